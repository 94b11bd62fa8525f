"""Undo puts back exactly what was, or says who is in the way."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.services.conftest import Clock, Payment, paste
from workbench.domain import record
from workbench.domain.change import canonical
from workbench.domain.errors import Refused
from workbench.domain.registers.item import Item
from workbench.domain.registers.person import Side
from workbench.services import history, items, moving, placing, records, undo
from workbench.services.workspace import Me, Workspace


def content(ws: Workspace, handover: int) -> str:
    """Everything in the handover but versions."""
    dossier = ws.dossier(handover)
    found = {}
    for name in dossier.registers:
        entry = record.get(name)
        for r in dossier.listed(name):
            names = ["parent", "position", "number", *(f.name for f in entry.fields)]
            found[str(r.id)] = entry.to_json({n: getattr(r, n) for n in names})
    return canonical(found)


@pytest.mark.parametrize(
    "act",
    [
        lambda p: items.claim(p.ws, p.handover, p.items[:3], "proof"),
        lambda p: records.edit(p.ws, p.handover, p.items[0], "text", "Another text"),
        lambda p: records.edit(p.ws, p.handover, p.items[2], "person", "A new colleague"),
        lambda p: records.add(p.ws, p.handover, "item", {"text": "New"}, parent=p.items[1]),
        lambda p: records.delete(p.ws, p.handover, [p.items[1], p.items[2]]),
        lambda p: placing.place(p.ws, p.handover, [p.items[3]], parent=None, before=p.items[0]),
        lambda p: placing.place(p.ws, p.handover, p.items[1:3], parent=p.items[0]),
        lambda p: records.bulk_edit(p.ws, p.handover, p.items, "due", "T-5wd"),
        lambda p: paste(p.ws, p.handover, "person",
                        [["He Jun", "giving side"], ["Ma Rui", "receiving side"]]),
    ],
)  # fmt: skip
def test_undo_restores_the_state_before(pay: Payment, act: Callable[[Payment], object]) -> None:
    before = content(pay.ws, pay.handover)
    act(pay)
    assert content(pay.ws, pay.handover) != before

    undo.undo(pay.ws, pay.handover)

    assert content(pay.ws, pay.handover) == before
    assert history.verify(pay.ws, pay.handover).ok


def test_what_was_changed_of_who_moved_himself_is_undone(pay: Payment) -> None:
    told = {"told_on": pay.ws.today}
    moving.move(pay.ws, pay.handover, [pay.li], "tell", by=pay.li, values=told).expect()
    before = content(pay.ws, pay.handover)
    records.edit(pay.ws, pay.handover, pay.li, "role", "Project manager")
    undo.undo(pay.ws, pay.handover)
    assert content(pay.ws, pay.handover) == before


def test_undo_goes_back_step_by_step_and_then_has_nothing_left(pay: Payment) -> None:
    start = content(pay.ws, pay.handover)
    records.edit(pay.ws, pay.handover, pay.items[0], "text", "One")
    middle = content(pay.ws, pay.handover)
    records.edit(pay.ws, pay.handover, pay.items[0], "text", "Two")
    records.add(pay.ws, pay.handover, "item", {"text": "New"})
    for expected in (None, middle, start):
        undo.undo(pay.ws, pay.handover)
        if expected is not None:
            assert content(pay.ws, pay.handover) == expected
    with pytest.raises(Refused, match="nothing of yours to undo"):
        undo.undo(pay.ws, pay.handover)


def test_undo_works_the_next_day_from_another_session(
    pay: Payment, login: Callable[[str, Side], Workspace]
) -> None:
    before = content(pay.ws, pay.handover)
    items.claim(pay.ws, pay.handover, [pay.items[0]], "proof").expect()
    tomorrow = login("Li Wei", Side.GIVING)
    assert undo.undoable(tomorrow, pay.handover) is not None
    undo.undo(tomorrow, pay.handover)
    assert content(pay.ws, pay.handover) == before


def test_undo_is_refused_with_the_name_of_who_changed_the_same_field(
    pay: Payment, login: Callable[[str, Side], Workspace]
) -> None:
    records.edit(pay.ws, pay.handover, pay.items[0], "text", "Mine")
    sun = login("Sun Yu", Side.RECEIVING)
    records.edit(sun, pay.handover, pay.items[0], "due", "T-40")
    other_field = content(pay.ws, pay.handover)
    undo.undo(pay.ws, pay.handover)
    assert content(pay.ws, pay.handover) != other_field

    records.edit(pay.ws, pay.handover, pay.items[0], "text", "Mine again")
    records.edit(sun, pay.handover, pay.items[0], "text", "Hers")
    with pytest.raises(Refused, match="Sun Yu changed PAY-01 since"):
        undo.undo(pay.ws, pay.handover)
    kept = pay.ws.dossier(pay.handover).get(pay.items[0])
    assert isinstance(kept, Item)
    assert kept.text.en == "Hers"


def test_a_new_record_somebody_built_on_stays(
    pay: Payment, login: Callable[[str, Side], Workspace]
) -> None:
    made = records.add(pay.ws, pay.handover, "item", {"text": "New"})
    records.add_note(login("Sun Yu", Side.RECEIVING), pay.handover, made, "please explain")
    with pytest.raises(Refused, match="Sun Yu added to it since"):
        undo.undo(pay.ws, pay.handover)


def another(login: Callable[[str, Side], Workspace]) -> Workspace:
    return login("Sun Yu", Side.RECEIVING)


def test_nothing_comes_back_under_what_is_gone(
    pay: Payment, login: Callable[[str, Side], Workspace]
) -> None:
    below = records.add(pay.ws, pay.handover, "item", {"text": "Detail"}, parent=pay.items[1])
    records.delete(pay.ws, pay.handover, [below]).expect()
    records.delete(another(login), pay.handover, [pay.items[1]]).expect()
    with pytest.raises(Refused, match="what PAY-05 belongs to was deleted or moved since"):
        undo.undo(pay.ws, pay.handover)


def test_nothing_comes_back_that_would_hang_under_itself(
    pay: Payment, login: Callable[[str, Side], Workspace]
) -> None:
    one, two, *_ = pay.items
    placing.place(pay.ws, pay.handover, [two], parent=one).expect()
    placing.place(pay.ws, pay.handover, [two], parent=None).expect()
    placing.place(another(login), pay.handover, [one], parent=two).expect()
    with pytest.raises(Refused, match="what PAY-02 belongs to was deleted or moved since"):
        undo.undo(pay.ws, pay.handover)
    assert len(pay.ws.dossier(pay.handover).all(Item)) == len(pay.items)


def test_a_person_somebody_gave_work_to_stays(
    pay: Payment, login: Callable[[str, Side], Workspace]
) -> None:
    records.add(pay.ws, pay.handover, "person", {"name": "He Jun"})
    records.edit(another(login), pay.handover, pay.items[2], "person", "He Jun")
    with pytest.raises(Refused, match="Sun Yu added to it since"):
        undo.undo(pay.ws, pay.handover)


def test_what_came_back_to_a_place_given_away_meanwhile_can_still_be_sorted(
    pay: Payment, login: Callable[[str, Side], Workspace]
) -> None:
    last = pay.items[-1]
    records.delete(pay.ws, pay.handover, [last]).expect()
    hers = records.add(another(login), pay.handover, "item", {"text": "Hers"})
    undo.undo(pay.ws, pay.handover)
    placing.place(pay.ws, pay.handover, [pay.items[0]], parent=None, after=last).expect()
    order = [i.id for i in pay.ws.dossier(pay.handover).all(Item)]
    assert order == [*pay.items[1:], pay.items[0], hers]


def test_a_namesake_under_another_login_undoes_only_his_own(
    pay: Payment, data_file: Path, clock: Clock
) -> None:
    records.edit(pay.ws, pay.handover, pay.items[0], "text", "Mine")
    namesake = Workspace.open(data_file, Me("Li Wei", Side.GIVING, "liwei2"), clock=clock)
    assert undo.undoable(namesake, pay.handover) is None


def test_who_gave_no_name_is_logged_as_who_typed(
    pay: Payment, data_file: Path, clock: Clock
) -> None:
    nameless = Workspace.open(data_file, Me("", None, "op1"), clock=clock)
    items.claim(nameless, pay.handover, [pay.items[0]], "done", pay.li).expect()
    found = undo.undoable(nameless, pay.handover)
    assert found is not None
    assert (found.author.actor, found.author.typed_by) == ("Li Wei", "op1")
