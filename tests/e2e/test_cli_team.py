"""How the team gets smaller, waves and apprenticeships, by command."""

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
    """PAY with three who go in a wave, one of whom alone knows the ledger."""

    def add(register: str, *values: str) -> tuple[str, ...]:
        return "register", "add", "PAY", register, *values

    people = (
        ("Chen Hao", "notice=14", "told_on=2026-11-20"),
        ("Bai Xue", "employment=vendor"),
        ("Zhao Lei", "release=2027-02-01"),
    )
    return pay_after(
        add("wave", "name=First wave", "day=2026-12-18"),
        *(
            add("person", f"name={name}", "side=giving", "no_successor=the post ends", *more)
            for name, *more in people
        ),
        add("topic", "title=Ledger retry", "receiver=Sun Yu"),
        add("holding", "parent=K-01", "person=Chen Hao", "level=4"),
        add("session", "parent=K-01", "kind=reverse_shadowing", "giver=Chen Hao",
            "receiver=Sun Yu", "day=2027-01-05"),
    )  # fmt: skip


def test_a_wave_shows_who_leaves_too_early_before_anything_is_written(team: Fine, run: Run) -> None:
    head = team("log", "PAY", "--head")
    put = ("wave", "put", "PAY", "First wave", "Chen Hao", "Bai Xue")
    done = run(*put, "--dry-run")
    assert re.search(r"Chen Hao +-- +2026-12-18 +2027-01-06 +19\n", done.stdout)
    assert "1 person who has not been told is not listed" in done.stdout
    assert not re.search("P-04|Bai Xue", done.stdout), (
        "even whom the user named is not beside a day"
    )
    assert "All of them are to be told by 2026-12-04" in done.stdout
    assert "Steepest seven days (R-16): 2026-12-18 to 2026-12-24" in done.stdout
    assert "Nothing was changed." in done.stderr
    assert team("log", "PAY", "--head") == head
    assert run(*put).returncode == 64, "nobody can be asked, so the answer must be there"

    team(*put, "--yes")
    assert re.search(
        r"W-01 +First wave +2026-12-18 +2026-12-04 +2026-12-04 +2 +1 +-",
        team("wave", "list", "PAY"),
    )
    moved = team("wave", "move", "PAY", "W-01", "2027-03-12", "--yes")
    assert "The day falls into a freeze: " in moved
    found = json.loads(team("wave", "list", "PAY", "--json"))["waves"]
    assert found == [{
        "key": "W-01", "day": "2027-03-12", "tell_on": "2027-02-26",
        "by_notice": "2027-02-26", "people": ["P-03"],
        "not_told": 1, "too_early": [], "no_safe_day": [], "contract_ends": [],
        "freezes": [{"first": "2027-03-08", "last": "2027-03-22"}],
    }]  # fmt: skip
    tried = run("t0", "PAY", "2027-03-19", "--dry-run").stderr
    assert "Then in a freeze" not in tried, "it is in one already"
    team("undo", "PAY")
    tried = run("t0", "PAY", "2026-12-20", "--dry-run").stderr
    assert "Then in a freeze: W-01 on 2026-12-18, 2 people; the days around T0" in tried
    assert json.loads(team("wave", "list", "PAY", "--json"))["waves"][0]["day"] == "2026-12-18"
    team("wave", "out", "PAY", "P-03", "P-04")
    assert json.loads(team("wave", "list", "PAY", "--json"))["waves"][0]["people"] == []
    missing = run("wave", "move", "PAY", "W-07", "2027-01-12", "--yes")
    assert missing.returncode == 70
    assert "there is no W-07; there are: First wave" in missing.stderr


def test_the_curve_as_chart_table_and_json(team: Fine) -> None:
    team("wave", "put", "PAY", "W-01", "P-03", "P-04", "--yes")
    for key in ("P-04", "P-05"):
        team("register", "set", "PAY", key, "told_on=2026-11-20")
    chart = team("team", "PAY").splitlines()
    assert chart[0].startswith("# planned  = were there  . by the safe days   a row: 1 person")
    assert re.match(r"4 \|#=\. ", chart[1])
    assert "At most 4 people, after the last release 1: 75.0 % (3/4) fewer" in chart
    assert "50.0 % (2/4) go" in "\n".join(chart)
    table = team("team", "PAY", "--table").splitlines()
    assert re.match(r"2026-11-23\* +4 +4 +4 +4 +2 +25.0 % \(1/4\)$", table[2])
    found = json.loads(team("team", "PAY", "--json"))
    assert (found["peak"], found["remaining"], found["reduction_percent"]) == (4, 1, 75.0)
    assert found["cliff"] == {
        "first": "2026-12-18", "last": "2026-12-24", "leavers": 2, "before": 4, "percent": 50.0,
    }  # fmt: skip
    week = next(w for w in found["weeks"] if w["first"] == "2026-12-14")
    assert (week["planned"]["heads"], week["actual"], week["safe"]["heads"]) == (2, None, 2)
    page = (ROOT / "docs" / "json.md").read_text("utf-8")
    for member in (*found, *found["cliff"], *week, *week["planned"]):
        assert member in ("schema", "code") or f"`{member}`" in page


def test_what_is_sent_does_not_tell_who_goes_and_does_not_know_it(team: Fine, run: Run) -> None:
    team("wave", "put", "PAY", "W-01", "P-03", "P-04", "--yes")
    curve = run("team", "PAY", "--table")
    assert "2 people who are to go have not been told, and are counted here" in curve.stderr
    assert re.search(r"2026-12-14 +3 ", curve.stdout)
    sent = run("export", "PAY", "--format", "json", "-o", "-")
    assert "2 people who are to go have not been told, and are counted here" in sent.stderr
    for text in (sent.stdout, team("register", "show", "PAY", "person", "--format", "json")):
        data = json.loads(text)
        people = {p["key"]: p for p in (data.get("registers") or {}).get("person")
                  or data["records"]}  # fmt: skip
        days = {key: (p["release"], p["wave"], p["no_successor"]) for key, p in people.items()}
        assert days["P-04"] == days["P-05"] == (None, None, "")
        assert days["P-03"] == ("2026-12-18", "W-01", "the post ends")
    for log in (team("log", "PAY", "--json"), team("log", "PAY", "--changes")):
        assert "2027-02-01" not in log
    assert "2027-02-01" in team("log", "PAY", "--json", "--personal")
    mine = team("register", "show", "PAY", "person", "--format", "csv", "--personal")
    assert "2027-02-01" in mine, "in a file for people who may see them"
    assert "2027-02-01" not in team("register", "show", "PAY", "person", "--format", "csv")


def test_the_plant_of_the_sample_tells_the_figures_of_its_week(
    fine: Fine, sample_in: Sample, tmp_path: Path
) -> None:
    path = sample_in(tmp_path / "plant", "vehicle-plant")
    found = json.loads(fine("--db", str(path), "team", "NEV", "--json"))
    assert (found["peak"], found["remaining"], found["reduction_percent"]) == (300, 120, 60.0)
    assert (found["cliff"]["leavers"], found["cliff"]["before"]) == (180, 300)
    assert found["cliff"]["percent"] == 60.0
    outside = {w["first"]: (w["outside_percent"], w["outside_above_line"]) for w in found["weeks"]}
    assert (outside["2026-11-23"], outside["2027-02-01"]) == ((42.0, True), (40.0, False))


def test_programs_read_who_covers_a_post_and_stays(team: Fine) -> None:
    """Chen Hao goes and knows it; Zhao Lei goes and does not, and covers nothing either way."""
    team("register", "add", "PAY", "post", "title=Duty")
    team("register", "set", "PAY", "K-01", "post=Duty", "criticality=5")
    team("register", "set", "PAY", "P-03", "release=2027-01-10")
    team("register", "add", "PAY", "holding", "parent=K-01", "person=Zhao Lei", "level=3")
    [post] = json.loads(team("team", "PAY", "--posts", "--json"))["posts"]
    assert (post["can_do_all"], post["can_do_all_and_stay"]) == (["P-03"], [])


def test_posts_and_contracts_of_the_plant(
    fine: Fine, run: Run, sample_in: Sample, tmp_path: Path
) -> None:
    path = sample_in(tmp_path / "plant", "vehicle-plant")
    plant = ("--db", str(path), "team", "NEV")
    posts = fine(*plant, "--posts")
    assert re.search(r"SP-02 +Paint control room +8/8 +10 ", posts)
    assert "SP-02  2 on shift x 168 h a week / (40 h x (1 - 15 %)) = 9.88: 10 people" in posts
    found = {p["key"]: p for p in json.loads(fine(*plant, "--posts", "--json"))["posts"]}
    assert found["SP-02"]["takes"]["people"] == 10
    assert found["SP-02"]["findings"][0] == "R-12 SP-02"
    contracts = fine(*plant, "--contracts")
    assert re.search(
        r"CO-04 +Paint process advice +Keda +2026-12-31 +2026-11-16 +-7 days", contracts
    )
    ends = {c["key"]: c for c in json.loads(fine(*plant, "--contracts", "--json"))["contracts"]}
    assert (ends["CO-04"]["state"], ends["CO-04"]["days_left"]) == ("passed", -7)
    assert (len(ends["CO-02"]["people"]), len(ends["CO-02"]["stay_beyond"])) == (52, 36)
    page = (ROOT / "docs" / "json.md").read_text("utf-8")
    for member in (*found["SP-02"], *found["SP-02"]["takes"], *ends["CO-02"]):
        assert f"`{member}`" in page
    assert run(*plant, "--posts", "--contracts").returncode == 64


def test_an_apprenticeship_is_planned_after_a_look_at_its_days(team: Fine, run: Run) -> None:
    plan = ("session", "plan", "PAY", "Ledger retry", "Chen Hao", "Sun Yu", "2026-11-30",
            "2026-12-21")  # fmt: skip
    team("register", "set", "PAY", "P-03", "release=2026-12-18")
    shown = run(*plan, "--dry-run").stdout
    assert re.search(r"2026-12-21 +examination\n", shown)
    assert re.search(r" 2026-12-21 +not there +Chen Hao leaves on 2026-12-18, before ", shown)
    assert "4 records written." in run(*plan, "--yes", "--minutes", "90").stderr
    listed = team("register", "show", "PAY", "session")
    assert listed.count("2026-12-") >= 3
    clashes = team("session", "clashes", "PAY").splitlines()
    assert re.search(r"SE-05 +2026-12-21 +not there", "\n".join(clashes))
    bad = run("session", "plan", "PAY", "K-01", "Sun Yu", "Sun Yu", "2026-11-30", "2026-12-21",
              "--yes")  # fmt: skip
    assert bad.returncode == 70
    assert "giver and receiver are the same person" in bad.stderr


def test_what_was_answered_about_who_does_not_know_it_is_left_out_and_said_so(
    team: Fine, run: Run
) -> None:
    team("answer", "plan", "PAY", "R-15 P-05.access", "--owner", "Sun Yu", "--due", "2026-12-10")
    sent = run("register", "show", "PAY", "answer", "--format", "json")
    assert json.loads(sent.stdout)["records"] == []
    assert "1 person who is to go has not been told" in sent.stderr
    mine = run("register", "show", "PAY", "answer", "--format", "json", "--personal")
    assert len(json.loads(mine.stdout)["records"]) == 1
    assert "not been told" not in mine.stderr
    seats = run("register", "show", "PAY", "seat", "--format", "json")
    assert "not been told" not in seats.stderr, "nothing of it was left out"
