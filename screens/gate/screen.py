"""A gate: the computed verdict, what it comes from, and what people decide on it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import ClassVar

from textual import work
from textual.binding import BindingType
from textual.widget import Widget

from screens.fields import EditingScreen
from screens.gate import answering, deciding
from screens.gate.lines import (
    AnswerId,
    DecisionId,
    FindingId,
    GateId,
    GateLines,
    RuleId,
    SideId,
    columns,
    heading,
    outcome_line,
)
from screens.gate.telling import told_about
from screens.handover.pane import DetailPane
from screens.text import fit, width
from screens.widgets.keyline import to_bindings
from screens.widgets.oneline import OneLine
from screens.widgets.rowlist import Line, Row, RowList
from workbench.domain import record
from workbench.domain.journey import Gate
from workbench.domain.labelled import Side
from workbench.domain.message import msg, nmsg
from workbench.domain.registers.answer import Answer
from workbench.rules import engine, scope
from workbench.rules.catalogue import BY_ID
from workbench.rules.rule import Finding, Rule
from workbench.services import gates
from workbench.services.gates import GateView


class GateScreen(EditingScreen):
    """The next gate of a handover, or `gate`; enter on a finding goes where it is cured."""

    SCOPE = "gate"
    BINDINGS: ClassVar[list[BindingType]] = [*EditingScreen.BINDINGS, *to_bindings("gate")]
    DEFAULT_CSS = "GateScreen > .comes-to { height: 1; text-style: bold; }"

    def __init__(self, handover: int, gate: Gate | None = None, *, at: str = "") -> None:
        """`at` is the id of a finding to begin at."""
        super().__init__(handover)
        self._gate = gate
        self._at = at
        self._opened: frozenset[RuleId] = frozenset()

    def body(self) -> Iterable[Widget]:
        yield OneLine(classes="comes-to")
        yield RowList(classes="body")
        yield DetailPane()

    @property
    def gate(self) -> Gate:
        """The gate that is shown: the one asked for, else the next."""
        if self._gate is None:
            self._gate = gates.next_gate(self.dossier, self.today)
        return self._gate

    @property
    def view(self) -> GateView:
        return gates.view(self.dossier, self.gate, self.today)

    def display_lines(self, show: Callable[[Iterable[Line]], None]) -> None:
        view, tr, cells = self.view, self.tr, self.app.size.width
        left, right = heading(view, self.dossier.handover.code, self.today, tr)
        self.title_text(f"{fit(left, max(8, cells - width(right) - 2))} {right}")
        others = {gate: engine.verdict(self.dossier, gate, self.today) for gate in Gate}
        lines = GateLines(
            view, others, self.names, tr, self.today, self._opened, self.key_of("gate.registers")
        ).lines()
        for layout, shown in columns(lines, self.room).items():
            self.rows.set_columns(shown, "text" if not layout else None, layout=layout)
        self.rows.folded_hint = tr(msg("{key} opens", key=self.key_of("list.choose")))
        show(lines)
        for at in self._of(FindingId(self._at)):
            if not self.rows.move_to(FindingId(at.id)):
                self.rows.move_to(RuleId(at.rule, at.severity))
        self._at = ""
        self._show_outcome()
        self.tell()

    def _show_outcome(self) -> None:
        """What it takes to pass; while findings are marked, what it would take without them."""
        view, tr = self.view, self.tr
        left = f" {outcome_line(view.verdict, self._marked(), tr)}"
        right = tr(view.stands.standing.label)
        room = self.app.size.width - width(right) - 2
        self.query_one(".comes-to", OneLine).show(f"{fit(left, max(8, room))} {right}")

    # What the cursor is on

    def _findings(self) -> dict[str, Finding]:
        """The findings of this gate by id; what stops it hides a condition of the same id."""
        found = self.view.verdict
        every = (*found.notes, *found.exceptions, *found.conditions, *found.stops)
        return {f.id: f for f in every}

    def _of(self, *lines: object) -> list[Finding]:
        """The findings that lines of the list tell, each once."""
        every, told = self._findings(), dict[str, Finding]()
        for line in lines:
            if isinstance(line, FindingId) and line.finding in every:
                told[line.finding] = every[line.finding]
            elif isinstance(line, RuleId):
                told |= {f.id: f for f in every.values()
                         if f.rule == line.rule and f.severity is line.severity
                         and f.accepted is None}  # fmt: skip
        return list(told.values())

    def _marked(self) -> list[Finding]:
        return self._of(*self.rows.marked)

    def _chosen(self) -> list[Finding]:
        """The marked findings, else those of the line under the cursor; says so if none are."""
        found = self._marked() or self._of(self.rows.cursor_id)
        if not found:
            self.say(msg("go to a finding first, or mark some"))
        return found

    def on_row_list_marks_changed(self) -> None:
        self._show_outcome()

    def tell(self) -> None:
        """Show in the pane what the line under the cursor is about."""
        at = self.rows.cursor_id
        title, facts = told_about(at, self._of(at), self.view, self.names, self.tr)
        self.query_one(DetailPane).show_in_room(title, facts)

    # Where it is cured

    def on_row_list_chosen(self) -> None:
        self.action_cure()

    def action_cure(self) -> None:
        """Go where the line under the cursor is cured, decided or opened."""
        at = self.rows.cursor_id
        found = self._of(at)
        if isinstance(at, RuleId) and len(found) > 1:
            self._opened ^= {at}
            self.reload()
        elif found:
            self._cure(found[0])
        elif isinstance(at, GateId):
            self._go(at.gate)
        elif isinstance(at, SideId):
            self._sign(at.side)
        elif isinstance(at, DecisionId):
            self.action_decide()
        elif isinstance(at, AnswerId):
            self.host.open_record(self._handover, at.answer)

    @work
    async def _cure(self, finding: Finding) -> None:
        from screens.leaving.places import register_screen, screen_for
        from screens.team.seating import into_post, wants_people

        cure = finding.cure
        place = screen_for(self.dossier, self._handover, finding)
        if wants_people(cure):
            await into_post(self, self._handover, finding)
        elif place is not None:
            self.app.push_screen(place)
        elif cure.record is not None:
            self.host.open_record(self._handover, cure.record, cure.field)
        elif finding.rule == scope.RULE:
            from screens.scope import settle

            await settle(self, self._handover, record.get(cure.register))
        elif cure.register == "signoff":
            await deciding.sign(self, self._handover, self.gate, Side(cure.field))
        elif cure.register == "item":
            self.dismiss()
        else:
            self.app.push_screen(register_screen(self._handover, cure.register, cure.field))

    # Answers

    @work
    async def action_plan(self) -> None:
        if found := self._chosen():
            await self._then(await answering.plan(self, self._handover, self.gate, found))

    @work
    async def action_waive(self) -> None:
        if found := self._chosen():
            await self._then(await answering.waive(self, self._handover, found))

    async def _then(self, outcome: object) -> None:
        if outcome is not None:
            self.rows.clear_marks()

    @work
    async def action_rule(self) -> None:
        """Of the finding under the cursor, else of those that can be changed at this gate."""
        at = self.rows.cursor_id
        found = self._of(at)
        rule: Rule | None = BY_ID[found[0].rule] if found else None
        answer = self.dossier.get(at.answer) if isinstance(at, AnswerId) else None
        if isinstance(answer, Answer):
            rule = BY_ID.get(answer.rule)
        if rule is None:
            options = [
                (r, f"{r.id} {self.tr(r.title)}", "")
                for r in BY_ID.values()
                if self.gate in r.gates and (r.parameters or r.waivable)
            ]
            rule = await self.choose(msg("Which rule?"), options)
        if rule is not None:
            await answering.change_rule(self, self._handover, rule)

    @work
    async def action_withdraw(self) -> None:
        """The plan or waiver of the finding, or the agreed change under the cursor."""
        from workbench.services import answers

        at = self.rows.cursor_id
        found = self._marked() or self._of(at)
        ids = [a.id for f in found for a in (f.plan, f.accepted and f.accepted.answer) if a]
        if isinstance(at, AnswerId):
            ids = [at.answer]
        if not ids:
            self.say(msg("nothing was answered here"))
            return
        done = nmsg("{n} answer taken back", "{n} answers taken back", len(ids))
        await self.act(lambda ws: answers.withdraw(ws, self._handover, ids), done)

    # Decisions

    @work
    async def action_decide(self) -> None:
        gate = self.gate
        outcome = await deciding.decide(self, self._handover, self.view)
        if outcome is not None:
            self._gate = gate  # the decision is seen where it was taken
            self.reload()

    @work
    async def action_sign(self) -> None:
        at = self.rows.cursor_id
        side = at.side if isinstance(at, SideId) else None
        await deciding.sign(self, self._handover, self.gate, side)

    @work
    async def _sign(self, side: Side) -> None:
        await deciding.sign(self, self._handover, self.gate, side)

    @work
    async def action_present(self) -> None:
        from screens.people import present

        await present(self, self._handover)

    # Other gates and screens

    def action_gate(self, number: int) -> None:
        self._go(Gate(f"G{number}"))

    def action_next(self) -> None:
        self._turn(1)

    def action_previous(self) -> None:
        self._turn(-1)

    def _turn(self, way: int) -> None:
        number = self.gate.number + way
        if 1 <= number <= len(Gate):
            self._go(Gate(f"G{number}"))
        else:
            self.say(msg("there is no further one"))

    def _go(self, gate: Gate) -> None:
        if gate is not self.gate:
            self._gate, self._opened = gate, frozenset()
            self.rows.clear_marks()
            self.reload()
            self.rows.action_top()
            first = next((x.id for x in self.rows.lines if isinstance(x, Row)), None)
            self.rows.move_to(first)

    def action_report(self) -> None:
        from screens.textview import GateReportScreen

        self.app.push_screen(GateReportScreen(self._handover, self.gate))

    @work
    async def action_baseline(self) -> None:
        from screens.baseline import BaselineScreen
        from workbench.services.baselines import listed_baselines

        frozen = {b.gate: b for b in listed_baselines(self.dossier) if b.gate is not None}
        if not frozen:
            self.say(msg("no gate has been passed, so there is no baseline yet"))
            return
        options = [(g, f"{g.value} {self.tr(g.title)}", b.sha256[:8]) for g, b in frozen.items()]
        chosen = options[0][0]
        if len(options) > 1:
            asked = await self.choose(msg("What has changed since"), options, current=self.gate)
            if asked is None:
                return
            chosen = asked
        self.app.push_screen(BaselineScreen(self._handover, chosen))

    def action_registers(self) -> None:
        from screens.scope import ScopeScreen

        self.app.push_screen(ScopeScreen(self._handover))

    def action_log(self) -> None:
        from screens.log import LogScreen

        self.app.push_screen(LogScreen(self._handover))
