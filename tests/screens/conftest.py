"""The program on a real data file, driven by keys."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from copy import copy
from datetime import UTC, date, datetime
from pathlib import Path
from time import monotonic
from typing import Any, Protocol, TypeVar

import pytest
from textual.events import Paste
from textual.pilot import Pilot

from screens.base import WorkScreen
from screens.widgets.rowlist import RowList
from screens.widgets.statusline import StatusLine
from tests.fixtures.blank import blank
from tests.fixtures.calm import calm, heard
from tests.fixtures.styles import read_once
from workbench.app import WorkbenchApp
from workbench.domain.bitext import Bitext
from workbench.domain.due import parse_due
from workbench.domain.message import msg
from workbench.domain.registers.handover import Handover
from workbench.domain.registers.item import Item
from workbench.domain.registers.person import Person, Side
from workbench.domain.registers.seat import Seat
from workbench.services.workspace import Me, Workspace
from workbench.settings import Paths, Settings, paths

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
LI_WEI = Settings(user="Li Wei", side="giving")


@pytest.fixture(autouse=True)
def textual(monkeypatch: pytest.MonkeyPatch) -> None:
    """Programs start faster, and keys and pauses wait until they are calm, no longer."""
    read_once(monkeypatch)
    for module in ("textual.app", "textual.pilot"):
        monkeypatch.setattr(f"{module}.wait_for_idle", calm)
    monkeypatch.setattr("textual.pilot.Pilot._wait_for_screen", heard)


class MakeApp(Protocol):
    def __call__(self, path: Path, settings: Settings = ..., **options: Any) -> WorkbenchApp: ...


@pytest.fixture
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Paths:
    """The user's own folders, below `tmp_path`."""
    for name in ("CONFIG", "DATA", "STATE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / name.lower()))
    monkeypatch.setenv("TERM", "xterm-256color")  # few colours bring another theme
    for name in ("HANDOVER_CONFIG", "HANDOVER_DB", "HANDOVER_USER", "HANDOVER_LANG"):
        monkeypatch.delenv(name, raising=False)
    return paths()


@pytest.fixture
def app(places: Paths) -> MakeApp:
    """`app(path)`: the program on a data file, on Monday 2026-11-23, for Li Wei."""

    def make(path: Path, settings: Settings = LI_WEI, **options: Any) -> WorkbenchApp:
        return WorkbenchApp(path, settings, places, **{"clock": lambda: MONDAY, **options})

    return make


@pytest.fixture
def login() -> Callable[..., Workspace]:
    """`login(path, name, side)`: another user's program on the file."""

    return logged_in


def logged_in(path: Path, name: str, side: Side, at: datetime = MONDAY) -> Workspace:
    return Workspace.open(blank(path), Me(name, side), clock=lambda: at)


@pytest.fixture(scope="session")
def made_payment(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data file of `payment_file`, made once."""
    path = tmp_path_factory.mktemp("payment") / "team.db"
    add_payment(logged_in(path, "Li Wei", Side.GIVING))
    return path


@pytest.fixture
def payment_file(made_payment: Path, tmp_path: Path) -> Path:
    """A data file with PAY (T0 2027-01-15): three people, an open seat, four items; one is late."""
    return Path(shutil.copy(made_payment, tmp_path / "team.db"))


class OnFile(Protocol):
    path: Path
    ws: Workspace
    handover: int


T = TypeVar("T", bound=OnFile)


def copied(made: T, folder: Path) -> T:
    """What was made once, on a copy of its file in `folder`, seen by the same user."""
    found = copy(made)
    found.path = Path(shutil.copy(made.path, folder / "team.db"))
    found.ws = Workspace.open(found.path, made.ws.me, clock=lambda: MONDAY)
    found.ws.dossier(found.handover)
    return found


def add_payment(ws: Workspace, code: str = "PAY") -> int:
    """The small handover of these tests; gives its id."""
    with ws.founding("new", msg("new handover {code}", code=code)) as (ed, _):
        made = ed.add(
            Handover,
            code=code,
            name=Bitext("Payment system", "支付系统"),
            t0=date(2027, 1, 15),
            giving="Project",
            receiving="Operations",
        )
        li = ed.add(Person, name="Li Wei", side=Side.GIVING)
        sun = ed.add(Person, name="Sun Yu", side=Side.RECEIVING)
        ed.add(Person, name="Gao Ping", side=Side.SPONSOR)
        duty = ed.add(Seat, name=Bitext("Duty lead", "值班负责人"), side=Side.RECEIVING)
        ed.add(Item, text=Bitext("Plan agreed", "计划经确认"), due=parse_due("T-60"), person=li,
               mandatory=True)  # fmt: skip
        ed.add(Item, text=Bitext("Roster complete"), due=parse_due("T-50"), person=li)
        ed.add(Item, text=Bitext("Shifts funded"), due=parse_due("T-30"), seat=duty)
        ed.add(Item, text=Bitext("Pack signed"), due=parse_due("T0"), person=sun,
               evidence_required=False)  # fmt: skip
    return made


def stranger() -> Settings:
    """Settings of somebody who has never said who he is."""
    return LI_WEI._replace(user="", side="")


async def settled(pilot: Pilot[Any]) -> None:
    """Wait until what is being read is read and shown."""
    await pilot.pause()
    reading = [worker for worker in pilot.app.workers if worker.group == "read"]
    if reading:
        await pilot.app.workers.wait_for_complete(reading)
        await pilot.pause()


async def give(pilot: Pilot[Any], path: Path) -> None:
    """Paste a path over the answer that is offered, and enter it; typed it would be 80 keys."""
    await pilot.press("ctrl+u")
    pilot.app.post_message(Paste(str(path)))
    await pilot.pause()
    await pilot.press("enter")
    await settled(pilot)


async def until(pilot: Pilot[Any], condition: Callable[[], bool], seconds: float = 10) -> None:
    """Let the program go on until the condition holds, for so many seconds at most."""
    late = monotonic() + seconds
    while not condition() and monotonic() < late:
        await pilot.pause()


def app_of(pilot: Pilot[Any]) -> WorkbenchApp:
    assert isinstance(pilot.app, WorkbenchApp)
    return pilot.app


def screen_of(pilot: Pilot[Any]) -> WorkScreen:
    assert isinstance(pilot.app.screen, WorkScreen)
    return pilot.app.screen


def shown(pilot: Pilot[Any]) -> str:
    """The list on screen, line by line as painted."""
    rows = pilot.app.screen.query_one(RowList)
    strips = [rows.render_line(y).text.rstrip() for y in range(rows.page)]
    return "\n".join(strips).rstrip()


def status(pilot: Pilot[Any]) -> str:
    """What the status line says."""
    return pilot.app.screen.query_one(StatusLine).text
