"""A data file with one handover, and disks that are full or read-only."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from workbench.domain.bitext import Bitext
from workbench.domain.message import msg
from workbench.domain.registers.handover import Handover
from workbench.services import records
from workbench.services.workspace import Me, Workspace


@pytest.fixture
def ws(tmp_path: Path) -> Workspace:
    return founded(tmp_path / "team.db")


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Callable[[int], Path]]:
    """`disk(kilobytes)`: a small file system of its own."""
    made: list[Path] = []

    def mount(kilobytes: int) -> Path:
        place = tmp_path / f"disk{len(made)}"
        place.mkdir()
        done = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", f"size={kilobytes}k", "none", str(place)],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        if done.returncode:
            pytest.skip(f"no small disk can be mounted here: {done.stderr.strip()}")
        made.append(place)
        return place

    yield mount
    for place in made:
        subprocess.run(["umount", "-l", str(place)], check=True)


def founded(path: Path) -> Workspace:
    """PAY with two people and two notes, in a new file."""
    ws = Workspace.open(path, Me("Li Wei"), create=True)
    with ws.founding("new", msg("new handover PAY")) as (ed, _):
        handover = ed.add(Handover, code="PAY", name=Bitext("Payment system"))
    for name in ("He Jun", "Sun Yu"):
        person = records.add(ws, handover, "person", {"name": name})
        records.add_note(ws, handover, person, f"a note on {name}")
    return ws
