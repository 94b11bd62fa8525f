"""Moving checklist items: claim, verify, send back, and the rest of their states.

Every function moves what can be moved in one change set and lists the refused items with what
each lacks. `by` is who acts, as a record id of the roster; the user may type for him.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from workbench.domain.conflict import Choice
from workbench.domain.dossier import Dossier
from workbench.domain.errors import Refused, WorkbenchError
from workbench.domain.machine import Move
from workbench.domain.message import Msg, msg, nmsg
from workbench.domain.proof import guess
from workbench.domain.registers.evidence import Evidence
from workbench.domain.registers.item import ITEM, Item, NotApplicable
from workbench.domain.registers.person import Person, Side
from workbench.domain.text import clean
from workbench.figures.progress import effective_state
from workbench.rules.holding import held
from workbench.rules.item import Given, lacks, self_declared
from workbench.services.acting import acting, asking, need_asker, owner_of_all
from workbench.services.editing import Editing, Outcome
from workbench.services.present import is_called, myself, present
from workbench.services.workspace import Workspace


def claim(
    ws: Workspace, handover: int, ids: Sequence[int], proof: str = "", by: int | None = None
) -> Outcome:
    """The owner says it is done; `proof` is added to each that has it not, its kind guessed from
    the text."""
    found = _proof(ws, clean(proof))
    actor = _claimer(ws, ws.known(handover), ids, by)

    def fields(editing: Editing, item: Item, given: Given) -> dict[str, Any]:
        return {**CLEARED, "claimed_by": _id(given.by), "claimed_at": ws.moment, "reason": ""}

    def proves(editing: Editing, item: Item, given: Given) -> None:
        if found["text"] in given_proofs(editing.before, item):
            return  # what was sent back is claimed with the same proof, on purpose
        editing.add(Evidence, parent=item.id, by=_id(given.by), at=ws.moment, **found)

    given = Given(by=actor, proofs=1 if found else 0)
    return _move(ws, handover, ids, "claim", given, fields, proves if found else None)


def verify(ws: Workspace, handover: int, ids: Sequence[int], by: int | None = None) -> Outcome:
    """The receiving side has seen that it is done."""
    actor = _receiver(ws, handover, by)

    def fields(editing: Editing, item: Item, given: Given) -> dict[str, Any]:
        return {
            "verified_by": _id(given.by),
            "verified_at": ws.moment,
            "self_declared": self_declared(editing.before, item, given.by),
            "sent_back_by": None,
            "objection": "",
        }

    me, mine = ws.me, myself(ws, ws.known(handover))
    stranger = clean(me.name) if mine is None and me.side is Side.RECEIVING else ""
    return _move(ws, handover, ids, "verify", Given(by=actor, stranger=stranger), fields)


def send_back(
    ws: Workspace, handover: int, ids: Sequence[int], reason: str, by: int | None = None
) -> Outcome:
    """The receiving side says no, with a reason; counted."""
    actor = _receiver(ws, handover, by)

    def fields(editing: Editing, item: Item, given: Given) -> dict[str, Any]:
        return {
            **CLEARED,
            "reason": given.reason,
            "sent_back_by": _id(given.by),
            "objection": given.reason,
            "reopened": item.reopened + 1,
        }

    return _move(ws, handover, ids, "send_back", Given(by=actor, reason=clean(reason)), fields)


def reopen(ws: Workspace, handover: int, ids: Sequence[int], reason: str) -> Outcome:
    """Back to do, from any state, with a reason."""

    def fields(editing: Editing, item: Item, given: Given) -> dict[str, Any]:
        return {**CLEARED, "reason": given.reason, "reopened": item.reopened + 1}

    return _move(ws, handover, ids, "reopen", Given(reason=clean(reason)), fields)


def start(ws: Workspace, handover: int, ids: Sequence[int]) -> Outcome:
    return _move(ws, handover, ids, "start", Given(), lambda e, i, g: {**CLEARED, "reason": ""})


def block(ws: Workspace, handover: int, ids: Sequence[int], reason: str) -> Outcome:
    """Blocked, by what the reason says."""
    given = Given(reason=clean(reason))

    def fields(editing: Editing, item: Item, given: Given) -> dict[str, Any]:
        return {**CLEARED, "reason": given.reason}

    return _move(ws, handover, ids, "block", given, fields)


def not_applicable(
    ws: Workspace,
    handover: int,
    ids: Sequence[int],
    code: NotApplicable | None,
    words: str,
    approver: int | None = None,
) -> Outcome:
    """Does not apply here; a mandatory item needs somebody of the other side to agree."""
    dossier = ws.known(handover)
    given = Given(
        by=asking(ws, dossier, ids, approver),
        reason=clean(words),
        code=code,
        approver=_person(dossier, approver),
    )

    def fields(editing: Editing, item: Item, given: Given) -> dict[str, Any]:
        who = _id(given.approver)
        return {**CLEARED, "reason": given.reason, "na_code": code, "approver": who}

    return _move(ws, handover, ids, "not_applicable", given, fields)


def waive(
    ws: Workspace,
    handover: int,
    ids: Sequence[int],
    reason: str,
    measure: str,
    expires: date | None,
    approver: int | None,
) -> Outcome:
    """Let pass until a day, with a measure meanwhile, approved by the other side."""
    dossier = ws.known(handover)
    given = Given(
        by=asking(ws, dossier, ids, approver),
        reason=clean(reason),
        measure=clean(measure),
        expires=expires,
        approver=_person(dossier, approver),
        today=ws.today,
    )

    def fields(editing: Editing, item: Item, given: Given) -> dict[str, Any]:
        return {
            **CLEARED,
            "reason": given.reason,
            "measure": given.measure,
            "expires": expires,
            "approver": _id(given.approver),
        }

    return _move(ws, handover, ids, "waive", given, fields)


def add_proof(ws: Workspace, handover: int, item: int, text: str, by: int | None = None) -> Outcome:
    """One more proof under an item, in whatever state it is."""
    text = clean(text)
    if not text:
        raise Refused(msg("a proof is a link, ticket, path or a few words"))
    found = _proof(ws, text)
    dossier = ws.known(handover)
    what = msg("proof for {key}", key=dossier.key(_item(dossier, item)))
    actor = _claimer(ws, dossier, [item], by)
    with ws.change(handover, "proof", what, actor=_name(actor)) as editing:
        editing.get(Item, item)
        giver = _current(ws, editing, Given(by=actor)).by
        editing.add(Evidence, parent=item, by=_id(giver), at=ws.moment, **found)
    return editing.outcome


def lacking(dossier: Dossier, item: Item, move: str, given: Given | None = None) -> list[Msg]:
    """What `item` would be refused for; the screens ask before they ask the user."""
    return lacks(dossier, item, move, given or Given())


def given_proofs(dossier: Dossier, item: Item) -> list[str]:
    """The proofs of the item, the last one given at the end."""
    return [proof.text for proof in dossier.under(item.id, Evidence)]


def _move(
    ws: Workspace,
    handover: int,
    ids: Sequence[int],
    name: str,
    given: Given,
    fields: Callable[[Editing, Item, Given], dict[str, Any]],
    adds: Callable[[Editing, Item, Given], None] | None = None,
) -> Outcome:
    """Move items; `adds` puts something under each, which can be had without the move."""
    move = ITEM.moves[name]
    what = _what(ws.shown(handover), move.label, ids)
    doer = given.by
    if given.approver is not None and ws.known(handover).handover.strict:
        doer = given.approver
    with ws.change(handover, name, what, actor=_name(doer)) as editing:
        given = _current(ws, editing, given)
        for record_id in ids:
            try:
                item = editing.get(Item, record_id)
                values = {"state": move.target, **fields(editing, item, given)}
                choice = _choice(ws, editing, item, move, values, adds is not None)
                if choice is Choice.MINE and (lack := lacking(editing.before, item, name, given)):
                    raise Refused(lack[0])
                if why := held(editing.before, item, ("state",)):
                    raise Refused(why)
            except WorkbenchError as problem:
                editing.refuse(record_id, problem.message)
                continue
            if adds is not None and choice in (Choice.MINE, Choice.BOTH):
                adds(editing, item, given)
            if choice is Choice.MINE:
                editing.put(record_id, **values, typed_by=_typist(ws, doer))
    return editing.outcome


def _choice(
    ws: Workspace, editing: Editing, item: Item, move: Move, values: Mapping[str, Any], adds: bool
) -> Choice:
    """What becomes of an item: the move, or what somebody else made of it since the user saw it.

    Refused when the move cannot be made from where the item is.
    """
    state = effective_state(item, ws.today)
    theirs = editing.meeting(item.id, values)
    if theirs:
        choices = [Choice.THEIRS, *([Choice.BOTH] if adds else [])]
        if state in move.sources or item.state is move.target:
            choices.append(Choice.MINE)
        if len(choices) == 1:
            raise Refused(_overtaken(editing, item, move, theirs))
        editing.contest(item.id, theirs, values, choices)
        return Choice.THEIRS
    chosen = editing.answer(item.id)
    saw = editing.seen.dossier.get(item.id) if editing.seen is not None else None
    if chosen is None and isinstance(saw, Item) and saw.state is not item.state is move.target:
        if not adds:
            raise Refused(_overtaken(editing, item, move, ("state",)))
        return Choice.BOTH  # somebody else did the same, and this is one more proof of it
    if chosen is None or (chosen is Choice.MINE and item.state is not move.target):
        ITEM.move(move.name, state)
    return chosen or Choice.MINE


def _overtaken(editing: Editing, item: Item, move: Move, fields: Collection[str]) -> Msg:
    return msg(
        "{who} changed {key} meanwhile, so this was not done: {move}; it is {state} now",
        who=editing.who(item.id, fields) or msg("somebody"),
        key=editing.before.key(item),
        move=move.label,
        state=item.state.label,
    )


def _current(ws: Workspace, editing: Editing, given: Given) -> Given:
    """What was given, with people as they are under the lock: the screen may have been old.

    Refused where everybody acts under his own login and who decides is somebody else: the
    approver, where there is one.
    """
    approver = acting(ws, editing, _id(given.approver))
    if approver is not None:
        need_asker(editing.before, given.by)
        by = editing.get(Person, given.by.id) if given.by is not None else None
    else:
        by = acting(ws, editing, _id(given.by))
    return replace(given, by=by, approver=approver)


def _proof(ws: Workspace, text: str) -> dict[str, Any]:
    """Fields of a proof; a file is read here, before anything in the data file is locked."""
    if not text:
        return {}
    found = guess(text)
    sha256 = ""
    if found.kind.value in ("file", "screenshot"):
        # A file that lies elsewhere has no checksum; its path is still a proof.
        sha256 = ws.reach.digest(found.pointer)
    words = found.words if found.pointer else ""
    return {"kind": found.kind, "text": found.pointer or text, "words": words, "sha256": sha256}


def _claimer(ws: Workspace, dossier: Dossier, ids: Sequence[int], by: int | None) -> Person | None:
    """Who claims: the named one, the items' one owner, who is present, else the user."""
    if by is not None:
        return _person(dossier, by)
    owner = owner_of_all(dossier, ids)
    if owner is not None:
        return owner
    return _person(dossier, present(ws, dossier.handover.id).giving) or myself(ws, dossier)


def _receiver(ws: Workspace, handover: int, by: int | None) -> Person | None:
    found = by if by is not None else present(ws, handover).receiving
    return _person(ws.known(handover), found)


def _person(dossier: Dossier, person: int | None) -> Person | None:
    found = dossier.get(person)
    return found if isinstance(found, Person) else None


def _item(dossier: Dossier, record_id: int) -> Item:
    found = dossier.get(record_id)
    if not isinstance(found, Item):
        raise Refused(msg("this item is no longer there"))
    return found


def _id(person: Person | None) -> int | None:
    return person.id if person is not None else None


def _typist(ws: Workspace, by: Person | None) -> str:
    """The user, where he types for `by`."""
    return ws.me.name if by is not None and not is_called(by, ws.me.name) else ""


def _name(person: Person | None) -> str:
    return person.name if person is not None else ""


def _what(dossier: Dossier, label: Msg, ids: Sequence[int]) -> Msg:
    found = dossier.get(ids[0]) if len(ids) == 1 else None
    if found is not None:
        return msg("{act}: {key}", act=label, key=dossier.key(found))
    return msg("{act}: {items}", act=label, items=nmsg("{n} item", "{n} items", len(ids)))


# What a move takes off an item, unless it sets it anew.
CLEARED: Mapping[str, Any] = {
    "measure": "",
    "expires": None,
    "approver": None,
    "claimed_by": None,
    "claimed_at": None,
    "verified_by": None,
    "verified_at": None,
    "self_declared": False,
    "na_code": None,
}
