from __future__ import annotations

import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.domain.text import clean, fold

# The default alphabet leaves out surrogates; files and terminals do not.
ANY_TEXT = st.text(st.characters(), max_size=200)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("plain", "plain"),
        ("  two   words \n of\tthree  ", "two words of three"),
        ("e\u0301", "é"),
        ("e\u200b\u0301", "é"),
        ("\x1b[2J wiped", "\ufffd[2J wiped"),
        ("\x9b31m", "\ufffd31m"),
        ("a\x00b\x7f", "a\ufffdb\ufffd"),
        ("\ud800", "\ufffd"),
        ("\u202aC:\\share\u202c", "C:\\share"),
        ("pass\u202eword", "password"),
        ("\ufeffName", "Name"),
        ("a\u2028b\x0bc", "a b c"),
        ("\u3000支付系统\u3000上线\u3000", "支付系统\u3000上线"),
        ("\u00a0", ""),
    ],
)
def test_one_line(typed: str, stored: str) -> None:
    assert clean(typed) == stored


def test_several_lines_keep_their_layout() -> None:
    assert clean("a\r\n\tb\rc\u2029d\n\n", multiline=True) == "a\n\tb\nc\nd\n\n"


def test_joiners_stay() -> None:
    family = "\U0001f468\u200d\U0001f469\u200d\U0001f467"
    assert clean(f"{family} می\u200cخواهم") == f"{family} می\u200cخواهم"


@given(ANY_TEXT, st.booleans())
def test_cleaning_twice_changes_nothing(text: str, multiline: bool) -> None:
    once = clean(text, multiline)
    assert clean(once, multiline) == once


@given(ANY_TEXT, st.booleans())
def test_nothing_reaches_the_terminal_but_text(text: str, multiline: bool) -> None:
    cleaned = clean(text, multiline)
    cleaned.encode()
    layout = "\n\t" if multiline else ""
    assert not {c for c in cleaned if unicodedata.category(c) == "Cc" and c not in layout}
    assert not set(cleaned) & set("\u061c\u200e\u200f\u202d\u202e\u2028\u2029\u2066\u2069\ufeff")


@pytest.mark.parametrize(
    ("sought", "found"),
    [
        ("ledger", "LEDGER"),
        ("ab1", "\uff21\uff22\uff11"),
        ("strasse", "Straße"),
        ("é", "E\u0301"),
        ("支付", "支付"),
    ],
)
def test_search_ignores_case_and_width(sought: str, found: str) -> None:
    assert fold(sought) == fold(found)


def test_folding_is_settled_for_every_character() -> None:
    characters = map(chr, range(sys.maxunicode + 1))
    assert [c for c in characters if fold(fold(c)) != fold(c)] == []
