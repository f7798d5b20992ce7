"""Deploy the contracts of a charter, step by step, so that it can be killed and go on.

The addresses follow from the deployer and the number of its next transaction, so each contract is
given the others' addresses before any exists. Every transaction is signed and saved before it is
sent: after a crash the same bytes are sent again, which cannot deploy anything twice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import rlp
from eth_account.signers.local import LocalAccount
from eth_utils.address import to_canonical_address, to_checksum_address
from eth_utils.crypto import keccak

from isonomia import build, charter
from isonomia.bytecode import compare_code, immutables, runtime_code
from isonomia.chain import Chain, RpcError
from isonomia.charter import Charter
from isonomia.constructors import constructor_arguments
from isonomia.contracts import encode_constructor
from isonomia.errors import IsonomiaError
from isonomia.manifest import ContractRecord, Manifest, SignedTransaction, locked
from isonomia.rehearsal import ether, rehearse
from isonomia.words import hexed

#: Called with one sentence at a time, after the step it tells of is done and saved.
Progress = Callable[[str], None]

NEW_MANIFEST = "begin a new manifest (`--new`, or another --manifest)"


class DeployError(IsonomiaError):
    """The deployment cannot go on; nothing more was sent."""


def _silent(_step: str) -> None:
    """Show no progress."""


def deploy(
    chain: Chain,
    charter_file: Path,
    account: LocalAccount,
    manifest_path: Path,
    *,
    live: bool,
    on_progress: Progress = _silent,
) -> Manifest:
    """Deploy a charter, or go on with a deployment that was interrupted.

    Args:
        chain: where to
        charter_file: see `isonomia.charter`
        account: key that deploys and pays; it has no power over the contracts afterwards
        manifest_path: where the manifest is kept
        live: rehearse everything and show its cost before anything is sent
        on_progress: called after each step

    Raises:
        IsonomiaError: in plain words, with the remedy; among them `CharterError`, `DeployError`,
            `ManifestError`, `RefusedError` and `ChainError`
    """
    plan = _Plan(charter.read(charter_file), charter.load(charter_file), chain, account)
    with locked(manifest_path):
        if manifest_path.exists():
            manifest = Manifest.load(manifest_path)
            plan.require_same(manifest, manifest_path)
        else:
            manifest = plan.begin(live, on_progress)
            manifest.save(manifest_path)
            on_progress(f"Saved the plan in {manifest_path}")
        run = _Run(chain, account, manifest, manifest_path, on_progress)
        for name in build.DEPLOYED:
            run.settle(name)
        run.complete()
    return manifest


def created_address(deployer: str, nonce: int) -> str:
    """Return the address of the contract that a transaction of an account makes."""
    return to_checksum_address(keccak(rlp.encode([to_canonical_address(deployer), nonce]))[12:])


# ---- the plan ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Plan:
    """What is to be deployed from one charter file by one account on one chain."""

    content: bytes
    charter: Charter
    chain: Chain
    account: LocalAccount

    def begin(self, live: bool, on_progress: Progress) -> Manifest:
        """Return a new manifest after everything that can be checked beforehand was."""
        self.charter.require_beacon_fits(self.chain.is_development())
        self.charter.require_fits(self.chain.now())
        on_progress("The charter passes every check")
        deployer = self.account.address
        nonce = self.chain.nonce(deployer)
        if self.chain.nonce(deployer, "pending") != nonce:
            raise DeployError(
                f"{deployer} has transactions that are not mined yet; wait for them, then deploy"
            )
        manifest = self.manifest(nonce)
        if live:
            self.rehearse(on_progress)
        return manifest

    def manifest(self, nonce: int) -> Manifest:
        """Return the manifest of a deployment that begins with the deployer's `nonce`."""
        nonces = {name: nonce + i for i, name in enumerate(build.DEPLOYED)}
        addresses = {
            name: created_address(self.account.address, number) for name, number in nonces.items()
        }
        return Manifest(
            chain_id=self.chain.chain_id,
            deployer=self.account.address,
            deployer_nonce=nonce,
            charter_hash=hexed(charter.file_hash(self.content)),
            charter=self.content.decode(),
            contracts={
                name: ContractRecord(
                    address=addresses[name],
                    nonce=nonces[name],
                    constructor_args=hexed(self.arguments(name, addresses)),
                    creation_code_hash=hexed(keccak(creation_code(name))),
                )
                for name in build.DEPLOYED
            },
        )

    def rehearse(self, on_progress: Progress) -> None:
        """Run the deployment in calls, show its cost, and see that the account can pay it."""
        estimate = rehearse(self.chain, self.account.address, self)
        on_progress(f"The rehearsal succeeded; the deployment costs {estimate}")
        balance = self.chain.balance(self.account.address)
        if balance < estimate.most_wei:
            raise DeployError(
                f"{self.account.address} has {ether(balance)} and may need "
                f"{ether(estimate.most_wei)}; give it the difference"
            )

    def require_same(self, manifest: Manifest, path: Path) -> None:
        """Check that an existing manifest is of this deployment. Raises `DeployError`."""
        for what, begun_with, now, remedy in self.differences(manifest):
            if begun_with != now:
                raise DeployError(
                    f"{path} was begun with another {what}: {begun_with}, and it is {now} now; "
                    f"{remedy}, or {NEW_MANIFEST}"
                )
        planned = self.manifest(manifest.deployer_nonce).contracts
        for name, record in manifest.contracts.items():
            fixed = {"address", "nonce", "constructor_args"}
            if record.model_dump(include=fixed) != planned[name].model_dump(include=fixed):
                raise DeployError(
                    f"{path} holds another address or other arguments of {name} than its charter "
                    f"gives: it was edited; take an unchanged copy, or {NEW_MANIFEST}"
                )

    def differences(self, manifest: Manifest) -> Iterator[tuple[str, object, object, str]]:
        """Yield what must be the same, its value in the manifest and now, and a remedy."""
        chain_id, deployer = manifest.chain_id, manifest.deployer
        charter_hash = hexed(charter.file_hash(self.content))
        yield "chain id", chain_id, self.chain.chain_id, f"connect to chain {chain_id}"
        yield "deployer", deployer, self.account.address, f"use the key of {deployer}"
        same_file = "use the charter file it was begun with"
        yield "charter", manifest.charter_hash, charter_hash, same_file
        for name in build.DEPLOYED:
            record = manifest.contracts.get(name)
            begun_with = record.creation_code_hash if record else "none"
            same_sources = "check out the sources it was begun with"
            code = hexed(keccak(creation_code(name)))
            yield f"bytecode of {name}", begun_with, code, same_sources

    def arguments(self, name: str, addresses: Mapping[str, str]) -> bytes:
        """Arguments of a contract's constructor, encoded, when all contracts are where given."""
        charter_hash = charter.file_hash(self.content)
        arguments = constructor_arguments(self.charter, charter_hash, addresses)
        return encode_constructor(build.load(name)["abi"], *arguments[name])

    def creation(self, name: str, addresses: Mapping[str, str]) -> bytes:
        """Creation code of a contract, arguments included, when all are where given."""
        return creation_code(name) + self.arguments(name, addresses)

    def runtime(self, name: str, addresses: Mapping[str, str], genesis: int) -> bytes:
        """Code of a deployed contract, when all are where given and the ledger begins then."""
        content_hash = charter.file_hash(self.content)
        words = _immutables(self.charter, content_hash, self.chain.chain_id, addresses, genesis)
        return runtime_code(build.load(name), words[name])


def _immutables(
    parsed: Charter, charter_hash: bytes, chain_id: int, addresses: Mapping[str, str], genesis: int
) -> dict[str, dict[str, bytes]]:
    return immutables(parsed.to_spec(), charter_hash, parsed.network, chain_id, addresses, genesis)


def creation_code(name: str) -> bytes:
    """Return the creation code of a contract, without arguments."""
    return bytes.fromhex(build.load(name)["bytecode"][2:])


# ---- the run -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Run:
    """One attempt at carrying out what a manifest plans."""

    chain: Chain
    account: LocalAccount
    manifest: Manifest
    path: Path
    on_progress: Progress

    def settle(self, name: str) -> None:
        """See that one contract is deployed and its block noted."""
        record = self.manifest.contracts[name]
        receipt = self.find_receipt(name, record)
        if receipt is None:
            signed = self.signed(name, record)
            self.send(name, signed)
            self.on_progress(f"Sent the transaction of {name}")
            receipt = self.chain.wait(signed.hash)
        if receipt["status"] != 1:
            raise DeployError(
                f"Transaction {receipt['transactionHash']} of {name} failed on the chain (gas used "
                f"{receipt['gasUsed']:,}); its number is used up, so {NEW_MANIFEST}"
            )
        record.tx = receipt["transactionHash"]
        record.block = receipt["blockNumber"]
        if name == "Ledger":
            self.manifest.genesis_block = record.block
        self.manifest.save(self.path)
        self.on_progress(f"{name} is at {record.address} since block {record.block}")

    def find_receipt(self, name: str, record: ContractRecord) -> dict[str, Any] | None:
        """Return the receipt of whichever attempt was mined; None when the number is unused."""
        used = self.chain.nonce(self.account.address)
        sent = [attempt.hash for attempt in record.attempts]
        for transaction in [record.tx] if record.tx else sent:
            receipt = self.chain.receipt(transaction)
            if receipt is not None:
                return receipt
        if record.tx is not None:
            raise DeployError(
                f"{self.path} says that {name} was deployed in block {record.block}, but the chain "
                f"does not know that transaction: it is another chain with id "
                f"{self.manifest.chain_id}, or its last blocks were undone. In that case wait; "
                f"otherwise {NEW_MANIFEST}"
            )
        if used > record.nonce:
            raise DeployError(
                f"{self.account.address} has sent another transaction with number {record.nonce}, "
                f"so {name} can no longer come to be at {record.address}: {NEW_MANIFEST}, and use "
                "the key for nothing else meanwhile"
            )
        if used < record.nonce:
            raise DeployError(
                f"{self.account.address} has sent {used} transactions and the plan began after "
                f"{self.manifest.deployer_nonce}: this is another chain with id "
                f"{self.manifest.chain_id}; {NEW_MANIFEST}"
            )
        return None

    def signed(self, name: str, record: ContractRecord) -> SignedTransaction:
        """Return a transaction that pays the present fee, saved before it is sent."""
        if record.attempts and record.attempts[-1].max_fee_per_gas >= self.chain.base_fee():
            return record.attempts[-1]
        data = creation_code(name) + bytes.fromhex(record.constructor_args[2:])
        fees = _raised(self.chain.fees(), record.attempts)
        call = {"from": self.account.address, "data": hexed(data)}
        most_gas = int(self.chain.block()["gasLimit"], 16)
        transaction: dict[str, Any] = {
            "chainId": self.chain.chain_id,
            "nonce": record.nonce,
            "value": 0,
            "data": hexed(data),
            "gas": min(self.chain.estimate(call) * 11 // 10, most_gas),
            **fees,
        }
        signed = self.account.sign_transaction(transaction)
        attempt = SignedTransaction(
            hash=hexed(bytes(signed.hash)),
            raw=hexed(bytes(signed.raw_transaction)),
            max_fee_per_gas=fees["maxFeePerGas"],
            max_priority_fee_per_gas=fees["maxPriorityFeePerGas"],
        )
        record.attempts.append(attempt)
        self.manifest.status = "deploying"
        self.manifest.save(self.path)
        self.on_progress(f"Signed and saved the transaction of {name}")
        return attempt

    def send(self, name: str, signed: SignedTransaction) -> None:
        """Hand a transaction to the node, which may know it already."""
        try:
            self.chain.send_raw(bytes.fromhex(signed.raw[2:]))
        except RpcError as error:
            if self.chain.call("eth_getTransactionByHash", signed.hash) is None:
                raise DeployError(
                    f"The node did not take the transaction of {name}: {error.message}. If another "
                    f"transaction of {self.account.address} waits with the same number, wait for "
                    "it; otherwise run the same command again"
                ) from None

    def complete(self) -> None:
        """Compare what is deployed with what should be, and close the manifest."""
        manifest = self.manifest
        words = _immutables(
            manifest.read_charter(),
            bytes.fromhex(manifest.charter_hash[2:]),
            manifest.chain_id,
            manifest.addresses,
            self.chain.block(manifest.genesis_block or 0)["timestamp"],
        )
        for name in build.DEPLOYED:
            code = self.chain.code(self.manifest.contracts[name].address)
            divergence = compare_code(name, build.load(name), code, words[name])
            if divergence is not None:
                raise DeployError(f"The deployed code is not what was sent: {divergence}")
        for record in self.manifest.contracts.values():
            record.attempts = []
        self.manifest.status = "complete"
        self.manifest.save(self.path)
        self.on_progress(f"Deployment complete; its manifest is {self.path}")


def _raised(fees: dict[str, int], attempts: list[SignedTransaction]) -> dict[str, int]:
    """Return fees that a node takes in the place of the last attempt's."""
    if not attempts:
        return fees
    tip = max(fees["maxPriorityFeePerGas"], attempts[-1].max_priority_fee_per_gas * 9 // 8 + 1)
    most = max(fees["maxFeePerGas"], attempts[-1].max_fee_per_gas * 9 // 8 + 1, tip)
    return {"maxFeePerGas": most, "maxPriorityFeePerGas": tip}
