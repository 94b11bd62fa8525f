"""How the project team becomes the standing one: roles, posts, shares."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from workbench.domain.dossier import Dossier
from workbench.domain.frozen import dataclass
from workbench.domain.registers.duty import Disposition, Duty
from workbench.domain.registers.person import EXTERNAL, GONE, Person
from workbench.domain.registers.post import Post
from workbench.domain.registers.role import Role
from workbench.figures.share import FineShare, Share, tenth

_WHOLE = Decimal(100)
_FULL_TIME = Decimal(1)


@dataclass(frozen=True, slots=True)
class Merging:
    """Project roles against standing posts (field F-2.3).

    `ratio` is roles per post, `reduction` (roles - posts) / roles. `undisposed` are the roles of
    which no share has a destination, `uneven` those whose shares with one add to something else
    than 100 %, each with what they add to; `disposed` are the others; `idle` the posts that take
    over nothing and have no new duty.
    """

    roles: int
    posts: int
    ratio: Decimal | None
    reduction: FineShare
    disposed: Share
    undisposed: tuple[Role, ...]
    uneven: tuple[tuple[Role, Decimal], ...]
    posts_filled: Share
    idle: tuple[Post, ...]


def merging(dossier: Dossier) -> Merging:
    """How far the roles are merged into the posts."""
    return dossier.kept("team.merging", lambda: _merging(dossier))


def settles(dossier: Dossier, duty: Duty) -> bool:
    """Whether a duty says where its share goes: into a post, or somewhere that needs none."""
    absorbed = duty.disposition is Disposition.ABSORBED
    into = not absorbed or isinstance(dossier.get(duty.post), Post)
    return duty.disposition is not None and duty.percent > 0 and into


def holder(dossier: Dossier, post: Post) -> Person | None:
    """Who holds a post and has not gone."""
    return here(dossier, post.holder)


def here(dossier: Dossier, person: int | None) -> Person | None:
    """The person, unless he has gone."""
    found = dossier.get(person)
    return found if isinstance(found, Person) and found.state not in GONE else None


def fte(people: Iterable[Person]) -> Decimal:
    """Full-time equivalents; whoever has none written down counts 1."""
    return sum((p.fte if p.fte is not None else _FULL_TIME for p in people), Decimal(0))


def is_here(person: Person, on: date | None) -> bool:
    """Whether a person is in the team at the end of a day, by plan or by what happened; without
    a day, whether he has not gone."""
    if on is None:
        return person.state not in GONE
    if person.starts is not None and person.starts > on:
        return False
    if person.state in GONE:
        return person.left_on is not None and person.left_on > on
    return not person.leaves or person.release is None or person.release > on


def external(people: Iterable[Person], on: date | None = None) -> FineShare:
    """FTE of contractors, outsourced, temporary and vendor's people / FTE of all who are here on
    a day (field F-2.6)."""
    team = [p for p in people if is_here(p, on)]
    return FineShare(fte(p for p in team if p.employment in EXTERNAL), fte(team))


def _merging(dossier: Dossier) -> Merging:
    roles, posts = dossier.all(Role), dossier.all(Post)
    shares: dict[int, Decimal] = defaultdict(Decimal)
    taking = set()
    for duty in dossier.all(Duty):
        if duty.parent is not None and settles(dossier, duty):
            shares[duty.parent] += duty.percent
            if duty.disposition is Disposition.ABSORBED:
                taking.add(duty.post)
    undisposed = tuple(r for r in roles if r.id not in shares)
    uneven = tuple((r, shares[r.id]) for r in roles if r.id in shares and shares[r.id] != _WHOLE)
    filled = sum(holder(dossier, p) is not None for p in posts)
    return Merging(
        roles=len(roles),
        posts=len(posts),
        ratio=tenth(Decimal(len(roles)) / len(posts)) if posts else None,
        reduction=FineShare(Decimal(len(roles) - len(posts)), Decimal(len(roles))),
        disposed=Share(len(roles) - len(undisposed) - len(uneven), len(roles)),
        undisposed=undisposed,
        uneven=uneven,
        posts_filled=Share(filled, len(posts)),
        idle=tuple(p for p in posts if p.id not in taking and not p.new_duty.strip()),
    )
