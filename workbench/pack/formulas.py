"""How the percentages are counted (field F-0.11), and the figures of people and knowledge."""

from __future__ import annotations

from workbench.domain.message import msg
from workbench.pack.page import Block, Page

TITLE = msg("How the figures are counted")

_FORMULAS = (
    msg("Applicable are all items but those that do not apply; each counts with its weight."),
    msg("Claimed = weight of claimed or verified items / weight of applicable items."),
    msg("Verified = weight of items verified by the receiving side / weight of applicable items."),
    msg("A waived item is applicable and not done. Percentages are rounded down; 100 means all."),
    msg("Days late are calendar days; what is due on a holiday waits for the next working day."),
)

_OF_PEOPLE = (
    msg("Earliest safe day (R-15) = the latest of: told and notice; the last gate attended; the "
        "successor's first days together; each planned proof of what nobody knows after him and "
        "the time to assess it; then out of the freeze windows."),
    msg("From outside = FTE of contractors, outsourced, temporary and vendor's people / FTE "
        "of all; R-17 asks it of those who will run it."),
    msg("People a post takes (R-12) = on shift x hours a week / (contract hours x (1 - absence)), "
        "rounded up; the hours are 40, 80 (16x5) or 168 (24x7) a week."),
    msg("Risk that knowledge is lost (R-52) = attrition (5 up to 30 days before release, 1 for who "
        "stays) x hard to replace (1 to 5); listed from 16."),
)  # fmt: skip

_OF_KPIS = (
    msg("A card has five boxes: specific (formula, unit), measurable (source, frequency), "
        "achievable (baseline), relevant (goal), time-bound (first reading)."),
    msg("A value warns, or is critical, at its threshold and beyond; of a band the threshold is "
        "the distance from the target. One missing reading warns, two are critical."),
    msg("Days without a KPI (R-44): of T-30 to T+90, those on which no KPI of the goal counts. A "
        "KPI of the project counts up to its last day, or T0; one of operations once it is live, "
        "and as planned while its first day is ahead."),
    msg("Mapped (R-45) = KPIs of the project with a line that says what becomes of them / KPIs of "
        "the project."),
    msg("A parallel run is passed with the readings needed, at most a tenth of those expected "
        "missing, and old and new no further apart than agreed."),
)  # fmt: skip

_OF_VALUE = (
    msg("Bonus for early days = days early x amount, at most the cap; late days cost what is "
        "agreed, else nothing."),
    msg("Availability = (hours - downtime) / hours; a planned outage counts as downtime, or is "
        "left out of both, as it says. Below the first point of its table the factor is 0."),
    msg("Depreciation a year = cost x (1 - residual) / life. Turnover / invested is no profit; "
        "paid back is the first period in which turnover less cost has reached what was invested."),
)  # fmt: skip


def section(page: Page) -> list[Block]:
    listed = page.dossier.listed
    said = [*_FORMULAS]
    if listed("topic") or listed("post"):
        said += _OF_PEOPLE
    if listed("kpi"):
        said += _OF_KPIS
    if any(map(listed, ("scheme", "asset", "flow"))):
        said += _OF_VALUE
    return [[f"- {page.say(formula)}" for formula in said]]
