"""How much of what is known is written down, recorded and proved, and what each is short of."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import ClassVar

from textual import work
from textual.binding import BindingType
from textual.widget import Widget

from screens.fields import EditingScreen
from screens.knowledge.coverage_lines import GROUPS, CoverageLines, FoundId, ShareId, cure
from screens.text import fit, one_line
from screens.widgets.keyline import to_bindings
from screens.widgets.oneline import OneLine
from screens.widgets.rowlist import Line, Row, RowList
from workbench.domain.message import msg
from workbench.domain.registers.session import Session
from workbench.domain.registers.task import Task
from workbench.domain.registers.topic import Topic


class CoverageScreen(EditingScreen):
    """Both tracks against what is agreed; below what is lacking, by kind. The cursor begins on
    `record` if one is given."""

    SCOPE = "coverage"
    BINDINGS: ClassVar[list[BindingType]] = [*EditingScreen.BINDINGS, *to_bindings("coverage")]
    DEFAULT_CSS = "CoverageScreen > .about { height: 1; color: $text-muted; }"

    def __init__(self, handover: int, record: int | None = None) -> None:
        super().__init__(handover)
        self.begin_on(*(FoundId(group, record or 0) for group in GROUPS))

    def body(self) -> Iterable[Widget]:
        rows = RowList(classes="body")
        yield OneLine(classes="practice about")
        yield rows
        yield OneLine(classes="whole about")

    def display_lines(self, show: Callable[[Iterable[Line]], None]) -> None:
        tr = self.tr
        parts = [tr(msg("Coverage of knowledge")), self.dossier.handover.code]
        self.title_text(" " + "   ".join(parts))
        made = CoverageLines(self.names, tr, self.today, self.room)
        for layout, columns in made.columns().items():
            self.rows.set_columns(columns, layout=layout)
        self.rows.empty_text = ""
        practice = tr(
            msg("The targets (>=) count; seen elsewhere: standardised {explicit}, recorded "
                "{tacit}",
                explicit="85 %", tacit="30 %")
        )  # fmt: skip
        self.query_one(".practice", OneLine).show(f" {fit(practice, self.room).rstrip()}")
        show(made.lines() if self._is_any else [])
        self.rows.empty_text = tr(
            msg("No topic and no critical task yet; they are added on the screen of the topics.")
        )
        self.tell()

    @property
    def _is_any(self) -> bool:
        return bool(self.dossier.all(Topic) or self.dossier.all(Task))

    # The cursor

    def spot(self) -> Sequence[int | str]:
        at = self.under_cursor
        return [self._handover, *([at] if at is not None else [])]

    @property
    def under_cursor(self) -> int | None:
        at = self.rows.cursor_id
        return at.record if isinstance(at, FoundId) else None

    def tell(self) -> None:
        """The whole of a line whose end may be cut."""
        found, said = self.rows.cursor_line, ""
        if isinstance(found, Row) and isinstance(found.id, FoundId):
            said = one_line(found.cell("note").text)
        self.query_one(".whole", OneLine).show(f" {said}")

    # Opening

    def on_row_list_chosen(self) -> None:
        self.action_open()

    def action_open(self) -> None:
        from screens.leaving import TopicsScreen
        from screens.register import RegisterScreen

        at = self.rows.cursor_id
        if isinstance(at, FoundId):
            field = cure(at.group, self.dossier.get(at.record))
            self.host.open_record(self._handover, at.record, field)
        elif isinstance(at, ShareId) and at.share == "independence":
            self.app.push_screen(RegisterScreen(self._handover, "task"))
        elif isinstance(at, ShareId):
            self.app.push_screen(TopicsScreen(self._handover))

    def action_tasks(self) -> None:
        from screens.register import RegisterScreen

        self.app.push_screen(RegisterScreen(self._handover, "task"))

    @property
    def _topic(self) -> Topic | None:
        """The topic under the cursor, or of the session there."""
        found = self.dossier.get(self.under_cursor)
        if isinstance(found, Session):
            found = self.dossier.get(found.parent)
        return found if isinstance(found, Topic) else None

    def action_card(self) -> None:
        from screens.leaving.sheet import TopicCardScreen

        if self._topic is None:
            self.say(msg("go to a topic first"))
        else:
            self.app.push_screen(TopicCardScreen(self._handover, self._topic.id))

    @work
    async def action_export(self) -> None:
        from screens.people_out import send_topics

        await send_topics(self)

    @work
    async def action_interview(self) -> None:
        from screens.knowledge.interview import interview

        await interview(self, self._handover, about=self.under_cursor)

    @work
    async def action_apprentice(self) -> None:
        from screens.knowledge.apprenticeship import plan_series

        await plan_series(self, self._handover, self._topic)

    @work
    async def action_who_knows(self) -> None:
        from screens.knowledge.experts import who_knows

        await who_knows(self, self._handover)
