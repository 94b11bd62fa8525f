"""The log of a handover: who did what when, narrowed to a person, a record or a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.binding import BindingType
from textual.widget import Widget

from screens.fields import EditingScreen
from screens.log_rows import Pages
from screens.text import one_line
from screens.widgets.keyline import to_bindings
from screens.widgets.rowlist import Column, Line, Row, RowList
from screens.widgets.rowlist.messages import Chosen
from workbench.domain.errors import BadValue, NotFound
from workbench.domain.message import msg, nmsg, pmsg

if TYPE_CHECKING:
    from workbench.services.log_choice import Wanted


class LogScreen(EditingScreen):
    """The acts of a handover, the newest first; with `typed` only those that it names."""

    SCOPE = "log"
    BINDINGS: ClassVar[list[BindingType]] = [*EditingScreen.BINDINGS, *to_bindings("log")]

    def __init__(self, handover: int, typed: str = "") -> None:
        super().__init__(handover)
        self._typed = typed
        self._which: Wanted | None = None
        self._ids: list[int] = []

    def body(self) -> Iterable[Widget]:
        rows = RowList(classes="body")
        yield rows.header
        yield rows

    def display_lines(self, show: Callable[[Iterable[Line]], None]) -> None:
        from workbench.services import log_choice, logbook

        if self._which is None:
            self._which = log_choice.typed(self.ws, self._handover, self._typed)
        self._ids = logbook.ids(self.ws, self._handover, self._which)
        pages = Pages(self.ws, self._handover, self._ids, self.names)
        before = {
            row.id: row
            for row in self.rows.lines
            if isinstance(row, Row) and isinstance(row.id, int)
        }
        self._tell_title()
        self.rows.set_columns(
            [
                Column("at", 16, title=self.tr(msg("When"))),
                Column(
                    "who", 22 if self.room < 100 else 34, title=self.tr(msg("Who")), drop_below=60
                ),
                Column("what", 0, title=self.tr(pmsg("log", "What"))),
            ]
        )
        self.rows.empty_text = self.tr(msg("The log has nothing of the kind."))
        show(pages.rows(before))

    def _tell_title(self) -> None:
        _, digest = self.ws.head(self._handover)
        acts = nmsg("{n} act", "{n} acts", len(self._ids))
        parts = [self.tr(msg("Log of {code}", code=self.dossier.handover.code)), self.tr(acts)]
        if self._typed:
            parts.append(f'"{one_line(self._typed)}"')
        parts.append(self.tr(msg("head {digest}", digest=digest[:8])))
        self.title_text(" " + "   ".join(parts))

    def on_row_list_chosen(self, event: Chosen) -> None:
        if isinstance(event.id, int):
            from screens.act import ActScreen

            self.app.push_screen(ActScreen(self._handover, event.id, self._ids))

    @work
    async def action_filter(self) -> None:
        """Only what the words name; an empty answer shows all again."""
        from workbench.services import log_choice, logbook

        def read(text: str) -> tuple[str, Wanted]:
            try:
                return text.strip(), log_choice.typed(self.ws, self._handover, text)
            except NotFound as problem:
                raise BadValue(problem.message) from None

        names = [] if self.host.names_hidden else logbook.people(self.ws, self._handover)
        chosen = await self.ask_until(
            msg("Only"),
            read,
            self._typed,
            msg("a name, a key, 7d, a kind of act; empty for all"),
            log_choice.suggestions(self.tr, names),
        )
        if chosen is not None:
            self._typed, self._which = chosen
            self.reload()
            self.rows.action_top()

    def action_back(self) -> None:
        """First show all again, then leave."""
        if self._typed:
            self._typed, self._which = "", None
            self.reload()
        else:
            super().action_back()

    def action_verify(self) -> None:
        from workbench.services import history

        found = self.attempt(lambda: history.verify(self.ws, self._handover))
        if found is None:
            return
        broken = found.first_broken
        if broken is not None:
            place = msg("change set {number}", number=broken.set_id)
            where = msg("{place}, {key}", place=place, key=broken.key) if broken.key else place
            self.say(msg("{where}: {why}", where=where, why=broken.why), "error")
            return
        sets = nmsg("{n} change set", "{n} change sets", found.count)
        if found.erased:
            told = nmsg(
                "{sets}, the chain holds; something was erased in {n} of them",
                "{sets}, the chain holds; something was erased in {n} of them",
                found.erased,
                sets=sets,
            )
        else:
            told = msg("{sets}, the chain holds", sets=sets)
        self.say(told, "ok")
