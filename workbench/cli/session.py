"""One run of the command line: settings, language, clock, data file, and where words go.

Used before the first paint, so nothing that only commands need is imported with it.
"""

from __future__ import annotations

import shlex
import sys
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from workbench.cli.charset import as_started, speak
from workbench.domain.errors import BadFile, BadValue, NotFound
from workbench.domain.message import Msg, msg
from workbench.domain.text import clean, fold
from workbench.files import placed
from workbench.language import Tr, from_environment
from workbench.settings import (
    HOUSE,
    is_locked,
    load,
    load_restricted,
    login,
    paths,
    restricted_paths,
    said_in,
)

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from screens.terminal.preflight import Charset
    from workbench.exchange.sheet import Tell
    from workbench.services.portfolio import Entry
    from workbench.services.workspace import Workspace

_NO_FILE = msg("This account has no data file; its administrator names one that is there.")
STDIN = "stdin"
"""What the log calls standard input, in whatever language it is read."""

_NAMED = 12  # of what there is, in a complaint


def clock_from(environ: Mapping[str, str]) -> Callable[[], datetime]:
    """The clock; with `HANDOVER_TODAY=2026-11-23` it stands at nine in the morning of that day."""
    if named := environ.get("HANDOVER_TODAY", ""):
        from workbench.domain.calendar import parse_day

        fixed = datetime.combine(parse_day(named), time(9)).astimezone()
        return lambda: fixed
    return lambda: datetime.now(UTC)


class Session:
    """What the commands of one run share."""

    def __init__(
        self,
        environ: Mapping[str, str],
        *,
        house: Path = HOUSE,
        restricted: bool = False,
        user: str = "",
    ) -> None:
        """With `restricted` nothing counts but what the house says, and who it says `user` is."""
        if restricted:
            self.settings, self.problems = load_restricted(house, user)
            self.paths = restricted_paths(self.settings, house)
        else:
            self.settings, self.problems = load(environ, house=house)
            self.paths = paths(environ, house)
        if self.settings.one_of_several:
            self._recall_choices()
        self.lang = self.settings.language or from_environment()
        if sys.stdout.isatty() and self.charset == "ascii":
            self.lang = "en"  # question marks are no language
        self.status = 0
        self._environ = environ

    def begin(
        self, *, db: str = "", user: str = "", ascii_only: bool | None = None, looking: bool = False
    ) -> None:
        """What was said on the command line comes over the settings, of which those that could
        not be taken are told. BadFile where one stops everything but `looking` for what is wrong.
        """
        for problem in self.problems:
            if problem.stops and not looking:
                raise BadFile(problem.message, problem.where)
        chosen: dict[str, Any] = {}
        if db:
            chosen["db"] = str(placed(db))
        if user:
            chosen["user"] = clean(user)
        if ascii_only is not None:
            chosen["ascii"] = "on" if ascii_only else "off"
        for name, value in chosen.items():
            if not self.settings.free(name) and value != getattr(self.settings, name):
                raise BadValue(self._is_fixed(name))
        self.settings = self.settings._replace(**chosen)
        if self.settings.ascii != "auto":
            speak(self.charset)
        if self.settings.shared and not self.settings.user:
            self._recall()
        for problem in self.problems:
            self.complain(problem.message, problem.where)

    def _is_fixed(self, name: str) -> Msg:
        if name == "user" and self.settings.restricted:
            return msg("Whoever comes this way is {name}; leave --user out, or come with a key of "
                       "your own.", name=self.settings.user)  # fmt: skip
        return is_locked(name)

    def _recall(self) -> None:
        """On a login of several people: who said at this terminal that he is here."""
        from workbench.services.memory import Memory
        from workbench.services.sitting import sits

        name, side = sits(Memory(self.paths.state, self.path))
        self.settings = self.settings._replace(user=name, side=side)

    def _recall_choices(self) -> None:
        """What the person has chosen who the call says is here."""
        from workbench.services.memory import Memory
        from workbench.services.sitting import chosen

        found = chosen(Memory(self.paths.state, self.path), self.settings.user)
        free: dict[str, Any] = {n: v for n, v in found.items() if self.settings.free(n)}
        self.settings = self.settings._replace(**free)

    @cached_property
    def _charset_of_locale(self) -> Charset:
        return as_started()

    @property
    def charset(self) -> Charset:
        """What the terminal is talked to in: as chosen, else as its locale says."""
        if self.settings.ascii == "auto":
            return self._charset_of_locale
        return "ascii" if self.settings.ascii == "on" else "utf-8"

    def said_in(self, name: str) -> str:
        """Where a setting in force was said."""
        return said_in(name, self.settings, self.paths, self._environ)

    # --- who, when, where ------------------------------------------------------------------

    @property
    def tr(self) -> Tr:
        return Tr(self.lang)

    @cached_property
    def clock(self) -> Callable[[], datetime]:
        return clock_from(self._environ)

    @property
    def today(self) -> date:
        return self.clock().astimezone().date()

    @property
    def path(self) -> Path:
        """The data file: named by option, variable or settings, else the user's own."""
        return Path(self.settings.db) if self.settings.db else self.paths.db

    @property
    def user(self) -> str:
        """The user as the log will name him: as set, else his login; on a login of several people
        empty until one of them has said who he is."""
        return self.settings.user or ("" if self.settings.shared else login())

    @cached_property
    def ws(self) -> Workspace:
        """The data file, opened; it must be there."""
        from workbench.services.workspace import Me, Workspace

        self.need_file()
        return Workspace.open(
            self.path,
            Me.of(self.settings, self.user),
            tr=self.tr,
            clock=self.clock,
            state_folder=self.paths.state,
            reach=self.settings.reach,
        )

    def need_file(self, *, create: bool = False) -> None:
        """Make sure of a data file of this program's format.

        With `create` the user's own is made when it is missing; one that was named may lie on a
        disk that is not there, so it is asked for, or refused.
        """
        from db.migrate import prepare
        from db.place import is_there

        if not is_there(self.path):
            own = not self.settings.db
            if self.settings.restricted:
                raise NotFound(
                    _NO_FILE, clean(self.settings.db) or clean(str(self.paths.system[-1]))
                )
            if not (create and (own or self._agreed_to_make())):
                path = clean(str(self.path))
                make = "handover db new" if own else f"handover --db {shlex.quote(path)} db new"
                raise NotFound(
                    msg("There is no data file here; make one with: {command}", command=make), path
                )
            self.say(msg("New data file: {path}", path=clean(str(self.path))))
        prepare(self.path, create=create, tell=self.say)

    def _agreed_to_make(self) -> bool:
        question = msg("There is no file {path}. Make it?", path=clean(str(self.path)))
        return sys.stdin.isatty() and self.ask(question)

    def handover(self, code: str) -> int:
        """The id of the handover `code`; NotFound names those there are."""
        return self.ws.store.handover_called(clean(code))

    def entry(self, code: str) -> Entry:
        """What the portfolio says of the handover `code`, read without SQLAlchemy."""
        from workbench.services.portfolio import entries

        listed = [entries(self.path, self.today, archived=a) for a in (False, True)]
        for found in chain(*listed):
            if found.code.casefold() == clean(code).casefold():
                return found
        codes = ", ".join(sorted(e.code for e in chain(*listed))[:_NAMED])
        raise NotFound(
            msg("there is no handover {code}; there are: {codes}", code=clean(code), codes=codes)
            if codes
            else msg("there is no handover {code}; the file has none yet", code=clean(code))
        )

    def key(self, handover: int, record: int) -> str:
        """The visible key of a record; empty for one that is gone."""
        dossier = self.ws.known(handover)
        found = dossier.get(record)
        return dossier.key(found) if found is not None else ""

    # --- words -----------------------------------------------------------------------------

    def say(self, message: Msg) -> None:
        """A line of talk."""
        self.talk(self.tr(message) + "\n")

    def watching(self, message: Msg) -> AbstractContextManager[Tell]:
        """Says what takes a moment, and how far it is, to somebody who watches."""
        from workbench.cli.watching import unwatched, watched

        if not sys.stderr.isatty():
            return unwatched()
        return watched(self.tr(message), sys.stderr)

    def talk(self, text: str) -> None:
        """Text to stderr."""
        self._write(sys.stderr, text)

    def complain(self, message: Msg, where: str = "") -> None:
        """One sentence to stderr: who speaks, where, what."""
        said = self.settings.told(message)
        if self.settings.restricted and "--user NAME" in message.id:
            said = msg("{sentence} (ssh HOST -- --user NAME ...: what stands behind -- is not for "
                       "ssh itself)", sentence=said)  # fmt: skip
        parts = ["handover", *([where] if where else []), self.tr(said)]
        self.talk(clean(": ".join(parts)) + "\n")

    def refuse(self, message: Msg, where: str = "") -> None:
        """A complaint about a part of the work; the rest goes on, the exit status says so."""
        from workbench.cli import ERROR

        self.complain(message, where)
        self.status = ERROR

    def data(self, text: str) -> None:
        """Data, to stdout: in UTF-8 unless a terminal wants another encoding."""
        self._write(sys.stdout, text)

    def lines(self, *lines: str) -> None:
        self.data("".join(f"{line}\n" for line in lines))

    def as_json(self, value: object) -> str:
        import json

        return json.dumps(value, ensure_ascii=False, indent=2) + "\n"

    def json(self, value: object) -> None:
        self.data(self.as_json(value))

    def piped(self, name: str) -> bytes:
        """What comes in by standard input; BadFile when it is too much."""
        from workbench.files import MEGABYTE, READ_LIMIT

        data = sys.stdin.buffer.read(READ_LIMIT + 1)
        if len(data) > READ_LIMIT:
            size = f"{READ_LIMIT / MEGABYTE:g}"
            raise BadFile(
                msg("This file is larger than {size} MB; split it, or leave out columns.",
                    size=size), name)  # fmt: skip
        return data

    def save(self, target: str, text: str | bytes, *, force: bool = False) -> None:
        """Write to the file `target`, to stdout for `-`; a file that is there needs `force`."""
        from workbench.domain.errors import Refused

        if target == "-":
            self.data(text if isinstance(text, str) else text.decode())
            return
        reach = self.settings.reach
        path = reach.path(target)
        if reach.replaces(path) and not force:
            raise Refused(
                msg("There is a file of this name already; add --force to replace it."),
                clean(str(path)),
            )
        reach.write(path, text.encode() if isinstance(text, str) else text)
        self.say(msg("Written: {path}", path=clean(str(path))))

    def ask(self, question: Msg) -> bool:
        """A question on the terminal; no is the answer of somebody who just presses enter."""
        import click

        asked = f"{self.tr(question)} [y/N]"
        try:
            answer = fold(click.prompt(asked, "", show_default=False, err=True))
        except click.Abort:
            raise KeyboardInterrupt from None
        return answer in ("y", "yes", "是", fold(self.tr(msg("yes"))))

    def agreed(self, yes: bool, dry_run: bool, question: Msg) -> bool:
        """Whether to go on after a preview: by option, or asked where somebody can answer."""
        if dry_run:
            return False
        return yes or self.ask(question)

    def need_answer(self, yes: bool, dry_run: bool) -> None:
        """Without a terminal nobody can be asked, so the answer must come with the command."""
        if not (yes or dry_run or sys.stdin.isatty()):
            import click

            raise click.UsageError(
                self.tr(msg("Nobody can be asked here: add --yes, or --dry-run to look only.")),
                click.get_current_context(),
            )

    def _write(self, out: TextIO, text: str) -> None:
        plain = clean(text, multiline=True)
        own = out.isatty() and out.encoding and out.errors
        encoding, errors = (out.encoding, out.errors) if own else ("utf-8", "replace")
        out.flush()
        out.buffer.write(plain.encode(encoding, errors or "replace"))
        out.buffer.flush()
