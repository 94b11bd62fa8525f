"""What a person lacks, done from his release sheet: access asked back, work passed on, a return
noted, a successor named."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from screens import scope
from screens.people import somebody
from workbench.domain import record
from workbench.domain.labelled import Side
from workbench.domain.message import Msg, msg, nmsg
from workbench.domain.registers.person import GONE, Person
from workbench.rules.leaving import Check, Lack, Need

if TYPE_CHECKING:
    from screens.fields import EditingScreen
    from workbench.services.editing import Outcome


async def settle(
    screen: EditingScreen, handover: int, person: Person, check: Check, only: Lack | None
) -> Outcome | None:
    """Do what the need lacks, all of it or `only` one thing; says so where that is done elsewhere.

    What can be typed in a word is asked for; the rest is done at once, and undone as one change.
    """
    lacks = [only] if only is not None else list(check.lacks)
    ids = [lack.cure.record for lack in lacks if lack.cure.record is not None]
    if check.need is Need.ACCESS and ids:
        return await _ask_back(screen, handover, ids)
    if check.need is Need.ACCESS and lacks:
        await _list_access(screen, handover)
        return None
    if check.need is Need.KNOWLEDGE and lacks and not ids:
        await scope.settle(screen, handover, record.get("topic"))
        return None
    if check.need is Need.WORK and ids:
        return await _pass_on(screen, handover, person, ids)
    if check.need is Need.EQUIPMENT:
        return await _returned(screen, handover, person)
    if check.need is Need.SUCCESSOR:
        return await _succeed(screen, handover, person)
    screen.say(
        msg("{need}: go on with {key}", need=check.need.label, key=_elsewhere(screen, check))
    )
    return None


def _elsewhere(screen: EditingScreen, check: Check) -> str:
    plan = check.need is Need.KNOWLEDGE and check.lacks[0].cure.record is not None
    return screen.key_of("release.session" if plan else "list.choose")


async def _ask_back(screen: EditingScreen, handover: int, ids: Sequence[int]) -> Outcome | None:
    from workbench.services import moving

    done = nmsg("revocation of {n} access requested", "revocation of {n} accesses requested",
                len(ids))  # fmt: skip
    return await screen.act(lambda ws: moving.move(ws, handover, ids, "request"), done)


async def _list_access(screen: EditingScreen, handover: int) -> None:
    """None of his is listed: list it, or say that there is no more than the list has."""
    from screens.register import RegisterScreen

    tr, entry = screen.tr, record.get("access")
    options = [("open", tr(msg("list what there is")), "")]
    if screen.dossier.listed("access"):
        about = tr(msg("said of everybody who is not in it"))
        options.append(("complete", tr(msg("the list is complete: there is none")), about))
    else:
        about = tr(msg("the receiving side agrees"))
        options.append(("none", tr(msg("nobody here has any")), about))
    title = msg("No access is listed")
    chosen = await screen.choose(title, options)
    if chosen == "open":
        screen.app.push_screen(RegisterScreen(handover, "access"))
    elif chosen == "complete":
        await scope.complete(screen, handover, entry)
    elif chosen == "none":
        await scope.not_needed(screen, handover, entry)


async def _pass_on(
    screen: EditingScreen, handover: int, person: Person, ids: Sequence[int]
) -> Outcome | None:
    from workbench.services import leaving

    what: Msg | str = nmsg("{n} thing", "{n} things", len(ids))
    if len(ids) == 1:
        found = screen.dossier.get(ids[0])
        what = screen.called(found) if found is not None else what
    to = await somebody(
        screen, handover, msg("Who takes over: {what}", what=what), Side.RECEIVING, Side.GIVING,
        Side.SPONSOR, current=person.successor, without=_gone(screen, person),
    )  # fmt: skip
    if to is None:
        return None
    done = msg("{what} passed on to {name}", what=what, name=screen.names.title_of(to))
    return await screen.act(lambda ws: leaving.pass_on(ws, handover, ids, to), done)


async def _returned(screen: EditingScreen, handover: int, person: Person) -> Outcome | None:
    from workbench.services import records

    day = screen.today
    return await screen.act(
        lambda ws: records.edit(ws, handover, person.id, "equipment", day.isoformat()),
        msg("equipment returned on {day}", day=day),
    )


async def _succeed(screen: EditingScreen, handover: int, person: Person) -> Outcome | None:
    from workbench.services import records

    title = msg("Who succeeds {name}?", name=screen.names.title_of(person.id))
    to = await somebody(
        screen, handover, title, Side.RECEIVING, Side.GIVING, current=person.successor,
        without=_gone(screen, person),
    )  # fmt: skip
    found = screen.dossier.get(to)
    if found is None:
        return None
    key, name = screen.dossier.key(found), screen.names.title_of(found.id)
    return await screen.act(
        lambda ws: records.edit(ws, handover, person.id, "successor", key),
        msg("successor: {name}", name=name),
    )


def _gone(screen: EditingScreen, person: Person) -> set[int | None]:
    """Who takes nothing over: he himself, and who has gone."""
    return {person.id, *(p.id for p in screen.dossier.all(Person) if p.state in GONE)}
