"""What has changed in a handover since a gate was passed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import ClassVar

from textual.binding import BindingType
from textual.widget import Widget

from screens.fields import EditingScreen
from screens.widgets.keyline import to_bindings
from screens.widgets.oneline import OneLine
from screens.widgets.rowlist import Cell, Column, Group, Line, Row, RowList
from screens.widgets.rowlist.messages import Chosen
from workbench.domain.journey import Gate
from workbench.domain.message import msg, nmsg
from workbench.figures.progress import Progress
from workbench.services import baselines
from workbench.services.baselines import Became, Delta

_FIELD = "field"
_STYLES = {Became.ADDED: "ok", Became.CHANGED: "", Became.REMOVED: "late"}


class BaselineScreen(EditingScreen):
    """The records that differ from the baseline of `gate`, register by register."""

    SCOPE = "baseline"
    BINDINGS: ClassVar[list[BindingType]] = [*EditingScreen.BINDINGS, *to_bindings("baseline")]

    def __init__(self, handover: int, gate: Gate) -> None:
        super().__init__(handover)
        self._gate = gate

    def body(self) -> Iterable[Widget]:
        yield OneLine(classes="about")
        yield RowList(classes="body")

    def display_lines(self, show: Callable[[Iterable[Line]], None]) -> None:
        found, tr = baselines.diff(self.ws, self._handover, self._gate), self.tr
        frozen = baselines.at(self.dossier, self._gate)
        when = f"{frozen.at.astimezone():%Y-%m-%d %H:%M}" if frozen.at is not None else ""
        parts = [
            tr(msg("{code} since {gate}", code=self.dossier.handover.code, gate=self._gate.value)),
            tr(msg("frozen {when}", when=when)),
            frozen.sha256[:8],
            tr(nmsg("{n} record differs", "{n} records differ", len(found.deltas))),
        ]
        self.title_text(" " + "   ".join(parts))
        moved = msg("verified {before} then, {after} now", before=_share(found.before),
                    after=_share(found.after))  # fmt: skip
        self.query_one(".about", OneLine).show(f" {tr(moved)}")
        self.rows.set_columns([Column("key", 9), Column("became", 8), Column("name", 0)])
        self.rows.set_columns([Column("indent", 9), Column("change", 0)], layout=_FIELD)
        self.rows.empty_text = tr(msg("Nothing has changed since this gate was passed."))
        show(list(self._lines(found.deltas)))

    def _lines(self, deltas: Iterable[Delta]) -> Iterable[Line]:
        register = ""
        for delta in deltas:
            if delta.register.name != register:
                register = delta.register.name
                yield Group(("register", register), self.tr(delta.register.title).upper())
            yield Row(
                delta.record,
                {
                    "key": Cell(delta.key, "key"),
                    "became": Cell(self.tr(delta.became.label), _STYLES[delta.became]),
                    "name": self.names.title_of(delta.record),
                },
            )
            for changed in delta.fields:
                kind, found = changed.field.kind, self.dossier.get(delta.record)
                before, after = (
                    self.names.shown(changed.field, found, value) or "-"
                    for value in (changed.before, changed.after)
                )
                told = msg("{field}: {before} -> {after}", field=kind.label, before=before,
                           after=after)  # fmt: skip
                yield Row(
                    (delta.record, changed.field.name), {"change": self.tr(told)},
                    layout=_FIELD, style="muted",
                )  # fmt: skip

    def on_row_list_chosen(self, event: Chosen) -> None:
        """The record, at the field that changed."""
        at, field = event.id if isinstance(event.id, tuple) else (event.id, "")
        if isinstance(at, int) and self.dossier.get(at) is not None:
            self.host.open_record(self._handover, at, field)


def _share(found: Progress) -> str:
    return str(found.verified_share)
