"""One field of items, or what hangs under one: proof, note, due date, owner."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from screens.field_text import let_go_of_t0
from screens.names import Names
from screens.naming import joined, meant
from screens.people import names
from screens.prompts.said import items_of, proof_hint, what, words
from workbench.domain.dossier import Reading
from workbench.domain.message import msg
from workbench.domain.record import of
from workbench.domain.registers.item import Item
from workbench.domain.registers.person import Person
from workbench.domain.registers.seat import Seat
from workbench.domain.text import clean

if TYPE_CHECKING:
    from screens.base import WorkScreen
    from workbench.services.editing import Outcome


async def proof(screen: WorkScreen, handover: int, item: int) -> Outcome | None:
    """One more proof, in whatever state the item is."""
    from workbench.services import items

    dossier = screen.seen(handover)
    label = msg("Proof for {what}", what=what(dossier, [item]))
    hint = proof_hint(items_of(dossier, [item]))
    text = await words(screen, label, msg("a proof is not empty"), hint)
    if text is None:
        return None
    done = msg("proof added: {what}", what=what(dossier, [item]))
    return await screen.act(
        lambda ws: items.add_proof(ws, handover, item, text), done, seen=dossier
    )


async def note(screen: WorkScreen, handover: int, record: int) -> int | None:
    """A note in one line; gives its id."""
    from workbench.services import records

    about = what(screen.ws.known(handover), [record])
    text = await words(screen, msg("Note on {what}", what=about), msg("a note is not empty"))
    if text is None:
        return None
    made = await screen.carry_out(lambda ws: records.add_note(ws, handover, record, text))
    if made is not None:
        screen.reload()
        screen.show_undo()
    return made


async def due(screen: WorkScreen, handover: int, ids: Sequence[int]) -> Outcome | None:
    """Another due date: a rule such as `T-30`, or a day; empty takes it away."""
    from workbench.services import records

    dossier = screen.seen(handover)
    field, view = of(Item).field("due"), Reading(dossier, screen.ws.context)
    dates = {item.due for item in items_of(dossier, ids)}
    old = field.kind.edit_text(dates.pop(), view) if len(dates) == 1 else ""

    def checked(text: str) -> str:
        field.kind.parse(text, view)
        return text

    label = msg("Due date of {what}", what=what(dossier, ids))
    hint = msg("T-30, T+5wd, Dec 1, 2026-12-01 or +3d from today; empty for none")
    text = await screen.ask_until(label, checked, old, hint)
    if text is None:
        return None
    outcome = await screen.act(
        lambda ws: records.bulk_edit(ws, handover, ids, "due", text), seen=dossier
    )
    followed = next((i.due for i in items_of(dossier, ids) if i.due and not i.due.fixed), None)
    said = let_go_of_t0(field.kind, followed, text, Names(view))
    if outcome is not None and not outcome.refused and said is not None:
        screen.say(said, "warn")
    return outcome


async def owner(screen: WorkScreen, handover: int, ids: Sequence[int]) -> Outcome | None:
    """Give to a person or a seat; a name nobody knows yet joins the roster."""
    dossier = screen.seen(handover)
    if screen.host.names_hidden:
        screen.say(msg("names are hidden; show them to change this"), "warn")
        return None
    from workbench.services import owning

    known = [person.name for person in dossier.all(Person)]
    seats = [seat.name.show(screen.tr.lang) for seat in dossier.all(Seat)]
    label = msg("Owner of {what}", what=what(dossier, ids))
    hint = msg("a name or a seat; empty for the seat's own")
    view, owners = names(screen, handover), [i.person or i.seat for i in items_of(dossier, ids)]
    now = ", ".join(view.title_of(found) for found in dict.fromkeys(owners) if found is not None)
    text = await screen.ask(label, hint=hint, suggestions=[*known, *seats], names=True, saved=now)
    if text is None:
        return None
    name: str | None = clean(text)
    if dossier.find("seat", clean(text).rstrip("?？ "), screen.tr.lang) is None:
        name = await meant(screen, handover, text)
    if name is None:
        return None
    given, before = name, screen.ws.known(handover)
    outcome = await screen.act(lambda ws: owning.give(ws, handover, ids, given), seen=dossier)
    told = joined(screen, before, [given])
    if outcome is not None and told is not None:
        screen.say(told, "ok")
    return outcome
