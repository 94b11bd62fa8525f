"""The pages about one person who goes, one post that stays, and one topic that is passed on."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal

import pytest

from tests.fixtures.crew import TODAY, Crew
from tests.fixtures.thorough import most_of
from tests.unit.test_pack import HOSTILE, READER, harmless, structure, texts
from workbench.domain.dossier import Context, Dossier, Translate
from workbench.domain.due import parse_due
from workbench.domain.journey import Gate
from workbench.domain.record import Record, of
from workbench.domain.registers.access import Access, AccessState
from workbench.domain.registers.answer import Answer, AnswerKind
from workbench.domain.registers.holding import Holding
from workbench.domain.registers.person import Employment, Person, PersonState
from workbench.domain.registers.post import Coverage, Post
from workbench.domain.registers.punch import Punch
from workbench.domain.registers.session import Session, SessionKind, SessionState
from workbench.domain.registers.topic import Portability, Topic, TopicState, Track
from workbench.language import Tr
from workbench.pack import ramp_down
from workbench.pack.leaving_sheet import leaving_sheet
from workbench.pack.page import Both, Page
from workbench.pack.post_page import post_page
from workbench.pack.topic_page import topic_page

AT = datetime(2026, 11, 23, 17, 30, tzinfo=timezone(timedelta(hours=8)))


class Leaving:
    """Chen Hao goes on 20 December; what he alone knows about goes to the duty post."""

    def __init__(self) -> None:
        c = self.crew = Crew()
        self.sun = c.receiver("孙玉")
        self.wu = c.receiver("Wu Lan", starts=date(2026, 12, 21))
        self.chen = c.person(
            "Chen Hao", role="SRE lead", organisation="Huaxin", release=date(2026, 12, 20),
            employment=Employment.OUTSOURCED, fte=Decimal("1.0"), told_on=date(2026, 11, 20),
            state=PersonState.NOTIFIED, notice=30, attends=Gate.G2, successor=self.wu.id,
            equipment=date(2026, 11, 19), contact="13000000000",
            contact_until=date(2027, 2, 14), contact_hours=Decimal(4),
        )  # fmt: skip
        self.post = c.add(Post, title="Payment duty", holder=self.sun.id, critical=True, seats=5,
                          coverage=Coverage.ROUND_THE_CLOCK)  # fmt: skip
        retry = c.topic("Ledger retry", self.chen, receiver=self.wu.id, post=self.post.id,
                        location="wiki/ledger", edition="7")  # fmt: skip
        self.retry = retry
        c.topic("Why channel B is capped", self.chen)
        c.proof(retry, self.wu, date(2027, 1, 5), self.chen)
        c.add(Access, system="prod-db", person=self.chen.id, state=AccessState.REQUESTED)
        c.add(Access, system="vault://pay/hsm", person=self.chen.id)
        c.role("SRE lead", self.post, person=self.chen.id)
        self.his = c.add(Punch, title="Refunds hang", person=self.chen.id, due=parse_due("T-10"))
        self.passed = c.add(Punch, title="Old logo", person=self.sun.id)

    def sheet(self, tr: Translate | None = None) -> str:
        return self._sheet(self.crew.dossier(), tr)

    def page(self, tr: Translate | None = None) -> str:
        context = Context(TODAY, tr or Tr())
        return post_page(self.crew.dossier(), self.post, context, generated_at=AT)

    def both(self, changed: Dossier, tr: Translate) -> list[str]:
        post = changed.get(self.post.id)
        assert isinstance(post, Post)
        page = post_page(changed, post, Context(TODAY, tr), generated_at=AT)
        return [self._sheet(changed, tr), page, self.card(changed, tr)]

    def card(self, found: Dossier | None = None, tr: Translate | None = None) -> str:
        dossier = found if found is not None else self.crew.dossier()
        topic = dossier.get(self.retry.id)
        assert isinstance(topic, Topic)
        return topic_page(dossier, topic, Context(TODAY, tr or Tr()), generated_at=AT)

    def _sheet(self, found: Dossier, tr: Translate | None = None) -> str:
        person = found.get(self.chen.id)
        assert isinstance(person, Person)
        passed: Mapping[int, int] = {self.passed.id: self.sun.id}
        context = Context(TODAY, tr or Tr())
        return leaving_sheet(found, person, context, generated_at=AT, passed=passed)


def boxes(text: str) -> dict[str, bool]:
    found = re.findall(r"^- \[(.)\] ([^:\n]*)", text, re.MULTILINE)
    return {need: mark == "x" for mark, need in found}


def test_the_sheet_says_what_is_lacking_and_until_when() -> None:
    text = Leaving().sheet()
    assert text.startswith("# Leaving sheet PAY: Chen Hao (P-03)\n")
    assert "## What must be so: 2 of 6" in text
    assert boxes(text) == {
        "Knowledge secured": False, "Open work passed on": False, "Gates to attend": False,
        "Access revocation requested": False, "Equipment returned": True, "Successor": True,
    }  # fmt: skip
    assert "  - vault://pay/hsm: revocation is not requested" in text
    assert "earliest safe day (R-15): 2027-01-06 or later; 17 days too early" in text
    assert "- 2027-01-06: proof of K-01 on 2027-01-05, and 1 wd to assess it" in text
    assert "- not counted: K-02 Why channel B is capped has no proof planned" in text
    assert text.count("\n") <= 66


def test_the_sheet_says_what_went_to_whom_and_has_room_to_sign() -> None:
    text = Leaving().sheet()
    assert "| PL-01 | Refunds hang | still open |" in text
    assert "| PL-02 | Old logo     | 孙玉       |" in text
    assert "| K-01 | Ledger retry            | identified | Wu Lan " in text
    assert re.findall("^- (.*): name ___", text, re.MULTILINE) == [
        "giving side", "receiving side", "Chen Hao", "HR",
    ]  # fmt: skip
    assert "May be called until 2027-02-14, at most 4 h a week" in text
    assert "13000000000" not in text


def test_the_sheet_does_not_tell_him_that_a_colleague_leaves_who_has_not_been_told() -> None:
    leaving = Leaving()
    c = leaving.crew
    bai = c.person("Bai Xue", release=date(2026, 12, 1))
    c.add(Holding, parent=leaving.retry.id, person=bai.id, level=4)
    assert "Ledger retry: once he goes, nobody" not in leaving.sheet()
    c.change(bai, told_on=TODAY)
    assert "Ledger retry: once he goes, nobody" in leaving.sheet()


def test_a_waiver_is_said_with_its_terms_and_counts() -> None:
    leaving = Leaving()
    leaving.crew.add(
        Answer, parent=leaving.chen.id, rule="R-15", detail="gates", kind=AnswerKind.WAIVER,
        reason="calls in", measure="by phone", approver=leaving.sun.id, expires=date(2027, 1, 31),
    )  # fmt: skip
    text = leaving.sheet()
    assert "## What must be so: 3 of 6" in text
    assert not boxes(text)["Gates to attend"]
    assert "  - waived until 2027-01-31 by 孙玉: calls in; meanwhile: by phone" in text


def test_of_who_has_gone_no_safe_day_is_told() -> None:
    leaving = Leaving()
    gone = replace(leaving.chen, state=PersonState.RELEASED, left_on=date(2026, 11, 22))
    changed = leaving.crew.dossier().patched([("person", gone)], (), 2)
    text = leaving._sheet(changed)
    assert "- Left on 2026-11-22; Planned release: 2026-12-20\n" in text
    assert "earliest safe day" not in text
    assert "## Why this day" not in text


def test_the_page_of_a_post_says_what_to_know_do_and_whom_to_ask() -> None:
    text = Leaving().page()
    assert text.startswith("# Standing post PAY: Payment duty (SP-01)\n")
    assert "- Holder: 孙玉; backup: nobody named\n" in text
    assert "| K-01 | Ledger retry | identified | Chen Hao  | wiki/ledger | 7 " in text
    assert "| RO-01 | SRE lead     | 100 % | Chen Hao |" in text
    assert "| Chen Hao | K-01, RO-01 | 2027-02-14, at most 4 h a week |" in text
    assert "| PL-02 | Old logo   | 孙玉  | --  |" in text
    assert "13000000000" not in text


def test_a_topic_without_a_post_is_for_the_one_its_receiver_holds() -> None:
    leaving = Leaving()
    leaving.crew.topic("Night alarms", leaving.chen, receiver=leaving.sun.id)
    leaving.crew.topic("Tariffs", leaving.chen, receiver=leaving.wu.id)
    page = leaving.page()
    assert "| K-03 | Night alarms | identified | Chen Hao " in page
    assert "Tariffs" not in page


def test_the_page_of_a_post_keeps_quiet_about_who_was_not_told() -> None:
    leaving = Leaving()
    quiet = replace(leaving.chen, state=PersonState.ACTIVE, told_on=None)
    changed = leaving.crew.dossier().patched([("person", quiet)], (), 2)
    page = leaving.both(changed, Tr())[1]
    assert "| Chen Hao | K-01, RO-01 | is here |" in page
    assert "2026-12-20" not in page


def test_the_page_of_a_post_names_all_on_its_seats_and_what_they_owe() -> None:
    leaving = Leaving()
    c = leaving.crew
    he = c.receiver("He Jun", post=leaving.post.id)
    c.add(Post, title="Planning", holder=he.id)
    c.add(Punch, title="Night shift plan", person=he.id)
    c.add(Holding, parent=leaving.retry.id, person=he.id, level=3)
    page = leaving.page()
    assert "\n\n- K-01, not counted: He Jun 3, not proved\n" in page
    assert "- 2/5 seats filled: 孙玉, He Jun; on another post as well: He Jun\n" in page
    assert "| PL-03 | Night shift plan | He Jun | --  |" in page


def test_a_post_without_anything_says_so_in_words() -> None:
    crew = Crew()
    post = crew.add(Post, title="Support")
    text = post_page(crew.dossier(), post, Context(TODAY, Tr()), generated_at=AT)
    for said in (
        "No topic is for this post or its holder.", "It takes over no role and has no new duty.",
        "Nobody is named.", "Nobody holds it yet.",
    ):  # fmt: skip
        assert said in text


def heads(card: str) -> dict[str, str]:
    """The parts of a card by their headings."""
    parts = re.split("^## (.*)\n", card, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def test_the_card_of_a_topic_says_why_who_where_and_what_is_lacking() -> None:
    leaving = Leaving()
    card = leaving.card()
    assert card.startswith("# Knowledge card PAY: Ledger retry (K-01)\n")
    assert (
        "- State: identified; planned for 2027-01-05; receiver: Wu Lan\n- Never checked\n" in card
    )
    found = heads(card)
    assert list(found) == [
        "Why it is critical", "Who knows it", "Where it is written", "How it is passed on",
        "What is lacking",
    ]  # fmt: skip
    assert found["Why it is critical"].split("\n")[1:-2] == [
        "- only Chen Hao does it alone (2027-02-14, at most 4 h a week)",
        "- the critical post Payment duty needs it",
    ]
    assert (
        "| Chen Hao | SRE lead | 3, does it alone | --       | 2027-02-14," in found["Who knows it"]
    )
    assert "- Where it is: wiki/ledger\n- Version: 7\n" in found["Where it is written"]
    assert "| SE-01 | reverse shadowing | Chen Hao | Wu Lan   | 2027-01-05 | planned |" in card
    assert found["What is lacking"].split("\n")[1:-1] == [
        "- an interview or a recording",
        "- 1 more who receives it: 2 must show that they do it alone",
        "- Ledger retry is to be shown on 2027-01-05: assess it then (R-51)",
    ]


def test_the_card_says_what_came_of_sessions_how_old_a_document_is_and_how_it_is_learned() -> None:
    leaving = Leaving()
    c = leaving.crew
    c.change(
        leaving.retry, track=Track.EXPLICIT, state=TopicState.USED, form="DOC-1", reviewed=TODAY -
        timedelta(days=326), review_every=180, editor=leaving.wu.id, symptom="it hums",
        result="relined", portability=Portability.LOCAL, learning="ten nights with him",
        learn_by=date(2027, 3, 1), receiver=leaving.wu.id,
    )  # fmt: skip
    c.add(Session, parent=leaving.retry.id, kind=SessionKind.EXAMINATION, giver=leaving.chen.id,
          receiver=leaving.wu.id, day=TODAY, held_on=TODAY, state=SessionState.ASSESSED, level=3,
          before=2, assessor=leaving.sun.id, outcome="blind: 8 of 10",
          recording="rec-7")  # fmt: skip
    card = leaving.card()
    found = heads(card)
    assert "- Last checked: 2026-01-01, 326 days ago\n" in card
    assert "- it cannot be copied from elsewhere\n" in found["Why it is critical"]
    assert "- To be reviewed again by: 2026-06-30\n" in found["Where it is written"]
    assert found["Case from practice"] == "\n- Symptom: it hums\n- What came of it: relined\n\n"
    assert "- Wu Lan: ten nights with him; by 2027-03-01\n" in found["To be learned here"]
    passed = found["How it is passed on"]
    assert "| 2026-11-23 | assessed | 2 -> 3      | 孙玉        |" in passed
    assert passed.index("SE-02") < passed.index("SE-01"), "in the order of their days"
    assert "- SE-02, recording: rec-7\n\nSE-02, outcome:\n\n> blind: 8 of 10\n" in passed
    assert "was to be reviewed by 2026-06-30 (R-55)" in found["What is lacking"]
    assert "a template" not in found["What is lacking"]


def test_the_card_keeps_quiet_about_who_was_not_told() -> None:
    leaving = Leaving()
    quiet = replace(leaving.chen, state=PersonState.ACTIVE, told_on=None)
    card = leaving.both(leaving.crew.dossier().patched([("person", quiet)], (), 2), Tr())[2]
    assert "- only Chen Hao does it alone (is here)\n" in card
    assert "2027-02-14" not in card
    assert "2026-12-20" not in card


def test_the_card_says_that_all_who_know_it_leave_once_they_have_been_told() -> None:
    leaving = Leaving()
    c = leaving.crew
    bai = c.person("Bai Xue", release=date(2027, 1, 31))
    c.add(Holding, parent=leaving.retry.id, person=bai.id, level=3)
    c.add(Holding, parent=leaving.retry.id, person=leaving.sun.id, level=4)
    quiet = heads(leaving.card())["Why it is critical"]
    assert "- 2 people do it alone, of whom 1 stays\n- not counted: 孙玉 4, not proved\n" in quiet
    assert "leave" not in quiet
    c.change(bai, told_on=TODAY)
    told = heads(leaving.card())["Why it is critical"]
    assert "- known only by people who leave, the last on 2027-01-31\n" in told


def test_what_rests_on_who_leaves_untold_is_promised_to_nobody_and_tells_nothing() -> None:
    """Qian Wei and Zhao Jianguo know it, and both go; only Qian has been told."""
    c = Crew()
    zhou = c.receiver("Zhou Min", starts=date(2026, 11, 2))
    qian = c.person("Qian Wei", release=date(2026, 12, 20), told_on=TODAY, successor=zhou.id)
    zhao = c.person("Zhao Jianguo", release=date(2026, 12, 10))
    other = c.person("He Jun")
    c.topic("Extreme cold", qian, zhao)

    def read() -> tuple[str, str]:
        dossier = c.dossier()
        page = Page(dossier, Context(TODAY, Tr()), AT)
        row = "\n".join("\n".join(b) for b in ramp_down.section(page))
        return row, leaving_sheet(dossier, qian, Context(TODAY, Tr()), generated_at=AT)

    lines, sheet = read()
    assert re.search(r"Qian Wei .*3/6 .*2026-11-23 or later", lines)
    assert "earliest safe day (R-15): 2026-11-23 or later" in sheet
    for text in (lines, sheet):
        assert "some of what he knows is known by nobody else who will run it" in text
        assert "Zhao Jianguo" not in text
    c.change(zhao, release=None)
    c.change(other, release=date(2026, 12, 10))  # which of the two goes is not to be seen
    assert read() == (lines, sheet)
    c.change(other, release=None)
    assert re.search(r"Qian Wei .*4/6 .*2026-11-23  ", read()[0])


@pytest.mark.parametrize("proof", ["planned", "given"])
def test_a_proof_by_who_leaves_and_was_not_told_stands_on_the_card_as_if_he_stayed(
    proof: str,
) -> None:
    leaving = Leaving()
    c = leaving.crew
    if proof == "given":
        c.add(Holding, parent=leaving.retry.id, person=leaving.wu.id, level=3, shown_on=TODAY,
              shown_to=leaving.sun.id)  # fmt: skip
    before = leaving.card()
    c.change(leaving.wu, release=date(2027, 3, 1))
    assert leaving.card() == before
    c.change(leaving.wu, told_on=TODAY)
    assert "; none planned; " in leaving.card()


@pytest.mark.parametrize("tr", most_of([Tr(), Both([Tr(), Tr("zh_CN")]), Tr("zh_CN")], 2))
@pytest.mark.parametrize("hostile", HOSTILE)
def test_text_never_becomes_structure(hostile: str, tr: Translate) -> None:
    leaving = Leaving()
    found = leaving.both(filled(leaving.crew.dossier(), hostile), tr)
    wanted = leaving.both(filled(leaving.crew.dossier(), harmless(hostile)), tr)
    for text, plain in zip(found, wanted, strict=True):
        tags, expected = structure(READER.parse(text)), structure(READER.parse(plain))
        # An address that was cut is in code, so that it is no link.
        ours = {"code_inline"}
        assert [t for t in tags if t not in ours] == [t for t in expected if t not in ours]
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]", text)
        assert [line for line in text.split("\n") if line != line.rstrip()] == []


def filled(found: Dossier, text: str) -> Dossier:
    """Every text field of every register holds `text`."""
    changed: list[tuple[str, Record]] = [
        (name, replace(r, **texts(name, text, text)))
        for name in found.registers
        if name not in ("answer", "scope")
        for r in found.listed(name)
    ]
    assert {of(type(r)).name for _, r in changed} >= {"person", "post", "topic", "role", "access"}
    return found.patched(changed, (), found.head + 1)
