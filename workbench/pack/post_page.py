"""The starter page of a standing post: what whoever takes it over must know, do and ask whom."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from workbench.domain.dossier import Context, Dossier
from workbench.domain.due import Due
from workbench.domain.message import Msg, listed, msg, nmsg, pmsg
from workbench.domain.registers.deliverable import Deliverable
from workbench.domain.registers.duty import Disposition, Duty
from workbench.domain.registers.follow_on import FollowOn
from workbench.domain.registers.item import Item
from workbench.domain.registers.person import GONE, Person
from workbench.domain.registers.post import Post
from workbench.domain.registers.punch import Punch
from workbench.domain.registers.role import Role
from workbench.domain.registers.task import Task
from workbench.domain.registers.topic import Topic
from workbench.domain.text import fold
from workbench.figures.knowing import not_counted
from workbench.figures.passing import owed
from workbench.figures.posts import Staffing, presence, seated, staffing
from workbench.pack import knowing
from workbench.pack.notes import quoted
from workbench.pack.page import KEY, NOBODY, WHAT, Block, Cell, Page, Row, day_of, facts, names
from workbench.rules.leaving import open_work


def post_page(dossier: Dossier, post: Post, context: Context, *, generated_at: datetime) -> str:
    """The page as Markdown."""
    page = Page(dossier, context, generated_at)
    title = msg("Standing post {code}: {title} ({key})", code=dossier.handover.code,
                title=post.title, key=page.key(post))  # fmt: skip
    topics = [t for t in dossier.all(Topic) if _is_for(t, post)]
    roles = list(_roles(dossier, post))
    blocks: list[Block] = [[f"# {page.say(title)}"], _facts(page, post), quoted(post.about)]
    for head, own in (
        (msg("What its holder must know"), _topics(page, topics)),
        (msg("What its holder must be able to do alone"), _tasks(page, post)),
        (msg("What it takes over"), _duties(page, post, roles)),
        (msg("What it operates"), _operates(page, post)),
        (msg("Whom to ask, until when"), _callable(page, topics, roles)),
        (msg("What is open"), _open(page, post)),
    ):
        if own:
            blocks += [[f"## {page.heading(head)}"], *own]
    return "\n\n".join("\n".join(block) for block in blocks if block) + "\n"


def _is_for(topic: Topic, post: Post) -> bool:
    """Whether a topic names the post; one that names none is for the post of its receiver."""
    if topic.post is not None:
        return topic.post == post.id
    return topic.receiver is not None and topic.receiver == post.holder


def seats(post: Post) -> Row:
    """`3 seats; 24x7; on shift at least 1`."""
    parts = [nmsg("{n} seat", "{n} seats", post.seats), post.coverage.label]
    if post.on_shift > 1 or post.coverage != "office":
        parts.append(msg("on shift at least {n}", n=post.on_shift))
    return facts(parts)


def filled(found: Staffing, today: date, zero: date | None) -> Msg:
    """`3/5 seats filled (today 1, at T0 3): Wu Lan, Sun Yu`, and who of them has a seat of another
    post as well."""
    share: Msg | str = f"{len(found.filled)}/{found.post.seats}"
    if (there := presence([found], today, zero)) is not None:
        share = msg("{share} ({there})", share=share, there=there)
    said = msg(
        "{share} seats filled: {names}",
        share=share,
        names=names([p.name or NOBODY for p in found.filled]) if found.filled else NOBODY,
    )
    if not found.elsewhere:
        return said
    return msg(
        "{filled}; on another post as well: {names}",
        filled=said,
        names=names([p.name or NOBODY for p in found.elsewhere]),
    )


def beyond_its_line(found: Staffing, today: date, zero: date | None) -> Msg | None:
    """What the line of a post does not say of its seats: several people, one on another post as
    well, somebody who is not there yet, or no more."""
    several = len(found.filled) > 1 or found.elsewhere
    if several or presence([found], today, zero) is not None:
        return filled(found, today, zero)
    return None


def _facts(page: Page, post: Post) -> Block:
    holder, backup = (page.title(who) or NOBODY for who in (post.holder, post.backup))
    lines: list[list[object]] = [
        [
            msg("Holder: {name}", name=holder),
            msg("backup: {name}", name=backup),
            *([msg("since {day}", day=post.filled_on)] if post.filled_on else []),
        ],
        [
            seats(post),
            *([msg("critical")] if post.critical else []),
            *([post.function] if post.function else []),
            msg("budget confirmed") if post.funded else msg("budget not confirmed"),
        ],
        [
            filled(x, page.today, page.dossier.handover.day_zero)
            for x in staffing(page.told)
            if x.post.id == post.id
        ],
    ]
    return [f"- {page.say(*line)}" for line in lines]


def _topics(page: Page, topics: list[Topic]) -> list[Block]:
    if not topics:
        return [[page.say(msg("No topic is for this post or its holder."))]]
    rows: list[list[Cell]] = [
        [
            page.key(t),
            t.title,
            t.state.label,
            listed([p.name for p in knowing.teachers(page, t)]),
            t.location,
            t.edition,
        ]
        for t in topics
    ]
    headers = (KEY, msg("Topic"), msg("State"), msg("Taught by"), pmsg("topic", "Where it is"),
               pmsg("document", "Version"))  # fmt: skip
    return page.table(headers, rows)


def _tasks(page: Page, post: Post) -> list[Block]:
    rows: list[list[Cell]] = [
        [page.key(t), t.title, t.state.label, page.title(t.person), t.document]
        for t in page.dossier.all(Task)
        if t.post == post.id
    ]
    headers = (KEY, msg("Critical task"), msg("State"), msg("Done by"), msg("Document used"))
    return page.table(headers, rows) if rows else []


def _roles(dossier: Dossier, post: Post) -> Iterator[tuple[Role, Duty]]:
    for duty in dossier.all(Duty):
        role = dossier.get(duty.parent)
        absorbed = duty.post == post.id and duty.disposition is Disposition.ABSORBED
        if absorbed and isinstance(role, Role):
            yield role, duty


def _duties(page: Page, post: Post, roles: list[tuple[Role, Duty]]) -> list[Block]:
    rows: list[list[Cell]] = [
        [page.key(role), role.name, f"{duty.percent.normalize():f} %", page.title(role.person)]
        for role, duty in roles
    ]
    headers = (KEY, msg("Project role"), msg("Share"), msg("Held by"))
    blocks = page.table(headers, rows, "llrl") if rows else []
    if post.new_duty:
        blocks.append([page.say(msg("New duty: {text}", text=post.new_duty))])
    return blocks or [[page.say(msg("It takes over no role and has no new duty."))]]


def _operates(page: Page, post: Post) -> list[Block]:
    rows: list[list[Cell]] = [
        [page.key(d), d.name, d.state.label]
        for d in page.dossier.all(Deliverable)
        if d.post and fold(d.post) == fold(post.title)
    ]
    headers = (KEY, msg("Deliverable"), msg("State"))
    return page.table(headers, rows) if rows else []


def _callable(page: Page, topics: list[Topic], roles: list[tuple[Role, Duty]]) -> list[Block]:
    """Who taught its topics or held its roles; how to reach him is not for a page."""
    what: dict[int, list[str]] = {}
    for topic in topics:
        for person in knowing.teachers(page, topic):
            what.setdefault(person.id, []).append(page.key(topic))
    for role, _ in roles:
        if isinstance(page.dossier.get(role.person), Person):
            what.setdefault(role.person or 0, []).append(page.key(role))
    rows: list[list[Cell]] = []
    for person_id, keys in what.items():
        found = page.dossier.get(person_id)
        if isinstance(found, Person):
            rows.append([found.name or NOBODY, ", ".join(keys), reached(found)])
    headers = (msg("Whom"), msg("About what"), msg("Until"))
    blocks: list[Block] = [[page.say(msg("Nobody is named."))]]
    if rows:
        blocks = page.table(headers, rows)
    aside = [
        f"- {page.say(msg('{key}, {facts}', key=page.key(topic), facts=said))}"
        for topic in topics
        if (said := not_counted(page.dossier, topic)) is not None
    ]
    return [*blocks, aside] if aside else blocks


def reached(person: Person) -> Msg | str:
    """Until when somebody can be asked; of who has not been told that he goes, no day, not even
    the one until which he may be called."""
    if person.untold:
        return msg("is here")
    if person.contact_until is not None and person.contact_hours is not None:
        return msg("{day}, at most {n} h a week", day=person.contact_until, n=person.contact_hours)
    if person.contact_until is not None:
        return person.contact_until.isoformat()
    if person.state in GONE:
        return msg("has left, no calls agreed")
    if person.leaves and person.release is not None:
        return msg("{day}, no calls agreed after it", day=person.release)
    return msg("is here")


def _open(page: Page, post: Post) -> list[Block]:
    """What those on its seats owe."""
    people = seated(page.dossier)[post.id]
    if not people:
        return [[page.say(msg("Nobody holds it yet."))]]
    owes = owed(page.dossier, page.today)
    rows: list[list[Cell]] = []
    for person in people:
        rows += [
            [page.key(found), page.title(found.id), person.name, day_of(page, found.due)]
            for found in open_work(page.dossier, person.id)
            if isinstance(found, (Item, Punch, FollowOn))
        ]
        for each in owes.get(person.id, ()):
            due = Due(on=each.day) if each.day is not None else None
            rows.append([page.key(each.found), each.message, person.name, day_of(page, due)])
    if not rows:
        return [[page.say(msg("Whoever holds it owes nothing."))]]
    return page.table((KEY, WHAT, msg("Owner"), msg("Due")), rows)
