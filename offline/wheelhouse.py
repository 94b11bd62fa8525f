"""The wheelhouse: wheels for every Python and processor, their hashes, and an installer."""

from __future__ import annotations

import base64
import hashlib
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from importlib.metadata import Distribution
from pathlib import Path

from packaging.utils import canonicalize_name, parse_wheel_filename

from offline import archive, parts

_WITH_MACHINE_CODE_ONLY = ("markupsafe",)  # at the package index; it runs without, too
_PURE = b"Wheel-Version: 1.0\nGenerator: offline\nRoot-Is-Purelib: true\nTag: py3-none-any\n"


def wheelhouse(wheel: Path, into: Path) -> Path:
    """Write `handover-VERSION-wheelhouse.tar.gz` to `into`.

    The versions are those installed here, fetched from the package index without machine code, so
    that they serve every Python and processor, and disks on which nothing may be run.
    """
    needed = {canonicalize_name(d.name): d for d in parts.needed()}
    packed = dict(_packed(needed.pop(canonicalize_name(n))) for n in _WITH_MACHINE_CODE_ONLY)
    fetched = _fetched([*(f"{d.name}=={d.version}" for d in needed.values()), "pip"])
    wheels = {wheel.name: wheel.read_bytes(), **fetched, **packed}
    files = {f"wheels/{name}": data for name, data in wheels.items()}
    files["requirements.txt"] = _requirements(wheels)
    files["install.sh"] = (parts.ROOT / "offline" / "install.sh").read_bytes()
    name = f"handover-{parts.version()}-wheelhouse"
    made = into / f"{name}.tar.gz"
    archive.tar(made, files, name)
    return made


def _fetched(wanted: Sequence[str]) -> dict[str, bytes]:
    with tempfile.TemporaryDirectory() as place:
        subprocess.run(
            [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check",
             "--no-deps", "--only-binary=:all:", "--platform=any", "--abi=none",
             "--python-version=3.11", "--dest", place, *wanted],
            check=True,
        )  # fmt: skip
        return {path.name: path.read_bytes() for path in Path(place).glob("*.whl")}


def _packed(library: Distribution) -> tuple[str, bytes]:
    """A wheel of what is installed of a library, without its machine code."""
    files = dict(parts.library(library))
    info = next(name for name in files if name.endswith(".dist-info/METADATA")).rpartition("/")[0]
    files[f"{info}/WHEEL"] = _PURE
    lines = [f"{name},sha256={_short(data)},{len(data)}\n" for name, data in files.items()]
    files[f"{info}/RECORD"] = "".join([*lines, f"{info}/RECORD,,\n"]).encode()
    return f"{info.removesuffix('.dist-info')}-py3-none-any.whl", archive.zipped(files)


def _short(data: bytes) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(data).digest()).decode().rstrip("=")


def _requirements(wheels: parts.Tree) -> bytes:
    """What pip is to install, with hashes; pip itself is only used."""
    lines = []
    for wheel, data in sorted(wheels.items()):
        name, version, *_ = parse_wheel_filename(wheel)
        if name != "pip":
            lines.append(f"{name}=={version} --hash=sha256:{hashlib.sha256(data).hexdigest()}\n")
    return "".join(lines).encode()
