"""Messages as they are read in either language."""

from __future__ import annotations

import pytest

from workbench.domain.message import msg
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


def test_the_blank_between_two_words_that_users_wrote_stays() -> None:
    both = msg("{key} {topic}", key="变压器", topic="故障")
    assert Tr("zh_CN")(both) == "变压器 故障"
