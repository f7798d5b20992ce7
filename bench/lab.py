"""A chain to measure on: deploy, send, and read the gas of the whole transaction."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from eth_account.signers.local import LocalAccount
from eth_utils.address import to_checksum_address
from eth_utils.crypto import keccak

from isonomia.chain import Chain
from isonomia.contracts import Contract, encode_constructor, transact
from isonomia.devchain import DevChain, Kind

#: 2026-01-01; a fixed clock, fixed keys and fixed data give the same gas on every run.
START = 1_767_225_600
BATCHES = (1, 10, 100)
ETHER = 10**18

_DEPLOYMENT_GAS = 15_000_000


@dataclass(frozen=True)
class Lab:
    """One running chain and the account that pays for everything.

    Attributes:
        node: the development chain
        chain: its client
        payer: funded account that sends every transaction
    """

    node: DevChain
    chain: Chain
    payer: LocalAccount

    def deploy(self, artifact: dict[str, Any], *arguments: Any) -> Contract:
        """Deploy an artifact (`abi`, `bytecode`) and return the contract."""
        takes = any(entry["type"] == "constructor" for entry in artifact["abi"])
        tail = encode_constructor(artifact["abi"], *arguments) if takes else b""
        transaction = {
            "chainId": self.chain.chain_id,
            "nonce": self.chain.nonce(self.payer.address),
            "data": artifact["bytecode"] + tail.hex(),
            "gas": _DEPLOYMENT_GAS,
            **self.chain.fees(),
        }
        signed = self.payer.sign_transaction(transaction)
        receipt = self.chain.wait(self.chain.send_raw(bytes(signed.raw_transaction)))
        if receipt["status"] != 1:
            raise AssertionError("a contract of the bench could not be deployed")
        return Contract(artifact["abi"], receipt["contractAddress"])

    def gas(self, contract: Contract, function: str, *arguments: Any) -> int:
        """Send one transaction and return all the gas it used, its calldata included."""
        return self.gas_of(contract, contract.encode(function, *arguments))

    def gas_of(
        self, contract: Contract, calldata: bytes, sender: LocalAccount | None = None
    ) -> int:
        """Send one transaction with calldata made elsewhere and return all the gas it used.

        Args:
            contract: what is called
            calldata: the call
            sender: who sends it, the payer by default
        """
        receipt = transact(self.chain, sender or self.payer, contract.address, calldata)
        gas: int = receipt["gasUsed"]
        return gas

    def fund(self, account: str) -> None:
        """Give an account enough to send transactions."""
        transaction = {
            "from": self.payer.address,
            "to": account,
            "value": hex(ETHER),
        }
        self.chain.wait(self.chain.call("eth_sendTransaction", transaction))

    def read(self, contract: Contract, function: str, *arguments: Any) -> Any:
        """Return what a view answers."""
        answer = self.chain.eth_call(contract.address, contract.encode(function, *arguments))
        return contract.decode_output(function, answer)

    def client(self) -> str:
        """Return the version of the node, as it tells it."""
        return str(self.chain.call("web3_clientVersion")).split("/")[1]


@contextmanager
def open_lab(kind: Kind) -> Iterator[Lab]:
    """Start a chain of its own at a fixed time; stopped at the end."""
    with DevChain(kind, start=START) as node:
        yield Lab(node, node.chain, node.accounts[0])


def word(*name: Any) -> bytes:
    """Return 32 bytes that look random and are the same on every run."""
    return keccak(text="/".join(str(part) for part in ("bench", *name)))


def address(*name: Any) -> str:
    """Return an address that looks random and is the same on every run."""
    return to_checksum_address(word(*name)[:20])
