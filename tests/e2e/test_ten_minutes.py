"""The first ten minutes of a project manager on a fresh machine, in both languages.

After each named step the decoded 80x24 grid equals the text in `grids/`. When a screen was changed
on purpose, `UPDATE_GRIDS=1 python -m pytest tests/e2e/test_ten_minutes.py` writes them anew; read
the difference before you commit it.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from rich.cells import cell_len

from tests.fixtures.tmux import Tmux

pytestmark = [
    pytest.mark.terminal,
    pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux is not installed"),
]

GRIDS = Path(__file__).parent / "grids"
CHECKLIST = (5, 8, 22, 33)  # cells at which number, date, owner and text begin
ROSTER = (6,)
PROGRAM = [sys.executable, "-m", "workbench"]

WORDS: dict[str, dict[str, str]] = {
    "en": {
        "name": "Payment system", "giving": "Delivery", "receiving": "Payment operations",
        "lead": "Zhang Min", "knows": "Chen Hao", "proof": "https://wiki.example/plan agreed",
        "roster": "Name\tRole\tSide\nMa Rui\tRisk analyst\treceiving side\n"
                  "He Jun\tSRE\tgiving side\nWu Lan\tReconciliation\treceiving side\n",
        "why": "no rollback date", "ready": "Look round the sample", "top": " HANDOVERS",
    },
    "zh_CN": {
        "name": "支付系统", "giving": "交付中心", "receiving": "支付运营部",
        "lead": "张敏", "knows": "陈浩", "proof": "https://wiki.example/plan 已确认",
        "roster": "姓名\t角色\t所属方\n马蕊\t风控分析师\t接收方\n"
                  "何军\t运维工程师\t移交方\n吴兰\t对账专员\t接收方\n",
        "why": "没有回退日期", "ready": "3  ", "top": " 交接",
    },
}  # fmt: skip


class Walkthrough:
    """Steps with a name; each compares the grid with what it should be."""

    def __init__(self, lang: str) -> None:
        self._lang, self._number = lang, 0

    def step(self, tmux: Tmux, name: str) -> list[str]:
        self._number += 1
        path = GRIDS / self._lang / f"{self._number:02}-{name}.txt"
        if os.environ.get("UPDATE_GRIDS") in ("1", name):
            path.write_text("\n".join(tmux.settled()) + "\n", encoding="utf-8")
        expected = path.read_text(encoding="utf-8").splitlines()
        tmux.wait_until(lambda grid: _steady(grid) == _steady(expected))
        grid = tmux.grid()
        assert _steady(grid) == _steady(expected), f"step {self._number}, {name}"
        return grid


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
        tmux.wait_for(words["ready"])
        walk.step(tmux, "three-choices")

        tmux.press("1")
        tmux.type("Li Wei")
        tmux.press("Enter")
        walk.step(tmux, "who-are-you")

        tmux.press("1")
        for text in ("PAY", words["name"], "2026-12-31", words["giving"], words["receiving"], "1"):
            tmux.press("Enter") if text == "PAY" else None
            tmux.type(text)
            tmux.press("Enter")
        walk.step(tmux, "late-start")

        tmux.press("1")
        walk.step(tmux, "seats")

        tmux.type("Li Wei")
        tmux.press("Enter")
        tmux.type(words["knows"])
        tmux.press("Enter", "Enter")
        tmux.type(words["lead"])
        tmux.press("Enter", "Enter", "Enter")
        tmux.wait_title(" PAY ")
        listed = walk.step(tmux, "checklist")
        _columns_agree(listed, CHECKLIST)

        tmux.keys = 0
        tmux.press("Space")
        tmux.type(words["proof"])
        tmux.press("Enter")
        assert tmux.keys <= 3
        walk.step(tmux, "claimed-with-proof")

        tmux.press("w")
        walk.step(tmux, "walk")

        _back(tmux, " PAY ")
        tmux.press("r", "p")
        tmux.paste(words["roster"])
        tmux.press("F10")
        walk.step(tmux, "roster-preview")
        tmux.press("y")
        _columns_agree(walk.step(tmux, "roster"), ROSTER)

        _back(tmux, " PAY ")
        tmux.keys = 0
        tmux.press("c", "c")
        assert tmux.keys <= 2
        walk.step(tmux, "chase")

        _back(tmux, " PAY ")
        tmux.press("E", "w")
        tmux.press("Enter")
        walk.step(tmux, "pack-written")
        pack = (tmp_path / "home" / "PAY-pack.md").read_text(encoding="utf-8")
        assert words["name"] in pack

        _back(tmux, " PAY ")
        _back(tmux, words["top"])
        tmux.press("q")

    later = {**env, "HANDOVER_TODAY": "2026-11-24", "HANDOVER_USER": words["lead"]}
    done = subprocess.run(
        [*PROGRAM, "item", "back", "PAY-01", "--reason", words["why"]],
        env={**os.environ, **later}, check=False, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    with Tmux(tmp_path, PROGRAM, {**env, "HANDOVER_TODAY": "2026-11-25"}) as tmux:
        tmux.wait_for("PAY")
        walk.step(tmux, "next-day")


def _steady(grid: list[str]) -> list[str]:
    """A grid without what differs from run to run: digests, the test's folder, the host, and how
    long the pack is, which the scroll bar at the right tells."""
    text = re.sub(r"(?m) *[▁-█]$", "", "\n".join(grid))
    text = re.sub(r"[0-9a-f]{16,}", "#", text)
    text = re.sub(r"#+~?", "#", re.sub(r"/\S*/pytest\S*", "/", text))
    return re.sub(r" +(handover\.db) \S+ \S+ +", r" \1 ", text).split("\n")


def _back(tmux: Tmux, title: str) -> None:
    """Leave a screen; what follows an Escape at once would be read as alt and a key."""
    tmux.press("Escape")
    tmux.wait_title(title)


def _columns_agree(grid: list[str], starts: tuple[int, ...]) -> None:
    """Every row has its columns at these cells, whatever the script of its words."""
    rows = [_cells(line) for line in grid if re.match(r"[> +](\[.\][ *]\d\d|P-\d\d)", line)]
    assert len(rows) >= 2
    for row in rows:
        for start in starts:
            assert row[start - 1] == " ", "".join(row)
            assert row[start] != "", "".join(row)
    for start in starts:
        assert any(row[start] != " " for row in rows)


def _cells(line: str) -> list[str]:
    """A cell each; the right half of a wide character is empty."""
    cells = [part for char in line for part in ([char, ""] if cell_len(char) == 2 else [char])]
    return cells + [" "] * (80 - len(cells))
