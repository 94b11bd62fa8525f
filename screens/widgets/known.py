"""The rest of what is typed, where it is known: dimmed behind it, to be taken by one key."""

from __future__ import annotations

from collections.abc import Iterable

from textual.suggester import Suggester
from textual.widgets import Input

from workbench.domain.names import may_mean

_COMMAS = ",;，；、"


class Known(Suggester):
    """Goes on with what is typed after the last comma as the first of `words` goes on; of `names`
    another part will do where it means one of them only, who is then shown behind it."""

    def __init__(self, words: Iterable[str], *, names: bool = False) -> None:
        super().__init__(case_sensitive=True)
        self._words, self._names = list(words), names
        self._meant: dict[str, str] = {}

    def taken(self, suggestion: str) -> str:
        """What stands in the answer when the suggestion is taken."""
        return self._meant.get(suggestion, suggestion)

    async def get_suggestion(self, value: str) -> str | None:
        start = max(map(value.rfind, _COMMAS)) + 1
        part = value[start:].lstrip()
        head = value[: len(value) - len(part)]
        typed = part.casefold()
        found = [word for word in self._words if typed and word.casefold().startswith(typed)]
        word = min(found, key=lambda word: word.casefold() != typed, default=None)
        if word is not None or not self._names:
            return None if word is None else head + word
        named = [word for word in self._words if may_mean(part, word)]
        if len(named) != 1:
            return None
        shown = f"{value} = {named[0]}"
        self._meant[shown] = head + named[0]
        return shown


class KnowingInput(Input):
    """An input that may offer the rest; right takes it, delete does without."""

    @property
    def offered(self) -> str:
        """What is typed with the rest that stands dimmed behind it, if any."""
        at_end = self.cursor_position == len(self.value)
        if not (at_end and self._suggestion):
            return self.value
        known = self.suggester
        return known.taken(self._suggestion) if isinstance(known, Known) else self._suggestion

    def action_complete(self) -> None:
        self.value = self.offered
        self.cursor_position = len(self.value)

    def action_cursor_right(self, select: bool = False) -> None:
        if not select and self.offered != self.value:
            self.action_complete()
        else:
            super().action_cursor_right(select)

    def action_delete_right(self) -> None:
        """Nothing stands behind the cursor but what is offered."""
        if self.offered != self.value:
            self._suggestion = ""
        else:
            super().action_delete_right()
