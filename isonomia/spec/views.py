"""Questions anybody can ask of a state, for any time from genesis on."""

from __future__ import annotations

from isonomia.spec.accountability import budget_on, standing_on, used_in
from isonomia.spec.amendments import amendment_id as amendment_id
from isonomia.spec.awards import given_in, tallies_in
from isonomia.spec.calendar import FIRST_MONTH, LAST_MONTH, QUARTER, YEAR, day_of, first_second
from isonomia.spec.canonical import encode
from isonomia.spec.case_table import case_id as case_id
from isonomia.spec.charters import charter_on as charter_on
from isonomia.spec.courses import state_at
from isonomia.spec.credits import accrued, rate_in_force
from isonomia.spec.effects import is_commended
from isonomia.spec.findings import finding_id as finding_id
from isonomia.spec.keccak import keccak256
from isonomia.spec.merkle import merkle_proof as merkle_proof
from isonomia.spec.merkle import merkle_root as merkle_root
from isonomia.spec.merkle import redemption_leaf as redemption_leaf
from isonomia.spec.offers import offer_of
from isonomia.spec.organisations import organisation_of
from isonomia.spec.overlays import (
    WHOLE_BALANCE,
    balance_quality,
    is_in_force,
    portion_quality,
)
from isonomia.spec.panels import panel_of
from isonomia.spec.quality import quality_on, tier_of
from isonomia.spec.refusals import Refusal
from isonomia.spec.renewals import frozen_renewal, renewal_key, term_end, volunteer_drawn
from isonomia.spec.settlement import entrant_drawn, frozen_round, key_of
from isonomia.spec.spending import BASE, ESSENTIAL, credits_left
from isonomia.spec.spending import available as spendable
from isonomia.spec.state import (
    NO_STATEMENT,
    CaseKey,
    CaseState,
    Council,
    FindingKey,
    Overlay,
    Person,
    State,
    Statement,
)
from isonomia.spec.words import effect_word as effect_word
from isonomia.spec.words import overlay_word as overlay_word
from isonomia.spec.words import person_word as person_word


def credits(state: State, identity: bytes, time: int) -> int:
    """Return the millicredits a person holds at ``time``; none while they are closed.

    What was spent counts at every time, so that a time before a redemption may show none.
    """
    person = _person(state, identity)
    _require_since_genesis(state, time)
    return 0 if person.closed else max(0, credits_left(state, person, time))


def base_quality(state: State, identity: bytes, time: int) -> int:
    """Return a person's points at ``time`` before any overlay, 0 to 1,000."""
    return quality_on(_person(state, identity), day_of(time))


def quality(state: State, identity: bytes, time: int) -> int:
    """Return the points of a person's balance at ``time``, 0 to 1,000."""
    overlays = state.overlays.get(identity, ())
    return balance_quality(_person(state, identity), overlays, day_of(time))


def tier(state: State, identity: bytes, time: int) -> int:
    """Return the tier a person's quality reaches at ``time``, 0 to 4."""
    return tier_of(quality(state, identity, time))


def earned(state: State, identity: bytes, category: int, time: int) -> tuple[int, int]:
    """Return the points earned in the allocation year of ``time``, in one category and in all."""
    tallies = tallies_in(_person(state, identity), year_at(state, time))
    return tallies[category - 1], sum(tallies)


def given(state: State, identity: bytes, time: int) -> int:
    """Return the points a person gave away in the allocation year of ``time``."""
    return given_in(_person(state, identity), year_at(state, time))


def overlays_in_force(state: State, identity: bytes, time: int) -> tuple[tuple[int, Overlay], ...]:
    """Return a person's overlays that count at ``time``, each with its index, lowest first."""
    _person(state, identity)
    overlays = enumerate(state.overlays.get(identity, ()))
    return tuple(entry for entry in overlays if is_in_force(entry[1], day_of(time)))


def portion(state: State, identity: bytes, index: int, time: int) -> tuple[int, int, int]:
    """Return what an overlay on a portion makes of it at ``time``: millicredits, points, tier."""
    overlay = dict(overlays_in_force(state, identity, time)).get(index)
    if overlay is None or overlay.amount == WHOLE_BALANCE:
        raise Refusal("OverlayNotInForce", identity, index)
    points = portion_quality(quality(state, identity, time), overlay)
    return overlay.amount, points, tier_of(points)


def round_key(state: State, number: int) -> bytes:
    """Return the 32 bytes that decide the lots of a round."""
    return key_of(state, number, frozen_round(state, number))


def drawn(state: State, number: int, lot: int) -> int:
    """Return the number, from 0, of the entrant on whom a lot of a round falls."""
    return entrant_drawn(round_key(state, number), state.rounds[number], 0, lot)


def entitlement(state: State, birth_month: int, time: int) -> int:
    """Return the millicredits of somebody born in a month, at ``time``; 0 before their birth."""
    _require_since_genesis(state, time)
    if not FIRST_MONTH <= birth_month <= LAST_MONTH:
        return 0
    return accrued(state.rate_steps, first_second(birth_month), time)


def rate_at(state: State, time: int) -> int:
    """Return the annual rate in force at ``time``, in millicredits."""
    _require_since_genesis(state, time)
    return rate_in_force(state.rate_steps, time)


def year_at(state: State, time: int) -> int:
    """Return the allocation year of ``time``, counted from genesis."""
    _require_since_genesis(state, time)
    return (time - state.genesis) // YEAR


def case_state(state: State, key: CaseKey, time: int) -> CaseState:
    """Return what a case is at ``time``, at its last act or later; `CaseState.NONE` without one."""
    case = state.cases.get(case_id(key))
    return CaseState.NONE if case is None else state_at(state, case, time)


def panel_jurors(state: State, number: int) -> tuple[bytes, ...]:
    """Return the jurors of a panel in their order; none before it is seated."""
    return panel_of(state, number).jurors


def volunteer_on(state: State, number: int, lot: int) -> int:
    """Return the number, from 0, of the volunteer on whom a lot of a renewal falls."""
    renewal = frozen_renewal(state, number)
    return volunteer_drawn(renewal_key(state, number, renewal), renewal, 0, lot)


def standing(state: State, community: int, time: int) -> int:
    """Return a community's standing at ``time``, in thousandths."""
    return standing_on(_council(state, community), day_of(time))


def budget(state: State, community: int, time: int) -> tuple[int, int]:
    """Return the points a community can award in the quarter of ``time``, and what is left."""
    _require_since_genesis(state, time)
    council, day = _council(state, community), day_of(time)
    points = budget_on(charter_on(state, day), council, day)
    used = used_in(council, quarter_at(state, time))
    return points, max(0, points - used)


def term_ends_on(state: State, community: int) -> int:
    """Return the day on which a council's term ends."""
    _council(state, community)
    return term_end(state, community)


def available(state: State, identity: bytes, tier: int, portion: int, time: int) -> int:
    """Return the millicredits an order at ``time`` could take, of the base or of a portion.

    Args:
        state: what is known
        identity: who orders
        tier: of the offer, 0 Essential to 4 Exceptional
        portion: 0 for the base, else 1 more than the index of an uplift
        time: seconds, at the last act or later

    Raises:
        Refusal: when it could take nothing, as a redemption on line 0 is refused
    """
    _person(state, identity)
    _require_since_genesis(state, time)
    if tier == ESSENTIAL and portion != BASE:
        raise Refusal("PortionNotNeeded", 0, portion)
    return spendable(state, 0, identity, tier, portion, time)


def price(state: State, offer: int, day: int) -> int:
    """Return the millicredits a unit of an offer costs on ``day``, its latest act's or later."""
    return offer_of(state, 0, offer).price_on(day)


def organisation_suspended_until(state: State, organisation: int) -> int:
    """Return the first day on which an organisation is not suspended, 0 if it never was."""
    return organisation_of(state, organisation).suspended_until


def finding_state(state: State, key: FindingKey, time: int) -> CaseState:
    """Return what a finding is at ``time``, as `case_state` does of a case."""
    finding = state.findings.get(finding_id(key))
    return CaseState.NONE if finding is None else state_at(state, finding, time)


def commended(state: State, organisation: int, day: int) -> bool:
    """Return whether a commendation lasts on ``day``, that of the latest finding or later."""
    return is_commended(state.effects.get(organisation, ()), day)


def findings_this_year(state: State, organisation: int, community: int, time: int) -> int:
    """Return how many findings a community filed about an organisation in the year of ``time``."""
    count = state.finding_counts.get((organisation, community))
    return count.times if count is not None and count.year == year_at(state, time) else 0


def quarter_at(state: State, time: int) -> int:
    """Return the quarter of ``time``, of which an allocation year has four."""
    _require_since_genesis(state, time)
    return (time - state.genesis) // QUARTER


def statement(state: State, organisation: int, quarter: int) -> dict[tuple[int, int], Statement]:
    """Return what an organisation turned over in a quarter, by kind and tier."""
    organisation_of(state, organisation)
    found: dict[tuple[int, int], Statement] = {}
    for (number, when), part in sorted(state.statements.items()):
        offer = state.offers[number]
        if when == quarter and offer.organisation == organisation:
            service = (offer.kind, offer.tier)
            found[service] = found.get(service, NO_STATEMENT) + part
    return found


def digest(state: State) -> bytes:
    """Return the keccak of the state's canonical form; equal states have equal digests."""
    return keccak256(encode(state))


def _person(state: State, identity: bytes) -> Person:
    person = state.people.get(identity)
    if person is None:
        raise Refusal("NotEnrolled", identity)
    return person


def _council(state: State, community: int) -> Council:
    council = state.councils.get(community)
    if council is None:
        raise Refusal("UnknownCommunity", community)
    return council


def _require_since_genesis(state: State, time: int) -> None:
    if time < state.genesis:
        raise Refusal("TimeBeforeGenesis", time, state.genesis)
