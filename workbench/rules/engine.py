"""From a dossier to findings, and from findings to the verdict at a gate.

    GO            nothing stops the gate, and nothing is a condition
    CONDITIONS    no stop, but conditions or accepted exceptions
    NO-GO         at least one stop

(field F-0.10). What people answered is applied here: plans give a finding owner and date, waivers
make it an accepted exception until their day, agreed settings change a rule's numbers or switch
it off until theirs.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from itertools import chain, groupby
from operator import attrgetter

from workbench.domain.dossier import Dossier
from workbench.domain.journey import Gate
from workbench.domain.message import Msg, listed, msg, nmsg
from workbench.domain.registers.answer import Answer, AnswerKind
from workbench.domain.verdict import Outcome, Severity, Standing
from workbench.domain.watched import Watched
from workbench.figures.gates import gate_ahead, gates
from workbench.rules import scope
from workbench.rules.catalogue import BY_ID, RULES
from workbench.rules.rule import Accepted, Finding, Parameters, Part, Rule

_COMMON = ("person", "seat", "holiday")  # what owners and days are worked out from
_NAMED = 10  # findings that a line names
_FOR_GOOD = date.max.toordinal()
CONDITION_DAYS = 90
"""A condition is met 90 days after T0 at the latest, or after the gate if that is later."""


@dataclass(frozen=True, slots=True)
class Told:
    """Findings of one rule that are told in one line."""

    rule: Rule
    findings: tuple[Finding, ...]
    message: Msg

    @property
    def id(self) -> str:
        """Of the one finding, or of the rule where it is several."""
        return self.findings[0].id if len(self.findings) == 1 else self.rule.id


@dataclass(frozen=True)
class Verdict:
    """What a gate comes to on a day.

    `exceptions` would stop the gate or be a condition, had nobody accepted them until a day.
    `settings` are the agreed parameters and switched-off rules in force.
    """

    gate: Gate
    stops: tuple[Finding, ...] = ()
    conditions: tuple[Finding, ...] = ()
    notes: tuple[Finding, ...] = ()
    exceptions: tuple[Finding, ...] = ()
    settings: tuple[Answer, ...] = ()
    unsettled: tuple[Finding, ...] = ()

    @property
    def outcome(self) -> Outcome:
        if self.stops:
            return Outcome.NO_GO
        return Outcome.CONDITIONS if self.conditions or self.exceptions else Outcome.GO

    @property
    def counted(self) -> Msg:
        """`NO-GO (3 stops, 1 condition)`."""
        return msg(
            "{verdict} ({stops}, {conditions})",
            verdict=self.outcome.label,
            stops=nmsg("{n} stop", "{n} stops", len(self.stop_lines)),
            conditions=nmsg("{n} condition", "{n} conditions", len(self.condition_lines)),
        )

    @cached_property
    def stop_lines(self) -> tuple[Told, ...]:
        """The stops as people count them: what is told in one line counts once."""
        return told(self.stops)

    @cached_property
    def condition_lines(self) -> tuple[Told, ...]:
        return told(self.conditions)

    @property
    def unsettled_said(self) -> Msg:
        """The first that nobody can sign yet, as they are read out of the house, and how many
        more there are."""
        ids = list(dict.fromkeys(f.shown_id for f in self.unsettled))
        first, more = listed(ids[:_NAMED]), len(ids) - _NAMED
        some = msg("{some} and {n} more", some=first, n=more) if more > 0 else first
        return msg("Without an owner and a date in time: {ids}", ids=some)

    @cached_property
    def unsettled_lines(self) -> tuple[Told, ...]:
        return told(self.unsettled)


def findings(dossier: Dossier, today: date) -> tuple[Finding, ...]:
    """What all rules find on a day, answers applied, in the order of the rules."""
    return dossier.kept(("findings", today.toordinal()), lambda: _findings(dossier, today))


def verdict(dossier: Dossier, gate: Gate, today: date) -> Verdict:
    """The verdict for a gate, whoever decides what on it."""
    return dossier.kept(
        ("verdict", gate, today.toordinal()),
        lambda: _verdict(dossier, gate, today, findings(dossier, today)),
    )


@dataclass(frozen=True, slots=True)
class Outlook:
    """What a list of handovers shows of one: the next gate (None once all are passed), and every
    gate's verdict and standing, with stops and conditions, counted as people read them, and
    exceptions; and what stops the next gate.

    It holds from the day it was made for until `turns`; for good if that is None.
    """

    ahead: Gate | None
    gates: Mapping[Gate, tuple[Outcome, Standing, int, int, int]]
    turns: date | None
    stopping: tuple[Told, ...] = ()


def outlook(dossier: Dossier, today: date) -> Outlook:
    """The outlook on a day, and how long it holds."""
    watched = Watched.on(today)
    found = _findings(dossier, watched)
    dossier.kept(("findings", today.toordinal()), lambda: found)  # whoever asks next has them
    stand, counted = gates(dossier, watched), {}
    ahead, stopping = gate_ahead(dossier, watched), tuple[Told, ...]()
    for gate in Gate:
        # Not watched: whether a condition's date has passed is not in the outlook.
        result = verdict(dossier, gate, today)
        counted[gate] = (
            result.outcome,
            stand[gate].standing,
            len(result.stop_lines),
            len(result.condition_lines),
            len(result.exceptions),
        )
        if gate is ahead:
            stopping = result.stop_lines
    return Outlook(ahead, counted, watched.turns, stopping)


def told(found: Iterable[Finding]) -> tuple[Told, ...]:
    """Findings in lines: those of a rule that is told together, several of them, in one."""
    by_rule: dict[str, list[Finding]] = {}
    for rule_id, together in groupby(found, attrgetter("rule")):
        by_rule.setdefault(rule_id, []).extend(together)
    lines: list[Told] = []
    for rule_id, own in by_rule.items():
        rule = BY_ID[rule_id]
        say = rule.together(own) if rule.together is not None and len(own) > 1 else None
        if say is not None:
            lines.append(Told(rule, tuple(own), say))
        else:
            lines += [Told(rule, (finding,), finding.message) for finding in own]
    return tuple(lines)


def each_rule_first(lines: Sequence[Told]) -> list[Told]:
    """One line of each rule before the further ones; where nobody has looked comes after what was
    found."""
    nth: Counter[str] = Counter()
    order: list[tuple[int, bool, Told]] = []
    for line in lines:
        order.append((nth[line.rule.id], line.rule.id == scope.RULE, line))
        nth[line.rule.id] += 1
    return [line for _, _, line in sorted(order, key=lambda each: each[:2])]


def tally(found: Sequence[Finding]) -> Msg | None:
    """How many findings there are, where they count as fewer; None where each counts."""
    lines = len(told(found))
    if lines == len(found):
        return None
    return msg("{n} findings in the list, counted as {lines}: the same finding on several records "
               "counts once",
               n=len(found), lines=lines)  # fmt: skip


def read_alike(found: Iterable[Finding]) -> list[tuple[Finding, Msg]]:
    """What is read of findings out of the house, in order; those that read the same once, of how
    many people where it counts them, else how often."""
    alike: dict[tuple[object, ...], list[Finding]] = {}
    for each in found:
        seen = (each.shown_id, str(each.said), each.shown_owner, each.shown_due)
        alike.setdefault(seen, []).append(each)
    return [(first, _together(first, rest)) for first, *rest in alike.values()]


def _together(first: Finding, rest: Sequence[Finding]) -> Msg:
    said = first.said
    if first.discreet is not None and said.plural and said.args["n"] == 1:
        people = {first.subject, *(f.subject for f in rest)}
        return replace(said, args={**said.args, "n": len(people)})
    if not rest:
        return said
    return nmsg("{what} ({n} time)", "{what} ({n} times)", 1 + len(rest), what=said)


def last_day(dossier: Dossier, gate: Gate) -> date | None:
    """The last day on which a condition of a gate may be met; None without T0."""
    zero = dossier.handover.day_zero
    if zero is None:
        return None
    return zero + timedelta(days=max(CONDITION_DAYS, gate.offset + CONDITION_DAYS))


def is_settled(finding: Finding, today: date, last: date | None) -> bool:
    """Whether a condition has an owner, and a date ahead that is soon enough."""
    due = finding.due
    return (
        finding.owner is not None
        and due is not None
        and due >= today
        and (last is None or due <= last)
    )


def in_force(dossier: Dossier, today: date) -> tuple[Answer, ...]:
    """The answers that count on a day, the newest last."""
    return tuple(a for a in sorted(dossier.all(Answer), key=lambda a: a.id) if a.counts(today))


def parameters(rule: Rule, settings: Iterable[Answer]) -> Parameters:
    """The rule's numbers, as agreed."""
    given = dict(rule.defaults)
    for answer in settings:
        if answer.kind is AnswerKind.SETTING and answer.rule == rule.id:
            parameter = rule.parameter(answer.parameter)
            if parameter is not None and answer.value.isdecimal():
                given[parameter.name] = min(max(int(answer.value), parameter.low), parameter.high)
    return given


def _findings(dossier: Dossier, today: date) -> tuple[Finding, ...]:
    answers = in_force(dossier, today)
    off = {a.rule for a in answers if a.kind is AnswerKind.OFF}
    given: dict[tuple[str, int, str], dict[AnswerKind, Answer]] = {}
    for answer in answers:
        if answer.parent is not None and answer.kind in (AnswerKind.PLAN, AnswerKind.WAIVER):
            given.setdefault((answer.rule, answer.parent, answer.detail), {})[answer.kind] = answer
    found = (
        finding
        for rule in RULES
        if rule.id not in off
        for finding in _of_rule(rule, dossier, today, parameters(rule, answers))
    )
    if not given:
        return tuple(found)
    return tuple(_answered(f, given.get((f.rule, f.subject, f.detail), {})) for f in found)


def _of_rule(rule: Rule, dossier: Dossier, today: date, given: Parameters) -> Iterable[Finding]:
    """What a rule finds; record by record, only those that changed since are looked at again."""
    if rule.reads_all:
        return rule.findings(dossier, today, given)
    if rule.each is None:
        parts = enumerate(rule.whole)
        return chain.from_iterable(_of_part(rule, n, p, dossier, today, given) for n, p in parts)
    others = [dossier.table(n) for n in sorted(rule.reads) if n not in (rule.over, "handover")]
    known = dossier.store(rule.id, [dossier.handover, *others], dict(given))
    made: list[Finding] = []
    day, turns = today.toordinal(), _FOR_GOOD
    watched = Watched.on(today)
    for found in dossier.listed(rule.over):
        kept = known.get(found.id)
        if kept is None or kept[0] is not found or not kept[2] <= day < kept[3]:
            if watched.turns is not None:
                watched = Watched.on(today)
            of_it = tuple(rule.each(dossier, found, watched, given))
            until = watched.turns.toordinal() if watched.turns else _FOR_GOOD
            kept = known[found.id] = (found, of_it, day, until)
        if kept[1]:
            made += kept[1]
        if kept[3] < turns:
            turns = kept[3]
    if turns < _FOR_GOOD and isinstance(today, Watched):
        today.turn(date.fromordinal(turns))
    return made


def _of_part(
    rule: Rule, number: int, part: Part, dossier: Dossier, today: date, given: Parameters
) -> tuple[Finding, ...]:
    """What a part of a rule finds; as before while none of the registers it reads has changed."""
    names = [n for n in sorted({*part.reads, *_COMMON}) if n in dossier.registers]
    tables = [dossier.table(n) for n in names]
    known = dossier.store((rule.id, number), [dossier.handover, *tables], dict(given))
    kept, day = known.get(0), today.toordinal()
    if kept is None or not kept[1] <= day < kept[2]:
        watched = Watched.on(today)
        found = tuple(part.check(dossier, watched, given))
        until = watched.turns.toordinal() if watched.turns else _FOR_GOOD
        kept = known[0] = (found, day, until)
    if kept[2] < _FOR_GOOD and isinstance(today, Watched):
        today.turn(date.fromordinal(kept[2]))
    again: tuple[Finding, ...] = kept[0]
    return again


def _answered(finding: Finding, answers: Mapping[AnswerKind, Answer]) -> Finding:
    plan, waiver = answers.get(AnswerKind.PLAN), answers.get(AnswerKind.WAIVER)
    if plan is not None:
        finding = replace(finding, owner=plan.owner, due=plan.due, plan=plan)
    if waiver is not None and waiver.expires is not None and BY_ID[finding.rule].waivable:
        accepted = Accepted(waiver.approver, waiver.expires, waiver.reason, waiver.measure, waiver)
        finding = replace(finding, accepted=accepted)
    return finding


def _verdict(dossier: Dossier, gate: Gate, today: date, found: tuple[Finding, ...]) -> Verdict:
    by: dict[Severity, list[Finding]] = {s: [] for s in Severity}
    exceptions = []
    for f in found:
        if gate in f.gates:
            if f.accepted is None:
                by[f.severity].append(f)
            elif f.severity is not Severity.NOTE:
                exceptions.append(f)
    last = last_day(dossier, gate)
    return Verdict(
        gate=gate,
        stops=tuple(by[Severity.STOP]),
        conditions=tuple(by[Severity.CONDITION]),
        notes=tuple(by[Severity.NOTE]),
        exceptions=tuple(exceptions),
        settings=tuple(
            a
            for a in in_force(dossier, today)
            if a.kind in (AnswerKind.SETTING, AnswerKind.OFF)
            and (rule := BY_ID.get(a.rule)) is not None
            and gate in rule.gates
        ),
        unsettled=tuple(f for f in by[Severity.CONDITION] if not is_settled(f, today, last)),
    )
