"""A program that was ended from outside: what was typed, and the way back to where it was."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from screens.base import WorkScreen
from screens.handover import HandoverScreen
from screens.knowledge import InterviewScreen
from screens.kpi import KpisScreen, ReadingsScreen, TimelineScreen, ValueScreen
from screens.leaving import RosterScreen
from screens.note_editor import NoteEditor
from screens.portfolio import PortfolioScreen
from screens.register import RegisterScreen
from screens.sheet import SheetScreen
from screens.walk import WalkScreen
from screens.widgets.ask import Ask
from screens.widgets.rowlist import RowList
from screens.widgets.rowlist.editor import CellEditor
from tests.screens.conftest import MakeApp, app_of, settled, shown, status
from workbench.app import WorkbenchApp
from workbench.domain.due import parse_due
from workbench.domain.registers.item import Item, ItemState
from workbench.domain.registers.person import Side
from workbench.services import items, owning, records
from workbench.services.outside import Sheet
from workbench.services.workspace import Workspace
from workbench.settings import Paths, Settings
from workbench.settings import login as login_name

Login = Callable[..., Workspace]


class Desk:
    """Li Wei's program on the payment file, which can lose its line."""

    def __init__(self, make: MakeApp, path: Path, login: Login) -> None:
        self._make, self._path, self._login = make, path, login

    @asynccontextmanager
    async def torn(self, *keys: str, where: str = "") -> Any:
        """Type the keys in handover PAY; then the line drops, and the next program is started."""
        async with self.running("PAY", *keys) as pilot:
            app_of(pilot).unsaved.torn_away()
        async with self.running() as pilot:
            yield pilot

    @asynccontextmanager
    async def running(self, handover: str = "", *keys: str) -> Any:
        async with self.program(handover).run_test(size=(80, 24)) as pilot:
            await settled(pilot)
            await press(pilot, *keys)
            yield pilot

    def program(self, handover: str = "") -> WorkbenchApp:
        return self._make(self._path, handover=handover)

    @property
    def ws(self) -> Workspace:
        return self._login(self._path, "Sun Yu", Side.RECEIVING)

    @property
    def pay(self) -> int:
        return self.ws.store.handover_called("PAY")

    def item(self, number: int) -> Item:
        return self.ws.dossier(self.pay).all(Item)[number - 1]


@pytest.fixture
def desk(app: MakeApp, payment_file: Path, login: Login) -> Desk:
    return Desk(app, payment_file, login)


async def press(pilot: Pilot[Any], *keys: str) -> None:
    for key in keys:
        await pilot.press(*([key] if key in _NAMED else list(key)))
        await settled(pilot)
        if going := [worker for worker in pilot.app.workers if worker.group == "go back"]:
            await pilot.app.workers.wait_for_complete(going)
            await settled(pilot)


_NAMED = {"enter", "escape", "down", "up", "space", "tab", "ctrl+s", "end", "f2"}


def typed(pilot: Pilot[Any]) -> str:
    """What stands in the editor that is open."""
    screen = pilot.app.screen
    if isinstance(screen, NoteEditor):
        text: str = screen.query_one("NoteArea").text  # type: ignore[attr-defined]
        return text
    if screen.query_one(Ask).open:
        return screen.query_one("#answer").value  # type: ignore[attr-defined, no-any-return]
    assert screen.query_one(RowList).is_editing, "no editor is open"
    return screen.query_one(CellEditor).value


def dialog(pilot: Pilot[Any]) -> str:
    """The dialog on the screen: its title and its list."""
    title = pilot.app.screen.query_one(".title")
    return f"{title.render()}\n{shown(pilot)}"


async def test_one_key_goes_back_to_the_row_and_the_editor_with_its_text(desk: Desk) -> None:
    async with desk.torn("down", "down", "e", " and more") as pilot:
        assert 'PAY-02; enter goes back to: "Roster complete and more"' in shown(pilot)
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, HandoverScreen)
        assert typed(pilot) == "Roster complete and more"
        assert "saved: Roster complete" in status(pilot)
        await press(pilot, "enter", "escape")
        assert desk.item(2).text.en == "Roster complete and more"
        assert isinstance(pilot.app.screen, PortfolioScreen)
        assert "enter goes back" not in shown(pilot)
    async with desk.running("PAY", "down", "down", "e") as pilot:
        assert typed(pilot) == "Roster complete and more"
        assert "not saved" not in status(pilot)


async def test_a_question_is_asked_again_with_the_answer_begun(desk: Desk) -> None:
    async with desk.torn("space", "ticket 47") as pilot:
        await press(pilot, "enter")
        assert typed(pilot) == "ticket 47"
        assert desk.item(1).state is ItemState.TODO
        await press(pilot, "11", "enter")
        assert desk.item(1).state is ItemState.CLAIMED
    async with desk.running("PAY") as pilot:
        assert app_of(pilot).drafts.at("ask.1.Proof for PAY-01") is None


async def test_a_question_later_in_a_chain_finds_its_answer_when_it_comes(desk: Desk) -> None:
    async with desk.torn("x", "1", "no such se") as pilot:
        await press(pilot, "enter", "1")
        assert typed(pilot) == "no such se"


async def test_going_back_asks_and_never_does(desk: Desk) -> None:
    async with desk.torn("space", "ticket 47") as pilot:
        # Meanwhile somebody gave the proof: the same key would claim without a question.
        items.add_proof(desk.ws, desk.pay, desk.item(1).id, "CHG-1")
        await press(pilot, "enter")
        assert desk.item(1).state is ItemState.TODO
        assert "look before you go on" in status(pilot)
        await press(pilot, "space")
        assert desk.item(1).state is ItemState.CLAIMED


async def test_an_item_that_was_being_added(desk: Desk) -> None:
    async with desk.torn("a", "First", "enter", "Secon") as pilot:
        await press(pilot, "enter")
        assert typed(pilot) == "Secon"
        await press(pilot, "d", "enter", "escape")
        texts = [item.text.en for item in desk.ws.dossier(desk.pay).all(Item)]
        assert [t for t in texts if t in ("First", "Second")] == ["First", "Second"]


async def test_a_note_opens_with_its_text_and_without_a_question(desk: Desk) -> None:
    async with desk.torn("down", "down", "enter", ";", "The vendor says") as pilot:
        assert "PAY-02" in shown(pilot)
        await press(pilot, "enter")
        assert typed(pilot) == "The vendor says"
        await press(pilot, "ctrl+s", "escape", "escape")
        assert isinstance(pilot.app.screen, PortfolioScreen), "the screens below are there too"


async def test_a_new_row_of_a_register(desk: Desk) -> None:
    async with desk.torn("r", "a", "Wang Fa") as pilot:
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, RegisterScreen)
        assert typed(pilot) == "Wang Fa"


async def test_half_a_reading_and_those_before_it(desk: Desk) -> None:
    for name in ("Outage", "Complaints"):
        records.add(desk.ws, desk.pay, "kpi", {"name": name, "phase": "implementation"})
    async with desk.torn("C", "r", "98.2", "enter", "1") as pilot:
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, ReadingsScreen)
        assert typed(pilot) == "1"
        await press(pilot, "2", "enter", "y")
        assert status(pilot).startswith("2 readings of 2026-11-23 saved")


@pytest.mark.parametrize(
    ("keys", "screen"),
    [
        (["down", "down"], HandoverScreen),
        (["down", "down", "enter", "down"], SheetScreen),
        (["w"], WalkScreen),
        (["r", "down"], RosterScreen),
        (["C"], KpisScreen),
        (["C", "t"], TimelineScreen),
        (["C", "V", "down"], ValueScreen),
    ],
)
async def test_without_anything_typed_it_goes_back_to_the_row(
    desk: Desk, keys: list[str], screen: type[WorkScreen]
) -> None:
    async with desk.running("PAY", *keys) as pilot:
        before = list(pilot.app.screen.query(RowList))
        cursor = before[0].cursor_id if before else None
        app_of(pilot).unsaved.torn_away()
    async with desk.running() as pilot:
        assert "when the line dropped; enter goes back" in shown(pilot)
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, screen)
        rows = pilot.app.screen.query(RowList)
        assert (rows.first().cursor_id if rows else None) == cursor


async def test_a_row_or_a_handover_that_is_gone(desk: Desk) -> None:
    async with desk.torn("down", "down", "e", " more") as pilot:
        records.delete(desk.ws, desk.pay, [desk.item(2).id])
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, HandoverScreen)


async def test_a_saved_value_that_changed_meanwhile_is_named(desk: Desk) -> None:
    async with desk.torn("down", "down", "e", " mine") as pilot:
        records.edit(desk.ws, desk.pay, desk.item(2).id, "text", "Roster checked")
        await press(pilot, "enter")
        assert typed(pilot) == "Roster complete mine"
        assert "saved: Roster checked" in status(pilot)
        await press(pilot, "escape")
        assert desk.item(2).text.en == "Roster checked"
        await press(pilot, "e")
        assert typed(pilot) == "Roster complete mine"


async def test_a_draft_taken_up_again_asks_before_it_goes_over_what_others_saved(
    desk: Desk,
) -> None:
    async with desk.torn("down", "down", "e", " mine") as pilot:
        records.edit(desk.ws, desk.pay, desk.item(2).id, "text", "Roster checked")
        await press(pilot, "enter", "enter")
        assert "Sun Yu changed Item of PAY-02 meanwhile" in dialog(pilot)
        assert desk.item(2).text.en == "Roster checked"
        await press(pilot, "escape")
        assert typed(pilot) == "Roster complete mine", "it can be decided later"
        await press(pilot, "enter", "2")
        assert desk.item(2).text.en == "Roster complete mine"


async def test_a_draft_of_what_nobody_changed_is_saved_without_a_question(desk: Desk) -> None:
    async with desk.torn("down", "down", "e", " mine") as pilot:
        records.edit(desk.ws, desk.pay, desk.item(2).id, "due", "T-40")
        await press(pilot, "enter", "enter")
        assert isinstance(pilot.app.screen, HandoverScreen)
        assert desk.item(2).text.en == "Roster complete mine"


async def test_what_an_editor_had_saved_asks_before_it_goes_over_what_others_saved(
    desk: Desk, places: Paths, payment_file: Path
) -> None:
    post = records.add(desk.ws, desk.pay, "post", {"title": "Duty lead", "about": "nights"})
    with Sheet(places.state, payment_file, f"{post}.about", "Li Wei").lying_open(
        "nights and days", "nights"
    ):
        pass  # the program is killed while the editor is open
    records.edit(desk.ws, desk.pay, post, "about", "weekends")
    async with desk.running() as pilot:
        await pilot.app.push_screen(SheetScreen(desk.pay, post, "about"))
        await settled(pilot)
        await press(pilot, "enter", "1")
        assert typed(pilot) == "nights and days"
        await press(pilot, "ctrl+s")
        assert "Sun Yu changed What it does of" in dialog(pilot)


async def test_a_text_begun_in_one_language_is_no_draft_of_the_other(desk: Desk) -> None:
    async with desk.running("PAY", "down", "down", "e", " mine", "escape") as pilot:
        await press(pilot, "f2", "e")
        assert typed(pilot) == ""
        await press(pilot, "escape", "f2", "e")
        assert typed(pilot) == "Roster complete mine"


async def test_a_text_begun_in_one_language_is_gone_back_to_in_the_other(desk: Desk) -> None:
    async with desk.running("PAY", "down", "down", "e", " mine") as pilot:
        app_of(pilot).unsaved.torn_away()
    async with desk.running() as pilot:
        await press(pilot, "f2", "enter")
        assert typed(pilot) == "Roster complete mine"
        await press(pilot, "enter", "e")
        assert desk.item(2).text.en == "Roster complete mine"
        assert desk.item(2).text.zh == ""
        assert typed(pilot) == "", "the next one is of the language on screen"


async def test_what_an_answer_was_for_is_no_draft_once_it_is_done(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    async with desk.running("PAY", "c", "w") as pilot:
        await press(pilot, "x", "enter")
        app_of(pilot).unsaved.torn_away()
    async with desk.running() as pilot:
        assert "enter goes back" in shown(pilot)
        assert 'goes back to: "' not in shown(pilot)


async def test_an_answer_begun_before_others_changed_it_is_not_put_without_a_question(
    desk: Desk,
) -> None:
    async with desk.torn("down", "down", "d", "T-33") as pilot:
        records.edit(desk.ws, desk.pay, desk.item(2).id, "due", "T-40")
        await press(pilot, "enter")
        assert "it was: T-50" in dialog(pilot)
        assert "T-40" in dialog(pilot)
        await press(pilot, "1", "enter")
        assert str(desk.item(2).due) == str(parse_due("T-33"))


async def test_an_owner_named_before_another_was_is_not_put_without_a_question(
    desk: Desk,
) -> None:
    async with desk.torn("down", "down", "o", "Gao Ping") as pilot:
        owning.give(desk.ws, desk.pay, [desk.item(2).id], "Sun Yu")
        await press(pilot, "enter")
        assert "it was: Li Wei" in dialog(pilot)
        await press(pilot, "2")
        assert typed(pilot) == ""
    assert desk.ws.dossier(desk.pay).title(desk.item(2).person or 0, "en") == "Sun Yu"


async def test_who_one_is_is_never_offered_to_the_next_at_the_terminal(
    app: MakeApp, payment_file: Path
) -> None:
    shared = Settings(shared_logins=frozenset({login_name()}))
    async with app(payment_file, shared).run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await press(pilot, "Wang Fang")
        app_of(pilot).unsaved.torn_away()
    async with app(payment_file, shared).run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        assert typed(pilot) == ""
        await press(pilot, "Gao Ping", "escape", "P")
        assert typed(pilot) == ""


async def test_who_says_his_name_at_a_shared_login_stands_on_what_he_was_torn_from(
    app: MakeApp, payment_file: Path
) -> None:
    shared = Settings(shared_logins=frozenset({login_name()}))
    async with app(payment_file, shared).run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await press(pilot, "Li Wei", "enter", "1", "enter", "down", "down", "e", " more")
        app_of(pilot).unsaved.torn_away()
    async with app(payment_file, shared).run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await press(pilot, "Li Wei", "enter", "1", "enter")
        assert typed(pilot) == "Roster complete more"


async def test_what_nobody_has_said_is_his_is_not_kept(app: MakeApp, payment_file: Path) -> None:
    shared = Settings(shared_logins=frozenset({login_name()}))
    async with app(payment_file, shared).run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await press(pilot, "escape", "/", "secret plan", "escape")
    async with app(payment_file, shared).run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await press(pilot, "escape", "/")
        assert typed(pilot) == ""


async def test_leaving_in_the_ordinary_way_leaves_no_line(desk: Desk) -> None:
    async with desk.running("PAY", "down"):
        pass
    async with desk.running() as pilot:
        assert "enter goes back" not in shown(pilot)


async def test_who_does_not_want_to_go_back_is_asked_once(desk: Desk) -> None:
    async with desk.torn("down", "down", "e", " more") as pilot:
        assert "enter goes back" in shown(pilot)
        await press(pilot, "down", "down")
    async with desk.running() as pilot:
        assert "enter goes back" not in shown(pilot)
    async with desk.running("PAY", "down", "down", "e") as pilot:
        assert typed(pilot) == "Roster complete more", "what was typed is still offered there"


async def test_a_clean_quit_comes_back_to_the_last_handover(
    desk: Desk, payment_file: Path, login: Login
) -> None:
    from tests.screens.conftest import MONDAY, add_payment

    add_payment(login(payment_file, "Li Wei", Side.GIVING, at=MONDAY), "ZED")
    async with desk.running() as pilot:
        await press(pilot, "down", "enter")
        assert isinstance(pilot.app.screen, HandoverScreen)
    async with desk.running() as pilot:
        assert ">ZED" in shown(pilot)


async def test_keys_typed_before_the_checklist_is_there_belong_to_it(desk: Desk) -> None:
    program = desk.program(handover="PAY")
    async with program.run_test(size=(80, 24)) as pilot:
        await pilot.press("down", "down", "e", "!", "enter")
        await settled(pilot)
        assert isinstance(pilot.app.screen, HandoverScreen)
        assert desk.item(2).text.en == "Roster complete!"


async def test_one_key_goes_back_into_the_interview_to_the_answer_that_was_typed(
    desk: Desk,
) -> None:
    async with desk.torn("r", "e", "space", "enter", "it says wait two min") as pilot:
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, InterviewScreen)
        assert "What does the manual not say?" in shown(pilot)
        assert typed(pilot) == "it says wait two min"
        await press(pilot, "end", "utes", "enter")
        assert "it says wait two minutes" in shown(pilot)


async def test_a_long_answer_of_the_interview_comes_back(desk: Desk) -> None:
    async with desk.torn("r", "e", "e", "first", "enter", "then") as pilot:
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, NoteEditor)
        assert typed(pilot) == "first\nthen"
        await press(pilot, "ctrl+s")
        assert "1 ANSWER" in shown(pilot)
