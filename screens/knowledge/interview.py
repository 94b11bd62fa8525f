"""The interview: one question a screen, answers typed as they are given, topics made of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from textual import work
from textual.binding import BindingType

from screens.fields import EditingScreen
from screens.prompts import words
from screens.text import fit, one_line, wrapped
from screens.widgets.keyline import to_bindings
from screens.widgets.rowlist import Cell, Column, Line, Row, Rule, TextLine
from workbench.domain import record
from workbench.domain.labelled import Side
from workbench.domain.message import Msg, msg, nmsg, pmsg
from workbench.domain.registers.person import Person
from workbench.domain.registers.topic import CASE, Topic
from workbench.domain.text import clean, fold
from workbench.figures.knowing import can
from workbench.services.eliciting import Answer, Interview, Question, like

if TYPE_CHECKING:
    from workbench.services.workspace import Workspace

_LONG = 120  # characters from which an answer is edited as a text, not in line
_TITLE = 60
_NEAR = 4  # topics of a near name that are offered
_QUESTIONS = tuple(Question)


class AnswerId(NamedTuple):
    question: str
    n: int


_NEW = AnswerId("", 0)


async def interview(
    screen: EditingScreen, handover: int, person: int | None = None, *, about: int | None = None
) -> None:
    """Begin it, or go on where it was left; asks whom, unless that is said: the cursor is on who
    knows the topic it is `about`. From a worker."""
    from screens.people import somebody

    if person is None:
        knows = can(screen.dossier, about) if about is not None else ()
        first = min(knows, key=lambda p: (not p.leaves, p.release or date.max), default=None)
        person = await somebody(screen, handover, msg("Who is interviewed?"), Side.GIVING,
                                current=first.id if first is not None else None)  # fmt: skip
    if person is not None:
        await screen.app.push_screen(InterviewScreen(handover, person))


class InterviewScreen(EditingScreen):
    """One question at a time, and at the end all answers together."""

    SCOPE = "interview"
    BINDINGS: ClassVar[list[BindingType]] = [*EditingScreen.BINDINGS, *to_bindings("interview")]

    def __init__(self, handover: int, person: int) -> None:
        super().__init__(handover)
        self._person = person
        self._begun = False

    @property
    def _talk(self) -> Interview:
        return Interview(self.ws, self._handover, self._person)

    @property
    def _whose(self) -> str:
        return self.names.title_of(self._person) if self._is_there else "?"

    @property
    def _is_there(self) -> bool:
        return isinstance(self.dossier.get(self._person), Person)

    def display_lines(self, show: Callable[[Iterable[Line]], None]) -> None:
        tr, at = self.tr, self._talk.at
        everything = self._talk.answers(self.dossier)
        parts = [tr(msg("Interview")), self._whose, self.dossier.handover.code]
        if at is not None:
            place = _QUESTIONS.index(at) + 1
            parts.append(tr(pmsg("question", "{n} of {all}", n=place, all=len(_QUESTIONS))))
        if waiting := sum(a.made is None for a in everything):
            parts.append(tr(nmsg("{n} is no topic yet", "{n} are no topics yet", waiting)))
        self.title_text(" " + "   ".join(parts))
        self.rows.set_columns([Column("text", 0), Column("made", 10)])
        self.rows.empty_text = tr(msg("the record is no longer there"))
        if not self._is_there:
            show([])
            return
        show(self._one(at) if at is not None else self._end(everything))
        if not self._begun:
            self._begun = True
            self.rows.move_to(_NEW)

    def _one(self, question: Question) -> list[Line]:
        found = self._talk.answers(self.dossier, question)
        asked = wrapped(self.tr(question.label), self.room - 3)
        made: list[Line] = [TextLine(), *(TextLine(f"  {t}", "strong") for t in asked), TextLine()]
        made.append(Rule(self.tr(nmsg("{n} ANSWER", "{n} ANSWERS", len(found)))))
        made += [line for answer in found for line in self._answer(answer)]
        hint = msg("{type} types an answer, {long} a long one; {next} is the next question",
                   type=self.key_of("interview.type"), long=self.key_of("interview.write"),
                   next=self.key_of("interview.next"))  # fmt: skip
        first, *more = wrapped(self.tr(hint), self.room - 1)
        made.append(Row(_NEW, {"text": Cell(first, "muted")}, layout="hint"))
        self.rows.set_columns([Column("text", 0)], layout="hint")
        return [*made, *(TextLine(f" {line}", "muted") for line in more)]

    def _end(self, found: Sequence[Answer]) -> list[Line]:
        made, none = list[Line](), self.tr(msg("no answer"))
        for question in Question:
            own = [a for a in found if a.question is question]
            made.append(Rule(self.tr(question.label)))
            made += [line for answer in own for line in self._answer(answer)]
            if not own:
                made.append(TextLine(f"  {none}", "muted"))
        return made

    def _answer(self, answer: Answer) -> Iterable[Line]:
        """Its lines, and beside them the topic that was made of it."""
        lines = wrapped(self.names.words(answer.text), self.room - 12) or [""]
        topic = self.dossier.get(answer.made)
        cells: dict[str, Cell | str] = {
            "text": Cell(lines[0], "done" if topic is not None else ""),
            "made": Cell(f"-> {self.dossier.key(topic)}", "key") if topic is not None else "",
        }
        yield Row(AnswerId(answer.question.value, answer.n), cells)
        yield from (TextLine(f" {line}", "done" if topic else "") for line in lines[1:])

    # The cursor

    def spot(self) -> Sequence[int | str]:
        return [self._handover, self._person]

    @property
    def under_cursor(self) -> int | None:
        found = self._here(quiet=True)
        return found.made if found is not None and found.made is not None else self._person

    def _here(self, *, quiet: bool = False) -> Answer | None:
        """The answer under the cursor; of the line for a new one, the last. Says so if none."""
        found = self._talk.answers(self.dossier, self._talk.at)
        at = self.rows.cursor_id
        own = [a for a in found if (a.question.value, a.n) == at]
        if not own and at == _NEW:
            own = found[-1:]
        if not own and not quiet:
            self.say(msg("type an answer first"))
        return own[0] if own else None

    # From question to question

    def action_next(self) -> None:
        self._turn(1)

    def action_previous(self) -> None:
        self._turn(-1)

    def _turn(self, way: int) -> None:
        at = self._talk.at
        place = (_QUESTIONS.index(at) if at is not None else len(_QUESTIONS)) + way
        if not 0 <= place <= len(_QUESTIONS):
            self.say(msg("there is no further one"))
            return
        self._talk.go_to(_QUESTIONS[place] if place < len(_QUESTIONS) else None)
        self.reload()
        self.rows.action_top()
        self.rows.move_to(_NEW)

    # Answers

    def on_row_list_chosen(self) -> None:
        self.action_type()

    @work
    async def action_type(self) -> None:
        """In line; an answer that is long already, as a text."""
        at, found = self.rows.cursor_id, self._here(quiet=True)
        old = found if at != _NEW else None
        question = old.question if old is not None else self._talk.at
        if question is None:
            return
        if old is not None and (len(old.text) > _LONG or "\n" in old.text):
            await self._write(question, old)
            return
        text = await self.ask(
            self._label(question, old),
            old.text if old is not None else "",
            msg(
                "in the expert's words; {key} writes a long one", key=self.key_of("interview.write")
            ),
        )
        if text is not None:
            self._keep(question, text, old)

    @work
    async def action_write(self) -> None:
        at, found = self.rows.cursor_id, self._here(quiet=True)
        old = found if at != _NEW else None
        question = old.question if old is not None else self._talk.at
        if question is not None:
            await self._write(question, old)

    async def _write(self, question: Question, old: Answer | None) -> None:
        from screens.note_editor import write

        place = f"interview.{self._handover}.{self._person}.{question.value}"
        place += f".{old.n}" if old is not None else ""
        title = msg("{name}: {question}", name=self._whose, question=question.label)
        written = await write(self, place, title, old.text if old is not None else "")
        if written is not None:
            self._keep(question, written[0], old)
            self.host.drafts.forget(place)

    def _label(self, question: Question, old: Answer | None) -> Msg:
        place = _QUESTIONS.index(question) + 1
        if old is None:
            return msg("{name} on question {n}", name=self._whose, n=place)
        return msg("{name} on question {n}, answer {answer}", name=self._whose, n=place,
                   answer=old.n)  # fmt: skip

    def _keep(self, question: Question, text: str, old: Answer | None) -> None:
        self._talk.keep(question, text, old.n if old is not None else None)
        self.host.drafts.saved()
        self.reload()

    # What becomes of them

    @work
    async def action_topic(self) -> None:
        answer = self._here()
        if answer is not None and self._is_open(answer):
            title = await self._title(answer)
            if title is not None:
                await self._make(answer, title, {})

    @work
    async def action_case(self) -> None:
        """A case from practice, its five lines asked one after the other."""
        answer = self._here()
        if answer is None or not self._is_open(answer):
            return
        title = await self._title(answer)
        if title is None:
            return
        for n, line in enumerate(CASE):
            label = record.of(Topic).field(line).kind.label
            start = self._talk.case_lines(answer)[line]
            if not start and n == 0:
                start = one_line(answer.text)
            asked = msg("{line} ({n} of {all}), {title}", line=label, n=n + 1, all=len(CASE),
                        title=title)  # fmt: skip
            text = await self.ask(asked, start)
            if text is None:
                return
            self._talk.keep_line(answer, line, text)
            self.host.drafts.saved()
        await self._make(answer, title, self._talk.case_lines(answer))

    def _is_open(self, answer: Answer) -> bool:
        if answer.made is None:
            return True
        key = self.dossier.key(topic) if (topic := self.dossier.get(answer.made)) else ""
        self.say(msg("{key} was made of it already", key=key))
        return False

    async def _title(self, answer: Answer) -> str | None:
        start = fit(answer.text, _TITLE, ellipsis="").rstrip()
        label = msg("Topic of answer {n} to question {question}", n=answer.n,
                    question=_QUESTIONS.index(answer.question) + 1)  # fmt: skip
        there = [t.title for t in self.dossier.all(Topic)]
        return await words(self, label, msg("say what the topic is"), start=start,
                           suggestions=there)  # fmt: skip

    async def _make(self, answer: Answer, title: str, lines: dict[str, str]) -> None:
        about = f"{self.tr(answer.question.label)}\n{answer.text}"
        same: Topic | None = None
        if there := like(self.dossier, title)[:_NEAR]:
            into = await self._into(title, there)
            if into is None:
                return
            same = next((t for t in there if t.id == into), None)

        def make(ws: Workspace) -> int:
            talk = Interview(ws, self._handover, self._person)
            if same is not None:
                return talk.add_to(answer, same.id, about, lines)
            return talk.topic(answer, title, about, lines)

        made = await self.carry_out(make)
        if made is not None:
            self.reload()
            self.show_undo()
            topic = self.dossier.get(made)
            key = self.dossier.key(topic) if topic is not None else ""
            done = msg("{key} {title}, elicited", key=key, title=title)
            if same is not None:
                done = msg("added to {key} {title}", key=key, title=same.title)
            self.say(done, "ok")

    async def _into(self, title: str, there: Sequence[Topic]) -> int | None:
        """The topic of this or a near name that the answer goes to, 0 for another one."""
        key, tr = self.dossier.key, self.tr
        options = [(t.id, tr(msg("add the answer to {key}", key=key(t))), t.title) for t in there]
        asked = msg("Is “{title}” one that is there?", title=title)
        own = msg("no, a topic of its own")
        if fold(there[0].title) == fold(clean(title)):
            asked = msg("{key} {topic} is there already", key=key(there[0]), topic=there[0].title)
            own = msg("make another topic of that name")
        return await self.choose(asked, [*options, (0, tr(own), "")])

    def action_record(self) -> None:
        found = self._here()
        if found is not None and found.made is not None:
            self.host.open_record(self._handover, found.made)
        elif found is not None:
            self.say(msg("no topic was made of it yet"))
