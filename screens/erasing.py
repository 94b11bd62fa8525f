"""Erasing a person from his sheet: what goes, why, and twice the question."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from screens.text import wrapped
from screens.widgets.rowlist import Cell, Column, Line, Row, TextLine
from workbench.domain.errors import BadValue
from workbench.domain.message import msg, nmsg
from workbench.domain.text import clean

if TYPE_CHECKING:
    from screens.base import WorkScreen
    from workbench.domain.registers.person import Person
    from workbench.services.erasing import Plan

_COLUMNS = (Column("key", 8), Column("field", 0))


async def erase_person(screen: WorkScreen, handover: int, person: Person) -> None:
    """Show the plan, ask for the reason and the key, and erase; the user may leave at each."""
    from workbench.services import erasing

    plan = screen.attempt(lambda: erasing.plan_person(screen.ws, handover, person.id))
    if plan is None:
        return
    key = screen.ws.known(handover).key(person)
    title = msg("Erase {key} for good? Undo cannot bring it back.", key=key)
    if not await screen.confirm(title, _lines(screen, plan), _COLUMNS):
        return
    why = await screen.ask(msg("Why"), hint=msg("the log keeps the reason"))
    if not why:
        return

    def same(text: str) -> bool:
        if clean(text).upper() != key:
            raise BadValue(msg("type {word} to erase, or leave with esc", word=key))
        return True

    if not await screen.ask_until(msg("Type {word} to erase", word=key), same):
        return
    done = await screen.carry_out(lambda ws: erasing.apply(ws, plan, why))
    if done is None:
        return
    if plan.target.mentions is not None:
        screen.host.drafts.erase(plan.target.mentions)
    screen.reload()
    screen.show_undo()
    if done.cleaned:
        screen.say(msg("erased"), "ok")
    else:
        screen.say(
            msg("erased; others use the file, so erase again later to clean its bytes"), "warn"
        )


def _lines(screen: WorkScreen, plan: Plan) -> Sequence[Line]:
    tr = screen.tr
    traces = plan.traces
    rows: list[Line] = [
        Row(place, {"key": Cell(key, "key"), "field": tr(label)})
        for place, (key, label) in enumerate(traces.places)
    ]
    entries = nmsg(
        "{n} log entry loses something", "{n} log entries lose something", traces.entries
    )
    told = [entries, *plan.beyond()]
    room = screen.app.size.width - 12
    return [*rows, TextLine(), *(TextLine(f" {x}") for m in told for x in wrapped(tr(m), room))]
