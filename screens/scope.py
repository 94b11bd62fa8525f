"""Which registers somebody has looked at: untouched, in use, complete, not needed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import ClassVar

from textual import work
from textual.binding import BindingType
from textual.widget import Widget

from screens.fields import EditingScreen
from screens.people import myself, somebody
from screens.prompts import words
from screens.widgets.keyline import to_bindings
from screens.widgets.rowlist import Cell, Column, Group, Line, Row, RowList
from screens.widgets.rowlist.messages import Chosen
from workbench.domain import record
from workbench.domain.labelled import Side
from workbench.domain.message import listed, msg, nmsg
from workbench.domain.record import Register
from workbench.domain.registers.scope import ScopeState
from workbench.services import scopes
from workbench.services.scopes import RegisterScope

_STYLES = {
    ScopeState.UNTOUCHED: "warn",
    ScopeState.IN_USE: "",
    ScopeState.COMPLETE: "ok",
    ScopeState.NOT_NEEDED: "muted",
}


_ALL_SEEN = msg("somebody has looked at each")


class ScopeScreen(EditingScreen):
    """All registers that matter here, with what is said of each."""

    SCOPE = "scope"
    BINDINGS: ClassVar[list[BindingType]] = [*EditingScreen.BINDINGS, *to_bindings("scope")]

    def body(self) -> Iterable[Widget]:
        rows = RowList(classes="body")
        yield rows.header
        yield rows

    def display_lines(self, show: Callable[[Iterable[Line]], None]) -> None:
        found = scopes.scopes(self.dossier)
        open_ = sum(s.state is ScopeState.UNTOUCHED for s in found)
        parts = [
            self.tr(msg("Registers of {code}", code=self.dossier.handover.code)),
            self.tr(nmsg("{n} not looked at", "{n} not looked at", open_) if open_ else _ALL_SEEN),
        ]
        self.title_text(" " + "   ".join(parts))
        self.rows.set_columns(
            [
                Column("register", 22, title=self.tr(msg("Register"))),
                Column("rows", 5, align="right", title=self.tr(msg("Rows"))),
                Column("state", 12, title=self.tr(msg("State"))),
                Column("gates", 11, title=self.tr(msg("Asked at")), drop_below=70),
                Column("said", 0, title=self.tr(msg("Said by"))),
            ],
            "register",
        )
        show(list(self._lines(found)))

    def _lines(self, found: list[RegisterScope]) -> Iterable[Line]:
        dimension = object()
        for scope in found:
            if scope.register.dimension is not dimension:
                dimension = scope.register.dimension
                title = self.tr(dimension.title) if dimension is not None else ""
                yield Group(("dimension", title), title)
            yield self._row(scope)

    def _row(self, scope: RegisterScope) -> Row:
        said, by = scope.said, ""
        shown = said is not None and said.state is scope.state
        if said is not None and shown:
            names = [self.names.title_of(i) for i in (said.by, said.agreed_by) if i is not None]
            by = self.tr(msg("{text}", text=listed(list(dict.fromkeys(names)))))
            if said.reason:
                words = self.names.words(said.reason)
                by = self.tr(msg("{who}: {what}", who=by, what=words))
        gates = [g.value for g in scope.gates]
        return Row(
            scope.register.name,
            {
                "register": self.tr(scope.register.title),
                "rows": str(scope.rows or "-"),
                "state": Cell(self.tr(scope.state.label), _STYLES[scope.state]),
                "gates": f"{gates[0]}-{gates[-1]}" if len(gates) > 1 else "".join(gates) or "-",
                "said": by,
            },
        )

    @property
    def _register(self) -> Register | None:
        """The register under the cursor; says so if there is none."""
        at = self.rows.cursor_id
        if not isinstance(at, str):
            self.say_nowhere()
            return None
        return record.get(at)

    def on_row_list_chosen(self, event: Chosen) -> None:
        if (entry := self._register) is not None:
            _open(self, self._handover, entry)

    @work
    async def action_complete(self) -> None:
        if (entry := self._register) is not None:
            await complete(self, self._handover, entry)

    @work
    async def action_not_needed(self) -> None:
        if (entry := self._register) is not None:
            await not_needed(self, self._handover, entry)

    @work
    async def action_take_back(self) -> None:
        if (entry := self._register) is not None:
            done = msg("{register}: open again", register=entry.title)
            await self.act(lambda ws: scopes.take_back(ws, self._handover, entry.name), done)


async def settle(screen: EditingScreen, handover: int, entry: Register) -> None:
    """Nobody has looked at a register: fill it, or say that there is nothing for it."""
    tr = screen.tr
    options = [
        ("open", tr(msg("open it and add what there is")), ""),
        ("none", tr(msg("nothing here needs it")), tr(msg("the receiving side agrees"))),
    ]
    chosen = await screen.choose(
        msg("Nobody has looked at: {register}", register=entry.title), options
    )
    if chosen == "open":
        _open(screen, handover, entry)
    elif chosen == "none":
        await not_needed(screen, handover, entry)


async def complete(screen: EditingScreen, handover: int, entry: Register) -> None:
    """Somebody says that everything is in it."""
    if not screen.dossier.listed(entry.name):
        screen.say(
            msg("{register} is empty: say that it is not needed, and why", register=entry.title),
            "warn",
        )
        return
    who = msg("Who says that it is complete: {register}?", register=entry.title)
    by = await somebody(screen, handover, who, *Side, current=myself(screen))
    if by is not None:
        done = msg("{register}: complete", register=entry.title)
        await screen.act(lambda ws: scopes.complete(ws, handover, entry.name, by=by), done)


async def not_needed(screen: EditingScreen, handover: int, entry: Register) -> None:
    """There is nothing for it here: why, and who of the receiving side agrees."""
    if screen.dossier.listed(entry.name):
        screen.say(msg("{register} has rows, so it is in use", register=entry.title), "warn")
        return
    reason = await words(screen, msg("Not needed because: {register}", register=entry.title))
    if reason is None:
        return
    who = msg("Who of the receiving side agrees?")
    agreed = await somebody(screen, handover, who, Side.RECEIVING)
    if agreed is None:
        return
    by = myself(screen)
    done = msg("{register}: not needed", register=entry.title)
    await screen.act(
        lambda ws: scopes.not_needed(ws, handover, entry.name, reason, by=by, agreed_by=agreed),
        done,
    )


def _open(screen: EditingScreen, handover: int, entry: Register) -> None:
    from screens.leaving.places import register_screen

    if entry.name == "item":
        screen.dismiss()
    else:
        screen.app.push_screen(register_screen(handover, entry.name))
