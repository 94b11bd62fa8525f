"""Clocks that are set back, an hour that comes twice, the last day there is: fault 26."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.e2e.conftest import Fine, Run, data_file
from workbench.services import records
from workbench.services.workspace import Me, Workspace


def test_a_clock_set_back_changes_no_order(pay: Fine) -> None:
    pay("item", "start", "PAY-01", env={"HANDOVER_TODAY": "2026-12-24"})
    late = {"HANDOVER_TODAY": "2026-11-01"}
    pay("item", "block", "PAY-01", "--reason", "ice", env=late)
    acts = [act["kind"] for act in json.loads(pay("log", "PAY", "--json"))["acts"]]
    assert acts[:2] == ["block", "start"]
    pay("undo", "PAY", env=late)
    assert json.loads(pay("item", "list", "PAY", "--json"))["items"][0]["state"] == "doing"
    pay("undo", "PAY", env=late)
    assert json.loads(pay("item", "list", "PAY", "--json"))["items"][0]["state"] == "todo"
    pay("log", "PAY", "--verify", env=late)
    for command in ("status", "chase", "export"):
        assert pay(command, "PAY", env=late)


def test_the_hour_that_comes_twice_keeps_its_order(pay: Fine, run: Run, tmp_path: Path) -> None:
    """In Berlin 02:30 comes an hour after 02:30 that night; the later act comes first."""
    moments = iter(datetime(2026, 10, 25, hour, 30, tzinfo=UTC) for hour in (0, 1))
    now = next(moments)
    ws = Workspace.open(data_file(tmp_path), Me("Li Wei"), clock=lambda: now)
    records.add(ws, 1, "person", {"name": "Nobody 1"})
    now = next(moments)
    records.add(ws, 1, "person", {"name": "Nobody 2"})
    done = run("log", "PAY", "--changes", "--kind", "add", env={"TZ": "Europe/Berlin"})
    assert done.stdout.count("2026-10-25 02:30") == 2, done.stdout
    assert done.stdout.index("P-04") < done.stdout.index("P-03"), done.stdout


def test_the_last_day_there_is_is_refused_as_t0_in_a_sentence(run: Run) -> None:
    done = run("new", "END", "--template", "lite", "--name", "The end", "--t0", "9999-12-31",
               "--giving", "A", "--receiving", "B")  # fmt: skip
    assert done.returncode == 64
    assert "at most a century" in done.stderr
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize("today", ["1970-01-01", "9999-12-31"])
def test_no_clock_stops_a_command(pay: Fine, run: Run, today: str) -> None:
    day = {"HANDOVER_TODAY": today}
    for args in (["list"], ["next", "PAY"], ["status", "PAY"], ["item", "list", "PAY"],
                 ["chase", "PAY"], ["export", "PAY"], ["log", "PAY"]):  # fmt: skip
        pay(*args, env=day)
    assert "G1" in run("check", "PAY", env=day).stdout
