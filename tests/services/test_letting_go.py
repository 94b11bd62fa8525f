"""From a session that was held to a person who may go: the chain, through the services."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tests.rules.test_lite import PEOPLE, begin
from workbench.domain.bitext import Bitext
from workbench.domain.errors import Refused, WorkbenchError
from workbench.domain.journey import Gate
from workbench.domain.labelled import Side
from workbench.domain.registers.decision import Decision
from workbench.domain.registers.duty import Duty
from workbench.domain.registers.holding import Holding
from workbench.domain.registers.person import Person, PersonState
from workbench.domain.registers.role import Role
from workbench.domain.registers.session import Session, SessionState
from workbench.domain.registers.topic import Topic, TopicState
from workbench.figures.coverage import coverage
from workbench.figures.release import earliest_safe
from workbench.figures.team import merging
from workbench.language import Tr
from workbench.rules import engine
from workbench.rules.leaving import checks
from workbench.services import answers, gates, handovers, moving, placing, records, undo
from workbench.services.export import export
from workbench.services.merging import merge
from workbench.services.workspace import Me


class Team:
    """A small handover with Chen Hao, who is to go, and what people do in it, by name."""

    def __init__(self, path: Path) -> None:
        self.run = begin(path, "lite", PEOPLE)
        self.chen = self.run.person("Chen Hao")

    def person(self, name: str) -> Person:
        found = self.run.dossier.get(self.run.person(name))
        assert isinstance(found, Person)
        return found

    def edit(self, record_id: int, field: str, text: str) -> None:
        records.edit(self.run.ws, self.run.pay, record_id, field, text).expect()

    def add(self, register: str, parent: int | None = None, **texts: str) -> int:
        return records.add(self.run.ws, self.run.pay, register, texts, parent=parent)

    def move(self, record_id: int, name: str, by: str, reason: str = "") -> None:
        """Somebody does it, at his own keyboard."""
        run = self.run
        run.ws.me = Me(by, self.person(by).side, by)
        moving.move(run.ws, run.pay, [record_id], name, by=run.person(by), reason=reason).expect()

    def lacking(self, name: str = "Chen Hao") -> list[str]:
        found = checks(self.run.dossier, self.person(name), self.run.day)
        return [c.need.value for c in found if not c.passed]

    def session(self, topic: int, kind: str, receiver: str = "Wu Lan", **texts: str) -> int:
        given = {"giver": "Chen Hao", "receiver": receiver, "day": "2026-11-23"} | texts
        return self.add("session", topic, kind=kind, **given)

    def topic(self) -> Topic:
        [found] = self.run.dossier.all(Topic)
        return found

    def nothing_owed(self) -> None:
        """What he owes goes to Li Wei."""
        run = self.run
        for seat in run.dossier.listed("seat"):
            if getattr(seat, "person", None) == self.chen:
                handovers.fill_seats(run.ws, run.pay, {seat.id: "Li Wei"})


@pytest.fixture
def team(tmp_path: Path) -> Team:
    return Team(tmp_path / "t.db")


@pytest.fixture
def ledger(team: Team) -> int:
    """A topic that only Chen Hao knows, for Wu Lan to receive; he leaves on 18 December."""
    topic = team.add("topic", title="Ledger retry logic", receiver="Wu Lan")
    team.add("holding", topic, person="Chen Hao", level="4")
    team.edit(team.chen, "release", "2026-12-18")
    return topic


def test_a_session_that_was_assessed_lets_a_person_go(team: Team, ledger: int) -> None:
    run = team.run
    team.edit(team.chen, "no_successor", "the work ends")
    team.edit(team.chen, "equipment", "2026-11-23")
    assert team.lacking() == ["knowledge", "work", "access"], "3 of 6"
    team.session(ledger, "shadowing")
    proof = team.session(ledger, "reverse shadowing", day="2026-12-21")
    assert earliest_safe(run.dossier, team.person("Chen Hao"), run.day).day == date(2026, 12, 22)
    verdict = engine.verdict(run.dossier, Gate.G1, run.day)
    assert "R-15 P-02.knowledge" in [f.id for f in verdict.stops]
    [finding] = [f for f in verdict.stops if f.id == "R-15 P-02.knowledge"]
    assert Tr("en")(finding.message) == (
        "Chen Hao is the only one who knows Ledger retry logic, and leaves on 2026-12-18; "
        "the earliest safe day is 2026-12-22"
    )

    run.on(date(2026, 11, 24))
    team.edit(proof, "day", "2026-11-24")
    team.edit(proof, "level", "3")
    team.move(proof, "assess", "Bai Xue")
    assert team.topic().state is TopicState.ASSESSED
    assert team.lacking() == ["work", "access"], "4 of 6"
    assert earliest_safe(run.dossier, team.person("Chen Hao"), run.day).day == run.day
    assert not [f for f in engine.findings(run.dossier, run.day) if "P-02.knowledge" in f.id]
    team.move(ledger, "sign_off", "Wu Lan")
    assert team.topic().is_proved
    assert not [f for f in engine.findings(run.dossier, run.day) if f.rule == "R-51"]

    team.nothing_owed()
    way = team.add("access", system="vault", person="Chen Hao")
    assert team.lacking() == ["access"]
    team.move(way, "request", "Li Wei")
    assert team.lacking() == []
    team.move(team.chen, "tell", "Li Wei")
    team.move(team.chen, "release", "Li Wei")
    gone = team.person("Chen Hao")
    assert (gone.state, gone.left_on) == (PersonState.RELEASED, date(2026, 11, 24))


def test_watching_proves_nothing(team: Team, ledger: int) -> None:
    watching = team.session(ledger, "shadowing", level="4")
    team.move(watching, "hold", "Wu Lan")
    assert team.topic().state is TopicState.SHADOWED
    with pytest.raises(WorkbenchError, match="shadowing proves nothing"):
        team.move(watching, "assess", "Bai Xue")
    with pytest.raises(WorkbenchError, match="nobody who stays has shown"):
        team.move(ledger, "sign_off", "Wu Lan")
    assert "knowledge" in team.lacking()


@pytest.mark.parametrize(
    ("by", "sentence"),
    [("Chen Hao", "Chen Hao gave the session"), ("Wu Lan", "Wu Lan does not assess himself")],
)
def test_the_assessor_is_neither_giver_nor_receiver(
    team: Team, ledger: int, by: str, sentence: str
) -> None:
    proof = team.session(ledger, "examination", level="3")
    with pytest.raises(WorkbenchError, match=sentence):
        team.move(proof, "assess", by)
    assert "knowledge" in team.lacking()


def test_without_a_giver_nobody_knows_whether_the_assessor_is_another(
    team: Team, ledger: int
) -> None:
    proof = team.session(ledger, "examination", level="3", giver="")
    with pytest.raises(WorkbenchError, match="say who gave it"):
        team.move(proof, "assess", "Chen Hao")


def test_what_a_receiver_is_typed_to_know_does_not_count(team: Team, ledger: int) -> None:
    typed = team.add("holding", ledger, person="Wu Lan", level="4")
    assert "knowledge" in team.lacking()
    team.move(ledger, "elicit", "Chen Hao")
    with pytest.raises(WorkbenchError, match="nobody who stays has shown"):
        team.move(ledger, "sign_off", "Wu Lan")
    team.edit(team.run.person("Wu Lan"), "side", "giving")
    assert "knowledge" in team.lacking(), "he is still the one who is to receive it"
    team.edit(typed, "level", "2")


def test_too_low_a_level_is_shown_and_does_not_prove(team: Team, ledger: int) -> None:
    proof = team.session(ledger, "drill", level="2")
    team.move(proof, "assess", "Bai Xue")
    assert team.topic().state is TopicState.IDENTIFIED
    assert "knowledge" in team.lacking()
    [shown] = [h for h in team.run.dossier.all(Holding) if h.shown_on]
    assert shown.level == 2
    again = team.session(ledger, "drill", level="3")
    team.move(again, "assess", "Bai Xue")
    assert "knowledge" not in team.lacking()


def test_what_an_assessment_has_shown_cannot_be_edited_to_say_more(team: Team, ledger: int) -> None:
    run = team.run
    proof = team.session(ledger, "drill", level="2")
    team.move(proof, "assess", "Bai Xue")
    [shown] = [h for h in run.dossier.all(Holding) if h.shown_on]
    other = team.add("topic", title="Sealed cards")
    for record_id, field, text in (
        (shown.id, "level", "4"), (shown.id, "person", "Sun Yu"), (proof, "level", "4"),
        (proof, "receiver", "Sun Yu"), (proof, "giver", "Li Wei"), (proof, "kind", "shadowing"),
    ):  # fmt: skip
        with pytest.raises(Refused, match="an assessment has shown this"):
            team.edit(record_id, field, text)
    with pytest.raises(Refused, match="an assessment has shown this"):
        placing.place(run.ws, run.pay, [shown.id], parent=other)
    records.bulk_edit(run.ws, run.pay, [shown.id], "level", "4")
    assert "knowledge" in team.lacking()
    team.edit(proof, "outcome", "slow, but careful")
    undo.undo(run.ws, run.pay)


def test_an_assessment_that_is_undone_has_shown_nothing(team: Team, ledger: int) -> None:
    run = team.run
    proof = team.session(ledger, "drill", level="3")
    team.move(proof, "assess", "Bai Xue")
    assert "knowledge" not in team.lacking()
    undo.undo(run.ws, run.pay)
    assert "knowledge" in team.lacking()
    [session] = [s for s in run.dossier.all(Session) if s.id == proof]
    assert session.state is SessionState.PLANNED
    team.edit(proof, "level", "2")


def test_an_assessment_is_taken_back_with_a_reason_and_corrected(team: Team, ledger: int) -> None:
    run = team.run
    first = team.session(ledger, "drill", level="1")
    team.move(first, "assess", "Bai Xue")
    proof = team.session(ledger, "drill", level="4", day="2026-11-23")
    team.move(proof, "assess", "Bai Xue")
    assert "knowledge" not in team.lacking()
    with pytest.raises(WorkbenchError, match="say why"):
        team.move(proof, "take_back", "Bai Xue")
    for two in ("Chen Hao", "Wu Lan"):
        with pytest.raises(WorkbenchError, match="somebody else takes the assessment back"):
            team.move(proof, "take_back", two, "typed in the wrong row")

    team.move(proof, "take_back", "Bai Xue", "typed in the wrong row")
    assert [h.level for h in run.dossier.all(Holding) if h.shown_on] == [1], "the first stands"
    assert "knowledge" in team.lacking()
    undo.undo(run.ws, run.pay)
    assert "knowledge" not in team.lacking()
    team.move(proof, "take_back", "Bai Xue", "typed in the wrong row")
    team.edit(proof, "level", "2")
    team.move(proof, "assess", "Bai Xue")
    assert [h.level for h in run.dossier.all(Holding) if h.shown_on] == [2]

    for session in (proof, first):
        team.move(session, "take_back", "Bai Xue", "neither was seen")
    own = next(h for h in run.dossier.all(Holding) if h.person == run.person("Wu Lan"))
    assert (own.level, own.shown_on, own.shown_to) == (0, None, None)


@pytest.mark.parametrize("first", [0, 1])
def test_the_level_of_an_assessment_taken_back_does_not_come_back_with_the_next(
    team: Team, ledger: int, first: int
) -> None:
    run = team.run
    proofs = []
    for day, level in ((23, "3"), (24, "4")):
        run.on(date(2026, 11, day))
        proofs.append(team.session(ledger, "drill", level=level))
        team.move(proofs[-1], "assess", "Bai Xue")
    assert coverage(run.dossier).tacit.num == 1
    one, other = proofs[first], proofs[1 - first]

    team.move(one, "take_back", "Bai Xue", "not seen")
    [own] = [h for h in run.dossier.all(Holding) if h.shown_on]
    assert own.level == (4, 3)[first]
    assert team.topic().state is TopicState.ASSESSED, "the other has shown it"
    team.move(other, "take_back", "Bai Xue", "not seen either")
    own = next(h for h in run.dossier.all(Holding) if h.person == run.person("Wu Lan"))
    assert (own.level, own.shown_on) == (0, None)
    assert team.topic().state is TopicState.IDENTIFIED
    assert coverage(run.dossier).tacit.num == 0


def test_a_topic_stays_where_it_was_brought_before_an_assessment_that_is_taken_back(
    team: Team, ledger: int
) -> None:
    team.move(ledger, "elicit", "Bai Xue")
    proof = team.session(ledger, "drill", level="3")
    team.move(proof, "assess", "Bai Xue")
    team.move(proof, "take_back", "Bai Xue", "not seen")
    assert team.topic().state is TopicState.ELICITED
    watched = team.session(ledger, "shadowing")
    team.move(watched, "hold", "Bai Xue")
    team.move(proof, "assess", "Bai Xue")
    team.move(proof, "take_back", "Bai Xue", "not seen")
    assert team.topic().state is TopicState.SHADOWED


def test_what_a_topic_was_proved_by_is_not_taken_from_under_it(team: Team, ledger: int) -> None:
    proof = team.session(ledger, "drill", level="3")
    team.move(proof, "assess", "Bai Xue")
    team.move(ledger, "sign_off", "Wu Lan")
    with pytest.raises(WorkbenchError, match="K-01 is signed off: send the topic back first"):
        team.move(proof, "take_back", "Bai Xue", "not seen")
    team.move(ledger, "send_back", "Wu Lan", "the drill was not seen")
    team.move(proof, "take_back", "Bai Xue", "not seen")
    assert team.topic().state is TopicState.IDENTIFIED
    assert "knowledge" in team.lacking()


def test_what_was_typed_before_an_assessment_does_not_come_back_by_undo(
    team: Team, ledger: int
) -> None:
    run = team.run
    proof = team.session(ledger, "drill", level="2")
    run.ws.me = Me("Li Wei", Side.GIVING, "Li Wei")
    typed = team.add("holding", ledger, person="Wu Lan", level="4")
    team.edit(typed, "level", "2")
    team.move(proof, "assess", "Bai Xue")
    run.ws.me = Me("Li Wei", Side.GIVING, "Li Wei")
    with pytest.raises(Refused, match="an assessment has shown this"):
        undo.undo(run.ws, run.pay)
    assert "knowledge" in team.lacking()


def test_a_second_assessment_is_undone_to_what_the_first_has_shown(team: Team, ledger: int) -> None:
    for level in ("2", "3"):
        team.move(team.session(ledger, "drill", level=level), "assess", "Bai Xue")
    assert "knowledge" not in team.lacking()
    undo.undo(team.run.ws, team.run.pay)
    assert [h.level for h in team.run.dossier.all(Holding) if h.shown_on] == [2]
    assert "knowledge" in team.lacking()


def test_who_was_let_go_does_not_take_in_somebody_who_was_not(team: Team, ledger: int) -> None:
    run = team.run
    twin = team.add("person", name="Hao Chen", side="giving")
    for field, text in (("no_successor", "ends"), ("equipment", "2026-11-23")):
        team.edit(twin, field, text)
    team.move(team.add("access", system="vault", person="Hao Chen"), "request", "Li Wei")
    for act in ("tell", "release"):
        team.move(twin, act, "Li Wei")
    with pytest.raises(Refused, match=r"P-\d+ is released; keep P-02 instead"):
        merge(run.ws, run.pay, twin, [team.chen])
    merge(run.ws, run.pay, team.chen, [twin])
    assert team.person("Chen Hao").state is PersonState.ACTIVE
    assert "knowledge" in team.lacking()


def test_who_begins_to_hand_over_knows_it_and_his_notice_runs(team: Team, ledger: int) -> None:
    run = team.run
    team.edit(team.chen, "notice", "30")
    team.move(team.chen, "hand_over", "Li Wei")
    assert team.person("Chen Hao").told_on == run.day
    run.on(date(2026, 12, 7))
    safe = earliest_safe(run.dossier, team.person("Chen Hao"), run.day)
    assert date(2026, 12, 23) in [r.day for r in safe.reasons], "30 days from the first one"


def test_the_day_he_was_told_is_not_emptied_while_he_is_told(team: Team, ledger: int) -> None:
    run = team.run
    team.move(team.chen, "tell", "Li Wei")
    with pytest.raises(Refused, match="Chen Hao is notified, so he was told: the day may be"):
        team.edit(team.chen, "told_on", "")
    team.edit(team.chen, "told_on", "2026-11-01")
    moving.move(run.ws, run.pay, [team.chen], "bring_back", by=run.person("Li Wei"),
                reason="he stays").expect()  # fmt: skip
    assert team.person("Chen Hao").told_on is None


def test_of_two_who_know_the_same_the_second_is_held_back(team: Team, ledger: int) -> None:
    run = team.run
    team.add("holding", ledger, person="Bai Xue", level="3")
    for name in ("Chen Hao", "Bai Xue"):
        one = run.person(name)
        for field, text in (("no_successor", "ends"), ("equipment", "2026-11-23"),
                            ("release", "2026-11-23"), ("told_on", "2026-11-01")):  # fmt: skip
            team.edit(one, field, text)
        team.add("access", system="vault", person=name)
        for seat in run.dossier.listed("seat"):
            if getattr(seat, "person", None) == one:
                handovers.fill_seats(run.ws, run.pay, {seat.id: "Li Wei"})
    ways = [a.id for a in run.dossier.listed("access")]
    moving.move(run.ws, run.pay, ways, "request", by=run.person("Li Wei")).expect()
    both = [run.person("Chen Hao"), run.person("Bai Xue")]
    moving.move(run.ws, run.pay, both, "tell", by=run.person("Li Wei")).expect()
    for act in ("clear", "release"):
        outcome = moving.move(run.ws, run.pay, both, act, by=run.person("Li Wei"))
        [(held, why)] = outcome.refused
        assert held == both[1]
        assert "Bai Xue may not go yet, 5 of 6: K-01 Ledger retry logic" in str(why)
        states = [team.person(n).state for n in ("Chen Hao", "Bai Xue")]
        done = PersonState.CLEARED if act == "clear" else PersonState.RELEASED
        assert states == [done, PersonState.NOTIFIED]


def test_a_waiver_lets_him_go_and_is_asked_for_by_its_finding(team: Team, ledger: int) -> None:
    run = team.run
    team.nothing_owed()
    team.edit(team.chen, "no_successor", "ends")
    team.edit(team.chen, "equipment", "2026-11-23")
    way = team.add("access", system="vault", person="Chen Hao")
    team.move(way, "request", "Li Wei")
    team.move(team.chen, "tell", "Li Wei")
    with pytest.raises(WorkbenchError, match="Chen Hao may not go yet, 5 of 6"):
        team.move(team.chen, "release", "Li Wei")
    answers.waive(run.ws, run.pay, ["R-15 P-02.knowledge"], reason="he answers the telephone",
                  measure="two hours a week", expires=date(2027, 1, 31), asker=run.person("Li Wei"),
                  approver=run.person("Sun Yu"))  # fmt: skip
    team.move(team.chen, "release", "Li Wei")
    assert team.person("Chen Hao").state is PersonState.RELEASED
    verdict = engine.verdict(run.dossier, Gate.G1, run.day)
    assert "R-15 P-02.knowledge" in [f.id for f in verdict.exceptions]


def test_a_release_that_was_undone_is_looked_at_again(team: Team, ledger: int) -> None:
    run = team.run
    team.nothing_owed()
    for field, text in (("no_successor", "ends"), ("equipment", "2026-11-23")):
        team.edit(team.chen, field, text)
    team.move(team.add("access", system="vault", person="Chen Hao"), "request", "Li Wei")
    proof = team.session(ledger, "drill", level="3")
    team.move(proof, "assess", "Bai Xue")
    for act in ("tell", "clear", "release"):
        team.move(team.chen, act, "Li Wei")
    undo.undo(run.ws, run.pay)
    assert team.person("Chen Hao").state is PersonState.CLEARED
    team.move(run.person("Wu Lan"), "leave", "Li Wei", reason="another employer")
    with pytest.raises(WorkbenchError, match="may not go yet"):
        team.move(team.chen, "release", "Li Wei")


def test_a_copy_of_a_handover_has_let_nobody_go(team: Team, ledger: int) -> None:
    run = team.run
    for field, text in (("equipment", "2026-11-23"), ("told_on", "2026-11-01"),
                        ("no_successor", "ends")):  # fmt: skip
        team.edit(team.chen, field, text)
    made = handovers.copy(run.ws, run.pay, "NEW", Bitext("Another"), date(2027, 6, 1))
    people = {p.name: p for p in run.ws.dossier(made).all(Person)}
    chen = people["Chen Hao"]
    assert (chen.equipment, chen.told_on, chen.no_successor) == (None, None, "")
    assert chen.state is PersonState.ACTIVE


def test_28_roles_become_7_posts_and_what_does_not_add_up_is_named_not_refused(
    team: Team,
) -> None:
    run = team.run
    posts = [
        team.add("post", title=f"Post {n}", holder="Sun Yu" if n % 2 else "Wu Lan")
        for n in range(7)
    ]
    roles = [team.add("role", name=f"Role {n:02}") for n in range(28)]
    duties = [
        team.add("duty", role, disposition="absorbed", post=f"Post {n % 7}")
        for n, role in enumerate(roles)
    ]
    found = merging(run.dossier)
    assert (len(posts), str(found.ratio), str(found.reduction)) == (7, "4.0", "75.0 % (21/28)")
    assert (str(found.disposed), str(found.posts_filled)) == ("100 % (28/28)", "100 % (7/7)")
    team.edit(duties[3], "percent", "60")
    [(role, total)] = merging(run.dossier).uneven
    assert (role.name, str(total)) == ("Role 03", "60")
    records.delete(run.ws, run.pay, [duties[0]])
    found = merging(run.dossier)
    assert [r.name for r in found.undisposed] == ["Role 00"]
    stops = engine.verdict(run.dossier, Gate.G1, run.day).stop_lines
    assert [Tr("en")(x.message) for x in stops if x.rule.id == "R-10"] == [
        "2 of 28 roles have no destination, or not for all of their work: RO-01, RO-04"
    ]
    assert len(run.dossier.all(Role)) == 28
    assert len(run.dossier.all(Duty)) == 27


def test_a_receiver_who_shows_it_to_the_sponsor_stays_shown(team: Team, ledger: int) -> None:
    """Whoever assesses is somebody else; of which side does not matter."""
    proof = team.session(ledger, "examination", level="4")
    team.move(proof, "assess", "Gao Ping")
    [shown] = [h for h in team.run.dossier.all(Holding) if h.shown_on]
    assert team.run.dossier.get(shown.shown_to) == team.person("Gao Ping")
    assert team.person("Gao Ping").side is Side.SPONSOR


def test_what_a_gate_was_passed_with_reads_the_same_once_who_leaves_is_told(team: Team) -> None:
    run = team.run
    for name in ("Chen Hao", "Bai Xue"):
        team.edit(run.person(name), "release", "2026-12-04")
        team.edit(run.person(name), "notice", "60")
    gates.override(run.ws, run.pay, Gate.G1, "go", date(2027, 3, 1), by=run.person("Gao Ping"))
    [decision] = run.dossier.all(Decision)
    of_rule = [x for x in decision.conditions.splitlines() if x.startswith("R-15")]
    assert of_rule == ["R-15", "R-15"], "no day, which would tell who"

    def kept() -> list[str]:
        rows = (" ".join(line.split()) for line in export(run.ws, run.pay).splitlines())
        return [row for row in rows if row.startswith("| R-15 | G1 ")]

    [before] = kept()
    assert "Nobody leaves before what only he knows, has or owes is passed on" in before
    assert "(2 times) | -- | --" in before
    team.move(team.chen, "tell", "Li Wei")
    assert kept() == [before]
    for name in ("Chen Hao", "Bai Xue"):
        team.edit(run.person(name), "release", "")
    assert "nothing is found there any more (2 times)" in kept()[0]
