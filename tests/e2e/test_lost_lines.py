"""The line drops, the host goes down, the program fails: nothing typed is lost, nothing is left."""

from __future__ import annotations

import re
import shutil
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.e2e.conftest import HANDOVER, Fine
from tests.fixtures.failing import PLACES, SECRET
from tests.fixtures.forked import Forked
from tests.fixtures.terminal import Terminal
from workbench.services.memory import Memory

pytestmark = pytest.mark.terminal

ROOT = Path(__file__).parents[2]
ARGS = ["open", "PAY"]
OPEN = [*HANDOVER, *ARGS]
WORDS = "the vendor will call back"
Open = Callable[..., Terminal]
IGNORING = ["sh", "-c", 'trap "" HUP; exec "$@"', "sh"]


@pytest.fixture
def user(pay: Fine, home: dict[str, str]) -> dict[str, str]:
    return {**home, "PYTHONPATH": str(ROOT)}


@pytest.fixture
def opened(user: dict[str, str], forked: Forked) -> Open:
    """The program on PAY, and with `again` as it is started the next time."""

    def start(*, again: bool = False, **env: str) -> Terminal:
        return Terminal([] if again else ARGS, env={**user, **env}, forked=forked)

    return start


def typing(terminal: Terminal) -> None:
    """Open the question for a proof and type the words into it."""
    # Where its own folder cannot be written, that is said in the place of what can be undone.
    ready = re.compile(r"PAY Payment.*(undo: new person|own folder cannot)", re.DOTALL)
    terminal.wait_for(ready, timeout=60)
    terminal.type(" ")
    terminal.wait_for("Proof for PAY-01")
    terminal.type(WORDS)
    terminal.wait_for(WORDS)


def is_offered_again(opened: Open) -> None:
    """The next start says where the user was, and one key goes there."""
    with opened(again=True) as terminal:
        terminal.wait_for(f'You were on PAY-01; enter goes back to: "{WORDS}"', timeout=60)
        terminal.type("{enter}")
        terminal.wait_for(re.compile(f"Proof for PAY-01:.*{WORDS}", re.DOTALL))
        terminal.type("{enter}")
        terminal.wait_for("claimed: PAY-01")
        terminal.type("{esc}")
        terminal.wait_for("HANDOVERS")
        terminal.wait_gone("enter goes back")
        terminal.type("q")
        assert terminal.wait_exit() == 0


def left_words(user: dict[str, str]) -> str:
    """What the next start offers, without starting it: the words at the last place."""
    data = Path(user["XDG_DATA_HOME"]) / "handover" / "handover.db"
    left = Memory(Path(user["XDG_STATE_HOME"]) / "handover", data).get("left")
    return str(left[-1]["text"]) if left else ""


def state_of(terminal: Terminal) -> str:
    """The process's state letter: T is stopped."""
    return Path(f"/proc/{terminal.pid}/stat").read_text().rpartition(")")[2].split()[0]


# Ended from outside: faults 29 to 32


@pytest.mark.parametrize("number", [signal.SIGHUP, signal.SIGTERM, signal.SIGINT])
def test_a_signal_keeps_the_words_and_restores_the_terminal(
    opened: Open, user: dict[str, str], number: signal.Signals
) -> None:
    with opened() as terminal:
        typing(terminal)
        begun = time.monotonic()
        terminal.signal(number)
        assert terminal.wait_exit(timeout=5) == 128 + number
        assert time.monotonic() - begun < 3, "gone in a second on a machine of its own"
        assert terminal.modes_left() == set()
    assert left_words(user) == WORDS


def test_a_killed_program_keeps_the_words_and_the_place(opened: Open, user: dict[str, str]) -> None:
    with opened() as terminal:
        typing(terminal)
        terminal.wait_for(lambda: left_words(user) == WORDS)
        terminal.signal(signal.SIGKILL)
        assert terminal.wait_exit(timeout=5) == -signal.SIGKILL
    is_offered_again(opened)


def test_a_closed_terminal_keeps_the_words(opened: Open) -> None:
    with opened() as terminal:
        typing(terminal)
        terminal.hang_up()
        assert terminal.wait_exit(timeout=5) == 128 + signal.SIGHUP
    is_offered_again(opened)


def test_a_closed_terminal_keeps_the_words_of_who_started_with_hup_ignored(
    user: dict[str, str],
) -> None:
    with Terminal([*IGNORING, *OPEN], env=user) as terminal:
        typing(terminal)
        terminal.hang_up()
        assert terminal.wait_exit(timeout=5) == 128 + signal.SIGHUP
    assert left_words(user) == WORDS


@pytest.mark.parametrize("end", ["term", "close"])
def test_a_stalled_line_keeps_the_words(opened: Open, user: dict[str, str], end: str) -> None:
    with opened() as terminal:
        typing(terminal)
        # Redrawing without a reader fills the line; what is typed since is not on any screen.
        terminal.stall("{ctrl+l}")
        begun = time.monotonic()
        if end == "term":
            terminal.signal(signal.SIGTERM)
            assert terminal.wait_exit(timeout=8, reading=False) == 128 + signal.SIGTERM
            assert terminal.modes_left() == set()
        else:
            terminal.hang_up()
            assert terminal.wait_exit(timeout=8) == 128 + signal.SIGHUP
        assert time.monotonic() - begun < 5
    assert left_words(user) == WORDS


def test_a_stalled_line_that_comes_back_goes_on_where_it_was(opened: Open, fine: Fine) -> None:
    """Meanwhile nothing piles up, and others can write."""

    def megabytes() -> float:
        status = Path(f"/proc/{terminal.pid}/status").read_text()
        return int(re.findall(r"VmRSS:\s+(\d+)", status)[0]) / 1024

    with opened() as terminal:
        typing(terminal)
        terminal.settle()
        before = megabytes()
        terminal.stall("{ctrl+l}")
        fine("item", "claim", "PAY-02", "--proof", "CHG-2")
        terminal.stall("{ctrl+l}")
        assert megabytes() < before + 10
        terminal.type("!")
        terminal.wait_for(WORDS + "!")
        terminal.wait_for(re.compile(r"\[/\].02 "))
        terminal.type("{enter}")
        terminal.wait_for("claimed: PAY-01")


# Suspended: fault 43


def test_a_suspended_program_comes_back_whole(opened: Open) -> None:
    with opened() as terminal:
        typing(terminal)
        terminal.settle()
        before = terminal.screen()
        for stop in (signal.SIGTSTP, signal.SIGSTOP):
            terminal.signal(stop)
            terminal.wait_for(lambda: state_of(terminal) == "T")
            terminal.draw_over("\x1b[2J\x1b[3;1Hsomething of the shell")
            terminal.signal(signal.SIGCONT)
            terminal.wait_for(lambda: terminal.screen() == before)
        terminal.type("!")
        terminal.wait_for(WORDS + "!")


@pytest.mark.parametrize("stop", [signal.SIGTSTP, signal.SIGSTOP])
def test_a_suspended_program_that_is_ended_keeps_the_words(
    opened: Open, user: dict[str, str], stop: signal.Signals
) -> None:
    with opened() as terminal:
        typing(terminal)
        terminal.signal(stop)
        terminal.wait_for(lambda: state_of(terminal) == "T")
        terminal.signal(signal.SIGTERM)
        terminal.signal(signal.SIGCONT)  # as a host that goes down does
        assert terminal.wait_exit(timeout=8) == 128 + signal.SIGTERM
        assert terminal.modes_left() == set()
    assert left_words(user) == WORDS


def test_a_suspended_program_whose_terminal_is_closed_keeps_the_words(
    opened: Open, user: dict[str, str]
) -> None:
    with opened() as terminal:
        typing(terminal)
        terminal.signal(signal.SIGTSTP)
        terminal.wait_for(lambda: state_of(terminal) == "T")
        terminal.hang_up()
        terminal.signal(signal.SIGCONT)  # as the kernel does for whom nobody can wake any more
        assert terminal.wait_exit(timeout=8) == 128 + signal.SIGHUP
    assert left_words(user) == WORDS


def test_others_can_save_while_a_program_is_stopped(opened: Open, fine: Fine) -> None:
    """Fault 24."""
    with opened() as terminal:
        typing(terminal)
        terminal.signal(signal.SIGSTOP)
        terminal.wait_for(lambda: state_of(terminal) == "T")
        fine("item", "claim", "PAY-02", "--proof", "CHG-2")
        terminal.signal(signal.SIGCONT)
        terminal.wait_for(re.compile(r"\[/\].02 "))


# Failing: fault 44


@pytest.mark.parametrize("place", sorted(PLACES))
def test_an_error_anywhere_ends_in_one_line_and_keeps_the_words(
    user: dict[str, str], tmp_path: Path, forked: Forked, place: str
) -> None:
    failing = forked.running("tests.fixtures.failing")
    with Terminal([place, *ARGS], env=user, forked=failing) as terminal:
        typing(terminal)
        terminal.type("{f12}")
        assert terminal.wait_exit() == 70
        assert terminal.modes_left() == set()
        told = terminal.raw.rpartition(b"\x1b[")[2].decode()
        assert re.fullmatch(r"\?1004lhandover: the program failed .*: \S+\r\n", told)
        assert SECRET.encode() not in terminal.raw
    (report,) = (tmp_path / "state" / "handover").glob("crash-*")
    assert str(report) in told
    assert stat.S_IMODE(report.stat().st_mode) == 0o600
    text = report.read_text()
    assert "RuntimeError" in text
    assert "failing.py" in text
    assert SECRET not in text
    assert WORDS not in text
    assert left_words(user) == WORDS


# Surroundings: faults 45 and 46


def test_nothing_is_left_open_at_the_end(user: dict[str, str]) -> None:
    argv = [sys.executable, "-X", "dev", "-W", "error", "-m", "workbench", "open", "PAY"]
    with Terminal(argv, env={**user, "PYTHONTRACEMALLOC": "0"}) as terminal:
        terminal.wait_for(re.compile(r"PAY Payment.*undo: new person", re.DOTALL), timeout=60)
        terminal.type("{esc}")
        terminal.wait_for("HANDOVERS")
        terminal.settle()
        terminal.type("q")
        assert terminal.wait_exit() == 0
        assert b"Warning" not in terminal.raw
        assert b"Traceback" not in terminal.raw
        assert terminal.modes_left() == set()


def no_home(home: Path) -> dict[str, str]:
    return {"HOME": ""}


def missing_home(home: Path) -> dict[str, str]:
    return {"HOME": str(home / "nowhere" / "at" / "all")}


def missing_folders(home: Path) -> dict[str, str]:
    return {f"XDG_{k}_HOME": str(home / "not" / "there" / k) for k in ("CONFIG", "DATA", "STATE")}


def folders_that_are_files(home: Path) -> dict[str, str]:
    (home / "file").write_text("")
    return {f"XDG_{k}_HOME": str(home / "file") for k in ("CONFIG", "STATE")}


def home_nobody_can_write(home: Path) -> dict[str, str]:
    return {"HOME": "/proc"}


ODD = [no_home, missing_home, missing_folders, folders_that_are_files, home_nobody_can_write]


@pytest.mark.parametrize("place", ODD, ids=lambda place: place.__name__)
def test_it_works_without_a_home_worth_the_name(
    user: dict[str, str], tmp_path: Path, forked: Forked, place: Callable[[Path], dict[str, str]]
) -> None:
    """With a file that is named, everything else may be missing: words are kept while it runs."""
    path = tmp_path / "data" / "handover" / "handover.db"
    odd = {k: v for k, v in user.items() if not k.startswith("XDG")} | place(tmp_path)
    with Terminal(ARGS, {**odd, "HANDOVER_DB": str(path)}, forked=forked) as terminal:
        typing(terminal)
        terminal.type("{enter}")
        terminal.wait_for("claimed: PAY-01")
        terminal.signal(signal.SIGTERM)
        assert terminal.wait_exit(timeout=5) == 128 + signal.SIGTERM
        assert b"Traceback" not in terminal.raw


def test_a_home_from_which_nothing_may_be_run_is_no_obstacle(
    user: dict[str, str], tmp_path: Path
) -> None:
    """Fault 45: hosts are hardened by mounting /home and /tmp noexec."""
    place = tmp_path / "hardened"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "noexec,nosuid,nodev,size=8m", "none", str(place)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("nothing can be mounted here")
    try:
        path = place / "handover.db"
        shutil.copy(tmp_path / "data" / "handover" / "handover.db", path)
        odd = {k: v for k, v in user.items() if not k.startswith("XDG")}
        odd |= {"HOME": str(place), "TMPDIR": str(place), "HANDOVER_DB": str(path)}
        with Terminal(OPEN, env=odd) as terminal:
            typing(terminal)
            terminal.type("{enter}")
            terminal.wait_for("claimed: PAY-01")
            terminal.signal(signal.SIGTERM)
            assert terminal.wait_exit(timeout=5) == 128 + signal.SIGTERM
            assert b"Traceback" not in terminal.raw
    finally:
        subprocess.run(["umount", "-l", str(place)], check=True)


def test_without_a_place_for_the_report_it_says_so(
    user: dict[str, str], tmp_path: Path, forked: Forked
) -> None:
    (tmp_path / "file").write_text("")
    odd = {**user, "XDG_STATE_HOME": str(tmp_path / "file"), "TMPDIR": str(tmp_path)}
    failing = forked.running("tests.fixtures.failing")
    with Terminal(["handler", *ARGS], env=odd, forked=failing) as terminal:
        terminal.wait_for(re.compile(r"PAY Payment.*undo: new person", re.DOTALL), timeout=60)
        terminal.type("{f12}")
        assert terminal.wait_exit() == 70
        report = re.search(rb"please send this report: (\S+)", terminal.raw)
        assert report
        assert Path(report[1].decode()).parent == tmp_path


def test_files_have_the_promised_modes_though_the_umask_takes_nothing(user: dict[str, str]) -> None:
    """Fault 53: drafts, settings and the data file are for their owner."""
    launcher = ["sh", "-c", 'umask 000; exec "$@"', "sh"]
    with Terminal([*launcher, *OPEN], env=user) as terminal:
        typing(terminal)
        terminal.signal(signal.SIGTERM)
        terminal.wait_exit()
    folder = Path(user["XDG_STATE_HOME"]) / "handover"
    modes = {p.name: stat.S_IMODE(p.stat().st_mode) for p in folder.iterdir()}
    assert modes
    assert set(modes.values()) == {0o600}, modes
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


@pytest.mark.parametrize("how", ["</dev/null", "<&-", "2>/dev/null", "| cat"])
def test_the_screens_are_refused_where_nothing_can_be_drawn(user: dict[str, str], how: str) -> None:
    """Fault 34: input that is no terminal or is closed, output that is piped away."""
    piped = "2>&1 " + how if how.startswith("|") else how
    call = f'"$@" {piped}; echo status $?' if "|" not in how else f'("$@"; echo status $?) {piped}'
    with Terminal(["sh", "-c", call, "sh", *OPEN], env=user) as terminal:
        terminal.wait_exit()
        assert b"status 64" in terminal.raw
        assert b"\x1b" not in terminal.raw
        assert b"Traceback" not in terminal.raw
