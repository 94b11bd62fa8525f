"""Who of the roster is meant, and who is here for which side."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Final

from screens.names import Names
from screens.naming import joined, meant
from screens.widgets.rowlist import TextLine
from workbench.domain.dossier import Reading
from workbench.domain.errors import BadValue, WorkbenchError
from workbench.domain.message import Msg, listed, msg
from workbench.domain.registers.person import Person, Side
from workbench.domain.text import clean, fold

if TYPE_CHECKING:
    from screens.asking import AskingScreen
    from screens.base import WorkScreen
    from screens.fields import EditingScreen
    from workbench.services.present import Present
    from workbench.services.workspace import Workspace

_SOMEBODY_ELSE: Final = 0
_NOBODY: Final = -1


def names(screen: AskingScreen, handover: int) -> Names:
    """How people are called on this screen now."""
    return Names(Reading(screen.ws.known(handover), screen.ws.context), screen.host.names_hidden)


def myself(screen: EditingScreen) -> int | None:
    """The user as the roster of the handover on the screen has him."""
    from workbench.services.present import myself as mine

    found = mine(screen.ws, screen.dossier)
    return found.id if found is not None else None


async def present(screen: WorkScreen, handover: int) -> Present | None:
    """Who is here for each side; kept until it is changed."""
    from workbench.services.present import Present, set_present
    from workbench.services.present import present as now

    current = now(screen.ws, handover)
    giving = await somebody(
        screen,
        handover,
        msg("Who is here for the giving side?"),
        Side.GIVING,
        current=current.giving,
        nobody=True,
    )
    if giving is None:
        return None
    receiving = await somebody(
        screen,
        handover,
        msg("Who is here for the receiving side, and verifies?"),
        Side.RECEIVING,
        current=current.receiving,
        nobody=True,
    )
    if receiving is None:
        return None
    set_present(screen.ws, handover, Present(_real(giving), _real(receiving)))
    screen.reload()
    here = [names(screen, handover).title_of(i) for i in (giving, receiving) if _real(i)]
    screen.say(msg("present: {names}", names=listed(here)) if here else msg("nobody is present"))
    return now(screen.ws, handover)


async def somebody(
    screen: WorkScreen,
    handover: int,
    title: Msg,
    *sides: Side,
    current: int | None = None,
    nobody: bool = False,
    without: Collection[int | None] = (),
) -> int | None:
    """Somebody of `sides` in the roster or of no side yet, or a new name, who is then of the first.

    Whoever has no side is put on one only where that matters, and only if the user says so. With
    `nobody` that can be chosen too and gives -1; `without` are not offered.
    """
    view = names(screen, handover)
    there = [p for p in screen.ws.known(handover).all(Person) if p.id not in without]
    fit = [p for p in there if p.side in sides]
    people = fit + [p for p in there if _may_be(screen, handover, p, sides)]
    options = [(p.id, view.title_of(p.id), p.role) for p in people]
    chosen: int | None = _SOMEBODY_ELSE
    if people or nobody:
        more = [(_SOMEBODY_ELSE, screen.tr(msg("somebody else")), "")]
        if nobody:
            more.append((_NOBODY, screen.tr(msg("nobody")), ""))
        none = msg("Nobody on the roster is of the {side} yet.", side=sides[0].label)
        about = [] if fit else [TextLine(f" {screen.tr(none)}", "warn")]
        chosen = await screen.choose(title, [*options, *more], about=about, current=current)
    if chosen == _SOMEBODY_ELSE:
        name = await _named(screen, handover, title if not people else msg("Name"), sides[0])
        chosen = await _joined(screen, handover, name, sides) if name else None
    found = screen.ws.known(handover).get(chosen)
    if not isinstance(found, Person) or found.side is not None or set(sides) == set(Side):
        return chosen
    who = view.title_of(found.id)
    asked = msg("{name} is on no side yet. On the {side} from now on?", name=who,
                side=sides[0].label)  # fmt: skip
    if not await screen.confirm(asked):
        return chosen if Side.GIVING in sides and len(sides) > 1 else None
    return await screen.carry_out(lambda ws: _of_side(ws, handover, found.id, sides[0]))


def _may_be(screen: WorkScreen, handover: int, person: Person, sides: Sequence[Side]) -> bool:
    """Whether a person without a side may be of one of these: the user is of his own, and who
    leaves with the project agrees to nothing for those who stay."""
    from workbench.services.present import is_called

    if person.side is not None:
        return False
    me = screen.ws.me
    if me.side is not None and is_called(person, me.name):
        return me.side in sides
    return Side.GIVING in sides or not person.leaves


async def _named(screen: WorkScreen, handover: int, label: Msg, side: Side) -> str | None:
    """A name typed by the user."""
    everybody = screen.ws.known(handover).all(Person)
    known = [] if names(screen, handover).hidden else [p.name for p in everybody]
    hint = msg("a name; who is not on the roster yet joins the {side}", side=side.label)
    name = await screen.ask_until(label, _name, hint=hint, suggestions=known, names=True)
    return None if name is None else await meant(screen, handover, name)


def _name(text: str) -> str:
    name = clean(text)
    if not name:
        raise BadValue(msg("a name is not empty"))
    return name


async def _joined(
    screen: WorkScreen, handover: int, name: str, sides: Sequence[Side]
) -> int | None:
    """The person of that name, who joins the roster if need be; None, and said, where he cannot be
    of one of the sides."""

    def found(ws: Workspace) -> int:
        from workbench.services import records

        known = ws.known(handover)
        same = [p for p in known.all(Person) if fold(name) in (fold(p.name), fold(known.key(p)))]
        if len(same) > 1:
            raise WorkbenchError(
                msg("several people are called {name}; tell them apart in the roster", name=name)
            )
        if not same:
            return records.add(ws, handover, "person", {"name": name, "side": sides[0].value})
        if same[0].side is None and not _may_be(screen, handover, same[0], sides):
            raise WorkbenchError(
                msg("{name} is not of the {side}; name somebody who is", name=name,
                    side=sides[0].label)
            )  # fmt: skip
        return same[0].id

    before = screen.ws.known(handover)
    person = await screen.carry_out(found)
    screen.also = joined(screen, before, [name])
    if screen.also is not None:
        screen.show_undo()
    return person


def _of_side(ws: Workspace, handover: int, person: int, side: Side) -> int:
    from workbench.services import records

    records.edit(ws, handover, person, "side", side.value)
    return person


def _real(person: int) -> int | None:
    return person if person > 0 else None
