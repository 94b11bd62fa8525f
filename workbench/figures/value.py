"""What was built and what it brings: depreciation, turnover against investment, payback."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from workbench.domain.errors import BadValue
from workbench.domain.message import Msg, msg
from workbench.domain.money import Money
from workbench.domain.reading import at_of
from workbench.domain.registers.asset import Asset
from workbench.domain.registers.flow import Flow
from workbench.figures.kpi_readings import plain

_QUARTER = re.compile(r"(\d{4})\s*(?:-\s*)?Q([1-4])|(\d{4})年第?([1-4一二三四])季度?", re.I)
_HUNDREDTH = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Depreciation:
    """What an asset loses a year in the books, straight-line (field F-5.8)."""

    yearly: Money
    words: Msg


@dataclass(frozen=True, slots=True)
class Value:
    """Turnover of all periods against the cost of all assets, of one currency.

    `payback` is the first period in which what came in less what it cost has reached the cost of
    the assets; `words` are the sums with their numbers, which say what of it is of periods that are
    not over yet. Turnover is no profit.
    """

    invested: Money
    turnover: Money
    cost: Money
    ratio: Decimal | None
    payback: Flow | None
    words: tuple[Msg, ...]


def depreciation(asset: Asset) -> Depreciation | None:
    """Cost x (1 - residual) / life; None while cost or life is missing."""
    if asset.cost is None or not asset.life:
        return None
    residual = asset.residual or Decimal(0)
    yearly = asset.cost.times((100 - residual) / 100 / asset.life)
    words = msg("{cost} x (1 - {residual} %) / {years} years = {yearly} a year",
                cost=str(asset.cost), residual=plain(residual), years=asset.life,
                yearly=str(yearly))  # fmt: skip
    return Depreciation(yearly, words)


def in_order(flows: Iterable[Flow]) -> list[Flow]:
    """By the last days of their periods; those of which none is known stand last."""
    return sorted(flows, key=lambda f: (ends(f) or date.max, f.number))


def ends(flow: Flow) -> date | None:
    """The last day of a period: as said, or as its name says it: `2026-10`, `2026 Q4`, `2026`."""
    if flow.until is not None:
        return flow.until
    name = flow.period.strip()
    if match := _QUARTER.fullmatch(name):
        quarter = match[2] or match[4]
        month = 3 * ("一二三四".index(quarter) + 1 if quarter in "一二三四" else int(quarter))
        name = f"{match[1] or match[3]}-{month:02}"
    elif re.fullmatch(r"\d{4}年?", name):
        name = f"{name[:4]}-12"
    try:
        return date.fromisoformat(at_of(name)[:10])
    except BadValue:
        return None


def is_ahead(flow: Flow, today: date) -> bool:
    """Whether a period is not over yet, so that its figures are planned ones."""
    return (ends(flow) or date.min) > today


def values(assets: Sequence[Asset], flows: Sequence[Flow], today: date) -> tuple[Value, ...]:
    """One for each currency in which something was built or brought in."""
    named = {m.currency: None for a in assets if (m := a.cost)}
    named |= {m.currency: None for f in flows for m in (f.revenue, f.cost) if m}
    return tuple(_value(currency, assets, flows, today) for currency in named)


def _value(currency: str, assets: Sequence[Asset], flows: Sequence[Flow], today: date) -> Value:
    invested = sum(_minor(a.cost, currency) for a in assets)
    elsewhere = any(m.currency != currency for f in flows for m in (f.revenue, f.cost) if m)
    own = [f for f in flows if any(m and m.currency == currency for m in (f.revenue, f.cost))]
    turnover = sum(_minor(f.revenue, currency) for f in flows)
    cost = sum(_minor(f.cost, currency) for f in flows)
    ratio = None
    words = []
    if invested and own:
        ratio = (Decimal(turnover) / invested).quantize(_HUNDREDTH, ROUND_HALF_UP)
        words.append(
            msg("turnover {turnover} / invested {invested} = {ratio} (turnover, not profit)",
                turnover=str(Money(turnover, currency)), invested=str(Money(invested, currency)),
                ratio=ratio)
        )  # fmt: skip
        ahead = sum(_minor(f.revenue, currency) for f in own if is_ahead(f, today))
        if ahead:
            so_far = Decimal(turnover - ahead) / invested
            words.append(
                msg("of it {ahead} is planned, in periods that are not over; so far {turnover} / "
                    "{invested} = {ratio}", ahead=str(Money(ahead, currency)),
                    turnover=str(Money(turnover - ahead, currency)),
                    invested=str(Money(invested, currency)),
                    ratio=so_far.quantize(_HUNDREDTH, ROUND_HALF_UP))
            )  # fmt: skip
    back = _payback(currency, invested, own) if invested and own else None
    if back is not None:
        period = back.period or (str(back.until) if back.until else "?")
        reached = msg("paid back in {period}: what came in less what it cost has reached the "
                      "investment", period=period)  # fmt: skip
        planned = msg("paid back in {period} if all comes as planned: what comes in less what it "
                      "costs will have reached the investment", period=period)  # fmt: skip
        words.append(planned if is_ahead(back, today) else reached)
    elif invested and own:
        words.append(
            msg("not paid back yet: {left} of {invested} are left",
                left=str(Money(invested - turnover + cost, currency)),
                invested=str(Money(invested, currency)))
        )  # fmt: skip
    if invested and elsewhere:
        words.append(
            msg("what came in or was spent in another currency than {currency} is not counted here",
                currency=currency)
        )  # fmt: skip
    elif own and not invested:
        words.append(
            msg("turnover {turnover}: no asset has its cost in {currency}, so nothing is compared",
                turnover=str(Money(turnover, currency)), currency=currency)
        )  # fmt: skip
    return Value(Money(invested, currency), Money(turnover, currency), Money(cost, currency),
                 ratio, back, tuple(words))  # fmt: skip


def _payback(currency: str, invested: int, flows: Sequence[Flow]) -> Flow | None:
    left = invested
    for flow in in_order(flows):
        left -= _minor(flow.revenue, currency) - _minor(flow.cost, currency)
        if left <= 0:
            return flow
    return None


def _minor(money: Money | None, currency: str) -> int:
    return money.minor if money is not None and money.currency == currency else 0
