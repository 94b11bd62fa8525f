"""No sequence of public calls lets anybody go with something lacking and no waiver.

Random acts of services, commands, pastes, an import, bulk changes, undo and restore on a small
handover with people who know things, days going by; whoever is newly cleared or released after one
of them lacked nothing that nobody had accepted.
"""

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

from db import backup
from tests.fixtures.thorough import random_runs
from tests.rules.conftest import Run
from tests.rules.test_lite import PEOPLE, begin
from tests.services.conftest import paste
from workbench.cli import run as command
from workbench.domain import record
from workbench.domain.errors import WorkbenchError
from workbench.domain.labelled import Side
from workbench.domain.record import Record
from workbench.domain.registers.access import Access
from workbench.domain.registers.holding import Holding
from workbench.domain.registers.person import GONE, PERSON, Person, PersonState
from workbench.domain.registers.seat import Seat
from workbench.domain.registers.session import SESSION, Session, SessionKind
from workbench.domain.registers.topic import TOPIC, Topic
from workbench.domain.verdict import Severity
from workbench.figures.knowing import can
from workbench.rules import engine
from workbench.rules.leaving import checks, lacks_to_go
from workbench.services import (
    answers,
    handovers,
    merging,
    moving,
    placing,
    records,
    restoring,
    scopes,
    undo,
)
from workbench.services.workspace import Me, Workspace

CLEARED = (PersonState.CLEARED, PersonState.RELEASED)
NAMES = st.sampled_from(sorted(PEOPLE.values()))
LEAVERS = ("Li Wei", "Chen Hao", "Bai Xue")
SIDES = {**dict.fromkeys(LEAVERS, Side.GIVING), "Sun Yu": Side.RECEIVING,
         "Wu Lan": Side.RECEIVING, "Gao Ping": Side.SPONSOR}  # fmt: skip
N = st.integers(0, 30)
_counter = itertools.count()


def reopened(run: Run) -> Workspace:
    return Workspace.open(run.ws.store.path, run.ws.me, clock=run.ws.clock)


class Team(RuleBasedStateMachine):
    """Several people who want somebody gone, not all of them honest."""

    @initialize()
    def begin(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.path = Path(self.folder.name) / f"{next(_counter)}.db"
        self.run = begin(self.path, "lite", PEOPLE)
        self.states: dict[int, PersonState] = {}
        self.let_go: list[str] = []
        self.copy: tuple[Path, dict[int, PersonState]] | None = None
        run = self.run
        for n, knows in enumerate((("Chen Hao",), ("Chen Hao", "Bai Xue"), ("Bai Xue",))):
            topic = records.add(run.ws, run.pay, "topic", {"title": f"Topic {n}"})
            for name in knows:
                records.add(run.ws, run.pay, "holding", {"person": name, "level": "3"},
                            parent=topic)  # fmt: skip
        self._remember()

    def teardown(self) -> None:
        if hasattr(self, "run"):
            self.run.ws.store.engine.dispose()
            self.folder.cleanup()

    def _try(self, act: Callable[..., object], *given: Any, **named: Any) -> None:
        """Do it, and look at once: who is newly let go lacked nothing."""
        with suppress(WorkbenchError):
            act(*given, **named)
        dossier, day = self.run.dossier, self.run.day
        for person in dossier.all(Person):
            was = self.states.get(person.id, PersonState.ACTIVE)
            if person.state in CLEARED and person.state is not was is not PersonState.RELEASED:
                assert lacks_to_go(dossier, person, day) == [], person.name
                self.let_go.append(person.name)
        self._remember()

    def _remember(self) -> None:
        self.states = {p.id: p.state for p in self.run.dossier.all(Person)}

    def _one(self, cls: type[Record], n: int) -> list[int]:
        found = self.run.dossier.listed(record.of(cls).name)
        return [found[n % len(found)].id] if found else []

    # What honest people do

    @rule(name=st.sampled_from(LEAVERS))
    def prepare(self, name: str) -> None:
        """All that is lacking but what he knows."""
        run = self.run
        one = run.person(name)
        self.pass_on(name, "Gao Ping")
        for field, text in (("no_successor", "the work ends"), ("attends", ""),
                            ("equipment", run.day.isoformat())):  # fmt: skip
            self._try(records.edit, run.ws, run.pay, one, field, text)
        if not any(a.person == one for a in run.dossier.all(Access)):
            self._try(records.add, run.ws, run.pay, "access",
                      {"system": "vault", "person": name})  # fmt: skip
        ways = [a.id for a in run.dossier.all(Access) if a.person == one]
        self._try(moving.move, run.ws, run.pay, ways, "request")
        self.move_person(name, "tell")

    @rule(name=st.sampled_from(LEAVERS), to=NAMES)
    def pass_on(self, name: str, to: str) -> None:
        run = self.run
        for seat in run.dossier.all(Seat):
            if seat.person == run.person(name):
                self._try(handovers.fill_seats, run.ws, run.pay, {seat.id: to})

    @rule(n=N, receiver=st.sampled_from(["Sun Yu", "Wu Lan"]))
    def teach(self, n: int, receiver: str) -> None:
        """A topic is shown to somebody else, as it should be."""
        run = self.run
        ids = self._one(Topic, n)
        if not ids:
            return
        givers = [p.name for p in can(run.dossier, ids[0]) if p.name != receiver]
        if not givers:
            return
        texts = {"kind": "examination", "giver": givers[0], "receiver": receiver, "level": "3",
                 "day": run.day.isoformat()}  # fmt: skip
        self._try(records.add, run.ws, run.pay, "session", texts, parent=ids[0])
        last = run.dossier.all(Session)
        if last:
            newest = max(s.id for s in last)
            self._try(moving.move, run.ws, run.pay, [newest], "assess",
                      by=run.person("Gao Ping"))  # fmt: skip

    @rule(days=st.sampled_from([1, 20, 60]))
    def wait(self, days: int) -> None:
        self.run.on(min(self.run.day + timedelta(days=days), date(2027, 9, 1)))
        self._remember()

    @rule(n=N, asker=NAMES, approver=NAMES)
    def waive(self, n: int, asker: str, approver: str) -> None:
        run = self.run
        found = [f for f in engine.findings(run.dossier, run.day) if f.rule == "R-15"]
        if found:
            self._try(answers.waive,
                run.ws, run.pay, [found[n % len(found)].id], reason="r", measure="m",
                expires=run.day + timedelta(days=9), asker=run.person(asker),
                approver=run.person(approver))  # fmt: skip

    # What somebody may try

    @rule(name=NAMES, act=st.sampled_from(list(PERSON.moves)))
    def move_person(self, name: str, act: str) -> None:
        run = self.run
        self._try(moving.move, run.ws, run.pay, [run.person(name)], act, reason="r",
                  by=run.person("Li Wei"))  # fmt: skip

    @rule(act=st.sampled_from(["tell", "clear", "release"]), first=st.permutations(LEAVERS))
    def move_all(self, act: str, first: list[str]) -> None:
        run = self.run
        ids = [run.person(name) for name in first]
        self._try(moving.move, run.ws, run.pay, ids, act)

    @rule(n=N, act=st.sampled_from(list(TOPIC.moves)), by=NAMES)
    def move_topic(self, n: int, act: str, by: str) -> None:
        run = self.run
        self._try(moving.move, run.ws, run.pay, self._one(Topic, n), act, reason="r",
                  by=run.person(by))  # fmt: skip

    @rule(n=N, act=st.sampled_from(list(SESSION.moves)), by=NAMES)
    def move_session(self, n: int, act: str, by: str) -> None:
        run = self.run
        self._try(moving.move, run.ws, run.pay, self._one(Session, n), act, reason="r",
                  by=run.person(by))  # fmt: skip

    @rule(n=N, kind=st.sampled_from(list(SessionKind)), giver=NAMES, receiver=NAMES)
    def sit_together(self, n: int, kind: SessionKind, giver: str, receiver: str) -> None:
        run = self.run
        texts = {"kind": kind.value, "giver": giver, "receiver": receiver, "level": "4",
                 "day": run.day.isoformat()}  # fmt: skip
        for topic in self._one(Topic, n):
            self._try(records.add, run.ws, run.pay, "session", texts, parent=topic)

    @rule(n=N, field=st.sampled_from(["level", "person"]), name=NAMES)
    def retype(self, n: int, field: str, name: str) -> None:
        run = self.run
        for holding in self._one(Holding, n):
            text = "4" if field == "level" else name
            self._try(records.edit, run.ws, run.pay, holding, field, text)

    @rule(n=N, name=NAMES)
    def claim_to_know(self, n: int, name: str) -> None:
        run = self.run
        for topic in self._one(Topic, n):
            self._try(records.add, run.ws, run.pay, "holding",
                      {"person": name, "level": "4"}, parent=topic)  # fmt: skip

    @rule(n=N, m=N)
    def move_holding(self, n: int, m: int) -> None:
        run = self.run
        for topic in self._one(Topic, m):
            self._try(placing.place, run.ws, run.pay, self._one(Holding, n), parent=topic)

    @rule(name=NAMES, field=st.sampled_from(["state", "left_on", "release", "side", "successor"]),
          text=st.sampled_from(["released", "cleared", "2026-12-01", "giving", ""]))  # fmt: skip
    def edit(self, name: str, field: str, text: str) -> None:
        run = self.run
        self._try(records.edit, run.ws, run.pay, run.person(name), field, text)

    @rule(field=st.sampled_from(["state", "release", "equipment", "no_successor", "told_on"]))
    def bulk(self, field: str) -> None:
        run = self.run
        text = {"state": "released", "no_successor": "r"}.get(field, run.day.isoformat())
        ids = [p.id for p in run.dossier.all(Person)]
        self._try(records.bulk_edit, run.ws, run.pay, ids, field, text)

    @rule(register=st.sampled_from(["person", "holding", "topic", "session", "access", "answer"]))
    def forge(self, register: str) -> None:
        """Pasted as if it had been so all along."""
        run = self.run
        head = {
            "person": ["Name", "State", "Left on"],
            "holding": ["Topic", "Person", "Level", "Shown on", "Shown to"],
            "topic": ["Topic", "State"],
            "session": ["Topic", "Kind", "Receiver", "State", "Assessed by"],
            "access": ["System", "Person", "State"],
            "answer": ["Rule", "Detail", "Kind"],
        }[register]
        row = {
            "person": ["Chen Hao", "released", "2026-11-23"],
            "holding": ["Topic 0", "Wu Lan", "4", "2026-11-23", "Gao Ping"],
            "topic": ["Topic 0", "signed off"],
            "session": ["Topic 0", "examination", "Wu Lan", "assessed", "Gao Ping"],
            "access": ["vault", "Chen Hao", "revoked"],
            "answer": ["R-15", "knowledge", "waiver"],
        }[register]
        self._try(paste, run.ws, run.pay, register, [head, row])

    @rule(n=N, cls=st.sampled_from([Holding, Topic, Session, Access]))
    def delete(self, n: int, cls: type[Record]) -> None:
        run = self.run
        self._try(records.delete, run.ws, run.pay, self._one(cls, n))

    @rule()
    def back_up(self) -> None:
        """A copy of how things are; `restore` brings it back, whatever was done since."""
        copy = self.path.with_name(f"copy-{next(_counter)}.db")
        backup.copy(self.path, copy)
        self.copy = copy, dict(self.states)

    @rule()
    def restore(self) -> None:
        if self.copy is not None:
            restoring.restore(self.path, self.copy[0])
            self.run.ws.store.engine.dispose()
            self.run.ws = reopened(self.run)
            self.states = self.copy[1]

    @rule(keep=NAMES, other=NAMES)
    def merge(self, keep: str, other: str) -> None:
        run = self.run
        if {keep, other} <= {"Sun Yu", "Wu Lan"} or keep == other:
            return  # there would be too few left to work with
        people = {p.name: p.id for p in run.dossier.all(Person)}
        known = {f"{name} 2": people.get(f"{name} 2") for name in (keep, other)}
        twin = next((i for i in known.values() if i), None)
        if twin is not None:
            self._try(merging.merge, run.ws, run.pay, people[keep], [twin])
        else:
            self._try(records.add, run.ws, run.pay, "person", {"name": f"{other} 2"})

    @rule(register=st.sampled_from(["topic", "access"]), agrees=NAMES)
    def not_needed(self, register: str, agrees: str) -> None:
        run = self.run
        self._try(scopes.not_needed, run.ws, run.pay, register, "none here", by=None,
                  agreed_by=run.person(agrees))  # fmt: skip

    @rule()
    def take_back(self) -> None:
        self._try(undo.undo, self.run.ws, self.run.pay)

    @rule(name=NAMES, act=st.sampled_from(["tell", "clear", "release", "bring_back"]))
    def by_command(self, name: str, act: str) -> None:
        os.environ["HANDOVER_TODAY"] = self.run.day.isoformat()
        found = self.run.dossier.get(self.run.person(name))
        assert found is not None
        try:
            key, who = self.run.dossier.key(found), ["--db", str(self.path), "--user", "Li Wei"]
            for args in (["move", "LITE", act, key, "--reason", "r"],
                         ["set", "LITE", key, "state=released"]):  # fmt: skip
                self._try(command, [*who, "register", *args])
        finally:
            del os.environ["HANDOVER_TODAY"]

    @rule(name=NAMES)
    def sit(self, name: str) -> None:
        self.run.ws.me = Me(name, SIDES[name], name)

    # What must hold

    @invariant()
    def nobody_is_gone_who_was_not_looked_at(self) -> None:
        if not hasattr(self, "run"):
            return
        for person in self.run.dossier.all(Person):
            assert person.state is self.states[person.id]
            assert (person.left_on is not None) is (person.state in GONE)
        self._what_is_lacking_since_is_told()
        for holding in self.run.dossier.all(Holding):
            assert (holding.shown_on is None) is (holding.shown_to is None)

    def _what_is_lacking_since_is_told(self) -> None:
        """Facts may change once he has gone: equipment that was not there after all, a receiver
        who left. Then every gate is stopped by it."""
        dossier, day = self.run.dossier, self.run.day
        told = {f.id for f in engine.findings(dossier, day) if f.severity is Severity.STOP}
        for person in dossier.all(Person):
            for check in checks(dossier, person, day) if person.state in GONE else ():
                if not check.passed:
                    named = f"R-15 {dossier.key(person)}.{check.need.value}"
                    assert named in told or {"R-00 topic", "R-00 access"} & told, named


Team.TestCase.settings = random_runs(30)
TestNoWayOut = Team.TestCase


def test_an_honest_team_gets_people_released() -> None:
    """Else the random runs would prove nothing."""
    team = Team()
    team.begin()
    for name in ("Chen Hao", "Bai Xue"):
        team.prepare(name)
    team.move_all("release", list(LEAVERS))
    assert team.let_go == [], "nothing is shown yet"
    for n in range(3):
        team.teach(n, "Wu Lan")
    team.move_all("clear", list(LEAVERS))
    team.move_all("release", list(LEAVERS))
    team.nobody_is_gone_who_was_not_looked_at()
    assert sorted(team.let_go) == ["Bai Xue", "Bai Xue", "Chen Hao", "Chen Hao"]
    assert isinstance(team.run.ws, Workspace)
    team.teardown()
