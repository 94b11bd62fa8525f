"""The log on the screen, by keys: read, narrowed, opened, and what must be forgotten erased."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Static

from screens.log import LogScreen
from screens.sheet import SheetScreen
from screens.widgets.ask import Ask
from screens.widgets.rowlist import RowList
from tests.screens.conftest import MONDAY, MakeApp, app_of, screen_of, settled, shown, status
from workbench.domain.registers.item import Item
from workbench.domain.registers.person import Person, Side
from workbench.services import items, planning, records, undo
from workbench.services.workspace import Workspace


class Desk:
    """PAY after some acts of Sun Yu and Li Wei, seen by another program."""

    def __init__(self, path: Path, ws: Workspace, handover: int) -> None:
        self.path, self.ws, self.handover = path, ws, handover
        dossier = ws.dossier(handover)
        self.items = [i.id for i in dossier.all(Item)]
        self.people = {p.name: p.id for p in dossier.all(Person)}


@pytest.fixture
def desk(payment_file: Path, login: Callable[..., Workspace]) -> Desk:
    ws = login(payment_file, "Sun Yu", Side.RECEIVING)
    found = Desk(payment_file, ws, ws.store.handover_called("PAY"))
    items.claim(ws, found.handover, found.items[:1], "wiki", found.people["Li Wei"]).expect()
    items.verify(ws, found.handover, found.items[:1]).expect()
    records.edit(ws, found.handover, found.items[1], "text", "Roster is whole")
    undo.undo(ws, found.handover)
    return found


@asynccontextmanager
async def log(
    app: MakeApp, desk: Desk, typed: str = "", size: tuple[int, int] = (80, 24), **options: Any
) -> AsyncIterator[Pilot[int]]:
    async with app(desk.path, **options).run_test(size=size) as pilot:
        await settled(pilot)
        pilot.app.push_screen(LogScreen(desk.handover, typed))
        await settled(pilot)
        yield pilot


def lines(pilot: Pilot[Any]) -> list[str]:
    return [line[18:] for line in shown(pilot).split("\n")]


async def answer(pilot: Pilot[Any], text: str) -> None:
    await pilot.pause()
    pilot.app.screen.query_one(Ask).query_one("Input").value = text  # type: ignore[attr-defined]
    await pilot.press("enter")
    await settled(pilot)


async def test_it_is_a_key_away_from_every_screen_of_a_handover(app: MakeApp, desk: Desk) -> None:
    async with app(desk.path).run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("L")
        await settled(pilot)
        assert isinstance(pilot.app.screen, LogScreen)
        await pilot.press("escape")
        pilot.app.open_handover(desk.handover)  # type: ignore[attr-defined]
        await settled(pilot)
        await pilot.press("L")
        await settled(pilot)
        assert isinstance(pilot.app.screen, LogScreen)
        assert len(lines(pilot)) == 5
        await pilot.press("escape")
        pilot.app.push_screen(SheetScreen(desk.handover, desk.items[1]))
        await settled(pilot)
        await pilot.press("L")
        await settled(pilot)
        assert len(lines(pilot)) == 3


async def test_it_says_who_did_what_and_what_was_taken_back(app: MakeApp, desk: Desk) -> None:
    async with log(app, desk) as pilot:
        assert [line.split("  ")[0] for line in lines(pilot)] == [
            "Sun Yu", "Sun Yu", "Sun Yu", "Li Wei (by Sun Yu)", "Li Wei",
        ]  # fmt: skip
        text = shown(pilot)
        assert "undo of Item of PAY-02" in text
        assert "(undone) Item of PAY-02" in text
        head = desk.ws.head(desk.handover)[1][:8]
        assert f"head {head}" in str(pilot.app.screen.query_one("#title", Static).render())


@pytest.mark.parametrize(
    ("typed", "acts"),
    [("li wei", 2), ("PAY-01", 3), ("claim", 1), ("kind:undo", 1), ("since:1d PAY-02", 3),
     ("2026-11-24", 0), ("record:P-02", 1), ("nobody", 0)],
)  # fmt: skip
async def test_words_narrow_it_and_escape_shows_all_again(
    app: MakeApp, desk: Desk, typed: str, acts: int
) -> None:
    async with log(app, desk) as pilot:
        await pilot.press("f")
        await answer(pilot, typed)
        rows = pilot.app.screen.query_one(RowList).lines
        assert len(rows) == acts
        if not acts:
            assert "The log has nothing of the kind." in shown(pilot)
        await pilot.press("escape")
        await settled(pilot)
        assert len(pilot.app.screen.query_one(RowList).lines) == 5


async def test_a_key_that_never_was_is_asked_again(app: MakeApp, desk: Desk) -> None:
    async with log(app, desk) as pilot:
        await pilot.press("f")
        await answer(pilot, "PAY-77")
        assert "there has never been a record PAY-77 here" in status(pilot)
        assert pilot.app.screen.query_one(Ask).open


async def test_an_act_shows_fields_in_words_and_leads_to_the_record(
    app: MakeApp, desk: Desk
) -> None:
    async with log(app, desk) as pilot:
        await pilot.press("down", "down", "enter")
        await settled(pilot)
        text = shown(pilot)
        assert "PAY-01  item, changed  Plan agreed" in text
        assert "State: claimed -> verified" in text
        assert "Verified by: - -> Sun Yu" in text
        assert desk.ws.head(desk.handover)[1] not in text
        await pilot.press("]")
        await settled(pilot)
        assert "PAY-01  proof, new  wiki" in shown(pilot)
        await pilot.press("[", "enter")
        await settled(pilot)
        assert isinstance(pilot.app.screen, SheetScreen)


async def test_a_deleted_record_is_named_and_not_opened(app: MakeApp, desk: Desk) -> None:
    records.delete(desk.ws, desk.handover, [desk.items[2]]).expect()
    async with log(app, desk) as pilot:
        await pilot.press("enter")
        await settled(pilot)
        assert "PAY-03  item, deleted  Shifts funded" in shown(pilot)
        await pilot.press("enter")
        assert "the record is no longer there" in status(pilot)


async def test_names_hide_everywhere(app: MakeApp, desk: Desk) -> None:
    records.edit(desk.ws, desk.handover, desk.people["Sun Yu"], "contact", "sun@example.org")
    async with log(app, desk) as pilot:
        await pilot.press("ctrl+t")
        await settled(pilot)
        assert "Sun Yu" not in shown(pilot)
        assert "Li Wei" not in shown(pilot)
        await pilot.press("enter")
        await settled(pilot)
        assert "Contact" in shown(pilot)
        assert "sun@example.org" not in shown(pilot)
        assert "Sun Yu" not in shown(pilot)
        await pilot.press("ctrl+t")
        await settled(pilot)
        assert "sun@example.org" in shown(pilot)


async def test_what_others_do_appears_without_moving_the_cursor(app: MakeApp, desk: Desk) -> None:
    async with log(app, desk) as pilot:
        await pilot.press("down")
        rows = pilot.app.screen.query_one(RowList)
        here = rows.cursor_id
        items.start(desk.ws, desk.handover, [desk.items[3]]).expect()
        screen_of(pilot).refreshed()
        await settled(pilot)
        assert rows.cursor_id == here
        assert "6 acts" in str(pilot.app.screen.query_one("#title", Static).render())
        await pilot.press("home")
        await settled(pilot)
        assert "Start: PAY-04" in lines(pilot)[0]


async def test_v_follows_the_chain(app: MakeApp, desk: Desk) -> None:
    async with log(app, desk) as pilot:
        await pilot.press("v")
        assert "5 change sets, the chain holds" in status(pilot)
        with closing(sqlite3.connect(desk.path)) as connection, connection:
            connection.execute("UPDATE r_item SET state = 'verified'")
        await pilot.press("v")
        assert "change set 5, PAY-02: it is not as the log left it" in status(pilot)


async def test_twenty_thousand_acts_are_not_read_to_show_twenty(app: MakeApp, desk: Desk) -> None:
    with closing(sqlite3.connect(desk.path)) as connection, connection:
        connection.executemany(
            "INSERT INTO change_set (handover, at, actor, typed_by, login, kind, summary, salt,"
            " content, digest) VALUES (1, '2026-11-23T10:00:00+00:00', ?, '', '', 'edit',"
            " '{\"id\":\"x\"}', '', '', ?)",
            [(f"Person {n}", str(n)) for n in range(20_000)],
        )
    async with log(app, desk) as pilot:
        assert "Person 19999" in lines(pilot)[0]
        rows = pilot.app.screen.query_one(RowList).lines
        read = [r.cells.is_read for r in rows]  # type: ignore[union-attr]
        assert len(read) == 20_005
        assert sum(read) < 30
        await pilot.press("end")
        await settled(pilot)
        assert lines(pilot)[-1].startswith("Li Wei")
        assert sum(r.cells.is_read for r in rows) < 60  # type: ignore[union-attr]


async def test_a_person_is_erased_from_his_sheet_after_two_questions(
    app: MakeApp, desk: Desk
) -> None:
    async with app(desk.path).run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        pilot.app.push_screen(SheetScreen(desk.handover, desk.people["Sun Yu"]))
        await settled(pilot)
        drafts = app_of(pilot).drafts
        drafts.typing("draft", "ask Sun Yu again")
        await pilot.press("X")
        await settled(pilot)
        assert "log entries lose something" in shown(pilot)
        await pilot.press("y")
        await answer(pilot, "she asked for it")
        await answer(pilot, "P-03")
        assert "type P-02 to erase" in status(pilot)
        assert b"Sun Yu" in desk.path.read_bytes()
        await answer(pilot, "p-02")
        assert status(pilot) == "erased"
        assert "erased person 02" in shown(pilot)
        assert b"Sun Yu" not in desk.path.read_bytes()
        drafts.keep()
        kept = app_of(pilot).paths.state.glob("*.json")
        assert "Sun Yu" not in "".join(p.read_text() for p in kept)


async def test_what_is_not_a_person_is_not_erased(app: MakeApp, desk: Desk) -> None:
    async with app(desk.path).run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        pilot.app.push_screen(SheetScreen(desk.handover, desk.items[0]))
        await settled(pilot)
        await pilot.press("X")
        await settled(pilot)
        assert "people are erased here" in status(pilot)


async def test_the_checklist_says_when_contacts_are_due_to_be_erased(
    app: MakeApp, desk: Desk, login: Callable[..., Workspace]
) -> None:
    ws, h = desk.ws, desk.handover
    records.edit(ws, h, desk.people["Li Wei"], "contact", "li@example.org")
    records.edit(ws, h, desk.people["Li Wei"], "release", "2026-11-20")
    records.edit(ws, h, h, "retention", "30")
    planning.move_t0(ws, h, MONDAY.date() - timedelta(days=31)).expect()
    async with app(desk.path).run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        pilot.app.open_handover(h)  # type: ignore[attr-defined]
        await settled(pilot)
        assert "contacts of 1 person are due to be erased" in status(pilot)
