"""`handover doctor`: whether the program, the terminal and the data file are as they should be."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from workbench.cli.opening import left_aside
from workbench.cli.session import Session
from workbench.cli.words import as_json, command
from workbench.domain.message import Msg, msg, pmsg
from workbench.domain.text import clean

if TYPE_CHECKING:
    from workbench.services.doctor import Line

_LEVELS = {
    "ok": pmsg("doctor", "ok"),
    "warn": pmsg("doctor", "warn"),
    "problem": pmsg("doctor", "PROBLEM"),
}


@command(msg("Look whether program, terminal and data file are as they should be."))
@as_json
@click.pass_obj
def doctor(session: Session, as_json: bool) -> None:
    from workbench.cli import ERROR
    from workbench.services.doctor import PROBLEM, data_file, program
    from workbench.services.workspace import Me

    lines = [
        *program(),
        *_terminal(session),
        *_settings(session),
        *(data_file(session.path, Me(session.user)) if _is_named(session) else ()),
    ]
    if as_json:
        session.json({"schema": 1, "lines": [_json(session, line) for line in lines]})
    else:
        for line in lines:
            session.lines(*_told(session, line))
    if any(line.level == PROBLEM for line in lines):
        session.status = ERROR


def _is_named(session: Session) -> bool:
    """Whether anybody can tell which the data file is: not while the settings are broken."""
    return not any(problem.stops for problem in session.problems)


def _json(session: Session, line: Line) -> dict[str, str | None]:
    english = str(line.what)
    return {
        "level": line.level,
        "name": line.name,
        "text": clean(english),
        "do": clean(str(line.do)) if line.do is not None else None,
    }


def _told(session: Session, line: Line) -> list[str]:
    from workbench.pack.wrap import pad

    tr = session.tr
    width = 8
    told = [f"{pad(tr(_LEVELS[line.level]), width)} {tr(line.what)}"]
    if line.do is not None:
        told.append(f"{' ' * width} -> {tr(line.do)}")
    return told


def _terminal(session: Session) -> Iterator[Line]:
    from screens.terminal.preflight import has_few_colours, problem, starting_environment
    from workbench.services.doctor import OK, WARN, Line

    started = starting_environment(os.environ)
    found = problem(os.environ, sys.stdin, sys.stderr)
    size = shutil.get_terminal_size()
    term = clean(os.environ.get("TERM", ""))
    words = msg("terminal {term}, {columns}x{lines}", term=term or "?", columns=size.columns,
                lines=size.lines)  # fmt: skip
    small = size.columns < 80 or size.lines < 24
    do: Msg | None = None
    if small:
        do = msg("the screens want 80x24 at least")
    elif has_few_colours(os.environ) and not term.startswith(("linux", "vt")):
        do = msg("sixteen colours by this name; most terminals have more: TERM=xterm-256color")
    yield Line(WARN if found or small else OK, "terminal", words, found or do)
    names = ("LC_ALL", "LC_CTYPE", "LANG")
    locale = next((started[n] for n in names if started.get(n)), "")
    ascii_only = session.settings.ascii == "auto" and session.charset == "ascii"
    yield Line(
        WARN if ascii_only else OK,
        "locale",
        msg("locale {name}", name=clean(locale) or msg("not set")),
        msg("the screens are drawn in ASCII; for lines and Chinese set LANG to a UTF-8 locale, or "
            "use --unicode") if ascii_only else None,
    )  # fmt: skip


def _settings(session: Session) -> Iterator[Line]:
    from workbench.services.doctor import OK, PROBLEM, WARN, Line

    path = clean(str(session.paths.config))
    there = os.path.exists(session.paths.config)
    words = (
        msg("settings {path}", path=path) if there else msg("no settings yet: {path}", path=path)
    )
    yield Line(OK, "settings", words)
    for name in ("export_folder", "state_folder"):
        folder = getattr(session.settings, name)
        if folder and not os.path.isdir(folder):
            what = msg("{name}: there is no folder {path}", name=name, path=clean(folder))
            yield Line(PROBLEM, name, what, msg("make it, or name another"))
    for trouble in (*session.problems, *left_aside(session)):
        what = msg("{where}: {what}", where=trouble.where, what=trouble.message)
        yield Line(PROBLEM if trouble.stops else WARN, "settings", what)
