"""The registers' tables as the first format has them.

A table for each register: its columns in their order, those with whole numbers marked by #.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

_TABLES = {
    "access": "system person# level ticket state reason moved_by# moved_at",
    "answer": (
        "rule detail kind owner# due reason measure asker# approver# expires parameter value at"
    ),
    "asset": (
        "name cost_minor# cost_currency capitalised_on life# residual category location maker "
        "model serial installed warranty document"
    ),
    "baseline": "gate at sha256 head#",
    "batch": "source count# first last sha256 by# at",
    "benefit": "title kpi# due post# expected held_on result decision",
    "changeover": "old# relation new# reason first last readings# tolerance",
    "contract": "title vendor ends notice# notice_given decision decided_by# reference exit_help",
    "decision": "gate ruling computed by# at typed_by reason expires stops# conditions",
    "deliverable": (
        "name post made_by criterion certificate accepted_on warranty state reason moved_by# "
        "moved_at reopened#"
    ),
    "duty": "disposition post# percent destination",
    "evidence": "kind text words sha256 valid_until by# at",
    "flow": "period until revenue_minor# revenue_currency cost_minor# cost_currency about",
    "follow_on": (
        "title kind person# due check origin cause advice accepted_by# state reason moved_by# "
        "moved_at reopened#"
    ),
    "freeze": "name first last",
    "goal": "title test becomes post# ops_test ends_because certificate reached_on",
    "handover": (
        "code name_en name_zh name_stale t0 t0_actual giving receiving criticality template g1 g2 "
        "g3 g5 g6 g7 strict# retention# archived# state"
    ),
    "holding": "person# level# shown_on shown_to#",
    "holiday": "day name_en name_zh name_stale works#",
    "item": (
        "text_en text_zh text_stale due seat# person# dimension stage mandatory# weight# why_en "
        "why_zh why_stale proof_en proof_zh proof_stale evidence_required# state reason na_code "
        "measure expires approver# optional_by# unproved_by# claimed_by# claimed_at verified_by# "
        "verified_at self_declared# sent_back_by# objection typed_by reopened# code source"
    ),
    "kpi": (
        "name phase goal# unit formula purpose direction source collection tested_on frequency "
        "baseline baseline_from baseline_to proxy target warn crit owner# post# data_owner# "
        "in_bonus# rewarded# active_from active_to first_due final final_on about state readings# "
        "first_reading last_reading last_value baseline_readings# gaps# signed_by# reason "
        "moved_by# moved_at reopened#"
    ),
    "note": "text by at",
    "person": (
        "name side role release state organisation employment fte starts told_on notice# attends "
        "successor# no_successor equipment post# wave# contract# uniqueness# contact "
        "contact_until contact_hours rate_minor# rate_currency left_on reason moved_by# moved_at"
    ),
    "post": (
        "title holder# backup# critical# function seats# coverage on_shift# filled_on funded# "
        "new_duty about"
    ),
    "punch": (
        "title category person# due measure place criterion raised_by# state reason moved_by# "
        "moved_at reopened#"
    ),
    "role": "name person# team fte about",
    "scheme": (
        "name kind planned actual rate_minor# rate_currency malus_minor# malus_currency "
        "cap_minor# cap_currency working_days# pool_minor# pool_currency kpi# table curve "
        "planned_outage# hours downtime outage"
    ),
    "scope": "register state reason by# agreed_by# at",
    "seat": "name_en name_zh name_stale side person# about_en about_zh about_stale code",
    "session": (
        "kind giver# receiver# day state minutes# level# outcome recording held_on before# "
        "assessor# reason moved_by# moved_at"
    ),
    "signoff": "gate side by# consent words at typed_by sha256",
    "task": (
        "title post# person# done_on witness# document outcome state reason moved_by# moved_at "
        "reopened#"
    ),
    "topic": (
        "title track criticality# receiver# post# state domain portability location form edition "
        "editor# reviewed review_every# about symptom noticed cause action result learning "
        "learn_by reason moved_by# moved_at reopened#"
    ),
    "wave": "name day tell_on next_known# conditions",
}


def create() -> None:
    for name, columns in _TABLES.items():
        op.create_table(
            f"r_{name}",
            sa.Column("id", sa.Integer(), nullable=False),
            *(
                sa.Column(
                    column.removesuffix("#"),
                    sa.Integer() if column.endswith("#") else sa.Text(),
                    nullable=True,
                )
                for column in columns.split()
            ),
            sa.ForeignKeyConstraint(["id"], ["record.id"], name=f"fk_r_{name}_id"),
            sa.PrimaryKeyConstraint("id", name=f"pk_r_{name}"),
        )
