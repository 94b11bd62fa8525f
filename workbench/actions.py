"""Every action of the program: what it is called, which keys do it, what it does.

A key is written as the user sees it (`?`, `ctrl+p`, `enter`). `workbench.keys` says which actions
meet on a screen; there a key has one meaning.
"""

from __future__ import annotations

from typing import Final

from workbench.action import Action, edit
from workbench.actions_checklist import HANDOVER, WALK
from workbench.actions_gates import GATES
from workbench.actions_kpi import KPI
from workbench.actions_leaving import LEAVING
from workbench.actions_reading import READING
from workbench.domain.message import msg, pmsg

_APP = (
    Action(
        "app.help",
        ("?", "f1", "？"),
        msg("All keys"),
        msg("Show every key of this screen."),
    ),
    Action(
        "app.palette",
        ("ctrl+p", ":"),
        msg("Commands"),
        msg("Find a command, a screen or an item by its name."),
    ),
    Action("app.find", ("/",), pmsg("key", "Find"), msg("Look for words on this screen.")),
    edit("app.undo", ("u",), msg("Undo"), msg("Take back my latest change in this handover.")),
    Action(
        "app.back",
        ("escape",),
        pmsg("key", "Back"),
        msg("Go back, as ctrl+c does; what is typed stays kept."),
    ),
    Action("app.redraw", ("ctrl+l",), msg("Redraw"), msg("Draw the whole screen again.")),
    Action("app.language", ("f2",), msg("Language"), msg("Switch between English and Chinese.")),
    Action("app.theme", ("f4",), msg("Theme"), msg("Choose other colours, with a preview.")),
    Action(
        "app.hide_names",
        ("ctrl+t", "f9"),
        msg("Hide names"),
        msg("Show seats in place of people's names, for screen sharing."),
    ),
    Action("app.quit", ("ctrl+q",), msg("Quit"), msg("Leave the program; everything is saved.")),
)

_LIST = (
    Action("list.up", ("up", "k"), msg("Up"), msg("Go one line up.")),
    Action("list.down", ("down", "j"), msg("Down"), msg("Go one line down.")),
    Action("list.page_up", ("pageup",), msg("Page up"), msg("Go one page up.")),
    Action("list.page_down", ("pagedown",), msg("Page down"), msg("Go one page down.")),
    Action("list.top", ("home", "g"), msg("Top"), msg("Go to the first line.")),
    Action("list.bottom", ("end", "G"), msg("Bottom"), msg("Go to the last line.")),
    Action("list.fold", ("left", "h"), msg("Fold"), msg("Fold the group the cursor is in.")),
    Action("list.unfold", ("right", "l"), msg("Unfold"), msg("Show what a folded group holds.")),
    Action("list.choose", ("enter",), pmsg("key", "Open"), msg("Open what the cursor is on.")),
    Action("list.mark", ("m",), msg("Mark"), msg("Mark a line; what follows is for all marked.")),
    Action(
        "list.mark_to_here",
        ("M",),
        msg("Mark to here"),
        msg("Mark from the last marked line to the cursor."),
    ),
    Action("list.mark_up", ("shift+up",), msg("Mark up"), msg("Mark while going up.")),
    Action("list.mark_down", ("shift+down",), msg("Mark down"), msg("Mark while going down.")),
    Action(
        "list.clear_marks",
        ("escape",),
        msg("Clear marks"),
        msg("Take all marks away."),
        shares="app.back",
    ),
    Action("list.next_match", ("n",), msg("Next match"), msg("Go to the next place found.")),
    Action(
        "list.previous_match",
        ("N",),
        msg("Previous match"),
        msg("Go to the place found before this one."),
    ),
)

_PORTFOLIO = (
    Action(
        "portfolio.open",
        ("enter",),
        pmsg("key", "Open"),
        msg("Open the handover, or the line of today's work."),
        shown=1,
        shares="list.choose",
    ),
    Action(
        "portfolio.chase",
        ("c",),
        msg("Chase list"),
        msg("Write what each owner owes, ready to be sent."),
        shown=2,
    ),
    edit("portfolio.new", ("a",), pmsg("key", "New"), msg("Begin another handover."), shown=3),
    Action(
        "portfolio.gate",
        ("F",),
        pmsg("key", "Gate"),
        msg("Show what stops the next gate, and where it is cured."),
        shown=4,
    ),
    Action(
        "portfolio.only",
        ("s",),
        msg("Only this"),
        msg("Show today's work of this handover only, or of all again."),
    ),
    Action(
        "portfolio.today",
        ("tab",),
        msg("To my work"),
        msg("Go from the handovers to today's work, and back."),
    ),
    edit(
        "portfolio.edit",
        ("e",),
        pmsg("key", "Edit"),
        msg("Change the name, T0, organisations and calendar of the handover."),
    ),
    Action("portfolio.log", ("L",), pmsg("key", "Log"), msg("Show who did what when.")),
    edit("portfolio.import", ("i",), msg("Import"), msg("Bring a list of your own.")),
    edit("portfolio.archive", ("A",), msg("Archive"), msg("Put the handover away, or back.")),
    Action("portfolio.archived", ("z",), msg("Archived"), msg("Show or hide archived handovers.")),
    Action("portfolio.who", ("P",), msg("Who I am"), msg("Say who you are, and for which side.")),
    Action("portfolio.quit", ("q",), msg("Quit"), msg("Leave the program; everything is saved.")),
)

_FIRST = (
    edit(
        "first.new",
        ("1",),
        msg("New handover"),
        msg("Begin a handover: code, name, T0, and a template's checklist."),
        shown=1,
    ),
    edit("first.bring", ("2",), msg("My list"), msg("Begin with a list that you have."), shown=2),
    Action("first.look", ("3",), msg("The sample"), msg("Look round a project made up for it."), 3),
    Action("first.quit", ("q",), msg("Quit"), msg("Leave the program; everything is saved.")),
)

_NEW = (
    Action(
        "new.answer",
        ("enter",),
        msg("Answer"),
        msg("Answer the question under the cursor, and go to the next one."),
        shown=1,
        shares="list.choose",
    ),
)

_REGISTER = (
    Action(
        "register.open",
        ("enter",),
        pmsg("key", "Open"),
        msg("Open the record with all its fields."),
        shown=1,
        shares="list.choose",
    ),
    edit("register.add", ("a",), msg("Add"), msg("Add a record."), shown=2),
    edit(
        "register.edit",
        ("e",),
        pmsg("key", "Edit"),
        msg("Change cells in place; of marked records, one field at once."),
        shown=3,
    ),
    edit("register.paste", ("p",), msg("Paste rows"), msg("Bring rows from a spreadsheet."), 4),
    Action("register.filter", ("f",), msg("Filter"), msg("Show only what you name."), 5),
    Action("register.sort", ("s",), msg("Sort"), msg("Sort by a field; again turns it round.")),
    edit("register.note", (";",), msg("Note"), msg("Write a note on the record.")),
    edit("register.delete", ("D",), msg("Delete"), msg("Delete; undo brings it back.")),
    edit(
        "register.merge",
        ("&",),
        msg("Merge"),
        msg("Make one record of the marked ones; what named them names it."),
    ),
    Action("register.log", ("L",), pmsg("key", "Log"), msg("Show who did what when.")),
    edit("register.import", ("i",), msg("Import"), msg("Bring rows from an Excel or CSV file.")),
    Action("register.export", ("E",), msg("Export"), msg("Write the register to a file.")),
)

_SHEET = (
    edit(
        "sheet.edit",
        ("enter",),
        pmsg("key", "Edit"),
        msg("Change the field; leaving it saves."),
        shown=1,
        shares="list.choose",
    ),
    edit("sheet.note", (";",), msg("Note"), msg("Write a note on the record."), shown=2),
    edit("sheet.proof", ("p",), msg("Proof"), msg("Add a link, ticket, file or number."), 3),
    Action("sheet.next", ("]", "J"), pmsg("key", "Next"), msg("Show the next record."), 4),
    Action(
        "sheet.previous", ("[", "K"), pmsg("key", "Previous"), msg("Show the record before."), 5
    ),
    edit("sheet.add", ("a",), msg("Add row"), msg("Add a row to the table in this sheet.")),
    Action(
        "sheet.go",
        ("o",),
        msg("Go to"),
        msg("Open what the field names, what it belongs to, or the release."),
    ),
    Action("sheet.log", ("L",), pmsg("key", "Log"), msg("Show all that was done to the record.")),
    edit(
        "sheet.erase",
        ("X",),
        msg("Erase"),
        msg("Erase the person for good: name, contact, and both in the log."),
    ),
    edit("sheet.state", ("=",), msg("State"), msg("Move the record to another state.")),
    edit("sheet.delete", ("D",), msg("Delete"), msg("Delete; undo brings it back.")),
)

ACTIONS: Final = {
    action.id: action
    for action in (
        *_APP,
        *_LIST,
        *_PORTFOLIO,
        *_FIRST,
        *_NEW,
        *HANDOVER,
        *_REGISTER,
        *_SHEET,
        *WALK,
        *GATES,
        *LEAVING,
        *KPI,
        *READING,
    )
}
"""By id, in the order in which help shows them."""
