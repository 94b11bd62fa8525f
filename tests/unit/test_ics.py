"""iCalendar out: read back strictly by another program's parser, whatever the text is."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from icalendar import Calendar

from workbench.domain.text import clean
from workbench.exchange.ics import Event, calendar, escaped, folded

AT = datetime(2026, 11, 23, 17, 30, tzinfo=timezone(timedelta(hours=8)))


def event(**values: object) -> Event:
    usual = {"uid": "release-7.3f9a@handover-workbench", "sequence": 41,
             "first": date(2026, 12, 18), "last": date(2026, 12, 18), "summary": "PAY"}  # fmt: skip
    return Event(**{**usual, **values})  # type: ignore[arg-type]


def read(text: str) -> list[Any]:
    return list(Calendar.from_ical(text).walk("VEVENT"))


def test_an_event_as_it_is_written() -> None:
    made = event(last=date(2026, 12, 20), summary="PAY: Chen Hao leaves", category="release",
                 description="SRE lead")  # fmt: skip
    assert calendar("PAY 支付系统", [made], AT).split("\r\n") == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Handover Workbench//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        "X-WR-CALNAME:PAY 支付系统",
        "BEGIN:VEVENT",
        "UID:release-7.3f9a@handover-workbench",
        "DTSTAMP:20261123T093000Z",
        "SEQUENCE:41",
        "DTSTART;VALUE=DATE:20261218",
        "DTEND;VALUE=DATE:20261221",
        "SUMMARY:PAY: Chen Hao leaves",
        "DESCRIPTION:SRE lead",
        "CATEGORIES:release",
        "STATUS:CONFIRMED",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]


TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=200)


@given(st.lists(st.tuples(TEXT, TEXT), max_size=3))
@example([("a,b;c\\d\\n", 'one\ntwo\r\nthree: "four"')])
@example([("变压器听音判断故障" * 20, "🏭" * 40), (" ", "\t"), ("END:VEVENT", "BEGIN:VEVENT\n")])
def test_whatever_the_text_is_it_is_read_back(texts: list[tuple[str, str]]) -> None:
    events = [
        event(uid=f"e{n}", summary=summary, description=words)
        for n, (summary, words) in enumerate(texts)
    ]
    written = calendar("PAY", events, AT)
    back = read(written)
    assert [str(e["UID"]) for e in back] == [e.uid for e in events]
    for found, (summary, words) in zip(back, texts, strict=True):
        assert str(found["SUMMARY"]) == clean(summary, multiline=True)
        assert str(found.get("DESCRIPTION", "")) == clean(words, multiline=True)
        assert not found.errors


@given(TEXT)
def test_no_line_is_longer_than_75_octets_and_no_letter_is_cut(text: str) -> None:
    line = f"SUMMARY:{escaped(text)}"
    pieces = list(folded(line))
    assert all(len(piece.encode()) <= 75 for piece in pieces)
    assert all(piece.startswith(" ") for piece in pieces[1:])
    assert pieces[0] + "".join(piece[1:] for piece in pieces[1:]) == line


@pytest.mark.parametrize("octets", [74, 75, 76, 149, 150])
def test_a_line_is_folded_from_its_76th_octet_on(octets: int) -> None:
    pieces = list(folded("x" * octets))
    assert len(pieces) == 1 + (octets > 75) + (octets > 149)


def test_days_are_whole_and_the_last_one_is_in_it() -> None:
    (found,) = read(calendar("PAY", [event(last=date(2026, 12, 20))], AT))
    assert (found.start, found.end) == (date(2026, 12, 18), date(2026, 12, 21))
    assert found["DTSTAMP"].dt == AT.astimezone(UTC)
    assert int(found["SEQUENCE"]) == 41
    (never,) = read(calendar("PAY", [event(first=date.max, last=date.max)], AT))
    assert never.start == date.max


def test_what_is_cancelled_says_so() -> None:
    assert "STATUS:CANCELLED\r\n" in calendar("PAY", [event(cancelled=True)], AT)
