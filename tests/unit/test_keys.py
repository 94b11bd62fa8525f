from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from workbench.keys import ACTIONS, SCOPES, Action, Keymap, bindings, for_scope, key_line, keymap
from workbench.settings import Problem

# What plain terminals send as another key, what screen, tmux and ssh take for themselves, and
# chords that not every terminal sends.
NEVER = {
    *(f"ctrl+{c}" for c in "abchijmsz[^\\"),
    *("~", "ctrl+enter", "shift+enter", "ctrl+backspace", "ctrl+up", "ctrl+down"),
    *("ctrl+left", "ctrl+right", "ctrl+circumflex_accent", "ctrl+left_square_bracket"),
}
# What bastions in a browser take for themselves: good only beside another key.
NEVER_ALONE = {
    *("ctrl+w", "ctrl+t", "ctrl+n", "ctrl+tab"),
    *("f1", "f3", "f5", "f6", "f11", "f12", "shift+up", "shift+down"),
}


def reachable(scope: str) -> list[Action]:
    return [a for part in (scope, *SCOPES[scope]) for a in for_scope(part) if not a.shares]


@pytest.mark.parametrize("scope", SCOPES)
def test_a_key_has_one_meaning_on_a_screen(scope: str) -> None:
    keys = Counter(key for action in reachable(scope) for key in action.keys)
    assert [key for key, times in keys.items() if times > 1] == []


def test_the_walk_and_the_checklist_have_the_same_keys_for_the_same_thing() -> None:
    on_list = {a.method: a for a in ACTIONS.values() if a.scope == "handover"}
    in_walk = {a.method: a for a in ACTIONS.values() if a.scope == "walk"}
    shared = on_list.keys() & in_walk.keys()
    assert {"claim", "not_applicable", "waive", "proof", "present", "open"} <= shared
    assert {m: in_walk[m].keys for m in shared} == {m: on_list[m].keys for m in shared}
    names = {key: a.method for a in on_list.values() for key in a.keys}
    for action in in_walk.values():
        for key in action.keys:
            assert names.get(key, action.method) == action.method, key


def test_every_action_can_be_reached_over_ssh() -> None:
    for action in ACTIONS.values():
        keys = set(action.keys)
        assert not NEVER & keys, action.id
        assert not any(key.startswith(("alt+", "ctrl+shift+")) for key in keys), action.id
        # Marking up and down has m beside it.
        assert keys - NEVER_ALONE or action.id in ("list.mark_up", "list.mark_down"), action.id


def test_every_action_is_explained() -> None:
    for action in ACTIONS.values():
        assert action.scope in SCOPES, action.id
        assert 1 <= cell_len(str(action.label)) <= 14, action.id
        assert str(action.help).endswith("."), action.id
        assert cell_len(str(action.help)) <= 66, action.id


@pytest.mark.parametrize("action", [a for a in ACTIONS.values() if a.shares], ids=lambda a: a.id)
def test_a_shared_key_is_that_of_an_action_around(action: Action) -> None:
    other = ACTIONS[action.shares]
    assert action.keys == other.keys
    assert other.scope in SCOPES[action.scope]


@pytest.mark.parametrize("scope", [s for s in SCOPES if s not in ("app", "list")])
def test_the_key_line_names_at_most_six_keys(scope: str) -> None:
    left, help_, right = key_line(scope)
    assert 1 <= len(left) <= 6
    assert help_.id == "app.help"
    assert right.id == (f"{scope}.quit" if scope in ("portfolio", "first") else "app.back")
    places = [action.shown for action in for_scope(scope) if action.shown]
    assert sorted(places) == list(range(1, len(places) + 1))


def test_bindings_name_method_and_id() -> None:
    found = bindings("handover")
    assert ("space", "claim", "handover.claim") in found
    assert ("2", "dimension(2)", "handover.dimension_2") in found
    assert "handover.open" not in [id_ for _, _, id_ in found], "enter is the list's own"
    assert ("escape", "clear_marks", "list.clear_marks") in bindings("list")


# The user's own keys


def test_own_keys_come_over_the_declared_ones() -> None:
    keys, problems = keymap({"handover.verify": ("y", "F7"), "handover.mine": ("v",)})
    assert problems == []
    assert keys.keys(ACTIONS["handover.verify"]) == ("y", "f7")
    assert keys.keys(ACTIONS["walk.verify"]) == ("v",)
    assert keys.for_textual() == {"handover.verify": "y,f7", "handover.mine": "v"}


def test_a_new_key_for_opening_holds_under_all_its_names() -> None:
    taken = ("handover.owner", "sheet.go", "gate.plan", "release.record", "roster.record")
    more = (
        "topics.who",
        "experts.topic",
        "interview.record",
        "matrix.record",
        "kpis.record",
        "kpi.record",
        "readings.card",
        "posts.record",
        "contracts.record",
    )
    others = dict.fromkeys((*taken, *more), ("f7",))
    keys, _ = keymap({"list.choose": ("o", "enter"), **others})
    assert keys.keys(ACTIONS["sheet.edit"]) == ("o", "enter")


@pytest.mark.parametrize(
    ("overrides", "reason"),
    [
        ({"handover.fly": ("x",)}, "no action"),
        ({"handover.verify": ("space",)}, "Claim already"),
        ({"list.up": ("c",)}, "Chase list already"),
        ({"handover.verify": ("j",)}, "Down already"),
        ({"app.help": ()}, "always have a key"),
        ({"app.quit": ()}, "always have a key"),
        ({"app.quit": ("q",)}, "Quit already"),
        ({"handover.verify": ("ctrl+h",)}, "every terminal"),
        ({"handover.verify": ("ctrl+B",)}, "every terminal"),
        ({"handover.verify": ("alt+v",)}, "every terminal"),
        ({"handover.verify": ("~",)}, "every terminal"),
        ({"handover.verify": ("f7 ",)}, "not the name of a key"),
        ({"sheet.edit": ("o",)}, "list.choose"),
    ],
)
def test_an_override_that_cannot_be_is_reported_and_ignored(
    overrides: dict[str, tuple[str, ...]], reason: str
) -> None:
    keys, problems = keymap(overrides | {"handover.note": ("f8",)})
    assert keys.own == {"handover.note": ("f8",)}
    (problem,) = problems
    assert reason in str(problem.message)
    assert problem.where == f"keymap {next(iter(overrides))}"


def test_one_key_for_two_is_given_to_one() -> None:
    keys, problems = keymap({"handover.verify": ("f7",), "handover.claim": ("f7",)})
    assert len(keys.own) == len(problems) == 1


def test_a_key_has_one_spelling() -> None:
    _, problems = keymap({"handover.verify": ("question_mark",)})
    assert "All keys" in str(problems[0].message)
    keys, problems = keymap({"handover.verify": ("comma", "Esc")})
    assert len(problems) == 1
    keys, problems = keymap({"handover.verify": (",",)})
    assert (keys.for_textual(), problems) == ({"handover.verify": "comma"}, [])


def test_what_needs_no_key_may_lose_it() -> None:
    keys, problems = keymap({"handover.delete": ()})
    assert problems == []
    assert keys.keys(ACTIONS["handover.delete"]) == ()
    assert keys.for_textual() == {"handover.delete": "unbound"}


@given(
    st.dictionaries(
        st.sampled_from(list(ACTIONS)) | st.text(),
        st.lists(st.sampled_from("abcdefv?/ \u001b,") | st.text(max_size=8), max_size=3).map(tuple),
        max_size=8,
    )
)
def test_no_override_takes_help_or_quit_away_or_gives_a_key_two_meanings(
    overrides: dict[str, tuple[str, ...]],
) -> None:
    keys, problems = keymap(overrides)
    assert len(keys.own) + len(problems) == len(overrides)
    assert keys.keys(ACTIONS["app.help"])
    assert keys.keys(ACTIONS["app.quit"])
    for scope in SCOPES:
        held = Counter(key for action in reachable(scope) for key in keys.keys(action))
        assert max(held.values()) == 1


def test_without_overrides_the_declared_keys_hold() -> None:
    assert keymap({}) == (Keymap(), list[Problem]())


def test_a_key_that_moves_a_state_merges_nowhere() -> None:
    def keys(what: str) -> set[str]:
        return {k for a in ACTIONS.values() if a.id.endswith(f".{what}") for k in a.keys}

    assert keys("state") == {"="}
    assert keys("merge").isdisjoint(keys("state"))
