"""Two records that are one become one: nothing either knew is lost, and undo parts them again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pytest

from tests.services.conftest import Payment
from tests.services.test_kpi_states import add, get, to_live
from tests.services.test_readings import days
from workbench.domain.errors import Refused
from workbench.domain.message import msg
from workbench.domain.registers.evidence import Evidence
from workbench.domain.registers.holding import Holding
from workbench.domain.registers.item import Item, ItemState
from workbench.domain.registers.kpi import Direction
from workbench.domain.registers.note import Note
from workbench.domain.registers.person import Person
from workbench.domain.registers.post import Post
from workbench.domain.registers.seat import Seat
from workbench.domain.registers.topic import Topic, TopicState
from workbench.services import items, readings, records, undo
from workbench.services.eliciting import Interview, Question
from workbench.services.file_check import check
from workbench.services.merging import foreseen, merge


def person(pay: Payment, name: str, **texts: str) -> int:
    return records.add(pay.ws, pay.handover, "person", {"name": name, **texts})


def test_what_named_either_names_the_one_that_stays(pay: Payment) -> None:
    twin = person(pay, "Li W.", role="SRE", contact="li@bank.example")
    for field, item in (("person", pay.items[2]), ("person", pay.items[3])):
        records.edit(pay.ws, pay.handover, item, field, "Li W.")
    records.edit(pay.ws, pay.handover, pay.duty, "person", "Li W.")
    records.add_note(pay.ws, pay.handover, twin, "leaves in June")
    before = pay.ws.dossier(pay.handover)

    merge(pay.ws, pay.handover, pay.li, [twin]).expect()

    after = pay.ws.dossier(pay.handover)
    assert after.get(twin) is None
    li = after.get(pay.li)
    assert isinstance(li, Person)
    assert (li.name, li.role, li.contact) == ("Li Wei", "SRE", "li@bank.example")
    assert {i.person for i in after.all(Item)} == {pay.li}
    assert [s.person for s in after.all(Seat)] == [pay.li]
    assert [n.text for n in after.under(pay.li, Note)] == ["leaves in June"]

    undo.undo(pay.ws, pay.handover)
    again = pay.ws.dossier(pay.handover)
    for register in before.registers:
        assert [r.id for r in again.listed(register)] == [r.id for r in before.listed(register)]
    assert [i.person for i in again.all(Item)] == [i.person for i in before.all(Item)]


def test_nobody_follows_himself_or_who_is_gone(pay: Payment) -> None:
    one, two = person(pay, "Li W."), person(pay, "W. Li")
    for who, after in ((pay.li, "Li W."), (one, "W. Li"), (two, "Li Wei")):
        records.edit(pay.ws, pay.handover, who, "successor", after)
    merge(pay.ws, pay.handover, pay.li, [one, two]).expect()
    li = pay.ws.dossier(pay.handover).get(pay.li)
    assert isinstance(li, Person)
    assert li.successor is None


def test_items_keep_their_parts_and_proofs(pay: Payment) -> None:
    one, two = pay.items[:2]
    part = records.add(pay.ws, pay.handover, "item", {"text": "Part"}, parent=two)
    items.claim(pay.ws, pay.handover, [two], "https://t.example/1").expect()
    with pytest.raises(Refused, match="PAY-02 is claimed; keep that one instead"):
        merge(pay.ws, pay.handover, one, [two])
    merge(pay.ws, pay.handover, two, [one]).expect()
    dossier = pay.ws.dossier(pay.handover)
    kept = dossier.get(two)
    assert isinstance(kept, Item)
    assert (kept.state, kept.text.en) == (ItemState.CLAIMED, "Roster complete")
    assert [e.text for e in dossier.under(two, Evidence)] == ["https://t.example/1"]
    assert [i.id for i in dossier.under(two, Item)] == [part]


def test_what_cannot_be_one_is_refused_and_nothing_is_written(pay: Payment) -> None:
    part = records.add(pay.ws, pay.handover, "item", {"text": "Part"}, parent=pay.items[0])
    items.claim(pay.ws, pay.handover, [pay.items[3]], "x", by=pay.li).expect()
    items.verify(pay.ws, pay.handover, [pay.items[3]], by=pay.sun).expect()
    head = pay.ws.head(pay.handover)
    with pytest.raises(Refused, match="is part of PAY-01; keep PAY-01 instead"):
        merge(pay.ws, pay.handover, part, [pay.items[0]])
    with pytest.raises(Refused, match="only records of one register"):
        merge(pay.ws, pay.handover, pay.li, [pay.duty])
    with pytest.raises(Refused, match="so they are two people"):
        merge(pay.ws, pay.handover, pay.sun, [pay.li])
    assert pay.ws.head(pay.handover) == head


def test_a_live_kpi_stays_what_it_went_live_as(pay: Payment) -> None:
    live, twin = (
        to_live(pay),
        add(pay, name="Availability of the grid", direction="lower is better"),
    )
    with pytest.raises(Refused, match="KPI-01 is live; keep that one instead"):
        merge(pay.ws, pay.handover, twin, [live])
    merge(pay.ws, pay.handover, live, [twin]).expect()
    assert get(pay, live).direction is Direction.HIGHER, "its thresholds are of that"
    old = add(pay, name="Outage minutes", phase="of the project")
    with pytest.raises(Refused, match="say in the changeover what becomes of it"):
        merge(pay.ws, pay.handover, live, [old])


def test_kpis_that_measure_differently_are_two(pay: Payment) -> None:
    live = to_live(pay)
    losses = add(pay, name="Loss rate", unit="%", direction="lower is better")
    readings.load(pay.ws, pay.handover, {losses: days(date(2026, 11, 1), ["2.9"])}, "losses.csv")
    power = add(pay, name="Curtailment", unit="MWh")
    head = pay.ws.head(pay.handover)
    for other, how in ((losses, "%, higher is better; %, lower"), (power, "%.*; MWh, higher")):
        with pytest.raises(Refused, match=f"measured otherwise.*{how}.* so they are two KPIs;"):
            merge(pay.ws, pay.handover, live, [other])
    assert pay.ws.head(pay.handover) == head


def test_of_one_day_the_reading_of_the_kept_kpi_stays(pay: Payment) -> None:
    kept, twin, third = (add(pay, name=name, unit="%") for name in ("Uptime", "Up", "Online"))
    for kpi, first, values in ((kept, 2, ["98", "99"]), (twin, 1, ["90", "91", "99"]),
                               (third, 3, ["80", "81"])):  # fmt: skip
        batch = {kpi: days(date(2026, 11, first), values)}
        readings.load(pay.ws, pay.handover, batch, f"{kpi}.csv")
    seen = pay.ws.dossier(pay.handover)
    assert [str(s) for s in foreseen(pay.ws, seen, kept, [twin, third])] == [
        "1 reading of KPI-02 comes to KPI-01",
        "1 reading of KPI-02 goes, since KPI-01 has another of that day: 2026-11-02",
        "1 reading of KPI-03 comes to KPI-01",
        "1 reading of KPI-03 goes, since KPI-01 has another of that day: 2026-11-03",
    ]
    merge(pay.ws, pay.handover, kept, [twin, third]).expect()
    series = readings.series(pay.ws, pay.handover, kept)
    assert [(r.at[-2:], str(r.value)) for r in series] == [
        ("01", "90"), ("02", "98"), ("03", "99"), ("04", "81"),
    ]  # fmt: skip
    assert check(pay.ws).faults == []
    undo.undo(pay.ws, pay.handover)
    assert [str(r.value) for r in readings.series(pay.ws, pay.handover, twin)] == ["90", "91", "99"]
    assert check(pay.ws).faults == []


def test_no_parallel_run_that_is_not_passed_comes_to_a_live_kpi(pay: Payment) -> None:
    live, twin = to_live(pay), add(pay, name="Uptime")
    add(pay, name="Outage minutes", phase="of the project")
    texts = {"old": "Outage minutes", "relation": "continues as", "new": "Uptime",
             "first": "2026-10-01", "last": "2026-10-20"}  # fmt: skip
    records.add(pay.ws, pay.handover, "changeover", texts)
    with pytest.raises(Refused, match=r"KPI-01 is live, and the parallel run .* is not passed: 0 "):
        merge(pay.ws, pay.handover, live, [twin])


@dataclass
class Twins:
    """K-01 and K-02 of one name: Li Wei knows both, Sun Yu has shown the first."""

    pay: Payment
    one: int
    two: int

    def levels(self, topic: int) -> list[tuple[int | None, int]]:
        found = self.pay.ws.dossier(self.pay.handover).under(topic, Holding)
        return sorted((h.person, h.level) for h in found)

    def topic(self, record: int) -> Topic:
        found = self.pay.ws.dossier(self.pay.handover).get(record)
        assert isinstance(found, Topic)
        return found


@pytest.fixture
def twins(pay: Payment) -> Twins:
    with pay.ws.change(pay.handover, "add", msg("topics")) as ed:
        one = ed.add(Topic, title="Ledger", state=TopicState.SIGNED_OFF, moved_by=pay.sun)
        two = ed.add(Topic, title="Ledger", state=TopicState.IDENTIFIED)
        ed.add(Holding, parent=one, person=pay.li, level=3)
        ed.add(Holding, parent=two, person=pay.li, level=4)
        ed.add(Holding, parent=one, person=pay.sun, level=3, shown_on=pay.ws.today,
               shown_to=pay.li)  # fmt: skip
        ed.add(Holding, parent=two, person=pay.sun, level=2)
    return Twins(pay, one, two)


def test_a_person_has_one_level_in_topics_that_become_one(twins: Twins) -> None:
    pay = twins.pay
    said = [str(s) for s in foreseen(pay.ws, pay.ws.dossier(pay.handover), twins.two, [twins.one])]
    assert said == [
        "Li Wei has two levels: 4 stays, 3 goes",
        "Sun Yu has two levels: 3 stays, 2 goes",
    ]
    merge(pay.ws, pay.handover, twins.two, [twins.one]).expect()
    assert twins.levels(twins.two) == [(pay.li, 4), (pay.sun, 3)]
    undo.undo(pay.ws, pay.handover)
    assert twins.levels(twins.one) == [(pay.li, 3), (pay.sun, 3)]
    assert twins.levels(twins.two) == [(pay.li, 4), (pay.sun, 2)]


def test_so_has_one_who_was_two_people(twins: Twins) -> None:
    pay = twins.pay
    other = person(pay, "Li W.")
    with pay.ws.change(pay.handover, "add", msg("twice")) as ed:
        ed.add(Holding, parent=twins.one, person=other, level=1)
    said = [str(s) for s in foreseen(pay.ws, pay.ws.dossier(pay.handover), pay.li, [other])]
    assert "Li Wei has two levels: 3 stays, 1 goes" in said
    merge(pay.ws, pay.handover, pay.li, [other]).expect()
    assert twins.levels(twins.one) == [(pay.li, 3), (pay.sun, 3)]


def test_the_higher_level_of_who_goes_is_said_by_the_name_that_stays(twins: Twins) -> None:
    pay = twins.pay
    other = person(pay, "Li W.")
    with pay.ws.change(pay.handover, "add", msg("twice")) as ed:
        ed.add(Holding, parent=twins.one, person=other, level=4)
    said = [str(s) for s in foreseen(pay.ws, pay.ws.dossier(pay.handover), pay.li, [other])]
    assert "Li Wei has two levels: 4 stays, 3 goes" in said


def test_what_was_proved_stays_proved_whichever_is_kept(twins: Twins) -> None:
    pay = twins.pay
    merge(pay.ws, pay.handover, twins.two, [twins.one]).expect()
    kept = twins.topic(twins.two)
    assert (kept.state, kept.moved_by) == (TopicState.SIGNED_OFF, pay.sun)


def test_what_is_no_proof_of_both_is_said_before(twins: Twins) -> None:
    """The other is for a critical post, for which two must have shown it."""
    pay = twins.pay
    with pay.ws.change(pay.handover, "edit", msg("post")) as ed:
        post = ed.add(Post, title="Duty engineer", critical=True)
        ed.set(twins.two, post=post)
    *_, last = foreseen(pay.ws, pay.ws.dossier(pay.handover), twins.one, [twins.two])
    assert str(last) == "K-01 is signed off; together they are assessed: prove it again"
    merge(pay.ws, pay.handover, twins.one, [twins.two]).expect()
    assert twins.topic(twins.one).state is TopicState.ASSESSED


def test_the_answer_of_an_interview_follows_its_topic(twins: Twins) -> None:
    pay = twins.pay
    talk = Interview(pay.ws, pay.handover, pay.li)
    talk.keep(Question.FIRST, "the ledger first")
    (answer,) = talk.answers(pay.ws.dossier(pay.handover))
    made = talk.topic(answer, "Ledger, again", "", {})
    merge(pay.ws, pay.handover, twins.one, [made]).expect()
    assert [a.made for a in talk.answers(pay.ws.dossier(pay.handover))] == [twins.one]
    undo.undo(pay.ws, pay.handover)
    assert [a.made for a in talk.answers(pay.ws.dossier(pay.handover))] == [made]


def test_what_both_topics_are_about_stands_in_the_one(twins: Twins) -> None:
    pay = twins.pay
    with pay.ws.change(pay.handover, "edit", msg("texts")) as ed:
        ed.set(twins.one, about="Post at night.", symptom="It hangs", cause="The lock",
                   criticality=2)  # fmt: skip
        ed.set(twins.two, about="Never by hand.\nAsk Li.", symptom="It is slow", criticality=5)
    seen = pay.ws.dossier(pay.handover)
    said = [str(s) for s in foreseen(pay.ws, seen, twins.one, [twins.two])]
    assert said[0] == "K-02: what it says here goes: Criticality, Symptom"
    assert "goes:" not in str(foreseen(pay.ws, seen, twins.one, [twins.one]))

    merge(pay.ws, pay.handover, twins.one, [twins.two]).expect()

    kept = twins.topic(twins.one)
    assert kept.about == "Post at night.\n\nNever by hand.\nAsk Li."
    assert (kept.symptom, kept.cause) == ("It hangs", "The lock")
