"""The first screen: handovers, today's work in them, and what others did since the last visit."""

from __future__ import annotations

from typing import ClassVar

from textual import work
from textual.binding import BindingType

from screens import portfolio_lines as made
from screens.portfolio_lines import Place
from screens.portfolio_shown import ShownPortfolio
from screens.widgets.keyline import to_bindings
from screens.widgets.rowlist.messages import Chosen
from workbench.domain.message import msg
from workbench.services import returning


class PortfolioScreen(ShownPortfolio):
    """Everything the user can begin from; it stays below all other screens."""

    SCOPE = "portfolio"
    BINDINGS: ClassVar[list[BindingType]] = [*ShownPortfolio.BINDINGS, *to_bindings(SCOPE)]

    def __init__(self) -> None:
        super().__init__()
        self._asked_who = False

    def was_read(self) -> None:
        if self.app.screen is not self:
            return
        if self._found.is_empty:
            from screens.first import FirstScreen

            self.app.push_screen(FirstScreen())
        elif self.host.visitor is None and not self._asked_who:
            self._asked_who = True
            self.action_who()

    # The cursor

    def on_row_list_chosen(self, event: Chosen) -> None:
        if event.id == made.MORE:
            self._everything = True
            self._show()
        elif isinstance(event.id, Place) and event.id.kind == "left":
            left = self._left.pop(int(event.id.what))
            self._show()
            self.rows.move_to(Place("handover", int(left.screens[0][1][0])))
            self.host.go_back_to(left)
        elif isinstance(event.id, Place) and event.id.kind == "stop":
            self._gate(event.id.handover, str(event.id.what))
        elif isinstance(event.id, Place) and event.id.kind == "topic":
            self._topic(event.id.handover, int(event.id.what))
        elif isinstance(event.id, Place) and event.id.kind == "action":
            self.host.open_record(event.id.handover, int(event.id.what))
        elif isinstance(event.id, Place) and event.id.kind == "contract":
            self._contract(event.id.handover, int(event.id.what))
        elif isinstance(event.id, Place):
            item = int(event.id.what) if event.id.kind == "task" else None
            self.host.open_handover(event.id.handover, item)

    def _gate(self, handover: int, finding: str = "") -> None:
        from screens.gate import GateScreen

        self.app.push_screen(GateScreen(handover, at=finding))

    def _topic(self, handover: int, line: int) -> None:
        """The topic of a line of today's work, which is of one of its sessions or of itself."""
        from screens.leaving.topics import TopicsScreen

        topic = next((t.topic for t in self._found.tasks if t.item == line), None)
        self.app.push_screen(TopicsScreen(handover, topic))

    def _contract(self, handover: int, contract: int) -> None:
        from screens.team.contracts import ContractsScreen

        self.app.push_screen(ContractsScreen(handover, contract))

    def _on_handover(self) -> int | None:
        """The handover under the cursor; says what to do when there is none."""
        if self._here is None:
            self.say(msg("go to a handover first"))
        return self._here

    # Actions

    def action_today(self) -> None:
        """From the handovers to today's work, and back."""
        here = self.rows.cursor_id
        if isinstance(here, Place) and here.kind == "handover":
            self.rows.set_folded(made.TODAY, False)
            tasks = (x.id for x in self.rows.lines if isinstance(x.id, Place))
            self.rows.move_to(next((t for t in tasks if t.kind in made.TASKS), made.TODAY))
        else:
            self.rows.action_top()

    def action_chase(self) -> None:
        if (handover := self._on_handover()) is not None:
            from screens.chase import ChaseScreen

            self.app.push_screen(ChaseScreen(handover))

    def action_gate(self) -> None:
        if (handover := self._on_handover()) is not None:
            self._gate(handover)

    @work
    async def action_new(self) -> None:
        from screens.first import who_are_you
        from screens.new import NewHandover

        if self.host.settings.user or await who_are_you(self):
            self.app.push_screen(NewHandover())

    def action_only(self) -> None:
        if self._wish.only is None and self._on_handover() is None:
            return
        self._wish = self._wish._replace(only=None if self._wish.only is not None else self._here)
        self._read()

    def action_edit(self) -> None:
        if (handover := self._on_handover()) is not None:
            self.host.open_record(handover, handover)

    def action_log(self) -> None:
        if (handover := self._on_handover()) is not None:
            from screens.log import LogScreen

            self.app.push_screen(LogScreen(handover))

    def action_import(self) -> None:
        if self.host.visitor is None:
            self.action_who()  # before a file is named in vain
        elif (handover := self._on_handover()) is not None:
            from screens.importing import ImportScreen

            self.app.push_screen(ImportScreen(handover))

    def action_archive(self) -> None:
        handover = self._on_handover()
        if handover is None:
            return
        from workbench.services import handovers

        code = self._code(handover)
        back = any(found.id == handover for found in self._found.put_away)

        def move() -> bool:
            handovers.set_archived(self.ws, [handover], not back)
            return True

        if self.attempt(move):
            self.reload()
            done = (
                msg("{code} is open again", code=code)
                if back
                else msg("{code} is archived; z shows it, A there brings it back", code=code)
            )
            self.say(done, "ok")

    def action_archived(self) -> None:
        self._wish = self._wish._replace(archived=not self._wish.archived)
        self._read()

    @work
    async def action_who(self) -> None:
        from screens.first import who_are_you

        if await who_are_you(self):
            self._arrive()
            self._left = returning.found(self._memory(), self.host.settings.user)
            self.reload()
            if self.host.visitor:  # on a login of several people he has come only now
                self._begin_there()

    @work
    async def action_find(self) -> None:
        """Show the handovers with these words only, out of the whole file."""
        words = await self.ask(msg("Find"), self._wish.words, msg("in code and name; empty: all"))
        if words is not None:
            self._wish = self._wish._replace(words=words.strip())
            self._read()

    def action_back(self) -> None:
        """Take the filters away; this screen itself is left by `quit` only."""
        if self._wish.words or self._wish.only is not None or self._wish.archived:
            self._wish = self._wish._replace(words="", only=None, archived=False)
            self._read()
        else:
            self.say(msg("q leaves the program"))
