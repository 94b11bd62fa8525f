"""This program beside three published ones that are written with Textual, too.

for p in posting harlequin dooit; do python3 -m venv DIR/$p && DIR/$p/bin/pip install $p; done
DIR/posting/bin/pip install 'tree-sitter<0.25.3'  # with a newer one it ends in a segmentation fault
python -m benchmarks.others DIR                   # a table as in docs/performance.md, in 5 minutes

All run in turns on a home of their own, as they come, in 80 by 24 and 256 colours.
"""

from __future__ import annotations

import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from benchmarks import data
from benchmarks.measure import Program, middle

TURNS = 3
HANDOVERS = 20
LETTERS = 8
SETTLED = 2.0  # seconds after which all have loaded what they load
IDLE = 6.0


class Other(NamedTuple):
    """How a program is called, what shows that it is there, and the keys to a field to type in."""

    name: str
    argv: Sequence[str]
    ready: str
    field: Sequence[str] = ()


class Costs(NamedTuple):
    ready: float  # ms
    size: float  # bytes until it has settled
    memory: float  # MB
    letter: float  # bytes of one that is typed
    answer: float  # ms
    palette: float  # bytes of the list of commands; 0 where there is none
    idle: float  # bytes a second
    cpu: float  # ms a second
    modes: float  # left on after SIGTERM


def programs(folder: Path, db: Path) -> list[Other]:
    """The bare list, this program, and those in `folder`."""

    def there(name: str) -> str:
        return str(folder / name / "bin" / name)

    ours = [sys.executable, "-m", "workbench", "--db", str(db)]
    return [
        Other("bare list", [sys.executable, "-m", "benchmarks.bare"], "H-0019"),
        Other(f"**this**, {HANDOVERS} handovers", ours, r"H-00\d\d", ["/"]),
        Other(called(folder, "posting"), [there("posting")], "Enter a URL"),
        Other(called(folder, "harlequin"), [there("harlequin"), "-a", "sqlite", ":memory:"],
              "Query Editor"),
        Other(called(folder, "dooit"), [there("dooit")], "Welcome to Dooit", ["a"]),
    ]  # fmt: skip


def called(folder: Path, name: str) -> str:
    """The program and the versions of it and of Textual."""
    code = f"from importlib.metadata import version as v; print(v({name!r}), v('textual'))"
    found = subprocess.run(
        [str(folder / name / "bin" / "python"), "-c", code],
        check=True, capture_output=True, text=True,
    ).stdout.split()  # fmt: skip
    return f"{name} {found[0]}, Textual {found[1]}"


def costs(other: Other, home: Path) -> Costs:
    """One start of it, from the call to the end."""
    env = {"HOME": str(home), "HANDOVER_USER": data.ME, "HANDOVER_LANG": "en"}
    with Program(other.argv, {**env, "PYTHONPATH": str(Path.cwd())}, other.ready, wait=False) as p:
        watch(p, SETTLED)
        size, memory = p.terminal.mark(), p.memory()
        idle, used = p.terminal.mark(), p.cpu()
        watch(p, IDLE)
        idle, used = p.terminal.mark() - idle, p.cpu() - used
        for key in other.field:
            p.press(key)
        typed = [p.press("x") for _ in range(LETTERS)]
        p.press("{esc}")
        watch(p, 0.5)
        palette = p.press("{ctrl+p}").size
        p.terminal.signal(signal.SIGTERM)
        p.terminal.wait_exit()
        return Costs(
            p.start.ready_ms, size, memory, middle([a.size for a in typed]),
            middle([a.ms for a in typed]), palette, idle / IDLE, used / IDLE,
            len(p.terminal.modes_left()),
        )  # fmt: skip


def watch(program: Program, seconds: float) -> None:
    """Read what it writes for so long."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        program.terminal.read_until(until)


def main(folder: Path) -> None:
    with tempfile.TemporaryDirectory() as place:
        home = Path(place)
        db = home / "team.db"
        data.many(db, HANDOVERS, 42)
        found = programs(folder, db)
        seen: list[list[Costs]] = [[] for _ in found]
        for turn in range(TURNS + 1):
            for other, kept in zip(found, seen, strict=True):
                one = costs(other, home)
                if turn:
                    kept.append(one)
    print(
        "| program | on the screen | bytes until settled | memory | a letter typed | its answer "
        "| palette | idle | idle, CPU | modes left on by SIGTERM |\n"
        "|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|"
    )
    for other, all_of_it in zip(found, seen, strict=True):
        c = Costs(*map(middle, zip(*all_of_it, strict=True)))
        print(
            f"| {other.name} | {c.ready:,.0f} ms | {c.size:,.0f} B | {c.memory:,.0f} MB "
            f"| {c.letter:,.0f} B | {c.answer:,.1f} ms | {c.palette:,.0f} B | {c.idle:,.0f} B/s "
            f"| {c.cpu:,.1f} ms/s | {c.modes:.0f} |"
        )


if __name__ == "__main__":
    main(Path(sys.argv[1]).absolute())
