"""Benefits reviews, and what was built and what it brings: depreciation, turnover, bonuses."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import ClassVar, NamedTuple

from textual import work
from textual.binding import BindingType
from textual.widget import Widget

from screens.fields import EditingScreen
from screens.kpi.words import mark
from screens.text import width, wrapped
from screens.widgets.keyline import to_bindings
from screens.widgets.rowlist import Cell, Column, Group, Line, Row, RowList, TextLine
from workbench.domain import record
from workbench.domain.message import msg, nmsg, pmsg
from workbench.domain.money import Money
from workbench.domain.record import Record
from workbench.domain.registers.asset import Asset
from workbench.domain.registers.flow import Flow
from workbench.domain.registers.kpi import Kpi
from workbench.domain.registers.scheme import Scheme
from workbench.figures.bonus import bonus
from workbench.figures.reviews import Review, reviews
from workbench.figures.value import depreciation, ends, in_order, is_ahead, values

_VALUE = ("asset", "flow", "scheme")
_REGISTERS = ("benefit", *_VALUE)
_AMOUNT = 17


class RecordId(NamedTuple):
    register: str
    record: int  # 0 for the heading of its register


class ValueScreen(EditingScreen):
    """Reviews, assets, value flows and bonus schemes, each with how its figure comes about.

    The cursor begins on a record, or the heading of a register, if one is given.
    """

    SCOPE = "value"
    BINDINGS: ClassVar[list[BindingType]] = [*EditingScreen.BINDINGS, *to_bindings("value")]

    def __init__(self, handover: int, register: str = "", at: int = 0) -> None:
        super().__init__(handover)
        self.begin_on(RecordId(register, at))

    def body(self) -> Iterable[Widget]:
        yield RowList(classes="body")

    def display_lines(self, show: Callable[[Iterable[Line]], None]) -> None:
        title = self.tr(pmsg("screen", "Value"))
        self.title_text(f" {title}   {self.dossier.handover.code}")
        for layout, columns in self._columns().items():
            self.rows.set_columns(columns, layout=layout)
        self.rows.folded_hint = self.tr(msg("{key} opens", key=self.key_of("list.choose")))
        show(
            [*self._reviews(), *self._assets(), *self._flows(), *self._schemes(), *self._nothing()]
        )

    def _nothing(self) -> Iterator[Line]:
        if not any(self.dossier.listed(name) for name in _VALUE):
            words = msg(
                "What did the project build, and what does it bring? {add} adds an asset, a value "
                "flow or a bonus scheme.",
                add=self.key_of("value.add"),
            )
            yield from (TextLine(f" {line}") for line in wrapped(self.tr(words), self.room - 2))

    def _columns(self) -> dict[str, list[Column]]:
        keys = max(
            (width(self.dossier.key(r)) for n in _REGISTERS for r in self.dossier.listed(n)),
            default=5,
        )
        key, name = Column("key", keys), Column("name", 0, 10)
        return {
            "benefit": [key, name, Column("stands", 6, drop_below=60),
                        Column("day", 10, align="right"), Column("when", 14)],
            "asset": [key, name, Column("cost", _AMOUNT, align="right", drop_below=50),
                      Column("amount", _AMOUNT, align="right")],
            "flow": [key, name, Column("revenue", _AMOUNT, align="right", drop_below=100),
                     Column("cost", _AMOUNT, align="right", drop_below=100),
                     Column("net", _AMOUNT, align="right", drop_below=50),
                     Column("amount", _AMOUNT, align="right")],
            "scheme": [key, name, Column("kind", 18, drop_below=60),
                       Column("amount", _AMOUNT, align="right")],
        }  # fmt: skip

    def _heading(self, register: str, found: Sequence[Record], note: str) -> Group:
        entry = record.get(register)
        return Group(RecordId(register, 0), self.tr(entry.title), len(found), note=note)

    def _reviews(self) -> Iterator[Line]:
        found = reviews(self.dossier, self.today)
        yield self._heading("benefit", [r.benefit for r in found], self.tr(msg("to be reviewed")))
        for review in found:
            cells: dict[str, Cell | str] = {
                "stands": mark(review.status, self.tr),
                "day": str(review.day) if review.day is not None else "-",
                "when": self._when(review),
            }
            yield self._row(review.benefit, "benefit", cells)
            if review.words:
                yield from self._formula(self.tr(msg("{text}", text=review.words)))

    def _when(self, review: Review) -> Cell:
        held = review.benefit.held_on
        if held is not None and review.benefit.was_held(self.today):
            return Cell(self.tr(msg("held {day}", day=self.tr.day(held, self.today))), "ok")
        if review.day is None:
            return Cell("")
        if review.late:
            late = nmsg("{n} day late", "{n} days late", review.late)
            return Cell(self.tr(late), "late")
        left = (review.day - self.today).days
        return Cell(self.tr(nmsg("in {n} day", "in {n} days", left)) if left > 0 else "")

    def _assets(self) -> Iterator[Line]:
        found = self.dossier.all(Asset)
        yield self._heading("asset", found, self.tr(msg("cost   depreciation a year")))
        for asset in found:
            yearly = depreciation(asset)
            cells: dict[str, Cell | str] = {
                "cost": _shown(asset.cost),
                "amount": str(yearly.yearly) if yearly is not None else "-",
            }
            yield self._row(asset, "asset", cells)
            lacking = self.tr(msg("the cost or the life is missing"))
            yield from self._formula(self.tr(yearly.words) if yearly is not None else lacking)

    def _flows(self) -> Iterator[Line]:
        found = self.dossier.all(Flow)
        yield self._heading("flow", found, self.tr(msg("revenue less cost   running total")))
        sums: dict[str, int] = {}
        key = self.key_of("value.open")
        planned = next((f for f in in_order(found) if is_ahead(f, self.today)), None)
        for flow in in_order(found):
            if flow is planned:
                yield from self._formula(self.tr(msg("planned, in periods that are not over:")))
            nets = _nets(flow)
            for net in nets:
                sums[net.currency] = sums.get(net.currency, 0) + net.minor
            so_far = [Money(sums[net.currency], net.currency) for net in nets]
            cells: dict[str, Cell | str] = {
                "revenue": _shown(flow.revenue),
                "cost": _shown(flow.cost),
                "net": "; ".join(map(str, nets)) or "-",
                "amount": Cell("; ".join(map(str, so_far)) or "-", "strong"),
            }
            yield self._row(flow, "flow", cells)
            if ends(flow) is None:
                hint = msg("stands last until its last day is said: {key} opens it", key=key)
                yield from self._formula(self.tr(hint))
        for each in values(self.dossier.all(Asset), found, self.today):
            for words in each.words:
                yield from self._formula(self.tr(words), strong=True)

    def _schemes(self) -> Iterator[Line]:
        found = self.dossier.all(Scheme)
        yield self._heading("scheme", found, self.tr(pmsg("bonus", "comes to")))
        for scheme in found:
            kpi = self.dossier.get(scheme.kpi)
            measured = kpi.last_value if isinstance(kpi, Kpi) else None
            counted = bonus(scheme, self.dossier.calendar, measured)
            cells: dict[str, Cell | str] = {
                "kind": self.tr(scheme.kind.label),
                "amount": Cell(_shown(counted.amount), "strong"),
            }
            yield self._row(scheme, "scheme", cells)
            yield from self._formula(self.tr(msg("{text}", text=counted.words)))

    def _row(self, found: Record, register: str, cells: dict[str, Cell | str]) -> Row:
        key = Cell(self.dossier.key(found), "key")
        name = self.names.title_of(found.id)
        return Row(RecordId(register, found.id), {"key": key, "name": name, **cells},
                   layout=register)  # fmt: skip

    def _formula(self, text: str, *, strong: bool = False) -> Iterator[Line]:
        for line in wrapped(text, self.room - 8):
            yield TextLine(f"       {line}", "strong" if strong else "muted")

    # The cursor

    def spot(self) -> Sequence[int | str]:
        at = self.rows.cursor_id
        return [self._handover, *(at if isinstance(at, RecordId) else ())]

    @property
    def under_cursor(self) -> int | None:
        at = self.rows.cursor_id
        return at.record or None if isinstance(at, RecordId) else None

    def on_row_list_chosen(self) -> None:
        self.action_open()

    def action_open(self) -> None:
        if (found := self.under_cursor) is not None:
            self.host.open_record(self._handover, found)
        else:
            self.say_nowhere()

    @property
    def _register(self) -> str:
        at = self.rows.cursor_id
        return at.register if isinstance(at, RecordId) else _REGISTERS[0]

    def action_table(self) -> None:
        from screens.register import RegisterScreen

        self.app.push_screen(RegisterScreen(self._handover, self._register, self.under_cursor))

    @work
    async def action_add(self) -> None:
        """In the table, where a row is typed cell by cell; a bonus scheme asks for what is needed
        of its many fields."""
        from screens.kpi.scheming import add_scheme
        from screens.register import RegisterScreen

        options = [(name, self.tr(record.get(name).one), "") for name in _REGISTERS]
        name = await self.choose(msg("Add what?"), options, current=self._register)
        if name == "scheme":
            made = await add_scheme(self, self._handover)
            if made is not None:
                self.rows.move_to(RecordId("scheme", made))
        elif name is not None:
            table = RegisterScreen(self._handover, name)
            await self.app.push_screen(table)
            table.action_add()


def _shown(amount: Money | None) -> str:
    return str(amount) if amount is not None else "-"


def _nets(flow: Flow) -> list[Money]:
    """Revenue less cost, for each currency."""
    sums: dict[str, int] = {}
    for money, sign in ((flow.revenue, 1), (flow.cost, -1)):
        if money is not None:
            sums[money.currency] = sums.get(money.currency, 0) + sign * money.minor
    return [Money(minor, currency) for currency, minor in sums.items()]
