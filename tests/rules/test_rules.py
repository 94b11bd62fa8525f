"""Every rule, firing and clearing: from the full sample, exactly this finding comes or goes."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

import pytest

from tests.rules import test_coverage_rules as coverage
from tests.rules import test_knowledge_rules as knowledge
from tests.rules import test_posts_rules as posts
from tests.rules import test_team_rules as team
from tests.rules.conftest import MONDAY, Run
from workbench.domain import record
from workbench.domain.change import canonical
from workbench.domain.dossier import Dossier
from workbench.domain.journey import Gate
from workbench.domain.labelled import Side
from workbench.domain.record import Record
from workbench.domain.registers.item import Item, ItemState, NotApplicable
from workbench.domain.verdict import JUDGED_BY, Severity
from workbench.language import Tr
from workbench.rules import engine
from workbench.rules.catalogue import RULES
from workbench.rules.rule import ALL, Rule
from workbench.services import answers, gates, handovers, items, moving, records, scopes

G1, G4 = (Gate.G1,), (Gate.G4,)
AFTER = (Gate.G4, Gate.G5, Gate.G6)


def at(found: str, where: Iterable[Gate]) -> set[str]:
    return {f"{gate.value} {found}" for gate in where}


def edit(key: str, field: str, text: str) -> Callable[[Run], None]:
    def act(run: Run) -> None:
        found = run.pay if key == "PAY" else run.record(key).id
        records.edit(run.ws, run.pay, found, field, text)

    return act


def add(register: str, **texts: str) -> Callable[[Run], None]:
    def act(run: Run) -> None:
        records.add(run.ws, run.pay, register, texts)

    return act


def move(key: str, name: str, by: str) -> Callable[[Run], None]:
    def act(run: Run) -> None:
        moving.move(run.ws, run.pay, run.keys(key), name, by=run.person(by)).expect()

    return act


def no_deliverables(run: Run) -> None:
    assert not records.delete(run.ws, run.pay, run.keys("D-01", "D-02", "D-03")).refused


def deliverables_not_needed(run: Run) -> None:
    scopes.not_needed(run.ws, run.pay, "deliverable", "a service only", by=None,
                      agreed_by=run.person("Sun Yu"))  # fmt: skip


def nobody_owes(run: Run) -> None:
    edit("PAY-07", "seat", "")(run)
    edit("PAY-07", "person", "")(run)


def fill_the_seat(run: Run) -> None:
    handovers.fill_seats(run.ws, run.pay, {run.seat("security"): "Lin Tao"})


def send_back(run: Run) -> None:
    items.send_back(run.ws, run.pay, run.keys("PAY-02"), "the card is old", run.person("Sun Yu"))


def verify(run: Run) -> None:
    items.verify(run.ws, run.pay, run.keys("PAY-01"), run.person("Sun Yu")).expect()


def not_applicable(run: Run) -> None:
    code = NotApplicable.OUT_OF_SCOPE
    outcome = items.not_applicable(
        run.ws, run.pay, run.keys("PAY-03"), code, "no roster here", run.person("Sun Yu")
    )
    outcome.expect()


def waive(key: str, until: date) -> Callable[[Run], None]:
    def act(run: Run) -> None:
        items.waive(run.ws, run.pay, run.keys(key), "no budget", "the old list", until,
                    run.person("Sun Yu")).expect()  # fmt: skip

    return act


def the_waiver_runs_out(run: Run) -> None:
    run.on(date(2026, 12, 2))


def do_it_after_all(run: Run) -> None:
    run.done([run.item(16)])


def sign(run: Run) -> None:
    gates.sign(run.ws, run.pay, Gate.G4, Side.GIVING, by=run.person("Li Wei"))


def claim_much(run: Run) -> None:
    run.ws.me = type(run.ws.me)("Li Wei", Side.GIVING, "liwei")
    wanted = [i.id for i in run.dossier.all(Item) if i.state is ItemState.TODO][:14]
    items.claim(run.ws, run.pay, wanted, "done", run.person("Li Wei")).expect()


def other_limit(run: Run) -> None:
    answers.set_parameter(
        run.ws, run.pay, "R-74", "points", "60", reason="verifiers are away until Monday",
        expires=date(2026, 11, 30), asker=run.person("Li Wei"), approver=run.person("Sun Yu"),
    )  # fmt: skip


def nothing(run: Run) -> None:
    pass


@dataclass(frozen=True)
class Case:
    """`given` prepares the sample, `act` makes the finding come or go."""

    name: str
    act: Callable[[Run], None]
    come: frozenset[str] | set[str] = frozenset()
    go: frozenset[str] | set[str] = frozenset()
    given: tuple[Callable[[Run], None], ...] = ()


SECRET = "password=hunter22x"

CASES = [
    Case("R-00 fires: a register is empty", no_deliverables,
         come=at("stop R-00 deliverable", G4), given=(edit("D-03", "post", "Clerk"),)),
    Case("R-00 clears: not needed, agreed", deliverables_not_needed,
         go=at("stop R-00 deliverable", G4),
         given=(edit("D-03", "post", "Clerk"), no_deliverables)),
    Case("R-01 fires: no giving side", edit("PAY", "giving", ""), at("stop R-01 PAY.giving", G1)),
    Case("R-01 fires: no receiving side", edit("PAY", "receiving", ""),
         at("stop R-01 PAY.receiving", G1)),
    Case("R-01 fires: no T0", edit("PAY", "t0", ""), at("stop R-01 PAY.t0", G1)),
    Case("R-01 fires: nobody owes an item", nobody_owes, at("stop R-01 PAY-07", G1)),
    Case("R-01 clears: the seat is filled", fill_the_seat, go=at("stop R-01 S-05", G1)),
    Case("R-02 fires: sent back", send_back, at("stop R-02 PAY-02", ALL)),
    Case("R-02 clears: verified", verify, go=at("stop R-02 PAY-01", ALL)),
    Case("R-02 becomes an exception: waived", waive("PAY-01", date(2027, 1, 31)),
         come=at("exception R-02 PAY-01", ALL), go=at("stop R-02 PAY-01", ALL)),
    Case("R-02 clears: not applicable, agreed", not_applicable,
         go=at("stop R-02 PAY-03", ALL)),
    Case("R-03 fires: no post", edit("D-01", "post", ""), at("stop R-03 D-01", G4)),
    Case("R-03 clears: a post", edit("D-03", "post", "Clerk"), go=at("stop R-03 D-03", G4)),
    Case("R-07 fires: a new A", add("punch", title="Ledger stops", category="A"),
         at("stop R-07 PL-05", ALL)),
    Case("R-07 clears: closed", move("PL-01", "close", "Wu Lan"), go=at("stop R-07 PL-01", ALL)),
    Case("R-08 fires: a new B", add("punch", title="Slow report", category="B"),
         at("condition R-08 PL-05", AFTER)),
    Case("R-08 clears: closed", move("PL-03", "close", "Wu Lan"),
         go=at("condition R-08 PL-03", AFTER)),
    Case("R-09 fires: an optional item's waiver ends", the_waiver_runs_out,
         at("stop R-09 PAY-16", ALL), given=(waive("PAY-16", date(2026, 12, 1)),)),
    Case("R-09 clears: done after all", do_it_after_all, go=at("stop R-09 PAY-16", ALL),
         given=(waive("PAY-16", date(2026, 12, 1)), the_waiver_runs_out)),
    Case("R-37 fires: a password in a role", edit("P-02", "role", SECRET),
         at("stop R-37 P-02.role", ALL)),
    Case("R-37 clears: taken out", edit("P-02", "role", "SRE"),
         go=at("stop R-37 P-02.role", ALL), given=(edit("P-02", "role", SECRET),)),
    Case("R-37 knows pointers and hashes", edit("P-02", "role", "vault://pay/hsm " + "a1" * 32)),
    Case("R-73 clears: signed", sign, go=at("stop R-73 PAY.giving", G4)),
    Case("R-73 fires: the signer was of another side", edit("P-01", "side", "sponsor"),
         at("stop R-73 PAY.giving", G4), given=(sign,)),
    Case("R-74 fires: claims run ahead", claim_much, at("condition R-74 PAY", ALL)),
    Case("R-74 clears: another limit, agreed", other_limit, go=at("condition R-74 PAY", ALL),
         given=(claim_much,)),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda c: c.name)
def test_exactly_this_finding_comes_or_goes(run: Run, case: Case) -> None:
    for step in case.given:
        step(run)
    before = run.everywhere()
    case.act(run)
    after = run.everywhere()
    assert (after - before, before - after) == (set(case.come), set(case.go))


def test_every_rule_has_a_firing_and_a_clearing_case() -> None:
    from tests.rules import test_kpi_rules

    of_a_crew = {c.rule for m in (team, posts, knowledge, coverage) for c in m.CASES}
    for rule in RULES:
        named = [c for c in (*CASES, *test_kpi_rules.CASES) if c.name.startswith(rule.id)]
        assert rule.id in of_a_crew or any(c.come for c in named), rule.id
        assert rule.id in of_a_crew or any(c.go for c in named), rule.id


@pytest.mark.parametrize("rule", RULES, ids=lambda r: r.id)
def test_what_a_rule_names_exists(rule: Rule) -> None:
    for name, fields in rule.reads.items():
        for field in fields:
            assert record.get(name).field(field)
    for parameter in rule.parameters:
        assert parameter.low <= parameter.default <= parameter.high
    assert rule.gates


@pytest.mark.parametrize("rule", [r for r in RULES if not r.reads_all], ids=lambda r: r.id)
def test_a_rule_reads_what_it_declares_and_nothing_else(whole: Run, rule: Rule) -> None:
    """It gets a dossier with its registers only, and sees none of their other fields."""
    run = whole
    claim_much(run)
    sign(run)
    full = run.dossier
    # What owners and days are worked out from is read for every rule alike.
    common = {"handover": {"code", "t0", "t0_actual"}, "seat": {"person", "name"},
              "person": {"name", "side"}, "holiday": set()}  # fmt: skip
    names = {*rule.reads, *common} - {"handover"}
    tables = {
        name: {
            r.id: _safe(r, name, {*rule.reads.get(name, ()), *common.get(name, set())})
            for r in full.listed(name)
        }
        for name in names
    }
    own = Dossier(full.handover, tables, full.head)
    found = list(rule.findings(own, run.day, rule.defaults))
    assert [f.id for f in found] == [f.id for f in rule.findings(full, run.day, rule.defaults)]


def _safe(found: Record, name: str, allowed: set[str]) -> Record:
    return found if name in ("seat", "person") else _blank(found, allowed)


def _blank(found: Record, allowed: set[str]) -> Record:
    """The record with the defaults in all fields that are not declared."""
    cls = type(found)
    values = {
        f.name: getattr(found, f.name) if f.name in allowed else f.default
        for f in record.of(cls).fields
    }
    return cls(**values, **{n: getattr(found, n) for n in record.SPINE})


def test_findings_say_what_to_do_in_both_languages(run: Run) -> None:
    claim_much(run)
    edit("P-02", "role", SECRET)(run)
    for finding in engine.findings(run.dossier, run.day):
        english, chinese = Tr("en")(finding.message), Tr("zh_CN")(finding.message)
        assert english != chinese
        assert "{" not in english + chinese
        assert "hunter22x" not in english + chinese


def test_what_is_declared_is_what_stored_verdicts_were_counted_by() -> None:
    """Whoever changes a rule raises JUDGED_BY, and then writes the new digest here."""
    declared = [
        [
            [r.id, r.severity.value, [g.value for g in r.gates]],
            [[name, list(fields)] for name, fields in sorted(r.reads.items())],
            [[p.name, p.default] for p in r.parameters],
            [r.together is not None, r.waivable],
        ]
        for r in RULES
    ]
    digest = hashlib.sha256(canonical(declared).encode()).hexdigest()[:12]
    assert (JUDGED_BY, digest) == (19, "f90b887911c9")


def test_stops_are_counted_in_the_lines_people_read(run: Run) -> None:
    found = engine.verdict(run.dossier, Gate.G1, MONDAY)
    assert [Tr("en")(line.message) for line in found.stop_lines] == [
        "Put somebody on the seat Security: 3 mandatory items have no other owner",
        "7 mandatory items are not verified by the receiving side",
        "Clear the category-A punch item: Retry queue loses refunds when the ledger restarts",
    ]
    assert {f.severity for f in found.stops} == {Severity.STOP}


def test_what_is_remembered_of_records_is_what_a_fresh_look_finds(whole: Run) -> None:
    """Findings are kept record by record along the changes; whatever else changes shows."""
    run = whole
    acts = [
        edit("PAY-07", "due", "T-20wd"), fill_the_seat, edit("P-02", "side", "receiving"),
        add("holiday", day="2026-12-11", name="Day off"), edit("PAY", "t0", "2027-02-15"),
        edit("PAY", "code", "PAX"), edit("P-02", "release", "2027-03-01"),
        edit("P-03", "release", "2026-12-20"), edit("K-11", "receiver", "Wu Lan"),
        edit("SE-05", "day", "2026-12-01"), edit("AC-04", "person", "Li Wei"),
        edit("SP-02", "critical", "yes"), edit("CO-01", "ends", "2026-12-01"),
        waive("PAX-10", date(2026, 12, 1)), the_waiver_runs_out,
    ]  # fmt: skip
    for act in acts:
        act(run)
        fresh = type(run.ws).open(run.ws.store.path, run.ws.me, clock=run.ws.clock)
        found = engine.findings(fresh.dossier(run.pay), run.day)
        assert engine.findings(run.dossier, run.day) == found
        assert engine.outlook(run.dossier, run.day) == engine.outlook(
            fresh.dossier(run.pay), run.day
        )
