"""What one person redeemed, got back and rated, in the order in which it happened."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from isonomia.event_logs import Place
from isonomia.log_acts import Act
from isonomia.redeemed import RedeemedBatches
from isonomia.spec import events
from isonomia.spec.actions import Redemption
from isonomia.spec.calendar import day_of
from isonomia.spec.spending import CAUSE_SHIFT
from isonomia.spec.state import State

#: What a person's credits and orders are about; none of it touches quality.
OF_SPENDING = (
    events.Redeemed,
    events.BatchRedeemed,
    events.Refunded,
    events.Rated,
    events.OrderCancelled,
)


class SpendingKind(StrEnum):
    """What a line about spending says."""

    REDEEMED = "redeemed"
    REFUNDED = "refunded"
    RATED = "rated"
    CANCELLED = "order cancelled"


@dataclass(frozen=True, slots=True)
class SpendingLine:
    """One line about what was spent.

    Attributes:
        kind: what it says
        day: on which it happened
        spent: millicredits redeemed and not refunded, right after
        change: millicredits that the balance lost (below 0) or got back
        order: number of the order that was used or cancelled; None for refunds and ratings
        offer: its number; None for cancelled orders, like all that follows
        service: kind of service, by number
        tier: of the offer
        organisation: that served
        organisation_name: as its council accredited it
        quantity: units
        round: of the lottery whose uplift was used or restored; None for the base
        stars: of ratings; None otherwise
        batch: in which the redemption stands
        index: of the redemption in its batch
        block: block of the log
        transaction: hash of its transaction
    """

    kind: SpendingKind
    day: int
    spent: int
    block: int
    transaction: str
    change: int = 0
    order: int | None = None
    offer: int | None = None
    service: int | None = None
    tier: int | None = None
    organisation: int | None = None
    organisation_name: str | None = None
    quantity: int | None = None
    round: int | None = None
    stars: int | None = None
    batch: int | None = None
    index: int | None = None


class SpendingWriter:
    """Turns the logs about one person's spending into lines."""

    def __init__(self, identity: bytes, state: State, redeemed: RedeemedBatches) -> None:
        self.lines: list[SpendingLine] = []
        self._identity = identity
        self._state = state
        self._redeemed = redeemed
        self._names: dict[int, str] = {}
        self._spent = 0

    def read(self, act: Act) -> None:
        """Write the lines of one act; the state is the one right after."""
        for event, place in act.logs:
            if isinstance(event, events.OrganisationAccredited):
                self._names[event.organisation] = event.name
            elif isinstance(event, OF_SPENDING) and self._is_own(event):
                self.lines += self._line(event, place, act)

    def _is_own(self, event: object) -> bool:
        return getattr(event, "identity", None) == self._identity

    def _line(self, event: object, place: Place, act: Act) -> Iterator[SpendingLine]:
        day = day_of(act.time)
        match event:
            case events.Redeemed():
                index = next(at for at, one in enumerate(act.of(events.Redeemed)) if one is event)
                kind, change = SpendingKind.REDEEMED, -event.amount
                yield self._about(kind, day, place, (event.batch, index), change, event.nonce)
            case events.Refunded():
                kind, change = SpendingKind.REFUNDED, event.amount
                yield self._about(kind, day, place, (event.batch, event.index), change)
            case events.Rated():
                where, stars = (event.batch, event.index), event.stars
                yield self._about(SpendingKind.RATED, day, place, where, stars=stars)
            case events.OrderCancelled():
                yield SpendingLine(
                    SpendingKind.CANCELLED,
                    day,
                    self._spent,
                    place.block,
                    place.transaction,
                    order=event.order_nonce,
                )

    def _about(
        self,
        kind: SpendingKind,
        day: int,
        place: Place,
        where: tuple[int, int],
        change: int = 0,
        order: int | None = None,
        stars: int | None = None,
    ) -> SpendingLine:
        """Write a line about a redemption, by its batch and index."""
        redemption: Redemption | None = self._redeemed.redemption(*where)
        assert redemption is not None, "the replay would have diverged"
        offer = self._state.offers[redemption.offer]
        self._spent -= change
        return SpendingLine(
            kind,
            day,
            self._spent,
            place.block,
            place.transaction,
            change,
            order,
            redemption.offer,
            offer.kind,
            offer.tier,
            offer.organisation,
            self._names[offer.organisation],
            redemption.quantity,
            redemption.source >> CAUSE_SHIFT or None,
            stars,
            *where,
        )
