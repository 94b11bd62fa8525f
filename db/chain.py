"""The chain of the log: what each link covers, and whether all of them still hold.

A link covers digests, not content: of each word of a change set (who, what) and of each changed
record, every one with a salt of its own. An erasure blanks content and salt, and the chain still
verifies; whatever is blank and named by no erasure was blanked by somebody else.
"""

from __future__ import annotations

import json
import secrets
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any, Final, NamedTuple

from workbench.domain.change import ERASED, ERASURE, sha256

WORDS: Final = ("actor", "typed_by", "login", "summary")
"""The columns of a change set that an erasure may blank, in the order of their seals."""

CHANGES: Final = "changes"
"""Beside the words, what an erasure names: the ids of the changes it blanked."""

BLANK: Final = "{}"
CHANGES_IT: Final = f"""substr(c.after, 1, {len(ERASED) + 4}) != '{{"{ERASED}":'"""
"""In SQL, of a line `c` of the log, that it changed its record, and does not only tell of an
erasure."""
_DIGEST = 64  # characters; a salt is shorter


class LoggedSet(NamedTuple):
    """A row of the log's change sets."""

    id: int
    at: str
    actor: str
    typed_by: str
    login: str
    kind: str
    summary: str
    undoes: int | None
    salt: str
    content: str
    digest: str


class LoggedChange(NamedTuple):
    """A row of the log's changed records; what a damaged file has there may be of any type."""

    id: int
    change_set: int
    record: int
    before: str
    after: str
    salt: str
    digest: str


@dataclass(frozen=True, slots=True)
class Break:
    """Where the chain first fails; `record` is None when it is the set itself. `why` is
    `altered`, `blanked` (by no erasure) or `missing` (sets after this one)."""

    set_id: int
    record: int | None
    why: str


@dataclass
class Chain:
    """What was found.

    `erasures` are (set, when, how many sets it blanked something of), `blank` what is blank (a
    word or `changes`, and the id of the set or change) with its set, and `explained` what of it
    an erasure names. `said` holds the fields the log knows of each record as JSON values: what
    was erased is not known any more.
    """

    count: int = 0
    head: tuple[int, str] = (0, "")
    broken: Break | None = None
    erasures: list[tuple[int, str, int]] = field(default_factory=list)
    blank: dict[tuple[str, int], int] = field(default_factory=dict)
    explained: set[tuple[str, int]] = field(default_factory=set)
    said: dict[int, dict[str, Any]] = field(default_factory=dict)


def seal_words(kind: str, words: Mapping[str, str]) -> tuple[str, str]:
    """The seals of a set's words, and the digest of all of it."""
    seals = [secrets.token_hex(8) for _ in WORDS]
    return " ".join(seals), content_digest(kind, seals, [words[w] for w in WORDS])


def content_digest(kind: str, seals: Sequence[str], words: Sequence[str]) -> str:
    return sha256(kind, *map(word_digest, seals, words))


def word_digest(seal: str, word: str) -> str:
    """A seal is the word's salt, or, once the word is erased, its digest."""
    return seal if len(seal) == _DIGEST else sha256(seal, word)


def is_erased(seal: str) -> bool:
    return len(seal) == _DIGEST


def seal_change(record: int, before: str, after: str) -> tuple[str, str]:
    """The salt and the digest of a changed record."""
    salt = secrets.token_hex(8)
    return salt, change_digest(salt, record, before, after)


def change_digest(salt: str, record: int, before: str, after: str) -> str:
    return sha256(salt, str(record), before, after)


def link(
    previous: str, set_id: int, at: str, undoes: int | None, content: str, changes: Iterable[str]
) -> str:
    return sha256(previous, str(set_id), at, str(undoes or ""), content, *changes)


def verify(connection: sqlite3.Connection, handover: int) -> Chain:
    """Follow the whole chain; it goes on to the end even where a link fails."""
    connection.text_factory = _readable
    found = Chain()
    for row, changes in sets(connection, handover):
        broken = _follow(found, row, changes)
        found.broken = found.broken or broken
    if found.broken is None:
        found.broken = _unexplained(found) or _missing(connection, handover, found)
    return found


def _readable(stored: bytes) -> str:
    """Text of a damaged file too; what is damaged no longer fits its digest."""
    return stored.decode(errors="replace")


def sets(
    connection: sqlite3.Connection, handover: int
) -> Iterator[tuple[LoggedSet, Sequence[LoggedChange]]]:
    """Each change set with its changes, in order; by the tables themselves, since an index may
    still have what a damaged table has no more."""
    columns = ", ".join(f"c.{name}" for name in LoggedChange._fields)
    rows = connection.execute(
        f"SELECT {columns} FROM change c NOT INDEXED JOIN change_set s NOT INDEXED"
        " ON s.id = c.change_set WHERE s.handover = ? ORDER BY c.change_set, c.id",
        (handover,),
    )
    by_set = groupby(map(LoggedChange._make, rows), key=lambda change: change.change_set)
    ahead = next(by_set, None)
    query = (
        f"SELECT {', '.join(LoggedSet._fields)} FROM change_set NOT INDEXED"
        " WHERE handover = ? ORDER BY id"
    )
    for row in map(LoggedSet._make, connection.execute(query, (handover,))):
        changes: list[LoggedChange] = []
        if ahead is not None and ahead[0] == row.id:
            changes = list(ahead[1])
            ahead = next(by_set, None)
        yield row, changes


def _follow(found: Chain, row: LoggedSet, changes: Sequence[LoggedChange]) -> Break | None:
    """Take one change set into account; gives what is wrong with it."""
    broken = None
    for change in changes:
        if not _take(found, change):
            broken = broken or Break(row.id, change.record, "altered")
    seals, words = str(row.salt).split(" "), [str(getattr(row, w)) for w in WORDS]
    whole = len(seals) == len(WORDS)
    for name, seal, word in zip(WORDS, seals, words, strict=whole):
        if is_erased(seal):
            found.blank[name, row.id] = row.id
            whole = whole and word == ""
    _, previous = found.head
    digests = [str(c.digest) for c in changes]
    content = content_digest(str(row.kind), seals, words)
    linked = link(previous, row.id, str(row.at), row.undoes, content, digests)
    if not (whole and row.content == content and row.digest == linked):
        broken = broken or Break(row.id, None, "altered")
    if row.kind == ERASURE and broken is None:
        _explain(found, row, changes)
    found.count += 1
    found.head = (row.id, str(row.digest))
    return broken


def _take(found: Chain, change: LoggedChange) -> bool:
    """Whether the change holds; what it says of its record is added to what is known."""
    if change.salt == "":
        found.blank[CHANGES, change.id] = change.change_set
        found.said[change.record] = {}
        return bool(change.before == change.after == BLANK)
    before, after = str(change.before), str(change.after)
    if change.digest != change_digest(str(change.salt), change.record, before, after):
        return False
    found.said.setdefault(change.record, {}).update(json.loads(after))
    return True


def _explain(found: Chain, row: LoggedSet, changes: Sequence[LoggedChange]) -> None:
    """Note what this erasure says it blanked, so far as it is of the past."""
    sets: set[int] = set()
    for change in changes:
        for name, ids in json.loads(change.after).get(ERASED, {}).items():
            named = [(name, i) for i in ids if (name, i) in found.blank]
            found.explained.update(named)
            sets.update(found.blank[n] for n in named)
        found.said[change.record].pop(ERASED, None)
    found.erasures.append((row.id, row.at, len(sets)))


def _unexplained(found: Chain) -> Break | None:
    """The first set with something blank that no later erasure names."""
    sets = [set_id for named, set_id in found.blank.items() if named not in found.explained]
    return Break(min(sets), None, "blanked") if sets else None


def _missing(connection: sqlite3.Connection, handover: int, found: Chain) -> Break | None:
    """Whether the file was once written beyond the log's end."""
    query = "SELECT head FROM summary WHERE handover = ?"
    (last,) = connection.execute(query, (handover,)).fetchone() or (None,)
    return Break(found.head[0], None, "missing") if last and last > found.head[0] else None
