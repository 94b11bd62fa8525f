"""Readings of a KPI: a series, added to by the batch and never changed one by one."""

from __future__ import annotations

import calendar
import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date, datetime, tzinfo
from decimal import Decimal
from typing import NamedTuple

from workbench.domain.calendar import parse_day, short
from workbench.domain.errors import BadValue
from workbench.domain.message import msg

_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_MONTH = re.compile(r"(\d{4})(?:[-/.](\d{1,2})|年(\d{1,2})月)")
_MOMENT = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})[T ](\d\d?:\d\d.*)")
_TURNED = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4})")
_EPOCH = re.compile(r"\d{10}(?:\d{3})?")


class Reading(NamedTuple):
    """`at` is a day, `2026-11-01`, or a moment by the clock of the place, `2026-11-01T10:00:00`."""

    at: str
    value: Decimal

    @property
    def day(self) -> date:
        return date.fromisoformat(self.at[:10])


def merged(batches: Iterable[Iterable[Reading]]) -> list[Reading]:
    """One series of several batches, oldest batch first: of one moment the last reading counts."""
    found = {reading.at: reading for batch in batches for reading in batch}
    return sorted(found.values(), key=lambda r: r.at)


def to_json(series: Sequence[Reading]) -> list[list[str]]:
    return [[r.at, str(r.value)] for r in series]


def from_json(rows: Iterable[Sequence[str]]) -> list[Reading]:
    return [Reading(at, Decimal(value)) for at, value in rows]


def moment_of(seconds: float, zone: tzinfo | None = None) -> str:
    """A moment since 1970 by the clock of a zone; of the machine's own without one. BadValue."""
    try:
        found = datetime.fromtimestamp(seconds, zone)
    except (OverflowError, ValueError, OSError):
        raise BadValue(msg("{text} is not a moment in time", text=str(seconds)[:20])) from None
    return found.replace(tzinfo=None).isoformat(timespec="seconds")


def at_of(text: str, today: date | None = None, zone: tzinfo | None = None) -> str:
    """When something was read, from what stands in a table: a day, a month (its last day), a
    moment with or without its zone, or seconds or milliseconds since 1970. BadValue."""
    if _DAY.fullmatch(text):
        return parse_day(text).isoformat()
    plain = " ".join(unicodedata.normalize("NFKC", text).split())
    if match := _MONTH.fullmatch(plain):
        year, month = int(match[1]), int(match[2] or match[3])
        if year >= 1900 and 1 <= month <= 12:
            return date(year, month, calendar.monthrange(year, month)[1]).isoformat()
    if match := _MOMENT.fullmatch(plain):
        return _moment(match, zone)
    if _EPOCH.fullmatch(plain):
        return moment_of(int(plain) / (1000 if len(plain) == 13 else 1), zone)
    if match := _TURNED.fullmatch(plain):
        return _turned(match)
    return parse_day(plain, today).isoformat()


def _turned(match: re.Match[str]) -> str:
    """A day with its year last: with points the day comes first, else what can only be so."""
    one, other, year = int(match[1]), int(match[3]), int(match[4])
    if match[2] != "." and one != other and max(one, other) <= 12:
        raise BadValue(
            msg("{text} could be two days: write it as {day}", text=match[0],
                day=f"{year}-{one:02}-{other:02}")
        )  # fmt: skip
    day, month = (one, other) if match[2] == "." or one > 12 else (other, one)
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        raise BadValue(msg("{text} is not a date", text=match[0])) from None


def _moment(match: re.Match[str], zone: tzinfo | None) -> str:
    year, month, day, rest = match.groups()
    hour, colon, others = rest.partition(":")
    written = f"{year}-{month:0>2}-{day:0>2}T{hour:0>2}{colon}{others.replace(' ', '')}"
    try:
        found = datetime.fromisoformat(written)
    except ValueError:
        raise BadValue(msg("{text} is not a moment in time", text=short(match[0]))) from None
    if found.tzinfo is not None:
        found = found.astimezone(zone).replace(tzinfo=None)
    return found.isoformat(timespec="seconds")
