"""What counts as a secret, and what only speaks of one."""

from __future__ import annotations

import time

import pytest

from workbench.domain.secrets import found_secrets, without_secrets

# Put together here, so that no scanner takes this file for a leak.
_AWS = "AKIA" + "ABCDEFGH12345678"
_JWT = ".".join(["eyJhbGciOiJIUzI1NiJ9", "eyJzdWIiOiIxMjM0NTY3ODkwIn0", "dozjgNryP4J3jVmNHl0w5N"])
_PEM = "-----BEGIN " + "RSA PRIVATE KEY-----"


@pytest.mark.parametrize(
    "text",
    [
        _PEM,
        "-----BEGIN " + "PRIVATE KEY-----\nMIIE\n",
        f"the key is {_AWS}.",
        f"Bearer {_JWT}",
        "ghp_" + "a1B2" * 9,
        "xoxb-" + "123456789012-abcdef",
        "postgres://app:s3cr3t@db1/pay",
        "password=hunter",
        "Password: Winter2026!",
        "passwd : 'abc12345'",
        "PWD=12345678",
        "api_key: 9f31c2a0",
        "client_secret=abcdefgh",
        "secret: hUnTeRs",
        "密码：Abc123",
        "口令: 12345678",
        "数据库密码为Ab@2026",
        "**Password**: Winter2026",
    ],
)
def test_a_secret_is_found(text: str) -> None:
    assert len(found_secrets(text)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Password: see the vault",
        "Password: rotated",
        "Passwords: changed by 2026-12-01",
        "password: ********",
        "password=<from the vault>",
        "password=${DB_PASSWORD}",
        "secret: vault://pay/hsm",
        "password=/run/secrets/db",
        "token: Nov 19",
        "Tokens returned: laptop, badge",
        "API key: PAY-12",
        "密码：由接收方保管",
        "密码策略：每 90 天更换",
        "https://wiki.example/a:b@c",
        "sha256 9f31c2a4e5b6c7d8e9f00112233445566778899aabbccddeeff001122334455",
        "AKIA is how such keys start",
        "access token: e-mail to the owner",
        "token: 15000 a day",
    ],
)
def test_speaking_of_secrets_is_none(text: str) -> None:
    assert found_secrets(text) == []


def test_it_says_where_and_shows_only_the_start() -> None:
    text = "db: password=hunter22, port 5432"
    (secret,) = found_secrets(text)
    assert text[secret.start : secret.end] == "hunter22"
    assert secret.masked(text) == "db: password=hu****, port 5432"


def test_several_in_one_text_come_in_order() -> None:
    found = found_secrets(f"password=abcd1234 and {_AWS}")
    assert [s.what.id for s in found] == ["a password, key or token", "an AWS access key"]


def test_all_of_them_are_starred_for_the_screen() -> None:
    text = "password=abcd1234 and pwd: Xyz98765!"
    assert without_secrets(text) == "password=ab**** and pwd: Xy****"
    assert without_secrets("nothing here") == "nothing here"


def test_hostile_text_costs_little() -> None:
    started = time.process_time()
    for text in ("eyJ" * 100_000, "a://:" * 60_000, "password" * 40_000, "-----BEGIN " * 30_000):
        found_secrets(text)
    assert time.process_time() - started < 2
