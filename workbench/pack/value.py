"""Benefits and value: reviews, what was built and what it brings, and the bonuses it hangs on."""

from __future__ import annotations

from workbench.domain.message import msg, nmsg, pmsg
from workbench.domain.registers.asset import Asset
from workbench.domain.registers.flow import Flow
from workbench.domain.registers.kpi import Kpi
from workbench.domain.registers.scheme import Scheme
from workbench.figures.bonus import bonus
from workbench.figures.reviews import reviews
from workbench.figures.value import depreciation, in_order, values
from workbench.pack.other import rest
from workbench.pack.page import KEY, Block, Cell, Page, day_of, under

TITLE = msg("Benefits and value")

_REVIEW = ("title", "kpi", "due", "post", "expected", "held_on")
_ASSET = ("name", "cost", "capitalised_on", "life", "residual")


def section(page: Page) -> list[Block]:
    return [
        *under(page, msg("Benefits reviews"), _reviews(page)),
        *under(page, msg("What was built, and what it brings"), _value(page)),
        *under(page, msg("Bonuses"), _bonuses(page)),
    ]


def _reviews(page: Page) -> list[Block]:
    rows: list[list[Cell]] = []
    for review in reviews(page.dossier, page.today):
        b = review.benefit
        held: Cell = str(b.held_on) if b.was_held(page.today) else ""
        if review.late:
            held = nmsg("not held: {n} day late", "not held: {n} days late", review.late)
        rows.append([page.key(b), b.title, page.title(b.kpi), review.stands, b.expected,
                     day_of(page, b.due), page.title(b.post), held])  # fmt: skip
    headers = (KEY, msg("Benefit"), msg("KPI"), msg("Stands at"), msg("Expected"),
               msg("To be reviewed"), msg("Owner after, post"), msg("Reviewed on"))  # fmt: skip
    return [*page.table(headers, rows), *rest(page, "benefit", _REVIEW)] if rows else []


def _value(page: Page) -> list[Block]:
    assets, flows = page.dossier.all(Asset), page.dossier.all(Flow)
    blocks: list[Block] = []
    if said := [f"- {page.say(w)}" for v in values(assets, flows, page.today) for w in v.words]:
        blocks.append(said)
    if assets:
        rows: list[list[Cell]] = []
        for asset in assets:
            found = depreciation(asset)
            rows.append(
                [page.key(asset), asset.name, str(asset.cost or ""),
                 str(asset.capitalised_on or ""), found.words if found is not None else ""]
            )  # fmt: skip
        headers = (KEY, msg("Asset"), msg("Cost"), msg("Capitalised on"), msg("Depreciation"))
        blocks += [*page.table(headers, rows, "llrll"), *rest(page, "asset", _ASSET)]
    if flows:
        cells: list[list[Cell]] = [
            [page.key(f), f.period, str(f.until or ""), str(f.revenue or ""), str(f.cost or ""),
             f.about]
            for f in in_order(flows)
        ]  # fmt: skip
        titles = (KEY, msg("Period"), pmsg("flow", "Last day"), msg("Turnover"),
                  pmsg("flow", "Cost"), msg("Remarks"))  # fmt: skip
        blocks += page.table(titles, cells, "lllrrl")
    return blocks


def _bonuses(page: Page) -> list[Block]:
    rows: list[list[Cell]] = []
    for scheme in page.dossier.all(Scheme):
        kpi = page.dossier.get(scheme.kpi)
        measured = kpi.last_value if isinstance(kpi, Kpi) else None
        found = bonus(scheme, page.dossier.calendar, measured)
        rows.append([page.key(scheme), scheme.name, scheme.kind.label, str(found.amount or "--"),
                     found.words])  # fmt: skip
    headers = (KEY, msg("Bonus scheme"), msg("Paid"), msg("Amount"), msg("How it is counted"))
    return page.table(headers, rows, "lllrl") if rows else []
