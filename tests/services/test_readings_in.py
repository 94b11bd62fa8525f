"""Readings from tables, pasted rows and Prometheus: what comes in, and what is said of the rest."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Sequence
from datetime import UTC, date, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from tests.fixtures.books import table
from tests.services.conftest import Payment
from tests.services.test_kpi_states import to_live
from workbench.domain.conflict import Choice, Conflict
from workbench.domain.errors import BadFile, BadValue, NotFound
from workbench.domain.numbers import number_of
from workbench.domain.reading import Reading, at_of, moment_of
from workbench.domain.registers.kpi import Kpi
from workbench.domain.registers.person import Side
from workbench.exchange import prometheus
from workbench.services import files_in, readings, readings_in, records, undo
from workbench.services.readings_in import Asked
from workbench.services.readings_plan import Plan
from workbench.services.workspace import Workspace


@pytest.fixture
def kpis(pay: Payment) -> dict[str, int]:
    names = ("Availability", "系统效率", "Loss rate")
    return {n: records.add(pay.ws, pay.handover, "kpi", {"name": n}) for n in names}


def of_text(pay: Payment, text: str, **asked: Any) -> Plan:
    return readings_in.of_bytes(pay.ws, pay.handover, text.encode(), "r.csv", Asked(**asked))


def brought(plan: Plan) -> dict[str, list[tuple[str, str]]]:
    return {c.kpi.name: [(r.at, str(r.value)) for r in c.readings] for c in plan.coming}


def whys(plan: Plan) -> list[str]:
    return [f"{place}: {why}" for place, why in plan.refused]


@pytest.mark.parametrize(
    "titles",
    ["KPI,Date,Value", "date;kpi;value", "指标,日期,数值", "指标名称\t统计日期\t实际值",
     "Reading,KPI,Timestamp (UTC)"],
)  # fmt: skip
def test_a_row_for_each_reading(pay: Payment, kpis: dict[str, int], titles: str) -> None:
    separator = next(s for s in ",;\t" if s in titles)
    cells = {"k": "Availability", "d": "2026-11-01", "v": "98.2"}
    order = ["v" if t in ("Value", "value", "数值", "实际值", "Reading") else
             "k" if t.lower() in ("kpi", "指标", "指标名称") else "d"
             for t in titles.split(separator)]  # fmt: skip
    text = f"{titles}\n{separator.join(cells[c] for c in order)}\n"
    assert brought(of_text(pay, text)) == {"Availability": [("2026-11-01", "98.2")]}


def test_a_row_a_day_with_a_column_for_each_kpi(pay: Payment, kpis: dict[str, int]) -> None:
    plan = of_text(
        pay, "日期,Availability,系统效率,Weather\n2026/11/1,98.2,81%,sunny\n11月2日,,80.5,\n"
    )
    assert brought(plan) == {
        "Availability": [("2026-11-01", "98.2")],
        "系统效率": [("2026-11-01", "81"), ("2026-11-02", "80.5")],
    }
    assert [str(what) for _, what in plan.remarks] == [
        "no KPI is called Weather: column D is left out"
    ]


def test_a_unit_behind_the_name_is_no_part_of_it(pay: Payment, kpis: dict[str, int]) -> None:
    data = "日期,Availability (%),系统效率（%）\n2026-11-01,98,81\n".encode("gb18030")
    plan = readings_in.of_bytes(pay.ws, pay.handover, data, "r.csv")
    assert set(brought(plan)) == {"Availability", "系统效率"}


def test_percent_cells_of_a_workbook_are_what_they_show(
    pay: Payment, kpis: dict[str, int], tmp_path: Path
) -> None:
    made, book = Workbook(), tmp_path / "r.xlsx"
    made.active.append(["Date", "Availability", "Loss rate"])
    made.active.append([date(2026, 11, 1), 0.982, 0.5])
    made.active["B2"].number_format = "0.00%"
    made.save(book)
    plan = readings_in.of_file(pay.ws, pay.handover, book)
    assert brought(plan) == {
        "Availability": [("2026-11-01", "98.2")],
        "Loss rate": [("2026-11-01", "0.5")],
    }


def test_keys_and_said_titles_name_a_kpi(pay: Payment, kpis: dict[str, int]) -> None:
    plan = of_text(pay, "Day,kpi-01,avail_pct\n2026-11-01,98,97\n", maps={"avail_pct": "KPI-03"})
    assert set(brought(plan)) == {"Availability", "Loss rate"}
    with pytest.raises(NotFound, match="no KPI is called PR; there are: Availability"):
        of_text(pay, "Day,x\n2026-11-01,98\n", kpi="PR")


@pytest.mark.parametrize(
    "text", ["2026-11-01,98.2\n", "date,value\n2026-11-01,98.2\n",
             "Day,Whatever\n2026-11-01,98.2\n", "date,kpi,value\n2026-11-01,,98.2\n"],
)  # fmt: skip
def test_one_kpi_may_be_named_beside(pay: Payment, kpis: dict[str, int], text: str) -> None:
    assert brought(of_text(pay, text, kpi="avail")) == {"Availability": [("2026-11-01", "98.2")]}


def test_rows_that_cannot_be_are_refused_with_their_line(
    pay: Payment, kpis: dict[str, int]
) -> None:
    plan = of_text(
        pay,
        "KPI,Date,Value\nAvailability,2026-11-01,98\nPR,2026-11-01,98\nAvailability,soon,98\n"
        "Availability,2026-11-02,n/a\nAvailability,2026-11-03,\n,2026-11-03,1\n"
        'Availability,2026-12-01,98\nAvailability,2026-11-04,"1,234"\n',
    )
    assert brought(plan) == {"Availability": [("2026-11-01", "98")]}
    assert whys(plan) == [
        "r.csv:3: no KPI is called PR",
        'r.csv:4: "soon" is not a date. Write 2026-12-01, or 12-01 or Dec 1.',
        "r.csv:5: n/a is not a number",
        "r.csv:6: there is no value",
        "r.csv:7: it does not say of which KPI",
        "r.csv:8: 2026-12-01 is ahead",
        'r.csv:9: "1,234" could be two numbers: write it without the comma',
    ]


def test_a_day_that_is_none_is_refused_once_and_not_by_the_column(
    pay: Payment, kpis: dict[str, int]
) -> None:
    names = ",".join(kpis)
    ones = ",".join("1" for _ in kpis)
    plan = of_text(pay, f"Date,{names}\nsoon,{ones}\n2026-12-01,{ones}\n2026-11-01,{ones}\n")
    assert len(kpis) > 1
    assert len(plan.refused) == 2
    assert plan.todo == len(kpis)


@pytest.mark.parametrize(
    "text", ["a,b,c\n1,2,3\n", "KPI,Value\nAvailability,1\n", "Date,PR\n1,2\n"]
)
def test_titles_nobody_understands_are_said(pay: Payment, kpis: dict[str, int], text: str) -> None:
    with pytest.raises(BadFile, match="give KPI, date and value, or a date and a column"):
        of_text(pay, text)


def test_what_is_there_is_not_brought_in_again(pay: Payment, kpis: dict[str, int]) -> None:
    text = "KPI,Date,Value\nAvailability,2026-11-01,98\nAvailability,2026-11-02,97\n"
    readings_in.apply(pay.ws, of_text(pay, text))
    assert of_text(pay, text).todo == 0
    plan = of_text(pay, text.replace("97", "97.0") + "Availability,2026-11-03,1\n"
                   "Availability,2026-11-03,96\nAvailability,2026-11-01,99\n")  # fmt: skip
    (coming,) = plan.coming
    assert (len(coming.new), len(coming.corrected), coming.same) == (1, 1, 1)
    assert str(plan.summary) == "r.csv: 1 new, 1 corrected, 1 already there, 0 refused"
    assert "stand there twice with another value" in str(plan.remarks[0][1])
    readings_in.apply(pay.ws, plan)
    known = readings.series(pay.ws, pay.handover, kpis["Availability"])
    assert [str(r.value) for r in known] == ["99", "97", "96"]
    undo.undo(pay.ws, pay.handover)
    known = readings.series(pay.ws, pay.handover, kpis["Availability"])
    assert [str(r.value) for r in known] == ["98", "97"]


def test_a_moment_alone_on_its_day_is_the_reading_of_that_day(
    pay: Payment, kpis: dict[str, int]
) -> None:
    records.edit(pay.ws, pay.handover, kpis["Availability"], "frequency", "daily")
    text = "KPI,Date,Value\nAvailability,2026-11-18,98.2\n"
    readings_in.apply(pay.ws, of_text(pay, text))
    again = of_text(pay, text.replace("-18", "-18T00:00:00"))
    assert (again.todo, again.coming[0].same) == (0, 1)
    other = of_text(pay, text.replace("-18,98.2", "-18 08:00,98.1"))
    assert [(r.at, str(r.value)) for r in other.coming[0].corrected] == [("2026-11-18", "98.1")]
    two = "KPI,Date,Value\nAvailability,2026-11-18 08:00,1\nAvailability,2026-11-18 09:00,2\n"
    assert len(of_text(pay, two).coming[0].new) == 2


@pytest.mark.parametrize(
    "text",
    ["Date,PR,Losses\n2026-11-01,80,2.5 %\n2026-11-02,81,\n",
     "Name,Date,Value\nAvailability,2026-11-01,98\n", "日期;值\n2026/11/1;98\n"],
)  # fmt: skip
@pytest.mark.parametrize("register", ["item", "kpi"])
def test_a_table_of_readings_becomes_no_list(
    pay: Payment, kpis: dict[str, int], text: str, register: str
) -> None:
    with pytest.raises(BadFile, match="These are readings of KPIs"):
        files_in.of_bytes(pay.ws, pay.handover, text.encode(), "nov.csv", register)
    plain = "Text,Due\nPay the bill,2026-11-01\n"
    assert files_in.of_bytes(pay.ws, pay.handover, plain.encode(), "nov.csv").sheet is not None


def test_pasted_rows_and_workbooks_come_in_the_same_way(
    pay: Payment, kpis: dict[str, int], tmp_path: Path
) -> None:
    rows = [["KPI", "Date", "Value"], ["Availability", "2026-11-01", "98.2"]]
    assert readings_in.of_pasted(pay.ws, pay.handover, rows).todo == 1
    book = tmp_path / "r.xlsx"
    made = Workbook()
    for row in (["日期", "Availability"], [date(2026, 11, 1), 98.2]):
        made.active.append(row)
    made.save(book)
    plan = readings_in.of_file(pay.ws, pay.handover, book)
    assert brought(plan) == {"Availability": [("2026-11-01", "98.2")]}
    with pytest.raises(BadFile, match="There is no sheet May"):
        readings_in.of_file(pay.ws, pay.handover, book, Asked(sheet="May"))


@pytest.mark.parametrize(
    ("text", "at"),
    [("2026-11", "2026-11-30"), ("2026年2月", "2026-02-28"),
     ("2026/11/1 9:05", "2026-11-01T09:05:00"),
     ("2026-11-01T10:00:00Z", "2026-11-01T10:00:00"), ("1793491200", "2026-11-01T00:00:00"),
     ("1793491200000", "2026-11-01T00:00:00"),
     ("20.11.2026", "2026-11-20"), ("11/20/2026", "2026-11-20"), ("20/11/2026", "2026-11-20"),
     ("3.4.2026", "2026-04-03"), ("2026-11-01T18:00:00+08:00", "2026-11-01T10:00:00")],
)  # fmt: skip
def test_when_is_read_as_people_and_programs_write_it(text: str, at: str) -> None:
    assert at_of(text, zone=UTC) == at


def test_a_day_that_could_be_two_is_asked_about() -> None:
    with pytest.raises(BadValue, match="3/4/2026 could be two days: write it as 2026-03-04"):
        at_of("3/4/2026")


@pytest.mark.parametrize(
    "text", ["2026-13-01", "31.2.2026", "2026-11-01 25:00", "0001-01-01", "99999999999999"]
)
def test_what_is_no_moment_is_refused(text: str) -> None:
    with pytest.raises(BadValue):
        at_of(text, zone=UTC)
    with pytest.raises(BadValue):
        moment_of(1e30)


@pytest.mark.parametrize(
    ("text", "value"),
    [("98.2", "98.2"), (" 98.2 %", "98.2"), ("９８．２％", "98.2"), ("1,234.5", "1234.5"),
     ("1 234 567", "1234567"), ("1,234,567", "1234567"), ("98,2", "98.2"), ("0,125", "0.125"),
     ("-3", "-3"), ("−3", "-3"), ("1e3", "1000"), ("1.5e+06", "1500000"), ("1e-3", "0.001"),
     (".5", "0.5")],
)  # fmt: skip
def test_numbers_are_read_as_people_write_them(text: str, value: str) -> None:
    assert str(number_of(text)) == value


@pytest.mark.parametrize("text", ["", "-", "NaN", "+Inf", "1,234", "12:30", "1e99", "9" * 41, "一"])
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(BadValue):
        number_of(text)


# --- Prometheus --------------------------------------------------------------------------------

START = 1793491200  # 2026-11-01T00:00Z


def answer(*series: tuple[dict[str, str], Sequence[object]], kind: str = "matrix") -> str:
    key = "values" if kind == "matrix" else "value"
    result = [{"metric": m, key: list(v) if kind == "matrix" else v[0]} for m, v in series]
    return json.dumps({"status": "success", "data": {"resultType": kind, "result": result}})


def daily(*values: object) -> list[object]:
    return [[START + n * 86_400, v] for n, v in enumerate(values)]


def test_a_range_is_a_series(pay: Payment, kpis: dict[str, int]) -> None:
    plan = of_text(pay, answer(({"job": "pv"}, daily("98.2", "97", 96.5))), kpi="Availability")
    assert [v for _, v in brought(plan)["Availability"]] == ["98.2", "97", "96.5"]
    assert plan.refused == []


def test_a_moment_is_one_reading_and_so_is_a_scalar(pay: Payment, kpis: dict[str, int]) -> None:
    vector = answer(({}, daily("98.2")), kind="vector")
    scalar = json.dumps({"status": "success",
                         "data": {"resultType": "scalar", "result": [START, "98.2"]}})  # fmt: skip
    for text in (vector, scalar):
        assert of_text(pay, text, kpi="Availability").todo == 1


def test_series_find_their_kpi_by_a_label(pay: Payment, kpis: dict[str, int]) -> None:
    two = (({"kpi": "Availability"}, daily("98")), ({"kpi": "KPI-03"}, daily("2")))
    assert set(brought(of_text(pay, answer(*two)))) == {"Availability", "Loss rate"}
    named = answer(({"point": "系统效率", "job": "a"}, daily("81")))
    assert set(brought(of_text(pay, named, label="point"))) == {"系统效率"}
    with pytest.raises(BadFile, match=r"^r\.csv: no KPI is called b"):
        of_text(pay, answer(({"kpi": "b"}, daily("98"))))


def test_series_of_no_kpi_leave_the_others_in(pay: Payment, kpis: dict[str, int]) -> None:
    known = {"kpi": "Availability"}, daily("98")
    plan = of_text(pay, answer(({"kpi": "Uptime"}, daily("1")), known, ({"job": "a"}, daily("2"))))
    assert set(brought(plan)) == {"Availability"}
    (unknown, unnamed) = [f"{place}: {why}" for place, why in plan.refused]
    assert unknown.startswith('{kpi="Uptime"}: no KPI is called Uptime; there are: ')
    assert unnamed.startswith('{job="a"}: {job="a"} has no label kpi')


def test_percentages_that_can_hardly_be_meant_are_told(pay: Payment, kpis: dict[str, int]) -> None:
    for kpi in kpis.values():
        records.edit(pay.ws, pay.handover, kpi, "unit", "%")
    text = "date,Availability,Loss rate\n2026-11-01,970,-5\n2026-11-02,97.4,2\n"
    told = [str(what) for _, what in of_text(pay, text).remarks]
    assert told == [
        "Availability: 1 value is not between 0 and 100 %, 970 on 2026-11-01: is it meant?",
        "Loss rate: 1 value is not between 0 and 100 %, -5 on 2026-11-01: is it meant?",
    ]
    records.edit(pay.ws, pay.handover, kpis["Loss rate"], "target", "-2")
    assert len(of_text(pay, text).remarks) == 1, "a KPI that may be below nought"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "There is nothing in it."),
        ("  \n", "There is nothing in it"),
        ("<!DOCTYPE html><html>login</html>", "This is a web page"),
        ('{"status":"success","data":{"resultType":"matrix","result":[{"met', "breaks off"),
        ('{"status":"success","data":{"resu', "breaks off"),
        ("{not json}", "This is not JSON"),
        ("[1, 2]", "no answer of Prometheus"),
        ("{}", "no answer of Prometheus"),
        ('{"status":"success","data":7}', "no answer of Prometheus"),
        ("[" * 100_000, "breaks off|no answer"),
        ('{"status":"success","data":{"resultType":"vector","result":[{"metric":{},"value":['
         + "1" * 5000 + ',"1"]}]}}', "no answer of Prometheus"),
        ('{"status":"error","errorType":"bad_data","error":"parse error: unexpected"}',
         "Prometheus refused the query: parse error: unexpected"),
        (answer(), "The query found no series"),
        ('{"status":"success","data":{"resultType":"string","result":[1,"a"]}}',
         "no numbers but a string"),
        ('{"status":"success","data":{"resultType":"matrix","result":[7]}}', "no answer of"),
        ('{"status":"success","data":{"resultType":"matrix","result":[{"metric":{},"values":7}]}}',
         "no answer of"),
        ('{"status":"success","data":{"resultType":"matrix","result":[{"metric":{"a":"b"},'
         '"histograms":[]}]}}', r'\{a="b"\} is a histogram'),
        (answer(({}, daily("1"))) * 2, "More follows after the answer"),
        (answer(({"a": "1"}, daily("1")), ({"a": "2"}, daily("1"))),
         r'2 series came back for one KPI.*\{a="1"\}, \{a="2"\}'),
    ],
)  # fmt: skip
def test_an_answer_that_is_wrong_is_said_in_one_sentence(
    pay: Payment, kpis: dict[str, int], text: str, why: str
) -> None:
    with pytest.raises(BadFile, match=why) as told:
        of_text(pay, text, kpi="Availability")
    assert "\n" not in str(told.value)


def test_without_a_kpi_it_must_say_of_which(pay: Payment, kpis: dict[str, int]) -> None:
    with pytest.raises(BadFile, match=r"has no label kpi that names its KPI: bring it on the card"):
        of_text(pay, answer(({"job": "pv"}, daily("1"))))


def test_what_is_no_number_is_left_and_told(pay: Payment, kpis: dict[str, int]) -> None:
    odd = [*daily("98", "NaN", "+Inf", "abc", True, None), ["x", "1"], [START], 7, [1e300, "1"]]
    plan = of_text(pay, answer(({"job": "pv"}, odd)), kpi="Availability")
    assert [v for _, v in brought(plan)["Availability"]] == ["98"]
    said = " ".join(whys(plan))
    assert len(plan.refused) == len(odd) - 1
    for word in ("NaN", "+Inf", "abc", "true", "null", "x is not a moment", "7 is no moment"):
        assert word in said


def test_bare_nan_and_warnings_are_understood(pay: Payment, kpis: dict[str, int]) -> None:
    text = answer(({}, daily("98"))).replace('"98"', "NaN")
    told = json.loads(text) | {"warnings": ["PromQL info"], "infos": None}
    plan = of_text(pay, json.dumps(told), kpi="Availability")
    assert plan.todo == 0
    assert str(plan.remarks[0][1]) == "Prometheus warns: PromQL info"


def test_a_compressed_answer_says_how_to_get_it_plain(pay: Payment, kpis: dict[str, int]) -> None:
    with pytest.raises(BadFile, match="--compressed"):
        readings_in.of_bytes(pay.ws, pay.handover, gzip.compress(b"{}"), "-", Asked())


def test_moments_are_those_of_the_place() -> None:
    found = prometheus.parse(answer(({}, daily("1"))), "-", timezone(timedelta(hours=8)))
    assert found.series[0].readings == [Reading("2026-11-01T08:00:00", Decimal(1))]


def test_readings_may_come_in_as_the_baseline(pay: Payment, kpis: dict[str, int]) -> None:
    records.edit(pay.ws, pay.handover, kpis["Availability"], "frequency", "daily")
    text = answer(({}, daily(*["98.1", "98.3"] * 6)))
    plan = of_text(pay, text, kpi="Availability")
    readings_in.apply(pay.ws, plan, baseline=True)
    card = pay.ws.dossier(pay.handover).get(kpis["Availability"])
    assert isinstance(card, Kpi)
    assert card.baseline == Decimal("98.2")
    assert card.baseline_readings == card.readings == 12
    undo.undo(pay.ws, pay.handover)
    card = pay.ws.dossier(pay.handover).get(kpis["Availability"])
    assert isinstance(card, Kpi)
    assert (card.baseline, card.baseline_from, card.baseline_readings) == (None, None, 0)


def test_a_kpi_that_is_live_keeps_its_baseline(pay: Payment, kpis: dict[str, int]) -> None:
    live = to_live(pay, name="Uptime")
    records.edit(pay.ws, pay.handover, kpis["Loss rate"], "baseline", "3")
    rows = [["KPI", "Date", "Value"], ["Uptime", "2026-11-20", "97.5"],
            ["Availability", "2026-11-20", "99"], ["Loss rate", "2026-11-20", "2.5"]]  # fmt: skip
    plan = readings_in.of_pasted(pay.ws, pay.handover, rows)
    assert [str(words) for words in plan.baselines] == [
        "KPI-04 Uptime is live: its baseline 98.4 % stays",
        "KPI-03 Loss rate: a baseline from these days replaces 3",
    ]
    readings_in.apply(pay.ws, plan, baseline=True)
    found = {k.name: str(k.baseline) for k in pay.ws.dossier(pay.handover).all(Kpi)}
    assert found["Uptime"] == "98.4"
    assert (found["Availability"], found["Loss rate"]) == ("99", "2.5")
    assert readings.series(pay.ws, pay.handover, live)[-1] == Reading("2026-11-20", Decimal("97.5"))


@pytest.mark.parametrize(
    "rows",
    [
        ["Date,Availability,Loss rate", "2026-11-01,abc,2"],
        ["Date,Availability", "2026-11-01,98", "2026-11-02,abc"],
        ["KPI,Date,Value", "Availability,2026-11-01,98", "Availability,soon,97",
         "Nothing,2026-11-01,3", "Availability,2026-11-03,abc", "Nothing,2026-11-02,4"],
    ],
)  # fmt: skip
@pytest.mark.parametrize("register", ["item", "kpi"])
def test_a_table_is_one_of_readings_whatever_some_values_are(
    pay: Payment, kpis: dict[str, int], rows: list[str], register: str
) -> None:
    text = "\n".join(rows).encode()
    for name, data in (("r.csv", text), ("r.xlsx", table([row.split(",") for row in rows]))):
        with pytest.raises(files_in.HoldsReadings):
            files_in.of_bytes(pay.ws, pay.handover, data, name, register)
    assert readings_in.of_bytes(pay.ws, pay.handover, text, "r.csv").refused


def test_a_list_with_days_and_numbers_is_still_a_list(pay: Payment, kpis: dict[str, int]) -> None:
    for rows, register in (
        ("KPI,Unit,Actual,Date\nAvailability,%,98,2026-11-01", "kpi"),
        ("Task,Date,Availability\nAsk the grid,2026-11-01,98", "item"),
    ):
        files_in.of_bytes(pay.ws, pay.handover, rows.encode(), "l.csv", register)


def test_what_is_there_already_counts_in_the_baseline(pay: Payment, kpis: dict[str, int]) -> None:
    ws, h, kpi = pay.ws, pay.handover, kpis["Availability"]
    rows = [["Date", "Value"], *([f"2026-11-{d:02}", str(90 + d)] for d in range(1, 5))]

    def come(upto: int, *, baseline: bool) -> None:
        plan = readings_in.of_pasted(ws, h, rows[: upto + 1], Asked(kpi="Availability"))
        readings_in.apply(ws, plan, baseline=baseline)

    def said() -> tuple[object, ...]:
        card = ws.dossier(h).get(kpi)
        assert isinstance(card, Kpi)
        return card.baseline, card.baseline_from, card.baseline_to, card.readings

    come(3, baseline=False)
    come(4, baseline=True)  # one is new, three are there
    assert said() == (Decimal("92.5"), date(2026, 11, 1), date(2026, 11, 4), 4)
    come(3, baseline=True)  # nothing is new
    assert said() == (Decimal("92"), date(2026, 11, 1), date(2026, 11, 3), 4)
    undo.undo(ws, h)
    assert said()[0] == Decimal("92.5")


def test_two_baselines_at_once_are_one_of_the_two(
    pay: Payment, kpis: dict[str, int], login: Callable[[str, Side], Workspace]
) -> None:
    ws, h, kpi = pay.ws, pay.handover, kpis["Availability"]
    seen, sun = ws.dossier(h), login("Sun Yu", Side.RECEIVING)

    def days(of: Workspace, day: str, *, baseline: bool = True) -> None:
        rows = [["Date", "Value"], [day, day[-2:]]]
        plan = readings_in.of_pasted(of, h, rows, Asked(kpi="Availability"))
        readings_in.apply(of, plan, baseline=baseline)

    days(sun, "2026-11-10")
    days(ws.having_seen(seen), "2026-11-20", baseline=False)  # meets nothing on the card
    with pytest.raises(Conflict) as met:
        days(ws.having_seen(seen), "2026-11-21")
    days(ws.having_seen(met.value.settled(Choice.THEIRS)), "2026-11-21")
    card = ws.dossier(h).get(kpi)
    assert isinstance(card, Kpi)
    assert (card.baseline, card.baseline_from, card.baseline_to) == (
        Decimal(10), date(2026, 11, 10), date(2026, 11, 10))  # fmt: skip
    assert [r.at for r in readings.series(ws, h, kpi)] == ["2026-11-10", "2026-11-20", "2026-11-21"]


def test_many_readings_of_a_day_are_one_of_a_baseline(pay: Payment, kpis: dict[str, int]) -> None:
    kpi = kpis["Availability"]
    rows = [
        ["Date", "Value"],
        *([f"2026-11-{d:02} {h:02}:00", "98"] for d in (1, 2) for h in range(24)),
    ]
    plan = readings_in.of_pasted(pay.ws, pay.handover, rows, Asked(kpi="Availability"))
    readings_in.apply(pay.ws, plan, baseline=True)
    card = pay.ws.dossier(pay.handover).get(kpi)
    assert isinstance(card, Kpi)
    assert (card.readings, card.baseline_readings) == (48, 2)
    records.edit(pay.ws, pay.handover, kpi, "frequency", "weekly")
    card = pay.ws.dossier(pay.handover).get(kpi)
    assert isinstance(card, Kpi)
    assert card.baseline_readings == 1
