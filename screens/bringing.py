"""The list file that a user brings to begin a handover with."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from screens.saving import lists_here
from workbench.domain.errors import BadValue
from workbench.domain.message import msg
from workbench.domain.text import clean

if TYPE_CHECKING:
    from screens.base import WorkScreen


async def ask_list(screen: WorkScreen) -> Path | None:
    """The list file a user brings; None when he leaves the question. Call from a worker."""
    there = lists_here()
    return await screen.ask_until(
        msg("Your list: a Markdown, Excel or CSV file"),
        _list_file,
        hint=msg("such as {file}", file=there[0] if there else "checklist.md"),
        suggestions=there,
    )


def _list_file(text: str) -> Path:
    words = clean(text)
    try:
        path = Path(words).expanduser()
        found = bool(words) and path.is_file()
    except (OSError, RuntimeError, ValueError):
        found = False
    if not found:
        raise BadValue(msg('There is no file "{name}" here.', name=words))
    return path
