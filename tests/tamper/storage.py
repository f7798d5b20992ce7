"""One bit of one slot turned over by the development chain's own means, and the slot put back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from isonomia import build
from isonomia.chain import Chain
from isonomia.divergence import Finding
from isonomia.proofs.checking import Wanted
from isonomia.spec.keccak import keccak256
from tests.tamper.catalogue import Kind, Node, Tampering, Told, Way
from tests.tamper.everything import Everything
from tests.verify.scenario import identity_of

#: Where there was nothing.
FOREIGN_WORD = 7
#: Where something is stored, which may depend on what happened.
Slot = Callable[[Everything], int]


def variable(contract: str, label: str, word: int = 0) -> Slot:
    """Return where a variable is stored."""
    return lambda _lived: _slot_of(contract, label) + word


def entry(
    contract: str, label: str, *keys: bytes | int | str, member: int = 0, word: int = 0
) -> Slot:
    """Return where an entry of a mapping is stored.

    Args:
        contract: name of the contract
        label: of the mapping, or of the struct that holds it
        keys: of mappings in mappings, the outermost first; a text names a case, a finding and so on
        member: word of the struct in which the mapping stands
        word: of the entry
    """

    def slot(lived: Everything) -> int:
        position = _slot_of(contract, label) + member
        for key in keys:
            position = int.from_bytes(keccak256(_word(key, lived) + position.to_bytes(32)))
        return position + word

    return slot


def of_person(contract: str, label: str, role: str, *keys: int) -> Slot:
    """Return where a mapping keeps something of a person."""
    return entry(contract, label, identity_of(role), *keys)


def element(slot: Slot, number: int = 0) -> Slot:
    """Return where an element of a list is stored, of elements of one word each."""
    return lambda lived: int.from_bytes(keccak256(slot(lived).to_bytes(32))) + number


def key_of_seat(community: int, seat: int) -> Slot:
    """Return where the key of a seat is stored: two slots each, after the council's own two."""
    council = entry("Communities", "_councils", community)
    return lambda lived: council(lived) + 2 + 2 * seat


def _word(key: bytes | int | str, lived: Everything) -> bytes:
    if isinstance(key, str):
        return bytes.fromhex(lived.numbers[key][2:])
    return key if isinstance(key, bytes) else key.to_bytes(32)


def _slot_of(contract: str, label: str) -> int:
    layout = build.load(contract)["storageLayout"]["storage"]
    return next(int(entry["slot"]) for entry in layout if entry["label"] == label)


# ---- the development chain's own means -----------------------------------------------------------


def storage_at(chain: Chain, address: str, slot: int) -> int:
    """Return the word in a slot."""
    word = chain.call("eth_getStorageAt", address, f"0x{slot:064x}", "latest")
    return int(word[2:] or "0", 16)


def set_storage(chain: Chain, address: str, slot: int, value: int) -> None:
    """Set the word in a slot."""
    if _is_anvil(chain):
        chain.call("anvil_setStorageAt", address, f"0x{slot:064x}", f"0x{value:064x}")
    else:
        # Ganache takes the shortest spelling for the slot itself, not for an equal number.
        chain.call("evm_setAccountStorageAt", address, f"0x{slot:064x}", hex(value))


def set_code(chain: Chain, address: str, code: bytes) -> None:
    """Set the code of a contract."""
    method = "anvil_setCode" if _is_anvil(chain) else "evm_setAccountCode"
    chain.call(method, address, "0x" + code.hex())


def _is_anvil(chain: Chain) -> bool:
    return "anvil" in chain.call("web3_clientVersion").lower()


# ---- ways to tamper ------------------------------------------------------------------------------


def bit(contract: str, slot: Slot, number: int, told: Told) -> Tampering:
    """Return the tampering with one bit of a slot."""

    def change(lived: Everything) -> None:
        address, at = lived.manifest.addresses[contract], slot(lived)
        word = storage_at(lived.chain, address, at)
        set_storage(lived.chain, address, at, word ^ 1 << number)

    return Tampering(Kind.STORAGE, _undone(change), told)


def foreign(contract: str, slot: Slot) -> Tampering:
    """Return the tampering with a slot that no log is about: only the storage's root shows it.

    Anvil keeps empty words in its tries, so that it cannot be tried there.
    """

    def change(lived: Everything) -> None:
        set_storage(lived.chain, lived.manifest.addresses[contract], slot(lived), FOREIGN_WORD)
        # The header of a new block commits to it.
        lived.chain.call("evm_mine")

    told = Told(Finding.FOREIGN_STORAGE, f"{contract} at {{{contract}}}", "storage_root")
    return Tampering(Kind.STORAGE, _undone(change), told, {"proofs": Wanted.DEMANDED}, "ganache")


def code(change: Callable[[bytes, Everything], bytes], told: Told) -> Tampering:
    """Return the tampering with the ledger's code."""

    def exchange(lived: Everything) -> None:
        address = lived.manifest.addresses["Ledger"]
        set_code(lived.chain, address, change(lived.chain.code(address), lived))

    return Tampering(Kind.CODE, _undone(exchange), told)


def _undone(change: Callable[[Everything], None]) -> Way:
    """Return the way of whoever owns the node; the chain is put back afterwards."""

    @contextmanager
    def way(lived: Everything) -> Iterator[Node]:
        snapshot = lived.dev.snapshot()
        try:
            change(lived)
            yield Node(lived.dev.url, lived.manifest)
        finally:
            lived.dev.revert(snapshot)

    return way
