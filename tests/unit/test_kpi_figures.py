"""Cards, readings, baselines, the changeover map and parallel runs."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from tests.fixtures.crew import T0, TODAY, Crew
from workbench.domain.reading import Reading
from workbench.domain.registers.changeover import Changeover, Relation
from workbench.domain.registers.kpi import Direction, Frequency, Kpi, KpiState, Phase
from workbench.figures.changeover import mapping, parallel
from workbench.figures.kpi_card import boxes, crossed, labels, undefined, unfit
from workbench.figures.kpi_readings import (
    Status,
    after,
    baseline,
    gaps,
    lateness,
    mean,
    missed,
    missing,
    next_due,
    off,
    stands,
    status,
    within,
)

FULL: dict[str, Any] = {
    "name": "Availability", "goal": 5, "unit": "%", "formula": "up / all", "source": "SCADA",
    "frequency": Frequency.DAILY, "first_due": TODAY, "baseline": Decimal(98), "post": 6,
    "warn": Decimal(98), "crit": Decimal(97), "tested_on": TODAY,
}  # fmt: skip


def days(first: date, *values: str, every: int = 1) -> list[Reading]:
    return [
        Reading((first + timedelta(days=n * every)).isoformat(), Decimal(v))
        for n, v in enumerate(values)
    ]


def test_a_full_card_ticks_all_five_boxes() -> None:
    kpi = Kpi(**FULL)
    assert [b.box.value for b in boxes(kpi) if b.ticked] == [
        "specific", "measurable", "achievable", "relevant", "time_bound",
    ]  # fmt: skip
    assert unfit(kpi) == ()


def test_what_is_missing_is_named_with_its_field() -> None:
    kpi = Kpi(name="Availability", unit=" ", baseline=Decimal(0))
    assert [b.missing for b in boxes(kpi)] == [
        ("formula", "unit"), ("source", "frequency"), (), ("goal",), ("first_due",),
    ]  # fmt: skip
    assert undefined(kpi) == ("formula", "unit", "source", "frequency", "goal", "first_due")
    assert unfit(kpi)[-4:] == ("warn", "crit", "post", "tested_on")
    assert str(labels(("warn", "post"))) == "Warn at, Owner after, post"


def test_what_is_near_a_target_needs_one() -> None:
    assert undefined(Kpi(**FULL, direction=Direction.BAND)) == ("target",)


@pytest.mark.parametrize(
    ("direction", "value", "expected"),
    [
        (Direction.HIGHER, "98.1", Status.OK),
        (Direction.HIGHER, "98", Status.WARN),
        (Direction.HIGHER, "97", Status.CRIT),
        (Direction.LOWER, "97.9", Status.CRIT),
        (Direction.LOWER, "96", Status.OK),
        (Direction.BAND, "150", Status.OK),
        (Direction.BAND, "52.0", Status.WARN),
        (Direction.BAND, "248", Status.WARN),
        (Direction.BAND, "1000", Status.CRIT),
    ],
)
def test_a_threshold_counts_at_it_and_beyond(
    direction: Direction, value: str, expected: Status
) -> None:
    limits = {
        Direction.HIGHER: (Decimal(98), Decimal(97)),
        Direction.LOWER: (Decimal(97), Decimal("97.9")),
        Direction.BAND: (Decimal(98), Decimal(200)),
    }
    warn, crit = limits[direction]
    kpi = Kpi(name="A", direction=direction, target=Decimal(150), warn=warn, crit=crit)
    assert not crossed(kpi)
    assert status(kpi, Decimal(value)) is expected


def test_without_value_or_thresholds_nothing_is_said() -> None:
    assert status(Kpi(**FULL), None) is None
    assert status(Kpi(name="A"), Decimal(1)) is None
    assert status(Kpi(name="A", direction=Direction.BAND, warn=Decimal(1)), Decimal(1)) is None
    assert crossed(Kpi(name="A", warn=Decimal(97), crit=Decimal(98)))
    assert not crossed(Kpi(name="A", warn=Decimal(97)))


@pytest.mark.parametrize(
    ("last", "gone", "expected"),
    [(0, 0, Status.OK), (1, 0, Status.OK), (2, 1, Status.WARN), (3, 2, Status.CRIT)],
)
def test_a_missing_reading_warns_and_then_is_critical(
    last: int, gone: int, expected: Status
) -> None:
    kpi = Kpi(**FULL | {"last_reading": TODAY - timedelta(days=last), "first_due": None})
    assert missing(kpi, TODAY, T0) == gone
    assert lateness(kpi, TODAY, T0) is expected


def test_the_first_reading_is_missed_from_the_day_after_it_was_due() -> None:
    weekly = FULL | {"frequency": Frequency.WEEKLY, "first_due": date(2026, 11, 16)}
    assert missing(Kpi(**weekly), date(2026, 11, 16), T0) == 0
    assert missing(Kpi(**weekly), date(2026, 11, 17), T0) == 1
    assert missing(Kpi(**weekly), date(2026, 11, 24), T0) == 2
    assert missing(Kpi(name="A"), TODAY, T0) == 0
    # What was read in the trial run comes before, and leaves nothing missing.
    tried = Kpi(**weekly, last_reading=date(2026, 11, 1))
    assert missing(tried, date(2026, 11, 16), T0) == 0
    assert next_due(tried, T0) == date(2026, 11, 16)


def test_months_have_no_length_of_their_own() -> None:
    monthly = Kpi(**FULL | {"frequency": Frequency.MONTHLY, "last_reading": date(2027, 1, 31)})
    assert next_due(monthly, T0) == date(2027, 2, 28)
    assert missing(monthly, date(2027, 2, 28), T0) == 0
    assert missing(monthly, date(2027, 3, 1), T0) == 1
    assert missing(monthly, date(2027, 4, 1), T0) == 2
    assert after(Frequency.QUARTERLY, date(2026, 11, 30), 1) == date(2027, 2, 28)
    yearly = Kpi(**FULL | {"frequency": Frequency.YEARLY, "last_reading": date(2026, 1, 1),
                          "first_due": None})  # fmt: skip
    assert missing(yearly, date(2027, 1, 1), T0) == 0
    assert missing(yearly, date(2027, 1, 2), T0) == 1


@pytest.mark.parametrize(
    ("frequency", "last", "due"),
    [
        (Frequency.MONTHLY, "2027-02-28", "2027-03-31"),
        (Frequency.MONTHLY, "2026-09-30", "2026-10-31"),
        (Frequency.MONTHLY, "2028-02-28", "2028-03-28"),
        (Frequency.MONTHLY, "2026-09-29", "2026-10-29"),
        (Frequency.QUARTERLY, "2026-09-30", "2026-12-31"),
        (Frequency.YEARLY, "2028-02-29", "2029-02-28"),
        (Frequency.YEARLY, "2027-02-28", "2028-02-29"),
    ],
)
def test_what_is_read_at_the_end_of_a_month_is_next_due_at_the_end_of_one(
    frequency: Frequency, last: str, due: str
) -> None:
    kpi = Kpi(**FULL | {"frequency": frequency, "first_due": None,
                        "last_reading": date.fromisoformat(last)})  # fmt: skip
    when = date.fromisoformat(due)
    assert next_due(kpi, T0) == when
    assert missing(kpi, when, T0) == 0
    assert missing(kpi, when + timedelta(days=1), T0) == 1


def test_what_is_read_once_is_missed_once_and_what_has_ended_never() -> None:
    once = FULL | {"frequency": Frequency.ONCE, "first_due": date(2026, 11, 1)}
    assert missing(Kpi(**once), TODAY, T0) == 1
    assert missing(Kpi(**once, last_reading=date(2026, 11, 1)), TODAY, T0) == 0
    assert next_due(Kpi(**once, last_reading=date(2026, 11, 1)), T0) is None
    gone = FULL | {"first_due": date(2026, 1, 1), "state": KpiState.RETIRED}
    assert missing(Kpi(**gone), TODAY, T0) == 0
    ended = FULL | {"last_reading": date(2026, 11, 1), "active_to": date(2026, 11, 2),
                    "first_due": None}  # fmt: skip
    assert missing(Kpi(**ended), TODAY, T0) == 1


@pytest.mark.parametrize(
    ("frequency", "read", "gone", "in_row"),
    [
        # Due on the 11th to the 22nd: two are there, and the ten between stay missing.
        (Frequency.DAILY, ["2026-11-11", "2026-11-13"], 10, Status.CRIT),
        (Frequency.DAILY, ["2026-11-11", "2026-11-13", "2026-11-22"], 9, Status.OK),
        (Frequency.WEEKLY, ["2026-11-12", "2026-11-13"], 1, Status.WARN),
        (Frequency.WEEKLY, ["2026-11-19", "2026-11-01"], 1, Status.OK),
        (Frequency.MONTHLY, ["2026-11-22"], 0, Status.OK),
        (Frequency.DAILY, [], 12, Status.CRIT),
    ],
)
def test_what_was_missed_stays_missed_when_a_later_one_comes(
    frequency: Frequency, read: list[str], gone: int, in_row: Status
) -> None:
    kpi = Kpi(**FULL | {"frequency": frequency, "first_due": date(2026, 11, 11)})
    series = sorted(Reading(at, Decimal(99)) for at in read)
    last = series[-1] if series else None
    kpi = replace(kpi, last_reading=last.day if last else None, gaps=gaps(kpi, series, T0),
                  last_value=last.value if last else None)  # fmt: skip
    assert missing(kpi, TODAY, T0) == gone
    assert stands(kpi, TODAY, T0) is (in_row if last or gone else None)


def test_a_live_kpi_misses_nothing_of_before_it_counts() -> None:
    trial = Kpi(frequency=Frequency.DAILY, first_due=date(2026, 10, 16),
                active_from=date(2026, 11, 1), state=KpiState.PARALLEL)  # fmt: skip
    live = replace(trial, state=KpiState.LIVE)
    today, read = date(2026, 11, 3), days(date(2026, 10, 20), "98", "98")
    assert (missing(trial, today, None), missing(live, today, None)) == (18, 2)
    assert (gaps(trial, read, None), gaps(live, read, None)) == (4, 0)
    assert missed(live, [], today, None) == [date(2026, 11, 1), date(2026, 11, 2)]
    seen = replace(live, last_reading=read[-1].day)
    assert (missing(seen, today, None), next_due(seen, None)) == (2, date(2026, 11, 1))
    monthly = replace(live, frequency=Frequency.MONTHLY, first_due=date(2026, 8, 31))
    assert next_due(monthly, None) == date(2026, 11, 30), "by the rhythm of the first one"
    assert next_due(replace(monthly, active_from=date.max), None) == date.max


@pytest.mark.parametrize("frequency", [Frequency.DAILY, Frequency.WEEKLY, Frequency.MONTHLY])
def test_as_many_days_are_named_as_readings_are_missing(frequency: Frequency) -> None:
    first = date(2026, 1, 31)
    read = days(first, "1", "1", every=100)
    kpi = Kpi(frequency=frequency, first_due=first, last_reading=read[-1].day)
    kpi = replace(kpi, gaps=gaps(kpi, read, None))
    found = missed(kpi, read, TODAY, None)
    assert len(found) == missing(kpi, TODAY, None) > 2
    assert found == sorted(set(found))
    assert not {r.day for r in read} & set(found)


def test_what_is_read_once_is_missed_on_its_one_day() -> None:
    once = Kpi(frequency=Frequency.ONCE, first_due=TODAY - timedelta(days=5))
    assert missed(once, [], TODAY, None) == [once.first_due]
    assert missing(once, TODAY, None) == 1
    read = days(TODAY, "1")
    assert missed(replace(once, last_reading=TODAY), read, TODAY, None) == []


def test_nothing_is_due_of_a_kpi_of_the_project_after_t0() -> None:
    weekly = FULL | {"frequency": Frequency.WEEKLY, "first_due": T0 - timedelta(days=28),
                     "phase": Phase.IMPLEMENTATION, "state": KpiState.ACTIVE}  # fmt: skip
    later = T0 + timedelta(days=371)
    assert missing(Kpi(**weekly), later, T0) == 5
    assert missing(Kpi(**weekly, active_to=T0 - timedelta(days=8)), later, T0) == 3
    read = Kpi(**weekly, last_reading=T0)
    assert (missing(read, later, T0), next_due(read, T0)) == (0, None)
    gone_on = [Reading((T0 + timedelta(days=70)).isoformat(), Decimal(1))]
    assert gaps(Kpi(**weekly), gone_on, T0) == 5


@pytest.mark.parametrize(
    ("frequency", "readings", "enough"),
    [(Frequency.DAILY, 9, False), (Frequency.DAILY, 10, True), (Frequency.WEEKLY, 3, False),
     (Frequency.WEEKLY, 4, True), (Frequency.ONCE, 1, True), (Frequency.YEARLY, 1, False)],
)  # fmt: skip
def test_a_baseline_needs_readings_or_a_proxy(
    frequency: Frequency, readings: int, enough: bool
) -> None:
    kpi = Kpi(**FULL | {"frequency": frequency, "baseline_readings": readings})
    assert baseline(kpi).enough is enough
    proxied = Kpi(**FULL | {"frequency": frequency, "proxy": "the sister station"})
    assert baseline(proxied).enough
    assert "the sister station" in str(baseline(proxied).words)


def test_the_days_of_a_baseline_have_both_ends() -> None:
    series = days(date(2026, 11, 1), "1", "2", "3", "4")
    assert [r.value for r in within(series, date(2026, 11, 2), date(2026, 11, 3))] == [2, 3]
    assert within(series, None, date(2026, 11, 3)) == []


def test_a_mean_has_two_digits_more_than_what_it_is_of() -> None:
    assert str(mean(days(TODAY, "1", "2", "2"))) == "1.67"
    assert str(mean(days(TODAY, "98.1", "98.3"))) == "98.2"
    assert str(mean(days(TODAY, "100", "100"))) == "100"
    assert str(mean(days(TODAY, "98.3", *["98.3"] * 14, "98.5"))) == "98.313"
    assert mean([]) is None


def test_a_baseline_that_its_readings_no_longer_bear_out_is_told() -> None:
    card = Kpi(baseline=Decimal("98.2"), baseline_from=TODAY, baseline_to=TODAY + timedelta(days=9))
    assert off(card, days(TODAY, "98.1", "98.24")) is None, "as exactly as it is given"
    said = off(card, days(TODAY, "98.1", "97.9"))
    assert str(said) == "but its readings come to 98"
    assert str(off(card, [])) == "but no reading of it is left"
    assert off(replace(card, proxy="as contracted"), []) is None


def station() -> Crew:
    crew = Crew()
    olds = [crew.add(Kpi, name=n, phase=Phase.IMPLEMENTATION, state=KpiState.ACTIVE)
            for n in ("Grid date", "Cost a watt", "Quality", "Budget")]  # fmt: skip
    news = [crew.add(Kpi, name=n) for n in ("O&M cost", "PR", "Availability", "Hours")]
    crew.add(Changeover, old=olds[0].id, relation=Relation.ENDS, reason="connected")
    crew.add(Changeover, old=olds[1].id, relation=Relation.REPLACED, new=news[0].id)
    crew.add(Changeover, old=olds[2].id, relation=Relation.SPLITS, new=news[1].id)
    crew.add(Changeover, relation=Relation.NEW, new=news[2].id)
    crew.add(Changeover, old=olds[3].id, relation=Relation.REPLACED)
    return crew


def test_the_map_names_dead_ends_and_newcomers() -> None:
    found = mapping(station().dossier())
    assert str(found.mapped) == "75 % (3/4)"
    assert [k.name for k in found.unmapped] == ["Budget"]
    assert [k.name for k in found.ending] == ["Grid date"]
    assert [k.name for k in found.new] == ["Availability"]
    assert [k.name for k in found.loose] == ["Hours"]
    assert [line.number for line in found.broken] == [5]


@pytest.mark.parametrize("relation", [*Relation, None])
def test_a_line_between_the_wrong_kpis_maps_nothing(relation: Relation | None) -> None:
    crew = Crew()
    new = crew.add(Kpi, name="PR")
    crew.add(Changeover, old=new.id, relation=relation, new=new.id)
    found = mapping(crew.dossier())
    assert len(found.broken) == 1
    assert found.loose == (new,)


RUN = Changeover(relation=Relation.REPLACED, first=date(2026, 11, 1), last=date(2026, 11, 20))


def test_a_parallel_run_is_passed_with_readings_enough_and_few_gaps() -> None:
    new = Kpi(name="PR", frequency=Frequency.DAILY)
    news = days(date(2026, 11, 1), *["80"] * 18)
    found = parallel(RUN, None, new, [], news, TODAY)
    assert found is not None
    assert found.passed
    assert (found.readings, found.needed, str(found.gaps)) == (18, 10, "10.0 % (2/20)")
    short = parallel(RUN, None, new, [], news[:17], TODAY)
    assert short is not None
    assert [str(x) for x in short.lacks] == [
        "15.0 % (3/20) of the readings are missing, 10 % may be"
    ]
    few = parallel(RUN, None, new, [], news[:3], date(2026, 11, 3))
    assert few is not None
    assert [str(x) for x in few.lacks] == ["3 readings of 10 needed"]


def test_old_and_new_may_be_apart_as_far_as_agreed() -> None:
    run = replace(RUN, tolerance=Decimal(5), readings=2)
    new = Kpi(name="PR", frequency=Frequency.WEEKLY)
    olds = days(date(2026, 11, 1), "100", "100", "100", every=7)
    near = parallel(
        run, None, new, olds, days(date(2026, 11, 1), "95", "103", "105", every=7), TODAY
    )
    assert near is not None
    assert near.passed
    assert near.apart == Decimal(5)
    far = parallel(run, None, new, olds, days(date(2026, 11, 1), "94.9", "1", every=7), TODAY)
    assert far is not None
    assert "99.00 % apart, 5 % are allowed" in str(far.lacks[-1])
    zero = parallel(
        run, None, new, days(date(2026, 11, 1), "0"), days(date(2026, 11, 1), "1"), TODAY
    )
    assert zero is not None
    assert zero.over


def test_a_month_that_is_not_over_is_no_gap() -> None:
    run = replace(RUN, first=date(2026, 9, 1), last=date(2026, 11, 30), readings=2)
    new = Kpi(name="PR", frequency=Frequency.MONTHLY)
    news = [Reading("2026-09-30", Decimal(80)), Reading("2026-10-31", Decimal(81))]
    half = parallel(run, None, new, [], news, date(2026, 11, 2))
    assert half is not None
    assert (half.passed, str(half.gaps)) == (True, "0.0 % (0/2)")
    over = parallel(run, None, new, [], news, date(2026, 12, 1))
    assert over is not None
    assert [str(x) for x in over.lacks] == ["33.3 % (1/3) of the readings are missing, 10 % may be"]


def test_old_and_new_are_compared_by_the_period_and_not_passed_uncompared() -> None:
    run = replace(RUN, first=date(2026, 9, 1), last=date(2026, 10, 31), readings=2,
                  tolerance=Decimal(5))  # fmt: skip
    new = Kpi(name="PR", frequency=Frequency.MONTHLY)
    news = [Reading("2026-09-30", Decimal(80)), Reading("2026-10-31", Decimal(81))]
    olds = [Reading("2026-09-28", Decimal(100)), Reading("2026-10-29", Decimal(81))]
    old = Kpi(name="Yield", frequency=Frequency.MONTHLY)
    found = parallel(run, old, new, olds, news, TODAY)
    assert found is not None
    assert [str(x) for x in found.lacks] == ["old and new are 20.00 % apart, 5 % are allowed"]
    alone = parallel(run, old, new, [], news, TODAY)
    assert alone is not None
    assert [str(x) for x in alone.lacks] == ["old and new were read side by side 0 of 2 times"]
    newcomer = parallel(replace(run, relation=Relation.NEW), None, new, [], news, TODAY)
    assert newcomer is not None
    assert newcomer.passed


@pytest.mark.parametrize(
    ("frequency", "ends", "lacks"),
    [(Frequency.DAILY, None, ["old and new were read side by side 13 of 14 times"]),
     (None, None, ["old and new were read side by side 13 of 14 times"]),
     (Frequency.WEEKLY, None, []), (Frequency.DAILY, date(2026, 11, 13), [])],
)  # fmt: skip
def test_both_sides_of_a_parallel_run_must_have_been_read(
    frequency: Frequency | None, ends: date | None, lacks: list[str]
) -> None:
    run = replace(RUN, last=date(2026, 11, 14), readings=14)
    old = Kpi(name="Yield", frequency=frequency, active_to=ends)
    new = Kpi(name="PR", frequency=Frequency.DAILY)
    first = date(2026, 11, 1)
    found = parallel(run, old, new, days(first, *["80"] * 13), days(first, *["80"] * 14), TODAY)
    assert found is not None
    assert found.readings == 14
    assert [str(x) for x in found.lacks] == lacks


def test_a_line_without_days_has_no_parallel_run() -> None:
    assert parallel(Changeover(relation=Relation.NEW), None, Kpi(name="PR"), [], [], TODAY) is None
