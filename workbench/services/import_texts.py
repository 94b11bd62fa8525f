"""What texts of a checklist's rows come to: keys, what is the same in other words, what fits."""

from __future__ import annotations

import re

from workbench.domain.journey import Stage
from workbench.domain.message import Msg, msg
from workbench.domain.text import fold
from workbench.exchange.drafts import Draft

TEXT_LIMIT = 1_000  # characters of an item's text, as its field takes them

_STAGE = re.compile(r"(S[1-7])\b", re.ASCII)


def key_form(text: str) -> str:
    code, _, number = text.upper().rpartition("-")
    return f"{code}-{int(number):02}" if number.isdecimal() and len(number) < 9 else text


def tidy(text: str) -> str:
    return "".join(c for c in fold(text) if c.isalnum())


def unfit(text: str) -> Msg | None:
    if not text:
        return msg("it does not say what is to be done")
    if len(text) > TEXT_LIMIT:
        return msg("{n} characters are too many, {limit} fit", n=len(text), limit=TEXT_LIMIT)
    return None


def stage_of(draft: Draft) -> Stage | None:
    """The stage a heading names by its code, the innermost first: `S2 Capture`."""
    found = next((m for h in reversed(draft.headings) if (m := _STAGE.match(h))), None)
    return Stage(found[1]) if found else None
