"""What must hold of a round on the chain itself, whatever any transcript says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from isonomia.beacon import BeaconError, Network, verify
from isonomia.contract_views import ContractViews, Question
from isonomia.contracts import Deployment
from isonomia.lottery.beacons import signature_on_chain
from isonomia.lottery.reading import read_account, read_rounds
from isonomia.lottery.story import Drawing, Story, Told, account_of, draw_lots, entrants_hash
from isonomia.spec import events
from isonomia.spec.calendar import day_of
from isonomia.spec.rounds import round_bound_at
from isonomia.spec.state import UPLIFT, Overlay, Round
from isonomia.spec.words import overlay_word


@dataclass(frozen=True, slots=True)
class Fault:
    """One difference: where, what follows from the chain and the rules, and what is there."""

    where: str
    expected: str
    found: str

    def sentence(self) -> str:
        """Return it in words."""
        return f"{self.where}: expected {self.expected}, found {self.found}"


def faults_of_chain(
    deployment: Deployment, beacon: Network, told: list[Told], story: Story, block: int
) -> Iterator[Fault]:
    """Yield whatever about one round breaks the rules, at one block.

    Args:
        deployment: the contracts
        beacon: its parameters as deployed
        told: everything the logs say up to the block
        story: the round, of the same logs
        block: its number
    """
    views = ContractViews(deployment, block)
    yield from _faults_of_wiring(views)
    yield from _faults_of_entrants(story)
    yield from _faults_of_freeze(beacon, story)
    drawing = None
    if story.verified is not None:
        yield from _faults_of_beacon(deployment, beacon, story)
        drawing = draw_lots(story, story.verified.event.randomness)
    yield from _faults_of_settlement(told, story, drawing)
    yield from _faults_of_views(views, story, drawing)
    yield from _faults_of_account(views, told)


def _faults_of_wiring(views: ContractViews) -> Iterator[Fault]:
    deployment = views.deployment
    wired = {
        "LEDGER": deployment.ledger.address,
        "COMMUNITIES": deployment.communities.address,
        "BEACON": deployment.beacon.address,
    }
    found = views.ask([Question(deployment.pool, name) for name in wired])
    for (name, expected), address in zip(wired.items(), found, strict=True):
        yield from _compared(f"chain: Pool.{name}", expected.lower(), str(address).lower())


def _faults_of_entrants(story: Story) -> Iterator[Fault]:
    end = story.terms.entries_until
    frozen = story.frozen
    for number, told in enumerate(story.entered):
        where = f"chain: entrant {number}"
        yield from _compared(f"{where}, number", number, told.event.entrant)
        if told.time >= end:
            yield Fault(f"{where}, time", f"before {end}", str(told.time))
        if frozen is not None and told.block > frozen.block:
            yield Fault(f"{where}, block", f"before the freeze in {frozen.block}", str(told.block))
    for identity, times in Counter(story.identities).items():
        if times > 1:
            yield Fault(f"chain: entrant 0x{identity.hex()}", "once", f"{times} times")


def _faults_of_freeze(beacon: Network, story: Story) -> Iterator[Fault]:
    if story.frozen is None:
        return
    frozen, time = story.frozen.event, story.frozen.time
    if time < story.terms.entries_until:
        yield Fault("chain: freeze, time", f"from {story.terms.entries_until} on", str(time))
    yield from _compared("chain: freeze, entrants", len(story.entered), frozen.entrants)
    expected = entrants_hash(story.identities).hex()
    yield from _compared("chain: freeze, entrants' hash", expected, frozen.entrants_hash.hex())
    bound = round_bound_at(time, beacon.genesis, beacon.period)
    yield from _compared("chain: freeze, beacon round", bound, frozen.beacon_round)


def _faults_of_beacon(deployment: Deployment, beacon: Network, story: Story) -> Iterator[Fault]:
    assert story.verified is not None
    verified = story.verified.event
    stored = deployment.call(deployment.beacon, "randomnessOf", verified.round)
    yield from _compared("chain: randomness", verified.randomness.hex(), stored.hex())
    signature = signature_on_chain(deployment, verified.round, story.verified.transaction)
    if signature is None:
        return
    where = f"chain: signature of beacon round {verified.round}"
    try:
        randomness = verify(beacon.public_key, verified.round, signature)
    except BeaconError as error:
        yield Fault(where, "the network's", str(error))
        return
    yield from _compared(f"{where}, its hash", randomness.hex(), verified.randomness.hex())


def _faults_of_settlement(
    told: list[Told], story: Story, drawing: Drawing | None
) -> Iterator[Fault]:
    if drawing is None:
        if story.prizes:
            yield Fault("chain: settlement", "nothing before the draw", f"{len(story.prizes)} lots")
        return
    winners = [story.identities[entrant] for entrant in drawing.entrants]
    for lot, times in Counter(one.event.lot for one in story.prizes).items():
        if times > 1:
            yield Fault(f"chain: lot {lot}", "settled once", f"{times} times")
    uplifts = {
        (one.transaction, one.event.identity, one.event.overlay)
        for one in told
        if isinstance(one.event, events.OverlaySet)
    }
    for one in story.prizes:
        where = f"chain: lot {one.event.lot}"
        if one.event.lot >= len(winners):
            yield Fault(where, f"only {len(winners)} lots", f"settled in block {one.block}")
            continue
        yield from _compared(where, winners[one.event.lot].hex(), one.event.identity.hex())
        won = isinstance(one.event, events.PrizeWon)
        uplift = (one.transaction, one.event.identity, overlay_word(_uplift(story, one)))
        if won and uplift not in uplifts:
            yield Fault(f"{where}, uplift", f"{uplift[2]:#x} on 0x{uplift[1].hex()}", "none")
    if story.closed is not None:
        returned = (story.terms.prizes - len(story.prizes)) * story.terms.points
        yield from _compared("chain: points returned", returned, story.closed.event.returned)


def _uplift(story: Story, told: Told) -> Overlay:
    terms, today = story.terms, day_of(told.time)
    until = today + terms.days_long
    return Overlay(UPLIFT, terms.points, today, until, terms.amount, story.number)


def _faults_of_views(
    views: ContractViews, story: Story, drawing: Drawing | None
) -> Iterator[Fault]:
    """Compare what the pool answers with what its logs say."""
    terms = story.terms
    expected = Round(
        terms.kind,
        terms.prizes,
        terms.points,
        terms.amount,
        terms.days_long,
        terms.entries_until,
        len(story.entered),
        entrants_hash(story.identities),
        story.frozen.event.beacon_round if story.frozen else 0,
        len(story.prizes),
        story.closed is not None,
    )
    found = read_rounds(views, [story.number]).get(story.number)
    yield from _compared("chain: Pool.roundOf", expected, found)
    if drawing is None:
        return
    pool, number = views.deployment.pool, story.number
    lots = range(len(drawing.entrants))
    settled = {one.event.lot for one in story.prizes}
    marks = views.ask([Question(pool, "isSettled", (number, lot)) for lot in lots])
    places = views.ask(
        [
            Question(pool, "placeOf", (number, story.identities[entrant]))
            for entrant in drawing.entrants
        ]
    )
    for lot, mark, place in zip(lots, marks, places, strict=True):
        yield from _compared(f"chain: lot {lot}, Pool.isSettled", lot in settled, mark)
        yield from _compared(f"chain: lot {lot}, Pool.placeOf", drawing.entrants[lot] + 1, place)


def _faults_of_account(views: ContractViews, told: list[Told]) -> Iterator[Fault]:
    found = read_account(views)
    yield from _compared("chain: Pool.account", account_of(told), found)
    kept = found.free + found.reserved + found.granted
    yield from _compared("chain: points given", kept, found.given)


def _compared(where: str, expected: Any, found: Any) -> Iterator[Fault]:
    if expected != found:
        yield Fault(where, str(expected), str(found))
