"""Gates and verdicts by command, as a script uses them: exit statuses, JSON, the whole way."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import pytest

from tests.e2e.conftest import Run
from tests.fixtures.once import Sample

ROOT = Path(__file__).parents[2]


@pytest.fixture
def run(run: Run, sample_in: Sample, tmp_path: Path) -> Run:
    """A command on the sample."""
    path = sample_in(tmp_path)

    def call(
        *args: str, user: str = "Li Wei", day: str = "2026-11-23", lang: str = "en"
    ) -> subprocess.CompletedProcess[str]:
        environ = {"HANDOVER_TODAY": day, "HANDOVER_LANG": lang}
        return run("--db", str(path), "--user", user, *args, env=environ)

    return call


def test_the_exit_status_is_the_verdict_and_a_failure_is_none(run: Run) -> None:
    assert run("check", "PAY").returncode == 20
    assert run("check", "PV-NX", "--gate", "g4").returncode == 10
    assert run("check", "PV-NX", "--gate", "G1").returncode == 0
    assert run("check", "NONE").returncode == 70
    assert run("check", "PAY", "--gate", "G9").returncode == 64


def test_the_findings_as_json_have_ids_keys_and_no_names(run: Run) -> None:
    done = run("check", "PAY", "--json")
    found = json.loads(done.stdout)
    assert (found["gate"], found["verdict"]) == ("G1", "no_go")
    assert 0 < found["stops"] <= len(found["findings"])
    seat = next(f for f in found["findings"] if f["id"] == "R-01 S-05")
    assert (seat["planned"], seat["due"]) == (True, "2026-11-26")
    assert seat["cure"] == {"register": "seat", "key": "S-05", "field": "person"}
    assert "Li Wei" not in done.stdout
    page = (ROOT / "docs" / "json.md").read_text("utf-8")
    for member in (*found, *seat, *seat["cure"]):
        assert f"`{member}`" in page
    rules = json.loads(run("check", "--rules", "--json").stdout)["rules"]
    assert [r["rule"] for r in rules] == sorted(r["rule"] for r in rules)
    status = json.loads(run("status", "PAY", "--json").stdout)
    assert (status["verdict"], status["stops"]) == (found["verdict"], found["stops"])


def test_a_gate_is_answered_signed_decided_and_compared(run: Run) -> None:
    def fine(*args: str, **more: str) -> str:
        done = run(*args, **more)
        assert done.returncode == 0, done.stderr
        return done.stdout

    refused = run("gate", "decide", "PAY", "G1", "passed", "--by", "Gao Ping")
    assert refused.returncode == 70
    assert re.search(r"\d+ things stop G1: .*R-01", refused.stderr)
    fine("answer", "waive", "PAY", "R-07 PL-01", "--reason", "fix in test", "--measure", "by hand",
         "--until", "2026-12-20", "--asked-by", "Li Wei", "--approved-by", "Sun Yu")  # fmt: skip
    assert "R-07 PL-01" in fine("answer", "list", "PAY")
    told = run("check", "PAY").stdout.partition("Accepted exceptions")[2]
    assert re.search(r"R-07 PL-01 .*Clear the category-A punch item", told)
    brief = fine("export", "PAY", "--brief", "-o", "-").partition("## Accepted exceptions")[2]
    accepted = next(line for line in brief.splitlines() if "R-07 PL-01" in line)
    assert "Clear the category-A punch item" in accepted
    assert "fix in test" in accepted
    fine("gate", "override", "PAY", "G1", "--by", "Gao Ping", "--reason", "cannot wait",
         "--until", "2027-01-31")  # fmt: skip
    fine("register", "move", "PAY", "close", "PL-02", "--by", "Sun Yu")
    diff = json.loads(fine("baseline", "diff", "PAY", "G1", "now", "--json"))
    assert [(c["key"], c["became"]) for c in diff["changes"]] == [("PL-02", "changed")]
    wrong = run("gate", "sign", "PAY", "G4", "receiving", "--by", "Sun Yu")
    assert "is not given by the giving side" in wrong.stderr
    fine("gate", "sign", "PAY", "G4", "receiving", "--by", "Sun Yu", user="Sun Yu")
    asked = run("undo", "PAY", user="Sun Yu")
    assert asked.returncode == 70
    assert "add --yes to undo this: " in asked.stderr
    fine("undo", "PAY", "--yes", user="Sun Yu")
    log = fine("log", "PAY", "--changes", "--limit", "3")
    assert re.search(r"^    SO-\d+  sign-off, deleted  receiving side$", log, re.MULTILINE)
    since = fine("status", "PAY", "--since", "7d")
    assert "G1 overridden (cannot wait), by Gao Ping, typed by" in since
    fine("gate", "sign", "PAY", "G4", "receiving", "--by", "Sun Yu", user="Sun Yu")
    report = fine("gate", "report", "PAY", "G4")
    assert report.startswith("# Gate report PAY G4\n")
    assert "| G4   | receiving side | Sun Yu" in report
    assert "signature ____" in report
    assert "overridden" in fine("gate", "show", "PAY")
    shown = fine("gate", "show", "PAY", "G1")
    assert (
        "Decision: overridden until 2027-01-31, by Gao Ping (typed by Li Wei)\n  cannot wait\n"
        in shown
    )
    assert "in use" in fine("scope", "list", "PAY")


def test_the_receiving_lead_finds_out_why_in_chinese(run: Run) -> None:
    done = run("check", "PAY", lang="zh")
    assert done.stdout.startswith("PAY G1 计划确认：不通过\n")
    assert "请消除 A 类尾项" in done.stdout
    assert "请为交接角色“安全负责人”安排人员" in done.stdout
