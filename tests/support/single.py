"""One contract on its own, in process or on a development chain, called in the same words."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from pyrevm import EVM, AccountInfo

from isonomia.build import Artifact
from isonomia.chain import Chain
from isonomia.errors import RefusedError
from tests.harness.abi import ContractAbi, decode, encode
from tests.harness.chain import Refused
from tests.support.calls import GAS, transact

SENDER = "0x" + "11" * 20
PLACE = "0x" + "22" * 20

_OUTPUT = re.compile(r"output: 0x([0-9a-f]*)")


@dataclass(frozen=True)
class Done:
    """A transaction that went through: its whole gas, and its events as name and values."""

    gas: int
    events: list[tuple[str, dict[str, Any]]]


class Single(ABC):
    """A deployed contract."""

    def __init__(self, artifact: Artifact, *arguments: Any) -> None:
        """Deploys it. Raises `Refused` when its constructor does."""
        self.abi = ContractAbi(artifact["abi"])
        self._create(
            bytes.fromhex(artifact["bytecode"][2:]) + encode(self.abi.constructor, arguments)
        )

    def call(self, function: str, *arguments: Any) -> Any:
        """Read a view. Raises `Refused`."""
        return self.abi.answer(function, self._call(self.abi.call(function, *arguments)))

    def send(self, function: str, *arguments: Any) -> Done:
        """Mine a transaction. Raises `Refused`."""
        return self._send(self.abi.call(function, *arguments))

    @abstractmethod
    def _create(self, code: bytes) -> None: ...

    @abstractmethod
    def _call(self, data: bytes) -> bytes: ...

    @abstractmethod
    def _send(self, data: bytes) -> Done: ...

    def _done(self, gas: int, logs: list[tuple[list[bytes], bytes]]) -> Done:
        events = [(self.abi.events[topics[0]], topics, data) for topics, data in logs]
        return Done(
            gas, [(event.name, event.values(topics, data)) for event, topics, data in events]
        )

    def _refused(self, data: bytes) -> Refused:
        known = self.abi.errors.get(data[:4])
        return Refused(known[0], decode(known[1], data[4:])) if known else Refused("", (data,))


class InProcess(Single):
    """On pyrevm, where every transaction starts from the state right after deployment.

    A fresh machine each time: one that is used again finds slots and addresses warm, and would
    understate the gas. Only the code is carried over, so a constructor that writes storage needs a
    node.
    """

    def _create(self, code: bytes) -> None:
        machine = EVM(spec_id="SHANGHAI")
        try:
            place = machine.deploy(SENDER, code)
        except RuntimeError as error:
            raise self._from(error) from None
        self._code = machine.get_code(place)

    def _fresh(self) -> EVM:
        machine = EVM(spec_id="SHANGHAI")
        machine.insert_account_info(PLACE, AccountInfo(nonce=1, code=self._code))
        return machine

    def _call(self, data: bytes) -> bytes:
        try:
            return self._fresh().message_call(SENDER, PLACE, data, is_static=True)
        except RuntimeError as error:
            raise self._from(error) from None

    def _send(self, data: bytes) -> Done:
        machine = self._fresh()
        try:
            machine.message_call(SENDER, PLACE, data)
        except RuntimeError as error:
            raise self._from(error) from None
        result = machine.result
        return self._done(result.gas_used, [log.data for log in result.logs])

    def _from(self, error: RuntimeError) -> Refused:
        found = _OUTPUT.search(str(error))
        return self._refused(bytes.fromhex(found[1]) if found else str(error).encode())


class OnNode(Single):
    """On Ganache or Anvil."""

    def __init__(self, chain: Chain, sender: str, artifact: Artifact, *arguments: Any) -> None:
        self._chain = chain
        self._sender = sender
        super().__init__(artifact, *arguments)

    def _create(self, code: bytes) -> None:
        self._address = self._mined({"data": "0x" + code.hex()})["contractAddress"]

    def _call(self, data: bytes) -> bytes:
        try:
            return self._chain.eth_call(self._address, data)
        except RefusedError as error:
            raise self._from(error) from None

    def _send(self, data: bytes) -> Done:
        receipt = self._mined({"to": self._address, "data": "0x" + data.hex()})
        logs = [
            ([bytes.fromhex(topic[2:]) for topic in log["topics"]], bytes.fromhex(log["data"][2:]))
            for log in receipt["logs"]
        ]
        return self._done(receipt["gasUsed"], logs)

    def _mined(self, transaction: dict[str, str]) -> dict[str, Any]:
        try:
            return transact(self._chain, {"from": self._sender, "gas": GAS, **transaction})
        except RefusedError as error:
            raise self._from(error) from None

    def _from(self, error: RefusedError) -> Refused:
        return Refused(error.name, error.values) if error.name else self._refused(error.values[0])


@contextmanager
def refuses(name: str, *values: Any) -> Iterator[None]:
    """Expect the refusal `name` with exactly these values, in their order."""
    with pytest.raises(Refused) as caught:
        yield
    assert (caught.value.name, caught.value.values) == (name, values)
