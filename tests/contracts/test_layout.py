"""How the code is laid out: what a reader may rely on."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PRODUCT = ("workbench", "screens", "db", "themes")
LIMIT = 400


def _modules() -> list[Path]:
    return [p for top in PRODUCT for p in sorted((ROOT / top).rglob("*.py"))]


def test_no_module_is_longer_than_a_reader_keeps_in_mind() -> None:
    lines = {p: len(p.read_text(encoding="utf-8").splitlines()) for p in _modules()}
    assert {str(p.relative_to(ROOT)): n for p, n in lines.items() if n > LIMIT} == {}


def test_every_module_says_what_it_is_for() -> None:
    texts = {str(p.relative_to(ROOT)): p.read_text(encoding="utf-8") for p in _modules()}
    silent = [p for p, t in texts.items() if t.strip() and not ast.get_docstring(ast.parse(t))]
    assert silent == []


def test_every_command_is_in_the_documentation() -> None:
    from workbench.cli.root import COMMANDS

    pages = [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]
    text = "\n".join(p.read_text(encoding="utf-8") for p in pages)
    missing = [name for name in COMMANDS if not re.search(rf"handover {name}\b", text)]
    assert missing == []


def test_no_screen_handles_an_event_twice() -> None:
    # Textual calls the handler of every class by itself: a screen would read its data again.
    handlers = re.compile(r"super\(\)\._?on_(?!event\b)\w+")
    found = [m for p in _modules() for m in handlers.findall(p.read_text(encoding="utf-8"))]
    assert found == []


# Modules that may open files and start programs by other ways than `workbench.reach`: each names
# them itself, or belongs to a command or choice that a restricted account does not have.
OPENING = re.compile(
    r"workbench\.files import [^\n]*\b(?:named|placed)\b"
    r"|expanduser\(|write_atomic\(|\bread_bytes\(|\bread_text\(|\bhash_file\(|\bsubprocess\b"
    r"|os\.(?:system|exec|spawn|popen|open)|webbrowser|(?<![.\w])(?<!def )open\("
)
OPENS = {
    "screens": {"ways_out", "terminal/driver", "terminal/lending", "terminal/preflight"},
    "workbench/cli": {"__init__", "crash", "db", "house", "lens", "pack", "screens", "session",
                      "template"},
    "workbench/services": {"demo", "memory", "outside", "presence", "refresh", "returning"},
}  # fmt: skip


@pytest.mark.parametrize("folder", OPENS)
def test_files_that_a_user_names_go_through_what_restricts_them(folder: str) -> None:
    found = {
        str(path.relative_to(ROOT / folder).with_suffix(""))
        for path in (ROOT / folder).rglob("*.py")
        if OPENING.search(path.read_text(encoding="utf-8"))
    }
    assert found == OPENS[folder]
