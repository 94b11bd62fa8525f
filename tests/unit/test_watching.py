"""The line that says how far something is."""

from __future__ import annotations

import io

import pytest

from workbench.cli import watching


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> io.TextIOWrapper:
    monkeypatch.setenv("COLUMNS", "30")
    monkeypatch.setattr(watching, "_STANDS", -1)
    return io.TextIOWrapper(io.BytesIO(), encoding="utf-8")


def written(out: io.TextIOWrapper) -> list[str]:
    assert isinstance(out.buffer, io.BytesIO)
    return out.buffer.getvalue().decode(out.encoding).split("\r")


def test_one_line_is_written_over_and_gone_at_the_end(terminal: io.TextIOWrapper) -> None:
    with watching.watched("reading ...", terminal) as tell:
        tell(5, 20)
        tell(1_500, 0)
    assert written(terminal) == [
        "", "reading ...", "reading ... 25 %", "reading ... 1,500", " " * 17, "",
    ]  # fmt: skip


def test_it_never_takes_two_lines_and_is_gone_after_a_failure(terminal: io.TextIOWrapper) -> None:
    def fails() -> None:
        with watching.watched("读" * 40, terminal) as tell:
            tell(20_000, 20_000)
            raise ValueError("stop")

    with pytest.raises(ValueError, match="stop"):
        fails()
    lines = written(terminal)
    assert lines[2] == "读" * 9 + "~ 100 %"
    assert lines[-2:] == [" " * 25, ""]


def test_a_terminal_that_cannot_say_it_gets_question_marks() -> None:
    out = io.TextIOWrapper(io.BytesIO(), encoding="ascii", errors="replace")
    with watching.watched("读", out):
        pass
    assert written(out)[1] == "?"


def test_it_is_not_written_more_often_than_one_can_read(
    terminal: io.TextIOWrapper, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watching, "_STANDS", 60)
    with watching.watched("reading", terminal) as tell:
        for n in range(10_000):
            tell(n, 10_000)
    assert len(written(terminal)) == 4
