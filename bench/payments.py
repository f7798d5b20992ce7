"""Gas of paying by a signature elsewhere: permits of OpenZeppelin's ERC-20, and the floor."""

from __future__ import annotations

from eth_account import Account
from eth_account.messages import SignableMessage, encode_typed_data
from eth_account.signers.local import LocalAccount
from eth_typing import Hash32

from bench import peers
from bench.figures import FLOOR, Row
from bench.lab import BATCHES, START, Lab, word
from isonomia import typed_data
from isonomia.contracts import Contract

_TOKEN = 10**18
_DEADLINE = START + 10**8
_FIELDS = ("owner", "spender", "value", "nonce", "deadline")
_TYPES = ("address", "address", "uint256", "uint256", "uint256")
_VERSION = "1"


def measure(lab: Lab) -> list[Row]:
    """Measure payments by permit, a holder's first and later ones, and the floor."""
    holders = {
        batch: [Account.from_key(word("holder", batch, i)) for i in range(batch)]
        for batch in BATCHES
    }
    token, floor = (lab.deploy(peers.compiled()[name]) for name in ("Permits", "SignedFloor"))
    for some in holders.values():
        accounts = [holder.address for holder in some]
        lab.gas(token, "mintToAll", accounts, 10 * _TOKEN)
        lab.gas(floor, "fund", accounts, 10 * _TOKEN)
    lab.gas(token, "mintToAll", [lab.payer.address], _TOKEN)
    first, later = (
        {batch: _take(lab, token, some, nonce) for batch, some in holders.items()}
        for nonce in range(2)
    )
    least = {batch: _spend(lab, floor, some) for batch, some in holders.items()}
    last = holders[BATCHES[-1]][-1].address
    assert lab.read(token, "balanceOf", last) == 8 * _TOKEN
    assert lab.read(floor, "balances", last) == 9 * _TOKEN
    system, paid = "OpenZeppelin ERC-20", "permit and transferFrom"
    return [
        Row("permit", "redemption", system, f"{paid}, a holder's first", first),
        Row("permit-later", "redemption", system, f"{paid}, a later one", later),
        Row("spend", "redemption", FLOOR, "a bare recovery and two slot updates", least),
    ]


def _take(lab: Lab, token: Contract, holders: list[LocalAccount], nonce: int) -> int:
    payments = []
    for holder in holders:
        message = _permit(lab, token, holder.address, nonce)
        signature = typed_data.sign(message, holder)
        r, s, v = signature[:32], signature[32:64], signature[64]
        payments.append((holder.address, _TOKEN, _DEADLINE, v, r, s))
    return lab.gas(token, "takeAll", payments)


def _permit(lab: Lab, token: Contract, owner: str, nonce: int) -> SignableMessage:
    """Return the message of a permit for the payer, as ERC-2612 defines it."""
    domain = {
        "name": "Permits",
        "version": _VERSION,
        "chainId": lab.chain.chain_id,
        "verifyingContract": token.address,
    }
    fields = [{"name": name, "type": kind} for name, kind in zip(_FIELDS, _TYPES, strict=True)]
    values = (owner, lab.payer.address, _TOKEN, nonce, _DEADLINE)
    return encode_typed_data(domain, {"Permit": fields}, dict(zip(_FIELDS, values, strict=True)))


def _spend(lab: Lab, floor: Contract, holders: list[LocalAccount]) -> int:
    digest = Hash32(_TOKEN.to_bytes(32))
    signatures = [holder.unsafe_sign_hash(digest).signature for holder in holders]
    return lab.gas(floor, "spend", [_TOKEN] * len(holders), b"".join(signatures))
