"""The interview that brings out what is in heads: seven questions, and what becomes of the answers.

Answers are kept for the user who asks, beside the data file, until he makes topics of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any

from workbench.domain.dossier import Dossier
from workbench.domain.errors import Refused
from workbench.domain.labelled import Labelled
from workbench.domain.message import msg
from workbench.domain.registers.holding import ALONE, Holding
from workbench.domain.registers.person import Person
from workbench.domain.registers.topic import CASE, Topic, TopicState, Track
from workbench.domain.text import clean, fold
from workbench.services.workspace import Workspace

_WORD = 4  # letters of an alphabet that are more than a syllable
_ADDED = "+"  # behind the id of a topic that was there before the answer


class Question(Labelled):
    """Field F-6.13, in the order in which they are asked."""

    FIRST = "first", msg("What do you check first?")
    MANUAL = "manual", msg("What does the manual not say?")
    NIGHT = "night", msg("What would you be called for at 3 a.m.?")
    BROKEN = "broken", msg("What did you break once?")
    NUMBERS = "numbers", msg("Which numbers do you watch without thinking?")
    PHONE = "phone", msg("Who do you phone?")
    NEVER = "never", msg("What must never be done?")


@dataclass(frozen=True, slots=True)
class Answer:
    """The `n`th answer to a question; `made` is the topic that was made of it, if it is there."""

    question: Question
    n: int
    text: str
    made: int | None


@dataclass(frozen=True, slots=True)
class Interview:
    """One user's interview with one person."""

    ws: Workspace
    handover: int
    person: int

    @property
    def _key(self) -> str:
        return f"interview.{self.handover}.{self.person}"

    @property
    def _kept(self) -> dict[str, str]:
        return self.ws.memory.begun(self._key, self.ws.me.name)

    def _keep(self, texts: Mapping[str, str]) -> None:
        kept = {name: text for name, text in {**self._kept, **texts}.items() if text}
        self.ws.memory.begin(self._key, self.ws.me.name, kept)

    # Where it is

    @property
    def at(self) -> Question | None:
        """The question it was left at; None at the end, where all answers stand together."""
        code = self._kept.get("at", Question.FIRST.value)
        return next((q for q in Question if q.value == code), None)

    def go_to(self, question: Question | None) -> None:
        self._keep({"at": question.value if question is not None else "end"})

    # Answers

    def answers(self, dossier: Dossier, question: Question | None = None) -> list[Answer]:
        """In the order they were given: of one question, or of all."""
        kept = self._kept
        found = []
        for each in Question if question is None else (question,):
            places = [
                int(p) for p in (k.removeprefix(f"{each.value}.") for k in kept) if p.isdigit()
            ]
            for n in sorted(places):
                text = kept[f"{each.value}.{n}"]
                made = kept.get(f"{each.value}.{n}.made", "").split()
                topics = (_topic(dossier, place, text) for place in made)
                found.append(Answer(each, n, text, next(filter(None, topics), None)))
        return found

    def keep(self, question: Question, text: str, n: int | None = None) -> None:
        """A further answer, or the `n`th anew; an empty one goes."""
        if n is None:
            used = [k.split(".")[1] for k in self._kept if k.startswith(f"{question.value}.")]
            n = max(map(int, used), default=0) + 1
        self._keep({f"{question.value}.{n}": clean(text, multiline=True).strip()})

    def case_lines(self, answer: Answer) -> dict[str, str]:
        """The lines of a case typed so far."""
        kept, place = self._kept, f"{answer.question.value}.{answer.n}"
        return {line: kept.get(f"{place}.{line}", "") for line in CASE}

    def keep_line(self, answer: Answer, line: str, text: str) -> None:
        self._keep({f"{answer.question.value}.{answer.n}.{line}": text})

    # What becomes of them

    def went_into(self, gone: AbstractSet[int], keep: int) -> None:
        """Topics made of answers are another one now; they themselves again after an undo."""
        moved = {
            place: f"{made} {keep}"
            for place, made in self._kept.items()
            if place.endswith(".made") and not gone.isdisjoint(map(_id, made.split()))
        }
        if moved:
            self._keep(moved)

    def add_to(self, answer: Answer, topic: int, about: str, lines: Mapping[str, str]) -> int:
        """What was said goes to a topic that is there, which the person knows then; of a case, the
        lines that it has not yet."""
        shown = self.ws.shown(self.handover)
        found = shown.get(topic)
        key = shown.key(found) if found is not None else ""
        what = msg("{name} on {key}", name=_name(shown, self.person), key=key)
        with self.ws.change(self.handover, "edit", what) as ed:
            old, person = ed.get(Topic, topic), ed.get(Person, self.person)
            values: dict[str, Any] = {"about": "\n\n".join(filter(None, [old.about, about]))}
            values |= {line: clean(text) for line, text in lines.items() if not getattr(old, line)}
            if old.state is TopicState.IDENTIFIED and old.track is Track.TACIT:
                values["state"] = TopicState.ELICITED
            ed.set(topic, **values)
            if all(held.person != person.id for held in ed.under(topic, Holding)):
                ed.add(Holding, parent=topic, person=person.id, level=ALONE)
        self._keep({f"{answer.question.value}.{answer.n}.made": f"{topic}{_ADDED}"})
        return topic

    def topic(self, answer: Answer, title: str, about: str, lines: Mapping[str, str]) -> int:
        """A draft topic, tacit and elicited, that the person knows; with `lines` a case."""
        name = clean(title)
        if not name:
            raise Refused(msg("say what the topic is"))
        with self.ws.change(self.handover, "add", msg("new topic: {title}", title=name)) as ed:
            person = ed.get(Person, self.person)
            said: dict[str, Any] = {line: clean(text) for line, text in lines.items()}
            made = ed.add(Topic, title=name, track=Track.TACIT, state=TopicState.ELICITED,
                          about=about, **said)  # fmt: skip
            ed.add(Holding, parent=made, person=person.id, level=ALONE)
        self._keep({f"{answer.question.value}.{answer.n}.made": str(made)})
        return made


def like(dossier: Dossier, title: str) -> tuple[Topic, ...]:
    """The topic that has this name already; else those of which one name is in the other, those of
    nearest length first."""
    wanted = fold(clean(title))
    names = [(fold(t.title), t) for t in dossier.all(Topic)]
    if same := next((t for name, t in names if name == wanted), None):
        return (same,)
    near = [x for x in names if _is_within(wanted, x[0]) or _is_within(x[0], wanted)]
    return tuple(t for _, t in sorted(near, key=lambda x: abs(len(x[0]) - len(wanted))))


def _is_within(part: str, whole: str) -> bool:
    """Whether a name, and no mere syllable, is part of another."""
    return len(part) >= (_WORD if part.isascii() else 2) and part in whole


def went_into(ws: Workspace, handover: int, gone: Sequence[int], keep: int) -> None:
    """The answers of this user's interviews follow the topics that were made of them."""
    for person in ws.known(handover).all(Person):
        Interview(ws, handover, person.id).went_into(set(gone), keep)


def _id(place: str) -> int:
    found = place.removesuffix(_ADDED)
    return int(found) if found.isdigit() else 0


def _topic(dossier: Dossier, place: str, text: str) -> int | None:
    """The topic made of an answer, or that it was added to, unless that was undone."""
    found = dossier.get(_id(place))
    if not isinstance(found, Topic) or (place.endswith(_ADDED) and text not in found.about):
        return None
    return found.id


def _name(dossier: Dossier, person: int) -> str:
    found = dossier.get(person)
    return found.name if isinstance(found, Person) else "?"
