"""Every action of the program: what it is called, which keys do it, what it does.

A key is written as the user sees it (`?`, `ctrl+p`, `enter`). `workbench.keys` says which actions
meet on a screen; there a key has one meaning.
"""

from __future__ import annotations

from typing import Final

from workbench.action import Action
from workbench.actions_gates import GATES
from workbench.actions_kpi import KPI
from workbench.actions_leaving import LEAVING
from workbench.actions_reading import READING
from workbench.domain.journey import Dimension
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
    Action("app.undo", ("u",), msg("Undo"), msg("Take back my latest change in this handover.")),
    Action("app.back", ("escape",), pmsg("key", "Back"), msg("Go back; what is typed stays kept.")),
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
    Action("portfolio.new", ("a",), pmsg("key", "New"), msg("Begin another handover."), shown=3),
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
    Action(
        "portfolio.edit",
        ("e",),
        pmsg("key", "Edit"),
        msg("Change the name, T0, organisations and calendar of the handover."),
    ),
    Action("portfolio.log", ("L",), pmsg("key", "Log"), msg("Show who did what when.")),
    Action("portfolio.import", ("i",), msg("Import"), msg("Bring a list of your own.")),
    Action("portfolio.archive", ("A",), msg("Archive"), msg("Put the handover away, or back.")),
    Action("portfolio.archived", ("z",), msg("Archived"), msg("Show or hide archived handovers.")),
    Action("portfolio.who", ("P",), msg("Who I am"), msg("Say who you are, and for which side.")),
    Action("portfolio.quit", ("q",), msg("Quit"), msg("Leave the program; everything is saved.")),
)

_FIRST = (
    Action(
        "first.new",
        ("1",),
        msg("New handover"),
        msg("Begin a handover: code, name, T0, and a template's checklist."),
        shown=1,
    ),
    Action("first.bring", ("2",), msg("My list"), msg("Begin with a list that you have."), shown=2),
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

_CLAIM, _VERIFY, _SEND_BACK = (
    (("space",), msg("Claim"), msg("The giving side says it is done; again takes it back.")),
    (("v",), msg("Verify"), msg("The receiving side has seen that it is done.")),
    (("b",), msg("Send back"), msg("The receiving side says it is not done, with a reason.")),
)

_HANDOVER = (
    Action("handover.claim", *_CLAIM, shown=1),
    Action("handover.verify", *_VERIFY, shown=2),
    Action("handover.send_back", *_SEND_BACK, shown=3),
    Action(
        "handover.walk",
        ("w",),
        msg("Walk"),
        msg("Go through what matters for the next gate, one item a screen."),
        shown=4,
    ),
    Action(
        "handover.gate",
        ("F",),
        pmsg("key", "Gate"),
        msg("Show what stops the next gate, and where it is cured."),
        shown=5,
    ),
    Action("handover.roster", ("r",), msg("Roster"), msg("Show who is here and leaves when.")),
    Action(
        "handover.open",
        ("enter",),
        pmsg("key", "Open"),
        msg("Open the item with all its fields."),
        shares="list.choose",
    ),
    Action("handover.add", ("a",), msg("Add"), msg("Add an item below this one.")),
    Action("handover.add_child", ("A",), msg("Add part"), msg("Add an item as part of this one.")),
    Action("handover.edit", ("e",), pmsg("key", "Edit"), msg("Change the words of the item.")),
    Action("handover.due", ("d",), msg("Due"), msg("Change the due date: T-30, Dec 1, +3d.")),
    Action("handover.owner", ("o",), msg("Owner"), msg("Give the item to somebody.")),
    Action("handover.proof", ("p",), msg("Proof"), msg("Add a link, ticket, file or number.")),
    Action("handover.note", (";",), msg("Note"), msg("Write a note on the item.")),
    Action("handover.doing", (".",), msg("Doing"), msg("Say that work on it has begun.")),
    Action("handover.block", ("!",), msg("Blocked"), msg("Say what the item waits for.")),
    Action(
        "handover.not_applicable",
        ("x",),
        msg("Not applicable"),
        msg("Say why the item does not apply here."),
    ),
    Action("handover.waive", ("W",), msg("Waive"), msg("Ask for leave to go on without it.")),
    Action("handover.indent", (">",), msg("Indent"), msg("Make it part of the item above.")),
    Action("handover.outdent", ("<",), msg("Outdent"), msg("Take it out of the item above.")),
    Action("handover.move_up", ("K",), msg("Move up"), msg("Move the item one place up.")),
    Action("handover.move_down", ("J",), msg("Move down"), msg("Move the item one place down.")),
    Action("handover.delete", ("D",), msg("Delete"), msg("Delete the item; undo brings it back.")),
    Action("handover.merge", ("=",), msg("Merge"), msg("Make one item of the marked ones.")),
    Action("handover.filter", ("f",), msg("Filter"), msg("Show only late, owner:chen, a word.")),
    Action("handover.mine", ("y",), msg("Only mine"), msg("Show only my items, or all again.")),
    Action(
        "handover.group",
        ("s",),
        msg("Group by"),
        msg("Group by what matters, stage, dimension or owner, or as listed."),
    ),
    Action(
        "handover.dimension_0",
        ("0",),
        msg("All dimensions"),
        msg("Show the items of every dimension."),
        call="dimension(0)",
    ),
    *(
        Action(
            f"handover.dimension_{dimension.number}",
            (str(dimension.number),),
            dimension.label,
            msg("Show only the items of this dimension: {title}.", title=dimension.title),
            call=f"dimension({dimension.number})",
        )
        for dimension in Dimension
    ),
    Action("handover.chase", ("c",), msg("Chase list"), msg("Write what each owner owes.")),
    Action("handover.log", ("L",), pmsg("key", "Log"), msg("Show who did what when.")),
    Action("handover.registers", ("R",), msg("Registers"), msg("Show the registers.")),
    Action("handover.topics", ("T",), msg("Topics"), msg("Show what is known, and by whom.")),
    Action(
        "handover.posts",
        ("O",),
        msg("Roles, posts"),
        msg("Show into which posts the project's roles go."),
    ),
    Action(
        "handover.kpis",
        ("C",),
        msg("KPI changeover"),
        msg("Show which KPIs end, which begin, and days without one."),
    ),
    Action("handover.present", ("P",), msg("Present"), msg("Say who is here for which side.")),
    Action("handover.t0", ("t",), msg("Move T0"), msg("Move T0 and see which dates follow.")),
    Action("handover.import", ("i",), msg("Import"), msg("Bring items from a file.")),
    Action(
        "handover.send",
        ("I",),
        msg("Send list"),
        msg("Write what is shown as a list that comes back."),
    ),
    Action("handover.export", ("E",), msg("Export"), msg("Write the handover pack or a list.")),
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
    Action("register.add", ("a",), msg("Add"), msg("Add a record."), shown=2),
    Action(
        "register.edit",
        ("e",),
        pmsg("key", "Edit"),
        msg("Change cells in place; of marked records, one field at once."),
        shown=3,
    ),
    Action("register.paste", ("p",), msg("Paste rows"), msg("Bring rows from a spreadsheet."), 4),
    Action("register.filter", ("f",), msg("Filter"), msg("Show only what you name."), 5),
    Action("register.sort", ("s",), msg("Sort"), msg("Sort by a field; again turns it round.")),
    Action("register.note", (";",), msg("Note"), msg("Write a note on the record.")),
    Action("register.delete", ("D",), msg("Delete"), msg("Delete; undo brings it back.")),
    Action(
        "register.merge",
        ("=",),
        msg("Merge"),
        msg("Make one record of the marked ones; what named them names it."),
    ),
    Action("register.log", ("L",), pmsg("key", "Log"), msg("Show who did what when.")),
    Action("register.import", ("i",), msg("Import"), msg("Bring rows from an Excel or CSV file.")),
    Action("register.export", ("E",), msg("Export"), msg("Write the register to a file.")),
)

_SHEET = (
    Action(
        "sheet.edit",
        ("enter",),
        pmsg("key", "Edit"),
        msg("Change the field; leaving it saves."),
        shown=1,
        shares="list.choose",
    ),
    Action("sheet.note", (";",), msg("Note"), msg("Write a note on the record."), shown=2),
    Action("sheet.proof", ("p",), msg("Proof"), msg("Add a link, ticket, file or number."), 3),
    Action("sheet.next", ("]", "J"), pmsg("key", "Next"), msg("Show the next record."), 4),
    Action(
        "sheet.previous", ("[", "K"), pmsg("key", "Previous"), msg("Show the record before."), 5
    ),
    Action("sheet.add", ("a",), msg("Add row"), msg("Add a row to the table in this sheet.")),
    Action(
        "sheet.go",
        ("o",),
        msg("Go to"),
        msg("Open what the field names, what it belongs to, or the release."),
    ),
    Action("sheet.log", ("L",), pmsg("key", "Log"), msg("Show all that was done to the record.")),
    Action(
        "sheet.erase",
        ("X",),
        msg("Erase"),
        msg("Erase the person for good: name, contact, and both in the log."),
    ),
    Action("sheet.state", ("=",), msg("State"), msg("Move the item to another state.")),
    Action("sheet.delete", ("D",), msg("Delete"), msg("Delete; undo brings it back.")),
)

_WALK = (
    Action("walk.verify", *_VERIFY, shown=1),
    Action("walk.send_back", *_SEND_BACK, shown=2),
    Action("walk.proof", ("p",), msg("Proof"), msg("Add a link, ticket, file or number."), 3),
    Action(
        "walk.open",
        ("enter",),
        pmsg("key", "Open"),
        msg("Open the item; at the end, go through what is still open."),
        4,
    ),
    Action("walk.later", ("l", "right"), msg("Later"), msg("Put it off to the end and go on."), 5),
    Action("walk.claim", *_CLAIM),
    Action("walk.before", ("h", "left"), msg("Before"), msg("Go back to the item before.")),
    Action(
        "walk.not_applicable",
        ("x",),
        msg("Not applicable"),
        msg("Say why the item does not apply here."),
    ),
    Action("walk.waive", ("W",), msg("Waive"), msg("Ask for leave to go on without it.")),
    Action("walk.block", ("!",), msg("Blocked"), msg("Say what the item waits for.")),
    Action("walk.due", ("d",), msg("Due"), msg("Change the due date: T-30, Dec 1, +3d.")),
    Action("walk.owner", ("o",), msg("Owner"), msg("Give the item to somebody.")),
    Action("walk.note", (";",), msg("Note"), msg("Write a note on the item.")),
    Action(
        "walk.gate",
        ("F",),
        pmsg("key", "Gate"),
        msg("Show what stops the next gate, and where it is cured."),
    ),
    Action("walk.present", ("P",), msg("Present"), msg("Say who is here for which side.")),
    Action("walk.up", ("up", "k"), msg("Up"), msg("Scroll one line up."), call="scroll(-1)"),
    Action("walk.down", ("down", "j"), msg("Down"), msg("Scroll one line down."), call="scroll(1)"),
    Action(
        "walk.page_up",
        ("pageup",),
        msg("Page up"),
        msg("Scroll one page up."),
        call="scroll_page(-1)",
    ),
    Action(
        "walk.page_down",
        ("pagedown",),
        msg("Page down"),
        msg("Scroll one page down."),
        call="scroll_page(1)",
    ),
)

ACTIONS: Final = {
    action.id: action
    for action in (
        *_APP,
        *_LIST,
        *_PORTFOLIO,
        *_FIRST,
        *_NEW,
        *_HANDOVER,
        *_REGISTER,
        *_SHEET,
        *_WALK,
        *GATES,
        *LEAVING,
        *KPI,
        *READING,
    )
}
"""By id, in the order in which help shows them."""
