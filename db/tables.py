"""Tables: the spine, the log, what is derived, and one table for each register."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from workbench.domain.record import Register

METADATA = sa.MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    }
)

_TYPES: dict[str, type[sa.types.TypeEngine[Any]]] = {"TEXT": sa.Text, "INTEGER": sa.Integer}


def _reference(target: str) -> sa.ForeignKey:
    return sa.ForeignKey(target)


# Every record's identity, place and version. `gone` is the change set that deleted it.
SPINE = sa.Table(
    "record",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("handover", sa.Integer, _reference("record.id"), nullable=False),
    sa.Column("register", sa.Text, nullable=False),
    sa.Column("number", sa.Integer, nullable=False),
    sa.Column("parent", sa.Integer, _reference("record.id")),
    sa.Column("position", sa.Text, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("gone", sa.Integer),
    sa.UniqueConstraint("handover", "register", "number"),
    sa.Index(None, "parent"),
    sqlite_autoincrement=True,
)

# One row an act: who, when, what in words, and its place in the handover's chain.
CHANGE_SET = sa.Table(
    "change_set",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("handover", sa.Integer, _reference("record.id"), nullable=False),
    sa.Column("at", sa.Text, nullable=False),
    sa.Column("actor", sa.Text, nullable=False),
    sa.Column("typed_by", sa.Text, nullable=False),
    sa.Column("login", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("summary", sa.Text, nullable=False),
    sa.Column("undoes", sa.Integer, _reference("change_set.id")),
    sa.Column("salt", sa.Text, nullable=False),
    sa.Column("content", sa.Text, nullable=False),  # digest of what an erasure may blank
    sa.Column("digest", sa.Text, nullable=False),
    sa.Index(None, "handover", "id"),
    sqlite_autoincrement=True,
)

# One row a changed record: the touched fields before and after, as JSON.
CHANGE = sa.Table(
    "change",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("change_set", sa.Integer, _reference("change_set.id"), nullable=False),
    sa.Column("record", sa.Integer, _reference("record.id"), nullable=False),
    sa.Column("before", sa.Text, nullable=False),
    sa.Column("after", sa.Text, nullable=False),
    sa.Column("salt", sa.Text, nullable=False),
    sa.Column("digest", sa.Text, nullable=False),
    sa.Index(None, "change_set"),
    sa.Index(None, "record"),
    sqlite_autoincrement=True,
)

# The log is only added to. What these let through is an erasure: words and contents made blank,
# all that the chain covers as it was. They stop a slip, not somebody who drops them first.
LOG_TRIGGERS = {
    CHANGE_SET: (
        """CREATE TRIGGER change_set_stays BEFORE DELETE ON change_set
        BEGIN SELECT RAISE(ABORT, 'the log is only added to'); END""",
        """CREATE TRIGGER change_set_holds BEFORE UPDATE ON change_set
        WHEN NEW.id IS NOT OLD.id OR NEW.handover IS NOT OLD.handover OR NEW.at IS NOT OLD.at
        OR NEW.kind IS NOT OLD.kind OR NEW.undoes IS NOT OLD.undoes
        OR NEW.content IS NOT OLD.content OR NEW.digest IS NOT OLD.digest
        OR NEW.actor NOT IN (OLD.actor, '') OR NEW.typed_by NOT IN (OLD.typed_by, '')
        OR NEW.login NOT IN (OLD.login, '') OR NEW.summary NOT IN (OLD.summary, '')
        BEGIN SELECT RAISE(ABORT, 'the log is only added to'); END""",
    ),
    CHANGE: (
        """CREATE TRIGGER change_stays BEFORE DELETE ON change
        BEGIN SELECT RAISE(ABORT, 'the log is only added to'); END""",
        """CREATE TRIGGER change_holds BEFORE UPDATE ON change
        WHEN NEW.id IS NOT OLD.id OR NEW.change_set IS NOT OLD.change_set
        OR NEW.record IS NOT OLD.record OR NEW.digest IS NOT OLD.digest
        OR NEW.before NOT IN (OLD.before, '{}') OR NEW.after NOT IN (OLD.after, '{}')
        BEGIN SELECT RAISE(ABORT, 'the log is only added to'); END""",
    ),
}


@sa.event.listens_for(CHANGE_SET, "after_create")
@sa.event.listens_for(CHANGE, "after_create")
def _guard(table: sa.Table, connection: sa.Connection, **_: Any) -> None:
    for statement in LOG_TRIGGERS[table]:
        connection.exec_driver_sql(statement)


# What the portfolio shows of a handover, written with each change set.
SUMMARY = sa.Table(
    "summary",
    METADATA,
    sa.Column("handover", sa.Integer, _reference("record.id"), primary_key=True),
    sa.Column("code", sa.Text, nullable=False),
    sa.Column("folded", sa.Text, nullable=False),
    sa.Column("archived", sa.Integer, nullable=False),
    sa.Column("t0", sa.Text),
    sa.Column("figures", sa.Text, nullable=False),
    sa.Column("judged", sa.Text),  # the verdicts, and for which day and rules they hold
    sa.Column("head", sa.Integer, nullable=False),
    sa.Index(None, "archived", "t0"),
)

# Open items by date, so that lateness needs no clock when it is written.
AGENDA = sa.Table(
    "agenda",
    METADATA,
    sa.Column("item", sa.Integer, _reference("record.id"), primary_key=True),
    sa.Column("handover", sa.Integer, _reference("record.id"), nullable=False),
    sa.Column("deadline", sa.Text),
    sa.Column("due", sa.Text),
    sa.Column("mark", sa.Text, nullable=False),
    sa.Column("line", sa.Text, nullable=False),
    sa.Index(None, "deadline", "handover"),
    sa.Index(None, "mark", "deadline"),
    sa.Index(None, "handover", "deadline", "mark"),
)

# What a record keeps beside its fields, what was frozen at a gate or a batch of readings:
# canonical JSON, compressed; never read to open a handover.
CONTENT = sa.Table(
    "content",
    METADATA,
    sa.Column("record", sa.Integer, _reference("record.id"), primary_key=True),
    sa.Column("content", sa.LargeBinary, nullable=False),
)

_derived: dict[str, sa.Table] = {}


def table_of(register: Register) -> sa.Table:
    """The table of a register's own fields, keyed by the spine's id."""
    if register.name not in _derived:
        columns = [
            sa.Column(c.name, _TYPES[c.affinity])
            for field in register.fields
            for c in field.columns
        ]
        _derived[register.name] = sa.Table(
            f"r_{register.name}",
            METADATA,
            sa.Column("id", sa.Integer, _reference("record.id"), primary_key=True),
            *columns,
        )
    return _derived[register.name]
