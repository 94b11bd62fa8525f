"""Every check there is, as the README's second command runs it: `python -m tests`."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent

CHECKS = (
    ("formatting", [str(BIN / "ruff"), "format", "--check", "."]),
    ("lint", [str(BIN / "ruff"), "check", "."]),
    ("types", [str(BIN / "mypy")]),
    ("imports", [str(BIN / "lint-imports")]),
)


def main() -> int:
    os.chdir(ROOT)
    for name, command in CHECKS:
        print(f"== {name}", flush=True)
        status = subprocess.run(command, check=False).returncode
        if status:
            return status
    print("== tests", flush=True)
    # Tests of the program in a terminal mostly wait for it, so two share a core.
    workers = str(2 * min(4, os.cpu_count() or 1))
    # Neighbours run in one worker and share what they make; who is done takes from the others.
    command = [sys.executable, "-m", "pytest", "-q", "-n", workers, "--dist", "worksteal"]
    # Where nothing compiled is kept, each worker would compile all tests again.
    environ = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    return subprocess.run([*command, *sys.argv[1:]], check=False, env=environ).returncode


if __name__ == "__main__":
    sys.exit(main())
