"""User text is literal, and takes exactly the cells it is given."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from screens.text import apart, fit, one_line, ui_text, width
from workbench.pack import page, wrap

ANY_TEXT = st.text() | st.text(alphabet="中文ab ~[]/\u200d\ufe0f👍☺🇨🇳\u0301\t\n\x1b")


@given(ANY_TEXT, st.integers(0, 40))
def test_fit_takes_exactly_the_cells_it_is_given(text: str, cells: int) -> None:
    assert cell_len(fit(text, cells)) == cells
    assert cell_len(fit(text, cells, "right")) == cells


@given(ANY_TEXT)
def test_nothing_in_a_line_can_command_the_terminal(text: str) -> None:
    assert one_line(text).isprintable() or not any(
        ord(c) < 0x20 or 0x7F <= ord(c) <= 0x9F for c in one_line(text)
    )


def test_fit_marks_what_it_cuts() -> None:
    assert fit("Keys, certificates", 8) == "Keys, c~"
    assert fit("Keys", 8) == "Keys    "
    assert fit("-3 d", 6, "right") == "  -3 d"
    assert fit("Keys", 0) == ""


@pytest.mark.parametrize(
    ("seat", "cells", "shown"),
    [
        ("Security ?", 10, "Security ?"),
        ("Security lead ?", 10, "Security~?"),
        ("值班负责人 ?", 8, "值班负~?"),
    ],
)
def test_an_open_seat_keeps_its_mark(seat: str, cells: int, shown: str) -> None:
    assert fit(seat, cells) == shown
    assert wrap.cut(seat, cells) == shown
    assert page.cut(seat, cells).endswith("?")


def test_a_wide_character_is_never_cut_in_half() -> None:
    assert fit("知识移交", 8) == "知识移交"
    assert fit("知识移交", 7) == "知识移~"
    assert fit("知识移交", 6) == "知识~ "
    assert fit("知识移交", 1) == "~"


def test_width_is_that_of_the_text_as_shown() -> None:
    assert width("移交 PAY") == 8
    assert width("a\tb\nc") == 5
    assert width("\x1b[31mred") == len("[31mred")


def test_line_breaks_become_blanks_in_a_line_and_stay_in_a_text() -> None:
    assert one_line("a\r\nb\tc\u2028d") == "a b c d"
    assert ui_text("a\nb").plain == "a\nb"


def test_markup_is_literal_and_escapes_are_taken_out() -> None:
    assert ui_text("[@click=app.quit]boo[/]").plain == "[@click=app.quit]boo[/]"
    assert ui_text("A\x1b]0;PWNED\x07B").plain == "A]0;PWNEDB"
    assert ui_text("paid\u202edier").plain == "paiddier"


@pytest.mark.parametrize(
    ("texts", "begun"),
    [
        (["short", "shorter"], ["short", "shorter"]),
        (["x" * 60, "y" * 60], ["x" * 60, "y" * 60]),
        (
            ["one two " * 9 + "one", "one two " * 9 + "two"],
            ["~two one two one", "~two one two two"],
        ),
        (["知" * 40 + "甲", "知" * 40 + "乙"], ["~知知知知知知知知甲", "~知知知知知知知知乙"]),
        (["", "x" * 60], ["", "x" * 60]),
    ],
)
def test_two_texts_begin_where_one_sees_them_part(texts: list[str], begun: list[str]) -> None:
    assert apart(texts, 50) == begun
