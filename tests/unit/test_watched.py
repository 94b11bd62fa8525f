"""A watched day knows when what was compared with it would come out otherwise."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.domain.watched import Watched

TODAY = date(2026, 11, 23)
DAY = timedelta(days=1)
COMPARED: dict[str, Callable[[date, date], bool]] = {
    "before": lambda day, today: day < today,
    "not after": lambda day, today: day <= today,
    "after": lambda day, today: day > today,
    "not before": lambda day, today: day >= today,
    "today": lambda day, today: day == today,
    "from the other side": lambda day, today: today < day,
}


@pytest.mark.parametrize("how", COMPARED)
@given(offsets=st.lists(st.integers(-5, 5), min_size=1, max_size=4))
def test_it_turns_no_later_than_the_first_answer_does(how: str, offsets: list[int]) -> None:
    days = [TODAY + n * DAY for n in offsets]
    compare = COMPARED[how]
    watched = Watched.on(TODAY)
    answers = [compare(day, watched) for day in days]
    assert answers == [compare(day, TODAY) for day in days]
    for later in (TODAY + n * DAY for n in range(1, 12)):
        if [compare(day, later) for day in days] != answers:
            assert watched.turns is not None
            assert TODAY < watched.turns <= later
            break


def test_what_lies_behind_never_turns() -> None:
    watched = Watched.on(TODAY)
    assert date(2026, 1, 1) < watched
    assert watched.turns is None


def test_whoever_counts_days_is_good_for_one_day() -> None:
    watched = Watched.on(TODAY)
    assert (watched - date(2026, 11, 20)).days == 3
    assert watched.turns == TODAY + DAY
    other = Watched.on(TODAY)
    assert other + DAY == TODAY + DAY
    assert other.turns == TODAY + DAY


def test_it_is_a_day_like_any_other() -> None:
    watched = Watched.on(TODAY)
    assert (watched.isoformat(), hash(watched), str(watched)) == (
        TODAY.isoformat(), hash(TODAY), str(TODAY),
    )  # fmt: skip


def test_the_last_day_of_all_never_turns() -> None:
    watched = Watched.on(TODAY)
    assert not watched > date.max
    assert watched.turns is None
