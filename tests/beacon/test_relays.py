"""Fetching a round from relays that are honest, lie, stall, or do not have it.

fetch_round
├── no relay named, no such round → refused before anybody is asked
└── each relay in order
    ├── not an address, nobody there, hangs up, stalls, drips, redirects, too long → the next one
    ├── 404 in the first layout → the second layout is asked
    ├── no such round there (404, 425) or another status → the next one
    ├── no JSON, no round, another round, another randomness → the next one
    ├── not the network's signature of this round → the next one
    └── otherwise the round, verified; nobody else is asked
"""

import time
from contextlib import ExitStack

import pytest

from isonomia.beacon import BeaconError, DevelopmentBeacon, signature_hex
from isonomia.relays import fetch_round
from isonomia.spec.beacon import P, randomness
from tests.beacon.relay import drips, hangs_up, only_at, redirects_to, running, says, stalls

pytestmark = pytest.mark.req("L5")

NUMBER = 518_889_601
SIGNER = DevelopmentBeacon()
NETWORK = SIGNER.network()
SIGNATURE = SIGNER.sign(NUMBER)
FIRST_LAYOUT = f"/{NETWORK.chain_hash}/public/{NUMBER}"
SECOND_LAYOUT = f"/v2/beacons/development/rounds/{NUMBER}"
#: Seconds; the short one for relays that are not expected to answer in time.
TIMEOUT, SHORT_TIMEOUT = 30.0, 0.3


def answer_of(signature=SIGNATURE, number=NUMBER, **changes):
    """What a relay says of a round in the first layout."""
    honest = {
        "round": number,
        "signature": signature_hex(signature),
        "randomness": randomness(signature).hex(),
    }
    return honest | changes


def in_second_layout(signature=SIGNATURE):
    return {"round": NUMBER, "signature": signature_hex(signature)}


HONEST = says(answer_of())
NOT_THE_SIGNATURE = f"not the network's signature of round {NUMBER}"
NOT_A_ROUND = "did not answer with a round as relays write it"


@pytest.fixture
def start():
    """Starts relays and stops them after the test."""
    with ExitStack() as stack:
        yield lambda manner: stack.enter_context(running(manner))


def fetch(*relays, number=NUMBER, timeout=TIMEOUT):
    return fetch_round(NETWORK, number, relays=relays, timeout=timeout)


def trouble_with(relay, timeout=TIMEOUT):
    """What the error says about the only relay."""
    with pytest.raises(BeaconError) as caught:
        fetch(relay, timeout=timeout)
    first, listed = str(caught.value).split("\n")
    assert first == f"No relay gave round {NUMBER}, which is published at 2019-05-01 00:00:00 UTC:"
    assert listed.startswith(f"  {relay}: ")
    return listed.removeprefix(f"  {relay}: ")


def test_fetch_round__honest_relay__verified_round_from_the_first_layout(start):
    relay = start(HONEST)
    found = fetch(relay.url)
    assert (found.number, found.signature, found.relay) == (NUMBER, SIGNATURE, relay.url)
    assert found.randomness == randomness(SIGNATURE)
    assert relay.asked == [FIRST_LAYOUT]


def test_fetch_round__address_with_a_path_and_a_slash__asked_below_it(start):
    relay = start(HONEST)
    fetch(relay.url + "/drand/")
    assert relay.asked == ["/drand" + FIRST_LAYOUT]


def test_fetch_round__relay_of_the_second_layout_only__verified_round(start):
    relay = start(only_at(SECOND_LAYOUT, in_second_layout()))
    assert fetch(relay.url).signature == SIGNATURE
    assert relay.asked == [FIRST_LAYOUT, SECOND_LAYOUT]


def test_fetch_round__first_relay_honest__second_is_not_asked(start):
    first, second = start(HONEST), start(HONEST)
    assert fetch(first.url, second.url).relay == first.url
    assert second.asked == []


@pytest.mark.parametrize(
    ("manner", "words"),
    [
        pytest.param(says(b"no such thing", 404), "does not have the round", id="404"),
        pytest.param(says(b"too early", 425), "does not have the round", id="425"),
        pytest.param(says(answer_of(), 500), "HTTP status 500", id="500"),
        pytest.param(says(b""), NOT_A_ROUND, id="empty"),
        pytest.param(says(b"<html>"), NOT_A_ROUND, id="a page"),
        pytest.param(says(b"\xff\xfe\xfd"), NOT_A_ROUND, id="no text"),
        pytest.param(says(b"[" * 10_000), NOT_A_ROUND, id="deeply nested"),
        pytest.param(says(b"[1, 2]"), NOT_A_ROUND, id="a list"),
        pytest.param(says({"round": NUMBER}), NOT_A_ROUND, id="no signature"),
        pytest.param(says(answer_of() | {"signature": 5}), NOT_A_ROUND, id="a number"),
        pytest.param(says(b" " * 20_000), "longer than 16384 bytes", id="too long"),
        pytest.param(says(answer_of() | {"signature": "xyz"}), "not a signature", id="no hex"),
        pytest.param(says(answer_of(number=NUMBER + 1)), f"round {NUMBER + 1} instead", id="next"),
        pytest.param(says(answer_of(randomness="00" * 32)), "not the hash", id="randomness"),
        pytest.param(says(answer_of(SIGNER.sign(NUMBER + 1))), NOT_THE_SIGNATURE, id="lie"),
        pytest.param(
            says(answer_of(DevelopmentBeacon("another").sign(NUMBER))), NOT_THE_SIGNATURE, id="key"
        ),
        pytest.param(says(answer_of((0, 0))), "is no point", id="infinity"),
        pytest.param(
            says(answer_of((SIGNATURE[0] + P, SIGNATURE[1]))), "is no point", id="not canonical"
        ),
        pytest.param(says(answer_of((1, 1))), "no point of the curve", id="off the curve"),
        pytest.param(hangs_up, "the connection failed", id="hangs up"),
    ],
)
def test_fetch_round__relay_is_wrong__says_why(start, manner, words):
    assert words in trouble_with(start(manner).url)


@pytest.mark.parametrize("manner", [stalls, drips])
def test_fetch_round__relay_never_finishes__given_up_in_time(start, manner):
    began = time.monotonic()
    assert trouble_with(start(manner).url, SHORT_TIMEOUT) == "it did not answer in time"
    assert SHORT_TIMEOUT <= time.monotonic() - began < TIMEOUT


def test_fetch_round__honest_relay_after_wrong_ones__takes_it(start):
    manners = (hangs_up, says(b"", 404), says(answer_of(SIGNER.sign(NUMBER + 1))), HONEST)
    relays = [start(manner) for manner in manners]
    assert fetch(*(relay.url for relay in relays)).relay == relays[-1].url


def test_fetch_round__redirect__not_followed(start):
    honest = start(HONEST)
    assert "HTTP status 302" in trouble_with(start(redirects_to(honest.url)).url)
    assert honest.asked == []


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("api.drand.sh", "no address"),
        ("", "no address"),
        ("ftp://127.0.0.1", "no address"),
        ("http://", "no address"),
        ("http://[", "no address"),
        ("http://127.0.0.1:1", "cannot be reached"),
    ],
)
def test_fetch_round__nobody_at_the_address__said_so(address, words):
    assert words in trouble_with(address)


def test_fetch_round__all_relays_wrong__every_one_is_named(start):
    relays = [start(says(b"", 404)), start(says(b"{}")), start(says(answer_of((1, 1))))]
    with pytest.raises(BeaconError) as caught:
        fetch(*(relay.url for relay in relays))
    lines = str(caught.value).split("\n")[1:]
    assert [line.split(": ")[0].strip() for line in lines] == [relay.url for relay in relays]


def test_fetch_round__no_relays__said_so():
    with pytest.raises(BeaconError, match="has no relays; name one"):
        fetch_round(NETWORK, NUMBER)


@pytest.mark.parametrize("number", [0, -1, 2**64])
def test_fetch_round__no_such_round__nobody_is_asked(start, number):
    relay = start(HONEST)
    with pytest.raises(BeaconError, match="is no round"):
        fetch(relay.url, number=number)
    assert relay.asked == []
