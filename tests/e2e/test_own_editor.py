"""Long texts in the user's own editor: what is written there comes back, whatever becomes of it."""

from __future__ import annotations

import re
import signal
import stat
from pathlib import Path

import pytest

from tests.e2e.conftest import Fine, data_file
from tests.fixtures.forked import Forked
from tests.fixtures.terminal import Terminal

pytestmark = pytest.mark.terminal


class Editor:
    """A script in the place of an editor; it is given the file as `$1`."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "my-editor"
        self.folder = folder

    def does(self, script: str) -> None:
        self.path.write_text(f'#!/bin/sh\ncd "{self.folder}"\n{script}\n')
        self.path.chmod(0o755)


@pytest.fixture
def editor(tmp_path: Path) -> Editor:
    return Editor(tmp_path)


@pytest.fixture
def user(pay: Fine, home: dict[str, str], editor: Editor) -> dict[str, str]:
    return {**home, "EDITOR": f"{editor.path} --plain-words"}


def interviewed(terminal: Terminal) -> None:
    """Be on the first question, with a long answer begun."""
    terminal.wait_for(re.compile(r"PAY Payment.*undo: new person", re.DOTALL), timeout=60)
    terminal.type("r")
    terminal.wait_for("Sun Yu")
    terminal.type("e")
    terminal.wait_for("What do you check first?")
    terminal.type("e")
    terminal.wait_for("esc: leave")
    terminal.type("the queue depth")
    terminal.wait_for("the queue depth")


def kept_by_editors(home: Path) -> list[Path]:
    return list((home / "state" / "handover" / "editor").glob("*"))


def test_what_the_editor_saved_is_in_the_field_and_nothing_is_left_behind(
    user: dict[str, str], editor: Editor, tmp_path: Path, forked: Forked
) -> None:
    editor.does(
        'stat -c "%a" "$2" "${2%/*}" > modes; echo "$1" > first; cp "$2" "$2~"\n'
        "printf 'then the date\\r\\n\\033]0;x\\007' >> \"$2\""
    )
    with Terminal(["open", "PAY"], user, forked=forked) as terminal:
        interviewed(terminal)
        assert terminal.sees("ctrl+o: open in my-editor")
        terminal.type("{ctrl+o}")
        terminal.wait_for(re.compile(r"the queue depth *\n *then the date *\n .?]0;x"))
        assert (tmp_path / "modes").read_text().split() == ["600", "700"]
        assert (tmp_path / "first").read_text() == "--plain-words\n"
        assert kept_by_editors(tmp_path) == []
        terminal.type("{ctrl+s}")
        terminal.wait_for("1 ANSWER")
        terminal.wait_for("then the date")
        # An editor that is left without a change changes nothing.
        editor.does("exit 0")
        terminal.type("{up*3}e")
        terminal.wait_for("open in my-editor")
        terminal.type("{ctrl+o}")
        terminal.settle()
        assert terminal.sees("then the date")
        terminal.type("{esc}")
        terminal.wait_for("1 ANSWER")
        terminal.type("{ctrl+q}")
        assert terminal.wait_exit() == 0
        assert terminal.modes_left() == set()
    assert not stat.S_IMODE((tmp_path / "state" / "handover").stat().st_mode) & 0o077


WRECK = "stty raw -echo; printf '\\033[?1049h\\033[?1000h\\033[?2004h\\033[?1h\\033='"


def test_an_editor_that_fails_or_is_killed_costs_nothing(
    user: dict[str, str], editor: Editor, tmp_path: Path, forked: Forked
) -> None:
    with Terminal(["open", "PAY"], user, forked=forked) as terminal:
        interviewed(terminal)
        for script, said in (
            ('echo more >> "$2"; exit 3', "ended with an error (3)"),
            (f'{WRECK}; : > "$2"; kill -9 $$', "ended from outside"),
            ('printf "a\\000b" > "$2"', "cannot be taken and stays in"),
            ('rm -r "${2%/*}"', "There is no such file"),
        ):
            editor.does(script)
            terminal.type("{ctrl+o}")
            terminal.wait_for(said)
            terminal.wait_for(re.compile(r"the queue depth *\n *more"))
        (untaken,) = (tmp_path / "state" / "handover" / "editor").glob("*.txt")
        assert untaken.read_bytes() == b"a\0b", "nothing was written over it since"
        # ctrl+c is the editor's: it ends it, not the program.
        editor.does(": > waiting; trap 'exit 130' INT; read nothing")
        terminal.type("{ctrl+o}")
        terminal.wait_for(lambda: (tmp_path / "waiting").exists())
        terminal.type("{ctrl+c}")
        terminal.wait_for("ended with an error (130)")
        editor.path.unlink()
        terminal.type("{ctrl+o}")
        terminal.wait_for(re.compile(r"is not\s+on this host"))
        terminal.type("!")
        terminal.wait_for("more!")
        terminal.type("{ctrl+s}")
        terminal.wait_for("1 ANSWER")
        terminal.type("{ctrl+q}")
        assert terminal.wait_exit() == 0
        assert terminal.modes_left() == set()


def test_what_was_saved_in_an_editor_whose_program_was_killed_is_offered(
    user: dict[str, str], editor: Editor, tmp_path: Path, forked: Forked
) -> None:
    editor.does('echo "then the date" >> "$2"; : > saved; read nothing')
    with Terminal(["open", "PAY"], user, forked=forked) as terminal:
        interviewed(terminal)
        terminal.type("{ctrl+o}")
        terminal.wait_for(lambda: (tmp_path / "saved").exists())
        terminal.signal(signal.SIGKILL)
        terminal.wait_exit()
    with Terminal(["open", "PAY"], user, forked=forked) as terminal:
        interviewed_again(terminal)
        terminal.wait_for("There is a draft of yours")
        terminal.type("1")
        terminal.wait_for(re.compile(r"the queue depth *\n *then the date"))
    assert kept_by_editors(tmp_path) == []


def test_what_an_editor_saves_as_the_line_drops_is_offered(
    user: dict[str, str], editor: Editor, tmp_path: Path, forked: Forked
) -> None:
    editor.does("trap : HUP; : > waiting; read nothing; echo 'at the last moment' >> \"$2\"")
    with Terminal(["open", "PAY"], user, forked=forked) as terminal:
        interviewed(terminal)
        terminal.type("{ctrl+o}")
        terminal.wait_for(lambda: (tmp_path / "waiting").exists())
        terminal.hang_up()
        assert terminal.wait_exit(timeout=8) == 128 + signal.SIGHUP
    with Terminal(["open", "PAY"], user, forked=forked) as terminal:
        interviewed_again(terminal)
        terminal.wait_for("There is a draft of yours")
        terminal.type("1")
        terminal.wait_for(re.compile(r"the queue depth *\n *at the last moment"))


def interviewed_again(terminal: Terminal) -> None:
    terminal.wait_for(re.compile(r"PAY Payment.*undo: new person", re.DOTALL), timeout=60)
    terminal.type("r")
    terminal.wait_for("Sun Yu")
    terminal.type("e")
    terminal.wait_for("What do you check first?")
    terminal.type("e")


@pytest.mark.parametrize(
    ("how", "sentence"),
    [
        ("restricted", "other programs cannot be started here"),
        ("none", "no editor of yours is named"),
    ],
)
def test_where_no_editor_may_be_or_is_named_a_sentence_says_so(
    user: dict[str, str], editor: Editor, tmp_path: Path, forked: Forked, how: str, sentence: str
) -> None:
    editor.does(": > mark")
    call: list[str] = []
    if how == "restricted":
        house = tmp_path / "house.toml"
        house.write_text(f'db = "{data_file(tmp_path)}"\nstate_folder = "{tmp_path}/state"\n')
        call = ["--restricted", "--house", str(house), "--user", "Li Wei"]
    else:
        user = {**user, "EDITOR": "", "VISUAL": ""}
    with Terminal([*call, "open", "PAY"], user, forked=forked) as terminal:
        interviewed(terminal)
        assert not terminal.sees("ctrl+o")
        terminal.type("{ctrl+o}")
        terminal.wait_for(sentence)
    assert not (tmp_path / "mark").exists()
