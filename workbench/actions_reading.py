"""The actions of the screens that only show something: texts, previews, the log."""

from __future__ import annotations

from typing import Final

from workbench.action import Action
from workbench.domain.message import msg, pmsg

_TEXT = (
    Action(
        "text.copy",
        ("c", "enter"),
        pmsg("key", "Copy"),
        msg("Send the text to the clipboard of your terminal."),
        shown=1,
    ),
    Action("text.write", ("w",), msg("Write file"), msg("Write the text to a file."), shown=2),
    Action("text.next", ("]", "right"), pmsg("key", "Next"), msg("Show the next one."), shown=3),
    Action("text.previous", ("[", "left"), pmsg("key", "Previous"), msg("Show the one before."), 4),
)

_CHASE = (
    Action(
        "chase.send",
        ("x",),
        msg("As a list"),
        msg("Write it as a file that comes back with ticks and proofs."),
        shown=1,
    ),
)

_PACK = (
    Action("pack.brief", ("b",), msg("Brief"), msg("One page only, or the whole again."), shown=1),
)

_PREVIEW = (
    Action("preview.yes", ("y",), pmsg("key", "Do it"), msg("Do what is shown."), shown=1),
    Action(
        "preview.no",
        ("n",),
        msg("Leave it"),
        msg("Leave everything as it is."),
        shown=2,
        shares="list.next_match",
    ),
    Action("preview.file", ("f",), msg("Other file"), msg("Look at another file.")),
    Action(
        "preview.correct",
        ("enter",),
        msg("Correct"),
        msg("Say what a column, owner, date or state of the file really is."),
        shown=3,
        shares="list.choose",
    ),
    Action(
        "preview.leave_out",
        ("space",),
        msg("Leave out"),
        msg("Leave a row out or take it in; or take the file's word for it."),
    ),
    Action("preview.sheet", ("s",), msg("Sheet"), msg("Look at another sheet of the workbook.")),
    Action(
        "preview.refused",
        ("w",),
        msg("Refused rows"),
        msg("Write the refused rows to a file, each with the reason."),
    ),
    Action(
        "preview.keep",
        ("e",),
        msg("Keep secrets"),
        msg("Bring in rows with secrets too, for a reason the log keeps."),
    ),
)

_LOG = (
    Action(
        "log.open",
        ("enter",),
        pmsg("key", "Open"),
        msg("Show each field before and after."),
        shown=1,
        shares="list.choose",
    ),
    Action("log.filter", ("f",), msg("Filter"), msg("Keep to a person, a record, a time."), 2),
    Action(
        "log.verify",
        ("v",),
        pmsg("log", "Verify"),
        msg("Follow the whole chain, and say whether the log still holds."),
        shown=3,
    ),
)

_ACT = (
    Action(
        "act.open",
        ("enter",),
        msg("Go to"),
        msg("Open the record under the cursor."),
        shown=1,
        shares="list.choose",
    ),
    Action("act.next", ("]", "J"), pmsg("log", "Older"), msg("Show the act before this one."), 2),
    Action(
        "act.previous", ("[", "K"), pmsg("log", "Newer"), msg("Show the act after this one."), 3
    ),
)

READING: Final = (*_TEXT, *_CHASE, *_PACK, *_PREVIEW, *_LOG, *_ACT)
