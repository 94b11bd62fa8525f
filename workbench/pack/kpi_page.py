"""The card of one KPI as a page of its own: what it is, how it stands, where it comes from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from workbench.domain import record
from workbench.domain.dossier import Context, Dossier
from workbench.domain.message import msg, pmsg
from workbench.domain.reading import Reading
from workbench.domain.registers.batch import Batch
from workbench.domain.registers.changeover import Relation
from workbench.domain.registers.kpi import Direction, Kpi, Phase
from workbench.domain.registers.note import Note
from workbench.figures.kpi_card import IN_ITS_UNIT, labels
from workbench.figures.kpi_readings import off, status
from workbench.figures.kpi_standing import Standing, missed_words, standings
from workbench.pack.bars import READING, trend
from workbench.pack.changeover import final_value, runs
from workbench.pack.md import fence
from workbench.pack.notes import head, quoted
from workbench.pack.page import KEY, Block, Cell, Page
from workbench.rules.agreed import readings_needed

_LAST = 31
"""Readings in the table, the newest: a month of daily ones."""
_WIDE, _HIGH = 72, 10  # cells and rows of the chart
_SHOWN = ("name", "state", "last_value", "last_reading", "first_reading", "readings")
_MOVED = ("reason", "moved_by", "moved_at", "reopened", "baseline_readings", "gaps", "signed_by")


def kpi_page(
    dossier: Dossier, kpi: Kpi, context: Context, *, generated_at: datetime,
    series: Mapping[int, Sequence[Reading]], said: Mapping[str, str],
) -> str:  # fmt: skip
    """The page as Markdown; `series` are the readings of the KPI and of those it runs in parallel
    with, `said` what was noted on its own, by their moments."""
    page = Page(dossier, context, generated_at, series=series)
    needed = readings_needed(dossier, context.today)
    one = next(s for s in standings(dossier, context.today, needed) if s.kpi.id == kpi.id)
    title = msg("KPI {code}: {name} ({key})", code=dossier.handover.code, name=kpi.name,
                key=page.key(kpi))  # fmt: skip
    blocks: list[Block] = [[f"# {page.say(title)}"], _facts(page, one)]
    for words, own in (
        (msg("Definition"), _definition(page, kpi)),
        (msg("What becomes of it, and what it comes from"), _map(page, one)),
        (msg("Parallel run"), runs(page, one.lines)),
        (msg("Readings"), _readings(page, kpi, said)),
        (record.of(Batch).title, _batches(page, kpi)),
        (record.of(Note).title, _notes(page, kpi)),
    ):
        if own:
            blocks += [[f"## {page.heading(words)}"], *own]
    return "\n\n".join("\n".join(block) for block in blocks if block) + "\n"


def _facts(page: Page, one: Standing) -> Block:
    kpi = one.kpi
    stands: list[object] = [kpi.state.label]
    if kpi.final is not None:
        stands.append(msg("final value {value}", value=final_value(page, kpi)))
    elif kpi.last_reading is not None:
        stands.append(msg("{value} on {day}", value=_with_unit(kpi, kpi.last_value),
                          day=kpi.last_reading))  # fmt: skip
    if one.status is not None:
        stands.append(one.status.label)
    lines: list[list[object]] = [stands]
    zero = page.dossier.handover.day_zero
    if gone := missed_words(kpi, page.series.get(kpi.id, ()), page.today, zero):
        lines.append([gone])
    lines.append([msg("card {n} of 5", n=one.ticked)])
    if fields := tuple(f for b in one.boxes for f in b.missing):
        lines[-1].append(msg("missing: {fields}", fields=labels(fields)))
    if kpi.phase is Phase.OPERATIONS:
        lines.append([msg("Baseline: {words}", words=one.baseline.words)])
        if (found := off(kpi, page.series.get(kpi.id, ()))) is not None:
            lines[-1].append(found)
    if one.step is not None and one.asks:
        lines.append([msg("next: {step}; lacks: {fields}", step=one.step.label,
                          fields=labels(one.asks))])  # fmt: skip
    return [f"- {page.say(*line)}" for line in lines]


def _definition(page: Page, kpi: Kpi) -> list[Block]:
    """All that people filled in, in the order of the card."""
    rows: list[list[Cell]] = []
    for field in record.of(Kpi).fields:
        value = getattr(kpi, field.name)
        if field.name not in (*_SHOWN, *_MOVED) and value != field.default:
            shown = field.kind.show(value, page.reading)
            unit = kpi.unit if field.name in IN_ITS_UNIT else ""
            rows.append([field.kind.label, f"{shown} {unit}".rstrip()])
    return page.table((msg("Field"), msg("Value")), rows) if rows else []


def _map(page: Page, one: Standing) -> list[Block]:
    rows: list[list[Cell]] = []
    for line in one.lines:
        old = page.dossier.get(line.old)
        final: Cell = ""
        if isinstance(old, Kpi) and old.id != one.kpi.id:  # its own stands above
            final = final_value(page, old)
        relation: Cell = line.relation.label if isinstance(line.relation, Relation) else "--"
        rows.append([page.key(line), page.title(line.old), final, relation, page.title(line.new),
                     line.reason])  # fmt: skip
    headers = (KEY, msg("Old KPI"), msg("Final value"), msg("Becomes"), msg("New KPI"),
               msg("Reason"))  # fmt: skip
    return page.table(headers, rows) if rows else [[page.say(msg("Nothing is said of it yet."))]]


def _readings(page: Page, kpi: Kpi, said: Mapping[str, str]) -> list[Block]:
    known = page.series.get(kpi.id, ())
    if not known:
        return [[page.say(msg("No reading yet."))]]
    band = kpi.direction is Direction.BAND
    levels = {"=": kpi.target, "-": None if band else kpi.warn, "!": None if band else kpi.crit}
    lines = {mark: at for mark, at in levels.items() if at is not None}
    drawn = trend([(r.day, r.value) for r in known], lines, _WIDE, _HIGH)
    marks = msg("{reading} reading, {target} target, {warn} warns, {crit} critical",
                reading=READING, target="=", warn="-", crit="!")  # fmt: skip
    rows: list[list[Cell]] = [
        [r.at, _with_unit(kpi, r.value), found.label if (found := status(kpi, r.value)) else "",
         said.get(r.at, "")]
        for r in reversed(known[-_LAST:])
    ]  # fmt: skip
    headers = (msg("Date"), pmsg("reading", "Value"), msg("Status"), msg("Note"))
    return [fence("\n".join(drawn.lines)), [page.say(marks)], *page.table(headers, rows, "lrll")]


def _batches(page: Page, kpi: Kpi) -> list[Block]:
    rows: list[list[Cell]] = [
        [page.key(b), page.moment(b.at), page.title(b.by), str(b.count),
         f"{b.first} / {b.last}", b.origin]
        for b in page.dossier.under(kpi.id, Batch)
    ]  # fmt: skip
    headers = (KEY, msg("Loaded at"), msg("Loaded by"), msg("Readings"), msg("Its days"),
               msg("Source"))  # fmt: skip
    return page.table(headers, rows, "lllrll") if rows else []


def _notes(page: Page, kpi: Kpi) -> list[Block]:
    found = page.dossier.under(kpi.id, Note)
    return [block for n in found for block in ([head(page, kpi, n)], quoted(n.text))]


def _with_unit(kpi: Kpi, value: object) -> str:
    return f"{value} {kpi.unit}".strip()
