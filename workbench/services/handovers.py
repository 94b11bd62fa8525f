"""Making handovers: from a template or from another one; names, seats and the archive."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Any

from workbench.domain import record
from workbench.domain.bitext import Bitext
from workbench.domain.calendar import Calendar
from workbench.domain.dossier import Reading
from workbench.domain.due import Due, LateStart, late_start, parse_due
from workbench.domain.errors import BadValue, Refused
from workbench.domain.journey import Dimension, Gate, Stage
from workbench.domain.kinds import RefKind
from workbench.domain.message import msg, nmsg
from workbench.domain.record import Record
from workbench.domain.registers.handover import Criticality, Handover
from workbench.domain.registers.item import Item
from workbench.domain.registers.person import Person, Side
from workbench.domain.registers.seat import Seat
from workbench.domain.template import REGISTERS, Template, TemplateItem
from workbench.domain.text import clean, fold
from workbench.services.editing import Editing, Outcome
from workbench.services.workspace import Workspace

_LEFT_BEHIND = ("release", "told_on", "equipment", "no_successor", "contact_until")  # of a person
_CARRIED = ("holiday", "person", "seat", "item")  # to a copy, each after what it refers to
_CODE = re.compile(r"[A-Z0-9](?:[A-Z0-9-]{0,10}[A-Z0-9])?")


def create(
    ws: Workspace,
    *,
    code: str,
    name: Bitext,
    t0: date | None,
    giving: str = "",
    receiving: str = "",
    template: Template,
    criticality: Criticality = Criticality.A,
    start: LateStart = LateStart.AS_IS,
    people: Mapping[str, str] = MappingProxyType({}),
) -> int:
    """A handover with the template's seats and the items of its criticality; gives its id.

    The user joins the roster, and with him `people`, names by the code of the seat they fill.
    BadValue for a bad code or no name, Refused for a code in use.
    """
    code, name = checked_code(code), _checked_name(name)
    items = template.for_level(criticality.value)
    dues, gates = template_dues(template, criticality, t0, ws.today, start)
    plan: dict[str, Any] = {g.value.lower(): gates[g] for g in Gate if g is not Gate.G4}
    with ws.founding("new", msg("new handover {code}", code=code)) as (ed, taken):
        _refuse_taken(code, taken)
        made = ed.add(
            Handover,
            code=code,
            name=name,
            t0=t0,
            giving=clean(giving),
            receiving=clean(receiving),
            criticality=criticality,
            template=template.code,
            **plan,
        )
        if ws.me.name:
            person_called(ed, ws.me.name, ws.me.side)
        seats = {}
        for seat in template.seats:
            name_in_it, side = clean(people.get(seat.code, "")), Side(seat.side)
            holder = person_called(ed, name_in_it, side) if name_in_it else None
            seats[seat.code] = ed.add(
                Seat, name=seat.name, side=side, person=holder, about=seat.about, code=seat.code
            )
        ids: dict[str, int] = {}
        for item, due in _parents_first(zip(items, dues, strict=True)):
            ids[item.code] = ed.add(
                Item,
                parent=ids.get(item.parent),
                text=item.text,
                due=due,
                seat=seats.get(item.seat),
                dimension=Dimension(item.dimension),
                stage=Stage(item.stage),
                mandatory=item.mandatory,
                weight=item.weight,
                why=item.why,
                proof=item.proof,
                evidence_required=item.evidence_required,
                code=item.code,
            )
        _begin_registers(ed, template, ws.tr.lang, t0)
    return made


def copy(ws: Workspace, handover: int, code: str, name: Bitext, t0: date | None) -> int:
    """A new handover with the people, seats, holidays and checklist of another; gives its id.

    Items start over, without claims and proofs; fixed days keep their distance from T0, and
    planned releases stay behind.
    """
    code, name = checked_code(code), _checked_name(name)
    old = ws.dossier(handover)
    top = old.handover
    what = msg("new handover {code}, copied from {old}", code=code, old=top.code)
    with ws.founding("new", what) as (ed, taken):
        _refuse_taken(code, taken)
        made = ed.add(Handover, **{
            **_carried(top, {}), "code": code, "name": name, "t0": t0,
            "t0_actual": None, "archived": False, "template": top.template,
        })  # fmt: skip
        ids = {top.id: made}
        for name_of in (n for n in _CARRIED if n in old.registers):
            for found in old.listed(name_of):
                values = _carried(found, ids)
                if isinstance(found, Person):
                    values |= {n: record.of(Person).field(n).default for n in _LEFT_BEHIND}
                elif isinstance(found, Item):
                    values |= {"due": following(found.due, top.day_zero), "code": found.code,
                               "source": found.source}  # fmt: skip
                elif isinstance(found, Seat):
                    values["code"] = found.code
                parent = ids.get(found.parent) if found.parent is not None else None
                ids[found.id] = ed.add(
                    type(found), parent=parent, position=found.position, **values
                )
        if ws.me.name:
            person_called(ed, ws.me.name, ws.me.side)
    return made


def fill_seats(ws: Workspace, handover: int, names: Mapping[int, str]) -> Outcome:
    """Put people on seats by name, who is new joins the roster; an empty name opens a seat."""
    kind = record.get("person").field("name").kind
    what = nmsg("{n} seat filled", "{n} seats filled", len(names))
    with ws.change(handover, "seats", what) as ed:
        view = Reading(ed.before, ws.context)
        for seat_id, typed in names.items():
            seat = ed.get(Seat, seat_id)
            name = kind.parse(typed, view)
            ed.set(seat_id, person=person_called(ed, name, seat.side) if name else None)
    return ed.outcome


def rename(
    ws: Workspace, handover: int, *, code: str | None = None, name: Bitext | None = None
) -> Outcome:
    """Another code, which changes every visible key, or another name."""
    old = ws.dossier(handover).handover
    new_code = old.code if code is None else code
    new_name = old.name if name is None else _checked_name(name)
    what = msg(
        "{old} renamed to {code} {name}",
        old=old.code,
        code=new_code,
        name=new_name.show(ws.tr.lang),
    )
    with ws.change(handover, "rename", what) as ed:
        ed.set(handover, code=free_code(ws, handover, new_code), name=new_name)
    return ed.outcome


def set_archived(ws: Workspace, handovers: Sequence[int], on: bool) -> None:
    """Put handovers away, or bring them back: one change set in each."""
    what = msg("archived") if on else msg("brought back from the archive")
    for handover in handovers:
        with ws.change(handover, "archive", what) as ed:
            ed.set(handover, archived=on)


def checked_code(text: str) -> str:
    """The code in capitals, as it stands in every key; BadValue when it cannot be one."""
    code = clean(text).upper()
    if not code:
        raise BadValue(msg("Give it a short code, such as PAY or PV-NX: every key begins with it."))
    if not _CODE.fullmatch(code):
        raise BadValue(
            msg(
                "{text} is not a code: 1 to 12 letters A-Z, digits and hyphens, as in PAY or PV-NX",
                text=clean(text),
            )
        )
    return code


def free_code(ws: Workspace, handover: int, text: str) -> str:
    """The code a handover may take. Asked within a change set, which holds the write lock, so
    that nobody takes it meanwhile. BadValue, Refused when it is in use."""
    code = checked_code(text)
    _refuse_taken(code, ws.store.codes(but=handover))
    return code


def template_dues(
    template: Template,
    criticality: Criticality,
    t0: date | None,
    today: date,
    start: LateStart,
    calendar: Calendar = Calendar(),  # noqa: B008 - frozen
) -> tuple[tuple[Due, ...], dict[Gate, Due]]:
    """The due dates of the items that apply, and of the gates, after the choice for a late start.

    The gates move with the items, so that each still closes what it closed.
    """
    dues = [parse_due(item.due) for item in template.for_level(criticality.value)]
    gates = {gate: template.gate_due(gate) for gate in Gate}
    if t0 is None or t0 < today:
        return tuple(dues if t0 is None else late_start(dues, t0, today, start, calendar)), gates
    moved = late_start([*dues, *gates.values()], t0, today, start, calendar)
    return moved[: len(dues)], dict(zip(gates, moved[len(dues) :], strict=True))


def following(due: Due | None, t0: date | None) -> Due | None:
    """`due` as a rule: a fixed day keeps its distance from T0."""
    if due is None or due.on is None or t0 is None:
        return due
    return Due((due.on - t0).days)


def person_called(ed: Editing, name: str, side: Side | None) -> int:
    """The one record of this human in the handover, made if there is none."""
    wanted = fold(clean(name))
    made = [r for _, r in ed.made.values() if isinstance(r, Person)]
    for person in (*ed.before.all(Person), *made):
        if fold(person.name) == wanted and ed.find(person.id) is not None:
            return person.id
    return ed.add(Person, name=clean(name), side=side)


def _begin_registers(ed: Editing, template: Template, lang: str, t0: date | None) -> None:
    """The template's records; days that follow T0 are left open while it is unknown."""
    if not template.records:
        return
    from workbench.domain.template_records import kinds, value

    ids: dict[tuple[str, str], int] = {}
    for found in sorted(template.records, key=lambda r: REGISTERS.index(r.register)):
        of = kinds(found.register)
        values = {
            name: value(of[name], given, lang, ids, lambda text: parse_due(text).resolve(t0))
            for name, given in found.values.items()
        }
        ids[found.register, found.code] = ed.add(record.get(found.register).cls, **values)


def _parents_first(
    pairs: Iterable[tuple[TemplateItem, Due]],
) -> Iterator[tuple[TemplateItem, Due]]:
    """In the template's order, but nothing before what it hangs under."""
    listed = list(pairs)
    coming = {item.code for item, _ in listed}
    waiting: dict[str, list[tuple[TemplateItem, Due]]] = {}
    for pair in listed:
        if pair[0].parent in coming:
            waiting.setdefault(pair[0].parent, []).append(pair)
            continue
        ready = [pair]
        while ready:
            item, due = ready.pop(0)
            coming.discard(item.code)
            yield item, due
            ready = waiting.pop(item.code, []) + ready


def _carried(found: Record, ids: Mapping[int, int]) -> dict[str, Any]:
    """The fields people set, with references to the records of the copy."""
    values = {}
    for field in record.of(type(found)).fields:
        if not field.kind.fixed:
            value = getattr(found, field.name)
            values[field.name] = ids.get(value) if isinstance(field.kind, RefKind) else value
    return values


def _checked_name(name: Bitext) -> Bitext:
    cleaned = Bitext(clean(name.en), clean(name.zh), name.stale)
    if not cleaned:
        raise BadValue(msg("a handover needs a name"))
    return cleaned


def _refuse_taken(code: str, taken: Iterable[str]) -> None:
    if any(other.casefold() == code.casefold() for other in taken):
        raise Refused(msg("there is a handover {code} already; choose another code", code=code))
