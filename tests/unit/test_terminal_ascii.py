from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from screens.terminal.ascii import to_ascii

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
    ],
)
def test_lookalikes(text: str, plain: str) -> None:
    assert to_ascii(text) == plain
