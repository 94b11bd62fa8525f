"""Text that is being typed and is not in the data file yet: the line may drop at any key.

Every change is only noted here; it is written to the user's memory when the keys pause, and when
the program is ended from outside. It stays until the data file has it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

from workbench.services.memory import Memory

if TYPE_CHECKING:
    from workbench.domain.mentions import Mentions


class Draft(NamedTuple):
    """What was typed, and the text it was begun from."""

    text: str
    base: str = ""


class Drafts:
    """The drafts of one user of one data file, by the place they were typed at.

    `by` is the user's name: people who share a login must not find each other's words. `noted`
    is called at every change. `keep` may be called from any thread.
    """

    def __init__(self, memory: Memory, by: str, noted: Callable[[], None] = lambda: None) -> None:
        self._memory, self._by, self._noted = memory, by, noted
        self._typed: dict[str, Draft] = {}
        self._answered: set[str] = set()
        self._refused: set[str] = set()
        self._lock = threading.RLock()
        self.place = ""
        """Where something is being typed: its editor has not been left."""
        self.wanted = ""
        """The place the user goes back to: its draft is taken without a question."""

    def at(self, place: str) -> Draft | None:
        """What was typed here and not saved."""
        if place in self._typed:
            return self._typed[place]
        kept = self._memory.get(_key(place))
        if not isinstance(kept, dict) or kept.get("by") != self._by:
            return None
        text, base = kept.get("text"), kept.get("base")
        return Draft(text, base if isinstance(base, str) else "") if isinstance(text, str) else None

    def typing(self, place: str, text: str, base: str = "") -> None:
        """Note what stands in an editor now; what it was begun from is no draft."""
        if text == base:
            self.forget(place)
            return
        with self._lock:
            self._answered.discard(place)
            self._refused.discard(place)
            self._typed[place] = Draft(text, base)
            self.place = place
        self._noted()

    def answered(self, place: str) -> None:
        """The user has confirmed it; it is still not in the file."""
        if self.at(place) is not None:
            self._answered.add(place)

    @property
    def is_answered(self) -> bool:
        return bool(self._answered)

    def saved(self) -> None:
        """What was answered is in the file now, or was for nothing that is kept."""
        for place in tuple(self._answered):
            self.forget(place)

    def done(self, place: str) -> None:
        """What it was answered for is over: it is a draft no more, unless it was refused."""
        if place in self._answered:
            self.forget(place)

    def refused(self, place: str = "") -> None:
        """What was answered, here or anywhere, could not be saved: it is offered again."""
        again = self._answered & {place} if place else set(self._answered)
        self._refused |= again
        self._answered -= again

    def was_refused(self, place: str) -> bool:
        """Whether what is offered here was answered and could not be saved: it gives way to what is
        typed next."""
        return place in self._refused

    def left(self, place: str) -> bool:
        """The editor was left without saving: whether what is in it is offered again.

        A key that goes astray on a slow line must cost nothing; only who has cleared the editor
        wants nothing of it.
        """
        draft = self.at(place)
        if draft is None or not draft.text:
            self.forget(place)
            return False
        with self._lock:
            self._answered.discard(place)
            if self.place == place:
                self.place = ""
        self.keep()
        return True

    def forget(self, place: str) -> None:
        """It is saved or not wanted."""
        with self._lock:
            self._typed.pop(place, None)
            self._answered.discard(place)
            self._refused.discard(place)
            if self.place == place:
                self.place = ""
            if self._memory.get(_key(place)) is not None:
                self._memory.set(_key(place), None)

    def erase(self, mentions: Mentions) -> None:
        """What was erased from the data file goes out of what is typed, and of what is kept."""
        with self._lock:
            for place, draft in self._typed.items():
                self._typed[place] = Draft(*mentions.replaced([draft.text, draft.base]))
            self._memory.change_all(lambda key, kept: mentions.replaced(kept))

    def keep(self) -> None:
        """Write down what is typed so far."""
        with self._lock:
            found: dict[str, Any] = {
                _key(place): {"text": draft.text, "base": draft.base, "by": self._by}
                for place, draft in self._typed.items()
            }
            if found:
                self._memory.put(found)


def _key(place: str) -> str:
    return f"draft.{place}"
