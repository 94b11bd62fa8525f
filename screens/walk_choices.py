"""What can be done on a page of the guided walk: the key of an action, and what it means here."""

from __future__ import annotations

from typing import Final

from workbench.domain.message import Msg, msg

Choice = tuple[str, Msg]
"""The id of an action, and what it means here."""

VERIFY: Final = ("walk.verify", msg("Verified"))
SEND_BACK: Final = ("walk.send_back", msg("Send back, with a reason"))
ADD_PROOF: Final = ("walk.proof", msg("Add proof"))
NOT_APPLICABLE: Final = ("walk.not_applicable", msg("Not applicable"))
WAIVE: Final = ("walk.waive", msg("Ask for a waiver"))
BLOCK: Final = ("walk.block", msg("Blocked, by what"))
RECORDS: Final = ("walk.open", msg("Correct it first"))
REOPEN: Final = ("walk.claim", msg("Open it again, with a reason"))
GO_ON: Final = ("walk.later", msg("Go on"))
END: Final = (("walk.open", msg("Go through what is open")), ("walk.before", msg("Before")),
              ("app.back", msg("Leave")))  # fmt: skip
GONE: Final = (GO_ON, ("app.back", msg("Leave")))
