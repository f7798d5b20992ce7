"""Audits a transcript: recomputes a draw from the chain alone and names the first difference."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from isonomia.beacon import BeaconError, Network, signature_from_hex, verify
from isonomia.contracts import Deployment
from isonomia.lottery.beacons import beacon_of, signature_on_chain
from isonomia.lottery.chain_checks import Fault, faults_of_chain
from isonomia.lottery.story import (
    Story,
    Told,
    account_of,
    draw_lots,
    read_events,
    stories_of,
)
from isonomia.lottery.transcript import FORMAT, Transcript, as_text, make, text_path
from isonomia.manifest import Manifest
from isonomia.spec.beacon import Point, randomness


class _Missing:
    """Stands where a field is missing."""

    def __repr__(self) -> str:
        return "nothing"


_MISSING = _Missing()


@dataclass(frozen=True, slots=True)
class Audit:
    """What an audit found.

    Attributes:
        fault: the first difference; None when everything agrees
        block: the last block looked at
        story: the round as it stands at that block; None when there is no such round
    """

    fault: Fault | None
    block: int
    story: Story | None = None


def audit(deployment: Deployment, manifest: Manifest, path: Path, found: Transcript) -> Audit:
    """Recompute a round from logs, views and block headers, and compare its transcript.

    Args:
        deployment: the contracts, at any node of the chain
        manifest: of the deployment
        path: of the transcript; the text beside it is compared too where there is one
        found: the transcript as read

    Raises `IsonomiaError` when something kept it from looking.
    """
    block = deployment.chain.block()["number"]
    told = read_events(deployment, manifest, block)
    stories = stories_of(told)
    story = _story_named(stories, found)
    faults = _faults(deployment, manifest, told, story, found, block)
    fault = next(faults, None) or _difference_in_text(path, found)
    return Audit(fault, block, story)


def _story_named(stories: dict[int, Story], found: Transcript) -> Story | None:
    number = found.get("round")
    return stories.get(number) if type(number) is int else None


def _faults(
    deployment: Deployment,
    manifest: Manifest,
    told: list[Told],
    story: Story | None,
    found: Transcript,
    block: int,
) -> Iterator[Fault]:
    head = {
        "format": FORMAT,
        "chain_id": deployment.chain.chain_id,
        "contracts": dict(manifest.addresses),
    }
    yield from _differences(head, {name: found.get(name, _MISSING) for name in head}, "")
    if story is None:
        rounds = f"{len(stories_of(told))} rounds"
        yield Fault("round", rounds, str(found.get("round", _MISSING)))
        return
    beacon = beacon_of(deployment, manifest.read_charter().network)
    yield from faults_of_chain(deployment, beacon, told, story, block)
    then, until = _story_until(told, story.number, found.get("until_block"))
    if then is None or then.verified is None:
        yield Fault("until_block", f"not drawn at block {until}", "drawn")
        return
    signature = _signature(deployment, beacon, then, found)
    if isinstance(signature, Fault):
        yield signature
        return
    account = account_of(one for one in told if one.block <= then.until)
    drawing = draw_lots(then, randomness(signature))
    parts = (deployment.chain.chain_id, manifest.addresses, beacon)
    yield from _differences(make(*parts, then, signature, drawing, account), found, "")


def _story_until(told: list[Told], number: int, until: Any) -> tuple[Story | None, Any]:
    """Return the round as it stood at the block the transcript names."""
    if type(until) is not int:
        return None, until
    then = stories_of(one for one in told if one.block <= until).get(number)
    return then, until


def _bound(story: Story) -> int:
    assert story.frozen is not None
    return int(story.frozen.event.beacon_round)


def _signature(
    deployment: Deployment, beacon: Network, story: Story, found: Transcript
) -> Point | Fault:
    """Return the signature that came to the chain, or the transcript's when that is the network's.

    There is only one per round, so that either is as good; the chain's was verified before.
    """
    assert story.verified is not None
    onchain = signature_on_chain(deployment, _bound(story), story.verified.transaction)
    if onchain is not None:
        return onchain
    part = found.get("beacon")
    claimed = str(part.get("signature", "")) if isinstance(part, dict) else ""
    try:
        signature = signature_from_hex(claimed)
        verify(beacon.public_key, _bound(story), signature)
    except BeaconError as error:
        return Fault("beacon.signature", "the network's signature", f"{claimed!r} ({error})")
    return signature


# ---- comparing -----------------------------------------------------------------------------------


def _differences(expected: Any, found: Any, where: str) -> Iterator[Fault]:
    """Yield where a transcript is not what the chain gives, in the order of its fields."""
    if isinstance(expected, dict) and isinstance(found, dict):
        for name in (*expected, *(name for name in found if name not in expected)):
            here = f"{where}.{name}" if where else str(name)
            yield from _differences(expected.get(name, _MISSING), found.get(name, _MISSING), here)
    elif isinstance(expected, list) and isinstance(found, list):
        for position in range(max(len(expected), len(found))):
            yield from _differences(
                expected[position] if position < len(expected) else _MISSING,
                found[position] if position < len(found) else _MISSING,
                f"{where}[{position}]",
            )
    elif type(expected) is not type(found) or expected != found:
        yield Fault(where, _shown(expected), _shown(found))


def _difference_in_text(path: Path, found: Transcript) -> Fault | None:
    """Compare the text beside a transcript that is right, line by line."""
    beside = text_path(path)
    if not beside.exists():
        return None
    expected = as_text(found).splitlines()
    lines = beside.read_text(encoding="utf-8", errors="replace").splitlines()
    for number in range(max(len(expected), len(lines))):
        pair = [some[number] if number < len(some) else _MISSING for some in (expected, lines)]
        if pair[0] != pair[1]:
            return Fault(f"{beside.name}, line {number + 1}", _shown(pair[0]), _shown(pair[1]))
    return None


def _shown(value: Any) -> str:
    return repr(value)
