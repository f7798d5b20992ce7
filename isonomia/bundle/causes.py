"""Which transactions a receipt rests on: those about the person, and those that explain them."""

from __future__ import annotations

from isonomia.bundle.matters import Matters
from isonomia.event_logs import Place
from isonomia.log_acts import Act
from isonomia.spec import events


class Causes:
    """Collects transactions, act by act.

    Attributes:
        wanted: block and hash of every transaction that is to stand in a bundle
        matters: what the acts say about the person
    """

    def __init__(self, identity: bytes) -> None:
        self.wanted: dict[tuple[int, str], None] = {}
        self.matters = Matters(identity)
        self._seats: dict[tuple[int, int], tuple[Place, ...]] = {}
        self._renewals: dict[int, Place] = {}
        self._opened: dict[int, Place] = {}
        self._frozen: dict[int, Place] = {}
        self._providers: dict[int, int] = {}
        self._organisations: dict[int, Place] = {}

    def read(self, act: Act) -> None:
        """Note an act, and whether the receipt rests on it."""
        self._remember(act)
        own = self.matters.own(act)
        if own is None:
            return
        self._want(act.place)
        self._want_signers(own)
        for event, _ in own.logs:
            match event:
                case events.PrizeWon() | events.PrizeForfeited():
                    self._want(self._frozen[event.round])
                case events.Redeemed():
                    self._want(self._organisations[self._providers[event.offer]])
                case events.Volunteered() | events.SeatPassed():
                    self._want(self._renewals[event.renewal])
                case events.SeatTaken():
                    for place in self._seats[event.community, event.seat_index]:
                        self._want(place)

    def _want(self, place: Place) -> None:
        self.wanted[place.block, place.transaction] = None

    def _want_signers(self, own: Act) -> None:
        """Who held the seats that signed stands where they took them."""
        head = own.head
        if not isinstance(head, events.CouncilActed | events.AwardsFiled):
            return
        for index in range(head.signers.bit_length()):
            if head.signers >> index & 1:
                # Those of genesis stand in the founding, which every bundle holds.
                for place in self._seats.get((head.community, index), ()):
                    self._want(place)

    def _remember(self, act: Act) -> None:
        """Note what later acts may rest on."""
        for event, place in act.logs:
            match event:
                case events.RenewalOpened():
                    self._renewals[event.renewal] = self._opened[event.community] = place
                case events.SeatTaken():
                    opening = self._opened.get(event.community)
                    places = (place, opening) if opening else (place,)
                    self._seats[event.community, event.seat_index] = places
                case events.RoundFrozen():
                    self._frozen[event.round] = place
                case events.OfferOpened():
                    self._providers[event.offer] = event.organisation
                case events.OrganisationAccredited():
                    self._organisations[event.organisation] = place
