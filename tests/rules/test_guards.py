"""What a move lacks: of sessions, topics and people; and what follows from it."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.fixtures.crew import TODAY, Crew
from tests.services.test_letting_go import Team
from workbench.domain import record
from workbench.domain.errors import WorkbenchError
from workbench.domain.record import Record
from workbench.domain.registers.holding import Holding
from workbench.domain.registers.person import Person, PersonState
from workbench.domain.registers.post import Post
from workbench.domain.registers.session import Session, SessionKind
from workbench.domain.registers.topic import Topic, TopicState, Track
from workbench.rules.guards import lacks
from workbench.services.moving import machine_of


def said(crew: Crew, found: Record, move: str, by: Person | None, reason: str = "r") -> list[str]:
    machine = machine_of(record.of(type(found)))
    return [str(m) for m in lacks(crew.dossier(), found, machine.moves[move], by, reason, TODAY)]


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"kind": None}, "say what kind of session it is"),
        ({"receiver": None}, "say who receives"),
        ({"receiver": 2}, "giver and receiver are the same person"),
        ({"day": None}, "say on which day"),
        ({"day": TODAY + timedelta(days=1)}, "it is planned for 2026-11-24; set the day first"),
    ],
)
def test_what_a_session_lacks_before_it_was_held(values: dict[str, Any], sentence: str) -> None:
    crew = Crew()
    chen, wu, gao = crew.person("Chen Hao"), crew.receiver("Wu Lan"), crew.person("Gao Ping")
    topic = crew.topic("Ledger", chen)
    given = {"kind": SessionKind.DRILL, "giver": chen.id, "receiver": wu.id, "day": TODAY,
             "level": 3}  # fmt: skip
    session = crew.add(Session, parent=topic.id, **(given | values))
    for move in ("hold", "assess"):
        assert any(s.startswith(sentence) for s in said(crew, session, move, gao))
    whole = crew.change(session, **given)
    assert said(crew, whole, "hold", None) == []
    assert said(crew, whole, "assess", gao) == []


def test_nobody_has_missed_what_is_still_to_come() -> None:
    crew = Crew()
    topic = crew.topic("Ledger", crew.person("Chen Hao"))
    session = crew.add(Session, parent=topic.id, kind=SessionKind.DRILL, day=TODAY)
    assert said(crew, session, "miss", None) == []
    ahead = crew.change(session, day=TODAY + timedelta(days=1))
    (lack,) = said(crew, ahead, "miss", None)
    assert lack.startswith("it is planned for 2026-11-24, so nobody has missed it yet")
    assert said(crew, ahead, "cancel", None) == []


@pytest.mark.parametrize("kind", list(SessionKind))
def test_only_what_the_receiver_does_himself_can_be_assessed(kind: SessionKind) -> None:
    crew = Crew()
    chen, wu, gao = crew.person("Chen Hao"), crew.receiver("Wu Lan"), crew.person("Gao Ping")
    session = crew.add(Session, parent=crew.topic("Ledger").id, kind=kind, giver=chen.id,
                       receiver=wu.id, day=TODAY, level=3)  # fmt: skip
    proves = kind in (SessionKind.REVERSE, SessionKind.DRILL, SessionKind.EXAMINATION)
    assert (said(crew, session, "assess", gao) == []) is proves
    assert "say which level the receiver has shown" in said(
        crew, crew.change(session, level=None), "assess", gao
    )
    assert "say who assessed it" in said(crew, session, "assess", None)


def test_a_topic_goes_the_way_of_its_track_and_its_receiver_proves_it() -> None:
    crew = Crew()
    chen, wu = crew.person("Chen Hao"), crew.receiver("Wu Lan")
    tacit = crew.topic("By ear", chen, track=Track.TACIT)
    written = crew.topic("Settings", chen, track=Track.EXPLICIT)
    assert said(crew, tacit, "draft", chen) == [
        "K-01 is tacit: in heads and hands, and Draft written is no step of that"
    ]
    assert said(crew, written, "draft", chen) == []
    assert said(crew, written, "elicit", chen) != []
    assert "Chen Hao is not of the receiving side" in said(crew, written, "verify", chen)
    assert len(said(crew, written, "verify", wu)) == 1, "nobody has shown it"
    crew.add(Holding, parent=written.id, person=wu.id, level=3, shown_on=TODAY, shown_to=chen.id)
    assert said(crew, written, "verify", wu) == []
    post = crew.add(Post, title="Duty lead", critical=True)
    crew.change(written, post=post.id)
    assert said(crew, crew.change(written, post=post.id), "verify", wu) == [
        "K-02 is for a critical post: 2 must have shown it, so far Wu Lan"
    ]


def test_what_a_person_lacks_before_he_is_transferred_or_extended() -> None:
    crew = Crew()
    chen = crew.person("Chen Hao", state=PersonState.NOTIFIED, release=TODAY - timedelta(days=1))
    post = crew.add(Post, title="Duty lead")
    assert said(crew, chen, "transfer", None) != []
    assert said(crew, crew.change(chen, post=post.id), "transfer", None) == []
    assert said(crew, chen, "extend", None) != []
    assert said(crew, crew.change(chen, release=TODAY), "extend", None) == []
    assert "say why, in a few words" in said(crew, chen, "extend", None, reason="")


# What follows


@pytest.fixture
def team(tmp_path: Path) -> Team:
    return Team(tmp_path / "t.db")


def held(team: Team, topic: int, kind: str) -> TopicState:
    """A session of a kind was held: the state of its topic after it."""
    team.move(team.session(topic, kind), "hold", "Wu Lan")
    found = team.run.dossier.get(topic)
    assert isinstance(found, Topic)
    return found.state


def test_sessions_take_a_topic_on_and_never_back(team: Team) -> None:
    tacit = team.add("topic", title="By ear", receiver="Wu Lan")
    assert held(team, tacit, "interview") is TopicState.ELICITED
    assert held(team, tacit, "reverse shadowing") is TopicState.REVERSED
    assert held(team, tacit, "shadowing") is TopicState.REVERSED
    assert held(team, tacit, "drill") is TopicState.REVERSED, "it is assessed first"
    written = team.add("topic", title="Settings", track="explicit", receiver="Wu Lan")
    assert held(team, written, "interview") is TopicState.IDENTIFIED, "no step of that track"
    proof = team.session(written, "examination", level="3")
    team.move(proof, "assess", "Gao Ping")
    [found] = [t for t in team.run.dossier.all(Topic) if t.id == written]
    assert found.state is TopicState.USED


def test_the_level_before_and_who_assessed_are_kept(team: Team) -> None:
    topic = team.add("topic", title="By ear", receiver="Wu Lan")
    team.add("holding", topic, person="Wu Lan", level="1")
    proof = team.session(topic, "drill", level="4")
    team.move(proof, "assess", "Gao Ping")
    session = team.run.dossier.get(proof)
    assert isinstance(session, Session)
    assert (session.before, session.level, session.held_on) == (1, 4, date(2026, 11, 23))
    [holding] = team.run.dossier.all(Holding)
    assert (holding.level, holding.shown_on) == (4, date(2026, 11, 23))
    assert session.assessor == holding.shown_to == team.run.person("Gao Ping")


def test_the_day_he_left_is_the_planned_one_where_that_is_past(team: Team) -> None:
    chen = team.chen
    team.edit(chen, "release", "2026-11-20")
    team.move(chen, "tell", "Li Wei")
    assert team.person("Chen Hao").told_on == date(2026, 11, 23)
    team.move(chen, "leave", "Li Wei", reason="did not come back")
    assert team.person("Chen Hao").left_on == date(2026, 11, 20)
    team.move(chen, "bring_back", "Li Wei", reason="was ill")
    assert (team.person("Chen Hao").left_on, team.person("Chen Hao").state) == (
        None, PersonState.ACTIVE,
    )  # fmt: skip
    team.edit(chen, "release", "2026-12-20")
    team.move(chen, "leave", "Li Wei", reason="another employer")
    assert team.person("Chen Hao").left_on == date(2026, 11, 23)


def test_who_was_told_may_stay_after_all(team: Team) -> None:
    team.move(team.chen, "tell", "Li Wei")
    with pytest.raises(WorkbenchError, match="say why"):
        team.move(team.chen, "bring_back", "Li Wei")
    team.move(team.chen, "bring_back", "Li Wei", reason="he is needed")
    assert not team.person("Chen Hao").leaves
    assert team.person("Chen Hao").told_on is None, "his notice would count from then on"
