"""Notes in the order of what they hang under: the handover, its people, seats and items."""

from __future__ import annotations

from collections.abc import Iterator

from workbench.domain.message import msg
from workbench.domain.record import Record
from workbench.domain.registers.note import Note
from workbench.pack.md import quote
from workbench.pack.page import NOBODY, Block, Page

TITLE = msg("Notes")


def section(page: Page) -> list[Block]:
    blocks: list[Block] = []
    for above in _parents(page):
        for note in page.dossier.under(above.id, Note):
            lines = quoted(note.text)
            if lines:
                blocks += [[head(page, above, note)], lines]
    return blocks


def _parents(page: Page) -> Iterator[Record]:
    yield page.handover
    for register in page.dossier.registers:
        if register != "note":
            yield from page.dossier.listed(register)


def head(page: Page, above: Record, note: Note) -> str:
    words = msg(
        "{key}, {name}, {when}:",
        key=page.key(above),
        name=note.by or NOBODY,
        when=page.moment(note.at) or msg("day unknown"),
    )
    return page.say(words)


def quoted(text: str) -> Block:
    """A quote whose line breaks are backslashes: editors and mail drop blanks at a line's end."""
    return [f"{line[:-2]}\\" if line.endswith("  ") else line for line in quote(text)]
