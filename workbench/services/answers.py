"""Answers to findings: a plan, a waiver; and agreed changes of a rule.

Nothing here changes a rule for good: what is agreed counts until its day, and is printed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from workbench.domain.dossier import Dossier
from workbench.domain.errors import Refused
from workbench.domain.message import Msg, all_of, msg, nmsg
from workbench.domain.registers.answer import Answer, AnswerKind
from workbench.domain.registers.person import Person
from workbench.domain.text import clean
from workbench.rules import engine
from workbench.rules.answers import Asked, lacks
from workbench.rules.rule import Finding
from workbench.services.acting import acting
from workbench.services.editing import Editing, Outcome
from workbench.services.workspace import Workspace


def plan(
    ws: Workspace, handover: int, ids: Sequence[str], owner: int | None, due: date | None
) -> Outcome:
    """Who deals with the findings, and by when; an earlier plan is replaced."""
    asked = Asked("", AnswerKind.PLAN, due=due)
    return _answer(ws, handover, ids, asked, owner=owner)


def waive(
    ws: Workspace, handover: int, ids: Sequence[str], *, reason: str, measure: str,
    expires: date | None, asker: int | None, approver: int | None,
) -> Outcome:  # fmt: skip
    """Accept findings until a day, with a measure meanwhile, approved by the other side."""
    asked = Asked(
        "", AnswerKind.WAIVER, reason=clean(reason), measure=clean(measure), expires=expires
    )
    return _answer(ws, handover, ids, asked, asker=asker, approver=approver)


def set_parameter(
    ws: Workspace, handover: int, rule: str, parameter: str, value: str, *, reason: str,
    expires: date | None, asker: int | None, approver: int | None,
) -> Outcome:  # fmt: skip
    """Another number for a rule until a day, approved by the other side."""
    what = msg("{rule}: {parameter} = {value}", rule=rule, parameter=parameter, value=clean(value))
    asked = Asked(rule, AnswerKind.SETTING, reason=clean(reason), expires=expires,
                  parameter=parameter, value=clean(value))  # fmt: skip
    return _agree(ws, handover, asked, what, asker, approver)


def switch_off(
    ws: Workspace, handover: int, rule: str, *, reason: str, measure: str,
    expires: date | None, asker: int | None, approver: int | None,
) -> Outcome:  # fmt: skip
    """No rule of this id until a day, approved by the other side."""
    what = msg("{rule} switched off", rule=rule)
    asked = Asked(rule, AnswerKind.OFF, reason=clean(reason), measure=clean(measure),
                  expires=expires)  # fmt: skip
    return _agree(ws, handover, asked, what, asker, approver)


def withdraw(ws: Workspace, handover: int, ids: Sequence[int]) -> Outcome:
    """Take answers back, by record id; what they covered counts again."""
    what = nmsg("{n} answer withdrawn", "{n} answers withdrawn", len(ids))
    with ws.change(handover, "answer", what) as ed:
        for record_id in ids:
            ed.delete([ed.get(Answer, record_id).id])
    return ed.outcome


def lacking(dossier: Dossier, asked: Asked, today: date) -> list[Msg]:
    """What an answer would be refused for; the screens ask before they ask the user."""
    return lacks(dossier, asked, today)


def finding(found: Iterable[Finding], finding_id: str) -> Finding:
    """The finding with this id; Refused when nothing is found under it now."""
    wanted = clean(finding_id)
    for each in found:
        if each.id.casefold() == wanted.casefold():
            return each
    raise Refused(msg("no rule finds {id} now", id=wanted))


def _answer(
    ws: Workspace, handover: int, ids: Sequence[str], asked: Asked, *, owner: int | None = None,
    asker: int | None = None, approver: int | None = None,
) -> Outcome:  # fmt: skip
    shown = ids[0] if len(ids) == 1 else nmsg("{n} finding", "{n} findings", len(ids))
    what = msg("{kind} for {findings}", kind=asked.kind.label, findings=shown)
    with ws.change(handover, "answer", what) as ed:
        found = engine.findings(ed.before, ws.today)
        asked = _with_people(ws, ed, asked, owner, asker, approver)
        for finding_id in dict.fromkeys(ids):
            about = finding(found, finding_id)
            own = replace(asked, rule=about.rule)
            if lack := lacks(ed.before, own, ws.today):
                raise Refused(all_of(lack))
            _replace(ed, about.subject, about.rule, about.detail, own)
            ed.add(Answer, parent=about.subject, detail=about.detail, **_fields(ws, own))
    return ed.outcome


def _agree(
    ws: Workspace, handover: int, asked: Asked, what: Msg, asker: int | None, approver: int | None
) -> Outcome:
    with ws.change(handover, "answer", what) as ed:
        asked = _with_people(ws, ed, asked, None, asker, approver)
        if lack := lacks(ed.before, asked, ws.today):
            raise Refused(all_of(lack))
        _replace(ed, handover, asked.rule, asked.parameter, asked)
        ed.add(Answer, parent=handover, detail=asked.parameter, **_fields(ws, asked))
    return ed.outcome


def _with_people(
    ws: Workspace, ed: Editing, asked: Asked, owner: int | None, asker: int | None,
    approver: int | None,
) -> Asked:  # fmt: skip
    return replace(
        asked,
        owner=ed.get(Person, owner) if owner is not None else None,
        asker=ed.get(Person, asker) if asker is not None else None,
        approver=acting(ws, ed, approver),
    )


def _replace(ed: Editing, subject: int, rule: str, detail: str, asked: Asked) -> None:
    """Take away what was answered before in the same way to the same finding."""
    ed.delete(
        a.id
        for a in ed.before.all(Answer)
        if (a.parent, a.rule, a.detail, a.kind) == (subject, rule, detail, asked.kind)
    )


def _fields(ws: Workspace, asked: Asked) -> dict[str, Any]:
    return {
        "rule": asked.rule,
        "kind": asked.kind,
        "owner": asked.owner.id if asked.owner else None,
        "due": asked.due,
        "reason": asked.reason,
        "measure": asked.measure,
        "asker": asked.asker.id if asked.asker else None,
        "approver": asked.approver.id if asked.approver else None,
        "expires": asked.expires,
        "parameter": asked.parameter,
        "value": asked.value,
        "at": ws.moment,
    }
