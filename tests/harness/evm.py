"""A chain in process: pyrevm with block time set at will and errors by name and values."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Mapping
from typing import Any

import rlp
from pyrevm import EVM, AccountInfo, BlockEnv, CfgEnv, Env

from isonomia import build
from tests.harness.abi import ContractAbi, decode, encode
from tests.harness.keys import WALLET_CODE, keccak, wallet_addresses

CHAIN_ID = 31_337
DEPLOYER = b"\x11" * 20
RELAYER = b"\x22" * 20

Artifacts = Mapping[str, Mapping[str, Any]]
Log = tuple[bytes, list[bytes], bytes]

_OUTPUT = re.compile(r"output: 0x([0-9a-f]*)")
_PANIC = bytes.fromhex("4e487b71")


class Refused(Exception):  # noqa: N818  (a refusal is an answer, not a fault)
    """The bytecode reverted: the name of the error and its values, as the ABI gives them."""

    def __init__(self, name: str, values: tuple[Any, ...] = ()) -> None:
        super().__init__(f"{name}{values}")
        self.name = name
        self.values = values


def created_by(deployer: bytes, nonce: int) -> bytes:
    """Return the address of the contract a deployer creates with this nonce."""
    return keccak(rlp.encode([deployer, nonce]))[12:]


@functools.cache
def abi_of(name: str) -> ContractAbi:
    """Return the ABI of a compiled contract."""
    return ContractAbi(build.load(name)["abi"])


class Chain:
    """Both contracts at their precomputed addresses, once `deploy` was called for each in turn."""

    def __init__(self, artifacts: Artifacts | None = None) -> None:
        self.artifacts = artifacts or {name: build.load(name) for name in build.DEPLOYED}
        self.addresses = {
            name: created_by(DEPLOYER, nonce) for nonce, name in enumerate(build.DEPLOYED)
        }
        self._hex = {name: "0x" + place.hex() for name, place in self.addresses.items()}
        # Twice the chains' limit, so that councils too large to be deployed there can be tried.
        settings = CfgEnv(chain_id=CHAIN_ID, limit_contract_code_size=49_152)
        self._evm = EVM(env=Env(cfg=settings))
        self._time = 0
        for wallet in wallet_addresses():
            account = AccountInfo(nonce=1, code=WALLET_CODE)
            self._evm.insert_account_info("0x" + wallet.hex(), account)

    @property
    def time(self) -> int:
        """Time of the current block."""
        return self._time

    @time.setter
    def time(self, timestamp: int) -> None:
        if timestamp != self._time:
            self._evm.set_block_env(BlockEnv(number=1, timestamp=timestamp))
            self._time = timestamp

    def deploy(self, name: str, *arguments: Any) -> list[Log]:
        """Create one contract and return its logs. Raises `Refused`."""
        encoded = encode(abi_of(name).constructor, arguments)
        code = bytes.fromhex(self.artifacts[name]["bytecode"][2:]) + encoded
        return self._logs_of(lambda: self._evm.deploy("0x" + DEPLOYER.hex(), code))

    def transact(
        self, name: str, function: str, *arguments: Any, sender: bytes = RELAYER
    ) -> list[Log]:
        """Call one contract and return the logs. Raises `Refused`."""
        data = abi_of(name).call(function, *arguments)
        place, caller = self._hex[name], "0x" + sender.hex()
        return self._logs_of(lambda: self._evm.message_call(caller, place, data))

    def view(self, name: str, function: str, *arguments: Any) -> Any:
        """Ask one contract and return the decoded answer. Raises `Refused`."""
        return abi_of(name).answer(
            function, self.view_raw(name, abi_of(name).call(function, *arguments))
        )

    def view_raw(self, name: str, data: bytes) -> bytes:
        """Ask one contract with ready calldata and return the bytes of the answer."""
        try:
            return self._evm.message_call(
                "0x" + RELAYER.hex(), self._hex[name], data, is_static=True
            )
        except RuntimeError as error:
            raise _refusal(error) from None

    def store_in_mapping(self, name: str, variable: str, key: bytes, value: int) -> None:
        """Write one slot of a contract's mapping, to reach a state without its whole history."""
        layout = self.artifacts[name]["storageLayout"]["storage"]
        (slot,) = (int(entry["slot"]) for entry in layout if entry["label"] == variable)
        place = int.from_bytes(keccak(key + slot.to_bytes(32, "big")), "big")
        self._evm.insert_account_storage(self._hex[name], place, value)

    def _logs_of(self, act: Callable[[], Any]) -> list[Log]:
        try:
            act()
        except RuntimeError as error:
            raise _refusal(error) from None
        return [(bytes.fromhex(log.address[2:]), *log.data) for log in self._evm.result.logs]


def _refusal(error: RuntimeError) -> Refused:
    found = _OUTPUT.search(str(error))
    data = bytes.fromhex(found[1]) if found else b""
    for name in build.DEPLOYED:
        known = abi_of(name).errors.get(data[:4])
        if known is not None:
            return Refused(known[0], decode(known[1], data[4:]))
    if data[:4] == _PANIC:
        return Refused("Panic", decode(("uint256",), data[4:]))
    return Refused("Unexplained", (str(error),))
