"""No sequence of public calls retires a KPI without its final value, or has one live that is not
defined: services, commands, files, pasted rows, bulk changes, merging, deletions and undo."""

from __future__ import annotations

import itertools
import os
import tempfile
from collections.abc import Callable
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from tests.fixtures.thorough import random_runs
from tests.rules.test_lite import PEOPLE, begin
from tests.services.conftest import paste
from tests.services.test_readings import days
from workbench.cli import run as command
from workbench.domain import record
from workbench.domain.errors import WorkbenchError
from workbench.domain.labelled import Side
from workbench.domain.registers.batch import Batch
from workbench.domain.registers.goal import Goal
from workbench.domain.registers.kpi import KPI, Kpi, KpiState, Phase
from workbench.domain.registers.post import Post
from workbench.figures.kpi_card import unfit
from workbench.services import kpis, merging, moving, readings, records, undo
from workbench.services.workspace import Me

NAMES = st.sampled_from(sorted(PEOPLE.values()))
SIDES = {"Li Wei": Side.GIVING, "Chen Hao": Side.GIVING, "Bai Xue": Side.GIVING,
         "Sun Yu": Side.RECEIVING, "Wu Lan": Side.RECEIVING, "Gao Ping": Side.SPONSOR}  # fmt: skip
FILLED = {
    "goal": "Grid", "unit": "%", "formula": "up / all", "source": "SCADA", "frequency": "daily",
    "first_due": "2026-12-01", "baseline": "98", "baseline_from": "2026-11-01",
    "baseline_to": "2026-11-30", "proxy": "the sister station", "warn": "97", "crit": "96",
    "post": "Station manager", "tested_on": "2026-11-20", "final": "12", "final_on": "2026-11-20",
    "active_from": "2026-11-01", "active_to": "2027-01-15",
}  # fmt: skip
FIELDS = st.sampled_from([*FILLED, "phase", "owner", "name"])
MOVES = st.sampled_from(sorted(KPI.moves))
N = st.integers(0, 9)
_counter = itertools.count()


class Station(RuleBasedStateMachine):
    """Several people on one file, of whom some take short cuts."""

    @initialize()
    def begin(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.path = Path(self.folder.name) / f"{next(_counter)}.db"
        self.run = begin(self.path, "lite", PEOPLE)
        self.live = self.retired = 0

    def teardown(self) -> None:
        if hasattr(self, "run"):
            self.run.ws.store.engine.dispose()
            self.folder.cleanup()

    def _try(self, act: Callable[[], object]) -> None:
        with suppress(WorkbenchError):
            act()

    def _one(self, n: int) -> list[int]:
        found = self.run.dossier.all(Kpi)
        return [found[n % len(found)].id] if found else []

    def _edit(self, kpi: int, field: str, text: str) -> None:
        self._try(lambda: records.edit(self.run.ws, self.run.pay, kpi, field, text))

    def _one_act(
        self, through: Callable[..., object], kpi: int, texts: dict[str, str], by: str
    ) -> None:
        run = self.run
        self._try(lambda: through(run.ws, run.pay, kpi, texts, by=run.person(by)))

    def _command(self, *args: str) -> None:
        os.environ["HANDOVER_TODAY"] = self.run.day.isoformat()
        try:
            command(["--db", str(self.path), "--user", self.run.ws.me.name, *args])
        finally:
            del os.environ["HANDOVER_TODAY"]

    # What honest people do

    @rule(phase=st.sampled_from(["of the project", "of operations"]), full=st.booleans())
    def add(self, phase: str, full: bool) -> None:
        run, texts = self.run, {"name": f"K{next(_counter)}", "phase": phase}
        more = FILLED if full else {}
        self._try(lambda: records.add(run.ws, run.pay, "kpi", texts | more))

    @rule(n=N, name=MOVES, by=NAMES)
    def move(self, n: int, name: str, by: str) -> None:
        run = self.run
        self._try(lambda: moving.move(run.ws, run.pay, self._one(n), name, reason="r",
                                      by=run.person(by)))  # fmt: skip

    @rule(n=N)
    def all_the_way(self, n: int) -> None:
        for name in ("finalise", "retire", "define", "baseline", "go_live"):
            self.move(n, name, "Sun Yu")

    @rule(n=N)
    def load(self, n: int) -> None:
        run = self.run
        self._try(
            lambda: readings.load(
                run.ws,
                run.pay,
                {i: days(date(2026, 11, 1), ["98"] * 12) for i in self._one(n)},
                "f",
            )
        )

    @rule(n=N, by=NAMES, fields=st.sets(FIELDS.filter(lambda f: f in FILLED)), live=st.booleans())
    def in_one_act(self, n: int, by: str, fields: set[str], live: bool) -> None:
        texts = {f: FILLED[f] for f in fields}
        through = kpis.bring_live if live else kpis.retire
        for kpi in self._one(n):
            self._one_act(through, kpi, texts, by)
            self._one_act(through, kpi, dict.fromkeys(texts, ""), by)

    @rule(n=N, fields=st.sets(FIELDS.filter(lambda f: f in FILLED)))
    def left_half_way(self, n: int, fields: set[str]) -> None:
        run, texts = self.run, {f: FILLED[f] for f in fields}
        for kpi in self._one(n):
            self._try(lambda kpi=kpi: kpis.keep(run.ws, run.pay, kpi, texts))  # type: ignore[misc]

    @rule(n=N)
    def batch_taken_back(self, n: int) -> None:
        run = self.run
        for batch in run.dossier.all(Batch)[n : n + 1]:
            self._try(lambda b=batch: readings.take_back(run.ws, run.pay, b.id))  # type: ignore[misc]

    @rule(n=N)
    def readings_by_file(self, n: int) -> None:
        file = Path(self.folder.name) / "readings.csv"
        names = ",".join(k.name for k in self.run.dossier.all(Kpi))
        file.write_text(
            f"Date,{names}\n2026-11-0{n or 1}{',98' * (names.count(',') + 1)}\n", "utf-8"
        )
        self._command("import", "LITE", str(file), "--as", "readings", "--baseline", "--yes")

    @rule(name=NAMES)
    def sit(self, name: str) -> None:
        self.run.ws.me = Me(name, SIDES[name], name)

    # What somebody may try

    @rule(n=N, field=FIELDS, empty=st.booleans())
    def edit(self, n: int, field: str, empty: bool) -> None:
        text = "" if empty else FILLED.get(field, "of operations" if field == "phase" else "Bai")
        if field in ("tested_on", "active_to") and n % 2:
            text = "2028-01-01"  # which has not come yet
        for kpi in self._one(n):
            self._edit(kpi, field, text)

    @rule(field=FIELDS, phase=st.sampled_from(["of the project", "of operations"]))
    def bulk(self, field: str, phase: str) -> None:
        run = self.run
        ids = [k.id for k in run.dossier.all(Kpi)]
        text = phase if field == "phase" else ""
        self._try(lambda: records.bulk_edit(run.ws, run.pay, ids, field, text))

    @rule(n=N, state=st.sampled_from(list(KpiState)))
    def forge(self, n: int, state: KpiState) -> None:
        run = self.run
        keys = [run.dossier.key(k) for k in run.dossier.all(Kpi)][n : n + 1]
        rows = [["Key", "KPI", "State", "Final value signed by", "Phase"],
                *([k, "", str(state.label), "Li Wei", "of the project"] for k in keys),
                ["", f"N{n}", str(state.label), "Li Wei", "of operations"]]  # fmt: skip
        self._try(lambda: paste(run.ws, run.pay, "kpi", rows))
        for kpi in self._one(n):
            self._edit(kpi, "state", str(state.label))
            self._edit(kpi, "signed_by", "Li Wei")

    @rule(n=N, m=N)
    def merge(self, n: int, m: int) -> None:
        run, both = self.run, [*self._one(n), *self._one(m)]
        if both:
            self._try(lambda: merging.merge(run.ws, run.pay, both[0], both[1:]))

    @rule(n=N, cls=st.sampled_from([Kpi, Goal, Post]))
    def delete(self, n: int, cls: type[Any]) -> None:
        run = self.run
        found = run.dossier.all(cls)
        ids = [found[n % len(found)].id] if found else []
        self._try(lambda: records.delete(run.ws, run.pay, ids))

    @rule()
    def take_back(self) -> None:
        self._try(lambda: undo.undo(self.run.ws, self.run.pay))

    @rule(days_=st.sampled_from([1, 30]))
    def wait(self, days_: int) -> None:
        self.run.on(min(self.run.day + timedelta(days=days_), date(2027, 9, 1)))

    @rule(n=N, field=FIELDS, name=MOVES)
    def by_command(self, n: int, field: str, name: str) -> None:
        keys = [self.run.dossier.key(k) for k in self.run.dossier.all(Kpi)][n : n + 1]
        for key in keys:
            self._command("register", "set", "LITE", key, f"{field}=", "state=live")
            self._command("register", "move", "LITE", name, key, "--by", "Sun Yu", "--reason", "r")

    @rule(n=N, state=st.sampled_from(list(KpiState)))
    def by_file(self, n: int, state: KpiState) -> None:
        keys = [self.run.dossier.key(k) for k in self.run.dossier.all(Kpi)][n : n + 1]
        rows = [
            "Key,KPI,Phase,State,Final value",
            *(f"{k},,of operations,{state.label}," for k in keys),
        ]
        file = Path(self.folder.name) / "kpis.csv"
        file.write_text("\n".join([*rows, f",F{n},of the project,{state.label},"]), "utf-8")
        self._command("import", "LITE", str(file), "--register", "kpi", "--yes")

    # What must hold

    @invariant()
    def nothing_is_retired_or_live_without(self) -> None:
        if not hasattr(self, "run"):
            return
        for kpi in self.run.dossier.all(Kpi):
            assert kpi.state in kpi.path
            if kpi.state in (KpiState.FINAL, KpiState.RETIRED):
                assert kpi.final is not None
                assert kpi.final_on is not None
            if kpi.state is KpiState.RETIRED:
                self.retired += 1
                assert kpi.signed_by is not None
                assert kpi.active_to is not None
                assert kpi.active_to <= self.run.day
            if kpi.state is KpiState.LIVE:
                self.live += 1
                assert unfit(kpi) == ()
                assert kpi.tested_on is not None
                assert kpi.tested_on <= self.run.day
                assert isinstance(self.run.dossier.get(kpi.goal), Goal)
                assert isinstance(self.run.dossier.get(kpi.post), Post)


Station.TestCase.settings = random_runs(40)
TestNoWayAroundKpis = Station.TestCase


def test_honest_work_ends_retired_and_live() -> None:
    """Else the random runs would prove nothing."""
    station = Station()
    station.begin()
    for n, phase in enumerate(("of the project", "of operations")):
        station.add(phase, full=True)
        station.all_the_way(n)
    station.nothing_is_retired_or_live_without()
    assert (station.retired, station.live) == (1, 1)
    assert {k.phase for k in station.run.dossier.all(Kpi)} == set(Phase)
    station.teardown()


def test_every_needed_field_is_tried() -> None:
    needed = {*unfit(Kpi()), "final", "final_on"}
    assert needed <= set(FILLED)
    assert all(record.get("kpi").field(f) for f in FILLED)
