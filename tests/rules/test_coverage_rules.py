"""R-50, R-53, R-54, R-55, and when a critical task is proved."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from tests.fixtures.crew import T0, TODAY, Crew
from tests.rules.cases import Case, check
from tests.unit.test_coverage import WHOLE
from workbench.domain.journey import Gate
from workbench.domain.registers.person import Person
from workbench.domain.registers.post import Post
from workbench.domain.registers.task import TASK, Task, TaskState
from workbench.domain.registers.topic import Portability, TopicState, Track
from workbench.domain.verdict import Severity
from workbench.rules.coverage import RULES
from workbench.rules.guards import lacks
from workbench.rules.rule import Finding

Cure = Callable[[], object]
BEFORE = (Gate.G2, Gate.G3, Gate.G4)
BY_ID = {rule.id: rule for rule in RULES}


def found(crew: Crew, rule: str, **given: int) -> list[Finding]:
    numbers = {**BY_ID[rule].defaults, **given}
    return list(BY_ID[rule].findings(crew.dossier(), TODAY, numbers))


def tracks(standardised: int, recorded: int) -> Crew:
    """Ten topics on each track."""
    crew = Crew()
    for n in range(10):
        crew.topic(f"E{n}", track=Track.EXPLICIT, **(WHOLE if n < standardised else {}))
        state = TopicState.ELICITED if n < recorded else TopicState.IDENTIFIED
        crew.topic(f"T{n}", state=state)
    return crew


def unstandardised(crew: Crew) -> Cure:
    topic = crew.topic("Runbook", track=Track.EXPLICIT)
    return lambda: crew.change(topic, **WHOLE)


def unrecorded(crew: Crew) -> Cure:
    topic = crew.topic("By ear")
    return lambda: crew.change(topic, state=TopicState.ELICITED)


def never_done_alone(crew: Crew) -> Cure:
    sun, lan = crew.receiver("Sun Yu"), crew.receiver("Wu Lan")
    task = crew.add(Task, title="Restart", person=sun.id, witness=lan.id)
    return lambda: crew.change(task, state=TaskState.PROVED)


def unplanned(crew: Crew) -> Cure:
    topic = crew.topic("Spare parts", portability=Portability.LOCAL,
                       receiver=crew.receiver("Sun Yu").id)  # fmt: skip
    return lambda: crew.change(topic, learning="one season with the store keeper")


def out_of_date(crew: Crew) -> Cure:
    topic = crew.topic("Runbook", reviewed=date(2026, 1, 1), review_every=180)
    return lambda: crew.change(topic, reviewed=TODAY)


CASES = [
    Case("R-50", "no standard document", unstandardised, {"condition PAY.explicit"}),
    Case("R-50", "nothing recorded", unrecorded, {"condition PAY.tacit"}),
    Case("R-53", "nothing done alone", never_done_alone, {"stop PAY"}),
    Case("R-54", "no plan to learn it", unplanned, {"condition K-01"}),
    Case("R-55", "past its review", out_of_date, {"note K-01"}),
]


@pytest.mark.parametrize("case", CASES, ids=lambda c: c.name)
def test_it_fires_and_is_cured(case: Case) -> None:
    check(case)


@pytest.mark.parametrize(
    ("standardised", "recorded", "lacking"),
    [(9, 6, []), (8, 6, ["PAY.explicit"]), (9, 5, ["PAY.tacit"]),
     (0, 0, ["PAY.explicit", "PAY.tacit"])],
)  # fmt: skip
def test_both_tracks_against_their_targets(
    standardised: int, recorded: int, lacking: list[str]
) -> None:
    conditions = found(tracks(standardised, recorded), "R-50")
    assert [f.key for f in conditions] == lacking
    assert {(f.severity, f.gates) for f in conditions} <= {(Severity.CONDITION, BEFORE)}


def test_the_targets_are_what_is_agreed() -> None:
    assert not found(tracks(8, 3), "R-50", explicit=80, tacit=30)
    (one,) = found(tracks(8, 3), "R-50", explicit=85, tacit=30)
    assert str(one.message).startswith("80.0 % (8/10) of the explicit topics are standardised, "
                                       "agreed are 85 %")  # fmt: skip
    assert not found(Crew(), "R-50")


@pytest.mark.parametrize(
    ("proved", "severity"),
    [(10, None), (9, None), (8, Severity.CONDITION), (7, Severity.CONDITION), (6, Severity.STOP)],
)
def test_below_ninety_percent_a_condition_below_seventy_a_stop(
    proved: int, severity: Severity | None
) -> None:
    crew = Crew()
    sun, lan = crew.receiver("Sun Yu"), crew.receiver("Wu Lan")
    for n in range(10):
        state = TaskState.PROVED if n < proved else TaskState.OPEN
        crew.add(Task, title=f"Task {n}", person=sun.id, witness=lan.id, state=state)
    assert [f.severity for f in found(crew, "R-53")] == ([severity] if severity else [])
    assert not found(Crew(), "R-53")


def test_outside_tasks_are_counted_as_if_who_has_not_been_told_stayed() -> None:
    crew = Crew()
    sun, lan = crew.receiver("Sun Yu", release=T0), crew.receiver("Wu Lan")
    for title, who in (("Restart", sun), ("Switch over", lan)):
        crew.add(Task, title=title, person=who.id, witness=crew.person("Li Wei").id,
                 state=TaskState.PROVED)  # fmt: skip
    (one,) = found(crew, "R-53")
    assert str(one.message).startswith("50.0 % (1/2) of the critical tasks")
    assert str(one.said) == "Have the critical tasks done alone by more of the receivers"
    crew.add(Task, title="Failover")
    (one,) = found(crew, "R-53")
    assert str(one.said).startswith("66.7 % (2/3) of the critical tasks")
    crew.change(sun, told_on=TODAY)
    (one,) = found(crew, "R-53")
    assert one.discreet is None


def test_what_must_be_learned_here_needs_somebody_and_a_plan() -> None:
    crew = Crew()
    sun = crew.receiver("Sun Yu")
    local = {"portability": Portability.LOCAL}
    crew.topic("Nobody", **local, learning="three months with the store keeper")
    crew.topic("No plan", **local, receiver=sun.id, learning=" ")
    crew.topic("Both", **local, receiver=sun.id, learning="one season")
    crew.topic("Elsewhere", portability=Portability.ADAPT)
    assert [(f.cure.field, f.gates) for f in found(crew, "R-54")] == [
        ("receiver", BEFORE),
        ("learning", BEFORE),
    ]


def test_what_is_past_its_review_date_is_noted() -> None:
    crew = Crew()
    crew.topic("Runbook", reviewed=TODAY - timedelta(days=31), review_every=30)
    crew.topic("Fresh", reviewed=TODAY - timedelta(days=30), review_every=30)
    (one,) = found(crew, "R-55")
    assert (one.severity, str(one.message)) == (
        Severity.NOTE, "Runbook was to be reviewed by 2026-11-22",
    )  # fmt: skip
    crew.topic("Old", reviewed=date(2020, 1, 1), review_every=30)
    together = BY_ID["R-55"].together
    assert together is not None
    assert str(together(found(crew, "R-55"))) == "2 documents are past their review dates"


@pytest.fixture
def crew() -> Crew:
    crew = Crew()
    crew.receiver("Sun Yu")
    crew.receiver("Wu Lan")
    crew.person("Chen Hao")
    crew.person("Bai Xue", post=crew.add(Post, title="Analyst").id)
    crew.receiver("Zhao Lei", release=date(2027, 3, 1))
    return crew


def proving(crew: Crew, person: str, on: date | None, witness: str) -> list[str]:
    people = {p.name: p for p in crew.dossier().all(Person)}

    def named(name: str) -> int | None:
        return people[name].id if name else None

    task = crew.add(Task, title="Restart", person=named(person), done_on=on, witness=named(witness))
    move = TASK.move("prove", TaskState.OPEN)
    return [str(m) for m in lacks(crew.dossier(), task, move, people["Sun Yu"], "", TODAY)]


@pytest.mark.parametrize(
    ("person", "on", "witness", "lack"),
    [
        ("Sun Yu", TODAY, "Chen Hao", None),
        ("Sun Yu", TODAY, "Wu Lan", None),
        ("Bai Xue", TODAY, "Wu Lan", None),
        ("", TODAY, "Wu Lan", "say who did it alone"),
        (
            "Chen Hao",
            TODAY,
            "Wu Lan",
            "Chen Hao is not of the receiving side, nor moves into a post",
        ),
        ("Zhao Lei", TODAY, "Wu Lan", "Zhao Lei does not stay, so it proves nothing"),
        ("Sun Yu", None, "Wu Lan", "say on which day"),
        ("Sun Yu", TODAY + timedelta(days=1), "Wu Lan", "2026-11-24 is ahead"),
        ("Sun Yu", TODAY, "", "say before whom it was done"),
        ("Sun Yu", TODAY, "Sun Yu", "Sun Yu is no witness of himself"),
    ],
)
def test_a_task_is_proved_by_a_receiver_who_stays_before_somebody_else(
    crew: Crew, person: str, on: date | None, witness: str, lack: str | None
) -> None:
    assert proving(crew, person, on, witness) == ([lack] if lack else [])


def test_nothing_said_lacks_all_three(crew: Crew) -> None:
    assert len(proving(crew, "", None, "")) == 3
