"""Write the vectors of proofs from a chain: ``python -m tests.protocol.proof_vectors``.

Keys, times and acts are always the same; gas and so hashes are those of the Ganache that is locked.
Anvil is not asked: its tries keep empty words, which those of public chains may not.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

from isonomia import build
from isonomia.beacon import DevelopmentBeacon
from isonomia.chain import Chain
from isonomia.devchain import DevChain
from isonomia.proofs.paths import index_key, path_in, trie_of
from isonomia.proofs.places import Layout, Place
from isonomia.proofs.receipts import read_receipts
from isonomia.words import hexed
from tests.spec import vectors
from tests.verify.scenario import START, identity_of
from tests.verify.scenario_services import ServiceScenario
from tests.verify.services_lived import live_services

FILE = vectors.FOLDER / "proofs" / "proofs.json"
CHAIN = vectors.FOLDER / "proofs" / "chain.json"
NOBODYS_ADDRESS = "0x" + "77" * 20
#: Of the beacon; nothing depends on it, and nobody submitted it before.
SPARE_ROUND = 11
#: Transfers in one block, so that the trie of its receipts has branches.
TRANSFERS = 16
_ENOUGH_GAS = hex(1_000_000)
#: Fields of a header beside those that are hashed.
_NOT_HASHED = {
    *("hash", "size", "totalDifficulty", "transactions", "uncles", "withdrawals", "author"),
    "sealFields",
}

Json = dict[str, Any]


def main() -> None:
    """Live through the scenario of services and write what proves parts of it."""
    with DevChain("ganache", start=START) as dev, tempfile.TemporaryDirectory() as folder:
        scenario = ServiceScenario(dev, Path(folder))
        live_services(scenario)
        crowded = crowded_block(scenario)
        redeemed = _last_block_with_logs(scenario)
        told = {
            "headers": [],
            "state": state_proofs(scenario),
            "receipts": list(receipt_proofs(dev.chain, (redeemed, crowded))),
        }
        CHAIN.write_text(as_lines(whole_chain(scenario)), encoding="utf-8")
        told["headers"].append(header(dev.chain, "latest"))
    with DevChain("anvil", start=START) as dev:
        told["headers"].append(header(dev.chain, "latest"))
    FILE.parent.mkdir(exist_ok=True)
    FILE.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")


def crowded_block(scenario: ServiceScenario) -> int:
    """Make a block of many transactions, of two types, one of which logs and one fails."""
    chain, beacon = scenario.chain, scenario.deployment.beacon
    signature = DevelopmentBeacon().sign(SPARE_ROUND)
    submission = "0x" + beacon.encode("submit", SPARE_ROUND, *signature).hex()
    transfer = {"to": NOBODYS_ADDRESS, "value": "0x1"}
    fees = {"gasPrice": hex(20 * 10**9)}
    acts = [transfer | (fees if number % 2 else {}) for number in range(TRANSFERS)]
    acts += [{"to": beacon.address, "data": submission}] * 2
    chain.call("miner_stop")
    for account, act in zip(scenario.dev.accounts, acts, strict=False):
        chain.call("eth_sendTransaction", {"from": account.address, "gas": _ENOUGH_GAS} | act)
    chain.call("miner_start")
    chain.call("evm_mine")
    latest = int(chain.call("eth_blockNumber"), 16)
    blocks = [chain.call("eth_getBlockByNumber", hex(latest - back), False) for back in range(3)]
    return max(range(3), key=lambda back: len(blocks[back]["transactions"])) * -1 + latest


def header(chain: Chain, block: str) -> Json:
    """Return a header as the node tells it, with its hash, and nothing that it does not hash."""
    told = chain.call("eth_getBlockByNumber", block, False)
    hashed = {name: value for name, value in told.items() if name not in _NOT_HASHED}
    return {"hash": told["hash"], "header": hashed}


def whole_chain(scenario: ServiceScenario) -> Json:
    """Return what a verifier starts from, and all logs by block and transaction."""
    chain, addresses = scenario.chain, scenario.manifest.addresses
    asked = {"address": list(addresses.values()), "fromBlock": "0x0", "toBlock": "latest"}
    blocks = []
    logs = chain.call("eth_getLogs", asked)
    for number, in_block in groupby(logs, key=itemgetter("blockNumber")):
        time = int(chain.call("eth_getBlockByNumber", number, False)["timestamp"], 16)
        transactions = [
            [{name: log[name] for name in ("address", "topics", "data")} for log in sent]
            for _, sent in groupby(in_block, key=itemgetter("transactionHash"))
        ]
        blocks.append({"number": int(number, 16), "time": time, "transactions": transactions})
    return {
        "addresses": {name: address.lower() for name, address in addresses.items()},
        "founding": vectors.encode(founding_of(scenario)),
        "blocks": blocks,
    }


def founding_of(scenario: ServiceScenario) -> Json:
    """Return what the deployment began with, keys in bytes."""
    founding = scenario.target.founding
    communities = tuple(
        replace(
            community, seats=tuple(replace(seat, controller=seat.key) for seat in community.seats)
        )
        for community in founding.communities
    )
    return founding._replace(communities=communities)._asdict()


def as_lines(told: Json) -> str:
    """Return a chain as JSON, one block to a line."""
    blocks = [json.dumps(block, separators=(",", ":")) for block in told["blocks"]]
    head = json.dumps({name: part for name, part in told.items() if name != "blocks"})[:-1]
    return head + ',"blocks":[\n' + ",\n".join(blocks) + "\n]}\n"


def state_proofs(scenario: ServiceScenario) -> Json:
    """Return proofs of all contracts' accounts and of some slots at the latest block."""
    chain = scenario.chain
    number = chain.call("eth_blockNumber")
    wanted: dict[str, list[Place]] = {name: [] for name in scenario.manifest.addresses}
    for place in _places():
        wanted[place.contract].append(place)
    accounts = []
    for name, places in wanted.items():
        address = scenario.manifest.addresses[name].lower()
        accounts.append({"contract": name, **_proof(chain, address, places, number)})
    for address in (NOBODYS_ADDRESS, "0x" + "88" * 20):
        accounts.append({"contract": None, **_proof(chain, address, [], number)})
    return {**header(chain, number), "accounts": accounts}


def _places() -> Iterator[Place]:
    """Return places of which some hold something and some do not."""

    def of(contract: str, label: str, *keys: bytes | int) -> Place:
        return Layout(contract, build.load(contract)).variable(label).at(*keys)

    patient, nobody = identity_of("patient"), identity_of("nobody at all")
    for identity in (patient, nobody):
        yield of("Ledger", "_people", identity)
        yield of("Communities", "_signatories", identity)
    yield of("Ledger", "catalogueHash")
    yield of("Ledger", "_overlays", patient, 0)
    yield of("Communities", "_councils", 1)
    yield of("Pool", "_account")
    yield of("Pool", "_rounds", 1)
    yield of("Panels", "_panels", 1)
    yield of("Services", "rootOf", 1)
    yield of("Services", "_offers", 2)
    yield of("Services", "organisationOf", bytes(20))
    yield of("Findings", "mandateCount")
    yield of("Assembly", "renewalCount")


def _proof(chain: Chain, address: str, places: list[Place], block: str) -> Json:
    keys = [hexed(place.slot.to_bytes(32)) for place in places]
    answer = chain.call("eth_getProof", address, keys, block)
    slots = [
        {
            "what": place.name.removeprefix(f"{place.contract}."),
            "slot": key,
            # Ganache writes an empty slot as 0x.
            "word": hex(int(proof["value"].removeprefix("0x") or "0", 16)),
            "proof": proof["proof"],
        }
        for place, key, proof in zip(places, keys, answer["storageProof"], strict=True)
    ]
    return {
        "address": address,
        "nonce": answer["nonce"],
        "balance": answer["balance"],
        "storage_root": answer["storageHash"],
        "code_hash": answer["codeHash"],
        "proof": answer["accountProof"],
        "slots": slots,
    }


def receipt_proofs(chain: Chain, blocks: tuple[int, ...]) -> Iterator[Json]:
    """Return all receipts of some blocks, and the path to the last one that has logs."""
    for number in blocks:
        told = header(chain, hex(number))
        (block,) = read_receipts(chain, {number: told["hash"]})
        trie = trie_of(block.encoded)
        index = block.logs[-1].transaction
        yield {
            **told,
            "receipts": [hexed(one) for one in block.encoded],
            "logs": [
                {
                    "transaction": log.transaction,
                    "index": log.index,
                    "address": log.address,
                    "topics": list(log.topics),
                    "data": log.data,
                }
                for log in block.logs
            ],
            "path": {
                "transaction": index,
                "nodes": [hexed(node) for node in path_in(trie, index_key(index))],
            },
        }


def _last_block_with_logs(scenario: ServiceScenario) -> int:
    """Return the number of the latest block in which a batch was redeemed."""
    services = scenario.manifest.addresses["Services"]
    asked = {"address": services, "fromBlock": "0x0", "toBlock": "latest"}
    logs = scenario.chain.call("eth_getLogs", asked)
    blocks = [int(log["blockNumber"], 16) for log in logs if len(log["data"]) > 2 + 64 * 5]
    return max(blocks, key=blocks.count)


if __name__ == "__main__":
    main()
