"""Who is meant by a name that was typed: nobody joins the roster because of half a name."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from screens.names import Names
from workbench.domain.dossier import Dossier, Reading
from workbench.domain.message import Msg, msg
from workbench.domain.text import clean, fold

if TYPE_CHECKING:
    from screens.asking import AskingScreen

_NEW: Final = 0


async def meant(screen: AskingScreen, handover: int, typed: str) -> str | None:
    """The name as typed, or the key of somebody whom it may mean and whom the user chose; None
    when he leaves the question. From a worker."""
    from workbench.services.namesakes import near

    name, dossier = clean(typed), screen.ws.known(handover)
    found = [] if screen.host.names_hidden else near(dossier, name, screen.tr.lang)
    if not found:
        return name
    names = Names(Reading(dossier, screen.ws.context))
    options = [(p.id, names.title_of(p.id), p.role) for p in found]
    new = screen.tr(msg("somebody new: {name}", name=name))
    chosen = await screen.choose(msg("Who is {name}?", name=name), [*options, (_NEW, new, "")])
    if chosen is None:
        return None
    return name if chosen == _NEW else dossier.key(next(p for p in found if p.id == chosen))


def joined(screen: AskingScreen, before: Dossier, typed: Iterable[str]) -> Msg | None:
    """That those who were typed are new on the roster, compared with `before`."""
    from workbench.services import namesakes

    wanted = {fold(clean(name)) for name in typed}
    now = screen.ws.known(before.handover.id)
    named = [p for p in namesakes.newcomers(before, now) if fold(p.name) in wanted]
    return namesakes.new(now, named) if named and not screen.host.names_hidden else None
