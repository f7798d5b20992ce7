"""What docs/threat-model.md says of services names the tests that tried it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from isonomia import build

pytestmark = pytest.mark.req("V2", "V4", "V5")

PAGE = build.ROOT / "docs" / "threat-model.md"
FOLDER = Path(__file__).parent


@pytest.fixture(scope="module")
def section() -> str:
    page = PAGE.read_text(encoding="utf-8")
    return page.split("## Services\n", 1)[1].split("\n## ", 1)[0]


def test_page__every_attack_on_services__names_tests_that_are_there(section):
    files = dict(re.findall(r"([A-Z]) (?:is )?`(tests/[\w/]+\.py)`", section))
    assert all((build.ROOT / path).exists() for path in files.values())
    rows = [row.strip("| ").split("|") for row in section.splitlines() if row.startswith("| ")]
    attacks = rows[1:]
    assert len(attacks) >= 20
    for cells in attacks:
        assert len(cells) == 4, cells[0]
        assert set(cells[-1].strip().split(", ")) <= files.keys(), cells[0]


def test_page__every_module_of_attacks_on_services__is_named(section):
    modules = {path.name for path in FOLDER.glob("test_*.py")} - {Path(__file__).name}
    assert {name for name in modules if name in section} == modules
