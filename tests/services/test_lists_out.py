"""Lists that go out and come back: unedited nothing, edited just that, met by others asked."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from tests.fixtures.once import Sample
from tests.services.conftest import MONDAY, Payment
from workbench.domain import record
from workbench.domain.due import Due
from workbench.domain.registers.evidence import Evidence
from workbench.domain.registers.item import Item, ItemState
from workbench.domain.registers.note import Note
from workbench.domain.registers.person import Side
from workbench.exchange import register_csv
from workbench.services import files_in, importing, items, lists_out, records, undo
from workbench.services.importing import Answers, Fate
from workbench.services.portfolio import entries
from workbench.services.workspace import Me, Workspace

FORMS = ("md", "csv", "xlsx")


def out(pay: Payment, form: str, *, names: bool = True) -> bytes:
    everything = pay.ws.dossier(pay.handover).all(Item)
    return lists_out.written(pay.ws, pay.handover, everything, form, "PAY", names=names)


def back(
    pay: Payment, tmp_path: Path, data: bytes, form: str, answers: Answers | None = None
) -> importing.Plan:
    path = tmp_path / f"list.{form}"
    path.write_bytes(data)
    found = files_in.opened(pay.ws, pay.handover, path)
    return importing.plan(pay.ws, pay.handover, found.source, answers or Answers())


def fates(plan: importing.Plan) -> dict[str, int]:
    return {f.value: plan.count(f) for f in Fate if plan.count(f)}


def item(pay: Payment, place: int) -> Item:
    found = pay.ws.dossier(pay.handover).get(pay.items[place])
    assert isinstance(found, Item)
    return found


@pytest.fixture
def busy(pay: Payment) -> Payment:
    """PAY after some work: claims, a waiver's kin, notes of several lines, proofs of every kind."""
    ws, h = pay.ws, pay.handover
    items.claim(ws, h, [pay.items[0]], "https://wiki.example/plan_a_b agreed *today*").expect()
    items.start(ws, h, [pay.items[1]]).expect()
    items.block(ws, h, [pay.items[2]], "the vendor").expect()
    records.add_note(ws, h, pay.items[1], "first line\n\nOwner: not a label\n- [ ] no box")
    records.add_note(ws, h, pay.items[2], "=SUM(A1)")
    records.edit(ws, h, pay.items[3], "due", "2026-12-24")
    records.edit(ws, h, pay.items[3], "text", "Keys (HSM) <moved> | by *two* `people`")
    return pay


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("names", [True, False])
def test_a_list_that_comes_back_unedited_is_nothing_to_change(
    busy: Payment, tmp_path: Path, form: str, names: bool
) -> None:
    plan = back(busy, tmp_path, out(busy, form, names=names), form)
    assert fates(plan) == {"same": 4}
    assert plan.guesses == ()


@pytest.mark.parametrize("form", FORMS)
def test_the_sample_goes_out_whole_and_comes_back_as_nothing(
    sample_in: Sample, tmp_path: Path, form: str
) -> None:
    ws = Workspace.open(sample_in(tmp_path), Me("Li Wei"), clock=lambda: MONDAY)
    for entry in entries(ws.store.path, MONDAY.date()):
        view = ws.reading(entry.id)
        everything = view.dossier.all(Item)
        data = lists_out.written(ws, entry.id, everything, form, entry.code, names=True)
        path = tmp_path / f"{entry.code}.{form}"
        path.write_bytes(data)
        found = files_in.opened(ws, entry.id, path)
        plan = importing.plan(ws, entry.id, found.source)
        assert fates(plan) == {"same": len(everything)}


@pytest.mark.parametrize("form", FORMS)
def test_what_was_edited_comes_back_and_is_one_undo(
    busy: Payment, tmp_path: Path, form: str
) -> None:
    data = out(busy, form)
    key, h = "PAY-02", busy.handover
    if form == "md":
        lines = data.decode().split("\n")
        at = next(n for n, line in enumerate(lines) if f"({key})" in line)
        lines[at] = lines[at].replace("[ ]", "[x]")
        lines[at + 1 : at + 1] = ["  - Proof: https://t.example/7", "  - Note: by night"]
        edited = "\n".join(
            "  - Due: 2026-12-20" if n == at + 3 else line for n, line in enumerate(lines)
        )
        data = edited.encode()
    elif form == "csv":
        text = data.decode("utf-8-sig")
        rows = [r for r in text.split("\r\n") if r]
        import csv

        table = list(csv.reader(io.StringIO(text)))
        row = next(r for r in table if r[0] == key)
        row[3], row[4], row[6], row[7] = (
            "2026-12-20", "done", "https://t.example/7", row[7] + "\nby night",
        )  # fmt: skip
        made = io.StringIO()
        csv.writer(made, delimiter=";").writerows(table)
        data = made.getvalue().encode("cp1252", "replace")
        assert rows
    else:
        from openpyxl import load_workbook

        book = load_workbook(io.BytesIO(data))
        (row,) = [r for r in book.active.iter_rows() if r[0].value == key]
        row[3].value, row[4].value = date(2026, 12, 20), "done"
        row[6].value, row[7].value = "https://t.example/7", f"{row[7].value}\nby night"
        made_x = io.BytesIO()
        book.save(made_x)
        data = made_x.getvalue()
    before = item(busy, 1)
    plan = back(busy, tmp_path, data, form)
    assert fates(plan) == {"changed": 1, "same": 3}
    importing.apply(busy.ws, plan)
    after = item(busy, 1)
    assert (after.state, after.due) == (ItemState.CLAIMED, Due(on=date(2026, 12, 20)))
    dossier = busy.ws.dossier(h)
    assert [e.text for e in dossier.under(after.id, Evidence)] == ["https://t.example/7"]
    assert dossier.under(after.id, Note)[-1].text == "by night"
    undo.undo(busy.ws, h)
    assert item(busy, 1).state is before.state
    assert item(busy, 1).due == before.due


def test_what_met_a_change_made_meanwhile_is_asked_about(
    pay: Payment, tmp_path: Path, login: Callable[[str, Side], Workspace]
) -> None:
    text = out(pay, "md").decode()
    one = text.replace("Due: 2026-11-16", "Due: 2026-12-20")
    assert one != text
    sun = login("Sun Yu", Side.RECEIVING)
    records.edit(sun, pay.handover, pay.items[0], "due", "2026-12-24")
    untouched = back(pay, tmp_path, text.encode(), "md")
    assert fates(untouched) == {"same": 4}, "what the file does not change stays"
    plan = back(pay, tmp_path, one.encode(), "md")
    (met,) = [r for r in plan.rows if r.fate is Fate.CONTESTED]
    assert str(met.why) == "Due became 2026-12-24 meanwhile, and the file says 2026-12-20"
    outcome = importing.apply(pay.ws, plan)
    assert [n for n, _ in outcome.refused] == [met.draft.line]
    assert item(pay, 0).due == Due(on=date(2026, 12, 24))
    place = plan.rows.index(met)
    importing.apply(pay.ws, back(pay, tmp_path, one.encode(), "md", Answers(mine={place})))
    assert item(pay, 0).due == Due(on=date(2026, 12, 20))


def test_a_tick_after_a_sending_back_wants_another_proof(pay: Payment, tmp_path: Path) -> None:
    old = out(pay, "md").decode()
    items.claim(pay.ws, pay.handover, [pay.items[0]], "x").expect()
    items.send_back(pay.ws, pay.handover, [pay.items[0]], "no date", by=pay.sun).expect()
    for text in (old, out(pay, "md").decode()):
        ticked = text.replace("- [ ] Plan agreed", "- [x] Plan agreed")
        plan = back(pay, tmp_path, ticked.encode(), "md")
        assert fates(plan) == {"refused": 1, "same": 3}
        assert str(plan.rows[0].why).endswith("so a claim says again what proves it")
    proved = ticked.replace("  - Proof: x\n", "  - Proof: x\n  - Proof: y, with its date\n")
    assert fates(back(pay, tmp_path, proved.encode(), "md")) == {"changed": 1, "same": 3}


@pytest.mark.parametrize("form", FORMS)
def test_a_list_of_another_handover_is_refused(pay: Payment, tmp_path: Path, form: str) -> None:
    data = out(pay, form)
    records.edit(pay.ws, pay.handover, pay.handover, "code", "DATA")
    plan = back(pay, tmp_path, data, form)
    assert fates(plan) == {"refused": 4}
    assert {str(r.why) for r in plan.rows} >= {"PAY-01 belongs to another handover"}


def test_a_row_without_a_key_is_a_new_item_below_the_one_it_stands_under(
    pay: Payment, tmp_path: Path
) -> None:
    lines = out(pay, "md").decode().split("\n")
    at = next(n for n, line in enumerate(lines) if "(PAY-01)" in line)
    lines.insert(at + 1, "  - [ ] One step more")
    importing.apply(pay.ws, back(pay, tmp_path, "\n".join(lines).encode(), "md"))
    (made,) = [i for i in pay.ws.dossier(pay.handover).all(Item) if i.text.en == "One step more"]
    assert made.parent == pay.items[0]


def test_the_items_of_one_owner_by_name_or_seat(pay: Payment) -> None:
    dossier = pay.ws.dossier(pay.handover)
    assert [i.id for i in lists_out.of_owner(dossier, "li wei")] == [
        i.id for i in dossier.all(Item) if i.person == pay.li
    ]
    assert lists_out.of_owner(dossier, "nobody") == []


@pytest.mark.parametrize("register", ["item", "person", "seat"])
def test_any_register_as_csv_comes_back_as_nothing(
    busy: Payment, tmp_path: Path, register: str
) -> None:
    view = busy.ws.reading(busy.handover)
    data = register_csv.to_csv(view, record.get(register), personal=True)
    path = tmp_path / "out.csv"
    path.write_bytes(data)
    found = files_in.opened(busy.ws, busy.handover, path, register)
    plan = importing.plan(busy.ws, busy.handover, found.source)
    assert set(fates(plan)) == {"same"}
