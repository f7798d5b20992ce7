"""Fetch rounds of the beacon from relays, none of which is trusted: what they give is verified."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

import urllib3

from isonomia import words
from isonomia.beacon import BeaconError, BeaconRound, Network, signature_from_hex, verify
from isonomia.spec.beacon import Point, randomness

#: More than any relay has to say about one round.
_LARGEST_ANSWER = 16_384


def fetch_round(
    known: Network, number: int, *, relays: Sequence[str] | None = None, timeout: float = 10.0
) -> BeaconRound:
    """Fetch one round from the first relay that has the right one, and verify it.

    Args:
        known: the network, whose key decides what is right
        number: the round
        relays: addresses to try in this order instead of the network's own
        timeout: seconds for each relay

    Raises:
        BeaconError: when no relay has it, with what each of them answered
    """
    published = known.time_of(number)
    addresses = known.relays if relays is None else tuple(relays)
    if not addresses:
        raise BeaconError(f"The network {known.name} has no relays; name one")
    troubles = []
    for relay in addresses:
        try:
            signature = _ask(relay.rstrip("/"), known, number, timeout)
            verify(known.public_key, number, signature)
            return BeaconRound(number, signature, relay)
        except BeaconError as error:
            troubles.append(f"{relay}: {error}")
    listing = "\n".join(f"  {trouble}" for trouble in troubles)
    raise BeaconError(
        f"No relay gave round {number}, which is published at {words.second(published)}:\n{listing}"
    )


def _ask(relay: str, known: Network, number: int, timeout: float) -> Point:
    """Ask a relay in the first layout of the interface, or else in the second."""
    if not _is_address(relay):
        raise BeaconError("it is no address; give one like https://api.drand.sh")
    end = time.monotonic() + timeout
    status, body = _get(f"{relay}/{known.chain_hash}/public/{number}", end)
    if status == 404:
        status, body = _get(f"{relay}/v2/beacons/{known.name}/rounds/{number}", end)
    if status in (404, 425):
        raise BeaconError(f"it does not have the round (HTTP status {status})")
    if status != 200:
        raise BeaconError(f"it answered with HTTP status {status}")
    return _signature_in(body, number)


def _is_address(relay: str) -> bool:
    try:
        parts = urlsplit(relay)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)


def _signature_in(body: bytes, number: int) -> Point:
    try:
        answer: Any = json.loads(body)
        found, text, claimed = answer["round"], answer["signature"], answer.get("randomness")
        signature = signature_from_hex(text)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise BeaconError("it did not answer with a round as relays write it") from None
    if found != number:
        raise BeaconError(f"it answered with round {found} instead")
    if claimed not in (None, randomness(signature).hex()):
        raise BeaconError("the randomness it gave is not the hash of the signature it gave")
    return signature


def _get(url: str, end: float) -> tuple[int, bytes]:
    """Return status and body of a page, both before `end` and no larger than a round can be."""
    try:
        with urllib3.PoolManager(retries=False) as pool:
            response = pool.request(
                "GET",
                url,
                preload_content=False,
                redirect=False,
                timeout=urllib3.Timeout(total=_left(end)),
            )
            body = b""
            while chunk := response.read1(_LARGEST_ANSWER):
                body += chunk
                if len(body) > _LARGEST_ANSWER:
                    raise BeaconError(f"its answer is longer than {_LARGEST_ANSWER} bytes")
                _left(end)
            return response.status, body
    except urllib3.exceptions.NewConnectionError:
        raise BeaconError("it cannot be reached") from None
    except urllib3.exceptions.TimeoutError:
        raise BeaconError("it did not answer in time") from None
    except (urllib3.exceptions.HTTPError, OSError) as error:
        raise BeaconError(f"the connection failed ({type(error).__name__})") from None


def _left(end: float) -> float:
    left = end - time.monotonic()
    if left <= 0:
        raise BeaconError("it did not answer in time")
    return left
