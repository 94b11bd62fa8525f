"""`handover kpi`: how the KPIs stand, what becomes of them, and the readings of one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from workbench.cli.session import Session
from workbench.cli.show import table
from workbench.cli.words import as_json, command, handover_code, option
from workbench.domain.errors import NotFound
from workbench.domain.message import Msg, listed, msg, nmsg, pmsg
from workbench.domain.registers.kpi import Kpi
from workbench.domain.text import clean, fold

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from workbench.domain.dossier import Dossier
    from workbench.domain.reading import Reading
    from workbench.domain.registers.changeover import Changeover
    from workbench.figures.changeover import Parallel
    from workbench.figures.kpi_standing import Standing
    from workbench.figures.vacuum import Vacuum


@command(msg("How the KPIs stand, and the days on which a goal has none; or the readings of one."))
@handover_code
@click.argument("name", required=False, metavar="[KPI]")
@option("--readings", "as_csv", is_flag=True, words=msg("The readings as CSV, of all or of one."))
@option("--take-back", metavar="RB-03", words=msg("Take back a batch of readings of the KPI."))
@option("-o", "output", metavar="FILE|-", default="-", words=msg("Write to a file."))
@option("--force", is_flag=True, words=msg("Replace the file if there is one."))
@as_json
@click.pass_obj
def kpi(
    session: Session,
    code: str,
    name: str | None,
    as_csv: bool,
    take_back: str | None,
    output: str,
    force: bool,
    as_json: bool,
) -> None:
    from workbench.figures.kpi_standing import standings
    from workbench.figures.vacuum import vacuums
    from workbench.rules.agreed import readings_needed
    from workbench.services import parallel_runs, readings

    ws = session.ws
    handover = session.handover(code)
    dossier = ws.dossier(handover)
    needed = readings_needed(dossier, session.today)
    found = standings(dossier, session.today, needed)
    if name is not None:
        wanted = dossier.find("kpi", clean(name), session.lang)
        found = tuple(s for s in found if s.kpi.id == wanted)
        if not found:
            raise NotFound(msg("no KPI is called {name}", name=clean(name)))
    if take_back is not None:
        _take_back(session, handover, found[0].kpi if name is not None else None, take_back)
        return
    if as_csv:
        series = []
        for kpi in (s.kpi for s in found):
            known = readings.series(ws, handover, kpi.id)
            series.append((_called(dossier, kpi), known, readings.notes(dossier, kpi.id, known)))
        session.save(output, _csv(session, series, bom=output != "-"), force=force)
        return
    one = found[0] if name is not None else None
    known = readings.series(ws, handover, one.kpi.id) if one is not None else []
    gaps = vacuums(dossier, session.today) if one is None else ()
    runs = parallel_runs.parallels(ws, dossier, session.today)
    if as_json:
        session.json(_all_json(dossier, found, gaps, runs) if one is None
                     else _one_json(dossier, one, known, runs))  # fmt: skip
    elif one is not None:
        session.lines(*_card(session, dossier, one, known, runs))
    elif not found:
        session.say(msg("There are no KPIs yet: add them, or bring a table with --register kpi."))
    else:
        session.lines(*_overview(session, dossier, found, gaps))


def _take_back(session: Session, handover: int, kpi: Kpi | None, key: str) -> None:
    """One batch of a KPI, by its key."""
    from workbench.domain.registers.batch import Batch
    from workbench.services import readings

    dossier = session.ws.known(handover)
    loaded = dossier.under(kpi.id, Batch) if kpi is not None else dossier.all(Batch)
    batch = next((b for b in loaded if fold(dossier.key(b)) == fold(clean(key))), None)
    if batch is None:
        there = listed([dossier.key(b) for b in loaded]) if loaded else "-"
        raise NotFound(msg("no batch of readings is called {name}; there are: {names}",
                           name=clean(key), names=there))  # fmt: skip
    readings.take_back(session.ws, handover, batch.id).expect()
    done = nmsg("{key} is taken back: {n} reading from {source}.",
                "{key} is taken back: {n} readings from {source}.", batch.count,
                key=dossier.key(batch), source=batch.origin)  # fmt: skip
    session.say(done)


def _overview(
    session: Session, dossier: Dossier, found: Sequence[Standing], gaps: Sequence[Vacuum]
) -> list[str]:
    from workbench.figures.changeover import mapping

    tr = session.tr
    rows = [
        [
            dossier.key(s.kpi), s.kpi.name, tr(s.kpi.state.label), _number(s.kpi),
            str(s.kpi.target) if s.kpi.target is not None else "",
            tr(s.status.label) if s.status is not None else "",
            str(s.missing or "-"), f"{s.ticked}/{len(s.boxes)}",
        ]
        for s in found
    ]  # fmt: skip
    labels = (
        msg("Key"), msg("KPI"), msg("State"), msg("Last value"), msg("Target"), msg("Status"),
        msg("Missing"), msg("Card"),
    )  # fmt: skip
    mapped = mapping(dossier).mapped
    share = str(mapped) if mapped.den else "-"
    lines = table([tr(label) for label in labels], rows, "lllrrlrr")
    lines += ["", tr(msg("Mapped: {share} of the KPIs of the project", share=share))]
    for gap in gaps:
        goal = f"{dossier.key(gap.goal)} {gap.goal.title}"
        if gap.holes:
            said = nmsg("{goal}: {n} day without a KPI, {spans}",
                        "{goal}: {n} days without a KPI, {spans}", gap.days, goal=goal,
                        spans=gap.words)  # fmt: skip
        else:
            said = msg("{goal}: a KPI on every day from {first} to {last}", goal=goal,
                       first=gap.first, last=gap.last)  # fmt: skip
        lines.append(tr(said))
    return lines


def _card(
    session: Session, dossier: Dossier, one: Standing, known: Sequence[Reading],
    runs: Sequence[tuple[Changeover, Parallel]],
) -> list[str]:  # fmt: skip
    from workbench.domain import record
    from workbench.figures.kpi_card import labels

    kpi, tr = one.kpi, session.tr
    view = session.ws.reading(dossier.handover.id)
    rows = [
        [tr(f.kind.label), f.kind.show(getattr(kpi, f.name), view)]
        for f in record.of(Kpi).fields
        if f.name != "name" and (f.name in _ALWAYS or getattr(kpi, f.name) != f.default)
    ]
    lines = [f"{dossier.key(kpi)}  {kpi.name}", "", *table(["", ""], rows)[1:]]
    lines.append("")
    for box in one.boxes:
        say: Msg = box.box.label
        if box.missing:
            say = msg("{box}: missing {fields}", box=box.box.label, fields=labels(box.missing))
        lines.append(f"[{'x' if box.ticked else ' '}] {tr(say)}")
    lines.append(tr(msg("Baseline: {words}", words=one.baseline.words)))
    if one.step is not None:
        asks = labels(one.asks) if one.asks else "-"
        lines.append(
            tr(msg("Next: {move}; still missing: {fields}", move=one.step.label, fields=asks))
        )
    for line, run in runs:
        if kpi.id in (line.old, line.new):
            said = listed(list(run.lacks)) if run.lacks else msg("passed")
            lines.append(tr(msg("Parallel run {key}: {words}", key=dossier.key(line), words=said)))
    if known:
        lines += ["", *table([tr(msg("Date")), tr(pmsg("reading", "Value"))],
                             [[r.at, str(r.value)] for r in known[-_TOLD:]], "lr")]  # fmt: skip
    return lines


_TOLD = 12  # readings shown, the newest
_ALWAYS = ("phase", "state", "direction")


def _number(kpi: Kpi) -> str:
    """Its final value once there is one, else its last."""
    value = kpi.final if kpi.final is not None else kpi.last_value
    return f"{value} {kpi.unit}".strip() if value is not None else ""


def _called(dossier: Dossier, kpi: Kpi) -> str:
    """Its name, by which its readings come in again; its key where several are called so."""
    alike = sum(fold(k.name) == fold(kpi.name) for k in dossier.all(Kpi))
    return kpi.name if kpi.name and alike == 1 else dossier.key(kpi)


def _csv(
    session: Session, series: list[tuple[str, list[Reading], dict[str, str]]], *, bom: bool
) -> bytes:
    from workbench.exchange import csv_file

    titles = [
        session.tr(label)
        for label in (msg("KPI"), msg("Date"), pmsg("reading", "Value"), msg("Note"))
    ]
    rows = [
        [name, r.at, str(r.value), said.get(r.at, "")]
        for name, known, said in series
        for r in known
    ]
    return csv_file.write(titles, rows, bom=bom)


# --- JSON, as docs/json.md has it --------------------------------------------------------------


def _all_json(
    dossier: Dossier, found: Sequence[Standing], gaps: Sequence[Vacuum],
    runs: Sequence[tuple[Changeover, Parallel]],
) -> dict[str, Any]:  # fmt: skip
    from workbench.figures.changeover import mapping

    drawn = mapping(dossier)
    return {
        "schema": 1,
        "code": dossier.handover.code,
        "kpis": [_json(dossier, s) for s in found],
        "map": {
            "mapped": drawn.mapped.num,
            "of": drawn.mapped.den,
            "unmapped": [dossier.key(k) for k in drawn.unmapped],
            "ending": [dossier.key(k) for k in drawn.ending],
            "new": [dossier.key(k) for k in (*drawn.new, *drawn.loose)],
        },
        "goals": [
            {
                "key": dossier.key(g.goal),
                "first": _day(g.first),
                "last": _day(g.last),
                "days_without": g.days,
                "without": [{"first": _day(a), "last": _day(b)} for a, b in g.holes],
            }
            for g in gaps
        ],
        "parallel": [_run_json(dossier, line, run) for line, run in runs],
    }


def _one_json(
    dossier: Dossier, one: Standing, known: Sequence[Reading],
    runs: Sequence[tuple[Changeover, Parallel]],
) -> dict[str, Any]:  # fmt: skip
    own = [(x, r) for x, r in runs if one.kpi.id in (x.old, x.new)]
    from workbench.domain.registers.batch import Batch
    from workbench.services.readings import notes

    said = notes(dossier, one.kpi.id, known)
    return {
        "schema": 1,
        "code": dossier.handover.code,
        **_json(dossier, one),
        "series": [
            {"at": r.at, "value": str(r.value), **({"note": said[r.at]} if r.at in said else {})}
            for r in known
        ],
        "batches": [
            {
                "key": dossier.key(b),
                "source": b.source,
                "count": b.count,
                "first": _day(b.first),
                "last": _day(b.last),
                "at": b.at.isoformat() if b.at is not None else None,
            }
            for b in dossier.under(one.kpi.id, Batch)
        ],
        "parallel": [_run_json(dossier, line, run) for line, run in own],
    }


def _json(dossier: Dossier, standing: Standing) -> dict[str, Any]:
    kpi = standing.kpi
    return {
        "key": dossier.key(kpi),
        "name": kpi.name,
        "phase": kpi.phase.value,
        "state": kpi.state.value,
        "goal": dossier.key(standing.goal) if standing.goal is not None else None,
        "unit": kpi.unit,
        "target": _text(kpi.target),
        "last_value": _text(kpi.last_value),
        "last_reading": _day(kpi.last_reading),
        "final_value": _text(kpi.final),
        "readings": kpi.readings,
        "status": standing.status.value if standing.status is not None else None,
        "missing": standing.missing,
        "next_due": _day(standing.due),
        "card": {b.box.value: list(b.missing) for b in standing.boxes},
        "baseline": {
            "value": _text(kpi.baseline),
            "readings": standing.baseline.readings,
            "needed": standing.baseline.needed,
            "enough": standing.baseline.enough,
        },
        "next_step": standing.step.name if standing.step is not None else None,
        "asks": list(standing.asks),
    }


def _run_json(dossier: Dossier, line: Changeover, run: Parallel) -> dict[str, Any]:
    old, new = dossier.get(line.old), dossier.get(line.new)
    return {
        "key": dossier.key(line),
        "old": dossier.key(old) if old is not None else None,
        "new": dossier.key(new) if new is not None else None,
        "readings": run.readings,
        "needed": run.needed,
        "compared": run.compared,
        "gaps_percent": _text(run.gaps.percent),
        "apart_percent": _text(run.apart),
        "passed": run.passed,
    }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day is not None else None


def _text(value: object) -> str | None:
    return str(value) if value is not None else None
