"""An apprenticeship as a series, and the days on which planned sessions clash."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.fixtures.crew import TODAY, Crew
from workbench.domain.calendar import Calendar
from workbench.domain.registers.holiday import Holiday
from workbench.domain.registers.person import Person, PersonState
from workbench.domain.registers.session import Session, SessionKind, SessionState
from workbench.domain.registers.topic import Topic
from workbench.figures.sessions import Clash, ClashKind, clashes, series

K = SessionKind
MON = date(2026, 11, 30)


def test_weekly_from_the_first_lesson_to_the_examination() -> None:
    assert series(Calendar(), MON, date(2026, 12, 24)) == (
        (date(2026, 11, 30), K.SHADOWING),
        (date(2026, 12, 7), K.SHADOWING),
        (date(2026, 12, 14), K.REVERSE),
        (date(2026, 12, 21), K.REVERSE),
        (date(2026, 12, 24), K.EXAMINATION),
    )


def test_a_lesson_on_a_holiday_waits_and_none_falls_on_the_examination() -> None:
    christmas = Calendar(off=frozenset({date(2026, 12, 14), date(2026, 12, 21)}))
    assert [day for day, _ in series(christmas, MON, date(2026, 12, 22))] == [
        date(2026, 11, 30), date(2026, 12, 7), date(2026, 12, 15), date(2026, 12, 22),
    ]  # fmt: skip
    # A Saturday is no day for an examination.
    assert series(Calendar(), MON, date(2026, 12, 5))[-1] == (date(2026, 12, 7), K.EXAMINATION)


def test_the_last_one_always_proves_and_most_before_it_do_not() -> None:
    for weeks in range(1, 12):
        days = series(Calendar(), MON, MON + timedelta(days=7 * weeks))
        assert len(days) == weeks + 1
        assert days[-1][1] is K.EXAMINATION
        kinds = [kind for _, kind in days[:-1]]
        assert kinds.count(K.SHADOWING) - kinds.count(K.REVERSE) in (0, 1)


@pytest.fixture
def crew() -> Crew:
    crew = Crew()
    crew.person("Chen Hao", release=date(2026, 12, 18), told_on=TODAY)
    crew.receiver("Wu Lan", starts=date(2026, 11, 25))
    crew.receiver("Sun Yu")
    crew.topic("By ear")
    return crew


def session(crew: Crew, on: date | None, giver: str = "Chen Hao", receiver: str = "Wu Lan",
            state: SessionState = SessionState.PLANNED) -> Session:  # fmt: skip
    people = {p.name: p.id for p in crew.dossier().all(Person)}
    topic = crew.dossier().all(Topic)[0]
    return crew.add(Session, parent=topic.id, kind=K.SHADOWING, giver=people[giver],
                    receiver=people[receiver], day=on, state=state,
                    held_on=on if state is SessionState.HELD else None)  # fmt: skip


def said(found: tuple[Clash, ...]) -> list[tuple[ClashKind, int, str]]:
    return [(c.kind, c.session.number, str(c.message)) for c in found]


def test_a_plan_that_holds_has_no_clash(crew: Crew) -> None:
    session(crew, MON)
    session(crew, MON + timedelta(days=1))
    session(crew, date(2026, 12, 18))  # he is there on his last day
    session(crew, date(2026, 11, 25))
    assert clashes(crew.dossier(), TODAY) == ()


def test_the_same_person_twice_a_day(crew: Crew) -> None:
    session(crew, MON)
    session(crew, MON, receiver="Sun Yu")
    assert said(clashes(crew.dossier(), TODAY)) == [
        (ClashKind.TWICE, 2, "Chen Hao has another session on 2026-11-30")
    ]


def test_what_was_held_on_the_day_is_the_first(crew: Crew) -> None:
    session(crew, TODAY, receiver="Sun Yu", state=SessionState.HELD)
    session(crew, TODAY, giver="Sun Yu", receiver="Sun Yu")
    session(crew, TODAY, receiver="Sun Yu", state=SessionState.CANCELLED)
    assert [(c.kind, c.session.number) for c in clashes(crew.dossier(), TODAY)] == [
        (ClashKind.TWICE, 2)
    ]


@pytest.mark.parametrize(
    ("on", "words"),
    [
        (date(2026, 12, 21), "Chen Hao leaves on 2026-12-18, before 2026-12-21"),
        (date(2026, 11, 24), "Wu Lan begins on 2026-11-25, after 2026-11-24"),
    ],
)
def test_who_is_not_there_on_the_day(crew: Crew, on: date, words: str) -> None:
    session(crew, on)
    assert said(clashes(crew.dossier(), TODAY)) == [(ClashKind.ABSENT, 1, words)]


def test_who_has_left_gives_no_session_at_all(crew: Crew) -> None:
    crew.person("Gone", state=PersonState.LEFT, left_on=date(2026, 11, 20))
    session(crew, None, giver="Gone")
    assert said(clashes(crew.dossier(), TODAY))[0] == (ClashKind.ABSENT, 1, "Gone has left")


def test_holidays_and_weekends(crew: Crew) -> None:
    crew.add(Holiday, day=date(2026, 12, 1))
    crew.add(Holiday, day=date(2026, 12, 5), works=True)
    for day in (date(2026, 12, 1), date(2026, 12, 5), date(2026, 12, 6)):
        session(crew, day)
    assert [c.session.day for c in clashes(crew.dossier(), TODAY)] == [
        date(2026, 12, 1),
        date(2026, 12, 6),
    ]


def test_more_sessions_without_a_day_than_working_days_left(crew: Crew) -> None:
    bai = crew.person(
        "Bai Xue", release=date(2026, 11, 25), told_on=TODAY
    )  # Mon, Tue and Wed are left
    session(crew, TODAY, giver="Bai Xue", receiver="Sun Yu")
    for _ in range(3):
        session(crew, None, giver="Bai Xue", receiver="Sun Yu")
    assert said(clashes(crew.dossier(), TODAY)) == [
        (ClashKind.NO_DAYS, 4, "Bai Xue leaves on 2026-11-25: 2 free working days are left for "
                               "3 sessions")
    ]  # fmt: skip
    crew.change(bai, told_on=None)
    (few,) = clashes(crew.dossier(), TODAY)
    assert str(few.message) == "Bai Xue has 2 free working days for 3 sessions"


def test_that_somebody_leaves_is_not_told_before_he_knows(crew: Crew) -> None:
    crew.person("Zhao Lei", release=date(2026, 12, 4))
    session(crew, date(2026, 12, 7), giver="Zhao Lei")
    assert [str(c.message) for c in clashes(crew.dossier(), TODAY)] == [
        "Zhao Lei is not there on 2026-12-07"
    ]


def test_what_is_over_clashes_with_nothing(crew: Crew) -> None:
    session(crew, date(2026, 11, 22))
    session(crew, date(2026, 11, 22))
    assert clashes(crew.dossier(), TODAY) == ()


def test_a_last_day_far_ahead_takes_no_long_count(crew: Crew) -> None:
    crew.person("For good", release=date(9999, 12, 31), told_on=TODAY)
    session(crew, None, giver="For good")
    assert clashes(crew.dossier(), TODAY) == ()
