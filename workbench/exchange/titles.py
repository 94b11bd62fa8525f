"""Titles that people give to columns, by the field they mean; registers add nothing here."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from workbench.domain.text import clean, fold

# By field names, which registers share: a risk's owner is called as an item's. Where a word means
# something else in one register, that register's own line counts: `role.name`.
_WORDS: Mapping[str, str] = {
    "name": "name|person|who|full name|employee|staff name|姓名|名字|人员|员工姓名|名称",
    "title": "title|name|summary|subject|issue|defect|task|标题|名称|主题|问题|问题描述|尾项|任务",
    "text": "item|text|description|what|事项|内容|描述",
    "description": "description|details|detail|描述|说明|详情",
    "side": "side|party|team side|方|归属|归属方|所属方|交接方",
    "role": "role|position|job|job title|title|post|function|岗位|角色|职务|职位|职责|岗位名称",
    "release": "release|release date|planned release|last day|leaves|leaving|end date|exit date"
    "|leaving date|planned leaving date|planned end|planned exit|roll-off|roll-off date|until"
    "|离场|离场日期|计划离场|计划离场日期|离岗日期|释放日期|离场时间|计划离场时间|预计离场日期"
    "|退场日期|离项日期|计划释放日期",
    "organisation": "organisation|organization|org|company|employer|department|unit|vendor|firm"
    "|单位|公司|部门|组织|所属单位|所属公司|所在单位|供应商|厂商",
    "employment": "employment|employment type|contract|contract type|type|employee type|status type"
    "|用工性质|用工类型|用工|用工方式|人员类型|人员性质|外包/正式|正式/外包|合同类型|编制类型",
    "fte": "fte|share|allocation|allocation %|capacity|投入|投入比例|人力|人力投入|投入占比|当量",
    "starts": "starts|start|start date|starts on|joined|joining date|join date|on board|onboarding"
    "|from|到岗|到岗日期|入场|入场日期|进场日期|入项日期|到岗时间|入职日期|开始日期",
    "told_on": "told|told on|notified|notified on|notice given|notice given on|informed on"
    "|通知日期|告知日期|通知时间|通知日|告知时间",
    "notice": "notice|notice period|notice days|notice in days|通知期|提前通知期"
    "|提前通知天数|通知天数|预告期",
    "attends": "last gate|gate|needed until gate|stays until gate|attends|最后关口|须参加关口"
    "|参加关口|关口",
    "successor": "successor|replacement|replaced by|hands over to|handover to|handed over to"
    "|taken over by|接替人|接手人|继任人|继任者|接任人|交接人|交接对象|承接人",
    "no_successor": "no successor|why no successor|无接替人原因|不设接替人原因|无需接替原因",
    "equipment": "equipment|equipment returned|equipment back|assets returned|asset return"
    "|设备归还|设备归还日期|资产归还|资产归还日期|设备退还",
    "wave": "wave|batch|release wave|批次|离场批次|释放批次",
    "tell_on": "to be told on|tell by|told by|tell on|计划告知日|最晚告知|告知截止日|通知日期"
    "|告知日期",
    "notice_given": "notice given|notice given on|notice sent|notice sent on|terminated on"
    "|发出通知日|通知发出日期|发函日期|解约通知日期",
    "contact": "contact|mail|email|e-mail|phone|telephone|mobile|联系方式|电话|手机|邮箱|联系电话",
    "contact_until": "contact until|callable until|may be called until|可联系至|可联系到"
    "|支持截止日期",
    "contact_hours": "hours a week|support hours|每周支持小时|每周可联系小时",
    "rate": "rate|day rate|daily rate|cost a day|日单价|人天单价|人天价|日费率|单价",
    "role.name": "role|project role|role name|position|job|name|岗位|项目岗位|角色|岗位名称"
    "|职位|名称",
    "role.person": "held by|holder|person|who|name|staff|担任人|人员|姓名|现任|在岗人员|任职人",
    "role.team": "team|group|团队|小组|项目组|专业组",
    "duty": "becomes|becomes post|post|standing post|permanent post|target post|destination|goes to"
    "|disposition|归并岗位|归并到|归并至|去向|岗位去向|归并去向|常设岗位|转入岗位|对应岗位",
    "topic.title": "topic|knowledge|knowledge item|knowledge topic|what|subject|name|title"
    "|知识点|知识项|知识条目|知识|主题|专题|名称|内容",
    "topic.receiver": "receiver|received by|to whom|learner|successor|接收人|接手人|学习人"
    "|徒弟|承接人",
    "topic.post": "post|for the post|standing post|所属岗位|岗位|接收岗位|常设岗位",
    "topic.track": "track|kind|type|explicit/tacit|类别|类型|显性/隐性|知识类型",
    "topic.criticality": "criticality|critical|importance|关键程度|重要性|重要程度|关键度",
    "topic.about": "about|description|details|notes|note|remarks|内容说明|说明|备注|描述",
    "holding": "who knows it|who knows|known by|holders|holder|holds|held by|experts|expert|owner"
    "|knows it|掌握人|谁会|掌握者|谁掌握|知识持有人|持有人|专家|师傅|掌握情况",
    "post.title": "post|standing post|permanent post|title|name|岗位|常设岗位|岗位名称|名称",
    "post.seats": "seats|headcount|positions|number of people|编制|编制人数|定员|定编|岗位人数|人数"
    "|席位|席位数",
    "post.coverage": "coverage|shift|shifts|shift pattern|shift system|rota|service hours|值班制"
    "|倒班|班制|轮班|值班方式|倒班方式|轮班方式|排班方式|工作制|值守方式",
    "post.on_shift": "on shift|per shift|people per shift|people a shift|minimum on shift|on duty"
    "|每班人数|每班|每班至少|当班人数|最少当班",
    "post.holder": "holder|held by|filled by|person|任职人|在岗人|在岗人员|担任人|主岗|姓名",
    "post.backup": "backup|deputy|stand-in|备岗|备份|备岗人员|副岗|代理人",
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
    "note": "note|notes|comment|comments|remark|remarks|备注|说明",
    "category": "category|type|class|类别|分类|类型",
    "day": "day|date|日期|日子",
    "start": "start|start date|from|begin|开始|开始日期",
    "end": "end|end date|to|finish|结束|结束日期",
    "freeze.name": "freeze|freeze window|freeze period|window|name|冻结期|冻结窗口|封网期|名称",
    "freeze.first": "first day|first|start|start date|starts|begin|from|首日|开始|开始日期|起始日期"
    "|起始日|开始时间|起",
    "freeze.last": "last day|last|end|end date|ends|finish|to|until|末日|结束|结束日期|截止日期"
    "|截止日|结束时间|止",
    "contract.title": "contract|contract name|title|name|subject|合同|合同名称|合同名|名称",
    "vendor": "vendor|supplier|with|party|company|contractor|partner|供应商|厂商|乙方|对方|服务商"
    "|供方|单位|公司",
    "ends": "ends on|ends|end date|expiry|expires|到期日|截止日|合同到期日|到期日期",
    "target": "target|target value|goal|目标|目标值",
    "unit": "unit|units|单位",
    "source": "source|data source|来源|数据来源",
}  # fmt: skip


# What people write for the members of a choice, by the field's name; other words than our own.
_SAID: Mapping[str, Mapping[str, str]] = {
    "side": {
        "giving": "giver|project|implementation|delivery|移交方|交出方|实施方|项目方|项目组|移交",
        "receiving": "receiver|operations|ops|接收方|接手方|运营方|接收",
        "sponsor": "发起人|出资方|赞助人",
    },
    "employment": {
        "staff": "permanent|employee|internal|own staff|in-house|regular|正式|正式员工|在编"
        "|自有|内部|编制内|行员|本单位|正编",
        "secondee": "seconded|secondment|借调|借调人员|抽调",
        "contractor": "contract|freelancer|freelance|contract staff|consultant"
        "|合同工|合同制|自由职业|劳务|外聘|顾问",
        "outsourced": "outsourcing|outsource|external|外包|外包人员|人力外包|外协|外部",
        "temporary": "temp|agency|intern|临时|临时工|临时合同|劳务派遣|派遣|实习",
        "vendor": "supplier|vendor staff|厂商|厂家|供应商|供应商人员|原厂|厂商驻场",
    },
    "track": {
        "explicit": "document|documents|documented|written|显性|显性知识|文档|成文",
        "tacit": "head|experience|know-how|隐性|隐性知识|经验",
    },
    "coverage": {
        "office": "day|day shift|business hours|8x5|8×5|5x8|5×8|白班|常白班|日班|行政班|正常班",
        "16x5": "two shifts|16×5|5x16|5×16|两班|两班倒",
        "24x7": "24/7|24×7|7x24|7×24|7*24|24*7|24h|round the clock|倒班|轮班|三班倒|四班三运转"
        "|全天候|24小时",
    },
    "disposition": {
        "ended": "end|ends|retired|dropped|discontinued|no longer needed|取消|撤销|终止"
        "|结束|不再需要|裁撤",
        "outsourced": "outsourced|outsourcing|vendor|外包|委外|转外包",
        "automated": "automated|automation|自动化|系统自动化|由系统替代",
        "moved": "moved|other project|转项目|转其他项目|转入其他项目|转|调",
    },
}  # fmt: skip


def words_for(field: str, register: str = "") -> list[str]:
    """The titles that a field of this name often has, folded."""
    words = _WORDS.get(f"{register}.{field}") or _WORDS.get(field, "")
    return [fold(word) for word in words.split("|") if word]


@cache
def said(field: str) -> Mapping[str, str]:
    """By folded word, the member of a choice that it stands for."""
    return {
        fold(word): member
        for member, words in _SAID.get(field, {}).items()
        for word in words.split("|")
    }


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
