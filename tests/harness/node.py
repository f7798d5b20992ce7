"""A chain on a running node: Ganache or Anvil, over JSON-RPC."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from eth_account import Account
from eth_account.signers.local import LocalAccount

from isonomia.chain import RpcError
from isonomia.devchain import DevChain
from isonomia.errors import RefusedError
from tests.harness.abi import ContractAbi, plain
from tests.harness.chain import Chain, Log, Refused, refusal_of
from tests.harness.keys import WALLET_CODE, key_addresses, keys, wallet_addresses
from tests.support.calls import GAS, transact
from tests.support.compiled import artifact

_SET_CODE = {"anvil": "anvil_setCode", "ganache": "evm_setAccountCode"}
_SET_BALANCE = {"anvil": "anvil_setBalance", "ganache": "evm_setAccountBalance"}
#: Wei of each key, which may send transactions of its own: 1,000 ether.
_FUNDS = hex(10**21)


class Node:
    """A running node with what the tests need on it: wallets, and somebody who asks questions."""

    def __init__(self, node: DevChain) -> None:
        self.chain = node.chain
        self.deployer, self.relayer = (account.address for account in node.accounts[:2])
        for wallet in wallet_addresses():
            self.chain.call(_SET_CODE[node.kind], _hex(wallet), _hex(WALLET_CODE))
        # Ganache mines a block for each, so that it cannot wait until they send.
        for sender in key_addresses():
            self.chain.call(_SET_BALANCE[node.kind], _hex(sender), _FUNDS)
        questions = artifact("Questions")
        self._asker = ContractAbi(questions["abi"])
        creation = {"from": self.relayer, "data": questions["bytecode"], "gas": GAS}
        self._asker_address = transact(self.chain, creation)["contractAddress"]

    def call(self, to: str, data: bytes) -> bytes:
        """Call a contract at the latest block. Raises `Refused`."""
        call = {"from": self.relayer, "to": to, "data": _hex(data), "gas": GAS}
        try:
            return bytes.fromhex(self.chain.call("eth_call", call, "latest")[2:])
        except RpcError as error:
            raise _refusal(error) from None

    def ask(self, calls: Sequence[tuple[bytes, bytes]]) -> list[bytes]:
        """Ask several contracts in one call, each given as address and calldata."""
        places, questions = zip(*calls, strict=True)
        answer = self.call(self._asker_address, self._asker.call("ask", places, questions))
        return list(self._asker.answer("ask", answer))


class NodeChain(Chain):
    """A fresh deployment on a node whose blocks are a second apart.

    Every transaction is a block, so that no two of them share a second.
    """

    def __init__(self, node: Node) -> None:
        self._node = node
        self._chain = node.chain
        deployer = bytes.fromhex(node.deployer[2:])
        super().__init__(node.chain.chain_id, deployer, node.chain.nonce(node.deployer))
        self._time = node.chain.now()

    @property
    def time(self) -> int:
        """Time of the latest block."""
        return self._time

    @time.setter
    def time(self, timestamp: int) -> None:
        """Make the next transaction's block fall on `timestamp`, which must lie ahead."""
        assert timestamp > self._time, "time does not go back"
        self._chain.set_time(timestamp - 1)

    def create(self, code: bytes) -> list[Log]:
        """Create a contract and return its logs. Raises `Refused`."""
        return self._mined({"from": self._node.deployer, "data": _hex(code)})

    def send(self, contract: str, data: bytes, sender: bytes | None = None) -> list[Log]:
        """Call a contract by the relayer or by a key, and return the logs. Raises `Refused`."""
        call = {"to": _hex(self.addresses[contract]), "data": _hex(data)}
        if sender is None:
            return self._mined({"from": self._node.relayer, **call})
        assert sender in keys(), "only whoever has a key sends transactions on a node"
        key = Account.from_key(keys()[sender].secret)
        return self._mined({"from": key.address, **call}, key)

    def view_raw(self, contract: str, data: bytes) -> bytes:
        """Ask a contract at the latest block. Raises `Refused`."""
        return self._node.call(_hex(self.addresses[contract]), data)

    def views_raw(self, calls: Sequence[tuple[str, bytes]]) -> list[bytes]:
        """Ask several things in one call. Raises `Refused` as the first one that is refused."""
        return self._node.ask([(self.addresses[contract], data) for contract, data in calls])

    def _mined(self, transaction: dict[str, str], key: LocalAccount | None = None) -> list[Log]:
        try:
            receipt = transact(self._chain, transaction | {"gas": GAS}, key)
        except RefusedError as refusal:
            raise Refused(refusal.name, tuple(map(plain, refusal.values))) from None
        finally:
            self._time = self._chain.now()
        return [_log(log) for log in receipt["logs"]]


def _hex(data: bytes) -> str:
    return "0x" + data.hex()


def _log(log: dict[str, Any]) -> Log:
    topics = [bytes.fromhex(topic[2:]) for topic in log["topics"]]
    return bytes.fromhex(log["address"][2:]), topics, bytes.fromhex(log["data"][2:])


def _refusal(error: RpcError) -> Refused:
    return refusal_of(error.revert_data or b"", str(error))
