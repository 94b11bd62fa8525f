"""The workbench, which writes down when it is ready for a write: `python -m benchmarks.ready ...`.

The file that READY names gets two lines: everything of the screen is loaded and ready for a write,
and the next screen is prepared too; each the moment (of `time.perf_counter`) and the CPU used.
"""

from __future__ import annotations

import gc
import os
import sys
import time
from pathlib import Path


def main() -> int:
    gc.disable()  # as the command does, from its first line
    from workbench.app import WorkbenchApp
    from workbench.cli import run

    prepare = WorkbenchApp._prepare_next

    def told(app: WorkbenchApp) -> None:
        ready = _now()
        prepare(app)
        Path(os.environ["READY"]).write_text(f"{ready}\n{_now()}\n")

    setattr(WorkbenchApp, "_prepare_next", told)  # noqa: B010
    return run(sys.argv[1:])


def _now() -> str:
    return f"{time.perf_counter()} {time.process_time()}"


if __name__ == "__main__":
    sys.exit(main())
