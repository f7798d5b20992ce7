"""From the bound beacon round to the draw: what is waited for, who is asked, who is believed.

draw
├── development chain -> time moved to the round's publication, signed here
├── somebody else brought the round
│   ├── by a plain call -> the signature read from it
│   └── through another contract -> the signature asked for, and verified
├── network that signs in truth
│   ├── relays down, wrong, of another round -> each named, nothing sent
│   ├── one right relay behind them -> drawn
│   └── not published yet -> said when
├── waiting
│   ├── published within one's patience -> waited for, asked
│   └── relays late -> asked again until patience ends
└── development beacon on another chain -> refused
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from isonomia.beacon import BeaconError, DevelopmentBeacon, network, signature_hex
from isonomia.contracts import Contract
from isonomia.devchain import DevChain, Kind
from isonomia.lottery import beacons
from isonomia.lottery.beacons import Patience, obtain, signature_on_chain, submit
from isonomia.lottery.reading import LotteryError
from isonomia.lottery.story import read_events
from isonomia.manifest import Manifest
from isonomia.spec.rounds import BINDING_MARGIN
from tests.allocate.registry import DAY
from tests.beacon import published
from tests.beacon.published import Published
from tests.beacon.relay import Relay, hangs_up, running, says
from tests.chain.front import difficult_front
from tests.lottery.town import NOMINEES, Town, found_town
from tests.support.calls import GAS, transact
from tests.support.compiled import artifact, creation_code

EVMNET = network("evmnet")


def bound(town: Town) -> int:
    return int(town.round().beaconRound)


@pytest.mark.req("L4")
def test_draw__development_chain__bound_round_lies_ahead_and_time_is_moved_to_it(town: Town):
    town.opened()
    town.frozen()
    frozen_at = town.chain.now()
    time = DevelopmentBeacon().network().time_of(bound(town))
    assert frozen_at + BINDING_MARGIN + 3 <= time < frozen_at + BINDING_MARGIN + 6
    said = town.done("round", "draw", 1, *town.transcripts)
    assert "Moving the chain's time" in said
    assert town.chain.now() >= time
    assert town.read_transcript()["beacon"]["round"] == bound(town)


@pytest.mark.req("L4", "L5")
def test_draw__round_brought_by_somebody_else__signature_read_from_their_call(town: Town):
    town.opened()
    town.frozen()
    number = bound(town)
    signature = DevelopmentBeacon().sign(number)
    attacker = town.node.accounts[7]
    submit(town.deployment, attacker, number, signature)
    submit(town.deployment, attacker, number, signature)  # a second one spoils nothing
    said = town.done("round", "draw", 1, *town.transcripts)
    assert "Signed" not in said
    assert town.read_transcript()["beacon"]["signature"] == signature_hex(signature)


@pytest.mark.req("L4", "L5")
def test_audit__round_brought_through_another_contract__transcript_s_signature_verified(town: Town):
    town.opened()
    town.frozen()
    number = bound(town)
    beacon = town.deployment.beacon
    data = beacon.encode("submit", number, *DevelopmentBeacon().sign(number))
    sender = {"from": town.node.accounts[7].address, "gas": GAS}
    code = creation_code("Relay")
    address = transact(town.chain, sender | {"data": code})["contractAddress"]
    relay = Contract(artifact("Relay")["abi"], address)
    forwarded = "0x" + relay.encode("relay", beacon.address, [data]).hex()
    transact(town.chain, sender | {"to": address, "data": forwarded})
    told = read_events(town.deployment, town.manifest, town.chain.block()["number"])
    assert signature_on_chain(town.deployment, number, told[-1].transaction) is None
    assert "Signed beacon round" in town.done("round", "draw", 1, *town.transcripts)
    assert "CONFIRMED" in town.done("round", "audit", town.transcript)

    transcript = town.read_transcript()
    signature = DevelopmentBeacon().sign(number + 1)
    transcript["beacon"]["signature"] = signature_hex(signature)
    town.write_transcript(transcript)
    result = town.run("round", "audit", town.transcript)
    assert result.exit_code == 3
    assert "beacon.signature: expected the network's signature" in result.output


# ---- the real network ----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def real() -> Published:
    """The published round; skips where it is absent."""
    return published.load()


@pytest.fixture(scope="module")
def founded_on_evmnet(
    chain_kind: Kind, real: Published, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[DevChain, Manifest]]:
    """A town with the real network's key, founded two days before the round that was published."""
    begin = EVMNET.time_of(real.number) - 2 * DAY
    with DevChain(chain_kind, start=begin) as node:
        yield node, found_town(node, tmp_path_factory.mktemp("evmnet"), "evmnet", begin)


@pytest.fixture
def evmnet_town(founded_on_evmnet: tuple[DevChain, Manifest], tmp_path: Path) -> Iterator[Town]:
    node, manifest = founded_on_evmnet
    snapshot = node.snapshot()
    yield Town(node, manifest, tmp_path)
    node.revert(snapshot)


def frozen_before(town: Town, number: int) -> None:
    """Freeze a round so that it binds one round of the network."""
    time = EVMNET.time_of(number)
    freeze = time - BINDING_MARGIN - EVMNET.period
    town.opened(entries_until=freeze - 1_000)
    town.done("round", "nominate", 1, *NOMINEES, *town.seats, *town.pepper)
    # The freeze is mined a second after this one.
    town.node.set_time(freeze - 1)
    town.done("round", "freeze", 1)
    assert bound(town) == number


def right(real: Published) -> dict[str, object]:
    return {"round": real.number, "signature": signature_hex(real.signature)}


@pytest.mark.req("L4", "L5")
def test_draw__relays_down_and_wrong_before_a_right_one__drawn_with_the_real_round(
    evmnet_town: Town, real: Published
):
    town = evmnet_town
    frozen_before(town, real.number)
    wrong = right(real) | {"signature": signature_hex(DevelopmentBeacon().sign(real.number))}
    with running(hangs_up) as down, running(says(wrong)) as liar, running(says(right(real))) as ok:
        relays = [part for relay in (down, liar, ok) for part in ("--relay", relay.url)]
        bad = relays[:4]
        result = town.run("round", "draw", 1, *town.transcripts, *bad, "--patience", 0)
        assert result.exit_code == 1
        said = " ".join(result.output.split())
        assert f"No relay gave round {real.number}" in said
        assert f"{down.url}: the connection failed" in said
        assert f"{liar.url}: This is not the network's signature" in said
        assert not town.transcript.exists()
        assert not town.deployment.call(town.deployment.beacon, "isVerified", real.number)

        said = town.done("round", "draw", 1, *town.transcripts, *relays)
        assert f"came from {ok.url}, and is the network's" in said
    town.done("round", "settle", 1, *town.transcripts)
    assert "3 settled" in town.done("round", "audit", town.transcript)
    assert town.read_transcript()["beacon"]["signature"] == signature_hex(real.signature)


@pytest.mark.req("L4")
def test_obtain__published_after_one_s_patience__says_when_and_asks_nobody(
    evmnet_town: Town, real: Published
):
    before = EVMNET.time_of(real.number) - 600
    waiting = Patience(60, clock=lambda: before)
    with pytest.raises(LotteryError, match="in 600 seconds: run the same command again then"):
        obtain(evmnet_town.deployment, EVMNET, real.number, waiting, print)


class Clock:
    """Seconds that pass only while somebody waits."""

    def __init__(self, now: float) -> None:
        self.now = now
        self.waits: list[float] = []

    def read(self) -> float:
        return self.now

    def wait(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.now += seconds


def asked_with(
    town: Town, relay: Relay, clock: Clock, seconds: float, told: list[str], number: int
) -> tuple[int, int]:
    patience = Patience(seconds, [relay.url], 10, clock.read, clock.wait)
    return obtain(town.deployment, EVMNET, number, patience, told.append)


@pytest.mark.req("L4")
def test_obtain__published_within_patience__waits_until_then_and_asks(
    evmnet_town: Town, real: Published
):
    clock, told = Clock(EVMNET.time_of(real.number) - 63), []
    with running(says(right(real))) as relay:
        found = asked_with(evmnet_town, relay, clock, 120, told, real.number)
    assert found == real.signature
    assert clock.waits == [63]
    assert told[0] == f"Waiting 63 seconds for beacon round {real.number}"


@pytest.mark.req("L4")
def test_obtain__relays_late__asked_every_period_until_patience_ends(
    evmnet_town: Town, real: Published
):
    clock, told = Clock(EVMNET.time_of(real.number)), []
    with running(says(b"not yet", 425)) as relay:
        with pytest.raises(BeaconError, match="does not have the round"):
            asked_with(evmnet_town, relay, clock, 10, told, real.number)
        assert len(relay.asked) == 4
    assert clock.waits == [EVMNET.period] * 3
    assert len(told) == 1
    assert "Asking again until" in told[0]


@pytest.mark.req("L4", "S12")
def test_draw__development_beacon_but_node_of_another_kind__refused(town: Town):
    town.opened()
    town.frozen()

    def live(request: object) -> object:
        if isinstance(request, dict) and request["method"] == "web3_clientVersion":
            return {"jsonrpc": "2.0", "id": request["id"], "result": "Geth/v1.16"}
        return None

    with difficult_front(town.node.url, live) as url:
        there = Town(town.node, town.manifest, town.folder, url)
        result = there.run("round", "draw", 1, *town.transcripts, "--development")
    assert result.exit_code == 1
    assert "nothing drawn here can be trusted" in result.output


@pytest.mark.req("L4")
def test_draw__beacon_of_another_network_than_the_charter_s__refused(
    evmnet_town: Town, town: Town, real: Published
):
    with pytest.raises(LotteryError, match="is not evmnet, which the charter names"):
        beacons.beacon_of(town.deployment, EVMNET)
    assert beacons.beacon_of(evmnet_town.deployment, EVMNET) == EVMNET
