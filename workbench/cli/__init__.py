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

USAGE: Final = 64
ERROR: Final = 70
INTERRUPTED: Final = 130
NOT_READ: Final = 141

COMPLETE = "_HANDOVER_COMPLETE"


def main() -> None:
    # A command ends before its garbage matters, and collecting while importing takes a tenth of
    # its time; the screens switch it on again.
    gc.disable()
    sys.exit(run(sys.argv[1:]))


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
    except WorkbenchError as problem:  # before the language was known
        from workbench.domain.text import clean

        print(f"handover: {clean(str(problem))}", file=sys.stderr)
        return ERROR
    except KeyboardInterrupt:
        return INTERRUPTED
    except Exception as error:
        from workbench.cli.crash import reported

        print(reported(error), file=sys.stderr)
        return ERROR


def _run(args: list[str]) -> int:
    import click

    from workbench.cli.root import root
    from workbench.cli.session import Session
    from workbench.cli.words import explained
    from workbench.domain.errors import BadValue, WorkbenchError
    from workbench.domain.message import msg
    from workbench.domain.text import clean

    if COMPLETE in os.environ:
        from click.shell_completion import shell_complete

        return shell_complete(root, {}, "handover", COMPLETE, os.environ[COMPLETE])
    session = Session(os.environ)
    try:
        with root.make_context("handover", args, obj=session) as context:
            root.invoke(context)
        return session.status
    except click.exceptions.Exit as leave:
        return leave.exit_code
    except click.exceptions.NoArgsIsHelpError as problem:
        session.talk(problem.format_message() + "\n")
        return USAGE
    except click.UsageError as problem:
        session.talk(f"handover: {clean(explained(problem, session.tr))}\n")
        if problem.ctx is not None:
            session.say(msg("Try: {command}", command=f"{problem.ctx.command_path} --help"))
        return USAGE
    except click.Abort:
        return INTERRUPTED
    except WorkbenchError as problem:
        session.complain(problem.message, problem.where)
        return USAGE if isinstance(problem, BadValue) and not problem.where else ERROR
