"""Days: reading them, adding to them, and which of them are worked."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from workbench.domain.errors import BadValue
from workbench.domain.message import msg
from workbench.domain.text import clean

FIRST_YEAR: Final = 1900
LAST_YEAR: Final = 9999
MAX_DAYS: Final = 36_500
"""The longest distance anybody plans with: a century, in days or in working days."""

_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_MONTH = r"(?P<name>[a-z]{3,9})\.?"
_YEAR = r"(?P<year>[0-9]{4})"
_DAY = r"(?P<day>[0-9]{1,2})"
# Patterns here are compiled when a day is read, not whenever a program starts.
_DAY_FORMS = (
    rf"{_YEAR}(?P<sep>[-/.])(?P<month>[0-9]{{1,2}})(?P=sep){_DAY}",
    rf"(?:{_YEAR}年)?(?P<month>[0-9]{{1,2}})月{_DAY}[日号]?",
    rf"(?P<month>[0-9]{{1,2}})-{_DAY}",
    rf"{_MONTH} ?{_DAY}(?:,? {_YEAR})?",
    rf"{_DAY} ?{_MONTH}(?:,? {_YEAR})?",
)


def ahead(day: date, days: int) -> date:
    """So many days after `day`, at most the last day there is."""
    return day + min(timedelta(days=days), date.max - day)


@dataclass(frozen=True, slots=True)
class Calendar:
    """Which days are worked. Weekdays count from Monday, 0.

    `off` are holidays; `work` are make-up days (调休), worked whatever else they are.
    """

    weekend: frozenset[int] = frozenset({5, 6})
    off: frozenset[date] = frozenset()
    work: frozenset[date] = frozenset()

    def __post_init__(self) -> None:
        if not self.weekend < frozenset(range(7)):
            raise BadValue(msg("A working week has one working day or more."))

    def is_workday(self, day: date) -> bool:
        return day in self.work or (day.weekday() not in self.weekend and day not in self.off)

    def add_workdays(self, day: date, n: int) -> date:
        """The `n`-th working day after `day`, before it when `n` is negative, itself for 0."""
        if abs(n) > MAX_DAYS:
            raise _out_of_range()
        step = 1 if n > 0 else -1
        for _ in range(abs(n)):
            day = self._worked(add_days(day, step), step)
        return day

    def workdays_ahead(self, day: date, n: int) -> date:
        """The `n`-th working day after `day`, at most the last day there is."""
        try:
            return self.add_workdays(day, n)
        except BadValue:
            return date.max

    def next_workday(self, day: date) -> date:
        """`day` if it is worked, else the first working day after it."""
        return self._worked(day, 1)

    def workdays_between(self, first: date, last: date) -> int:
        """Working days after `first` up to and with `last`; the other way round, negative.

        Undoes `add_workdays`: `workdays_between(d, add_workdays(d, n)) == n`.
        """
        if first <= last:
            return self._count(first.toordinal() + 1, last.toordinal())
        return -self._count(last.toordinal(), first.toordinal() - 1)

    def effective(self, due: date) -> date:
        """The day from which `due` can be late: a holiday waits for the next working day.

        A weekend does not: whoever sets a Saturday means it.
        """
        return self.next_workday(due) if due in self.off else due

    def days_late(self, due: date, today: date) -> int:
        """Calendar days past the effective deadline; 0 while it lasts; negative: days left."""
        if today <= due:
            return (today - due).days
        return max(0, (today - self.effective(due)).days)

    def _count(self, first: int, last: int) -> int:
        """Working days from one ordinal to another, both included; by weeks, for somebody may be
        planned until 9999."""
        weeks, rest = divmod(last - first + 1, 7)
        found = weeks * (7 - len(self.weekend))
        for n in range(last - rest + 1, last + 1):
            found += (n - 1) % 7 not in self.weekend
        found -= sum(
            first <= day.toordinal() <= last and day.weekday() not in self.weekend
            for day in self.off - self.work
        )
        return found + sum(
            first <= day.toordinal() <= last and day.weekday() in self.weekend for day in self.work
        )

    def _worked(self, day: date, step: int) -> date:
        while not self.is_workday(day):
            day = add_days(day, step)
        return day


def add_days(day: date, n: int) -> date:
    """`day` and `n` calendar days; BadValue more than a century away or outside 1900 to 9999."""
    if abs(n) > MAX_DAYS:
        raise _out_of_range()
    try:
        return check_year(day + timedelta(days=n))
    except OverflowError:
        raise _out_of_range() from None


def check_year(day: date) -> date:
    """`day`, or BadValue when its year is before 1900."""
    if day.year < FIRST_YEAR:
        raise _out_of_range()
    return day


_AHEAD = r"\+? ?(?P<count>[0-9]{1,6}) ?(?:(?P<weeks>w|weeks?|周)|d|days?|天)"
_NEAR_DAYS = {"today": 0, "tomorrow": 1, "今天": 0, "明天": 1, "后天": 2}


def parse_day(text: str, today: date | None = None) -> date:
    """Read a day as people write it: `2026-12-01`, `2026年12月1日`, `12-01`, `Dec 1`.

    Without a year it is the one nearest to `today`; without `today` the year is required. With
    `today` also `+38d`, `6w`, `tomorrow`, counted from it.
    """
    plain = plain_date_text(text)
    if today is not None:
        if match := re.fullmatch(_AHEAD, plain):
            return add_days(today, int(match["count"]) * (7 if match["weeks"] else 1))
        if plain in _NEAR_DAYS:
            return add_days(today, _NEAR_DAYS[plain])
    for form in _DAY_FORMS:
        if (match := re.fullmatch(form, plain)) and (month := _month(match)):
            year = match.groupdict().get("year")
            return _day(int(year) if year else None, month, int(match["day"]), text, today)
    if not plain:
        raise BadValue(msg("A date is needed: 2026-12-01, or 12-01 or Dec 1."))
    raise BadValue(
        msg('"{text}" is not a date. Write 2026-12-01, or 12-01 or Dec 1.', text=short(text))
    )


def plain_date_text(text: str) -> str:
    """`text` in lower case, half-width, with one kind of dash and of blank."""
    half = unicodedata.normalize("NFKC", text).lower()
    return " ".join(re.sub("[\u2010-\u2015\u2212]", "-", half).split())


def short(text: str) -> str:
    """What was typed, short enough to be quoted in a sentence."""
    plain = clean(text)
    return plain if len(plain) <= 40 else plain[:39] + "~"


def _month(match: re.Match[str]) -> int:
    """1 to 12 from a number or an English name of three letters or more; 0 if it is none."""
    groups = match.groupdict()
    if name := groups.get("name"):
        return next((n for n, month in enumerate(_MONTHS, 1) if month.startswith(name)), 0)
    return int(groups["month"])


def _day(year: int | None, month: int, day: int, text: str, today: date | None) -> date:
    if year is not None:
        years = [year]
    elif today is not None:
        years = [today.year - 1, today.year, today.year + 1]
    else:
        raise BadValue(msg('"{text}" has no year. Write 2026-12-01.', text=short(text)))
    found = [d for y in years if (d := _real_day(y, month, day))]
    if not found:
        raise BadValue(
            msg('There is no day "{text}". Write a day such as 2026-12-01.', text=short(text))
        )
    near = today or found[0]
    return check_year(min(found, key=lambda d: abs((d - near).days)))


def _real_day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _out_of_range() -> BadValue:
    return BadValue(
        msg(
            "A date lies in the years {first} to {last}, at most a century from where it counts.",
            first=FIRST_YEAR,
            last=LAST_YEAR,
        )
    )
