"""Who may leave, by keys: the roster, the release sheet, and what only one person knows."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from textual import events
from textual.pilot import Pilot

from screens.dialogs import Choose, Confirm, Notice
from screens.gate import GateScreen
from screens.gate.lines import FindingId
from screens.handover import HandoverScreen
from screens.leaving import ReleaseScreen, RosterScreen, TopicsScreen
from screens.leaving.release_lines import LackId, NeedId
from screens.leaving.roster_lines import PersonId
from screens.leaving.sheet import LeavingSheetScreen, TopicCardScreen
from screens.leaving.topic_lines import Known, TopicId, grouped
from screens.portfolio import PortfolioScreen
from screens.register import RegisterScreen
from screens.sheet import SheetScreen
from screens.widgets.oneline import OneLine
from screens.widgets.rowlist import RowList
from tests.fixtures.crew import Crew
from tests.screens.conftest import LI_WEI, MakeApp, screen_of, settled, shown, status
from workbench.domain.journey import Gate
from workbench.domain.message import msg
from workbench.domain.money import Money
from workbench.domain.registers.access import Access, AccessState
from workbench.domain.registers.answer import Answer
from workbench.domain.registers.freeze import Freeze
from workbench.domain.registers.holding import Holding
from workbench.domain.registers.item import Item
from workbench.domain.registers.person import Employment, Person, PersonState, Side
from workbench.domain.registers.session import Session, SessionKind, SessionState
from workbench.domain.registers.topic import Topic, TopicState
from workbench.domain.registers.wave import Wave
from workbench.rules.leaving import Need
from workbench.services import leaving, records
from workbench.services.workspace import Workspace

TODAY = date(2026, 11, 23)
IN_DECEMBER = date(2026, 12, 1)


@dataclass
class Team:
    """PAY with Chen Hao, who leaves on 1 December and alone knows K-01: 3 of 6."""

    path: Path
    ws: Workspace
    handover: int
    chen: int
    topic: int
    session: int

    def again(self) -> Workspace:
        """What the file says now."""
        self.ws.dossier(self.handover)
        return self.ws

    def person(self, record: int) -> Person:
        found = self.again().known(self.handover).get(record)
        assert isinstance(found, Person)
        return found


@pytest.fixture
def team(payment_file: Path, login: Callable[..., Workspace]) -> Team:
    ws = login(payment_file, "Sun Yu", Side.RECEIVING)
    handover = ws.store.handover_called("PAY")
    dossier = ws.dossier(handover)
    sun = next(p for p in dossier.all(Person) if p.name == "Sun Yu")
    with ws.change(handover, "bulk", msg("team")) as ed:
        chen = ed.add(
            Person, name="Chen Hao", side=Side.GIVING, role="SRE lead", release=IN_DECEMBER,
            employment=Employment.OUTSOURCED, organisation="Huaxin", fte=Decimal(1),
            equipment=TODAY, successor=sun.id, rate=Money(120_000, "CNY"),
        )  # fmt: skip
        ed.set(sun.id, starts=date(2026, 11, 2))
        ed.set(dossier.all(Item)[1].id, person=chen)
        ed.add(Access, system="prod-db", person=chen)
        topic = ed.add(Topic, title="Ledger retry logic", criticality=5, receiver=sun.id)
        ed.add(Holding, parent=topic, person=chen, level=4)
        session = ed.add(Session, parent=topic, kind=SessionKind.REVERSE, giver=chen,
                         receiver=sun.id, day=date(2026, 12, 10))  # fmt: skip
    return Team(payment_file, ws, handover, chen, topic, session)


@asynccontextmanager
async def running(
    app: MakeApp, path: Path, size: tuple[int, int] = (80, 24), lang: str = "en"
) -> AsyncIterator[Pilot[Any]]:
    async with app(path, LI_WEI, lang=lang).run_test(size=size) as pilot:
        await settled(pilot)
        yield pilot


async def press(pilot: Pilot[Any], *keys: str) -> None:
    for key in keys:
        await pilot.press(key)
        await settled(pilot)


async def typed(pilot: Pilot[Any], text: str, end: str = "enter") -> None:
    await pilot.press(*(" ".join(text).replace("   ", " space ").split(" ")))
    await press(pilot, end)


async def choose(pilot: Pilot[Any], words: str) -> None:
    """Choose the option that has these words."""
    dialog = pilot.app.screen
    assert isinstance(dialog, Choose), dialog
    place = next(n for n, (_, label, _) in enumerate(dialog._options) if words in label)
    dialog.dismiss(dialog._options[place][0])
    await settled(pilot)


def line(pilot: Pilot[Any], which: str) -> str:
    return str(pilot.app.screen.query_one(which, OneLine).content)


def told(pilot: Pilot[Any], words: str) -> str:
    return next(row for row in shown(pilot).splitlines() if words in row)


async def roster(pilot: Pilot[Any]) -> RosterScreen:
    await press(pilot, "enter", "r")
    screen = pilot.app.screen
    assert isinstance(screen, RosterScreen)
    return screen


# Why may he not leave


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


# The chain, through the screens


async def test_a_session_assessed_proves_the_topic_and_moves_the_safe_day(
    app: MakeApp, team: Team
) -> None:
    async with running(app, team.path) as pilot:
        await roster(pilot)
        assert "3/6" in told(pilot, "Chen Hao")
        await press(pilot, "T")
        assert isinstance(pilot.app.screen, TopicsScreen)
        said = "Chen Hao is the only one who knows K-01 Ledger retry logic; leaves Dec 01"
        assert line(pilot, ".figures").startswith(f" {said}")
        assert shown(pilot).startswith("-- ONLY ONE PERSON KNOWS IT 1")
        await press(pilot, "s")
        await choose(pilot, "reverse shadowing -> Sun Yu")
        await choose(pilot, "Assess")
        await press(pilot, "enter")  # held today
        await choose(pilot, "does it alone")
        await choose(pilot, "Gao Ping")
        await choose(pilot, "yes, it is proved")
        await choose(pilot, "Sun Yu")
        assert status(pilot) == "K-01 is proved: Sun Yu says so"
        dossier = team.again().known(team.handover)
        topic, session = dossier.get(team.topic), dossier.get(team.session)
        assert isinstance(topic, Topic)
        assert topic.state is TopicState.SIGNED_OFF
        assert isinstance(session, Session)
        assert session.state is SessionState.ASSESSED
        assert session.held_on == TODAY
        await press(pilot, "escape")
        assert "4/6" in told(pilot, "Chen Hao")
        assert "Nov 23" in told(pilot, "Chen Hao")
        assert "LEAVES TOO EARLY" not in shown(pilot)
        await press(pilot, "enter")
        assert "4 OF 6" in shown(pilot)
        assert "too early" not in line(pilot, ".planned")
        assert told(pilot, "Knowledge secured").startswith(">[x]")
        finding = leaving.finding_of(dossier, team.person(team.chen), Need.KNOWLEDGE, TODAY)
        assert finding is None
        await press(pilot, "u")  # not signed off, but shown all the same
        assert "4 OF 6" in shown(pilot)
        await press(pilot, "u")
        assert "3 OF 6" in shown(pilot)
        assert "10 days too early" in line(pilot, ".planned")


async def test_watching_is_said_to_prove_nothing_and_is_not_offered_to_be_assessed(
    app: MakeApp, team: Team
) -> None:
    with team.ws.change(team.handover, "edit", msg("kind")) as ed:
        ed.set(team.session, kind=SessionKind.SHADOWING)
    async with running(app, team.path) as pilot:
        await press(pilot, "enter", "T", "s")
        await choose(pilot, "shadowing")
        dialog = pilot.app.screen
        assert isinstance(dialog, Choose)
        assert [label for _, label, _ in dialog._options] == ["Held", "Cancel"], "it is to come"
        assert "shadowing proves nothing: the receiver must do it himself" in shown(pilot)


async def test_a_test_is_assessed_with_how_it_went(app: MakeApp, team: Team) -> None:
    with team.ws.change(team.handover, "edit", msg("kind")) as ed:
        ed.set(team.session, kind=SessionKind.EXAMINATION, day=TODAY)
    async with running(app, team.path) as pilot:
        await press(pilot, "enter", "T", "s")
        await choose(pilot, "examination")
        await choose(pilot, "Assess")
        await choose(pilot, "does it alone")
        await typed(pilot, "blind test, 8 of 10 right")
        await choose(pilot, "Gao Ping")
        session = team.again().known(team.handover).get(team.session)
        assert isinstance(session, Session)
        assert session.outcome == "blind test, 8 of 10 right"
        await choose(pilot, "not yet")
        await press(pilot, "s")
        await choose(pilot, "examination")
        assert status(pilot) == "SE-01 is assessed, and nothing follows that"


# What can be done on the sheet


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
        await roster(pilot)
        await press(pilot, "enter")
        screen = pilot.app.screen
        assert isinstance(screen, ReleaseScreen)
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
        await roster(pilot)
        await press(pilot, "enter")
        screen = pilot.app.screen
        assert isinstance(screen, ReleaseScreen)
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
        await roster(pilot)
        await press(pilot, "enter")
        screen = pilot.app.screen
        assert isinstance(screen, ReleaseScreen)
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


# Many at once


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


# Topics


async def test_the_first_sentence_comes_with_the_first_topic(app: MakeApp, team: Team) -> None:
    async with running(app, team.path) as pilot:
        await press(pilot, "enter", "T", "a")
        await typed(pilot, "HSM restart")
        await typed(pilot, "Wu Lan")
        assert status(pilot) == "Wu Lan is the only one who knows K-02 HSM restart"
        await typed(pilot, "Vendor contacts")
        await typed(pilot, "Wu Lan, Li Wei")
        assert status(pilot) == "2 people know K-03 Vendor contacts"
        await press(pilot, "escape")
        people = team.again().known(team.handover).all(Person)
        (wu,) = (p for p in people if p.name == "Wu Lan")
        assert wu.side is Side.GIVING
        screen = screen_of(pilot)
        made = [t for t in team.again().known(team.handover).all(Topic) if t.number == 3]
        assert screen.rows.cursor_id == TopicId(made[0].id)
        await press(pilot, "u")  # topic and holders go together
        assert len(team.again().known(team.handover).all(Topic)) == 2


async def test_the_table_of_topics_asks_who_knows_a_new_one(app: MakeApp, team: Team) -> None:
    async with running(app, team.path) as pilot:
        await press(pilot, "enter", "T", "R", "a")
        assert "Chen Hao" in told(pilot, "Ledger retry logic")
        assert "Sun Yu" in told(pilot, "Ledger retry logic")
        await typed(pilot, "HSM", "enter")
        table = screen_of(pilot)
        while table.rows.is_editing:
            await press(pilot, "enter")
        await typed(pilot, "Li Wei")
        assert status(pilot) == "Li Wei is the only one who knows K-02 HSM"
        assert "Li Wei" in told(pilot, "HSM")


async def test_a_proof_by_somebody_who_leaves_too_is_said_to_prove_nothing(
    app: MakeApp, team: Team
) -> None:
    sun = team.person(team.chen).successor
    assert sun is not None
    with team.ws.change(team.handover, "edit", msg("Sun Yu leaves")) as ed:
        ed.set(sun, release=date(2026, 12, 20))
    async with running(app, team.path) as pilot:
        await pilot.app.push_screen(ReleaseScreen(team.handover, team.chen))
        await settled(pilot)
        assert "receiver leaves too" in told(pilot, "K-01 Ledger")
        await press(pilot, "p", "1", "enter")
        await typed(pilot, "2026-12-11")
        assert status(pilot).endswith("it proves nothing: Sun Yu leaves too")


async def test_a_session_is_called_by_its_kind_in_words(app: MakeApp, team: Team) -> None:
    async with running(app, team.path) as pilot:
        await pilot.app.push_screen(SheetScreen(team.handover, team.session))
        await settled(pilot)
        assert line(pilot, "#title") == " SE-01 session   reverse shadowing"
        await pilot.app.push_screen(SheetScreen(team.handover, team.topic))
        await settled(pilot)
        await press(pilot, "end")
        assert "2026-12-10" in told(pilot, "SE-01"), "what it is asked first: when"


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


async def test_who_has_no_side_yet_can_be_chosen_and_is_of_one_then(
    app: MakeApp, team: Team
) -> None:
    with team.ws.change(team.handover, "add", msg("roster")) as ed:
        xia = ed.add(Person, name="Xia Jun")
        ed.set(team.topic, receiver=None)
    async with running(app, team.path) as pilot:
        await pilot.app.push_screen(ReleaseScreen(team.handover, team.chen))
        await settled(pilot)
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
        await pilot.app.push_screen(ReleaseScreen(team.handover, team.chen))
        await settled(pilot)
        screen_of(pilot).rows.move_to(NeedId(Need.ACCESS))
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
        sheet = ReleaseScreen(team.handover, team.chen)
        await pilot.app.push_screen(sheet)
        await settled(pilot)
        sheet.rows.move_to(NeedId(Need.ACCESS))
        await press(pilot, "space")
        await choose(pilot, "the list is complete: he has none")
        await choose(pilot, "Sun Yu")
        assert "[x] Access revocation requested" in shown(pilot)
        assert "he has none" in told(pilot, "Access revocation requested")


# On every screen


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
        await typed(pilot, "2027-02-15")
        assert isinstance(pilot.app.screen, Confirm)
        text = shown(pilot)
        assert "WOULD THEN LEAVE TOO EARLY" in text
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


def may_go(team: Team, **values: Any) -> None:
    """Chen Hao lacks nothing any more, and has been told."""
    with team.ws.change(team.handover, "bulk", msg("ready")) as ed:
        ed.set(team.chen, state=PersonState.NOTIFIED, told_on=TODAY, **values)
        access = next(a for a in ed.before.all(Access) if a.person == team.chen)
        ed.set(access.id, state=AccessState.REQUESTED)
        ed.set(team.topic, state=TopicState.ASSESSED)
        sun = next(p.id for p in ed.before.all(Person) if p.name == "Sun Yu")
        ed.add(Holding, parent=team.topic, person=sun, level=3, shown_on=TODAY)
        ed.set(next(i.id for i in ed.before.all(Item) if i.person == team.chen), person=sun)


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


async def test_who_has_gone_is_warned_of_no_day_any_more(app: MakeApp, team: Team) -> None:
    may_go(team, release=date(2026, 11, 20))
    with team.ws.change(team.handover, "edit", msg("gone")) as ed:
        ed.set(team.chen, state=PersonState.RELEASED, left_on=TODAY)
    async with running(app, team.path) as pilot:
        await pilot.app.push_screen(ReleaseScreen(team.handover, team.chen))
        await settled(pilot)
        assert "Left on Mon 2026-11-23" in line(pilot, ".planned")
        assert "WHY " not in shown(pilot)


async def test_a_list_of_topics_that_nobody_has_looked_at_is_begun_or_called_empty(
    app: MakeApp, team: Team
) -> None:
    with team.ws.change(team.handover, "delete", msg("no topics")) as ed:
        ed.delete([team.session, team.topic])
    async with running(app, team.path) as pilot:
        await pilot.app.push_screen(ReleaseScreen(team.handover, team.chen))
        await settled(pilot)
        screen_of(pilot).rows.move_to(NeedId(Need.KNOWLEDGE))
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, Choose)
        await choose(pilot, "nothing here needs it")
        await typed(pilot, "all of it is documented")
        await choose(pilot, "Sun Yu")
        assert "nothing that only he knows" in shown(pilot)


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


async def test_a_lack_that_is_cured_by_somebody_else_leaves_the_cursor_nearby(
    app: MakeApp, team: Team
) -> None:
    async with running(app, team.path) as pilot:
        await roster(pilot)
        await press(pilot, "enter")
        screen = pilot.app.screen
        assert isinstance(screen, ReleaseScreen)
        assert any(isinstance(row.id, LackId) for row in screen.rows.lines if row.id is not None)
        with team.ws.change(team.handover, "delete", msg("gone")) as ed:
            ed.delete([team.chen])
        screen.refreshed()
        await settled(pilot)
        assert "has been deleted" in shown(pilot)


# With the rules


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
        await roster(pilot)
        await press(pilot, "enter")
        screen = pilot.app.screen
        assert isinstance(screen, ReleaseScreen)
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


async def test_the_card_of_a_topic_is_read_from_its_line_here_and_on_the_coverage(
    app: MakeApp, team: Team
) -> None:
    async with running(app, team.path) as pilot:
        await press(pilot, "enter", "T", "y")
        assert isinstance(pilot.app.screen, TopicCardScreen)
        assert "Knowledge card" in line(pilot, "#title")
        assert "Knowledge card PAY: Ledger retry logic (K-01)" in shown(pilot)
        assert not any(line[1:].startswith(("#", "|", ">")) for line in shown(pilot).splitlines())
        await press(pilot, "escape", "c", "y")
        assert status(pilot) == "go to a topic first"
        await press(pilot, "end", "y")
        assert isinstance(pilot.app.screen, TopicCardScreen)


def test_what_was_proved_by_who_left_since_is_not_among_the_proved_topics() -> None:
    crew = Crew()
    wu = crew.receiver("Wu Lan")
    topic = crew.topic("Ledger", receiver=wu.id, state=TopicState.SIGNED_OFF)
    crew.add(Holding, parent=topic.id, person=wu.id, level=3, shown_on=TODAY)
    assert [t.id for t in grouped(crew.dossier(), TODAY)[Known.PROVED]] == [topic.id]
    crew.change(wu, state=PersonState.LEFT, left_on=TODAY)
    parts = grouped(crew.dossier(), TODAY)
    assert parts[Known.PROVED] == []
    assert [t.id for t in parts[Known.NOBODY]] == [topic.id]


def test_topics_of_which_all_who_know_them_leave_have_a_part_of_their_own() -> None:
    crew = Crew()
    chen, bai = (crew.person(n, release=date(2026, 12, d)) for n, d in (("Chen", 18), ("Bai", 31)))
    later = crew.topic("Ledger", chen, bai)
    crew.change(chen, release=date(2027, 1, 15))
    sooner = crew.topic("Alarms", bai, crew.person("Li", release=date(2026, 12, 1)))
    crew.topic("Tariffs", bai, crew.person("Sun Yu"))
    parts = grouped(crew.dossier(), TODAY)
    assert [t.id for t in parts[Known.LEAVING]] == [sooner.id, later.id], "the next day first"
    assert [t.title for t in parts[Known.SEVERAL]] == ["Tariffs"]
