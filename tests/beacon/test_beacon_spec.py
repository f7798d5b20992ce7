"""Hashing to the curve: the specification, the contract, py_ecc and the published cases agree."""

import random

import pytest
import sha3
from py_ecc.bls.hash import expand_message_xmd as library_expand
from py_ecc.fields import optimized_bn128_FQ as FQ
from py_ecc.optimized_bn128 import optimized_curve

from isonomia.spec import beacon
from isonomia.spec.beacon import P

pytestmark = pytest.mark.req("L5")

SEED = 20_260_402
GENERATOR = (1, 2)
HALF = pow(2, -1, P)


def library_sum(a, b):
    """The sum as py_ecc computes it, with (0, 0) for infinity."""
    points = [
        optimized_curve.Z1 if point == (0, 0) else (FQ(point[0]), FQ(point[1]), FQ.one())
        for point in (a, b)
    ]
    total = optimized_curve.add(*points)
    if optimized_curve.is_inf(total):
        return (0, 0)
    return tuple(map(int, optimized_curve.normalize(total)))


@pytest.fixture
def chance():
    print(f"\nseed {SEED}")
    return random.Random(SEED)


def test_message__the_real_round__is_the_published_hash(real):
    assert beacon.message(real.number) == real.message


def test_hash_to_curve__published_cases__give_the_published_points(real):
    assert len(real.hash_cases) >= 2
    for case in real.hash_cases:
        assert beacon.hash_to_curve(case.message, case.tag) == case.point


def test_hash__published_cases_on_a_node__give_the_published_points(node, real):
    for case in real.hash_cases:
        assert node.harness.call("hash", case.message, case.tag) == case.point


def test_hash__random_messages_and_tags__contract_agrees(harness, chance):
    for length in (0, 1, 31, 32, 33, 135, 136, 137, *(chance.randrange(400) for _ in range(100))):
        message = chance.randbytes(length)
        tag = chance.randbytes(chance.choice([0, 1, 43, 255, chance.randrange(256)]))
        assert harness.call("toField", message, tag) == beacon.hash_to_field(message, tag)
        assert harness.call("hash", message, tag) == beacon.hash_to_curve(message, tag)


def test_map_to_curve__ends_of_the_field_and_exceptions__contract_agrees(harness):
    # At u = 1/2 and -1/2 the inverse in the map does not exist and counts as 0.
    for u in (0, 1, 2, P - 1, P - 2, HALF, P - HALF, (P - 1) // 2, 2**128, 2**253):
        point = beacon.map_to_curve(u)
        assert harness.call("mapToCurve", u) == point
        assert beacon.on_curve(point)
        assert point[1] % 2 == u % 2


def test_map_to_curve__random_elements__contract_agrees_on_every_branch(harness, chance):
    branches = set()
    for _ in range(200):
        u = chance.randrange(P)
        point = beacon.map_to_curve(u)
        assert harness.call("mapToCurve", u) == point
        assert beacon.on_curve(point)
        branches.add(beacon.candidates(u).index(point[0]))
    assert branches == {0, 1, 2}


def test_on_curve__points_and_neighbours__contract_agrees(harness, chance):
    for _ in range(50):
        x, y = beacon.map_to_curve(chance.randrange(P))
        assert harness.call("isOnCurve", x, y)
        for wrong in ((x, y ^ 1), (x ^ 1, y)):
            assert harness.call("isOnCurve", *wrong) == beacon.on_curve(wrong)


def test_expand_message__any_length__library_agrees(chance):
    for length in (0, 1, 31, 32, 33, 96, 1000, 8160):
        message, tag = chance.randbytes(chance.randrange(300)), chance.randbytes(43)
        expected = library_expand(message, tag, length, sha3.keccak_256)
        assert beacon.expand_message_xmd(message, tag, length) == expected


@pytest.mark.parametrize(("tag", "length"), [(bytes(256), 32), (b"tag", 8161)])
def test_expand_message__more_than_the_scheme_allows__refused(tag, length):
    with pytest.raises(ValueError, match="at most 255, 8160"):
        beacon.expand_message_xmd(b"", tag, length)


def test_add__equal_opposite_infinite_and_random_points__library_agrees(chance):
    a, b = (beacon.map_to_curve(chance.randrange(P)) for _ in range(2))
    negated = (a[0], P - a[1])
    infinity = (0, 0)
    for pair in (
        (a, b),
        (b, a),
        (a, a),
        (a, negated),
        (a, infinity),
        (infinity, a),
        (infinity,) * 2,
    ):
        assert beacon.add(*pair) == library_sum(*pair)
    assert beacon.add(a, negated) == infinity
    assert beacon.add(GENERATOR, infinity) == GENERATOR
