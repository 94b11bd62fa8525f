"""The work, command by command: a process each, real files, a home of its own."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path

import pytest

from tests.e2e.conftest import Fine, Run
from tests.fixtures.forked import Forked
from tests.fixtures.terminal import Terminal


def test_a_handover_from_new_to_verified(pay: Fine) -> None:
    keys = re.findall(r"^\[ \]    (\S+)", pay("item", "list", "PAY"), re.MULTILINE)
    assert keys == [f"PAY-{n:02}" for n in range(1, 13)]
    pay("item", "claim", "PAY-01", "PAY-2", "--proof", "https://wiki/plan")
    pay("item", "verify", "PAY-1", "--by", "Sun Yu")
    pay("item", "back", "PAY-02", "--by", "Sun Yu", "--reason", "no roster in it")
    found = json.loads(pay("item", "list", "PAY", "--json"))["items"]
    assert [i["state"] for i in found[:3]] == ["verified", "todo", "todo"]
    assert [i["reopened"] for i in found[:2]] == [0, 1]
    told = pay("status", "PAY", "--since", "1d")
    assert re.search(r"Verify: PAY-01, by Sun Yu, typed by Li Wei", told)
    assert "no roster in it" in pay("next", "PAY")


def test_what_cannot_be_done_is_listed_and_the_rest_is_done(pay: Fine, run: Run) -> None:
    pay("item", "claim", "PAY-01", "--proof", "wiki")
    done = run("item", "claim", "PAY-01", "PAY-02", "--proof", "wiki")
    assert done.returncode == 70
    said = "Claim is not possible: the state is claimed, not to do or doing or blocked"
    assert f"handover: PAY-01: {said}\n" in done.stderr
    assert "PAY-02: claimed\n" in done.stderr


def test_an_unknown_person_is_not_made_up(pay: Fine, run: Run) -> None:
    pay("item", "claim", "PAY-01", "--proof", "wiki")
    done = run("item", "verify", "PAY-01", "--by", "Nobody")
    assert done.returncode == 70
    assert "Li Wei, Sun Yu" in done.stderr
    assert "Nobody" not in pay("register", "show", "PAY", "person")


def test_somebody_added_under_the_name_of_another_is_said(pay: Fine, run: Run) -> None:
    words = ("register", "add", "PAY", "person", "side=giving", "name=Wu Lan")
    first = run(*words, "organisation=Delta")
    assert first.stderr == ""
    done = run(*words)
    assert done.returncode == 0
    assert f"is another Wu Lan, beside {first.stdout.strip()} (Delta)" in done.stderr
    assert "if they are one, merge them" in done.stderr


def test_only_the_receiving_side_verifies(pay: Fine, run: Run) -> None:
    pay("register", "add", "PAY", "person", "name=Chen Hao", "side=giving")
    pay("item", "claim", "PAY-01", "--proof", "wiki", "--by", "Chen Hao")
    done = run("item", "verify", "PAY-01")
    assert done.returncode == 70
    assert "only the receiving side verifies: Sun Yu; --by names who does" in done.stderr
    done = run("item", "verify", "PAY-01", "--by", "Sun Yu")
    assert done.stderr == "PAY-01: verified, by Sun Yu, typed by Li Wei\n"


def test_keys_are_split_at_the_last_dash(fine: Fine) -> None:
    fine("new", "PV-NX", "--template", "lite", "--name", "Station", "--t0", "2027-03-15",
         "--giving", "A", "--receiving", "B")  # fmt: skip
    fine("item", "start", "pv-nx-3")
    [item] = json.loads(fine("item", "list", "PV-NX", "--state", "doing", "--json"))["items"]
    assert item["key"] == "PV-NX-03"


def test_items_are_added_noted_moved_and_filtered(pay: Fine) -> None:
    key = pay("item", "add", "PAY", "Call the bank", "--due", "2026-12-01", "--owner", "Sun Yu",
              "--parent", "PAY-01").strip()  # fmt: skip
    assert key == "PAY-13"
    [item] = json.loads(pay("item", "list", "PAY", "--owner", "sun", "--json"))["items"]
    assert (item["parent"], item["due"], item["owner"]) == ("PAY-01", "2026-12-01", "P-02")
    pay("item", "block", key, "--reason", "bank is closed")
    pay("item", "note", key, "They open on Monday")
    assert "They open on Monday" in pay("register", "show", "PAY", "note", "--format", "csv")
    pay("item", "reopen", key, "--reason", "bank is open")
    pay("item", "na", key, "--because", "out_of_scope", "--reason", "another bank")
    [state] = {i["state"] for i in json.loads(pay("item", "list", "PAY", "--json"))["items"]
               if i["key"] == key}  # fmt: skip
    assert state == "na"


def test_undo_takes_back_the_latest_change_and_says_which(pay: Fine, run: Run) -> None:
    pay("item", "claim", "PAY-01", "--proof", "wiki")
    done = run("undo", "PAY")
    assert "Claim: PAY-01" in done.stderr
    assert json.loads(pay("status", "PAY", "--json"))["items"]["claimed"] == 0


def test_who_joins_the_roster_is_said_and_whom_the_name_may_mean(pay: Fine, run: Run) -> None:
    pay("register", "add", "PAY", "person", "name=Dr. Ines Roth")
    known = run("item", "add", "PAY", "Keys named", "--owner", "Dr. Ines Roth")
    assert "roster" not in known.stderr
    added = " ".join(run("item", "add", "PAY", "Vault named", "--owner", "Roth").stderr.split())
    assert re.search(r"Roth \(P-\d+\) is new on the roster", added)
    assert re.search(r"If Roth is P-\d+ Dr\. Ines Roth, take it back with undo", added)


def test_registers_are_listed_filled_changed_and_shown(pay: Fine, run: Run) -> None:
    assert re.search(r"^seat +Seats", pay("register", "list"), re.MULTILINE)
    key = pay("register", "add", "PAY", "holiday", "day=2027-01-01", "name=New Year").strip()
    pay("register", "set", "PAY", key, "works=yes")
    [day] = json.loads(pay("register", "show", "PAY", "holiday", "--format", "json"))["records"]
    assert (day["day"], day["works"]) == ("2027-01-01", True)
    assert "| New Year |" in pay("register", "show", "PAY", "holiday", "--format", "md")
    rows = list(csv.DictReader(io.StringIO(
        pay("register", "show", "PAY", "holiday", "--format", "csv"))))  # fmt: skip
    assert rows[0]["Day"] == "2027-01-01"
    assert run("register", "show", "PAY", "nonsense").returncode == 70
    assert run("register", "set", "PAY", key, "day=nonsense").returncode == 64
    assert run("register", "set", "PAY", "PAY", "t0=2027-01-01").returncode == 70
    wrong = run("register", "set", "PAY", key, "result=yes")
    assert wrong.returncode == 70
    assert "has no field result; its fields are day, name, works" in " ".join(wrong.stderr.split())


def test_t0_moves_after_a_look(pay: Fine, run: Run) -> None:
    asked = run("t0", "PAY", "2027-03-22")
    assert asked.returncode == 64
    assert "--dry-run" in asked.stderr
    shown = pay("t0", "PAY", "2027-03-22", "--dry-run")
    assert len(shown.splitlines()) == 1 + 7 + 12, "the gates, then the items"
    assert json.loads(pay("status", "PAY", "--json"))["t0"] == "2027-03-15"
    pay("t0", "PAY", "2027-03-22", "--yes")
    assert json.loads(pay("status", "PAY", "--json"))["t0"] == "2027-03-22"


@pytest.mark.terminal
@pytest.mark.parametrize(("answer", "t0"), [("y", "2027-03-22"), ("", "2027-03-15")])
def test_on_a_terminal_t0_asks(
    pay: Fine, home: dict[str, str], forked: Forked, answer: str, t0: str
) -> None:
    with Terminal(["t0", "PAY", "2027-03-22"], env=home, forked=forked) as terminal:
        terminal.wait_for("[y/N]")
        terminal.type(f"{answer}{{enter}}")
        assert terminal.wait_exit() == 0
    assert json.loads(pay("status", "PAY", "--json"))["t0"] == t0


def test_a_t0_that_is_near_needs_a_choice(run: Run, fine: Fine) -> None:
    near = ["new", "PAY", "--template", "lite", "--name", "Payment", "--t0", "2026-12-15",
            "--giving", "A", "--receiving", "B"]  # fmt: skip
    done = run(*near)
    assert done.returncode == 64
    assert "--late-start" in done.stderr
    fine(*near, "--late-start", "squeeze")
    assert json.loads(fine("status", "PAY", "--json"))["items"]["overdue"] == 0


def test_the_chase_list_of_one_owner_can_be_sent(pay: Fine, run: Run, tmp_path: Path) -> None:
    pay("register", "set", "PAY", "PAY-01", "person=Chen Hao", "due=2026-11-20")
    told = pay("chase", "PAY", "--owner", "chen")
    assert "PAY-01 was due 2026-11-20, 3 days late" in told
    assert "PAY-02" not in told
    pay("chase", "PAY", "--markdown", "-o", "chase.md")
    assert "## PAY Payment system: open with Chen Hao" in (tmp_path / "chase.md").read_text()
    again = run("chase", "PAY", "-o", "chase.md")
    assert again.returncode == 70
    assert "--force" in again.stderr
    nobody = run("chase", "PAY", "--owner", "Wu Lan")
    assert nobody.returncode == 70
    assert "Chen Hao" in nobody.stderr


LIST = """\
# Our list

- [ ] Agree the plan
  - [x] Draft sent round
- [-] Train the users
- [ ] Order the keys
"""


def test_a_list_goes_to_its_owner_and_comes_back(pay: Fine, run: Run, tmp_path: Path) -> None:
    pay("import", "PAY", "--yes", str(_roster(tmp_path)), "--register", "person")
    nobody = run("export", "PAY", "--owner", "Nobody Here", "--format", "csv")
    assert (nobody.returncode, nobody.stdout) == (70, "")
    to_stdout = run("export", "PAY", "--format", "xlsx")
    assert "a workbook goes to a file" in to_stdout.stderr
    pay("export", "PAY", "--format", "xlsx", "-o", "all.xlsx")
    again = run("import", "PAY", "all.xlsx", "--dry-run")
    assert "0 new, 0 changed" in again.stderr
    text = run("export", "PAY", "--only", "plan", "--format", "md").stdout
    assert "<!-- handover list: PAY after change" in text


def _roster(folder: Path) -> Path:
    path = folder / "roster.csv"
    path.write_bytes("姓名;岗位;计划离场日期\n陈浩;开发;20.12.2026\n".encode("gb18030"))
    return path


def test_a_list_comes_in_after_a_look_and_only_once(pay: Fine, run: Run, tmp_path: Path) -> None:
    (tmp_path / "list.md").write_text(LIST)
    asked = run("import", "PAY", "list.md")
    assert (asked.returncode, asked.stdout) == (64, "")
    assert "--dry-run" in asked.stderr
    shown = run("import", "PAY", "list.md", "--dry-run")
    assert re.search(r"^new +list\.md:4 +Draft sent round$", shown.stdout, re.MULTILINE)
    assert "4 new, 0 changed, 0 already there, 0 refused" in shown.stderr
    assert json.loads(pay("status", "PAY", "--json"))["items"]["total"] == 12
    pay("import", "PAY", "list.md", "--yes")
    items = json.loads(pay("item", "list", "PAY", "--json"))["items"][12:]
    assert [i["state"] for i in items] == ["todo", "claimed", "na", "todo"]
    assert items[1]["parent"] == items[0]["key"]
    rows = re.findall(r"^(.+?) {2,}(\d+) ", pay("status", "PAY"), re.MULTILINE)
    assert rows[-2][0] == "Without a dimension"
    assert sum(int(n) for _, n in rows[:-1]) == int(rows[-1][1]) == 16
    again = run("import", "PAY", "list.md", "--yes")
    assert "0 new, 0 changed, 4 already there" in again.stderr
    assert "add --yes to undo this: import of list.md: 4 new" in run("undo", "PAY").stderr
    pay("undo", "PAY", "--yes")
    assert json.loads(pay("status", "PAY", "--json"))["items"]["total"] == 12


def test_programs_are_told_what_a_file_would_bring(pay: Fine, run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(
        "Key,Task,Owner,Due,Status\nPAY-02,,,2026-12-20,\n,New one,Wu Lan,,finished\nDATA-01,,,,\n"
    )
    assert run("import", "PAY", "a.csv", "--json").returncode == 64
    told = run("import", "PAY", "a.csv", "--dry-run", "--json")
    found = json.loads(told.stdout)
    assert told.returncode == 70
    assert (found["schema"], found["register"], found["change_set"]) == (1, "item", None)
    assert found["columns"][2] == {"title": "Owner", "field": "owner"}
    assert {k: n for k, n in found["counts"].items() if n} == {"changed": 1, "new": 1, "refused": 1}
    assert [(g["words"], g["value"]) for g in found["guesses"]] == [
        ("finished", "done"), ("Wu Lan", "new person"),
    ]  # fmt: skip
    changed, new, refused = found["rows"]
    assert (changed["key"], changed["fields"]) == ("PAY-02", {"due": "2026-12-20"})
    assert changed["before"]["due"].startswith("T-")
    assert (new["place"], new["key"], new["fields"]["state"]) == ("a.csv:3", None, "claimed")
    assert new["fields"]["person"] == "new person"
    assert refused["why"] == "DATA-01 belongs to another handover"
    lines = "Name,Role\nWu Lan,Tester\n"
    (tmp_path / "team.csv").write_text(lines)
    call = ("import", "PAY", "team.csv", "--register", "person", "--json")
    assert json.loads(pay(*call, "--dry-run"))["rows"][0]["fields"] == {"role": "Tester"}
    brought = json.loads(pay(*call, "--yes", "--personal"))
    assert brought["rows"][0]["fields"] == {"name": "Wu Lan", "role": "Tester"}
    log = json.loads(pay("log", "PAY", "--json"))
    assert log["head"]["change_set"] == brought["change_set"]


def test_a_line_that_cannot_come_in_is_named_with_its_place(
    pay: Fine, run: Run, tmp_path: Path
) -> None:
    (tmp_path / "list.md").write_text(f"- [ ] Fine\n- [ ] {'long ' * 300}\n")
    done = run("import", "PAY", "list.md", "--yes")
    assert done.returncode == 70
    assert "handover: list.md:2: " in done.stderr
    assert json.loads(pay("status", "PAY", "--json"))["items"]["total"] == 13
    (tmp_path / "empty.md").write_text("nothing here\n")
    nothing = run("import", "PAY", "empty.md", "--yes")
    assert nothing.returncode == 70
    assert "handover: empty.md: " in nothing.stderr


def test_the_pack_goes_to_a_file_or_to_standard_output(pay: Fine, tmp_path: Path) -> None:
    fixed = ["--fixed-time", "2026-11-23T09:00:00+00:00"]
    told = pay("export", "PAY", *fixed)
    assert "# Handover pack PAY Payment system" in told
    pay("export", "PAY", "-o", "pack.md", *fixed)
    assert (tmp_path / "pack.md").read_text(encoding="utf-8") == told
    assert len(pay("export", "PAY", "--brief", *fixed)) < len(told)
    whole = json.loads(pay("export", "PAY", "--format", "json"))
    assert len(whole["registers"]["item"]) == 12
    assert "Sun Yu" not in str(whole)
    pay("export", "PAY", "--format", "csv", "-o", "list.csv")
    assert (tmp_path / "list.csv").read_bytes().startswith(b'\xef\xbb\xbf"Key"')


def test_the_portfolio_lists_handovers_by_t0(pay: Fine) -> None:
    pay("new", "DATA", "--template", "lite", "--name", "Data", "--t0", "2027-02-01",
        "--giving", "A", "--receiving", "B")  # fmt: skip
    found = json.loads(pay("list", "--json"))["handovers"]
    assert [h["code"] for h in found] == ["DATA", "PAY"]
    assert found[0]["days_to_t0"] == 70
    assert pay("list").splitlines()[1].startswith("DATA  Data")
    tasks = json.loads(pay("next", "--json"))["tasks"]
    assert all(task["key"].startswith(("DATA-", "PAY-")) for task in tasks)


def test_templates_are_listed_shown_checked_and_saved(pay: Fine, run: Run, tmp_path: Path) -> None:
    assert re.search(r"^lite +12 ", pay("template", "list"), re.MULTILINE)
    (tmp_path / "lite.toml").write_text(pay("template", "show", "lite"), encoding="utf-8")
    pay("template", "check", "lite.toml")
    saved = run("template", "save", "PAY", "--as", "mine")
    path = tmp_path / "config" / "handover" / "templates" / "mine.toml"
    assert saved.returncode == 0
    assert f"handover: {path}:3: advice: The template: name.zh is missing.\n" in saved.stderr
    assert re.search(r"^mine +12 ", pay("template", "list"), re.MULTILINE)
    assert path.read_text(encoding="utf-8").count("[[item") == 12
    (tmp_path / "bad.toml").write_text("[template\n")
    bad = run("template", "check", "bad.toml")
    assert bad.returncode == 70
    assert "bad.toml:1: " in bad.stderr


def test_settings_are_set_shown_and_refused(fine: Fine, run: Run, tmp_path: Path) -> None:
    fine("config", "set", "mouse", "true")
    fine("config", "set", "db", "team.db")
    told = fine("config", "show")
    assert re.search(r"^mouse +true$", told, re.MULTILINE)
    assert fine("db", "path") == f"{tmp_path / 'team.db'}\n"
    assert run("config", "set", "mouse", "sometimes").returncode == 64
    assert run("config", "set", "nonsense", "1").returncode == 64
    assert "dark\n" in fine("theme", "list")


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_is_printed_for_each_shell(fine: Fine, shell: str) -> None:
    assert "_HANDOVER_COMPLETE" in fine("completion", shell)


def test_codes_are_completed_from_the_data_file(pay: Fine, run: Run) -> None:
    asked = {"_HANDOVER_COMPLETE": "bash_complete", "COMP_WORDS": "handover status p",
             "COMP_CWORD": "2"}  # fmt: skip
    assert run(env=asked).stdout == "plain,PAY\n"


def test_the_names_of_samples_are_completed(run: Run) -> None:
    asked = {"_HANDOVER_COMPLETE": "bash_complete", "COMP_WORDS": "handover demo s",
             "COMP_CWORD": "2"}  # fmt: skip
    assert run(env=asked).stdout == "plain,substation\n"


def test_another_encoding_of_the_terminal_is_no_reason_to_fail(pay: Fine, run: Run) -> None:
    pay("register", "set", "PAY", "PAY", "name=支付系统")
    done = run(
        "list", env={"LANG": "C", "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    )
    assert done.returncode == 0
    assert "支付系统" in done.stdout


def test_data_and_talk_never_mix(pay: Fine, run: Run) -> None:
    done = run("item", "claim", "PAY-01", "--proof", "wiki")
    assert done.stdout == ""
    done = run("status", "PAY", "--json")
    assert done.stderr == ""
    assert json.loads(done.stdout)["schema"] == 1


def test_the_examples_of_the_json_page_are_what_is_printed(pay: Fine) -> None:
    page = (Path(__file__).parents[2] / "docs" / "json.md").read_text(encoding="utf-8")
    found = re.search(r"<!-- example: status -->\n```json\n(.*?)```", page, re.DOTALL)
    assert found is not None
    shown = json.loads(found[1])
    printed = json.loads(pay("status", "PAY", "--json"))
    assert list(shown) == list(printed)
    assert list(shown["items"]) == list(printed["items"])
    for name in ("list", "next"):
        [rows] = [v for k, v in json.loads(pay(name, "--json")).items() if k != "schema"]
        for member in {key for row in rows for key in row}:
            assert f"`{member}`" in page
    for member in json.loads(pay("item", "list", "PAY", "--json"))["items"][0]:
        assert f"`{member}`" in page


def test_undo_of_what_others_changed_since_names_them_and_takes_back_the_rest(
    pay: Fine, run: Run
) -> None:
    pay("item", "start", "PAY-01", "PAY-02")
    pay("item", "block", "PAY-01", "--reason", "no crane", env={"HANDOVER_USER": "Sun Yu"})
    refused = run("undo", "PAY")
    assert refused.returncode == 70
    assert "cannot be undone: Sun Yu changed PAY-01 since; --rest: take back the other 1" in (
        refused.stderr
    )
    pay("undo", "PAY", "--rest")
    states = [i["state"] for i in json.loads(pay("item", "list", "PAY", "--json"))["items"]]
    assert states[:2] == ["blocked", "todo"]
