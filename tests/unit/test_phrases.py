"""What people's words are taken for: weeks, roles, names, states, titles, blanks of a form."""

from __future__ import annotations

import pytest

from workbench.exchange.drafts import guessed_owners, guessed_status
from workbench.exchange.phrases import (
    due_of,
    is_name,
    is_placeholder,
    is_role,
    labelled,
    mark_of,
    target,
)


@pytest.mark.parametrize(
    ("words", "due"),
    [
        ("4 Weeks Before Go-Live", "T-28"),
        ("One week prior to launch", "T-7"),
        ("Day Before Go-Live", "T-1"),
        ("T-4 Hours: Pre-Deployment", "T0"),
        ("🚀 GO-LIVE DAY CHECKLIST", "T0"),
        ("T-30", "T-30"),
        ("D-7", "T-7"),
        ("30 days after go-live", "T+30"),
        ("上线前两周", "T-14"),
        ("上线前 4 周（准备）", "T-28"),
        ("割接后1个月", "T+30"),
        ("上线当天", "T0"),
        ("Phase 2", ""),
        ("Week 1", ""),
        ("三天内", ""),
        ("十天", ""),
        ("Go-Live Do's", ""),
    ],
)
def test_weeks_before_and_after_become_rules(words: str, due: str) -> None:
    assert due_of(words) == due


def test_days_are_counted_only_below_what_comes_after() -> None:
    assert due_of("Day 1-7 (First Week)", ("POST-GO-LIVE MONITORING",)) == "T+7"
    assert due_of("Week 2-4 (Stabilization)", ("POST-GO-LIVE MONITORING",)) == "T+28"
    assert due_of("Day 1-7 (First Week)", ("Onboarding",)) == ""


@pytest.mark.parametrize(
    "words", ["ISSO", "Project team", "Tech Portfolio Lead", "ISSO+SecOps", "For admins", "QA Lead",
              "DevOps", "运维组", "测试负责人", "值班员"],
)  # fmt: skip
def test_roles(words: str) -> None:
    assert is_role(words)


@pytest.mark.parametrize(
    "words", ["Team", "Responsibilities", "SRE Team Goals", "New SRE Team Member", "Data Migration",
              "全部", "Set up the team", "Review by the owner."],
)  # fmt: skip
def test_headings_that_are_no_roles(words: str) -> None:
    assert not is_role(words)


@pytest.mark.parametrize(
    "words", ["Maria Lopez", "@maria", "m.lopez@bank.example", "张敏", "Li Wei"]
)
def test_names(words: str) -> None:
    assert is_name(words)


@pytest.mark.parametrize("words", ["QA Lead", "DBA", "Finance", "运维组", "Data Team"])
def test_what_is_no_name(words: str) -> None:
    assert not is_name(words)


@pytest.mark.parametrize(
    "words", ["[Name]", "TBD", "____", "<name>", "待定", "n/a", "[MM/DD]", "[Enter name]", "-",
              "xxx", "[Your name here]", "{date}"],
)  # fmt: skip
def test_blanks_of_a_form_are_nobody(words: str) -> None:
    assert is_placeholder(words)
    assert guessed_owners(words) == []


def test_the_first_of_several_owners_owns() -> None:
    assert guessed_owners("[PM], DBA") == ["PM", "DBA"]
    assert guessed_owners("张敏、李伟") == ["张敏", "李伟"]
    assert guessed_owners("[QA Lead]") == ["QA Lead"]


@pytest.mark.parametrize(
    ("words", "mark"),
    [
        ("✅", "done"), ("☑ Complete", "done"), ("Done", "done"), ("100%", "done"),
        ("已完成", "done"),
        ("🟡 In Progress", "doing"), ("进行中", "doing"), ("40 %", "doing"),
        ("⏸️", "blocked"), ("on hold", "blocked"), ("N/A", "na"), ("➖", "na"),
        ("not started", "todo"), ("☐", "todo"), ("❌", "todo"), ("0%", "todo"),
        ("☐ Not Started / ☑ In Progress / ☐ Complete", "doing"), ("Yes / No", ""), ("soon", ""),
    ],
)  # fmt: skip
def test_states(words: str, mark: str) -> None:
    assert mark_of(words) == mark


def test_a_form_that_lists_its_choices_has_claimed_nothing() -> None:
    assert guessed_status("☐ Not Started / ☐ In Progress / ☑ Complete") == ""
    assert guessed_status("☑ Complete") == "done"


@pytest.mark.parametrize(
    ("title", "kind"),
    [("Checklist Item", "text"), ("Assigned To", "owner"), ("责任人", "owner"),
     ("**Due date**", "due"),
     ("Status:", "status"), ("佐证材料", "proof"), ("Remarks", "note"), ("Phase", "heading"),
     ("Colour", "")],
)  # fmt: skip
def test_titles(title: str, kind: str) -> None:
    assert target(title) == kind


def test_only_known_labels_of_a_bullet_are_read() -> None:
    assert labelled("Owner: QA lead") == ("owner", "QA lead")
    assert labelled("负责人：张敏") == ("owner", "张敏")
    assert labelled("Criteria: 500 users") is None
    assert labelled("All phone numbers tested") is None
