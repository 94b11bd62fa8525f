"""Roles into posts, and how much of a team comes from outside."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from tests.fixtures.crew import Crew
from workbench.domain.registers.duty import Disposition, Duty
from workbench.domain.registers.person import Employment, Person, PersonState
from workbench.domain.registers.post import Post
from workbench.domain.registers.role import Role
from workbench.figures.share import FineShare, Share
from workbench.figures.team import external, merging


def bank(undisposed: int = 0) -> Crew:
    """28 roles of a data platform into 7 posts, each held."""
    crew = Crew()
    posts = [
        crew.add(Post, title=f"Post {n}", holder=crew.receiver(f"Holder {n}").id) for n in range(7)
    ]
    for n in range(28):
        crew.role(f"Role {n}", *([posts[n % 7]] if n >= undisposed else []))
    return crew


def test_28_roles_become_7_posts() -> None:
    found = merging(bank().dossier())
    assert (found.roles, found.posts) == (28, 7)
    assert str(found.ratio) == "4.0"
    assert str(found.reduction) == "75.0 % (21/28)"
    assert found.disposed == Share(28, 28)
    assert found.posts_filled == Share(7, 7)
    assert not found.undisposed
    assert not found.uneven
    assert not found.idle


def test_a_role_without_destination_is_named() -> None:
    found = merging(bank(undisposed=1).dossier())
    assert [r.name for r in found.undisposed] == ["Role 0"]
    assert found.disposed == Share(27, 28)


def test_without_posts_there_is_no_ratio() -> None:
    crew = Crew()
    crew.role("Tester")
    found = merging(crew.dossier())
    assert found.ratio is None
    assert str(found.reduction) == "100.0 % (1/1)"
    assert str(merging(Crew().dossier()).reduction) == "n/a"


@pytest.mark.parametrize(
    ("disposition", "percent", "disposed"),
    [
        (None, 100, False),
        (Disposition.ABSORBED, 100, False),  # into no post
        (Disposition.ENDED, 100, True),
        (Disposition.ENDED, 0, False),
        (Disposition.OUTSOURCED, 100, True),
    ],
)
def test_only_a_share_with_a_destination_disposes_of_a_role(
    disposition: Disposition | None, percent: int, disposed: bool
) -> None:
    crew = Crew()
    role = crew.add(Role, name="Tester")
    crew.add(Duty, parent=role.id, disposition=disposition, percent=Decimal(percent))
    assert (merging(crew.dossier()).disposed.num == 1) is disposed


def test_shares_that_do_not_add_to_the_whole_are_named_with_their_sum() -> None:
    crew = Crew()
    post = crew.add(Post, title="Duty lead")
    even, half, open_ = (crew.add(Role, name=n) for n in ("Even", "Half", "Open"))
    for role, percent, disposition in (
        (even, "33.5", Disposition.ABSORBED),
        (even, "66.5", Disposition.ENDED),
        (half, "50", Disposition.ABSORBED),
        (open_, "50", Disposition.ABSORBED),
        (open_, "50", None),
    ):
        crew.add(Duty, parent=role.id, post=post.id, percent=Decimal(percent),
                 disposition=disposition)  # fmt: skip
    found = merging(crew.dossier())
    assert [(r.name, total) for r, total in found.uneven] == [
        ("Half", Decimal(50)),
        ("Open", Decimal(50)),
    ]
    assert found.disposed == Share(1, 3)


def test_a_post_needs_a_duty_or_says_what_is_new() -> None:
    crew = Crew()
    taken, new, idle = (
        crew.add(Post, title=t, new_duty=d) for t, d in (("A", ""), ("B", "watch"), ("C", " "))
    )
    crew.role("Tester", taken)
    role = crew.add(Role, name="Coordinator")
    crew.add(Duty, parent=role.id, disposition=Disposition.ENDED, post=idle.id)
    assert merging(crew.dossier()).idle == (idle,)
    assert new.new_duty


def test_who_has_gone_fills_no_post() -> None:
    crew = Crew()
    gone = crew.person("Chen Hao", state=PersonState.LEFT)
    crew.add(Post, title="Duty lead", holder=gone.id)
    assert merging(crew.dossier()).posts_filled == Share(0, 1)


def people(external: int, all_: int) -> Crew:
    crew = Crew()
    for n in range(all_):
        crew.person(f"P{n}", employment=Employment.VENDOR if n < external else Employment.STAFF)
    return crew


def test_126_of_300_are_external() -> None:
    found = external(people(126, 300).dossier().all(Person))
    assert str(found) == "42.0 % (126/300)"
    assert found.above(40)
    assert not FineShare(Decimal(120), Decimal(300)).above(40)


def test_fte_counts_and_an_empty_one_is_a_whole_one() -> None:
    crew = Crew()
    team = [crew.person("A", employment=Employment.TEMPORARY, fte=Decimal("0.5")), crew.person("B")]
    assert str(external(team)) == "33.3 % (0.5/1.5)"
    assert str(external([])) == "n/a"


def test_only_who_is_here_on_the_day_counts() -> None:
    crew, vendor = Crew(), Employment.VENDOR
    team = [
        crew.person("not yet", employment=vendor, starts=date(2027, 1, 2)),
        crew.person("by plan", employment=vendor, release=date(2027, 1, 1)),
        crew.person("gone", employment=vendor, state=PersonState.LEFT, left_on=date(2026, 12, 1)),
        crew.person("stays", release=date(2026, 12, 1), state=PersonState.TRANSFERRED),
    ]
    assert str(external(team, date(2027, 1, 1))) == "0.0 % (0/1)"
    assert str(external(team, date(2026, 12, 31))) == "50.0 % (1/2)"
    assert str(external(team, date(2026, 11, 30))) == "66.7 % (2/3)"
    assert str(external(team)) == "66.7 % (2/3)"


def test_all_but_one_is_not_all() -> None:
    assert str(FineShare(Decimal(4999), Decimal(5000)).percent) == "99.9"
