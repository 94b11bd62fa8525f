"""What a file brings, whatever its format: drafts of records in the file's own words.

A Markdown list, a sheet and a question bank all become a `Source`; what follows (preview, guesses
corrected, one change set) knows nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from workbench.exchange.gfm import ParsedItem, ParsedList, split_key
from workbench.exchange.phrases import (
    bare,
    due_of,
    is_choice,
    is_placeholder,
    is_role,
    labelled,
    mark_of,
)


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words of the file that have to be understood: a `due`, an `owner` or a `status`.

    `own` says that the record itself names it, and not a heading above it.
    """

    kind: str
    words: str
    own: bool = True


@dataclass(frozen=True, slots=True)
class Draft:
    """One record, as the file has it.

    `line` counts from 1; `place` is what a complaint names: `list.md:12`, `risks.xlsx Risks!B7`.
    `cells` are texts by field, `places` those of single cells, `empty` the fields whose cell says
    nothing; `parent` is an index of the drafts before it. `mark` is that of its box: todo, done or
    na. `stamp` is the change set the file was written after, where it says so.
    """

    line: int
    place: str
    cells: Mapping[str, str]
    parent: int | None = None
    depth: int = 0
    mark: str = "todo"
    phrases: tuple[Phrase, ...] = ()
    proofs: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    headings: tuple[str, ...] = ()
    key: str = ""
    stamp: int = 0
    places: Mapping[str, str] = field(default_factory=dict)
    empty: tuple[str, ...] = ()

    def phrase(self, kind: str) -> Phrase | None:
        return next((p for p in self.phrases if p.kind == kind), None)


@dataclass(frozen=True, slots=True)
class Source:
    """A file as drafts of one register; `title` is what the file calls itself.

    `code` is the handover the file was written from, empty for anybody's own list.
    """

    name: str
    register: str
    drafts: tuple[Draft, ...]
    title: str = ""
    code: str = ""


_FROM = re.compile(r"<!-- handover list: ([A-Z0-9-]{1,12}) after change (\d{1,12}) -->")


def of_list(parsed: ParsedList, text: str = "") -> Source:
    """The items of a Markdown list; `text` is its source, which may say where it comes from."""
    origin = _FROM.search(text)
    stamp = int(origin[2]) if origin else 0
    drafts = tuple(replace(d, stamp=stamp) for d in map(_Lines(parsed).draft, parsed.items))
    return Source(parsed.name, "item", drafts, parsed.title, origin[1] if origin else "")


_INLINE_OWNER = re.compile(
    r"[（(]\s*(?:owner|responsible|assigned to|assignee|负责人|责任人)\s*[:：]"
    r"\s*([^()（）]{1,80})[)）]",
    re.IGNORECASE,
)


class _Lines:
    """Lines of one list; headings come again and again and are understood once."""

    def __init__(self, parsed: ParsedList) -> None:
        self._parsed = parsed
        self._known: dict[tuple[str, ...], tuple[Phrase, ...]] = {}

    def draft(self, line: ParsedItem) -> Draft:
        notes: list[str] = []
        proofs: list[str] = []
        own: dict[str, Phrase] = {}
        for note in line.notes:
            kind, words = labelled(note) or ("", note)
            if kind in ("owner", "status", "due") and kind not in own:
                own[kind] = Phrase(kind, words)
            elif kind == "proof" and not is_placeholder(words):
                proofs.append(words)
            elif kind == "note":
                notes.append(words)
            elif kind != "wanted":
                notes.append(note)
        if line.sign and "status" not in own:
            own["status"] = Phrase("status", line.sign)
        inline = _INLINE_OWNER.search(line.text)
        if inline and "owner" not in own:
            own["owner"] = Phrase("owner", inline[1])
        around = [Phrase(k, w, own=False) for k, w in filter(None, map(labelled, line.section))]
        above = [p for p in around if p.kind in ("owner", "due")] + list(self._of(line.headings))
        phrases = dict(own)
        for phrase in above:
            phrases.setdefault(phrase.kind, phrase)
        return Draft(
            line.line,
            f"{self._parsed.name}:{line.line}",
            {"text": line.text},
            line.parent,
            line.depth,
            line.mark,
            tuple(phrases.values()),
            tuple(proofs),
            tuple(notes),
            self._below_title(line.headings),
            split_key(line.text)[1],
        )

    def _below_title(self, headings: tuple[str, ...]) -> tuple[str, ...]:
        named = bool(headings) and headings[0] == self._parsed.title
        return headings[1:] if named else headings

    def _of(self, headings: tuple[str, ...]) -> tuple[Phrase, ...]:
        if headings not in self._known:
            self._known[headings] = tuple(_phrases(self._below_title(headings)))
        return self._known[headings]


def _phrases(headings: Sequence[str]) -> Iterator[Phrase]:
    """What the innermost heading that says so gives for due date and owner."""
    inner = [headings[:n] for n in range(len(headings), 0, -1)]
    due = next((h[-1] for h in inner if due_of(h[-1], h[:-1])), None)
    owner = next((h[-1] for h in inner if is_role(h[-1])), None)
    if due is not None:
        yield Phrase("due", due, own=False)
    if owner is not None:
        yield Phrase("owner", owner, own=False)


# --- first guesses -----------------------------------------------------------------------------


def guessed_status(words: str) -> str:
    """The state that words stand for. A form that still lists its choices has claimed nothing,
    whichever of them its author happened to tick."""
    mark = mark_of(words)
    return "" if mark == "done" and is_choice(words) else mark


def guessed_due(words: str, above: Sequence[str] = ()) -> str:
    """Text that a due date can be read from; empty for a form's blank."""
    if is_placeholder(words):
        return ""
    return due_of(words, above) or words


def guessed_owners(words: str) -> list[str]:
    """The names in a cell, without blanks to be filled in; the first owns, the others help."""
    if is_placeholder(words):
        return []
    text = re.sub(r"^for\s+", "", bare(words), flags=re.IGNORECASE)
    parts = re.split(r"\s*(?:[,;，；、]|\s/\s|\s&\s|\sand\s)\s*", text)
    return [p for p in map(bare, parts) if p and not is_placeholder(p)]
