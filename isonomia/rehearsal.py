"""Try a deployment on a node without sending anything, and say what it will cost."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

from eth_utils.crypto import keccak

from isonomia.chain import Chain, RpcError
from isonomia.errors import IsonomiaError

#: Bytes of creation code with arguments that a node accepts (EIP-3860).
MOST_CREATION_CODE = 49_152
#: The gas is found to within this part of it.
_PRECISION = 64
#: Where the Ledger's code is lent: nobody's address, so that nothing is there already.
_LENDING_ADDRESS = "0x" + keccak(text="isonomia rehearsal")[12:].hex()
#: Nodes differ in the address they give a contract that is made in a call.
_ADDRESSES_TRIED = 3
_WEI_PER_ETHER = 10**18


class RehearsalError(IsonomiaError):
    """The deployment would fail, or this node cannot tell."""


class Creation(Protocol):
    """What makes the creation code, arguments included, of the contracts to be deployed."""

    def ledger(self, communities: str) -> bytes:
        """Creation code of a Ledger that obeys `communities`."""

    def communities(self, ledger: str) -> bytes:
        """Creation code of a Communities that forwards to `ledger`."""


@dataclass(frozen=True)
class Estimate:
    """What a deployment costs: gas, and wei of the fees now and at most."""

    gas: int
    likely_wei: int
    most_wei: int

    def __str__(self) -> str:
        return (
            f"about {self.gas:,} gas: about {ether(self.likely_wei)} now, "
            f"at most {ether(self.most_wei)}"
        )


def ether(wei: int) -> str:
    """Return an amount in ether, in words."""
    return f"{wei / _WEI_PER_ETHER:.6f} ether"


def rehearse(chain: Chain, deployer: str, code: Creation) -> Estimate:
    """Run both constructors in calls and return what deploying them costs.

    Raises:
        RefusedError: a constructor refuses
        RehearsalError: the code is too long, needs more gas than a block has, or the node cannot
            run a call with changed code
    """
    ledger, communities = code.ledger(_LENDING_ADDRESS), code.communities(_LENDING_ADDRESS)
    for name, creation in (("Ledger", ledger), ("Communities", communities)):
        if len(creation) > MOST_CREATION_CODE:
            raise RehearsalError(
                f"The creation code of {name} has {len(creation):,} bytes with this charter, more "
                f"than the {MOST_CREATION_CODE:,} a node accepts: use fewer seats or rules"
            )
    most = int(chain.block()["gasLimit"], 16)
    try:
        gas = chain.estimate({"from": deployer, "data": _hex(ledger)})
    except RpcError as error:
        raise RehearsalError(_unable("Ledger", most, error)) from None
    gas += _communities_gas(chain, deployer, code, most)
    fees = chain.fees()
    tip = fees["maxPriorityFeePerGas"]
    return Estimate(gas, gas * (chain.base_fee() + tip), gas * fees["maxFeePerGas"] * 11 // 10)


def _communities_gas(chain: Chain, deployer: str, code: Creation, most: int) -> int:
    """Return the gas of Communities, which needs the Ledger to be there: its code is lent."""
    call = {
        "from": deployer,
        "data": _hex(code.communities(_LENDING_ADDRESS)),
        "gas": hex(most),
    }
    communities = _LENDING_ADDRESS
    for _ in range(_ADDRESSES_TRIED):
        lent = {"from": deployer, "data": _hex(code.ledger(communities)), "gas": hex(most)}
        runtime = chain.call("eth_call", lent, "pending")
        overrides = {_LENDING_ADDRESS: {"code": runtime}}
        try:
            chain.call("eth_call", call, "pending", overrides)
        except RpcError as error:
            refused = error.as_refusal()
            if refused is None or not refused.name:
                raise RehearsalError(_unable("Communities", most, error)) from None
            if refused.name != "WrongWiring":
                raise refused from None
            communities = refused.values[1]
            continue
        return _least_gas(chain, call, overrides, most)
    raise RehearsalError("This node gives contracts made in a call ever new addresses: use another")


def _least_gas(chain: Chain, call: dict[str, Any], overrides: dict[str, Any], enough: int) -> int:
    """Return the least gas with which a call succeeds, by halving."""
    too_little = 0
    while enough - too_little > enough // _PRECISION:
        tried = (enough + too_little) // 2
        try:
            chain.call("eth_call", call | {"gas": hex(tried)}, "pending", overrides)
            enough = tried
        except RpcError:
            too_little = tried
    return enough


def _unable(name: str, most: int, error: RpcError) -> str:
    return (
        f"{name} did not come into being in a rehearsal with all the gas of a block ({most:,}): "
        f"{error.message}. A charter with fewer seats and rules may fit; if the node does not know "
        "state overrides of eth_call, use one that does (geth, Reth, Erigon, Nethermind)"
    )


def _hex(data: bytes) -> str:
    return "0x" + data.hex()
