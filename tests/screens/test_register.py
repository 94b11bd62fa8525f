"""The table of any register, by keys."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from textual import events
from textual.pilot import Pilot
from textual.widgets import Static

from screens.dialogs import Confirm
from screens.importing import ImportScreen
from screens.register import RegisterScreen
from screens.sheet import SheetScreen
from screens.widgets.rowlist import RowList
from tests.fixtures.hostile import HOSTILE
from tests.fixtures.weather import Sky, Weather, make_table
from tests.screens.conftest import MakeApp, shown, status
from workbench.domain.registers.note import Note
from workbench.domain.registers.person import Person, Side
from workbench.services import records
from workbench.services.workspace import Workspace

pytestmark = pytest.mark.usefixtures("weather_register")

STATIONS = (("North gate", "rain", "5"), ("South", "clear", "12"), ("East pier", "", ""))


class Desk:
    """The file, seen by another program."""

    def __init__(self, path: Path, ws: Workspace) -> None:
        self.path, self.ws = path, ws
        self.handover = ws.store.handover_called("PAY")

    @property
    def weather(self) -> list[Weather]:
        return list(self.ws.dossier(self.handover).all(Weather))

    @property
    def people(self) -> list[Person]:
        return list(self.ws.dossier(self.handover).all(Person))

    def add(self, *rows: Sequence[str]) -> list[int]:
        fields = ("station", "sky", "degrees")
        return [
            records.add(self.ws, self.handover, "weather", dict(zip(fields, row, strict=True)))
            for row in rows
        ]


@pytest.fixture
def desk(payment_file: Path, login: Callable[..., Workspace]) -> Desk:
    make_table(payment_file)
    return Desk(payment_file, login(payment_file, "Sun Yu", Side.RECEIVING))


@asynccontextmanager
async def register(
    app: MakeApp, desk: Desk, name: str = "weather", width: int = 80
) -> AsyncIterator[Pilot[Any]]:
    async with app(desk.path).run_test(size=(width, 24)) as pilot:
        await pilot.app.push_screen(RegisterScreen(desk.handover, name))
        await pilot.pause()
        yield pilot


def title(pilot: Pilot[Any]) -> str:
    return str(pilot.app.screen.query_one("#title", Static).content).strip()


def rows(pilot: Pilot[Any]) -> RowList:
    return pilot.app.screen.query_one(RowList)


def first_column(pilot: Pilot[Any]) -> list[str]:
    """The keys of the rows shown, in their order."""
    return [line[1:].split()[0] for line in shown(pilot).split("\n") if line.strip()]


async def type_over(pilot: Pilot[Any], text: str, end: str = "enter") -> None:
    await pilot.press("ctrl+u", *text, end)
    await pilot.pause()


async def paste_over(pilot: Pilot[Any], text: str) -> None:
    """Empty the line that is open, paste a text into it, and leave it."""
    await pilot.press("ctrl+u")
    await paste(pilot, text)
    await pilot.press("enter")
    await pilot.pause()


async def paste(pilot: Pilot[Any], text: str) -> None:
    assert pilot.app.focused is not None
    pilot.app.focused.post_message(events.Paste(text))
    await pilot.pause()
    await pilot.pause()


async def test_the_columns_come_from_the_declaration(app: MakeApp, desk: Desk) -> None:
    desk.add(*STATIONS)
    async with register(app, desk) as pilot:
        header = rows(pilot).header_strip().text
        assert header.split() == [
            "Key", "Station", "Sky", "Temperature", "Observed", "on", "Wind", "State",
        ]  # fmt: skip
        assert "W-01 North gate" in shown(pilot)
        assert shown(pilot).split("\n")[0].split()[-3:] == ["rain", "5", "seen"]
        assert title(pilot) == "Weather watch   PAY   3 records"
    async with register(app, desk, width=120) as pilot:
        assert "Next look" in rows(pilot).header_strip().text


async def test_an_empty_register_says_how_it_is_filled(app: MakeApp, desk: Desk) -> None:
    async with register(app, desk) as pilot:
        assert "a adds a record, p takes pasted rows, i an Excel or CSV file" in shown(pilot)


async def test_a_new_record_is_typed_cell_by_cell(app: MakeApp, desk: Desk) -> None:
    async with register(app, desk) as pilot:
        await pilot.press("a")
        await type_over(pilot, "West", "tab")
        await type_over(pilot, "fog", "tab")
        assert "fog is none of: clear sky, rain" in shown(pilot)
        await type_over(pilot, "r", "tab")
        await type_over(pilot, "-2", "enter")
        await type_over(pilot, "Nov 20")
        (made,) = desk.weather
        assert (made.station, made.sky, made.degrees) == ("West", Sky.RAIN, Decimal(-2))
        assert str(made.day) == "2026-11-20"
        assert rows(pilot).cursor_id == ("record", made.id)
        await pilot.press("u")
        assert desk.weather == []


async def test_a_new_record_left_half_way_goes_on_later(app: MakeApp, desk: Desk) -> None:
    async with register(app, desk) as pilot:
        await pilot.press("a")
        await type_over(pilot, "West", "tab")
        await pilot.press("r", "escape")
        await pilot.pause()
        assert desk.weather == []
        assert "West" not in shown(pilot)
    async with register(app, desk) as pilot:
        await pilot.press("a")
        await pilot.pause()
        assert "West" in shown(pilot)
        await pilot.press("3", "enter", "enter")
        await pilot.pause()
        assert [(w.station, w.degrees) for w in desk.weather] == [("West", Decimal(3))]
        await pilot.press("a")
        await pilot.pause()
        assert shown(pilot).count("West") == 1, "what was saved is not offered again"


async def test_a_new_record_without_its_name_goes_back_to_the_name(
    app: MakeApp, desk: Desk
) -> None:
    async with register(app, desk) as pilot:
        await pilot.press("a", "tab", "tab", "tab", "enter")
        await pilot.pause()
        assert "Station is missing" in shown(pilot)
        await type_over(pilot, "West", "escape")
        assert desk.weather == []


async def test_cells_are_changed_in_place(app: MakeApp, desk: Desk) -> None:
    desk.add(*STATIONS)
    async with register(app, desk) as pilot:
        await pilot.press("e")
        await type_over(pilot, "Harbour", "tab")
        await type_over(pilot, "snow", "tab")
        assert "snow is none of" in shown(pilot)
        await type_over(pilot, "clear", "tab")
        await type_over(pilot, "7", "down")
        await type_over(pilot, "8", "enter")
        assert [(w.station, w.sky, w.degrees) for w in desk.weather[:2]] == [
            ("Harbour", Sky.CLEAR, Decimal(7)),
            ("South", Sky.CLEAR, Decimal(8)),
        ]
        await pilot.press("u")
        assert desk.weather[1].degrees == Decimal(12)


async def test_enter_opens_the_sheet_and_coming_back_shows_what_changed(
    app: MakeApp, desk: Desk
) -> None:
    desk.add(*STATIONS)
    async with register(app, desk) as pilot:
        await pilot.press("down", "enter")
        await pilot.pause()
        assert isinstance(pilot.app.screen, SheetScreen)
        await pilot.press("enter")
        await type_over(pilot, "Far south")
        await pilot.press("escape")
        await pilot.pause()
        assert "Far south" in shown(pilot)
        assert rows(pilot).cursor_id == ("record", desk.weather[1].id)


# --- rows from elsewhere ---------------------------------------------------------------------


async def test_pasted_rows_are_shown_before_they_go_in_and_undone_at_once(
    app: MakeApp, desk: Desk
) -> None:
    desk.add(STATIONS[0])
    text = (
        "Temperature\tStation\tSky\n1\tWest\train\nhot\tSouth\train\n3\tHill\tclear sky\n"
        "5\tNorth gate\train\n"
    )
    async with register(app, desk) as pilot:
        await paste(pilot, text)
        assert isinstance(pilot.app.screen, ImportScreen)
        painted = shown(pilot)
        assert "hot is not a number" in painted
        assert "already there" in painted
        head = str(pilot.app.screen.query_one(".counts", Static).content)
        assert "2 new, 0 changed, 1 already there, 1 refused" in head
        assert len(desk.weather) == 1, "nothing is written before yes"
        await pilot.press("y")
        await pilot.pause()
        assert [(w.station, w.degrees) for w in desk.weather[1:]] == [
            ("West", Decimal(1)),
            ("Hill", Decimal(3)),
        ]
        await pilot.press("u", "y")
        assert len(desk.weather) == 1


async def test_pasted_rows_left_alone_change_nothing(app: MakeApp, desk: Desk) -> None:
    async with register(app, desk) as pilot:
        await paste(pilot, "West\train\nHill\tclear")
        await pilot.press("n")
        await pilot.pause()
        assert desk.weather == []


async def test_rows_can_be_typed_and_are_kept_until_they_are_in(app: MakeApp, desk: Desk) -> None:
    async with register(app, desk) as pilot:
        await pilot.press("p")
        await pilot.pause()
        keys = str(pilot.app.screen.query_one(".keys", Static).content)
        assert "ctrl+s or F10: preview" in keys, "nothing is saved by it yet"
        await pilot.press(*"West;rain;4", "enter", *"Hill;clear;5", "ctrl+s")
        await pilot.pause()
        await pilot.press("n")
        await pilot.pause()
        await pilot.press("p")
        await pilot.pause()
        await pilot.press("1")
        await pilot.pause()
        await pilot.press("ctrl+s")
        await pilot.pause()
        await pilot.press("y")
        await pilot.pause()
        assert [(w.station, w.sky) for w in desk.weather] == [
            ("West", Sky.RAIN),
            ("Hill", Sky.CLEAR),
        ]


async def test_a_roster_is_known_by_what_its_columns_hold(app: MakeApp, desk: Desk) -> None:
    async with register(app, desk, "person") as pilot:
        await paste(pilot, "2027-02-01\tWu Lan\tSRE engineer\n2027-03-01\tSun Yu\tDuty lead\n")
        assert "1 new, 1 changed" in str(pilot.app.screen.query_one(".counts", Static).content)
        assert "Planned release: - -> 2027-03-01" in shown(pilot)
        await pilot.press("y")
        await pilot.pause()
        assert status(pilot) == "brought in from pasted rows: 1 new, 1 changed"
        by_name = {p.name: p for p in desk.people}
        assert (by_name["Wu Lan"].role, str(by_name["Wu Lan"].release)) == (
            "SRE engineer", "2027-02-01",
        )  # fmt: skip
        assert by_name["Sun Yu"].role == "Duty lead"
        assert len(desk.people) == 4
        await pilot.press("u", "y")
        assert status(pilot) == "undone: import of pasted rows into Roster: 1 new, 1 changed"
        assert len(desk.people) == 3


async def test_a_csv_file_comes_in_like_a_paste(app: MakeApp, desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "stations.csv"
    file.write_text("Station,Wind\nWest,3\n", encoding="utf-8")
    async with register(app, desk) as pilot:
        await pilot.press("i")
        await pilot.pause()
        await paste_over(pilot, str(file))
        await pilot.press("y")
        await pilot.pause()
        assert [(w.station, w.wind) for w in desk.weather] == [("West", 3)]
        await pilot.press("i")
        await pilot.pause()
        await paste_over(pilot, str(tmp_path / "none.csv"))
        assert status(pilot).startswith("! ")


async def test_marked_people_become_one_by_a_choice_of_who_stays(app: MakeApp, desk: Desk) -> None:
    async with register(app, desk, "person") as pilot:
        await pilot.press("ampersand")
        await pilot.pause()
        assert "mark the records that are one" in status(pilot)
        await pilot.press("m", "m", "ampersand")
        await pilot.pause()
        await pilot.press("2")
        await pilot.pause()
        assert "P-01: what it says here goes: Side" in shown(pilot)
        await pilot.press("y")
        await pilot.pause()
        assert [p.name for p in desk.people] == ["Sun Yu", "Gao Ping"]
        await pilot.press("u")
        await pilot.pause()
        assert len(desk.people) == 3


# --- many at once, which, in which order -----------------------------------------------------


async def test_marked_records_are_changed_at_once(app: MakeApp, desk: Desk) -> None:
    desk.add(*STATIONS)
    async with register(app, desk) as pilot:
        await pilot.press("m", "m", "e")
        await pilot.pause()
        await pilot.press("2")
        await pilot.pause()
        await pilot.press("2")
        await pilot.pause()
        assert [w.sky for w in desk.weather] == [Sky.RAIN, Sky.RAIN, None]
        await pilot.press("g", "m", "m", "m", "e")
        await pilot.pause()
        await pilot.press("3")
        await pilot.pause()
        await type_over(pilot, "warm")
        assert "warm is not a number" in status(pilot)
        await type_over(pilot, "20")
        assert {w.degrees for w in desk.weather} == {Decimal(20)}
        await pilot.press("u", "u")
        await pilot.pause()
        assert [w.sky for w in desk.weather] == [Sky.RAIN, Sky.CLEAR, None]


async def test_only_records_with_these_words_are_shown(app: MakeApp, desk: Desk) -> None:
    made = desk.add(*STATIONS)
    records.edit(desk.ws, desk.handover, made[2], "remarks", "see the RAIN gauge")
    async with register(app, desk) as pilot:
        await pilot.press("f")
        await pilot.pause()
        await type_over(pilot, "rain")
        assert first_column(pilot) == ["W-01", "W-03"], "also by fields without a column"
        assert '2 of 3   with "rain"' in title(pilot)
        await pilot.press("f")
        await pilot.pause()
        await type_over(pilot, "nothing has this")
        assert "No record has these words" in shown(pilot)
        await pilot.press("f")
        await pilot.pause()
        await type_over(pilot, "")
        assert len(first_column(pilot)) == 3


@pytest.mark.parametrize("typed", ["side:receiving", "所属方:接收方", "SIDE:接收"])
async def test_a_choice_is_asked_for_by_name_in_both_languages(
    app: MakeApp, desk: Desk, typed: str
) -> None:
    async with register(app, desk, "person") as pilot:
        await pilot.press("f")
        await pilot.pause()
        await type_over(pilot, typed)
        assert "Sun Yu" in shown(pilot)
        assert "Li Wei" not in shown(pilot)


async def test_sorting_follows_the_kind_and_empty_values_stay_last(
    app: MakeApp, desk: Desk
) -> None:
    desk.add(*STATIONS)
    async with register(app, desk) as pilot:
        orders = []
        for _ in range(2):
            await pilot.press("s")
            await pilot.pause()
            await pilot.press("4")
            await pilot.pause()
            orders.append((first_column(pilot), title(pilot).rpartition("   ")[2]))
        assert orders == [
            (["W-01", "W-02", "W-03"], "by Temperature"),
            (["W-02", "W-01", "W-03"], "by Temperature, backwards"),
        ]


async def test_others_changes_do_not_move_the_row_under_the_cursor(
    app: MakeApp, desk: Desk
) -> None:
    made = desk.add(*STATIONS)
    async with register(app, desk) as pilot:
        await pilot.press("s")
        await pilot.pause()
        await pilot.press("2")
        await pilot.pause()
        assert first_column(pilot) == ["W-03", "W-01", "W-02"]
        records.edit(desk.ws, desk.handover, made[1], "station", "Alpha")
        screen = pilot.app.screen
        assert isinstance(screen, RegisterScreen)
        screen.refreshed()
        assert [k.lstrip("*") for k in first_column(pilot)] == ["W-03", "W-01", "W-02"]
        assert "Alpha" in shown(pilot)
        await pilot.press("down")
        assert first_column(pilot) == ["W-02", "W-03", "W-01"]


async def test_deleting_is_refused_while_referred_to_and_else_undone(
    app: MakeApp, desk: Desk
) -> None:
    desk.add(*STATIONS)
    async with register(app, desk, "person") as pilot:
        await pilot.press("down", "D")
        await pilot.pause()
        assert "still used by PAY-04" in status(pilot)
        assert len(desk.people) == 3
    async with register(app, desk) as pilot:
        await pilot.press("m", "m", "D")
        await pilot.pause()
        assert isinstance(pilot.app.screen, Confirm)
        await pilot.press("y")
        await pilot.pause()
        assert [w.station for w in desk.weather] == ["East pier"]
        await pilot.press("u")
        assert len(desk.weather) == 3


async def test_a_note_is_written_from_the_table(app: MakeApp, desk: Desk) -> None:
    (made,) = desk.add(STATIONS[0])
    async with register(app, desk) as pilot:
        await pilot.press(";")
        await pilot.pause()
        await pilot.press(*"seen it", "ctrl+s")
        await pilot.pause()
        notes = desk.ws.dossier(desk.handover).under(made, Note)
        assert [(n.text, n.by) for n in notes] == [("seen it", "Li Wei")]


# --- out, hidden, hostile --------------------------------------------------------------------


@pytest.mark.parametrize(("key", "suffix"), [("1", ".csv"), ("3", ".md"), ("4", ".json")])
async def test_a_register_is_written_without_names_unless_asked_for(
    app: MakeApp, desk: Desk, tmp_path: Path, key: str, suffix: str
) -> None:
    async with register(app, desk, "person") as pilot:
        for choice, there in (("1", False), ("2", True)):
            file = tmp_path / f"roster{choice}{suffix}"
            await pilot.press("E")
            await pilot.pause()
            await pilot.press(key)
            await pilot.pause()
            await pilot.press(choice)
            await pilot.pause()
            await paste_over(pilot, str(file))
            text = file.read_text(encoding="utf-8-sig")
            assert ("Sun Yu" in text) is there
            assert "P-02" in text
            if suffix == ".json":
                assert json.loads(text)["register"] == "person"


async def test_hidden_names_are_nowhere_in_the_table(app: MakeApp, desk: Desk) -> None:
    async with register(app, desk, "person") as pilot:
        await pilot.press("f9")
        text = shown(pilot)
        assert not any(name in text for name in ("Li Wei", "Sun Yu", "Gao Ping"))
        assert "receiving side" in text
        await pilot.press("e")
        assert not rows(pilot).is_editing
        await pilot.press("f")
        await pilot.pause()
        await type_over(pilot, "Sun Yu")
        assert "No record has these words" in shown(pilot)


async def test_user_text_is_shown_as_typed(app: MakeApp, desk: Desk) -> None:
    for text in HOSTILE:
        records.add(desk.ws, desk.handover, "weather", {"station": text, "observer": text})
    async with register(app, desk) as pilot:
        painted = shown(pilot)
        for found in desk.weather:
            assert found.station[:17] in painted
        assert "\x1b" not in painted
        for text in (w.station for w in desk.weather if "\ufffd" not in w.station):
            await pilot.press("f")
            await pilot.pause()
            await paste_over(pilot, text)
            assert text in title(pilot)
            assert first_column(pilot)


async def test_pasted_hostile_text_is_shown_as_typed(app: MakeApp, desk: Desk) -> None:
    async with register(app, desk) as pilot:
        await paste(pilot, "\n".join(f"{text}\t\t{n}" for n, text in enumerate(HOSTILE)))
        painted = shown(pilot)
        assert "[TODO] call DBA" in painted
        assert "\x1b" not in painted
        await pilot.press("y")
        await pilot.pause()
        assert len(desk.weather) == len(HOSTILE)
        await pilot.press("u")


async def test_somebody_new_with_the_name_of_another_is_said(app: MakeApp, desk: Desk) -> None:
    async with register(app, desk, "person") as pilot:
        await pilot.press("a")
        await type_over(pilot, "Sun Yu")
        while rows(pilot).is_editing:
            await type_over(pilot, "")
        assert [p.name for p in desk.people].count("Sun Yu") == 2
        assert "is another Sun Yu, beside" in status(pilot)
