from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.domain import proof
from workbench.domain.errors import BadFile
from workbench.domain.proof import Proof, guess, hash_file
from workbench.domain.registers.evidence import ProofKind
from workbench.domain.text import clean


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("https://wiki.example/a?b=c#d", ("link", "https://wiki.example/a?b=c#d", "")),
        ("see https://wiki.example/a.", ("link", "https://wiki.example/a", "see")),
        ("https://wiki.example/x.png", ("link", "https://wiki.example/x.png", "")),
        ("方案见 https://wiki.example/a，第二章", None),
        ("ABC-123", ("ticket", "ABC-123", "")),
        ("BUD-2026-118 approved by CFO", ("ticket", "BUD-2026-118", "approved by CFO")),
        ("#123", ("ticket", "#123", "")),
        ("INC0012345 closed", ("ticket", "INC0012345", "closed")),
        ("/share/pay/shift-plan.xlsx", ("file", "/share/pay/shift-plan.xlsx", "")),
        ("/share/pay/shift plan.xlsx tab 2", ("file", "/share/pay/shift plan.xlsx", "tab 2")),
        ("./plan", ("file", "./plan", "")),
        ("~/plan.md", ("file", "~/plan.md", "")),
        (r"C:\plans\a.docx", ("file", r"C:\plans\a.docx", "")),
        (r"\\nas\pay\a.docx", ("file", r"\\nas\pay\a.docx", "")),
        ("plan.xlsx", ("file", "plan.xlsx", "")),
        ('"/share/my plans/a" signed', ("file", "/share/my plans/a", "signed")),
        ("/share/restart.PNG", ("screenshot", "/share/restart.PNG", "")),
        ("screenshot in the chat of Nov 3", ("screenshot", "", None)),
        ("minutes of 2026-11-03", ("minute", "", None)),
        ("11月3日会议纪要", ("minute", "", None)),
        ("250 s", ("measurement", "250 s", "")),
        ("99.95 %", ("measurement", "99.95 %", "")),
        ("1,200 tps", ("measurement", "1,200 tps", "")),
        ("drill took 901 s, limit 900 s", ("measurement", "901 s", None)),
        ("restart took 12 minutes", ("measurement", "12 minutes", "restart took")),
        ("恢复用时 250 秒", ("measurement", "250 秒", "恢复用时")),
        ("Sun Yu has seen it", ("statement", "", None)),
        ("checked against ISO-9001", ("statement", "", None)),
        ("5 of 7 people", ("statement", "", None)),
        ("and/or", ("statement", "", None)),
        ("T-30", ("statement", "", None)),
        ("2026-11-03", ("statement", "", None)),
        ("", ("statement", "", "")),
    ],
)
def test_the_look_of_a_proof_tells_its_kind(
    text: str, expected: tuple[str, str, str | None] | None
) -> None:
    found = guess(text)
    if expected is None:
        assert found == Proof(ProofKind.LINK, "https://wiki.example/a", text)
        return
    kind, pointer, words = expected
    assert found == Proof(ProofKind(kind), pointer, text if words is None else words)


@given(st.text() | st.text(alphabet="/\\.:~#A-Z09 %s\"'http"))
def test_nothing_typed_is_lost(text: str) -> None:
    found = guess(text)
    plain = clean(text)
    assert found.pointer in plain
    assert found.words in plain
    shown = found.pointer + found.words
    assert {c for c in plain if c.isalnum()} <= set(shown)


@pytest.mark.parametrize("piece", ["/a ", "a-1", "1,", "minutes ", '"', "C:\\ ", "12 m", "A-1-"])
def test_a_very_long_text_is_told_and_kept(piece: str) -> None:
    text = (piece * 20_000).strip()
    found = guess(text)
    assert len(found.pointer) + len(found.words) >= len(text) - 1


def test_a_file_is_hashed(tmp_path: Path) -> None:
    file = tmp_path / "plan.xlsx"
    file.write_bytes(b"plan")
    assert hash_file(file) == (hashlib.sha256(b"plan").hexdigest(), 4)


def test_home_is_understood(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "plan.md").write_bytes(b"")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert hash_file("~/plan.md")[1] == 0


def test_what_cannot_be_hashed_is_one_sentence(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    refused: list[tuple[str | Path, str]] = [
        (tmp_path / "none", "no file"),
        (tmp_path, "director|regular"),
        (tmp_path / "pipe", "regular"),
        (tmp_path / "none" / "x", "no file"),
        ("a\0b", "cannot be read"),
        ("~nobody-of-that-name/x", "cannot be read|no file"),
    ]
    for path, reason in refused:
        with pytest.raises(BadFile, match=reason):
            hash_file(path)


def test_a_file_beyond_the_limit_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(proof, "MAX_FILE", 3_000_000)
    file = tmp_path / "video.mp4"
    file.write_bytes(b"")
    os.truncate(file, 3_000_001)
    with pytest.raises(BadFile, match="3 MB"):
        hash_file(file)
