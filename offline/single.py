"""The single file: an archive that Python runs as it is; nothing is ever unpacked from it."""

from __future__ import annotations

from pathlib import Path

from offline import archive, parts


def single_file(files: parts.Tree, code: parts.Tree, into: Path, kind: str = "") -> Path:
    """Write `handover-VERSION.pyz` to `into`: `files`, and the bytecode of those that are source.

    `kind` goes into the name, where there are others.

    Python takes the bytecode where it is its own kind, and the source beside it otherwise.
    """
    first = {"__main__.py": (parts.ROOT / "offline" / "start.py").read_bytes()}
    compiled = {f"{name}c": data for name, data in code.items()}
    made = into / f"handover-{parts.version()}{kind and '-'}{kind}.pyz"
    made.write_bytes(archive.zipped({**files, **first, **compiled}, "/usr/bin/env python3"))
    made.chmod(0o755)
    return made
