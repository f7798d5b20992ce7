"""Every act of services and findings once: what leads to it, a pause, and the act itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from isonomia.spec.actions_findings import (
    CarryOutFindings,
    CertifyRemedyOf,
    FindingKey,
    PublishStandards,
    StandardText,
    WithdrawFinding,
)
from isonomia.spec.actions_services import (
    AcceptKey,
    AnnouncePrice,
    CancelOrder,
    CloseOffer,
    OfferKey,
    RenewAccreditation,
)
from isonomia.spec.calendar import day_of
from isonomia.spec.finding_state import StandardEffect
from tests.differential.agora import AUDITORS, EVERY_KIND, PRICE, Agora
from tests.differential.court import EVIDENCE, REJECTED, UPHELD
from tests.differential.stage import NATION, TOWN
from tests.harness.keys import key_addresses
from tests.safeguards.answers import people

Act = Callable[[Agora], Iterator[None]]
FIRST_KEY, SECOND_KEY = key_addresses()[-1], key_addresses()[-3]
SENSORS = key_addresses()[40:42]


def provider(agora: Agora) -> int:
    """Return an organisation that serves both citizens; called again, the same one."""
    people(agora)
    return 1 if agora.state.organisations else agora.accredit()


def offer(agora: Agora) -> int:
    """Return an Essential offer; called again, the same one."""
    organisation = provider(agora)
    return 1 if agora.state.offers else agora.open_offer(organisation)


def fields(key: FindingKey) -> dict[str, int]:
    """Return what names a finding."""
    return {"organisation": key.organisation, "standard": key.standard, "day": key.day}


def accredit(agora: Agora) -> Iterator[None]:
    """Accredit an organisation."""
    people(agora)
    yield
    agora.must(agora.accreditation(FIRST_KEY))


def renew(agora: Agora) -> Iterator[None]:
    """Let an accreditation last longer."""
    number = provider(agora)
    agora.wait(100)
    yield
    until_day = day_of(agora.now) + agora.charter.accreditation_days
    fresh = {"organisation": number, "kinds": EVERY_KIND, "until_day": until_day}
    agora.must(RenewAccreditation(**agora.by_council(TOWN), **fresh))


def offer_key(agora: Agora) -> Iterator[None]:
    """Offer the organisation's key to another."""
    number = provider(agora)
    yield
    agora.must(OfferKey(number, SECOND_KEY, agora.organisation(number).key))


def accept_key(agora: Agora) -> Iterator[None]:
    """Take it over."""
    for _ in offer_key(agora):
        pass
    yield
    agora.must(AcceptKey(1, SECOND_KEY))


def open_offer(agora: Agora) -> Iterator[None]:
    """Open an offer."""
    number = provider(agora)
    yield
    agora.must(agora.opening(number))


def announce_price(agora: Agora) -> Iterator[None]:
    """Announce another price."""
    number = offer(agora)
    from_day = day_of(agora.now) + agora.charter.price_notice_days
    yield
    agora.must(AnnouncePrice(number, 2 * PRICE, from_day, agora.provider_of(number)))


def close_offer(agora: Agora) -> Iterator[None]:
    """Announce the end of an offer."""
    number = offer(agora)
    until_day = day_of(agora.now) + agora.charter.price_notice_days
    yield
    agora.must(CloseOffer(number, until_day, agora.provider_of(number)))


def redeem(agora: Agora) -> Iterator[None]:
    """Redeem an order of one citizen."""
    number = offer(agora)
    citizen, _ = people(agora)
    yield
    agora.must(agora.redeeming(agora.order(citizen, number)))


def refund(agora: Agora) -> Iterator[None]:
    """Give it back."""
    number = offer(agora)
    lines = agora.redeem(agora.order(people(agora)[0], number))
    yield
    agora.must(agora.refunding(lines))


def rate(agora: Agora) -> Iterator[None]:
    """Rate it."""
    number = offer(agora)
    lines = agora.redeem(agora.order(people(agora)[0], number))
    yield
    agora.must(agora.rating(lines, 1))


def cancel_order(agora: Agora) -> Iterator[None]:
    """Take an order back."""
    citizen, _ = people(agora)
    yield
    agora.must(CancelOrder(**agora.by_person(citizen), order_nonce=0))


def publish_standards(agora: Agora) -> Iterator[None]:
    """Publish a standard."""
    people(agora)
    text = StandardText(7, StandardEffect.SUSPENSION, 365, day_of(agora.now) + 30, bytes(32))
    yield
    act = agora.by_council(NATION)
    agora.must(PublishStandards(**act, standards_hash=bytes(32), standards=(text,)))


def file_finding(agora: Agora) -> Iterator[None]:
    """Bring a finding."""
    number = provider(agora)
    yield
    agora.must(agora.finding_about(number))


def grant_mandate(agora: Agora) -> Iterator[None]:
    """Let sensors report a measure."""
    number = provider(agora)
    yield
    agora.mandate(number, 100, *SENSORS)


def file_reading(agora: Agora) -> Iterator[None]:
    """Report a value above the limit."""
    mandate = agora.mandate(provider(agora), 100, *SENSORS)
    yield
    agora.must(agora.reading(mandate, 101))


def appeal(agora: Agora) -> Iterator[None]:
    """Appeal for the organisation."""
    key = agora.find(provider(agora))
    yield
    agora.must(agora.appealing_finding(key))


def review(agora: Agora) -> Iterator[None]:
    """Call a review of a suspension."""
    key = agora.suspend(provider(agora))
    yield
    agora.must(agora.reviewing_finding(key))


def give_verdict(agora: Agora) -> Iterator[None]:
    """Uphold a finding."""
    key = agora.find(provider(agora))
    agora.must(agora.appealing_finding(key))
    agora.seat(agora.finding(key).panel)
    yield
    agora.must(agora.judging(key, UPHELD))


def give_verdict_of_review(agora: Agora) -> Iterator[None]:
    """End a suspension by a review."""
    key = agora.suspend(provider(agora))
    agora.must(agora.reviewing_finding(key))
    agora.seat(agora.finding(key).panel)
    yield
    agora.must(agora.judging(key, REJECTED))


def withdraw(agora: Agora) -> Iterator[None]:
    """Take a finding back."""
    key = agora.find(provider(agora))
    yield
    agora.must(WithdrawFinding(**agora.by_council(AUDITORS), **fields(key)))


def certify_remedy(agora: Agora) -> Iterator[None]:
    """End a suspension because its remedy is done."""
    key = agora.suspend(provider(agora))
    yield
    act = agora.by_council(AUDITORS)
    agora.must(CertifyRemedyOf(**act, **fields(key), evidence_hash=EVIDENCE))


def carry_out(agora: Agora) -> Iterator[None]:
    """Suspend an organisation."""
    key = agora.find(provider(agora))
    agora.wait()
    yield
    agora.must(CarryOutFindings((key,)))


#: Every act, by the function it calls; some functions do more than one thing.
SERVICE_ACTS: dict[str, Act] = {
    "accredit": accredit,
    "renewAccreditation": renew,
    "offerKey": offer_key,
    "acceptKey": accept_key,
    "openOffer": open_offer,
    "announcePrice": announce_price,
    "closeOffer": close_offer,
    "redeem": redeem,
    "refund": refund,
    "rate": rate,
    "cancelOrder": cancel_order,
    "publishStandards": publish_standards,
    "fileFinding": file_finding,
    "grantMandate": grant_mandate,
    "fileReading": file_reading,
    "appeal, of a finding": appeal,
    "review, of an effect": review,
    "giveVerdict, on a finding": give_verdict,
    "giveVerdict, of a review of an effect": give_verdict_of_review,
    "withdraw, a finding": withdraw,
    "certifyRemedy": certify_remedy,
    "carryOut, a finding": carry_out,
}
