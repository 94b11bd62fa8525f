"""Who knows it: words to people, best first, with the day until which they can be asked."""

from __future__ import annotations

from datetime import date

import pytest

from tests.fixtures.crew import TODAY, Crew
from workbench.domain.registers.holding import Holding
from workbench.domain.registers.person import PersonState
from workbench.domain.registers.topic import Topic
from workbench.figures.experts import experts


@pytest.fixture
def crew() -> Crew:
    crew = Crew()
    ear = crew.topic("Transformer faults by ear 听音判断变压器故障", about="partial discharge")
    crew.topic("Ledger retry", crew.person("Bai Xue"), symptom="refunds hang after a restart")
    for name, level, values in (
        ("Old Zhou", 4, {"release": date(2026, 12, 18), "contact_until": date(2027, 2, 14)}),
        ("Sun Yu", 2, {}),
        ("Lin Tao", 4, {"state": PersonState.RELEASED, "left_on": date(2026, 11, 2)}),
        ("Wu Lan", 1, {}),
        ("Nobody", 0, {}),
    ):
        crew.add(Holding, parent=ear.id, person=crew.person(name, **values).id, level=level)
    return crew


def names(crew: Crew, words: str) -> list[str]:
    return [e.person.name for e in experts(crew.dossier(), words, TODAY)]


def test_the_best_who_can_be_asked_comes_first(crew: Crew) -> None:
    found = experts(crew.dossier(), "Who can hear transformer faults?", TODAY)
    assert [(e.person.name, e.level, e.until, e.alone, e.only) for e in found] == [
        ("Old Zhou", 4, date(2027, 2, 14), True, True),
        ("Sun Yu", 2, None, False, False),
        ("Wu Lan", 1, None, False, False),
        ("Lin Tao", 4, date(2026, 11, 2), True, False),
    ]
    assert [e.reachable(TODAY) for e in found] == [True, True, True, False]


def test_of_who_receives_it_a_level_nobody_was_shown_counts_for_nothing(crew: Crew) -> None:
    min_ = crew.receiver("Zhou Min")
    crew.add(Holding, parent=crew.dossier().all(Topic)[1].id, person=min_.id, level=4)
    found = experts(crew.dossier(), "ledger", TODAY)
    assert [(e.person.name, e.only, e.not_shown) for e in found] == [
        ("Bai Xue", True, False), ("Zhou Min", False, True),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("transformers", "Old Zhou"),
        ("谁会听变压器", "Old Zhou"),
        ("变压器 故障", "Old Zhou"),
        ("discharge", "Old Zhou"),
        ("refund", "Bai Xue"),
        ("LEDGER", "Bai Xue"),
        ("K-02", "Bai Xue"),
    ],
)
def test_words_are_found_as_people_type_them(crew: Crew, words: str, first: str) -> None:
    assert names(crew, words)[0] == first


@pytest.mark.parametrize("words", ["", "??", "a", "payroll", "安全", "[/]", "e.r"])
def test_what_nobody_knows_finds_nobody(crew: Crew, words: str) -> None:
    assert names(crew, words) == []


def test_topics_with_fewer_of_the_words_are_left_out(crew: Crew) -> None:
    assert names(crew, "ledger retry after restart transformer") == ["Bai Xue"]


def test_with_two_who_can_nobody_is_the_only_one(crew: Crew) -> None:
    topic = crew.topic("Night shift", crew.person("A"), crew.person("B"))
    assert [e.only for e in experts(crew.dossier(), topic.title, TODAY)] == [False, False]
