"""The pack of a handover in a file, as a user writes it to disk."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from tests.fixtures.once import Sample
from tests.services.conftest import Clock, Payment
from workbench.domain.bitext import Bitext
from workbench.domain.dossier import Dossier
from workbench.domain.errors import NotFound, Refused, WorkbenchError
from workbench.domain.journey import Gate
from workbench.domain.message import msg
from workbench.domain.registers.decision import Decision
from workbench.domain.registers.handover import Handover
from workbench.domain.registers.holding import Holding
from workbench.domain.registers.person import Person, Side
from workbench.domain.registers.topic import Topic
from workbench.services import gates, items, records, undo
from workbench.services.export import export, leaving_sheet, write
from workbench.services.workspace import Me, Workspace

Login = Callable[[str, Side], Workspace]

AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def value(text: str, name: str) -> str:
    found = re.search(f"^{name}: (.*)$", text, re.MULTILINE)
    assert found
    return found[1]


def test_the_pack_shows_what_was_done(pay: Payment) -> None:
    items.claim(pay.ws, pay.handover, [pay.items[0]], "minutes of 12 Nov", by=pay.li)
    items.verify(pay.ws, pay.handover, [pay.items[0]], by=pay.sun)
    text = export(pay.ws, pay.handover, at=AT)
    assert "- [x] Plan agreed (PAY-01)" in text
    assert "State: verified by Sun Yu, 2026-11-23" in text
    assert "Proof: minutes: minutes of 12 Nov" in text
    assert "Seats nobody fills: Duty lead." in text
    assert value(text, "generated_by") == '"Li Wei"'


def test_the_head_of_the_log_is_in_the_pack(pay: Payment) -> None:
    items.claim(pay.ws, pay.handover, [pay.items[0]], "minutes", by=pay.li)
    text = export(pay.ws, pay.handover, at=AT)
    number, digest = pay.ws.head(pay.handover)
    assert value(text, "log_head") == f'{{change_set: {number}, sha256: "{digest}"}}'
    assert "- 2 change sets" in text
    assert "- Last change: Claim: PAY-01, by Li Wei, 2026-11-23 09:00" in text


def test_what_a_pack_says_more_once_somebody_is_to_leave_untold_is_not_of_him(
    sample_in: Sample, tmp_path: Path
) -> None:
    ws = Workspace.open(sample_in(tmp_path), Me("Li Wei", Side.GIVING), clock=lambda: AT)
    handover = ws.store.handover_called("DATA")
    dossier = ws.dossier(handover)
    for name in ("He Jun", "Deng Yan", "Zhou Jie", "Cao Rui"):
        before = export(ws, handover, at=AT).splitlines()
        leaver = next(p for p in dossier.all(Person) if p.name == name)
        topics = [t for t in dossier.all(Topic) if leaver.id in (t.receiver, *_knows(dossier, t))]
        with ws.change(handover, "edit", msg("Planned release of {key}", key=name)) as ed:
            ed.set(leaver.id, release=date(2026, 12, 18))
        after = export(ws, handover, at=AT).splitlines()
        more = "\n".join(line for line in after if line not in before)
        assert "1 person who is to go has not been told" in more
        for word in (name, "12-18", *(x for t in topics for x in (t.title, dossier.key(t)))):
            assert word not in more
        undo.undo(ws, handover)


def test_what_a_gate_was_passed_with_tells_no_day_of_who_is_to_leave_untold(
    sample_in: Sample, tmp_path: Path
) -> None:
    ws = Workspace.open(sample_in(tmp_path), Me("Li Wei", Side.GIVING), clock=lambda: AT)
    handover = ws.store.handover_called("DATA")
    people = {p.name: p.id for p in ws.dossier(handover).all(Person)}
    with ws.change(handover, "edit", msg("one more of a wave")) as ed:
        ed.set(people["Cao Rui"], release=date(2026, 12, 18))
    gates.override(ws, handover, Gate.G3, "go", date(2026, 12, 20), by=people["Gao Ping"])
    [passed] = [d for d in ws.dossier(handover).all(Decision) if d.gate is Gate.G3]
    assert passed.conditions == "R-16"


def _knows(dossier: Dossier, topic: Topic) -> list[int | None]:
    return [h.person for h in dossier.under(topic.id, Holding)]


def test_the_same_time_gives_the_same_bytes_on_another_day(
    pay: Payment, clock: Clock, login: Login
) -> None:
    first = export(pay.ws, pay.handover, at=AT)
    clock.forward(days=40)
    assert export(pay.ws, pay.handover, at=AT) == first
    assert export(login("Li Wei", Side.GIVING), pay.handover, at=AT) == first
    assert export(pay.ws, pay.handover) != first


def test_an_undone_change_gives_the_same_data_hash(pay: Payment) -> None:
    before = value(export(pay.ws, pay.handover), "data_sha256")
    items.start(pay.ws, pay.handover, [pay.items[0]])
    assert value(export(pay.ws, pay.handover), "data_sha256") != before
    items.reopen(pay.ws, pay.handover, [pay.items[0]], "too early")
    with pay.ws.change(pay.handover, "test", msg("as it was")) as ed:
        ed.set(pay.items[0], reason="", reopened=0)
    assert value(export(pay.ws, pay.handover), "data_sha256") == before


def test_what_a_colleague_did_meanwhile_is_in_it(pay: Payment, login: Login) -> None:
    export(pay.ws, pay.handover)
    items.block(login("Sun Yu", Side.RECEIVING), pay.handover, [pay.items[2]], "no budget")
    assert "State: blocked: no budget" in export(pay.ws, pay.handover)


def test_a_folder_gives_the_file_its_name(pay: Payment, tmp_path: Path) -> None:
    folder = tmp_path / "packs"
    folder.mkdir()
    assert write(pay.ws, pay.handover, folder, at=AT) == folder / "PAY-pack.md"
    assert write(pay.ws, pay.handover, folder, brief=True, at=AT) == folder / "PAY-brief.md"
    text = (folder / "PAY-pack.md").read_text(encoding="utf-8")
    assert text == export(pay.ws, pay.handover, at=AT)
    assert sorted(os.listdir(folder)) == ["PAY-brief.md", "PAY-pack.md"]


def test_a_code_cannot_lead_out_of_the_folder(pay: Payment, tmp_path: Path) -> None:
    with pay.ws.change(pay.handover, "edit", msg("code")) as ed:
        ed.set(pay.handover, code="../../a b;c")
    folder = tmp_path / "packs"
    folder.mkdir()
    written = write(pay.ws, pay.handover, folder)
    assert written.parent == folder
    assert re.fullmatch(r"[\w.-]+\.md", written.name)


def test_a_file_is_only_overwritten_when_told_so(pay: Payment, tmp_path: Path) -> None:
    target = tmp_path / "mine.md"
    target.write_text("mine")
    with pytest.raises(Refused):
        write(pay.ws, pay.handover, target)
    assert target.read_text() == "mine"
    write(pay.ws, pay.handover, target, overwrite=True)
    assert target.read_text(encoding="utf-8").startswith("---\n")


def test_a_dangling_link_counts_as_a_file(pay: Payment, tmp_path: Path) -> None:
    target = tmp_path / "link.md"
    target.symlink_to(tmp_path / "elsewhere.md")
    with pytest.raises(Refused):
        write(pay.ws, pay.handover, target)
    write(pay.ws, pay.handover, target, overwrite=True)
    assert not (tmp_path / "elsewhere.md").exists()


def test_a_missing_folder_is_said(pay: Payment, tmp_path: Path) -> None:
    with pytest.raises(WorkbenchError, match="no folder"):
        write(pay.ws, pay.handover, tmp_path / "none" / "pack.md")


def test_a_new_handover_has_a_pack(login: Login) -> None:
    ws = login("Li Wei", Side.GIVING)
    with ws.founding("new", msg("new handover")) as (ed, _):
        handover = ed.add(Handover, code="NEW", name=Bitext(zh="新项目"))
    text = export(ws, handover, brief=True)
    assert "# Handover pack NEW 新项目" in text
    assert "T0: not set" in text


def test_the_leaving_sheet_says_who_has_now_what_was_his(pay: Payment) -> None:
    first, second, _, last = pay.items
    records.edit(pay.ws, pay.handover, first, "person", "Sun Yu")
    records.edit(pay.ws, pay.handover, second, "person", "")
    records.edit(pay.ws, pay.handover, last, "person", "Li Wei")
    records.edit(pay.ws, pay.handover, last, "person", "Sun Yu")
    undo.undo(pay.ws, pay.handover)
    text = leaving_sheet(pay.ws, pay.handover, pay.li, at=AT)
    work = text.split("## Work")[1].split("##")[0]
    assert "| PAY-01 | Plan agreed     | Sun Yu       |" in work
    assert "| PAY-02 | Roster complete | nobody named |" in work
    assert "| PAY-04 | Pack signed     | still open   |" in work
    assert work.count("PAY-") == 3
    with pytest.raises(NotFound):
        leaving_sheet(pay.ws, pay.handover, pay.duty)
