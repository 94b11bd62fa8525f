"""Tools and methods (D4): no secret lies in the file, and nobody who has left can still enter."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from itertools import chain
from operator import attrgetter

from workbench.domain import record, secret
from workbench.domain.amounts import BitextKind
from workbench.domain.dossier import Dossier
from workbench.domain.journey import Dimension
from workbench.domain.kinds import HashKind, TextKind
from workbench.domain.message import Msg, msg, nmsg
from workbench.domain.record import Record
from workbench.domain.registers.access import Access, AccessState
from workbench.domain.registers.person import GONE, Person
from workbench.domain.verdict import Severity
from workbench.rules.rule import ALL, Cure, Finding, Parameter, Parameters, Rule


def _no_secret(dossier: Dossier, today: date, given: Parameters) -> Iterator[Finding]:
    top = dossier.handover
    known = chain(
        [(top, _secrets_in("handover")(top))],
        *(dossier.facts(n, _secrets_in(n)) for n in dossier.registers if dossier.table(n)),
    )
    for found, secrets in known:
        for field, what in secrets.items():
            register = record.of(type(found))
            key = f"{_key(dossier, found)}.{field}"
            yield Finding(
                rule="R-37", subject=found.id, key=key, detail=field, severity=Severity.STOP,
                gates=ALL, cure=Cure(register.name, found.id, field),
                message=msg("Take {what} out of {field}, and change it where it is used: whoever "
                            "has this file has it", what=what,
                            field=register.field(field).kind.label),
            )  # fmt: skip


def _key(dossier: Dossier, found: Record) -> str:
    """The visible key; a proof or a note has none, so it is told by what it hangs under."""
    entry = record.of(type(found))
    above = dossier.get(found.parent)
    if entry.prefix or entry.name in ("handover", "item") or above is None:
        return dossier.key(found)
    return f"{dossier.key(above)}.{entry.name}-{found.number}"


@cache
def _secrets_in(register: str) -> Callable[[Record], Mapping[str, Msg]]:
    """Tells what kind of secret is in which field of a record. Most have none: all texts are
    looked through at once first."""
    entry = record.get(register)
    kinds = {
        f.name: f.kind
        for f in entry.fields
        if isinstance(f.kind, TextKind | BitextKind) and not isinstance(f.kind, HashKind)
    }
    parts = {
        name: (f"{name}.en", f"{name}.zh") if isinstance(kind, BitextKind) else (name,)
        for name, kind in kinds.items()
    }
    texts = _getter([path for paths in parts.values() for path in paths])
    by_field = {name: _getter(paths) for name, paths in parts.items()}

    def secrets(found: Record) -> Mapping[str, Msg]:
        if secret.find("\0".join(texts(found))) is None:
            return _NONE
        told = ((n, secret.find("\0".join(own(found)))) for n, own in by_field.items())
        return {name: what for name, what in told if what is not None}

    return secrets


def _getter(paths: Sequence[str]) -> Callable[[Record], Sequence[str]]:
    """`attrgetter`, which gives a sequence for one path and for none, too."""
    if len(paths) > 1:
        return attrgetter(*paths)
    return lambda found: [attrgetter(path)(found) for path in paths]


_NONE: Mapping[str, Msg] = {}


def _revoked(dossier: Dossier, today: date, given: Parameters) -> Iterator[Finding]:
    people = dossier.table("person")
    for access in dossier.all(Access):
        person = people.get(access.person or 0)
        if access.state is AccessState.REVOKED or not isinstance(person, Person):
            continue
        if person.state not in GONE or not _overdue(dossier, person.left_on, today, given["days"]):
            continue
        yield Finding(
            rule="R-33", subject=access.id, key=dossier.key(access), severity=Severity.STOP,
            gates=ALL, cure=Cure("access", access.id, "state"),
            message=msg("{name} has left and can still enter {system}: have it revoked",
                        name=person.name, system=access.system),
        )  # fmt: skip


def _overdue(dossier: Dossier, left: date | None, today: date, days: int) -> bool:
    return left is None or today >= dossier.calendar.workdays_ahead(left, days)


def _ways_in(found: list[Finding]) -> Msg:
    return nmsg(
        "{n} access of people who have left is not revoked",
        "{n} accesses of people who have left are not revoked",
        len(found),
    )


RULES = (
    Rule(
        id="R-33", dimension=Dimension.TOOLS, gates=ALL, severity=Severity.STOP,
        title=msg("Nobody who has left can still enter"),
        reads={"access": ("system", "person", "state"), "person": ("name", "state", "left_on"),
               "holiday": ("day", "works")},
        parameters=(Parameter("days", msg("working days after he left"), 1, 0, 30),),
        check=_revoked, together=_ways_in,
    ),
    Rule(
        id="R-37", dimension=Dimension.TOOLS, gates=ALL, severity=Severity.STOP,
        title=msg("No secret is in any text"), reads_all=True, check=_no_secret,
    ),
)  # fmt: skip
