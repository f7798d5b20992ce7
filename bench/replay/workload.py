"""A jurisdiction's logs for the benchmark: what the specification announces, as a node tells it.

People are enrolled and bound in batches; then, for a year, awarded and served in batches, while now
and then somebody does something of their own.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import fields
from functools import cache
from pathlib import Path
from typing import Any

from isonomia import build
from isonomia.event_logs import NEVER_EMITTED, event_topic
from isonomia.replay import Founding
from isonomia.spec import actions, presets, transition
from isonomia.spec.calendar import DAY, day_of
from isonomia.spec.keccak import keccak256
from isonomia.spec.state import (
    DEVELOPMENT_BEACON,
    UNDEPLOYED,
    FoundingCommunity,
    FoundingSeat,
    RuleText,
)

#: 2026-01-01 00:00 UTC.
GENESIS = 1_767_225_600
COMMUNITIES, SEATS, THRESHOLD = 20, 3, 2
ENROLLED_AT_ONCE, AWARDED_AT_ONCE, REDEEMED_AT_ONCE = 100, 50, 100
#: Of each person, on average.
AWARDS, ORDERS = 9, 9
#: Batches after each of which somebody changes their key.
BATCHES_PER_OWN_ACT = 10
POINTS, YEARLY_LIMIT, PRICE, RULES = 2, 50, 100, 4
LOGS_PER_CHUNK = 5_000
_ADULT, _FOREVER = 1_985 * 12, 2**256 - 1
_WORD = 32

#: Contract name -> address.
ADDRESSES = {name: "0x" + keccak256(name.encode())[12:].hex() for name in build.DEPLOYED}


def founding() -> Founding:
    """Return what the jurisdiction began with."""
    communities = tuple(
        FoundingCommunity(
            int(number != 1), THRESHOLD, tuple(_seat(number, i) for i in range(SEATS))
        )
        for number in range(1, COMMUNITIES + 1)
    )
    # Every other rule has a yearly limit, which is counted in a slot of its own.
    limits = {rule: YEARLY_LIMIT * (rule % 2) for rule in range(1, RULES + 1)}
    return Founding(
        charter=presets.pilot(),
        communities=communities,
        rules=tuple(RuleText(n, n, POINTS, limits[n], 0, bytes(_WORD)) for n in limits),
        catalogue_hash=bytes(_WORD),
        charter_hash=b"",
        beacon=DEVELOPMENT_BEACON,
        infractions=(),
        infractions_hash=bytes(_WORD),
        addresses=UNDEPLOYED,
    )


def _seat(community: int, index: int) -> FoundingSeat:
    identity = _hash(f"seat {index} of {community}")
    return FoundingSeat(identity, _ADULT, _hash(f"key {index} of {community}")[12:], community)


def write(path: Path, people: int, seed: int) -> int:
    """Write logs in chunks, each a line of JSON, and return how many there are."""
    chain, number = _Chain(), 0
    with path.open("w", encoding="utf-8") as file:
        for _ in _lived(chain, people, random.Random(seed)):
            if len(chain.logs) >= LOGS_PER_CHUNK:
                number += len(chain.logs)
                file.write(chain.chunk() + "\n")
        number += len(chain.logs)
        file.write(chain.chunk() + "\n")
    return number


# ---- what happens --------------------------------------------------------------------------------


def _lived(chain: _Chain, people: int, rng: random.Random) -> Iterator[None]:
    """Let everything happen; stops after each step."""
    homes = {n: _residents(n, people // COMMUNITIES) for n in range(1, COMMUNITIES + 1)}
    for community, residents in homes.items():
        for at in range(0, len(residents), ENROLLED_AT_ONCE):
            _enrol(chain, community, residents[at : at + ENROLLED_AT_ONCE])
            yield
    offer = _open_offer(chain)
    citizens = [identity for residents in homes.values() for identity in residents]
    nonces = dict.fromkeys(citizens, 0)
    batches = [n for n in homes for _ in range(len(homes[n]) * AWARDS // AWARDED_AT_ONCE)]
    batches += [0] * (len(citizens) * ORDERS // REDEEMED_AT_ONCE)
    rng.shuffle(batches)
    for number, community in enumerate(batches):
        chain.now = GENESIS + DAY + 360 * DAY * number // len(batches)
        if community:
            _award(chain, rng, community, homes[community])
        else:
            _redeem(chain, offer, rng.sample(citizens, REDEEMED_AT_ONCE), nonces)
        if number % BATCHES_PER_OWN_ACT == 0:
            _change_key(chain, rng.choice(citizens), number)
        yield


def _residents(community: int, number: int) -> list[bytes]:
    return [_hash(f"resident {n} of {community}") for n in range(number)]


def _enrol(chain: _Chain, community: int, residents: Sequence[bytes]) -> None:
    """Enrol people, and bind the keys they keep."""
    identities = tuple(residents)
    months = tuple(_ADULT + identity[0] for identity in identities)
    keys = tuple(keccak256(identity)[12:] for identity in identities)
    chain.act(actions.Enrol(*chain.by_council(community), identities, months))
    chain.act(actions.BindControllers(*chain.by_council(community), identities, keys))


def _open_offer(chain: _Chain) -> int:
    """Accredit an organisation, open an Essential offer of its own and return the offer."""
    key, until = _hash("organisation")[12:], day_of(chain.now) + 1_000
    every_kind, text_hash, name = 2**12 - 1, bytes(_WORD), "an organisation"
    council = chain.by_council(1)
    chain.act(actions.Accredit(*council, 1, every_kind, key, until, text_hash, name))
    chain.act(actions.OpenOffer(1, 1, 0, PRICE, 0, until, text_hash, key))
    return 1


def _award(chain: _Chain, rng: random.Random, community: int, residents: Sequence[bytes]) -> None:
    awarded = tuple(rng.sample(residents, AWARDED_AT_ONCE))
    # A genesis rule covers no day before the first.
    earliest = max(day_of(GENESIS), day_of(chain.now) - 30)
    days = tuple(rng.randint(earliest, day_of(chain.now)) for _ in awarded)
    said = (rng.randint(1, RULES), 1, rng.randbytes(_WORD))
    chain.act(actions.FileAwards(*chain.by_council(community), *said, awarded, days))


def _redeem(chain: _Chain, offer: int, citizens: Sequence[bytes], nonces: dict[bytes, int]) -> None:
    orders = []
    for identity in citizens:
        key = chain.state.signatories[identity].controller
        bought = (offer, 2, 2 * PRICE, 0)
        orders.append(actions.Order(identity, *bought, nonces[identity], _FOREVER, key))
        nonces[identity] += 1
    sender = chain.state.organisations[1].key
    chain.act(actions.Redeem(tuple(orders), sender))


def _change_key(chain: _Chain, identity: bytes, number: int) -> None:
    former, key = chain.state.signatories[identity], _hash(f"new key {number}")[12:]
    signed = (former.nonce, _FOREVER, former.controller)
    chain.act(actions.ChangeController(identity, key, *signed, key))


# ---- as a node tells it --------------------------------------------------------------------------


class _Chain:
    """Carries acts out by the specification, one a block, and keeps what they log."""

    def __init__(self) -> None:
        found = founding()
        self.now, self.block, self._first = GENESIS, 0, 1
        self.logs: list[dict[str, Any]] = []
        self._headers: list[tuple[int, int, str]] = []
        self.state, announced = transition.genesis(
            found.charter, found.communities, found.rules, found.catalogue_hash, GENESIS
        )
        self._log(announced)

    def act(self, action: actions.Action) -> None:
        """Carry out an act in a block of its own."""
        self._log(transition.execute(self.state, action, self.now))

    def by_council(self, community: int) -> tuple[int, int, int, actions.Approvals]:
        """Return what an act of a council carries."""
        seats = [self.state.seats[community, index] for index in range(THRESHOLD)]
        approvals = tuple((index, seat.controller) for index, seat in enumerate(seats))
        return community, self.state.councils[community].nonce, _FOREVER, approvals

    def chunk(self) -> str:
        """Return the blocks since the last chunk as JSON, and begin another one."""
        blocks = {"first": self._first, "last": self.block}
        chunk = blocks | {"logs": self.logs, "headers": self._headers}
        self.logs, self._headers, self._first = [], [], self.block + 1
        return json.dumps(chunk, separators=(",", ":"))

    def _log(self, announced: Sequence[Any]) -> None:
        self.block += 1
        block_hash = _shown(_hash(f"block {self.block}"))
        self._headers.append((self.block, self.now, block_hash))
        in_all = {
            "blockNumber": hex(self.block),
            "blockHash": block_hash,
            "transactionHash": _shown(_hash(f"transaction {self.block}")),
            "transactionIndex": "0x0",
            "removed": False,
        }
        for index, event in enumerate(announced):
            self.logs.append(_raw(event) | in_all | {"logIndex": hex(index)})


@cache
def _declared(name: str) -> tuple[str, str, tuple[bool, ...]]:
    """Return of an event: the contract that logs it, its topic, and which fields are topics."""
    for contract in build.DEPLOYED:
        for entry in build.load(contract)["abi"]:
            if entry["type"] == "event" and entry["name"] == name not in NEVER_EMITTED:
                indexed = tuple(field["indexed"] for field in entry["inputs"])
                return contract, event_topic(entry), indexed
    raise LookupError(f"no contract logs {name}")


def _raw(event: Any) -> dict[str, Any]:
    """Return address, topics and data of an event."""
    contract, topic, indexed = _declared(type(event).__name__)
    values = [getattr(event, field.name) for field in fields(event)]
    topics = [
        _shown(_word(value)) for value, is_topic in zip(values, indexed, strict=True) if is_topic
    ]
    rest = [value for value, is_topic in zip(values, indexed, strict=True) if not is_topic]
    texts = [value.encode() for value in rest if isinstance(value, str)]
    # A text stands behind the words, and in its place how far behind.
    behind = _WORD * len(rest)
    words = [_word(behind if isinstance(value, str) else value) for value in rest]
    tails = [_word(len(text)) + text + bytes(-len(text) % _WORD) for text in texts]
    return {
        "address": ADDRESSES[contract],
        "topics": [topic, *topics],
        "data": _shown(b"".join(words + tails)),
    }


def _word(value: bytes | int) -> bytes:
    return value.to_bytes(_WORD) if isinstance(value, int) else value.rjust(_WORD, b"\0")


def _hash(text: str) -> bytes:
    return keccak256(text.encode())


def _shown(value: bytes) -> str:
    return "0x" + value.hex()
