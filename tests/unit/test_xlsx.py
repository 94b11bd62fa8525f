"""Workbooks as people make them come in as text; what would eat the machine is refused at once."""

from __future__ import annotations

import io
import resource
import time
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest

from tests.fixtures.books import book, chinese_checklist, hostile, table
from workbench.domain.errors import BadFile
from workbench.exchange.sheet import letters
from workbench.exchange.xlsx import Book, write

# A spreadsheet knows no time zones.
_NOON = datetime.fromisoformat("2026-12-20T12:00")


def test_rows_come_as_text_without_the_blank_ones() -> None:
    data = table([
        ["Name", "FTE", "Leaves", "On", "At"],
        [],
        ["Chen\nHao", 0.5, date(2026, 12, 20), True, _NOON],
        ["Wu Lan", 1, None, False, None],
    ])  # fmt: skip
    sheet = Book(data, "roster.xlsx").sheet("Sheet1")
    assert sheet.rows == [
        ["Name", "FTE", "Leaves", "On", "At"],
        ["Chen\nHao", "0.5", "2026-12-20", "yes", "2026-12-20 12:00"],
        ["Wu Lan", "1", "", "no"],
    ]
    assert sheet.lines == [1, 3, 4]
    assert sheet.place(1, 2) == "roster.xlsx Sheet1!C3"


def test_merged_cells_count_for_every_row_beside_them() -> None:
    sheet = Book(chinese_checklist(), "a.xlsx").sheet("移交检查表")
    assert [row[1] for row in sheet.rows[3:7]] == ["上线前两周"] * 3 + ["上线当天"]
    assert sheet.spans == {0}, "a row merged across is a heading"


@pytest.mark.parametrize("mac", [False, True])
def test_days_of_both_epochs(mac: bool) -> None:
    data = book(lambda b: b.active.append([date(2026, 12, 20)]), epoch_1904=mac)
    assert Book(data, "a.xlsx").sheet("Sheet").rows == [["2026-12-20"]]


def test_a_formula_is_its_value_and_one_without_is_counted() -> None:
    data = table([["a", "=1+1"]])
    sheet = Book(data, "a.xlsx").sheet("Sheet1")
    assert sheet.rows == [["a"]]
    assert sheet.hollow == 1


def test_hidden_sheets_come_last() -> None:
    def fill(made: Any) -> None:
        made.active.title = "Lists"
        made.active.sheet_state = "hidden"
        made.create_sheet("Roster")

    assert Book(book(fill), "a.xlsx").names == ["Roster", "Lists"]


def test_what_is_written_is_text_and_comes_back() -> None:
    rows = [["=cmd|'/c calc'!A1", "+1", "-", "@x"], ["", "机房", "a\nb", "0012"]]
    data = write("Items: a/b", ["A", "B", "C", "D"], rows, [10, 10, 10, 10])
    sheet = Book(data, "a.xlsx").sheet("Items  a b")
    assert sheet.rows[1:] == rows
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")


def test_columns_have_letters() -> None:
    assert [letters(n) for n in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]


_DEEP = b"<worksheet>" + b"<a>" * 2_000_000
_ENTITIES = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">'
    b'<!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]><worksheet>&b;</worksheet>'
)
_CELLS = b"<worksheet><sheetData>" + b"<row><c/><c/><c/></row>" * 2_000_000
_STRINGS = b"<sst>" + b"<si/>" * 300_000


def _zeros() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part:
            for _ in range(160):
                part.write(b" " * 1_000_000)
    return out.getvalue()


def _many() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for n in range(3_000):
            archive.writestr(f"xl/{n}.xml", "")
    return out.getvalue()


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: b"PK\x03\x04nothing", "is damaged or has a password"),
        (lambda: b"\xd0\xcf\x11\xe0" + bytes(100), "old .xls file"),
        (lambda: hostile(_DEEP), "too large to be a list"),
        (lambda: hostile(_ENTITIES), "declares entities"),
        (lambda: hostile(_CELLS), "too large to be a list"),
        (lambda: hostile(b"<worksheet><unclosed>"), "is damaged"),
        (lambda: hostile(b"", "content.xml"), "OpenDocument"),
        (_zeros, "too large to be a list"),
        (_many, "too large to be a list"),
        (lambda: hostile(_STRINGS, "xl/sharedStrings.xml"), "too large to be a list"),
    ],
    ids=[
        "broken",
        "xls",
        "deep",
        "entities",
        "cells",
        "unclosed",
        "ods",
        "bomb",
        "parts",
        "strings",
    ],
)
def test_hostile_files_are_refused_in_a_sentence_soon_and_in_little_memory(
    make: Callable[[], bytes], sentence: str
) -> None:
    data = make()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started = time.process_time()
    with pytest.raises(BadFile, match=sentence) as refused:
        Book(data, "bad.xlsx")
    assert refused.value.where == "bad.xlsx"
    assert time.process_time() - started < 10
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 200_000, "kilobytes"


def test_more_rows_than_a_register_takes_are_refused_with_the_place(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("workbench.exchange.xlsx.MAX_ROWS", 50)
    with pytest.raises(BadFile, match="More than 50 rows") as refused:
        Book(table([["x"]] * 51), "long.xlsx").sheet("Sheet1")
    assert refused.value.where == "long.xlsx Sheet1!A51"


def _columns(rows: bytes, end: bytes = b"") -> bytes:
    """A workbook that a reader would take, around rows of somebody else's making."""
    out = io.BytesIO(table([["Task", "Owner"]]))
    made = io.BytesIO()
    with zipfile.ZipFile(out) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            text = old.read(part)
            if part.endswith("sheet1.xml"):
                text = text.replace(b"</sheetData>", rows + b"</sheetData>" + end)
            new.writestr(part, text)
    return made.getvalue()


def test_a_million_blank_rows_and_blocks_upon_blocks_cost_little() -> None:
    last = b'<row r="1048576"><c r="A1048576" t="inlineStr"><is><t>far</t></is></c></row>'
    many = b"".join(
        b'<row r="%d"><c r="A%d"><v>1</v></c><c r="D%d"><v>2</v></c></row>' % (n, n, n)
        for n in range(2, 6_000)
    )
    blocks = b"<mergeCells>%s</mergeCells>" % b"".join(
        b'<mergeCell ref="D%d:D1048576"/>' % n for n in range(2, 6_000)
    )
    started = time.process_time()
    assert Book(_columns(last), "a.xlsx").sheet("Sheet1").lines == [1, 1048576]
    assert len(Book(_columns(many, blocks), "a.xlsx").sheet("Sheet1").rows) == 5_999
    assert time.process_time() - started < 10


def test_one_long_text_in_many_cells_is_refused() -> None:
    data = table([["x" * 30_000]] * 1_200)
    with pytest.raises(BadFile, match="too large to be a list"):
        Book(data, "a.xlsx").sheet("Sheet1")
