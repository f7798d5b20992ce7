"""Try a deployment on a node without sending anything, and say what it will cost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from eth_utils.crypto import keccak

from isonomia.build import DEPLOYED
from isonomia.chain import Chain, RpcError
from isonomia.errors import IsonomiaError
from isonomia.words import hexed

#: Bytes of creation code with arguments that a node accepts (EIP-3860).
MOST_CREATION_CODE = 49_152
#: The gas is found to within this part of it.
_PRECISION = 64
#: Nodes differ in the address they give a contract that is made in a call.
_ADDRESSES_TRIED = 3
_WEI_PER_ETHER = 10**18
#: Which others each constructor asks.
_BOUND_TO: dict[str, tuple[str, ...]] = {
    "Beacon": (),
    "Ledger": (),
    "Communities": ("Ledger",),
    "Pool": ("Ledger", "Communities"),
    "Panels": ("Ledger", "Communities"),
    "Cases": ("Ledger", "Communities", "Panels"),
    "Assembly": ("Ledger", "Communities", "Panels"),
    "Services": ("Ledger", "Communities"),
    "Findings": ("Ledger", "Communities", "Panels"),
}
#: Where their code is lent: nobody's addresses, so that nothing is there already.
_LENDING_ADDRESSES = {
    name: "0x" + keccak(text=f"isonomia rehearsal of {name}")[12:].hex() for name in DEPLOYED
}


class RehearsalError(IsonomiaError):
    """The deployment would fail, or this node cannot tell."""


class Plan(Protocol):
    """What gives the code of the contracts to be deployed, for addresses by contract name."""

    def creation(self, name: str, addresses: Mapping[str, str]) -> bytes:
        """Creation code of a contract, arguments included."""

    def runtime(self, name: str, addresses: Mapping[str, str], genesis: int) -> bytes:
        """Code that the contract's constructor leaves, when the ledger begins at `genesis`."""


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


def rehearse(chain: Chain, deployer: str, plan: Plan) -> Estimate:
    """Run all constructors in calls and return what deploying them costs.

    Raises:
        RefusedError: a constructor refuses
        RehearsalError: the code is too long, needs more gas than a block has, or the node cannot
            run a call with changed code
    """
    for name in DEPLOYED:
        size = len(plan.creation(name, _LENDING_ADDRESSES))
        if size > MOST_CREATION_CODE:
            raise RehearsalError(
                f"The creation code of {name} has {size:,} bytes with this charter, more than the "
                f"{MOST_CREATION_CODE:,} a node accepts: use fewer seats or rules"
            )
    stage = _Stage(chain, deployer, plan, int(chain.block()["gasLimit"], 16), chain.now())
    gas = sum(stage.gas(name) for name in DEPLOYED)
    fees = chain.fees()
    tip = fees["maxPriorityFeePerGas"]
    return Estimate(gas, gas * (chain.base_fee() + tip), gas * fees["maxFeePerGas"] * 11 // 10)


@dataclass(frozen=True)
class _Stage:
    """Where constructors are tried. `most` is the gas of a block, `genesis` the time now."""

    chain: Chain
    deployer: str
    plan: Plan
    most: int
    genesis: int

    def gas(self, name: str) -> int:
        """Return the gas of deploying one contract, with those before it in place."""
        if not _BOUND_TO[name]:
            data = hexed(self.plan.creation(name, _LENDING_ADDRESSES))
            try:
                return self.chain.estimate({"from": self.deployer, "data": data})
            except RpcError as error:
                raise RehearsalError(_unable(name, self.most, error)) from None
        return self._gas_with_others(name)

    def _gas_with_others(self, name: str) -> int:
        """Return the gas of a contract that asks others, whose code is lent for the call.

        The others must name the contract's own address, which the node chooses and a refusal
        tells.
        """
        addresses = dict(_LENDING_ADDRESSES)
        call = {
            "from": self.deployer,
            "data": hexed(self.plan.creation(name, addresses)),
            "gas": hex(self.most),
        }
        for _ in range(_ADDRESSES_TRIED):
            overrides = {
                _LENDING_ADDRESSES[other]: {
                    "code": hexed(self.plan.runtime(other, addresses, self.genesis))
                }
                for other in _BOUND_TO[name]
            }
            try:
                self.chain.call("eth_call", call, "pending", overrides)
            except RpcError as error:
                refused = error.as_refusal()
                if refused is None or not refused.name:
                    raise RehearsalError(_unable(name, self.most, error)) from None
                if refused.name != "WrongWiring":
                    raise refused from None
                addresses[name] = next(
                    value for value in refused.values if value.lower() != addresses[name].lower()
                )
                continue
            return _least_gas(self.chain, call, overrides, self.most)
        raise RehearsalError(
            "This node gives contracts made in a call ever new addresses: use another"
        )


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
