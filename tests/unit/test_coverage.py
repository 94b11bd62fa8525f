"""What is standardised, recorded, proved, stale; who can do a post's topics; independence."""

from __future__ import annotations

from datetime import date

import pytest

from tests.fixtures.crew import TODAY, Crew
from workbench.domain.registers.holding import Holding
from workbench.domain.registers.person import PersonState
from workbench.domain.registers.post import Post
from workbench.domain.registers.task import Task, TaskState
from workbench.domain.registers.topic import Portability, Topic, TopicState, Track
from workbench.figures.coverage import (
    can_all,
    coverage,
    independence,
    is_standardised,
    local_only,
    proved,
    stale,
)
from workbench.figures.posts import staffing
from workbench.figures.told import as_told

WHOLE = {"form": "SOP-2", "edition": "3.1", "editor": 99, "reviewed": date(2026, 10, 1)}


def telecom() -> Crew:
    """20 explicit topics of which 17 are standardised, 20 tacit ones of which 6 are recorded."""
    crew = Crew()
    for n in range(20):
        crew.topic(f"Document {n}", track=Track.EXPLICIT, **(WHOLE if n < 17 else {}))
        state = TopicState.ELICITED if n < 6 else TopicState.IDENTIFIED
        crew.topic(f"Experience {n}", track=Track.TACIT, state=state)
    return crew


def test_85_and_30_percent_and_a_gap_of_55_points() -> None:
    found = coverage(telecom().dossier())
    assert str(found.explicit) == "85.0 % (17/20)"
    assert str(found.tacit) == "30.0 % (6/20)"
    assert str(found.gap) == "55.0"


@pytest.mark.parametrize("lacking", list(WHOLE))
def test_a_document_without_one_of_the_four_is_not_standardised(lacking: str) -> None:
    assert is_standardised(Topic(track=Track.EXPLICIT, **WHOLE))  # type: ignore[arg-type]
    topic = Topic(track=Track.EXPLICIT, **{k: v for k, v in WHOLE.items() if k != lacking})  # type: ignore[arg-type]
    assert not is_standardised(topic)


@pytest.mark.parametrize("state", list(TopicState))
def test_from_elicited_on_experience_is_recorded(state: TopicState) -> None:
    crew = Crew()
    crew.topic("By ear", state=state)
    on = ("elicited", "shadowing", "reverse_shadowing", "assessed", "signed_off")
    assert coverage(crew.dossier()).tacit.num == (state in on)


def test_what_is_proved_of_each_track_and_of_all() -> None:
    crew = Crew()
    a = crew.topic("A", track=Track.EXPLICIT, state=TopicState.VERIFIED)
    crew.topic("B", track=Track.EXPLICIT)
    c = crew.topic("C", state=TopicState.SIGNED_OFF)
    wu, sun = crew.receiver("Wu Lan"), crew.receiver("Sun Yu")
    for topic, receiver in ((a, wu), (c, sun)):
        crew.add(Holding, parent=topic.id, person=receiver.id, level=3, shown_on=TODAY)
    found = proved(crew.dossier())
    assert str(found.explicit) == "50.0 % (1/2)"
    assert str(found.tacit) == "100.0 % (1/1)"
    assert str(found.all) == "66.7 % (2/3)"
    crew.change(sun, state=PersonState.LEFT, left_on=TODAY)
    assert str(proved(crew.dossier()).all) == "33.3 % (1/3)", "the other went with Sun Yu"


def test_weighted_a_topic_counts_as_much_as_it_matters() -> None:
    crew = Crew()
    crew.topic("A", track=Track.EXPLICIT, criticality=5, **WHOLE)
    crew.topic("B", track=Track.EXPLICIT, criticality=1)
    assert str(coverage(crew.dossier()).explicit) == "50.0 % (1/2)"
    assert str(coverage(crew.dossier(), weighted=True).explicit) == "83.3 % (5/6)"


def test_an_empty_track_has_no_share_and_no_gap() -> None:
    crew = Crew()
    crew.topic("A", track=Track.EXPLICIT, **WHOLE)
    found = coverage(crew.dossier())
    assert str(found.tacit) == "n/a"
    assert found.gap is None


def test_the_gap_is_of_the_shares_not_of_what_is_shown_of_them() -> None:
    crew = Crew()
    for n in range(3):
        crew.topic(f"E{n}", track=Track.EXPLICIT, **(WHOLE if n < 2 else {}))  # 66.67
        crew.topic(f"T{n}", state=TopicState.ELICITED if n < 1 else TopicState.IDENTIFIED)  # 33.33
    assert str(coverage(crew.dossier()).gap) == "33.3"


def test_past_its_review_date_the_longest_first() -> None:
    crew = Crew()
    crew.topic("due today", reviewed=date(2026, 11, 13), review_every=10)
    late = crew.topic("a day late", reviewed=date(2026, 11, 12), review_every=10)
    old = crew.topic("old", reviewed=date(2025, 1, 1), review_every=365)
    crew.topic("never again", reviewed=date(2020, 1, 1))
    crew.topic("never yet", review_every=1)
    assert [(s.topic, s.due) for s in stale(crew.dossier(), TODAY)] == [
        (old, date(2026, 1, 1)),
        (late, date(2026, 11, 22)),
    ]


def test_what_must_be_learned_here() -> None:
    crew = Crew()
    stock = crew.topic("Spare parts", portability=Portability.LOCAL)
    crew.topic("Drawings", portability=Portability.REUSABLE)
    assert local_only(crew.dossier()) == (stock,)


def test_the_bus_factor_is_who_can_do_all_critical_topics_of_the_post() -> None:
    crew = Crew()
    post, other = crew.add(Post, title="Duty"), crew.add(Post, title="Other")
    hao = crew.person("Chen Hao", release=date(2027, 2, 1), told_on=TODAY)
    lan, sun = crew.person("Wu Lan", post=post.id), crew.receiver("Sun Yu")
    builder = crew.person("Li Wei")
    crew.topic("Restart", hao, lan, builder, post=post.id, criticality=5)
    routing = crew.topic("Routing", hao, builder, post=post.id, criticality=4)
    crew.topic("Lunch", post=post.id, criticality=3)
    assert can_all(crew.dossier(), post) == (hao,)
    assert can_all(crew.dossier(), other) is None
    # A receiver counts once he has shown it.
    crew.add(Holding, parent=routing.id, person=lan.id, level=3)
    crew.add(Holding, parent=routing.id, person=sun.id, level=4)
    assert can_all(crew.dossier(), post) == (hao, lan)


def test_who_leaves_untold_covers_no_post_where_others_read_it() -> None:
    """What is read of it is the same whether the one builder who can do it goes or not."""
    crew = Crew()
    post = crew.add(Post, title="Duty", seats=1)
    zhao = crew.person("Zhao Jianguo", release=date(2027, 2, 1))
    crew.topic("Extreme cold", zhao, post=post.id, criticality=5)
    [found], [read] = staffing(crew.dossier()), staffing(as_told(crew.dossier()))
    assert (found.able_in_short, read.able_in_short, read.able) == ("0/1", "0", ())
    crew.change(zhao, release=None)
    assert staffing(crew.dossier())[0].able_in_short == "0"


def test_independence_is_what_receivers_who_stay_have_done_alone() -> None:
    crew = Crew()
    sun, goes = crew.receiver("Sun Yu"), crew.receiver("Wu Lan", release=date(2027, 6, 1))
    giver = crew.person("Chen Hao")
    for person, witness, state in (
        (sun, giver, TaskState.PROVED),
        (sun, giver, TaskState.OPEN),
        (goes, giver, TaskState.PROVED),  # with him the proof goes
        (giver, sun, TaskState.PROVED),
        (sun, sun, TaskState.PROVED),
    ):
        crew.add(Task, title="Restart", person=person.id, witness=witness.id, state=state)
    assert str(independence(crew.dossier())) == "20.0 % (1/5)"
    assert independence(Crew().dossier()).percent is None
