"""Writing the handover pack."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import datetime
from importlib import metadata
from pathlib import Path

from db import log
from workbench.domain.dossier import Context, Translate
from workbench.domain.errors import Refused
from workbench.domain.journey import Gate
from workbench.domain.message import msg
from workbench.domain.text import clean
from workbench.files import safe_name, write_atomic
from workbench.language import Tr
from workbench.pack import document
from workbench.pack.page import Both
from workbench.services.workspace import Workspace


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
    dossier = ws.dossier(handover_id)
    moment = at if at is not None and at.tzinfo is not None else (at or ws.clock()).astimezone()
    with ws.store.reading() as connection:
        # Not what somebody has written since the dossier was read.
        entries = [e for e in log.entries(connection, handover_id) if e.id <= dossier.head]
    last = entries[-1] if entries else None
    return document.render(
        dossier,
        Context(moment.date(), _translator(ws, lang)),
        brief=brief,
        generated_at=moment,
        generated_by=ws.me.name,
        tool_version=metadata.version("handover-workbench"),
        log_head=(last.id, last.digest) if last else (0, ""),
        change_sets=len(entries),
        last_change=last,
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
    dossier = ws.dossier(handover_id)
    moment = at if at is not None and at.tzinfo is not None else (at or ws.clock()).astimezone()
    return document.gate_report(
        dossier,
        Context(moment.date(), _translator(ws, lang)),
        gate,
        generated_at=moment,
        log_head=ws.head(handover_id),
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
    target = Path(path).expanduser()
    if target.is_dir():
        code = ws.dossier(handover_id).handover.code
        target = target / safe_name(f"{code}-{'brief' if brief else 'pack'}", ".md")
    if not overwrite and os.path.lexists(target):
        raise Refused(
            msg("There is a file of this name already; overwrite it, or choose another name."),
            clean(str(target)),
        )
    text = export(ws, handover_id, brief=brief, lang=lang, at=at)
    write_atomic(target, text.encode())
    return target


def _translator(ws: Workspace, lang: str | Sequence[str] | None) -> Translate:
    wanted = [lang] if isinstance(lang, str) else list(dict.fromkeys(lang or ()))
    each = [ws.tr if name == ws.tr.lang else Tr(name) for name in wanted]
    if len(each) > 1:
        return Both(each)
    return each[0] if each else ws.tr
