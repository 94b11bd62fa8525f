"""`handover import CODE FILE --as readings`: readings of KPIs from a table or from Prometheus."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbench.cli.session import STDIN, Session
from workbench.cli.show import table
from workbench.domain.errors import BadValue
from workbench.domain.message import msg, nmsg
from workbench.domain.registers.kpi import Kpi
from workbench.domain.text import clean

if TYPE_CHECKING:
    from workbench.services.readings_in import Asked
    from workbench.services.readings_plan import Coming, Plan

_TOLD = 20  # refused rows that are told one by one


def bring(
    session: Session,
    code: str,
    file: str,
    asked: Asked,
    *,
    baseline: bool,
    refused: str | None,
    yes: bool,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Show what comes in, ask, and bring it in; the exit status says that rows are refused."""
    from workbench.cli import ERROR
    from workbench.services import readings_in

    handover = session.handover(code)
    name = STDIN if file == "-" else clean(Path(file).name)
    with session.watching(msg("reading {file} ...", file=name)) as tell:
        if file == "-":
            plan = readings_in.of_bytes(
                session.ws, handover, session.piped(name), name, asked, tell
            )
        else:
            plan = readings_in.of_file(session.ws, handover, file, asked, tell)
    if plan.refused:
        session.status = ERROR
    if not as_json:
        _preview(session, plan)
        for words in plan.baselines if baseline else ():
            session.say(words)
    if refused is not None and plan.refused:
        session.save(refused, _refused_csv(session, plan), force=True)
    shown = to_json(plan, name if file != "-" else file) if as_json else {}
    question = msg("Bring them into {code}?", code=clean(code).upper())
    written = None
    rebased = baseline and any(c.takes_baseline for c in plan.coming)
    if (plan.todo or rebased) and session.agreed(yes, dry_run, question):
        written = readings_in.apply(session.ws, plan, baseline=baseline).set_id
        shown["change_set"] = written
    if written is None:
        session.say(msg("Nothing was changed."))
    else:
        session.say(nmsg("{n} reading written.", "{n} readings written.", plan.todo))
        _tell_baselines(session, plan, baseline=baseline)
    if as_json:
        session.json(shown)


def maps_of(maps: Sequence[str]) -> dict[str, str]:
    """`TITLE=KPI` as a table."""
    found = {}
    for text in maps:
        title, equals, kpi = text.rpartition("=")
        if not equals or not clean(title) or not clean(kpi):
            raise BadValue(msg("{text} is not TITLE=KPI", text=clean(text) or "-"))
        found[title] = kpi
    return found


def to_json(plan: Plan, file: str) -> dict[str, Any]:
    """The plan as docs/json.md describes it."""
    return {
        "schema": 1,
        "code": plan.seen.handover.code,
        "file": file,
        "kpis": [_kpi_json(plan, coming) for coming in plan.coming],
        "refused": [{"place": place, "why": str(why)} for place, why in plan.refused],
        "remarks": [{"place": place, "what": str(what)} for place, what in plan.remarks],
        "change_set": None,
    }


def _kpi_json(plan: Plan, coming: Coming) -> dict[str, Any]:
    return {
        "key": plan.seen.key(coming.kpi),
        "new": len(coming.new),
        "corrected": len(coming.corrected),
        "same": coming.same,
        "readings": [{"at": r.at, "value": str(r.value)} for r in coming.readings],
    }


def _preview(session: Session, plan: Plan) -> None:
    tr = session.tr
    rows = []
    for coming in plan.coming:
        brought = coming.readings
        days = [brought[0].at[:10], brought[-1].at[:10]] if brought else ["", ""]
        counts = [str(n or "-") for n in (len(coming.new), len(coming.corrected), coming.same)]
        rows.append([plan.seen.key(coming.kpi), coming.kpi.name, *counts, *days])
    if rows:
        labels = (
            msg("Key"), msg("KPI"), msg("New"), msg("Corrected"), msg("There already"),
            msg("First reading"), msg("Last reading"),
        )  # fmt: skip
        session.lines(*table([tr(label) for label in labels], rows, "llrrr"))
    corrections = [words for coming in plan.coming for words in coming.corrections]
    for words in corrections[:_TOLD]:
        session.say(words)
    if len(corrections) > _TOLD:
        session.say(msg("and {n} more", n=len(corrections) - _TOLD))
    for place, remark in plan.remarks:
        session.complain(remark, place)
    for place, why in plan.refused[:_TOLD]:
        session.complain(why, place)
    more = len(plan.refused) - _TOLD
    if more > 0:
        say = nmsg("{n} more row is refused; --refused FILE lists it",
                   "{n} more rows are refused; --refused FILE lists them", more)  # fmt: skip
        session.say(say)
    session.say(plan.summary)


def _tell_baselines(session: Session, plan: Plan, *, baseline: bool) -> None:
    """What the baselines are by now."""
    dossier = session.ws.known(plan.handover)
    for coming in plan.coming if baseline else ():
        if not coming.takes_baseline:
            continue
        kpi = dossier.get(coming.kpi.id)
        if isinstance(kpi, Kpi):
            said = msg("Baseline of {kpi}: {value}, {first} to {last}", kpi=kpi.name,
                       value=f"{kpi.baseline} {kpi.unit}".strip(), first=kpi.baseline_from,
                       last=kpi.baseline_to)  # fmt: skip
            session.say(said)


def _refused_csv(session: Session, plan: Plan) -> bytes:
    from workbench.exchange import csv_file

    titles = [session.tr(msg("Where")), session.tr(msg("Why"))]
    return csv_file.write(titles, [[p, session.tr(w)] for p, w in plan.refused], bom=True)
