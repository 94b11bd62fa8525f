"""Editing in the cell: nothing typed is lost, nothing others do gets in the way."""

from __future__ import annotations

import pytest
from textual import events

from screens.widgets.rowlist import RowList, TextLine
from screens.widgets.rowlist.editor import table_rows
from tests.fixtures.rowlist_app import ListApp, item

LINES = [item(1, "One"), item(2, "Two"), item(3, "Three"), item(4, "Four")]


def edited(app: ListApp) -> list[tuple[object, str, str, str]]:
    return [(m.id, m.column, m.value, m.done) for m in app.told if isinstance(m, RowList.Edited)]


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_the_editor_lies_over_its_cell(size: tuple[int, int]) -> None:
    app = ListApp(LINES)
    async with app.run_test(size=size) as pilot:
        before = app.list_lines()
        assert app.list.edit("PAY-02", "title", "Two")
        await pilot.press("!")
        await pilot.pause()
        after = app.list_lines()
        assert after[1][:31] == ">" + before[1][1:31]
        assert after[1][31:].startswith("Two!  ")
        assert after[2:] == before[2:]


async def test_a_narrow_cell_gets_an_editor_of_twenty_cells() -> None:
    app = ListApp(LINES)
    async with app.run_test(size=(80, 24)) as pilot:
        app.list.edit("PAY-02", "proofs", "")
        await pilot.press(*"123456789012345678")
        await pilot.pause()
        assert "123456789012345678" in app.list_lines()[1]


@pytest.mark.parametrize(
    ("key", "done"),
    [("enter", "enter"), ("tab", "tab"), ("shift+tab", "back"), ("up", "up"), ("down", "down")],
)
async def test_leaving_the_editor_commits_and_says_how(key: str, done: str) -> None:
    app = ListApp(LINES)
    async with app.run_test(size=(80, 24)) as pilot:
        app.list.edit("PAY-02", "title", "Two")
        await pilot.press("x", key)
        await pilot.pause()
        assert edited(app) == [("PAY-02", "title", "Twox", done)]
        assert not app.list.is_editing
        assert app.focused is app.list
        assert app.list.cursor_id == "PAY-02"


async def test_escape_hands_back_what_was_typed() -> None:
    app = ListApp(LINES)
    async with app.run_test(size=(80, 24)) as pilot:
        app.list.edit("PAY-02", "title", "")
        await pilot.press(*"jG", "escape")
        (cancelled,) = [m for m in app.told if isinstance(m, RowList.EditCancelled)]
        assert (cancelled.id, cancelled.column, cancelled.value) == ("PAY-02", "title", "jG")
        assert app.list.cursor_id == "PAY-02"
        assert edited(app) == []


async def test_a_refused_value_stays_in_the_editor_with_the_reason() -> None:
    app = ListApp(LINES)
    async with app.run_test(size=(80, 24)) as pilot:
        app.list.edit("PAY-02", "due", "31 Feb")
        await pilot.press("enter")
        app.list.edit_failed("There is no 31 February.")
        await pilot.pause()
        assert "31 Feb" in app.list_lines()[1]
        assert "There is no 31 February." in app.list_lines()[2]
        await pilot.press("backspace")
        await pilot.pause()
        assert "Three" in app.list_lines()[2]
        await pilot.press("enter")
        assert [value for _, _, value, _ in edited(app)] == ["31 Feb", "31 Fe"]


async def test_the_reason_is_above_when_the_editor_is_in_the_last_line() -> None:
    app = ListApp([item(i, f"Item {i}") for i in range(1, 60)])
    async with app.run_test(size=(80, 24)) as pilot:
        app.list.edit("PAY-59", "title", "x")
        await pilot.press("enter")
        app.list.edit_failed("Too short.")
        await pilot.pause()
        assert app.list_lines()[-2].strip() == "Too short."


async def test_others_changes_do_not_disturb_an_open_edit() -> None:
    app = ListApp(LINES)
    async with app.run_test(size=(80, 24)) as pilot:
        app.list.edit("PAY-03", "title", "Three")
        await pilot.press("x")
        app.list.update_lines([LINES[3], LINES[2], item(1, "Changed")])
        await pilot.press("y")
        await pilot.pause()
        shown = app.list_lines()
        assert "Changed" in shown[0]
        assert shown[2][31:].startswith("Threexy")
        await pilot.press("enter", "up")
        assert edited(app) == [("PAY-03", "title", "Threexy", "enter")]


async def test_the_editor_follows_its_row() -> None:
    app = ListApp(LINES)
    async with app.run_test(size=(80, 24)) as pilot:
        app.list.edit("PAY-02", "title", "typing")
        app.list.set_lines([TextLine("Read this"), *reversed(LINES)])
        await pilot.pause()
        assert app.list_lines()[3][31:].startswith("typing ")
        await pilot.resize_terminal(60, 20)
        await pilot.pause()
        assert app.list_lines()[3][31:].startswith("typing ")


async def test_an_edit_of_a_row_that_goes_hands_back_what_was_typed() -> None:
    app = ListApp(LINES)
    async with app.run_test(size=(80, 24)) as pilot:
        app.list.edit("PAY-02", "title", "Two")
        await pilot.press("x")
        app.list.set_lines(LINES[2:])
        await pilot.pause()
        (cancelled,) = [m for m in app.told if isinstance(m, RowList.EditCancelled)]
        assert (cancelled.id, cancelled.value) == ("PAY-02", "Twox")
        assert app.focused is app.list


async def test_an_edit_that_another_one_replaces_hands_back_what_was_typed() -> None:
    app = ListApp(LINES)
    async with app.run_test(size=(80, 24)) as pilot:
        app.list.edit("PAY-02", "title", "")
        await pilot.press("x")
        app.list.edit("PAY-03", "title", "")
        await pilot.press("y", "enter")
        (cancelled,) = [m for m in app.told if isinstance(m, RowList.EditCancelled)]
        assert (cancelled.id, cancelled.value) == ("PAY-02", "x")
        assert edited(app) == [("PAY-03", "title", "y", "enter")]


async def test_a_value_refused_after_its_row_went_is_handed_back() -> None:
    app = ListApp(LINES)
    async with app.run_test(size=(80, 24)) as pilot:
        app.list.edit("PAY-02", "title", "")
        await pilot.press("x", "enter")
        app.list.set_lines(LINES[2:])
        app.list.edit_failed("Too short.")
        await pilot.pause()
        (cancelled,) = [m for m in app.told if isinstance(m, RowList.EditCancelled)]
        assert (cancelled.id, cancelled.value) == ("PAY-02", "x")
        assert not any("Too short." in line for line in app.list_lines())


async def test_the_editor_scrolls_with_its_row() -> None:
    app = ListApp([item(i, f"Item {i}") for i in range(1, 60)])
    async with app.run_test(size=(80, 24)) as pilot:
        app.list.edit("PAY-10", "title", "typing")
        app.list.scroll_to(y=5, animate=False)
        await pilot.pause()
        assert app.list_lines()[4][31:].startswith("typing ")


async def test_nothing_opens_over_a_cell_that_is_not_there() -> None:
    async with (app := ListApp(LINES)).run_test(size=(50, 24)):
        assert not app.list.edit("PAY-99", "title", "")
        assert not app.list.edit("PAY-01", "proofs", "")
        assert not app.list.is_editing


async def test_what_is_typed_at_once_goes_into_the_editor() -> None:
    app = ListApp(LINES)
    async with app.run_test(size=(80, 24)) as pilot:
        app.list.edit("PAY-01", "title", "")
        for character in "Gm":
            app.list.post_message(events.Key(character, character))
        await pilot.pause()
        await pilot.press("enter")
        assert [value for _, _, value, _ in edited(app)] == ["Gm"]
        assert app.list.cursor_id == "PAY-01"


async def test_a_pasted_table_is_told_as_rows() -> None:
    app = ListApp(LINES)
    async with app.run_test(size=(80, 24)) as pilot:
        app.list.edit("PAY-01", "title", "")
        app.post_message(events.Paste("陈浩\t2026-12-20\r\nWu Lan\t\r\n"))
        await pilot.pause()
        (pasted,) = [m for m in app.told if isinstance(m, RowList.PastedRows)]
        assert (pasted.id, pasted.column) == ("PAY-01", "title")
        assert pasted.rows == [["陈浩", "2026-12-20"], ["Wu Lan", ""]]


async def test_a_pasted_line_goes_into_the_editor() -> None:
    app = ListApp(LINES)
    async with app.run_test(size=(80, 24)) as pilot:
        app.list.edit("PAY-01", "title", "One")
        app.post_message(events.Paste("-pasted\x1b[2J\n"))
        await pilot.pause()
        await pilot.press("enter")
        assert [value for _, _, value, _ in edited(app)] == ["One-pasted[2J"]


async def test_a_table_can_be_pasted_into_the_list_itself() -> None:
    app = ListApp(LINES)
    async with app.run_test(size=(80, 24)) as pilot:
        app.post_message(events.Paste("a\tb\nc\td"))
        await pilot.pause()
        (pasted,) = [m for m in app.told if isinstance(m, RowList.PastedRows)]
        assert (pasted.id, pasted.column) == ("PAY-01", "")
        assert pasted.rows == [["a", "b"], ["c", "d"]]


def test_a_spreadsheets_quoted_cell_is_one_cell() -> None:
    assert table_rows('x\t"two\nlines"\ny\t"say ""hi"""') == [
        ["x", "two lines"],
        ["y", 'say "hi"'],
    ]
    assert table_rows('"open\tquote\nnext') == [['"open', "quote"], ["next"]]
    assert table_rows("\n") == []
