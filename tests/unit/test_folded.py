"""Cells that name several records are read as people write them, whatever else is in them."""

from __future__ import annotations

import pytest

from tests.fixtures.hostile import HOSTILE
from workbench.exchange.folded import Part, parts


def named(cell: str, people: bool = True, there: tuple[str, ...] = ()) -> list[tuple[str, str]]:
    found = parts(cell, people=people, whole=lambda words: words in there)
    return [(part.words, part.amount) for part in found]


@pytest.mark.parametrize(
    "cell",
    [
        "Chen Hao (4), Wu Lan",
        "Chen Hao (4); Wu Lan",
        "Chen Hao（4）、Wu Lan",
        "Chen Hao（4级），Wu Lan",
        "Chen Hao (level 4)/Wu Lan",
        "Chen Hao4、Wu Lan",
        "Chen Hao 4, Wu Lan",
        "Chen Hao (L4)\nWu Lan",
        ' "Chen Hao" (4) ;; Wu Lan ; ',
    ],
)
def test_people_are_parted_as_people_part_them(cell: str) -> None:
    assert named(cell) == [("Chen Hao", "4"), ("Wu Lan", "")]


def test_posts_may_have_slashes_and_commas_where_one_is_called_so() -> None:
    assert named("Data service/BI 60 %; ended 40%", people=False) == [
        ("Data service/BI", "60"), ("ended", "40"),
    ]  # fmt: skip
    cell = "Security, permissions"
    assert named(cell, people=False) == [("Security", ""), ("permissions", "")]
    assert named(cell, people=False, there=(cell,)) == [(cell, "")]
    assert named('"Security, permissions" 12.5 %', people=False) == [(cell, "12.5")]


def test_a_number_in_a_name_is_no_amount() -> None:
    assert named("Tester 2; Erased person 04", there=("Tester 2",)) == [
        ("Tester 2", ""), ("Erased person 04", ""),
    ]  # fmt: skip
    assert named("Shift 2; Night (24x7); Room 101", people=False) == [
        ("Shift 2", ""), ("Night (24x7)", ""), ("Room 101", ""),
    ]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_a_quoted_name_is_the_name(text: str) -> None:
    inside = " ".join(text.replace('"', '""').split())
    (part,) = parts(f'"{inside}" (3)', people=True, whole=lambda words: False)
    assert (part.amount, part.quoted) == ("3", True)


@pytest.mark.parametrize(
    "unit", ["1", "(", "()", '"', '""', ":", '"a(,', "1%", "(1", "(level", "a "]
)
def test_a_cell_full_of_signs_is_read_in_no_time(unit: str) -> None:
    cell = (unit * 20_000)[:20_000]
    assert all(isinstance(part, Part) for part in parts(cell, people=True, whole=lambda w: False))
