"""The handover pack as one Markdown document: what matters first, the proof last."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from datetime import datetime

from workbench.domain.change import ChangeSet
from workbench.domain.dossier import Context, Dossier
from workbench.domain.journey import Gate
from workbench.domain.message import Msg, msg
from workbench.domain.reading import Reading
from workbench.pack import (
    access,
    changeover,
    checklist,
    exceptions,
    formulas,
    front,
    knowledge,
    late,
    log,
    notes,
    other,
    people,
    posts,
    proofs,
    ramp_down,
    results,
    summary,
    value,
    verdict,
)
from workbench.pack.page import Block, Page

Section = tuple[Msg, list[Block]]


def render(
    dossier: Dossier,
    context: Context,
    *,
    brief: bool = False,
    generated_at: datetime,
    generated_by: str,
    tool_version: str,
    log_head: tuple[int, str],
    change_sets: int | None = None,
    last_change: ChangeSet | None = None,
    series: Mapping[int, Sequence[Reading]] | None = None,
) -> str:
    """The pack; `brief` is its first page only.

    The same arguments give the same text: `generated_at` must know its time zone, in which all
    moments are written; days are counted from `context.today`. `log_head` is the last change set
    with its link of the chain; `change_sets` and `last_change` are told in the log's section,
    `series` are the readings of the KPIs that run in parallel.
    """
    page = Page(dossier, context, generated_at, brief, series or {})
    found = verdict.of(page)
    first: Section = (summary.TITLE, summary.section(page, found))
    sections: list[Section] = [(verdict.STOPS, verdict.stops(page, found))]
    if brief:
        sections += [
            *_if_any(
                verdict.CONDITIONS, verdict.conditions(page, found) if found.conditions else []
            ),
            *_if_any(verdict.EXCEPTIONS, verdict.exceptions(page, found)),
            *_if_any(late.LATE, late.late(page) if page.late else []),
        ]
    else:
        sections += [
            (verdict.CONDITIONS, verdict.conditions(page, found)),
            (verdict.EXCEPTIONS, verdict.exceptions(page, found)),
            (verdict.CHANGED, verdict.changed(page, found)),
            (late.LATE, late.late(page)),
            (late.WAITING, late.waiting(page)),
            (results.DELIVERABLES, results.deliverables(page)),
            (results.PUNCH, results.punch(page)),
            (people.TITLE, people.section(page)),
            (ramp_down.TITLE, ramp_down.section(page)),
            (posts.TITLE, posts.section(page)),
            (knowledge.TITLE, knowledge.section(page)),
            (changeover.TITLE, changeover.section(page)),
            (access.TITLE, access.section(page)),
            (value.TITLE, value.section(page)),
            (checklist.TITLE, checklist.section(page)),
            (proofs.TITLE, proofs.section(page)),
            (exceptions.TITLE, exceptions.section(page)),
            *other.sections(page),
            (results.FOLLOW_ONS, results.follow_ons(page)),
            (verdict.SIGNOFFS, verdict.signoffs(page)),
            (notes.TITLE, notes.section(page)),
            (log.TITLE, log.section(page, log_head, change_sets, last_change)),
            (formulas.TITLE, formulas.section(page)),
        ]
        sections = [(title, blocks) for title, blocks in sections if blocks]
        sections.insert(0, (msg("Contents"), [_contents(page, sections)]))
    blocks = [
        front.front_matter(page, generated_by, tool_version, log_head),
        front.heading(page),
        *(block for section in (first, *sections) for block in _blocks(page, section)),
    ]
    return "\n\n".join("\n".join(block) for block in blocks) + "\n"


def gate_report(
    dossier: Dossier,
    context: Context,
    gate: Gate | None,
    *,
    generated_at: datetime,
    log_head: tuple[int, str],
) -> str:
    """What a gate is decided on, on a page or two: verdict, what stops it, conditions, what was
    accepted, the punch list, decisions and sign-offs. `gate` None is the next one."""
    page = Page(dossier, context, generated_at)
    found = verdict.of(page, gate)
    title = page.say(
        msg("Gate report {code} {gate}", code=dossier.handover.code, gate=found.gate.value)
    )
    sections: list[Section] = [
        (verdict.STOPS, verdict.stops(page, found)),
        (verdict.CONDITIONS, verdict.conditions(page, found)),
        *_if_any(verdict.EXCEPTIONS, verdict.exceptions(page, found)),
        *_if_any(verdict.CHANGED, verdict.changed(page, found)),
        *_if_any(results.PUNCH, results.punch(page)),
        (verdict.SIGNOFFS, verdict.signoffs(page, found.gate)),
        (log.TITLE, log.section(page, log_head, None, None)),
    ]
    blocks: list[Block] = [
        [f"# {title}"],
        [page.say(verdict.sentence(page, found))],
        *(block for section in sections for block in _blocks(page, section)),
    ]
    return "\n\n".join("\n".join(block) for block in blocks) + "\n"


def _if_any(title: Msg, blocks: list[Block]) -> list[Section]:
    return [(title, blocks)] if blocks else []


def _blocks(page: Page, section: Section) -> list[Block]:
    title, blocks = section
    return [[f"## {page.heading(title)}"], *blocks]


def _contents(page: Page, sections: list[Section]) -> Block:
    titles = [page.heading(title) for title, _ in sections]
    return [f"- [{title}](#{anchor(title)})" for title in titles]


def anchor(heading: str) -> str:
    """What GitHub, GitLab and Gitea call a heading whose words have single blanks between them."""
    kept = (c for c in heading.lower() if c in "-_ " or unicodedata.category(c)[0] in "LNM")
    return "".join(kept).replace(" ", "-")
