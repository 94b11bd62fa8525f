from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

import pytest

from workbench.domain import record
from workbench.domain.bitext import Bitext
from workbench.domain.dossier import Context, Dossier, Reading
from workbench.domain.due import parse_due
from workbench.domain.record import Record, all_registers
from workbench.domain.registers.handover import Handover
from workbench.domain.registers.item import Item
from workbench.domain.registers.person import Person, Side
from workbench.domain.registers.seat import Seat
from workbench.exchange import csv_file, register_csv, register_json
from workbench.language import Tr

TODAY = date(2026, 11, 23)


@pytest.fixture
def view() -> Reading:
    person = Person(id=2, handover=1, number=1, position="a", name="Chen Hao", fte=Decimal("0.50"),
                    side=Side.GIVING, contact="chen@example.org")  # fmt: skip
    seat = Seat(id=3, handover=1, number=1, position="a", name=Bitext("Duty lead"), person=2)
    top = Item(id=4, handover=1, number=1, position="a", text=Bitext("Plan | =1+1", "计划"),
               due=parse_due("T-30"), person=2, seat=3)  # fmt: skip
    below = Item(id=5, handover=1, number=2, position="a", parent=4, text=Bitext("=HYPERLINK(1)"))
    tables: dict[str, dict[int, Record]] = {
        "person": {2: person}, "seat": {3: seat}, "item": {4: top, 5: below}
    }  # fmt: skip
    handover = Handover(id=1, handover=1, code="PAY", t0=date(2027, 1, 15))
    return Reading(Dossier(handover, tables, 0), Context(TODAY, Tr()))


def rows(data: bytes) -> list[dict[str, str]]:
    headers, *found = csv_file.read(data)
    return [dict(zip(headers, row, strict=True)) for row in found]


def test_csv_has_a_row_a_record_that_can_be_typed_back(view: Reading) -> None:
    top, below = rows(register_csv.to_csv(view, record.get("item")))
    assert (top["Key"], top["Under"], top["Due"]) == ("PAY-01", "", "T-30")
    assert (below["Key"], below["Under"]) == ("PAY-02", "PAY-01")
    item = view.dossier.get(4)
    for field in register_csv.fields(record.get("item")):
        value = field.kind.parse(top[str(field.kind.label)], view)
        if field.kind.label.id != "Item":  # a text typed in English says nothing of Chinese
            assert value == getattr(item, field.name)


def test_no_cell_runs_as_a_formula(view: Reading) -> None:
    assert b'"\'=HYPERLINK(1)"' in register_csv.to_csv(view, record.get("item"))


def test_people_are_keys_unless_they_are_asked_for(view: Reading) -> None:
    for name in ("item", "seat", "person"):
        entry = record.get(name)
        told = register_csv.to_csv(view, entry).decode() + str(register_json.to_json(view, entry))
        assert "Chen Hao" not in told
        assert "chen@example.org" not in told
    assert rows(register_csv.to_csv(view, record.get("seat")))[0]["Filled by"] == "P-01"
    [person] = rows(register_csv.to_csv(view, record.get("person"), personal=True))
    assert (person["Name"], person["Contact"]) == ("Chen Hao", "chen@example.org")
    [seat] = rows(register_csv.to_csv(view, record.get("seat"), personal=True))
    assert seat["Filled by"] == "Chen Hao"


def test_json_has_codes_keys_and_both_languages(view: Reading) -> None:
    found = register_json.to_json(view, record.get("item"))
    assert (found["schema"], found["code"], found["register"]) == (1, "PAY", "item")
    top, below = found["records"]
    assert top["text"] == {"en": "Plan | =1+1", "zh": "计划"}
    assert (top["due"], top["state"], top["person"], top["seat"]) == (
        "T-30",
        "todo",
        "P-01",
        "S-01",
    )
    assert below["parent"] == "PAY-01"
    [person] = register_json.to_json(view, record.get("person"), personal=True)["records"]
    assert person["fte"] == "0.50"


def test_json_can_be_written_for_every_register(view: Reading) -> None:
    for entry in all_registers():
        empty = Dossier(view.dossier.handover, {entry.name: {}}, 0)
        one = entry.cls(id=9, handover=1, number=3)
        full = Dossier(view.dossier.handover, {entry.name: {9: one}}, 0)
        assert register_json.to_json(Reading(empty, view.context), entry)["records"] == []
        told = register_json.to_json(Reading(full, view.context), entry)
        assert json.loads(json.dumps(told)) == told


def test_a_table_shows_what_a_screen_shows(view: Reading) -> None:
    entry = record.get("item")
    headers, shown = register_csv.table(view, entry, entry.core, personal=True)
    assert headers == ["Key", "Item", "Due", "Seat", "Owner"]
    assert shown[0] == ["PAY-01", "Plan | =1+1", "T-30", "Duty lead", "Chen Hao"]
