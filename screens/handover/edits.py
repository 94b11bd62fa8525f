"""Items added, typed, placed and deleted in the list itself."""

from __future__ import annotations

from collections.abc import Sequence

from textual import work

from screens.asking import LEFT
from screens.field_text import Open
from screens.handover.arranging import NEW, Adding, Grouping
from screens.handover.listing import Entry
from screens.handover.view import ChecklistView
from screens.text import one_line
from screens.widgets.rowlist import Done, LineId
from screens.widgets.rowlist.messages import EditCancelled, Edited, PastedRows
from workbench.domain.errors import Busy, WorkbenchError
from workbench.domain.message import Msg, msg
from workbench.domain.record import of
from workbench.domain.registers.item import Item


class ItemEdits(ChecklistView):
    """Editing in place; an item being typed has a row of its own until it is left."""

    # Typing

    def action_edit(self) -> None:
        if self.at is not None:
            item = self.at.item
            self.start_edit(item, of(Item).field("text"), item.id, "text", typed=True)

    def edit_left(self, opened: Open, done: Done) -> None:
        if done in ("up", "down"):
            getattr(self.rows, f"action_{done}")()

    def action_add(self) -> None:
        """An item below the one under the cursor, behind it in the list."""
        at = self.at
        if at is None:
            self._add(Adding(self.rows.cursor_id, None, None, 0))
        else:
            self._add(Adding(at.item.id, at.item.parent, at.item.id, self._depth(at)))

    def action_add_child(self) -> None:
        at = self.at
        if at is None:
            self.say(msg("go to an item first; the new one becomes part of it"))
        else:
            self._add(Adding(at.item.id, at.item.id, None, self._depth(at) + 1))

    def _add(self, adding: Adding) -> None:
        self.adding = adding
        self.in_order()
        self.reload()
        hint = msg("what is to be done; enter saves, esc ends")
        draft = self.host.drafts.at(self._new_place)
        text = draft.text if draft is not None else ""
        self.rows.edit(NEW, "text", text, placeholder=self.tr(hint))

    @property
    def _new_place(self) -> str:
        return f"add.{self._handover}"

    def place_of(self, line: LineId, column: str) -> tuple[str, str] | None:
        return (self._new_place, "") if line == NEW else super().place_of(line, column)

    def typed_in_line(self, event: Edited) -> None:
        if event.id == NEW and self.adding is not None:
            self._typed_new(self.adding, event)
        else:
            super().typed_in_line(event)

    def left_in_line(self, event: EditCancelled) -> None:
        if event.id == NEW and self.adding is not None:
            self._end_adding()
            if event.value:
                self.say(LEFT)
        else:
            super().left_in_line(event)

    def _typed_new(self, adding: Adding, event: Edited) -> None:
        """Save what was typed and open the next row; an empty one ends it."""
        if not event.value.strip():
            self._end_adding()
            return
        from workbench.services import records

        texts = {"text": event.value, **self._belongs(adding)}
        try:
            made = records.add(
                self.ws, self._handover, "item", texts, parent=adding.parent, after=adding.after
            )
        except Busy:
            self.again_in_line(event)
            return
        except WorkbenchError as problem:
            self.edit_again(problem)
            return
        after = made if adding.after is not None else None
        self.adding = adding._replace(after=after, made=(*adding.made, made))
        if event.done == "enter":
            self._add(self.adding)
        else:
            self._end_adding()
        self.show_undo()

    def _end_adding(self) -> None:
        made = self.adding.made if self.adding is not None else ()
        self.adding = None
        self.in_order()
        self.reload()
        if made:
            self.rows.move_to(made[-1])

    def _belongs(self, adding: Adding) -> dict[str, str]:
        """Dimension and stage of the item it is part of, else those the list is kept to."""
        above = self.dossier.get(adding.parent)
        beside = self.dossier.get(adding.after)
        found: dict[str, str] = {}
        for field, grouping in (("dimension", Grouping.DIMENSION), ("stage", Grouping.STAGE)):
            source = above if isinstance(above, Item) else None
            if source is None and self.grouping is grouping and isinstance(beside, Item):
                source = beside
            value = getattr(source, field) if source is not None else None
            if value is not None:
                found[field] = value.value
        if self.filter.dimension is not None:
            found["dimension"] = self.filter.dimension.value
        return found

    def _depth(self, entry: Entry) -> int:
        line = self.rows.line(entry.item.id)
        return getattr(line, "depth", 0)

    def on_row_list_pasted_rows(self, event: PastedRows) -> None:
        """A table from a spreadsheet: its rows become items, after a look at them."""
        if self.adding is not None:
            self._end_adding()
        self._paste(event.rows)

    @work
    async def _paste(self, rows: Sequence[Sequence[str]]) -> None:
        from screens.pasting import paste

        await paste(self, of(Item), rows)

    # Placing

    def action_indent(self) -> None:
        """Part of the item above it."""
        found = self._placed()
        if found is None:
            return
        ids, siblings = found
        place = siblings.index(ids[0])
        if not place:
            self.say(msg("there is no item above it that it could be part of"))
        else:
            self._place(ids, parent=siblings[place - 1])

    def action_outdent(self) -> None:
        """Behind the item it is part of."""
        found = self._placed()
        if found is None:
            return
        ids, _ = found
        above = self.dossier.get(self._item(ids[0]).parent)
        if not isinstance(above, Item):
            self.say(msg("it is not part of another item"))
        else:
            self._place(ids, parent=above.parent, after=above.id)

    def action_move_up(self) -> None:
        self._move(-1, msg("it is the first here already"))

    def action_move_down(self) -> None:
        self._move(1, msg("it is the last here already"))

    def _move(self, way: int, end: Msg) -> None:
        """Over the item before or behind the chosen ones; `end` is said where there is none."""
        found = self._placed()
        if found is None:
            return
        ids, siblings = found
        places = [siblings.index(item) for item in ids]
        over = min(places) - 1 if way < 0 else max(places) + 1
        if not 0 <= over < len(siblings):
            self.say(end)
            return
        side = {"before" if way < 0 else "after": siblings[over]}
        self._place(ids, parent=self._item(ids[0]).parent, **side)

    def _placed(self) -> tuple[list[int], list[int]] | None:
        """The chosen items that are beside the first one, and all that are beside it."""
        if self.grouping is not Grouping.LISTED:
            self.say(
                msg("items are placed in the list as it is: {key} groups it so",
                    key=self.key_of("handover.group"))
            )  # fmt: skip
            return None
        ids = self.chosen()
        if not ids:
            return None
        parent = self._item(ids[0]).parent
        beside = [item.id for item in self.dossier.all(Item) if item.parent == parent]
        return [item for item in ids if item in set(beside)], beside

    @work
    async def _place(
        self,
        ids: Sequence[int],
        *,
        parent: int | None,
        after: int | None = None,
        before: int | None = None,
    ) -> None:
        from workbench.services import placing

        self.in_order()
        await self.act(
            lambda ws: placing.place(
                ws, self._handover, ids, parent=parent, after=after, before=before
            )
        )

    def _item(self, item: int) -> Item:
        found = self.dossier.get(item)
        assert isinstance(found, Item)
        return found

    # Deleting

    @work
    async def action_delete(self) -> None:
        """No question is asked: undo brings back what is deleted."""
        from workbench.services import records

        ids = self.chosen()
        if not ids:
            return
        told = self._deleted(ids)
        self.in_order()
        await self.act(lambda ws: records.delete(ws, self._handover, ids), done=told)

    def _deleted(self, ids: Sequence[int]) -> Msg:
        from screens.prompts import what

        undo = self.key_of("app.undo")
        named = what(self.dossier, ids)
        if len(ids) > 1:
            return msg("deleted: {what}; {key} brings them back", what=named, key=undo)
        text = one_line(self._item(ids[0]).text.show(self.tr.lang))
        parts = sum(item.parent == ids[0] for item in self.dossier.all(Item))
        if parts:
            return msg("deleted with its parts: {what} {text}; {key} brings it back",
                       what=named, text=text, key=undo)  # fmt: skip
        return msg("deleted: {what} {text}; {key} brings it back", what=named, text=text, key=undo)
