"""The acts about services that are signed: of councils, persons, organisations, jurors, sensors.

Orders are signed too, but nobody relays them: `isonomia.services.orders`.
"""

from __future__ import annotations

from typing import Any

from isonomia.due_process.act_types import (
    ActType,
    Middle,
    by_council,
    by_jurors,
    by_organisation,
    by_person,
    by_sensors,
    published,
    signed,
    struct,
)
from isonomia.due_process.values import Values, fields_of
from isonomia.services.finding_keys import FindingKey

_KEY = fields_of("uint256 organisation,uint256 standard,uint256 day")
_FORMER_PANEL = fields_of("bytes32[] formerPanel")
_PANEL = fields_of("bytes32[] identities,uint256 size")
#: What shows, with what is signed, that a redemption stands in its batch.
_REDEMPTION = fields_of(
    "uint256 offer,uint256 quantity,uint256 amount,uint256 source,uint256 time,bytes32[] proof"
)
_REDEMPTION_PARTS = (
    *("batch", "index", "identity", "offer", "quantity", "amount", "source", "time"),
)


def _finding(message: Values, beside: Values) -> FindingKey:
    """Return the finding whose parts stand beside what is signed, or in it."""
    known = {**beside, **message}
    return FindingKey(known["organisation"], known["standard"], known["day"])


def _with_finding(*names: str) -> Middle:
    """The finding's parts, then fields of message or beside."""

    def middle(message: Values, beside: Values) -> tuple[Any, ...]:
        known = {**beside, **message}
        return (_finding(message, beside).values, *(known[name] for name in names))

    return middle


def _rating(message: Values, beside: Values) -> tuple[Any, ...]:
    known = {**beside, **message}
    redemption = tuple(known[name] for name in _REDEMPTION_PARTS)
    return redemption, beside["proof"], message["stars"]


_OF_COUNCILS = (
    by_council(
        "accredit",
        "Accreditation",
        "accredit an organisation, which can then offer services for credits",
        "services",
        "accredit",
        struct("form", "kinds", "key", "untilDay", "textHash", "name"),
    ),
    by_council(
        "renew-accreditation",
        "AccreditationRenewal",
        "let an accreditation last longer, or for more kinds of service",
        "services",
        "renewAccreditation",
        signed("organisation", "kinds", "untilDay"),
    ),
    by_council(
        "publish-standards",
        "Standards",
        "publish what organisations are held to",
        "findings",
        "publishStandards",
        published("standardsHash", "standards"),
    ),
    by_council(
        "file-finding",
        "Finding",
        "bring a finding about an organisation of another community",
        "findings",
        "fileFinding",
        _with_finding("version", "evidenceHash"),
    ),
    by_council(
        "grant-mandate",
        "Mandate",
        "let sensors read one measure of an organisation of another community",
        "findings",
        "grantMandate",
        struct(
            *("organisation", "standard", "limit", "threshold", "untilDay"),
            *("measureHash", "signers"),
        ),
    ),
    by_council(
        "withdraw-finding",
        "FindingWithdrawal",
        "take back a finding that the council filed",
        "findings",
        "withdraw",
        _with_finding(),
        beside=_KEY,
        case=_finding,
    ),
    by_council(
        "certify-finding-remedy",
        "FindingRemedy",
        "certify that an organisation has done the remedy of a finding",
        "findings",
        "certifyRemedy",
        _with_finding("evidenceHash"),
        beside=_KEY,
        case=_finding,
    ),
)

_OF_PERSONS = (
    by_person(
        "cancel-order",
        "Cancellation",
        "make an order that one signed worthless",
        "communities",
        "cancelOrder",
        signed("orderNonce"),
    ),
    by_person(
        "rate",
        "Rating",
        "rate what one redeemed, or rate it otherwise once",
        "services",
        "rate",
        _rating,
        beside=_REDEMPTION,
        begins_with_person=False,
    ),
)

_OF_ORGANISATIONS = (
    by_organisation(
        "appeal-finding",
        "FindingAppeal",
        "ask for a panel about a finding, or after its verdict for the second one",
        "findings",
        "appeal",
        _with_finding("ground", "formerPanel"),
        beside=(*_KEY, *_FORMER_PANEL),
        case=_finding,
    ),
    by_organisation(
        "review-finding",
        "FindingReview",
        "ask for a panel about a suspension or commendation that lasts",
        "findings",
        "review",
        _with_finding("ground"),
        beside=_KEY,
        case=_finding,
    ),
)

_OF_OTHERS = (
    by_jurors(
        "finding-verdict",
        "Verdict",
        "decide a finding as a juror of its panel",
        "findings",
        "giveVerdict",
        _with_finding("outcome", "reasonsHash", "identities"),
        beside=(*_KEY, *_PANEL),
        case=_finding,
    ),
    by_sensors(
        "reading",
        "Reading",
        "report a reading above the limit of a mandate, which files a finding",
        "findings",
        "fileReading",
        signed("mandate", "version", "value", "day", "evidenceHash"),
        beside=fields_of("address[] signers"),
    ),
)

SERVICE_ACTS: tuple[ActType, ...] = (*_OF_COUNCILS, *_OF_PERSONS, *_OF_ORGANISATIONS, *_OF_OTHERS)
