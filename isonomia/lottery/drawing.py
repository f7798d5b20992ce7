"""From a frozen round to its transcript, and from there to every prize settled."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from isonomia import words
from isonomia.beacon import Network, verify
from isonomia.contract_views import ContractViews, Question, chunks
from isonomia.gas import MOST_GAS_PER_TRANSACTION
from isonomia.lottery.acts import Desk
from isonomia.lottery.beacons import Patience, Say, beacon_of, obtain, signature_on_chain, submit
from isonomia.lottery.reading import LotteryError, read_round
from isonomia.lottery.story import (
    Drawing,
    Story,
    account_of,
    draw_lots,
    read_events,
    stories_of,
)
from isonomia.lottery.transcript import Transcript, make
from isonomia.manifest import Manifest
from isonomia.spec.beacon import Point

#: Gas of one lot that is settled, and of what all lots share; a test holds them to the contracts.
GAS_PER_LOT = 75_000
GAS_OF_SETTLEMENT = 80_000


@dataclass(frozen=True)
class Drawn:
    """A round whose beacon round is verified.

    Attributes:
        story: up to the latest block
        drawing: what its lots fell on
        transcript: all of it, up to the round's last event
    """

    story: Story
    drawing: Drawing
    transcript: Transcript


@dataclass(frozen=True)
class Draws:
    """Draws rounds of one deployment.

    Attributes:
        desk: who sends
        manifest: of the deployment
        patience: how a beacon round is waited for
        say: told what happens
    """

    desk: Desk
    manifest: Manifest
    patience: Patience = field(default_factory=Patience)
    say: Say = lambda words: None  # noqa: ARG005 - nobody listens

    def draw(self, number: int) -> Drawn:
        """Bring the bound beacon round to the chain where it is missing, and draw the lots.

        Raises:
            LotteryError: the round is not frozen, or its beacon round is not published in time
            BeaconError: no relay has that round
        """
        deployment = self.desk.deployment
        found = read_round(self.desk.views(), number)
        if not found.beacon_round:
            raise LotteryError(
                f"Round {number} is not frozen: run `isonomia round freeze {number}` when its "
                f"entries are over, at {words.second(found.entries_until)}"
            )
        signature = None
        if not deployment.call(deployment.beacon, "isVerified", found.beacon_round):
            signature = self._obtain(found.beacon_round)
            submit(deployment, self.desk.payer, found.beacon_round, signature)
        return self.read(number, signature)

    def read(self, number: int, signature: Point | None = None) -> Drawn:
        """Read a round whose beacon round is verified; its signature is looked up where not given.

        Raises like `draw`.
        """
        deployment = self.desk.deployment
        read_round(self.desk.views(), number)
        told = read_events(deployment, self.manifest, deployment.chain.block()["number"])
        story = stories_of(told)[number]
        if story.frozen is None or story.verified is None:
            raise LotteryError(
                f"Round {number} is not drawn yet: run `isonomia round draw {number}`"
            )
        bound = story.frozen.event.beacon_round
        signature = signature or signature_on_chain(deployment, bound, story.verified.transaction)
        signature = signature or self._obtain(bound)
        randomness = verify(self._beacon.public_key, bound, signature)
        drawing = draw_lots(story, randomness)
        account = account_of(one for one in told if one.block <= story.until)
        parts = (deployment.chain.chain_id, self.manifest.addresses, self._beacon)
        return Drawn(story, drawing, make(*parts, story, signature, drawing, account))

    @functools.cached_property
    def _beacon(self) -> Network:
        return beacon_of(self.desk.deployment, self.manifest.read_charter().network)

    def _obtain(self, number: int) -> Point:
        return obtain(self.desk.deployment, self._beacon, number, self.patience, self.say)


# ---- settling ------------------------------------------------------------------------------------


def open_lots(views: ContractViews, number: int, lots: int) -> list[int]:
    """Return the lots of a round that nobody has settled yet."""
    pool = views.deployment.pool
    answers = views.ask([Question(pool, "isSettled", (number, lot)) for lot in range(lots)])
    return [lot for lot, settled in enumerate(answers) if not settled]


def settle(desk: Desk, drawn: Drawn, most_lots: int | None = None) -> Iterator[list[int]]:
    """Settle every open lot, and yield those of each transaction when it is mined.

    Running it again goes on where it stopped: the contract knows what is settled.

    Args:
        desk: who sends
        drawn: the round
        most_lots: most lots in one transaction; never more than fit four fifths of a block
    """
    views = desk.views()
    number = drawn.story.number
    block_gas = int(desk.deployment.chain.block(views.block)["gasLimit"], 16)
    fitting = lots_that_fit(block_gas)
    lots = open_lots(views, number, drawn.story.lots)
    for batch in chunks(lots, min(fitting, most_lots or fitting)):
        desk.send("settle", number, batch, _winners(drawn, batch))
        yield batch


def lots_that_fit(block_gas: int) -> int:
    """Return how many lots one transaction can settle, at least one."""
    available = min(block_gas * 4 // 5, MOST_GAS_PER_TRANSACTION) * 9 // 10
    return max(1, (available - GAS_OF_SETTLEMENT) // GAS_PER_LOT)


def _winners(drawn: Drawn, lots: Sequence[int]) -> list[bytes]:
    identities = drawn.story.identities
    return [identities[drawn.drawing.entrants[lot]] for lot in lots]
