"""What somebody typed as proof, told apart by its look: a link, a ticket, a file, a measurement."""

from __future__ import annotations

import hashlib
import os
import re
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from workbench.domain.errors import BadFile
from workbench.domain.message import msg
from workbench.domain.registers.evidence import ProofKind
from workbench.domain.text import clean

MAX_FILE: Final = 500_000_000
"""Bytes of the largest file that is hashed; beyond it, a person waits too long at a key."""

_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Proof:
    """`pointer` is what can be followed or compared, empty for mere `words`."""

    kind: ProofKind
    pointer: str
    words: str


_LINK = re.compile(r"(?:https?|ftp|sftp|file|smb)://[^\s<>\"，。；、）]+", re.IGNORECASE)
_EXTENSION = (
    r"\.(?:xlsx?|csv|docx?|pptx?|pdf|md|txt|log|json|ya?ml|toml|xml|html?|zip|gz|tgz|7z|vsdx?|"
    r"dwg|mpp|eml|msg|wps|et|sql|sh|py|mp4|png|jpe?g|gif|bmp|webp)"
)
_ROOT = r"(?:~?/(?=[^\s/])|\.{1,2}/|[A-Za-z]:[\\/]|\\\\(?=\w))"
_FILES = (
    re.compile(r'"(?P<path>[^"]+)"(?=\s|$)'),
    # A path that opens the text may hold blanks: it runs to the first known ending.
    re.compile(rf"^(?P<path>{_ROOT}[^\n]*?{_EXTENSION})(?=[\s,;，；。]|$)", re.IGNORECASE),
    re.compile(rf"(?:^|(?<=[\s:：，；]))(?P<path>{_ROOT}[^\s,;，；。]+)"),
    re.compile(rf"(?:^|(?<=\s))(?P<path>[\w()-][\w.()-]*{_EXTENSION})(?=[\s,;，；。]|$)", re.I),
)
_LOOKS_LIKE_FILE = re.compile(rf"^{_ROOT}|{_EXTENSION}$", re.IGNORECASE)
_IMAGE = re.compile(r"\.(?:png|jpe?g|gif|bmp|webp)$", re.IGNORECASE)

# Names of standards and formats are written like tickets.
_NO_TICKET = r"(?!(?:ISO|IEC|IEEE|GB|DIN|EN|RFC|UTF|SHA|AES|RSA|TLS|COVID|T|G|R)-)"
_TICKET = re.compile(
    rf"(?<![\w/-])(?:{_NO_TICKET}[A-Z][A-Z0-9_]{{0,14}}(?:-[0-9]+)+"
    r"|(?:INC|REQ|RITM|CHG|PRB|TASK|SCTASK|CTASK|KB)[0-9]{5,}|#[0-9]+)(?![\w-])",
    re.ASCII,
)
_NUMBER = r"[<>≤≥=~≈]?\s?-?[0-9][0-9,]*(?:\.[0-9]+)?"
_KNOWN_UNIT = (
    r"(?:%|‰|ms|s|sec|secs|seconds?|min|mins|minutes?|h|hours?|[kmgt]?w|[kmg]?wh|[kmgt]i?b|"
    r"[km]?v|a|ma|hz|[km]hz|ghz|°c|℃|bar|[km]?pa|mm|cm|km|kg|g|t|rpm|qps|tps|rps|fps|"
    r"[kmg]bps|ppm|db|dbm|lux|m3|m³|m2|m²|毫秒|秒|分钟|小时|万元|元|次|台|吨|公里)"
)
_WHOLE_MEASUREMENT = re.compile(rf"{_NUMBER}\s?(?![\d-])[^\s\d,.;:!?，。；：][^\s]{{0,9}}")
_MEASUREMENT = re.compile(rf"(?<![\w.,-]){_NUMBER}\s?{_KNOWN_UNIT}(?![A-Za-z0-9])", re.IGNORECASE)
_MINUTE = re.compile(
    r"\b(?:meeting )?(?:minutes? (?:of|from)\b|meeting minutes?\b|meeting notes\b)|^minutes?\b"
    r"|纪要|会议记录",
    re.IGNORECASE,
)
_SCREENSHOT = re.compile(r"\bscreen ?shots?\b|截图|截屏", re.IGNORECASE)


def guess(text: str) -> Proof:
    """Tell what `text` is; the disk is not touched, and nothing typed is lost.

    `words` is what stands beside a pointer at either end, or the whole text where it surrounds it.
    """
    text = clean(text)
    if match := _LINK.search(text):
        return _proof(ProofKind.LINK, match.group().rstrip(".,;:!?)]}'"), text)
    if path := _path(text):
        kind = ProofKind.SCREENSHOT if _IMAGE.search(path) else ProofKind.FILE
        return _proof(kind, path, text)
    if match := _TICKET.search(text):
        return _proof(ProofKind.TICKET, match.group(), text)
    if _MINUTE.search(text):
        return Proof(ProofKind.MINUTE, "", text)
    if _SCREENSHOT.search(text):
        return Proof(ProofKind.SCREENSHOT, "", text)
    if match := _WHOLE_MEASUREMENT.fullmatch(text) or _MEASUREMENT.search(text):
        return _proof(ProofKind.MEASUREMENT, match.group(), text)
    return Proof(ProofKind.STATEMENT, "", text)


def _path(text: str) -> str:
    for pattern in _FILES:
        match = pattern.search(text)
        if match and _LOOKS_LIKE_FILE.search(match["path"]):
            return match["path"]
    return ""


def _proof(kind: ProofKind, pointer: str, text: str) -> Proof:
    edges = " .,;:-–()[]\"'，。；：、（）"
    pointer = pointer.strip()
    before, _, after = (part.strip(edges) for part in text.partition(pointer))
    return Proof(kind, pointer, text if before and after else before or after)


def hash_file(path: str | Path) -> tuple[str, int]:
    """SHA-256 in hex and size in bytes of a regular file; BadFile says why not.

    Symbolic links are followed: what counts is what the reader of the proof would see.
    """
    name = clean(str(path))
    # Non-blocking, so that a pipe somebody left under that name is refused and not waited for.
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    try:
        with open(os.open(Path(path).expanduser(), flags), "rb") as file:
            info = os.fstat(file.fileno())
            if not stat.S_ISREG(info.st_mode):
                raise BadFile(msg("{path} is not a regular file.", path=name), name)
            digest, size = hashlib.sha256(), 0
            while chunk := file.read(_CHUNK):
                size += len(chunk)
                if size > MAX_FILE:
                    raise BadFile(
                        msg(
                            "{path} is larger than {limit} MB; point at it by a link.",
                            path=name,
                            limit=MAX_FILE // 1_000_000,
                        ),
                        name,
                    )
                digest.update(chunk)
    except FileNotFoundError:
        raise BadFile(msg("There is no file {path} on this host.", path=name), name) from None
    except (OSError, ValueError, RuntimeError) as error:
        reason = clean(getattr(error, "strerror", None) or str(error))
        raise BadFile(
            msg("{path} cannot be read: {reason}.", path=name, reason=reason), name
        ) from None
    return digest.hexdigest(), size
