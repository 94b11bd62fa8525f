"""A workspace on a real file, with two sides and a short checklist."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from tests.fixtures.blank import blank
from workbench.domain.bitext import Bitext
from workbench.domain.due import parse_due
from workbench.domain.message import msg
from workbench.domain.registers.handover import Handover
from workbench.domain.registers.item import Item
from workbench.domain.registers.person import Person, Side
from workbench.domain.registers.seat import Seat
from workbench.services import files_in, importing
from workbench.services.editing import Outcome
from workbench.services.workspace import Me, Workspace

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = MONDAY

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **span: float) -> None:
        self.now += timedelta(**span)


@dataclass
class Payment:
    """Ids of the records in the handover `PAY`."""

    ws: Workspace
    handover: int
    li: int
    sun: int
    gao: int
    duty: int
    items: list[int]


def plan_rows(
    ws: Workspace, handover: int, register: str, rows: Sequence[Sequence[str]]
) -> importing.Plan:
    """What pasted rows would bring."""
    found = files_in.pasted(ws, handover, rows, register, "pasted rows")
    return importing.plan(ws, handover, found.source)


def paste(ws: Workspace, handover: int, register: str, rows: Sequence[Sequence[str]]) -> Outcome:
    return importing.apply(ws, plan_rows(ws, handover, register, rows))


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def data_file(tmp_path: Path) -> Path:
    return tmp_path / "team.db"


@pytest.fixture
def login(data_file: Path, clock: Clock) -> Callable[[str, Side], Workspace]:
    """Another program on the same file."""

    def make(name: str, side: Side) -> Workspace:
        return Workspace.open(blank(data_file), Me(name, side, name.lower()), clock=clock)

    return make


@pytest.fixture(scope="session")
def made_payment(tmp_path_factory: pytest.TempPathFactory) -> Payment:
    """The data file of `pay`, made once."""
    path = blank(tmp_path_factory.mktemp("payment") / "team.db")
    made = make_payment(Workspace.open(path, Me("Li Wei", Side.GIVING, "li wei"), clock=Clock()))
    made.ws.store.engine.dispose()
    return made


@pytest.fixture
def pay(made_payment: Payment, data_file: Path, login: Callable[[str, Side], Workspace]) -> Payment:
    shutil.copy(made_payment.ws.store.path, data_file)
    ws = login("Li Wei", Side.GIVING)
    ws.dossier(made_payment.handover)
    return replace(made_payment, ws=ws, items=[*made_payment.items])


def make_payment(ws: Workspace) -> Payment:
    """PAY with T0 on 2027-01-15: three people, an open seat, four items."""
    with ws.founding("new", msg("new handover PAY")) as (ed, _):
        handover = ed.add(Handover, code="PAY", name=Bitext("Payment system", "支付系统"),
                          t0=date(2027, 1, 15))  # fmt: skip
        li = ed.add(Person, name="Li Wei", side=Side.GIVING)
        sun = ed.add(Person, name="Sun Yu", side=Side.RECEIVING)
        gao = ed.add(Person, name="Gao Ping", side=Side.SPONSOR)
        duty = ed.add(Seat, name=Bitext("Duty lead", "值班负责人"), side=Side.RECEIVING)
        items = [
            ed.add(Item, text=Bitext("Plan agreed", "计划经确认"), due=parse_due("T-60"), person=li,
                   mandatory=True),
            ed.add(Item, text=Bitext("Roster complete"), due=parse_due("T-50"), person=li),
            ed.add(Item, text=Bitext("Shifts funded"), due=parse_due("T-30"), seat=duty),
            ed.add(Item, text=Bitext("Pack signed"), due=parse_due("T0"), person=sun,
                   evidence_required=False),
        ]  # fmt: skip
    return Payment(ws, handover, li, sun, gao, duty, items)
