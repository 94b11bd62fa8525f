"""Lists that were opened, edited and saved in LibreOffice, and what that does to them.

The files in tests/fixtures/office are our own, as LibreOffice 7.4 saved them: a list of `pay` with
a tick, proofs, a day, a note and a row more, once as .xlsx and once as CSV in GB18030; a Chinese
checklist with merged cells, as it was and edited; a roster in GB18030, edited.
"""

from __future__ import annotations

import io
import shutil
import subprocess
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from tests.fixtures.books import chinese_checklist
from tests.services.conftest import Payment, paste
from tests.services.test_lists_out import back, fates, out
from workbench.domain.due import Due
from workbench.domain.registers.evidence import Evidence
from workbench.domain.registers.item import Item, ItemState
from workbench.domain.registers.note import Note
from workbench.domain.registers.person import Employment, Person, Side
from workbench.exchange.xlsx import Book
from workbench.language import Tr
from workbench.services import files_in, importing, undo
from workbench.services.importing import Fate

OFFICE = Path(__file__).parents[1] / "fixtures" / "office"
ROSTER = (
    "姓名,归属方,岗位,计划离场日期,用工类型,投入\n"
    "陈浩,移交方,研发负责人,2026/12/20,外包,1\n张敏,接收方,运营经理,,,0.5\n"
)
CHECKLIST = [
    ["序号", "阶段", "检查内容", "责任人", "计划完成时间", "状态", "完成", "备注"],
    ["1", "上线前两周", "备份恢复演练完成", "张敏", "2026-12-28", "未开始", "no"],
    ["2", "上线前两周", "监控告警接入", "运维组", "2026-12-30", "进行中", "no", "等厂商"],
    ["3", "上线前两周", "应急预案评审", "待定", "", "已完成", "yes", "纪要 MEET-12"],
    ["二、切换阶段"],
    ["4", "上线当天", "切换值班", "值班员", "", "☐", "no", "共 5 人"],
    ["5", "上线当天", "核对账务", "陈浩", "2027-01-15", "", "no"],
]


@pytest.fixture
def chinese(pay: Payment) -> Payment:
    pay.ws.tr = Tr("zh_CN")
    return pay


def planned(pay: Payment, path: Path, register: str = "item") -> importing.Plan:
    found = files_in.opened(pay.ws, pay.handover, path, register)
    return importing.plan(pay.ws, pay.handover, found.source)


def changes(pay: Payment, plan: importing.Plan) -> list[tuple[str, ...]]:
    """What each row that changes something says, as the preview has it."""
    view = pay.ws.reading(pay.handover)
    found = []
    for row in plan.rows:
        if row.fate is Fate.CHANGED:
            known = view.dossier.get(row.record)
            assert known is not None
            told = [f"{view.tr(label)} {new}" for label, _, new in row.changes("item", view)]
            found.append((view.dossier.key(known), *told, *row.proofs, *row.notes))
    return found


@pytest.mark.parametrize("name", ["list-back.xlsx", "list-back.csv"])
def test_a_list_edited_there_comes_back_as_just_that(chinese: Payment, name: str) -> None:
    plan = planned(chinese, OFFICE / name)
    assert fates(plan) == {"new": 1, "changed": 2, "same": 2}
    assert changes(chinese, plan) == [
        ("PAY-01", "状态 已申报", "https://t.example/7", "王工已核对"),
        ("PAY-02", "到期 2026-12-20", "夜间进行"),
    ]
    importing.apply(chinese.ws, plan).expect()
    dossier = chinese.ws.dossier(chinese.handover)
    one, two, *_, new = dossier.all(Item)
    assert (one.state, one.claimed_by) == (ItemState.CLAIMED, chinese.li)
    assert [e.text for e in dossier.under(one.id, Evidence)] == [
        "https://t.example/7",
        "王工已核对",
    ]
    assert two.due == Due(on=date(2026, 12, 20))
    assert [n.text for n in dossier.under(two.id, Note)] == ["夜间进行"]
    assert (new.text.zh, str(new.due), dossier.title(new.person or 0, "zh_CN")) == (
        "加测回退", "2027-01-09", "张敏",
    )  # fmt: skip
    assert fates(planned(chinese, OFFICE / name)) == {"same": 5}
    undo.undo(chinese.ws, chinese.handover)
    assert fates(planned(chinese, OFFICE / name)) == {"new": 1, "changed": 2, "same": 2}


def test_merged_cells_days_yes_and_formulas_as_they_are_saved_there() -> None:
    sheet = Book((OFFICE / "checklist.xlsx").read_bytes(), "a.xlsx").sheet("移交检查表")
    assert sheet.rows[2:] == CHECKLIST
    assert sheet.lines == [1, 2, 4, 5, 6, 7, 8, 9, 10]
    assert sheet.spans == {0, 6}
    assert sheet.hollow == 0


def test_a_chinese_checklist_and_the_same_edited(chinese: Payment, tmp_path: Path) -> None:
    path = tmp_path / "检查表.xlsx"
    shutil.copy(OFFICE / "checklist.xlsx", path)
    importing.apply(chinese.ws, planned(chinese, path)).expect()
    made = [i for i in chinese.ws.dossier(chinese.handover).all(Item) if i.source]
    assert [(str(i.due), i.state.value, i.headings) for i in made] == [
        ("2026-12-28", "todo", ("上线前两周",)),
        ("2026-12-30", "doing", ("上线前两周",)),
        ("T-14", "claimed", ("上线前两周",)),
        ("T0", "todo", ("二、切换阶段", "上线当天")),
        ("2027-01-15", "todo", ("二、切换阶段", "上线当天")),
    ]
    assert fates(planned(chinese, path)) == {"same": 5}
    shutil.copy(OFFICE / "checklist-edited.xlsx", path)
    assert changes(chinese, planned(chinese, path)) == [
        ("PAY-05", "状态 已申报", "演练记录 DR-7"),
        ("PAY-06", "到期 2027-01-05"),
        ("PAY-08", "状态 已申报"),
    ]


def test_a_roster_saved_there_in_gb18030(chinese: Payment) -> None:
    rows = [line.split(",") for line in ROSTER.splitlines()]
    paste(chinese.ws, chinese.handover, "person", rows)
    plan = planned(chinese, OFFICE / "roster.csv", "person")
    assert [(r.fate.value, dict(r.values)) for r in plan.rows if r.fate is Fate.CHANGED] == [
        ("changed", {"role": "研发总监"}),
        ("changed", {"release": date(2027, 1, 31)}),
    ]
    importing.apply(chinese.ws, plan).expect()
    wang = chinese.ws.dossier(chinese.handover).all(Person)[-1]
    assert (wang.name, wang.side, wang.employment) == ("王磊", Side.GIVING, Employment.OUTSOURCED)
    assert (wang.release, wang.fte) == (date(2027, 2, 28), Decimal(1))
    assert set(fates(planned(chinese, OFFICE / "roster.csv", "person"))) == {"same"}


# --- LibreOffice itself, where it is installed --------------------------------------------------

GB18030 = "csv:Text - txt - csv (StarCalc):44,34,85,1,,0,false,true,false"


@pytest.fixture(scope="module")
def profile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What it makes at its first start."""
    return tmp_path_factory.mktemp("office") / "profile"


def saved(folder: Path, profile: Path, form: str, files: Mapping[str, bytes]) -> list[Path]:
    """Files of one kind, opened and saved there; its start is what takes long."""
    sources, made = [folder / name for name in files], folder / "saved"
    for source in sources:
        source.write_bytes(files[source.name])
    csv = sources[0].suffix == ".csv"
    read = "--infilter=Text - txt - csv (StarCalc):44,34,85,1" if csv else "--nologo"
    subprocess.run(
        ["soffice", f"-env:UserInstallation=file://{profile}", "--headless",
         read, "--convert-to", form, "--outdir", str(made), *map(str, sources)],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    return [made / f"{source.stem}.{form.partition(':')[0]}" for source in sources]


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
@pytest.mark.parametrize("form", ["xlsx", GB18030])
def test_through_libreoffice_itself(
    chinese: Payment, tmp_path: Path, profile: Path, form: str
) -> None:
    from openpyxl import load_workbook

    data = out(chinese, "xlsx")
    book = load_workbook(io.BytesIO(data))
    book.active["E2"], book.active["G2"] = "完成", "会议纪要 7"
    book.active["D3"] = date(2026, 12, 20)
    edited = io.BytesIO()
    book.save(edited)
    books = {"清单.xlsx": data, "改.xlsx": edited.getvalue(), "检查表.xlsx": chinese_checklist()}
    untouched, path, merged = saved(tmp_path, profile, form, books)
    assert fates(planned(chinese, untouched)) == {"same": 4}
    assert changes(chinese, planned(chinese, path)) == [
        ("PAY-01", "状态 已申报", "会议纪要 7"), ("PAY-02", "到期 2026-12-20"),
    ]  # fmt: skip
    if form == "xlsx":  # merged cells there are, too; what is saved as CSV is in roster.csv
        assert back(chinese, tmp_path, merged.read_bytes(), "xlsx").count(Fate.NEW) == 4
        (roster,) = saved(tmp_path, profile, form, {"名册.csv": ROSTER.encode("gb18030")})
        assert planned(chinese, roster, "person").count(Fate.NEW) == 2
