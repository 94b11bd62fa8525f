from __future__ import annotations

import csv
import io
import time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.domain.errors import BadFile
from workbench.domain.text import clean
from workbench.exchange.csv_file import read, split_pasted, write

CELL = st.text(st.characters(), max_size=8) | st.builds(
    "".join, st.lists(st.sampled_from(list("'=+-@＝ \t\r\n\",;a1.%")), max_size=6)
)
TABLE = st.integers(1, 4).flatmap(
    lambda n: st.lists(st.lists(CELL, min_size=n, max_size=n), min_size=1, max_size=5)
)


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+cmd", "-cmd|' /C calc'!A0", "@SUM(A1)", "\tx", "  =1+1", "'=1+1", "＝1+1", "-3-2"],
)
def test_nothing_runs_in_a_spreadsheet(text: str) -> None:
    cell = next(csv.reader(io.StringIO(write([text], []).decode(), newline="")))[0]
    assert cell == f"'{text}"
    assert read(write([text], [])) == [[text]]


def test_numbers_stay_numbers() -> None:
    data = write(["Δ", "cost", "text"], [[-3, Decimal("-1250.50"), "-12.5 %"], [None, 1e3, "+1"]])
    assert data.decode().splitlines() == [
        '"Δ","cost","text"',
        '"-3","-1250.50","-12.5 %"',
        '"","1000.0","+1"',
    ]


def test_a_mark_for_excel() -> None:
    assert write(["姓名"], [], bom=True) == '\ufeff"姓名"\r\n'.encode()
    assert read(write(["姓名"], [["陈浩"]], bom=True)) == [["姓名"], ["陈浩"]]


@given(TABLE)
def test_what_is_written_comes_back(table: list[list[str]]) -> None:
    expected = [[clean(cell, multiline=True) for cell in row] for row in table]
    while expected and not any(map(str.strip, expected[-1])):
        expected.pop()
    if expected:
        assert read(write(table[0], table[1:])) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Name,Role\nChen Hao,SRE",
        "Name;Role\r\nChen Hao;SRE\r\n\r\n",
        "Name\tRole\rChen Hao\tSRE",
        'Name,Role\n"Chen Hao","SRE"',
        "\ufeffName;Role\nChen Hao;SRE",
    ],
)
def test_every_usual_separator(text: str) -> None:
    assert read(text.encode()) == [["Name", "Role"], ["Chen Hao", "SRE"]]


def test_the_header_decides_not_decimal_commas() -> None:
    data = "Risk;Cost, in EUR;Share\nA;1,5;0,2\n".encode("cp1252")
    assert read(data)[1] == ["A", "1,5", "0,2"]


def test_banners_and_blank_lines_keep_their_rows() -> None:
    rows = read(b'Risk tracker\n\nid;"what\nnext"\n1;a\n')
    assert rows == [["Risk tracker"], [], ["id", "what\nnext"], ["1", "a"]]
    assert read(b"sep=;\na,b;c\n") == [[], ["a,b", "c"]]


def test_chinese_excel() -> None:
    data = "姓名,角色\r\n陈浩,负责人\r\n".encode("gb18030")
    assert read(data) == [["姓名", "角色"], ["陈浩", "负责人"]]


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "^list.csv: .*no rows"),
        (b"\n \n", "^list.csv: .*no rows"),
        (b'a,b\n"c,d\ne,f\n', "^list.csv:2: .*quotes"),
        (b"\x00\x01", "^list.csv: .*not a text"),
    ],
)
def test_what_cannot_be_read(data: bytes, says: str) -> None:
    with pytest.raises(BadFile, match=says):
        read(data, "list.csv")


def test_rows_and_lines_that_no_list_has_are_refused_soon() -> None:
    started = time.process_time()
    with pytest.raises(BadFile, match="more than 1,000,000 characters") as wide:
        read(b"Name,Role\nAnn" + b"," * 30_000_000, "a.csv")
    assert wide.value.where == "a.csv:2"
    with pytest.raises(BadFile, match="More than 20,000 rows"):
        read(b"Name,Role\n" + b"\n" * 5_000_000, "a.csv")
    assert time.process_time() - started < 10


@given(st.binary(max_size=60) | TABLE.map(str).map(str.encode))
def test_any_bytes_give_rows_or_a_sentence(data: bytes) -> None:
    try:
        rows = read(data)
    except BadFile:
        return
    assert any(map(str.strip, rows[-1]))


@pytest.mark.parametrize(
    "pasted",
    [
        "Chen Hao\tSRE\t2026-12-20\nWu Lan\tOps\t\n",
        "Chen Hao,SRE,2026-12-20\nWu Lan,Ops,",
        "Chen Hao; SRE; 2026-12-20\nWu Lan; Ops;",
        '"Chen Hao"\tSRE\t2026-12-20\r\n\r\nWu Lan\tOps\t',
    ],
)
def test_pasted_rows(pasted: str) -> None:
    assert split_pasted(pasted) == [["Chen Hao", "SRE", "2026-12-20"], ["Wu Lan", "Ops", ""]]


@pytest.mark.parametrize(
    ("pasted", "rows"),
    [
        ("", []),
        ("Chen Hao\nWu Lan\n", [["Chen Hao"], ["Wu Lan"]]),
        ("Roster known, share known", [["Roster known, share known"]]),
        ("Chen Hao,SRE", [["Chen Hao", "SRE"]]),
        ("Name;Role;Out\nWu Lan;Ops", [["Name", "Role", "Out"], ["Wu Lan", "Ops"]]),
        ("plan; agreed\nroster", [["plan; agreed"], ["roster"]]),
        ("first, second\nthird", [["first, second"], ["third"]]),
        ('"two\nlines"\tb', [["two\nlines", "b"]]),
        ('"Old" system\tb\nc\t"', [['"Old" system', "b"], ["c", '"']]),
        ('a,"b,c"\nd,e', [["a", "b,c"], ["d", "e"]]),
        ("'=1+1\t-3", [["=1+1", "-3"]]),
    ],
)
def test_pasted_text_is_split_only_where_it_is_a_table(pasted: str, rows: list[list[str]]) -> None:
    assert split_pasted(pasted) == rows


@given(st.text(st.characters(), max_size=60) | TABLE.map(lambda t: "\n".join(map(",".join, t))))
def test_any_pasted_text_gives_rows(text: str) -> None:
    assert all(any(row) for row in split_pasted(text))
