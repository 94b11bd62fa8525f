"""A restricted account on a host: what it may touch, and what shows that it touched more.

Around the one data file and the one folder lie another file, a secret, links that lead to it, and
on the path, as editor, pager and shell, programs that leave a mark when they are started.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from tests.fixtures.forked import STREAMS, Forked

SECRET = "- [ ] the launch code is 0000\n"
PROGRAMS = ("sh", "bash", "vi", "nano", "editor", "less", "more", "xdg-open", "python3", "ssh")


@dataclass
class Jail:
    """`top` holds all: `out` is the folder of the account, `etc` the house's, `home` its own."""

    top: Path
    forked: Forked

    @property
    def out(self) -> Path:
        return self.top / "out"

    @property
    def house(self) -> Path:
        return self.top / "etc" / "config.toml"

    @property
    def data_file(self) -> Path:
        return self.top / "srv" / "team.db"

    @property
    def secret(self) -> Path:
        return self.top / "home" / "secret.md"

    @property
    def environ(self) -> dict[str, str]:
        """What sshd would pass on if it passed on everything."""
        bait = str(self.top / "bin")
        named = dict.fromkeys(("EDITOR", "VISUAL", "PAGER", "BROWSER", "SHELL"), f"{bait}/editor")
        return {
            **named,
            "PATH": f"{bait}:{os.environ['PATH']}",
            "HOME": str(self.top / "home"),
            "TMPDIR": str(self.top / "home"),
            "LANG": "C.UTF-8",
            "TERM": "xterm-256color",
        }

    @property
    def call(self) -> list[str]:
        """What the administrator wrote as the forced command."""
        return ["--restricted", "--house", str(self.house)]

    def asks(
        self, asked: str, *, stdin: str = "", env: Mapping[str, str] | None = None,
        call: list[str] | None = None,
    ) -> subprocess.CompletedProcess[str]:  # fmt: skip
        """What `ssh host ASKED` answers; empty for none."""
        streams = self.top / "streams"
        for name in STREAMS:
            (streams / name).write_text(stdin if name == "stdin" else "", encoding="utf-8")
        wanted = {"SSH_ORIGINAL_COMMAND": asked} if asked else {}
        args = self.call if call is None else call
        status = self.forked.call(
            args, {**self.environ, **wanted, **(env or {})}, self.top / "home", streams
        )
        out, err = ((streams / name).read_text(encoding="utf-8") for name in STREAMS[1:])
        return subprocess.CompletedProcess(args, status, out, err)

    def seen(self) -> dict[str, str]:
        """Every file outside, and the links within, with what is in it; marks would be among
        them."""
        own = (self.top / "state", self.data_file, self.top / "streams")
        return {
            str(path.relative_to(self.top)): _content(path)
            for path in sorted(self.top.rglob("*"))
            if not any(path == o or o in path.parents for o in own)
        }

    def other(self, name: str) -> Path:
        """Another data file, with a handover of its own."""
        return self.top / "home" / name


def _content(path: Path) -> str:
    kind = f"{path.lstat().st_mode:o} {path.lstat().st_nlink}"
    if path.is_symlink():
        return f"{kind} -> {os.readlink(path)}"
    if path.is_file():
        return f"{kind} {sha256(path.read_bytes()).hexdigest()}"
    return kind if path.is_fifo() else "folder"


def make_jail(top: Path, data_file: Path, other: Path, forked: Forked) -> Jail:
    """A host of its own below `top`, with copies of two data files."""
    jail = Jail(top, forked)
    for name in ("out", "etc", "home", "srv", "bin", "streams", "out/sub"):
        (top / name).mkdir()
    shutil.copy(data_file, jail.data_file)
    shutil.copy(other, jail.other("other.db"))
    jail.secret.write_text(SECRET, encoding="utf-8")
    jail.house.write_text(
        f'db = "{jail.data_file}"\nexport_folder = "{jail.out}"\nstate_folder = "{top}/state"\n',
        encoding="utf-8",
    )
    mark = top / "started"
    for name in PROGRAMS:
        program = top / "bin" / name
        program.write_text(f"#!/bin/sh\n: > {mark}\n", encoding="utf-8")
        program.chmod(0o755)
    (jail.out / "there.md").write_text("- [ ] was here before\n", encoding="utf-8")
    (jail.out / "list.md").write_text("- [ ] Sign the plan\n", encoding="utf-8")
    (jail.out / "link.md").symlink_to(jail.secret)
    (jail.out / "dangling.md").symlink_to(top / "home" / "new.md")
    (jail.out / "away").symlink_to(top / "home")
    os.link(jail.secret, jail.out / "hard.md")
    os.mkfifo(jail.out / "pipe.md")
    return jail
