"""Who else is here: told by files that are gone with their programs, and never depended on."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from workbench.services.presence import IDLE, Here, Presence

ROOT = Path(__file__).parents[2]
LI, MIN = Here("Li Wei", "li", 1), Here("Zhang Min", "min", 1, 7)
PROGRAM = """
import sys
from pathlib import Path
from workbench.services.presence import Here, Presence
here = Presence(Path(sys.argv[1]))
here.tell(Here("Zhang Min", "min", 1, 7))
print("told", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A data file; nothing here reads what is in it."""
    made = tmp_path / "team.db"
    made.write_bytes(b"x")
    made.chmod(0o600)
    return made


def folder(path: Path) -> Path:
    return path.with_name("team.db.here")


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_each_sees_the_other_where_he_is_now(path: Path) -> None:
    li, zhang = Presence(path), Presence(path)
    assert li.others() == []
    li.tell(LI)
    zhang.tell(MIN)
    assert (li.others(), zhang.others()) == ([MIN], [LI])
    zhang.tell(Here("Zhang Min", "min", 2))
    assert li.others() == [Here("Zhang Min", "min", 2)]
    zhang.tell(None)
    assert li.others() == []
    li.close()
    assert not folder(path).exists()


def test_who_is_killed_is_gone_at_once_and_cleared_away(path: Path) -> None:
    li = Presence(path)
    li.tell(LI)
    argv = [sys.executable, "-c", PROGRAM, str(path)]
    with subprocess.Popen(
        argv, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "told\n"
        assert li.others() == [MIN]
        os.kill(other.pid, signal.SIGKILL)
        other.wait()
        assert len(list(folder(path).iterdir())) == 2
        assert li.others() == []
    assert len(list(folder(path).iterdir())) == 1


def test_who_has_pressed_no_key_for_long_is_not_shown(path: Path) -> None:
    li, zhang = Presence(path), Presence(path)
    zhang.tell(MIN)
    (file,) = folder(path).iterdir()
    old = time.time() - IDLE - 1
    os.utime(file, (old, old))
    assert li.others() == []
    zhang.touch()
    assert li.others() == [MIN]


@pytest.mark.parametrize(
    ("file", "inside", "around"), [(0o600, 0o600, 0o700), (0o660, 0o640, 0o2770)]
)
def test_only_those_who_may_read_the_data_file_may_read_who_is_there(
    path: Path, file: int, inside: int, around: int
) -> None:
    path.chmod(file)
    before = os.umask(0)
    try:
        Presence(path).tell(LI)
    finally:
        os.umask(before)
    (session,) = folder(path).iterdir()
    assert (mode(session), mode(folder(path))) == (inside, around)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everything")
def test_who_may_only_read_says_nothing(path: Path) -> None:
    path.chmod(0o400)
    Presence(path).tell(LI)
    assert not folder(path).exists()


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b"[" * 1000, b"null", b'{"name": 1}', b"\xff\xfe",
     b'{"name": "x", "login": "", "handover": "many", "record": null}'],
    ids=lambda content: content[:12].decode("latin-1"),
)  # fmt: skip
def test_what_others_write_there_is_only_ever_text(path: Path, content: bytes) -> None:
    import fcntl

    li = Presence(path)
    li.tell(LI)
    planted = folder(path) / "planted.session"
    planted.write_bytes(content)
    os.symlink(path, folder(path) / "link.session")
    os.mkfifo(folder(path) / "pipe.session")
    with planted.open("rb") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        assert li.others() == []
        words = '{"name": "\\u001b]0;Z\\u0007hang", "login": "", "handover": 1, "record": null}'
        planted.write_text(words, encoding="utf-8")
        (here,) = li.others()
        assert here.name.isprintable()
        assert "Z" in here.name
    assert path.read_bytes() == b"x"


def test_a_folder_that_cannot_be_made_stops_nobody(path: Path) -> None:
    folder(path).write_text("in the way", encoding="utf-8")
    li = Presence(path)
    li.tell(LI)
    assert li.others() == []
    li.touch()
    li.close()
