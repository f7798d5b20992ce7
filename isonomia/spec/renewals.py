"""Terms of councils: seats are filled anew by lot among volunteers."""

from __future__ import annotations

from dataclasses import replace

from isonomia.spec.actions import FillSeats, FreezeRenewal, OpenRenewal, Volunteer
from isonomia.spec.approvals import key_in_force, use_consent
from isonomia.spec.calendar import DAY
from isonomia.spec.draft import Draft
from isonomia.spec.events import (
    RenewalEnded,
    RenewalFrozen,
    RenewalOpened,
    SeatLeft,
    SeatPassed,
    Volunteered,
)
from isonomia.spec.panels import key_from
from isonomia.spec.people import is_within, person_of, take_seat
from isonomia.spec.refusals import Refusal
from isonomia.spec.rounds import round_bound_at
from isonomia.spec.sortition import draw
from isonomia.spec.state import Person, Renewal, State


def open_renewal(draft: Draft, action: OpenRenewal) -> None:
    """Ask for volunteers once a council's term ends within the days to volunteer."""
    community = action.community
    if draft.councils.get(community) is None:
        raise Refusal("UnknownCommunity", community)
    opens_on = term_end(draft, community) - draft.charter.volunteer_days
    if draft.today < opens_on:
        raise Refusal("TermRunning", community, opens_on)
    latest = draft.latest_renewals.get(community)
    if latest is not None and not draft.renewals[latest].over:
        raise Refusal("RenewalRunning", community, latest)

    number = len(draft.renewals) + 1
    entries_until = draft.now + draft.charter.volunteer_days * DAY
    draft.renewals[number] = Renewal(community, entries_until)
    draft.latest_renewals[community] = number
    draft.events.append(RenewalOpened(number, community, entries_until))


def volunteer(draft: Draft, action: Volunteer) -> None:
    """Take in an adult member who holds no seat."""
    identity, number = action.identity, action.renewal
    use_consent(draft, identity, action.nonce, action.deadline, action.signer)
    renewal = renewal_of(draft, number)
    if draft.now >= renewal.entries_until:
        raise Refusal("EntriesClosed", number, renewal.entries_until)
    person = person_of(draft, identity)
    if not is_within(draft, person.community, renewal.community):
        raise Refusal("NotAMember", 0, identity, renewal.community)
    if person.closed:
        raise Refusal("IsClosed", identity)
    if draft.signatories[identity].lapse_day != 0:
        raise Refusal("SeatOfMinor", renewal.community, identity)
    if person.seat_community != 0:
        raise Refusal("AlreadyHoldsSeat", identity)
    if draft.volunteers.get((number, identity)) is not None:
        raise Refusal("AlreadyEntered", 0, number, identity)
    draft.volunteers[number, identity] = renewal.entrants
    draft.renewals[number] = replace(renewal, entrants=renewal.entrants + 1)
    draft.events.append(Volunteered(number, identity, renewal.entrants))


def freeze_renewal(draft: Draft, action: FreezeRenewal) -> None:
    """Fix the volunteers and bind the first round of the beacon that nobody can know yet."""
    number, renewal = action.renewal, renewal_of(draft, action.renewal)
    if draft.now < renewal.entries_until:
        raise Refusal("EntriesOpen", number, renewal.entries_until)
    if renewal.beacon_round != 0:
        raise Refusal("AlreadyFrozen", number)
    beacon_round = round_bound_at(draft.now, draft.beacon.genesis, draft.beacon.period)
    draft.renewals[number] = replace(renewal, beacon_round=beacon_round)
    draft.events.append(RenewalFrozen(number, renewal.entrants, beacon_round))


def fill_seats(draft: Draft, action: FillSeats) -> None:
    """Walk on the lots, each once; end the renewal when seats or lots are used up."""
    number, renewal = action.renewal, frozen_renewal(draft, action.renewal)
    if renewal.over:
        raise Refusal("RenewalOver", number)
    key = renewal_key(draft, number, renewal)
    seats = draft.councils[renewal.community].seats
    for index, identity in enumerate(action.identities):
        lot = renewal.next_lot
        if renewal.filled == seats:
            raise Refusal("LotUnknown", index, lot, renewal.entrants)
        entrant = volunteer_drawn(key, renewal, index, lot)
        if draft.volunteers.get((number, identity)) != entrant:
            raise Refusal("WrongWinner", index, lot, entrant)
        renewal = _take_lot(draft, number, renewal, identity)
    if renewal.filled == seats or renewal.next_lot == renewal.entrants:
        renewal = _ended(draft, number, renewal)
    draft.renewals[number] = renewal


def renewal_of(known: Draft | State, number: int) -> Renewal:
    """Return a renewal that was opened."""
    renewal = known.renewals.get(number)
    if renewal is None:
        raise Refusal("RenewalUnknown", number)
    return renewal


def frozen_renewal(known: Draft | State, number: int) -> Renewal:
    """Return a renewal whose volunteers are frozen."""
    renewal = renewal_of(known, number)
    if renewal.beacon_round == 0:
        raise Refusal("NotFrozen", number)
    return renewal


def renewal_key(known: Draft | State, number: int, renewal: Renewal) -> bytes:
    """Return the 32 bytes that decide a frozen renewal, once its randomness is there."""
    randomness = known.randomness.get(renewal.beacon_round)
    if randomness is None:
        raise Refusal("BeaconPending", number, renewal.beacon_round)
    return key_from(randomness, known.addresses.assembly, number)


def volunteer_drawn(key: bytes, renewal: Renewal, index: int, lot: int) -> int:
    """Return the number of the volunteer on whom a lot falls, or refuse the line ``index``."""
    if lot >= renewal.entrants:
        raise Refusal("LotUnknown", index, lot, renewal.entrants)
    return draw(key, lot, renewal.entrants)


def term_end(known: Draft | State, community: int) -> int:
    """Return the day on which a council's term ends."""
    renewed = known.terms.get(community)
    return known.first_terms_end if renewed is None else renewed


def _take_lot(draft: Draft, number: int, renewal: Renewal, identity: bytes) -> Renewal:
    """Give the lowest seat left to the person on whom a lot fell, or pass them over."""
    walked = replace(renewal, next_lot=renewal.next_lot + 1)
    key = _own_key(draft, identity)
    if key is None or not _may_sit(draft, renewal.community, person_of(draft, identity)):
        draft.events.append(SeatPassed(number, renewal.next_lot, identity))
        return walked
    place = (renewal.community, renewal.filled)
    former = draft.seats.get(place)
    if former is not None:
        holder = person_of(draft, former.identity)
        draft.people[former.identity] = replace(holder, seat_community=0, seat_index=0)
        draft.events.append(SeatLeft(former.identity, *place))
    take_seat(draft, identity, *place, key)
    return replace(walked, filled=renewal.filled + 1)


def _may_sit(draft: Draft, community: int, person: Person) -> bool:
    is_member = is_within(draft, person.community, community)
    return is_member and not person.closed and person.seat_community == 0


def _own_key(draft: Draft, identity: bytes) -> bytes | None:
    """Return a person's own key; ``None`` for a guardian's, or none at all."""
    signatory = key_in_force(draft, identity)
    is_own = signatory is not None and signatory.lapse_day == 0
    return signatory.controller if signatory is not None and is_own else None


def _ended(draft: Draft, number: int, renewal: Renewal) -> Renewal:
    if renewal.filled > 0:
        draft.terms[renewal.community] = draft.today + draft.charter.term_days
    draft.events.append(RenewalEnded(number, renewal.filled))
    return replace(renewal, over=True)
