"""Bulk acts carried out on packed words: all lines hold and everything changes, or nothing does.

Each function takes lines, as columns of the same length, and beside them what the act comes to as a
whole. Whoever holds some of the people only gives their lines, and the sums over all.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from isonomia.fastpath.lines import (
    DAY_MASK,
    LAST_ACT_DAY,
    AwardTerms,
    awarded,
    bound,
    enrolled,
    order_used,
    redeemed,
    require_nominable,
    times_after,
)
from isonomia.fastpath.terms import Acted, Terms
from isonomia.fastpath.unusual import Unusual
from isonomia.spec.accountability import budget_on, used_in
from isonomia.spec.calendar import QUARTER, day_of
from isonomia.spec.chains import chained
from isonomia.spec.keccak import keccak256
from isonomia.spec.people import NO_IDENTITY
from isonomia.spec.rounds import hash_with
from isonomia.spec.state import NO_STATEMENT, NOMINATED, RuleTimes, Statement

_WORD = 32


# ---- enrolments and keys -------------------------------------------------------------------------


def carry_enrolments(
    terms: Terms,
    now: int,
    acted: Acted,
    identities: Sequence[bytes],
    birth_months: Sequence[int],
    number: int,
) -> None:
    """Enrol people.

    Args:
        terms: of the state
        now: second of the act
        acted: which council
        identities: who is enrolled, 32 bytes each
        birth_months: of each of them
        number: how many the act enrols in all

    Raises:
        Unusual: the plain specification has to decide; nothing has changed.
    """
    state, community = terms.state, acted.community
    council = terms.approved(acted)
    stored, words = terms.people.stored, dict[bytes, int]()
    for identity, birth_month in zip(identities, birth_months, strict=True):
        if stored(identity) is not None or identity in words:
            raise Unusual
        words[identity] = enrolled(community, birth_month, now)
    if NO_IDENTITY in words:
        raise Unusual

    terms.people.store(words)
    state.councils[community] = replace(
        council, nonce=council.nonce + 1, members=council.members + number
    )


def carry_bindings(
    terms: Terms,
    now: int,
    acted: Acted,
    identities: Sequence[bytes],
    controllers: Sequence[int],
    lapse_days: Sequence[int],
) -> None:
    """Bind keys to people who never had one.

    Args:
        terms: of the state
        now: second of the act
        acted: which council
        identities: whose keys, 32 bytes each
        controllers: addresses as whole numbers
        lapse_days: what the act said of each; 0 for a person's own key

    Raises:
        Unusual: the plain specification has to decide; nothing has changed.
    """
    community, today = acted.community, day_of(now)
    council = terms.approved(acted)
    majority_years = terms.charter(today).majority_years
    person, signatory, words = terms.people.stored, terms.signatories.stored, dict[bytes, int]()
    for identity, controller, lapse_day in zip(identities, controllers, lapse_days, strict=True):
        if signatory(identity) is not None or identity in words:
            raise Unusual
        word = _number(person(identity))
        words[identity], expected = bound(word, controller, community, today, majority_years)
        if lapse_day != expected:
            raise Unusual

    terms.signatories.store(words)
    terms.state.councils[community] = replace(council, nonce=council.nonce + 1)


# ---- awards --------------------------------------------------------------------------------------


class Awards(NamedTuple):
    """A batch of awards, as its head says and as it comes to as a whole.

    Attributes:
        acted: which council
        rule: number of the rule
        version: of the rule, from 1
        evidence_hash: 32 bytes
        lines: how many people are awarded in all
        people_hash: keccak over all their identities, one after the other, 32 bytes
    """

    acted: Acted
    rule: int
    version: int
    evidence_hash: bytes
    lines: int
    people_hash: bytes

    def link(self, now: int) -> bytes:
        """Return the batch's link in the chain of its community, 32 bytes."""
        act = (self.acted.nonce, self.rule, self.version)
        numbers = b"".join(value.to_bytes(_WORD) for value in act)
        return keccak256(numbers + self.evidence_hash + self.people_hash + now.to_bytes(_WORD))


def people_hash_of(identities: Iterable[bytes]) -> bytes:
    """Return the keccak over identities, one after the other."""
    return keccak256(b"".join(identities))


def carry_awards(
    terms: Terms,
    now: int,
    batch: Awards,
    identities: Sequence[bytes],
    words: Sequence[int],
) -> bytes:
    """Award people, and return the batch's link.

    Args:
        terms: of the state
        now: second of the act
        batch: which awards
        identities: who is awarded, 32 bytes each
        words: what the act said that each of them had after it

    Raises:
        Unusual: the plain specification has to decide; nothing has changed.
    """
    state, acted = terms.state, batch.acted
    community, today = acted.community, day_of(now)
    council = terms.approved(acted)
    common = terms.awards(acted, batch.rule, batch.version, now)
    quarter = (now - state.genesis) // QUARTER
    used, points = used_in(council, quarter), common.points * batch.lines
    if points > budget_on(terms.charter(today), council, today) - used:
        raise Unusual
    stored, changed = terms.people.stored, dict[bytes, int]()
    for identity, word in zip(identities, words, strict=True):
        before = _number(changed.get(identity) or stored(identity))
        if awarded(common, before, word >> LAST_ACT_DAY & DAY_MASK) != word:
            raise Unusual
        changed[identity] = word
    times = _times_of(terms, common, batch.rule, identities)

    link = batch.link(now)
    terms.people.store(changed)
    state.rule_times.update(times)
    state.councils[community] = replace(
        council,
        nonce=council.nonce + 1,
        quarter=quarter,
        used=used + points,
        chain=chained(council.chain, link),
    )
    return link


def _times_of(
    terms: Terms, common: AwardTerms, rule: int, identities: Sequence[bytes]
) -> dict[tuple[bytes, int], RuleTimes]:
    """Return how often each person was awarded under a limited rule, with this batch counted."""
    times = dict[tuple[bytes, int], RuleTimes]()
    if common.yearly_limit == 0:
        return times
    kept = terms.state.rule_times.get
    for identity in identities:
        key = identity, rule
        times[key] = times_after(common, times.get(key) or kept(key))
    return times


# ---- nominations ---------------------------------------------------------------------------------


def carry_nominations(
    terms: Terms, now: int, acted: Acted, number: int, identities: Sequence[bytes], first: int
) -> None:
    """Put people into a round of the lottery; all lines are needed, as their hash runs over them.

    Args:
        terms: of the state
        now: second of the act
        acted: which council
        number: of the round
        identities: who is nominated, 32 bytes each
        first: what the act said is the first one's place among the entrants

    Raises:
        Unusual: the plain specification has to decide; nothing has changed.
    """
    state, community = terms.state, acted.community
    council = terms.approved(acted)
    found = state.rounds.get(number)
    if found is None or found.kind != NOMINATED or now >= found.entries_until:
        raise Unusual
    nominations = (state.nominations.get((number, community)) or 0) + len(identities)
    per_nomination = terms.charter(day_of(now)).members_per_nomination
    if nominations > max(1, council.members // per_nomination) or first != found.entrants:
        raise Unusual
    places, entrants_hash = dict[tuple[int, bytes], int](), found.entrants_hash
    for place, identity in enumerate(identities, first):
        key = number, identity
        if key in places or key in state.places:
            raise Unusual
        require_nominable(_number(terms.people.stored(identity)), community, acted.signers)
        places[key] = place
        entrants_hash = hash_with(entrants_hash, identity)

    state.places.update(places)
    state.nominations[number, community] = nominations
    state.rounds[number] = replace(
        found, entrants=first + len(identities), entrants_hash=entrants_hash
    )
    state.councils[community] = replace(council, nonce=council.nonce + 1)


# ---- redemptions ---------------------------------------------------------------------------------


class Redemptions(NamedTuple):
    """A batch of redemptions, as it comes to as a whole; all of them take from the base.

    Attributes:
        batch: its number
        organisation: whose offers were redeemed
        root: of the tree over its redemptions, 32 bytes, recomputed
        turnover: offer -> how many redemptions, and how many millicredits
    """

    batch: int
    organisation: int
    root: bytes
    turnover: Mapping[int, tuple[int, int]]


class Orders(NamedTuple):
    """The orders that were redeemed, as columns of the same length.

    Attributes:
        identities: who ordered, 32 bytes each
        offers: numbers
        quantities: units
        amounts: millicredits
        nonces: of the orders
    """

    identities: Sequence[bytes]
    offers: Sequence[int]
    quantities: Sequence[int]
    amounts: Sequence[int]
    nonces: Sequence[int]


def carry_redemptions(terms: Terms, now: int, batch: Redemptions, orders: Orders) -> None:
    """Redeem orders from the base.

    Args:
        terms: of the state
        now: second of the act
        batch: which redemptions
        orders: those of the people at hand

    Raises:
        Unusual: the plain specification has to decide; nothing has changed.
    """
    state, today = terms.state, day_of(now)
    if batch.batch != len(state.batches) + 1:
        raise Unusual
    offers = {offer: terms.offer(offer, batch.organisation, today) for offer in batch.turnover}
    credits = terms.credits(now)
    person, people = terms.people.stored, dict[bytes, int]()
    signatory, signatories = terms.signatories.stored, dict[bytes, int]()
    for identity, offer, quantity, amount, nonce in zip(*orders, strict=True):
        signing = _number(signatories.get(identity) or signatory(identity))
        signatories[identity] = order_used(signing, nonce, today)
        word = _number(people.get(identity) or person(identity))
        people[identity] = redeemed(credits, offers[offer], word, quantity, amount)

    terms.people.store(people)
    terms.signatories.store(signatories)
    state.batches[batch.batch] = batch.root
    quarter = (now - state.genesis) // QUARTER
    for offer, (number, amount) in batch.turnover.items():
        former = state.statements.get((offer, quarter)) or NO_STATEMENT
        state.statements[offer, quarter] = former + Statement(number, amount)


def _number(kept: object) -> int:
    """Return what a packed table keeps, when it is a whole number."""
    if not isinstance(kept, int):
        raise Unusual
    return kept
