"""Standing posts: who fills their seats, who could stand in, and what of it is known (F-2.4)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from workbench.domain.dossier import Dossier
from workbench.domain.frozen import dataclass
from workbench.domain.message import Msg, msg
from workbench.domain.registers.person import GONE, Person
from workbench.domain.registers.post import Post
from workbench.domain.registers.topic import Topic, Track
from workbench.figures.coverage import can_all, topics_by_post
from workbench.figures.knowing import can, passed_on
from workbench.figures.share import FineShare
from workbench.figures.team import here


@dataclass(frozen=True, slots=True)
class Staffing:
    """One post: `filled` are all who hold a seat of it or move into it, `elsewhere` those of them
    who have a seat of another post as well.

    `explicit` and `tacit` are its topics proved / its topics of that track. `able` can do all its
    critical topics alone, None where it has none: the bus factor is how many they are.
    """

    post: Post
    filled: tuple[Person, ...]
    elsewhere: tuple[Person, ...]
    backup: Person | None
    explicit: FineShare
    tacit: FineShare
    able: tuple[Person, ...] | None

    @property
    def empty(self) -> int:
        """Its seats that nobody fills."""
        return max(0, self.post.seats - len(self.filled))

    @property
    def able_to_stay(self) -> tuple[Person, ...] | None:
        """Who of `able` stays."""
        return None if self.able is None else tuple(p for p in self.able if not p.leaves)

    @property
    def able_in_short(self) -> str:
        """How many can do all of it; where some of them leave, `1/2`: who stays of who can."""
        if self.able is None or self.able_to_stay is None:
            return "-"
        n, stay = len(self.able), len(self.able_to_stay)
        return str(n) if n == stay else f"{stay}/{n}"


def staffing(dossier: Dossier) -> tuple[Staffing, ...]:
    """Every post, in the order of the register."""
    return dossier.kept("posts.staffing", lambda: _staffing(dossier))


def seats_filled(found: Sequence[Staffing]) -> FineShare:
    """Filled seats / seats; more people than a post has seats fill no other."""
    filled = sum(min(len(s.filled), s.post.seats) for s in found)
    return FineShare(Decimal(filled), Decimal(sum(s.post.seats for s in found)))


def in_seat(found: Staffing, on: date) -> tuple[Person, ...]:
    """Who of those on the seats of a post is there at the end of a day, by plan: has begun, has not
    left, and has moved into it if he still works on the project."""
    return tuple(p for p in found.filled if _is_in_seat(p, found.post, on))


def seats_on(found: Sequence[Staffing], on: date) -> int:
    """The seats on which somebody is at the end of a day."""
    return sum(min(len(in_seat(s, on)), s.post.seats) for s in found)


def presence(found: Sequence[Staffing], today: date, zero: date | None) -> Msg | None:
    """`today 1, at T0 3`: on how many seats somebody is then, unless it is on all that are filled;
    T0 once it is over says nothing more."""
    named, now = seats_filled(found).num, seats_on(found, today)
    then = seats_on(found, zero) if zero is not None and zero > today else now
    if now == then == named:
        return None
    if zero is None or zero <= today:
        return msg("today {n}", n=now)
    return msg("today {n}, at T0 {later}", n=now, later=then)


def posts_in_short(dossier: Dossier, found: Sequence[Staffing], today: date) -> Msg:
    """How many seats are filled, and how many critical posts have a trained backup."""
    trained = backed(dossier, found).said
    there = presence(found, today, dossier.handover.day_zero)
    share = seats_filled(found)
    if there is None:
        return msg("seats filled {seats}; critical posts with a trained backup {backup}",
                   seats=str(share), backup=trained)  # fmt: skip
    return msg("seats {seats} ({there}); critical posts with a trained backup {backup}",
               seats=f"{share.num}/{share.den}", there=there, backup=trained)  # fmt: skip


def _is_in_seat(person: Person, post: Post, on: date) -> bool:
    if person.starts is not None and person.starts > on:
        return False
    if not person.leaves or person.release is None:
        return True
    if person.post == post.id:
        return person.id == post.holder or person.release <= on
    return person.release > on


def backed(dossier: Dossier, found: Sequence[Staffing]) -> FineShare:
    """Critical posts with a trained backup / critical posts."""
    critical = [s for s in found if s.post.critical]
    trained = sum(is_trained(dossier, s.post) for s in critical)
    return FineShare(Decimal(trained), Decimal(len(critical)))


def backup(dossier: Dossier, post: Post) -> Person | None:
    """Who is named to stand in and has not gone; nobody stands in for himself."""
    found = here(dossier, post.backup)
    return found if found is not None and found.id != post.holder else None


def cannot_yet(dossier: Dossier, post: Post, person: Person) -> tuple[Topic, ...]:
    """The topics of a post that somebody cannot do alone."""
    topics = topics_by_post(dossier).get(post.id, ())
    return tuple(t for t in topics if person.id not in [p.id for p in can(dossier, t.id)])


def is_trained(dossier: Dossier, post: Post) -> bool:
    """Whether its backup can do all its topics; without topics nothing shows that he can."""
    named = backup(dossier, post)
    shown = bool(topics_by_post(dossier).get(post.id))
    return named is not None and shown and not cannot_yet(dossier, post, named)


def seated(dossier: Dossier) -> Mapping[int, tuple[Person, ...]]:
    """By post, all who hold a seat of it or move into it."""
    return dossier.kept("posts.seated", lambda: _seated(dossier))


def _seated(dossier: Dossier) -> Mapping[int, tuple[Person, ...]]:
    movers = _movers(dossier)
    return {post.id: _filled(dossier, post, movers) for post in dossier.all(Post)}


def _staffing(dossier: Dossier) -> tuple[Staffing, ...]:
    people, topics = seated(dossier), topics_by_post(dossier)
    posts = Counter(p.id for own in people.values() for p in own)
    return tuple(
        Staffing(
            post=post,
            filled=people[post.id],
            elsewhere=tuple(p for p in people[post.id] if posts[p.id] > 1),
            backup=backup(dossier, post),
            explicit=_proved(dossier, topics.get(post.id, ()), Track.EXPLICIT),
            tacit=_proved(dossier, topics.get(post.id, ()), Track.TACIT),
            able=can_all(dossier, post),
        )
        for post in dossier.all(Post)
    )


def _movers(dossier: Dossier) -> Mapping[int, Sequence[Person]]:
    """By post, who moves into it."""
    found: dict[int, list[Person]] = {}
    for person in dossier.all(Person):
        if person.post is not None and person.state not in GONE:
            found.setdefault(person.post, []).append(person)
    return found


def _filled(
    dossier: Dossier, post: Post, movers: Mapping[int, Sequence[Person]]
) -> tuple[Person, ...]:
    held = here(dossier, post.holder)
    own = movers.get(post.id, ())
    return tuple(own) if held is None else (held, *(p for p in own if p.id != held.id))


def _proved(dossier: Dossier, topics: Sequence[Topic], track: Track) -> FineShare:
    own = [t for t in topics if t.track is track]
    return FineShare(Decimal(sum(passed_on(dossier, t) for t in own)), Decimal(len(own)))
