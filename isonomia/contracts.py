"""Encode calls to the contracts and decode their answers and logs."""

from __future__ import annotations

import re
from collections import namedtuple
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from eth_abi import abi as eth_abi
from eth_account.signers.local import LocalAccount
from eth_utils.address import to_checksum_address
from eth_utils.crypto import keccak

from isonomia import build
from isonomia.chain import Block, Chain, ChainError
from isonomia.errors import IsonomiaError, refusal
from isonomia.typed_data import Domain

Abi = Sequence[dict[str, Any]]
Shape = Callable[[Any], Any]

_WORD = 32
_LIST = "[]"
_TEXT = "string"


@dataclass(frozen=True)
class Function:
    """One function of a contract, with its types as eth_abi writes them."""

    name: str
    selector: bytes
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    shape: Shape


@dataclass(frozen=True)
class Event:
    """One event; `indexed` and `data` hold name and type of its parameters."""

    name: str
    topic: str
    indexed: tuple[tuple[str, str], ...]
    data: tuple[tuple[str, str], ...]


class Contract:
    """One contract at one address.

    Identities and hashes are `bytes`, addresses checksummed text, structs named tuples.

    Attributes:
        address: where it is, checksummed
        functions: by name
        events: by name
    """

    def __init__(self, artifact_abi: Abi, address: str) -> None:
        self.address = to_checksum_address(address)
        self.functions = {
            entry["name"]: _function(entry) for entry in artifact_abi if entry["type"] == "function"
        }
        self.events = {
            entry["name"]: _event(entry) for entry in artifact_abi if entry["type"] == "event"
        }
        self._by_topic = {event.topic: event for event in self.events.values()}

    def encode(self, function: str, *arguments: Any) -> bytes:
        """Return the calldata of a call."""
        known = self._function(function)
        return known.selector + eth_abi.encode(known.inputs, arguments)

    def decode_output(self, function: str, data: bytes) -> Any:
        """Return what a call answered: one value, or a tuple of several."""
        known = self._function(function)
        values = known.shape(eth_abi.decode(known.outputs, data))
        return values[0] if len(known.outputs) == 1 else tuple(values)

    def decode_log(self, log: dict[str, Any]) -> tuple[str, dict[str, Any]]:
        """Return an event's name and its values by parameter name."""
        event = self._by_topic.get(log["topics"][0])
        if event is None:
            raise IsonomiaError(f"{self.address} has no event with topic {log['topics'][0]}")
        values = {
            name: _from_word(kind, bytes.fromhex(topic[2:]))
            for (name, kind), topic in zip(event.indexed, log["topics"][1:], strict=True)
        }
        data = bytes.fromhex(log["data"][2:])
        for position, (name, kind) in enumerate(event.data):
            word = data[position * _WORD : (position + 1) * _WORD]
            if kind == _TEXT:
                values[name] = _text(data[int.from_bytes(word) :])
            elif kind.endswith(_LIST):
                values[name] = _from_words(kind.removesuffix(_LIST), data[int.from_bytes(word) :])
            else:
                values[name] = _from_word(kind, word)
        return event.name, values

    def _function(self, name: str) -> Function:
        try:
            return self.functions[name]
        except KeyError:
            raise IsonomiaError(f"{self.address} has no function {name}") from None


class Deployed(Protocol):
    """What `Deployment` needs to know of a manifest."""

    @property
    def addresses(self) -> dict[str, str]:
        """Address of each contract, by its name."""


class Deployment:
    """The contracts of one deployment, on the chain where they are.

    Raises `IsonomiaError` when the manifest lacks one.

    Attributes:
        chain: client of the node
        beacon: the `Beacon`
        ledger: the `Ledger`
        communities: the `Communities`
        pool: the `Pool`
        panels: the `Panels`
        cases: the `Cases`
        assembly: the `Assembly`
        services: the `Services`
        findings: the `Findings`
        all: every contract, in the order of deployment
    """

    def __init__(self, chain: Chain, manifest: Deployed) -> None:
        self.chain = chain
        self.manifest = manifest
        missing = [name for name in build.DEPLOYED if name not in manifest.addresses]
        if missing:
            raise IsonomiaError(
                f"The manifest has no {' and no '.join(missing)}: it is of an earlier version, "
                "which these tools do not read; use those it was made with, or deploy anew with "
                "`isonomia deploy --new`"
            )
        self.all = tuple(
            Contract(build.load(name)["abi"], manifest.addresses[name]) for name in build.DEPLOYED
        )
        self.beacon, self.ledger, self.communities, self.pool, *later = self.all
        self.panels, self.cases, self.assembly, self.services, self.findings = later

    @property
    def domain(self) -> Domain:
        """Where all signatures count."""
        return Domain(self.chain.chain_id, self.communities.address)

    def call(
        self, contract: Contract, function: str, *arguments: Any, block: Block = "latest"
    ) -> Any:
        """Call a view. Raises `RefusedError` when it reverts."""
        data = contract.encode(function, *arguments)
        answer = self.chain.eth_call(contract.address, data, block)
        if not answer and contract.functions[function].outputs:
            raise ChainError(f"There is no contract at {contract.address} on this chain")
        return contract.decode_output(function, answer)

    def send(
        self, account: LocalAccount, contract: Contract, function: str, *arguments: Any
    ) -> dict[str, Any]:
        """Send one transaction and return its receipt; see `transact`."""
        data = contract.encode(function, *arguments)
        return transact(self.chain, account, contract.address, data)

    def decode_logs(self, logs: Sequence[dict[str, Any]]) -> list[tuple[str, dict[str, Any]]]:
        """Return name and values of each event of the contracts, in the order given."""
        by_address = {item.address.lower(): item for item in self.all}
        return [
            by_address[log["address"].lower()].decode_log(log)
            for log in logs
            if log["address"].lower() in by_address
        ]


def transact(chain: Chain, account: LocalAccount, to: str, data: bytes) -> dict[str, Any]:
    """Send one transaction, wait for it and return its receipt.

    Raises `RefusedError` when it would revert, or did because another one came first.
    """
    call = {"from": account.address, "to": to, "data": "0x" + data.hex()}
    transaction: dict[str, Any] = {
        "chainId": chain.chain_id,
        "nonce": chain.nonce(account.address, "pending"),
        "to": to,
        "data": data,
        "gas": chain.estimate(call) * 11 // 10,
        **chain.fees(),
    }
    signed = account.sign_transaction(transaction)
    receipt = chain.wait(chain.send_raw(bytes(signed.raw_transaction)))
    if receipt["status"] != 1:
        chain.estimate(call)
        raise refusal(b"")
    return receipt


def event_in(receipt: Mapping[str, Any], contract: Contract, name: str) -> dict[str, Any]:
    """Return the values of a contract's first event of a name in a receipt."""
    topic = contract.events[name].topic
    log = next(
        log
        for log in receipt["logs"]
        if log["address"].lower() == contract.address.lower() and log["topics"][0] == topic
    )
    return contract.decode_log(log)[1]


def encode_constructor(artifact_abi: Abi, *arguments: Any) -> bytes:
    """Return the arguments of a contract's constructor as its creation code expects them."""
    constructor = next(entry for entry in artifact_abi if entry["type"] == "constructor")
    return eth_abi.encode([_type(item) for item in constructor["inputs"]], arguments)


# ---- types ---------------------------------------------------------------------------------------


def _type(item: dict[str, Any]) -> str:
    kind = str(item["type"])
    if not kind.startswith("tuple"):
        return kind
    inner = ",".join(_type(component) for component in item["components"])
    return f"({inner}){kind.removeprefix('tuple')}"


def _function(entry: dict[str, Any]) -> Function:
    inputs = tuple(_type(item) for item in entry["inputs"])
    return Function(
        name=entry["name"],
        selector=keccak(text=f"{entry['name']}({','.join(inputs)})")[:4],
        inputs=inputs,
        outputs=tuple(_type(item) for item in entry["outputs"]),
        shape=_sequence_shape([_shape(item) for item in entry["outputs"]]),
    )


def _event(entry: dict[str, Any]) -> Event:
    signature = f"{entry['name']}({','.join(_type(item) for item in entry['inputs'])})"
    parameters = [(item["name"], _type(item), item["indexed"]) for item in entry["inputs"]]
    return Event(
        name=entry["name"],
        topic="0x" + keccak(text=signature).hex(),
        indexed=tuple((name, kind) for name, kind, indexed in parameters if indexed),
        data=tuple((name, kind) for name, kind, indexed in parameters if not indexed),
    )


def _sequence_shape(shapes: Sequence[Shape]) -> Shape:
    return lambda values: [shape(value) for shape, value in zip(shapes, values, strict=True)]


def _shape(item: dict[str, Any]) -> Shape:
    """Return what turns a decoded value into the one given out, lists and structs included."""
    kind = str(item["type"])
    array = re.fullmatch(r"(.*)\[\d*\]", kind)
    if array:
        inner = _shape(item | {"type": array[1]})
        return lambda values: [inner(value) for value in values]
    if kind == "tuple":
        fields = [component["name"] for component in item["components"]]
        struct = namedtuple(_struct_name(item), fields)  # type: ignore[misc]
        inner = _sequence_shape([_shape(component) for component in item["components"]])
        return lambda values: struct(*inner(values))
    return to_checksum_address if kind == "address" else lambda value: value


def _struct_name(item: dict[str, Any]) -> str:
    return re.split(r"[ .]", item["internalType"].partition("[")[0])[-1]


def _from_words(kind: str, data: bytes) -> tuple[Any, ...]:
    """Return the list of such values that data begins with: its length, then a word for each."""
    end = _WORD + int.from_bytes(data[:_WORD]) * _WORD
    return tuple(_from_word(kind, data[i : i + _WORD]) for i in range(_WORD, end, _WORD))


def _text(data: bytes) -> str:
    """Return the text that data begins with: its length, then its bytes.

    Contracts take any bytes for text, so those that are none are replaced.
    """
    return data[_WORD : _WORD + int.from_bytes(data[:_WORD])].decode(errors="replace")


def _from_word(kind: str, word: bytes) -> Any:
    """Return the value of one 32-byte word; events consist of those and of lists of them."""
    if kind.startswith("uint"):
        return int.from_bytes(word)
    if kind == "bytes32":
        return word
    if kind == "address":
        return to_checksum_address(word[12:])
    raise IsonomiaError(f"events with values of type {kind} cannot be read")
