"""click, speaking the user's language: commands and options described by messages."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any, TypeVar

import click

from workbench.cli.session import Session
from workbench.domain.calendar import parse_day
from workbench.domain.errors import BadValue
from workbench.domain.message import Msg, msg
from workbench.language import Tr

F = TypeVar("F", bound=Callable[..., Any])

_HEADINGS = {"Options": msg("Options:"), "Commands": msg("Commands:")}


def translator(context: click.Context) -> Tr:
    session = context.find_root().obj
    return session.tr if isinstance(session, Session) else Tr()


class Formatter(click.HelpFormatter):
    """Help pages wrapped by terminal cells, their headings translated."""

    def __init__(self, tr: Tr) -> None:
        super().__init__()
        self._tr = tr

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        super().write_usage(prog, args, prefix or self._tr(msg("Usage: ")))

    def write_heading(self, heading: str) -> None:
        known = _HEADINGS.get(heading)
        self.write(f"{self._tr(known) if known is not None else heading}\n")

    def write_text(self, text: str) -> None:
        from workbench.pack.wrap import wrap

        indent = " " * self.current_indent
        self.write("\n".join(wrap(text, self.width, indent, indent)) + "\n")

    def write_dl(
        self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2
    ) -> None:
        from workbench.pack.wrap import wrap

        rows = list(rows)
        indent = " " * self.current_indent
        column = min(max(len(term) for term, _ in rows), col_max) + col_spacing
        hanging = indent + " " * column
        for term, words in rows:
            start = f"{indent}{term:<{column}}"
            if len(term) > col_max:
                self.write(f"{indent}{term}\n")
                start = hanging
            self.write("\n".join(wrap(words, self.width, start, hanging)).rstrip() + "\n")


class Context(click.Context):
    def make_formatter(self) -> click.HelpFormatter:
        return Formatter(translator(self))


class Command(click.Command):
    """A command described by `words`."""

    context_class = Context

    def __init__(self, *args: Any, words: Msg, **more: Any) -> None:
        super().__init__(*args, **{**more, "help": None})
        self.words = words

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        taken, ctx.allow_extra_args = ctx.allow_extra_args, True
        rest = super().parse_args(ctx, args)
        if rest and not taken and not ctx.resilient_parsing:
            unexpected = msg("unexpected: {words}; several words that are one go into quotes",
                             words=" ".join(rest))  # fmt: skip
            raise click.UsageError(translator(ctx)(unexpected), ctx)
        return rest

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        self.help = translator(ctx)(self.words)
        super().format_help(ctx, formatter)

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        found = super().get_help_option(ctx)
        if found is not None:
            found.help = translator(ctx)(msg("Show this help."))
        return found


class Group(Command, click.Group):
    """A group of commands described by `words`."""

    command_class = Command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        tr = translator(ctx)
        rows = []
        for name in self.list_commands(ctx):
            found = self.get_command(ctx, name)
            if isinstance(found, Command) and not found.hidden:
                rows.append((name, tr(found.words)))
        with formatter.section("Commands"):
            formatter.write_dl(rows)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0]
        if name in self.list_commands(ctx) or name.startswith("-") or ctx.resilient_parsing:
            return super().resolve_command(ctx, args)
        from difflib import get_close_matches

        message = msg("there is no command {name}", name=name)
        if close := get_close_matches(name, self.list_commands(ctx)):
            message = _meant(message, close)
        raise click.UsageError(translator(ctx)(message), ctx)


class Option(click.Option):
    """An option described by `words`."""

    def __init__(self, *args: Any, words: Msg, **more: Any) -> None:
        super().__init__(*args, **more)
        self.words = words

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        self.help = translator(ctx)(self.words)
        return super().get_help_record(ctx)

    def get_help_extra(self, ctx: click.Context) -> Any:
        extra = super().get_help_extra(ctx)
        if "required" in extra:
            extra["required"] = translator(ctx)(msg("required"))
        return extra


class Day(click.ParamType[date]):
    """A day as people write it."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        if isinstance(value, date):
            return value
        session = ctx.find_root().obj if ctx is not None else None
        try:
            return parse_day(value, session.today if isinstance(session, Session) else None)
        except BadValue as problem:
            tr = session.tr if isinstance(session, Session) else Tr()
            self.fail(tr(problem.message), param, ctx)


DAY = Day()


def command(words: Msg, name: str | None = None) -> Callable[[Callable[..., Any]], Command]:
    return click.command(name, cls=Command, words=words)


def group(words: Msg, name: str | None = None) -> Callable[[Callable[..., Any]], Group]:
    return click.group(name, cls=Group, words=words)


def option(*names: str, words: Msg, **more: Any) -> Callable[[F], F]:
    return click.option(*names, cls=Option, words=words, **more)


def handover_code(function: F) -> F:
    """The argument CODE, completed from the data file."""
    return click.argument("code", shell_complete=_codes)(function)


as_json = option("--json", "as_json", is_flag=True, words=msg("As JSON, for programs."))


def explained(problem: click.UsageError, tr: Tr) -> str:
    """What is wrong with a call, in the user's language where click does not say it all itself."""
    hint = ""
    if isinstance(problem, click.BadParameter) and problem.param is not None:
        hint = problem.param.get_error_hint(problem.ctx).replace("'", "")
    if isinstance(problem, click.NoSuchOption):
        message = msg("there is no option {name}", name=problem.option_name)
        return tr(_meant(message, problem.possibilities) if problem.possibilities else message)
    if isinstance(problem, click.MissingParameter):
        return tr(msg("{name} is missing", name=hint))
    if isinstance(problem, click.BadOptionUsage):
        # The parser says it in English, and nothing more exact than that.
        if "does not take" in problem.message:
            return tr(msg("{name} takes no value", name=problem.option_name))
        return tr(msg("{name} needs a value", name=problem.option_name))
    if isinstance(problem, click.BadParameter) and hint:
        return f"{hint}: {_wanted(problem, tr) or problem.message}"
    return problem.format_message()


def _wanted(problem: click.BadParameter, tr: Tr) -> str:
    """What can be given, where click would say it in English."""
    match problem.param.type if problem.param is not None else None:
        case click.Choice(choices=choices):
            return tr(msg("give one of {choices}", choices=", ".join(choices)))
        case click.IntRange(min=least, max=most):
            ends = ("" if end is None else end for end in (least, most))
            return tr(msg("give a whole number, {range}", range="..".join(map(str, ends))))
    return ""


def _meant(message: Msg, names: Iterable[str]) -> Msg:
    return msg("{complaint}; did you mean {names}?", complaint=message, names=", ".join(names))


def _codes(context: click.Context, _: click.Parameter, begun: str) -> list[str]:
    """Codes of the handovers in the file, as far as they can be read."""
    import os
    from pathlib import Path

    from workbench.domain.errors import WorkbenchError
    from workbench.services.portfolio import entries

    session = Session(os.environ)
    named = context.find_root().params.get("db")
    path = Path(named) if named else session.path
    try:
        found = entries(path, session.today)
    except WorkbenchError:
        return []
    codes = [e.code for e in found if e.code.casefold().startswith(begun.casefold())]
    # The shell puts them into the line as they are.
    return [code for code in codes if re.fullmatch(r"\w[\w-]*", code)]
