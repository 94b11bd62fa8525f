"""A checklist in Markdown, looked at before it is brought in: nothing is written until `y`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.binding import Binding, BindingType
from textual.widget import Widget
from textual.widgets import Static

from screens.base import WorkScreen
from screens.text import ui_text, width
from screens.widgets.keyline import to_bindings
from screens.widgets.rowlist import Cell, Column, Line, Row, RowList, Rule, TextLine
from workbench.domain.errors import BadValue, WorkbenchError
from workbench.domain.message import msg, nmsg
from workbench.domain.text import clean
from workbench.pack.wrap import cut

if TYPE_CHECKING:
    from workbench.exchange.gfm import ParsedList
    from workbench.services.importing import ImportPlan, ListRow

_MARKS = {"todo": "[ ]", "done": "[x]", "na": "[-]"}
_STYLES = {"new": "ok", "changed": "warn", "same": "muted", "refused": "late"}
_PLACE = 20  # cells of a file's name and the line, at most
_LAST = "import.file"  # what the user's memory calls the file looked at last


class ImportScreen(WorkScreen):
    """Asks for the file unless `path` is given, and shows what it would bring."""

    SCOPE = "preview"
    BINDINGS: ClassVar[list[BindingType]] = [
        *WorkScreen.BINDINGS,
        *to_bindings("preview"),
        # The list takes it for the next match while something is being looked for.
        Binding("n", "no", show=False),
    ]
    DEFAULT_CSS = "ImportScreen > .counts { height: 1; }"

    def __init__(self, handover: int, path: Path | None = None) -> None:
        super().__init__()
        self._handover, self._path = handover, path
        self._parsed: ParsedList | None = None
        self._plan: ImportPlan | None = None

    @property
    def handover_id(self) -> int:
        return self._handover

    def body(self) -> Iterable[Widget]:
        yield Static("", classes="counts")
        yield RowList(classes="body")

    def on_mount(self) -> None:
        self.rows.focus()
        if self._path is not None:
            found = self.attempt(lambda: _parsed(str(self._path)))
            if found is not None:
                self._show(*found)
                return
        self.reload()
        self.action_file()

    def _show(self, typed: str, parsed: ParsedList) -> None:
        self._parsed = parsed
        self.ws.memory.set(_LAST, typed)
        self.reload()

    def reload(self) -> None:
        from workbench.services import importing

        code = self.ws.dossier(self._handover).handover.code
        name = self._parsed.name if self._parsed is not None else ""
        title = msg("IMPORT into {code}   {file}", code=code, file=name)
        self.title_text(f" {self.tr(title)}".rstrip())
        if self._parsed is None:
            return
        self._plan = importing.plan_list(self.ws, self._handover, self._parsed)
        self.query_one(".counts", Static).update(ui_text(f" {self.tr(self._plan.summary)}"))
        self.rows.set_columns(self._columns(self._plan), "text")
        self.rows.set_lines(self._lines(self._plan))

    @work
    async def action_file(self) -> None:
        """Ask for the file, again with a sentence while it cannot be read as a checklist."""
        there = sorted(path.name for path in Path.cwd().glob("*.md"))
        parsed = await self.ask_until(
            msg("Your list, a Markdown file"),
            _parsed,
            str(self._path or self.ws.memory.get(_LAST) or ""),
            msg("such as {file}", file=there[0] if there else "checklist.md"),
            there,
        )
        if parsed is not None:
            self._show(*parsed)
        elif self._parsed is None:
            self.dismiss()

    def refreshed(self) -> None:
        """The plan stays as it was looked at; what others change meanwhile is asked at the end."""

    @work
    async def action_yes(self) -> None:
        """Bring it in, and go to the checklist."""
        from workbench.services import importing
        from workbench.services.importing import Fate

        plan = self._plan
        if plan is None:
            return
        n = plan.count(Fate.NEW) + plan.count(Fate.CHANGED)
        if not n:
            self.say(msg("nothing in it is new here"), "warn")
            return
        outcome = await self.carry_out(lambda ws: importing.apply(ws, plan), seen=plan.seen)
        if outcome is None:
            return
        code = self.ws.known(self._handover).handover.code
        done = nmsg(
            "{n} item from {file} is in {code} now",
            "{n} items from {file} are in {code} now",
            n,
            file=plan.parsed.name,
            code=code,
        )
        below = self.app.screen_stack[-2]
        self.dismiss()
        if isinstance(below, WorkScreen) and below.handover_id == self._handover:
            below.say(done, "ok")
        else:
            self.host.open_handover(self._handover)

    def action_no(self) -> None:
        self.dismiss()

    def _columns(self, plan: ImportPlan) -> list[Column]:
        place = max(map(width, map(_place, plan.rows)))
        fate = max(width(self.tr(row.fate.label)) for row in plan.rows)
        return [
            Column("mark", 3),
            Column("text", 0, 20),
            Column("place", place, drop_below=60),
            Column("fate", fate),
        ]

    def _lines(self, plan: ImportPlan) -> Iterator[Line]:
        """The refused rows with the reason, then all others as in the file."""
        refused = [(n, row) for n, row in enumerate(plan.rows) if row.why is not None]
        if refused:
            yield Rule(self.tr(msg("refused")).upper(), str(len(refused)))
        for n, row in refused:
            yield self._row(n, row)
            if row.why is not None:
                yield TextLine(f"     {self.tr(row.why)}", "late")
        if refused:
            yield Rule(self.tr(msg("as in the file")).upper())
        for n, row in enumerate(plan.rows):
            if row.why is None:
                yield self._row(n, row)

    def _row(self, n: int, row: ListRow) -> Row:
        return Row(
            n,
            {
                "mark": _MARKS[row.parsed.mark],
                "text": row.parsed.text,
                "place": Cell(_place(row), "muted"),
                "fate": Cell(self.tr(row.fate.label), _STYLES[row.fate.key]),
            },
            depth=row.parsed.depth,
        )


def _parsed(typed: str) -> tuple[str, ParsedList]:
    """The file typed and the checklist in it; BadValue says why there is none."""
    from workbench.exchange.gfm import parse
    from workbench.files import read_text

    words = clean(typed)
    if not words:
        raise BadValue(msg("give the name of a Markdown file"))
    try:
        path = Path(words).expanduser()
        return words, parse(read_text(path), clean(path.name))
    except RuntimeError as problem:  # ~name of nobody
        raise BadValue(msg("There is no such file; check the name."), words) from problem
    except WorkbenchError as problem:
        raise BadValue(problem.message, problem.where) from problem


def _place(row: ListRow) -> str:
    """`list.md:12`; of a long name only the start, but always the line."""
    name, _, line = row.source.partition(" / ")[0].rpartition(":")
    return f"{cut(name, _PLACE - len(line))}:{line}"
