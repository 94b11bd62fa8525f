"""KPIs: the changeover, the timeline, the card of one, readings that are due, and the value."""

from screens.kpi.card import KpiScreen
from screens.kpi.overview import KpisScreen
from screens.kpi.readings import ReadingsScreen
from screens.kpi.timeline import TimelineScreen
from screens.kpi.value import ValueScreen

__all__ = ["KpiScreen", "KpisScreen", "ReadingsScreen", "TimelineScreen", "ValueScreen"]
