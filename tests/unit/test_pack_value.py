"""The pack on KPIs and value: a PV station's, with its figures and how they come about."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from tests.fixtures.small_handover import AT, HEAD, LAST, SUN, TODAY, dossier, pack
from workbench.domain.dossier import Context, Dossier
from workbench.domain.due import parse_due
from workbench.domain.money import Money
from workbench.domain.reading import Reading
from workbench.domain.record import Record
from workbench.domain.registers.asset import Asset
from workbench.domain.registers.benefit import Benefit
from workbench.domain.registers.changeover import Changeover, Relation
from workbench.domain.registers.flow import Flow
from workbench.domain.registers.goal import Goal
from workbench.domain.registers.kpi import Frequency, Kpi, KpiState, Phase
from workbench.domain.registers.post import Post
from workbench.domain.registers.scheme import Scheme, SchemeKind
from workbench.language import Tr
from workbench.pack.document import render
from workbench.pack.page import Both

GRID, COST, PR, HOURS = 910, 911, 912, 913


def yuan(amount: int) -> Money:
    return Money(amount * 100, "CNY")


def station() -> dict[str, list[Record]]:
    return {
        "post": [Post(id=950, number=1, position="a", title="Station manager")],
        "goal": [
            Goal(id=901, number=1, position="a", title="Grid in time", test="certificate",
                 certificate="2026-118", becomes="A station that earns", post=950),
            Goal(id=902, number=2, position="b", title="Paid | in full", test="account closed",
                 ends_because="nothing to keep"),
        ],
        "kpi": [
            Kpi(id=GRID, number=1, position="a", name="Grid date", phase=Phase.IMPLEMENTATION,
                goal=901, state=KpiState.RETIRED, final=Decimal(12), unit="d early",
                final_on=date(2026, 11, 19), signed_by=SUN, active_to=date(2026, 12, 14)),
            Kpi(id=COST, number=2, position="b", name="Cost a watt", phase=Phase.IMPLEMENTATION,
                goal=902, state=KpiState.ACTIVE),
            Kpi(id=PR, number=3, position="c", name="系统效率 PR", goal=901, state=KpiState.LIVE,
                formula="measured / reference", unit="%", source="SCADA", target=Decimal(82),
                frequency=Frequency.DAILY, first_due=date(2026, 11, 2), baseline=Decimal("81.4"),
                baseline_from=date(2026, 11, 1), baseline_to=date(2026, 11, 12),
                baseline_readings=12, warn=Decimal(80), crit=Decimal(78), post=950,
                tested_on=date(2026, 11, 1), active_from=date(2026, 12, 16), readings=12,
                first_reading=date(2026, 11, 1), last_reading=date(2026, 11, 21),
                last_value=Decimal("79.9"), in_bonus=True, rewarded=SUN),
            Kpi(id=HOURS, number=4, position="d", name="Hours", goal=901),
        ],
        "changeover": [
            Changeover(id=920, number=1, position="a", old=GRID, relation=Relation.REPLACED,
                       new=PR, reason="connected", first=date(2026, 11, 1),
                       last=date(2026, 11, 10)),
        ],
        "benefit": [Benefit(id=930, number=1, position="a", title="Yield", kpi=PR, post=950,
                            due=parse_due("T+90"), expected="1,200 h")],
        "asset": [Asset(id=940, number=1, position="a", name="Park", cost=yuan(800_000_000),
                        life=20, residual=Decimal(5))],
        "flow": [Flow(id=941 + n, number=n, position=f"{n}", period=f"Year {n}",
                      revenue=yuan(400_000_000)) for n in (1, 2, 3)],
        "scheme": [
            Scheme(id=946, number=1, position="a", name="Grid", planned=date(2026, 12, 1),
                   actual=date(2026, 11, 19), rate=yuan(200_000)),
            Scheme(id=947, number=2, position="b", name="Upkeep", kind=SchemeKind.AVAILABILITY,
                   table="97.0 = 0; 98.5 = 1", pool=yuan(500_000), hours=Decimal(1000),
                   downtime=Decimal(18)),
        ],
    }  # fmt: skip


def section(text: str, title: str) -> str:
    return text.split(f"\n## {title}\n")[1].split("\n## ")[0]


@pytest.fixture
def full() -> Dossier:
    return dossier(**station())


def test_the_changeover_says_what_ended_and_what_began(full: Dossier) -> None:
    text = section(pack(full), "KPI changeover")
    for words in (
        "mapped (R-45): 50 % (1/2); live (R-41): 50 % (1/2)",
        "1 day without a KPI, goal by goal (R-44)",
        "Nothing is said of (R-45): Cost a watt",
        "Are new: Hours",
        "12 d early; 2026-11-19; signed by 孙玉",
        "ends here: nothing to keep",
        "measured / reference",
        "80 % / 78 %",
        "KPI-04, missing in the card: Formula, Unit, Data source, Frequency",
        "12 readings, 10 needed",
        "79.9 %",
        "warning",
        "yes, of 孙玉",
        "Station manager",
    ):
        assert words in text, words
    assert "Paid \\| in full" in text


def test_a_hole_of_a_day_is_in_the_pack(full: Dossier) -> None:
    # The old one counts to the 14th, the new one from the 16th.
    text = section(pack(full), "KPI changeover")
    row = next(line for line in text.splitlines() if line.startswith("| GO-01"))
    assert row.rstrip(" |").endswith("2026-12-15")


def test_parallel_runs_are_judged_by_their_readings(full: Dossier) -> None:
    def run(n: int) -> str:
        news = [Reading((date(2026, 11, 1) + timedelta(days=d)).isoformat(), Decimal(80))
                for d in range(n)]  # fmt: skip
        text = render(full, Context(TODAY, Tr()), generated_at=AT, generated_by="Li Wei",
                      tool_version="1.0", log_head=HEAD, change_sets=38, last_change=LAST,
                      series={PR: news, GRID: news})  # fmt: skip
        return section(text, "KPI changeover").split("### Parallel runs")[1]

    assert "passed" in run(10)
    assert "8 readings of 10 needed; 20.0 % (2/10) of the readings are missing" in run(8)


def test_value_is_told_with_its_formulas(full: Dossier) -> None:
    text = pack(full)
    value = section(text, "Benefits and value")
    for words in (
        "2027-03-15",  # T0 and 90 days
        "turnover 1,200,000,000 CNY / invested 800,000,000 CNY = 1.50 (turnover, not profit)",
        "paid back in Year 2",
        "800,000,000 CNY x (1 - 5 %) / 20 years = 38,000,000 CNY a year",
        "12 days early x 200,000 CNY = 2,400,000 CNY",
        "500,000 CNY x 0.80 = 400,000 CNY",
        "planned outage counts as downtime",
    ):
        assert words in value, words
    assert "Depreciation a year = cost x (1 - residual) / life." in text


def test_the_summary_has_a_line_on_kpis(full: Dossier) -> None:
    assert "KPI: live 50 % (1/2); " in section(pack(full), "Summary")


@pytest.mark.parametrize("lang", ["zh_CN", "both"])
def test_it_is_told_in_chinese_too(full: Dossier, lang: str) -> None:
    tr: Any = Tr("zh_CN") if lang == "zh_CN" else Both([Tr("en"), Tr("zh_CN")])
    text = pack(full, tr)
    for words in ("指标切换", "收益与价值", "流水，不是利润", "签字"):
        assert words in text, words
    assert "{" not in text.split("---\n", 2)[2]


def test_without_kpis_there_is_no_such_section() -> None:
    text = pack(dossier())
    assert "KPI changeover" not in text
    assert "Benefits and value" not in text


def test_the_same_content_gives_the_same_bytes(full: Dossier) -> None:
    assert pack(full) == pack(dossier(**station()))
