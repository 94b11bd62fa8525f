"""What a checklist says of each item: when it is due, how late it is, who owes it."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from workbench.domain.dossier import Dossier
from workbench.domain.labelled import Labelled
from workbench.domain.message import msg
from workbench.domain.registers.item import OWED, Item, ItemState
from workbench.domain.registers.person import Person, Side
from workbench.domain.registers.seat import Seat
from workbench.figures.progress import Progress, effective_state, is_open, progress

MARKS = {
    ItemState.TODO: "[ ]",
    ItemState.DOING: "[.]",
    ItemState.CLAIMED: "[/]",
    ItemState.VERIFIED: "[x]",
    ItemState.BLOCKED: "[!]",
    ItemState.WAIVED: "[w]",
    ItemState.NOT_APPLICABLE: "[-]",
}


class Bucket(Labelled):
    """The groups of a checklist, by what matters first."""

    BACK = "back", msg("SENT BACK")
    LATE = "late", msg("LATE")
    BLOCKED = "blocked", msg("BLOCKED")
    WEEK = "week", msg("DUE IN 7 DAYS")
    WAITING = "waiting", msg("CLAIMED, WAITING FOR THE RECEIVING SIDE")
    LATER = "later", msg("LATER")
    UNDATED = "undated", msg("WITHOUT A DATE")
    DONE = "done", msg("DONE")


class Owner(NamedTuple):
    """Who owes an item: a person, or a seat nobody fills yet; `side` is his, or the seat's."""

    person: Person | None = None
    seat: Seat | None = None

    @property
    def side(self) -> Side | None:
        if self.person is not None and self.person.side is not None:
            return self.person.side
        return self.seat.side if self.seat is not None else None

    @property
    def id(self) -> int | None:
        """Record id of the person, else of the open seat."""
        held = self.person or self.seat
        return held.id if held is not None else None

    @property
    def filled(self) -> Seat | None:
        """The seat he owes it in: the item's, where it is he who fills it."""
        seat, person = self.seat, self.person
        return (
            seat if seat is not None and person is not None and seat.person == person.id else None
        )

    def name(self, lang: str) -> str:
        """`Chen Hao`; `Security ?` while the seat is open; empty when nobody is named."""
        if self.person is not None:
            return self.person.name
        return f"{self.seat.name.show(lang)} ?" if self.seat is not None else ""


class Line(NamedTuple):
    """An item with what follows from dates and people on a given day.

    `late` counts days after the deadline, negative while there are days left, None without date.
    """

    item: Item
    due: date | None
    deadline: date | None
    late: int | None
    owner: Owner
    state: ItemState
    depth: int
    proofs: int

    @property
    def mark(self) -> str:
        return MARKS[self.state]

    @property
    def overdue(self) -> bool:
        return self.late is not None and self.late > 0 and self.state in OWED

    @property
    def bucket(self) -> Bucket:
        if self.state is ItemState.CLAIMED:
            return Bucket.WAITING
        if self.state not in OWED:
            return Bucket.DONE
        if self.item.sent_back_by is not None and self.state is ItemState.TODO:
            return Bucket.BACK
        if self.overdue:
            return Bucket.LATE
        if self.state is ItemState.BLOCKED:
            return Bucket.BLOCKED
        if self.late is None:
            return Bucket.UNDATED
        return Bucket.WEEK if self.late >= -7 else Bucket.LATER


def owner_of(dossier: Dossier, item: Item) -> Owner:
    """The named person, else the seat's, else the open seat."""
    seat = dossier.get(item.seat)
    seat = seat if isinstance(seat, Seat) else None
    person = dossier.get(item.person if item.person is not None else seat.person if seat else None)
    return Owner(person if isinstance(person, Person) else None, seat)


def line(dossier: Dossier, item: Item, today: date, *, proofs: int = 0, depth: int = 0) -> Line:
    due = item.due.resolve(dossier.handover.day_zero, dossier.calendar) if item.due else None
    deadline = dossier.calendar.effective(due) if due else None
    late = (today - deadline).days if deadline else None
    return Line(
        item,
        due,
        deadline,
        late,
        owner_of(dossier, item),
        effective_state(item, today),
        depth,
        proofs,
    )


def lines(dossier: Dossier, today: date) -> list[Line]:
    """The whole checklist in its order; proofs are counted if they were read."""
    from workbench.domain.registers.evidence import Evidence

    proofs: dict[int | None, int] = {}
    if "evidence" in dossier.registers:
        for evidence in dossier.all(Evidence):
            proofs[evidence.parent] = proofs.get(evidence.parent, 0) + 1
    depths: dict[int | None, int] = {}
    made = []
    for item in dossier.all(Item):
        depths[item.id] = depths.get(item.parent, -1) + 1
        made.append(
            line(dossier, item, today, proofs=proofs.get(item.id, 0), depth=depths[item.id])
        )
    return made


def overall(found: list[Line], today: date) -> Progress:
    return progress((x.item for x in found), today, (x.item.id for x in found if x.overdue))


def owed(found: list[Line], today: date) -> list[Line]:
    return [x for x in found if is_open(x.item, today)]
