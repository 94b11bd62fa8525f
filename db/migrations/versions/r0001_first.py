"""The first format."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from db.migrations import first_registers

revision = "0001"
down_revision = None


def upgrade() -> None:

    op.create_table(
        "record",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("handover", sa.Integer(), nullable=False),
        sa.Column("register", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("parent", sa.Integer(), nullable=True),
        sa.Column("position", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("gone", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["handover"], ["record.id"], name="fk_record_handover"),
        sa.ForeignKeyConstraint(["parent"], ["record.id"], name="fk_record_parent"),
        sa.PrimaryKeyConstraint("id", name="pk_record"),
        sa.UniqueConstraint(
            "handover", "register", "number", name="uq_record_handover_register_number"
        ),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_record_parent", "record", ["parent"], unique=False)
    op.create_table(
        "agenda",
        sa.Column("item", sa.Integer(), nullable=False),
        sa.Column("handover", sa.Integer(), nullable=False),
        sa.Column("deadline", sa.Text(), nullable=True),
        sa.Column("due", sa.Text(), nullable=True),
        sa.Column("mark", sa.Text(), nullable=False),
        sa.Column("line", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["handover"], ["record.id"], name="fk_agenda_handover"),
        sa.ForeignKeyConstraint(["item"], ["record.id"], name="fk_agenda_item"),
        sa.PrimaryKeyConstraint("item", name="pk_agenda"),
    )
    op.create_index("ix_agenda_deadline_handover", "agenda", ["deadline", "handover"], unique=False)
    op.create_index(
        "ix_agenda_handover_deadline_mark",
        "agenda",
        ["handover", "deadline", "mark"],
        unique=False,
    )
    op.create_index("ix_agenda_mark_deadline", "agenda", ["mark", "deadline"], unique=False)
    op.create_table(
        "change_set",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("handover", sa.Integer(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("typed_by", sa.Text(), nullable=False),
        sa.Column("login", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("undoes", sa.Integer(), nullable=True),
        sa.Column("salt", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["handover"], ["record.id"], name="fk_change_set_handover"),
        sa.ForeignKeyConstraint(["undoes"], ["change_set.id"], name="fk_change_set_undoes"),
        sa.PrimaryKeyConstraint("id", name="pk_change_set"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_change_set_handover_id", "change_set", ["handover", "id"], unique=False)
    first_registers.create()
    op.create_table(
        "content",
        sa.Column("record", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["record"], ["record.id"], name="fk_content_record"),
        sa.PrimaryKeyConstraint("record", name="pk_content"),
    )
    op.create_table(
        "summary",
        sa.Column("handover", sa.Integer(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("archived", sa.Integer(), nullable=False),
        sa.Column("t0", sa.Text(), nullable=True),
        sa.Column("figures", sa.Text(), nullable=False),
        sa.Column("judged", sa.Text(), nullable=True),
        sa.Column("head", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["handover"], ["record.id"], name="fk_summary_handover"),
        sa.PrimaryKeyConstraint("handover", name="pk_summary"),
    )
    op.create_index("ix_summary_archived_t0", "summary", ["archived", "t0"], unique=False)
    op.create_table(
        "change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("change_set", sa.Integer(), nullable=False),
        sa.Column("record", sa.Integer(), nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("after", sa.Text(), nullable=False),
        sa.Column("salt", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["change_set"], ["change_set.id"], name="fk_change_change_set"),
        sa.ForeignKeyConstraint(["record"], ["record.id"], name="fk_change_record"),
        sa.PrimaryKeyConstraint("id", name="pk_change"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_change_change_set", "change", ["change_set"], unique=False)
    op.create_index("ix_change_record", "change", ["record"], unique=False)
    op.execute(
        """CREATE TRIGGER change_set_stays BEFORE DELETE ON change_set
        BEGIN SELECT RAISE(ABORT, 'the log is only added to'); END"""
    )
    op.execute(
        """CREATE TRIGGER change_set_holds BEFORE UPDATE ON change_set
        WHEN NEW.id IS NOT OLD.id OR NEW.handover IS NOT OLD.handover OR NEW.at IS NOT OLD.at
        OR NEW.kind IS NOT OLD.kind OR NEW.undoes IS NOT OLD.undoes
        OR NEW.content IS NOT OLD.content OR NEW.digest IS NOT OLD.digest
        OR NEW.actor NOT IN (OLD.actor, '') OR NEW.typed_by NOT IN (OLD.typed_by, '')
        OR NEW.login NOT IN (OLD.login, '') OR NEW.summary NOT IN (OLD.summary, '')
        BEGIN SELECT RAISE(ABORT, 'the log is only added to'); END"""
    )
    op.execute(
        """CREATE TRIGGER change_stays BEFORE DELETE ON change
        BEGIN SELECT RAISE(ABORT, 'the log is only added to'); END"""
    )
    op.execute(
        """CREATE TRIGGER change_holds BEFORE UPDATE ON change
        WHEN NEW.id IS NOT OLD.id OR NEW.change_set IS NOT OLD.change_set
        OR NEW.record IS NOT OLD.record OR NEW.digest IS NOT OLD.digest
        OR NEW.before NOT IN (OLD.before, '{}') OR NEW.after NOT IN (OLD.after, '{}')
        BEGIN SELECT RAISE(ABORT, 'the log is only added to'); END"""
    )
