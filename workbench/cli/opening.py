"""The workbench opened on the screen. The shortest way to the first paint: click is not needed."""

from __future__ import annotations

import os
import sys

from workbench.cli.session import Session
from workbench.domain.errors import BadValue
from workbench.domain.message import Msg, msg
from workbench.domain.text import clean
from workbench.settings import Problem


def show(session: Session, handover: str = "") -> None:
    """Open the workbench, which takes the terminal until the user leaves it."""
    need_terminal()
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
        lang=session.lang if session.charset != "ascii" else "en",
        handover=handover,
        charset=session.charset,
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
            found.append(Problem(missing, session.said_in("theme")))
            found += [Problem(Msg(p.text, p.args), clean(p.where)) for p in broken]
    return found


def need_terminal() -> None:
    """Asked before Textual is imported: it would draw into a pipe."""
    from screens.terminal.preflight import problem

    found = problem(os.environ, sys.stdin, sys.stderr)
    if found is not None:
        raise BadValue(found)
