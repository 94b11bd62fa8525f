"""The rules about goals, KPIs and what the project was for: firing, clearing, and their words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from tests.rules.conftest import MONDAY, Run
from tests.rules.test_rules import AFTER, Case, add, at, edit
from tests.services.test_readings import days
from workbench.domain.journey import Gate
from workbench.domain.registers.kpi import Kpi
from workbench.domain.verdict import Severity
from workbench.language import Tr
from workbench.rules import engine
from workbench.rules.rule import ALL
from workbench.services import answers, moving, readings, records

G3, G4, G6, G7 = (Gate.G3,), (Gate.G4,), (Gate.G6,), (Gate.G7,)
T0 = date(2027, 1, 15)

GOAL = {"title": "Grid in time", "test": "certificate 118", "becomes": "A station that earns"}
OLD = {"name": "Grid date", "phase": "of the project", "goal": "Grid in time"}
NEW = {
    "name": "Availability", "goal": "Grid in time", "unit": "%", "formula": "up / all",
    "source": "SCADA", "frequency": "daily", "first_due": "2027-01-16", "baseline": "98",
    "proxy": "the sister station", "warn": "97", "crit": "96", "post": "Station manager",
    "tested_on": "2026-11-20", "active_from": "2027-01-16",
}  # fmt: skip

goal = add("goal", **GOAL)
old = add("kpi", **OLD)
new = add("kpi", **NEW)
stays_on = edit("P-02", "release", "")  # that he goes is no concern of these rules
covered = (stays_on, goal, old, new)


def act(name: str, key: str = "KPI-02") -> Callable[[Run], None]:
    """Move a KPI, as the receiving side."""

    def made(run: Run) -> None:
        moving.move(run.ws, run.pay, run.keys(key), name, by=run.person("Sun Yu"),
                    reason="measured anew").expect()  # fmt: skip

    return made


def on(day: date) -> Callable[[Run], None]:
    return lambda run: run.on(day)


def both(*acts: Callable[[Run], None]) -> Callable[[Run], None]:
    def made(run: Run) -> None:
        for one in acts:
            one(run)

    return made


def load(run: Run) -> None:
    kpi = run.record("KPI-02").id
    readings.load(run.ws, run.pay, {kpi: days(date(2026, 11, 1), ["98"] * 10)}, "scada.csv")


def line(old_: str = "", relation: str = "", new_: str = "") -> Callable[[Run], None]:
    return add("changeover", old=old_, relation=relation, new=new_)


final = both(edit("KPI-01", "final", "12"), edit("KPI-01", "final_on", "2027-01-15"))
live = both(act("define"), act("baseline"), act("go_live"))
stays = edit("KPI-01", "active_to", "2027-02-01")
after_t0 = on(date(2027, 1, 18))
no_days = both(edit("KPI-02", "baseline_from", "2026-11-01"),
               edit("KPI-02", "baseline_to", "2026-11-30"))  # fmt: skip


CASES = [
    Case("R-04 fires: nothing shows it", edit("GO-01", "test", ""),
         at("stop R-04 GO-01.test", G3), given=covered),
    Case("R-04 clears: a certificate", edit("GO-01", "certificate", "2026-118"),
         go=at("stop R-04 GO-01.test", G3), given=(*covered, edit("GO-01", "test", ""))),
    Case("R-04 fires: nothing becomes of it", edit("GO-01", "becomes", ""),
         at("condition R-04 GO-01.becomes", G3), given=covered),
    Case("R-04 clears: it ends here", edit("GO-01", "ends_because", "nothing to keep"),
         go=at("condition R-04 GO-01.becomes", G3),
         given=(*covered, edit("GO-01", "becomes", ""))),
    Case("R-40 fires: T0 is over and it has no final value", after_t0,
         at("stop R-40 KPI-01", AFTER),
         given=(*covered, edit("KPI-02", "active_from", "2027-02-01"))),
    Case("R-40 clears: retired, signed", both(final, act("finalise", "KPI-01"),
                                               act("retire", "KPI-01")),
         go=at("stop R-40 KPI-01", AFTER), given=(*covered, live, after_t0)),
    Case("R-41 fires: its day has come", on(date(2027, 1, 16)),
         at("stop R-41 KPI-02", AFTER), given=(*covered, stays)),
    Case("R-41 clears: brought live", live, go=at("stop R-41 KPI-02", AFTER),
         given=(*covered, stays, on(date(2027, 1, 16)))),
    Case("R-41 fires: under review, and without a threshold", edit("KPI-02", "warn", ""),
         at("stop R-41 KPI-02", AFTER), given=(*covered, live, act("review"))),
    Case("R-42 fires: too few readings", edit("KPI-02", "proxy", ""),
         at("condition R-42 KPI-02", G4), given=covered),
    Case("R-42 clears: ten daily readings", load, go=at("condition R-42 KPI-02", G4),
         given=(*covered, no_days, edit("KPI-02", "proxy", ""))),
    Case("R-43 fires: who is rewarded owns the data",
         both(edit("KPI-02", "rewarded", "Wu Lan"), edit("KPI-02", "data_owner", "Wu Lan"),
              edit("KPI-02", "in_bonus", "yes")),
         at("condition R-43 KPI-02", G4), given=covered),
    Case("R-43 clears: somebody else owns it", edit("KPI-02", "data_owner", "Sun Yu"),
         go=at("condition R-43 KPI-02", G4),
         given=(*covered, edit("KPI-02", "rewarded", "Wu Lan"), edit("KPI-02", "in_bonus", "yes"))),
    Case("R-44 fires: a day without a KPI", edit("KPI-02", "active_from", "2027-01-17"),
         at("condition R-44 GO-01", ALL), given=covered),
    Case("R-44 clears: the old one stays a day longer", edit("KPI-01", "active_to", "2027-01-16"),
         go=at("condition R-44 GO-01", ALL),
         given=(*covered, edit("KPI-02", "active_from", "2027-01-17"))),
    Case("R-45 fires: nothing is said of it", add("kpi", **(OLD | {"name": "Budget"})),
         at("condition R-45 KPI-03", G4), given=(*covered, line("Grid date", "ends"))),
    Case("R-45 clears: replaced", line("Grid date", "is replaced by", "Availability"),
         go=at("condition R-45 KPI-01", G4), given=covered),
    Case("R-45 fires: a line that names nothing", line("", "is new"),
         at("condition R-45 CH-01", G4), given=covered),
    Case("R-46 fires: no day", add("benefit", title="Yield"),
         at("condition R-46 BR-01", G6)),
    Case("R-46 clears: a post", edit("BR-01", "post", "Station manager"),
         go=at("condition R-46 BR-01", G6),
         given=(*covered, add("benefit", title="Yield", due="T+90"))),
    Case("R-46 fires: not held in time", add("benefit", title="Yield", due="2026-11-20",
                                             post="Station manager"),
         at("condition R-46 BR-01", G7), given=covered),
    Case("R-46 clears: held", edit("BR-01", "held_on", "2026-11-21"),
         go=at("condition R-46 BR-01", G7),
         given=(*covered, add("benefit", title="Yield", due="2026-11-20",
                              post="Station manager"))),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda c: c.name)
def test_exactly_this_finding_comes_or_goes(run: Run, case: Case) -> None:
    for step in case.given:
        step(run)
    before = run.everywhere()
    case.act(run)
    after = run.everywhere()
    assert (after - before, before - after) == (set(case.come), set(case.go))


def told(run: Run, rule: str) -> list[str]:
    return [str(f.message) for f in engine.findings(run.dossier, run.day) if f.rule == rule]


def test_the_days_without_a_kpi_are_named_with_their_goal(run: Run) -> None:
    add("goal", title="Accepted", test="certificate", ends_because="it is")(run)
    for step in covered:
        step(run)
    first = date(2027, 3, 1)
    edit("KPI-02", "active_to", "2027-02-28")(run)
    add("kpi", **(NEW | {"name": "PR", "active_from": "2027-03-15"}))(run)
    assert told(run, "R-44")[1:] == [
        "No KPI covers GO-02 between 2027-03-01 and 2027-03-14: Grid in time"
    ]
    edit("KPI-03", "active_from", (first + timedelta(days=1)).isoformat())(run)
    assert told(run, "R-44")[1:] == ["No KPI covers GO-02 on 2027-03-01: Grid in time"]
    edit("KPI-01", "active_to", "2027-01-10")(run)
    (found,) = [f for f in engine.findings(run.dossier, run.day) if f.key == "GO-02"]
    assert str(found.message) == (
        "No KPI covers GO-02 on 6 days, 2027-01-11 to 2027-01-15, 2027-03-01: Grid in time"
    )
    assert Tr("zh_CN")(found.message) != str(found.message)


def test_a_kpi_that_was_to_be_live_no_longer_covers_its_goal(run: Run) -> None:
    for step in covered:
        step(run)
    assert told(run, "R-44") == []
    run.on(date(2027, 1, 17))
    assert told(run, "R-44") == [
        "No KPI covers GO-01 between 2027-01-16 and 2027-04-15: Grid in time"
    ]
    assert "should be live since 2027-01-16: bring it live" in told(run, "R-41")[0]


def test_the_cure_is_the_first_day_of_a_kpi_of_the_goal(run: Run) -> None:
    for step in covered:
        step(run)
    edit("KPI-02", "active_from", "")(run)
    (found,) = [f for f in engine.findings(run.dossier, run.day) if f.rule == "R-44"]
    cured = run.dossier.get(found.cure.record)
    assert isinstance(cured, Kpi)
    assert (cured.name, found.cure.field) == ("Availability", "active_from")


def test_fewer_readings_may_be_agreed(run: Run) -> None:
    for step in (*covered, no_days, load, edit("KPI-02", "proxy", ""),
                 edit("KPI-02", "baseline_to", "2026-11-05")):  # fmt: skip
        step(run)
    assert "5 readings of 10 needed" in told(run, "R-42")[0]
    answers.set_parameter(
        run.ws, run.pay, "R-42", "daily", "5", reason="the meter came late",
        expires=MONDAY + timedelta(days=30), asker=run.person("Li Wei"),
        approver=run.person("Sun Yu"),
    )  # fmt: skip
    assert told(run, "R-42") == []


def test_verdicts_hold_until_a_day_on_which_they_turn(run: Run) -> None:
    """What is stored of a handover nobody opens is good until a KPI's day has come."""
    for step in (*covered, edit("KPI-01", "active_to", "2026-11-30"),
                 edit("KPI-02", "active_from", "2026-11-30")):  # fmt: skip
        step(run)
    seen = {}
    for n in range(12):
        run.on(MONDAY + timedelta(days=n))
        seen[run.day] = engine.outlook(run.dossier, run.day)
    for day, found in seen.items():
        for later, other in seen.items():
            if later >= day and (found.turns is None or later < found.turns):
                assert found.gates == other.gates, (day, later)


def test_findings_say_what_to_do_in_both_languages(run: Run) -> None:
    for step in (*covered, line("", "is new"), edit("GO-01", "test", ""),
                 edit("GO-01", "becomes", ""), edit("KPI-02", "proxy", ""),
                 edit("KPI-02", "in_bonus", "yes"), add("benefit", title="Yield"),
                 after_t0):  # fmt: skip
        step(run)
    found = [
        f for f in engine.findings(run.dossier, run.day) if f.rule in {c.name[:4] for c in CASES}
    ]
    assert {f.rule for f in found} == {
        "R-04",
        "R-40",
        "R-41",
        "R-42",
        "R-43",
        "R-44",
        "R-45",
        "R-46",
    }
    for finding in found:
        english, chinese = Tr("en")(finding.message), Tr("zh_CN")(finding.message)
        assert english != chinese
        assert "{" not in english + chinese
        assert finding.severity is not Severity.NOTE


def test_a_goal_needs_no_kpi_where_none_are_needed(run: Run) -> None:
    goal(run)
    assert told(run, "R-44") == []  # the sample says so, and the other side agreed
    old(run)
    assert len(told(run, "R-44")) == 1


def test_deleting_everything_asks_again(run: Run) -> None:
    for step in covered:
        step(run)
    assert not records.delete(run.ws, run.pay, run.keys("KPI-01", "KPI-02")).refused
    assert "condition R-00 kpi" not in run.ids(Gate.G1)  # it was said that none are needed
