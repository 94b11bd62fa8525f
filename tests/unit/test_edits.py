"""Which keys change the data file, and say why instead where it can only be read."""

from __future__ import annotations

from workbench.keys import ACTIONS, edits


def test_a_key_is_known_by_its_screen_and_what_it_calls() -> None:
    assert edits("handover", "claim")
    assert edits("walk", "undo")
    assert not edits("handover", "dimension(2)")
    assert not edits("portfolio", "chase")
    assert not edits("walk", "present")


READING = {
    *("open", "only", "today", "archived", "who", "quit", "walk", "roster", "filter", "mine"),
    *("group", "registers", "present", "send", "export", "chase", "log", "sort", "next", "go"),
    *("previous", "later", "before", "up", "down", "page_up", "page_down", "log.verify"),
    *(f"dimension_{n}" for n in range(9)),
    *("topics", "table", "record", "cost", "posts", "sheet", "page"),
    *("kpis", "team", "waves", "numbers", "coverage", "who_knows", "tasks", "topic", "again"),
    *("interview", "type", "write", "card", "contracts"),
    *("look", "people", "roles", "readings", "timeline", "value", "goals", "day", "freezes"),
    *("gate", "cure", "report", "baseline", *(f"gate_{n}" for n in range(1, 8))),
}


def test_an_action_of_a_screen_either_changes_the_file_or_is_known_to_only_read_it() -> None:
    """Who adds an action says which: where the file is read-only, keys explain before they ask."""
    elsewhere = {"app", "list", "new", "text", "pack", "preview"}  # on no file, or once asked
    unsaid = [
        a.id
        for a in ACTIONS.values()
        if a.scope not in elsewhere and not (a.edits or READING & {a.id, a.id.partition(".")[2]})
    ]
    assert unsaid == []
