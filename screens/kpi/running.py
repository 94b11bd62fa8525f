"""Asked for a parallel run: from when to when, how many readings, how far apart they may be."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from workbench.domain import record
from workbench.domain.calendar import parse_day
from workbench.domain.errors import BadValue
from workbench.domain.message import Msg, msg
from workbench.domain.registers.changeover import Changeover
from workbench.domain.registers.kpi import Frequency, Kpi
from workbench.figures.kpi_readings import after
from workbench.rules.agreed import readings_needed
from workbench.services import kpis

if TYPE_CHECKING:
    from screens.fields import EditingScreen
    from workbench.services.editing import Outcome


async def run_parallel(
    screen: EditingScreen, handover: int, found: Sequence[Kpi], done: Msg
) -> Outcome | None:
    """Ask for what the changeover does not say yet, and begin the runs; None when left or refused.
    From a worker."""
    ids, seen = [k.id for k in found], screen.dossier
    lines = kpis.without_days(seen, ids)
    texts = await _asked(screen, found[0], lines) if lines else {}
    if texts is None:
        return None
    return await screen.act(lambda ws: kpis.run_parallel(ws, handover, ids, texts), done, seen=seen)


async def _asked(
    screen: EditingScreen, kpi: Kpi, lines: Sequence[Changeover]
) -> dict[str, str] | None:
    """The days, the readings needed and, beside an old KPI, the tolerance."""
    fields, today = record.of(Changeover), screen.today
    needed = readings_needed(screen.dossier, today).of(kpi.frequency)
    texts: dict[str, str] = {}
    first = max((line.first for line in lines if line.first is not None), default=None)
    if _lacks(lines, "first"):
        first = await screen.ask_until(
            fields.field("first").kind.label, lambda text: parse_day(text, today),
            (first or today).isoformat(),
        )  # fmt: skip
        if first is None:
            return None
        texts["first"] = first.isoformat()
    begins = first or today
    if _lacks(lines, "last"):
        usual = after(_regular(kpi), begins, needed) - timedelta(days=1)
        last = await screen.ask_until(
            fields.field("last").kind.label, lambda text: _not_before(text, begins, today),
            usual.isoformat(),
        )  # fmt: skip
        if last is None:
            return None
        texts["last"] = last.isoformat()
    asked = []
    if _lacks(lines, "readings"):
        asked.append(("readings", str(needed)))
    if _lacks([line for line in lines if line.old is not None], "tolerance"):
        asked.append(("tolerance", ""))
    for name, start in asked:
        text = await screen.ask_until_taken(fields.field(name), start)
        if text is None:
            return None
        texts[name] = text
    return texts


def _lacks(lines: Sequence[Changeover], name: str) -> bool:
    """Whether one of them does not say it: what all say is agreed, and not asked again."""
    return any(getattr(line, name) is None for line in lines)


def _regular(kpi: Kpi) -> Frequency:
    """How often it is read; daily where that is not said, or it is only once."""
    return kpi.frequency if kpi.frequency not in (None, Frequency.ONCE) else Frequency.DAILY


def _not_before(text: str, first: date, today: date) -> date:
    last = parse_day(text, today)
    if last < first:
        raise BadValue(msg("it ends before {day}, on which it begins", day=first))
    return last
