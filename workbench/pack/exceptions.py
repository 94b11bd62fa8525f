"""What was waived, does not apply or was eased: with reason, measure, approval and end."""

from __future__ import annotations

from workbench.domain.message import msg
from workbench.domain.registers.item import ItemState
from workbench.pack.checklist import eased, state
from workbench.pack.page import Block, Page

TITLE = msg("Waived, not applicable, eased")


def section(page: Page) -> list[Block]:
    """Nothing when no item was waived, set aside or eased; a waiver that ran out is still named."""
    block: Block = []
    for wanted in (ItemState.WAIVED, ItemState.NOT_APPLICABLE):
        for line in page.lines:
            if line.item.state is wanted:
                said = msg("{key}: {text}", key=page.key(line.item), text=line.item.text)
                block.append(f"- {page.say(said)}")
                block += [f"  - {page.say(fact)}" for fact in state(page, line)]
    for line in page.lines:
        if facts := list(eased(page, line.item)):
            said = msg("{key}: {text}", key=page.key(line.item), text=line.item.text)
            block.append(f"- {page.say(said)}")
            block += [f"  - {page.say(fact)}" for fact in facts]
    return [block] if block else []
