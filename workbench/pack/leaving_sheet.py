"""The leaving sheet: one page about one person who goes, for those who agree to sign."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime

from workbench.domain.dossier import Context, Dossier
from workbench.domain.labelled import Side
from workbench.domain.message import Msg, msg, nmsg, pmsg
from workbench.domain.record import Record
from workbench.domain.registers.access import Access
from workbench.domain.registers.person import GONE, Person
from workbench.figures.release import Safe, Window, day_off, days_too_early, frozen
from workbench.figures.told import as_told
from workbench.pack import knowing, verdict
from workbench.pack.md import write_item
from workbench.pack.page import KEY, NOBODY, WHAT, Block, Cell, Page
from workbench.rules.agreed import release_terms
from workbench.rules.leaver import leaver, read_by_others
from workbench.rules.leaving import Check, open_work


def leaving_sheet(
    dossier: Dossier,
    person: Person,
    context: Context,
    *,
    generated_at: datetime,
    passed: Mapping[int, int | None] | None = None,
) -> str:
    """The sheet as Markdown; `passed` are records that were his, each with who has it now.

    He reads it himself: who else leaves and has not been told counts as staying.
    """
    own = (leaver if person.untold else read_by_others)(dossier, person, context.today)
    dossier = dossier if person.untold else as_told(dossier)
    page = Page(dossier, context, generated_at)
    code = dossier.handover.code
    title = msg("Leaving sheet {code}: {name} ({key})", code=code, name=person.name or NOBODY,
                key=page.key(person))  # fmt: skip
    blocks: list[Block] = [[f"# {page.say(title)}"], _facts(page, person, own.safe)]
    for head, part in (
        (met(own.checks), [_needs(page, own.checks)]),
        (msg("Why this day"), why(page, person, own.safe)),
        (msg("Work"), _work(page, person, passed or {})),
        (msg("Knowledge held"), _topics(page, person)),
        (msg("Access"), _access(page, person)),
        (msg("Signatures"), _signatures(page, person)),
    ):
        if part:
            blocks += [[f"## {page.heading(head)}"], *part]
    return "\n\n".join("\n".join(block) for block in blocks) + "\n"


def met(found: tuple[Check, ...]) -> Msg:
    """`What must be so: 3 of 6`."""
    return msg("What must be so: {n} of {all}", n=sum(c.passed for c in found), all=len(found))


def why(page: Page, person: Person, safe: Safe) -> list[Block]:
    """What holds him until when, and what could not be counted; nothing of who has gone."""
    if person.state in GONE:
        return []
    lines = [msg("{day}: {why}", day=r.day, why=r.message) for r in safe.reasons]
    lines += [
        msg("freeze window {name}, {first} to {last}: nobody goes", name=w.name, first=w.first,
            last=w.last)
        for w in safe.touched
    ]  # fmt: skip
    if (off := day_off(page.dossier, safe)) is not None:
        lines.append(off)
    if person.release is not None:
        terms = release_terms(page.dossier, page.today)
        lines += [in_freeze(w) for w in frozen(page.dossier, person.release, terms)]
    lines += [msg("not counted: {what}", what=u.message) for u in safe.uncounted]
    if safe.near is not None:
        lines.append(
            msg("next freeze window {name}: {first} to {last}", name=safe.near.name,
                first=safe.near.first, last=safe.near.last)
        )  # fmt: skip
    return [[f"- {page.say(line)}" for line in lines]] if lines else []


def in_freeze(window: Window) -> Msg:
    """That the planned day is one on which nobody goes."""
    return msg("the planned day falls into the freeze window {name}, {first} to {last}",
               name=window.name, first=window.first, last=window.last)  # fmt: skip


def _facts(page: Page, person: Person, safe: Safe) -> Block:
    told = person.told_on
    who: list[object] = [
        part
        for part in (
            person.role,
            person.employment.label if person.employment is not None else "",
            person.organisation,
            msg("{n} FTE", n=person.fte) if person.fte is not None else "",
        )
        if part
    ]
    state: list[object] = [msg("State: {state}", state=person.state.label)]
    if told is not None:
        state.append(msg("told on {day}", day=told))
    if person.reason:
        state.append(msg("reason: {text}", text=person.reason))
    lines: list[list[object]] = [who, state, [*_days(person, safe)], [_called(person)]]
    return [f"- {page.say(*line)}" for line in lines if line]


def _days(person: Person, safe: Safe) -> Iterator[Msg]:
    if person.left_on is not None:
        yield msg("Left on {day}", day=person.left_on)
    yield msg("Planned release: {day}", day=_day(person.release))
    if person.state in GONE:
        return
    yield earliest(safe)
    if early := days_too_early(person, safe):
        yield nmsg("{n} day too early", "{n} days too early", early)


def earliest(safe: Safe) -> Msg:
    """The earliest safe day with its rule."""
    return msg("earliest safe day (R-15): {day}", day=safe.said())


def _called(person: Person) -> Msg:
    """How long he may be called; never his number."""
    if person.contact_until is None:
        return msg("May be called afterwards: not agreed")
    if person.contact_hours is None:
        return msg("May be called until {day}", day=person.contact_until)
    return msg("May be called until {day}, at most {n} h a week", day=person.contact_until,
               n=person.contact_hours)  # fmt: skip


def _needs(page: Page, found: tuple[Check, ...]) -> Block:
    block = []
    for check in found:
        said: object = check.need.label
        if check.met and check.done is not None:
            said = msg("{need}: {what}", need=check.need.label, what=check.done)
        box = write_item("done" if check.met else "todo", "")
        block.append(f"{box} {page.say(said)}")
        block += [f"  - {page.say(lack.message)}" for lack in check.lacks]
        if (waiver := check.waiver) is not None:
            line = msg(
                "waived until {day} by {name}: {reason}; meanwhile: {measure}",
                day=waiver.expires,
                name=page.title(waiver.approver) or NOBODY,
                reason=waiver.reason,
                measure=waiver.measure or msg("nothing named"),
            )
            block.append(f"  - {page.say(line)}")
    return block


def _work(page: Page, person: Person, passed: Mapping[int, int | None]) -> list[Block]:
    """What is his still, then what others have taken over."""
    own = open_work(page.dossier, person.id)
    rows = [_task(page, found, msg("still open")) for found in own]
    kept = {found.id for found in own}
    for record_id, now in passed.items():
        there = page.dossier.get(record_id)
        if there is not None and record_id not in kept:
            rows.append(_task(page, there, page.title(now) or NOBODY))
    if not rows:
        return [[page.say(msg("No work was to be passed on."))]]
    return page.table((KEY, WHAT, msg("Now with")), rows)


def _task(page: Page, found: Record, now: Cell) -> list[Cell]:
    return [page.key(found), page.title(found.id), now]


def _topics(page: Page, person: Person) -> list[Block]:
    rows: list[list[Cell]] = [
        [
            page.key(topic),
            topic.title,
            topic.state.label,
            page.title(topic.receiver) or NOBODY,
            knowing.proof(page, topic),
        ]
        for topic in knowing.topics_of(page.dossier, person)
    ]
    if not rows:
        return [[page.say(msg("No topic is listed."))]]
    headers = (KEY, msg("Topic"), msg("State"), msg("Receiver"), pmsg("topic", "Proof"))
    return page.table(headers, rows)


def _access(page: Page, person: Person) -> list[Block]:
    rows: list[list[Cell]] = [
        [page.key(a), a.system, a.level, a.state.label, a.ticket]
        for a in page.dossier.all(Access)
        if a.person == person.id
    ]
    if not rows:
        return [[page.say(msg("No access is listed."))]]
    headers = (KEY, msg("System"), pmsg("access", "Rights"), msg("State"), msg("Ticket"))
    return page.table(headers, rows)


def _signatures(page: Page, person: Person) -> list[Block]:
    sides: list[Msg | str] = [side.label for side in Side if side is not Side.SPONSOR]
    who = [*sides, person.name or NOBODY, msg("HR")]
    return [[f"- {verdict.to_sign(page, each)}" for each in who]]


def _day(day: date | None) -> date | Msg:
    return day or msg("no day")
