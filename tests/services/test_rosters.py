"""Rosters, topics with those who know them, and roles with what becomes of them, as people have
them in their sheets; and out and in again with nothing to change."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from tests.fixtures.hostile import HOSTILE
from tests.services.conftest import Payment, paste, plan_rows
from workbench.domain import record
from workbench.domain.journey import Gate
from workbench.domain.money import Money
from workbench.domain.registers.access import Access
from workbench.domain.registers.duty import Disposition, Duty
from workbench.domain.registers.holding import Holding
from workbench.domain.registers.note import Note
from workbench.domain.registers.person import Employment, Person, Side
from workbench.domain.registers.post import Post
from workbench.domain.registers.role import Role
from workbench.domain.registers.topic import Topic, Track
from workbench.language import Tr
from workbench.services import files_in, importing, records, tables, undo
from workbench.services.importing import Fate

ENGLISH = [
    ["Staff no.", "Name", "Role", "Company", "Employment type", "Allocation", "Joined", "Last day",
     "Notified on", "Notice period", "Replacement", "Last gate", "E-mail", "Callable until",
     "Day rate", "Batch", "Moves to post", "Equipment returned", "Side", "Remarks"],
    ["1001", "Chen Hao", "Engineering manager", "Huaxin", "Outsourced", "80 %", "1 Mar 2025",
     "20 Dec 2026", "20 Nov 2026", "30 days", "Wu Lan", "G2", "chen@example.com", "2027-01-20",
     "1,200 CNY", "Wave 1", "", "2026-11-19", "project", "laptop is back"],
    ["1002", "Wu Lan", "SRE lead", "Bank", "permanent", "1", "21 Dec 2026", "", "", "", "TBD", "",
     "", "", "", "", "Platform operations", "", "operations", ""],
]  # fmt: skip
CHINESE = [
    "工号|姓名|岗位|单位|用工形式|投入比例|到岗日期|计划离场日期|通知日期|通知期|接手人|最后关口|联系方式"
    "|可联系至|日单价|离场批次|转入岗位|设备归还|所属方|备注",
    "1001|陈浩|研发经理|华信|外包|80%|2025/3/1|2026年12月20日|2026.11.20|30天|吴岚|G2|chen@example.com"
    "|2027-01-20|1200元|第一批||2026-11-19|实施方|电脑已还",
    "1002|吴岚|运维负责人|本行|正式|100%|2026-12-21||||无||||||平台运维||接收方|",
]


def cells(lines: Sequence[str]) -> list[list[str]]:
    return [line.split("|") for line in lines]


def people(pay: Payment) -> list[Person]:
    return list(pay.ws.dossier(pay.handover).all(Person))[3:]


def called(pay: Payment, record_id: int | None) -> str:
    return pay.ws.dossier(pay.handover).title(record_id or 0, "en")


@pytest.mark.parametrize("rows", [ENGLISH, cells(CHINESE)], ids=["en", "zh"])
def test_twenty_columns_of_a_human_resources_sheet_are_understood(
    pay: Payment, rows: list[list[str]]
) -> None:
    plan = plan_rows(pay.ws, pay.handover, "person", rows)
    assert [r.fate for r in plan.rows] == [Fate.NEW, Fate.NEW]
    assert set(plan.beside) == {"wave", "post"}, "the successor is a row of the file"
    importing.apply(pay.ws, plan)
    chen, wu = people(pay)
    assert chen.name == rows[1][1]
    assert (chen.side, chen.employment, chen.fte) == (
        Side.GIVING, Employment.OUTSOURCED, Decimal("0.8"),
    )  # fmt: skip
    assert (chen.starts, chen.release, chen.told_on, chen.notice) == (
        date(2025, 3, 1), date(2026, 12, 20), date(2026, 11, 20), 30,
    )  # fmt: skip
    assert (chen.successor, chen.attends, chen.equipment) == (wu.id, Gate.G2, date(2026, 11, 19))
    assert (chen.contact, chen.contact_until) == ("chen@example.com", date(2027, 1, 20))
    assert chen.rate == Money(120_000, "CNY")
    assert called(pay, chen.wave) == rows[1][15]
    assert [n.text for n in pay.ws.dossier(pay.handover).under(chen.id, Note)] == [rows[1][19]]
    assert (wu.side, wu.employment, wu.starts) == (
        Side.RECEIVING, Employment.STAFF, date(2026, 12, 21),
    )  # fmt: skip
    assert called(pay, wu.post) == rows[2][16]
    assert wu.successor is None, "a form's blank is nobody"
    again = plan_rows(pay.ws, pay.handover, "person", rows)
    assert [r.fate for r in again.rows] == [Fate.SAME, Fate.SAME]


@pytest.mark.parametrize(
    "rows",
    [
        [["Name", "Organisation", "Release"], ["Chen Hao", "Huaxin", "2026-12-20"]],
        [["姓名", "单位", "离场日期"], ["Chen Hao", "Huaxin", "2026-12-20"]],
        [["Chen Hao", "Huaxin", "2026-12-20"], ["Tang Kai", "Huaxin", "2026-12-20"]],
    ],
)
def test_three_columns_may_say_who_somebody_works_for(pay: Payment, rows: list[list[str]]) -> None:
    paste(pay.ws, pay.handover, "person", rows)
    chen = people(pay)[0]
    assert (chen.name, chen.organisation, chen.role) == ("Chen Hao", "Huaxin", "")
    assert chen.release == date(2026, 12, 20)


def test_the_side_follows_from_the_organisation_and_can_be_said(pay: Payment) -> None:
    records.edit(pay.ws, pay.handover, pay.handover, "giving", "Huaxin Software")
    records.edit(pay.ws, pay.handover, pay.handover, "receiving", "City Bank")
    rows = [
        ["Name", "Organisation"],
        ["Ana", "Huaxin Software"],
        ["Bo", "city bank"],
        ["Cy", "City Bank, Data Operations"],
        ["Di", "Temps"],
    ]
    found = files_in.pasted(pay.ws, pay.handover, rows, "person", "pasted rows")
    plan = importing.plan(pay.ws, pay.handover, found.source)
    guesses = [(g.kind, g.words, g.value, g.count) for g in plan.guesses]
    assert guesses == [
        ("side", "Huaxin Software", "giving", 1),
        ("side", "city bank", "receiving", 1),
        ("side", "City Bank, Data Operations", "receiving", 1),
        ("side", "Temps", "", 1),
    ]
    said = importing.Answers({("side", "Temps"): "giving", ("side", "city bank"): ""})
    importing.apply(pay.ws, importing.plan(pay.ws, pay.handover, found.source, said))
    assert {p.name: p.side for p in people(pay)} == {
        "Ana": Side.GIVING, "Bo": None, "Cy": Side.RECEIVING, "Di": Side.GIVING,
    }  # fmt: skip
    again = importing.plan(pay.ws, pay.handover, found.source)
    assert {r.fate for r in again.rows} == {Fate.SAME}, "who is there keeps his side"


def test_a_side_that_the_file_says_is_not_guessed(pay: Payment) -> None:
    records.edit(pay.ws, pay.handover, pay.handover, "receiving", "City Bank")
    rows = [["Name", "Organisation", "Side"], ["Bo", "City Bank", "sponsor"]]
    plan = plan_rows(pay.ws, pay.handover, "person", rows)
    assert plan.guesses == ()
    importing.apply(pay.ws, plan)
    assert people(pay)[0].side is Side.SPONSOR


@pytest.mark.parametrize(
    ("rates", "lang", "currency"),
    [
        (["1800", "2,000 EUR"], "en", "EUR"),
        (["1800", "2,000"], "zh_CN", "CNY"),
        (["1800", "2,000"], "en", ""),
        (["1800", "2,000 EUR", "10 USD"], "en", ""),
    ],
)
def test_a_bare_day_rate_has_the_currency_of_the_others(
    pay: Payment, rates: list[str], lang: str, currency: str
) -> None:
    pay.ws.tr = Tr(lang)
    names = ["Ana", "Bo", "Cy"]
    rows = [["Name", "Day rate"], *map(list, zip(names, rates, strict=False))]
    found = files_in.pasted(pay.ws, pay.handover, rows, "person", "pasted rows")
    plan = importing.plan(pay.ws, pay.handover, found.source)
    assert [(g.kind, g.words, g.value) for g in plan.guesses] == [("currency", "1800", currency)]
    assert (plan.rows[0].fate is Fate.NEW) is bool(currency)
    said = importing.Answers({("currency", "1800"): "USD"})
    importing.apply(pay.ws, importing.plan(pay.ws, pay.handover, found.source, said))
    assert people(pay)[0].rate == Money(180_000, "USD")


def test_a_bare_day_rate_has_the_currency_of_the_handover(pay: Payment) -> None:
    paste(pay.ws, pay.handover, "person", [["Name", "Day rate"], ["Ana", "900 CHF"]])
    paste(pay.ws, pay.handover, "person", [["Name", "Day rate"], ["Bo", "850"]])
    assert people(pay)[1].rate == Money(85_000, "CHF")


def test_a_consultant_is_a_contractor(pay: Payment) -> None:
    paste(pay.ws, pay.handover, "person", [["姓名", "用工形式"], ["陈浩", "顾问"]])
    assert people(pay)[0].employment is Employment.CONTRACTOR


def test_a_column_called_contract_that_says_how_people_are_employed(pay: Payment) -> None:
    rows = [["Name", "Contract"], ["Chen Hao", "outsourced"], ["Tang Kai", "staff"]]
    paste(pay.ws, pay.handover, "person", rows)
    assert [p.employment for p in people(pay)] == [Employment.OUTSOURCED, Employment.STAFF]


@pytest.mark.parametrize(("wave", "is_there"), [("Second", False), ("Temporary", True)])
def test_a_wave_whose_name_could_be_an_employment_is_a_wave(
    pay: Payment, wave: str, is_there: bool
) -> None:
    if is_there:
        records.add(pay.ws, pay.handover, "wave", {"name": wave})
    paste(pay.ws, pay.handover, "person", [["Name", "Release wave"], ["Chen Hao", wave]])
    dossier = pay.ws.dossier(pay.handover)
    chen = people(pay)[0]
    assert chen.wave is not None
    assert (dossier.title(chen.wave, "en"), chen.employment) == (wave, None)


def test_a_successor_may_stand_above_or_below_or_be_two(pay: Payment) -> None:
    rows = [
        ["Name", "Organisation", "Successor"],
        ["Ana", "North", "Bo"],
        ["Bo", "North", ""],
        ["Cy", "North", "Ana"],
        ["Di", "North", "Ed"],
        ["Ed", "North", ""],
        ["Ed", "South", ""],
        ["Fe", "North", "Gil"],
    ]
    plan = plan_rows(pay.ws, pay.handover, "person", rows)
    assert plan.beside == {"person": ("Gil",)}
    outcome = importing.apply(pay.ws, plan)
    assert [(line, str(why)) for line, why in outcome.refused] == [
        (5, "Successor: Ed stands in the file more than once; leave this empty here, and choose "
            "who is meant afterwards"),
    ]  # fmt: skip
    follows = {p.name: called(pay, p.successor) for p in people(pay) if p.successor}
    assert follows == {"Ana": "Bo", "Cy": "Ana", "Fe": "Gil"}
    assert sorted(p.name for p in people(pay)) == ["Ana", "Bo", "Cy", "Ed", "Ed", "Fe", "Gil"]
    ambiguous = plan_rows(pay.ws, pay.handover, "person", [["Name", "Successor"], ["Ana", "Ed"]])
    assert [str(r.why) for r in ambiguous.rows] == [
        "Successor: there is more than one Ed; write the key"
    ]


def test_2400_rows_come_in_with_a_preview_and_go_with_one_undo(
    pay: Payment, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = pay.ws.dossier(pay.handover).all(Person)
    titles, first, _ = cells(CHINESE)
    rows = [titles]
    for n in range(2_400):
        row = [str(n), f"人员{n:04}", *first[2:]]
        row[10] = f"人员{(n * 7 + 1) % 2_400:04}"
        rows.append(row)
    rows[2_000] = rows[1_000]
    file = tmp_path / "roster.csv"
    file.write_text("\n".join(",".join(row) for row in rows), "utf-8")

    start = time.perf_counter()
    found = files_in.opened(pay.ws, pay.handover, file, "person")
    plan = importing.plan(pay.ws, pay.handover, found.source)
    importing.apply(pay.ws, plan)
    with capsys.disabled():
        sys.stdout.write(f"\n2,400 rows of a roster: {time.perf_counter() - start:.2f} s\n")

    assert (plan.count(Fate.NEW), plan.count(Fate.SAME)) == (2_399, 1)
    by_name = {p.name: p for p in people(pay)}
    assert by_name["人员0001"].successor == by_name["人员0008"].id
    undo.undo(pay.ws, pay.handover)
    assert pay.ws.dossier(pay.handover).all(Person) == before


def test_two_of_one_name_are_told_apart_by_whom_they_work_for(pay: Payment) -> None:
    rows = [
        ["Name", "Organisation", "Role"],
        ["Wang Wei", "Huaxin", "Tester"],
        ["Wang Wei", "Delta", "Tester"],
        ["Wang Wei", "Huaxin", "Lead"],
    ]
    plan = plan_rows(pay.ws, pay.handover, "person", rows)
    assert [str(r.why or "") for r in plan.rows] == ["", "", "Wang Wei stands in row 2 already"]
    told = "1 name that several people have, told apart by their organisations: Wang Wei"
    assert told in map(str, plan.also)
    importing.apply(pay.ws, plan)
    assert [p.organisation for p in people(pay)] == ["Huaxin", "Delta"]


def test_somebody_new_with_the_name_of_one_who_is_there_is_said(pay: Payment) -> None:
    rows = [["Name", "Organisation"], ["Wang Wei", "Huaxin"], ["Chen Hao", "Huaxin"]]
    plan = plan_rows(pay.ws, pay.handover, "person", rows)
    assert not [said for said in map(str, plan.also) if "several people" in said]
    importing.apply(pay.ws, plan)
    again = [["Name", "Organisation"], ["Wang Wei", "Delta"], ["Chen Hao", "Huaxin"]]
    plan = plan_rows(pay.ws, pay.handover, "person", again)
    assert [said for said in map(str, plan.also) if said.endswith("organisations: Wang Wei")]


def test_two_records_of_one_name_may_belong_to_two_people(pay: Payment) -> None:
    rows = [["System", "Person", "Ticket"], ["prod-db", "Li Wei", ""], ["prod-db", "Sun Yu", ""]]
    paste(pay.ws, pay.handover, "access", rows)
    roles = [["Role", "Held by"], ["ETL developer", "Li Wei"], ["ETL developer", "Sun Yu"]]
    paste(pay.ws, pay.handover, "role", roles)
    paste(pay.ws, pay.handover, "topic", [["Topic"], ["Ledger"]])
    sessions = [
        ["Under", "Kind", "Receiver", "Planned for"],
        ["K-01", "drill", "Sun Yu", "2026-12-01"],
        ["K-01", "drill", "Gao Ping", "2026-12-01"],
        ["K-01", "drill", "Sun Yu", "2026-12-08"],
    ]
    paste(pay.ws, pay.handover, "session", sessions)
    dossier = pay.ws.dossier(pay.handover)
    assert [len(dossier.listed(n)) for n in ("access", "role", "session")] == [2, 2, 3]
    for register, same in (("access", rows), ("role", roles), ("session", sessions)):
        again = plan_rows(pay.ws, pay.handover, register, same)
        assert {r.fate for r in again.rows} == {Fate.SAME}
    rows[1][2] = "SEC-1"
    paste(pay.ws, pay.handover, "access", rows)
    tickets = [a.ticket for a in pay.ws.dossier(pay.handover).all(Access)]
    assert tickets == ["SEC-1", ""]


# --- who knows it ----------------------------------------------------------------------------


def holdings(pay: Payment) -> dict[str, list[tuple[str, int]]]:
    dossier = pay.ws.dossier(pay.handover)
    return {
        t.title: [(called(pay, h.person), h.level) for h in dossier.under(t.id, Holding)]
        for t in dossier.all(Topic)
    }


@pytest.mark.parametrize(
    ("titles", "tacit"),
    [
        (["Topic", "Who knows it", "Kind"], "tacit"),
        (["Knowledge item", "Holders", "Type"], "experience"),
        (["知识点", "掌握人", "类别"], "隐性"),
        (["知识点", "谁会", "类型"], "隐性知识"),
    ],
)
def test_topics_come_with_those_who_know_them(pay: Payment, titles: list[str], tacit: str) -> None:
    rows = [
        titles,
        ["Ledger retry", "Chen Hao (4), Li Wei", tacit],
        ["Restart", "Chen Hao（3级）、Sun Yu(1)", tacit],
        ["Caps", "Li Wei/Chen Hao", tacit],
        ["Nobody's", "TBD", ""],
    ]
    plan = plan_rows(pay.ws, pay.handover, "topic", rows)
    assert plan.beside == {"person": ("Chen Hao",)}
    importing.apply(pay.ws, plan)
    assert holdings(pay) == {
        "Ledger retry": [("Chen Hao", 4), ("Li Wei", 3)],
        "Restart": [("Chen Hao", 3), ("Sun Yu", 1)],
        "Caps": [("Li Wei", 3), ("Chen Hao", 3)],
        "Nobody's": [],
    }
    assert {t.track for t in pay.ws.dossier(pay.handover).all(Topic)} == {Track.TACIT}
    assert [p.name for p in people(pay)] == ["Chen Hao"]
    again = plan_rows(pay.ws, pay.handover, "topic", rows)
    assert {r.fate for r in again.rows} == {Fate.SAME}
    undo.undo(pay.ws, pay.handover)
    assert holdings(pay) == {}
    assert people(pay) == []


def test_a_list_adds_and_changes_who_knows_a_topic_and_takes_nobody_off(pay: Payment) -> None:
    titles = ["Topic", "Who knows it"]
    paste(pay.ws, pay.handover, "topic", [titles, ["Ledger retry", "Li Wei (2), Sun Yu (1)"]])
    plan = plan_rows(
        pay.ws, pay.handover, "topic", [titles, ["Ledger retry", "Li Wei (4); Gao Ping"]]
    )
    assert [r.fate for r in plan.rows] == [Fate.CHANGED]
    view = pay.ws.reading(pay.handover)
    assert [(str(f), new) for f, _, new in plan.rows[0].changes("topic", view)] == [
        ("Who knows it", "Li Wei (4); Gao Ping")
    ]
    importing.apply(pay.ws, plan)
    assert holdings(pay) == {"Ledger retry": [("Li Wei", 4), ("Sun Yu", 1), ("Gao Ping", 3)]}


def test_what_no_level_can_be_is_refused_with_its_row(pay: Payment) -> None:
    rows = [
        ["Topic", "Who knows it"],
        ["Ledger", "Li Wei (7)"],
        ["Caps", ", ".join("abcdefgh" * 7)],
    ]
    plan = plan_rows(pay.ws, pay.handover, "topic", rows)
    assert [str(r.why) for r in plan.rows] == [
        "Level: 7 is not a whole number from 0 to 4", "56 names are too many, 50 fit",
    ]  # fmt: skip


# --- what becomes of it ----------------------------------------------------------------------


def duties(pay: Payment) -> dict[str, list[tuple[Disposition | None, str, str, int]]]:
    dossier = pay.ws.dossier(pay.handover)
    return {
        role.name: [
            (d.disposition, called(pay, d.post), d.destination, int(d.percent))
            for d in dossier.under(role.id, Duty)
        ]
        for role in dossier.all(Role)
    }


@pytest.mark.parametrize(
    "rows",
    [
        [["Project role", "Becomes"], ["DBA", "Platform operations 60 %; ended 40 %"],
         ["Tester", "outsourced: Huaxin"], ["Trainer", "automated"],
         ["PMO", "moved to Programme B"], ["Modeller", "platform operations"]],
        [["Role", "Destination"], ["DBA", "Platform operations (60%), retired (40%)"],
         ["Tester", "Outsourced to Huaxin"], ["Trainer", "Automation"],
         ["PMO", "moved: Programme B"], ["Modeller", "Platform operations 100%"]],
        [["项目岗位", "归并岗位"], ["DBA", "Platform operations 60％、取消 40％"],
         ["Tester", "外包给Huaxin"], ["Trainer", "自动化"],
         ["PMO", "转到Programme B"], ["Modeller", "Platform operations"]],
        [["岗位", "去向"], ["DBA", "Platform operations（60%）；结束（40%）"],
         ["Tester", "外包：Huaxin"], ["Trainer", "自动化"],
         ["PMO", "转到Programme B"], ["Modeller", "Platform operations"]],
    ],
)  # fmt: skip
def test_roles_come_with_what_becomes_of_them(pay: Payment, rows: list[list[str]]) -> None:
    plan = plan_rows(pay.ws, pay.handover, "role", rows)
    assert plan.beside == {"post": ("Platform operations",)}
    importing.apply(pay.ws, plan)
    post = "Platform operations"
    assert duties(pay) == {
        "DBA": [(Disposition.ABSORBED, post, "", 60), (Disposition.ENDED, "", "", 40)],
        "Tester": [(Disposition.OUTSOURCED, "", "Huaxin", 100)],
        "Trainer": [(Disposition.AUTOMATED, "", "", 100)],
        "PMO": [(Disposition.MOVED, "", "Programme B", 100)],
        "Modeller": [(Disposition.ABSORBED, post, "", 100)],
    }
    assert [p.title for p in pay.ws.dossier(pay.handover).all(Post)] == [post]


# --- out and in again ------------------------------------------------------------------------

NAMES = (
    "Wu, Lan",
    'Bo "the box"',
    "Data service/BI",
    "ended",
    "Shift 2",
    "Night (24x7)",
    "A; B: C",
)


@pytest.mark.parametrize("form", ["csv", "xlsx"])
@pytest.mark.parametrize("personal", [True, False])
@pytest.mark.parametrize("lang", ["en", "zh_CN"])
def test_what_goes_out_comes_in_with_nothing_to_change(
    pay: Payment, tmp_path: Path, form: str, personal: bool, lang: str
) -> None:
    quoted = ['"' + n.replace('"', '""') + '"' for n in NAMES]
    paste(pay.ws, pay.handover, "person", ENGLISH)
    paste(pay.ws, pay.handover, "person", [["Name", "Organisation"], ["Ed", "X"], ["Ed", "Y"]])
    known = [[f"Topic {n}", f"{name} ({n % 5}); Li Wei"] for n, name in enumerate(quoted)]
    paste(pay.ws, pay.handover, "topic", [["Topic", "Who knows it"], *known])
    parts = [[f"Role {n}", f"{who} 30 %; outsourced: {who} 70 %"] for n, who in enumerate(quoted)]
    paste(pay.ws, pay.handover, "role", [["Role", "Becomes"], *parts])
    assert [p.title for p in pay.ws.dossier(pay.handover).all(Post)] == [
        "Platform operations", *NAMES,
    ]  # fmt: skip
    assert {d[0][2] for _, *d in duties(pay).values()} == set(NAMES)
    pay.ws.tr = Tr(lang)
    for register in ("person", "topic", "role", "post", "holding", "duty", "access"):
        data = tables.exported(
            pay.ws.reading(pay.handover), record.get(register), form, personal=personal
        )
        file = tmp_path / f"{register}.{form}"
        file.write_bytes(data)
        found = files_in.opened(pay.ws, pay.handover, file, register)
        plan = importing.plan(pay.ws, pay.handover, found.source)
        assert {r.fate for r in plan.rows} <= {Fate.SAME}, register
        assert len(plan.rows) == len(pay.ws.dossier(pay.handover).listed(register))


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_names_stay_the_text_they_are(pay: Payment, text: str) -> None:
    paste(pay.ws, pay.handover, "topic", [["Topic", "Who knows it"], [text, text]])
    paste(pay.ws, pay.handover, "role", [["Role", "Becomes"], [text, text]])
    paste(pay.ws, pay.handover, "person", [["Name", "Successor", "Batch"], [text, text, text]])
    assert all(str(p.name).isprintable() for p in people(pay))


def test_a_title_row_is_known_by_what_the_program_sets_too(pay: Payment) -> None:
    """A name and a state are all that was kept of some lists: nobody is called Name."""
    paste(pay.ws, pay.handover, "person", [["Name", "State", "Left on"], ["Ma Li", "active", ""]])
    assert [p.name for p in people(pay)] == ["Ma Li"]


@pytest.mark.parametrize(
    ("said", "meant"),
    [("7×24", "24x7"), ("7x24", "24x7"), ("四班三运转", "24x7"), ("24/7", "24x7"),
     ("16×5", "16x5"), ("两班", "16x5"), ("白班", "office"), ("8x5", "office")],
)  # fmt: skip
def test_hours_of_a_post_are_read_as_people_write_them(pay: Payment, said: str, meant: str) -> None:
    paste(pay.ws, pay.handover, "post", [["Post", "Coverage"], ["Duty engineer", said]])
    (post,) = pay.ws.dossier(pay.handover).all(Post)
    assert post.coverage.value == meant
