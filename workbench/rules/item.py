"""What an item lacks before it may move: guards of the item's states (field F-0.5)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from workbench.domain.dossier import Dossier
from workbench.domain.message import Msg, listed, msg
from workbench.domain.registers.evidence import Evidence
from workbench.domain.registers.item import Item, NotApplicable
from workbench.domain.registers.person import Person, Side

EASED_WITH: Final = {"mandatory": "optional_by", "evidence_required": "unproved_by"}
"""Flags that are only taken off with the agreement of the other side, and who gave it."""

_WAIVER_DAYS = 90


@dataclass(frozen=True, slots=True)
class Given:
    """What comes with a move: who acts, how many proofs, words, approval, expiry."""

    by: Person | None = None
    proofs: int = 0
    reason: str = ""
    code: NotApplicable | None = None
    approver: Person | None = None
    measure: str = ""
    expires: date | None = None
    today: date = date.min
    stranger: str = ""
    """The user where nobody acts because he, of the side that may, is not on the roster."""


def lacks(dossier: Dossier, item: Item, move: str, given: Given) -> list[Msg]:
    """What keeps `item` from the move; empty when nothing does."""
    if move == "claim":
        return _claim(dossier, item, given)
    if move == "verify":
        return _verify(dossier, item, given)
    if move == "send_back":
        return _send_back(given)
    if move in ("block", "reopen"):
        return _reason(given)
    if move == "not_applicable":
        return _not_applicable(item, given)
    if move == "waive":
        return _waive(dossier, given)
    return []


def eases(item: Item, field: str, value: object) -> bool:
    """Whether the change asks less of the item than before: no longer mandatory, or no proof."""
    return field in EASED_WITH and bool(getattr(item, field)) and not value


def lacks_to_ease(by: Person | None, approver: Person | None) -> list[Msg]:
    """What keeps the item from being eased: somebody of the other side has to agree."""
    return _approval(Given(by=by, approver=approver))


def self_declared(dossier: Dossier, item: Item, by: Person | None) -> bool:
    """Whether `by` verifies his own claim because nobody else of the receiving side can."""
    return by is not None and by.id == item.claimed_by and not _second_pair_of_eyes(dossier, by)


def _claim(dossier: Dossier, item: Item, given: Given) -> list[Msg]:
    """What was sent back was not enough, so the next claim says anew what proves it."""
    if not item.evidence_required or given.proofs:
        return []
    if item.sent_back_by is not None:
        return [msg("it was sent back, so a claim says again what proves it")]
    if not dossier.under(item.id, Evidence):
        return [msg("a proof is required: a link, ticket, path or a few words")]
    return []


def _verify(dossier: Dossier, item: Item, given: Given) -> list[Msg]:
    by = given.by
    if by is None and given.stranger:
        return [
            msg("{name} is not on the roster, where whoever verifies has to be: add the name there "
                "as it is in the settings, or say who verifies", name=given.stranger)
        ]  # fmt: skip
    if by is None:
        return [msg("say who verifies: nobody of the receiving side is set as present")]
    if by.id == item.claimed_by:
        others = _second_pair_of_eyes(dossier, by)
        if others:
            return [
                msg(
                    "{name} claimed it himself; {others} can verify it",
                    name=by.name,
                    others=_names(others),
                )
            ]
        if dossier.handover.strict:
            return [
                msg("{name} claimed it himself, and here two persons are needed: somebody else of "
                    "the receiving side or the sponsor verifies", name=by.name)
            ]  # fmt: skip
        return [] if by.side is Side.RECEIVING else [_only_receiving(dossier)]
    if by.side is Side.RECEIVING:
        return []
    claimer = dossier.get(item.claimed_by)
    own = isinstance(claimer, Person) and claimer.side is Side.RECEIVING
    if by.side is Side.SPONSOR and own:
        return []
    return [_only_receiving(dossier)]


def _send_back(given: Given) -> list[Msg]:
    """The giving side may reopen, which nobody takes for a no of the other side."""
    if given.by is not None and given.by.side is Side.GIVING:
        return [msg("only the receiving side sends back; reopen it instead")]
    return _reason(given)


def _reason(given: Given) -> list[Msg]:
    return [] if given.reason else [msg("say why, in a few words")]


def _not_applicable(item: Item, given: Given) -> list[Msg]:
    found = []
    if given.code is None or not given.reason:
        found.append(msg("say why it does not apply: out of scope, priority, constraint or other"))
    if item.mandatory:
        found += _approval(given)
    return found


def last_waived(dossier: Dossier) -> date | None:
    """The last day of a waiver, T+90; None without T0."""
    t0 = dossier.handover.day_zero
    return t0 + timedelta(days=_WAIVER_DAYS) if t0 else None


def _waive(dossier: Dossier, given: Given) -> list[Msg]:
    found = []
    if not given.reason:
        found.append(msg("say why, in a few words"))
    if not given.measure:
        found.append(msg("say what compensates for it meanwhile"))
    last = last_waived(dossier)
    if given.expires is None or given.expires <= given.today or (last and given.expires > last):
        found.append(
            msg(
                "give a day after today on which it ends, {last} at the latest", last=last or "T+90"
            )
        )
    return found + _approval(given)


def _approval(given: Given) -> list[Msg]:
    approver = given.approver
    if approver is None:
        return [msg("name who approves it, of the receiving side or the sponsor")]
    if given.by is not None and approver.id == given.by.id:
        return [msg("{name} asks for it, so somebody else must approve it", name=approver.name)]
    if approver.side not in (Side.RECEIVING, Side.SPONSOR):
        return [msg("{name} is not of the receiving side, nor the sponsor", name=approver.name)]
    return []


def _second_pair_of_eyes(dossier: Dossier, claimer: Person) -> list[Person]:
    """Who could verify instead of the claimer: a second receiver, else the sponsor."""
    people = [p for p in dossier.all(Person) if p.id != claimer.id]
    receivers = [p for p in people if p.side is Side.RECEIVING]
    return receivers or [p for p in people if p.side is Side.SPONSOR]


def _only_receiving(dossier: Dossier) -> Msg:
    receivers = [p for p in dossier.all(Person) if p.side is Side.RECEIVING]
    if not receivers:
        return msg("only the receiving side verifies, and the roster has nobody of it yet")
    return msg("only the receiving side verifies: {names}", names=_names(receivers))


def _names(people: list[Person]) -> Msg | str:
    return listed([p.name for p in people[:3]])
