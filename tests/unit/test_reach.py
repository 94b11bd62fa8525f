from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.domain.errors import BadValue, WorkbenchError
from workbench.files import write_atomic
from workbench.reach import ANYWHERE, Reach

FOLDER = Path("/srv/out")


@given(st.text(max_size=20) | st.text(alphabet="./-~\\ ax\0\n", max_size=8))
def test_a_mere_name_never_leads_out_of_the_folder(typed: str) -> None:
    try:
        path = Reach(FOLDER, only=True).path(typed)
    except BadValue:
        return
    assert path.parent == FOLDER
    assert path.name == typed
    assert typed[0] not in ".-~"


@pytest.mark.parametrize("name", ["pack.md", "包-1.md", "a b.md", "x.tar.gz", "$(id).md"])
def test_ordinary_names_are_taken_as_they_are(name: str) -> None:
    assert Reach(FOLDER, only=True).path(name) == FOLDER / name


def test_half_a_file_is_not_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import os

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(WorkbenchError, match="no space left"):
        Reach(tmp_path, only=True).write(tmp_path / "pack.md", b"pack")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("folder", "mode"), [(0o2770, 0o660), (0o2750, 0o600), (0o770, 0o600), (0o700, 0o600)]
)
def test_a_file_is_the_groups_where_the_folder_is_set_up_for_it(
    tmp_path: Path, folder: int, mode: int
) -> None:
    tmp_path.chmod(folder)
    write_atomic(tmp_path / "pack.md", b"pack")
    Reach(tmp_path, only=True).write(tmp_path / "list.md", b"list")
    assert {p.stat().st_mode & 0o777 for p in tmp_path.iterdir()} == {mode}


def test_anywhere_a_folder_takes_the_name_that_is_offered(tmp_path: Path) -> None:
    assert ANYWHERE.target(str(tmp_path), "pack.md") == tmp_path / "pack.md"
    assert ANYWHERE.target(tmp_path / "new.md", "pack.md") == tmp_path / "new.md"


def test_what_tells_about_a_folder_is_not_offered_as_a_list(tmp_path: Path) -> None:
    for name in ("CHANGELOG.md", "README.zh.md", "golive.md", "PAY-pack.md", "license.csv"):
        (tmp_path / name).touch()
    assert Reach(tmp_path, only=True).lists() == ["golive.md", "license.csv"]
