"""Reading a pack back as far as it says where the log stood: its front matter, else its section
on the log."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

from workbench.domain.errors import Refused
from workbench.domain.message import msg

_LINE = re.compile(r"(?m)^(?P<name>\w+): (?P<value>.*?)\s*$")
_HEAD = re.compile(r'\{change_set: (?P<set>\d{1,18}), sha256: "(?P<digest>[0-9a-f]{64})"\}')
_GROUPS = re.compile(r"`(?P<digest>[0-9a-f]{8}(?: [0-9a-f]{8}){7})`[^\d\n]*(?P<set>\d{1,18})?")


@dataclass(frozen=True, slots=True)
class PackHead:
    """What a pack says of itself: the handover's code, when it was written (both empty when the
    front matter is lost), and the log's head then."""

    code: str
    at: str
    set_id: int
    digest: str


def pack_head(text: str, where: str = "") -> PackHead:
    """Refused when it is no pack, or says two different things."""
    front, rest = _split(text.lstrip("\ufeff").replace("\r\n", "\n"))
    values = {m["name"]: m["value"] for m in _LINE.finditer(front)}
    heads = []
    if found := _HEAD.fullmatch(values.get("log_head", "")):
        heads.append((int(found["set"]), found["digest"]))
    if (found := _GROUPS.search(rest)) and found["set"]:
        heads.append((int(found["set"]), found["digest"].replace(" ", "")))
    if not heads:
        raise Refused(msg("no log head is in it; is this a handover pack?"), where)
    if len(set(heads)) > 1:
        raise Refused(
            msg("its front matter and its section on the log name different heads"), where
        )
    code, at = (_string(values.get(n, "")) for n in ("handover_code", "generated_at"))
    return PackHead(code, at, *heads[0])


def is_pack(text: str) -> bool:
    """Whether the front matter is that of a pack."""
    front, _ = _split(text.lstrip("\ufeff").replace("\r\n", "\n"))
    return {"handover_code", "log_head"} <= {m["name"] for m in _LINE.finditer(front)}


def _split(text: str) -> tuple[str, str]:
    if text.startswith("---\n") and "\n---\n" in text:
        front, _, rest = text[4:].partition("\n---\n")
        return front, rest
    return "", text


def _string(value: str) -> str:
    try:
        found = json.loads(value)
    except ValueError:
        return ""
    return found if isinstance(found, str) else ""
