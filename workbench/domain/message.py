"""Text the user will read, kept untranslated until somebody shows it.

Declarations, rules and errors hold a `Msg`; `workbench.language.Tr` renders it. The English
source text is the identifier, so the code reads like the screen.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Msg:
    """A message with named `{fields}`; `args` may hold further messages."""

    id: str
    args: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))
    context: str = ""
    plural: str = ""

    def __str__(self) -> str:
        """English, for logs and failed assertions; the user sees what `Tr` renders."""
        template = self.plural if self.plural and self.args.get("n") != 1 else self.id
        return template.format_map({k: str(v) for k, v in self.args.items()})


def msg(text: str, /, **args: object) -> Msg:
    """A message: `msg("{owner} owes {what}", owner=name, what=msg("a proof"))`."""
    return Msg(text, args)


def pmsg(context: str, text: str, /, **args: object) -> Msg:
    """A message whose English word means several things: `pmsg("person", "Release")`."""
    return Msg(text, args, context)


def nmsg(one: str, many: str, n: int, /, **args: object) -> Msg:
    """A message that counts: `nmsg("{n} item", "{n} items", 3)`; `n` is among its fields."""
    return Msg(one, {**args, "n": n}, plural=many)


def listed(parts: Sequence[Msg | str]) -> Msg | str:
    """Words one after the other, with the comma of the reader's language."""
    if len(parts) < 2:
        return parts[0] if parts else ""
    return pmsg("list", "{first}, {rest}", first=parts[0], rest=listed(parts[1:]))


def either(parts: Sequence[Msg | str]) -> Msg | str:
    """Words of which one is meant."""
    if len(parts) < 2:
        return parts[0] if parts else ""
    return pmsg("list", "{first} or {rest}", first=parts[0], rest=either(parts[1:]))


def all_of(lacks: Sequence[Msg]) -> Msg:
    """Every one of at least one lack in one sentence, so that nobody has to try again for each."""
    said = in_turn(lacks)
    return said if isinstance(said, Msg) else msg("{text}", text=said)


def in_turn(parts: Sequence[Msg | str]) -> Msg | str:
    """Sentences one after the other in one line."""
    if len(parts) < 2:
        return parts[0] if parts else ""
    return pmsg("list", "{first}; {rest}", first=parts[0], rest=in_turn(parts[1:]))
