"""The catalogue of infraction rules: bounds, notice, versions, and numbers of their own.

```
genesis ── in force from the day of the cases, without notice; a rule that stands twice is refused
publish ── only the root; each bound; notice; order; the former version ends; filing days kept
```
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from isonomia.spec import events, presets, transition
from isonomia.spec.refusals import Refusal
from isonomia.spec.state import NO_END, InfractionText, InfractionVersion
from tests.spec.courts import INFRACTIONS, INFRACTIONS_HASH, REASONS, court, infraction
from tests.spec.worlds import CATALOGUE, COMMUNITIES, DAY, GENESIS, RULES, TODAY

pytestmark = [pytest.mark.offline, pytest.mark.req("D2")]

SOON = TODAY + 30


def test_genesis__infraction_rules__hold_from_the_day_of_the_cases() -> None:
    texts = (infraction(7, 1, 1_000, 400, day=5),)
    state, announced = transition.genesis(
        presets.pilot(),
        COMMUNITIES,
        RULES,
        CATALOGUE,
        GENESIS,
        cases_at=GENESIS + DAY,
        infractions=texts,
        infractions_hash=INFRACTIONS_HASH,
    )
    hashed = (7).to_bytes(32, "big")
    version = InfractionVersion(1, 1_000, 400, TODAY + 1, NO_END, 90, hashed)
    assert state.infractions == {7: (version,)}
    assert state.infractions_hash == INFRACTIONS_HASH
    assert announced[-3:-1] == [
        events.InfractionPublished(7, 1, 1, 1_000, 400, TODAY + 1, hashed),
        events.InfractionsPublished(INFRACTIONS_HASH),
    ]


def test_genesis__infraction_rule_that_stands_twice__is_refused() -> None:
    with pytest.raises(Refusal) as refusal:
        transition.genesis(
            presets.pilot(),
            COMMUNITIES,
            RULES,
            CATALOGUE,
            GENESIS,
            infractions=(INFRACTIONS[0], INFRACTIONS[0]),
        )
    assert refusal.value.name == "RuleVersionOutOfOrder"
    assert refusal.value.values == (1, TODAY, TODAY)


def test_publish__new_version__ends_the_former_and_no_rule_of_awards() -> None:
    here = court()
    rules = dict(here.state.rules)
    former = here.state.infractions[1][0]
    announced = here.do(here.publish(infraction(1, 55, 1_000, 400, SOON)))
    hashed = (1).to_bytes(32, "big")
    assert here.state.infractions[1] == (
        replace(former, until_day=SOON),
        InfractionVersion(55, 1_000, 400, SOON, NO_END, 90, hashed),
    )
    assert here.state.rules == rules
    assert here.state.infractions_hash == REASONS
    assert announced == [
        events.CouncilActed(1, 0, 3),
        events.InfractionPublished(1, 2, 55, 1_000, 400, SOON, hashed),
        events.InfractionsPublished(REASONS),
    ]


def test_publish__by_another_council__is_refused_before_anything_else() -> None:
    here = court()
    action = replace(here.publish(infraction(1), community=2), deadline=0)
    here.refuse(action, "NotTheRoot", 2)


@pytest.mark.parametrize(
    ("changes", "parameter", "least", "most"),
    [
        ({"rule": 0}, "rule", 1, 2**32 - 1),
        ({"rule": 2**32}, "rule", 1, 2**32 - 1),
        ({"points": 301}, "points", 0, 300),
        ({"amount": 1}, "amount", 1_000, 2**40 - 1),
        ({"amount": 999}, "amount", 1_000, 2**40 - 1),
        ({"amount": 2**40}, "amount", 1_000, 2**40 - 1),
        ({"sunset_days": 364}, "sunsetDays", 365, 1_826),
        ({"sunset_days": 1_827}, "sunsetDays", 365, 1_826),
        ({"from_day": NO_END}, "fromDay", 0, NO_END - 1),
    ],
)
def test_publish__value_beyond_a_bound__is_refused(
    changes: dict[str, int], parameter: str, least: int, most: int
) -> None:
    here = court()
    wrong: InfractionText = replace(infraction(9, day=SOON), **changes)
    ((_, value),) = changes.items()
    action = here.publish(wrong)
    here.refuse(action, "RuleOutOfBounds", wrong.rule, parameter, value, least, most)


@pytest.mark.parametrize(
    "changes",
    [
        {"rule": 1},
        {"rule": 2**32 - 1},
        {"points": 0},
        {"points": 300},
        {"amount": 0},
        {"amount": 1_000},
        {"amount": 2**40 - 1},
        {"sunset_days": 365},
        {"sunset_days": 1_826},
        {"from_day": NO_END - 1},
    ],
)
def test_publish__value_at_a_bound__is_accepted(changes: dict[str, int]) -> None:
    here = court()
    here.do(here.publish(replace(infraction(9, day=SOON), **changes)))


def test_publish__without_notice_or_out_of_order__is_refused() -> None:
    here = court()
    here.refuse(here.publish(infraction(9, day=SOON - 1)), "RuleNoticeTooShort", 9, SOON - 1, SOON)
    twice = here.publish(infraction(9, day=SOON), infraction(9, day=SOON))
    here.refuse(twice, "RuleVersionOutOfOrder", 9, SOON, SOON)
    here.do(here.publish(infraction(9, day=SOON), infraction(9, day=SOON + 1)))
    assert [version.until_day for version in here.state.infractions[9]] == [SOON + 1, NO_END]
