"""More than a person would type, paste or drag: faults 35 to 38 and 62, in the program itself."""

from __future__ import annotations

import random
import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.conftest import HANDOVER, Fine
from tests.fixtures.forked import Forked
from tests.fixtures.terminal import Terminal

pytestmark = pytest.mark.terminal


@pytest.fixture
def checklist(pay: Fine, home: dict[str, str], forked: Forked) -> Iterator[Terminal]:
    """The checklist of PAY, the cursor on its first item."""
    with Terminal(["open", "PAY"], env=home, forked=forked) as terminal:
        terminal.wait_for(re.compile(r"PAY Payment.*undo: new person", re.DOTALL), timeout=60)
        yield terminal


def test_bytes_that_are_no_keys_change_nothing(checklist: Terminal, fine: Fine) -> None:
    before = fine("item", "list", "PAY")
    rng = random.Random(35)
    noise = bytes(rng.choice(b"\xe9\xff\xc3\x80\xf0\x9f") for _ in range(1024))
    for bad in (b"\xe9", b"\x1b[1114112u", b"\x1b[97;5:3u", noise):
        checklist.send(bad)
    checklist.type("/")
    checklist.wait_for("Find:")
    checklist.type("Roster")
    checklist.wait_for(re.compile(r"Find: .*Roster"))
    assert fine("item", "list", "PAY") == before


def test_a_paste_without_an_end_holds_the_keys_two_seconds(checklist: Terminal) -> None:
    checklist.type(" ")
    checklist.wait_for("Proof for PAY-01")
    checklist.send(b"\x1b[200~cut off")
    checklist.wait_for("cut off", timeout=5)
    checklist.type(" and on")
    checklist.wait_for("cut off and on", timeout=5)


@pytest.mark.parametrize(
    "text",
    ["x" * 1_000_000, "line\n" * 10_000, "a\x1b[2Jb\x1b]0;PWNED\x07c"],
    ids=["a megabyte", "ten thousand lines", "escape sequences"],
)
def test_a_large_paste_into_one_line_is_bounded_and_harmless(
    checklist: Terminal, fine: Fine, text: str
) -> None:
    checklist.type(" ")
    checklist.wait_for("Proof for PAY-01")
    begun = time.monotonic()
    checklist.paste(text)
    checklist.type("{home}!")
    checklist.wait_for(re.compile(r"!(x|line|a)"), timeout=20)
    assert time.monotonic() - begun < 10
    mark = checklist.mark()
    checklist.type("{enter}")
    checklist.wait_for(lambda: checklist.mark() > mark)
    checklist.settle()
    assert b"\x1b[2J" not in checklist.raw
    assert b"PWNED\x07" not in checklist.raw


def test_a_storm_of_sizes_keeps_what_is_typed(checklist: Terminal) -> None:
    checklist.type(" ")
    checklist.wait_for("Proof for PAY-01")
    checklist.type("half a sentence")
    checklist.wait_for("half a sentence")
    for _ in range(6):
        for size in ((20, 5), (1, 1), (300, 100), (80, 24)):
            checklist.resize(*size)
    checklist.wait_for("half a sentence")
    checklist.type(" more")
    checklist.wait_for("half a sentence more")


def test_a_window_too_small_says_so_and_takes_no_key_but_quit(checklist: Terminal) -> None:
    checklist.settle()
    before = [line.rstrip() for line in checklist.screen()]
    checklist.resize(30, 8)
    checklist.wait_for("This window is 30x8")
    checklist.settle()
    assert [line.strip() for line in checklist.screen() if line.strip()] == [
        "This window is 30x8, and the",
        "screens need 40x12. Make it",
        "larger, or leave with ctrl+q;",
        "nothing is lost.",
    ]
    checklist.type(" x")  # would claim, and type into the question
    for columns in (31, 32):  # by then the keys were taken
        checklist.resize(columns, 8)
        checklist.wait_for(f"This window is {columns}x8")
    checklist.resize(80, 24)
    checklist.wait_for(lambda: [line.rstrip() for line in checklist.screen()] == before)
    checklist.resize(20, 5)
    checklist.wait_for("This window is 20x5")
    checklist.type("{ctrl+q}")
    assert checklist.wait_exit() == 0
    assert checklist.modes_left() == set()


def test_keys_faster_than_the_screen_are_taken_in_order(checklist: Terminal, fine: Fine) -> None:
    """Twenty items typed in one go, then the same from a key that is held down."""
    names = [f"typed {n:02} of twenty" for n in range(20)]
    checklist.type("a" + "".join(f"{name}{{enter}}" for name in names) + "{enter}")
    checklist.wait_for("0/32", timeout=60)
    listed = fine("item", "list", "PAY")
    places = [listed.index(name) for name in names]
    assert places == sorted(places)
    checklist.type("{down*200}{up*200}{end}")
    checklist.wait_for(re.compile(r"^>\[ \].(12|32) ", re.MULTILINE))


def test_a_program_left_in_a_field_is_silent(checklist: Terminal) -> None:
    """Fault 33, for three seconds: two looks at the file are among them."""

    def nanoseconds() -> int:
        return int(Path(f"/proc/{checklist.pid}/schedstat").read_text().split()[0])

    checklist.type(" ")
    checklist.wait_for("Proof for PAY-01")
    checklist.settle(quiet=1.0)
    mark, before = checklist.mark(), nanoseconds()
    until = time.monotonic() + 3
    while checklist.read_until(until):
        pass
    assert checklist.bytes_since(mark) == b""
    assert nanoseconds() - before < 0.05 * 3e9


def test_what_a_shell_exports_for_other_programs_changes_nothing(
    pay: Fine, home: dict[str, str], tmp_path: Path
) -> None:
    others = {
        "COLUMNS": "20", "LINES": "5", "TEXTUAL": "headless", "TEXTUAL_PRESS": "q",
        "TEXTUAL_SCREENSHOT": "0", "TEXTUAL_SCREENSHOT_LOCATION": str(tmp_path),
        "TEXTUAL_DRIVER": "os:system", "TEXTUAL_FPS": "1", "TEXTUAL_ALLOW_SIGNALS": "1",
        "TEXTUAL_COLOR_SYSTEM": "none", "TEXTUAL_LOG": str(tmp_path / "textual.log"),
    }  # fmt: skip
    with Terminal([*HANDOVER, "open", "PAY"], env={**home, **others}) as terminal:
        terminal.wait_for(re.compile(r"PAY Payment.*undo: new person", re.DOTALL), timeout=60)
        assert len(terminal.screen()[0].rstrip()) > 60
        terminal.type("/")
        terminal.wait_for("Find:")
    assert not list(tmp_path.glob("*.svg"))
    assert not (tmp_path / "textual.log").exists()


def test_ctrl_c_goes_back_in_the_users_language(
    pay: Fine, home: dict[str, str], forked: Forked
) -> None:
    env = {**home, "LANG": "zh_CN.UTF-8"}
    with Terminal(["open", "PAY"], env=env, forked=forked) as terminal:
        terminal.wait_for(re.compile(r"PAY Payment.*撤销", re.DOTALL), timeout=60)
        terminal.type("/ab{ctrl+c}{ctrl+c}{ctrl+c}")
        terminal.wait_for("按 q 退出程序")
        assert not terminal.sees("Do you want")
        terminal.type("q")
        assert terminal.wait_exit() == 0


def test_an_empty_file_is_greeted_and_no_empty_list_flashes_before(
    home: dict[str, str], forked: Forked
) -> None:
    with Terminal([], env=home, forked=forked) as terminal:
        terminal.wait_for("is empty yet")
        assert b"HANDOVERS" not in terminal.bytes_since(0)
