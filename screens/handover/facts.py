"""What the pane says of an item: why it is there, what proves it, how it stands, what came last."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from screens.handover.listing import Entry, owner_name
from screens.handover.pane import Fact
from screens.names import Names
from screens.standing import standing
from workbench.domain.message import Msg, msg, nmsg, pmsg
from workbench.domain.registers.evidence import Evidence
from workbench.domain.registers.item import Item, ItemState
from workbench.domain.registers.note import Note

if TYPE_CHECKING:
    from workbench.language import Tr
    from workbench.services.history import Entry as Change


def title(entry: Entry, names: Names, tr: Tr, *, owner: bool) -> str:
    """`PAY-03  2 Team  mandatory  owner Chen Hao, as Engineering manager`."""
    item, dossier = entry.item, names.reading.dossier
    parts = [dossier.key(item)]
    above = dossier.get(item.parent)
    if isinstance(above, Item):
        parts.append(tr(msg("part of {key}", key=dossier.key(above))))
    if item.dimension is not None:
        parts.append(f"{item.dimension.number} {tr(item.dimension.label)}")
    if item.mandatory:
        parts.append(tr(msg("mandatory")))
    if owner:
        parts.append(tr(_owner(entry, names)))
    return "  ".join(parts)


def facts(
    entry: Entry, names: Names, tr: Tr, last: Change | None, *, cut: bool, whole: bool
) -> list[Fact]:
    """The facts in their order, all of them when the `whole` item is told.

    `cut` when the list shows only the start of the item's text. Of what was sent back the reason
    is what matters: it stands whole where there is room, and why the item is asked gives way.
    """
    item = entry.item
    back = item.sent_back_by is not None and item.state is not ItemState.VERIFIED
    found = []
    if cut or whole:
        found.append(Fact(tr(pmsg("pane", "Item")), item.text.show(tr.lang), 0, strong=True))
    if whole:
        found.append(Fact(tr(pmsg("pane", "Owner")), tr(_owner(entry, names, labelled=True)), 6))
    if item.why and (whole or not back):
        found.append(Fact(tr(pmsg("pane", "Why")), item.why.show(tr.lang), 2))
    given = _proofs(entry, names)
    if item.proof and (whole or not given):
        found.append(Fact(tr(pmsg("pane", "Proof")), item.proof.show(tr.lang), 3))
    if given:
        found.append(Fact(tr(pmsg("pane", "Given")), given, 4))
    rank = -1 if back else 1
    found.append(Fact(tr(pmsg("pane", "State")), tr(standing(entry.line, names, tr)), rank))
    said = _last(entry, names, tr, last)
    if said:
        found.append(Fact(tr(pmsg("pane", "Last")), said, 5))
    return found


def _owner(entry: Entry, names: Names, *, labelled: bool = False) -> Msg:
    """Who owes it; `labelled` where the word for an owner stands before it already."""
    owner = entry.line.owner
    if owner.person is None and owner.seat is None:
        return msg("nobody's yet")
    name = owner_name(owner, names)
    seat = owner.filled
    if seat is not None and not names.hidden:
        if labelled:
            return msg("{name}, as {seat}", name=name, seat=seat.name)
        return msg("owner {name}, as {seat}", name=name, seat=seat.name)
    return msg("{name}", name=name) if labelled else msg("owner {name}", name=name)


def _proofs(entry: Entry, names: Names) -> str:
    """The newest first: an older one may be what was sent back."""
    proofs = names.reading.dossier.under(entry.item.id, Evidence) if entry.line.proofs else ()
    told = [" ".join(filter(None, (proof.text, proof.words))) for proof in proofs]
    return "; ".join(reversed(told))


def _last(entry: Entry, names: Names, tr: Tr, change: Change | None) -> str:
    """The newest of its notes and of its changes, with who and when."""
    notes = [(n.at, n) for n in names.reading.dossier.under(entry.item.id, Note) if n.at]
    at, note = max(notes, key=lambda dated: dated[0], default=(None, None))
    if at is not None and note is not None and (change is None or at >= change.at):
        more = len(notes) - 1
        words = tr(msg('{who}, {when}: "{text}"', who=names.person(note.by),
                       when=_when(at, tr, names), text=note.text))  # fmt: skip
        others = tr(nmsg("({n} more note)", "({n} more notes)", more))
        return f"{words} {others}" if more else words
    if change is None:
        return ""
    return tr(msg("{who}, {when}: {what}", who=names.person(change.actor),
                  when=_when(change.at, tr, names), what=change.what))  # fmt: skip


def _when(at: datetime, tr: Tr, names: Names) -> str:
    local = at.astimezone()
    days = (names.today - local.date()).days
    if not days:
        return f"{local:%H:%M}"
    day = tr.weekday(local.date()) if 0 < days < 7 else tr.day(local.date(), names.today)
    return f"{day} {local:%H:%M}"
