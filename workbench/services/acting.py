"""Who acts and who types: people as they are under the lock."""

from __future__ import annotations

from collections.abc import Iterable

from workbench.domain.dossier import Dossier
from workbench.domain.errors import Refused
from workbench.domain.labelled import Side
from workbench.domain.message import msg
from workbench.domain.registers.item import Item
from workbench.domain.registers.person import Person
from workbench.figures.checklist import owner_of
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


def typist(ws: Workspace, person: Person) -> str:
    """Who is at the keyboard, where that is not the one who acts."""
    return "" if is_called(person, ws.me.name) else ws.me.name


def asking(
    ws: Workspace, dossier: Dossier, items: Iterable[int], approver: int | None
) -> Person | None:
    """Who asks to let items pass: the user; where he approves it himself, as everybody under his
    own login does, the one owner of the items."""
    mine = myself(ws, dossier)
    if not dossier.handover.strict or mine is None or mine.id != approver:
        return mine
    return owner_of_all(dossier, items)


def owner_of_all(dossier: Dossier, items: Iterable[int]) -> Person | None:
    """The one person who owns all of them that somebody owns; None for several, or nobody."""
    owners = {
        owner.id: owner
        for item in map(dossier.get, items)
        if isinstance(item, Item) and (owner := owner_of(dossier, item).person) is not None
    }
    return next(iter(owners.values())) if len(owners) == 1 else None


def need_asker(dossier: Dossier, asker: Person | None) -> None:
    """Refused where two people decide, each under his own login, and only one is known."""
    if dossier.handover.strict and asker is None:
        raise Refused(
            msg("here somebody else has to ask for it: give the items one owner, who is not the "
                "one who approves")
        )  # fmt: skip


def typist_side(ws: Workspace, dossier: Dossier) -> Side | None:
    """The side of whoever is at the keyboard: the roster's word, else his own."""
    mine = myself(ws, dossier)
    return mine.side if mine is not None and mine.side is not None else ws.me.side
