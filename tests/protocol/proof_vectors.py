"""Write the vectors of proofs from a chain: ``python -m tests.protocol.proof_vectors``.

Keys, times and acts are always the same; gas and so hashes are those of the Anvil that is locked.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
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
    with DevChain("anvil", start=START) as dev, tempfile.TemporaryDirectory() as folder:
        scenario = ServiceScenario(dev, Path(folder))
        live_services(scenario)
        crowded = crowded_block(scenario)
        redeemed = _last_block_with_logs(scenario)
        told = {
            "headers": [],
            "state": state_proofs(scenario),
            "receipts": list(receipt_proofs(dev.chain, (redeemed, crowded))),
        }
        told["headers"].append(header(dev.chain, "latest"))
    with DevChain("ganache", start=START) as dev:
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
    chain.call("evm_setAutomine", False)
    # Anvil takes one transaction of an account into a block.
    for account, act in zip(scenario.dev.accounts, acts, strict=False):
        chain.call("eth_sendTransaction", {"from": account.address, "gas": _ENOUGH_GAS} | act)
    chain.call("evm_mine")
    chain.call("evm_setAutomine", True)
    return int(chain.call("eth_blockNumber"), 16)


def header(chain: Chain, block: str) -> Json:
    """Return a header as the node tells it, with its hash, and nothing that it does not hash."""
    told = chain.call("eth_getBlockByNumber", block, False)
    hashed = {name: value for name, value in told.items() if name not in _NOT_HASHED}
    return {"hash": told["hash"], "header": hashed}


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
            "word": proof["value"],
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
