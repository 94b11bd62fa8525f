"""The records a template begins registers with: their fields, their values, what is wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from workbench.domain import record
from workbench.domain.amounts import BitextKind, DayKind, DueKind, NumberKind, ScaleKind
from workbench.domain.bitext import Bitext
from workbench.domain.due import parse_due
from workbench.domain.kinds import ChoiceKind, FlagKind, Kind, RefKind, TextKind
from workbench.domain.message import Msg, msg
from workbench.domain.template import REGISTERS, TemplateRecord

_OUTCOMES = frozenset({
    "filled_on", "funded", "certificate", "reached_on", "tested_on", "baseline", "baseline_from",
    "baseline_to", "final", "final_on", "held_on", "result", "decision",
})  # fmt: skip
"""What only comes about in a handover: no template knows it."""


@cache
def kinds(register: str) -> Mapping[str, Kind]:
    """The fields a template may fill: none that names a person, that the program sets, or that
    is an outcome."""
    fields = record.get(register).fields
    return {f.name: f.kind for f in fields if f.name not in _OUTCOMES and _is_carried(f.kind)}


def _is_carried(kind: Kind) -> bool:
    if isinstance(kind, RefKind):
        return not kind.fixed and kind.register in REGISTERS
    return not kind.fixed and not kind.personal and not kind.private


def type_of(kind: Kind) -> type:
    """What a value is in the file."""
    if isinstance(kind, (TextKind, BitextKind)):
        return Bitext
    if isinstance(kind, FlagKind):
        return bool
    if isinstance(kind, NumberKind):
        return Decimal
    return int if isinstance(kind, ScaleKind) else str


def value(
    kind: Kind, given: Any, lang: str, ids: Mapping[tuple[str, str], int],
    day_of: Callable[[str], date | None],
) -> Any:  # fmt: skip
    """What a record gets for what a template gives; text of one language in that of the user.

    `ids` are the records made so far by register and code; `day_of` reads a day that follows T0.
    """
    if isinstance(kind, RefKind):
        return ids.get((kind.register, given))
    if isinstance(kind, TextKind):
        return given.show(lang)
    if isinstance(kind, DueKind):
        return parse_due(given)
    if isinstance(kind, DayKind):
        return day_of(given)
    return kind.from_json(given) if isinstance(kind, ChoiceKind) else given


def problems(
    found: TemplateRecord, codes: Mapping[str, list[str]], is_due: Callable[[str], bool]
) -> Iterator[tuple[tuple[str, ...], Msg]]:
    """What is wrong with the values of a record, each with its place in it; `codes` by register."""
    named_by = record.get(found.register).named_by
    if not found.values.get(named_by):
        yield (named_by,), msg("{key} is missing", key=named_by)
    for name, given in found.values.items():
        kind = kinds(found.register)[name]
        if isinstance(given, Bitext):
            yield from _texts(name, kind, given)
        elif isinstance(kind, RefKind):
            if given not in codes[kind.register]:
                yield (name,), _none_of(name, given, codes[kind.register])
        elif isinstance(kind, ChoiceKind):
            options = [str(member.value) for member in kind.options]
            if given not in options:
                yield (name,), _none_of(name, given, options)
        elif isinstance(kind, (DayKind, DueKind)):
            if not is_due(str(given)):
                yield (name,), msg("{key} is T-30, T0, T+5, T+5wd or a date, not {text}", key=name,
                                   text=str(given))  # fmt: skip
        elif isinstance(kind, (NumberKind, ScaleKind)) and not _within(kind, given):
            yield (name,), msg("{text} is not between {low} and {high}", text=str(given),
                               low=kind.low, high=kind.high)  # fmt: skip


def _texts(name: str, kind: Kind, given: Bitext) -> Iterator[tuple[tuple[str, ...], Msg]]:
    limit = kind.limit if isinstance(kind, (TextKind, BitextKind)) else 0
    for lang in ("en", "zh"):
        text = getattr(given, lang)
        if not text:
            yield (name, lang), msg("{key} is missing", key=f"{name}.{lang}")
        elif len(text) > limit:
            yield (name, lang), msg("{n} characters are too many, {limit} fit", n=len(text),
                                    limit=limit)  # fmt: skip


def _within(kind: NumberKind | ScaleKind, given: Any) -> bool:
    return (kind.low is None or given >= kind.low) and (kind.high is None or given <= kind.high)


def _none_of(name: str, given: Any, options: list[str]) -> Msg:
    return msg("{key} {value} is none of: {choices}", key=name, value=str(given),
               choices=", ".join(options) or "-")  # fmt: skip
