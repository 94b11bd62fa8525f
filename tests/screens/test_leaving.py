"""Who may leave, by keys: the roster, many at once, and what a moved T0 does to them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from textual import events
from textual.widgets import Label

from screens.dialogs import Confirm, Notice
from screens.gate import GateScreen
from screens.handover import HandoverScreen
from screens.handover.pane import DetailPane
from screens.leaving import ReleaseScreen, RosterScreen, TopicsScreen
from screens.leaving.roster_lines import PersonId
from screens.portfolio import PortfolioScreen
from screens.register import RegisterScreen
from screens.sheet import SheetScreen
from screens.widgets.oneline import OneLine
from screens.widgets.rowlist import RowList
from tests.screens.conftest import MakeApp, settled, shown, status
from tests.screens.leaving_file import (
    IN_DECEMBER,
    TODAY,
    Team,
    choose,
    line,
    may_go,
    press,
    roster,
    running,
    told,
    typed,
)
from tests.screens.leaving_file import team as team
from workbench.domain.journey import Gate
from workbench.domain.message import msg
from workbench.domain.registers.access import Access, AccessState
from workbench.domain.registers.freeze import Freeze
from workbench.domain.registers.person import Person, PersonState, Side
from workbench.domain.registers.post import Post
from workbench.domain.registers.wave import Wave
from workbench.services.workspace import Workspace


async def test_four_keys_from_the_portfolio_tell_why_a_person_may_not_leave(
    app: MakeApp, team: Team
) -> None:
    async with running(app, team.path) as pilot:
        keys = ["enter", "r", "enter"]
        assert isinstance(pilot.app.screen, PortfolioScreen)
        await press(pilot, *keys)
        assert len(keys) <= 4
        assert isinstance(pilot.app.screen, ReleaseScreen)
        assert "RELEASE  Chen Hao   SRE lead, outsourced (Huaxin), 1 FTE" in line(pilot, "#title")
        assert "10 days too early" in line(pilot, ".planned")
        text = shown(pilot)
        assert "3 OF 6" in text
        assert "K-01 Ledger retry logic" in text
        assert "-> Sun Yu" in text
        assert "prod-db: revocation is not requested" in text
        assert "<- decides" in told(pilot, "proof of K-01")


async def test_the_roster_has_the_worst_first_and_says_why_in_its_pane(
    app: MakeApp, team: Team
) -> None:
    async with running(app, team.path) as pilot:
        screen = await roster(pilot)
        rows = shown(pilot).splitlines()
        assert rows[0].startswith("-- LEAVES TOO EARLY 1")
        assert "Chen Hao" in rows[1]
        assert "Dec 01" in rows[1]
        assert "Dec 11" in rows[1]
        assert "3/6" in rows[1]
        assert rows[2].startswith("-- STAYS 3")
        assert screen.rows.cursor_id == PersonId(team.chen)
        await press(pilot, "down", "down", "enter")
        assert isinstance(pilot.app.screen, SheetScreen), "who stays has nothing to be released"


async def test_a_roster_is_kept_to_what_is_named(app: MakeApp, team: Team) -> None:
    async with running(app, team.path) as pilot:
        await roster(pilot)
        await press(pilot, "f")
        await press(pilot, *"chen", "enter")
        assert "Chen Hao" in shown(pilot)
        assert "STAYS" not in shown(pilot)
        title = str(pilot.app.screen.query_one("#title", OneLine).content)
        assert '1 of 4   with "chen"' in title
        await press(pilot, "f", "ctrl+u", *"nobody", "enter")
        assert "f changes them" in shown(pilot)
        await press(pilot, "f", "ctrl+u", "enter")
        assert "STAYS 3" in shown(pilot)


async def test_an_empty_roster_says_how_to_begin(
    app: MakeApp, tmp_path: Path, login: Callable[..., Workspace]
) -> None:
    from tests.screens.conftest import add_payment

    ws = login(tmp_path / "few.db", "Li Wei", Side.GIVING)
    handover = add_payment(ws)
    async with running(app, tmp_path / "few.db") as pilot:
        screen = await roster(pilot)
        assert "nobody has a planned release yet" in line(pilot, "#title")
        assert "d plans a day for the person under the cursor" in " ".join(shown(pilot).split())
        await press(pilot, "R")
        table = pilot.app.screen
        assert isinstance(table, RegisterScreen)
        assert table.entry.name == "person"
        assert table.under_cursor == screen.under_cursor
        await press(pilot, "escape", "a")
        assert pilot.app.screen.query_one("RowList").is_editing  # type: ignore[attr-defined]
        await typed(pilot, "Tang Yi", "enter")
        while pilot.app.screen.query_one("RowList").is_editing:  # type: ignore[attr-defined]
            await press(pilot, "enter")
        await press(pilot, "escape")
        assert "Tang Yi" in shown(pilot)
        assert handover


async def test_bulk_says_who_was_held_back_and_why(app: MakeApp, team: Team) -> None:
    with team.ws.change(team.handover, "add", msg("another")) as ed:
        free = ed.add(
            Person, name="Tang Yi", side=Side.GIVING, release=IN_DECEMBER, equipment=TODAY,
            no_successor="the role ends", state=PersonState.NOTIFIED,
        )  # fmt: skip
        ed.add(Access, system="jira", person=free, state=AccessState.REQUESTED)
        ed.set(team.chen, state=PersonState.NOTIFIED)
        other = ed.add(
            Person, name="Bai Xue", side=Side.GIVING, release=IN_DECEMBER,
            state=PersonState.NOTIFIED,
        )  # fmt: skip
    async with running(app, team.path) as pilot:
        screen = await roster(pilot)
        for person in (team.chen, free, other):
            screen.rows.move_to(PersonId(person))
            await press(pilot, "m")
        assert screen.rows.marked == {PersonId(team.chen), PersonId(free), PersonId(other)}
        await press(pilot, "=")
        await choose(pilot, "Release")
        await press(pilot, "enter")  # left on: today
        notice = pilot.app.screen
        assert isinstance(notice, Notice)
        held = "\n".join(notice._sentences)
        assert "Chen Hao may not go yet, 3 of 6" in held
        assert "Bai Xue may not go yet" in held
        assert "Tang Yi" not in held
        await press(pilot, "enter")
        assert team.person(free).state is PersonState.RELEASED
        assert team.person(team.chen).state is PersonState.NOTIFIED
        await press(pilot, "u")
        assert team.person(free).state is PersonState.NOTIFIED


async def test_one_long_refusal_is_told_whole(app: MakeApp, team: Team) -> None:
    with team.ws.change(team.handover, "edit", msg("told")) as ed:
        ed.set(team.chen, state=PersonState.NOTIFIED)
    async with running(app, team.path) as pilot:
        await roster(pilot)
        await press(pilot, "enter", "=")
        await choose(pilot, "Release")
        assert isinstance(pilot.app.screen, Notice)
        words = " ".join(shown(pilot).split())
        assert "prod-db: revocation is not requested" in words


async def test_a_day_for_all_marked_is_looked_at_first(app: MakeApp, team: Team) -> None:
    async with running(app, team.path) as pilot:
        screen = await roster(pilot)
        people = team.again().known(team.handover).all(Person)
        li = next(p.id for p in people if p.name == "Li Wei")
        for person in (team.chen, li):
            screen.rows.move_to(PersonId(person))
            await press(pilot, "m")
        await press(pilot, "d")
        await typed(pilot, "2026-12-08")
        assert isinstance(pilot.app.screen, Confirm)
        assert "3 days too early" in told(pilot, "Chen Hao")
        assert "not too early" in told(pilot, "Li Wei")
        await press(pilot, "y")
        assert team.person(li).release == team.person(team.chen).release == date(2026, 12, 8)
        assert screen.rows.marked == frozenset()
        await press(pilot, "u")
        assert team.person(li).release is None


async def test_a_pasted_roster_is_read_from_its_top_and_no_day_is_made_up(
    app: MakeApp, payment_file: Path
) -> None:
    rows = "Tang Kai\tTester\t2026-12-04\nBai Xue\tTrainer\t2026-12-05"
    async with running(app, payment_file) as pilot:
        await roster(pilot)
        assert pilot.app.focused is not None
        pilot.app.focused.post_message(events.Paste(rows))
        await settled(pilot)
        await press(pilot, "y")
        await press(pilot, "down")
        assert " ? " in told(pilot, "Tang Kai")
        await press(pilot, "enter")
        assert "Earliest safe not known yet" in line(pilot, ".planned")


@pytest.mark.parametrize(("lang", "said"), [("en", "First, Second"), ("zh_CN", "First、Second")])
async def test_several_posts_stand_as_a_list_does_in_the_language(
    app: MakeApp, team: Team, lang: str, said: str
) -> None:
    people = team.again().known(team.handover).all(Person)
    sun = next(p.id for p in people if p.name == "Sun Yu")
    with team.ws.change(team.handover, "edit", msg("posts")) as ed:
        for title in ("First", "Second"):
            ed.add(Post, title=title, holder=sun)
    async with running(app, team.path, (80, 24), lang) as pilot:
        screen = await roster(pilot)
        screen.rows.move_to(PersonId(sun))
        await settled(pilot)
        pane = screen.query_one(DetailPane)
        assert any(said in pane.render_line(y).text for y in range(pane.size.height))


@pytest.mark.parametrize("lang", ["en", "zh_CN"])
@pytest.mark.parametrize("size", [(40, 12), (80, 24), (120, 40)])
async def test_they_fit_any_screen_and_hide_names(
    app: MakeApp, team: Team, size: tuple[int, int], lang: str
) -> None:
    async with running(app, team.path, size, lang) as pilot:
        for made in (
            RosterScreen(team.handover),
            ReleaseScreen(team.handover, team.chen),
            TopicsScreen(team.handover),
        ):
            await pilot.app.push_screen(made)
            await settled(pilot)
            assert "Chen Hao" in shown(pilot) or "Chen Hao" in line(pilot, "#title")
            await press(pilot, "end", "home")
            await press(pilot, "ctrl+t")
            strips = pilot.app.screen._compositor.render_strips(pilot.app.size)
            everything = "\n".join(strip.text for strip in strips)
            assert "Chen Hao" not in everything
            assert "Sun Yu" not in everything
            await press(pilot, "ctrl+t")


async def test_t0_moved_says_who_would_leave_too_early(app: MakeApp, team: Team) -> None:
    with team.ws.change(team.handover, "edit", msg("gate")) as ed:
        ed.set(team.chen, attends=Gate.G1)
    async with running(app, team.path) as pilot:
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, HandoverScreen)
        await press(pilot, "t", "ctrl+u")
        assert "or +9d from today" in str(pilot.app.screen.query_one("Ask Label", Label).content)
        await typed(pilot, "2027-02-15")
        assert isinstance(pilot.app.screen, Confirm)
        text = shown(pilot)
        assert "WOULD THEN LEAVE TOO EARLY: PLANNED DAY, SAFE DAY" in text
        assert "WHAT SHIFTS: DAY NOW, NEW DAY" in text
        assert "Chen Hao, 45 days too early" in text


async def test_t0_moved_says_which_waves_and_people_would_go_in_a_freeze(
    app: MakeApp, team: Team
) -> None:
    with team.ws.change(team.handover, "bulk", msg("waves")) as ed:
        wave = ed.add(Wave, name="Wave 1", day=date(2027, 2, 10))
        for name in ("Tang Yi", "Bai Xue"):
            ed.add(Person, name=name, side=Side.GIVING, release=date(2027, 2, 10), wave=wave)
        ed.add(Person, name="Ma Rui", side=Side.GIVING, release=date(2027, 2, 12))
    async with running(app, team.path) as pilot:
        await press(pilot, "enter", "t", "ctrl+u")
        await typed(pilot, "2027-02-15")
        text = shown(pilot)
        assert "WOULD THEN GO IN THE FREEZE AROUND T0, Feb 08 TO Feb 22" in text
        assert "Wed Feb 10     Tue Feb 23" in told(pilot, "Wave 1, 2 people")
        assert "Fri Feb 12     Tue Feb 23" in told(pilot, "Ma Rui")
        assert "Chen Hao" not in text.split("WHAT SHIFTS")[0]


async def test_a_planned_day_in_a_freeze_is_said_on_the_roster_and_its_finding_leads_to_it(
    app: MakeApp, team: Team
) -> None:
    may_go(team, release=date(2026, 12, 15))
    with team.ws.change(team.handover, "bulk", msg("freeze")) as ed:
        ed.add(Freeze, name="Audit", first=date(2026, 12, 14), last=date(2026, 12, 16))
    async with running(app, team.path) as pilot:
        await roster(pilot)
        pilot.app.screen.query_one(RowList).move_to(PersonId(team.chen))
        await settled(pilot)
        pane = pilot.app.screen.query_one(DetailPane)
        said = " ".join(pane.render_line(y).text for y in range(pane.size.height))
        assert "falls into the freeze window Audit" in " ".join(said.split())
        await pilot.app.push_screen(GateScreen(team.handover, Gate.G1, at="R-15 P-04.freeze"))
        await settled(pilot)
        await press(pilot, "enter")
        sheet = pilot.app.screen
        assert isinstance(sheet, SheetScreen)
        assert sheet.field is not None
        assert (sheet.record_shown, sheet.field.name) == (team.chen, "release")


async def test_who_is_released_before_the_safe_day_or_in_a_freeze_is_asked_about(
    app: MakeApp, team: Team
) -> None:
    may_go(team, notice=30, release=TODAY)
    with team.ws.change(team.handover, "bulk", msg("freeze")) as ed:
        ed.add(Freeze, name="Double eleven", first=date(2026, 11, 20), last=date(2026, 11, 30))
    async with running(app, team.path) as pilot:
        await roster(pilot)
        pilot.app.screen.query_one(RowList).move_to(PersonId(team.chen))
        await press(pilot, "equals_sign")
        await choose(pilot, "Release")
        await press(pilot, "enter")  # left on: today
        assert isinstance(pilot.app.screen, Confirm)
        said = " ".join(shown(pilot).split())
        assert "Chen Hao on 2026-11-23: 30 days before the earliest safe one, 2026-12-23" in said
        assert "in the freeze Double eleven, 2026-11-20 to 2026-11-30" in said
        await press(pilot, "n")
        assert team.person(team.chen).state is PersonState.NOTIFIED
        await press(pilot, "equals_sign")
        await choose(pilot, "Release")
        await press(pilot, "enter", "y")
        await typed(pilot, "he has a new contract")
        gone = team.person(team.chen)
        assert (gone.state, gone.left_on) == (PersonState.RELEASED, TODAY)
        assert gone.reason == "he has a new contract"


async def test_several_are_told_after_a_look_at_who_they_are(app: MakeApp, team: Team) -> None:
    with team.ws.change(team.handover, "add", msg("another")) as ed:
        bai = ed.add(Person, name="Bai Xue", side=Side.GIVING, release=IN_DECEMBER)
    async with running(app, team.path) as pilot:
        screen = await roster(pilot)
        for person in (team.chen, bai):
            screen.rows.move_to(PersonId(person))
            await press(pilot, "m")
        assert status(pilot) == "2 marked"
        await press(pilot, "=")
        await choose(pilot, "Tell")
        assert isinstance(pilot.app.screen, Confirm)
        assert "Bai Xue   2026-12-01" in shown(pilot)
        await press(pilot, "n")
        assert team.person(bai).told_on is None
        await press(pilot, "=")
        await choose(pilot, "Tell")
        await press(pilot, "y")
        assert team.person(bai).told_on == team.person(team.chen).told_on == TODAY


async def test_who_is_released_on_a_safe_day_is_asked_for_the_day_alone(
    app: MakeApp, team: Team
) -> None:
    may_go(team, release=date(2026, 11, 20))
    async with running(app, team.path) as pilot:
        await roster(pilot)
        pilot.app.screen.query_one(RowList).move_to(PersonId(team.chen))
        await press(pilot, "equals_sign")
        await choose(pilot, "Release")
        await press(pilot, "enter")
        gone = team.person(team.chen)
        assert (gone.state, gone.left_on) == (PersonState.RELEASED, date(2026, 11, 20))
