"""The first ten minutes in tmux, in both languages; test_over_ssh.py has them over a real sshd.

When a screen was changed on purpose, `UPDATE_GRIDS=1 python -m pytest` on this file writes the
grids anew; read the difference before you commit it.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from tests.e2e.journey import WORDS, Walkthrough, first_day
from tests.fixtures.tmux import Tmux

pytestmark = [
    pytest.mark.terminal,
    pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux is not installed"),
]

PROGRAM = [sys.executable, "-m", "workbench"]


@pytest.fixture
def environment(tmp_path: Path) -> Callable[[str, str], Mapping[str, str]]:
    def make(lang: str, today: str) -> Mapping[str, str]:
        (tmp_path / "home").mkdir(exist_ok=True)
        return {"HOME": str(tmp_path / "home"), "HANDOVER_TODAY": today, "TZ": "UTC",
                "LANG": "zh_CN.UTF-8" if lang == "zh_CN" else "en_US.UTF-8",
                "PYTHONPATH": str(Path.cwd())}  # fmt: skip

    return make


@pytest.mark.parametrize("lang", ["en", "zh_CN"])
def test_the_first_ten_minutes(
    lang: str, tmp_path: Path, environment: Callable[[str, str], Mapping[str, str]]
) -> None:
    words, walk, env = WORDS[lang], Walkthrough(lang), environment(lang, "2026-11-23")
    argv = ["sh", "-c", f'cd {tmp_path / "home"} && exec "$@"', "sh", *PROGRAM]
    with Tmux(tmp_path, argv, env) as tmux:
        first_day(tmux, walk, words, tmp_path / "home")

    later = {**env, "HANDOVER_TODAY": "2026-11-24", "HANDOVER_USER": words["lead"]}
    done = subprocess.run(
        [*PROGRAM, "item", "back", "PAY-01", "--reason", words["why"]],
        env={**os.environ, **later}, check=False, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    with Tmux(tmp_path, PROGRAM, {**env, "HANDOVER_TODAY": "2026-11-25"}) as tmux:
        tmux.wait_for("PAY")
        walk.step(tmux, "next-day")
