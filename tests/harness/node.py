"""A chain on a running node: Ganache or Anvil, over JSON-RPC."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from isonomia.chain import RpcError
from isonomia.devchain import DevChain
from tests.harness.chain import Chain, Log, Refused, refusal_of
from tests.harness.keys import WALLET_CODE, wallet_addresses

_GAS = hex(29_000_000)
_SET_CODE = {"anvil": "anvil_setCode", "ganache": "evm_setAccountCode"}


class NodeChain(Chain):
    """A fresh deployment on a node whose blocks are a second apart.

    Every transaction is a block, so that no two of them share a second.
    """

    def __init__(self, node: DevChain) -> None:
        self._chain = node.chain
        self._deployer, self._relayer = (account.address for account in node.accounts[:2])
        deployer = bytes.fromhex(self._deployer[2:])
        super().__init__(node.chain.chain_id, deployer, node.chain.nonce(self._deployer))
        for wallet in wallet_addresses():
            self._chain.call(_SET_CODE[node.kind], _hex(wallet), _hex(WALLET_CODE))

    @property
    def time(self) -> int:
        """Time of the latest block."""
        return self._chain.now()

    @time.setter
    def time(self, timestamp: int) -> None:
        """Make the next transaction's block fall on `timestamp`, which must lie ahead."""
        assert timestamp > self._chain.now(), "time does not go back"
        self._chain.set_time(timestamp - 1)

    def create(self, code: bytes) -> list[Log]:
        """Create a contract and return its logs. Raises `Refused`."""
        return self._mined({"from": self._deployer, "data": _hex(code)})

    def send(self, contract: str, data: bytes) -> list[Log]:
        """Call a contract and return the logs. Raises `Refused`."""
        place = _hex(self.addresses[contract])
        return self._mined({"from": self._relayer, "to": place, "data": _hex(data)})

    def view_raw(self, contract: str, data: bytes) -> bytes:
        """Ask a contract at the latest block. Raises `Refused`."""
        try:
            answer = self._chain.call(*self._question(contract, data))
        except RpcError as error:
            raise _refusal(error) from None
        return bytes.fromhex(answer[2:])

    def views_raw(self, calls: Sequence[tuple[str, bytes]]) -> list[bytes]:
        """Ask several things in one request."""
        batch = [self._question(contract, data) for contract, data in calls]
        try:
            answers = self._chain.batch([(method, params) for method, *params in batch])
        except RpcError as error:
            raise _refusal(error) from None
        return [bytes.fromhex(answer[2:]) for answer in answers]

    def _question(self, contract: str, data: bytes) -> tuple[Any, ...]:
        call = {"from": self._relayer, "to": _hex(self.addresses[contract]), "data": _hex(data)}
        return "eth_call", call, "latest"

    def _mined(self, transaction: dict[str, str]) -> list[Log]:
        transaction["gas"] = _GAS
        receipt = self._chain.wait(self._chain.call("eth_sendTransaction", transaction))
        if receipt["status"] == 1:
            return [_log(log) for log in receipt["logs"]]
        # It changed nothing: asked again at its own block, the contract says why.
        try:
            self._chain.call("eth_call", transaction, "latest")
        except RpcError as error:
            raise _refusal(error) from None
        raise AssertionError("the transaction failed, and the same call afterwards did not")


def _hex(data: bytes) -> str:
    return "0x" + data.hex()


def _log(log: dict[str, Any]) -> Log:
    topics = [bytes.fromhex(topic[2:]) for topic in log["topics"]]
    return bytes.fromhex(log["address"][2:]), topics, bytes.fromhex(log["data"][2:])


def _refusal(error: RpcError) -> Refused:
    return refusal_of(error.revert_data or b"", str(error))
