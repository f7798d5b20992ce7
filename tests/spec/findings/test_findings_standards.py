"""Standards of organisations: bounds, notice, versions, and numbers of their own.

```
genesis ── in force from the day of the findings, without notice; one that stands twice is refused
publish ── only the root; each bound; notice; order; the former version ends; filing days kept
```
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from isonomia.spec import events, presets, transition
from isonomia.spec.refusals import Refusal
from isonomia.spec.state import NO_END, StandardVersion
from tests.spec.courts import REASONS
from tests.spec.findings.inspections import (
    COMMENDATION,
    STANDARDS,
    STANDARDS_HASH,
    SUSPENSION,
    inspection,
    standard,
)
from tests.spec.worlds import CATALOGUE, COMMUNITIES, DAY, GENESIS, RULES, TODAY

pytestmark = [pytest.mark.offline, pytest.mark.req("V5"), pytest.mark.req("D1")]

SOON = TODAY + 30
HASHED = (7).to_bytes(32, "big")


def test_genesis__standards__hold_from_the_day_of_the_findings() -> None:
    state, announced = transition.genesis(
        presets.pilot(),
        COMMUNITIES,
        RULES,
        CATALOGUE,
        GENESIS,
        findings_at=GENESIS + DAY,
        standards=(standard(7, COMMENDATION, 30, day=5),),
        standards_hash=STANDARDS_HASH,
    )
    version = StandardVersion(COMMENDATION, 30, TODAY + 1, NO_END, 90, HASHED)
    assert state.standards == {7: (version,)}
    assert state.standards_hash == STANDARDS_HASH
    assert announced[-2:] == [
        events.StandardPublished(7, 1, COMMENDATION, 30, TODAY + 1, HASHED),
        events.StandardsPublished(STANDARDS_HASH),
    ]


def test_genesis__standard_that_stands_twice__is_refused() -> None:
    texts = (STANDARDS[0], STANDARDS[0])
    with pytest.raises(Refusal) as refusal:
        transition.genesis(presets.pilot(), COMMUNITIES, RULES, CATALOGUE, GENESIS, standards=texts)
    assert refusal.value.name == "RuleVersionOutOfOrder"
    assert refusal.value.values == (1, TODAY, TODAY)


def test_publish__new_version__ends_the_former_and_no_rule_of_people() -> None:
    here = inspection()
    before = (dict(here.state.rules), dict(here.state.infractions))
    former = here.state.standards[1][0]
    announced = here.do(here.publish_standards(standard(1, COMMENDATION, 31, SOON)))
    hashed = (1).to_bytes(32, "big")
    assert here.state.standards[1] == (
        replace(former, until_day=SOON),
        StandardVersion(COMMENDATION, 31, SOON, NO_END, 90, hashed),
    )
    assert (here.state.rules, here.state.infractions) == before
    assert here.state.standards_hash == REASONS
    assert announced == [
        events.CouncilActed(1, 0, 3),
        events.StandardPublished(1, 2, COMMENDATION, 31, SOON, hashed),
        events.StandardsPublished(REASONS),
    ]


def test_publish__by_another_council__is_refused_before_anything_else() -> None:
    here = inspection()
    action = replace(here.publish_standards(standard(0), community=2), deadline=0)
    here.refuse(action, "NotTheRoot", 2)


@pytest.mark.parametrize(
    ("changes", "parameter", "least", "most"),
    [
        ({"standard": 0}, "rule", 1, 2**32 - 1),
        ({"standard": 2**32}, "rule", 1, 2**32 - 1),
        ({"effect": 3}, "effect", 0, 2),
        ({"sunset_days": 29}, "sunsetDays", 30, 730),
        ({"sunset_days": 731}, "sunsetDays", 30, 730),
        ({"from_day": NO_END}, "fromDay", 0, NO_END - 1),
    ],
)
def test_publish__value_beyond_a_bound__is_refused(
    changes: dict[str, int], parameter: str, least: int, most: int
) -> None:
    here = inspection()
    wrong = replace(standard(9, day=SOON), **changes)
    ((_, value),) = changes.items()
    action = here.publish_standards(wrong)
    here.refuse(action, "RuleOutOfBounds", wrong.standard, parameter, value, least, most)


def test_publish__several_values_beyond__are_named_in_order() -> None:
    here = inspection()
    wrong = standard(2**32, 3, 29, NO_END)
    for changes, parameter in (
        ({}, "rule"),
        ({"standard": 9}, "effect"),
        ({"effect": 0}, "sunsetDays"),
        ({"sunset_days": 730}, "fromDay"),
    ):
        wrong = replace(wrong, **changes)
        with pytest.raises(Refusal) as refusal:
            here.do(here.publish_standards(standard(8, day=SOON), wrong))
        assert refusal.value.values[1] == parameter


@pytest.mark.parametrize(
    "changes",
    [
        {"standard": 2**32 - 1},
        {"effect": 0},
        {"effect": SUSPENSION},
        {"effect": COMMENDATION},
        {"sunset_days": 30},
        {"sunset_days": 730},
        {"from_day": NO_END - 1},
    ],
)
def test_publish__value_at_a_bound__is_taken(changes: dict[str, int]) -> None:
    here = inspection()
    text = replace(standard(9, day=SOON), **changes)
    here.do(here.publish_standards(text))
    assert len(here.state.standards[text.standard]) == 1


@pytest.mark.req("S9")
def test_publish__without_notice_or_out_of_order__is_refused() -> None:
    here = inspection()
    early = here.publish_standards(standard(1, day=SOON - 1))
    here.refuse(early, "RuleNoticeTooShort", 1, SOON - 1, SOON)
    here.do(here.publish_standards(standard(1, day=SOON + 1)))
    again = here.publish_standards(standard(1, day=SOON + 1))
    here.refuse(again, "RuleVersionOutOfOrder", 1, SOON + 1, SOON + 1)
    here.do(here.publish_standards(standard(1, day=SOON + 2)))


def test_publish__second_line_refused__leaves_no_first() -> None:
    here = inspection()
    action = here.publish_standards(standard(8, day=SOON), standard(9, day=SOON - 1))
    here.refuse(action, "RuleNoticeTooShort", 9, SOON - 1, SOON)
