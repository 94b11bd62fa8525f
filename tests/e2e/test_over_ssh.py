"""The program as its users have it: by a real client of a real sshd, in every kind of terminal.

The sessions of `LINES` are the table in docs/terminals.md: every pair of colours and charset, of
colours and size, and of charset and size is among them. Those of each run have every colours,
charset, language and size; HANDOVER_THOROUGH=1 takes all.
"""

from __future__ import annotations

import os
import re
import select
import shlex
import shutil
import signal
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

import pytest
from rich.cells import cell_len

from tests.e2e.conftest import data_file
from tests.e2e.journey import WORDS, AtTerminal, Walkthrough, first_day
from tests.fixtures.forked import Forked
from tests.fixtures.sshd import SSHD, Sshd
from tests.fixtures.terminal import Terminal
from tests.fixtures.thorough import THOROUGH

pytestmark = [
    pytest.mark.terminal,
    pytest.mark.skipif(
        SSHD is None or shutil.which("ssh") is None, reason="openssh-server is not installed"
    ),
]

ROOT = Path(__file__).parents[2]
PROGRAM = [sys.executable, "-m", "workbench"]
WIDE, USUAL, SMALL = (200, 60), (80, 24), (40, 12)


class Line(NamedTuple):
    """One kind of terminal, and what the program makes of it."""

    term: str
    locale: str
    size: tuple[int, int]
    variable: str = ""  # set in the session, as sshd passes neither on
    colours: str = "16"
    each_run: bool = False

    @property
    def charset(self) -> str:
        encodings = {"UTF-8": "utf-8", "GB18030": "gb18030", "GBK": "gb18030"}
        return encodings.get(self.locale.partition(".")[2], "ascii")

    @property
    def row(self) -> str:
        """Its row in docs/terminals.md."""
        language = "Chinese" if self.is_chinese else "English"
        language += ", in ASCII" if self.charset == "ascii" else ""
        besides = f"`{self.variable}`" if self.variable else ""
        size = "x".join(map(str, self.size))
        when = "in each run" if self.each_run else "before a release"
        cells = (f"`{self.term}`", f"`{self.locale}`", size, besides, self.colours, language, when)
        return f"| {' | '.join(cells)} |"

    @property
    def is_chinese(self) -> bool:
        return self.locale.startswith("zh") and self.charset != "ascii"


LINES = [
    Line("xterm-256color", "en_US.UTF-8", USUAL, colours="256", each_run=True),
    Line("tmux-256color", "zh_CN.UTF-8", SMALL, colours="256"),
    Line("screen-256color", "C", WIDE, colours="256"),
    Line("putty-256color", "zh_CN.GB18030", USUAL, colours="256"),
    Line("xterm", "en_US.UTF-8", SMALL),
    Line("linux", "zh_CN.UTF-8", WIDE, each_run=True),
    Line("linux", "C", USUAL),
    Line("putty", "zh_CN.GB18030", SMALL, each_run=True),
    Line("xterm-256color", "en_US.UTF-8", WIDE, "COLORTERM=truecolor", "all"),
    Line("xterm-256color", "zh_CN.UTF-8", USUAL, "COLORTERM=truecolor", "all"),
    Line("xterm", "POSIX", SMALL, "COLORTERM=truecolor", "all", each_run=True),
    Line("xterm", "zh_CN.GBK", WIDE, "COLORTERM=truecolor", "all"),
    Line("screen", "en_US.UTF-8", USUAL, "NO_COLOR=1", "none"),
    Line("vt100", "zh_CN.UTF-8", SMALL, "NO_COLOR=1", "none"),
    Line("vt100", "C", WIDE, "NO_COLOR=1", "none", each_run=True),
    Line("tmux", "zh_CN.GB18030", USUAL, "NO_COLOR=1", "none", each_run=True),
]
TRIED = [line for line in LINES if line.each_run or THOROUGH]
KINDS: list[Callable[[Line], object]] = [
    lambda x: x.colours, lambda x: (x.charset, x.is_chinese), lambda x: x.size
]  # fmt: skip
TYPED = {True: "待定：何军周五回复", False: "open until Friday"}
KEY_LINE = re.compile(r"\? \S+ ?\S* +(?:q|esc)\b")
SGR = re.compile(r"\x1b\[([0-9;]*)m")
COLOURS = {
    "none": re.compile(r"(?:[012347;]|[34]9)*"),
    "16": re.compile(r"(?:[012347;]|[34][0-79]|9[0-7]|10[0-7])*"),
    "256": re.compile(r"(?:[012347;]|[34]9|[34]8;5;\d+)*"),
    "all": re.compile(r"(?:[012347;]|[34]9|[34]8;2(?:;\d+){3})*"),
}


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sshd]:
    with Sshd(tmp_path_factory.mktemp("sshd")) as running:
        yield running


class Session(NamedTuple):
    """What runs on the server, for one user with a home of his own."""

    home: Path
    variables: dict[str, str]

    def command(self, *args: str, variable: str = "") -> str:
        """For the client: the program in the user's home, its process id in `pid`."""
        named = [f"{name}={value}" for name, value in self.variables.items()]
        call = shlex.join(["env", *named, *filter(None, [variable]), *PROGRAM, *args])
        return f"cd {shlex.quote(str(self.home))} && echo $$ > pid && exec {call}"

    @property
    def pid(self) -> int:
        return int((self.home / "pid").read_text())

    @property
    def schedule(self) -> str:
        """Time spent and waited for on a processor: the same again when there was nothing to do."""
        return Path(f"/proc/{self.pid}/schedstat").read_text()

    @property
    def is_running(self) -> bool:
        return Path(f"/proc/{self.pid}/exe").exists()


@pytest.fixture
def user(home: dict[str, str], tmp_path: Path) -> Session:
    kept = {k: v for k, v in home.items() if k.startswith(("XDG", "HANDOVER", "HOME", "TZ"))}
    return Session(tmp_path, {**kept, "PYTHONPATH": str(ROOT)})


@pytest.fixture
def with_pay(user: Session, made_pay: Path) -> Session:
    """A user whose file has the handover PAY."""
    path = data_file(user.home)
    path.parent.mkdir(parents=True, mode=0o700)
    shutil.copy(made_pay, path)
    return user


def look(user: Session, terminal: Terminal, title: str, size: tuple[int, int]) -> list[str]:
    """The screen, once it has its title and its keys; it must fill the window and break nowhere."""

    def is_there() -> bool:
        first, *_, last = terminal.screen()
        return first.startswith(title) and bool(KEY_LINE.search(last))

    def rests() -> bool:
        before = user.schedule
        terminal.settle(0.15)
        return user.schedule == before

    terminal.wait_for(lambda: is_there() and rests(), timeout=60)
    grid = terminal.screen()
    assert len(grid) == size[1]
    assert {cell_len(line) for line in grid} == {size[0]}
    assert not any("\N{REPLACEMENT CHARACTER}" in line for line in grid)
    return grid


@pytest.mark.parametrize(
    "line", TRIED, ids=lambda x: f"{x.term}-{x.locale}-{x.size[0]}-{x.colours}"
)
def test_a_line_of_every_kind(line: Line, server: Sshd, with_pay: Session) -> None:
    """Opens, moves, edits, is resized, quits; the terminal gets nothing that it cannot show."""
    words, typed = WORDS["zh_CN" if line.is_chinese else "en"], TYPED[line.is_chinese]
    client = server.client(with_pay.command(variable=line.variable))
    env = {"TERM": line.term, "LANG": line.locale}
    with Terminal(client, env, line.size, line.charset) as terminal:
        look(with_pay, terminal, words["top"], line.size)
        terminal.type("{enter}")
        before = look(with_pay, terminal, " PAY", line.size)
        terminal.type("{down}")
        terminal.wait_for(lambda: cursor_line(terminal) != cursor_line_of(before))
        terminal.type("e{ctrl+u}" + typed + "{enter}")
        terminal.wait_for(lambda: with_pay_says(with_pay, typed))
        for size in (SMALL if line.size != SMALL else USUAL, line.size):
            terminal.resize(*size)
            grid = look(with_pay, terminal, " PAY", size)
            assert cursor_line_of(grid)
            terminal.type("{ctrl+l}")
            assert look(with_pay, terminal, " PAY", size) == grid
        terminal.type("{ctrl+q}")
        assert terminal.wait_exit() == 0
        assert terminal.modes_left() == set()
    sent = terminal.raw.decode(line.charset)
    codes = set(SGR.findall(sent))
    assert all(COLOURS[line.colours].fullmatch(code) for code in codes), codes
    assert any("7" in code.split(";") or "48" in code for code in codes), "the cursor is seen"
    assert not with_pay.is_running


def cursor_line_of(grid: list[str]) -> str:
    return next(line for line in grid if line.startswith(">["))


def cursor_line(terminal: Terminal) -> str:
    return next((line for line in terminal.screen() if line.startswith(">[")), "")


def with_pay_says(user: Session, text: str) -> bool:
    """Whether an item in the file says this."""
    query = "SELECT count(*) FROM r_item WHERE ? IN (text_en, text_zh)"
    with closing(sqlite3.connect(f"file:{data_file(user.home)}?mode=ro", uri=True)) as connection:
        return bool(connection.execute(query, [text]).fetchone()[0])


def test_every_pair_is_among_the_lines() -> None:
    """So that what only happens when two come together is seen; three of a kind are not."""
    for one in KINDS:
        for other in KINDS:
            pairs = {(one(line), other(line)) for line in LINES}
            alone = {one(line) for line in LINES}, {other(line) for line in LINES}
            assert one is other or len(pairs) == len(alone[0]) * len(alone[1])


@pytest.mark.parametrize("kind", KINDS, ids=["colours", "charset", "size"])
def test_every_kind_is_among_the_lines_of_each_run(kind: Callable[[Line], object]) -> None:
    assert {kind(line) for line in LINES if line.each_run} == set(map(kind, LINES))


def test_the_table_in_the_documentation_is_what_is_tried() -> None:
    text = (ROOT / "docs" / "terminals.md").read_text("utf-8")
    rows = [line.row for line in LINES]
    assert [row for row in text.splitlines() if row in rows] == rows
    assert "\n".join(rows) in text


def test_a_screen_reader_is_served_by_commands(server: Sshd, with_pay: Session) -> None:
    """What the documentation names, on a terminal that can only go on to the next line."""
    with Terminal(server.client(with_pay.command()), {"TERM": "dumb"}) as terminal:
        assert terminal.wait_exit() == 64
        assert b"Use commands: handover status CODE" in terminal.raw
    told = []
    for args in (["next"], ["item", "list", "PAY"], ["check", "PAY"]):
        client = server.client(with_pay.command(*args))
        with Terminal(client, {"TERM": "dumb"}, (120, 60)) as terminal:
            assert terminal.wait_exit() in (0, 20)
            assert b"\x1b" not in terminal.raw
            told.append("\n".join(terminal.screen()))
    assert "Nothing is due" in told[0]
    assert "PAY-12" in told[1]
    assert "NO-GO" in told[2]


def test_commands_speak_to_a_terminal_of_gb18030(server: Sshd, with_pay: Session) -> None:
    """To a pipe they do not: a file is UTF-8 wherever it is made."""
    for pipe, charset in (("", "gb18030"), ("| cat", "utf-8")):
        client = server.client(f"{with_pay.command('item', 'list', 'PAY')} {pipe}")
        env = {"LANG": "zh_CN.GB18030"}
        with Terminal(client, env, (120, 40), charset) as terminal:
            assert terminal.wait_exit() == 0
            assert "指标切换" in terminal.raw.decode(charset)


def test_commands_speak_to_a_terminal_without_utf_8_in_ascii_and_english(
    server: Sshd, with_pay: Session
) -> None:
    """To a pipe they lose nothing; names that the terminal has not are as wide as before."""
    command = with_pay.command("--lang", "zh", "item", "list", "PAY")
    for lang in ("C", "en_US.ISO-8859-1"):
        with Terminal(server.client(command), {"LANG": lang}, (120, 40)) as terminal:
            assert terminal.wait_exit() == 0
            assert terminal.raw.isascii()
            assert terminal.sees("????????")
    with Terminal(server.client(with_pay.command("list")), {"LANG": "C"}) as terminal:
        assert terminal.wait_exit() == 0
        assert terminal.sees("Next gate")
    with Terminal(server.client(f"{command} | cat"), {"LANG": "C"}, (120, 40)) as terminal:
        assert terminal.wait_exit() == 0
        assert terminal.sees("指标切换")


@pytest.mark.parametrize("lang", ["en"])
def test_the_first_ten_minutes(lang: str, server: Sshd, user: Session) -> None:
    """Whole, and with the same grids as in tmux."""
    del user.variables["HANDOVER_USER"]
    for name in [name for name in user.variables if name.startswith("XDG")]:
        del user.variables[name]
    client = server.client(user.command())
    with Terminal(client, {"LANG": f"{lang}.UTF-8"}) as terminal:
        first_day(AtTerminal(terminal), Walkthrough(lang), WORDS[lang], user.home)
        assert terminal.wait_exit() == 0
        assert terminal.modes_left() == set()
    with Terminal(server.client(user.command()), {"LANG": f"{lang}.UTF-8"}) as terminal:
        look(user, terminal, WORDS[lang]["top"], USUAL)
        assert terminal.sees("PAY")
        terminal.type("{enter}")
        grid = look(user, terminal, " PAY", USUAL)
        assert WORDS[lang]["name"] in grid[0]


# The line drops


def server_process(user: Session) -> int:
    """The process of the server that carries the session."""
    status = Path(f"/proc/{user.pid}/status").read_text()
    return int(re.findall(r"PPid:\s+(\d+)", status)[0])


@pytest.mark.parametrize("dies", ["client", "server"])
def test_a_line_that_drops_in_mid_edit_loses_nothing_and_leaves_nobody(
    dies: str, server: Sshd, with_pay: Session, forked: Forked
) -> None:
    words = "the vendor will call back"
    with Terminal(server.client(with_pay.command("open", "PAY"))) as terminal:
        look(with_pay, terminal, " PAY", USUAL)
        terminal.type(" ")
        terminal.wait_for("Proof for PAY-01")
        terminal.type(words)
        terminal.wait_for(words)
        gone = os.pidfd_open(with_pay.pid)
        os.kill(terminal.pid if dies == "client" else server_process(with_pay), signal.SIGKILL)
        assert select.select([gone], [], [], 5)[0], "still there"
        os.close(gone)
    with Terminal([], with_pay.variables, forked=forked) as terminal:
        terminal.wait_for(f'You were on PAY-01; enter goes back to: "{words}"', timeout=60)
        terminal.type("{enter}")
        terminal.wait_for(re.compile(f"Proof for PAY-01:.*{words}", re.DOTALL))
        terminal.type("{enter}")
        terminal.wait_for("claimed: PAY-01")
        terminal.type("{ctrl+q}")
        assert terminal.wait_exit() == 0


def test_a_session_left_alone_is_silent(server: Sshd, with_pay: Session) -> None:
    """What writes by itself keeps a server from seeing that nobody is there any more."""
    with Terminal(server.client(with_pay.command("open", "PAY"))) as terminal:
        look(with_pay, terminal, " PAY", USUAL)
        terminal.type(" ")
        terminal.wait_for("Proof for PAY-01")
        terminal.settle(1.0)
        mark = terminal.mark()
        terminal.settle(2.5)
        assert terminal.bytes_since(mark) == b""
