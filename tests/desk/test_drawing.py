"""Lots: the share is kept at every moment, and who is drawn can be neither guessed nor chosen."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.authority import RANK
from desk.drawing import falls_on, next_place
from desk.visits import both_of
from models import Draw
from models.database import Database
from models.kinds import Role


@given(st.text(max_size=20), st.sampled_from([5, 10, 20, 25, 50, 100]), st.integers(1, 400))
def test_the_share_is_kept_within_one_at_every_moment(seed: str, share: int, count: int) -> None:
    drawn = sum(falls_on(seed, place, share) for place in range(count))
    assert abs(drawn - Fraction(count * share, 100)) < 1


def test_the_lot_is_the_same_for_the_same_seed_and_differs_between_seeds() -> None:
    def lots(seed: str) -> list[int]:
        return [place for place in range(400) if falls_on(seed, place, 25)]

    assert lots("a") == lots("a")
    assert len({tuple(lots(f"seed {n}")) for n in range(50)}) == 50


def test_each_place_of_a_block_is_drawn_about_as_often() -> None:
    counts = [sum(falls_on(f"s{n}", place, 25) for n in range(2000)) for place in range(4)]
    assert all(400 < count < 600 for count in counts)


async def test_places_are_counted_in_each_stratum(database: Database, village: object) -> None:
    async def draw(stratum: str) -> int:
        return await database.transaction(lambda: next_place(1, stratum))

    community = (await Draw.all()).__len__()
    assert community == 0
    places = [await draw(each) for each in ("fees", "fees", "noise", "fees")]
    assert places == [0, 1, 0, 2]


@pytest.mark.parametrize(
    ("roles", "both"),
    [
        ([Role.MANAGER, Role.DIRECTOR], (Role.MANAGER, Role.DIRECTOR)),
        ([Role.DIRECTOR, Role.DIRECTOR], (Role.MANAGER, Role.DIRECTOR)),
        ([Role.DIRECTOR], (Role.DIRECTOR,)),
        ([Role.MANAGER, Role.MANAGER], (Role.MANAGER,)),
        ([Role.SUPERVISOR, Role.WORKER], ()),
    ],
)
def test_both_are_two_people_and_never_an_empty_chair(roles: list[Role], both: tuple[Role, ...]) -> None:
    assert both_of(roles) == both
    assert all(max(RANK[role] for role in roles) >= RANK[tier] for tier in both)
