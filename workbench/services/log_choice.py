"""Which acts of a log somebody wants to see: chosen by option, or typed in one line."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from db import log
from workbench.domain import record
from workbench.domain.errors import BadValue, NotFound
from workbench.domain.message import Msg, msg, pmsg
from workbench.domain.text import clean, fold
from workbench.language import Tr
from workbench.services.status import parse_since
from workbench.services.workspace import Workspace

KINDS: Mapping[str, Msg] = {
    "new": pmsg("act", "new handover"),
    "edit": pmsg("act", "edit"),
    "bulk": pmsg("act", "bulk change"),
    "add": pmsg("act", "new record"),
    "paste": pmsg("act", "paste"),
    "place": pmsg("act", "reorder"),
    "delete": pmsg("act", "deletion"),
    "note": pmsg("act", "note"),
    "proof": pmsg("act", "proof"),
    "import": pmsg("act", "import"),
    "seats": pmsg("act", "seats"),
    "rename": pmsg("act", "renaming"),
    "archive": pmsg("act", "archive"),
    "t0": pmsg("act", "T0 move"),
    "start": pmsg("act", "start"),
    "claim": pmsg("act", "claim"),
    "verify": pmsg("act", "verification"),
    "send_back": pmsg("act", "send-back"),
    "block": pmsg("act", "block"),
    "not_applicable": pmsg("act", "not applicable"),
    "waive": pmsg("act", "waiver"),
    "reopen": pmsg("act", "reopening"),
    "answer": pmsg("act", "answer"),
    "scope": pmsg("act", "scope"),
    "gate": pmsg("act", "gate decision"),
    "sign": pmsg("act", "sign-off"),
    "close_early": pmsg("act", "early closing"),
    "undo": pmsg("act", "undo"),
    "erase": pmsg("act", "erasure"),
}
"""Words for the kinds of act; one that is not here goes by its own name."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which acts: by whose name (a part will do; who acted or typed), about which record and what
    hangs under it, from when to when (UTC), of which kind."""

    by: str = ""
    record: int | None = None
    since: datetime | None = None
    until: datetime | None = None
    kind: str = ""


def wanted(
    ws: Workspace,
    handover: int,
    *,
    by: str = "",
    record_key: str = "",
    since: str = "",
    until: str = "",
    kind: str = "",
) -> Wanted:
    """A choice from what was typed; BadValue or NotFound for what says nothing."""
    end = parse_since(until, ws.today) + timedelta(days=1) if until else None
    return Wanted(
        clean(by),
        record_called(ws, handover, record_key) if record_key else None,
        parse_since(since, ws.today) if since else None,
        end,
        _kind(ws, kind) if kind else "",
    )


def _kind(ws: Workspace, text: str) -> str:
    word = fold(clean(text))
    for name, label in KINDS.items():
        if word in (name, fold(ws.tr(label))):
            return name
    raise BadValue(
        msg(
            "{text} is none of: {words}",
            text=clean(text),
            words=", ".join(map(ws.tr, KINDS.values())),
        )
    )


def record_called(ws: Workspace, handover: int, key: str) -> int:
    """The record with this visible key, deleted ones too; NotFound."""
    dossier = ws.dossier(handover)
    word = clean(key)
    if fold(word) == fold(dossier.handover.code):
        return handover
    if parts := re.fullmatch(r"(.+)-(\d{1,9})", word):
        prefixes = {fold(r.prefix): r.name for r in record.all_registers() if r.prefix}
        prefixes[fold(dossier.handover.code)] = "item"
        name = prefixes.get(fold(parts[1]))
        if name is not None:
            with ws.store.reading() as connection:
                found = log.numbered(connection, handover, name, int(parts[2]))
            if found is not None:
                return found
    raise NotFound(msg("there has never been a record {key} here", key=word))


_PREFIXES = {
    "by": pmsg("log", "by"),
    "record": pmsg("log", "record"),
    "since": pmsg("log", "since"),
    "until": pmsg("log", "until"),
    "kind": pmsg("log", "kind"),
}


def typed(ws: Workspace, handover: int, text: str) -> Wanted:
    """A choice from one line, `by:sun since:7d kind:claim`. A word by itself is a key, a kind, a
    time, or else part of a name. BadValue or NotFound for what says nothing."""
    given: dict[str, list[str]] = {}
    known = {fold(ws.tr(label)): name for name, label in _PREFIXES.items()}
    for word in clean(text).replace("：", ":").split():
        before, colon, after = word.partition(":")
        name = known.get(fold(before), fold(before))
        if colon and name in _PREFIXES:
            given.setdefault(name, []).append(after)
        else:
            given.setdefault(_meant(ws, word), []).append(word)
    one = {name: " ".join(words) for name, words in given.items()}
    return wanted(
        ws,
        handover,
        by=one.get("by", ""),
        record_key=one.get("record", ""),
        since=one.get("since", ""),
        until=one.get("until", ""),
        kind=one.get("kind", ""),
    )


def _meant(ws: Workspace, word: str) -> str:
    if re.fullmatch(r"\d+ ?[dw]|\d{4}-\d{2}-\d{2}", word):
        return "since"
    if re.fullmatch(r".+-\d+", word):
        return "record"
    kinds = {name: fold(ws.tr(label)) for name, label in KINDS.items()}
    return "kind" if fold(word) in (*kinds, *kinds.values()) else "by"


def suggestions(tr: Tr, names: Sequence[str]) -> list[str]:
    """What may be typed, people first."""
    by, since, kind = (tr(_PREFIXES[name]) for name in ("by", "since", "kind"))
    labels = {name: tr(label) for name, label in KINDS.items()}
    return [
        *(f"{by}:{name}" for name in names),
        f"{since}:7d",
        *(f"{kind}:{name if ' ' in label else label}" for name, label in labels.items()),
    ]
