"""Overlays written straight into a ledger's storage: many at once, and such as no case makes."""

from __future__ import annotations

from eth_abi.abi import encode
from eth_utils.crypto import keccak

from tests.support.calls import Handle
from tests.support.world import World

PEOPLE_SLOT = 3
OVERLAYS_SLOT = 10
USED_AT = 216


def write_overlays(world: World, ledger: Handle, identity: bytes, words: list[int]) -> None:
    """Give a person these overlays, at the indexes from 0 on."""
    base = keccak(encode(["bytes32", "uint256"], [identity, OVERLAYS_SLOT]))
    for index, word in enumerate(words):
        _write(world, ledger, keccak(encode(["uint256", "bytes32"], [index, base])), word)
    slot = keccak(encode(["bytes32", "uint256"], [identity, PEOPLE_SLOT]))
    person = ledger.call("rawPeople", [identity])[0] & ~(0xF << USED_AT)
    _write(world, ledger, slot, person | len(words) << USED_AT)


def _write(world: World, ledger: Handle, slot: bytes, word: int) -> None:
    place = "0x" + slot.hex()
    if world.kind == "anvil":
        world.chain.call("anvil_setStorageAt", ledger.address, place, f"0x{word:064x}")
    else:
        world.chain.call("evm_setAccountStorageAt", ledger.address, place, hex(word))
