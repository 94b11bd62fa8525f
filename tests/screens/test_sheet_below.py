"""What hangs below a record on its sheet, its neighbours, its moves, and its end."""

from __future__ import annotations

import pytest

from screens.sheet import SheetScreen
from tests.screens.conftest import MakeApp, shown, status
from tests.screens.sheet_file import Desk, rows, sheet, title, type_over
from tests.screens.sheet_file import desk as desk
from workbench.domain.registers.evidence import Evidence
from workbench.domain.registers.item import Item, ItemState
from workbench.domain.registers.note import Note
from workbench.domain.registers.person import Person
from workbench.services import records

pytestmark = pytest.mark.usefixtures("weather_register")


async def test_note_proof_and_part_of_an_item(app: MakeApp, desk: Desk) -> None:
    item = desk.ws.dossier(desk.handover).all(Item)[0]
    async with sheet(app, desk, item.id, height=50) as pilot:
        await pilot.press(";")
        await pilot.pause()
        await pilot.press(*"first", "enter", *"second", "ctrl+s")
        await pilot.pause()
        await pilot.press("p")
        await pilot.pause()
        await type_over(pilot, "https://example.org/plan.pdf")
        await pilot.press("a")
        await pilot.pause()
        await pilot.press("2")
        await pilot.pause()
        await type_over(pilot, "A part")
        await type_over(pilot, "T-40")
        await type_over(pilot, "")
        await type_over(pilot, "Sun Yu")
        dossier = desk.ws.dossier(desk.handover)
        assert [n.text for n in dossier.under(item.id, Note)] == ["first\nsecond"]
        assert [e.text for e in dossier.under(item.id, Evidence)] == [
            "https://example.org/plan.pdf"
        ]
        (part,) = dossier.under(item.id, Item)
        assert (part.text.en, str(part.due), dossier.title(part.person or 0, "en")) == (
            "A part", "T-40", "Sun Yu",
        )  # fmt: skip
        text = shown(pilot)
        for words in ("PROOFS 1", "https://example.org/plan.pdf", "PARTS 1", "PAY-05 A part",
                      "NOTES 1", "first", "second", "Li Wei"):  # fmt: skip
            assert words in text


async def test_a_row_below_opens_its_own_sheet_and_o_goes_where_a_field_points(
    app: MakeApp, desk: Desk
) -> None:
    async with sheet(app, desk, field="observer") as pilot:
        await pilot.press("o")
        await pilot.pause()
        assert title(pilot).strip() == "P-02 person   Sun Yu"
        await pilot.press("escape")
        await pilot.pause()
        note = records.add_note(desk.ws, desk.handover, desk.record, "hello")
        await pilot.press("]")
        rows(pilot).apply_pending()
        pilot.app.screen.reload()  # type: ignore[attr-defined]
        rows(pilot).move_to(("record", note))
        await pilot.press("enter")
        await pilot.pause()
        assert title(pilot).strip() == "note   hello"
        await pilot.press("o")
        await pilot.pause()
        assert title(pilot).strip() == "W-01 observation   North gate"


async def test_next_and_previous_keep_the_cursor_on_the_field(app: MakeApp, desk: Desk) -> None:
    records.add(desk.ws, desk.handover, "weather", {"station": "South", "wind": "1"})
    async with sheet(app, desk, field="wind") as pilot:
        await pilot.press("]")
        assert title(pilot).strip() == "W-02 observation   South"
        assert rows(pilot).cursor_id == ("field", "wind")
        await pilot.press("]")
        assert "no further" in status(pilot)
        await pilot.press("[")
        assert "North gate" in title(pilot)


async def test_state_moves_by_what_the_move_asks_for(app: MakeApp, desk: Desk) -> None:
    item = desk.ws.dossier(desk.handover).all(Item)[0]
    async with sheet(app, desk, item.id) as pilot:
        await pilot.press("=")
        await pilot.pause()
        await pilot.press("3")
        await pilot.pause()
        await type_over(pilot, "no budget")
        found = desk.ws.dossier(desk.handover).get(item.id)
        assert isinstance(found, Item)
        assert (found.state, found.reason) == (ItemState.BLOCKED, "no budget")
        assert "no budget" in shown(pilot)


async def test_deleting_goes_back_and_what_is_used_stays(app: MakeApp, desk: Desk) -> None:
    sun = desk.ws.dossier(desk.handover).all(Person)[1]
    async with sheet(app, desk, sun.id) as pilot:
        await pilot.press("D")
        await pilot.pause()
        assert isinstance(pilot.app.screen, SheetScreen)
        assert "still used by PAY-04, W-01" in status(pilot)
    async with sheet(app, desk) as pilot:
        await pilot.press("D")
        await pilot.pause()
        assert not isinstance(pilot.app.screen, SheetScreen)
        assert desk.ws.dossier(desk.handover).get(desk.record) is None


async def test_what_others_change_shows_and_a_record_deleted_says_so(
    app: MakeApp, desk: Desk
) -> None:
    async with sheet(app, desk, field="wind") as pilot:
        screen = pilot.app.screen
        assert isinstance(screen, SheetScreen)
        records.edit(desk.ws, desk.handover, desk.record, "station", "West gate")
        screen.refreshed()
        assert "West gate" in shown(pilot)
        assert rows(pilot).cursor_id == ("field", "wind")
        records.delete(desk.ws, desk.handover, [desk.record])
        screen.refreshed()
        assert "has been deleted" in shown(pilot)
        await pilot.press("enter", ";", "D", "]", "o", "a", "=")
        await pilot.pause()


async def test_the_log_says_who_when_and_what_in_the_words_of_the_kinds(
    app: MakeApp, desk: Desk
) -> None:
    records.edit(desk.ws, desk.handover, desk.record, "sky", "clear")
    records.edit(desk.ws, desk.handover, desk.record, "observer", "Li Wei")
    async with sheet(app, desk, height=50) as pilot:
        text = shown(pilot)
        assert "Sky: rain -> clear sky" in text
        assert "Observer: Sun Yu -> Li Wei" in text
        assert text.index("Observer: Sun Yu") < text.index("Sky: rain"), "the newest first"


async def test_a_handover_has_a_sheet_too_and_is_not_deleted(app: MakeApp, desk: Desk) -> None:
    async with sheet(app, desk, desk.handover, "giving") as pilot:
        assert title(pilot).strip() == "PAY handover   Payment system"
        await pilot.press("enter")
        await type_over(pilot, "Delivery unit")
        assert desk.ws.dossier(desk.handover).handover.giving == "Delivery unit"
        await pilot.press("D")
        await pilot.pause()
        assert "not deleted" in status(pilot)
        await pilot.press("]")
        assert "no further" in status(pilot)
        await pilot.press(";")
        await pilot.pause()
        await pilot.press(*"kick-off", "ctrl+s")
        await pilot.pause()
        assert desk.ws.dossier(desk.handover).all(Note)[0].parent == desk.handover


async def test_undo_of_its_making_leaves_a_sheet_that_says_so(app: MakeApp, desk: Desk) -> None:
    async with sheet(app, desk) as pilot:
        mine = pilot.app.ws  # type: ignore[attr-defined]
        made = records.add(mine, desk.handover, "weather", {"station": "Pier"})
        await pilot.app.push_screen(SheetScreen(desk.handover, made))
        await pilot.press("u")
        await pilot.pause()
        assert "has been deleted" in shown(pilot)
        await pilot.press("escape")
        await pilot.pause()
        assert "North gate" in title(pilot)
