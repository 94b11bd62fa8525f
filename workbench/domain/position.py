"""Fractional positions: a record is put between two others by changing one row."""

from __future__ import annotations

from workbench.domain.errors import BadValue
from workbench.domain.message import msg

_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_BASE = len(_DIGITS)
_WHOLE = 5  # leading digits that count: appending adds one to them and stays short


def between(low: str, high: str) -> str:
    """A position after `low` and before `high`; an empty string is an open end.

    Positions compare as plain text. There is always room between two of them; at an open end the
    length does not grow.
    """
    if not low and not high:
        return _whole(_BASE**_WHOLE // 2)
    if not high:
        return _whole(_value(low) + 1)
    if not low:
        return _whole(_value(high) - 1)
    if low >= high:
        raise BadValue(msg("positions are out of order"))
    made, i, bounded = "", 0, True
    while True:
        floor = _DIGITS.index(low[i]) if i < len(low) else 0
        ceiling = _DIGITS.index(high[i]) if bounded and i < len(high) else _BASE
        if ceiling - floor > 1:
            return made + _DIGITS[(floor + ceiling) // 2]
        made += _DIGITS[floor]
        bounded = bounded and ceiling == floor
        i += 1


def _value(position: str) -> int:
    value = 0
    for digit in position[:_WHOLE].ljust(_WHOLE, "0"):
        value = value * _BASE + _DIGITS.index(digit)
    return value


def _whole(value: int) -> str:
    digits = ""
    for _ in range(_WHOLE):
        value, digit = divmod(value, _BASE)
        digits = _DIGITS[digit] + digits
    return digits
