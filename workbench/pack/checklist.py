"""The whole checklist, as boxes with visible keys; the facts stand below each item."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from workbench.domain.journey import Stage
from workbench.domain.message import Msg, msg, nmsg
from workbench.domain.registers.evidence import Evidence
from workbench.domain.registers.item import Item, ItemState
from workbench.domain.typist import and_typed, typed
from workbench.figures.checklist import Line
from workbench.pack import proofs
from workbench.pack.md import Md, esc, write_item
from workbench.pack.page import NOBODY, Block, Page, has_address

TITLE = msg("Checklist")

_NO_REASON = msg("no reason given")


def section(page: Page) -> list[Block]:
    if not page.lines:
        return [[page.say(msg("The checklist is empty."))]]
    legend = msg(
        "A ticked box is verified by the receiving side; what is only claimed stays open. "
        "N/A does not apply."
    )
    return [[page.say(legend)], *_grouped(page)]


def _grouped(page: Page) -> Iterator[Block]:
    """One list a stage; what lies under an item stays there, whatever its own stage."""
    groups: dict[Stage | None, list[Line]] = {stage: [] for stage in (*Stage, None)}
    group = groups[None]
    for line in page.lines:
        if line.depth == 0:
            group = groups[line.item.stage]
        group.append(line)
    staged = any(groups[stage] for stage in Stage)
    for stage, lines in groups.items():
        if not lines:
            continue
        if stage is not None:
            yield [f"### {stage.value} {page.heading(stage.title)}"]
            yield _items(page, lines)
            continue
        if staged:
            without = page.heading(msg("Without a stage"))
            yield [f"### {without}"]
        yield from _under_headings(page, lines, "####" if staged else "###")


def _items(page: Page, lines: Iterable[Line]) -> Block:
    return [text for line in lines for text in item(page, line)]


def _under_headings(page: Page, lines: Iterable[Line], level: str) -> Iterator[Block]:
    """The items below the headings of the list they came from, which stand for stages."""
    above: tuple[str, ...] = ()
    found: list[Line] = []
    for line in lines:
        headings = line.item.headings
        if headings and headings != above and line.depth == 0:
            if found:
                yield _items(page, found)
            yield [f"{level} {esc(' / '.join(headings[-2:]))}"]
            above, found = headings, []
        found.append(line)
    if found:
        yield _items(page, found)


def item(page: Page, line: Line) -> Block:
    """An item's box, and under it owner, date, state and proofs."""
    found = line.item
    text, key = page.text(found.text), page.key(found)
    if line.state is ItemState.NOT_APPLICABLE and text:
        first = f"{'  ' * line.depth}- [N/A] {_struck(text)} ({esc(key)})"
    else:
        first = write_item(_BOX.get(line.state, "todo"), text, key, line.depth)
    indent = "  " * (line.depth + 1)
    return [first, *(f"{indent}- {fact}" for fact in _facts(page, line))]


def _struck(text: str) -> Md:
    """User text struck out; a tilde inside would end the stroke, an address swallow its end."""
    if has_address(text):
        return Md(esc(text))
    inside = re.sub(r"(?<!\\)~", r"\~", esc(text))
    return Md(f"~~{inside}~~")


def _facts(page: Page, line: Line) -> Iterator[str]:
    yield page.say(*_duty(page, line))
    for fact in (*state(page, line), *eased(page, line.item)):
        yield page.say(fact)
    if line.item.proof:
        yield page.say(msg("Good proof: {text}", text=line.item.proof))
    for proof in page.dossier.under(line.item.id, Evidence):
        yield page.say(msg("Proof: {proof}", proof=proofs.shown(proof)))


def _duty(page: Page, line: Line) -> Iterator[Msg]:
    found = line.item
    yield msg("Owner: {owner}", owner=page.owner(line))
    if line.due is None:
        yield msg("due: without a date")
    elif found.due is not None and found.due.fixed:
        yield msg("due: {day}", day=line.due)
    else:
        yield msg("due: {day} ({rule})", day=line.due, rule=str(found.due))
    if line.overdue:
        yield nmsg("{n} day late", "{n} days late", line.late or 0)
    if found.mandatory:
        yield msg("mandatory")
    if found.weight != 1:
        yield msg("weight {n}", n=found.weight)


def state(page: Page, line: Line) -> Iterator[Msg]:
    """The state in words, with who, when and why; and what was said no to, until it is verified."""
    yield from _state(page, line)
    found = line.item
    if found.sent_back_by is not None and found.state is not ItemState.TODO:
        name = page.title(found.sent_back_by) or NOBODY
        reason = found.objection or _NO_REASON
        yield msg("Sent back before by {name}: {reason}", name=name, reason=reason)


def _state(page: Page, line: Line) -> Iterator[Msg]:
    found = line.item
    match line.state:
        case ItemState.CLAIMED:
            yield _act(page, found, found.claimed_by, page.day(found.claimed_at))
        case ItemState.VERIFIED:
            yield _act(page, found, found.verified_by, page.day(found.verified_at))
            if found.self_declared:
                yield msg("Self-declared: claimed and verified by the same person")
        case ItemState.NOT_APPLICABLE:
            code = found.na_code.label if found.na_code else msg("other")
            yield msg(
                "Not applicable, {code}: {reason}", code=code, reason=found.reason or _NO_REASON
            )
            if found.approver is not None:
                yield _approved(page, found)
        case ItemState.WAIVED:
            until = found.expires or msg("no day")
            yield msg("Waived until {day}: {reason}", day=until, reason=found.reason or _NO_REASON)
            yield from _terms(page, found)
        case _:
            yield from _open(page, line)


def eased(page: Page, found: Item) -> Iterator[Msg]:
    """Where less is, or was for a time, asked of the item than at first, and who agreed."""
    if found.optional_by is not None:
        name = page.title(found.optional_by) or NOBODY
        if found.mandatory:
            yield msg("Was not mandatory for a time, agreed by {name}", name=name)
        else:
            yield msg("No longer mandatory, agreed by {name}", name=name)
    if found.unproved_by is not None:
        name = page.title(found.unproved_by) or NOBODY
        if found.evidence_required:
            yield msg("Needed no proof for a time, agreed by {name}", name=name)
        else:
            yield msg("Needs no proof any more, agreed by {name}", name=name)


def _open(page: Page, line: Line) -> Iterator[Msg]:
    found = line.item
    if found.state is ItemState.WAIVED:
        yield msg(
            "Waiver ran out on {day}: {reason}",
            day=found.expires,
            reason=found.reason or _NO_REASON,
        )
        yield from _terms(page, found)
    elif found.sent_back_by is not None and line.state is ItemState.TODO:
        name = typed(page.title(found.sent_back_by) or NOBODY, found.typed_by)
        yield msg("Sent back by {name}: {reason}", name=name, reason=found.objection or _NO_REASON)
    elif found.reason:
        yield msg("State: {state}: {reason}", state=line.state.label, reason=found.reason)
    else:
        yield msg("State: {state}", state=line.state.label)
    if found.reopened:
        yield nmsg("Reopened {n} time", "Reopened {n} times", found.reopened)


def _act(page: Page, found: Item, by: int | None, day: str) -> Msg:
    said = msg(
        "State: {state} by {name}, {day}",
        state=found.state.label,
        name=page.title(by) or NOBODY,
        day=day or msg("day unknown"),
    )
    return and_typed(said, found.typed_by)


def _terms(page: Page, found: Item) -> Iterator[Msg]:
    yield msg("Meanwhile: {measure}", measure=found.measure or msg("nothing named"))
    yield _approved(page, found)


def _approved(page: Page, found: Item) -> Msg:
    return msg("Approved by {name}", name=page.title(found.approver) or NOBODY)


_BOX = {ItemState.VERIFIED: "done", ItemState.NOT_APPLICABLE: "na"}
