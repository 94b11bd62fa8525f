"""What screens may ask of the running program."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import asyncio
    from datetime import date, datetime
    from pathlib import Path
    from threading import Event

    from workbench.keys import Keymap
    from workbench.language import Tr
    from workbench.services.datafile import Standing
    from workbench.services.drafts import Drafts
    from workbench.services.returning import Left
    from workbench.services.workspace import Workspace
    from workbench.settings import Paths, Settings


class Host(Protocol):
    """The app, as screens see it. `ws` loads the database layer on first use."""

    tr: Tr
    keymap_in_force: Keymap
    settings: Settings
    paths: Paths
    path: Path
    names_hidden: bool
    shows_chinese: bool
    last_key: datetime | None
    listed: Event
    """Set when the portfolio has been read once, or could not be."""
    loaded: asyncio.Event
    """Set when what writing and the next screen need has been imported."""

    @property
    def visitor(self) -> str | None: ...
    @property
    def drafts(self) -> Drafts: ...
    @property
    def ended(self) -> bool: ...
    @property
    def now(self) -> datetime: ...
    @property
    def ws(self) -> Workspace: ...
    @property
    def standing(self) -> Standing | None: ...
    @property
    def today(self) -> date: ...
    def set_language(self, lang: str) -> None: ...
    def choose_theme(self, name: str, *, keep: bool) -> None: ...
    def theme_names(self) -> list[tuple[str, str]]: ...
    def switch_file(self, path: Path, settings: Settings, paths: Paths) -> None: ...
    def save_copy(self, target: Path) -> None: ...
    def set_me(self, name: str, side: str) -> None: ...
    def open_handover(self, handover: int, item: int | None = None) -> object: ...
    def open_record(self, handover: int, record: int, field: str = "") -> None: ...
    def go_back_to(self, left: Left) -> None: ...
    def redraw(self) -> None: ...
