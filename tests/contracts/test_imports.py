"""What is loaded when: start-up time is a feature, and a static graph does not see late imports."""

from __future__ import annotations

import json
import os
import pkgutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest

from tests.fixtures.blank import blank
from workbench.domain.bitext import Bitext
from workbench.domain.message import msg
from workbench.domain.registers.handover import Handover
from workbench.services.workspace import Me, Workspace

ROOT = Path(__file__).parents[2]
HEAVY = ("textual", "rich", "sqlalchemy", "alembic")


def loaded(code: str, folder: Path, *args: str) -> set[str]:
    """The modules in a fresh interpreter after `code`, run at home in `folder`."""
    report = folder / "modules.json"
    ending = f"import json, sys; open({str(report)!r}, 'w').write(json.dumps(sorted(sys.modules)))"
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("HANDOVER_", "XDG_"))}
    environ = {**kept, "HOME": str(folder), "LANG": "C.UTF-8", "HANDOVER_LANG": "en"}
    for kind in ("CONFIG", "DATA", "STATE"):
        environ[f"XDG_{kind}_HOME"] = str(folder / kind.lower())
    done = subprocess.run(
        [sys.executable, "-c", f"{code}\n{ending}", *args],
        cwd=ROOT, env=environ, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return set(json.loads(report.read_text()))


COMMANDS = """
import sys
from workbench.cli import run

*given, forbidden, commands = sys.argv[1:]
for asked in commands.split(";"):
    assert run([*given, *asked.split()]) == 0, asked
    found = {name.partition(".")[0] for name in sys.modules} & set(forbidden.split())
    assert not found, f"{asked}: {found}"
"""


def commands(folder: Path, forbidden: Iterable[str], *asked: str, db: Path | None = None) -> None:
    """Run commands in one interpreter, none of which may load what is forbidden."""
    given = ["--db", str(db)] if db else []
    loaded(COMMANDS, folder, *given, " ".join(forbidden), ";".join(asked))


@pytest.fixture
def data_file(tmp_path: Path) -> Path:
    path = blank(tmp_path / "team.db")
    ws = Workspace.open(path, Me("Li Wei"))
    with ws.founding("new", msg("new handover")) as (ed, _):
        ed.add(Handover, code="PAY", name=Bitext("Payment system"))
    return path


def tops(modules: set[str]) -> set[str]:
    return {name.partition(".")[0] for name in modules}


def modules_of(package: str) -> list[str]:
    folder = ROOT / package.replace(".", "/")
    return [
        found.name
        for found in pkgutil.walk_packages([str(folder)], f"{package}.")
        if not found.ispkg
    ]


def test_what_needs_no_data_loads_no_database_and_no_screens(tmp_path: Path) -> None:
    commands(tmp_path, HEAVY, "--version", "--help", "completion fish")


def test_status_loads_what_it_reads_and_nothing_else(tmp_path: Path, data_file: Path) -> None:
    code = "import sys; from workbench.cli import run; assert run(sys.argv[1:]) == 0"
    found = loaded(code, tmp_path, "--db", str(data_file), "status", "PAY", "--json")
    assert tops(found).isdisjoint({*HEAVY, "screens"})
    registers = {m.rpartition(".")[2] for m in found if m.startswith("workbench.domain.registers.")}
    # What decisions rest on is known to whoever may write.
    decided = {"baseline", "decision", "signoff"}
    assert registers <= {"handover", "item", "seat", "person", "holiday", *decided}
    assert "item" in registers


def test_records_are_read_without_sqlalchemy(tmp_path: Path, data_file: Path) -> None:
    asked = (
        *("list", "list --json", "next", "next PAY", "chase PAY", "item list PAY"),
        *("register list", "register show PAY person", "release PAY", "knows PAY"),
    )
    commands(tmp_path, HEAVY, *asked, db=data_file)


def test_no_command_loads_textual(tmp_path: Path, data_file: Path) -> None:
    asked = ("chase PAY", "item list PAY", "export PAY", "register list")
    commands(tmp_path, {"textual", "alembic"}, *asked, db=data_file)


def test_nothing_below_the_screens_knows_textual(tmp_path: Path) -> None:
    names = [
        name
        for package in ("domain", "figures", "rules", "exchange", "pack", "services")
        for name in modules_of(f"workbench.{package}")
    ]
    names += [name for name in modules_of("db") if not name.startswith("db.migrations.")]
    # Through which of them, the static graph says.
    found = loaded("\n".join(f"import {name}" for name in names), tmp_path)
    assert set(names) <= found
    assert tops(found).isdisjoint({"textual", "screens"})


def test_the_domain_is_the_standard_library_only(tmp_path: Path) -> None:
    names = modules_of("workbench.domain")
    bare = tops(loaded("", tmp_path))
    found = tops(loaded("\n".join(f"import {name}" for name in names), tmp_path))
    assert found - bare - set(sys.stdlib_module_names) == {"workbench"}


def test_screens_load_no_database(tmp_path: Path) -> None:
    names = modules_of("screens")
    assert "screens.portfolio" in names
    found = loaded("\n".join(f"import {name}" for name in names), tmp_path)
    assert tops(found).isdisjoint({"sqlalchemy", "alembic"})


def test_the_first_screen_knows_no_register(tmp_path: Path) -> None:
    found = loaded("import workbench.app, screens.portfolio", tmp_path)
    assert found.isdisjoint({"workbench.domain.record", "workbench.domain.dossier"})


def test_a_handover_is_read_without_the_registers_it_never_used(
    tmp_path: Path, data_file: Path
) -> None:
    code = (
        "import sys; from pathlib import Path; from workbench.services.workspace import *;"
        "Workspace.open(Path(sys.argv[1]), Me('Li Wei')).dossier(1).registers.index('topic')"
    )
    found = loaded(code, tmp_path, str(data_file))
    assert "workbench.domain.registers.handover" in found
    assert found.isdisjoint(f"workbench.domain.registers.{name}" for name in ("topic", "punch"))


def test_the_workbench_opens_without_what_reads_commands(tmp_path: Path) -> None:
    found = loaded("import workbench.cli.opening, workbench.app, screens.portfolio", tmp_path)
    assert "click" not in tops(found)


def test_themes_stand_alone(tmp_path: Path) -> None:
    found = tops(loaded("import themes.loader", tmp_path))
    assert found.isdisjoint({"workbench", "screens", "db", *HEAVY})
