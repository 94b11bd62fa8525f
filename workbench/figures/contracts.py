"""Contracts to end: how long there is to give notice, and whom an end leaves without (F-2.9)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
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


def by_contract(dossier: Dossier) -> Mapping[int, Sequence[Person]]:
    """Who works by each contract and has not gone."""
    found: dict[int, list[Person]] = {}
    for person in dossier.all(Person):
        if person.contract is not None and person.state not in GONE:
            found.setdefault(person.contract, []).append(person)
    return found


def staying_beyond(contract: Contract, people: Iterable[Person]) -> tuple[Person, ...]:
    """Who of the people by a contract stays after its end."""
    ends = contract.ends
    return tuple(
        p
        for p in people
        if ends is not None and (not p.leaves or p.release is None or p.release > ends)
    )


def ends_before(dossier: Dossier, person: Person, day: date | None) -> Contract | None:
    """The contract he works by, where it is decided to end before he goes on a day."""
    found = dossier.table("contract").get(person.contract or 0)
    if not isinstance(found, Contract) or found.decision is not ContractDecision.END:
        return None
    return found if found.ends is not None and day is not None and found.ends < day else None


def _endings(dossier: Dossier, today: date) -> tuple[Ending, ...]:
    people = by_contract(dossier)
    found = sorted(dossier.all(Contract), key=lambda c: (c.notice_day or date.max, c.number))
    return tuple(_ending(c, tuple(people.get(c.id, ())), today) for c in found)


def _ending(contract: Contract, people: tuple[Person, ...], today: date) -> Ending:
    last = contract.notice_day
    return Ending(
        contract=contract,
        left=(last - today).days if last is not None else None,
        people=people,
        beyond=staying_beyond(contract, people),
    )
