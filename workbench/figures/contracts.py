"""Contracts to end: how long there is to give notice, and whom an end leaves without (F-2.9)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from workbench.domain.dossier import Dossier
from workbench.domain.registers.contract import Contract, ContractDecision
from workbench.domain.registers.person import GONE, Person


@dataclass(frozen=True, slots=True)
class Ending:
    """One contract on a day: `left` are the days until its last day for notice, negative once
    that has passed; `people` work by it, and `beyond` of them stay after its end."""

    contract: Contract
    left: int | None
    people: tuple[Person, ...]
    beyond: tuple[Person, ...]


def endings(dossier: Dossier, today: date) -> tuple[Ending, ...]:
    """Every contract, that with the earliest day for notice first; those without a day last."""
    return dossier.kept(("contracts", today.toordinal()), lambda: _endings(dossier, today))


def leaves_without(found: Ending) -> bool:
    """Whether people stay beyond its end, and nothing says that it goes on."""
    goes_on = (ContractDecision.EXTEND, ContractDecision.REPLACE)
    return bool(found.beyond) and found.contract.decision not in goes_on


def _endings(dossier: Dossier, today: date) -> tuple[Ending, ...]:
    people: dict[int, list[Person]] = {}
    for person in dossier.all(Person):
        if person.contract is not None and person.state not in GONE:
            people.setdefault(person.contract, []).append(person)
    found = sorted(dossier.all(Contract), key=lambda c: (c.notice_day or date.max, c.number))
    return tuple(_ending(c, tuple(people.get(c.id, ())), today) for c in found)


def _ending(contract: Contract, people: tuple[Person, ...], today: date) -> Ending:
    last, ends = contract.notice_day, contract.ends
    return Ending(
        contract=contract,
        left=(last - today).days if last is not None else None,
        people=people,
        beyond=tuple(p for p in people if ends is not None and _stays_beyond(p, ends)),
    )


def _stays_beyond(person: Person, day: date) -> bool:
    return not person.leaves or person.release is None or person.release > day
