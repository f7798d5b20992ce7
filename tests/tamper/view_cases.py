"""Tamperings with views: a node answers each a bit otherwise than the contracts do."""

from __future__ import annotations

from typing import Any

from isonomia.divergence import Finding
from tests.tamper.catalogue import Kind, Tampering, Told, through
from tests.tamper.node_lies import about_view

#: A block after which the rider's portion was in force for a while.
WITH_A_PORTION = 60
FIRST_ENROLLED = "seat 1/0"


def view(contract: str, function: str, told: Told, **options: Any) -> dict[str, Tampering]:
    """Return the tampering with the last bit of what a function answers, by its name."""
    way = through(lambda _lived: about_view(contract, function))
    return {f"{contract}.{function}": Tampering(Kind.VIEWS, way, told, options)}


VIEWS = {
    **view("Ledger", "look", Told(Finding.PERSON_DIFFERS, "", "spent", "westerner 5")),
    **view("Ledger", "rawPeople", Told(Finding.PERSON_DIFFERS, "", "birth_month", "westerner 5")),
    **view("Ledger", "baseQualityOf", Told(Finding.PERSON_DIFFERS, "", "base quality", "rider")),
    **view("Ledger", "givenThisYear", Told(Finding.PERSON_DIFFERS, "", "given this year", "donor")),
    **view(
        "Ledger",
        "timesThisYear",
        Told(Finding.RULE_COUNT_DIFFERS, "", "awards under rule 11", "teacher"),
    ),
    **view(
        "Ledger",
        "rateAt",
        Told(Finding.RATE_DIFFERS, "rate from 2021-03-01 00:00:02 UTC", "millicredits a year"),
    ),
    **view(
        "Ledger",
        "entitlement",
        Told(
            Finding.RATE_DIFFERS,
            "entitlement of births in 1940-01 until 2024-08-14 23:38:29 UTC",
            "credits",
        ),
    ),
    **view("Ledger", "ruleVersion", Told(Finding.RULE_DIFFERS, "rule 61 version 1", "text_hash")),
    **view("Ledger", "versionsOf", Told(Finding.RULE_DIFFERS, "rule 61", "versions")),
    **view("Ledger", "catalogueHash", Told(Finding.CATALOGUE_DIFFERS, "", "catalogue_hash")),
    **view("Ledger", "leftAt", Told(Finding.PERSON_DIFFERS, "", "left_at", "leaver")),
    **view("Ledger", "charter", Told(Finding.CHARTER_DIFFERS, "charter", "usable_quality")),
    **view("Ledger", "CHARTER_HASH", Told(Finding.CHARTER_DIFFERS, "charter", "charter_hash")),
    **view("Communities", "council", Told(Finding.COUNCIL_DIFFERS, "council 1", "full_again_day")),
    **view("Communities", "communityCount", Told(Finding.COUNCIL_DIFFERS, "", "communities")),
    **view(
        "Communities", "seatAt", Told(Finding.SEAT_DIFFERS, "seat 0 of council 1", "controller")
    ),
    **view("Communities", "signatory", Told(Finding.SIGNATORY_DIFFERS, "", "nonce", "seat 1/0")),
    **view(
        "Communities", "ordersOf", Told(Finding.SIGNATORY_DIFFERS, "", "orders_seen", "patient")
    ),
    **view("Communities", "standingOf", Told(Finding.COUNCIL_DIFFERS, "council 1", "standing")),
    **view(
        "Communities", "budgetOf", Told(Finding.COUNCIL_DIFFERS, "council 1", "left of the budget")
    ),
    **view("Communities", "totalSeats", Told(Finding.COUNCIL_DIFFERS, "", "seats of all")),
    **view("Communities", "firstSeatOf", Told(Finding.COUNCIL_DIFFERS, "council 1", "first seat")),
    **view("Pool", "account", Told(Finding.POOL_DIFFERS, "account", "granted")),
    **view("Pool", "roundOf", Told(Finding.ROUND_DIFFERS, "round 1", "closed")),
    **view(
        "Pool",
        "nominationsOf",
        Told(Finding.ROUND_DIFFERS, "round 1", "nominations of community 2"),
    ),
    **view("Pool", "LEDGER", Told(Finding.CHARTER_DIFFERS, "wiring", "ledger")),
    **view("Beacon", "randomnessOf", Told(Finding.BEACON_DIFFERS, "beacon round 7", "randomness")),
    **view("Beacon", "isVerified", Told(Finding.BEACON_DIFFERS, "beacon round 7", "verified")),
    **view(
        "Cases",
        "caseOf",
        Told(Finding.CASE_DIFFERS, "case {case of accused}", "overlay", "accused"),
    ),
    **view(
        "Cases", "stateOf", Told(Finding.CASE_DIFFERS, "case {case of accused}", "state", "accused")
    ),
    **view(
        "Cases",
        "infractionVersion",
        Told(Finding.INFRACTION_RULE_DIFFERS, "infraction rule 1 version 1", "text_hash"),
    ),
    **view(
        "Cases",
        "infractionVersionsOf",
        Told(Finding.INFRACTION_RULE_DIFFERS, "infraction rule 1", "versions"),
    ),
    **view("Cases", "infractionsHash", Told(Finding.INFRACTIONS_DIFFER, "", "infractions_hash")),
    **view(
        "Cases",
        "accusationsThisYear",
        Told(Finding.CASE_COUNT_DIFFERS, "", "accusations this year", "accused"),
    ),
    **view(
        "Cases",
        "challengesThisYear",
        Told(Finding.CASE_COUNT_DIFFERS, "", "challenges this year", "challenger"),
    ),
    **view(
        "Cases",
        "amendmentDay",
        Told(Finding.AMENDMENT_DIFFERS, "amendment of the ledger", "from_day"),
    ),
    **view("Panels", "panelOf", Told(Finding.PANEL_DIFFERS, "panel 1", "is_seated")),
    **view("Panels", "panelCount", Told(Finding.PANEL_DIFFERS, "", "panels")),
    **view(
        "Assembly", "auditOf", Told(Finding.AUDIT_DIFFERS, "audit of community 1", "is_recorded")
    ),
    **view("Assembly", "termEndOf", Told(Finding.RENEWAL_DIFFERS, "term of council 1", "term_end")),
    **view("Assembly", "renewalOf", Told(Finding.RENEWAL_DIFFERS, "renewal 1", "is_over")),
    **view(
        "Assembly",
        "endorsementsOf",
        Told(Finding.AMENDMENT_DIFFERS, "amendment {passed amendment}", "endorsements"),
    ),
    **view(
        "Assembly",
        "hasEndorsed",
        Told(Finding.AMENDMENT_DIFFERS, "amendment {passed amendment}", "endorsed by community 1"),
    ),
    **view(
        "Services",
        "organisation",
        Told(Finding.ORGANISATION_DIFFERS, "organisation 1", "text_hash"),
    ),
    **view(
        "Services",
        "organisationOf",
        Told(
            Finding.ORGANISATION_DIFFERS,
            "key 0x70997970c51812dc3a010c7d01b50e0d17dc79c8",
            "organisation",
        ),
    ),
    **view("Services", "offer", Told(Finding.OFFER_DIFFERS, "offer 1", "text_hash")),
    **view("Services", "priceOf", Told(Finding.OFFER_DIFFERS, "offer 1", "price today")),
    **view(
        "Services", "ratingsOf", Told(Finding.RATING_DIFFERS, "offer 1", "ratings with 5 stars")
    ),
    **view(
        "Services",
        "statementOf",
        Told(Finding.STATEMENT_DIFFERS, "offer 1 in quarter 0", "refunded"),
    ),
    **view("Services", "currentQuarter", Told(Finding.STATEMENT_DIFFERS, "", "currentQuarter")),
    **view("Services", "batchCount", Told(Finding.BATCH_DIFFERS, "", "batchCount")),
    **view("Findings", "standardsHash", Told(Finding.STANDARDS_DIFFER, "", "standards_hash")),
    **view(
        "Findings",
        "standardVersion",
        Told(Finding.STANDARD_DIFFERS, "standard 1 version 1", "text_hash"),
    ),
    **view("Findings", "versionsOf", Told(Finding.RULE_DIFFERS, "rule 61", "versions")),
    **view("Findings", "mandateCount", Told(Finding.MANDATE_DIFFERS, "", "mandates")),
    **view("Findings", "mandate", Told(Finding.MANDATE_DIFFERS, "mandate 1", "signers")),
    **view(
        "Findings",
        "findingOf",
        Told(Finding.FINDING_DIFFERS, "finding {loud} about organisation 2", "place"),
    ),
    **view(
        "Findings",
        "stateOf",
        Told(Finding.FINDING_DIFFERS, "finding {loud} about organisation 2", "state"),
    ),
    **view(
        "Findings",
        "effectsOf",
        Told(Finding.EFFECT_DIFFERS, "effect 0 on organisation 1", "standard"),
    ),
    **view(
        "Findings",
        "findingsThisYear",
        Told(Finding.FINDING_DIFFERS, "organisation 2", "findings of community 3 this year"),
    ),
    **view(
        "Ledger",
        "rawOverlays",
        Told(Finding.MALFORMED_ANSWER, "rawOverlays of the contract at {Ledger}"),
    ),
    **view(
        "Ledger",
        "portionOf",
        Told(Finding.OVERLAY_DIFFERS, "portion 0", "tier", "rider"),
        block=WITH_A_PORTION,
    ),
}
GROUPS = (VIEWS,)
