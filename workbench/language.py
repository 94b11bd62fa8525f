"""Rendering messages in the user's language, passed explicitly and switchable while running."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from functools import lru_cache
from pkgutil import get_data
from struct import unpack_from

from workbench.domain.bitext import LANGUAGES, Bitext
from workbench.domain.message import Msg

SUPPORTED = ("en", "zh_CN")


class _Catalogue:
    """Translations as `pybabel compile` writes them: little-endian, one form for all numbers.

    `gettext` decodes all of them at every start, this only what is asked for. Layout:
    https://www.gnu.org/software/gettext/manual/html_node/MO-Files.html
    """

    def __init__(self, data: bytes) -> None:
        count, ids, texts = unpack_from("<3I", data, 8)

        def cut(table: int) -> Iterator[bytes]:
            numbers = unpack_from(f"<{2 * count}I", data, table)
            spans = zip(numbers[::2], numbers[1::2], strict=True)
            return (data[at : at + size] for size, at in spans)

        self._texts = dict(zip(cut(ids), cut(texts), strict=True))

    def find(self, message: Msg) -> str:
        """The translation; empty when there is none."""
        context = f"{message.context}\4" if message.context else ""
        plural = f"\0{message.plural}" if message.plural else ""
        return self._texts.get(f"{context}{message.id}{plural}".encode(), b"").decode()


@lru_cache(maxsize=4)
def _catalogue(lang: str) -> _Catalogue | None:
    if lang == "en":
        return None
    data = get_data("workbench", f"locale/{lang}/LC_MESSAGES/workbench.mo")
    assert data is not None
    return _Catalogue(data)


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
        values = {k: self._value(v) for k, v in message.args.items()}
        if self._catalogue is None:
            return text.format_map(values)
        return _set(text, values)

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
        if not message.id:
            return ""
        found = self._catalogue.find(message) if self._catalogue is not None else ""
        if not found and message.plural and message.args.get("n") != 1:
            return message.plural
        return found or message.id

    def _value(self, value: object) -> str:
        if isinstance(value, Msg):
            return self(value)
        if isinstance(value, Bitext):
            return value.show(self.lang)
        if isinstance(value, datetime):
            return value.isoformat(sep=" ", timespec="minutes")
        return str(value)


def _set(text: str, values: Mapping[str, str]) -> str:
    """`text` with its fields filled in, set as Chinese is: where a value meets the words around it,
    no blank if both are Chinese, one if only one is. Names may be either; within them none moves.
    """
    parts = text.replace("}", "{").split("{")  # words and names of fields by turns
    parts[1::2] = [values[name] for name in parts[1::2]]
    parts = [part for part in parts if part]
    for at in range(1, len(parts)):
        before, after = parts[at - 1], parts[at]
        if before[-1] == " " and _is_han(before[-2:-1]) and _is_han(after[0]):
            parts[at - 1] = before[:-1]
        elif after[0] == " " and _is_han(after[1:2]) and _is_han(before[-1]):
            parts[at] = after[1:]
        elif _differ(before[-1], after[0]):
            parts[at] = f" {after}"
    return "".join(parts)


def _is_han(char: str) -> bool:
    return "\u4e00" <= char <= "\u9fff"


def _differ(one: str, other: str) -> bool:
    """Whether one is Chinese, and the other a Latin letter or digit."""
    han, latin = max(one, other), min(one, other)
    return _is_han(han) and latin < "\u0250" and latin.isalnum()


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


def translators() -> list[Tr]:
    """One for each language that files may be written in."""
    found = []
    for lang in SUPPORTED:
        with contextlib.suppress(FileNotFoundError):  # a checkout whose catalogue is not built
            found.append(Tr(lang))
    return found


def in_each(say: Msg | str) -> dict[str, str]:
    """In either language, for what is kept: whoever reads it may have another than who made it."""
    if isinstance(say, str):
        return dict.fromkeys(LANGUAGES, say)
    return {lang: Tr(locale)(say) for lang, locale in zip(LANGUAGES, SUPPORTED, strict=True)}
