"""The signature of one seat among several.

├── v above 1: r, s, v of a key
│   ├── of the seat's key over the act → counts
│   └── another key, digest, chain or contract; high s; unknown v; wrong order → refused
├── v = 1: nothing was signed
│   ├── the seat's controller sends the transaction → counts
│   └── anybody else does → refused
└── v = 0: s is the position of a wallet's signature in the whole
    ├── the seat's controller is a wallet and accepts → counts
    ├── it is a key, or the wallet does not accept, or misbehaves → refused
    └── position or length reach beyond the bytes → refused
    Refused is always InvalidSeatSignature(community, seatIndex, controller).
"""

import dataclasses

import pytest

from isonomia import typed_data
from isonomia.devchain import development_accounts
from isonomia.typed_data import WalletSignature
from tests.support.acts import Council
from tests.support.calls import refused
from tests.support.roles import (
    ADULT_MONTH,
    ATTACKER_KEY,
    STRANGER,
    TOWN,
    founding,
    seat_identity,
    seat_key,
)
from tests.support.wallets import SECRET, Manner, deploy_wallet, wallet_signature

pytestmark = pytest.mark.req("P3", "D2")

CURVE_ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141
FIRST_KEY = seat_key(TOWN, 0).address


def enrol(world, approval=None, **how):
    return world.town.enrol([STRANGER], [ADULT_MONTH], approval=approval, **how)


def with_first_piece(world, change):
    """Sign with two seats and change the 65 bytes of the first."""

    def approve(message):
        signers, signatures = world.town.approve(message, [0, 1])
        return signers, change(signatures[:65]) + signatures[65:]

    return approve


def high_s(piece):
    s = CURVE_ORDER - int.from_bytes(piece[32:64])
    return piece[:32] + s.to_bytes(32) + bytes([27 + 28 - piece[64]])


@pytest.mark.parametrize(
    "change",
    [
        high_s,
        lambda piece: piece[:64] + bytes([55 - piece[64]]),
        lambda piece: (
            piece[:64] + bytes([piece[64] - 27]) if piece[64] == 28 else piece[:64] + b"\1"
        ),
        lambda piece: piece[:64] + b"\x00",
        lambda piece: piece[:64] + b"\x1d",
        lambda piece: piece[:64] + b"\xff",
        lambda piece: bytes(65),
        lambda piece: bytes(64) + b"\x1b",
        lambda piece: piece[:32] + bytes(32) + piece[64:],
        lambda piece: bytes(32) + piece[32:],
        lambda piece: piece[32:64] + piece[:32] + piece[64:],
    ],
    ids=[
        *("high s", "other v", "v of 0 or 1", "v of 0", "v of 29", "v of 255"),
        *("zeros", "only v", "no s", "no r", "s before r"),
    ],
)
def test_seat_signature__malformed__refused(world, change):
    with refused("InvalidSeatSignature", TOWN, 0, FIRST_KEY):
        enrol(world, with_first_piece(world, change))


def test_seat_signature__second_one_bad__second_seat_is_named(world):
    with refused("InvalidSeatSignature", TOWN, 1, seat_key(TOWN, 1).address):
        enrol(world, keys={1: ATTACKER_KEY})


def test_seat_signature__highest_seat_first__refused(world):
    def reversed_order(message):
        signers, signatures = world.town.approve(message, [0, 1])
        return signers, signatures[65:] + signatures[:65]

    with refused("InvalidSeatSignature", TOWN, 0, FIRST_KEY):
        enrol(world, reversed_order)


def test_seat_signature__other_bit_set__refused(world):
    def other_bits(message):
        return 0b110, world.town.approve(message, [0, 1])[1]

    with refused("InvalidSeatSignature", TOWN, 1, seat_key(TOWN, 1).address):
        enrol(world, other_bits)


@pytest.mark.parametrize("change", ["chain_id", "communities"])
def test_seat_signature__for_another_chain_or_contract__refused(world, change):
    other = {"chain_id": world.domain.chain_id + 1, "communities": world.ledger.address}
    domain = dataclasses.replace(world.domain, **{change: other[change]})
    with refused("InvalidSeatSignature", TOWN, 0, FIRST_KEY):
        enrol(world, domain=domain)


# ---- senders -------------------------------------------------------------------------------------

SENT_BY_IT = bytes(64) + b"\x01"


@pytest.fixture
def sending_seat(world):
    """The key of the town's first seat, which the node can send transactions with."""
    key = development_accounts()[9]
    councillor = world.person(seat_identity(TOWN, 0), seat_key(TOWN, 0))
    councillor.change_controller(key.address, key)
    return key.address


def second_seat_signs(world):
    def approve(message):
        return 0b11, SENT_BY_IT + world.town.approve(message, [1])[1]

    return approve


def test_seat_signature__seat_sends_itself__counts_without_a_signature(world, sending_seat):
    receipt = enrol(world, second_seat_signs(world), sender=sending_seat)
    assert receipt.events[0][1]["signers"] == 0b11
    assert world.ledger.call("isEnrolled", STRANGER)


def test_seat_signature__somebody_else_sends__refused(world, sending_seat):
    with refused("InvalidSeatSignature", TOWN, 0, sending_seat):
        enrol(world, second_seat_signs(world), sender=world.attacker)


def test_seat_signature__one_sender_for_two_seats__refused(world, sending_seat):
    with refused("InvalidSeatSignature", TOWN, 1, seat_key(TOWN, 1).address):
        enrol(world, (0b11, SENT_BY_IT * 2), sender=sending_seat)


def test_seat_signature__sending_alone__is_too_few(world, sending_seat):
    with refused("TooFewSignatures", TOWN, 2, 1):
        enrol(world, (0b1, SENT_BY_IT), sender=sending_seat)


def test_seat_signature__sender_without_the_mark__needs_a_signature_like_all(world, sending_seat):
    with refused("InvalidSeatSignature", TOWN, 0, sending_seat):
        enrol(world, sender=sending_seat)


# ---- wallets -------------------------------------------------------------------------------------


def signed_with_wallet(signature_of=wallet_signature):
    """The wallet of the first seat signs, and the key of the second."""

    def approve(message):
        key_signature = typed_data.sign(message, seat_key(TOWN, 1))
        return typed_data.combine({0: signature_of(message), 1: key_signature})

    return approve


def test_seat_signature__of_a_wallet_and_a_key__accepted(world, seat_wallet):
    assert world.communities.call("seatAt", TOWN, 0)[1] == seat_wallet
    enrol(world, signed_with_wallet())
    assert world.ledger.call("isEnrolled", STRANGER)


def test_seat_signature__of_the_former_key__refused(world, seat_wallet):
    with refused("InvalidSeatSignature", TOWN, 0, seat_wallet):
        enrol(world)


def test_seat_signature__of_a_wallet_over_another_digest__refused(world, seat_wallet):
    with refused("InvalidSeatSignature", TOWN, 0, seat_wallet):
        enrol(world, signed_with_wallet(lambda _: WalletSignature(SECRET + bytes(32))))


def test_seat_signature__of_a_wallet_empty__refused(world, seat_wallet):
    with refused("InvalidSeatSignature", TOWN, 0, seat_wallet):
        enrol(world, signed_with_wallet(lambda _: WalletSignature(b"")))


@pytest.mark.parametrize("position", [131 + 64, 130 + 32 + 64, 2**255, 2**256 - 1, 2**256 - 32])
def test_seat_signature__position_beyond_the_bytes__refused(world, seat_wallet, position):
    def misplaced(message):
        signers, signatures = signed_with_wallet()(message)
        return signers, signatures[:32] + position.to_bytes(32) + signatures[64:]

    with refused("InvalidSeatSignature", TOWN, 0, seat_wallet):
        enrol(world, misplaced)


@pytest.mark.parametrize("length", [65, 2**64, 2**256 - 1])
def test_seat_signature__length_beyond_the_bytes__refused(world, seat_wallet, length):
    def too_long(message):
        signers, signatures = signed_with_wallet()(message)
        return signers, signatures[:130] + length.to_bytes(32) + signatures[162:]

    with refused("InvalidSeatSignature", TOWN, 0, seat_wallet):
        enrol(world, too_long)


def test_seat_signature__wallet_part_for_a_key__refused(world):
    with refused("InvalidSeatSignature", TOWN, 0, FIRST_KEY):
        enrol(world, signed_with_wallet())


@pytest.mark.parametrize("manner", [manner for manner in Manner if manner is not Manner.CORRECT])
def test_seat_signature__of_a_wallet_that_misbehaves__refused(world, manner):
    """Such a wallet can only come with the charter: to take over a seat, it has to accept."""
    wallet = deploy_wallet(world.chain, world.relayer, manner)
    nation, town, village = founding()
    town[2][0] = (seat_identity(TOWN, 0), ADULT_MONTH, wallet, TOWN)
    _, communities = world.deploy_both([nation, town, village])
    domain = dataclasses.replace(world.domain, communities=communities.address)
    council = Council(communities, domain, TOWN)
    with refused("InvalidSeatSignature", TOWN, 0, wallet):
        council.enrol([STRANGER], [ADULT_MONTH], approval=signed_with_wallet())
