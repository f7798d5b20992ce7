"""What the tests need from a chain, whichever one it is."""

from __future__ import annotations

import functools
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any

import rlp

from isonomia import build
from tests.harness.abi import ContractAbi, decode, encode
from tests.harness.keys import keccak

Artifacts = Mapping[str, Mapping[str, Any]]
#: Address, topics and data.
Log = tuple[bytes, list[bytes], bytes]
#: Contract, function and arguments.
Question = tuple[str, str, tuple[Any, ...]]

_PANIC = bytes.fromhex("4e487b71")


class Refused(Exception):  # noqa: N818  (a refusal is an answer, not a fault)
    """The bytecode reverted: the name of the error and its values, as the ABI gives them."""

    def __init__(self, name: str, values: tuple[Any, ...] = ()) -> None:
        super().__init__(f"{name}{values}")
        self.name = name
        self.values = values


class Chain(ABC):
    """The contracts at their precomputed addresses, once `deploy` was called for each in turn.

    Attributes:
        impersonates: whether anybody can send, without their key
        chain_id: id of the chain, part of every digest
        addresses: of the contracts, 20 bytes, by name
        artifacts: what is deployed, by name
    """

    impersonates = False

    def __init__(
        self, chain_id: int, deployer: bytes, nonce: int, artifacts: Artifacts | None = None
    ) -> None:
        self.chain_id = chain_id
        self.artifacts = artifacts or {name: build.load(name) for name in build.DEPLOYED}
        self.addresses = {
            name: _created_by(deployer, nonce + later) for later, name in enumerate(build.DEPLOYED)
        }

    @property
    @abstractmethod
    def time(self) -> int:
        """Time of the block that views and the next transaction see, in seconds."""

    @time.setter
    @abstractmethod
    def time(self, timestamp: int) -> None: ...

    @abstractmethod
    def create(self, code: bytes) -> list[Log]:
        """Create a contract and return its logs. Raises `Refused`."""

    @abstractmethod
    def send(self, contract: str, data: bytes, sender: bytes | None = None) -> list[Log]:
        """Call a contract, by somebody without any rights or by the sender. Raises `Refused`."""

    @abstractmethod
    def view_raw(self, contract: str, data: bytes) -> bytes:
        """Ask a contract with ready calldata and return the bytes of the answer."""

    @abstractmethod
    def views_raw(self, calls: Sequence[tuple[str, bytes]]) -> list[bytes]:
        """Ask several things at once, none of which is refused."""

    def deploy(self, contract: str, *arguments: Any) -> list[Log]:
        """Create one of the contracts and return its logs. Raises `Refused`."""
        encoded = encode(abi_of(contract).constructor, arguments)
        return self.create(bytes.fromhex(self.artifacts[contract]["bytecode"][2:]) + encoded)

    def transact(
        self, contract: str, function: str, *arguments: Any, sender: bytes | None = None
    ) -> list[Log]:
        """Call one contract and return the logs. Raises `Refused`."""
        return self.send(contract, abi_of(contract).call(function, *arguments), sender)

    def view(self, contract: str, function: str, *arguments: Any) -> Any:
        """Ask one contract and return the decoded answer. Raises `Refused`."""
        data = abi_of(contract).call(function, *arguments)
        return abi_of(contract).answer(function, self.view_raw(contract, data))

    def views(self, questions: Sequence[Question]) -> list[Any]:
        """Ask several things at once and return the decoded answers."""
        calls = [
            (contract, abi_of(contract).call(name, *args)) for contract, name, args in questions
        ]
        answers = self.views_raw(calls)
        return [
            abi_of(contract).answer(name, data)
            for (contract, name, _), data in zip(questions, answers, strict=True)
        ]


@functools.lru_cache(maxsize=10_000)
def _calldata(contract: str, function: str, arguments: tuple[Any, ...]) -> bytes:
    return abi_of(contract).call(function, *arguments)


@functools.cache
def abi_of(contract: str) -> ContractAbi:
    """Return the ABI of a compiled contract."""
    return ContractAbi(build.load(contract)["abi"])


def refusal_of(data: bytes, explanation: str) -> Refused:
    """Return the refusal behind the data of a revert."""
    for contract in build.DEPLOYED:
        known = abi_of(contract).errors.get(data[:4])
        if known is not None:
            return Refused(known[0], decode(known[1], data[4:]))
    if data[:4] == _PANIC:
        return Refused("Panic", decode(("uint256",), data[4:]))
    return Refused("Unexplained", (explanation,))


def _created_by(deployer: bytes, nonce: int) -> bytes:
    return keccak(rlp.encode([deployer, nonce]))[12:]
