"""A condition a gate was passed with is owed: in today's work, in the letter to whoever has it."""

from __future__ import annotations

from datetime import date

import pytest

from tests.services.conftest import Clock, Payment
from workbench.domain.due import parse_due
from workbench.domain.message import msg
from workbench.domain.registers.follow_on import FollowOn, FollowOnKind
from workbench.domain.registers.session import Session, SessionKind
from workbench.domain.registers.topic import Topic
from workbench.services import chase, file_check, moving, owning, portfolio, records
from workbench.services.export import export


@pytest.fixture
def condition(pay: Payment) -> int:
    """As the chair makes one at G1, for Sun Yu by Wednesday; nobody owes a lesson."""
    with pay.ws.change(pay.handover, "add", msg("a condition")) as ed:
        ed.add(FollowOn, title="Ask earlier", kind=FollowOnKind.LESSON, person=pay.sun,
               due=parse_due("2026-11-24"))  # fmt: skip
        return ed.add(FollowOn, title="A second person on call", person=pay.sun, origin="G1",
                      due=parse_due("2026-11-25"))  # fmt: skip


def today(pay: Payment) -> list[tuple[str, str, int, str, str]]:
    return [
        (t.why.value, t.key, t.days, t.owner.en, t.text.en)
        for t in portfolio.tasks(pay.ws.store.path, pay.ws.today)
        if t.of == "action"
    ]


def letters(pay: Payment) -> dict[str, str]:
    found = chase.chase(pay.ws.store.dossier(pay.handover, chase.REGISTERS), pay.ws.context)
    return {debt.owner.name("en"): chase.text(debt, pay.ws.context) for debt in found}


def test_a_condition_of_the_week_is_todays_work_until_it_is_done(
    pay: Payment, condition: int, clock: Clock
) -> None:
    said = "condition of G1: A second person on call"
    assert today(pay) == [("due", "PAY F-02", 2, "Sun Yu", said)]
    clock.forward(days=4)
    assert today(pay) == [("late", "PAY F-02", 2, "Sun Yu", said)]
    records.edit(pay.ws, pay.handover, pay.sun, "name", "Sun Yue")
    assert [line[3] for line in today(pay)] == ["Sun Yue"]
    assert not file_check.check(pay.ws).faults
    moving.move(pay.ws, pay.handover, [condition], "finish", by=pay.sun).expect()
    assert today(pay) == []
    assert not file_check.check(pay.ws).faults


def test_an_action_counted_from_t0_follows_it(pay: Payment, condition: int) -> None:
    records.edit(pay.ws, pay.handover, condition, "due", "T-50")
    assert [line[2] for line in today(pay)] == [3]
    records.edit(pay.ws, pay.handover, pay.handover, "t0", "2027-01-16")
    assert [line[2] for line in today(pay)] == [4]
    assert not file_check.check(pay.ws).faults


def test_the_letter_names_the_condition_and_its_day(pay: Payment, condition: int) -> None:
    sun = letters(pay)["Sun Yu"].splitlines()
    assert "Conditions of gates, and other follow-on actions:" in sun
    at = sun.index("F-02 due 2026-11-25, in 2 days")
    assert sun[at + 1] == "  condition of G1: A second person on call"
    assert not any("Ask earlier" in line for line in sun)


def test_who_owes_nothing_but_a_condition_is_written_to_as_well(
    pay: Payment, condition: int
) -> None:
    records.edit(pay.ws, pay.handover, condition, "person", "Gao Ping")
    gao = letters(pay)["Gao Ping"]
    assert "1 follow-on action is open. T0 is 2027-01-15, in 53 days." in gao.splitlines()
    assert gao.rstrip().endswith("such as F-02.")


def test_a_letter_begins_with_all_that_is_open_and_how_much_of_it_is_late(
    pay: Payment, condition: int, clock: Clock
) -> None:
    def opening() -> str:
        return " ".join(letters(pay)["Gao Ping"].split("\n\n")[1].splitlines())

    records.edit(pay.ws, pay.handover, condition, "person", "Gao Ping")
    clock.forward(days=4)
    assert opening() == "1 follow-on action is open, 1 late. T0 is 2027-01-15, in 49 days."
    with pay.ws.change(pay.handover, "add", msg("a topic")) as ed:
        topic = ed.add(Topic, title="Ledger", receiver=pay.sun)
        ed.add(Session, parent=topic, kind=SessionKind.REVERSE, giver=pay.gao, receiver=pay.sun,
               day=date(2026, 11, 25))  # fmt: skip
    assert opening() == (
        "1 follow-on action is open, 1 late; knowledge is to be passed on or received, 1 late. "
        "T0 is 2027-01-15, in 49 days."
    )
    owning.give(pay.ws, pay.handover, [pay.items[0]], "Gao Ping").expect()
    assert opening().startswith("1 item is open, 1 late; 1 follow-on action is open, 1 late; know")


def test_the_brief_says_that_a_condition_is_due_next(pay: Payment, condition: int) -> None:
    brief = export(pay.ws, pay.handover, brief=True)
    said = "Next due is F-02 on 2026-11-25 (Sun Yu): condition of G1: A second person on call"
    assert said in brief.replace("\\", "")
