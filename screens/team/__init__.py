"""How the team gets smaller by week and in waves; posts that stay, contracts that end."""

from screens.team.contracts import ContractsScreen
from screens.team.curve import TeamScreen
from screens.team.posts import PostsScreen
from screens.team.waves import WavesScreen

__all__ = ["ContractsScreen", "PostsScreen", "TeamScreen", "WavesScreen"]
