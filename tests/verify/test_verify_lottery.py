"""What was changed about gifts, overlays, rounds or the beacon is found and named.

storage   overlay | gift | account | round | entrant | lot | nominations | second chance | beacon
logs      left out | edited: gift, entry, freeze, prize, beacon round
views     account | randomness
beacon    signature of another round | transaction changed | transaction not to be had
genesis   a stranger submits a round while the contracts are deployed
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from isonomia import build
from isonomia.beacon import DevelopmentBeacon
from isonomia.contracts import Contract, transact
from isonomia.deploy import deploy
from isonomia.devchain import DevChain
from isonomia.divergence import Finding
from isonomia.spec.beacon import randomness
from isonomia.verify import Artifacts, verify
from tests.verify.lying_node import Lie, about_logs
from tests.verify.scenario import (
    SOUTH,
    START,
    UNBOUND_ROUND,
    Scenario,
    charter_file,
    identity_of,
)
from tests.verify.test_verify_lies import (
    edited,
    found_out,
    name_of,
    one_digit,
    verdict_of,
    without,
    without_transaction_of,
)
from tests.verify.test_verify_tampering import Tampering, entry, require_found, slot_of

WINNER, DONOR, ELDER = (identity_of(role) for role in ("newcomer", "donor", "elder"))
GIVEN_BIT, OVERLAYS_BIT = 156, 216
STORAGE = {
    "the points of an overlay": Tampering(
        "Ledger",
        entry("Ledger", "_overlays", WINNER, 0),
        8,
        Finding.OVERLAY_DIFFERS,
        "newcomer",
        "points",
        "overlay 0",
    ),
    "the end of an overlay": Tampering(
        "Ledger",
        entry("Ledger", "_overlays", WINNER, 0),
        48,
        Finding.OVERLAY_DIFFERS,
        "newcomer",
        "until_day",
    ),
    "the points given in a year": Tampering(
        "Ledger",
        entry("Ledger", "_people", DONOR),
        GIVEN_BIT,
        Finding.PERSON_DIFFERS,
        "donor",
        "given",
    ),
    "how many overlays somebody has": Tampering(
        "Ledger",
        entry("Ledger", "_people", ELDER),
        OVERLAYS_BIT,
        Finding.PERSON_DIFFERS,
        "elder",
        "overlays",
    ),
    "the free points of the pool": Tampering(
        "Pool", lambda: slot_of("Pool", "_account"), 64, Finding.POOL_DIFFERS, field="free"
    ),
    "the number of rounds": Tampering(
        "Pool", lambda: slot_of("Pool", "roundCount"), 2, Finding.POOL_DIFFERS, field="rounds"
    ),
    "the points of a round": Tampering(
        "Pool",
        entry("Pool", "_rounds", 1),
        24,
        Finding.ROUND_DIFFERS,
        field="points",
        subject="round 1",
    ),
    "that a round is closed": Tampering(
        "Pool", entry("Pool", "_rounds", 3), 240, Finding.ROUND_DIFFERS, field="closed"
    ),
    "the hash of the entrants": Tampering(
        "Pool",
        lambda: entry("Pool", "_rounds", 2)() + 1,
        0,
        Finding.ROUND_DIFFERS,
        field="entrants_hash",
        subject="round 2",
    ),
    "the number of an entrant": Tampering(
        "Pool",
        entry("Pool", "_places", 1, WINNER),
        1,
        Finding.ENTRANT_DIFFERS,
        "newcomer",
        "place",
        "round 1",
    ),
    "that a lot is settled": Tampering(
        "Pool", entry("Pool", "_settled", 1, 0), 1, Finding.ROUND_DIFFERS, field="lot 1 settled"
    ),
    "how many a community nominated": Tampering(
        "Pool",
        entry("Pool", "_nominations", 1, SOUTH),
        3,
        Finding.ROUND_DIFFERS,
        field=f"nominations of community {SOUTH}",
    ),
    "that a second chance is used": Tampering(
        "Pool",
        entry("Pool", "secondChanceUsed", identity_of("child")),
        0,
        Finding.SECOND_CHANCE_DIFFERS,
        "child",
        "used",
    ),
    "the randomness of a round": Tampering(
        "Beacon",
        entry("Beacon", "_randomness", UNBOUND_ROUND),
        9,
        Finding.BEACON_DIFFERS,
        field="randomness",
        subject=f"beacon round {UNBOUND_ROUND}",
    ),
}


@pytest.mark.req("Y2", "L3", "L4")
@pytest.mark.parametrize("what", STORAGE)
def test_verify__one_bit_of_the_lottery_changed__is_found_and_named(
    lived_on_anvil: Scenario, compiled: Artifacts, what: str
) -> None:
    require_found(lived_on_anvil, compiled, STORAGE[what])


# ---- logs ----------------------------------------------------------------------------------------


def other_winner(log: dict[str, Any]) -> None:
    log["topics"][2] = "0x" + ELDER.hex()


def fewer_points(log: dict[str, Any]) -> None:
    """Give the first word of the data, an amount of points, another last digit."""
    log["data"] = log["data"][:65] + f"{int(log['data'][65], 16) ^ 1:x}" + log["data"][66:]


def without_all_of(name: str) -> Callable[[list[dict[str, Any]]], list[dict[str, Any]]]:
    return lambda logs: [log for log in logs if name_of(log) != name]


LIES = {
    "a gift left out": (without_transaction_of("PointsGiven", 0), Finding.MISSING_ACT, ""),
    "half of a gift left out": (without("Given", 0), Finding.UNFINISHED_ACT, ""),
    "the points of a gift edited": (
        edited("PointsGiven", 0, fewer_points),
        Finding.EVENT_DIFFERS,
        "word",
    ),
    "the quality after a gift edited": (
        edited("Given", 1, one_digit),
        Finding.EVENT_DIFFERS,
        "word",
    ),
    "the end of a round's entries edited": (
        edited("RoundOpened", 0, one_digit),
        Finding.ROUND_DIFFERS,
        "entries_until",
    ),
    "a nomination left out": (without("Entered", 0), Finding.EVENT_DIFFERS, "entrant"),
    "a person's entry left out": (without("Entered", 2), Finding.UNFINISHED_ACT, ""),
    "a freeze left out": (
        without_transaction_of("RoundFrozen", 0),
        Finding.REFUSED_BY_SPECIFICATION,
        "NotFrozen(1)",
    ),
    "the bound beacon round edited": (
        edited("RoundFrozen", 0, one_digit),
        Finding.EVENT_DIFFERS,
        "beacon_round",
    ),
    "the beacon left out": (
        without_all_of("RoundVerified"),
        Finding.REFUSED_BY_SPECIFICATION,
        "BeaconPending(1, ",
    ),
    "a winner edited": (
        edited("PrizeWon", 0, other_winner),
        Finding.REFUSED_BY_SPECIFICATION,
        "WrongWinner(0, ",
    ),
    "a prize left out": (without("PrizeWon", 0), Finding.UNFINISHED_ACT, ""),
    "an uplift left out": (without("OverlaySet", 0), Finding.EVENT_DIFFERS, "OverlaySet"),
    "an uplift edited": (edited("OverlaySet", 0, one_digit), Finding.EVENT_DIFFERS, "overlay"),
    "returned points edited": (
        edited("RoundClosed", 0, one_digit),
        Finding.EVENT_DIFFERS,
        "returned",
    ),
    "the end of a round left out": (
        without("RoundClosed", 0),
        Finding.POOL_DIFFERS,
        "free",
    ),
}


@pytest.mark.req("Y2", "L3")
@pytest.mark.parametrize("what", LIES)
def test_verify__node_that_lies_about_the_lottery__is_found_out(
    lived_on_anvil: Scenario, compiled: Artifacts, what: str
) -> None:
    change, finding, about = LIES[what]
    found = found_out(lived_on_anvil, compiled, about_logs(change), finding, about)
    assert found.block is not None
    assert found.transaction is not None


# ---- views ---------------------------------------------------------------------------------------


def selector(contract: str, function: str) -> str:
    abi = build.load(contract)["abi"]
    return "0x" + Contract(abi, "0x" + "11" * 20).functions[function].selector.hex()


def about_view(contract: str, function: str, change: Callable[[str], str]) -> Lie:
    asked = selector(contract, function)

    def lie(method: str, parameters: list[Any], result: Any) -> Any:
        is_asked = method == "eth_call" and parameters[0]["data"].startswith(asked)
        return change(result) if is_asked else result

    return lie


def last_bit(answer: str) -> str:
    return answer[:-1] + f"{int(answer[-1], 16) ^ 1:x}"


@pytest.mark.req("Y2", "L1", "L4")
@pytest.mark.parametrize(
    ("contract", "function", "finding", "field"),
    [
        ("Pool", "account", Finding.POOL_DIFFERS, "granted"),
        ("Pool", "roundOf", Finding.ROUND_DIFFERS, "closed"),
        ("Beacon", "randomnessOf", Finding.BEACON_DIFFERS, "randomness"),
        ("Beacon", "isVerified", Finding.BEACON_DIFFERS, "verified"),
        ("Ledger", "portionOf", Finding.OVERLAY_DIFFERS, "tier"),
        ("Ledger", "baseQualityOf", Finding.PERSON_DIFFERS, "base quality"),
        ("Ledger", "givenThisYear", Finding.PERSON_DIFFERS, "given this year"),
    ],
)
def test_verify__node_that_lies_about_a_view_of_the_lottery__is_found_out(
    lived_on_anvil: Scenario,
    compiled: Artifacts,
    contract: str,
    function: str,
    finding: Finding,
    field: str,
) -> None:
    lie = about_view(contract, function, last_bit)
    found = found_out(lived_on_anvil, compiled, lie, finding)
    assert found.field == field, found.sentence()


# ---- signatures of the beacon --------------------------------------------------------------------


@pytest.mark.req("Y2", "L3")
def test_verify__honest_chain__every_signature_of_the_beacon_was_checked(
    lived: Scenario, compiled: Artifacts
) -> None:
    verdict = verify(lived.dev.url, lived.manifest, compile_sources=lambda: compiled)
    assert verdict.agrees
    # One was submitted through another contract; its signature is found all the same.
    assert verdict.signatures >= 2
    assert verdict.unseen_signatures == ()


@pytest.mark.req("Y2", "L3")
def test_verify__transactions_that_cannot_be_had__are_told_and_no_divergence(
    lived_on_anvil: Scenario, compiled: Artifacts
) -> None:
    def forgetful(method: str, _parameters: list[Any], result: Any) -> Any:
        return None if method == "eth_getTransactionByHash" else result

    verdict = verdict_of(lived_on_anvil, compiled, forgetful)
    assert verdict.agrees
    assert verdict.signatures == 0
    assert UNBOUND_ROUND in verdict.unseen_signatures
    assert verdict.as_dict()["beacon_signatures_unseen"] == list(verdict.unseen_signatures)


@pytest.mark.req("Y2", "L3")
def test_verify__signature_in_the_transaction_changed__is_found_and_named(
    lived_on_anvil: Scenario, compiled: Artifacts
) -> None:
    def lie(method: str, _parameters: list[Any], result: Any) -> Any:
        if method == "eth_getTransactionByHash":
            return result | {"input": last_bit(result["input"])}
        return result

    found = verdict_of(lived_on_anvil, compiled, lie).divergence
    assert found is not None
    assert found.finding is Finding.BEACON_SIGNATURE_WRONG
    assert found.subject == f"beacon round {UNBOUND_ROUND}"
    assert found.block is not None


@pytest.mark.req("Y2", "L3")
def test_verify__chain_whose_randomness_the_network_never_signed__is_found_out(
    lived_on_anvil: Scenario, compiled: Artifacts
) -> None:
    """Logs, views and transaction agree with each other; only the network's key tells."""
    forged = DevelopmentBeacon().sign(UNBOUND_ROUND + 1)
    number = f"{UNBOUND_ROUND:064x}"
    submit, asks = selector("Beacon", "submit"), selector("Beacon", "randomnessOf")
    invented = "0x" + randomness(forged).hex()

    def lie(method: str, parameters: list[Any], result: Any) -> Any:
        if method == "eth_getLogs":
            for log in result:
                if name_of(log) == "RoundVerified" and log["topics"][1] == "0x" + number:
                    log["data"] = invented
        elif method == "eth_call" and parameters[0]["data"] == asks + number:
            return invented
        elif method == "eth_getTransactionByHash" and result["input"].startswith(submit + number):
            x, y = forged
            return result | {"input": f"{submit}{number}{x:064x}{y:064x}"}
        return result

    found = verdict_of(lived_on_anvil, compiled, lie).divergence
    assert found is not None
    assert found.finding is Finding.BEACON_SIGNATURE_WRONG, found.sentence()
    assert f"not the network's signature of round {UNBOUND_ROUND}" in str(found.found)


# ---- genesis -------------------------------------------------------------------------------------


@pytest.mark.req("Y2", "A1")
def test_verify__stranger_submits_between_two_deployments__agrees(
    tmp_path: Path, compiled: Artifacts
) -> None:
    charter_path = tmp_path / "charter.json"
    charter_path.write_bytes(charter_file())
    beacon = Contract(build.load("Beacon")["abi"], "0x" + "11" * 20)
    places: list[str] = []
    with DevChain("anvil", start=START) as dev:

        def submit(progress: str) -> None:
            """Submit a round after the beacon is there, and one after the ledger is."""
            name, _, _, address, *_ = progress.split() + [""] * 4
            if name in ("Beacon", "Ledger") and address.startswith("0x"):
                places.append(address)
                number = len(places)
                call = beacon.encode("submit", number, *DevelopmentBeacon().sign(number))
                transact(dev.chain, dev.accounts[1], places[0], call)

        manifest = deploy(
            dev.chain,
            charter_path,
            dev.accounts[0],
            tmp_path / "manifest.json",
            live=False,
            on_progress=submit,
        )
        verdict = verify(dev.url, manifest, compile_sources=lambda: compiled)
    assert verdict.divergence is None
    assert (verdict.acts, verdict.signatures) == (2, 2)
