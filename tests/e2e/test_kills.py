"""The program is killed while somebody types: whatever was on the screen as saved is in the file.

    HANDOVER_KILLS=200 python -m pytest -s -n 0 tests/e2e/test_kills.py

types at 20 keys a second and kills (-9, HUP, TERM in turn) at random 0 to 30 ms after a key, mostly
after one that saves; it prints how many kills fell before the key was answered on the screen.
"""

from __future__ import annotations

import os
import random
import re
import signal
import sqlite3
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import NamedTuple

import pyte
import pytest

from db import chain
from tests.e2e.conftest import HANDOVER
from tests.fixtures.blank import blank
from tests.fixtures.forked import Forked
from tests.fixtures.terminal import EmulatedScreen, Terminal
from workbench.domain.bitext import Bitext
from workbench.domain.message import msg
from workbench.domain.registers.evidence import Evidence
from workbench.domain.registers.handover import Handover
from workbench.domain.registers.item import Item
from workbench.services.workspace import Me, Workspace

pytestmark = pytest.mark.terminal

KILLS = int(os.environ.get("HANDOVER_KILLS", "6"))
LANES = 3  # programs at a time, each with its user and its file
INTERVAL = 0.05
HOW = (signal.SIGKILL, signal.SIGHUP, signal.SIGTERM)
_LEAVE = b"\x1b[H\x1b[J"


class Stroke(NamedTuple):
    """One key, and what the screen shows once it is answered; `saves` when that is in the file."""

    key: str
    shows: str
    saves: bool = False


@dataclass
class Tally:
    """What became of the kills; texts are those that a screen showed as saved."""

    before: int = 0
    after: int = 0
    saved: set[str] = field(default_factory=set)
    proofs: set[str] = field(default_factory=set)


def script(tag: str) -> Iterator[Stroke]:
    """Three items typed one after the other, one of them changed, then claimed with a proof."""
    yield Stroke("a", " new ")
    for name in ("a", "b", "c"):
        yield from typed(f"{tag}{name}", enter="")
    yield Stroke("{enter}", "")
    yield Stroke("e", "")
    yield from typed(f"+{tag}", enter="", start=f"{tag}c")
    yield Stroke(" ", "Proof for")
    yield from typed(f"p{tag}", enter="claimed: ")


def typed(text: str, *, enter: str, start: str = "") -> Iterator[Stroke]:
    for at in range(1, len(text) + 1):
        yield Stroke(text[at - 1], start + text[:at])
    yield Stroke("{enter}", enter or start + text, saves=True)


def screen_before_the_end(raw: bytes) -> EmulatedScreen:
    """What the terminal showed last; a program that ends in order takes its screen away."""
    end = raw.find(_LEAVE)
    screen = EmulatedScreen(80, 24)
    stream = pyte.ByteStream(screen)
    stream.feed((raw if end < 0 else raw[:end]).replace(b"\x1b[<u", b""))
    return screen


def saved_on(screen: EmulatedScreen, tag: str) -> tuple[set[str], bool]:
    """Texts of items that are shown as saved, and whether the claim is.

    A saved item has its number. Its text may stand in an open editor: that a change of it is saved
    says the line with what undo would take back.
    """
    texts = set()
    claimed = False
    lines = [line[: len(" undo: Item of PAY-00")] for line in screen.display]
    for line in screen.display:
        row = re.match(r".\[.\].(\d\d) ", line)
        found = re.search(rf"{tag}[abc](?:\+{tag})?(?= )", line)
        if row and found:
            changed = f" undo: Item of PAY-{row[1]}" in lines
            texts.add(found[0] if changed else found[0].partition("+")[0])
        claimed = claimed or line.startswith(" claimed: PAY-")
    return texts, claimed


def answered(stroke: Stroke, screen: EmulatedScreen, tag: str) -> bool:
    texts, claimed = saved_on(screen, tag)
    if stroke.saves:
        return claimed if stroke.shows == "claimed: " else stroke.shows in texts
    return any(stroke.shows in line for line in screen.display) if stroke.shows else True


def kill_once(home: dict[str, str], forked: Forked, number: int, tally: Tally) -> None:
    """One program, killed at a random moment of the script."""
    rng = random.Random(f"kill {number}")
    tag, how = f"k{number:03}", HOW[number % len(HOW)]
    strokes = list(script(tag))
    saving = [at for at, stroke in enumerate(strokes) if stroke.saves]
    last = rng.choice(saving) if rng.random() < 0.75 else rng.randrange(len(strokes))
    with Terminal(["open", "PAY"], env=home, forked=forked) as terminal:
        terminal.wait_for(re.compile(r"PAY Payment.*undo: ", re.DOTALL), timeout=60)
        due = time.monotonic()
        seen: list[int] = []
        for stroke in strokes[: last + 1]:
            while terminal.read_until(due):
                pass
            due = max(due, time.monotonic()) + INTERVAL
            seen.append(terminal.mark())
            terminal.type(stroke.key)
        at = time.monotonic() + rng.uniform(0, 0.03)
        while terminal.read_until(at):
            pass
        terminal.signal(how)
        status = terminal.wait_exit(timeout=20)
        raw, modes = terminal.raw, terminal.modes_left()
    if how == signal.SIGKILL:
        assert status == -signal.SIGKILL
    else:
        assert (status, modes) == (128 + how, set()), f"kill {number} with {how.name}"
    final = screen_before_the_end(raw)
    for screen in (*(screen_before_the_end(raw[:end]) for end in seen[::4]), final):
        texts, claimed = saved_on(screen, tag)
        tally.saved |= texts
        tally.proofs |= {f"p{tag}"} if claimed else set()
    if answered(strokes[last], final, tag):
        tally.after += 1
    else:
        tally.before += 1


def check_file(path: Path, tally: Tally) -> None:
    """Everything that was shown as saved is there, and the log proves it."""
    ws = Workspace.open(path, Me("Auditor"))
    handover = ws.store.handover_called("PAY")
    dossier = ws.dossier(handover)
    texts = {item.text.en for item in dossier.all(Item)}
    proofs = {proof.text for proof in dossier.all(Evidence)}
    # What an ended program left half typed is offered to the next one, which goes on with it.
    gone = {text for text in tally.saved if not any(text in found for found in texts)}
    gone |= {text for text in tally.proofs if not any(text in found for found in proofs)}
    assert not gone, f"shown as saved and not in the file: {sorted(gone)}"
    connection = sqlite3.connect(path)
    try:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert chain.verify(connection, handover).broken is None
    finally:
        connection.close()


def lane(home: dict[str, str], path: Path, forked: Forked, numbers: range) -> Tally:
    tally = Tally()
    for number in numbers:
        kill_once(home, forked, number, tally)
        check_file(path, tally)
    return tally


def test_what_was_shown_as_saved_survives_every_kill(
    home: dict[str, str], tmp_path: Path, forked: Forked
) -> None:
    users = []
    for number in range(LANES):
        folder = tmp_path / f"user{number}"
        folder.mkdir()
        path = folder / "team.db"
        users.append((user_of(home, folder, path), path))
        begin(path)
    with ThreadPoolExecutor(LANES) as pool:
        lanes = [
            pool.submit(lane, user, path, forked, range(number, KILLS, LANES))
            for number, (user, path) in enumerate(users)
        ]
        tallies = [running.result() for running in lanes]
    before, after = sum(t.before for t in tallies), sum(t.after for t in tallies)
    shown = sum(len(t.saved) + len(t.proofs) for t in tallies)
    sys.stderr.write(
        f"\n{before + after} kills: {before} before the key was answered, {after} after;"
        f" {shown} values shown as saved, all of them in the file\n"
    )
    assert shown > KILLS / 2, "hardly anything was saved: this proves nothing"
    assert before > 0
    if KILLS >= 100:
        assert before >= after


@pytest.mark.parametrize("how", [signal.SIGHUP, signal.SIGTERM, signal.SIGINT])
def test_a_kill_while_it_starts_leaves_no_mode_on(
    home: dict[str, str], tmp_path: Path, how: signal.Signals
) -> None:
    begin(tmp_path / "team.db")
    user = user_of(home, tmp_path, tmp_path / "team.db")
    with Terminal([*HANDOVER], env=user) as terminal:
        terminal.wait_for(lambda: b"\x1b[?1049h" in terminal.raw, timeout=60)
        terminal.signal(how)
        assert terminal.wait_exit(timeout=20) == 128 + how
        assert terminal.modes_left() == set()


def user_of(home: dict[str, str], folder: Path, path: Path) -> dict[str, str]:
    places = {f"XDG_{k}_HOME": str(folder / k.lower()) for k in ("CONFIG", "DATA", "STATE")}
    return {**home, **places, "HOME": str(folder), "HANDOVER_DB": str(path)}


def begin(path: Path) -> None:
    """A file with the empty handover PAY."""
    ws = Workspace.open(blank(path), Me("Li Wei"))
    with ws.founding("new", msg("new handover {code}", code="PAY")) as (ed, _):
        ed.add(Handover, code="PAY", name=Bitext("Payment system"), t0=date(2027, 3, 15))
