"""With NO_COLOR no colour is sent, and the screen still says where the cursor is."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from tests.fixtures.once import Sample
from tests.fixtures.terminal import Terminal

pytestmark = pytest.mark.terminal


def test_no_colour_is_none_at_all(sample_in: Sample, tmp_path: Path) -> None:
    env = {"HOME": str(tmp_path), "NO_COLOR": "1", "HANDOVER_TODAY": "2026-11-23", "TZ": "UTC"}
    argv = [sys.executable, "-m", "workbench", "--db", str(sample_in(tmp_path / "sample"))]
    with Terminal(argv, env) as terminal:
        terminal.wait_for("TODAY")
        terminal.settle()
        terminal.type("{end}{enter}")
        terminal.settle()
        terminal.type("f")
        terminal.settle()
        sent = terminal.bytes_since(0).decode("utf-8", "replace")
        codes = {
            code
            for sequence in re.findall(r"\x1b\[([0-9;]*)m", sent)
            for code in sequence.split(";")
        }
        assert codes <= {"", "0", "1", "2", "4", "7", "22", "24", "27", "39", "49"}, codes
        assert "7" in codes, "the cursor's line is reversed"
