"""Handover templates: the built-in ones, and what a user's own file is told about itself."""

from __future__ import annotations

import re
import stat
import tomllib
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.domain.bitext import Bitext
from workbench.domain.errors import BadFile, NotFound, WorkbenchError
from workbench.domain.registers.person import Side
from workbench.domain.template import (
    DEFAULT_STAGES,
    DIMENSIONS,
    REGISTERS,
    SIDES,
    STAGES,
    StageWindow,
    Template,
    TemplateItem,
    TemplateRecord,
    TemplateSeat,
    due_day,
)
from workbench.domain.template_records import kinds
from workbench.domain.text import clean
from workbench.exchange.template_file import available, builtin_codes, check, find, load, save
from workbench.exchange.template_toml import TemplateReader, to_toml
from workbench.exchange.toml_lines import TomlLines

ROOT = Path(__file__).parents[2]
BUILTIN = ROOT / "workbench" / "templates"
COUNTS = {"lite": 12, "generic": 44, "it-service": 42, "pv-station": 44}
PREFIXES = {"generic": "GEN-", "pv-station": "PV-"}

# --- the built-in templates ------------------------------------------------------------------


def test_every_builtin_file_is_offered() -> None:
    assert sorted(builtin_codes()) == sorted(path.stem for path in BUILTIN.glob("*.toml"))


@pytest.mark.parametrize("code", COUNTS)
def test_builtin_has_no_problem_and_no_advice(code: str) -> None:
    assert check(BUILTIN / f"{code}.toml") == []
    assert len(find(code, None).items) == COUNTS[code]


@pytest.mark.parametrize("code", COUNTS)
def test_builtin_covers_all_dimensions_and_stages(code: str) -> None:
    template = find(code, None)
    assert {item.dimension for item in template.items} == set(DIMENSIONS)
    assert {item.stage for item in template.items} == set(STAGES)
    assert {seat.side for seat in template.seats} == set(SIDES)
    assert 6 <= len(template.seats) <= 8


@pytest.mark.parametrize("code", COUNTS)
def test_builtin_items_are_in_order_and_fit_lists(code: str) -> None:
    template = find(code, None)
    prefix = PREFIXES.get(code, "")
    numbers = [f"{prefix}{n:02}" for n in range(1, COUNTS[code] + 1)]
    assert [item.code for item in template.items] == numbers
    days = [due_day(item.due) for item in template.items]
    assert days == sorted(days, key=lambda day: day or 0)
    assert [item.code for item in template.items if len(item.text.en) > 110] == []
    assert [item.code for item in template.items if len(item.why.en) > 150] == []


@pytest.mark.parametrize("code", COUNTS)
def test_builtin_chinese_is_typeset_as_chinese(code: str) -> None:
    for item in find(code, None).items:
        for text in (item.text.zh, item.why.zh, item.proof.zh):
            assert re.search(r"[\u4e00-\u9fff]", text)
            assert not re.search(r"[,;:?!()]|[\u4e00-\u9fff] [\u4e00-\u9fff]", text), text
        assert item.why.zh.endswith("。")
        assert item.proof.zh.endswith("。")


@pytest.mark.parametrize("code", COUNTS)
def test_the_most_critical_handover_takes_most(code: str) -> None:
    template = find(code, None)
    a, b, c = (set(template.for_level(letter)) for letter in "ABC")
    assert a >= b >= c
    assert len(a) == COUNTS[code]
    assert {item.stage for item in c} == set(STAGES)
    assert {item.dimension for item in c} == set(DIMENSIONS)


def test_criticality_leaves_items_out_in_their_order() -> None:
    template = find("it-service", None)
    codes = [item.code for item in template.for_level("C")]
    assert "04" not in codes
    assert codes == sorted(codes)


@pytest.mark.parametrize(
    ("code", "item", "seat", "side"),
    [
        ("it-service", "01", "Project manager", "giving"),
        ("it-service", "03", "Engineering manager", "giving"),
        ("it-service", "04", "Operations manager", "receiving"),
        ("it-service", "05", "Security", "receiving"),
        ("it-service", "09", "Risk manager", "receiving"),
        ("generic", "GEN-34", "Operations manager", "receiving"),
        ("lite", "09", "Receiving lead", "receiving"),
        ("pv-station", "PV-13", "Commissioning lead", "giving"),
        ("pv-station", "PV-27", "Data analyst and KPI owner", "receiving"),
    ],
)
def test_seats_stand_on_the_right_side(code: str, item: str, seat: str, side: str) -> None:
    template = find(code, None)
    owner = next(line.seat for line in template.items if line.code == item)
    found = next(each for each in template.seats if each.code == owner)
    assert (found.name.en, found.side) == (seat, side)


def test_sides_are_those_of_people() -> None:
    assert set(SIDES) == {side.value for side in Side}


def test_stages_keep_their_usual_days_unless_a_template_says_otherwise() -> None:
    windows = {window.stage: window for window in find("generic", None).stages}
    assert windows["S1"] == StageWindow("S1", -60, -31)
    assert windows["S6"] == StageWindow("S6", 31, 89)
    assert windows["S7"] == StageWindow("S7", 90, None)


@pytest.mark.parametrize(
    ("due", "day"),
    [("T0", 0), ("T-30", -30), ("T+5", 5), ("T+5wd", 7), ("T-10wd", -14), ("T+1wd", 1)],
)
def test_a_due_rule_counts_days_from_t0(due: str, day: int) -> None:
    assert due_day(due) == day


@pytest.mark.parametrize("due", ["", "T", "t-30", "T-", "T 5", "T+5w", "T٣", "2027-01-15"])
def test_anything_else_is_no_rule(due: str) -> None:
    assert due_day(due) is None


# --- problems and their lines ----------------------------------------------------------------

GOOD = """\
[template]
code = "small"
name.en = "Small"
name.zh = "小型"
about.en = "For tests."
about.zh = "测试用。"

[[seat]]
code = "giver"
side = "giving"
name.en = "Giver"
name.zh = "移交人"

[[seat]]
code = "taker"
side = "receiving"
name.en = "Taker"
name.zh = "接收人"

[[item]]
code = "01"
stage = "S1"
dimension = "D1"
due = "T-45"
seat = "giver"
mandatory = true
text.en = "Plan agreed by both sides"
text.zh = "双方确认计划"
why.en = "A plan of one side is a wish."
why.zh = "只有一方认的计划只是愿望。"
proof.en = "Minutes."
proof.zh = "会议纪要。"

[[item]]
code = "02"
stage = "S5"
dimension = "D8"
due = "T+5wd"
seat = "taker"
mandatory = false
levels = "AB"
weight = 3
parent = "01"
evidence_required = false
text.en = "Support ends"
text.zh = "护航结束"
why.en = "Help that never ends hides what is missing."
why.zh = "一直有人陪着，就看不出缺什么。"
proof.en = "Exit test."
proof.zh = "退出测试。"
"""


def problems(tmp_path: Path, text: str | bytes) -> list[tuple[int, str, bool]]:
    path = tmp_path / "small.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return [(problem.line, str(problem.message), problem.advice) for problem in check(path)]


def line_of(text: str, start: str, nth: int = 1) -> int:
    """The line number of the `nth` line that begins with `start`."""
    lines = text.splitlines()
    return [n for n, line in enumerate(lines, 1) if line.startswith(start)][nth - 1]


def test_a_good_file_has_no_problem(tmp_path: Path) -> None:
    assert problems(tmp_path, GOOD) == []


@pytest.mark.parametrize(
    ("old", "new", "at", "nth", "says"),
    [
        ('code = "small"', 'code = "Small One"', "code", 1, "Small One is not a code"),
        ('code = "small"\n', "", "[template]", 1, "The template: code is missing"),
        ('due = "T-45"', 'due = "T-45"\ncolour = "red"', "colour", 1, "There is no key colour"),
        ('why.zh = "只', 'why.de = "x"\nwhy.zh = "只', "why.de", 1, "There is no key why.de"),
        ("[[seat]]", "[[owners]]\n[[seat]]", "[[owners]]", 1, "There is no key owners"),
        ('text.en = "Plan', 'text.en = 5 # "Plan', "text.en", 1, "text.en must be text"),
        ("mandatory = true\n", "", "[[item]]", 1, "mandatory is missing"),
        ("mandatory = true", 'mandatory = "yes"', "mandatory", 1, "must be true or false"),
        ("weight = 3", "weight = true", "weight", 1, "weight must be a whole number"),
        ("weight = 3", "weight = 6", "weight", 1, "weight is 1 to 5, not 6"),
        ("weight = 3", "weight = 0", "weight", 1, "weight is 1 to 5, not 0"),
        ('"A plan of one side is a wish."', '"plan agreed, by BOTH sides!"', "why.en", 1, "repeat"),
        ('"A plan of one side is a wish."', '"By both sides agreed plan"', "why.en", 1, "repeat"),
        ('"A plan of one side is a wish."', '"Both sides"', "why.en", 1, "only repeats"),
        ('why.zh = "只', 'why.zh = "双方确认计划很好。" # "', "why.zh", 1, "why.zh only repeats"),
        ('due = "T-45"', 'due = "soon"', "due", 1, "T+5wd or a date, not soon"),
        ('due = "T-45"', 'due = "2027-02-30"', "due", 1, "or a date, not 2027-02-30"),
        ('due = "T-45"\n', "", "[[item]]", 1, "Item 01: due is missing"),
        ('stage = "S5"', 'stage = "S8"', "stage", 2, "stage S8 is none of: S1, S2"),
        ('dimension = "D8"', 'dimension = "D9"', "dimension", 2, "dimension D9 is none of"),
        ('side = "giving"', 'side = "both"', "side", 1, "side both is none of: giving, receiving"),
        ('parent = "01"', 'parent = "7"', "parent", 1, "there is no item 7"),
        ('parent = "01"', 'parent = "02"', "parent", 1, "lead back to itself"),
        ('code = "02"', 'code = "01"', "code", 5, "The code 01 is there twice"),
        ('code = "02"', 'code = "zwei"', "code", 5, "zwei is not an item's code"),
        ('levels = "AB"', 'levels = "AD"', "levels", 1, "letters of ABC, each once, not AD"),
        ('levels = "AB"', 'levels = "AA"', "levels", 1, "letters of ABC"),
        ('levels = "AB"', 'levels = ""', "levels", 1, "letters of ABC"),
        ('due = "T-45"', 'due = "T-45"\nlevels = "A"', "parent", 1, "applies at level B"),
    ],
)
def test_a_problem_is_named_with_its_line(
    tmp_path: Path, old: str, new: str, at: str, nth: int, says: str
) -> None:
    text = GOOD.replace(old, new, 1)
    assert text != GOOD
    found = problems(tmp_path, text)
    assert [(line, advice) for line, _, advice in found] == [(line_of(text, at, nth), False)]
    assert says in found[0][1]
    with pytest.raises(BadFile, match=re.escape(says)) as caught:
        load(tmp_path / "small.toml")
    assert caught.value.where == f"{tmp_path / 'small.toml'}:{found[0][0]}"


RECORDS = (
    GOOD
    + """
[[goal]]
code = "grid"
title.en = "Connected in time"
title.zh = "按期并网"

[[kpi]]
code = "pr"
name = "PR"
goal = "grid"
direction = "higher"
target = 82
warn = 80.5
in_bonus = true
active_from = "T+1"

[[changeover]]
relation = "new"
new = "pr"
tolerance = 5
"""
)


def test_records_are_read_as_they_are_meant(tmp_path: Path) -> None:
    assert problems(tmp_path, RECORDS) == []
    goal, kpi, line = load(tmp_path / "small.toml").records
    assert (goal.register, goal.code) == ("goal", "grid")
    assert kpi.values["name"] == Bitext("PR", "PR")
    assert (kpi.values["target"], kpi.values["warn"]) == (Decimal(82), Decimal("80.5"))
    assert (line.register, line.values["new"]) == ("changeover", "pr")


@pytest.mark.parametrize(
    ("old", "new", "at", "nth", "says"),
    [
        ('title.zh = "按期并网"\n', "", "title.en", 1, "[[goal]] grid: title.zh is missing"),
        ('name = "PR"\n', "", "[[kpi]]", 1, "[[kpi]] pr: name is missing"),
        ('code = "pr"', 'code = "Pr"', "code = ", 7, "Pr is not a code"),
        ('goal = "grid"', 'goal = "gird"', "goal", 1, "goal gird is none of: grid"),
        ('"higher"', '"up"', "direction", 1, "direction up is none of: higher, lower, band"),
        ("target = 82", 'target = "82"', "target", 1, "target must be a number"),
        ("target = 82", "target = nan", "target", 1, "target must be a number"),
        ("tolerance = 5", "tolerance = 2000", "tolerance", 1, "2000 is not between 0 and 1000"),
        ("in_bonus = true", 'in_bonus = "yes"', "in_bonus", 1, "must be true or false"),
        ('"T+1"', '"soon"', "active_from", 1, "T+5wd or a date, not soon"),
        ('"T+1"', '"2027-13-01"', "active_from", 1, "or a date, not 2027-13-01"),
        ("in_bonus = true", 'state = "live"', "state", 1, "There is no key state"),
        ("in_bonus = true", 'owner = "Li Wei"', "owner", 1, "There is no key owner"),
        ("in_bonus = true", "active_to = 5", "active_to", 1, "active_to must be text"),
        ("in_bonus = true", "baseline = 5", "baseline", 1, "There is no key baseline"),
        ("[[changeover]]", "[[person]]\n[[changeover]]", "[[person]]", 1, "no key person"),
    ],
)
def test_a_problem_of_a_record_is_named_with_its_line(
    tmp_path: Path, old: str, new: str, at: str, nth: int, says: str
) -> None:
    text = RECORDS.replace(old, new, 1)
    assert text != RECORDS
    line, said, advice = problems(tmp_path, text)[0]
    assert says in said
    assert (line, advice) == (line_of(text, at, nth), False)


def test_two_records_of_one_code_and_too_many(tmp_path: Path) -> None:
    one = '\n[[goal]]\ncode = "grid"\ntitle = "T"\n'
    [(line, said, _)] = problems(tmp_path, RECORDS + one)
    assert (line, said) == (line_of(RECORDS + one, "code", 8), "The code grid is there twice.")
    many = RECORDS + '\n[[goal]]\ntitle = "T"\n' * 200
    [(line, said, _)] = problems(tmp_path, many)
    assert (line, said) == (
        line_of(many, "[[goal]]", 201),
        "There are 201 of [[goal]]; a template takes at most 200.",
    )


def test_the_station_begins_with_the_cards_that_its_trade_knows() -> None:
    listed: dict[str, list[TemplateRecord]] = {}
    for found in find("pv-station", None).records:
        listed.setdefault(found.register, []).append(found)
    assert {name: len(records) for name, records in listed.items()} == {
        "post": 7, "goal": 3, "kpi": 9, "changeover": 7, "benefit": 3,
    }  # fmt: skip
    ends = [r.code for r in listed["kpi"] if r.values.get("phase") == "implementation"]
    assert ends == ["grid-date", "cost-per-watt", "quality-pass"]
    olds = {r.values["old"] for r in listed["changeover"]}
    news = {r.values["new"] for r in listed["changeover"] if "new" in r.values}
    assert olds == set(ends)
    assert news == {r.code for r in listed["kpi"]} - set(ends)


def test_an_unknown_seat_also_leaves_its_own_seat_unused(tmp_path: Path) -> None:
    text = GOOD.replace('seat = "taker"', 'seat = "nobody"')
    assert problems(tmp_path, text) == [
        (line_of(text, "[[seat]]", 2), "Seat taker: no item belongs to it.", True),
        (line_of(text, "seat", 2), "Item 02: seat nobody is none of: giver, taker.", False),
    ]


def test_a_seat_code_given_twice(tmp_path: Path) -> None:
    text = GOOD + '\n[[seat]]\ncode = "taker"\nside = "giving"\nname.en = "T"\nname.zh = "某"\n'
    assert problems(tmp_path, text) == [
        (line_of(text, "code", 6), "The code taker is there twice.", False)
    ]


def test_an_advice_does_not_stop_a_template_from_being_used(tmp_path: Path) -> None:
    text = GOOD.replace('side = "receiving"', 'side = "sponsor"')
    [(line, message, advice)] = problems(tmp_path, text)
    assert (line, advice) == (line_of(text, "[[seat]]"), True)
    assert "nobody could verify" in message
    assert load(tmp_path / "small.toml").code == "small"


@pytest.mark.parametrize(
    ("old", "new", "at", "nth", "says"),
    [
        ('name.zh = "小型"', "", "name.en", 1, "name.zh is missing"),
        ('about.en = "For tests."', 'about.en = "  "', "about.en", 1, "about.en is missing"),
        ('text.zh = "双方确认计划"\n', "", "text.en", 1, "Item 01: text.zh is missing"),
        ('why.en = "A plan of one side is a wish."\n', "", "why.zh", 1, "why.en is missing"),
        ('proof.zh = "退出测试。"\n', "", "proof.en", 2, "Item 02: proof.zh is missing"),
        ('due = "T-45"', 'due = "T-30"', "due", 1, "outside stage S1, which is T-60..T-31"),
        ('due = "T+5wd"', 'due = "T+22wd"', "due", 2, "outside stage S5, which is T+1..T+30"),
    ],
)
def test_one_language_and_a_day_outside_the_stage_are_an_advice(
    tmp_path: Path, old: str, new: str, at: str, nth: int, says: str
) -> None:
    text = GOOD.replace(old, new, 1)
    [(line, message, advice)] = problems(tmp_path, text)
    assert (line, advice) == (line_of(text, at, nth), True)
    assert says in message
    assert load(tmp_path / "small.toml").code == "small"


def test_a_template_in_one_language_is_told_so_once(tmp_path: Path) -> None:
    text = "\n".join(line for line in GOOD.splitlines() if ".zh = " not in line)
    [(_, message, advice)] = problems(tmp_path, text)
    assert advice
    assert "they are in English only" in message
    assert load(tmp_path / "small.toml").name.show("zh_CN") == load(tmp_path / "small.toml").name.en


def test_a_file_named_otherwise_than_its_template(tmp_path: Path) -> None:
    path = tmp_path / "other.toml"
    path.write_text(GOOD, "utf-8")
    [problem] = check(path)
    assert (problem.line, problem.advice) == (2, True)
    assert "small.toml" in str(problem.message)


def test_no_items_and_too_many(tmp_path: Path) -> None:
    head, first, _ = GOOD.split("[[item]]")
    none = [message for _, message, advice in problems(tmp_path, head) if not advice]
    assert none == ["There are no items; add an [[item]]."]
    many = head + "".join("[[item]]" + first.replace("01", f"{n}") for n in range(1, 502))
    found = [(line, said) for line, said, advice in problems(tmp_path, many) if not advice]
    assert found == [
        (line_of(many, "[[item]]", 501), "There are 501 items; a template takes at most 500.")
    ]


def test_no_seats(tmp_path: Path) -> None:
    head, *_ = GOOD.split("[[seat]]")
    items = GOOD[GOOD.index("[[item]]") :]
    assert (1, "There are no seats; add a [[seat]].", False) in problems(tmp_path, head + items)


def test_parents_in_a_longer_circle_are_all_named(tmp_path: Path) -> None:
    text = GOOD.replace('due = "T-45"', 'due = "T-45"\nlevels = "AB"\nparent = "02"')
    found = problems(tmp_path, text)
    assert [line for line, _, _ in found] == [line_of(text, "parent", n) for n in (1, 2)]
    assert all("lead back" in message for _, message, _ in found)


@pytest.mark.parametrize(
    ("tables", "at", "says"),
    [
        ('[[stage]]\nstage = "S9"\n', "stage = ", "A stage is one of"),
        ('[[stage]]\nstage = "S6"\nfirst = 30\n', "[[stage]]", "begins before stage S5 has ended"),
        ('[[stage]]\nstage = "S2"\nfirst = -10\n', "[[stage]]", "ends on day -15"),
    ],
)
def test_stage_windows(tmp_path: Path, tables: str, at: str, says: str) -> None:
    text = tables + "\n" + GOOD
    assert says in problems(tmp_path, text)[0][1]
    assert problems(tmp_path, text)[0][0] == line_of(text, at)


def test_a_stage_given_twice(tmp_path: Path) -> None:
    text = '[[stage]]\nstage = "S7"\nfirst = 95\n' * 2 + GOOD
    assert problems(tmp_path, text) == [(5, "Stage S7 is there twice.", False)]


def test_a_moved_window_moves_what_is_due(tmp_path: Path) -> None:
    text = '[[stage]]\nstage = "S1"\nfirst = -40\n\n' + GOOD
    [(line, message, _)] = problems(tmp_path, text)
    assert line == line_of(text, "due")
    assert "T-40..T-31" in message


def test_all_problems_come_at_once_in_the_order_of_lines(tmp_path: Path) -> None:
    text = GOOD.replace("weight = 3", "weight = 9").replace('"S1"', '"X"').replace("结束", "")
    text = text.replace('code = "small"', 'code = "?"')
    lines = [line for line, _, _ in problems(tmp_path, text)]
    assert len(lines) == 3
    assert lines == sorted(lines)


@pytest.mark.parametrize(
    ("broken", "line"),
    [("a = 1\nb = \n", 2), ("a = 1\na = 2\n", 2), ('a = 1\n\nb = """never ends\n', 3)],
)
def test_what_is_not_toml_is_one_problem(tmp_path: Path, broken: str, line: int) -> None:
    [(found, message, advice)] = problems(tmp_path, broken)
    assert (found, advice) == (line, False)
    assert message.startswith("This is not TOML: ")


@pytest.mark.parametrize("value", ["[" * 100_000, "1" * 5_000, f"0x{'f' * 5_000}"])
def test_toml_that_is_too_deep_or_too_long_is_a_problem_not_a_crash(
    tmp_path: Path, value: str
) -> None:
    [(_, message, _)] = problems(tmp_path, f"a = {value}")
    assert message.startswith("This is not TOML: ")


def test_tables_of_the_wrong_kind(tmp_path: Path) -> None:
    found = problems(tmp_path, 'template = 1\nseat = "x"\nitem = [1]\nstage = {}\n')
    assert [(line, said.split(" must")[0]) for line, said, _ in found] == [
        (1, "template"),
        (2, "seat"),
        (3, "item"),
        (4, "stage"),
    ]


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(BadFile) as caught:
        check(tmp_path / "absent.toml")
    assert caught.value.where == str(tmp_path / "absent.toml")
    (tmp_path / "binary.toml").write_bytes(b"\0\1\2")
    with pytest.raises(BadFile):
        load(tmp_path / "binary.toml")


def test_what_a_file_says_cannot_command_the_terminal(tmp_path: Path) -> None:
    text = GOOD.replace('"S1"', '"\\u001b[2J"').replace('"Giver"', '"\\u001b[31mGiver"')
    text = text.replace("weight = 3", 'weight = 3\n"\\u001b]0;x" = 1')
    assert all(said.isprintable() for _, said, _ in problems(tmp_path, text))
    (tmp_path / "small.toml").write_text(text.replace('"\\u001b[2J"', '"S1"'), "utf-8")
    path = tmp_path / "small.toml"
    path.write_text(GOOD.replace('"Giver"', '"\\u001b[31mGiver"'), "utf-8")
    assert load(path).seats[0].name.en.isprintable()


# --- lines in TOML as people write it --------------------------------------------------------


def test_lines_behind_strings_that_look_like_tables() -> None:
    text = '''\
# [[item]]
title = """
[[item]]
text.en = "no" \\"""
"""
[[item]]            # the first
text = { en = "{", zh = ']' }
list = [
  "[[item]]", # ] not the end
  \'\'\'a'b
code = 1\'\'\'\'
]
[item.why]
en = "x#y"
[[ item ]]
"co\\u0064e" = "02"
'proof' . "en" = ""
[item.why]
zh = """a""\\\\"""
'''
    tomllib.loads(text)
    lines = TomlLines(text)
    assert lines.find(("item", 0)) == 6
    assert lines.find(("item", 0, "text", "zh")) == 7
    assert lines.find(("item", 0, "list")) == 8
    assert lines.find(("item", 0, "why", "en")) == 14
    assert lines.find(("item", 1)) == 15
    assert lines.find(("item", 1, "code")) == 16
    assert lines.find(("item", 1, "proof", "en")) == 17
    assert lines.find(("item", 1, "why", "zh")) == 19
    assert lines.find(("item", 1, "why", "en")) == 18
    assert lines.find(("item",)) == 6
    assert lines.find(("absent",)) == 1


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_files_from_other_editors(tmp_path: Path, encoding: str, newline: str) -> None:
    text = GOOD.replace("weight = 3", "weight = 9").replace("\n", newline)
    found = problems(tmp_path, text.encode(encoding))
    assert [line for line, _, _ in found] == [line_of(GOOD, "weight")]


def test_a_text_over_several_lines_is_one_line(tmp_path: Path) -> None:
    path = tmp_path / "small.toml"
    path.write_text(GOOD.replace('"Minutes."', '"""\nMinutes,\n  signed."""'), "utf-8")
    assert load(path).items[0].proof.en == "Minutes, signed."


# --- writing, finding ------------------------------------------------------------------------

_TEXT = st.text(max_size=40).map(clean)
_PAIR = st.builds(Bitext, en=_TEXT, zh=_TEXT)
_ITEMS = st.builds(
    TemplateItem,
    code=_TEXT,
    text=_PAIR,
    why=_PAIR,
    proof=_PAIR,
    stage=st.sampled_from(STAGES),
    dimension=st.sampled_from(DIMENSIONS),
    due=_TEXT,
    seat=_TEXT,
    mandatory=st.booleans(),
    levels=st.sampled_from(["ABC", "AB", "A"]),
    weight=st.integers(1, 5),
    parent=_TEXT,
    evidence_required=st.booleans(),
)
_SEATS = st.builds(TemplateSeat, code=_TEXT, name=_PAIR, side=_TEXT, about=_PAIR)
_WORDS = st.builds(Bitext, en=_TEXT.filter(bool), zh=_TEXT.filter(bool))
_NUMBER = st.decimals(-(10**9), 10**9, places=2).map(lambda d: Decimal(str(float(d))))
_RECORDS = st.builds(
    TemplateRecord,
    register=st.just("kpi"),
    code=_TEXT,
    values=st.fixed_dictionaries(
        {"name": _WORDS},
        optional={"target": _NUMBER, "in_bonus": st.booleans(), "direction": _TEXT, "unit": _WORDS},
    ),
)
_TEMPLATES = st.builds(
    Template,
    code=_TEXT,
    name=_PAIR,
    about=_PAIR,
    seats=st.lists(_SEATS, max_size=3).map(tuple),
    stages=st.integers(91, 200).map(
        lambda day: (*DEFAULT_STAGES[:-1], replace(DEFAULT_STAGES[-1], first=day))
    ),
    items=st.lists(_ITEMS, max_size=3).map(tuple),
    records=st.lists(_RECORDS, max_size=2).map(tuple),
)


@given(_TEMPLATES)
def test_what_is_written_reads_back_the_same_and_every_key_has_its_line(template: Template) -> None:
    text = to_toml(template)
    reader = TemplateReader(tomllib.loads(text))
    assert reader.read() == template
    assert reader.faults == []
    rows = text.split("\n")
    lines = TomlLines(text)
    for index, item in enumerate(template.items):
        assert rows[lines.find(("item", index)) - 1] == "[[item]]"
        assert rows[lines.find(("item", index, "code")) - 1].startswith("code = ")
        if item.proof.zh:
            found = rows[lines.find(("item", index, "proof", "zh")) - 1]
            assert tomllib.loads(found) == {"proof": {"zh": item.proof.zh}}


@pytest.mark.parametrize("code", COUNTS)
def test_saving_keeps_a_template_whole_and_private(tmp_path: Path, code: str) -> None:
    template = find(code, None)
    path = tmp_path / "new" / "folder" / f"{code}.toml"
    save(template, path)
    assert load(path) == template
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    smaller = replace(template, name=Bitext("Ours", "我们的"))
    save(smaller, path)
    assert load(path) == smaller
    assert [entry.name for entry in path.parent.iterdir()] == [path.name]


def test_saving_where_it_cannot_be_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(WorkbenchError):
        save(find("lite", None), tmp_path / "file" / "lite.toml")


def test_the_users_own_template_comes_first(tmp_path: Path) -> None:
    save(replace(find("lite", None), name=Bitext("Ours", "我们的")), tmp_path / "lite.toml")
    assert find("lite", tmp_path).name.en == "Ours"
    assert find("lite", None).name.en != "Ours"
    assert find("generic", tmp_path).code == "generic"


def test_available_are_the_builtin_ones_and_the_users_usable_ones(tmp_path: Path) -> None:
    save(replace(find("lite", None), code="bank"), tmp_path / "bank.toml")
    (tmp_path / "broken.toml").write_text("[", "utf-8")
    (tmp_path / "Not A Code.toml").write_text(GOOD, "utf-8")
    found, left_out = available(tmp_path)
    assert [code for code, _ in found] == [*COUNTS, "bank"]
    assert [template.code for _, template in found] == [code for code, _ in found]
    assert ["broken.toml" in p.where for p in left_out] == [True]
    assert available(tmp_path / "absent") == available(None)
    with pytest.raises(BadFile, match="not TOML"):
        find("broken", tmp_path)


@pytest.mark.parametrize("code", ["absent", "../small", "", "LITE", "small.toml", "a/b"])
def test_what_is_not_there_names_what_is(tmp_path: Path, code: str) -> None:
    (tmp_path / "small.toml").write_text(GOOD, "utf-8")
    inner = tmp_path / "mine"
    inner.mkdir()
    (inner / "bank.toml").write_text(GOOD, "utf-8")
    with pytest.raises(NotFound, match="lite, generic, it-service, pv-station, bank"):
        find(code, inner)


# --- the documented format -------------------------------------------------------------------


def documented() -> tuple[str, str]:
    """The example in the manual: its file name and its text."""
    manual = (ROOT / "docs" / "templates.md").read_text("utf-8")
    match = re.search(r"<!-- example: (\S+) -->\n```toml\n(.*?)```", manual, re.DOTALL)
    assert match is not None
    return match[1], match[2]


def test_the_documented_example_is_right(tmp_path: Path) -> None:
    name, text = documented()
    path = tmp_path / name
    path.write_text(text, "utf-8")
    assert check(path) == []
    template = find(path.stem, tmp_path)
    assert [item.code for item in template.for_level("C")] == ["01", "03"]
    assert [r.register for r in template.records] == ["post", "kpi"]


def test_the_manual_names_every_key() -> None:
    manual = (ROOT / "docs" / "templates.md").read_text("utf-8")
    for type_ in (Template, TemplateSeat, StageWindow, TemplateItem):
        for key in type_.__slots__:
            assert f"`{key}" in manual or f"[[{key.removesuffix('s')}]]" in manual, key
    for register in REGISTERS:
        assert f"`{register}`" in manual
        assert [n for n in kinds(register) if f"`{n}`" not in manual] == []
