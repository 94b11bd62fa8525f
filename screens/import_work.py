"""Work that takes seconds, done beside the loop, with how far it is in the status line."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from screens.widgets.statusline import StatusLine
from workbench.domain.message import Msg, msg

if TYPE_CHECKING:
    from screens.base import WorkScreen
    from workbench.exchange.sheet import Tell

T = TypeVar("T")

_STANDS = 0.25  # seconds for which a line stays as it is


async def watched(screen: WorkScreen, words: Msg, work: Callable[[Tell], T]) -> T:
    """What `work` gives, from a thread; it may touch nothing of the screens."""
    done = (0, 0)

    def tell(now: int, of: int) -> None:
        nonlocal done
        done = (now, of)

    screen.say(words)
    task = asyncio.ensure_future(asyncio.to_thread(work, tell))
    while not (await asyncio.wait({task}, timeout=_STANDS))[0]:
        now, of = done
        if of:
            screen.say(msg("{what} {share} %", what=words, share=100 * now // of))
        elif now:
            screen.say(msg("{what} {n}", what=words, n=f"{now:,}"))
    screen.query_one(StatusLine).settle()
    return task.result()
