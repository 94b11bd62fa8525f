"""Deciding, signing, refusing, overriding, reopening; and what an acceptance settles."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from tests.rules.conftest import MONDAY, Run
from tests.rules.test_payment_run import plan_agreed
from tests.services.conftest import paste
from workbench.domain.errors import Refused
from workbench.domain.journey import Gate
from workbench.domain.labelled import Side
from workbench.domain.registers.answer import Answer
from workbench.domain.registers.baseline import Baseline
from workbench.domain.registers.decision import Decision
from workbench.domain.registers.follow_on import FollowOn
from workbench.domain.registers.handover import HandoverState
from workbench.domain.registers.item import ItemState
from workbench.domain.registers.signoff import Signoff
from workbench.domain.verdict import Consent, Outcome, Ruling, Standing
from workbench.figures.gates import gate_ahead, gates
from workbench.pack.content import data_sha256
from workbench.rules import engine
from workbench.services import answers, baselines, items, moving, records, scopes, undo
from workbench.services import gates as service
from workbench.services.gates import Condition
from workbench.services.workspace import Me


def standing(run: Run, gate: Gate) -> Standing:
    return gates(run.dossier, run.day)[gate].standing


def sit(run: Run, name: str, side: Side) -> None:
    run.ws.me = Me(name, side, name.lower().replace(" ", ""))


def override(run: Run, gate: Gate, until: date = date(2027, 3, 1)) -> None:
    service.override(run.ws, run.pay, gate, "go-live cannot wait", until, by=run.person("Gao Ping"))


def everybody_signs(run: Run) -> None:
    for side, name in (
        (Side.GIVING, "Li Wei"), (Side.RECEIVING, "Sun Yu"), (Side.SPONSOR, "Gao Ping"),
    ):  # fmt: skip
        sit(run, name, side)
        service.sign(run.ws, run.pay, Gate.G4, side, by=run.person(name))


@pytest.fixture
def accepted(run: Run) -> Run:
    """PAY accepted by overriding all four gates, on T0."""
    run.on(date(2027, 1, 15))
    for gate in (Gate.G1, Gate.G2, Gate.G3, Gate.G4):
        override(run, gate)
    return run


# Deciding


@pytest.mark.parametrize(
    ("ruling", "by", "why", "sentence"),
    [
        (Ruling.PASSED, "Gao Ping", "", "3 things stop G1: cure them"),
        (Ruling.PASSED, "Gao Ping", "we trust them", "3 things stop G1: cure them"),
        (Ruling.CONDITIONS, "Sun Yu", "we trust them", "3 things stop G1: cure them"),
        (Ruling.REFUSED, "Sun Yu", "", "say why"),
        (Ruling.REFUSED, "Li Wei", "no", "Li Wei does not decide here"),
        (Ruling.OVERRIDDEN, "Gao Ping", "", "acts of their own"),
    ],
)
def test_what_a_decision_lacks_is_said(
    run: Run, ruling: Ruling, by: str, why: str, sentence: str
) -> None:
    with pytest.raises(Refused, match=sentence):
        service.decide(run.ws, run.pay, Gate.G1, ruling, by=run.person(by), reason=why)
    assert run.dossier.all(Decision) == ()
    assert run.dossier.handover.state is HandoverState.PLANNING


def test_a_later_gate_waits_for_the_earlier_ones(run: Run) -> None:
    with pytest.raises(Refused, match="G1, G2 come first"):
        override(run, Gate.G3)


def test_the_acceptance_may_be_refused_before_the_earlier_gates_are_passed(run: Run) -> None:
    before = run.dossier.handover.state
    sit(run, "Sun Yu", Side.RECEIVING)
    service.refuse(run.ws, run.pay, Gate.G4, "half of it is missing", by=run.person("Sun Yu"))
    assert standing(run, Gate.G4) is Standing.REFUSED
    assert run.dossier.handover.state is before
    assert gate_ahead(run.dossier, run.day) is Gate.G1
    with pytest.raises(Refused, match="G1, G2 come first"):
        service.refuse(run.ws, run.pay, Gate.G3, "not yet", by=run.person("Sun Yu"))


def test_a_decision_that_differs_needs_a_reason_and_keeps_both(run: Run) -> None:
    plan_agreed(run)
    sun = run.person("Sun Yu")
    with pytest.raises(Refused, match="the computed verdict is GO: say why"):
        service.decide(run.ws, run.pay, Gate.G1, Ruling.CONDITIONS, by=sun)
    asked = [Condition("A second person on call", run.person("Wu Lan"), date(2027, 1, 31))]
    service.decide(run.ws, run.pay, Gate.G1, Ruling.CONDITIONS, by=sun, reason="one on call only",
                   conditions=asked)  # fmt: skip
    (decision,) = run.dossier.all(Decision)
    assert (decision.computed, decision.ruling) == (Outcome.GO, Ruling.CONDITIONS)
    made = max(run.dossier.all(FollowOn), key=lambda f: f.id)
    assert (made.title, made.origin, made.person) == (asked[0].text, "G1", asked[0].owner)
    assert decision.conditions == "F-04 2027-01-31"


def test_a_condition_needs_an_owner_and_a_date_when_it_is_decided(run: Run) -> None:
    run.on(date(2027, 1, 15))
    for gate in (Gate.G1, Gate.G2, Gate.G3):
        override(run, gate)
    for stage in ("S1", "S2", "S3", "S4"):
        if stage == "S1":
            plan_agreed(run)
        else:
            run.stage(stage)
    records.edit(run.ws, run.pay, run.record("D-03").id, "post", "Clerk")
    everybody_signs(run)
    found = engine.verdict(run.dossier, Gate.G4, run.day)
    assert [f.id for f in found.unsettled] == ["R-08 PL-03"]
    gao = run.person("Gao Ping")
    with pytest.raises(Refused, match="1 condition needs an owner and a date up to 2027-04-15"):
        service.decide(run.ws, run.pay, Gate.G4, Ruling.CONDITIONS, by=gao)
    answers.plan(run.ws, run.pay, ["R-08 PL-03"], run.person("Wu Lan"), date(2027, 5, 1))
    with pytest.raises(Refused, match="1 condition needs an owner"):
        service.decide(run.ws, run.pay, Gate.G4, Ruling.CONDITIONS, by=gao)
    answers.plan(run.ws, run.pay, ["R-08 PL-03"], run.person("Wu Lan"), date(2027, 3, 1))
    assert len([a for a in run.dossier.all(Answer) if a.rule == "R-08"]) == 1
    everybody_signs(run)
    service.decide(run.ws, run.pay, Gate.G4, Ruling.CONDITIONS, by=gao)
    assert run.dossier.handover.state is HandoverState.ACCEPTED_WITH_CONDITIONS


def test_what_changed_after_the_signatures_is_signed_again_or_passed_with_a_reason(
    run: Run,
) -> None:
    run.on(date(2027, 1, 15))
    for gate in (Gate.G1, Gate.G2, Gate.G3):
        override(run, gate)
    plan_agreed(run)
    for stage in ("S2", "S3", "S4"):
        run.stage(stage)
    records.edit(run.ws, run.pay, run.record("D-03").id, "post", "Clerk")
    answers.plan(run.ws, run.pay, ["R-08 PL-03"], run.person("Wu Lan"), date(2027, 3, 1))
    everybody_signs(run)
    records.edit(run.ws, run.pay, run.record("D-01").id, "criterion", "whatever runs")
    gao = run.person("Gao Ping")
    assert service.outdated(run.dossier, Gate.G4) == list(Side)
    with pytest.raises(Refused, match="changed since it was signed by: giving side, receiving"):
        service.decide(run.ws, run.pay, Gate.G4, Ruling.CONDITIONS, by=gao)
    service.decide(run.ws, run.pay, Gate.G4, Ruling.CONDITIONS, by=gao, reason="a typing error")
    assert run.dossier.all(Decision)[-1].reason == "a typing error"


def test_a_condition_of_the_chairs_own_has_a_day_that_is_soon_enough(run: Run) -> None:
    plan_agreed(run)
    sun = run.person("Sun Yu")
    for day in (date(2026, 11, 22), date(2027, 4, 16)):
        asked = [Condition("A second person on call", run.person("Wu Lan"), day)]
        with pytest.raises(Refused, match="from today on, 2027-04-15 at the latest"):
            service.decide(run.ws, run.pay, Gate.G1, Ruling.CONDITIONS, by=sun, reason="on call",
                           conditions=asked)  # fmt: skip
    assert run.dossier.all(Decision) == ()


# Overriding, refusing, reopening


def test_an_acceptance_by_an_override_that_has_ended_can_be_reopened(accepted: Run) -> None:
    run = accepted
    last = run.dossier.all(Decision)[-1].expires
    assert last is not None
    run.on(last + timedelta(days=1))
    assert standing(run, Gate.G4) is Standing.LAPSED
    with pytest.raises(Refused, match="reopen the acceptance"):
        records.edit(run.ws, run.pay, run.record("D-01").id, "post", "Duty engineer")
    service.reopen(run.ws, run.pay, Gate.G4, "it never held", by=run.person("Sun Yu"))
    assert standing(run, Gate.G4) is Standing.OPEN
    records.edit(run.ws, run.pay, run.record("D-01").id, "post", "Duty engineer")


def test_an_override_holds_until_its_day_and_no_longer(run: Run) -> None:
    override(run, Gate.G1, date(2026, 12, 20))
    assert standing(run, Gate.G1) is Standing.OVERRIDDEN
    assert gate_ahead(run.dossier, run.day) is Gate.G2
    run.on(date(2026, 12, 21))
    assert standing(run, Gate.G1) is Standing.LAPSED
    assert gate_ahead(run.dossier, run.day) is Gate.G1


def test_an_override_needs_something_that_stops_a_reason_and_a_day(run: Run) -> None:
    gao = run.person("Gao Ping")
    for reason, until in (("", date(2027, 1, 1)), ("now", None), ("now", MONDAY),
                          ("now", date(2027, 5, 1))):  # fmt: skip
        with pytest.raises(Refused):
            service.override(run.ws, run.pay, Gate.G1, reason, until, by=gao)
    plan_agreed(run)
    with pytest.raises(Refused, match="nothing stops G1: decide it"):
        override(run, Gate.G1)


def test_the_receiving_side_may_refuse_with_reasons(run: Run) -> None:
    run.on(date(2027, 1, 15))
    for gate in (Gate.G1, Gate.G2, Gate.G3):
        override(run, gate)
    sit(run, "Li Wei", Side.GIVING)
    service.sign(run.ws, run.pay, Gate.G4, Side.GIVING, by=run.person("Li Wei"))
    with pytest.raises(Refused, match="Li Wei does not decide here"):
        service.refuse(run.ws, run.pay, Gate.G4, "no", by=run.person("Li Wei"))
    sit(run, "Sun Yu", Side.RECEIVING)
    service.refuse(run.ws, run.pay, Gate.G4, "nobody can restart it", by=run.person("Sun Yu"))
    assert run.dossier.handover.state is HandoverState.REJECTED
    assert gate_ahead(run.dossier, run.day) is Gate.G4
    assert "stop R-73 PAY.giving" in run.ids(Gate.G4), "what was signed before is signed no more"


def test_reopening_takes_back_a_gate_and_the_later_ones(accepted: Run) -> None:
    run = accepted
    with pytest.raises(Refused, match="say why"):
        service.reopen(run.ws, run.pay, Gate.G2, " ", by=run.person("Sun Yu"))
    service.reopen(run.ws, run.pay, Gate.G2, "the runbook was wrong", by=run.person("Sun Yu"))
    assert [standing(run, g) for g in (Gate.G1, Gate.G2, Gate.G3, Gate.G4)] == [
        Standing.OVERRIDDEN, Standing.OPEN, Standing.OPEN, Standing.OPEN,
    ]  # fmt: skip
    assert run.dossier.handover.state is HandoverState.EXECUTING
    records.edit(run.ws, run.pay, run.record("D-01").id, "post", "Duty engineer")


def test_passing_is_undone_as_one_act(run: Run) -> None:
    plan_agreed(run)
    sit(run, "Gao Ping", Side.SPONSOR)
    service.decide(run.ws, run.pay, Gate.G1, Ruling.PASSED, by=run.person("Gao Ping"))
    assert len(run.dossier.all(Baseline)) == 1
    undo.undo(run.ws, run.pay)
    assert run.dossier.all(Baseline) == ()
    assert run.dossier.all(Decision) == ()
    assert run.dossier.handover.state is HandoverState.PLANNING


# Signing


def test_each_side_signs_for_itself_on_the_content_it_sees(run: Run) -> None:
    sit(run, "Li Wei", Side.GIVING)
    with pytest.raises(Refused, match="Li Wei is not of the receiving side"):
        service.sign(run.ws, run.pay, Gate.G4, Side.RECEIVING, by=run.person("Li Wei"))
    with pytest.raises(Refused, match="is not given by the giving side"):
        service.sign(run.ws, run.pay, Gate.G4, Side.RECEIVING, by=run.person("Sun Yu"))
    with pytest.raises(Refused, match="refuses does so at the gate"):
        service.sign(run.ws, run.pay, Gate.G4, Side.GIVING, by=run.person("Li Wei"),
                     consent=Consent.REFUSE)  # fmt: skip
    with pytest.raises(Refused, match="is not refused by the giving side"):
        service.refuse(run.ws, run.pay, Gate.G4, "no", by=run.person("Sun Yu"))
    sit(run, "Sun Yu", Side.RECEIVING)
    service.sign(run.ws, run.pay, Gate.G4, Side.RECEIVING, by=run.person("Sun Yu"))
    (signed,) = run.dossier.all(Signoff)
    assert signed.sha256 == data_sha256(run.dossier)


def test_where_everybody_logs_in_himself_nobody_signs_or_decides_for_another(run: Run) -> None:
    records.edit(run.ws, run.pay, run.pay, "strict", "yes")
    sit(run, "Wu Lan", Side.RECEIVING)
    for act in (
        lambda: service.sign(run.ws, run.pay, Gate.G4, Side.RECEIVING, by=run.person("Sun Yu")),
        lambda: service.refuse(run.ws, run.pay, Gate.G1, "no", by=run.person("Sun Yu")),
        lambda: override(run, Gate.G1),
    ):
        with pytest.raises(Refused, match="logs in himself"):
            act()


def test_a_sign_off_a_decision_rests_on_is_not_taken_back(run: Run) -> None:
    run.on(date(2027, 1, 15))
    for gate in (Gate.G1, Gate.G2, Gate.G3):
        override(run, gate)
    sit(run, "Sun Yu", Side.RECEIVING)
    service.sign(run.ws, run.pay, Gate.G4, Side.RECEIVING, by=run.person("Sun Yu"))
    sit(run, "Gao Ping", Side.SPONSOR)
    override(run, Gate.G4)
    sit(run, "Sun Yu", Side.RECEIVING)
    with pytest.raises(Refused, match="G4 was decided since"):
        undo.undo(run.ws, run.pay)


# After acceptance


def set_post(run: Run) -> None:
    records.edit(run.ws, run.pay, run.record("D-01").id, "post", "Somebody")


def bulk_post(run: Run) -> None:
    outcome = records.bulk_edit(run.ws, run.pay, run.keys("D-01", "D-02"), "post", "X")
    outcome.expect()


def reword(run: Run) -> None:
    records.edit(run.ws, run.pay, run.record("PAY-02").id, "text", "Something else")


def send_back(run: Run) -> None:
    items.send_back(run.ws, run.pay, run.keys("PAY-02"), "no", run.person("Sun Yu")).expect()


def delete(run: Run) -> None:
    records.delete(run.ws, run.pay, run.keys("PAY-02")).expect()


def move_day(run: Run) -> None:
    records.edit(run.ws, run.pay, run.pay, "t0", "2027-02-01")


def new_deliverable(run: Run) -> None:
    records.add(run.ws, run.pay, "deliverable", {"name": "Another"})


def proof_of_old(run: Run) -> None:
    items.add_proof(run.ws, run.pay, run.record("PAY-02").id, "TICKET-1")


def put_below(run: Run) -> None:
    from workbench.services.placing import place

    place(run.ws, run.pay, run.keys("PAY-02"), parent=run.record("PAY-33").id).expect()


SETTLED = [set_post, bulk_post, reword, send_back, delete, move_day, new_deliverable,
           proof_of_old, put_below]  # fmt: skip


@pytest.mark.parametrize("act", SETTLED, ids=lambda a: a.__name__)
def test_what_was_settled_asks_for_a_reopening(accepted: Run, act: Callable[[Run], None]) -> None:
    before = accepted.ws.head(accepted.pay)
    with pytest.raises(Exception, match=r"PAY is accepted, so this .* is settled; reopen"):
        act(accepted)
    assert accepted.ws.head(accepted.pay) == before
    service.reopen(accepted.ws, accepted.pay, Gate.G4, "wrong", by=accepted.person("Sun Yu"))
    act(accepted)


def test_an_undo_of_what_came_before_is_refused_and_of_what_came_after_is_not(run: Run) -> None:
    run.on(date(2027, 1, 15))
    sit(run, "Li Wei", Side.GIVING)
    set_post(run)
    sit(run, "Gao Ping", Side.SPONSOR)
    for gate in (Gate.G1, Gate.G2, Gate.G3, Gate.G4):
        override(run, gate)
    sit(run, "Li Wei", Side.GIVING)
    with pytest.raises(Refused, match="so this deliverable is settled"):
        undo.undo(run.ws, run.pay)
    sit(run, "Sun Yu", Side.RECEIVING)
    left_open = run.keys("PAY-10")
    items.claim(run.ws, run.pay, left_open, "seen", run.person("Chen Hao")).expect()
    items.verify(run.ws, run.pay, left_open, run.person("Sun Yu")).expect()
    undo.undo(run.ws, run.pay)
    assert run.item(10).state is ItemState.CLAIMED


def test_support_and_review_go_on_after_the_acceptance(accepted: Run) -> None:
    run = accepted
    run.done([run.item(33), run.item(10)])
    records.add(run.ws, run.pay, "punch", {"title": "Lamp", "category": "C"})
    moving.move(run.ws, run.pay, run.keys("PL-02"), "close", by=run.person("Sun Yu")).expect()
    records.add(run.ws, run.pay, "follow_on", {"title": "Second lamp"})
    records.add(run.ws, run.pay, "person", {"name": "New Colleague", "side": "receiving"})
    records.add_note(run.ws, run.pay, run.record("PAY-02").id, "still true")
    records.edit(run.ws, run.pay, run.pay, "t0_actual", "2027-01-16")
    assert run.dossier.handover.state_on(run.day) is HandoverState.ACCEPTED_WITH_CONDITIONS
    run.on(date(2027, 1, 16))
    assert run.dossier.handover.state_on(run.day) is HandoverState.EARLY_LIFE_SUPPORT


# What only acts of its own may write


def test_sealed_registers_are_out_of_reach_of_every_other_way(run: Run) -> None:
    override(run, Gate.G1)
    answers.plan(run.ws, run.pay, ["R-07 PL-01"], run.person("Wu Lan"), date(2026, 12, 5))
    decision, answer = run.dossier.all(Decision)[0], run.dossier.all(Answer)[-1]
    for register, text in (("decision", {"gate": "G2"}), ("signoff", {"side": "receiving"}),
                           ("answer", {"rule": "R-02"}), ("baseline", {"gate": "G1"}),
                           ("scope", {"register": "punch"})):  # fmt: skip
        with pytest.raises(Refused):
            records.add(run.ws, run.pay, register, text)
        with pytest.raises(Refused):
            paste(run.ws, run.pay, register, [list(text), list(text.values())])
    with pytest.raises(Refused):
        records.edit(run.ws, run.pay, decision.id, "ruling", "passed")
    assert records.delete(run.ws, run.pay, [decision.id, answer.id]).refused
    from workbench.services.placing import place

    assert place(run.ws, run.pay, [answer.id], parent=run.record("PL-02").id).refused
    with pytest.raises(Refused):
        records.edit(run.ws, run.pay, run.pay, "state", "accepted")


# Answers and scope


def waive(run: Run, asker: str, approver: str, until: date, rule: str = "R-07 PL-01") -> None:
    answers.waive(
        run.ws, run.pay, [rule], reason="a fix is in test", measure="replay by hand",
        expires=until, asker=run.person(asker), approver=run.person(approver),
    )  # fmt: skip


def test_a_waiver_is_approved_by_the_other_side_and_ends_by_itself(run: Run) -> None:
    day = date(2026, 12, 20)
    for asker, approver, sentence in (
        ("Li Wei", "Li Wei", "somebody else must approve"),
        ("Li Wei", "Chen Hao", "not of the receiving side"),
        ("Wu Lan", "Sun Yu", "same side"),
    ):
        with pytest.raises(Refused, match=sentence):
            waive(run, asker, approver, day)
    with pytest.raises(Refused, match="give a day after today"):
        waive(run, "Li Wei", "Sun Yu", MONDAY)
    waive(run, "Li Wei", "Sun Yu", day)
    assert "exception R-07 PL-01" in run.ids(Gate.G1)
    run.on(date(2026, 12, 21))
    assert "stop R-07 PL-01" in run.ids(Gate.G1)


def test_what_cannot_be_waived_is_not(run: Run) -> None:
    with pytest.raises(Refused, match="R-73 cannot be waived"):
        waive(run, "Li Wei", "Sun Yu", date(2026, 12, 20), "R-73 PAY.giving")
    with pytest.raises(Refused, match="no rule finds R-07 PL-04 now"):
        waive(run, "Li Wei", "Sun Yu", date(2026, 12, 20), "R-07 PL-04")


def test_a_rule_switched_off_is_on_again_by_itself(run: Run) -> None:
    answers.switch_off(
        run.ws, run.pay, "R-07", reason="another list is used", measure="the site's own list",
        expires=date(2026, 11, 30), asker=run.person("Li Wei"), approver=run.person("Gao Ping"),
    )  # fmt: skip
    assert "stop R-07 PL-01" not in run.ids(Gate.G1)
    (setting,) = engine.verdict(run.dossier, Gate.G1, run.day).settings
    assert setting.rule == "R-07"
    run.on(date(2026, 12, 1))
    assert "stop R-07 PL-01" in run.ids(Gate.G1)
    run.on(MONDAY)
    answers.withdraw(run.ws, run.pay, [setting.id])
    assert "stop R-07 PL-01" in run.ids(Gate.G1)


def test_scope_is_agreed_and_follows_the_rows(run: Run) -> None:
    with pytest.raises(Refused, match="has rows"):
        scopes.not_needed(run.ws, run.pay, "punch", "none", by=None, agreed_by=run.person("Sun Yu"))
    (follow_ons,) = [s for s in scopes.scopes(run.dossier) if s.register.name == "follow_on"]
    records.delete(run.ws, run.pay, [r.id for r in run.dossier.all(FollowOn)])
    with pytest.raises(Refused, match="is empty"):
        scopes.complete(run.ws, run.pay, "follow_on", by=run.person("Li Wei"))
    with pytest.raises(Refused, match="Chen Hao is not of the receiving side"):
        scopes.not_needed(run.ws, run.pay, "follow_on", "none", by=run.person("Li Wei"),
                          agreed_by=run.person("Chen Hao"))  # fmt: skip
    scopes.not_needed(run.ws, run.pay, "follow_on", "none", by=run.person("Li Wei"),
                      agreed_by=run.person("Sun Yu"))  # fmt: skip

    def state() -> str:
        (found,) = [s for s in scopes.scopes(run.dossier) if s.register.name == "follow_on"]
        return found.state.value

    assert (follow_ons.state.value, state()) == ("in_use", "not_needed")
    records.add(run.ws, run.pay, "follow_on", {"title": "Now there is one"})
    assert state() == "in_use"


# Baselines


def test_a_baseline_is_what_was_there_and_a_diff_what_changed(run: Run) -> None:
    plan_agreed(run)
    service.decide(run.ws, run.pay, Gate.G1, Ruling.PASSED, by=run.person("Gao Ping"))
    frozen = baselines.read(run.ws, run.pay, Gate.G1)
    assert frozen.intact
    assert frozen.baseline.sha256 == data_sha256(run.dossier), "the decision is no part of it"
    assert not baselines.diff(run.ws, run.pay, Gate.G1).deltas
    run.done([run.item(10)])
    records.delete(run.ws, run.pay, run.keys("PL-04"))
    records.add(run.ws, run.pay, "punch", {"title": "New one"})
    found = baselines.diff(run.ws, run.pay, Gate.G1)
    told = {(d.register.name, d.key, d.became.key) for d in found.deltas}
    assert {("item", "PAY-10", "changed"), ("punch", "PL-04", "removed"),
            ("punch", "PL-05", "added")} <= told  # fmt: skip
    assert found.after.verified - found.before.verified == 1
    (item,) = [d for d in found.deltas if d.register.name == "item"]
    assert "state" in {c.field.name for c in item.fields}


def test_a_handover_that_leads_nowhere_is_closed_early_with_a_reason(run: Run) -> None:
    with pytest.raises(Refused, match="the receiving side or the sponsor"):
        service.close_early(run.ws, run.pay, "the project ends", by=run.person("Li Wei"))
    with pytest.raises(Refused, match="say why"):
        service.close_early(run.ws, run.pay, " ", by=run.person("Gao Ping"))
    service.close_early(run.ws, run.pay, "the project ends", by=run.person("Gao Ping"))
    assert run.dossier.handover.state is HandoverState.CLOSED_EARLY
    with pytest.raises(Refused, match="PAY is closed"):
        override(run, Gate.G1)
    with pytest.raises(Refused, match="this item is settled"):
        reword(run)
    records.add(run.ws, run.pay, "follow_on", {"title": "Keep the drawings"})


def test_a_proof_of_a_punch_item_is_in_the_pack(run: Run) -> None:
    from workbench.services.export import export

    parent = run.record("PL-01").id
    records.add(run.ws, run.pay, "evidence", {"text": "TICKET-77 replayed"}, parent=parent)
    assert "| PL-01  |" in export(run.ws, run.pay).split("## Proofs")[1]
