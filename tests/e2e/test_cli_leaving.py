"""Who may leave, by command: the pages, the days, who knows what."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., "subprocess.CompletedProcess[str]"]
Fine = Callable[..., str]


@pytest.fixture
def team(pay: Fine) -> Fine:
    """PAY with somebody who goes, what only he knows, and the post that takes over."""

    def add(register: str, *values: str) -> None:
        pay("register", "add", "PAY", register, *values)

    add("person", "name=Wu Lan", "side=receiving", "starts=2026-12-21")
    add("person", "name=Chen Hao", "side=giving", "role=SRE lead", "release=2026-12-20",
        "told_on=2026-11-20", "notice=30", "successor=Wu Lan", "contact=555-0199")  # fmt: skip
    add("post", "title=Payment duty", "holder=Sun Yu")
    add("topic", "title=Ledger retry", "receiver=Wu Lan", "post=Payment duty")
    add("holding", "parent=K-01", "person=Chen Hao", "level=4")
    add("session", "parent=K-01", "kind=reverse_shadowing", "giver=Chen Hao", "receiver=Wu Lan",
        "day=2027-01-05")  # fmt: skip
    return pay


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


def test_a_page_of_nobody_is_refused_with_who_there_is(team: Fine, run: Run) -> None:
    done = run("export", "PAY", "--leaving", "Chen")
    assert done.returncode == 0, done.stderr
    done = run("export", "PAY", "--leaving", "Nobody")
    assert done.returncode == 70
    assert "there is no Nobody; there are:" in done.stderr
    assert "Chen Hao" in done.stderr
    assert run("export", "PAY", "--leaving", "P-04", "--post", "SP-01").returncode == 64
