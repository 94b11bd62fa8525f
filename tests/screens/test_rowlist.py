"""The list: what is on the screen, where the cursor is, and what the list tells its screen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pytest
from rich.cells import cell_len
from textual.geometry import Offset

from screens.widgets.rowlist import (
    Cell,
    Column,
    Group,
    LateCells,
    Line,
    Row,
    RowList,
    Rule,
    TextLine,
)
from tests.fixtures.rowlist_app import CHECKLIST_LINES, ListApp, item, line_with, rows

SIZES = [(80, 24), (120, 40)]

HOSTILE = [
    "db[0] failover",
    "[/]",
    "[/foo] bar",
    "[TODO] call DBA",
    "[x] done",
    "[ ] todo",
    "owner [Ops/DBA]",
    "50% [est.]",
    "[@click=app.quit]boo[/]",
    "[bold red]loud[/bold red]",
    "$primary :smile: \\[x]",
]


@pytest.mark.parametrize("size", SIZES)
async def test_a_checklist_as_it_is_drawn(size: tuple[int, int]) -> None:
    app = ListApp()
    async with app.run_test(size=size):
        header, late, first, second, blank, *_ = app.screen_lines()
    assert "Title" in header
    assert header.index("Title") == first.index("Roster")
    assert late.startswith("-- LATE 2  ---")
    assert late.endswith("--- proof ")
    assert first.startswith(">[ ] 03 Nov 20 -3 d Chen Hao   Roster and outsourced")
    assert second.startswith(" [ ] 04 Nov 20 -3 d Zhang Min  24x7")
    assert blank.strip() == ""
    assert {cell_len(line) for line in (late, first, second, blank)} == {size[0]}


async def test_the_last_column_is_clipped_where_the_title_does_not_fit() -> None:
    app = ListApp()
    async with app.run_test(size=(80, 24)) as pilot:
        assert "leavers~    0" in line_with(app, "Roster")
        await pilot.resize_terminal(120, 40)
        await pilot.pause()
        assert "leavers named" in line_with(app, "Roster")


async def test_cells_are_made_when_their_row_is_seen() -> None:
    made: list[int] = []

    def cells(number: int, title: str) -> Mapping[str, Cell | str]:
        made.append(number)
        return {"title": title}

    def late(n: int, title: str = "Ledger") -> Row:
        return Row(n, LateCells(cells, n, title))

    app = ListApp([late(n) for n in range(1000)])
    async with app.run_test(size=(80, 24)) as pilot:
        assert max(made) < 24
        await pilot.press("end")
        await pilot.pause()
        assert set(made).isdisjoint(range(24, 950))
        assert 999 in made
        made.clear()
        app.list.update_lines([late(n, "Roster" if n == 990 else "Ledger") for n in range(1000)])
        await pilot.pause()
        assert made == [990], "what is the same is not made again"
        assert app.list.search("roster") == 1, "all of them are searched"


async def test_columns_are_dropped_when_the_list_gets_narrow() -> None:
    app = ListApp([item(3, "Roster")])
    async with app.run_test(size=(80, 24)) as pilot:
        assert "-3 d" in line_with(app, "Roster")
        assert line_with(app, "Roster").rstrip().endswith("0")
        await pilot.resize_terminal(69, 24)
        await pilot.pause()
        assert "-3 d" in line_with(app, "Roster")
        assert line_with(app, "Roster").rstrip().endswith("Roster")
        await pilot.resize_terminal(50, 24)
        await pilot.pause()
        assert "-3 d" not in line_with(app, "Roster")


async def test_columns_start_in_the_same_cell_whatever_the_script() -> None:
    titles = ["Ledger", "核对总账重试逻辑", "👍 done", "e\u0301tat", "☺\ufe0f ok", "a\tb"]
    owners = ["Chen Hao", "陈浩然欧阳明月", "李 伟", "Ma\u200dRui", "🇨🇳", "x\ny"]
    lines = [item(i, t, owner=o) for i, (t, o) in enumerate(zip(titles, owners, strict=True))]
    app = ListApp(lines)
    async with app.run_test(size=(80, 24)):
        shown = app.list_lines()[: len(lines)]
    assert {cell_len(line) for line in shown} == {80}
    for line, title in zip(shown, ["Ledger", "核对", "👍", "e", "☺ ok", "a b"], strict=True):
        assert cell_len(line[: line.index(title, 20)]) == 31
    assert "陈浩然欧~ " in shown[1]


@pytest.mark.parametrize("text", HOSTILE)
async def test_hostile_text_is_shown_as_it_is(text: str) -> None:
    lines: list[Line] = [
        Group("g", text, 1, note=text, hint=text),
        Row("r", {"title": text, "owner": "x"}),
        TextLine(text),
        Rule(text),
    ]
    app = ListApp(lines)
    async with app.run_test(size=(120, 40)) as pilot:
        app.list.edit("r", "title", text, placeholder=text)
        await pilot.pause()
        assert sum(text in line for line in app.list_lines()) == 4
        app.list.edit_failed(text)
        await pilot.press("escape")
        app.list.set_lines([])
        app.list.empty_text = text
        await pilot.pause()


async def test_terminal_escapes_do_not_reach_the_screen() -> None:
    app = ListApp([Row("r", {"title": "A\x1b]0;PWNED\x1b\\B\x9b2J"}), TextLine("x\x1b[2Jy")])
    async with app.run_test(size=(80, 24)):
        screen = "".join(app.screen_lines())
    assert "\x1b" not in screen
    assert "\x9b" not in screen
    assert "x[2Jy" in screen


async def test_an_empty_list_says_so() -> None:
    app = ListApp([], empty_text="No items yet.\nn makes the first one.")
    async with app.run_test(size=(80, 24)) as pilot:
        assert app.list_lines()[0].strip() == "No items yet."
        assert app.list_lines()[1].strip() == "n makes the first one."
        await pilot.press("down", "enter", "m", "G", "left")
        assert app.list.cursor_id is None
        app.list.update_lines(rows(1))
        await pilot.pause()
        assert app.list.cursor_id == "PAY-01"


async def test_keys_move_over_groups_but_not_over_text() -> None:
    app = ListApp()
    visited = []
    async with app.run_test(size=(80, 24)) as pilot:
        for key in ("down", "j", "down", "down", "down", "k", "up", "g", "end"):
            await pilot.press(key)
            visited.append(app.list.cursor_id)
    assert visited == [
        "PAY-04", "soon", "PAY-05", "later", "later", "PAY-05", "soon", "PAY-03", "PAY-05",
    ]  # fmt: skip


async def test_the_ends_are_the_first_and_last_row_and_headings_only_without_rows() -> None:
    folded: list[Line] = [Group("b", "B", folded=True), item(60, "Folded away")]
    app = ListApp([Group("a", "A"), *rows(50), *folded])
    visited = []
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("G")
        await pilot.pause()
        visited.append(app.list.cursor_id)
        assert "-+ B" in app.list_lines()[-1], "what is below it is there to be seen"
        await pilot.press("g")
        await pilot.pause()
        visited.append(app.list.cursor_id)
        assert "-- A" in app.list_lines()[0]
        app.list.set_folded("a", True)
        await pilot.press("G")
        visited.append(app.list.cursor_id)
    assert visited == ["PAY-50", "PAY-01", "b"]


@pytest.mark.parametrize("size", SIZES)
async def test_paging_and_ends_of_a_long_list(size: tuple[int, int]) -> None:
    app = ListApp(rows(300))
    async with app.run_test(size=size) as pilot:
        await pilot.press("pagedown")
        assert app.list.cursor_id == f"PAY-{app.list.region.height:02}"
        await pilot.press("G")
        await pilot.pause()
        assert app.list_lines()[-1].startswith(">[ ] ")
        assert "Item 300" in app.list_lines()[-1]
        await pilot.press("pageup", "home")
        await pilot.pause()
        assert "Item 1 " in app.list_lines()[0]


async def test_going_back_to_the_first_row_shows_the_heading_above_it() -> None:
    app = ListApp([TextLine("Read me"), *rows(50)])
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("G", "g")
        await pilot.pause()
        assert "Read me" in app.list_lines()[0]


async def test_folding_a_group_hides_its_rows_and_keeps_its_count() -> None:
    app = ListApp()
    async with app.run_test(size=(80, 24)) as pilot:
        assert line_with(app, "LATER").startswith("-+ LATER 2   enter opens  ---")
        await pilot.press("left")
        assert app.list.cursor_id == "late"
        await pilot.press("left")
        await pilot.pause()
        assert not any("Roster" in line for line in app.list_lines())
        assert line_with(app, "LATE 2").startswith(">+ LATE 2   enter opens  ---")
        app.list.set_lines(CHECKLIST_LINES)
        assert app.list.is_folded("late")
        await pilot.press("l", "end", "down", "enter")
        await pilot.pause()
        assert line_with(app, "Roster")
        assert line_with(app, "Lessons")
        folds = [(m.id, m.folded) for m in app.told if isinstance(m, RowList.FoldToggled)]
        assert folds == [("late", True), ("late", False), ("later", False)]


async def test_a_cursor_in_a_group_that_is_folded_goes_to_its_heading() -> None:
    async with (app := ListApp()).run_test():
        app.list.set_folded("late", True)
        assert app.list.cursor_id == "late"
        assert app.list.move_to("PAY-04")
        assert not app.list.is_folded("late")
        assert not app.list.move_to("PAY-99")


async def test_enter_chooses_a_row() -> None:
    app = ListApp()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("down", "enter")
        assert [m.id for m in app.told if isinstance(m, RowList.Chosen)] == ["PAY-04"]


async def test_marks_are_plus_signs_and_survive_what_stays() -> None:
    app = ListApp(rows(6))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("m", "m", "down", "M", "shift+down")
        await pilot.pause()
        assert app.list.marked == {f"PAY-0{i}" for i in range(1, 6)}
        assert [line[0] for line in app.list_lines()[:6]] == ["+", "+", "+", "+", ">", " "]
        assert app.list_lines()[4].startswith(">[ ]+")
        app.list.set_lines(rows(6)[2:])
        await pilot.press("home", "m")
        assert app.list.marked == {"PAY-04", "PAY-05"}
        await pilot.press("escape")
        assert app.list.marked == frozenset()
        last = [m.ids for m in app.told if isinstance(m, RowList.MarksChanged)][-2:]
        assert last == [{"PAY-04", "PAY-05"}, frozenset()]


async def test_marking_goes_on_to_the_next_row_and_never_to_a_heading() -> None:
    app = ListApp()
    async with app.run_test(size=(80, 24)) as pilot:
        app.list.move_to("PAY-03")
        await pilot.press("m", "m", "m")
        assert app.list.marked == {"PAY-03", "PAY-04", "PAY-05"}
        await pilot.press("m", "m")
        assert app.list.marked <= {"PAY-03", "PAY-04", "PAY-05"}, "a folded group is below"
        app.list.move_to("later")
        await pilot.press("m")
        assert app.list.marked >= {"PAY-20", "PAY-21"}


async def test_marking_a_group_marks_its_rows() -> None:
    app = ListApp()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("end", "down", "m")
        assert app.list.marked == {"PAY-20", "PAY-21"}
        app.list.toggle_mark("later")
        assert not app.list.marked


async def test_find_goes_round_and_into_folded_groups() -> None:
    app = ListApp()
    found = []
    async with app.run_test(size=(80, 24)) as pilot:
        assert app.list.search("LE") == 4
        for key in ("n", "n", "n", "N"):
            found.append(app.list.cursor_id)
            await pilot.press(key)
        assert app.list.search("pay-05") == 1
        assert app.list.cursor_id == "PAY-05"
        assert app.list.search("nowhere") == 0
    assert found == ["PAY-03", "PAY-04", "PAY-05", "PAY-20"]


class CountedCells(Mapping[str, Cell | str]):
    """Cells that count how often a row was painted."""

    def __init__(self, title: str) -> None:
        self.title = title
        self.painted = 0

    def __getitem__(self, key: str) -> str:
        if key != "title":
            raise KeyError(key)
        self.painted += 1
        return self.title

    def __iter__(self) -> Iterator[str]:
        return iter(("title",))

    def __len__(self) -> int:
        return 1


async def test_only_visible_rows_are_painted_and_only_changed_ones_again() -> None:
    cells = [CountedCells(f"Item {i}") for i in range(3000)]
    app = ListApp([Row(i, c) for i, c in enumerate(cells)], [Column("title")])
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert [i for i, c in enumerate(cells) if c.painted] == list(range(23))
        before = [c.painted for c in cells]
        await pilot.press("down")
        await pilot.pause()
        assert [i for i, c in enumerate(cells) if c.painted > before[i]] == [0, 1]


async def test_keys_can_be_bound_anew() -> None:
    app = ListApp()
    async with app.run_test(size=(80, 24)) as pilot:
        app.set_keymap({"list.down": "t"})
        await pilot.press("t")
        assert app.list.cursor_id == "PAY-04"
        await pilot.press("j")
        assert app.list.cursor_id == "PAY-04"


async def test_the_mouse_moves_chooses_and_scrolls() -> None:
    app = ListApp(rows(100))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.click(RowList, offset=Offset(5, 3))
        await pilot.click(RowList, offset=Offset(5, 3))
        assert [m.id for m in app.told if isinstance(m, RowList.Chosen)] == ["PAY-04"]
        app.list.scroll_to(y=20, animate=False)
        await pilot.click(RowList, offset=Offset(5, 0))
        assert app.list.cursor_id == "PAY-21"


async def test_rows_may_have_columns_of_their_own() -> None:
    app = ListApp([item(1, "One"), Row("d", {"text": "Data platform"}, layout="wide", depth=1)])
    app.list.set_columns([Column("text")], "text", layout="wide")
    async with app.run_test(size=(80, 24)):
        assert app.list_lines()[1].startswith("   Data platform")


@pytest.mark.parametrize("theme", ["textual-dark", "textual-light", "ansi-dark"])
async def test_the_cursor_is_seen_in_any_theme(theme: str) -> None:
    app = ListApp(rows(3))
    app.theme = theme
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        cursor, other = (next(iter(app.list.render_line(y))).style for y in (0, 1))
        assert cursor is not None
        assert other is not None
        assert cursor.reverse or cursor.bgcolor != other.bgcolor


@pytest.mark.parametrize("theme", ["textual-dark", "ansi-dark"])
async def test_the_cursor_looks_otherwise_while_keys_go_elsewhere(theme: str) -> None:
    app = ListApp(rows(3))
    app.theme = theme

    def styles() -> list[object]:
        return [next(iter(app.list.render_line(y))).style for y in (0, 1)]

    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        cursor, other = styles()
        app.screen.set_focus(None)
        await pilot.pause()
        assert styles()[0] not in (cursor, other)
        app.list.focus()
        await pilot.pause()
        assert styles() == [cursor, other]


async def test_a_list_can_be_as_high_as_its_lines() -> None:
    app = ListApp(rows(3))
    app.list.styles.height = "auto"
    app.list.styles.max_height = 20
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert app.list.region.height == 3
        app.list.set_lines(rows(40))
        await pilot.press("G")
        await pilot.pause()
        assert app.list_lines()[-1].startswith(">")
