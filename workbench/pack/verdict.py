"""The verdict for a gate with what stands in its way, what was decided, and who signed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from workbench.domain.journey import Gate
from workbench.domain.labelled import Side
from workbench.domain.message import Msg, msg, nmsg
from workbench.domain.registers.answer import AnswerKind
from workbench.domain.registers.decision import Decision
from workbench.domain.registers.follow_on import FollowOn
from workbench.domain.registers.signoff import Signoff
from workbench.domain.typist import typed
from workbench.domain.verdict import Severity
from workbench.figures.gates import decisions, gate_ahead, gates, signed
from workbench.pack.content import data_sha256
from workbench.pack.md import Md
from workbench.pack.page import KEY, NOBODY, Block, Cell, Page
from workbench.rules import engine
from workbench.rules.catalogue import BY_ID
from workbench.rules.engine import Verdict
from workbench.rules.rule import Finding

STOPS = msg("What stops the gate")
CONDITIONS = msg("Conditions")
EXCEPTIONS = msg("Accepted exceptions")
CHANGED = msg("Changed rules")
SIGNOFFS = msg("Decisions and sign-offs")

_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_DIGITS = 12  # of a SHA-256: enough to compare by eye
_LINE = "______________________"
_RULE = msg("Rule")


def gate_of(page: Page) -> Gate:
    """The gate a pack speaks of: the next one; once all are passed, the review that recurs."""
    return gate_ahead(page.dossier, page.today) or Gate.G7


def of(page: Page, gate: Gate | None = None) -> Verdict:
    return engine.verdict(page.dossier, gate or gate_of(page), page.today)


def sentence(page: Page, found: Verdict) -> Msg:
    """`Verdict for G1 Plan agreed: NO-GO (3 stops, 0 conditions); not decided`."""
    return msg(
        "Verdict for {gate} {title}: {verdict}; {standing}",
        gate=found.gate.value,
        title=found.gate.title,
        verdict=found.counted,
        standing=gates(page.dossier, page.today)[found.gate].standing.label,
    )


def stops(page: Page, found: Verdict) -> list[Block]:
    if not found.stops:
        return [[page.say(msg("Nothing stops {gate}.", gate=found.gate.value))]]
    return _table(page, found.stops)


def conditions(page: Page, found: Verdict) -> list[Block]:
    """The conditions, and after them those that nobody can sign yet."""
    if not found.conditions:
        return [[page.say(msg("There are no conditions."))]]
    blocks = _table(page, found.conditions)
    if found.unsettled and not page.brief:
        blocks.append([page.say(found.unsettled_said)])
    return blocks


def exceptions(page: Page, found: Verdict) -> list[Block]:
    """What somebody accepted until a day; nothing when there is none."""
    rows: list[list[Cell]] = [
        [
            f.shown_id,
            f.said,
            page.title(a.approver) or NOBODY,
            a.expires.isoformat(),
            a.reason,
            a.measure,
        ]
        for f in found.exceptions
        if (a := f.accepted) is not None
    ]
    headers = (
        _RULE, msg("What was accepted"), msg("Approved by"), msg("Ends on"), msg("Reason"),
        msg("Compensating measure"),
    )  # fmt: skip
    return page.table(headers, rows) if rows else []


def changed(page: Page, found: Verdict) -> list[Block]:
    """Switched-off rules and changed numbers in force; nothing when there are none."""
    rows: list[list[Cell]] = [
        [
            a.rule,
            a.kind.label if a.kind is AnswerKind.OFF else f"{a.parameter} = {a.value}",
            page.title(a.approver) or NOBODY,
            a.expires.isoformat() if a.expires else "",
            a.reason,
        ]
        for a in found.settings
    ]
    headers = (_RULE, msg("Change"), msg("Approved by"), msg("Ends on"), msg("Reason"))
    return page.table(headers, rows) if rows else []


def signoffs(page: Page, gate: Gate | None = None) -> list[Block]:
    """What was decided at the gates, who signed, and lines for those who still will."""
    blocks: list[Block] = []
    decided = decisions(page.dossier)
    if decided:
        blocks += _decisions(page, decided)
    else:
        blocks.append([page.say(msg("No gate has been decided yet."))])
    rows = [row for gate in Gate for row in _signed(page, gate)]
    if rows:
        headers = (
            msg("Gate"), msg("Side"), msg("Signed by"), msg("Says"), msg("Signed at"),
            msg("SHA-256"), msg("Words"),
        )  # fmt: skip
        blocks += page.table(headers, rows)
    return [*blocks, *room(page, gate or gate_of(page))]


def room(page: Page, gate: Gate) -> list[Block]:
    """Lines to sign on, for the sides that have not signed a gate."""
    there = signed(page.dossier, gate)
    block: Block = []
    for side in (s for s in Side if s not in there):
        block.append(f"- {to_sign(page, side.label)}")
    if not block:
        return []
    digest = data_sha256(page.dossier)[:_DIGITS]
    head = msg("To be signed for {gate}, on the content {digest}:", gate=gate.value,
               digest=Md(f"`{digest}`"))  # fmt: skip
    return [[page.say(head)], block]


def to_sign(page: Page, who: Msg | str) -> Md:
    """A line for somebody's name, date and signature."""
    line = msg("{side}: name {line} date {line} signature {line}", side=who, line=Md(_LINE))
    return page.say(line)


def _table(page: Page, found: Sequence[Finding]) -> list[Block]:
    rows: list[list[Cell]] = [
        [
            f.shown_id,
            said,
            page.title(f.shown_owner) if f.shown_owner is not None else "--",
            f.shown_due.isoformat() if f.shown_due else "--",
        ]
        for f, said in engine.read_alike(found)
    ]
    headers = (_RULE, msg("What to do"), msg("Owner"), msg("Due"))
    counted = None if page.brief else engine.tally(found)
    above: list[Block] = [[page.say(counted)]] if counted is not None else []
    return [*above, *page.table(headers, rows)]


def _decisions(page: Page, decided: Sequence[Decision]) -> list[Block]:
    """Each with the verdict computed at that moment; one that differs has its reason."""
    rows: list[list[Cell]] = [
        [
            page.key(d),
            d.gate.value if d.gate else "",
            d.ruling.label,
            d.computed.label if d.computed else "",
            _signed_by(page, d),
            page.day(d.at),
            d.expires.isoformat() if d.expires else "",
            d.reason,
        ]
        for d in decided
    ]
    headers = (
        KEY, msg("Gate"), msg("Decision"), msg("Computed verdict"), msg("Chair"),
        msg("Decided at"), msg("Ends on"), msg("Reason"),
    )  # fmt: skip
    blocks = page.table(headers, rows)
    kept = [
        _kept(page, d.gate, line, n)
        for d in decided
        for line, n in Counter(d.conditions.splitlines()).items()
    ]
    if kept:
        blocks.append([page.say(msg("Conditions the gates were passed with:"))])
        titles = (_RULE, msg("Gate"), msg("What to do"), msg("Owner"), msg("Due"))
        blocks += page.table(titles, kept)
    return blocks


def _kept(page: Page, gate: Gate | None, line: str, n: int) -> list[Cell]:
    """A condition as it was kept, so many times, with what is to be read of it today."""
    what, _, day = line.rpartition(" ")
    if not _DAY.fullmatch(day):
        what, day = line, ""
    said, owner = _of_condition(page, what)
    if n > 1:
        said = nmsg("{what} ({n} time)", "{what} ({n} times)", n, what=said)
    return [what, gate.value if gate else "", said, page.title(owner) or "--", day or "--"]


def _of_condition(page: Page, what: str) -> tuple[Msg | str, int | None]:
    """What a condition says today, and who owns it.

    One kept by its rule alone, of who had not been told, tells by nothing whose it was: it has the
    words of the rule, as long as that finds more than notes.
    """
    for own in page.dossier.all(FollowOn):
        if page.key(own) == what:
            return own.title, own.person
    for found in engine.findings(page.dossier, page.today):
        if found.rule == what and found.severity is not Severity.NOTE:
            return BY_ID[what].title, None
        if found.shown_id == what:
            return found.said, found.shown_owner
    return msg("nothing is found there any more"), None


def _signed_by(page: Page, found: Decision | Signoff) -> Cell:
    """Whose word it is, and who typed it for him."""
    return typed(page.title(found.by), found.typed_by)


def _signed(page: Page, gate: Gate) -> list[list[Cell]]:
    found: list[Signoff] = sorted(
        (s for s in page.dossier.all(Signoff) if s.gate is gate), key=lambda s: s.id
    )
    return [
        [
            gate.value,
            s.side.label if s.side else "",
            _signed_by(page, s),
            s.consent.label,
            page.day(s.at),
            s.sha256[:_DIGITS],
            s.words,
        ]
        for s in found
    ]
