"""The contracts to end: by when notice must be given, who works by each, and what was decided."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import ClassVar, NamedTuple

from textual import work
from textual.binding import BindingType

from screens.board import BoardScreen
from screens.handover.listing import short_day
from screens.handover.pane import Fact
from screens.text import width
from screens.widgets.keyline import to_bindings
from screens.widgets.rowlist import Cell, Column, Group, Line, Row
from workbench.domain.message import msg, nmsg, pmsg
from workbench.domain.registers.contract import Contract
from workbench.figures.contracts import Ending, endings, leaves_without
from workbench.services import standing_team
from workbench.services.standing_team import ContractPart

_WIDE = 100  # cells from which whom it is with has more room
_STYLES = {ContractPart.PASSED: "late", ContractPart.SOON: "warn"}


class ContractId(NamedTuple):
    contract: int


class ContractsScreen(BoardScreen):
    """The contracts by what is to be done."""

    SCOPE = "contracts"
    REGISTER = "contract"
    LINE = ContractId
    BINDINGS: ClassVar[list[BindingType]] = [*BoardScreen.BINDINGS, *to_bindings("contracts")]

    def display_lines(self, show: Callable[[Iterable[Line]], None]) -> None:
        tr, found = self.tr, standing_team.contracts(self.dossier, self.today)
        parts = [tr(msg("Contracts to end")), self.dossier.handover.code]
        if passed := len(found[ContractPart.PASSED]):
            parts.append(tr(nmsg("{n} past its day for notice", "{n} past their day for notice",
                                 passed)))  # fmt: skip
        self.title_text(" " + "   ".join(parts))
        self.rows.set_columns(self._columns())
        self.rows.empty_text = tr(
            msg("No contract yet. Which contracts of the project end, and when?\n{add} adds one, "
                "{rows} takes pasted rows, {file} brings an Excel or CSV file.",
                add=self.key_of("contracts.add"), rows=self.key_of("contracts.paste"),
                file=self.key_of("contracts.import"))
        )  # fmt: skip
        lines: list[Line] = []
        for part, contracts in found.items():
            if contracts:
                lines.append(Group(part, tr(part.label), len(contracts)))
                lines += [self._row(each, part) for each in contracts]
        show(lines)
        self.tell()

    def _columns(self) -> list[Column]:
        tr, found = self.tr, endings(self.dossier, self.today)
        keys = [self.dossier.key(e.contract) for e in found]
        people, left = tr(pmsg("contract", "People")), tr(pmsg("column", "Left"))
        decided, notice = tr(msg("Decided")), tr(msg("Notice by"))
        told = [self._decided(e.contract) for e in found]
        ends = tr(pmsg("contract", "Ends on"))
        days = [(self._day(e.contract.ends), self._day(e.contract.notice_day)) for e in found]
        return [
            Column("key", max([5, *map(width, keys)]), title=tr(msg("Key"))),
            Column("title", 0, 12, title=tr(msg("Contract"))),
            Column(
                "vendor",
                10 if self.room < _WIDE else 20,
                title=tr(pmsg("contract", "With")),
                drop_below=70,
            ),
            Column("ends", max(map(width, [ends, *(d for d, _ in days)])), title=ends),
            Column("notice", max(map(width, [notice, *(d for _, d in days)])), title=notice),
            Column(
                "left", max(map(width, [left, *map(self._left, found)])), align="right", title=left
            ),
            Column("people", max(3, width(people)), align="right", title=people, drop_below=60),
            Column("decision", max(map(width, [decided, *told])), title=decided, drop_below=64),
        ]

    def _row(self, found: Ending, part: ContractPart) -> Row:
        contract, style = found.contract, _STYLES.get(part, "")
        cells: dict[str, Cell | str] = {
            "key": Cell(self.dossier.key(contract), "key"),
            "title": self.names.words(contract.title),
            "vendor": self.names.words(contract.vendor),
            "ends": self._day(contract.ends),
            "notice": Cell(self._day(contract.notice_day), style),
            "left": Cell(self._left(found) if part is not ContractPart.OVER else "", style),
            "people": Cell(str(len(found.people) or "-"),
                           "warn" if leaves_without(found) else ""),
            "decision": self._decided(contract),
        }  # fmt: skip
        return Row(ContractId(contract.id), cells, also=contract.reference,
                   style="done" if part is ContractPart.OVER else "")  # fmt: skip

    def _day(self, day: date | None) -> str:
        return short_day(day, self.tr, self.today) if day is not None else "--"

    def _left(self, found: Ending) -> str:
        if found.left is None:
            return "?"
        return self.tr(nmsg("{n} day", "{n} days", found.left))

    def _decided(self, contract: Contract) -> str:
        return self.tr(
            contract.decision.label if contract.decision is not None else pmsg("contract", "open")
        )

    # The cursor

    @property
    def _at(self) -> Ending | None:
        found, at = endings(self.dossier, self.today), self.under_cursor
        return next((e for e in found if e.contract.id == at), None)

    def tell(self) -> None:
        pane, found = self.pane, self._at
        if found is None:
            pane.show_in_room("", [])
            return
        contract = found.contract
        parts = [self.dossier.key(contract), self.names.words(contract.title),
                 self.names.words(contract.reference)]  # fmt: skip
        pane.show_in_room("  ".join(filter(None, parts)), self._facts(found))

    def _facts(self, found: Ending) -> list[Fact]:
        tr, contract = self.tr, found.contract
        pressing = found.left is None or contract.notice_missed(self.today)
        made = [Fact(tr(pmsg("pane", "To do")), tr(standing_team.due(found, self.today)), 0,
                     strong=pressing)]  # fmt: skip
        if leaves_without(found):
            stay = nmsg("{n} stays beyond its end: {names}", "{n} stay beyond its end: {names}",
                        len(found.beyond), names=self.names.some(found.beyond))  # fmt: skip
            made.append(Fact(tr(pmsg("pane", "Stays")), tr(stay), 1, strong=True))
        work = msg("nobody works by it")
        if found.people:
            work = nmsg("{n} works by it: {names}", "{n} work by it: {names}",
                        len(found.people), names=self.names.some(found.people))  # fmt: skip
        made.append(Fact(tr(pmsg("pane", "Who")), tr(work), 2))
        notice = nmsg("{n} day before {day}", "{n} days before {day}", contract.notice or 0,
                      day=contract.ends or "?")  # fmt: skip
        made.append(Fact(tr(pmsg("pane", "Notice")), tr(notice), 3))
        if contract.exit_help:
            made.append(Fact(tr(pmsg("pane", "Help")), self.names.words(contract.exit_help), 4))
        return made

    # Opening

    def action_open(self) -> None:
        """What is to be done: its end where none is written down, else what becomes of it."""
        found = self._at
        if found is not None and found.contract.ends is None:
            self.action_ends()
        elif found is not None:
            self._decide(found)

    @work
    async def _decide(self, found: Ending) -> None:
        from screens.team.deciding import decide

        await decide(self, self._handover, found)

    @work
    async def action_ends(self) -> None:
        """Ask for the day, as for a wave."""
        from screens.team.deciding import another_end

        if (found := self._at) is not None:
            await another_end(self, self._handover, found.contract)
        else:
            self.say(msg("go to a contract first"))

    def action_people(self) -> None:
        from screens.leaving import RosterScreen

        found = self._at
        first = next(iter(found.beyond or found.people), None) if found is not None else None
        self.app.push_screen(RosterScreen(self._handover, first.id if first else None))

    def action_team(self) -> None:
        from screens.team.curve import TeamScreen

        self.app.push_screen(TeamScreen(self._handover))
