"""Which actions meet on a screen, and the keys they have there, the user's own included.

The actions are declared in `workbench.actions`. Key line, help, palette and the bindings of every
screen come from here. Within a scope and those around it a key has one meaning.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from contextlib import suppress
from types import MappingProxyType
from typing import Final, NamedTuple

from workbench.action import Action
from workbench.actions import ACTIONS
from workbench.domain.message import Msg, msg
from workbench.domain.text import clean
from workbench.settings import Problem

__all__ = [
    "ACTIONS",
    "SCOPES",
    "Action",
    "Keymap",
    "bindings",
    "edits",
    "for_scope",
    "key_line",
    "keymap",
    "printed",
]

SCOPES: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "app": (),
        "list": ("app",),
        "portfolio": ("list", "app"),
        "first": ("app",),
        "new": ("list", "app"),
        "handover": ("list", "app"),
        "register": ("list", "app"),
        "sheet": ("list", "app"),
        "walk": ("app",),
        "gate": ("list", "app"),
        "scope": ("list", "app"),
        "baseline": ("list", "app"),
        "text": ("app",),
        "chase": ("text", "app"),
        "pack": ("text", "app"),
        "preview": ("list", "app"),
        "log": ("list", "app"),
        "act": ("list", "app"),
        "release": ("list", "app"),
        "roster": ("list", "app"),
        "topics": ("list", "app"),
        "matrix": ("list", "app"),
        **dict.fromkeys(("team", "waves", "posts", "contracts"), ("list", "app")),
        **dict.fromkeys(("coverage", "experts", "interview"), ("list", "app")),
        **dict.fromkeys(("kpis", "timeline", "kpi", "readings", "value"), ("list", "app")),
    }
)
"""Each scope with those around it, whose keys hold there too."""

_HELP, _FIND, _BACK = (ACTIONS[id_] for id_ in ("app.help", "app.find", "app.back"))
_BY_SCOPE: dict[str, list[Action]] = {}
for _action in ACTIONS.values():
    _BY_SCOPE.setdefault(_action.scope, []).append(_action)
_NEVER_WITHOUT_KEY = ("app.help", "app.quit", "app.back")

# The same byte as another key, the prefix of screen or tmux, ssh's escape, a signal, or not sent
# by every terminal; alt is what an Escape on a slow line looks like.
_UNREACHABLE = re.compile(
    r"~|ctrl\+([hijm\[abzc^\\]|[0-9]|circumflex_accent|backslash|left_square_bracket)"
    r"|(ctrl|shift)\+(enter|backspace)|ctrl\+(tab|up|down|left|right)|.*alt\+.*|ctrl\+shift\+.*"
)
_SPELLING = {
    " ": "space",
    "esc": "escape",
    "return": "enter",
    "pgup": "pageup",
    "pgdn": "pagedown",
    "slash": "/",
    "minus": "-",
    "plus": "+",
}


class Keymap(NamedTuple):
    """The keys in force: `own` are the user's, by id of the action, over the declared ones."""

    own: Mapping[str, tuple[str, ...]] = MappingProxyType({})

    def keys(self, action: Action) -> tuple[str, ...]:
        if action.shares:
            return self.keys(ACTIONS[action.shares])
        return self.own.get(action.id, action.keys)

    def for_textual(self) -> dict[str, str]:
        """What `App.set_keymap` takes; an action without keys gets one that nobody can press."""
        return {id_: _joined(keys) or "unbound" for id_, keys in self.own.items()}


def for_scope(scope: str) -> tuple[Action, ...]:
    """The actions declared for `scope` itself, in the order of help."""
    return tuple(_BY_SCOPE.get(scope, ()))


def bindings(scope: str) -> list[tuple[str, str, str]]:
    """Keys (joined by commas), action and id of all that `scope` itself binds."""
    return [
        (_joined(action.keys), action.method, action.id)
        for action in for_scope(scope)
        if not action.shares or scope == "list"
    ]


def edits(scope: str, method: str) -> bool:
    """Whether what a key of `scope` calls changes the data file."""
    around = (scope, *SCOPES.get(scope, ()))
    return any(a.edits and a.method == method for part in around for a in for_scope(part))


def key_line(scope: str) -> tuple[list[Action], Action, Action]:
    """What the key line of `scope` shows: the actions at its left, help, and the one at its right.

    The left ones go from the most to the least needed.
    """
    own = [
        action
        for part in (scope, *SCOPES[scope])
        for action in sorted(for_scope(part), key=lambda a: a.shown)
        if action.shown
    ]
    if "list" in SCOPES[scope]:
        own.append(_FIND)
    return own, _HELP, ACTIONS.get(f"{scope}.quit", _BACK)


def printed(key: str) -> str:
    """`key` as the key line and the help print it: `esc`, `pgup`, `ctrl+q`, `?`."""
    return _PRINTED.get(key, key)


_PRINTED = {"escape": "esc", "pageup": "pgup", "pagedown": "pgdn"}


def keymap(overrides: Mapping[str, tuple[str, ...]]) -> tuple[Keymap, list[Problem]]:
    """The keymap with the user's `overrides`, and those of them that could not be taken."""
    own: dict[str, tuple[str, ...]] = {}
    problems = []
    for id_, keys in overrides.items():
        wanted = tuple(dict.fromkeys(_spelled(key) for key in keys))
        if refusal := _refusal(id_, wanted):
            problems.append(Problem(refusal, f"keymap {clean(id_)}"))
        else:
            own[id_] = wanted
    while own and (found := _clash(own)):
        id_, key, other = found
        del own[id_]
        problems.append(
            Problem(
                msg("{key} is {other} already; the keys stay as they were.", key=key, other=other),
                f"keymap {id_}",
            )
        )
    return Keymap(own), problems


def _refusal(id_: str, keys: tuple[str, ...]) -> Msg | None:
    action = ACTIONS.get(id_)
    if action is None:
        return msg("There is no action {id}; the help lists them.", id=clean(id_))
    if action.shares:
        return msg("Its key is that of {id}; change it there.", id=action.shares)
    if not keys and id_ in _NEVER_WITHOUT_KEY:
        return msg("Help, back and quit always have a key.")
    for key in keys:
        if len(key) > 1 and not re.fullmatch(r"(ctrl\+|shift\+|alt\+)*[a-z0-9_\[\]^\\]+", key):
            return msg("{key} is not the name of a key; write f7, ctrl+o or x.", key=clean(key))
        if _UNREACHABLE.fullmatch(key):
            return msg("{key} does not arrive over every terminal; choose another.", key=key)
    return None


def _clash(own: Mapping[str, tuple[str, ...]]) -> tuple[str, str, Msg] | None:
    """One of the user's actions with a key that means something else, that key, and what."""
    keys = Keymap(own)
    for scope, around in SCOPES.items():
        seen: dict[str, Action] = {}
        for action in (a for part in (*around, scope) for a in for_scope(part) if not a.shares):
            for key in keys.keys(action):
                other = seen.setdefault(key, action)
                if other is not action:
                    mine, kept = (action, other) if action.id in own else (other, action)
                    return mine.id, key, kept.label
    return None


def _spelled(key: str) -> str:
    """`key` in the one spelling used here: `?` for `question_mark`, `escape` for `Esc`."""
    if len(key) > 1:
        key = key.lower()
        with suppress(KeyError):
            sign = unicodedata.lookup(key.replace("_", " "))
            key = sign if sign.isprintable() and not sign.isalnum() else key
    return _SPELLING.get(key, key)


def _joined(keys: tuple[str, ...]) -> str:
    return ",".join("comma" if key == "," else key for key in keys)
