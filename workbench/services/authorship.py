"""Whether the log can say who does something: on a login of several people, and in a handover in
which everybody works under his own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.domain.dossier import Dossier
from workbench.domain.errors import Refused
from workbench.domain.message import msg
from workbench.domain.registers.person import Person
from workbench.domain.text import fold

if TYPE_CHECKING:
    from db.writer import Writer
    from workbench.services.workspace import Me


def unsigned(me: Me, dossier: Dossier | None) -> Refused | None:
    """Why nobody can sign under a login of several people, in this handover or any."""
    if me.shared and not me.name:
        return Refused(
            msg("on a shared login say first who you are: P on the first screen, --user NAME")
        )  # fmt: skip
    if me.shared and not me.vouched and dossier is not None and dossier.handover.strict:
        return Refused(
            msg("here everybody works under his own login, and several people use this one: come "
                "by a login of your own")
        )  # fmt: skip
    return None


def need_name(me: Me) -> None:
    """Refused while nobody has said who sits at a login of several people."""
    if (why := unsigned(me, None)) is not None:
        raise why


def need_own_login(me: Me, before: Dossier, writer: Writer) -> None:
    """Refused in a handover for own logins where the login is shared, has worked in it for somebody
    else of the roster, or where the name has worked in it under another login."""
    if not before.handover.strict or me.vouched:
        return
    from db import log  # here, as screens ask the rest before SQLAlchemy is there

    if (why := unsigned(me, before)) is not None:
        raise why
    hands = {
        (fold(name), login)
        for name, login in log.hands(writer.connection, before.handover.id)
        if login not in me.crowded
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
