"""What a key does to the items: claimed, verified, sent back, and all that is kept about them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import TypeAlias

from textual import work

from screens import prompts
from screens.handover.view import ChecklistView
from workbench.domain.message import msg
from workbench.domain.registers.item import ItemState
from workbench.services.editing import Outcome

Prompt: TypeAlias = Callable[[ChecklistView, int, Sequence[int]], Awaitable[Outcome | None]]


class ItemMoves(ChecklistView):
    """Each for the marked items, else for the one under the cursor, which stays on its line."""

    @work
    async def action_claim(self) -> None:
        """Claim; what is claimed already, and nothing else chosen, is taken back."""
        ids = self.chosen()
        claimed = [item for item in ids if self._state(item) is ItemState.CLAIMED]
        if ids and claimed == ids:
            await self._do(prompts.take_back, ids)
        elif ids:
            await self._do(prompts.claim, [item for item in ids if item not in set(claimed)])

    @work
    async def action_verify(self) -> None:
        """Verify; on an item that is verified the key goes on to the next one that waits."""
        ids = self.chosen()
        if len(ids) == 1 and self._state(ids[0]) is ItemState.VERIFIED:
            self._next_waiting()
        else:
            await self._do(prompts.verify, ids)

    @work
    async def action_send_back(self) -> None:
        await self._do(prompts.send_back, self.chosen())

    @work
    async def action_doing(self) -> None:
        await self._do(prompts.start, self.chosen())

    @work
    async def action_block(self) -> None:
        await self._do(prompts.block, self.chosen())

    @work
    async def action_not_applicable(self) -> None:
        await self._do(prompts.not_applicable, self.chosen())

    @work
    async def action_waive(self) -> None:
        await self._do(prompts.waive, self.chosen())

    @work
    async def action_due(self) -> None:
        await self._do(prompts.due, self.chosen())

    @work
    async def action_owner(self) -> None:
        await self._do(prompts.owner, self.chosen())

    @work
    async def action_proof(self) -> None:
        if self.at is not None:
            await prompts.proof(self, self._handover, self.at.item.id)

    @work
    async def action_note(self) -> None:
        if self.at is not None:
            await prompts.note(self, self._handover, self.at.item.id)

    @work
    async def action_present(self) -> None:
        await prompts.present(self, self._handover)

    async def _do(self, prompt: Prompt, ids: Sequence[int]) -> None:
        """Ask and act; afterwards only what was refused is still marked."""
        outcome = await prompt(self, self._handover, ids) if ids else None
        if outcome is None or not self.rows.marked:
            return
        self.rows.clear_marks()
        for item, _ in outcome.refused:
            self.rows.toggle_mark(item)

    def _state(self, item: int) -> ItemState | None:
        entry = self.entry(item)
        return entry.line.state if entry is not None else None

    def _next_waiting(self) -> None:
        lines = [line.id for line in self.rows.lines if isinstance(line.id, int)]
        here = lines.index(self.rows.cursor_id) if self.rows.cursor_id in lines else 0
        ahead = [*lines[here + 1 :], *lines[:here]]
        waiting = next((i for i in ahead if self._state(i) is ItemState.CLAIMED), None)
        if waiting is None:
            self.say(msg("nothing waits for the receiving side"))
        else:
            self.rows.move_to(waiting)
            self.rows.apply_pending()
