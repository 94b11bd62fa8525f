"""The portfolio's page by plain sqlite3: painted before SQLAlchemy is imported."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

from db.backup import copy
from db.engine import DAMAGED, FAILURES, connect, translated
from db.held import Held
from workbench.domain.errors import StoreError
from workbench.domain.text import clean, unspoiled

NONSENSE = (ValueError, TypeError, LookupError, AttributeError, ArithmeticError)
"""What reading raises where the file says something that no program of ours wrote."""

_any_json = json.JSONDecoder(strict=False).decode  # a line break in a text, too
_OWED = "('todo','doing','blocked','back')"
_LATE = f"(mark IN {_OWED} OR mark = 'waived') AND deadline < :today"


class Summary(NamedTuple):
    """What the list has of a handover, as it is in the file: `json_in` reads `figures`, and
    `verdicts_in` what was `judged`, which may have been counted since. `late` counts items."""

    id: int
    code: str
    t0: str | None
    figures: str
    judged: str | Mapping[str, Any] | None
    head: int
    late: int


class Look(NamedTuple):
    """A connection for several questions, each a transaction of its own: to begin one takes longer
    than most answers."""

    path: Path
    connection: sqlite3.Connection


At: TypeAlias = Path | Look
"""Where to look: a file, or what is being looked at."""


@contextmanager
def look(path: Path) -> Iterator[Look]:
    """Ask several questions of one file."""
    with _reading(path) as connection:
        yield Look(path, connection)


@contextmanager
def _reading(at: At) -> Iterator[sqlite3.Connection]:
    try:
        if isinstance(at, Look):
            yield at.connection
        else:
            with closing(connect(at)) as connection:
                connection.row_factory = sqlite3.Row
                # of memory that it would not give back
                connection.execute("PRAGMA cache_size=-256")
                yield connection
    except FAILURES as problem:
        raise translated(problem, _path(at)) from None


def _path(at: At) -> Path:
    return at.path if isinstance(at, Look) else at


@contextmanager
def sound(at: At) -> Iterator[None]:
    """What was read and makes no sense is damage."""
    try:
        yield
    except NONSENSE:
        raise StoreError(DAMAGED, clean(str(_path(at)))) from None


def touch(path: Path) -> None:
    """Busy, at once, when the file cannot be read just now."""
    try:
        with closing(connect(path, "ro", patience=0)) as connection:
            connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone()
    except FAILURES as problem:
        raise translated(problem, path) from None


def summaries(
    at: At, today: str, *, archived: bool = False, words: str = "", limit: int = -1
) -> Iterator[Summary]:
    """Handovers by T0, each with `late` items counted for `today`; `words` are folded. What stops
    a gate is left out where it is the last thing that the verdicts say.

    One by one: a thousand of them, read at once, are memory that is never given back.
    """
    # Sorted without what is shown of them: verdicts are long, and moved about they take half.
    query = (
        "SELECT s.handover, s.code, s.t0, s.figures, s.judged, s.head,"
        f" (SELECT count(*) FROM agenda a WHERE a.handover = s.handover AND {_LATE}) AS late"
        " FROM (SELECT handover AS id FROM summary"
        " WHERE archived = :archived AND folded LIKE :words ESCAPE '\\'"
        " ORDER BY t0 IS NULL, t0, code LIMIT :limit) CROSS JOIN summary s ON s.handover = id"
    )
    given = {"today": today, "archived": int(archived), "limit": limit, "words": _like(words)}
    with sound(at), _reading(at) as connection:
        cursor = connection.cursor()
        cursor.row_factory = None
        for handover, code, t0, figures, judged, head, late in cursor.execute(query, given):
            kept = _without_stops(judged)
            yield Summary(handover, unspoiled(code), t0, figures, kept, head, late)


def keep_verdicts(path: Path, rows: Sequence[tuple[int, int, str]]) -> None:
    """Replace what summaries say of gates: handover, the change set it was read at, and the text.
    Where somebody has changed the handover since, his own stays."""
    try:
        with closing(connect(path, "rw")) as connection, connection:
            connection.execute("BEGIN IMMEDIATE")
            connection.executemany(
                "UPDATE summary SET judged = :text WHERE handover = :id AND head = :head",
                [{"id": handover, "head": head, "text": text} for handover, head, text in rows],
            )
    except FAILURES as problem:
        raise translated(problem, path) from None


def _without_stops(text: str | None) -> str | None:
    """Verdicts without the lines of what stops the gate, which are most of the text."""
    if not isinstance(text, str) or '"then": [' in text:
        return text
    first, stops, _ = text.partition(', "stopping": [')
    return f"{first}}}" if stops else text


def verdicts_in(text: str | None) -> dict[str, Any] | None:
    """What a summary says of the gates; None where it says nothing."""
    try:
        found = json.loads(text) if text else None
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def count(at: At) -> tuple[int, int]:
    """Open and archived handovers."""
    with _reading(at) as connection:
        found = dict(connection.execute("SELECT archived, count(*) FROM summary GROUP BY archived"))
    return found.get(0, 0), found.get(1, 0)


def names(at: At, limit: int = 1000) -> list[str]:
    """Who is on the rosters of open handovers, those on most of them first."""
    query = (
        "SELECT p.name FROM r_person p JOIN record r ON r.id = p.id"
        " JOIN summary s ON s.handover = r.handover"
        " WHERE r.gone IS NULL AND s.archived = 0 AND p.name != ''"
        " GROUP BY p.name ORDER BY count(*) DESC, p.name LIMIT :limit"
    )
    with sound(at), _reading(at) as connection:
        return [unspoiled(row[0]) for row in connection.execute(query, {"limit": limit})]


def rosters_with(at: At, name: str) -> list[int]:
    """The handovers whose roster has this name, as often as it has it."""
    query = (
        "SELECT r.handover FROM r_person p JOIN record r ON r.id = p.id"
        " WHERE p.name = ? AND r.gone IS NULL"
    )
    with _reading(at) as connection:
        return [handover for (handover,) in connection.execute(query, (name,))]


def agenda(
    at: At, *, until: str, only: Sequence[int] | None = None, limit: int = 200
) -> list[dict[str, Any]]:
    """Agenda lines of open handovers, or `only` of these: due by `until`, sent back, or waiting for
    the other side; waived ones too, each with the day its waiver ends."""
    within = _within(only)
    # Two questions, each answered in the order of an index: what is due, and what is with others.
    query = " UNION ALL ".join(
        "SELECT * FROM (SELECT a.item, a.handover, a.deadline, a.due, a.mark, a.line, s.code"
        f" FROM agenda a INDEXED BY {index} CROSS JOIN summary s ON s.handover = a.handover"
        f" WHERE {within} AND {which} ORDER BY a.deadline LIMIT :limit)"
        for index, which in (
            (
                "ix_agenda_deadline_handover",
                "a.deadline <= :until AND a.mark IN ('todo','doing','blocked','waived','planned',"
                "'action','notice')",
            ),
            ("ix_agenda_mark_deadline", "a.mark IN ('back','claimed','held','shown')"),
        )
    )
    given = {"until": until, "limit": limit}
    with sound(at), _reading(at) as connection:
        rows = connection.execute(query, given).fetchall()
        return [_cleaned(dict(row), "line") for row in rows]


def stopped(
    at: At, *, only: Sequence[int] | None = None, limit: int = 100
) -> Iterator[dict[str, Any]]:
    """Open handovers, or `only` of these, whose next gate something stops, with the verdicts."""
    query = (
        "SELECT s.handover, s.code, s.judged FROM summary s"
        f" WHERE {_within(only)} AND instr(s.judged, '\"stopping\": [{{') > 0"
        " ORDER BY s.t0 IS NULL, s.t0, s.code LIMIT :limit"
    )
    with sound(at), _reading(at) as connection:
        for row in connection.execute(query, {"limit": limit}):
            found = dict(row)
            yield {**found, "code": unspoiled(row["code"]), "judged": verdicts_in(row["judged"])}


def _within(only: Sequence[int] | None) -> str:
    """The condition on summaries `s` that keeps to open ones, and to these."""
    among = "" if only is None else f" AND s.handover IN ({','.join(map(str, only))})"
    return f"s.archived = 0{among}"


def acts_since(at: At, since: str, *, but: str, limit: int = 500) -> list[dict[str, Any]]:
    """Change sets after a UTC instant that neither `but` made nor typed and that still stand,
    oldest first: what was undone since is no news."""
    query = (
        "SELECT c.handover, s.code, c.at, c.kind,"
        " CASE c.actor WHEN '' THEN '?' ELSE c.actor END AS actor,"  # erased
        """ CASE c.summary WHEN '' THEN '{"id":"(erased)"}' ELSE c.summary END AS summary,"""
        " (SELECT count(DISTINCT x.record) FROM change x JOIN record r ON r.id = x.record"
        " WHERE x.change_set = c.id AND r.register = 'item') AS items"
        " FROM change_set c JOIN summary s ON s.handover = c.handover"
        " WHERE c.at > :since AND c.actor != :but COLLATE NOCASE"
        " AND c.typed_by != :but COLLATE NOCASE AND c.undoes IS NULL"
        " AND NOT EXISTS (SELECT 1 FROM change_set u"
        " WHERE u.handover = c.handover AND u.id > c.id AND u.undoes = c.id)"
        " ORDER BY c.id LIMIT :limit"
    )
    with sound(at), _reading(at) as connection:
        rows = connection.execute(query, {"since": since, "but": but, "limit": limit}).fetchall()
        return [_cleaned(dict(row), "summary") for row in rows]


class Bell:
    """Rings when another connection has changed the file: one cheap question, no lock held."""

    def __init__(self, path: Path) -> None:
        self._held = Held(path)
        self._connection = connect(path, patience=0)
        self._seen: int | None = None
        self.rang()

    def rang(self) -> bool:
        """Whether it did since the last question; no while the file cannot be read."""
        try:
            found = self._version()
        except FAILURES:
            return False
        rang, self._seen = found != self._seen, found
        return rang

    def check(self) -> None:
        """FileMoved when the bell hangs on a file that is no longer at its path."""
        self._held.check()

    def save_copy(self, target: Path) -> None:
        """Copy what the bell hangs on, even where it has no name any more, to a new file."""
        copy(self._held.path, target, self._connection)

    def close(self) -> None:
        self._connection.close()
        self._held.close()

    def _version(self) -> int:
        return int(self._connection.execute("PRAGMA data_version").fetchone()[0])


def _cleaned(row: dict[str, Any], kept: str) -> dict[str, Any]:
    """A row with the JSON in column `kept` read, clean even where another program wrote it."""
    text = row.pop(kept)
    found = {k: unspoiled(v) if isinstance(v, str) else v for k, v in row.items()}
    found[kept] = json_in(text)
    return found


def json_in(text: str) -> Any:
    """What JSON says, its texts clean."""
    found = _any_json(text)
    # Control characters may be in it as they are, or as escapes.
    return found if text.isprintable() and "\\u" not in text else _unspoiled(found)


def _unspoiled(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: _unspoiled(v) for k, v in value.items()}
    return unspoiled(value) if isinstance(value, str) else value


def _like(words: str) -> str:
    escaped = "".join(f"\\{c}" if c in "\\%_" else c for c in words)
    return f"%{escaped}%"
