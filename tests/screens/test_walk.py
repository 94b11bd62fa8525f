"""The guided walk by keys: what comes first, what a key costs, where it goes on."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from textual.pilot import Pilot
from textual.widgets import Static

from screens.sheet import SheetScreen
from screens.walk import Page, WalkScreen
from screens.walk_order import Walk, agenda, begun, resumed
from screens.widgets.ask import Ask
from screens.widgets.keyline import fit_hints
from tests.fixtures.hostile import HOSTILE
from tests.screens.conftest import MONDAY, MakeApp, copied, logged_in, screen_of, shown, status
from workbench.domain.bitext import Bitext
from workbench.domain.due import parse_due
from workbench.domain.journey import Dimension, Gate, Stage
from workbench.domain.message import msg
from workbench.domain.registers.evidence import Evidence
from workbench.domain.registers.handover import Handover
from workbench.domain.registers.item import Item, ItemState
from workbench.domain.registers.person import Person, Side
from workbench.domain.registers.seat import Seat
from workbench.keys import Keymap
from workbench.language import Tr
from workbench.rules import engine
from workbench.services import export, items, records
from workbench.services.workspace import Workspace

Login = Callable[..., Workspace]


class Meeting:
    """PAY on 2026-11-23, seen by Li Wei in another window; items by what they are called."""

    def __init__(self, path: Path, ws: Workspace, handover: int) -> None:
        self.path, self.ws, self.handover = path, ws, handover

    def item(self, text: str) -> Item:
        found = [i for i in self.ws.dossier(self.handover).all(Item) if i.text.en == text]
        return found[0]

    def state(self, text: str) -> ItemState:
        return self.item(text).state

    def person(self, name: str) -> int:
        people = self.ws.dossier(self.handover).all(Person)
        return next(p.id for p in people if p.name == name)


@pytest.fixture
def meeting(made_payment: Path, tmp_path: Path) -> Meeting:
    """Next gate G1 on Dec 15; nothing verified yet."""
    return copied(_made(made_payment.with_name("meeting.db")), tmp_path)


@cache
def _made(path: Path) -> Meeting:
    ws = logged_in(path, "Li Wei", Side.GIVING)
    with ws.founding("new", msg("new handover PAY")) as (ed, _):
        handover = ed.add(Handover, code="PAY", name=Bitext("Payment"), t0=MONDAY.date() +
                          timedelta(days=53))  # fmt: skip
        li = ed.add(Person, name="Li Wei", side=Side.GIVING)
        ed.add(Person, name="Sun Yu", side=Side.RECEIVING)
        zhang = ed.add(Person, name="Zhang Min", side=Side.RECEIVING)
        duty = ed.add(Seat, name=Bitext("Security"), side=Side.RECEIVING)

        def add(text: str, due: str, stage: Stage, **more: Any) -> int:
            return ed.add(
                Item, text=Bitext(text), due=parse_due(due), stage=stage, **{"person": li, **more}
            )

        add("far", "T+60", Stage.S6)
        add("rest optional", "T-40", Stage.S1)
        add("rest mandatory", "T-35", Stage.S1, mandatory=True)
        add("soon", "T-49", Stage.S2, person=None, seat=duty)
        claimed = add("claimed", "T-20", Stage.S2, mandatory=True, person=zhang)
        add("late", "T-55", Stage.S1, mandatory=True, dimension=Dimension.TEAM,
            why=Bitext("A seat round the clock is 168 h a week. At 40 h contracts and 15 % absence "
                       "that takes 4.94 people: with four, somebody works double shifts."),
            proof=Bitext("The shift calculation."))  # fmt: skip
        back = add("back", "T-10", Stage.S3, evidence_required=False)
    found = Meeting(path, ws, handover)
    items.claim(ws, handover, [back], "").expect()
    items.send_back(ws, handover, [back], "no figure", found.person("Sun Yu")).expect()
    items.claim(ws, handover, [claimed], "BUD-2026-118").expect()
    return found


@asynccontextmanager
async def walk(
    app: MakeApp, meeting: Meeting, start: int | None = None, size: tuple[int, int] = (80, 24)
) -> AsyncIterator[Pilot[Any]]:
    async with app(meeting.path).run_test(size=size) as pilot:
        await pilot.app.push_screen(WalkScreen(meeting.handover, start))
        await pilot.pause()
        yield pilot


def text_of(pilot: Pilot[Any]) -> str:
    """The whole screen as text."""
    statics = pilot.app.screen.query(Static)
    return "\n".join(str(static.content) for static in statics)


def title(pilot: Pilot[Any]) -> str:
    return str(pilot.app.screen.query_one("#title", Static).content)


def on_screen(pilot: Pilot[Any]) -> str:
    """What the item on screen is called."""
    page = str(pilot.app.screen.query_one("#page", Static).content)
    return page.split("\n")[1].strip()


async def press(pilot: Pilot[Any], *keys: str) -> None:
    await pilot.press(*keys)
    await pilot.pause()


ORDER = ["back", "late", "claimed", "soon", "rest mandatory", "rest optional"]


async def test_what_matters_for_the_next_gate_comes_first(app: MakeApp, meeting: Meeting) -> None:
    async with walk(app, meeting) as pilot:
        assert title(pilot).startswith(" WALK  PAY to G1 Plan agreed ")
        seen = []
        for n in range(1, 7):
            assert title(pilot).rstrip().endswith(f"{n} of 6  [{'#' * (2 * n):.<12}]")
            seen.append(on_screen(pilot))
            await press(pilot, "l")
        assert seen == ORDER
        for _ in ORDER:
            await press(pilot, "l")
        assert "the end  [############]" in title(pilot)


async def test_one_item_a_screen_in_the_words_of_the_file(app: MakeApp, meeting: Meeting) -> None:
    async with walk(app, meeting) as pilot:
        text = text_of(pilot)
        assert "State  sent back by Sun Yu: no figure" in text
        assert "sent back or opened again 1 time so far" in text
        await press(pilot, "l")
        lines = text_of(pilot).split("\n")
        head = next(line for line in lines if line.startswith(" PAY-06"))
        assert head.startswith(" PAY-06   2 Team   mandatory ")
        assert head.endswith("due Sat Nov 21, 2 days late ")
        assert " Owner  Li Wei, giving side" in lines
        assert " Why    A seat round the clock is 168 h a week. At 40 h contracts and 15 %" in lines
        assert "        absence that takes 4.94 people: with four, somebody works double" in lines
        assert " Proof  The shift calculation." in lines
        assert " Nothing yet: no claim, no proof, no note." in lines
        assert any(line.startswith("-- IS IT DONE?  ---") for line in lines)
        assert "   space  Done, with a proof " in text_of(pilot)
        await press(pilot, "l")
        text = text_of(pilot)
        assert " Claim  Zhang Min, Mon Nov 23, typed by Li Wei" in text
        assert " Given  1 ticket  BUD-2026-118" in text
        assert "-- THE RECEIVING SIDE DECIDES  ---" in text
        assert "P says who is here" in text
        await press(pilot, "l")
        assert "nobody is named for Security yet; o names somebody" in text_of(pilot)


async def test_the_proof_is_in_sight_of_who_decides(app: MakeApp, meeting: Meeting) -> None:
    claimed = meeting.item("claimed").id
    with meeting.ws.change(meeting.handover, "edit", msg("long")) as ed:
        ed.set(claimed, why=Bitext("Because of the night. " * 20), proof=Bitext("The order."))
    async with walk(app, meeting, claimed) as pilot:
        body = pilot.app.screen.query_one(Page)
        assert body.max_scroll_y > 0, "not all of it is in sight"
        strips = pilot.app.screen._compositor.render_strips(pilot.app.size)
        seen = [strip.text.rstrip() for strip in strips]
        assert " Proof  The order." in seen
        at = seen.index(" Given  1 ticket  BUD-2026-118")
        assert seen[at - 1].startswith("-- WHAT THE FILE SAYS  -----")
        assert seen[at + 1].startswith(" Claim  Zhang Min")


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_nothing_is_wider_than_the_screen(
    app: MakeApp, meeting: Meeting, size: tuple[int, int]
) -> None:
    async with walk(app, meeting, size=size) as pilot:
        for _ in ORDER:
            assert max(map(cell_len, text_of(pilot).split("\n"))) <= size[0]
            await press(pilot, "l")
    hints = fit_hints("walk", Tr("en"), Keymap(), 80)
    assert len(hints.left) == 6
    assert hints.right is not None


async def test_a_claim_with_its_proof_costs_two_keys_and_the_text(
    app: MakeApp, meeting: Meeting
) -> None:
    async with walk(app, meeting) as pilot:
        await press(pilot, "l")
        await press(pilot, "space", *"INC12345", "enter")
        assert status(pilot) == "saved: PAY-06 claimed by Li Wei"
        assert on_screen(pilot) == "claimed", "it moves on by itself"
    late = meeting.item("late")
    assert late.state is ItemState.CLAIMED
    proofs = meeting.ws.known(meeting.handover).under(late.id, Evidence)
    assert [proof.text for proof in proofs] == ["INC12345"]


async def test_ten_items_are_verified_in_a_meeting_by_twelve_keys(
    app: MakeApp, meeting: Meeting
) -> None:
    with meeting.ws.change(meeting.handover, "new", msg("more")) as ed:
        made = [
            ed.add(Item, text=Bitext(f"more {n}"), stage=Stage.S1, evidence_required=False)
            for n in range(9)
        ]
    items.claim(meeting.ws, meeting.handover, made).expect()
    keys = 0

    async with walk(app, meeting, made[0]) as pilot:
        await press(pilot, "v", "1")
        keys += 2
        assert "Present: Li Wei (giving), Sun Yu (receiving, verifies)" in text_of(pilot)
        for _ in range(30):
            if "the end" in title(pilot) or keys >= 20:
                break
            decided = "DECIDES" in text_of(pilot)
            await press(pilot, "v" if decided else "l")
            keys += decided
        assert keys <= 12
    done = [meeting.state(f"more {n}") for n in range(9)] + [meeting.state("claimed")]
    assert done == [ItemState.VERIFIED] * 10
    first = meeting.item("more 0")
    assert first.verified_by == meeting.person("Sun Yu")


async def test_verifying_says_who_did_it_and_who_typed_and_moves_on(
    app: MakeApp, meeting: Meeting
) -> None:
    async with walk(app, meeting, meeting.item("claimed").id) as pilot:
        await press(pilot, "P", "1", "2")
        assert status(pilot) == "present: Li Wei, Zhang Min"
        assert "Zhang Min claimed it himself; Sun Yu can verify it" in text_of(pilot)
        await press(pilot, "v")
        assert "1 Sun Yu" in " ".join(shown(pilot).split()), "he cannot, so he is not offered"
        await press(pilot, "escape")
        await press(pilot, "P", "1", "1")
        assert "-- SUN YU DECIDES  ---" in text_of(pilot)
        await press(pilot, "v")
        assert status(pilot) == "saved: PAY-05 verified by Sun Yu (typed by Li Wei)"
        assert on_screen(pilot) == "back"
        await press(pilot, "h")
        assert on_screen(pilot) == "claimed"
        assert "verified by Sun Yu, Mon Nov 23, typed by Li Wei" in text_of(pilot).replace(
            "\n        ", " "
        )


async def test_somebody_new_can_be_named_as_present(app: MakeApp, meeting: Meeting) -> None:
    async with walk(app, meeting) as pilot:
        await press(pilot, "P", "1", "3")
        await press(pilot, *"Wu Lan", "enter")
        assert "Wu Lan (receiving, verifies)" in text_of(pilot)
    assert meeting.person("Wu Lan")


async def test_sending_back_asks_why_and_moves_on(app: MakeApp, meeting: Meeting) -> None:
    async with walk(app, meeting, meeting.item("claimed").id) as pilot:
        await press(pilot, "b", "1", *"which budget line?", "enter")
        assert status(pilot) == "saved: PAY-05 sent back by Sun Yu (typed by Li Wei)"
        assert on_screen(pilot) == "back"
    found = meeting.item("claimed")
    assert (found.state, found.reason, found.reopened) == (
        ItemState.TODO, "which budget line?", 1,
    )  # fmt: skip


async def test_what_is_not_possible_says_why_and_stays(app: MakeApp, meeting: Meeting) -> None:
    async with walk(app, meeting) as pilot:
        for key in ("v", "b"):
            await press(pilot, key)
            assert "is not possible: the state is to do" in status(pilot)
            assert not pilot.app.screen.query_one(Ask).open
        await press(pilot, "h")
        assert status(pilot) == "this is the first one"
        assert on_screen(pilot) == "back"


async def test_a_left_question_changes_nothing(app: MakeApp, meeting: Meeting) -> None:
    async with walk(app, meeting) as pilot:
        await press(pilot, "l")
        await press(pilot, "space", *"half", "escape")
        assert on_screen(pilot) == "late"
        await press(pilot, "l")
        assert on_screen(pilot) == "claimed", "the keys are the walk's again"
    assert meeting.state("late") is ItemState.TODO


async def test_undo_takes_back_and_shows_the_item_again(app: MakeApp, meeting: Meeting) -> None:
    async with walk(app, meeting, meeting.item("claimed").id) as pilot:
        await press(pilot, "v", "1")
        await press(pilot, "l")
        assert on_screen(pilot) == "late"
        await press(pilot, "u")
        assert on_screen(pilot) == "claimed"
        assert status(pilot).startswith("undone: Verify: PAY-05")
        assert " Claim  Zhang Min, Mon Nov 23, typed by Li Wei" in text_of(pilot)
        assert "1 of 6" in title(pilot)
        await press(pilot, "v")
        assert meeting.state("claimed") is ItemState.VERIFIED


async def test_an_undo_does_not_become_the_claimers_typist(app: MakeApp, meeting: Meeting) -> None:
    late = meeting.item("late").id
    items.claim(meeting.ws, meeting.handover, [late], "x").expect()
    async with walk(app, meeting, late) as pilot:
        await press(pilot, "v", "1")
        await press(pilot, "u")
        assert " Claim  Li Wei, Mon Nov 23\n" in text_of(pilot)


async def test_what_was_put_off_comes_again_at_the_end_once(app: MakeApp, meeting: Meeting) -> None:
    async with walk(app, meeting) as pilot:
        for name in (*ORDER, *ORDER):
            assert on_screen(pilot) == name
            await press(pilot, "l")
        text = text_of(pilot)
        assert "   6  left for later" in text
        assert "G1 Plan agreed is on Tue Dec 15, in 22 days; 0 of 2 mandatory items" in text
        found = engine.verdict(meeting.ws.dossier(meeting.handover), Gate.G1, meeting.ws.today)
        assert f"Its verdict now: {found.counted}." in " ".join(text.split())
        pack = export.export(meeting.ws, meeting.handover)
        assert f"Verdict for G1 Plan agreed: {found.counted}; not decided" in pack
        await press(pilot, "enter")
        assert on_screen(pilot) == "back", "enter goes through what is open again"


async def test_the_end_counts_what_came_of_it(app: MakeApp, meeting: Meeting) -> None:
    async with walk(app, meeting, meeting.item("late").id) as pilot:
        await press(pilot, "space", *"T-1", "enter")
        await press(pilot, "space", "enter")
        await press(pilot, "v", "1")
        await press(pilot, "!", *"the vault", "enter")
        await press(pilot, "x", "1", *"elsewhere", "enter", "1")
        for _ in range(3):
            await press(pilot, "l")
        lines = [line.strip() for line in text_of(pilot).split("\n")]
        for words in (
            "1  verified",
            "2  claimed, waiting for the receiving side",
            "1  blocked",
            "1  not applicable",
            "1  left for later",
        ):
            assert words in lines
        await press(pilot, "escape")
        assert not isinstance(pilot.app.screen, WalkScreen)
    assert meeting.state("soon") is ItemState.BLOCKED
    assert meeting.state("rest mandatory") is ItemState.NOT_APPLICABLE


async def test_it_resumes_where_it_was_left(app: MakeApp, meeting: Meeting) -> None:
    async with walk(app, meeting) as pilot:
        await press(pilot, "space", "enter")
        await press(pilot, "l", "l")
        assert on_screen(pilot) == "soon"
        assert "4 of 6" in title(pilot)
    items.claim(meeting.ws, meeting.handover, [meeting.item("rest optional").id], "x").expect()
    async with walk(app, meeting) as pilot:
        assert "4 of 6" in title(pilot)
        assert on_screen(pilot) == "soon"
        seen = []
        for _ in range(4):
            await press(pilot, "l")
            seen.append(on_screen(pilot))
        assert seen == ["rest optional", "rest mandatory", "late", "claimed"], (
            "what was put off last"
        )


async def test_a_claim_comes_again_once_somebody_can_verify_it(
    app: MakeApp, meeting: Meeting
) -> None:
    async with walk(app, meeting) as pilot:
        await press(pilot, "space", "enter")
        assert on_screen(pilot) == "late"
        await press(pilot, "P", "1", "1")
    async with walk(app, meeting) as pilot:
        assert on_screen(pilot) == "late"
        await press(pilot, "l", "l")
        assert on_screen(pilot) == "back"
        assert "SUN YU DECIDES" in text_of(pilot)


async def test_a_claim_stays_for_the_verifier_who_sits_there(
    app: MakeApp, meeting: Meeting
) -> None:
    async with walk(app, meeting) as pilot:
        await press(pilot, "P", "1", "1")
        await press(pilot, "space", "enter")
        assert status(pilot) == "saved: PAY-07 claimed by Li Wei"
        assert on_screen(pilot) == "back"
        assert "-- SUN YU DECIDES  ---" in text_of(pilot)
        await press(pilot, "v")
        assert on_screen(pilot) == "late"
        await press(pilot, "space", *"INC1", "enter")
        await press(pilot, "l", "u")
        assert on_screen(pilot) == "claimed", "left for later, it is not on the screen"
        await press(pilot, "h", "space", *"INC1", "enter", "u")
        assert on_screen(pilot) == "late"
        assert "-- IS IT DONE?  ---" in text_of(pilot)


async def test_a_claim_that_was_left_for_later_comes_again(app: MakeApp, meeting: Meeting) -> None:
    async with walk(app, meeting) as pilot:
        await press(pilot, "P", "1", "1")
        await press(pilot, "space", "enter")
        for _ in ORDER:
            await press(pilot, "l")
        assert on_screen(pilot) == "back"
        assert status(pilot) == "from the start again: 6 items left for later"
        await press(pilot, "v")
        assert status(pilot) == "saved: PAY-07 verified by Sun Yu (typed by Li Wei)"
        assert on_screen(pilot) == "late"


async def test_others_changes_show_and_the_item_stays(app: MakeApp, meeting: Meeting) -> None:
    async with walk(app, meeting, meeting.item("claimed").id) as pilot:
        sun = meeting.person("Sun Yu")
        meeting.ws.dossier(meeting.handover)
        items.verify(meeting.ws, meeting.handover, [meeting.item("claimed").id], sun).expect()
        screen_of(pilot).refreshed()
        await pilot.pause()
        assert on_screen(pilot) == "claimed"
        assert "-- VERIFIED  ---" in text_of(pilot)
        records.delete(meeting.ws, meeting.handover, [meeting.item("claimed").id]).expect()
        screen_of(pilot).refreshed()
        await pilot.pause()
        assert "This item has been deleted" in text_of(pilot)
        await press(pilot, "v", "p", "enter", "space")
        await press(pilot, "l")
        assert on_screen(pilot) == "back"


async def test_fields_are_changed_in_place(app: MakeApp, meeting: Meeting) -> None:
    async with walk(app, meeting, meeting.item("late").id) as pilot:
        await press(pilot, "d", "ctrl+u", *"2026-12-01", "enter")
        assert "due Tue Dec 01, in 8 days" in text_of(pilot)
        await press(pilot, "o", *"Zhang Min", "enter")
        assert "Owner  Zhang Min, receiving side" in text_of(pilot)
        await press(pilot, "p", *"https://wiki/shift", "enter")
        assert "1 link  https://wiki/shift" in text_of(pilot)
        await press(pilot, ";", *"asked HR", "enter")
        assert 'Note   Li Wei, Mon Nov 23: "asked HR"' in text_of(pilot)
        assert on_screen(pilot) == "late"


async def test_an_owner_is_called_by_a_seat_only_if_he_fills_it(
    app: MakeApp, meeting: Meeting
) -> None:
    soon = meeting.item("soon")
    records.edit(meeting.ws, meeting.handover, soon.id, "person", "Zhang Min").expect()
    async with walk(app, meeting, soon.id) as pilot:
        assert " Owner  Zhang Min, receiving side\n" in text_of(pilot)
    assert soon.seat is not None
    records.edit(meeting.ws, meeting.handover, soon.seat, "person", "Zhang Min").expect()
    async with walk(app, meeting, soon.id) as pilot:
        assert " Owner  Zhang Min, as Security, receiving side\n" in text_of(pilot)


async def test_enter_opens_the_record_and_back_shows_what_changed(
    app: MakeApp, meeting: Meeting
) -> None:
    async with walk(app, meeting, meeting.item("late").id) as pilot:
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, SheetScreen)
        records.edit(meeting.ws, meeting.handover, meeting.item("late").id, "text", "later")
        await press(pilot, "escape")
        assert on_screen(pilot) == "later"


async def test_what_was_let_go_can_be_opened_again(app: MakeApp, meeting: Meeting) -> None:
    late = meeting.item("late").id
    async with walk(app, meeting, late) as pilot:
        await press(pilot, "W", *"no time", "enter", *"night watch", "enter", *"T+30", "enter", "1")
        assert meeting.state("late") is ItemState.WAIVED
        await press(pilot, "h")
        assert "waived until 2027-02-14: no time" in text_of(pilot)
        await press(pilot, "space", *"found time", "enter")
        assert meeting.state("late") is ItemState.TODO
        assert on_screen(pilot) == "late"


async def test_find_goes_to_the_next_item_with_the_words(app: MakeApp, meeting: Meeting) -> None:
    async with walk(app, meeting) as pilot:
        await press(pilot, "slash", *"pay-02", "enter")
        assert on_screen(pilot) == "rest optional"
        await press(pilot, "slash", *"nowhere", "enter")
        assert "no item of this walk" in status(pilot)


async def test_hidden_names_stay_hidden(app: MakeApp, meeting: Meeting) -> None:
    async with walk(app, meeting, meeting.item("claimed").id) as pilot:
        await press(pilot, "v", "1")
        await press(pilot, "u", "f9")
        text = text_of(pilot)
        assert not [n for n in ("Li Wei", "Sun Yu", "Zhang Min") if n in text]
        await press(pilot, "v")
        assert not [n for n in ("Li Wei", "Sun Yu", "Zhang Min") if n in status(pilot)]
        assert status(pilot).startswith("saved: PAY-05 verified by receiving side")


async def test_hostile_words_are_shown_as_they_are(app: MakeApp, meeting: Meeting) -> None:
    late = meeting.item("late").id
    async with walk(app, meeting, late) as pilot:
        for hostile in HOSTILE:
            for field in ("text", "why", "proof"):
                records.edit(meeting.ws, meeting.handover, late, field, hostile)
            records.add_note(meeting.ws, meeting.handover, late, hostile)
            screen_of(pilot).reload()
            await pilot.pause()
            text = text_of(pilot)
            assert "\x1b" not in text
            assert "\u202e" not in text
            stored = meeting.ws.dossier(meeting.handover).title(late, "en")
            assert text.count(stored) == 4, hostile


async def test_a_long_text_scrolls(app: MakeApp, meeting: Meeting) -> None:
    late = meeting.item("late").id
    records.edit(meeting.ws, meeting.handover, late, "why", "why " * 249)
    records.edit(meeting.ws, meeting.handover, late, "proof", "proof " * 166)
    async with walk(app, meeting, late) as pilot:
        page = pilot.app.screen.query_one(".body")
        await press(pilot, "pagedown", "down")
        assert page.scroll_offset.y > 8
        await press(pilot, "pageup", "up")
        assert page.scroll_offset.y == 0


async def test_without_open_items_it_says_so(app: MakeApp, meeting: Meeting) -> None:
    everything = [i.id for i in meeting.ws.dossier(meeting.handover).all(Item)]
    records.delete(meeting.ws, meeting.handover, everything).expect()
    async with walk(app, meeting) as pilot:
        assert "Nothing is open up to the next gate" in text_of(pilot)
        await press(pilot, "v", "space", "l", "h", "enter")
        await press(pilot, "u")
        await press(pilot, "enter")
        assert on_screen(pilot) == "back", "undo brought the items back"


def test_without_t0_every_open_item_matters(meeting: Meeting) -> None:
    records.edit(meeting.ws, meeting.handover, meeting.handover, "t0", "")
    dossier = meeting.ws.dossier(meeting.handover)
    assert len(agenda(dossier, MONDAY.date())) == 7


def test_items_without_a_stage_go_by_their_date(meeting: Meeting) -> None:
    with meeting.ws.change(meeting.handover, "new", msg("more")) as ed:
        near = ed.add(Item, text=Bitext("near"), due=parse_due("T-31"))
        ed.add(Item, text=Bitext("after"), due=parse_due("T-30"))
        undated = ed.add(Item, text=Bitext("undated"))
    found = agenda(meeting.ws.dossier(meeting.handover), MONDAY.date())
    assert found[-2:] == [near, undated]
    assert len(found) == len(ORDER) + 2


# The walk itself

STEPS = st.lists(st.sampled_from(["later", "back", "decide", "on"]), max_size=60)


def steps(walk: Walk, wanted: list[str]) -> Iterator[Walk]:
    for step in wanted:
        if step == "decide" and walk.current is not None:
            walk = walk.left(walk.current, ItemState.VERIFIED).onward()
        elif step == "later":
            walk = walk.put_off()
        elif step == "back":
            walk = walk.back()
        elif step == "on":
            walk = walk.forward()
        yield walk


@given(st.integers(0, 8), STEPS)
def test_no_item_is_lost_or_doubled_and_it_ends(count: int, wanted: list[str]) -> None:
    walk = begun(range(count))
    for after in steps(walk, wanted):
        walk = after
        assert sorted(walk.ids) == list(range(count))
        assert 0 <= walk.place <= count
    for _ in range(2 * count + 1):
        walk = walk.put_off()
    assert walk.current is None


@given(st.integers(1, 8), STEPS)
def test_what_is_kept_comes_back_at_the_same_item(count: int, wanted: list[str]) -> None:
    walk = begun(range(count))
    for after in steps(walk, [step for step in wanted if step != "on"]):
        walk = after
    fresh = [i for i in range(count) if i not in walk.handled]
    kept = json.loads(json.dumps(walk.to_json()))
    again = resumed(kept, fresh, lambda item, state: True)
    if walk.current in fresh:
        assert again.current == walk.current
        assert sorted(again.ids) == list(range(count))


@pytest.mark.parametrize(
    "kept", [None, [], {}, {"handled": {"x": 1}}, {"handled": {}, "at": 1, "later": 3}]
)
def test_a_damaged_memory_is_forgotten(kept: object) -> None:
    assert resumed(kept, [1, 2], lambda item, state: True) == begun([1, 2])
