"""A handover's checklist kept as a template for the next one."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from workbench.domain.bitext import Bitext
from workbench.domain.dossier import Dossier
from workbench.domain.errors import BadValue, Refused, WorkbenchError
from workbench.domain.journey import Stage, stage_on
from workbench.domain.message import msg
from workbench.domain.registers.handover import Handover
from workbench.domain.registers.item import Item
from workbench.domain.registers.seat import Seat
from workbench.domain.template import (
    DEFAULT_STAGES,
    StageWindow,
    Template,
    TemplateItem,
    TemplateRecord,
    TemplateSeat,
)
from workbench.domain.template_check import is_template_code
from workbench.domain.text import clean
from workbench.exchange import template_file
from workbench.exchange.template_file import Problem
from workbench.services.handovers import following
from workbench.services.workspace import Workspace

_ITEM_CODE = re.compile(r"[A-Z0-9](?:[A-Z0-9.-]{0,14}[A-Z0-9])?")


@dataclass(frozen=True, slots=True)
class Saved:
    """The file, and what has to be put right in it before a handover can be made from it."""

    path: Path
    problems: list[Problem]


def save_as_template(
    ws: Workspace, handover: int, code: str, name: Bitext, user_dir: Path
) -> Saved:
    """Write the present checklist as a template, with rules for dates and seats without people.

    Whatever the handover does not say, such as why an item is there, is left empty and is among
    the problems. BadValue for a bad code, Refused when the user has a template of that code.
    """
    code = clean(code)
    if not is_template_code(code):
        raise BadValue(
            msg("{code} is not a code: small letters, digits and hyphens, at most 40.", code=code)
        )
    path = user_dir / f"{code}.toml"
    if os.path.lexists(path) or code in template_file.builtin_codes():
        raise Refused(msg("there is a template {code} already; choose another code", code=code))
    template_file.save(_template(ws.dossier(handover), code, name, user_dir), path)
    return Saved(path, template_file.check(path))


def _template(dossier: Dossier, code: str, name: Bitext, user_dir: Path) -> Template:
    seats = _seat_codes(dossier.all(Seat))
    items = dossier.all(Item)
    codes = _item_codes(items)
    by_person = {s.person: seats[s.id] for s in dossier.all(Seat) if s.person is not None}
    held = {i.id: seats.get(i.seat or 0) or by_person.get(i.person or 0, "") for i in items}
    return Template(
        code=code,
        name=name,
        about=Bitext(f"From the checklist of {dossier.handover.code}.",
                     f"取自 {dossier.handover.code} 的检查清单。"),
        seats=tuple(
            TemplateSeat(seats[s.id], s.name, s.side.value if s.side else "", s.about)
            for s in dossier.all(Seat)
        ),
        stages=_windows(dossier.handover, user_dir),
        records=_records(dossier.handover, user_dir),
        items=tuple(_item(dossier, item, codes, held[item.id]) for item in items),
    )  # fmt: skip


def _item(dossier: Dossier, item: Item, codes: dict[int, str], seat: str) -> TemplateItem:
    t0 = dossier.handover.day_zero
    due = following(item.due, t0)
    return TemplateItem(
        code=codes[item.id],
        text=item.text,
        why=item.why,
        proof=item.proof,
        stage=_stage(dossier, item),
        dimension=item.dimension.value if item.dimension else "",
        due=str(due) if due else "",
        seat=seat,
        mandatory=item.mandatory,
        weight=item.weight,
        parent=codes.get(item.parent, "") if item.parent is not None else "",
        evidence_required=item.evidence_required,
    )


def _stage(dossier: Dossier, item: Item) -> str:
    """The item's stage, else the one its day falls in."""
    t0 = dossier.handover.day_zero
    day = item.due.resolve(t0, dossier.calendar) if item.due else None
    found: Stage | None = item.stage or (stage_on(dossier, day) if t0 and day else None)
    return found.value if found else ""


def _records(handover: Handover, user_dir: Path) -> tuple[TemplateRecord, ...]:
    """Those of the template the handover came from: its own speak one language, and of its days."""
    with suppress(WorkbenchError):
        return template_file.find(handover.template, user_dir).records
    return ()


def _windows(handover: Handover, user_dir: Path) -> tuple[StageWindow, ...]:
    """The stage windows of the template the handover came from, ended by its own gates.

    Where the gates make no such windows, because one is on a fixed day or no longer comes after
    the gate before it, the template's are kept.
    """
    windows = DEFAULT_STAGES
    with suppress(WorkbenchError):
        windows = template_file.find(handover.template, user_dir).stages
    ended, first = [], windows[0].first
    for stage, window in zip(Stage, windows, strict=True):
        last = window.last
        if last is not None and stage is not Stage.S4:
            due = handover.gate_due(stage.gate)
            if due is None or due.fixed or due.working or due.offset < first:
                return windows
            last = due.offset
        ended.append(StageWindow(window.stage, first, last))
        first = last + 1 if last is not None else first
    return tuple(ended)


def _seat_codes(seats: Iterable[Seat]) -> dict[int, str]:
    found: dict[int, str] = {}
    for seat in seats:
        spelled = re.sub(r"[^a-z0-9]+", "-", seat.name.en.lower()).strip("-")[:36].strip("-")
        code = seat.code or spelled or f"seat-{seat.number}"
        found[seat.id] = code if code not in found.values() else f"{code}-{seat.number}"
    return found


def _item_codes(items: Iterable[Item]) -> dict[int, str]:
    """The codes of the template the items came from; the others get their number in the list."""
    found: dict[int, str] = {}
    taken: set[str] = set()
    for item in items:
        code = item.code if _ITEM_CODE.fullmatch(item.code) else f"{item.number:02}"
        if code in taken:
            code = next(
                c for n in range(len(taken) + 2) if (c := f"N{item.number}.{n}") not in taken
            )
        taken.add(code)
        found[item.id] = code
    return found
