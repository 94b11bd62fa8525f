"""Bonuses: for a day kept early, and for what is kept available."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise

from workbench.domain.calendar import Calendar
from workbench.domain.errors import BadValue
from workbench.domain.factors import read_table
from workbench.domain.message import Msg, in_turn, msg, nmsg
from workbench.domain.money import Money
from workbench.domain.registers.scheme import Curve, Scheme, SchemeKind
from workbench.figures.kpi_readings import plain

_FINE = Decimal("0.0001")


@dataclass(frozen=True, slots=True)
class Counted:
    """An amount and how it came about, in words; or what is missing, and no amount."""

    words: Msg | str
    amount: Money | None = None
    percent: Decimal | None = None
    factor: Decimal | None = None


def bonus(scheme: Scheme, calendar: Calendar, measured: Decimal | None = None) -> Counted:
    """What a scheme comes to; `measured` is its KPI's last value, where it says no hours."""
    if scheme.kind is SchemeKind.MILESTONE:
        return milestone(scheme, calendar)
    return availability_bonus(scheme, measured)


def milestone(scheme: Scheme, calendar: Calendar) -> Counted:
    """Days early x rate, at most the cap; for days late the malus, or nothing (field F-5.6)."""
    if scheme.planned is None or scheme.actual is None:
        return Counted(msg("the planned or the actual day is missing"))
    if scheme.rate is None:
        return Counted(msg("the amount for each day early is missing"))
    odd = [m for m in (scheme.malus, scheme.cap) if m and m.currency != scheme.rate.currency]
    if odd:
        return Counted(
            msg("{one} and {other} are of two currencies", one=str(scheme.rate), other=str(odd[0]))
        )
    early = _days(scheme.actual, scheme.planned, calendar, working=scheme.working_days)
    if early <= 0:
        return _late(scheme, scheme.rate, -early)
    earned = scheme.rate.times(Decimal(early))
    words = msg("{days} x {rate} = {amount}", days=_early(early, working=scheme.working_days),
                rate=str(scheme.rate), amount=str(earned))  # fmt: skip
    if scheme.cap is not None and earned.minor > scheme.cap.minor:
        return Counted(in_turn([words, msg("at most {cap}", cap=str(scheme.cap))]), scheme.cap)
    return Counted(words, earned)


def availability(
    hours: Decimal, downtime: Decimal, outage: Decimal, *, counts: bool
) -> Decimal | None:
    """(hours - downtime) / hours x 100. A planned outage is downtime if it `counts`; else it is
    taken out of the period. None where the hours cannot be."""
    if outage > downtime:
        return None
    period = hours if counts else hours - outage
    down = downtime if counts else downtime - outage
    if period <= 0 or down > period:
        return None
    return (period - down) / period * 100


def availability_bonus(scheme: Scheme, measured: Decimal | None = None) -> Counted:
    """Pool x factor of what was available (field F-5.7)."""
    percent, how = _available(scheme, measured)
    if percent is None:
        return Counted(how)
    if not 0 <= percent <= 100:
        return Counted(msg("{percent} is no availability in percent", percent=plain(percent)))
    try:
        share = factor(scheme.table, scheme.curve, percent)
    except BadValue as problem:
        return Counted(problem.message, percent=percent)
    said = msg("factor {factor} ({table}, {curve})", factor=_shown(share), table=scheme.table,
               curve=scheme.curve.label)  # fmt: skip
    if scheme.pool is None:
        return Counted(in_turn([how, said]), None, percent, share)
    paid = scheme.pool.times(share)
    sum_ = msg("{pool} x {factor} = {amount}", pool=str(scheme.pool), factor=_shown(share),
               amount=str(paid))  # fmt: skip
    return Counted(in_turn([how, said, sum_]), paid, percent, share)


def factor(table: str, curve: Curve, value: Decimal) -> Decimal:
    """The factor of a value by a table such as `97.0 = 0; 98.5 = 1`, to four digits: nothing below
    its first point, the last factor from its last point on. Raises BadValue for what is no table.
    """
    points = read_table(table)
    if value < points[0][0]:
        return Decimal(0)
    for (low, start), (high, end) in pairwise(points):
        if value < high:
            if curve is Curve.STEP:
                return start
            return _fine(start + (end - start) * (value - low) / (high - low))
    return points[-1][1]


def _available(scheme: Scheme, measured: Decimal | None) -> tuple[Decimal | None, Msg]:
    if scheme.hours is None or scheme.downtime is None:
        if measured is None:
            return None, msg("the hours of the period or the downtime are missing")
        return measured, msg(
            "available {percent} % by the last reading of the KPI", percent=measured
        )
    outage = scheme.outage or Decimal(0)
    exact = availability(scheme.hours, scheme.downtime, outage, counts=scheme.planned_outage)
    percent = None if exact is None else _fine(exact)
    if percent is None:
        return None, msg("the hours cannot be: {outage} h planned of {downtime} h downtime in "
                         "{hours} h", outage=plain(outage), downtime=plain(scheme.downtime),
                         hours=plain(scheme.hours))  # fmt: skip
    given = {"hours": plain(scheme.hours), "downtime": plain(scheme.downtime),
             "outage": plain(outage), "percent": _shown(percent)}  # fmt: skip
    if scheme.planned_outage:
        return percent, msg("({hours} h - {downtime} h) / {hours} h = {percent} % available, "
                            "planned outage counts as downtime", **given)  # fmt: skip
    return percent, msg("({hours} h - {downtime} h) / ({hours} h - {outage} h) = {percent} % "
                        "available, planned outage left out", **given)  # fmt: skip


def _late(scheme: Scheme, rate: Money, days: int) -> Counted:
    none = rate.times(Decimal(0))
    if not days and scheme.actual != scheme.planned:
        return Counted(msg("no working day lies between: {amount}", amount=str(none)), none)
    if not days:
        return Counted(msg("on the day: {amount}", amount=str(none)), none)
    late = (
        nmsg("{n} working day late", "{n} working days late", days)
        if scheme.working_days
        else nmsg("{n} day late", "{n} days late", days)
    )
    if scheme.malus is None:
        return Counted(msg("{days}: {amount}", days=late, amount=str(none)), none)
    taken = scheme.malus.times(Decimal(-days))
    return Counted(
        msg("{days} x {rate} = {amount}", days=late, rate=str(scheme.malus), amount=str(taken)),
        taken,
    )


def _days(actual: date, planned: date, calendar: Calendar, *, working: bool) -> int:
    """Days early, negative when late. Late by working days begins after the planned day, or after
    the working day it waits for; a Saturday is as late as the Friday before it."""
    if not working:
        return (planned - actual).days
    if actual <= planned:
        return calendar.workdays_between(actual, planned)
    return -max(0, calendar.workdays_between(calendar.next_workday(planned), actual))


def _early(n: int, *, working: bool) -> Msg:
    if working:
        return nmsg("{n} working day early", "{n} working days early", n)
    return nmsg("{n} day early", "{n} days early", n)


def _fine(value: Decimal) -> Decimal:
    """To four digits, halves up: what is shown is what the amount is counted from."""
    return value.quantize(_FINE, ROUND_HALF_UP)


def _shown(value: Decimal) -> Decimal:
    """With two digits, and the two after them where they say something."""
    two = value.quantize(Decimal("0.01"), ROUND_HALF_UP)
    return two if two == value else value
