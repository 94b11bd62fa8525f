"""What is asked before a finding is answered, or a rule changed for a while."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from screens.people import myself, somebody
from screens.prompts import words
from workbench.domain.calendar import parse_day
from workbench.domain.errors import BadValue
from workbench.domain.journey import Gate
from workbench.domain.labelled import Side
from workbench.domain.message import Msg, msg, nmsg
from workbench.domain.registers.person import Person
from workbench.domain.text import clean
from workbench.rules import answers as agreed
from workbench.rules import engine
from workbench.rules.catalogue import BY_ID
from workbench.rules.rule import Finding, Rule

if TYPE_CHECKING:
    from screens.fields import EditingScreen
    from workbench.services.editing import Outcome

_OFF = "off"
_OTHER_SIDES = (Side.RECEIVING, Side.SPONSOR)


async def plan(
    screen: EditingScreen, handover: int, gate: Gate, found: Sequence[Finding]
) -> Outcome | None:
    """Who deals with the findings, and by when."""
    from workbench.services import answers

    owner = await somebody(
        screen,
        handover,
        msg("Who deals with {what}?", what=_named(found)),
        *Side,
        current=found[0].owner if len(found) == 1 else None,
    )
    if owner is None:
        return None
    last = engine.last_day(screen.dossier, gate)
    start = found[0].due.isoformat() if len(found) == 1 and found[0].due is not None else ""
    hint = msg("a day, {last} at the latest", last=last) if last is not None else msg("a day")
    due = await day(screen, msg("By when"), start, hint, last)
    if due is None:
        return None
    ids = [f.id for f in found]
    done = msg("{what}: {name}, {day}", what=_named(found), name=screen.names.title_of(owner),
               day=due)  # fmt: skip
    return await screen.act(lambda ws: answers.plan(ws, handover, ids, owner, due), done)


async def waive(screen: EditingScreen, handover: int, found: Sequence[Finding]) -> Outcome | None:
    """Accept the findings until a day: why, what compensates, who asks and who approves."""
    from workbench.services import answers

    fast = [f.rule for f in found if not BY_ID[f.rule].waivable]
    if fast:
        screen.say(
            msg("{rule} cannot be waived: cure it, or override the gate", rule=fast[0]), "warn"
        )
        return None
    what = _named(found)
    reason = await words(screen, msg("Accept {what} because", what=what))
    if reason is None:
        return None
    measure = await words(
        screen, msg("What compensates for it"), hint=msg("who watches, what is done meanwhile")
    )
    if measure is None:
        return None
    terms = await _terms(screen, handover, what)
    if terms is None:
        return None
    expires, asker, approver = terms
    ids = [f.id for f in found]
    done = msg("{what} is accepted until {day}", what=what, day=expires)
    return await screen.act(
        lambda ws: answers.waive(ws, handover, ids, reason=reason, measure=measure,
                                 expires=expires, asker=asker, approver=approver),
        done,
    )  # fmt: skip


async def change_rule(screen: EditingScreen, handover: int, rule: Rule) -> Outcome | None:
    """Another number for a rule until a day, or no rule until then."""
    from workbench.services import answers

    tr, settings = screen.tr, engine.in_force(screen.dossier, screen.today)
    now = engine.parameters(rule, settings)
    options = [
        (
            p.name,
            tr(p.label),
            tr(msg("is {now}, usually {usual}", now=now[p.name], usual=p.default)),
        )
        for p in rule.parameters
    ]
    if rule.waivable:
        options.append((_OFF, tr(msg("switch the rule off")), tr(msg("until a day, and printed"))))
    if not options:
        screen.say(msg("{rule} has no number, and cannot be switched off", rule=rule.id), "warn")
        return None
    chosen = await screen.choose(msg("{rule} {title}", rule=rule.id, title=rule.title), options)
    if chosen is None:
        return None
    value = ""
    parameter = rule.parameter(chosen)
    if parameter is not None:
        hint = msg("a whole number from {low} to {high}", low=parameter.low, high=parameter.high)

        def number(text: str) -> str:
            typed = clean(text)
            if not typed.isdecimal() or not parameter.low <= int(typed) <= parameter.high:
                raise BadValue(hint)
            return typed

        asked = await screen.ask_until(parameter.label, number, str(now[chosen]), hint)
        if asked is None:
            return None
        value = asked
    reason = await words(screen, msg("Change {rule} because", rule=rule.id))
    if reason is None:
        return None
    measure = None
    if chosen == _OFF:
        measure = await words(screen, msg("What compensates for it"))
        if measure is None:
            return None
    terms = await _terms(screen, handover, rule.id)
    if terms is None:
        return None
    expires, asker, approver = terms
    done = msg("{rule} is changed until {day}", rule=rule.id, day=expires)
    if measure is not None:
        measured = measure
        return await screen.act(
            lambda ws: answers.switch_off(ws, handover, rule.id, reason=reason, measure=measured,
                                          expires=expires, asker=asker, approver=approver),
            done,
        )  # fmt: skip
    return await screen.act(
        lambda ws: answers.set_parameter(ws, handover, rule.id, chosen, value, reason=reason,
                                         expires=expires, asker=asker, approver=approver),
        done,
    )  # fmt: skip


async def _terms(
    screen: EditingScreen, handover: int, what: Msg | str
) -> tuple[date, int, int] | None:
    """Until when, who asks, and who of the other side approves."""
    last = agreed.last_day(screen.dossier, screen.today)
    hint = msg("a day after today, {last} at the latest", last=last)
    expires = await day(screen, msg("Until when"), "", hint, last)
    if expires is None:
        return None
    asker = await somebody(
        screen, handover, msg("Who asks for it?"), Side.GIVING, Side.RECEIVING, Side.SPONSOR,
        current=myself(screen),
    )  # fmt: skip
    if asker is None:
        return None
    person = screen.ws.known(handover).get(asker)
    own = person.side if isinstance(person, Person) else None
    others = [side for side in _OTHER_SIDES if side is not own]
    approver = await somebody(
        screen,
        handover,
        msg("Who of the other side approves {what}?", what=what),
        *others,
        without={asker},
    )
    return (expires, asker, approver) if approver is not None else None


async def day(
    screen: EditingScreen, label: Msg, start: str, hint: Msg, last: date | None, known_as: str = ""
) -> date | None:
    """A day from today on, `last` at the latest; asked again with the hint for any other."""

    def read(text: str) -> date:
        found = parse_day(text, screen.today)
        if found < screen.today or (last is not None and found > last):
            raise BadValue(hint)
        return found

    return await screen.ask_until(label, read, start, hint, known_as=known_as)


def _named(found: Sequence[Finding]) -> Msg | str:
    return found[0].id if len(found) == 1 else nmsg("{n} finding", "{n} findings", len(found))
