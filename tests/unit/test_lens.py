"""Question banks: what they ask, which risk an answer leaves, and what is wrong with one."""

from __future__ import annotations

import json
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from workbench.domain.errors import BadFile, BadValue
from workbench.exchange import lens
from workbench.exchange.lens_rules import parse_condition

SAMPLES = Path(__file__).resolve().parents[2].parent / "shared" / "samples"
PUBLISHED = SAMPLES / "aws-orr-lens.json"


def bank(choices: list[str], rules: list[tuple[str, str]], **more: Any) -> str:
    question = {
        "id": "q", "title": "Is it safe?", "description": "Why it is asked",
        "choices": [{"id": c, "title": f"Choice {c}"} for c in choices],
        "riskRules": [{"condition": c, "risk": r} for c, r in rules], **more,
    }  # fmt: skip
    pillar = {"id": "p", "name": "P", "questions": [question]}
    return json.dumps({"name": "Bank", "pillars": [pillar]}, indent=1)


def remarks(text: str) -> list[str]:
    return [str(what) for _, what in lens.parse(text, "bank.json").remarks]


@pytest.mark.skipif(not PUBLISHED.exists(), reason="the published lens is not beside this checkout")
def test_a_published_lens_gives_its_published_risks() -> None:
    text = PUBLISHED.read_text()
    found = lens.parse(text, PUBLISHED.name)
    assert len({q.pillar for q in found.questions}) == 3
    assert len(found.questions) == 16
    assert sum(len(q.choices) for q in found.questions) == 38
    raw = [q for p in json.loads(text)["pillars"] for q in p["questions"]]
    assert sum(len(q.rules) for q in found.questions) == sum(len(q["riskRules"]) for q in raw) == 40
    for question, published in zip(found.questions, raw, strict=True):
        ids = [c.id for c in question.choices]
        for answer in product((False, True), repeat=len(ids)):
            chosen = dict(zip(ids, answer, strict=True))
            given = question.risk([i for i in ids if chosen[i]])
            assert given == _first_met(published["riskRules"], chosen)
    assert [
        (where, str(what)) for where, what in found.remarks if "no answer can meet" in str(what)
    ]
    source = lens.source(found)
    assert len(source.drafts) == 16 + 38
    lines = text.split("\n")
    for draft in source.drafts:
        assert '"id"' in lines[draft.line - 1]


def _first_met(rules: list[dict[str, str]], chosen: dict[str, bool]) -> str:
    """The published rules as Python reads them: `&&` is and, `||` or, `!` not."""
    for rule in rules:
        python = (
            rule["condition"].replace("&&", " and ").replace("||", " or ").replace("!", " not ")
        )
        if python == "default" or eval(python, {"__builtins__": {}}, chosen):
            return rule["risk"]
    return ""


def test_the_first_rule_that_is_met_decides() -> None:
    (question,) = lens.parse(
        bank(
            ["a", "b"],
            [("a && b", "NO_RISK"), ("a || !b", "MEDIUM_RISK"), ("default", "HIGH_RISK")],
        ),
        "bank.json",
    ).questions
    assert [question.risk(c) for c in (["a", "b"], ["a"], [], ["b"])] == [
        "NO_RISK", "MEDIUM_RISK", "MEDIUM_RISK", "HIGH_RISK",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("choices", "rules", "remark"),
    [
        (["a"], [("a", "NO_RISK")], "no rule is the default"),
        (["a"], [("default", "NO_RISK"), ("a", "NO_RISK")], "never looked at"),
        (["a", "a"], [("a", "NO_RISK"), ("default", "HIGH_RISK")], "twice in one question"),
        (["a"], [("b", "NO_RISK"), ("default", "HIGH_RISK")], "speaks of b"),
        (["a"], [("a && !a", "NO_RISK"), ("default", "NO_RISK")], "no answer can meet"),
        (["a"], [("!a", "NO_RISK"), ("default", "HIGH_RISK")], "although every choice is met"),
        (["a"], [("a", "SOME"), ("a", "NO_RISK"), ("default", "HIGH_RISK")], "SOME is no risk"),
        (["a"], [("a &&", "NO_RISK"), ("default", "NO_RISK")], "is no condition"),
    ],
)
def test_what_is_wrong_with_a_bank_is_said(
    choices: list[str], rules: list[tuple[str, str]], remark: str
) -> None:
    assert any(remark in said for said in remarks(bank(choices, rules)))


def test_a_good_bank_has_no_remarks() -> None:
    assert remarks(bank(["a", "b"], [("a && b", "NO_RISK"), ("default", "HIGH_RISK")])) == []


@pytest.mark.parametrize(
    "text", ["", "a &", "a b", "(a", "a)", "!", "a && || b", "__import__('os')", "a.b()", "1 == 1",
             "(" * 100 + "a" + ")" * 100, "a" * 3000],
)  # fmt: skip
def test_what_is_no_condition_is_never_run(text: str) -> None:
    with pytest.raises(BadValue):
        parse_condition(text)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("{", "not valid JSON"),
        ('{"a": 1}', "no pillars"),
        ('{"pillars": []}', "no pillars"),
        ('{"pillars": [1, {"questions": "x"}]}', "no pillars"),
        ('{"pillars": ' + "[" * 200_000, "(nested too deeply|not valid JSON)"),
    ],
)
def test_other_json_is_refused_in_a_sentence(text: str, sentence: str) -> None:
    with pytest.raises(BadFile, match=sentence):
        lens.parse(text, "x.json")
