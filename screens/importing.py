"""A file or pasted rows, looked at before they are brought in: nothing is written until `y`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, TypeVar

from textual import work
from textual.binding import Binding, BindingType
from textual.widget import Widget
from textual.widgets import Static

from screens.base import WorkScreen
from screens.import_lines import PreviewLines
from screens.saving import save_as
from screens.text import ui_text
from screens.widgets.keyline import to_bindings
from screens.widgets.rowlist import RowList
from screens.widgets.rowlist.messages import Chosen
from workbench.domain import record
from workbench.domain.errors import BadValue, WorkbenchError
from workbench.domain.message import Msg, msg, nmsg
from workbench.domain.text import clean
from workbench.exchange.sheet import Tell, quiet
from workbench.files import MEGABYTE
from workbench.reach import LISTS, Reach

if TYPE_CHECKING:
    from workbench.services.files_in import Opened
    from workbench.services.importing import Answers, Brought, Plan
    from workbench.services.workspace import Workspace

T = TypeVar("T")

_LONG = 1_000  # rows from which the user is told that it takes a moment
_ASKED = {
    "item": msg("Your list: Markdown, Excel or CSV"),
    "kpi": msg("KPIs or readings: an Excel or CSV file, or JSON"),
}
_OFFERED = {"item": LISTS, "kpi": (".xlsx", ".csv", ".json")}
_LAST = "import.file"  # what the user's memory calls the file looked at last


class ImportScreen(WorkScreen):
    """Shows what a file would bring; asks for the file unless `path`, or rows, are given.

    `done` says in the end whether something was brought in.
    """

    SCOPE = "preview"
    BINDINGS: ClassVar[list[BindingType]] = [
        *WorkScreen.BINDINGS,
        *to_bindings("preview"),
        # The list takes it for the next match while something is being looked for.
        Binding("n", "no", show=False),
    ]
    DEFAULT_CSS = "ImportScreen > .counts { height: 1; }"

    def __init__(
        self,
        handover: int,
        path: Path | None = None,
        *,
        register: str = "item",
        rows: Sequence[Sequence[str]] | None = None,
    ) -> None:
        super().__init__()
        self._handover, self._path, self._register = handover, path, register
        self._pasted = rows
        self._found: Opened | None = None
        self._plan: Plan | None = None
        self._answers: Answers | None = None
        self._at_work = False
        self.done = False

    @property
    def handover_id(self) -> int:
        return self._handover

    def body(self) -> Iterable[Widget]:
        yield Static("", classes="counts")
        yield RowList(classes="body")

    def on_mount(self) -> None:
        from workbench.services.files_in import HoldsReadings

        self.rows.focus()
        found = None
        if self._pasted is not None:
            try:
                found = self._rows()
            except HoldsReadings:
                self._bring_rows(self._pasted)
                return
            except WorkbenchError as problem:
                self.complain(problem)
        elif self._path is not None:
            found = self.attempt(lambda: self._read(str(self._path))[1])
            if found is not None:
                self.ws.memory.set(_LAST, str(self._path))
        if found is not None:
            self._show(found)
            return
        if self._pasted is not None:
            self.dismiss()
            return
        self.reload()
        self.action_file()

    def _rows(self) -> Opened:
        from workbench.services import files_in

        assert self._pasted is not None
        name = self.tr(msg("pasted rows"))
        return files_in.pasted(self.ws, self._handover, self._pasted, self._register, name)

    def _read(self, typed: str, tell: Tell = quiet) -> tuple[str, Opened]:
        """The file typed, as it is understood; BadValue says why it cannot be."""
        from workbench.services import files_in

        words = clean(typed)
        if not words:
            raise BadValue(msg("give the name of a file: Markdown, Excel or CSV"))
        try:
            return words, files_in.opened(self.ws, self._handover, words, self._register, tell=tell)
        except files_in.HoldsReadings:
            raise
        except WorkbenchError as problem:
            raise BadValue(problem.message, problem.where) from problem

    def _show(self, found: Opened) -> None:
        from workbench.services.importing import Answers

        self._found, self._answers = found, Answers()
        self.reload()

    def reload(self) -> None:
        code = self.ws.dossier(self._handover).handover.code
        found = self._found
        name = found.source.name if found is not None else ""
        entry = record.get(self._register)
        title = msg("IMPORT into {code}   {file}", code=code, file=name)
        if self._register != "item":
            title = msg("IMPORT into {code}, {register}   {file}", code=code, file=name,
                        register=entry.title)  # fmt: skip
        self.title_text(f" {self.tr(title)}".rstrip())
        if found is None:
            return
        from workbench.services import importing

        assert self._answers is not None
        self._plan = importing.plan(self.ws, self._handover, found.source, self._answers)
        self.query_one(".counts", Static).update(ui_text(f" {self.tr(self._plan.counts)}"))
        lines = PreviewLines(self.ws.reading(self._handover), self._plan, found, self.size.width)
        self.rows.set_columns(lines.columns(), lines.key)
        self.rows.set_columns(lines.guess_columns(), layout="guess")
        self.rows.set_lines(lines.lines())

    def refreshed(self) -> None:
        """The plan stays as it was looked at; what others change meanwhile is asked at the end."""

    # --- another file, another sheet ----------------------------------------------------------

    @work
    async def action_file(self) -> None:
        """Ask for the file, again with a sentence while it cannot be read."""
        lists = self._register == "item"
        there = self.host.settings.reach.lists(_OFFERED.get(self._register, (".xlsx", ".csv")))
        label = _ASKED.get(self._register, msg("Excel or CSV file"))
        hint = msg(
            "such as {file}", file=there[0] if there else "checklist.md" if lists else "list.xlsx"
        )
        typed = str(self._path or self.ws.memory.get(_LAST) or "")
        while True:
            answer = await self.ask(label, typed, hint, there, drafted=False)
            if answer is None:
                break
            typed = answer
            found = await self._looked_at(typed)
            if self.done:
                return
            if found is not None:
                self.ws.memory.set(_LAST, found[0])
                self._show(found[1])
                self.show_undo()
                return
        if self._found is None:
            self.dismiss()

    async def _looked_at(self, typed: str) -> tuple[str, Opened] | None:
        """The file typed; its problem is shown and gives None."""
        from screens.kpi import bringing
        from workbench.services.files_in import HoldsReadings
        from workbench.services.readings_in import Asked

        words = msg("reading {file} ...", file=clean(Path(typed).name))
        try:
            if not _is_large(self.host.settings.reach, typed):
                return self._read(typed)
            return await self._beside(words, lambda tell: self._read(typed, tell))
        except HoldsReadings:
            path = Path(clean(typed))
            self._end_if(await bringing.bring_path(self, self._handover, path, Asked()))
        except WorkbenchError as problem:
            self.complain(problem)
        return None

    @work
    async def _bring_rows(self, rows: Sequence[Sequence[str]]) -> None:
        """Pasted rows that are readings come in as such."""
        from screens.kpi import bringing
        from workbench.services.readings_in import Asked

        self._end_if(await bringing.bring_pasted(self, self._handover, rows, Asked()))
        if not self.done:
            self.dismiss()

    def _end_if(self, said: Msg | None) -> None:
        """Leave for where one came from, where readings were brought in."""
        if said is not None:
            self.done = True
            self._leave(said)

    async def _beside(self, words: Msg, work: Callable[[Tell], T]) -> T:
        """What takes long: its progress is shown, and keys of this screen wait for it."""
        from screens.import_work import watched

        self._at_work = True
        try:
            return await watched(self, words, work)
        finally:
            self._at_work = False

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return not self._at_work and super().check_action(action, parameters)

    def action_back(self) -> None:
        if not self._at_work:
            super().action_back()

    @work
    async def action_sheet(self) -> None:
        """Another sheet of the workbook."""
        from workbench.services import files_in

        found = self._found
        if found is None or found.book is None or len(found.sheets) < 2:
            self.say(msg("this file has one sheet only"))
            return
        here = found.sheet.name if found.sheet is not None else ""
        options = [(name, name, "") for name in found.sheets]
        name = await self.choose(msg("Which sheet"), options, current=here)
        if name is not None and name != here:
            other = self.attempt(lambda: files_in.with_sheet(self.ws, self._handover, found, name))
            if other is not None:
                self._show(other)

    # --- corrections --------------------------------------------------------------------------

    def on_row_list_chosen(self, event: Chosen) -> None:
        event.stop()
        self.action_correct()

    @work
    async def action_correct(self) -> None:
        """Say what a column, an owner, a date or a state in the file really means."""
        from screens.import_guesses import correct_column, correct_phrase
        from workbench.services.importing import Fate

        at, found, plan = self.rows.cursor_id, self._found, self._plan
        if found is None or plan is None or not isinstance(at, tuple):
            return
        match at:
            case ("column", int(n)):
                changed = await correct_column(self, found, n)
                if changed is not None:
                    self._found = changed
                    self.reload()
            case ("phrase", str(kind), str(words)):
                value = await correct_phrase(self, plan, kind, words)
                if value is not None:
                    self._answer(lambda a: replace(a, phrases={**a.phrases, (kind, words): value}))
            case ("row", int(n)) if plan.rows[n].fate is Fate.REFUSED:
                self.say(msg("mend it in the file and bring it in again; {key} writes what is "
                             "refused to a file", key=self.key_of("preview.refused")))  # fmt: skip
            case _:
                self.action_leave_out()

    def action_leave_out(self) -> None:
        """Leave a row out or take it in; where both changed, take the file's word or not."""
        from workbench.services.importing import Fate

        at, plan = self.rows.cursor_id, self._plan
        if plan is None or not (isinstance(at, tuple) and at[0] == "row"):
            return
        place = at[1]
        assert isinstance(place, int)
        row = plan.rows[place]
        if row.fate is Fate.CONTESTED or place in plan.answers.mine:
            self._answer(lambda a: replace(a, mine=frozenset(a.mine) ^ {place}))
        else:
            self._answer(lambda a: replace(a, left_out=frozenset(a.left_out) ^ {place}))

    @work
    async def action_keep(self) -> None:
        """Keep what looks like a password, with a reason that the log will have."""
        answers = self._answers
        if answers is None:
            return
        reason = await self.ask(msg("Why passwords and keys in it stay"), answers.keep)
        if reason is not None:
            self._answer(lambda a: replace(a, keep=clean(reason)))

    def _answer(self, change: Callable[[Answers], Answers]) -> None:
        if self._answers is not None:
            self._answers = change(self._answers)
            self.reload()

    @work
    async def action_refused(self) -> None:
        """Write the refused rows to a file, with why: to be mended and brought in again."""
        from workbench.services.refused import refused_csv

        plan, found = self._plan, self._found
        if plan is None or found is None:
            return
        data = refused_csv(self.ws.tr, plan, found)
        if data is None:
            self.say(msg("nothing is refused"))
            return
        await save_as(self, f"{Path(found.name).stem}-refused.csv", data)

    # --- the end ------------------------------------------------------------------------------

    @work
    async def action_yes(self) -> None:
        """Bring it in, and go to the checklist."""
        from workbench.services import importing

        plan = self._plan
        if plan is None:
            return
        if not plan.todo:
            self.say(msg("nothing in it is new here"), "warn")
            return
        words = nmsg("bringing in {n} row ...", "bringing in {n} rows ...", plan.todo)

        async def bring(ws: Workspace) -> Brought:
            if plan.todo <= _LONG:
                return importing.apply(ws, plan)
            unheard = ws.unheard()
            outcome = await self._beside(words, lambda tell: importing.apply(unheard, plan, tell))
            ws.on_saved()
            return outcome

        outcome = await self.carry_out_beside(bring, seen=plan.seen)
        if outcome is None:
            return
        self.done = bool(outcome.done)
        self._leave(plan.told(outcome))

    def _leave(self, said: Msg) -> None:
        """Say it where one came from, or in the handover."""
        below = self.app.screen_stack[-2]
        self.dismiss()
        if isinstance(below, WorkScreen) and below.handover_id == self._handover:
            below.reload()
            below.show_undo()
            below.say(said, "ok")
        else:
            self.host.open_handover(self._handover)

    def action_no(self) -> None:
        self.dismiss()


def _is_large(reach: Reach, typed: str) -> bool:
    """Whether reading the file takes long enough to say so; a workbook is packed."""
    try:
        path = reach.path(clean(typed))
        most = MEGABYTE / 10 if path.suffix.lower() == ".xlsx" else MEGABYTE
        return path.stat().st_size > most
    except (OSError, ValueError, WorkbenchError):
        return False
