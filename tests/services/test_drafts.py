"""Text that is typed and not saved yet, and the place it was typed at."""

from __future__ import annotations

import os
import subprocess
import threading
from pathlib import Path

import pytest

from workbench.domain import mentions
from workbench.services import returning
from workbench.services.drafts import Draft, Drafts
from workbench.services.memory import Memory
from workbench.services.returning import Left


@pytest.fixture
def state(tmp_path: Path) -> Path:
    return tmp_path / "state"


def opened(state: Path, by: str = "Li Wei") -> Drafts:
    """The drafts as a program finds them that starts now."""
    return Drafts(Memory(state, Path("team.db")), by)


def test_what_was_kept_is_found_by_the_next_program(state: Path) -> None:
    drafts = opened(state)
    drafts.typing("12.text", "half a sen", base="a sentence")
    assert opened(state).at("12.text") is None, "only noted so far"
    drafts.keep()
    assert opened(state).at("12.text") == Draft("half a sen", "a sentence")


def test_people_who_share_a_login_do_not_find_each_others_words(state: Path) -> None:
    drafts = opened(state)
    drafts.typing("12.text", "mine")
    drafts.keep()
    assert opened(state, "Sun Yu").at("12.text") is None


def test_text_as_it_was_is_no_draft(state: Path) -> None:
    drafts = opened(state)
    drafts.typing("12.text", "a sentence more", base="a sentence")
    drafts.keep()
    drafts.typing("12.text", "a sentence", base="a sentence")
    assert drafts.at("12.text") is None
    assert opened(state).at("12.text") is None


def test_what_was_answered_and_saved_is_offered_no_more(state: Path) -> None:
    drafts = opened(state)
    drafts.typing("ask.1.Proof", "CHG-1")
    drafts.typing("ask.1.Note", "still typing")
    drafts.keep()
    drafts.answered("ask.1.Proof")
    assert drafts.at("ask.1.Proof") is not None, "confirmed is not saved"
    drafts.saved()
    again = opened(state)
    assert again.at("ask.1.Proof") is None
    assert again.at("ask.1.Note") == Draft("still typing")


def test_a_draft_that_is_confirmed_as_it_was_found_is_forgotten_too(state: Path) -> None:
    drafts = opened(state)
    drafts.typing("ask.1.Proof", "CHG-1")
    drafts.keep()
    again = opened(state)
    again.answered("ask.1.Proof")
    again.saved()
    assert opened(state).at("ask.1.Proof") is None


def test_what_could_not_be_saved_is_offered_again(state: Path) -> None:
    drafts = opened(state)
    drafts.typing("ask.1.Proof", "CHG-1")
    drafts.answered("ask.1.Proof")
    drafts.refused()
    drafts.saved()  # something else
    assert drafts.at("ask.1.Proof") == Draft("CHG-1")


def test_programs_that_write_at_once_keep_each_others_words(state: Path) -> None:
    def lost(number: int) -> None:
        drafts = opened(state)
        drafts.typing(f"{number}.text", f"text {number}")
        drafts.keep()

    threads = [threading.Thread(target=lost, args=(n,)) for n in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = opened(state)
    assert [found.at(f"{n}.text") for n in range(12)] == [Draft(f"text {n}") for n in range(12)]


@pytest.mark.parametrize("damaged", ["", "{", "[]", '{"draft.1.text": 3}', '{"left": {"a": 1}}'])
def test_a_damaged_memory_costs_no_more_than_itself(state: Path, damaged: str) -> None:
    drafts = opened(state)
    drafts.typing("1.text", "typed")
    drafts.keep()
    (file,) = state.iterdir()
    file.write_text(damaged)
    again = opened(state)
    assert again.at("1.text") is None
    assert returning.found(Memory(state, Path("team.db")), "Li Wei") == []
    again.typing("1.text", "typed again")
    again.keep()
    assert opened(state).at("1.text") == Draft("typed again")


def test_places_of_several_windows_newest_first_and_forgotten_one_by_one(state: Path) -> None:
    for number in range(5):
        place = Left([("handover", [1, number])], what=f"PAY-{number}", by="Li Wei", at=str(number))
        returning.leave(Memory(state, Path("team.db")), place)
    returning.leave(Memory(state, Path("team.db")), Left([("walk", [1])], by="Sun Yu"))
    found = returning.found(Memory(state, Path("team.db")), "Li Wei")
    assert [left.what for left in found] == ["PAY-4", "PAY-3"], "the three newest of all"
    returning.forget(Memory(state, Path("team.db")), found[:1])
    left = returning.found(Memory(state, Path("team.db")), "Li Wei")
    assert [place.what for place in left] == ["PAY-3"]


def test_what_is_forgotten_stays_forgotten_for_programs_that_knew_it(state: Path) -> None:
    Memory(state, Path("team.db")).put({"left": [1], "visit": "monday"})
    knew = Memory(state, Path("team.db"))
    Memory(state, Path("team.db")).set("left", None)
    knew.set("visit", "tuesday")
    assert Memory(state, Path("team.db")).get("left") is None


def test_an_editor_left_keeps_its_words_unless_they_were_cleared(state: Path) -> None:
    drafts = opened(state)
    drafts.typing("1.text", "half a sen", "saved")
    assert drafts.left("1.text")
    assert drafts.place == "", "the user is not there any more"
    again = opened(state)
    assert again.at("1.text") == Draft("half a sen", "saved")
    again.typing("1.text", "", "saved")
    assert not again.left("1.text")
    assert opened(state).at("1.text") is None


def test_a_record_begun_under_one_name_is_not_offered_to_another(state: Path) -> None:
    Memory(state, Path("team.db")).begin("new.1.risk", "Li Wei", {"text": "Vendor leaves"})
    memory = Memory(state, Path("team.db"))
    assert memory.begun("new.1.risk", "Li Wei") == {"text": "Vendor leaves"}
    assert memory.begun("new.1.risk", "Sun Yu") == {}


def test_what_is_erased_does_not_come_back_out_of_a_running_program(state: Path) -> None:
    drafts = opened(state)
    drafts.typing("1.text", "ask Chen Hao again", "ask Chen Hao")
    drafts.keep()
    drafts.erase(mentions.exactly(["Chen Hao"], "[erased]"))
    drafts.keep()
    assert drafts.at("1.text") == Draft("ask [erased] again", "ask [erased]")
    assert "Chen Hao" not in "".join(p.read_text() for p in state.iterdir())


def test_the_place_of_a_program_is_offered_when_it_was_killed_with_words_unsaved(
    state: Path,
) -> None:
    drafts = opened(state)
    drafts.typing("1.text", "half a sen")
    drafts.keep()
    with subprocess.Popen(["cat"], stdin=subprocess.PIPE) as other:
        place = Left(
            (("walk", (1,)),), place="1.text", by="Li Wei", program=returning.program(other.pid)
        )
        returning.leave(Memory(state, Path("team.db")), place)
        assert returning.found(Memory(state, Path("team.db")), "Li Wei") == [], "it still runs"
        other.kill()
    assert returning.found(Memory(state, Path("team.db")), "Li Wei") == [place]
    drafts.forget("1.text")
    assert returning.found(Memory(state, Path("team.db")), "Li Wei") == [], "it was saved since"


def test_a_program_that_ends_in_order_leaves_no_place(state: Path) -> None:
    memory = Memory(state, Path("team.db"))
    returning.leave(memory, Left([("walk", [1])], by="Sun Yu"))
    mine = Left([("walk", [2])], by="Sun Yu", program=returning.program(os.getpid()))
    returning.leave(memory, mine)
    returning.stayed(memory)
    assert [left.screens for left in returning.found(memory, "Sun Yu")] == [(("walk", (1,)),)]
