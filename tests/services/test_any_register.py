"""A register declared nowhere but in a test gets storage, editing, log and undo."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
import sqlalchemy as sa

from db import log
from db.tables import METADATA, table_of
from tests.fixtures.weather import Sky, Watch, Weather
from tests.services.conftest import Payment, paste
from workbench.domain import record
from workbench.domain.conflict import Conflict
from workbench.domain.errors import BadValue, Refused, WorkbenchError
from workbench.domain.registers.person import Person, Side
from workbench.services import records, undo
from workbench.services.workspace import Workspace

pytestmark = pytest.mark.usefixtures("weather_register")


@pytest.fixture
def watch(pay: Payment) -> Payment:
    """PAY in a file that has a table for the register."""
    engine = sa.create_engine(f"sqlite:///{pay.ws.store.path}")
    METADATA.create_all(engine, tables=[table_of(record.get("weather"))])
    engine.dispose()
    pay.ws._open.clear()
    return pay


def only(pay: Payment) -> Weather:
    (found,) = pay.ws.dossier(pay.handover).all(Weather)
    return found


def test_every_kind_is_typed_kept_and_read_back(watch: Payment) -> None:
    texts = {
        "station": "North gate", "sky": "rain", "degrees": "-3.50", "day": "2026-11-20",
        "wind": "7", "again": "T-5wd", "storm": "yes", "place": "Hill", "photo": "/share/1.png",
        "remarks": "two\nlines", "observer": "Sun Yu", "phone": "110",
    }  # fmt: skip
    records.add(watch.ws, watch.handover, "weather", texts)
    watch.ws._open.clear()

    found = only(watch)

    assert (found.sky, found.degrees, found.day) == (Sky.RAIN, Decimal("-3.50"), date(2026, 11, 20))
    assert (found.wind, str(found.again), found.storm) == (7, "T-5wd", True)
    assert (found.place.en, found.remarks, found.observer) == ("Hill", "two\nlines", watch.sun)
    assert found.state is Watch.SEEN
    view = watch.ws.reading(watch.handover)
    for field in record.get("weather").fields:
        value = getattr(found, field.name)
        assert field.kind.from_json(field.kind.to_json(value)) == value
        assert field.kind.parse(field.kind.edit_text(value, view), view) == value
    assert view.dossier.key(found) == "W-01"


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("degrees", "warm", "warm is not a number"),
        ("degrees", "61", "61 is not between -90 and 60"),
        ("wind", "13", "not a whole number from 0 to 12"),
        ("day", "some day", "is not a date"),
        ("again", "soon", "is not a due date"),
        ("sky", "fog", "fog is none of: clear sky, rain"),
        ("storm", "perhaps", "say yes or no"),
        ("station", "x" * 501, "501 characters are too many, 500 fit"),
        ("state", "filed", "State is set by the program"),
    ],
)
def test_what_a_field_does_not_take_is_said_and_nothing_changes(
    watch: Payment, field: str, typed: str, sentence: str
) -> None:
    made = records.add(watch.ws, watch.handover, "weather", {"station": "North"})
    before = only(watch)
    with pytest.raises(WorkbenchError, match=sentence):
        records.edit(watch.ws, watch.handover, made, field, typed)
    assert only(watch) == before


def test_bulk_change_and_paste_are_one_change_set_each_and_undo(watch: Payment) -> None:
    head = watch.ws.head(watch.handover)[0]
    pasted = paste(watch.ws, watch.handover, "weather", [
        ["station", "wind", "observer"],
        ["A", "1", "Sun Yu"], ["B", "99", ""], ["C", "3", "Somebody New"], ["", "", ""],
    ])  # fmt: skip
    assert [(row, str(why)) for row, why in pasted.refused] == [
        (3, "Wind: 99 is not a whole number from 0 to 12")
    ]
    found = watch.ws.dossier(watch.handover).all(Weather)
    assert [w.station for w in found] == ["A", "C"]
    names = [p.name for p in watch.ws.dossier(watch.handover).all(Person)]
    assert names[-1] == "Somebody New"

    records.bulk_edit(watch.ws, watch.handover, [w.id for w in found], "sky", "clear")
    with watch.ws.store.reading() as connection:
        assert [e.kind for e in log.entries(connection, watch.handover, after=head)] == [
            "import", "bulk",
        ]  # fmt: skip
    records.bulk_edit(watch.ws, watch.handover, [found[0].id], "sky", "rain")
    last = undo.undoable(watch.ws, watch.handover)
    assert last is not None
    assert str(undo.described(watch.ws, last)).startswith("Sky of W-01, ")
    undo.undo(watch.ws, watch.handover)
    undo.undo(watch.ws, watch.handover)
    assert {w.sky for w in watch.ws.dossier(watch.handover).all(Weather)} == {None}
    undo.undo(watch.ws, watch.handover)
    assert watch.ws.dossier(watch.handover).all(Weather) == ()
    assert [p.name for p in watch.ws.dossier(watch.handover).all(Person)] == names[:-1]


def test_two_people_change_different_fields_and_both_stay(
    watch: Payment, login: Callable[[str, Side], Workspace]
) -> None:
    made = records.add(watch.ws, watch.handover, "weather", {"station": "North"})
    sun = login("Sun Yu", Side.RECEIVING)
    sun = sun.having_seen(sun.dossier(watch.handover))

    records.edit(watch.ws, watch.handover, made, "wind", "5")
    records.edit(sun, watch.handover, made, "sky", "rain")
    assert (only(watch).wind, only(watch).sky) == (5, Sky.RAIN)

    records.edit(watch.ws, watch.handover, made, "station", "South")
    with pytest.raises(Conflict, match="Li Wei changed Station of W-01 meanwhile"):
        records.edit(sun, watch.handover, made, "station", "West")
    assert only(watch).station == "South"


def test_a_record_others_refer_to_is_not_deleted(watch: Payment) -> None:
    records.add(watch.ws, watch.handover, "weather", {"station": "North", "observer": "Sun Yu"})
    outcome = records.delete(watch.ws, watch.handover, [watch.sun])
    assert [str(why) for _, why in outcome.refused] == ["still used by PAY-04, W-01"]


def test_a_number_is_never_used_again(watch: Payment) -> None:
    first = records.add(watch.ws, watch.handover, "weather", {"station": "North"})
    records.delete(watch.ws, watch.handover, [first])
    records.add(watch.ws, watch.handover, "weather", {"station": "South"})
    assert watch.ws.dossier(watch.handover).key(only(watch)) == "W-02"


def test_a_record_needs_its_name(watch: Payment) -> None:
    with pytest.raises(BadValue, match="observation: Station is missing"):
        records.add(watch.ws, watch.handover, "weather", {"wind": "3"})
    with pytest.raises(Refused, match="State is set by the program"):
        records.add(watch.ws, watch.handover, "weather", {"station": "N", "state": "filed"})
