"""A restricted account as docs/administering.md sets it up, behind a real sshd."""

from __future__ import annotations

import getpass
import json
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.e2e.conftest import ROOT
from tests.e2e.jail import Jail, make_jail
from tests.fixtures.forked import Forked
from tests.fixtures.sshd import SSHD, Sshd
from tests.fixtures.terminal import Terminal

pytestmark = [
    pytest.mark.terminal,
    pytest.mark.skipif(
        SSHD is None or shutil.which("ssh") is None, reason="openssh-server is not installed"
    ),
]


class Account(NamedTuple):
    """The account on its server, and what lies around it."""

    jail: Jail
    server: Sshd

    def asks(self, asked: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
        argv = [part for part in self.server.client(asked) if part != "-tt"]
        return subprocess.run(
            argv, input=stdin, capture_output=True, text=True, check=False, timeout=60
        )


@pytest.fixture(scope="module")
def account(
    tmp_path_factory: pytest.TempPathFactory, made_pay: Path, forked: Forked
) -> Iterator[Account]:
    jail = make_jail(tmp_path_factory.mktemp("host"), made_pay, made_pay, forked)
    page = (ROOT / "docs" / "administering.md").read_text(encoding="utf-8")
    [script] = re.findall(r"```sh\n(#!/bin/sh\n.*?)```", page, re.DOTALL)
    [config] = re.findall(r"```\n(PermitUserEnvironment.*?)```", page, re.DOTALL)
    forced = jail.top / "forced"
    house = shlex.quote(str(jail.house))
    forced.write_text(
        script.replace("/opt/handover/bin/python", sys.executable)
        .replace("--restricted", f"--restricted --house {house}")
    )  # fmt: skip
    forced.chmod(0o755)
    # Keys and the user are the tests' own.
    config = re.sub(r".*AuthorizedKeysFile.*\n", "", config)
    config = config.replace("Match User handover", f"Match User {getpass.getuser()}")
    config = config.replace("/usr/local/sbin/handover-restricted", str(forced))
    with Sshd(tmp_path_factory.mktemp("sshd"), config) as server:
        yield Account(jail, server)


def test_what_is_answered_comes_through(account: Account) -> None:
    done = account.asks("status PAY --json")
    assert json.loads(done.stdout)["code"] == "PAY"
    done = account.asks("import PAY - --yes", stdin="- [ ] Brought by ssh\n")
    assert done.returncode == 0, done.stderr
    assert "Brought by ssh" in account.asks("export PAY").stdout


@pytest.mark.parametrize(
    "asked", ["sh -i", "status PAY; touch mark", "scp -f /etc/passwd", "export PAY -o ../x.md"]
)
def test_what_is_not_answered_gets_a_sentence(account: Account, asked: str) -> None:
    before = account.jail.seen()
    done = account.asks(asked)
    assert (done.returncode, done.stdout) == (64, "")
    assert done.stderr.startswith("handover: ")
    assert account.jail.seen() == before


def test_neither_files_nor_connections_pass(account: Account) -> None:
    before = account.jail.seen()
    argv = account.server.client("sftp", "-s")  # the subsystem of that name
    done = subprocess.run(argv, input="", capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode != 0
    argv = account.server.client("list", "-R", "0:127.0.0.1:9", "-oExitOnForwardFailure=yes")
    done = subprocess.run(argv, input="", capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 255
    assert "PAY" not in done.stdout
    assert account.jail.seen() == before


def test_without_a_command_the_workbench_opens(account: Account) -> None:
    before = account.jail.seen()
    argv = [part for part in account.server.client("") if part]
    with Terminal(argv, {"TEXTUAL_ALLOW_SIGNALS": "1"}) as terminal:
        terminal.wait_for("Payment system", timeout=60)
        terminal.type("{ctrl+z}?")
        terminal.wait_for("All keys")
        terminal.type("{ctrl+q}")
        assert terminal.wait_exit() == 0
    assert account.jail.seen() == before
