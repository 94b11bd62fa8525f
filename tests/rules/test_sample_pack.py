"""What the pack of the sample says of people and knowledge, and how it follows what is done."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from tests.rules.conftest import Run
from workbench.domain.registers.topic import Topic, Track
from workbench.services import moving, records
from workbench.services.export import export, leaving_sheet

AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def test_twenty_eight_roles_become_seven_posts(run: Run) -> None:
    text = export(run.ws, run.ws.store.handover_called("DATA"), at=AT)
    assert "Team: 28 project roles, 7 standing posts: 4.0 : 1; " in text
    posts = text.split("\n## Standing posts\n")[1].split("\n## ")[0]
    assert (
        "- 28 project roles, 7 standing posts: 4.0 : 1; with a destination (R-10): 100 % (28/28); "
        "fewer: 75.0 % (21/28); posts with a holder: 100 % (7/7); seats filled: "
    ) in posts
    assert "Roles without a destination" not in posts
    assert posts.count("\n| RO-") == 28
    assert posts.split("\n### ")[0].count("\n| SP-") == 7


def test_the_pack_says_whom_to_ask_and_what_holders_do_not_do_alone(whole: Run) -> None:
    text = export(whole.ws, whole.ws.store.handover_called("PAY"), at=AT)
    asked = text.split("\n### Whom to ask\n")[1].split("\n### ")[0]
    first, *_ = [line for line in asked.splitlines() if line.startswith("| P-")]
    assert [cell.strip() for cell in first.split("|")[2:-1]] == [
        "Chen Hao", "Engineering manager", "K-01, K-02, K-04, K-05, K-07, K-08, K-10, K-11, K-12",
        "K-07, K-11, K-12", "--", "2026-12-20, no calls agreed after it",
    ]  # fmt: skip
    assert "- Sessions held: 4 of 5, assessed 2\n" in text
    text = export(whole.ws, whole.ws.store.handover_called("DATA"), at=AT)
    documents = text.split("\n### Documents\n")[1].split("\n### ")[0]
    assert " days ago " in documents
    gaps = text.split("\n### What holders do not do alone yet\n")[1].split("\n### ")[0]
    assert re.search(r"\| SP-\d+ \w[^|]+ \| .* \| backup +\| K-\d+ ", gaps)


def test_what_is_proved_moves_the_sheet_and_the_pack(whole: Run) -> None:
    chen, sun = whole.person("Chen Hao"), whole.person("Sun Yu")
    before = leaving_sheet(whole.ws, whole.pay, chen, at=AT)
    assert "## What must be so: 3 of 6" in before
    assert "earliest safe day (R-15): 2027-01-06 or later; 17 days too early" in before
    assert "Chen Hao is the only one who knows" in export(whole.ws, whole.pay, at=AT)
    held = [t for t in whole.dossier.all(Topic) if whole.dossier.key(t) in ("K-07", "K-11", "K-12")]
    for topic in held:
        said = {"kind": "drill", "giver": "Chen Hao", "receiver": "Wu Lan", "day": "2026-11-23"}
        session = records.add(whole.ws, whole.pay, "session", said, parent=topic.id)
        shown = {"level": 3}
        moving.move(whole.ws, whole.pay, [session], "assess", by=sun, values=shown).expect()
        name = "verify" if topic.track is Track.EXPLICIT else "sign_off"
        moving.move(whole.ws, whole.pay, [topic.id], name, by=sun).expect()
    after = leaving_sheet(whole.ws, whole.pay, chen, at=AT)
    assert "## What must be so: 4 of 6" in after
    assert "- [x] Knowledge secured: nothing that only he knows" in after
    assert "earliest safe day (R-15): 2027-01-04; 15 days too early" in after
    pack = export(whole.ws, whole.pay, at=AT)
    assert re.search(r"\| P-02 \| Chen Hao \| notified \| 2026-12-20 +\| +4/6 \| 2027-01-04 ", pack)
    assert "Chen Hao is the only one who knows" not in pack
