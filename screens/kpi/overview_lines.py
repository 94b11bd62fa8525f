"""The changeover map as lines: what is not said on top, then the KPIs of each goal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from screens.handover.pane import Fact
from screens.kpi.words import (
    ENDED,
    GapId,
    GoalId,
    KpiId,
    absent,
    change,
    last,
    lines_of,
    missing_words,
    stands,
    told,
    value,
)
from screens.names import Names
from screens.text import width
from screens.widgets.rowlist import Cell, Column, Group, Line, Row
from workbench.domain.dossier import Dossier
from workbench.domain.message import Msg, in_turn, listed, msg, nmsg, pmsg
from workbench.domain.record import Record
from workbench.domain.registers.changeover import Changeover
from workbench.domain.registers.goal import Goal
from workbench.domain.registers.kpi import Kpi, KpiState, Phase
from workbench.figures import kpi_readings
from workbench.figures.changeover import Mapping as Map
from workbench.figures.changeover import mapping
from workbench.figures.kpi_card import boxes, labels
from workbench.figures.kpi_readings import Status, missing, next_due
from workbench.figures.kpi_standing import asked
from workbench.figures.vacuum import Vacuum, spoken, vacuums
from workbench.language import Tr
from workbench.rules.agreed import readings_needed

SAID = "said"
_SPANS = 2  # stretches of days named in one line
_WIDE = 100
_GAP = "   "
_SHORT = {KpiState.FINAL: pmsg("KPI", "final value"), KpiState.REVIEW: pmsg("KPI", "in review")}


def columns(dossier: Dossier, tr: Tr, room: int) -> dict[str, list[Column]]:
    """Keys, values and marks are never cut."""
    kpis = dossier.all(Kpi)
    keys = max((width(dossier.key(k)) for k in kpis), default=5)
    titles = {
        "map": tr(pmsg("column", "Becomes")),
        "state": tr(msg("State")),
        "last": tr(pmsg("column", "Last")),
        "target": tr(pmsg("column", "Target")),
        "mark": tr(pmsg("column", "Stands")),
        "missing": tr(pmsg("column", "Miss")),
    }

    def fitting(key: str, least: int, most: int, texts: Sequence[str]) -> int:
        return max(width(titles[key]), least, min(most, max(map(width, texts), default=0)))

    lines, wide = lines_of(dossier), room >= _WIDE
    becomes = [change(k, lines.get(k.id, ()), dossier, tr).text for k in kpis]
    states = [_state(k, tr, wide=wide) for k in kpis]
    lasts = [value(last(k)) for k in kpis]
    targets = [value(k.target) for k in kpis]
    found = [
        Column("key", max(5, keys), title=tr(msg("Key"))),
        Column("name", 0, 12, title=tr(msg("KPI"))),
        Column("map", fitting("map", 0, 16, becomes), title=titles["map"], drop_below=50),
        Column("state", fitting("state", 0, 20, states), title=titles["state"], drop_below=70),
        Column("last", fitting("last", 5, 10, lasts), align="right", title=titles["last"]),
        Column("target", fitting("target", 5, 10, targets), align="right",
               title=titles["target"], drop_below=60),
        Column("unit", 8, title=tr(msg("Unit")), drop_below=_WIDE),
        Column("mark", fitting("mark", 4, 4, ()), title=titles["mark"]),
        Column("missing", width(titles["missing"]), align="right", title=titles["missing"],
               drop_below=60),
    ]  # fmt: skip
    return {"": found, SAID: [Column("key", max(5, keys)), Column("text", 0, 12)]}


@dataclass(frozen=True, slots=True)
class Overview:
    """All KPIs of a handover as they stand today."""

    names: Names
    tr: Tr
    today: date
    room: int

    @property
    def dossier(self) -> Dossier:
        return self.names.reading.dossier

    def figures(self, cells: int) -> str:
        """How much is mapped, what is not in order, what ends and begins, as far as there is
        room."""
        kpis, found = self.dossier.all(Kpi), mapping(self.dossier)
        said: list[Msg] = [msg("mapped {share}", share=str(found.mapped))]
        zero = self.dossier.handover.day_zero
        marks = [kpi_readings.stands(k, self.today, zero) for k in kpis]
        for wanted in (Status.CRIT, Status.WARN):
            if n := marks.count(wanted):
                said.append(msg("{n} {what}", n=n, what=wanted.label))
        if n := len(found.unmapped):
            said.append(nmsg("{n} dead end", "{n} dead ends", n))
        if n := sum(missing(k, self.today, zero) for k in kpis):
            said.append(missing_words(n))
        said += _counted(found)
        parts = list(map(self.tr, said))
        while len(parts) > 1 and width(_GAP.join(parts)) > cells:
            parts.pop()
        return _GAP.join(parts)

    def lines(self) -> list[Line]:
        return [*self._vacuums(), *self._broken(), *self._open(), *self._goals()]

    # What is to be said first

    def _vacuums(self) -> Iterator[Line]:
        found = [v for v in vacuums(self.dossier, self.today) if v.holes]
        if found:
            yield Group(GapId(0, "vacuum"), self.tr(msg("DAYS WITHOUT A KPI")), len(found))
        for each in found:
            text = self.tr(_uncovered(each))
            key = Cell(self.dossier.key(each.goal), "key")
            yield Row(GapId(each.goal.id), {"key": key, "text": Cell(text, "late")}, layout=SAID)

    def _broken(self) -> Iterator[Line]:
        found = mapping(self.dossier).broken
        if found:
            title = self.tr(msg("LINES THAT DO NOT SAY BETWEEN WHICH KPIS"))
            yield Group(GapId(0, "broken"), title, len(found))
        for line in found:
            text = "  ".join(
                filter(
                    None, (self._title(line.old), _relation(line, self.tr), self._title(line.new))
                )
            )
            key = Cell(self.dossier.key(line), "key")
            yield Row(GapId(line.id, "line"), {"key": key, "text": text}, layout=SAID)

    def _title(self, kpi: int | None) -> str:
        return self.names.title_of(kpi) if kpi is not None else "?"

    def _open(self) -> Iterator[Line]:
        """Dead ends of which nothing is said, and newcomers from nowhere."""
        found = mapping(self.dossier)
        groups = (
            ("dead", msg("DEAD ENDS"), msg("say what becomes of them"), found.unmapped),
            ("loose", msg("NEWCOMERS"), msg("say from which KPI they come, or that they are new"),
             found.loose),
        )  # fmt: skip
        for what, title, hint, kpis in groups:
            if kpis:
                yield Group(GapId(0, what), self.tr(title), len(kpis), hint=self.tr(hint))
                yield from (self._row(kpi, ()) for kpi in kpis)

    # By goal

    def _goals(self) -> Iterator[Line]:
        found, lines = mapping(self.dossier), lines_of(self.dossier)
        above = {k.id for k in (*found.unmapped, *found.loose)}
        holes = {v.goal.id: v for v in vacuums(self.dossier, self.today)}
        below = [k for k in self.dossier.all(Kpi) if k.id not in above]
        for goal in self.dossier.all(Goal):
            own = [k for k in self.dossier.all(Kpi) if k.goal == goal.id]
            kept = _in_order([k for k in below if k.goal == goal.id], found)
            hint = self.tr(self._covered(holes.get(goal.id), own, kept))
            title = f"{self.dossier.key(goal)} {self.names.title_of(goal.id)}"
            yield Group(GoalId(goal.id), title, hint=hint)
            yield from (self._row(k, lines.get(k.id, ())) for k in kept)
        goals = {g.id for g in self.dossier.all(Goal)}
        rest = _in_order([k for k in below if k.goal not in goals], found)
        if rest:
            yield Group(GoalId(0), self.tr(msg("FOR NO GOAL")), len(rest))
            yield from (self._row(k, lines.get(k.id, ())) for k in rest)

    def _covered(self, found: Vacuum | None, own: Sequence[Kpi], kept: Sequence[Kpi]) -> Msg:
        if not own:
            return msg("no KPI")
        said = [nmsg("{n} KPI", "{n} KPIs", len(own))]
        if above := len(own) - len(kept):
            said.append(nmsg("{n} of them above", "{n} of them above", above))
        if found is not None and found.holes:
            said.append(nmsg("{n} day without", "{n} days without", found.days))
        return msg("{text}", text=listed(said))

    def _row(self, kpi: Kpi, lines: Sequence[Changeover]) -> Row:
        tr, zero = self.tr, self.dossier.handover.day_zero
        cells: dict[str, Cell | str] = {
            "key": Cell(self.dossier.key(kpi), "key"),
            "name": self.names.title_of(kpi.id),
            "map": change(kpi, lines, self.dossier, tr),
            "state": _state(kpi, tr, wide=self.room >= _WIDE),
            "last": value(last(kpi)),
            "target": value(kpi.target),
            "unit": kpi.unit,
            "mark": stands(kpi, tr, self.today, zero),
            "missing": absent(kpi, self.today, zero),
        }
        return Row(KpiId(kpi.id), cells, style="done" if kpi.state in ENDED else "")


def _state(kpi: Kpi, tr: Tr, *, wide: bool) -> str:
    """The state, in a word of its own where that is long and room is short."""
    return tr(_SHORT.get(kpi.state, kpi.state.label) if not wide else kpi.state.label)


def _counted(found: Map) -> list[Msg]:
    counts = (
        (len(found.ending), nmsg("{n} ends", "{n} end", len(found.ending))),
        (len(found.loose), nmsg("{n} from nowhere", "{n} from nowhere", len(found.loose))),
        (len(found.new), nmsg("{n} new", "{n} new", len(found.new))),
    )
    return [words for n, words in counts if n]


def _in_order(kpis: Sequence[Kpi], found: Map) -> list[Kpi]:
    """What ends without a successor first, then what is new, then the others; old before new."""
    ends = {k.id for k in found.ending}
    new = {k.id for k in found.new}

    def place(kpi: Kpi) -> tuple[bool, bool, bool, int]:
        return (kpi.id not in ends, kpi.id not in new, kpi.phase is Phase.OPERATIONS, kpi.number)

    return sorted(kpis, key=place)


def _relation(line: Changeover, tr: Tr) -> str:
    return tr(line.relation.label) if line.relation is not None else "?"


def _uncovered(found: Vacuum) -> Msg:
    spans: Msg | str = listed([spoken(*hole) for hole in found.holes[:_SPANS]])
    more = len(found.holes) - _SPANS
    if more > 0:
        spans = msg("{spans} and {n} more", spans=spans, n=more)
    return msg("No KPI covers {goal}: {spans}", goal=found.goal.title, spans=spans)


def facts(
    kpi: Kpi, lines: Mapping[int, Sequence[Changeover]], names: Names, tr: Tr, today: date
) -> tuple[str, list[Fact]]:
    """Title and facts of the pane."""
    zero = names.reading.dossier.handover.day_zero
    title = f"{names.reading.dossier.key(kpi)}  {names.title_of(kpi.id)}"
    said = told(kpi, lines.get(kpi.id, ()), names) or _unsaid(kpi)
    found = [Fact(tr(pmsg("pane", "Map")), names.told(msg("{text}", text=said)), 1, strong=True)]
    found.append(Fact(tr(pmsg("pane", "Reads")), tr(_read(kpi, today, zero)), 2))
    lacks = asked(kpi, readings_needed(names.reading.dossier, today))
    ticked = sum(box.ticked for box in boxes(kpi))
    card = msg("card {n} of 5", n=ticked)
    words = msg("{card}; lacks: {fields}", card=card, fields=labels(lacks)) if lacks else card
    found.append(Fact(tr(pmsg("pane", "Card")), tr(words), 0))
    owners = [names.title_of(i) if i is not None else "-" for i in (kpi.owner, kpi.post)]
    found.append(Fact(tr(pmsg("pane", "Owner")), " -> ".join(owners), 3))
    return title, found


def _unsaid(kpi: Kpi) -> Msg:
    if kpi.phase is Phase.IMPLEMENTATION:
        return msg("it is not said what becomes of it")
    return msg("it is not said from which KPI it comes")


def _read(kpi: Kpi, today: date, zero: date | None) -> Msg:
    said: list[Msg | str] = []
    if kpi.last_reading is not None:
        said.append(msg("{value} on {day}", value=value(kpi.last_value, kpi.unit),
                        day=kpi.last_reading))  # fmt: skip
    if gone := missing(kpi, today, zero):
        said.append(missing_words(gone))
    elif (due := next_due(kpi, zero)) is not None:
        said.append(msg("next due {day}", day=due))
    return msg("{text}", text=in_turn(said)) if said else msg("no reading yet")


def goal_facts(found: Record | None, names: Names, tr: Tr, today: date) -> tuple[str, list[Fact]]:
    """Of a goal: how it is kept, by whom, and all the days without a KPI; of others nothing."""
    if not isinstance(found, Goal):
        return "", []
    dossier = names.reading.dossier
    gap = next((v for v in vacuums(dossier, today) if v.goal.id == found.id), None)
    kept = found.becomes or found.ends_because or "-"
    post = names.title_of(found.post) if found.post is not None else "-"
    made = [Fact(tr(pmsg("pane", "Goal")), kept, 1), Fact(tr(pmsg("pane", "Owner")), post, 3)]
    if gap is not None and gap.holes:
        said = msg("no KPI {spans}", spans=gap.words)
        made.insert(0, Fact(tr(pmsg("pane", "Days")), tr(said), 0, strong=True))
    return f"{dossier.key(found)}  {names.title_of(found.id)}", made
