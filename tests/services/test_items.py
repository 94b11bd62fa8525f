"""Claim, verify, send back: who may, what it needs, what the log says."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from db import log
from tests.services.conftest import Clock, Payment
from workbench.domain.errors import BadValue, Refused
from workbench.domain.message import Msg
from workbench.domain.registers.evidence import Evidence
from workbench.domain.registers.item import Item, ItemState, NotApplicable
from workbench.domain.registers.person import Person, Side
from workbench.figures import checklist
from workbench.services import items, records
from workbench.services.editing import Outcome
from workbench.services.present import Present, set_present
from workbench.services.workspace import Me, Workspace


def item(pay: Payment, place: int) -> Item:
    found = pay.ws.dossier(pay.handover).get(pay.items[place])
    assert isinstance(found, Item)
    return found


def reasons(outcome: Outcome) -> list[str]:
    return [str(why) for _, why in outcome.refused]


def test_a_claim_needs_a_proof_and_keeps_it(pay: Payment) -> None:
    first = pay.items[0]
    assert reasons(items.claim(pay.ws, pay.handover, [first])) == [
        "a proof is required: a link, ticket, path or a few words"
    ]
    assert item(pay, 0).state is ItemState.TODO

    items.claim(pay.ws, pay.handover, [first], "https://wiki.example/plan agreed by mail").expect()

    claimed = item(pay, 0)
    assert claimed.state is ItemState.CLAIMED
    assert claimed.claimed_by == pay.li
    (proof,) = pay.ws.dossier(pay.handover).under(first, Evidence)
    assert (proof.kind.value, proof.text) == ("link", "https://wiki.example/plan")
    assert proof.words == "agreed by mail"


def test_who_would_verify_and_is_not_on_the_roster_is_told_that(pay: Payment) -> None:
    items.claim(pay.ws, pay.handover, [pay.items[0]], "done", by=pay.li).expect()
    pay.ws.me = Me("Wei Min", Side.RECEIVING)
    (why,) = reasons(items.verify(pay.ws, pay.handover, [pay.items[0]]))
    assert why.startswith("Wei Min is not on the roster")


def test_only_the_receiving_side_verifies_and_the_log_names_who_typed(pay: Payment) -> None:
    first = pay.items[0]
    items.claim(pay.ws, pay.handover, [first], "done").expect()

    nobody = items.verify(pay.ws, pay.handover, [first])
    assert reasons(nobody) == ["say who verifies: nobody of the receiving side is set as present"]
    sponsor = items.verify(pay.ws, pay.handover, [first], by=pay.gao)
    assert reasons(sponsor) == ["only the receiving side verifies: Sun Yu"]

    set_present(pay.ws, pay.handover, Present(pay.li, pay.sun))
    items.verify(pay.ws, pay.handover, [first]).expect()

    assert item(pay, 0).state is ItemState.VERIFIED
    with pay.ws.store.reading() as connection:
        last = log.entries(connection, pay.handover)[-1]
    assert (last.author.actor, last.author.typed_by, last.kind) == ("Sun Yu", "Li Wei", "verify")


def test_a_receivers_own_item_never_ends_in_a_dead_end(
    pay: Payment, login: Callable[[str, Side], Workspace]
) -> None:
    own = pay.items[3]
    items.claim(pay.ws, pay.handover, [own]).expect()
    assert item(pay, 3).claimed_by == pay.sun

    himself = items.verify(pay.ws, pay.handover, [own], by=pay.sun)
    assert reasons(himself) == ["Sun Yu claimed it himself; Gao Ping can verify it"]
    items.verify(pay.ws, pay.handover, [own], by=pay.gao).expect()
    assert item(pay, 3).self_declared is False

    items.reopen(pay.ws, pay.handover, [own], "look again").expect()
    with pay.ws.change(pay.handover, "test", Msg("the sponsor leaves")) as editing:
        editing.delete([pay.gao])
    items.claim(pay.ws, pay.handover, [own]).expect()
    items.verify(pay.ws, pay.handover, [own], by=pay.sun).expect()
    assert item(pay, 3).self_declared is True


def test_sending_back_needs_a_reason_and_counts(pay: Payment) -> None:
    first = pay.items[0]
    items.claim(pay.ws, pay.handover, [first], "done").expect()
    assert reasons(items.send_back(pay.ws, pay.handover, [first], "  ", by=pay.sun)) == [
        "say why, in a few words"
    ]
    items.send_back(pay.ws, pay.handover, [first], "no rollback date", by=pay.sun).expect()

    back = item(pay, 0)
    assert (back.state, back.reopened, back.reason) == (ItemState.TODO, 1, "no rollback date")
    lines = checklist.lines(pay.ws.dossier(pay.handover), pay.ws.today)
    assert lines[0].bucket is checklist.Bucket.BACK


def test_after_a_return_the_claim_says_again_what_proves_it(pay: Payment) -> None:
    first = pay.items[0]
    items.claim(pay.ws, pay.handover, [first], "PLAN-1").expect()
    items.send_back(pay.ws, pay.handover, [first], "no rollback date", by=pay.sun).expect()
    items.block(pay.ws, pay.handover, [first], "the bank").expect()
    assert reasons(items.claim(pay.ws, pay.handover, [first])) == [
        "it was sent back, so a claim says again what proves it"
    ]
    items.claim(pay.ws, pay.handover, [first], "PLAN-1").expect()

    claimed, dossier = item(pay, 0), pay.ws.dossier(pay.handover)
    assert (claimed.reason, claimed.objection) == ("", "no rollback date")
    assert items.given_proofs(dossier, claimed) == ["PLAN-1"], "the same one, not twice"

    items.verify(pay.ws, pay.handover, [first], by=pay.sun).expect()
    assert (item(pay, 0).sent_back_by, item(pay, 0).objection) == (None, "")


def test_bulk_does_what_it_can_in_one_change_set_and_names_the_rest(pay: Payment) -> None:
    items.claim(pay.ws, pay.handover, pay.items[:2], "minutes of Monday").expect()
    before = pay.ws.head(pay.handover)[0]

    outcome = items.verify(pay.ws, pay.handover, pay.items, by=pay.sun)

    assert outcome.done == pay.items[:2]
    assert reasons(outcome) == ["Verify is not possible: the state is to do, not claimed"] * 2
    with pay.ws.store.reading() as connection:
        assert len(log.entries(connection, pay.handover, after=before)) == 1


def test_not_applicable_on_a_mandatory_item_needs_the_other_side(pay: Payment) -> None:
    first, code = [pay.items[0]], NotApplicable.OUT_OF_SCOPE
    alone = items.not_applicable(pay.ws, pay.handover, first, code, "no plan needed")
    assert reasons(alone) == ["name who approves it, of the receiving side or the sponsor"]
    asker = items.not_applicable(pay.ws, pay.handover, first, code, "no plan", pay.li)
    assert reasons(asker) == ["Li Wei asks for it, so somebody else must approve it"]
    items.not_applicable(pay.ws, pay.handover, first, code, "no plan", pay.sun).expect()
    assert item(pay, 0).state is ItemState.NOT_APPLICABLE

    items.not_applicable(pay.ws, pay.handover, [pay.items[1]], code, "no roster").expect()


@pytest.mark.parametrize(
    ("expires", "taken"),
    [
        (None, False),
        (date(2026, 11, 23), False),
        (date(2027, 4, 16), False),
        (date(2027, 4, 15), True),
    ],
)
def test_a_waiver_ends_at_t_plus_90_at_the_latest(
    pay: Payment, expires: date | None, taken: bool
) -> None:
    outcome = items.waive(
        pay.ws, pay.handover, [pay.items[0]], "supplier late", "weekly call", expires, pay.sun
    )
    assert bool(outcome.done) is taken


def test_a_waiver_that_ran_out_counts_as_to_do_again(pay: Payment, clock: Clock) -> None:
    items.waive(
        pay.ws, pay.handover, [pay.items[0]], "late", "call", date(2026, 12, 1), pay.sun
    ).expect()
    first = checklist.lines(pay.ws.dossier(pay.handover), pay.ws.today)[0]
    assert (first.state, first.overdue) == (ItemState.WAIVED, False)
    clock.forward(days=9)
    first = checklist.lines(pay.ws.dossier(pay.handover), pay.ws.today)[0]
    assert (first.state, first.overdue) == (ItemState.TODO, True)


def test_own_logins_only_refuses_typing_for_somebody_else(pay: Payment) -> None:
    with pay.ws.change(pay.handover, "test", Msg("strict")) as editing:
        editing.set(pay.handover, strict=True)
    items.claim(pay.ws, pay.handover, [pay.items[0]], "done").expect()
    with pytest.raises(Refused, match="Sun Yu logs in himself"):
        items.verify(pay.ws, pay.handover, [pay.items[0]], by=pay.sun)
    assert item(pay, 0).state is ItemState.CLAIMED


def test_everybody_on_the_roster_is_one_record(pay: Payment) -> None:
    assert [p.name for p in pay.ws.dossier(pay.handover).all(Person)] == [
        "Li Wei", "Sun Yu", "Gao Ping",
    ]  # fmt: skip


def test_what_a_waiver_let_pass_can_be_claimed_once_it_ran_out(pay: Payment, clock: Clock) -> None:
    first = [pay.items[0]]
    items.waive(pay.ws, pay.handover, first, "late", "call", date(2026, 12, 1), pay.sun).expect()
    early = items.claim(pay.ws, pay.handover, first, "done")
    assert reasons(early) == [
        "Claim is not possible: the state is waived, not to do or doing or blocked"
    ]
    clock.forward(days=9)
    items.claim(pay.ws, pay.handover, first, "done").expect()
    assert (item(pay, 0).state, item(pay, 0).expires) == (ItemState.CLAIMED, None)


def test_who_may_verify_is_asked_of_the_file_not_of_the_screen(
    pay: Payment, login: Callable[[str, Side], Workspace]
) -> None:
    first = pay.items[0]
    items.claim(pay.ws, pay.handover, [first], "done").expect()
    sun = login("Sun Yu", Side.RECEIVING)
    records.edit(sun, pay.handover, pay.sun, "side", "giving side")
    outcome = items.verify(pay.ws, pay.handover, [first], by=pay.sun)
    assert not outcome.done
    assert item(pay, 0).state is ItemState.CLAIMED


def test_the_giving_side_reopens_and_does_not_send_back(pay: Payment) -> None:
    first = pay.items[0]
    items.claim(pay.ws, pay.handover, [first], "done").expect()
    assert reasons(items.send_back(pay.ws, pay.handover, [first], "oh", by=pay.li)) == [
        "only the receiving side sends back; reopen it instead"
    ]


def test_a_blocked_item_is_not_claimed_by_anybody(pay: Payment) -> None:
    first = pay.items[0]
    items.claim(pay.ws, pay.handover, [first], "done").expect()
    items.block(pay.ws, pay.handover, [first], "the vault is shut").expect()
    assert (item(pay, 0).claimed_by, item(pay, 0).claimed_at) == (None, None)


def test_an_asker_is_himself_however_his_name_is_spelt(
    pay: Payment, login: Callable[[str, Side], Workspace]
) -> None:
    sun = login("sun yu", Side.RECEIVING)
    code = NotApplicable.OTHER
    outcome = items.not_applicable(sun, pay.handover, [pay.items[0]], code, "no", pay.sun)
    assert reasons(outcome) == ["Sun Yu asks for it, so somebody else must approve it"]


@pytest.mark.parametrize("field", ["mandatory", "evidence_required"])
def test_less_is_asked_of_an_item_only_with_the_other_side(pay: Payment, field: str) -> None:
    first = pay.items[0]
    lacking = "name who approves it, of the receiving side or the sponsor"
    with pytest.raises(Refused, match=lacking):
        records.edit(pay.ws, pay.handover, first, field, "no")
    bulk = records.bulk_edit(pay.ws, pay.handover, [first], field, "no")
    assert reasons(bulk) == [lacking]
    with pytest.raises(Refused, match="somebody else must approve it"):
        records.edit(pay.ws, pay.handover, first, field, "no", approver=pay.li)
    assert getattr(item(pay, 0), field)

    records.edit(pay.ws, pay.handover, first, field, "no", approver=pay.sun)

    found = item(pay, 0)
    assert not getattr(found, field)
    assert pay.sun in (found.optional_by, found.unproved_by)
    records.edit(pay.ws, pay.handover, first, field, "yes")
    again = item(pay, 0)
    assert (again.optional_by, again.unproved_by) == (found.optional_by, found.unproved_by)


def test_asking_more_of_an_item_needs_nobody(pay: Payment) -> None:
    records.edit(pay.ws, pay.handover, pay.items[1], "mandatory", "yes")
    assert item(pay, 1).mandatory


def test_what_names_a_record_is_not_emptied(pay: Payment) -> None:
    with pytest.raises(BadValue, match="Item cannot be left empty: it names the item"):
        records.edit(pay.ws, pay.handover, pay.items[1], "text", " ")
    with pytest.raises(BadValue, match="Name cannot be left empty: it names the person"):
        records.edit(pay.ws, pay.handover, pay.sun, "name", "")
    bulk = records.bulk_edit(pay.ws, pay.handover, [pay.li, pay.sun], "name", "")
    assert reasons(bulk) == ["Name cannot be left empty: it names the person"] * 2


def test_one_language_of_a_name_may_be_emptied(pay: Payment) -> None:
    records.edit(pay.ws, pay.handover, pay.items[0], "text", "")
    assert item(pay, 0).text.show("en") == "计划经确认"


def test_what_is_blocked_stands_by_itself_unless_it_is_late(pay: Payment) -> None:
    items.block(pay.ws, pay.handover, [pay.items[0], pay.items[3]], "the bank").expect()
    lines = checklist.lines(pay.ws.dossier(pay.handover), pay.ws.today)
    assert (lines[0].bucket, lines[3].bucket) == (checklist.Bucket.LATE, checklist.Bucket.BLOCKED)
