"""What is known and by whom: one person only, nobody, several, or proved by the receiver."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.binding import BindingType

from screens.board import BoardScreen
from screens.fields import EditingScreen
from screens.leaving import sessions
from screens.leaving.topic_lines import Known, TopicId, columns, facts, group, grouped, row, worst
from screens.naming import joined, meant
from screens.text import fit, width
from screens.widgets.keyline import to_bindings
from screens.widgets.oneline import OneLine
from screens.widgets.rowlist import Line
from workbench.domain.message import Msg, msg, nmsg
from workbench.domain.registers.person import Person
from workbench.domain.registers.topic import Topic
from workbench.services import knowing

if TYPE_CHECKING:
    from workbench.exchange.folded import Part
    from workbench.services.workspace import Workspace


class TopicsScreen(BoardScreen):
    """The topics of a handover."""

    SCOPE = "topics"
    REGISTER = "topic"
    LINE = TopicId
    FIGURES = True
    BINDINGS: ClassVar[list[BindingType]] = [*BoardScreen.BINDINGS, *to_bindings("topics")]

    def display_lines(self, show: Callable[[Iterable[Line]], None]) -> None:
        found, tr = grouped(self.dossier, self.today), self.tr
        total = sum(map(len, found.values()))
        parts = [tr(msg("Topics")), self.dossier.handover.code]
        parts.append(tr(nmsg("{n} topic", "{n} topics", total)))
        if total:
            proved = len(found[Known.PROVED])
            parts.append(tr(msg("{n} proved", n=proved)))
        self.title_text(" " + "   ".join(parts))
        ways = worst(self.dossier, tr, self.names, self.today)
        line = self.query_one(".figures", OneLine)
        cells = self.app.size.width - 1
        said = next((way for way in ways if width(way) <= cells), ways[-1] if ways else "")
        line.show(f" {fit(said, cells)}")
        line.display = bool(said)
        self.rows.set_columns(columns(self.dossier, tr, self.room))
        self.rows.empty_text = self._nothing()
        self.rows.folded_hint = tr(msg("{key} opens", key=self.key_of("list.choose")))
        lines: list[Line] = []
        for known, topics in found.items():
            if topics:
                lines.append(group(known, len(topics), tr))
                lines += [row(t, self.names, tr, self.today) for t in topics]
        show(lines)
        self.tell()

    def _nothing(self) -> str:
        words = msg(
            "No topic yet. What would be missing if somebody left tomorrow?\n{add} adds a topic "
            "and asks who knows it; {file} brings an Excel or CSV file.",
            add=self.key_of("topics.add"),
            file=self.key_of("topics.import"),
        )
        return self.tr(words)

    # The cursor

    @property
    def _at(self) -> Topic | None:
        """The topic under the cursor; says so if there is none."""
        found = self.dossier.get(self.under_cursor)
        return found if isinstance(found, Topic) else None

    def _here(self) -> Topic | None:
        if self._at is None:
            self.say(msg("go to a topic first"))
        return self._at

    def tell(self) -> None:
        pane, found = self.pane, self._at
        if found is None:
            pane.show_in_room("", [])
        else:
            pane.show_in_room(*facts(found, self.names, self.tr, self.today))

    # Opening

    def action_open(self) -> None:
        self.action_record()

    @work
    async def action_export(self) -> None:
        from screens.people_out import send_topics

        await send_topics(self)

    def action_card(self) -> None:
        from screens.leaving.sheet import TopicCardScreen

        if (found := self._here()) is not None:
            self.app.push_screen(TopicCardScreen(self._handover, found.id))

    def action_coverage(self) -> None:
        from screens.knowledge import CoverageScreen

        self.app.push_screen(CoverageScreen(self._handover))

    @work
    async def action_interview(self) -> None:
        from screens.knowledge.interview import interview

        await interview(self, self._handover, about=self.under_cursor)

    @work
    async def action_who_knows(self) -> None:
        from screens.knowledge.experts import who_knows

        await who_knows(self, self._handover)

    # Sessions and proof

    @work
    async def action_apprentice(self) -> None:
        from screens.knowledge.apprenticeship import plan_series

        if (found := self._here()) is not None:
            await plan_series(self, self._handover, found)

    @work
    async def action_session(self) -> None:
        if (found := self._here()) is not None:
            giver = sessions.giver_of(self, found)
            await sessions.plan_session(self, self._handover, found, giver)

    @work
    async def action_sessions(self) -> None:
        if (found := self._here()) is not None:
            await sessions.sessions(self, self._handover, found)

    @work
    async def action_verify(self) -> None:
        if (found := self._here()) is not None:
            await sessions.prove(self, self._handover, found)

    @work
    async def action_state(self) -> None:
        from screens import moving

        if (found := self._here()) is not None:
            await moving.move(self, self._handover, found)

    # Adding

    @work
    async def action_add(self) -> None:
        """Topics one after the other, each with who knows it, until one is left empty."""
        label = msg("Topic")
        while True:
            title = await self.ask(label, hint=msg("what would be missing; empty ends"))
            if title is None or not title.strip():
                return
            who = await ask_who(self, msg("Who knows {key}", key=title.strip()))
            if who is None:
                return
            before = self.dossier
            made = await self.carry_out(partial(_add, self._handover, title, who))
            if made is None:
                return
            self.also = joined(self, before, [part.words for part in who])
            self.begin_on(self.LINE(made))
            self.reload()
            self.show_undo()
            self.say(told(self, made), "ok")
            label = msg("Next topic")

    @work
    async def action_who(self) -> None:
        if (found := self._here()) is not None:
            await say_who_knows(self, self._handover, found.id)


def _add(handover: int, title: str, who: Sequence[Part], ws: Workspace) -> int:
    return knowing.add_topic(ws, handover, title, who)


async def ask_who(screen: EditingScreen, label: Msg) -> Sequence[Part] | None:
    """Names, known ones offered; None when the question is left. From a worker."""
    people = [] if screen.names.hidden else [p.name for p in screen.dossier.all(Person)]
    hint = msg("names, comma between, with a level: Chen Hao (4); new ones join the roster")
    text = await screen.ask(label, hint=hint, suggestions=people, names=True)
    if text is None:
        return None
    who: list[Part] = []
    for part in knowing.names_in(text):
        name = await meant(screen, screen.handover_id, part.words)
        if name is None:
            return None
        who.append(replace(part, words=name))
    return who


async def say_who_knows(screen: EditingScreen, handover: int, topic: int) -> None:
    """Ask who knows a topic, keep it, and say what that comes to. From a worker."""
    found = screen.dossier.get(topic)
    if found is None:
        return
    who = await ask_who(screen, msg("Who knows {key}", key=screen.dossier.key(found)))
    before = screen.dossier
    if who and await screen.act(lambda ws: knowing.known_by(ws, handover, topic, who)) is not None:
        screen.also = joined(screen, before, [part.words for part in who])
        screen.say(told(screen, topic), "ok")


def told(screen: EditingScreen, topic: int) -> Msg:
    """Who knows the topic now."""
    found = screen.dossier.get(topic)
    if not isinstance(found, Topic):
        return msg("the record is no longer there")
    return msg("{text}", text=screen.names.told(knowing.sentence(screen.dossier, found)))
