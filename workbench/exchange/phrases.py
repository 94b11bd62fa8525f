"""What people's words mean: titles of columns, labels of bullets, weeks, roles and states.

Pure guesses; whoever brings a list in sees each and corrects it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence

from workbench.domain.text import clean, fold

# By what a title is for: fields of the checklist, and what it says beside them.
_TITLES: Mapping[str, str] = {
    "text": "item|task|title|step|check|checks|check item|checklist|checklist item|activity|action"
    "|action item|description|requirement|question|what|todo|to do|task name|what to do"
    "|task description|subject|checkpoint|check point|work item|deliverable"
    "|检查项|检查项目|检查内容|事项|任务|任务名称|内容|工作内容|工作项|名称|描述|要求|移交内容"
    "|检查要点|检查点|检查事项|工作项目|工作事项|工作任务|任务描述|任务内容|交接内容|交接事项",
    "owner": "owner|owners|responsible|assignee|who|accountable|responsible person|lead|dri|poc"
    "|person responsible|assigned to|action owner|task owner|responsibility|responsible party"
    "|point of contact|负责人|责任人|责任部门|责任方|责任单位|责任岗位|执行人|经办人|承办人|跟进人",
    "due": "due|due date|target date|deadline|by when|date due|planned date|finish date|end date"
    "|planned finish|finish|eta|when|timing|timeline|target|due by|complete by"
    "|截止|截止日期|截止时间|到期|到期日|到期日期"
    "|计划完成|计划完成时间|计划完成日期|要求完成时间|完成时限|时限|期限|完成日期|完成时间"
    "|预计完成|预计完成时间|预计完成日期|计划结束时间|计划结束日期|截止日",
    "status": "status|state|done|done?|checked|checked?|complete|complete?|completed|completed?"
    "|progress|result"
    "|状态|完成|完成情况|完成状态|进展|是否完成|结果|完成与否|检查结果"
    "|检查结论|是否通过|勾选|打勾",
    "proof": "evidence|proof|proofs|link|reference|attachment|artifact|artefact|url|sign-off"
    "|evidence link|supporting evidence|证据|佐证|佐证材料|依据|附件|链接|证明材料|证明",
    # What the item itself says of its proof, in lists that went out.
    "wanted": "wanted|所需佐证",
    "note": "note|notes|comment|comments|remark|remarks|备注|说明|注释|意见",
    "heading": "phase|domain|section|category|area|group|workstream|milestone|module|topic"
    "|分类|类别|模块|分组|章节|大类|类型|阶段",
}  # fmt: skip

_MARKS: Mapping[str, str] = {
    "done": "done|true|complete|completed|closed|finished|passed|pass|ok|yes|y|x|resolved|verified"
    "|claimed|success|已完成|完成|已关闭|关闭|通过|已通过|是|已办|办结|已申报|已核验"
    "|✅|☑|✔|✓|√|🟢",
    "doing": "in progress|started|ongoing|on going|wip|doing|partial|partially|partly done|begun"
    "|进行中|处理中|办理中|部分完成|🟡|🟠|🔵|🔄|⏳|⌛|🚧",
    "blocked": "blocked|on hold|hold|stuck|waiting|paused|受阻|阻塞|挂起|暂停|等待|⏸|⏹|⛔|🛑",
    "na": "n/a|na|not applicable|not required|not needed|does not apply|不适用|无需|不涉及|➖|🚫",
    "todo": "todo|false|to do|not started|open|pending|no|n|new|planned|not done|incomplete|failed"
    "|未开始|待办|未完成|否|待处理|未启动|☐|⬜|□|❌|❎|✖|🔴",
}  # fmt: skip


def _by_word(words: Mapping[str, str]) -> dict[str, str]:
    return {fold(w): name for name, line in words.items() for w in line.split("|")}


_BY_TITLE = _by_word(_TITLES)
_BY_MARK = _by_word(_MARKS)

_LABELLED = re.compile(r"([^:：]{1,40}?)\s*[:：]\s*(.+)", re.DOTALL)
_TIDY = re.compile(r"[*_`#\s]+|[（(][^）)]*[）)]|\ufe0f")
_PLACEHOLDER = re.compile(
    r"""
      [\W_]* | x{2,} | tb[dca] | to\ be\ .* | unknown | none | nobody | not\ assigned | unassigned
    | n/?a | -+ | yyyy.* | [md]{2}[/.-].* | hh:mm.* | 待定 | 待补充 | 无 | 暂无 | 未定 | 某某
    | (?:your|enter|insert|add|fill\ in|please)\b.* | (?:full\ )?names?(?:\ .*)? | date | person
    | owner(?:'?s?\ name)? | 姓名 | 日期 | 负责人 | 责任人 | 填写.* | 请.*
    """,
    re.VERBOSE | re.IGNORECASE,
)


def target(title: str) -> str:
    """What a column or label of this title is for: text, owner, due, status, proof, note, heading;
    empty when it is none of them."""
    tidy = fold(_TIDY.sub(" ", clean(title))).strip(" .:?：*")
    return _BY_TITLE.get(" ".join(tidy.split()), "")


def labelled(note: str) -> tuple[str, str] | None:
    """(what for, its words) of a line such as `Owner: QA lead`; None for any other line."""
    found = _LABELLED.fullmatch(note.strip())
    kind = target(found[1]) if found else ""
    return (kind, found[2].strip()) if found and kind and kind != "text" else None


def is_placeholder(words: str) -> bool:
    """Whether a form says here what belongs there: `[Name]`, `TBD`, `____`, `<date>`, 待定."""
    return bool(_PLACEHOLDER.fullmatch(bare(words)))


def bare(words: str) -> str:
    """Without the brackets that mark a blank to be filled in."""
    text = clean(words)
    found = re.fullmatch(r"\[+([^\[\]]*)\]+|<([^<>]*)>|\{+([^{}]*)\}+|【([^【】]*)】", text)
    return next((g for g in found.groups() if g is not None), "").strip() if found else text


# --- states ----------------------------------------------------------------------------------

_OPTION = re.compile(r"(\[[ xX✅✔]?\]|[☐☑⬜✅□■◉○●✔])\ufe0f?\s*([^/|☐☑⬜✅□■◉○●✔\[]*)")
_TICKED = frozenset("☑✅■◉●✔xX")


def mark_of(words: str) -> str:
    """todo, doing, blocked, done or na; empty when the words are no state.

    Of several boxes in a line the one that is ticked counts, if it is one.
    """
    text = clean(words)
    options = _OPTION.findall(text)
    if len(options) > 1:
        ticked = [word for box, word in options if _TICKED & set(box)]
        return mark_of(ticked[0]) if len(ticked) == 1 else ""
    tidy = fold(bare(text)).replace("\ufe0f", "").strip(" .!")
    if tidy in _BY_MARK:
        return _BY_MARK[tidy]
    sign, rest = tidy[:1], tidy[1:].strip()
    if sign in _BY_MARK and not sign.isalnum():
        return _BY_MARK.get(rest, _BY_MARK[sign])
    if percent := re.fullmatch(r"(\d{1,3})\s?%", tidy):
        return "done" if percent[1] == "100" else "doing" if int(percent[1]) else "todo"
    return ""


def is_choice(words: str) -> bool:
    """Whether a form still lists the choices, as in `Yes / No`."""
    return len(_OPTION.findall(words)) > 1 or bool(re.search(r"\s/\s", words))


# --- weeks and days before go-live -------------------------------------------------------------

_ENGLISH = "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
_NUMBERS = {word: n for n, word in enumerate(_ENGLISH.split("|"), 1)}
_CHINESE = {c: n for n, c in enumerate("一二三四五六七八九十", 1)} | {"两": 2}
_UNITS = {"d": 1, "day": 1, "w": 7, "wk": 7, "week": 7, "month": 30, "mo": 30, "天": 1, "日": 1,
          "周": 7, "星期": 7, "个星期": 7, "个月": 30, "月": 30}  # fmt: skip
_N = rf"(?P<n>\d{{1,3}}|{_ENGLISH})"
_RANGE = r"(?:(?:\d{1,3}|to)\s?(?:-|to)\s?)?"
_WHAT = (r"(?:the\s)?(?:go[\s-]?live|launch|cut[\s-]?over|release|deployment|hand[\s-]?over|t-?0"
         r"|production|acceptance|opening|start|move|migration)")  # fmt: skip
_BEFORE = re.compile(
    rf"{_RANGE}{_N}[\s-]?(?P<unit>months?|weeks?|wks?|days?)\s(?P<side>before|prior\sto|ahead\sof"
    rf"|after|following|post|out)\b(?:\s{_WHAT})?"
)
_SIGNED = re.compile(
    r"\b(?:t|d|l|go[\s-]?live|launch)\s?(?P<side>[-+])\s?(?P<n>\d{1,3})\s?"
    r"(?P<unit>months?|weeks?|wks?|w|days?|d|hours?|hrs?|h|minutes?|mins?|m)?\b"
)
_ZH = re.compile(
    r"(?:(?:上线|投产|割接|切换|发布|移交|交付|验收|启用|开通|T0)\s?(?P<side>前|后)\s?)?"
    r"(?P<n>\d{1,3}|[一二两三四五六七八九十])\s?(?P<unit>个?星期|周|天|日|个月)"
)
_EVE = re.compile(
    rf"\b(?:the\s)?(?P<unit>day|week|month)\s(?P<side>before|prior\sto|after)(?:\s{_WHAT})?"
)
_ZERO = re.compile(
    rf"\b(?:{_WHAT})[\s-]day\b|\bday\sof\s{_WHAT}|\bon\s(?:the\s)?day\b|\bt-?0\b|\bd-day\b"
    r"|\bcutover\s(?:weekend|night)|(?:上线|投产|割接|切换|发布|移交|验收|开通)(?:当天|当日|日)"
)
_PERIOD = re.compile(
    r"\b(?:day|(?P<week>week))s?\s(?P<first>\d{1,2})\s?(?:(?:-|to)\s?(?P<n>\d{1,2}))?\b"
)


_AFTER = re.compile(r"\b(?:post|after|hypercare|stabili[sz]ation)\b|[后]", re.IGNORECASE)


def due_of(words: str, above: Sequence[str] = ()) -> str:
    """A due rule such as `T-28` for `4 Weeks Before Go-Live`, 上线前两周; empty when none.

    `Day 1-7` is one only below a heading (`above`) that speaks of what comes after.
    """
    text = re.sub(r"[\u2010-\u2015\u2212]", "-", unicodedata.normalize("NFKC", words)).lower()
    text = " ".join(text.split())
    if found := _BEFORE.search(text):
        days = _count(found["n"]) * _UNITS[found["unit"].rstrip("s")]
        return _rule(days if found["side"] in ("after", "following", "post") else -days)
    if found := _SIGNED.search(text):
        unit = (found["unit"] or "d").rstrip("s")
        days = int(found["n"]) * _UNITS.get(unit, 0)
        return _rule(days if found["side"] == "+" else -days)
    if found := _EVE.search(text):
        days = _UNITS[found["unit"]]
        return _rule(days if found["side"] == "after" else -days)
    if (found := _ZH.search(text)) and (side := found["side"] or text[found.end() :][:1]) in (
        "前",
        "后",
    ):
        days = _count(found["n"]) * _UNITS[found["unit"]]
        return _rule(days if side == "后" else -days)
    if "前一天" in text or "前一日" in text:
        return "T-1"
    if _ZERO.search(text):
        return "T0"
    found = _PERIOD.fullmatch(re.sub(r"\s?\(.*\)$", "", text))
    if found and any(map(_AFTER.search, above)):
        last = int(found["n"] or found["first"])
        return _rule(last * (7 if found["week"] else 1))
    return ""


def _count(text: str) -> int:
    return _NUMBERS.get(text) or _CHINESE.get(text) or int(text)


def _rule(days: int) -> str:
    return f"T{days:+d}" if days else "T0"


# --- roles -----------------------------------------------------------------------------------

_ROLE_END = re.compile(
    r"\b(?:manager|lead|leader|head|engineers?|developers?|devs?|architects?|analysts?|owner|owners"
    r"|officer|testers?|writers?|director|specialists?|consultants?|administrators?|admins?|coordinator"
    r"|trainers?|operators?|designers?|sponsor|assessors?|auditors?|reviewers?|team|teams|squad"
    r"|crew|isso|issm|ciso|secops|devops|sre|sres|dba|dbas|qa|pm|pmo|po|ba|it|hr|ops|helpdesk"
    r"|contributors?|maintainers?|approvers?|vendor|supplier|contractor|committee)$",
    re.IGNORECASE,
)
_ROLE_ZH = re.compile(
    r"[\u4e00-\u9fffA-Z]{0,8}(?:经理|负责人|工程师|小组|组|团队|主管|专员|部门|管理员|操作员"
    r"|值班员|总监|架构师|顾问|厂商|供应商|[\u4e00-\u9fff][^全大局外内南北]部|科|处|委员会|发起人)"
)
_NOT_A_ROLE = re.compile(r"\b(?:the|of|and|with|to|new|your|a|an|our|goals?|review|setup)\b", re.I)


def is_role(words: str) -> bool:
    """Whether a heading or owner is a role: `Tech Portfolio Lead`, `ISSO+SecOps`, 运维组."""
    text = clean(words)
    text = re.sub(r"^for\s+", "", text, flags=re.IGNORECASE)
    if fold(text) in ("team", "teams", "it"):
        return False
    if _ROLE_ZH.fullmatch(text.replace(" ", "")):
        return True
    short = len(text.split()) <= 4 and not _NOT_A_ROLE.search(text)
    return short and bool(_ROLE_END.search(text)) and not re.search(r"[.:?!,]", text)


_HANDLE = re.compile(r"@[\w.-]+|[\w.+-]+@[\w-]+\.[\w.-]+")
_WESTERN = re.compile(r"(?:[^\W\d_a-z][^\W\d_]*['’.-]?[^\W\d_]*\.?)(?: [^\W\d_a-z][\w'’.-]*){1,3}")


def is_name(words: str) -> bool:
    """Whether these are somebody's names rather than a role: `Maria Lopez`, `@maria`, 张敏."""
    text = clean(words)
    if is_role(text):
        return False
    if re.fullmatch(r"[\u4e00-\u9fff]{2,4}(?:·[\u4e00-\u9fff]{2,8})?", text):
        return True
    return bool(_HANDLE.fullmatch(text) or _WESTERN.fullmatch(text)) and not text.isupper()
