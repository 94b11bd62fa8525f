"""Knowledge inventory: what must be passed on, who knows it, and how it is proved."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from workbench.domain.dossier import Dossier
from workbench.domain.message import Msg, listed, msg, nmsg, pmsg
from workbench.domain.registers.person import GONE, Person
from workbench.domain.registers.session import Session, SessionState
from workbench.domain.registers.task import Task
from workbench.domain.registers.topic import CASE, Topic, Track
from workbench.figures import coverage as figures
from workbench.figures.coverage import coverage, independence, local_only, review_due
from workbench.figures.knowing import (
    Loss,
    can,
    held_by_leavers,
    holds,
    last_day,
    loss,
    not_shown,
    receivers_named,
    sole_holders,
    unheld,
    with_not_counted,
)
from workbench.figures.share import FineShare
from workbench.pack.knowing import level, proof
from workbench.pack.other import rest
from workbench.pack.page import KEY, NOBODY, Block, Cell, Page, under
from workbench.pack.post_page import reached

TITLE = msg("Knowledge inventory")

AT_RISK = 16
"""From here on a person's knowledge is likely to be lost and hard to replace."""

_TRACKS = {
    Track.EXPLICIT: msg("Explicit, in documents"),
    Track.TACIT: msg("Tacit, in heads and hands"),
}

_SHOWN = (
    *CASE,
    "title", "track", "criticality", "receiver", "state", "learning", "learn_by", "portability",
    "location", "edition", "reviewed", "editor", "moved_by", "moved_at",
)  # fmt: skip
_SHOWN_OF_A_SESSION = ("kind", "minutes", "giver", "receiver", "day", "state", "level", "before",
                       "assessor", "held_on", "moved_by", "moved_at")  # fmt: skip
_SHOWN_OF_A_TASK = ("title", "post", "person", "done_on", "witness", "state", "moved_by",
                    "moved_at")  # fmt: skip


def section(page: Page) -> list[Block]:
    topics = page.dossier.all(Topic)
    critical = under(page, msg("Critical tasks"), _tasks(page))
    if not topics:
        return [[page.say(msg("No topic is listed."))], *critical]
    return [
        [f"- {page.say(line)}" for line in _figures(page)],
        *under(page, msg("Only one person knows it"), _alone(page)),
        *under(page, msg("Known only by people who leave"), _together(page)),
        *(
            block
            for track in _TRACKS
            for block in under(page, _TRACKS[track], _topics(page, track, topics))
        ),
        *under(page, msg("More of the topics"), rest(page, "topic", _SHOWN)),
        *under(page, msg("Whom to ask"), _experts(page)),
        *under(page, msg("Documents"), _documents(page, topics)),
        *under(page, msg("Cases from practice"), _cases(page, topics)),
        *under(page, msg("Sessions"), _sessions(page)),
        *under(page, msg("What cannot be copied"), _local(page, topics)),
        *under(page, msg("Knowledge that may be lost"), _losses(page)),
        *critical,
    ]


def proved(page: Page) -> FineShare:
    """The topics that the receiving side has proved."""
    return figures.proved(page.told).all


def held(page: Page) -> Msg:
    """How many topics, not proved, one person alone can do, and how many nobody."""
    alone, nobody = len(sole_holders(page.told)), len(unheld(page.dossier))
    together = len(held_by_leavers(page.told))
    said = msg("{alone}, {nobody}",
               alone=nmsg("{n} known by one person alone", "{n} known by one person alone", alone),
               nobody=nmsg("{n} by nobody here", "{n} by nobody here", nobody))  # fmt: skip
    if not together:
        return said
    leaving = nmsg("{n} only by people who leave", "{n} only by people who leave", together)
    return msg("{alone}, {nobody}", alone=said, nobody=leaving)


def _figures(page: Page) -> Iterator[Msg]:
    found, shown = coverage(page.dossier), figures.proved(page.told)
    yield msg("Topics proved by the receiving side (R-51): {share}", share=shown.all.said)
    yield held(page)
    if found.explicit.den:
        yield msg("Explicit: standardised {share} (R-50), proved {proved}",
                  share=found.explicit.said, proved=shown.explicit.said)  # fmt: skip
    if found.tacit.den:
        yield msg("Tacit: recorded {share} (R-50), proved {proved}", share=found.tacit.said,
                  proved=shown.tacit.said)  # fmt: skip
    sessions = page.dossier.all(Session)
    if sessions:
        came = [s for s in sessions if s.state in (SessionState.HELD, SessionState.ASSESSED)]
        assessed = sum(s.state is SessionState.ASSESSED for s in came)
        yield msg("Sessions held: {n} of {all}, assessed {assessed}", n=len(came),
                  all=len(sessions), assessed=assessed)  # fmt: skip
    if found.gap is not None and found.gap > 0:
        yield msg("The tacit track is {points} points behind the explicit one.",
                  points=str(found.gap))  # fmt: skip


def _alone(page: Page) -> list[Block]:
    rows: list[list[Cell]] = [
        [
            page.key(sole.topic),
            sole.topic.title,
            with_not_counted(page.dossier, sole.topic, sole.person.name),
            str(sole.topic.criticality),
            reached(sole.person),
            page.title(sole.topic.receiver) or NOBODY,
            proof(page, sole.topic),
        ]
        for sole in sorted(sole_holders(page.told), key=lambda s: -s.topic.criticality)
    ]
    headers = (
        KEY, msg("Topic"), msg("Sole holder"), msg("Criticality"), msg("Can be asked until"),
        msg("Receiver"), pmsg("topic", "Proof"),
    )  # fmt: skip
    return page.table(headers, rows, "lllrlll") if rows else []


def _together(page: Page) -> list[Block]:
    """What several know who all leave, as far as they have been told; by the last day of them."""
    found = held_by_leavers(page.told)
    rows: list[list[Cell]] = [
        [
            page.key(topic),
            topic.title,
            listed([msg("{name} ({more})", name=p.name, more=p.release or "?") for p in people]),
            str(last_day(people) or "--"),
            page.title(topic.receiver) or NOBODY,
            proof(page, topic),
        ]
        for topic, people in sorted(found, key=lambda x: last_day(x[1]) or date.max)
    ]
    headers = (
        KEY, msg("Topic"), msg("Who knows it"), msg("The last leaves on"), msg("Receiver"),
        pmsg("topic", "Proof"),
    )  # fmt: skip
    return page.table(headers, rows) if rows else []


def _topics(page: Page, track: Track, topics: Sequence[Topic]) -> list[Block]:
    rows: list[list[Cell]] = [
        [
            page.key(t),
            t.title,
            str(t.criticality),
            t.state.label,
            listed([p.name for p in can(page.dossier, t.id)]) or "--",
            _receivers(page, t),
            proof(page, t),
        ]
        for t in topics
        if t.track is track
    ]
    headers = (
        KEY, msg("Topic"), msg("Criticality"), msg("State"), msg("Who knows it"), msg("Receiver"),
        pmsg("topic", "Proof"),
    )  # fmt: skip
    return page.table(headers, rows, "llrllll") if rows else []


def _receivers(page: Page, topic: Topic) -> Cell:
    """Its receiver first, then who else is named to receive it."""
    others = sorted(receivers_named(page.told, topic) - {topic.receiver})
    named = [page.title(i) for i in (topic.receiver, *others) if i is not None]
    return listed(named) if named else "--"


def _experts(page: Page) -> list[Block]:
    """Who does what alone, who of it nobody else, and until when he can be asked; who is missed
    most first."""
    alone, waiting = defaultdict[int, list[str]](list), defaultdict[int, list[str]](list)
    for sole in sole_holders(page.told):
        alone[sole.person.id].append(page.key(sole.topic))
    for topic in sorted(page.dossier.all(Topic), key=lambda t: t.number):
        for person, n in not_shown(page.dossier, topic):
            waiting[person.id].append(f"{page.key(topic)} ({n})")
    people = [(p, holds(page.dossier, p)) for p in page.dossier.all(Person)]
    people = [(p, held) for p, held in people if held or p.id in waiting]
    rows: list[list[Cell]] = [
        [
            page.key(person),
            person.name,
            person.role,
            ", ".join(page.key(t) for t in sorted(held, key=lambda t: t.number)) or "--",
            ", ".join(alone[person.id]) or "--",
            ", ".join(waiting[person.id]) or "--",
            reached(person),
        ]
        for person, held in sorted(people, key=lambda found: -len(alone[found[0].id]))
    ]
    headers = (
        KEY, pmsg("person", "Name"), msg("Role"), msg("Does alone"), msg("Nobody else does"),
        msg("Not proved (level)"), msg("Can be asked until"),
    )  # fmt: skip
    return page.table(headers, rows) if rows else []


def _documents(page: Page, topics: Iterable[Topic]) -> list[Block]:
    rows: list[list[Cell]] = [
        [
            page.key(t),
            t.title,
            t.edition,
            _reviewed(page, t),
            page.title(t.editor),
            t.location,
        ]
        for t in topics
        if t.location or t.edition or t.reviewed or t.editor
    ]
    headers = (
        KEY, msg("Topic"), pmsg("document", "Version"), msg("Last reviewed"), msg("Kept up by"),
        pmsg("topic", "Where it is"),
    )  # fmt: skip
    return page.table(headers, rows) if rows else []


def _cases(page: Page, topics: Iterable[Topic]) -> list[Block]:
    rows: list[list[Cell]] = [
        [page.key(t), t.title, *case]
        for t in topics
        if any(case := [getattr(t, name) for name in CASE])
    ]
    headers = (
        KEY, msg("Topic"), msg("Symptom"), msg("How it was noticed"), msg("Cause"),
        msg("What was done"), msg("What came of it"),
    )  # fmt: skip
    return page.table(headers, rows) if rows else []


def _reviewed(page: Page, topic: Topic) -> Cell:
    """The day and how long it is past, and whether it was due again since."""
    if topic.reviewed is None:
        return "--"
    aged = msg("{day}, {age}", day=topic.reviewed, age=page.when(topic.reviewed))
    due = review_due(topic)
    if due is not None and due < page.today:
        return msg("{day}, was due again {due} (R-55)", day=aged, due=due)
    return aged


def _sessions(page: Page) -> list[Block]:
    """By topic; what is cancelled last."""
    found = [s for t in page.dossier.all(Topic) for s in page.dossier.under(t.id, Session)]
    found.sort(key=lambda s: s.state is SessionState.CANCELLED)
    rows: list[list[Cell]] = [
        [
            page.key(s),
            page.title(s.parent),
            s.kind.label if s.kind is not None else "",
            page.title(s.giver),
            page.title(s.receiver),
            day.isoformat() if (day := s.held_on or s.day) else "--",
            str(s.minutes or ""),
            s.state.label,
            level(s),
        ]
        for s in found
    ]
    headers = (
        KEY, msg("Topic"), pmsg("session", "Kind"), msg("Giver"), msg("Receiver"), msg("Day"),
        msg("Minutes"), msg("State"), msg("Level shown"),
    )  # fmt: skip
    if not rows:
        return []
    return [*page.table(headers, rows, "llllllrll"), *rest(page, "session", _SHOWN_OF_A_SESSION)]


def _local(page: Page, topics: Iterable[Topic]) -> list[Block]:
    local = local_only(page.dossier)
    rows: list[list[Cell]] = [
        [
            page.key(t),
            t.title,
            page.title(t.receiver) or NOBODY,
            t.learning or msg("no learning plan (R-54)"),
            t.learn_by.isoformat() if t.learn_by else "--",
        ]
        for t in topics
        if t in local or t.learning or t.learn_by
    ]
    headers = (KEY, msg("Topic"), msg("Receiver"), msg("Learning plan"), msg("To be learned by"))
    return page.table(headers, rows) if rows else []


def _losses(page: Page) -> list[Block]:
    """Who would take with him what is hard to replace; whoever does not know that he goes is
    counted and not named, since the figure tells his day."""
    found = _at_risk(page, page.told)
    rows: list[list[Cell]] = [
        [
            page.key(x.person),
            x.person.name,
            str(x.attrition),
            str(x.position),
            str(x.total),
        ]
        for x in found
    ]
    headers = (
        KEY, pmsg("person", "Name"), msg("Attrition, 1 to 5"), msg("Hard to replace"),
        msg("Risk (R-52)"),
    )  # fmt: skip
    blocks = page.table(headers, rows, "llrrr") if rows else []
    if quiet := sum(x.person.untold for x in _at_risk(page, page.dossier)):
        said = nmsg("{n} more who has not been told that he goes.",
                    "{n} more who have not been told that they go.", quiet)  # fmt: skip
        blocks.append([page.say(said)])
    return blocks


def _at_risk(page: Page, dossier: Dossier) -> list[Loss]:
    """Whose leaving would lose much, the most first."""
    found = [loss(dossier, p, page.today) for p in dossier.all(Person) if p.state not in GONE]
    return sorted((x for x in found if x.total >= AT_RISK), key=lambda x: -x.total)


def _tasks(page: Page) -> list[Block]:
    tasks = page.dossier.all(Task)
    if not tasks:
        return []
    rows: list[list[Cell]] = [
        [
            page.key(t),
            t.title,
            page.title(t.post),
            page.title(t.person) or "--",
            page.title(t.witness) or "--",
            t.done_on.isoformat() if t.done_on else "--",
            t.state.label,
        ]
        for t in tasks
    ]
    headers = (
        KEY, msg("Critical task"), msg("Post"), msg("Done by"), msg("Witness"), msg("Done on"),
        msg("State"),
    )  # fmt: skip
    said = msg("Done alone by receivers, with the handed-over documents (R-53): {share}",
               share=independence(page.told).said)  # fmt: skip
    return [
        [page.say(said)],
        *page.table(headers, rows),
        *rest(page, "task", _SHOWN_OF_A_TASK),
    ]
