"""What the specification answers about organisations, offers, redemptions and findings."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import astuple
from typing import Any

from isonomia.spec import actions_findings as findings
from isonomia.spec import actions_services as services
from isonomia.spec import views
from isonomia.spec.calendar import day_of
from isonomia.spec.finding_state import Effect, Finding, FindingKey, Mandate
from isonomia.spec.findings import finding_id
from isonomia.spec.refusals import Refusal
from isonomia.spec.service_state import NO_RATINGS, NO_STATEMENT, Offer, Organisation
from isonomia.spec.state import Signatory, State
from tests.differential.lottery_views import NOBODY, Asked

#: So many of them are looked at in full; the others stay as they are.
_MOST = 6
_UNKNOWN = 2**256 - 1
_STANDARD_FIELDS = 6
_NO_SIGNATORY = Signatory(bytes(20), 0, 0)
#: An answer with a list inside: where the struct begins, and where in it the list does.
_STRUCT_AT, _LIST_AT = 32, 8 * 32


def at_a_glance(state: State, now: int, action: Any) -> Iterator[Asked]:
    """Yield questions about what an act was about: an organisation, offers, orders, a finding."""
    for number in _organisations_of(state, action):
        if number in state.organisations:
            yield from _organisation(state, number, now)
    for number in _offers_of(state, action):
        if number in state.offers:
            yield from _offer(state, number, now)
    for key in keys_of(state, action):
        yield from _finding(state, key, now)
    for identity in _ordering(action):
        yield from _spender(state, identity)
    if isinstance(action, services.Redeem):
        yield from _batch(state, len(state.batches))
    if isinstance(action, services.Refund | services.Rate):
        yield from _redemption(state, action.redemption.batch, action.redemption.index)
    if isinstance(action, findings.GrantMandate):
        yield from _mandates(state)


def in_full(state: State, now: int, rng: random.Random) -> Iterator[Asked]:
    """Yield questions about every view of the services and the findings."""
    for identity in (*state.people, NOBODY):
        yield from _spender(state, identity)
    for number in _some(rng, list(state.organisations)):
        yield from _organisation(state, number, now)
    for number in _some(rng, list(state.offers)):
        yield from _offer(state, number, now)
    for batch in _some(rng, [*state.batches, 0, len(state.batches) + 1]):
        yield from _batch(state, batch)
        yield from _redemption(state, batch, rng.choice((0, 0, 1, 255, 256, _UNKNOWN)))
    yield from _counts(state, now)
    yield from _standards(state)
    for finding in _some(rng, list(state.findings.values())):
        yield from _finding(state, finding.key, now)
    yield from _finding(state, FindingKey(rng.randrange(6), rng.randrange(9), _UNKNOWN), now)
    yield from _mandates(state)


def keys_of(state: State, action: Any) -> Iterator[FindingKey]:
    """Yield the findings that an act is about, filed or not."""
    match action:
        case findings.CarryOutFindings():
            yield from action.findings
        case findings.FileReading():
            mandate = state.mandates.get(action.mandate)
            if mandate is not None:
                yield FindingKey(mandate.organisation, mandate.standard, action.day)
        case (
            findings.FileFinding()
            | findings.AppealFinding()
            | findings.ReviewFinding()
            | findings.JudgeFinding()
            | findings.WithdrawFinding()
            | findings.CertifyRemedyOf()
        ):
            yield FindingKey(action.organisation, action.standard, action.day)


def _some(rng: random.Random, known: list[Any]) -> list[Any]:
    return rng.sample(known, min(_MOST, len(known)))


def _organisations_of(state: State, action: Any) -> set[int]:
    if isinstance(action, services.Accredit):
        return {len(state.organisations)}
    numbers = {key.organisation for key in keys_of(state, action)}
    numbers.add(getattr(action, "organisation", 0))
    return numbers | {state.offers[n].organisation for n in _offers_of(state, action)}


def _offers_of(state: State, action: Any) -> set[int]:
    match action:
        case services.OpenOffer():
            numbers = {len(state.offers)}
        case services.Redeem():
            numbers = {order.offer for order in action.orders}
        case services.Refund() | services.Rate():
            numbers = {action.redemption.offer}
        case services.AnnouncePrice() | services.CloseOffer():
            numbers = {action.offer}
        case _:
            numbers = set()
    return {number for number in numbers if number in state.offers}


def _ordering(action: Any) -> tuple[bytes, ...]:
    match action:
        case services.Redeem():
            return tuple(order.identity for order in action.orders)
        case services.Refund() | services.Rate():
            return (action.redemption.identity,)
        case services.CancelOrder():
            return (action.identity,)
    return ()


# ------------------------------------------------------------------------------------- services


def _spender(state: State, identity: bytes) -> Iterator[Asked]:
    signatory = state.signatories.get(identity, _NO_SIGNATORY)
    window = signatory.order_floor, signatory.orders_seen
    yield "Communities", "ordersOf", (identity,), window
    person = state.people.get(identity)
    spent: Any = Refusal("NotEnrolled", identity) if person is None else person.spent
    yield "Ledger", "spentBy", (identity,), spent


def _organisation(state: State, number: int, now: int) -> Iterator[Asked]:
    known = state.organisations[number]
    yield "Services", "organisation", (number,), _organisation_fields(known)
    yield "Services", "organisationOf", (known.key,), number
    effects = [_effect_word(effect) for effect in state.effects.get(number, ())]
    yield "Findings", "effectsOf", (number,), effects
    for community in state.councils:
        times = views.findings_this_year(state, number, community, now)
        yield "Findings", "findingsThisYear", (number, community), times


def _organisation_fields(known: Organisation) -> tuple[Any, ...]:
    return (
        known.key,
        known.form,
        known.kinds,
        known.community,
        known.until_day,
        known.suspended_until,
        known.offered_key,
        known.text_hash,
    )


def _effect_word(effect: Effect) -> int:
    return (
        effect.standard | effect.until_day << 32 | int(effect.effect) << 56 | effect.finding << 64
    )


def _offer(state: State, number: int, now: int) -> Iterator[Asked]:
    known = state.offers[number]
    yield "Services", "offer", (number,), _offer_fields(known)
    yield "Services", "priceOf", (number,), known.price_on(day_of(now))
    yield "Services", "ratingsOf", (number,), state.rating_counts.get(number, NO_RATINGS)
    now_quarter = views.quarter_at(state, now)
    for quarter in (now_quarter, max(0, now_quarter - 1)):
        statement = state.statements.get((number, quarter), NO_STATEMENT)
        yield "Services", "statementOf", (number, quarter), astuple(statement)


def _offer_fields(known: Offer) -> tuple[Any, ...]:
    return (
        known.organisation,
        known.kind,
        known.tier,
        known.price,
        known.next_price,
        known.next_price_day,
        known.from_day,
        known.until_day,
        known.basis,
        known.text_hash,
    )


def _batch(state: State, batch: int) -> Iterator[Asked]:
    yield "Services", "rootOf", (batch,), state.batches.get(batch, bytes(32))
    yield "Services", "batchCount", (), len(state.batches)


def _redemption(state: State, batch: int, index: int) -> Iterator[Asked]:
    yield "Services", "isRefunded", (batch, index), (batch, index) in state.refunded
    rating = state.ratings.get((batch, index))
    stars = (0, 0) if rating is None else (rating.stars, rating.times)
    yield "Services", "ratingOf", (batch, index), stars


def _counts(state: State, now: int) -> Iterator[Asked]:
    yield "Services", "organisationCount", (), len(state.organisations)
    yield "Services", "offerCount", (), len(state.offers)
    yield "Services", "currentQuarter", (), views.quarter_at(state, now)
    yield "Services", "organisation", (_UNKNOWN,), Refusal("OrganisationUnknown", _UNKNOWN)
    yield "Services", "offer", (0,), Refusal("OfferUnknown", 0, 0)
    yield "Services", "priceOf", (_UNKNOWN,), Refusal("OfferUnknown", 0, _UNKNOWN)
    yield "Services", "ratingsOf", (_UNKNOWN,), NO_RATINGS
    yield "Services", "organisationOf", (bytes(20),), 0
    yield "Findings", "effectsOf", (_UNKNOWN,), []


# ------------------------------------------------------------------------------------- findings


def _standards(state: State) -> Iterator[Asked]:
    yield "Findings", "standardsHash", (), state.standards_hash
    for standard, versions in state.standards.items():
        yield "Findings", "versionsOf", (standard,), len(versions)
        for number, known in enumerate(versions, start=1):
            yield "Findings", "standardVersion", (standard, number), astuple(known)
        for number in (0, len(versions) + 1):
            yield "Findings", "standardVersion", (standard, number), (0,) * _STANDARD_FIELDS


def _finding(state: State, key: FindingKey, now: int) -> Iterator[Asked]:
    number = finding_id(key)
    fields = astuple(key)
    yield "Findings", "idOf", (fields,), number
    yield "Findings", "stateOf", (fields,), int(views.finding_state(state, key, now))
    yield "Findings", "findingOf", (number,), _finding_fields(state.findings.get(number))


def _finding_fields(finding: Finding | None) -> tuple[int, ...]:
    """Return a finding in the order of the Solidity struct; zeros without one."""
    if finding is None:
        return (0,) * 12
    return (
        finding.stage,
        finding.filed_at,
        finding.since,
        finding.panel,
        finding.community,
        finding.ground,
        finding.reviewed,
        finding.notice_days,
        finding.ripe_days,
        finding.verdict_days,
        finding.version,
        finding.place,
    )


def _mandates(state: State) -> Iterator[Asked]:
    yield "Findings", "mandateCount", (), len(state.mandates)
    if state.mandates:
        latest = len(state.mandates)
        yield "Findings", "mandate", (latest,), _mandate_words(state.mandates[latest])


def _mandate_words(mandate: Mandate) -> tuple[Any, ...]:
    return (
        _STRUCT_AT,
        mandate.organisation,
        mandate.community,
        mandate.standard,
        mandate.limit,
        mandate.threshold,
        mandate.until_day,
        mandate.measure_hash,
        _LIST_AT,
        len(mandate.signers),
        *mandate.signers,
    )
