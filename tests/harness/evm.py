"""A chain in process: pyrevm, with block time set at will."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

from pyrevm import EVM, AccountInfo, BlockEnv, CfgEnv, Env

from tests.harness.chain import Artifacts, Chain, Log, Refused, refusal_of
from tests.harness.keys import WALLET_CODE, keccak, wallet_addresses

_CHAIN_ID = 31_337
_DEPLOYER = b"\x11" * 20
_RELAYER = b"\x22" * 20
#: More than any act needs, and little enough for a loop that does not end to end soon.
_GAS = 200_000_000
_OUTPUT = re.compile(r"output: 0x([0-9a-f]*)")


class EvmChain(Chain):
    """A chain of its own in this process; nothing else ever happens on it."""

    impersonates = True

    def __init__(self, artifacts: Artifacts | None = None) -> None:
        super().__init__(_CHAIN_ID, _DEPLOYER, 0, artifacts)
        # Twice the chains' limit, so that councils too large to be deployed there can be tried.
        settings = CfgEnv(chain_id=_CHAIN_ID, limit_contract_code_size=49_152)
        self._evm = EVM(env=Env(cfg=settings))
        self._time = 0
        self._places = {name: _hex(address) for name, address in self.addresses.items()}
        for wallet in wallet_addresses():
            account = AccountInfo(nonce=1, code=WALLET_CODE)
            self._evm.insert_account_info(_hex(wallet), account)

    @property
    def time(self) -> int:
        """Time of the current block."""
        return self._time

    @time.setter
    def time(self, timestamp: int) -> None:
        if timestamp != self._time:
            self._evm.set_block_env(BlockEnv(number=1, timestamp=timestamp))
            self._time = timestamp

    def create(self, code: bytes) -> list[Log]:
        """Create a contract and return its logs. Raises `Refused`."""
        return self._logs_of(lambda: self._evm.deploy(_hex(_DEPLOYER), code, gas=_GAS))

    def send(self, contract: str, data: bytes, sender: bytes | None = None) -> list[Log]:
        """Call a contract and return the logs. Raises `Refused`."""
        caller, place = _hex(sender or _RELAYER), self._places[contract]
        return self._logs_of(lambda: self._evm.message_call(caller, place, data, gas=_GAS))

    def view_raw(self, contract: str, data: bytes) -> bytes:
        """Ask a contract and return the bytes of the answer. Raises `Refused`."""
        try:
            return self._evm.message_call(
                _hex(_RELAYER), self._places[contract], data, gas=_GAS, is_static=True
            )
        except RuntimeError as error:
            raise _refusal(error) from None

    def try_as(self, sender: bytes, contract: str, function: str, *arguments: Any) -> None:
        """Call a contract as somebody, of which nothing stays. Raises `Refused`."""
        before = self._evm.snapshot()
        try:
            self.transact(contract, function, *arguments, sender=sender)
        finally:
            self._evm.revert(before)

    def views_raw(self, calls: Sequence[tuple[str, bytes]]) -> list[bytes]:
        """Ask several things, one after the other."""
        return [self.view_raw(contract, data) for contract, data in calls]

    @property
    def gas_used(self) -> int:
        """Gas of the last call; slots that earlier calls touched are warm, and so cheaper."""
        return self._evm.result.gas_used

    def balance_of(self, address: bytes) -> int:
        """Return the wei an address holds."""
        return int(self._evm.get_balance(_hex(address)))

    def store_in_mapping(self, contract: str, variable: str, *keys: bytes, value: int) -> None:
        """Write the first slot of an entry, to reach a state without its whole history.

        Several keys lead into mappings of mappings.
        """
        place = self._place_of(contract, variable, keys)
        self._evm.insert_account_storage(self._places[contract], place, value)

    def stored_in_mapping(self, contract: str, variable: str, *keys: bytes) -> int:
        """Return the first slot of an entry."""
        return self.stored_at(contract, self.place_in_mapping(contract, variable, *keys))

    def stored_at(self, contract: str, place: int) -> int:
        """Return what a slot holds."""
        return self._evm.storage(self._places[contract], place)

    def place_in_mapping(self, contract: str, variable: str, *keys: bytes) -> int:
        """Return the first slot of an entry."""
        return self._place_of(contract, variable, keys)

    def _place_of(self, contract: str, variable: str, keys: tuple[bytes, ...]) -> int:
        layout = self.artifacts[contract]["storageLayout"]["storage"]
        (slot,) = (int(entry["slot"]) for entry in layout if entry["label"] == variable)
        place = slot.to_bytes(32, "big")
        for key in keys:
            place = keccak(key + place)
        return int.from_bytes(place, "big")

    def _logs_of(self, act: Callable[[], Any]) -> list[Log]:
        try:
            act()
        except RuntimeError as error:
            raise _refusal(error) from None
        return [(bytes.fromhex(log.address[2:]), *log.data) for log in self._evm.result.logs]


def _hex(address: bytes) -> str:
    return "0x" + address.hex()


def _refusal(error: RuntimeError) -> Refused:
    found = _OUTPUT.search(str(error))
    return refusal_of(bytes.fromhex(found[1]) if found else b"", str(error))
