"""Markdown that shows user text as it was typed, and still reads well in a plain editor.

Only what would act as Markdown or HTML is escaped: `snake_case`, `C:\\logs` and `~5 days` stay as
they are. What a site adds on its own (a bare address becomes a link, `@name` a mention, `:smile:`
a picture) cannot be escaped in a way they all know, and stays.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Sequence

from workbench.domain.text import clean
from workbench.pack.cells import cell_width

# Columns are padded up to here only, so that one long cell does not push all others off screen.
PAD_LIMIT = 40

_BOXES = {"todo": "[ ]", "done": "[x]", "na": "[N/A]"}


class Md(str):
    """Markdown the pack made itself, its user text already escaped: `table` takes it as it is."""

    __slots__ = ()


_ACTIVE = re.compile(
    r"""
      \\(?=[!-/:-@\[-`{-~]|$)       # before punctuation a backslash is an escape already
    | [`\[\]|]                      # code, links, boxes, cells
    | (?<!\ )\* | \*(?!\ )          # emphasis; between blanks it is a sign
    | (?<!\w)_+ | (?<!_)_++(?![^\W_])   # emphasis; inside a word it is harmless
    | (?<=[^\ ])~ | ~(?![^\W_])     # strikethrough; `~5` cannot end one
    | <(?=[A-Za-z/!?]|$)            # tags, comments, addresses; not comparisons
    | &(?=\#?[0-9A-Za-z]+;)         # character references
    | \$(?!\d)                      # formulas; not amounts
    | (?<![^\ ])\#(?=\#*$)          # the end of a heading
    """,
    re.VERBOSE,
)

# A semicolon of the document itself may follow the text and would close a reference.
_NAME_AT_END = re.compile(r"(?<!\\)&(\#?[0-9A-Za-z]+)$")

_ADDRESS = re.compile(r"://|(?<=www)\.", re.IGNORECASE)

# At the start of a line: headings, bullets, numbers, quotes, rules, underlines of either.
_START = re.compile(r"(\d{1,9}(?=[.)](?: |$))|(?=[#]{1,6}(?: |$)|[-+] |\+$|>|=+$|:?-[- ]*:?$))")


def esc(text: str) -> str:
    """User text for one line anywhere in a document: shown as typed, never structure or HTML."""
    line = _inline(text)
    start = _START.match(line)
    return f"{start[0]}\\{line[start.end() :]}" if start else line


def _inline(text: str) -> str:
    line = clean(text)
    escaped = _ACTIVE.sub(lambda active: "".join(f"\\{c}" for c in active[0]), line)
    escaped = _NAME_AT_END.sub(_held_open, escaped)
    if escaped == line or not _ADDRESS.search(line):
        return escaped
    # Readers that make links of bare addresses take a backslash for a part of the address, and
    # what it should escape comes alive: an address that needs one must not become a link.
    words = zip(line.split(" "), escaped.split(" "), strict=True)
    return " ".join(
        safe if safe == word else _ADDRESS.sub(r"\\\g<0>", safe) for word, safe in words
    )


def _held_open(match: re.Match[str]) -> str:
    """`&copy` at the end of a text, made safe; `R&D` is no reference and stays readable."""
    from html.entities import html5  # a long list, for few texts

    known = match[1].startswith("#") or f"{match[1]};" in html5
    return f"\\{match[0]}" if known else match[0]


def code(text: str) -> Md:
    """User text as a code span, whatever backticks it holds; empty text gives nothing."""
    line = clean(text)
    if not line:
        return Md()
    ticks = "`" * (_longest_ticks(line) + 1)
    pad = " " if line[0] == "`" or line[-1] == "`" else ""
    return Md(f"{ticks}{pad}{line}{pad}{ticks}")


def fence(text: str, language: str = "") -> list[str]:
    """User text of several lines as a code block, whatever backticks it holds."""
    ticks = "`" * max(3, _longest_ticks(text) + 1)
    return [ticks + language, *clean(text, multiline=True).split("\n"), ticks]


def _longest_ticks(text: str) -> int:
    return max(map(len, re.findall("`+", text)), default=0)


def quote(text: str) -> list[str]:
    """User text of several lines as a block quote with the same line breaks; its indents go."""
    lines = clean(text, multiline=True).strip().split("\n")
    # Two blanks at the end break the line: the one form that is not seen in a plain editor.
    quoted = [f"> {esc(line)}  " if line.strip() else ">" for line in lines]
    quoted[-1] = quoted[-1].rstrip()
    return quoted if quoted != [">"] else []


def yaml_value(text: str) -> str:
    """User text as a value in front matter: a JSON string, which YAML reads as the same text."""
    return json.dumps(clean(text, multiline=True), ensure_ascii=False)


def write_item(mark: str, text: str, key: str = "", depth: int = 0) -> str:
    """A line of a checklist, `- [x] text (PAY-12)`; `mark` is todo, done or na."""
    line = esc(f"{clean(text)} ({clean(key)})" if key else text)
    if unicodedata.category(line[:1] or " ") == "So":
        line = f"&#{ord(line[0])};{line[1:]}"  # a picture behind the box would say its state
    return f"{'  ' * depth}- {_BOXES[mark]} {line}".rstrip()


def table(headers: Sequence[str], rows: Iterable[Sequence[str]], align: str = "") -> list[str]:
    """A table whose columns also line up in a plain editor.

    Cells are user text, or `Md`. `align` has a letter per column, `l`, `r` or `c`; left if absent.
    Raises ValueError for a row that is longer or shorter than the headers.
    """
    cells = [[_cell(cell) for cell in row] for row in (headers, *rows)]
    columns = list(zip(*cells, strict=True))
    sides = align.ljust(len(columns), "l")
    widths = [max(3, *(min(cell_width(cell), PAD_LIMIT) for cell in column)) for column in columns]
    rules = [_rule(width, side) for width, side in zip(widths, sides, strict=False)]
    head, *body = ([_pad(*cell) for cell in zip(row, widths, sides, strict=False)] for row in cells)
    return [f"| {' | '.join(row)} |" for row in (head, rules, *body)]


def _cell(text: str) -> str:
    if not isinstance(text, Md):
        return _inline(text)
    # A bar ends the cell even in a code span, unless an odd number of backslashes stands before.
    line = text.replace("\n", " ")
    return re.sub(r"(?<!\\)((?:\\\\)*)\|", r"\1\\|", line)


def _rule(width: int, side: str) -> str:
    dashes = "-" * (width - {"l": 0, "r": 1, "c": 2}[side])
    return {"l": dashes, "r": f"{dashes}:", "c": f":{dashes}:"}[side]


def _pad(text: str, width: int, side: str) -> str:
    room = max(0, width - cell_width(text))
    left = {"l": 0, "r": room, "c": room // 2}[side]
    return f"{' ' * left}{text}{' ' * (room - left)}"
