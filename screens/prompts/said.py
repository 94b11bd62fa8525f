"""What is asked for in a few words, and what it is about."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Final

from workbench.domain.dossier import Dossier
from workbench.domain.errors import BadValue
from workbench.domain.message import Msg, msg, nmsg
from workbench.domain.registers.item import Item
from workbench.domain.text import clean

if TYPE_CHECKING:
    from screens.base import WorkScreen

_PROOF_HINT: Final = msg("a link, ticket, path or a few words")
_WHY: Final = msg("say why, in a few words")


async def words(
    screen: WorkScreen, label: Msg, lacking: Msg = _WHY, hint: Msg | None = None, start: str = "",
    suggestions: Iterable[str] = (),
) -> str | None:  # fmt: skip
    """A few words, `start` to begin with; `lacking` is said when there are none."""
    if screen.is_barred():
        return None

    def read(text: str) -> str:
        if not clean(text):
            raise BadValue(lacking)
        return text

    return await screen.ask_until(label, read, start, hint, suggestions)


def what(dossier: Dossier, ids: Sequence[int]) -> Msg | str:
    """`PAY-03`, or `3 items`."""
    found = dossier.get(ids[0]) if len(ids) == 1 else None
    return dossier.key(found) if found is not None else nmsg("{n} item", "{n} items", len(ids))


def items_of(dossier: Dossier, ids: Sequence[int]) -> list[Item]:
    """The items among the records."""
    return [item for item in map(dossier.get, ids) if isinstance(item, Item)]


def proof_hint(found: Sequence[Item]) -> Msg:
    """What would be a good proof of the one item, as its template says."""
    if len(found) == 1 and found[0].proof:
        return msg("such as: {proof}", proof=found[0].proof)
    return _PROOF_HINT
