"""All proofs of the handover in one list; a proof is a pointer or words, never the thing."""

from __future__ import annotations

from collections.abc import Iterator

from workbench.domain.message import msg
from workbench.domain.record import Record
from workbench.domain.registers.evidence import Evidence
from workbench.pack.page import KEY, Block, Cell, Page, Row, facts

TITLE = msg("Proofs")

_DIGITS = 12  # of a SHA-256: enough to compare by eye


def section(page: Page) -> list[Block]:
    rows: list[list[Cell]] = [
        [
            page.key(proved),
            proof.kind.label,
            _text(proof),
            page.title(proof.by),
            page.day(proof.at),
            proof.sha256[:_DIGITS],
        ]
        for proved in _proved(page)
        for proof in page.dossier.under(proved.id, Evidence)
    ]
    if not rows:
        return [[page.say(msg("No proof has been given."))]]
    headers = (
        KEY, msg("Kind"), msg("Proof"), msg("Given by"), msg("Given at"), msg("SHA-256"),
    )  # fmt: skip
    return page.table(headers, rows)


def _proved(page: Page) -> Iterator[Record]:
    """What may have proofs: the checklist in its order, then deliverables and punch items."""
    yield from (line.item for line in page.lines)
    for register in ("deliverable", "punch"):
        yield from page.dossier.listed(register)


def shown(proof: Evidence) -> Row:
    """One proof in a line: its kind, where it is, and until when it holds."""
    parts = [msg("{kind}: {text}", kind=proof.kind.label, text=_text(proof))]
    if proof.sha256:
        parts.append(msg("SHA-256 {digest}", digest=proof.sha256[:_DIGITS]))
    if proof.valid_until:
        parts.append(msg("valid until {day}", day=proof.valid_until))
    return facts(parts)


def _text(proof: Evidence) -> str:
    return f"{proof.text} ({proof.words})" if proof.words else proof.text
