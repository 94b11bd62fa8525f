"""How KPIs are told on their screens: values, marks, and what becomes of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from screens.names import Names
from screens.widgets.rowlist import Cell
from workbench.domain.dossier import Dossier
from workbench.domain.message import Msg, in_turn, listed, msg, nmsg, pmsg
from workbench.domain.registers.changeover import Changeover, Relation
from workbench.domain.registers.kpi import Kpi, KpiState
from workbench.figures import kpi_readings
from workbench.figures.changeover import holds
from workbench.figures.kpi_readings import Status, missing
from workbench.language import Tr

ENDED = (KpiState.FINAL, KpiState.RETIRED)
_MARKS = {
    Status.OK: (pmsg("KPI", "ok"), "ok"),
    Status.WARN: (pmsg("KPI", "warn"), "warn"),
    Status.CRIT: (pmsg("KPI", "CRIT"), "late"),
}


class KpiId(NamedTuple):
    kpi: int


class GoalId(NamedTuple):
    """A goal as a heading; 0 for KPIs of none."""

    goal: int
    what: str = "goal"


class GapId(NamedTuple):
    """What stands above the goals: days without a KPI, or a line that does not hold."""

    record: int
    what: str = "gap"


def value(number: Decimal | None, unit: str = "") -> str:
    """`98.2 %`; a dash for none."""
    if number is None:
        return "-"
    return f"{number:f} {unit}".rstrip()


def last(kpi: Kpi) -> Decimal | None:
    """What a KPI came to: its final value once that is recorded, else its last reading."""
    return kpi.final if kpi.state in ENDED and kpi.final is not None else kpi.last_value


def mark(found: Status | None, tr: Tr) -> Cell:
    """`ok`, `warn` or `CRIT`; nothing without value or thresholds."""
    if found is None:
        return Cell("")
    label, style = _MARKS[found]
    return Cell(tr(label), style)


def stands(kpi: Kpi, tr: Tr, today: date, zero: date | None) -> Cell:
    return mark(kpi_readings.stands(kpi, today, zero), tr)


def absent(kpi: Kpi, today: date, zero: date | None) -> Cell:
    """How many readings are missing."""
    n = missing(kpi, today, zero)
    return Cell(str(n), "late" if n > 1 else "warn") if n else Cell("")


def lines_of(dossier: Dossier) -> Mapping[int, Sequence[Changeover]]:
    """The lines of the changeover that hold, by each KPI they name."""
    found: dict[int, list[Changeover]] = {}
    for line in dossier.all(Changeover):
        if holds(dossier, line):
            for kpi in {line.old, line.new} - {None}:
                found.setdefault(kpi or 0, []).append(line)
    return found


def change(kpi: Kpi, lines: Sequence[Changeover], dossier: Dossier, tr: Tr) -> Cell:
    """`-> KPI-07`, `<- KPI-01 +1`, `x ends`, `* new`; `?` where nothing is said."""
    if not lines:
        return Cell("? " + tr(msg("not said")), "warn")
    ends = {line.relation for line in lines}
    if Relation.ENDS in ends:
        return Cell("x " + tr(Relation.ENDS.label), "muted")
    others = [line for line in lines if line.relation is not Relation.NEW]
    if not others:
        return Cell("* " + tr(Relation.NEW.label), "key")
    forward = others[0].old == kpi.id
    other = dossier.get(others[0].new if forward else others[0].old)
    more = f" +{len(others) - 1}" if len(others) > 1 else ""
    return Cell(f"{'->' if forward else '<-'} {dossier.key(other) if other else '?'}{more}")


def told(kpi: Kpi, lines: Sequence[Changeover], names: Names) -> Msg | str:
    """What becomes of a KPI, or where it comes from, in words; empty when nothing is said."""
    said: list[Msg | str] = []
    for line in lines:
        if line.relation is None:
            continue
        if line.relation in (Relation.ENDS, Relation.NEW):
            words: Msg | str = line.relation.label
        elif line.old == kpi.id:
            words = msg(
                "{relation} {kpi}", relation=line.relation.label, kpi=called(line.new, names)
            )
        else:
            words = msg("{kpi} {relation} this one", kpi=called(line.old, names),
                        relation=line.relation.label)  # fmt: skip
        if line.reason:
            words = msg("{what}: {reason}", what=words, reason=names.words(line.reason))
        said.append(words)
    return in_turn(said)


def called(kpi: int | None, names: Names) -> str:
    """`KPI-07 Availability`."""
    dossier = names.reading.dossier
    found = dossier.get(kpi)
    return f"{dossier.key(found)} {names.title_of(found.id)}" if found is not None else "?"


def missing_words(n: int) -> Msg:
    return nmsg("{n} reading missing", "{n} readings missing", n)


def unlikely_words(called: str, number: Decimal, unit: str) -> Msg:
    """The question about a percentage that can hardly be meant."""
    return msg("{kpi}: {value} is not between 0 and 100. Is it meant?", kpi=called,
               value=value(number, unit))  # fmt: skip


def together(parts: Sequence[Msg | str], tr: Tr) -> str:
    """Words with the comma of the language between."""
    return tr(msg("{text}", text=listed(parts)))
