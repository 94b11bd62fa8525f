"""Our own Markdown as it is read on a screen: wrapped, in line, without its marks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screens.markdown import plain, to_read
from screens.text import width
from workbench.domain.text import clean
from workbench.pack.md import code, esc, fence, quote, table, write_item


def read(*lines: str, room: int = 78) -> list[str]:
    return [told.text for told in to_read("\n".join(lines), room)]


@given(st.text(max_size=60))
def test_what_was_escaped_is_read_as_it_was_typed(typed: str) -> None:
    assert plain(esc(typed)) == clean(typed)


def test_marks_go_and_what_hangs_together_stays_together() -> None:
    text = read(
        "# Card of *K-01*".replace("*", "\\*"), "", "## Who knows it", "- one two three four five",
        *quote("first\nsecond"), "**2 stops**", "- [Verdict](#verdict)",
        write_item("done", "Keys handed over", "PAY-01"), code("rm -r /tmp/x"), room=20,
    )  # fmt: skip
    assert text == [
        "Card of *K-01*", "", "Who knows it", "- one two three four", "  five",
        "  first", "  second", "2 stops", "- Verdict",
        "- [x] Keys handed", "      over (PAY-01)", "rm -r /tmp/x",
    ]  # fmt: skip


def test_a_table_stands_in_line_and_long_cells_are_wrapped_in_their_column() -> None:
    found = read(*table(("Key", "Topic", "N"), [("K-01", "凌晨批处理卡住时先看什么", "12"),
                                                ("K-02", "a|b", "3")], "llr"), room=24)  # fmt: skip
    assert found == [
        "Key   Topic            N",
        "K-01  凌晨批处理卡住  12",
        "      时先看什么",
        "K-02  a|b              3",
    ]


def test_a_table_that_is_too_wide_is_a_list_of_its_rows() -> None:
    headers = ["编号", *(f"第{n}列" for n in range(9))]
    found = read(*table(headers, [["P-01", *(["王建国王建国"] * 9)]]), room=60)
    assert found[0].startswith("- P-01：第0列 王建国王建国；第1列")
    assert all(width(line) <= 60 for line in found)


def test_code_is_left_as_it_is() -> None:
    assert read(*fence("| no | table\n  **kept**"), "- after") == [
        "| no | table", "  **kept**", "- after",
    ]  # fmt: skip


@given(st.lists(st.text(max_size=80), min_size=2, max_size=2), st.integers(20, 90))
def test_no_line_is_longer_than_the_screen(cells: list[str], room: int) -> None:
    lines = [*table(("A", "B"), [cells]), f"- {esc(cells[0])}", f"# {esc(cells[1])}"]
    assert all(width(line) <= room for line in read(*lines, room=room))


@pytest.mark.parametrize("room", [1, 8])
def test_the_smallest_screen_has_lines_too(room: int) -> None:
    assert read("- something long enough", "| A | B |", "| --- | --- |", "| 1 | 2 |", room=room)
