"""A data file that this user cannot get at: one sentence that says what, where and what to do."""

from __future__ import annotations

import gc
import io
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.e2e.conftest import HANDOVER, Run, data_file, home_in
from tests.fixtures.stranger import BOB, as_user, needs_readable, needs_root
from tests.fixtures.terminal import Terminal
from workbench.cli import run as command_line

COMMANDS = {
    "list": ["list"],
    "status": ["status", "PAY"],
    "check": ["check", "PAY"],
    "log": ["log", "PAY"],
    "export": ["export", "PAY", "-o", "-"],
    "register": ["register", "add", "PAY", "person", "name=Wu Lan", "side=giving"],
    "claim": ["item", "claim", "PAY-01", "--proof", "done"],
    "doctor": ["doctor"],
    "db check": ["db", "check"],
    "db backup": ["db", "backup"],
    "db repair": ["db", "repair"],
    "db share": ["db", "share", "--group", "users"],
}
Closed = Callable[[Path], None]
WAYS: dict[str, tuple[Closed, str]] = {
    "folder": (lambda path: path.parent.chmod(0o700), "you may not look into the folder"),
    "file": (lambda path: path.chmod(0o600), "you may not read this file; ask its owner"),
}


def said(args: list[str]) -> str:
    """What a command says, in this process: its modules are loaded then."""
    out, err = sys.stdout, sys.stderr
    sys.stdout, sys.stderr = (io.TextIOWrapper(io.BytesIO(), "utf-8") for _ in "12")
    try:
        command_line(args)
        words = [stream.buffer.getvalue().decode() for stream in (sys.stderr, sys.stdout)]
        return "".join(words)
    finally:
        sys.stdout, sys.stderr = out, err


@pytest.fixture
def shared(commons: Path, made_pay: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the file of `pay` in a folder that all may look into; this process is its user."""
    for name, value in home_in(commons).items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(commons)
    path = data_file(commons)
    path.parent.mkdir(parents=True)
    shutil.copy(made_pay, path)
    path.chmod(0o644)
    for folder in (path.parent, path.parent.parent):
        folder.chmod(0o755)
    return path


@needs_root
@needs_readable
@pytest.mark.parametrize("way", WAYS)
def test_every_command_says_it_in_one_sentence(shared: Path, way: str) -> None:
    for words in COMMANDS.values():
        said(words)
    gc.collect()  # a hold on the file, not let go yet, would let him look
    shared.with_name("handover-repaired.db").unlink()
    close, sentence = WAYS[way]
    close(shared)
    for name, words in COMMANDS.items():
        told = as_user(BOB, lambda words=words: said(words))  # type: ignore[misc]
        assert sentence in told, f"{name}: {told}"
        assert "failed" not in told
        assert name == "doctor" or told.startswith(f"handover: {shared}: "), told
        assert name == "doctor" or told.count("\n") == 1, told


def test_a_link_to_nothing_is_never_made_a_new_file(run: Run, tmp_path: Path) -> None:
    link = tmp_path / "team.db"
    link.symlink_to(tmp_path / "disk" / "team.db")
    for words in COMMANDS.values():
        done = run("--db", str(link), *words)
        assert f"this is a link to {tmp_path}/disk/team.db, where nothing is" in (
            done.stderr + done.stdout
        )
    assert not (tmp_path / "disk").exists()


def test_a_file_in_the_place_of_a_folder_and_the_home_of_nobody(run: Run, tmp_path: Path) -> None:
    (tmp_path / "notes").write_text("x")
    done = run("--db", str(tmp_path / "notes" / "team.db"), "db", "new")
    assert done.returncode == 70
    assert "what should be its folder is a file" in done.stderr
    done = run("--db", "~nobody-of-that-name/team.db", "list")
    assert (done.returncode, "no such file" in done.stderr) == (70, True)


@pytest.mark.terminal
def test_the_screens_say_it_before_they_open(home: dict[str, str], tmp_path: Path) -> None:
    link = tmp_path / "team.db"
    link.symlink_to(tmp_path / "team.db")
    with Terminal([*HANDOVER, "--db", str(link)], env=home) as terminal:
        assert terminal.wait_exit() == 70
        terminal.wait_for("a link that leads back to itself")
        assert b"\x1b[?1049h" not in terminal.raw


@needs_root
@needs_readable
def test_where_ones_own_folders_are_closed_the_commands_work_without_them(
    shared: Path, commons: Path
) -> None:
    calls = [["list"], ["theme", "list"], ["template", "list"], ["config", "show"], ["doctor"]]
    for words in calls:
        said(words)
    (commons / "config").mkdir(mode=0o700)
    for words in calls:
        told = as_user(BOB, lambda words=words: said(words))  # type: ignore[misc]
        assert "You may not read these settings. They are left aside." in told, f"{words}: {told}"
        assert "the program failed" not in told, told
        assert len(told.splitlines()) > 1, told
