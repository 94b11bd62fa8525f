"""Two people on one file: what meets, what does not, and what becomes of either."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fixtures.thorough import tries
from tests.services.conftest import Payment, paste, plan_rows
from workbench.domain.bitext import Bitext
from workbench.domain.conflict import Choice, Conflict, Seen
from workbench.domain.errors import NotFound, Refused
from workbench.domain.registers.evidence import Evidence
from workbench.domain.registers.holiday import Holiday
from workbench.domain.registers.item import Item, ItemState
from workbench.domain.registers.person import Person, Side
from workbench.exchange.gfm import parse
from workbench.language import Tr
from workbench.services import (
    history,
    importing,
    items,
    owning,
    placing,
    planning,
    records,
    undo,
)
from workbench.services.editing import Outcome
from workbench.services.workspace import Workspace

T = TypeVar("T")


@dataclass
class Two:
    """Li Wei decides by what he saw before Sun Yu did something."""

    pay: Payment
    sun: Workspace
    seen: Workspace

    def again(self, conflict: Conflict, choice: Choice) -> Workspace:
        return self.pay.ws.having_seen(conflict.settled(choice))

    def conflict(self, act: Callable[[Workspace], object]) -> Conflict:
        """The conflict an act raises; nothing of it is written."""
        before = self.pay.ws.dossier(self.pay.handover)
        with pytest.raises(Conflict) as raised:
            act(self.seen)
        assert self.pay.ws.dossier(self.pay.handover) is before
        return raised.value

    def item(self, n: int) -> Item:
        found = self.pay.ws.dossier(self.pay.handover).get(self.pay.items[n])
        assert isinstance(found, Item)
        return found


@pytest.fixture
def two(pay: Payment, login: Callable[[str, Side], Workspace]) -> Two:
    sun = login("Sun Yu", Side.RECEIVING)
    return Two(pay, sun, pay.ws.having_seen(pay.ws.dossier(pay.handover)))


# A field


def test_other_fields_and_the_other_language_are_merged_in_silence(two: Two) -> None:
    h, one = two.pay.handover, two.pay.items[0]
    records.edit(two.sun, h, one, "due", "T-40")
    two.sun.tr = type(two.sun.tr)("zh_CN")
    records.edit(two.sun, h, one, "text", "计划已确认")
    records.edit(two.seen, h, one, "text", "Plan is agreed")
    assert str(two.item(0).due) == "T-40"
    assert (two.item(0).text.en, two.item(0).text.zh) == ("Plan is agreed", "计划已确认")


@pytest.mark.parametrize(
    ("choice", "text"),
    [(Choice.THEIRS, "Hers"), (Choice.MINE, "Mine"), (Choice.BOTH, "Hers / Mine")],
)
def test_the_same_text_is_asked_and_can_be_both(two: Two, choice: Choice, text: str) -> None:
    h, one = two.pay.handover, two.pay.items[0]
    records.edit(two.sun, h, one, "text", "Hers")

    def edit(ws: Workspace) -> Outcome:
        return records.edit(ws, h, one, "text", "Mine")

    found = two.conflict(edit)
    assert str(found) == "Sun Yu changed Item of PAY-01 meanwhile"
    assert found.choices == [Choice.THEIRS, Choice.MINE, Choice.BOTH]
    edit(two.again(found, choice))
    assert two.item(0).text.en == text


def test_in_chinese_it_is_a_sentence_too(two: Two) -> None:
    h, one = two.pay.handover, two.pay.items[0]
    records.edit(two.sun, h, one, "text", "Hers")
    found = two.conflict(lambda ws: records.edit(ws, h, one, "text", "Mine"))
    said = Tr("zh_CN")(found.message)
    assert said.startswith("Sun Yu 刚刚也修改了 PAY-01 的")
    assert said.count("修改") == 1


def test_a_date_cannot_be_both_and_the_same_value_is_no_conflict(two: Two) -> None:
    h, one = two.pay.handover, two.pay.items[0]
    records.edit(two.sun, h, one, "due", "T-40")
    assert records.edit(two.seen, h, one, "due", "T-40").set_id is None
    found = two.conflict(lambda ws: records.edit(ws, h, one, "due", "T-30"))
    assert found.choices == [Choice.THEIRS, Choice.MINE]


def test_who_is_asked_is_asked_again_when_it_changed_once_more(two: Two) -> None:
    h, one = two.pay.handover, two.pay.items[0]
    records.edit(two.sun, h, one, "text", "Hers")
    found = two.conflict(lambda ws: records.edit(ws, h, one, "text", "Mine"))
    records.edit(two.sun, h, one, "text", "Hers, better")
    with pytest.raises(Conflict) as raised:
        records.edit(two.again(found, Choice.MINE), h, one, "text", "Mine")
    assert raised.value.clashes[0].theirs["text"] == Bitext(
        en="Hers, better", zh="计划经确认", stale="zh"
    )


def test_a_deleted_record_says_who_deleted_it(two: Two) -> None:
    records.delete(two.sun, two.pay.handover, [two.pay.items[0]])
    two.pay.ws.dossier(two.pay.handover)  # the file was looked at meanwhile
    with pytest.raises(NotFound, match="Sun Yu has deleted PAY-01"):
        records.edit(two.seen, two.pay.handover, two.pay.items[0], "text", "Mine")


def test_deleting_what_somebody_else_works_on_is_asked(two: Two) -> None:
    h, one, second = two.pay.handover, two.pay.items[0], two.pay.items[1]
    records.edit(two.sun, h, one, "text", "Hers")
    items.add_proof(two.sun, h, second, "a word")

    def delete(ws: Workspace) -> Outcome:
        return records.delete(ws, h, two.pay.items)

    found = two.conflict(delete)
    assert [clash.record for clash in found.clashes] == [one, second]
    delete(two.again(found, Choice.THEIRS))
    left = two.pay.ws.dossier(h).all(Item)
    assert [item.id for item in left] == [one, second]


def test_t0_moved_by_both_is_asked(two: Two) -> None:
    from datetime import date

    h = two.pay.handover
    planning.move_t0(two.sun, h, date(2027, 1, 22))
    found = two.conflict(lambda ws: planning.move_t0(ws, h, date(2027, 2, 1)))
    assert str(found) == "Sun Yu changed T0, planned of PAY meanwhile"


# Claim, verify, send back


def test_a_claim_over_a_claim_keeps_theirs_mine_or_both_proofs(two: Two) -> None:
    h, one = two.pay.handover, two.pay.items[0]
    items.claim(two.sun, h, [one], "hers", by=two.pay.gao)

    def claim(ws: Workspace) -> Outcome:
        return items.claim(ws, h, [one], "mine", by=two.pay.li)

    def proofs() -> list[str]:
        return [e.text for e in two.pay.ws.dossier(h).under(one, Evidence)]

    found = two.conflict(claim)
    assert found.choices == [Choice.THEIRS, Choice.MINE, Choice.BOTH]
    claim(two.again(found, Choice.THEIRS))
    assert (two.item(0).claimed_by, proofs()) == (two.pay.gao, ["hers"])
    claim(two.again(found, Choice.BOTH))
    assert (two.item(0).claimed_by, proofs()) == (two.pay.gao, ["hers", "mine"])
    claim(two.again(found, Choice.MINE))
    assert two.item(0).claimed_by == two.pay.li


def test_the_same_claim_typed_by_two_keeps_the_second_proof_without_a_question(two: Two) -> None:
    h, one = two.pay.handover, two.pay.items[0]
    items.claim(two.sun, h, [one], "hers", by=two.pay.li)
    items.claim(two.seen, h, [one], "mine", by=two.pay.li).expect()
    proofs = [e.text for e in two.pay.ws.dossier(h).under(one, Evidence)]
    assert proofs == ["hers", "mine"]


def test_what_was_sent_back_meanwhile_is_not_verified_and_says_by_whom(two: Two) -> None:
    h, one = two.pay.handover, two.pay.items[0]
    items.claim(two.pay.ws, h, [one], "proof")
    seen = two.pay.ws.having_seen(two.pay.ws.dossier(h))
    items.send_back(two.sun, h, [one], "no test", by=two.pay.sun)
    outcome = items.verify(seen, h, [one], by=two.pay.gao)
    assert [str(why) for _, why in outcome.refused] == [
        "Sun Yu changed PAY-01 meanwhile, so this was not done: Verify; it is to do now"
    ]
    assert two.item(0).reason == "no test"


def test_sending_back_what_was_verified_meanwhile_is_asked(two: Two) -> None:
    h, one = two.pay.handover, two.pay.items[0]
    items.claim(two.pay.ws, h, [one], "proof")
    two.seen = two.pay.ws.having_seen(two.pay.ws.dossier(h))
    items.verify(two.sun, h, [one], by=two.pay.sun)

    def back(ws: Workspace) -> Outcome:
        return items.send_back(ws, h, [one], "no test", by=two.pay.gao)

    found = two.conflict(back)
    assert found.choices == [Choice.THEIRS, Choice.MINE]
    back(two.again(found, Choice.THEIRS))
    assert two.item(0).state is ItemState.VERIFIED
    back(two.again(found, Choice.MINE))
    assert two.item(0).state is ItemState.TODO


# Bulk


@pytest.mark.parametrize("choice", [Choice.THEIRS, Choice.MINE])
def test_bulk_asks_once_for_all_rows_that_were_changed(two: Two, choice: Choice) -> None:
    h, ids = two.pay.handover, two.pay.items
    records.edit(two.sun, h, ids[1], "due", "T-11")
    records.edit(two.sun, h, ids[2], "due", "T-12")

    def bulk(ws: Workspace) -> Outcome:
        return records.bulk_edit(ws, h, ids, "due", "T-7")

    found = two.conflict(bulk)
    assert str(found) == "Sun Yu changed 2 of them meanwhile: PAY-02, PAY-03"
    assert [(str(c.theirs["due"]), str(c.mine["due"])) for c in found.clashes] == [
        ("T-11", "T-7"), ("T-12", "T-7"),
    ]  # fmt: skip
    bulk(two.again(found, choice))
    kept = ["T-7", "T-11", "T-12", "T-7"] if choice is Choice.THEIRS else ["T-7"] * 4
    assert [str(two.item(n).due) for n in range(4)] == kept


def test_owners_given_to_many_meet_an_owner_given_meanwhile(two: Two) -> None:
    h, ids = two.pay.handover, two.pay.items
    owning.give(two.sun, h, [ids[2]], "Sun Yu")
    found = two.conflict(lambda ws: owning.give(ws, h, ids, "Li Wei"))
    owning.give(two.again(found, Choice.THEIRS), h, ids, "Li Wei")
    assert [two.item(n).person for n in range(4)] == [
        two.pay.li, two.pay.li, two.pay.sun, two.pay.li,
    ]  # fmt: skip


# Place


def test_two_moves_of_one_item_are_asked_and_the_same_move_is_not(two: Two) -> None:
    h, ids = two.pay.handover, two.pay.items
    placing.place(two.sun, h, [ids[3]], parent=ids[0])
    assert placing.place(two.seen, h, [ids[3]], parent=ids[0]).set_id is None

    def move(ws: Workspace) -> Outcome:
        return placing.place(ws, h, [ids[3]], parent=None, before=ids[0])

    found = two.conflict(move)
    move(two.again(found, Choice.THEIRS))
    assert two.item(3).parent == ids[0]
    move(two.again(found, Choice.MINE))
    assert [i.id for i in two.pay.ws.dossier(h).all(Item)] == [ids[3], *ids[:3]]


def test_a_move_beside_what_was_taken_away_goes_where_that_was(two: Two) -> None:
    h, ids = two.pay.handover, two.pay.items
    placing.place(two.sun, h, [ids[1]], parent=ids[3])
    placing.place(two.seen, h, [ids[2]], parent=None, before=ids[1]).expect()
    top = [i.id for i in two.pay.ws.dossier(h).all(Item) if i.parent is None]
    assert top == [ids[0], ids[2], ids[3]]


# Undo


def test_undo_offers_the_rest_when_others_changed_a_part(two: Two) -> None:
    h, ids = two.pay.handover, two.pay.items
    dues = [str(two.item(n).due) for n in range(4)]
    records.bulk_edit(two.pay.ws, h, ids, "due", "T-7")
    records.edit(two.sun, h, ids[1], "due", "T-11")
    with pytest.raises(Conflict, match="cannot be undone: Sun Yu changed PAY-02 since") as raised:
        undo.undo(two.pay.ws, h)
    assert raised.value.choices == [Choice.THEIRS]
    assert str(raised.value.leave) == "take back the other 3"
    undo.undo(two.again(raised.value, Choice.THEIRS), h)
    assert [str(two.item(n).due) for n in range(4)] == [dues[0], "T-11", *dues[2:]]
    with pytest.raises(Refused, match="nothing of yours to undo"):
        undo.undo(two.pay.ws, h)


def test_undo_of_a_claim_leaves_the_proof_of_what_was_verified_since(two: Two) -> None:
    h, ids = two.pay.handover, two.pay.items
    items.claim(two.pay.ws, h, ids[:2], "proof", by=two.pay.li)
    items.verify(two.sun, h, [ids[0]], by=two.pay.sun)
    with pytest.raises(Conflict) as raised:
        undo.undo(two.pay.ws, h)
    undo.undo(two.again(raised.value, Choice.THEIRS), h)
    assert [two.item(n).state for n in (0, 1)] == [ItemState.VERIFIED, ItemState.TODO]
    proofs = two.pay.ws.dossier(h)
    assert [len(proofs.under(i, Evidence)) for i in ids[:2]] == [1, 0]


def test_undo_takes_back_what_was_shown_not_what_came_after(two: Two) -> None:
    h, ids = two.pay.handover, two.pay.items
    records.edit(two.pay.ws, h, ids[0], "text", "First")
    shown = undo.undoable(two.pay.ws, h)
    records.edit(two.pay.ws, h, ids[1], "text", "Second, in another session")
    undo.undo(two.pay.ws, h, shown)
    assert (two.item(0).text.en, two.item(1).text.en) == (
        "Plan agreed", "Second, in another session",
    )  # fmt: skip
    with pytest.raises(Refused, match="this is undone already"):
        undo.undo(two.pay.ws, h, shown)


# Import


def test_an_import_asks_about_items_claimed_or_deleted_since_the_preview(two: Two) -> None:
    h = two.pay.handover
    first = parse("- [ ] Cables\n- [ ] Labels\n- [ ] Doors\n", "site.md")
    importing.apply(two.pay.ws, importing.plan_list(two.pay.ws, h, first))
    cables, labels, doors = two.pay.ws.dossier(h).all(Item)[-3:]
    ticked = parse("- [x] Cables\n- [x] Labels\n- [x] Doors\n- [ ] Paint\n", "site.md")
    plan = importing.plan_list(two.pay.ws, h, ticked)
    items.block(two.sun, h, [cables.id], "no crane")
    records.delete(two.sun, h, [labels.id])

    two.seen = two.pay.ws.having_seen(plan.seen)
    found = two.conflict(lambda ws: importing.apply(ws, plan))
    assert [(c.key, c.who) for c in found.clashes] == [("PAY-05", "Sun Yu"), ("PAY-06", "Sun Yu")]

    def states() -> dict[str, ItemState]:
        listed = two.pay.ws.dossier(h).all(Item)[4:]
        return {i.text.en: i.state for i in listed}

    importing.apply(two.again(found, Choice.THEIRS), plan)
    assert states() == {
        "Cables": ItemState.BLOCKED, "Doors": ItemState.CLAIMED, "Paint": ItemState.TODO,
    }  # fmt: skip
    undo.undo(two.pay.ws, h)
    importing.apply(two.again(found, Choice.MINE), plan)
    assert states() == {
        "Cables": ItemState.CLAIMED, "Doors": ItemState.CLAIMED,
        "Labels": ItemState.CLAIMED, "Paint": ItemState.TODO,
    }  # fmt: skip
    assert doors.id in {i.id for i in two.pay.ws.dossier(h).all(Item)}


def test_a_roster_asks_about_people_changed_since_the_preview(two: Two) -> None:
    h = two.pay.handover
    rows = [["Li Wei", "giving", "SRE"], ["Sun Yu", "receiving", "Operator"]]
    plan = plan_rows(two.pay.ws, h, "person", rows)
    records.edit(two.sun, h, two.pay.sun, "role", "Duty lead")
    two.seen = two.pay.ws.having_seen(plan.seen)
    found = two.conflict(lambda ws: importing.apply(ws, plan))
    importing.apply(two.again(found, Choice.THEIRS), plan)
    roles = {p.name: p.role for p in two.pay.ws.dossier(h).all(Person)}
    assert (roles["Li Wei"], roles["Sun Yu"]) == ("SRE", "Duty lead")


def test_a_row_pasted_that_somebody_else_added_meanwhile_is_not_there_twice(two: Two) -> None:
    h = two.pay.handover
    rows = [["2026-12-25", "Christmas"], ["2027-01-01", "New Year"]]
    plan = plan_rows(two.pay.ws, h, "holiday", rows)
    paste(two.sun, h, "holiday", rows[:1])
    outcome = importing.apply(two.seen, plan)
    assert len(outcome.done) == 1
    assert [str(d.day) for d in two.pay.ws.dossier(h).all(Holiday)] == ["2026-12-25", "2027-01-01"]


# Any of them


FIELDS = ("text", "due", "weight", "stage")
VALUES = {
    "text": ["One", "Two"], "due": ["T-9", "T-8"], "weight": ["2", "3"], "stage": ["S1", "S2"],
}  # fmt: skip
edits = st.lists(
    st.tuples(st.integers(0, 3), st.sampled_from(FIELDS), st.integers(0, 1)), max_size=6
)


@settings(
    max_examples=tries(8),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(theirs=edits, mine=edits, choice=st.sampled_from(Choice))
def test_nothing_of_theirs_is_lost_unless_the_user_says_so(
    two: Two, theirs: list[tuple[int, str, int]], mine: list[tuple[int, str, int]], choice: Choice
) -> None:
    """Whatever two people do to four items: a field keeps theirs, gets mine, or was asked about."""
    h, ids = two.pay.handover, two.pay.items
    start = two.pay.ws.dossier(h)
    for n, field, value in theirs:
        records.edit(two.sun, h, ids[n], field, VALUES[field][value])
    for n, field, value in mine:
        text = VALUES[field][value]
        before = two.item(n)
        was, then = (getattr(d.get(ids[n]), field) for d in (start, two.sun.dossier(h)))
        seen: Seen = Seen(start)
        asked = False
        for _ in range(2):
            try:
                records.edit(two.pay.ws.having_seen(seen), h, ids[n], field, text)
                break
            except Conflict as conflict:
                asked, seen = True, conflict.settled(choice)
        now = getattr(two.item(n), field)
        if asked:
            assert was != then
            if choice is Choice.THEIRS:
                assert now == getattr(before, field)
        others = [f for f in FIELDS if f != field]
        assert all(getattr(two.item(n), f) == getattr(before, f) for f in others)
    assert history.verify(two.pay.ws, h).ok
