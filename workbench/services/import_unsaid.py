"""What the rows of a table leave unsaid and the rest tells: whose side somebody of an organisation
is on, the currency of a bare number. Each is shown as a guess, to be corrected."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from functools import cached_property
from typing import Any

from workbench.domain import record
from workbench.domain.dossier import Reading
from workbench.domain.errors import BadValue
from workbench.domain.labelled import Side
from workbench.domain.message import Msg, msg
from workbench.domain.money import Money, MoneyKind, currency_in
from workbench.domain.text import clean, fold
from workbench.exchange.drafts import Draft, Source
from workbench.services.import_cell import parsed
from workbench.services.import_row import Answers, Guess

CURRENCY, SIDE = "currency", "side"

_BARE = re.compile(r"[0-9][0-9 ,.']*")
_SHORTEST = 2  # characters of a name that may be part of another


class Unsaid:
    """Answers for the rows of one source, and counts what it was asked."""

    def __init__(self, view: Reading, source: Source, answers: Answers) -> None:
        self._view, self._source, self._answers = view, source, answers
        entry = record.get(source.register)
        self._money = {f.name for f in entry.fields if isinstance(f.kind, MoneyKind)}
        self._sides: Counter[str] = Counter()
        self._known_sides: dict[str, str] = {}

    def guesses(self) -> list[Guess]:
        """What was filled in, by the words it was filled in for."""
        found = []
        if bare := self._bare:
            found.append(self._guess(CURRENCY, bare[0], self._currency, len(bare)))
        for name, n in self._sides.items():
            found.append(self._guess(SIDE, name, self._side(name), n))
        return found

    def cell(self, field: str, cell: str) -> str:
        """An amount of money with its currency, any other cell as it is."""
        if field in self._money and self._currency and _is_bare(cell):
            return f"{cell} {self._currency}"
        return cell

    def side(self, draft: Draft) -> Side | None:
        """The side of somebody new of whom the row says the organisation only."""
        name = clean(draft.cells.get("organisation", ""))
        if self._source.register != "person" or not name or draft.cells.get("side"):
            return None
        self._sides[name] += 1
        if name not in self._known_sides:
            self._known_sides[name] = self._side(name)
        value = self._known_sides[name]
        return Side(value) if value else None

    def _guess(self, kind: str, words: str, value: str, count: int) -> Guess:
        return Guess(kind, words, value, count, (kind, words) in self._answers.phrases)

    # --- money --------------------------------------------------------------------------------

    @cached_property
    def _bare(self) -> list[str]:
        return [clean(cell) for cell in self._amounts() if _is_bare(cell)]

    @cached_property
    def _currency(self) -> str:
        """The one said in the preview, else the only one of the file, else of the handover; in
        Chinese the yuan; else empty, and bare numbers are refused."""
        if not self._bare:
            return ""
        said = self._answers.phrases.get((CURRENCY, self._bare[0]))
        if said is not None:
            return said
        for codes in (set(map(currency_in, self._amounts())) - {""}, set(self._known())):
            if len(codes) == 1:
                return codes.pop()
        return "CNY" if self._view.lang.startswith("zh") else ""

    def _amounts(self) -> Iterator[str]:
        for draft in self._source.drafts:
            yield from (cell for name, cell in draft.cells.items() if name in self._money and cell)

    def _known(self) -> Iterator[str]:
        dossier = self._view.dossier
        for name in dossier.registers:
            fields = [f.name for f in record.get(name).fields if isinstance(f.kind, MoneyKind)]
            for found in dossier.listed(name) if fields else ():
                values: list[Any] = [getattr(found, field) for field in fields]
                yield from (v.currency for v in values if isinstance(v, Money))

    # --- sides --------------------------------------------------------------------------------

    def _side(self, name: str) -> str:
        said = self._answers.phrases.get((SIDE, name))
        if said is not None:
            return said
        top, word = self._view.dossier.handover, fold(name)
        sides = [(Side.GIVING, fold(top.giving)), (Side.RECEIVING, fold(top.receiving))]
        alike = [side for side, own in sides if own and own == word]
        if not alike:
            alike = [side for side, own in sides if _part(own, word) or _part(word, own)]
        return alike[0].value if len(alike) == 1 else ""


def meant(kind: str, value: str) -> Msg | str:
    """What a guess comes to, in the user's words."""
    if kind == SIDE:
        return Side(value).label if value else msg("no side")
    return value or msg("no currency")


def meaning(view: Reading, kind: str, text: str) -> str:
    """What the user says instead, as in `Answers.phrases`; BadValue where it cannot be."""
    if kind == SIDE:
        side = parsed(record.get("person").field("side"), text, view)
        return side.value if isinstance(side, Side) else ""
    code = currency_in(f"1 {text}") if text else ""
    if text and not code:
        raise BadValue(msg("{text} is no currency: write three letters such as CNY", text=text))
    return code


def _part(short: str, long: str) -> bool:
    return len(short) >= _SHORTEST and short in long


def _is_bare(cell: str) -> bool:
    return _BARE.fullmatch(unicodedata.normalize("NFKC", clean(cell)).strip()) is not None
