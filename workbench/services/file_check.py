"""Whether the data file is whole: what it is made of, and what is in it.

`handover db check`, `db repair`, `db backup` and `doctor` say it in the same words.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from db import check as lower
from db.engine import APPLICATION_ID, FAILURES, connect
from db.held import Held
from db.records import contents, head, read_dossier
from workbench.domain import record
from workbench.domain.change import sha256
from workbench.domain.dossier import Dossier
from workbench.domain.errors import StoreError
from workbench.domain.message import Msg, msg
from workbench.domain.reading import merged
from workbench.domain.registers.baseline import Baseline
from workbench.domain.registers.batch import Batch
from workbench.domain.registers.kpi import Kpi
from workbench.domain.verdict import JUDGED_BY
from workbench.services import agenda, history, readings, summary
from workbench.services.workspace import Me, Workspace


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong: in which record, by its key, where it is in one; and what."""

    key: str
    what: Msg


@dataclass
class Report:
    """What was found. `heads` are (code, last change set, its link), by handover."""

    handovers: int = 0
    change_sets: int = 0
    heads: list[tuple[str, int, str]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        return not self.faults

    @property
    def head(self) -> str:
        """One link for the whole file: of each handover's code, last change set and its link."""
        return sha256(*(f"{code} {number} {link}" for code, number, link in self.heads))


def check(ws: Workspace) -> Report:
    """Look through the whole file: pages, indexes, links, values, the log against the records, and
    what is derived from them."""
    report = Report()
    path = ws.store.path
    damages = lower.check(path)
    keys = lower.known_keys(path, {d.record for d in damages if d.record is not None})
    for damage in damages:
        known = damage.record is not None
        key = keys.get(damage.record or 0, f"#{damage.record}") if known else ""
        report.faults.append(Fault(key, damage.what))
    for handover, code in _handovers(path, report):
        report.handovers += 1
        try:
            _look(ws, handover, code, report)
        except StoreError as problem:
            report.faults.append(Fault(code, problem.message))
    report.faults = list({(f.key, str(f.what)): f for f in report.faults}.values())
    return report


def check_file(path: Path, me: Me) -> Report:
    """`check` of a file that may be too damaged to be opened."""
    try:
        return check(Workspace.open(path, me))
    except StoreError as problem:
        report = Report(faults=[Fault("", problem.message)])
        held = Held(path)
        if held.is_sqlite and held.application == APPLICATION_ID:
            report.faults += [Fault("", damage.what) for damage in lower.check(path)]
        return report


def heads(path: Path) -> Report:
    """What there is in the file, without looking for faults."""
    report = Report()
    with closing(connect(path)) as connection:
        for handover, code in _handovers(path, report):
            number, link = head(connection, handover)
            report.heads.append((code, number, link))
            report.handovers += 1
        report.change_sets = connection.execute("SELECT count(*) FROM change_set").fetchone()[0]
    return report


def _handovers(path: Path, report: Report) -> list[tuple[int, str]]:
    """Ids and codes of all that the file has, archived and deleted ones too."""
    query = "SELECT s.id, r.code FROM record s JOIN r_handover r ON r.id = s.id ORDER BY s.id"
    try:
        with closing(connect(path)) as connection:
            connection.text_factory = lambda stored: stored.decode(errors="replace")
            return [(i, str(code)) for i, code in connection.execute(query).fetchall()]
    except FAILURES as problem:
        report.faults.append(
            Fault("", msg("the handovers cannot be listed: {why}", why=str(problem)))
        )
        return []


def _look(ws: Workspace, handover: int, code: str, report: Report) -> None:
    verified = history.verify(ws, handover)
    report.change_sets += verified.count
    report.heads.append((code, *verified.head))
    for broken in verified.broken:
        key = broken.key or code
        what = broken.why
        if broken.record is None:
            what = msg("change set {n}: {why}", n=broken.set_id, why=broken.why)
        report.faults.append(Fault(key, what))
    names = record.below_handover()
    with ws.store.records() as connection:
        dossier = read_dossier(connection, handover, names)
        frozen = dict(contents(connection, handover, "baseline"))
        loaded = dict(contents(connection, handover, "batch"))
        connection.row_factory = _named
        kept = connection.execute(
            "SELECT * FROM summary WHERE handover = ?", (handover,)
        ).fetchone()
        scheduled = connection.execute(
            "SELECT * FROM agenda WHERE handover = ?", (handover,)
        ).fetchall()
    erased = bool(verified.erasures)
    for what in (*_derived(dossier, kept, scheduled), *_frozen(dossier, frozen, erased)):
        report.faults.append(Fault(code, what))
    report.faults += _readings(dossier, loaded)


def _named(cursor: Any, row: tuple[Any, ...]) -> dict[str, Any]:
    return dict(zip((c[0] for c in cursor.description), row, strict=True))


def _derived(
    dossier: Dossier, kept: dict[str, Any] | None, scheduled: list[dict[str, Any]]
) -> Iterator[Msg]:
    """Whether the first screen shows of the handover what its records say."""
    wanted = summary.row_of(dossier)
    if (
        kept is None
        or any(kept[name] != value for name, value in wanted.items())
        or not _is_judged(dossier, kept["judged"])
    ):
        yield msg("its line on the first screen is not what its records say")
    lines = {row["item"]: row for row in scheduled}
    for item, row in agenda.lines_of(dossier).items():
        if lines.pop(item, None) != row:
            found = dossier.get(item)
            key = dossier.key(found) if found is not None else str(item)
            yield msg("{key}: its line in today's work is not what its record says", key=key)
    if lines:
        yield msg("today's work has lines of what nobody owes anything on")


def _is_judged(dossier: Dossier, kept: str | None) -> bool:
    """Whether the verdicts are those of their day; what other rules counted is counted anew."""
    try:
        found = json.loads(kept or "{}")
        return (
            not found
            or found["rules"] != JUDGED_BY
            or kept == summary.judged(dossier, date.fromisoformat(found["day"]))
        )
    except (ValueError, TypeError, LookupError):
        return False


def _frozen(dossier: Dossier, kept: Mapping[int, bytes], erased: bool) -> Iterator[Msg]:
    """Whether what was frozen at a gate still has the hash that was signed; after an erasure it
    need only be readable."""
    for baseline in dossier.all(Baseline):
        try:
            text = zlib.decompress(kept[baseline.id]).decode()
        except (KeyError, TypeError, zlib.error, UnicodeDecodeError):
            text = ""
        if not text or (sha256(text) != baseline.sha256 and not erased):
            yield msg("baseline {gate}: what was frozen is not what was signed",
                      gate=baseline.gate.value if baseline.gate else "?")  # fmt: skip


def _readings(dossier: Dossier, kept: Mapping[int, bytes]) -> Iterator[Fault]:
    """Whether the readings are those that were loaded, and each KPI's card says what they are."""
    spoilt = readings.damaged(dossier, kept)
    for batch in spoilt:
        what = msg("the readings from {source} are lost, or not what was loaded",
                   source=batch.source)  # fmt: skip
        yield Fault(dossier.key(batch), what)
    unknown = {b.parent for b in spoilt}
    for kpi in dossier.all(Kpi):
        if kpi.id in unknown:
            continue
        oldest = sorted(dossier.under(kpi.id, Batch), key=lambda b: b.id)
        known = merged(readings.of_batch(b, kept[b.id]) for b in oldest)
        card = readings.card(kpi, known, dossier.handover.day_zero)
        if any(getattr(kpi, name) != value for name, value in card.items()):
            yield Fault(dossier.key(kpi), msg("its card does not say what its readings are"))
