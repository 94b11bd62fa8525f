"""Question banks in the form of AWS Well-Architected custom lenses: what is asked, which answers
there are, and which risk an answer leaves."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from workbench.domain.errors import BadFile, BadValue
from workbench.domain.message import Msg, msg
from workbench.domain.text import clean
from workbench.exchange.drafts import Draft, Source
from workbench.exchange.lens_rules import Condition, parse_condition
from workbench.files import MEGABYTE

RISKS = ("NO_RISK", "MEDIUM_RISK", "HIGH_RISK")
_MOST = 20_000  # questions and choices
_TEXT = 1_000


@dataclass(frozen=True, slots=True)
class Choice:
    id: str
    title: str
    help: str
    plan: str
    links: tuple[str, ...]
    line: int


@dataclass(frozen=True, slots=True)
class Question:
    id: str
    pillar: str
    title: str
    about: str
    choices: tuple[Choice, ...]
    rules: tuple[tuple[Condition, str], ...]
    line: int

    def risk(self, chosen: Collection[str]) -> str:
        """The risk that is left by the chosen answers: the first rule met decides; empty when none
        is."""
        return next((risk for condition, risk in self.rules if condition.met(chosen)), "")


@dataclass(frozen=True, slots=True)
class Lens:
    """`remarks` are what is wrong with it, each with its place: it still can be worked through."""

    file: str
    title: str
    questions: tuple[Question, ...]
    remarks: tuple[tuple[str, Msg], ...]


def looks_like(text: str) -> bool:
    return text.lstrip("\ufeff \t\r\n").startswith("{")


def parse(text: str, file: str) -> Lens:
    """Read a lens; raises BadFile when it is none."""
    if len(text) > 10 * MEGABYTE:
        size = "10"
        raise BadFile(
            msg("This file is larger than {size} MB; split it, or leave out columns.", size=size),
            file,
        )
    try:
        data = json.loads(text.removeprefix("\ufeff"))
    except RecursionError as problem:
        raise BadFile(
            msg("This JSON is nested too deeply to be a question bank."), file
        ) from problem
    except ValueError as problem:
        line = getattr(problem, "lineno", 0)
        where = f"{file}:{line}" if line else file
        raise BadFile(msg("This is not valid JSON; correct it, and try again."), where) from problem
    if not isinstance(data, dict) or not isinstance(data.get("pillars"), list):
        raise BadFile(msg("This JSON is no question bank: it has no pillars with questions."), file)
    reader = _Reader(text, file)
    questions = tuple(reader.questions(data["pillars"]))
    if not questions:
        raise BadFile(msg("This JSON is no question bank: it has no pillars with questions."), file)
    title = _words(data.get("name")) or file
    return Lens(file, title, questions, tuple(reader.remarks))


def source(lens: Lens) -> Source:
    """Each question as an item, and its choices as its parts, with their help."""
    drafts: list[Draft] = []
    for question in lens.questions:
        above = len(drafts)
        notes = (question.about,) if len(question.about) > _TEXT else ()
        cells = {"text": question.title, "why": "" if notes else question.about}
        place = f"{lens.file}:{question.line}"
        drafts.append(Draft(question.line, place, cells, notes=notes, headings=(question.pillar,)))
        for choice in question.choices:
            cells = {"text": choice.title, "proof": choice.help[:_TEXT], "why": choice.plan[:_TEXT]}
            drafts.append(
                Draft(choice.line, f"{lens.file}:{choice.line}", cells, parent=above, depth=1,
                      notes=choice.links, headings=(question.pillar,))
            )  # fmt: skip
    return Source(lens.file, "item", tuple(drafts), lens.title)


class _Reader:
    def __init__(self, text: str, file: str) -> None:
        self._file = file
        self.remarks: list[tuple[str, Msg]] = []
        self._lines: dict[str, list[int]] = {}
        self._count = 0
        line, at = 1, 0
        for found in re.finditer(r'"id"\s*:\s*"((?:[^"\\]|\\.){0,200})"', text):
            line += text.count("\n", at, found.start())
            at = found.start()
            self._lines.setdefault(found[1], []).append(line)

    def questions(self, pillars: list[Any]) -> Iterator[Question]:
        seen: dict[str, str] = {}
        for pillar in filter(_is_object, pillars):
            self._line(pillar)
            for data in filter(_is_object, _list(pillar.get("questions"))):
                line = self._line(data)
                title = _words(data.get("title"))
                if not title:
                    self._remark(line, msg("a question without a title is left out"))
                    continue
                choices = tuple(self._choices(data, title, seen))
                rules = tuple(self._rules(data, line))
                question = Question(
                    _words(data.get("id")), _words(pillar.get("name")), title[:_TEXT],
                    _words(data.get("description")), choices, rules, line,
                )  # fmt: skip
                self._lint(question)
                yield question

    def _choices(
        self, data: Mapping[str, Any], title: str, seen: dict[str, str]
    ) -> Iterator[Choice]:
        here: set[str] = set()
        for choice in filter(_is_object, _list(data.get("choices"))):
            line = self._line(choice)
            name, words = _words(choice.get("id")), _words(choice.get("title"))
            if name in here:
                self._remark(line, msg("the choice {id} is there twice in one question", id=name))
            elif name in seen:
                self._remark(
                    line, msg("the choice {id} has the name of one of “{other}”", id=name,
                              other=seen[name]))  # fmt: skip
            here.add(name)
            seen.setdefault(name, title)
            if not words:
                self._remark(line, msg("a choice without a title is left out"))
                continue
            parts = [choice.get("helpfulResource"), choice.get("improvementPlan")]
            objects = [part if _is_object(part) else {} for part in parts]
            links = tuple(filter(None, (_words(part.get("url")) for part in objects)))
            texts = [_words(part.get("displayText")) for part in objects]
            yield Choice(name, words[:_TEXT], texts[0], texts[1], links, line)

    def _rules(self, data: Mapping[str, Any], line: int) -> Iterator[tuple[Condition, str]]:
        for rule in filter(_is_object, _list(data.get("riskRules"))):
            risk = _words(rule.get("risk"))
            if risk not in RISKS:
                self._remark(line, msg("{risk} is no risk; there are: {known}", risk=risk or "-",
                                       known=", ".join(RISKS)))  # fmt: skip
                continue
            try:
                yield parse_condition(str(rule.get("condition", ""))), risk
            except BadValue as problem:
                self._remark(line, problem.message)

    def _lint(self, question: Question) -> None:
        """What is wrong with the rules of a question."""
        line, ids = question.line, [c.id for c in question.choices]
        defaults = [n for n, (condition, _) in enumerate(question.rules) if condition.is_default]
        if not defaults:
            self._remark(line, msg("no rule is the default, so some answers leave no risk at all"))
        elif defaults[0] < len(question.rules) - 1:
            self._remark(line, msg("rules after the default are never looked at"))
        for condition, _ in question.rules:
            for name in sorted(condition.names - set(ids)):
                self._remark(line, msg("a rule speaks of {id}, which is no choice", id=name))
            if not condition.is_default and not condition.possible(ids):
                self._remark(line, msg("no answer can meet one of the rules"))
        if question.rules and question.risk(ids) != "NO_RISK":
            self._remark(line, msg("a risk is left although every choice is met"))

    def _line(self, data: Mapping[str, Any]) -> int:
        self._count += 1
        if self._count > _MOST:
            raise BadFile(msg("More than {n} items; split the file.", n=f"{_MOST:,}"), self._file)
        lines = self._lines.get(str(data.get("id", "")), [])
        return lines.pop(0) if lines else 1

    def _remark(self, line: int, what: Msg) -> None:
        self.remarks.append((f"{self._file}:{line}", what))


def _is_object(value: Any) -> bool:
    return isinstance(value, dict)


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _words(value: Any) -> str:
    return clean(value) if isinstance(value, str) else ""
