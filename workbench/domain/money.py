"""Amounts of money: whole minor units of a currency, never a binary fraction."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from workbench.domain.errors import BadValue
from workbench.domain.kinds import Column, Kind, View
from workbench.domain.message import Msg, msg
from workbench.domain.text import clean

_NO_MINOR: Final = {"JPY", "KRW", "VND"}  # currencies without a hundredth
_SIGNS: Final = {"¥": "CNY", "元": "CNY", "€": "EUR", "$": "USD", "£": "GBP"}
# Compiled when an amount is read.
_FORM = r"(?P<before>[A-Z]{3}|[¥€$£])? ?(?P<number>[0-9][0-9 ,.']*) ?(?P<after>[A-Z]{3}|[元¥€$£])?"
_NUMBER = (
    r"(?P<whole>[0-9]{1,3}(?:(?P<mark>[ ,.'])[0-9]{3})(?:(?P=mark)[0-9]{3})*|[0-9]+)"
    r"(?:(?P<point>[.,])(?P<fraction>[0-9]{1,2}))?"
)
_MOST = 10**15


@dataclass(frozen=True, slots=True)
class Money:
    """`minor` units of a currency (ISO 4217): 120000 CNY fen are 1,200.00 yuan."""

    minor: int
    currency: str

    @property
    def amount(self) -> Decimal:
        return Decimal(self.minor).scaleb(-_places(self.currency))

    def __str__(self) -> str:
        """`1,200 CNY`; cents only where there are some."""
        places = _places(self.currency) if self.amount % 1 else 0
        return f"{self.amount:,.{places}f} {self.currency}"

    def times(self, factor: Decimal) -> Money:
        """Rounded to the minor unit, halves up."""
        return Money(int((self.minor * factor).quantize(Decimal(1), "ROUND_HALF_UP")),
                     self.currency)  # fmt: skip


class MoneyKind(Kind):
    """An amount with its currency, in two columns."""

    def columns(self, name: str) -> tuple[Column, ...]:
        return (Column(f"{name}_minor", "INTEGER"), Column(f"{name}_currency", "TEXT"))

    def to_db(self, value: Any) -> tuple[Any, ...]:
        return (value.minor, value.currency) if value is not None else (None, None)

    def from_db(self, values: Sequence[Any]) -> Money | None:
        minor, currency = values
        if minor is None:
            return None
        if not isinstance(minor, int) or not isinstance(currency, str):
            raise TypeError("not an amount of money")
        return Money(minor, currency)

    def to_json(self, value: Any) -> Any:
        return None if value is None else {"minor": value.minor, "currency": value.currency}

    def from_json(self, value: Any) -> Money | None:
        return self.from_db((value["minor"], value["currency"])) if value else None

    def parse(self, text: str, view: View) -> Money | None:
        word = unicodedata.normalize("NFKC", clean(text)).strip()
        if not word:
            return None
        match = re.fullmatch(_FORM, word.upper())
        named = [w for w in (match["before"], match["after"]) if w] if match else []
        codes = {_SIGNS.get(w, w) for w in named}
        if match is not None and not codes:
            raise BadValue(msg('"{text}" has no currency. Write {text} CNY.', text=word[:40]))
        if match is None or len(codes) != 1:
            raise BadValue(msg('"{text}" is no amount of money. Write 1200 CNY.', text=word[:40]))
        currency, number = codes.pop(), _decimal(match["number"])
        if number is None:
            raise BadValue(msg('"{text}" is no amount of money. Write 1200 CNY.', text=word[:40]))
        minor = number.scaleb(_places(currency))
        if minor > _MOST or minor % 1:
            raise BadValue(
                msg('"{text}" is no amount of {currency}', text=word[:40], currency=currency)
            )
        return Money(int(minor), currency)

    def sort_key(self, value: Any, view: View) -> tuple[bool, Any]:
        return (value is None, (value.currency, value.minor) if value else ("", 0))


def currency_in(text: str) -> str:
    """The code of the currency that an amount names; empty where it names none, or two."""
    match = re.fullmatch(_FORM, unicodedata.normalize("NFKC", clean(text)).strip().upper())
    codes = {_SIGNS.get(w, w) for w in (match["before"], match["after"]) if w} if match else set()
    return codes.pop() if len(codes) == 1 else ""


def money(label: Msg, *, private: bool = False, help: Msg | None = None) -> MoneyKind:
    return MoneyKind(label=label, private=private, help=help, width=14)


def _places(currency: str) -> int:
    return 0 if currency in _NO_MINOR else 2


def _decimal(number: str) -> Decimal | None:
    """The number, its thousands apart by a comma, a point, a blank or an apostrophe, one or two
    digits after another mark its fraction; None where the marks say neither."""
    match = re.fullmatch(_NUMBER, number.strip())
    if match is None or (match["point"] and match["point"] == match["mark"]):
        return None
    whole = re.sub(r"[ '.,]", "", match["whole"])
    return Decimal(f"{whole}.{match['fraction'] or '0'}")
