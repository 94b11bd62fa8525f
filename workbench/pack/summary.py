"""The first screen: where the handover stands, by dimension, and at most five sentences."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from datetime import date

from workbench.domain.bitext import Bitext
from workbench.domain.journey import Dimension, gate_day
from workbench.domain.message import Msg, msg, nmsg, pmsg
from workbench.domain.registers.item import Item
from workbench.domain.registers.person import Person
from workbench.domain.registers.seat import Seat
from workbench.domain.registers.topic import Topic
from workbench.figures import checklist
from workbench.figures.follow_ons import open_actions
from workbench.figures.gates import decisions, gate_ahead
from workbench.figures.knowing import (
    day_of_the_last,
    held_by_leavers,
    sole_holders,
    with_not_counted,
)
from workbench.figures.posts import staffing
from workbench.figures.progress import Progress, progress
from workbench.figures.team import merging
from workbench.pack import changeover, knowledge, posts, ramp_down, verdict
from workbench.pack.md import Md
from workbench.pack.page import NOBODY, Block, Page, Row, facts, names
from workbench.rules import engine
from workbench.rules.engine import Verdict
from workbench.rules.leaver import read_by_others

TITLE = msg("Summary")

_SENTENCES = 5
_NAMED = 3  # owners and seats called by name in a sentence
_GAP = 20  # points of claimed over verified beyond which claims are ahead of what was seen


def section(page: Page, found: Verdict) -> list[Block]:
    return [
        [f"**{page.say(verdict.sentence(page, found))}**{_counted(page, found)}"],
        _where(page, found),
        _strip(page),
        [page.say(msg("If you read only this:"))],
        [f"- {page.say(sentence)}" for sentence in sentences(page)],
    ]


def _counted(page: Page, found: Verdict) -> str:
    """On the one page, where there is no room above the table of the stops: how they count."""
    counted = engine.tally(found.stops) if page.brief else None
    if counted is None:
        return ""
    return " " + page.say(msg("({what})", what=counted))


def _where(page: Page, found: Verdict) -> Block:
    handover = page.handover
    counted = checklist.overall(page.lines, page.today)
    return [
        f"- {page.say(line)}"
        for line in (
            msg(
                "From {giving} to {receiving}; state: {state}",
                giving=handover.giving or NOBODY,
                receiving=handover.receiving or NOBODY,
                state=handover.state_on(page.today).label,
            ),
            facts([_t0(page), _next_gate(page), *_decided(page, found)]),
            msg(
                "Claimed {claimed}, verified {verified}, by weight (an item weighs 1 to 5); "
                "waived {waived}, not applicable {na}",
                claimed=page.share(counted.claimed_share),
                verified=page.share(counted.verified_share),
                waived=counted.waived,
                na=counted.na,
            ),
            *_workstreams(page),
        )
    ]


def _decided(page: Page, found: Verdict) -> Iterator[Msg]:
    """The newest decision at a gate, and until when what was accepted counts."""
    decided = decisions(page.dossier)
    if decided and (last := decided[-1]).gate is not None:
        said = msg(
            "last decision: {gate} {decision} by {name} on {day}",
            gate=last.gate.value,
            decision=last.ruling.label,
            name=page.title(last.by) or NOBODY,
            day=page.day(last.at),
        )
        n = len(last.conditions.splitlines())
        yield nmsg("{said}, with {n} condition", "{said}, with {n} conditions", n,
                   said=said) if n else said  # fmt: skip
    days = sorted(f.accepted.expires for f in found.exceptions if f.accepted is not None)
    if days:
        yield nmsg("{n} finding is accepted, until {day}",
                   "{n} findings are accepted, the first until {day}", len(days),
                   day=days[0])  # fmt: skip


def _workstreams(page: Page) -> Iterator[Msg]:
    """Team, knowledge and KPIs in a line each, once there is something to say."""
    found, leaving = merging(page.dossier), ramp_down.leavers(page)
    team: list[Msg] = []
    if found.roles or found.posts:
        team.append(posts.ratio(found))
    if leaving:
        ready = sum(x.met == len(x.checks) for x in leaving)
        team.append(
            nmsg("{n} person leaves, {ready} ready (R-15)",
                 "{n} people leave, {ready} ready (R-15)", len(leaving), ready=ready)
        )  # fmt: skip
    if team and (share := ramp_down.outside(page)).num:
        team.append(msg("from outside today {share}", share=str(share)))
    if team:
        yield msg("Team: {facts}", facts=facts(team))
    if page.dossier.all(Topic):
        yield msg("Knowledge: proved {share} of the topics; {held}",
                  share=knowledge.proved(page).said, held=knowledge.held(page))  # fmt: skip
    if (said := changeover.said_of(page)) is not None:
        yield said


def _t0(page: Page) -> Msg:
    planned, actual = page.handover.t0, page.handover.t0_actual
    if actual:
        return msg(
            "T0: {day}, {when} (planned: {planned})",
            day=actual,
            when=page.when(actual),
            planned=planned or msg("no day"),
        )
    if planned:
        return msg("T0: planned for {day}, {when}", day=planned, when=page.when(planned))
    return msg("T0: not set")


def _next_gate(page: Page) -> Msg:
    gate = gate_ahead(page.dossier, page.today)
    if gate is None:
        return msg("next gate: none, all are passed")
    day = gate_day(page.dossier, gate)
    if day is None:
        return msg("next gate: {gate} {title}, no day set", gate=gate.value, title=gate.title)
    return msg(
        "next gate: {gate} {title} on {day}, {when}",
        gate=gate.value,
        title=gate.title,
        day=day,
        when=page.when(day),
    )


def _strip(page: Page) -> Block:
    items: dict[Dimension | None, list[Item]] = defaultdict(list)
    for line in page.lines:
        items[line.item.dimension].append(line.item)
    late = [x.item.id for x in page.late]
    titles: dict[Dimension | None, Md] = {
        d: Md(f"{d.value} {page.say(d.title)}") for d in Dimension
    }
    if items[None]:
        titles[None] = page.say(msg("Without a dimension"))
    rows = [_row(page, name, progress(items[d], page.today, late)) for d, name in titles.items()]
    headers = (msg("Dimension"), msg("Claimed"), msg("Verified"), msg("Late"))
    return page.grid(headers, rows, "lrrr")


def _row(page: Page, name: str, counted: Progress) -> list[str]:
    shares = (page.share(counted.claimed_share), page.share(counted.verified_share))
    return [name, *shares, str(counted.overdue)]


def sentences(page: Page) -> list[Msg]:
    """What matters most, computed; at most five."""
    found = [
        _late(page),
        _sent_back(page),
        _alone(page),
        _waiting(page),
        _empty_posts(page),
        _open_seats(page),
        _gap(page),
        _next_due(page),
    ]
    return [sentence for sentence in found if sentence is not None][:_SENTENCES]


def _late(page: Page) -> Msg:
    if not page.late:
        return msg("Nothing is late.")
    owners = Counter(x.owner.id for x in page.late).most_common()
    lines = {x.owner.id: x for x in page.late}
    whose = [
        pmsg("late items", "{name} {n}", name=page.owner(lines[owner]), n=n)
        for owner, n in owners[:_NAMED]
    ]
    return nmsg(
        "{n} item is late: {whose}.",
        "{n} items are late: {whose}.",
        len(page.late),
        whose=_with_rest(whose, sum(n for _, n in owners[_NAMED:])),
    )


def _with_rest(named: Sequence[object], rest: int) -> Row:
    return names([*named, msg("others {n}", n=rest)] if rest else named)


def _alone(page: Page) -> Msg | None:
    """The gravest thing that one person alone knows: of who goes first, then by weight."""
    found = sole_holders(page.told)
    if not found:
        return _together(page)
    first = min(found, key=lambda s: (not _seen_to_go(s.person), -s.topic.criticality))
    only = msg("{name} is the only one who knows {topic}", name=first.person.name or NOBODY,
               topic=first.topic.title)  # fmt: skip
    said = with_not_counted(page.dossier, first.topic, only)
    person = first.person
    if not _seen_to_go(person):
        return msg("{what}.", what=said)
    if person.release is not None and person.release < page.today:
        return msg("{what}, and was to leave on {day}.", what=said, day=person.release)
    safe = read_by_others(page.dossier, person, page.today).safe
    return msg("{what}, and leaves on {day}; the earliest safe day is {safe}.", what=said,
               day=person.release, safe=safe.said())  # fmt: skip


def _together(page: Page) -> Msg | None:
    """The gravest thing of which all who know it leave."""
    found = held_by_leavers(page.told)
    if not found:
        return None
    topic, people = max(found, key=lambda x: x[0].criticality)
    day = day_of_the_last(people)
    return msg("Everybody who knows {topic} leaves, the last on {day}.", topic=topic.title, day=day)


def _seen_to_go(person: Person) -> bool:
    return person.leaves and person.release is not None and not person.untold


def _waiting(page: Page) -> Msg:
    if not page.waiting:
        return msg("Nothing waits for the receiving side.")
    first = page.waiting[0]
    return nmsg(
        "{n} item waits for the receiving side, since {day}: {key}.",
        "{n} items wait for the receiving side, the first since {day}: {key}.",
        len(page.waiting),
        day=page.day(first.item.claimed_at) or msg("an unknown day"),
        key=page.key(first.item),
    )


def _sent_back(page: Page) -> Msg | None:
    """What the receiving side has said no to, and why the first of it."""
    back = [x for x in page.lines if x.bucket is checklist.Bucket.BACK]
    if not back:
        return None
    first = back[0].item
    return nmsg(
        "{n} item was sent back: {keys}, by {name}: {reason}",
        "{n} items were sent back: {keys}; the first by {name}: {reason}",
        len(back),
        keys=_with_rest([page.key(x.item) for x in back[:_NAMED]], len(back[_NAMED:])),
        name=page.title(first.sent_back_by) or NOBODY,
        reason=page.short(first.objection) or msg("no reason given"),
    )


def _empty_posts(page: Page) -> Msg | None:
    """Said before G3 as well, when R-12 and R-14 do not speak yet."""
    found = staffing(page.told)
    empty, all_ = sum(each.empty for each in found), sum(each.post.seats for each in found)
    if not empty:
        return None
    return nmsg("{n} of {all} seats of the standing posts is empty (R-12, R-14).",
                "{n} of {all} seats of the standing posts are empty (R-12, R-14).", empty,
                all=all_)  # fmt: skip


def _open_seats(page: Page) -> Msg | None:
    seats = page.dossier.all(Seat)
    if not seats:
        return None
    empty = [s for s in seats if page.is_open(s)]
    if not empty:
        return msg("Every seat is filled.")
    return nmsg(
        "{n} seat is filled by nobody: {names}.",
        "{n} seats are filled by nobody: {names}.",
        len(empty),
        names=_with_rest([s.name for s in empty[:_NAMED]], len(empty[_NAMED:])),
    )


def _next_due(page: Page) -> Msg:
    ahead = [x for x in checklist.owed(page.lines, page.today) if x.due and not x.overdue]
    first = min(ahead, key=lambda x: (x.due or date.max, x.item.number), default=None)
    coming = [a for a in open_actions(page.dossier) if a.deadline and a.deadline >= page.today]
    action = min(coming, key=lambda a: a.due or date.max, default=None)
    if action is not None and (first is None or (action.due or date.max) < (first.due or date.max)):
        return msg("Next due is {key} on {day} ({owner}): {text}",
                   key=page.key(action.found), day=action.due, text=action.said,
                   owner=action.owner.name if action.owner else NOBODY)  # fmt: skip
    if first is None:
        return msg("Nothing more has a day ahead.")
    return msg(
        "Next due is {key} on {day} ({owner}): {text}",
        key=page.key(first.item),
        day=first.due,
        owner=page.owner(first),
        text=Bitext(page.short(first.item.text.en), page.short(first.item.text.zh)),
    )


def _gap(page: Page) -> Msg | None:
    counted = checklist.overall(page.lines, page.today)
    claimed, verified = counted.claimed_share.percent, counted.verified_share.percent
    if claimed is None or verified is None or claimed - verified <= _GAP:
        return None
    return msg(
        "Claims are {points} points ahead of what the receiving side has seen.",
        points=claimed - verified,
    )
