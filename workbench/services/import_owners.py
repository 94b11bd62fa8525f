"""Whom the words of a list mean: somebody of the roster, a seat, or a new one of either."""

from __future__ import annotations

from typing import Any

from workbench.domain.dossier import Reading
from workbench.domain.message import Msg, msg
from workbench.domain.registers.seat import Seat
from workbench.domain.text import clean, fold
from workbench.exchange.drafts import guessed_owners
from workbench.exchange.phrases import bare, is_name
from workbench.services.import_row import Answers, Named


class Owners:
    """Each name is looked up once; what the user said goes over every guess."""

    def __init__(self, view: Reading, answers: Answers) -> None:
        self._view, self._answers = view, answers
        self._known: dict[str, Named | int | None] = {}

    def fields(self, words: str) -> dict[str, Any]:
        """The field of an item that an owner goes to, with him; nothing for nobody."""
        answer = self._answers.phrases.get(("owner", words))
        if answer is None:
            owner = self._guessed(words)
        else:
            register, _, name = answer.partition(":")
            owner = self._called(register, name) or (Named(register, name) if name else None)
        if owner is None:
            return {}
        return {"seat" if self._is_seat(owner) else "person": owner}

    def guess(self, words: str) -> str:
        """`person:Chen Hao`, `seat:QA lead`, or empty for nobody."""
        owner = self._guessed(words)
        if owner is None:
            return ""
        if isinstance(owner, Named):
            return f"{owner.register}:{owner.name}"
        register = "seat" if self._is_seat(owner) else "person"
        return f"{register}:{self._view.title_of(owner)}"

    def find(self, register: str, name: str) -> int | None:
        """The person or seat of this name or key."""
        return self._view.find(register, name) if name else None

    def _is_seat(self, owner: Named | int) -> bool:
        if isinstance(owner, Named):
            return owner.register == "seat"
        return isinstance(self._view.dossier.get(owner), Seat)

    def _guessed(self, words: str) -> Named | int | None:
        if words not in self._known:
            names = guessed_owners(words)
            self._known[words] = self._somebody(names[0], words) if names else None
        return self._known[words]

    def _somebody(self, name: str, words: str) -> Named | int:
        name = clean(name).rstrip("?？ ")
        for register in ("person", "seat"):
            found = self._called(register, name)
            if found is not None:
                return found
        filled = bare(words) == clean(words)
        return Named("person" if filled and is_name(name) else "seat", name.removeprefix("@"))

    def _called(self, register: str, name: str) -> int | None:
        found = self.find(register, name)
        if found is not None or register == "person":
            return found
        wanted = fold(name)
        for seat in self._view.dossier.all(Seat):
            if wanted and wanted in (fold(seat.name.en), fold(seat.name.zh), fold(seat.code)):
                return seat.id
        return None


def owner_meant(view: Reading, value: str) -> Msg | str:
    """Who is meant, in the user's words."""
    register, _, name = value.partition(":")
    if not name:
        return msg("nobody")
    known = view.find(register, name) is not None
    if register == "seat":
        return msg("seat {name}", name=name) if known else msg("new seat {name}", name=name)
    return name if known else msg("{name}, new on the roster", name=name)
