from __future__ import annotations

import contextlib
import re
import time
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.fixtures.thorough import tries
from workbench.domain.errors import BadFile
from workbench.domain.text import clean
from workbench.exchange.gfm import ParsedItem, ParsedList, parse, split_key
from workbench.pack.md import write_item

LISTS = Path(__file__).parents[1] / "fixtures" / "lists"
SAMPLES = Path(__file__).parents[3] / "shared" / "samples"


def read(name: str) -> ParsedList:
    return parse((LISTS / name).read_text(), name)


def outline(items: tuple[ParsedItem, ...]) -> list[str]:
    return [f"{'  ' * item.depth}{item.text}" for item in items]


def test_marks() -> None:
    items = read("marks.md").items
    assert [(item.mark, item.text) for item in items] == [
        ("todo", "open"),
        ("done", "done"),
        ("done", "done in capitals"),
        ("done", "done by picture"),
        ("na", "does not apply"),
        ("na", "nor does this"),
        ("na", "nor this"),
        ("todo", "no blank between"),
        ("todo", "begun"),
        ("todo", "star"),
        ("todo", "plus"),
        ("todo", "first"),
        ("done", "second"),
        ("todo", "第三项：备份与恢复演练"),
        ("todo", "rehearsed"),
        ("todo", "waits for the vendor"),
        ("todo", "(R) mandatory by its own mark"),
        ("todo", "no blank after the bullet"),
    ]
    assert {item.depth for item in items} == {0}
    assert [item.sign for item in items if item.sign] == ["✅", "⏸"]


def test_nesting_is_what_people_see() -> None:
    items = read("nesting.md").items
    assert outline(items) == [
        "two",
        "  two below two",
        "    and again",
        "three",
        "  three below",
        "four",
        "  four below",
        "    eight below",
        "tab",
        "  one tab",
        "    two tabs",
        "    blanks and a tab",
        "ordered",
        "  by two where CommonMark wants three",
        "untidy by one",
        "below plain",
        "has parts",
        "  below a plain part",
        "  far right after a blank line",
        "  below an empty one",
    ]
    assert items[16].notes == ("common", "arguable")
    for item in items:
        assert item.depth == (0 if item.parent is None else items[item.parent].depth + 1)


def test_what_a_reader_does_not_see_is_not_read() -> None:
    found = read("hidden.md")
    assert found.title == "Go-live checklist"
    assert outline(found.items) == [
        "seen 1 to its end",
        "seen 2 <!-- in code",
        "seen 3",
        "seen 4",
        "seen 5",
        "seen 6",
        "seen 7",
        "seen 8",
        "  seen 9",
        "seen 10",
    ]


def test_words() -> None:
    found = read("words.md")
    assert found.title == "Handover of the payment system"
    assert [item.text for item in found.items] == [
        "wrapped over two lines and a lazy third",
        "Bold, slanted, bold, slanted, gone and code *kept*",
        "snake_case_name, 2*3*4, 2 * 3, ~5 days, *as typed*, ____",
        "请务必确认，注意：先备份",
        "see the plan (https://example.org/plan) and run.sh (./run.sh)",
        "see https://example.org/x or https://example.org/y",
        "see the old (2025) plan (https://example.org/a_(b)) diagram (d.png)",
        "see [page][ref], [Name], note[^1]",
        "R&D <b>literal</b> a < b © &nosuch;",
        "linked bold (#a)",
        "Monitoring handed over",
        "Pager tested",
        "inside details",
        "after a rule",
    ]
    top = "Handover of the payment system"
    assert [item.headings for item in found.items[9:]] == [
        (top, "Before"),
        (top, "Before", "Notes"),
        (top, "Before", "Notes"),
        (top, "After C#"),
        (top, "After C#"),
    ]
    assert found.items[10].notes == (
        "Owner: Wu Lan",
        "dashboards over two lines",
        "alerts",
        "which ones?",
        "A paragraph below it.",
    )
    assert found.items[11].notes == ("by a real call",)


def test_lines_are_counted_as_editors_do() -> None:
    items = parse("a\x0cb\r\n\r\n- [ ] x\r- [ ] y\u2028z\n- [ ] w").items
    assert [(item.line, item.text) for item in items] == [(3, "x"), (4, "y z"), (5, "w")]


def test_title_falls_back_to_the_name_of_the_file() -> None:
    assert parse("## Part\n- [ ] x", "go-live.2026.md").title == "go-live.2026"
    assert parse("---\n# T\n\n- [ ] x\n\n---\n").title == "T"


Place = tuple[str, int, int, int | None]
SAMPLE_ITEMS: dict[str, tuple[int, int, list[Place]]] = {
    "emmanuelbenitez-go-live-checklist.md": (121, 0, [
        ("All acceptance criteria met", 72, 0, None),
        ("Regression testing passed", 99, 0, None),
        ("DNS configured", 129, 0, None),
        ("Monitoring configured", 139, 0, None),
        ("Data cleansing completed", 162, 0, None),
        ("Quick reference guides distributed", 213, 0, None),
        ("Deployment runbook finalized", 291, 0, None),
        ("Production environment smoke tested", 366, 0, None),
        ("Smoke test: Create opportunity", 510, 0, None),
        ("Executive Sponsor: GO / NO-GO - [Signature] [Date]", 871, 0, None),
    ]),
    "bregman-sre-checklist.md": (142, 0, [
        ("Decide on responsibilities", 89, 0, None),
        ("Infrastructure management", 91, 1, 89),
        ("App Performance - Arguable because", 96, 2, 95),
        ("Do you need to go to incidents platform", 133, 1, 125),
        ("No onboarding? maybe you can be", 168, 1, 167),
        ("For different reasons, you might", 277, 0, None),
        ("Consider using Argo CD Pilot (https://argocd-autopilot.", 302, 2, 301),
        ("You don't put everything in main.tf", 392, 0, None),
        ("Same applies for plan files", 458, 2, 457),
        ("For CI/CD that's highly depends", 461, 1, 459),
    ]),
    "gsa-techops-ato-ordered-tasks.md": (99, 20, [
        ("Request ISSO", 25, 0, None),
        ("Hello, production (https://blog.thepete.net/", 29, 1, 27),
        ("Languages & Runtimes (https://", 31, 2, 30),
        ("Confirm with @[Authorizing Official]", 37, 1, 36),
        ("Add service badge to your README", 74, 2, 73),
        ("Read the LATO guide.", 91, 0, None),
        ("Schedule a documentation review session.", 122, 0, None),
        ("GSA IT", 130, 1, 128),
        ("Fix all Moderate vulnerabilities - due [30 days", 195, 0, None),
        ("Cert letter signed", 200, 0, None),
    ]),
    "gsa-fac-offboarding.md": (18, 0, [
        ("Remove from Google groups as applicable:", 11, 0, None),
        ("FAC-team (https://groups.google.com/", 12, 1, 11),
        ("fac-gov-test-users (https://", 13, 1, 11),
        ("fac-gov-api-dev (https://", 14, 1, 11),
        ("Remove from the FAC team in GitHub (https://", 15, 0, None),
        ("Remove from Zendesk here (https://fac-gov.zendesk", 19, 0, None),
        ("Remove the departing team member as a member", 25, 0, None),
        ("If they're leaving TTS altogether", 26, 1, 25),
        ("If the departing team member is a Google", 29, 0, None),
        ('Ensure there\'s someone with "manage sharing"', 32, 0, None),
    ]),
    "microsoft-engineering-fundamentals-checklist.md": (56, 0, [
        ("The default target branch is locked.", 7, 0, None),
        ("Secrets are not part of the commit history", 13, 0, None),
        ("Project runs CI with automated build", 34, 0, None),
        ("Is the system split into logical segments", 45, 0, None),
        ("Incoming tracing context (./observability/correlation-id.md) is", 56, 0, None),
        ("Process for conducting design reviews", 72, 0, None),
        ("Clear non-functional requirements", 78, 0, None),
        ("There is a process to enforce a quick", 89, 0, None),
        ("Suggestions for improvements", 105, 0, None),
        ("Automatically install dependencies by pressing F5", 118, 0, None),
    ]),
}  # fmt: skip


@pytest.mark.parametrize("name", SAMPLE_ITEMS)
def test_published_checklists(name: str) -> None:
    path = SAMPLES / name
    if not path.exists():
        pytest.skip("the published samples are not here")
    count, ordered, expected = SAMPLE_ITEMS[name]
    lines = path.read_text().splitlines()
    items = parse(path.read_text(), name).items
    assert len(items) == count
    assert sum(lines[item.line - 1].strip()[0].isdigit() for item in items) == ordered
    by_line = {item.line: item for item in items}
    for start, line, depth, parent in expected:
        item = by_line[line]
        assert item.text.startswith(start)
        assert item.depth == depth
        assert (None if item.parent is None else items[item.parent].line) == parent


def test_notes_and_headings_of_published_checklists() -> None:
    if not SAMPLES.exists():
        pytest.skip("the published samples are not here")
    go_live = parse((SAMPLES / "emmanuelbenitez-go-live-checklist.md").read_text())
    assert go_live.items[0].headings[-2:] == ("4 Weeks Before Go-Live", "Requirements & Testing")
    assert go_live.items[0].notes == (
        "Owner: [QA Lead]",
        "Status: ☐ Not Started / ☐ In Progress / ☑ Complete",
        "Evidence: UAT sign-off document dated [MM/DD]",
    )
    ato = parse((SAMPLES / "gsa-techops-ato-ordered-tasks.md").read_text())
    assert ato.title == "ATO for [system] - due [date]"
    review = next(item for item in ato.items if item.line == 122)
    assert review.notes == ("One or more follow-up sessions may be necessary.",)


@pytest.mark.parametrize("text", ["", "# Plan\n\n- Owner\n- [ ]\n", "[ ] not a bullet", "---\n"])
def test_a_file_without_boxes_says_what_a_box_is(text: str) -> None:
    with pytest.raises(BadFile, match=re.escape("“- [ ] Do this”")) as caught:
        parse(text, "plan.md")
    assert caught.value.where == "plan.md"


def test_too_many_items() -> None:
    assert len(parse("- [ ] x\n" * 20_000).items) == 20_000
    with pytest.raises(BadFile, match=r"^big\.md:20001: .*20,000"):
        parse("- [ ] x\n" * 20_001, "big.md")


FRAGMENTS = [
    "- [ ] ", "* [x] ", "1. [ ] ", "2) ", "- ", "+ ", "  ", "    ", "\t", "\n", "\n\n", "# ", "#",
    "> ", ">", "```", "~~~", "`", "---", "===", "<!--", "-->", "[", "](", ")", "*", "**", "_", "~~",
    "\\", "&lt;", "&#0;", "<br>", "<https://x>", "text", "统", "\x00", "\ud800", "\r", "title: x",
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("| a | b |\n|---|---|\n" + "| [ ] | x |\n" * 500_000, "More than 20,000 items"),
        ("".join(f"{'  ' * n}- [ ] level\n" for n in range(2_000)), "more than 40 levels deep"),
        ("- [ ] a\n" * 30_000, "More than 20,000 items"),
    ],
    ids=["table", "depth", "items"],
)
def test_more_than_any_list_has_is_refused_with_its_place(text: str, says: str) -> None:
    with pytest.raises(BadFile, match=says) as refused:
        parse(text, "a.md")
    assert re.fullmatch(r"a\.md:\d+", refused.value.where)


@pytest.mark.parametrize("unit", ["a[", "> ", "[a](b", "a <!-- ", "` `` ", "**_ "])
def test_a_line_of_megabytes_costs_little(unit: str) -> None:
    started = time.process_time()
    with contextlib.suppress(BadFile):
        parse("- [ ] one\n" + unit * 1_000_000 + "\n- [ ] two\n")
    assert time.process_time() - started < 3


def test_a_picture_in_a_comment_hides_no_item() -> None:
    text = f"- [ ] one\n<!-- {'QUJD' * 100_000} -->\n- [ ] two\n"
    assert [item.text for item in parse(text).items] == ["one", "two"]


@settings(max_examples=tries(300), deadline=None)
@given(st.lists(st.sampled_from(FRAGMENTS) | st.text(st.characters(), max_size=5)).map("".join))
@example("---\n")
@example("- [ ] `\n<!--")
def test_any_text_gives_a_list_or_a_sentence(text: str) -> None:
    try:
        found = parse(text)
    except BadFile:
        return
    for i, item in enumerate(found.items):
        assert item.text == clean(item.text) != ""
        assert item.parent is None or item.parent < i
        assert 1 <= item.line <= len(re.split(r"\r\n|[\r\n]", text))


WRITTEN = st.tuples(
    st.sampled_from(["todo", "done", "na"]),
    st.lists(st.sampled_from(FRAGMENTS) | st.text(st.characters(), max_size=8)).map("".join),
    st.integers(0, 4),
)


@settings(max_examples=tries(150), deadline=None)
@given(st.lists(WRITTEN, min_size=1, max_size=6))
@example([("todo", "http://e.cz/*<b>", 0)])
@example([("na", "[x](y) (PAY-3)", 0)])
@example([("todo", "\u2705 shipped", 0), ("todo", "\u2610", 1)])
def test_what_is_written_comes_back(rows: list[tuple[str, str, int]]) -> None:
    lines, expected, above = [], [], -1
    for number, (mark, text, depth) in enumerate(rows):
        above = min(depth, above + 1)
        lines.append(write_item(mark, text, f"PV-NX-{number}", above))
        expected.append((mark, clean(f"{clean(text)} (PV-NX-{number})"), above))
    items = parse("\n".join(lines)).items
    assert [(item.mark, item.text, item.depth) for item in items] == expected
    keys = [split_key(item.text) for item in items]
    assert keys == [(clean(text), f"PV-NX-{i}") for i, (_, text, _) in enumerate(rows)]


@given(st.text(st.characters(), max_size=40))
def test_text_without_a_key_comes_back_too(text: str) -> None:
    found = parse("\n".join(["- [x] above", write_item("todo", text)])).items
    assert [item.text for item in found[1:]] == ([clean(text)] if clean(text) else [])


def test_keys() -> None:
    assert split_key("Roster known (PAY-03)") == ("Roster known", "PAY-03")
    assert split_key("(PAY-03)") == ("", "PAY-03")
    assert split_key("Roster (28 roles)") == ("Roster (28 roles)", "")


@pytest.mark.parametrize(
    "hard",
    [
        "[",
        "[a](",
        "[a](b",
        '[](a "',
        "*a ",
        "**a",
        "`a``",
        "<!--",
        "&am",
        "\\",
        "~~~\n",
        "> - a\n",
        "\t- a\n\t\t- b\n",
    ],
)
def test_time_grows_with_the_text_and_not_faster(hard: str) -> None:
    def seconds(size: int) -> float:
        text = "- [ ] x\n- [ ] " + hard * (size // len(hard))
        start = time.process_time()
        assert parse(text).items
        return time.process_time() - start

    # Eight times the text: 64 times the work if it were quadratic.
    assert seconds(800_000) < 24 * max(seconds(100_000), 0.01)


def test_a_table_is_a_checklist_if_every_row_of_one_column_is_a_box() -> None:
    text = """# Cutover
| # | Task | Owner | Done | Note |
|---|------|:-----:|------|------|
| 1 | Switch DNS | Chen Hao | [x] | at night |
| 2 | Test `a\\|b` | [Name] | ☐ |  |
| 3 | Old DNS off |  | ➖ | stays |

- [ ] After
"""
    items = parse(text, "list.md").items
    assert [(i.mark, i.text, i.line, i.notes) for i in items] == [
        ("done", "Switch DNS", 4, ("Owner: Chen Hao", "Note: at night")),
        ("todo", "Test a|b", 5, ("Owner: [Name]",)),
        ("na", "Old DNS off", 6, ("Note: stays",)),
        ("todo", "After", 8, ()),
    ]
    assert {i.headings for i in items} == {("Cutover",)}


def test_boxes_in_the_cells_of_what_is_to_be_done() -> None:
    items = parse("| Step | Who |\n|---|---|\n| [ ] Stop | Ann |\n| [X] Start | Bob |\n").items
    assert [(i.mark, i.text, i.notes) for i in items] == [
        ("todo", "Stop", ("Who: Ann",)), ("done", "Start", ("Who: Bob",)),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "rows",
    [
        "| a | b |\n|---|---|\n| [ ] | x |\n| no | y |\n",  # one row has none
        "| a | b |\n| [ ] | x |\n| [ ] | y |\n",  # no rule: no table
        "| a | b |\n|---|---|\n| ☐ Pass / ☐ Fail | x |\n",  # a choice, not a mark
        "| a | b |\n|---|---|\n",
    ],
)
def test_other_tables_are_text(rows: str) -> None:
    assert [i.text for i in parse(f"{rows}\n- [ ] Only this\n").items] == ["Only this"]


def test_bullets_with_pictures_of_boxes_where_there_are_no_others() -> None:
    items = parse("- ☐ Open\n  - ☑ Ticked\n- text\n").items
    assert [(i.mark, i.text, i.depth) for i in items] == [
        ("todo", "Open", 0),
        ("done", "Ticked", 1),
    ]
    assert [i.text for i in parse("- ☐ Not this\n- [ ] This\n").items] == ["This"]


def test_what_a_section_says_below_its_list_goes_for_its_items() -> None:
    text = """## Code
- [ ] Frozen
- [ ] Reviewed

**Owner**: QA Lead\x20\x20
**Due Date**: [Date]

## Next
- [ ] Free
"""
    items = parse(text).items
    assert [i.section for i in items] == [("Owner: QA Lead", "Due Date: [Date]")] * 2 + [()]


def test_what_is_said_of_an_item_on_lines_below_it_is_no_part_of_its_words() -> None:
    text = """- [ ] First
  Owner: Lea Sommer
  Due: 2027-01-08
- [ ] Second, which
  goes on

  **Evidence:** the sheet
  of two pages
  Owner: Wu Lan
- [ ] Outer
  - [ ] Inner
  Status: done
- [ ] Last
Owner: He Jun

Owner: QA Lead
"""
    items = parse(text).items
    assert [(i.text, i.notes) for i in items] == [
        ("First", ("Owner: Lea Sommer", "Due: 2027-01-08")),
        ("Second, which goes on", ("Evidence: the sheet of two pages", "Owner: Wu Lan")),
        ("Outer", ("Status: done",)),
        ("Inner", ()),
        ("Last", ("Owner: He Jun",)),
    ]
    assert items[-1].section == ("Owner: QA Lead",)


def test_a_bullet_without_a_box_beside_some_that_have_one_is_said() -> None:
    text = """- of another
- list

Prose.

- [ ] First
- Forgotten
- Phase two
  - [ ] Under it
    - a note
  - Left out

## Remarks
- of no list
"""
    remarks = parse(text).remarks
    assert [line for line, _ in remarks] == [7, 8, 11]
    assert str(remarks[0][1]) == "this line has no box, so it is not taken in"
