"""What may no longer change: what was settled with the acceptance, and what decisions rest on."""

from __future__ import annotations

from collections.abc import Collection

from workbench.domain import record
from workbench.domain.dossier import Dossier
from workbench.domain.journey import Gate, Stage
from workbench.domain.message import Msg, msg
from workbench.domain.record import Lasts, Record
from workbench.domain.registers.baseline import Baseline
from workbench.domain.registers.decision import Decision
from workbench.domain.registers.handover import ACCEPTED, OVER, Handover
from workbench.domain.registers.item import SETTLED, Item
from workbench.domain.registers.signoff import Signoff
from workbench.domain.verdict import Ruling

# Of the handover itself, once it is accepted: what is no part of what was signed.
_FREE = frozenset({"code", "name", "t0_actual", "g5", "g6", "g7", "strict", "archived", "state"})
# By register, the field that says who assessed it, and what stays from then on.
_SHOWN = {
    "session": (
        "assessor",
        frozenset({"parent", "kind", "giver", "receiver", "day", "level", "outcome"}),
    ),
    "holding": ("shown_to", frozenset({"parent", "person", "level"})),
}
_OF_A_TASK = frozenset({"title", "post", "person", "done_on", "witness", "document"})
_FREE_LATER = frozenset({"code", "name", "g7", "archived", "state"})


def held(dossier: Dossier, found: Record, fields: Collection[str] | None = None) -> Msg | None:
    """Why a record may not be made, changed in `fields`, or deleted; None when it may.

    `dossier` is what stands before the change.
    """
    state = dossier.handover.state
    if state not in ACCEPTED and state not in OVER:
        return None
    over = state in OVER
    if isinstance(found, Handover):
        free = _FREE_LATER if over else _FREE
        if fields is not None and free.issuperset(fields):
            return None
    elif _lasts(dossier, found) is Lasts.REVIEW or (
        not over and _lasts(dossier, found) is Lasts.CLOSURE
    ):
        return None
    what = record.of(type(found)).one
    if over:
        return msg("{code} is closed; it still takes reviews, notes and follow-on actions, but "
                   "this {what} is settled", code=dossier.handover.code, what=what)  # fmt: skip
    return msg("{code} is accepted, so this {what} is settled; reopen the acceptance, with a "
               "reason, to change it", code=dossier.handover.code, what=what)  # fmt: skip


def shown(found: Record, fields: Collection[str]) -> Msg | None:
    """Why nobody may change these fields: what an assessment has shown stays as it was, for whom
    and in what. To correct it is to take the assessment back, or to send back a task."""
    name = record.of(type(found)).name
    if name == "task" and getattr(found, "state") == "proved":  # noqa: B009 - not loaded for this
        if "state" in fields or _OF_A_TASK.isdisjoint(fields):
            return None
        return msg("it is proved, so it stays as it was; send it back to change it")
    by, settled = _SHOWN.get(name, ("", frozenset()))
    said = {f for f in settled.intersection(fields) if getattr(found, f) not in (None, "")}
    if not said or getattr(found, by) is None:
        return None  # what was left open may still be told
    return msg("an assessment has shown this, so it stays as it was; take the assessment of the "
               "session back to correct it, or assess another session")  # fmt: skip


def assesses(register: str, fields: Collection[str]) -> bool:
    """Whether to change these fields is to assess somebody, or to take that back."""
    by, _ = _SHOWN.get(register, ("", frozenset()))
    return bool(by) and by in fields


def rests_on(dossier: Dossier, found: Record) -> Msg | None:
    """Why a record may not be taken away: a later decision rests on it."""
    later = [d for d in dossier.all(Decision) if d.id > found.id]
    if isinstance(found, Signoff):
        later = [d for d in later if d.gate is found.gate and d.ruling is not Ruling.REFUSED]
    elif not isinstance(found, Decision):
        return None
    if not later or later[-1].gate is None:
        return None
    return msg("{gate} was decided since, and the decision rests on it; reopen the gate instead",
               gate=later[-1].gate.value)  # fmt: skip


def accepted_at(dossier: Dossier) -> int:
    """The change set before the acceptance; what came later may be taken back."""
    return max((b.head for b in dossier.all(Baseline) if b.gate is Gate.G4), default=0)


def _lasts(dossier: Dossier, found: Record) -> Lasts:
    if isinstance(found, Item):
        return _item_lasts(found)
    above = dossier.get(found.parent)
    entry = record.of(type(found))
    if entry.parents and entry.lasts is Lasts.ACCEPTANCE and above is not None:
        return _lasts(dossier, above)  # a proof lasts as long as what it proves
    return entry.lasts


def _item_lasts(item: Item) -> Lasts:
    """What was left open may still be done; what was settled up to the acceptance stays."""
    if item.stage is Stage.S7:
        return Lasts.REVIEW
    settled = item.state in SETTLED
    early = item.stage is None or item.stage.number <= Stage.S4.number
    return Lasts.ACCEPTANCE if settled and early else Lasts.CLOSURE
