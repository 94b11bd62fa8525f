"""The coverage of what is known, as lines: shares against targets, and what each is short of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple

from screens.handover.listing import short_day
from screens.names import Names
from screens.text import width
from screens.widgets.rowlist import Cell, Column, Group, Line, Row
from workbench.domain.message import Msg, in_turn, listed, msg, nmsg
from workbench.domain.record import Record
from workbench.domain.registers.post import Post
from workbench.domain.registers.session import Session, SessionState
from workbench.domain.registers.task import Task, TaskState
from workbench.domain.registers.topic import Topic, Track
from workbench.figures import coverage as figures
from workbench.figures.knowing import can, of_whom_stay
from workbench.figures.sessions import Clash, clashes
from workbench.figures.share import FineShare
from workbench.language import Tr
from workbench.rules.agreed import numbers

GROUPS: Final = ("explicit", "tacit", "stale", "task", "post", "local", "session")
"""Of records that lack something, in the order shown."""

_SHARE = 17
_LEAST_ABLE = 2  # people who can do all of a post, below which its loss is one person away


class ShareId(NamedTuple):
    share: str


class FoundId(NamedTuple):
    """A record in one of the groups; the same may be in several."""

    group: str
    record: int


@dataclass(frozen=True, slots=True)
class CoverageLines:
    """All lines of the screen; `room` in cells."""

    names: Names
    tr: Tr
    today: date
    room: int

    def columns(self) -> Mapping[str, Sequence[Column]]:
        """By layout: of the shares, and of the records."""
        dossier = self.names.reading.dossier
        found = [*dossier.all(Topic), *dossier.all(Task), *dossier.all(Post), *self._planned()]
        keys = max((width(dossier.key(r)) for r in found), default=5)
        return {
            "share": [
                Column("what", 0, 12),
                Column("share", _SHARE, align="right"),
                Column("target", 8, align="right"),
                Column("proved", 23, align="right", drop_below=76),
            ],
            "": [
                Column("key", max(5, keys)),
                Column("name", 0, 12),
                Column("note", 0, 12),
            ],
        }

    def lines(self) -> list[Line]:
        return [
            *self._shares(),
            *self._topics("explicit", msg("NOT STANDARDISED"), Track.EXPLICIT),
            *self._topics("tacit", msg("NOT RECORDED"), Track.TACIT),
            *self._stale(),
            *self._tasks(),
            *self._posts(),
            *self._local(),
            *self._sessions(),
        ]

    # Shares

    def _shares(self) -> Iterable[Line]:
        dossier, tr = self.names.reading.dossier, self.tr
        found, shown = figures.coverage(dossier), figures.proved(dossier)
        heavy = figures.coverage(dossier, weighted=True)
        heavy_shown = figures.proved(dossier, weighted=True)
        agreed = numbers(dossier, "R-50", self.today)
        alone = numbers(dossier, "R-53", self.today)
        independent = figures.independence(dossier)
        yield self._share("explicit", msg("Explicit: standardised"), found.explicit,
                          agreed.get("explicit"), shown.explicit)  # fmt: skip
        yield self._share("explicit_weighted", msg("  weighted by criticality"), heavy.explicit,
                          None, heavy_shown.explicit)  # fmt: skip
        yield self._share("tacit", msg("Tacit: recorded"), found.tacit, agreed.get("tacit"),
                          shown.tacit)  # fmt: skip
        yield self._share("tacit_weighted", msg("  weighted by criticality"), heavy.tacit, None,
                          heavy_shown.tacit)  # fmt: skip
        if found.gap is not None:
            cells: dict[str, Cell | str] = {
                "what": tr(msg("Gap, explicit above tacit")),
                "share": tr(msg("{points} points", points=found.gap)),
            }
            yield Row(ShareId("gap"), cells, layout="share")
        yield self._share("proved", msg("All topics: proved"), shown.all, None, None)
        yield self._share("independence", msg("Critical tasks done alone"), independent,
                          alone.get("wanted"), None)  # fmt: skip

    def _share(
        self, name: str, what: Msg, share: FineShare, wanted: int | None, proved: FineShare | None
    ) -> Row:
        tr = self.tr
        below = wanted is not None and bool(share.den) and share.num * 100 < wanted * share.den
        cells: dict[str, Cell | str] = {
            "what": tr(what),
            "share": Cell(tr(_said(share)), "late" if below else ""),
            "target": f">= {wanted} %" if wanted is not None else "",
            "proved": tr(msg("proved {share}", share=str(proved))) if proved and proved.den else "",
        }
        return Row(ShareId(name), cells, layout="share")

    # Topics

    def _topics(self, group: str, title: Msg, track: Track) -> Iterable[Line]:
        good = figures.is_standardised if track is Track.EXPLICIT else figures.is_recorded
        topics = self.names.reading.dossier.all(Topic)
        found = [t for t in topics if t.track is track and not good(t)]
        found.sort(key=lambda t: (-t.criticality, t.number))
        said = _unwritten if track is Track.EXPLICIT else self._unrecorded
        return self._group(group, title, [(t, t.title, said(t), "") for t in found])

    def _unrecorded(self, topic: Topic) -> Msg:
        able = [self.names.title_of(p.id) for p in can(self.names.reading.dossier, topic.id)]
        if not able:
            return msg("nobody here does it alone")
        return msg("interview {names}", names=listed(able))

    def _stale(self) -> Iterable[Line]:
        found = figures.stale(self.names.reading.dossier, self.today)
        rows = [
            (s.topic, s.topic.title,
             msg("to be reviewed by {day}", day=short_day(s.due, self.tr, self.today)),
             "late")
            for s in found
        ]  # fmt: skip
        return self._group("stale", msg("PAST THEIR REVIEW"), rows)

    def _local(self) -> Iterable[Line]:
        rows = []
        for topic in figures.local_only(self.names.reading.dossier):
            if topic.receiver is None:
                rows.append((topic, topic.title, msg("nobody is named to learn it"), "late"))
            elif not topic.learning.strip():
                rows.append((topic, topic.title, msg("how it is learned is not said"), "late"))
            else:
                said = msg("{name}: {plan}", name=self.names.title_of(topic.receiver),
                           plan=self.names.words(topic.learning))  # fmt: skip
                by, style = topic.learn_by, ""
                if by is not None:
                    day = short_day(by, self.tr, self.today)
                    said = msg("{name}, by {day}: {plan}", day=day, **said.args)
                    style = "late" if by < self.today and not topic.is_proved else ""
                rows.append((topic, topic.title, said, style))
        return self._group("local", msg("TO BE LEARNED HERE"), rows)

    # Tasks and posts

    def _tasks(self) -> Iterable[Line]:
        dossier = self.names.reading.dossier
        found = [t for t in dossier.all(Task) if not figures.stands(dossier, t)]
        rows = [(t, t.title, self._not_alone(t), "late") for t in found]
        return self._group("task", msg("CRITICAL TASKS NOBODY HAS DONE ALONE"), rows)

    def _not_alone(self, task: Task) -> Msg:
        if task.state is not TaskState.PROVED:
            return msg("not shown yet")
        if task.witness in (None, task.person):
            return msg("nobody else has seen it")
        return msg("done by somebody who does not stay")

    def _posts(self) -> Iterable[Line]:
        dossier = self.names.reading.dossier
        rows = []
        for post in dossier.all(Post):
            able = figures.can_all(dossier, post)
            if able is None:
                continue
            said: Msg = msg("nobody can do all its critical topics")
            if able:
                who = listed([self.names.title_of(p.id) for p in able])
                said = nmsg("{n} person: {names}", "{n} people: {names}", len(able), names=who)
                said = of_whom_stay(said, able)
            stay = sum(not p.leaves for p in able)
            few = stay < _LEAST_ABLE
            rows.append((stay, (post, self.names.title_of(post.id), said,
                                     "late" if few else "")))  # fmt: skip
        rows.sort(key=lambda row: row[0])
        return self._group("post", msg("BUS FACTOR BY POST"), [row for _, row in rows])

    # Sessions

    def _planned(self) -> list[Session]:
        found = self.names.reading.dossier.all(Session)
        planned = [s for s in found if s.state is SessionState.PLANNED]
        return sorted(planned, key=lambda s: (s.day or date.max, s.id))

    def _sessions(self) -> Iterable[Line]:
        dossier, tr = self.names.reading.dossier, self.tr
        against: dict[int, list[Clash]] = {}
        for clash in clashes(dossier, self.today):
            against.setdefault(clash.session.id, []).append(clash)
        rows: list[_Found] = []
        for session in self._planned():
            topic = dossier.get(session.parent)
            kind: Msg | str = session.kind.label if session.kind is not None else "?"
            when: Msg | str = msg("no day")
            if session.day is not None:
                when = short_day(session.day, tr, self.today)
            title = topic.title if isinstance(topic, Topic) else ""
            name = tr(msg("{day} {kind}: {topic}", day=when, kind=kind, topic=title))
            if stands := against.get(session.id):
                said = msg("{text}", text=self.names.told(in_turn_of(stands)))
                rows.append((session, name, said, "late"))
            elif session.day is not None and session.day < self.today:
                rows.append((session, name, msg("the day is over: say what came of it"), "warn"))
            else:
                rows.append((session, name, self._pair(session), ""))
        hint = ""
        if against:
            hint = tr(nmsg("{n} clash", "{n} clashes", len(against)))
        return self._group("session", msg("SESSIONS PLANNED"), rows, hint)

    def _pair(self, session: Session) -> Msg:
        who = [
            self.names.title_of(person) if person is not None else "?"
            for person in (session.giver, session.receiver)
        ]
        return msg("{text}", text=" -> ".join(who))

    def _group(
        self, group: str, title: Msg, rows: Sequence[_Found], hint: str = ""
    ) -> Iterable[Line]:
        if not rows:
            return
        tr = self.tr
        yield Group(group, tr(title), len(rows), hint=hint)
        for found, name, said, style in rows:
            cells: dict[str, Cell | str] = {
                "key": Cell(self.names.reading.dossier.key(found), "key"),
                "name": name,
                "note": Cell(tr(said), style),
            }
            yield Row(FoundId(group, found.id), cells)


_Found = tuple[Record, str, Msg, str]


def cure(group: str, found: Record | None) -> str:
    """The field at which what a group says of a record is cured; empty for the record itself."""
    if not isinstance(found, Topic):
        return ""
    if group == "local":
        return "learning" if found.receiver is not None else "receiver"
    if group == "explicit":
        lacks = (f for f in ("form", "edition", "editor") if not getattr(found, f))
        return next(lacks, "reviewed")
    return "reviewed" if group == "stale" else ""


def in_turn_of(found: Sequence[Clash]) -> Msg:
    """What stands against a session, one sentence after the other."""
    return msg("{text}", text=in_turn([clash.message for clash in found]))


def _said(share: FineShare) -> Msg:
    return msg("{text}", text=str(share)) if share.den else msg("there is none")


def _unwritten(topic: Topic) -> Msg:
    return msg("lacks {what}", what=listed(figures.lacking(topic)))
