"""Two real programs on one file: what one does the other sees, and neither undoes the other.

Each test works on items of its own, so that one pair of programs serves them all.
"""

from __future__ import annotations

import os
import re
import signal
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager, suppress
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from db.held import Held
from tests.fixtures.blank import blank
from tests.fixtures.forked import Forked
from tests.fixtures.terminal import Terminal
from workbench.domain.bitext import Bitext
from workbench.domain.due import parse_due
from workbench.domain.message import msg
from workbench.domain.registers.handover import Handover
from workbench.domain.registers.item import Item
from workbench.domain.registers.person import Person, Side
from workbench.services.memory import Memory
from workbench.services.workspace import Me, Workspace

pytestmark = pytest.mark.terminal

ITEMS = 18
SITE = "site.md"
MONDAY = datetime(2026, 11, 23, 9, tzinfo=UTC)


class Desk:
    """One of the two, at the checklist as listed."""

    def __init__(self, terminal: Terminal) -> None:
        self.terminal = terminal

    def go(self, number: int) -> None:
        """Put the cursor on an item, from wherever it is, step by step: others move things, too."""
        self.until(lambda: self.row(number) != "")
        here = self._moved(None)
        while here != number:
            numbers = [int(n) for n in re.findall(r"^.\[.\].(\d\d) ", self.text(), re.MULTILINE)]
            self.press("j" if numbers.index(number) > numbers.index(here) else "k")
            here = self._moved(here)

    def _moved(self, here: int | None) -> int:
        """Where the cursor is once it is elsewhere; while it is painted it may be nowhere."""
        found: list[int | None] = []

        def moved() -> bool:
            found.append(self.number)
            return found[-1] not in (here, None)

        self.until(moved)
        return found[-1] or 0

    def grid(self) -> list[str]:
        """The lines on the screen now; what the other waits for is read here, too."""
        while self.terminal.read_until(time.monotonic()):
            pass
        return [line.rstrip() for line in self.terminal.screen()]

    def text(self) -> str:
        return "\n".join(self.grid())

    @property
    def at(self) -> int:
        """The screen's line the cursor is on."""
        grid = self.grid()
        return next((n for n, row in enumerate(grid) if row[:1] == ">" and "All" not in row), -1)

    @property
    def number(self) -> int | None:
        """The item the cursor is on."""
        found = re.search(r"^>\[.\].(\d\d) ", self.text(), re.MULTILINE)
        return int(found[1]) if found else None

    def row(self, number: int) -> str:
        """The line of an item; empty when it is not on the screen."""
        wanted = re.compile(rf"^.\[.\].{number:02} ")
        return next((row for row in self.grid() if wanted.match(row)), "")

    def press(self, script: str) -> None:
        self.terminal.type(script)

    def answer(self, key: str, text: str, *, send: bool = True) -> None:
        """Press a key that asks something, and type the answer."""
        self.press(f"{key}{{ctrl+u}}{text}")
        self.wait_for(text)
        if send:
            self.press("{enter}")

    def wait_for(self, text: str) -> None:
        self.terminal.wait_for(text)

    def until(self, condition: Callable[[], bool]) -> float:
        """Wait for it; how many seconds that took."""
        since = time.monotonic()
        self.terminal.wait_for(condition)
        return time.monotonic() - since


Program = Callable[[str], AbstractContextManager[Desk]]
"""The program as one of them has it, by his name."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("two")


@pytest.fixture(scope="module")
def data_file(folder: Path) -> Path:
    path = blank(folder / "team.db")
    ws = Workspace.open(path, Me("Gao Ping"), clock=lambda: MONDAY)
    with ws.founding("new", msg("new handover PAY")) as (ed, _):
        ed.add(Handover, code="PAY", name=Bitext("Payment system"), t0=date(2027, 1, 15))
        ed.add(Person, name="Li Wei", side=Side.GIVING)
        ed.add(Person, name="Zhang Min", side=Side.GIVING)
        ed.add(Person, name="Sun Yu", side=Side.RECEIVING)
        for n in range(1, ITEMS + 1):
            source = f"{SITE}:{n}" if n > ITEMS - 2 else ""
            ed.add(Item, text=Bitext(f"Task {n:02}"), due=parse_due("T-30"), source=source)
    return path


@pytest.fixture(scope="module")
def program(folder: Path, data_file: Path, forked: Forked) -> Program:
    @contextmanager
    def opened(name: str) -> Iterator[Desk]:
        home = folder / name.replace(" ", "")
        places = {f"XDG_{k}_HOME": str(home / k.lower()) for k in ("CONFIG", "DATA", "STATE")}
        Memory(home / "state" / "handover", data_file).set("grouping.1", "listed")
        env = {**places, "HOME": str(home), "HANDOVER_USER": name, "HANDOVER_TODAY": "2026-11-23",
               "TZ": "UTC"}  # fmt: skip
        with Terminal(["--db", str(data_file), "open", "PAY"], env, (99, 44), forked=forked) as t:
            t.wait_for("Task 08")
            yield Desk(t)

    return opened


@pytest.fixture(scope="module")
def desks(program: Program) -> Iterator[tuple[Desk, Desk]]:
    with program("Li Wei") as li, program("Zhang Min") as zhang:
        yield li, zhang


@contextmanager
def held(path: Path, kind: str) -> Iterator[None]:
    """Somebody else's write that goes on for as long as the block does."""
    # With a hold of its own: where the last one is collected meanwhile, the lock goes with it.
    with closing(Held(path)), closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute(f"BEGIN {kind}")
        yield
        connection.execute("ROLLBACK")


# The six kinds of change


def test_fields_of_one_item_are_merged_and_seen_within_two_seconds(
    desks: tuple[Desk, Desk],
) -> None:
    li, zhang = desks
    li.go(1)
    zhang.go(1)
    li.answer("d", "2026-12-01", send=False)
    waited = []
    for words in ("First words", "Second words", "Third words"):
        zhang.answer("e", words)
        zhang.until(lambda: "words" in zhang.row(1))
        waited.append(li.until(lambda w=words: w in li.row(1)))  # type: ignore[misc]
    assert min(waited) < 2.0, waited
    li.press("{enter}")
    li.until(lambda: "Dec 01" in li.row(1) and "Third words" in li.row(1))
    zhang.until(lambda: "Dec 01" in zhang.row(1) and "Third words" in zhang.row(1))


def test_the_same_field_offers_theirs_mine_or_both(desks: tuple[Desk, Desk]) -> None:
    li, zhang = desks
    li.go(2)
    zhang.go(2)
    li.answer("e", "Mine", send=False)
    zhang.answer("e", "Hers")
    zhang.wait_for("undo: Item of PAY-02")  # while it is typed it is in the row, too
    li.until(lambda: "Mine" in li.row(2))  # the open editor is left alone
    li.press("{enter}")
    li.wait_for("Zhang Min changed Item of PAY-02 meanwhile")
    text = li.text()
    for words in ("keep theirs", "put mine", "both, theirs first", "Hers", "Mine"):
        assert words in text
    li.press("3")
    li.until(lambda: "Hers / Mine" in li.row(2))
    zhang.until(lambda: "Hers / Mine" in zhang.row(2))


def test_a_claim_meets_a_claim(desks: tuple[Desk, Desk]) -> None:
    li, zhang = desks
    li.go(3)
    zhang.go(3)
    li.answer(" ", "https://a.example/mine", send=False)
    zhang.answer(" ", "https://a.example/hers")
    zhang.until(lambda: "[/]" in zhang.row(3))
    li.press("{enter}")
    li.wait_for("Zhang Min changed Claimed by of PAY-03 meanwhile")
    li.wait_for("keep theirs, and add my proof")
    li.press("3")
    li.until(lambda: "[/]" in li.row(3) and li.row(3).rstrip().endswith("2"))
    li.wait_for("claimed by Zhang Min")


def test_a_bulk_change_lists_the_rows_that_were_changed(desks: tuple[Desk, Desk]) -> None:
    li, zhang = desks
    li.go(4)
    li.press("mm")
    li.answer("d", "2026-12-07", send=False)
    zhang.go(5)
    zhang.answer("d", "2026-12-09")
    zhang.until(lambda: "Dec 09" in zhang.row(5))
    li.press("{enter}")
    li.wait_for("Zhang Min changed Due of PAY-05 meanwhile")
    text = li.text()
    for words in ("keep theirs, and do the rest", "2026-12-09", "2026-12-07"):
        assert words in text
    li.press("1")
    li.until(lambda: "Dec 07" in li.row(4) and "Dec 09" in li.row(5))


def test_two_moves_of_one_item_are_asked(desks: tuple[Desk, Desk]) -> None:
    """Both press at once; whoever came second is asked, and lets the other's move stand."""
    li, zhang = desks
    li.go(7)
    zhang.go(7)
    zhang.press(">")
    li.press("K")

    def asked() -> list[Desk]:
        return [desk for desk in desks if "changed PAY-07 meanwhile" in desk.text()]

    li.until(lambda: bool(asked()))
    (second,) = asked()
    first = li if second is zhang else zhang
    assert "its place in the list" in second.text()
    stands = first.grid()
    second.press("1")
    second.until(lambda: second.row(7) != "")
    second.go(8)
    second.go(7)
    second.until(lambda: second.row(7)[1:] == first.row(7)[1:])
    assert [row[1:] for row in first.grid()[3:10]] == [row[1:] for row in stands[3:10]]


def test_undo_names_who_changed_it_since_and_takes_back_the_rest(
    desks: tuple[Desk, Desk],
) -> None:
    li, zhang = desks
    li.go(9)
    li.press("mm")
    li.answer("d", "2026-12-03")
    li.until(lambda: "Dec 03" in li.row(9) and "Dec 03" in li.row(10))
    zhang.go(9)
    zhang.until(lambda: "Dec 03" in zhang.row(9))
    zhang.answer("d", "2026-12-05")
    li.until(lambda: "Dec 05" in li.row(9))
    li.press("u")
    li.wait_for("cannot be undone: Zhang Min changed PAY-09 since")
    li.wait_for("take back the other 1")
    li.press("1")
    li.until(lambda: "Dec 05" in li.row(9) and "Dec 16" in li.row(10))


def test_an_import_asks_about_what_was_changed_since_its_preview(
    desks: tuple[Desk, Desk], folder: Path
) -> None:
    li, zhang = desks
    path = folder / SITE
    ticked = [f"- [x] Task {n}\n  - Proof: DOC-{n}\n" for n in (ITEMS - 1, ITEMS)]
    path.write_text("".join(ticked), encoding="utf-8")
    li.press("i")
    li.wait_for("Your list")
    li.press(f"{{ctrl+u}}{path}{{enter}}")
    li.wait_for("2 changed")
    zhang.go(ITEMS)
    zhang.answer("!", "no crane")
    zhang.until(lambda: "[!]" in zhang.row(ITEMS))
    li.press("y")
    li.wait_for("meanwhile")
    li.wait_for("keep theirs, and do the rest")
    li.press("1")
    li.until(lambda: "[/]" in li.row(ITEMS - 1) and "[!]" in li.row(ITEMS))


# Nothing moves, nobody waits


def test_the_row_under_the_cursor_stays_while_others_add_and_delete(
    desks: tuple[Desk, Desk],
) -> None:
    li, zhang = desks
    li.go(12)
    at = li.at
    zhang.go(11)
    zhang.answer("a", "Put in above")
    zhang.press("{esc}")
    zhang.wait_for("Put in above")
    li.wait_for("others changed the list")
    assert (li.at, li.number) == (at, 12)
    li.press("k")
    li.wait_for("Put in above")


def test_what_is_typed_into_a_record_that_is_deleted_is_kept(desks: tuple[Desk, Desk]) -> None:
    li, zhang = desks
    li.go(13)
    li.answer("e", "An hour of work", send=False)
    zhang.go(13)
    zhang.press("D")
    zhang.wait_for("deleted: PAY-13")
    li.wait_for("others changed the list")
    li.press("{enter}")
    li.wait_for("Zhang Min has deleted PAY-13; what you typed")
    assert "An hour of work" in li.text()
    li.press("{esc}")
    li.until(lambda: "what you typed" not in li.text())
    zhang.press("u")


def test_each_is_told_of_the_other_and_of_a_sheet_both_have_open(
    desks: tuple[Desk, Desk],
) -> None:
    li, zhang = desks
    li.wait_for("Zhang Min: in this handover too")
    zhang.wait_for("Li Wei: in this handover too")
    li.go(14)
    zhang.go(14)
    li.press("{enter}")
    zhang.press("{enter}")
    li.wait_for("Zhang Min: on this sheet too")
    zhang.wait_for("Li Wei: on this sheet too")
    for desk in desks:
        desk.press("{esc}")
        desk.until(lambda d=desk: d.row(14) != "")  # type: ignore[misc]


def test_who_is_killed_is_not_shown_any_more(desks: tuple[Desk, Desk], program: Program) -> None:
    li, _ = desks
    with program("Sun Yu") as sun:
        li.until(lambda: "Sun Yu" in li.grid()[-2])
        os.kill(sun.terminal.pid, signal.SIGKILL)
        li.until(lambda: "Sun Yu" not in li.grid()[-2])


def test_a_suspended_program_keeps_nobody_from_saving(desks: tuple[Desk, Desk]) -> None:
    li, zhang = desks
    li.go(15)
    os.kill(zhang.terminal.pid, signal.SIGSTOP)
    try:
        li.answer("e", "Saved all the same")
        li.until(lambda: "Saved all the same" in li.row(15) and "trying" not in li.text())
    finally:
        os.kill(zhang.terminal.pid, signal.SIGCONT)
    zhang.until(lambda: "Saved all the same" in zhang.text())


def texts(path: Path) -> list[str]:
    """What the file has for the items; nothing while somebody has it to himself."""
    with closing(sqlite3.connect(path)) as connection, suppress(sqlite3.OperationalError):
        return [text for (text,) in connection.execute("SELECT text_en FROM r_item")]
    return []


@pytest.mark.parametrize("kind", ["IMMEDIATE", "EXCLUSIVE"])
def test_a_held_lock_is_said_and_waited_for_while_keys_are_answered(
    desks: tuple[Desk, Desk], data_file: Path, kind: str
) -> None:
    li, _ = desks
    words = f"Typed against {kind}"
    li.go(16)
    li.answer("e", words, send=False)
    with held(data_file, kind):
        li.press("{enter}")
        said = li.until(lambda: "somebody else is writing" in li.text())
        assert words in li.text()
        li.press("!")  # the editor is alive, and what was typed is in it
        answered = li.until(lambda: f"{words}!" in li.text())
        li.press("{enter}")
        li.until(lambda: "somebody else is writing" in li.text())
    li.until(lambda: f"{words}!" in texts(data_file))
    li.until(lambda: f"{words}!" in li.row(16) and "somebody" not in li.text())
    assert max(said, answered) < 2.0


def test_an_act_that_waits_can_be_left_or_is_done_by_itself(
    desks: tuple[Desk, Desk], data_file: Path
) -> None:
    li, _ = desks
    li.go(14)
    with held(data_file, "IMMEDIATE"):
        li.answer(" ", "https://a.example/waits")
        li.wait_for("trying again, esc leaves it")
        at = li.at
        li.press("k")
        li.until(lambda: li.at == at - 1)
        li.press("{esc}")
        li.wait_for("left: nothing was changed")
        li.go(14)
        li.press("{space}")  # what was typed is offered again
        li.wait_for("https://a.example/waits")
        li.press("{enter}")
        li.wait_for("trying again, esc leaves it")
        assert "[ ]" in li.row(14)
    li.until(lambda: "[/]" in li.row(14))
