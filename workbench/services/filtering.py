"""What a list is kept to, as people type it: words, `"several words"`, `state:verified`.

A bare word is looked for in what the line says, and in nothing else; whatever is no text is asked
for by its name. Names and choices may be typed in any language the program speaks.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from contextlib import suppress
from functools import lru_cache
from typing import NamedTuple

from workbench.domain.dossier import Reading
from workbench.domain.kinds import ChoiceKind
from workbench.domain.message import Msg
from workbench.domain.record import Field, Record, Register
from workbench.domain.text import clean, fold
from workbench.language import SUPPORTED, Tr

Shown = Callable[[Field, Record], str]

_TERM = r'(?:(?P<name>[^\s:"]+):)?(?:"(?P<phrase>[^"]+)"(?!\S)|(?P<word>\S+))'
_QUOTES = str.maketrans("“”„«»「」：", '""""""":')


class Term(NamedTuple):
    """One thing a record must have: `text` in its words, or in the facts called `name`."""

    text: str
    name: str = ""

    def meets(self, words: str, facts: Iterable[tuple[str, str]]) -> bool:
        """Whether a record has it; `words` and `facts`, pairs of name and text, are folded."""
        if not self.name:
            return self.text in words
        return any(name == self.name and self.text in text for name, text in facts)


def terms(typed: str, names: Mapping[str, str]) -> tuple[Term, ...]:
    """What was typed, in its parts; `names` gives each folded name its fact.

    A colon after anything else is a colon, as in an address.
    """
    found = []
    for match in re.finditer(_TERM, clean(typed).translate(_QUOTES)):
        name = names.get(fold(match["name"] or ""), "")
        text = match["phrase"] or match["word"]
        if match["name"] and not name:
            text = f"{match['name']}:{text}"
        found.append(Term(fold(text), name))
    return tuple(found)


def in_every_language(message: Msg) -> str:
    """A label as it may be typed, folded, one language a line."""
    return "\n".join(dict.fromkeys(fold(tr(message)) for tr in translators()))


def quoted(name: str, value: str) -> str:
    """`owner:chen`, or `owner:"Chen Hao"`."""
    return f'{name}:"{value}"' if " " in value else f"{name}:{value}"


def field_names(register: Register) -> dict[str, str]:
    """What the fields of a register may be called in a filter: by name, or label without blanks."""
    found = {fold(f.name): f.name for f in register.fields}
    for field in register.fields:
        for label in in_every_language(field.kind.label).split("\n"):
            found.setdefault(label.replace(" ", ""), field.name)
    return found


def kept(
    records: Iterable[Record], register: Register, typed: str, view: Reading, shown: Shown
) -> list[Record]:
    """The records that have everything that was typed; a bare word in any field or in the key."""
    wanted = terms(typed, field_names(register))

    def has(found: Record) -> bool:
        texts = {f.name: shown(f, found) for f in register.fields}
        words = fold("\n".join([view.dossier.key(found), *texts.values()]))
        facts = [(f.name, _fact(f, found, texts[f.name])) for f in register.fields]
        return all(term.meets(words, facts) for term in wanted)

    return [found for found in records if has(found)]


def _fact(field: Field, found: Record, shown: str) -> str:
    value = getattr(found, field.name)
    if isinstance(field.kind, ChoiceKind) and value is not None:
        return in_every_language(value.label)
    return fold(shown)


@lru_cache(maxsize=1)
def translators() -> Collection[Tr]:
    """One for each language the program speaks."""
    found = []
    for lang in SUPPORTED:
        with suppress(FileNotFoundError):  # a checkout whose catalogue is not built
            found.append(Tr(lang))
    return found
