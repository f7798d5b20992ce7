"""Gas of the peers and of the floor, each with what its packages offer and nothing added."""

from __future__ import annotations

import functools
from collections.abc import Callable

from eth_abi import abi as eth_abi
from eth_utils.crypto import keccak
from py_ecc.bn128.bn128_curve import G1, G2, field_modulus

from bench import peers
from bench.figures import FLOOR, Row
from bench.lab import BATCHES, START, Lab, address, word

TREE_DEPTH = 20

_TOKEN = 10**18


def measure(lab: Lab) -> list[Row]:
    """Measure all peers and the floor."""
    return [
        *_floor(lab),
        *_airdrop(lab),
        _soulbound(lab),
        *_attestations(lab),
        *_claims(lab),
        *_randomness(lab),
        _rental(lab),
    ]


def _per_batch(send: Callable[[int], int]) -> dict[int, int]:
    return {batch: send(batch) for batch in BATCHES}


def _floor(lab: Lab) -> list[Row]:
    floor = lab.deploy(peers.compiled()["Floor"])

    def send(function: str, value: int) -> dict[int, int]:
        return _per_batch(
            lambda batch: lab.gas(
                floor, function, [word("floor", batch, i) for i in range(batch)], [value] * batch
            )
        )

    fresh, update = send("write", 23_000), send("writeAndTell", 20_500)
    assert lab.read(floor, "values", word("floor", 100, 99)) == 20_500
    return [
        Row("fresh-slot", "person", FLOOR, "a bare fresh slot", fresh),
        Row("slot-and-log", "contribution", FLOOR, "a bare slot update and one event", update),
    ]


def _airdrop(lab: Lab) -> list[Row]:
    token = lab.deploy(peers.compiled()["Airdrop"])

    def accounts(batch: int) -> list[str]:
        return [address("airdrop", batch, i) for i in range(batch)]

    def drop() -> dict[int, int]:
        return _per_batch(lambda batch: lab.gas(token, "mintToAll", accounts(batch), _TOKEN))

    alone = lab.gas(token, "mint", address("mint"), _TOKEN)
    new, again = drop(), drop()
    assert lab.read(token, "balanceOf", accounts(100)[99]) == 2 * _TOKEN
    return [
        Row("erc20-mint", "person", "OpenZeppelin ERC-20", "mint to a new holder", {1: alone}),
        Row("erc20-airdrop", "person", "OpenZeppelin ERC-20", "airdrop to new holders", new),
        Row("erc20-again", "claim", "OpenZeppelin ERC-20", "airdrop to holders", again),
    ]


def _soulbound(lab: Lab) -> Row:
    token = lab.deploy(peers.compiled()["Soulbound"])

    def accounts(batch: int) -> list[str]:
        return [address("soulbound", batch, i) for i in range(batch)]

    totals = _per_batch(lambda batch: lab.gas(token, "mintToAll", accounts(batch)))
    last = accounts(100)[99]
    assert lab.read(token, "ownerOf", int(last, 16)) == last
    return Row("soulbound", "person", "OpenZeppelin ERC-721", "soulbound mint", totals)


def _attestations(lab: Lab) -> list[Row]:
    """Attestations of one word each, the least that could say which rule was met and when.

    Others, which can be, are revoked again: that is all that a registry of records offers instead
    of a case.
    """
    registry = lab.deploy(peers.published("SchemaRegistry"))
    eas = lab.deploy(peers.published("EAS"), registry.address)
    fields, nobody = "uint32 rule,uint24 day", "0x" + "0" * 40
    schemas = {}
    for revocable in (False, True):
        lab.gas(registry, "register", fields, nobody, revocable)
        schemas[revocable] = keccak(
            fields.encode() + bytes.fromhex(nobody[2:]) + bytes([revocable])
        )
    data = (401 << 24 | START // 86_400).to_bytes(32)

    def attest(batch: int, revocable: bool = False) -> int:
        never, unrelated, ether = 0, bytes(32), 0
        requests = [
            (address("attested", batch, i), never, revocable, unrelated, data, ether)
            for i in range(batch)
        ]
        return lab.gas(eas, "multiAttest", [(schemas[revocable], requests)])

    def revoke(batch: int) -> int:
        attest(batch, revocable=True)
        block = lab.chain.block()["number"]
        uids = [
            bytes.fromhex(log["data"][2:]) for log in lab.chain.logs([eas.address], block, block)
        ]
        return lab.gas(eas, "multiRevoke", [(schemas[True], [(uid, 0) for uid in uids])])

    attested = "multiAttest of one word, as published on npm"
    revoked = "multiRevoke by the one key that attested"
    return [
        Row("eas", "contribution", "EAS", attested, _per_batch(attest)),
        Row("eas-revoke", "case", "EAS", revoked, _per_batch(revoke)),
    ]


def _claims(lab: Lab) -> list[Row]:
    """The dearest claim, by a new holder and in a fresh word of the map, and the cheapest."""
    account = address("claimant")
    siblings = [word("sibling", i) for i in range(TREE_DEPTH - 1)]
    leaves = [_leaf(index, account) for index in range(2)]
    root = functools.reduce(_pair, siblings, _pair(*leaves))
    token = lab.deploy(peers.compiled()["MerkleClaims"], root)
    dearest, cheapest = (
        lab.gas(token, "claim", index, account, _TOKEN, [leaves[1 - index], *siblings])
        for index in range(2)
    )
    claim = f"Merkle claim, depth {TREE_DEPTH}"
    return [
        Row("merkle-first", "claim", "OpenZeppelin", f"{claim}, dearest", {1: dearest}),
        Row("merkle-later", "claim", "OpenZeppelin", f"{claim}, cheapest", {1: cheapest}),
    ]


def _randomness(lab: Lab) -> list[Row]:
    """The pairing every BLS signature on this curve needs, and a draw by commit and reveal."""
    pairing = lab.deploy(peers.compiled()["Pairing"])
    p, q = (
        [int(word) for word in G1],
        tuple(int(word) for half in G2 for word in reversed(half.coeffs)),
    )
    bare = lab.gas(pairing, "check", [p[0], p[1], *q, p[0], field_modulus - p[1], *q])
    draw = lab.deploy(peers.compiled()["CommitReveal"])
    participants = lab.node.accounts[1:3]
    secrets = [word("secret", i) for i in range(len(participants))]
    commits, reveals = [], []
    for account, secret in zip(participants, secrets, strict=True):
        commitment = keccak(eth_abi.encode(["bytes32", "address"], [secret, account.address]))
        commits.append(lab.gas_of(draw, draw.encode("commit", commitment), account))
    for account, secret in zip(participants, secrets, strict=True):
        reveals.append(lab.gas_of(draw, draw.encode("reveal", secret), account))
    other = "commit and reveal"
    return [
        Row("pairing", "randomness", FLOOR, "a pairing of two pairs, nothing stored", {1: bare}),
        Row("commit", "randomness", other, "commit, for each participant", {1: commits[-1]}),
        Row("reveal", "randomness", other, "reveal, the first of a draw", {1: reveals[0]}),
        Row("reveal-later", "randomness", other, "reveal, a later one", {1: reveals[-1]}),
    ]


def _rental(lab: Lab) -> Row:
    token = lab.deploy(peers.compiled()["Rental"])
    lab.gas(token, "mint", lab.payer.address, 1)
    lent = lab.gas(token, "setUser", 1, address("user"), START + 365 * 86_400)
    assert lab.read(token, "userOf", 1) == address("user")
    return Row("rental", "prize", "ERC-4907", "setUser, a right lent for a year", {1: lent})


def _leaf(index: int, account: str) -> bytes:
    inner = eth_abi.encode(["uint256", "address", "uint256"], [index, account, _TOKEN])
    return keccak(keccak(inner))


def _pair(left: bytes, right: bytes) -> bytes:
    return keccak(min(left, right) + max(left, right))
