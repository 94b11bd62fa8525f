"""Tables of factors, such as `97.0 = 0; 98.5 = 1`: how much of a pool is paid for what was kept."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal, InvalidOperation
from itertools import pairwise

from workbench.domain.errors import BadValue
from workbench.domain.kinds import TextKind, View
from workbench.domain.message import Msg, msg

_POINT = re.compile(r"\s*([0-9.]+)\s*%?\s*[=:]\s*([0-9.]+)\s*(%?)\s*")
_MOST = 1000  # percent or times the pool, beyond which a table means something else


class FactorsKind(TextKind):
    """A table of factors, kept as it was written."""

    def parse(self, text: str, view: View) -> str:
        found = super().parse(text, view)
        if found:
            read_table(found)
        return found

    def joined(self, theirs: str, mine: str) -> None:
        return None


def factors(label: Msg, *, help: Msg | None = None) -> FactorsKind:
    return FactorsKind(label=label, help=help, width=20)


def read_table(table: str) -> list[tuple[Decimal, Decimal]]:
    """The points of a table, in order. Raises BadValue."""
    parts = re.split("[;\n]", unicodedata.normalize("NFKC", table))
    found = [_point(part) for part in parts if part.strip()]
    points = [p for p in found if p is not None]
    if not points or len(points) < len(found):
        raise BadValue(msg('the table is not understood; write "97.0 = 0; 98.5 = 1"'))
    if any(a[0] >= b[0] for a, b in pairwise(points)):
        raise BadValue(msg("the table is not in order: each value must be above the one before"))
    return points


def _point(text: str) -> tuple[Decimal, Decimal] | None:
    """`98.5 = 1`, also with a decimal comma, or with the factor in percent."""
    match = _POINT.fullmatch(text.replace(",", "."))
    try:
        value, share = (Decimal(match[1]), Decimal(match[2])) if match else (None, None)
    except InvalidOperation:
        return None
    if match is None or value is None or share is None or max(value, share) > _MOST:
        return None
    return value, share / 100 if match[3] else share
