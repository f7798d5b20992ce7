"""ERC-1271 wallets that behave, or misbehave in a known manner."""

from __future__ import annotations

import functools
from enum import IntEnum
from typing import Any

import solcx
from eth_abi.abi import encode
from eth_account.messages import SignableMessage
from eth_utils.address import to_checksum_address

from isonomia import build
from isonomia.chain import Chain
from isonomia.typed_data import WalletSignature, digest
from tests.support.calls import GAS, transact
from tests.support.roles import hash_of

SOURCE = "tests/contracts/TestWallet.sol"
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
    code = _creation_code() + encode(["bytes32", "uint8"], [SECRET, manner])
    transaction = {"from": sender, "data": "0x" + code.hex(), "gas": GAS}
    return to_checksum_address(transact(chain, transaction)["contractAddress"])


def wallet_signature(message: SignableMessage) -> WalletSignature:
    """Return what a wallet accepts as its signature of a message."""
    return WalletSignature(SECRET + digest(message))


@functools.cache
def _creation_code() -> bytes:
    settings: dict[str, Any] = build.standard_input()
    settings["sources"] = {SOURCE: {"urls": [SOURCE]}}
    output = solcx.compile_standard(
        settings,
        solc_version=build.SOLC_VERSION,
        base_path=str(build.ROOT),
        allow_paths=str(build.ROOT),
    )
    compiled = output["contracts"][SOURCE]["TestWallet"]
    return bytes.fromhex(compiled["evm"]["bytecode"]["object"])
