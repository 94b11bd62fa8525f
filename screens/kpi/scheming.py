"""A new bonus scheme: its name, what it is paid for, and all that it is reckoned from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from screens.prompts import words
from workbench.domain import record
from workbench.domain.message import msg
from workbench.domain.registers.scheme import ASKED, Scheme, SchemeKind
from workbench.services import records

if TYPE_CHECKING:
    from screens.fields import EditingScreen


async def add_scheme(screen: EditingScreen, handover: int) -> int | None:
    """The id of the new scheme; who leaves half-way finds his answers in it. None when left before
    it has a name. From a worker."""
    entry = record.of(Scheme)
    lacking = msg("give it a name; it can be changed later")
    name = await words(screen, entry.field("name").kind.label, lacking)
    if name is None:
        return None
    texts = {"name": name}
    kinds = [(kind, screen.tr(kind.label), "") for kind in SchemeKind]
    kind = await screen.choose(msg("What is {name} paid for?", name=name), kinds)
    if kind is None:
        return None
    texts["kind"] = str(kind.value)
    for field in ASKED[kind]:
        answer = await screen.ask_until_taken(entry.field(field))
        if answer is None:
            break
        texts[field] = answer
    made = await screen.carry_out(lambda ws: records.add(ws, handover, "scheme", texts))
    if made is not None:
        screen.changed()
        screen.show_undo()
    return made
