"""A new handover: a few questions, the dates when T0 is near, and who fills the seats."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Final

from textual import work
from textual.binding import BindingType
from textual.events import Key

from screens.base import WorkScreen
from screens.text import fit
from screens.widgets.keyline import to_bindings
from screens.widgets.rowlist import Cell, Column, Line, LineId, Row, TextLine
from screens.widgets.rowlist.messages import Chosen, EditCancelled, Edited, Typed
from workbench.domain.bitext import Bitext
from workbench.domain.calendar import parse_day
from workbench.domain.due import LateStart
from workbench.domain.errors import BadValue, WorkbenchError
from workbench.domain.message import Msg, msg, nmsg
from workbench.domain.registers.handover import Criticality
from workbench.domain.template import DEFAULT_STAGES, Template
from workbench.domain.text import clean

if TYPE_CHECKING:
    from workbench.services.workspace import Workspace

NO_TEMPLATE: Final = Template("", Bitext(), Bitext(), (), DEFAULT_STAGES, ())

_DRAFT = "new"  # what the memory keeps until the handover is there
_GO = "go"
_SEAT = "seat:"
_LIMIT = 80  # of a name, as on the roster

_QUESTIONS: Final = {
    "code": (msg("Code"), msg("short, such as PAY: every item's key begins with it")),
    "name": (msg("Name"), msg("what people call it: Payment system")),
    "t0": (msg("T0, day of acceptance"), msg("2027-01-15, Jan 15, 01-15; empty: not known yet")),
    "giving": (msg("Giving side"), msg("the organisation that hands over")),
    "receiving": (msg("Receiving side"), msg("the organisation that takes over")),
    "template": (msg("Template"), msg("a number from below; enter alone: 1")),
    "criticality": (msg("Criticality"), msg("A, B or C: {a}, {b} or {c} items; empty: A")),
}


class NewHandover(WorkScreen):
    """Two steps of one list: the questions, then the seats. Escape goes back a step.

    With `brought`, a list file, there is no template: the file is imported afterwards.
    """

    SCOPE = "new"
    BINDINGS: ClassVar[list[BindingType]] = [*WorkScreen.BINDINGS, *to_bindings(SCOPE)]

    def __init__(self, brought: Path | None = None) -> None:
        super().__init__()
        self._brought = brought
        self._texts: dict[str, str] = {}
        self._templates: Sequence[Template] = ()
        self._late = LateStart.AS_IS
        self._at_seats = self._making = False
        self._taken: frozenset[str] = frozenset()

    def on_mount(self) -> None:
        from workbench.exchange import template_file
        from workbench.services import portfolio

        self.rows.takes_rows = False
        self._texts = self.ws.memory.begun(_DRAFT, self.ws.me.name)
        templates, left_out = template_file.available(self.host.paths.templates)
        self._templates = [t for _, t in templates]
        found = [portfolio.entries(self.host.path, self.today, archived=a) for a in (False, True)]
        self._taken = frozenset(entry.code for part in found for entry in part)
        self.rows.set_columns([Column("label", 24), Column("side", 15), Column("value", 0, 20)],
                              layout="seat")  # fmt: skip
        self.rows.set_columns([Column("label", 24), Column("value", 0, 20)])
        self.call_after_refresh(self._ask, self._order[0])
        if left_out and self._brought is None:
            where, why = left_out[0].where, left_out[0].message
            self.say(msg("a template is left out: {where}: {why}", where=where, why=why), "warn")

    # The lines

    @property
    def _order(self) -> list[str]:
        """What is asked in this step."""
        if self._at_seats:
            return [_SEAT + seat.code for seat in self._template.seats] if self._template else []
        asked = ["code", "name", "t0", "giving", "receiving"]
        if self._brought is None:
            asked.append("template")
            if self._template is not None and _differs(self._template):
                asked.append("criticality")
        return asked

    @property
    def _template(self) -> Template | None:
        """The template that is chosen; None with a list of the user's own, or a wrong answer."""
        if self._brought is not None:
            return None
        wanted = self._texts.get("template") or "1"
        if wanted.isdecimal() and 1 <= int(wanted) <= len(self._templates):
            return self._templates[int(wanted) - 1]
        return next((t for t in self._templates if t.code == wanted), None)

    def reload(self) -> None:
        tr = self.tr
        title = msg("NEW HANDOVER")
        if self._at_seats:
            title = msg("NEW HANDOVER {code}   who fills the seats?", code=self._shown("code"))
        elif self._brought is not None:
            title = msg("NEW HANDOVER from {file}", file=self._brought.name)
        self.title_text(" " + tr(title))
        self.rows.set_lines(self._seat_lines() if self._at_seats else self._form_lines())

    def _form_lines(self) -> Iterator[Line]:
        intro = msg("Enter goes on, up goes back to an answer, esc leaves and keeps what is typed.")
        yield TextLine(f" {self.tr(intro)}", "muted")
        yield TextLine()
        for name in self._order:
            label = _QUESTIONS[name][0]
            yield self._row(name, self.tr(label), self._shown(name), self.tr(self._hint(name)))
            if name == "template":
                yield from self._template_lines()
        yield TextLine()
        what = msg("Make it, then preview the list")
        if self._brought is None:
            what = msg("Go on: who fills the seats")
        yield self._go_row(what)

    def _template_lines(self) -> Iterator[Line]:
        tr = self.tr
        for number, template in enumerate(self._templates, 1):
            n = len(template.for_level(self._texts.get("criticality") or "A"))
            items = tr(nmsg("{n} item", "{n} items", n))
            about = template.about.show(tr.lang)
            yield TextLine(f"   {number} {fit(template.code, 11)} {fit(items, 9)} {about}", "muted")

    def _seat_lines(self) -> Iterator[Line]:
        tr = self.tr
        yield TextLine(" " + tr(msg("A name in each line; enter alone: don't know yet.")), "muted")
        yield TextLine()
        assert self._template is not None
        from workbench.domain.registers.person import Side

        for seat in self._template.seats:
            id_ = _SEAT + seat.code
            yield self._row(
                id_,
                seat.name.show(tr.lang),
                self._texts.get(id_, ""),
                tr(msg("don't know yet")),
                side=tr(Side(seat.side).label),
            )
        yield TextLine()
        yield self._go_row(msg("Begin the handover"))

    def _row(self, id_: str, label: str, value: str, hint: str, side: str = "") -> Row:
        cells = {"label": label, "value": value or Cell(hint, "muted"), "side": Cell(side, "muted")}
        return Row(id_, cells, layout="seat" if side else "")

    def _hint(self, name: str) -> Msg:
        """What to answer, and what no answer means."""
        if self._at_seats:
            return msg("don't know yet")
        hint = _QUESTIONS[name][1]
        if name == "criticality" and self._template is not None:
            taken = {a.lower(): len(self._template.for_level(a)) for a in "ABC"}
            return replace(hint, args={**hint.args, **taken})
        return hint

    def _go_row(self, what: Msg) -> Row:
        return Row(_GO, {"label": "", "value": Cell(self.tr(what), "strong")})

    def _shown(self, name: str) -> str:
        text = self._texts.get(name, "")
        if name == "template" and self._template is not None:
            number = self._templates.index(self._template) + 1
            return f"{number}  {self._template.name.show(self.tr.lang)}"
        if name in ("code", "criticality"):
            return text.upper()
        if name == "t0" and text:
            try:
                day = parse_day(text, self.today)
            except BadValue:
                return text
            return f"{day.isoformat()} {self.tr.weekday(day)}"
        return text

    # Answering

    def _ask(self, name: str) -> None:
        draft = self.host.drafts.at("new." + name)
        text = draft.text if draft is not None else self._texts.get(name, "")
        hint, known = self.tr(self._hint(name)), self._named(name) if self._at_seats else []
        self.rows.edit(name, "value", text, placeholder=hint, names=known)

    def _named(self, but: str) -> list[str]:
        """Who was named for another seat, and the user himself."""
        others = [self._texts.get(name, "") for name in self._order if name != but]
        return [name for name in dict.fromkeys([*others, self.ws.me.name]) if name]

    def tell(self) -> None:
        """Where the cursor comes to a question, its answer can be typed at once."""
        self.call_next(self._ask_at, self.rows.cursor_id)

    def _ask_at(self, line: LineId | None) -> None:
        here = line == self.rows.cursor_id and self.app.screen is self and not self._making
        if here and line in self._order and not self.rows.is_editing:
            self._ask(str(line))

    def on_key(self, event: Key) -> None:
        """Letters are no keys of the list: whoever types on beyond the last answer is told so."""
        bound = self.active_bindings.get(event.key)
        if event.is_printable and bound is not None and bound.node is self.rows:
            event.stop()
            self.tell_idle(event)

    def on_row_list_chosen(self, event: Chosen) -> None:
        if event.id == _GO and not self._making:
            self._go_on()
        elif isinstance(event.id, str):
            self._ask(event.id)

    def on_row_list_typed(self, event: Typed) -> None:
        name = str(event.id)
        self.host.drafts.typing("new." + name, event.value, self._texts.get(name, ""))

    def on_row_list_edited(self, event: Edited) -> None:
        name = str(event.id)
        self._keep(name, event.value)
        forward = event.done in ("enter", "tab", "down")
        try:
            if event.value.strip() or event.done == "enter":
                self._read(name, event.value)
        except BadValue as problem:
            self.rows.edit_failed(self.tr(problem.message))
            return
        self.reload()
        order = self._order
        place = order.index(name) + (1 if forward else -1)
        if place < len(order):
            self._ask(order[max(0, place)])
        else:
            self.rows.move_to(_GO)
            # What makes the handover is pressed for itself, after a look at what is typed.
            if event.done == "enter" and not (self._at_seats or self._template is None):
                self._go_on()

    def on_row_list_edit_cancelled(self, event: EditCancelled) -> None:
        """Escape in an answer goes back a step like escape beside it."""
        self._keep(str(event.id), event.value)
        self.action_back()

    def action_back(self) -> None:
        if self._making:
            return
        if self._at_seats:
            self._at_seats = False
            self.reload()
            self.rows.move_to(_GO)
        else:
            self.dismiss()

    def _keep(self, name: str, text: str) -> None:
        """Remember what was typed, even should the line drop now."""
        self._texts[name] = clean(text)
        self.ws.memory.begin(_DRAFT, self.ws.me.name, self._texts)
        self.host.drafts.forget("new." + name)

    def _read(self, name: str, text: str) -> object:
        """The answer as a value; BadValue with one sentence."""
        text = clean(text)
        if name == "code":
            return self._read_code(text)
        if name == "name" and not text:
            raise BadValue(msg("Give it a name; it can be changed later."))
        if name == "t0":
            return parse_day(text, self.today) if text else None
        if name == "template" and self._template is None:
            last = len(self._templates)
            raise BadValue(msg("Write a number from 1 to {last}.", last=last))
        if name == "criticality" and text.upper() not in ("", "A", "B", "C"):
            raise BadValue(msg("Write A, B or C."))
        if len(text) > _LIMIT:
            raise BadValue(msg("{n} characters are too many, {limit} fit",
                               n=len(text), limit=_LIMIT))  # fmt: skip
        return text

    def _read_code(self, text: str) -> str:
        from workbench.services.handovers import checked_code

        code = checked_code(text)
        if code in self._taken:
            raise BadValue(msg("{code} is taken by another handover of this file.", code=code))
        return code

    # Going on

    @work(exclusive=True)
    async def _go_on(self) -> None:
        for name in self._order:
            try:
                self._read(name, self._texts.get(name, ""))
            except BadValue as problem:
                self._ask(name)
                self.rows.edit_failed(self.tr(problem.message))
                return
        if self._at_seats or self._template is None:
            await self._create()
        elif await self._settle_dates():
            self._at_seats = True
            self.reload()
            self._ask(self._order[0])

    async def _settle_dates(self) -> bool:
        """Ask what to do about a near T0; False when the user leaves the question."""
        from screens import late_start
        from workbench.services import planning

        t0, template = self._t0, self._template
        self._late = LateStart.AS_IS
        if t0 is None or template is None or t0 < self.today:
            return True
        preview = planning.late_start_preview(
            template, t0, self.today, criticality=Criticality(self._level)
        )
        if all(day >= self.today for _, day in preview[LateStart.AS_IS].items):
            return True
        tr, today, width = self.tr, self.today, self.app.size.width
        chosen = await self.choose(
            msg("T0 is near: some dates lie before today"),
            [(c, tr(c.label), late_start.span(preview[c], today, tr)) for c in LateStart],
            about=list(late_start.compared(preview, today, tr, width)),
        )
        self._late = chosen or LateStart.AS_IS
        return chosen is not None

    @property
    def _t0(self) -> date | None:
        text = self._texts.get("t0", "")
        return parse_day(text, self.today) if text else None

    @property
    def _level(self) -> str:
        return self._texts.get("criticality", "").upper() or "A"

    async def _create(self) -> None:
        """Make it beside the loop, so that a second enter comes here, not into the first item."""
        from screens.import_work import watched

        self._making = True
        words = msg("making {code} ...", code=self._shown("code"))
        try:
            made = await watched(self, words, lambda _: self._made(self.ws.unheard()))
        except WorkbenchError as problem:
            self._making = False
            self.complain(problem)
            return
        self.ws.on_saved()
        self.ws.memory.set(_DRAFT, None)
        self.dismiss()
        self.host.open_handover(made)
        if self._brought is not None:
            from screens.importing import ImportScreen

            self.app.push_screen(ImportScreen(made, self._brought))

    def _made(self, ws: Workspace) -> int:
        """The handover with its seats filled; gives its id. In a thread."""
        from workbench.services import handovers

        import_module("screens.handover")  # what is shown next
        template = self._template or NO_TEMPLATE
        return handovers.create(
            ws,
            code=self._texts["code"],
            name=Bitext().edited(self.tr.lang, self._texts["name"]),
            t0=self._t0,
            giving=self._texts.get("giving", ""),
            receiving=self._texts.get("receiving", ""),
            template=template,
            criticality=Criticality(self._level),
            start=self._late,
            people={s.code: self._texts.get(_SEAT + s.code, "") for s in template.seats},
        )


def _differs(template: Template) -> bool:
    """Whether the levels of criticality take different items."""
    return len({len(template.for_level(letter)) for letter in "ABC"}) > 1
