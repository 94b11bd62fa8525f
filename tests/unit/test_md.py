from __future__ import annotations

import json
import re
import string
from collections.abc import Sequence

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from tests.fixtures.thorough import tries
from workbench.domain.text import clean
from workbench.pack.cells import cell_width
from workbench.pack.md import (
    Md,
    code,
    esc,
    fence,
    quote,
    table,
    write_item,
    yaml_value,
)

READER = MarkdownIt("gfm-like", {"html": True, "linkify": True})

HOSTILE = [
    "<script>alert(1)</script>", "[x](javascript:alert(1))", "![](http://e/x.png)", "# h", "#",
    "####### x ##", "- a", "-", "+ x", "+", "* a", "1. a", "1)", "> q", "```", "~~~", "---",
    "-- -", "===", ":--", "-:", "a|b", "| a |", "http://evil.example/a_b*c*",
    "http://e.cz/", "WWW.e.cz/", "<img src=x>", "www.evil.example",
    "a@b.cz", "&lt;", "&#x41;", "\\", "\\|", "\\\\|", "*b*", "__b__", "_i_", "a_b_c", "`c`", "``",
    "<http://x>", "<!-- c -->", "<?x", "</details>", "[^1]", "[ref]: http://x", "    code",
    "- [ ] t", "[ ] t", "[x]", "$x$", "$5", "~s~", "~~s~~", "~5", "a ~ b", "2 * 3 * 4", "a < b",
    "=1+1", "2025-06-30", "R&D", "AT&T; x", "支付_系统_", "**重要**：", "\x1b[31m", "\u202e",
    "\u00a0", "a\u2028# b", "!", "[", "]", "(", ")", "C #", "C#",
]  # fmt: skip

TEXT = st.lists(
    st.sampled_from(HOSTILE)
    | st.text(string.punctuation, max_size=6)
    | st.text(string.ascii_letters + string.digits + " \t\n统é", max_size=6)
    | st.text(st.characters(), max_size=4),
    max_size=5,
).map("".join)

CONTEXTS = {
    "paragraph": "{}",
    "after a label": "**Owner:** {}",
    "list item": "- a\n- {}\n- b",
    "checklist item": "- [ ] {}\n  - [x] b",
    "numbered item": "1. {}",
    "heading": "## {}",
    "quote": "> {}",
    "after a line": "a\n{}",
    "two in a line": "{0}; {0} ({0})",
    "cell": "| a | b |\n|---|---|\n| k | {} |",
}


def structure(tokens: Sequence[Token]) -> list[str]:
    """Every tag in order, but for links that are only a visible address made clickable."""
    tags: list[str] = []
    for token in tokens:
        assert token.type not in ("html_block", "html_inline", "image")
        if token.type in ("link_open", "link_close"):
            assert token.info == "auto"
        elif token.children is not None:
            tags += structure(token.children)
        elif token.type not in ("text", "text_special", "softbreak"):
            tags.append(token.type)
    return tags


def shown(tokens: Sequence[Token]) -> str:
    """The text a reader sees; blanks do not count, for HTML folds them."""
    inline = [child for token in tokens for child in token.children or [] if child.content]
    return re.sub(r"\s+", "", "".join(child.content for child in inline))


def linked(tokens: Sequence[Token]) -> bool:
    """Whether the reader made a link of a bare address: it may then decode what it shows."""
    return any(child.type == "link_open" for token in tokens for child in token.children or [])


@pytest.mark.parametrize("context", CONTEXTS)
@settings(max_examples=tries(150), deadline=None)
@given(text=TEXT)
@example("-")
@example("#")
def test_escaped_text_is_only_ever_text(context: str, text: str) -> None:
    template = CONTEXTS[context]
    if not clean(text):
        return
    tokens = READER.parse(template.format(esc(text)))
    plain = READER.parse(template.format("x"))
    assert structure(tokens) == structure(plain)
    if not linked(tokens):
        marked = shown(READER.parse(template.format("\ue000")))
        assert shown(tokens) == re.sub(r"\s+", "", marked.replace("\ue000", clean(text)))


@pytest.mark.parametrize("context", CONTEXTS)
def test_hostile_text_is_only_text(context: str) -> None:
    plain = structure(READER.parse(CONTEXTS[context].format("x")))
    for text in filter(clean, HOSTILE):
        assert structure(READER.parse(CONTEXTS[context].format(esc(text)))) == plain, text


@pytest.mark.parametrize(
    "text",
    [
        "Ledger retry logic (v1.2) - see #12, due 2026-12-20",
        "snake_case and C:\\logs\\app",
        "~5 days, a < b, 2 * 3 > 4, R&D, $500, -3 d, +1, C#",
        "支付系统：7×24 值班至少 5 人",
        "50 %!",
    ],
)
def test_ordinary_text_reads_as_typed(text: str) -> None:
    assert esc(text) == text


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("# not a heading", r"\# not a heading"),
        ("1. not a list", r"1\. not a list"),
        ("- not a list", r"\- not a list"),
        ("<b>[draft]</b>", r"\<b>\[draft\]\</b>"),
        ("a|b", r"a\|b"),
        ("a\nb", "a b"),
        ("see http://e.cz/a_b, http://e.cz/*", r"see http://e.cz/a_b, http\://e.cz/\*"),
    ],
)
def test_only_what_acts_is_escaped(text: str, escaped: str) -> None:
    assert esc(text) == escaped


@settings(max_examples=tries(150), deadline=None)
@given(rows=st.lists(st.tuples(TEXT, TEXT), max_size=3), headers=st.tuples(TEXT, TEXT))
def test_a_table_keeps_its_cells(headers: tuple[str, str], rows: list[tuple[str, str]]) -> None:
    tokens = READER.parse("\n".join(table(headers, rows, "lr")))
    cells = [token for token in tokens if token.type == "inline"]
    assert structure(tokens) == structure(READER.parse(plain_table(len(rows))))
    texts = [text for row in (headers, *rows) for text in row]
    for cell, text in zip(cells, texts, strict=True):
        if not linked([cell]):
            assert shown([cell]) == re.sub(r"\s+", "", clean(text))


def plain_table(rows: int) -> str:
    return "\n".join(["| x | x |", "|---|--:|", *["| x | x |"] * rows])


def test_a_table_lines_up_in_a_plain_editor() -> None:
    lines = table(
        ["岗位", "Holder", "FTE"], [["支付值班", "Wu Lan", "1"], ["SRE", "", "0.5"]], "lcr"
    )
    assert lines == [
        "| 岗位     | Holder | FTE |",
        "| -------- | :----: | --: |",
        "| 支付值班 | Wu Lan |   1 |",
        "| SRE      |        | 0.5 |",
    ]


def test_a_long_cell_does_not_stretch_the_others() -> None:
    lines = table(["a"], [["x" * 100], ["y"]])
    assert [len(line) for line in lines] == [44, 44, 104, 44]


def test_our_own_markdown_stays_in_a_table() -> None:
    lines = table(["a", "b"], [[Md("[K-07](#k-07)"), code("a|b")], ["[K-07](#k-07)", "-"]])
    page = READER.render("\n".join(lines))
    assert page.count("<a href") == 1
    assert "<code>a|b</code>" in page
    assert lines[3] == r"| \[K-07\](#k-07) | -      |"


def test_a_row_of_another_length_is_an_error() -> None:
    with pytest.raises(ValueError, match="zip"):
        table(["a", "b"], [["only one"]])


@settings(max_examples=tries(150), deadline=None)
@given(TEXT)
def test_a_quote_holds_its_lines_and_nothing_else(text: str) -> None:
    tokens = READER.parse("\n".join([*quote(text), "", "after"]))
    kinds = {token.type for token in tokens} - {"inline"}
    assert kinds <= {
        "blockquote_open", "blockquote_close", "paragraph_open", "paragraph_close",
    }  # fmt: skip
    assert all(child.type != "softbreak" for token in tokens for child in token.children or [])
    structure([child for token in tokens for child in token.children or []
               if child.type != "hardbreak"])  # fmt: skip
    if not linked(tokens):
        wanted = re.sub(r"\s+", "", clean(text, multiline=True))
        assert shown(tokens) == wanted + "after"


def test_a_quote_keeps_line_breaks() -> None:
    assert quote("HSM swap:\n- stop\n\n  start \n") == [
        "> HSM swap:  ",
        r"> \- stop  ",
        ">",
        "> start",
    ]
    assert quote(" \n ") == []


@settings(max_examples=tries(150), deadline=None)
@given(TEXT)
def test_code_shows_its_text(text: str) -> None:
    wanted = clean(text)
    for template in ("{}", "a {} b", "- [ ] {}"):
        tokens = READER.parseInline(template.format(code(text)))[0].children or []
        spans = [token.content for token in tokens if token.type == "code_inline"]
        assert spans == ([wanted] if wanted else [])


@settings(max_examples=tries(150), deadline=None)
@given(TEXT)
def test_a_code_block_ends_where_it_should(text: str) -> None:
    tokens = READER.parse("\n".join([*fence(text, "text"), "after"]))
    assert [token.type for token in tokens][:2] == ["fence", "paragraph_open"]
    assert tokens[0].content == clean(text, multiline=True) + "\n"


@given(TEXT)
def test_front_matter_values_are_one_line_and_come_back(text: str) -> None:
    value = yaml_value(text)
    assert value.splitlines() == [value]
    assert json.loads(value) == clean(text, multiline=True)


@pytest.mark.parametrize(
    ("text", "width"), [("abc", 3), ("支付", 4), ("e\u0301", 1), ("（x）", 5), ("é", 1), ("", 0)]
)
def test_width_in_cells(text: str, width: int) -> None:
    assert cell_width(text) == width


def test_checklist_lines() -> None:
    assert write_item("todo", "Roster known", "PAY-03") == "- [ ] Roster known (PAY-03)"
    assert write_item("done", "1. x", depth=1) == r"  - [x] 1\. x"
    assert write_item("na", "[x]") == r"- [N/A] \[x\]"


@pytest.mark.parametrize(
    ("text", "shown"), [("&copy", "\\&copy"), ("&#65", "\\&#65"), ("R&D", "R&D")]
)
def test_a_name_at_the_end_is_not_closed_by_what_follows(text: str, shown: str) -> None:
    assert esc(text) == shown
