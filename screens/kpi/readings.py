"""The readings that are due, one value below the other, saved as one change."""

from __future__ import annotations

import calendar
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date
from decimal import Decimal
from typing import ClassVar

from textual import work
from textual.binding import BindingType
from textual.widget import Widget

from screens.fields import EditingScreen
from screens.handover.listing import short_day
from screens.kpi.words import KpiId, absent, mark, unlikely_words, value
from screens.text import all_wrapped, width, wrapped
from screens.widgets.keyline import to_bindings
from screens.widgets.rowlist import (
    Cell,
    Column,
    Done,
    Group,
    Line,
    LineId,
    Row,
    RowList,
    TextLine,
)
from screens.widgets.rowlist.editing import MIN_WIDTH
from screens.widgets.rowlist.messages import EditCancelled, Edited, PastedRows
from workbench.domain.amounts import number
from workbench.domain.calendar import parse_day
from workbench.domain.errors import BadValue, WorkbenchError
from workbench.domain.message import listed, msg, nmsg, pmsg
from workbench.domain.reading import Reading
from workbench.domain.registers.batch import TYPED
from workbench.domain.registers.kpi import Frequency, Kpi, KpiState
from workbench.figures.kpi_readings import is_unlikely, last_day, next_due, status
from workbench.services import readings

_READ = (
    KpiState.ACTIVE, KpiState.DEFINED, KpiState.BASELINED, KpiState.PARALLEL, KpiState.LIVE,
    KpiState.REVIEW,
)  # fmt: skip
"""A KPI of the project is read until it ends, one of operations from its definition on."""

_DAY = "day"


class ReadingsScreen(EditingScreen):
    """A value for each KPI that is due; the cursor begins on `kpi` if one is given.

    What is typed is kept until it is saved.
    """

    SCOPE = "readings"
    BINDINGS: ClassVar[list[BindingType]] = [*EditingScreen.BINDINGS, *to_bindings("readings")]

    def __init__(self, handover: int, kpi: int | None = None) -> None:
        super().__init__(handover)
        self._wanted = kpi or 0
        self._begun = False

    def body(self) -> Iterable[Widget]:
        rows = RowList(classes="body")
        yield rows.header
        yield rows

    @property
    def _key(self) -> str:
        return f"readings.{self._handover}"

    @property
    def _texts(self) -> dict[str, str]:
        """The day, and what was typed by KPI."""
        return self.ws.memory.begun(self._key, self.ws.me.name)

    def _keep(self, name: str, text: str) -> None:
        texts = {**self._texts, name: text}
        self.ws.memory.begin(self._key, self.ws.me.name, {n: t for n, t in texts.items() if t})

    @property
    def day(self) -> date:
        with suppress(KeyError, ValueError):
            return date.fromisoformat(self._texts[_DAY])
        return self.today

    def display_lines(self, show: Callable[[Iterable[Line]], None]) -> None:
        tr, day = self.tr, self.day
        due, later = self._due()
        parts = [tr(msg("Readings")), self.dossier.handover.code]
        when = f"{tr.weekday(day)} {day.isoformat()}"
        parts.append(tr(msg("of {day}", day=when)))
        if typed := self._typed():
            parts.append(tr(nmsg("{n} not saved", "{n} not saved", len(typed))))
        self.title_text(" " + "   ".join(parts))
        self.rows.set_columns(self._columns([*due, *later]))
        self.rows.empty_text = tr(
            msg("No KPI is read now: those of the project until they end, others once defined.")
        )  # fmt: skip
        lines: list[Line] = []
        if due:
            lines.append(Group("due", tr(msg("DUE")), len(due)))
            lines += [self._row(kpi) for kpi in due]
        if later:
            hint = tr(msg("{key} opens", key=self.key_of("list.choose")))
            lines.append(Group("later", tr(msg("NOT DUE YET")), len(later), folded=bool(due),
                               hint=hint if due else ""))  # fmt: skip
            lines += [self._row(kpi) for kpi in later]
        begins = not self._begun and bool(due)
        if begins:
            self._begun = True
            self.begin_on(KpiId(self._wanted), KpiId(due[0].id))
        show([*lines, *self._left_out()])
        if begins and not (self.host.standing is not None and self.host.standing.bars):
            self.call_after_refresh(self.action_type)

    def _left_out(self) -> Iterator[Line]:
        """The KPIs that nobody is asked for, though the map counts what is missing of them."""
        kpis, day, zero = self.dossier.all(Kpi), self.day, self.dossier.handover.day_zero
        proposed = [k for k in kpis if k.state is KpiState.PROPOSED]
        over = [k for k in kpis if k.state in _READ and _is_over(k, day, zero)]
        if not proposed and not over:
            return
        yield Group("left", self.tr(msg("NOT ASKED FOR")), len(proposed) + len(over))
        told = []
        if proposed:
            told.append(msg("proposed, so not defined yet (w on the map): {keys}",
                            keys=listed([self.dossier.key(k) for k in proposed])))  # fmt: skip
        if over:
            told.append(msg("over by that day, and not ended yet (w on the map): {keys}",
                            keys=listed([self.dossier.key(k) for k in over])))  # fmt: skip
        lines = all_wrapped(map(self.tr, told), self.room - 2)
        yield from (TextLine(f" {line}", "muted") for line in lines)

    def _due(self) -> tuple[list[Kpi], list[Kpi]]:
        """Those to be read by the day, or in its month, and the others that go on."""
        day, zero = self.day, self.dossier.handover.day_zero
        read = [k for k in self.dossier.all(Kpi) if k.state in _READ and not _is_over(k, day, zero)]
        due = [k for k in read if _is_due(k, day, zero)]
        return _in_order(due), _in_order([k for k in read if k not in due])

    def _columns(self, kpis: Sequence[Kpi]) -> list[Column]:
        tr = self.tr
        keys = max((width(self.dossier.key(k)) for k in kpis), default=5)
        lasts = max((width(value(k.last_value)) for k in kpis), default=4)
        last, missing = tr(pmsg("column", "Last")), tr(pmsg("column", "Miss"))
        stands = tr(pmsg("column", "Stands"))
        return [
            Column("key", keys, title=tr(msg("Key"))),
            Column("name", 0, 12, title=tr(msg("KPI"))),
            Column("unit", 8, title=tr(msg("Unit")), drop_below=60),
            Column("last", min(12, max(lasts, width(last))), align="right", title=last,
                   drop_below=50),
            Column("on", 10, title=tr(pmsg("column", "On")), drop_below=100),
            Column("due", 10, title=tr(pmsg("column", "Due")), drop_below=100),
            Column("missing", width(missing), align="right", title=missing, drop_below=60),
            Column("mark", max(4, width(stands)), title=stands),
            Column("value", MIN_WIDTH, title=tr(pmsg("reading", "Value"))),
        ]  # fmt: skip

    def _row(self, kpi: Kpi) -> Row:
        tr, text = self.tr, self._texts.get(str(kpi.id), "")
        read: Decimal | None = None
        with suppress(BadValue):
            read = self._read(kpi, text)
        zero = self.dossier.handover.day_zero
        due = next_due(kpi, zero)
        cells: dict[str, Cell | str] = {
            "key": Cell(self.dossier.key(kpi), "key"),
            "name": self.names.title_of(kpi.id),
            "unit": kpi.unit,
            "last": value(kpi.last_value),
            "on": kpi.last_reading.isoformat() if kpi.last_reading else "",
            "due": short_day(due, tr, self.today) if due is not None else "",
            "missing": absent(kpi, self.today, zero),
            "value": Cell(text, "strong") if text else Cell("_", "muted"),
            "mark": mark(status(kpi, read), tr),
        }
        return Row(KpiId(kpi.id), cells)

    def _read(self, kpi: Kpi, text: str) -> Decimal | None:
        return number(msg("Value"), unit=kpi.unit).parse(text, self.names)

    def _typed(self) -> dict[int, Decimal]:
        """The values typed so far, by KPI."""
        found: dict[int, Decimal] = {}
        for name, text in self._texts.items():
            kpi = self.dossier.get(int(name)) if name.isdecimal() else None
            with suppress(BadValue):
                if isinstance(kpi, Kpi) and (read := self._read(kpi, text)) is not None:
                    found[kpi.id] = read
        return found

    def _unlikely(self, typed: Mapping[int, Decimal]) -> Iterator[Line]:
        """The percentages that can hardly be meant."""
        for kpi in self.dossier.all(Kpi):
            if kpi.id in typed and is_unlikely(kpi, typed[kpi.id]):
                words = unlikely_words(self.called(kpi), typed[kpi.id], kpi.unit)
                for line in wrapped(self.tr(words), self.room - 2):
                    yield TextLine(f" {line}", "warn")

    # The cursor

    def spot(self) -> Sequence[int | str]:
        at = self.under_cursor
        return [self._handover, *([at] if at is not None else [])]

    @property
    def under_cursor(self) -> int | None:
        at = self.rows.cursor_id
        return at.kpi if isinstance(at, KpiId) else None

    @property
    def _at(self) -> Kpi | None:
        found = self.dossier.get(self.under_cursor)
        return found if isinstance(found, Kpi) else None

    def action_card(self) -> None:
        from screens.kpi.card import KpiScreen

        if (found := self._at) is not None:
            self.app.push_screen(KpiScreen(self._handover, found.id))
        else:
            self.say_nowhere()

    # Typing

    def on_row_list_chosen(self) -> None:
        self.action_type()

    def action_type(self) -> None:
        if (found := self._at) is not None and not self.is_barred():
            self._type(found.id)

    def _type(self, kpi: int) -> None:
        at = KpiId(kpi)
        place, start = self.place_of(at, "value") or ("", "")
        draft = self.host.drafts.at(place)
        self.rows.edit(at, "value", draft.text if draft is not None else start, width=14)

    def place_of(self, line: LineId, column: str) -> tuple[str, str] | None:
        if not isinstance(line, KpiId):
            return None
        return f"{self._key}.{line.kpi}", self._texts.get(str(line.kpi), "")

    def typed_in_line(self, event: Edited) -> None:
        found = self.dossier.get(event.id.kpi) if isinstance(event.id, KpiId) else None
        if not isinstance(found, Kpi):
            return
        try:
            self._read(found, event.value)
        except BadValue as problem:
            self.edit_again(problem)
            return
        place, _ = self.place_of(event.id, "value") or ("", "")
        self._keep(str(found.id), event.value.strip())
        self.host.drafts.forget(place)
        self.reload()
        self._go_on(found.id, event.done)

    def left_in_line(self, event: EditCancelled) -> None:
        """What was typed stays as it was; escape leaves the cell as it is."""

    def _go_on(self, kpi: int, done: Done) -> None:
        shown = [x.id.kpi for x in self.rows.lines if isinstance(x.id, KpiId)]
        due, _ = self._due()
        ids = [k.id for k in due] if kpi in {k.id for k in due} else shown
        at = ids.index(kpi) + (-1 if done in ("back", "up") else 1)
        if 0 <= at < len(ids):
            self._type(ids[at])
        elif at >= len(ids) and done == "enter" and self._typed():
            self.action_save()

    def on_row_list_pasted_rows(self, event: PastedRows) -> None:
        """A column pasted into a cell fills the cells below it."""
        ids = [x.id.kpi for x in self.rows.lines if isinstance(x.id, KpiId)]
        at = event.id if isinstance(event.id, KpiId) else None
        if at is None or at.kpi not in ids:
            return
        for kpi, row in zip(ids[ids.index(at.kpi) :], event.rows, strict=False):
            found = self.dossier.get(kpi)
            text = next((cell for cell in reversed(row) if cell.strip()), "").strip()
            try:
                if isinstance(found, Kpi) and self._read(found, text) is not None:
                    self._keep(str(kpi), text)
                    self.host.drafts.forget(f"{self._key}.{kpi}")  # what it replaces
            except WorkbenchError as problem:
                self.complain(problem)
                break
        self.reload()
        if event.column:
            self._type(at.kpi)

    # Day and saving

    @work
    async def action_day(self) -> None:
        def read(text: str) -> date:
            day = parse_day(text, self.today)
            if day > self.today:
                raise BadValue(msg("{day} is still ahead; a reading is of a day that was",
                                   day=day))  # fmt: skip
            return day

        day = await self.ask_until(msg("Readings of"), read, self.day.isoformat())
        if day is not None:
            self._keep(_DAY, day.isoformat() if day != self.today else "")
            self._begun = True
            self.reload()

    @work
    async def action_import(self) -> None:
        from screens.kpi import bringing
        from workbench.services.readings_in import Asked

        if await bringing.bring_file(self, self._handover, Asked()):
            self.reload()

    @work
    async def action_paste(self) -> None:
        from screens.kpi import bringing
        from workbench.services.readings_in import Asked

        if await bringing.bring_rows(self, self._handover, Asked()):
            self.reload()

    @work
    async def action_save(self) -> None:
        found, day = self._typed(), self.day
        if not found:
            self.say(msg("no value is typed yet"))
            return
        title = nmsg("Save {n} reading of {day}?", "Save {n} readings of {day}?", len(found),
                     day=f"{self.tr.weekday(day)} {day.isoformat()}")  # fmt: skip
        lines: list[Line] = [
            x for x in self.rows.lines if isinstance(x.id, KpiId) and x.id.kpi in found
        ]
        lines += self._unlikely(found)
        if not await self.confirm(title, lines, self._columns(self.dossier.all(Kpi))):
            return
        series = {kpi: [Reading(day.isoformat(), read)] for kpi, read in found.items()}
        done = nmsg("{n} reading of {day} saved", "{n} readings of {day} saved", len(found),
                    day=day)  # fmt: skip
        saved = await self.act(lambda ws: readings.load(ws, self._handover, series, TYPED), done)
        if saved is not None and saved.set_id is not None:
            self.ws.memory.set(self._key, None)
            self.reload()
            self.say(done, "ok")


def _is_over(kpi: Kpi, day: date, zero: date | None) -> bool:
    end = last_day(kpi, zero)
    return end is not None and end < day


def _is_due(kpi: Kpi, day: date, zero: date | None) -> bool:
    """Of what is read daily or weekly, by the day; of the rest, once a month is enough."""
    end = day.replace(day=calendar.monthrange(day.year, day.month)[1])
    next_, last = next_due(kpi, zero), kpi.last_reading
    if kpi.frequency in (Frequency.DAILY, Frequency.WEEKLY):
        return next_ is None or next_ <= day
    if last is not None and (kpi.frequency is Frequency.ONCE or last >= day.replace(day=1)):
        return False
    return next_ is None or next_ <= end


def _in_order(kpis: Iterable[Kpi]) -> list[Kpi]:
    """In the order of their numbers, which does not move while one types."""
    return sorted(kpis, key=lambda k: k.number)
