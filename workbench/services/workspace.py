"""The workspace: one data file, one user, and the dossiers that are open."""

from __future__ import annotations

import copy
import sqlite3
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from db import records
from db.held import Held
from db.migrate import prepare
from db.place import barred
from db.store import Batch, Store
from workbench.domain import record
from workbench.domain.change import Author, ChangeSet
from workbench.domain.conflict import Seen
from workbench.domain.dossier import Context, Dossier, Reading
from workbench.domain.errors import Busy, FileMoved, Refused
from workbench.domain.message import Msg
from workbench.domain.registers.handover import Handover
from workbench.domain.registers.person import Person, Side
from workbench.domain.text import clean, fold
from workbench.language import Tr
from workbench.reach import ANYWHERE, Reach
from workbench.rules.holding import accepted_at
from workbench.services import summary
from workbench.services.editing import Editing
from workbench.services.memory import Memory
from workbench.settings import Settings, login

if TYPE_CHECKING:
    from db.writer import Writer


@dataclass(frozen=True, slots=True)
class Me:
    """Who sits at the keyboard."""

    name: str
    side: Side | None = None
    login: str = field(default_factory=login)
    shared: bool = False
    """Whether several people use the login, so that only the name says who it is."""
    vouched: bool = False
    """Whether the administrator of the host says who it is."""
    crowded: frozenset[str] = frozenset()
    """The logins that several people use, which are nobody's own."""

    @classmethod
    def of(cls, settings: Settings, name: str) -> Me:
        """Who the settings say it is, under this `name`."""
        return cls(
            name,
            Side(settings.side) if settings.side else None,
            shared=settings.shared,
            vouched=settings.restricted and not settings.free("user"),
            crowded=settings.shared_logins,
        )

    @property
    def signs(self) -> str:
        """What the log calls him: his name, cleaned, else his login."""
        return clean(self.name) or clean(self.login)


class Workspace:
    """Use cases take this first. It holds no transaction between calls."""

    def __init__(
        self,
        path: Path,
        me: Me,
        *,
        tr: Tr | None = None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        state_folder: Path | None = None,
        held: Held | None = None,
        reach: Reach = ANYWHERE,
    ) -> None:
        self.store = Store(path, held)
        self.me = me
        self.tr = tr if tr is not None else Tr()
        self.clock = clock
        self.memory = Memory(state_folder, path)
        self.reach = reach
        self.on_moved: Callable[[], object] = lambda: None
        """Called when nothing could be written, because the file is no longer at its path."""
        self.on_saved: Callable[[], None] = lambda: None
        """Called when a change of this user is in the file."""
        self.judging = True
        """Whether each change is judged at once; off where many follow each other."""
        self._open: dict[int, Dossier] = {}
        self._seen: Seen | None = None
        self.behind = False  # whether the file was busy when it was looked at last
        self._written: dict[int, ChangeSet] = {}
        self.looked_up: dict[int, tuple[object, ChangeSet | None]] = {}
        """By handover what was found in the log to be undone, and as of what."""

    @classmethod
    def open(
        cls,
        path: Path,
        me: Me,
        *,
        tr: Tr | None = None,
        create: bool = False,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        state_folder: Path | None = None,
        reach: Reach = ANYWHERE,
    ) -> Workspace:
        """Open a data file of the current format, migrated or (with `create`) made if need be."""
        held = prepare(path, create=create)
        return cls(path, me, tr=tr, clock=clock, state_folder=state_folder, held=held, reach=reach)

    @property
    def read_only(self) -> Msg | None:
        """Why the file can only be read by this user now; None when he may write it."""
        return barred(self.store.path)

    @property
    def today(self) -> date:
        """Today where the user is."""
        return self.clock().astimezone().date()

    @property
    def moment(self) -> datetime:
        """Now, as records keep it: UTC, to the second."""
        return self.clock().astimezone(UTC).replace(microsecond=0)

    @property
    def context(self) -> Context:
        return Context(self.today, self.tr)

    def reading(self, handover: int) -> Reading:
        """The handover's dossier, read in the user's language."""
        return Reading(self.dossier(handover), self.context)

    def dossier(self, handover: int) -> Dossier:
        """All registers of a handover, brought up to date with the file.

        As they were last seen while somebody else has the file to himself: `behind` says so.
        """
        try:
            with self.store.records() as connection:
                found = self._read(connection, handover)
        except Busy:
            if handover not in self._open:
                raise
            self.behind = True
            return self._open[handover]
        self.behind = False
        self._open[handover] = found
        return found

    def known(self, handover: int) -> Dossier:
        """The dossier as it was last seen, without touching the file."""
        return self._open.get(handover) or self.dossier(handover)

    def having_seen(self, seen: Seen | Dossier) -> Workspace:
        """This workspace for an act decided by what the user saw, not by what the file says now.

        Whatever such an act changes is compared with it, field by field: what others changed
        since is kept, and where both changed the same the act raises Conflict.
        """
        made = copy.copy(self)
        made._seen = seen if isinstance(seen, Seen) else Seen(seen)
        return made

    def writing_in(self, lang: str) -> Workspace:
        """This workspace for a text that was typed in another language than that on screen."""
        made = copy.copy(self)
        made.tr = Tr(lang)
        return made

    def unheard(self) -> Workspace:
        """This workspace for an act beside the loop: what hears of a change is told afterwards."""
        made = copy.copy(self)
        made.on_saved = lambda: None
        return made

    def shown(self, handover: int) -> Dossier:
        """What the user has before his eyes: as he was told to have seen it, else as known."""
        seen = self._seen.dossier if self._seen is not None else None
        return seen if seen is not None and seen.handover.id == handover else self.known(handover)

    def written(self, handover: int) -> ChangeSet | None:
        """The change set this program wrote last, unless another one is known to have followed."""
        last, known = self._written.get(handover), self._open.get(handover)
        return last if last is not None and known is not None and last.id == known.head else None

    @contextmanager
    def change(
        self, handover: int, kind: str, what: Msg, *, actor: str = "", undoes: int | None = None
    ) -> Iterator[Editing]:
        """One change set: everything done to the yielded `Editing`, or nothing at all.

        `kind` is a word for machines (`claim`, `import`), `what` the sentence the undo line and
        the log show. A block that raises, or changes nothing, leaves no trace; nor does one that
        would overwrite what others did since the user looked (`having_seen`): Conflict.
        """
        from workbench.services.authorship import need_own_login

        with self._writing() as writer:
            before = self._read(records.plain(writer.connection), handover)
            need_own_login(self.me, before, writer)
            seen = self._seen
            if seen is not None and seen.dossier.handover.id != handover:
                seen = None

            def who(record_id: int, since: int, fields: Collection[str]) -> str:
                from db import log

                return log.changed_by(writer.connection, record_id, since, fields)

            number = partial(writer.last_number, handover)
            free = undoes is not None and undoes > accepted_at(before)
            editing = Editing(before, writer.next_id(), number, seen, who, free=free)
            yield editing
            if editing.clashes:
                raise editing.conflict()
            kpis = self._settled(editing)
            if watched := [*editing.moved(Person), *kpis]:
                from workbench.rules.guards import slipped_through

                now = editing.after(before.head)
                if why := slipped_through(before, now, watched, self.today):
                    raise Refused(why[0])
            entry = self._entry(editing, kind, editing.what or what, actor, undoes)
            after = self._write(writer, editing, entry)
        if after is not None:
            self._open[handover] = after
            self._written[handover] = entry._replace(id=after.head)
            self.on_saved()

    @contextmanager
    def founding(self, kind: str, what: Msg) -> Iterator[tuple[Editing, Sequence[str]]]:
        """The change set that creates a handover; also yields the codes already taken."""
        with self._writing() as writer:
            new = writer.next_id()
            unborn = Dossier(
                Handover(id=new, handover=new), {n: {} for n in record.below_handover()}, 0
            )
            editing = Editing(unborn, new, lambda register: 0)
            yield editing, writer.codes()
            self._settled(editing)
            after = self._write(writer, editing, self._entry(editing, kind, what, "", None))
        if after is not None:
            self._open[new] = after
            self.on_saved()

    def _settled(self, editing: Editing) -> list[int]:
        """The KPIs and batches of readings it touches, once what follows for them is done."""
        touched = editing.touched("kpi", "batch")
        if touched or editing.touched("handover"):
            from workbench.services.settling import settle

            settle(self, editing)
        return touched

    @contextmanager
    def _writing(self) -> Iterator[Writer]:
        from workbench.services.authorship import need_name

        need_name(self.me)
        try:
            with self.store.writing() as writer:
                yield writer
        except FileMoved:
            self.on_moved()
            raise

    def _read(self, connection: sqlite3.Connection, handover: int) -> Dossier:
        """The dossier as the file has it: read whole the first time, then what is new."""
        known = self._open.get(handover)
        if known is not None:
            return records.caught_up(connection, known)
        return records.read_dossier(connection, handover, record.below_handover())

    def signing(self, dossier: Dossier) -> str:
        """What the log calls the user there: as the roster spells him, so that whoever logs in as
        `li wei` does not stand in for Li Wei."""
        mine = self.me.signs
        wanted = fold(mine)
        return next((p.name for p in dossier.all(Person) if fold(p.name) == wanted), mine)

    def _entry(
        self, editing: Editing, kind: str, what: Msg, actor: str, undoes: int | None
    ) -> ChangeSet:
        mine = self.signing(editing.before)
        author = Author(actor or mine, mine if actor and actor != mine else "", self.me.login)
        at = self.clock().astimezone(UTC).isoformat(timespec="seconds")
        return ChangeSet(
            editing.before.handover.id, at, author, kind, what, editing.changes(), undoes
        )

    def _write(self, writer: Writer, editing: Editing, entry: ChangeSet) -> Dossier | None:
        if not entry.changes:
            return None
        set_id = writer.next_set()
        batch = Batch(
            inserts=[m for i, m in editing.made.items() if i not in editing.gone],
            updates={i: v for i, v in editing.changed.items() if i not in editing.gone},
            registers={c.record: c.register for c in entry.changes},
            gone=[i for i in editing.gone if i not in editing.made],
            back=list(editing.back),
            contents=editing.contents,
        )
        writer.save(entry, batch, set_id)
        after = editing.after(set_id)
        touched = {change.record for change in entry.changes}
        day = self.today if self.judging else None
        summary.write(writer, editing.before, after, touched, day)
        editing.outcome.set_id = set_id
        return after

    def head(self, handover: int) -> tuple[int, str]:
        """The handover's last change set and its link of the chain."""
        with self.store.records() as connection:
            return records.head(connection, handover)
