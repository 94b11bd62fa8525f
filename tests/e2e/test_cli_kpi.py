"""`handover kpi`: the overview, one KPI, and its readings out and back."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.e2e.conftest import Fine, Run
from tests.fixtures.forked import Forked


@pytest.fixture(scope="module")
def readings(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A file with eight days of Availability."""
    file = tmp_path_factory.mktemp("readings") / "r.csv"
    days = "\n".join(f"2026-11-{n:02},{90 + n}" for n in range(1, 9))
    file.write_text(f"Date,Availability\n{days}\n", "utf-8")
    return str(file)


@pytest.fixture
def station(pay_after: Callable[..., Fine], readings: str) -> Fine:
    def add(register: str, *values: str) -> tuple[str, ...]:
        return "register", "add", "PAY", register, *values

    return pay_after(
        add("goal", "title=Grid in time", "test=certificate", "becomes=Yield"),
        add("kpi", "name=Grid date", "phase=of the project", "goal=Grid in time", "owner=Li Wei"),
        add("kpi", "name=Availability", "goal=Grid in time", "unit=%", "frequency=daily",
            "target=98.5", "warn=98", "crit=97"),
        add("changeover", "old=Grid date", "relation=is replaced by", "new=Availability",
            "first=2026-11-01", "last=2026-11-10"),
        ("import", "PAY", readings, "--as", "readings", "--yes"),
    )  # fmt: skip


def test_the_overview_says_how_each_stands(station: Fine) -> None:
    told = station("kpi", "PAY")
    assert "KPI-01  Grid date" in told
    row = next(line for line in told.splitlines() if line.startswith("KPI-02"))
    assert "98 %" in row
    assert "98.5" in row
    assert "critical" in row
    assert "Mapped: 100 % (1/1) of the KPIs of the project" in told
    assert "GO-01 Grid in time: 90 days without a KPI" in told


def test_one_is_shown_with_what_its_next_step_asks(station: Fine) -> None:
    told = station("kpi", "PAY", "avail")
    assert "[ ] specific: missing Formula" in told
    assert "Next: Defined; still missing: Formula, Data source, First reading due" in told
    assert "Parallel run CH-01: 8 readings of 10 needed, 20.0 % (2/10) of the readings" in told
    assert "2026-11-08     98" in told


def test_what_a_baseline_takes_is_what_was_agreed(station: Fine) -> None:
    station("answer", "set", "PAY", "R-42", "daily=8", "--reason", "late meter", "--until",
            "2026-12-24", "--asked-by", "Li Wei", "--approved-by", "Sun Yu")  # fmt: skip
    told = station("kpi", "PAY", "avail")
    assert "Baseline: 0 readings of 8 needed" in told
    assert "Parallel run CH-01: 20.0 % (2/10) of the readings" in told


def test_programs_get_codes_and_numbers(station: Fine) -> None:
    found = json.loads(station("kpi", "PAY", "--json"))
    assert (found["schema"], found["map"]["mapped"], found["map"]["of"]) == (1, 1, 1)
    old, new = found["kpis"]
    assert (old["state"], old["next_step"], old["asks"]) == (
        "active", "finalise", ["final", "final_on"])  # fmt: skip
    assert (new["status"], new["readings"], new["last_value"]) == ("crit", 8, "98")
    assert new["missing"] == 14  # of the 9th to the 22nd
    assert found["goals"][0]["days_without"] == 90
    assert found["parallel"][0]["passed"] is False
    one = json.loads(station("kpi", "PAY", "KPI-02", "--json"))
    assert one["series"][0] == {"at": "2026-11-01", "value": "91"}


def test_readings_go_out_and_come_back(station: Fine, run: Run, tmp_path: Path) -> None:
    file = tmp_path / "out.csv"
    station("kpi", "PAY", "--readings", "-o", str(file))
    back = run("import", "PAY", str(file), "--as", "readings", "--dry-run")
    assert "0 new, 0 corrected, 8 already there, 0 refused" in back.stderr
    assert run("kpi", "PAY", "--readings", "-o", str(file)).returncode == 70
    assert run("kpi", "PAY", "nothing").returncode == 70


def test_readings_of_two_that_are_called_alike_both_go_out(
    station: Fine, run: Run, tmp_path: Path
) -> None:
    station("register", "add", "PAY", "kpi", "name=availability")
    pair = tmp_path / "pair.csv"
    pair.write_text("KPI,Date,Value\nKPI-03,2026-11-02,1.5e3\n", "utf-8")
    station("import", "PAY", str(pair), "--as", "readings", "--yes")
    told = station("kpi", "PAY", "--readings")
    assert '"KPI-03","2026-11-02","1500"' in told
    assert told.count('"KPI-02"') == 8
    file = tmp_path / "out.csv"
    station("kpi", "PAY", "--readings", "-o", str(file))
    back = run("import", "PAY", str(file), "--as", "readings", "--dry-run")
    assert "0 new, 0 corrected, 9 already there, 0 refused" in back.stderr


def test_a_batch_is_taken_back_by_its_key(station: Fine, run: Run, tmp_path: Path) -> None:
    (tmp_path / "late.csv").write_text("Date,Availability\n2026-11-10,97\n", "utf-8")
    station("import", "PAY", str(tmp_path / "late.csv"), "--as", "readings", "--yes")
    told = run("kpi", "PAY", "Availability", "--take-back", "rb-01")
    assert "RB-01 is taken back: 8 readings from r.csv." in told.stderr
    found = json.loads(station("kpi", "PAY", "Availability", "--json"))
    assert [b["key"] for b in found["batches"]] == ["RB-02"]
    assert [r["at"] for r in found["series"]] == ["2026-11-10"]
    refused = run("kpi", "PAY", "Availability", "--take-back", "RB-01")
    assert refused.returncode == 70
    assert "no batch of readings is called RB-01; there are: RB-02" in refused.stderr
    station("undo", "PAY")
    assert json.loads(station("kpi", "PAY", "Availability", "--json"))["readings"] == 9


def test_the_card_is_written_as_a_page(station: Fine, run: Run) -> None:
    page = station("export", "PAY", "--kpi", "Availability", "-o", "-")
    assert page.startswith("# KPI PAY: Availability (KPI-02)\n")
    assert "| 2026-11-08 |  98 % | warning " in page
    assert run("export", "PAY", "--kpi", "nothing").returncode == 70
    assert run("export", "PAY", "--kpi", "Availability", "--post", "x").returncode == 64


def test_a_file_may_be_made_the_baseline_later(station: Fine, run: Run, readings: str) -> None:
    args = ("import", "PAY", readings, "--as", "readings", "--baseline", "--yes")
    assert "Baseline of Availability: 94.5 %, 2026-11-01 to 2026-11-08" in run(*args).stderr
    assert "Nothing was changed." in run(*args).stderr


def test_programs_that_load_readings_at_once_lose_none(
    station: Fine, home: dict[str, str], tmp_path: Path, forked: Forked
) -> None:
    """Each meets the others on the card of the KPI, which says what all readings come to."""
    calls = [["register", "set", "PAY", "KPI-02", "target=99"]]
    for month in (7, 8, 9, 10):
        file = tmp_path / f"{month}.csv"
        rows = [f"2026-{month:02}-{day:02},{month}{day:02}" for day in range(1, 31)]
        file.write_text("\n".join(["Date,Availability", *rows]), "utf-8")
        calls.append(["import", "PAY", str(file), "--as", "readings", "--yes"])
    told = [tmp_path / f"told {n}" for n in range(len(calls))]
    for file in told:
        file.touch()
    running = [
        forked.start(call, home, tmp_path, os.devnull, os.devnull, str(file))
        for call, file in zip(calls, told, strict=True)
    ]
    for pid, file in zip(running, told, strict=True):
        assert (forked.status(pid), "Traceback" in file.read_text()) == (0, False), file.read_text()
    found = json.loads(station("kpi", "PAY", "KPI-02", "--json"))
    assert (found["readings"], found["last_reading"], found["target"]) == (128, "2026-11-08", "99")
    assert len(found["series"]) == 128
    station("db", "check")


def test_without_kpis_it_says_what_to_do(pay: Fine, run: Run) -> None:
    assert "There are no KPIs yet" in run("kpi", "PAY").stderr
    assert json.loads(pay("kpi", "PAY", "--json"))["kpis"] == []
