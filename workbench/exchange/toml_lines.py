"""The line of every key in a TOML text: tomllib gives values only."""

from __future__ import annotations

import re

KeyPath = tuple[str | int, ...]

# No file here goes deeper; noting every level of a very long key would be quadratic.
_DEPTH = 8

_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)+")
_KEY = re.compile(
    r"""[ \t]*(?:"(?P<basic>(?:\\.|[^"\\\n])*)"|'(?P<literal>[^'\n]*)'|(?P<bare>[\w-]+))[ \t]*"""
)
_VALUE_PART = re.compile(
    r'"""(?:\\.|[^\\])*?"{3,5}(?!")'
    r"|'''.*?'{3,5}(?!')"
    r'|"(?:\\.|[^"\\\n])*"'
    r"|'[^'\n]*'"
    r"|#[^\n]*"
    r"|[\[{]|[\]}]|\n|[^\"'#\[\]{}\n]+",
    re.DOTALL,
)


class TomlLines:
    """Line numbers, from 1, in a text that tomllib has accepted."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._lines: dict[KeyPath, int] = {}
        self._counts: dict[KeyPath, int] = {}
        self._scan()

    def find(self, path: KeyPath) -> int:
        """The line of `path`, else of the nearest table around it; 1 where there is none.

        `("item", 3, "text", "en")` is `text.en` in the fourth `[[item]]`.
        """
        while path and path not in self._lines:
            path = path[:-1]
        return self._lines.get(path, 1)

    def _scan(self) -> None:
        text, at, line = self._text, 0, 1
        table: KeyPath = ()
        while at < len(text):
            blank = _BLANK.match(text, at)
            if blank is not None:
                end = blank.end()
            elif text[at] == "[":
                table, end = self._header(at, line)
            else:
                keys, end = self._keys(at)
                self._note(table, keys, line)
                end = self._skip_value(end)
            line += text.count("\n", at, end)
            at = end

    def _header(self, at: int, line: int) -> tuple[KeyPath, int]:
        """The table that `[a.b]` or `[[a.b]]` at `at` opens."""
        is_array = self._text.startswith("[[", at)
        keys, end = self._keys(at + (2 if is_array else 1))
        path: KeyPath = ()
        for key in keys[:-1]:
            path = self._inside((*path, key))
        path = (*path, keys[-1])
        if is_array:
            self._lines.setdefault(path, line)
            self._counts[path] = self._counts.get(path, -1) + 1
            path = self._inside(path)
        self._note((), path, line)
        return path, end + (2 if is_array else 1)

    def _inside(self, path: KeyPath) -> KeyPath:
        """`path`, or its latest table where it is an array of tables."""
        return (*path, self._counts[path]) if path in self._counts else path

    def _note(self, table: KeyPath, keys: KeyPath, line: int) -> None:
        for length in range(1, len(keys) + 1):
            self._lines.setdefault((*table, *keys[:length]), line)

    def _keys(self, at: int) -> tuple[KeyPath, int]:
        """The dotted key at `at`, and where it ends."""
        keys: list[str] = []
        while (match := _KEY.match(self._text, at)) is not None:
            quoted, literal, bare = match["basic"], match["literal"], match["bare"]
            keys.append(_unescaped(quoted) if quoted is not None else literal or bare or "")
            at = match.end()
            if not self._text.startswith(".", at):
                break
            at += 1
        return tuple(keys[:_DEPTH]), at

    def _skip_value(self, at: int) -> int:
        """Where the value behind the key at `at` ends: at a line's end outside all brackets."""
        depth = 0
        while (match := _VALUE_PART.match(self._text, at)) is not None:
            part = match[0]
            if part == "\n" and depth == 0:
                break
            depth += (part in "[{") - (part in "]}")
            at = match.end()
        return at if match is not None else len(self._text)


def _unescaped(text: str) -> str:
    import tomllib

    value = tomllib.loads(f'key = "{text}"')["key"]
    return value if isinstance(value, str) else text
