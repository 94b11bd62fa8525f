"""Counting the verdicts of a list of handovers anew, when the day or the rules have changed.

Meant for a thread behind a screen: a few handovers at a time, each read and judged without a lock,
then kept in one short write. Who may not write keeps them in memory. Many are counted by processes
of their own, so that no key waits for the interpreter that counts.
"""

from __future__ import annotations

import gc
import json
import os
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, suppress
from datetime import date
from itertools import zip_longest
from pathlib import Path
from typing import IO, Any

from db import quick
from db.records import read_dossier
from db.store import Store
from workbench.domain import record
from workbench.domain.errors import NotFound, StoreError
from workbench.services import summary

AT_ONCE = 8
"""Handovers read in one transaction, so that nobody waits long for his own."""
_BETWEEN_WRITES = (1, 2, 4)  # so many times AT_ONCE: those on the screen first, then less often
_FEW = 3 * AT_ONCE  # which are counted here in less time than a process takes to start
_BREATH = 0.003  # seconds between handovers, in which the screen is drawn

Verdicts = Mapping[str, Any]


def refresh(path: Path, handovers: Sequence[int], today: date) -> Iterator[dict[int, Verdicts]]:
    """Judge the handovers in this order; gives what is done, a few at a time, ready for
    `portfolio.listed(judged=...)`.

    One that has been deleted meanwhile is left out. StoreError when the file cannot be read.
    """
    left = dict.fromkeys(handovers)
    if len(handovers) > _FEW:
        for done in _aside(path, handovers, today):
            for handover in done:
                left.pop(handover, None)
            yield done
    yield from _counted(path, list(left), today, _BREATH)  # all, where no process could be started


def _counted(
    path: Path, handovers: Sequence[int], today: date, breath: float
) -> Iterator[dict[int, Verdicts]]:
    store = Store(path)
    names = record.below_handover()
    writable, start, turn = True, 0, 0
    while start < len(handovers):
        end = start + AT_ONCE * _BETWEEN_WRITES[min(turn, len(_BETWEEN_WRITES) - 1)]
        rows: list[tuple[int, int, str]] = []
        for first in range(start, min(end, len(handovers)), AT_ONCE):
            with store.records() as connection:
                found = []
                for handover in handovers[first : min(first + AT_ONCE, end)]:
                    with suppress(NotFound):
                        found.append(read_dossier(connection, handover, names))
                    time.sleep(breath)
            for dossier in found:
                rows.append((dossier.handover.id, dossier.head, summary.judged(dossier, today)))
                time.sleep(breath)
        if writable:
            try:
                quick.keep_verdicts(path, rows)
            except StoreError:
                writable = False
        yield {handover: {**json.loads(text), "head": head} for handover, head, text in rows}
        start, turn = end, turn + 1


def _aside(path: Path, handovers: Sequence[int], today: date) -> Iterator[dict[int, Verdicts]]:
    """What processes of their own count, one for each of two processors; less than all where they
    cannot be started or do not live to the end."""
    import subprocess

    share = min(2, os.cpu_count() or 1)
    # As isolated as this process: what it was kept from is not loaded there either.
    own = sys.flags.ignore_environment
    environ = {n: v for n, v in os.environ.items() if not (own and n.startswith("PYTHON"))}
    root = str(Path(__file__).parents[2])
    environ["PYTHONPATH"] = os.pathsep.join(filter(None, [root, environ.get("PYTHONPATH")]))
    # -P: whatever lies where the user happens to be is not imported.
    call = [sys.executable, "-P", *(["-s"] if sys.flags.no_user_site else []), "-m", __name__]
    with suppress(OSError, ValueError), ExitStack() as ending:  # a line may be cut with its writer
        counting: list[IO[str]] = []
        for n in range(share):
            process = ending.enter_context(
                subprocess.Popen(
                    [*call, str(path), today.isoformat()],
                    env=environ,
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.DEVNULL,
                    text=True,
                )
            )
            ending.callback(process.terminate)
            assert process.stdin is not None
            assert process.stdout is not None
            json.dump(handovers[n::share], process.stdin)
            process.stdin.close()
            counting.append(process.stdout)
        for lines in zip_longest(*counting, fillvalue=""):
            for line in filter(None, lines):
                yield {int(handover): found for handover, found in json.loads(line).items()}


def _count(path: Path, today: date) -> None:
    """What such a process does: handovers come in, and a line goes out for a few at a time."""
    os.nice(5)  # whoever presses keys on this machine comes first
    gc.disable()  # nothing that is read here refers back
    with suppress(StoreError, BrokenPipeError):  # who asked says the one, and the other is his end
        for done in _counted(path, json.load(sys.stdin), today, 0):
            sys.stdout.write(json.dumps(done) + "\n")
            sys.stdout.flush()


if __name__ == "__main__":
    _count(Path(sys.argv[1]), date.fromisoformat(sys.argv[2]))
