"""The command `handover` itself: options for all commands, and which module has which command."""

from __future__ import annotations

import importlib
import os
from typing import Any

import click

from workbench.cli import COMPLETE, INTERRUPTED, USAGE
from workbench.cli.session import Session
from workbench.cli.words import Group, explained, option
from workbench.domain.message import msg
from workbench.domain.text import clean

COMMANDS = {
    "open": "screens:open_",
    "new": "plan:new",
    "list": "overview:list_",
    "status": "overview:status",
    "next": "overview:next_",
    "chase": "overview:chase",
    "check": "check:check",
    "release": "leaving:release",
    "knows": "knows:knows",
    "team": "team:team",
    "wave": "team:wave",
    "session": "sessions:session",
    "gate": "gate:gate",
    "answer": "answer:answer",
    "scope": "answer:scope",
    "baseline": "baseline:baseline",
    "item": "item:item",
    "register": "register:register",
    "t0": "plan:t0",
    "undo": "plan:undo",
    "kpi": "kpi:kpi",
    "import": "exchange:import_",
    "export": "exchange:export",
    "lens": "lens:lens",
    "log": "log:log",
    "pack": "pack:pack",
    "erase": "erase:erase",
    "template": "template:template",
    "theme": "house:theme",
    "config": "house:config",
    "db": "db:db",
    "doctor": "doctor:doctor",
    "demo": "screens:demo",
    "completion": "house:completion",
}

# What helps to find out why nothing else is done.
_LOOKING = ("doctor", "config", "completion")


class Root(Group):
    """Imports the module of a command when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name].partition(":")
        found = getattr(importlib.import_module(f"workbench.cli.{module}"), name)
        assert isinstance(found, click.Command)
        return found


def _version(context: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted and not context.resilient_parsing:
        from importlib import metadata

        context.obj.lines(f"handover {metadata.version('handover-workbench')}")
        context.exit()


def _language(context: click.Context, _: click.Parameter, wanted: str | None) -> None:
    """Taken first, so that help and complaints are in it."""
    if wanted and isinstance(context.obj, Session):
        context.obj.lang = "en" if wanted == "en" else "zh_CN"


@click.group(
    "handover",
    cls=Root,
    words=msg("Steps a team through a handover. Without a command, the workbench opens."),
    invoke_without_command=True,
)
@option("--db", metavar="FILE", words=msg("The data file."))
@option(
    "--lang",
    type=click.Choice(["en", "zh", "zh_CN"]),
    metavar="en|zh",
    is_eager=True,
    expose_value=False,
    callback=_language,
    words=msg("The language: en or zh."),
)
@option(
    "--ascii/--unicode",
    "ascii_only",
    default=None,
    words=msg("Draw the screens in ASCII, or with lines and Chinese."),
)
@option("--user", metavar="NAME", words=msg("Who you are, as the roster has it."))
@option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_version,
    words=msg("Show the version."),
)
@option(
    "--restricted",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    words=msg("For accounts that may do nothing else on this host; comes first, see the manual."),
)
@click.pass_context
def root(context: click.Context, /, **given: Any) -> None:
    session = context.obj
    assert isinstance(session, Session)
    session.begin(**given, looking=context.invoked_subcommand in _LOOKING)
    if context.invoked_subcommand is None:
        from workbench.cli.opening import show

        show(session)


def called(session: Session, args: list[str]) -> int:
    """Run a command; gives the exit status."""
    if COMPLETE in os.environ:
        from click.shell_completion import shell_complete

        return shell_complete(root, {}, "handover", COMPLETE, os.environ[COMPLETE])
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
