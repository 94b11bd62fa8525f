"""Where the work of project roles goes: into a standing post, to an end, outside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from workbench.domain.conflict import Choice
from workbench.domain.errors import BadValue, Refused, WorkbenchError
from workbench.domain.message import Msg, msg, nmsg
from workbench.domain.registers.duty import Disposition, Duty
from workbench.domain.registers.post import Post
from workbench.domain.registers.role import Role
from workbench.domain.text import clean
from workbench.services.editing import Editing, Outcome
from workbench.services.workspace import Workspace

WHOLE = Decimal(100)


def dispose(
    ws: Workspace, handover: int, roles: Sequence[int], disposition: Disposition, *,
    post: int | None = None, new_post: str = "", destination: str = "", percent: Decimal = WHOLE,
) -> Outcome:  # fmt: skip
    """Give roles a destination, in one change set.

    The whole of a role replaces what was said of it before; a share stands beside the others, in
    place of an earlier one with the same destination, and the largest gives way to it. `new_post`
    makes the post.
    """
    if not 0 < percent <= WHOLE:
        raise BadValue(msg("a share is more than 0 and at most 100 %"))
    absorbed = disposition is Disposition.ABSORBED
    if absorbed and post is None and not clean(new_post):
        raise Refused(msg("name the post that takes the work over"))
    what = msg("{roles}: {destination}", roles=_named(ws, handover, roles),
               destination=disposition.label)  # fmt: skip
    with ws.change(handover, "bulk", what) as ed:
        if absorbed:
            post = ed.get(Post, post).id if post is not None else _made(ed, new_post)
        values = {
            "disposition": disposition,
            "post": post if absorbed else None,
            "destination": "" if absorbed else clean(destination),
        }
        for role in roles:
            try:
                _give(ed, ed.get(Role, role).id, values, percent)
            except WorkbenchError as problem:
                ed.refuse(role, problem.message)
    return ed.outcome


def take_back(ws: Workspace, handover: int, roles: Sequence[int]) -> Outcome:
    """Nothing is said any more of where these roles go."""
    what = msg("{roles}: no destination", roles=_named(ws, handover, roles))
    with ws.change(handover, "bulk", what) as ed:
        for role in roles:
            try:
                ed.delete(d.id for d in ed.under(ed.get(Role, role).id, Duty))
            except WorkbenchError as problem:
                ed.refuse(role, problem.message)
    return ed.outcome


def _give(ed: Editing, role: int, values: Mapping[str, Any], percent: Decimal) -> None:
    own = ed.under(role, Duty)
    for duty in own:
        if ed.answer(duty.id) is Choice.THEIRS:
            return
        if theirs := _unseen(ed, duty, values):
            ed.contest(duty.id, theirs, values)
            return
    same = own[:1]
    if percent < WHOLE:
        same = [d for d in own if all(getattr(d, name) == v for name, v in values.items())][:1]
        _make_room(ed, [d for d in own if d not in same], percent)
    else:
        ed.delete(d.id for d in own[1:])
    if same:
        ed.set(same[0].id, whole=True, **values, percent=percent)
    else:
        ed.add(Duty, parent=role, **values, percent=percent)


def _unseen(ed: Editing, duty: Duty, values: Mapping[str, Any]) -> dict[str, Any]:
    """What others said of the role since the user looked, where it is something else."""
    saw = ed.seen.dossier.get(duty.id) if ed.seen is not None else duty
    if saw == duty or all(getattr(duty, name) == value for name, value in values.items()):
        return {}
    return {name: getattr(duty, name) for name in values}


def _make_room(ed: Editing, others: Sequence[Duty], percent: Decimal) -> None:
    """Take from the largest other share what would be more than the whole; what has no
    destination goes."""
    ed.delete(d.id for d in others if d.disposition is None)
    given = [d for d in others if d.disposition is not None]
    over = sum((d.percent for d in given), percent) - WHOLE
    if over <= 0:
        return
    largest = max(given, key=lambda d: d.percent)
    if largest.percent > over:
        ed.set(largest.id, percent=largest.percent - over)
    else:
        ed.delete([largest.id])


def _made(ed: Editing, title: str) -> int:
    """The post of that title, made if there is none."""
    wanted = clean(title)
    there = [p.id for p in ed.before.all(Post) if p.title.casefold() == wanted.casefold()]
    return there[0] if there else ed.add(Post, title=wanted)


def _named(ws: Workspace, handover: int, roles: Sequence[int]) -> Msg | str:
    dossier = ws.shown(handover)
    found = dossier.get(roles[0]) if len(roles) == 1 else None
    if found is not None:
        return dossier.key(found)
    return nmsg("{n} project role", "{n} project roles", len(roles))
