"""The change set: the unit of log, undo, feed, conflict and import."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

from workbench.domain.message import Msg, msg
from workbench.domain.text import unspoiled

_FIELD = re.compile(r"\{(\w+)\}")

# A pseudo field beside a record's own: whether it is deleted. Creating is `gone` true to false.
GONE = "gone"

# The kind of change set that erases, and the pseudo field in which it names what it blanked.
ERASURE = "erase"
ERASED = "erased"


class Author(NamedTuple):
    """Who acted, who typed it for him (empty: himself), under which login."""

    actor: str
    typed_by: str = ""
    login: str = ""

    def is_typed_by(self, names: Collection[str], login: str) -> bool:
        """Whether one called so sat at the keyboard, under `login`, which tells namesakes apart."""
        return (self.typed_by or self.actor) in names and self.login == login


class Change(NamedTuple):
    """One record's touched fields before and after, as JSON values."""

    record: int
    register: str
    before: Mapping[str, Any]
    after: Mapping[str, Any]

    @property
    def is_blank(self) -> bool:
        """Whether an erasure took what it said."""
        return not (self.before or self.after)


class ChangeSet(NamedTuple):
    """One act in one handover; `at` is UTC in ISO form, `digest` its link of the chain."""

    handover: int
    at: str
    author: Author
    kind: str
    summary: Msg
    changes: Sequence[Change] = ()
    undoes: int | None = None
    id: int = 0
    digest: str = ""

    @property
    def when(self) -> datetime:
        """The moment; 1970 where a damaged file has none."""
        try:
            return datetime.fromisoformat(self.at)
        except (TypeError, ValueError):
            return datetime.fromtimestamp(0, UTC)


def canonical(value: Any) -> str:
    """JSON that is the same for the same content."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def sha256(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def message_to_json(message: Msg) -> dict[str, Any]:
    kept: dict[str, Any] = {"id": message.id}
    if message.args:
        kept["args"] = {k: _kept(v) for k, v in message.args.items()}
    if message.context:
        kept["context"] = message.context
    if message.plural:
        kept["plural"] = message.plural
    return kept


def message_from_json(kept: Mapping[str, Any]) -> Msg:
    """The message kept; a text in its place that is none of ours is shown as it is."""
    args = {k: _field(v) for k, v in kept.get("args", {}).items()}
    sentence, plural = unspoiled(kept["id"]), unspoiled(kept.get("plural"))
    if not (_takes(sentence, args) and _takes(plural, args)):
        return msg("{text}", text=sentence)
    return Msg(sentence, args, unspoiled(kept.get("context")), plural)


def _field(kept: object) -> object:
    if isinstance(kept, Mapping):
        return message_from_json(kept)
    return kept if isinstance(kept, int) else unspoiled(kept)


def _takes(sentence: str, args: Mapping[str, Any]) -> bool:
    """Whether all braces in a sentence are the names of its fields, and nothing cleverer."""
    rest = _FIELD.sub("", sentence)
    return not ("{" in rest or "}" in rest) and set(_FIELD.findall(sentence)) <= args.keys()


def _kept(value: object) -> object:
    if isinstance(value, Msg):
        return message_to_json(value)
    return value if isinstance(value, int) else str(value)
