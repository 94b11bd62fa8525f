"""What a move of items asks for before it is made."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Final

from screens.people import names, somebody
from screens.prompts.said import items_of, proof_hint, what, words
from workbench.domain.dossier import Dossier
from workbench.domain.due import parse_due
from workbench.domain.errors import BadValue, WorkbenchError
from workbench.domain.message import Msg, msg
from workbench.domain.registers.item import ITEM, Item, ItemState, NotApplicable
from workbench.domain.registers.person import Person, Side
from workbench.figures.progress import effective_state

if TYPE_CHECKING:
    from screens.base import WorkScreen
    from workbench.services.editing import Outcome
    from workbench.services.workspace import Workspace


# Claimed, verified, sent back


async def claim(screen: WorkScreen, handover: int, ids: Sequence[int]) -> Outcome | None:
    """Claim; asks for a proof where one is required and none there since it was sent back. Of one
    item that has none it is asked in any case, for whoever types one would press keys."""
    from workbench.services import items

    dossier = screen.seen(handover)
    found = items_of(dossier, ids)
    proof: str | None = ""
    if any(i.state in _CLAIMABLE and items.lacking(dossier, i, "claim") for i in found):
        label = msg("Proof for {what}", what=what(dossier, ids))
        # What was sent back is claimed with the old proof only if the user says so.
        there = items.given_proofs(dossier, found[0]) if len(found) == 1 else []
        start, hint = (there or [""])[-1], proof_hint(found)
        proof = await words(screen, label, msg("a proof is required"), hint, start)
    elif len(found) == 1 and found[0].state in _CLAIMABLE:
        label = msg("Proof for {what}, if there is one", what=what(dossier, ids))
        bare = not items.given_proofs(dossier, found[0]) and not screen.is_barred()
        proof = await screen.ask(label, hint=_NO_PROOF) if bare else ""
    if proof is None:
        return None
    text, done = proof, msg("claimed: {what}", what=what(dossier, ids))
    return await screen.act(lambda ws: items.claim(ws, handover, ids, text), done, seen=dossier)


async def take_back(screen: WorkScreen, handover: int, ids: Sequence[int]) -> Outcome | None:
    """A claim made by mistake goes back to what is to do."""
    from workbench.services import items

    dossier = screen.seen(handover)
    reason = screen.tr(msg("claim taken back"))
    done = msg("claim taken back: {what}", what=what(dossier, ids))
    return await screen.act(lambda ws: items.reopen(ws, handover, ids, reason), done, seen=dossier)


async def verify(screen: WorkScreen, handover: int, ids: Sequence[int]) -> Outcome | None:
    """Verify as who is present for the receiving side; asks who that is when nobody knows."""
    from workbench.services import items

    dossier = _possible(screen, handover, ids, "verify")
    if dossier is None:
        return None
    by = await _receiver(screen, handover, ids)
    if by is None:
        return None
    name = names(screen, handover).title_of(by)
    done = msg("{what} verified by {name}", what=what(dossier, ids), name=name)
    return await screen.act(lambda ws: items.verify(ws, handover, ids, by), done, seen=dossier)


async def send_back(screen: WorkScreen, handover: int, ids: Sequence[int]) -> Outcome | None:
    """The receiving side says no; asks why, and who says so when nobody is present."""
    from workbench.services import items

    dossier = _possible(screen, handover, ids, "send_back")
    if dossier is None:
        return None
    by = await _receiver(screen, handover, ())
    label = msg("Send {what} back because", what=what(dossier, ids))
    reason = await words(screen, label) if by is not None else None
    if reason is None:
        return None
    done = msg("sent back: {what}", what=what(dossier, ids))
    return await screen.act(
        lambda ws: items.send_back(ws, handover, ids, reason, by), done, seen=dossier
    )


# Other states


async def start(screen: WorkScreen, handover: int, ids: Sequence[int]) -> Outcome | None:
    """Work on it has begun."""
    from workbench.services import items

    dossier = screen.seen(handover)
    done = msg("begun: {what}", what=what(dossier, ids))
    return await screen.act(lambda ws: items.start(ws, handover, ids), done, seen=dossier)


async def block(screen: WorkScreen, handover: int, ids: Sequence[int]) -> Outcome | None:
    """Blocked by what the user says."""
    from workbench.services import items

    key = what(screen.seen(handover), ids)
    asked, done = msg("{what} waits for", what=key), msg("blocked: {what}", what=key)
    return await _for_a_reason(screen, handover, ids, "block", items.block, asked, done)


async def reopen(screen: WorkScreen, handover: int, ids: Sequence[int]) -> Outcome | None:
    """Back to what is to do, from any state, with a reason."""
    from workbench.services import items

    key = what(screen.seen(handover), ids)
    asked, done = msg("Reopen {what} because", what=key), msg("reopened: {what}", what=key)
    return await _for_a_reason(screen, handover, ids, "reopen", items.reopen, asked, done)


async def _for_a_reason(
    screen: WorkScreen, handover: int, ids: Sequence[int], move: str,
    use_case: Callable[[Workspace, int, Sequence[int], str], Outcome], asked: Msg, done: Msg,
) -> Outcome | None:  # fmt: skip
    """A move that asks for nothing but why."""
    dossier = _possible(screen, handover, ids, move)
    reason = await words(screen, asked) if dossier is not None else None
    if reason is None:
        return None
    return await screen.act(lambda ws: use_case(ws, handover, ids, reason), done, seen=dossier)


async def not_applicable(screen: WorkScreen, handover: int, ids: Sequence[int]) -> Outcome | None:
    """Does not apply: which kind of reason, the words, and who agrees to a mandatory one."""
    from workbench.services import items

    dossier = _possible(screen, handover, ids, "not_applicable")
    if dossier is None:
        return None
    key = what(dossier, ids)
    codes = [(code, screen.tr(code.label), "") for code in NotApplicable]
    code = await screen.choose(msg("{what} does not apply because", what=key), codes)
    if code is None:
        return None
    label = msg("{what} does not apply ({why}) because", what=key, why=code.label)
    said = await words(screen, label)
    if said is None:
        return None
    approver = None
    if any(item.mandatory for item in items_of(dossier, ids)):
        title = msg("{what} is mandatory: who of the other side agrees?", what=key)
        approver = await _approver(screen, handover, title)
        if approver is None:
            return None
    return await screen.act(
        lambda ws: items.not_applicable(ws, handover, ids, code, said, approver),
        msg("not applicable: {what}", what=key),
        seen=dossier,
    )


async def waive(screen: WorkScreen, handover: int, ids: Sequence[int]) -> Outcome | None:
    """Let pass for a time: why, what compensates, until when, and who approves."""
    from workbench.rules.item import last_waived
    from workbench.services import items

    dossier = _possible(screen, handover, ids, "waive")
    if dossier is None:
        return None
    key, zero = what(dossier, ids), dossier.handover.day_zero
    last = last_waived(dossier)

    def day(text: str) -> date:
        found = parse_due(text, screen.today).resolve(zero, dossier.calendar)
        if found is None or found <= screen.today:
            raise BadValue(msg("give a day after today, such as 2027-02-01 or T+30"))
        if last is not None and found > last:
            raise BadValue(msg("{day} at the latest", day=last))
        return found

    reason = await words(screen, msg("Waive {what} because", what=key))
    if reason is None:
        return None
    hint = msg("what is done instead in the meantime")
    measure = await words(screen, msg("Compensating measure"), hint, hint)
    if measure is None:
        return None
    until = await screen.ask_until(
        msg("Waived until"), day, hint=msg("{day} at the latest", day=last or "T+90")
    )
    if until is None:
        return None
    approver = await _approver(screen, handover, msg("Who of the other side approves it?"))
    if approver is None:
        return None
    return await screen.act(
        lambda ws: items.waive(ws, handover, ids, reason, measure, until, approver),
        msg("waived until {day}: {what}", day=until, what=key),
        seen=dossier,
    )


async def any_move(screen: WorkScreen, item: Item) -> Outcome | None:
    """Whatever the item's state allows: which move, and what that asks for."""
    moves = ITEM.open_from(item.state)
    options = [(m.name, screen.tr(m.label), screen.tr(m.target.label)) for m in moves]
    key = what(screen.ws.known(item.handover), [item.id])
    title = msg("{key} is {state}", key=key, state=item.state.label)
    name = await screen.choose(title, options)
    return await _MOVES[name](screen, item.handover, [item.id]) if name else None


async def _receiver(screen: WorkScreen, handover: int, ids: Sequence[int]) -> int | None:
    """Who acts for the receiving side; asked once, and again for what that person may not do."""
    from workbench.rules.item import Given
    from workbench.services import items
    from workbench.services.present import Present, set_present
    from workbench.services.present import present as now

    dossier, here = screen.ws.known(handover), now(screen.ws, handover)
    person = dossier.get(here.receiving)
    if not isinstance(person, Person):
        title = msg("Who of the receiving side is here?")
        chosen = await somebody(screen, handover, title, Side.RECEIVING, Side.SPONSOR)
        if chosen is not None:
            set_present(screen.ws, handover, Present(here.giving, chosen))
        return chosen
    waiting = [i for i in items_of(dossier, ids) if i.state is ItemState.CLAIMED]
    lacks = [lack for i in waiting for lack in items.lacking(dossier, i, "verify", Given(person))]
    if not lacks or dossier.handover.strict:
        return person.id
    sides = (Side.RECEIVING, Side.SPONSOR)
    return await somebody(screen, handover, lacks[0], *sides, without=(person.id,))


async def _approver(screen: WorkScreen, handover: int, title: Msg) -> int | None:
    return await somebody(screen, handover, title, Side.RECEIVING, Side.SPONSOR)


def _possible(screen: WorkScreen, handover: int, ids: Sequence[int], move: str) -> Dossier | None:
    """The handover in which one of the items can make the move: as it is shown, else as it is now,
    which is shown from then on. None, and said before anything is asked, when there is none."""
    shown = screen.seen(handover)
    problem = _hindrance(screen, shown, ids, move)
    if problem is None:
        return shown
    screen.refreshed()
    now = screen.seen(handover)
    problem = _hindrance(screen, now, ids, move)
    if problem is None:
        return now
    screen.complain(problem)
    return None


def _hindrance(
    screen: WorkScreen, dossier: Dossier, ids: Sequence[int], move: str
) -> WorkbenchError | None:
    """Why none of the items can make the move."""
    problem: WorkbenchError | None = None
    for item in items_of(dossier, ids):
        try:
            ITEM.move(move, effective_state(item, screen.today))
        except WorkbenchError as refused:
            problem = refused
        else:
            return None
    return problem


_NO_PROOF: Final = msg("none is required; enter alone claims it")
_CLAIMABLE = frozenset(ITEM.moves["claim"].sources)
_MOVES: Final[dict[str, Callable[[WorkScreen, int, Sequence[int]], Awaitable[Outcome | None]]]] = {
    "start": start,
    "claim": claim,
    "verify": verify,
    "send_back": send_back,
    "block": block,
    "not_applicable": not_applicable,
    "waive": waive,
    "reopen": reopen,
}
