from __future__ import annotations

from datetime import date

import pytest
from markdown_it import MarkdownIt

from tests.services.conftest import Clock, Payment
from workbench.domain.bitext import Bitext
from workbench.domain.due import parse_due
from workbench.domain.message import msg
from workbench.domain.registers.item import Item
from workbench.pack.cells import cell_width
from workbench.pack.wrap import cut, wrap
from workbench.services import items
from workbench.services.chase import WIDTH, OwnerDebt, chase, of_owner, text


def debts(pay: Payment) -> list[OwnerDebt]:
    return chase(pay.ws.dossier(pay.handover), pay.ws.context)


def letter(pay: Payment, owner: str, markdown: bool = False) -> str:
    [found] = of_owner(debts(pay), owner)
    return text(found, pay.ws.context, markdown)


def add(pay: Payment, text: Bitext, due: str = "", proof: str = "") -> int:
    day = parse_due(due) if due else None
    with pay.ws.change(pay.handover, "add", msg("new item")) as ed:
        return ed.add(Item, text=text, proof=Bitext(proof), person=pay.li, due=day)


def test_each_owner_is_told_what_he_owes_by_when_late_first(pay: Payment) -> None:
    lines = letter(pay, "Li Wei").splitlines()
    assert lines[0] == "PAY Payment system: open with Li Wei"
    assert "2 items are open, 1 late. T0 is 2027-01-15, in 53 days." in lines
    late = lines.index("PAY-01 was due 2026-11-16, 7 days late")
    soon = lines.index("PAY-02 due 2026-11-26, in 3 days")
    assert late < soon
    assert lines[late + 1] == "  Plan agreed"


def test_nobody_is_asked_for_what_is_claimed_or_not_due_from_him(pay: Payment) -> None:
    items.claim(pay.ws, pay.handover, pay.items[:2], "wiki/plan", pay.li)
    assert of_owner(debts(pay), "Li Wei") == []
    [sun] = of_owner(debts(pay), "Sun Yu")
    assert [d.key for d in sun.debts] == ["PAY-04"]


def test_what_counts_as_proof_stands_with_the_item(pay: Payment) -> None:
    add(pay, Bitext("Roster"), "T-50", "The roster, with planned releases.")
    assert "  Proof: The roster, with planned releases." in letter(pay, "Li Wei").splitlines()


def test_a_sent_back_item_says_by_whom_and_why(pay: Payment) -> None:
    items.claim(pay.ws, pay.handover, pay.items[:1], "wiki/plan", pay.li)
    items.send_back(pay.ws, pay.handover, pay.items[:1], "no rollback in it", pay.sun)
    assert "  Sent back by Sun Yu: no rollback in it" in letter(pay, "Li Wei").splitlines()


def test_a_blocked_item_says_what_blocks_it(pay: Payment) -> None:
    items.block(pay.ws, pay.handover, pay.items[:1], "no budget")
    assert "  Blocked: no budget" in letter(pay, "Li Wei").splitlines()


def test_an_open_seat_is_listed_as_such_and_asks_for_a_name(pay: Payment) -> None:
    found = letter(pay, "duty")
    assert found.startswith("PAY Payment system: open with Duty lead (nobody named yet)\n")
    assert found.endswith("Please name somebody for it.\n")


def test_people_come_before_open_seats_and_the_latest_first(pay: Payment) -> None:
    assert [d.owner.name("en") for d in debts(pay)] == ["Li Wei", "Sun Yu", "Duty lead ?"]


def test_an_item_without_a_date_comes_last(pay: Payment, clock: Clock) -> None:
    add(pay, Bitext("Sometime"))
    clock.forward(days=3)
    [li] = of_owner(debts(pay), "Li Wei")
    assert [d.key for d in li.debts] == ["PAY-01", "PAY-02", "PAY-05"]
    assert "PAY-02 due 2026-11-26, today" in letter(pay, "Li Wei")
    assert "PAY-05 without a date" in letter(pay, "Li Wei")


def test_no_line_is_wider_than_72_cells(pay: Payment) -> None:
    add(pay, Bitext("确认人员名册与外包比例，" * 12), "T-50", "word " * 40)
    found = letter(pay, "Li Wei").splitlines()
    assert max(map(cell_width, found)) <= WIDTH
    assert not [x for x in found if x.strip().startswith("，")]


def test_markdown_keeps_user_text_as_text(pay: Payment) -> None:
    add(pay, Bitext("# <b>Not</b> a heading | *nor* emphasis"), "T-50")
    html = MarkdownIt().render(letter(pay, "Li Wei", markdown=True))
    assert "<b>" not in html
    assert "# &lt;b&gt;Not&lt;/b&gt; a heading | *nor* emphasis" in html
    assert "<strong>PAY-01 was due 2026-11-16, 7 days late</strong> Plan agreed" in html


def test_after_t0_the_letter_says_so(pay: Payment, clock: Clock) -> None:
    clock.forward(days=(date(2027, 2, 1) - clock.now.date()).days)
    assert "T0 was 2027-01-15." in letter(pay, "Li Wei")


@pytest.mark.parametrize("width", [10, 17, 40])
@pytest.mark.parametrize(
    "words", ["", "a", "one two three four", "漢字" * 30, "x" * 55, "a漢 b字，c"]
)
def test_wrapping_loses_nothing(words: str, width: int) -> None:
    lines = wrap(words, width, "- ", "  ")
    assert all(cell_width(line) <= width for line in lines)
    told = "".join(line[2:] for line in lines)
    assert told.replace(" ", "") == words.replace(" ", "")


def test_a_cut_text_says_that_it_was_cut() -> None:
    assert cut("abcdef", 6) == "abcdef"
    assert cut("abcdef", 5) == "abcd~"
    assert cut("漢字漢字", 6) == "漢字~"


def test_nobody_owes_anything_in_a_finished_handover(pay: Payment) -> None:
    items.claim(pay.ws, pay.handover, pay.items, "wiki/plan", pay.li)
    assert debts(pay) == []
