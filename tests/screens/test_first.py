"""From an empty file to an opened handover, by keys."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from textual.events import Key
from textual.pilot import Pilot
from textual.widgets import Input, Static

from screens.dialogs import Choose
from screens.first import FirstScreen
from screens.new import NewHandover
from screens.portfolio import PortfolioScreen
from screens.widgets.rowlist import RowList
from tests.fixtures.blank import blank
from tests.screens.conftest import (
    MakeApp,
    add_payment,
    app_of,
    screen_of,
    settled,
    shown,
    status,
    stranger,
)
from workbench.domain.registers.item import Item
from workbench.domain.registers.person import Person, Side
from workbench.domain.registers.seat import Seat
from workbench.services.workspace import Workspace
from workbench.settings import Paths, load


async def typed(pilot: Pilot[Any], *lines: str) -> None:
    """Each line with enter behind it."""
    for line in lines:
        await pilot.press(*("space" if c == " " else c for c in line), "enter")
        await pilot.pause()


async def at_form(pilot: Pilot[Any]) -> None:
    """Begin a handover in an empty file, for somebody who is known."""
    await settled(pilot)
    await pilot.press("1")
    await settled(pilot)
    assert isinstance(pilot.app.screen, NewHandover)


def answer(pilot: Pilot[Any]) -> str:
    """What stands in the open editor."""
    assert isinstance(pilot.app.focused, Input)
    return pilot.app.focused.value


def row(pilot: Pilot[Any], label: str) -> str:
    """The line that begins with these words, without its mark."""
    return next(s[1:] for s in shown(pilot).split("\n") if s[1:].startswith(label))


async def test_an_empty_file_says_what_this_is_and_offers_three_ways(
    tmp_path: Path, app: MakeApp
) -> None:
    async with app(tmp_path / "team.db", stranger()).run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        assert isinstance(pilot.app.screen, FirstScreen)
        about = str(pilot.app.screen.query_one("#about", Static).content)
        assert about.startswith("This program steps a team through the handover of a project")
        lines = shown(pilot).split("\n")
        assert lines[0].startswith(">1  Start a new handover")
        assert lines[1].startswith(" 2  Bring my list              Markdown, Excel or CSV,")
        assert "with ticks and nesting" in lines[1]
        assert lines[2].startswith(" 3  Look round the sample")
        await pilot.press("escape")
        assert isinstance(pilot.app.screen, FirstScreen)
        assert status(pilot) == "q leaves the program"


async def test_from_nothing_to_an_opened_handover(
    tmp_path: Path, app: MakeApp, places: Paths
) -> None:
    async with app(tmp_path / "team.db", stranger()).run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("1")
        await settled(pilot)
        await typed(pilot, "Li Wei")
        assert isinstance(pilot.app.screen, Choose)
        await pilot.press("1")
        await settled(pilot)
        assert (load()[0].user, load()[0].side) == ("Li Wei", "giving")

        await typed(pilot, "pay", "Payment system", "2027-06-15", "Project", "Bank IT", "")
        assert row(pilot, "Project manager").split() == [
            "Project", "manager", "giving", "side", "don't", "know", "yet"
        ]  # fmt: skip
        await typed(pilot, "Li Wei", "", "", "Sun Yu", "", "Gao Ping")
        await settled(pilot)
        assert isinstance(pilot.app.screen, NewHandover), "it can be looked at first"
        assert re.search(r"^> +Begin the handover", shown(pilot), re.MULTILINE)
        for _ in range(2):  # before anything can be seen of it
            pilot.app.post_message(Key("enter", None))
        await settled(pilot)
        await settled(pilot)
        assert type(pilot.app.screen).__name__ == "HandoverScreen"

        found = app_of(pilot).ws.dossier(1)
        top = found.handover
        assert (top.code, top.name.en, top.t0) == ("PAY", "Payment system", date(2027, 6, 15))
        assert (top.giving, top.receiving, top.template) == ("Project", "Bank IT", "lite")
        assert len(found.all(Item)) == 12
        seats = {s.code: found.title(s.person, "en") for s in found.all(Seat) if s.person}
        assert seats == {
            "project-manager": "Li Wei",
            "receiving-lead": "Sun Yu",
            "sponsor": "Gao Ping",
        }
        assert {p.name: p.side for p in found.all(Person)} == {
            "Li Wei": Side.GIVING,
            "Sun Yu": Side.RECEIVING,
            "Gao Ping": Side.SPONSOR,
        }
        while not isinstance(pilot.app.screen, PortfolioScreen):
            pilot.app.pop_screen()
            await settled(pilot)
        assert ">PAY " in shown(pilot), "the first run is over"


async def test_the_cursor_begins_on_a_handover_that_a_colleague_makes_first(
    tmp_path: Path, app: MakeApp, login: Callable[..., Workspace]
) -> None:
    path = blank(tmp_path / "team.db")
    async with app(path, stranger()).run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        portfolio = pilot.app.screen_stack[0]
        assert isinstance(portfolio, PortfolioScreen)
        add_payment(login(path, "Sun Yu", Side.RECEIVING))
        portfolio.refreshed()
        await settled(pilot)
        pilot.app.pop_screen()
        await settled(pilot)
        assert ">PAY " in shown(pilot)


async def test_a_near_t0_asks_and_shows_the_dates(tmp_path: Path, app: MakeApp) -> None:
    async with app(blank(tmp_path / "team.db")).run_test(size=(80, 24)) as pilot:
        await at_form(pilot)
        await typed(pilot, "PAY", "Payment", "Dec 31", "", "", "")
        await settled(pilot)
        assert isinstance(pilot.app.screen, Choose)
        lines = shown(pilot).split("\n")
        assert lines[0].split() == ["as", "is", "squeezed", "today"]
        days = re.findall(r"[A-Z][a-z]{2} \d\d", lines[1])
        assert days == ["Nov 16", "Nov 23", "Nov 23"]
        (gate,) = [line for line in lines if "Plan agreed" in line]
        assert re.findall(r"[A-Z][a-z]{2} \d\d", gate) == ["Nov 30", "Dec 04", "Nov 30"]
        choices = lines[-3:]
        assert choices[0].startswith(">1  Squeeze the dates between today and T0")
        assert "Nov 23 to " in choices[0]
        assert re.search(r"Nov 16 to 2027-\d\d-\d\d, \d+ late", choices[2])

        await pilot.press("escape")
        await settled(pilot)
        assert row(pilot, "T0").split()[-2:] == ["2026-12-31", "Thu"]
        await pilot.press("end", "enter")
        await settled(pilot)
        await pilot.press("1")
        await settled(pilot)
        await typed(pilot, "", "", "", "", "", "", "")
        await settled(pilot)
        found = app_of(pilot).ws.dossier(1)
        days_due = [i.due.resolve(found.handover.t0) for i in found.all(Item) if i.due]
        assert min(day for day in days_due if day) == date(2026, 11, 23)


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        (["x y"], "x y is not a code"),
        (["PAY", ""], "Give it a name"),
        (["PAY", "Pay", "soon"], '"soon" is not a date. Write 2026-12-01, or 12-01 or Dec 1.'),
        (["PAY", "Pay", "", "", "", "9"], "Write a number from 1 to 4."),
    ],
)
async def test_an_answer_is_checked_where_it_stands(
    tmp_path: Path, app: MakeApp, lines: list[str], sentence: str
) -> None:
    async with app(blank(tmp_path / "team.db")).run_test(size=(80, 24)) as pilot:
        await at_form(pilot)
        await typed(pilot, *lines)
        assert sentence in shown(pilot)
        assert answer(pilot) == lines[-1]


async def test_a_code_in_use_is_refused_at_once(payment_file: Path, app: MakeApp) -> None:
    async with app(payment_file).run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("a")
        await settled(pilot)
        await typed(pilot, "pay")
        assert "PAY is taken by another handover of this file." in shown(pilot)


async def test_the_level_is_asked_only_where_it_matters(tmp_path: Path, app: MakeApp) -> None:
    async with app(blank(tmp_path / "team.db")).run_test(size=(80, 24)) as pilot:
        await at_form(pilot)
        assert "Criticality" not in shown(pilot)
        await typed(pilot, "PAY", "Payment", "", "", "", "2", "C")
        await settled(pilot)
        assert "Operations manager" in shown(pilot)
        await pilot.press("escape")
        await settled(pilot)
        assert row(pilot, "Criticality").split() == ["Criticality", "C"]
        await pilot.press("up", "backspace", "enter", "escape")
        await settled(pilot)
        taken = "A, B or C: 44, 43 or 31 items; empty: A"
        assert taken in row(pilot, "Criticality"), "what an empty one means stays in the line"


async def test_up_and_down_go_between_answers(tmp_path: Path, app: MakeApp) -> None:
    async with app(blank(tmp_path / "team.db")).run_test(size=(80, 24)) as pilot:
        await at_form(pilot)
        await typed(pilot, "PAY")
        await pilot.press("P", "up")
        await pilot.pause()
        assert answer(pilot) == "PAY"
        await pilot.press("X", "tab")
        await pilot.pause()
        assert answer(pilot) == "P"
        assert row(pilot, "Code").split() == ["Code", "PAYX"]


async def test_an_answer_is_typed_wherever_the_cursor_comes(tmp_path: Path, app: MakeApp) -> None:
    async with app(blank(tmp_path / "team.db")).run_test(size=(80, 24)) as pilot:
        await at_form(pilot)
        await typed(pilot, "PAY", "Payment", "2027-06-15", "Project", "Bank", "2", "B")
        await settled(pilot)
        await pilot.press("escape", "up", "backspace", "a")
        await settled(pilot)
        assert answer(pilot) == "a"
        await pilot.press("enter", "escape", "home", "2", "enter")
        await settled(pilot)
        assert row(pilot, "Code").split() == ["Code", "PAY2"]
        assert row(pilot, "Criticality").split() == ["Criticality", "A"]


async def test_names_of_other_seats_and_ones_own_are_completed(
    tmp_path: Path, app: MakeApp
) -> None:
    async with app(tmp_path / "team.db").run_test(size=(80, 24)) as pilot:
        await at_form(pilot)
        await typed(pilot, "pay", "Payment system", "2027-06-15", "Project", "Bank IT", "")
        await typed(pilot, "li")
        assert "Li Wei" in row(pilot, "Project manager")
        await typed(pilot, "Dr. Ines Roth")
        for key in "roth":
            await pilot.press(key)
        await settled(pilot)
        await pilot.press("enter")
        await settled(pilot)
        assert shown(pilot).count("Dr. Ines Roth") == 2


async def test_letters_beyond_the_last_answer_are_no_keys(tmp_path: Path, app: MakeApp) -> None:
    async with app(tmp_path / "team.db").run_test(size=(80, 24)) as pilot:
        await at_form(pilot)
        await typed(pilot, "pay", "Payment system", "2027-06-15", "Project", "Bank IT", "")
        await typed(pilot, *[""] * 6)
        assert re.search(r"^> +Begin the handover", shown(pilot), re.MULTILINE)
        await pilot.press("g")
        await settled(pilot)
        assert status(pilot) == "g does nothing here; ? shows what does"
        assert re.search(r"^> +Begin the handover", shown(pilot), re.MULTILINE)


async def test_back_keeps_what_was_typed(tmp_path: Path, app: MakeApp) -> None:
    async with app(blank(tmp_path / "team.db")).run_test(size=(80, 24)) as pilot:
        await at_form(pilot)
        await typed(pilot, "PAY", "Payment", "2027-06-15", "", "", "")
        await typed(pilot, "Li Wei")
        await pilot.press(*"Chen", "escape")
        await settled(pilot)
        assert row(pilot, "Code").split() == ["Code", "PAY"], "one step back"
        await pilot.press("escape")
        await settled(pilot)
        assert isinstance(pilot.app.screen, FirstScreen)

    async with app(blank(tmp_path / "team.db")).run_test(size=(80, 24)) as pilot:
        await at_form(pilot)
        assert row(pilot, "T0").split()[-2:] == ["2027-06-15", "Tue"], "even after a dropped line"
        await pilot.press("enter")
        await pilot.pause()
        for _ in range(5):
            await typed(pilot, "")
        await settled(pilot)
        assert row(pilot, "Project manager").split()[-2:] == ["Li", "Wei"]
        await typed(pilot, "")
        assert answer(pilot) == "Chen"


async def test_what_is_typed_is_only_text(tmp_path: Path, app: MakeApp) -> None:
    async with app(blank(tmp_path / "team.db")).run_test(size=(80, 24)) as pilot:
        await at_form(pilot)
        await typed(pilot, "PAY", "[/] [bold]x", "", "[x] done", "", "")
        await settled(pilot)
        await typed(pilot, "[@click=app.quit]boo[/]")
        assert "[@click=app.quit]boo[/]" in shown(pilot)
        await typed(pilot, "", "", "", "", "", "")
        await settled(pilot)
        top = app_of(pilot).ws.dossier(1).handover
        assert (top.name.en, top.giving, top.t0) == ("[/] [bold]x", "[x] done", None)


async def test_the_sample_is_a_file_of_its_own(
    tmp_path: Path, app: MakeApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    mine = tmp_path / "team.db"
    async with app(mine, stranger()).run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("3")
        await pilot.app.workers.wait_for_complete()
        await settled(pilot)
        assert isinstance(pilot.app.screen, PortfolioScreen)
        assert "HANDOVERS  3 open" in str(screen_of(pilot).query_one("#title", Static).content)
        assert "-- SINCE YOU WERE HERE (Fri 17:40)" in shown(pilot)
        assert "you: Li Wei, giving side" in str(screen_of(pilot).query_one("#title").render())
        assert app_of(pilot).path != mine
    assert load()[0].user == "", "the sample's user is not kept"


async def test_a_list_of_my_own_is_asked_for_by_its_file(
    tmp_path: Path, app: MakeApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "golive.md").write_text("- [ ] Backups tried\n- [x] Runbook\n")
    monkeypatch.chdir(tmp_path)
    async with app(blank(tmp_path / "team.db")).run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("2")
        await settled(pilot)
        await typed(pilot, "nothing.md")
        assert status(pilot) == '! There is no file "nothing.md" here.'
        for _ in range(10):
            await pilot.press("backspace")
        await pilot.press("g", "right")
        await typed(pilot, "")
        await settled(pilot)
        assert isinstance(pilot.app.screen, NewHandover)
        assert "NEW HANDOVER from golive.md" in str(screen_of(pilot).query_one("#title").render())
        assert "Template" not in shown(pilot)


async def test_somebody_elses_handover_ends_the_first_run(
    tmp_path: Path, app: MakeApp, login: Callable[..., Workspace]
) -> None:
    path = blank(tmp_path / "team.db")
    async with app(path).run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        add_payment(login(path, "Sun Yu", Side.RECEIVING))
        screen_of(pilot).refreshed()
        await settled(pilot)
        await settled(pilot)
        assert isinstance(pilot.app.screen, PortfolioScreen)
        assert pilot.app.screen.query_one(RowList).has_focus
        assert ">PAY " in shown(pilot)
