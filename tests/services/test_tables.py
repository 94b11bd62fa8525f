"""Registers as tables: columns, order, words, and what pasted rows would become."""

from __future__ import annotations

import pytest

from tests.fixtures.weather import make_table
from tests.services.conftest import Payment, plan_rows
from workbench.domain import record
from workbench.domain.dossier import Reading
from workbench.domain.record import Record, Register
from workbench.domain.registers.person import Person
from workbench.exchange.sheet import of_rows
from workbench.exchange.table_drafts import Layout
from workbench.language import Tr
from workbench.services import columns as columns_of
from workbench.services import files_in, importing, records, tables
from workbench.services.history import history

pytestmark = pytest.mark.usefixtures("weather_register")

STATIONS = (
    {"station": "north", "degrees": "10", "sky": "rain", "observer": "Sun Yu"},
    {"station": "Åland", "degrees": "9", "remarks": "see the gauge"},
    {"station": "Hill"},
)


@pytest.fixture
def watch(pay: Payment) -> Payment:
    """PAY with three observations."""
    make_table(pay.ws.store.path)
    pay.ws._open.clear()
    for texts in STATIONS:
        records.add(pay.ws, pay.handover, "weather", texts)
    return pay


@pytest.fixture
def view(watch: Payment) -> Reading:
    return watch.ws.reading(watch.handover)


@pytest.fixture
def weather() -> Register:
    return record.get("weather")


def stations(found: list[Record]) -> list[str]:
    return [getattr(r, "station") for r in found]  # noqa: B009


def test_the_naming_field_comes_first_and_the_state_last(weather: Register) -> None:
    names = [f.name for f in tables.ordered(weather)]
    assert names[:4] == ["station", "sky", "degrees", "day"]
    assert names[-1] == "state"
    assert sorted(names) == sorted(f.name for f in weather.fields)
    assert [f.name for f in tables.asked(weather)] == names[:4]


@pytest.mark.parametrize("cells", [40, 60, 80, 120, 300])
def test_columns_fit_and_keep_the_state(weather: Register, cells: int) -> None:
    found = tables.columns(weather, cells, Tr())
    assert found[0][0].name == "station"
    assert found[-1][0].name == "state"
    assert sum(width + 1 for _, width, _ in found) + tables.MIN_NAME <= cells
    assert not [f.name for f, _, _ in found if f.name in ("remarks", "sum", "seen_at")]


def test_a_wider_screen_shows_no_column_less(weather: Register) -> None:
    shown = [len(tables.columns(weather, cells, Tr())) for cells in range(30, 200)]
    assert shown == sorted(shown)


@pytest.mark.parametrize(
    ("by", "backwards", "order"),
    [
        ("", False, ["north", "Åland", "Hill"]),
        ("", True, ["Hill", "Åland", "north"]),
        ("degrees", False, ["Åland", "north", "Hill"]),
        ("degrees", True, ["north", "Åland", "Hill"]),
        ("sky", True, ["north", "Åland", "Hill"]),
    ],
)
def test_the_order_is_the_kinds(
    view: Reading, weather: Register, by: str, backwards: bool, order: list[str]
) -> None:
    field = weather.field(by) if by else None
    found = tables.listed(view, weather, by=field, backwards=backwards)
    assert stations(found) == order


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("", ["north", "Åland", "Hill"]),
        ("RAIN sun", ["north"]),
        ("gauge", ["Åland"]),
        ("åLAND", ["Åland"]),
        ("w-03", ["Hill"]),
        ("rain gauge", []),
    ],
)
def test_all_words_must_be_there(
    view: Reading, weather: Register, words: str, found: list[str]
) -> None:
    assert stations(tables.listed(view, weather, words=words)) == found


def layout(watch: Payment, rows: list[list[str]]) -> files_in.Opened:
    return files_in.pasted(watch.ws, watch.handover, rows, "weather", "pasted rows")


def test_a_first_row_of_names_says_which_column_is_which(watch: Payment) -> None:
    found = layout(watch, [["WIND", "colour", "station", "State"], ["3", "red", "Pier", "filed"]])
    assert found.layout is not None
    assert (found.layout.header, found.layout.columns) == (0, ("wind", "", "station", ""))
    (draft,) = found.source.drafts
    assert (draft.line, dict(draft.cells)) == (
        2, {"wind": "3", "station": "Pier"},
    )  # fmt: skip


def test_without_names_columns_are_the_core_fields_or_what_they_fit(watch: Payment) -> None:
    found = layout(watch, [["Pier", "rain", "5"], ["Mole", "", "6"]])
    assert found.layout == Layout(None, ("station", "sky", "degrees"))
    found = layout(watch, [["Pier", "2026-11-20", "rain"]])
    assert found.layout is not None
    assert found.layout.columns == ("station", "day", "sky")


def test_every_row_says_what_becomes_of_it(watch: Payment) -> None:
    rows = [
        ["Station", "Sky", "Temperature"],
        ["Pier", "rain", "5"],
        ["", "", ""],
        ["Mole", "rain", "hot"],
        ["", "rain", "1"],
        ["north", "rain", "10"],
        ["Pier", "rain", "5"],
        ["Pier", "rain", "6"],
        ["Hill", "clear sky", ""],
    ]
    plan = plan_rows(watch.ws, watch.handover, "weather", rows)
    fates = {r.draft.line: str(r.why) if r.why else r.fate.value for r in plan.rows}
    assert fates == {
        2: "new",
        4: "Temperature: hot is not a number",
        5: "Station is missing",
        6: "same",
        7: "same",
        8: "Pier stands in row 2 already",
        9: "changed",
    }


def test_a_name_nobody_has_yet_is_no_reason_to_refuse(watch: Payment) -> None:
    rows = [["Station", "Observer"], ["Pier", "Somebody New"], ["Mole", "Somebody New"]]
    plan = plan_rows(watch.ws, watch.handover, "weather", rows)
    assert plan.todo == 2
    assert len(watch.ws.dossier(watch.handover).all(Person)) == 3, "a plan writes nothing"
    importing.apply(watch.ws, plan)
    people = watch.ws.dossier(watch.handover).all(Person)
    assert [p.name for p in people][3:] == ["Somebody New"]


def test_personal_fields_leave_only_when_asked_for(view: Reading) -> None:
    person = record.get("person")
    assert tables.has_personal(person)
    for form in ("csv", "md", "json"):
        assert b"Sun Yu" not in tables.exported(view, person, form)
        assert b"Sun Yu" in tables.exported(view, person, form, personal=True)


def test_history_tells_fields_before_and_after_the_newest_first(watch: Payment) -> None:
    made = watch.ws.dossier(watch.handover).listed("weather")[0].id
    records.edit(watch.ws, watch.handover, made, "degrees", "11")
    records.bulk_edit(watch.ws, watch.handover, [made], "wind", "4")
    found = history(watch.ws, watch.handover, made)
    told = [[(c.field.name, str(c.before), str(c.after)) for c in e.fields] for e in found]
    assert told == [[("wind", "None", "4")], [("degrees", "10", "11")], []]
    assert [e.actor for e in found] == ["Li Wei"] * 3
    assert len(history(watch.ws, watch.handover, made, limit=1)) == 1


@pytest.mark.parametrize(
    ("register", "titles", "columns"),
    [
        ("freeze", "冻结期/开始日期/结束日期", ("name", "first", "last")),
        ("freeze", "Freeze/Start date/End date", ("name", "first", "last")),
        ("contract", "合同名称/供应商/到期日/通知期", ("title", "vendor", "ends", "notice")),
        ("contract", "Contract name/Supplier/Ends on/Notice period",
         ("title", "vendor", "ends", "notice")),
        ("freeze", "冻结期/何时起算/何时终了", ("name", "", "")),
        ("contract", "内部称呼/签约主体/到期日/约定", ("", "", "ends", "")),
    ],
)  # fmt: skip
def test_known_titles_count_beside_unknown_ones(
    pay: Payment, register: str, titles: str, columns: tuple[str, ...]
) -> None:
    rows = [titles.split("/"), ["甲", "2026-12-24", "2027-01-02", "30"][: len(columns)],
            ["乙", "2027-02-01", "2027-02-10", "60"][: len(columns)]]  # fmt: skip
    if register == "contract":
        rows[1:] = [["甲", "云公司", "2027-03-31", "30"], ["乙", "网公司", "2027-06-30", "60"]]
    view, sheet = pay.ws.reading(pay.handover), of_rows("pasted", rows)
    found = columns_of.layout(pay.ws, view, record.get(register), sheet)
    assert (found.header, found.columns) == (0, columns)
