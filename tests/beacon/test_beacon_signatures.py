"""Signing and verifying off chain agrees with the contract, with the real round and with itself."""

import pytest
from py_ecc.fields import optimized_bn128_FQ as FQ
from py_ecc.fields import optimized_bn128_FQ2 as FQ2
from py_ecc.optimized_bn128 import optimized_curve, optimized_pairing

from isonomia.beacon import (
    BeaconError,
    BeaconRound,
    DevelopmentBeacon,
    PublicKey,
    network,
    signature_from_hex,
    signature_hex,
    verify,
)
from isonomia.spec.beacon import P
from tests.beacon.conftest import in_process
from tests.beacon.points import OFF_GROUP

pytestmark = pytest.mark.req("L5")

NUMBER = 7


def g1(point):
    return FQ(point[0]), FQ(point[1]), FQ.one()


def test_verify__the_real_round__gives_what_the_contract_stores(evmnet, real):
    key = PublicKey.from_hex(real.public_key)
    ((_, stored),) = evmnet.send("submit", real.number, *real.signature).events
    assert verify(key, real.number, real.signature) == stored["randomness"]


def test_verify__the_real_signature_for_another_round__refused(real):
    with pytest.raises(
        BeaconError, match=f"not the network's signature of round {real.number + 1}"
    ):
        verify(PublicKey.from_hex(real.public_key), real.number + 1, real.signature)


def test_pairing__published_case_of_another_key__holds_with_the_library(real):
    key = PublicKey.from_hex(real.foreign_key)
    x, y = FQ2((key.x_real, key.x_imaginary)), FQ2((key.y_real, key.y_imaginary))
    left = optimized_pairing.pairing(optimized_curve.G2, g1(real.foreign_signature))
    assert left == optimized_pairing.pairing((x, y, FQ2.one()), g1(real.foreign_hashed))


def test_verify__a_round_signed_by_the_development_key__accepted(signer):
    signature = signer.sign(NUMBER)
    found = verify(signer.public_key, NUMBER, signature)
    assert found == BeaconRound(NUMBER, signature).randomness


@pytest.mark.parametrize(
    ("signature", "words"),
    [
        ((0, 0), "is no point: both coordinates must be below"),
        ((P, 2), "is no point: both coordinates must be below"),
        ((1, 3), "no point of the curve"),
        ((1, 2), "not the network's signature of round 7"),
        ((-1, 2), "is no point: both coordinates must be below"),
    ],
)
def test_verify__wrong_signature__says_what_is_wrong(signer, signature, words):
    with pytest.raises(BeaconError, match=words):
        verify(signer.public_key, NUMBER, signature)


@pytest.mark.parametrize("number", [0, -1, 2**64])
def test_sign_and_verify__no_such_round__refused(signer, number):
    with pytest.raises(BeaconError, match=f"^{number} is no round"):
        signer.sign(number)
    with pytest.raises(BeaconError, match=f"^{number} is no round"):
        verify(signer.public_key, number, signer.sign(NUMBER))


def test_development_beacon__same_secret__same_key_and_signatures():
    one, same, other = (DevelopmentBeacon(secret) for secret in ("a", "a", "b"))
    assert (one.public_key, one.sign(NUMBER)) == (same.public_key, same.sign(NUMBER))
    assert one.public_key != other.public_key
    assert one.sign(NUMBER) != other.sign(NUMBER)


def test_development_beacon__any_secret__key_and_signature_pass_the_contract():
    for secret in ("", "development", "\N{GREEK SMALL LETTER IOTA}" * 100):
        beacon = DevelopmentBeacon(secret)
        in_process(beacon.network(genesis=10, period=30)).send("submit", 1, *beacon.sign(1))


@pytest.mark.parametrize(
    "key",
    [
        pytest.param("00" * 128, id="infinity"),
        pytest.param("00" * 127 + "01", id="off the curve"),
        pytest.param("ff" * 128, id="not canonical"),
        pytest.param(OFF_GROUP.hex(), id="off the group"),
    ],
)
def test_public_key__no_point_of_the_group__refused(key):
    with pytest.raises(BeaconError, match="is no public key: not a point of the group G2"):
        PublicKey.from_hex(key)


@pytest.mark.parametrize("text", ["", "0x", "12", "g" * 128, "0" * 127, "0" * 129, "0 " * 64])
def test_signature_from_hex__no_128_digits__refused(text):
    with pytest.raises(BeaconError, match="is not a signature: 128 hex digits"):
        signature_from_hex(text)


def test_signature_from_hex__as_written_by_relays_or_with_0x__read_back(signer):
    written = signature_hex(signer.sign(NUMBER))
    for text in (written, "0x" + written, written.upper(), f" {written}\n"):
        assert signature_from_hex(text) == signer.sign(NUMBER)


def test_network__evmnet__is_the_published_one(real):
    known = network("evmnet")
    assert known.public_key.hex() == real.public_key
    assert (known.genesis, known.period) == (real.genesis, real.period)
    assert known.chain_hash == real.chain_hash


def test_network__evmnet__its_name_among_relays_commits_to_its_parameters():
    known = network("evmnet")
    assert known.chain_hash == "04f1e9062b8a81f848fded9c12306733282b2727ecced50032187751166ec8c3"


def test_network__development__is_that_of_the_development_key(signer):
    assert network("development") == signer.network()
    assert network("development").round_at(0) == 1


def test_network__unknown__says_which_are_known():
    with pytest.raises(BeaconError, match="no beacon 'moon'; known are evmnet and development"):
        network("moon")


def test_round_at__before_the_first_round__says_so():
    known = network("evmnet")
    with pytest.raises(BeaconError, match=f"^Second 5 lies before .* second {known.genesis}"):
        known.round_at(5)
