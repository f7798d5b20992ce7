"""Genesis: rules, communities, seats.

```
genesis
├── rules are version 1, from the day of deployment, without notice
│   └── the same rule twice: RuleVersionOutOfOrder
├── communities
│   ├── the root names a parent, or another names none: ParentNotFounded
│   ├── a parent that comes later, or itself: ParentNotFounded
│   ├── 256 seats: TooManySeats
│   └── threshold below 2, below two thirds, above all seats: ThresholdOutOfBounds
├── seats
│   ├── home that does not exist: UnknownCommunity
│   ├── enrolment refused: its refusal, with index 0
│   ├── no key: ZeroController
│   └── a minor: SeatOfMinor
├── founded in a later block: births and majority count from then, genesis does not move
└── events: rules, catalogue, all communities, then seat by seat
```
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from isonomia.spec import events, presets, transition
from isonomia.spec.refusals import Refusal
from isonomia.spec.state import (
    Council,
    FoundingCommunity,
    FoundingSeat,
    Person,
    RuleText,
    RuleVersion,
    Seat,
    Signatory,
    State,
)
from tests.spec.worlds import (
    CATALOGUE,
    CHARTER_HASH,
    COMMUNITIES,
    DAY,
    GENESIS,
    JANUARY_1980,
    RULES,
    council,
    identity,
    key,
    text,
    world,
)

pytestmark = [pytest.mark.offline, pytest.mark.req("D8")]


def genesis(
    communities: tuple[FoundingCommunity, ...] = COMMUNITIES,
    rules: tuple[RuleText, ...] = RULES,
    **when: Any,
) -> tuple[State, list[Any]]:
    return transition.genesis(
        presets.pilot(), communities, rules, CATALOGUE, GENESIS, CHARTER_HASH, **when
    )


def refusal_of(
    *communities: FoundingCommunity, rules: tuple[RuleText, ...] = RULES
) -> tuple[object, ...]:
    with pytest.raises(Refusal) as refusal:
        genesis(communities, rules)
    return refusal.value.name, *refusal.value.values


def seat(number: int = 1, month: int = JANUARY_1980, home: int = 1) -> FoundingSeat:
    return FoundingSeat(identity(number), month, key(number), home)


@pytest.mark.req("D1")
def test_genesis__rules__are_in_force_from_the_day_of_deployment() -> None:
    state, _ = genesis(rules=(text(7, 3, 20, 4, day=99_999),))
    assert state.rules == {
        7: (RuleVersion(3, 20, 4, 18_262, 16_777_215, 150, 400, 180, 90, identity(7)),)
    }
    assert state.catalogue_hash == CATALOGUE


@pytest.mark.req("D1")
def test_genesis__same_rule_twice__is_out_of_order() -> None:
    rules = (text(7), text(7))
    assert refusal_of(rules=rules) == ("RuleVersionOutOfOrder", 7, 18_262, 18_262)


@pytest.mark.req("D1")
@pytest.mark.parametrize(
    ("rule", "parameter", "value", "least", "most"),
    [
        (text(0), "rule", 0, 1, 4_294_967_295),
        (replace(text(1), rule=2**32), "rule", 4_294_967_296, 1, 4_294_967_295),
        (text(1, category=8), "category", 8, 1, 7),
    ],
)
def test_genesis__rule_outside_its_bounds__is_refused(
    rule: RuleText, parameter: str, value: int, least: int, most: int
) -> None:
    refusal = ("RuleOutOfBounds", rule.rule, parameter, value, least, most)
    assert refusal_of(rules=(rule,)) == refusal


@pytest.mark.parametrize("parent", [1, 2])
def test_genesis__root_with_a_parent__is_refused(parent: int) -> None:
    assert refusal_of(council(parent, 1, 1, 2)) == ("ParentNotFounded", 1, parent)


@pytest.mark.parametrize("parent", [0, 2, 3])
def test_genesis__parent_not_founded_before__is_refused(parent: int) -> None:
    refusal = refusal_of(COMMUNITIES[0], council(parent, 2, 4, 5), council(1, 3, 7, 8))
    assert refusal == ("ParentNotFounded", 2, parent)


def test_genesis__255_seats__are_accepted_and_one_more_is_refused() -> None:
    full = council(0, 1, *range(1, 256), threshold=170)
    state, _ = genesis((full,))
    assert state.councils == {1: Council(0, 255, 170, 255, 0)}
    over = council(0, 1, *range(1, 257), threshold=171)
    assert refusal_of(over) == ("TooManySeats", 1, 256)


@pytest.mark.req("D2")
@pytest.mark.parametrize(
    ("seats", "threshold"), [(1, 1), (1, 2), (2, 1), (3, 1), (3, 4), (4, 2), (6, 3), (7, 4), (0, 0)]
)
def test_genesis__threshold_out_of_bounds__is_refused(seats: int, threshold: int) -> None:
    founding = council(0, 1, *range(1, seats + 1), threshold=threshold)
    assert refusal_of(founding) == ("ThresholdOutOfBounds", 1, threshold, seats)


@pytest.mark.req("D2")
@pytest.mark.parametrize(("seats", "threshold"), [(2, 2), (3, 2), (3, 3), (4, 3), (6, 4), (7, 5)])
def test_genesis__threshold_within_bounds__is_accepted(seats: int, threshold: int) -> None:
    state, _ = genesis((council(0, 1, *range(1, seats + 1), threshold=threshold),))
    assert state.councils[1].threshold == threshold


@pytest.mark.parametrize("home", [0, 2])
def test_genesis__home_that_does_not_exist__is_refused(home: int) -> None:
    founding = FoundingCommunity(0, 2, (seat(1), seat(2, home=home)))
    assert refusal_of(founding) == ("UnknownCommunity", home)


def test_genesis__one_person_on_two_seats__is_refused() -> None:
    founding = FoundingCommunity(0, 2, (seat(1), seat(1)))
    assert refusal_of(founding) == ("AlreadyEnrolled", 0, identity(1))


def test_genesis__seat_of_nobody__is_refused() -> None:
    founding = FoundingCommunity(0, 2, (replace(seat(), identity=bytes(32)), seat(2)))
    assert refusal_of(founding) == ("ZeroIdentity", 0)


def test_genesis__seat_without_a_key__is_refused() -> None:
    founding = FoundingCommunity(0, 2, (seat(1), replace(seat(2), controller=bytes(20))))
    assert refusal_of(founding) == ("ZeroController", identity(2))


@pytest.mark.req("P4")
def test_genesis__seat_of_somebody_under_eighteen__is_refused() -> None:
    # January 2002 plus 18 years is January 2020, the month of genesis; February is too late.
    genesis((FoundingCommunity(0, 2, (seat(1, 24_024), seat(2))),))
    founding = FoundingCommunity(0, 2, (seat(2), seat(1, 24_025)))
    assert refusal_of(founding) == ("SeatOfMinor", 1, identity(1))


def test_genesis__controller_as_text__is_kept_as_bytes() -> None:
    founder = replace(seat(1), controller="0x" + "00" * 19 + "2A")
    state, _ = genesis((FoundingCommunity(0, 2, (founder, seat(2))),))
    assert state.seats[1, 0] == Seat(identity(1), key(42))


def test_genesis__person_sitting_for_another_community__belongs_to_their_home() -> None:
    away = FoundingCommunity(1, 2, (seat(4), seat(5, home=2)))
    state, _ = genesis((COMMUNITIES[0], away))
    assert state.people[identity(4)] == Person(23_760, 1, seat_community=2, seat_index=0)
    assert state.people[identity(5)] == Person(23_760, 2, seat_community=2, seat_index=1)
    assert state.councils == {1: Council(0, 3, 2, 4, 0), 2: Council(1, 2, 2, 1, 0, first_seat=3)}


def test_genesis__founded_in_a_later_block__judges_births_then_and_keeps_genesis() -> None:
    # February 2002 becomes of age on 2020-02-01, 31 days after genesis.
    communities = (FoundingCommunity(0, 2, (seat(1, 24_025), seat(2))),)
    state, _ = genesis(communities, founded_at=GENESIS + 31 * DAY)
    assert state.genesis == 1_577_836_800
    assert state.signatories[identity(1)] == Signatory(key(1), 0, 0)
    assert state.rules[1][0].from_day == 18_262


def test_genesis__events__come_in_the_order_of_the_deployment() -> None:
    state, found = genesis((council(0, 1, 1, 2),), (text(7, 3, 20, 4),))
    seats = [
        event
        for index, number in enumerate((1, 2))
        for event in (
            events.Enrolled(identity(number), 1, 23_760),
            events.ControllerBound(identity(number), key(number), 0),
            events.SeatTaken(identity(number), 1, index),
        )
    ]
    assert found == [
        events.RulePublished(7, 1, 3, 20, 4, 18_262, identity(7)),
        events.CataloguePublished(CATALOGUE),
        events.CommunityFounded(1, 0, 2, 2),
        *seats,
        events.InfractionsPublished(bytes(32)),
        events.StandardsPublished(bytes(32)),
    ]
    assert state.charter_hash == CHARTER_HASH


def test_genesis__two_communities__are_both_founded_before_the_first_seat() -> None:
    _, found = genesis()
    kinds = [type(event).__name__ for event in found[5:]]
    assert kinds[:4] == ["CommunityFounded"] * 3 + ["Enrolled"]


def test_genesis__no_communities__leaves_only_what_is_published() -> None:
    state, found = genesis((), ())
    assert found == [
        events.CataloguePublished(CATALOGUE),
        events.InfractionsPublished(bytes(32)),
        events.StandardsPublished(bytes(32)),
    ]
    assert state.councils == {}


@pytest.mark.req("S8")
def test_genesis__founders__start_like_everybody_else() -> None:
    state = world().state
    assert state.people[identity(6)] == Person(
        23_760, 2, 0, 0, 0, 0, (0, 0, 0, 0, 0, 0, 0), 0, 2, 2, 0, 0
    )
