"""Whether a part of a name may mean somebody."""

from __future__ import annotations

import pytest

from workbench.domain.names import may_mean


@pytest.mark.parametrize(
    ("part", "name"),
    [
        ("Ines", "Dr. Ines Roth"),
        ("roth", "Dr. Ines Roth"),
        ("roth, ines", "Dr. Ines Roth"),
        ("I. Roth", "Dr. Ines Roth"),
        ("工明", "刘工明"),
        ("刘工", "刘工明"),
        ("Wang Wei", "Wang Weimin"),
    ],
)
def test_words_that_begin_those_of_a_name_may_mean_it(part: str, name: str) -> None:
    assert may_mean(part, name)


@pytest.mark.parametrize(
    ("part", "name"),
    [("工", "刘工明"), ("R", "Dr. Ines Roth"), ("nes", "Dr. Ines Roth"), ("", "Li Wei"),
     ("--", "Li Wei"), ("Ines Weber", "Dr. Ines Roth"), ("王明", "刘工明")],
)  # fmt: skip
def test_other_parts_mean_nobody(part: str, name: str) -> None:
    assert not may_mean(part, name)
