"""Bringing a Markdown list in: seen first, written by `y` only, out again by one undo."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Static

from screens.dialogs import Confirm
from screens.importing import ImportScreen
from screens.widgets.ask import Ask, AskInput
from screens.widgets.rowlist import Group
from tests.fixtures.hostile import HOSTILE
from tests.screens.conftest import MakeApp, app_of, screen_of, shown, status
from workbench.domain.message import msg
from workbench.domain.registers.item import Item, ItemState
from workbench.domain.registers.person import Person, Side
from workbench.exchange.sheet import Tell
from workbench.services import records
from workbench.services.workspace import Workspace

SAMPLES = Path(__file__).parents[3] / "shared" / "samples"

LIST = f"""# Go-live

## S2 Capture
- [ ] Runbook
  - [x] Alerts listed
    - [-] Pager tested
- [ ] {"long " * 250}
- [ ] 机房搬迁
"""


class Lists:
    """A folder with a list, which the program was started in, and the handover to bring it to."""

    def __init__(self, folder: Path, path: Path, ws: Workspace) -> None:
        self.folder, self.path, self.ws = folder, path, ws
        self.handover = ws.store.handover_called("PAY")

    def texts(self) -> list[str]:
        return [i.text.show("en") for i in self.ws.dossier(self.handover).all(Item)]

    def people(self) -> list[Person]:
        return list(self.ws.dossier(self.handover).all(Person))


@pytest.fixture
def lists(
    tmp_path: Path,
    payment_file: Path,
    login: Callable[..., Workspace],
    monkeypatch: pytest.MonkeyPatch,
) -> Lists:
    folder = tmp_path / "lists"
    folder.mkdir()
    (folder / "go-live.md").write_text(LIST, encoding="utf-8")
    (folder / "empty.md").write_text("# Nothing\n", encoding="utf-8")
    monkeypatch.chdir(folder)
    return Lists(folder, payment_file, login(payment_file, "Li Wei", Side.GIVING))


@asynccontextmanager
async def importing(
    app: MakeApp, lists: Lists, path: Path | None = None, size: tuple[int, int] = (80, 24)
) -> AsyncIterator[Pilot[Any]]:
    async with app(lists.path).run_test(size=size) as pilot:
        app_of(pilot).open_handover(lists.handover)
        await pilot.pause()
        await pilot.app.push_screen(ImportScreen(lists.handover, path))
        await pilot.pause()
        yield pilot


async def press(pilot: Pilot[Any], *keys: str) -> None:
    await pilot.press(*keys)
    await pilot.pause()


def counts(pilot: Pilot[Any]) -> str:
    return str(pilot.app.screen.query_one(".counts", Static).content).strip()


def answer(pilot: Pilot[Any]) -> AskInput:
    return pilot.app.screen.query_one(AskInput)


async def test_the_list_is_shown_as_it_was_understood(app: MakeApp, lists: Lists) -> None:
    async with importing(app, lists) as pilot:
        assert pilot.app.screen.query_one(Ask).open
        await press(pilot, *"go-live.md", "enter")
        assert counts(pilot) == "4 new, 0 changed, 0 already there, 1 refused"
        lines = shown(pilot).split("\n")
        assert lines[0].startswith("-- REFUSED")
        assert lines[1].startswith(">[ ] long long ")
        assert lines[1].endswith(" 7 refused")
        assert lines[2].strip() == "go-live.md:7: 1249 characters are too many, 1000 fit"
        assert lines[3].startswith("-- AS IN THE FILE 4  ---")
        assert lines[4].startswith("-- S2 Capture  ---")
        assert [" ".join(line.split()) for line in lines[5:]] == [
            "[ ] Runbook 4 new",
            "[x] Alerts listed 5 new",
            "[-] Pager tested 6 new",
            "[ ] 机房搬迁 8 new",
        ]
        assert lines[7].index("Pager") == lines[5].index("Runbook") + 4, "nested as in the file"
        before = lists.ws.head(lists.handover)
        await press(pilot, "n")
        assert not isinstance(pilot.app.screen, ImportScreen)
    assert lists.ws.head(lists.handover) == before
    assert "Runbook" not in lists.texts()


async def test_a_path_that_was_left_gives_way_to_what_is_typed_next(
    app: MakeApp, lists: Lists
) -> None:
    async with importing(app, lists, lists.folder / "go-live.md") as pilot:
        for _ in range(2):  # begun, left, and begun again: nothing is asked about it
            await press(pilot, "f", *"/tmp/2.csv", "escape")
        await press(pilot, "f")
        assert answer(pilot).value == str(lists.folder / "go-live.md")
        await press(pilot, *"go-live.md")
        assert answer(pilot).value == "go-live.md"


@pytest.mark.parametrize("key", ["n", "escape"])
async def test_nothing_is_written_until_y(app: MakeApp, lists: Lists, key: str) -> None:
    before = lists.ws.head(lists.handover)
    async with importing(app, lists, lists.folder / "go-live.md") as pilot:
        await press(pilot, key)
        assert not isinstance(pilot.app.screen, ImportScreen)
    assert lists.ws.head(lists.handover) == before


async def test_y_brings_it_in_at_once_and_one_undo_takes_it_out(app: MakeApp, lists: Lists) -> None:
    before = lists.texts()
    head = lists.ws.head(lists.handover)[0]
    async with importing(app, lists, lists.folder / "go-live.md") as pilot:
        await press(pilot, "y")
        assert not isinstance(pilot.app.screen, ImportScreen)
        assert status(pilot) == "brought in from go-live.md: 4 new"
        assert lists.texts() == [*before, "Runbook", "Alerts listed", "Pager tested", "机房搬迁"]
        states = [i.state for i in lists.ws.known(lists.handover).all(Item)][-4:]
        assert states == [
            ItemState.TODO, ItemState.CLAIMED, ItemState.NOT_APPLICABLE, ItemState.TODO,
        ]  # fmt: skip
        assert lists.ws.head(lists.handover)[0] == head + 1, "one change set"
        await press(pilot, "u")
        assert isinstance(pilot.app.screen, Confirm)
        await press(pilot, "y")
        assert status(pilot) == "undone: import of go-live.md: 4 new"
    assert lists.texts() == before


async def test_a_long_list_comes_in_and_one_undo_takes_it_out(app: MakeApp, lists: Lists) -> None:
    there = len(lists.texts())
    long = lists.folder / "long.md"
    long.write_text("".join(f"- [ ] Task {n}\n" for n in range(1_500)), encoding="utf-8")
    async with importing(app, lists, long) as pilot:
        await pilot.press("y")
        while isinstance(pilot.app.screen, ImportScreen):
            await pilot.pause(0.05)
        assert status(pilot) == "brought in from long.md: 1500 new"
        assert len(lists.texts()) == there + 1_500
        await press(pilot, "u", "y")
    assert len(lists.texts()) == there


async def test_how_far_it_is_is_said_and_keys_wait(app: MakeApp, lists: Lists) -> None:
    goes_on = threading.Event()

    def work(tell: Tell) -> str:
        tell(1, 4)
        goes_on.wait(30)
        return "done"

    async with importing(app, lists, lists.folder / "go-live.md") as pilot:
        screen = pilot.app.screen
        assert isinstance(screen, ImportScreen)
        task = asyncio.ensure_future(screen._beside(msg("reading {file} ...", file="a"), work))
        while status(pilot) != "reading a ... 25 %":
            await pilot.pause(0.05)
        await press(pilot, "escape", "n", "y")
        assert pilot.app.screen is screen
        goes_on.set()
        assert await task == "done"
        await press(pilot, "n")
        assert pilot.app.screen is not screen


async def test_from_the_portfolio_it_ends_in_the_checklist(app: MakeApp, lists: Lists) -> None:
    async with app(lists.path).run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await press(pilot, "i", *"go-live.md", "enter")
        await press(pilot, "y")
        assert screen_of(pilot).SCOPE == "handover"
        assert status(pilot).startswith("undo: import of go-live.md: 4 new")


async def test_what_is_there_already_is_not_brought_twice(app: MakeApp, lists: Lists) -> None:
    async with importing(app, lists, lists.folder / "go-live.md") as pilot:
        await press(pilot, "y")
    before = lists.texts()
    async with importing(app, lists) as pilot:
        assert answer(pilot).value == str(lists.folder / "go-live.md"), "the last one is offered"
        await press(pilot, "enter")
        assert counts(pilot) == "0 new, 0 changed, 4 already there, 1 refused"
        await press(pilot, "y")
        assert status(pilot) == "! nothing in it is new here"
        assert isinstance(pilot.app.screen, ImportScreen)
    assert lists.texts() == before


async def test_a_file_that_cannot_be_read_gets_a_sentence_and_the_question_again(
    app: MakeApp, lists: Lists
) -> None:
    async with importing(app, lists) as pilot:
        for typed, why in (
            ("nofile.md", "nofile.md: There is no such file; check the name."),
            ("empty.md", "empty.md: There is no checklist here: no line starts with a box"),
            (".", "This is a folder; give the name of a file in it."),
            ("~nobody-here/list.md", "There is no such file; check the name."),
            ("", "give the name of a file: Markdown, Excel or CSV"),
        ):
            await press(pilot, "ctrl+u", *typed, "enter")
            assert why in status(pilot)
            assert pilot.app.screen.query_one(Ask).open
            assert answer(pilot).value == typed
        await press(pilot, "ctrl+u", *"go-live.md", "enter")
        assert "4 new" in counts(pilot)


async def test_a_given_file_that_is_bad_is_asked_for_again(app: MakeApp, lists: Lists) -> None:
    async with importing(app, lists, lists.folder / "empty.md") as pilot:
        assert "There is no checklist here" in status(pilot)
        assert answer(pilot).value == str(lists.folder / "empty.md")
        await press(pilot, "escape")
        assert not isinstance(pilot.app.screen, ImportScreen)


async def test_another_file_can_be_looked_at(app: MakeApp, lists: Lists) -> None:
    (lists.folder / "other.md").write_text("- [ ] Something else\n")
    async with importing(app, lists, lists.folder / "go-live.md") as pilot:
        await press(pilot, "f", "ctrl+u", *"other.md", "enter")
        assert counts(pilot).startswith("1 new")
        await press(pilot, "f", "escape")
        assert counts(pilot).startswith("1 new"), "leaving the question changes nothing"
        assert isinstance(pilot.app.screen, ImportScreen)


async def test_find_goes_on_with_n_while_something_is_looked_for(
    app: MakeApp, lists: Lists
) -> None:
    async with importing(app, lists, lists.folder / "go-live.md") as pilot:
        await press(pilot, "slash", *"ed", "enter")
        assert ">[ ] long" in shown(pilot) or ">[x]" in shown(pilot)
        first = shown(pilot)
        await press(pilot, "n")
        assert isinstance(pilot.app.screen, ImportScreen)
        assert shown(pilot) != first


async def test_hostile_lines_are_shown_as_they_are(app: MakeApp, lists: Lists) -> None:
    lines = "".join(f"- [ ] step {n}: {text}\n" for n, text in enumerate(HOSTILE))
    (lists.folder / "[x] bad [@b].md").write_text(lines, encoding="utf-8")
    async with importing(app, lists, lists.folder / "[x] bad [@b].md", (120, 40)) as pilot:
        text = shown(pilot)
        for literal in ("db[0] failover", "[/foo] bar", "[@click=app.quit]boo[/]", "50% [est.]"):
            assert literal in text
        assert "\x1b" not in text
        assert counts(pilot).startswith("13 new")
        await press(pilot, "y")
        assert status(pilot) == "brought in from [x] bad [@b].md: 13 new"


async def test_a_real_list_fits_the_screen_with_its_lines(app: MakeApp, lists: Lists) -> None:
    path = SAMPLES / "bregman-sre-checklist.md"
    if not path.exists():
        pytest.skip("the sample lists are not here")
    async with importing(app, lists, path, (120, 40)) as pilot:
        assert counts(pilot).startswith("142 new")
        assert "bregman-sre-check~:89 " in shown(pilot), "of a long name the line stays"
        await press(pilot, "y")
    assert len(lists.texts()) == 4 + 142


async def test_what_is_shown_goes_out_and_comes_back(app: MakeApp, lists: Lists) -> None:
    async with app(lists.path).run_test(size=(80, 24)) as pilot:
        app_of(pilot).open_handover(lists.handover)
        await pilot.pause()
        await press(pilot, "I", "3")
        assert answer(pilot).value.endswith("PAY.csv")
        await press(pilot, "enter")
        assert (lists.folder / "PAY.csv").exists()
        await press(pilot, "i", "ctrl+u", *"PAY.csv", "enter")
        assert counts(pilot) == "0 new, 0 changed, 4 already there, 0 refused"
        await press(pilot, "escape", "c", "x")
        assert "to be ticked and brought back" in str(pilot.app.screen.query_one(Static).content)


async def test_a_side_and_a_currency_are_said_in_the_preview(app: MakeApp, lists: Lists) -> None:
    rows = "Name,Organisation,Day rate\nAna,North,1800\nBo,North,900\n"
    (lists.folder / "crew.csv").write_text(rows)
    async with app(lists.path).run_test(size=(80, 24)) as pilot:
        await pilot.app.push_screen(
            ImportScreen(lists.handover, lists.folder / "crew.csv", register="person")
        )
        await pilot.pause()
        assert counts(pilot) == "0 new, 0 changed, 0 already there, 2 refused"
        assert "has no currency. Write 1800 CNY." in shown(pilot)
        screen = pilot.app.screen
        assert isinstance(screen, ImportScreen)
        screen.rows.move_to(("phrase", "currency", "1800"))
        await press(pilot, "enter", *"yuan", "enter")
        assert "yuan is no currency" in status(pilot)
        await press(pilot, "ctrl+u", *"cny", "enter")
        assert counts(pilot) == "2 new, 0 changed, 0 already there, 0 refused"
        screen.rows.move_to(("phrase", "side", "North"))
        await press(pilot, "enter", "down", "enter", "y")
    people = [p for p in lists.people() if p.organisation == "North"]
    assert [p.side for p in people] == [Side.GIVING, Side.GIVING]


async def test_a_table_shows_what_it_changes_first_and_what_stays(
    app: MakeApp, lists: Lists
) -> None:
    first, second, *_ = lists.people()
    records.edit(lists.ws, lists.handover, first.id, "release", "2027-02-01")
    rows = (f"Name,Organisation,Planned release,State\n{first.name},,,notified\n"
            f"Cy,North,soon,\n{second.name},,2027-03-01,active\nDi,North,,\n")  # fmt: skip
    (lists.folder / "crew.csv").write_text(rows)
    async with app(lists.path).run_test(size=(80, 24)) as pilot:
        await pilot.app.push_screen(
            ImportScreen(lists.handover, lists.folder / "crew.csv", register="person")
        )
        await pilot.pause()
        screen = pilot.app.screen
        assert isinstance(screen, ImportScreen)
        groups = [x.id[1] for x in screen.rows.lines if isinstance(x, Group)
                  and isinstance(x.id, tuple)]  # fmt: skip
        assert groups == ["new", "changed", "refused", "same"]
        assert "State: no state is taken from a file, for only acts change it" in shown(pilot)
        assert "1 empty cell empties nothing: what is here stays (Planned release)" in shown(pilot)
        await press(pilot, "end")
        assert "Planned release: stays 2027-02-01" in shown(pilot)
        screen.rows.move_to(("row", 1))
        await press(pilot, "enter")
        assert "mend it in the file and bring it in again; w writes" in status(pilot)
        assert counts(pilot) == "1 new, 1 changed, 1 already there, 1 refused"


GUESSED = "# L\n## 2 Weeks Before Go-Live\n- [ ] One\n  - Owner: QA Lead\n- [ ] Two\n"


async def test_guesses_are_corrected_where_they_stand(app: MakeApp, lists: Lists) -> None:
    (lists.folder / "g.md").write_text(GUESSED)
    async with importing(app, lists, lists.folder / "g.md") as pilot:
        await press(pilot, "g", "enter")
        assert answer(pilot).value == "T-14"
        await press(pilot, "ctrl+u", *"T-10", "enter")
        await press(pilot, "g", "down", "enter")
        text = shown(pilot)
        assert "new seat QA Lead" in text
        await press(pilot, "1")  # nobody
        text = shown(pilot)
        assert "nobody" in text
        await press(pilot, "G", "space")
        assert counts(pilot).startswith("1 new, ")
        await press(pilot, "y")
    (made,) = [i for i in lists.ws.dossier(lists.handover).all(Item) if i.source]
    assert (made.text.en, str(made.due), made.seat, made.person) == ("One", "T-10", None, None)


async def test_a_column_is_said_and_refused_rows_are_written(app: MakeApp, lists: Lists) -> None:
    (lists.folder / "a.csv").write_text("Step,Wann\nOpen,2026-12-01\nShut,soon\n")
    async with importing(app, lists, lists.folder / "a.csv") as pilot:
        await press(pilot, "g", "down", "enter")
        assert "What is in the column" in str(pilot.app.screen.query_one(Static).content)
        await press(pilot, "4")  # nothing, text, owner, due
        assert counts(pilot).startswith("1 new, 0 changed, 0 already there, 1 refused")
        await press(pilot, "w", "enter")
        assert "soon" in (lists.folder / "a-refused.csv").read_text(encoding="utf-8-sig")
