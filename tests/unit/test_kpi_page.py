"""The card of one KPI as a page."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from tests.fixtures.small_handover import AT, SUN, TODAY, dossier
from tests.fixtures.thorough import most_of
from tests.unit.test_pack import HOSTILE, READER, harmless, structure, texts
from tests.unit.test_pack_value import GRID, PR, station
from workbench.domain.dossier import Context, Dossier, Translate
from workbench.domain.reading import Reading
from workbench.domain.record import Record
from workbench.domain.registers.batch import Batch
from workbench.domain.registers.kpi import Kpi
from workbench.domain.registers.note import Note
from workbench.language import Tr
from workbench.pack.kpi_page import kpi_page
from workbench.pack.page import Both


def days(first: date, n: int) -> list[Reading]:
    return [Reading((first + timedelta(days=d)).isoformat(), Decimal(80 + d)) for d in range(n)]


@pytest.fixture
def full() -> Dossier:
    more: dict[str, list[Record]] = {
        "batch": [Batch(id=970, number=1, position="a", parent=PR, source="november.csv", count=10,
                        first=date(2026, 11, 1), last=date(2026, 11, 10), by=SUN, at=AT)],
        "note": [Note(id=971, number=1, position="a", parent=PR, text="2026-11-03: sandstorm",
                      by="孙玉", at=AT)],
    }  # fmt: skip
    return dossier(**station(), **more)


def page(found: Dossier, kpi: int, tr: Translate | None = None,
         said: Mapping[str, str] | None = None) -> str:  # fmt: skip
    shown = found.get(kpi)
    assert isinstance(shown, Kpi)
    series = {PR: days(date(2026, 11, 1), 10)}
    if kpi == PR:
        series[GRID] = series[PR]
    return kpi_page(found, shown, Context(TODAY, tr or Tr()), generated_at=AT, series=series,
                    said=said or {"2026-11-03": "sandstorm"})  # fmt: skip


def test_a_live_one_says_what_it_is_and_how_it_stands(full: Dossier) -> None:
    text = page(full, PR)
    for words in (
        "# KPI PAY: 系统效率 PR (KPI-03)",
        "- live; 79.9 % on 2026-11-21; warning",
        "- card 5 of 5",
        "- Baseline: 12 readings, 10 needed",
        "| Formula ", "measured / reference",
        "## Parallel run", "| CH-01 ", "passed",
        "reading, \\= target, \\- warns",
        "| 2026-11-03 |  82 % |", "| sandstorm |",
        "november.csv", "2026-11-01 / 2026-11-10",
        "> 2026-11-03: sandstorm",
    ):  # fmt: skip
        assert words in text, words
    assert text.index("2026-11-10 |") < text.index("2026-11-01 |"), "the newest first"


def test_the_days_of_missing_readings_are_named(full: Dossier) -> None:
    shown = full.get(PR)
    assert isinstance(shown, Kpi)
    late = replace(shown, active_from=None, last_reading=date(2026, 11, 10))
    text = page(full.patched([("kpi", late)], (), full.head + 1), PR)
    assert f"readings missing: 2026-11-11 to {TODAY - timedelta(days=1)}" in text


def test_one_that_has_ended_says_its_final_value_and_who_signed(full: Dossier) -> None:
    text = page(full, GRID)
    assert "- retired; final value 12 d early; 2026-11-19; signed by 孙玉" in text
    assert "is replaced by" in text
    assert "No reading yet." in text


@pytest.mark.parametrize("tr", most_of([Tr(), Both([Tr(), Tr("zh_CN")]), Tr("zh_CN")], 2))
@pytest.mark.parametrize("hostile", HOSTILE)
def test_text_never_becomes_structure(full: Dossier, hostile: str, tr: Translate) -> None:
    text, plain = (page(filled(full, words), PR, tr, {"2026-11-03": words})
                   for words in (hostile, harmless(hostile)))  # fmt: skip
    tags, expected = structure(READER.parse(text)), structure(READER.parse(plain))
    # An address that was cut is in code, so that it is no link.
    ours = {"code_inline"}
    assert [t for t in tags if t not in ours] == [t for t in expected if t not in ours]
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]", text)
    assert [line for line in text.split("\n") if line != line.rstrip()] == []


def filled(found: Dossier, text: str) -> Dossier:
    """Every text of the KPIs, and of what is about them, is `text`."""
    changed = [
        (name, replace(r, **texts(name, text, text)))
        for name in ("kpi", "changeover", "goal", "post", "batch", "note")
        for r in found.listed(name)
    ]
    return found.patched(changed, (), found.head + 1)
