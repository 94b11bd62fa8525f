"""Kinds of field: each knows its columns, how it is typed, shown, kept as JSON and compared.

A register declares its fields as `Annotated[type, kind(...)]`; table, sheet, filter, sort, bulk
change, paste, CSV, JSON, Markdown table, SQL and log all ask the kind and nothing else.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from enum import Enum
from typing import Any, NamedTuple, Protocol, TypeVar

from workbench.domain.errors import BadValue
from workbench.domain.frozen import dataclass
from workbench.domain.message import Msg, listed, msg
from workbench.domain.text import clean, fold, unspoiled


class Column(NamedTuple):
    """One SQL column of a field; `affinity` is TEXT or INTEGER."""

    name: str
    affinity: str


class View(Protocol):
    """What a value needs to be shown or read: language, day, and names of other records."""

    @property
    def lang(self) -> str: ...
    @property
    def today(self) -> date: ...
    def tr(self, message: Msg, /) -> str: ...
    def title_of(self, record_id: int, /) -> str: ...
    def find(self, register: str, text: str, /) -> int | None: ...


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Kind:
    """What every kind has; `core` fields are asked for first and shown first."""

    label: Msg
    core: bool = False
    private: bool = False
    personal: bool = False
    fixed: bool = False  # set by the program; sheet, paste and CSV show it only
    derived: bool = False  # worked out anew with every change, so it is in nobody's way
    help: Msg | None = None
    width: int = 12
    multiline = False

    def columns(self, name: str) -> tuple[Column, ...]:
        return (Column(name, "TEXT"),)

    def to_db(self, value: Any) -> tuple[Any, ...]:
        return (value,)

    def from_db(self, values: Sequence[Any]) -> Any:
        return values[0]

    def to_json(self, value: Any) -> Any:
        return value

    def from_json(self, value: Any) -> Any:
        return value

    def parse(self, text: str, view: View) -> Any:
        """The value typed as `text`; raises BadValue with what is accepted."""
        raise NotImplementedError

    def show(self, value: Any, view: View) -> str:
        return "" if value is None else str(value)

    def edit_text(self, value: Any, view: View) -> str:
        """What an editor starts with: `parse(edit_text(v))` is `v` again."""
        return self.show(value, view)

    def sort_key(self, value: Any, view: View) -> tuple[bool, Any]:
        """Empty values last."""
        shown = self.show(value, view)
        return (shown == "", fold(shown))

    def choices(self, view: View) -> Sequence[tuple[str, str]]:
        """(what parse takes, words) for kinds with a short list; else empty."""
        return ()

    def meets(self, seen: Any, theirs: Any, mine: Any) -> bool:
        """Whether putting `mine` would undo what somebody else made of `seen`."""
        return bool(theirs not in (seen, mine))

    def joined(self, theirs: Any, mine: Any) -> Any:
        """Both values in one; None where that means nothing."""
        return None


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class TextKind(Kind):
    limit: int = 500

    def parse(self, text: str, view: View) -> str:
        value = clean(text, multiline=self.multiline)
        if len(value) > self.limit:
            raise BadValue(
                msg("{n} characters are too many, {limit} fit", n=len(value), limit=self.limit)
            )
        return value

    def to_db(self, value: Any) -> tuple[Any, ...]:
        return (clean(value or "", multiline=self.multiline),)

    def from_db(self, values: Sequence[Any]) -> str:
        return unspoiled(values[0], multiline=self.multiline)

    def from_json(self, value: Any) -> str:
        return clean(str(value or ""), multiline=self.multiline)

    def joined(self, theirs: Any, mine: Any) -> str | None:
        """One after the other. A short text is a name or a code, and not two of them."""
        both = ("\n\n" if self.multiline else " / ").join((theirs, mine))
        return both if self.limit > _SHORT and len(both) <= self.limit else None


class NoteKind(TextKind):
    """Text of several lines."""

    multiline = True


class PointerKind(TextKind):
    """Where something is: URL, path, ticket. Never the thing, never a secret."""

    def joined(self, theirs: Any, mine: Any) -> None:
        return None


class HashKind(TextKind):
    """A SHA-256 in hexadecimal, shown short."""

    def parse(self, text: str, view: View) -> str:
        value = clean(text).lower()
        if value and (len(value) != 64 or set(value) - set("0123456789abcdef")):
            raise BadValue(msg("a SHA-256 has 64 characters 0-9 a-f"))
        return value

    def show(self, value: Any, view: View) -> str:
        return f"{value[:12]}" if value else ""

    def edit_text(self, value: Any, view: View) -> str:
        return value or ""


class FlagKind(Kind):
    def columns(self, name: str) -> tuple[Column, ...]:
        return (Column(name, "INTEGER"),)

    def to_db(self, value: Any) -> tuple[Any, ...]:
        return (1 if value else 0,)

    def from_db(self, values: Sequence[Any]) -> bool:
        return bool(values[0])

    def from_json(self, value: Any) -> bool:
        return bool(value)

    def parse(self, text: str, view: View) -> bool:
        word = fold(clean(text))
        if word in _YES or word == fold(view.tr(YES)):
            return True
        if word in _NO or word == fold(view.tr(NO)):
            return False
        raise BadValue(msg("say {yes} or {no}", yes=YES, no=NO))

    def show(self, value: Any, view: View) -> str:
        return view.tr(YES if value else NO)

    def choices(self, view: View) -> Sequence[tuple[str, str]]:
        return (("yes", view.tr(YES)), ("no", view.tr(NO)))


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class ChoiceKind(Kind):
    """One of the members of an enumeration, each with a `label`."""

    options: type[Enum]
    required: bool = False

    def to_db(self, value: Any) -> tuple[Any, ...]:
        return (self.to_json(value),)

    def from_db(self, values: Sequence[Any]) -> Any:
        return self.from_json(values[0])

    def to_json(self, value: Any) -> Any:
        return value.value if value is not None else None

    def from_json(self, value: Any) -> Any:
        return self.options(value) if value else None

    def parse(self, text: str, view: View) -> Any:
        word = fold(clean(text))
        if not word and not self.required:
            return None
        labels = {m: view.tr(m.label) for m in self._members()}
        for member, label in labels.items():
            if word in (fold(str(member.value)), fold(label), fold(member.label.id)):
                return member
        starts = [m for m, label in labels.items() if fold(label).startswith(word)]
        if word and len(starts) == 1:
            return starts[0]
        words = listed([member.label for member in labels])
        raise BadValue(msg("{text} is none of: {words}", text=clean(text), words=words))

    def show(self, value: Any, view: View) -> str:
        return view.tr(value.label) if value is not None else ""

    def sort_key(self, value: Any, view: View) -> tuple[bool, Any]:
        return (value is None, self._members().index(value) if value is not None else 0)

    def choices(self, view: View) -> Sequence[tuple[str, str]]:
        return [(str(m.value), view.tr(m.label)) for m in self._members()]

    def _members(self) -> list[Any]:
        return list(self.options)


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class RefKind(Kind):
    """Another record of this handover, by its register's name."""

    register: str
    width: int = 14

    def columns(self, name: str) -> tuple[Column, ...]:
        return (Column(name, "INTEGER"),)

    def parse(self, text: str, view: View) -> int | None:
        word = clean(text)
        if not word:
            return None
        found = view.find(self.register, word)
        if found is None:
            raise BadValue(msg("{text} is not in this handover", text=word))
        return found

    def show(self, value: Any, view: View) -> str:
        return view.title_of(value) if value is not None else ""


K = TypeVar("K", bound=Kind)

_SHORT = 100  # characters
YES, NO = msg("yes"), msg("no")
_YES = {"yes", "y", "true", "1", "x", "是"}
_NO = {"no", "n", "false", "0", "", "-", "否"}


def text(
    label: Msg,
    *,
    core: bool = False,
    private: bool = False,
    personal: bool = False,
    fixed: bool = False,
    help: Msg | None = None,
    width: int = 20,
    limit: int = 500,
) -> TextKind:
    return TextKind(
        label=label,
        core=core,
        private=private,
        personal=personal,
        fixed=fixed,
        help=help,
        width=width,
        limit=limit,
    )


def note(
    label: Msg, *, private: bool = False, fixed: bool = False, help: Msg | None = None
) -> NoteKind:
    return NoteKind(label=label, private=private, fixed=fixed, help=help, width=30, limit=20_000)


def pointer(label: Msg, *, core: bool = False, help: Msg | None = None) -> PointerKind:
    return PointerKind(label=label, core=core, help=help, width=30, limit=2_000)


def derived(kind: K) -> K:
    """A field that the program works out anew with every change that touches what it comes from."""
    return replace(kind, fixed=True, derived=True)


def digest(label: Msg) -> HashKind:
    return HashKind(label=label, fixed=True, limit=64)


def flag(
    label: Msg, *, core: bool = False, fixed: bool = False, help: Msg | None = None
) -> FlagKind:
    return FlagKind(label=label, core=core, fixed=fixed, help=help, width=5)


def choice(
    label: Msg,
    options: type[Enum],
    *,
    core: bool = False,
    required: bool = False,
    fixed: bool = False,
    help: Msg | None = None,
    width: int = 12,
) -> ChoiceKind:
    return ChoiceKind(
        label=label,
        options=options,
        core=core,
        required=required,
        fixed=fixed,
        help=help,
        width=width,
    )


def ref(
    label: Msg, register: str, *, core: bool = False, fixed: bool = False, help: Msg | None = None
) -> RefKind:
    return RefKind(label=label, register=register, core=core, fixed=fixed, help=help)
