"""A text as it will be sent: scrolled, copied to the terminal's clipboard, or written to a file."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.binding import BindingType
from textual.widget import Widget

from screens.base import WorkScreen
from screens.widgets.keyline import to_bindings
from screens.widgets.rowlist import Column, RowList, TextLine
from workbench.domain.errors import WorkbenchError
from workbench.domain.message import msg
from workbench.files import write_atomic

if TYPE_CHECKING:
    from workbench.services.chase import OwnerDebt


class TextScreen(WorkScreen):
    """Base of the screens that show one of several texts; subclasses say which."""

    SCOPE = "text"
    BINDINGS: ClassVar[list[BindingType]] = [*WorkScreen.BINDINGS, *to_bindings("text")]

    def __init__(self, handover: int) -> None:
        super().__init__()
        self._handover = handover
        self._place = 0

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

    def reload(self) -> None:
        self._texts = self.texts()
        self._place = min(self._place, len(self._texts) - 1)
        self.rows.set_columns([Column("text", 0)])
        if not self._texts:
            return
        title, text = self._texts[self._place]
        several = f"   {self._place + 1}/{len(self._texts)}" if len(self._texts) > 1 else ""
        self.title_text(title + several)
        self.rows.set_lines([TextLine(line) for line in text.splitlines()])
        self.rows.focus()

    def action_next(self) -> None:
        self._show(self._place + 1)

    def action_previous(self) -> None:
        self._show(self._place - 1)

    def _show(self, place: int) -> None:
        if 0 <= place < len(self._texts):
            self._place = place
            self.reload()
            self.rows.scroll_home(animate=False)
        else:
            self.say(msg("there is no further one"))

    def action_copy(self) -> None:
        if self._texts:
            self.app.copy_to_clipboard(self._texts[self._place][1])
            self.say(
                msg("sent to your terminal's clipboard; if it does not arrive, w writes a file")
            )

    @work
    async def action_write(self) -> None:
        if not self._texts:
            return
        folder = Path(self.host.settings.export_folder or Path.cwd())
        typed = await self.ask(msg("Write to"), str(folder / self.file_name(self._place)))
        if not typed:
            return
        path, exists = _target(typed, self.file_name(self._place))
        if exists and not await self.confirm(msg("{path} is there; write over it?", path=path)):
            return
        try:
            write_atomic(path, (self._texts[self._place][1].rstrip("\n") + "\n").encode())
        except WorkbenchError as problem:
            self.complain(problem)
        else:
            self.say(msg("written: {path}", path=path), "ok")


def _target(typed: str, name: str) -> tuple[Path, bool]:
    """The file to write, `name` in a folder that was named, and whether it exists."""
    path = Path(typed).expanduser()
    path = path / name if path.is_dir() else path
    return path, path.exists()


class ChaseScreen(TextScreen):
    """What each owner owes, by when, what counts as proof; starts with `owner` if he owes."""

    def __init__(self, handover: int, owner: int | None = None) -> None:
        super().__init__(handover)
        self._owner = owner

    def texts(self) -> list[tuple[str, str]]:
        from workbench.services import chase

        debts = chase.chase(self.ws.dossier(self._handover), self.ws.context)
        self._debts: list[OwnerDebt] = debts
        if self._owner is not None:
            self._place = next((i for i, d in enumerate(debts) if d.owner.id == self._owner), 0)
            self._owner = None
        if not debts:
            self.title_text(self.tr(msg("Chase list")))
            self.rows.set_lines([TextLine(self.tr(msg("Nobody owes anything here.")))])
        return [(self._title(d), chase.text(d, self.ws.context)) for d in debts]

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
        self._brief = True

    def texts(self) -> list[tuple[str, str]]:
        from workbench.services import export

        title = msg("Handover pack, one page") if self._brief else msg("Handover pack")
        return [(self.tr(title), export.export(self.ws, self._handover, brief=self._brief))]

    def file_name(self, place: int) -> str:
        code = self.ws.known(self._handover).handover.code
        return f"{code}-{'brief' if self._brief else 'pack'}.md"

    def action_brief(self) -> None:
        self._brief = not self._brief
        self.reload()
