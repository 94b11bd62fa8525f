"""Amounts of money: typed, shown, kept, in both languages."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fixtures.crew import Crew
from workbench.domain import record
from workbench.domain.bitext import Bitext
from workbench.domain.dossier import Context, Reading
from workbench.domain.errors import BadValue
from workbench.domain.labelled import Side
from workbench.domain.money import Money
from workbench.domain.registers.person import Person
from workbench.exchange import template_file
from workbench.language import Tr
from workbench.services import handovers, records, undo
from workbench.services.workspace import Me, Workspace

KIND = record.of(Person).field("rate").kind
AMOUNTS = st.builds(Money, st.integers(0, 10**15), st.sampled_from(["CNY", "EUR", "JPY", "USD"]))


def view(lang: str = "en") -> Reading:
    return Reading(Crew().dossier(), Context(date(2026, 11, 23), Tr(lang)))


@pytest.mark.parametrize(
    ("typed", "minor", "currency"),
    [
        ("1200 CNY", 120_000, "CNY"),
        ("1,200 cny", 120_000, "CNY"),
        ("CNY 1200.50", 120_050, "CNY"),
        ("1.200,50 EUR", 120_050, "EUR"),
        ("1 200,5 €", 120_050, "EUR"),
        ("1'200.00 USD", 120_000, "USD"),
        ("1200元", 120_000, "CNY"),
        ("１２００ 元", 120_000, "CNY"),
        ("￥1,200", 120_000, "CNY"),
        ("¥1200 CNY", 120_000, "CNY"),
        ("1.200 EUR", 120_000, "EUR"),
        ("12000 JPY", 12_000, "JPY"),
        ("0 CNY", 0, "CNY"),
        ("1,234,567.89 USD", 123_456_789, "USD"),
    ],
)
def test_an_amount_is_read_as_people_write_it(typed: str, minor: int, currency: str) -> None:
    assert KIND.parse(typed, view()) == Money(minor, currency)


@pytest.mark.parametrize(
    "typed",
    [
        "1200", "CNY", "-5 CNY", "1200 CNY EUR", "¥ 5 EUR", "1.2.3 CNY", "1,20,000 CNY",
        "10..5 CNY", "1.200.5 CNY", "12000.5 JPY", "5.123 CNYX", "1,2,3 EUR", "9" * 40 + " CNY",
        "1e5 CNY", "twelve CNY", "1,200.123 CNY",
    ],
)  # fmt: skip
def test_what_is_no_amount_is_refused_with_a_sentence(typed: str) -> None:
    with pytest.raises(BadValue) as problem:
        KIND.parse(typed, view())
    for lang in ("en", "zh_CN"):
        said = Tr(lang)(problem.value.message)
        assert said
        assert "{" not in said


@pytest.mark.parametrize("lang", ["en", "zh_CN"])
@given(amount=AMOUNTS)
def test_what_is_shown_is_read_back(lang: str, amount: Money) -> None:
    assert KIND.parse(KIND.show(amount, view(lang)), view(lang)) == amount
    assert KIND.parse(KIND.edit_text(amount, view(lang)), view(lang)) == amount


@given(amount=st.none() | AMOUNTS)
def test_what_is_kept_comes_back(amount: Money | None) -> None:
    assert KIND.from_db(KIND.to_db(amount)) == amount
    assert KIND.from_json(KIND.to_json(amount)) == amount


@given(text=st.text(max_size=30))
def test_no_text_does_harm(text: str) -> None:
    try:
        found = KIND.parse(text, view())
    except BadValue:
        return
    assert found is None or isinstance(found, Money)


def test_cents_are_shown_where_there_are_some() -> None:
    assert str(Money(120_000, "CNY")) == "1,200 CNY"
    assert str(Money(120_050, "CNY")) == "1,200.50 CNY"
    assert str(Money(1_200, "JPY")) == "1,200 JPY"
    assert KIND.show(None, view()) == ""


def test_shares_of_an_amount_are_rounded_halves_up() -> None:
    assert Money(5, "CNY").times(Decimal("0.5")) == Money(3, "CNY")
    assert Money(120_000, "CNY").times(Decimal("2.5")) == Money(300_000, "CNY")


def test_amounts_are_sorted_with_the_empty_last() -> None:
    amounts = [None, Money(200, "EUR"), Money(900, "CNY"), Money(100, "EUR")]
    order = sorted(amounts, key=lambda a: KIND.sort_key(a, view()))
    assert order == [Money(900, "CNY"), Money(100, "EUR"), Money(200, "EUR"), None]


def test_an_amount_lives_in_the_file(tmp_path: Path) -> None:
    ws = Workspace.open(tmp_path / "t.db", Me("Li Wei", Side.GIVING, "liwei"), create=True)
    one = handovers.create(
        ws, code="X", name=Bitext("X"), t0=None, giving="A", receiving="B",
        template=template_file.find("lite", None), people={},
    )  # fmt: skip
    person = records.add(ws, one, "person", {"name": "Chen Hao", "rate": "1,200.50 CNY"})
    again = Workspace.open(tmp_path / "t.db", ws.me).dossier(one).get(person)
    assert isinstance(again, Person)
    assert again.rate == Money(120_050, "CNY")
    records.edit(ws, one, person, "rate", "")
    undo.undo(ws, one)
    assert getattr(ws.dossier(one).get(person), "rate", None) == Money(120_050, "CNY")
