"""The sheet of a record of any register, by keys."""

from __future__ import annotations

import re
import stat
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from textual.events import Paste
from textual.pilot import Pilot
from textual.widgets import Static

from screens.dialogs import Choose
from screens.note_editor import NoteEditor
from screens.sheet import SheetScreen
from screens.widgets.ask import Ask
from screens.widgets.keyline import KeyLine
from tests.fixtures.hostile import HOSTILE
from tests.fixtures.weather import Sky
from tests.screens.conftest import MakeApp, shown, status
from tests.screens.sheet_file import FULL, Desk, rows, sheet, title, type_over
from tests.screens.sheet_file import desk as desk
from workbench.app import WorkbenchApp
from workbench.domain.registers.item import Item
from workbench.domain.registers.person import Person
from workbench.domain.registers.seat import Seat
from workbench.services import items, records
from workbench.services.workspace import Workspace

pytestmark = pytest.mark.usefixtures("weather_register")


async def test_an_item_says_who_owes_it_by_his_seat(app: MakeApp, desk: Desk) -> None:
    item = next(i for i in desk.ws.dossier(desk.handover).all(Item) if i.seat and not i.person)
    assert item.seat is not None
    records.edit(desk.ws, desk.handover, item.seat, "person", "Sun Yu")
    async with sheet(app, desk, item.id) as pilot:
        assert "Sun Yu, as Duty lead" in shown(pilot)


async def test_enter_saves_a_field_and_goes_on_to_the_next(app: MakeApp, desk: Desk) -> None:
    async with sheet(app, desk, field="station") as pilot:
        await pilot.press("enter")
        await pilot.pause()
        await type_over(pilot, "South gate")
        assert desk.weather.station == "South gate"
        first, at = rows(pilot).lines[1].id, rows(pilot).cursor_id
        assert at not in (("field", "station"), first)
        assert not rows(pilot).is_editing


async def test_a_sheet_shows_fields_what_hangs_below_and_the_log(app: MakeApp, desk: Desk) -> None:
    async with sheet(app, desk, height=40) as pilot:
        text = shown(pilot)
        assert title(pilot).strip() == "W-01 observation   North gate"
        for words in (
            "Station               North gate",
            "Sky                   rain",
            "T-5wd, 2027-01-08",
            "lines",
            "Sun Yu",
            " State                 seen",
            "NOTES 0",
            "LOG 1",
            "new observation",
        ):
            assert words in text
        assert "Checksum" not in text, "what the program has not set says nothing"


@pytest.mark.parametrize(
    ("field", "typed", "value"),
    [
        ("station", "South", "South"),
        ("degrees", "21.50", Decimal("21.50")),
        ("day", "2026-11-22", date(2026, 11, 22)),
        ("wind", "3", 3),
        ("photo", "/share/2.png", "/share/2.png"),
        ("phone", "", ""),
    ],
)
async def test_a_field_is_typed_in_line_and_leaving_it_saves(
    app: MakeApp, desk: Desk, field: str, typed: str, value: object
) -> None:
    async with sheet(app, desk, field=field) as pilot:
        await pilot.press("enter")
        await type_over(pilot, typed)
        assert getattr(desk.weather, field) == value
        assert status(pilot).startswith("undo: ")
        await pilot.press("u")
        assert str(getattr(desk.weather, field) or "") == FULL[field]


async def test_a_due_date_is_typed_as_people_write_it(app: MakeApp, desk: Desk) -> None:
    async with sheet(app, desk, field="again") as pilot:
        await pilot.press("enter")
        await type_over(pilot, "T-30")
        assert str(desk.weather.again) == "T-30"
        assert "T-30, 2026-12-16" in shown(pilot)


async def test_a_choice_is_made_from_a_numbered_list(app: MakeApp, desk: Desk) -> None:
    async with sheet(app, desk, field="sky") as pilot:
        await pilot.press("enter")
        await pilot.pause()
        assert isinstance(pilot.app.screen, Choose)
        await pilot.press("1")
        await pilot.pause()
        assert desk.weather.sky is Sky.CLEAR
        await pilot.press("enter")
        await pilot.pause()
        await pilot.press("3")
        await pilot.pause()
        assert desk.weather.sky is None


async def test_a_flag_turns_at_once(app: MakeApp, desk: Desk) -> None:
    async with sheet(app, desk, field="storm") as pilot:
        await pilot.press("enter")
        assert desk.weather.storm is True
        await pilot.press("enter")
        assert desk.weather.storm is False


async def test_a_name_nobody_knows_joins_the_roster(app: MakeApp, desk: Desk) -> None:
    async with sheet(app, desk, field="observer") as pilot:
        await pilot.press("enter")
        await pilot.pause()
        assert pilot.app.screen.query_one(Ask).open
        await type_over(pilot, "Zhao New")
        people = [p.name for p in desk.ws.dossier(desk.handover).all(Person)]
        assert people[-1] == "Zhao New"
        assert "Zhao New" in shown(pilot)
        await pilot.press("enter")
        await pilot.pause()
        await type_over(pilot, "Li Wei")
        assert desk.ws.dossier(desk.handover).title(desk.weather.observer or 0, "en") == "Li Wei"


async def test_text_in_two_languages_keeps_the_other_and_marks_it(app: MakeApp, desk: Desk) -> None:
    item = desk.ws.dossier(desk.handover).all(Item)[0]
    async with sheet(app, desk, item.id, "text") as pilot:
        assert "-+ IN CHINESE 1" in shown(pilot)
        assert "计划经确认" not in shown(pilot)
        rows(pilot).move_to(("language",))
        await pilot.press("enter")
        assert re.search(r"Item +计划经确认", shown(pilot))
        rows(pilot).move_to(("field", "text"))
        await pilot.press("enter")
        await type_over(pilot, "Plan signed")
        assert "(zh, out of date) 计划经确认" in shown(pilot)
        rows(pilot).move_to(("other", "text"))
        await pilot.press("enter")
        await type_over(pilot, "计划已签署")
        assert rows(pilot).cursor_id == ("other", "text")
        found = desk.ws.dossier(desk.handover).get(item.id)
        assert isinstance(found, Item)
        assert (found.text.en, found.text.zh) == ("Plan signed", "计划已签署")


async def test_the_state_and_who_typed_it_stand_first(app: MakeApp, desk: Desk) -> None:
    dossier = desk.ws.dossier(desk.handover)
    item, li = dossier.all(Item)[0], dossier.find("person", "Li Wei", "en")
    items.claim(desk.ws, desk.handover, [item.id], "CHG-1", li).expect()
    async with sheet(app, desk, item.id) as pilot:
        first, *rest = shown(pilot).split("\n")
        assert " ".join(first.split()).startswith(
            "State claimed by Li Wei (typed by Sun Yu), Nov 23; waits for the"
        )
        assert any("R-02 stops G1" in line for line in rest[:2])
        assert any(line.startswith("-- PROOFS 1") for line in rest), "on one screen"
        await pilot.press("up", "enter")
        await pilot.pause()
        assert isinstance(pilot.app.screen, Choose), "enter on the state moves it on"


async def test_less_is_asked_only_with_the_other_side(app: MakeApp, desk: Desk) -> None:
    item = desk.ws.dossier(desk.handover).all(Item)[0]

    def now() -> Item:
        found = desk.ws.dossier(desk.handover).get(item.id)
        assert isinstance(found, Item)
        return found

    async with sheet(app, desk, item.id, "mandatory") as pilot:
        await pilot.press("enter")
        await pilot.pause()
        assert isinstance(pilot.app.screen, Choose)
        assert "Li Wei" not in shown(pilot)
        await pilot.press("escape")
        await pilot.pause()
        assert now().mandatory
        await pilot.press("enter")
        await pilot.pause()
        await pilot.press("1")
        await pilot.pause()
        assert not now().mandatory
        assert desk.ws.dossier(desk.handover).title(now().optional_by or 0, "en") == "Sun Yu"


async def test_an_editor_never_takes_the_other_language_for_this_one(
    app: MakeApp, desk: Desk, login: Callable[..., Workspace]
) -> None:
    seat = desk.ws.dossier(desk.handover).all(Seat)[0]
    with desk.ws.change(desk.handover, "edit", _what()) as ed:
        ed.set(seat.id, about=type(seat.about)(zh="值班"))
    async with sheet(app, desk, seat.id, "about") as pilot:
        await pilot.press("enter", "enter")
        found = desk.ws.dossier(desk.handover).get(seat.id)
        assert isinstance(found, Seat)
        assert (found.about.en, found.about.zh) == ("", "值班")


def keys(pilot: Pilot[Any]) -> str:
    """The last line of the screen."""
    return str(pilot.app.screen.query_one(KeyLine).render())


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("degrees", "warm", "warm is not a number"),
        ("wind", "13", "not a whole number from 0 to 12"),
        ("day", "some day", "is not a date"),
        ("again", "soon", "is not a due date"),
    ],
)
async def test_what_is_not_taken_stays_in_the_editor_with_the_sentence(
    app: MakeApp, desk: Desk, field: str, typed: str, sentence: str
) -> None:
    before = desk.weather
    async with sheet(app, desk, field=field) as pilot:
        await pilot.press("enter")
        await type_over(pilot, typed)
        assert rows(pilot).is_editing
        assert sentence in shown(pilot)
        assert "enter Save  f1 All keys" in keys(pilot)
        await pilot.press("escape")
        assert not rows(pilot).is_editing
        assert "enter Edit" in keys(pilot)
        assert isinstance(pilot.app.screen, SheetScreen)
        assert desk.weather == before


async def test_what_the_program_sets_is_not_edited(app: MakeApp, desk: Desk) -> None:
    async with sheet(app, desk, field="sum") as pilot:
        assert "Set by the program." in str(pilot.app.screen.query_one(".about", Static).content)
        await pilot.press("enter")
        assert not rows(pilot).is_editing
        assert "set by the program" in status(pilot)


async def test_tab_goes_to_the_next_field_and_edits_it(app: MakeApp, desk: Desk) -> None:
    async with sheet(app, desk, field="degrees") as pilot:
        await pilot.press("enter")
        await type_over(pilot, "5", "tab")
        await type_over(pilot, "2026-11-21")
        assert (desk.weather.degrees, desk.weather.day) == (Decimal(5), date(2026, 11, 21))


# --- two people, one field -------------------------------------------------------------------


async def _both_edit(pilot: Pilot[Any], desk: Desk, field: str, theirs: str, mine: str) -> None:
    await pilot.press("enter")
    records.edit(desk.ws, desk.handover, desk.record, field, theirs)
    await type_over(pilot, mine)


@pytest.mark.parametrize(
    ("key", "result"), [("1", "Theirs"), ("2", "Mine"), ("3", "Theirs / Mine")]
)
async def test_a_conflict_asks_whose_text_shall_stand(
    app: MakeApp, desk: Desk, key: str, result: str
) -> None:
    async with sheet(app, desk, field="station") as pilot:
        await _both_edit(pilot, desk, "station", "Theirs", "Mine")
        assert isinstance(pilot.app.screen, Choose)
        assert "Sun Yu changed Station of W-01 meanwhile" in str(
            pilot.app.screen.query_one(Static).content
        )
        await pilot.press(key)
        await pilot.pause()
        assert desk.weather.station == result
        assert result in shown(pilot)


async def test_a_number_in_conflict_has_no_both_and_leaving_keeps_what_was_typed(
    app: MakeApp, desk: Desk
) -> None:
    async with sheet(app, desk, field="wind") as pilot:
        await _both_edit(pilot, desk, "wind", "4", "5")
        await pilot.press("3", "escape")
        await pilot.pause()
        assert rows(pilot).is_editing
        assert desk.weather.wind == 4
        await pilot.press("enter")
        await pilot.pause()
        await pilot.press("2")
        await pilot.pause()
        assert desk.weather.wind == 5


async def test_two_languages_of_one_text_are_no_conflict(app: MakeApp, desk: Desk) -> None:
    item = desk.ws.dossier(desk.handover).all(Item)[0]
    async with sheet(app, desk, item.id, "text") as pilot:
        await pilot.press("enter")
        with desk.ws.change(desk.handover, "edit", _what()) as ed:
            ed.set(item.id, text=item.text.edited("zh", "计划已签"))
        await type_over(pilot, "Plan signed")
        found = desk.ws.dossier(desk.handover).get(item.id)
        assert isinstance(found, Item)
        assert (found.text.en, found.text.zh) == ("Plan signed", "计划已签")


# --- long text -------------------------------------------------------------------------------


async def test_long_text_has_a_dialog_whose_draft_survives(app: MakeApp, desk: Desk) -> None:
    async with sheet(app, desk, field="remarks") as pilot:
        await pilot.press("enter")
        await pilot.pause()
        assert isinstance(pilot.app.screen, NoteEditor)
        await pilot.press("enter", *"third", "escape")
        await pilot.pause()
        assert desk.weather.remarks == "two\nlines"
        assert "kept and offered again" in status(pilot)
        kept = list(pilot.app.paths.state.glob("*.json"))  # type: ignore[attr-defined]
        assert [stat.S_IMODE(p.stat().st_mode) for p in kept] == [0o600]
    async with sheet(app, desk, field="remarks") as pilot:
        await pilot.press("enter")
        await pilot.pause()
        await pilot.press("1")
        await pilot.pause()
        await pilot.press("ctrl+s")
        await pilot.pause()
        assert desk.weather.remarks == "two\nlines\nthird"
        await pilot.press("enter")
        await pilot.pause()
        assert isinstance(pilot.app.screen, NoteEditor), "a saved draft is not offered again"


async def test_an_old_draft_does_not_write_over_what_others_wrote_since(
    app: MakeApp, desk: Desk
) -> None:
    async with sheet(app, desk, field="remarks") as pilot:
        await pilot.press("enter")
        await pilot.pause()
        await pilot.press(*" mine", "escape")
        await pilot.pause()
        records.edit(desk.ws, desk.handover, desk.record, "remarks", "theirs")
        await pilot.press("enter")
        await pilot.pause()
        await pilot.press("1")
        await pilot.pause()
        await pilot.press("f10")
        await pilot.pause()
        await pilot.press("3")
        await pilot.pause()
        assert desk.weather.remarks == "theirs\n\ntwo\nlines mine"


async def test_text_that_is_too_long_keeps_the_dialog_open(app: MakeApp, desk: Desk) -> None:
    async with sheet(app, desk, field="remarks") as pilot:
        await pilot.press("enter")
        await pilot.pause()
        editor = pilot.app.screen
        assert isinstance(editor, NoteEditor)
        editor.query_one("NoteArea").text = "x" * 20_001  # type: ignore[attr-defined]
        await pilot.press("ctrl+s")
        await pilot.pause()
        assert pilot.app.screen is editor
        assert "20001 characters are too many" in str(editor.query_one(".told", Static).content)


async def test_every_line_of_a_long_text_can_be_reached(app: MakeApp, desk: Desk) -> None:
    text = "\n".join(f"line {n}" for n in range(60))
    records.edit(desk.ws, desk.handover, desk.record, "remarks", text)
    async with sheet(app, desk, field="remarks") as pilot:
        seen = set()
        for _ in range(60):
            seen |= {line.strip() for line in shown(pilot).split("\n")}
            await pilot.press("down")
        assert {f"line {n}" for n in range(1, 60)} <= {s.removeprefix(">").strip() for s in seen}


async def test_a_wide_line_wraps_by_cells_and_loses_nothing(app: MakeApp, desk: Desk) -> None:
    words = "支付渠道与账务核对规则" * 12
    records.edit(desk.ws, desk.handover, desk.record, "station", words)
    async with sheet(app, desk) as pilot:
        lines = shown(pilot).split("\n")[1:9]
        assert "".join(lines).replace(" ", "").startswith(f">Station{words[:20]}")
        assert words in "".join(line[23:].strip() for line in lines)


# --- what is shown ---------------------------------------------------------------------------


async def test_hidden_names_are_nowhere_on_the_sheet(app: MakeApp, desk: Desk) -> None:
    records.add_note(desk.ws, desk.handover, desk.record, "a word")
    async with sheet(app, desk, field="observer", height=50) as pilot:
        await pilot.press("f9")
        text = shown(pilot)
        assert "Sun Yu" not in text
        assert "110" not in text
        assert "receiving side" in text
        await pilot.press("enter")
        assert "names are hidden" in status(pilot)
        await pilot.press("o")
        await pilot.pause()
        assert "Sun Yu" not in title(pilot) + shown(pilot)


async def test_user_text_is_shown_as_typed(app: MakeApp, desk: Desk) -> None:
    async with sheet(app, desk, height=70) as pilot:
        for text in HOSTILE:
            desk.record = records.add(desk.ws, desk.handover, "weather", FULL)
            for field in ("station", "place", "remarks", "photo", "phone", "observer"):
                records.edit(desk.ws, desk.handover, desk.record, field, text)
            records.add_note(desk.ws, desk.handover, desk.record, text)
            await pilot.app.push_screen(SheetScreen(desk.handover, desk.record))
            await pilot.pause()
            words = " ".join(desk.weather.station.split())
            painted = shown(pilot)
            assert words in title(pilot)
            assert sum(words in line for line in painted.split("\n")) >= 8
            assert "\x1b" not in painted
            for field in ("station", "remarks"):
                rows(pilot).move_to(("field", field))
                await pilot.press("enter")
                await pilot.pause()
                await pilot.press("escape")
                await pilot.pause()
            await pilot.press("]", "o", "o", "escape")
            assert isinstance(pilot.app, WorkbenchApp)


def _what() -> Any:
    from workbench.domain.message import msg

    return msg("a change")


async def test_lines_pasted_into_a_field_become_one(app: MakeApp, desk: Desk) -> None:
    async with sheet(app, desk, field="station") as pilot:
        await pilot.press("enter", "ctrl+u")
        assert pilot.app.focused is not None
        pilot.app.focused.post_message(Paste("North gate\nbehind\tthe sluice\n"))
        await pilot.press("enter")
        await pilot.pause()
        assert desk.weather.station == "North gate behind the sluice"
