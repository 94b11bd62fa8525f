"""Secrets in text, by the forms they are known by: never stored, printed or sent on unasked.

A password that looks like a word, and random letters that could be a checksum, pass: what is
reported here is worth stopping somebody for.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from workbench.domain.message import Msg, msg

_KINDS = {
    "key": msg("a private key"),
    "aws": msg("an AWS access key"),
    "service": msg("an access token"),
    "jwt": msg("a signed login token (JWT)"),
    "url": msg("a password in an address"),
    "word": msg("a password, key or token"),
}

_FORMS = re.compile(
    r"""
      (?P<key>-----BEGIN\ (?:[A-Z0-9]{1,20}\ ){0,3}PRIVATE\ KEY(?:\ BLOCK)?-----)
    | (?P<aws>(?<![A-Za-z0-9])(?:AKIA|ASIA)[A-Z0-9]{16}(?![A-Za-z0-9]))
    | (?P<service>(?<![A-Za-z0-9])(?:
          gh[pousr]_[A-Za-z0-9]{30,}+ | github_pat_[A-Za-z0-9_]{30,}+ | glpat-[A-Za-z0-9_-]{20,}+
        | xox[abeoprs]-[A-Za-z0-9-]{10,}+ | AIza[A-Za-z0-9_-]{35}(?![A-Za-z0-9_-])
        | sk-[A-Za-z0-9_-]{32,}+
      ))
    | (?P<jwt>(?<![A-Za-z0-9])eyJ[A-Za-z0-9_-]{8,}+\.eyJ[A-Za-z0-9_-]{8,}+\.[A-Za-z0-9_-]{8,}+)
    | (?<![a-z])[a-z][a-z0-9+.-]{1,20}://[^\s/:@?\#]{0,200}:(?P<url>[^\s/@]{1,200})@
    | (?:(?<![A-Za-z])(?:pass(?:word|wd|phrase|code)|pwd|(?:client|app)?[_-]?secret(?:[_-]?key)?
          |(?:api|access|auth|account)[_\ -]?(?:key|token)|token)
        | 密码|口令|密钥|秘钥|令牌)
      ["'`*\]]{0,3}\ {0,3}(?:(?P<set>:?=|＝)|[:：]|是|为)\ {0,3}
      ["'`]?(?P<word>[!-~]{4,200})
    """,
    re.VERBOSE | re.IGNORECASE,
)

# Where the secret is, or that there is none yet; also what a form says in its place.
_POINTER = re.compile(
    r"""
      [*x.\#_?-]+ | <.* | \{.* | \[.* | \$[{(A-Z_].* | %.* | .*(?:environ|getenv|secrets\.).*
    | (?:~|\.{0,2})/.* | \\\\.* | [A-Za-z]:\\.* | [a-z][a-z0-9+.-]*://.*
    | \d{4}-\d\d-\d\d | [A-Z][A-Z0-9]*(?:-[A-Z0-9]+)*-\d+ | \#?\d+
    """,
    re.VERBOSE,
)
_SAYING = re.compile(
    r"""
    bitwarden | change | changed | changeme | done | empty | example | expired | expires
    | false | hidden | keepass | key | keyring | keys | known | kubernetes | later | login
    | manual | named | never | nil | none | null | open | owner | password | passwords | pending
    | personal | placeholder | printed | redacted | required | revoke | revoked | rotate
    | rotated | sample | secret | secrets | security | shared | stored | string | todo | token
    | tokens | true | unknown | vault | yes
    """,
    re.VERBOSE | re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Secret:
    """One secret: what it is, and the characters from `start` to `end` of the text."""

    what: Msg
    start: int
    end: int

    def masked(self, text: str) -> str:
        """`text` with all but the first two characters of this secret as stars."""
        return f"{text[: self.start + 2]}****{text[self.end :]}"


def without_secrets(text: str) -> str:
    """`text` as it may be shown: every secret with stars but for its first two characters."""
    for secret in reversed(found_secrets(text)):
        text = secret.masked(text)
    return text


def found_secrets(text: str) -> list[Secret]:
    """The secrets in `text`, in order; of one line or many, in English or Chinese."""
    found = []
    for match in _FORMS.finditer(text):
        form = match.lastgroup or "word"
        start, end = match.span(form)
        if form == "word":
            value = _value(match[form])
            if not _secret_word(value, bool(match["set"]), text[start + len(value) :]):
                continue
            end = start + len(value)
        elif form == "url" and _POINTER.fullmatch(match[form]):
            continue
        found.append(Secret(_KINDS[form], start, end))
    return found


def _value(word: str) -> str:
    """The word without what closes it in a sentence or in quotes."""
    return re.split(r"""["'`,;)\]]*$|["'`]""", word, maxsplit=1)[0].rstrip(".:")


def _secret_word(value: str, is_set: bool, rest: str) -> bool:
    """Whether a word after `password:` is one; after `=` any is, unless it points elsewhere."""
    number = value.isdecimal()
    if len(value) < 4 or _SAYING.fullmatch(value) or (_POINTER.fullmatch(value) and not number):
        return False
    alone = not rest.strip(" \"'`.,;)]")
    if is_set:
        return True
    if number:
        return alone
    if value.isalpha():
        # Letters alone are a password where nothing follows, if they are not just a word.
        return alone and value not in (value.lower(), value.title(), value.upper())
    # `token: e-mail` and `API key: and/or` are prose.
    return bool(re.search(r"\d", value)) or not re.fullmatch(r"[\w'./-]+", value)
