"""Who may leave, by command: the pages, the days, who knows what."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.fixtures.once import Sample

Run = Callable[..., "subprocess.CompletedProcess[str]"]
Fine = Callable[..., str]
ROOT = Path(__file__).parents[2]


@pytest.fixture
def team(pay_after: Callable[..., Fine]) -> Fine:
    """PAY with somebody who goes, what only he knows, and the post that takes over."""

    def add(register: str, *values: str) -> tuple[str, ...]:
        return "register", "add", "PAY", register, *values

    return pay_after(
        add("person", "name=Wu Lan", "side=receiving", "starts=2026-12-21"),
        add("person", "name=Chen Hao", "side=giving", "role=SRE lead", "release=2026-12-20",
            "told_on=2026-11-20", "notice=30", "successor=Wu Lan", "contact=555-0199"),
        add("post", "title=Payment duty", "holder=Sun Yu"),
        add("topic", "title=Ledger retry", "receiver=Wu Lan", "post=Payment duty"),
        add("holding", "parent=K-01", "person=Chen Hao", "level=4"),
        add("session", "parent=K-01", "kind=reverse_shadowing", "giver=Chen Hao",
            "receiver=Wu Lan", "day=2027-01-05"),
    )  # fmt: skip


def test_the_leaving_sheet_and_the_page_of_a_post_are_exported(
    team: Fine, run: Run, tmp_path: Path
) -> None:
    team("register", "add", "PAY", "punch", "title=Refunds hang", "person=Chen Hao")
    team("register", "set", "PAY", "PL-01", "person=Wu Lan")
    sheet = team("export", "PAY", "--leaving", "Chen Hao")
    assert sheet.startswith("# Leaving sheet PAY: Chen Hao (P-04)\n")
    assert "| PL-01 | Refunds hang | Wu Lan   |" in sheet
    assert "555-0199" not in sheet
    moment = ("--fixed-time", "2026-11-23T09:00")
    done = run("export", "PAY", "--leaving", "P-04", "--lang", "both", *moment, "-o", ".")
    assert done.returncode == 0, done.stderr
    text = (tmp_path / "PAY-leaving-P-04.md").read_text("utf-8")
    assert text.startswith("# Leaving sheet PAY: Chen Hao (P-04) / 离场单 PAY：Chen Hao（P-04）\n")
    again = team("export", "PAY", "--leaving", "P-04", "--lang", "both", *moment, "-o", "-")
    assert again == text
    assert run("export", "PAY", "--leaving", "P-04", "-o", ".").returncode == 70
    page = team("export", "PAY", "--post", "SP-01", "--lang", "zh")
    assert page.startswith("# 常设岗位 PAY：Payment duty（SP-01）\n")
    assert "Ledger retry" in page
    card = team("export", "PAY", "--topic", "K-01")
    assert card.startswith("# Knowledge card PAY: Ledger retry (K-01)\n")
    assert "- only Chen Hao does it alone (2026-12-20, no calls agreed after it)\n" in card
    assert team("export", "PAY", "--topic", "Ledger retry") == card
    run("export", "PAY", "--topic", "K-01", "--lang", "zh", "-o", ".")
    text = (tmp_path / "PAY-topic-K-01.md").read_text("utf-8")
    assert text.startswith("# 知识卡 PAY：Ledger retry（K-01）\n")


def test_a_page_of_nobody_is_refused_with_who_there_is(team: Fine, run: Run) -> None:
    done = run("export", "PAY", "--leaving", "Chen")
    assert done.returncode == 0, done.stderr
    done = run("export", "PAY", "--leaving", "Nobody")
    assert done.returncode == 70
    assert "there is no Nobody; there are:" in done.stderr
    assert "Chen Hao" in done.stderr
    assert run("export", "PAY", "--leaving", "P-04", "--post", "SP-01").returncode == 64
    assert run("export", "PAY", "--leaving", "P-04", "--topic", "K-01").returncode == 64


def test_who_leaves_and_from_which_day_on_he_may(team: Fine, run: Run) -> None:
    lines = team("release", "PAY").splitlines()
    assert lines[0].split("  ")[0] == "Key"
    assert lines[1].split() == ["P-04", "Chen", "Hao", "active", "2026-12-20", "2027-01-06", "17",
                                "3/6"]  # fmt: skip
    found = json.loads(team("release", "PAY", "--json"))
    assert found["leavers"] == [{
        "person": "P-04", "state": "active", "told": True, "release": "2026-12-20",
        "earliest_safe": "2027-01-06", "certain": True, "days_too_early": 17, "met": 3, "needs": 6,
    }]  # fmt: skip
    team("register", "set", "PAY", "P-04", "told_on=")
    untold = team("release", "PAY")
    assert "(not told yet)" in untold
    name = r"Chen Hao|P-04|2026-12-20|2027-01-06"
    assert not re.search(name, untold), "nor what tells his name"
    [row] = json.loads(team("release", "PAY", "--json"))["leavers"]
    assert row == {**dict.fromkeys(found["leavers"][0]), "told": False}
    judged = run("check", "PAY", "--json").stdout
    assert not re.search(name, judged)
    assert [f["cure"]["key"] for f in json.loads(judged)["findings"] if f["id"] == "R-15"] == [
        None] * 3  # fmt: skip
    team("register", "set", "PAY", "PAY", "g1=2026-11-27")  # what stops it is today's work
    for todo in (run("next").stdout, run("next", "--json").stdout):
        assert "1 person who has not been told yet is to leave" in todo
        assert not re.search(name, todo)
    checked = run("check", "PAY").stdout
    quiet = [line for line in checked.splitlines() if "1 person who has not been told" in line]
    assert len(quiet) == 2, "a stop, and one line for the notes that read the same"
    assert quiet[1].endswith("and not all that must be done before is done")
    assert "Knowledge secured" not in checked


def test_why_somebody_may_not_go_is_told_line_by_line(team: Fine, run: Run) -> None:
    done = run("release", "PAY", "Chen Hao")
    assert done.returncode == 20
    for line in (
        "P-04  Chen Hao  SRE lead, active",
        "planned 2026-12-20, earliest safe 2027-01-06, 17 days too early",
        "3 of 6",
        " [ ] Knowledge secured",
        "     K-01 Ledger retry: only he knows it until Wu Lan has shown it on 2027-01-05",
        " [x] Successor: Wu Lan",
        "Why 2027-01-06",
        "  2026-12-20  notice 30 d from 2026-11-20",
        "  2027-01-06  proof of K-01 on 2027-01-05, and 1 wd to assess it",
    ):
        assert line in done.stdout.splitlines()
    chinese = run("--lang", "zh", "release", "PAY", "P-04").stdout
    assert "早了 17 天" in chinese
    assert not re.search("[a-z]{4}", chinese.replace("Chen Hao", "").replace("Ledger retry", "")
                         .replace("lead", ""))  # fmt: skip


def test_where_nothing_gives_a_day_it_is_said_as_on_screen(team: Fine, run: Run) -> None:
    team("register", "add", "PAY", "person", "name=Tang Kai", "side=giving", "release=2027-03-04")
    lines = run("release", "PAY", "Tang Kai").stdout.splitlines()
    assert lines[1] == "planned 2027-03-04, earliest safe not known yet"
    assert "Why not known yet" in lines
    sheet = team("export", "PAY", "--leaving", "Tang Kai")
    assert "earliest safe day (R-15): not known yet" in sheet
    team("register", "set", "PAY", "P-05", "attends=G4")
    lines = run("release", "PAY", "Tang Kai").stdout.splitlines()
    assert re.fullmatch(r"planned 2027-03-04, earliest safe 2027-03-23 or later, .*", lines[1])


def test_another_day_or_t0_is_tried_without_being_written(team: Fine, run: Run) -> None:
    head = team("log", "PAY", "--head")
    later = json.loads(run("release", "PAY", "P-04", "--on", "2027-01-08", "--json").stdout)
    assert (later["release"], later["days_too_early"]) == ("2027-01-08", 0)
    assert next(c for c in later["checks"] if c["need"] == "knowledge")["met"] is False
    sooner = json.loads(run("release", "PAY", "P-04", "--t0", "2027-01-10", "--json").stdout)
    assert sooner["earliest_safe"] == "2027-01-18"
    assert sooner["freezes"] == [{"key": None, "first": "2027-01-03", "last": "2027-01-17"}]
    assert sooner["reasons"][-1] == {"day": "2027-01-06", "key": "K-01", "field": None}
    assert team("log", "PAY", "--head") == head
    assert run("release", "PAY", "--on", "2027-01-08").returncode == 64
    page = (ROOT / "docs" / "json.md").read_text("utf-8")
    for member in (*later, *later["checks"][0], *later["checks"][0]["lacks"][0]):
        assert f"`{member}`" in page


def test_the_exit_status_says_whether_he_may_go(team: Fine, run: Run) -> None:
    team("register", "set", "PAY", "P-04", "release=2027-01-20", "equipment=2026-11-20")
    team("register", "add", "PAY", "access", "system=prod-db", "person=Chen Hao")
    team("register", "move", "PAY", "request", "AC-01")
    team("register", "move", "PAY", "hand_over", "P-04")
    day = {"HANDOVER_TODAY": "2027-01-05"}
    assert run("release", "PAY", "P-04", env=day).returncode == 20
    early = run("register", "move", "PAY", "release", "P-04", env=day)
    assert early.returncode == 70
    assert "Chen Hao may not go yet, 5 of 6: K-01 Ledger retry" in early.stderr
    wrong = run("register", "move", "PAY", "assess", "SE-01", "--by", "Sun Yu", env=day)
    assert wrong.returncode == 70
    assert "say which level the receiver has shown" in wrong.stderr
    assert run("register", "move", "PAY", "assess", "SE-01", "--set", "outcome=x").returncode == 70
    team(
        "register", "move", "PAY", "assess", "SE-01", "--by", "Sun Yu", "--set", "level=3", env=day
    )
    team("register", "move", "PAY", "sign_off", "K-01", "--by", "Sun Yu", env=day)
    assert run("release", "PAY", "P-04", env=day).returncode == 0
    team("register", "add", "PAY", "freeze", "name=Year end", "first=2027-01-04", "last=2027-01-21")
    frozen = run("release", "PAY", "P-04", env=day)
    assert frozen.returncode == 10
    said = "the planned day falls into the freeze window Year end, 2027-01-04 to 2027-01-21"
    assert said in frozen.stdout
    held = run("register", "move", "PAY", "release", "P-04", env=day)
    assert held.returncode == 70
    assert "in the freeze Year end, 2027-01-04 to 2027-01-21; say why he is released" in held.stderr
    ahead = run(
        "register", "move", "PAY", "release", "P-04", "--set", "left_on=2027-01-06", env=day
    )
    assert "Chen Hao has not left on 2027-01-06: that day is still to come" in ahead.stderr
    team("register", "move", "PAY", "release", "P-04", "--reason", "no work left",
         "--set", "left_on=2027-01-04", env=day)  # fmt: skip
    told = json.loads(team("register", "show", "PAY", "person", "--format", "json"))
    gone = next(p for p in told["records"] if p["key"] == "P-04")
    assert (gone["left_on"], gone["reason"]) == ("2027-01-04", "no work left")
    assert "Nobody is to leave." in run("release", "PAY", env=day).stderr


def test_of_many_who_are_moved_the_held_back_are_told_with_reasons(team: Fine, run: Run) -> None:
    team("register", "add", "PAY", "person", "name=Zhao Lei", "side=giving", "release=2026-12-20")
    done = run("register", "move", "PAY", "hand_over", "P-04", "P-05", "P-03")
    assert done.returncode == 0, done.stderr
    held = run("register", "move", "PAY", "clear", "P-04", "P-05")
    assert held.returncode == 70
    assert re.search("P-04: Chen Hao may not go yet, 3 of 6", held.stderr)
    assert re.search("P-05: Zhao Lei may not go yet, ", held.stderr)


def test_who_knows_what(team: Fine) -> None:
    team("register", "add", "PAY", "topic", "title=Tariff tables")
    lines = team("knows", "PAY").splitlines()
    assert re.search("K-01 +Ledger retry +only Chen Hao +Wu Lan +identified +2027-01-05", lines[1])
    assert "nobody here" in lines[2]
    assert len(team("knows", "PAY", "tariff").splitlines()) == 2
    assert len(team("knows", "PAY", "chen", "hao").splitlines()) == 2
    team("register", "set", "PAY", "P-04", "contact_until=2027-02-14")
    asked = team("knows", "PAY", "ledger", "retries").splitlines()
    assert re.search("K-01 +Ledger retry +only Chen Hao +4 +2027-02-14", asked[1])
    assert json.loads(team("knows", "PAY", "ledger", "--json"))["experts"] == [{
        "person": "P-04", "topic": "K-01", "level": 4, "alone": True, "only": True,
        "counts": True, "until": "2027-02-14",
    }]  # fmt: skip
    found = json.loads(team("knows", "PAY", "ledger", "--json"))["topics"]
    assert found == [{
        "key": "K-01", "title": "Ledger retry", "track": "tacit", "state": "identified",
        "criticality": 3, "proved": False, "receiver": "P-03", "proof_planned": "2027-01-05",
        "able": ["P-04"], "all_leave": False,
        "holdings": [{"person": "P-04", "level": 4, "shown_on": None}],
    }]  # fmt: skip
    team("register", "set", "PAY", "P-03", "release=2027-03-01")
    assert team("knows", "PAY").splitlines() == lines, "who has not been told stays"
    page = (ROOT / "docs" / "json.md").read_text("utf-8")
    for member in (*found[0], *found[0]["holdings"][0]):
        assert f"`{member}`" in page


def test_the_coverage_of_the_substation_is_told_by_command(
    fine: Fine, sample_in: Sample, tmp_path: Path
) -> None:
    path = sample_in(tmp_path / "sample", "substation")
    db = ("--db", str(path))
    assert fine(*db, "knows", "SUB").splitlines()[-3:] == [
        "Explicit: standardised 85.0 % (17/20)", "Tacit: recorded 30.0 % (6/20)",
        "Gap, explicit above tacit: 55.0 points",
    ]  # fmt: skip
    assert json.loads(fine(*db, "knows", "SUB", "--json"))["coverage"] == {
        "explicit": {"standardised": 17, "proved": 0, "of": 20},
        "tacit": {"recorded": 6, "proved": 1, "of": 20}, "gap": "55.0",
    }  # fmt: skip
    page = (ROOT / "docs" / "json.md").read_text("utf-8")
    for member in ("coverage", "explicit", "tacit", "standardised", "recorded", "gap"):
        assert f"`{member}`" in page
    card = fine(*db, "export", "SUB", "--topic", "Hearing a fault")
    assert (
        "| SE-06 | examination       | Zhou Gen | Qin Yue  | 2026-11-18 | assessed | 2 -> 3" in card
    )
    assert "SE-06, outcome:\n\n> blind test: 8 of 10 right\n" in card


def test_the_days_go_into_a_calendar(team: Fine, run: Run, tmp_path: Path) -> None:
    moment = ("--fixed-time", "2026-11-23T09:00:00+08:00")
    done = run("export", "PAY", "--format", "ics", *moment, "-o", ".")
    assert done.returncode == 0, done.stderr
    data = (tmp_path / "PAY.ics").read_bytes()
    assert data.startswith(b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n")
    assert b"DTSTAMP:20261123T010000Z\r\n" in data
    assert b"SUMMARY:PAY: Chen Hao leaves\r\n" in data
    taken = run("export", "PAY", "--format", "ics", "-o", "PAY.ics")
    assert taken.returncode == 70
    assert "--force" in taken.stderr
    team("register", "set", "PAY", "P-04", "told_on=")
    again = run("export", "PAY", "--format", "ics", "--lang", "zh", "-o", "-")
    assert "reverse" not in again.stdout
    assert "Chen Hao leaves" not in again.stdout
    assert "1 release is not in it: who is to go has not been told." in again.stderr
