"""What is known and how safely: coverage of both tracks, who knows what, the interview."""

from screens.knowledge.coverage import CoverageScreen
from screens.knowledge.experts import ExpertsScreen
from screens.knowledge.interview import InterviewScreen

__all__ = ["CoverageScreen", "ExpertsScreen", "InterviewScreen"]
