"""To which words a list of records is kept: asked for, and found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from screens.text import one_line
from workbench.domain.kinds import ChoiceKind
from workbench.domain.message import msg
from workbench.services import tables

if TYPE_CHECKING:
    from screens.fields import EditingScreen
    from workbench.domain.record import Field, Record, Register


async def ask_words(screen: EditingScreen, entry: Register, words: str) -> str | None:
    """The words a list is to be kept to from now on; none shows all, None leaves it."""
    state = next((f for f in entry.fields if isinstance(f.kind, ChoiceKind)), None)
    named = state if state is not None else entry.field(entry.named_by)
    name = screen.tr(named.kind.label).replace(" ", "").lower()
    hint = msg("words, or {field}:word for one field; empty shows all", field=name)
    known = tables.choices_to_ask_for(entry, screen.names)
    found = await screen.ask(msg("Only with"), words, hint, known)
    return found.strip() if found is not None else None


def kept_to(screen: EditingScreen, shown: int, total: int, words: str) -> list[str]:
    """How many of all have the words, for a title."""
    return [
        screen.tr(msg("{n} of {total}", n=shown, total=total)),
        screen.tr(msg('with "{words}"', words=one_line(words))),
    ]


def none_has(screen: EditingScreen, action: str) -> str:
    """What stands in the place of a list in which no record has the words."""
    key = screen.key_of(action)
    return screen.tr(msg("No record has these words; {key} changes them.", key=key))


def listed(
    screen: EditingScreen, entry: Register, words: str, by: Field | None = None,
    backwards: bool = False,
) -> list[Record]:  # fmt: skip
    """The records that have the words in what the user sees of them, sorted by a field."""
    names = screen.names
    return tables.listed(
        names.reading, entry, words=words, by=by, backwards=backwards,
        shown=lambda f, r: names.shown(f, r, getattr(r, f.name)),
    )  # fmt: skip
