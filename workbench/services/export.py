"""Writing the handover pack."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from importlib import metadata
from pathlib import Path
from typing import TypeVar

from db import log
from workbench.domain.dossier import Context, Dossier, Translate
from workbench.domain.errors import NotFound, Refused, StoreError
from workbench.domain.journey import Gate
from workbench.domain.message import msg
from workbench.domain.record import Record
from workbench.domain.registers.follow_on import FollowOn
from workbench.domain.registers.item import Item
from workbench.domain.registers.kpi import Kpi
from workbench.domain.registers.person import Person
from workbench.domain.registers.post import Post
from workbench.domain.registers.punch import Punch
from workbench.domain.registers.seat import Seat
from workbench.domain.registers.topic import Topic
from workbench.domain.text import clean
from workbench.figures.checklist import owner_of
from workbench.files import safe_name
from workbench.language import Tr
from workbench.pack import document
from workbench.pack import leaving_sheet as leaving
from workbench.pack import post_page as posts
from workbench.pack import topic_page as topics
from workbench.pack.page import Both
from workbench.services.parallel_runs import run_series
from workbench.services.workspace import Workspace

R = TypeVar("R", bound=Record)

_OWNED = (Item, Punch, FollowOn, Seat)


def export(
    ws: Workspace,
    handover_id: int,
    *,
    brief: bool = False,
    lang: str | Sequence[str] | None = None,
    at: datetime | None = None,
) -> str:
    """The pack as text, in the user's language, another, or several at once.

    `at` stands in for the clock: the same content and `at` give the same bytes on any day. Its
    time zone is kept; without one it is local time.
    """
    dossier, now = ws.dossier(handover_id), moment(ws, at)
    with ws.store.reading() as connection:
        # Not what somebody has written since the dossier was read.
        entries = [e for e in log.entries(connection, handover_id) if e.id <= dossier.head]
        last = entries[-1] if entries else None
        if last is not None:
            with suppress(StoreError):  # a damaged log keeps nobody from his pack
                last = last._replace(changes=log.changes_of(connection, last.id))
    return document.render(
        dossier,
        Context(now.date(), translator(ws, lang)),
        brief=brief,
        generated_at=now,
        generated_by=ws.me.name,
        tool_version=metadata.version("handover-workbench"),
        log_head=(last.id, last.digest) if last else (0, ""),
        change_sets=len(entries),
        last_change=last,
        series={} if brief else run_series(ws, dossier),
    )


def gate_report(
    ws: Workspace,
    handover_id: int,
    gate: Gate | None = None,
    *,
    lang: str | Sequence[str] | None = None,
    at: datetime | None = None,
) -> str:
    """The report a gate is decided on as Markdown; without `gate`, of the next one."""
    dossier, now = ws.dossier(handover_id), moment(ws, at)
    return document.gate_report(
        dossier,
        Context(now.date(), translator(ws, lang)),
        gate,
        generated_at=now,
        log_head=ws.head(handover_id),
    )


def leaving_sheet(
    ws: Workspace,
    handover_id: int,
    person: int,
    *,
    lang: str | Sequence[str] | None = None,
    at: datetime | None = None,
) -> str:
    """The leaving sheet of somebody on the roster as Markdown, with what the log says he passed
    on."""
    dossier, now = ws.dossier(handover_id), moment(ws, at)
    leaver = _called(dossier, person, Person)
    with ws.store.reading() as connection:
        were = [dossier.get(i) for i in log.passed_on(connection, handover_id, person)]
    owners = {r.id: _owner(dossier, r) for r in were if isinstance(r, _OWNED)}
    return leaving.leaving_sheet(
        dossier,
        leaver,
        Context(now.date(), translator(ws, lang)),
        generated_at=now,
        passed={record_id: now for record_id, now in owners.items() if now != person},
    )


def post_page(
    ws: Workspace,
    handover_id: int,
    post: int,
    *,
    lang: str | Sequence[str] | None = None,
    at: datetime | None = None,
) -> str:
    """What whoever takes over a standing post starts from, as Markdown."""
    dossier, now = ws.dossier(handover_id), moment(ws, at)
    return posts.post_page(
        dossier,
        _called(dossier, post, Post),
        Context(now.date(), translator(ws, lang)),
        generated_at=now,
    )


def topic_page(
    ws: Workspace,
    handover_id: int,
    topic: int,
    *,
    lang: str | Sequence[str] | None = None,
    at: datetime | None = None,
) -> str:
    """The knowledge card of a topic as Markdown."""
    dossier, now = ws.dossier(handover_id), moment(ws, at)
    return topics.topic_page(
        dossier,
        _called(dossier, topic, Topic),
        Context(now.date(), translator(ws, lang)),
        generated_at=now,
    )


def kpi_page(
    ws: Workspace,
    handover_id: int,
    kpi: int,
    *,
    lang: str | Sequence[str] | None = None,
    at: datetime | None = None,
) -> str:
    """The card of a KPI with its readings, as Markdown."""
    from workbench.pack import kpi_page as cards
    from workbench.services import readings

    dossier, now = ws.dossier(handover_id), moment(ws, at)
    found = _called(dossier, kpi, Kpi)
    known = readings.series(ws, handover_id, kpi)
    return cards.kpi_page(
        dossier,
        found,
        Context(now.date(), translator(ws, lang)),
        generated_at=now,
        series={**run_series(ws, dossier), kpi: known},
        said=readings.notes(dossier, kpi, known),
    )


def write(
    ws: Workspace,
    handover_id: int,
    path: str | Path,
    *,
    overwrite: bool = False,
    brief: bool = False,
    lang: str | Sequence[str] | None = None,
    at: datetime | None = None,
) -> Path:
    """Write the pack to a file, or to one named after the handover in a folder; gives its path.

    Refused when the file exists and `overwrite` is off.
    """
    text = export(ws, handover_id, brief=brief, lang=lang, at=at)
    name = f"{ws.known(handover_id).handover.code}-{'brief' if brief else 'pack'}"
    return put(ws, path, name, text, overwrite=overwrite)


def put(
    ws: Workspace, path: str | Path, name: str, text: str, *, overwrite: bool = False,
    end: str = ".md",
) -> Path:  # fmt: skip
    """Write a document to a file, or to one called `name` with that end in a folder; gives its
    path."""
    target = ws.reach.target(path, safe_name(name, end))
    if not overwrite and ws.reach.replaces(target):
        raise Refused(
            msg(
                "There is a file of this name already; overwrite it, in the shell with --force, or "
                "choose another name."
            ),
            clean(str(target)),
        )
    ws.reach.write(target, text.encode())
    return target


def moment(ws: Workspace, at: datetime | None) -> datetime:
    """When a document is made, with a time zone."""
    return at if at is not None and at.tzinfo is not None else (at or ws.clock()).astimezone()


def _called(dossier: Dossier, record_id: int, cls: type[R]) -> R:
    found = dossier.get(record_id)
    if not isinstance(found, cls):
        raise NotFound(msg("the record is no longer there"))
    return found


def _owner(dossier: Dossier, found: Item | Punch | FollowOn | Seat) -> int | None:
    return owner_of(dossier, found).id if isinstance(found, Item) else found.person


def translator(ws: Workspace, lang: str | Sequence[str] | None) -> Translate:
    """In the user's language, another, or several at once."""
    wanted = [lang] if isinstance(lang, str) else list(dict.fromkeys(lang or ()))
    each = [ws.tr if name == ws.tr.lang else Tr(name) for name in wanted]
    if len(each) > 1:
        return Both(each)
    return each[0] if each else ws.tr
