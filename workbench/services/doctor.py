"""What `handover doctor` looks at: the program's parts, and the data file from all sides."""

from __future__ import annotations

import grp
import hashlib
import os
import pwd
import sqlite3
import stat
import sys
from collections.abc import Iterator
from contextlib import closing
from importlib import metadata
from pathlib import Path
from typing import NamedTuple
from zipimport import zipimporter

from db import place
from db.engine import FAILURES, REVISION, SQLITE_FLOOR, connect
from db.opening import look
from workbench.domain.errors import WorkbenchError
from workbench.domain.message import Msg, msg, nmsg
from workbench.domain.text import clean
from workbench.services import file_check
from workbench.services.workspace import Me, Workspace

OK, WARN, PROBLEM = "ok", "warn", "problem"
_SPELT = {"textual": "Textual", "sqlalchemy": "SQLAlchemy"}
_SHOWN = 5  # faults named; `handover db check` names them all


class Line(NamedTuple):
    """One thing that was looked at: how it is, a word for machines, what it is, what to do."""

    level: str
    name: str
    what: Msg
    do: Msg | None = None


def program() -> Iterator[Line]:
    """What the program is, and what it runs on."""
    version = metadata.version("handover-workbench")
    form, told = _form()
    yield Line(OK, "program", msg("{name} {version}, {form}", name="Handover Workbench",
                                  version=version, form=form))  # fmt: skip
    if told is not None:
        with told.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        yield Line(OK, "hash", msg("{name} has the SHA-256 {hash}", name=told.name, hash=digest))
    python = ".".join(map(str, sys.version_info[:3]))
    yield Line(OK, "python", msg("{name} {version}", name="Python", version=python))
    old = sqlite3.sqlite_version_info < SQLITE_FLOOR
    yield Line(
        PROBLEM if old else OK,
        "sqlite",
        msg("{name} {version}", name="SQLite", version=sqlite3.sqlite_version),
        msg("install Python with SQLite {floor} or newer", floor=".".join(map(str, SQLITE_FLOOR)))
        if old
        else None,
    )
    for name in _SPELT:
        version = metadata.version(name)
        yield Line(OK, name, msg("{name} {version}", name=_SPELT[name], version=version))


def _form() -> tuple[Msg, Path | None]:
    """How the program is installed, and the file whose hash tells this build from others."""
    loader = getattr(__spec__, "loader", None)
    if isinstance(loader, zipimporter):
        return msg("the single file {path}", path=clean(loader.archive)), Path(loader.archive)
    sums, place = Path(sys.prefix, "SHA256SUMS"), clean(sys.prefix)
    if not sums.is_file():
        return msg("installed in {path}", path=place), None
    if sys.prefix == sys.base_prefix:
        return msg("the folder {path} with its own Python", path=place), sums
    return msg("installed from the wheelhouse in {path}", path=place), sums


def data_file(path: Path, me: Me, mounts: Path | None = None) -> Iterator[Line]:
    """The data file: where it is, who may do what with it, and whether it is whole.

    `mounts` is in place of /proc/self/mountinfo.
    """
    yield Line(OK, "file", msg("file {path}", path=clean(str(path))))
    try:
        missing = not place.is_there(path)
    except WorkbenchError as problem:
        yield Line(PROBLEM, "missing", problem.message)
        return
    if missing:
        do = msg("run handover, or bring one back with: handover db restore FILE")
        yield Line(WARN, "missing", msg("there is no data file yet"), do)
        return
    yield from _access(path)
    yield from _disk(path, mounts)
    try:
        found = look(path)
    except WorkbenchError as problem:
        yield Line(PROBLEM, "format", problem.message)
        return
    assert found is not None
    older = found.revision < REVISION
    yield Line(
        WARN if older else OK,
        "format",
        msg("format {n}", n=found.revision),
        msg("it is brought to format {n} when it is opened", n=REVISION) if older else None,
    )
    if not older:
        yield from _content(path, me)


def _access(path: Path) -> Iterator[Line]:
    own, folder = path.stat(), path.resolve().parent.stat()
    mode = f"{stat.S_IMODE(own.st_mode):04o}"
    words = msg("mode {mode}, owner {owner}, group {group}", mode=mode,
                owner=_user(own.st_uid), group=_group(own.st_gid))  # fmt: skip
    open_to_all = own.st_mode & stat.S_IRWXO
    yield Line(
        WARN if open_to_all else OK,
        "mode",
        words,
        msg("everybody on this machine can read it; run: chmod o= {path}", path=clean(str(path)))
        if open_to_all
        else None,
    )
    setgid = bool(folder.st_mode & stat.S_ISGID)
    unsafe = place.unsafely_shared(path)
    words = msg("folder mode {mode}", mode=f"{stat.S_IMODE(folder.st_mode):04o}")
    if setgid:
        words = msg("folder mode {mode}, with setgid", mode=f"{stat.S_IMODE(folder.st_mode):04o}")
    yield Line(PROBLEM if unsafe else OK, "folder", words, unsafe)
    if (reason := place.barred(path)) is not None:
        yield Line(WARN, "writable", reason, msg("you can read; ask its owner to share it"))


def _disk(path: Path, mounts: Path | None) -> Iterator[Line]:
    kind = place.filesystem(path, mounts) if mounts is not None else place.filesystem(path)
    remote = place.is_remote(kind)
    yield Line(
        WARN if remote else OK,
        "filesystem",
        msg("file system {kind}", kind=kind or "?"),
        msg("a network disk: two people at once rely on its server's locks; better a folder on one "
            "host that all log in to") if remote else None,
    )  # fmt: skip
    room = os.statvfs(path)
    free = room.f_bavail * room.f_frsize
    size = path.stat().st_size
    tight = free < 2 * size + 10_000_000  # a change needs a journal, a backup a copy
    yield Line(
        WARN if tight else OK,
        "size",
        msg("{size} kB, {free} MB free", size=-(-size // 1000), free=free // 1_000_000),
        msg("there is hardly room for a backup; free some") if tight else None,
    )


def _content(path: Path, me: Me) -> Iterator[Line]:
    try:
        with closing(connect(path)) as connection:
            mode = connection.execute("PRAGMA journal_mode").fetchone()[0]
        yield Line(OK, "journal", msg("journal mode {mode}", mode=str(mode)))
        report = file_check.check(Workspace.open(path, me))
    except (WorkbenchError, *FAILURES) as problem:
        what = problem.message if isinstance(problem, WorkbenchError) else msg(
            "the data file failed: {why}", why=clean(str(problem)))  # fmt: skip
        yield Line(PROBLEM, "content", what)
        return
    if report.ok:
        yield Line(
            OK,
            "content",
            nmsg("{n} handover, {sets} change sets; whole, and the log holds",
                 "{n} handovers, {sets} change sets; whole, and the log holds",
                 report.handovers, sets=report.change_sets),
        )  # fmt: skip
        return
    for fault in report.faults[:_SHOWN]:
        what = msg("{key}: {what}", key=fault.key, what=fault.what) if fault.key else fault.what
        yield Line(
            PROBLEM, "content", what, msg("see handover db check, then db repair or restore")
        )
    if len(report.faults) > _SHOWN:
        rest = len(report.faults) - _SHOWN
        yield Line(PROBLEM, "content", msg("and {n} more", n=rest))


def _user(number: int) -> str:
    try:
        return clean(pwd.getpwuid(number).pw_name)
    except KeyError:
        return str(number)


def _group(number: int) -> str:
    try:
        return clean(grp.getgrgid(number).gr_name)
    except KeyError:
        return str(number)
