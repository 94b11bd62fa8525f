"""The release sheet of one person, by keys: what it shows, and what can be settled on it."""

from __future__ import annotations

from datetime import date

from screens.dialogs import Choose, Confirm
from screens.gate import GateScreen
from screens.gate.lines import FindingId
from screens.leaving import ReleaseScreen
from screens.leaving.release_lines import LackId, NeedId
from screens.leaving.sheet import LeavingSheetScreen
from screens.sheet import SheetScreen
from tests.screens.conftest import MakeApp, screen_of, settled, shown, status
from tests.screens.leaving_file import (
    IN_DECEMBER,
    TODAY,
    Team,
    choose,
    line,
    may_go,
    press,
    release_sheet,
    roster,
    running,
    told,
    typed,
)
from tests.screens.leaving_file import team as team
from workbench.domain.journey import Gate
from workbench.domain.message import msg
from workbench.domain.registers.access import Access, AccessState
from workbench.domain.registers.answer import Answer
from workbench.domain.registers.person import Person, PersonState, Side
from workbench.domain.registers.session import Session, SessionKind
from workbench.rules.leaving import Need
from workbench.services import records


async def test_another_date_is_previewed_before_it_is_kept(app: MakeApp, team: Team) -> None:
    async with running(app, team.path) as pilot:
        await roster(pilot)
        await press(pilot, "enter", "d", "ctrl+u")
        await typed(pilot, "2026-12-11")
        dialog = pilot.app.screen
        assert isinstance(dialog, Confirm)
        assert dialog._title == "With 2026-12-11: 3 of 6, not too early. Keep it?"
        await press(pilot, "n")
        assert team.person(team.chen).release == IN_DECEMBER
        await press(pilot, "d", "ctrl+u")
        await typed(pilot, "2026-12-11")
        await press(pilot, "y")
        assert team.person(team.chen).release == date(2026, 12, 11)
        assert "too early" not in line(pilot, ".planned")
        await press(pilot, "u")
        assert team.person(team.chen).release == IN_DECEMBER


async def test_a_day_within_a_freeze_window_is_told(app: MakeApp, team: Team) -> None:
    async with running(app, team.path) as pilot:
        await roster(pilot)
        await press(pilot, "enter", "d", "ctrl+u")
        await typed(pilot, "2027-01-12")
        dialog = pilot.app.screen
        assert isinstance(dialog, Confirm)
        assert "in a freeze window" in dialog._title
        await press(pilot, "y")
        words = "the planned day is frozen: the days around T0, Jan 08 to Jan 22"
        assert words in told(pilot, "frozen")


async def test_a_session_is_planned_for_the_topic_under_the_cursor(
    app: MakeApp, team: Team
) -> None:
    with team.ws.change(team.handover, "delete", msg("session")) as ed:
        ed.delete([team.session])
    async with running(app, team.path) as pilot:
        await roster(pilot)
        await press(pilot, "enter")
        assert "or later" in line(pilot, ".planned")
        assert "not counted: K-01 Ledger retry logic has no proof planned" in shown(pilot)
        await press(pilot, "p")
        await choose(pilot, "drill")
        await choose(pilot, "Sun Yu")
        await typed(pilot, "2026-11-30")
        assert "proof Mon Nov 30" in told(pilot, "-> Sun Yu")
        assert status(pilot) == "drill of K-01 with Sun Yu on 2026-11-30"
        (made,) = team.again().known(team.handover).all(Session)
        assert (made.kind, made.giver, made.parent) == (SessionKind.DRILL, team.chen, team.topic)
        assert "too early" not in line(pilot, ".planned")


async def test_every_line_leads_where_it_is_cured(app: MakeApp, team: Team) -> None:
    async with running(app, team.path) as pilot:
        screen = await release_sheet(pilot, team)
        (access,) = team.again().known(team.handover).all(Access)
        screen.rows.move_to(NeedId(Need.ACCESS))
        await press(pilot, "enter")
        sheet = pilot.app.screen
        assert isinstance(sheet, SheetScreen)
        assert sheet.record_shown == access.id
        await press(pilot, "=")
        await choose(pilot, "Request revocation")
        await press(pilot, "escape")
        assert "4 OF 6" in shown(pilot)
        assert screen.rows.cursor_id == NeedId(Need.ACCESS), "the cursor stays"
        screen.rows.move_to(NeedId(Need.EQUIPMENT))
        await press(pilot, "enter")
        sheet = pilot.app.screen
        assert isinstance(sheet, SheetScreen)
        assert sheet.field is not None
        assert sheet.field.name == "equipment"


async def test_what_is_lacking_is_settled_in_place(app: MakeApp, team: Team) -> None:
    async with running(app, team.path) as pilot:
        screen = await release_sheet(pilot, team)
        screen.rows.move_to(NeedId(Need.ACCESS))
        await press(pilot, "space")
        assert status(pilot) == "revocation of 1 access requested"
        (access,) = team.again().known(team.handover).all(Access)
        assert access.state is AccessState.REQUESTED
        screen.rows.move_to(NeedId(Need.WORK))
        await press(pilot, "space")
        await choose(pilot, "Sun Yu")
        assert "passed on to Sun Yu" in status(pilot)
        assert "5 OF 6" in shown(pilot)
        assert screen.rows.cursor_id == NeedId(Need.WORK)
        screen.rows.move_to(NeedId(Need.KNOWLEDGE))
        await press(pilot, "space")
        assert status(pilot) == "Knowledge secured: go on with p"
        await press(pilot, "u", "u")
        assert "3 OF 6" in shown(pilot)


async def test_a_return_and_a_successor_are_noted_with_a_key(app: MakeApp, team: Team) -> None:
    with team.ws.change(team.handover, "edit", msg("not yet")) as ed:
        ed.set(team.chen, equipment=None, successor=None)
    async with running(app, team.path) as pilot:
        screen = await release_sheet(pilot, team)
        assert "1 OF 6" in shown(pilot)
        screen.rows.move_to(NeedId(Need.EQUIPMENT))
        await press(pilot, "space")
        assert team.person(team.chen).equipment == TODAY
        screen.rows.move_to(NeedId(Need.SUCCESSOR))
        await press(pilot, "space")
        await choose(pilot, "Sun Yu")
        assert "3 OF 6" in shown(pilot)


async def test_what_waiting_costs_is_hidden_until_it_is_asked_for(app: MakeApp, team: Team) -> None:
    async with running(app, team.path, size=(80, 40)) as pilot:
        await roster(pilot)
        await press(pilot, "enter")
        assert "H shows what it costs" in shown(pilot)
        assert "CNY" not in shown(pilot)
        await press(pilot, "H")
        assert "1 FTE and 1,200 CNY a day: 9,600 CNY" in " ".join(shown(pilot).split())


async def test_what_others_do_shows_without_moving_the_cursor(app: MakeApp, team: Team) -> None:
    async with running(app, team.path) as pilot:
        await roster(pilot)
        await press(pilot, "enter", "down", "down")
        screen = pilot.app.screen
        assert isinstance(screen, ReleaseScreen)
        at = screen.rows.cursor_id
        records.edit(team.ws, team.handover, team.chen, "equipment", "")
        screen.refreshed()
        await settled(pilot)
        assert screen.rows.cursor_id == at
        assert told(pilot, "Equipment returned").lstrip(">").startswith((" [ ]", "[ ]"))


async def test_record_and_release_lead_to_each_other(app: MakeApp, team: Team) -> None:
    async with running(app, team.path) as pilot:
        await roster(pilot)
        await press(pilot, "enter", "o")
        assert isinstance(pilot.app.screen, SheetScreen)
        await press(pilot, "o")
        assert isinstance(pilot.app.screen, ReleaseScreen)


async def test_who_has_no_side_yet_can_be_chosen_and_is_of_one_then(
    app: MakeApp, team: Team
) -> None:
    with team.ws.change(team.handover, "add", msg("roster")) as ed:
        xia = ed.add(Person, name="Xia Jun")
        ed.set(team.topic, receiver=None)
    async with running(app, team.path) as pilot:
        await release_sheet(pilot, team)
        await press(pilot, "p", "1")
        await choose(pilot, "Xia Jun")
        assert isinstance(pilot.app.screen, Confirm)
        assert "Xia Jun is on no side yet" in pilot.app.screen._title
        await press(pilot, "y")
        await typed(pilot, "2026-12-11")
        assert team.person(xia).side is Side.RECEIVING


async def test_the_receiving_side_does_not_agree_by_who_types_or_by_who_leaves(
    app: MakeApp, team: Team
) -> None:
    with team.ws.change(team.handover, "bulk", msg("roster of three columns")) as ed:
        for person in ed.before.all(Person):
            ed.set(person.id, side=None)
        ed.delete([a.id for a in ed.before.all(Access)])
        stays = ed.add(Person, name="Xia Jun")
    async with running(app, team.path) as pilot:
        screen = await release_sheet(pilot, team)
        screen.rows.move_to(NeedId(Need.ACCESS))
        await press(pilot, "space")
        await choose(pilot, "nobody here has any")
        await typed(pilot, "no systems here")
        asked = pilot.app.screen
        assert isinstance(asked, Choose)
        offered = [label for _, label, _ in asked._options]
        assert "Xia Jun" in offered
        assert "Li Wei" not in offered, "he is of the giving side, and asks"
        assert "Chen Hao" not in offered, "he leaves"
        assert "Nobody on the roster is of the receiving side yet." in shown(pilot)
        await choose(pilot, "somebody else")
        await typed(pilot, "Li Wei")
        assert "Li Wei is not of the receiving side" in status(pilot)
        assert team.again().known(team.handover).listed("scope") == ()
        await press(pilot, "space")
        await choose(pilot, "nobody here has any")
        await press(pilot, "enter")  # the reason is offered again
        await choose(pilot, "Xia Jun")
        await press(pilot, "y")
        (said,) = team.again().known(team.handover).listed("scope")
        assert getattr(said, "agreed_by", None) == stays


async def test_that_he_has_no_access_is_said_on_his_release_sheet(app: MakeApp, team: Team) -> None:
    (access,) = team.again().known(team.handover).all(Access)
    with team.ws.change(team.handover, "edit", msg("somebody else's")) as ed:
        ed.set(access.id, person=team.person(team.chen).successor)
    async with running(app, team.path) as pilot:
        sheet = await release_sheet(pilot, team)
        sheet.rows.move_to(NeedId(Need.ACCESS))
        await press(pilot, "space")
        await choose(pilot, "the list is complete: there is none")
        await choose(pilot, "Sun Yu")
        assert "[x] Access revocation requested" in shown(pilot)
        assert "he has none" in told(pilot, "Access revocation requested")


async def test_who_has_gone_is_warned_of_no_day_any_more(app: MakeApp, team: Team) -> None:
    may_go(team, release=date(2026, 11, 20))
    with team.ws.change(team.handover, "edit", msg("gone")) as ed:
        ed.set(team.chen, state=PersonState.RELEASED, left_on=TODAY)
    async with running(app, team.path) as pilot:
        await release_sheet(pilot, team)
        assert "Left on Mon 2026-11-23" in line(pilot, ".planned")
        assert "WHY " not in shown(pilot)


async def test_a_lack_that_is_cured_by_somebody_else_leaves_the_cursor_nearby(
    app: MakeApp, team: Team
) -> None:
    async with running(app, team.path) as pilot:
        screen = await release_sheet(pilot, team)
        assert any(isinstance(row.id, LackId) for row in screen.rows.lines if row.id is not None)
        with team.ws.change(team.handover, "delete", msg("gone")) as ed:
            ed.delete([team.chen])
        screen.refreshed()
        await settled(pilot)
        assert "has been deleted" in shown(pilot)


async def test_the_gate_leads_to_the_release_sheet_at_the_need(app: MakeApp, team: Team) -> None:
    async with running(app, team.path) as pilot:
        ws = screen_of(pilot).ws
        ws.dossier(team.handover)
        finding = "R-15 P-04.access"
        gate = GateScreen(team.handover, Gate.G1, at=finding)
        await pilot.app.push_screen(gate)
        await settled(pilot)
        await press(pilot, "enter")
        if pilot.app.screen is gate:  # the findings of the rule stand in one line
            gate.rows.move_to(FindingId(finding))
            await press(pilot, "enter")
        screen = pilot.app.screen
        assert isinstance(screen, ReleaseScreen)
        assert screen.rows.cursor_id == NeedId(Need.ACCESS)


async def test_a_need_is_waived_by_the_other_side(app: MakeApp, team: Team) -> None:
    async with running(app, team.path) as pilot:
        screen = await release_sheet(pilot, team)
        screen.rows.move_to(NeedId(Need.ACCESS))
        await press(pilot, "W")
        await typed(pilot, "needed for the drill")
        await typed(pilot, "watched daily")
        await typed(pilot, "2027-01-10")
        await choose(pilot, "Li Wei")
        await choose(pilot, "Sun Yu")
        assert "4 OF 6" in shown(pilot)
        row = told(pilot, "Access revocation requested")
        assert "[w]" in row
        assert "waived until 2027-01-10, approved by Sun Yu" in row
        (answer,) = team.again().known(team.handover).all(Answer)
        assert (answer.rule, answer.detail, answer.parent) == ("R-15", "access", team.chen)
        await press(pilot, "u")
        assert "3 OF 6" in shown(pilot)


async def test_the_leaving_sheet_is_read_from_here(app: MakeApp, team: Team) -> None:
    async with running(app, team.path) as pilot:
        await roster(pilot)
        await press(pilot, "enter", "y")
        assert isinstance(pilot.app.screen, LeavingSheetScreen)
        assert "Leaving sheet" in line(pilot, "#title")
        assert "Chen Hao" in shown(pilot)
        await press(pilot, "escape")
        assert isinstance(pilot.app.screen, ReleaseScreen)
