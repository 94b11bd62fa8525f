"""What a Prometheus server answers to a query, as readings: `/api/v1/query_range` and `/query`.

    {"status": "success", "data": {"resultType": "matrix", "result": [
        {"metric": {"job": "pv"}, "values": [[1793491200, "98.2"], ...]}, ...]}}

An instant query has a `vector`, with one `value` each, or a `scalar`. Numbers are strings there,
"NaN" and "+Inf" among them, which are no readings. Raises BadFile with what to do about it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import tzinfo
from typing import Any

from workbench.domain.errors import BadFile, BadValue
from workbench.domain.message import Msg, msg
from workbench.domain.numbers import number_of
from workbench.domain.reading import Reading, moment_of
from workbench.domain.text import clean

_QUOTED = 120  # characters of what the server says
_LABELS = 4  # shown of a series


@dataclass
class Series:
    """One series of an answer; `refused` are its values that are no readings, each with why."""

    labels: Mapping[str, str]
    readings: list[Reading] = field(default_factory=list)
    refused: list[tuple[str, Msg]] = field(default_factory=list)

    @property
    def name(self) -> str:
        """`up{job="pv"}`, as Prometheus writes it."""
        rest = [(k, v) for k, v in self.labels.items() if k != "__name__"]
        shown = ", ".join(f'{k}="{v}"' for k, v in rest[:_LABELS])
        more = ", ..." if len(rest) > _LABELS else ""
        return clean(f"{self.labels.get('__name__', '')}{{{shown}{more}}}")


@dataclass
class Answer:
    """The series of an answer, and what the server warned of."""

    series: list[Series]
    remarks: list[Msg]


def looks_like(text: str) -> bool:
    """Whether it is a web page or JSON rather than a table."""
    return text.lstrip()[:1] in ("{", "[", "<")


def parse(text: str, where: str, zone: tzinfo | None = None) -> Answer:
    """The readings of an answer, by the clock of a zone, or of the machine."""
    told = _read(text, where)
    if told.get("status") == "error":
        raise BadFile(
            msg("Prometheus refused the query: {error}", error=_said(told.get("error"))), where
        )
    data = told.get("data")
    if told.get("status") != "success" or not isinstance(data, Mapping):
        raise BadFile(_NOT_AN_ANSWER, where)
    series = list(_series(data, where, zone))
    warnings = [*_listed(told.get("warnings")), *_listed(told.get("infos"))]
    remarks = [msg("Prometheus warns: {words}", words=_said(w)) for w in warnings]
    return Answer(series, remarks)


_NOT_AN_ANSWER = msg("This is JSON, but no answer of Prometheus: fetch /api/v1/query_range.")


def _read(text: str, where: str) -> Mapping[str, Any]:
    if not text.strip():
        raise BadFile(
            msg("There is nothing in it. If it came through a pipe, see what the command before "
                "says."), where
        )  # fmt: skip
    if text.lstrip().startswith("<"):
        raise BadFile(
            msg("This is a web page, not an answer of Prometheus: check the address, and whether "
                "it wants a login."), where
        )  # fmt: skip
    try:
        told = json.loads(text.removeprefix("\ufeff"), parse_constant=str)
    except json.JSONDecodeError as problem:
        if problem.pos >= len(text.rstrip()) or problem.msg.startswith("Unterminated"):
            raise BadFile(msg("The answer breaks off in the middle: fetch it again."), where) from (
                None
            )
        if problem.msg == "Extra data":
            raise BadFile(
                msg("More follows after the answer: bring in one answer at a time."),
                f"{where}:{problem.lineno}",
            ) from None
        raise BadFile(
            msg("This is not JSON, so no answer of Prometheus."), f"{where}:{problem.lineno}"
        ) from None
    except (RecursionError, ValueError):  # too deep, or a number of thousands of digits
        raise BadFile(_NOT_AN_ANSWER, where) from None
    if not isinstance(told, Mapping):
        raise BadFile(_NOT_AN_ANSWER, where)
    return told


def _series(data: Mapping[str, Any], where: str, zone: tzinfo | None) -> Iterator[Series]:
    kind, result = data.get("resultType"), data.get("result")
    if kind not in ("matrix", "vector", "scalar") or not isinstance(result, Sequence):
        raise BadFile(
            msg("The answer holds no numbers but a {kind}: ask for a range, or for one moment.",
                kind=_said(kind)), where
        )  # fmt: skip
    if kind == "scalar":
        made = Series({})
        _add(made, result, zone)
        yield made
        return
    if not result:
        raise BadFile(
            msg("The query found no series: check its name, its labels, and from when to when."),
            where,
        )
    for raw in result:
        if not isinstance(raw, Mapping) or not isinstance(raw.get("metric"), Mapping):
            raise BadFile(_NOT_AN_ANSWER, where)
        made = Series({str(k): str(v) for k, v in raw["metric"].items()})
        values = raw.get("values") if kind == "matrix" else [raw.get("value")]
        if "histograms" in raw or "histogram" in raw:
            raise BadFile(
                msg("{series} is a histogram: ask for one number of it, such as "
                    "histogram_quantile(0.95, ...).", series=made.name), where
            )  # fmt: skip
        if not isinstance(values, list):
            raise BadFile(_NOT_AN_ANSWER, where)
        for pair in values:
            _add(made, pair, zone)
        yield made


def _add(series: Series, pair: object, zone: tzinfo | None) -> None:
    """One moment and its value, a string as a rule; a plain number will do."""
    if not isinstance(pair, list) or len(pair) != 2:
        series.refused.append(
            (series.name, msg("{text} is no moment with its value", text=_said(pair)))
        )
        return
    at, value = pair
    try:
        if isinstance(at, bool) or not isinstance(at, int | float):
            raise BadValue(msg("{text} is not a moment in time", text=_said(at)))
        moment = moment_of(at, zone)
    except BadValue as problem:
        series.refused.append((series.name, problem.message))
        return
    try:
        if isinstance(value, bool) or not isinstance(value, str | int | float):
            raise BadValue(msg("{text} is not a number", text=_said(value)))
        series.readings.append(Reading(moment, number_of(str(value))))
    except BadValue as problem:
        series.refused.append((f"{series.name} {moment}", problem.message))


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _said(value: object) -> str:
    """What stands there, short enough for a sentence."""
    words = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    plain = clean(words)
    return plain if len(plain) <= _QUOTED else plain[: _QUOTED - 1] + "~"
