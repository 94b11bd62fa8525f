"""Proofs: pointers and words under an item, never the thing itself."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated as A

from workbench.domain.amounts import day, instant
from workbench.domain.frozen import dataclass
from workbench.domain.kinds import choice, digest, pointer, ref, text
from workbench.domain.labelled import Labelled
from workbench.domain.message import msg, pmsg
from workbench.domain.record import Record, register


class ProofKind(Labelled):
    LINK = "link", pmsg("proof", "link")
    FILE = "file", pmsg("proof", "file")
    TICKET = "ticket", pmsg("proof", "ticket")
    MINUTE = "minute", pmsg("proof", "minutes")
    SCREENSHOT = "screenshot", pmsg("proof", "screenshot")
    MEASUREMENT = "measurement", pmsg("proof", "measurement")
    STATEMENT = "statement", pmsg("proof", "statement")


@register("evidence", title=msg("Proofs"), one=msg("proof"), named_by="text",
          parents=("item", "punch", "deliverable"))  # fmt: skip
@dataclass(frozen=True, kw_only=True, slots=True)
class Evidence(Record):
    """One proof; for a file its path and SHA-256 at the time it was given."""

    kind: A[ProofKind, choice(msg("Kind"), ProofKind, required=True)] = ProofKind.STATEMENT
    text: A[str, pointer(msg("Proof"), core=True)] = ""
    words: A[str, text(msg("Words"))] = ""
    sha256: A[str, digest(msg("SHA-256"))] = ""
    valid_until: A[date | None, day(msg("Valid until"))] = None
    by: A[int | None, ref(msg("Given by"), "person", fixed=True)] = None
    at: A[datetime | None, instant(msg("Given at"))] = None
