"""Writing a text in the editor the user knows: `EDITOR`, then `VISUAL`."""

from __future__ import annotations

import os
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

from workbench.domain.errors import BadFile, Refused, WorkbenchError
from workbench.domain.message import Msg, msg
from workbench.services import outside
from workbench.services.outside import Sheet

if TYPE_CHECKING:
    from screens.base import WorkScreen


class Written(NamedTuple):
    """The text as the editor left it, and a sentence about that; empty if all is well."""

    text: str
    said: str = ""


class OwnEditor:
    """The user's editor for the text at one place, which was begun from `base`."""

    def __init__(self, screen: WorkScreen, place: str, base: str) -> None:
        self._screen, self._host, self._place, self._base = screen, screen.host, place, base

    @property
    def name(self) -> str:
        """What it is called; empty where it cannot be opened."""
        with suppress(WorkbenchError):
            return os.path.basename(next(iter(self._command()), ""))
        return ""

    def _command(self) -> list[str]:
        if not self._host.settings.may_run_programs:
            raise Refused(msg("other programs cannot be started here"))
        return outside.editor(os.environ)

    def _sheet(self) -> Sheet:
        host = self._host
        return Sheet(host.paths.make_state(), host.path, self._place, host.settings.user)

    def take_up(self) -> None:
        """Make a draft of what the editor had saved when the program was torn away."""
        with suppress(WorkbenchError, OSError):
            sheet = self._sheet()
            try:
                if (found := sheet.left()) is not None:
                    self._keep(sheet, found)
            except BadFile as problem:
                self._screen.say(_untaken(sheet, problem), "warn")

    def _keep(self, sheet: Sheet, text: str) -> None:
        """A draft is on the disk before the file goes: the line may drop in between."""
        drafts = self._host.drafts
        base = sheet.base()
        drafts.typing(self._place, text, base if base is not None else self._base)
        drafts.keep()
        sheet.discard()

    def write(self, text: str) -> Written:
        """The text after the user has written on in his editor.

        Whatever becomes of the editor, nothing of the text is lost.
        """
        try:
            found, said = self._write(text)
        except WorkbenchError as problem:
            found, said = text, problem.message
        return Written(found, self._screen.tr(said) if said is not None else "")

    def _write(self, text: str) -> tuple[str, Msg | None]:
        from screens.terminal import lending

        argv = self._command()
        if not argv:
            raise Refused(
                msg("no editor of yours is named; start the program with one, for example "
                    "EDITOR=nano handover")
            )  # fmt: skip
        self._host.drafts.keep()
        sheet = self._sheet()
        kept = self._host.drafts.at(self._place)
        with sheet.lying_open(text, kept.base if kept is not None else self._base):
            status = lending.run(self._screen.app, [*argv, str(sheet.path)])
            try:
                found = sheet.read()
            except BadFile as problem:
                return text, _untaken(sheet, problem)
            if status:
                found = found or text
            self._keep(sheet, found)
        return found, _failed(status) if status else None


def _untaken(sheet: Sheet, problem: BadFile) -> Msg:
    return msg("what the editor left cannot be taken and stays in {path}: {problem}",
               path=str(sheet.put_by()), problem=problem.message)  # fmt: skip


def _failed(status: int) -> Msg:
    if status < 0:
        return msg("the editor was ended from outside; this is what it had saved")
    return msg("the editor ended with an error ({status}); this is what it had saved",
               status=status)  # fmt: skip
