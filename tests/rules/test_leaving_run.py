"""The people of the payment sample until Chen Hao has gone, against the table written by hand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import cast

from tests.rules.conftest import Run
from tests.rules.test_payment_run import ids
from workbench.domain.journey import Gate
from workbench.domain.registers.person import Person, PersonState
from workbench.domain.registers.topic import Topic, Track
from workbench.figures.knowing import can
from workbench.figures.release import earliest_safe
from workbench.rules import engine
from workbench.services import moving, records

TABLE = Path(__file__).parents[1] / "fixtures" / "verdicts" / "leaving.md"
RULES = {"R-10", "R-11", "R-14", "R-15", "R-16", "R-18", "R-19", "R-33", "R-51", "R-52"}


def nothing(run: Run) -> None:
    pass


def edit(run: Run, key: str, field: str, text: str) -> None:
    records.edit(run.ws, run.pay, run.record(key).id, field, text)


def move(run: Run, key: str, act: str, by: str = "Sun Yu", reason: str = "") -> None:
    moving.move(run.ws, run.pay, run.keys(key), act, by=run.person(by), reason=reason).expect()


def plan(run: Run, topic: str, receiver: str, day: str) -> int:
    """A proof of a topic, by whoever is to receive it."""
    found = run.record(topic)
    giver = next(p for p in can(run.dossier, found.id) if p.name != receiver)
    texts = {"kind": "examination", "giver": giver.name, "receiver": receiver, "day": day,
             "level": "3"}  # fmt: skip
    return records.add(run.ws, run.pay, "session", texts, parent=found.id)


def show(run: Run, topic: str, receiver: str) -> None:
    session = plan(run, topic, receiver, run.day.isoformat())
    moving.move(run.ws, run.pay, [session], "assess", by=run.person("Sun Yu")).expect()


def proofs_planned(run: Run) -> None:
    edit(run, "K-11", "receiver", "Wu Lan")
    for topic in ("K-11", "K-12"):
        plan(run, topic, "Wu Lan", "2027-01-06")


def stays_longer(run: Run) -> None:
    chen = cast("Person", run.record("P-02"))
    safe = earliest_safe(run.dossier, chen, run.day).day
    assert safe == date(2027, 1, 7), "the last proofs are assessed, the days around T0 not begun"
    edit(run, "P-02", "release", "2027-01-31")
    move(run, "P-02", "extend", "Li Wei", "until what he knows is shown")


def all_shown(run: Run) -> None:
    for topic in run.dossier.all(Topic):
        if not topic.is_proved:
            key, receiver = run.dossier.key(topic), run.dossier.get(topic.receiver)
            show(run, key, cast("Person", receiver).name)
            move(run, key, "verify" if topic.track is Track.EXPLICIT else "sign_off")


def for_the_duty(run: Run) -> None:
    edit(run, "K-08", "post", "SP-01")


def holder_too(run: Run) -> None:
    show(run, "K-08", "Wu Lan")


def two_more(run: Run) -> None:
    for name in ("Hou Jie", "Meng Fei"):
        texts = {"name": name, "side": "receiving", "post": "SP-01"}
        records.add(run.ws, run.pay, "person", texts)


def let_go(run: Run) -> None:
    for key in ("AC-04", "AC-05"):
        move(run, key, "request", "Li Wei")
    move(run, "P-02", "release", "Li Wei")
    assert cast("Person", run.record("P-02")).state is PersonState.RELEASED


def closed(run: Run) -> None:
    for n in range(1, 6):
        move(run, f"AC-{n:02}", "revoke", "Li Wei")


def receiver_leaves(run: Run) -> None:
    move(run, "P-05", "leave", "Li Wei", "another employer")


STEPS: dict[str, Callable[[Run], None]] = {
    "the sample opens": nothing,
    "nothing": nothing,
    "the other proofs are planned": proofs_planned,
    "he stays six weeks longer": stays_longer,
    "all topics are shown": all_shown,
    "a topic is for the duty": for_the_duty,
    "its holder has shown it too": holder_too,
    "two more move into the duty": two_more,
    "he is let go": let_go,
    "his ways in are closed": closed,
    "who received it leaves at once": receiver_leaves,
}


def test_the_people_of_the_sample_get_the_findings_written_by_hand(whole: Run) -> None:
    run = whole
    lines = [x for x in TABLE.read_text("utf-8").splitlines() if x.startswith("| ")][1:]
    assert len(lines) >= 14
    for line in lines:
        done, day, gate, *expected = (cell.strip() for cell in line.strip("|").split(" | "))
        run.on(date.fromisoformat(day))
        STEPS[done](run)
        verdict = engine.verdict(run.dossier, Gate(gate), run.day)
        found = [
            sorted(f.id for f in told if f.rule in RULES)
            for told in (verdict.stops, verdict.conditions, verdict.notes)
        ]
        assert found == [ids(cell) for cell in expected], f"{done}, {gate}, {day}"
