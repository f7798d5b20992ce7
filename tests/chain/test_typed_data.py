"""What is signed: the same digest here, in the contracts, and by hand.

Each struct is checked twice: against an encoding written out by hand below, and by an act that
the contracts accept - and refuse when a single field of what was signed is another one.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from eth_account import Account
from eth_account.messages import SignableMessage
from eth_utils.crypto import keccak

from isonomia import typed_data
from isonomia.errors import RefusedError
from isonomia.typed_data import Domain, WalletSignature
from tests.support.calls import Receipt
from tests.support.roles import (
    ADULT_MONTH,
    CITIZEN,
    COUNCIL_WORK,
    EVIDENCE_HASH,
    NATION,
    NEW_KEY,
    SECOND_CHANCE,
    SOURCE_HASH,
    STRANGER,
    Rule,
    hash_of,
    seat_identity,
    seat_key,
)
from tests.support.wallets import deploy_wallet, wallet_signature
from tests.support.world import World

pytestmark = pytest.mark.req("P3", "D2")

DOMAIN = Domain(31337, "0x5FbDB2315678afecb367f032d93F642f64180aa3")
HEAD = (5, 7, 1_718_451_000)
RULES = (
    Rule(9, 3, 20, 4, 19_900, hash_of("first text")),
    Rule(10, 4, 0, 0, 19_901, hash_of("second text")),
)
KEYS = [seat_key(1, 0).address, seat_key(1, 1).address]
PEOPLE = [CITIZEN, STRANGER]


# ---- the encoding by hand ------------------------------------------------------------------------


def word(value: int | bytes | str) -> bytes:
    if isinstance(value, int):
        return value.to_bytes(32)
    if isinstance(value, str):
        return bytes.fromhex(value[2:]).rjust(32, b"\0")
    return value


def words(*values: int | bytes | str) -> bytes:
    return b"".join(word(value) for value in values)


def listed(values: list[Any]) -> bytes:
    return keccak(words(*values))


def by_hand(type_string: str, *values: int | bytes | str) -> bytes:
    """Return the EIP-712 digest, written out from the standard."""
    domain = words(
        keccak(
            text="EIP712Domain(string name,string version,uint256 chainId,"
            "address verifyingContract)"
        ),
        keccak(text="Isonomia Communities"),
        keccak(text="1"),
        DOMAIN.chain_id,
        DOMAIN.communities,
    )
    struct = words(keccak(text=type_string), *values)
    return keccak(b"\x19\x01" + keccak(domain) + keccak(struct))


COUNCIL = "uint256 community,uint256 nonce,uint256 deadline"
RULE = (
    "Rule(uint256 rule,uint256 category,uint256 points,uint256 yearlyLimit,uint256 fromDay,"
    "bytes32 textHash)"
)
HASHED_RULES = listed([keccak(words(keccak(text=RULE), *rule)) for rule in RULES])

BY_HAND: list[tuple[SignableMessage, bytes]] = [
    (
        typed_data.enrolment(DOMAIN, *HEAD, PEOPLE, [ADULT_MONTH, 24_000]),
        by_hand(
            f"Enrolment({COUNCIL},bytes32[] identities,uint256[] birthMonths)",
            *HEAD,
            listed(PEOPLE),
            listed([ADULT_MONTH, 24_000]),
        ),
    ),
    (
        typed_data.enrolment(DOMAIN, *HEAD, [], []),
        by_hand(
            f"Enrolment({COUNCIL},bytes32[] identities,uint256[] birthMonths)",
            *HEAD,
            listed([]),
            listed([]),
        ),
    ),
    (
        typed_data.binding(DOMAIN, *HEAD, PEOPLE, KEYS),
        by_hand(
            f"Binding({COUNCIL},bytes32[] identities,address[] controllers)",
            *HEAD,
            listed(PEOPLE),
            listed(KEYS),
        ),
    ),
    (
        typed_data.rate(DOMAIN, *HEAD, 3, 2**128 - 1, SOURCE_HASH),
        by_hand(
            f"Rate({COUNCIL},uint256 year,uint256 dividendPerHead,bytes32 sourceHash)",
            *HEAD,
            3,
            2**128 - 1,
            SOURCE_HASH,
        ),
    ),
    (
        typed_data.catalogue(DOMAIN, *HEAD, SOURCE_HASH, RULES),
        by_hand(
            f"Catalogue({COUNCIL},bytes32 catalogueHash,Rule[] rules){RULE}",
            *HEAD,
            SOURCE_HASH,
            HASHED_RULES,
        ),
    ),
    (
        typed_data.awards(DOMAIN, *HEAD, 9, 2, EVIDENCE_HASH, PEOPLE, [19_900, 19_901]),
        by_hand(
            f"Awards({COUNCIL},uint256 rule,uint256 version,bytes32 evidenceHash,"
            "bytes32[] identities,uint256[] actDays)",
            *HEAD,
            9,
            2,
            EVIDENCE_HASH,
            listed(PEOPLE),
            listed([19_900, 19_901]),
        ),
    ),
    (
        typed_data.round_opening(DOMAIN, *HEAD, 2, 10, 200, 500_000, 365, 1_718_551_000),
        by_hand(
            f"RoundOpening({COUNCIL},uint256 kind,uint256 prizes,uint256 points,uint256 amount,"
            "uint256 daysLong,uint256 entriesUntil)",
            *HEAD,
            2,
            10,
            200,
            500_000,
            365,
            1_718_551_000,
        ),
    ),
    (
        typed_data.nomination(DOMAIN, *HEAD, 12, PEOPLE),
        by_hand(
            f"Nomination({COUNCIL},uint256 round,bytes32[] identities)",
            *HEAD,
            12,
            listed(PEOPLE),
        ),
    ),
    (
        typed_data.controller_change(DOMAIN, CITIZEN, NEW_KEY.address, 4, HEAD[2]),
        by_hand(
            "ControllerChange(bytes32 identity,address newController,uint256 nonce,"
            "uint256 deadline)",
            CITIZEN,
            NEW_KEY.address,
            4,
            HEAD[2],
        ),
    ),
    (
        typed_data.leave(DOMAIN, CITIZEN, 30, 4, HEAD[2]),
        by_hand(
            "Leave(bytes32 identity,uint256 daysAway,uint256 nonce,uint256 deadline)",
            CITIZEN,
            30,
            4,
            HEAD[2],
        ),
    ),
    (
        typed_data.leave_end(DOMAIN, CITIZEN, 4, HEAD[2]),
        by_hand("LeaveEnd(bytes32 identity,uint256 nonce,uint256 deadline)", CITIZEN, 4, HEAD[2]),
    ),
    (
        typed_data.gift(DOMAIN, CITIZEN, 150, 4, HEAD[2]),
        by_hand(
            "Gift(bytes32 identity,uint256 points,uint256 nonce,uint256 deadline)",
            CITIZEN,
            150,
            4,
            HEAD[2],
        ),
    ),
    (
        typed_data.entry(DOMAIN, CITIZEN, 12, 4, HEAD[2]),
        by_hand(
            "Entry(bytes32 identity,uint256 round,uint256 nonce,uint256 deadline)",
            CITIZEN,
            12,
            4,
            HEAD[2],
        ),
    ),
]


@pytest.mark.parametrize(("message", "expected"), BY_HAND)
def test_digest__each_struct__equals_the_encoding_by_hand(
    message: SignableMessage, expected: bytes
) -> None:
    assert typed_data.digest(message) == expected


@pytest.mark.parametrize(
    "other", [Domain(1, DOMAIN.communities), Domain(DOMAIN.chain_id, NEW_KEY.address)]
)
def test_digest__other_chain_or_contract__differs(other: Domain) -> None:
    here = typed_data.leave_end(DOMAIN, CITIZEN, 4, HEAD[2])
    there = typed_data.leave_end(other, CITIZEN, 4, HEAD[2])
    assert typed_data.digest(here) != typed_data.digest(there)


def test_sign__key__is_recovered_from_the_signature() -> None:
    message = typed_data.leave_end(DOMAIN, CITIZEN, 4, HEAD[2])
    signature = typed_data.sign(message, NEW_KEY)
    assert len(signature) == 65
    assert Account.recover_message(message, signature=signature) == NEW_KEY.address


# ---- the contracts accept it ---------------------------------------------------------------------

ENROLLED = hash_of("enrolled by the town")


def enrolment(world: World, **how: Any) -> Receipt:
    return world.town.enrol([ENROLLED], [ADULT_MONTH], **how)


def binding(world: World, **how: Any) -> Receipt:
    if not world.ledger.call("isEnrolled", ENROLLED):
        world.town.enrol([ENROLLED], [ADULT_MONTH])
    return world.town.bind([ENROLLED], [NEW_KEY.address], **how)


def rate(world: World, **how: Any) -> Receipt:
    return world.nation.announce_rate(1, 12, SOURCE_HASH, **how)


def catalogue(world: World, **how: Any) -> Receipt:
    rules = [rule._replace(from_day=world.today + 60) for rule in RULES]
    return world.nation.publish_rules(SOURCE_HASH, rules, **how)


def awards(world: World, **how: Any) -> Receipt:
    return world.town.award(COUNCIL_WORK, 1, EVIDENCE_HASH, [CITIZEN], [world.today], **how)


def controller_change(world: World, **how: Any) -> Receipt:
    return world.citizen.change_controller(NEW_KEY.address, NEW_KEY, **how)


def leave(world: World, **how: Any) -> Receipt:
    return world.citizen.declare_leave(30, **how)


def leave_end(world: World, **how: Any) -> Receipt:
    if world.ledger.call("decayOf", CITIZEN)[1] <= world.today:
        world.citizen.declare_leave(30)
    return world.citizen.end_leave(**how)


def round_opening(world: World, **how: Any) -> Receipt:
    world.fill_pool()
    return world.nation.open_round(world.terms(), **how)


def nomination(world: World, **how: Any) -> Receipt:
    round_opening(world)
    return world.town.nominate(1, [CITIZEN], **how)


def gift(world: World, **how: Any) -> Receipt:
    world.raise_quality([CITIZEN])
    return world.citizen.give(150, **how)


def entry(world: World, **how: Any) -> Receipt:
    world.fill_pool()
    world.town.enrol([ENROLLED], [ADULT_MONTH])
    world.town.bind([ENROLLED], [NEW_KEY.address])
    world.nation.open_round(world.terms(kind=SECOND_CHANCE))
    return world.person(ENROLLED, NEW_KEY).enter(1, **how)


ACTS: list[tuple[Callable[..., Receipt], str, str]] = [
    (enrolment, "Enrolled", "InvalidSeatSignature"),
    (binding, "ControllerBound", "InvalidSeatSignature"),
    (rate, "RateAnnounced", "InvalidSeatSignature"),
    (catalogue, "CataloguePublished", "InvalidSeatSignature"),
    (awards, "AwardsFiled", "InvalidSeatSignature"),
    (controller_change, "ControllerChanged", "InvalidSignature"),
    (leave, "LeaveDeclared", "InvalidSignature"),
    (leave_end, "LeaveEnded", "InvalidSignature"),
    (round_opening, "RoundOpened", "InvalidSeatSignature"),
    (nomination, "Entered", "InvalidSeatSignature"),
    (gift, "PointsGiven", "InvalidSignature"),
    (entry, "Entered", "InvalidSignature"),
]
EVERY_ACT = pytest.mark.parametrize(("act", "event", "refusal"), ACTS)


@EVERY_ACT
def test_signature__of_each_struct__is_accepted_on_chain(
    world: World, act: Callable[..., Receipt], event: str, refusal: str
) -> None:
    assert event in [name for name, _ in act(world).events]


@EVERY_ACT
@pytest.mark.parametrize("field", ["chain_id", "communities"])
def test_signature__for_another_chain_or_contract__is_refused_on_chain(
    world: World, act: Callable[..., Receipt], event: str, refusal: str, field: str
) -> None:
    values = {"chain_id": world.domain.chain_id, "communities": world.domain.communities}
    values[field] = {"chain_id": 1, "communities": world.ledger.address}[field]
    with pytest.raises(RefusedError) as refused:
        act(world, domain=Domain(**values))
    assert refused.value.name == refusal


# ---- several signatures --------------------------------------------------------------------------


def test_combine__seats_in_any_order__lowest_comes_first() -> None:
    low, high = b"\1" * 65, b"\2" * 65
    assert typed_data.combine({9: high, 2: low}) == (1 << 9 | 1 << 2, low + high)


def test_combine__none__is_empty() -> None:
    assert typed_data.combine({}) == (0, b"")


@pytest.mark.parametrize("length", [0, 64, 66])
def test_combine__signature_of_another_length__is_refused(length: int) -> None:
    with pytest.raises(ValueError, match=f"65 bytes, not {length}"):
        typed_data.combine({0: bytes(length)})


@pytest.mark.parametrize("wallet_seat", [0, 1])
def test_combine__wallet_beside_a_key__is_accepted_on_chain(world: World, wallet_seat: int) -> None:
    wallet = deploy_wallet(world.chain, world.deployer)
    key_seat = 1 - wallet_seat
    hand_seat_to(world, wallet_seat, wallet)

    def approve(message: SignableMessage) -> tuple[int, bytes]:
        by_key = typed_data.sign(message, seat_key(NATION, key_seat))
        return typed_data.combine({wallet_seat: wallet_signature(message), key_seat: by_key})

    events = world.nation.announce_rate(1, 12, SOURCE_HASH, approval=approve).events
    assert [name for name, _ in events] == ["CouncilActed", "RateAnnounced"]


def test_combine__two_wallets__both_signatures_are_found(world: World) -> None:
    wallets = [deploy_wallet(world.chain, world.deployer) for _ in range(2)]
    for seat, wallet in enumerate(wallets):
        hand_seat_to(world, seat, wallet)

    def approve(message: SignableMessage) -> tuple[int, bytes]:
        longer = WalletSignature(wallet_signature(message))
        return typed_data.combine({0: wallet_signature(message), 1: longer})

    events = world.nation.announce_rate(1, 12, SOURCE_HASH, approval=approve).events
    assert [name for name, _ in events] == ["CouncilActed", "RateAnnounced"]


def hand_seat_to(world: World, seat: int, wallet: str) -> None:
    """Let the holder of a seat of the nation replace their key by a wallet."""
    councillor = world.person(seat_identity(NATION, seat), seat_key(NATION, seat))
    councillor.change_controller(wallet, wallet_signature)
