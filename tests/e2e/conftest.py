"""A user with an empty home, who runs the command line."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.fixtures.forked import STREAMS, Forked

ROOT = Path(__file__).parents[2]
SAFE = {"HANDOVER_USER", "HANDOVER_TODAY", "HANDOVER_LANG", "HANDOVER_SIDE"}
HANDOVER = [sys.executable, "-m", "workbench"]
PAY = (
    ("new", "PAY", "--template", "lite", "--name", "Payment system", "--t0", "2027-03-15",
     "--giving", "Delivery", "--receiving", "Operations"),
    ("register", "add", "PAY", "person", "name=Sun Yu", "side=receiving"),
)  # fmt: skip
Run = Callable[..., "subprocess.CompletedProcess[str]"]
Fine = Callable[..., str]


@pytest.fixture
def home(tmp_path: Path) -> dict[str, str]:
    """The environment of a user with an empty home, on Monday 2026-11-23."""
    return home_in(tmp_path)


def home_in(folder: Path) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if k in ("PATH", "VIRTUAL_ENV")}
    places = {f"XDG_{k}_HOME": str(folder / k.lower()) for k in ("CONFIG", "DATA", "STATE")}
    return {
        **kept,
        **places,
        "HOME": str(folder),
        "LANG": "C.UTF-8",
        "TERM": "xterm-256color",
        "TZ": "UTC",
        "HANDOVER_TODAY": "2026-11-23",
        "HANDOVER_USER": "Li Wei",
    }


@pytest.fixture(scope="session")
def forked() -> Iterator[Forked]:
    """Runs the commands of all tests; started by the first."""
    program = Forked(ROOT)
    yield program
    program.close()


@pytest.fixture
def run(
    home: dict[str, str], tmp_path: Path, forked: Forked, tmp_path_factory: pytest.TempPathFactory
) -> Run:
    def call(
        *args: str, env: dict[str, str] | None = None, stdin: str = ""
    ) -> subprocess.CompletedProcess[str]:
        environ = {**home, "PYTHONPATH": str(ROOT), **(env or {})}
        if env and not env.keys() <= SAFE:  # what it says may matter before anything is loaded
            return subprocess.run(
                [*HANDOVER, *args], cwd=tmp_path, env=environ, input=stdin, capture_output=True,
                text=True, encoding="utf-8", check=False, timeout=60,
            )  # fmt: skip
        streams = tmp_path_factory.mktemp("streams")
        for name in STREAMS:
            (streams / name).write_text(stdin if name == "stdin" else "", encoding="utf-8")
        status = forked.call(args, environ, tmp_path, streams)
        out, err = ((streams / name).read_bytes().decode() for name in STREAMS[1:])
        return subprocess.CompletedProcess(args, status, _lines(out), _lines(err))

    return call


def _lines(text: str) -> str:
    """As `subprocess.run` gives text."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


@pytest.fixture
def fine(run: Run) -> Fine:
    """A command that must succeed; gives its data."""

    def call(*args: str, **more: Any) -> str:
        done = run(*args, **more)
        assert done.returncode == 0, done.stderr
        return done.stdout

    return call


@pytest.fixture(scope="session")
def made_by(tmp_path_factory: pytest.TempPathFactory, forked: Forked) -> Callable[..., Path]:
    """`made_by(*calls)`: the data file that these commands make, run once; to be copied."""

    @cache
    def make(*calls: tuple[str, ...]) -> Path:
        folder = tmp_path_factory.mktemp("made")
        streams = tmp_path_factory.mktemp("streams")
        for name in STREAMS:
            (streams / name).touch()
        for args in calls:
            status = forked.call(args, home_in(folder), folder, streams)
            assert status == 0, (streams / "stderr").read_text(encoding="utf-8")
        return data_file(folder)

    return make


@pytest.fixture(scope="session")
def made_pay(made_by: Callable[..., Path]) -> Path:
    """The data file of `pay`."""
    return made_by(*PAY)


@pytest.fixture
def pay_after(fine: Fine, made_by: Callable[..., Path], tmp_path: Path) -> Callable[..., Fine]:
    """`pay_after(*calls)`: as `pay`, after some more commands, each a tuple of its words."""

    def ready(*calls: tuple[str, ...]) -> Fine:
        path = data_file(tmp_path)
        path.parent.mkdir(parents=True, mode=0o700)
        shutil.copy(made_by(*PAY, *calls), path)
        return fine

    return ready


@pytest.fixture
def pay(pay_after: Callable[..., Fine]) -> Fine:
    """A handover PAY from the lite template, with somebody on either side."""
    return pay_after()


def data_file(home: Path) -> Path:
    """Where the data file is unless another is named."""
    return home / "data" / "handover" / "handover.db"
