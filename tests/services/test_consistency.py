"""Whatever two people do to one handover, in whatever order: nothing drifts apart.

Random acts are checked against three plain truths: what a program remembers is what the file
says, what the portfolio shows is what the records give, and an undo restores what was there.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from contextlib import suppress
from datetime import date, timedelta

import pytest

from db import log
from db.store import Store
from tests.services.conftest import Clock, Payment, paste
from workbench.domain import record
from workbench.domain.change import canonical
from workbench.domain.dossier import Dossier
from workbench.domain.errors import WorkbenchError
from workbench.domain.kinds import RefKind
from workbench.domain.record import Record
from workbench.domain.registers.holiday import Holiday
from workbench.domain.registers.item import Item, NotApplicable
from workbench.domain.registers.person import Person, Side
from workbench.domain.registers.seat import Seat
from workbench.exchange.gfm import parse
from workbench.figures.checklist import Bucket, lines
from workbench.figures.progress import progress
from workbench.services import (
    history,
    importing,
    items,
    judged,
    owning,
    placing,
    planning,
    portfolio,
    records,
    undo,
)
from workbench.services.workspace import Workspace

ROUNDS = 45
FILE = "- [x] Cables labelled\n  - [ ] Labels photographed\n- [-] Paint\n- [ ] Doors keyed\n"


def everything(dossier: Dossier) -> dict[str, list[Record]]:
    """All records in list order, versions included."""
    found: dict[str, list[Record]] = {n: list(dossier.listed(n)) for n in dossier.registers}
    return {"handover": [dossier.handover], **found}


def content(dossier: Dossier) -> str:
    """Everything but versions."""
    found = {}
    for name, listed in everything(dossier).items():
        entry = record.get(name)
        names = ["parent", "position", "number", *(f.name for f in entry.fields)]
        for r in listed:
            found[str(r.id)] = entry.to_json({n: getattr(r, n) for n in names})
    return canonical(found)


def fresh(ws: Workspace, handover: int) -> Dossier:
    names = [r.name for r in record.all_registers() if r.name != "handover"]
    return Store(ws.store.path).dossier(handover, names)


def check_memory(ws: Workspace, handover: int) -> None:
    """What a program has kept and patched is what somebody who opens the file would read."""
    kept, read = ws.dossier(handover), fresh(ws, handover)
    assert kept.head == read.head
    assert everything(kept) == everything(read)
    for found in [*read.all(Item), *read.all(Person), read.handover]:
        assert kept.below(found.id) == read.below(found.id)
        assert kept.depth(found) == read.depth(found)


def check_links(dossier: Dossier) -> None:
    """Every record hangs under one that is there, is listed once, and refers to what is there."""
    for name in dossier.registers:
        listed = dossier.listed(name)
        assert len({r.id for r in listed}) == len(listed) == len(dossier._records[name])
        refs = [f.name for f in record.get(name).fields if isinstance(f.kind, RefKind)]
        for r in listed:
            for target in (r.parent, *(getattr(r, f) for f in refs)):
                assert target is None or dossier.get(target) is not None, (name, r)


def check_portfolio(ws: Workspace, handover: int, today: date) -> None:
    """The derived tables give what the records give, on this day and on later ones."""
    read = fresh(ws, handover)
    for day in (today, today + timedelta(days=30), today + timedelta(days=200)):
        shown = lines(read, day)
        counted = progress(read.all(Item), day)
        (entry,) = portfolio.entries(ws.store.path, day)
        assert entry.late == sum(x.overdue for x in shown)
        assert (entry.claimed, entry.verified) == (counted.claimed_share, counted.verified_share)
        assert entry.t0 == read.handover.day_zero
        until = day + timedelta(days=judged.DAYS_AHEAD)
        wanted = {
            x.item.id: (
                read.key(x.item),
                x.due,
                x.owner.name("en"),
                x.item.text.en,
                read.title(x.item.sent_back_by, "en") if x.item.sent_back_by else "",
                x.late if x.bucket is Bucket.LATE else None,
            )
            for x in shown
            if x.bucket in (Bucket.BACK, Bucket.WAITING)
            or (
                x.bucket in (Bucket.LATE, Bucket.BLOCKED, Bucket.WEEK)
                and x.deadline
                and x.deadline <= until
            )
        }
        found = {
            t.item: (
                t.key, t.due, t.owner.en, t.text.en, t.by,
                t.days if t.why is portfolio.Why.LATE else None,
            )
            for t in portfolio.tasks(ws.store.path, day)
            if t.why is not portfolio.Why.STOP and not t.topic
        }  # fmt: skip
        assert found == wanted


class Acts:
    """One random act of a user, by services only."""

    def __init__(self, dice: random.Random, pay: Payment, clock: Clock) -> None:
        self.dice, self.pay, self.clock = dice, pay, clock

    def some(self, dossier: Dossier, cls: type[Record]) -> int:
        ids = [r.id for r in dossier.all(cls)]
        return self.dice.choice(ids) if ids else self.pay.items[0]

    def items(self, dossier: Dossier) -> list[int]:
        ids = [r.id for r in dossier.all(Item)]
        return self.dice.sample(ids, min(len(ids), self.dice.randint(1, 3)))

    def act(self, ws: Workspace) -> None:
        """Ids are taken from what the user has on his screen, which may be old."""
        h, dice = self.pay.handover, self.dice
        seen = ws.known(h)
        ids = self.items(seen) or [self.pay.items[0]]
        one, who = ids[0], self.some(seen, Person)
        name = dice.choice(["Li Wei", "Sun Yu", "He Jun", "Ma Rui", "", "王伟", "王伟民"])
        day = ws.today + timedelta(days=dice.randint(-20, 60))
        texts = {"text": dice.choice(["New", "再来一条", "x" * 40])}
        choices: list[Callable[[], object]] = [
            lambda: items.claim(ws, h, ids, dice.choice(["", "done", "https://x.example/1 seen"])),
            lambda: items.claim(ws, h, ids, "as agreed", who),
            lambda: items.verify(ws, h, ids, who),
            lambda: items.verify(ws, h, ids),
            lambda: items.send_back(ws, h, ids, "not yet", who),
            lambda: items.reopen(ws, h, ids, "again"),
            lambda: items.start(ws, h, ids),
            lambda: items.block(ws, h, ids, "waits"),
            lambda: items.not_applicable(ws, h, ids, NotApplicable.OTHER, "no", who),
            lambda: items.waive(ws, h, ids, "late", "call", day, who),
            lambda: items.add_proof(ws, h, one, "a word"),
            lambda: records.edit(ws, h, one, "text", dice.choice(["Other text", "另一条"])),
            lambda: records.edit(ws, h, one, "weight", dice.choice(["1", "5", ""])),
            lambda: records.bulk_edit(ws, h, ids, "due", dice.choice(["T-60", "T+5wd", "", "3d"])),
            lambda: records.bulk_edit(ws, h, ids, "person", name),
            lambda: owning.give(ws, h, ids, dice.choice(["Duty lead", name])),
            lambda: records.add(ws, h, "item", texts, parent=dice.choice([None, one])),
            lambda: records.add(ws, h, "item", texts, after=one),
            lambda: records.add(ws, h, "person", {"name": f"N{dice.randint(0, 99)}"}),
            lambda: records.edit(ws, h, who, "name", f"R{dice.randint(0, 99)}"),
            lambda: records.edit(ws, h, who, "side", dice.choice(["giving", "receiving", ""])),
            lambda: records.edit(ws, h, self.some(seen, Seat), "person", name),
            lambda: records.edit(ws, h, self.some(seen, Seat), "name", f"Seat {dice.random():.2}"),
            lambda: records.add(ws, h, "holiday", {"day": day.isoformat()}),
            lambda: records.delete(ws, h, [self.some(seen, Holiday)]),
            lambda: records.delete(ws, h, ids),
            lambda: records.delete(ws, h, [who, self.some(seen, Seat), *ids]),
            lambda: placing.place(ws, h, ids, parent=dice.choice([None, self.some(seen, Item)])),
            lambda: placing.place(ws, h, ids, parent=None, before=self.some(seen, Item)),
            lambda: placing.place(ws, h, ids, parent=None, after=self.some(seen, Item)),
            lambda: records.add_note(ws, h, dice.choice([one, who, h]), "a note\n  of two lines"),
            lambda: paste(ws, h, "person", [[name, "giving"]]),
            lambda: planning.move_t0(ws, h, day),
            lambda: records.edit(ws, h, h, "strict", dice.choice(["no", "no", "yes"])),
            lambda: importing.apply(ws, importing.plan_list(ws, h, parse(FILE, "site.md"))),
            lambda: self.clock.forward(hours=dice.randint(1, 90), microseconds=7),
            *[lambda: undo.undo(ws, h)] * 6,
        ]
        dice.choice(choices)()


def undone(ws: Workspace, handover: int, act: Callable[[], None]) -> None:
    """The act; when it was one change set of the user, now and then undone on the spot."""
    before, head = content(fresh(ws, handover)), ws.head(handover)[0]
    act()
    with ws.store.reading() as connection:
        sets = log.entries(connection, handover, after=head)
    mine = undo.undoable(ws, handover)
    if len(sets) == 1 and mine is not None and mine.id == sets[0].id:
        undo.undo(ws, handover)
        assert content(fresh(ws, handover)) == before


@pytest.mark.parametrize("seed", range(4))
def test_nothing_drifts_apart(
    pay: Payment, login: Callable[[str, Side], Workspace], clock: Clock, seed: int
) -> None:
    dice = random.Random(seed)
    users = [pay.ws, login("Sun Yu", Side.RECEIVING)]
    acts = Acts(dice, pay, clock)
    for _ in range(ROUNDS):
        ws = dice.choice(users)
        with suppress(WorkbenchError):  # a refusal is an answer; any other error is a defect
            if dice.random() < 0.3:
                undone(ws, pay.handover, lambda: acts.act(ws))  # noqa: B023 - called at once
            else:
                acts.act(ws)
        check_links(fresh(ws, pay.handover))
        if dice.random() < 0.3:
            check_memory(ws, pay.handover)
            check_portfolio(ws, pay.handover, ws.today)
    for ws in users:
        check_memory(ws, pay.handover)
    check_portfolio(pay.ws, pay.handover, pay.ws.today)
    assert history.verify(pay.ws, pay.handover).ok
