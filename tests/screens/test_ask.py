"""Questions at the foot of the screen."""

from __future__ import annotations

import asyncio
from datetime import date
from pathlib import Path

import pytest
from textual.events import Paste
from textual.widgets import Label

from screens.widgets.ask import Ask, AskInput
from screens.widgets.keyline import KeyLine
from tests.screens.conftest import LI_WEI, MakeApp, screen_of, settled
from workbench.domain.calendar import parse_day
from workbench.domain.message import msg

LONG = msg(
    "{key} is {state}",
    key="PAY-03 Roster and outsourced share known; leavers dated and told, successor named",
    state="not applicable because",
)


@pytest.mark.parametrize("cells", [60, 80])
@pytest.mark.parametrize("lang", ["en", "zh_CN"])
async def test_a_long_question_is_whole(
    app: MakeApp, payment_file: Path, lang: str, cells: int
) -> None:
    settings = LI_WEI._replace(language=lang)
    async with app(payment_file, settings).run_test(size=(cells, 24)) as pilot:
        await settled(pilot)
        screen = screen_of(pilot)
        asked = asyncio.create_task(screen.ask(LONG, "T-30", msg("empty for none")))
        await pilot.pause()
        label = screen.query_one(Label)
        painted = ["".join(s.text for s in label.render_line(y)) for y in range(label.size.height)]
        said = screen.tr(msg("{what}:", what=LONG))
        seen = "".join("".join(painted).split())
        assert "".join(said.split()) in seen
        assert "".join(screen.tr(msg("empty for none")).split()) in seen
        assert screen.query_one(AskInput).region.y > label.region.y
        assert screen.query_one(AskInput).region.bottom == 24
        await pilot.press("enter")
        assert await asked == "T-30"
        assert screen.query_one(KeyLine).display


async def test_a_second_question_waits_for_the_first(app: MakeApp, payment_file: Path) -> None:
    async with app(payment_file).run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        screen = screen_of(pilot)
        first = asyncio.create_task(screen.ask(msg("First")))
        await pilot.pause()
        await pilot.press(*"half")
        second = asyncio.create_task(screen.ask(msg("Second")))
        await pilot.pause()
        assert "First" in str(screen.query_one(Label).content)
        assert screen.query_one(AskInput).value == "half"
        await pilot.press(*" way", "enter")
        assert await first == "half way"
        await pilot.pause()
        assert "Second" in str(screen.query_one(Label).content)
        assert not screen.query_one(KeyLine).display
        await pilot.press("x", "enter")
        assert await second == "x"
        assert not screen.query_one(Ask).open
        assert screen.query_one(KeyLine).display


async def test_leaving_the_screen_ends_a_question_that_waits(
    app: MakeApp, payment_file: Path
) -> None:
    async with app(payment_file).run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        screen = screen_of(pilot)
        asked = [asyncio.create_task(screen.ask(msg("First"))) for _ in range(2)]
        await pilot.pause()
    assert await asyncio.gather(*asked) == [None, None]


async def test_tab_takes_the_rest_of_a_name_and_never_leaves_the_question(
    app: MakeApp, payment_file: Path
) -> None:
    people = ["Chen Hao", "Wu Lan", "Wu Lanfang"]
    async with app(payment_file).run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        screen = screen_of(pilot)
        asked = asyncio.create_task(screen.ask(msg("Who"), suggestions=people))
        await pilot.pause()
        await pilot.press(*"chen")
        await settled(pilot)
        await pilot.press("tab", *" (4), wu")
        await settled(pilot)
        await pilot.press("tab", "shift+tab", "tab")
        assert screen.query_one(AskInput).value == "Chen Hao (4), Wu Lan"
        await pilot.press("enter")
        assert await asked == "Chen Hao (4), Wu Lan"


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ("chen", "Chen Hao"),
        ("li", "li"),
        ("wu lan", "Wu Lan"),
        ("chen|", "chen"),
        ("ines", "Dr. Ines Roth"),
        ("志明", "刘志明"),
        ("wu lan, rot", "wu lan, Dr. Ines Roth"),
        ("lan", "lan"),
        ("明", "明"),
        ("roth|", "roth"),
    ],
)
async def test_enter_takes_the_name_that_is_offered_and_delete_does_without(
    app: MakeApp, payment_file: Path, keys: str, said: str
) -> None:
    people = ["Chen Hao", "Wu Lanfang", "Wu Lan", "Dr. Ines Roth", "刘志明"]
    async with app(payment_file).run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        screen = screen_of(pilot)
        asked = asyncio.create_task(screen.ask(msg("Who"), suggestions=people, names=True))
        await pilot.pause()
        await pilot.press(*keys.rstrip("|"))
        await settled(pilot)
        if keys.endswith("|"):
            await pilot.press("delete")
        await pilot.press("enter")
        assert await asked == said


async def test_a_question_has_one_mark_at_its_end(app: MakeApp, payment_file: Path) -> None:
    async with app(payment_file).run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        screen = screen_of(pilot)
        asked = asyncio.create_task(screen.ask(msg("Who are you?")))
        await pilot.pause()
        assert str(screen.query_one(Label).content).strip() == "Who are you?"
        await pilot.press("escape")
        assert await asked is None


async def test_what_was_typed_before_is_added_to_and_a_value_gives_way(
    app: MakeApp, payment_file: Path
) -> None:
    async with app(payment_file).run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        screen = screen_of(pilot)
        asked = asyncio.create_task(screen.ask(msg("Reason")))
        await pilot.pause()
        await pilot.press(*"half", "escape")
        assert await asked is None
        asked = asyncio.create_task(screen.ask(msg("Reason")))
        await pilot.pause()
        await pilot.press(*" way", "enter")
        assert await asked == "half way"
        asked = asyncio.create_task(screen.ask(msg("Day"), "T-30"))
        await pilot.pause()
        await pilot.press(*"T-9", "enter")
        assert await asked == "T-9"


async def test_lines_pasted_into_a_question_become_one(app: MakeApp, payment_file: Path) -> None:
    async with app(payment_file).run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        screen = screen_of(pilot)
        asked = asyncio.create_task(screen.ask(msg("Why"), "as before"))
        await pilot.pause()
        field = screen.query_one(AskInput)
        await pilot.press("ctrl+u", "s", "e", "e", "space")
        field.post_message(Paste("https://wiki/a\r\n\n  TICKET-99\n"))
        await pilot.press("enter")
        assert await asked == "see https://wiki/a TICKET-99"


async def test_what_was_refused_is_offered_again_as_begun_from_what_is_saved(
    app: MakeApp, payment_file: Path
) -> None:
    async with app(payment_file).run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        screen = screen_of(pilot)

        def ask() -> asyncio.Task[date | None]:
            return asyncio.create_task(screen.ask_until(msg("Day"), parse_day, "2026-11-23"))

        asked = ask()
        await pilot.pause()
        await pilot.press(*"soon", "enter")
        await pilot.press("end", "e", "r", "escape")
        assert await asked is None
        again = ask()
        await pilot.pause()
        assert pilot.app.screen is screen, "nothing has changed meanwhile, so nothing is asked"
        assert screen.query_one(AskInput).value == "sooner"
        await pilot.press("escape")
        assert await again is None


async def test_the_end_of_what_is_typed_stays_in_sight_in_a_smaller_window(
    app: MakeApp, payment_file: Path
) -> None:
    async with app(payment_file).run_test(size=(120, 24)) as pilot:
        await settled(pilot)
        screen = screen_of(pilot)
        asked = asyncio.create_task(screen.ask(msg("Proof")))
        await pilot.pause()
        await pilot.press(*("word " * 18).replace(" ", "_"), *"end")
        await pilot.resize_terminal(80, 24)
        await settled(pilot)
        field = screen.query_one(AskInput)
        assert "_end" in field.render_line(0).text
        await pilot.press("escape")
        await asked
