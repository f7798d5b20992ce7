"""Everything the contracts keep about everybody at one moment, read from their storage."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from isonomia.spec import actions
from tests.harness.evm import EvmChain
from tests.stateful.case_acts import about
from tests.stateful.case_town import CaseTown

#: Every mapping by identity there is: its contract, its name, and the keys that come before and
#: after the identity. A test compares this with the storage layouts.
PERSON_STORAGE: dict[str, tuple[str, str, tuple[tuple[int, ...], ...], tuple[tuple[int, ...], ...]]]
PERSON_STORAGE = {
    "slot": ("Ledger", "_people", ((),), ((),)),
    "leaves": ("Ledger", "_leaves", ((),), ((),)),
    "times": ("Ledger", "_ruleTimes", ((),), ((1,), (2,))),
    "overlays": ("Ledger", "_overlays", ((),), tuple((index,) for index in range(8))),
    "left": ("Ledger", "leftAt", ((),), ((),)),
    "signatory": ("Communities", "_signatories", ((),), ((),)),
    "chance": ("Pool", "secondChanceUsed", ((),), ((),)),
    "places": ("Pool", "_places", ((1,), (2,)), ((),)),
    "accusations": ("Cases", "_records", ((1,),), ((),)),
    "challenges": ("Cases", "_records", ((2,),), ((),)),
    "recoveries": ("Cases", "_records", ((3,),), ((),)),
    "closings": ("Cases", "_records", ((4,),), ((),)),
    "volunteering": ("Assembly", "_volunteers", tuple((number,) for number in range(1, 7)), ((),)),
}
_KEY_BITS, _LAPSE_BITS = 160, 24
_WORD = 32


@dataclass(frozen=True)
class CouncilNow:
    """What a community shows: members, nonce, share index, the day its standing is full again."""

    members: int
    nonce: int
    share_index: int
    full_again: int


@dataclass(frozen=True)
class Moment:
    """One moment. `people` holds by identity the parts of `PERSON_STORAGE`, as they are stored.

    The signatory's word is divided into `key` (with its lapse day) and `nonce`. `cases` holds the
    stored word and the state of each case, by its number.
    """

    time: int
    people: dict[bytes, dict[str, tuple[int, ...]]]
    credits: dict[bytes, int]
    quality: dict[bytes, int]
    councils: dict[int, CouncilNow]
    #: Identity and key, by community and index.
    seats: dict[tuple[int, int], tuple[bytes, bytes]]
    cases: dict[bytes, tuple[int, int]]
    account: tuple[int, ...]

    @property
    def today(self) -> int:
        """Day of the moment."""
        return self.time // 86_400


@dataclass(frozen=True)
class CaseStep:
    """One act that was tried; `announced` is None when it was refused."""

    town: CaseTown
    before: Moment
    after: Moment
    action: Any
    announced: list[Any] | None

    @property
    def accepted(self) -> bool:
        """Whether the act was carried out."""
        return self.announced is not None

    def announced_as(self, kind: type[Any]) -> list[Any]:
        """Return the events of one kind."""
        return [event for event in self.announced or () if isinstance(event, kind)]


class Watcher:
    """Takes moments of a town."""

    def __init__(self, town: CaseTown) -> None:
        self._town = town
        self._chain: EvmChain = town.chain
        self._places: dict[bytes, list[tuple[str, str, int]]] = {}

    def look(self) -> Moment:
        """Read everything at the town's time."""
        town, chain = self._town, self._chain
        chain.time = town.now
        people = tuple(town.state.people)
        views = chain.view("Ledger", "look", people)
        return Moment(
            time=town.now,
            people={identity: self._stored(identity) for identity in people},
            credits={one: view[2] for one, view in zip(people, views, strict=True)},
            quality={one: view[3] for one, view in zip(people, views, strict=True)},
            councils={one: self._council(one) for one in town.state.councils},
            seats={
                place: chain.view("Communities", "seatAt", *place) for place in town.state.seats
            },
            cases={
                number: (
                    chain.stored_in_mapping("Cases", "_cases", number),
                    chain.view("Cases", "stateOf", (case.kind, case.identity, case.matter)),
                )
                for number, case in town.state.cases.items()
            },
            account=tuple(chain.view("Pool", "account")),
        )

    def _stored(self, identity: bytes) -> dict[str, tuple[int, ...]]:
        if identity not in self._places:
            self._places[identity] = [
                (part, contract, chain_place(self._chain, contract, variable, before, identity, to))
                for part, (contract, variable, befores, afters) in PERSON_STORAGE.items()
                for before in befores
                for to in afters
            ]
        found: dict[str, tuple[int, ...]] = {}
        for part, contract, place in self._places[identity]:
            found[part] = (*found.get(part, ()), self._chain.stored_at(contract, place))
        (word,) = found.pop("signatory")
        found["key"] = (word & (1 << _KEY_BITS + _LAPSE_BITS) - 1,)
        found["nonce"] = (word >> _KEY_BITS + _LAPSE_BITS,)
        return found

    def _council(self, community: int) -> CouncilNow:
        view = self._chain.view("Communities", "council", community)
        return CouncilNow(view[3], view[4], view[8], view[9])


def chain_place(
    chain: EvmChain,
    contract: str,
    variable: str,
    before: tuple[int, ...],
    identity: bytes,
    after: tuple[int, ...],
) -> int:
    """Return the slot of an entry of a mapping in which an identity is one of the keys."""
    keys = (*map(_word, before), identity, *map(_word, after))
    return chain.place_in_mapping(contract, variable, *keys)


def _word(value: int) -> bytes:
    return value.to_bytes(_WORD, "big")


def subjects_of(action: Any) -> set[bytes]:
    """Return everybody whom an act names."""
    named = {key.identity for key in about(action)}
    for name in ("identity", "challenger"):
        if hasattr(action, name):
            named.add(getattr(action, name))
    if not isinstance(action, actions.SeatPanel | actions.GiveVerdict | actions.RecordAudit):
        named |= set(getattr(action, "identities", ()))
    return named
