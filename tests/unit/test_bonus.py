"""Bonuses and value, with the figures of the cases they come from."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from workbench.domain.calendar import Calendar
from workbench.domain.errors import BadValue
from workbench.domain.money import Money
from workbench.domain.registers.asset import Asset
from workbench.domain.registers.flow import Flow
from workbench.domain.registers.scheme import Curve, Scheme, SchemeKind
from workbench.figures.bonus import availability, bonus, factor
from workbench.figures.value import depreciation, in_order, values

PLANNED = date(2026, 12, 1)


def yuan(amount: int) -> Money:
    return Money(amount * 100, "CNY")


def grid(actual: date, **more: Any) -> Scheme:
    return Scheme(name="Grid", planned=PLANNED, actual=actual, rate=yuan(200_000), **more)


def told(scheme: Scheme, measured: Decimal | None = None) -> str:
    return str(bonus(scheme, Calendar(), measured).words)


def test_twelve_days_early_are_2_400_000() -> None:
    found = bonus(grid(date(2026, 11, 19)), Calendar())
    assert str(found.amount) == "2,400,000 CNY"
    assert str(found.words) == "12 days early x 200,000 CNY = 2,400,000 CNY"


def test_three_days_late_are_nothing() -> None:
    found = bonus(grid(date(2026, 12, 4)), Calendar())
    assert str(found.amount) == "0 CNY"
    assert str(found.words) == "3 days late: 0 CNY"


def test_the_cap_holds_and_is_said() -> None:
    found = bonus(grid(date(2026, 11, 19), cap=yuan(2_000_000)), Calendar())
    assert str(found.amount) == "2,000,000 CNY"
    assert "= 2,400,000 CNY; at most 2,000,000 CNY" in str(found.words)


def test_a_malus_is_taken_where_one_is_agreed() -> None:
    found = bonus(grid(date(2026, 12, 4), malus=yuan(50_000)), Calendar())
    assert str(found.words) == "3 days late x 50,000 CNY = -150,000 CNY"
    assert found.amount == yuan(-150_000)


def test_working_days_count_where_it_says_so() -> None:
    # From Thursday the 19th of November to Tuesday the 1st of December.
    assert told(grid(date(2026, 11, 19), working_days=True)) == (
        "8 working days early x 200,000 CNY = 1,600,000 CNY"
    )


def test_what_is_missing_is_said() -> None:
    assert "planned or the actual day" in told(Scheme(name="Grid"))
    assert "each day early" in told(Scheme(name="Grid", planned=PLANNED, actual=PLANNED))
    two = grid(PLANNED, cap=Money(1, "EUR"))
    assert "two currencies" in told(two)


def operations(**more: Any) -> Scheme:
    return Scheme(
        **{"name": "Ops", "kind": SchemeKind.AVAILABILITY, "table": "97.0 = 0; 98.5 = 1",
           "pool": yuan(500_000), **more}
    )  # fmt: skip


def test_98_2_on_97_to_98_5_is_0_80() -> None:
    found = bonus(operations(hours=Decimal(1000), downtime=Decimal(18)), Calendar())
    assert found.percent == Decimal("98.2")
    assert str(found.words) == (
        "(1000 h - 18 h) / 1000 h = 98.20 % available, planned outage counts as downtime; "
        "factor 0.80 (97.0 = 0; 98.5 = 1, in proportion); 500,000 CNY x 0.80 = 400,000 CNY"
    )
    assert found.amount == yuan(400_000)


def test_planned_outage_in_or_out_is_said() -> None:
    hours = {"hours": Decimal(1000), "downtime": Decimal(18), "outage": Decimal(8)}
    assert "98.20 % available, planned outage counts" in told(operations(**hours))
    out = told(operations(**hours, planned_outage=False))
    assert out.startswith(
        "(1000 h - 18 h) / (1000 h - 8 h) = 98.9919 % available, planned outage left"
    )
    assert "cannot be" in told(operations(**{**hours, "outage": Decimal(20)}))


def test_the_last_value_of_its_kpi_stands_in_for_hours() -> None:
    assert "available 98.2 % by the last reading of the KPI; factor 0.80" in told(
        operations(), Decimal("98.2")
    )
    assert "missing" in told(operations())


@pytest.mark.parametrize(
    ("value", "linear", "step"),
    [("96.99", "0", "0"), ("97", "0", "0"), ("98.2", "0.8", "0"), ("98.5", "1", "1"),
     ("100", "1", "1")],
)  # fmt: skip
def test_a_factor_is_in_proportion_or_in_steps(value: str, linear: str, step: str) -> None:
    table = "97.0 = 0; 98.5 = 1"
    assert factor(table, Curve.LINEAR, Decimal(value)) == Decimal(linear)
    assert factor(table, Curve.STEP, Decimal(value)) == Decimal(step)


def test_the_amount_is_that_of_the_factor_that_is_shown() -> None:
    found = bonus(operations(pool=yuan(1_000_000)), Calendar(), Decimal("98.0"))
    assert str(found.words).endswith("1,000,000 CNY x 0.6667 = 666,700 CNY")
    assert found.amount == yuan(666_700)


def test_what_just_misses_a_step_is_not_shown_as_if_it_reached_it() -> None:
    just = operations(
        hours=Decimal(744), downtime=Decimal(10), table="97 = 0; 98.66 = 1", curve=Curve.STEP
    )
    assert "= 98.6559 % available" in told(just)
    assert told(just).endswith("500,000 CNY x 0.00 = 0 CNY")


@pytest.mark.parametrize(
    "table",
    ["97,0 = 0; 98,5 = 1", "97.0% = 0%; 98.5% = 100%", "97.0＝0；98.5＝1", "97：0\n98.5：1"],
)
def test_a_table_is_understood_as_people_write_it(table: str) -> None:
    assert factor(table, Curve.LINEAR, Decimal("98.2")) == Decimal("0.8")


@pytest.mark.parametrize("measured", ["-5", "100.1"])
def test_no_bonus_on_what_cannot_be_an_availability(measured: str) -> None:
    found = bonus(operations(), Calendar(), Decimal(measured))
    assert (str(found.words), found.amount) == (f"{measured} is no availability in percent", None)


@pytest.mark.parametrize(
    ("day", "late"), [(21, 1), (22, 2), (23, 3), (24, 3), (25, 3), (26, 4), (27, 5)]
)
def test_a_weekend_is_as_late_as_the_friday_before_it(day: int, late: int) -> None:
    scheme = Scheme(name="Grid", planned=date(2026, 10, 20), actual=date(2026, 10, day),
                    rate=yuan(1), malus=yuan(1), working_days=True)  # fmt: skip
    assert bonus(scheme, Calendar()).amount == yuan(-late)


def test_periods_without_a_last_day_go_by_their_names() -> None:
    flows = [Flow(period=p, number=n) for n, p in enumerate(
        ["2026-12", "soon", "2026 Q3", "2025", "2026年11月", "2026年第一季度"])]  # fmt: skip
    flows.append(Flow(period="x", until=date(2026, 12, 1), number=9))
    assert [f.period for f in in_order(flows)] == [
        "2025", "2026年第一季度", "2026 Q3", "2026年11月", "x", "2026-12", "soon",
    ]  # fmt: skip


def test_over_a_holiday_no_working_day_is_early_or_late() -> None:
    golden = Calendar(off=frozenset(date(2026, 10, d) for d in range(1, 8)))
    scheme = Scheme(name="Grid", planned=date(2026, 10, 3), rate=yuan(1), working_days=True,
                    malus=yuan(1))  # fmt: skip
    for day, words in (
        (date(2026, 9, 30), "no working day lies between: 0 CNY"),
        (date(2026, 9, 29), "1 working day early x 1 CNY = 1 CNY"),
        (date(2026, 10, 8), "no working day lies between: 0 CNY"),
        (date(2026, 10, 9), "1 working day late x 1 CNY = -1 CNY"),
        (date(2026, 10, 3), "on the day: 0 CNY"),
    ):
        assert str(bonus(replace(scheme, actual=day), golden).words) == words


@pytest.mark.parametrize(
    "table",
    [
        "9" * 40 + " = 1",
        "97 = " + "9" * 40,
        "",
        "97",
        "97 = a",
        "98 = 1; 97 = 0",
        "1.2.3 = 1",
        "97 = 0;; x",
    ],
)
def test_what_is_no_table_is_refused(table: str) -> None:
    with pytest.raises(BadValue):
        factor(table, Curve.LINEAR, Decimal(98))


def test_availability_needs_hours_that_can_be() -> None:
    assert availability(Decimal(0), Decimal(0), Decimal(0), counts=True) is None
    assert availability(Decimal(10), Decimal(11), Decimal(0), counts=True) is None


def test_800_million_over_20_years_lose_38_million_a_year() -> None:
    found = depreciation(Asset(name="Park", cost=yuan(800_000_000), life=20, residual=Decimal(5)))
    assert found is not None
    assert str(found.yearly) == "38,000,000 CNY"
    assert str(found.words) == "800,000,000 CNY x (1 - 5 %) / 20 years = 38,000,000 CNY a year"
    assert depreciation(Asset(name="Park", cost=yuan(1))) is None


def park(*costs: int) -> list[Flow]:
    return [
        Flow(period=f"Year {n}", until=date(2026 + n, 12, 31), revenue=yuan(400_000_000),
             cost=yuan(cost))
        for n, cost in enumerate(costs, 1)
    ]  # fmt: skip


OVER = date(2031, 1, 1)
"""A day after all periods."""


def test_1_2_billion_on_0_8_billion_is_1_50_of_turnover() -> None:
    (found,) = values([Asset(name="Park", cost=yuan(800_000_000))], park(0, 0, 0), OVER)
    assert str(found.ratio) == "1.50"
    assert str(found.words[0]) == (
        "turnover 1,200,000,000 CNY / invested 800,000,000 CNY = 1.50 (turnover, not profit)"
    )
    assert found.payback is not None
    assert found.payback.period == "Year 2"


def test_costs_put_off_the_payback() -> None:
    asset = Asset(name="Park", cost=yuan(800_000_000))
    (found,) = values([asset], park(100_000_000, 100_000_000, 100_000_000)[::-1], OVER)
    assert found.payback is not None
    assert found.payback.period == "Year 3"
    (open_,) = values([asset], park(200_000_000, 200_000_000), OVER)
    assert open_.payback is None
    assert "400,000,000 CNY of 800,000,000 CNY are left" in str(open_.words[1])


def test_what_is_planned_is_told_apart_from_what_came_in() -> None:
    built = [Asset(name="Park", cost=yuan(800_000_000))]
    (found,) = values(built, park(0, 0, 0), date(2027, 12, 31))
    assert [str(words) for words in found.words[1:]] == [
        "of it 800,000,000 CNY is planned, in periods that are not over; so far 400,000,000 CNY / "
        "800,000,000 CNY = 0.50",
        "paid back in Year 2 if all comes as planned: what comes in less what it costs will have "
        "reached the investment",
    ]


def test_currencies_are_not_added() -> None:
    built = [Asset(name="A", cost=yuan(10)), Asset(name="B", cost=Money(500, "EUR"))]
    found = values(built, [], OVER)
    assert [str(v.invested) for v in found] == ["10 CNY", "5 EUR"]
    assert [v.words for v in found] == [(), ()]  # nothing has come in yet
    assert values([], [], OVER) == ()


def test_what_comes_in_in_another_currency_is_not_taken_for_nothing() -> None:
    asset = Asset(name="Park", cost=yuan(800))
    abroad = Flow(period="2027", until=date(2027, 12, 31), revenue=Money(90_000, "USD"))
    found = [[str(w) for w in v.words] for v in values([asset], [abroad], OVER)]
    assert found == [
        ["what came in or was spent in another currency than CNY is not counted here"],
        ["turnover 900 USD: no asset has its cost in USD, so nothing is compared"],
    ]
    home = Flow(until=date(2028, 12, 31), revenue=yuan(800), cost=Money(1, "USD"))
    (first, _) = values([asset], [abroad, home], OVER)
    assert [str(w) for w in first.words] == [
        "turnover 800 CNY / invested 800 CNY = 1.00 (turnover, not profit)",
        "paid back in 2028-12-31: what came in less what it cost has reached the investment",
        "what came in or was spent in another currency than CNY is not counted here",
    ]
