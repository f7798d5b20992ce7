"""Beacon, on Ganache and Anvil; what needs many pairings, in process.

constructor(key, genesis, period)
├── genesis beyond 64 bits → InvalidGenesis
├── period 0 or beyond 32 bits → InvalidPeriod
├── key infinity, off the curve, off the group, not canonical, words swapped → InvalidPublicKey
└── otherwise all three can be read and never change
submit(round, x, y)
├── round 0 or beyond 64 bits → RoundOutOfRange
├── verified before → RoundAlreadyVerified
├── a coordinate at or above the order of the field, or infinity → SignatureNotCanonical
├── no point of the curve → SignatureNotOnCurve
├── a point, but not the network's signature of this round → SignatureInvalid
└── otherwise → RoundVerified, the randomness stays
randomnessOf(round)
├── not verified → RoundNotVerified
└── otherwise sha256 of the signature
roundAt(time), timeOf(round): test_beacon_time.py
"""

import hashlib

import pytest
from py_ecc.fields import optimized_bn128_FQ2 as FQ2
from py_ecc.optimized_bn128 import optimized_curve

from isonomia import build
from isonomia.beacon import DevelopmentBeacon, PublicKey, network, signature_hex
from isonomia.spec.beacon import P, add, hash_to_curve, message
from tests.beacon.points import OFF_GROUP
from tests.support.single import OnNode, refuses

pytestmark = pytest.mark.req("L5")

MOST_GAS = 190_000
LAST_ROUND = 2**64 - 1
GENERATOR = (1, 2)
MOST_GENESIS = 2**64 - 1
MOST_PERIOD = 2**32 - 1
WORD = 2**256 - 1

KEY = network("evmnet").public_key


def deploy(node, key=KEY, genesis=0, period=3):
    sender = node.chain.accounts[0].address
    return OnNode(node.chain.chain, sender, build.load("Beacon"), key, genesis, period)


# ---- constructor ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "key",
    [
        pytest.param((0, 0, 0, 0), id="infinity"),
        pytest.param(KEY._replace(y_real=KEY.y_real ^ 1), id="off the curve"),
        pytest.param((KEY[1], KEY[0], KEY[3], KEY[2]), id="real parts first"),
        pytest.param((KEY[2], KEY[3], KEY[0], KEY[1]), id="y before x"),
        pytest.param(KEY._replace(x_real=KEY.x_real + P), id="not canonical"),
        pytest.param(KEY._replace(y_imaginary=WORD), id="beyond the field"),
        pytest.param(OFF_GROUP, id="off the group"),
    ],
)
def test_deploy__key_is_no_point_of_the_group__refused(node, key):
    with refuses("InvalidPublicKey"):
        deploy(node, key)


def test_off_group_point__checked_with_the_library__is_on_the_curve_all_the_same():
    x, y = FQ2((OFF_GROUP.x_real, 0)), FQ2((OFF_GROUP.y_real, OFF_GROUP.y_imaginary))
    assert optimized_curve.is_on_curve((x, y, FQ2.one()), optimized_curve.b2)


@pytest.mark.parametrize("genesis", [MOST_GENESIS + 1, WORD])
def test_deploy__genesis_beyond_64_bits__refused(node, genesis):
    with refuses("InvalidGenesis", genesis):
        deploy(node, genesis=genesis)


@pytest.mark.parametrize("period", [0, MOST_PERIOD + 1, WORD])
def test_deploy__period_of_nothing_or_beyond_32_bits__refused(node, period):
    with refuses("InvalidPeriod", period):
        deploy(node, period=period)


def test_deploy__largest_parameters__every_round_has_a_time(node):
    beacon = deploy(node, KEY, MOST_GENESIS, MOST_PERIOD)
    assert (beacon.call("GENESIS"), beacon.call("PERIOD")) == (MOST_GENESIS, MOST_PERIOD)
    assert beacon.call("timeOf", LAST_ROUND) == MOST_GENESIS + (LAST_ROUND - 1) * MOST_PERIOD


def test_deploy__evmnet__has_the_published_parameters(node, real):
    assert PublicKey(*node.evmnet.call("publicKey")).hex() == real.public_key
    assert node.evmnet.call("GENESIS") == real.genesis
    assert node.evmnet.call("PERIOD") == real.period


# ---- submit --------------------------------------------------------------------------------------


def test_submit__the_real_round__stored_within_the_gas(node, real):
    expected = hashlib.sha256(bytes.fromhex(signature_hex(real.signature))).digest()
    assert not node.evmnet.call("isVerified", real.number)
    done = node.evmnet.send("submit", real.number, *real.signature)
    assert done.events == [("RoundVerified", {"round": real.number, "randomness": expected})]
    assert node.evmnet.call("isVerified", real.number)
    assert node.evmnet.call("randomnessOf", real.number) == expected
    print(f"\nthe real round: {done.gas:,} gas")
    assert done.gas <= MOST_GAS


@pytest.mark.parametrize("number", [1, LAST_ROUND])
def test_submit__development_rounds__verified_with_the_development_key(node, signer, number):
    node.development.send("submit", number, *signer.sign(number))
    assert node.development.call("isVerified", number)


@pytest.mark.parametrize("number", [0, LAST_ROUND + 1, WORD])
def test_submit__no_such_round__refused(node, signer, number):
    with refuses("RoundOutOfRange", number):
        node.development.send("submit", number, *signer.sign(1))


def test_submit__round_that_agrees_in_its_lowest_64_bits__refused(node, signer):
    with refuses("RoundOutOfRange", 2**64 + 7):
        node.development.send("submit", 2**64 + 7, *signer.sign(7))


def test_submit__again__refused_whatever_the_signature(node, signer):
    node.development.send("submit", 7, *signer.sign(7))
    for signature in (signer.sign(7), signer.sign(8), (0, 0)):
        with refuses("RoundAlreadyVerified", 7):
            node.development.send("submit", 7, *signature)


def test_submit__coordinates_not_canonical__refused(node, signer):
    x, y = signer.sign(7)
    for wrong in ((0, 0), (x + P, y), (x, y + P), (P, y), (x, P), (P, P), (WORD, y), (x, WORD)):
        with refuses("SignatureNotCanonical", *wrong):
            node.development.send("submit", 7, *wrong)


def test_submit__off_the_curve__refused(node, signer):
    x, y = signer.sign(7)
    for wrong in ((x, y ^ 1), (y, x), (0, y), (x, 0), (P - 1, P - 1), (1, 0), (0, 1)):
        with refuses("SignatureNotOnCurve", *wrong):
            node.development.send("submit", 7, *wrong)


def test_submit__signature_of_another_round__refused_and_nothing_stored(node, signer):
    with refuses("SignatureInvalid", 7):
        node.development.send("submit", 7, *signer.sign(8))
    assert not node.development.call("isVerified", 7)
    node.development.send("submit", 7, *signer.sign(7))


@pytest.mark.parametrize(
    "forge",
    [
        pytest.param(lambda x, y: (x, P - y), id="negated"),
        pytest.param(lambda x, y: add((x, y), (x, y)), id="doubled"),
        pytest.param(lambda x, y: add((x, y), GENERATOR), id="moved by the generator"),
        pytest.param(lambda x, y: GENERATOR, id="the generator"),
        pytest.param(lambda x, y: hash_to_curve(message(7)), id="unsigned"),
        pytest.param(lambda x, y: DevelopmentBeacon("another").sign(7), id="of another key"),
    ],
)
def test_submit__another_point_of_the_curve__refused(development, signer, forge):
    with refuses("SignatureInvalid", 7):
        development.send("submit", 7, *forge(*signer.sign(7)))


def test_submit__real_signature_for_its_neighbours__refused(evmnet, real):
    for number in (real.number - 1, real.number + 1):
        with refuses("SignatureInvalid", number):
            evmnet.send("submit", number, *real.signature)


def test_randomness_of__not_verified__refused(node):
    for number in (0, 7, WORD):
        with refuses("RoundNotVerified", number):
            node.development.call("randomnessOf", number)
        assert not node.development.call("isVerified", number)
