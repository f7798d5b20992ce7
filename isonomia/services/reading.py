"""What redemptions depend on as the contracts tell it at one block, as the specification's state.

Whatever has no part in them, such as cases and the lottery, is left out.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from isonomia.contract_views import ContractViews, Question
from isonomia.errors import IsonomiaError
from isonomia.spec.calendar import YEAR
from isonomia.spec.state import Effect, Offer, Organisation, RateStep, State
from isonomia.sync import read_state

_STANDARD_BITS, _DAY_BITS, _EFFECT_BITS = 32, 24, 8


class ServiceError(IsonomiaError):
    """An organisation or an offer that is not there, or cannot do what was asked."""


def read_organisations(views: ContractViews, numbers: Sequence[int]) -> dict[int, Organisation]:
    """Return organisations by number; all of them must exist."""
    services = views.deployment.services
    found = views.ask([Question(services, "organisation", (number,)) for number in numbers])
    return {
        number: Organisation(
            key=_address(view.key),
            form=view.form,
            kinds=view.kinds,
            community=view.community,
            until_day=view.untilDay,
            text_hash=view.textHash,
            suspended_until=view.suspendedUntil,
            offered_key=_address(view.offeredKey),
        )
        for number, view in zip(numbers, found, strict=True)
    }


def read_offers(views: ContractViews, numbers: Sequence[int]) -> dict[int, Offer]:
    """Return offers by number; all of them must exist."""
    services = views.deployment.services
    found = views.ask([Question(services, "offer", (number,)) for number in numbers])
    return {
        number: Offer(
            organisation=view.organisation,
            kind=view.kind,
            tier=view.tier,
            price=view.price,
            from_day=view.fromDay,
            until_day=view.untilDay,
            basis=view.basis,
            text_hash=view.textHash,
            next_price=view.nextPrice,
            next_price_day=view.nextPriceDay,
        )
        for number, view in zip(numbers, found, strict=True)
    }


def read_organisation(views: ContractViews, number: int) -> Organisation:
    """Return one organisation. Raises `ServiceError` when there is none of that number."""
    [last] = views.ask([Question(views.deployment.services, "organisationCount")])
    require_organisation(number, last)
    return read_organisations(views, [number])[number]


def require_organisation(number: int, last: int) -> None:
    """Raise `ServiceError` when there is no organisation of a number; `last` is the highest."""
    if not 1 <= number <= last:
        known = f"they are numbered 1 to {last}" if last else "none was accredited yet"
        raise ServiceError(f"there is no organisation {number}: {known}; see `isonomia org list`")


def read_offer(views: ContractViews, number: int) -> Offer:
    """Return one offer. Raises `ServiceError` when there is none of that number."""
    [last] = views.ask([Question(views.deployment.services, "offerCount")])
    if not 1 <= number <= last:
        known = f"they are numbered 1 to {last}" if last else "none was opened yet"
        raise ServiceError(f"there is no offer {number}: {known}; see `isonomia org list`")
    return read_offers(views, [number])[number]


def effect_from_word(word: int) -> Effect:
    """Return the effect of a finding that one word of `effectsOf` holds."""
    standard, word = word % (1 << _STANDARD_BITS), word >> _STANDARD_BITS
    until_day, word = word % (1 << _DAY_BITS), word >> _DAY_BITS
    kind, finding = word % (1 << _EFFECT_BITS), word >> _EFFECT_BITS
    return Effect(standard=standard, until_day=until_day, effect=kind, finding=finding)


def read_redeeming(
    views: ContractViews, offers: Collection[int], identities: Sequence[bytes]
) -> State:
    """Return the state that redeeming orders of these people for these offers depends on.

    Offers that do not exist are left out.
    """
    state = read_state(views, identities, identities, set())
    state.rate_steps = _read_rate_steps(views, state)
    services = views.deployment.services
    [last] = views.ask([Question(services, "offerCount")])
    wanted = sorted(number for number in set(offers) if 1 <= number <= last)
    state.offers = read_offers(views, wanted)
    bases = {offer.basis for offer in state.offers.values()} - {0, *state.offers}
    state.offers |= read_offers(views, sorted(bases))
    owners = sorted({offer.organisation for offer in state.offers.values()})
    state.organisations = read_organisations(views, owners)
    state.organisation_keys = {one.key: number for number, one in state.organisations.items()}
    _read_windows(views, state)
    return state


def _read_windows(views: ContractViews, state: State) -> None:
    """Add which numbers of people's orders are used."""
    people = list(state.signatories)
    windows = views.ask([Question(views.communities, "ordersOf", (who,)) for who in people])
    for who, (floor, seen) in zip(people, windows, strict=True):
        signatory = state.signatories[who]
        state.signatories[who] = replace(signatory, order_floor=floor, orders_seen=seen)


def _read_rate_steps(views: ContractViews, state: State) -> tuple[RateStep, ...]:
    """Return the rate of every year so far; it changes only where a year begins."""
    years = (views.clock() - state.genesis) // YEAR + 1
    starts = [state.genesis + year * YEAR for year in range(1, years)]
    rates = views.ask([Question(views.ledger, "rateAt", (start,)) for start in starts])
    later = (RateStep(start, rate) for start, rate in zip(starts, rates, strict=True))
    return (*state.rate_steps, *later)


def _address(text: str) -> bytes:
    return bytes.fromhex(text[2:])
