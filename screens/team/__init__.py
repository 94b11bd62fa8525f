"""How the team gets smaller: by week, and in waves that go together."""

from screens.team.curve import TeamScreen
from screens.team.waves import WavesScreen

__all__ = ["TeamScreen", "WavesScreen"]
