"""The transcript of a draw: everything that decided it, as JSON and as text for people."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from isonomia import words
from isonomia.beacon import Network, signature_hex
from isonomia.lottery.reading import KIND_NAMES, LotteryError
from isonomia.lottery.story import Drawing, Story, Told, entrants_hash
from isonomia.spec import events
from isonomia.spec.beacon import Point
from isonomia.spec.state import PoolAccount
from isonomia.words import hexed

FORMAT = "isonomia-lottery/1"

Transcript = dict[str, Any]


def make(
    chain_id: int,
    addresses: Mapping[str, str],
    beacon: Network,
    story: Story,
    signature: Point,
    drawing: Drawing,
    account: PoolAccount,
) -> Transcript:
    """Return the transcript of a round that is drawn; the same chain always gives the same.

    Args:
        chain_id: chain of the deployment
        addresses: by contract
        beacon: key, start and period as the contract has them
        story: the round, with its beacon round verified
        signature: the network's, of that beacon round
        drawing: what the lots fell on
        account: of the pool at the story's last block
    """
    assert story.frozen is not None
    return {
        "format": FORMAT,
        "chain_id": chain_id,
        "contracts": dict(addresses),
        "round": story.number,
        "until_block": story.until,
        "terms": terms_of(story),
        "opened": _place(story.opened),
        "entrants": {
            "count": len(story.entered),
            "hash": hexed(entrants_hash(story.identities)),
            "identities": [hexed(identity) for identity in story.identities],
        },
        "frozen": {**_place(story.frozen), "beacon_round": story.frozen.event.beacon_round},
        "beacon": _beacon(beacon, story, signature),
        "draw": {"key": hexed(drawing.key), "winners": _winners(story, drawing)},
        "settlement": _settlement(story),
        "pool": {name: getattr(account, name) for name in account.__slots__},
    }


def terms_of(story: Story) -> dict[str, Any]:
    """Return what a round gives; the amount in millicredits."""
    terms = story.terms
    return {
        "kind": KIND_NAMES.get(terms.kind, str(terms.kind)),
        "prizes": terms.prizes,
        "points": terms.points,
        "amount": terms.amount,
        "days": terms.days_long,
        "entries_until": terms.entries_until,
    }


def _beacon(beacon: Network, story: Story, signature: Point) -> dict[str, Any]:
    assert story.verified is not None
    verified = story.verified.event
    return {
        "public_key": beacon.public_key.hex(),
        "genesis": beacon.genesis,
        "period": beacon.period,
        "round": verified.round,
        "time": beacon.time_of(verified.round),
        "signature": signature_hex(signature),
        "randomness": hexed(verified.randomness),
        "verified": _place(story.verified),
    }


def _winners(story: Story, drawing: Drawing) -> list[dict[str, Any]]:
    identities = story.identities
    return [
        {"lot": lot, "entrant": entrant, "identity": hexed(identities[entrant])}
        for lot, entrant in enumerate(drawing.entrants)
    ]


def _settlement(story: Story) -> dict[str, Any]:
    outcomes = {events.PrizeWon: "won", events.PrizeForfeited: "forfeited"}
    settled = sorted(story.prizes, key=lambda told: told.event.lot)
    closed = story.closed
    return {
        "lots": [
            {"lot": told.event.lot, "outcome": outcomes[type(told.event)], **_place(told)}
            for told in settled
        ],
        "closed": closed and {**_place(closed), "returned": closed.event.returned},
    }


def _place(told: Told) -> dict[str, Any]:
    return {"block": told.block, "time": told.time, "transaction": told.transaction}


# ---- files ---------------------------------------------------------------------------------------


def write(folder: Path, transcript: Transcript) -> tuple[Path, Path]:
    """Write a transcript as JSON and as text into a folder, and return both paths."""
    path = folder / f"round-{transcript['round']}.json"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(transcript, indent=1) + "\n", encoding="utf-8")
        text_path(path).write_text(as_text(transcript), encoding="utf-8")
    except OSError as error:
        raise LotteryError(f"the transcript cannot be written: {error}") from None
    return path, text_path(path)


def text_path(path: Path) -> Path:
    """Return where the readable text lies beside a transcript."""
    return path.with_suffix(".txt")


def load(path: Path) -> Transcript:
    """Read a transcript as it stands. Raises `LotteryError` when it is no JSON object."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise LotteryError(f"{path} cannot be read: {error.strerror}") from None
    except (ValueError, RecursionError):
        raise LotteryError(f"{path} holds no JSON: give the file that a draw wrote") from None
    if not isinstance(found, dict):
        raise LotteryError(f"{path} holds no transcript: give the file that a draw wrote")
    return found


# ---- for people ----------------------------------------------------------------------------------


def as_text(transcript: Transcript) -> str:
    """Return the same for people to read; nothing stands there that the JSON does not hold."""
    return "\n".join((*_head(transcript), "", *_lots(transcript), "", *_end(transcript))) + "\n"


def _head(transcript: Transcript) -> Iterator[str]:
    terms, entrants = transcript["terms"], transcript["entrants"]
    frozen, beacon = transcript["frozen"], transcript["beacon"]
    yield f"Round {transcript['round']} of the civic lottery, chain {transcript['chain_id']}"
    yield from (f"{name:<12} {at}" for name, at in transcript["contracts"].items())
    yield ""
    yield from told_terms(terms)
    yield f"Entrants: {entrants['count']:,}, hash {entrants['hash']}"
    yield f"Frozen: {_told(frozen)}"
    yield (
        f"Beacon round bound: {beacon['round']}, published {words.second(beacon['time'])}, "
        f"{beacon['time'] - frozen['time']} seconds after the freeze"
    )
    yield f"Signature: {beacon['signature']}"
    yield f"Randomness: {beacon['randomness']}"
    yield f"Key of the permutation: {transcript['draw']['key']}"


def told_terms(terms: Mapping[str, Any]) -> list[str]:
    """Return what a round gives, in sentences."""
    return [
        f"Kind: {terms['kind']}; {words.count(terms['prizes'], 'prize')} of {terms['points']} "
        f"points on {words.credits(terms['amount'])} credits for {terms['days']} days",
        f"Entries until: {words.second(terms['entries_until'])}",
    ]


def _lots(transcript: Transcript) -> Iterator[str]:
    settled = {lot["lot"]: lot for lot in transcript["settlement"]["lots"]}
    yield f"{'lot':>6} {'entrant':>9}  {'identity':<66}  outcome"
    for winner in transcript["draw"]["winners"]:
        outcome = settled.get(winner["lot"])
        said = f"{outcome['outcome']} in block {outcome['block']}" if outcome else "open"
        yield f"{winner['lot']:>6} {winner['entrant']:>9}  {winner['identity']}  {said}"


def _end(transcript: Transcript) -> Iterator[str]:
    closed = transcript["settlement"]["closed"]
    if closed:
        yield f"Closed: {_told(closed)}; {words.count(closed['returned'], 'point')} returned"
    pool = transcript["pool"]
    yield (
        f"Pool at block {transcript['until_block']}: {pool['given']:,} points given = "
        f"{pool['free']:,} free + {pool['reserved']:,} reserved + {pool['granted']:,} granted"
    )


def _told(place: Mapping[str, Any]) -> str:
    return f"{words.second(place['time'])}, block {place['block']}, {place['transaction']}"
