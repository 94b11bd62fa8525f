"""The roster, without contacts, and the seats with who fills them."""

from __future__ import annotations

from workbench.domain.labelled import Labelled
from workbench.domain.message import Msg, msg, pmsg
from workbench.domain.registers.person import Person
from workbench.domain.registers.seat import Seat
from workbench.pack.page import KEY, NOBODY, Block, Cell, Page, names

TITLE = msg("People and seats")


def section(page: Page) -> list[Block]:
    return [
        [f"### {page.heading(msg('Roster'))}"],
        *_roster(page),
        [f"### {page.heading(msg('Seats'))}"],
        *_seats(page),
    ]


def _roster(page: Page) -> list[Block]:
    people = page.dossier.all(Person)
    if not people:
        return [[page.say(msg("The roster is empty."))]]
    rows = [
        [
            page.key(p),
            p.name,
            _word(p.side),
            p.role,
            p.organisation,
            _word(p.employment),
            str(p.fte) if p.fte is not None else "",
            p.release.isoformat() if p.release and not p.untold else "",
        ]
        for p in people
    ]
    headers = (
        KEY, pmsg("person", "Name"), msg("Side"), msg("Role"), msg("Organisation"),
        msg("Employment"), msg("FTE"), msg("Planned release"),
    )  # fmt: skip
    return page.table(headers, rows, "llllllrl")


def _seats(page: Page) -> list[Block]:
    seats = page.dossier.all(Seat)
    if not seats:
        return [[page.say(msg("This handover has no seats."))]]
    rows: list[list[Cell]] = [
        [page.key(seat), seat.name, _word(seat.side), _holder(page, seat), seat.about]
        for seat in seats
    ]
    headers = (KEY, msg("Seat"), msg("Side"), msg("Filled by"), msg("What it does"))
    blocks = page.table(headers, rows)
    empty = [seat.name for seat in seats if page.is_open(seat)]
    if empty:
        said = msg("Seats nobody fills: {names}.", names=names(empty))
    else:
        said = msg("Every seat is filled.")
    return [*blocks, [page.say(said)]]


def _holder(page: Page, seat: Seat) -> Cell:
    return pmsg("seat", "nobody") if page.is_open(seat) else page.title(seat.person) or NOBODY


def _word(choice: Labelled | None) -> Msg | str:
    return choice.label if choice is not None else ""
