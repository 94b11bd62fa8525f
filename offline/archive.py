"""Archives that depend on what is in them only: no times, no owners, one order."""

from __future__ import annotations

import gzip
import hashlib
import io
import tarfile
import zipfile
from pathlib import Path, PurePosixPath

from offline.parts import Tree

SUMS = "SHA256SUMS"
_1980 = 315_532_800  # the first year that every archive can tell
_PROGRAM = (b"#!", b"\x7fELF")


def sums(files: Tree) -> bytes:
    """What `sha256sum -c` reads."""
    lines = (f"{hashlib.sha256(data).hexdigest()}  {name}\n" for name, data in files.items())
    return "".join(lines).encode()


def tar(made: Path, files: Tree, folder: str) -> None:
    """Write `files` as a `.tar.gz` that unpacks to `folder`, with their checksums among them."""
    files = dict(sorted(files.items()))
    with (
        made.open("wb") as out,
        gzip.GzipFile("", "wb", 6, out, 0) as packed,
        tarfile.open(fileobj=packed, mode="w", format=tarfile.GNU_FORMAT) as archive,
    ):
        for name in sorted({str(p) for n in files for p in PurePosixPath(folder, n).parents[:-1]}):
            archive.addfile(_entry(name, tarfile.DIRTYPE, 0o755))
        for name, data in {SUMS: sums(files), **files}.items():
            mode = 0o755 if data.startswith(_PROGRAM) else 0o644
            entry = _entry(f"{folder}/{name}", tarfile.REGTYPE, mode)
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))


def _entry(name: str, kind: bytes, mode: int) -> tarfile.TarInfo:
    entry = tarfile.TarInfo(name)
    entry.type, entry.mode, entry.mtime = kind, mode, _1980
    return entry


def zipped(files: Tree, interpreter: str = "") -> bytes:
    """`files` as an archive, one that `interpreter` runs if there is one."""
    made = io.BytesIO()
    if interpreter:
        made.write(f"#!{interpreter}\n".encode())
    with zipfile.ZipFile(made, "w") as archive:
        for name, data in sorted(files.items()):
            entry = zipfile.ZipInfo(name)
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, data, zipfile.ZIP_DEFLATED)
    return made.getvalue()
