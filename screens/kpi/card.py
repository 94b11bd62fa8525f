"""The card of one KPI: its definition and what is missing, trend, parallel run and owners."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from typing import ClassVar

from textual import work
from textual.binding import BindingType
from textual.widget import Widget

from screens.field_text import Open
from screens.fields import EditingScreen
from screens.kpi import guiding, relating
from screens.kpi.card_lines import READ, Card, Run
from screens.kpi.words import value
from screens.text import fit, one_line
from screens.widgets.keyline import to_bindings
from screens.widgets.oneline import OneLine
from screens.widgets.rowlist import Done, Line, RowList, TextLine
from screens.widgets.rowlist.messages import Chosen
from workbench.domain import record
from workbench.domain.errors import Busy, WorkbenchError
from workbench.domain.kinds import RefKind
from workbench.domain.message import Msg, msg, nmsg
from workbench.domain.reading import Reading
from workbench.domain.record import Field
from workbench.domain.registers.batch import TYPED, Batch
from workbench.domain.registers.changeover import Changeover
from workbench.domain.registers.kpi import Kpi
from workbench.figures.changeover import parallel
from workbench.figures.kpi_readings import off
from workbench.figures.kpi_standing import asked
from workbench.rules.agreed import readings_needed
from workbench.services import readings

_LOW, _HIGH = 10, 14  # rows of the chart
_TALL = 32  # lines of a screen that has room for the higher one


class KpiScreen(EditingScreen):
    """One KPI; the cursor begins on `field` if one is named."""

    SCOPE = "kpi"
    BINDINGS: ClassVar[list[BindingType]] = [*EditingScreen.BINDINGS, *to_bindings("kpi")]
    DEFAULT_CSS = """
    KpiScreen {
        & > .standing { height: 1; text-style: bold; }
        & > .lacks { height: 1; color: $text-warning; }
    }
    """

    def __init__(self, handover: int, kpi: int, field: str = "") -> None:
        super().__init__(handover)
        self._kpi = kpi
        self._wanted = field
        self._fresh = True
        self._numbers = False

    def body(self) -> Iterable[Widget]:
        yield OneLine(classes="standing")
        yield OneLine(classes="lacks")
        rows = RowList(classes="body")
        rows.takes_rows = False
        yield rows

    @property
    def record_shown(self) -> int:
        return self._kpi

    @property
    def kpi(self) -> Kpi | None:
        found = self.dossier.get(self._kpi)
        return found if isinstance(found, Kpi) else None

    def display_lines(self, show: Callable[[Iterable[Line]], None]) -> None:
        kpi, tr, line = self.kpi, self.tr, self.query_one(".standing", OneLine)
        if kpi is None:
            deleted = tr(msg("Deleted"))
            self.title_text(f" {deleted}")
            line.show("")
            words = msg("This record has been deleted; who did so can bring it back with undo.")
            self.rows.set_lines([TextLine(f" {tr(words)}")])
            return
        name = one_line(self.names.title_of(kpi.id))
        self.title_text(f" {self.dossier.key(kpi)} {name}   {tr(kpi.phase.label)}")
        card = self._card(kpi)
        cells = max(8, self.app.size.width - 1)
        line.show(f" {fit(card.standing(), cells)}")
        lacks, text = self.query_one(".lacks", OneLine), card.lacks()
        lacks.show(f" {fit(text, cells)}")
        lacks.display = bool(text)
        for layout, columns in card.columns().items():
            self.rows.set_columns(columns, layout=layout)
        if self._fresh:
            wanted = self._wanted or next(iter(asked(kpi, card.needed)), "formula")
            self.begin_on(("field", wanted))
            self._fresh = False
        show(card.lines())

    def _card(self, kpi: Kpi) -> Card:
        height = _HIGH if self.app.size.height >= _TALL else _LOW
        known: dict[int, Sequence[Reading]] = {}

        def series(of: int | None) -> Sequence[Reading]:
            """Readings that are not what was loaded are told, and left out."""
            if of is not None and of not in known:
                try:
                    known[of] = readings.series(self.ws, self._handover, of)
                except Busy:
                    raise
                except WorkbenchError as problem:
                    self.complain(problem)
                    known[of] = ()
            return known.get(of or 0, ())

        runs, needed = [], readings_needed(self.dossier, self.today)
        for line in self.dossier.all(Changeover):
            old, new = self.dossier.get(line.old), self.dossier.get(line.new)
            if isinstance(new, Kpi) and kpi.id in (line.old, line.new) and line.first:
                far = parallel(line, old, new, series(line.old), series(line.new), self.today,
                               needed)  # fmt: skip
                if far is not None:
                    runs.append(Run(line, far, series(line.old), series(line.new)))
        return Card(kpi, series(kpi.id), runs, needed, self.names, self.tr, self.today,
                    self.room - 2, height, self._numbers)  # fmt: skip

    # The cursor

    def spot(self) -> Sequence[int | str]:
        field = self.field
        return [self._handover, self._kpi, field.name if field is not None else ""]

    @property
    def under_cursor(self) -> int:
        return self._kpi

    @property
    def field(self) -> Field | None:
        """The field the cursor is on."""
        at = self.rows.cursor_id
        if self.kpi is None or not isinstance(at, tuple) or at[0] != "field":
            return None
        return record.of(Kpi).field(at[1])

    def on_row_list_chosen(self, event: Chosen) -> None:
        kpi, field = self.kpi, self.field
        if kpi is not None and field is not None:
            self.start_edit(kpi, field, ("field", field.name), "value")
        elif isinstance(event.id, tuple) and event.id[0] in ("record", "run"):
            self.host.open_record(self._handover, event.id[1])

    def action_edit(self) -> None:
        if self.rows.cursor_id is not None:
            self.on_row_list_chosen(Chosen(self.rows, self.rows.cursor_id))

    def edit_left(self, opened: Open, done: Done) -> None:
        """Up, down, enter and tab go on to the next field."""
        names = [x.id[1] for x in self.rows.lines if isinstance(x.id, tuple) and x.id[0] == "field"]
        at = names.index(opened.field.name) + (-1 if done in ("back", "up") else 1)
        kpi = self.kpi
        if kpi is None or not 0 <= at < len(names):
            return
        self.rows.move_to(("field", names[at]))
        field = record.of(Kpi).field(names[at])
        if done in ("tab", "back") and not (
            field.kind.choices(self.names) or isinstance(field.kind, RefKind)
        ):
            self.start_edit(kpi, field, ("field", field.name), "value")

    # What is done with it

    @work
    async def action_guide(self) -> None:
        if (kpi := self.kpi) is not None:
            await guiding.guide(self, self._handover, kpi)

    @work
    async def action_relate(self) -> None:
        if (kpi := self.kpi) is not None:
            await relating.relate(self, self._handover, [kpi])

    @work
    async def action_state(self) -> None:
        from screens import moving

        if (kpi := self.kpi) is not None:
            await moving.move(self, self._handover, kpi)
            self.show_undo()

    def action_numbers(self) -> None:
        self._numbers = not self._numbers
        self.reload()

    def action_record(self) -> None:
        from screens.sheet import SheetScreen

        field = self.field
        self.app.push_screen(
            SheetScreen(self._handover, self._kpi, field.name if field is not None else "")
        )

    def action_note(self) -> None:
        at = self.rows.cursor_id
        if isinstance(at, tuple) and at[0] == READ:
            self._note_on_reading(at[1])
        else:
            self.write_note(self._kpi)

    @work
    async def _note_on_reading(self, at: str) -> None:
        text = await self.ask(msg("Note on the reading of {day}", day=at))
        if not text:
            return
        made = await self.carry_out(
            lambda ws: readings.note(ws, self._handover, self._kpi, at, text)
        )
        if made is not None:
            self.reload()
            self.show_undo()

    @work
    async def action_import(self) -> None:
        """Readings of this KPI, whatever the file calls them."""
        from screens.kpi import bringing
        from workbench.services.readings_in import Asked

        if (kpi := self.kpi) is not None:
            await bringing.bring_file(self, self._handover, Asked(kpi=self.dossier.key(kpi)))

    @work
    async def action_take_back(self) -> None:
        at = self.rows.cursor_id
        batch = self.dossier.get(at[1]) if isinstance(at, tuple) and at[0] == "record" else None
        if not isinstance(batch, Batch):
            self.say(msg("go to a line under {title} first", title=record.of(Batch).title))
            return
        later = sum(b.id > batch.id for b in self.dossier.under(self._kpi, Batch))
        n, source, key = batch.count, batch.origin, self.dossier.key(batch)
        typed = nmsg("Take back {key}, {n} typed reading?", "Take back {key}, {n} typed readings?",
                     n, key=key)  # fmt: skip
        title = nmsg("Take back {key}, {n} reading from {source}?",
                     "Take back {key}, {n} readings from {source}?", n, key=key,
                     source=source)  # fmt: skip
        title = typed if batch.source == TYPED else title
        stay = nmsg("{n} later batch stays, and counts on for the days it has.",
                    "{n} later batches stay, and count on for the days they have.",
                    later)  # fmt: skip
        about = [TextLine(f" {self.tr(stay)}")] if later else []
        together = [b.id for b in readings.with_it(self.dossier, batch)]
        done = msg("{key} ({source}) is taken back", key=key, source=source)
        if len(together) == 1:
            chosen = "one" if await self.confirm(title, about) else None
        else:
            of_all = nmsg("All that came together, {n} KPI", "All that came together, {n} KPIs",
                          len(together))  # fmt: skip
            options = [("one", self.tr(msg("Only those of this KPI")), ""),
                       ("all", self.tr(of_all), "")]  # fmt: skip
            chosen = await self.choose(title, options, about=about)
        if chosen is None:
            return
        if chosen == "all":
            done = msg("all that came together ({source}) is taken back", source=source)
        ids = together if chosen == "all" else [batch.id]
        was = self._off()
        if await self.act(lambda ws: readings.take_back(ws, self._handover, *ids), done) is None:
            return
        if (now := self._off()) is not None and was is None:
            base = value(self.kpi.baseline, self.kpi.unit) if self.kpi is not None else "-"
            self.say(msg("{key} is taken back; the baseline is {value}, {what}", key=key,
                         value=base, what=now), "warn")  # fmt: skip

    def _off(self) -> Msg | None:
        """That the baseline is not what its readings say."""
        kpi = self.kpi
        with suppress(WorkbenchError):  # readings that are lost: the card says so
            return off(kpi, readings.series_in(self.ws, self.dossier, kpi.id)) if kpi else None
        return None

    def action_page(self) -> None:
        from screens.kpi.page import KpiPageScreen

        self.app.push_screen(KpiPageScreen(self._handover, self._kpi))

    def action_log(self) -> None:
        from screens.log import LogScreen

        if (kpi := self.kpi) is not None:
            self.app.push_screen(LogScreen(self._handover, self.dossier.key(kpi)))

    def action_next(self) -> None:
        self._turn(1)

    def action_previous(self) -> None:
        self._turn(-1)

    def _turn(self, way: int) -> None:
        ids = [k.id for k in self.dossier.all(Kpi)]
        at = ids.index(self._kpi) + way if self._kpi in ids else -1
        if 0 <= at < len(ids):
            self._kpi = ids[at]
            self.reload()
            self.rows.action_top()
        else:
            self.say(msg("there is no further one"))
