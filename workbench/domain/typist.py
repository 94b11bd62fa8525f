"""Who typed what somebody else did."""

from __future__ import annotations

from typing import TypeVar

from workbench.domain.message import Msg, msg

Said = TypeVar("Said", bound=Msg | str)


def typed(who: Said, typist: str) -> Said | Msg:
    """`Sun Yu (typed by Li Wei)` where a typist is known."""
    return msg("{name} (typed by {typist})", name=who, typist=typist) if typist else who


def and_typed(said: Msg, typist: str) -> Msg:
    """A sentence, and who typed it where a typist is known."""
    return msg("{said}, typed by {name}", said=said, name=typist) if typist else said
