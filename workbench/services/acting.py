"""Who acts and who types: people as they are under the lock."""

from __future__ import annotations

from workbench.domain.dossier import Dossier
from workbench.domain.errors import Refused
from workbench.domain.labelled import Side
from workbench.domain.message import msg
from workbench.domain.registers.person import Person
from workbench.services.editing import Editing
from workbench.services.present import is_called, myself
from workbench.services.workspace import Workspace


def acting(ws: Workspace, editing: Editing, by: int | None) -> Person | None:
    """Who acts; Refused where everybody acts under his own login and he is somebody else."""
    if by is None:
        return None
    person = editing.get(Person, by)
    if editing.handover.strict and not is_called(person, ws.me.name):
        raise Refused(
            msg("here nobody types for somebody else; {name} logs in himself", name=person.name)
        )
    return person


def typist_side(ws: Workspace, dossier: Dossier) -> Side | None:
    """The side of whoever is at the keyboard: the roster's word, else his own."""
    mine = myself(ws, dossier)
    return mine.side if mine is not None and mine.side is not None else ws.me.side
