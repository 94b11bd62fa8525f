"""The risks of a question bank follow from what is claimed and verified in the handover."""

from __future__ import annotations

import json

from tests.services.conftest import Payment
from workbench.domain.registers.item import Item
from workbench.exchange import lens
from workbench.services import importing, items
from workbench.services.lens_risks import risks

BANK = json.dumps({"name": "Bank", "pillars": [{"name": "P", "questions": [{
    "id": "q", "title": "Rollback", "description": "Why",
    "choices": [{"id": "auto", "title": "Automatic", "helpfulResource": {"displayText": "A log"}},
                {"id": "manual", "title": "By hand"}],
    "riskRules": [{"condition": "auto", "risk": "NO_RISK"},
                  {"condition": "manual", "risk": "MEDIUM_RISK"},
                  {"condition": "default", "risk": "HIGH_RISK"}]}]}]})  # fmt: skip


def test_a_risk_falls_by_claims_and_then_by_what_was_seen(pay: Payment) -> None:
    bank = lens.parse(BANK, "bank.json")

    def now() -> tuple[str, str]:
        (found,) = risks(pay.ws.dossier(pay.handover), bank)
        return found.claimed, found.verified

    assert now() == ("HIGH_RISK", "HIGH_RISK")
    importing.apply(pay.ws, importing.plan(pay.ws, pay.handover, lens.source(bank))).expect()
    made = {i.text.en: i for i in pay.ws.dossier(pay.handover).all(Item)}
    assert (made["Automatic"].parent, made["Automatic"].proof.en) == (made["Rollback"].id, "A log")
    assert made["Rollback"].why.en == "Why"
    items.claim(pay.ws, pay.handover, [made["By hand"].id], "x").expect()
    assert now() == ("MEDIUM_RISK", "HIGH_RISK")
    items.claim(pay.ws, pay.handover, [made["Automatic"].id], "x").expect()
    items.verify(pay.ws, pay.handover, [made["Automatic"].id], by=pay.sun).expect()
    assert now() == ("NO_RISK", "NO_RISK")
