"""Whether this file's log is the one a pack was made from.

A chain rebuilt over changed records verifies; what it cannot have is the head that was printed
before. A pack that somebody else keeps is therefore what proves the log.
"""

from __future__ import annotations

from dataclasses import dataclass

from db import log
from workbench.domain.message import Msg, msg
from workbench.exchange.pack_file import PackHead
from workbench.services import history
from workbench.services.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Checked:
    """What a pack's head says of this file: `wrong` is None when the log went through it and
    holds up to there; `since` counts the change sets after it."""

    handover: int | None
    code: str
    since: int
    wrong: Msg | None


def check(ws: Workspace, pack: PackHead) -> Checked:
    """Look for the pack's head at its place in the chain, and follow the chain up to it."""
    with ws.store.reading() as connection:
        found = log.linked(connection, pack.digest)
        there = log.set_in_chain(connection, pack.set_id)
        codes = log.codes(connection)
    if found is None or found[0] != pack.set_id:
        handover = there[0] if there is not None else None
        return Checked(handover, codes.get(handover or 0, ""), 0, _missing(pack, there, codes))
    handover = found[1]
    verified = history.verify(ws, handover)
    first = verified.first_broken
    wrong = None
    if first is not None and first.set_id <= pack.set_id:
        wrong = msg(
            "change set {number} of this file does not hold: {why}",
            number=first.set_id,
            why=first.why,
        )
    with ws.store.reading() as connection:
        since = len([i for i in log.ids(connection, handover) if i > pack.set_id])
    return Checked(handover, codes.get(handover, ""), since, wrong)


def _missing(pack: PackHead, there: tuple[int, str] | None, codes: dict[int, str]) -> Msg:
    known = pack.code.casefold() in (c.casefold() for c in codes.values())
    if pack.code and not known:
        return msg("this file has no handover {code}", code=pack.code)
    if there is None:
        return msg("this file has no change set {number}", number=pack.set_id)
    return msg(
        "change set {number} of this file has another head, {digest}: its log is not the one the "
        "pack was made from",
        number=pack.set_id,
        digest=there[1][:8],
    )
