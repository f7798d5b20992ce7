"""The beacon of one deployment: its parameters as deployed, and the signature of a round."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from eth_account.signers.local import LocalAccount

from isonomia import words
from isonomia.beacon import BeaconError, DevelopmentBeacon, Network, PublicKey
from isonomia.beacon_signatures import is_direct, submitted_signatures
from isonomia.contracts import Deployment
from isonomia.errors import RefusedError
from isonomia.lottery.reading import LotteryError
from isonomia.relays import fetch_round
from isonomia.spec.beacon import Point

#: Called with one sentence at a time.
Say = Callable[[str], None]

_DEVELOPMENT = "development"


def beacon_of(deployment: Deployment, known: Network) -> Network:
    """Return a network with the parameters that the deployed contract has.

    Raises `LotteryError` unless they are those of the network the charter names.
    """
    beacon = deployment.beacon
    key = PublicKey(*deployment.call(beacon, "publicKey"))
    genesis = deployment.call(beacon, "GENESIS")
    period = deployment.call(beacon, "PERIOD")
    if (key, genesis, period) != (known.public_key, known.genesis, known.period):
        raise LotteryError(
            f"the beacon at {beacon.address} is not {known.name}, which the charter names: its "
            "key, start or period is another; check the deployment with `isonomia verify`"
        )
    return replace(known, public_key=key, genesis=genesis, period=period)


def signature_on_chain(deployment: Deployment, number: int, transaction: str) -> Point | None:
    """Return the signature that a transaction brought to the beacon.

    None when it was brought through another contract, so that it stands in no plain call.
    """
    sent = deployment.chain.call("eth_getTransactionByHash", transaction)
    if sent is None or not is_direct(deployment.beacon, sent):
        return None
    data = bytes.fromhex(sent["input"][2:])
    return next(submitted_signatures(deployment.beacon, number, data), None)


@dataclass(frozen=True)
class Patience:
    """How a round is waited for and asked for.

    Attributes:
        seconds: to wait in all, for a round to be published and for a relay that has it
        relays: asked instead of the network's own
        timeout: seconds for each relay
        clock: tells the present second
        pause: waits so many seconds
    """

    seconds: float = 180.0
    relays: Sequence[str] | None = None
    timeout: float = 10.0
    clock: Callable[[], float] = time.time
    pause: Callable[[float], None] = time.sleep


def obtain(
    deployment: Deployment, beacon: Network, number: int, patience: Patience, say: Say
) -> Point:
    """Return the signature of a round: signed here on a development chain, else from a relay.

    Raises `LotteryError` when the round is not published within the time one is ready to wait, and
    `BeaconError` with what each relay answered when none of them has it by then.
    """
    if beacon.name == _DEVELOPMENT:
        return _sign(deployment, beacon, number, say)
    published = beacon.time_of(number)
    end = patience.clock() + patience.seconds
    left = published - patience.clock()
    if published > end:
        raise LotteryError(
            f"Beacon round {number} is published at {words.second(published)}, in "
            f"{words.count(round(left), 'second')}: run the same command again then, or give more "
            "--patience"
        )
    if left > 0:
        say(f"Waiting {words.count(round(left), 'second')} for beacon round {number}")
        patience.pause(left)
    return _ask_until(end, beacon, number, patience, say)


def _ask_until(end: float, beacon: Network, number: int, patience: Patience, say: Say) -> Point:
    told = False
    while True:
        try:
            found = fetch_round(beacon, number, relays=patience.relays, timeout=patience.timeout)
        except BeaconError as error:
            if patience.clock() + beacon.period > end:
                raise
            if not told:
                say(f"{error}\nAsking again until {words.second(int(end))}")
            told = True
            patience.pause(beacon.period)
            continue
        say(f"Beacon round {number} came from {found.relay}, and is the network's")
        return found.signature


def _sign(deployment: Deployment, beacon: Network, number: int, say: Say) -> Point:
    """Sign with the key that everybody knows, once the round's time has come on the chain."""
    chain = deployment.chain
    if not chain.is_development():
        raise LotteryError(
            "this deployment has the development beacon, whose key everybody knows, but the chain "
            "is no development chain: nothing drawn here can be trusted"
        )
    published = beacon.time_of(number)
    if chain.now() < published:
        say(f"Moving the chain's time to {words.second(published)}, when the round is published")
        chain.set_time(published)
    say(f"Signed beacon round {number} with the development key")
    return DevelopmentBeacon().sign(number)


def submit(deployment: Deployment, payer: LocalAccount, number: int, signature: Point) -> None:
    """Bring a round to the contract; nothing is lost when somebody else was faster."""
    try:
        deployment.send(payer, deployment.beacon, "submit", number, *signature)
    except RefusedError as refusal:
        if refusal.name != "RoundAlreadyVerified":
            raise
