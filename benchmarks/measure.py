"""Watching a program in its terminal: when it answers, with how many bytes, at what cost in CPU."""

from __future__ import annotations

import os
import re
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from types import TracebackType
from typing import Self

from tests.fixtures.terminal import Terminal

STILL = 0.15  # seconds without a byte after which an answer is complete
# What the shell of a test run may have set, and would make every start compile its sources.
_MISLEADING = ("PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED")


def environment(extra: Mapping[str, str]) -> dict[str, str]:
    return {k: v for k, v in os.environ.items() if k not in _MISLEADING} | dict(extra)


@dataclass(frozen=True, slots=True)
class Start:
    """One start: to `ready` on the screen, and until the program has nothing left to load."""

    ready_ms: float
    ready_cpu_ms: float
    loaded_ms: float
    loaded_cpu_ms: float
    size: int  # bytes written until then
    memory: float  # resident, MB


@dataclass(frozen=True, slots=True)
class Answer:
    """What a key brought: milliseconds to its last byte, CPU, bytes."""

    ms: float
    cpu_ms: float
    size: int


class Program:
    """A program in a terminal of 80 by 24."""

    def __init__(
        self, argv: Sequence[str], env: Mapping[str, str], ready: str, *, wait: bool = True
    ) -> None:
        began = time.perf_counter()
        self.terminal = Terminal(argv, dict.fromkeys(_MISLEADING, "") | dict(env))
        pattern = re.compile(ready)
        while not pattern.search(self.terminal.raw.decode("utf-8", "replace")):
            if not self.terminal._read(time.monotonic() + 30):
                self.terminal.wait_for(pattern, 1)  # fails, and shows what there is instead
        ready_ms, ready_cpu = _since(began), self.cpu()
        loaded_ms = self._wait_still(began) if wait else ready_ms
        self.start = Start(
            ready_ms, ready_cpu, loaded_ms, self.cpu(), self.terminal.mark(), self.memory()
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.terminal.close()

    def press(self, key: str) -> Answer:
        mark, used, began = self.terminal.mark(), self.cpu(), time.perf_counter()
        self.terminal.type(key)
        took = 0.0
        while self.terminal._read(time.monotonic() + STILL):
            took = _since(began)
        return Answer(took, self.cpu() - used, self.terminal.mark() - mark)

    def first_byte(self, key: str) -> float:
        """Milliseconds until the program begins to answer a key."""
        began = time.perf_counter()
        self.terminal.type(key)
        self.terminal._read(time.monotonic() + 5)
        return _since(began)

    def go(self, key: str, ready: str) -> None:
        """Press a key that leads to another screen."""
        self.terminal.type(key)
        self.terminal.wait_for(re.compile(ready))
        self.terminal.settle(STILL)

    def cpu(self) -> float:
        """Milliseconds of CPU that all its threads have used, ended ones too."""
        # As clock_getcpuclockid(3) makes the clock of another process.
        return 1000 * time.clock_gettime((~self.terminal.pid << 3) | 2)

    def memory(self) -> float:
        """Resident megabytes."""
        status = Path(f"/proc/{self.terminal.pid}/status").read_text()
        return int(re.findall(r"VmRSS:\s+(\d+)", status)[0]) / 1024

    def _wait_still(self, began: float) -> float:
        """Milliseconds since `began` when the program last used its CPU."""
        last, used = _since(began), self.cpu()
        while _since(began) - last < 1000 * STILL:
            self.terminal._read(time.monotonic() + 0.005)
            if self.cpu() > used + 0.5:
                last, used = _since(began), self.cpu()
        return last


def command(argv: Sequence[str], env: Mapping[str, str]) -> float:
    """Milliseconds a command takes."""
    began = time.perf_counter()
    subprocess.run(argv, env=environment(env), check=True, capture_output=True)
    return _since(began)


def p95(values: Sequence[float]) -> float:
    return sorted(values)[max(0, -(-len(values) * 95 // 100) - 1)]


def middle(values: Sequence[float]) -> float:
    return float(median(values))


def _since(began: float) -> float:
    return 1000 * (time.perf_counter() - began)
