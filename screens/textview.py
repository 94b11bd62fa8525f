"""A text that will be sent: read, copied to the terminal's clipboard, or written to a file.

On the screen Markdown is text to be read; what is copied or written is the Markdown itself.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.binding import BindingType
from textual.widget import Widget

from screens.base import WorkScreen
from screens.markdown import Told, to_read
from screens.saving import save_as
from screens.widgets.keyline import to_bindings
from screens.widgets.rowlist import Cell, Column, Line, Row, RowList, TextLine
from workbench.domain.errors import Busy
from workbench.domain.message import Msg, msg

if TYPE_CHECKING:
    from workbench.domain.journey import Gate
    from workbench.services.chase import OwnerDebt

_HIDDEN = msg("Names are hidden, and this text names people; show them again to see it.")


class TextScreen(WorkScreen):
    """Base of the screens that show one of several texts; subclasses say which."""

    SCOPE = "text"
    BINDINGS: ClassVar[list[BindingType]] = [*WorkScreen.BINDINGS, *to_bindings("text")]

    nothing: ClassVar[Msg] = msg("There is nothing to show.")
    """Said where there is no text at all."""
    markdown: ClassVar[bool] = True
    """Whether the texts are Markdown."""

    def __init__(self, handover: int) -> None:
        super().__init__()
        self._handover = handover
        self._place = 0
        self._texts: list[tuple[str, str]] = []
        self._shown_for = 0

    @property
    def handover_id(self) -> int:
        return self._handover

    def body(self) -> Iterable[Widget]:
        yield RowList(classes="body", empty_text="")

    def texts(self) -> list[tuple[str, str]]:
        """(title, text) of each there is."""
        raise NotImplementedError

    def file_name(self, place: int) -> str:
        raise NotImplementedError

    def arrived(self) -> None:
        super().arrived()
        self.show_undo()

    def reload(self) -> None:
        self.rows.focus()
        self._read(self.rows.set_lines)

    def refreshed(self) -> None:
        """The line under the cursor stays where it is, whatever came in above it."""
        self._read(self.rows.update_lines)

    def _read(self, show: Callable[[Iterable[Line]], None]) -> None:
        self.rows.set_columns([Column("text", 0)])
        try:
            self._texts = [] if self.host.names_hidden else self.texts()
        except Busy:
            self.ws.behind = True  # what is on the screen stays, until the next look
            return
        self._place = max(0, min(self._place, len(self._texts) - 1))
        if self._texts:
            title, text = self._texts[self._place]
            several = f"   {self._place + 1}/{len(self._texts)}" if len(self._texts) > 1 else ""
            self.title_text(f" {title}{several}")
            self._shown_for = self.room
            show(_lines(self._to_read(text)))
        else:
            self.title_text("")
            why = _HIDDEN if self.host.names_hidden else self.nothing
            self.rows.set_lines([TextLine(f" {self.tr(why)}")])

    def _to_read(self, text: str) -> Iterable[Told]:
        if not self.markdown:
            return map(Told, text.splitlines())
        return to_read(text, self.room)

    def on_resize(self) -> None:
        if self.markdown and self._texts and self._shown_for != self.room:
            self.reload()

    def action_next(self) -> None:
        self._show(self._place + 1)

    def action_previous(self) -> None:
        self._show(self._place - 1)

    def _show(self, place: int) -> None:
        if 0 <= place < len(self._texts):
            self._place = place
            self.reload()
            self.rows.action_top()
        else:
            self.say(msg("there is no further one"))

    def on_row_list_chosen(self) -> None:
        self.action_copy()

    def action_copy(self) -> None:
        if self._texts:
            self.app.copy_to_clipboard(self._texts[self._place][1])
            self.say(
                msg("sent to your terminal's clipboard; if it does not arrive, w writes a file")
            )

    @work
    async def action_write(self) -> None:
        if self._texts:
            text = self._texts[self._place][1].rstrip("\n") + "\n"
            await save_as(self, self.file_name(self._place), text.encode())


class ChaseScreen(TextScreen):
    """What each owner owes, by when, what counts as proof; starts with `owner` if he owes."""

    SCOPE = "chase"
    markdown = False
    BINDINGS: ClassVar[list[BindingType]] = [*TextScreen.BINDINGS, *to_bindings("chase")]
    nothing = msg("Nobody owes anything here.")

    def __init__(self, handover: int, owner: int | None = None) -> None:
        super().__init__(handover)
        self._owner = owner
        self._debts: list[OwnerDebt] = []

    def texts(self) -> list[tuple[str, str]]:
        from workbench.services import chase

        shown = self._debts[self._place].owner.id if self._debts else self._owner
        self._debts = chase.chase(self.ws.dossier(self._handover), self.ws.context)
        if shown is not None:
            ids = [debt.owner.id for debt in self._debts]
            self._place = ids.index(shown) if shown in ids else 0
        return [(self._title(d), chase.text(d, self.ws.context)) for d in self._debts]

    @work
    async def action_send(self) -> None:
        """The owner's items as a list that comes back."""
        from screens.listing_out import send_list

        if not self._debts:
            return
        debt = self._debts[self._place]
        if not debt.debts:
            self.say(msg("no item of the checklist is open here, so there is no list to send"))
            return
        name = debt.owner.name(self.tr.lang) or self.tr(msg("nobody"))
        title = f"{debt.handover.code} {name.rstrip(' ?')}"
        await send_list(self, [owed.line.item for owed in debt.debts], title)

    def file_name(self, place: int) -> str:
        from workbench.files import safe_name

        code = self._debts[place].handover.code
        return safe_name(f"{code}-{self._debts[place].owner.name(self.tr.lang)}", ".txt")

    def _title(self, debt: OwnerDebt) -> str:
        name = debt.owner.name(self.tr.lang) or self.tr(msg("nobody"))
        return self.tr(msg("Chase list: {name}", name=name))


class PackScreen(TextScreen):
    """The pack as it would be exported; `b` switches between the whole and one page."""

    SCOPE = "pack"
    BINDINGS: ClassVar[list[BindingType]] = [*TextScreen.BINDINGS, *to_bindings("pack")]

    def __init__(self, handover: int) -> None:
        super().__init__(handover)
        self._brief = False

    def texts(self) -> list[tuple[str, str]]:
        from workbench.services import export

        title = msg("Handover pack, one page") if self._brief else msg("Handover pack")
        return [(self.tr(title), export.export(self.ws, self._handover, brief=self._brief))]

    def file_name(self, place: int) -> str:
        code = self.ws.known(self._handover).handover.code
        from workbench.files import safe_name

        return safe_name(f"{code}-{'brief' if self._brief else 'pack'}", ".md")

    def action_brief(self) -> None:
        self._brief = not self._brief
        self.reload()


class GateReportScreen(TextScreen):
    """The report a gate is decided on, with room to sign."""

    def __init__(self, handover: int, gate: Gate) -> None:
        super().__init__(handover)
        self._gate = gate

    def texts(self) -> list[tuple[str, str]]:
        from workbench.services import export

        title = msg("Gate report {gate}", gate=self._gate.value)
        return [(self.tr(title), export.gate_report(self.ws, self._handover, self._gate))]

    def file_name(self, place: int) -> str:
        from workbench.files import safe_name

        code = self.ws.known(self._handover).handover.code
        return safe_name(f"{code}-{self._gate.value}", ".md")


def file_name_of(screen: TextScreen, record: int, what: str) -> str:
    """What the page about a record is called as a file."""
    from workbench.files import safe_name

    dossier = screen.ws.known(screen.handover_id)
    found = dossier.get(record)
    key = dossier.key(found) if found is not None else ""
    return safe_name(f"{dossier.handover.code}-{key}-{what}", ".md")


def _lines(told: Iterable[Told]) -> list[Line]:
    """Rows, though of one column: they can be walked through and searched. Each is known by its
    words, and by how often they have stood there before."""
    times: Counter[str] = Counter()
    made: list[Line] = []
    for text, style in told:
        times[text] += 1
        made.append(Row((text, times[text]), {"text": Cell(text, style)}))
    return made
