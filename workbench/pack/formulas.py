"""How the percentages are counted (field F-0.11), and the figures of people and knowledge."""

from __future__ import annotations

from workbench.domain.message import msg
from workbench.domain.registers.post import Post
from workbench.domain.registers.topic import Topic
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
        "successor's first days together; each planned proof of what only he knows and the time to "
        "assess it; then out of the freeze windows."),
    msg("From outside = FTE of contractors, outsourced, temporary and vendor's people / FTE "
        "of all; R-17 asks it of those who will run it."),
    msg("Risk that knowledge is lost (R-52) = attrition (5 up to 30 days before release, 1 for who "
        "stays) x hard to replace (1 to 5); listed from 16."),
)  # fmt: skip


def section(page: Page) -> list[Block]:
    in_use = bool(page.dossier.all(Topic)) or bool(page.dossier.all(Post))
    more = _OF_PEOPLE if in_use else ()
    return [[f"- {page.say(formula)}" for formula in (*_FORMULAS, *more)]]
