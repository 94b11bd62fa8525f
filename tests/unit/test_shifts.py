"""The arithmetic of shifts, against cases worked out by hand."""

from __future__ import annotations

from decimal import Decimal

import pytest

from workbench.domain.registers.post import Coverage, Post
from workbench.figures.shifts import cover

OFFICE, TWO, ROUND = Coverage.OFFICE, Coverage.TWO_SHIFTS, Coverage.ROUND_THE_CLOCK


@pytest.mark.parametrize(
    ("coverage", "on_shift", "contract", "absence", "hours", "fte", "people"),
    [
        (ROUND, 1, 40, 15, 168, "4.94", 5),  # 168 / 34
        (ROUND, 2, 40, 15, 336, "9.88", 10),
        (ROUND, 1, 42, 0, 168, "4.00", 4),  # exactly four: no fifth
        (ROUND, 1, 35, 20, 168, "6.00", 6),  # 168 / 28
        (TWO, 1, 40, 15, 80, "2.35", 3),
        (TWO, 1, 40, 0, 80, "2.00", 2),
        (OFFICE, 1, 40, 15, 40, "1.18", 2),
        (OFFICE, 3, 40, 0, 120, "3.00", 3),
    ],
)
def test_people_a_post_takes(
    coverage: Coverage, on_shift: int, contract: int, absence: int, hours: int, fte: str,
    people: int,
) -> None:  # fmt: skip
    found = cover(Post(coverage=coverage, on_shift=on_shift), contract, absence)
    assert (found.hours, found.fte, found.people) == (hours, Decimal(fte), people)


def test_the_seats_there_are_and_those_that_are_missing() -> None:
    post = Post(coverage=ROUND, seats=3)
    assert cover(post).available == Decimal(34)
    assert (cover(post).seats, cover(post).missing) == (3, 2)
    assert cover(Post(coverage=ROUND, seats=6)).missing == 0
