"""What an action is; `workbench.actions` has all of them."""

from __future__ import annotations

from functools import partial
from typing import Final, NamedTuple

from workbench.domain.message import Msg


class Action(NamedTuple):
    """Something a key does. `label` is its verb in the key line, `help` one sentence.

    `shown` is its place in the key line, 0 for none. `shares` names an action of a scope around
    this one whose key it is: under another name here (`enter` is Open or Cure), or ahead of it
    while there is something to do (`escape` takes the marks away before it goes back). What `edits`
    changes the data file: where that can only be read, its keys say so instead.
    """

    id: str
    keys: tuple[str, ...]
    label: Msg
    help: Msg
    shown: int = 0
    shares: str = ""
    call: str = ""
    edits: bool = False

    @property
    def scope(self) -> str:
        return self.id.partition(".")[0]

    @property
    def method(self) -> str:
        """The action as Textual calls it: `verify`, `dimension(2)`."""
        return self.call or self.id.partition(".")[2]


edit: Final = partial(Action, edits=True)
