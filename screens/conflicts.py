"""Two people, one record: both values on the screen, and one question for all of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from screens.names import Names
from screens.text import one_line
from screens.widgets.rowlist import Line, Rule, TextLine
from workbench.domain import record
from workbench.domain.change import GONE
from workbench.domain.conflict import Choice, Clash, Conflict, Seen
from workbench.domain.dossier import Reading
from workbench.domain.message import Msg, msg
from workbench.domain.record import SPINE

if TYPE_CHECKING:
    from screens.base import WorkScreen


async def settle(screen: WorkScreen, conflict: Conflict) -> Seen | None:
    """What the user saw and chose, for the same act once more; None when he leaves it."""
    names = Names(Reading(conflict.now, screen.ws.context), screen.host.names_hidden)
    clashes = conflict.clashes
    only = clashes[0] if conflict.leave is None else None
    shown = _Shown(names)
    options = [
        (
            choice,
            screen.tr(_label(choice, conflict)),
            shown.hint(only, choice) if only is not None else "",
        )
        for choice in conflict.choices
    ]
    below = [] if only is not None else list(shown.lines(clashes))
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
    """Values as they may be seen."""

    def __init__(self, names: Names) -> None:
        self._names = names

    def lines(self, clashes: Sequence[Clash]) -> Iterator[Line]:
        """Each record with what others made of it, and what the user would."""
        tr = self._names.tr
        you = tr(msg("you"))
        yield TextLine()
        yield Rule(tr(msg("changed meanwhile")).upper(), str(len(clashes)))
        for clash in clashes:
            found = self._names.reading.dossier.get(clash.record)
            name = one_line(self._names.title_of(clash.record)) if found is not None else ""
            yield TextLine(f" {clash.key} {name}", "strong")
            who = self._names.person(clash.who) or tr(msg("somebody"))
            yield TextLine(f"   {who}: {self._values(clash, clash.theirs)}")
            yield TextLine(f"   {you}: {self._values(clash, clash.mine)}")

    def hint(self, clash: Clash, choice: Choice) -> str:
        match choice:
            case Choice.THEIRS:
                return self._values(clash, clash.theirs)
            case Choice.MINE:
                return self._values(clash, clash.mine)
            case Choice.BOTH:
                return ""

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
