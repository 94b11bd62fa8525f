"""Registers without a section of their own, as tables made from their declarations."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from workbench.domain import record
from workbench.domain.bitext import Bitext
from workbench.domain.kinds import RefKind
from workbench.domain.message import Msg, msg
from workbench.domain.record import Field, Record, Register
from workbench.pack.notes import quoted
from workbench.pack.page import KEY, Block, Page, facts

_HAVE_THEIR_OWN = {
    "handover", "person", "seat", "item", "evidence", "note", "punch", "follow_on", "deliverable",
    "answer", "decision", "signoff", "baseline", "wave", "freeze", "contract", "post", "role",
    "duty", "topic", "holding", "session", "task", "access", "goal", "kpi", "changeover", "batch",
    "benefit", "scheme", "asset", "flow",
}  # fmt: skip


def sections(page: Page) -> list[tuple[Msg, list[Block]]]:
    """A title and its blocks for each other register in use, by dimension and name."""
    found = [record.get(n) for n in page.dossier.registers if n not in _HAVE_THEIR_OWN]
    found.sort(key=lambda r: (r.dimension.value if r.dimension else "", r.name))
    return [(r.title, _section(page, r)) for r in found if page.dossier.listed(r.name)]


def rest(
    page: Page, register: str, shown: Collection[str], of: Sequence[Record] | None = None
) -> list[Block]:
    """What was filled in beyond the fields `shown` in a table; `of` all records, or some."""
    entry = record.get(register)
    fields = [f for f in entry.fields if f.name not in shown and not f.kind.private]
    return _rest(page, page.dossier.listed(register) if of is None else of, fields)


def _section(page: Page, register: Register) -> list[Block]:
    columns, rest = _split(register)
    records = page.dossier.listed(register.name)
    headers = [KEY, *(f.kind.label for f in columns)]
    rows = [[page.key(r), *(_value(page, r, f) for f in columns)] for r in records]
    return [*page.table(headers, rows), *_rest(page, records, rest)]


def _rest(page: Page, records: Sequence[Record], fields: Sequence[Field]) -> list[Block]:
    """What was filled in beyond the columns: a line a record, then what has several lines as
    quotes."""
    listed: Block = []
    quotes: list[Block] = []
    for found in records:
        told: list[Msg] = []
        for field in fields:
            text = _value(page, found, field)
            if not text or getattr(found, field.name) == field.default:
                continue
            key, label = page.key(found), field.kind.label
            if field.kind.multiline:
                head = page.say(msg("{key}, {field}:", key=key, field=label))
                quotes += [[head], quoted(text)]
            else:
                told.append(msg("{field}: {text}", field=label, text=text))
        if told:
            line = msg("{key}, {facts}", key=page.key(found), facts=facts(told))
            listed.append(f"- {page.say(line)}")
    return [block for block in (listed, *quotes) if block]


def _split(register: Register) -> tuple[list[Field], list[Field]]:
    """The fields in columns, and those listed below; contacts and the like are in neither."""
    public = [f for f in register.fields if not f.kind.private]
    core = [f for f in register.core if f in public] or public[:4]
    return core, [f for f in public if f not in core]


def _value(page: Page, found: Record, field: Field) -> str:
    value: Any = getattr(found, field.name)
    if isinstance(value, Bitext):
        return page.text(value)
    if isinstance(value, datetime):
        return page.moment(value)
    if isinstance(field.kind, RefKind):
        return page.title(value)
    return field.kind.show(value, page.reading)
