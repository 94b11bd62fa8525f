"""R-12, R-13, R-17: seats for shifts, critical posts held from outside, the outsourced share."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest

from tests.fixtures.crew import T0, TODAY, Crew
from tests.rules.cases import Case, check
from workbench.domain.journey import Gate
from workbench.domain.registers.contract import Contract
from workbench.domain.registers.person import Employment, Person, PersonState
from workbench.domain.registers.post import Coverage, Post
from workbench.domain.verdict import Severity
from workbench.rules.posts import RULES
from workbench.rules.rule import Finding

Cure = Callable[[], object]
HALF_A_YEAR = T0 + timedelta(days=180)
BY_ID = {rule.id: rule for rule in RULES}


def found(crew: Crew, rule: str, **given: int) -> list[Finding]:
    numbers = {**BY_ID[rule].defaults, **given}
    return list(BY_ID[rule].findings(crew.dossier(), TODAY, numbers))


def duty(crew: Crew, **values: object) -> Post:
    return crew.add(Post, **{"title": "Payment duty", "coverage": Coverage.ROUND_THE_CLOCK,
                             "seats": 4} | values)  # fmt: skip


def short(crew: Crew) -> Cure:
    post = duty(crew)
    for n in range(5):
        crew.receiver(f"Operator {n}", post=post.id)
    return lambda: crew.change(post, seats=5)


def half_empty(crew: Crew) -> Cure:
    post = duty(crew, seats=5)
    for n in range(4):
        crew.receiver(f"Operator {n}", post=post.id)
    return lambda: crew.receiver("The fifth", post=post.id)


def contract_too_short(crew: Crew) -> Cure:
    _, contract = held(crew, HALF_A_YEAR - timedelta(days=1))
    assert contract is not None
    return lambda: crew.change(contract, ends=HALF_A_YEAR)


def nobody_replaces(crew: Crew) -> Cure:
    person, _ = held(crew, date(2027, 2, 28))
    next_ = crew.receiver("Wu Lan", starts=date(2027, 2, 1))
    return lambda: crew.change(person, successor=next_.id)


def too_many_from_outside(crew: Crew) -> Cure:
    for n in range(3):
        crew.receiver(f"Own {n}", employment=Employment.STAFF)
    vendor = crew.receiver("Vendor's", employment=Employment.VENDOR)
    return lambda: crew.change(vendor, employment=Employment.STAFF)


CASES = [
    Case("R-12", "a seat too few", short, {"stop SP-01"}),
    Case("R-12", "a seat without anybody", half_empty, {"note SP-01.people"}),
    Case("R-13", "a contract too short", contract_too_short, {"condition SP-01"}),
    Case("R-13", "nobody who replaces him", nobody_replaces, {"condition SP-01"}),
    Case("R-17", "a quarter from outside", too_many_from_outside, {"condition PAY"}),
]


@pytest.mark.parametrize("case", CASES, ids=lambda c: c.name)
def test_it_fires_and_is_cured(case: Case) -> None:
    check(case)


def test_a_seat_round_the_clock_takes_five_people() -> None:
    crew = Crew()
    post = duty(crew)
    (one,) = found(crew, "R-12")
    assert (one.severity, one.gates, one.subject) == (Severity.STOP, (Gate.G3, Gate.G4), post.id)
    assert str(one.message) == (
        "Payment duty has 4 seats and takes 5: 168 h a week / 34 h each = 4.94"
    )
    assert (one.cure.register, one.cure.record, one.cure.field) == ("post", post.id, "seats")
    assert BY_ID["R-12"].waivable


@pytest.mark.parametrize(
    ("values", "given", "stops"),
    [
        ({"seats": 5}, {}, False),
        ({"seats": 4, "on_shift": 2}, {}, True),
        ({"seats": 4}, {"contract": 42, "absence": 0}, False),
        ({"seats": 5}, {"absence": 20}, True),  # 168 / 32 = 5.25
        ({"coverage": Coverage.TWO_SHIFTS, "seats": 2}, {}, True),
        ({"coverage": Coverage.TWO_SHIFTS, "seats": 3}, {}, False),
        ({"coverage": Coverage.OFFICE, "seats": 1}, {}, False),  # no shift is left open
    ],
)
def test_seats_against_what_is_agreed(
    values: dict[str, object], given: dict[str, int], stops: bool
) -> None:
    crew = Crew()
    duty(crew, **values)
    assert any(f.severity is Severity.STOP for f in found(crew, "R-12", **given)) is stops


def held(crew: Crew, ends: date | None, **values: object) -> tuple[Person, Contract | None]:
    contract = crew.add(Contract, title="Huaxin 7", ends=ends) if ends else None
    values = {"contract": contract.id if contract else None, **values}
    person = crew.person("Chen Hao", **{"employment": Employment.OUTSOURCED, **values})
    duty(crew, critical=True, holder=person.id)
    return person, contract


def test_a_contract_that_ends_too_soon_names_its_day() -> None:
    crew = Crew()
    _, contract = held(crew, HALF_A_YEAR - timedelta(days=1))
    assert contract is not None
    (one,) = found(crew, "R-13")
    assert (one.severity, one.gates) == (Severity.CONDITION, (Gate.G4, Gate.G5, Gate.G6))
    assert "ends on 2027-07-13: extend it to 2027-07-14" in str(one.message)
    assert (one.cure.record, one.cure.field) == (contract.id, "ends")
    assert not found(crew, "R-13", days=179)


def test_without_a_contract_it_asks_for_one() -> None:
    crew = Crew()
    person, _ = held(crew, None)
    (one,) = found(crew, "R-13")
    assert "show a contract until 2027-07-14" in str(one.message)
    assert (one.cure.record, one.cure.field) == (person.id, "contract")


def test_a_contract_that_lasts_clears_it() -> None:
    crew = Crew()
    held(crew, HALF_A_YEAR)
    assert not found(crew, "R-13")


@pytest.mark.parametrize(
    ("values", "clears"),
    [
        ({"starts": date(2027, 2, 28)}, True),
        ({"starts": date(2027, 3, 1)}, False),  # the contract has ended the day before
        ({"starts": None}, False),
        ({"starts": date(2027, 2, 1), "state": PersonState.LEFT}, False),
    ],
)
def test_somebody_who_replaces_him_in_time_clears_it(
    values: dict[str, object], clears: bool
) -> None:
    crew = Crew()
    next_ = crew.receiver("Wu Lan", **values)
    held(crew, date(2027, 2, 28), successor=next_.id)
    assert bool(found(crew, "R-13")) is not clears


def test_only_critical_posts_held_from_outside_are_looked_at() -> None:
    crew = Crew()
    duty(crew, critical=True, holder=crew.person("A", employment=Employment.STAFF).id)
    duty(crew, critical=True)
    duty(crew, holder=crew.person("B", employment=Employment.VENDOR).id)
    gone = crew.person("C", employment=Employment.VENDOR, state=PersonState.LEFT)
    duty(crew, critical=True, holder=gone.id)
    assert not found(crew, "R-13")


def operations(outside: str, own: int) -> Crew:
    crew = Crew()
    for n in range(own):
        crew.receiver(f"Own {n}", employment=Employment.STAFF)
    crew.receiver("Vendor's", employment=Employment.VENDOR, fte=Decimal(outside))
    return crew


def test_more_than_a_fifth_from_outside_is_a_condition() -> None:
    (one,) = found(operations("1", 3), "R-17")
    assert (one.severity, one.gates) == (Severity.CONDITION, (Gate.G4, Gate.G5, Gate.G6))
    assert str(one.message).startswith("25.0 % (1/4) of the operations team come from outside")
    assert not found(operations("1", 4), "R-17")
    assert not found(operations("0.5", 3), "R-17")
    assert not found(operations("1", 3), "R-17", percent=25)
    assert not found(Crew(), "R-17")


def test_outside_the_share_is_counted_as_if_who_has_not_been_told_stayed() -> None:
    crew = operations("1", 3)
    own = crew.dossier().all(Person)[0]
    crew.change(own, release=T0)
    (one,) = found(crew, "R-17")
    assert str(one.message).startswith("33.3 % (1/3) of the operations team")
    assert str(one.said).startswith("25.0 % (1/4) of the operations team")
    (one,) = found(crew, "R-17", percent=25)
    assert str(one.said).startswith(
        "More than 25 percent of the operations team, as it is planned,"
    )
    crew.change(own, told_on=TODAY)
    (one,) = found(crew, "R-17")
    assert one.discreet is None


def test_whoever_goes_is_no_part_of_the_operations_team() -> None:
    crew = operations("0", 3)
    for n in range(9):
        crew.person(f"Installer {n}", employment=Employment.TEMPORARY, release=T0)
    assert not found(crew, "R-17")
