"""An apprenticeship: seen first, planned in one change set, undone in one."""

from __future__ import annotations

from datetime import date

import pytest

from tests.services.conftest import Payment
from workbench.domain.errors import NotFound, Refused
from workbench.domain.message import msg
from workbench.domain.registers.session import Session, SessionKind
from workbench.domain.registers.topic import Topic
from workbench.figures.knowing import proof_day
from workbench.figures.sessions import ClashKind
from workbench.services import records, session_plans, undo
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
