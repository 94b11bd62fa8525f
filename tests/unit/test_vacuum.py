"""No day without a KPI: against a loop over the days, and in words."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fixtures.crew import T0, TODAY, Crew
from tests.fixtures.thorough import tries
from workbench.domain.registers.goal import Goal
from workbench.domain.registers.kpi import Kpi, KpiState, Phase
from workbench.figures.vacuum import vacuums
from workbench.language import Tr

DAY = timedelta(days=1)
DAYS = st.none() | st.dates(T0 - 60 * DAY, T0 + 120 * DAY)
KPIS = st.lists(
    st.fixed_dictionaries(
        {
            "phase": st.sampled_from(list(Phase)),
            "state": st.sampled_from(list(KpiState)),
            "active_from": DAYS,
            "active_to": DAYS,
        }
    ),
    max_size=6,
)


def is_covered(kpi: Kpi, on: date, today: date) -> bool:
    """The same in plain words, for one day."""
    early = (KpiState.PROPOSED, KpiState.DEFINED, KpiState.BASELINED, KpiState.PARALLEL)
    if kpi.state in early and (kpi.active_from is None or kpi.active_from < today):
        return False
    if kpi.state is KpiState.RETIRED and kpi.active_to is None:
        return False
    if kpi.active_from is not None and on < kpi.active_from:
        return False
    if kpi.active_to is not None:
        return on <= kpi.active_to
    return kpi.phase is Phase.OPERATIONS or on <= T0


@settings(max_examples=tries(150), deadline=None)
@given(KPIS, st.dates(T0 - 60 * DAY, T0 + 120 * DAY), st.booleans(), DAYS)
def test_the_holes_are_those_of_a_loop_over_the_days(
    given_: list[dict[str, object]], today: date, ends: bool, reached: date | None
) -> None:
    crew = Crew()
    goal = crew.add(
        Goal, title="Grid", ends_because="connected" if ends else "", reached_on=reached
    )
    kpis = [crew.add(Kpi, name=f"K{n}", goal=goal.id, **k) for n, k in enumerate(given_)]
    last = min(T0 + 90 * DAY, reached or T0) if ends else T0 + 90 * DAY
    bare, day = [], T0 - 30 * DAY
    while day <= last:
        if not any(is_covered(k, day, today) for k in kpis):
            bare.append(day)
        day += DAY
    found = vacuums(crew.dossier(), today)
    days = [a + n * DAY for v in found for a, b in v.holes for n in range((b - a).days + 1)]
    assert days == bare
    assert sum(v.days for v in found) == len(bare)
    for v in found:
        assert all(b + DAY < c for (_, b), (c, _) in zip(v.holes, v.holes[1:], strict=False))


def test_a_hole_of_one_day_is_named() -> None:
    crew = Crew()
    goal = crew.add(Goal, title="Yield")
    crew.add(Kpi, name="Old", goal=goal.id, phase=Phase.IMPLEMENTATION, state=KpiState.ACTIVE,
             active_to=T0)  # fmt: skip
    crew.add(Kpi, name="New", goal=goal.id, active_from=T0 + 2 * DAY)
    (found,) = vacuums(crew.dossier(), TODAY)
    assert [str(w) for w in found.holes] == [str((T0 + DAY, T0 + DAY))]
    assert str(found.words) == "2027-01-16"


def test_several_holes_in_both_languages() -> None:
    crew = Crew()
    goal = crew.add(Goal, title="Yield")
    crew.add(Kpi, name="A", goal=goal.id, active_from=date(2027, 1, 1), active_to=T0)
    crew.add(Kpi, name="B", goal=goal.id, active_from=date(2027, 1, 17))
    (found,) = vacuums(crew.dossier(), TODAY)
    assert str(found.words) == "2026-12-16 to 2026-12-31, 2027-01-16"
    assert Tr("zh_CN")(found.words) == "2026-12-16 至 2026-12-31、2027-01-16"  # type: ignore[arg-type]


def test_without_t0_there_is_no_window() -> None:
    crew = Crew(t0=None)
    crew.add(Goal, title="Yield")
    assert vacuums(crew.dossier(), TODAY) == ()
