"""The earliest day on which a person may safely go, and why it is that day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from workbench.domain.calendar import ahead
from workbench.domain.dossier import Dossier
from workbench.domain.journey import gate_day
from workbench.domain.message import Msg, msg
from workbench.domain.money import Money
from workbench.domain.registers.freeze import Freeze
from workbench.domain.registers.person import GONE, Person
from workbench.figures.gates import stands
from workbench.figures.knowing import held_alone, proof_day


@dataclass(frozen=True, slots=True)
class Terms:
    """The agreed numbers: working days together with the successor, working days to assess a
    proof, days around T0 on which nobody goes."""

    overlap: int = 10
    assess: int = 1
    freeze: int = 7


@dataclass(frozen=True, slots=True)
class Reason:
    """Something that holds a person until a day; `record` and `field` are where it stands, without
    a field in what hangs under the record."""

    message: Msg
    day: date
    record: int
    field: str


@dataclass(frozen=True, slots=True)
class Uncounted:
    """Something that would hold him, but gives no day yet."""

    message: Msg
    record: int
    field: str


@dataclass(frozen=True, slots=True)
class Window:
    """Days on which nobody is released; without a record it is the one around T0."""

    name: Msg | str
    first: date
    last: date
    record: int | None = None

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last


@dataclass(frozen=True, slots=True)
class Safe:
    """The earliest safe day with its reasons, the latest last, and what no day could be found for.

    `unfrozen` is the day before freeze windows were looked at; `touched` are the windows that
    moved it, `near` the next one after it.
    """

    day: date
    unfrozen: date
    reasons: tuple[Reason, ...]
    uncounted: tuple[Uncounted, ...]
    touched: tuple[Window, ...]
    near: Window | None

    @property
    def certain(self) -> bool:
        return not self.uncounted

    @property
    def unknown(self) -> bool:
        """Whether nothing has given a day yet: it is today only because it is some day."""
        return not (self.certain or self.reasons or self.touched)

    @property
    def brief(self) -> str:
        """As a list has it: `2027-01-06`, `2027-01-06 +` for *or later*, `?`."""
        return "?" if self.unknown else f"{self.day.isoformat()}{'' if self.certain else ' +'}"

    def said(self, day: date | str | None = None) -> Msg | date | str:
        """The day, or how it is written there; no promise where something gives no day yet, and
        no day where nothing gives one."""
        written = self.day if day is None else day
        if self.unknown:
            return msg("not known yet")
        return written if self.certain else msg("{day} or later", day=written)


_USUAL = Terms()


def earliest_safe(dossier: Dossier, person: Person, today: date, terms: Terms = _USUAL) -> Safe:
    """The latest of: told + notice, the last gate attended, the working days together with the
    successor from the first on which both are there, the last planned proof of each topic held
    alone and the time to assess it; then out of the freeze windows. Never before `today`.

    What he holds alone depends on who is still there by then, so it is looked at again for each
    day found, until the day stays. Of several who know a topic and all leave, the last one planned
    holds it, whenever he goes: else each could go early because the others are still there.
    """
    firm, uncounted = _firm(dossier, person, today, terms)
    windows = freezes(dossier, terms)
    start = max((r.day for r in firm), default=date.min)
    if start < today:
        start = plain(today)
    day, unfrozen = _thawed(start, windows), start
    while True:
        proofs, open_ = _proofs(dossier, person, day, today, terms)
        unfrozen = max([start, *(r.day for r in proofs)])
        later = _thawed(max(day, unfrozen), windows)
        if later == day:
            break
        day = later
    _note_turn(person, unfrozen, today)
    reasons = sorted([*firm, *proofs], key=lambda r: r.day)
    return Safe(
        day=day,
        unfrozen=unfrozen,
        reasons=tuple(reasons),
        uncounted=tuple(uncounted + open_),
        touched=tuple(w for w in windows if w.first <= day and w.last >= unfrozen),
        near=next((w for w in windows if w.first > day), None),
    )


def freezes(dossier: Dossier, terms: Terms = _USUAL) -> tuple[Window, ...]:
    """All freeze windows, the earliest first; the one around T0 among them."""
    return dossier.kept(("freezes", terms), lambda: _freezes(dossier, terms))


def _freezes(dossier: Dossier, terms: Terms) -> tuple[Window, ...]:
    found = [
        Window(f.name, f.first, f.last, f.id)
        for f in dossier.all(Freeze)
        if f.first is not None and f.last is not None and f.first <= f.last
    ]
    zero = dossier.handover.day_zero
    if zero is not None and terms.freeze:
        first = zero - min(timedelta(days=terms.freeze), zero - date.min)
        found.append(Window(msg("the days around T0"), first, ahead(zero, terms.freeze)))
    return tuple(sorted(found, key=lambda w: (w.first, w.last)))


def frozen(dossier: Dossier, day: date | None, terms: Terms = _USUAL) -> tuple[Window, ...]:
    """The freeze windows a day falls into."""
    return tuple(w for w in freezes(dossier, terms) if day is not None and day in w)


def follower(dossier: Dossier, person: Person) -> Person | None:
    """Who is named to follow him; nobody follows himself."""
    found = dossier.table("person").get(person.successor or 0)
    return found if isinstance(found, Person) and found.id != person.id else None


def together_from(person: Person, successor: Person) -> date | None:
    """The first day on which both are there; None while the successor has no first day. A leaver
    without one is taken to have been there before."""
    if successor.starts is None or person.starts is None:
        return successor.starts
    return max(successor.starts, person.starts)


def days_too_early(person: Person, safe: Safe) -> int:
    """Calendar days from the planned release to the safe one; 0 where he may go as planned, or
    could have: that his day is over makes it late, not early."""
    day = person.release
    if day is None or (safe.unfrozen > day and not any(r.day > day for r in safe.reasons)):
        return 0
    return max(0, (safe.day - day).days)


def day_off(dossier: Dossier, safe: Safe) -> Msg | None:
    """That the day found is no working day, and which is the first after it: he may go on it, but
    who takes back what he has?"""
    if safe.unknown or dossier.calendar.is_workday(safe.day):
        return None
    return msg("{day} is no working day; the first one after it is {next}", day=safe.day,
               next=dossier.calendar.next_workday(safe.day))  # fmt: skip


def went_on(person: Person, today: date) -> date:
    """The day somebody left who is only now said to have gone: the planned one if it is over."""
    return person.release if person.release is not None and person.release < today else today


def cost_of_waiting(dossier: Dossier, person: Person, safe: Safe) -> Money | None:
    """Day rate x FTE x working days from the planned release to the safe one; None without a
    rate."""
    if person.rate is None or person.release is None or safe.day <= person.release:
        return None
    days = dossier.calendar.workdays_between(person.release, safe.day)
    return person.rate.times(days * (person.fte if person.fte is not None else Decimal(1)))


def _firm(
    dossier: Dossier, person: Person, today: date, terms: Terms
) -> tuple[list[Reason], list[Uncounted]]:
    """What does not depend on the day he goes."""
    reasons: list[Reason] = []
    uncounted: list[Uncounted] = []
    if person.notice:
        told = person.told_on
        say = (
            msg("notice {n} d from {day}", n=person.notice, day=told)
            if told is not None
            else msg("notice {n} d, if told today", n=person.notice)
        )
        day = ahead(told if told is not None else plain(today), person.notice)
        reasons.append(Reason(say, day, person.id, "told_on"))
    gate = person.attends
    if gate is not None and not stands(dossier, gate, today).was_through:
        held = gate_day(dossier, gate)
        if held is None:
            say = msg("{gate}, which he attends, has no day", gate=gate.value)
            uncounted.append(Uncounted(say, person.id, "attends"))
        else:
            say = msg("{gate}, which he attends", gate=gate.value)
            reasons.append(Reason(say, held, person.id, "attends"))
    successor = follower(dossier, person)
    if successor is not None and successor.state in GONE:
        say = msg("{name}, the successor, has left", name=successor.name)
        uncounted.append(Uncounted(say, person.id, "successor"))
    elif successor is not None and (both := together_from(person, successor)) is not None:
        day = dossier.calendar.workdays_ahead(both - timedelta(days=1), terms.overlap)
        say = msg("{n} working days with {name}, from {day}", n=terms.overlap,
                  name=successor.name, day=both)  # fmt: skip
        reasons.append(Reason(say, day, person.id, "successor"))
    elif successor is not None:
        say = msg("{name}, the successor, has no first day", name=successor.name)
        uncounted.append(Uncounted(say, successor.id, "starts"))
    elif not person.no_successor:
        uncounted.append(Uncounted(msg("no successor is named"), person.id, "successor"))
    return reasons, uncounted


def _proofs(
    dossier: Dossier, person: Person, on: date, today: date, terms: Terms
) -> tuple[list[Reason], list[Uncounted]]:
    """The proofs of what he holds alone if he goes on a day."""
    reasons: list[Reason] = []
    uncounted: list[Uncounted] = []
    planned = (person.release if person.leaves else None) or date.max
    for topic in held_alone(dossier, person, max(on, planned)):
        key = dossier.key(topic)
        proof = proof_day(dossier, topic, today)
        if proof is None:
            say = msg("{key} {topic} has no proof planned", key=key, topic=topic.title)
            field = "receiver" if topic.receiver is None else ""
            uncounted.append(Uncounted(say, topic.id, field))
        else:
            day = dossier.calendar.workdays_ahead(proof, terms.assess)
            say = msg("proof of {key} on {day}, and {n} wd to assess it", key=key, day=proof,
                      n=terms.assess)  # fmt: skip
            reasons.append(Reason(say, day, topic.id, ""))
    return reasons, uncounted


def _thawed(day: date, windows: tuple[Window, ...]) -> date:
    """The day, or the first one after the freeze windows it falls into."""
    for window in windows:
        if day in window:
            day = ahead(window.last, 1)
    return day


def _note_turn(person: Person, found: date, today: date) -> None:
    """Let a watched day know until when the day found stays: once nothing but today and the notice
    still to be given holds him, it moves on with every day."""
    untold = person.notice if person.told_on is None and person.notice else 0
    if today >= found - timedelta(days=untold):
        today + timedelta(days=1)


def plain(day: date) -> date:
    """The day itself, if it is watched: what is counted from it is noted elsewhere."""
    return date.fromordinal(day.toordinal())
