"""Numbers as people write them: thousands apart, a decimal comma or point, a percent sign."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal, InvalidOperation

from workbench.domain.calendar import short
from workbench.domain.errors import BadValue
from workbench.domain.message import msg

_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d{1,2})?")
_GROUPED = re.compile(r"[-+]?\d{1,3}(?:([ ,'_])\d{3})(?:\1\d{3})*(?:\.\d+)?")
_COMMA = re.compile(r"[-+]?\d+,\d+")
_MOST = Decimal(10) ** 15
_LONGEST = 40  # characters


def number_of(text: str) -> Decimal:
    """The number that `text` is. BadValue for what is none, or could be two: `1,234`."""
    plain = text if _NUMBER.fullmatch(text) else _plain(text)
    try:
        value = Decimal(plain) if _NUMBER.fullmatch(plain) and len(plain) <= _LONGEST else None
    except InvalidOperation:
        value = None
    if value is None or abs(value) > _MOST:
        raise BadValue(msg("{text} is not a number", text=short(text) or "-"))
    # `1.5e+06`, as machines write it, is 1500000 to people.
    return Decimal(f"{value:f}") if int(value.as_tuple().exponent) > 0 else value


def _plain(text: str) -> str:
    """Digits with a point at most, in half width."""
    half = unicodedata.normalize("NFKC", text).replace("\u2212", "-").removesuffix("%").strip()
    grouped = _GROUPED.fullmatch(half)
    if grouped is None:
        return half.replace(",", ".") if _COMMA.fullmatch(half) else half
    mark = grouped[1]
    if mark != "," or half.count(",") > 1 or "." in half:
        return half.replace(mark, "")
    if half.lstrip("+-").startswith("0"):
        return half.replace(",", ".")
    raise BadValue(
        msg('"{text}" could be two numbers: write it without the comma', text=short(text))
    )
