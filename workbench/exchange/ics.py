"""iCalendar (RFC 5545) out: days as events that a calendar program takes in, and takes in again.

An event is known by its UID; a program that has it already replaces it by one with a higher
SEQUENCE, so that a day that moves is never there twice.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime

from workbench.domain.calendar import ahead
from workbench.domain.text import clean

_PRODUCT = "-//Handover Workbench//EN"
_OCTETS = 75  # of a line, without its end (3.1)
_ESCAPED = re.compile(r"[\\;,]")


@dataclass(frozen=True, slots=True)
class Event:
    """Something on whole days, `first` to `last`; `category` is a word of ours, in English."""

    uid: str
    sequence: int
    first: date
    last: date
    summary: str
    description: str = ""
    category: str = ""
    cancelled: bool = False


def calendar(name: str, events: Iterable[Event], stamp: datetime) -> str:
    """A calendar of events, lines folded and ended as the standard asks; `stamp` is when it was
    made, with a time zone."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:{_PRODUCT}",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{escaped(name)}",
    ]
    made = f"{stamp.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    for event in events:
        lines += _event(event, made)
    lines.append("END:VCALENDAR")
    return "".join(f"{part}\r\n" for line in lines for part in folded(line))


def _event(event: Event, made: str) -> Iterator[str]:
    after = ahead(event.last, 1)
    yield "BEGIN:VEVENT"
    yield f"UID:{event.uid}"
    yield f"DTSTAMP:{made}"
    yield f"SEQUENCE:{event.sequence}"
    yield f"DTSTART;VALUE=DATE:{event.first:%Y%m%d}"
    if after > event.first:  # it ends before this day; there is none after the last day of time
        yield f"DTEND;VALUE=DATE:{after:%Y%m%d}"
    yield f"SUMMARY:{escaped(event.summary)}"
    if event.description:
        yield f"DESCRIPTION:{escaped(event.description)}"
    if event.category:
        yield f"CATEGORIES:{escaped(event.category)}"
    yield f"STATUS:{'CANCELLED' if event.cancelled else 'CONFIRMED'}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def escaped(text: str) -> str:
    """Text as a value: what would end or split it has a backslash before it (3.3.11)."""
    return _ESCAPED.sub(r"\\\g<0>", clean(text, multiline=True)).replace("\n", "\\n")


def folded(line: str) -> Iterator[str]:
    """A line in pieces of 75 octets at most, no letter cut in two; all but the first begin with a
    blank (3.1)."""
    piece, size = "", 0
    for letter in line:
        octets = len(letter.encode())
        if size + octets > _OCTETS:
            yield piece
            piece, size = " ", 1
        piece, size = piece + letter, size + octets
    yield piece
