"""The catalogue of rules.

```
publishRules
├── a value outside its bounds: RuleOutOfBounds, in the order of the table
├── first day before the notice is over: RuleNoticeTooShort
├── first day not after the latest version's: RuleVersionOutOfOrder
├── several versions in one act: each ends the one before
├── keeps the charter's caps, grace and filing
└── events: CouncilActed, RulePublished for each, CataloguePublished
```
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from isonomia.spec import events
from isonomia.spec.actions import PublishRules
from isonomia.spec.state import RuleText, RuleVersion
from tests.spec.worlds import World, text, world

pytestmark = [pytest.mark.offline, pytest.mark.req("D1", "S9")]

NEW_CATALOGUE = b"\xcb" * 32
#: The first day that 30 days' notice allows at genesis.
EARLIEST = 18_292


def publish(here: World, *rules: RuleText) -> PublishRules:
    return PublishRules(*here.act(1), NEW_CATALOGUE, rules)


def test_publish__new_rule_and_new_version__stand_in_the_catalogue() -> None:
    here = world()
    rules = (text(9, 5, 30, 3, EARLIEST), text(1, 1, 0, 0, 18_300))
    assert here.do(publish(here, *rules)) == [
        events.CouncilActed(1, 0, 0b11),
        events.RulePublished(9, 1, 5, 30, 3, 18_292, rules[0].text_hash),
        events.RulePublished(1, 2, 1, 0, 0, 18_300, rules[1].text_hash),
        events.CataloguePublished(NEW_CATALOGUE),
    ]
    assert here.state.catalogue_hash == NEW_CATALOGUE
    first, second = here.state.rules[1]
    assert (first.from_day, first.until_day) == (18_262, 18_300)
    assert (second.points, second.from_day, second.until_day) == (0, 18_300, 16_777_215)


@pytest.mark.req("Q2")
def test_publish__version__keeps_the_charter_it_was_published_under() -> None:
    here = world(category_cap=20, annual_cap=30, grace_days=40, filing_days=10)
    here.do(publish(here, text(9, 5, 30, 3, EARLIEST)))
    assert here.state.rules[9] == (
        RuleVersion(5, 30, 3, 18_292, 16_777_215, 20, 30, 40, 10, text(9).text_hash),
    )


def test_publish__two_versions_in_one_act__follow_each_other() -> None:
    here = world()
    here.do(publish(here, text(9, day=18_292), text(9, day=18_293)))
    assert [(v.from_day, v.until_day) for v in here.state.rules[9]] == [
        (18_292, 18_293),
        (18_293, 16_777_215),
    ]


def test_publish__three_versions__leave_the_oldest_alone() -> None:
    here = world()
    here.do(publish(here, text(1, day=18_292), text(1, day=18_400)))
    assert [(v.from_day, v.until_day) for v in here.state.rules[1]] == [
        (18_262, 18_292),
        (18_292, 18_400),
        (18_400, 16_777_215),
    ]


def test_publish__only_a_new_file__is_allowed() -> None:
    here = world()
    assert here.do(publish(here))[1:] == [events.CataloguePublished(NEW_CATALOGUE)]


@pytest.mark.parametrize(
    ("changes", "parameter", "least", "most"),
    [
        ({"rule": 0}, "rule", 1, 4_294_967_295),
        ({"rule": 4_294_967_296}, "rule", 1, 4_294_967_295),
        ({"category": 0}, "category", 1, 7),
        ({"category": 8}, "category", 1, 7),
        ({"points": 251}, "points", 0, 250),
        ({"yearly_limit": 1_001}, "yearlyLimit", 0, 1_000),
        ({"from_day": 16_777_215}, "fromDay", 0, 16_777_214),
    ],
)
def test_publish__value_beyond_a_bound__is_refused(
    changes: dict[str, Any], parameter: str, least: int, most: int
) -> None:
    here = world()
    rule = replace(text(9, day=EARLIEST), **changes)
    (value,) = changes.values()
    here.refuse(publish(here, rule), "RuleOutOfBounds", rule.rule, parameter, value, least, most)


@pytest.mark.parametrize(
    "changes",
    [
        {"rule": 1},
        {"rule": 4_294_967_295},
        {"category": 1},
        {"category": 7},
        {"points": 0},
        {"points": 250},
        {"yearly_limit": 0},
        {"yearly_limit": 1_000},
        {"from_day": 16_777_214},
    ],
)
def test_publish__value_at_a_bound__is_accepted(changes: dict[str, Any]) -> None:
    here = world()
    here.do(publish(here, replace(text(9, day=EARLIEST), **changes)))


def test_publish__several_values_outside__names_the_first_of_the_table() -> None:
    here = world()
    rule = RuleText(9, 9, 999, 9_999, 2**24, bytes(32))
    here.refuse(publish(here, rule), "RuleOutOfBounds", 9, "category", 9, 1, 7)


def test_publish__less_than_the_notice__is_refused() -> None:
    here = world()
    rule = text(9, day=18_291)
    here.refuse(publish(here, text(8, day=EARLIEST), rule), "RuleNoticeTooShort", 9, 18_291, 18_292)


def test_publish__notice_of_the_charter__counts_from_today() -> None:
    here = world(rule_notice_days=180).at(19_000)
    refused = ("RuleNoticeTooShort", 9, 19_179, 19_180)
    here.refuse(publish(here, text(9, day=19_179)), *refused)
    here.do(publish(here, text(9, day=19_180)))


@pytest.mark.parametrize("day", [18_399, 18_400])
def test_publish__not_after_the_latest_version__is_refused(day: int) -> None:
    here = world()
    here.do(publish(here, text(9, day=18_400)))
    here.refuse(publish(here, text(9, day=day)), "RuleVersionOutOfOrder", 9, day, 18_400)
