"""Who else is in the handover on the screen, in as many words as there is room for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from screens.names import Names
from workbench.domain.dossier import Reading
from workbench.domain.message import Msg, listed, msg, nmsg

if TYPE_CHECKING:
    from screens.base import WorkScreen
    from workbench.services.presence import Here

_NAMED = 2  # others called by name


def ways_to_say(screen: WorkScreen, others: Sequence[Here]) -> list[Msg]:
    """The longest first; those on the same record alone, when there are some."""
    here = [other for other in others if other.handover == screen.handover_id]
    if not here:
        return []
    about = screen.record_shown
    close = [other for other in here if about is not None and other.record == about]
    who = _named(close or here, screen)
    where = (
        msg("{who}: on this sheet too", who=who)
        if close
        else msg("{who}: in this handover too", who=who)
    )
    n = len(here)
    return [where, msg("with {who}", who=who), nmsg("{n} other here", "{n} others here", n)]


def _named(others: Sequence[Here], screen: WorkScreen) -> Msg | str:
    """`Zhang Min, Sun Yu`; of many the first ones and how many more."""
    me = screen.ws.me
    dossier = screen.shown
    names: list[str] = []
    for other in others:
        name = other.name or other.login
        if (name, other.login) == (me.name, me.login):
            name = screen.tr(msg("you, in another session"))
        elif dossier is not None:
            reading = Reading(dossier, screen.ws.context)
            name = Names(reading, screen.host.names_hidden).person(name)
        names.append(name)
    names = list(dict.fromkeys(names))
    said = listed(names[:_NAMED])
    more = len(names) - _NAMED
    return msg("{names} and {n} more", names=said, n=more) if more > 0 else said
