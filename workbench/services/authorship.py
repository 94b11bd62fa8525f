"""Whether the log can say who does something: on a login of several people, and in a handover in
which everybody works under his own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from db import log
from workbench.domain.dossier import Dossier
from workbench.domain.errors import Refused
from workbench.domain.message import msg
from workbench.domain.registers.person import Person
from workbench.domain.text import fold

if TYPE_CHECKING:
    from db.writer import Writer
    from workbench.services.workspace import Me


def need_name(me: Me) -> None:
    """Refused while nobody has said who sits at a login of several people."""
    if me.shared and not me.name:
        raise Refused(
            msg("on a shared login say first who you are: P on the first screen, --user NAME")
        )  # fmt: skip


def need_own_login(me: Me, before: Dossier, writer: Writer) -> None:
    """Refused in a handover for own logins where the login is shared, has worked in it for somebody
    else of the roster, or where the name has worked in it under another login."""
    if not before.handover.strict or me.vouched:
        return
    if me.shared:
        raise Refused(
            msg("here everybody works under his own login, and several people use this one")
        )
    hands = {
        (fold(name), login) for name, login in log.hands(writer.connection, before.handover.id)
    }
    name = fold(me.signs)
    if (name, me.login) in hands:
        return
    for other, login in sorted(hands):
        if other == name and login:
            raise Refused(
                msg("here everybody works under his own login, and {name} has one: {login}",
                    name=me.signs, login=login)
            )  # fmt: skip
        if login == me.login and any(fold(p.name) == other for p in before.all(Person)):
            raise Refused(
                msg("here everybody works under his own login, and this one is another's: {name}",
                    name=next(p.name for p in before.all(Person) if fold(p.name) == other))
            )  # fmt: skip
