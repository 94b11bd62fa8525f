"""`handover`, `handover open`, `handover demo`: the workbench on the screen."""

from __future__ import annotations

import os
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

import click

from workbench.cli.session import Session
from workbench.cli.words import command, handover_code, option
from workbench.domain.message import Msg, msg
from workbench.domain.text import clean
from workbench.settings import Problem


@command(msg("Open the workbench in one handover."), "open")
@handover_code
@click.pass_obj
def open_(session: Session, code: str) -> None:
    _need_terminal(session)
    session.need_file()
    show(session, session.entry(code).code)


@command(msg("Open the workbench on a sample, which is removed afterwards."))
@option("--keep", metavar="DIR", words=msg("Keep the sample in this folder."))
@click.pass_obj
def demo(session: Session, keep: str | None) -> None:
    _need_terminal(session)
    if keep is not None:
        _show_sample(session, Path(keep).expanduser().absolute(), session.paths.state)
        return
    with tempfile.TemporaryDirectory(prefix="handover-") as folder:
        _show_sample(session, Path(folder), Path(folder) / "state")


def show(session: Session, handover: str = "") -> None:
    """Open the workbench, which takes the terminal until the user leaves it."""
    _need_terminal(session)
    from screens.terminal.preflight import prepare_environment

    session.need_file(create=True)
    for problem in left_aside(session):
        session.complain(problem.message, problem.where)
    prepare_environment(os.environ)
    from workbench.app import run

    session.status = run(
        session.path,
        session.settings,
        session.paths,
        lang=session.lang,
        handover=handover,
        ascii_only=_ascii_only(session),
        clock=session.clock,
    )


def left_aside(session: Session) -> list[Problem]:
    """What the screens cannot take of the user's own keys and theme."""
    from themes.loader import BUILT_IN, load_all
    from workbench.keys import keymap

    found = keymap(session.settings.keymap)[1]
    name = session.settings.theme
    if name and name not in BUILT_IN:
        themes, broken = load_all(session.paths.themes)
        if name not in [theme.name for theme in themes]:
            missing = msg("There is no theme {name}; handover theme list names those there are.",
                          name=clean(name))  # fmt: skip
            found.append(Problem(missing, clean(str(session.paths.config))))
            found += [Problem(Msg(p.text, p.args), clean(p.where)) for p in broken]
    return found


def _need_terminal(session: Session) -> None:
    """Asked before Textual is imported: it would draw into a pipe."""
    from screens.terminal.preflight import problem

    found = problem(os.environ, sys.stdin, sys.stderr)
    if found is not None:
        raise click.UsageError(session.tr(found))


def _ascii_only(session: Session) -> bool:
    from screens.terminal.preflight import starting_environment, wants_ascii

    chosen = session.settings.ascii
    return wants_ascii(starting_environment(os.environ)) if chosen == "auto" else chosen == "on"


def _show_sample(session: Session, folder: Path, state: Path) -> None:
    """Make the sample in `folder` and open it as somebody who is in it."""
    from workbench.services import arriving
    from workbench.services.demo import ME, last_visit, make_demo
    from workbench.services.memory import Memory

    session.say(msg("Making the sample ..."))
    path = make_demo(folder, session.today, session.tr)
    arriving.visited(Memory(state, path), last_visit(session.today))
    side = ME.side.value if ME.side is not None else ""
    session.settings = replace(session.settings, db=str(path), user=ME.name, side=side)
    session.paths = replace(session.paths, state=state)
    show(session)
