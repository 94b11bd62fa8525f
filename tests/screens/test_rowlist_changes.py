"""Lines come, change and go: nothing moves under the cursor."""

from __future__ import annotations

import pytest

from screens.widgets.rowlist import Group, LineId
from tests.fixtures.rowlist_app import ListApp, item, line_with, rows


async def test_the_cursor_stays_on_its_id_when_lines_change() -> None:
    app = ListApp(rows(50))
    async with app.run_test(size=(80, 24)) as pilot:
        app.list.move_to("PAY-10")
        app.list.set_lines([Group("new", "NEW", 0), *reversed(rows(50))])
        await pilot.pause()
        assert app.list.cursor_id == "PAY-10"
        assert line_with(app, "Item 10 ").startswith(">")


async def test_when_its_row_goes_the_cursor_goes_to_the_next_below() -> None:
    app = ListApp(rows(5))
    async with app.run_test(size=(80, 24)):
        followed: list[LineId | None] = []
        app.list.follow = lambda: followed.append(app.list.cursor_id)
        app.list.move_to("PAY-02")
        app.list.set_lines([row for row in rows(5) if row.id not in ("PAY-02", "PAY-03")])
        app.list.set_lines(rows(3))
        assert followed == ["PAY-02", "PAY-04", "PAY-01"]


async def test_two_lines_may_not_share_an_id() -> None:
    async with (app := ListApp()).run_test():
        with pytest.raises(ValueError, match="same id"):
            app.list.set_lines([item(1, "a"), item(1, "b")])


async def test_others_changes_of_content_appear_at_once_and_in_place() -> None:
    app = ListApp(rows(9))
    async with app.run_test(size=(80, 24)) as pilot:
        app.list.update_lines(r._replace(cells={**r.cells, "state": "[x]"}) for r in rows(9))
        await pilot.pause()
        assert all(line[1:4] == "[x]" for line in app.list_lines()[:9])
        assert not app.list.has_pending
        app.list.update_row(item(4, "Changed"))
        await pilot.pause()
        assert "Changed" in app.list_lines()[3]


async def test_a_row_that_would_move_waits_for_the_next_key() -> None:
    app = ListApp(rows(5))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("down")
        one, two, three, four, _five = rows(5)
        app.list.update_lines([four, one, item(6, "New"), two, three])
        await pilot.pause()
        titles = [line[31:38].strip() for line in app.list_lines()[:6]]
        assert titles == ["Item 1", "Item 2", "Item 3", "Item 4", "Item 5", ""]
        assert [line[0] for line in app.list_lines()[:5]] == [" ", ">", " ", "*", "*"]
        await pilot.press("down")
        await pilot.pause()
        assert app.list.cursor_id == "PAY-03"
        titles = [line[31:38].strip() for line in app.list_lines()[:6]]
        assert titles == ["Item 4", "Item 1", "New", "Item 2", "Item 3", ""]


async def test_the_cursors_row_keeps_its_line_of_the_screen_when_others_add_rows() -> None:
    app = ListApp(rows(100))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("pagedown", "pagedown", "up")
        await pilot.pause()
        before = [line[0] for line in app.list_lines()].index(">")
        app.list.update_lines([*(item(i, "New") for i in range(200, 210)), *rows(100)])
        await pilot.press("up")
        await pilot.pause()
        after = [line[0] for line in app.list_lines()].index(">")
        assert after == before - 1
        assert app.list.cursor_id == "PAY-43"


async def test_the_cursor_does_not_land_on_a_row_that_is_gone() -> None:
    app = ListApp(rows(4))
    async with app.run_test(size=(80, 24)) as pilot:
        app.list.update_lines([rows(4)[0], *rows(4)[2:]])
        await pilot.press("down")
        assert app.list.cursor_id == "PAY-03"


async def test_the_waiting_cursor_row_shows_both_its_marks() -> None:
    app = ListApp(rows(3))
    async with app.run_test(size=(80, 24)) as pilot:
        app.list.update_lines(rows(3)[1:])
        await pilot.pause()
        assert app.list_lines()[0].startswith(">[ ]*01 ")


async def test_moving_to_another_group_counts_as_moving() -> None:
    a, b = Group("a", "A", 1), Group("b", "B", 1)
    app = ListApp([a, item(1, "One"), b, item(2, "Two")])
    async with app.run_test(size=(80, 24)) as pilot:
        app.list.move_to("PAY-02")
        app.list.update_lines([a._replace(n=0), b._replace(n=2), item(1, "One"),
                               item(2, "Two")])  # fmt: skip
        await pilot.pause()
        assert line_with(app, "One")[0] == "*"
        assert line_with(app, "B 2")


async def test_what_the_user_changes_meanwhile_is_not_overtaken_by_what_waits() -> None:
    app = ListApp(rows(3))
    async with app.run_test(size=(80, 24)) as pilot:
        app.list.update_lines(reversed(rows(3)))
        app.list.update_row(item(1, "Mine"))
        await pilot.press("down")
        await pilot.pause()
        assert line_with(app, "Mine")
        assert not app.list.has_pending
