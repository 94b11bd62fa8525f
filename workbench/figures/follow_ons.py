"""What is still to be done after a gate: open follow-on actions, conditions of the gate among
them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from workbench.domain.dossier import Dossier
from workbench.domain.journey import Gate
from workbench.domain.message import Msg, msg
from workbench.domain.registers.follow_on import FollowOn, FollowOnKind, FollowOnState
from workbench.domain.registers.person import Person

_GATES = frozenset(gate.value for gate in Gate)


class Action(NamedTuple):
    """An open one with who owes it, if anybody; from the day after `deadline` on it is late."""

    found: FollowOn
    owner: Person | None
    due: date | None
    deadline: date | None

    @property
    def said(self) -> Msg:
        """What it is, and the gate it is a condition of."""
        if self.found.origin in _GATES:
            return msg("condition of {gate}: {text}", gate=self.found.origin, text=self.found.title)
        return msg("{text}", text=self.found.title)


def open_actions(dossier: Dossier) -> Iterator[Action]:
    """In the order of the register; of a lesson nobody owes anything."""
    for found in dossier.all(FollowOn):
        if found.state is FollowOnState.OPEN and found.kind is not FollowOnKind.LESSON:
            due = (
                found.due.resolve(dossier.handover.day_zero, dossier.calendar)
                if found.due
                else None
            )
            owner = dossier.get(found.person)
            deadline = dossier.calendar.effective(due) if due is not None else None
            yield Action(found, owner if isinstance(owner, Person) else None, due, deadline)
