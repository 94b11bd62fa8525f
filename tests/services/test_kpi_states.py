"""KPIs through their states: what each step needs, what follows, and what is never lost again."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.services.conftest import Clock, Payment, paste
from tests.services.test_readings import days
from workbench.domain.errors import BadValue, Refused
from workbench.domain.message import msg
from workbench.domain.registers.kpi import Kpi, KpiState
from workbench.domain.registers.person import Person
from workbench.figures.reviews import reviews
from workbench.services import moving, readings, records, undo

CARD = {
    "name": "Availability", "goal": "Grid", "unit": "%", "formula": "up / all", "source": "SCADA",
    "frequency": "daily", "first_due": "2026-12-01",
}  # fmt: skip
READY = CARD | {
    "baseline": "98.4", "baseline_from": "2026-11-01", "baseline_to": "2026-11-12", "warn": "98",
    "crit": "97", "post": "Station manager", "tested_on": "2026-11-20",
}  # fmt: skip


def add(pay: Payment, **texts: str) -> int:
    return records.add(pay.ws, pay.handover, "kpi", texts)


def get(pay: Payment, kpi: int) -> Kpi:
    found = pay.ws.dossier(pay.handover).get(kpi)
    assert isinstance(found, Kpi)
    return found


def move(pay: Payment, kpi: int, name: str, by: int | None = None, reason: str = "") -> str:
    """What is said against a move; nothing when it is made."""
    done = moving.move(pay.ws, pay.handover, [kpi], name, by=by or pay.sun, reason=reason)
    return "; ".join(str(why) for _, why in done.refused)


def edit(pay: Payment, kpi: int, **texts: str) -> None:
    for field, text in texts.items():
        records.edit(pay.ws, pay.handover, kpi, field, text)


@pytest.fixture
def old(pay: Payment) -> int:
    return add(pay, name="Grid date", phase="of the project", owner="Chen Hao")


def to_live(pay: Payment, **texts: str) -> int:
    kpi = add(pay, **READY | texts)
    readings.load(pay.ws, pay.handover, {kpi: days(date(2026, 11, 1), ["98"] * 10)}, "scada")
    for step in ("define", "baseline", "go_live"):
        assert move(pay, kpi, step) == ""
    return kpi


def test_each_phase_has_a_beginning_of_its_own(pay: Payment, old: int) -> None:
    assert get(pay, old).state is KpiState.ACTIVE
    new = add(pay, name="PR")
    assert get(pay, new).state is KpiState.PROPOSED
    edit(pay, new, phase="of the project")
    assert get(pay, new).state is KpiState.ACTIVE
    undo.undo(pay.ws, pay.handover)
    assert get(pay, new).state is KpiState.PROPOSED
    paste(pay.ws, pay.handover, "kpi", [["KPI", "Phase"], ["Budget", "of the project"]])
    found = pay.ws.dossier(pay.handover).all(Kpi)
    assert [(k.name, k.state) for k in found][-1] == ("Budget", KpiState.ACTIVE)


def test_a_kpi_goes_no_step_of_the_other_path(pay: Payment, old: int) -> None:
    assert "not possible" in move(pay, old, "define")
    live = to_live(pay)
    with pytest.raises(Refused, match=r"KPI-02 is live, which is no state of a KPI of the project"):
        edit(pay, live, phase="of the project")


def test_a_benefits_review_is_held_on_no_day_to_come(pay: Payment) -> None:
    given = {"title": "Yield", "due": "2026-11-20", "held_on": "2026-12-30"}
    with pytest.raises(BadValue, match="2026-12-30 is still ahead"):
        records.add(pay.ws, pay.handover, "benefit", given)
    found = records.add(pay.ws, pay.handover, "benefit", given | {"held_on": "2026-11-21"})
    (review,) = reviews(pay.ws.dossier(pay.handover), pay.ws.today)
    assert (review.benefit.id, review.late) == (found, 0)
    with pay.ws.change(pay.handover, "edit", msg("as an older program let it be")) as ed:
        ed.set(found, held_on=date(2026, 12, 30))
    (review,) = reviews(pay.ws.dossier(pay.handover), pay.ws.today)
    assert review.late == 3, "it is not held yet"


def test_the_final_value_comes_before_the_end(pay: Payment, old: int) -> None:
    assert "the card lacks: Final value, Final value on" in move(pay, old, "finalise")
    with pytest.raises(BadValue, match="2026-11-24 is still ahead; this is the day it was done"):
        edit(pay, old, final="12", final_on="2026-11-24")
    with pay.ws.change(pay.handover, "edit", msg("as an older program let it be")) as ed:
        ed.set(old, final_on=date(2026, 11, 24))
    assert "of 2026-11-24, which is still ahead" in move(pay, old, "finalise")
    edit(pay, old, final_on="2026-11-20")
    assert move(pay, old, "finalise", pay.li) == ""
    assert "Chen Hao, who owns KPI-01, signs for its final value" in move(
        pay, old, "retire", pay.li
    )
    chen = get(pay, old).owner
    assert move(pay, old, "retire", chen) == ""
    kpi = get(pay, old)
    assert (kpi.state, kpi.signed_by) == (KpiState.RETIRED, chen)
    assert kpi.active_to == date(2026, 11, 23)  # it counted until today


def test_the_other_side_may_sign_too(pay: Payment) -> None:
    old = add(pay, name="Grid date", phase="of the project", final="1", final_on="2026-11-20",
              active_to="2027-01-15")  # fmt: skip
    assert move(pay, old, "finalise") == ""
    assert "nobody owns KPI-01" in move(pay, old, "retire", pay.li)
    assert move(pay, old, "retire", pay.sun) == ""
    assert get(pay, old).active_to == date(2026, 11, 23)  # it counts no longer than today


def test_retired_after_t0_it_counted_up_to_t0(pay: Payment, clock: Clock) -> None:
    old = add(pay, name="Grid date", phase="of the project", final="1", final_on="2026-11-20")
    clock.forward(days=60)
    assert move(pay, old, "finalise") + move(pay, old, "retire") == ""
    assert get(pay, old).active_to == date(2027, 1, 15)


def retired(pay: Payment) -> int:
    old = add(pay, name="Grid date", phase="of the project", final="1", final_on="2026-11-20")
    assert move(pay, old, "finalise") + move(pay, old, "retire") == ""
    return old


@pytest.mark.parametrize(
    ("field", "text", "why"),
    [
        ("final", "", "KPI-01 is retired and cannot be without: Final value"),
        ("final_on", "", "cannot be without: Final value on"),
        ("active_to", "", "cannot be without: Active to"),
        ("final", "2", "the final value of KPI-01 is signed; reopen it to change it"),
        ("active_to", "2027-04-15", "counts no longer than to 2026-11-23; reopen it first"),
    ],
)
def test_what_was_signed_stays(pay: Payment, field: str, text: str, why: str) -> None:
    old = retired(pay)
    with pytest.raises(Refused, match=why):
        edit(pay, old, **{field: text})
    with pytest.raises(Refused, match=why):
        records.bulk_edit(pay.ws, pay.handover, [old], field, text)
    edit(pay, old, about="nothing else to say")


def test_thresholds_near_a_target_are_distances(pay: Payment) -> None:
    near = READY | {"direction": "near the target is better", "target": "98"}
    kpi = add(pay, **near | {"warn": "-1", "crit": "2"})
    readings.load(pay.ws, pay.handover, {kpi: days(date(2026, 11, 1), ["98"] * 10)}, "scada")
    assert move(pay, kpi, "define") + move(pay, kpi, "baseline") == ""
    assert "thresholds are distances from it, above 0" in move(pay, kpi, "go_live")
    edit(pay, kpi, warn="1")
    assert move(pay, kpi, "go_live") == ""


def test_a_source_still_to_be_tested_is_none_that_was(pay: Payment) -> None:
    live = to_live(pay)
    with pytest.raises(Refused, match="KPI-01 is live, but the source is to be tested on 2027-01-"):
        edit(pay, live, tested_on="2027-01-02")
    edit(pay, live, tested_on="2026-11-20")


def test_reopened_it_counts_again_and_is_signed_anew(pay: Payment) -> None:
    old = retired(pay)
    assert move(pay, old, "reopen", reason="the meter was wrong") == ""
    kpi = get(pay, old)
    assert (kpi.state, kpi.signed_by, kpi.active_to) == (KpiState.ACTIVE, None, None)
    edit(pay, old, final="")
    undo.undo(pay.ws, pay.handover)
    assert get(pay, old).final == 1


def test_an_undo_that_would_take_the_final_value_is_refused(
    pay: Payment, old: int, login: Any
) -> None:
    wu = login("Wu Lan", None)
    records.edit(wu, pay.handover, old, "final", "12")
    edit(pay, old, final_on="2026-11-20")
    assert move(pay, old, "finalise") + move(pay, old, "retire") == ""
    with pytest.raises(Refused, match="KPI-01 is retired and cannot be without: Final value"):
        undo.undo(wu, pay.handover)


def test_each_step_to_live_says_what_is_lacking(pay: Payment) -> None:
    kpi = add(pay, name="Availability")
    assert "Formula, Unit, Data source, Frequency, Goal, First reading due" in move(
        pay, kpi, "define"
    )
    edit(pay, kpi, **{k: v for k, v in CARD.items() if k != "name"})
    assert move(pay, kpi, "define") == ""
    assert "the card lacks: Baseline" in move(pay, kpi, "baseline")
    edit(pay, kpi, baseline="98")
    assert "from which to which day" in move(pay, kpi, "baseline")
    edit(pay, kpi, baseline_from="2026-11-01", baseline_to="2026-11-12")
    assert "0 readings of 10 needed from 2026-11-01 to 2026-11-12" in move(pay, kpi, "baseline")
    edit(pay, kpi, proxy="the sister station")
    assert move(pay, kpi, "baseline") == ""
    assert "from which KPI it comes, or that it is new" in move(pay, kpi, "run_parallel")
    assert "Warn at, Critical at, Owner after, post, Source tested on" in move(pay, kpi, "go_live")
    edit(pay, kpi, warn="97", crit="98", post="Station manager", tested_on="2026-11-30")
    assert "critical threshold comes before" in move(pay, kpi, "go_live")
    edit(pay, kpi, warn="98", crit="97")
    assert "to be tested on 2026-11-30" in move(pay, kpi, "go_live")
    edit(pay, kpi, tested_on="2026-11-20")
    assert "Li Wei is not of the receiving side" in move(pay, kpi, "go_live", pay.li)
    assert move(pay, kpi, "go_live") == ""
    assert get(pay, kpi).active_from == date(2026, 11, 23)


def test_ten_readings_within_its_days_make_a_baseline(pay: Payment) -> None:
    kpi = add(pay, **READY)
    readings.load(pay.ws, pay.handover, {kpi: days(date(2026, 11, 4), ["98"] * 12)}, "scada")
    assert get(pay, kpi).baseline_readings == 9
    edit(pay, kpi, baseline_to="2026-11-13")
    assert get(pay, kpi).baseline_readings == 10
    undo.undo(pay.ws, pay.handover)
    assert get(pay, kpi).baseline_readings == 9


@pytest.mark.parametrize(
    "field", ["formula", "unit", "source", "frequency", "goal", "first_due", "baseline", "warn",
              "crit", "post", "tested_on"],
)  # fmt: skip
def test_a_live_kpi_loses_nothing_it_went_live_with(pay: Payment, field: str) -> None:
    kpi = to_live(pay)
    with pytest.raises(Refused, match=r"KPI-01 is live and cannot be without: "):
        edit(pay, kpi, **{field: ""})
    assert move(pay, kpi, "review", reason="it is measured anew") == ""
    edit(pay, kpi, **{field: ""})
    assert "the card lacks" in move(pay, kpi, "confirm")


def test_what_others_loaded_meanwhile_does_not_keep_readings_from_being_taken_back(
    pay: Payment, login: Any
) -> None:
    kpi = add(pay, name="Availability")
    readings.load(pay.ws, pay.handover, {kpi: days(date(2026, 11, 1), ["98", "97"])}, "wrong")
    wu = login("Wu Lan", None)
    readings.load(wu, pay.handover, {kpi: days(date(2026, 11, 5), ["96"])}, "right")
    assert get(pay, kpi).readings == 3
    undo.undo(pay.ws, pay.handover)
    kept = get(pay, kpi)
    assert (kept.readings, kept.first_reading) == (1, date(2026, 11, 5))


def test_readings_come_back_with_their_kpi(pay: Payment) -> None:
    kpi = add(pay, name="Availability")
    readings.load(pay.ws, pay.handover, {kpi: days(date(2026, 11, 1), ["98", "97"])}, "november")
    assert not records.delete(pay.ws, pay.handover, [kpi]).refused
    undo.undo(pay.ws, pay.handover)
    assert get(pay, kpi).readings == 2
    assert len(readings.series(pay.ws, pay.handover, kpi)) == 2


def test_whoever_signed_is_on_the_roster(pay: Payment) -> None:
    old = retired(pay)
    signed = get(pay, old).signed_by
    found = pay.ws.dossier(pay.handover).get(signed)
    assert isinstance(found, Person)
    assert records.delete(pay.ws, pay.handover, [found.id]).refused


@pytest.mark.parametrize(
    ("text", "value"),
    [("98.5 %", "98.5"), ("98,5", "98.5"), ("1,234,567", "1234567"), ("2 400", "2400"),
     ("2,400.5", "2400.5"), ("0,125", "0.125")],
)  # fmt: skip
def test_numbers_of_a_card_are_what_people_mean(pay: Payment, text: str, value: str) -> None:
    kpi = add(pay, name="PR", unit="%")
    edit(pay, kpi, target=text)
    assert str(get(pay, kpi).target) == value


def test_a_number_that_could_be_two_is_asked_about(pay: Payment) -> None:
    kpi = add(pay, name="Cost")
    with pytest.raises(BadValue, match='"2,400" could be two numbers'):
        edit(pay, kpi, target="2,400")
