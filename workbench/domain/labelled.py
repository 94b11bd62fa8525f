"""Choices whose members carry the words shown for them."""

from __future__ import annotations

from enum import StrEnum

from workbench.domain.message import Msg, msg


class Labelled(StrEnum):
    """A choice whose members carry the words shown for them: `STAFF = "staff", msg("staff")`."""

    label: Msg
    __hash__ = str.__hash__  # equal to the text it is, and not worked out in Python each time

    def __new__(cls, value: str, label: Msg | None = None) -> Labelled:
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label if label is not None else Msg(value)
        return member


class Side(Labelled):
    """Who somebody acts for in a handover; the settings know it before any register is loaded."""

    GIVING = "giving", msg("giving side")
    RECEIVING = "receiving", msg("receiving side")
    SPONSOR = "sponsor", msg("sponsor")
