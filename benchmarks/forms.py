"""The program as it is carried to hosts without internet, built and installed for this run."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
from pathlib import Path

from offline import parts
from offline.wheelhouse import wheelhouse


def installed(place: Path) -> dict[str, list[str]]:
    """By the name of each form, the command that starts it; `place` is an empty folder."""
    make = [sys.executable, "-m", "offline", "file", "folder", "--into", str(place)]
    subprocess.run(make, check=True, capture_output=True)
    wheelhouse(next(place.glob("*.whl")), place)
    for packed in place.glob("*.tar.gz"):
        subprocess.run(["tar", "-xzf", packed, "-C", place], check=True)
    name = f"handover-{parts.version()}"
    subprocess.run(
        ["sh", place / f"{name}-wheelhouse" / "install.sh", place / "wheels"],
        env={**os.environ, "PYTHON": sys.executable}, check=True, capture_output=True,
    )  # fmt: skip
    return {
        "from the wheelhouse": [str(place / "wheels" / "bin" / "handover")],
        "the single file": [sys.executable, str(place / f"{name}.pyz")],
        "the folder": [str(place / f"{name}-linux-{platform.machine()}" / "bin" / "handover")],
    }
