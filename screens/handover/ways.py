"""What of the checklist is shown, and the ways from it to the other screens."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from textual import work

from screens.handover.arranging import Grouping
from screens.handover.filters import Filter, parse, suggestions
from screens.handover.listing import owner_name, short_day
from screens.handover.view import ChecklistView
from screens.widgets.rowlist import Cell, Column, Line, Row, Rule, TextLine
from workbench.domain.calendar import ahead, parse_day
from workbench.domain.journey import Dimension
from workbench.domain.message import Msg, msg, nmsg
from workbench.domain.record import all_registers
from workbench.domain.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from workbench.rules.leaver import Leaver
    from workbench.services.leaving import Frozen
    from workbench.services.planning import GateMoved, Moved

_ELSEWHERE = ("handover", "item")  # registers that have a screen of their own


class ChecklistWays(ChecklistView):
    """Filters, groupings, and what is one key away."""

    # What is shown

    def action_dimension(self, number: int) -> None:
        """Only this dimension; 0 shows everything again."""
        if not number:
            self._keep_to(Filter())
        else:
            wanted = Dimension(f"D{number}")
            chosen = None if self.filter.dimension is wanted else wanted
            self._keep_to(replace(self.filter, dimension=chosen))

    def action_mine(self) -> None:
        from workbench.services.present import myself

        if self.filter.mine is not None:
            self._keep_to(replace(self.filter, mine=None))
            return
        me = myself(self.ws, self.dossier)
        if me is None:
            self.say(msg("you are not on the roster of this handover, so nothing is yours here"))
        else:
            self._keep_to(replace(self.filter, mine=me.id))

    @work
    async def action_filter(self) -> None:
        """Only what the words name; an empty answer shows the rest again."""
        entries = self._listing.entries
        owners = sorted({owner_name(e.line.owner, self.names) for e in entries} - {""})
        text = await self.ask(
            msg("Only"),
            self.filter.typed,
            msg("words, is:late, owner:chen, state:claimed; empty for all"),
            suggestions(owners, self.tr),
        )
        if text is not None:
            self._keep_to(replace(self.filter, typed=clean(text), terms=parse(text)))

    @work
    async def action_group(self) -> None:
        options = [(grouping, self.tr(grouping.label), "") for grouping in Grouping]
        chosen = await self.choose(msg("Group the items"), options, current=self.grouping)
        if chosen is not None:
            self.grouping = chosen
            self.in_order()
            self.reload()

    def action_back(self) -> None:
        """First show all again, then leave."""
        if self.filter:
            self._keep_to(Filter())
        else:
            super().action_back()

    def _keep_to(self, wanted: Filter) -> None:
        self.filter = wanted
        self.in_order()
        self.reload()

    # T0

    @work
    async def action_t0(self) -> None:
        """Ask for the day, show every date that follows, and move it if the user agrees."""
        from workbench.services import leaving, planning

        seen = self.dossier
        handover = seen.handover
        actual = handover.t0_actual is not None
        if not actual and handover.t0 is not None and handover.t0 <= self.today:
            options = [
                (False, self.tr(msg("the plan has changed")), self.tr(msg("T0 is still to come"))),
                (True, self.tr(msg("it has happened")), self.tr(msg("say on which day"))),
            ]
            chosen = await self.choose(msg("T0 was planned for {day}", day=handover.t0), options)
            if chosen is None:
                return
            actual = chosen
        old = handover.t0_actual if actual else handover.t0

        def day(text: str) -> date:
            return parse_day(text, self.today)

        which = msg("T0, actual") if actual else msg("T0, planned")
        # Not a hint: nobody would see it behind the day there is.
        label = msg("{which} (2026-12-01, Dec 1, or +9d from today)", which=which)
        wanted = await self.ask_until(label, day, old.isoformat() if old else "")
        if wanted is None or wanted == old:
            return
        moved = planning.preview_t0(self.dossier, wanted, self.today)
        gates = planning.preview_gates(self.dossier, wanted, self.today)
        title: Msg = msg(
            "T0 on {day}: {dates}, {late} of them late by that; {gates}. Move it?",
            day=f"{self.tr.weekday(wanted)} {wanted.isoformat()}",
            dates=nmsg("{n} open date shifts", "{n} open dates shift", len(moved)),
            late=sum(found.becomes_late for found in moved),
            gates=nmsg("{n} gate shifts", "{n} gates shift", len(gates)),
        )
        early = leaving.early_with_t0(self.dossier, wanted, actual, self.today)
        stuck = leaving.frozen_with_t0(self.dossier, wanted, actual, self.today)
        lines = [*self._frozen(stuck), *self._leavers(early)]
        if gates or moved:
            lines.append(Rule(self.tr(msg("WHAT SHIFTS: DAY NOW, NEW DAY"))))
        lines += [*self._gate_shifts(gates), *self._shifts(moved)]
        if stays := planning.staying(seen):
            lines.append(TextLine(f" {self.tr(stays)}", "muted"))
        if await self.confirm(title, lines, _SHIFT_COLUMNS):
            self.in_order()
            await self.act(
                lambda ws: planning.move_t0(ws, self._handover, wanted, actual=actual),
                done=msg("T0 is {day} now", day=wanted),
                seen=seen,
            )

    def _leavers(self, early: Sequence[Leaver]) -> Iterator[Line]:
        """Who would then leave too early: the planned day, and the safe one."""
        if early:
            yield Rule(self.tr(msg("WOULD THEN LEAVE TOO EARLY: PLANNED DAY, SAFE DAY")))
        for own in early:
            person = own.person
            says = nmsg("{name}, {n} day too early", "{name}, {n} days too early", own.early,
                        name=self.names.title_of(person.id))  # fmt: skip
            yield Row(
                ("person", person.id),
                {
                    "key": Cell(self.dossier.key(person), "key"),
                    "old": self._weekday(person.release),
                    "new": self._weekday(own.safe.day),
                    "text": Cell(self.tr(says), "late"),
                },
            )

    def _frozen(self, found: Sequence[Frozen]) -> Iterator[Line]:
        """Which waves, and who by himself, would then go in the freeze, which moves with T0: the
        planned day, and the first one after it."""
        for first, last in {(each.window.first, each.window.last) for each in found}:
            span = [short_day(day, self.tr, self.today) for day in (first, last)]
            yield Rule(self.tr(msg("WOULD THEN GO IN THE FREEZE AROUND T0, {first} TO {last}: "
                                   "PLANNED DAY, DAY AFTER IT",
                                   first=span[0], last=span[1])))  # fmt: skip
        for each in found:
            who = each.wave or each.people[0]
            says: Msg | str = self.names.title_of(who.id)
            if each.wave is not None:
                says = nmsg("{wave}, {n} person", "{wave}, {n} people", len(each.people), wave=says)
            yield Row(
                ("frozen", who.id),
                {
                    "key": Cell(self.dossier.key(who), "key"),
                    "old": self._weekday(each.day),
                    "new": self._weekday(ahead(each.window.last, 1)),
                    "text": Cell(self.tr(msg("{text}", text=says)), "late"),
                },
            )

    def _gate_shifts(self, moved: list[GateMoved]) -> list[Line]:
        return [
            Row(
                found.gate.value,
                {
                    "key": Cell(found.gate.value, "strong"),
                    "old": self._weekday(found.old),
                    "new": self._weekday(found.new),
                    "text": self.tr(found.gate.title),
                },
            )
            for found in moved
        ]

    def _weekday(self, day: date | None) -> str:
        return f"{self.tr.weekday(day)} {short_day(day, self.tr, self.today)}" if day else ""

    def _shifts(self, moved: list[Moved]) -> list[Line]:
        tr = self.tr
        return [
            Row(
                found.item,
                {
                    "key": found.key,
                    "old": self._weekday(found.old),
                    "new": self._weekday(found.new),
                    "late": Cell(tr(msg("late")) if found.becomes_late else "", "late"),
                    "text": found.text.show(tr.lang),
                },
            )
            for found in moved
        ]

    # Other screens

    def on_row_list_chosen(self) -> None:
        if self.at is not None:
            self.host.open_record(self._handover, self.at.item.id)

    def action_walk(self) -> None:
        from screens.walk import WalkScreen

        self.app.push_screen(WalkScreen(self._handover))

    def action_gate(self) -> None:
        from screens.gate import GateScreen

        self.app.push_screen(GateScreen(self._handover))

    def action_chase(self) -> None:
        from screens.chase import ChaseScreen

        owner = self.at.line.owner.id if self.at is not None else None
        self.app.push_screen(ChaseScreen(self._handover, owner))

    def action_roster(self) -> None:
        from screens.leaving import RosterScreen

        self.app.push_screen(RosterScreen(self._handover))

    def action_posts(self) -> None:
        from screens.leaving import MatrixScreen

        self.app.push_screen(MatrixScreen(self._handover))

    def action_topics(self) -> None:
        from screens.leaving import TopicsScreen

        self.app.push_screen(TopicsScreen(self._handover))

    def action_kpis(self) -> None:
        from screens.kpi import KpisScreen

        self.app.push_screen(KpisScreen(self._handover))

    @work
    async def action_registers(self) -> None:
        """Those whose records stand by themselves; the others are on the sheets."""
        from screens.scope import ScopeScreen
        from workbench.services.scopes import scopes

        registers = [
            r for r in all_registers() if not (r.parents or r.sealed or r.name in _ELSEWHERE)
        ]
        said = {s.register.name: self.tr(s.state.label) for s in scopes(self.dossier)}
        options = []
        for entry in registers:
            rows = self.tr(nmsg("{n} record", "{n} records", len(self.dossier.listed(entry.name))))
            hint = "   ".join(filter(None, (rows, said.get(entry.name))))
            options.append((entry.name, self.tr(entry.title), hint))
        options.append(("", self.tr(msg("Complete, or not needed")), self.tr(msg("say which"))))
        chosen = await self.choose(msg("Registers"), options)
        if chosen:
            self._open_register(chosen)
        elif chosen is not None:
            self.app.push_screen(ScopeScreen(self._handover))

    def action_log(self) -> None:
        from screens.log import LogScreen

        self.app.push_screen(LogScreen(self._handover))

    def action_import(self) -> None:
        from screens.importing import ImportScreen

        self.app.push_screen(ImportScreen(self._handover))

    @work
    async def action_merge(self) -> None:
        from screens.merging import merge_marked

        ids = self.chosen()
        self.in_order()
        await merge_marked(self, ids)

    @work
    async def action_send(self) -> None:
        """What is shown, as a list that comes back."""
        from screens.listing_out import send_list

        told = self.filter.told(self.tr)
        title = " ".join([self.dossier.handover.code, *told])
        await send_list(self, [entry.item for entry in self._kept_to()], title)

    def action_export(self) -> None:
        from screens.exporting import ExportScreen

        self.app.push_screen(ExportScreen(self._handover))

    def _open_register(self, name: str) -> None:
        from screens.register import RegisterScreen

        self.app.push_screen(RegisterScreen(self._handover, name))


_SHIFT_COLUMNS = [
    Column("key", 9),
    Column("old", 14),
    Column("new", 14),
    Column("late", 5),
    Column("text", 0, 12),
]
