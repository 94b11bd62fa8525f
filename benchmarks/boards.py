"""The boards of who leaves and what is known, with many of each, beside the bare list.

python -m benchmarks.boards       these rows alone: a cursor move on each, and how long it opens
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from benchmarks import data
from benchmarks.measure import Answer, Program, middle, p95

PYTHON = sys.executable
STEPS = (*["{down}"] * 8, *["{up}"] * 8)
BACK = {"{down}": "{up}", "{up}": "{down}"}

# What each is called, and the keys that lead there from the checklist, each with what shows then.
VIEWS = {
    "topics": [("T", "500 topics")],
    "coverage": [("T", "500 topics"), ("c", "Coverage of knowledge")],
    "experts": [("T", "500 topics"), ("w", "Who knows about:"), ("topic called\r", "Who knows: ")],
    "sessions": [("T", "500 topics"), ("c", "Coverage of knowledge"), ("{end}", "SE-1917")],
    "roster": [("r", "Person 1")],
    "team by week": [("r", "Person 1"), ("t", "Team by week"), ("x", "Week")],
    "release waves": [("r", "Person 1"), ("W", "Wave 1")],
    "roles and posts": [("O", "Role 0 of")],
}


class Measured(NamedTuple):
    """A view's answers to cursor moves, those of the bare list in turns, and how long it opens."""

    view: str
    moves: Sequence[Answer]
    bare: Sequence[Answer]
    opened_ms: float


def measured(env: Mapping[str, str], team: Path, bare_list: Sequence[str], keys: int
             ) -> Iterator[Measured]:  # fmt: skip
    """Each view by itself, in turns with a bare list of 500 lines."""
    workbench = [PYTHON, "-m", "workbench", "--db", str(team), "open", "PAY"]
    with Program(bare_list, {**env, "ROWS": "500"}, "H-0010") as bare:
        for view, path in VIEWS.items():
            with Program(workbench, env, r"\[w\] waived") as program:
                *there, (key, ready) = path
                for before in there:
                    program.go(*before)
                began = time.perf_counter()
                program.terminal.type(key)
                program.terminal.wait_for(ready)
                opened = 1000 * (time.perf_counter() - began)
                program.terminal.settle()
                found: tuple[list[Answer], list[Answer]] = ([], [])
                for step in (STEPS * keys)[: keys + 1]:
                    found[0].append(program.press(BACK[step] if key == "{end}" else step))
                    found[1].append(bare.press(step))
                yield Measured(view, found[0][1:], found[1][1:], opened)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        env = {"HOME": folder, "HANDOVER_USER": data.ME, "HANDOVER_LANG": "en",
               "PYTHONPATH": os.getcwd()}  # fmt: skip
        data.team(path := Path(folder) / "team.db")
        for found in measured(env, path, [PYTHON, "-m", "benchmarks.bare"], 64):
            ours, bare = found.moves, found.bare
            print(
                f"{found.view:22} p95 {p95([a.ms for a in ours]):6.1f} beside "
                f"{p95([a.ms for a in bare]):6.1f}, CPU {middle([a.cpu_ms for a in ours]):5.1f} "
                f"beside {middle([a.cpu_ms for a in bare]):5.1f}, "
                f"{middle([a.size for a in ours]):5.0f} B, opened in {found.opened_ms:5.0f} ms",
                flush=True,
            )


if __name__ == "__main__":
    main()
