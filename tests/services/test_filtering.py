"""What people type to keep a list to."""

from __future__ import annotations

import pytest

from tests.fixtures.hostile import HOSTILE
from workbench.domain.text import clean, fold
from workbench.services.filtering import Term, quoted, terms

NAMES = {"owner": "owner", "责任人": "owner", "is": "is"}


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("Backup plan", [Term("backup"), Term("plan")]),
        ('"Backup plan"', [Term("backup plan")]),
        ('“Backup plan”', [Term("backup plan")]),
        ("OWNER:Chen", [Term("chen", "owner")]),
        ("责任人：陈", [Term("陈", "owner")]),
        ('owner:"Chen Hao" late', [Term("chen hao", "owner"), Term("late")]),
        ('"is:late"', [Term("is:late")]),
        ("https://wiki/x", [Term("https://wiki/x")]),
        ('6" pipe', [Term('6"'), Term("pipe")]),
        ("", []),
    ],
)  # fmt: skip
def test_names_quotes_and_plain_words(typed: str, found: list[Term]) -> None:
    assert list(terms(typed, NAMES)) == found


@pytest.mark.parametrize("text", HOSTILE)
def test_whatever_a_line_says_finds_it(text: str) -> None:
    words = fold(clean(text))
    assert all(term.meets(words, ()) for term in terms(text, NAMES))


def test_a_name_with_a_blank_is_offered_in_quotes() -> None:
    assert quoted("owner", "Chen Hao") == 'owner:"Chen Hao"'
    assert quoted("is", "late") == "is:late"
