"""What must be forgotten is gone: from every field, the log and the file's bytes."""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Callable
from contextlib import closing, suppress
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from db.erase import clean_file
from tests.services.conftest import Clock, Payment
from workbench.domain.errors import BadValue, Refused
from workbench.domain.journey import Gate
from workbench.domain.message import msg
from workbench.domain.reading import Reading
from workbench.domain.registers.baseline import Baseline
from workbench.domain.registers.batch import Batch
from workbench.domain.registers.item import Item
from workbench.domain.registers.note import Note
from workbench.domain.registers.person import Person, Side
from workbench.services import (
    erasing,
    export,
    gates,
    history,
    items,
    portfolio,
    readings,
    records,
    status,
    undo,
)
from workbench.services.file_check import check
from workbench.services.present import Present, present, set_present
from workbench.services.workspace import Me, Workspace

SECRET = 'Tr0ub4dor&3 "quoted" \\ 密'


def bytes_beside(path: Path) -> bytes:
    """All that SQLite keeps of the file: itself, and a journal if one is left."""
    return b"".join(p.read_bytes() for p in path.parent.glob(f"{path.name}*"))


@pytest.fixture
def chen(pay: Payment, login: Callable[[str, Side], Workspace]) -> int:
    """Chen Hao, who has left traces in every place there is."""
    ws, h = pay.ws, pay.handover
    person = records.add(ws, h, "person", {"name": "Chen H.", "side": "giving"})
    records.edit(ws, h, person, "name", "Chen Hao")
    records.edit(ws, h, person, "contact", "chen.hao@northline.example")
    records.edit(ws, h, pay.items[1], "person", "Chen Hao")
    his = login("Chen Hao", Side.GIVING)
    records.add_note(his, h, pay.items[1], "HR sends the Excel")
    items.claim(his, h, [pay.items[1]], "roster v3, ask chen.hao@northline.example").expect()
    items.send_back(ws, h, [pay.items[1]], "Chen Hao forgot the outsourced ones", pay.sun).expect()
    records.edit(ws, h, pay.items[2], "text", "Shifts funded; Chen Hao knows why")
    records.add_note(ws, h, person, "He is ill until May")
    gone = records.add(ws, h, "item", {"text": "Farewell to chen hao"})
    records.delete(ws, h, [gone]).expect()
    return person


def erased(ws: Workspace, plan: erasing.Plan) -> erasing.Erased:
    return erasing.apply(ws, plan, "asked for on Jan 20")


def test_nothing_of_an_erased_person_is_left_and_the_chain_holds(pay: Payment, chen: int) -> None:
    ws, h = pay.ws, pay.handover
    for trace in (b"Chen Hao", b"chen.hao@", b"Chen H.", b"ill until May"):
        assert trace in bytes_beside(ws.store.path)

    done = erased(ws, erasing.plan_person(ws, h, chen))

    assert done.cleaned
    left = bytes_beside(ws.store.path).lower()
    for trace in (b"chen hao", b"chen.hao", b"chen h.", b"ill until may"):
        assert trace not in left
    dossier = ws.dossier(h)
    person = dossier.get(chen)
    assert isinstance(person, Person)
    assert (dossier.key(person), person.name, person.contact) == ("P-04", "erased person 04", "")
    assert person.side is Side.GIVING
    texts = {i.number: i.text.en for i in dossier.all(Item)}
    assert texts[3] == "Shifts funded; erased person 04 knows why"
    assert {n.by for n in dossier.all(Note)} == {"erased person 04", "Li Wei"}
    found = history.verify(ws, h)
    assert found.ok
    assert found.erased > 5
    assert [(e.set_id, e.count) for e in found.erasures] == [(done.set_id, found.erased)]
    assert check(ws).faults == []


def test_what_the_others_did_stays_readable(pay: Payment, chen: int) -> None:
    ws, h = pay.ws, pay.handover
    erased(ws, erasing.plan_person(ws, h, chen))
    acts = [(e.actor, ws.tr(e.what)) for e in history.history(ws, h, pay.items[1], 20)]
    assert ("Sun Yu", "Send back: PAY-02") in acts
    assert ("", "Claim: PAY-02") in acts
    (task,) = [t for t in portfolio.tasks(ws.store.path, ws.today) if t.key == "PAY-02"]
    assert task.owner.en == "erased person 04"


def test_the_erasure_is_logged_without_what_it_took_and_cannot_be_undone(
    pay: Payment, chen: int
) -> None:
    ws, h = pay.ws, pay.handover
    done = erased(ws, erasing.plan_person(ws, h, chen))
    last = history.history(ws, h, chen, 1)[0]
    assert (last.set_id, last.actor) == (done.set_id, "Li Wei")
    assert ws.tr(last.what) == "erasure of P-04: asked for on Jan 20"
    mine = undo.undoable(ws, h)
    assert mine is None or mine.id != done.set_id
    for _ in range(20):
        with suppress(Refused):
            undo.undo(ws, h)
    assert b"Chen Hao" not in bytes_beside(ws.store.path)
    assert history.verify(ws, h).ok


def test_the_first_screen_and_the_pack_read_an_erased_log(pay: Payment, chen: int) -> None:
    ws, h = pay.ws, pay.handover
    since = ws.clock() - timedelta(days=1)
    records.edit(ws, h, h, "giving", "Chen Hao and sons")
    with ws.change(h, "gate", msg("kept for {who}", who="Chen Hao"), actor="Chen Hao") as ed:
        ed.set(h, receiving="Operations")
    erased(ws, erasing.plan_person(ws, h, chen))
    told = [ws.tr(n.what) for n in portfolio.news(ws.store.path, since, "Wu Lan")]
    assert "(erased) by ?" in told
    assert "Chen Hao" not in export.export(ws, h)
    assert "Chen Hao" not in str(list(status.since(ws, h, since)))


def test_what_was_erased_in_part_is_not_undone(pay: Payment) -> None:
    ws, h = pay.ws, pay.handover
    records.edit(ws, h, pay.items[0], "due", "T-40")
    records.edit(ws, h, pay.items[0], "text", f"Log in with {SECRET}")
    shown = undo.undoable(ws, h)
    erased(ws, erasing.plan_text(ws, h, SECRET))
    with pytest.raises(Refused, match="something of it was erased"):
        undo.undo(ws, h, shown)
    found = undo.undoable(ws, h)
    assert found is not None
    assert ws.tr(found.summary) == "Due of PAY-01"
    undo.undo(ws, h)


def test_a_second_time_there_is_nothing_left(pay: Payment, chen: int) -> None:
    ws, h = pay.ws, pay.handover
    erased(ws, erasing.plan_person(ws, h, chen))
    plan = erasing.plan_person(ws, h, chen)
    assert not plan.traces
    assert erased(ws, plan).set_id is None


def test_what_an_erasure_kept_can_be_erased_later(pay: Payment, chen: int) -> None:
    ws, h = pay.ws, pay.handover
    other = records.add(ws, h, "person", {"name": "Ma Rui"})
    records.edit(ws, h, pay.items[2], "text", "Chen Hao and Ma Rui know why")
    erased(ws, erasing.plan_person(ws, h, chen))
    assert b"Ma Rui know why" in bytes_beside(ws.store.path)
    erased(ws, erasing.plan_person(ws, h, other))
    assert b"Ma Rui" not in bytes_beside(ws.store.path)
    assert history.verify(ws, h).ok


def test_another_program_sees_it_at_its_next_look(
    pay: Payment, chen: int, login: Callable[[str, Side], Workspace]
) -> None:
    other = login("Sun Yu", Side.RECEIVING)
    assert other.dossier(pay.handover).title(chen, "en") == "Chen Hao"
    erased(pay.ws, erasing.plan_person(pay.ws, pay.handover, chen))
    assert other.dossier(pay.handover).title(chen, "en") == "erased person 04"


def test_a_secret_is_found_everywhere_and_gone(pay: Payment) -> None:
    ws, h = pay.ws, pay.handover
    records.edit(ws, h, pay.items[0], "text", f"Log in with {SECRET} please")
    records.edit(ws, h, pay.items[0], "text", "Log in")
    records.add_note(ws, h, h, f"the word is\n{SECRET}")
    items.claim(ws, h, [pay.items[1]], f"{SECRET} works").expect()
    items.send_back(ws, h, [pay.items[1]], f"no {SECRET}", pay.sun).expect()
    assert SECRET.encode() in bytes_beside(ws.store.path)

    plan = erasing.plan_text(ws, h, SECRET)
    assert {key for key, _ in plan.traces.places} >= {"PAY-02"}
    assert erased(ws, plan).cleaned

    left = bytes_beside(ws.store.path)
    assert SECRET.encode() not in left
    assert b"Tr0ub4dor" not in left
    assert history.verify(ws, h).ok
    assert check(ws).faults == []
    (note,) = ws.dossier(h).all(Note)
    assert note.text == "the word is\n[erased]"


def test_what_was_frozen_at_a_gate_forgets_too(pay: Payment) -> None:
    ws, h = pay.ws, pay.handover
    records.edit(ws, h, pay.items[0], "text", f"Log in with {SECRET}")
    day = ws.today + timedelta(days=20)
    gates.override(ws, h, Gate.G1, "the sponsor goes on", day, by=pay.gao)
    (frozen,) = ws.dossier(h).all(Baseline)
    assert b"Tr0ub4dor" in zlib.decompress(ws.store.content(frozen.id))

    plan = erasing.plan_text(ws, h, SECRET)
    assert ("BL-01", "frozen content") in {(key, str(label)) for key, label in plan.traces.places}
    erased(ws, plan)

    content = json.loads(zlib.decompress(ws.store.content(frozen.id)))
    assert content["item"][0]["text"]["en"] == "Log in with [erased]"
    assert ws.dossier(h).get(frozen.id) == frozen
    assert history.verify(ws, h).ok
    assert check(ws).faults == []


def test_where_readings_came_from_is_forgotten_and_they_stay(pay: Payment) -> None:
    ws, h = pay.ws, pay.handover
    kpi = records.add(ws, h, "kpi", {"name": "Availability"})
    known = [Reading("2026-11-01", Decimal(98))]
    readings.load(ws, h, {kpi: known}, f"{SECRET}.csv")
    erased(ws, erasing.plan_text(ws, h, SECRET))
    assert b"Tr0ub4dor" not in bytes_beside(ws.store.path)
    assert readings.series(ws, h, kpi) == known
    assert [b.source for b in ws.dossier(h).all(Batch)] == ["[erased].csv"]
    assert check(ws).faults == []


def test_the_words_of_the_program_are_no_secret(pay: Payment) -> None:
    ws, h = pay.ws, pay.handover
    items.claim(ws, h, [pay.items[1]], "done").expect()
    before = ws.head(h)
    assert not erasing.plan_text(ws, h, "Claim").traces
    assert not erasing.plan_text(ws, h, "giving").traces
    assert ws.head(h) == before


@pytest.mark.parametrize("text", ["", " ", "ab", "王"])
def test_a_text_too_short_to_be_meant_is_refused(pay: Payment, text: str) -> None:
    with pytest.raises(BadValue, match="too short"):
        erasing.plan_text(pay.ws, pay.handover, text)


def test_the_log_entry_must_not_bring_it_back(pay: Payment, chen: int) -> None:
    ws, h = pay.ws, pay.handover
    plan = erasing.plan_person(ws, h, chen)
    with pytest.raises(Refused, match="must not say"):
        erasing.apply(ws, plan, "Chen Hao asked for it")
    with pytest.raises(Refused, match="say why"):
        erasing.apply(ws, plan, " ")
    with pytest.raises(Refused, match="somebody else"):
        erased(ws, erasing.plan_person(ws, h, pay.li))


@pytest.mark.parametrize(
    ("name", "text", "left"),
    [
        ("Li Na", "Li Nadia, Li Na, Malli Na", "Li Nadia, erased person 04, Malli Na"),
        ("王伟", "王伟民请王伟确认", "王伟民请erased person 04确认"),
        ("An", "An agreed Annex; an answer", "erased person 04 agreed Annex; an answer"),
    ],
)
def test_only_the_person_himself_is_meant(pay: Payment, name: str, text: str, left: str) -> None:
    ws, h = pay.ws, pay.handover
    person = records.add(ws, h, "person", {"name": name})
    records.add(ws, h, "person", {"name": "王伟民"})
    records.edit(ws, h, pay.items[0], "why", text)
    erased(ws, erasing.plan_person(ws, h, person))
    item = ws.dossier(h).get(pay.items[0])
    assert isinstance(item, Item)
    assert item.why.en == left
    assert ws.dossier(h).find("person", "王伟民", "en") is not None


def test_a_namesake_keeps_his_record_and_is_named_before(pay: Payment) -> None:
    ws, h = pay.ws, pay.handover
    one = records.add(ws, h, "person", {"name": "Wang Wei"})
    other = records.add(ws, h, "person", {"name": "Wang Wei"})
    plan = erasing.plan_person(ws, h, one)
    assert plan.namesakes == ["P-05"]
    erased(ws, plan)
    assert ws.dossier(h).title(other, "en") == "Wang Wei"
    assert history.verify(ws, h).ok


def test_who_is_present_and_drafts_are_forgotten(
    pay: Payment, chen: int, data_file: Path, clock: Clock, tmp_path: Path
) -> None:
    state = tmp_path / "state"
    ws = Workspace.open(data_file, Me("Li Wei", Side.GIVING, "li wei"), clock=clock,
                        state_folder=state)  # fmt: skip
    set_present(ws, pay.handover, Present(chen, pay.sun))
    ws.memory.set("draft.1", "Dear Chen Hao")
    erased(ws, erasing.plan_person(ws, pay.handover, chen))
    assert present(ws, pay.handover).giving != chen
    assert "Chen Hao" not in "".join(p.read_text() for p in state.iterdir())


def test_copies_and_other_handovers_are_named_not_touched(
    pay: Payment, chen: int, data_file: Path
) -> None:
    from workbench.domain.bitext import Bitext
    from workbench.services import handovers

    handovers.copy(pay.ws, pay.handover, "DATA", Bitext("Data platform"), None)
    backup = data_file.with_name("team.db.20261101.bak")
    with closing(sqlite3.connect(data_file)) as a, closing(sqlite3.connect(backup)) as b:
        a.backup(b)
    (data_file.parent / "notes.db").write_bytes(b"something else")
    plan = erasing.plan_person(pay.ws, pay.handover, chen)
    assert plan.elsewhere == ["DATA"]
    assert plan.copies == [backup]
    erased(pay.ws, plan)
    assert b"Chen Hao" in backup.read_bytes()


def test_while_others_read_the_file_is_not_cleaned(pay: Payment) -> None:
    path = pay.ws.store.path
    with closing(sqlite3.connect(path, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM record").fetchone()
        assert not clean_file(path, 0.05)
        reader.execute("COMMIT")
    assert clean_file(path)
