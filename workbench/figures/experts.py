"""Who knows it: from a few words to people, best first, and until when they can be reached."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from workbench.domain.dossier import Dossier
from workbench.domain.registers.holding import ALONE, Holding
from workbench.domain.registers.person import GONE, Person
from workbench.domain.registers.topic import Topic
from workbench.domain.text import fold
from workbench.figures.knowing import can, not_shown

_WORD = re.compile(r"[a-z0-9][a-z0-9_.-]*|[^\W\d_a-z]+")
_TEXTS = ("title", "domain", "about", "symptom", "noticed", "cause", "action", "result")


@dataclass(frozen=True, slots=True)
class Expert:
    """A person and a topic he knows something of.

    `until` is the last day on which he can be asked; None as long as he stays. Of people who are
    not told yet that they leave (`person.untold`), it is not for everybody's eyes. `alone` says
    that he does it alone, `only` that nobody else here does, `not_shown` that he is said to and has
    shown it to nobody, which counts for nothing of who receives it.
    """

    person: Person
    topic: Topic
    level: int
    until: date | None
    alone: bool
    only: bool
    not_shown: bool

    def reachable(self, today: date) -> bool:
        return self.until is None or self.until >= today


def experts(dossier: Dossier, words: str, today: date) -> tuple[Expert, ...]:
    """Who knows what the words are about: the topics that have most of them first, and of each
    topic who can be asked before who cannot, then who does it best, then who stays longest."""
    wanted = _parts(words)
    hits = {t: n for t in dossier.all(Topic) if (n := _hits(dossier, t, wanted))}
    least = max(hits.values(), default=0) / 2
    found = []
    for topic in sorted((t for t, n in hits.items() if n >= least), key=lambda t: -hits[t]):
        own = [e for e in _of_topic(dossier, topic) if e.level > 0]
        found += sorted(
            own, key=lambda e: (not e.reachable(today), -_counts(e), _days_left(e), e.person.number)
        )
    return tuple(found)


def _of_topic(dossier: Dossier, topic: Topic) -> Iterable[Expert]:
    people, able = dossier.table("person"), can(dossier, topic.id)
    waiting = {p.id for p, _ in not_shown(dossier, topic)}
    levels: dict[int, int] = defaultdict(int)
    for holding in dossier.under(topic.id, Holding):
        if holding.person is not None:
            levels[holding.person] = max(levels[holding.person], holding.level)
    for person_id, level in levels.items():
        person = people.get(person_id)
        if isinstance(person, Person):
            alone = person in able or (person.state in GONE and level >= ALONE)
            only = able == (person,) and level >= ALONE
            shown = person.id not in waiting
            yield Expert(person, topic, level, _until(person), alone, only, not shown)


def _counts(found: Expert) -> int:
    """His level; what was never shown counts as done with help."""
    return ALONE - 1 if found.not_shown else found.level


def _until(person: Person) -> date | None:
    """The last day on which he may be called, else the day he leaves."""
    if not person.leaves:
        return None
    left = person.left_on if person.state in GONE else person.release
    return max((d for d in (left, person.contact_until) if d is not None), default=None)


def _days_left(found: Expert) -> int:
    return -found.until.toordinal() if found.until is not None else -date.max.toordinal()


def _hits(dossier: Dossier, topic: Topic, wanted: Iterable[str]) -> int:
    text = fold("\n".join([dossier.key(topic), *(getattr(topic, name) for name in _TEXTS)]))
    return sum(
        bool(re.search(rf"(?<![a-z0-9]){re.escape(part)}", text))
        if part.isascii()
        else part in text
        for part in wanted
    )


def _parts(words: str) -> frozenset[str]:
    """What to look for: words of three letters or more, without a plural s, since few say it as it
    is written; of Chinese, which has no blanks, each two characters side by side."""
    found: set[str] = set()
    for word in _WORD.findall(fold(words)):
        if not word.isascii():
            found |= {word[n : n + 2] for n in range(max(1, len(word) - 1))}
        elif len(word) > 2:
            found.add(word.removesuffix("s"))
    return frozenset(found)
