"""The first format."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

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
    op.create_table(
        "r_evidence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("words", sa.Text(), nullable=True),
        sa.Column("sha256", sa.Text(), nullable=True),
        sa.Column("valid_until", sa.Text(), nullable=True),
        sa.Column("by", sa.Integer(), nullable=True),
        sa.Column("at", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["id"], ["record.id"], name="fk_r_evidence_id"),
        sa.PrimaryKeyConstraint("id", name="pk_r_evidence"),
    )
    op.create_table(
        "r_handover",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.Text(), nullable=True),
        sa.Column("name_en", sa.Text(), nullable=True),
        sa.Column("name_zh", sa.Text(), nullable=True),
        sa.Column("name_stale", sa.Text(), nullable=True),
        sa.Column("t0", sa.Text(), nullable=True),
        sa.Column("t0_actual", sa.Text(), nullable=True),
        sa.Column("giving", sa.Text(), nullable=True),
        sa.Column("receiving", sa.Text(), nullable=True),
        sa.Column("criticality", sa.Text(), nullable=True),
        sa.Column("template", sa.Text(), nullable=True),
        sa.Column("g1", sa.Text(), nullable=True),
        sa.Column("g2", sa.Text(), nullable=True),
        sa.Column("g3", sa.Text(), nullable=True),
        sa.Column("g5", sa.Text(), nullable=True),
        sa.Column("g6", sa.Text(), nullable=True),
        sa.Column("g7", sa.Text(), nullable=True),
        sa.Column("strict", sa.Integer(), nullable=True),
        sa.Column("retention", sa.Integer(), nullable=True),
        sa.Column("archived", sa.Integer(), nullable=True),
        sa.Column("state", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["id"], ["record.id"], name="fk_r_handover_id"),
        sa.PrimaryKeyConstraint("id", name="pk_r_handover"),
    )
    op.create_table(
        "r_holiday",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Text(), nullable=True),
        sa.Column("name_en", sa.Text(), nullable=True),
        sa.Column("name_zh", sa.Text(), nullable=True),
        sa.Column("name_stale", sa.Text(), nullable=True),
        sa.Column("works", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["id"], ["record.id"], name="fk_r_holiday_id"),
        sa.PrimaryKeyConstraint("id", name="pk_r_holiday"),
    )
    op.create_table(
        "r_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("text_en", sa.Text(), nullable=True),
        sa.Column("text_zh", sa.Text(), nullable=True),
        sa.Column("text_stale", sa.Text(), nullable=True),
        sa.Column("due", sa.Text(), nullable=True),
        sa.Column("seat", sa.Integer(), nullable=True),
        sa.Column("person", sa.Integer(), nullable=True),
        sa.Column("dimension", sa.Text(), nullable=True),
        sa.Column("stage", sa.Text(), nullable=True),
        sa.Column("mandatory", sa.Integer(), nullable=True),
        sa.Column("weight", sa.Integer(), nullable=True),
        sa.Column("why_en", sa.Text(), nullable=True),
        sa.Column("why_zh", sa.Text(), nullable=True),
        sa.Column("why_stale", sa.Text(), nullable=True),
        sa.Column("proof_en", sa.Text(), nullable=True),
        sa.Column("proof_zh", sa.Text(), nullable=True),
        sa.Column("proof_stale", sa.Text(), nullable=True),
        sa.Column("evidence_required", sa.Integer(), nullable=True),
        sa.Column("state", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("na_code", sa.Text(), nullable=True),
        sa.Column("measure", sa.Text(), nullable=True),
        sa.Column("expires", sa.Text(), nullable=True),
        sa.Column("approver", sa.Integer(), nullable=True),
        sa.Column("optional_by", sa.Integer(), nullable=True),
        sa.Column("unproved_by", sa.Integer(), nullable=True),
        sa.Column("claimed_by", sa.Integer(), nullable=True),
        sa.Column("claimed_at", sa.Text(), nullable=True),
        sa.Column("verified_by", sa.Integer(), nullable=True),
        sa.Column("verified_at", sa.Text(), nullable=True),
        sa.Column("self_declared", sa.Integer(), nullable=True),
        sa.Column("sent_back_by", sa.Integer(), nullable=True),
        sa.Column("typed_by", sa.Text(), nullable=True),
        sa.Column("reopened", sa.Integer(), nullable=True),
        sa.Column("code", sa.Text(), nullable=True),
        sa.Column("source", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["id"], ["record.id"], name="fk_r_item_id"),
        sa.PrimaryKeyConstraint("id", name="pk_r_item"),
    )
    op.create_table(
        "r_note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("by", sa.Text(), nullable=True),
        sa.Column("at", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["id"], ["record.id"], name="fk_r_note_id"),
        sa.PrimaryKeyConstraint("id", name="pk_r_note"),
    )
    op.create_table(
        "r_person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("side", sa.Text(), nullable=True),
        sa.Column("role", sa.Text(), nullable=True),
        sa.Column("release", sa.Text(), nullable=True),
        sa.Column("organisation", sa.Text(), nullable=True),
        sa.Column("employment", sa.Text(), nullable=True),
        sa.Column("fte", sa.Text(), nullable=True),
        sa.Column("contact", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["id"], ["record.id"], name="fk_r_person_id"),
        sa.PrimaryKeyConstraint("id", name="pk_r_person"),
    )
    op.create_table(
        "r_seat",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=True),
        sa.Column("name_zh", sa.Text(), nullable=True),
        sa.Column("name_stale", sa.Text(), nullable=True),
        sa.Column("side", sa.Text(), nullable=True),
        sa.Column("person", sa.Integer(), nullable=True),
        sa.Column("about_en", sa.Text(), nullable=True),
        sa.Column("about_zh", sa.Text(), nullable=True),
        sa.Column("about_stale", sa.Text(), nullable=True),
        sa.Column("code", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["id"], ["record.id"], name="fk_r_seat_id"),
        sa.PrimaryKeyConstraint("id", name="pk_r_seat"),
    )
    op.create_table(
        "r_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=True),
        sa.Column("detail", sa.Text(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("owner", sa.Integer(), nullable=True),
        sa.Column("due", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("measure", sa.Text(), nullable=True),
        sa.Column("asker", sa.Integer(), nullable=True),
        sa.Column("approver", sa.Integer(), nullable=True),
        sa.Column("expires", sa.Text(), nullable=True),
        sa.Column("parameter", sa.Text(), nullable=True),
        sa.Column("value", sa.Text(), nullable=True),
        sa.Column("at", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["id"], ["record.id"], name="fk_r_answer_id"),
        sa.PrimaryKeyConstraint("id", name="pk_r_answer"),
    )
    op.create_table(
        "r_baseline",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("gate", sa.Text(), nullable=True),
        sa.Column("at", sa.Text(), nullable=True),
        sa.Column("sha256", sa.Text(), nullable=True),
        sa.Column("head", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["id"], ["record.id"], name="fk_r_baseline_id"),
        sa.PrimaryKeyConstraint("id", name="pk_r_baseline"),
    )
    op.create_table(
        "r_decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("gate", sa.Text(), nullable=True),
        sa.Column("ruling", sa.Text(), nullable=True),
        sa.Column("computed", sa.Text(), nullable=True),
        sa.Column("by", sa.Integer(), nullable=True),
        sa.Column("at", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("expires", sa.Text(), nullable=True),
        sa.Column("stops", sa.Integer(), nullable=True),
        sa.Column("conditions", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["id"], ["record.id"], name="fk_r_decision_id"),
        sa.PrimaryKeyConstraint("id", name="pk_r_decision"),
    )
    op.create_table(
        "r_deliverable",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("post", sa.Text(), nullable=True),
        sa.Column("made_by", sa.Text(), nullable=True),
        sa.Column("criterion", sa.Text(), nullable=True),
        sa.Column("certificate", sa.Text(), nullable=True),
        sa.Column("accepted_on", sa.Text(), nullable=True),
        sa.Column("warranty", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("moved_by", sa.Integer(), nullable=True),
        sa.Column("moved_at", sa.Text(), nullable=True),
        sa.Column("reopened", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["id"], ["record.id"], name="fk_r_deliverable_id"),
        sa.PrimaryKeyConstraint("id", name="pk_r_deliverable"),
    )
    op.create_table(
        "r_follow_on",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("person", sa.Integer(), nullable=True),
        sa.Column("due", sa.Text(), nullable=True),
        sa.Column("check", sa.Text(), nullable=True),
        sa.Column("origin", sa.Text(), nullable=True),
        sa.Column("cause", sa.Text(), nullable=True),
        sa.Column("advice", sa.Text(), nullable=True),
        sa.Column("accepted_by", sa.Integer(), nullable=True),
        sa.Column("state", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("moved_by", sa.Integer(), nullable=True),
        sa.Column("moved_at", sa.Text(), nullable=True),
        sa.Column("reopened", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["id"], ["record.id"], name="fk_r_follow_on_id"),
        sa.PrimaryKeyConstraint("id", name="pk_r_follow_on"),
    )
    op.create_table(
        "r_punch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("category", sa.Text(), nullable=True),
        sa.Column("person", sa.Integer(), nullable=True),
        sa.Column("due", sa.Text(), nullable=True),
        sa.Column("measure", sa.Text(), nullable=True),
        sa.Column("place", sa.Text(), nullable=True),
        sa.Column("criterion", sa.Text(), nullable=True),
        sa.Column("raised_by", sa.Integer(), nullable=True),
        sa.Column("state", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("moved_by", sa.Integer(), nullable=True),
        sa.Column("moved_at", sa.Text(), nullable=True),
        sa.Column("reopened", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["id"], ["record.id"], name="fk_r_punch_id"),
        sa.PrimaryKeyConstraint("id", name="pk_r_punch"),
    )
    op.create_table(
        "r_scope",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("register", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("by", sa.Integer(), nullable=True),
        sa.Column("agreed_by", sa.Integer(), nullable=True),
        sa.Column("at", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["id"], ["record.id"], name="fk_r_scope_id"),
        sa.PrimaryKeyConstraint("id", name="pk_r_scope"),
    )
    op.create_table(
        "r_signoff",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("gate", sa.Text(), nullable=True),
        sa.Column("side", sa.Text(), nullable=True),
        sa.Column("by", sa.Integer(), nullable=True),
        sa.Column("consent", sa.Text(), nullable=True),
        sa.Column("words", sa.Text(), nullable=True),
        sa.Column("at", sa.Text(), nullable=True),
        sa.Column("sha256", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["id"], ["record.id"], name="fk_r_signoff_id"),
        sa.PrimaryKeyConstraint("id", name="pk_r_signoff"),
    )
    op.create_table(
        "frozen",
        sa.Column("baseline", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["baseline"], ["record.id"], name="fk_frozen_baseline"),
        sa.PrimaryKeyConstraint("baseline", name="pk_frozen"),
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
