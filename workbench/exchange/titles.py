"""Titles that people give to columns, by the field they mean; registers add nothing here."""

from __future__ import annotations

from collections.abc import Mapping

from workbench.domain.text import clean, fold

# By field names, which registers share: a risk's owner is called as an item's.
_WORDS: Mapping[str, str] = {
    "name": "name|person|who|full name|employee|staff name|姓名|名字|人员|员工姓名|名称",
    "title": "title|name|summary|subject|issue|defect|task|标题|名称|主题|问题|问题描述|尾项|任务",
    "text": "item|text|description|what|事项|内容|描述",
    "description": "description|details|detail|描述|说明|详情",
    "side": "side|party|team side|方|归属|归属方|所属方|交接方",
    "role": "role|position|job|job title|title|post|function|岗位|角色|职务|职位|职责",
    "release": "release|release date|planned release|last day|leaves|leaving|end date|exit date"
    "|离场|离场日期|计划离场|计划离场日期|离岗日期|释放日期",
    "organisation": "organisation|organization|company|employer|department|unit|vendor"
    "|单位|公司|部门|组织",
    "employment": "employment|employment type|contract|contract type|type|用工性质|用工类型|用工",
    "fte": "fte|share|allocation|投入|投入比例|人力",
    "contact": "contact|mail|email|e-mail|phone|telephone|联系方式|电话|手机|邮箱",
    "person": "owner|assignee|responsible|responsible person|assigned to|who|负责人|责任人",
    "owner": "owner|assignee|responsible|responsible person|assigned to|risk owner|action owner"
    "|负责人|责任人|风险责任人|措施责任人",
    "due": "due|due date|deadline|target date|by when|截止日期|到期日|计划完成时间|期限|整改期限"
    "|完成时限",
    "state": "state|status|状态|进展",
    "impact": "impact|consequence|effect|影响|后果|影响程度",
    "likelihood": "likelihood|probability|chance|可能性|概率",
    "severity": "severity|s|严重度|严重程度",
    "occurrence": "occurrence|o|频度|发生度",
    "detection": "detection|d|探测度|可探测度",
    "cause": "cause|root cause|原因|起因",
    "mitigation": "mitigation|action|response|measure|countermeasure|treatment|应对措施|措施|对策",
    "action": "action|mitigation|response|measure|措施|对策|应对措施",
    "measure": "measure|action|corrective action|mitigation|措施|整改措施|对策",
    "place": "place|location|where|area|位置|部位|区域",
    "notes": "notes|note|comments|remarks|备注|说明",
    "note": "note|notes|comment|remark|备注|说明",
    "category": "category|type|class|类别|分类|类型",
    "day": "day|date|日期|日子",
    "start": "start|start date|from|begin|开始|开始日期",
    "end": "end|end date|to|finish|结束|结束日期",
    "target": "target|target value|goal|目标|目标值",
    "unit": "unit|units|单位",
    "source": "source|data source|来源|数据来源",
}  # fmt: skip


def words_for(field: str) -> list[str]:
    """The titles a field of this name often has, folded."""
    return [fold(word) for word in _WORDS.get(field, "").split("|") if word]


def tidy(title: str) -> str:
    """The first line of a title, folded, without signs for required and the like."""
    first = next((line for line in title.splitlines() if line.strip()), "")
    return " ".join(fold(clean(first)).strip(" *:：#.").split())


def fits(title: str, word: str) -> bool:
    """Whether a longer title speaks of a word: `Risk owner (name)` of `owner`."""
    if word.isascii():
        return len(word) > 2 and f" {word} " in f" {_plain(title)} "
    return len(word) > 1 and word in title


def _plain(title: str) -> str:
    return " ".join("".join(c if c.isalnum() else " " for c in title).split())
