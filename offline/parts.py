"""What the program is made of: its own wheel, and what it needs as it is installed here."""

from __future__ import annotations

import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterator, Mapping
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
PROJECT = "handover-workbench"

Tree = Mapping[str, bytes]
"""Files by their name, with `/` between folders."""

# Never imported here: tests of the libraries, other databases, what maps classes to tables or does
# without waiting, and what colours program text.
_LEFT_OUT = (
    *("alembic/templates/", "alembic/testing/", "mako/testing/", "sqlalchemy/testing/"),
    *(f"sqlalchemy/dialects/{name}/" for name in ("mssql", "mysql", "oracle")),
    *("sqlalchemy/orm/", "sqlalchemy/ext/asyncio/"),
    *("pygments/lexers/", "pygments/styles/", "textual/demo/"),
)
_KEPT_ALL_THE_SAME = tuple(
    f"pygments/{name}.py"
    for name in ("lexers/__init__", "lexers/_mapping", "styles/__init__", "styles/_mapping")
)
# Machine code cannot be loaded from an archive, nor from a disk without the right to run; each
# module that has some here comes as Python, too.
_MACHINE_CODE = (".so", ".pyx", ".pxd", ".c")
_OF_THE_INSTALLER = ("RECORD", "INSTALLER", "REQUESTED", "direct_url.json")


def version() -> str:
    """The version that the sources have."""
    with (ROOT / "pyproject.toml").open("rb") as file:
        return str(tomllib.load(file)["project"]["version"])


def wheel(folder: Path) -> Path:
    """Build the program's wheel in `folder`; the same bytes wherever and whenever it is built."""
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder.resolve())],
        cwd=ROOT, check=True, capture_output=True,
    )  # fmt: skip
    return folder / f"{PROJECT.replace('-', '_')}-{version()}-py3-none-any.whl"


def program(wheel: Path) -> dict[str, bytes]:
    """The files in the program's wheel."""
    with zipfile.ZipFile(wheel) as archive:
        return {n: archive.read(n) for n in archive.namelist() if not n.endswith("RECORD")}


def needed() -> list[metadata.Distribution]:
    """Everything the program needs at run time as installed here, by name."""
    found: dict[str, metadata.Distribution] = {}
    asked = [(PROJECT, "")]
    while asked:
        name, extra = asked.pop()
        distribution = metadata.distribution(name)
        if name != PROJECT:
            found[canonicalize_name(name)] = distribution
        for requirement in map(Requirement, distribution.requires or ()):
            wanted = requirement.marker is None or requirement.marker.evaluate({"extra": extra})
            if wanted and canonicalize_name(requirement.name) not in found:
                asked += [(requirement.name, e) for e in (*requirement.extras, "")]
    return [found[name] for name in sorted(found)]


def library(distribution: metadata.Distribution) -> Iterator[tuple[str, bytes]]:
    """The files of an installed library that are Python or data."""
    for path in distribution.files or ():
        name = path.as_posix()
        if (
            path.parts[0] != ".."
            and "__pycache__" not in path.parts
            and path.suffix not in _MACHINE_CODE
            and path.name not in _OF_THE_INSTALLER
            and (not name.startswith(_LEFT_OUT) or name in _KEPT_ALL_THE_SAME)
        ):
            yield name, path.read_binary()


def tree(wheel: Path) -> dict[str, bytes]:
    """All files that the program runs on, beside Python itself."""
    found = program(wheel)
    for distribution in needed():
        found.update(library(distribution))
    return dict(sorted(found.items()))
