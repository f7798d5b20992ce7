"""Logs are proved by the receipts of their blocks, which the headers vouch for.

node      gives receipts by block | one by one | none
block     one transaction | several of different types | a failed one | none
lie       a log left out | added | edited | told of another transaction | receipts edited too
types     before EIP-2718 | known | unknown
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from isonomia import build
from isonomia.chain import Chain
from isonomia.devchain import DevChain
from isonomia.divergence import Divergence, Finding
from isonomia.event_logs import event_topic
from isonomia.log_stream import read_header, stream
from isonomia.proofs.receipts import (
    ReceiptsUnseenError,
    check_receipts,
    encode_receipt,
    read_receipts,
)
from tests.verify.lying_node import Lie, Refuse, about_logs, honest, lying_node
from tests.verify.proving import judge
from tests.verify.scenario import Scenario

Logs = list[dict[str, Any]]


def divergences(scenario: Scenario, lie: Lie = honest) -> list[Divergence]:
    """Return what the receipts say about all logs of a scenario, told by a node."""
    addresses = scenario.target.addresses
    with lying_node(scenario.dev.url, lie) as url:
        chain = Chain(url)
        pinned = read_header(chain, "latest")
        chunks = stream(url, addresses, scenario.target.from_block, pinned)
        return [one for chunk in chunks for one in check_receipts(chain, chunk, addresses)]


@pytest.mark.req("Y2")
def test_check__honest_node__vouches_for_every_log(lived: Scenario) -> None:
    assert divergences(lived) == []


@pytest.mark.req("Y2")
def test_check__node_that_gives_receipts_one_by_one__comes_to_the_same(
    lived_on_anvil: Scenario,
) -> None:
    def refuse(method: str, _parameters: list[Any], result: Any) -> Any:
        if method == "eth_getBlockReceipts":
            raise Refuse(-32601, "the method eth_getBlockReceipts does not exist")
        return result

    assert divergences(lived_on_anvil, refuse) == []


@pytest.mark.req("Y2")
def test_check__node_without_receipts__is_an_error_in_words(lived_on_anvil: Scenario) -> None:
    def refuse(method: str, _parameters: list[Any], result: Any) -> Any:
        if "Receipt" in method:
            raise Refuse(-32000, "pruned")
        return result

    with pytest.raises(ReceiptsUnseenError, match=r"it says: pruned\. Ask another one"):
        divergences(lived_on_anvil, refuse)


def _one_word(log: dict[str, Any]) -> dict[str, Any]:
    data = log["data"]
    return log | {"data": data[:-1] + f"{int(data[-1], 16) ^ 1:x}"}


def _first_with_data(logs: Logs) -> int:
    return next(at for at, log in enumerate(logs) if log["data"] != "0x")


def _without_one_of_several(logs: Logs) -> Logs:
    marks = [log["blockNumber"] for log in logs]
    at = next(at for at, mark in enumerate(marks) if marks.count(mark) > 1)
    return logs[:at] + logs[at + 1 :]


def _doubled(logs: Logs) -> Logs:
    last = logs[-1]
    return [*logs, last | {"logIndex": hex(int(last["logIndex"], 16) + 1)}]


def _edited(logs: Logs) -> Logs:
    at = _first_with_data(logs)
    return [*logs[:at], _one_word(logs[at]), *logs[at + 1 :]]


def _topic_edited(logs: Logs) -> Logs:
    *topics, last = logs[-1]["topics"]
    return [*logs[:-1], logs[-1] | {"topics": [*topics, last[:-1] + f"{int(last[-1], 16) ^ 1:x}"]}]


def _of_another_contract(logs: Logs) -> Logs:
    other = next(log["address"] for log in logs if log["address"] != logs[-1]["address"])
    return [*logs[:-1], logs[-1] | {"address": other}]


def _of_another_transaction(logs: Logs) -> Logs:
    return [*logs[:-1], logs[-1] | {"transactionHash": logs[0]["transactionHash"]}]


@pytest.mark.req("Y2")
@pytest.mark.parametrize(
    ("change", "field"),
    [
        (_without_one_of_several, "number of logs"),
        (_doubled, "number of logs"),
        (_edited, "data"),
        (_topic_edited, "topics"),
        (_of_another_contract, "address"),
        (_of_another_transaction, "transactionHash"),
    ],
)
def test_check__one_log_told_otherwise__is_found_out(
    lived_on_anvil: Scenario, change: Callable[[Logs], Logs], field: str
) -> None:
    found = divergences(lived_on_anvil, about_logs(change))
    assert [(one.finding, one.field) for one in found] == [(Finding.RECEIPTS_DIFFER, field)]


@pytest.mark.req("Y2")
def test_check__receipts_edited_like_the_log__do_not_lead_to_the_header(lived: Scenario) -> None:
    def edited(log: dict[str, Any]) -> dict[str, Any]:
        return _one_word(log) if log["data"] != "0x" else log

    def lie(method: str, _parameters: list[Any], result: Any) -> Any:
        if method == "eth_getLogs":
            return [edited(log) for log in result]
        if method == "eth_getTransactionReceipt":
            return result | {"logs": [edited(log) for log in result["logs"]]}
        if method == "eth_getBlockReceipts":
            return [one | {"logs": [edited(log) for log in one["logs"]]} for one in result]
        return result

    found = divergences(lived, lie)
    assert found
    assert {(one.finding, one.field) for one in found} == {
        (Finding.RECEIPTS_DIFFER, "receiptsRoot")
    }


@pytest.mark.req("Y2")
def test_check__header_edited_like_the_receipts__is_not_the_one_of_its_hash(
    lived_on_anvil: Scenario,
) -> None:
    def lie(method: str, _parameters: list[Any], result: Any) -> Any:
        if method == "eth_getBlockByNumber":
            return result | {"receiptsRoot": "0x" + "11" * 32}
        return result

    found = divergences(lived_on_anvil, lie)
    assert {one.finding for one in found} == {Finding.HEADER_DIFFERS}


@pytest.mark.req("Y2")
def test_read__block_with_transactions_of_several_types__has_the_root_of_its_header(
    devchain: DevChain,
) -> None:
    chain = devchain.chain
    _hold_back(devchain)
    for number in range(18):
        chain.call("eth_sendTransaction", _transfer(devchain, number))
    _let_go(devchain)
    block = _block_with_most(chain)
    assert len(block["transactions"]) > 1
    [found] = read_receipts(chain, {block["number"]: block["hash"]})
    assert {receipt[0] for receipt in found.encoded} >= {2}
    assert any(receipt[0] > 0x7F for receipt in found.encoded)
    assert found.logs == []


@pytest.mark.req("Y2")
def test_verify__hash_that_logs_alone_hold_edited__is_found_out_by_receipts_alone(
    lived_on_anvil: Scenario,
) -> None:
    announced = event_topic(
        next(e for e in build.load("Ledger")["abi"] if e.get("name") == "RateAnnounced")
    )

    def edit(logs: Logs) -> Logs:
        return [_one_word(log) if log["topics"][0] == announced else log for log in logs]

    artifacts = {name: build.load(name) for name in build.DEPLOYED}
    without, with_receipts = (
        judge(lived_on_anvil, artifacts, about_logs(edit), receipts=receipts).divergence
        for receipts in (False, True)
    )
    assert without is None
    assert with_receipts is not None
    assert (with_receipts.finding, with_receipts.field) == (Finding.RECEIPTS_DIFFER, "data")


def _hold_back(devchain: DevChain) -> None:
    if devchain.kind == "anvil":
        devchain.chain.call("evm_setAutomine", False)
    else:
        devchain.chain.call("miner_stop")


def _let_go(devchain: DevChain) -> None:
    if devchain.kind == "anvil":
        devchain.chain.call("evm_mine")
        devchain.chain.call("evm_setAutomine", True)
    else:
        devchain.chain.call("miner_start")
        devchain.chain.call("evm_mine")


def _transfer(devchain: DevChain, number: int) -> dict[str, Any]:
    """Return a transfer of the newest type, or of the oldest every other time."""
    accounts = devchain.accounts
    parts = {"gasPrice": hex(20 * 10**9)} if number % 2 else {}
    sender = accounts[number % 6].address
    return {"from": sender, "to": accounts[9].address, "gas": hex(21_000), **parts}


def _block_with_most(chain: Chain) -> dict[str, Any]:
    blocks = [chain.block(number) for number in range(chain.block()["number"] + 1)]
    return max(blocks, key=lambda block: len(block["transactions"]))


@pytest.mark.req("Y2")
def test_read__failed_transaction__counts_too(devchain: DevChain) -> None:
    chain = devchain.chain
    sender = devchain.accounts[0].address
    # Code that is one invalid instruction.
    creation = {"from": sender, "data": "0xfe", "gas": hex(100_000)}
    mark = chain.call("eth_sendTransaction", creation)
    block = chain.block(chain.wait(mark)["blockNumber"])
    assert chain.wait(mark)["status"] == 0
    [found] = read_receipts(chain, {block["number"]: block["hash"]})
    assert len(found.encoded) == 1


@pytest.mark.req("Y2")
def test_encode__receipt_from_before_byzantium__holds_a_state_root() -> None:
    told = {"root": "0x" + "22" * 32, "cumulativeGasUsed": "0x5208", "logsBloom": "0x", "logs": []}
    assert bytes.fromhex("22" * 32) in encode_receipt(told)
    assert encode_receipt(told)[0] > 0x7F


@pytest.mark.req("Y2")
def test_encode__type_of_another_chain__is_said_to_be_unknown() -> None:
    with pytest.raises(ReceiptsUnseenError, match="of type 126"):
        encode_receipt({"type": "0x7e", "transactionHash": "0x01"})
