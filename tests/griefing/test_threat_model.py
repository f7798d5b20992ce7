"""docs/threat-model.md says what was tried, counted and measured, and nothing else."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from isonomia import build
from tests.griefing.collusion import table
from tests.griefing.costs import (
    ATTEMPTS,
    COLLUSION,
    COSTS,
    PAGE,
    cost_table,
    measured,
    with_table,
)

pytestmark = pytest.mark.req("D3", "D4", "D5")

FOLDER = Path(__file__).parent


@pytest.fixture(scope="module")
def page() -> str:
    return PAGE.read_text(encoding="utf-8")


def section(page: str) -> str:
    return page.split("## Due process\n", 1)[1]


def test_page__its_table_of_costs__is_what_was_measured(page):
    assert with_table(page, COSTS, cost_table()) == page


def test_page__its_table_of_colluding_seats__is_what_counting_says(page):
    assert with_table(page, COLLUSION, table()) == page


def test_costs__every_act_that_was_measured__appears_in_an_attempt():
    shown = {act for _, tries, answers in ATTEMPTS for act in (*tries, *answers)}
    assert shown == measured().keys()


def test_page__every_attack__names_tests_that_are_there(page):
    files = dict(re.findall(r"([A-Z]) (?:is |the random histories of )?`(tests/[\w/]+\.py)`", page))
    wanted = {"A", "P", "V", "L", "M"}
    assert wanted <= files.keys()
    assert all((build.ROOT / files[letter]).exists() for letter in wanted)
    rows = [row for row in section(page).splitlines() if row.startswith("| ")]
    attacks = [row.split(" | ") for row in rows if row.count(" | ") == 3]
    assert len(attacks) >= 25
    for cells in attacks[1:]:
        named = set(cells[-1].strip(" |").split(", "))
        assert named <= wanted, cells[0]
        assert named, cells[0]


def test_page__every_module_here__is_named(page):
    modules = {path.name for path in FOLDER.glob("test_*.py")} - {Path(__file__).name}
    assert {name for name in modules if name in page} == modules


def test_page__a_later_batch__costs_what_it_says(page):
    gas = measured()
    each = gas["challenge an award under 20 later batches"] - gas["challenge the latest award"]
    assert f"about {each / 20:,.0f} gas" in page
