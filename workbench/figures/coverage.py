"""How much of what is known is written down, recorded, proved, and still fresh (field F-6.3)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from workbench.domain.calendar import ahead
from workbench.domain.dossier import Dossier
from workbench.domain.message import Msg, msg
from workbench.domain.record import Record
from workbench.domain.registers.person import Person
from workbench.domain.registers.post import Post
from workbench.domain.registers.task import Task, TaskState
from workbench.domain.registers.topic import PATHS, Portability, Topic, Track
from workbench.figures.knowing import can, held_alone, passed_on
from workbench.figures.rampdown import operations_team
from workbench.figures.share import FineShare, tenth

CRITICAL = 4
"""The criticality from which a topic counts for the bus factor of its post."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """Both tracks: explicit topics that are standardised, tacit ones that are recorded. By count,
    or weighted by criticality."""

    explicit: FineShare
    tacit: FineShare

    @property
    def gap(self) -> Decimal | None:
        """Points by which the tacit track is behind the explicit one; None where one is empty."""
        if not (self.explicit.den and self.tacit.den):
            return None
        each = (share.num * 100 / share.den for share in (self.explicit, self.tacit))
        return tenth(next(each) - next(each))


@dataclass(frozen=True, slots=True)
class Proved:
    """What is proved of both tracks and of all topics, by somebody who stays."""

    explicit: FineShare
    tacit: FineShare
    all: FineShare


@dataclass(frozen=True, slots=True)
class Stale:
    """A topic whose next review was due on a day that has passed."""

    topic: Topic
    due: date


def coverage(dossier: Dossier, *, weighted: bool = False) -> Coverage:
    """The coverage of both tracks; `weighted`, a topic counts as much as its criticality."""
    return Coverage(
        explicit=_share(_of_track(dossier, Track.EXPLICIT), is_standardised, weighted),
        tacit=_share(_of_track(dossier, Track.TACIT), is_recorded, weighted),
    )


def proved(dossier: Dossier, *, weighted: bool = False) -> Proved:
    """The topics proved / all topics, of each track and of both; `weighted` as for `coverage`."""

    def good(topic: Topic) -> bool:
        return passed_on(dossier, topic)

    return Proved(
        explicit=_share(_of_track(dossier, Track.EXPLICIT), good, weighted),
        tacit=_share(_of_track(dossier, Track.TACIT), good, weighted),
        all=_share(dossier.all(Topic), good, weighted),
    )


def _of_track(dossier: Dossier, track: Track) -> Sequence[Topic]:
    return [t for t in dossier.all(Topic) if t.track is track]


def _share(of: Sequence[Topic], good: Callable[[Topic], bool], weighted: bool) -> FineShare:
    weights = [(Decimal(t.criticality if weighted else 1), good(t)) for t in of]
    done = sum((w for w, is_good in weights if is_good), Decimal(0))
    return FineShare(done, sum((w for w, _ in weights), Decimal(0)))


def is_standardised(topic: Topic) -> bool:
    """Whether it follows a template and has a version, an editor, and a day of review."""
    return bool(
        topic.form and topic.edition and topic.editor is not None and topic.reviewed is not None
    )


def is_recorded(topic: Topic) -> bool:
    """Whether what is in heads was elicited, or more."""
    return topic.state in PATHS[Track.TACIT][1:]


def lacking(topic: Topic) -> tuple[Msg, ...]:
    """What a document lacks to be standardised; that experience is not recorded."""
    if topic.track is Track.TACIT:
        return () if is_recorded(topic) else (msg("an interview or a recording"),)
    parts = (
        (topic.form, msg("a template")),
        (topic.edition, msg("a version")),
        (topic.editor, msg("who keeps it up")),
        (topic.reviewed, msg("a day of review")),
    )
    return tuple(what for there, what in parts if there in ("", None))


def stale(dossier: Dossier, today: date) -> tuple[Stale, ...]:
    """What is past its review date, the longest first."""
    found = [
        Stale(topic, due)
        for topic in dossier.all(Topic)
        if (due := review_due(topic)) is not None and due < today
    ]
    return tuple(sorted(found, key=lambda s: s.due))


def review_due(topic: Topic) -> date | None:
    """The day by which it is to be reviewed again; None where no such day follows."""
    if topic.reviewed is None or topic.review_every is None:
        return None
    return ahead(topic.reviewed, topic.review_every)


def local_only(dossier: Dossier) -> tuple[Topic, ...]:
    """What cannot be copied from elsewhere: it must be learned here."""
    return tuple(t for t in dossier.all(Topic) if t.portability is Portability.LOCAL)


def can_all(dossier: Dossier, post: Post) -> tuple[Person, ...] | None:
    """The bus factor of a post: who can do all its critical topics alone; None where it has none.

    Whoever is to go counts as long as he is here; who only builds does not, though nothing says
    that he goes: he is no cover of a post that stays.
    """
    critical = [t for t in topics_by_post(dossier).get(post.id, ()) if t.criticality >= CRITICAL]
    if not critical:
        return None
    first, *others = (can(dossier, topic.id) for topic in critical)
    able = (p for p in first if all(p in people for people in others))
    return tuple(p for p in able if p.leaves or is_receiver(dossier, p.id))


def gaps(dossier: Dossier, post: Post) -> tuple[tuple[Person, tuple[Topic, ...]], ...]:
    """Who holds a post or stands in for him, and the topics of the post he does not do alone."""
    topics = topics_by_post(dossier).get(post.id, ())
    people = (dossier.get(who) for who in dict.fromkeys((post.holder, post.backup)))
    return tuple(
        (person, lacks)
        for person in people
        if isinstance(person, Person)
        and (lacks := tuple(t for t in topics if person not in can(dossier, t.id)))
    )


def independence(dossier: Dossier) -> FineShare:
    """Critical tasks that a receiver who stays has done alone / critical tasks (field F-6.11)."""
    tasks = dossier.all(Task)
    return FineShare(Decimal(sum(stands(dossier, t) for t in tasks)), Decimal(len(tasks)))


def stands(dossier: Dossier, task: Task) -> bool:
    """Whether a task is proved before somebody else by a receiver who stays: with him it goes."""
    witnessed = task.witness not in (None, task.person)
    return task.state is TaskState.PROVED and witnessed and is_receiver(dossier, task.person)


def is_receiver(dossier: Dossier, person: int | None) -> bool:
    """Whether he is among those who will run it, whichever side he comes from."""
    ids = dossier.kept("coverage.ids", lambda: {p.id for p in operations_team(dossier)})
    return person in ids


def rests_on_builders(dossier: Dossier, person: Person, on: date) -> bool:
    """Whether something he can do alone would be left, once he goes on a day, to people of the
    project only of whom nothing says that they go."""
    doubted = dossier.seen_as("doubted", "person", lambda p: _doubted(dossier, p))
    return len(held_alone(doubted, person, on)) > len(held_alone(dossier, person, on))


def _doubted(dossier: Dossier, found: Record) -> Record:
    if isinstance(found, Person) and not found.leaves and not is_receiver(dossier, found.id):
        return replace(found, release=date.min)
    return found


def topics_by_post(dossier: Dossier) -> Mapping[int, Sequence[Topic]]:
    """The topics that name each post."""

    def by_post() -> dict[int, list[Topic]]:
        found: dict[int, list[Topic]] = {}
        for topic in dossier.all(Topic):
            if topic.post is not None:
                found.setdefault(topic.post, []).append(topic)
        return found

    return dossier.kept("coverage.posts", by_post)
