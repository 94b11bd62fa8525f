"""Where the log stands: whoever holds this pack can tell later whether it was rewritten."""

from __future__ import annotations

from workbench.domain.change import ChangeSet
from workbench.domain.message import msg, nmsg
from workbench.pack.md import Md
from workbench.pack.page import Block, Page

TITLE = msg("Log")


def section(
    page: Page, log_head: tuple[int, str], change_sets: int | None, last_change: ChangeSet | None
) -> list[Block]:
    number, digest = log_head
    if not digest:
        return [[page.say(msg("The log is empty."))]]
    said = [msg("Chain head: {digest}, change set {number}", digest=_code(digest), number=number)]
    if change_sets is not None:
        said.append(nmsg("{n} change set", "{n} change sets", change_sets))
    if last_change is not None:
        name, when = last_change.author.actor or "?", page.moment(last_change.when)
        if page.told is page.dossier or {c.register for c in last_change.changes} == {"item"}:
            said.append(msg("Last change: {what}, by {name}, {when}", what=last_change.summary,
                            name=name, when=when))  # fmt: skip
        else:  # it may be the release of somebody who has not been told
            said.append(msg("Last change by {name}, {when}", name=name, when=when))
    return [[f"- {page.say(line)}" for line in said]]


def _code(digest: str) -> Md:
    """The whole digest in groups of eight, to be compared by eye."""
    return Md(f"`{' '.join(digest[i : i + 8] for i in range(0, len(digest), 8))}`")
