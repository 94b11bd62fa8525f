"""Put people into a release wave, or move one: looked at before it is kept."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from screens.prompts import words
from screens.text import wrapped
from screens.widgets.rowlist import Cell, Column, Line, Row, TextLine
from workbench.domain.calendar import parse_day
from workbench.domain.message import Msg, msg, nmsg
from workbench.domain.registers.person import Person
from workbench.domain.registers.wave import Wave
from workbench.services import waves

if TYPE_CHECKING:
    from screens.fields import EditingScreen
    from workbench.figures.waves import Outlook
    from workbench.services.editing import Outcome

_NEW, _OUT = 0, -1
_COLUMNS = [
    Column("key", 6),
    Column("name", 0, 8),
    Column("was", 10, drop_below=60),
    Column("becomes", 14),
    Column("early", 26),
]


async def into_wave(
    screen: EditingScreen, handover: int, people: Sequence[Person]
) -> Outcome | None:
    """Ask for the wave, show what comes of it, and keep it if the user agrees. From a worker."""
    dossier, ids = screen.dossier, [p.id for p in people]
    known = sorted(dossier.all(Wave), key=lambda w: w.day or date.max)
    options = [(w.id, screen.names.title_of(w.id), _when(screen, w)) for w in known]
    options.append((_NEW, screen.tr(msg("a new wave")), ""))
    if any(p.wave is not None for p in people):
        options.append((_OUT, screen.tr(msg("out of the wave; the planned day stays")), ""))
    who: Msg | str = screen.names.title_of(people[0].id)
    if len(people) > 1:
        who = nmsg("{n} person", "{n} people", len(people))
    chosen = await screen.choose(msg("Into which wave does {who} go?", who=who), options)
    if chosen is None:
        return None
    if chosen == _OUT:
        done = msg("{who} out of the wave", who=who)
        return await screen.act(lambda ws: waves.take_out(ws, handover, ids), done)
    if chosen == _NEW:
        return await _into_new(screen, handover, ids)
    named = screen.names.title_of(chosen)
    preview = screen.attempt(lambda: waves.preview_put(dossier, chosen, ids, screen.today))
    if preview is None:
        return None
    title = msg("{who} into {wave}?", who=who, wave=named)
    if not await screen.confirm(title, outlook_lines(screen, preview), _COLUMNS):
        return None
    return await screen.act(
        lambda ws: waves.put(ws, handover, chosen, ids),
        msg("{who} into {wave}", who=who, wave=named),
        seen=dossier,
    )


async def _into_new(screen: EditingScreen, handover: int, ids: Sequence[int]) -> Outcome | None:
    dossier = screen.dossier
    named = await words(screen, msg("Name of the wave"), msg("say how the wave is called"))
    if named is None:
        return None

    def day_to_come(text: str) -> date:
        day = parse_day(text, screen.today)
        waves.not_over(day, len(ids), screen.today)
        return day

    day = await screen.ask_until(msg("It goes on"), day_to_come, hint=msg("a day"))
    if day is None:
        return None
    tried = waves.preview_new(dossier, named, day, ids, screen.today)
    title = nmsg("{n} person into {wave} on {day}?", "{n} people into {wave} on {day}?", len(ids),
                 wave=named, day=day)  # fmt: skip
    if not await screen.confirm(title, outlook_lines(screen, tried), _COLUMNS):
        return None
    done = msg("{wave} on {day}", wave=named, day=day)
    return await screen.act(
        lambda ws: waves.put_into_new(ws, handover, named, day, ids), done, seen=dossier
    )


async def move_wave(screen: EditingScreen, handover: int, wave: Wave) -> Outcome | None:
    """Ask for the day, show what comes of it, and keep it if the user agrees. From a worker."""
    dossier, named = screen.dossier, screen.names.title_of(wave.id)
    start = wave.day.isoformat() if wave.day is not None else ""
    day = await screen.ask_until(
        msg("{wave} goes on", wave=named),
        lambda text: waves.day_ahead(dossier, wave, parse_day(text, screen.today), screen.today),
        start,
        msg("a day; who is planned for its day now goes along"),
    )
    if day is None or day == wave.day:
        return None
    preview = waves.preview_move(dossier, wave.id, day, screen.today)
    title = msg("{wave} to {day}?", wave=named, day=day)
    if not await screen.confirm(title, outlook_lines(screen, preview), _COLUMNS):
        return None
    done = msg("{wave} goes on {day}", wave=named, day=day)
    return await screen.act(lambda ws: waves.move(ws, handover, wave.id, day), done, seen=dossier)


def outlook_lines(screen: EditingScreen, found: Outlook) -> list[Line]:
    """What the wave comes to, then whose release changes or is too early: these first."""
    tr, made = screen.tr, list[Line]()
    for note in waves.notes(found):
        made += [TextLine(f" {line}") for line in wrapped(tr(note), screen.room - 1)]
    made.append(TextLine())
    early = {e.person.id: e for e in found.early}
    moved = {m.person.id: m for m in found.moved}
    open_ = {p.id for p in found.open}
    shown = [p for p in found.people if p.id in early or p.id in moved or p.id in open_]
    for person in sorted(shown, key=lambda p: (p.id not in early, p.id not in open_)):
        change, soon = moved.get(person.id), early.get(person.id)
        was = change.old if change is not None else person.release
        said = msg("not too early")
        if soon is not None:
            said = nmsg("{n} day too early", "{n} days too early", soon.days)
        elif person.id in open_:
            said = msg("no safe day yet")
        elif any(person.release is not None and person.release in w for w in found.frozen):
            said = msg("in a freeze window")
        cells: dict[str, Cell | str] = {
            "key": Cell(screen.dossier.key(person), "key"),
            "name": screen.names.title_of(person.id),
            "was": was.isoformat() if was is not None else "--",
            "becomes": f"-> {person.release}" if person.release is not None else "",
            "early": Cell(
                tr(said), "late" if soon is not None else "warn" if person.id in open_ else ""
            ),
        }
        made.append(Row(person.id, cells))
    return made


def _when(screen: EditingScreen, wave: Wave) -> str:
    count = sum(p.wave == wave.id for p in screen.dossier.all(Person))
    day = wave.day.isoformat() if wave.day is not None else screen.tr(msg("no day"))
    people = screen.tr(nmsg("{n} person", "{n} people", count))
    return f"{day}   {people}"
