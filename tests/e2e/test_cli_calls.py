"""How the command line is called: help, complaints, languages, files that are not there."""

from __future__ import annotations

import os
import re
import stat
import subprocess
from pathlib import Path

import pytest

from tests.e2e.conftest import HANDOVER, Fine, Run
from tests.fixtures.forked import Forked
from tests.fixtures.terminal import Terminal


def test_version_and_help_say_what_this_is(fine: Fine) -> None:
    assert re.fullmatch(r"handover \d\S+\n", fine("--version"))
    told = fine("--help")
    for name in ("open", "new", "status", "item", "import", "export", "completion"):
        assert re.search(rf"^  {name} +\S", told, re.MULTILINE)


@pytest.mark.parametrize(
    "args",
    [["nonsense"], ["status"], ["item", "nonsense"], ["status", "PAY", "--nonsense"],
     ["item", "claim", "nokey"], ["new", "PAY"], ["--lang", "fr", "list"]],
)  # fmt: skip
def test_a_wrong_call_is_64_and_says_what_to_try(run: Run, args: list[str]) -> None:
    if args[0] == "item" and args[1] == "claim":
        run("db", "new")
    done = run(*args)
    assert done.returncode == 64
    assert done.stdout == ""
    assert done.stderr.startswith("handover: ")
    assert "Traceback" not in done.stderr


def test_without_a_data_file_one_sentence_says_how_to_make_one(run: Run, tmp_path: Path) -> None:
    done = run("list")
    path = tmp_path / "data" / "handover" / "handover.db"
    assert done.returncode == 70
    assert done.stderr == (
        f"handover: {path}: There is no data file here; make one with: handover db new\n"
    )
    assert not path.exists()


def test_a_named_file_that_is_missing_is_not_made_by_a_typing_error(
    run: Run, tmp_path: Path
) -> None:
    done = run("--db", "taem.db", "new", "PAY", "--template", "lite", "--name", "Payment",
               "--t0", "2027-03-15", "--giving", "A", "--receiving", "B")  # fmt: skip
    assert done.returncode == 70
    assert not (tmp_path / "taem.db").exists()


@pytest.mark.terminal
def test_on_a_terminal_a_named_file_is_made_if_the_user_says_so(
    home: dict[str, str], tmp_path: Path, forked: Forked
) -> None:
    new = ["--db", str(tmp_path / "team.db"), "new", "PAY", "--template", "lite", "--name", "Pay",
           "--t0", "2027-03-15", "--giving", "A", "--receiving", "B"]  # fmt: skip
    for answer, status in (("n", 70), ("y", 0)):
        with Terminal(new, env=home, forked=forked) as terminal:
            terminal.wait_for("[y/N]")
            terminal.type(f"{answer}{{enter}}")
            assert terminal.wait_exit() == status
        assert (tmp_path / "team.db").exists() is (answer == "y")


def test_a_clock_that_is_no_day_is_complained_of(run: Run) -> None:
    run("db", "new")
    done = run("list", env={"HANDOVER_TODAY": "someday"})
    assert done.returncode == 64
    assert "someday" in done.stderr


def test_a_file_of_something_else_is_left_alone(run: Run, tmp_path: Path) -> None:
    other = tmp_path / "notes.db"
    other.write_text("my notes")
    done = run("--db", str(other), "list")
    assert done.returncode == 70
    assert done.stderr.count("\n") == 1
    assert other.read_text() == "my notes"


def test_a_new_data_file_is_for_its_owner_only(run: Run, tmp_path: Path) -> None:
    assert run("--db", "team.db", "db", "new").returncode == 0
    assert stat.S_IMODE((tmp_path / "team.db").stat().st_mode) == 0o600
    assert run("--db", "team.db", "db", "new").returncode == 70


@pytest.mark.parametrize("env", [{}, {"TERM": "dumb"}])
@pytest.mark.parametrize("args", [[], ["demo"], ["open", "PAY"]])
def test_the_screens_are_refused_without_a_terminal(
    run: Run, args: list[str], env: dict[str, str]
) -> None:
    done = run(*args, env=env)
    assert done.returncode == 64
    assert "terminal" in done.stderr
    assert "\x1b" not in done.stderr + done.stdout


@pytest.mark.terminal
def test_a_dumb_terminal_is_told_what_to_do_instead(home: dict[str, str]) -> None:
    with Terminal(HANDOVER, env={**home, "TERM": "dumb"}) as terminal:
        assert terminal.wait_exit() == 64
        assert b"handover status CODE" in terminal.raw
        assert b"\x1b" not in terminal.raw


@pytest.mark.terminal
def test_the_sample_opens_and_is_gone_afterwards(home: dict[str, str], tmp_path: Path) -> None:
    folder = tmp_path / "tmp"
    folder.mkdir()
    sample = ["demo", "substation"]  # the one that is made soonest
    with Terminal([*HANDOVER, *sample], env={**home, "TMPDIR": str(folder)}) as terminal:
        terminal.wait_for("Chengxi substation", timeout=30)
        assert list(folder.iterdir())
        terminal.type("q")
        assert terminal.wait_exit() == 0
        assert terminal.modes_left() == set()
    assert not list(folder.iterdir())
    assert not (tmp_path / "config").exists()


@pytest.mark.terminal
def test_a_sample_that_is_not_there_is_told_from_those_there_are(
    home: dict[str, str], forked: Forked
) -> None:
    with Terminal(["demo", "nowhere"], env=home, forked=forked) as terminal:
        assert terminal.wait_exit() == 70
        assert b"there is no sample nowhere; there are: tour, " in terminal.raw


@pytest.mark.terminal
def test_a_handover_that_is_not_there_does_not_open(
    pay: Fine, home: dict[str, str], forked: Forked
) -> None:
    with Terminal(["open", "NOPE"], env=home, forked=forked) as terminal:
        assert terminal.wait_exit() == 70
        assert b"there is no handover NOPE; there are: PAY" in terminal.raw
        assert b"\x1b[?1049h" not in terminal.raw


def test_an_unforeseen_error_leaves_a_private_report_without_data(
    run: Run, home: dict[str, str], tmp_path: Path
) -> None:
    run("db", "new")
    package = tmp_path / "broken"
    package.mkdir()
    # A library that fails with the user's data in its message.
    (package / "sitecustomize.py").write_text(
        "import db.quick\n"
        "def summaries(*a, **k):\n    raise RuntimeError('secret of Chen Hao')\n"
        "db.quick.summaries = summaries\n"
    )
    root = Path(__file__).parents[2]
    done = run("list", env={"PYTHONPATH": f"{package}:{root}"})
    assert done.returncode == 70
    assert done.stderr.count("\n") == 1
    assert "secret" not in done.stderr
    report = Path(done.stderr.rstrip().rpartition(": ")[2])
    assert report.parent == tmp_path / "state" / "handover"
    assert stat.S_IMODE(report.stat().st_mode) == 0o600
    told = report.read_text()
    assert "RuntimeError" in told
    assert "overview.py" in told
    assert "secret" not in told


def test_output_nobody_reads_is_no_error(pay: Fine, home: dict[str, str], tmp_path: Path) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "wb") as pipe:
        done = subprocess.run(
            [*HANDOVER, "item", "list", "PAY"],
            cwd=Path(__file__).parents[2],
            env=home,
            stdout=pipe,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert done.stderr == b""
    assert done.returncode == 141


def test_bad_settings_are_reported_and_do_not_stop_anything(run: Run, tmp_path: Path) -> None:
    config = tmp_path / "config" / "handover" / "config.toml"
    config.parent.mkdir(parents=True)
    config.write_text('mouse = "sometimes"\n')
    done = run("config", "path")
    assert (done.returncode, done.stdout) == (0, f"{config}\n")
    assert f"{config}:1: " in done.stderr


WRONG = {
    "a word too many": (["list", "x"], "多余的参数：x"),
    "none of those there are": (["export", "PAY", "--format", "x"], "--format: 请从中选择：md"),
    "no number": (["log", "PAY", "--limit", "x"], "--limit: 请给出整数，范围 0.."),
    "no value": (["status", "PAY", "--since"], "--since 缺少取值"),
    "a value for none": (["import", "PAY", "x", "--yes=3"], "--yes 不带取值"),
}


@pytest.mark.parametrize("call", WRONG)
def test_what_is_wrong_with_a_call_is_said_in_chinese(run: Run, call: str) -> None:
    args, told = WRONG[call]
    done = run("--lang", "zh", *args)
    assert done.returncode == 64
    assert done.stderr.startswith(f"handover: {told}")


def test_chinese_is_spoken_in_help_answers_and_complaints(pay: Fine, run: Run) -> None:
    told = pay("--lang", "zh", "--help")
    assert "\n选项：\n" in told
    assert re.search(r"^  undo +撤销", told, re.MULTILINE)
    assert "代号" in pay("--lang", "zh", "list").splitlines()[0]
    assert "没有交接" in run("--lang", "zh", "status", "NOPE").stderr
    assert "代号" in pay("list", env={"HANDOVER_LANG": "zh"})


def test_a_misspelt_command_is_understood_but_not_run(run: Run) -> None:
    done = run("staus", "PAY")
    assert done.returncode == 64
    assert done.stderr.startswith("handover: there is no command staus; did you mean status?\n")


def test_a_stream_that_the_caller_closed_leads_nowhere(home: dict[str, str], fine: Fine) -> None:
    fine("db", "new")
    for closed in (">&-", "2>&-", "<&-", ">&- 2>&- <&-"):
        # The doctor looks at the streams themselves.
        for args, status in ((["doctor", "--json"], 0), (["nonsense"], 64)):
            script = f'"$@" {closed}'
            done = subprocess.run(["sh", "-c", script, "sh", *HANDOVER, *args], env=home,
                                  capture_output=True, text=True, check=False)  # fmt: skip
            assert done.returncode == status, (closed, done.stderr)
            assert "failed" not in done.stderr
    assert "0 change" in fine("doctor")
