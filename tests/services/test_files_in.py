"""Files as people have them: which column is for what, which row is whom, what is refused."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from tests.fixtures.books import chinese_checklist, table
from tests.services.conftest import Payment, plan_rows
from workbench.domain.due import Due
from workbench.domain.errors import BadFile
from workbench.domain.registers.evidence import Evidence
from workbench.domain.registers.item import Item, ItemState
from workbench.domain.registers.note import Note
from workbench.domain.registers.person import Employment, Person, Side
from workbench.domain.registers.punch import Punch
from workbench.domain.registers.seat import Seat
from workbench.exchange import gfm
from workbench.exchange.drafts import of_list
from workbench.exchange.sheet import MAX_ROWS
from workbench.files import read_text
from workbench.language import Tr
from workbench.reach import Reach
from workbench.services import export, files_in, importing, undo
from workbench.services.importing import Answers, Fate
from workbench.services.refused import refused_csv

SAMPLES = Path(__file__).resolve().parents[2].parent / "shared" / "samples"
TRACKER = SAMPLES / "18f-risk-tracker-template.xlsx"
GO_LIVE = SAMPLES / "emmanuelbenitez-go-live-checklist.md"


def opened(
    pay: Payment, tmp_path: Path, name: str, data: bytes, register: str = "item", sheet: str = ""
) -> files_in.Opened:
    path = tmp_path / name
    path.write_bytes(data)
    return files_in.opened(pay.ws, pay.handover, path, register, sheet)


def planned(pay: Payment, found: files_in.Opened, answers: Answers | None = None) -> importing.Plan:
    return importing.plan(pay.ws, pay.handover, found.source, answers or Answers())


def brought(pay: Payment) -> list[Item]:
    return [i for i in pay.ws.dossier(pay.handover).all(Item) if i.source]


def owner(pay: Payment, item: Item) -> str:
    dossier = pay.ws.dossier(pay.handover)
    return dossier.title(item.person or item.seat or 0, "en")


# --- Markdown --------------------------------------------------------------------------------


@pytest.mark.skipif(not GO_LIVE.exists(), reason="the sample lists are not beside this checkout")
def test_a_go_live_checklist_says_when_and_who_in_its_own_words(pay: Payment) -> None:
    text = read_text(GO_LIVE)
    found = of_list(gfm.parse(text, GO_LIVE.name), text)
    importing.apply(pay.ws, importing.plan(pay.ws, pay.handover, found)).expect()
    said = {i.text.en: (str(i.due), owner(pay, i), i.state) for i in brought(pay)}
    todo = ItemState.TODO
    expected = {
        "All acceptance criteria met": ("T-28", "QA Lead", todo),
        "Security testing passed": ("T-28", "Security Team", todo),
        "Production environment provisioned": ("T-28", "DevOps", todo),
        "Database production-ready": ("T-28", "DBA", todo),
        "Data migration plan approved": ("T-14", "Data Team", todo),
        "User training completed": ("T-14", "Training Manager", todo),
        "Business owner sign-off": ("T-7", "Business Owner", todo),
        "Rollback tested": ("T-7", "DevOps", todo),
        "Go/No-Go meeting held": ("T-1", "PM", todo),
        "Legacy system final backup": ("T0", "DBA", todo),
    }
    assert {text: said[text] for text in expected} == expected
    first = brought(pay)[0]
    assert first.proof.en == "UAT sign-off document dated [MM/DD]"
    dossier = pay.ws.dossier(pay.handover)
    assert dossier.under(first.id, Evidence) == (), "what is wanted is no proof yet"
    seats = [s.name.en for s in dossier.all(Seat)]
    assert len(seats) == len(set(seats)), "one seat a role"
    undo.undo(pay.ws, pay.handover)
    assert len(pay.ws.dossier(pay.handover).all(Seat)) == 1


LIST = """# Site
## 2 weeks before go-live
### Operator
- [ ] Pumps tested
- [x] Valves tested
  - Owner: Maria Lopez
  - Evidence: https://wiki.example/valves
- [ ] ✅ Permits
- [ ] ⏸️ Crane
  - Status: on hold
  - the vendor has no driver
- [ ] Fence
  - Owner: [Name]
  - Due: 2026-12-01
"""


def test_headings_bullets_and_pictures_are_read(pay: Payment) -> None:
    importing.apply(pay.ws, importing.plan_list(pay.ws, pay.handover, gfm.parse(LIST, "site.md")))
    pumps, valves, permits, crane, fence = brought(pay)
    assert (pumps.due, owner(pay, pumps)) == (Due(-14), "Operator")
    assert (owner(pay, valves), valves.state) == ("Maria Lopez", ItemState.CLAIMED)
    dossier = pay.ws.dossier(pay.handover)
    (proof,) = dossier.under(valves.id, Evidence)
    assert proof.text == "https://wiki.example/valves"
    assert permits.state is ItemState.CLAIMED
    assert (crane.state, crane.reason) == (ItemState.BLOCKED, "the vendor has no driver")
    assert (fence.due, owner(pay, fence)) == (Due(on=date(2026, 12, 1)), "")
    assert [p.name for p in dossier.all(Person)][3:] == ["Maria Lopez"]


def test_what_was_guessed_can_be_corrected(pay: Payment) -> None:
    source = of_list(gfm.parse(LIST, "site.md"))
    plan = importing.plan(pay.ws, pay.handover, source)
    assert [(g.kind, g.words, g.value, g.count) for g in plan.guesses] == [
        ("due", "2 weeks before go-live", "T-14", 4),
        ("status", "✅", "done", 1),
        ("status", "on hold", "blocked", 1),
        ("owner", "Operator", "seat:Operator", 3),
        ("owner", "Maria Lopez", "person:Maria Lopez", 1),
    ]
    answers = Answers({
        ("due", "2 weeks before go-live"): "T-10", ("owner", "Operator"): "person:Sun Yu",
        ("owner", "Maria Lopez"): "", ("status", "✅"): "todo",
    }, left_out={3})  # fmt: skip
    importing.apply(pay.ws, importing.plan(pay.ws, pay.handover, source, answers))
    pumps, valves, permits, _ = brought(pay)
    assert (pumps.due, owner(pay, pumps)) == (Due(-10), "Sun Yu")
    assert (owner(pay, valves), permits.state) == ("", ItemState.TODO)
    assert "Crane" not in [i.text.en for i in brought(pay)]


def test_a_password_is_refused_unless_there_is_a_reason(pay: Payment) -> None:
    text = "- [ ] Hand over db\n  - password: Winter2026!\n- [ ] Next\n"
    source = of_list(gfm.parse(text, "list.md"))
    plan = importing.plan(pay.ws, pay.handover, source)
    assert [r.fate for r in plan.rows] == [Fate.REFUSED, Fate.NEW]
    assert "Winter" not in str(plan.rows[0].why)
    kept = importing.plan(pay.ws, pay.handover, source, Answers(keep="a test system's"))
    assert [r.fate for r in kept.rows] == [Fate.NEW, Fate.NEW]
    importing.apply(pay.ws, kept)
    assert "secrets kept: a test system's" in str(undo.undoable(pay.ws, pay.handover).summary)  # type: ignore[union-attr]


def test_owners_are_also_read_in_brackets_and_below_a_list(pay: Payment) -> None:
    text = "# A\n- [ ] Launch (Responsible: Project Manager)\n- [ ] Land\n\n**Owner**: QA Lead\n"
    importing.apply(pay.ws, importing.plan_list(pay.ws, pay.handover, gfm.parse(text)))
    assert [owner(pay, i) for i in brought(pay)] == ["Project Manager", "QA Lead"]


# --- Excel and CSV ---------------------------------------------------------------------------


def test_a_chinese_workbook_with_banners_and_merged_cells(pay: Payment, tmp_path: Path) -> None:
    found = opened(pay, tmp_path, "检查表.xlsx", chinese_checklist())
    importing.apply(pay.ws, planned(pay, found)).expect()
    backup, alarms, plans, duty = brought(pay)
    assert [i.text.zh for i in (backup, alarms, plans, duty)] == [
        "备份恢复演练完成", "监控告警接入", "应急预案评审", "切换值班",
    ]  # fmt: skip
    assert (str(backup.due), owner(pay, backup)) == ("2026-12-28", "张敏")
    assert (alarms.state, owner(pay, alarms)) == (ItemState.DOING, "运维组")
    assert (str(plans.due), owner(pay, plans), plans.state) == ("T-14", "", ItemState.CLAIMED)
    assert (str(duty.due), owner(pay, duty)) == ("T0", "值班员")
    assert backup.source == "检查表.xlsx 移交检查表!A4 / 上线前两周"
    (note,) = pay.ws.dossier(pay.handover).under(duty.id, Note)
    assert note.text == "共 5 人"
    again = planned(pay, opened(pay, tmp_path, "检查表.xlsx", chinese_checklist()))
    assert again.count(Fate.SAME) == 4


ROSTER = (
    "项目人员名册\n\n姓名,归属方,岗位,计划离场日期,用工类型,投入\n"
    "陈浩,移交方,研发负责人,2026/12/20,外包,1.0\n张敏,接收方,运营经理,,,0.5\n"
    "吴兰,某方,,,,\n"
)


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("lang", ["zh_CN", "en"])
def test_a_roster_in_any_encoding(pay: Payment, tmp_path: Path, encoding: str, lang: str) -> None:
    pay.ws.tr = Tr(lang)
    found = opened(pay, tmp_path, "名册.csv", ROSTER.encode(encoding), "person")
    plan = planned(pay, found)
    assert [r.fate for r in plan.rows] == [Fate.NEW, Fate.NEW, Fate.REFUSED]
    assert plan.rows[2].draft.place == "名册.csv:6"
    importing.apply(pay.ws, plan)
    chen, zhang = pay.ws.dossier(pay.handover).all(Person)[-2:]
    assert (chen.name, chen.side, chen.role) == ("陈浩", Side.GIVING, "研发负责人")
    assert (chen.release, chen.employment) == (date(2026, 12, 20), Employment.OUTSOURCED)
    assert (zhang.side, zhang.fte) == (Side.RECEIVING, Decimal("0.5"))


@pytest.mark.parametrize(
    ("cells", "days"),
    [
        (["20.12.2026", "1.2.2027"], ["2026-12-20", "2027-02-01"]),
        (["12/20/2026", "1/2/2027"], ["2026-12-20", "2027-01-02"]),
        (["20/12/2026", "1/2/2027"], ["2026-12-20", "2027-02-01"]),
        (["20-Dec-26", "Fri, Jan 1, 2027"], ["2026-12-20", "2027-01-01"]),
        (["46376", "2026-12-20 00:00:00"], ["2026-12-20", "2026-12-20"]),
        (["2026年12月20日（星期日）", "3/3/2027"], ["2026-12-20", "2027-03-03"]),
    ],
)
def test_days_as_spreadsheets_write_them(
    pay: Payment, tmp_path: Path, cells: list[str], days: list[str]
) -> None:
    rows = "".join(f'P{n},"{cell}"\n' for n, cell in enumerate(cells))
    found = opened(pay, tmp_path, "a.csv", f"Name,Last day\n{rows}".encode(), "person")
    assert [str(r.values["release"]) for r in planned(pay, found).rows] == days


def test_a_day_that_may_be_two_is_refused(pay: Payment, tmp_path: Path) -> None:
    found = opened(pay, tmp_path, "a.csv", b"Name,Last day\nAnn,3/4/2026\n", "person")
    (row,) = planned(pay, found).rows
    assert "3/4/2026" in str(row.why)


def test_the_sheet_that_says_most_is_taken_and_another_can_be(pay: Payment, tmp_path: Path) -> None:
    from tests.fixtures.books import book

    def fill(made) -> None:  # type: ignore[no-untyped-def]
        made.active.title = "Front"
        made.active.append(["How to use this book"])
        for title, name in (("Team", "Ann"), ("Vendors", "Bob")):
            sheet = made.create_sheet(title)
            sheet.append(["Name", "Role"])
            sheet.append([name, "Tester"])

    found = opened(pay, tmp_path, "a.xlsx", book(fill), "person")
    assert (found.sheet.name if found.sheet else "", list(found.sheets)) == (
        "Team", ["Front", "Team", "Vendors"],
    )  # fmt: skip
    other = files_in.with_sheet(pay.ws, pay.handover, found, "Vendors")
    assert [d.cells["name"] for d in other.source.drafts] == ["Bob"]
    assert opened(pay, tmp_path, "a.xlsx", book(fill), "person", "vendors").sheet == other.sheet
    with pytest.raises(BadFile, match="There is no sheet Nobody; there are: Front, Team, Vendors"):
        opened(pay, tmp_path, "a.xlsx", book(fill), "person", "Nobody")


def test_refused_rows_come_out_to_be_mended_and_brought_again(pay: Payment, tmp_path: Path) -> None:
    data = table([["Name", "Share", "Floor"], ["Ann", 0.5, "1st"], ["Bob", 7, "2nd"]])
    found = opened(pay, tmp_path, "team.xlsx", data, "person")
    plan = planned(pay, found)
    out = refused_csv(pay.ws.tr, plan, found)
    assert out is not None
    text = out.decode("utf-8-sig")
    assert text.splitlines()[0] == '"Name","Share","Floor","Where","Why"'
    assert "team.xlsx Sheet1!B3" in text
    assert "7 is not between 0 and 1" in text
    importing.apply(pay.ws, plan)
    mended = text.replace('"7"', '"0.7"').encode()
    again = planned(pay, opened(pay, tmp_path, "mended.csv", mended, "person"))
    assert [(r.fate, r.values["fte"]) for r in again.rows] == [(Fate.NEW, Decimal("0.7"))]
    assert refused_csv(pay.ws.tr, again, found) is None


def test_a_refused_password_does_not_come_out_in_the_clear(pay: Payment, tmp_path: Path) -> None:
    data = table([["Name", "Note"], ["Ann", "vpn password=Tr0ub4dor&3"], ["Bob", "first floor"]])
    found = opened(pay, tmp_path, "team.xlsx", data, "person")
    out = refused_csv(pay.ws.tr, planned(pay, found), found)
    assert out is not None
    text = out.decode("utf-8-sig")
    assert "Tr0ub4dor" not in text
    assert "vpn password=Tr****" in text
    again = planned(pay, opened(pay, tmp_path, "mended.csv", text.encode(), "person"))
    assert [r.fate for r in again.rows] == [Fate.REFUSED]


def test_what_the_user_keeps_comes_out_as_it_is(pay: Payment, tmp_path: Path) -> None:
    data = table([["Name", "Note", "Share"], ["Ann", "vpn password=Tr0ub4dor&3", 7]])
    found = opened(pay, tmp_path, "team.xlsx", data, "person")
    out = refused_csv(pay.ws.tr, planned(pay, found, Answers(keep="a test system's")), found)
    assert out is not None
    assert "vpn password=Tr0ub4dor&3" in out.decode("utf-8-sig")


def test_pasted_rows_without_titles_are_not_read_as_something_else(pay: Payment) -> None:
    rows = [["Ann Lee", "Engineer", "2027-02-20", "30 days"],
            ["Bob Ray", "Tester", "2027-02-31", "2 weeks"]]  # fmt: skip
    for pasted in (rows, rows[1:]):
        *good, bad = plan_rows(pay.ws, pay.handover, "person", pasted).rows
        assert bad.fate is Fate.REFUSED
        assert bad.why is not None
        assert 'There is no day "2027-02-31"' in pay.ws.context.tr(bad.why)
        for row in good:
            told = {"name": "Ann Lee", "role": "Engineer", "release": date(2027, 2, 20),
                    "notice": 30}  # fmt: skip
            assert row.values == told


def test_columns_nobody_here_has_a_word_for(pay: Payment, tmp_path: Path) -> None:
    rows = [["Tópico", "Tarefas", "Concluído"]]
    rows += [["Pré" if n < 5 else "Pós", f"Tarefa {n} por fazer", "FALSE"] for n in range(10)]
    rows[3][2] = "TRUE"
    found = opened(pay, tmp_path, "a.xlsx", table(rows))
    assert found.layout is not None
    assert found.layout.columns == ("@heading", "text", "@status")
    plan = planned(pay, found)
    assert [r.values["state"] for r in plan.rows].count(ItemState.CLAIMED) == 1
    assert {r.draft.headings for r in plan.rows} == {("Pré",), ("Pós",)}


@pytest.mark.skipif(not TRACKER.exists(), reason="the tracker is not beside this checkout")
def test_a_risk_tracker_of_others_is_mapped_without_help(pay: Payment) -> None:
    """The sheet behind the front matter, titles of two lines each."""
    found = files_in.opened(pay.ws, pay.handover, TRACKER)
    assert found.sheet is not None
    assert found.layout is not None
    said = dict(zip(found.layout.titles(found.sheet), found.layout.columns, strict=True))
    assert (found.sheet.name, said["Title"], said["Status"], said["Notes"]) == (
        "Risks", "text", "@status", "@note",
    )  # fmt: skip
    assert next(c for t, c in said.items() if t.startswith("Assignee")) == "@owner"


def test_a_punch_list_of_four_fixes(pay: Payment, tmp_path: Path) -> None:
    """任务、人员、时间、措施, with a category and a state, which only its own acts move."""
    data = (
        "尾项清单\n序号,问题,类别,责任人,整改期限,整改措施,状态\n"
        "1,阀门渗漏,A,陈浩,2026/12/20,更换密封,已关闭\n2,标牌缺失,C,,,补装,未开始\n"
    ).encode("gb18030")
    plan = planned(pay, opened(pay, tmp_path, "尾项.csv", data, "punch"))
    assert plan.count(Fate.NEW) == 2
    importing.apply(pay.ws, plan)
    view = pay.ws.reading(pay.handover)
    first, second = view.dossier.all(Punch)
    assert (first.title, first.category.value, first.measure) == ("阀门渗漏", "A", "更换密封")
    assert (view.title_of(first.person or 0), str(first.due)) == ("陈浩", "2026-12-20")
    assert (second.category.value, first.state.value) == ("C", "open")


def test_numbers_of_their_own_are_no_keys_of_ours(pay: Payment, tmp_path: Path) -> None:
    found = opened(pay, tmp_path, "a.csv", "编号,检查项\nSEC-01,防火墙\nSEC-02,审计\n".encode())
    plan = planned(pay, found)
    assert [(r.fate, r.notes) for r in plan.rows] == [
        (Fate.NEW, ("编号: SEC-01",)), (Fate.NEW, ("编号: SEC-02",)),
    ]  # fmt: skip
    ours = opened(pay, tmp_path, "b.csv", "编号,状态\nPAY-04,已完成\nDATA-02,完成\n".encode())
    assert [str(r.why or r.fate.value) for r in planned(pay, ours).rows] == [
        "changed", "DATA-02 belongs to another handover",
    ]  # fmt: skip


def test_a_million_rows_are_refused_soon(pay: Payment, tmp_path: Path) -> None:
    data = b"Name,Role\n" + b"Ann,Tester\n" * 1_000_000
    with pytest.raises(BadFile, match="More than 20,000 rows") as refused:
        opened(pay, tmp_path, "long.csv", data, "person")
    assert refused.value.where == f"long.csv:{MAX_ROWS + 2}"
    with pytest.raises(BadFile, match="larger than 50 MB"):
        opened(pay, tmp_path, "wide.csv", b"a,b\n" * 13_000_000, "person")


def test_a_form_with_a_banner_groups_and_boxes_ticked(pay: Payment, tmp_path: Path) -> None:
    """As an app shop's review sheet has it; rows of the form that nobody filled in are not asked
    about."""
    rows = [
        ["App", "Counter"], ["Domain", "Subject", "Checked"],
        ["Code", "Licences are named", "✓"], ["", "No keys in it", ""], ["", "", ""],
        ["Images", "Free to use", "✓"], ["", "", "☐"],
    ]  # fmt: skip
    found = opened(pay, tmp_path, "a.xlsx", table(rows))
    assert found.layout is not None
    assert found.layout.columns == ("@heading", "text", "@status")
    plan = planned(pay, found)
    assert [(r.values["state"].value, r.draft.headings) for r in plan.rows] == [
        ("claimed", ("Code",)), ("todo", ("Code",)), ("claimed", ("Images",)),
    ]  # fmt: skip


def test_titles_below_a_banner_in_words_of_no_language_here(pay: Payment, tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["Чек-лист"], ["№", "Описание проверки", "Статус\n1) Win 10", "Ссылка"],
        [1, "Проверить форму", "PASSED", ""], ["Отмена"],
        [2, "Проверить окно отмены поездки", "FAILED", "https://t.example/2"],
    ]  # fmt: skip
    found = opened(pay, tmp_path, "a.xlsx", table(rows))
    assert found.layout is not None
    assert found.layout.columns == ("", "text", "@status", "@note")
    plan = planned(pay, found)
    assert [(r.draft.line, r.values["state"].value, r.draft.headings) for r in plan.rows] == [
        (3, "claimed", ()), (5, "todo", ("Отмена",)),
    ]  # fmt: skip


def test_a_list_without_titles_has_its_boxes_too(pay: Payment, tmp_path: Path) -> None:
    rows = [["Passport valid", True], ["Visa applied for", False], ["", False]]
    plan = planned(pay, opened(pay, tmp_path, "a.xlsx", table(rows)))
    assert [r.values["state"].value for r in plan.rows] == ["claimed", "todo"]


def test_words_in_the_place_of_a_state_or_a_day_are_kept_or_corrected(
    pay: Payment, tmp_path: Path
) -> None:
    data = (
        "工作项目,预计完成时间,状态\n需求文档,6月初,与厂商确认\n美术需求,6月初,进行中\n关卡规划,,\n"
    )
    found = opened(pay, tmp_path, "计划.csv", data.encode("gb18030"))
    plan = planned(pay, found)
    assert [(r.fate.value, r.place) for r in plan.rows][:2] == [
        ("refused", "计划.csv:2"), ("refused", "计划.csv:3"),
    ]  # fmt: skip
    assert ("due", "6月初", "", 2) in [(g.kind, g.words, g.value, g.count) for g in plan.guesses]
    dated = planned(pay, found, Answers({("due", "6月初"): "2027-06-01"}))
    assert [str(r.values.get("due", "")) for r in dated.rows] == ["2027-06-01", "2027-06-01", ""]
    assert [r.notes for r in dated.rows] == [("与厂商确认",), (), ()]
    undated = planned(pay, found, Answers({("due", "6月初"): ""}))
    assert [r.notes for r in undated.rows] == [("6月初", "与厂商确认"), ("6月初",), ()]


def test_a_complaint_names_the_cell_it_is_about(pay: Payment, tmp_path: Path) -> None:
    data = table([["Task", "Owner", "Due"], ["Keys", "Wu Lan", "mid June"]], "清单")
    (row,) = planned(pay, opened(pay, tmp_path, "a.xlsx", data)).rows
    assert row.place == "a.xlsx 清单!C2"


def test_a_table_that_misses_one_box_is_said(pay: Payment, tmp_path: Path) -> None:
    text = (
        "- [ ] One\n\n| # | Part | Done |\n|---|---|---|\n| 1 | Chat | [x] |\n| 2 | Clone | [ ] |\n"
        "| 3 | List | **[404]** |\n"
    )
    found = opened(pay, tmp_path, "a.md", text.encode())
    assert [r.values["text"].en for r in planned(pay, found).rows] == ["One"]
    ((place, why),) = found.remarks
    assert (place, "has no box" in str(why)) == ("a.md:7", True)


def test_a_pack_is_not_taken_for_a_list(pay: Payment, tmp_path: Path) -> None:
    for brief in (False, True):
        text = export.export(pay.ws, pay.handover, brief=brief, lang=["zh_CN", "en"])
        for data in (text.encode(), text.replace("\n", "\r\n").encode("utf-8-sig")):
            with pytest.raises(BadFile, match="This is a handover pack"):
                opened(pay, tmp_path, "a.md", data)
    of_it = text[text.index("\n# ") :].encode() + b"\n- [ ] Order the keys\n"
    assert opened(pay, tmp_path, "part.md", of_it).source.drafts, "its text without the front is"


def test_packs_are_not_offered_as_lists(pay: Payment, tmp_path: Path) -> None:
    export.write(pay.ws, pay.handover, tmp_path)
    (tmp_path / "pack.md").write_text("- [ ] Pack the boxes\n")
    (tmp_path / "range.json").write_text("{}")
    reach = Reach(tmp_path, only=True)
    assert reach.lists() == ["pack.md"]
    assert reach.lists((".csv", ".json")) == ["range.json"], "where readings are asked for"
