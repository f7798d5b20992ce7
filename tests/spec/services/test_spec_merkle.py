"""The tree over a batch: against one written another way, and the proofs of OpenZeppelin.

```
leaf ── keccak of the eight values, as Solidity encodes them
root
├── every size to 70: as the tree that splits at the largest power of two gives it
└── known values of one, two and three leaves
proof
├── every leaf of every size to 40: OpenZeppelin's library comes to the root
├── of no other leaf and at no other place does it
└── no longer than the tree is high
```
"""

from __future__ import annotations

from dataclasses import replace

import pytest
from eth_abi.abi import encode
from eth_utils.crypto import keccak

from isonomia.spec.actions import Redemption
from isonomia.spec.merkle import merkle_proof, merkle_root, redemption_leaf, root_with
from tests.support.compiled import artifact
from tests.support.single import InProcess

pytestmark = [pytest.mark.offline, pytest.mark.req("V3")]

REDEMPTION = Redemption(
    batch=7,
    index=3,
    identity=b"\x14" * 32,
    offer=2,
    quantity=5,
    amount=10_000,
    source=2 | 0xFFFF_FFFF_FFFF_FFFF << 8,
    time=1_577_836_800,
)
SOLIDITY = ["uint256", "uint256", "bytes32", *["uint256"] * 5]


@pytest.fixture(scope="module")
def library() -> InProcess:
    return InProcess(artifact("MerkleHarness"))


def leaves_of(size: int) -> list[bytes]:
    return [redemption_leaf(replace(REDEMPTION, index=index)) for index in range(size)]


def joined(one: bytes, other: bytes) -> bytes:
    return keccak(min(one, other) + max(one, other))


def split_root(leaves: list[bytes]) -> bytes:
    """The root of a tree whose left side holds the largest power of two below the whole."""
    if len(leaves) == 1:
        return leaves[0]
    left = 1 << (len(leaves) - 1).bit_length() - 1
    return joined(split_root(leaves[:left]), split_root(leaves[left:]))


def test_leaf__of_a_redemption__is_the_keccak_of_its_values() -> None:
    values = [getattr(REDEMPTION, name) for name in REDEMPTION.__dataclass_fields__]
    assert redemption_leaf(REDEMPTION) == keccak(encode(SOLIDITY, values))


@pytest.mark.parametrize("name", sorted(REDEMPTION.__dataclass_fields__))
def test_leaf__any_value_changed__is_another(name: str) -> None:
    value = getattr(REDEMPTION, name)
    other = b"\x15" * 32 if name == "identity" else value + 1
    assert redemption_leaf(replace(REDEMPTION, **{name: other})) != redemption_leaf(REDEMPTION)


def test_leaf__value_beyond_256_bits__is_no_redemption() -> None:
    with pytest.raises(OverflowError):
        redemption_leaf(replace(REDEMPTION, amount=2**256))


def test_root__one_two_and_three_leaves__are_joined_by_hand() -> None:
    low, middle, high = (bytes([byte]) * 32 for byte in (1, 2, 3))
    assert merkle_root([low]) == low
    assert merkle_root([high, low]) == keccak(low + high)
    pair = keccak(low + high)
    assert merkle_root([high, low, middle]) == joined(pair, middle)


@pytest.mark.parametrize("size", range(1, 71))
def test_root__any_size__is_that_of_a_tree_written_another_way(size: int) -> None:
    assert merkle_root(leaves_of(size)) == split_root(leaves_of(size))


@pytest.mark.parametrize("size", [*range(1, 18), 31, 32, 33, 40])
def test_proof__of_every_leaf__convinces_openzeppelin(library: InProcess, size: int) -> None:
    leaves = leaves_of(size)
    root = merkle_root(leaves)
    for index, leaf in enumerate(leaves):
        proof = merkle_proof(leaves, index)
        assert len(proof) <= (size - 1).bit_length()
        assert library.call("rootWith", leaf, list(proof)) == root == root_with(leaf, proof)


@pytest.mark.parametrize("size", [2, 3, 5, 8])
def test_proof__of_one_leaf__proves_no_other(size: int) -> None:
    leaves = leaves_of(size)
    root = merkle_root(leaves)
    for index in range(size):
        proof = merkle_proof(leaves, index)
        for other in set(range(size)) - {index}:
            assert root_with(leaves[other], proof) != root
        assert root_with(redemption_leaf(replace(REDEMPTION, index=size)), proof) != root
