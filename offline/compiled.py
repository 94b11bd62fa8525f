"""Bytecode that is never compared with its source, and the same in each run.

    code = compiled({"workbench/app.py": b"..."}, "python3.12")

This file is also what the Python that is compiled for runs: sources come in and bytecode goes out.
"""

from __future__ import annotations

import marshal
import subprocess
import sys
from collections.abc import Mapping

_UNCHECKED = (1).to_bytes(4, "little")  # PEP 552: a hash of the source, which nobody looks at
_READ_BY_ALL = 2  # a format of marshal that every Python knows


def compiled(files: Mapping[str, bytes], python: str = sys.executable) -> dict[str, bytes]:
    """By the name of its source, what `python` makes of each; what is no Python for it is left out.

    A process of its own, since what marshal writes follows what else is in the memory.
    """
    sources = {name: data for name, data in sorted(files.items()) if name.endswith(".py")}
    done = subprocess.run(
        [python, "-S", "-s", "-P", "-W", "ignore", __file__],
        input=marshal.dumps(sources, _READ_BY_ALL),
        env={"PYTHONHASHSEED": "0"}, stdout=subprocess.PIPE, check=True,
    )  # fmt: skip
    found: dict[str, bytes] = marshal.loads(done.stdout)
    return found


def kind(python: str) -> str:
    """Which bytecode a Python reads: `cpython-312`."""
    asked = [python, "-c", "import sys; print(sys.implementation.cache_tag)"]
    return subprocess.run(asked, stdout=subprocess.PIPE, text=True, check=True).stdout.strip()


def _compile(sources: Mapping[str, bytes]) -> dict[str, bytes]:
    from importlib.util import MAGIC_NUMBER, source_hash

    found = {}
    for name, source in sources.items():
        try:
            code = compile(source, name, "exec", dont_inherit=True)
        except (SyntaxError, ValueError):
            continue
        found[name] = MAGIC_NUMBER + _UNCHECKED + source_hash(source) + marshal.dumps(code)
    return found


if __name__ == "__main__":
    made = _compile(marshal.loads(sys.stdin.buffer.read()))
    sys.stdout.buffer.write(marshal.dumps(made, _READ_BY_ALL))
