"""Readings by command: from a table, and piped from a Prometheus server that is really one."""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.e2e.conftest import Fine, Run

START = 1793491200  # 2026-11-01T00:00Z
DAY = 86_400
Ask = Callable[..., str]


@pytest.fixture
def station(pay: Fine) -> Fine:
    """PAY with two KPIs."""
    pay("register", "add", "PAY", "kpi", "name=Availability", "unit=%", "frequency=daily")
    pay("register", "add", "PAY", "kpi", "name=Loss rate", "unit=%")
    return pay


def card(pay: Fine, name: str = "Availability") -> dict[str, object]:
    found = json.loads(pay("register", "show", "PAY", "kpi", "--format", "json"))["records"]
    return next(k for k in found if k["name"] == name)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A Prometheus with twelve days of two inverters; its address on this machine."""
    if not (shutil.which("prometheus") and shutil.which("promtool")):
        pytest.skip("Debian's package prometheus is not installed")
    folder = tmp_path_factory.mktemp("prometheus")
    lines = ["# TYPE pv_availability gauge"]
    for n in range(12):
        for inverter, value in (("a", 98.1 if n % 2 else 98.3), ("b", "NaN" if n == 3 else 97)):
            lines.append(f'pv_availability{{inverter="{inverter}"}} {value} {START + n * DAY}')
    samples = folder / "samples.txt"
    samples.write_text("\n".join([*lines, "# EOF", ""]), "utf-8")
    config = folder / "prometheus.yml"
    config.write_text("global: {}\n", "utf-8")
    data = str(folder / "data")
    make = ["promtool", "tsdb", "create-blocks-from", "openmetrics", str(samples), data]
    subprocess.run(make, check=True, capture_output=True)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    process = subprocess.Popen(
        ["prometheus", f"--config.file={config}", f"--storage.tsdb.path={data}",
         f"--web.listen-address={address}", "--storage.tsdb.retention.time=100y"],
        stderr=subprocess.PIPE, text=True, cwd=folder,
    )  # fmt: skip
    try:
        assert process.stderr is not None
        assert any("ready to receive web requests" in line for line in process.stderr)
        yield f"http://{address}/api/v1"
    finally:
        process.terminate()
        process.communicate()


@pytest.fixture
def ask(server: str) -> Ask:
    """What `curl -s` would write: the body, of an error too."""

    def get(what: str, **given: object) -> str:
        address = f"{server}/{what}?{urllib.parse.urlencode(given)}"
        try:
            with urllib.request.urlopen(address, timeout=20) as answer:
                return str(answer.read().decode())
        except urllib.error.HTTPError as refused:
            return refused.read().decode()

    return get


RANGE = {"start": START, "end": START + 11 * DAY, "step": DAY}
ONE = 'pv_availability{inverter="a"}'


def test_a_range_of_a_real_server_comes_in_as_a_baseline(station: Fine, run: Run, ask: Ask) -> None:
    body = ask("query_range", query=ONE, **RANGE)
    args = ("import", "PAY", "-", "--as", "readings", "--kpi", "Availability", "--baseline")
    looked = run(*args, "--dry-run", stdin=body)
    assert looked.returncode == 0
    assert "stdin: 12 new, 0 corrected, 0 already there, 0 refused" in looked.stderr
    assert card(station)["readings"] == 0
    done = run(*args, "--yes", stdin=body)
    assert (done.returncode, "12 readings written." in done.stderr) == (0, True)
    found = card(station)
    assert (found["baseline"], found["readings"], found["baseline_readings"]) == ("98.2", 12, 12)
    assert (found["baseline_from"], found["baseline_to"]) == ("2026-11-01", "2026-11-12")
    again = run(*args, "--yes", stdin=body)
    assert "0 new, 0 corrected, 12 already there" in again.stderr
    assert "Nothing was changed." in again.stderr
    station("undo", "PAY")
    assert card(station)["baseline"] is None


def test_what_a_real_server_says_is_told(station: Fine, run: Run, ask: Ask) -> None:
    args = ("import", "PAY", "-", "--as", "readings", "--kpi", "Availability", "--yes")
    for query, why in (
        ("pv_availability{", "Prometheus refused the query:"),
        ("pv_availabilty", "The query found no series"),
        ("pv_availability", "2 series came back for one KPI"),
    ):
        done = run(*args, stdin=ask("query_range", query=query, **RANGE))
        assert done.returncode == 70
        assert why in done.stderr
        assert "Traceback" not in done.stderr
    moment = ask("query", query=ONE, time=START + DAY)
    assert "1 new" in run(*args, stdin=moment).stderr
    breaks_off = run(*args, stdin=moment[:-20])
    assert "breaks off" in breaks_off.stderr


def test_series_of_a_real_server_find_their_kpi_by_a_label(
    station: Fine, run: Run, ask: Ask
) -> None:
    named = "pv_availability"
    for kpi, inverter in (("Availability", "a"), ("Loss rate", "b")):
        named = f'label_replace({named}, "kpi", "{kpi}", "inverter", "{inverter}")'
    body = ask("query_range", query=named, **RANGE)
    done = run("import", "PAY", "-", "--as", "readings", "--yes", "--json", stdin=body)
    assert done.returncode == 70  # one value is none
    found = json.loads(done.stdout)
    assert [(k["key"], k["new"]) for k in found["kpis"]] == [("KPI-01", 12), ("KPI-02", 11)]
    assert [r["why"] for r in found["refused"]] == ["NaN is not a number"]
    assert found["change_set"] is not None
    assert card(station, "Loss rate")["readings"] == 11


def test_a_table_of_readings_by_command(station: Fine, run: Run, tmp_path: Path) -> None:
    file = tmp_path / "november.csv"
    file.write_text("日期,Availability,损失\n2026-11-01,98.2,1.5\n2026-11-02,soon,2\n", "utf-8")
    refused = tmp_path / "refused.csv"
    args = ("import", "PAY", str(file), "--as", "readings", "--map", "损失=Loss rate")
    done = run(*args, "--yes", "--refused", str(refused))
    assert done.returncode == 70
    assert "KPI-02" in done.stdout
    assert "handover: november.csv:3: soon is not a number" in done.stderr
    assert "3 readings written." in done.stderr
    assert "soon is not a number" in refused.read_text("utf-8-sig")
    told = station("log", "PAY")
    assert "3 readings from november.csv" in told


def test_a_pipe_needs_its_answer_with_it(station: Fine, run: Run) -> None:
    done = run("import", "PAY", "-", "--as", "readings", "--kpi", "Availability", stdin="{}")
    assert done.returncode == 64
    assert "add --yes, or --dry-run" in done.stderr
