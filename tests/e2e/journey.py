"""The first ten minutes of a project manager on a fresh machine, by whatever line he is connected.

After each named step the decoded 80x24 grid equals the text in `grids/`.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Protocol

from rich.cells import cell_len

from tests.fixtures.terminal import Terminal


class Hands(Protocol):
    """Somebody at a terminal. Keys have tmux's names: `Enter`, `Space`, `F10`, `v`."""

    keys: int
    """Keys that were pressed; words typed or pasted do not count."""

    def press(self, *names: str) -> None: ...
    def type(self, text: str) -> None: ...
    def paste(self, text: str) -> None: ...
    def grid(self) -> list[str]: ...
    def settled(self) -> list[str]: ...
    def wait_for(self, text: str) -> None: ...
    def wait_title(self, start: str) -> None: ...
    def wait_until(self, condition: Callable[[list[str]], bool]) -> None: ...


class AtTerminal:
    """`Hands` at a terminal that is not tmux's."""

    def __init__(self, terminal: Terminal) -> None:
        self._terminal = terminal
        self.keys = 0

    def press(self, *names: str) -> None:
        self.keys += len(names)
        for name in names:
            key = {"Escape": "esc"}.get(name, name.lower())
            self._terminal.type(name if len(name) == 1 else f"{{{key}}}")

    def type(self, text: str) -> None:
        self._terminal.type(text)

    def paste(self, text: str) -> None:
        self._terminal.paste(text)

    def grid(self) -> list[str]:
        return [line.rstrip() for line in self._terminal.screen()]

    def settled(self) -> list[str]:
        self._terminal.settle(0.6)
        return self.grid()

    def wait_for(self, text: str) -> None:
        self._terminal.wait_for(text, timeout=60)

    def wait_title(self, start: str) -> None:
        self._terminal.wait_for(lambda: self.grid()[0].startswith(start))

    def wait_until(self, condition: Callable[[list[str]], bool]) -> None:
        with suppress(AssertionError):  # it is for who asks to say what is wrong
            self._terminal.wait_for(lambda: condition(self.grid()))


GRIDS = Path(__file__).parent / "grids"
CHECKLIST = (5, 8, 22, 33)  # cells at which number, date, owner and text begin
ROSTER = (6,)

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

    def step(self, hands: Hands, name: str) -> list[str]:
        self._number += 1
        path = GRIDS / self._lang / f"{self._number:02}-{name}.txt"
        if os.environ.get("UPDATE_GRIDS") in ("1", name):
            path.write_text("\n".join(hands.settled()) + "\n", encoding="utf-8")
        expected = path.read_text(encoding="utf-8").splitlines()
        hands.wait_until(lambda grid: _steady(grid) == _steady(expected))
        grid = hands.grid()
        assert _steady(grid) == _steady(expected), f"step {self._number}, {name}"
        return grid


def first_day(hands: Hands, walk: Walkthrough, words: Mapping[str, str], home: Path) -> None:
    """From the three choices to the written pack, in `home`, and out."""
    hands.wait_for(words["ready"])
    walk.step(hands, "three-choices")

    hands.press("1")
    hands.type("Li Wei")
    hands.press("Enter")
    walk.step(hands, "who-are-you")

    hands.press("1")
    for text in ("PAY", words["name"], "2026-12-31", words["giving"], words["receiving"], "1"):
        hands.press("Enter") if text == "PAY" else None
        hands.type(text)
        hands.press("Enter")
    walk.step(hands, "late-start")

    hands.press("1")
    walk.step(hands, "seats")

    hands.type("Li Wei")
    hands.press("Enter")
    hands.type(words["knows"])
    hands.press("Enter", "Enter")
    hands.type(words["lead"])
    hands.press("Enter", "Enter", "Enter", "Enter")
    hands.wait_title(" PAY ")
    listed = walk.step(hands, "checklist")
    _columns_agree(listed, CHECKLIST)

    hands.keys = 0
    hands.press("Space")
    hands.type(words["proof"])
    hands.press("Enter")
    assert hands.keys <= 3
    walk.step(hands, "claimed-with-proof")

    hands.press("w")
    walk.step(hands, "walk")

    _back(hands, " PAY ")
    hands.press("r", "p")
    hands.paste(words["roster"])
    hands.press("F10")
    walk.step(hands, "roster-preview")
    hands.press("y")
    _columns_agree(walk.step(hands, "roster"), ROSTER)

    _back(hands, " PAY ")
    hands.keys = 0
    hands.press("c", "c")
    assert hands.keys <= 2
    walk.step(hands, "chase")

    _back(hands, " PAY ")
    hands.press("E", "w")
    hands.press("Enter")
    walk.step(hands, "pack-written")
    pack = (home / "PAY-pack.md").read_text(encoding="utf-8")
    assert words["name"] in pack

    _back(hands, " PAY ")
    _back(hands, words["top"])
    hands.press("q")


def _steady(grid: list[str]) -> list[str]:
    """A grid without what differs from run to run: digests, the test's folder, the host, and how
    long the pack is, which the scroll bar at the right tells."""
    text = re.sub(r"(?m) *[▁-█]$", "", "\n".join(grid))
    text = re.sub(r"[0-9a-f]{16,}", "#", text)
    text = re.sub(r"#+~?", "#", re.sub(r"/\S*/pytest\S*", "/", text))
    return re.sub(r" +(handover\.db) \S+ \S+ +", r" \1 ", text).split("\n")


def _back(hands: Hands, title: str) -> None:
    """Leave a screen; what follows an Escape at once would be read as alt and a key."""
    hands.press("Escape")
    hands.wait_title(title)


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
