"""From what is typed to records: keys such as PAY-12 and P-04, names of people, dates."""

from __future__ import annotations

from collections.abc import Sequence

from workbench.cli.session import Session
from workbench.domain.dossier import Dossier
from workbench.domain.errors import BadValue, NotFound
from workbench.domain.message import msg
from workbench.domain.record import Record
from workbench.domain.registers.item import Item
from workbench.domain.registers.person import Person
from workbench.domain.text import clean, fold

_NAMED = 12


def items(session: Session, keys: Sequence[str]) -> dict[int, list[int]]:
    """The items with these keys, by handover; BadValue for what is no key, NotFound for no item."""
    found: dict[int, list[int]] = {}
    for key in keys:
        code, dash, number = clean(key).rpartition("-")
        if not (dash and code and number.isdecimal()):
            raise BadValue(msg("{key} is no key of an item, such as PAY-12", key=clean(key)))
        handover = session.handover(code)
        dossier = session.ws.dossier(handover)
        ids = [i.id for i in dossier.all(Item) if i.number == int(number)]
        if not ids:
            raise NotFound(
                msg("there is no item {key} in {code}", key=clean(key), code=dossier.handover.code)
            )
        if ids[0] not in found.setdefault(handover, []):
            found[handover].append(ids[0])
    return found


def one_item(session: Session, key: str) -> tuple[int, int]:
    """Ids of the handover and of its item."""
    handover, ids = next(iter(items(session, [key]).items()))
    return handover, ids[0]


def anything(dossier: Dossier, key: str) -> Record:
    """The record of any register with this key; `P-4` is `P-04`, the code is the handover."""
    prefix, _, number = clean(key).rpartition("-")
    wanted = f"{prefix}-{int(number):02}" if number.isdecimal() else clean(key)
    for record in (dossier.handover, *(r for n in dossier.registers for r in dossier.listed(n))):
        if fold(dossier.key(record)) == fold(wanted):
            return record
    raise NotFound(msg("there is no {key} in {code}", key=clean(key), code=dossier.handover.code))


def called(session: Session, dossier: Dossier, register: str, text: str) -> Record:
    """The record of a register with this name or key; NotFound says what there is."""
    from workbench.domain import record as registers

    found = dossier.get(dossier.find(register, clean(text), session.lang))
    if found is None:
        there = [dossier.title(r.id, session.lang) for r in dossier.listed(register)]
        raise NotFound(
            msg("{register} of {code}: there is no {name}; there are: {names}",
                register=registers.get(register).title, code=dossier.handover.code,
                name=clean(text), names=", ".join(there[:_NAMED]) or "-")
        )  # fmt: skip
    return found


def person(session: Session, handover: int, name: str | None) -> int | None:
    """Somebody of the roster; NotFound says who is on it. Nobody is added by being named."""
    if name is None:
        return None
    dossier = session.ws.dossier(handover)
    found = dossier.find("person", clean(name), session.lang)
    if found is None:
        names = ", ".join(p.name for p in dossier.all(Person)[:_NAMED])
        raise NotFound(
            msg(
                "{name} is not on the roster of {code}; there are: {names}",
                name=clean(name),
                code=dossier.handover.code,
                names=names,
            )
            if names
            else msg(
                "{name} is not on the roster of {code}; it is empty",
                name=clean(name),
                code=dossier.handover.code,
            )
        )
    return found
