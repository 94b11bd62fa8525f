"""Moving a record with states of its own, such as a punch item, from its sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from screens.people import somebody
from screens.prompts import words
from workbench.domain import record
from workbench.domain.labelled import Labelled, Side
from workbench.domain.machine import Machine, StateKind
from workbench.domain.message import msg
from workbench.domain.record import Record

if TYPE_CHECKING:
    from screens.fields import EditingScreen
    from workbench.services.editing import Outcome


def machine_of(found: Record) -> Machine | None:
    """The states the record moves through, when it is moved from its own sheet."""
    entry = record.of(type(found))
    kind = entry.by_name["state"].kind if "state" in entry.by_name else None
    own = isinstance(kind, StateKind) and entry.name not in ("item", "handover")
    return kind.machine if own and isinstance(kind, StateKind) else None


async def move(screen: EditingScreen, handover: int, found: Record) -> Outcome | None:
    """Choose one of the moves from the record's state, say what it asks for, and make it."""
    from workbench.services import moving
    from workbench.services.present import present

    machine = machine_of(found)
    state = getattr(found, "state", None)
    if machine is None or not isinstance(state, Labelled):
        screen.say(msg("the state follows from what is done elsewhere"))
        return None
    key = screen.dossier.key(found)
    options = [(m, screen.tr(m.label), screen.tr(m.target.label)) for m in machine.open_from(state)]
    chosen = await screen.choose(msg("{key} is {state}", key=key, state=state.label), options)
    if chosen is None:
        return None
    by: int | None = None
    if chosen.side is Side.RECEIVING and present(screen.ws, handover).receiving is None:
        who = msg("Who of the {side} does it?", side=chosen.side.label)
        by = await somebody(screen, handover, who, Side.RECEIVING, Side.SPONSOR)
        if by is None:
            return None
    reason = ""
    if chosen.reasoned:
        label = msg("{act} {what} because", act=chosen.label, what=key)
        typed = await words(screen, label)
        if typed is None:
            return None
        reason = typed
    done = msg("{key}: {state}", key=key, state=chosen.target.label)
    return await screen.act(
        lambda ws: moving.move(ws, handover, [found.id], chosen.name, reason=reason, by=by), done
    )
