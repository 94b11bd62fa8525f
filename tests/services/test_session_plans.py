"""An apprenticeship: seen first, planned in one change set, undone in one."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest

from tests.services.conftest import Clock, Payment
from workbench.domain.errors import NotFound, Refused
from workbench.domain.message import msg
from workbench.domain.registers.session import PROVING, Session, SessionKind
from workbench.domain.registers.topic import Topic
from workbench.figures.knowing import proof_day
from workbench.figures.sessions import ClashKind
from workbench.services import moving, records, session_plans, undo
from workbench.services.session_plans import Apprenticeship

TODAY = date(2026, 11, 23)
FIRST, LAST = date(2026, 11, 30), date(2026, 12, 21)


@pytest.fixture
def wanted(pay: Payment) -> Apprenticeship:
    with pay.ws.change(pay.handover, "add", msg("a topic")) as ed:
        topic = ed.add(Topic, title="By ear", receiver=pay.sun)
    return Apprenticeship(topic, pay.li, pay.sun, FIRST, LAST, minutes=120)


def test_it_is_planned_as_it_was_shown_and_undone_in_one(
    pay: Payment, wanted: Apprenticeship
) -> None:
    shown = session_plans.preview(pay.ws.dossier(pay.handover), wanted, TODAY)
    session_plans.plan(pay.ws, pay.handover, wanted)

    dossier = pay.ws.dossier(pay.handover)
    made = dossier.under(wanted.topic, Session)
    assert [(s.day, s.kind, s.minutes) for s in made] == [
        (s.day, s.kind, s.minutes) for s in shown.sessions
    ]
    assert [s.kind for s in made] == [
        SessionKind.SHADOWING, SessionKind.SHADOWING, SessionKind.REVERSE, SessionKind.EXAMINATION,
    ]  # fmt: skip
    assert not shown.clashes
    topic = dossier.get(wanted.topic)
    assert isinstance(topic, Topic)
    assert proof_day(dossier, topic, TODAY) == LAST

    assert "4 sessions on By ear" in str(undo.undo(pay.ws, pay.handover).summary)
    assert not pay.ws.dossier(pay.handover).under(wanted.topic, Session)


def test_what_stands_against_it_is_shown_and_stands_in_no_way(
    pay: Payment, wanted: Apprenticeship
) -> None:
    records.edit(pay.ws, pay.handover, pay.li, "release", "2026-12-11")
    records.add(pay.ws, pay.handover, "session",
                {"kind": "interview", "giver": "Li Wei", "receiver": "Gao Ping",
                 "day": "2026-12-07"}, parent=wanted.topic)  # fmt: skip
    shown = session_plans.preview(pay.ws.dossier(pay.handover), wanted, TODAY)
    assert [(c.kind, c.session.day) for c in shown.clashes] == [
        (ClashKind.ABSENT, date(2026, 12, 14)),
        (ClashKind.ABSENT, date(2026, 12, 21)),
        (ClashKind.TWICE, date(2026, 12, 7)),
    ]
    assert len(session_plans.plan(pay.ws, pay.handover, wanted).done) == 4


def test_a_series_that_is_none_is_refused(pay: Payment, wanted: Apprenticeship) -> None:
    topic = wanted.topic
    for bad, why in (
        (Apprenticeship(topic, pay.li, pay.li, FIRST, LAST), "same person"),
        (Apprenticeship(topic, pay.li, pay.sun, FIRST, FIRST), "give a later day"),
        (Apprenticeship(topic, pay.li, pay.sun, FIRST, date(2030, 1, 1)), "the most"),
    ):
        with pytest.raises(Refused, match=why):
            session_plans.plan(pay.ws, pay.handover, bad)
    with pytest.raises(NotFound, match="topic is no longer there"):
        session_plans.plan(
            pay.ws, pay.handover, Apprenticeship(pay.sun, pay.li, pay.sun, FIRST, LAST)
        )


def test_by_ear_is_proved_by_the_blind_test_and_by_nothing_before_it(
    pay: Payment, clock: Clock, wanted: Apprenticeship
) -> None:
    ws, handover = pay.ws, pay.handover
    records.add(ws, handover, "session", {"kind": "interview", "giver": "Li Wei",
                "receiver": "Sun Yu", "day": "2026-11-27"}, parent=wanted.topic)  # fmt: skip
    session_plans.plan(ws, handover, wanted)

    def topic() -> Topic:
        found = ws.dossier(handover).get(wanted.topic)
        assert isinstance(found, Topic)
        return found

    states = []
    for session in ws.dossier(handover).under(wanted.topic, Session):
        assert session.day is not None
        clock.now = datetime.combine(session.day, time(17), UTC)
        if session.kind in PROVING:
            level = "3" if session.kind is SessionKind.EXAMINATION else "2"
            records.edit(ws, handover, session.id, "level", level)
        if session.kind is SessionKind.EXAMINATION:
            records.edit(ws, handover, session.id, "outcome", "8 of 10 right")
        move = "assess" if session.kind in PROVING else "hold"
        moving.move(ws, handover, [session.id], move, by=pay.gao).expect()
        states.append(topic().state)
        refused = moving.move(ws, handover, [wanted.topic], "sign_off", by=pay.sun).refused
        assert bool(refused) is (session.kind is not SessionKind.EXAMINATION)
    assert [state.value for state in states] == [
        "elicited", "shadowing", "shadowing", "reverse_shadowing", "assessed",
    ]  # fmt: skip
    assert topic().is_proved
