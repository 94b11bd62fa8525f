"""All rules there are."""

from __future__ import annotations

from workbench.rules import coverage, goals, knowledge, kpi, posts, review, scope, team, tools
from workbench.rules.rule import Rule

_OTHERS = (
    *goals.RULES, *team.RULES, *posts.RULES, *tools.RULES, *knowledge.RULES, *coverage.RULES,
    *kpi.RULES, *review.RULES,
)  # fmt: skip

RULES: tuple[Rule, ...] = tuple(
    sorted((scope.rule_over(_OTHERS), *_OTHERS), key=lambda rule: rule.id)
)
BY_ID = {rule.id: rule for rule in RULES}
ASKED = scope.asked_at(_OTHERS)
