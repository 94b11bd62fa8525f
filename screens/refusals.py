"""What an act on many records could not do: each of them by name, with the reason."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from screens.dialogs import Notice
from screens.field_text import has_key
from screens.text import width
from workbench.domain.message import Msg, msg, nmsg

if TYPE_CHECKING:
    from screens.asking import AskingScreen
    from workbench.domain.errors import WorkbenchError
    from workbench.services.editing import Outcome

_AROUND = 4  # cells of the status line that are not the sentence's


async def tell_refused(screen: AskingScreen, outcome: Outcome) -> None:
    """Say what was refused, and why; several, or a long one, in a list first. From a worker."""
    told = [_called(screen, record, why) for record, why in outcome.refused]
    one = told[0] if outcome.done else _words(screen, outcome.refused[0][1])
    if len(told) == 1 and width(one) < screen.app.size.width - _AROUND:
        screen.say(_told(one), "warn")
        return
    await notice(screen, nmsg("{n} was not done", "{n} were not done", len(told)), told)
    more = nmsg("{what}, and {n} more", "{what}, and {n} more", len(told) - 1, what=told[0])
    screen.say(more if len(told) > 1 else _told(one), "warn")


async def tell_whole(screen: AskingScreen, problem: WorkbenchError) -> None:
    """Say what is wrong, in the status line or, where it is longer than that, above it."""
    words = screen.worded(problem)
    screen.complain(problem)
    if width(words) > screen.app.size.width - _AROUND:
        await notice(screen, msg("Not brought in"), [words])


async def notice(screen: AskingScreen, title: Msg, lines: Sequence[str]) -> None:
    """Show lines until the user goes on. From a worker."""
    keys = screen.tr(msg("enter or esc: go on"))
    await screen.app.push_screen_wait(Notice(screen.tr(title), keys, lines))


def _called(screen: AskingScreen, record: int, why: Msg) -> str:
    """`PAY-03: a proof is required`."""
    words = _words(screen, why)
    found = screen.ws.known(screen.handover_id).get(record) if screen.handover_id else None
    if found is None or screen.handover_id is None or not has_key(found):
        return words
    key = screen.ws.known(screen.handover_id).key(found)
    return screen.tr(msg("{key}: {why}", key=key, why=words))


def _words(screen: AskingScreen, why: Msg) -> str:
    """The reason; people it names are hidden while names are."""
    from screens.people import names

    if screen.handover_id is None:
        return screen.tr(why)
    return names(screen, screen.handover_id).told(why)


def _told(words: str) -> Msg:
    return msg("{text}", text=words)
