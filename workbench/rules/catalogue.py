"""All rules there are."""

from __future__ import annotations

from workbench.rules import goals, knowledge, kpi, review, scope, team, tools
from workbench.rules.rule import Rule

_OTHERS = (*goals.RULES, *team.RULES, *tools.RULES, *knowledge.RULES, *kpi.RULES, *review.RULES)

RULES: tuple[Rule, ...] = tuple(
    sorted((scope.rule_over(_OTHERS), *_OTHERS), key=lambda rule: rule.id)
)
BY_ID = {rule.id: rule for rule in RULES}
ASKED = scope.asked_at(_OTHERS)
