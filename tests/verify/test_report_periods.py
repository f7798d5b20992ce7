"""Reports on a year, a quarter or a round of a chain somebody lived on.

figures   quality | lottery | a single round | cases | spending | reverted transactions
command   written | data | running | not begun | logs that do not add up | bare | options in front
docs      every command shown
"""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from isonomia import build, typed_data
from isonomia.cli import app
from isonomia.receipts import FORMAT
from isonomia.reporting.attempts import reverted
from isonomia.reporting.counting import CommunityCases, Flow, Flows, Tally
from isonomia.reporting.figures import Figures, collect
from isonomia.reporting.quality import CLASSES, NOWHERE
from isonomia.reporting.spans import Kind, span_of
from isonomia.services.settlement import settle
from isonomia.spec.calendar import QUARTER, YEAR
from isonomia.spec.state import Statement
from tests.tamper.logs import edited, one_digit
from tests.verify.lying_node import about_logs, lying_node
from tests.verify.scenario import FAR, NORTH, Scenario, identity_of
from tests.verify.scenario_cases import EAST, CaseScenario
from tests.verify.scenario_services import ServiceScenario
from tests.verify.test_history import fetched
from tests.verify.test_report import PEOPLE, Page

HEALTH, TRANSIT, FOOD = 3, 2, 9
RATE = 1_000_000


def figures_of(scenario: Scenario, kind: Kind, number: int) -> Figures:
    return collect(scenario.dev.url, scenario.target, kind, number, with_reverted=False)


# ---- figures -------------------------------------------------------------------------------------


@pytest.mark.req("A4", "Y1")
def test_collect__first_year__is_what_paper_gives(lived: Scenario) -> None:
    found = figures_of(lived, Kind.YEAR, 0)
    assert found.span.is_over
    assert found.span.until == found.span.since + YEAR
    quality = found.quality
    # 9 founders; then 4 people of North and 30 of South come in.
    assert quality.began == (9, *(0,) * (CLASSES - 1))
    # Day 365 is the last. The southerner of two awards and a third for day 150 has 110 points less
    # those of the 35 days since day 330; the one whose act was on day 190 has all 50. The teacher's
    # 120 points have faded since day 245: nothing is left.
    assert quality.ended == (41, 2, *(0,) * (CLASSES - 2))
    assert quality.moves == {(0, 0): 9, (NOWHERE, 0): 32, (NOWHERE, 1): 2}
    # Ranks 42 and 43 of 43 have 50 and 75: (2 * 5,325 - 44 * 125) / (43 * 125).
    assert quality.looks[-1].gini == 958
    assert quality.looks[-1].with_points == 2
    assert sum(quality.accrued) == 43 * RATE
    assert len(quality.looks) == 13


@pytest.mark.req("A4", "L1", "L3")
def test_collect__year_of_the_lottery__tells_where_points_went(lived: Scenario) -> None:
    found = figures_of(lived, Kind.YEAR, 1)
    # Prizes of 2 * 25, 2 * 15 and 3 * 10; four are won, one falls on a former winner.
    assert found.flows == Flows(
        given=Flow(110, 2),
        reserved=Flow(110, 3),
        granted=Flow(80, 4),
        forfeited=Flow(10, 1),
        returned=Flow(20, 1),
        givers=1,
    )
    assert figures_of(lived, Kind.YEAR, 0).flows.given == Flow(0, 0)


@pytest.mark.req("A4", "L3")
def test_collect__closed_round__tells_its_own_flows(lived_on_anvil: Scenario) -> None:
    found = figures_of(lived_on_anvil, Kind.ROUND, 3)
    assert found.span.is_over
    assert found.flows.reserved == Flow(30, 1)
    assert found.flows.granted == Flow(0, 0)
    assert found.flows.forfeited == Flow(10, 1)
    assert found.flows.returned == Flow(20, 1)
    assert found.round is not None
    assert (found.round.entrants, found.round.closed) == (1, True)
    running = figures_of(lived_on_anvil, Kind.ROUND, 1)
    assert not running.span.is_over
    assert running.flows.granted == Flow(50, 2)


@pytest.mark.req("A4", "D3", "D6")
def test_collect__year_of_cases__counts_by_community(tried_on_anvil: CaseScenario) -> None:
    found = figures_of(tried_on_anvil, Kind.YEAR, 0).cases
    # East accuses 7 and 1 more, recovers a key, closes an account, and an award is challenged.
    # Two appeal, one of them twice. A first panel rejects one, the challenge and a review are
    # lost, and somebody is alive.
    assert found[EAST] == CommunityCases(Tally(11, 11), Tally(3, 2), Tally(4, 4))
    assert sum(one.filed.times for one in found.values()) == 11


@pytest.mark.req("A4", "V3")
def test_collect__quarters__turn_over_what_settlements_say(served: ServiceScenario) -> None:
    found = figures_of(served, Kind.QUARTER, 0).spending
    assert {service: one.turnover for service, one in found.items()} == {
        (TRANSIT, 0): Statement(2, 1_500, 0, 0),
        (TRANSIT, 1): Statement(1, 4_500, 1, 4_500),
        (HEALTH, 0): Statement(2, 4_000, 0, 0),
        (HEALTH, 1): Statement(1, 10_000, 1, 10_000),
        (FOOD, 0): Statement(2, 2_000, 0, 0),
        (FOOD, 1): Statement(2, 6_000, 1, 4_000),
    }
    assert found[FOOD, 1].redeemers == found[FOOD, 1].refunded == 1
    later = figures_of(served, Kind.QUARTER, 1).spending
    settled = settle(served.dev.url, served.target, 1)
    assert {service: one.turnover for service, one in later.items()} == {
        (line.kind, line.tier): line.turnover for line in settled.by_service()
    }


@pytest.mark.req("A4")
def test_collect__year__is_the_sum_of_its_quarters(served_on_anvil: ServiceScenario) -> None:
    year = figures_of(served_on_anvil, Kind.YEAR, 0)
    quarters = [figures_of(served_on_anvil, Kind.QUARTER, number) for number in (0, 1)]
    together = sum((one.turnover for one in year.spending.values()), Statement())
    parts = [one.turnover for each in quarters for one in each.spending.values()]
    assert together == sum(parts, Statement())
    assert quarters[0].quality.ended == quarters[1].quality.began
    assert quarters[0].span.until == quarters[1].span.since == year.span.since + QUARTER


@pytest.mark.req("A4", "S8")
def test_reverted__transactions_that_failed__are_counted_by_reason(lived: Scenario) -> None:
    chain, deployment = lived.chain, lived.deployment
    before = chain.snapshot()
    try:
        nonce = lived.nonces[NORTH]
        act = (NORTH, nonce, FAR)
        people = ([identity_of("stranger")], [24_000])
        text = typed_data.enrolment(lived.domain, *act, *people)
        of_another = {seat: typed_data.sign(text, lived.seat_keys[1, seat]) for seat in (0, 1)}
        forged = (act, *people, typed_data.combine(of_another))
        send_anyway(lived, deployment.communities.address, "enrol", *forged)
        again = ((NORTH, nonce - 1, FAR), *forged[1:])
        send_anyway(lived, deployment.communities.address, "enrol", *again)
        history = fetched(lived)
        span = span_of(Kind.YEAR, 2, history, found_at(lived))
        found = reverted(lived.dev.url, history, span)
        assert found.refusals == {"InvalidSeatSignature": 1, "WrongNonce": 1}
        assert 0 < found.blocks < chain.block()["number"]
        earlier = span_of(Kind.YEAR, 0, history, found_at(lived))
        assert reverted(lived.dev.url, history, earlier).refusals == {}
        left_out = reverted(lived.dev.url, history, span, wanted=False)
        assert (left_out.blocks, left_out.left_out) == (0, "they were not asked for")
    finally:
        chain.revert(before)


def found_at(scenario: Scenario) -> int:
    return int(scenario.deployment.call(scenario.deployment.ledger, "GENESIS"))


def send_anyway(scenario: Scenario, to: str, function: str, *arguments: object) -> None:
    """Send a transaction that the contract refuses, without asking first."""
    chain, contract = scenario.chain, scenario.deployment.communities
    transaction = {
        "chainId": chain.chain_id,
        "nonce": chain.nonce(scenario.payer.address),
        "to": to,
        "data": contract.encode(function, *arguments),
        "gas": 1_000_000,
        **chain.fees(),
    }
    signed = scenario.payer.sign_transaction(transaction)
    receipt = chain.wait(chain.send_raw(bytes(signed.raw_transaction)))
    assert receipt["status"] == 0


# ---- the command ---------------------------------------------------------------------------------


def isonomia(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def at(scenario: Scenario, url: str | None = None) -> tuple[str | Path, ...]:
    return ("--rpc", url or scenario.dev.url, "--manifest", scenario.manifest_path)


@pytest.mark.req("A4", "S10")
def test_report_command__year__writes_a_page_and_its_data(lived: Scenario, tmp_path: Path) -> None:
    page, data = tmp_path / "deep" / "year.html", tmp_path / "data"
    result = isonomia("report", "year", "1", "--out", page, "--data", data, *at(lived))
    assert result.exit_code == 0, result.output
    assert "Year 1 is over." in result.output
    text = page.read_text()
    parsed = Page(text)
    assert parsed.open == []
    assert parsed.loads == []
    assert "Scenario: Year 1" in text
    for role in ("elder", "teacher", "donor", "seat 1/0"):
        assert identity_of(role).hex() not in text
    document = json.loads((data / "report.json").read_text())
    tables = {table["name"]: table for table in document["tables"]}
    assert tables["quality"]["rows"][-1]["people_at_end"] == PEOPLE
    assert tables["lottery"]["hidden"][0] == ["given by people", "points"]
    assert (data / "mobility.csv").exists()


@pytest.mark.req("A4")
def test_report_command__running_year__says_that_it_is_not_over(
    tried_on_anvil: CaseScenario, tmp_path: Path
) -> None:
    page = tmp_path / "year.html"
    result = isonomia("report", "year", "1", "--out", page, *at(tried_on_anvil))
    assert result.exit_code == 0, result.output
    assert "Year 1 is NOT OVER: its numbers can still change." in result.output
    assert "This year is not over:" in page.read_text()


@pytest.mark.req("A4")
@pytest.mark.parametrize(
    ("what", "words"),
    [
        (("year", "9"), "Year 9 begins on 2030-03-01: give one from 0 to 2"),
        (("quarter", "40"), "Quarter 40 begins on 2031-03-01: give one from 0 to 8"),
        (("round", "4"), "was not opened: give one from 1 to 3"),
    ],
)
def test_report_command__not_begun__says_what_to_give_and_writes_nothing(
    lived_on_anvil: Scenario, tmp_path: Path, what: tuple[str, str], words: str
) -> None:
    page = tmp_path / "report.html"
    result = isonomia("report", *what, "--out", page, *at(lived_on_anvil))
    assert result.exit_code == 1
    assert words in " ".join(result.output.split())
    assert not page.exists()


@pytest.mark.req("A4")
@pytest.mark.parametrize(
    "what", [("year", "-1"), ("round", "0"), ("year", "first"), ("month", "1")]
)
def test_report_command__no_such_thing__ends_with_2(what: tuple[str, str]) -> None:
    assert isonomia("report", *what).exit_code == 2


@pytest.mark.req("A4", "Y2")
def test_report_command__node_that_lies__writes_nothing_and_ends_with_3(
    lived_on_anvil: Scenario, tmp_path: Path
) -> None:
    page = tmp_path / "report.html"
    lie = about_logs(edited("Awarded", 0, one_digit))
    with lying_node(lived_on_anvil.dev.url, lie) as url:
        result = isonomia("report", "year", "0", "--out", page, *at(lived_on_anvil, url))
    assert result.exit_code == 3
    assert "Not reported, since the logs do not add up" in result.output
    assert not page.exists()


@pytest.mark.req("A4")
def test_report_command__options_before_a_kind__say_where_they_belong(
    lived_on_anvil: Scenario,
) -> None:
    result = isonomia("report", *at(lived_on_anvil), "year", "0")
    assert result.exit_code == 2
    assert "after `report year`" in " ".join(result.output.replace("│", "").split())


@pytest.mark.req("A4")
def test_report_command__without_or_with_deployment__writes_the_same_page(
    lived_on_anvil: Scenario, tmp_path: Path
) -> None:
    # The block in which the last contract was deployed.
    block = lived_on_anvil.target.first_block + len(build.DEPLOYED) - 1
    pages = [tmp_path / "bare.html", tmp_path / "deployment.html"]
    for page, command in zip(pages, ((), ("deployment",)), strict=True):
        options = ("--out", page, "--as-built", "--block", str(block))
        result = isonomia("report", *command, *options, *at(lived_on_anvil))
        assert f"The report is {page}" in "".join(result.output.splitlines())
    assert pages[0].read_text() == pages[1].read_text()


# ---- docs ----------------------------------------------------------------------------------------


@pytest.mark.req("A4")
def test_docs__every_command__writes_what_it_says(
    lived_on_anvil: Scenario, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ISONOMIA_RPC", lived_on_anvil.dev.url)
    lived_on_anvil.manifest.save(Path("deployments") / f"{lived_on_anvil.chain.chain_id}.json")
    receipts = Path("reports") / "allocation" / "receipts.json"
    receipts.parent.mkdir(parents=True)
    line = {"status": "refused", "refusal": "ActTooOld", "identity": ""}
    receipts.write_text(json.dumps({"format": FORMAT, "lines": [line] * 6}))
    text = (build.ROOT / "docs" / "reports.md").read_text(encoding="utf-8")
    commands = [shlex.split(one) for one in re.findall(r"^\$ isonomia (.*)$", text, re.MULTILINE)]
    assert len(commands) == 4
    for command in commands:
        as_built = [] if command[1] in ("year", "quarter", "round") else ["--as-built"]
        result = isonomia(*command, *as_built)
        page = Path(command[command.index("--out") + 1])
        assert page.exists(), result.output
    assert "act too old" in (Path("reports") / "round-1.html").read_text()
    assert (Path("reports") / "year-0" / "gini.csv").exists()
