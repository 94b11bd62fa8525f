"""Lists and rosters come in whole, once, and go out again with one undo."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from db import log
from tests.services.conftest import Payment, plan_rows
from workbench.domain.journey import Stage
from workbench.domain.registers.evidence import Evidence
from workbench.domain.registers.item import Item, ItemState, NotApplicable
from workbench.domain.registers.note import Note
from workbench.domain.registers.person import Employment, Person, Side
from workbench.exchange.gfm import ParsedList, parse
from workbench.services import files_in, importing, items, undo
from workbench.services.importing import Fate
from workbench.services.workspace import Workspace

SAMPLES = Path(__file__).parents[3] / "shared" / "samples"

LIST = """# Go-live

## S2 Capture
- [ ] Runbook
  - [x] Alerts listed
  - [ ] Alerts tested
    - [-] Pager tested
- [x] Plan

## 其他
- [n/a] 机房搬迁
  - 已改为云上部署
- [ ] Plan
"""


def fates(plan: importing.Plan) -> dict[str, int]:
    return {f.value: plan.count(f) for f in Fate if plan.count(f)}


def brought(pay: Payment) -> list[Item]:
    return [i for i in pay.ws.dossier(pay.handover).all(Item) if i.source]


def kinds(pay: Payment, after: int) -> list[str]:
    with pay.ws.store.reading() as connection:
        return [e.kind for e in log.entries(connection, pay.handover, after=after)]


def test_a_list_comes_in_with_its_nesting_marks_and_places(pay: Payment) -> None:
    head = pay.ws.head(pay.handover)[0]
    plan = importing.plan_list(pay.ws, pay.handover, parse(LIST, "list.md"))
    assert fates(plan) == {"new": 7}
    assert pay.ws.head(pay.handover)[0] == head, "a plan changes nothing"

    importing.apply(pay.ws, plan)

    dossier = pay.ws.dossier(pay.handover)
    found = brought(pay)
    assert [(i.text.show("en"), dossier.depth(i), i.state) for i in found] == [
        ("Runbook", 0, ItemState.TODO),
        ("Alerts listed", 1, ItemState.CLAIMED),
        ("Alerts tested", 1, ItemState.TODO),
        ("Pager tested", 2, ItemState.NOT_APPLICABLE),
        ("Plan", 0, ItemState.CLAIMED),
        ("机房搬迁", 0, ItemState.NOT_APPLICABLE),
        ("Plan", 0, ItemState.TODO),
    ]
    assert [i.source for i in found[:2]] == ["list.md:4 / S2 Capture", "list.md:5 / S2 Capture"]
    assert {i.stage for i in found[:5]} == {Stage.S2}
    assert found[5].stage is None
    assert (found[5].text.zh, found[5].text.en) == ("机房搬迁", "")
    assert not any(i.evidence_required for i in found)
    assert (found[3].reason, found[3].na_code) == (
        "marked as not applicable in list.md:7", NotApplicable.OTHER,
    )  # fmt: skip
    assert found[5].reason == "已改为云上部署"
    (proof,) = dossier.under(found[1].id, Evidence)
    assert (proof.text, proof.by, found[1].claimed_by) == ("ticked in list.md:5", pay.li, pay.li)
    assert [n.text for n in dossier.under(found[5].id, Note)] == ["已改为云上部署"]
    with pay.ws.store.reading() as connection:
        (entry,) = log.entries(connection, pay.handover, after=head)
    assert str(entry.summary) == "import of list.md: 7 new"


def test_one_undo_takes_an_import_out_again(pay: Payment) -> None:
    before = pay.ws.dossier(pay.handover)
    importing.apply(pay.ws, importing.plan_list(pay.ws, pay.handover, parse(LIST, "list.md")))
    undo.undo(pay.ws, pay.handover)
    after = pay.ws.dossier(pay.handover)
    assert after.all(Item) == before.all(Item)
    assert after.all(Evidence) == () == after.all(Note)


def test_the_same_list_twice_is_already_there(pay: Payment) -> None:
    parsed = parse(LIST, "list.md")
    first = importing.plan_list(pay.ws, pay.handover, parsed)
    stale = importing.plan_list(pay.ws, pay.handover, parsed)
    importing.apply(pay.ws, first)
    head = pay.ws.head(pay.handover)[0]

    assert fates(importing.plan_list(pay.ws, pay.handover, parsed)) == {"same": 7}
    assert importing.apply(pay.ws, stale).set_id is None
    assert kinds(pay, head) == []
    moved_down = parse("\n\nIntroduction\n\n" + LIST + "- [ ] Plan\n", "list.md")
    assert fates(importing.plan_list(pay.ws, pay.handover, moved_down)) == {"new": 1, "same": 7}
    other = importing.plan_list(pay.ws, pay.handover, parse(LIST, "other.md"))
    assert fates(other) == {"new": 7}


def test_what_a_colleague_brought_in_first_is_not_told_as_brought_in(pay: Payment) -> None:
    def planned(text: str) -> importing.Plan:
        return importing.plan_list(pay.ws, pay.handover, parse(text, "list.md"))

    mine, same = (planned("- [ ] One\n- [ ] Two\n- [ ] Three\n") for _ in range(2))
    importing.apply(pay.ws, planned("- [ ] One\n- [ ] Three\n"))
    assert str(mine.told(importing.apply(pay.ws, mine))) == "brought in from list.md: 1 new"
    last = undo.undoable(pay.ws, pay.handover)
    assert last is not None
    assert str(last.summary) == "import of list.md: 1 new"
    assert str(same.told(importing.apply(pay.ws, same))) == (
        "nothing was brought in from list.md: nothing in it is new any more"
    )


def test_new_lines_of_a_known_list_hang_under_what_is_there(pay: Payment) -> None:
    importing.apply(pay.ws, importing.plan_list(pay.ws, pay.handover, parse(LIST, "list.md")))
    longer = LIST.replace("    - [-] Pager", "    - [ ] At night\n    - [-] Pager")
    importing.apply(pay.ws, importing.plan_list(pay.ws, pay.handover, parse(longer, "list.md")))
    found = {i.text.en: i for i in brought(pay)}
    assert found["At night"].parent == found["Alerts tested"].id


def test_what_was_ticked_since_is_claimed_but_never_what_was_sent_back(pay: Payment) -> None:
    text = "- [ ] One\n- [ ] Two\n- [ ] Three\n"
    importing.apply(pay.ws, importing.plan_list(pay.ws, pay.handover, parse(text)))
    one, two, three = (i.id for i in brought(pay))
    items.claim(pay.ws, pay.handover, [two]).expect()
    items.send_back(pay.ws, pay.handover, [two], "not seen", by=pay.sun).expect()

    ticked = parse("- [x] One\n- [x] Two\n- [ ] Three\n- [x] Pack signed (PAY-04)\n")
    plan = importing.plan_list(pay.ws, pay.handover, ticked)
    assert [(r.fate, r.record) for r in plan.rows] == [
        (Fate.CHANGED, one), (Fate.SAME, two), (Fate.SAME, three), (Fate.CHANGED, pay.items[3]),
    ]  # fmt: skip
    importing.apply(pay.ws, plan)
    states = {i.id: i.state for i in pay.ws.dossier(pay.handover).all(Item)}
    assert (states[one], states[two]) == (ItemState.CLAIMED, ItemState.TODO)
    assert states[pay.items[3]] is ItemState.CLAIMED
    undo.undo(pay.ws, pay.handover)
    assert {i.state for i in pay.ws.dossier(pay.handover).all(Item)} == {ItemState.TODO}
    assert pay.ws.dossier(pay.handover).under(one, Evidence) == ()


def test_a_line_too_long_is_refused_and_its_children_move_up(pay: Payment) -> None:
    text = f"- [ ] Top\n  - [ ] {'long ' * 300}\n    - [ ] Inner\n"
    plan = importing.plan_list(pay.ws, pay.handover, parse(text))
    (refused,) = [r for r in plan.rows if r.fate is Fate.REFUSED]
    assert str(refused.why) == "1499 characters are too many, 1000 fit"
    assert str(plan.summary) == ("list.md: 2 new, 0 changed, 0 already there, 1 refused")
    outcome = importing.apply(pay.ws, plan)
    assert [(line, str(why)) for line, why in outcome.refused] == [(2, str(refused.why))]
    top, inner = brought(pay)
    assert inner.parent == top.id


def test_a_user_who_is_not_on_the_roster_joins_it_with_what_he_ticked(
    pay: Payment, login: Callable[[str, Side], Workspace]
) -> None:
    wu = login("Wu Lan", Side.RECEIVING)
    importing.apply(wu, importing.plan_list(wu, pay.handover, parse("- [ ] One\n")))
    assert "Wu Lan" not in [p.name for p in wu.dossier(pay.handover).all(Person)]
    importing.apply(wu, importing.plan_list(wu, pay.handover, parse("- [x] Two\n")))
    dossier = wu.dossier(pay.handover)
    (two,) = [i for i in dossier.all(Item) if i.text.en == "Two"]
    assert dossier.title(two.claimed_by or 0, "en") == "Wu Lan"


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the collected lists are not here")
def test_real_lists_come_in_item_for_item(pay: Payment) -> None:
    for path in sorted(SAMPLES.glob("*.md")):
        if path.name == "INDEX.md":
            continue
        parsed: ParsedList = parse(path.read_text("utf-8"), path.name)
        before, head = len(brought(pay)), pay.ws.head(pay.handover)[0]
        importing.apply(pay.ws, importing.plan_list(pay.ws, pay.handover, parsed))
        assert len(brought(pay)) - before == len(parsed.items)
        assert kinds(pay, head) == ["import"]
        again = importing.plan_list(pay.ws, pay.handover, parsed)
        assert fates(again) == {"same": len(parsed.items)}


# --- rosters ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "rows",
    [
        [["Name", "Role", "Planned release"], ["Chen Hao", "Engineering manager", "2026-12-20"],
         ["Zhao Lin", "Tester", "2027-01-31"]],
        [["姓名", "岗位", "计划离场日期"], ["Chen Hao", "Engineering manager", "2026年12月20日"],
         ["Zhao Lin", "Tester", "2027/1/31"]],
        [["2026-12-20", "Engineering manager", "Chen Hao"], ["2027-01-31", "Tester", "Zhao Lin"]],
        [["Engineering manager", "Chen Hao", "Dec 20"], ["Tester", "Zhao Lin", "2027-01-31"]],
    ],
)  # fmt: skip
def test_three_columns_in_any_order_with_or_without_a_header(
    pay: Payment, rows: list[list[str]]
) -> None:
    plan = plan_rows(pay.ws, pay.handover, "person", rows)
    assert [r.fate for r in plan.rows] == [Fate.NEW, Fate.NEW]
    importing.apply(pay.ws, plan)
    found = [(p.name, p.role, p.release) for p in pay.ws.dossier(pay.handover).all(Person)[-2:]]
    assert found == [
        ("Chen Hao", "Engineering manager", date(2026, 12, 20)),
        ("Zhao Lin", "Tester", date(2027, 1, 31)),
    ]


def test_sides_and_more_columns_are_told_by_what_they_hold(pay: Payment) -> None:
    rows = [
        ["接收方", "张敏", "运营经理", "staff", "华信"],
        ["移交方", "陈浩", "研发工程师", "outsourced", "华信"],
    ]
    plan = plan_rows(pay.ws, pay.handover, "person", rows)
    importing.apply(pay.ws, plan)
    zhang, chen = pay.ws.dossier(pay.handover).all(Person)[-2:]
    assert (zhang.name, zhang.side, zhang.role) == ("张敏", Side.RECEIVING, "运营经理")
    assert (chen.side, chen.employment) == (Side.GIVING, Employment.OUTSOURCED)


def test_who_is_there_is_changed_where_a_cell_says_so(pay: Payment) -> None:
    head = pay.ws.head(pay.handover)[0]
    rows = [
        ["name", "role", "release"],
        ["li wei", "Project manager", ""],
        ["Sun Yu", "", ""],
        ["", "Tester", ""],
        ["Chen Hao", "Developer", "some day"],
        ["Zhao Lin", "Tester", ""],
        ["ZHAO LIN", "Lead", ""],
    ]
    plan = plan_rows(pay.ws, pay.handover, "person", rows)
    assert [(r.draft.line, r.fate) for r in plan.rows] == [
        (2, Fate.CHANGED), (3, Fate.SAME), (4, Fate.REFUSED), (5, Fate.REFUSED), (6, Fate.NEW),
        (7, Fate.REFUSED),
    ]  # fmt: skip
    reasons = [str(r.why) for r in plan.rows if r.why]
    assert reasons[0] == "Name is missing"
    assert reasons[1].startswith('Planned release: "some day" is not a date')
    assert reasons[2] == "ZHAO LIN stands in row 6 already"
    shown = plan.rows[0].changes("person", pay.ws.reading(pay.handover))
    assert [(str(label), old, new) for label, old, new in shown] == [
        ("Role", "", "Project manager")
    ]
    assert str(plan.summary) == "pasted rows: 1 new, 1 changed, 1 already there, 3 refused"

    outcome = importing.apply(pay.ws, plan)
    assert [row for row, _ in outcome.refused] == [4, 5, 7]
    assert kinds(pay, head) == ["import"]
    people = {p.name: p.role for p in pay.ws.dossier(pay.handover).all(Person)}
    assert people == {"Li Wei": "Project manager", "Sun Yu": "", "Gao Ping": "",
                      "Zhao Lin": "Tester"}  # fmt: skip
    undo.undo(pay.ws, pay.handover)
    people = {p.name: p.role for p in pay.ws.dossier(pay.handover).all(Person)}
    assert people == {"Li Wei": "", "Sun Yu": "", "Gao Ping": ""}


def test_the_user_can_say_what_the_columns_are_and_is_remembered(pay: Payment) -> None:
    rows = [["Called", "Duty", "Where"], ["Head", "Lead", "1st floor"], ["Tail", "Owner", "2nd"]]

    def read() -> files_in.Opened:
        return files_in.pasted(pay.ws, pay.handover, rows, "person", "pasted rows")

    found = read()
    for column, name in ((0, "name"), (1, "role")):
        found = files_in.with_column(pay.ws, found, column, name)
    for again in (found, read()):
        plan = importing.plan(pay.ws, pay.handover, again.source)
        assert [r.values for r in plan.rows] == [
            {"name": "Head", "role": "Lead"}, {"name": "Tail", "role": "Owner"},
        ]  # fmt: skip
