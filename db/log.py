"""The log: change sets, chained per handover, and what can be asked of them."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from db import chain
from db.records import UNREADABLE, chunks, head, plain
from db.tables import CHANGE, CHANGE_SET, SPINE, SUMMARY
from workbench.domain import record as registers
from workbench.domain.change import (
    ERASED,
    ERASURE,
    GONE,
    Author,
    Change,
    ChangeSet,
    canonical,
    message_from_json,
    message_to_json,
)
from workbench.domain.errors import NotFound, StoreError
from workbench.domain.message import Msg, msg
from workbench.domain.text import unspoiled

if TYPE_CHECKING:
    from sqlalchemy import Connection, Row


# Who sat at the keyboard.
_typed = sa.case((CHANGE_SET.c.typed_by != "", CHANGE_SET.c.typed_by), else_=CHANGE_SET.c.actor)


def append(connection: Connection, entry: ChangeSet, set_id: int) -> str:
    """Write the set and its changes; gives the handover's new chain head."""
    rows = []
    for change in entry.changes:
        before, after = canonical(change.before), canonical(change.after)
        salt, digest = chain.seal_change(change.record, before, after)
        rows.append(
            {
                "change_set": set_id,
                "record": change.record,
                "before": before,
                "after": after,
                "salt": salt,
                "digest": digest,
            }
        )
    author = entry.author
    words = {
        "actor": author.actor,
        "typed_by": author.typed_by,
        "login": author.login,
        "summary": canonical(message_to_json(entry.summary)),
    }
    seals, content = chain.seal_words(entry.kind, words)
    _, previous = head(plain(connection), entry.handover)
    digests = [str(r["digest"]) for r in rows]
    digest = chain.link(previous, set_id, entry.at, entry.undoes, content, digests)
    connection.execute(
        CHANGE_SET.insert(),
        {
            "id": set_id,
            "handover": entry.handover,
            "at": entry.at,
            **words,
            "kind": entry.kind,
            "undoes": entry.undoes,
            "salt": seals,
            "content": content,
            "digest": digest,
        },
    )
    connection.execute(CHANGE.insert(), rows)
    return digest


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


def ids(
    connection: Connection,
    handover: int,
    *,
    names: Sequence[str] | None = None,
    record: int | None = None,
    below: Sequence[str] = (),
    since: str = "",
    until: str = "",
    kind: str = "",
) -> list[int]:
    """Change sets, the newest first: acted or typed by one of `names`, about `record` or one of
    the registers `below` that hangs under it, from `since` to before `until` (UTC, ISO)."""
    query = sa.select(CHANGE_SET.c.id).where(CHANGE_SET.c.handover == handover)
    if names is not None:
        query = query.where(CHANGE_SET.c.actor.in_(names) | CHANGE_SET.c.typed_by.in_(names))
    if record is not None:
        hanging = sa.select(SPINE.c.id).where(SPINE.c.parent == record, SPINE.c.register.in_(below))
        about = (CHANGE.c.record == record) | CHANGE.c.record.in_(hanging)
        query = query.where(CHANGE_SET.c.id.in_(sa.select(CHANGE.c.change_set).where(about)))
    if since:
        query = query.where(CHANGE_SET.c.at >= since)
    if until:
        query = query.where(CHANGE_SET.c.at < until)
    if kind:
        query = query.where(CHANGE_SET.c.kind == kind)
    return list(connection.scalars(query.order_by(CHANGE_SET.c.id.desc())))


def names(connection: Connection, handover: int) -> list[str]:
    """Everybody who acted or typed."""
    mine = CHANGE_SET.c.handover == handover
    columns = (CHANGE_SET.c.actor, CHANGE_SET.c.typed_by)
    found = {n for c in columns for n in connection.scalars(sa.select(c).where(mine).distinct())}
    return sorted(found - {""})


def sets(connection: Connection, wanted: Sequence[int]) -> list[ChangeSet]:
    """Change sets by their ids, without their changes."""
    rows: list[ChangeSet] = []
    for part in chunks(wanted):
        query = sa.select(CHANGE_SET).where(CHANGE_SET.c.id.in_(part))
        rows += map(_entry, connection.execute(query))
    return rows


def undone(connection: Connection, wanted: Sequence[int]) -> set[int]:
    """Which of these change sets were taken back."""
    found: set[int] = set()
    for part in chunks(wanted):
        query = sa.select(CHANGE_SET.c.undoes).where(CHANGE_SET.c.undoes.in_(part))
        found.update(connection.scalars(query))
    return found


def linked(connection: Connection, digest: str) -> tuple[int, int] | None:
    """The change set with this link, and its handover."""
    query = sa.select(CHANGE_SET.c.id, CHANGE_SET.c.handover).where(CHANGE_SET.c.digest == digest)
    found = connection.execute(query).first()
    return (found.id, found.handover) if found else None


def set_in_chain(connection: Connection, set_id: int) -> tuple[int, str] | None:
    """The handover and the link of a change set."""
    query = sa.select(CHANGE_SET.c.handover, CHANGE_SET.c.digest)
    found = connection.execute(query.where(CHANGE_SET.c.id == set_id)).first()
    return (found.handover, found.digest) if found else None


def codes(connection: Connection) -> dict[int, str]:
    """The codes of all handovers of the file."""
    rows = connection.execute(sa.select(SUMMARY.c.handover, SUMMARY.c.code))
    return {row.handover: row.code for row in rows}


def numbered(connection: Connection, handover: int, register: str, number: int) -> int | None:
    """The record with this number in its register, deleted ones too."""
    query = sa.select(SPINE.c.id).where(
        SPINE.c.handover == handover, SPINE.c.register == register, SPINE.c.number == number
    )
    return connection.scalar(query)


def newest_of(connection: Connection, records: Sequence[int]) -> dict[int, ChangeSet]:
    """The last change set that touched each of the records, without its changes."""
    found: dict[int, ChangeSet] = {}
    for part in chunks(records):
        last = (
            sa.select(CHANGE.c.record, sa.func.max(CHANGE.c.change_set).label("id"))
            .where(CHANGE.c.record.in_(part))
            .group_by(CHANGE.c.record)
            .subquery()
        )
        query = sa.select(last.c.record, CHANGE_SET).join(last, last.c.id == CHANGE_SET.c.id)
        found.update((row.record, _entry(row)) for row in connection.execute(query))
    return found


def keys_of(connection: Connection, records: Sequence[int]) -> dict[int, str]:
    """Visible keys, such as `PAY-12`, of records that are there or deleted."""
    found: dict[int, str] = {}
    code = sa.select(SUMMARY.c.code).where(SUMMARY.c.handover == SPINE.c.handover).scalar_subquery()
    for part in chunks(records):
        query = sa.select(SPINE.c.id, SPINE.c.register, SPINE.c.number, code.label("code"))
        for row in connection.execute(query.where(SPINE.c.id.in_(part))):
            try:
                prefix = registers.get(row.register).prefix
            except NotFound:  # a damaged row
                prefix = ""
            own = f"{prefix or row.code}-{row.number:02}"
            found[row.id] = row.code if row.register == "handover" else own
    return found


def parents_of(connection: Connection, records: Sequence[int]) -> dict[int, int]:
    """By record what it hangs under, for those that hang under something."""
    found: dict[int, int] = {}
    for part in chunks(records):
        query = sa.select(SPINE.c.id, SPINE.c.parent)
        rows = connection.execute(query.where(SPINE.c.id.in_(part), SPINE.c.parent.is_not(None)))
        found.update((row.id, row.parent) for row in rows)
    return found


_CHANGES = sa.select(CHANGE, SPINE.c.register).join(SPINE, SPINE.c.id == CHANGE.c.record)


def changes_of(connection: Connection, set_id: int, *, record: int | None = None) -> list[Change]:
    """The changes of a set, of one record if it is named. StoreError when they are damaged."""
    query = _CHANGES.where(CHANGE.c.change_set == set_id).order_by(CHANGE.c.id)
    if record is not None:
        query = query.where(CHANGE.c.record == record)
    return [_change(row) for row in connection.execute(query).all()]


def changes_of_sets(connection: Connection, wanted: Sequence[int]) -> dict[int, list[Change]]:
    """The changes of each of these sets. StoreError when they are damaged."""
    found: dict[int, list[Change]] = {set_id: [] for set_id in wanted}
    for part in chunks(wanted):
        query = _CHANGES.where(CHANGE.c.change_set.in_(part)).order_by(CHANGE.c.id)
        for row in connection.execute(query).all():
            found[row.change_set].append(_change(row))
    return found


def sizes(connection: Connection, wanted: Sequence[int]) -> dict[int, int]:
    """How many changes each of these sets has."""
    found: dict[int, int] = {}
    for part in chunks(wanted):
        query = sa.select(CHANGE.c.change_set, sa.func.count()).where(CHANGE.c.change_set.in_(part))
        rows = connection.execute(query.group_by(CHANGE.c.change_set))
        found.update((set_id, n) for set_id, n in rows)
    return found


def _change(row: Row[Any]) -> Change:
    try:
        sides = _values(row.register, row.before), _values(row.register, row.after)
    except (*UNREADABLE, NotFound, AttributeError):
        raise StoreError(
            msg("change set {number} is damaged; log --verify says where", number=row.change_set)
        ) from None
    return Change(row.record, row.register, *sides)


def _values(register: str, kept: str) -> dict[str, Any]:
    """One side of a logged change. What its kinds cannot read raises, before anybody uses it."""
    found: dict[str, Any] = json.loads(kept)
    registers.get(register).from_json(
        {name: value for name, value in found.items() if name not in (GONE, ERASED)}
    )
    return found


def latest_by(
    connection: Connection, handover: int, names: Collection[str], login: str
) -> ChangeSet | None:
    """The last change set that one called so made or typed under `login`, is no undo, was not
    undone, and that an erasure left whole. The login tells namesakes apart."""
    mine = CHANGE_SET.c.handover == handover
    undone = sa.select(CHANGE_SET.c.undoes).where(mine, CHANGE_SET.c.undoes.is_not(None))
    blank = sa.exists().where(CHANGE.c.change_set == CHANGE_SET.c.id, CHANGE.c.salt == "")
    found = connection.execute(
        sa.select(CHANGE_SET)
        .where(mine, _typed.in_(names), CHANGE_SET.c.login == login)
        .where(CHANGE_SET.c.undoes.is_(None), CHANGE_SET.c.kind.not_in(("new", ERASURE)))
        .where(CHANGE_SET.c.id.not_in(undone), ~blank)
        .order_by(CHANGE_SET.c.id.desc())
        .limit(1)
    ).first()
    return _entry(found) if found else None


def is_undone(connection: Connection, set_id: int) -> bool:
    query = sa.select(CHANGE_SET.c.id).where(CHANGE_SET.c.undoes == set_id)
    return connection.execute(query).first() is not None


def later_than(connection: Connection, handover: int, set_id: int) -> dict[int, str]:
    """Records changed after a change set, each with who changed it last."""
    query = (
        sa.select(CHANGE.c.record, CHANGE_SET.c.actor)
        .join(CHANGE_SET, CHANGE_SET.c.id == CHANGE.c.change_set)
        .where(CHANGE_SET.c.handover == handover, CHANGE_SET.c.id > set_id)
        .order_by(CHANGE_SET.c.id)
    )
    return {row.record: row.actor for row in connection.execute(query)}


def changed_by(
    connection: Connection, record: int, after: int, fields: Collection[str] = ()
) -> str:
    """Who changed a record, one of its `fields` if any are named, last after a change set;
    empty when nobody did."""
    query = (
        sa.select(CHANGE.c.after, CHANGE_SET.c.actor)
        .join(CHANGE_SET, CHANGE_SET.c.id == CHANGE.c.change_set)
        .where(CHANGE.c.record == record, CHANGE_SET.c.id > after)
        .order_by(CHANGE_SET.c.id.desc())
    )
    for row in connection.execute(query):
        if not fields or _touches(row.after, fields):
            return unspoiled(row.actor)
    return ""


def hands(connection: Connection, handover: int) -> list[tuple[str, str]]:
    """Who has written in a handover himself, and under which login, each pair once."""
    query = (
        sa.select(_typed, CHANGE_SET.c.login).where(CHANGE_SET.c.handover == handover).distinct()
    )
    return [(unspoiled(name), unspoiled(login)) for name, login in connection.execute(query)]


def passed_on(connection: Connection, handover: int, person: int) -> list[int]:
    """The records whose field `person` named somebody and then another or nobody, in order."""
    query = (
        sa.select(CHANGE.c.record, CHANGE.c.before, CHANGE.c.after)
        .join(CHANGE_SET, CHANGE_SET.c.id == CHANGE.c.change_set)
        .where(CHANGE_SET.c.handover == handover, CHANGE.c.before.like(f'%"person":{person}%'))
        .order_by(CHANGE_SET.c.id)
    )
    found: dict[int, None] = {}
    for record_id, before, after in connection.execute(query):
        was, now = json.loads(before), json.loads(after)
        if was.get("person") == person and now.get("person", person) != person:
            found[record_id] = None
    return list(found)


def _touches(after: str, fields: Collection[str]) -> bool:
    """Whether a logged change is of one of the fields; a damaged one may be: better asked twice."""
    try:
        return not json.loads(after, strict=False).keys().isdisjoint(fields)
    except (ValueError, AttributeError):
        return True


def _entry(row: Row[Any]) -> ChangeSet:
    return ChangeSet(
        handover=row.handover,
        at=row.at,
        author=Author(*map(unspoiled, (row.actor, row.typed_by, row.login))),
        kind=row.kind,
        summary=_message(row.summary),
        undoes=row.undoes,
        id=row.id,
        digest=row.digest,
    )


def _message(kept: str) -> Msg:
    """The sentence as it was kept; an erased one says so, a damaged one is shown as it is."""
    if not kept:
        return msg("(erased)")
    try:
        return message_from_json(json.loads(kept, strict=False))
    except (ValueError, LookupError, AttributeError, TypeError):
        return msg("{text}", text=unspoiled(kept))
