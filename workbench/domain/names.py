"""Whether somebody may be meant by a part of his name."""

from __future__ import annotations

import re

from workbench.domain.text import fold

_WORDS = re.compile(r"[^\W_]+")
_SHORTEST = 2  # characters that tell anybody apart


def may_mean(part: str, name: str) -> bool:
    """Whether `part` is a name cut short: each of its words begins one of the name's, as `Roth` in
    `Dr. Ines Roth`; a Chinese part, which has no words, is anywhere in the name."""
    typed, whole = fold(part), fold(name)
    words = _WORDS.findall(typed)
    if sum(map(len, words)) < _SHORTEST:
        return False
    if not typed.isascii() and "".join(words) in whole:
        return True
    begun = _WORDS.findall(whole)
    return all(any(word.startswith(each) for word in begun) for each in words)
