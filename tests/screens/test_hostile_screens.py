"""What people write is shown as they wrote it: every text field of every record of every register.

`tests/e2e/test_hostile.py` has what reaches the terminal.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.screen import Screen

from screens.handover import HandoverScreen
from screens.handover.arranging import Grouping
from screens.knowledge import CoverageScreen, ExpertsScreen, InterviewScreen
from screens.kpi import KpiScreen, KpisScreen, TimelineScreen, ValueScreen
from screens.leaving import MatrixScreen, ReleaseScreen, RosterScreen, TopicsScreen
from screens.register import RegisterScreen
from screens.sheet import SheetScreen
from screens.team import ContractsScreen, PostsScreen, TeamScreen, WavesScreen
from screens.text import fit, width
from screens.walk import WalkScreen
from screens.widgets.rowlist import Group, RowList
from tests.fixtures.hostile import CONTROLS, TEXTS, HostileFile, hostile_file, text_fields
from tests.fixtures.thorough import tries
from tests.screens.conftest import MakeApp, app_of, settled
from workbench.domain import record
from workbench.domain.registers.item import Item
from workbench.domain.registers.kpi import Kpi
from workbench.domain.registers.person import Person
from workbench.domain.text import clean
from workbench.services.eliciting import Interview, Question

_BEGINNING = 9  # cells of a text that every column has room for

REGISTERS = [r for r in record.all_registers() if r.cls.__module__.startswith("workbench")]
TABLES = [
    r for r in REGISTERS if not (r.parents or r.sealed) and r.name not in ("handover", "item")
]
PARTS = 2
WAYS = [("en", (80, 24), "typed"), ("zh_CN", (120, 40), "raw")]


@pytest.fixture
def file(tmp_path_factory: pytest.TempPathFactory, tmp_path: Path) -> HostileFile:
    return hostile_file(tmp_path_factory, tmp_path)


def painted(pilot: Pilot[Any]) -> str:
    """The screen as it is painted; nothing but colours is in it beside text."""
    app = pilot.app
    strips = app.screen._compositor.render_strips(app.size)
    sent = re.sub(r"\x1b\[[0-9;]*m", "", "".join(strip.render(app.console) for strip in strips))
    assert [c for c in sent if not (c.isprintable() or c in "\u200d\xad")] == []
    return "\n".join(strip.text for strip in strips)


def whole_list(pilot: Pilot[Any]) -> str:
    """Every line of the list, also those that have to be scrolled to."""
    rows = pilot.app.screen.query_one(RowList)
    top = rows.scroll_offset.y
    return "\n".join(rows.render_line(y - top).text for y in range(rows.virtual_size.height))


def begun(text: str) -> str:
    """How a text begins wherever it is shown."""
    return fit(clean(text), _BEGINNING, ellipsis="").rstrip()


def missing(shown: str, texts: tuple[str, ...]) -> list[str]:
    return [text for text in texts if begun(text) not in shown]


def of(file: HostileFile, which: str) -> tuple[int, tuple[str, ...]]:
    """The handover, and the texts that are in it."""
    return (file.typed, TEXTS) if which == "typed" else (file.raw, CONTROLS)


@pytest.mark.parametrize(("lang", "size", "which"), WAYS)
async def test_lists_show_every_text(
    app: MakeApp, file: HostileFile, lang: str, size: tuple[int, int], which: str
) -> None:
    handover, texts = of(file, which)
    async with app(file.path, lang=lang).run_test(size=size) as pilot:
        await settled(pilot)
        painted(pilot)
        assert missing(whole_list(pilot), TEXTS) == []
        await opened(pilot, HandoverScreen(handover))
        for grouping in Grouping:
            checklist = pilot.app.screen
            assert isinstance(checklist, HandoverScreen)
            checklist.grouping = grouping
            checklist.reload()
            for group in [x for x in checklist.rows.lines if isinstance(x, Group)]:
                checklist.rows.set_folded(group.id, False)
            await pilot.pause()
            painted(pilot)
            assert missing(whole_list(pilot), texts) == []
        for entry in TABLES:
            await opened(pilot, RegisterScreen(handover, entry.name))
            painted(pilot)
            assert missing(whole_list(pilot), texts) == []
        for made in (RosterScreen(handover), TopicsScreen(handover), MatrixScreen(handover)):
            await opened(pilot, made)
            painted(pilot)
            assert missing(whole_list(pilot), texts) == []
        await opened(pilot, TeamScreen(handover))
        painted(pilot)
        for team in (WavesScreen(handover), PostsScreen(handover), ContractsScreen(handover)):
            await opened(pilot, team)
            painted(pilot)
            assert missing(whole_list(pilot), texts) == []
        await opened(pilot, ExpertsScreen(handover, " ".join(texts)))
        painted(pilot)
        await opened(pilot, CoverageScreen(handover))
        painted(pilot)
        assert missing(whole_list(pilot), texts) == []
        for kpis in (KpisScreen(handover), TimelineScreen(handover), ValueScreen(handover)):
            await opened(pilot, kpis)
            painted(pilot)
            assert missing(whole_list(pilot), texts) == []


@pytest.mark.parametrize(("lang", "size", "which"), WAYS)
@pytest.mark.parametrize("part", range(PARTS))
async def test_sheets_show_every_text_of_their_record(
    app: MakeApp, file: HostileFile, part: int, lang: str, size: tuple[int, int], which: str
) -> None:
    """Of each register some records are opened, of the next register others."""
    handover, texts = of(file, which)
    everywhere, apart = "", max(1, 8 // tries(1))
    async with app(file.path, lang=lang).run_test(size=size) as pilot:
        view = app_of(pilot).ws.reading(handover)
        sheet = SheetScreen(handover, handover)
        await opened(pilot, sheet)
        for n, entry in enumerate(REGISTERS[part::PARTS]):
            records = view.dossier.listed(entry.name) if entry.name != "handover" else []
            if entry.parents:  # one of each item
                of_items = [r for r in records if isinstance(view.dossier.get(r.parent), Item)]
                records = list({r.parent: r for r in of_items}.values())
            for found in records[n % apart :: apart] or [view.dossier.handover]:
                sheet._record = found.id
                sheet.reload()
                await pilot.pause()
                painted(pilot)
                shown = whole_list(pilot)
                for name, kind in text_fields(record.of(type(found))):
                    words = begun(kind.show(getattr(found, name), view))
                    assert words in shown, f"{entry.name}.{name} of {found.id}"
                everywhere += shown
    assert missing(everywhere, texts) == []


@pytest.mark.parametrize(("lang", "size", "which"), WAYS)
async def test_the_next_sheet_shows_every_text(
    app: MakeApp, file: HostileFile, lang: str, size: tuple[int, int], which: str
) -> None:
    handover, texts = of(file, which)
    everywhere = ""
    async with app(file.path, lang=lang).run_test(size=size) as pilot:
        people = app_of(pilot).ws.dossier(handover).all(Person)
        sheet = SheetScreen(handover, people[0].id)
        await opened(pilot, sheet)
        for _ in people:
            painted(pilot)
            everywhere += whole_list(pilot)
            sheet.action_next()
            await pilot.pause()
    assert missing(everywhere, texts) == []


@pytest.mark.parametrize(("lang", "size", "which"), WAYS)
async def test_the_walk_shows_every_text(
    app: MakeApp, file: HostileFile, lang: str, size: tuple[int, int], which: str
) -> None:
    handover, _ = of(file, which)
    async with app(file.path, lang=lang).run_test(size=size) as pilot:
        await opened(pilot, WalkScreen(handover))
        walk = pilot.app.screen
        assert isinstance(walk, WalkScreen)
        for _ in range(10):
            assert walk._item is not None
            text = walk._item.text.show(lang)
            assert begun(text) in painted(pilot)
            await pilot.press("l")
            await pilot.pause()


@pytest.mark.parametrize(("lang", "size", "which"), WAYS)
async def test_release_sheets_show_every_name(
    app: MakeApp, file: HostileFile, lang: str, size: tuple[int, int], which: str
) -> None:
    handover, _ = of(file, which)
    async with app(file.path, lang=lang).run_test(size=size) as pilot:
        leaving = [p for p in app_of(pilot).ws.dossier(handover).all(Person) if p.leaves]
        assert leaving
        for person in leaving:
            await opened(pilot, ReleaseScreen(handover, person.id))
            assert begun(person.name) in painted(pilot)


@pytest.mark.parametrize(("lang", "size", "which"), WAYS)
async def test_interviews_show_every_answer(
    app: MakeApp, file: HostileFile, lang: str, size: tuple[int, int], which: str
) -> None:
    handover, texts = of(file, which)
    async with app(file.path, lang=lang).run_test(size=size) as pilot:
        program = app_of(pilot)
        person = program.ws.dossier(handover).all(Person)[0]
        for text in texts:
            Interview(program.ws, handover, person.id).keep(Question.FIRST, text)
        await opened(pilot, InterviewScreen(handover, person.id))
        painted(pilot)
        shown = whole_list(pilot)
        room = size[0] - 16  # a longer one goes on in the next line
        long = {text for text in texts if width(begun(text)) > room or "\n" in text}
        assert missing(shown, tuple(t for t in texts if t not in long)) == []


@pytest.mark.parametrize(("lang", "size", "which"), WAYS)
async def test_cards_of_kpis_show_every_text(
    app: MakeApp, file: HostileFile, lang: str, size: tuple[int, int], which: str
) -> None:
    handover, texts = of(file, which)
    async with app(file.path, lang=lang).run_test(size=size) as pilot:
        everywhere = ""
        card = KpiScreen(handover, app_of(pilot).ws.dossier(handover).all(Kpi)[0].id)
        await opened(pilot, card)
        for _ in app_of(pilot).ws.dossier(handover).all(Kpi):
            painted(pilot)
            everywhere += whole_list(pilot)
            card.action_next()
            await pilot.pause()
        assert missing(everywhere, texts) == []


async def opened(pilot: Pilot[Any], screen: Screen[Any]) -> None:
    pilot.app.push_screen(screen)
    await settled(pilot)
