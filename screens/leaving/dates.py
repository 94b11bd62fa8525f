"""Another day of release, for one person or for several, looked at before it is kept."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from screens.text import wrapped
from screens.widgets.rowlist import Cell, Column, Line, Row, TextLine
from workbench.domain.calendar import parse_day
from workbench.domain.message import Msg, msg, nmsg
from workbench.domain.registers.person import Person
from workbench.rules.leaver import Leaver, leaver
from workbench.services import leaving

if TYPE_CHECKING:
    from screens.fields import EditingScreen
    from workbench.domain.dossier import Dossier
    from workbench.services.editing import Outcome
    from workbench.services.workspace import Workspace

_NEEDS = [Column("mark", 3), Column("need", 28), Column("text", 0, 12)]
_PEOPLE = [Column("key", 6), Column("name", 0, 12), Column("met", 8), Column("early", 30)]
_LACKS = 3  # of what a need lacks, shown in the preview


async def new_date(
    screen: EditingScreen, handover: int, people: Sequence[Person]
) -> Outcome | None:
    """Ask for the day, show what it gives, and keep it if the user agrees."""
    from workbench.services import records

    seen, today = screen.dossier, screen.today
    (first, *others) = people
    now = leaver(seen, first, today)

    def read(text: str) -> tuple[date | None]:
        return (parse_day(text, today) if text.strip() else None,)

    hint = msg("a day; empty: none is planned. Earliest safe: {day}", day=now.safe.said())
    who: Msg | str = screen.names.title_of(first.id)
    if others:
        hint = msg("a day; empty: none is planned")
        who = nmsg("{n} person", "{n} people", len(people))
    start = first.release.isoformat() if first.release is not None and not others else ""
    answer = await screen.ask_until(msg("{name} leaves on", name=who), read, start, hint)
    if answer is None or (not others and answer[0] == first.release):
        return None
    (wanted,) = answer
    then = [leaving.with_release(seen, p, wanted, today) for p in people]
    if others:
        title = msg("{name} leaves on {day}. Keep it?", name=who, day=wanted or _NONE)
        agreed = await screen.confirm(title, _each(screen, then), _PEOPLE)
    else:
        agreed = await screen.confirm(
            _one(wanted, then[0], seen, today), _needs(screen, now, then[0]), _NEEDS
        )
    if not agreed:
        return None
    text = wanted.isoformat() if wanted is not None else ""
    ids = [p.id for p in people]

    def keep(ws: Workspace) -> Outcome:
        if others:
            return records.bulk_edit(ws, handover, ids, "release", text)
        return records.edit(ws, handover, first.id, "release", text)

    return await screen.act(
        keep,
        msg("{name} leaves on {day}", name=who, day=wanted or _NONE),
        seen=seen,
    )


_NONE = msg("no day planned")


def _one(day: date | None, then: Leaver, dossier: Dossier, today: date) -> Msg:
    return msg("With {day}: {met} of {all}, {early}. Keep it?", day=day or _NONE, met=then.met,
               all=len(then.checks), early=_early(then, dossier, today))  # fmt: skip


def _early(then: Leaver, dossier: Dossier, today: date) -> Msg:
    if then.early:
        return nmsg("{n} day too early", "{n} days too early", then.early)
    if leaving.frozen_on(dossier, then.person, today):
        return msg("in a freeze window")
    if then.safe.certain:
        return msg("not too early")
    return msg("not too early as far as days are planned")


def _each(screen: EditingScreen, then: Sequence[Leaver]) -> list[Line]:
    """A line a person: how many needs are met by then, and how many days too early it is."""
    return [
        Row(
            own.person.id,
            {
                "key": Cell(screen.dossier.key(own.person), "key"),
                "name": screen.names.title_of(own.person.id),
                "met": screen.tr(msg("{met} of {all}", met=own.met, all=len(own.checks))),
                "early": Cell(
                    screen.tr(_early(own, screen.dossier, screen.today)),
                    "late" if own.early else "",
                ),
            },
        )
        for own in then
    ]


def _needs(screen: EditingScreen, now: Leaver, then: Leaver) -> list[Line]:
    """The needs as they would be on the other day; what becomes otherwise stands out."""
    tr, made = screen.tr, list[Line]()
    for before, check in zip(now.checks, then.checks, strict=True):
        passed = check.passed
        text = tr(nmsg("{n} thing lacking", "{n} things lacking", len(check.lacks)))
        if passed:
            met = check.done if check.met else None
            text = screen.names.told(met) if met is not None else ""
        changed = passed is not before.passed or len(check.lacks) != len(before.lacks)
        cells: dict[str, Cell | str] = {
            "mark": Cell("[x]" if passed else "[ ]", "ok" if passed else "late"),
            "need": tr(check.need.label),
            "text": Cell(text, "strong" if changed else "muted"),
        }
        made.append(Row(check.need, cells))
        for lack in check.lacks[:_LACKS] if not passed else ():
            words = wrapped(screen.names.told(lack.message), screen.room - 8)
            made += [TextLine(f"       {line}", "muted") for line in words]
    return made
