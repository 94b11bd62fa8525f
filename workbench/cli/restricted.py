"""`handover --restricted`: for an account that is to do this work and nothing else on the host.

sshd runs it as the account's forced command. The data file and the one folder for lists and packs
are the house's, nothing in the environment counts, and of what the client asks for only a few
commands are answered: never by a shell.
"""

from __future__ import annotations

import resource
import shlex
import signal
from collections.abc import Mapping, MutableMapping, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from workbench.cli import RESTRICTED
from workbench.cli.session import Session
from workbench.domain.errors import BadFile, BadValue
from workbench.domain.message import msg
from workbench.domain.text import clean
from workbench.settings import APP, HOUSE

_ASKED: Final = "SSH_ORIGINAL_COMMAND"

# Each with the commands below it that are answered; none means the command itself.
ALLOWED: Final[Mapping[str, frozenset[str]]] = {
    **dict.fromkeys(
        ("list", "status", "next", "chase", "check", "release", "knows", "kpi", "log", "export",
         "import"), frozenset()),
    "item": frozenset({"list"}),
    "register": frozenset({"list", "show"}),
    "gate": frozenset({"show", "report"}),
}  # fmt: skip
_SHOWN: Final = ("--help", "--version")

# How the terminal and the language are; all else could name files or programs.
_KEPT: Final = frozenset({
    "TERM", "COLORTERM", "NO_COLOR", "LANG", "LANGUAGE", "LC_ALL", "LC_CTYPE", "LC_MESSAGES",
    "SSH_CLIENT", "SSH_CONNECTION", "SSH_TTY",
})  # fmt: skip
# Elsewhere a way in a value would be that to a file: of translations, of terminals.
_PLACES: Final = frozenset({"SSH_TTY"})


class Begun(NamedTuple):
    """A run for a restricted account: what its administrator has run, and what the client asked."""

    session: Session
    own: Sequence[str]
    asked: str

    def words(self) -> Sequence[str]:
        """The command, none for the screens. Raises BadValue for what is not answered here."""
        if self.own:
            return self.own
        words = _words(self.asked)
        if words[:1] == [APP]:  # as the hints have it, and as it is called elsewhere
            del words[0]
        if words:
            _check(words)
        return words


def begun(args: Sequence[str], environ: MutableMapping[str, str]) -> Begun:
    """`args` are the administrator's words. Raises BadValue, BadFile."""
    asked = environ.get(_ASKED, "")
    _confine(environ)
    house, user, own = _told(args)
    return Begun(Session(environ, house=house, restricted=True, user=user), own, asked)


def _confine(environ: MutableMapping[str, str]) -> None:
    """Nothing but the terminal's ways is taken over from whoever started the program, and it
    neither stops for a shell that is not there nor leaves its memory on the disk."""
    for name, value in list(environ.items()):
        if name not in _KEPT or ("/" in value and name not in _PLACES):
            del environ[name]
    for number in (signal.SIGTSTP, signal.SIGTTIN, signal.SIGTTOU, signal.SIGQUIT):
        signal.signal(number, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _told(args: Sequence[str]) -> tuple[Path, str, list[str]]:
    """The house's settings, who the user is, and what the administrator has run."""
    house, user, rest = HOUSE, "", list(args)
    if rest[:1] != [RESTRICTED]:
        raise BadValue(msg("--restricted comes first: handover --restricted"))
    del rest[0]
    while len(rest) > 1 and rest[0] in ("--house", "--user"):
        if rest[0] == "--house":
            house = Path(rest[1]).absolute()
        else:
            user = clean(rest[1])
        del rest[:2]
    try:
        house.stat()
    except (FileNotFoundError, NotADirectoryError):
        raise BadFile(msg("There are no settings of an administrator here; he writes them first."),
                      clean(str(house))) from None  # fmt: skip
    except OSError:
        pass  # what is wrong with them is said when they are read
    return house, user, rest


def _words(asked: str) -> list[str]:
    """What the client asked for, in words as a shell would part them; nothing in them is run."""
    try:
        return shlex.split(asked)
    except ValueError:
        raise BadValue(msg("This cannot be read as a command: a quote is not closed.")) from None


def _check(words: Sequence[str]) -> None:
    """Raises BadValue for what is not answered here. Who somebody is and his language may come
    first, as on the screen."""
    at = 0
    while at + 1 < len(words) and words[at] in ("--user", "--lang"):
        at += 2
    first, second, *_ = [*words[at:], "", ""]
    below = ALLOWED.get(first)
    if first in _SHOWN or (below is not None and (not below or second in {*below, "--help"})):
        return
    answered = ", ".join(
        f"{name} {sub}".strip() for name, subs in ALLOWED.items() for sub in sorted(subs) or [""]
    )
    raise BadValue(
        msg("This account does not run {command}, its administrator may; without a command the "
            "workbench opens, and these are answered: {commands}",
            command=clean(first), commands=answered)
    )  # fmt: skip
