"""Which keys change the data file, and say why instead where it can only be read."""

from __future__ import annotations

from workbench import keys
from workbench.keys import ACTIONS, edits


def test_every_one_of_them_is_an_action() -> None:
    assert ACTIONS.keys() >= keys._EDITS


def test_a_key_is_known_by_its_screen_and_what_it_calls() -> None:
    assert edits("handover", "claim")
    assert edits("walk", "undo")
    assert not edits("handover", "dimension(2)")
    assert not edits("portfolio", "chase")
    assert not edits("walk", "present")
