"""Tamperings with storage: lotteries, cases, services and findings."""

from __future__ import annotations

from isonomia.divergence import Finding
from isonomia.spec.state import CaseKind
from tests.tamper.catalogue import Tampering, Told
from tests.tamper.everything import (
    CHANCES,
    CLOSED,
    NOMINATIONS,
    UNBOUND_ROUND,
)
from tests.tamper.storage import (
    bit,
    element,
    entry,
    of_person,
    variable,
)
from tests.verify.scenario import identity_of
from tests.verify.scenario_cases import EAST, NORTH, WEST
from tests.verify.scenario_services import AGENCY, BUS, CLINIC
from tests.verify.services_lived import FIRST, HEALING, IN_SPRING, RIDING

POOL = {
    "free points of the pool": bit(
        "Pool", variable("Pool", "_account"), 64, Told(Finding.POOL_DIFFERS, "account", "free")
    ),
    "number of rounds": bit(
        "Pool", variable("Pool", "roundCount"), 3, Told(Finding.POOL_DIFFERS, "account", "rounds")
    ),
    "points of a round": bit(
        "Pool",
        entry("Pool", "_rounds", NOMINATIONS),
        24,
        Told(Finding.ROUND_DIFFERS, f"round {NOMINATIONS}", "points"),
    ),
    "that a round is closed": bit(
        "Pool",
        entry("Pool", "_rounds", CLOSED),
        240,
        Told(Finding.ROUND_DIFFERS, f"round {CLOSED}", "closed"),
    ),
    "hash of the entrants": bit(
        "Pool",
        entry("Pool", "_rounds", CHANCES, word=1),
        0,
        Told(Finding.ROUND_DIFFERS, f"round {CHANCES}", "entrants_hash"),
    ),
    "place of an entrant": bit(
        "Pool",
        entry("Pool", "_places", CHANCES, identity_of("child")),
        0,
        Told(Finding.ENTRANT_DIFFERS, f"round {CHANCES}", "place", "child"),
    ),
    "winner's lot that is settled": bit(
        "Pool",
        entry("Pool", "_settled", CHANCES, 0),
        1,
        Told(Finding.ROUND_DIFFERS, f"round {CHANCES}", "lot 1 settled"),
    ),
    "how many a community nominated": bit(
        "Pool",
        entry("Pool", "_nominations", NOMINATIONS, EAST),
        3,
        Told(Finding.ROUND_DIFFERS, f"round {NOMINATIONS}", f"nominations of community {EAST}"),
    ),
    "that a second chance is used": bit(
        "Pool",
        of_person("Pool", "secondChanceUsed", "child"),
        0,
        Told(Finding.SECOND_CHANCE_DIFFERS, field="used", person="child"),
    ),
    "randomness of a beacon round": bit(
        "Beacon",
        entry("Beacon", "_randomness", UNBOUND_ROUND),
        9,
        Told(Finding.BEACON_DIFFERS, f"beacon round {UNBOUND_ROUND}", "randomness"),
    ),
}


def _of_case(number: int, field: str) -> Tampering:
    told = Told(Finding.CASE_DIFFERS, "case {case of awarded}", field, "awarded")
    return bit("Cases", entry("Cases", "_cases", "case of awarded"), number, told)


CASES = {
    "stage of a case": _of_case(0, "stage"),
    "ground of a case": _of_case(4, "ground"),
    "since when a case is in its stage": _of_case(48, "since"),
    "notice of a case": _of_case(152, "notice_days"),
    "unused bits of a case": _of_case(255, "unused"),
    "times somebody was accused": bit(
        "Cases",
        entry("Cases", "_records", CaseKind.INFRACTION, identity_of("innocent")),
        1,
        Told(Finding.CASE_COUNT_DIFFERS, field="record of kind 1", person="innocent"),
    ),
    "when a closing was filed last": bit(
        "Cases",
        entry("Cases", "_records", CaseKind.CLOSING, identity_of("survivor")),
        4,
        Told(Finding.CASE_COUNT_DIFFERS, field="record of kind 4", person="survivor"),
    ),
    "number of panels": bit(
        "Panels", variable("Panels", "panelCount"), 4, Told(Finding.PANEL_DIFFERS, "", "panels")
    ),
    "beacon round of a panel": bit(
        "Panels",
        entry("Panels", "_panels", 2),
        32,
        Told(Finding.PANEL_DIFFERS, "panel 2", "beacon_round"),
    ),
    "unused bits of a panel": bit(
        "Panels",
        entry("Panels", "_panels", 2),
        255,
        Told(Finding.PANEL_DIFFERS, "panel 2", "unused"),
    ),
    "list of who sits on a panel": bit(
        "Panels",
        entry("Panels", "_panels", 5, word=1),
        7,
        Told(Finding.PANEL_DIFFERS, "panel 5", "list_hash"),
    ),
    "that an audit is recorded": bit(
        "Assembly",
        entry("Assembly", "_audits", WEST),
        136,
        Told(Finding.AUDIT_DIFFERS, f"audit of community {WEST}", "is_recorded"),
    ),
    "end of a term": bit(
        "Assembly",
        entry("Assembly", "_terms", EAST),
        64,
        Told(Finding.RENEWAL_DIFFERS, f"term of council {EAST}", "end_day"),
    ),
    "latest renewal of a council": bit(
        "Assembly",
        entry("Assembly", "_terms", NORTH),
        1,
        Told(Finding.RENEWAL_DIFFERS, f"term of council {NORTH}", "renewal"),
    ),
    "seats filled in a renewal": bit(
        "Assembly",
        entry("Assembly", "_renewals", 1),
        193,
        Told(Finding.RENEWAL_DIFFERS, "renewal 1", "filled"),
    ),
    "number of a volunteer": bit(
        "Assembly",
        entry("Assembly", "_volunteers", 1, identity_of("guest")),
        2,
        Told(Finding.VOLUNTEER_DIFFERS, "renewal 1", "place", "guest"),
    ),
}
SERVICES = {
    "until when an organisation is accredited": bit(
        "Services",
        entry("Services", "_organisations", CLINIC),
        160,
        Told(Finding.ORGANISATION_DIFFERS, "organisation 1", "until_day"),
    ),
    "key of an organisation": bit(
        "Services",
        entry("Services", "_organisations", CLINIC),
        0,
        Told(Finding.ORGANISATION_DIFFERS, "organisation 1", "key"),
    ),
    "until when an organisation is suspended": bit(
        "Services",
        entry("Services", "_organisations", AGENCY),
        184,
        Told(Finding.ORGANISATION_DIFFERS, "organisation 3", "suspended_until"),
    ),
    "number of offers": bit(
        "Services",
        variable("Services", "offerCount"),
        9,
        Told(Finding.OFFER_DIFFERS, "", "offerCount"),
    ),
    "price of an offer": bit(
        "Services",
        entry("Services", "_offers", HEALING),
        48,
        Told(Finding.OFFER_DIFFERS, "offer 1", "price"),
    ),
    "unused bits of an offer": bit(
        "Services",
        entry("Services", "_offers", RIDING),
        255,
        Told(Finding.OFFER_DIFFERS, "offer 3", "unused"),
    ),
    "root of a batch": bit(
        "Services",
        entry("Services", "rootOf", FIRST),
        5,
        Told(Finding.BATCH_DIFFERS, "batch 1", "root"),
    ),
    "number of batches": bit(
        "Services",
        variable("Services", "batchCount"),
        4,
        Told(Finding.BATCH_DIFFERS, "", "batchCount"),
    ),
    "that a redemption was refunded": bit(
        "Services",
        entry("Services", "_refunded", FIRST, 0),
        1,
        Told(Finding.REFUND_DIFFERS, "batch 1", "redemption 1 refunded"),
    ),
    "that one was refunded that was not": bit(
        "Services",
        entry("Services", "_refunded", IN_SPRING, 0),
        0,
        Told(Finding.REFUND_DIFFERS, f"batch {IN_SPRING}", "redemption 0 refunded"),
    ),
    "stars of a rating": bit(
        "Services",
        entry("Services", "_ratings", FIRST, 0),
        0,
        Told(Finding.RATING_DIFFERS, "batch 1", "stars of redemption 0"),
    ),
    "how often an offer was rated": bit(
        "Services",
        entry("Services", "_counts", HEALING),
        48,
        Told(Finding.RATING_DIFFERS, "offer 1", "ratings with 2 stars"),
    ),
    "total of a statement": bit(
        "Services",
        entry("Services", "_statements", HEALING, 0),
        50,
        Told(Finding.STATEMENT_DIFFERS, "offer 1 in quarter 0", "redeemed"),
    ),
}


def _of_finding(number: int, field: str) -> Tampering:
    told = Told(Finding.FINDING_DIFFERS, "finding {refused} about organisation 1", field)
    return bit("Findings", entry("Findings", "_findings", "refused"), number, told)


FINDINGS = {
    "stage of a finding": _of_finding(0, "stage"),
    "since when a finding is in its stage": _of_finding(48, "since"),
    "version of a finding's standard": _of_finding(176, "version"),
    "unused bits of a finding": _of_finding(255, "unused"),
    "how often a community filed findings": bit(
        "Findings",
        entry("Findings", "_records", AGENCY, NORTH),
        0,
        Told(Finding.FINDING_DIFFERS, "organisation 3", f"record of community {NORTH}"),
    ),
    "end of an effect": bit(
        "Findings",
        element(entry("Findings", "_effects", AGENCY)),
        33,
        Told(Finding.EFFECT_DIFFERS, "effect 0 on organisation 3", "until_day"),
    ),
    "limit of a mandate": bit(
        "Findings",
        entry("Findings", "_mandates", 1, word=2),
        2,
        Told(Finding.MANDATE_DIFFERS, "mandate 1", "limit"),
    ),
    "kinds of services of an organisation": bit(
        "Services",
        entry("Services", "_organisations", BUS),
        240,
        Told(Finding.ORGANISATION_DIFFERS, "organisation 2", "kinds"),
    ),
}


GROUPS = (POOL, CASES, SERVICES, FINDINGS)
