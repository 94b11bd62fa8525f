"""Rendering messages in the user's language, passed explicitly and switchable while running."""

from __future__ import annotations

import gettext
import io
import os
import pkgutil
from datetime import date, datetime
from functools import lru_cache

from workbench.domain.bitext import Bitext
from workbench.domain.message import Msg

SUPPORTED = ("en", "zh_CN")


@lru_cache(maxsize=4)
def _catalogue(lang: str) -> gettext.NullTranslations:
    if lang == "en":
        return gettext.NullTranslations()
    # As themes are read: `importlib.resources` costs milliseconds of every start.
    data = pkgutil.get_data("workbench.locale", f"{lang}/LC_MESSAGES/workbench.mo")
    assert data is not None
    return gettext.GNUTranslations(io.BytesIO(data))


class Tr:
    """Translator for one language: `Tr("zh_CN")(msg("Owner"))`."""

    def __init__(self, lang: str = "en") -> None:
        self.lang = lang if lang in SUPPORTED else "en"
        self._catalogue = _catalogue(self.lang)

    def __call__(self, message: Msg) -> str:
        """`message` with its fields filled in; messages among its fields are rendered too."""
        text = self._lookup(message)
        if not message.args:
            return text
        return text.format_map({k: self._value(v) for k, v in message.args.items()})

    def day(self, value: date, today: date | None = None) -> str:
        """A short date for lists: `Nov 20`, `11-20`; with its year when that is not `today`'s."""
        if today is not None and value.year != today.year:
            return value.isoformat()
        return (
            f"{value:%m-%d}" if self.lang == "zh_CN" else f"{_MONTHS[value.month - 1]} {value:%d}"
        )

    def weekday(self, value: date) -> str:
        return (_ZH_DAYS if self.lang == "zh_CN" else _EN_DAYS)[value.weekday()]

    def _lookup(self, message: Msg) -> str:
        if message.plural:
            n = message.args.get("n")
            return self._catalogue.ngettext(
                message.id, message.plural, n if isinstance(n, int) else 2
            )
        if message.context:
            return self._catalogue.pgettext(message.context, message.id)
        return self._catalogue.gettext(message.id) if message.id else ""

    def _value(self, value: object) -> str:
        if isinstance(value, Msg):
            return self(value)
        if isinstance(value, Bitext):
            return value.show(self.lang)
        if isinstance(value, datetime):
            return value.isoformat(sep=" ", timespec="minutes")
        return str(value)


_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_EN_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_ZH_DAYS = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")


def from_environment() -> str:
    """The language the terminal asks for: LC_ALL, LC_MESSAGES, LANG; Chinese or English."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(name, "")
        if value:
            return "zh_CN" if value.lower().startswith("zh") else "en"
    return "en"
