"""The dates of a template when T0 is near: what each way to begin makes of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Final

from screens.text import fit
from screens.widgets.rowlist import TextLine
from workbench.domain.due import LateStart
from workbench.domain.message import msg

if TYPE_CHECKING:
    from workbench.language import Tr
    from workbench.services.planning import Dates

_SHOWN: Final = 7  # late dates
_COLUMNS: Final = {
    LateStart.AS_IS: msg("as is"),
    LateStart.SQUEEZE: msg("squeezed"),
    LateStart.START_TODAY: msg("today"),
}


def span(dates: Dates, today: date, tr: Tr) -> str:
    """`Nov 23 to Apr 15, 3 of them late`."""
    days = [day for _, day in dates.items]
    first, last = (tr.day(day, today) for day in (min(days), max(days)))
    late = sum(day < today for day in days)
    whole = msg("{first} to {last}", first=first, last=last)
    return tr(msg("{span}, {n} late", span=whole, n=late) if late else whole)


def compared(
    preview: Mapping[LateStart, Dates], today: date, tr: Tr, width: int
) -> Iterator[TextLine]:
    """The dates before today and the gates before T0, a column for each choice."""
    room = max(20, width - 40)
    titles = "".join(f" {fit(tr(title), 11)}" for title in _COLUMNS.values())
    yield TextLine(f" {fit('', room)}{titles}", "strong")

    def row(text: str, days: Sequence[date]) -> TextLine:
        cells = "".join(f" {fit(tr.day(day, today), 11)}" for day in days)
        return TextLine(f" {fit(text, room)}{cells}")

    usual = preview[LateStart.AS_IS]
    late = [n for n, (_, day) in enumerate(usual.items) if day < today]
    for n in late[:_SHOWN]:
        text = usual.items[n][0].text.show(tr.lang)
        yield row(text, [preview[c].items[n][1] for c in _COLUMNS])
    if len(late) > _SHOWN:
        more = tr(msg("and {n} more", n=len(late) - _SHOWN))
        yield TextLine(f" {more}", "muted")
    for gate in (gate for gate in usual.gates if gate.offset < 0):
        name = f"{gate.value} {tr(gate.title)}"
        yield row(name, [preview[c].gates[gate] for c in _COLUMNS])
    yield TextLine()
