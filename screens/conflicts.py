"""Two people, one record: both values on the screen, and one question for all of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from screens.dialogs import LEAST_LABEL, NARROW
from screens.names import Names
from screens.text import apart, one_line, width, wrapped
from screens.widgets.rowlist import Line, Rule, TextLine
from workbench.domain import record
from workbench.domain.change import GONE
from workbench.domain.conflict import Choice, Clash, Conflict, Seen
from workbench.domain.dossier import Reading
from workbench.domain.message import Msg, msg
from workbench.domain.record import SPINE

if TYPE_CHECKING:
    from screens.asking import AskingScreen

_WHOLE = 6  # lines of a value below the choices


async def settle(screen: AskingScreen, conflict: Conflict) -> Seen | None:
    """What the user saw and chose, for the same act once more; None when he leaves it."""
    names = Names(Reading(conflict.now, screen.ws.context), screen.host.names_hidden)
    clashes = conflict.clashes
    only = clashes[0] if conflict.leave is None else None
    shown = _Shown(names, screen.room)
    labels = [screen.tr(_label(choice, conflict)) for choice in conflict.choices]
    hints: dict[Choice, str] = {}
    if only is None:
        below = list(shown.lines(clashes))
    else:
        hints, below = shown.hints(only, max(LEAST_LABEL, *map(width, labels)))
    options = [
        (choice, label, hints.get(choice, ""))
        for choice, label in zip(conflict.choices, labels, strict=True)
    ]
    title = conflict.message if not names.hidden else msg("somebody else changed this meanwhile")
    chosen = await screen.choose(title, options, below=below)
    return conflict.settled(chosen) if chosen is not None else None


def _label(choice: Choice, conflict: Conflict) -> Msg:
    several = len(conflict.clashes) > 1
    match choice:
        case Choice.THEIRS:
            return conflict.leave or msg("keep theirs")
        case Choice.MINE:
            return msg("put mine on all of them") if several else msg("put mine")
        case Choice.BOTH if _is_move(conflict):
            return msg("keep theirs, and add my proof")
        case Choice.BOTH:
            return msg("both, theirs first")


def _is_move(conflict: Conflict) -> bool:
    """Whether states met, which nobody types."""
    return any(
        name in (fields := record.get(clash.register).by_name) and fields[name].kind.fixed
        for clash in conflict.clashes
        for name in clash.theirs
    )


class _Shown:
    """Values as they may be seen, in lines of `room` cells."""

    def __init__(self, names: Names, room: int) -> None:
        self._names, self._room = names, room

    def lines(self, clashes: Sequence[Clash]) -> Iterator[Line]:
        """Each record with what others made of it, and what the user would."""
        tr = self._names.tr
        yield TextLine()
        yield Rule(tr(msg("changed meanwhile")).upper(), str(len(clashes)))
        for clash in clashes:
            found = self._names.reading.dossier.get(clash.record)
            name = one_line(self._names.title_of(clash.record)) if found is not None else ""
            yield TextLine(f" {clash.key} {name}", "strong")
            who, both = self._both(clash)
            room = self._room - max(map(width, who)) - 5
            for name, text in zip(who, apart(both, room), strict=True):
                yield TextLine(f"   {name}: {text}")

    def hints(self, clash: Clash, label: int) -> tuple[dict[Choice, str], list[Line]]:
        """What stands beside the choices, whose labels have `label` cells, and below them: the
        values whole, or from where they differ, if there is no room for them beside."""
        who, both = self._both(clash)
        room = self._room - label - 5
        hints = dict(zip((Choice.THEIRS, Choice.MINE), apart(both, room), strict=True))
        if self._room > NARROW and all(width(text) <= room for text in both):
            return hints, []
        below: list[Line] = []
        for name, text in zip(who, apart(both, self._room * (_WHOLE - 1)), strict=True):
            lines = wrapped(text, self._room - 4)
            cut = [*lines[: _WHOLE - 1], f"{lines[_WHOLE - 1]}~"] if lines[_WHOLE:] else lines
            below += [TextLine(), Rule(name), *(TextLine(f"   {line}") for line in cut)]
        return hints, below

    def _both(self, clash: Clash) -> tuple[list[str], list[str]]:
        """Who the two are, and what each would have."""
        tr = self._names.tr
        who = [self._names.person(clash.who) or tr(msg("somebody")), tr(msg("you"))]
        return who, [self._values(clash, values) for values in (clash.theirs, clash.mine)]

    def _values(self, clash: Clash, values: Mapping[str, Any]) -> str:
        """`Due: T-30, Owner: Chen Hao`; one value goes without its field, which the title has."""
        fields = record.get(clash.register).by_name
        tr, found = self._names.tr, self._names.reading.dossier.get(clash.record)
        parts, empty = [], tr(msg("(empty)"))
        for name, value in values.items():
            if name == GONE:
                parts.append(tr(msg("deleted")) if value else tr(msg("added to it")))
            elif name in SPINE:
                parts.append(tr(msg("its place in the list")))
            else:
                text = self._names.shown(fields[name], found, value)
                if text or len(values) == 1:
                    label = f"{tr(fields[name].kind.label)}: " if len(values) > 1 else ""
                    parts.append(f"{label}{text or empty}")
        return one_line(", ".join(dict.fromkeys(parts)))
