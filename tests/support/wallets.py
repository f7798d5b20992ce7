"""ERC-1271 wallets that behave, or misbehave in a known manner."""

from __future__ import annotations

from enum import IntEnum

from eth_abi.abi import encode
from eth_account.messages import SignableMessage
from eth_utils.address import to_checksum_address

from isonomia.chain import Chain
from isonomia.typed_data import WalletSignature, digest
from tests.support.calls import GAS, transact
from tests.support.compiled import creation_code
from tests.support.roles import hash_of

SECRET = hash_of("secret of the wallet")


class Manner(IntEnum):
    """How a wallet answers; the same order as in the contract."""

    CORRECT = 0
    WRONG_VALUE = 1
    LONG_ANSWER = 2
    SHORT_ANSWER = 3
    REVERTS = 4


def deploy_wallet(chain: Chain, sender: str, manner: Manner = Manner.CORRECT) -> str:
    """Deploy a wallet and return its address."""
    code = creation_code("TestWallet") + encode(["bytes32", "uint8"], [SECRET, manner]).hex()
    transaction = {"from": sender, "data": code, "gas": GAS}
    return to_checksum_address(transact(chain, transaction)["contractAddress"])


def wallet_signature(message: SignableMessage) -> WalletSignature:
    """Return what a wallet accepts as its signature of a message."""
    return WalletSignature(SECRET + digest(message))
