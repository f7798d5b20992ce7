"""A node that lies about logs, or a manifest that does, is found out and the lie is named.

Each lie is told by a proxy in front of an honest node; the same proxy telling the truth is the
twin. The branches:

    logs      left out | added | reordered | edited | out of place
    headers   another hash | another time
    manifest  another chain, address, charter or beginning
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest

from isonomia import build
from isonomia.charter import file_hash
from isonomia.contracts import Contract
from isonomia.divergence import Divergence, Finding
from isonomia.manifest import Manifest
from isonomia.verify import Artifacts, Verdict, verify
from tests.verify.lying_node import Lie, about_logs, honest, lying_node
from tests.verify.scenario import Scenario, identity_of

Logs = list[dict[str, Any]]
#: Which enrolment is of somebody that no later act is about.
QUIET_PERSON = 42
TOPICS = {
    event.topic: event.name
    for name in build.DEPLOYED
    for event in Contract(build.load(name)["abi"], "0x" + "11" * 20).events.values()
}


def verdict_of(scenario: Scenario, compiled: Artifacts, lie: Lie) -> Verdict:
    with lying_node(scenario.dev.url, lie) as url:
        return verify(url, scenario.manifest, compile_sources=lambda: compiled)


def judge(scenario: Scenario, compiled: Artifacts, lie: Lie) -> Divergence | None:
    return verdict_of(scenario, compiled, lie).divergence


def found_out(
    scenario: Scenario, compiled: Artifacts, lie: Lie, finding: Finding, about: str = ""
) -> Divergence:
    """Return what was found, which must be just that, with `about` in the field or expectation."""
    found = judge(scenario, compiled, lie)
    assert found is not None
    assert found.finding is finding, found.sentence()
    assert about in f"{found.field} {found.expected}", found.sentence()
    return found


def name_of(log: dict[str, Any]) -> str:
    return TOPICS[log["topics"][0]]


def places(logs: Logs, name: str) -> list[int]:
    return [at for at, log in enumerate(logs) if name_of(log) == name]


# ---- left out ------------------------------------------------------------------------------------


def without(name: str, which: int) -> Callable[[Logs], Logs]:
    def change(logs: Logs) -> Logs:
        at = places(logs, name)[which]
        return logs[:at] + logs[at + 1 :]

    return change


def without_transaction_of(name: str, which: int) -> Callable[[Logs], Logs]:
    def change(logs: Logs) -> Logs:
        gone = logs[places(logs, name)[which]]["transactionHash"]
        return [log for log in logs if log["transactionHash"] != gone]

    return change


def without_all(_logs: Logs) -> Logs:
    return []


# ---- added, reordered ----------------------------------------------------------------------------


def repeated(logs: Logs) -> Logs:
    return [*logs, logs[-1]]


def swapped(logs: Logs) -> Logs:
    return [*logs[:-2], logs[-1], logs[-2]]


def forged_award(logs: Logs) -> Logs:
    """Tell the last act of awards once more, as if it stood in the next places."""
    last = copy.deepcopy(logs[-2:])
    for log in last:
        log["logIndex"] = hex(int(log["logIndex"], 16) + 2)
    return [*logs, *last]


# ---- edited --------------------------------------------------------------------------------------


def edited(name: str, which: int, edit: Callable[[dict[str, Any]], None]) -> Callable[[Logs], Logs]:
    def change(logs: Logs) -> Logs:
        changed = copy.deepcopy(logs)
        edit(changed[places(changed, name)[which]])
        return changed

    return change


def one_digit(log: dict[str, Any]) -> None:
    """Turn over one bit of the last digit of the data."""
    log["data"] = log["data"][:-1] + f"{int(log['data'][-1], 16) ^ 1:x}"


def signed_by_one_seat(log: dict[str, Any]) -> None:
    log["data"] = log["data"][:66] + f"{1:064x}" + log["data"][130:]


def other_topic(log: dict[str, Any]) -> None:
    log["topics"] = ["0x" + "77" * 32, *log["topics"][1:]]


def shortened(log: dict[str, Any]) -> None:
    log["data"] = log["data"][:-2]


def no_address(log: dict[str, Any]) -> None:
    """Put something in front of the address, where only zeros can stand."""
    log["data"] = "0x1" + log["data"][3:]


def other_address(log: dict[str, Any]) -> None:
    log["address"] = "0x" + "22" * 20


def other_block_hash(log: dict[str, Any]) -> None:
    log["blockHash"] = "0x" + "33" * 32


def far_block(log: dict[str, Any]) -> None:
    log["blockNumber"] = hex(10**6)


LIES: dict[str, tuple[Callable[[Logs], Logs], Finding]] = {
    "an award left out": (without("Awarded", 0), Finding.EVENT_DIFFERS),
    "the last award left out": (
        without("Awarded", -1),
        Finding.REFUSED_BY_SPECIFICATION,
    ),
    "an enrolment left out": (without("Enrolled", QUIET_PERSON), Finding.COUNCIL_DIFFERS),
    "an enrolled person left out who acts later": (
        without("Enrolled", 9),
        Finding.REFUSED_BY_SPECIFICATION,
    ),
    "a whole act left out": (without_transaction_of("AwardsFiled", 0), Finding.MISSING_ACT),
    "the last act left out": (without_transaction_of("AwardsFiled", -1), Finding.COUNCIL_DIFFERS),
    "an act of a person left out": (
        without_transaction_of("LeaveDeclared", 0),
        Finding.MISSING_ACT,
    ),
    "a rate left out": (without_transaction_of("RateAnnounced", 0), Finding.MISSING_ACT),
    "the end of an award left out": (without("AwardsFiled", 0), Finding.UNFINISHED_ACT),
    "the head of an act left out": (without("CouncilActed", 0), Finding.STRAY_LOG),
    "the effect of a person's act left out": (without("LeaveEnded", 0), Finding.UNFINISHED_ACT),
    "the catalogue's end left out": (without("CataloguePublished", 1), Finding.UNFINISHED_ACT),
    "a founding log left out": (without("SeatTaken", 0), Finding.GENESIS_DIFFERS),
    "everything left out": (without_all, Finding.GENESIS_DIFFERS),
    "a log told twice": (repeated, Finding.LOG_OUT_OF_ORDER),
    "two logs swapped": (swapped, Finding.LOG_OUT_OF_ORDER),
    "an act told twice": (forged_award, Finding.MISSING_ACT),
    "a day of an award edited": (edited("Awarded", 0, one_digit), Finding.EVENT_DIFFERS),
    "a birth month edited": (edited("Enrolled", QUIET_PERSON, one_digit), Finding.PERSON_DIFFERS),
    "a key edited": (edited("ControllerChanged", 0, no_address), Finding.MALFORMED_LOG),
    "signers edited": (
        edited("AwardsFiled", 0, signed_by_one_seat),
        Finding.REFUSED_BY_SPECIFICATION,
    ),
    "an unknown event": (edited("Awarded", 0, other_topic), Finding.UNKNOWN_LOG),
    "data too short": (edited("Awarded", 0, shortened), Finding.MALFORMED_LOG),
    "a log of another contract": (edited("Awarded", 0, other_address), Finding.FOREIGN_LOG),
    "a log of another chain of blocks": (
        edited("Awarded", 0, other_block_hash),
        Finding.LOG_OF_ANOTHER_BLOCK,
    ),
    "a log of a later block": (edited("Awarded", -1, far_block), Finding.LOG_OUT_OF_RANGE),
}


@pytest.mark.req("Y2")
def test_verify__proxy_that_tells_the_truth__agrees(
    lived_on_anvil: Scenario, compiled: Artifacts
) -> None:
    assert judge(lived_on_anvil, compiled, honest) is None


@pytest.mark.req("Y2")
@pytest.mark.parametrize("what", LIES)
def test_verify__node_that_lies_about_logs__is_found_out(
    lived_on_anvil: Scenario, compiled: Artifacts, what: str
) -> None:
    change, finding = LIES[what]
    found_out(lived_on_anvil, compiled, about_logs(change), finding)


@pytest.mark.req("Y2")
def test_verify__forged_award__names_the_award_the_specification_refuses(
    lived_on_anvil: Scenario, compiled: Artifacts
) -> None:
    lie = about_logs(edited("AwardsFiled", 0, signed_by_one_seat))
    found = judge(lived_on_anvil, compiled, lie)
    assert found is not None
    assert found.expected == "TooFewSignatures(2, 2, 1)"
    assert found.subject == "act 2 of council 2"
    assert found.block is not None


# ---- headers and views ---------------------------------------------------------------------------


def another_clock(method: str, parameters: list[Any], result: Any) -> Any:
    asks_time = method == "eth_call" and "to" not in parameters[0]
    return hex(int(result, 16) + 1) if asks_time else result


def other_history_later() -> Lie:
    asked = 0

    def lie(method: str, parameters: list[Any], result: Any) -> Any:
        nonlocal asked
        if method == "eth_call" and "to" in parameters[0]:
            asked += 1
        if method == "eth_getBlockByNumber" and asked:
            return result | {"hash": "0x" + "44" * 32}
        return result

    return lie


def one_more_credit(method: str, parameters: list[Any], result: Any) -> Any:
    """Answer `look` with a millicredit more for the first person of the batch."""
    selector = Contract(build.load("Ledger")["abi"], "0x" + "11" * 20).functions["look"].selector
    if method != "eth_call" or not parameters[0]["data"].startswith("0x" + selector.hex()):
        return result
    credits = 2 + 64 * 4
    word = int(result[credits : credits + 64], 16) + 1
    return f"{result[:credits]}{word:064x}{result[credits + 64 :]}"


@pytest.mark.req("Y2")
@pytest.mark.parametrize(
    ("lie", "finding"),
    [
        (lambda: another_clock, Finding.CLOCK_DIFFERS),
        (other_history_later, Finding.CHAIN_REORGANISED),
        (lambda: one_more_credit, Finding.PERSON_DIFFERS),
    ],
)
def test_verify__node_that_lies_about_blocks_or_views__is_found_out(
    lived_on_anvil: Scenario, compiled: Artifacts, lie: Callable[[], Lie], finding: Finding
) -> None:
    found = found_out(lived_on_anvil, compiled, lie(), finding)
    if finding is Finding.PERSON_DIFFERS:
        assert found.field == "credits"
        assert found.person == "0x" + identity_of("seat 1/0").hex()


# ---- the manifest --------------------------------------------------------------------------------


def other_chain(manifest: Manifest) -> None:
    manifest.chain_id += 1


def empty_address(manifest: Manifest) -> None:
    manifest.contracts["Ledger"].address = "0x" + "55" * 20


def exchanged_addresses(manifest: Manifest) -> None:
    ledger, communities = manifest.contracts["Ledger"], manifest.contracts["Communities"]
    ledger.address, communities.address = communities.address, ledger.address


def edited_charter(manifest: Manifest) -> None:
    manifest.charter = manifest.charter.replace('"threshold": 2', '"threshold": 3', 1)


def edited_charter_with_its_hash(manifest: Manifest) -> None:
    edited_charter(manifest)
    manifest.charter_hash = "0x" + file_hash(manifest.charter.encode()).hex()


def late_beginning(manifest: Manifest) -> None:
    assert manifest.genesis_block is not None
    manifest.genesis_block += 1


@pytest.mark.req("Y2", "A1")
@pytest.mark.parametrize(
    ("edit", "finding"),
    [
        (other_chain, Finding.WRONG_CHAIN),
        (empty_address, Finding.NO_CODE),
        (exchanged_addresses, Finding.BYTECODE_DIFFERS),
        (edited_charter, Finding.CHARTER_FILE_DIFFERS),
        (edited_charter_with_its_hash, Finding.IMMUTABLE_DIFFERS),
        (late_beginning, Finding.IMMUTABLE_DIFFERS),
    ],
)
def test_verify__manifest_that_lies__is_found_out(
    lived_on_anvil: Scenario,
    compiled: Artifacts,
    edit: Callable[[Manifest], None],
    finding: Finding,
) -> None:
    def verdict(manifest: Manifest) -> Divergence | None:
        url = lived_on_anvil.dev.url
        return verify(url, manifest, compile_sources=lambda: compiled).divergence

    lying = lived_on_anvil.manifest.model_copy(deep=True)
    edit(lying)
    found = verdict(lying)
    assert found is not None
    assert found.finding is finding
    assert verdict(lived_on_anvil.manifest) is None
