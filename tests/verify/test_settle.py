"""A quarter is settled from the logs, and what differs from the contract is named.

quarter       over | running | without turnover | not begun
organisation  all | one | one without turnover | unknown
contract      the same | a statement forged by the node | a total wrong in storage
logs          edited
"""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from isonomia.cli import app
from isonomia.divergence import Diverged, Finding
from isonomia.errors import IsonomiaError
from isonomia.services.settlement import Settlement, settle
from isonomia.services.settlement_files import write
from isonomia.spec.calendar import QUARTER
from isonomia.spec.state import Statement
from tests.tamper.logs import changed, edited, one_digit
from tests.tamper.node_lies import about_view, last_bit
from tests.tamper.storage import entry, set_storage, storage_at
from tests.verify.lying_node import Lie, about_logs, lying_node
from tests.verify.scenario import identity_of
from tests.verify.scenario_services import AGENCY, BUS, CLINIC, COOPERATIVE, ServiceScenario
from tests.verify.services_lived import CITIZENS, HEALING

HEALTH, TRANSIT, FOOD = 3, 2, 9
ESSENTIAL, ENHANCED = 0, 1


def settled(scenario: ServiceScenario, quarter: int, organisation: int | None = None) -> Settlement:
    return settle(scenario.dev.url, scenario.target, quarter, organisation)


def settled_by_liar(scenario: ServiceScenario, lie: Lie) -> Settlement:
    with lying_node(scenario.dev.url, lie) as url:
        return settle(url, scenario.target, 0)


@pytest.mark.req("V3", "A4")
def test_settle__quarter_that_is_over__sums_up_by_organisation_kind_and_tier(
    served: ServiceScenario,
) -> None:
    found = settled(served, 0)
    assert found.agrees
    assert found.is_over
    assert found.until - found.since == QUARTER
    lines = {
        (one.organisation, line.kind, line.tier): line.turnover
        for one in found.statements
        for line in one.lines
    }
    assert lines == {
        (CLINIC, HEALTH, ESSENTIAL): Statement(2, 4_000, 0, 0),
        (CLINIC, HEALTH, ENHANCED): Statement(1, 10_000, 1, 10_000),
        (BUS, TRANSIT, ESSENTIAL): Statement(2, 1_500, 0, 0),
        (BUS, TRANSIT, ENHANCED): Statement(1, 4_500, 1, 4_500),
        (COOPERATIVE, FOOD, ESSENTIAL): Statement(2, 2_000, 0, 0),
        (COOPERATIVE, FOOD, ENHANCED): Statement(2, 6_000, 1, 4_000),
    }
    assert found.total == Statement(10, 28_000, 3, 18_500)


@pytest.mark.req("V3")
def test_settle__running_quarter__is_marked_as_not_over(served: ServiceScenario) -> None:
    found = settled(served, 1)
    assert not found.is_over
    assert found.agrees
    [bus] = found.statements
    assert (bus.organisation, bus.name) == (BUS, "Bus line 4")
    assert bus.total == Statement(2, 3_000, 0, 0)


@pytest.mark.req("V3")
def test_settle__one_organisation_without_turnover__is_told_and_empty(
    served_on_anvil: ServiceScenario,
) -> None:
    found = settled(served_on_anvil, 1, AGENCY)
    [agency] = found.statements
    assert agency.lines == ()
    assert (found.compared, found.agrees) == (0, True)


@pytest.mark.req("V3")
def test_settle__quarter_not_begun__says_when_it_begins(served_on_anvil: ServiceScenario) -> None:
    with pytest.raises(IsonomiaError, match=r"Quarter 2 begins on 2021-.*from 0 to 1"):
        settled(served_on_anvil, 2)


@pytest.mark.req("V3")
def test_settle__unknown_organisation__says_which_there_are(
    served_on_anvil: ServiceScenario,
) -> None:
    with pytest.raises(IsonomiaError, match="no organisation 5: they are numbered 1 to 4"):
        settled(served_on_anvil, 0, 5)


# ---- lies ----------------------------------------------------------------------------------------


@pytest.mark.req("V3", "Y2")
def test_settle__statement_forged_by_the_node__names_the_offer(
    served_on_anvil: ServiceScenario,
) -> None:
    lie = about_view("Services", "statementOf", last_bit)
    found = settled_by_liar(served_on_anvil, lie)
    assert not found.agrees
    first = found.differences[0]
    assert first.finding is Finding.STATEMENT_DIFFERS
    assert (first.subject, first.field) == ("offer 1 in quarter 0", "refunded")


@pytest.mark.req("V3", "Y2")
def test_settle__total_wrong_in_storage__names_the_offer_and_both_values(
    served_on_anvil: ServiceScenario,
) -> None:
    chain, address = served_on_anvil.chain, served_on_anvil.manifest.addresses["Services"]
    slot = entry("Services", "_statements", HEALING, 0)(served_on_anvil)
    before = storage_at(chain, address, slot)
    set_storage(chain, address, slot, before ^ 1 << 60)
    try:
        found = settled(served_on_anvil, 0)
    finally:
        set_storage(chain, address, slot, before)
    [first] = found.differences
    assert (first.subject, first.field) == ("offer 1 in quarter 0", "redeemed")
    assert (first.expected, first.found) == ("4.000 credits", "8.096 credits")
    assert settled(served_on_anvil, 0).agrees


@pytest.mark.req("V3", "Y2")
@pytest.mark.parametrize(
    ("change", "finding"),
    [
        (
            changed("Redeemed", 0, "amount", lambda amount: amount * 2),
            Finding.REFUSED_BY_SPECIFICATION,
        ),
        (edited("BatchRedeemed", 0, one_digit), Finding.EVENT_DIFFERS),
        (
            changed("Refunded", 0, "amount", lambda amount: amount - 1),
            Finding.EVENT_DIFFERS,
        ),
    ],
)
def test_settle__forged_log_of_redemptions__is_the_first_divergence(
    served_on_anvil: ServiceScenario, change: Any, finding: Finding
) -> None:
    with pytest.raises(Diverged) as caught:
        settled_by_liar(served_on_anvil, about_logs(change))
    assert caught.value.divergence.finding is finding


# ---- files and command ---------------------------------------------------------------------------


@pytest.mark.req("V3", "A4")
def test_write__settlement__gives_the_same_in_three_forms(
    served_on_anvil: ServiceScenario, tmp_path: Path
) -> None:
    found = settled(served_on_anvil, 0)
    table, document, page = write(found, tmp_path / "new")
    with table.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["redeemed"] for row in rows[:2]] == ["4.000", "10.000"]
    assert [row["net"] for row in rows[:2]] == ["4.000", "0.000"]
    assert rows[-1]["name"] == "Küche für alle, als Genossenschaft"
    assert {row["over"] for row in rows} == {"yes"}
    told = json.loads(document.read_text(encoding="utf-8"))
    assert told["contract_agrees"] is True
    assert told["total"] == {
        "redemptions": 10,
        "redeemed": 28_000,
        "refunds": 3,
        "refunded": 18_500,
        "net": 9_500,
    }
    lines = [line for one in told["organisations"] for line in one["lines"]]
    assert [line["redeemed"] for line in lines] == [
        int(row["redeemed"].replace(".", "")) for row in rows
    ]
    text = page.read_text(encoding="utf-8")
    assert text.count("<svg") == 4
    assert "health, Enhanced" in text
    assert "http://" not in text.replace("http://www.w3.org", "")
    assert "keeps the same sums" in text.replace("\n  ", " ")


@pytest.mark.req("S10", "V3")
def test_write__settlement__names_no_person(
    served_on_anvil: ServiceScenario, tmp_path: Path
) -> None:
    for path in write(settled(served_on_anvil, 0), tmp_path):
        text = path.read_text(encoding="utf-8")
        assert "Clinic at the bridge" in text
        for role in CITIZENS:
            assert identity_of(role).hex() not in text


@pytest.mark.req("V3")
def test_write__quarter_without_turnover__says_so(
    served_on_anvil: ServiceScenario, tmp_path: Path
) -> None:
    scenario = served_on_anvil
    found = settle(scenario.dev.url, scenario.target, 0, block=_before(scenario))
    assert found.statements == ()
    assert not found.is_over
    table, _, page = write(found, tmp_path)
    assert len(table.read_text().splitlines()) == 1
    text = page.read_text()
    assert "Nothing was redeemed or refunded in this quarter" in text
    assert "This quarter is not over" in text


def _before(scenario: ServiceScenario) -> int:
    """Return a block before the first redemption."""
    first = next(log for log in scenario._history().logs if type(log.event).__name__ == "Redeemed")
    return first.place.block - 1


@pytest.mark.req("V3", "A4")
def test_settle_command__one_organisation__writes_and_says_so(
    served_on_anvil: ServiceScenario, tmp_path: Path
) -> None:
    result = _run(served_on_anvil, served_on_anvil.dev.url, tmp_path, "--organisation", "2")
    assert result.exit_code == 0, result.output
    assert "over" in result.output
    assert "2  Bus line 4" in result.output
    assert "The Services contract keeps the same for 2 offers" in result.output
    assert (tmp_path / "settlement-0-organisation-2.csv").exists()


@pytest.mark.req("V3", "Y2")
def test_settle_command__node_that_forges_statements__says_so_and_fails(
    served_on_anvil: ServiceScenario, tmp_path: Path
) -> None:
    lie = about_view("Services", "statementOf", last_bit)
    with lying_node(served_on_anvil.dev.url, lie) as url:
        result = _run(served_on_anvil, url, tmp_path)
    assert result.exit_code == 3
    assert "THE CONTRACT DISAGREES: StatementDiffers" in result.output
    assert "The contract disagrees" in (tmp_path / "settlement-0.html").read_text()


@pytest.mark.req("V3", "Y2")
def test_settle_command__node_that_forges_logs__writes_nothing(
    served_on_anvil: ServiceScenario, tmp_path: Path
) -> None:
    lie = about_logs(edited("BatchRedeemed", 0, one_digit))
    with lying_node(served_on_anvil.dev.url, lie) as url:
        result = _run(served_on_anvil, url, tmp_path)
    assert result.exit_code == 3
    assert "Not settled, since the logs do not add up: EventDiffers" in result.output
    assert list(tmp_path.iterdir()) == []


def _run(scenario: ServiceScenario, url: str, folder: Path, *more: str) -> Any:
    place = ["--out", str(folder), "--rpc", url, "--manifest", str(scenario.manifest_path)]
    return CliRunner().invoke(app, ["settle", "0", *place, *more])
