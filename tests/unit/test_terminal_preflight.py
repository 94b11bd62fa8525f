from __future__ import annotations

import io
import os
import pty
import subprocess
import sys
from collections.abc import Iterator
from typing import TextIO

import pytest
from rich.console import Console

from screens.terminal import preflight


@pytest.fixture
def tty() -> Iterator[TextIO]:
    master, slave = pty.openpty()
    with open(slave, "w", encoding="utf-8") as stream:
        yield stream
    os.close(master)


def test_a_terminal_is_fine(tty: TextIO) -> None:
    assert preflight.problem({"TERM": "xterm"}, tty, tty) is None


def test_every_problem_is_one_sentence_with_the_command_to_use(tty: TextIO) -> None:
    pipe = io.StringIO()
    closed = io.StringIO()
    closed.close()
    xterm = {"TERM": "xterm"}
    problems = [
        preflight.problem(xterm, pipe, tty),
        preflight.problem(xterm, closed, tty),
        preflight.problem(xterm, None, tty),
        preflight.problem(xterm, tty, pipe),
        preflight.problem(xterm, tty, None),
        preflight.problem({"TERM": "dumb"}, tty, tty),
        preflight.problem({"TERM": ""}, tty, tty),
        preflight.problem({}, tty, tty),
    ]
    assert all("handover status CODE" in str(problem) for problem in problems)
    assert "standard input" in str(problems[0])
    assert "standard error" in str(problems[3])
    assert "TERM is dumb" in str(problems[5])
    assert "TERM is not set" in str(problems[7])


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({}, "ascii"),
        ({"LANG": "C"}, "ascii"),
        ({"LANG": "en_US.ISO-8859-1"}, "ascii"),
        ({"LANG": "zh_TW.Big5"}, "ascii"),
        ({"LANG": "zh_CN"}, "ascii"),
        ({"LANG": "zh_CN.UTF-8"}, "utf-8"),
        ({"LANG": "de_DE.utf8"}, "utf-8"),
        ({"LC_CTYPE": "UTF-8"}, "utf-8"),
        ({"LANG": "zh_CN.GB18030"}, "gb18030"),
        ({"LANG": "zh_CN.gbk"}, "gb18030"),
        ({"LANG": "zh_CN.GB2312"}, "gb18030"),
        ({"LANG": "zh_CN.eucCN"}, "gb18030"),
        ({"LC_ALL": "C", "LC_CTYPE": "C.UTF-8", "LANG": "C.UTF-8"}, "ascii"),
        ({"LC_ALL": "", "LC_CTYPE": "C", "LANG": "C.UTF-8"}, "ascii"),
        ({"LC_ALL": "C.UTF-8", "LANG": "C"}, "utf-8"),
    ],
)
def test_the_charset_is_that_of_the_locale_that_counts(
    environ: dict[str, str], expected: str
) -> None:
    assert preflight.charset(environ) == expected


def run(code: str, **environ: str) -> str:
    env = {"PATH": os.environ["PATH"], **environ}
    return subprocess.run(
        [sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True
    ).stdout.strip()


def test_the_starting_environment_is_the_one_before_python_changed_it() -> None:
    code = (
        "import os; from screens.terminal.preflight import *; "
        "print(charset(starting_environment(os.environ)))"
    )
    assert run(code, LANG="C") == "ascii"
    assert run(code, LANG="C.UTF-8") == "utf-8"


def test_textual_is_not_imported() -> None:
    code = "import sys, screens.terminal.preflight; print('textual' in sys.modules)"
    assert run(code) == "False"


@pytest.mark.parametrize(
    "environ",
    [
        *({"TERM": term} for term in ("xterm", "linux", "screen", "vt100", "putty", "tmux")),
        *({"TERM": term} for term in ("xterm-256color", "xterm-kitty", "xterm-16color")),
        {"TERM": "xterm", "COLORTERM": "truecolor"},
        {"TERM": "screen.xterm-256color", "COLORTERM": ""},
    ],
    ids=str,
)
def test_few_colours_are_what_textual_takes_for_few(environ: dict[str, str]) -> None:
    console = Console(force_terminal=True, _environ=environ)
    assert preflight.has_few_colours(environ) is (console.color_system == "standard")


@pytest.mark.parametrize(("term", "off"), [("linux", True), ("vt100", True), ("xterm", False)])
def test_consoles_are_not_asked_for_another_keyboard(term: str, off: bool) -> None:
    environ = {"TERM": term}
    preflight.prepare_environment(environ)
    assert ("TEXTUAL_DISABLE_KITTY_KEY" in environ) is off


def test_what_is_meant_for_other_programs_goes_and_the_terminals_ways_stay() -> None:
    ways = {"TERM": "xterm", "COLORTERM": "truecolor", "NO_COLOR": "1", "ESCDELAY": "25",
            "TEXTUAL_DISABLE_KITTY_KEY": "1"}  # fmt: skip
    others = {"TEXTUAL": "headless", "TEXTUAL_PRESS": "q", "TEXTUAL_ANIMATIONS": "full",
              "COLUMNS": "20", "LINES": "5", "FORCE_COLOR": "1"}  # fmt: skip
    environ = ways | others
    preflight.prepare_environment(environ)
    assert environ == ways | {"TEXTUAL_ANIMATIONS": "none", "TEXTUAL_SMOOTH_SCROLL": "0"}


@pytest.mark.parametrize(("value", "kept"), [("", False), ("0", True), ("1", True)])
def test_no_colour_that_is_empty_is_not_set(value: str, kept: bool) -> None:
    environ = {"NO_COLOR": value}
    preflight.prepare_environment(environ)
    assert ("NO_COLOR" in environ) is kept


def test_the_settings_are_those_textual_reads() -> None:
    code = (
        "import os; from screens.terminal import preflight; "
        "preflight.prepare_environment(os.environ); from textual import constants as c; "
        "print(c.TEXTUAL_ANIMATIONS, c.SMOOTH_SCROLL)"
    )
    assert run(code) == "none False"
