"""Where a text speaks of somebody or something, and the text without it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from workbench.domain.text import clean

_MIN_FOLDED = 4  # shorter names must be spelled exactly: "Li" is in too many words
_LETTER = r"[^\W_\u2e80-\uffff]"  # of a script that puts blanks between its words


@dataclass(frozen=True)
class Mentions:
    """Finds words in texts and puts `mark` in their place."""

    pattern: re.Pattern[str]
    mark: str

    def among(self, text: str) -> bool:
        return any(found["it"] is not None for found in self.pattern.finditer(text))

    def without(self, text: str) -> str:
        """The text with each mention replaced."""
        return self.pattern.sub(lambda m: m[0] if m["it"] is None else self.mark, text)

    def in_value(self, value: Any) -> bool:
        """Whether a JSON value mentions it in a string, keys aside."""
        if isinstance(value, str):
            return self.among(value)
        parts = value.values() if isinstance(value, dict) else value
        return isinstance(value, dict | list) and any(map(self.in_value, parts))

    def replaced(self, value: Any) -> Any:
        """A JSON value with each mention replaced."""
        return _each_text(value, self.without)


def names(words: Iterable[str], others: Iterable[str], mark: str) -> Mentions:
    """Mentions of somebody called by one of `words`, whole words only, but not as a part of one
    of the `others`: 王伟 is not meant by 王伟民."""
    wanted = _sorted(words)
    longer = [o for o in _sorted(others) if any(w != o and w in o for w in wanted)]
    parts = [*map(_whole, longer), f"(?P<it>{'|'.join(map(_whole, wanted))})"]
    return Mentions(re.compile("|".join(parts)), mark)


def exactly(words: Iterable[str], mark: str) -> Mentions:
    """Every place where one of `words` stands as it is."""
    return Mentions(re.compile(f"(?P<it>{'|'.join(map(re.escape, _sorted(words)))})"), mark)


def _sorted(words: Iterable[str]) -> list[str]:
    """Without doubles, the longest first, so that it is the one taken."""
    found = {w for word in words if (w := clean(word))}
    return sorted(found, key=lambda w: (-len(w), w))


def _whole(word: str) -> str:
    before = f"(?<!{_LETTER})" if re.match(_LETTER, word[0]) else ""
    behind = f"(?!{_LETTER})" if re.match(_LETTER, word[-1]) else ""
    text = re.escape(word)
    return f"{before}{f'(?i:{text})' if len(word) >= _MIN_FOLDED else text}{behind}"


def _each_text(value: Any, change: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return change(value)
    if isinstance(value, dict):
        return {k: _each_text(v, change) for k, v in value.items()}
    return [_each_text(v, change) for v in value] if isinstance(value, list) else value
