"""Who knows it: from a few words to people, with their level and until when they can be asked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from textual import work
from textual.binding import BindingType
from textual.widget import Widget

from screens.fields import EditingScreen
from screens.prompts import words
from screens.text import width
from screens.widgets.keyline import to_bindings
from screens.widgets.oneline import OneLine
from screens.widgets.rowlist import Cell, Column, Group, Line, Row, RowList
from workbench.domain.message import Msg, msg, nmsg
from workbench.domain.registers.holding import LEVELS
from workbench.domain.registers.topic import Topic
from workbench.figures.experts import Expert, experts
from workbench.figures.knowing import leaving_together
from workbench.figures.told import as_told

if TYPE_CHECKING:
    from screens.base import WorkScreen


class ExpertId(NamedTuple):
    topic: int
    person: int


async def who_knows(screen: WorkScreen, handover: int) -> None:
    """Ask for the words, and show who knows what they are about. From a worker."""
    wanted = await _asked(screen)
    if wanted is not None:
        await screen.app.push_screen(ExpertsScreen(handover, wanted))


async def _asked(screen: WorkScreen) -> str | None:
    hint = msg("a few words, such as: ledger retry")
    return await words(screen, msg("Who knows about"), msg("say what it is about"), hint)


class ExpertsScreen(EditingScreen):
    """People by topic, those who can be asked and do it best first."""

    SCOPE = "experts"
    BINDINGS: ClassVar[list[BindingType]] = [*EditingScreen.BINDINGS, *to_bindings("experts")]

    DEFAULT_CSS = "ExpertsScreen > .levels { height: 1; color: $text-muted; }"

    def __init__(self, handover: int, wanted: str) -> None:
        super().__init__(handover)
        self._wanted = wanted

    def body(self) -> Iterable[Widget]:
        rows = RowList(classes="body")
        yield rows.header
        yield rows
        yield OneLine(classes="levels")

    def display_lines(self, show: Callable[[Iterable[Line]], None]) -> None:
        tr, found = self.tr, experts(self.dossier, self._wanted, self.today)
        people = len({e.person.id for e in found})
        parts = [tr(msg("Who knows: {words}", words=self._wanted)), self.dossier.handover.code]
        parts.append(tr(nmsg("{n} person", "{n} people", people)))
        self.title_text(" " + "   ".join(parts))
        self.rows.empty_text = tr(
            msg("Nobody is known to know that.\n{key} asks with other words.",
                key=self.key_of("experts.again"))
        )  # fmt: skip
        level, until = tr(msg("Level")), tr(msg("Can be asked until"))
        self.rows.set_columns([
            Column("name", 0, 12, title=tr(msg("Who knows it"))),
            Column("role", 0, 10, title=tr(msg("Role")), drop_below=60),
            Column("level", max(5, width(level)), align="right", title=level),
            Column("how", 24, drop_below=70),
            Column("until", max(16, width(until)), title=until),
        ])  # fmt: skip
        lines: list[Line] = []
        topic: Topic | None = None
        for expert in found:
            if expert.topic is not topic:
                topic = expert.topic
                lines.append(self._heading(topic))
            lines.append(self._row(expert))
        said = tr(msg("Level: {levels}", levels=LEVELS))
        self.query_one(".levels", OneLine).show(f" {said}" if found else "")
        show(lines)

    def _heading(self, topic: Topic) -> Group:
        together = leaving_together(as_told(self.dossier), topic)
        hint = self.tr(msg("all who know it leave")) if together else ""
        return Group(topic.id, f"{self.dossier.key(topic)} {topic.title}", hint=hint)

    def _row(self, expert: Expert) -> Row:
        said, style = self._until(expert)
        cells: dict[str, Cell | str] = {
            "name": self.names.title_of(expert.person.id),
            "role": self.names.words(expert.person.role),
            "level": str(expert.level),
            "how": self.tr(_how(expert)),
            "until": Cell(self.tr(said), style),
        }
        dimmed = "" if expert.reachable(self.today) else "muted"
        return Row(ExpertId(expert.topic.id, expert.person.id), cells, style=dimmed)

    def _until(self, expert: Expert) -> tuple[Msg, str]:
        """No day of who has not been told that he goes, and the same word for him and who stays."""
        if expert.until is None or expert.person.untold:
            return msg("is here"), ""
        if expert.reachable(self.today):
            return msg("{text}", text=expert.until.isoformat()), "warn"
        return msg("{day}, over", day=expert.until), "late"

    # The cursor

    def spot(self) -> Sequence[int | str]:
        return [self._handover, self._wanted]

    @property
    def under_cursor(self) -> int | None:
        at = self.rows.cursor_id
        if isinstance(at, ExpertId):
            return at.person
        return at if isinstance(at, int) else None

    def on_row_list_chosen(self) -> None:
        self.action_open()

    def action_open(self) -> None:
        if (found := self.under_cursor) is not None:
            self.host.open_record(self._handover, found)
        else:
            self.say_nowhere()

    def action_topic(self) -> None:
        at = self.rows.cursor_id
        topic = at.topic if isinstance(at, ExpertId) else at
        if isinstance(topic, int):
            self.host.open_record(self._handover, topic)
        else:
            self.say_nowhere()

    @work
    async def action_again(self) -> None:
        wanted = await _asked(self)
        if wanted is not None:
            self._wanted = wanted
            self.reload()
            self.rows.action_top()


def _how(expert: Expert) -> Msg:
    if expert.only:
        return msg("the only one")
    if expert.not_shown:
        return msg("not proved, not counted")
    if expert.level >= _TEACHES:
        return msg("can teach it")
    if expert.alone:
        return msg("does it alone")
    return msg("knows about it") if expert.level == 1 else msg("does it with help")


_TEACHES = 4
