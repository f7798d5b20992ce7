"""The action that left some logs: organisations, offers, redemptions, standards and findings."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from isonomia.log_acts import Act
from isonomia.log_known import Carried, Known, only
from isonomia.spec import actions, events
from isonomia.spec.spending import PORTION_MASK
from isonomia.spec.state import Stage, StandardText

_NOBODY = bytes(20)


# ---- acts of councils ----------------------------------------------------------------------------


def service_act_of_council(carried: Carried, act: Act, known: Known) -> actions.Action | None:
    """Return the action of a council about organisations that left these logs; None for others."""
    last = act.logs[-1].event
    if isinstance(last, events.StandardsPublished):
        return _publish_standards(carried, last, act)
    if isinstance(last, events.FindingMoved):
        return _end_finding(carried, last, act, known)
    if isinstance(last, events.OrganisationAccredited):
        return actions.Accredit(
            *carried, last.form, last.kinds, last.key, last.until_day, last.text_hash, last.name
        )
    if isinstance(last, events.AccreditationRenewed):
        return actions.RenewAccreditation(*carried, last.organisation, last.kinds, last.until_day)
    if isinstance(last, events.MandateGranted):
        bounds = (last.standard, last.limit, last.threshold, last.until_day)
        measure = (last.measure_hash, last.signers)
        return actions.GrantMandate(*carried, last.organisation, *bounds, *measure)
    if isinstance(last, events.FindingFiled):
        about = (last.organisation, last.standard, last.version, last.day)
        return actions.FileFinding(*carried, *about, last.evidence_hash)
    return None


def _publish_standards(
    carried: Carried, published: events.StandardsPublished, act: Act
) -> actions.PublishStandards:
    texts = tuple(
        StandardText(e.standard, e.effect, e.sunset_days, e.from_day, e.text_hash)
        for e in act.of(events.StandardPublished)
    )
    return actions.PublishStandards(*carried, published.standards_hash, texts)


def _end_finding(
    carried: Carried, moved: events.FindingMoved, act: Act, known: Known
) -> actions.Action:
    finding = known.finding(moved.finding, act)
    about = (finding.organisation, finding.standard, finding.day)
    accepted = act.of(events.RemedyAccepted)
    if accepted:
        return actions.CertifyRemedyOf(*carried, *about, only(accepted).evidence_hash)
    return actions.WithdrawFinding(*carried, *about)


# ---- acts of persons -----------------------------------------------------------------------------


def service_act_of_person(
    head: events.PersonActed, act: Act, known: Known, signer: bytes | None
) -> actions.PersonAct | None:
    """Return the action of a person about what they ordered; None when it is about else."""
    event, last = act.logs[-1].event, (head.nonce, act.time, signer)
    if isinstance(event, events.OrderCancelled):
        return actions.CancelOrder(head.identity, event.order_nonce, *last)
    if isinstance(event, events.Rated):
        redemption, proof = known.redemption(event.batch, event.index, act)
        return actions.Rate(redemption, proof, event.stars, *last)
    return None


# ---- acts of organisations, jurors, signers and anybody ------------------------------------------


def service_act_of_anybody(act: Act, known: Known) -> actions.Action | None:
    """Return the action of an organisation, or about one, that left these logs; None for others."""
    first, last = act.logs[0].event, act.logs[-1].event
    if isinstance(first, events.FindingDecided):
        return _judge(first, act, known)
    if isinstance(first, events.PanelConvened) and isinstance(last, events.FindingMoved):
        return _call_panel(last, act, known)
    make = _BY_LAST.get(type(last))
    return None if make is None else make(last, act, known)


def _redeem(last: events.BatchRedeemed, act: Act, known: Known) -> actions.Redeem:
    signatories = known.state.signatories
    orders = []
    for event in act.of(events.Redeemed):
        signatory = signatories.get(event.identity)
        orders.append(
            actions.Order(
                event.identity,
                event.offer,
                event.quantity,
                event.amount,
                event.source & PORTION_MASK,
                event.nonce,
                act.time,
                signatory.controller if signatory else None,
            )
        )
    return actions.Redeem(tuple(orders), _key_of(last.organisation, known))


def _refund(last: events.Refunded, act: Act, known: Known) -> actions.Refund:
    redemption, proof = known.redemption(last.batch, last.index, act)
    offer = known.state.offers.get(redemption.offer)
    return actions.Refund(redemption, proof, _key_of(offer.organisation if offer else 0, known))


def _offer_key(last: events.KeyOffered, _act: Act, known: Known) -> actions.OfferKey:
    return actions.OfferKey(last.organisation, last.key, _key_of(last.organisation, known))


def _accept_key(last: events.KeyChanged, _act: Act, _known: Known) -> actions.AcceptKey:
    return actions.AcceptKey(last.organisation, last.key)


def _open_offer(last: events.OfferOpened, _act: Act, known: Known) -> actions.OpenOffer:
    terms = (last.kind, last.tier, last.price, last.basis, last.until_day, last.text_hash)
    return actions.OpenOffer(last.organisation, *terms, _key_of(last.organisation, known))


def _announce_price(last: events.PriceAnnounced, _act: Act, known: Known) -> actions.AnnouncePrice:
    sender = _key_behind(last.offer, known)
    return actions.AnnouncePrice(last.offer, last.price, last.from_day, sender)


def _close_offer(last: events.OfferClosing, _act: Act, known: Known) -> actions.CloseOffer:
    return actions.CloseOffer(last.offer, last.until_day, _key_behind(last.offer, known))


def _file_reading(last: events.FindingFiled, _act: Act, known: Known) -> actions.FileReading:
    measured = (last.version, last.value, last.day, last.evidence_hash)
    return actions.FileReading(last.mandate, *measured, known.readings(last.mandate))


def _call_panel(moved: events.FindingMoved, act: Act, known: Known) -> actions.Action:
    finding = known.finding(moved.finding, act)
    about = (finding.organisation, finding.standard, finding.day, moved.ground)
    last = (act.time, None, _key_of(finding.organisation, known))
    if moved.stage == Stage.REVIEW:
        return actions.ReviewFinding(*about, *last)
    return actions.AppealFinding(*about, known.panel(finding.panel).list, *last)


def _judge(decided: events.FindingDecided, act: Act, known: Known) -> actions.JudgeFinding:
    finding = known.finding(decided.finding, act)
    panel = known.panel(finding.panel)
    votes = known.votes(decided.signers, panel, act.time)
    about = (finding.organisation, finding.standard, finding.day)
    said = (decided.outcome, decided.reasons_hash)
    return actions.JudgeFinding(*about, *said, panel.list, votes)


def _carry_out(_last: events.FindingMoved, act: Act, known: Known) -> actions.CarryOutFindings:
    moved = act.of(events.FindingMoved)
    return actions.CarryOutFindings(tuple(known.finding(e.finding, act).key for e in moved))


def _key_of(organisation: int, known: Known) -> bytes:
    """Return the key that speaks for an organisation; the zero address where there is none."""
    found = known.state.organisations.get(organisation)
    return found.key if found else _NOBODY


def _key_behind(offer: int, known: Known) -> bytes:
    found = known.state.offers.get(offer)
    return _key_of(found.organisation if found else 0, known)


_BY_LAST: dict[type, Callable[[Any, Act, Known], actions.Action]] = {
    events.BatchRedeemed: _redeem,
    events.Refunded: _refund,
    events.KeyOffered: _offer_key,
    events.KeyChanged: _accept_key,
    events.OfferOpened: _open_offer,
    events.PriceAnnounced: _announce_price,
    events.OfferClosing: _close_offer,
    events.FindingFiled: _file_reading,
    events.FindingMoved: _carry_out,
}
