"""What can go wrong for a reason the user can act on: one sentence, and where."""

from __future__ import annotations

from workbench.domain.message import Msg, msg


class WorkbenchError(Exception):
    """A sentence for the user. `where` is a place such as `list.md:12`, or empty."""

    def __init__(self, message: Msg, where: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.where = where

    def __str__(self) -> str:
        return f"{self.where}: {self.message}" if self.where else str(self.message)


class BadValue(WorkbenchError):
    """A typed or imported value that its field does not take."""


class BadFile(WorkbenchError):
    """A file that cannot be read as what it should be."""


class Refused(WorkbenchError):
    """The request is understood and not allowed now; the message says what is lacking."""


class NotFound(WorkbenchError):
    """What was named does not exist here."""


class StoreError(WorkbenchError):
    """The data file cannot serve the request (locked, full, read-only, damaged, newer...)."""


class Busy(StoreError):
    """Somebody else holds the file; the same request may succeed in a moment."""


class FileMoved(StoreError):
    """The path leads to another file than the one that was opened, or (`gone`) to none.

    What is open no longer has a name: whatever were written to it would vanish.
    """

    def __init__(self, *, gone: bool, where: str = "") -> None:
        away = msg("the data file was removed or moved; nothing was written")
        replaced = msg("another file was put in the place of the data file; nothing was written")
        super().__init__(away if gone else replaced, where)
        self.gone = gone
