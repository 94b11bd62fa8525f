"""Writing items as a list that is sent to somebody and comes back by key."""

from __future__ import annotations

from collections.abc import Sequence

from screens.base import WorkScreen
from screens.saving import save_as
from workbench.domain.message import msg, nmsg
from workbench.domain.registers.item import Item


async def send_list(screen: WorkScreen, items: Sequence[Item], title: str) -> None:
    """Ask for the form and the place, and write. From a worker."""
    from workbench.files import safe_name
    from workbench.services import lists_out

    handover = screen.handover_id
    if not items or handover is None:
        screen.say(msg("there is no item here to send"))
        return
    if screen.host.names_hidden:
        screen.say(msg("names are hidden; show them to write a list"))
        return
    options = [(form, name, f".{form}") for form, name in lists_out.FORMS.items()]
    n = len(items)
    form = await screen.choose(
        nmsg("{n} item, to be ticked and brought back, as", "{n} items, to be ticked and "
             "brought back, as", n), options)  # fmt: skip
    if form is None:
        return
    data = lists_out.written(screen.ws, handover, items, form, title, names=True)
    await save_as(screen, safe_name(title, f".{form}"), data)
