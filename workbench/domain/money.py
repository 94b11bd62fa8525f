"""Amounts of money: whole minor units of a currency, never a binary fraction."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from workbench.domain.errors import BadValue
from workbench.domain.kinds import Column, Kind, View
from workbench.domain.message import Msg, msg
from workbench.domain.text import clean

_NO_MINOR: Final = {"JPY", "KRW", "VND"}  # currencies without a hundredth
_SIGNS: Final = {"¥": "CNY", "￥": "CNY", "元": "CNY", "€": "EUR", "$": "USD", "£": "GBP"}
_FORM = re.compile(
    r"(?P<before>[A-Z]{3}|[¥￥€$£])? ?(?P<number>[0-9][0-9 ,.'_]*) ?(?P<after>[A-Z]{3}|[元€$£])?"
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


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class MoneyKind(Kind):
    """An amount with its currency, in two columns."""

    width: int = 14

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
        word = clean(text)
        if not word:
            return None
        match = _FORM.fullmatch(word.upper())
        named = [w for w in (match["before"], match["after"]) if w] if match else []
        codes = {_SIGNS.get(w, w) for w in named}
        if match is None or len(codes) != 1:
            raise BadValue(msg('"{text}" is no amount of money. Write 1200 CNY.', text=word[:40]))
        currency = codes.pop()
        minor = _decimal(match["number"], word).scaleb(_places(currency))
        if minor % 1 or minor > _MOST:
            raise BadValue(
                msg('"{text}" is no amount of {currency}', text=word[:40], currency=currency)
            )
        return Money(int(minor), currency)

    def sort_key(self, value: Any, view: View) -> tuple[bool, Any]:
        return (value is None, (value.currency, value.minor) if value else ("", 0))


def money(label: Msg, *, private: bool = False, help: Msg | None = None) -> MoneyKind:
    return MoneyKind(label=label, private=private, help=help)


def _places(currency: str) -> int:
    return 0 if currency in _NO_MINOR else 2


def _decimal(number: str, typed: str) -> Decimal:
    """The number, thousands apart by a comma, a blank or an apostrophe; the last mark before one
    or two digits is the decimal one."""
    plain = re.sub(r"[ '_]", "", number)
    if match := re.fullmatch(r"([0-9,.]*)[.,]([0-9]{1,2})", plain):
        plain = f"{re.sub('[,.]', '', match[1])}.{match[2]}"
    else:
        plain = re.sub("[,.]", "", plain)
    try:
        return Decimal(plain)
    except InvalidOperation:
        raise BadValue(
            msg('"{text}" is no amount of money. Write 1200 CNY.', text=typed[:40])
        ) from None
