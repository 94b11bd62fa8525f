"""The risk rules of a question bank: `a && (b || !c)`, read by a parser of its own, never run."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import product

from workbench.domain.errors import BadValue
from workbench.domain.message import msg

_TOKEN = re.compile(r"\s*(&&|\|\||!|\(|\)|[A-Za-z_][A-Za-z0-9_.:-]*)")
_DEEPEST = 40
_LONGEST = 2_000  # characters of one condition
_TABLE = 12  # choices up to which every answer is tried


@dataclass(frozen=True, slots=True)
class Condition:
    """A rule's condition as a tree; `default` is always met."""

    tree: tuple[object, ...]
    names: frozenset[str]

    def met(self, chosen: Collection[str]) -> bool:
        return _met(self.tree, chosen)

    @property
    def is_default(self) -> bool:
        return self.tree == ("default",)

    def possible(self, choices: Sequence[str]) -> bool:
        """Whether some answer meets it; taken for granted where there are too many to try."""
        names = [c for c in choices if c in self.names]
        if len(names) > _TABLE:
            return True
        return any(
            self.met([n for n, on in zip(names, answer, strict=True) if on])
            for answer in product((False, True), repeat=len(names))
        )


def parse_condition(text: str) -> Condition:
    """Read a condition; BadValue says where it stops making sense."""
    if len(text) > _LONGEST:
        raise BadValue(msg("“{text}” is no condition", text=text[:80]))
    words = list(_words(text))
    parser = _Parser(text, list(words))
    if words == ["default"]:
        return Condition(("default",), frozenset())
    tree = parser.any_of(0)
    if parser.left:
        raise parser.wrong()
    return Condition(tree, frozenset(w for w in words if w[0].isalpha() or w[0] == "_"))


def _words(text: str) -> Iterator[str]:
    at = 0
    while text[at:].strip():
        found = _TOKEN.match(text, at)
        if found is None:
            raise BadValue(msg("“{text}” is no condition", text=text[:80]))
        yield found[1]
        at = found.end()


class _Parser:
    """Recursive descent: `||` binds least, `!` most."""

    def __init__(self, text: str, words: list[str]) -> None:
        self._text, self.left = text, words

    def wrong(self) -> BadValue:
        return BadValue(msg("“{text}” is no condition", text=self._text[:80]))

    def any_of(self, depth: int) -> tuple[object, ...]:
        tree = self.all_of(depth)
        while self._take("||"):
            tree = ("or", tree, self.all_of(depth))
        return tree

    def all_of(self, depth: int) -> tuple[object, ...]:
        tree = self._one(depth)
        while self._take("&&"):
            tree = ("and", tree, self._one(depth))
        return tree

    def _one(self, depth: int) -> tuple[object, ...]:
        if depth > _DEEPEST or not self.left:
            raise self.wrong()
        if self._take("!"):
            return ("not", self._one(depth + 1))
        if self._take("("):
            tree = self.any_of(depth + 1)
            if not self._take(")"):
                raise self.wrong()
            return tree
        word = self.left.pop(0)
        if not (word[0].isalpha() or word[0] == "_"):
            raise self.wrong()
        return ("is", word)

    def _take(self, sign: str) -> bool:
        if self.left and self.left[0] == sign:
            self.left.pop(0)
            return True
        return False


def _met(tree: tuple[object, ...], chosen: Collection[str]) -> bool:
    match tree:
        case ("default",):
            return True
        case ("is", str(name)):
            return name in chosen
        case ("not", tuple(inner)):
            return not _met(inner, chosen)
        case ("and", tuple(left), tuple(right)):
            return _met(left, chosen) and _met(right, chosen)
        case ("or", tuple(left), tuple(right)):
            return _met(left, chosen) or _met(right, chosen)
    raise AssertionError(tree)
