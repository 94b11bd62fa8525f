"""The list file that a user brings to begin a handover with."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from workbench.domain.errors import BadFile, BadValue, Refused
from workbench.domain.message import Msg, msg
from workbench.domain.text import clean
from workbench.reach import LISTS, Reach

if TYPE_CHECKING:
    from screens.base import WorkScreen

_LIST = msg("Your list: a Markdown, Excel or CSV file")


async def ask_list(
    screen: WorkScreen,
    label: Msg = _LIST,
    such: str = "checklist.md",
    ends: tuple[str, ...] = LISTS,
) -> Path | None:
    """The list file a user brings; None when he leaves the question. Those with such `ends` are
    offered. Call from a worker."""
    reach = screen.host.settings.reach
    there = reach.lists(ends)
    return await screen.ask_until(
        label,
        lambda text: _list_file(reach, text),
        hint=msg("such as {file}", file=there[0] if there else such),
        suggestions=there,
        drafted=False,
    )


def _list_file(reach: Reach, text: str) -> Path:
    words = clean(text)
    try:
        found = bool(words) and reach.path(words).is_file()
    except Refused as problem:
        raise BadValue(problem.message) from problem
    except (OSError, ValueError, BadFile):
        found = False
    if not found:
        raise BadValue(msg('There is no file "{name}" here.', name=words))
    return Path(words)
