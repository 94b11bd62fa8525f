"""The file in which a text lies while the user's own editor has it."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from workbench.domain.errors import Refused
from workbench.services.outside import Sheet, editor


def program(folder: Path, name: str) -> None:
    folder.mkdir(exist_ok=True)
    (folder / name).write_text("#!/bin/sh\n")
    (folder / name).chmod(0o755)


def test_editor_comes_before_visual_and_may_have_options(tmp_path: Path) -> None:
    program(tmp_path, "mine")
    program(tmp_path, "other one")
    env = {"PATH": str(tmp_path), "VISUAL": "'other one' -w"}
    assert editor(env) == ["other one", "-w"]
    assert editor({**env, "EDITOR": "mine"}) == ["mine"]
    assert editor({"PATH": str(tmp_path), "EDITOR": "  "}) == []


@pytest.mark.parametrize("named", ["nowhere", "mine; rm x", "'mine"])
def test_what_is_no_program_is_refused_by_name(tmp_path: Path, named: str) -> None:
    with pytest.raises(Refused, match=f"the editor {named.split()[0]}.* is not on this host"):
        editor({"PATH": str(tmp_path), "EDITOR": named})


def test_the_file_is_for_its_user_alone_and_goes_with_all_beside_it(tmp_path: Path) -> None:
    sheet = Sheet(tmp_path, Path("team.db"), "3.about", "Li Wei")
    with sheet.lying_open("ä\n中文", "ä"):
        assert sheet.path.read_text("utf-8") == "ä\n中文\n"
        assert stat.S_IMODE(sheet.path.stat().st_mode) == 0o600
        assert stat.S_IMODE(sheet.path.parent.stat().st_mode) == 0o700
        sheet.path.with_name("text.txt~").write_text("what an editor leaves")
        assert sheet.read() == "ä\n中文"
        sheet.discard()
    assert list((tmp_path / "editor").iterdir()) == []


def test_one_text_is_in_one_editor_at_a_time_and_others_are_not_in_its_way(tmp_path: Path) -> None:
    sheet, again = (Sheet(tmp_path, Path("team.db"), "3.about", "Li Wei") for _ in range(2))
    with sheet.lying_open("mine", ""):
        with pytest.raises(Refused, match="in another window"), again.lying_open("mine too", ""):
            pass
        assert again.left() is None, "somebody is still writing it"
        for file, place, by in (
            ("other.db", "3.about", "Li Wei"), ("team.db", "4.about", "Li Wei"),
            ("team.db", "3.about", "Sun Yu"),
        ):  # fmt: skip
            other = Sheet(tmp_path, Path(file), place, by)
            assert other.left() is None
            with other.lying_open("theirs", ""):
                assert sheet.read() == "mine"
    assert again.left() == "mine"
