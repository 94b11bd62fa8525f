"""The card of one KPI as lines: definition by boxes, trend, parallel run, owners, batches."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from screens.kpi.words import ENDED, lines_of, mark, missing_words, told, value
from screens.names import Names
from screens.text import one_line, width, wrapped
from screens.widgets.rowlist import Cell, Column, Group, Line, Row, TextLine
from workbench.domain import record
from workbench.domain.dossier import Dossier
from workbench.domain.message import Msg, in_turn, msg, nmsg, pmsg
from workbench.domain.reading import Reading
from workbench.domain.registers.batch import Batch
from workbench.domain.registers.changeover import Changeover
from workbench.domain.registers.kpi import Direction, Kpi, Phase
from workbench.domain.registers.note import Note
from workbench.figures.changeover import Parallel
from workbench.figures.kpi_card import FIELDS as BOX_FIELDS
from workbench.figures.kpi_card import IN_ITS_UNIT, boxes, crossed, labels
from workbench.figures.kpi_readings import (
    Needed,
    Status,
    baseline,
    mean,
    missing,
    next_due,
    off,
    stands,
    status,
    within,
)
from workbench.figures.kpi_standing import asked, missed_words, next_step
from workbench.language import Tr
from workbench.pack.bars import READING, trend
from workbench.services.readings import notes

FIELD, READ, RUN, BATCH, TEXT = "field", "read", "run", "batch", "text"
_TARGET, _WARN, _CRIT = "=", "-", "!"
_BOX = 16
_FEW = 10  # days of a parallel run that are shown beside the chart; the table shows all

_AGAINST = ("direction", "target", "warn", "crit")
_FINAL = ("final", "final_on")
_OWNED = ("owner", "post", "data_owner", "in_bonus", "rewarded", "tested_on")
_DAYS = ("active_from", "active_to", "baseline_from", "baseline_to", "proxy")


@dataclass(frozen=True, slots=True)
class Run:
    """A parallel run: its line of the changeover, how far it is, and both series."""

    line: Changeover
    parallel: Parallel
    olds: Sequence[Reading]
    news: Sequence[Reading]


@dataclass(frozen=True, slots=True)
class Card:
    """One KPI with its readings, the oldest first; `needed` as agreed for a baseline, `numbers`
    for tables in place of charts."""

    kpi: Kpi
    series: Sequence[Reading]
    runs: Sequence[Run]
    needed: Needed
    names: Names
    tr: Tr
    today: date
    room: int
    height: int
    numbers: bool = False

    @property
    def dossier(self) -> Dossier:
        return self.names.reading.dossier

    def standing(self) -> str:
        """State, last value, what is missing, and what the next step lacks."""
        kpi, tr = self.kpi, self.tr
        said: list[Msg | str] = [kpi.state.label]
        if kpi.state in ENDED and kpi.final is not None:
            said.append(msg("final value {value}", value=value(kpi.final, kpi.unit)))
        elif kpi.last_reading is not None:
            said.append(msg("{value} on {day}", value=value(kpi.last_value, kpi.unit),
                            day=kpi.last_reading))  # fmt: skip
        zero = self.dossier.handover.day_zero
        if (found := stands(kpi, self.today, zero)) is not None:
            said.append(found.label)
        if gone := missing(kpi, self.today, zero):
            said.append(missing_words(gone))
        elif (due := next_due(kpi, zero)) is not None:
            said.append(msg("next due {day}", day=due))
        return "   ".join(tr(s) if isinstance(s, Msg) else s for s in said)

    def columns(self) -> dict[str, list[Column]]:
        label = max(width(self.tr(record.of(Kpi).field(f).kind.label)) for f in _shown_fields())
        return {
            FIELD: [Column("box", _BOX), Column("label", label), Column("value", 0, 10)],
            READ: [Column("day", 20), Column("value", 14, align="right"), Column("mark", 8),
                   Column("note", 0, 8)],
            RUN: [Column("day", 10), Column("old", 14, align="right"),
                  Column("new", 14, align="right"), Column("apart", 0, 8)],
            BATCH: [Column("key", 6), Column("at", 11, drop_below=60),
                    Column("by", 9, drop_below=70), Column("n", 6, align="right"),
                    Column("days", 24, drop_below=50), Column("source", 0, 8)],
            TEXT: [Column("text", 0)],
        }  # fmt: skip

    def lines(self) -> list[Line]:
        return [
            *self._ending(),
            *self._card(),
            *self._trend(),
            *self._map(),
            *self._fields("against", msg("AGAINST"), _AGAINST),
            *self._fields("owned", msg("OWNERS AND SOURCE"), _OWNED),
            *self._fields("days", msg("DAYS AND BASELINE"), _DAYS),
            *self._batches(),
            *self._notes(),
        ]

    def lacks(self) -> str:
        """The next step, and what it asks for and is not there; empty at the end of its path."""
        step, fields = next_step(self.kpi), asked(self.kpi, self.needed)
        if step is None:
            return ""
        if not fields:
            return self.tr(msg("next: {step}; the card has all it asks for", step=step.label))
        return self.tr(msg("next: {step}; lacks: {fields}", step=step.label, fields=labels(fields)))

    def _ending(self) -> Iterator[Line]:
        """What a KPI of the project comes to stands first: it is what is left of it."""
        kpi = self.kpi
        if kpi.phase is Phase.IMPLEMENTATION or kpi.final is not None:
            by = self.names.title_of(kpi.signed_by) if kpi.signed_by is not None else ""
            hint = self.tr(msg("signed by {name}", name=by)) if by else ""
            yield Group(("group", "final"), self.tr(msg("FINAL VALUE")), hint=hint)
            yield from (self._field(name, Cell("")) for name in _FINAL)

    # The definition

    def _card(self) -> Iterator[Line]:
        found, tr = boxes(self.kpi), self.tr
        ticked = sum(box.ticked for box in found)
        yield Group(("group", "card"), tr(msg("CARD {n} of 5", n=ticked)))
        for boxed in found:
            tick = "[x]" if boxed.ticked else "[ ]"
            first = Cell(f"{tick} {tr(boxed.box.label)}", "ok" if boxed.ticked else "late")
            for place, name in enumerate(BOX_FIELDS[boxed.box]):
                yield self._field(name, first if place == 0 else Cell(""))

    def _fields(self, group: str, title: Msg, names: Sequence[str]) -> Iterator[Line]:
        yield Group(("group", group), self.tr(title), hint=self._about(group))
        for name in names:
            yield self._field(name, Cell(""))

    def _about(self, group: str) -> str:
        if group == "against" and crossed(self.kpi):
            return self.tr(msg("the critical threshold comes before the one that warns"))
        if group == "days" and self.kpi.phase is Phase.OPERATIONS:
            found = baseline(self.kpi, self.needed)
            words = found.words
            enough = words if found.enough else msg("{readings}: too few", readings=words)
            return self.tr(enough)
        return ""

    def _field(self, name: str, box: Cell) -> Row:
        field = record.of(Kpi).field(name)
        text = self.names.shown(field, self.kpi, getattr(self.kpi, name))
        if text and name in IN_ITS_UNIT:
            text = f"{text} {self.kpi.unit}".rstrip()
        lacks = name in asked(self.kpi, self.needed)
        shown = Cell(text)
        if name == "baseline" and (strays := off(self.kpi, self.series)) is not None:
            shown = Cell(f"{text}   {self.tr(strays)}", "warn")
        if not text:
            shown = Cell(self.tr(msg("missing")), "late") if lacks else Cell("-", "muted")
        if not box.text and lacks:
            box = Cell("    !", "late")
        return Row(("field", name), {"box": box, "label": self.tr(field.kind.label),
                                     "value": shown}, layout=FIELD)  # fmt: skip

    # Readings

    def _trend(self) -> Iterator[Line]:
        n = len(self.series)
        title = self.tr(msg("TREND"))
        yield Group(("group", "trend"), title, n, hint=self._levels() if n else "")
        zero = self.dossier.handover.day_zero
        if gone := missed_words(self.kpi, self.series, self.today, zero):
            lines = wrapped(self.tr(gone), self.room - 2)
            yield from (TextLine(f" {line}", "late") for line in lines)
        if not n:
            words = msg("No reading yet: type them, paste them, or bring a file.")
            yield TextLine(f" {self.tr(words)}", "muted")
        elif self.numbers:
            said = notes(self.dossier, self.kpi.id, self.series)
            for reading in reversed(self.series):
                yield self._read(reading, said.get(reading.at, ""))
        else:
            points = [(r.day, r.value) for r in self.series]
            levels = {sign: limit for sign, (limit, _) in self._limits().items()}
            made = trend(points, levels, self.room, self.height)
            yield from (TextLine(f" {line}") for line in made.lines)

    def _levels(self) -> str:
        """What the marks of the chart mean, with the values of its lines."""
        said = [msg("{mark} reading", mark=READING)]
        for sign, (limit, words) in self._limits().items():
            said.append(msg("{mark} {what} {value}", mark=sign, what=words, value=f"{limit:f}"))
        return "  ".join(map(self.tr, said))

    def _limits(self) -> dict[str, tuple[Decimal, Msg]]:
        """The lines of the chart; thresholds of a band are no values but distances."""
        kpi, found = self.kpi, dict[str, tuple[Decimal, Msg]]()
        band = kpi.direction is Direction.BAND
        if kpi.target is not None:
            found[_TARGET] = kpi.target, pmsg("reading", "target")
        if kpi.warn is not None and not band:
            found[_WARN] = kpi.warn, pmsg("reading", "warns")
        if kpi.crit is not None and not band:
            found[_CRIT] = kpi.crit, Status.CRIT.label
        return found

    def _read(self, reading: Reading, note: str) -> Row:
        return Row(
            (READ, reading.at),
            {
                "day": reading.at,
                "value": value(reading.value, self.kpi.unit),
                "mark": mark(status(self.kpi, reading.value), self.tr),
                "note": note,
            },
            layout=READ,
        )

    # What it comes from or becomes

    def _map(self) -> Iterator[Line]:
        lines = lines_of(self.dossier).get(self.kpi.id, ())
        yield Group(("group", "map"), self.tr(msg("CHANGEOVER")), len(lines))
        if not lines:
            nothing = self.tr(msg("nothing is said of it yet"))
            yield TextLine(f" {nothing}", "muted")
        runs = {run.line.id: run for run in self.runs}
        for line in lines:
            said = self.names.told(msg("{text}", text=told(self.kpi, [line], self.names)))
            yield Row(("record", line.id), {"text": said}, layout=TEXT)
            if line.id in runs:
                yield from self._run(runs[line.id])

    def _run(self, run: Run) -> Iterator[Line]:
        line, found, tr = run.line, run.parallel, self.tr
        said = msg("in parallel from {first} to {last}", first=line.first, last=line.last)
        yield TextLine(f"   {tr(said)}")
        passed = msg("[x] exit test passed: {counted}", counted=in_turn(found.words))
        lacks = msg("[ ] exit test: {lacks}", lacks=in_turn(found.lacks))
        for text in wrapped(tr(passed if found.passed else lacks), self.room - 4):
            yield TextLine(f"   {text}", "ok" if found.passed else "late")
        old, new = self._key_of(line.old), self._key_of(line.new)
        olds, news = ({r.day: r.value for r in _inside(s, line)} for s in (run.olds, run.news))
        days = sorted({*olds, *news}, reverse=True)
        if days:
            yield Row(("run", line.id, ""), {"day": tr(pmsg("column", "Day")), "old": old,
                                             "new": new, "apart": tr(pmsg("column", "Apart"))},
                      layout=RUN, style="strong")  # fmt: skip
        for day in days if self.numbers else days[:_FEW]:
            before, after = olds.get(day), news.get(day)
            yield Row(("run", line.id, str(day)), {"day": str(day), "old": value(before),
                                                   "new": value(after),
                                                   "apart": _apart(before, after)},
                      layout=RUN)  # fmt: skip
        if not self.numbers and len(days) > _FEW:
            more = nmsg("{n} earlier day in the numbers", "{n} earlier days in the numbers",
                        len(days) - _FEW)  # fmt: skip
            yield TextLine(f"   {tr(more)}", "muted")

    def _key_of(self, kpi: int | None) -> str:
        found = self.dossier.get(kpi)
        return self.dossier.key(found) if found is not None else "?"

    # Where the readings are from

    def _batches(self) -> Iterator[Line]:
        found = self.dossier.under(self.kpi.id, Batch)
        yield Group(("group", "batches"), self.tr(record.of(Batch).title).upper(), len(found))
        for batch in sorted(found, key=lambda b: -b.id):
            days: Msg | str = str(batch.first)
            if batch.first != batch.last:
                days = msg("{first} to {last}", first=batch.first, last=batch.last)
            cells: dict[str, Cell | str] = {
                "key": Cell(self.dossier.key(batch), "key"),
                "at": self._moment(batch.at),
                "by": self.names.title_of(batch.by) if batch.by is not None else "",
                "n": str(batch.count),
                "days": self.tr(msg("{text}", text=days)),
                "source": self.tr(msg("{text}", text=batch.origin)),
            }
            yield Row(("record", batch.id), cells, layout=BATCH)

    def _moment(self, at: datetime | None) -> str:
        """The minute; of another year the day."""
        if at is None:
            return ""
        here = at.astimezone()
        return f"{here:%m-%d %H:%M}" if here.year == self.today.year else f"{here:%Y-%m-%d}"

    def _notes(self) -> Iterator[Line]:
        found = self.dossier.under(self.kpi.id, Note)
        if found:
            yield Group(("group", "notes"), self.tr(record.of(Note).title).upper(), len(found))
        for note in reversed(found):
            said = f"{self._moment(note.at)} {note.by}: {one_line(note.text)}".strip()
            yield Row(("record", note.id), {"text": said}, layout=TEXT)


def measured(kpi: Kpi, series: Sequence[Reading]) -> Decimal | None:
    """The mean of the readings within the days of the baseline."""
    return mean(within(series, kpi.baseline_from, kpi.baseline_to))


def _inside(series: Sequence[Reading], line: Changeover) -> Sequence[Reading]:
    return within(series, line.first, line.last)


def _apart(old: Decimal | None, new: Decimal | None) -> str:
    """How far new is from old, in percent of the old."""
    if old is None or new is None:
        return ""
    if not old:
        return "0 %" if not new else "-"
    return f"{((new - old) / abs(old) * 100).quantize(Decimal('0.01')):+f} %"


def _shown_fields() -> tuple[str, ...]:
    boxed = tuple(name for fields in BOX_FIELDS.values() for name in fields)
    return (*boxed, *_FINAL, *_AGAINST, *_OWNED, *_DAYS)
