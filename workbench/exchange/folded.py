"""Records as one cell in the table of what they hang under: `Chen Hao (4), Wu Lan (2)`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from workbench.domain.amounts import NumberKind
from workbench.domain.dossier import Reading
from workbench.domain.record import Fold, Record, Register
from workbench.domain.text import clean

_KEPT = r'"(?:[^"]|"")*"|[（(][^()（）]*[)）]'  # quoted or in brackets: never parted
_PIECE = re.compile(rf"(?:{_KEPT}|[^;；\n])+")
_SMALLER = re.compile(rf"(?:{_KEPT}|[^,，、])+")
_SLASHED = re.compile(r"[^/／]+")
_QUOTED = re.compile(r'"((?:[^"]|"")*)"\s*(.*)', re.DOTALL)
_NUMBER = r"(\d{1,5}(?:\.\d{1,4})?)"
_BRACKETS = re.compile(
    rf"(.*?)\s*[（(]\s*(?:l|level|等级)?\s*{_NUMBER}\s*[%％级]?\s*[)）]", re.IGNORECASE
)
_SHARE = re.compile(rf"(.*?)\s*[:：]?\s*{_NUMBER}\s*[%％]")
_LEVEL = re.compile(r"(.*[^\W\d_])\s*(\d)")
_UNSAFE = re.compile(r'[,;，；、/／"()（）:：\n]|\d\s*[%％]?$')


@dataclass(frozen=True, slots=True)
class Part:
    """One record of a cell: what names it, and the amount in digits, empty where none is said."""

    words: str
    amount: str = ""
    quoted: bool = False


def parts(cell: str, *, people: bool, whole: Callable[[str], bool]) -> list[Part]:
    """The records of a cell. They are parted by `;`, or by a comma or 、 unless what is between
    two semicolons is the name of something (`whole`); those of `people` by a slash too."""

    def part(piece: str) -> Part:
        text = clean(piece)
        return Part(text) if whole(text) else _part(text, people)

    found = []
    for piece in _PIECE.findall(cell):
        first = part(piece)
        if first.quoted or whole(first.words):
            found.append(first)
            continue
        for smaller in _SMALLER.findall(piece):
            slashed = people and '"' not in smaller
            found += map(part, _SLASHED.findall(smaller) if slashed else [smaller])
    return [one for one in found if one.words]


def _part(text: str, people: bool) -> Part:
    if quoted := _QUOTED.fullmatch(text):
        rest = _BRACKETS.fullmatch(quoted[2]) or _SHARE.fullmatch(quoted[2])
        if not quoted[2] or (rest and not rest[1]):
            return Part(quoted[1].replace('""', '"'), rest[2] if rest else "", quoted=True)
    found = _BRACKETS.fullmatch(text) or _SHARE.fullmatch(text)
    if found is None and people:  # whose names do not end in a digit
        found = _LEVEL.fullmatch(text)
    return Part(clean(found[1]), found[2]) if found else Part(text)


def written(
    view: Reading, child: Register, fold: Fold, records: Iterable[Record],
    name: Callable[[Any], str],
) -> str:  # fmt: skip
    """The cell for `records`, which `parts` reads again; `name` is what a reference is called."""
    unit = child.field(fold.amount).kind
    found = []
    for one in records:
        words = _words(view, child, fold, one, name)
        if words:
            amount = unit.edit_text(getattr(one, fold.amount), view)
            share = isinstance(unit, NumberKind) and bool(unit.unit)
            found.append(f"{words} {amount}" if share else f"{words} ({amount})")
    return "; ".join(found)


def _words(
    view: Reading, child: Register, fold: Fold, one: Record, name: Callable[[Any], str]
) -> str:
    referred = getattr(one, fold.by)
    if referred is not None:
        return _safe(name(referred))
    said = getattr(one, fold.instead) if fold.instead else None
    if said is None:
        return ""
    detail = getattr(one, fold.detail) if fold.detail else ""
    label = view.tr(said.label)
    return f"{label}: {_safe(detail)}" if detail else label


def unquoted(words: str) -> str:
    """A name without the quotes that kept it in one piece."""
    found = _QUOTED.fullmatch(words)
    return found[1].replace('""', '"') if found and not found[2] else words


def _safe(words: str) -> str:
    return '"' + words.replace('"', '""') + '"' if _UNSAFE.search(words) else words
