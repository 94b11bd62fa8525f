"""Settings, theme, keys or template of the user's own that cannot be used: fault 61."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.e2e.conftest import Fine, Run
from tests.fixtures.forked import Forked
from tests.fixtures.terminal import Terminal

PLACE = "config/handover"
BROKEN = {
    "not TOML": ({"config.toml": 'theme = "dark"\nlang = [en\n'}, "config.toml:2: "),
    "no such setting": ({"config.toml": 'theme = "dark"\nnonsense = 1\n'}, "config.toml:2: "),
    "no such theme": ({"config.toml": 'theme = "mine"\n'}, "config.toml:1: There is no theme mine"),
    "bad colour": (
        {
            "config.toml": 'theme = "mine"\n',
            "themes/mine.toml": 'name = "mine"\n[colors]\nprimary = "beautiful"\n',
        },
        "themes/mine.toml: primary is a colour",
    ),
    "no such action": (
        {"config.toml": '[keymap]\n"handover.dance" = "f7"\n'},
        "keymap handover.dance: There is no action",
    ),
}


def put(home: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        path = home / PLACE / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


@pytest.mark.terminal
@pytest.mark.parametrize(("files", "says"), BROKEN.values(), ids=list(BROKEN))
def test_the_screens_open_and_the_terminal_says_what_was_left_aside(
    pay: Fine, home: dict[str, str], tmp_path: Path, forked: Forked,
    files: dict[str, str], says: str,
) -> None:  # fmt: skip
    put(tmp_path, files)
    with Terminal([], env=home, forked=forked) as terminal:
        terminal.wait_for("HANDOVERS", timeout=60)
        terminal.wait_for("PAY")
        terminal.type("q")
        assert terminal.wait_exit() == 0
        terminal.wait_for(says.rpartition("/")[2])  # still there when the screens are gone
        assert b"Traceback" not in terminal.raw


@pytest.mark.parametrize(("files", "says"), BROKEN.values(), ids=list(BROKEN))
def test_the_doctor_names_it(
    pay: Fine, run: Run, tmp_path: Path, files: dict[str, str], says: str
) -> None:
    put(tmp_path, files)
    assert says in run("doctor").stdout


def test_a_broken_template_is_named_with_its_line_and_the_others_are_listed(
    run: Run, tmp_path: Path
) -> None:
    put(tmp_path, {"templates/ours.toml": 'name = "Ours"\n[items\n'})
    done = run("template", "list")
    assert done.returncode == 70
    assert f"{tmp_path / PLACE}/templates/ours.toml:2: " in done.stderr
    assert "generic" in done.stdout
