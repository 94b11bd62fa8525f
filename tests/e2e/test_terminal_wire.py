"""The driver in a real terminal: what goes out, what may come in, and how it ends."""

from __future__ import annotations

import os
import random
import re
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

import pyte
import pytest
from rich.cells import cell_len

from tests.fixtures.forked import Forked
from tests.fixtures.terminal import EmulatedScreen, Terminal

pytestmark = pytest.mark.terminal

APP = [sys.executable, "-m", "tests.fixtures.tiny_app"]
COMPLETE = re.compile(r"ready.*T-10.*▁", re.DOTALL)


class Start(Protocol):
    """The program with these options, once its screen is complete."""

    def __call__(
        self, *options: str, env: dict[str, str] | None = None, wait: bool = True
    ) -> Terminal: ...


@pytest.fixture(scope="module")
def started(forked: Forked) -> Start:
    app = forked.running("tests.fixtures.tiny_app")

    def start(*options: str, env: dict[str, str] | None = None, wait: bool = True) -> Terminal:
        terminal = Terminal(options, env, forked=app)
        if wait:
            terminal.wait_for(COMPLETE)
            terminal.settle()
        return terminal

    return start


def cost(terminal: Terminal, script: str) -> int:
    """Bytes written in answer to the keys."""
    mark = terminal.mark()
    terminal.type(script)
    terminal.wait_for(lambda: terminal.mark() > mark)
    terminal.settle()
    return len(terminal.bytes_since(mark))


# Out


def test_a_cursor_move_costs_a_fraction_and_shows_the_same(started: Start) -> None:
    with started("plain") as plain, started() as ours:
        for script, share in [
            ("{down}", 0.3),
            ("{down}", 0.3),
            ("{pagedown}", 0.5),
            ("{tab}", 0.5),
            ("知", 0.3),
            ("x", 0.3),
            ("{ctrl+p}", 0.5),
        ]:
            ours_cost, plain_cost = cost(ours, script), cost(plain, script)
            assert ours_cost < share * plain_cost, script
            assert ours.screen() == plain.screen()
            assert ours.cursor == plain.cursor
            assert cells(ours) == cells(plain)


def cells(terminal: Terminal) -> list[object]:
    return [terminal.cell(x, y) for y in range(24) for x in range(80)]


def test_a_frame_that_changes_nothing_writes_nothing(started: Start) -> None:
    with started() as terminal:
        cost(terminal, "{up}")
        mark = terminal.mark()
        terminal.type("{up*3}")
        terminal.settle()
        assert terminal.bytes_since(mark) == b""


def test_synchronised_frames_are_marked_and_empty_ones_not_written(started: Start) -> None:
    with started() as terminal:
        terminal.wait_for(lambda: b"\x1b[?2026$p" in terminal.raw)
        terminal.send(b"\x1b[?2026;2$y")
        mark = terminal.mark()
        terminal.type("{up}")
        terminal.wait_for("key up")
        terminal.settle()
        frame = terminal.bytes_since(mark)
        assert frame.startswith(b"\x1b[?2026h")
        assert frame.endswith(b"\x1b[?2026l")
        mark = terminal.mark()
        terminal.type("{up*3}")
        terminal.settle()
        assert terminal.bytes_since(mark) == b""


def test_redraw_paints_everything_again(started: Start) -> None:
    with started() as terminal:
        cost(terminal, "{down}")
        terminal.type("{ctrl+l}")
        terminal.wait_for("key ctrl+l")
        terminal.settle()
        before = terminal.screen()
        terminal.draw_over("\x1b[2J\x1b[5;1HBroadcast message from root")
        assert terminal.screen() != before
        terminal.type("{ctrl+l}")
        terminal.wait_for(lambda: terminal.screen() == before)


@pytest.mark.parametrize("size", [(100, 30), (60, 18)])
def test_a_resized_window_is_painted_whole(size: tuple[int, int], started: Start) -> None:
    with started() as terminal:
        terminal.resize(*size)
        terminal.wait_for(lambda: "▁" * (size[0] - 4) in terminal.screen()[-1])
        terminal.settle()
        painted = terminal.screen()
        assert cost(terminal, "{ctrl+l}") > 500
        assert terminal.screen()[1:] == painted[1:]


def test_a_key_pressed_while_the_window_shrinks_leaves_the_margin_right() -> None:
    """What is painted before the program knows runs into the margin of the smaller window."""
    with Terminal(APP, size=(120, 24)) as terminal:
        terminal.wait_for(COMPLETE)
        terminal.settle()
        for key in ("{up}", "{down}", "{up}"):
            terminal.resize(60, 18)
            terminal.type(key)
            terminal.settle(0.3)
            cell = terminal.cell(59, 0).data
            terminal.type("{ctrl+l}")
            terminal.settle(0.3)
            assert cell == terminal.cell(59, 0).data == "."
            terminal.resize(120, 24)
            terminal.settle()


def test_a_stopped_program_comes_back_with_its_whole_screen(started: Start) -> None:
    with started() as terminal:
        before = terminal.screen()
        terminal.signal(signal.SIGTSTP)
        stat = Path(f"/proc/{terminal.pid}/stat")
        terminal.wait_for(lambda: stat.read_text().rpartition(")")[2].split()[0] == "T")
        terminal.settle()
        assert terminal.modes_left() == set()
        terminal.signal(signal.SIGCONT)
        terminal.wait_for(lambda: terminal.screen() == before)
        terminal.type("{down}")
        terminal.wait_for("key down")


@pytest.mark.parametrize(
    "env", [{"LANG": "C"}, {"LANG": ""}, {"LC_ALL": "POSIX"}, {"LC_ALL": "en_US.ISO-8859-1"}]
)
def test_without_utf_8_everything_is_ascii_and_aligned(env: dict[str, str]) -> None:
    with Terminal(APP, env) as terminal:
        terminal.wait_for("T-15")
        terminal.type("{pagedown}{tab}")
        terminal.wait_for("key tab")
        terminal.settle()
        assert terminal.raw.isascii()
        rows = [line for line in terminal.screen() if "Owner " in line]
        assert len(rows) > 10
        assert len({line.index("Owner ") for line in rows}) == 1
        assert any("????????????" in line for line in rows)


def test_a_terminal_of_gb18030_is_sent_chinese_and_ascii_only() -> None:
    with Terminal(APP, {"LANG": "zh_CN.GB18030"}, charset="gb18030") as terminal:
        terminal.wait_for("知识交接清单")
        terminal.type("{tab}交接")
        terminal.wait_for("交接")
        terminal.settle()
        text = terminal.raw.decode("gb18030")
        assert all(ord(char) < 128 or "一" <= char <= "龥" for char in text)
        rows = [line for line in terminal.screen() if "Owner " in line]
        assert len({cell_len(line[: line.index("Owner ")]) for line in rows}) == 1


def test_hostile_text_never_arrives_as_a_command(started: Start) -> None:
    with started("hostile") as terminal:
        output = terminal.raw.decode()
        assert not re.search(r"[\x00\x7f-\x9f\u061c\u200f\u202e\u2066-\u2069]", output)
        assert not re.search(r"\x1b\]|\x1b\[2J", output)
        assert terminal.sees("]0;PWNED")
        rows = [line for line in terminal.screen() if line.startswith((" H-", " T-"))]
        assert len(rows) > 10
        second = {re.split(r"  +", line.strip(" ▁▂▃▄▅▆▇"))[-1] for line in rows if " H-" in line}
        assert "admingpj.exe" in second


def test_the_hostile_texts_do_harm_without_the_shield(started: Start) -> None:
    with started("hostile", "plain", wait=False) as terminal:
        terminal.wait_for(lambda: b"\x1b]52;c;UFdORUQ=" in terminal.raw)


# In


BAD = [
    b"\xe9",
    b"\x1b[1114112u",
    b"\x1b[97;;1114112u",
    b"\x1b[97;5:3u",
    b"\x1b[200~cut",
    b"\x1b[",
    b"\x1b]0;title\x07",
    b"\x1b[<0;99999;99999M",
    b"\x1b[48;9999;9999;99999;99999t",
    b"\0\0\0",
    b"\xed\xa0\x80",
    bytes(random.Random(7).choice(b"\x1b[;:<?0123456789u~M\xe9\xff\x80\xc3") for _ in range(4096)),
]


@pytest.fixture(scope="module")
def survivor(started: Start) -> Iterator[Terminal]:
    with started() as terminal:
        yield terminal


@pytest.mark.parametrize("bad", BAD, ids=lambda bad: repr(bad[:16]))
def test_bad_input_leaves_the_app_alive(survivor: Terminal, bad: bytes) -> None:
    survivor.send(bad)
    if bad.startswith(b"\x1b[200~"):
        survivor.wait_for("pasted 3", timeout=5)
    survivor.type("{f5}")
    survivor.wait_for("key f5")
    survivor.type("{f6}")
    survivor.wait_for("key f6")
    assert survivor.sees("Owner ")


def test_a_paste_arrives_as_one(started: Start) -> None:
    with started() as terminal:
        terminal.type("{tab}")
        terminal.wait_for("key tab")
        terminal.paste("知识" * 3000)
        terminal.wait_for("知识知识")
        terminal.type("{f5}")
        terminal.wait_for("key f5")


def test_escape_alone_is_a_key(started: Start) -> None:
    with started() as terminal:
        terminal.type("{esc}")
        terminal.wait_for("key escape")


def test_the_mouse_is_only_reported_when_asked_for(started: Start) -> None:
    with started() as terminal:
        assert b"\x1b[?1000h" not in terminal.raw
    with started("mouse") as terminal:
        assert b"\x1b[?1000h" in terminal.raw
        terminal.type("{ctrl+q}")
        assert terminal.wait_exit() == 0
        assert terminal.modes_left() == set()


# The end


def test_quitting_restores_every_mode(started: Start) -> None:
    with started() as terminal:
        assert {"?1049", "?25", "?2004", "?7", "kitty keys", "raw input"} <= terminal.modes_left()
        terminal.type("{ctrl+q}")
        assert terminal.wait_exit() == 0
        assert terminal.modes_left() == set()


def test_a_console_without_a_second_screen_is_left_empty_and_not_asked_what_it_would_print() -> (
    None
):
    with Terminal(APP, {"TERM": "linux"}) as terminal:
        terminal.wait_for(COMPLETE)
        terminal.settle()
        terminal.type("{ctrl+q}")
        assert terminal.wait_exit() == 0
        assert terminal.modes_left() == set()
        shown = re.sub(rb"\x1b\[\?1049[hl]", b"", terminal.raw)
        assert not re.search(rb"\x1b\[[<>=]", shown)
        assert "".join(screen_of(shown)).strip() == ""


def screen_of(raw: bytes) -> list[str]:
    screen = EmulatedScreen(80, 24)
    pyte.ByteStream(screen).feed(raw)
    return screen.display


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_saves_and_restores(
    number: signal.Signals, tmp_path: Path, started: Start
) -> None:
    saved = tmp_path / "saved"
    with started(f"guard={saved}") as terminal:
        terminal.signal(number)
        assert terminal.wait_exit(timeout=3) == 128 + number
        assert terminal.modes_left() == set()
        assert saved.read_text() == str(int(number))


@pytest.mark.parametrize("launcher", [[], ["sh", "-c", 'trap "" HUP; exec "$@"', "sh"]])
def test_a_closed_terminal_saves_and_ends(launcher: list[str], tmp_path: Path) -> None:
    saved = tmp_path / "saved"
    with Terminal([*launcher, *APP, f"guard={saved}"]) as terminal:
        terminal.wait_for(COMPLETE)
        terminal.hang_up()
        assert terminal.wait_exit(timeout=3) == 128 + signal.SIGHUP
        assert saved.read_text() == str(int(signal.SIGHUP))


def test_a_stalled_line_saves_restores_and_ends(tmp_path: Path, started: Start) -> None:
    saved = tmp_path / "saved"
    with started(f"guard={saved}", "busy", wait=False) as terminal:
        terminal.wait_for("T-10")
        terminal.wait_stalled()
        terminal.signal(signal.SIGTERM)
        assert terminal.wait_exit(timeout=4, reading=False) == 128 + signal.SIGTERM
        assert terminal.modes_left() == set()
        assert saved.read_text() == str(int(signal.SIGTERM))


def test_a_stalled_line_that_closes_ends_the_program(tmp_path: Path, started: Start) -> None:
    saved = tmp_path / "saved"
    with started(f"guard={saved}", "busy", wait=False) as terminal:
        terminal.wait_for("T-10")
        terminal.wait_stalled()
        terminal.hang_up()
        assert terminal.wait_exit(timeout=4) == 128 + signal.SIGHUP
        assert saved.read_text() == str(int(signal.SIGHUP))


def test_waiting_costs_no_time(started: Start) -> None:
    with started() as terminal:

        def ticks() -> int:
            fields = Path(f"/proc/{terminal.pid}/stat").read_text().rpartition(")")[2].split()
            return int(fields[11]) + int(fields[12])

        before = ticks()
        terminal.settle(quiet=1.0)
        assert (ticks() - before) / os.sysconf("SC_CLK_TCK") < 0.05
