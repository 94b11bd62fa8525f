"""Crews of a sample: a row says how many there are, and each of them gets a name of his own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import count

_FAMILIES = (
    "Wang 王 Zhang 张 Liu 刘 Chen 陈 Yang 杨 Huang 黄 Zhao 赵 Wu 吴 Zhou 周 Xu 徐 "
    "Sun 孙 Ma 马 Zhu 朱 Hu 胡 Guo 郭 He 何 Lin 林 Luo 罗 Liang 梁 Song 宋"
)
_GIVEN = (
    "Jianguo 建国 Qiang 强 Xiaoming 晓明 Bo 波 Zhiqiang 志强 Jie 杰 Haitao 海涛 "
    "Gang 刚 Wenjie 文杰 Fei 飞 Guohua 国华 Na 娜 Lijuan 丽娟 Bin 斌 Yongjun 永军 "
    "Dong 东 Xiuying 秀英 Kai 凯 Weidong 卫东 Yan 艳"
)


def people(
    crews: Sequence[Sequence[str]], size: str, name: str, lang: str
) -> Iterator[Sequence[str]]:
    """Rows of a roster from rows of crews: the column called `size` becomes one called `name`.

    The same crews make the same people, of whom no two have one name; 400 at most.
    """
    titles, *rows = crews
    place = titles.index(size)
    yield [*titles[:place], name, *titles[place + 1 :]]
    called = _names(lang)
    for row in rows:
        for _ in range(int(row[place])):
            yield [*row[:place], next(called), *row[place + 1 :]]


def _names(lang: str) -> Iterator[str]:
    families, given = _pairs(_FAMILIES), _pairs(_GIVEN)
    for n in count():
        turn, at = divmod(n, len(families))
        if turn == len(given):
            return
        first, last = families[at], given[(turn + at) % len(given)]
        yield first["zh"] + last["zh"] if lang.startswith("zh") else f"{first['en']} {last['en']}"


def _pairs(text: str) -> list[Mapping[str, str]]:
    words = text.split()
    return [{"en": en, "zh": zh} for en, zh in zip(words[::2], words[1::2], strict=True)]
