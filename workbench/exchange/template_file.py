"""Template files: reading and checking with line numbers, writing, and where they are kept."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.domain.errors import BadFile, NotFound
from workbench.domain.message import Msg, msg
from workbench.domain.template import Template
from workbench.domain.template_check import Fault, KeyPath, faults, is_template_code
from workbench.domain.text import clean
from workbench.exchange.template_toml import TemplateReader, to_toml
from workbench.exchange.toml_lines import TomlLines
from workbench.files import decode, read_bytes, write_atomic

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

MAX_BYTES = 1_000_000


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong in a template file; an advice does not stop it from being used."""

    line: int
    message: Msg
    advice: bool = False


def load(source: Path | Traversable) -> Template:
    """The template in a TOML file; BadFile with the first problem and its line."""
    template, problems = _read(source)
    for problem in problems:
        if not problem.advice:
            raise BadFile(problem.message, f"{clean(str(source))}:{problem.line}")
    return template


def check(path: Path | Traversable) -> list[Problem]:
    """All problems of a template file in the order of its lines; BadFile if it is no text."""
    return _read(path)[1]


def builtin_codes() -> tuple[str, ...]:
    """The templates that come with the program, the smallest first."""
    return ("lite", "generic", "it-service", "pv-station")


def find(code: str, user_dir: Path | None) -> Template:
    """The template `code`: the user's own if there is one, else the built-in one.

    NotFound names what there is; BadFile if the user's own cannot be used.
    """
    if is_template_code(code):
        own = user_dir / f"{code}.toml" if user_dir is not None else None
        if own is not None and os.path.isfile(own):
            return load(own)
        if code in builtin_codes():
            from importlib import resources

            return load(resources.files("workbench.templates").joinpath(f"{code}.toml"))
    known = ", ".join(_codes(user_dir))
    raise NotFound(
        msg("There is no template {code}; there is: {known}.", code=clean(code), known=known)
    )


def available(user_dir: Path | None) -> tuple[list[tuple[str, Template]], list[BadFile]]:
    """Each code that `find` takes, with its template; and why those of the user's that are broken
    are left out."""
    found, left_out = [], []
    for code in _codes(user_dir):
        try:
            found.append((code, find(code, user_dir)))
        except BadFile as problem:
            left_out.append(problem)
    return found, left_out


def save(template: Template, path: Path) -> None:
    """Write `template` to `path`, readable for its owner only; an existing file is replaced.

    Makes the folder if it is missing; WorkbenchError where the file cannot be written.
    """
    with suppress(OSError):  # without its folder the file cannot be written, which says why
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    write_atomic(path, to_toml(template).encode())


def _codes(user_dir: Path | None) -> list[str]:
    """Built-in codes, then the user's own others by name."""
    there = user_dir is not None and os.path.isdir(user_dir)  # no to a folder in a closed one
    own = sorted(path.stem for path in user_dir.glob("*.toml")) if user_dir and there else []
    return list(dict.fromkeys([*builtin_codes(), *filter(is_template_code, own)]))


def _read(source: Path | Traversable) -> tuple[Template, list[Problem]]:
    """The template as far as it can be read, and what is wrong with it."""
    import tomllib

    text = _text(source)
    try:
        raw = tomllib.loads(text)
        repr(raw)  # no sentence could name a number of thousands of digits
    except (ValueError, RecursionError) as error:
        return TemplateReader({}).read(), [_syntax_problem(text, str(error))]
    reader = TemplateReader(raw)
    template = reader.read()
    lines = TomlLines(text)
    misread = {fault.path for fault in reader.faults}
    found = {
        fault.path: Problem(lines.find(reader.place(fault.path)), fault.message, fault.advice)
        for fault in [*_misnamed(source, template), *faults(template), *reader.faults]
        # What could not be read counts as missing too; the reader has said it better.
        if fault.path in misread or misread.isdisjoint(_around(fault.path))
    }
    return template, sorted(found.values(), key=lambda problem: problem.line)


def _misnamed(source: Path | Traversable, template: Template) -> Iterator[Fault]:
    """A template is found by its file's name, so a copy under another name surprises."""
    wanted = f"{template.code}.toml"
    if source.name != wanted:
        message = msg("The file's name should be {name}, after the template's code.", name=wanted)
        yield Fault(("template", "code"), message, advice=True)


def _around(path: KeyPath) -> list[KeyPath]:
    return [path[:length] for length in range(1, len(path))]


def _text(source: Path | Traversable) -> str:
    data = read_bytes(source, MAX_BYTES) if isinstance(source, Path) else source.read_bytes()
    return decode(data, clean(str(source))).replace("\r\n", "\n")


def _syntax_problem(text: str, error: str) -> Problem:
    """tomllib says the place only in words: `... (at line 3, column 5)`."""
    match = re.fullmatch(r"(.*) \(at (?:line (\d+), column \d+|end of document)\)", error, re.S)
    line = int(match[2]) if match and match[2] else text.rstrip().count("\n") + 1
    return Problem(
        line, msg("This is not TOML: {reason}.", reason=clean(match[1] if match else error))
    )
