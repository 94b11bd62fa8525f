from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from screens.terminal.ascii import to_ascii, to_gb18030

ALPHABET = st.one_of(
    st.characters(min_codepoint=32), st.sampled_from("a知é\u0301\u200d\ufe0f☺1👍🇩🇪")
)


@given(st.text(ALPHABET))
def test_any_text_becomes_ascii_of_the_same_width(text: str) -> None:
    plain = to_ascii(text)
    assert plain.isascii()
    assert cell_len(plain) == cell_len(text)


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("┌──┐│╔═╗", "+--+|+-+"),
        ("█▊▁▎ ▔", "#|-| -"),
        ("Café Müller", "Cafe Muller"),
        ("知识 KPI", "???? KPI"),
        ("→ “done” – ✓…", '> "done" - x.'),
        ("👩\u200d💻 ☺\ufe0f!", "?? ??!"),
        ("\x1b[1;31m知\x1b[0m\x1b[2;3H", "\x1b[1;31m??\x1b[0m\x1b[2;3H"),
        ("\x1b[1m☺\ufe0f\x1b[0m", "\x1b[1m??\x1b[0m"),
        ("ﬁ", "?"),
        ("⚪|", "o |"),
    ],
)
def test_lookalikes(text: str, plain: str) -> None:
    assert to_ascii(text) == plain


@given(st.text(ALPHABET))
def test_any_text_becomes_gb18030_of_a_width_on_which_all_terminals_agree(text: str) -> None:
    plain = to_gb18030(text)
    assert cell_len(plain) == cell_len(text)
    assert all(
        len(char.encode("gb18030")) == cell_len(char) for char in plain if char.isprintable()
    )


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("-- 已核验 38，豁免 0（宁夏） --", "-- 已核验 38，豁免 0（宁夏） --"),
        ("┌─│ “质量规则”… é →", '+-| "质量规则". e >'),
        ("한국어 知 👍", "?????? 知 ??"),
        ("知\ufe0f", "知"),
        ("\x1b[1m知\x1b[0m\x1b[2;3H", "\x1b[1m知\x1b[0m\x1b[2;3H"),
    ],
)
def test_lookalikes_in_gb18030(text: str, plain: str) -> None:
    assert to_gb18030(text) == plain
