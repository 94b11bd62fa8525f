"""The ramp-down by week: planned, actual and safe; the cliff, the tail, the share from outside."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fixtures.crew import T0, TODAY, Crew
from workbench.domain.labelled import Side
from workbench.domain.registers.person import GONE, Employment, Person, PersonState
from workbench.domain.registers.post import Post
from workbench.figures.rampdown import (
    cliff,
    operations_share,
    operations_team,
    project_team,
    ramp_down,
    steps,
)
from workbench.figures.team import external, fte

DONE = T0 + timedelta(days=14)


def plant(*releases: date, stay: int = 120, outside: int = 0) -> Crew:
    """A vehicle plant: so many installers stay, and one goes on each day given."""
    crew = Crew()
    for n in range(stay + len(releases)):
        crew.person(
            f"Installer {n}",
            employment=Employment.OUTSOURCED if n < outside else Employment.STAFF,
            release=releases[n - stay] if n >= stay else None,
            no_successor="the plant stands",
        )
    return crew


def test_300_technicians_become_120() -> None:
    found = ramp_down(plant(*[DONE] * 180).dossier(), TODAY)
    assert (found.peak, found.remaining) == (300, 120)
    assert str(found.reduction) == "60.0 % (180/300)"
    assert found.cliff is not None
    assert str(found.cliff.share) == "60.0 % (180/300)"
    assert found.span == 0


def test_in_waves_it_is_the_same_reduction_without_the_cliff() -> None:
    days = [DONE + timedelta(days=7 * n) for n in range(6) for _ in range(30)]
    found = ramp_down(plant(*days).dossier(), TODAY)
    assert str(found.reduction) == "60.0 % (180/300)"
    assert found.cliff is not None
    # The same thirty are the most of those who are left in the last of the waves.
    assert str(found.cliff.share) == "20.0 % (30/150)"
    assert found.span == 35


def test_seven_days_hold_both_ends() -> None:
    found = cliff(plant(DONE, DONE + timedelta(days=6), stay=2).dossier())
    assert found is not None
    assert len(found.leavers) == 2
    assert found.last - found.first == timedelta(days=6)


def test_one_who_goes_alone_is_no_cliff_though_he_is_all_that_is_left() -> None:
    assert cliff(plant(DONE, DONE + timedelta(days=7), stay=0).dossier()) is None


def test_every_step_is_known_so_that_one_that_is_settled_hides_no_other() -> None:
    crew = plant(stay=1)
    crew.person("gone", state=PersonState.RELEASED, left_on=date(2026, 11, 2))
    crew.person("to go", release=DONE)
    assert [(s.first, s.before) for s in steps(crew.dossier())] == [
        (date(2026, 11, 2), 3),
        (DONE, 2),
    ]
    assert cliff(plant().dossier()) is None


def test_planned_actual_and_safe_by_week() -> None:
    crew = Crew()
    crew.person("stays")
    crew.person("left in time", release=date(2026, 11, 13), state=PersonState.RELEASED,
                left_on=date(2026, 11, 13))  # fmt: skip
    crew.person("left early", release=date(2026, 12, 4), state=PersonState.LEFT,
                left_on=date(2026, 11, 18), fte=Decimal("0.5"))  # fmt: skip
    crew.person("goes", release=date(2026, 11, 27), notice=30, told_on=date(2026, 11, 4),
                no_successor="none")  # fmt: skip
    weeks = {w.first: w for w in ramp_down(crew.dossier(), TODAY).weeks}

    def heads(monday: date) -> tuple[int, int | None, int]:
        week = weeks[monday]
        return week.planned.heads, week.actual.heads if week.actual else None, week.safe.heads

    assert heads(date(2026, 11, 2)) == (4, 4, 4)
    assert heads(date(2026, 11, 9)) == (3, 3, 3)
    assert heads(date(2026, 11, 16)) == (3, 2, 2)
    # The present week counts what has happened up to today.
    assert heads(date(2026, 11, 23)) == (2, 2, 2)
    assert heads(date(2026, 11, 30)) == (1, None, 1)
    assert weeks[date(2026, 11, 16)].planned.fte == Decimal("2.5")
    assert min(weeks) == date(2026, 11, 2)
    assert max(weeks) == date(2026, 11, 30)


def test_who_has_no_safe_day_stays_in_the_safe_curve_and_is_named() -> None:
    crew = plant(DONE, stay=1)
    hao = crew.person("Chen Hao", release=date(2026, 12, 4))  # no successor, and none needed
    found = ramp_down(crew.dossier(), TODAY)
    assert found.open == (hao,)
    assert found.weeks[-1].planned.heads == 1
    assert found.weeks[-1].safe.heads == 2


def test_what_only_he_knows_holds_him_in_the_safe_curve() -> None:
    crew = plant(stay=1)
    hao = crew.person("Chen Hao", release=date(2026, 12, 4), no_successor="the post ends")
    lan = crew.receiver("Wu Lan")
    crew.proof(crew.topic("Retry logic", hao), lan, date(2026, 12, 15))
    weeks = {w.first: w for w in ramp_down(crew.dossier(), TODAY).weeks}
    assert weeks[date(2026, 11, 30)].planned.heads == 1
    assert weeks[date(2026, 11, 30)].safe.heads == 2
    assert weeks[date(2026, 12, 14)].safe.heads == 1


def test_by_kind_of_employment() -> None:
    crew = plant(DONE, DONE, stay=2, outside=1)
    crew.person("unsaid")
    first, *_, last = ramp_down(crew.dossier(), TODAY).weeks
    assert {k: c.heads for k, c in first.types.items()} == {
        Employment.OUTSOURCED: 1, Employment.STAFF: 3, None: 1,
    }  # fmt: skip
    assert sum(c.heads for c in last.types.values()) == last.planned.heads == 3


@pytest.mark.parametrize(
    ("outside", "shown", "flagged"),
    [(126, "42.0 % (126/300)", True), (120, "40.0 % (120/300)", False)],
)
def test_more_than_forty_percent_from_outside_is_flagged(
    outside: int, shown: str, flagged: bool
) -> None:
    found = ramp_down(plant(*[DONE] * 180, outside=outside).dossier(), TODAY)
    assert str(found.weeks[0].external) == shown
    assert found.weeks[0].much_outside is flagged


def test_the_share_by_week_is_the_share_of_who_is_here_that_week() -> None:
    crew = plant(DONE, DONE + timedelta(days=9), stay=3, outside=4)
    crew.person("late", employment=Employment.VENDOR, starts=date(2026, 12, 7), fte=Decimal("0.3"))
    crew.person("gone", employment=Employment.VENDOR, state=PersonState.LEFT,
                left_on=date(2026, 11, 25))  # fmt: skip
    dossier = crew.dossier()
    for week in ramp_down(dossier, TODAY).weeks:
        assert week.external == external(project_team(dossier), week.last)


def test_the_tail_is_who_is_still_there_after_30_days_and_moves_into_no_post() -> None:
    crew = Crew()
    post = crew.add(Post, title="Duty engineer")
    crew.person("goes", release=T0 + timedelta(days=30))
    late = crew.person("late", release=T0 + timedelta(days=31))
    never = crew.person("never")
    crew.person("moves", post=post.id)
    crew.person("has moved", state=PersonState.TRANSFERRED)
    crew.receiver("Sun Yu")
    assert ramp_down(crew.dossier(), TODAY).tail == (late, never)
    assert ramp_down(Crew(t0=None).dossier(), TODAY).tail is None


def test_the_operations_team_is_who_stays_to_run_it() -> None:
    crew = Crew()
    post = crew.add(Post, title="Duty engineer")
    crew.person("giver")
    moves = crew.person("moves", post=post.id, employment=Employment.VENDOR, fte=Decimal("0.5"))
    sun = crew.receiver("Sun Yu")
    crew.receiver("helps until May", release=date(2027, 5, 1))
    backup = crew.person("backup")
    crew.add(Post, title="Lead", backup=backup.id)
    assert operations_team(crew.dossier()) == (moves, sun, backup)
    assert str(operations_share(crew.dossier())) == "20.0 % (0.5/2.5)"


def test_an_empty_roster_has_no_curve_and_fails_nowhere() -> None:
    found = ramp_down(Crew().dossier(), TODAY)
    assert (found.peak, found.cliff, found.span, found.tail) == (0, None, None, ())
    assert str(found.reduction) == "n/a"
    assert [w.first for w in found.weeks] == [date(2026, 11, 16), date(2026, 11, 23)]


def test_whoever_left_before_he_began_was_never_there() -> None:
    crew = plant(stay=1)
    crew.person("never came", starts=date(2026, 12, 7), release=date(2026, 12, 1))
    found = ramp_down(crew.dossier(), TODAY)
    assert (found.peak, found.cliff) == (1, None)


def test_a_release_far_ahead_gives_no_endless_chart() -> None:
    found = ramp_down(plant(date(2099, 1, 1), stay=0).dossier(), TODAY)
    assert len(found.weeks) == 104
    assert found.remaining == 0


DAYS = st.dates(date(2026, 10, 1), date(2027, 3, 31))
SOMEBODY = st.fixed_dictionaries(
    {
        "starts": st.none() | DAYS,
        "release": st.none() | DAYS,
        "left_on": DAYS,
        "state": st.sampled_from(PersonState),
        "side": st.sampled_from([None, *Side]),
        "fte": st.none() | st.decimals(0, 1, places=2),
    }
)


@given(st.lists(SOMEBODY, max_size=12))
def test_the_curve_is_what_counting_day_by_day_gives(people: list[dict[str, Any]]) -> None:
    crew = Crew()
    for n, told in enumerate(people):
        left = told["left_on"] if told["state"] in GONE else None
        crew.person(f"P{n}", **{**told, "left_on": left})
    dossier = crew.dossier()
    team = project_team(dossier)

    def there(person: Person, leaves: date | None, on: date) -> bool:
        began = person.starts is None or person.starts <= on
        return began and (leaves is None or on < leaves)

    def known(person: Person) -> date | None:
        if person.state in GONE:
            return person.left_on
        return person.release if person.leaves else None

    found = ramp_down(dossier, TODAY)
    for week in found.weeks:
        planned = [p for p in team if there(p, p.release if p.leaves else None, week.last)]
        assert week.planned.heads == len(planned)
        assert week.planned.fte == fte(planned)
        assert sum(c.heads for c in week.types.values()) == len(planned)
        if week.first <= TODAY:
            end = min(week.last, TODAY)
            left = [p for p in team if there(p, p.left_on if p.state in GONE else None, end)]
            assert week.actual is not None
            assert week.actual.heads == len(left)
        here = [p for p in team if there(p, known(p), week.last)]
        assert week.external.den == fte(here)

    first = date(2026, 9, 1)
    every = [first + timedelta(days=n) for n in range(240)]
    heads = {day: sum(there(p, known(p), day) for p in team) for day in every}
    assert found.peak == max(heads.values(), default=0)
    shares = []
    for before, *after in (every[n : n + 8] for n in range(len(every) - 8)):
        went = [p for p in team if known(p) in after and (not p.starts or p.starts < known(p))]  # type: ignore[operator]
        # A window begins with a release: whoever joins in it before that is there, too.
        # One who goes alone is no cliff.
        if len(went) > 1 and any(known(p) == after[0] for p in went):
            shares.append(Decimal(len(went)) / heads[before])
    share = found.cliff.share if found.cliff is not None else None
    assert max(shares, default=None) == (share.num / share.den if share is not None else None)
