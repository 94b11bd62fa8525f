"""Who knows what, who would be missed, and when it is planned to be passed on."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from tests.fixtures.crew import TODAY, Crew
from workbench.domain.registers.holding import Holding
from workbench.domain.registers.person import Person, PersonState
from workbench.domain.registers.post import Post
from workbench.domain.registers.session import Session, SessionKind, SessionState
from workbench.domain.registers.topic import Topic, TopicState
from workbench.figures.knowing import (
    can,
    held_alone,
    holds,
    last_day,
    leaving_together,
    loss,
    not_counted,
    passed_on,
    proof_day,
    receivers_missing,
    receivers_needed,
    receivers_shown,
    sole_holders,
    unheld,
)
from workbench.figures.passing import owed
from workbench.figures.told import as_told
from workbench.services.knowing import sentence

LATER = TODAY + timedelta(days=30)


def shown(crew: Crew, topic: Topic, person: Person, level: int = 3, to: int | None = None) -> None:
    crew.add(Holding, parent=topic.id, person=person.id, level=level, shown_on=TODAY, shown_to=to)


def names(people: tuple[Person, ...]) -> list[str]:
    return [p.name for p in people]


def test_a_level_counts_from_alone_on_and_of_a_receiver_once_he_has_shown_it() -> None:
    crew = Crew()
    chen, bai, li = (crew.person(n) for n in ("Chen Hao", "Bai Xue", "Li Wei"))
    wu, sun = crew.receiver("Wu Lan"), crew.receiver("Sun Yu")
    topic = crew.topic("Ledger", chen, wu, receiver=bai.id)
    crew.add(Holding, parent=topic.id, person=bai.id, level=4)
    crew.add(Holding, parent=topic.id, person=li.id, level=2)
    shown(crew, topic, sun)
    assert names(can(crew.dossier(), topic.id)) == ["Chen Hao", "Sun Yu"]


def test_of_several_who_know_a_topic_it_is_said_how_many_stay() -> None:
    crew = Crew()
    chen = crew.person("Chen Hao", release=LATER, told_on=TODAY)
    topic = crew.topic("Ledger", chen, crew.person("Bai Xue"))
    said = str(sentence(crew.dossier(), topic))
    assert said == "2 people know K-01 Ledger, of whom 1 stays"


def test_several_who_all_leave_are_told_with_the_last_day_and_not_before_they_know() -> None:
    crew = Crew()
    chen = crew.person("Chen Hao", release=LATER, told_on=TODAY)
    bai = crew.person("Bai Xue", release=LATER + timedelta(days=15))
    topic = crew.topic("Ledger", chen, bai)
    found = leaving_together(crew.dossier(), topic)
    assert (names(found), last_day(found)) == (
        ["Chen Hao", "Bai Xue"], LATER + timedelta(days=15)
    )  # fmt: skip
    assert leaving_together(as_told(crew.dossier()), topic) == ()
    crew.change(bai, told_on=TODAY)
    assert leaving_together(as_told(crew.dossier()), topic)
    shown(crew, topic, crew.receiver("Wu Lan"))
    assert leaving_together(crew.dossier(), topic) == ()


def test_one_who_leaves_alone_is_the_only_one_and_no_day_is_no_last_day() -> None:
    crew = Crew()
    chen = crew.person("Chen Hao", release=LATER)
    alone = crew.topic("Ledger", chen)
    assert leaving_together(crew.dossier(), alone) == ()
    assert last_day([chen, crew.person("Bai Xue", state=PersonState.NOTIFIED)]) is None


def test_nobody_is_told_to_pass_on_what_a_colleague_knows_who_leaves_untold() -> None:
    crew = Crew()
    chen = crew.person("Chen Hao", release=LATER, told_on=TODAY)
    bai = crew.person("Bai Xue", release=LATER - timedelta(days=1))
    crew.topic("Ledger", chen, bai)
    assert owed(crew.dossier(), TODAY) == {}
    crew.change(bai, told_on=TODAY)
    [said] = owed(crew.dossier(), TODAY)[chen.id]
    assert str(said.message) == "to pass on: Ledger; no proof is planned"


def test_who_is_to_receive_a_topic_and_has_shown_it_to_nobody_is_named_as_not_counted() -> None:
    crew = Crew()
    zhou, wu = crew.receiver("Zhou Min"), crew.receiver("Wu Lan")
    topic = crew.topic("Ledger", crew.person("Li Wei"), receiver=wu.id)
    crew.add(Holding, parent=topic.id, person=wu.id, level=2)
    assert not_counted(crew.dossier(), topic) is None, "with help is no claim"
    crew.add(Holding, parent=topic.id, person=zhou.id, level=3)
    crew.add(Holding, parent=topic.id, person=zhou.id, level=4)
    assert str(not_counted(crew.dossier(), topic)) == "not counted: Zhou Min 4, not proved"
    assert [s.person.name for s in sole_holders(crew.dossier())] == ["Li Wei"]
    said = str(sentence(crew.dossier(), topic))
    assert said.startswith("Li Wei is the only one who knows K-01 Ledger; not counted: Zhou Min 4")
    shown(crew, topic, zhou, level=4)
    assert not_counted(crew.dossier(), topic) is None


def test_a_topic_of_a_critical_post_lacks_a_second_receiver_until_one_is_named() -> None:
    crew = Crew()
    post = crew.add(Post, title="Duty", critical=True)
    wu, sun = crew.receiver("Wu Lan"), crew.receiver("Sun Yu", release=LATER)
    topic = crew.topic("Ledger", crew.person("Li Wei"), receiver=wu.id, post=post.id)
    assert receivers_missing(crew.dossier(), topic) == 1
    missed = crew.proof(topic, crew.receiver("Ma Rui"), LATER)
    crew.change(missed, state=SessionState.MISSED)
    crew.proof(topic, sun, LATER)
    assert receivers_missing(crew.dossier(), topic) == 1, "who leaves receives nothing"
    named = crew.add(Holding, parent=topic.id, person=crew.receiver("He Jun").id, level=1)
    assert receivers_missing(crew.dossier(), topic) == 0
    crew.change(named, person=wu.id)
    assert receivers_missing(crew.dossier(), topic) == 1
    crew.proof(topic, crew.receiver("Cao Rui"), LATER)
    assert receivers_missing(crew.dossier(), topic) == 0


def test_what_somebody_showed_to_himself_is_not_shown() -> None:
    """Two records of one human, merged: the assessor turned out to be the receiver."""
    crew = Crew()
    wu = crew.receiver("Wu Lan")
    topic = crew.topic("Ledger")
    shown(crew, topic, wu, to=wu.id)
    assert can(crew.dossier(), topic.id) == ()
    assert receivers_shown(crew.dossier(), topic) == ()


def test_who_has_gone_cannot_but_took_it_along() -> None:
    crew = Crew()
    chen = crew.person("Chen Hao", state=PersonState.LEFT)
    topic = crew.topic("Ledger", chen)
    dossier = crew.dossier()
    assert can(dossier, topic.id) == ()
    assert holds(dossier, chen) == (topic,)
    assert unheld(dossier) == (topic,)
    assert sole_holders(dossier) == ()


def test_a_topic_written_down_twice_is_held_once() -> None:
    crew = Crew()
    chen = crew.person("Chen Hao")
    topic = crew.topic("Ledger", chen, chen)
    dossier = crew.dossier()
    assert [(s.topic, s.person) for s in sole_holders(dossier)] == [(topic, chen)]
    assert held_alone(dossier, chen, LATER) == (topic,)


def test_whoever_leaves_by_then_is_no_help() -> None:
    crew = Crew()
    chen, bai = crew.person("Chen Hao"), crew.person("Bai Xue")
    topic = crew.topic("Ledger", chen, bai)

    def alone(on: date | None = LATER, **bai_is: Any) -> bool:
        crew.change(bai, **({"release": None, "state": PersonState.ACTIVE} | bai_is))
        return held_alone(crew.dossier(), chen, on) == (topic,)

    assert not alone()
    assert alone(release=LATER)
    assert not alone(release=LATER + timedelta(days=1))
    assert not alone(on=None, release=TODAY), "without a day, whoever is here"
    assert alone(on=None, state=PersonState.CLEARED), "cleared is as good as gone"
    assert alone(on=None, state=PersonState.RELEASED)
    assert not alone(release=TODAY, state=PersonState.TRANSFERRED)


def test_proved_by_somebody_who_left_since_is_not_passed_on() -> None:
    crew = Crew()
    chen, wu = crew.person("Chen Hao"), crew.receiver("Wu Lan")
    topic = crew.topic("Ledger", chen, state=TopicState.SIGNED_OFF)
    shown(crew, topic, wu)
    assert passed_on(crew.dossier(), topic)
    assert sole_holders(crew.dossier()) == ()
    crew.change(wu, state=PersonState.LEFT)
    assert not passed_on(crew.dossier(), topic)
    assert [s.person for s in sole_holders(crew.dossier())] == [chen]


@pytest.mark.parametrize(
    ("values", "found"),
    [
        ({}, True),
        ({"kind": SessionKind.DRILL}, True),
        ({"kind": SessionKind.EXAMINATION}, True),
        ({"kind": SessionKind.SHADOWING}, False),
        ({"kind": SessionKind.WALKTHROUGH}, False),
        ({"kind": None}, False),
        ({"receiver": None}, False),
        ({"day": None}, False),
        ({"day": TODAY - timedelta(days=1)}, False),
        ({"day": TODAY}, True),
        ({"state": SessionState.HELD, "held_on": TODAY - timedelta(days=9)}, True),
        ({"state": SessionState.ASSESSED}, False),
        ({"state": SessionState.MISSED}, False),
        ({"state": SessionState.CANCELLED}, False),
    ],
)
def test_only_a_session_ahead_in_which_the_receiver_does_it_plans_a_proof(
    values: dict[str, Any], found: bool
) -> None:
    crew = Crew()
    wu = crew.receiver("Wu Lan")
    topic = crew.topic("Ledger", crew.person("Chen Hao"))
    given = {"kind": SessionKind.REVERSE, "receiver": wu.id, "day": LATER} | values
    session = crew.add(Session, parent=topic.id, **given)
    expected = (session.held_on or session.day) if found else None
    assert proof_day(crew.dossier(), topic, TODAY) == expected


def test_a_proof_by_the_giver_or_by_who_leaves_is_none_and_the_last_one_counts() -> None:
    crew = Crew()
    chen, wu = crew.person("Chen Hao"), crew.receiver("Wu Lan")
    lin = crew.receiver("Lin Tao", release=LATER)
    topic = crew.topic("Ledger", chen)
    crew.proof(topic, chen, LATER, chen)
    crew.proof(topic, lin, LATER)
    assert proof_day(crew.dossier(), topic, TODAY) is None
    for days in (9, 20, 3):
        crew.proof(topic, wu, TODAY + timedelta(days=days), chen)
    assert proof_day(crew.dossier(), topic, TODAY) == TODAY + timedelta(days=20)


def test_a_critical_post_takes_two_receivers_who_stay() -> None:
    crew = Crew()
    post = crew.add(Post, title="Duty lead", critical=True)
    topic = crew.topic("Ledger", post=post.id)
    wu, lin = crew.receiver("Wu Lan"), crew.receiver("Lin Tao", release=LATER)
    for person, level in ((wu, 3), (wu, 4), (lin, 4), (crew.receiver("Sun Yu"), 2)):
        shown(crew, topic, person, level)
    dossier = crew.dossier()
    assert names(receivers_shown(dossier, topic)) == ["Wu Lan"]
    assert receivers_needed(dossier, topic) == 2
    crew.change(post, critical=False)
    assert receivers_needed(crew.dossier(), topic) == 1


@pytest.mark.parametrize(
    ("days", "factor"),
    [(-3, 5), (0, 5), (30, 5), (31, 4), (60, 4), (61, 3), (90, 3), (91, 2), (180, 2), (181, 1)],
)
def test_attrition_grows_as_the_day_comes_near(days: int, factor: int) -> None:
    crew = Crew()
    chen = crew.person("Chen Hao", release=TODAY + timedelta(days=days))
    assert loss(crew.dossier(), chen, TODAY).attrition == factor


def test_attrition_of_who_stays_and_of_who_has_gone() -> None:
    crew = Crew()
    for state, factor in ((PersonState.ACTIVE, 1), (PersonState.LEFT, 5),
                          (PersonState.RELEASED, 5), (PersonState.NOTIFIED, 1)):  # fmt: skip
        one = crew.person(state.value, state=state)
        assert loss(crew.dossier(), one, TODAY).attrition == factor


def test_position_is_what_only_he_knows_and_one_less_for_what_others_know() -> None:
    crew = Crew()
    chen, bai = crew.person("Chen Hao", release=TODAY), crew.person("Bai Xue")

    def position() -> int:
        return loss(crew.dossier(), chen, TODAY).position

    assert position() == 1
    shared = crew.topic("Shared", chen, bai, criticality=4)
    assert position() == 3
    own = crew.topic("Own", chen, criticality=5)
    assert position() == 5
    assert loss(crew.dossier(), chen, TODAY).total == 25
    shown(crew, own, crew.receiver("Wu Lan"))
    crew.change(own, state=TopicState.VERIFIED)
    assert position() == 3, "what is passed on is no loss"
    crew.change(shared, criticality=1)
    assert position() == 1
    chen = crew.change(chen, uniqueness=4)
    assert position() == 4, "what people said counts"
