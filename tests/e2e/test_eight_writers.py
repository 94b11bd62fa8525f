"""Eight programs write into one file: six as fast as they can, two on a screen, by keys.

    HANDOVER_WRITE_SECONDS=60 python -m pytest -s -n 0 tests/e2e/test_eight_writers.py

writes for a minute and prints the figures; by default it is a second and a half.
"""

from __future__ import annotations

import json
import os
import re
import select
import sys
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from db import chain, log
from tests.e2e.conftest import ROOT
from tests.e2e.test_two_programs import Desk, Program, data_file, folder, program
from tests.fixtures.forked import STREAMS, Forked
from workbench.domain.registers.evidence import Evidence
from workbench.domain.registers.item import Item
from workbench.services import records
from workbench.services.workspace import Me, Workspace

__all__ = ["data_file", "folder", "program"]

pytestmark = pytest.mark.terminal

SECONDS = float(os.environ.get("HANDOVER_WRITE_SECONDS", "1.5"))
WRITERS = 6
PATIENCE = 60.0  # seconds a change by keys may take while six others write without a pause
STEADY = 0.7
FORBIDDEN = re.compile(r"\blocked|failed|Traceback|damaged", re.IGNORECASE)


def type_on(desk: Desk, number: int, rounds: int) -> int:
    """Change the item's words by keys; how many changes the screen has shown as saved."""
    words = f"Desk {number} round {rounds + 1:03}"
    desk.answer("e", words)
    steady = time.monotonic()
    end = steady + PATIENCE
    # An editor that waits says so; only what stands without that for a while is saved.
    while time.monotonic() - steady < STEADY:
        text = desk.text()
        assert not FORBIDDEN.search(text), text
        assert time.monotonic() < end, text
        if words not in desk.row(number) or "somebody else is writing" in text:
            steady = time.monotonic()
        desk.terminal.read_until(time.monotonic() + 0.1)
    return rounds + 1


def start(forked: Forked, path: Path, n: int) -> tuple[int, Path]:
    """A writer's process id, and where its streams are."""
    streams = path.parent / f"writer{n}"
    streams.mkdir()
    files = [streams / name for name in STREAMS]
    for file in files:
        file.touch()
    args = [str(path), f"Writer {n}", str(SECONDS)]
    return forked.start(args, {}, ROOT, *map(str, files)), streams


def test_eight_programs_lose_nothing(program: Program, data_file: Path, forked: Forked) -> None:
    path = data_file
    ws = Workspace.open(path, Me("Gao Ping"))
    first = ws.dossier(1).all(Item)[0].id
    records.edit(ws, 1, first, "text", "0")
    with ExitStack() as stack:
        desks = [stack.enter_context(program(name)) for name in ("Li Wei", "Zhang Min")]
        for number, desk in enumerate(desks, 2):
            desk.go(number)
        writer = forked.running("tests.fixtures.writer")
        writers = [start(writer, path, n) for n in range(WRITERS)]
        ends = [stack.enter_context(open(os.pidfd_open(pid), "rb")) for pid, _ in writers]
        typed = [0, 0]
        since = time.monotonic()
        while len(select.select(ends, [], [], 0)[0]) < WRITERS:
            for n, desk in enumerate(desks):
                typed[n] = type_on(desk, n + 2, typed[n])
        took = time.monotonic() - since
        shown = [desk.row(n + 2) for n, desk in enumerate(desks)]
    told: list[dict[str, Any]] = []
    for pid, streams in writers:
        assert (forked.status(pid), (streams / "stderr").read_text()) == (0, "")
        told.append(json.loads((streams / "stdout").read_text()))

    dossier = ws.dossier(1)
    counted = dossier.get(first)
    assert isinstance(counted, Item)
    assert int(counted.text.en) == sum(t["shared"] for t in told)
    for t in told:
        own = dossier.get(t["item"])
        assert isinstance(own, Item)
        assert own.text.en == str(t["own"])
        assert len(dossier.under(own.id, Evidence)) == t["proofs"]
    for n, rounds in enumerate(typed):
        item = dossier.get(ws.dossier(1).all(Item)[n + 1].id)
        assert isinstance(item, Item)
        assert item.text.en == f"Desk {n + 2} round {rounds:03}"
        assert item.text.en in shown[n]
    with ws.store.records() as plain, ws.store.reading() as connection:
        found = chain.verify(plain, 1)
        sets = log.entries(connection, 1)
    assert found.broken is None
    mine = sum(t["shared"] + t["own"] + t["proofs"] + 1 for t in told) + sum(typed)
    assert len(sets) == mine + 2  # the handover, and the first item's zero

    sys.stdout.write(
        f"\n{WRITERS} programs and 2 screens wrote for {took:.0f} s: {len(sets)} change sets,"
        f" {sum(typed)} of them by keys; {sum(t['asked'] for t in told)} times two met,"
        f" {sum(t['waited'] for t in told)} times the file was busy for {0.25:g} s;"
        f" longest wait for a save {max(t['worst'] for t in told):.2f} s;"
        f" chain of {found.count} links whole\n"
    )
