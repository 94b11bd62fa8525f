"""An undo gives back exactly what was: also of big acts, also the next day, also of everything."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import date
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fixtures.blank import blank
from tests.fixtures.thorough import tries
from tests.fixtures.whole import whole
from tests.services.conftest import Clock, Payment, make_payment, paste
from tests.services.test_consistency import Acts
from workbench.domain.errors import WorkbenchError
from workbench.domain.registers.person import Person, Side
from workbench.exchange.gfm import parse
from workbench.services import history, importing, items, placing, planning, records, undo
from workbench.services.workspace import Me, Workspace
from workbench.settings import login

ROWS = 2400
LIST = "# Stage\n" + "\n".join(f"- [ ] Cable {n} labelled" for n in range(300))


def roster(p: Payment, people: int = ROWS) -> None:
    rows = [["name", "side", "role"]]
    rows += [[f"Person {n}", "giving side", f"role {n % 7}"] for n in range(people)]
    paste(p.ws, p.handover, "person", rows)


def checklist(p: Payment) -> None:
    importing.apply(p.ws, importing.plan_list(p.ws, p.handover, parse(LIST, "site.md")))


def claims(p: Payment) -> None:
    items.claim(p.ws, p.handover, p.items, "as agreed").expect()


def reorder(p: Payment) -> None:
    placing.place(p.ws, p.handover, p.items[::-1][:3], parent=None, before=p.items[0]).expect()
    assert next(i.id for i in p.ws.dossier(p.handover).listed("item")) == p.items[3]


def t0(p: Payment) -> None:
    planning.move_t0(p.ws, p.handover, date(2027, 3, 1)).expect()


def send_back(p: Payment) -> None:
    items.send_back(p.ws, p.handover, [p.items[1]], "no roster in it", p.sun).expect()


@pytest.fixture
def claimed(pay: Payment) -> Payment:
    items.claim(pay.ws, pay.handover, [pay.items[1]], "wiki").expect()
    return pay


BIG = [roster, checklist, claims, reorder, t0, send_back]


@pytest.mark.parametrize("act", BIG, ids=lambda act: str(act.__name__))
def test_undo_the_next_day_restores_the_state_exactly(
    claimed: Payment, act: Callable[[Payment], None]
) -> None:
    path, handover, clock = claimed.ws.store.path, claimed.handover, Clock()
    before = whole(path, handover)
    act(claimed)
    assert whole(path, handover) != before
    clock.forward(days=1)
    undo.undo(Workspace.open(path, claimed.ws.me, clock=clock), handover)
    assert whole(path, handover) == before
    assert history.verify(claimed.ws, handover).ok


def test_another_program_undoes_as_exactly(claimed: Payment, tmp_path: Path) -> None:
    """Each act is undone in the same way; one of them by a command."""
    path, handover = claimed.ws.store.path, claimed.handover
    claimed.ws.me = replace(claimed.ws.me, login=login())
    before = whole(path, handover)
    checklist(claimed)
    assert whole(path, handover) != before

    environ = {
        **{k: v for k, v in os.environ.items() if not k.startswith(("HANDOVER_", "XDG_"))},
        "HOME": str(tmp_path), "HANDOVER_TODAY": "2026-11-24", "HANDOVER_USER": "Li Wei",
        "HANDOVER_LANG": "en",
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-m", "workbench", "--db", str(path), "undo", "PAY", "--yes"],
        env=environ, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr

    assert whole(path, handover) == before
    assert history.verify(claimed.ws, handover).ok


def test_undo_twice_goes_back_twice_and_not_forth_again(claimed: Payment) -> None:
    path, handover = claimed.ws.store.path, claimed.handover
    start = whole(path, handover)
    t0(claimed)
    middle = whole(path, handover)
    reorder(claimed)
    undo.undo(claimed.ws, handover)
    assert whole(path, handover) == middle
    undo.undo(claimed.ws, handover)
    assert whole(path, handover) == start


def test_an_import_others_worked_on_is_not_undone_and_they_are_named(
    pay: Payment, login: Callable[[str, Side], Workspace]
) -> None:
    roster(pay, 20)
    path, handover = pay.ws.store.path, pay.handover
    new = next(p for p in pay.ws.dossier(handover).all(Person) if p.name == "Person 7")
    records.edit(login("Sun Yu", Side.RECEIVING), handover, new.id, "role", "SRE")
    after = whole(path, handover)
    with pytest.raises(WorkbenchError, match="Sun Yu changed P-11 since"):
        undo.undo(pay.ws, handover)
    assert whole(path, handover) == after


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Payment]:
    path = blank(tmp_path_factory.mktemp("fresh") / "team.db")
    ws = Workspace.open(path, Me("Li Wei", Side.GIVING, "li wei"), clock=Clock())
    return path, make_payment(ws)


@settings(
    max_examples=tries(12),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(dice=st.randoms(use_true_random=False), length=st.integers(1, 12))
def test_undoing_everything_gives_the_first_state(
    fresh: tuple[Path, Payment], tmp_path: Path, dice: Random, length: int
) -> None:
    """Whatever somebody did, and whatever of it was refused: backwards it is all taken back."""
    path = tmp_path / "team.db"
    shutil.copy(fresh[0], path)
    clock = Clock()
    ws = Workspace.open(path, Me("Li Wei", Side.GIVING, "li wei"), clock=clock)
    pay = fresh[1]
    mine = Payment(ws, pay.handover, pay.li, pay.sun, pay.gao, pay.duty, pay.items)
    first = whole(path, pay.handover)
    acts = Acts(dice, mine, clock)
    for _ in range(length):
        with suppress(WorkbenchError):
            acts.act(ws)
    while undo.undoable(ws, pay.handover) is not None:
        undo.undo(ws, pay.handover)
    assert whole(path, pay.handover) == first
