"""The pilot charter."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from isonomia.pilot import HOMES, THRESHOLD, TREE, pilot_charter
from tests.support.roles import GENESIS

pytestmark = pytest.mark.req("D1", "D8", "Q1")


def test_pilot__same_seed__is_the_same_to_the_byte() -> None:
    assert pilot_charter("a").content == pilot_charter("a").content


def test_pilot__other_seed__has_other_people_and_keys() -> None:
    first, second = pilot_charter("a"), pilot_charter("b")
    keys = [
        {key.account.address for council in pilot.seats.values() for key in council.values()}
        for pilot in (first, second)
    ]
    assert keys[0].isdisjoint(keys[1])
    assert first.charter.ids == second.charter.ids


def test_pilot__its_keys__are_those_of_the_seats() -> None:
    pilot = pilot_charter("a")
    for community, entry in enumerate(pilot.charter.communities, start=1):
        for index, seat in enumerate(entry.seats):
            key = pilot.seats[community][index]
            assert (seat.identity_bytes, seat.controller) == (key.identity, key.account.address)


def test_pilot__tree__is_a_nation_of_four_levels_with_two_of_three_seats() -> None:
    parsed = pilot_charter("a").charter
    assert Counter(entry.level for entry in parsed.communities) == {
        "nation": 1,
        "state": 1,
        "district": 2,
        "community": 4,
    }
    assert {(entry.threshold, len(entry.seats)) for entry in parsed.communities} == {(THRESHOLD, 3)}
    homes = Counter(seat.home for entry in parsed.communities for seat in entry.seats)
    assert homes == dict.fromkeys(HOMES, 3 * len(TREE) // len(HOMES))


@pytest.mark.parametrize("preset", ["pilot", "minimal"])
def test_pilot__catalogue__has_three_rules_of_every_category_that_can_be_earned(
    preset: str,
) -> None:
    parsed = pilot_charter("a", preset=preset).charter
    assert Counter(rule.category for rule in parsed.rules) == dict.fromkeys(range(1, 8), 3)
    assert max(rule.points for rule in parsed.rules) <= parsed.to_spec().category_cap
    assert len({rule.name for rule in parsed.rules}) == len(parsed.rules)


def test_pilot__budget__is_twenty_points_a_member() -> None:
    assert pilot_charter("a").charter.to_spec().budget_per_member == 20


def test_pilot__parameters_given__differ_from_the_preset() -> None:
    parsed = pilot_charter("a", parameters={"budget_per_member": 1000}).charter.to_spec()
    assert parsed == replace(pilot_charter("a").charter.to_spec(), budget_per_member=1000)


def test_pilot__at_the_tests_genesis__fits() -> None:
    pilot_charter("a").charter.require_fits(GENESIS)
