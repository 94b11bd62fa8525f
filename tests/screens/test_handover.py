"""The checklist of a handover, driven by keys on a real file."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len
from textual.pilot import Pilot
from textual.widgets import Static

from screens.dialogs import Choose, Confirm, Notice
from screens.handover import HandoverScreen
from screens.handover.pane import PANE_LINES, DetailPane
from screens.handover.tabs import DimensionTabs
from screens.sheet import SheetScreen
from screens.widgets.ask import AskInput
from screens.widgets.rowlist import Group, RowList
from screens.widgets.rowlist.editor import CellEditor
from tests.fixtures.hostile import HOSTILE
from tests.screens.conftest import LI_WEI, MakeApp, shown, status
from workbench.app import WorkbenchApp
from workbench.domain.bitext import Bitext
from workbench.domain.due import parse_due
from workbench.domain.message import msg
from workbench.domain.registers.handover import Handover
from workbench.domain.registers.item import Item, ItemState
from workbench.domain.registers.note import Note
from workbench.domain.registers.person import Person, Side
from workbench.services import items, planning, records
from workbench.services.workspace import Workspace


class Desk:
    """The file as another program sees it, with ids of the items by number."""

    def __init__(self, path: Path, ws: Workspace) -> None:
        self.path, self.ws = path, ws
        self.handover = ws.store.handover_called("PAY")

    def item(self, number: int) -> Item:
        return next(i for i in self.all() if i.number == number)

    def all(self) -> list[Item]:
        return list(self.ws.dossier(self.handover).all(Item))

    def id(self, number: int) -> int:
        return self.item(number).id

    def person(self, name: str) -> Person:
        people = self.ws.dossier(self.handover).all(Person)
        return next(p for p in people if p.name == name)

    def claim(self, *numbers: int) -> None:
        items.claim(self.ws, self.handover, [self.id(n) for n in numbers], "CHG-1",
                    self.person("Li Wei").id)  # fmt: skip


@pytest.fixture
def desk(payment_file: Path, login: Callable[..., Workspace]) -> Desk:
    return Desk(payment_file, login(payment_file, "Sun Yu", Side.RECEIVING))


@asynccontextmanager
async def opened(
    app: MakeApp, desk: Desk, size: tuple[int, int] = (80, 24), **options: Any
) -> AsyncIterator[Pilot[Any]]:
    made: WorkbenchApp = app(desk.path, handover="PAY", **options)
    async with made.run_test(size=size) as pilot:
        await pilot.pause()
        while not (made.screen_stack and isinstance(made.screen, HandoverScreen)):
            await pilot.pause()
        await pilot.pause()
        yield pilot


async def type_keys(pilot: Pilot[Any], *keys: str) -> None:
    """Keys one after the other; `'text` is typed letter by letter."""
    for key in keys:
        if key.startswith("'"):
            await pilot.press(*("space" if c == " " else c for c in key[1:]))
        else:
            await pilot.press(key)
    await pilot.pause()


def title(pilot: Pilot[Any]) -> str:
    return str(pilot.app.screen.query_one("#title", Static).content)


def pane(pilot: Pilot[Any]) -> str:
    """The pane, line by line as painted."""
    found = pilot.app.screen.query_one(DetailPane)
    return "\n".join(found.render_line(y).text.rstrip() for y in range(found.size.height))


def at(pilot: Pilot[Any]) -> int | None:
    """The number of the item under the cursor."""
    screen = pilot.app.screen
    assert isinstance(screen, HandoverScreen)
    return screen.at.item.number if screen.at is not None else None


async def test_on_a_heading_the_pane_says_what_enter_does(app: MakeApp, desk: Desk) -> None:
    async with opened(app, desk) as pilot:
        rows = pilot.app.screen.query_one(RowList)
        rows.move_to(next(line.id for line in rows.lines if isinstance(line, Group)))
        await pilot.pause()
        assert "enter folds the group" in " ".join(pane(pilot).split())


async def test_the_list_is_grouped_by_what_matters(app: MakeApp, desk: Desk) -> None:
    desk.claim(2)
    async with opened(app, desk) as pilot:
        assert shown(pilot).splitlines() == [
            "-- LATE 1  -------------------------------------------------------------- proof",
            ">[ ] 01 Nov 16   -7 d Li Wei     Plan agreed                                  0",
            "-- CLAIMED, WAITING FOR THE RECEIVING SIDE 1  ---------------------------------",
            " [/] 02 Nov 26        Li Wei     Roster complete                              1",
            "-- LATER 2  -------------------------------------------------------------------",
            " [ ] 03 Dec 16   23 d Duty lea~? Shifts funded                                0",
            " [ ] 04 Jan 15   53 d Sun Yu     Pack signed                                  0",
        ]
        assert "PAY Payment system" in title(pilot)
        assert "T-53, T0 Fri 2027-01-15" in title(pilot)
        assert "G1 in 22 d: NO-GO, 1 stop" in title(pilot)
        assert "25/0 %" in title(pilot)


async def test_the_title_follows_what_the_next_gate_comes_to(app: MakeApp, desk: Desk) -> None:
    desk.claim(1)
    async with opened(app, desk, size=(120, 40)) as pilot:
        assert "G1 in 22 d: NO-GO, 1 stop " in title(pilot)
        assert pilot.app.screen.query_one(RowList).move_to(desk.id(1))
        assert at(pilot) == 1
        await pilot.press("v")
        await pilot.pause()
        await pilot.press("1")
        await pilot.pause()
        assert "G1 in 22 d: GO WITH CONDITIONS " in title(pilot)
        await pilot.press("u")
        await pilot.pause()
        assert "G1 in 22 d: NO-GO, 1 stop " in title(pilot)


async def test_a_claim_asks_for_the_proof_it_needs_and_stays_under_the_cursor(
    app: MakeApp, desk: Desk
) -> None:
    async with opened(app, desk) as pilot:
        await type_keys(pilot, "space", "'CHG-7", "enter")
        assert desk.item(1).state is ItemState.CLAIMED
        assert at(pilot) == 1
        assert ">[/] 01" in shown(pilot).splitlines()[1].replace("*", " ")
        assert "LATE 1" in shown(pilot)
        assert status(pilot) == "claimed: PAY-01"
        await type_keys(pilot, "down")
        assert "LATE 1" not in shown(pilot)
        assert "CLAIMED, WAITING" in shown(pilot)
        await type_keys(pilot, "u")
        assert desk.item(1).state is ItemState.TODO


async def test_a_proof_is_not_left_empty_and_can_be_left(app: MakeApp, desk: Desk) -> None:
    async with opened(app, desk) as pilot:
        await type_keys(pilot, "space", "enter")
        assert status(pilot) == "! a proof is required"
        await type_keys(pilot, "escape")
        assert desk.item(1).state is ItemState.TODO


async def test_where_no_proof_is_required_enter_alone_claims_and_a_key_takes_back(
    app: MakeApp, desk: Desk
) -> None:
    async with opened(app, desk) as pilot:
        await type_keys(pilot, "end", "space", "enter")
        assert (at(pilot), desk.item(4).state) == (4, ItemState.CLAIMED)
        await type_keys(pilot, "space")
        assert desk.item(4).state is ItemState.TODO
        assert desk.item(4).reason == "claim taken back"


async def test_ten_items_are_verified_in_a_meeting_with_twenty_keys(
    app: MakeApp, desk: Desk
) -> None:
    for n in range(6):
        records.add(desk.ws, desk.handover, "item", {"text": f"Point {n}", "due": "T-20"})
    desk.claim(*range(1, 11))
    keys = ["v", "1"]
    async with opened(app, desk) as pilot:
        await type_keys(pilot, *keys)
        for _ in range(9):
            keys += ["down", "v"]
            await type_keys(pilot, "down", "v")
        assert len(keys) <= 20
        assert {i.state for i in desk.all()} == {ItemState.VERIFIED}
        assert {i.verified_by for i in desk.all()} == {desk.person("Sun Yu").id}


async def test_verify_goes_on_from_what_is_verified(app: MakeApp, desk: Desk) -> None:
    desk.claim(1, 3)
    async with opened(app, desk) as pilot:
        await type_keys(pilot, "down", "down", "v", "1", "v")
        assert at(pilot) == 3
        await type_keys(pilot, "v")
        assert {desk.item(1).state, desk.item(3).state} == {ItemState.VERIFIED}
        await type_keys(pilot, "v")
        assert status(pilot) == "nothing waits for the receiving side"


async def test_who_verifies_joins_the_roster_when_nobody_of_that_side_is_on_it(
    app: MakeApp, tmp_path: Path, login: Callable[..., Workspace]
) -> None:
    ws = login(tmp_path / "new.db", "Li Wei", Side.GIVING)
    with ws.founding("new", msg("new")) as (ed, _):
        ed.add(Handover, code="PAY", name=Bitext("Payment"))
        ed.add(Item, text=Bitext("Plan agreed"), evidence_required=False)
    desk = Desk(tmp_path / "new.db", ws)
    async with opened(app, desk) as pilot:
        await type_keys(pilot, "space", "enter", "v", "'Wu Lan", "enter")
        assert desk.person("Wu Lan").side is Side.RECEIVING
        assert desk.item(1).verified_by == desk.person("Wu Lan").id


async def test_sent_back_with_a_reason_comes_first(app: MakeApp, desk: Desk) -> None:
    desk.claim(3)
    async with opened(app, desk) as pilot:
        while at(pilot) != 3:
            await type_keys(pilot, "down")
        await type_keys(pilot, "b", "1", "'no source", "enter")
        assert desk.item(3).state is ItemState.TODO
        assert "sent back by Sun Yu (typed by Li Wei): no source" in pane(pilot)
        await type_keys(pilot, "g")
        assert shown(pilot).splitlines()[0][2:].startswith(" SENT BACK 1")


async def test_what_was_sent_back_is_claimed_with_a_proof_and_says_why_until_verified(
    app: MakeApp, desk: Desk
) -> None:
    desk.claim(3)
    async with opened(app, desk, size=(120, 30)) as pilot:
        while at(pilot) != 3:
            await type_keys(pilot, "down")
        await type_keys(pilot, "b", "1", "'no source", "enter", "space")
        assert desk.item(3).state is ItemState.TODO, "asked first, with the old proof"
        await type_keys(pilot, "'CHG-9", "enter")
        assert desk.item(3).state is ItemState.CLAIMED
        dossier = desk.ws.dossier(desk.handover)
        assert items.given_proofs(dossier, desk.item(3)) == ["CHG-1", "CHG-9"]
        assert "sent back before by Sun Yu: no source" in " ".join(pane(pilot).split())
        await type_keys(pilot, "v")
        assert desk.item(3).state is ItemState.VERIFIED
        assert "sent back" not in pane(pilot).partition("Last")[0]


async def test_why_it_was_sent_back_stands_whole_below_a_long_list_and_the_new_proof_first(
    app: MakeApp, desk: Desk
) -> None:
    reason = "reagent ordering is missing, and so is who signs for the cold chain at the week end"
    with desk.ws.change(desk.handover, "edit", msg("more")) as ed:
        ed.set(desk.id(3), why=Bitext("Nobody orders what nobody has counted."))
        for n in range(30):
            ed.add(Item, text=Bitext(f"More {n}"))
    desk.claim(3)
    sun = desk.person("Sun Yu").id
    items.send_back(desk.ws, desk.handover, [desk.id(3)], reason, sun).expect()
    async with opened(app, desk) as pilot:
        while at(pilot) != 3:
            await type_keys(pilot, "down")
        assert reason in " ".join(pane(pilot).split())
        assert len(pane(pilot).splitlines()) == PANE_LINES
        await type_keys(pilot, "space", "ctrl+u", "'CHG-9", "enter")
        assert "Given  CHG-9; CHG-1" in pane(pilot)
        assert reason in " ".join(pane(pilot).split())


async def test_the_pane_has_the_words_of_an_item_that_the_list_cuts(
    app: MakeApp, desk: Desk
) -> None:
    texts = ["A" + "a" * n for n in range(38, 46)]
    with desk.ws.change(desk.handover, "edit", msg("texts")) as ed:
        for text in texts:
            ed.add(Item, text=Bitext(text), parent=desk.id(1))
    async with opened(app, desk) as pilot:
        said = []
        for grouping in range(2):
            for text in texts:
                number = next(i.number for i in desk.all() if i.text.en == text)
                await type_keys(pilot, "g")
                while at(pilot) != number:
                    await type_keys(pilot, "down")
                row = next(r for r in shown(pilot).splitlines() if r.startswith(">"))
                assert (f"Item   {text}" in pane(pilot)) == (f"{text} " not in row), (grouping, row)
                said.append(text in row)
            await type_keys(pilot, "s", "5")
        assert {True, False} <= set(said)


async def test_marked_items_are_claimed_together_with_one_proof(app: MakeApp, desk: Desk) -> None:
    async with opened(app, desk) as pilot:
        await type_keys(pilot, "s", "5", "g", "m", "m", "space", "'minutes of Monday", "enter")
        assert [i.state for i in desk.all()][:2] == [ItemState.CLAIMED] * 2
        assert status(pilot) == "claimed: 2 items"
        assert not pilot.app.screen.query_one(RowList).marked
        await type_keys(pilot, "u")
        assert {i.state for i in desk.all()} == {ItemState.TODO}


async def test_blocked_begun_and_begun_again(app: MakeApp, desk: Desk) -> None:
    async with opened(app, desk) as pilot:
        await type_keys(pilot, "!", "'no budget", "enter")
        assert (desk.item(1).state, desk.item(1).reason) == (ItemState.BLOCKED, "no budget")
        assert "blocked: no budget" in pane(pilot)
        await type_keys(pilot, ".")
        assert desk.item(1).state is ItemState.DOING


async def test_a_mandatory_item_needs_the_other_side_to_not_apply(app: MakeApp, desk: Desk) -> None:
    async with opened(app, desk) as pilot:
        await type_keys(pilot, "x", "1", "'bought as a service", "enter")
        assert isinstance(pilot.app.screen, Choose)
        assert desk.item(1).state is ItemState.TODO
        await type_keys(pilot, "2")
        found = desk.item(1)
        assert (found.state, found.approver) == (
            ItemState.NOT_APPLICABLE,
            desk.person("Gao Ping").id,
        )


async def test_a_waiver_asks_for_reason_measure_day_and_approval(app: MakeApp, desk: Desk) -> None:
    async with opened(app, desk) as pilot:
        await type_keys(pilot, "W", "'late vendor", "enter", "'daily check", "enter")
        await type_keys(pilot, "'yesterday", "enter")
        assert status(pilot).startswith("! ")
        await type_keys(pilot, "ctrl+u", "'T+91", "enter")
        assert status(pilot) == "! 2027-04-15 at the latest"
        await type_keys(pilot, "ctrl+u", "'T+30", "enter", "1")
        found = desk.item(1)
        assert (found.state, found.measure) == (ItemState.WAIVED, "daily check")
        assert found.expires == date(2027, 2, 14)


async def test_of_a_waiver_that_is_refused_at_the_end_what_was_typed_is_offered_again(
    app: MakeApp, desk: Desk
) -> None:
    async with opened(app, desk) as pilot:
        await type_keys(pilot, "W", "'late vendor", "enter", "'daily check", "enter", "'T+90",
                        "enter")  # fmt: skip
        planning.move_t0(desk.ws, desk.handover, date(2026, 12, 15))
        await type_keys(pilot, "1")
        assert "2027-03-15 at the latest" in status(pilot)
        await type_keys(pilot, "W")
        assert pilot.app.screen.query_one(AskInput).value == "late vendor"


async def test_what_was_saved_is_not_offered_again_though_one_answer_was_refused(
    app: MakeApp, desk: Desk
) -> None:
    async with opened(app, desk) as pilot:
        await type_keys(pilot, "W", "'late vendor", "enter", "'daily check", "enter", "'soon",
                        "enter", "ctrl+u", "'T+30", "enter", "1")  # fmt: skip
        assert desk.item(1).state is ItemState.WAIVED
        await type_keys(pilot, "u", "W")
        assert pilot.app.screen.query_one(AskInput).value == ""


async def test_a_proof_and_a_note_are_one_line_each(app: MakeApp, desk: Desk) -> None:
    async with opened(app, desk) as pilot:
        await type_keys(pilot, "p", "'https://wiki/plan", "enter")
        assert "https://wiki/plan" in pane(pilot)
        await type_keys(pilot, ";", "'HR sends the list on Monday", "enter")
        notes = desk.ws.dossier(desk.handover).under(desk.id(1), Note)
        assert [n.text for n in notes] == ["HR sends the list on Monday"]
        assert '"HR sends the list on Monday"' in pane(pilot)


async def test_items_are_typed_one_after_the_other(app: MakeApp, desk: Desk) -> None:
    async with opened(app, desk) as pilot:
        await type_keys(pilot, "s", "5", "g", "a", "'First", "enter", "'Second", "enter", "escape")
        texts = [i.text.en for i in desk.all()]
        assert texts[:4] == ["Plan agreed", "First", "Second", "Roster complete"]
        assert at(pilot) == 6
        await type_keys(pilot, "A", "'Part", "enter", "escape")
        part = next(i for i in desk.all() if i.text.en == "Part")
        assert part.parent == desk.id(6)


async def test_what_is_typed_stays_in_place_until_the_last_one(app: MakeApp, desk: Desk) -> None:
    async with opened(app, desk) as pilot:
        await type_keys(pilot, "a", "'First", "enter")
        lines = shown(pilot).splitlines()
        assert "Plan agreed" in lines[1]
        assert "First" in lines[2]
        assert "WITHOUT A DATE" not in shown(pilot)
        await type_keys(pilot, "escape")
        assert "WITHOUT A DATE 1" in shown(pilot)


async def test_the_text_is_edited_in_place(app: MakeApp, desk: Desk) -> None:
    async with opened(app, desk) as pilot:
        await type_keys(pilot, "e", "'!", "enter")
        assert desk.item(1).text.en == "Plan agreed!"
        await type_keys(pilot, "e", "'??", "escape")
        assert desk.item(1).text.en == "Plan agreed!"
        assert "kept and offered again" in status(pilot)
        await type_keys(pilot, "e")
        assert pilot.app.screen.query_one(CellEditor).value == "Plan agreed!??"
        assert "saved: Plan agreed!" in status(pilot)
        await type_keys(pilot, "ctrl+u", "escape", "e")
        assert pilot.app.screen.query_one(CellEditor).value == "Plan agreed!"


async def test_a_new_item_left_half_way_is_offered_again(app: MakeApp, desk: Desk) -> None:
    async with opened(app, desk) as pilot:
        await type_keys(pilot, "a", "'Vendor cont", "escape")
        assert "kept and offered again" in status(pilot)
        await type_keys(pilot, "a", "'ract", "enter", "escape")
        assert "Vendor contract" in [i.text.en for i in desk.ws.dossier(desk.handover).all(Item)]
        await type_keys(pilot, "a")
        assert pilot.app.screen.query_one(CellEditor).value == ""


async def test_a_due_date_is_a_rule_or_a_day(app: MakeApp, desk: Desk) -> None:
    async with opened(app, desk) as pilot:
        await type_keys(pilot, "d", *["backspace"] * 4, "'soon", "enter")
        assert "is not a due date" in status(pilot)
        assert status(pilot).rstrip().endswith("+3d."), "the whole sentence"
        await type_keys(pilot, *["backspace"] * 4, "'T-40", "enter")
        assert str(desk.item(1).due) == "T-40"
        assert "follows" not in status(pilot)
        said = "2026-12-01 is a fixed day: it no longer follows T0, as T-40 did"
        await type_keys(pilot, "d", *["backspace"] * 4, "'2026-12-01", "enter")
        assert said in status(pilot)
        await type_keys(pilot, "u")
        pilot.app.open_record(desk.handover, desk.id(1), "due")  # type: ignore[attr-defined]
        await type_keys(pilot, "enter", "ctrl+u", "'2026-12-01", "enter")
        assert str(desk.item(1).due) == "2026-12-01"
        assert said in status(pilot)


async def test_many_choices_say_how_those_without_a_number_are_reached(
    app: MakeApp, desk: Desk
) -> None:
    async with opened(app, desk) as pilot:
        await type_keys(pilot, "R")
        dialog = pilot.app.screen
        assert isinstance(dialog, Choose)
        keys = str(dialog.query_one(".keys", Static).content)
        assert "arrows and enter, or the number of one of the first nine" in keys
        await type_keys(pilot, "escape", "s")
        assert "enter or number: choose" in str(pilot.app.screen.query_one(".keys", Static).content)


async def test_an_owner_is_a_person_a_seat_or_somebody_new(app: MakeApp, desk: Desk) -> None:
    async with opened(app, desk) as pilot:
        await type_keys(pilot, "o", "'Wang Fang", "enter")
        assert desk.item(1).person == desk.person("Wang Fang").id
        await type_keys(pilot, "o", "'Duty lead", "enter")
        assert (desk.item(1).person, desk.item(1).seat) == (None, desk.item(3).seat)


async def test_items_are_placed_in_the_list_as_it_is(app: MakeApp, desk: Desk) -> None:
    async with opened(app, desk) as pilot:
        await type_keys(pilot, "J")
        assert "s groups it so" in status(pilot)
        await type_keys(pilot, "s", "5", "g", "J")
        assert [i.number for i in desk.all()] == [2, 1, 3, 4]
        assert at(pilot) == 1
        await type_keys(pilot, "K")
        assert [i.number for i in desk.all()] == [1, 2, 3, 4]
        await type_keys(pilot, "down", ">")
        assert desk.item(2).parent == desk.id(1)
        await type_keys(pilot, "<")
        assert desk.item(2).parent is None


async def test_what_a_bulk_act_refuses_is_named_with_the_reason(app: MakeApp, desk: Desk) -> None:
    desk.claim(3)
    async with opened(app, desk) as pilot:
        await type_keys(pilot, "s", "5", "g", "m", "m", "m", "v", "1")
        assert isinstance(pilot.app.screen, Notice)
        told = shown(pilot)
        assert "PAY-01: Verify is not possible: the state is to do, not claimed" in told
        assert "PAY-02: Verify is not possible" in told
        assert "PAY-03" not in told
        await type_keys(pilot, "enter")
        assert status(pilot).startswith("! PAY-01: Verify is not possible")
        assert status(pilot).endswith(", and 1 more")
        assert desk.item(3).state is ItemState.VERIFIED
        assert "+[ ] 02" in shown(pilot), "what was refused is still marked"


async def test_headings_of_an_imported_list_stand_above_its_items(app: MakeApp, desk: Desk) -> None:
    with desk.ws.change(desk.handover, "test", msg("from a list")) as ed:
        ed.set(desk.id(2), source="cutover.md:4 / Plan / Cut-over")
        ed.set(desk.id(3), source="cutover.md:5 / Plan / Cut-over")
        ed.set(desk.id(4), source="cutover.md:9 / After")
    async with opened(app, desk) as pilot:
        await type_keys(pilot, "s", "5")
        lines = [line[:23].rstrip(" -") for line in shown(pilot).split("\n")]
        kept = [re.sub(r"^.\[.\].(\d\d).*", r"\1", line) for line in lines]
        assert kept == ["01", "-- Plan / Cut-over", "02", "03", "-- After", "04"]


async def test_delete_says_what_and_undo_brings_it_back(app: MakeApp, desk: Desk) -> None:
    async with opened(app, desk) as pilot:
        await type_keys(pilot, "D")
        assert status(pilot) == "deleted: PAY-01 Plan agreed; u brings it back"
        assert len(desk.all()) == 3
        await type_keys(pilot, "u")
        assert "Plan agreed" in shown(pilot)


async def test_only_what_is_named_is_shown(app: MakeApp, desk: Desk) -> None:
    records.edit(desk.ws, desk.handover, desk.id(2), "dimension", "D2")
    async with opened(app, desk) as pilot:
        await type_keys(pilot, "2")
        assert "Roster" in shown(pilot)
        assert "Plan" not in shown(pilot)
        await type_keys(pilot, "0", "f", "'owner:sun", "enter")
        assert "Pack signed" in shown(pilot)
        assert "Roster" not in shown(pilot)
        await type_keys(pilot, "escape", "y")
        assert "Pack signed" not in shown(pilot)
        await type_keys(pilot, "escape", "f", "'nowhere", "enter")
        assert 'No item here is "nowhere". 0 shows all.' in shown(pilot)
        await type_keys(pilot, "escape")
        assert "Plan agreed" in shown(pilot)
        await type_keys(pilot, "escape")
        assert not isinstance(pilot.app.screen, HandoverScreen)


async def test_a_mark_or_state_is_asked_for_by_name_and_never_meant_by_a_word(
    app: MakeApp, desk: Desk
) -> None:
    records.edit(desk.ws, desk.handover, desk.id(2), "text", "Roster of late shifts")
    items.block(desk.ws, desk.handover, [desk.id(3)], "no budget")
    async with opened(app, desk) as pilot:
        for typed, numbers in (
            ("late", ["02"]),
            ("is:late", ["01"]),
            ("标记:逾期", ["01"]),
            ("is:mandatory", ["01"]),
            ("state:blocked", ["03"]),
            ("状态:受阻", ["03"]),
            ('"plan agreed"', ["01"]),
            ('owner:"Li Wei" agreed', ["01"]),
            ("blocked", []),
        ):
            await type_keys(pilot, "f", f"'{typed}", "enter")
            found = re.findall(r"^.?\[.\].(\d\d) ", shown(pilot), re.MULTILINE)
            assert found == numbers, typed
            await type_keys(pilot, "escape")


async def test_groupings(app: MakeApp, desk: Desk) -> None:
    async with opened(app, desk) as pilot:
        for key, heading in (
            ("2", "WITHOUT A STAGE 4"),
            ("3", "WITHOUT A DIMENSION 4"),
            ("4", "Duty lead ? 1"),
        ):
            await type_keys(pilot, "s", key)
            assert heading in shown(pilot)


async def test_an_empty_handover_says_how_to_begin(
    app: MakeApp, tmp_path: Path, login: Callable[..., Workspace]
) -> None:
    ws = login(tmp_path / "new.db", "Li Wei", Side.GIVING)
    with ws.founding("new", msg("new")) as (ed, _):
        ed.add(Handover, code="PAY", name=Bitext("Payment"))
    desk = Desk(tmp_path / "new.db", ws)
    async with opened(app, desk) as pilot:
        for words in ("No items yet", "type the first item", "bring a list", "fill the roster"):
            assert words in shown(pilot)
        assert "no T0 yet: t sets it" in title(pilot)
        await type_keys(pilot, "a", "'Begin", "enter", "escape")
        assert [i.text.en for i in desk.all()] == ["Begin"]


async def test_moving_t0_shows_every_date_first(app: MakeApp, desk: Desk) -> None:
    async with opened(app, desk) as pilot:
        await type_keys(pilot, "t", *["backspace"] * 10, "'2027-02-15", "enter")
        assert isinstance(pilot.app.screen, Confirm)
        assert "PAY-01" in shown(pilot)
        assert "Thu Dec 17" in shown(pilot)
        gate = next(line for line in shown(pilot).splitlines() if "G1" in line)
        assert gate.strip(" >").split(maxsplit=7) == [
            "G1", "Tue", "Dec", "15", "Fri", "Jan", "15", "Plan agreed",
        ]  # fmt: skip
        await type_keys(pilot, "y")
        assert desk.ws.dossier(desk.handover).handover.t0 == date(2027, 2, 15)
        assert "2027-02-15" in title(pilot)


async def test_what_others_do_does_not_move_the_cursor(app: MakeApp, desk: Desk) -> None:
    async with opened(app, desk) as pilot:
        screen = pilot.app.screen
        assert isinstance(screen, HandoverScreen)
        desk.claim(1)
        screen.refreshed()
        await pilot.pause()
        assert at(pilot) == 1
        assert "[/]*01" in shown(pilot)
        await type_keys(pilot, "down")
        assert "LATE 1" not in shown(pilot)


async def test_the_language_and_hidden_names_are_switched_live(app: MakeApp, desk: Desk) -> None:
    async with opened(app, desk) as pilot:
        await type_keys(pilot, "f2")
        assert "计划经确认" in shown(pilot)
        await type_keys(pilot, "f2", "ctrl+t")
        everything = shown(pilot) + pane(pilot) + title(pilot)
        assert "Li Wei" not in everything
        assert "giving s" in shown(pilot)
        await type_keys(pilot, "o")
        assert "names are hidden" in status(pilot)


async def test_on_a_wide_screen_the_pane_is_at_the_right(app: MakeApp, desk: Desk) -> None:
    async with opened(app, desk, size=(120, 40)) as pilot:
        beside = pilot.app.screen.query_one(DetailPane).region
        assert beside.x > 60
        assert beside.height > 20
        assert "Owner  Li Wei" in pane(pilot)


@pytest.mark.parametrize("lang", ["en", "zh_CN"])
async def test_the_smallest_window_has_verdict_counts_and_items(
    app: MakeApp, desk: Desk, lang: str
) -> None:
    async with opened(app, desk, size=(40, 12)) as pilot:
        if lang != "en":
            await type_keys(pilot, "f2")
        screen = pilot.app.screen
        assert cell_len(title(pilot)) <= 40
        assert "G1" in title(pilot)
        assert ("NO-GO" if lang == "en" else "不通过") in title(pilot)
        assert not screen.query_one(DetailPane).display
        assert screen.query_one(RowList).page >= 7
        assert re.search(r"^>\[.\] 01 .{6} +\S", shown(pilot), re.MULTILINE)
        names, counts = str(screen.query_one(DimensionTabs).render()).splitlines()
        assert names.split() == [">0", *"12345678"]
        assert "~" not in counts


async def test_it_opens_on_the_item_asked_for_even_in_a_folded_group(
    app: MakeApp, desk: Desk
) -> None:
    for n in range(20):
        records.add(desk.ws, desk.handover, "item", {"text": f"Point {n}", "due": "T-20"})
    async with opened(app, desk) as pilot:
        assert "+ LATER 22   enter opens" in shown(pilot)
        await type_keys(pilot, "escape")
        made = pilot.app
        assert isinstance(made, WorkbenchApp)
        made.open_handover(desk.handover, desk.id(20))
        await pilot.pause()
        assert at(pilot) == 20


async def test_enter_opens_the_item_and_what_was_changed_there_is_seen(
    app: MakeApp, desk: Desk
) -> None:
    async with opened(app, desk) as pilot:
        await type_keys(pilot, "enter")
        assert isinstance(pilot.app.screen, SheetScreen)
        records.edit(desk.ws, desk.handover, desk.id(1), "text", "Plan signed")
        await type_keys(pilot, "escape")
        assert "Plan signed" in shown(pilot)


async def test_text_is_only_ever_text(app: MakeApp, desk: Desk) -> None:
    with desk.ws.change(desk.handover, "edit", msg("x")) as ed:
        for text in HOSTILE:
            words = Bitext(text, text)
            someone = ed.add(Person, name=text, side=Side.RECEIVING)
            ed.add(Item, text=words, why=words, proof=words, person=someone, due=parse_due("T-60"))
    async with opened(app, desk) as pilot:
        for keys in ("down", "D", "u", "f2"), ("s", "4", "P", "escape"), *[("down",)] * 20:
            await type_keys(pilot, *keys)
            for strip in pilot.app.screen._compositor.render_strips():
                assert strip.cell_length == 80
                assert "\x1b" not in strip.text


async def test_who_is_present_is_asked_for_each_side(app: MakeApp, desk: Desk) -> None:
    async with opened(app, desk, settings=LI_WEI) as pilot:
        await type_keys(pilot, "P", "1", "1")
        assert status(pilot) == "present: Li Wei, Sun Yu"
        desk.claim(1)
        await type_keys(pilot, "v")
        assert desk.item(1).state is ItemState.VERIFIED


async def test_a_proof_nobody_requires_is_taken_all_the_same(app: MakeApp, desk: Desk) -> None:
    async with opened(app, desk) as pilot:
        await type_keys(pilot, "end", "space", "'ticket 47", "enter")
        assert desk.item(4).state is ItemState.CLAIMED
        assert "ticket 47" in pane(pilot)
