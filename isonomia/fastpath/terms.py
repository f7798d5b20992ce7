"""What the lines of bulk acts have in common, worked out once for as long as it holds."""

from __future__ import annotations

from typing import Any, NamedTuple, TypeVar

from isonomia.fastpath.lines import (
    BYTE_MASK,
    DAY_MASK,
    YEAR_MASK,
    AwardTerms,
    CreditTerms,
    OfferTerms,
    category_shift,
    credit_terms,
)
from isonomia.fastpath.packing import PackedPeople, PackedSignatories
from isonomia.fastpath.unusual import Unusual
from isonomia.spec.calendar import YEAR, day_of
from isonomia.spec.charters import charter_on
from isonomia.spec.spending import ESSENTIAL
from isonomia.spec.state import Charter, Council, State
from isonomia.spec.versions import version_numbered


class Acted(NamedTuple):
    """Which council acted, under which number, and the bitmap of its seats that signed."""

    community: int
    nonce: int
    signers: int


T = TypeVar("T", PackedPeople, PackedSignatories)


class Terms:
    """Terms of bulk acts on one state.

    Bulk acts change none of what is remembered here; call `forget` after every other act.

    Attributes:
        state: whose people and signatories are packed tables
        people: of the state
        signatories: of the state
    """

    def __init__(self, state: State) -> None:
        """Pack the people and the signatories of a state, unless they are packed already."""
        self.people = _packed(state.people, PackedPeople)
        self.signatories = _packed(state.signatories, PackedSignatories)
        state.people, state.signatories = self.people, self.signatories
        self.state = state
        self.forget()

    def forget(self) -> None:
        """Work everything out anew from now on."""
        self._signed: dict[tuple[int, int], int] = {}
        self._charters: dict[int, Charter] = {}
        self._offers: dict[tuple[int, int], tuple[int, OfferTerms]] = {}
        self._credits: CreditTerms | None = None

    def charter(self, day: int) -> Charter:
        """Return the parameters in force on a day."""
        found = self._charters.get(day)
        if found is None:
            found = self._charters[day] = charter_on(self.state, day)
        return found

    def approved(self, acted: Acted) -> Council:
        """Return the council whose next act this is, and which enough of its seats signed."""
        community, nonce, signers = acted
        council = self.state.councils.get(community)
        if council is None or nonce != council.nonce:
            raise Unusual
        signed = self._signed.get((community, signers))
        if signed is None:
            signed = self._signed[community, signers] = self._seats_that_sign(community, signers)
        if signed < council.threshold:
            raise Unusual
        return council

    def awards(self, acted: Acted, rule: int, number: int, now: int) -> AwardTerms:
        """Return what awards of one version of a rule have in common at a second."""
        version = version_numbered(self.state.rules.get(rule) or (), number)
        today, year = day_of(now), (now - self.state.genesis) // YEAR
        if (
            version is None
            or version.is_retired
            or version.category_cap > BYTE_MASK
            or today > DAY_MASK
            or not 0 <= year <= YEAR_MASK
        ):
            raise Unusual
        return AwardTerms(
            acted.community,
            acted.signers,
            today,
            year,
            max(version.from_day, today - version.filing_days),
            min(version.until_day - 1, today),
            category_shift(version.category),
            version.points,
            version.category_cap,
            version.annual_cap,
            version.grace_days,
            version.yearly_limit,
        )

    def offer(self, number: int, organisation: int, today: int) -> OfferTerms:
        """Return what orders of an offer have in common on a day.

        The organisation must be the one whose offer it is, and able to serve it that day.
        """
        found = self._offers.get((number, today))
        if found is None:
            found = self._offers[number, today] = self._offer(number, today)
        if found[0] != organisation:
            raise Unusual
        return found[1]

    def credits(self, now: int) -> CreditTerms:
        """Return how credits accrued until a second."""
        if self._credits is None or self._credits.now != now:
            self._credits = credit_terms(self.state.rate_steps, now)
        return self._credits

    def _seats_that_sign(self, community: int, signers: int) -> int:
        """Return how many keys of seats sign; none when any of the seats is not in order."""
        indexes = [index for index in range(signers.bit_length()) if signers >> index & 1]
        seats = [self.state.seats.get((community, index)) for index in indexes]
        keys = {seat.controller for seat in seats if seat is not None}
        return len(keys) if len(keys) == len(indexes) else 0

    def _offer(self, number: int, today: int) -> tuple[int, OfferTerms]:
        offers, organisations = self.state.offers, self.state.organisations
        offer = offers.get(number)
        organisation = organisations.get(offer.organisation) if offer else None
        if (
            offer is None
            or organisation is None
            or today >= organisation.until_day
            or today >= offer.until_day
        ):
            raise Unusual
        if offer.tier != ESSENTIAL:
            basis = offers.get(offer.basis)
            if basis is None or today < organisation.suspended_until or today >= basis.until_day:
                raise Unusual
        return offer.organisation, OfferTerms(offer.tier, offer.price_on(today))


def _packed(records: dict[bytes, Any], kind: type[T]) -> T:
    return records if isinstance(records, kind) else kind(records)
