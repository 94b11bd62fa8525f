"""The earliest safe day, against a search that tries one day after the other."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from tests.fixtures.crew import TODAY, Crew
from tests.fixtures.thorough import tries
from workbench.domain.dossier import Dossier
from workbench.domain.journey import Gate, gate_day
from workbench.domain.labelled import Side
from workbench.domain.money import Money
from workbench.domain.registers.decision import Decision
from workbench.domain.registers.freeze import Freeze
from workbench.domain.registers.holding import Holding
from workbench.domain.registers.holiday import Holiday
from workbench.domain.registers.person import GONE, Person, PersonState
from workbench.domain.registers.post import Post
from workbench.domain.registers.session import Session, SessionKind, SessionState
from workbench.domain.registers.topic import Topic
from workbench.domain.verdict import Ruling
from workbench.domain.watched import Watched
from workbench.figures.release import (
    Terms,
    cost_of_waiting,
    day_off,
    days_too_early,
    earliest_safe,
    freezes,
)
from workbench.rules import engine
from workbench.services.leaving import proof_by

DAY = timedelta(days=1)
PROVING = {SessionKind.REVERSE, SessionKind.DRILL, SessionKind.EXAMINATION}


def somebody(rng: random.Random, low: int = -20, high: int = 90) -> date:
    return TODAY + timedelta(days=rng.randint(low, high))


def random_crew(rng: random.Random) -> Crew:
    """A handover in which anything may be missing, overlap, or lie in the past."""
    crew = Crew(t0=rng.choice([None, somebody(rng, 0, 60)]))
    if rng.random() < 0.3:
        crew.handover = replace(crew.handover, t0_actual=somebody(rng, -30, 0))
    for _ in range(rng.randint(0, 4)):
        crew.add(Holiday, day=somebody(rng), works=rng.random() < 0.3)
    for _ in range(rng.randint(0, 3)):
        first = somebody(rng)
        crew.add(Freeze, name="Freeze", first=rng.choice([first, first, None]),
                 last=first + timedelta(days=rng.randint(-2, 15)))  # fmt: skip
    if rng.random() < 0.3:
        crew.add(Decision, gate=rng.choice(list(Gate)), ruling=Ruling.PASSED)
    team = [_member(crew, rng, n) for n in range(rng.randint(2, 6))]
    for n, person in enumerate(team):
        if rng.random() < 0.6:
            crew.change(person, successor=rng.choice(team).id)
        elif n % 2:
            crew.change(person, no_successor="none needed")
    for n in range(rng.randint(0, 5)):
        _topic(crew, rng, team, n)
    return crew


def _member(crew: Crew, rng: random.Random, n: int) -> Person:
    return crew.person(
        f"Person {n}",
        side=rng.choice([Side.GIVING, Side.GIVING, Side.RECEIVING, None]),
        release=rng.choice([None, somebody(rng), somebody(rng)]),
        starts=rng.choice([None, somebody(rng, -60, 40)]),
        told_on=rng.choice([None, somebody(rng, -40, 0)]),
        notice=rng.choice([None, 0, 14, 30]),
        attends=rng.choice([None, None, *Gate]),
        state=rng.choice([PersonState.ACTIVE] * 4 + list(PersonState)),
    )


def _topic(crew: Crew, rng: random.Random, team: list[Person], n: int) -> None:
    topic = crew.add(Topic, title=f"Topic {n}", receiver=rng.choice([None, rng.choice(team).id]))
    for person in rng.sample(team, rng.randint(1, len(team))):
        shown = rng.choice([None, TODAY])
        crew.add(Holding, parent=topic.id, person=person.id, level=rng.choice([2, 3, 3, 4]),
                 shown_on=shown)  # fmt: skip
    for _ in range(rng.randint(0, 3)):
        giver, receiver = rng.choice(team), rng.choice(team)
        state = rng.choice([SessionState.PLANNED] * 3 + list(SessionState))
        day = somebody(rng)
        crew.add(Session, parent=topic.id, kind=rng.choice(list(SessionKind)), giver=giver.id,
                 receiver=rng.choice([receiver.id, receiver.id, None]), state=state,
                 day=rng.choice([day, day, None]),
                 held_on=day if state is SessionState.HELD else None)  # fmt: skip


def worked(dossier: Dossier, first: date, last: date) -> int:
    """Working days from one day to another, both included, counted one by one."""
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return sum(dossier.calendar.is_workday(day) for day in days)


def is_safe(dossier: Dossier, person: Person, day: date, terms: Terms) -> bool:
    """Whether he may go on a day, as far as a plan is known."""
    if person.notice and (person.told_on or TODAY) + timedelta(days=person.notice) > day:
        return False
    attends = person.attends
    if attends is not None and attends not in {d.gate for d in dossier.all(Decision)}:
        held = gate_day(dossier, attends)
        if held is not None and held > day:
            return False
    successor = dossier.get(person.successor)
    if (
        isinstance(successor, Person)
        and successor is not person
        and successor.state not in GONE
        and successor.starts is not None
        and worked(dossier, max(successor.starts, person.starts or successor.starts), day)
        < terms.overlap
    ):
        return False
    for topic in alone(dossier, person, day):
        proof = last_proof(dossier, topic)
        if proof and (proof > day or worked(dossier, proof + DAY, day) < terms.assess):
            return False
    zero = dossier.handover.t0_actual or dossier.handover.t0
    if zero is not None and terms.freeze and abs((day - zero).days) <= terms.freeze:
        return False
    return not any(f.first and f.last and f.first <= day <= f.last for f in dossier.all(Freeze))


def alone(dossier: Dossier, person: Person, day: date) -> Iterator[Topic]:
    """The topics that nobody can do once he has gone on a day, or later as planned."""
    day = max(day, (person.release if person.leaves else None) or date.max)
    for topic in dossier.all(Topic):
        able = {
            h.person
            for h in dossier.under(topic.id, Holding)
            if h.level >= 3 and (h.shown_on or not receives(dossier, h.person, topic))
        }
        staying = {i for i in able - {person.id} if stays(dossier.get(i), day)}
        if person.id in able and not staying:
            yield topic


def receives(dossier: Dossier, person: int | None, topic: Topic) -> bool:
    found = dossier.get(person)
    return topic.receiver == person or (isinstance(found, Person) and found.side is Side.RECEIVING)


def stays(found: object, day: date) -> bool:
    assert isinstance(found, Person)
    if found.state in (*GONE, PersonState.CLEARED):
        return False
    return not found.leaves or (found.release or date.max) > day


def last_proof(dossier: Dossier, topic: Topic) -> date | None:
    days = []
    for s in dossier.under(topic.id, Session):
        receiver = dossier.get(s.receiver)
        if s.kind not in PROVING or not isinstance(receiver, Person) or s.receiver == s.giver:
            continue
        going = receiver.state not in (PersonState.ACTIVE, PersonState.TRANSFERRED)
        planned = receiver.release is not None and receiver.state is not PersonState.TRANSFERRED
        if going or planned:
            continue
        if s.state is SessionState.HELD or (
            s.state is SessionState.PLANNED and s.day is not None and s.day >= TODAY
        ):
            days.append(s.held_on or s.day)
    return max((d for d in days if d), default=None)


@pytest.mark.parametrize("seed", range(tries(5)))
def test_the_earliest_safe_day_is_the_first_that_a_search_finds(seed: int) -> None:
    """Hundreds of handovers: holidays, freezes, overlaps, gates, notices, missing plans."""
    rng = random.Random(seed)
    later = 0
    for _ in range(100):
        dossier = random_crew(rng).dossier()
        terms = Terms(overlap=rng.randint(1, 12), assess=rng.randint(0, 3),
                      freeze=rng.choice([0, 7, 10]))  # fmt: skip
        for person in dossier.all(Person):
            day = TODAY
            while not is_safe(dossier, person, day, terms):
                day += DAY
            found = earliest_safe(dossier, person, TODAY, terms)
            assert found.day == day
            later += day > TODAY
            open_ = {t.id for t in alone(dossier, person, day) if last_proof(dossier, t) is None}
            topics = {u.record for u in found.uncounted if isinstance(dossier.get(u.record), Topic)}
            assert topics == open_
            assert [r.day for r in found.reasons] == sorted(r.day for r in found.reasons)
            assert found.unfrozen <= found.day
            assert not any(found.day in w for w in freezes(dossier, terms))
    assert later > 50, "else the crews would prove nothing"


@pytest.mark.parametrize("seed", range(4))
def test_a_watched_day_knows_until_when_the_safe_day_stays(seed: int) -> None:
    rng = random.Random(seed)
    for _ in range(25):
        dossier = random_crew(rng).dossier()
        for person in dossier.all(Person):
            watched = Watched.on(TODAY)
            first = earliest_safe(dossier, person, watched).day
            for n in range(1, 40):
                day = TODAY + timedelta(days=n)
                if watched.turns is not None and day >= watched.turns:
                    break
                assert earliest_safe(dossier, person, day).day == first


def test_the_reasons_are_told_line_by_line_the_latest_last() -> None:
    crew = Crew(t0=date(2027, 3, 1))
    chen = crew.person("Chen Hao", release=date(2026, 12, 20), notice=30, told_on=TODAY)
    wu = crew.receiver("Wu Lan", starts=date(2026, 12, 14))
    chen = crew.change(chen, successor=wu.id)
    topic = crew.topic("Ledger", chen, receiver=wu.id)
    crew.proof(topic, wu, date(2027, 1, 5), chen)
    found = earliest_safe(crew.dossier(), chen, TODAY)
    assert [str(r.message) for r in found.reasons] == [
        "notice 30 d from 2026-11-23",
        "10 working days with Wu Lan, from 2026-12-14",
        "proof of K-01 on 2027-01-05, and 1 wd to assess it",
    ]
    assert found.day == date(2027, 1, 6)
    assert found.certain
    assert days_too_early(chen, found) == 17


def test_days_together_begin_once_both_are_there() -> None:
    """Who receives was there for years before him: they had no days together then."""
    crew = Crew(t0=None)
    zhou = crew.receiver("Zhou Min", starts=date(2020, 3, 1))
    qian = crew.person("Qian Wei", starts=date(2026, 11, 16), release=date(2026, 11, 24),
                       successor=zhou.id)  # fmt: skip
    crew.add(Post, title="Duty engineer", critical=True, holder=zhou.id)
    found = earliest_safe(crew.dossier(), qian, TODAY)
    assert [str(r.message) for r in found.reasons] == [
        "10 working days with Zhou Min, from 2026-11-16"
    ]
    assert found.day == date(2026, 11, 27)
    [few] = [f for f in engine.findings(crew.dossier(), TODAY) if f.rule == "R-18"]
    assert str(few.message) == (
        "Qian Wei and Zhou Min have 7 working days together, not 10, for Duty engineer"
    )
    assert (few.cure.record, few.cure.field) == (qian.id, "release"), "not Zhou Min's first day"


def test_what_gives_no_day_is_named() -> None:
    crew = Crew(t0=None)
    chen = crew.person("Chen Hao", attends=Gate.G4)
    crew.topic("Ledger", chen)
    found = earliest_safe(crew.dossier(), chen, TODAY)
    assert [str(u.message) for u in found.uncounted] == [
        "G4, which he attends, has no day", "no successor is named",
        "K-01 Ledger has no proof planned",
    ]  # fmt: skip
    assert not found.certain
    wu = crew.receiver("Wu Lan", state=PersonState.LEFT)
    chen = crew.change(chen, successor=wu.id)
    said = [str(u.message) for u in earliest_safe(crew.dossier(), chen, TODAY).uncounted]
    assert "Wu Lan, the successor, has left" in said


def test_the_last_of_several_who_leave_holds_what_nobody_else_knows() -> None:
    """Each could go early because the others are still there, and all of them would be gone."""
    crew = Crew(t0=None)
    he = crew.person("He Jun", release=date(2027, 1, 15), no_successor="the work ends")
    liu = crew.person("Liu Yang", release=date(2027, 1, 31), no_successor="the work ends")
    wu = crew.receiver("Wu Lan")
    topic = crew.topic("Cluster recovery", he, liu, receiver=wu.id)

    def held(person: Person) -> list[int]:
        return [u.record for u in earliest_safe(crew.dossier(), person, TODAY).uncounted]

    assert (held(he), held(liu)) == ([], [topic.id])
    liu = crew.change(liu, release=he.release)
    assert (held(he), held(liu)) == ([topic.id], [topic.id])
    he, liu = (crew.change(p, release=None, state=PersonState.NOTIFIED) for p in (he, liu))
    assert (held(he), held(liu)) == ([topic.id], [topic.id])
    crew.proof(topic, wu, date(2027, 1, 4), liu)
    days = [earliest_safe(crew.dossier(), p, TODAY).day for p in (he, liu)]
    assert days == [date(2027, 1, 5)] * 2
    liu = crew.change(liu, release=None, state=PersonState.ACTIVE)
    assert earliest_safe(crew.dossier(), he, TODAY).day == TODAY, "she stays, and he may go"


def test_waiting_costs_the_rate_for_each_working_day() -> None:
    crew = Crew(t0=None)
    chen = crew.person("Chen Hao", release=date(2026, 12, 18), rate=Money(120000, "CNY"),
                       fte=Decimal("0.5"), notice=30, told_on=TODAY)  # fmt: skip
    dossier = crew.dossier()
    found = earliest_safe(dossier, chen, TODAY)
    assert found.day == date(2026, 12, 23)
    assert cost_of_waiting(dossier, chen, found) == Money(180000, "CNY")  # Mon, Tue, Wed at a half
    assert cost_of_waiting(dossier, replace(chen, rate=None), found) is None


def test_days_at_the_end_of_time_are_days_like_others() -> None:
    crew = Crew()
    ann, rex = crew.person("Ann", release=date(2027, 2, 1)), crew.receiver("Rex", starts=date.max)
    ann = crew.change(ann, successor=rex.id)
    crew.proof(crew.topic("Ledger", ann, receiver=rex.id), rex, date.max)
    safe = earliest_safe(crew.dossier(), ann, TODAY)
    assert [r.day for r in safe.reasons] == [date.max, date.max]
    assert proof_by(crew.dossier(), safe, TODAY) == date.max
    assert engine.findings(crew.dossier(), TODAY)


def test_nobody_follows_himself() -> None:
    crew = Crew()
    ann = crew.person("Ann", release=date(2027, 2, 1), starts=date(2027, 1, 4))
    ann = crew.change(ann, successor=ann.id)
    safe = earliest_safe(crew.dossier(), ann, TODAY)
    assert not safe.reasons
    assert [u.message.id for u in safe.uncounted] == ["no successor is named"]


def test_whose_day_is_over_is_late_and_not_too_early() -> None:
    crew = Crew()
    ann = crew.person("Ann", release=TODAY - 4 * DAY, no_successor="the work ends")
    own = earliest_safe(crew.dossier(), ann, TODAY)
    assert (own.day, days_too_early(ann, own)) == (TODAY, 0)
    told = crew.change(ann, told_on=TODAY - DAY, notice=30)
    own = earliest_safe(crew.dossier(), told, TODAY)
    assert days_too_early(told, own) == 33, "his notice had not run out on that day"


def test_a_safe_day_off_stays_and_the_first_working_day_after_it_is_told() -> None:
    crew = Crew()
    crew.add(Holiday, day=date(2026, 12, 21))
    chen = crew.person("Chen Hao", told_on=date(2026, 11, 19), notice=30, no_successor="ends")
    safe = earliest_safe(crew.dossier(), chen, TODAY)
    assert safe.day == date(2026, 12, 19), "notice runs over weekends, too"
    assert str(day_off(crew.dossier(), safe)) == (
        "2026-12-19 is no working day; the first one after it is 2026-12-22"
    )
    assert day_off(crew.dossier(), replace(safe, day=date(2026, 12, 22))) is None
