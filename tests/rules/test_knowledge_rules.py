"""The rules of knowledge and of leaving with it, each firing and cured."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest

from tests.fixtures.crew import T0, TODAY, Crew
from tests.rules.cases import Case, check, ids, of
from workbench.domain.bitext import Bitext
from workbench.domain.journey import Gate, gate_day
from workbench.domain.labelled import Side
from workbench.domain.registers.access import Access, AccessState
from workbench.domain.registers.contract import Contract
from workbench.domain.registers.freeze import Freeze
from workbench.domain.registers.holding import Holding
from workbench.domain.registers.item import Item
from workbench.domain.registers.person import Person, PersonState
from workbench.domain.registers.post import Post
from workbench.domain.registers.session import Session, SessionKind, SessionState
from workbench.domain.registers.topic import Topic, TopicState
from workbench.domain.registers.wave import Wave
from workbench.domain.verdict import Severity
from workbench.language import Tr
from workbench.rules import engine
from workbench.rules.leaving import Need, checks
from workbench.rules.rule import Cure as RuleCure
from workbench.rules.rule import Finding

Cure = Callable[[], object]
RELEASE = date(2026, 12, 18)


def leaver(crew: Crew, **values: object) -> Person:
    """Chen Hao, with nothing lacking but what a test adds."""
    given = {"release": RELEASE, "no_successor": "the work ends", "equipment": TODAY}
    chen = crew.person("Chen Hao", **(given | values))
    crew.add(Access, system="vault", person=chen.id, state=AccessState.REQUESTED)
    return chen


def ledger(crew: Crew, **values: object) -> tuple[Person, Topic]:
    chen = leaver(crew)
    wu = crew.receiver("Wu Lan")
    return chen, crew.topic("Ledger retry logic", chen, receiver=wu.id, **values)


def receiver(crew: Crew) -> Person:
    return next(p for p in crew.dossier().all(Person) if p.side is Side.RECEIVING)


def unplanned(crew: Crew) -> Cure:
    _, topic = ledger(crew)
    wu = receiver(crew)
    return lambda: crew.add(Holding, parent=topic.id, person=wu.id, level=3, shown_on=TODAY)


def planned(on: date) -> Callable[[Crew], Cure]:
    def build(crew: Crew) -> Cure:
        _, topic = ledger(crew)
        proof = crew.proof(topic, receiver(crew), on)
        return lambda: crew.change(proof, day=date(2026, 12, 17))

    return build


def in_time(crew: Crew) -> Cure:
    """Assessed on the very day he leaves."""
    _, topic = ledger(crew)
    crew.proof(topic, receiver(crew), date(2026, 12, 17))
    return lambda: crew.topic("Sealed cards", crew.dossier().all(Person)[0])


def watched(crew: Crew) -> Cure:
    """To watch proves nothing; a cancelled or overdue session neither."""
    _, topic = ledger(crew)
    wu = receiver(crew)
    watching = crew.add(Session, parent=topic.id, kind=SessionKind.SHADOWING, day=TODAY,
                        receiver=wu.id)  # fmt: skip
    for state, day in (
        (SessionState.CANCELLED, RELEASE),
        (SessionState.PLANNED, date(2026, 11, 2)),
    ):
        crew.add(Session, parent=topic.id, kind=SessionKind.DRILL, day=day, receiver=wu.id,
                 state=state)  # fmt: skip
    return lambda: crew.change(watching, kind=SessionKind.DRILL)


def both_go(crew: Crew) -> Cure:
    _, topic = ledger(crew)
    bai = crew.person("Bai Xue", release=RELEASE, no_successor="no", equipment=TODAY)
    crew.add(Access, system="vault", person=bai.id, state=AccessState.REQUESTED)
    crew.add(Holding, parent=topic.id, person=bai.id, level=3)
    return lambda: crew.change(bai, release=None)


def gone(crew: Crew) -> Cure:
    chen, topic = ledger(crew)
    crew.change(chen, state=PersonState.LEFT, left_on=TODAY, release=None)
    wu = receiver(crew)
    return lambda: crew.add(Holding, parent=topic.id, person=wu.id, level=3, shown_on=TODAY)


def receiver_gone(crew: Crew) -> Cure:
    """What was proved by somebody who left since is as good as lost."""
    _, topic = ledger(crew, state=TopicState.SIGNED_OFF)
    wu = receiver(crew)
    crew.add(Holding, parent=topic.id, person=wu.id, level=3, shown_on=TODAY)
    crew.change(wu, state=PersonState.LEFT, left_on=TODAY, equipment=TODAY, no_successor="-")
    crew.add(Access, system="vault", person=wu.id, state=AccessState.REVOKED)
    lin = crew.receiver("Lin Tao")
    return lambda: crew.add(Holding, parent=topic.id, person=lin.id, level=3, shown_on=TODAY)


def lacking(**values: object) -> Callable[[Crew], Cure]:
    def build(crew: Crew) -> Cure:
        crew.topic("Known to all")
        chen = leaver(crew, **values)
        return lambda: crew.change(
            chen, attends=None, no_successor="the work ends", equipment=TODAY
        )

    return build


def owes(crew: Crew) -> Cure:
    crew.topic("Known to all")
    chen = leaver(crew)
    item = crew.add(Item, text=Bitext("Runbook"), person=chen.id)
    return lambda: crew.change(item, person=crew.person("Li Wei").id)


def can_enter(crew: Crew) -> Cure:
    crew.topic("Known to all")
    leaver(crew)
    way = crew.dossier().all(Access)[0]
    crew.change(way, state=AccessState.OPEN)
    return lambda: crew.change(way, state=AccessState.REQUESTED)


def not_shown(crew: Crew) -> Cure:
    _, topic = ledger(crew)
    wu = receiver(crew)
    crew.add(Holding, parent=topic.id, person=wu.id, level=4)

    def cure() -> None:
        crew.add(Holding, parent=topic.id, person=wu.id, level=3, shown_on=TODAY)
        crew.change(topic, state=TopicState.SIGNED_OFF)

    return cure


def one_for_a_critical_post(crew: Crew) -> Cure:
    post = crew.add(Post, title="Duty lead", critical=True)
    _, topic = ledger(crew, post=post.id, state=TopicState.SIGNED_OFF)
    crew.add(Holding, parent=topic.id, person=receiver(crew).id, level=3, shown_on=TODAY)
    lin = crew.receiver("Lin Tao")
    return lambda: crew.add(Holding, parent=topic.id, person=lin.id, level=3, shown_on=TODAY)


def high_risk(crew: Crew) -> Cure:
    """Four weeks to go, and nobody else knows something critical."""
    _, topic = ledger(crew, criticality=4)
    return lambda: crew.proof(topic, receiver(crew), date(2027, 1, 4))


def unique(crew: Crew) -> Cure:
    """People say that he cannot be replaced, and nobody has listed a thing that he knows."""
    crew.topic("Known to all")
    chen = leaver(crew, uniqueness=5)
    return lambda: crew.change(chen, uniqueness=3)


KNOWLEDGE = "P-01.knowledge"


def on_a_day_of(freeze: Freeze) -> Callable[[Crew], Cure]:
    def build(crew: Crew) -> Cure:
        chen = leaver(crew)
        crew.add(Freeze, name=freeze.name, first=freeze.first, last=freeze.last)
        assert freeze.last is not None
        after = freeze.last + timedelta(days=1)
        return lambda: crew.change(chen, release=after)

    return build


def notice_too_long(crew: Crew) -> Cure:
    chen = leaver(crew, told_on=TODAY, notice=30)
    return lambda: crew.change(chen, release=TODAY + timedelta(days=30))


CASES = [
    Case("R-15", "no proof is planned", unplanned, {f"stop {KNOWLEDGE}"}),
    Case("R-15", "the proof is too late", planned(date(2026, 12, 18)), {f"stop {KNOWLEDGE}"},
         {f"note {KNOWLEDGE}"}),
    Case("R-15", "assessed on his last day, and then another topic", in_time,
         {f"note {KNOWLEDGE}"}, {f"stop {KNOWLEDGE}"}),
    Case("R-15", "watching proves nothing", watched, {f"stop {KNOWLEDGE}"},
         {f"note {KNOWLEDGE}"}),
    Case("R-15", "two who know it go together", both_go,
         {f"stop {KNOWLEDGE}", "stop P-03.knowledge"}),
    Case("R-15", "he has gone with it", gone, {f"stop {KNOWLEDGE}"}),
    Case("R-15", "who received it has gone", receiver_gone,
         {f"stop {KNOWLEDGE}"}),
    Case("R-15", "equipment, a note before", lacking(equipment=None), {"note P-01.equipment"}),
    Case("R-15", "equipment, a note on his day", lacking(equipment=None), {"note P-01.equipment"},
         on=RELEASE),
    Case("R-15", "equipment, a stop after", lacking(equipment=None), {"stop P-01.equipment"},
         on=RELEASE + timedelta(days=1)),
    Case("R-15", "no successor", lacking(no_successor=""), {"note P-01.successor"}),
    Case("R-15", "a gate to attend", lacking(attends=Gate.G4),
         {"note P-01.gates", "condition P-01.day"}),
    Case("R-15", "a day in a freeze", on_a_day_of(Freeze(name="Year end", first=RELEASE,
         last=RELEASE + timedelta(days=14))), {"condition P-01.freeze"}),
    Case("R-15", "a notice that lasts longer", notice_too_long, {"condition P-01.day"}),
    Case("R-15", "open work", owes, {"note P-01.work"}),
    Case("R-15", "access", can_enter, {"note P-01.access"}),
    Case("R-51", "a typed level shows nothing", not_shown, {"stop K-01"}),
    Case("R-51", "two for a critical post", one_for_a_critical_post, {"stop K-01"}),
    Case("R-52", "a loss without a dated proof", high_risk, {"stop P-01"}),
    Case("R-52", "unique, and nothing is listed", unique, {"stop P-01"}),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda c: c.name)
def test_it_is_found_and_goes_when_it_is_cured(case: Case) -> None:
    check(case)


def said(crew: Crew, rule: str = "R-15", on: date = TODAY) -> list[str]:
    return [Tr("en")(f.message) for f in of(rule, crew.dossier(), on)]


def test_the_sentence_of_the_product() -> None:
    crew = Crew()
    chen, topic = ledger(crew)
    wu = receiver(crew)
    assert said(crew) == [
        "Chen Hao is the only one who knows Ledger retry logic, and leaves on 2026-12-18; "
        "no proof is planned"
    ]
    proof = crew.proof(topic, wu, date(2026, 12, 21))
    crew.add(Freeze, name="Year end", first=date(2026, 12, 22), last=date(2027, 1, 5))
    known = "Chen Hao is the only one who knows Ledger retry logic, and leaves on 2026-12-18; "
    crew.change(chen, no_successor="")
    assert said(crew)[0] == f"{known}the earliest safe day is 2027-01-06 or later"
    crew.change(chen, no_successor="the work ends")
    assert said(crew) == [f"{known}the earliest safe day is 2027-01-06"]
    zh = Tr("zh_CN")(of("R-15", crew.dossier())[0].message)
    assert "Chen Hao" in zh
    assert "2027-01-06" in zh
    crew.change(proof, day=date(2026, 12, 16))
    assert said(crew) == [
        "Chen Hao is the only one who knows Ledger retry logic, and leaves on 2026-12-18; "
        "the proof is planned, and assessed by 2026-12-17"
    ]


def test_beside_the_only_one_stands_who_is_said_to_know_it_and_has_not_shown_it() -> None:
    crew = Crew()
    chen = crew.person("Chen Hao", release=RELEASE, told_on=TODAY)
    zhou = crew.receiver("Zhou Min")
    topic = crew.topic("Ledger", chen, receiver=crew.receiver("Wu Lan").id)
    crew.add(Holding, parent=topic.id, person=zhou.id, level=4)
    aside = "Ledger (not counted: Zhou Min 4, not proved)"
    [found] = [f for f in of("R-15", crew.dossier()) if f.detail == Need.KNOWLEDGE.value]
    assert f"Chen Hao is the only one who knows {aside}, and leaves on" in str(found.message)
    crew.add(Topic, title="Tariffs")
    needs = {c.need: c for c in checks(crew.dossier(), chen, TODAY)}
    assert f"K-01 {aside}: only he knows it" in str(needs[Need.KNOWLEDGE].lacks[0].message)


def test_several_topics_are_told_in_one_sentence_with_what_has_no_proof() -> None:
    crew = Crew()
    chen, topic = ledger(crew)
    crew.topic("Sealed cards", chen)
    crew.topic("Night batch", chen)
    assert said(crew) == [
        "Chen Hao is the only one who knows Ledger retry logic and 2 more topics, and leaves on "
        "2026-12-18; no proof is planned"
    ]
    crew.proof(topic, receiver(crew), TODAY)
    [found] = of("R-15", crew.dossier())
    assert Tr("en")(found.message).endswith("no proof is planned for Sealed cards and 1 more topic")
    assert (found.cure.register, found.cure.field) == ("topic", "receiver")


def test_of_two_who_leave_neither_is_said_to_be_the_only_one() -> None:
    crew = Crew()
    both_go(crew)
    assert said(crew)[0].startswith("once Chen Hao leaves on 2026-12-18, nobody is left who knows")


def test_who_has_gone_is_told_so() -> None:
    crew = Crew()
    gone(crew)
    assert said(crew) == ["Chen Hao left, and he was the only one who knows Ledger retry logic"]


def test_who_was_released_is_not_asked_for_a_successor_who_left_later() -> None:
    crew = Crew()
    crew.topic("Known to all")
    wu = crew.receiver("Wu Lan")
    leaver(crew, state=PersonState.RELEASED, left_on=TODAY, successor=wu.id, no_successor="")
    assert not ids("R-15", crew.dossier())
    crew.change(wu, state=PersonState.LEFT, left_on=TODAY)
    assert not [i for i in ids("R-15", crew.dossier()) if "P-02" in i]


def test_nobody_untold_is_named_outside() -> None:
    crew = Crew()
    chen, _ = ledger(crew, criticality=5)
    crew.change(chen, role="Engineer", equipment=None)
    for rule in ("R-15", "R-52"):
        for found in of(rule, crew.dossier()):
            assert "Chen Hao" in str(found.message)
            for told in ("Chen Hao", "Engineer", "P-01", "Ledger", "2026", "K-01"):
                assert told not in str(found.said), "each of them tells who it is"
            assert found.shown_id == rule
            # That somebody is still to be told would tell who of those listed as the only one.
            assert rule != "R-52" or not re.search("told|leave", str(found.said))
    crew.change(chen, told_on=TODAY)
    assert all(f.discreet is None for r in ("R-15", "R-52") for f in of(r, crew.dossier()))


def test_who_is_the_last_only_since_somebody_leaves_untold_is_not_named_outside_either() -> None:
    crew = Crew()
    chen = crew.person("Chen Hao", release=RELEASE, told_on=TODAY)
    bai = crew.person("Bai Xue", release=RELEASE - timedelta(days=7))
    crew.topic("Ledger", chen, bai, criticality=5)
    said = [
        f for r in ("R-15", "R-52") for f in of(r, crew.dossier()) if "Ledger" in str(f.message)
    ]
    assert {f.rule for f in said} == {"R-15", "R-52"}
    assert any("Chen Hao" in str(f.message) for f in said)
    for each in said:
        for told in ("Chen Hao", "Bai Xue", "Ledger", "P-0"):
            assert told not in f"{each.shown_id} {each.said}"
    crew.change(bai, told_on=TODAY)
    assert all(f.discreet is None for r in ("R-15", "R-52") for f in of(r, crew.dossier()))


def test_a_proof_that_is_lost_with_who_leaves_untold_names_neither_him_nor_the_topic() -> None:
    crew = Crew()
    _, topic = ledger(crew)
    wu = receiver(crew)
    crew.change(topic, state=TopicState.SIGNED_OFF)
    crew.add(Holding, parent=topic.id, person=wu.id, level=3, shown_on=TODAY)
    assert not of("R-51", crew.dossier())
    crew.change(wu, release=RELEASE)
    [found] = of("R-51", crew.dossier())
    assert found.owner == wu.id
    assert found.shown_owner is None
    assert f"{found.shown_id}: {Tr('en')(found.said)}" == (
        "R-51: Have one more person show that he does a topic alone"
    )


def test_notes_are_told_together_and_stops_each_for_itself() -> None:
    crew = Crew()
    unplanned(crew)
    for n in range(3):
        crew.person(f"L{n}", release=date(2026, 12, 10 + 7 * n))
    verdict = engine.verdict(crew.dossier(), Gate.G1, TODAY)
    lines = [x for x in engine.told(verdict.notes) if x.rule.id == "R-15"]
    assert [Tr("en")(x.message) for x in lines] == ["9 things are to be done before 3 people leave"]
    stops = [x for x in verdict.stop_lines if x.rule.id == "R-15"]
    assert len(stops) == 1
    assert "is the only one who knows" in str(stops[0].message)


def test_what_nobody_has_listed_is_asked_once_not_for_every_leaver() -> None:
    crew = Crew()
    for n in range(3):
        leaver(crew, release=date(2026, 12, 10 + 7 * n))
    assert not [i for i in ids("R-15", crew.dossier()) if "knowledge" in i]
    assert "condition topic" in ids("R-00", crew.dossier())


def test_a_topic_says_what_it_lacks() -> None:
    crew = Crew()
    chen = crew.person("Chen Hao")
    topic = crew.topic("Ledger", chen)

    def lacks() -> str:
        return said(crew, "R-51")[0]

    assert lacks() == "Name who receives Ledger"
    wu = crew.receiver("Wu Lan")
    topic = crew.change(topic, receiver=wu.id)
    assert lacks() == "Plan how Wu Lan shows that he does Ledger alone"
    crew.proof(topic, wu, date(2026, 12, 1), chen)
    assert lacks() == "Ledger is to be shown on 2026-12-01: assess it then"
    crew.add(Holding, parent=topic.id, person=wu.id, level=3, shown_on=TODAY, shown_to=chen.id)
    assert lacks() == "Say that Ledger is proved: who receives it has shown it"
    crew.change(topic, state=TopicState.SIGNED_OFF)
    assert not said(crew, "R-51")


@pytest.mark.parametrize("days", [0, 1, 26, 27, 60, 400])
def test_what_was_found_holds_until_the_day_that_was_said(days: int) -> None:
    """A stored verdict is good until it turns: every day before, a fresh look finds the same."""
    crew = Crew()
    chen, topic = ledger(crew, criticality=4)
    crew.proof(topic, receiver(crew), date(2026, 12, 21))
    crew.change(chen, notice=10, equipment=None)
    bai = crew.person("Bai Xue", release=T0 + timedelta(days=40), notice=30)
    crew.topic("Sealed cards", bai, criticality=5)
    crew.add(Contract, title="Test team", ends=T0, notice=30)
    gone = crew.person("Li Wei", state=PersonState.LEFT, left_on=TODAY + timedelta(days=60))
    crew.add(Access, system="vault", person=gone.id)
    start = TODAY + timedelta(days=days)
    kept = engine.outlook(crew.dossier(), start)
    last = kept.turns or date.max
    for ahead in range(120):
        day = start + timedelta(days=ahead)
        if day >= last:
            break
        fresh = engine.outlook(crew.dossier(), day)
        assert (fresh.gates, fresh.stopping) == (kept.gates, kept.stopping), day


def test_a_claim_does_not_judge_people_again() -> None:
    """What hangs on people and topics alone is found once, however many items change."""
    crew = Crew()
    unplanned(crew)
    first = crew.dossier()
    before = [f for f in engine.findings(first, TODAY) if f.rule in ("R-15", "R-51", "R-52")]
    item = Item(id=900, handover=1, number=1, position="z", text=Bitext("Runbook"))
    after = first.patched([("item", item)], [], 2)
    again = [f for f in engine.findings(after, TODAY) if f.rule in ("R-15", "R-51", "R-52")]
    assert before
    assert all(a is b for a, b in zip(before, again, strict=True))


def test_no_finding_of_a_leaver_is_about_another_gate() -> None:
    crew = Crew()
    unplanned(crew)
    assert all(set(f.gates) == set(Gate) for f in of("R-15", crew.dossier()))
    assert {g for f in of("R-51", crew.dossier()) for g in f.gates} == {
        g for g in Gate if g.number >= 3
    }
    assert {f.severity for f in of("R-51", crew.dossier())} == {Severity.STOP}


def test_a_proof_that_was_held_waits_for_its_assessment_and_says_so() -> None:
    crew = Crew()
    chen, topic = ledger(crew)
    held = crew.add(Session, parent=topic.id, kind=SessionKind.DRILL, state=SessionState.HELD,
                    day=date(2026, 12, 1), giver=chen.id, receiver=receiver(crew).id)  # fmt: skip
    tr = Tr("en")
    day = date(2026, 12, 10)
    [knows] = of("R-15", crew.dossier(), day)
    assert (knows.severity, tr(knows.message)) == (
        Severity.NOTE,
        "Chen Hao is the only one who knows Ledger retry logic, and leaves on 2026-12-18; the "
        "proof was to be assessed by 2026-12-02",
    )
    [shown] = of("R-51", crew.dossier(), day)
    assert tr(shown.message) == "Ledger retry logic was shown on 2026-12-01: assess it"
    [lack] = next(c for c in checks(crew.dossier(), chen, day) if not c.met).lacks
    assert tr(lack.message) == (
        "K-01 Ledger retry logic: only he knows it, and what was shown on 2026-12-01 is not "
        "assessed yet"
    )
    # Once his day is over, it is no longer something that will be done in time.
    [knows] = of("R-15", crew.dossier(), date(2026, 12, 21))
    assert (knows.severity, tr(knows.message)) == (
        Severity.STOP,
        "Chen Hao is the only one who knows Ledger retry logic, and was to leave on 2026-12-18; "
        "the proof was to be assessed by 2026-12-02",
    )
    crew.change(held, state=SessionState.CANCELLED)
    assert tr(of("R-15", crew.dossier(), day)[0].message).endswith("no proof is planned")


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"release": RELEASE, "told_on": TODAY}, "leaves himself on 2026-12-18"),
        ({"state": PersonState.CLEARED}, "is cleared to leave himself"),
        ({"state": PersonState.LEFT, "left_on": TODAY}, "has left"),
        ({"release": RELEASE + timedelta(days=1), "told_on": TODAY}, ""),
        ({"release": RELEASE}, ""),  # who is not told yet: that is not for others
    ],
)
def test_a_successor_who_leaves_no_later_is_none(values: dict[str, object], said: str) -> None:
    crew = Crew()
    crew.topic("Known to all")
    zhao = crew.person("Zhao Lei", **({"no_successor": "-", "equipment": TODAY} | values))
    chen = leaver(crew, successor=zhao.id)
    found = [c for c in checks(crew.dossier(), chen, TODAY) if c.need is Need.SUCCESSOR]
    words = [Tr("en")(lack.message) for c in found for lack in c.lacks]
    assert words == ([f"Zhao Lei, the successor, {said}"] if said else [])


def test_a_gate_that_came_after_his_day_is_looked_at_as_of_today() -> None:
    """He is still here, so he can have attended it."""
    crew = Crew(t0=date(2026, 12, 21))
    crew.topic("Known to all")
    chen = leaver(crew, attends=Gate.G4)
    held = gate_day(crew.dossier(), Gate.G4)
    assert held is not None
    assert held > RELEASE
    late = [c.need for c in checks(crew.dossier(), chen, TODAY) if c.lacks]
    assert late == [Need.GATES]
    assert [c for c in checks(crew.dossier(), chen, held) if c.lacks] == []


def test_what_several_know_who_all_leave_is_not_said_to_be_known_by_one() -> None:
    crew = Crew()
    he = crew.person("He Jun", release=date(2027, 1, 15))
    liu = crew.person("Liu Yang", release=date(2027, 1, 31))
    crew.topic("Cluster recovery", he, liu)
    needs = {c.need: c for c in checks(crew.dossier(), liu, TODAY)}
    assert [str(lack.message) for lack in needs[Need.KNOWLEDGE].lacks] == [
        "K-01 Cluster recovery: once he goes, nobody is left who knows it, and nobody is named to "
        "receive it"
    ]
    assert {c.need: c for c in checks(crew.dossier(), he, TODAY)}[Need.KNOWLEDGE].met


def the_day(crew: Crew) -> list[Finding]:
    return [f for f in of("R-15", crew.dossier()) if f.detail in ("day", "freeze")]


def test_a_day_that_is_not_safe_says_why_and_leads_to_the_day() -> None:
    crew = Crew()
    chen = leaver(crew, told_on=TODAY, notice=30)
    crew.add(Freeze, name="Year end", first=date(2026, 12, 20), last=date(2026, 12, 31))
    (found,) = the_day(crew)
    assert Tr("en")(found.message) == (
        "Chen Hao is to leave on 2026-12-18, before the earliest safe day, 2027-01-01: "
        "notice 30 d from 2026-11-23"
    )
    assert (found.severity, found.cure) == (
        Severity.CONDITION,
        RuleCure("person", chen.id, "release"),
    )
    crew.change(chen, release=date(2026, 12, 30))
    (found,) = the_day(crew)
    assert Tr("en")(found.message) == (
        "Chen Hao is to leave on 2026-12-30, in the freeze Year end, 2026-12-20 to 2026-12-31"
    )


def test_what_only_he_knows_says_the_safe_day_once() -> None:
    crew = Crew()
    _, topic = ledger(crew)
    crew.proof(topic, receiver(crew), RELEASE + timedelta(days=3))
    assert ids("R-15", crew.dossier()) == {"stop P-01.knowledge"}


def test_of_many_on_a_day_that_is_not_safe_one_line_is_read() -> None:
    crew = Crew()
    first, second = (crew.add(Wave, name=name, day=RELEASE) for name in ("Welders", "Riggers"))
    for n in range(4):
        leaver(crew, attends=Gate.G4, organisation=str(n), wave=first.id if n else None)
    crew.add(Freeze, name="Audit", first=RELEASE, last=RELEASE)
    for n in range(3):
        leaver(crew, organisation=f"x{n}", wave=second.id)
    found = engine.verdict(crew.dossier(), Gate.G1, TODAY)
    assert [Tr("en")(t.message) for t in found.condition_lines if t.rule.id == "R-15"] == [
        "4 people are to leave before it is safe (W-01); "
        "3 people are to leave in a freeze (W-02): plan other days"
    ]


def test_a_day_that_was_not_safe_is_said_when_it_is_over_until_he_may_go() -> None:
    crew = Crew()
    leaver(crew, release=TODAY - timedelta(days=10), told_on=TODAY - timedelta(days=20), notice=30)
    (found,) = the_day(crew)
    assert Tr("en")(found.message).startswith(
        "Chen Hao was to leave on 2026-11-13, before the earliest safe day, 2026-12-03"
    )
    over = TODAY + timedelta(days=10)
    assert not [f for f in of("R-15", crew.dossier(), over) if f.detail == "day"]


def test_a_day_of_who_was_not_told_is_not_read_outside() -> None:
    crew = Crew()
    leaver(crew, notice=60)
    (found,) = the_day(crew)
    assert Tr("en")(found.said) == (
        "1 person who has not been told yet is to leave before it is safe"
    )
    assert (found.shown_id, found.shown_due) == ("R-15", None)


def test_a_day_in_a_freeze_of_who_was_not_told_is_told_as_one_outside() -> None:
    crew = Crew()
    for name in ("Chen Hao", "Bai Xue"):
        crew.person(name, release=RELEASE)
    crew.add(Freeze, name="Year end", first=RELEASE, last=RELEASE)
    ((found, read),) = engine.read_alike(the_day(crew))
    assert Tr("en")(read) == "2 people who have not been told yet are to leave in a freeze"
    assert (found.shown_id, found.shown_due) == ("R-15", None)


def test_outside_people_are_counted_and_not_what_they_lack() -> None:
    crew = Crew()
    for n in range(3):
        chen = leaver(crew, equipment=None, organisation=str(n))
        for text in ("Failover test", "Runbook"):
            crew.add(Item, text=Bitext(text), person=chen.id)
    notes = engine.verdict(crew.dossier(), Gate.G1, TODAY).notes
    assert len([f for f in notes if f.rule == "R-15"]) > 3
    ((_, read),) = engine.read_alike(f for f in notes if f.rule == "R-15")
    assert Tr("en")(read) == ("3 people who have not been told yet are to leave, and not all that "
                              "must be done before is done")  # fmt: skip


def test_what_nobody_can_sign_yet_is_not_a_line_without_an_end() -> None:
    crew = Crew()
    for n in range(30):
        leaver(crew, told_on=TODAY, notice=60, organisation=str(n))
    line = Tr("en")(engine.verdict(crew.dossier(), Gate.G1, TODAY).unsettled_said)
    assert line.startswith("Without an owner and a date in time: R-00 ")
    assert re.search(r" and \d\d more$", line)
    assert line.count(",") == 9
