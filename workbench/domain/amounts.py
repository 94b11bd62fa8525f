"""Kinds of field that count, measure or date, and text in two languages."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from workbench.domain.bitext import Bitext
from workbench.domain.calendar import parse_day
from workbench.domain.due import Due, parse_due
from workbench.domain.errors import BadValue
from workbench.domain.frozen import dataclass
from workbench.domain.kinds import Column, Kind, View
from workbench.domain.message import Msg, msg
from workbench.domain.numbers import number_of
from workbench.domain.text import clean, fold, unspoiled


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class NumberKind(Kind):
    """A decimal number within bounds; kept as text so that 0.10 stays 0.10."""

    low: Decimal | None = None
    high: Decimal | None = None
    unit: str = ""
    width: int = 7

    def to_db(self, value: Any) -> tuple[Any, ...]:
        return (None if value is None else str(value),)

    def from_db(self, values: Sequence[Any]) -> Any:
        return None if values[0] is None else Decimal(values[0])

    def to_json(self, value: Any) -> Any:
        return None if value is None else str(value)

    def from_json(self, value: Any) -> Any:
        return None if value in (None, "") else Decimal(str(value))

    def parse(self, text: str, view: View) -> Decimal | None:
        word = clean(text).removesuffix(self.unit).strip()
        if not word:
            return None
        # 80 % is 0.8 of somebody; of what is no fraction, the sign is the unit of its record.
        share = word.endswith("%") and self.high == 1
        value = number_of(word) / 100 if share else number_of(word)
        if (self.low is not None and value < self.low) or (
            self.high is not None and value > self.high
        ):
            raise BadValue(
                msg(
                    "{text} is not between {low} and {high}",
                    text=word,
                    low=self.low,
                    high=self.high,
                )
            )
        return value

    def show(self, value: Any, view: View) -> str:
        return "" if value is None else f"{value}{' ' + self.unit if self.unit else ''}"

    def sort_key(self, value: Any, view: View) -> tuple[bool, Any]:
        return (value is None, value if value is not None else Decimal(0))


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class ScaleKind(Kind):
    """A whole number between two others: weight 1..5, severity 1..10, counts."""

    low: int = 0
    high: int = 10**9
    width: int = 4

    def columns(self, name: str) -> tuple[Column, ...]:
        return (Column(name, "INTEGER"),)

    def from_db(self, values: Sequence[Any]) -> int | None:
        return self.from_json(values[0])

    def from_json(self, value: Any) -> int | None:
        if value is not None and not isinstance(value, int):
            raise TypeError("not a whole number")
        return value

    def parse(self, text: str, view: View) -> int | None:
        word = clean(text)
        if not word:
            return None
        digits = word.removeprefix("-")
        if not (digits.isdecimal() and len(digits) <= 10 and self.low <= int(word) <= self.high):
            raise BadValue(
                msg(
                    "{text} is not a whole number from {low} to {high}",
                    text=word,
                    low=self.low,
                    high=self.high,
                )
            )
        return int(word)

    def sort_key(self, value: Any, view: View) -> tuple[bool, Any]:
        return (value is None, value or 0)


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class DayKind(Kind):
    past: bool = False  # of something that was done, so never ahead

    def to_db(self, value: Any) -> tuple[Any, ...]:
        return (value.isoformat() if value else None,)

    def from_db(self, values: Sequence[Any]) -> Any:
        return self.from_json(values[0])

    def to_json(self, value: Any) -> Any:
        return value.isoformat() if value else None

    def from_json(self, value: Any) -> Any:
        return date.fromisoformat(value) if value else None

    def parse(self, text: str, view: View) -> date | None:
        word = clean(text)
        if not word:
            return None
        found = parse_day(word, today=view.today)
        if self.past and found > view.today:
            raise BadValue(msg("{day} is still ahead; this is the day it was done", day=found))
        return found

    def show(self, value: Any, view: View) -> str:
        return value.isoformat() if value else ""

    def sort_key(self, value: Any, view: View) -> tuple[bool, Any]:
        return (value is None, value or date.min)


class InstantKind(Kind):
    """A moment, kept in UTC; set by the program."""

    def meets(self, seen: Any, theirs: Any, mine: Any) -> bool:
        """It only says when something else was done, which meets or does not."""
        return False

    def to_db(self, value: Any) -> tuple[Any, ...]:
        return (value.astimezone(UTC).isoformat(timespec="seconds") if value else None,)

    def from_db(self, values: Sequence[Any]) -> Any:
        return self.from_json(values[0])

    def to_json(self, value: Any) -> Any:
        return self.to_db(value)[0]

    def from_json(self, value: Any) -> Any:
        return datetime.fromisoformat(value) if value else None

    def parse(self, text: str, view: View) -> datetime | None:
        try:
            moment = datetime.fromisoformat(clean(text)) if clean(text) else None
        except ValueError:
            raise BadValue(msg("{text} is not a moment in time", text=clean(text))) from None
        return moment.astimezone(UTC) if moment else None

    def show(self, value: Any, view: View) -> str:
        return value.astimezone().strftime("%Y-%m-%d %H:%M") if value else ""

    def edit_text(self, value: Any, view: View) -> str:
        return self.to_db(value)[0] or ""


@lru_cache(maxsize=4096)
def _stored_due(text: str) -> Due:
    """One and the same for each way it is written: checklists are full of `T-30`."""
    try:
        return parse_due(text, today=date.min)
    except BadValue:  # advice on typing is of no use here
        raise ValueError("no due date") from None


class DueKind(Kind):
    """A date that follows T0 (`T-30`, `T+5wd`) or stays (`2026-12-01`)."""

    def to_db(self, value: Any) -> tuple[Any, ...]:
        return (str(value) if value else None,)

    def from_db(self, values: Sequence[Any]) -> Any:
        return self.from_json(values[0])

    def to_json(self, value: Any) -> Any:
        return str(value) if value else None

    def from_json(self, value: Any) -> Any:
        return _stored_due(str(value)) if value else None

    def parse(self, text: str, view: View) -> Due | None:
        return parse_due(clean(text), today=view.today) if clean(text) else None


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class BitextKind(Kind):
    limit: int = 1_000

    def columns(self, name: str) -> tuple[Column, ...]:
        return tuple(Column(f"{name}_{part}", "TEXT") for part in ("en", "zh", "stale"))

    def to_db(self, value: Any) -> tuple[Any, ...]:
        text = value or Bitext()
        return (clean(text.en), clean(text.zh), text.stale)

    def from_db(self, values: Sequence[Any]) -> Bitext:
        try:
            ours = "".join(values).isprintable()
        except TypeError:  # no text: another program's
            ours = False
        return Bitext(*(values if ours else map(unspoiled, values)))

    def to_json(self, value: Any) -> Any:
        kept = {"en": value.en, "zh": value.zh, "stale": value.stale}
        return {k: v for k, v in kept.items() if v}

    def from_json(self, value: Any) -> Bitext:
        if isinstance(value, str):
            return Bitext(en=clean(value))
        parts = value or {}
        return Bitext(
            clean(parts.get("en", "")), clean(parts.get("zh", "")), parts.get("stale", "")
        )

    def parse(self, text: str, view: View) -> Bitext:
        """Only the language on screen; `merged` keeps the other one."""
        value = clean(text)
        if len(value) > self.limit:
            raise BadValue(
                msg("{n} characters are too many, {limit} fit", n=len(value), limit=self.limit)
            )
        return Bitext().edited(view.lang, value)

    def merged(self, old: Bitext, text: str, view: View) -> Bitext:
        """`old` after `text` was typed in the view's language."""
        self.parse(text, view)
        return old.edited(view.lang, clean(text))

    def meets(self, seen: Bitext, theirs: Bitext, mine: Bitext) -> bool:
        """Each language is a text of its own."""
        texts = zip(*((t.en, t.zh) for t in (seen, theirs, mine)), strict=True)
        return any(theirs not in (seen, mine) for seen, theirs, mine in texts)

    def joined(self, theirs: Bitext, mine: Bitext) -> Bitext | None:
        both = Bitext(_joined(theirs.en, mine.en), _joined(theirs.zh, mine.zh), mine.stale)
        return both if max(len(both.en), len(both.zh)) <= self.limit else None

    def show(self, value: Any, view: View) -> str:
        return value.show(view.lang) if value else ""

    def sort_key(self, value: Any, view: View) -> tuple[bool, Any]:
        return (not value, fold(self.show(value, view)))


def _joined(theirs: str, mine: str) -> str:
    return " / ".join(filter(None, dict.fromkeys((theirs, mine))))


def number(
    label: Msg,
    *,
    low: str | int | None = None,
    high: str | int | None = None,
    unit: str = "",
    core: bool = False,
    fixed: bool = False,
    help: Msg | None = None,
) -> NumberKind:
    return NumberKind(
        label=label,
        core=core,
        fixed=fixed,
        unit=unit,
        help=help,
        low=None if low is None else Decimal(low),
        high=None if high is None else Decimal(high),
    )


def scale(
    label: Msg,
    low: int,
    high: int,
    *,
    core: bool = False,
    fixed: bool = False,
    help: Msg | None = None,
) -> ScaleKind:
    return ScaleKind(label=label, low=low, high=high, core=core, fixed=fixed, help=help)


def day(
    label: Msg,
    *,
    core: bool = False,
    fixed: bool = False,
    past: bool = False,
    help: Msg | None = None,
) -> DayKind:
    return DayKind(label=label, core=core, fixed=fixed, past=past, help=help, width=10)


def instant(label: Msg) -> InstantKind:
    return InstantKind(label=label, fixed=True, width=16)


def due(label: Msg, *, core: bool = False, help: Msg | None = None) -> DueKind:
    return DueKind(label=label, core=core, help=help, width=10)


def bitext(
    label: Msg, *, core: bool = False, fixed: bool = False, help: Msg | None = None
) -> BitextKind:
    return BitextKind(label=label, core=core, fixed=fixed, help=help, width=40)
