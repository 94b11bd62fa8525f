"""What every screen of the program is made of, and how it talks to the services."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.events import Key
from textual.widget import Widget

from screens.carrying import CarryingScreen
from screens.widgets.ask import Ask
from screens.widgets.keyline import KeyLine, to_bindings
from screens.widgets.oneline import OneLine
from screens.widgets.rowlist import LineId, RowList
from screens.widgets.statusline import NOTHING, StatusLine
from workbench.domain.errors import Busy, StoreError, WorkbenchError
from workbench.domain.message import Msg, msg, nmsg
from workbench.keys import ACTIONS, printed

if TYPE_CHECKING:
    from workbench.domain.change import ChangeSet
    from workbench.services.presence import Here

PENDING = msg("others changed the list; it is put in order at your next move")
NO_CHINESE = msg("drawn in ASCII, which has no Chinese: start it with LANG=zh_CN.UTF-8")


class WorkScreen(CarryingScreen):
    """A title line, a body, the status line and the key line.

    Subclasses set `SCOPE`, yield their body, and rebuild what they show in `reload`.
    """

    SCOPE: ClassVar[str] = ""
    AT_REST: ClassVar[Msg] = NOTHING
    """What the status line says when there is nothing else to say."""
    BINDINGS: ClassVar[list[BindingType]] = [*to_bindings("app")]
    DEFAULT_CSS = """
    WorkScreen {
        background: $background;
        & > .title { height: 1; background: $panel; color: $text; text-style: bold; }
        & > .body { height: 1fr; }
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self._first: Sequence[LineId] = ()
        self._undo: ChangeSet | None = None
        self._others: Sequence[Here] = ()

    def compose(self) -> ComposeResult:
        yield OneLine(classes="title", id="title")
        yield from self.body()
        yield StatusLine(
            self.tr, self.host.keymap_in_force, standing=self.host.standing, rest=self.AT_REST
        )
        yield KeyLine(self.SCOPE, self.tr, self.host.keymap_in_force, without=self.of_no_use)
        yield Ask()

    @property
    def of_no_use(self) -> Collection[str]:
        """Actions of its scope that mean nothing for what it shows, and are not offered."""
        try:
            return self.idle()
        except WorkbenchError:
            return ()  # said where the screen shows what it is about

    def idle(self) -> Collection[str]:
        """What `of_no_use` gives; it may read the file."""
        return ()

    @property
    def record_shown(self) -> int | None:
        """The record this screen is about, when it is about one."""
        return None

    @property
    def is_behind(self) -> bool:
        """Whether the file was busy when this screen looked at it last."""
        return self.handover_id is not None and self.ws.behind

    def body(self) -> Iterable[Widget]:
        yield RowList(classes="body")

    def on_mount(self) -> None:
        # Not for overriding: Textual calls the handlers of all classes, each.
        for rows in self.query(RowList):
            rows.follow = self.tell
        self.arrived()

    def arrived(self) -> None:
        """The screen is there: show what it is about."""
        self.reload()

    def reload(self) -> None:
        """Show what the file says now, the cursor staying where it is."""

    def refreshed(self) -> None:
        """Somebody else changed the file: show it; what is under the cursor stays."""
        self.reload()

    def file_changed(self) -> None:
        """The file is another than at the last look: show it, and say that others' changes wait,
        unless something more urgent is being said."""
        before = self.shown
        self.attempt(self.refreshed)
        # What the user did himself, perhaps on another screen, is no news to him.
        by_others = before is None or self.shown is None or before.head != self.shown.head
        if by_others and any(rows.has_pending for rows in self.query(RowList)):
            self.query_one(StatusLine).mention(PENDING)
        self.show_undo()  # he may have a second program open

    def changed(self) -> None:
        """The user changed the file on this screen."""
        self.reload()

    def relabel(self) -> None:
        """The language was switched."""
        self.query_one(KeyLine).set_language(self.tr)
        self.query_one(StatusLine).set_language(self.tr)
        self.show_others(self._others)
        self.reload()

    def on_descendant_focus(self) -> None:
        typing = any(rows.is_editing for rows in self.query(RowList))
        self.query_one(KeyLine).set_typing(typing and self.SCOPE != "new")

    def settle(self) -> None:
        """A key was pressed: what the status line said has been seen."""
        self.query_one(StatusLine).settle()
        self.only_asks = False
        drafts = self.host.drafts
        if drafts.is_answered and not self.is_typing:
            drafts.saved()  # it was for nothing that is kept, a search for example

    @property
    def rows(self) -> RowList:
        return self.query_one(RowList)

    def begin_on(self, *lines: LineId) -> None:
        """Have the cursor, when lines are shown next, on the first of these that is there."""
        self._first = lines

    def go_there(self) -> None:
        """Lines are shown: put the cursor where it is to begin."""
        wanted, self._first = self._first, ()
        any(self.rows.move_to(line) for line in wanted)

    def key_of(self, action: str) -> str:
        """The key an action has, as printed."""
        keys = self.host.keymap_in_force.keys(ACTIONS[action])
        return printed(keys[0]) if keys else "-"

    # Gone and back

    def spot(self) -> Sequence[int | str] | None:
        """What opens this screen again where it is now; None when it cannot be opened so."""
        return None

    @property
    def under_cursor(self) -> int | None:
        """The record that the screen, or its cursor, is on."""
        return None

    @property
    def is_typing(self) -> bool:
        """Whether an editor in a line is open, or what was typed still waits to be saved."""
        editing = any(rows.is_editing for rows in self.query(RowList))
        return editing or self.query_one(Ask).open or self.is_waiting

    async def reopen(self, action: str) -> None:
        """Open again the editor that an action had opened; nothing else comes of it."""
        self.only_asks = True
        scope, _, name = action.rpartition(".")
        target = self.rows if scope == "list" else self
        if hasattr(target, f"action_{name}"):
            await self.app.run_action(name, target)

    # What every screen can do

    def action_back(self) -> None:
        self.dismiss()

    def action_quit(self) -> None:
        self.app.exit()

    def on_key(self, event: Key) -> None:
        """A character that means nothing here is answered, too."""
        if event.is_printable and event.key not in self.active_bindings and not self.is_typing:
            self.tell_idle(event)

    def tell_idle(self, event: Key) -> None:
        """The key means nothing here."""
        key = (event.character or "").strip() or event.key
        self.say(msg("{key} does nothing here; {help} shows what does", key=key, help="?"))

    def action_redraw(self) -> None:
        self.host.redraw()

    def action_language(self) -> None:
        if self.tr.lang != "en":
            self.host.set_language("en")
        elif self.host.shows_chinese:
            self.host.set_language("zh_CN")
        else:
            self.say(NO_CHINESE, "warn")

    def action_hide_names(self) -> None:
        self.host.names_hidden = not self.host.names_hidden
        self.show_others(self._others)
        self.reload()
        self.show_undo()
        hidden = msg("names are hidden; the same key shows them again")
        self.say(hidden if self.host.names_hidden else msg("names are shown"))

    def action_help(self) -> None:
        from screens.help import HelpScreen

        self.app.push_screen(HelpScreen(self.SCOPE, self.of_no_use))

    def action_palette(self) -> None:
        from screens.palette import PaletteScreen

        self.app.push_screen(PaletteScreen(self))

    @work
    async def action_theme(self) -> None:
        from screens.palette import choose_theme

        await choose_theme(self)

    @work
    async def action_find(self) -> None:
        """Find words in the list on this screen; the next-match keys go on from there."""
        words = await self.ask(msg("Find"))
        if words:
            n = self.rows.search(words)
            self.say(nmsg("{n} place found", "{n} places found", n), "info" if n else "warn")

    @work
    async def action_undo(self) -> None:
        """Take back what the status line says."""
        if self.handover_id is None:
            self.say(msg("open a handover to undo what you did in it"))
            return
        from workbench.services import undo

        handover = self.handover_id
        # None also when the file was busy as it was looked up for the status line.
        shown = self._undo or await self.carry_out(lambda ws: undo.latest(ws, handover))
        if shown is None:
            return
        if undo.is_asked(shown):
            what = undo.described(self.ws, shown, named=not self.host.names_hidden)
            if not await self.confirm(msg("Undo this: {what}?", what=what)):
                return
        found = await self.carry_out(lambda ws: undo.undo(ws, handover, shown))
        self.reload()
        self.show_undo()
        if found is not None:
            self.say(msg("undone: {what}", what=found.summary))
            self.undone()

    def undone(self) -> None:
        """Something was taken back."""

    def tell(self) -> None:
        """Tell of the line under the cursor; it is painted with it, in the same frame."""

    def show_undo(self) -> None:
        """Say in the status line what undo would take back now."""
        if self.handover_id is None or not self.query(StatusLine):  # as the program ends
            return
        from workbench.services import undo

        try:
            self._undo = undo.undoable(self.ws, self.handover_id)
        except StoreError as problem:
            # As it was said last: whatever is wrong with the file is said elsewhere.
            self.ws.behind = isinstance(problem, Busy)
            return
        hidden = self.host.names_hidden
        what = undo.described(self.ws, self._undo, named=not hidden) if self._undo else None
        self.query_one(StatusLine).set_undo(what, self._undo.id if self._undo else 0)

    def show_others(self, others: Sequence[Here]) -> None:
        """Say in the status line who else is in this handover, and on this record, now."""
        from screens.company import ways_to_say

        self._others = others
        self.query_one(StatusLine).set_here(ways_to_say(self, others))

    def title_text(self, text: str) -> None:
        self.query_one("#title", OneLine).show(text)
