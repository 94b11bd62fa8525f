"""Messages as they are read in either language."""

from __future__ import annotations

from decimal import Decimal

import pytest

from workbench.domain.message import msg
from workbench.figures.share import FineShare
from workbench.language import Tr


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("陈浩", "已核验，由陈浩代录"),
        ("Chen Hao", "已核验，由 Chen Hao 代录"),
        ("陈浩 (IT)", "已核验，由陈浩 (IT) 代录"),
    ],
)
def test_a_chinese_name_stands_in_a_chinese_sentence_without_blanks(name: str, said: str) -> None:
    what = msg("verified")
    assert Tr("zh_CN")(msg("{said}, typed by {name}", said="已核验", name=name)) == said
    assert Tr("en")(msg("{said}, typed by {name}", said=what, name=name)).endswith(f" by {name}")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Eva Lund", "只有 Eva Lund 会“Ledger”"),
        ("陈浩", "只有陈浩会“Ledger”"),
        ("陈浩PM", "只有陈浩PM 会“Ledger”"),
        ("(?)", "只有(?)会“Ledger”"),
        ("", "只有会“Ledger”"),
    ],
)
def test_another_name_is_set_apart_within_a_chinese_sentence(name: str, said: str) -> None:
    only = msg("{name} is the only one who knows {topic}", name=name, topic="Ledger")
    assert Tr("zh_CN")(only) == said


def test_two_values_side_by_side_are_set_apart() -> None:
    refused = msg("{gate} {ruling}", gate="G2", ruling=msg("passed"))
    assert Tr("zh_CN")(refused) == "G2 已通过"


def test_the_blank_between_two_words_that_users_wrote_stays() -> None:
    both = msg("{key} {topic}", key="变压器", topic="故障")
    assert Tr("zh_CN")(both) == "变压器 故障"


def test_a_share_of_nothing_is_a_word_of_the_language() -> None:
    nothing, some = FineShare(Decimal(0), Decimal(0)), FineShare(Decimal(1), Decimal(2))
    said = msg("proved {share}", share=nothing.said)
    assert "n/a" not in Tr("zh_CN")(said)
    assert Tr("en")(said) == "proved n/a"
    assert Tr("en")(msg("proved {share}", share=some.said)) == "proved 50.0 % (1/2)"
