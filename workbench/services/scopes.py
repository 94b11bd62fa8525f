"""Scope: saying of a register that it is complete, or that this handover does not need it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from workbench.domain import record
from workbench.domain.dossier import Dossier
from workbench.domain.errors import Refused
from workbench.domain.journey import Gate
from workbench.domain.labelled import Side
from workbench.domain.message import msg
from workbench.domain.record import Register
from workbench.domain.registers.person import Person
from workbench.domain.registers.scope import Scope, ScopeState
from workbench.domain.text import clean
from workbench.rules.catalogue import ASKED
from workbench.rules.scope import scope_of, state_of
from workbench.services.acting import acting
from workbench.services.editing import Editing, Outcome
from workbench.services.workspace import Workspace


@dataclass(frozen=True, slots=True)
class RegisterScope:
    """A register that matters here: what is said of it, its rows, the gates that ask for it."""

    register: Register
    state: ScopeState
    rows: int
    said: Scope | None
    gates: tuple[Gate, ...]


def scopes(dossier: Dossier) -> list[RegisterScope]:
    """All registers that somebody must have looked at, by dimension and name."""
    found = [r for r in map(record.get, dossier.registers) if r.asked]
    found.sort(key=lambda r: (r.dimension.value if r.dimension else "", r.name))
    return [
        RegisterScope(
            r, state_of(dossier, r.name), len(dossier.listed(r.name)),
            scope_of(dossier, r.name), ASKED.get(r.name, ()),
        )
        for r in found
    ]  # fmt: skip


def complete(ws: Workspace, handover: int, register: str, *, by: int | None) -> Outcome:
    """Somebody says that everything is in it; an empty one is rather not needed."""
    entry = _asked(register)
    what = msg("{register}: complete", register=entry.title)
    with ws.change(handover, "scope", what) as ed:
        person = acting(ws, ed, by)
        if person is None:
            raise Refused(msg("say who says so"))
        if not ed.before.listed(entry.name):
            raise Refused(
                msg("{register} is empty: say that it is not needed, and why", register=entry.title)
            )
        _say(ws, ed, entry.name, state=ScopeState.COMPLETE, by=person.id, reason="", agreed_by=None)
    return ed.outcome


def not_needed(
    ws: Workspace, handover: int, register: str, reason: str, *, by: int | None,
    agreed_by: int | None,
) -> Outcome:  # fmt: skip
    """There is nothing for it here, with a reason, and somebody of the receiving side agrees."""
    entry = _asked(register)
    what = msg("{register}: not needed", register=entry.title)
    with ws.change(handover, "scope", what) as ed:
        agrees = acting(ws, ed, agreed_by)
        person = ed.get(Person, by) if by is not None else agrees
        if ed.before.listed(entry.name):
            raise Refused(msg("{register} has rows, so it is in use", register=entry.title))
        if not clean(reason):
            raise Refused(msg("say why, in a few words"))
        if agrees is None or person is None:
            raise Refused(msg("name who of the receiving side agrees"))
        if agrees.side is not Side.RECEIVING:
            raise Refused(msg("{name} is not of the receiving side", name=agrees.name))
        _say(ws, ed, entry.name, state=ScopeState.NOT_NEEDED, by=person.id, reason=clean(reason),
             agreed_by=agrees.id)  # fmt: skip
    return ed.outcome


def take_back(ws: Workspace, handover: int, register: str) -> Outcome:
    """Nobody says anything of the register any more."""
    entry = _asked(register)
    with ws.change(handover, "scope", msg("{register}: open again", register=entry.title)) as ed:
        ed.delete(s.id for s in ed.before.all(Scope) if s.register == entry.name)
    return ed.outcome


def _say(ws: Workspace, ed: Editing, register: str, **said: Any) -> None:
    at = ws.moment
    known = [s for s in ed.before.all(Scope) if s.register == register]
    if known:
        ed.set(known[-1].id, at=at, **said)
    else:
        ed.add(Scope, register=register, at=at, **said)


def _asked(register: str) -> Register:
    entry = record.get(register)
    if not entry.asked:
        raise Refused(msg("nobody has to look at {register}", register=entry.title))
    return entry
