"""The workbench, which writes down when it is ready for a write: `python -m benchmarks.ready ...`.

The moment (of `time.perf_counter`) and the CPU used by then go to the file that READY names.
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

    load = WorkbenchApp._load_rest

    def told(app: WorkbenchApp) -> None:
        load(app)
        Path(os.environ["READY"]).write_text(f"{time.perf_counter()} {time.process_time()}")

    setattr(WorkbenchApp, "_load_rest", told)  # noqa: B010
    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
