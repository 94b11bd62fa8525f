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
_PASSWORD = re.compile(
    r"(?:(?<![A-Za-z])(?:password|passwd|passphrase|pwd|passcode)|密码|口令)"
    rf"\s*(?:[:=：＝]|is\b|是|为)\s*[\"'`“]?{_POINTER}{_VALUE}[!-~]{{4,}}",
    re.IGNORECASE,
)
_TOKEN = re.compile(
    r"(?:(?<![A-Za-z])(?:api[_ -]?key|(?:secret|access|private)[_ -]?(?:access[_ -]?)?key"
    r"|(?:access|auth|bearer)[_ -]?token|client[_ -]?secret|secret|token)|密钥|令牌)"
    rf"\s*[:=：＝]\s*[\"'`“]?{_POINTER}{_VALUE}[A-Za-z0-9+/_.~-]{{12,}}",
    re.IGNORECASE,
)

_FORMS: Final = (
    (pmsg("secret", "a private key"), ("private key",),
     re.compile(r"-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----")),
    (pmsg("secret", "an access key of a cloud"), ("akia", "asia"),
     re.compile(r"(?<![A-Za-z0-9])(?:AKIA|ASIA)[A-Z0-9]{16}(?![A-Za-z0-9])")),
    (pmsg("secret", "a token"), ("eyj",),
     re.compile(r"(?<![\w-])eyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]{8,}", re.ASCII)),
    (pmsg("secret", "a token"), ("ghp_", "gho_", "ghs_", "github_pat_", "glpat-", "xox", "sk_live"),
     re.compile(r"(?<![\w-])(?:gh[pos]_\w{36}|github_pat_\w{22,}|glpat-[\w-]{20,}"
                r"|xox[abprs]-[\w-]{10,}|sk_live_\w{16,})", re.ASCII)),
    (pmsg("secret", "a password in an address"), ("://",),
     re.compile(r"://[^\s/:@]+:(?!\*|x{3}|<|\$|\{)[^\s/:@]{3,}@[\w.-]")),
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
        if needle in small and form.search(text):
            return label
    return None
