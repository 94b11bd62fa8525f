"""Critical tasks: proved by who did them alone, and settled until they are sent back."""

from __future__ import annotations

import pytest

from tests.services.conftest import Payment
from workbench.domain.errors import Refused, WorkbenchError
from workbench.domain.registers.task import Task, TaskState
from workbench.figures.coverage import independence
from workbench.services import moving, records, undo


@pytest.fixture
def task(pay: Payment) -> int:
    return records.add(pay.ws, pay.handover, "task", {
        "title": "Restart the ledger", "person": "Sun Yu", "done_on": "2026-11-20",
        "witness": "Li Wei",
    })  # fmt: skip


def state(pay: Payment, task: int) -> TaskState:
    found = pay.ws.dossier(pay.handover).get(task)
    assert isinstance(found, Task)
    return found.state


def prove(pay: Payment, task: int) -> None:
    moving.move(pay.ws, pay.handover, [task], "prove", by=pay.sun).expect()


def test_it_is_proved_and_counts(pay: Payment, task: int) -> None:
    prove(pay, task)
    assert state(pay, task) is TaskState.PROVED
    assert str(independence(pay.ws.dossier(pay.handover))) == "100.0 % (1/1)"
    undo.undo(pay.ws, pay.handover)
    assert state(pay, task) is TaskState.OPEN


def test_whoever_gives_cannot_prove_it_and_nobody_is_his_own_witness(
    pay: Payment, task: int
) -> None:
    for field, text, why in (
        ("person", "Li Wei", "nor moves into a post"),
        ("witness", "Sun Yu", "no witness of himself"),
        ("done_on", "2026-11-24", "2026-11-24 is ahead"),
    ):
        records.edit(pay.ws, pay.handover, task, field, text)
        with pytest.raises(WorkbenchError, match=why):
            prove(pay, task)
        undo.undo(pay.ws, pay.handover)


@pytest.mark.parametrize(
    ("field", "text"),
    [("person", "Li Wei"), ("witness", ""), ("done_on", "2026-11-01"), ("title", "Lunch")],
)
def test_what_was_proved_stays_until_it_is_sent_back(
    pay: Payment, task: int, field: str, text: str
) -> None:
    prove(pay, task)
    with pytest.raises(Refused, match="send it back to change it"):
        records.edit(pay.ws, pay.handover, task, field, text)
    records.edit(pay.ws, pay.handover, task, "outcome", "in 12 minutes")
    moving.move(
        pay.ws, pay.handover, [task], "send_back", reason="the old runbook", by=pay.sun
    ).expect()
    records.edit(pay.ws, pay.handover, task, field, text)
    assert state(pay, task) is TaskState.OPEN
    assert pay.ws.dossier(pay.handover).get(task).reopened == 1  # type: ignore[union-attr]


def test_proving_and_saying_how_is_one_act(pay: Payment) -> None:
    bare = records.add(pay.ws, pay.handover, "task", {"title": "Stop a batch"})
    with pytest.raises(WorkbenchError, match="say who did it alone"):
        prove(pay, bare)
    how = {"person": pay.sun, "done_on": pay.ws.today, "witness": pay.li}
    moving.move(pay.ws, pay.handover, [bare], "prove", by=pay.sun, values=how).expect()
    assert state(pay, bare) is TaskState.PROVED
    undo.undo(pay.ws, pay.handover)
    found = pay.ws.dossier(pay.handover).get(bare)
    assert isinstance(found, Task)
    assert (found.state, found.person) == (TaskState.OPEN, None)
