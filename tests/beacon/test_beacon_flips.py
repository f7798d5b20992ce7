"""No bit of a signature, a round or a key can be changed.

The real round is tried exhaustively; rounds of the development key at random, seed printed.
"""

import random

import pytest

from isonomia import build
from isonomia.beacon import PublicKey, network
from isonomia.spec.beacon import P, on_curve
from tests.harness.chain import Refused
from tests.support.single import InProcess, refuses

pytestmark = pytest.mark.req("L5")

WORD_BITS = 256
ROUND_BITS = 64
SEED = 20_240_928
RANDOM_CHANGES = 500


def refusal_of(number, x, y):
    """What the contract must say of a signature that is wrong."""
    if not 1 <= number < 2**ROUND_BITS:
        return "RoundOutOfRange", number
    if x >= P or y >= P:
        return "SignatureNotCanonical", x, y
    return ("SignatureInvalid", number) if on_curve((x, y)) else ("SignatureNotOnCurve", x, y)


def test_submit__any_bit_of_the_real_signature_flipped__refused(evmnet, real):
    x, y = real.signature
    for bit in range(WORD_BITS):
        for changed in ((x ^ 1 << bit, y), (x, y ^ 1 << bit)):
            with refuses(*refusal_of(real.number, *changed)):
                evmnet.send("submit", real.number, *changed)


def test_submit__any_bit_of_the_real_round_flipped__refused(evmnet, real):
    for bit in range(WORD_BITS):
        number = real.number ^ 1 << bit
        with refuses(*refusal_of(number, *real.signature)):
            evmnet.send("submit", number, *real.signature)


def test_deploy__any_bit_of_the_real_key_flipped__refused():
    known = network("evmnet")
    for word in range(len(known.public_key)):
        for bit in range(WORD_BITS):
            changed = list(known.public_key)
            changed[word] ^= 1 << bit
            with refuses("InvalidPublicKey"):
                InProcess(build.load("Beacon"), PublicKey(*changed), known.genesis, known.period)


def test_submit__random_changes_of_development_rounds__refused(development, signer):
    print(f"\nseed {SEED}")
    chance = random.Random(SEED)
    for _ in range(RANDOM_CHANGES // 10):
        number = chance.randrange(1, 2 ** chance.randint(1, ROUND_BITS))
        x, y = signer.sign(number)
        development.send("submit", number, *(x, y))
        for _ in range(10):
            flips = [chance.getrandbits(WORD_BITS) & chance.getrandbits(WORD_BITS)] * 3
            kept = chance.choice([(0, 1), (1, 0), (1, 1)])
            changed = (x ^ flips[0] * kept[0], y ^ flips[1] * kept[1])
            if changed != (x, y):
                with pytest.raises(Refused) as caught:
                    development.send("submit", number, *changed)
                assert (caught.value.name, *caught.value.values) == refusal_of(number, *changed)
