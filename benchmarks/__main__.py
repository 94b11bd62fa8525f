"""What the program costs, beside a bare Textual program on the same machine in the same run.

python -m benchmarks            the table of docs/performance.md
python -m benchmarks --quick    fewer repetitions and a small file
"""

from __future__ import annotations

import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks import data
from tests.fixtures.terminal import Terminal

PYTHON = sys.executable
BARE = [PYTHON, "-m", "benchmarks.bare"]
QUICK = "--quick" in sys.argv


def main() -> None:
    runs = 3 if QUICK else 7
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        env = {"HOME": folder, "HANDOVER_USER": data.ME, "HANDOVER_LANG": "en",
               "PYTHONPATH": os.getcwd()}  # fmt: skip
        big, long = home / "many.db", home / "long.db"
        data.many(big, 50 if QUICK else 1000, 300)
        handover = data.one(long, 3000, people=300)
        print("| what | this program | bare | ratio |\n|---|---|---|---|")
        _start(env, big, runs)
        _keys(env, long, runs)
        _commands(env, long, runs)
        _pack(long, handover)


def _row(what: str, ours: float, bare: float | None, unit: str) -> None:
    shown = f"{ours:,.0f} {unit}"
    beside = f"{bare:,.0f} {unit} | {ours / bare:.2f}" if bare else " | "
    print(f"| {what} | {shown} | {beside} |", flush=True)


def _workbench(db: Path, *more: str) -> list[str]:
    return [PYTHON, "-m", "workbench", "--db", str(db), *more]


def _seconds(argv: list[str], env: dict[str, str], ready: str) -> tuple[float, int, float]:
    """Seconds until `ready` is on the screen, bytes by then, resident MB."""
    began = time.perf_counter()
    with Terminal(argv, env) as terminal:
        terminal.wait_for(re.compile(ready))
        took = time.perf_counter() - began
        terminal.settle(0.5)
        status = Path(f"/proc/{terminal.pid}/status").read_text()
        resident = int(re.findall(r"VmRSS:\s+(\d+)", status)[0]) / 1024
        return took, terminal.mark(), resident


def _start(env: dict[str, str], big: Path, runs: int) -> None:
    ours, bare, loaded, beside = [], [], [], []
    for _ in range(runs):  # taken in turns, so that a busy machine is busy for all
        ours.append(_seconds(_workbench(big), env, r"H-00\d\d"))
        bare.append(_seconds(BARE, env, "H-0019"))
        loaded.append(_seconds(_workbench(big, "open", "PAY"), env, "Item 0"))
        beside.append(_seconds([*BARE, "--sqlalchemy"], env, "H-0019"))
    _row("start to the portfolio", 1000 * _median(ours, 0), 1000 * _median(bare, 0), "ms")
    _row("start to an open checklist (bare: with SQLAlchemy)", 1000 * _median(loaded, 0),
         1000 * _median(beside, 0), "ms")  # fmt: skip
    _row("bytes until settled", _median(ours, 1), _median(bare, 1), "B")
    _row("memory (bare: with SQLAlchemy)", _median(ours, 2), _median(beside, 2), "MB")


def _median(found: list[tuple[float, int, float]], place: int) -> float:
    return float(statistics.median(f[place] for f in found))


def _keys(env: dict[str, str], long: Path, runs: int) -> None:
    times = 10 * runs
    with Terminal(BARE, {**env, "ROWS": "3000"}) as terminal:
        terminal.wait_for("H-0010")
        terminal.settle(0.5)
        bare = _press(terminal, "{down}", times)
    with Terminal(_workbench(long, "open", "PAY"), env) as terminal:
        terminal.wait_for("Item 0")
        terminal.settle(0.5)
        moved = _press(terminal, "{down}", times)
        _row("cursor down, p95", moved[0], bare[0], "ms")
        _row("cursor down with the detail pane", moved[1], bare[1], "B")
        claimed = _press(terminal, " ", times)
        _row("claim, p95 (bare: cursor down)", claimed[0], bare[0], "ms")
        _row("claim", claimed[1], bare[1], "B")
        _row("page down", _press(terminal, "{pagedown}", 5)[1], None, "B")
        _row("help opens", _press(terminal, "?", 1)[1], None, "B")
        terminal.type("{esc}")
        terminal.settle(0.5)
        terminal.type("/")
        terminal.settle(0.3)
        _row("a letter typed", _press(terminal, "a", times)[1], None, "B")
        terminal.type("{esc}")
        terminal.settle(0.5)
        mark, used = terminal.mark(), _cpu(terminal.pid)
        terminal.settle(4.0, 6.0)
        _row("idle, 4 s", len(terminal.bytes_since(mark)), None, "B")
        _row("idle, 4 s, CPU", 1000 * (_cpu(terminal.pid) - used), None, "ms")


def _press(terminal: Terminal, key: str, times: int) -> tuple[float, float]:
    """Milliseconds to the last byte of the answer (p95), and median bytes."""
    spans, sizes = [], []
    for _ in range(times):
        mark, began = terminal.mark(), time.perf_counter()
        terminal.type(key)
        last = began
        while terminal._read(time.monotonic() + 0.15):
            last = time.perf_counter()
        spans.append(1000 * (last - began))
        sizes.append(len(terminal.bytes_since(mark)))
    return sorted(spans)[int(len(spans) * 0.95) - 1 if len(spans) > 1 else 0], statistics.median(
        sizes
    )


def _cpu(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _commands(env: dict[str, str], long: Path, runs: int) -> None:
    environ = {**os.environ, **env}

    def seconds(argv: list[str]) -> float:
        began = time.perf_counter()
        subprocess.run(argv, env=environ, check=True, stdout=subprocess.DEVNULL)
        return time.perf_counter() - began

    ours, bare = [], []
    for _ in range(runs):
        ours.append(seconds(_workbench(long, "status", "PAY", "--json")))
        bare.append(seconds([PYTHON, "-c", "import sqlalchemy"]))
    _row("handover status PAY --json (bare: import sqlalchemy)",
         1000 * statistics.median(ours), 1000 * statistics.median(bare), "ms")  # fmt: skip


def _pack(long: Path, handover: int) -> None:
    from workbench.services import export
    from workbench.services.workspace import Me, Workspace

    ws = Workspace.open(long, Me(data.ME))

    def timed(what: str, act: Callable[[], object]) -> None:
        began = time.perf_counter()
        act()
        _row(what, 1000 * (time.perf_counter() - began), None, "ms")

    timed("reading 3,000 items and 300 people", lambda: ws.dossier(handover))
    timed("pack of 3,000 items and 300 people", lambda: export.export(ws, handover))


if __name__ == "__main__":
    main()
