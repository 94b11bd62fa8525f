"""What people owe of knowledge stands in today's work, and in the letter to whoever owes it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pytest

from tests.services.conftest import Clock, Payment
from workbench.domain.errors import BadValue, Refused
from workbench.domain.message import msg
from workbench.domain.registers.holding import Holding
from workbench.domain.registers.session import Session, SessionKind
from workbench.domain.registers.topic import Topic
from workbench.services import chase, file_check, moving, portfolio, records


@dataclass
class Passing:
    topic: int
    session: int


@pytest.fixture
def passing(pay: Payment) -> Passing:
    """Li Wei alone knows the ledger; on Thursday Sun Yu is to do it under his eyes."""
    with pay.ws.change(pay.handover, "add", msg("a topic")) as ed:
        topic = ed.add(Topic, title="Ledger", receiver=pay.sun)
        ed.add(Holding, parent=topic, person=pay.li, level=4)
        session = ed.add(Session, parent=topic, kind=SessionKind.REVERSE, giver=pay.li,
                         receiver=pay.sun, day=date(2026, 11, 26))  # fmt: skip
    return Passing(topic, session)


def today(pay: Payment) -> list[tuple[str, str, int, str, str]]:
    """Today's lines of topics."""
    path, day = pay.ws.store.path, pay.ws.today
    return [
        (t.why.value, t.key, t.days, t.owner.en, t.text.en)
        for t in portfolio.tasks(path, day)
        if t.topic
    ]


def letter(pay: Payment, owner: str) -> str:
    [found] = chase.of_owner(chase.chase(pay.ws.dossier(pay.handover), pay.ws.context), owner)
    return chase.text(found, pay.ws.context)


def sound(pay: Payment) -> bool:
    return not file_check.check(pay.ws).faults


def test_a_session_of_the_week_is_todays_work_and_overdue_when_it_was_not_held(
    pay: Payment, passing: Passing, clock: Clock
) -> None:
    who = "Li Wei, Sun Yu"
    assert today(pay) == [("due", "PAY K-01", 3, who, "reverse shadowing: Ledger")]
    clock.forward(days=5)
    assert today(pay) == [("late", "PAY K-01", 2, who, "reverse shadowing: Ledger")]
    assert [e.late for e in portfolio.entries(pay.ws.store.path, pay.ws.today)] == [2]  # items


def test_later_sessions_are_not(pay: Payment, passing: Passing) -> None:
    records.edit(pay.ws, pay.handover, passing.session, "day", "2026-12-24")
    assert today(pay) == []


def test_what_was_held_waits_to_be_assessed_and_what_was_shown_to_be_signed_off(
    pay: Payment, passing: Passing, clock: Clock
) -> None:
    clock.forward(days=3)
    moving.move(pay.ws, pay.handover, [passing.session], "hold", by=pay.li).expect()
    clock.forward(days=1)
    held = "reverse shadowing, held and not assessed: Ledger"
    assert today(pay) == [("wait", "PAY K-01", 1, "Li Wei, Sun Yu", held)]
    moving.move(pay.ws, pay.handover, [passing.session], "assess", by=pay.gao,
                values={"level": 3}).expect()  # fmt: skip
    assert today(pay) == [("wait", "PAY K-01", 1, "", "Ledger: shown, not signed off")]
    moving.move(pay.ws, pay.handover, [passing.topic], "sign_off", by=pay.sun).expect()
    assert today(pay) == []
    assert sound(pay)


def test_the_score_stays_with_the_level_that_rests_on_it(
    pay: Payment, passing: Passing, clock: Clock
) -> None:
    def note(outcome: str) -> None:
        records.edit(pay.ws, pay.handover, passing.session, "outcome", outcome).expect()

    clock.forward(days=3)
    note("10 题答对 8 题")
    moving.move(pay.ws, pay.handover, [passing.session], "assess", by=pay.gao,
                values={"level": 3}).expect()  # fmt: skip
    with pytest.raises(Refused, match="take the assessment of the session back"):
        note("10 题答对 1 题")
    moving.move(pay.ws, pay.handover, [passing.session], "take_back", by=pay.gao,
                reason="miscounted").expect()  # fmt: skip
    note("10 题答对 7 题")


def test_what_an_assessment_left_untold_may_still_be_told_once(
    pay: Payment, passing: Passing, clock: Clock
) -> None:
    clock.forward(days=3)
    moving.move(pay.ws, pay.handover, [passing.session], "assess", by=pay.gao,
                values={"level": 3}).expect()  # fmt: skip
    records.edit(pay.ws, pay.handover, passing.session, "outcome", "8 of 10 right").expect()
    with pytest.raises(Refused):
        records.edit(pay.ws, pay.handover, passing.session, "outcome", "10 of 10 right")


@pytest.mark.parametrize(
    "score",
    [
        "10 题答对 12 题",
        "共10道题，答对了12道",
        "答对 12/10",
        "12 of 10 right",
        "11 right out of 10",
        "12 of 10 questions were correct",
    ],
)
def test_no_more_can_be_right_than_was_asked(pay: Payment, passing: Passing, score: str) -> None:
    with pytest.raises(BadValue, match="is more than the 10 asked"):
        records.edit(pay.ws, pay.handover, passing.session, "outcome", score)


@pytest.mark.parametrize(
    "score",
    [
        "10 题答对 8 题",
        "第 3 题没答对 5 次",
        "on 12/10 all of 10 right",
        "10 of 10",
        "答对 8/10",
        "10题答对80%",
        "20题，对了90％",
        "共10题，每题答对20分",
        "Ran 12 of 8 planned hours",
        "restored 15 of 12 tables",
    ],
)
def test_words_that_are_no_wrong_score_are_taken(
    pay: Payment, passing: Passing, score: str
) -> None:
    records.edit(pay.ws, pay.handover, passing.session, "outcome", score).expect()


def test_a_line_follows_the_names_in_it(pay: Payment, passing: Passing) -> None:
    records.edit(pay.ws, pay.handover, pay.sun, "name", "Sun Yue")
    records.edit(pay.ws, pay.handover, passing.topic, "title", "The ledger")
    assert [t[3:] for t in today(pay)] == [("Li Wei, Sun Yue", "reverse shadowing: The ledger")]
    records.delete(pay.ws, pay.handover, [passing.session])
    assert today(pay) == []
    assert sound(pay)


def test_the_letters_say_what_is_to_be_given_and_what_received(
    pay: Payment, passing: Passing
) -> None:
    li = letter(pay, "Li Wei").splitlines()
    assert "Knowledge to pass on or to receive:" in li
    at = li.index("K-01 due 2026-11-26, in 3 days")
    assert li[at + 1] == "  to give to Sun Yu: reverse shadowing, Ledger"
    assert "  to pass on: Ledger; proof planned for 2026-11-26" in li
    sun = letter(pay, "Sun Yu").splitlines()
    assert "  to receive from Li Wei: reverse shadowing, Ledger" in sun
    assert "  to show doing it alone: Ledger; proof planned for 2026-11-26" in sun


def test_who_owes_nothing_but_knowledge_is_written_to_as_well(
    pay: Payment, passing: Passing
) -> None:
    records.edit(pay.ws, pay.handover, passing.session, "giver", "Gao Ping")
    gao = letter(pay, "Gao Ping")
    assert "No item is open, but knowledge is to be passed on or received." in gao
    assert "to give to Sun Yu: reverse shadowing, Ledger" in gao


def test_no_letter_tells_by_a_missing_proof_that_a_receiver_is_to_leave(
    pay: Payment, passing: Passing, clock: Clock
) -> None:
    before = [letter(pay, name) for name in ("Li Wei", "Sun Yu")]
    records.edit(pay.ws, pay.handover, pay.sun, "release", "2027-03-01")
    assert [letter(pay, name) for name in ("Li Wei", "Sun Yu")] == before
    clock.forward(days=3)
    moving.move(pay.ws, pay.handover, [passing.session], "hold", by=pay.li).expect()
    moving.move(pay.ws, pay.handover, [passing.session], "assess", by=pay.gao,
                values={"level": 3}).expect()  # fmt: skip
    assert "to show doing it alone" not in letter(pay, "Sun Yu")
