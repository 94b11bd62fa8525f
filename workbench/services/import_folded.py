"""Cells that name records under the row's own: who knows a topic, what becomes of a role."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from workbench.domain.dossier import Reading
from workbench.domain.errors import BadValue
from workbench.domain.kinds import ChoiceKind, RefKind
from workbench.domain.message import msg
from workbench.domain.record import Fold, Record, Register, get
from workbench.domain.text import fold as folded
from workbench.exchange.folded import Part, parts, unquoted
from workbench.exchange.phrases import is_placeholder
from workbench.exchange.titles import said
from workbench.language import translators
from workbench.services.import_cell import parsed
from workbench.services.import_row import Child

_MOST = 50  # records that one cell may name
_DETAIL = re.compile(r"\s*(?:[:：(（]|[-–—]\s|\s(?:to|by)\s|给|到|至)\s*(.+?)[)）]?")


class Folded:
    """Reads the cells of one register that is a column in the table of what it hangs under."""

    def __init__(self, view: Reading, child: Register, fold: Fold) -> None:
        self._view, self._child, self._fold = view, child, fold
        kind = child.field(fold.by).kind
        assert isinstance(kind, RefKind)
        self._target = get(kind.register)
        self._people = self._target.field(self._target.named_by).kind.personal
        self._choices = self._words() if fold.instead else {}

    def children(self, cell: str, parent: Record | None) -> list[Child]:
        """What a cell makes or changes under its row's record; those it does not name stay."""
        named = parts(cell, people=self._people, whole=self._is_there)
        if len(named) > _MOST:
            raise BadValue(msg("{n} names are too many, {limit} fit", n=len(named), limit=_MOST))
        there = self._view.dossier.under(parent.id, self._child.cls) if parent is not None else ()
        found: dict[Any, Child] = {}
        for part in named:
            if not part.quoted and is_placeholder(part.words):
                continue
            amount = self._amount(part)
            values = self._meant(part)
            key = tuple(values.items())
            known = next((r for r in there if self._is(r, values)), None)
            if known is None:
                found[key] = Child(self._child.name, values | amount)
            elif any(getattr(known, n) != v for n, v in amount.items()):
                found[key] = Child(self._child.name, amount, known.id)
        return list(found.values())

    def _is_there(self, words: str) -> bool:
        return self._view.find(self._target.name, words) is not None

    def _is(self, known: Record, values: Mapping[str, Any]) -> bool:
        """Whether a record is the one that a part names: by what it refers to, if it does."""
        if self._fold.by in values:
            return bool(getattr(known, self._fold.by) == values[self._fold.by])
        return all(getattr(known, n) == v for n, v in values.items())

    def _amount(self, part: Part) -> dict[str, Any]:
        if not part.amount:
            return {}
        field = self._child.field(self._fold.amount)
        try:
            return {field.name: parsed(field, part.amount, self._view)}
        except BadValue as problem:
            raise BadValue(
                msg("{field}: {why}", field=field.kind.label, why=problem.message)
            ) from None

    def _meant(self, part: Part) -> dict[str, Any]:
        fold = self._fold
        if fold.instead and not part.quoted and not self._is_there(part.words):
            member, detail = self._instead(part.words)
            if member is not None:
                return {fold.instead: member} | ({fold.detail: detail} if detail else {})
        meant = {fold.instead: fold.meant} if fold.meant is not None else {}
        return {fold.by: parsed(self._child.field(fold.by), part.words, self._view), **meant}

    def _instead(self, words: str) -> tuple[Any, str]:
        """The choice that words stand for, and what they say beside; None for a name."""
        plain = folded(words)
        for word, member in self._choices.items():
            if plain == word:
                return member, ""
            rest = words[len(word) :] if plain.startswith(word) else ""
            if rest and (more := _DETAIL.fullmatch(rest)):
                return member, unquoted(more[1])
        return None, ""

    def _words(self) -> dict[str, Any]:
        """What stands for each choice, the longest first."""
        kind = self._child.field(self._fold.instead).kind
        assert isinstance(kind, ChoiceKind)
        found = {word: kind.options(value) for word, value in said(self._fold.instead).items()}
        for member in kind.options:
            label = member.label  # type: ignore[attr-defined]
            for word in (str(member.value), label.id, *(tr(label) for tr in translators())):
                found[folded(word)] = member
        return dict(sorted(found.items(), key=lambda pair: -len(pair[0])))
