"""Tamperings with the manifest, which says where to look and what was deployed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from isonomia.charter import file_hash
from isonomia.divergence import Finding
from isonomia.manifest import Manifest
from tests.tamper.catalogue import Kind, Node, Tampering, Told
from tests.tamper.everything import Everything


def edited(edit: Callable[[Manifest], None], told: Told) -> Tampering:
    """Return the tampering with a copy of the manifest."""

    @contextmanager
    def way(lived: Everything) -> Iterator[Node]:
        lying = lived.manifest.model_copy(deep=True)
        edit(lying)
        yield Node(lived.dev.url, lying)

    return Tampering(Kind.MANIFEST, way, told)


def _other_chain(manifest: Manifest) -> None:
    manifest.chain_id += 1


def _empty_address(manifest: Manifest) -> None:
    manifest.contracts["Ledger"].address = "0x" + "55" * 20


def _exchanged_addresses(manifest: Manifest) -> None:
    ledger, communities = manifest.contracts["Ledger"], manifest.contracts["Communities"]
    ledger.address, communities.address = communities.address, ledger.address


def _charter(manifest: Manifest) -> None:
    manifest.charter = manifest.charter.replace('"threshold": 4', '"threshold": 5', 1)


def _charter_with_its_hash(manifest: Manifest) -> None:
    _charter(manifest)
    manifest.charter_hash = "0x" + file_hash(manifest.charter.encode()).hex()


def _charter_of_another_beacon(manifest: Manifest) -> None:
    manifest.charter = manifest.charter.replace('"beacon": "development"', '"beacon": "evmnet"', 1)
    manifest.charter_hash = "0x" + file_hash(manifest.charter.encode()).hex()


def _late_genesis(manifest: Manifest) -> None:
    assert manifest.genesis_block is not None
    manifest.genesis_block += 1


def _late_beginning(manifest: Manifest) -> None:
    """Let everything begin after the first contracts, which logged the founding."""
    for record in manifest.contracts.values():
        record.block = manifest.contracts["Findings"].block


CASES = {
    "chain": edited(_other_chain, Told(Finding.WRONG_CHAIN, "", "chain_id")),
    "address without code": edited(
        _empty_address, Told(Finding.NO_CODE, f"Ledger at 0x{'55' * 20}")
    ),
    "exchanged addresses": edited(
        _exchanged_addresses, Told(Finding.BYTECODE_DIFFERS, "Ledger", "keccak256 of the code")
    ),
    "charter": edited(_charter, Told(Finding.CHARTER_FILE_DIFFERS, "", "charter_hash")),
    "charter with its hash": edited(
        _charter_with_its_hash, Told(Finding.IMMUTABLE_DIFFERS, "Ledger", "CHARTER_HASH")
    ),
    "charter of another beacon": edited(
        _charter_of_another_beacon, Told(Finding.IMMUTABLE_DIFFERS, "Beacon", "KEY_X_IMAGINARY")
    ),
    "genesis": edited(_late_genesis, Told(Finding.IMMUTABLE_DIFFERS, "Ledger", "GENESIS")),
    "first block": edited(
        _late_beginning, Told(Finding.GENESIS_DIFFERS, "log 0", expected="RulePublished")
    ),
}
GROUPS = (CASES,)
