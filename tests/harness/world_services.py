"""The acts of organisations, orders, standards and findings as calls, signed by those they name."""

from __future__ import annotations

from typing import Any

from isonomia.spec import actions_findings as findings
from isonomia.spec import actions_services as services
from isonomia.spec.state import StandardText
from tests.harness import digests
from tests.harness.calls import Call, Signing, by_council, prepare
from tests.harness.keys import keccak, signature_of, signatures_of, signatures_over

_STANDARD_TEXT = ("standard", "effect", "sunset_days", "from_day", "text_hash")
_ORDER = ("identity", "offer", "quantity", "amount", "portion", "nonce", "deadline")
_REDEMPTION = ("batch", "index", "identity", "offer", "quantity", "amount", "source", "time")
_OFFER_TEXT = ("organisation", "kind", "tier", "price", "basis", "until_day", "text_hash")
_ACCREDITATION = ("form", "kinds", "key", "until_day", "text_hash", "name")
_MANDATE = (
    *("organisation", "standard", "limit", "threshold", "until_day", "measure_hash"),
    "keys",
)
_PANEL_OF_FINDING = 3


def standard_tuple(text: StandardText) -> tuple[Any, ...]:
    """Return a standard in the order of the Solidity struct."""
    return _fields(text, _STANDARD_TEXT)


def number_of(organisation: int, standard: int, day: int) -> bytes:
    """Return the number of a finding, 32 bytes."""
    return keccak(b"".join(value.to_bytes(32, "big") for value in (organisation, standard, day)))


# ------------------------------------------------------------------------------ organisations


@prepare.register
def _accredit(action: services.Accredit, signing: Signing) -> Call:
    members = _fields(action, _ACCREDITATION)
    return _council(action, signing, "accredit", digests.ACCREDITATION, members, members)


@prepare.register
def _renew(action: services.RenewAccreditation, signing: Signing) -> Call:
    members = action.organisation, action.kinds, action.until_day
    kind = digests.ACCREDITATION_RENEWAL
    return _council(action, signing, "renewAccreditation", kind, members, *members)


@prepare.register
def _offer_key(action: services.OfferKey, _: Signing) -> Call:
    return _sent(action, "offerKey", action.organisation, action.new_key)


@prepare.register
def _accept_key(action: services.AcceptKey, _: Signing) -> Call:
    return _sent(action, "acceptKey", action.organisation)


@prepare.register
def _open_offer(action: services.OpenOffer, _: Signing) -> Call:
    return _sent(action, "openOffer", _fields(action, _OFFER_TEXT))


@prepare.register
def _announce_price(action: services.AnnouncePrice, _: Signing) -> Call:
    return _sent(action, "announcePrice", action.offer, action.price, action.from_day)


@prepare.register
def _close_offer(action: services.CloseOffer, _: Signing) -> Call:
    return _sent(action, "closeOffer", action.offer, action.until_day)


# ------------------------------------------------------------------------------ redemptions


@prepare.register
def _redeem(action: services.Redeem, signing: Signing) -> Call:
    orders = [_fields(order, _ORDER) for order in action.orders]
    signed = [
        (order.signer, digests.digest(signing.domain, digests.ORDER, *members))
        for order, members in zip(action.orders, orders, strict=True)
    ]
    return _sent(action, "redeem", orders, signatures_over(signed))


@prepare.register
def _refund(action: services.Refund, _: Signing) -> Call:
    return _sent(action, "refund", _fields(action.redemption, _REDEMPTION), list(action.proof))


@prepare.register
def _rate(action: services.Rate, signing: Signing) -> Call:
    rated = action.redemption
    act = action.stars, action.nonce, action.deadline
    members = rated.identity, rated.batch, rated.index, *act
    digest = digests.digest(signing.domain, digests.RATING, *members)
    shown = _fields(rated, _REDEMPTION), list(action.proof)
    signature = signature_of(action.signer, digest)
    return Call("rate", (*shown, *act, signature), contract="Services")


@prepare.register
def _cancel(action: services.CancelOrder, signing: Signing) -> Call:
    members = action.identity, action.order_nonce, action.nonce, action.deadline
    digest = digests.digest(signing.domain, digests.CANCELLATION, *members)
    return Call("cancelOrder", (*members, signature_of(action.signer, digest)))


# ------------------------------------------------------------------------------ filing


@prepare.register
def _publish(action: findings.PublishStandards, signing: Signing) -> Call:
    members = action.standards_hash, [standard_tuple(text) for text in action.standards]
    return _of_council(action, signing, "publishStandards", digests.STANDARDS, members, *members)


@prepare.register
def _file(action: findings.FileFinding, signing: Signing) -> Call:
    key = _key(action)
    members = *key[:2], action.version, action.day, action.evidence_hash
    call = key, action.version, action.evidence_hash
    return _of_council(action, signing, "fileFinding", digests.FINDING, members, *call)


@prepare.register
def _grant(action: findings.GrantMandate, signing: Signing) -> Call:
    *terms, keys = _fields(action, _MANDATE)
    members = *terms, list(keys)
    return _of_council(action, signing, "grantMandate", digests.MANDATE, members, members)


@prepare.register
def _withdraw(action: findings.WithdrawFinding, signing: Signing) -> Call:
    members = (number_of(*_key(action)),)
    kind = digests.FINDING_WITHDRAWAL
    return _of_council(action, signing, "withdraw", kind, members, _key(action))


@prepare.register
def _certify(action: findings.CertifyRemedyOf, signing: Signing) -> Call:
    members = number_of(*_key(action)), action.evidence_hash
    call = _key(action), action.evidence_hash
    return _of_council(action, signing, "certifyRemedy", digests.FINDING_REMEDY, members, *call)


# ------------------------------------------------------------------------------ answering


@prepare.register
def _read(action: findings.FileReading, signing: Signing) -> Call:
    members = action.mandate, action.version, action.value, action.day, action.evidence_hash
    votes = _votes(action, digests.digest(signing.domain, digests.READING, *members))
    return Call("fileReading", (*members, votes), contract="Findings")


@prepare.register
def _appeal(action: findings.AppealFinding, signing: Signing) -> Call:
    members = number_of(*_key(action)), action.ground, action.deadline
    digest = digests.digest(signing.domain, digests.FINDING_APPEAL, *members)
    shown = _key(action), action.ground, list(action.former_panel), action.deadline
    signature = signature_of(action.signer, digest)
    return Call("appeal", (*shown, signature), action.sender, "Findings")


@prepare.register
def _review(action: findings.ReviewFinding, signing: Signing) -> Call:
    members = number_of(*_key(action)), action.ground, action.deadline
    digest = digests.digest(signing.domain, digests.FINDING_REVIEW, *members)
    signature = signature_of(action.signer, digest)
    return Call("review", (_key(action), *members[1:], signature), action.sender, "Findings")


@prepare.register
def _judge(action: findings.JudgeFinding, signing: Signing) -> Call:
    finding = number_of(*_key(action))
    panel = signing.ask("Findings", "findingOf", finding)[_PANEL_OF_FINDING]
    members = finding, panel, action.outcome, action.reasons_hash
    votes = _votes(action, digests.digest(signing.domain, digests.VERDICT, *members))
    shown = _key(action), action.outcome, action.reasons_hash, list(action.identities)
    return Call("giveVerdict", (*shown, votes), contract="Findings")


@prepare.register
def _carry_out(action: findings.CarryOutFindings, _: Signing) -> Call:
    keys = [(key.organisation, key.standard, key.day) for key in action.findings]
    return Call("carryOut", (keys,), contract="Findings")


# ------------------------------------------------------------------------------ shared


def _fields(record: Any, names: tuple[str, ...]) -> tuple[Any, ...]:
    return tuple(getattr(record, name) for name in names)


def _key(action: Any) -> tuple[int, int, int]:
    return action.organisation, action.standard, action.day


def _sent(action: Any, function: str, *arguments: Any) -> Call:
    return Call(function, arguments, action.sender, "Services")


def _council(
    action: Any, signing: Signing, function: str, kind: str, members: tuple[Any, ...], *call: Any
) -> Call:
    return by_council(action, signing, function, kind, members, *call, contract="Services")


def _of_council(
    action: Any, signing: Signing, function: str, kind: str, members: tuple[Any, ...], *call: Any
) -> Call:
    return by_council(action, signing, function, kind, members, *call, contract="Findings")


def _votes(action: Any, digest: bytes) -> tuple[int, bytes]:
    signers = [signer for _, signer in action.votes if signer is not None]
    return action.signers, signatures_of(signers, digest)
