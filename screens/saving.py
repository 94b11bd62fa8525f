"""Writing a file where the user says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.domain.errors import WorkbenchError
from workbench.domain.message import msg

if TYPE_CHECKING:
    from screens.base import WorkScreen


async def save_as(screen: WorkScreen, name: str, data: bytes) -> None:
    """Ask where to, `name` in the export folder being offered, and write; asked again with what was
    typed as long as it is refused. From a worker."""
    reach = screen.host.settings.reach
    first = screen.attempt(lambda: reach.offered(name))
    offered = first or ""
    while first and (
        typed := await screen.ask(
            msg("Write to"), offered, known_as=f"Write to {name}", saved=first
        )
    ):
        offered = typed
        try:
            path = reach.target(typed, name)
            taken = msg("{path} is there; write over it?", path=path)
            if reach.replaces(path) and not await screen.confirm(taken):
                continue
            reach.write(path, data)
        except WorkbenchError as problem:
            screen.complain(problem)
        else:
            screen.say(msg("written: {path}", path=path))
            return
