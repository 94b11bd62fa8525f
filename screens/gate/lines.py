"""The lines of a gate: findings by what they do to it, other gates, decision and sign-offs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from screens.handover.listing import short_day
from screens.names import Names
from screens.text import width
from screens.widgets.rowlist import Cell, Column, Group, Line, Row, TextLine
from workbench.domain.journey import Gate
from workbench.domain.labelled import Side
from workbench.domain.message import Msg, listed, msg, nmsg
from workbench.domain.registers.answer import Answer, AnswerKind
from workbench.domain.registers.decision import Decision
from workbench.domain.registers.person import Person
from workbench.domain.registers.signoff import Signoff
from workbench.domain.verdict import Consent, Outcome, Severity
from workbench.language import Tr
from workbench.rules import engine, scope
from workbench.rules.catalogue import BY_ID
from workbench.rules.engine import Told, Verdict
from workbench.rules.rule import Finding
from workbench.services.gates import GateView, outdated

SIGN = "sign"


class FindingId(NamedTuple):
    """A finding's line; the same finding may stop one gate and be a condition of another."""

    finding: str


class RuleId(NamedTuple):
    """The line that tells several findings of a rule at once."""

    rule: str
    severity: Severity


class AnswerId(NamedTuple):
    answer: int


class GateId(NamedTuple):
    gate: Gate


class SideId(NamedTuple):
    side: Side


class DecisionId(NamedTuple):
    """The one line of the chair's decision."""

    what: str = "decision"


def columns(lines: Iterable[Line], room: int) -> dict[str, list[Column]]:
    """The columns of the lines, dates as wide as the longest."""
    who = 12 if room < 100 else 20
    rows = (line for line in lines if isinstance(line, Row))
    day = max((width(row.cell("by").text) for row in rows), default=6)
    return {
        "": [Column("id", 5), Column("text", 0, 20), Column("who", who), Column("by", max(6, day))],
        SIGN: [Column("label", 15), Column("name", 0, 16), Column("says", 26)],
    }


def outcome_line(found: Verdict, marked: Sequence[Finding], tr: Tr) -> str:
    """What it takes: as it stands, or if what is marked were done."""
    if marked:
        rest = without(found, marked)
        count = nmsg("If the marked one were done", "If the {n} marked were done", len(marked))
        return tr(msg("{what}: {verdict}", what=count, verdict=_counted(rest)))
    stops, conditions = len(found.stop_lines), len(found.condition_lines)
    if stops:
        then = Outcome.CONDITIONS if conditions or found.exceptions else Outcome.GO
        return tr(
            nmsg(
                "{n} thing stops it. Cure it, and it is {verdict}",
                "{n} things stop it. Cure them, and it is {verdict}",
                stops,
                verdict=_with_conditions(then, conditions),
            )
        )
    if found.unsettled:
        return tr(
            nmsg(
                "Nothing stops it; {n} condition needs an owner and a date",
                "Nothing stops it; {n} conditions need an owner and a date",
                len(found.unsettled_lines),
            )
        )
    if conditions or found.exceptions:
        return tr(msg("Nothing stops it; every condition has its owner and date"))
    return tr(msg("Nothing stops it, and nothing is a condition"))


def without(found: Verdict, done: Iterable[Finding]) -> Verdict:
    """The verdict if these findings were cured."""
    gone = {f.id for f in done}

    def left(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
        return tuple(f for f in findings if f.id not in gone)

    return Verdict(
        found.gate,
        left(found.stops),
        left(found.conditions),
        left(found.notes),
        left(found.exceptions),
        found.settings,
        left(found.unsettled),
    )


def _counted(found: Verdict) -> Msg:
    if found.stops:
        return nmsg(
            "NO-GO, {n} would still stop it", "NO-GO, {n} would still stop it",
            len(found.stop_lines),
        )  # fmt: skip
    return _with_conditions(found.outcome, len(found.condition_lines))


def _with_conditions(outcome: Outcome, conditions: int) -> Msg:
    if outcome is Outcome.CONDITIONS and conditions:
        return msg("{verdict} ({n})", verdict=outcome.label, n=conditions)
    return outcome.label


@dataclass(frozen=True)
class GateLines:
    """The list of one gate as it is on a day; `opened` are the rules whose findings are shown
    each in a line."""

    view: GateView
    others: Mapping[Gate, Verdict]
    names: Names
    tr: Tr
    today: date
    opened: frozenset[RuleId]
    registers_key: str

    def lines(self) -> list[Line]:
        found = self.view.verdict
        unlooked = [t for t in found.condition_lines if t.rule.id == scope.RULE]
        conditions = [t for t in found.condition_lines if t.rule.id != scope.RULE]
        hint = msg("each needs an owner and a date before it can pass")
        shown: list[Line] = [
            *self._group(Severity.STOP, msg("STOPS THE GATE"), found.stop_lines),
            *self._group(Severity.CONDITION, msg("CONDITIONS"), conditions, hint),
            *self._unlooked(unlooked),
            *self._group(Severity.NOTE, msg("NOTES"), engine.told(found.notes)),
            *self._exceptions(found),
            *self._settings(found.settings),
        ]
        if not shown:
            nothing = self.tr(msg("No rule finds anything at this gate."))
            shown.append(TextLine(f" {nothing}"))
        return [*shown, *self._decision(), *self._gates()]

    # Findings

    def _group(
        self, severity: Severity, title: Msg, told: Sequence[Told], hint: Msg | None = None
    ) -> Iterator[Line]:
        if told:
            hint = hint or engine.tally([f for each in told for f in each.findings])
            words = self.tr(hint) if hint is not None else ""
            yield Group(severity, self.tr(title), len(told), hint=words)
            yield from self._told(told, severity)

    def _unlooked(self, told: Sequence[Told]) -> Iterator[Line]:
        if told:
            hint = msg("from G3 on these stop the gate; {key} settles them", key=self.registers_key)
            yield Group(scope.RULE, self.tr(msg("NOT LOOKED AT")), len(told), hint=self.tr(hint))
            yield from self._told(told, Severity.CONDITION)

    def _told(self, told: Sequence[Told], severity: Severity) -> Iterator[Row]:
        for each in told:
            if len(each.findings) == 1:
                yield self._row(each.findings[0])
                continue
            at = RuleId(each.rule.id, severity)
            yield self._together(at, each)
            if at in self.opened:
                yield from (self._row(f, depth=1) for f in each.findings)

    def _together(self, at: RuleId, told: Told) -> Row:
        owners = {f.owner for f in told.findings}
        dues = [f.due for f in told.findings if f.due is not None]
        many = nmsg("{n} owner", "{n} owners", len(owners - {None}))
        return Row(
            at,
            {
                "id": Cell(told.rule.id, "key"),
                "text": self.tr(told.message),
                "who": self._who(*owners) if len(owners) == 1 else self.tr(many),
                "by": self._by(min(dues, default=None)),
            },
            also=" ".join(f.key for f in told.findings),
        )

    def _row(self, finding: Finding, depth: int = 0) -> Row:
        return Row(
            FindingId(finding.id),
            {
                "id": Cell("" if depth else finding.rule, "key"),
                "text": self.told(finding),
                "who": self._who(finding.owner),
                "by": self._by(finding.due),
            },
            depth=depth,
            also=finding.id,
        )

    def told(self, finding: Finding) -> str:
        """The finding's sentence, after the key of its record where that has one."""
        text = self.names.told(finding.message)
        return (
            text if finding.rule == scope.RULE or "." in finding.key else f"{finding.key}: {text}"
        )

    def _who(self, owner: int | None) -> str:
        if owner is None:
            return "--"
        name = self.names.title_of(owner)
        return name if isinstance(self.names.reading.dossier.get(owner), Person) else f"{name} ?"

    def _by(self, day: date | None) -> Cell:
        if day is None:
            return Cell("--")
        return Cell(short_day(day, self.tr, self.today), "late" if day < self.today else "")

    # What people answered

    def _exceptions(self, found: Verdict) -> Iterator[Line]:
        if not found.exceptions:
            return
        title = self.tr(msg("ACCEPTED EXCEPTIONS"))
        hint = self.tr(msg("each ends on its day"))
        yield Group("exceptions", title, len(found.exceptions), hint=hint)
        for finding in found.exceptions:
            accepted = finding.accepted
            row = self._row(finding)
            if accepted is not None:
                cells: dict[str, Cell | str] = {
                    "who": self._who(accepted.approver),
                    "by": self._by(accepted.expires),
                }
                row = Row(row.id, {**row.cells, **cells}, also=row.also, style="muted")
            yield row

    def _settings(self, settings: Sequence[Answer]) -> Iterator[Line]:
        if not settings:
            return
        yield Group("settings", self.tr(msg("CHANGED RULES")), len(settings))
        for answer in settings:
            rule = BY_ID[answer.rule]
            if answer.kind is AnswerKind.OFF:
                what: Msg = msg("switched off: {title}", title=rule.title)
            else:
                parameter = rule.parameter(answer.parameter)
                label = parameter.label if parameter is not None else answer.parameter
                what = msg("{label}: {value}", label=label, value=answer.value)
            yield Row(
                AnswerId(answer.id),
                {
                    "id": Cell(answer.rule, "key"),
                    "text": self.tr(what),
                    "who": self._who(answer.approver),
                    "by": self._by(answer.expires),
                },
            )

    # Decision and sign-off

    def _decision(self) -> Iterator[Line]:
        view, tr = self.view, self.tr
        yield Group("decision", tr(msg("DECISION AND SIGN-OFF")), None)
        decision = view.stands.decision
        says: Msg = view.stands.standing.label
        if decision is not None and decision.expires is not None:
            says = msg("{what} until {day}", what=says, day=decision.expires)
        chair = self.names.title_of(decision.by) if decision is not None and decision.by else "--"
        yield Row(
            DecisionId(),
            {"label": tr(msg("Decision")), "name": chair, "says": tr(says)},
            layout=SIGN,
        )
        if decision is not None and decision.reason:
            yield TextLine(f"     {self.names.words(decision.reason)}", "muted")
        late = outdated(self.names.reading.dossier, view.gate)
        for side in Side:
            signed = view.signoffs.get(side) or (decision if side is view.refused_by else None)
            yield Row(
                SideId(side),
                {
                    "label": tr(side.label),
                    "name": self._signer(side, signed),
                    "says": self._signed(signed, changed=side in late),
                },
                layout=SIGN,
            )

    def _signer(self, side: Side, signed: Signoff | Decision | None) -> str:
        dossier = self.names.reading.dossier
        if signed is not None and signed.by is not None:
            return self.names.title_of(signed.by)
        people = [p.id for p in dossier.all(Person) if p.side is side]
        named = [self.names.title_of(i) for i in people[:2]] + [".."] * (len(people) > 2)
        return self.tr(msg("{text}", text=listed(named))) or "--"

    def _signed(self, signed: Signoff | Decision | None, *, changed: bool) -> Cell:
        """What a side says; by a decision, that it refuses."""
        tr = self.tr
        if signed is None:
            return Cell(tr(msg("not signed")), "muted")
        consent = Consent.REFUSE if isinstance(signed, Decision) else signed.consent
        if changed:
            return Cell(tr(msg("{says}; changed since", says=consent.label)), "late")
        day = signed.at.astimezone().date() if signed.at is not None else None
        when = short_day(day, tr, self.today) if day is not None else ""
        said = msg("{says}, {day}", says=consent.label, day=when)
        return Cell(tr(said), "late" if consent is Consent.REFUSE else "")

    # The other gates

    def _gates(self) -> Iterator[Line]:
        stopped = [
            f"{gate.value} {len(found.stop_lines)}"
            for gate, found in self.others.items()
            if gate.number > self.view.gate.number and found.stops
        ]
        hint = self.tr(msg("stops later: {gates}", gates=listed(stopped))) if stopped else ""
        yield Group("gates", self.tr(msg("ALL GATES")), None, folded=True, hint=hint)
        for gate, found in self.others.items():
            yield Row(
                GateId(gate),
                {
                    "id": Cell(gate.value, "key"),
                    "text": f"{self.tr(gate.title)}   {self.tr(_counted(found))}",
                },
            )


def heading(view: GateView, code: str, today: date, tr: Tr) -> tuple[str, str]:
    """`G1 Plan agreed   PAY   Tue 2026-12-15, in 22 d` and `COMPUTED: NO-GO`."""
    parts = [f" {view.gate.value} {tr(view.gate.title)}", code]
    if view.day is not None:
        days = (view.day - today).days
        day = f"{tr.weekday(view.day)} {view.day.isoformat()}"
        ahead = msg("{day}, in {n} d", day=day, n=days)
        past = msg("{day}, {n} d ago", day=day, n=-days)
        on_the_day = msg("{day}, today", day=day)
        parts.append(tr(on_the_day if not days else ahead if days > 0 else past))
    computed = msg("COMPUTED: {verdict}", verdict=view.verdict.outcome.label)
    return "   ".join(parts), tr(computed)
