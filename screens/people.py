"""Who of the roster is meant, and who is here for which side."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Final

from screens.names import Names
from workbench.domain.dossier import Reading
from workbench.domain.errors import BadValue, WorkbenchError
from workbench.domain.message import Msg, msg
from workbench.domain.registers.person import Person, Side
from workbench.domain.text import clean

if TYPE_CHECKING:
    from screens.base import WorkScreen
    from screens.fields import EditingScreen
    from workbench.services.present import Present
    from workbench.services.workspace import Workspace

_SOMEBODY_ELSE: Final = 0
_NOBODY: Final = -1


def names(screen: WorkScreen, handover: int) -> Names:
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
    screen.say(
        msg("present: {names}", names=", ".join(here)) if here else msg("nobody is present"), "ok"
    )
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

    With `nobody` that can be chosen too and gives -1; `without` are not offered.
    """
    view = names(screen, handover)
    everybody = screen.ws.known(handover).all(Person)
    there = [p for p in everybody if p.id not in without]
    # Whoever came in a roster without sides is of one once he is chosen for it.
    people = [p for p in there if p.side in sides] + [p for p in there if p.side is None]
    options = [(p.id, view.title_of(p.id), p.role) for p in people]
    chosen: int | None = _SOMEBODY_ELSE
    if people or nobody:
        more = [(_SOMEBODY_ELSE, screen.tr(msg("somebody else")), "")]
        if nobody:
            more.append((_NOBODY, screen.tr(msg("nobody")), ""))
        chosen = await screen.choose(title, [*options, *more], current=current)
    if chosen is not None and any(p.id == chosen and p.side is None for p in people):
        return await screen.carry_out(lambda ws: _of_side(ws, handover, chosen, sides[0]))
    if chosen != _SOMEBODY_ELSE:
        return chosen
    known = [] if view.hidden else [p.name for p in screen.ws.known(handover).all(Person)]
    label = title if not people else msg("Name")
    name = await screen.ask_until(label, _name, hint=msg("a name"), suggestions=known, names=True)
    if not name:
        return None
    return await screen.carry_out(lambda ws: _joined(ws, handover, name, sides[0]))


def _name(text: str) -> str:
    name = clean(text)
    if not name:
        raise BadValue(msg("a name is not empty"))
    return name


def _joined(ws: Workspace, handover: int, name: str, side: Side) -> int:
    """The person of that name, who joins the roster, or the side, if need be."""
    from workbench.services import records

    dossier = ws.known(handover)
    same = [p for p in dossier.all(Person) if p.name.casefold() == name.casefold()]
    if len(same) > 1:
        raise WorkbenchError(
            msg("several people are called {name}; tell them apart in the roster", name=name)
        )
    if not same:
        return records.add(ws, handover, "person", {"name": name, "side": side.value})
    if same[0].side is None:
        return _of_side(ws, handover, same[0].id, side)
    return same[0].id


def _of_side(ws: Workspace, handover: int, person: int, side: Side) -> int:
    from workbench.services import records

    records.edit(ws, handover, person, "side", side.value)
    return person


def _real(person: int) -> int | None:
    return person if person > 0 else None
