"""Checklists in Markdown, as people write them: `- [ ] text`, nested, with headings and notes.

Read line by line and not with a CommonMark parser, because what counts is the nesting people see:
CommonMark makes a child of `1. [ ]` indented by two a sibling, and one indented by eight a part of
its parent's sentence; it also takes minutes for the megabytes this reads in a second.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Literal, NoReturn, cast

from workbench.domain.errors import BadFile
from workbench.domain.message import Msg, msg
from workbench.domain.text import clean
from workbench.exchange import gfm_table
from workbench.exchange.gfm_lines import BOX, BULLET, front_matter, indent, visible
from workbench.exchange.gfm_text import plain
from workbench.exchange.phrases import labelled

MAX_ITEMS = 20_000
MAX_DEPTH = 40
_KEPT = (
    10_000  # characters of a line's start, and of its end: pictures are kept in lines of megabytes
)

Mark = Literal["todo", "done", "na"]


@dataclass(frozen=True, slots=True)
class ParsedItem:
    """A line with a box. `line` counts from 1, `depth` from 0; `parent` is an index into the list.

    `notes` are the bullets and paragraphs without a box below it, in order; of a table's row
    `Title: cell`. `sign` is a picture such as ✅ that stands after an empty box. `section` are the
    lines such as `Owner: QA lead` that stand under the same heading outside of any list.
    """

    text: str
    line: int
    depth: int
    parent: int | None
    mark: Mark
    headings: tuple[str, ...]
    notes: tuple[str, ...]
    sign: str = ""
    section: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ParsedList:
    """The checklist of one file, in the order of its lines; `remarks` say what of it is left out,
    each with its line."""

    title: str
    name: str
    items: tuple[ParsedItem, ...]
    remarks: tuple[tuple[int, Msg], ...] = ()


def parse(text: str, name: str = "list.md") -> ParsedList:
    """Read a checklist; raises BadFile when it has no box, or more than MAX_ITEMS of them.

    Where no line has a box in brackets, bullets that start with ☐ or ☑ are the items.
    """
    lines = [
        clean(_bounded(line).expandtabs(4), multiline=True).replace("\n", " ")
        for line in re.split(r"\r\n|[\r\n]", text.removeprefix("\ufeff"))
    ]
    title, start = front_matter(lines)
    for box in (BOX, _SIGN_BOX):
        reader = _Reader(name, box)
        for number, line in visible(lines, start, reader.is_code):
            reader.read(number, line)
        reader.end_table()
        reader.end_list()
        items = _finish(reader.items, name)
        if items:
            title = title or reader.title or name.rpartition(".")[0] or name
            return ParsedList(title, name, items, tuple(sorted(reader.remarks, key=itemgetter(0))))
    raise BadFile(
        msg("There is no checklist here: no line starts with a box, as in “- [ ] Do this”."), name
    )


def _bounded(line: str) -> str:
    return line if len(line) <= 2 * _KEPT else line[:_KEPT] + line[-_KEPT:]


def split_key(text: str) -> tuple[str, str]:
    """The text and the key of an exported item, `("Roster known", "PAY-03")`; the key may be ""."""
    found = re.search(r" ?\(([A-Z][A-Z0-9]*(?:-[A-Z0-9]+)*-\d+)\)$", text)
    return (text[: found.start()], found[1]) if found else (text, "")


_QUOTE = re.compile(r"( *)((?:> ?(?: {0,3}(?=>))?)+)")
_COLON = re.compile("[:：]")
_SIGN_BOX = re.compile(r"(?:(?P<todo>[☐⬜□])|(?P<done>[☑✅✔√])|(?P<na>➖))\ufe0f? ?")
_SIGN = re.compile("([✅☑✔⏸⏹🟡🟢🟠🔴🔵🔄⏳⌛🚧❌❎✖➖⛔🚫🛑⬜☐])\ufe0f? *")
_BLOCK_TAG = re.compile(
    r" *</?(?:address|article|aside|blockquote|center|details|div|dl|fieldset|figure|footer|form"
    r"|h[1-6]|header|hr|iframe|li|main|nav|ol|p|pre|script|section|style|summary|table|tbody|td|th"
    r"|thead|tr|ul)\b",
    re.IGNORECASE,
)


# --- nesting ---------------------------------------------------------------------------------


@dataclass(slots=True)
class _Draft:
    line: int
    mark: Mark
    parent: int | None
    headings: tuple[str, ...]
    words: list[str]
    notes: list[list[str]] = field(default_factory=list)
    sign: str = ""
    section: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Entry:
    """An open bullet: its column, and the item it is, or is a note of."""

    column: int
    item: int | None


class _Reader:
    def __init__(self, name: str, box: re.Pattern[str]) -> None:
        self.name = name
        self.title = ""
        self._box = box
        self._table: list[tuple[int, str]] = []
        self._section: list[str] = []
        self.items: list[_Draft] = []
        self.remarks: list[tuple[int, Msg]] = []
        self._headings: list[tuple[int, str]] = []
        self._open: list[_Entry] = []
        # Of the list being read: bullets that nothing takes in, by line, and columns of boxes.
        self._bare: list[tuple[int, int]] = []
        self._boxed: set[int] = set()
        # Where a line without a mark of its own goes on; None after a blank line.
        self._words: list[str] | None = None
        self._quoted = 0

    def is_code(self, line: str) -> bool:
        """Whether the next line is indented code, or goes on with a paragraph."""
        return line.startswith("    ") and not self._open and bool(line.strip())

    def read(self, number: int, line: str) -> None:
        line = self._unquoted(line)
        if line.lstrip().startswith("|") and not self.is_code(line):
            self._table.append((number, line))
            if len(self._table) > MAX_ITEMS + 2:
                self._too_many(number)
            return
        self.end_table()
        self._read(number, line)

    def end_table(self) -> None:
        """Take the rows of a table for items if one of its columns is all boxes, else for text."""
        table, self._table = self._table, []
        rows = gfm_table.items([line for _, line in table]) if len(table) > 2 else []
        if not rows:
            odd = gfm_table.without_box([line for _, line in table]) if len(table) > 2 else None
            if odd is not None:
                why = msg("this row has no box, so its table is not taken for a checklist")
                self.remarks.append((table[odd][0], why))
            for number, line in table:
                self._read(number, line)
            return
        column = indent(table[0][1])
        self._close(column)
        parent = self._open[-1].item if self._open else None
        for (number, _), (box, text, cells) in zip(table[2:], rows, strict=True):
            made = self._item(number, box, text, parent)
            made.notes = [[f"{title}: {cell}"] for title, cell in cells]
        self._words = None

    def _read(self, number: int, line: str) -> None:
        if not line.strip():
            self._words = None
            return
        if self.is_code(line):
            return
        column = indent(line)
        bullet = None if self._is_rule(line) else BULLET.match(line)
        box = bullet and self._box.match(line, bullet.end())
        if bullet and (box or bullet[3] or bullet.end() == len(line)):
            self._bullet(number, column, box, line[(box or bullet).end() :])
        else:
            self._other(column, line)

    def _unquoted(self, line: str) -> str:
        quote = _QUOTE.match(line)
        if quote and self._open and len(quote[1]) >= self._open[0].column + 2 and not self._quoted:
            # Quoted inside an item: it keeps its column.
            return " " * quote.end() + line[quote.end() :]
        depth = quote[2].count(">") if quote else 0
        if depth != self._quoted and (quote or self._words is None or BULLET.match(line)):
            self.end_list()
            self._words = None
            self._quoted = depth
        return line[quote.end() :] if quote else line

    def _is_rule(self, line: str) -> bool:
        signs = line.replace(" ", "")
        return len(signs) > 2 and signs[0] in "-*_" and signs == signs[0] * len(signs)

    def _bullet(self, number: int, column: int, box: re.Match[str] | None, text: str) -> None:
        self._close(column)
        parent = self._open[-1].item if self._open else None
        if box:
            sign = _SIGN.match(text) if box.lastgroup == "todo" else None
            if sign and sign.end() < len(text):
                text = text[sign.end() :]
            else:
                sign = None
            made = self._item(number, box.lastgroup or "todo", text, parent)
            made.sign = sign[1] if sign else ""
            self._words = made.words
            parent = len(self.items) - 1
            self._boxed.add(column)
        else:
            self._words = self._note(parent, text)
            if parent is None and text.strip():
                self._bare.append((number, column))
        self._open.append(_Entry(column, parent))

    def _item(self, number: int, mark: str, text: str, parent: int | None) -> _Draft:
        if len(self.items) == MAX_ITEMS:
            self._too_many(number)
        headings = tuple(heading for _, heading in self._headings)
        made = _Draft(number, cast("Mark", mark), parent, headings, [text], section=self._section)
        self.items.append(made)
        return made

    def _too_many(self, number: int) -> NoReturn:
        where = f"{self.name}:{number}"
        raise BadFile(msg("More than {n} items; split the file.", n=f"{MAX_ITEMS:,}"), where)

    def _note(self, item: int | None, text: str) -> list[str]:
        words = [text]
        if item is not None:
            self.items[item].notes.append(words)
        return words

    def end_list(self) -> None:
        """Leave all bullets; one without a box beside some that have one is said."""
        why = msg("this line has no box, so it is not taken in")
        self.remarks += [(number, why) for number, column in self._bare if column in self._boxed]
        self._open.clear()
        self._bare.clear()
        self._boxed.clear()

    def _close(self, column: int) -> None:
        """Leave the bullets that a line in this column is not below; one column more is untidy."""
        while self._open and column < self._open[-1].column + 2:
            self._open.pop()

    def _other(self, column: int, line: str) -> None:
        inside = bool(self._open) and column >= self._open[0].column + 2
        hashes = len(line) - len(line.lstrip(" ").lstrip("#")) - column
        if not inside and 1 <= hashes <= 6 and line[column + hashes :][:1] in ("", " "):
            self._heading(hashes, line[column + hashes :])
        elif self._is_rule(line) or _BLOCK_TAG.match(line) or not line.strip(" ="):
            self._break(line, inside)
        elif (inside or (self._open and self._words is not None)) and _says(line):
            if inside:
                self._close(column)
            self._words = self._note(self._open[-1].item, line)
        elif self._words is not None:
            self._words.append(line)
            if not self._open:
                self._section.append(line)
        elif inside:
            self._close(column)
            self._words = self._note(self._open[-1].item, line)
        else:
            self.end_list()
            self._words = [line]
            self._section.append(line)

    def _break(self, line: str, inside: bool) -> None:
        """A rule or HTML block; below a paragraph, `===` and `---` make that a heading."""
        sign = line.strip()[0]
        if sign in "=-" and not self._open and self._words:
            self._heading(1 if sign == "=" else 2, " ".join(self._words))
        elif not inside and sign != "<":
            self.end_list()
        self._words = None

    def _heading(self, level: int, text: str) -> None:
        text = text.strip()
        if (bare := text.rstrip("#")) != text and bare[-1:] in ("", " "):
            text = bare
        heading = plain(text)
        self.end_list()
        self._words = None
        self._section = []
        while self._headings and self._headings[-1][0] >= level:
            self._headings.pop()
        if heading:
            self._headings.append((level, heading))
            if level == 1 and not self.title:
                self.title = heading


def _says(line: str) -> bool:
    """Whether the line says of an item who, when, how far or what proves it: `Owner: QA lead`."""
    found = labelled(plain(line)) if _COLON.search(line) else None
    return found is not None and found[0] in ("owner", "due", "status", "proof", "note")


def _finish(drafts: list[_Draft], name: str) -> tuple[ParsedItem, ...]:
    """The items that have a text; what stood below an empty one goes to the item above it."""
    items: list[ParsedItem] = []
    places: list[int | None] = []
    sections: dict[int, tuple[str, ...]] = {}
    for draft in drafts:
        parent = None if draft.parent is None else places[draft.parent]
        text = plain(" ".join(draft.words))
        if not text:
            places.append(parent)
            continue
        depth = 0 if parent is None else items[parent].depth + 1
        if depth > MAX_DEPTH:
            why = msg("This item is more than {n} levels deep; no list is.", n=MAX_DEPTH)
            raise BadFile(why, f"{name}:{draft.line}")
        notes = tuple(filter(None, (plain(" ".join(words)) for words in draft.notes)))
        places.append(len(items))
        key = id(draft.section)
        if key not in sections:
            sections[key] = tuple(s for s in map(plain, draft.section) if labelled(s))
        items.append(
            ParsedItem(
                text, draft.line, depth, parent, draft.mark, draft.headings, notes, draft.sign,
                sections[key],
            )
        )  # fmt: skip
    return tuple(items)
