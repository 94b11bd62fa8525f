"""Giving items to somebody: to a person, or to a seat that somebody fills."""

from __future__ import annotations

from collections.abc import Sequence

from workbench.domain.errors import WorkbenchError
from workbench.domain.message import msg, nmsg
from workbench.domain.registers.item import Item
from workbench.domain.text import clean
from workbench.services import records
from workbench.services.editing import Outcome
from workbench.services.workspace import Workspace


def give(ws: Workspace, handover: int, ids: Sequence[int], name: str) -> Outcome:
    """Give items to the person or the seat called `name`, in one change set.

    A name that is neither joins the roster; an empty one leaves the items to their own seats.
    A seat shown as open (`Security ?`) is meant by that too.
    """
    dossier, lang = ws.known(handover), ws.tr.lang
    word = clean(name).rstrip("?？ ")
    seat = dossier.find("seat", word, lang) if word else None
    if seat is None or dossier.find("person", word, lang) is not None:
        return records.bulk_edit(ws, handover, ids, "person", word)
    title = dossier.title(seat, lang)
    what = nmsg("{n} item", "{n} items", len(ids))
    with ws.change(handover, "bulk", msg("{items} to {seat}", items=what, seat=title)) as ed:
        for item in ids:
            try:
                ed.set(ed.get(Item, item).id, whole=True, seat=seat, person=None)
            except WorkbenchError as problem:
                ed.refuse(item, problem.message)
    return ed.outcome
