"""What an act on many records could not do: each of them by name, with the reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

from screens.dialogs import Notice
from screens.field_text import has_key
from workbench.domain.message import Msg, msg, nmsg

if TYPE_CHECKING:
    from screens.base import WorkScreen
    from workbench.services.editing import Outcome


async def tell_refused(screen: WorkScreen, outcome: Outcome) -> None:
    """Say what was refused, and why; several in a list first. From a worker."""
    told = [_called(screen, record, why) for record, why in outcome.refused]
    if len(told) == 1:
        screen.say(told[0] if outcome.done else outcome.refused[0][1], "warn")
        return
    title = nmsg("{n} was not done", "{n} were not done", len(told))
    keys = screen.tr(msg("enter or esc: go on"))
    await screen.app.push_screen_wait(Notice(screen.tr(title), keys, map(screen.tr, told)))
    more = nmsg("{what}, and {n} more", "{what}, and {n} more", len(told) - 1, what=told[0])
    screen.say(more, "warn")


def _called(screen: WorkScreen, record: int, why: Msg) -> Msg:
    """`PAY-03: a proof is required`."""
    if screen.handover_id is None:
        return why
    dossier = screen.ws.known(screen.handover_id)
    found = dossier.get(record)
    if found is None or not has_key(found):
        return why
    return msg("{key}: {why}", key=dossier.key(found), why=why)
