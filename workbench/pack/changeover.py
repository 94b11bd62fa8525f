"""KPI changeover: goals, what becomes of each KPI, cards, baselines, first readings, owners."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from workbench.domain.message import Msg, msg, nmsg, pmsg
from workbench.domain.registers.changeover import Changeover, Relation
from workbench.domain.registers.goal import Goal
from workbench.domain.registers.kpi import Kpi, KpiState, Phase
from workbench.figures.changeover import Mapping, mapping, parallel
from workbench.figures.kpi_card import labels
from workbench.figures.kpi_standing import Standing, standings
from workbench.figures.share import Share
from workbench.figures.vacuum import vacuums
from workbench.pack.other import rest
from workbench.pack.page import KEY, Block, Cell, Page, Row, facts, names, under
from workbench.rules.agreed import readings_needed

TITLE = msg("KPI changeover")

_GOAL = ("title", "test", "certificate", "reached_on", "becomes", "ends_because", "post")
_KPI = (
    "name", "phase", "goal", "unit", "formula", "direction", "source", "tested_on", "frequency",
    "baseline", "baseline_from", "baseline_to", "proxy", "target", "warn", "crit", "owner", "post",
    "data_owner", "in_bonus", "rewarded", "final", "final_on", "signed_by", "state", "readings",
    "first_reading", "last_reading", "last_value", "baseline_readings", "gaps", "moved_by",
    "moved_at", "reason", "reopened", "active_from", "active_to",
)  # fmt: skip
_LIVE = (KpiState.LIVE, KpiState.REVIEW)
_RATING = msg("Card")


def section(page: Page) -> list[Block]:
    dossier = page.dossier
    if not any(map(dossier.listed, ("goal", "kpi", "changeover"))):
        return []
    needed = readings_needed(dossier, page.today)
    found = standings(dossier, page.today, needed)
    later = [s for s in found if s.kpi.phase is Phase.OPERATIONS]
    drawn = mapping(dossier)
    return [
        *_figures(page, drawn),
        *under(page, msg("Goals"), _goals(page)),
        *under(page, msg("What becomes of each KPI"), _map(page, drawn)),
        *under(page, msg("Definition cards"), _cards(page, later)),
        *under(page, msg("Baselines and first readings"), _baselines(page, later)),
        *under(page, msg("Parallel runs"), runs(page, dossier.all(Changeover))),
        *under(page, msg("Who owns the KPIs"), _owners(page, found)),
        *rest(page, "kpi", _KPI),
    ]


def live(page: Page) -> Share:
    """How many KPIs of operations are live."""
    later = [k for k in page.dossier.all(Kpi) if k.phase is Phase.OPERATIONS]
    return Share(sum(k.state in _LIVE for k in later), len(later))


def bare(page: Page) -> Msg | None:
    """Days without a KPI, over all goals; None without goals or T0."""
    found = vacuums(page.dossier, page.today)
    if not found:
        return None
    days = sum(v.days for v in found)
    return nmsg(
        "{n} day without a KPI, goal by goal (R-44)",
        "{n} days without a KPI, added up goal by goal (R-44)",
        days,
    )


def _figures(page: Page, drawn: Mapping) -> list[Block]:
    if not page.dossier.all(Kpi):
        return [[page.say(msg("No KPI is listed."))]]
    said: list[Msg] = []
    if drawn.mapped.den:
        said.append(msg("mapped (R-45): {share}", share=str(drawn.mapped)))
    if (share := live(page)).den:
        said.append(msg("live (R-41): {share}", share=str(share)))
    if (days := bare(page)) is not None:
        said.append(days)
    lines = [f"- {page.say(*said)}"] if said else []
    for title, kpis in (
        (msg("Nothing is said of (R-45): {names}", names=_called(drawn.unmapped)), drawn.unmapped),
        (msg("End without a successor: {names}", names=_called(drawn.ending)), drawn.ending),
        (msg("Are new: {names}", names=_called((*drawn.new, *drawn.loose))),
         (*drawn.new, *drawn.loose)),
    ):  # fmt: skip
        if kpis:
            lines.append(f"- {page.say(title)}")
    return [lines] if lines else []


def _called(kpis: Sequence[Kpi]) -> Row:
    return names([k.name for k in kpis])


def _goals(page: Page) -> list[Block]:
    bare_of = {v.goal.id: v for v in vacuums(page.dossier, page.today)}
    rows: list[list[Cell]] = []
    for goal in page.dossier.all(Goal):
        gap = bare_of.get(goal.id)
        proof = [goal.test, goal.certificate, str(goal.reached_on or "")]
        becomes: Cell = (
            msg("ends here: {why}", why=goal.ends_because) if goal.ends else goal.becomes
        )
        without: Cell = "--"
        if gap is not None:
            without = page.plain(facts([gap.words])) if gap.holes else pmsg("days", "none")
        rows.append(
            [page.key(goal), goal.title, facts([p for p in proof if p]), becomes,
             page.title(goal.post), without]
        )  # fmt: skip
    headers = (KEY, msg("Goal of the project"), msg("Reached when"), msg("Goal of operations"),
               msg("Kept by the post"), msg("Days without a KPI"))  # fmt: skip
    return [*page.table(headers, rows), *rest(page, "goal", _GOAL)] if rows else []


def _map(page: Page, drawn: Mapping) -> list[Block]:
    """All lines, then the KPIs that have none."""
    rows: list[list[Cell]] = []
    for line in page.dossier.all(Changeover):
        old = page.dossier.get(line.old)
        final = final_value(page, old) if isinstance(old, Kpi) else ""
        word: Cell = line.relation.label if line.relation is not None else "--"
        rows.append([page.key(line), page.title(line.old), final, word, page.title(line.new),
                     line.reason])  # fmt: skip
    for kpi in drawn.unmapped:
        rows.append([page.key(kpi), kpi.name, final_value(page, kpi), "--", "", ""])
    for kpi in drawn.loose:
        rows.append([page.key(kpi), "", "", Relation.NEW.label, kpi.name, ""])
    headers = (KEY, msg("Old KPI"), msg("Final value"), msg("Becomes"), msg("New KPI"),
               msg("Reason"))  # fmt: skip
    return page.table(headers, rows) if rows else []


def final_value(page: Page, kpi: Kpi) -> Cell:
    """The final value with its day and whose signature it has."""
    if kpi.final is None:
        return "--"
    value = f"{kpi.final} {kpi.unit}".strip()
    parts: list[object] = [value, *([str(kpi.final_on)] if kpi.final_on else [])]
    if kpi.signed_by is not None:
        parts.append(msg("signed by {name}", name=page.title(kpi.signed_by)))
    return facts(parts)


def _cards(page: Page, later: Sequence[Standing]) -> list[Block]:
    rows: list[list[Cell]] = []
    for one in later:
        kpi = one.kpi
        limits = [f"{x} {kpi.unit}".strip() for x in (kpi.warn, kpi.crit) if x is not None]
        rows.append(
            [page.key(kpi), kpi.name, kpi.formula, kpi.source,
             kpi.frequency.label if kpi.frequency is not None else "", _shown(kpi.target, kpi.unit),
             " / ".join(limits), kpi.direction.label, f"{one.ticked}/{len(one.boxes)}"]
        )  # fmt: skip
    headers = (KEY, msg("KPI"), msg("Formula"), msg("Data source"), msg("Frequency"),
               msg("Target"), msg("Warns / critical at"), msg("Direction"), _RATING)  # fmt: skip
    missing = []
    for one in later:
        fields = tuple(f for b in one.boxes for f in b.missing)
        if fields:
            say = msg("{key}, missing in the card: {fields}", key=page.key(one.kpi),
                      fields=labels(fields))  # fmt: skip
            missing.append(f"- {page.say(say)}")
    return (
        [*page.table(headers, rows, "llllllllr"), *([missing] if missing else [])] if rows else []
    )


def _baselines(page: Page, later: Sequence[Standing]) -> list[Block]:
    rows: list[list[Cell]] = []
    for one in later:
        kpi = one.kpi
        days = f"{kpi.baseline_from or '--'} / {kpi.baseline_to or '--'}"
        rows.append(
            [page.key(kpi), kpi.name, _shown(kpi.baseline, kpi.unit),
             days if kpi.baseline_from or kpi.baseline_to else "",
             one.baseline.words if kpi.baseline is not None else "",
             str(kpi.first_reading or ""), str(kpi.last_reading or ""),
             _shown(kpi.last_value, kpi.unit),
             one.status.label if one.status is not None else "", str(one.missing or "")]
        )  # fmt: skip
    headers = (KEY, msg("KPI"), msg("Baseline"), msg("Its days"),
               msg("Rests on (R-42)"), msg("First reading"), msg("Last reading"),
               msg("Last value"), msg("Status"), msg("Missing"))  # fmt: skip
    return page.table(headers, rows, "lllllllllr") if rows else []


def runs(page: Page, lines: Iterable[Changeover]) -> list[Block]:
    """The parallel runs among lines of the map."""
    needed = readings_needed(page.dossier, page.today)
    rows: list[list[Cell]] = []
    for line in lines:
        old, new = page.dossier.get(line.old), page.dossier.get(line.new)
        if not isinstance(new, Kpi):
            continue
        olds, news = page.series.get(line.old or 0, ()), page.series.get(new.id, ())
        run = parallel(line, old, new, olds, news, page.today, needed)
        if run is None:
            continue
        result: Cell = facts(list(run.lacks)) if run.lacks else msg("passed")
        rows.append(
            [page.key(line), page.title(line.old), new.name, f"{line.first} / {line.last}",
             f"{run.readings}/{run.needed}", str(run.gaps),
             f"{run.apart} %" if run.apart is not None else "", result]
        )  # fmt: skip
    headers = (KEY, msg("Old KPI"), msg("New KPI"), msg("Its days"), msg("Readings"),
               msg("Readings missing"), msg("Apart at most"), msg("Result"))  # fmt: skip
    return page.table(headers, rows) if rows else []


def _owners(page: Page, found: Sequence[Standing]) -> list[Block]:
    rows: list[list[Cell]] = [
        [
            page.key(s.kpi),
            s.kpi.name,
            s.kpi.state.label,
            page.title(s.kpi.owner),
            page.title(s.kpi.post),
            page.title(s.kpi.data_owner),
            _bonus(page, s.kpi),
            str(s.kpi.active_from or ""),
            str(s.kpi.active_to or ""),
        ]
        for s in found
    ]
    headers = (KEY, msg("KPI"), msg("State"), msg("Owner before"),
               msg("Owner after, post"), msg("Data owner"), msg("Used in a bonus"),
               msg("Active from"), msg("Active to"))  # fmt: skip
    return page.table(headers, rows) if rows else []


def _bonus(page: Page, kpi: Kpi) -> Cell:
    if not kpi.in_bonus:
        return msg("no")
    rewarded = page.title(kpi.rewarded)
    return msg("yes, of {name}", name=rewarded) if rewarded else msg("yes")


def _shown(value: Decimal | None, unit: str) -> str:
    return f"{value} {unit}".strip() if value is not None else ""


def said_of(page: Page) -> Msg | None:
    """The KPIs in a line of the summary; None where there are none."""
    share = live(page)
    if not share.den:
        return None
    told: list[Msg] = [msg("live {share}", share=str(share))]
    if (days := bare(page)) is not None:
        told.append(days)
    return msg("KPI: {facts}", facts=facts(told))
