"""A user with an empty home, who runs the command line."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

HANDOVER = [sys.executable, "-m", "workbench"]
Run = Callable[..., "subprocess.CompletedProcess[str]"]
Fine = Callable[..., str]


@pytest.fixture
def home(tmp_path: Path) -> dict[str, str]:
    """The environment of a user with an empty home, on Monday 2026-11-23."""
    kept = {k: v for k, v in os.environ.items() if k in ("PATH", "VIRTUAL_ENV")}
    places = {f"XDG_{k}_HOME": str(tmp_path / k.lower()) for k in ("CONFIG", "DATA", "STATE")}
    return {
        **kept,
        **places,
        "HOME": str(tmp_path),
        "LANG": "C.UTF-8",
        "TERM": "xterm-256color",
        "TZ": "UTC",
        "HANDOVER_TODAY": "2026-11-23",
        "HANDOVER_USER": "Li Wei",
    }


@pytest.fixture
def run(home: dict[str, str], tmp_path: Path) -> Run:
    def call(
        *args: str, env: dict[str, str] | None = None, **more: str
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*HANDOVER, *args],
            cwd=tmp_path,
            env={**home, "PYTHONPATH": str(Path(__file__).parents[2]), **(env or {})},
            input=more.get("stdin", ""),
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
            timeout=60,
        )

    return call


@pytest.fixture
def fine(run: Run) -> Fine:
    """A command that must succeed; gives its data."""

    def call(*args: str, **more: Any) -> str:
        done = run(*args, **more)
        assert done.returncode == 0, done.stderr
        return done.stdout

    return call


@pytest.fixture
def pay(fine: Fine) -> Fine:
    """A handover PAY from the lite template, with somebody on either side."""
    fine("new", "PAY", "--template", "lite", "--name", "Payment system", "--t0", "2027-03-15",
         "--giving", "Delivery", "--receiving", "Operations")  # fmt: skip
    fine("register", "add", "PAY", "person", "name=Sun Yu", "side=receiving")
    return fine
