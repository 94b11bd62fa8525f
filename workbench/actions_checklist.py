"""The actions on the checklist: all items in one list, and one after the other."""

from __future__ import annotations

from typing import Final

from workbench.action import Action, edit
from workbench.domain.journey import Dimension
from workbench.domain.message import msg, pmsg

_CLAIM, _VERIFY, _SEND_BACK = (
    (("space",), msg("Claim"), msg("The giving side says it is done; again takes it back.")),
    (("v",), msg("Verify"), msg("The receiving side has seen that it is done.")),
    (("b",), msg("Send back"), msg("The receiving side says it is not done, with a reason.")),
)

HANDOVER: Final = (
    edit("handover.claim", *_CLAIM, shown=1),
    edit("handover.verify", *_VERIFY, shown=2),
    edit("handover.send_back", *_SEND_BACK, shown=3),
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
    edit("handover.add", ("a",), msg("Add"), msg("Add an item below this one.")),
    edit("handover.add_child", ("A",), msg("Add part"), msg("Add an item as part of this one.")),
    edit("handover.edit", ("e",), pmsg("key", "Edit"), msg("Change the words of the item.")),
    edit("handover.due", ("d",), msg("Due"), msg("Change the due date: T-30, Dec 1, +3d.")),
    edit("handover.owner", ("o",), msg("Owner"), msg("Give the item to somebody.")),
    edit("handover.proof", ("p",), msg("Proof"), msg("Add a link, ticket, file or number.")),
    edit("handover.note", (";",), msg("Note"), msg("Write a note on the item.")),
    edit("handover.doing", (".",), msg("Doing"), msg("Say that work on it has begun.")),
    edit("handover.block", ("!",), msg("Blocked"), msg("Say what the item waits for.")),
    edit(
        "handover.not_applicable",
        ("x",),
        msg("Not applicable"),
        msg("Say why the item does not apply here."),
    ),
    edit("handover.waive", ("W",), msg("Waive"), msg("Ask for leave to go on without it.")),
    edit("handover.indent", (">",), msg("Indent"), msg("Make it part of the item above.")),
    edit("handover.outdent", ("<",), msg("Outdent"), msg("Take it out of the item above.")),
    edit("handover.move_up", ("K",), msg("Move up"), msg("Move the item one place up.")),
    edit("handover.move_down", ("J",), msg("Move down"), msg("Move the item one place down.")),
    edit("handover.delete", ("D",), msg("Delete"), msg("Delete the item; undo brings it back.")),
    edit("handover.merge", ("&",), msg("Merge"), msg("Make one item of the marked ones.")),
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
    edit("handover.t0", ("t",), msg("Move T0"), msg("Move T0 and see which dates follow.")),
    edit("handover.import", ("i",), msg("Import"), msg("Bring items from a file.")),
    Action(
        "handover.send",
        ("I",),
        msg("Send list"),
        msg("Write what is shown as a list that comes back."),
    ),
    Action("handover.export", ("E",), msg("Export"), msg("Write the handover pack or a list.")),
)

WALK: Final = (
    edit("walk.verify", *_VERIFY, shown=1),
    edit("walk.send_back", *_SEND_BACK, shown=2),
    edit("walk.proof", ("p",), msg("Proof"), msg("Add a link, ticket, file or number."), 3),
    Action(
        "walk.open",
        ("enter",),
        pmsg("key", "Open"),
        msg("Open the item; at the end, go through what is still open."),
        4,
    ),
    Action("walk.later", ("l", "right"), msg("Later"), msg("Put it off to the end and go on."), 5),
    edit("walk.claim", *_CLAIM),
    Action("walk.before", ("h", "left"), msg("Before"), msg("Go back to the item before.")),
    edit(
        "walk.not_applicable",
        ("x",),
        msg("Not applicable"),
        msg("Say why the item does not apply here."),
    ),
    edit("walk.waive", ("W",), msg("Waive"), msg("Ask for leave to go on without it.")),
    edit("walk.block", ("!",), msg("Blocked"), msg("Say what the item waits for.")),
    edit("walk.due", ("d",), msg("Due"), msg("Change the due date: T-30, Dec 1, +3d.")),
    edit("walk.owner", ("o",), msg("Owner"), msg("Give the item to somebody.")),
    edit("walk.note", (";",), msg("Note"), msg("Write a note on the item.")),
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
