"""`handover release`: who may leave when, and why."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import click

from workbench.cli.check import STATUS
from workbench.cli.session import Session
from workbench.cli.show import table
from workbench.cli.words import DAY, as_json, command, handover_code, option
from workbench.domain.message import Msg, listed, msg, nmsg, pmsg

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from workbench.domain.dossier import Dossier
    from workbench.domain.registers.person import Person
    from workbench.figures.release import Safe, Window
    from workbench.rules.leaver import Leaver
    from workbench.rules.leaving import Check

_UNTOLD = msg("(not told yet)")
_UNNAMED = dict.fromkeys((
    "person", "state", "told", "release", "earliest_safe", "certain", "days_too_early", "met",
    "needs",
)) | {"told": False}  # fmt: skip
"""One of the list who has not been told."""


@command(msg("Who leaves, and from which day on he safely may; of one person, why."))
@handover_code
@click.argument("person", required=False)
@option("--on", type=DAY, metavar="DATE", words=msg("As if the release were on this day."))
@option("--t0", type=DAY, metavar="DATE", words=msg("As if T0 were on this day."))
@option("--cost", is_flag=True, words=msg("With what waiting costs, where a day rate is known."))
@as_json
@click.pass_obj
def release(
    session: Session,
    code: str,
    person: str | None,
    on: date | None,
    t0: date | None,
    cost: bool,
    as_json: bool,
) -> None:
    from workbench.cli.keys import called
    from workbench.domain.registers.person import Person
    from workbench.figures.release import frozen
    from workbench.rules.agreed import release_terms
    from workbench.rules.leaver import leaver
    from workbench.services.leaving import with_release

    if person is None and (on is not None or cost):
        complaint = session.tr(msg("Say of whom: handover release CODE PERSON"))
        raise click.UsageError(complaint, click.get_current_context())
    dossier = _with_t0(session.ws.dossier(session.handover(code)), t0)
    if person is None:
        found = [leaver(dossier, p, session.today) for p in _next_first(dossier)]
        if as_json:
            # Who has not been told stands last: his place would tell who it is.
            found.sort(key=lambda each: each.person.untold)
            rows = [_UNNAMED if x.person.untold else _json(dossier, x) for x in found]
            session.json({"schema": 1, "code": dossier.handover.code, "leavers": rows})
        elif found:
            session.lines(*_table(session, dossier, found))
        else:
            session.say(msg("Nobody is to leave."))
        return
    who = called(session, dossier, "person", person)
    assert isinstance(who, Person)
    own = with_release(dossier, who, on or who.release, session.today)
    windows = frozen(dossier, own.person.release, release_terms(dossier, session.today))
    verdict = _verdict(own, windows)
    if as_json:
        session.json({
            "schema": 1, "code": dossier.handover.code, "verdict": verdict,
            **_json(dossier, own), **_details(dossier, own, windows),
        })  # fmt: skip
    else:
        session.lines(*_sheet(session, dossier, own, windows, cost=cost))
    session.status = STATUS[verdict]


def _with_t0(dossier: Dossier, t0: date | None) -> Dossier:
    """The handover as it would be with another T0, the actual one if there is one."""
    if t0 is None:
        return dossier
    top = dossier.handover
    moved = replace(top, t0_actual=t0) if top.t0_actual is not None else replace(top, t0=t0)
    return dossier.patched([("handover", moved)], (), dossier.head)


def _next_first(dossier: Dossier) -> list[Person]:
    """Who leaves and has not gone."""
    from workbench.domain.registers.person import Person
    from workbench.services.leaving import is_going

    found = [p for p in dossier.all(Person) if is_going(p)]
    return sorted(found, key=lambda p: (p.release or date.max, p.number))


def _verdict(own: Leaver, frozen: Sequence[Window]) -> str:
    """Whether he may go on his day, as a gate's verdict; what is only waived is a condition."""
    from workbench.domain.registers.person import GONE

    if not own.is_ready:
        return "no_go"
    if own.person.state in GONE:
        return "go"
    late = own.early or frozen or not own.safe.certain
    return "conditions" if late or not all(check.met for check in own.checks) else "go"


def _table(session: Session, dossier: Dossier, found: Sequence[Leaver]) -> list[str]:
    tr = session.tr
    rows = [
        [
            dossier.key(own.person),
            own.person.name,
            tr(own.person.state.label),
            day_text(own.person.release),
            own.safe.brief,
            str(own.early or "-"),
            f"{own.met}/{len(own.checks)}",
        ]
        for own in found
        if not own.person.untold
    ]
    # Key and days would tell who it is as well as his name does, and so would his place.
    rows += [["--", tr(_UNTOLD), "", "--", "--", "", ""] for own in found if own.person.untold]
    labels = (
        msg("Key"), pmsg("person", "Name"), msg("State"), msg("Planned release"),
        msg("Earliest safe day"), msg("Days too early"), msg("Ready"),
    )  # fmt: skip
    lines = table([tr(label) for label in labels], rows, "lllllrr")
    if any(not own.safe.certain for own in found):
        lines += ["", tr(msg("+ or later: something gives no day yet; ask for the person"))]
    return lines


def _sheet(
    session: Session, dossier: Dossier, own: Leaver, frozen: Sequence[Window], *, cost: bool
) -> Iterator[str]:
    """The release sheet, as on its screen."""
    from workbench.domain.registers.person import GONE
    from workbench.figures.release import day_off
    from workbench.pack.leaving_sheet import in_freeze

    tr, person, safe = session.tr, own.person, own.safe
    facts = [person.role, person.employment.label if person.employment else "",
             person.organisation, msg("{n} FTE", n=person.fte) if person.fte is not None else "",
             person.state.label]  # fmt: skip
    yield f"{dossier.key(person)}  {person.name}  {said(session, [f for f in facts if f])}"
    yield said(session, _days(own))
    if person.state not in GONE:
        yield from (tr(in_freeze(window)) for window in frozen)
    yield ""
    yield tr(msg("{n} of {all}", n=own.met, all=len(own.checks)))
    for check in own.checks:
        words: Msg = check.need.label
        if check.met and check.done is not None:
            words = msg("{need}: {what}", need=words, what=check.done)
        yield f" {'[x]' if check.met else '[w]' if check.waiver else '[ ]'} {tr(words)}"
        yield from (f"     {tr(lack.message)}" for lack in check.lacks)
        if check.waiver is not None:
            yield f"     {tr(_waiver(session, dossier, check))}"
    if person.state in GONE:
        return
    yield ""
    yield tr(msg("Why {day}", day=safe.said()))
    yield from (f"  {day_text(r.day)}  {tr(r.message)}" for r in safe.reasons)
    for window in safe.touched:
        words = msg("freeze window {name}, {first} to {last}: nobody goes", name=window.name,
                    first=window.first, last=window.last)  # fmt: skip
        yield f"  {tr(words)}"
    if (off := day_off(dossier, safe)) is not None:
        yield f"  {tr(off)}"
    open_ = [msg("not counted: {what}", what=found.message) for found in safe.uncounted]
    yield from (f"  {tr(line)}" for line in open_)
    if cost:
        yield ""
        yield tr(_cost(dossier, person, safe))


def said(session: Session, parts: Sequence[Msg | str]) -> str:
    """Words one after the other."""
    found = listed(parts)
    return session.tr(found) if isinstance(found, Msg) else found


def _days(own: Leaver) -> list[Msg | str]:
    from workbench.domain.registers.person import GONE

    person, safe = own.person, own.safe
    planned = msg("planned {day}", day=person.release or msg("no day"))
    if person.state in GONE:
        return [msg("left on {day}", day=person.left_on or msg("no day"))]
    first = msg("earliest safe {day}", day=safe.said())
    if not own.early:
        return [planned, first]
    return [planned, first, nmsg("{n} day too early", "{n} days too early", own.early)]


def _waiver(session: Session, dossier: Dossier, check: Check) -> Msg:
    waiver = check.waiver
    assert waiver is not None
    return msg(
        "waived until {day} by {name}: {reason}; meanwhile: {measure}",
        day=waiver.expires,
        name=dossier.title(waiver.approver or 0, session.lang) or "?",
        reason=waiver.reason,
        measure=waiver.measure or msg("nothing named"),
    )


def _cost(dossier: Dossier, person: Person, safe: Safe) -> Msg:
    from workbench.figures.release import cost_of_waiting

    found = cost_of_waiting(dossier, person, safe)
    if found is None:
        return msg("Waiting costs nothing that is known: no day rate, or no waiting.")
    return msg("Waiting costs {money}.", money=str(found))


def _json(dossier: Dossier, own: Leaver) -> dict[str, Any]:
    return {
        "person": dossier.key(own.person),
        "state": own.person.state.value,
        "told": not own.person.untold,
        "release": iso(own.person.release),
        "earliest_safe": own.safe.day.isoformat(),
        "certain": own.safe.certain,
        "days_too_early": own.early,
        "met": own.met,
        "needs": len(own.checks),
    }


def _details(dossier: Dossier, own: Leaver, frozen: Sequence[Window]) -> dict[str, Any]:
    def key(record_id: int | None) -> str | None:
        found = dossier.get(record_id)
        return dossier.key(found) if found is not None else None

    def window(found: Window) -> dict[str, Any]:
        return {"key": key(found.record), "first": iso(found.first), "last": iso(found.last)}

    return {
        "checks": [
            {
                "need": c.need.value,
                "met": c.met,
                "waived_until": iso(c.waiver.expires if c.waiver else None),
                "lacks": [
                    {
                        "register": lack.cure.register,
                        "key": key(lack.cure.record),
                        "field": lack.cure.field or None,
                        "planned": iso(lack.planned),
                    }
                    for lack in c.lacks
                ],
            }
            for c in own.checks
        ],
        "reasons": [
            {"day": iso(r.day), "key": key(r.record), "field": r.field or None}
            for r in own.safe.reasons
        ],
        "uncounted": [{"key": key(u.record), "field": u.field or None} for u in own.safe.uncounted],
        "freezes": [window(w) for w in own.safe.touched],
        "frozen": [window(w) for w in frozen],
    }


def iso(day: date | None) -> str | None:
    return day.isoformat() if day is not None else None


def day_text(day: date | None) -> str:
    return day.isoformat() if day is not None else "--"
