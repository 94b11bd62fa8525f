"""Help, palette, colours, the chase list and the pack: what each says, and what its keys do."""

from __future__ import annotations

import tomllib
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from textual.events import Paste
from textual.pilot import Pilot
from textual.widgets import Input, Static

from screens.base import WorkScreen
from screens.chase import ChaseScreen
from screens.dialogs import Choose, Confirm
from screens.exporting import ExportScreen
from screens.handover import HandoverScreen
from screens.help import HelpScreen
from screens.importing import ImportScreen
from screens.knowledge import CoverageScreen, ExpertsScreen, InterviewScreen
from screens.kpi import KpisScreen, ReadingsScreen, TimelineScreen, ValueScreen
from screens.leaving import RosterScreen, TopicsScreen
from screens.new import NewHandover
from screens.palette import PaletteScreen
from screens.portfolio import PortfolioScreen
from screens.register import RegisterScreen
from screens.sheet import SheetScreen
from screens.team import TeamScreen, WavesScreen
from screens.walk import WalkScreen
from screens.widgets.ask import AskInput
from screens.widgets.rowlist import Row, RowList
from tests.fixtures.hostile import HOSTILE
from tests.fixtures.once import Sample
from tests.screens.conftest import LI_WEI, MakeApp, app_of, settled, shown, status
from workbench.domain.registers.item import Item, ItemState
from workbench.domain.registers.person import Person, Side
from workbench.keys import SCOPES, for_scope, printed
from workbench.services import records
from workbench.services.workspace import Workspace
from workbench.settings import Paths


@pytest.fixture
def ws(payment_file: Path, login: Callable[..., Workspace]) -> Workspace:
    """Another window on the file, for Li Wei too."""
    return login(payment_file, "Li Wei", Side.GIVING)


@pytest.fixture
def pay(ws: Workspace) -> int:
    return ws.store.handover_called("PAY")


def first_item(ws: Workspace, handover: int) -> Item:
    return ws.dossier(handover).all(Item)[0]


@asynccontextmanager
async def running(
    app: MakeApp, path: Path, screen: WorkScreen | None = None, size: tuple[int, int] = (80, 24)
) -> AsyncIterator[Pilot[Any]]:
    async with app(path).run_test(size=size) as pilot:
        await settled(pilot)
        if screen is not None:
            await pilot.app.push_screen(screen)
            await settled(pilot)
        yield pilot


async def press(pilot: Pilot[Any], *keys: str) -> None:
    await pilot.press(*keys)
    await pilot.pause()


def title(pilot: Pilot[Any]) -> str:
    return str(pilot.app.screen.query_one("#title", Static).content).strip()


def everything(pilot: Pilot[Any]) -> str:
    """All lines of the list, on the screen or not."""
    rows = pilot.app.screen.query_one(RowList)
    return "\n".join(
        " ".join(line.cell(key).text for key in line.cells) if isinstance(line, Row) else str(line)
        for line in rows.lines
    )


# Help


async def test_help_lists_every_action_of_a_scope_with_its_keys(
    app: MakeApp, payment_file: Path
) -> None:
    async with running(app, payment_file) as pilot:
        for scope in SCOPES.keys() - {"app", "list"}:
            await pilot.app.push_screen(HelpScreen(scope))
            rows = {
                line.id: line
                for line in pilot.app.screen.query_one(RowList).lines
                if isinstance(line, Row)
            }
            for part in (scope, *SCOPES[scope]):
                for action in for_scope(part):
                    row = rows[action.id]
                    assert row.cell("keys").text == " ".join(map(printed, action.keys)), scope
                    assert row.cell("label").text == str(action.label)
                    assert row.also == str(action.help)
            await press(pilot, "escape")


async def test_help_is_never_cut(app: MakeApp, payment_file: Path) -> None:
    async with running(app, payment_file, HelpScreen("walk"), (80, 60)) as pilot:
        assert "undo" not in status(pilot)
        text = shown(pilot)
        assert "~" not in text
        words = " ".join(text.split())
        assert "Open the item; at the end, go through what is still open." in words
        assert "Leave the program; everything is saved." in words


SCREENS: dict[str, Callable[[int, int], WorkScreen | None]] = {
    "portfolio": lambda handover, item: None,
    "handover": lambda handover, item: HandoverScreen(handover),
    "walk": lambda handover, item: WalkScreen(handover),
    "sheet": lambda handover, item: SheetScreen(handover, item),
    "register": lambda handover, item: RegisterScreen(handover, "person"),
    "roster": lambda handover, item: RosterScreen(handover),
    "topics": lambda handover, item: TopicsScreen(handover),
    "team": lambda handover, item: TeamScreen(handover),
    "waves": lambda handover, item: WavesScreen(handover),
    "coverage": lambda handover, item: CoverageScreen(handover),
    "experts": lambda handover, item: ExpertsScreen(handover, "ledger"),
    "interview": lambda handover, item: InterviewScreen(handover, 2),
    "kpis": lambda handover, item: KpisScreen(handover),
    "timeline": lambda handover, item: TimelineScreen(handover),
    "readings": lambda handover, item: ReadingsScreen(handover),
    "value": lambda handover, item: ValueScreen(handover),
    "chase": lambda handover, item: ChaseScreen(handover),
    "pack": lambda handover, item: ExportScreen(handover),
    "new": lambda handover, item: NewHandover(),
}


async def test_help_opens_from_every_screen_and_is_left_to_it(
    app: MakeApp, payment_file: Path, ws: Workspace, pay: int
) -> None:
    item = first_item(ws, pay).id
    async with running(app, payment_file) as pilot:
        for name, make in SCREENS.items():
            if (screen := make(pay, item)) is not None:
                await pilot.app.push_screen(screen)
                await settled(pilot)
            before = pilot.app.screen
            # The questions of a new handover take every letter.
            key = "f1" if name == "new" else "?"
            await press(pilot, key)
            assert isinstance(pilot.app.screen, HelpScreen), name
            assert title(pilot) == "All keys"
            await press(pilot, "escape" if name == "portfolio" else "?")
            assert pilot.app.screen is before, name


@pytest.mark.parametrize("name", ["portfolio", "handover", "pack", "new"])
async def test_the_palette_leaves_the_program(
    app: MakeApp, payment_file: Path, ws: Workspace, pay: int, name: str
) -> None:
    """From the first list, from one on top of it, from a text, and out of a question."""
    screen = SCREENS[name](pay, first_item(ws, pay).id)
    async with running(app, payment_file, screen) as pilot:
        await press(pilot, "ctrl+p", *"app.quit", "enter")
        await settled(pilot)
        assert not pilot.app.is_running or pilot.app._exit


async def test_help_opens_over_a_preview(
    app: MakeApp, payment_file: Path, pay: int, tmp_path: Path
) -> None:
    (tmp_path / "list.md").write_text("- [ ] a\n")
    screen = ImportScreen(pay, tmp_path / "list.md")
    async with running(app, payment_file, screen) as pilot:
        await press(pilot, "?")
        assert "Leave everything as it is." in everything(pilot)
        await press(pilot, "escape")
        assert pilot.app.screen is screen


async def test_help_is_searched(app: MakeApp, payment_file: Path) -> None:
    async with running(app, payment_file, HelpScreen("handover")) as pilot:
        await press(pilot, "slash", *"link, ticket", "enter")
        assert status(pilot) == "1 place found"
        assert any(line.startswith(">p ") for line in shown(pilot).split("\n"))


async def test_help_shows_the_users_own_keys(app: MakeApp, payment_file: Path) -> None:

    settings = LI_WEI._replace(keymap={"handover.claim": ("f7",)})
    async with app(payment_file, settings).run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.app.push_screen(HelpScreen("handover"))
        await pilot.pause()
        assert "f7 Claim" in everything(pilot)
        assert "space Claim" not in everything(pilot)


# The palette


async def test_the_palette_does_a_command(
    app: MakeApp, payment_file: Path, ws: Workspace, pay: int
) -> None:
    async with running(app, payment_file, WalkScreen(pay)) as pilot:
        await press(pilot, "ctrl+p", *"block", "enter")
        await press(pilot, *"HR", "enter")
        assert status(pilot).startswith("blocked: PAY-0")
    assert ItemState.BLOCKED in {item.state for item in ws.dossier(pay).all(Item)}


async def test_the_palette_opens_a_handover(app: MakeApp, payment_file: Path) -> None:
    async with running(app, payment_file) as pilot:
        await press(pilot, ":", *"支付")
        assert shown(pilot).split() == [">PAY", "Payment", "system", "handover"]
        await press(pilot, "enter")
        await settled(pilot)
        assert isinstance(pilot.app.screen, HandoverScreen)


@pytest.mark.parametrize(("typed", "key"), [("roster compl", "PAY-02"), ("sun yu", "P-02")])
async def test_the_palette_opens_a_record(
    app: MakeApp, payment_file: Path, pay: int, typed: str, key: str
) -> None:
    async with running(app, payment_file, HandoverScreen(pay)) as pilot:
        await press(pilot, "ctrl+p", *typed)
        await press(pilot, "down", "enter")
        assert isinstance(pilot.app.screen, SheetScreen)
        assert title(pilot).startswith(key)


async def test_what_begins_with_the_words_comes_first(
    app: MakeApp, payment_file: Path, pay: int
) -> None:
    async with running(app, payment_file, HandoverScreen(pay)) as pilot:
        await press(pilot, "ctrl+p", "down", "down", "escape")
        await press(pilot, "ctrl+p", *"due")
        assert shown(pilot).startswith(">Due: ")


async def test_the_palette_finds_a_command_that_has_another_keys_name(
    app: MakeApp, payment_file: Path, pay: int
) -> None:
    """Opening is the list's own; its names on the screens do it too."""
    async with running(app, payment_file, HandoverScreen(pay)) as pilot:
        await press(pilot, "ctrl+p", *"handover.open", "enter")
        await settled(pilot)
        assert isinstance(pilot.app.screen, SheetScreen)


async def test_the_palette_finds_nothing_and_is_left(app: MakeApp, payment_file: Path) -> None:
    async with running(app, payment_file) as pilot:
        await press(pilot, "ctrl+p", *"zzzz")
        assert "Nothing has that name." in shown(pilot)
        await press(pilot, "enter", "down", "escape")
        assert isinstance(pilot.app.screen, PortfolioScreen)


async def test_hostile_names_are_literal_in_the_palette(
    app: MakeApp, payment_file: Path, ws: Workspace, pay: int
) -> None:
    for text in HOSTILE:
        records.add(ws, pay, "item", {"text": f"step {text}"})
    async with running(app, payment_file, HandoverScreen(pay), (120, 40)) as pilot:
        await press(pilot, "ctrl+p", *"step")
        text = shown(pilot)
        for literal in ("step [/foo] bar", "step [@click=app.quit]boo[/]", "step {braces} {0} %s"):
            assert literal in text
        assert "\x1b" not in text
        await press(pilot, "end", "enter")
        await pilot.pause()
        assert isinstance(pilot.app.screen, SheetScreen)


async def test_hidden_names_are_not_in_the_palette(
    app: MakeApp, payment_file: Path, pay: int
) -> None:
    async with running(app, payment_file, HandoverScreen(pay)) as pilot:
        await press(pilot, "f9", "ctrl+p", *"sun yu")
        assert pilot.app.screen.query_one(Input).value == "sun yu"
        assert "Nothing has that name." in shown(pilot)
        await press(pilot, "escape")
        await press(pilot, "ctrl+p", *"p-0")
        assert "Sun Yu" not in shown(pilot)
        assert isinstance(pilot.app.screen, PaletteScreen)


# Colours


async def test_colours_are_shown_before_they_are_kept(
    app: MakeApp, payment_file: Path, places: Paths
) -> None:
    async with running(app, payment_file) as pilot:
        before = pilot.app.theme
        await press(pilot, "f4")
        assert isinstance(pilot.app.screen, Choose)
        await press(pilot, "down")
        tried = pilot.app.theme
        assert tried != before
        await press(pilot, "escape")
        assert pilot.app.theme == before
        assert not places.config.exists() or "theme" not in config(places)
        await press(pilot, "f4", "down", "enter")
        await settled(pilot)
        assert pilot.app.theme == tried
        assert config(places)["theme"] == tried


def config(places: Paths) -> dict[str, Any]:
    return tomllib.loads(places.config.read_text())


# The chase list


async def test_chase_shows_the_owner_of_the_item_and_copies(
    app: MakeApp, payment_file: Path, pay: int
) -> None:
    async with running(app, payment_file, HandoverScreen(pay)) as pilot:
        await press(pilot, "end", "c")
        assert isinstance(pilot.app.screen, ChaseScreen)
        owner = title(pilot)
        assert owner.startswith("Chase list: ")
        await press(pilot, "home")
        text = everything(pilot)
        assert "PAY-0" in text
        await press(pilot, "c")
        assert "clipboard" in status(pilot)
        assert pilot.app.clipboard.splitlines() == text.splitlines()
        pilot.app._clipboard = ""
        await press(pilot, "enter")
        assert pilot.app.clipboard.splitlines() == text.splitlines()


async def test_chase_goes_from_owner_to_owner(
    app: MakeApp, payment_file: Path, ws: Workspace, pay: int
) -> None:
    sun = next(p.id for p in ws.dossier(pay).all(Person) if p.name == "Sun Yu")
    async with running(app, payment_file, ChaseScreen(pay, sun)) as pilot:
        assert title(pilot) == "Chase list: Sun Yu   2/3"
        await press(pilot, "]")
        assert title(pilot) == "Chase list: Duty lead ?   3/3"
        await press(pilot, "right")
        assert status(pilot) == "there is no further one"
        await press(pilot, "[", "left")
        assert title(pilot) == "Chase list: Li Wei   1/3"


async def test_others_changes_do_not_put_another_owner_on_the_screen(
    app: MakeApp, payment_file: Path, ws: Workspace, pay: int
) -> None:
    sun = next(p.id for p in ws.dossier(pay).all(Person) if p.name == "Sun Yu")
    screen = ChaseScreen(pay, sun)
    async with running(app, payment_file, screen) as pilot:
        mine = [i.id for i in ws.dossier(pay).all(Item) if i.person != sun and i.person]
        records.delete(ws, pay, mine).expect()
        screen.refreshed()
        await pilot.pause()
        assert title(pilot) == "Chase list: Sun Yu   1/2"


async def test_chase_with_nothing_owed_says_so(
    app: MakeApp, payment_file: Path, ws: Workspace, pay: int
) -> None:
    records.delete(ws, pay, [i.id for i in ws.dossier(pay).all(Item)]).expect()
    async with running(app, payment_file, ChaseScreen(pay)) as pilot:
        assert "Nobody owes anything here." in shown(pilot)
        await press(pilot, "c", "w", "]", "[")
        assert pilot.app.clipboard == ""


async def test_writing_asks_before_it_overwrites(
    app: MakeApp, payment_file: Path, pay: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    monkeypatch.chdir(folder)
    async with running(app, payment_file, ChaseScreen(pay)) as pilot:
        await press(pilot, "w")
        field = pilot.app.screen.query_one(AskInput)
        assert field.value == str(folder / "PAY-Li-Wei.txt")
        await press(pilot, "enter")
        assert status(pilot).startswith("written: ")
        path = folder / "PAY-Li-Wei.txt"
        written = path.read_text()
        assert "PAY-01" in written
        path.write_text("mine")

        await press(pilot, "w", "enter")
        assert isinstance(pilot.app.screen, Confirm)
        await press(pilot, "n")
        assert path.read_text() == "mine"
        assert field.has_focus, "another name may be given"
        assert field.value == str(path)
        await press(pilot, "enter", "y")
        assert path.read_text() == written


async def test_a_name_that_is_refused_stays_in_the_question(
    app: MakeApp, payment_file: Path, pay: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    wrong = str(tmp_path / "none" / "x.txt")
    async with running(app, payment_file, ChaseScreen(pay)) as pilot:
        await press(pilot, "w", "ctrl+u")
        field = pilot.app.screen.query_one(AskInput)
        field.post_message(Paste(wrong))
        await press(pilot, "enter")
        assert "There is no folder" in status(pilot)
        assert field.has_focus
        assert field.value == wrong
        await press(pilot, "end", "q", "c")
        assert field.value == f"{wrong}qc", "keys go on into the name"
        await press(pilot, *["backspace"] * 2)
        (tmp_path / "none").mkdir()
        await press(pilot, "enter")
        assert status(pilot).startswith("written: ")
        assert "PAY-01" in (tmp_path / "none" / "x.txt").read_text()
        await press(pilot, "w")
        assert field.value == str(tmp_path / "PAY-Li-Wei.txt"), "what was taken is not offered"


async def test_hidden_names_hide_the_texts_that_name_people(
    app: MakeApp, payment_file: Path, pay: int
) -> None:
    async with running(app, payment_file, ChaseScreen(pay)) as pilot:
        assert "Li Wei" in title(pilot)
        await press(pilot, "f9")
        assert "Li Wei" not in title(pilot) + shown(pilot)
        await press(pilot, "c")
        assert pilot.app.clipboard == ""
        await press(pilot, "f9")
        assert "Li Wei" in title(pilot)


async def test_a_text_is_walked_through_and_searched(
    app: MakeApp, payment_file: Path, pay: int
) -> None:
    async with running(app, payment_file, ExportScreen(pay)) as pilot:
        first = shown(pilot)
        await press(pilot, "pagedown", "pagedown")
        assert shown(pilot) != first
        await press(pilot, "slash", *"Pack signed", "enter")
        assert "place" in status(pilot)
        assert any(line.startswith(">") and "Pack signed" in line
                   for line in shown(pilot).split("\n"))  # fmt: skip


async def test_the_status_line_says_what_undo_would_take_back(
    app: MakeApp, payment_file: Path, ws: Workspace, pay: int
) -> None:
    records.add_note(ws, pay, first_item(ws, pay).id, "said")
    async with running(app, payment_file, ChaseScreen(pay)) as pilot:
        assert status(pilot).startswith("undo: ")
        assert "nothing of yours" not in status(pilot)


# The pack


async def test_the_pack_is_one_page_or_the_whole(
    app: MakeApp, sample_in: Sample, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = sample_in(tmp_path / "sample")
    monkeypatch.chdir(tmp_path)
    async with running(app, path) as pilot:
        handover = app_of(pilot).ws.store.handover_called("PAY")
        await pilot.app.push_screen(ExportScreen(handover))
        await settled(pilot)
        assert title(pilot) == "Handover pack"
        whole = everything(pilot)
        await press(pilot, "b")
        assert title(pilot) == "Handover pack, one page"
        brief = everything(pilot)
        assert len(whole) > 2 * len(brief)
        await press(pilot, "w", "enter")
        await press(pilot, "b", "w", "enter")
        written = [(tmp_path / f"PAY-{name}.md").read_text() for name in ("brief", "pack")]
        assert len(written[1]) > 2 * len(written[0])
        for shown, file in zip((brief, whole), written, strict=True):
            assert file.startswith("---\ntitle: ")
            headings = [line.lstrip("# ") for line in file.splitlines() if line.startswith("#")]
            assert headings
            assert set(headings) <= {line.strip() for line in shown.splitlines()}
