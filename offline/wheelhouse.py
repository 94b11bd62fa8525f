"""The wheelhouse: wheels for each Python and machine named here, with hashes and an installer."""

from __future__ import annotations

import hashlib
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Sequence
from importlib.metadata import Distribution
from pathlib import Path

from packaging.utils import canonicalize_name, parse_wheel_filename

from offline import archive, parts

PYTHONS = ("3.11", "3.12", "3.13", "3.14")
MACHINES = ("x86_64", "aarch64")
_MANYLINUX = ("2_17", "2_28")
_ONLY_NATIVE = ("markupsafe",)  # which has no wheel for all; it runs without its machine code, too


def wheelhouse(
    wheel: Path,
    folder: Path,
    pythons: Sequence[str] = PYTHONS,
    machines: Sequence[str] = MACHINES,
) -> Path:
    """Write `handover-VERSION-wheelhouse.tar.gz`; wheels are fetched from the package index.

    The versions are those installed here. A wheel without machine code serves every Python and
    machine, also where nothing on the disk may be run; one that has none is fetched for each.
    """
    with tempfile.TemporaryDirectory() as place:
        _fetch(place, parts.needed(), pythons, machines)
        wheels = [wheel, *sorted(Path(place).glob("*.whl"))]
        files = {f"wheels/{path.name}": path.read_bytes() for path in wheels}
    files["requirements.txt"] = _requirements(files)
    files["install.sh"] = (parts.ROOT / "offline" / "install.sh").read_bytes()
    name = f"handover-{parts.version()}-wheelhouse"
    made = folder / f"{name}.tar.gz"
    archive.tar(made, files, name)
    return made


def _fetch(
    place: str, wanted: Iterable[Distribution], pythons: Sequence[str], machines: Sequence[str]
) -> None:
    pinned = {str(canonicalize_name(d.name)): f"{d.name}=={d.version}" for d in wanted}
    native = [pinned.pop(name) for name in _ONLY_NATIVE]
    for python in pythons:
        for machine in machines:
            platforms = [f"--platform=manylinux_{v}_{machine}" for v in _MANYLINUX]
            _download(place, native, [*platforms, f"--python-version={python}"])
    everywhere = ["--platform=any", "--abi=none", f"--python-version={pythons[0]}"]
    _download(place, [*pinned.values(), "pip"], everywhere)


def _download(place: str, wanted: Iterable[str], tags: Sequence[str]) -> None:
    subprocess.run(
        [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check",
         "--no-deps", "--only-binary=:all:", "--dest", place, *tags, *wanted],
        check=True,
    )  # fmt: skip


def _requirements(files: parts.Tree) -> bytes:
    """A line for each library, with the hash of every wheel it has here; pip only installs them."""
    hashes: dict[str, list[str]] = {}
    for path, data in files.items():
        name, version, *_ = parse_wheel_filename(path.rpartition("/")[2])
        if name == "pip":
            continue
        hashes.setdefault(f"{name}=={version}", []).append(hashlib.sha256(data).hexdigest())
    lines = (
        " \\\n    ".join([wanted, *(f"--hash=sha256:{h}" for h in found)])
        for wanted, found in sorted(hashes.items())
    )
    return ("\n".join(lines) + "\n").encode()
