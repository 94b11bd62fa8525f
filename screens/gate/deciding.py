"""What is asked before a gate is decided, or signed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING

from screens.gate.answering import day, plan
from screens.people import myself, somebody
from screens.prompts import words
from screens.widgets.rowlist import Line, TextLine
from workbench.domain.labelled import Side
from workbench.domain.message import Msg, listed, msg, nmsg
from workbench.domain.text import clean
from workbench.domain.verdict import Consent, Ruling
from workbench.figures.gates import stands
from workbench.rules.engine import each_rule_first, last_day
from workbench.rules.gate import EXPECTED, Proposal, out_of_turn

if TYPE_CHECKING:
    from screens.fields import EditingScreen
    from workbench.domain.journey import Gate
    from workbench.services.editing import Outcome
    from workbench.services.gates import Condition, GateView

_STOPS_SHOWN = 6
_CHAIR = (Side.SPONSOR, Side.RECEIVING)
_RULINGS: dict[Ruling, tuple[Msg, Msg]] = {
    Ruling.PASSED: (msg("Passed"), msg("nothing is open")),
    Ruling.CONDITIONS: (msg("Passed with conditions"), msg("each has an owner and a date")),
    Ruling.REFUSED: (msg("Refused"), msg("the receiving side's right, with reasons")),
    Ruling.OVERRIDDEN: (msg("Overridden"), msg("go on in spite of it, until a day; it is printed")),
    Ruling.REOPENED: (msg("Open again"), msg("take the decision back, and those of later gates")),
}


async def decide(screen: EditingScreen, handover: int, view: GateView) -> Outcome | None:
    """The decision beside the computed verdict; what it lacks is said before anything is asked."""
    gate, rulings, about = view.gate, _possible(view), list(_about(screen, view))
    if not view.stands.was_through:
        turn = out_of_turn(screen.dossier, Proposal(gate, Ruling.PASSED), screen.today)
        if out_of_turn(screen.dossier, Proposal(gate, Ruling.REFUSED), screen.today):
            screen.say(turn[0], "warn")
            return None
        if turn:
            rulings, about = [Ruling.REFUSED], [TextLine(f" {screen.tr(turn[0])}", "warn"), *about]
    ruling = await screen.choose(
        msg("{gate} {title}: the computed verdict is {verdict}", gate=gate.value,
            title=gate.title, verdict=view.verdict.outcome.label),
        [(r, screen.tr(_RULINGS[r][0]), screen.tr(_RULINGS[r][1])) for r in rulings],
        about=about,
    )  # fmt: skip
    if ruling is None:
        return None
    who = msg("Who decides on {gate}?", gate=gate.value)
    by = await somebody(screen, handover, who, *_CHAIR, current=myself(screen))
    if by is None:
        return None
    passing = ruling in (Ruling.PASSED, Ruling.CONDITIONS)
    if passing and view.verdict.unsettled and not await _settled(screen, handover, view):
        return None
    if not _may(screen, gate, ruling, by):
        return None
    if passing:
        return await _pass(screen, handover, view, ruling, by)
    if ruling is Ruling.REFUSED:
        return await _refuse(screen, handover, gate, by)
    from workbench.services import gates

    reason = await _because(screen, gate, ruling)
    if reason is None:
        return None
    done = msg("{gate}: {ruling}", gate=gate.value, ruling=ruling.label)
    if ruling is Ruling.REOPENED:
        return await screen.act(lambda ws: gates.reopen(ws, handover, gate, reason, by=by), done)
    last = last_day(screen.dossier, gate)
    hint = msg("a day after today, {last} at the latest", last=last or "T+90")
    until = await day(screen, msg("Until when"), "", hint, last)
    if until is None:
        return None
    return await screen.act(
        lambda ws: gates.override(ws, handover, gate, reason, until, by=by), done
    )


async def _refuse(screen: EditingScreen, handover: int, gate: Gate, by: int) -> Outcome | None:
    from workbench.services import gates

    reason = await _because(screen, gate, Ruling.REFUSED)
    if reason is None:
        return None
    done = msg("{gate}: {ruling}", gate=gate.value, ruling=Ruling.REFUSED.label)
    return await screen.act(lambda ws: gates.refuse(ws, handover, gate, reason, by=by), done)


async def _because(screen: EditingScreen, gate: Gate, ruling: Ruling) -> str | None:
    asked = msg("{gate}, {decision}: why", gate=gate.value, decision=_RULINGS[ruling][0])
    return await words(screen, asked)


async def _settled(screen: EditingScreen, handover: int, view: GateView) -> bool:
    """Whether every condition has its owner and date; those that have none get one together."""
    open_, tr = view.verdict.unsettled, screen.tr
    about = [
        TextLine(f"   {told.rule.id}  {screen.names.told(told.message)}", "muted")
        for told in view.verdict.condition_lines
        if {f.id for f in told.findings} & {f.id for f in open_}
    ]
    give = msg("Give them one owner and one date")
    each = msg("Leave, and give each its own"), msg("on the gate, marked or one by one")
    title = nmsg("{n} condition has no owner and date yet", "{n} conditions have no owner and date "
                 "yet", len(open_))  # fmt: skip
    chosen = await screen.choose(
        title, [(True, tr(give), ""), (False, tr(each[0]), tr(each[1]))],
        about=[*about[:8], TextLine()],
    )  # fmt: skip
    return bool(chosen) and await plan(screen, handover, view.gate, open_) is not None


def _possible(view: GateView) -> list[Ruling]:
    """What can be decided now, the likely thing first."""
    if view.stands.through:
        return [Ruling.REOPENED]
    again = [Ruling.REOPENED] if view.stands.was_through else []
    if view.verdict.stops:
        return [Ruling.REFUSED, Ruling.OVERRIDDEN, *again]
    usual = EXPECTED[view.verdict.outcome]
    rest = (Ruling.PASSED, Ruling.CONDITIONS, Ruling.REFUSED)
    return [usual, *(r for r in rest if r != usual), *again]


def _about(screen: EditingScreen, view: GateView) -> Iterator[Line]:
    """What stands in the way, above the choice."""
    from screens.gate.lines import outcome_line

    yield TextLine(f" {outcome_line(view.verdict, (), screen.tr)}")
    first = each_rule_first(view.verdict.stop_lines)
    shown = first if len(first) <= _STOPS_SHOWN else first[: _STOPS_SHOWN - 1]
    for told in shown:
        yield TextLine(f"   {told.rule.id}  {screen.names.told(told.message)}", "muted")
    if n := len(first) - len(shown):
        rest = listed([f"{rule} ({count})" if count > 1 else rule for rule, count in
                       Counter(told.rule.id for told in first[len(shown) :]).items()])  # fmt: skip
        more = nmsg("{n} more: {rules}", "{n} more: {rules}", n, rules=rest)
        yield TextLine(f"   {screen.tr(more)}", "muted")
    yield TextLine()


def _early(screen: EditingScreen, view: GateView) -> Iterator[Line]:
    """That a gate is signed before the day on which it is held."""
    if view.day is not None and (n := (view.day - screen.today).days) > 0:
        early = nmsg("{n} day before {gate} is held, on {day}", "{n} days before {gate} is held, "
                     "on {day}", n, gate=view.gate.value, day=view.day)  # fmt: skip
        yield TextLine(f" {screen.tr(early)}", "warn")


def _may(screen: EditingScreen, gate: Gate, ruling: Ruling, by: int) -> bool:
    """Whether the decision may be taken at all, reasons and dates aside; says why it may not."""
    from workbench.domain.registers.person import Person
    from workbench.services import gates

    chair = screen.dossier.get(by)
    person = chair if isinstance(chair, Person) else None
    until = last_day(screen.dossier, gate) or screen.today + timedelta(days=1)
    proposal = Proposal(gate, ruling, person, "-", until)
    lack = gates.lacking(screen.ws, screen.dossier, proposal)
    if lack:
        screen.say(lack[0], "warn")
    return not lack


async def _pass(
    screen: EditingScreen, handover: int, view: GateView, ruling: Ruling, by: int
) -> Outcome | None:
    from workbench.services import gates

    gate, reason = view.gate, ""
    why: Msg | None = None
    if ruling is not EXPECTED[view.verdict.outcome]:
        why = msg("The computed verdict is {verdict}; you decide otherwise because",
                  verdict=view.verdict.outcome.label)  # fmt: skip
    elif late := gates.outdated(screen.dossier, gate):
        why = msg("Changed since signed by: {sides}; that does not matter because",
                  sides=listed([side.label for side in late]))  # fmt: skip
    if why is not None:
        typed = await words(screen, why)
        if typed is None:
            return None
        reason = typed
    conditions: list[Condition] = []
    if ruling is Ruling.CONDITIONS:
        asked = await _conditions(screen, handover, gate)
        if asked is None:
            return None
        conditions = asked
    return await screen.act(
        lambda ws: gates.decide(ws, handover, gate, ruling, by=by, reason=reason,
                                conditions=conditions),
        msg("{gate}: {ruling}", gate=gate.value, ruling=ruling.label),
    )  # fmt: skip


async def _conditions(screen: EditingScreen, handover: int, gate: Gate) -> list[Condition] | None:
    """What the chair asks for beyond what the rules found, one after the other."""
    from workbench.services.gates import Condition

    found: list[Condition] = []
    while True:
        label, nth = msg("A condition of the chair's own"), f"condition {len(found) + 1} of {gate}"
        text = await screen.ask(label, hint=msg("enter on an empty line: no further"), known_as=nth)
        if text is None:
            return None
        if not clean(text):
            return found
        owner = await somebody(screen, handover, msg("Who meets it?"), *Side)
        if owner is None:
            return None
        last = last_day(screen.dossier, gate)
        hint = msg("a day, {last} at the latest", last=last) if last is not None else msg("a day")
        due = await day(screen, msg("By when"), "", hint, last, f"day of {nth}")
        if due is None:
            return None
        found.append(Condition(text, owner, due))


async def sign(
    screen: EditingScreen, handover: int, gate: Gate, side: Side | None = None
) -> Outcome | None:
    """A signature of one side on the content as it is now."""
    from workbench.services import gates

    if stands(screen.dossier, gate, screen.today).through:
        screen.say(msg("{gate} is passed already; reopen it first", gate=gate.value), "warn")
        return None
    if side is None:
        options = [(each, screen.tr(each.label), "") for each in Side]
        side = await screen.choose(msg("Sign {gate} for", gate=gate.value), options)
    if side is None:
        return None
    if foreign := gates.not_for_them(screen.ws, screen.dossier, side):
        screen.say(foreign, "warn")
        return None
    chosen = side
    who = msg("Who signs {gate} for the {side}?", gate=gate.value, side=side.label)
    by = await somebody(screen, handover, who, side, current=myself(screen))
    if by is None:
        return None
    view = gates.view(screen.dossier, gate, screen.today)
    consents = [Consent.ACCEPT, Consent.CONDITIONS, *([Consent.REFUSE] if side in _CHAIR else [])]
    says = await screen.choose(
        msg("{name} signs, and", name=screen.names.title_of(by)),
        [(consent, screen.tr(consent.label), "") for consent in consents],
        about=[*_early(screen, view), *_about(screen, view)],
    )
    if says is None:
        return None
    if says is Consent.REFUSE:
        return await _refuse(screen, handover, gate, by)
    text: str | None = ""
    if says is Consent.CONDITIONS:
        text = await words(screen, msg("On condition that"))
    if text is None:
        return None
    said = text
    return await screen.act(
        lambda ws: gates.sign(ws, handover, gate, chosen, by=by, consent=says, words=said),
        msg("{gate} signed by {name}", gate=gate.value, name=screen.names.title_of(by)),
    )
