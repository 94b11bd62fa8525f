"""Secrets in known forms: keys, tokens and passwords that somebody wrote into a text.

Only what has a form is found; randomness alone never counts. A hash is no secret, and neither is
a pointer to where the secret lies, such as `vault://pay/hsm`.
"""

from __future__ import annotations

import re
from typing import Final

from workbench.domain.message import Msg, pmsg

_POINTER = r"(?![a-z][a-z0-9+.-]*://|[$<{*]|[xX.…_-]{3})"
# Prose follows such words too ("password: rotate quarterly"), so a value mixes letters with digits
# or signs, or is a longer number.
_VALUE = r"(?=[!-~]*[A-Za-z][!-~]*[0-9!@#$%^&*+=]|[!-~]*[0-9!@#$%^&*+=][!-~]*[A-Za-z]|[0-9]{6})"
# Compiled when one is first looked for: these take a while, and most texts have none of the words.
_PASSWORD = (
    r"(?i)(?:(?<![A-Za-z])(?:password|passwd|passphrase|pwd|passcode)|密码|口令)"
    rf"\s*(?:[:=：＝]|is\b|是|为)\s*[\"'`“]?{_POINTER}{_VALUE}[!-~]{{4,}}"
)
_TOKEN = (
    r"(?i)(?:(?<![A-Za-z])(?:api[_ -]?key|(?:secret|access|private)[_ -]?(?:access[_ -]?)?key"
    r"|(?:access|auth|bearer)[_ -]?token|client[_ -]?secret|secret|token)|密钥|令牌)"
    rf"\s*[:=：＝]\s*[\"'`“]?{_POINTER}{_VALUE}[A-Za-z0-9+/_.~-]{{12,}}"
)

_FORMS: Final = (
    (pmsg("secret", "a private key"), ("private key",),
     r"-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----"),
    (pmsg("secret", "an access key of a cloud"), ("akia", "asia"),
     r"(?<![A-Za-z0-9])(?:AKIA|ASIA)[A-Z0-9]{16}(?![A-Za-z0-9])"),
    (pmsg("secret", "a token"), ("eyj",),
     r"(?a)(?<![\w-])eyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]{8,}"),
    (pmsg("secret", "a token"), ("ghp_", "gho_", "ghs_", "github_pat_", "glpat-", "xox", "sk_live"),
     r"(?a)(?<![\w-])(?:gh[pos]_\w{36}|github_pat_\w{22,}|glpat-[\w-]{20,}"
     r"|xox[abprs]-[\w-]{10,}|sk_live_\w{16,})"),
    (pmsg("secret", "a password in an address"), ("://",),
     r"://[^\s/:@]+:(?!\*|x{3}|<|\$|\{)[^\s/:@]{3,}@[\w.-]"),
    (pmsg("secret", "a password"), ("pass", "pwd", "密码", "口令"), _PASSWORD),
    (pmsg("secret", "a key or a token"), ("key", "secret", "token", "密钥", "令牌"), _TOKEN),
)  # fmt: skip

_LOOKED_FOR: Final = [(needle, label, form) for label, needles, form in _FORMS
                      for needle in needles]  # fmt: skip
_ANY: Final = re.compile("|".join(re.escape(needle) for needle, _, _ in _LOOKED_FOR))


def find(text: str) -> Msg | None:
    """What kind of secret `text` has in it; None for none. The secret itself is never repeated."""
    small = text.lower()
    if _ANY.search(small) is None:
        return None  # so most texts
    for needle, label, form in _LOOKED_FOR:
        if needle in small and re.search(form, text):
            return label
    return None
