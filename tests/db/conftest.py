"""A data file with one handover, and disks that are full or read-only."""

from __future__ import annotations

import multiprocessing
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from functools import cache
from multiprocessing.context import ForkServerContext
from pathlib import Path

import pytest

from db.engine import create_private
from tests.fixtures.blank import blank
from workbench.domain.bitext import Bitext
from workbench.domain.message import msg
from workbench.domain.registers.handover import Handover
from workbench.services import records
from workbench.services.workspace import Me, Workspace


@pytest.fixture
def ws(tmp_path: Path) -> Workspace:
    return founded(tmp_path / "team.db")


@cache
def starting() -> ForkServerContext:
    """Starts programs: forks of one that has loaded what they need, so that they start at once."""
    context = multiprocessing.get_context("forkserver")
    modules = ("alembic.operations", "alembic.script", "tests.db.test_migrating")
    context.set_forkserver_preload([*modules, "tests.db.test_schema"])
    return context


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
    return copied(path, _found)


def copied(path: Path, make: Callable[[Workspace], None]) -> Workspace:
    """A new file as `make` makes it, which it does once."""
    create_private(path)
    path.write_bytes(_made(make))
    return Workspace.open(path, Me("Li Wei"))


@cache
def _made(make: Callable[[Workspace], None]) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = blank(Path(folder) / "team.db")
        make(Workspace.open(path, Me("Li Wei")))
        return path.read_bytes()


def _found(ws: Workspace) -> None:
    with ws.founding("new", msg("new handover PAY")) as (ed, _):
        handover = ed.add(Handover, code="PAY", name=Bitext("Payment system"))
    for name in ("He Jun", "Sun Yu"):
        person = records.add(ws, handover, "person", {"name": name})
        records.add_note(ws, handover, person, f"a note on {name}")
