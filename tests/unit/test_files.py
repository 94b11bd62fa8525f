from __future__ import annotations

import contextlib
import errno
import os
import resource
import signal
import sqlite3
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.domain.errors import BadFile, WorkbenchError
from workbench.files import _write_trouble, decode, read_text, safe_name, write_atomic


def test_a_written_file_is_whole_and_private(tmp_path: Path) -> None:
    write_atomic(tmp_path / "pack.md", b"new")
    assert (tmp_path / "pack.md").read_bytes() == b"new"
    assert stat.S_IMODE((tmp_path / "pack.md").stat().st_mode) == 0o600
    assert os.listdir(tmp_path) == ["pack.md"]


def test_mode_is_as_asked_whatever_the_umask(tmp_path: Path) -> None:
    before = os.umask(0o077)
    try:
        write_atomic(tmp_path / "pack.md", b"", mode=0o660)
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "pack.md").stat().st_mode) == 0o660


def test_a_file_is_replaced_and_its_open_readers_keep_the_old_one(tmp_path: Path) -> None:
    path = tmp_path / "pack.md"
    path.write_bytes(b"old and longer")
    with path.open("rb") as reader:
        write_atomic(path, b"new")
        assert reader.read() == b"old and longer"
    assert path.read_bytes() == b"new"


def test_a_planted_link_is_replaced_not_followed(tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_bytes(b"precious")
    link = tmp_path / "pack.md"
    link.symlink_to(victim)
    write_atomic(link, b"pack")
    assert victim.read_bytes() == b"precious"
    assert not link.is_symlink()
    assert link.read_bytes() == b"pack"


def test_a_relative_name_is_in_the_current_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    write_atomic("pack.md", b"here")
    assert (tmp_path / "pack.md").read_bytes() == b"here"


def test_targets_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").write_bytes(b"")
    for target, says in [
        (tmp_path / "folder", "folder"),
        (tmp_path / "folder" / "..", "folder"),
        (Path("/"), "folder"),
        (tmp_path / "none" / "pack.md", "There is no folder"),
        (tmp_path / "file" / "pack.md", "There is no folder"),
        (tmp_path / ("n" * 300), "too long"),
        (tmp_path / "a\0b", "cannot be a file name"),
    ]:
        with pytest.raises(WorkbenchError, match=says):
            write_atomic(target, b"pack")
    assert sorted(os.listdir(tmp_path)) == ["file", "folder"]


def test_no_space_left_keeps_the_old_file_and_no_scraps(tmp_path: Path) -> None:
    path = tmp_path / "pack.md"
    path.write_bytes(b"old")
    # A size limit stands in for a full disk: the write fails halfway just the same.
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, limits[1]))
    try:
        with pytest.raises(WorkbenchError) as caught:
            write_atomic(path, b"x" * 100_000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, handler)
    assert isinstance(caught.value.__cause__, OSError)
    assert caught.value.__cause__.errno == errno.EFBIG
    assert caught.value.where == str(path)
    assert os.listdir(tmp_path) == ["pack.md"]
    assert path.read_bytes() == b"old"


def test_a_full_device_is_said_to_be_full() -> None:
    for code in (errno.ENOSPC, errno.EDQUOT):
        assert "no space" in str(_write_trouble(OSError(code, ""), Path("pack.md")))


def test_a_folder_of_somebody_else(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir()
    (closed / "list.md").write_text("- [ ] x")
    (closed / "list.md").chmod(0)
    closed.chmod(0o555)
    script = (
        "import os, sys\n"
        "from workbench.domain.errors import WorkbenchError\n"
        "from workbench.files import read_text, write_atomic\n"
        "if os.getuid() == 0:\n"
        "    os.setgroups([]); os.setgid(65534); os.setuid(65534)\n"
        "for call in (lambda: write_atomic('pack.md', b''), lambda: read_text('list.md')):\n"
        "    try:\n"
        "        call()\n"
        "    except WorkbenchError as error:\n"
        "        print(error)\n"
    )
    # Permissions do not bind root, so a child that is not root tries; it starts in the folder,
    # because the way to it is closed to others too.
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=closed, env=environment, capture_output=True, text=True
    )
    closed.chmod(0o755)
    assert done.stderr == ""
    write, read = done.stdout.splitlines()
    assert write.startswith("pack.md: You may not write in the folder .")
    assert read.startswith("list.md: You may not read this file")


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("PAY G1 report", "PAY-G1-report.md"),
        ("../../etc/passwd", "etc-passwd.md"),
        ("-rf", "rf.md"),
        (".hidden", "hidden.md"),
        ("$(id); `x` | y", "id-x-y.md"),
        ("支付系统／交接包（第 3 版）", "支付系统-交接包-第-3-版.md"),
        ("\x1b]0;x\x07\u202egpj", "0-x-gpj.md"),
        ("CON", "CON-file.md"),
        ("a..b", "a.b.md"),
        ("", "pack.md"),
        ("///", "pack.md"),
    ],
)
def test_names(title: str, name: str) -> None:
    assert safe_name(title, ".md") == name


@given(st.text(st.characters(), max_size=300))
def test_any_title_gives_a_name_in_the_same_folder(title: str) -> None:
    name = safe_name(title, ".md")
    assert os.path.basename(name) == name
    assert name[0] not in ".-_"
    assert len(name.encode()) <= 255
    assert not set(name) & set(" \t\n/\\$`'\"|&;<>*?()[]{}~!#:")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_chinese_is_read_in_every_encoding_it_comes_in(tmp_path: Path, encoding: str) -> None:
    text = "姓名,角色\r\n陈浩,SRE 负责人，外包\r\n朱镕基,堃\r\n"
    (tmp_path / "roster.csv").write_bytes(text.encode(encoding))
    assert read_text(tmp_path / "roster.csv") == text


def test_european_names_do_not_become_chinese() -> None:
    text = "Name;Rolle\nJürgen Müller;Änderungsmanager\nRenée Lefèvre;Qualité – « prêt »\n"
    assert decode(text.encode("cp1252")) == text


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"\x89PNG\r\n\x1a\n\0\0", "not a text file"),
        (b"\xff\xfea", "encoding"),
        (b"\xff\xfe\0\0a\0\0\0", "encoding"),
        (b"\x81 \xff", "encoding"),
    ],
)
def test_what_is_not_text(data: bytes, says: str) -> None:
    with pytest.raises(BadFile, match=says):
        decode(data)


def test_a_broken_workbook_is_called_one() -> None:
    with pytest.raises(BadFile, match="called a workbook and is none"):
        decode(b"\0\x03\x04", "October.XLSX")


@given(st.binary(max_size=200))
def test_any_bytes_give_text_or_a_sentence(data: bytes) -> None:
    with contextlib.suppress(BadFile):
        assert "\0" not in decode(data)


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "big.md").write_bytes(b"x" * 1_500_001)
    os.mkfifo(tmp_path / "pipe")
    for path, says in [
        (tmp_path / "none.md", "no such file"),
        (tmp_path, "folder"),
        (tmp_path / "big.md", r"larger than 1.5 MB"),
        (tmp_path / "pipe", "not an ordinary file"),
        (tmp_path / "a\0b", "file name"),
    ]:
        with pytest.raises(BadFile, match=says):
            read_text(path, limit=1_500_000)
    assert read_text(tmp_path / "big.md", limit=1_500_001) == "x" * 1_500_001


def test_a_data_file_is_never_written_over(tmp_path: Path) -> None:
    data_file = tmp_path / "team.db"
    with contextlib.closing(sqlite3.connect(data_file)) as connection:
        connection.execute("CREATE TABLE kept (text)")
    before = data_file.read_bytes()
    with pytest.raises(WorkbenchError, match="this is a data file; choose another name"):
        write_atomic(data_file, b"# Pack")
    assert data_file.read_bytes() == before
    assert list(tmp_path.iterdir()) == [data_file]
