"""The data file from the shell: checked, copied, brought back, shared, and told by the doctor."""

from __future__ import annotations

import json
import os
import random
import signal
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import pytest

from tests.db.test_migrating import fill
from tests.e2e.conftest import Fine, Run
from tests.fixtures.forked import Forked
from tests.fixtures.terminal import Terminal
from workbench.services.file_check import check
from workbench.services.workspace import Me, Workspace

ROOT = Path(__file__).parents[2]


@pytest.fixture
def path(pay: Fine, tmp_path: Path) -> Path:
    return tmp_path / "data" / "handover" / "handover.db"


def break_item(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(
            "UPDATE r_item SET state = 'dine' WHERE id = (SELECT min(id) FROM r_item)"
        )


def test_a_sound_file_is_said_to_be_whole(run: Run, path: Path) -> None:
    done = run("db", "check")
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr.startswith("Whole: 1 handover, ")
    answer = json.loads(run("db", "check", "--json").stdout)
    assert (answer["schema"], answer["ok"], answer["faults"]) == (1, True, [])


def test_damage_is_named_with_the_way_out_and_the_file_stays(run: Run, path: Path) -> None:
    break_item(path)
    before = path.read_bytes()
    done = run("db", "check")
    assert done.returncode == 70
    assert "PAY-01: State cannot be read" in done.stdout
    assert "handover db repair" in done.stderr
    assert json.loads(run("db", "check", "--json").stdout)["faults"][0]["key"] == "PAY-01"
    listing = run("item", "list", "PAY")
    assert listing.returncode == 70
    assert "Traceback" not in listing.stderr
    assert "handover db check" in listing.stderr
    assert run("list").returncode == 0
    assert path.read_bytes() == before


def test_repair_saves_into_a_new_file_and_says_what_it_mended(run: Run, path: Path) -> None:
    break_item(path)
    before = path.read_bytes()
    done = run("db", "repair")
    made = path.with_name("handover-repaired.db")
    assert done.returncode == 0, done.stderr
    assert f"Saved into {made}" in done.stderr
    assert "Mended from the log: PAY-01" in done.stderr
    assert path.read_bytes() == before
    assert run("--db", str(made), "item", "list", "PAY").returncode == 0
    assert run("db", "repair").returncode == 70  # it never replaces what is there


def test_backup_and_restore(run: Run, fine: Fine, path: Path, tmp_path: Path) -> None:
    copy = Path(fine("db", "backup").strip())
    assert copy.parent == path.parent
    fine("item", "add", "PAY", "After the backup")
    shown = run("db", "restore", str(copy), "--dry-run")
    assert shown.returncode == 0
    assert "1 change set would be lost:" in shown.stderr
    assert "PAY  Li Wei" in shown.stdout
    assert run("db", "restore", str(copy)).returncode == 64  # nobody can be asked
    assert "After the backup" in fine("item", "list", "PAY")
    done = run("db", "restore", str(copy), "--yes")
    assert done.returncode == 0, done.stderr
    assert "After the backup" not in fine("item", "list", "PAY")
    kept = Path(done.stderr.rsplit("kept as ", 1)[1].strip().rstrip("."))
    assert "After the backup" in fine("--db", str(kept), "item", "list", "PAY")
    mine = tmp_path / "mine.db"
    fine("db", "backup", "-o", str(mine))
    assert run("db", "backup", "-o", str(mine)).returncode == 70


@pytest.mark.parametrize("closed", [False, True])
def test_sharing_prints_the_line_a_colleague_runs_where_he_can_get_to_it(
    run: Run, path: Path, commons: Path, closed: bool
) -> None:
    import grp

    group = grp.getgrgid(os.getgid()).gr_name
    shared = commons / "above" / "team" / "handover.db"
    shared.parent.mkdir(parents=True)
    shared.parent.parent.chmod(0o700 if closed else 0o755)
    path.rename(shared)
    done = run("--db", str(shared), "db", "share", "--group", group)
    assert shared.stat().st_mode & 0o777 == 0o660
    assert shared.parent.stat().st_mode & 0o7777 == 0o2770
    if closed:
        assert (done.returncode, done.stdout) == (70, "")
        assert f"{commons}/above" in done.stderr
        assert "can work on it now" not in done.stderr
    else:
        assert (done.returncode, done.stdout) == (0, f"handover config set db {shared}\n")


def test_the_doctor_has_a_line_for_each_thing_it_looked_at(run: Run, path: Path) -> None:
    done = run("doctor", "--json")
    assert done.returncode == 0, done.stdout
    lines = {line["name"]: line for line in json.loads(done.stdout)["lines"]}
    assert {"python", "sqlite", "textual", "file", "mode", "folder", "filesystem", "size", "format",
            "journal", "content", "settings", "terminal", "locale"} <= lines.keys()  # fmt: skip
    assert lines["journal"]["text"] == "journal mode delete"
    assert lines["mode"]["text"].startswith("mode 0600")
    assert "the log holds" in lines["content"]["text"]
    told = run("--lang", "zh", "doctor").stdout
    assert "日志可验证" in told


def test_the_doctor_tells_what_is_wrong_and_what_to_do(run: Run, path: Path) -> None:
    break_item(path)
    path.chmod(0o664)
    done = run("doctor")
    assert done.returncode == 70
    assert "PROBLEM  PAY-01: State cannot be read" in done.stdout
    assert "-> see handover db check" in done.stdout
    assert "handover db share --group" in done.stdout
    assert f"chmod o= {path}" in done.stdout


@pytest.mark.terminal
@pytest.mark.parametrize(
    ("term", "told"), [("xterm", True), ("xterm-256color", False), ("linux", False)]
)
def test_the_doctor_says_what_the_name_of_the_terminal_costs(
    home: dict[str, str], path: Path, forked: Forked, term: str, told: bool
) -> None:
    with Terminal(["doctor"], {**home, "TERM": term}, forked=forked) as terminal:
        assert terminal.wait_exit() == 0
        assert terminal.sees(f"terminal {term}, 80x24")
        assert terminal.sees("sixteen colours") is told


@pytest.mark.parametrize(
    ("content", "sentence"),
    [(b"", "empty"), (b"notes\n" * 900, "not a Handover Workbench file")],
    ids=["empty", "text"],
)
def test_no_command_makes_anything_of_a_file_that_is_not_ours(
    run: Run, tmp_path: Path, content: bytes, sentence: str
) -> None:
    path = tmp_path / "team.db"
    path.write_bytes(content)
    for command in (["list"], ["db", "check"], ["db", "repair"], ["doctor"]):
        done = run("--db", str(path), *command)
        assert done.returncode == 70, command
        assert "Traceback" not in done.stdout + done.stderr
        if command != ["db", "repair"]:
            assert sentence in done.stdout + done.stderr, command
        assert path.read_bytes() == content
    assert [p.name for p in tmp_path.iterdir() if p.is_file()] == ["team.db"]


def test_two_writers_killed_at_any_moment_lose_nothing_acknowledged(
    path: Path, tmp_path: Path, forked: Forked
) -> None:
    """Fault 1."""
    chosen = random.Random(7)
    told: set[int] = set()
    writer = forked.running("tests.fixtures.writer")
    pipes = {name: tmp_path / name for name in ("Li Wei", "Sun Yu")}
    for pipe in pipes.values():
        os.mkfifo(pipe)
    for _ in range(4):
        programs = [
            (writer.start([str(path), name], {}, ROOT, os.devnull, str(pipe), os.devnull),
             pipe.open())
            for name, pipe in pipes.items()
        ]  # fmt: skip
        for pid, out in programs:
            with out:
                for _ in range(chosen.randrange(2, 8)):
                    told.add(int(out.readline()))
                os.kill(pid, signal.SIGKILL)
                rest = out.read().splitlines(keepends=True)
            told.update(int(line) for line in rest if line.endswith("\n"))
            assert writer.status(pid) == -signal.SIGKILL
        ws = Workspace.open(path, Me("x"))
        assert told <= {r.id for r in ws.dossier(1).listed("person")}
    assert check(ws).faults == []


@pytest.mark.terminal
def test_a_full_disk_keeps_what_was_typed_and_a_later_save_works(
    run: Run, home: dict[str, str], tmp_path: Path, forked: Forked
) -> None:
    """Fault 7, on the screen."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4000k", "none", str(disk)],
                             capture_output=True, check=False)  # fmt: skip
    if mounted.returncode:
        pytest.skip("no small disk can be mounted here")
    try:
        path = disk / "team.db"
        assert run("--db", str(path), "db", "new").returncode == 0
        done = run("--db", str(path), "new", "PAY", "--template", "lite", "--name", "P", "--t0",
                   "2027-03-15", "--giving", "D", "--receiving", "O")  # fmt: skip
        assert done.returncode == 0, done.stderr
        with Terminal(["--db", str(path), "open", "PAY"], home, forked=forked) as t:
            t.wait_for("PAY")
            t.settle(0.6)
            fill(disk, leave=0)
            t.type("e")
            t.settle()
            t.type(" typed on a full disk{enter}")
            t.wait_for("the disk is full")
            t.wait_for("typed on a full disk")
            (disk / "filler").unlink()
            t.type("{enter}")
            t.wait_gone("the disk is full")
            t.settle()
        assert "typed on a full disk" in run("--db", str(path), "item", "list", "PAY").stdout
    finally:
        subprocess.run(["umount", "-l", str(disk)], check=True)
