"""Calls and transactions to one contract on a development chain, and their refusals."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from eth_account.signers.local import LocalAccount
from eth_utils.address import to_checksum_address

from isonomia.chain import Chain, RpcError
from isonomia.contracts import Contract
from isonomia.errors import RefusedError

GAS = hex(29_000_000)

Event = tuple[str, dict[str, Any]]


@dataclass(frozen=True)
class Receipt:
    """A transaction that went through: its gas, the time of its block, its events in order."""

    gas: int
    time: int
    events: list[Event]


def event(name: str, /, **values: Any) -> Event:
    """Write an expected event."""
    return name, values


class Handle:
    """One deployed contract, called by one sender unless another is named."""

    def __init__(self, chain: Chain, contract: Contract, sender: str, others: list[Contract]):
        self.chain = chain
        self.contract = contract
        self.sender = sender
        self._by_address = {item.address.lower(): item for item in [contract, *others]}

    @property
    def address(self) -> str:
        return self.contract.address

    def call(self, function: str, *arguments: Any) -> Any:
        """Read a view at the time of the latest block. Raises `RefusedError`."""
        answer = self.chain.eth_call(self.address, self.contract.encode(function, *arguments))
        return self.contract.decode_output(function, answer)

    def send(
        self, function: str, *arguments: Any, sender: str | None = None, value: int = 0
    ) -> Receipt:
        """Mine one transaction, a second after the latest block. Raises `RefusedError`."""
        return self.send_data(self.contract.encode(function, *arguments), sender, value)

    def send_data(self, data: bytes, sender: str | None = None, value: int = 0) -> Receipt:
        transaction = {
            "from": sender or self.sender,
            "to": self.address,
            "data": "0x" + data.hex(),
            "gas": GAS,
            "value": hex(value),
        }
        receipt = transact(self.chain, transaction)
        events = [self.decode_log(log) for log in receipt["logs"]]
        time = self.chain.block(receipt["blockNumber"])["timestamp"]
        return Receipt(receipt["gasUsed"], time, events)

    def decode_log(self, log: dict[str, Any]) -> Event:
        """Read an event of this contract or of the ledger behind it."""
        return self._by_address[log["address"].lower()].decode_log(log)


def transact(
    chain: Chain, transaction: dict[str, str], key: LocalAccount | None = None
) -> dict[str, Any]:
    """Mine a transaction from an account of the node, or signed by a key; return its receipt.

    A call that was mined and failed changed nothing, so that calling it once more at the block that
    holds it gives the same refusal, at the same time. Raises `RefusedError`.
    """
    if key is None:
        sent = chain.call("eth_sendTransaction", transaction)
    else:
        sent = chain.send_raw(_signed(chain, transaction, key))
    receipt = chain.wait(sent)
    if receipt["status"] == 1:
        return receipt
    try:
        chain.call("eth_call", transaction, "latest")
    except RpcError as error:
        raise error.as_refusal() or error from None
    raise AssertionError("the transaction failed, and the same call afterwards did not")


def _signed(chain: Chain, transaction: dict[str, str], key: LocalAccount) -> bytes:
    fields = {
        "chainId": chain.chain_id,
        "nonce": chain.nonce(key.address),
        "to": to_checksum_address(transaction["to"]),
        "data": transaction["data"],
        "gas": int(transaction["gas"], 16),
        **chain.fees(),
    }
    return bytes(key.sign_transaction(fields).raw_transaction)


@contextmanager
def refused(name: str, *values: Any) -> Iterator[None]:
    """Expect the refusal `name` with exactly these values, in their order."""
    with pytest.raises(RefusedError) as caught:
        yield
    found = tuple(map(_comparable, caught.value.values))
    assert (caught.value.name, found) == (name, tuple(map(_comparable, values)))


def _comparable(value: Any) -> Any:
    return value.lower() if isinstance(value, str) and value.startswith("0x") else value
