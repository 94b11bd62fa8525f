"""The command line: `handover …`. Data goes to stdout, talk to stderr.

Exit status: 0 fine, 64 wrongly called, 70 refused or failed, 130 interrupted, 141 when nobody
reads the output any more. A crash never reads as fine.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence
from typing import Final

from workbench.cli.charset import speak_as_started

USAGE: Final = 64
ERROR: Final = 70
INTERRUPTED: Final = 130
NOT_READ: Final = 141

COMPLETE = "_HANDOVER_COMPLETE"
RESTRICTED: Final = "--restricted"


def main() -> None:
    # A command ends before its garbage matters, and collecting while importing takes a tenth of
    # its time; the screens switch it on again.
    gc.disable()
    _have_streams()
    speak_as_started()
    args = sys.argv[1:]
    if RESTRICTED in args:
        status = ERROR
        try:
            status = run(args)
        finally:
            sys.stderr.flush()
            os._exit(status)  # PYTHONINSPECT would answer the end with an interpreter
    sys.exit(run(args))


def _have_streams() -> None:
    """A stream that the caller closed is one that leads nowhere; the data file must not be opened
    in its place."""
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        if getattr(sys, name) is None:
            nowhere = os.open(os.devnull, os.O_RDWR)  # the lowest number that is free: this one
            setattr(sys, name, os.fdopen(nowhere, "w" if number else "r", encoding="utf-8"))


def run(args: Sequence[str]) -> int:
    """One run of the command line; gives the exit status."""
    from workbench.domain.errors import WorkbenchError

    try:
        status = _run(list(args))
        sys.stdout.flush()
        return status
    except BrokenPipeError:
        # Python flushes once more when it leaves, and would complain then.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return NOT_READ
    except WorkbenchError as problem:  # before the settings were known
        from workbench.domain.text import clean
        from workbench.language import Tr, from_environment

        where = f"{problem.where}: " if problem.where else ""
        told = Tr(from_environment())(problem.message)
        print(f"handover: {clean(where + told)}", file=sys.stderr)
        return ERROR
    except KeyboardInterrupt:
        return INTERRUPTED
    except Exception as error:
        from workbench.cli.crash import reported

        print(reported(error), file=sys.stderr)
        return ERROR


def _run(args: list[str]) -> int:
    from workbench.cli.session import Session
    from workbench.domain.errors import BadValue, WorkbenchError

    begun = None
    if RESTRICTED in args:
        from workbench.cli import restricted

        begun = restricted.begun(args, os.environ)
    session = begun.session if begun is not None else Session(os.environ)
    try:
        words = list(begun.words()) if begun is not None else args
        if (plain := _plain_call(words)) is not None:
            from workbench.cli.opening import show

            session.begin(db=plain)
            show(session)
            return session.status
        from workbench.cli.root import called

        return called(session, words)
    except WorkbenchError as problem:
        session.complain(problem.message, problem.where)
        return USAGE if isinstance(problem, BadValue) and not problem.where else ERROR
    except Exception as error:
        if begun is None or isinstance(error, BrokenPipeError):
            raise
        from workbench.cli.crash import reported

        print(reported(error, session.paths), file=sys.stderr)
        return ERROR


def _plain_call(args: list[str]) -> str | None:
    """The data file that `handover` or `handover --db FILE` opens, empty for the user's own; None
    for any other call. The commonest one need not wait for click."""
    if COMPLETE in os.environ:
        return None
    match args:
        case []:
            return ""
        case ["--db", file] if not file.startswith("-"):
            return file
    return None
