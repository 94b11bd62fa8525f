"""The coverage of what is known, an apprenticeship, and who knows what, by keys."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len

from screens.dialogs import Confirm
from screens.knowledge import CoverageScreen, ExpertsScreen
from screens.knowledge.coverage_lines import FoundId, ShareId
from screens.leaving.sheet import TopicCardScreen
from screens.register import RegisterScreen
from screens.sheet import SheetScreen
from screens.widgets.rowlist import Group, Row, RowList
from tests.fixtures.crew import Crew
from tests.fixtures.once import Sample
from tests.screens.conftest import MakeApp, give, shown, status
from tests.screens.leaving_file import (
    TODAY,
    Team,
    choose,
    line,
    press,
    running,
    told,
    typed,
)
from tests.screens.leaving_file import team as team
from workbench.domain.message import msg
from workbench.domain.registers.holding import Holding
from workbench.domain.registers.person import Person
from workbench.domain.registers.post import Post
from workbench.domain.registers.session import Session, SessionKind
from workbench.domain.registers.task import Task
from workbench.domain.registers.topic import Portability, Topic, TopicState, Track
from workbench.figures.knowing import of_whom_stay


@dataclass
class Library:
    """PAY with Chen Hao's K-01 (identified, tacit), and 17 of 20 explicit and 6 of 20 tacit
    topics that are as they should be."""

    team: Team
    stale: int
    task: int
    post: int


@pytest.fixture
def library(team: Team) -> Library:
    with team.ws.change(team.handover, "bulk", msg("library")) as ed:
        sun = next(p.id for p in ed.before.all(Person) if p.name == "Sun Yu")
        post = ed.add(Post, title="Payment duty")
        ed.set(team.topic, post=post, portability=Portability.LOCAL)
        stale = 0
        for n in range(20):
            said: dict[str, Any] = {
                "form": "T1",
                "edition": "1.0",
                "editor": sun,
                "reviewed": TODAY,
            }
            made = ed.add(Topic, title=f"Runbook {n}", track=Track.EXPLICIT,
                          **(said if n < 17 else {}))  # fmt: skip
            if n == 0:
                stale = made
                ed.set(made, reviewed=date(2025, 11, 1), review_every=365)
        for n in range(19):
            ed.add(Topic, title=f"Feel {n}",
                   state=TopicState.ELICITED if n < 6 else TopicState.IDENTIFIED)  # fmt: skip
        task = ed.add(Task, title="Fail over", post=post)
    return Library(team, stale, task, post)


async def test_both_tracks_stand_against_their_targets(app: MakeApp, library: Library) -> None:
    async with running(app, library.team.path) as pilot:
        await press(pilot, "enter", "T", "c")
        assert isinstance(pilot.app.screen, CoverageScreen)
        assert "85.0 % (17/20)" in told(pilot, "Explicit: standardised")
        assert ">= 90 %" in told(pilot, "Explicit: standardised")
        assert "30.0 % (6/20)" in told(pilot, "Tacit: recorded")
        assert "55.0 points" in told(pilot, "Gap, explicit above tacit")
        assert "0.0 % (0/1)" in told(pilot, "Critical tasks done alone")
        groups = {
            x.id: x.n for x in pilot.app.screen.query_one(RowList).lines if isinstance(x, Group)
        }
        assert groups == {
            "explicit": 3, "tacit": 14, "stale": 1, "task": 1, "post": 1, "local": 1, "session": 1,
        }  # fmt: skip


async def test_the_substation_of_the_samples_opens_with_the_figures_of_the_field(
    app: MakeApp, sample_in: Sample, tmp_path: Path
) -> None:
    path = sample_in(tmp_path / "sample", "substation")
    async with running(app, path) as pilot:
        await press(pilot, "enter", "T", "c")
        assert "85.0 % (17/20)" in told(pilot, "Explicit: standardised")
        assert "30.0 % (6/20)" in told(pilot, "Tacit: recorded")
        assert "55.0 points" in told(pilot, "Gap, explicit above tacit")
        assert "75.0 % (3/4)" in told(pilot, "Critical tasks done alone")
        here = {
            x.cell("name").text: x.cell("note").text
            for x in pilot.app.screen.query_one(RowList).lines
            if isinstance(x, Row) and isinstance(x.id, FoundId) and x.id.group == "local"
        }
        assert len(here) == 3
        plan = here["Spare parts that must lie here"]
        assert plan.startswith("Luo Jian, by 2027-11-30: log every part used")
        assert here["Birds and kites of this valley"] == "how it is learned is not said"
        await press(pilot, "escape", "/")
        await typed(pilot, "Hearing a fault")
        await press(pilot, "y")
        card = pilot.app.screen
        assert isinstance(card, TopicCardScreen)
        lines = [line.cell("text").text for line in card.rows.lines if isinstance(line, Row)]
        assert "blind test: 8 of 10 right" in [line.strip() for line in lines]


async def test_sessions_go_out_as_a_table_and_as_a_calendar(
    app: MakeApp, library: Library, tmp_path: Path
) -> None:
    async with running(app, library.team.path) as pilot:
        await press(pilot, "enter", "T", "E")
        await choose(pilot, "sessions, as a table")
        await choose(pilot, "CSV")
        await give(pilot, tmp_path / "sessions.csv")
        assert "reverse shadowing" in (tmp_path / "sessions.csv").read_text("utf-8-sig")
        await press(pilot, "c", "E")
        await choose(pilot, "releases, days together")
        await press(pilot, "y")  # without the days of who is not told
        await give(pilot, tmp_path / "days.ics")
    text = (tmp_path / "days.ics").read_bytes().decode()
    assert text.startswith("BEGIN:VCALENDAR\r\n")
    assert "Ledger retry logic" in text.replace("\r\n ", "")


async def test_every_line_leads_to_its_record(app: MakeApp, library: Library) -> None:
    async with running(app, library.team.path) as pilot:
        await press(pilot, "enter", "T", "c")
        screen = pilot.app.screen
        assert isinstance(screen, CoverageScreen)
        for at in (
            FoundId("stale", library.stale),
            FoundId("task", library.task),
            FoundId("post", library.post),
            FoundId("session", library.team.session),
            FoundId("tacit", library.team.topic),
        ):
            assert screen.rows.move_to(at)
            await press(pilot, "enter")
            sheet = pilot.app.screen
            assert isinstance(sheet, SheetScreen)
            assert sheet.record_shown == at.record
            await press(pilot, "escape")
            assert screen.rows.cursor_id == at, "the cursor stays"
        assert screen.rows.move_to(ShareId("independence"))
        await press(pilot, "enter")
        table = pilot.app.screen
        assert isinstance(table, RegisterScreen)
        assert table.entry.name == "task"


async def test_enter_lands_on_the_field_that_cures_it(app: MakeApp, library: Library) -> None:
    async with running(app, library.team.path) as pilot:
        await press(pilot, "enter", "T", "c")
        screen = pilot.app.screen
        assert isinstance(screen, CoverageScreen)
        ids = [x.id for x in screen.rows.lines if isinstance(x, Row)]
        for group, field in (("explicit", "form"), ("stale", "reviewed"), ("local", "learning")):
            at = next(i for i in ids if isinstance(i, FoundId) and i.group == group)
            screen.rows.move_to(at)
            await press(pilot, "enter")
            sheet = pilot.app.screen
            assert isinstance(sheet, SheetScreen)
            assert sheet.spot() == [library.team.handover, at.record, field]
            await press(pilot, "escape")


async def test_what_each_is_short_of_is_said(app: MakeApp, library: Library) -> None:
    async with running(app, library.team.path, (120, 60)) as pilot:
        await press(pilot, "enter", "T", "c")
        assert "lacks a template, a version, who keeps it up, a day of~" in told(
            pilot, "Runbook 17"
        )
        assert "interview Chen Hao" in shown(pilot)
        assert "to be reviewed by 2026-11-01" in shown(pilot) or "Nov 01" in shown(pilot)
        assert "not shown yet" in told(pilot, "Fail over")
        assert "1 person: Chen Hao" in told(pilot, "Payment duty")
        assert "how it is learned is not said" in shown(pilot)
        assert "Chen Hao is not there on 2026-12-10" in shown(pilot)


async def test_hidden_names_are_in_no_line_of_the_coverage(app: MakeApp, library: Library) -> None:
    async with running(app, library.team.path, (120, 60)) as pilot:
        await press(pilot, "enter", "T", "c", "ctrl+t")
        assert "Chen Hao" not in shown(pilot)
        await press(pilot, "w")
        await typed(pilot, "ledger")
        assert isinstance(pilot.app.screen, ExpertsScreen)
        assert "Chen Hao" not in shown(pilot)


# An apprenticeship


async def test_an_apprenticeship_is_looked_at_planned_and_undone(
    app: MakeApp, library: Library
) -> None:
    async with running(app, library.team.path) as pilot:
        await press(pilot, "enter", "T", "A")
        await choose(pilot, "Sun Yu")
        await typed(pilot, "2026-11-24")
        await press(pilot, "enter")  # weekly
        await typed(pilot, "2026-11-20")
        assert "the examination is after the first lesson: give a later day" in status(pilot)
        await press(pilot, "ctrl+u")
        await typed(pilot, "2026-12-15")
        dialog = pilot.app.screen
        assert isinstance(dialog, Confirm)
        assert dialog._title == "4 sessions on K-01, Chen Hao -> Sun Yu?"
        rows = shown(pilot).splitlines()
        assert "Tue 2026-11-24  shadowing" in rows[0]
        assert "2026-12-08" in rows[2]
        assert "reverse shadowing" in rows[2]
        assert "examination" in rows[3]
        assert "not there" in rows[3]
        assert "Chen Hao is not there on 2026-12-15" in shown(pilot), "he is not told yet"
        await press(pilot, "y")
        assert status(pilot) == "4 sessions on K-01 planned"
        made = library.team.again().known(library.team.handover).all(Session)
        assert [s.kind for s in made[1:]] == [
            SessionKind.SHADOWING, SessionKind.SHADOWING, SessionKind.REVERSE,
            SessionKind.EXAMINATION,
        ]  # fmt: skip
        await press(pilot, "u")
        assert len(library.team.again().known(library.team.handover).all(Session)) == 1


# Who knows


async def test_words_find_people_with_level_and_how_long_they_can_be_asked(
    app: MakeApp, library: Library
) -> None:
    with library.team.ws.change(library.team.handover, "edit", msg("told")) as ed:
        sun = next(p.id for p in ed.before.all(Person) if p.name == "Sun Yu")
        ed.set(library.team.chen, told_on=TODAY, contact_until=date(2027, 1, 31))
        ed.add(Holding, parent=library.team.topic, person=sun, level=1)
    async with running(app, library.team.path) as pilot:
        await press(pilot, "enter", "T", "w")
        await typed(pilot, "retries in ledger")
        assert isinstance(pilot.app.screen, ExpertsScreen)
        assert "Who knows: retries in ledger" in line(pilot, "#title")
        assert "K-01 Ledger retry logic" in shown(pilot)
        assert told(pilot, "Chen Hao").split()[-5:] == ["4", "the", "only", "one", "2027-01-31"]
        assert "is here" in told(pilot, "Sun Yu")
        await press(pilot, "enter")
        sheet = pilot.app.screen
        assert isinstance(sheet, SheetScreen)
        assert sheet.record_shown == library.team.chen
        await press(pilot, "escape", "w")
        await typed(pilot, "zebra")
        assert "Nobody is known to know that." in shown(pilot)


async def test_the_day_of_who_is_not_told_is_not_told_here(app: MakeApp, library: Library) -> None:
    async with running(app, library.team.path) as pilot:
        await press(pilot, "enter", "T", "w")
        await typed(pilot, "ledger")
        assert told(pilot, "Chen Hao").endswith("is here"), "neither that he stays nor that he goes"


@pytest.mark.parametrize("lang", ["en", "zh_CN"])
@pytest.mark.parametrize("size", [(40, 10), (80, 24), (120, 40)])
async def test_coverage_and_experts_open_at_any_size(
    app: MakeApp, library: Library, lang: str, size: tuple[int, int]
) -> None:
    async with running(app, library.team.path, size, lang) as pilot:
        handover = library.team.handover
        for screen in (CoverageScreen(handover), ExpertsScreen(handover, "ledger")):
            await pilot.app.push_screen(screen)
            await press(pilot, "down", "G", "k", "pageup")
            assert all(cell_len(row) <= size[0] for row in shown(pilot).splitlines())


async def test_a_handover_without_topics_says_so(app: MakeApp, team: Team) -> None:
    with team.ws.change(team.handover, "delete", msg("all")) as ed:
        everything = [r.id for c in (Session, Holding, Topic) for r in ed.before.all(c)]
        ed.delete(everything)
    async with running(app, team.path) as pilot:
        await press(pilot, "enter", "T", "c")
        assert "No topic and no critical task yet" in shown(pilot)
        await press(pilot, "A")
        assert status(pilot) == "every topic is proved, or there is none yet"


def test_of_who_can_do_a_post_those_who_leave_are_told_apart() -> None:
    crew = Crew()
    bai, zhao = crew.person("Bai Xue"), crew.person("Zhao Lei", release=TODAY, told_on=TODAY)
    said = msg("2 people: Bai Xue, Zhao Lei")
    assert str(of_whom_stay(said, [bai, zhao])) == f"{said}, of whom 1 stays"
    assert str(of_whom_stay(said, [zhao, zhao])) == f"{said}, all leave"
    assert str(of_whom_stay(said, [bai, bai])) == str(said)
