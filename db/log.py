"""The log: change sets, chained per handover over digests that survive an erasure.

A row's content is digested with a salt of its own; the chain hashes those digests. Blanking
content and salt erases a person or a leaked secret, and the chain still verifies.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from db.tables import CHANGE, CHANGE_SET, SPINE
from workbench.domain.change import (
    Author,
    Change,
    ChangeSet,
    canonical,
    message_from_json,
    message_to_json,
    sha256,
)
from workbench.domain.text import unspoiled

if TYPE_CHECKING:
    from sqlalchemy import Connection, Row

_ERASED = ("", "{}")


def append(connection: Connection, entry: ChangeSet, set_id: int) -> str:
    """Write the set and its changes; gives the handover's new chain head."""
    rows = []
    for change in entry.changes:
        before, after, salt = (
            canonical(change.before),
            canonical(change.after),
            secrets.token_hex(8),
        )
        rows.append(
            {
                "change_set": set_id,
                "record": change.record,
                "before": before,
                "after": after,
                "salt": salt,
                "digest": sha256(salt, str(change.record), before, after),
            }
        )
    salt = secrets.token_hex(8)
    summary = canonical(message_to_json(entry.summary))
    author = entry.author
    content = sha256(salt, author.actor, author.typed_by, author.login, entry.kind, summary)
    _, previous = head(connection, entry.handover)
    digest = _link(
        previous, set_id, entry.at, entry.undoes, content, [str(r["digest"]) for r in rows]
    )
    connection.execute(
        CHANGE_SET.insert(),
        {
            "id": set_id,
            "handover": entry.handover,
            "at": entry.at,
            "actor": author.actor,
            "typed_by": author.typed_by,
            "login": author.login,
            "kind": entry.kind,
            "summary": summary,
            "undoes": entry.undoes,
            "salt": salt,
            "content": content,
            "digest": digest,
        },
    )
    connection.execute(CHANGE.insert(), rows)
    return digest


def _link(
    previous: str, set_id: int, at: str, undoes: int | None, content: str, changes: Sequence[str]
) -> str:
    return sha256(previous, str(set_id), at, str(undoes or ""), content, *changes)


def head(connection: Connection, handover: int) -> tuple[int, str]:
    """The handover's last change set and its link; (0, "") before the first."""
    found = connection.execute(
        sa.select(CHANGE_SET.c.id, CHANGE_SET.c.digest)
        .where(CHANGE_SET.c.handover == handover)
        .order_by(CHANGE_SET.c.id.desc())
        .limit(1)
    ).first()
    return (found.id, found.digest) if found else (0, "")


def verify(connection: Connection, handover: int) -> int | None:
    """The first change set whose link or content does not hold; None when all do."""
    previous = ""
    for row in connection.execute(
        sa.select(CHANGE_SET).where(CHANGE_SET.c.handover == handover).order_by(CHANGE_SET.c.id)
    ).all():
        words = (row.actor, row.typed_by, row.login, row.summary)
        if not _holds(row.content, row.salt, (*words[:3], row.kind, row.summary), words):
            return int(row.id)
        changes = connection.execute(
            sa.select(CHANGE).where(CHANGE.c.change_set == row.id).order_by(CHANGE.c.id)
        ).all()
        for change in changes:
            values = (change.before, change.after)
            if not _holds(change.digest, change.salt, (str(change.record), *values), values):
                return int(row.id)
        previous = _link(
            previous, row.id, row.at, row.undoes, row.content, [c.digest for c in changes]
        )
        if previous != row.digest:
            return int(row.id)
    return None


def _holds(digest: str, salt: str, content: Sequence[str], words: Sequence[str]) -> bool:
    """Whether the content is what was digested, or its words are erased with their salt: words
    without a salt are somebody else's."""
    return digest == sha256(salt, *content) if salt else all(w in _ERASED for w in words)


def entries(
    connection: Connection,
    handover: int,
    *,
    after: int = 0,
    since: str = "",
    record: int | None = None,
    newest: int | None = None,
) -> list[ChangeSet]:
    """Change sets in order, without their changes; `since` is a UTC instant in ISO form."""
    query = sa.select(CHANGE_SET).where(CHANGE_SET.c.handover == handover, CHANGE_SET.c.id > after)
    if since:
        query = query.where(CHANGE_SET.c.at >= since)
    if record is not None:
        touching = sa.select(CHANGE.c.change_set).where(CHANGE.c.record == record)
        query = query.where(CHANGE_SET.c.id.in_(touching))
    if newest is not None:
        query = query.order_by(CHANGE_SET.c.id.desc()).limit(newest)
        return [_entry(r) for r in connection.execute(query).all()][::-1]
    return [_entry(r) for r in connection.execute(query.order_by(CHANGE_SET.c.id)).all()]


def newest_of(connection: Connection, records: Sequence[int]) -> dict[int, ChangeSet]:
    """The last change set that touched each of the records, without its changes."""
    last = (
        sa.select(CHANGE.c.record, sa.func.max(CHANGE.c.change_set).label("id"))
        .where(CHANGE.c.record.in_(records))
        .group_by(CHANGE.c.record)
        .subquery()
    )
    query = sa.select(last.c.record, CHANGE_SET).join(last, last.c.id == CHANGE_SET.c.id)
    return {row.record: _entry(row) for row in connection.execute(query)}


def changes_of(connection: Connection, set_id: int, *, record: int | None = None) -> list[Change]:
    """The changes of a set, of one record if it is named."""
    query = (
        sa.select(CHANGE, SPINE.c.register)
        .join(SPINE, SPINE.c.id == CHANGE.c.record)
        .where(CHANGE.c.change_set == set_id)
        .order_by(CHANGE.c.id)
    )
    if record is not None:
        query = query.where(CHANGE.c.record == record)
    rows = connection.execute(query).all()
    return [Change(r.record, r.register, json.loads(r.before), json.loads(r.after)) for r in rows]


def touched_since(connection: Connection, handover: int, after: int) -> list[int]:
    """Ids of the records changed after change set `after`."""
    query = (
        sa.select(CHANGE.c.record)
        .join(CHANGE_SET, CHANGE_SET.c.id == CHANGE.c.change_set)
        .where(CHANGE_SET.c.handover == handover, CHANGE_SET.c.id > after)
        .distinct()
    )
    return list(connection.scalars(query))


def latest_by(connection: Connection, handover: int, name: str, login: str) -> ChangeSet | None:
    """The last change set that `name` made or typed under `login`, is no undo, and was not
    undone. The login tells namesakes apart."""
    mine = CHANGE_SET.c.handover == handover
    typed = sa.case((CHANGE_SET.c.typed_by != "", CHANGE_SET.c.typed_by), else_=CHANGE_SET.c.actor)
    undone = sa.select(CHANGE_SET.c.undoes).where(mine, CHANGE_SET.c.undoes.is_not(None))
    found = connection.execute(
        sa.select(CHANGE_SET)
        .where(mine, typed == name, CHANGE_SET.c.login == login)
        .where(CHANGE_SET.c.undoes.is_(None), CHANGE_SET.c.kind != "new")
        .where(CHANGE_SET.c.id.not_in(undone))
        .order_by(CHANGE_SET.c.id.desc())
        .limit(1)
    ).first()
    return _entry(found) if found else None


def later_than(connection: Connection, handover: int, set_id: int) -> dict[int, str]:
    """Records changed after a change set, each with who changed it last."""
    query = (
        sa.select(CHANGE.c.record, CHANGE_SET.c.actor)
        .join(CHANGE_SET, CHANGE_SET.c.id == CHANGE.c.change_set)
        .where(CHANGE_SET.c.handover == handover, CHANGE_SET.c.id > set_id)
        .order_by(CHANGE_SET.c.id)
    )
    return {row.record: row.actor for row in connection.execute(query)}


def _entry(row: Row[Any]) -> ChangeSet:
    return ChangeSet(
        handover=row.handover,
        at=row.at,
        author=Author(*map(unspoiled, (row.actor, row.typed_by, row.login))),
        kind=row.kind,
        summary=message_from_json(json.loads(row.summary, strict=False)),
        undoes=row.undoes,
        id=row.id,
        digest=row.digest,
    )
