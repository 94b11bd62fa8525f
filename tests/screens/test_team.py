"""The team by week and the release waves, by keys."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from rich.cells import cell_len

from screens.dialogs import Confirm
from screens.leaving import ReleaseScreen, RosterScreen
from screens.leaving.roster_lines import PersonId
from screens.sheet import SheetScreen
from screens.team import TeamScreen, WavesScreen
from screens.team.curve import FigureId, WeekId
from screens.team.waves import MemberId, WaveId
from tests.screens.conftest import MakeApp, give, screen_of, shown, status
from tests.screens.leaving_file import Team, choose, line, press, roster, running, told, typed
from tests.screens.leaving_file import team as team
from workbench.domain.message import msg
from workbench.domain.registers.person import Employment, Person, PersonState, Side
from workbench.domain.registers.wave import Wave
from workbench.services import records

_WIDE = (120, 40)


WAVE_DAY = date(2026, 12, 14)


@dataclass
class Crew:
    """PAY with Chen Hao, and six engineers of whom four go on 14 December in one wave."""

    team: Team
    wave: int
    people: list[int]

    def person(self, record: int) -> Person:
        return self.team.person(record)

    @property
    def waves(self) -> list[Wave]:
        return list(self.team.again().known(self.team.handover).all(Wave))


@pytest.fixture
def crew(team: Team) -> Crew:
    with team.ws.change(team.handover, "bulk", msg("crew")) as ed:
        wave = ed.add(Wave, name="First wave", day=WAVE_DAY, conditions="Only after G2")
        people = [
            ed.add(Person, name=f"Engineer {n}", side=Side.GIVING, employment=Employment.STAFF,
                   notice=10, wave=wave if n < 4 else None,
                   release=WAVE_DAY if n < 4 else None)
            for n in range(6)
        ]  # fmt: skip
    return Crew(team, wave, people)


# The team by week


async def test_one_key_from_the_roster_shows_the_curve_and_what_it_comes_to(
    app: MakeApp, crew: Crew
) -> None:
    async with running(app, crew.team.path) as pilot:
        await roster(pilot)
        await press(pilot, "t")
        assert isinstance(pilot.app.screen, TeamScreen)
        assert "8 -> 3" in line(pilot, "#title")
        text = shown(pilot)
        assert "# planned  = were there  . by the safe days" in text
        assert "At most 8 people, after the last release 3: 62.5 % (5/8) fewer" in text
        assert "Steepest seven days (R-16): 2026-12-14 to 2026-12-20, 57.1 % (4/7) go" in text
        assert "released within seven days / heads before; a condition above 25 %" in text
        assert "13 days from the first release to the last" in text


async def test_the_bars_are_as_high_as_the_heads_they_stand_for(app: MakeApp, crew: Crew) -> None:
    async with running(app, crew.team.path) as pilot:
        await roster(pilot)
        await press(pilot, "t")
        rows = [row[1:] for row in shown(pilot).splitlines() if "|" in row]
        weeks = screen_of(pilot)._found.weeks  # type: ignore[attr-defined]
        scale = int(rows[-1].split("|")[0])
        start = rows[0].index("|") + 1
        for place, week in enumerate(weeks):
            column = start + 4 * place
            bar = sum(row[column : column + 1] == "#" for row in rows)
            assert bar == round(week.planned.heads / scale)


async def test_the_table_twin_has_the_same_numbers_and_says_who_they_are(
    app: MakeApp, crew: Crew
) -> None:
    async with running(app, crew.team.path) as pilot:
        await roster(pilot)
        await press(pilot, "t", "x")
        screen = pilot.app.screen
        assert isinstance(screen, TeamScreen)
        assert screen.rows.cursor_id == WeekId(date(2026, 11, 23)), "it begins on this week"
        assert told(pilot, "2026-11-23*").split()[1] == "8"
        assert "planned at its end: 8 people, 8 FTE; staff 6, outsourced 1, not said 1" in line(
            pilot, ".about"
        )
        await press(pilot, "x")
        assert "# planned" in shown(pilot)


async def test_a_figure_leads_to_whom_it_is_about(app: MakeApp, crew: Crew) -> None:
    async with running(app, crew.team.path) as pilot:
        await roster(pilot)
        await press(pilot, "t")
        screen = pilot.app.screen
        assert isinstance(screen, TeamScreen)
        screen.rows.move_to(FigureId("cliff"))
        await press(pilot, "enter")
        there = pilot.app.screen
        assert isinstance(there, RosterScreen)
        assert there.rows.cursor_id == PersonId(crew.people[0])
        await press(pilot, "escape")


async def test_the_share_of_operations_stands_beside_its_limit_and_leads_to_its_people(
    app: MakeApp, crew: Crew
) -> None:
    with crew.team.ws.change(crew.team.handover, "bulk", msg("two who stay")) as ed:
        for name, employment in (("Own Ma", Employment.STAFF), ("Hired Ni", Employment.VENDOR)):
            ed.add(Person, name=name, side=Side.RECEIVING, employment=employment)
    async with running(app, crew.team.path) as pilot:
        await roster(pilot)
        await press(pilot, "t")
        screen = pilot.app.screen
        assert isinstance(screen, TeamScreen)
        text = " ".join(shown(pilot).split())
        assert "in FTE; agreed are at most 20 %" in text
        assert "of the receiving side or the sponsor" in text
        screen.rows.move_to(FigureId("operations"))
        await press(pilot, "enter")
        assert "Hired Ni" in shown(pilot)
        assert "Own Ma" not in shown(pilot)
        await press(pilot, "enter")
        there = pilot.app.screen
        assert isinstance(there, RosterScreen)
        assert "Hired Ni" in told(pilot, "Hired Ni")


@pytest.mark.parametrize("lang", ["en", "zh_CN"])
@pytest.mark.parametrize("size", [(40, 10), (80, 24), _WIDE])
async def test_team_and_waves_open_at_any_size(
    app: MakeApp, crew: Crew, lang: str, size: tuple[int, int]
) -> None:
    async with running(app, crew.team.path, size, lang) as pilot:
        for screen in (TeamScreen(crew.team.handover), WavesScreen(crew.team.handover)):
            await pilot.app.push_screen(screen)
            await press(pilot, "x", "down", "G", "x", "k")
            assert all(cell_len(row) <= size[0] for row in shown(pilot).splitlines())


async def test_an_empty_team_says_where_to_begin(app: MakeApp, crew: Crew) -> None:
    ws, handover = crew.team.ws, crew.team.handover
    with ws.change(handover, "edit", msg("sides")) as ed:
        for person in ws.known(handover).all(Person):
            ed.set(person.id, side=Side.RECEIVING)
    async with running(app, crew.team.path) as pilot:
        await roster(pilot)
        await press(pilot, "t")
        assert "Nobody of the project is on the roster yet; r goes there." in shown(pilot)


@pytest.mark.parametrize("keys", [(), ("t",), ("W",)], ids=["roster", "team", "waves"])
async def test_the_days_go_out_as_a_calendar_and_say_what_is_not_in_it(
    app: MakeApp, crew: Crew, tmp_path: Path, keys: tuple[str, ...]
) -> None:
    records.edit(crew.team.ws, crew.team.handover, crew.team.chen, "told_on", "2026-11-20")
    async with running(app, crew.team.path) as pilot:
        await roster(pilot)
        await press(pilot, *keys, "E")
        await choose(pilot, "releases, days together")
        dialog = pilot.app.screen
        assert isinstance(dialog, Confirm)
        assert dialog._title.startswith("4 releases are not in it")
        await press(pilot, "y")
        await give(pilot, tmp_path / "team.ics")
        assert status(pilot).startswith("written: ")
    text = (tmp_path / "team.ics").read_bytes().decode()
    assert text.startswith("BEGIN:VCALENDAR\r\n")
    assert "Chen Hao leaves" in text
    assert "Engineer 0" not in text


async def test_the_roster_goes_out_as_a_table_and_not_while_names_are_hidden(
    app: MakeApp, crew: Crew, tmp_path: Path
) -> None:
    async with running(app, crew.team.path) as pilot:
        await roster(pilot)
        await press(pilot, "E")
        await choose(pilot, "as a table")
        await choose(pilot, "CSV")
        await choose(pilot, "with names")
        await give(pilot, tmp_path / "roster.csv")
        assert "Engineer 5" in (tmp_path / "roster.csv").read_text("utf-8-sig")
        await press(pilot, "ctrl+t", "E")
        assert status(pilot) == "names are hidden; show them to write a list"


# Release waves


async def test_the_waves_say_who_leaves_too_early_and_what_stands_against_them(
    app: MakeApp, crew: Crew
) -> None:
    with crew.team.ws.change(crew.team.handover, "bulk", msg("notice")) as ed:
        for person in crew.people[:2]:
            ed.set(person, notice=30)
        ed.set(crew.people[3], state=PersonState.LEFT, left_on=date(2026, 11, 20))
    async with running(app, crew.team.path) as pilot:
        await roster(pilot)
        assert "3 leave too early" in line(pilot, "#title"), "Chen Hao goes with no wave"
        await press(pilot, "W")
        screen = pilot.app.screen
        assert isinstance(screen, WavesScreen)
        assert "2 leave too early" in line(pilot, "#title")
        row = told(pilot, "First wave").split()
        assert row[-4:] == ["3", "2", "?1", "-"]
        assert "Dec 14" in told(pilot, "First wave")
        pane = "\n".join(
            strip.text for strip in pilot.app.screen._compositor.render_strips(pilot.app.size)
        )
        assert "Only after G2" in pane
        assert "1 person has no certain safe day yet (?)" in pane
        assert "1 gone or in a post" in pane
        screen.rows.move_to(MemberId(crew.people[0]))
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, ReleaseScreen)
        await press(pilot, "escape")
        screen.rows.move_to(WaveId(crew.wave))
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, SheetScreen)


async def test_of_many_who_leave_too_early_the_pane_names_some_and_counts_the_others(
    app: MakeApp, crew: Crew
) -> None:
    with crew.team.ws.change(crew.team.handover, "bulk", msg("more")) as ed:
        for n in range(40):
            ed.add(Person, name=f"Fitter {n}", side=Side.GIVING, notice=30, wave=crew.wave,
                   release=WAVE_DAY)  # fmt: skip
    async with running(app, crew.team.path) as pilot:
        await roster(pilot)
        await press(pilot, "W")
        strips = pilot.app.screen._compositor.render_strips(pilot.app.size)
        pane = " ".join(" ".join(strip.text for strip in strips).split())
        assert "Fitter 0 (" in pane
        assert "and 34 more" in pane


async def test_marked_people_go_into_a_wave_after_a_look_and_undo_takes_them_out(
    app: MakeApp, crew: Crew
) -> None:
    async with running(app, crew.team.path) as pilot:
        screen = await roster(pilot)
        screen.rows.toggle_mark(PersonId(crew.people[4]))
        screen.rows.toggle_mark(PersonId(crew.people[5]))
        await press(pilot, "w")
        await choose(pilot, "First wave")
        dialog = pilot.app.screen
        assert isinstance(dialog, Confirm)
        assert dialog._title == "2 people into First wave?"
        text = shown(pilot)
        assert "-> 2026-12-14" in text
        assert "2 releases change." in text
        assert "All of them are to be told by 2026-12-04" in text
        assert crew.person(crew.people[4]).wave is None, "nothing is kept before he agrees"
        await press(pilot, "n")
        assert crew.person(crew.people[4]).wave is None
        await press(pilot, "w")
        await choose(pilot, "First wave")
        await press(pilot, "y")
        assert status(pilot) == "2 people into First wave"
        assert not screen.rows.marked
        for person in crew.people[4:]:
            assert crew.person(person).wave == crew.wave
            assert crew.person(person).release == WAVE_DAY
        await press(pilot, "u")
        assert crew.person(crew.people[5]).release is None
        assert crew.person(crew.people[5]).wave is None


async def test_a_new_wave_is_looked_at_and_made_with_its_people_in_one_change(
    app: MakeApp, crew: Crew
) -> None:
    async with running(app, crew.team.path) as pilot:
        screen = await roster(pilot)
        screen.rows.move_to(PersonId(crew.people[4]))
        await press(pilot, "w")
        await choose(pilot, "a new wave")
        await typed(pilot, "Second wave")
        await typed(pilot, "2027-01-14")
        assert "The day falls into a freeze: the days around T0" in shown(pilot)
        await press(pilot, "y")
        (made,) = [w for w in crew.waves if w.name == "Second wave"]
        assert made.day == date(2027, 1, 14)
        assert made.tell_on == date(2027, 1, 4)
        assert crew.person(crew.people[4]).wave == made.id
        await press(pilot, "u")
        assert [w.name for w in crew.waves] == ["First wave"]
        assert crew.person(crew.people[4]).wave is None


async def test_a_wave_moves_with_its_people_after_a_look(app: MakeApp, crew: Crew) -> None:
    async with running(app, crew.team.path) as pilot:
        await roster(pilot)
        await press(pilot, "W", "d", "ctrl+u")
        await typed(pilot, "2026-12-21")
        text = shown(pilot)
        assert text.count("-> 2026-12-21") == 4
        assert "4 releases change." in text
        await press(pilot, "y")
        assert crew.waves[0].day == date(2026, 12, 21)
        assert {crew.person(p).release for p in crew.people[:4]} == {date(2026, 12, 21)}
        await press(pilot, "u")
        assert crew.waves[0].day == WAVE_DAY
        assert {crew.person(p).release for p in crew.people[:4]} == {WAVE_DAY}


async def test_hidden_names_are_in_no_line_of_the_waves(app: MakeApp, crew: Crew) -> None:
    async with running(app, crew.team.path) as pilot:
        await roster(pilot)
        await press(pilot, "W", "ctrl+t")
        painted = "\n".join(
            strip.text for strip in pilot.app.screen._compositor.render_strips(pilot.app.size)
        )
        assert "Engineer" not in painted
        await press(pilot, "d", "ctrl+u")
        await typed(pilot, "2026-12-21")
        assert "Engineer" not in shown(pilot)


async def test_a_wave_is_added_and_noted(app: MakeApp, crew: Crew) -> None:
    async with running(app, crew.team.path) as pilot:
        await roster(pilot)
        await press(pilot, "W", "a")
        await typed(pilot, "Last wave")
        await press(pilot, "enter")
        made = next(w for w in crew.waves if w.name == "Last wave")
        assert made.day is None
        assert screen_of(pilot).rows.cursor_id == WaveId(made.id)
