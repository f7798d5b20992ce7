"""Tamperings with logs of organisations, offers, redemptions, ratings and findings."""

from __future__ import annotations

from isonomia.divergence import Finding
from tests.tamper.catalogue import Told
from tests.tamper.lies import (
    EAST,
    EVENT,
    MISSING,
    NORTH,
    REFUSED,
    STRAY,
    UNFINISHED,
    WEST,
    lie,
    of_council,
    of_person,
    one_more,
)
from tests.tamper.logs import (
    changed,
    doubled,
    doubled_transaction_of,
    flipped,
    moved,
    moved_transaction_of,
    swapped,
    without,
    without_transaction_of,
)

ORGANISATIONS = {
    "organisation removed": lie(
        without("OrganisationAccredited", 0),
        Told(EVENT, "OrganisationAccredited", "organisation", expected="1", found="2"),
    ),
    "last organisation removed": lie(
        without_transaction_of("OrganisationAccredited", -1),
        Told(REFUSED, "OfferOpened of offer 6", expected="OrganisationUnknown(4)"),
    ),
    "organisation doubled": lie(
        doubled("OrganisationAccredited", 0), Told(STRAY, "OrganisationAccredited")
    ),
    "organisation told before its act": lie(
        swapped("OrganisationAccredited", 0), Told(STRAY, "OrganisationAccredited")
    ),
    "organisation moved": lie(
        moved_transaction_of("OrganisationAccredited", 0), of_council(9, EAST)
    ),
    "key of an organisation edited": lie(
        flipped("OrganisationAccredited", 0, "key"),
        Told(Finding.ORGANISATION_DIFFERS, "organisation 1", "key"),
    ),
    "renewal of an accreditation removed": lie(
        without("AccreditationRenewed", 0),
        Told(Finding.ORGANISATION_DIFFERS, "organisation 2", "kinds"),
    ),
    "renewal of an accreditation edited": lie(
        changed("AccreditationRenewed", 0, "until_day", one_more),
        Told(Finding.ORGANISATION_DIFFERS, "organisation 2", "until_day"),
    ),
    "offered key removed": lie(
        without("KeyOffered", 0),
        Told(REFUSED, "KeyChanged of organisation 3", expected="NotTheOrganisation(3, "),
    ),
    "change of an organisation's key removed": lie(
        without("KeyChanged", 0), Told(Finding.ORGANISATION_DIFFERS, "organisation 3", "key")
    ),
}
OFFERS = {
    "offer removed": lie(
        without("OfferOpened", 0),
        Told(REFUSED, "OfferOpened of offer 2", expected="EssentialOfferMissing(0, 1, 1)"),
    ),
    "offer doubled": lie(
        doubled("OfferOpened", 0), Told(EVENT, "OfferOpened", "offer", expected="2", found="1")
    ),
    "offers told the wrong way round": lie(
        swapped("OfferOpened", 6),
        Told(REFUSED, "OfferOpened of offer 7", expected="EssentialOfferMissing("),
    ),
    "offer moved": lie(
        moved("OfferOpened", 0),
        Told(REFUSED, "OfferOpened of offer 2", expected="EssentialOfferMissing(0, 1, 1)"),
    ),
    "price of an offer edited": lie(
        changed("OfferOpened", 4, "price", one_more),
        Told(Finding.OFFER_DIFFERS, "offer 5", "price"),
    ),
    "announced price removed": lie(
        without("PriceAnnounced", 0),
        Told(REFUSED, "BatchRedeemed of batch 6", expected="AmountDiffers(0, 2000, 2400)"),
    ),
    "announced price doubled": lie(
        doubled("PriceAnnounced", 0),
        Told(REFUSED, "PriceAnnounced of offer 3", expected="PriceWaiting(3, "),
    ),
    "announced price edited": lie(
        changed("PriceAnnounced", 0, "price", one_more),
        Told(REFUSED, "BatchRedeemed of batch 6", expected="AmountDiffers(0, 2404, 2400)"),
    ),
    "closing of an offer removed": lie(
        without("OfferClosing", 0), Told(Finding.OFFER_DIFFERS, "offer 5", "until_day")
    ),
}
SPENDING = {
    "redemption removed": lie(
        without("Redeemed", 0),
        Told(EVENT, "BatchRedeemed", "redemptions", expected="2", found="3"),
    ),
    "first batch removed": lie(
        without_transaction_of("BatchRedeemed", 0),
        Told(EVENT, "Redeemed", "batch", "rider", expected="1", found="2"),
    ),
    "last batch removed": lie(
        without_transaction_of("BatchRedeemed", -1),
        Told(Finding.PERSON_DIFFERS, field="credits", person="patient"),
    ),
    "end of a batch removed": lie(without("BatchRedeemed", 0), Told(UNFINISHED, "Redeemed")),
    "redemption doubled": lie(
        doubled("Redeemed", 0),
        Told(REFUSED, "BatchRedeemed of batch 1", person="patient", expected="OrderUsed(1, "),
    ),
    "batch doubled": lie(
        doubled_transaction_of("BatchRedeemed", 0),
        Told(REFUSED, "BatchRedeemed of batch 1", person="patient", expected="OrderUsed(0, "),
    ),
    "redemptions told the wrong way round": lie(
        swapped("Redeemed", 1), Told(EVENT, "BatchRedeemed", "root")
    ),
    "redemption moved": lie(
        moved("Redeemed", 0),
        Told(EVENT, "BatchRedeemed", "redemptions", expected="2", found="3"),
    ),
    "batch moved": lie(
        moved_transaction_of("BatchRedeemed", 0), Told(EVENT, "BatchRedeemed", "root")
    ),
    "amount edited": lie(
        changed("Redeemed", 0, "amount", lambda amount: amount + 1_000),
        Told(REFUSED, "BatchRedeemed of batch 1", expected="AmountDiffers(0, 2000, 3000)"),
    ),
    "quantity edited": lie(
        changed("Redeemed", 0, "quantity", one_more),
        Told(REFUSED, "BatchRedeemed of batch 1", expected="AmountDiffers(0, 4000, 2000)"),
    ),
    "portion that was not used": lie(
        changed("Redeemed", 1, "source", lambda _: 1),
        Told(
            REFUSED,
            "BatchRedeemed of batch 1",
            person="patient",
            expected="PortionNotInForce(1, ",
        ),
    ),
    "another order used": lie(
        changed("Redeemed", -1, "nonce", one_more),
        Told(Finding.SIGNATORY_DIFFERS, field="orders_seen", person="rider"),
    ),
    "root edited": lie(flipped("BatchRedeemed", 0, "root"), Told(EVENT, "BatchRedeemed", "root")),
    "portion that was not taken from": lie(
        without("OverlaySet", 1),
        Told(EVENT, "log 1", None, "rider", expected="OverlaySet", found="Redeemed"),
    ),
    "refund removed": lie(
        without_transaction_of("Refunded", 0),
        Told(Finding.PERSON_DIFFERS, field="credits", person="patient"),
    ),
    "refund doubled": lie(
        doubled("Refunded", 0),
        Told(REFUSED, "Refunded of batch 1", expected="RefundedAlready(1, 1)"),
    ),
    "refund of what was not redeemed": lie(
        changed("Refunded", 0, "index", lambda index: index + 7),
        Told(MISSING, "Refunded", expected="redemption 8 of batch 1"),
    ),
    "refunded amount edited": lie(
        changed("Refunded", 0, "amount", one_more),
        Told(EVENT, "Refunded", "amount", "patient", expected="10000", found="10001"),
    ),
    "portion that was not restored": lie(
        without("OverlaySet", 2),
        Told(EVENT, "log 1", None, "rider", expected="OverlaySet", found="Refunded"),
    ),
    "rating removed": lie(without_transaction_of("Rated", 0), of_person(2, "patient")),
    "rating doubled": lie(doubled("Rated", 0), Told(STRAY, "Rated")),
    "rating told before its act": lie(swapped("Rated", 0), Told(STRAY, "Rated")),
    "rating moved": lie(moved_transaction_of("Rated", 0), of_person(2, "patient")),
    "stars edited": lie(
        changed("Rated", 1, "stars", one_more),
        Told(Finding.RATING_DIFFERS, "batch 1", "stars of redemption 0"),
    ),
    "cancelled order edited": lie(
        changed("OrderCancelled", 0, "order_nonce", one_more),
        Told(REFUSED, "BatchRedeemed of batch 2", person="patient", expected="OrderUsed"),
    ),
}
READING_UNDER = "reading under mandate 1"
FINDINGS = {
    "finding removed": lie(
        without("FindingFiled", 1),
        Told(MISSING, "FindingMoved", expected="the filing of finding {refused}"),
    ),
    "transaction of a finding removed": lie(
        without_transaction_of("FindingFiled", 1), of_council(2, NORTH)
    ),
    "finding doubled": lie(
        doubled("FindingFiled", 1),
        Told(REFUSED, "FindingFiled of community 4", expected="MandateUnknown(0)"),
    ),
    "finding told before its act": lie(
        swapped("FindingFiled", 1),
        Told(REFUSED, "FindingFiled of community 4", expected="MandateUnknown(0)"),
    ),
    "finding moved": lie(
        moved_transaction_of("FindingFiled", 1),
        Told(Finding.FINDING_DIFFERS, "finding {refused} about organisation 1", "filed_at"),
    ),
    "standard of a finding edited": lie(
        changed("FindingFiled", 1, "standard", lambda _: 1),
        Told(EVENT, "FindingFiled", "finding"),
    ),
    "answer of an organisation removed": lie(
        without_transaction_of("FindingMoved", 1),
        Told(REFUSED, "PanelSeated of panel 1", expected="PanelUnknown(1)"),
    ),
    "answer of an organisation doubled": lie(
        doubled_transaction_of("FindingMoved", 1),
        Told(REFUSED, "PanelConvened of panel 1", expected="WrongState"),
    ),
    "verdict on a finding removed": lie(
        without_transaction_of("FindingDecided", 0),
        Told(Finding.COUNCIL_DIFFERS, "council 4", "full_again_day"),
    ),
    "verdict on a finding turned over": lie(
        changed("FindingDecided", 0, "outcome", lambda outcome: 3 - outcome),
        Told(EVENT, "FindingMoved", "stage"),
    ),
    "other reasons of a verdict on a finding": lie(
        flipped("FindingDecided", 0, "reasons_hash"),
        Told(
            Finding.JUROR_SIGNATURE_WRONG,
            "verdict of panel 1 on finding {refused}",
            "signer",
            "seat 2/0",
        ),
    ),
    "suspension removed": lie(
        without("SuspensionSet", 0),
        Told(EVENT, "log 1", expected="SuspensionSet", found="FindingMoved"),
    ),
    "suspension edited": lie(
        changed("SuspensionSet", 0, "until_day", lambda day: day - 1),
        Told(EVENT, "SuspensionSet", "until_day"),
    ),
    "remedy of a finding removed": lie(
        without_transaction_of("RemedyAccepted", 0), of_council(7, WEST)
    ),
    "remedy of a finding moved": lie(
        moved_transaction_of("RemedyAccepted", 0),
        Told(Finding.FINDING_DIFFERS, "finding {mended} about organisation 2", "since"),
    ),
    "standard removed": lie(
        without("StandardPublished", 3),
        Told(Finding.STANDARD_DIFFERS, "standard 101", "versions"),
    ),
}
READINGS = {
    "mandate removed": lie(
        without("MandateGranted", 0),
        Told(REFUSED, "FindingFiled of community 3", expected="MandateUnknown(1)"),
    ),
    "limit of a mandate edited": lie(
        changed("MandateGranted", 0, "limit", one_more),
        Told(Finding.MANDATE_DIFFERS, "mandate 1", "limit"),
    ),
    "reading removed": lie(
        without_transaction_of("FindingFiled", 0),
        Told(MISSING, "FindingMoved", expected="the filing of finding {loud}"),
    ),
    "reading doubled": lie(
        doubled("FindingFiled", 0),
        Told(REFUSED, "FindingFiled of community 3", expected="FindingExists("),
    ),
    "reading moved": lie(
        moved("FindingFiled", 0),
        Told(Finding.FINDING_DIFFERS, "finding {loud} about organisation 2", "filed_at"),
    ),
    "reading within the limit": lie(
        changed("FindingFiled", 0, "value", lambda _: 50),
        Told(REFUSED, "FindingFiled of community 3", expected="WithinLimit(50, 50)"),
    ),
    "value of a reading edited": lie(
        changed("FindingFiled", 0, "value", one_more),
        Told(Finding.READING_SIGNATURE_WRONG, READING_UNDER, "value"),
    ),
    "evidence of a reading edited": lie(
        flipped("FindingFiled", 0, "evidence_hash"),
        Told(Finding.READING_SIGNATURE_WRONG, READING_UNDER, "evidence_hash"),
    ),
}
GROUPS = (ORGANISATIONS, OFFERS, SPENDING, FINDINGS, READINGS)
