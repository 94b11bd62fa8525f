from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import cycle
from typing import Any

import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token

from tests.fixtures.small_handover import (
    CHEN,
    EMPTY,
    GOLDEN,
    HANDOVER,
    HE,
    HEAD,
    dossier,
    items,
    notes,
    pack,
    people,
    team,
)
from tests.fixtures.thorough import most_of
from workbench.domain import record
from workbench.domain.amounts import BitextKind
from workbench.domain.bitext import Bitext
from workbench.domain.dossier import Dossier, Translate
from workbench.domain.due import parse_due
from workbench.domain.journey import Gate, gate_days, held_next
from workbench.domain.kinds import TextKind
from workbench.domain.labelled import Side
from workbench.domain.message import msg
from workbench.domain.registers.evidence import Evidence, ProofKind
from workbench.domain.registers.handover import Handover
from workbench.domain.registers.item import Item, ItemState
from workbench.domain.registers.note import Note
from workbench.domain.registers.person import Person
from workbench.domain.text import clean
from workbench.domain.verdict import Severity
from workbench.exchange import gfm
from workbench.language import Tr
from workbench.pack.cells import cell_width
from workbench.pack.content import data_sha256
from workbench.pack.document import anchor
from workbench.pack.page import WIDE, Both, cut, has_address
from workbench.rules.rule import Cure, Finding

READER = MarkdownIt("gfm-like", {"html": True, "linkify": True})


def body(text: str) -> str:
    return text.split("\n---\n", 1)[1]


def front(text: str) -> dict[str, str]:
    lines = text.split("\n---\n", 1)[0].splitlines()[1:]
    return dict(line.split(": ", 1) for line in lines)


def section(text: str, title: str) -> str:
    return re.split(r"\n## |\Z", body(text).split(f"\n## {title}\n", 1)[1], maxsplit=1)[0].strip()


# --- the whole -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "tr", "brief"),
    [
        ("small.en.md", Tr(), False),
        ("small.zh_CN.md", Tr("zh_CN"), False),
        ("small.both.md", Both([Tr(), Tr("zh_CN")]), False),
        ("brief.en.md", Tr(), True),
    ],
)
def test_the_pack_reads_as_agreed(name: str, tr: Translate, brief: bool) -> None:
    assert pack(dossier(), tr, brief) == (GOLDEN / name).read_text()


def test_the_same_arguments_give_the_same_bytes() -> None:
    assert pack(dossier()) == pack(dossier())


def test_records_in_another_order_of_reading_give_the_same_bytes() -> None:
    turned = dossier(person=people()[::-1], item=items()[::-1], note=notes()[::-1])
    assert pack(turned) == pack(dossier())


@pytest.mark.parametrize("tr", [Tr(), Tr("zh_CN"), Both([Tr(), Tr("zh_CN")])])
@pytest.mark.parametrize("found", [dossier(), dossier(**EMPTY), dossier(Handover(id=1), **EMPTY)])
def test_the_form_holds_whatever_is_in_it(found: Dossier, tr: Translate) -> None:
    text = pack(found, tr)
    lines = text.split("\n")
    assert text.endswith("\n")
    assert not text.endswith("\n\n")
    assert [line for line in lines if line != line.rstrip()] == []
    assert "\n\n\n" not in text
    anchors = [anchor(line.lstrip("# ")) for line in lines if re.match("#+ ", line)]
    assert len(set(anchors)) == len(anchors)
    links = re.findall(r"^- \[.*\]\(#(.*)\)$", text, re.MULTILINE)
    assert links
    assert set(links) <= set(anchors)


def test_an_empty_handover_says_so_in_words() -> None:
    text = pack(dossier(Handover(id=1, code="NEW"), **EMPTY))
    assert "T0: not set" in text
    assert "next gate: G1 Plan agreed, no day set" in text
    assert "Claimed n/a, verified n/a, by weight" in text
    assert section(text, "What is late") == "Nothing is late."
    assert section(text, "Waiting for the receiving side") == (
        "Nothing waits for the receiving side."
    )
    assert section(text, "Checklist") == "The checklist is empty."
    assert section(text, "Proofs") == "No proof has been given."
    assert "The roster is empty." in section(text, "People and seats")
    assert section(text, "Team ramp-down") == "- Nobody is to leave."
    assert section(text, "Standing posts") == "No standing post is listed."
    assert section(text, "Knowledge inventory") == "No topic is listed."
    for absent in ("## Access", "## Notes", "## Waivers", "## Holidays"):
        assert absent not in text


def test_contacts_are_nowhere_in_the_pack() -> None:
    text = pack(dossier())
    assert "Chen Hao" in text
    assert "130 0000" not in text


def test_who_was_not_told_that_he_goes_is_not_betrayed() -> None:
    quiet = [
        replace(p, uniqueness=5, release=date(2026, 12, 18)) if p.id == HE else p
        for p in people()
        if isinstance(p, Person)
    ]
    text = pack(dossier(person=list(quiet)))
    assert "He Jun" in section(text, "People and seats")
    assert "2026-12-18" not in text
    gone = section(text, "Team ramp-down")
    assert "He Jun" not in gone
    assert "- 1 person who is to go has not been told, and is counted here as staying." in gone
    lost = section(text, "Knowledge inventory").split("### Knowledge that may be lost")[1]
    assert "He Jun" not in lost
    assert "1 more who has not been told that he goes." in lost
    told = [replace(p, told_on=date(2026, 11, 20)) if p.id == HE else p for p in quiet]
    text = pack(dossier(person=list(told)))
    assert "| P-04 | He Jun   | active   | 2026-12-18 " in section(text, "Team ramp-down")
    assert "| P-04 | He Jun   |                 5 |               5 |          25 |" in text


def test_a_wave_of_whom_nobody_was_told_is_not_there() -> None:
    [wave] = team()["wave"]
    joined = [
        replace(p, wave=wave.id, release=date(2026, 12, 18)) if p.id == HE else p
        for p in people()
        if isinstance(p, Person)
    ]
    text = pack(dossier(person=list(joined)))
    assert "After the peak" not in text
    assert "2027-02-12" not in text
    told = [replace(p, told_on=date(2026, 11, 20)) if p.id == HE else p for p in joined]
    assert "After the peak" in section(pack(dossier(person=list(told))), "Team ramp-down")


def test_a_finding_is_printed_in_the_words_for_everybody() -> None:
    finding = Finding(
        rule="R-15", subject=HE, key="P-04", severity=Severity.STOP, gates=(Gate.G2,),
        message=msg("He Jun may not go on 2026-12-18"), cure=Cure("person", HE, "release"),
    )  # fmt: skip
    assert finding.shown_id == "R-15 P-04"
    assert finding.said is finding.message
    quiet = replace(finding, discreet=msg("ETL engineer may not go yet"))
    assert quiet.shown_id == "R-15"
    assert quiet.said is quiet.discreet


def test_roles_without_a_destination_and_what_only_one_knows_come_first() -> None:
    text = pack(dossier())
    posts = section(text, "Standing posts")
    assert posts.startswith("- Roles without a destination (R-10): Trainer\n- 3 project roles, 2 ")
    where = posts.split("### Where the project roles go")[1]
    assert re.findall(r"^\| (RO-\d+)", where, re.MULTILINE) == ["RO-02", "RO-01", "RO-03"]
    assert "outsourced to a vendor: Huaxin 90 %; adds to 90 %" in where
    heads = re.findall("^### (.*)", section(text, "Knowledge inventory"), re.MULTILINE)
    assert heads[0] == "Only one person knows it"
    assert "Team: 3 project roles, 2 standing posts: 1.5 : 1; 1 person leaves, 0 ready" in text
    assert "Knowledge: proved 33.3 % (1/3) of the topics; 1 known by one person alone" in text


def test_the_first_page_says_what_only_one_person_knows_and_when_he_may_go() -> None:
    said = "- Chen Hao is the only one who knows Ledger \\*retry\\* logic, and leaves on 2027-01-15"
    assert f"{said}; the earliest safe day is 2027-01-19." in pack(dossier(), brief=True)


def test_the_first_page_says_of_a_day_that_is_over_that_he_was_to_leave() -> None:
    day = date(2026, 11, 2)
    late = [replace(p, release=day) if isinstance(p, Person) and p.id == CHEN else p
            for p in people()]  # fmt: skip
    text = pack(dossier(person=late), brief=True)
    assert "retry\\* logic, and was to leave on 2026-11-02." in text


def test_a_brief_is_one_page_of_the_first_sections() -> None:
    many = [
        Item(id=1000 + n, number=n, position=f"{n:03}", text=Bitext("long words " * 20),
             due=parse_due("T-60"), person=CHEN, claimed_by=CHEN,
             state=ItemState.CLAIMED if n % 2 else ItemState.TODO)
        for n in range(1, 101)
    ]  # fmt: skip
    text = pack(dossier(item=list(many)), brief=True)
    assert body(text).count("\n") <= 66
    assert re.findall("^## (.*)", text, re.MULTILINE) == [
        "Summary", "What stops the gate", "Conditions", "What is late",
    ]  # fmt: skip
    assert text.count("And 47 more, in the full pack.") == 1


# --- front matter ----------------------------------------------------------------------------


def test_front_matter_holds_what_a_machine_asks_for() -> None:
    found = front(pack(dossier()))
    assert json.loads(found["generated_at"]) == "2026-11-23T17:30:00+08:00"
    assert json.loads(found["data_sha256"]) == data_sha256(dossier())
    assert found["t0_actual"] == "null"
    assert found["items"] == (
        "{total: 8, applicable: 7, claimed: 1, verified: 1, waived: 1, na: 1, overdue: 2}"
    )
    assert found["log_head"] == f'{{change_set: 41, sha256: "{HEAD[1]}"}}'


def test_the_data_hash_is_of_the_content_and_not_of_the_form() -> None:
    before = data_sha256(dossier())
    assert front(pack(dossier(), Tr("zh_CN")))["data_sha256"] == json.dumps(before)
    assert data_sha256(dossier(item=items()[::-1])) == before
    edited = [replace(i, version=9) for i in items()]
    assert data_sha256(dossier(item=edited)) == before


@pytest.mark.parametrize(
    ("register", "change"),
    [
        ("item", {"state": ItemState.VERIFIED}),
        ("item", {"text": Bitext("Runbook", "支付网关运行手册")}),
        ("item", {"parent": 101}),
        ("note", {"text": "other words"}),
        ("evidence", {"text": "elsewhere"}),
        ("person", {"role": "Sponsor"}),
        ("topic", {"title": "other"}),
        ("session", {"level": 4}),
        ("duty", {"percent": Decimal(70)}),
        ("access", {"ticket": "SEC-119"}),
    ],
)
def test_the_data_hash_follows_every_change(register: str, change: dict[str, Any]) -> None:
    records = list(dossier().listed(register))
    changed = [*records[:-1], replace(records[-1], **change)]
    assert data_sha256(dossier(**{register: changed})) != data_sha256(dossier())


def test_the_data_hash_outlives_the_erasure_of_a_person() -> None:
    erased = [replace(p, name="", contact="") for p in dossier().all(Person)]
    said = [replace(n, by="") for n in dossier().all(Note)]
    assert data_sha256(dossier(person=list(erased), note=list(said))) == data_sha256(dossier())


def test_the_data_hash_follows_the_handover() -> None:
    moved = replace(HANDOVER, t0=date(2026, 12, 16))
    assert data_sha256(dossier(moved)) != data_sha256(dossier())


# --- summary ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("today", "gate"),
    [
        (date(2026, 10, 1), Gate.G1),
        (date(2026, 11, 30), Gate.G2),
        (date(2026, 12, 1), Gate.G3),
        (date(2026, 12, 15), Gate.G4),
        (date(2027, 6, 13), Gate.G7),
    ],
)
def test_the_gate_held_next_is_the_first_whose_day_is_not_over(today: date, gate: Gate) -> None:
    found = held_next(gate_days(dossier()), today)
    assert found is not None
    assert found[0] is gate
    assert found[1] >= today


def test_after_the_last_gate_no_day_is_ahead() -> None:
    assert held_next(gate_days(dossier()), date(2027, 6, 14)) is None
    old = replace(HANDOVER, t0=date(2020, 1, 6), t0_actual=date(2020, 1, 7))
    text = pack(dossier(old))
    assert "T0: 2020-01-07, 2512 days ago (planned: 2020-01-06)" in text


def test_a_waiver_that_ran_out_is_late_and_named() -> None:
    over = [
        replace(i, expires=date(2026, 11, 20), due=parse_due("2026-11-10"))
        if i.state is ItemState.WAIVED else i
        for i in dossier().all(Item)
    ]  # fmt: skip
    text = pack(dossier(item=list(over)))
    assert "PAY-06 | 2026-11-10 |        13" in section(text, "What is late")
    told = section(text, "Waived, not applicable, eased")
    assert "Waiver ran out on 2026-11-20: no window before the peak season" in told
    assert "Meanwhile: manual switch, two people on call" in told


def test_what_was_not_said_is_named_as_missing() -> None:
    bare = [replace(i, reason="", measure="", approver=None) for i in dossier().all(Item)]
    told = section(pack(dossier(item=list(bare))), "Waived, not applicable, eased")
    assert "Waived until 2027-01-31: no reason given" in told
    assert "Meanwhile: nothing named" in told
    assert "Approved by nobody named" in told
    assert "Not applicable, out of scope: no reason given" in told


def test_only_the_verified_are_ticked() -> None:
    boxes = re.findall(r"^ *- (\[.*?\]) .*\((PAY-\d+)\)$", pack(dossier()), re.MULTILINE)
    assert [key for box, key in boxes if box == "[x]"] == ["PAY-01"]
    assert [key for box, key in boxes if box == "[N/A]"] == ["PAY-07"]
    assert len(boxes) == 8


def test_imported_items_without_a_stage_keep_their_nesting() -> None:
    plain = [replace(i, stage=None) for i in dossier().all(Item)]
    text = section(pack(dossier(item=list(plain))), "Checklist")
    assert "###" not in text
    assert "\n- [ ] Runbook for the payment gateway (PAY-02)\n" in text
    assert "\n  - [ ] Restart of the ledger (PAY-03)\n" in text
    assert "\n    - [ ] Order of the twelve services (PAY-04)\n" in text


def test_the_checklist_can_be_read_back() -> None:
    found = gfm.parse(pack(dossier())).items
    assert [gfm.split_key(i.text)[1] for i in found] == [f"PAY-0{n}" for n in range(1, 9)]
    assert [i.text for i in found if i.mark == "na"] == ["Depreciation plan of ~4 servers (PAY-07)"]
    assert [i.line for i in found if i.mark == "done"] == [found[0].line]
    assert [i.depth for i in found] == [0, 0, 1, 2, 0, 0, 0, 0]


# --- text of users ---------------------------------------------------------------------------

HOSTILE = [
    "# heading", "- [x] done (PAY-01)", "| a | b |", "a|b", "```", "~~~", "---", "===", "> q",
    "<script>alert(1)</script>", "<!-- c", "[x](javascript:alert(1))", "![](http://e/x.png)",
    "[N/A]: http://evil", "*b* _i_ `c` ~~s~~", "about ~5 days", "~5", "a\\", "\\|", "{n} {name}",
    "{key!r} {0} %s", "http://e.example/a_b*c*", "1. a", "\x1b[31mred", "\u202eevil",
    "a\nb\n\n# c\n| d |\n---", "</details>", "&lt;b&gt;", "$x$", "w" * 90, "字" * 40,
    "=1+1", "[^1]", "- - -", "::: x", "@all #1 !2",
]  # fmt: skip


def harmless(text: str) -> str:
    """Text of the same shape with nothing in it but letters, others in each other line."""
    lines = clean(text, multiline=True).split("\n")
    letters = dict(zip(dict.fromkeys(lines), cycle("xyzuvw"), strict=False))
    return "\n".join(
        "".join("字" if cell_width(c) == 2 else letters[line] for c in line) for line in lines
    )


def structure(tokens: Sequence[Token]) -> list[str]:
    """Every tag in order; an address that a reader makes clickable is text."""
    tags: list[str] = []
    for token in tokens:
        assert token.type not in ("html_block", "html_inline", "image")
        if token.children is not None:
            tags += structure(token.children)
        elif token.type == "link_open" and token.info != "auto":
            tags.append(f"link {token.attrs['href']}")
        elif token.type not in ("text", "text_special", "softbreak", "link_open", "link_close"):
            tags.append(token.type)
    return tags


def with_text(text: str, zh: str) -> Dossier:
    """Every text field of every register holds `text`, in Chinese `zh`; every record is there."""
    filled = dossier(replace(HANDOVER, **texts("handover", text, zh)))
    registers = {
        name: [replace(r, **texts(name, text, zh)) for r in filled.listed(name)]
        for name in filled.registers
    }
    for entry in record.all_registers():
        if entry.name != "handover" and not registers[entry.name]:
            registers[entry.name] = [entry.cls(id=900, number=1, **texts(entry.name, text, zh))]
    return dossier(filled.handover, **registers)


def texts(register: str, text: str, zh: str) -> dict[str, Any]:
    return {
        f.name: Bitext(text, zh) if isinstance(f.kind, BitextKind) else text
        for f in record.get(register).fields
        if isinstance(f.kind, (TextKind, BitextKind))
    }


@pytest.mark.parametrize(
    ("tr", "brief"),
    # In both languages the pack is what it is in each, twice.
    most_of([(Tr(), True), (Both([Tr(), Tr("zh_CN")]), False), (Tr("zh_CN"), False)], 2),
)
@pytest.mark.parametrize("hostile", HOSTILE)
def test_text_never_becomes_structure(hostile: str, tr: Translate, brief: bool) -> None:
    # Both are shown where they differ.
    zh = f"{hostile} {hostile}" if isinstance(tr, Both) else hostile
    text = pack(with_text(hostile, zh), tr, brief)
    plain = pack(with_text(harmless(hostile), harmless(zh)), tr, brief)
    # What is not applicable is struck out, unless an address would swallow the stroke's end; an
    # address that was cut is in code, so that it is no link.
    ours = {"s_open", "s_close", "code_inline"} if has_address(hostile) else set()
    found, wanted = (structure(READER.parse(body(each))) for each in (text, plain))
    assert [tag for tag in found if tag not in ours] == [tag for tag in wanted if tag not in ours]
    assert list(front(text)) == list(front(plain))
    assert json.loads(front(text)["giving"]) == clean(hostile, multiline=True)
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]", text)
    assert [line for line in text.split("\n") if line != line.rstrip()] == []


def test_a_long_cell_is_whole_in_the_pack_and_an_address_cut_in_the_brief_is_no_link() -> None:
    long = "https://e.example/" + "a" * 200
    found = [Evidence(id=201, number=1, parent=101, kind=ProofKind.LINK, text=long)]
    lines = section(pack(dossier(evidence=list(found))), "Proofs").splitlines()
    assert f"| {long} |" in lines[2]
    assert long not in "\n".join(lines[3:])
    assert re.fullmatch(r"`https://e.example/a+\.\.\.`", cut(long))


def test_chinese_punctuation_is_no_part_of_an_address() -> None:
    link = "https://wiki.example/pay"
    found = [Evidence(id=201, number=1, parent=101, kind=ProofKind.LINK, text=link,
                      valid_until=date(2027, 6, 30))]  # fmt: skip
    text = pack(dossier(evidence=list(found)), Tr("zh_CN"))
    assert f"佐证：链接 {link} ；有效期至 2027-06-30\n" in text
    assert not re.search(f"{link}[^ \n]", text)


@pytest.mark.parametrize("text", ["x" * 161, "字" * 81, "ab 字 " * 40, "e\u0301" * 190])
def test_a_cut_text_fits(text: str) -> None:
    assert 140 < cell_width(cut(text)) <= WIDE
    assert cut(text).endswith("...")
    assert cut(text[:30]) == text[:30]


def test_a_note_keeps_its_lines_and_nothing_else() -> None:
    text = section(pack(dossier()), "Notes")
    assert text.endswith(
        "PAY-05, 孙玉, 2026-11-20 10:15:\n\n"
        "> Asked the auditors:\\\n> \\- vault opens on 1 Dec\\\n>\n> \\# not a heading"
    )
    blocks = [t.type for t in READER.parse(text) if t.type.endswith("_open")]
    assert set(blocks) == {"paragraph_open", "blockquote_open"}


def test_who_typed_and_who_agreed_to_ask_less_is_said() -> None:
    listed = dossier().all(Item)
    claimed = next(i for i in listed if i.state is ItemState.CLAIMED)
    receiver = next(p for p in dossier().all(Person) if p.side is Side.RECEIVING)
    eased = replace(claimed, typed_by="Li Wei", mandatory=False, optional_by=receiver.id)
    text = pack(dossier(item=[*(i for i in listed if i is not claimed), eased]))
    assert re.search(r"State: claimed by .*, typed by Li Wei", text)
    agreed = f"No longer mandatory, agreed by {receiver.name}"
    assert agreed in section(text, "Waived, not applicable, eased")
    assert agreed in section(text, "Checklist")


def test_what_an_imported_list_had_as_headings_stands_above_its_items() -> None:
    told = [("a.md:3 / Plan / Cut-over", "First"), ("a.md:4 / Plan / Cut-over", "Second"),
            ("", "Added here"), ("a.md:9 / After", "Third")]  # fmt: skip
    listed = [
        Item(id=900 + n, number=n, position=f"{n:03}", text=Bitext(text), source=source)
        for n, (source, text) in enumerate(told, 1)
    ]
    lines = section(pack(dossier(item=list(listed), evidence=[])), "Checklist").split("\n")
    found = [line for line in lines if line.startswith(("###", "- ["))]
    assert [re.sub(r"- \[.\] | \(PAY.*", "", line) for line in found] == [
        "### Plan / Cut-over", "First", "Second", "Added here", "### After", "Third",
    ]  # fmt: skip
