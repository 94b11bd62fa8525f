"""Every key that does something on a screen, generated from the registry of actions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from screens.base import WorkScreen
from screens.text import width, wrapped
from screens.widgets.rowlist import Cell, Column, Line, Row, Rule, TextLine
from workbench.domain.message import Msg, msg
from workbench.keys import SCOPES, for_scope, printed

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from workbench.keys import Action

_NARROW = 60  # cells below which the sentence alone stands beside the keys

SCOPE_TITLES: dict[str, Msg] = {
    "portfolio": msg("On the list of handovers"),
    "first": msg("On the first screen"),
    "new": msg("In the questions of a new handover"),
    "handover": msg("On the checklist"),
    "register": msg("In a register"),
    "sheet": msg("On a record"),
    "walk": msg("In the walk"),
    "gate": msg("On a gate"),
    "roster": msg("On the roster"),
    "release": msg("On the release of a person"),
    "matrix": msg("On the roles and posts"),
    "topics": msg("On the topics"),
    "team": msg("On the team by week"),
    "waves": msg("On the release waves"),
    "posts": msg("On the standing posts"),
    "contracts": msg("On the contracts to end"),
    "coverage": msg("On the coverage of knowledge"),
    "experts": msg("On who knows what"),
    "interview": msg("In the interview"),
    "kpis": msg("On the KPIs"),
    "timeline": msg("On the timeline"),
    "kpi": msg("On the card of a KPI"),
    "readings": msg("On the readings that are due"),
    "value": msg("On the value"),
    "scope": msg("On the list of registers"),
    "baseline": msg("On a baseline"),
    "log": msg("In the log"),
    "act": msg("On an act of the log"),
    "chase": msg("On the chase list"),
    "pack": msg("On the pack"),
    "text": msg("On a text"),
    "preview": msg("In a preview"),
    "list": msg("In every list"),
    "app": msg("Everywhere"),
}


class HelpScreen(WorkScreen):
    """All keys of one scope and of those around it; `/` finds among them."""

    SCOPE = "list"
    AT_REST = msg("the keys of the screen you came from")

    def __init__(self, about: str, without: Collection[str] = ()) -> None:
        """`without` are actions that mean nothing where it was asked for."""
        super().__init__()
        self._about, self._without = about, without

    def reload(self) -> None:
        self.title_text(" " + self.tr(msg("All keys")))
        told = [(scope, action) for scope in self._scopes() for action in self._actions(scope)]
        keys = max(width(self._keys(action)) for _, action in told)
        label = max(width(self.tr(action.label)) for _, action in told)
        narrow = self.app.size.width < _NARROW
        columns = [Column("keys", keys), Column("label", label), Column("help", 0, 20)]
        self.rows.set_columns([c for c in columns if not (narrow and c.key == "label")])
        # Gaps of a cell, the cursor's, and one for the scroll bar.
        self.rows.set_lines(list(self._lines(keys + (4 if narrow else label + 5))))
        self.rows.focus()

    def on_resize(self) -> None:
        self.reload()

    def action_help(self) -> None:
        self.dismiss()

    def _scopes(self) -> list[str]:
        return [self._about, *SCOPES[self._about]]

    def _actions(self, scope: str) -> list[Action]:
        return [action for action in for_scope(scope) if action.id not in self._without]

    def _keys(self, action: Action) -> str:
        return " ".join(map(printed, self.host.keymap_in_force.keys(action)))

    def _lines(self, indent: int) -> Iterator[Line]:
        """Each action with its keys, the sentence wrapped beside them."""
        for scope in self._scopes():
            yield Rule(self.tr(SCOPE_TITLES[scope]))
            for action in self._actions(scope):
                keys, words = self._keys(action), self.tr(action.help)
                if not keys:
                    continue
                first, *more = wrapped(words, self.app.size.width - indent)
                yield Row(
                    action.id,
                    {
                        "keys": Cell(keys, "key"),
                        "label": self.tr(action.label),
                        "help": Cell(first, "muted"),
                    },
                    also=words,
                )
                yield from (TextLine(f"{' ' * (indent - 1)}{part}", "muted") for part in more)
