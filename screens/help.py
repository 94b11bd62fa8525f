"""Every key that does something on a screen, generated from the registry of actions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from screens.base import WorkScreen
from screens.widgets.rowlist import Cell, Column, Line, Row, Rule
from workbench.domain.message import Msg, msg
from workbench.keys import SCOPES, for_scope, printed

if TYPE_CHECKING:
    from collections.abc import Iterator

SCOPE_TITLES: dict[str, Msg] = {
    "portfolio": msg("On the list of handovers"),
    "handover": msg("On the checklist"),
    "register": msg("In a register"),
    "sheet": msg("On a record"),
    "walk": msg("In the walk"),
    "pack": msg("On the pack"),
    "text": msg("On a text"),
    "preview": msg("In a preview"),
    "list": msg("In every list"),
    "app": msg("Everywhere"),
}


class HelpScreen(WorkScreen):
    """All keys of one scope and of those around it; `/` finds among them."""

    SCOPE = "list"

    def __init__(self, about: str) -> None:
        super().__init__()
        self._about = about

    def reload(self) -> None:
        self.title_text(self.tr(msg("All keys")))
        columns = [Column("keys", 18), Column("label", 18), Column("help", 0, 20)]
        self.rows.set_columns(columns)
        self.rows.set_lines(list(self._lines()))
        self.rows.focus()

    def action_help(self) -> None:
        self.dismiss()

    def _lines(self) -> Iterator[Line]:
        around = SCOPES.get(self._about, ())
        for scope in (self._about, *around):
            if scope not in SCOPE_TITLES:
                continue
            yield Rule(self.tr(SCOPE_TITLES[scope]))
            for action in for_scope(scope):
                keys = self.host.keymap_in_force.keys(action)
                if keys:
                    yield Row(
                        action.id,
                        {
                            "keys": Cell(" ".join(printed(k) for k in keys), "key"),
                            "label": self.tr(action.label),
                            "help": Cell(self.tr(action.help), "muted"),
                        },
                    )
