"""Who fills the posts and could stand in; and how long contracts leave to give notice."""

from __future__ import annotations

from datetime import date

import pytest

from tests.fixtures.crew import T0, TODAY, Crew
from workbench.domain.registers.contract import Contract, ContractDecision
from workbench.domain.registers.holding import Holding
from workbench.domain.registers.person import PersonState
from workbench.domain.registers.post import Coverage, Post
from workbench.domain.registers.topic import Track
from workbench.figures.contracts import endings, leaves_without
from workbench.figures.posts import backed, in_seat, is_trained, presence, seats_filled, staffing
from workbench.services import standing_team
from workbench.services.standing_team import ContractPart, PostPart


def test_seats_are_filled_by_the_holder_and_by_who_moves_in_each_once() -> None:
    crew = Crew()
    held = crew.receiver("Wu Lan")
    post = crew.add(Post, title="Duty", holder=held.id, seats=4)
    crew.change(held, post=post.id)
    crew.person("Cao Rui", post=post.id)
    crew.person("Gone", post=post.id, state=PersonState.RELEASED)
    crew.add(Post, title="Planning", seats=1)
    found = staffing(crew.dossier())
    assert [[p.name for p in s.filled] for s in found] == [["Wu Lan", "Cao Rui"], []]
    assert str(seats_filled(found)) == "40.0 % (2/5)"


def test_more_people_than_seats_fill_no_other_post() -> None:
    crew = Crew()
    full, empty = crew.add(Post, title="Full"), crew.add(Post, title="Empty")
    for n in range(3):
        crew.person(f"Engineer {n}", post=full.id)
    assert str(seats_filled(staffing(crew.dossier()))) == "50.0 % (1/2)"
    assert empty.seats == 1


def test_whoever_has_a_seat_of_two_posts_is_told_of_on_both() -> None:
    crew = Crew()
    both, one = crew.receiver("Sun Yu"), crew.receiver("He Jun")
    duty = crew.add(Post, title="Duty", holder=both.id, seats=2)
    crew.change(one, post=duty.id)
    crew.add(Post, title="Planning", holder=both.id)
    found = staffing(crew.dossier())
    assert [[p.name for p in s.elsewhere] for s in found] == [["Sun Yu"], ["Sun Yu"]]


def test_seats_are_counted_today_and_at_t0_where_not_all_who_fill_them_are_there() -> None:
    crew = Crew()
    held = crew.receiver("Wu Lan")
    post = crew.add(Post, title="Duty", holder=held.id, seats=5)
    crew.receiver("Begins in time", post=post.id, starts=date(2026, 12, 7))
    crew.receiver("Begins after T0", post=post.id, starts=date(2027, 2, 1))
    crew.person("Moves in from the project", post=post.id, release=date(2027, 1, 10))
    (found,) = staffing(crew.dossier())
    assert str(presence([found], TODAY, T0)) == "today 1, at T0 3"
    assert [p.name for p in in_seat(found, T0)] == [
        "Wu Lan", "Begins in time", "Moves in from the project",
    ]  # fmt: skip
    crew.change(held, release=date(2026, 12, 20), told_on=TODAY)  # who leaves holds it no more
    (found,) = staffing(crew.dossier())
    assert str(presence([found], TODAY, T0)) == "today 1, at T0 2"
    # T0 is over: only today is said.
    assert str(presence([found], date(2027, 1, 20), T0)) == "today 2"
    assert presence([found], date(2027, 2, 1), T0) is not None


def test_nothing_is_added_where_all_who_fill_the_seats_are_there() -> None:
    crew = Crew()
    crew.add(Post, title="Duty", holder=crew.receiver("Wu Lan").id, seats=2)
    (found,) = staffing(crew.dossier())
    assert presence([found], TODAY, T0) is None


def test_no_post_is_fine_with_an_empty_seat_or_nobody_who_stays_and_can_do_its_work() -> None:
    crew = Crew()
    chen = crew.person("Chen Hao", release=TODAY, told_on=TODAY, state=PersonState.NOTIFIED)
    held = crew.receiver("He Jun")
    posts = {
        title: crew.add(Post, title=title, new_duty="plans", **values)
        for title, values in {
            "New": {}, "Half": {"seats": 3, "holder": held.id}, "Known": {"holder": held.id},
            "Left": {"holder": chen.id}, "Fine": {"holder": held.id},
            "Late": {"holder": crew.receiver("Xu Ning", starts=date(2027, 1, 16)).id},
        }.items()
    }  # fmt: skip
    crew.topic("Ledger", chen, post=posts["Known"].id, criticality=5)
    dossier = crew.dossier()
    found = standing_team.posts(dossier, TODAY)
    assert [s.post.title for s in found[PostPart.FINE]] == ["Fine"]
    said = {
        s.post.title: [str(line) for line in standing_team.shortfalls(dossier, s, (), TODAY)]
        for s in staffing(dossier)
    }
    assert said == {
        "New": ["1 seat of 1 is empty"],
        "Half": ["2 seats of 3 are empty"],
        "Known": ["only who leaves can do all its critical topics alone: Chen Hao"],
        "Left": ["Chen Hao fills a seat of it and leaves"],
        "Fine": [],
        "Late": ["Xu Ning begins only after T0"],
    }


def test_a_backup_is_trained_when_he_can_do_every_topic_of_the_post() -> None:
    crew = Crew()
    held, other = crew.receiver("Wu Lan"), crew.receiver("Cao Rui")
    post = crew.add(Post, title="Duty", critical=True, holder=held.id, backup=other.id)
    assert not is_trained(crew.dossier(), post), "without topics nothing shows it"
    topic = crew.topic("Restart", post=post.id, criticality=5, track=Track.TACIT)
    assert not is_trained(crew.dossier(), post)
    crew.add(Holding, parent=topic.id, person=other.id, level=3, shown_on=TODAY, shown_to=held.id)
    dossier = crew.dossier()
    assert is_trained(dossier, post)
    assert str(backed(dossier, staffing(dossier))) == "100.0 % (1/1)"
    (found,) = staffing(dossier)
    assert found.able is not None
    assert ([p.name for p in found.able], str(found.tacit), str(found.explicit)) == (
        ["Cao Rui"], "0.0 % (0/1)", "n/a",
    )  # fmt: skip


def test_who_holds_a_post_does_not_stand_in_for_himself() -> None:
    crew = Crew()
    held = crew.receiver("Wu Lan")
    post = crew.add(Post, title="Duty", critical=True, holder=held.id, backup=held.id)
    assert staffing(crew.dossier())[0].backup is None
    assert not is_trained(crew.dossier(), post)


def test_a_post_short_of_seats_stops_a_gate_and_says_how_it_is_counted() -> None:
    crew = Crew()
    post = crew.add(Post, title="Duty", coverage=Coverage.ROUND_THE_CLOCK, on_shift=2, seats=8)
    fine = crew.add(Post, title="Planning", new_duty="plans", holder=crew.receiver("He Jun").id)
    dossier = crew.dossier()
    need = standing_team.takes(dossier, post, TODAY)
    assert need is not None
    assert (str(need.fte), need.people, need.missing) == ("9.88", 10, 2)
    assert str(need.words) == ("2 on shift x 168 h a week / (40 h x (1 - 15 %)) = 9.88: 10 people")
    assert standing_team.takes(dossier, fine, TODAY) is None
    found = standing_team.posts(dossier, TODAY)
    assert [s.post.title for s in found[PostPart.STOPS]] == ["Duty"]
    assert [s.post.title for s in found[PostPart.FINE]] == ["Planning"]
    assert standing_team.lacks(dossier, post, TODAY)[0].rule == "R-12"


@pytest.mark.parametrize(
    ("ends", "notice", "decision", "part", "left"),
    [
        (date(2027, 1, 22), 60, None, ContractPart.SOON, 0),  # the last day is today
        (date(2027, 1, 21), 60, None, ContractPart.PASSED, -1),
        (date(2027, 1, 21), 60, ContractDecision.END, ContractPart.PASSED, -1),
        (date(2027, 1, 22), 60, ContractDecision.END, ContractPart.DECIDED, 0),
        (date(2027, 1, 21), 60, ContractDecision.EXTEND, ContractPart.DECIDED, -1),
        (date(2027, 2, 21), 60, None, ContractPart.SOON, 30),
        (date(2027, 2, 22), 60, None, ContractPart.OPEN, 31),
        (date(2026, 11, 22), None, None, ContractPart.OVER, -1),
        (None, 60, None, ContractPart.OPEN, None),
    ],
)
def test_a_contract_stands_where_its_day_for_notice_puts_it(
    ends: date | None, notice: int | None, decision: ContractDecision | None,
    part: ContractPart, left: int | None,
) -> None:  # fmt: skip
    crew = Crew()
    crew.add(Contract, title="Huaxin", ends=ends, notice=notice, decision=decision)
    found = standing_team.contracts(crew.dossier(), TODAY)
    assert [p for p, own in found.items() if own] == [part]
    assert found[part][0].left == left


def test_who_stays_beyond_the_end_of_his_contract_is_named_until_it_goes_on() -> None:
    crew = Crew()
    contract = crew.add(Contract, title="Labour", ends=date(2027, 2, 28), notice=30)
    crew.person("Leaves before", contract=contract.id, release=date(2027, 2, 1))
    crew.person("Leaves after", contract=contract.id, release=date(2027, 3, 1))
    crew.person("Stays", contract=contract.id)
    crew.person("Gone", contract=contract.id, state=PersonState.RELEASED)
    (found,) = endings(crew.dossier(), TODAY)
    assert [p.name for p in found.people] == ["Leaves before", "Leaves after", "Stays"]
    assert [p.name for p in found.beyond] == ["Leaves after", "Stays"]
    assert leaves_without(found)
    crew.change(contract, decision=ContractDecision.EXTEND)
    assert not leaves_without(endings(crew.dossier(), TODAY)[0])
