"""Release waves: put people into one, take them out, move it; each is one change set."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import date

from workbench.domain.dossier import Dossier
from workbench.domain.errors import NotFound, Refused
from workbench.domain.message import Msg, listed, msg, nmsg
from workbench.domain.record import Record
from workbench.domain.registers.person import Person
from workbench.domain.registers.wave import Wave
from workbench.domain.text import clean
from workbench.figures import waves as figures
from workbench.figures.waves import Outlook
from workbench.rules.agreed import release_terms
from workbench.services.editing import Editing, Outcome
from workbench.services.workspace import Workspace

NEW = -1
"""In place of the id of a wave that is only proposed."""


def outlook(dossier: Dossier, today: date) -> list[Outlook]:
    """Every wave as it is, in the order of their days; those without a day last."""
    terms = release_terms(dossier, today)
    waves = sorted(dossier.all(Wave), key=lambda w: w.day or date.max)
    return [figures.as_it_is(dossier, wave, today, terms) for wave in waves]


def preview_put(dossier: Dossier, wave: int, people: Collection[int], today: date) -> Outlook:
    """The wave once these people are put into it: who leaves too early, what is frozen."""
    found = _wave(dossier, wave)
    not_over(found.day, len(people), today)
    return figures.with_people(dossier, found, people, today, release_terms(dossier, today))


def preview_move(dossier: Dossier, wave: int, day: date, today: date) -> Outlook:
    """The wave once it is moved to `day`."""
    found = _wave(dossier, wave)
    day_ahead(dossier, found, day, today)
    return figures.on_another_day(dossier, found, day, today, release_terms(dossier, today))


def preview_new(
    dossier: Dossier, name: str, day: date, people: Collection[int], today: date
) -> Outlook:
    """A wave that is yet to be made, with these people in it."""
    not_over(day, len(people), today)
    wave = Wave(id=NEW, handover=dossier.handover.id, name=name, day=day)
    return figures.with_people(dossier, wave, people, today, release_terms(dossier, today))


def day_ahead(dossier: Dossier, wave: Wave, day: date, today: date) -> date:
    """The day for a wave. Refused where it is over, and there are people who would go on it."""
    not_over(day, len(figures.along(dossier, wave)), today)
    return day


def not_over(day: date | None, people: int, today: date) -> None:
    """Refused where people would be planned to go on a day that is over."""
    if people and day is not None and day < today:
        raise Refused(
            nmsg("{day} is over, and {n} person would be to leave then: name a day to come",
                 "{day} is over, and {n} people would be to leave then: name a day to come",
                 people, day=day)
        )  # fmt: skip


def notes(found: Outlook) -> Iterator[Msg]:
    """What an outlook would come to, a sentence each."""
    yield nmsg("{n} release changes.", "{n} releases change.", len(found.moved))
    if found.early:
        yield nmsg("{n} person leaves too early.", "{n} people leave too early.", len(found.early))
    yield from standing(found)
    if (step := found.cliff) is not None:
        yield msg("Steepest seven days (R-16): {first} to {last}, {share} go", first=step.first,
                  last=step.last, share=str(step.share))  # fmt: skip


def standing(found: Outlook) -> Iterator[Msg]:
    """What stands against a wave beside who leaves too early, a sentence each."""
    if found.open:
        yield nmsg("{n} person has no certain safe day yet (?)",
                   "{n} people have no certain safe day yet (?)", len(found.open))  # fmt: skip
    if found.apart:
        yield nmsg("{n} person in it has another day and keeps it",
                   "{n} people in it have other days and keep them", len(found.apart))  # fmt: skip
    if found.frozen:
        yield msg("The day falls into a freeze: {names}", names=windows(found))
    for contract, people in found.unbound:
        yield nmsg("{contract} is to end on {day}, before {n} person of it goes",
                   "{contract} is to end on {day}, before {n} people of it go", len(people),
                   contract=contract.title, day=contract.ends)  # fmt: skip
    if found.idle:
        yield msg("{day} is no working day: see who takes back what they have",
                  day=found.wave.day)  # fmt: skip
    if found.tell_on is not None and any(p.untold for p in found.people):
        yield _to_be_told(found.tell_on, found.by_notice)
    if found.untold:
        yield nmsg("That day has passed, and {n} person is not told",
                   "That day has passed, and {n} people are not told",
                   len(found.untold))  # fmt: skip


def _to_be_told(agreed: date, by_notice: date | None) -> Msg:
    """By when, and what their notice asks where that is another day."""
    if by_notice is None or agreed == by_notice:
        return msg("All of them are to be told by {day}", day=agreed)
    if agreed < by_notice:
        return msg("All of them are to be told by {day}, as agreed; for their notice {notice} "
                   "would do", day=agreed, notice=by_notice)  # fmt: skip
    return msg("All of them are to be told by {day}, as agreed, but for their notice it must be by "
               "{notice}", day=agreed, notice=by_notice)  # fmt: skip


def early(found: Outlook) -> str:
    """How many leave too early, and after `?` of how many it is not known yet."""
    counted = [str(len(found.early))] if found.early else []
    counted += [f"?{len(found.open)}"] if found.open else []
    return " ".join(counted) or "-"


def steepest(found: Outlook) -> Msg | None:
    """The steepest step of the team, where the wave is part of it."""
    step, day = found.cliff, found.wave.day
    if step is None or day is None or not step.first <= day <= step.last:
        return None
    return msg("Steepest seven days (R-16): {first} to {last}, {share} go", first=step.first,
               last=step.last, share=str(step.share))  # fmt: skip


def windows(found: Outlook) -> Msg | str:
    """The names of the freeze windows its day falls into."""
    return listed([w.name for w in found.frozen])


def put(ws: Workspace, handover: int, wave: int, people: Sequence[int]) -> Outcome:
    """Put people into a wave: its day becomes their planned release, if it has one.

    Who has left, or has moved into a post, is refused.
    """
    name = _wave(ws.shown(handover), wave).name
    who = nmsg("{n} person into {wave}", "{n} people into {wave}", len(people), wave=name)
    with ws.change(handover, "wave", who) as ed:
        found, joined = ed.get(Wave, wave), []
        not_over(found.day, len(people), ws.today)
        for person_id in dict.fromkeys(people):
            person = ed.get(Person, person_id)
            if not figures.may_join(person):
                why = msg("{name} is {state} and goes with no wave", name=person.name,
                          state=person.state.label)  # fmt: skip
                ed.refuse(person_id, why)
                continue
            joined.append(person)
            _release(ed, person, found)
        if joined:
            _tell(ed, found, found.day, joined)
    return ed.outcome


def put_into_new(
    ws: Workspace, handover: int, name: str, day: date | None, people: Sequence[int]
) -> Outcome:
    """A new wave and the people in it, in one change set."""
    if not clean(name):
        raise Refused(msg("say how the wave is called"))
    not_over(day, len(people), ws.today)
    who = nmsg("{n} person into {wave}", "{n} people into {wave}", len(people), wave=clean(name))
    with ws.change(handover, "wave", who) as ed:
        joined = [p for i in dict.fromkeys(people) if figures.may_join(p := ed.get(Person, i))]
        made = ed.get(Wave, ed.add(Wave, name=clean(name), day=day))
        ed.set(made.id, tell_on=figures.tell_on(made, day, joined))
        for person in joined:
            _release(ed, person, made)
    return ed.outcome


def take_out(ws: Workspace, handover: int, people: Sequence[int]) -> Outcome:
    """Take people out of their waves; their planned release stays."""
    who = nmsg("{n} person out of the wave", "{n} people out of their waves", len(people))
    with ws.change(handover, "wave", who) as ed:
        for person_id in dict.fromkeys(people):
            ed.set(ed.get(Person, person_id).id, wave=None)
    return ed.outcome


def move(ws: Workspace, handover: int, wave: int, day: date) -> Outcome:
    """Move a wave: those whose planned release was its day go along, the others keep theirs."""
    name = _wave(ws.shown(handover), wave).name
    with ws.change(handover, "wave", msg("{wave} to {day}", wave=name, day=day)) as ed:
        found = ed.get(Wave, wave)
        _move(ed, found, day_ahead(ed.before, found, day, ws.today))
    return ed.outcome


def follow(ed: Editing, found: Record, value: object, today: date | None = None) -> None:
    """What goes with an edit: of a wave's day, the releases of those who have it; of the wave of
    a person, his release. The wave and the person themselves are still as before it.

    Refused where that plans for a day before `today`; without it, in files, a day may be over.
    """
    if isinstance(found, Wave) and isinstance(value, date):
        if today is not None:
            day_ahead(ed.before, found, value, today)
        _move(ed, found, value)
    elif isinstance(found, Person) and isinstance(value, int) and figures.may_join(found):
        wave = ed.get(Wave, value)
        if today is not None:
            not_over(wave.day, 1, today)
        _release(ed, found, wave)
        _tell(ed, wave, wave.day, [found])


def joined(ed: Editing, wave: int, people: Sequence[int]) -> None:
    """What goes with people who have just been put into a wave by a file: when they are told."""
    found = ed.get(Wave, wave)
    _tell(ed, found, found.day, [ed.get(Person, i) for i in people])


def _move(ed: Editing, wave: Wave, day: date) -> None:
    # Who goes along is what the user saw; if others meant otherwise since, he is asked.
    shown = ed.seen.dossier if ed.seen is not None else ed.before
    going = figures.along(shown, _wave(shown, wave.id))
    _tell(ed, wave, day, ())
    ed.set(wave.id, day=day)
    for person in going:
        now = ed.find(person.id)
        if isinstance(now, Person) and figures.may_join(now):
            _release(ed, now, ed.get(Wave, wave.id))


def _release(ed: Editing, person: Person, wave: Wave) -> None:
    ed.set(person.id, wave=wave.id, release=wave.day or person.release)


def _tell(ed: Editing, wave: Wave, day: date | None, joined: Sequence[Person]) -> None:
    people = [*figures.members(ed.before, wave), *joined]
    ed.set(wave.id, tell_on=figures.tell_on(wave, day, people))


def _wave(dossier: Dossier, wave: int) -> Wave:
    found = dossier.get(wave)
    if not isinstance(found, Wave):
        raise NotFound(msg("this {what} is no longer there", what=msg("release wave")))
    return found
