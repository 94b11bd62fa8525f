"""What is wrong with a template, all of it at once, each with the place to put it right."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from workbench.domain.bitext import LANGUAGES, Bitext
from workbench.domain.message import Msg, msg
from workbench.domain.template import (
    DIMENSIONS,
    LEVELS,
    MAX_ITEMS,
    MAX_RECORDS,
    REGISTERS,
    SIDES,
    STAGES,
    StageWindow,
    Template,
    TemplateItem,
    TemplateRecord,
    TemplateSeat,
    due_day,
)
from workbench.domain.text import fold

KeyPath = tuple[str | int, ...]
"""Where in the file: `("item", 3, "why", "zh")` is `why.zh` of the fourth `[[item]]`."""

_ONE_LANGUAGE = {
    "en": msg("they are in Chinese only, and are shown so to English readers too."),
    "zh": msg("they are in English only, and are shown so to Chinese readers too."),
}
_TOLD_ONE_BY_ONE = 3  # texts in one language
_CODE = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?")
_ITEM_CODE = re.compile(r"[A-Z0-9](?:[A-Z0-9.-]{0,14}[A-Z0-9])?")


@dataclass(frozen=True, slots=True)
class Fault:
    """Something to put right at `path`; an advice does not stop the template from being used."""

    path: KeyPath
    message: Msg
    advice: bool = False


def is_template_code(code: str) -> bool:
    """Small letters, digits and hyphens: safe as a file name everywhere."""
    return _CODE.fullmatch(code) is not None


def faults(template: Template) -> Iterator[Fault]:
    """Everything wrong with `template`, in no particular order.

    A text in one language is shown in the other too, so that is an advice; so is a day outside its
    stage, which a handover may have.
    """
    found = list(_faults(template))
    for lang, told in _ONE_LANGUAGE.items():
        alone = [fault for fault in found if fault.advice and fault.path[-1] == lang]
        if len(alone) > _TOLD_ONE_BY_ONE:
            found = [fault for fault in found if fault not in alone]
            yield Fault(alone[0].path, msg("{n} texts: {what}", n=len(alone), what=told), True)
    yield from found


def _faults(template: Template) -> Iterator[Fault]:
    head = msg("The template")
    if not template.code:
        yield _missing(("template", "code"), head, "code")
    elif not is_template_code(template.code):
        yield _small_letters(("template", "code"), template.code)
    yield from _bitext(("template", "name"), head, template.name)
    yield from _bitext(("template", "about"), head, template.about)
    yield from _stages(template.stages)
    yield from _seats(template)
    yield from _items(template)
    if template.records:
        yield from _records(template)


def _stages(stages: tuple[StageWindow, ...]) -> Iterator[Fault]:
    previous: StageWindow | None = None
    for window in stages:
        path = ("stage", window.stage)
        if window.last is not None and window.last < window.first:
            yield Fault(
                path,
                msg(
                    "Stage {stage}: ends on day {last}, before its first day {first}.",
                    stage=window.stage,
                    first=window.first,
                    last=window.last,
                ),
            )
        if previous is not None and (previous.last is None or window.first <= previous.last):
            yield Fault(
                path,
                msg(
                    "Stage {stage}: begins before stage {previous} has ended.",
                    stage=window.stage,
                    previous=previous.stage,
                ),
            )
        previous = window


def _seats(template: Template) -> Iterator[Fault]:
    if not template.seats:
        yield Fault(("seat",), msg("There are no seats; add a [[seat]]."))
    yield from _repeated("seat", [seat.code for seat in template.seats])
    used = {item.seat for item in template.items}
    for index, seat in enumerate(template.seats):
        yield from _seat(("seat", index), seat)
        if seat.code and seat.code not in used:
            message = msg("Seat {code}: no item belongs to it.", code=seat.code)
            yield Fault(("seat", index), message, advice=True)
    if template.seats and not any(seat.side == "receiving" for seat in template.seats):
        message = msg("No seat is on the receiving side: nobody could verify anything.")
        yield Fault(("seat",), message, advice=True)


def _seat(path: KeyPath, seat: TemplateSeat) -> Iterator[Fault]:
    place = msg("Seat {code}", code=seat.code or _number(path))
    if not seat.code:
        yield _missing((*path, "code"), place, "code")
    elif not is_template_code(seat.code):
        yield _small_letters((*path, "code"), seat.code)
    yield from _bitext((*path, "name"), place, seat.name)
    if seat.about:
        yield from _bitext((*path, "about"), place, seat.about)
    yield from _one_of((*path, "side"), place, "side", seat.side, SIDES)


def _items(template: Template) -> Iterator[Fault]:
    items = template.items
    if not items:
        yield Fault(("item",), msg("There are no items; add an [[item]]."))
    if len(items) > MAX_ITEMS:
        message = msg(
            "There are {n} items; a template takes at most {limit}.", n=len(items), limit=MAX_ITEMS
        )
        yield Fault(("item", MAX_ITEMS), message)
    yield from _repeated("item", [item.code for item in items])
    seats = [seat.code for seat in template.seats if seat.code]
    windows = {window.stage: window for window in template.stages}
    for index, item in enumerate(items):
        yield from _item(("item", index), item, seats, windows)
    yield from _parents(items)


def _item(
    path: KeyPath, item: TemplateItem, seats: list[str], windows: dict[str, StageWindow]
) -> Iterator[Fault]:
    place = _item_place(path, item)
    if not item.code:
        yield _missing((*path, "code"), place, "code")
    elif not _ITEM_CODE.fullmatch(item.code):
        yield Fault(
            (*path, "code"),
            msg(
                "{code} is not an item's code: capitals, digits, dots and hyphens, at most 16.",
                code=item.code,
            ),
        )
    yield from _bitext((*path, "text"), place, item.text)
    for key, text in (("why", item.why), ("proof", item.proof)):
        if text:
            yield from _bitext((*path, key), place, text)
        else:
            yield replace(_missing((*path, key), place, key), advice=True)
    yield from _why_says_more(path, place, item)
    yield from _one_of((*path, "stage"), place, "stage", item.stage, STAGES)
    yield from _one_of((*path, "dimension"), place, "dimension", item.dimension, DIMENSIONS)
    yield from _one_of((*path, "seat"), place, "seat", item.seat, seats)
    yield from _due((*path, "due"), place, item, windows.get(item.stage))
    letters = item.levels
    if not letters or set(letters) - set(LEVELS) or len(set(letters)) < len(letters):
        message = msg(
            "{place}: levels are letters of ABC, each once, not {text}.",
            place=place,
            text=letters or '""',
        )
        yield Fault((*path, "levels"), message)
    if not 1 <= item.weight <= 5:
        message = msg("{place}: weight is 1 to 5, not {text}.", place=place, text=item.weight)
        yield Fault((*path, "weight"), message)


def _due(
    path: KeyPath, place: Msg, item: TemplateItem, window: StageWindow | None
) -> Iterator[Fault]:
    if not item.due:
        yield _missing(path, place, "due")
        return
    day = due_day(item.due)
    if day is None:
        if not _is_date(item.due):
            message = msg(
                "{place}: due is T-30, T0, T+5, T+5wd or a date, not {text}.",
                place=place,
                text=item.due,
            )
            yield Fault(path, message)
    elif window is not None and not window.holds(day):
        span = _offset(window.first)
        if window.last != window.first:
            span += ".." + ("" if window.last is None else _offset(window.last))
        message = msg(
            "{place}: due {due} lies outside stage {stage}, which is {span}.",
            place=place,
            due=item.due,
            stage=item.stage,
            span=span,
        )
        yield Fault(path, message, advice=True)


def _why_says_more(path: KeyPath, place: Msg, item: TemplateItem) -> Iterator[Fault]:
    for lang in LANGUAGES:
        if _repeats(getattr(item.why, lang), getattr(item.text, lang)):
            message = msg(
                "{place}: {key} only repeats the text; say what goes wrong otherwise.",
                place=place,
                key=f"why.{lang}",
            )
            yield Fault((*path, "why", lang), message)


def _repeats(why: str, text: str) -> bool:
    """Whether `why` holds the same words as `text`, or little more or less than it."""
    if not why or not text:
        return False
    a, b = _words(why), _words(text)
    if sorted(a) == sorted(b):
        return True
    short, long = sorted((" ".join(a), " ".join(b)), key=len)
    return short in long and len(long) - len(short) < len(" ".join(b))


def _words(text: str) -> list[str]:
    """Words without case, width and punctuation; a Chinese character is a word."""
    return re.findall(r"[\u3400-\u9fff]|[^\W_\u3400-\u9fff]+", fold(text))


def _parents(items: tuple[TemplateItem, ...]) -> Iterator[Fault]:
    by_code = {item.code: item for item in reversed(items) if item.code}
    for index, item in enumerate(items):
        if not item.parent:
            continue
        path = ("item", index, "parent")
        place = _item_place(path, item)
        parent = by_code.get(item.parent)
        if parent is None:
            message = msg(
                "{place}: there is no item {parent} to be under.", place=place, parent=item.parent
            )
            yield Fault(path, message)
        elif _in_circle(item, by_code):
            message = msg("{place}: its parents lead back to itself.", place=place)
            yield Fault(path, message)
        elif lacking := "".join(c for c in item.levels if c in LEVELS and c not in parent.levels):
            message = msg(
                "{place}: applies at level {levels}, but item {parent} above it does not.",
                place=place,
                levels=lacking,
                parent=item.parent,
            )
            yield Fault(path, message)


def _in_circle(item: TemplateItem, by_code: dict[str, TemplateItem]) -> bool:
    seen: set[str] = set()
    above = item.parent
    while above in by_code and above not in seen:
        if by_code[above] is item:
            return True
        seen.add(above)
        above = by_code[above].parent
    return False


def _records(template: Template) -> Iterator[Fault]:
    """Reads the declarations of the registers, so that a template without records need not."""
    from workbench.domain.template_records import problems

    tables: dict[str, list[TemplateRecord]] = {name: [] for name in REGISTERS}
    for found in template.records:
        tables[found.register].append(found)
    codes = {name: [r.code for r in listed if r.code] for name, listed in tables.items()}
    for name, listed in tables.items():
        yield from _repeated(name, [r.code for r in listed])
        if len(listed) > MAX_RECORDS:
            message = msg("There are {n} of {table}; a template takes at most {limit}.",
                          n=len(listed), table=f"[[{name}]]", limit=MAX_RECORDS)  # fmt: skip
            yield Fault((name, MAX_RECORDS), message)
        for index, found in enumerate(listed):
            if found.code and not is_template_code(found.code):
                yield _small_letters((name, index, "code"), found.code)
            place = msg("{table} {code}", table=f"[[{name}]]", code=found.code or f"#{index + 1}")
            for within, what in problems(found, codes, _is_due):
                message = msg("{place}: {what}.", place=place, what=what)
                yield Fault((name, index, *within), message)


def _bitext(path: KeyPath, place: Msg, text: Bitext) -> Iterator[Fault]:
    for lang in LANGUAGES:
        if not getattr(text, lang):
            missing = _missing((*path, lang), place, f"{path[-1]}.{lang}")
            yield replace(missing, advice=bool(text))


def _repeated(table: str, codes: list[str]) -> Iterator[Fault]:
    seen: set[str] = set()
    for index, code in enumerate(codes):
        if code and code in seen:
            message = msg("The code {code} is there twice.", code=code)
            yield Fault((table, index, "code"), message)
        seen.add(code)


def _one_of(
    path: KeyPath, place: Msg, key: str, value: str, allowed: Sequence[str]
) -> Iterator[Fault]:
    if not value:
        yield _missing(path, place, key)
    elif value not in allowed:
        message = msg(
            "{place}: {key} {value} is none of: {choices}.",
            place=place,
            key=key,
            value=value,
            choices=", ".join(allowed),
        )
        yield Fault(path, message)


def _missing(path: KeyPath, place: Msg, key: str) -> Fault:
    return Fault(path, msg("{place}: {key} is missing.", place=place, key=key))


def _small_letters(path: KeyPath, code: str) -> Fault:
    message = msg("{code} is not a code: small letters, digits and hyphens, at most 40.", code=code)
    return Fault(path, message)


def _item_place(path: KeyPath, item: TemplateItem) -> Msg:
    return msg("Item {code}", code=item.code or _number(path))


def _number(path: KeyPath) -> str:
    return f"#{int(path[1]) + 1}"


def _offset(day: int) -> str:
    return "T0" if day == 0 else f"T{day:+d}"


def _is_due(text: str) -> bool:
    return due_day(text) is not None or _is_date(text)


def _is_date(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
