"""Text kept in English and Chinese."""

from __future__ import annotations

from dataclasses import dataclass, replace

LANGUAGES = ("en", "zh")


@dataclass(frozen=True, slots=True)
class Bitext:
    """One text in both languages; `stale` names the language an edit has left behind."""

    en: str = ""
    zh: str = ""
    stale: str = ""

    def show(self, lang: str) -> str:
        """The wanted language, else the other; `lang` is `en`, `zh` or a locale such as `zh_CN`."""
        first, second = (self.zh, self.en) if lang.startswith("zh") else (self.en, self.zh)
        return first or second

    def edited(self, lang: str, text: str) -> Bitext:
        """This text after `text` was typed on a screen in `lang`; the other language goes stale."""
        mine, other = ("zh", "en") if lang.startswith("zh") else ("en", "zh")
        if getattr(self, mine) == text:
            return self
        stale = other if getattr(self, other) and text else ""
        return replace(self, **{mine: text, "stale": stale})

    def __bool__(self) -> bool:
        return bool(self.en or self.zh)
