"""What is carried to hosts without internet: built here, run on hosts that have next to nothing."""

from __future__ import annotations

import ast
import hashlib
import json
import os
import platform
import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import pytest

from offline import archive, start
from offline.parts import ROOT, version
from offline.wheelhouse import wheelhouse
from tests.fixtures.bare_host import Host, possible
from tests.fixtures.once import common, once
from tests.fixtures.terminal import Terminal
from tests.fixtures.thorough import THOROUGH

pytestmark = [
    pytest.mark.terminal,
    pytest.mark.skipif(not possible(), reason="no name spaces may be made here (unshare -rnm)"),
    pytest.mark.skipif(find_spec("hatchling") is None, reason="install '.[dev]' again"),
]

NAME = f"handover-{version()}"
FOLDER = f"{NAME}-linux-{platform.machine()}"
PYTHON = Path(sys.base_prefix, "bin", f"python{sys.version_info.major}.{sys.version_info.minor}")
WITH_PYTHON = {
    place: Path(place)
    for place in ("/usr", "/lib", "/lib64", sys.base_prefix)
    if Path(place).is_dir()
}
TODAY = {"HANDOVER_TODAY": "2026-11-23", "HANDOVER_USER": "Li Wei", "LANG": "C.UTF-8"}
WORDS = {
    "en": {"name": "Payment system", "item": "Pumps tested", "all": " HANDOVERS",
           "list": " PAY Payment system", "walk": " WALK  PAY"},
    "zh": {"name": "支付系统", "item": "水泵已测试", "all": " 交接",
           "list": " PAY 支付系统", "walk": " 逐项  PAY"},
}  # fmt: skip

# As the formatter writes them; to parse all sources takes a second.
IMPORT = re.compile(r"^ *(?:from ([\w.]+) import |import ([\w.]+(?: as \w+)?(?:, [\w.]+)*)$)", re.M)
BUILD = """
import sys
from pathlib import Path
from offline import parts
from offline.compiled import compiled
from offline.single import single_file
files = parts.tree(parts.wheel(Path(sys.argv[1])))
files = {name: data for name, data in files.items() if name.startswith(sys.argv[2])}
single_file(files, compiled(files), Path(sys.argv[1]))
"""


@dataclass(frozen=True)
class Form:
    """How the program is started on a host, what must be mounted there for it, and the file by
    whose hash it is known."""

    start: str
    mounts: Mapping[str, Path]
    known_by: Path


@pytest.fixture(scope="session")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all processes of this run of the tests have in common."""
    return common(tmp_path_factory, "offline")


@pytest.fixture(scope="session")
def dist(place: Path) -> Path:
    """What the command builds without the package index."""
    dist = place / "dist"
    with once(place, "dist") as first:
        if first:
            make = [sys.executable, "-m", "offline", "file", "folder", "--into", str(dist)]
            subprocess.run(make, cwd=ROOT, check=True, capture_output=True)
            packed = dist / f"{FOLDER}.tar.gz"
            subprocess.run(["tar", "-xzf", packed, "-C", place], check=True)
    return dist


@pytest.fixture(scope="session")
def file(dist: Path) -> Form:
    made = dist / f"{NAME}.pyz"
    return Form(f"{PYTHON} /opt/{made.name}", {**WITH_PYTHON, "/opt": dist}, made)


@pytest.fixture(scope="session")
def folder(dist: Path, place: Path) -> Form:
    unpacked = place / FOLDER
    return Form("/opt/bin/handover", {"/opt": unpacked}, unpacked / archive.SUMS)


@pytest.fixture(scope="session")
def house(dist: Path, place: Path) -> Path:
    """The wheelhouse, unpacked."""
    with once(place, "house") as first:
        if first:
            packed = wheelhouse(next(dist.glob("*.whl")), place)
            subprocess.run(["tar", "-xzf", packed, "-C", place], check=True)
    return place / f"{NAME}-wheelhouse"


@pytest.fixture(scope="session")
def wheels(house: Path, place: Path) -> Form:
    """The wheelhouse, installed by its script on a host of its own."""
    with once(place, "host") as first:
        if first:
            host = Host(place / "host", {**WITH_PYTHON, "/house": house}, out="/opt")
            done = call(host, "/house/install.sh /opt", PYTHON=str(PYTHON))
            assert done.returncode == 0, done.stderr
            assert done.stdout.splitlines() == [f"handover {version()}", "/opt/bin/handover"]
    mounts = {**WITH_PYTHON, "/opt": place / "host" / "out"}
    return Form("/opt/bin/handover", mounts, house / archive.SUMS)


def call(host: Host, script: str, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        host.call(script, {**TODAY, **env}), capture_output=True, text=True, check=False, timeout=60
    )


@pytest.fixture
def form(request: pytest.FixtureRequest) -> Form:
    found = request.getfixturevalue(request.param)
    assert isinstance(found, Form)
    return found


# The wheel is the one of the file, so its Chinese words are there when the file has them.
@pytest.mark.parametrize(
    ("form", "lang"), [("file", "zh"), ("folder", "zh"), ("wheels", "en")], indirect=["form"]
)
def test_a_day_on_a_host_without_network(form: Form, lang: str, tmp_path: Path) -> None:
    words, host = WORDS[lang], Host(tmp_path, form.mounts)
    # What wheels are installed to is imported from as everywhere: it need not do everything.
    whole = THOROUGH or lang == "zh"
    (host.out / "list.md").write_text(f"- [ ] {words['item']}\n", encoding="utf-8")
    script = f"""
        set -e
        handover() {{ {form.start} "$@"; }}
        handover new PAY --template lite --name '{words["name"]}' --t0 2027-03-15 \
            --giving Delivery --receiving Operations
        {"handover import PAY /out/list.md --yes" if whole else ""}
        handover open PAY
        {"handover export PAY -o /out/pack.md" if whole else ""}
        {"handover db backup -o /out/copy.db" if whole else ""}
        echo /tmp/* > /out/tmp
        handover doctor > /out/doctor || :
    """
    with Terminal(host.call(script, {**TODAY, "HANDOVER_LANG": lang})) as t:
        t.wait_for(words["list"], 30)
        t.type("w")
        t.wait_for(words["walk"])
        for back in ("list", "all"):
            t.type("{esc}")
            t.wait_for(words[back])
        t.type("q")
        assert t.wait_exit(30) == 0, t.screen()
    if whole:
        pack = (host.out / "pack.md").read_text("utf-8")
        assert f"PAY {words['name']}" in pack
        assert words["item"] in pack
        with closing(sqlite3.connect(host.out / "copy.db")) as copy:
            assert copy.execute("SELECT count(*) FROM r_item").fetchone() == (13,)
    assert (host.out / "tmp").read_text() == "/tmp/*\n"
    told = (host.out / "doctor").read_text("utf-8")
    assert version() in told
    assert hashlib.sha256(form.known_by.read_bytes()).hexdigest() in told


def test_a_home_that_cannot_be_written_or_is_not_there(file: Form, tmp_path: Path) -> None:
    host = Host(tmp_path, file.mounts, home="ro")
    script = f"""
        set -e
        handover() {{ {file.start} --db /out/team.db "$@"; }}
        handover db new
        handover new PAY --template lite --name Pay --t0 2027-03-15 --giving A --receiving B
        HOME=/nowhere/at/all handover
        handover
    """
    with Terminal(host.call(script, TODAY)) as t:
        for _ in range(2):
            t.wait_for(" HANDOVERS", 30)
            t.type("q")
            t.wait_gone(" HANDOVERS")
        assert t.wait_exit(30) == 0, t.screen()


@pytest.mark.parametrize(
    ("lang", "words"), [("en_US", "set HOME to one"), ("zh_CN", "请将 HOME 设为")]
)
def test_no_home_is_known(folder: Form, lang: str, words: str, tmp_path: Path) -> None:
    done = call(
        Host(tmp_path, folder.mounts), f"{folder.start} list", HOME="", LANG=f"{lang}.UTF-8"
    )
    assert done.returncode == 70
    assert words in done.stderr
    assert done.stderr.count("\n") == 1


def test_the_folder_uses_the_newer_c_library(folder: Form, tmp_path: Path) -> None:
    python = "bin/python3 -c \"print([m for m in open('/proc/self/maps') if 'libc.so.6' in m])\""
    old = call(Host(tmp_path, folder.mounts), f"/opt/{python}")
    assert "/opt/lib/glibc/libc.so.6" in old.stdout, old.stderr
    place = folder.mounts["/opt"]
    new = subprocess.run(["sh", "-c", f"{place}/{python}"], capture_output=True, text=True)
    assert "libc.so.6" in new.stdout
    assert str(place) not in new.stdout


def test_the_folder_is_started_by_a_link(folder: Form, tmp_path: Path) -> None:
    link = tmp_path / "handover"
    link.symlink_to(folder.mounts["/opt"] / "bin" / "handover")
    done = subprocess.run([link, "--version"], capture_output=True, text=True, check=True)
    assert done.stdout == f"handover {version()}\n"


def test_nothing_is_installed_from_an_archive_that_was_changed(house: Path, tmp_path: Path) -> None:
    copied = shutil.copytree(house, tmp_path / "house")
    wheel = next(copied.glob("wheels/rich-*.whl"))
    wheel.write_bytes(wheel.read_bytes()[:-1] + b"!")
    done = subprocess.run(
        ["sh", copied / "install.sh", tmp_path / "into"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 70
    assert "fetch the archive again" in done.stderr
    assert not (tmp_path / "into").exists()


def test_for_all_users_a_python_is_taken_that_all_can_run(house: Path, tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    mine.mkdir(mode=0o700)
    (mine / "python3.14").symlink_to(PYTHON)
    mounts = {**WITH_PYTHON, "/house": house, "/mine": mine}
    host = Host(tmp_path / "host", mounts, out="/opt")
    refused = call(host, "/house/install.sh /opt", PYTHON="/mine/python3.14")
    assert refused.returncode == 70
    assert "others cannot run /mine/python3.14" in refused.stderr
    assert refused.stderr.count("\n") == 1
    assert not list(host.out.iterdir())
    (host.out / version()).mkdir()  # asked for when a Python has been found
    path = f"/mine:{PYTHON.parent}:/bin:/usr/bin"
    assert "is there already" in call(host, "/house/install.sh /opt", PATH=path).stderr


def test_wheel_and_file_are_the_same_wherever_they_are_built(tmp_path: Path) -> None:
    """The file of few modules: it is made as that of all is, which takes long."""
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True)
    for name in listed.stdout.splitlines():
        (tmp_path / "clone" / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / name, tmp_path / "clone" / name)
    odd = {"PYTHONHASHSEED": "7", "TZ": "Asia/Shanghai", "LC_ALL": "C"}
    built = []
    for place, umask, env in ((ROOT, "022", {}), (tmp_path / "clone", "077", odd)):
        into = tmp_path / umask
        into.mkdir()
        make = [sys.executable, "-c", BUILD, str(into), "" if THOROUGH else "db/"]
        done = subprocess.run(
            ["sh", "-c", f'umask {umask}; exec "$@"', "sh", *make],
            cwd=place, env={**os.environ, **env}, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        built.append({path.name: path.read_bytes() for path in into.iterdir()})
    assert len(built[0]) == 2
    assert built[0] == built[1]


def test_what_is_carried_is_checked_by_its_sums(dist: Path) -> None:
    made = {path.name: path.read_bytes() for path in dist.iterdir() if path.name != archive.SUMS}
    assert len(made) == 3
    assert (dist / archive.SUMS).read_bytes() == archive.sums(dict(sorted(made.items())))


def test_an_older_python_is_refused_in_one_sentence(tmp_path: Path) -> None:
    refused = _start_with_an_older_python(tmp_path, LANG="en_US.UTF-8")
    assert refused.returncode == 70
    assert refused.stderr.startswith("handover needs Python 3.99 or newer, and this is 3.")
    assert refused.stderr.count("\n") == 1
    assert _start_with_an_older_python(tmp_path, LC_ALL="zh_CN.UTF-8").stderr.startswith(
        "handover 需要 Python 3.99 或更新的版本"
    )


def test_an_older_python_hands_over_to_a_newer_one(tmp_path: Path) -> None:
    newer = tmp_path / "python3.100"
    newer.write_text('#!/bin/sh\n[ "$1" = -c ] || echo "started with $*"\n')
    newer.chmod(0o755)
    done = _start_with_an_older_python(tmp_path)
    assert (done.returncode, done.stdout) == (0, "started with handover.pyz list\n")


def _start_with_an_older_python(path: Path, **env: str) -> subprocess.CompletedProcess[str]:
    code = "from offline import start; start.OLDEST, start.NEWEST = (3, 99), 101; start.main()"
    return subprocess.run(
        [sys.executable, "-c", f"import sys; sys.argv = ['handover.pyz', 'list']; {code}"],
        cwd=ROOT, env={"PATH": str(path), **env}, capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_what_an_older_python_reads_first_is_no_newer_python() -> None:
    ast.parse(Path(start.__file__).read_text("utf-8"), feature_version=(3, 4))


def test_who_has_the_file_open_reads_on_in_it_after_an_update(
    file: Form, home: dict[str, str], tmp_path: Path
) -> None:
    link, newer = tmp_path / "handover", tmp_path / "newer.pyz"
    newer.write_bytes(b"another file")
    link.symlink_to(file.known_by)
    with Terminal([str(PYTHON), str(link)], home) as t:
        t.wait_for("Look round the sample", 30)
        os.replace(shutil.copy(newer, tmp_path / "copied"), link)
        t.type("1")
        t.wait_for("Code", 30)


def test_verdicts_are_counted_by_processes_of_the_file(
    file: Form, made_pay: Path, tmp_path: Path
) -> None:
    env = {**os.environ, "HOME": str(tmp_path), "PYTHONPATH": str(file.known_by)}
    path = str(shutil.copy(made_pay, tmp_path / "team.db"))
    counted = subprocess.run(
        [PYTHON, "-P", "-m", "workbench.services.refresh", path, "2026-11-23"],
        env=env, input="[1]", capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert list(json.loads(counted.stdout)) == ["1"]


def test_the_folder_has_all_that_the_program_ever_imports(folder: Form) -> None:
    """Much of it late, inside functions, which no start would show."""
    named = {
        name.partition(" ")[0]
        for top in ("workbench", "screens", "db", "themes")
        for path in (ROOT / top).rglob("*.py")
        for found in IMPORT.findall(path.read_text("utf-8"))
        for name in "".join(found).split(", ")
    }
    assert {"workbench.cli", "textual.app", "alembic", "sqlalchemy"} <= named
    code = "import sys; from importlib import import_module; [*map(import_module, sys.argv[1:])]"
    done = subprocess.run(
        [folder.mounts["/opt"] / "bin" / "python3", "-c", code, *sorted(named - {"__future__"})],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
