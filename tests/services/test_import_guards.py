"""A file gets no further than the screens: what asks less of an item needs the other side."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from tests.services.conftest import Clock, Payment, plan_rows
from tests.services.test_lists_out import back, fates, item, out
from workbench.domain.errors import Refused
from workbench.domain.message import msg
from workbench.domain.registers.evidence import Evidence
from workbench.domain.registers.handover import HandoverState
from workbench.domain.registers.item import Item, ItemState, NotApplicable
from workbench.domain.registers.person import Person
from workbench.exchange.gfm import parse
from workbench.services import importing, items, records, undo
from workbench.services.importing import Fate
from workbench.services.merging import merge


def refusals(plan: importing.Plan) -> list[str]:
    return [str(row.why) for row in plan.rows if row.fate is Fate.REFUSED]


def bring(pay: Payment, *rows: str) -> importing.Plan:
    """What rows under titles would bring; brought in at once."""
    plan = plan_rows(pay.ws, pay.handover, "item", [row.split("|") for row in rows])
    importing.apply(pay.ws, plan)
    return plan


ASKED = "the other side has to agree; do this in the checklist, and say who did"


@pytest.mark.parametrize(
    ("titles", "row", "why"),
    [
        ("Key|Mandatory", "PAY-01|no", f"Mandatory: {ASKED}"),
        ("Key|Proof required|State", "PAY-01|no|done", f"Proof required: {ASKED}"),
        ("Key|Due|State|Mandatory", "PAY-01|T-9|n/a|no", f"Mandatory: {ASKED}"),
        ("Key|State|Note", "PAY-01|not applicable|not ours", f"State: {ASKED}"),
        ("Key|State|Note", "PAY-01|done|as agreed by phone",
         "State: a proof is required: a link, ticket, path or a few words"),
        ("Item|Mandatory|State", "One more|yes|n/a", f"State: {ASKED}"),
        ("Item|Proof required|State", "One more|yes|done",
         "State: a proof is required: a link, ticket, path or a few words"),
    ],
)  # fmt: skip
def test_what_the_screens_refuse_a_file_does_not_bring(
    pay: Payment, titles: str, row: str, why: str
) -> None:
    before, head = item(pay, 0), pay.ws.head(pay.handover)
    assert refusals(bring(pay, titles, row)) == [why]
    assert item(pay, 0) == before
    assert pay.ws.head(pay.handover) == head


def test_the_receiving_side_does_not_ease_by_a_file_alone_either(pay: Payment) -> None:
    pay.ws.me = type(pay.ws.me)("Sun Yu")
    assert refusals(bring(pay, "Key|Mandatory", "PAY-01|no")) == [f"Mandatory: {ASKED}"]


def test_what_asks_more_or_the_same_comes_in(pay: Payment) -> None:
    plan = bring(pay, "Key|Mandatory|Proof required|State|Proofs",
                 "PAY-02|yes|yes|doing|", "PAY-04|no|yes|done|MIN-4", "PAY-03|||n/a|")  # fmt: skip
    assert [row.fate for row in plan.rows] == [Fate.CHANGED] * 3
    two, three, four = (item(pay, n) for n in (1, 2, 3))
    assert (two.mandatory, two.state) == (True, ItemState.DOING)
    assert (four.evidence_required, four.state) == (True, ItemState.CLAIMED)
    assert (three.state, three.na_code) == (ItemState.NOT_APPLICABLE, NotApplicable.OTHER)


def test_no_word_in_a_file_verifies_waives_or_opens_again(pay: Payment) -> None:
    items.claim(pay.ws, pay.handover, [pay.items[0]], "DOC-1").expect()
    items.claim(pay.ws, pay.handover, [pay.items[3]]).expect()
    items.verify(pay.ws, pay.handover, [pay.items[3]], by=pay.gao).expect()
    plan = bring(pay, "Key|State", "PAY-01|verified", "PAY-04|to do", "PAY-02|waived")
    assert [row.fate for row in plan.rows] == [Fate.SAME] * 3
    assert [item(pay, n).state for n in (0, 3, 1)] == [
        ItemState.CLAIMED, ItemState.VERIFIED, ItemState.TODO,
    ]  # fmt: skip


def test_a_tick_is_the_owner_s_and_the_user_typed_it(pay: Payment, tmp_path: Path) -> None:
    """Else a receiver who types for everybody could verify nothing of what he brought in."""
    before = len(pay.ws.dossier(pay.handover).all(Person))
    pay.ws.me = type(pay.ws.me)("Wu Lan")
    text = out(pay, "md").decode()
    text = text.replace(
        "- [ ] Plan agreed (PAY-01)", "- [x] Plan agreed (PAY-01)\n  - Proof: DOC-1"
    )
    importing.apply(pay.ws, back(pay, tmp_path, text.encode(), "md"))
    claimed = item(pay, 0)
    assert (claimed.claimed_by, claimed.typed_by) == (pay.li, "Wu Lan")
    assert len(pay.ws.dossier(pay.handover).all(Person)) == before
    items.verify(pay.ws, pay.handover, [claimed.id], by=pay.sun).expect()


def test_where_nobody_types_for_others_it_is_the_user_s(pay: Payment, tmp_path: Path) -> None:
    records.edit(pay.ws, pay.handover, pay.handover, "strict", "yes")
    pay.ws.me = type(pay.ws.me)("Sun Yu")
    bring(pay, "Key|State|Proofs", "PAY-01|done|DOC-1")
    assert (item(pay, 0).claimed_by, item(pay, 0).typed_by) == (pay.sun, "")


def test_what_was_sent_back_is_ticked_with_a_proof_and_still_says_why(pay: Payment) -> None:
    items.claim(pay.ws, pay.handover, [pay.items[0]], "DOC-1").expect()
    items.send_back(pay.ws, pay.handover, [pay.items[0]], "no date", by=pay.sun).expect()
    head = pay.ws.head(pay.handover)[0]
    bring(pay, "Key|State|As of", f"PAY-01|done|PAY@{head}")
    assert item(pay, 0).state is ItemState.TODO
    bring(pay, "Key|State|Proofs|As of", f"PAY-01|done|DOC-2|PAY@{head}")
    assert (item(pay, 0).state, item(pay, 0).sent_back_by) == (ItemState.CLAIMED, pay.sun)


def test_a_waiver_that_ran_out_takes_the_tick(pay: Payment, clock: Clock) -> None:
    one, until = pay.items[0], clock.now.date() + timedelta(days=7)
    items.waive(pay.ws, pay.handover, [one], "r", "m", until, pay.sun).expect()
    bring(pay, "Key|State|Proofs", "PAY-01|done|DOC-1")
    assert item(pay, 0).state is ItemState.WAIVED
    clock.forward(days=8)
    bring(pay, "Key|State|Proofs", "PAY-01|done|DOC-2")
    assert (item(pay, 0).state, item(pay, 0).expires) == (ItemState.CLAIMED, None)


def test_what_is_settled_is_refused_before_anything_is_done(pay: Payment) -> None:
    """Not "changed" in the preview and refused afterwards."""
    with pay.ws.change(pay.handover, "edit", msg("accepted")) as ed:
        ed.put(pay.items[1], state=ItemState.NOT_APPLICABLE)
        ed.put(pay.handover, state=HandoverState.ACCEPTED)
    plan = plan_rows(pay.ws, pay.handover, "item",
                     [["Key", "Due", "Note"], ["PAY-02", "T+9", ""], ["PAY-03", "T+9", ""],
                      ["PAY-02", "", "a note"]])  # fmt: skip
    assert [row.fate for row in plan.rows] == [Fate.REFUSED, Fate.CHANGED, Fate.CHANGED]
    assert "is settled; reopen the acceptance" in refusals(plan)[0]
    rows = [["Name", "Description"], ["Manual", "all of it"]]
    (new,) = plan_rows(pay.ws, pay.handover, "deliverable", rows).rows
    assert new.fate is Fate.REFUSED


def test_merging_takes_nothing_off_what_was_asked(pay: Payment) -> None:
    """An own list is brought in, where nothing is asked, and put in the place of what asks."""
    bring(pay, "Item|State", "Plan|to do", "Roster|done", "Shifts|n/a")
    plan, roster, shifts = pay.ws.dossier(pay.handover).all(Item)[-3:]
    merge(pay.ws, pay.handover, plan.id, [pay.items[0]]).expect()
    found = pay.ws.dossier(pay.handover).get(plan.id)
    assert isinstance(found, Item)
    assert (found.mandatory, found.evidence_required) == (True, True)
    undo.undo(pay.ws, pay.handover)
    merge(pay.ws, pay.handover, pay.items[0], [plan.id]).expect()
    assert (item(pay, 0).mandatory, item(pay, 0).evidence_required) == (True, True)
    undo.undo(pay.ws, pay.handover)
    with pytest.raises(Refused, match="not applicable, and what the others ask is missing"):
        merge(pay.ws, pay.handover, shifts.id, [pay.items[0]])
    ticked = pay.ws.dossier(pay.handover).under(roster.id, Evidence)
    assert [e.text for e in ticked] == ["ticked in pasted rows:3"]
    merge(pay.ws, pay.handover, roster.id, [pay.items[1]]).expect()


def test_the_handover_itself_is_not_brought_in(pay: Payment) -> None:
    with pytest.raises(Refused, match="acts of its own"):
        plan_rows(pay.ws, pay.handover, "handover", [["Code", "Name"], ["PAY", "Other"]])


def test_a_plain_list_says_of_a_mandatory_item_what_it_lacks(pay: Payment) -> None:
    text = "- [N/A] Plan agreed (PAY-01)\n- [-] Roster complete (PAY-02)\n"
    plan = importing.plan_list(pay.ws, pay.handover, parse(text))
    assert fates(plan) == {"refused": 1, "changed": 1}
