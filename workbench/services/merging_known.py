"""What is known of a topic once two records are one: one level a person, and what is proved."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from workbench.domain.message import Msg, msg
from workbench.domain.registers.holding import ALONE, Holding
from workbench.domain.registers.person import Person
from workbench.domain.registers.topic import PATHS, Topic
from workbench.rules.guards import lacks_proof
from workbench.services.editing import Editing


def doubles(ed: Editing) -> Mapping[int, int]:
    """The levels that one person has twice in a topic by now, each with the one that stays: what
    he has shown to do alone, else the higher."""
    topics = {h.parent: None for h in map(ed.find, ed.touched("holding")) if h is not None}
    found: dict[int, int] = {}
    for topic in topics:
        best: dict[int | None, int] = {}
        if topic is not None and topic not in ed.gone:
            for held in sorted(ed.under(topic, Holding), key=_weight, reverse=True):
                stays = best.setdefault(held.person, held.id)
                if held.person is not None and stays != held.id:
                    found[held.id] = stays
    return found


def _weight(held: Holding) -> tuple[bool, int, bool]:
    shown = held.shown_on is not None
    return (shown and held.level >= ALONE, held.level, shown)


def keep_state(ed: Editing, kept: Topic, going: Sequence[Topic]) -> None:
    """The furthest state that one of them has on the way of the kept one; proved only if what was
    proof before still is."""
    path = PATHS[kept.track]
    there = [topic for topic in (kept, *going) if topic.state in path]
    furthest = max(there, key=lambda topic: path.index(topic.state), default=kept)
    state = furthest.state
    now = ed.after(ed.before.head)
    together = now.get(kept.id)
    assert isinstance(together, Topic)
    if furthest.is_proved and lacks_proof(now, together) and not lacks_proof(ed.before, furthest):
        state = path[-2]
    values: dict[str, Any] = {"state": state}
    if furthest is not kept:
        values |= {n: getattr(furthest, n) for n in ("reason", "moved_by", "moved_at")}
    ed.set(kept.id, **values)


def told(ed: Editing, gone: Mapping[int, int], keep: int, others: Sequence[int]) -> Iterator[Msg]:
    """What became of the levels in `gone`, each with the one that stays, and of what was proved."""
    for double, stays in gone.items():
        was, now = ed.before.get(double), ed.before.get(stays)
        if isinstance(was, Holding) and isinstance(now, Holding) and was.level != now.level:
            yield msg("{name} has two levels: {level} stays, {other} goes", level=now.level,
                      name=_called(ed, stays), other=was.level)  # fmt: skip
    kept = ed.find(keep)
    if not isinstance(kept, Topic):
        return
    for topic in map(ed.before.get, (keep, *others)):
        if isinstance(topic, Topic) and topic.is_proved and not kept.is_proved:
            yield msg("{key} is {state}; together they are {together}: prove it again",
                      key=ed.before.key(topic), state=topic.state.label,
                      together=kept.state.label)  # fmt: skip


def _called(ed: Editing, holding: int) -> str:
    """Whose level it is by now, when two people have become one, too."""
    held = ed.find(holding)
    person = ed.find(held.person) if isinstance(held, Holding) else None
    return person.name if isinstance(person, Person) else ""
