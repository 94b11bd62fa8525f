"""Making one record of several that are the same."""

from __future__ import annotations

from collections.abc import Sequence

from screens.fields import EditingScreen
from screens.text import all_wrapped
from screens.widgets.rowlist import TextLine
from workbench.domain.message import msg, nmsg


async def merge_marked(screen: EditingScreen, ids: Sequence[int]) -> None:
    """Ask which of the records stays, and put the others into it. From a worker."""
    from workbench.services import merging

    if len(ids) < 2:
        screen.say(msg("mark the records that are one, then merge them"))
        return
    handover, seen = screen.dossier.handover.id, screen.dossier
    found = [r for r in map(screen.dossier.get, ids) if r is not None]
    options = [(r.id, screen.called(r), "") for r in found]
    title = nmsg("{n} record becomes one: which stays?", "{n} records become one: which stays?",
                 len(found))  # fmt: skip
    keep = await screen.choose(title, options)
    if keep is None:
        return
    others = [i for i in ids if i != keep]
    kept = screen.dossier.get(keep)
    assert kept is not None
    sentences = screen.attempt(lambda: merging.foreseen(screen.ws, seen, keep, others))
    if sentences is None:
        return
    if sentences:
        asked = msg("Merged into {what}?", what=screen.called(kept))
        told = all_wrapped(map(screen.names.told, sentences), screen.room - 2)
        if not await screen.confirm(asked, [TextLine(f" {line}") for line in told]):
            return
    done = msg("merged into {what}", what=screen.called(kept))
    outcome = await screen.act(
        lambda ws: merging.merge(ws, handover, keep, others), done=done, seen=seen
    )
    if outcome is not None:
        screen.rows.clear_marks()
