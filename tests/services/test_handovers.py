"""Making handovers: what stands in them, who is in them, and what is refused."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from db import log
from tests.services.conftest import Payment
from workbench.domain.bitext import Bitext
from workbench.domain.due import Due, LateStart
from workbench.domain.errors import BadValue, Refused, WorkbenchError
from workbench.domain.registers.benefit import Benefit
from workbench.domain.registers.evidence import Evidence
from workbench.domain.registers.handover import Criticality
from workbench.domain.registers.item import Item, ItemState
from workbench.domain.registers.kpi import Direction, Frequency, Kpi, KpiState, Phase
from workbench.domain.registers.person import Person, Side
from workbench.domain.registers.seat import Seat
from workbench.exchange import template_file
from workbench.exchange.template_file import find
from workbench.figures.changeover import mapping
from workbench.figures.vacuum import vacuums
from workbench.language import Tr
from workbench.services import handovers, items, portfolio, undo
from workbench.services.template_saving import save_as_template
from workbench.services.workspace import Workspace

LITE = find("lite", None)
NAME = Bitext("Warehouse", "仓库")


def made(ws: Workspace, code: str = "WH", **more: object) -> int:
    given = {"code": code, "name": NAME, "t0": date(2027, 3, 1), "template": LITE, **more}
    return handovers.create(ws, **given)  # type: ignore[arg-type]


def entries(ws: Workspace, handover: int) -> list[str]:
    with ws.store.reading() as connection:
        return [e.kind for e in log.entries(connection, handover)]


def test_a_new_handover_has_what_its_template_says(pay: Payment) -> None:
    new = made(pay.ws, giving="Delivery", receiving="Logistics")

    dossier = pay.ws.dossier(new)
    assert entries(pay.ws, new) == ["new"]
    assert (dossier.handover.giving, dossier.handover.receiving) == ("Delivery", "Logistics")
    listed = dossier.all(Item)
    assert [dossier.key(i) for i in listed] == [f"WH-{n:02}" for n in range(1, 13)]
    assert [i.text for i in listed] == [i.text for i in LITE.items]
    assert [str(i.due) for i in listed] == [i.due for i in LITE.items]
    seats = {s.id: s for s in dossier.all(Seat)}
    assert [seats[i.seat].code for i in listed if i.seat] == [i.seat for i in LITE.items]
    assert all(i.why and i.proof and i.state is ItemState.TODO for i in listed)
    assert [(p.name, p.side) for p in dossier.all(Person)] == [("Li Wei", Side.GIVING)]
    shown = {e.code for e in portfolio.entries(pay.ws.store.path, pay.ws.today)}
    assert shown == {"PAY", "WH"}


def test_criticality_decides_which_items_apply(pay: Payment) -> None:
    generic = find("generic", None)
    counts = {}
    for level in Criticality:
        new = made(pay.ws, f"GEN-{level.value}", template=generic, criticality=level)
        counts[level.value] = len(pay.ws.dossier(new).all(Item))
    assert counts == {c: len(generic.for_level(c)) for c in "ABC"}
    assert counts["A"] > counts["B"] > counts["C"]


def test_children_hang_under_their_parent_wherever_the_template_has_them(pay: Payment) -> None:
    first, second, third, *_ = LITE.items
    nested = replace(LITE, items=(first, replace(second, parent="03"), third))
    dossier = pay.ws.dossier(made(pay.ws, template=nested))
    found = {i.code: i for i in dossier.all(Item)}
    assert found["02"].parent == found["03"].id
    assert [i.code for i in dossier.all(Item)] == ["01", "03", "02"]


@pytest.mark.parametrize(
    ("lang", "called", "post"),
    [("en", "Performance ratio PR", "Data analyst"), ("zh_CN", "系统效率PR", "数据分析")],
)
def test_a_template_begins_registers_in_the_language_of_who_uses_it(
    pay: Payment, lang: str, called: str, post: str
) -> None:
    pay.ws.tr = Tr(lang)
    dossier = pay.ws.dossier(made(pay.ws, "PV", template=find("pv-station", None)))
    pr = next(k for k in dossier.all(Kpi) if k.name == called)
    assert (pr.state, pr.direction, pr.frequency) == (
        KpiState.PROPOSED, Direction.HIGHER, Frequency.DAILY,
    )  # fmt: skip
    assert dossier.title(pr.post or 0, lang) == post
    assert pr.active_from == date(2027, 3, 2)
    olds = [k for k in dossier.all(Kpi) if k.phase is Phase.IMPLEMENTATION]
    assert {k.state for k in olds} == {KpiState.ACTIVE}
    assert str(mapping(dossier).mapped) == "100 % (3/3)"
    assert [v.days for v in vacuums(dossier, pay.ws.today)] == [0, 0, 0]
    assert [str(b.due) for b in dossier.all(Benefit)] == ["T+90", "T+180", "T+365"]


def test_days_that_follow_t0_stay_open_until_it_is_known(pay: Payment) -> None:
    dossier = pay.ws.dossier(made(pay.ws, "PV", template=find("pv-station", None), t0=None))
    assert {(k.active_from, k.first_due) for k in dossier.all(Kpi)} == {(None, None)}


def test_a_late_start_can_be_squeezed(pay: Payment) -> None:
    t0 = pay.ws.today + timedelta(days=30)
    dossier = pay.ws.dossier(made(pay.ws, t0=t0, start=LateStart.SQUEEZE))
    days = [i.due.resolve(t0) for i in dossier.all(Item) if i.due is not None]
    assert min(d for d in days if d) >= pay.ws.today
    assert [str(i.due) for i in dossier.all(Item)][-1] == LITE.items[-1].due


@pytest.mark.parametrize("code", ["", "   ", "-A", "A-", "A B", "PAY_1", "支付", "ABCDEFGHIJKLM"])
def test_a_code_that_cannot_be_a_key_is_said_so(pay: Payment, code: str) -> None:
    says = "is not a code: 1 to 12 letters" if code.strip() else "Give it a short code"
    with pytest.raises(BadValue, match=says):
        made(pay.ws, code)


def test_a_code_is_in_capitals_and_there_only_once(pay: Payment) -> None:
    new = made(pay.ws, "pv-nx")
    assert pay.ws.dossier(new).handover.code == "PV-NX"
    for taken in ("Pv-Nx", "pay"):
        with pytest.raises(Refused, match=r"there is a handover .* already"):
            made(pay.ws, taken)
    assert portfolio.counts(pay.ws.store.path) == (2, 0)


def test_a_handover_needs_a_name(pay: Payment) -> None:
    with pytest.raises(BadValue, match="needs a name"):
        made(pay.ws, name=Bitext("  "))


def test_seats_are_filled_in_one_change_set_with_one_record_a_human(pay: Payment) -> None:
    new = made(pay.ws)
    seats = [s.id for s in pay.ws.dossier(new).all(Seat)]
    names = dict(zip(seats, ["Li Wei", "Chen Hao", "li wei ", "Sun Yu", "Sun Yu", ""], strict=True))

    handovers.fill_seats(pay.ws, new, names)

    dossier = pay.ws.dossier(new)
    assert [p.name for p in dossier.all(Person)] == ["Li Wei", "Chen Hao", "Sun Yu"]
    assert dossier.all(Person)[2].side is Side.RECEIVING
    held = [dossier.title(s.person, "en") if s.person else "" for s in dossier.all(Seat)]
    assert held == ["Li Wei", "Chen Hao", "Li Wei", "Sun Yu", "Sun Yu", ""]
    assert entries(pay.ws, new) == ["new", "seats"]

    handovers.fill_seats(pay.ws, new, {seats[3]: ""})
    assert pay.ws.dossier(new).all(Seat)[3].person is None
    undo.undo(pay.ws, new)
    undo.undo(pay.ws, new)
    dossier = pay.ws.dossier(new)
    assert [p.name for p in dossier.all(Person)] == ["Li Wei"]
    assert not any(s.person for s in dossier.all(Seat))


def test_renaming_changes_the_keys_and_is_undone(pay: Payment) -> None:
    made(pay.ws)
    with pytest.raises(Refused, match="there is a handover WH already"):
        handovers.rename(pay.ws, pay.handover, code="wh")
    handovers.rename(pay.ws, pay.handover, code="pay2", name=Bitext("Payments"))
    dossier = pay.ws.dossier(pay.handover)
    assert dossier.key(dossier.all(Item)[0]) == "PAY2-01"
    handovers.rename(pay.ws, pay.handover, code="Pay2", name=Bitext("Payments 2"))

    undo.undo(pay.ws, pay.handover)
    undo.undo(pay.ws, pay.handover)
    top = pay.ws.dossier(pay.handover).handover
    assert (top.code, top.name.en) == ("PAY", "Payment system")


def test_archiving_puts_away_and_brings_back(pay: Payment) -> None:
    other = made(pay.ws)
    before = len(entries(pay.ws, other))
    handovers.set_archived(pay.ws, [pay.handover, other], True)
    assert portfolio.counts(pay.ws.store.path) == (0, 2)
    assert len(entries(pay.ws, other)) == before + 1
    handovers.set_archived(pay.ws, [pay.handover], False)
    undo.undo(pay.ws, other)
    assert portfolio.counts(pay.ws.store.path) == (2, 0)


def test_a_copy_starts_over_with_the_same_people(
    pay: Payment, login: Callable[[str, Side], Workspace]
) -> None:
    items.claim(pay.ws, pay.handover, pay.items[:2], "minutes of Monday").expect()
    items.send_back(pay.ws, pay.handover, [pay.items[0]], "no date", by=pay.sun).expect()
    with pay.ws.change(pay.handover, "test", LateStart.AS_IS.label) as ed:
        ed.set(pay.items[1], due=Due(on=date(2026, 12, 16)), parent=pay.items[0])
        ed.set(pay.duty, person=pay.sun)
        ed.set(pay.sun, release=date(2027, 2, 1))

    wu = login("Wu Lan", Side.RECEIVING)
    new = handovers.copy(wu, pay.handover, "pay-hk", Bitext("Payment Hong Kong"), date(2027, 6, 1))

    dossier = wu.dossier(new)
    assert entries(wu, new) == ["new"]
    assert [p.name for p in dossier.all(Person)] == ["Li Wei", "Sun Yu", "Gao Ping", "Wu Lan"]
    assert not any(p.release for p in dossier.all(Person))
    listed = dossier.all(Item)
    assert [i.text.en for i in listed] == ["Plan agreed", "Roster complete", "Shifts funded",
                                           "Pack signed"]  # fmt: skip
    assert [str(i.due) for i in listed] == ["T-60", "T-30", "T-30", "T0"]
    assert listed[1].parent == listed[0].id
    assert all(i.state is ItemState.TODO and not i.reopened and not i.reason for i in listed)
    assert dossier.all(Evidence) == ()
    (seat,) = dossier.all(Seat)
    assert (dossier.title(seat.person or 0, "en"), listed[2].seat) == ("Sun Yu", seat.id)
    assert seat.person != pay.sun


def test_a_checklist_becomes_a_template_that_says_what_it_lacks(
    pay: Payment, tmp_path: Path
) -> None:
    new = made(pay.ws)
    with pay.ws.change(new, "test", LateStart.AS_IS.label) as ed:
        (first, *_) = pay.ws.dossier(new).all(Item)
        ed.set(first.id, due=Due(on=date(2027, 1, 20)))
    saved = save_as_template(pay.ws, new, "warehouse", NAME, tmp_path / "templates")

    assert saved.problems == []
    again = template_file.load(saved.path)
    assert again.items[0].due == "T-40"
    assert again.items[1:] == LITE.items[1:]
    assert (again.seats, again.stages) == (LITE.seats, LITE.stages)
    assert "Li Wei" not in saved.path.read_text("utf-8")

    lacking = save_as_template(pay.ws, pay.handover, "pay-own", NAME, tmp_path / "templates")
    said = [str(p.message) for p in lacking.problems]
    assert "Item 01: why is missing." in said
    assert [p.advice for p in lacking.problems if "Item 01: why" in str(p.message)] == [True]

    with pytest.raises(Refused, match="there is a template warehouse already"):
        save_as_template(pay.ws, new, "warehouse", NAME, tmp_path / "templates")
    with pytest.raises(WorkbenchError, match="is not a code"):
        save_as_template(pay.ws, new, "../evil", NAME, tmp_path / "templates")
