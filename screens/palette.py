"""Finding by name: commands of the screen, handovers, records; and the choice of colours."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.binding import Binding
from textual.screen import ModalScreen
from textual.widgets import Input

from screens.fresh import FreshScreen
from screens.names import Names
from screens.widgets.lineinput import LineInput
from screens.widgets.rowlist import Cell, Column, Row, RowList
from screens.widgets.rowlist.messages import Chosen
from workbench.domain.dossier import Reading
from workbench.domain.message import msg
from workbench.domain.text import fold
from workbench.keys import ACTIONS, SCOPES, Action, for_scope, printed
from workbench.language import SUPPORTED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from screens.base import WorkScreen
    from screens.host import Host

_MOST = 60  # lines shown; more are found by more letters


class PaletteScreen(FreshScreen[None], ModalScreen[None]):
    """Type a few letters: commands first, then handovers and the records of the open one."""

    DEFAULT_CSS = """
    PaletteScreen {
        background: $background;
        & > Input { height: 1; border: none; padding: 0 1; background: $panel; }
        & > RowList { height: 1fr; }
    }
    """
    BINDINGS = [
        Binding("escape", "leave", show=False),
        Binding("down", "into", show=False),
        Binding("enter", "into", show=False),
    ]

    def __init__(self, caller: WorkScreen) -> None:
        super().__init__()
        self._caller = caller

    def compose(self) -> ComposeResult:
        tr = self._caller.tr
        yield LineInput(tr(msg("a command, a handover, an item, a name")))
        yield RowList(empty_text=tr(msg("Nothing has that name.")))

    def on_mount(self) -> None:
        self._all = [(fold(f"{r.cell('what').text} {r.also}"), r) for r in self._everything()]
        found = self.query_one(RowList)
        found.set_columns([Column("what", 0, 20), Column("where", 26, drop_below=60)])
        self._show("")
        self.query_one(Input).focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        self._show(event.value)

    def on_input_submitted(self) -> None:
        found = self.query_one(RowList)
        if found.cursor_id is not None:
            self._do(str(found.cursor_id))

    def on_row_list_chosen(self, event: Chosen) -> None:
        self._do(str(event.id))

    def action_leave(self) -> None:
        self.dismiss()

    def action_into(self) -> None:
        self.query_one(RowList).focus()

    def _show(self, typed: str) -> None:
        """What has all the words typed; what begins with them first."""
        wanted = fold(typed).strip()
        words = wanted.split()
        found = [(text, row) for text, row in self._all if all(word in text for word in words)]
        found.sort(key=lambda each: not each[0].startswith(wanted))
        rows = self.query_one(RowList)
        rows.set_lines(row for _, row in found[:_MOST])
        rows.action_top()

    def _everything(self) -> Iterator[Row]:
        tr, keys = self._caller.tr, self._host.keymap_in_force
        scope, unused = self._caller.SCOPE, self._caller.of_no_use
        for name in (scope, *(s for s in SCOPES.get(scope, ()) if s != "list")):
            for action in for_scope(name):
                if action.id in unused:
                    continue
                pressed = " ".join(printed(k) for k in keys.keys(action)[:2])
                yield Row(
                    f"do {action.id}",
                    {
                        "what": tr(msg("{label}: {help}", label=action.label, help=action.help)),
                        "where": Cell(pressed, "key"),
                    },
                    also=action.id,
                )
        yield from self._records()

    def _records(self) -> Iterator[Row]:
        from workbench.services import portfolio

        tr = self._caller.tr
        for entry in portfolio.entries(self._host.path, self._host.today):
            what = f"{entry.code}  {entry.name.show(tr.lang)}"
            cells = {"what": what, "where": tr(msg("handover"))}
            yield Row(f"handover {entry.id}", cells, also=f"{entry.name.en} {entry.name.zh}")
        handover = self._caller.handover_id
        if handover is None:
            return
        dossier = self._caller.ws.known(handover)
        names = Names(Reading(dossier, self._caller.ws.context), self._host.names_hidden)
        for name in ("item", "person", "seat"):
            for record in dossier.listed(name):
                what = f"{dossier.key(record)}  {names.title_of(record.id)}"
                both = [] if name == "person" else [dossier.title(record.id, x) for x in SUPPORTED]
                yield Row(f"record {record.id}", {"what": what}, also=" ".join((name, *both)))

    @property
    def _host(self) -> Host:
        return self._caller.host

    def _do(self, chosen: str) -> None:
        kind, _, what = chosen.partition(" ")
        caller, host = self._caller, self._host
        self.dismiss()
        if kind == "do":
            caller.call_after_refresh(self._run, ACTIONS[what])
        elif kind == "handover":
            host.open_handover(int(what))
        elif caller.handover_id is not None:
            host.open_record(caller.handover_id, int(what))

    async def _run(self, action: Action) -> None:
        """What the key of `action` would do: on the screen, on its list, or in the program."""
        caller = self._caller
        wanted = [action] + ([ACTIONS[action.shares]] if action.shares else [])
        for method in (each.method for each in wanted):
            for target in (caller, caller.focused, caller.app):
                if hasattr(target, f"action_{method.partition('(')[0]}"):
                    await caller.app.run_action(method, target)
                    return


async def choose_theme(screen: WorkScreen) -> None:
    """Choose other colours; each is shown on the whole screen before it is kept."""
    host = screen.host
    before = screen.app.theme
    options = [(name, label, "") for name, label in host.theme_names()]
    chosen = await screen.choose(
        msg("Colours"),
        options,
        current=before,
        shown=lambda name: host.choose_theme(name, keep=False),
    )
    host.choose_theme(chosen or before, keep=chosen is not None)
