"""The full sample, made once, and each test's own copy of it."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest

from tests.fixtures.once import Sample
from workbench.domain import record
from workbench.domain.dossier import Dossier
from workbench.domain.journey import Gate
from workbench.domain.record import Record
from workbench.domain.registers.item import Item, ItemState
from workbench.domain.registers.person import Person, Side
from workbench.domain.registers.seat import Seat
from workbench.figures.checklist import owner_of
from workbench.figures.progress import effective_state
from workbench.rules import engine
from workbench.services import demo, items, moving, records, scopes
from workbench.services.workspace import Workspace

MONDAY = date(2026, 11, 23)
ASIDE = ("topic", "duty", "role", "post", "access", "contract", "freeze", "task")


@dataclass
class Run:
    """PAY of the sample, and the day it is there."""

    ws: Workspace
    pay: int
    day: date

    @property
    def dossier(self) -> Dossier:
        return self.ws.dossier(self.pay)

    def on(self, day: date) -> None:
        self.day = day

    def person(self, name: str) -> int:
        return next(p.id for p in self.dossier.all(Person) if p.name == name)

    def record(self, key: str) -> Record:
        """The record people call `PAY-12`, `PL-02` or `S-05`."""
        found = self.dossier
        return next(
            r
            for name in ("item", *(n for n in found.registers if record.get(n).prefix))
            for r in found.listed(name)
            if found.key(r) == key
        )

    def keys(self, *keys: str) -> list[int]:
        return [self.record(key).id for key in keys]

    def item(self, number: int) -> Item:
        return next(i for i in self.dossier.all(Item) if i.number == number)

    def seat(self, code: str) -> int:
        return next(s.id for s in self.dossier.all(Seat) if s.code == code)

    def done(self, wanted: Sequence[Item]) -> None:
        """Each owner claims what he owes, and another of the receiving side verifies it."""
        for item in wanted:
            dossier = self.dossier
            state = effective_state(item, self.day)
            owner = owner_of(dossier, item).person
            if owner is None:  # of what was brought in, nobody owes
                continue
            if state not in (ItemState.CLAIMED, ItemState.VERIFIED):
                items.claim(self.ws, self.pay, [item.id], "seen", owner.id).expect()
            if state is not ItemState.VERIFIED:
                claimer = self.item(item.number).claimed_by
                seen_by = next(
                    p.id
                    for p in dossier.all(Person)
                    if p.side is Side.RECEIVING and p.id not in (owner.id, claimer)
                )
                items.verify(self.ws, self.pay, [item.id], seen_by).expect()

    def stage(self, stage: str, *, but: Sequence[int] = ()) -> None:
        wanted = [i for i in self.dossier.all(Item) if i.stage and i.stage.value == stage]
        self.done([i for i in wanted if i.number not in but])

    def ids(self, gate: Gate) -> set[str]:
        """What stands in the way of a gate: ids with what they do, so that two runs compare."""
        found = engine.verdict(self.dossier, gate, self.day)
        return {
            *(
                f"{f.severity.value} {f.id}"
                for f in (*found.stops, *found.conditions, *found.notes)
            ),
            *(f"exception {f.id}" for f in found.exceptions),
        }

    def everywhere(self) -> set[str]:
        return {f"{gate.value} {found}" for gate in Gate for found in self.ids(gate)}


@pytest.fixture(scope="session")
def sample(sample_in: Sample, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return sample_in(tmp_path_factory.mktemp("sample"))


@pytest.fixture(scope="session")
def nobody_leaves(sample: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample, but in PAY nobody leaves, and nothing is said of who knows what.

    What it takes to let somebody go has tests of its own; here it would stop every gate.
    """
    path = tmp_path_factory.mktemp("nobody") / "team.db"
    run = _run(sample, path)
    chen, dossier = run.person("Chen Hao"), run.dossier
    going = [r.id for name in ASIDE for r in dossier.listed(name)]
    assert not records.delete(run.ws, run.pay, going).refused
    moving.move(run.ws, run.pay, [chen], "bring_back", reason="he stays").expect()
    for field in ("release", "attends", "successor"):
        records.edit(run.ws, run.pay, chen, field, "")
    for name in ASIDE:
        if record.get(name).asked:
            scopes.not_needed(run.ws, run.pay, name, "nobody leaves", by=run.person("Li Wei"),
                              agreed_by=run.person("Sun Yu"))  # fmt: skip
    run.ws.store.engine.dispose()
    return path


@pytest.fixture
def run(nobody_leaves: Path, tmp_path: Path) -> Run:
    return _run(nobody_leaves, tmp_path / "team.db")


@pytest.fixture
def whole(sample: Path, tmp_path: Path) -> Run:
    """The sample as it is, Chen Hao about to go with what only he knows."""
    return _run(sample, tmp_path / "team.db")


def _run(source: Path, path: Path) -> Run:
    shutil.copy(source, path)
    found = Run.__new__(Run)
    found.day = MONDAY
    found.ws = Workspace.open(
        path, demo.ME, clock=lambda: datetime.combine(found.day, time(9), UTC)
    )
    found.pay = found.ws.store.handover_called("PAY")
    return found
