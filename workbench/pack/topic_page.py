"""The knowledge card of a topic: why it is critical, who knows it, and how it is passed on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from workbench.domain import record
from workbench.domain.dossier import Context, Dossier
from workbench.domain.message import Msg, msg, nmsg, pmsg
from workbench.domain.registers.holding import Holding
from workbench.domain.registers.person import Person
from workbench.domain.registers.post import Post
from workbench.domain.registers.session import Session
from workbench.domain.registers.topic import CASE, Portability, Topic
from workbench.figures.coverage import lacking, review_due
from workbench.figures.knowing import (
    can,
    day_of_the_last,
    leaving_together,
    not_counted,
    of_whom_stay,
    passed_on,
    receivers_missing,
    receivers_needed,
)
from workbench.pack import knowing
from workbench.pack.notes import quoted
from workbench.pack.other import rest
from workbench.pack.page import KEY, NOBODY, Block, Cell, Page, facts
from workbench.pack.post_page import reached
from workbench.rules import engine

_LEVELS = (
    msg("0, does not know it"), msg("1, knows about it"), msg("2, does it with help"),
    msg("3, does it alone"), msg("4, can teach it"),
)  # fmt: skip
_SHOWN = (
    *CASE, "title", "track", "criticality", "post", "state", "domain", "portability", "location",
    "form", "edition", "editor", "reviewed", "review_every", "about", "learning", "learn_by",
    "receiver", "moved_by", "moved_at",
)  # fmt: skip


def topic_page(dossier: Dossier, topic: Topic, context: Context, *, generated_at: datetime) -> str:
    """The card as Markdown."""
    page = Page(dossier, context, generated_at)
    title = msg("Knowledge card {code}: {title} ({key})", code=dossier.handover.code,
                title=topic.title, key=page.key(topic))  # fmt: skip
    blocks: list[Block] = [[f"# {page.say(title)}"], _facts(page, topic), quoted(topic.about)]
    for head, own in (
        (msg("Why it is critical"), _why(page, topic)),
        (msg("Who knows it"), _who(page, topic)),
        (msg("Where it is written"), _written(page, topic)),
        (msg("Case from practice"), _case(page, topic)),
        (msg("To be learned here"), _learning(page, topic)),
        (msg("How it is passed on"), _sessions(page, topic)),
        (msg("What is lacking"), _lacking(page, topic)),
        (msg("Further fields"), rest(page, "topic", _SHOWN, [topic])),
    ):
        if own:
            blocks += [[f"## {page.heading(head)}"], *own]
    return "\n\n".join("\n".join(block) for block in blocks if block) + "\n"


def _facts(page: Page, topic: Topic) -> Block:
    checked = _last_checked(page.dossier, topic)
    lines: list[list[object]] = [
        [
            topic.track.label,
            msg("criticality {n} of 5", n=topic.criticality),
            *([topic.domain] if topic.domain else []),
        ],
        [
            msg("State: {state}", state=topic.state.label),
            knowing.proof(page, topic),
            *([msg("receiver: {name}", name=page.title(topic.receiver))] if topic.receiver else []),
        ],
        [msg("Last checked: {day}", day=_aged(page, checked)) if checked else msg("Never checked")],
    ]
    return [f"- {page.say(*line)}" for line in lines]


def _last_checked(dossier: Dossier, topic: Topic) -> date | None:
    """The last day on which it was reviewed, or somebody has shown it."""
    days = [topic.reviewed, *(h.shown_on for h in dossier.under(topic.id, Holding))]
    return max((day for day in days if day is not None), default=None)


def _aged(page: Page, day: date) -> Msg:
    return msg("{day}, {age}", day=day, age=page.when(day))


def _why(page: Page, topic: Topic) -> list[Block]:
    """What would be missing, from who can do it; of who is not told that he goes, no day."""
    able, found = can(page.dossier, topic.id), list[Msg]()
    if not able:
        found.append(msg("nobody here does it alone"))
    elif len(able) == 1 and not passed_on(page.told, topic):
        found.append(msg("only {name} does it alone ({until})", name=able[0].name,
                         until=reached(able[0])))  # fmt: skip
    elif together := leaving_together(page.told, topic):
        found.append(msg("known only by people who leave, the last on {day}",
                         day=day_of_the_last(together)))  # fmt: skip
    else:
        said = nmsg("{n} person does it alone", "{n} people do it alone", len(able))
        found.append(of_whom_stay(said, can(page.told, topic.id)))
    if (aside := not_counted(page.dossier, topic)) is not None:
        found.append(aside)
    post = page.dossier.get(topic.post)
    if isinstance(post, Post):
        name = page.title(post.id)
        found.append(
            msg("the critical post {post} needs it", post=name)
            if post.critical
            else msg("the post {post} needs it", post=name)
        )
    if topic.portability is Portability.LOCAL:
        found.append(msg("it cannot be copied from elsewhere"))
    return [[f"- {page.say(line)}" for line in found]]


def _who(page: Page, topic: Topic) -> list[Block]:
    holdings = page.dossier.under(topic.id, Holding)
    rows: list[list[Cell]] = []
    for held in sorted(holdings, key=lambda h: -h.level):
        person = page.dossier.get(held.person)
        if isinstance(person, Person):
            shown = msg("{day}, to {name}", day=held.shown_on, name=page.title(held.shown_to))
            rows.append([
                person.name or NOBODY, person.role, _LEVELS[held.level],
                shown if held.shown_on else "--", reached(person),
            ])  # fmt: skip
    headers = (
        pmsg("person", "Name"), msg("Role"), msg("Level"), msg("Shown on"),
        msg("Can be asked until"),
    )  # fmt: skip
    return page.table(headers, rows) if rows else [[page.say(msg("Nobody is known to know it."))]]


def _written(page: Page, topic: Topic) -> list[Block]:
    """The document: where, which version, how old, and whether it fits elsewhere."""
    due = review_due(topic)
    told: list[tuple[Msg, object]] = [
        (_label("location"), topic.location),
        (_label("form"), topic.form),
        (_label("edition"), topic.edition),
        (_label("editor"), page.title(topic.editor)),
        (_label("reviewed"), _aged(page, topic.reviewed) if topic.reviewed else ""),
        (msg("To be reviewed again by"), due or ""),
        (_label("portability"), topic.portability.label if topic.portability else ""),
    ]
    lines = [msg("{field}: {text}", field=field, text=text) for field, text in told if text]
    return [[f"- {page.say(line)}" for line in lines]] if lines else []


def _label(field: str) -> Msg:
    return record.of(Topic).field(field).kind.label


def _case(page: Page, topic: Topic) -> list[Block]:
    told = [(name, getattr(topic, name)) for name in CASE]
    lines = [msg("{field}: {text}", field=_label(name), text=text) for name, text in told if text]
    return [[f"- {page.say(line)}" for line in lines]] if lines else []


def _learning(page: Page, topic: Topic) -> list[Block]:
    if topic.portability is not Portability.LOCAL and not topic.learning:
        return []
    parts: list[object] = [
        msg("{name}: {plan}", name=page.title(topic.receiver) or NOBODY,
            plan=topic.learning or msg("no learning plan (R-54)"))
    ]  # fmt: skip
    if topic.learn_by:
        parts.append(msg("by {day}", day=topic.learn_by))
    return [[f"- {page.say(facts(parts))}"]]


def _sessions(page: Page, topic: Topic) -> list[Block]:
    """In the order of their days; what came of each as people wrote it."""
    found = sorted(page.dossier.under(topic.id, Session), key=lambda s: (_day(s), s.number))
    rows: list[list[Cell]] = [
        [
            page.key(s),
            s.kind.label if s.kind is not None else "",
            page.title(s.giver),
            page.title(s.receiver),
            day.isoformat() if (day := s.held_on or s.day) else "--",
            s.state.label,
            knowing.level(s),
            page.title(s.assessor),
        ]
        for s in found
    ]
    headers = (
        KEY, pmsg("session", "Kind"), msg("Giver"), msg("Receiver"), msg("Day"), msg("State"),
        msg("Level shown"), msg("Assessed by"),
    )  # fmt: skip
    if not rows:
        return [[page.say(msg("No session is planned or held."))]]
    return [*page.table(headers, rows), *_came_of(page, found)]


def _day(session: Session) -> date:
    return session.held_on or session.day or date.max


def _came_of(page: Page, found: list[Session]) -> Iterator[Block]:
    for session in found:
        if session.recording:
            said = msg("{key}, recording: {text}", key=page.key(session), text=session.recording)
            yield [f"- {page.say(said)}"]
        if lines := quoted(session.outcome):
            yield [page.say(msg("{key}, outcome:", key=page.key(session)))]
            yield lines


def _lacking(page: Page, topic: Topic) -> list[Block]:
    """What it lacks itself, and what the rules say of it; as if who has not been told stayed."""
    found: list[Msg] = list(lacking(topic))
    if missing := receivers_missing(page.told, topic):
        needed = receivers_needed(page.dossier, topic)
        found.append(nmsg("{n} more who receives it: {needed} must show that they do it alone",
                          "{n} more who receive it: {needed} must show that they do it alone",
                          missing, needed=needed))  # fmt: skip
    for finding in engine.findings(page.told, page.today):
        if finding.subject == topic.id and finding.accepted is None:
            found.append(msg("{what} ({rule})", what=finding.message, rule=finding.rule))
    if not found:
        return [[page.say(msg("Nothing."))]]
    return [[f"- {page.say(line)}" for line in found]]
