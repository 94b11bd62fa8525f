"""Front matter: what a machine wants to know of the pack, as YAML."""

from __future__ import annotations

from datetime import date

from workbench.domain.message import msg
from workbench.figures import checklist
from workbench.pack import verdict
from workbench.pack.content import data_sha256
from workbench.pack.md import esc, yaml_value
from workbench.pack.page import Block, Page


def title(page: Page) -> str:
    """The pack's name as plain text."""
    words = page.heading(msg("Handover pack"))
    return " ".join(filter(None, (words, page.handover.code, page.text(page.handover.name))))


def heading(page: Page) -> Block:
    return [f"# {esc(title(page))}"]


def front_matter(
    page: Page, generated_by: str, tool_version: str, log_head: tuple[int, str]
) -> Block:
    handover = page.handover
    counted = checklist.overall(page.lines, page.today)
    counts = {
        "total": counted.total,
        "applicable": counted.applicable,
        "claimed": counted.claimed,
        "verified": counted.verified,
        "waived": counted.waived,
        "na": counted.na,
        "overdue": counted.overdue,
    }
    head, digest = log_head
    found = verdict.of(page)
    values = {
        "title": yaml_value(title(page)),
        "handover_code": yaml_value(handover.code),
        "generated_at": yaml_value(page.generated_at.isoformat(timespec="seconds")),
        "generated_by": yaml_value(generated_by),
        "tool_version": yaml_value(tool_version),
        "data_sha256": yaml_value(data_sha256(page.dossier)),
        "t0_planned": _day(handover.t0),
        "t0_actual": _day(handover.t0_actual),
        "giving": yaml_value(handover.giving),
        "receiving": yaml_value(handover.receiving),
        "language": yaml_value(", ".join(tr.lang for tr in page.languages)),
        "verdict": f"{{gate: {found.gate.value}, outcome: {found.outcome.value},"
        f" stops: {len(found.stop_lines)}, conditions: {len(found.condition_lines)}}}",
        "items": f"{{{', '.join(f'{name}: {n}' for name, n in counts.items())}}}",
        "log_head": f"{{change_set: {head}, sha256: {yaml_value(digest)}}}",
    }
    return ["---", *(f"{name}: {value}" for name, value in values.items()), "---"]


def _day(day: date | None) -> str:
    return yaml_value(day.isoformat()) if day else "null"
