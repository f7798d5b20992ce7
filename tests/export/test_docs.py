"""docs/export.md: its tables are those of the code, and its queries give what the state holds."""

from __future__ import annotations

import re
import warnings
from collections import Counter
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest

from isonomia.build import ROOT
from isonomia.export.digest import PERSONAL
from isonomia.export.schema import as_markdown
from isonomia.replay import Replay
from isonomia.spec import actions
from tests.export.town import Town

pytestmark = [pytest.mark.offline, pytest.mark.req("Y2")]

PAGE = (ROOT / "docs" / "export.md").read_text(encoding="utf-8")
PEOPLE_ENROLLED, REDEEMED_BY_MONTH, AWARDS_BY_RULE, ACTS_OF_ONE = re.findall(
    r"```sql\n(.*?)```", PAGE, re.DOTALL
)
TIERS, OVERLAYS = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)


@pytest.fixture
def here(exported: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder in which an export lies, as the page has it."""
    (tmp_path / "export").symlink_to(exported)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def asked(query: str) -> list[tuple[Any, ...]]:
    with duckdb.connect() as connection:
        return connection.execute(query).fetchall()


def told_by(code: str) -> dict[str, Any]:
    names: dict[str, Any] = {}
    with warnings.catch_warnings():
        # polars would rather not have Python called for each word.
        warnings.simplefilter("ignore", pl.exceptions.PolarsInefficientMapWarning)
        exec(code, names)
    return names


def test_page__of_exports__has_the_tables_of_the_code() -> None:
    _, tables = PAGE.split("<!-- written by `python -m isonomia.export.schema` -->\n\n")
    assert tables == as_markdown()


def test_page__of_the_digest__names_every_table_kept_by_identity() -> None:
    sentence = re.search(r"The tables, with what stands in their keys: (.*)", PAGE)
    assert sentence is not None
    names = re.findall(r"`(\w+)`", sentence[1])
    assert names == list(PERSONAL)


def test_duckdb__people_by_community__are_those_enrolled(town: Town, here: Path) -> None:
    homes = Counter(person.community for person in town.chain.state.people.values())
    moved = 1
    north, south = 2, 3
    assert dict(asked(PEOPLE_ENROLLED)) == {
        north: homes[north] - moved,
        south: homes[south] + moved,
    }


def test_duckdb__redemptions_by_month__are_those_of_the_statements(town: Town, here: Path) -> None:
    rows = asked(REDEEMED_BY_MONTH)
    statements = town.chain.state.statements
    for offer in (1, 2):
        told = [statement for (of, _), statement in statements.items() if of == offer]
        found = [row for row in rows if row[0] == offer]
        assert sum(row[2] for row in found) == sum(one.redemptions for one in told)
        assert sum(row[3] for row in found) * 1_000 == sum(one.redeemed for one in told)
    assert {row[1] for row in rows} == {"2021-04"}


def test_duckdb__awards_by_rule__are_those_of_the_acts(town: Town, here: Path) -> None:
    expected = Counter[tuple[int, int]]()
    for _, action in Replay(town.chain.history(), town.chain.founding).steps():
        if isinstance(action, actions.FileAwards):
            expected[action.rule, action.version] += len(action.identities)
    assert {(rule, version): number for rule, version, number in asked(AWARDS_BY_RULE)} == expected


def test_duckdb__acts_of_one_person__are_theirs(town: Town, here: Path) -> None:
    (written,) = re.findall(r"unhex\('([0-9a-f]{64})'\)", ACTS_OF_ONE)
    donor = next(
        identity
        for identity, signatory in town.chain.state.signatories.items()
        if signatory.nonce == 1
    )
    (row,) = asked(ACTS_OF_ONE.replace(written, donor.hex()))
    assert row[1:] == ("Give", 0)


def test_polars__people_by_tier__are_those_of_the_state(town: Town, here: Path) -> None:
    expected = Counter(person.quality // 200 for person in town.chain.state.people.values())
    tiers = told_by(TIERS)["tiers"]
    assert dict(tiers.iter_rows()) == expected
    assert len(expected) > 1


def test_polars__points_of_overlays__are_those_of_the_lottery(town: Town, here: Path) -> None:
    assert set(told_by(OVERLAYS)["overlays"]["points"]) == {200, 40}
