"""How the percentages are counted (field F-0.11)."""

from __future__ import annotations

from workbench.domain.message import msg
from workbench.pack.page import Block, Page

TITLE = msg("How the percentages are counted")

_FORMULAS = (
    msg("Applicable are all items but those that do not apply; each counts with its weight."),
    msg("Claimed = weight of claimed or verified items / weight of applicable items."),
    msg("Verified = weight of items verified by the receiving side / weight of applicable items."),
    msg("A waived item is applicable and not done. Percentages are rounded down; 100 means all."),
    msg("Days late are calendar days; what is due on a holiday waits for the next working day."),
)


def section(page: Page) -> list[Block]:
    return [[f"- {page.say(formula)}" for formula in _FORMULAS]]
