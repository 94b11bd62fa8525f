"""What an answer to a finding, or an agreed change of a rule, lacks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from workbench.domain.dossier import Dossier
from workbench.domain.labelled import Side
from workbench.domain.message import Msg, listed, msg
from workbench.domain.registers.answer import AnswerKind
from workbench.domain.registers.person import Person
from workbench.rules.catalogue import BY_ID
from workbench.rules.rule import Rule

DAYS = 90
"""An exception ends 90 days after T0 at the latest, or after today if that is later."""


@dataclass(frozen=True, slots=True)
class Asked:
    """An answer somebody asks for."""

    rule: str
    kind: AnswerKind
    owner: Person | None = None
    due: date | None = None
    reason: str = ""
    measure: str = ""
    asker: Person | None = None
    approver: Person | None = None
    expires: date | None = None
    parameter: str = ""
    value: str = ""


def lacks(dossier: Dossier, asked: Asked, today: date) -> list[Msg]:
    """What keeps the answer from being given; empty when nothing does."""
    rule = BY_ID.get(asked.rule)
    if rule is None:
        return [msg("there is no rule {rule}", rule=asked.rule)]
    if asked.kind is AnswerKind.PLAN:
        return _plan(asked, today)
    found = _of_kind(rule, asked)
    if not asked.reason:
        found.append(msg("say why, in a few words"))
    if asked.kind is not AnswerKind.SETTING and not asked.measure:
        found.append(msg("say what compensates for it meanwhile"))
    last = last_day(dossier, today)
    if asked.expires is None or not today < asked.expires <= last:
        found.append(
            msg(
                "give a day after today on which it ends, {last} at the latest", last=last
            )
        )  # fmt: skip
    return found + _approval(dossier, asked)


def last_day(dossier: Dossier, today: date) -> date:
    """The last day on which an exception may end."""
    return max(dossier.handover.day_zero or today, today) + timedelta(days=DAYS)


def _plan(asked: Asked, today: date) -> list[Msg]:
    found = []
    if asked.owner is None:
        found.append(msg("say who does it"))
    if asked.due is None or asked.due < today:
        found.append(msg("say by when, today or later"))
    return found


def _of_kind(rule: Rule, asked: Asked) -> list[Msg]:
    if asked.kind is AnswerKind.SETTING:
        wanted = rule.parameter(asked.parameter)
        if wanted is None:
            names = listed([p.name for p in rule.parameters])
            if not names:
                return [msg("{rule} has no number to change", rule=rule.id)]
            return [msg("{rule} has no such number; it has: {names}", rule=rule.id, names=names)]
        if not asked.value.isdecimal() or not wanted.low <= int(asked.value) <= wanted.high:
            return [msg("{name} is a whole number from {low} to {high}", name=wanted.name,
                        low=wanted.low, high=wanted.high)]  # fmt: skip
    elif not rule.waivable:
        return [msg("{rule} cannot be waived: cure it, or override the gate", rule=rule.id)]
    return []


def _approval(dossier: Dossier, asked: Asked) -> list[Msg]:
    may = (Side.RECEIVING, Side.SPONSOR)
    asker, approver = asked.asker, asked.approver
    if asker is None:
        return [msg("say who asks for it")]
    if approver is None:
        return [msg("name who approves it, of the receiving side or the sponsor")]
    if approver.id == asker.id:
        return [msg("{name} asks for it, so somebody else must approve it", name=approver.name)]
    if approver.side not in may:
        return [msg("{name} is not of the receiving side, nor the sponsor", name=approver.name)]
    if approver.side is asker.side:
        return [msg("{name} is of the same side as {asker}: the other side approves",
                    name=approver.name, asker=asker.name)]  # fmt: skip
    return []
