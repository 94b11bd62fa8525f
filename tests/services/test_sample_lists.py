"""Real checklists come in whole and go out again in the pack."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.services.conftest import Payment
from workbench.domain.registers.item import Item
from workbench.domain.text import clean
from workbench.exchange import gfm
from workbench.files import read_text
from workbench.services import export, importing, records

SAMPLES = Path(__file__).resolve().parents[2].parent / "shared" / "samples"
LISTS = {
    "emmanuelbenitez-go-live-checklist.md": 121,
    "bregman-sre-checklist.md": 142,
    "gsa-techops-ato-ordered-tasks.md": 99,
    "gsa-fac-offboarding.md": 18,
    "microsoft-engineering-fundamentals-checklist.md": 56,
}


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the sample lists are not beside this checkout")
@pytest.mark.parametrize(("name", "count"), LISTS.items())
def test_a_real_list_comes_in_and_goes_out_in_the_pack(pay: Payment, name: str, count: int) -> None:
    records.delete(pay.ws, pay.handover, pay.items).expect()
    parsed = gfm.parse(read_text(SAMPLES / name), name)
    importing.apply(pay.ws, importing.plan_list(pay.ws, pay.handover, parsed)).expect()

    dossier = pay.ws.dossier(pay.handover)
    items = dossier.all(Item)
    assert len(items) == len(parsed.items) == count
    assert [dossier.depth(i) for i in items] == [p.depth for p in parsed.items]
    assert all(
        i.source.startswith(f"{name}:{p.line}") for i, p in zip(items, parsed.items, strict=True)
    )

    back = gfm.parse(export.export(pay.ws, pay.handover), "pack.md")
    sent = {gfm.split_key(line.text)[1]: gfm.split_key(line.text)[0] for line in back.items}
    assert len(sent) == count
    for item in items:
        words = item.text.en or item.text.zh
        assert _plain(sent[dossier.key(item)]) == _plain(clean(words))


def _plain(text: str) -> str:
    """Words only: what a reader of Markdown takes for an address or emphasis is not compared."""
    return "".join(c for c in text if c.isalnum())
