"""Tamperings with storage and code: every kind of fact that the contracts keep."""

from __future__ import annotations

from isonomia.divergence import Finding
from isonomia.spec.state import CaseKind
from tests.tamper.catalogue import Tampering, Told
from tests.tamper.everything import (
    ASSEMBLY,
    CHANCES,
    CLOSED,
    NOMINATIONS,
    QUIET,
    TEACHING,
    UNBOUND_ROUND,
    Everything,
)
from tests.tamper.storage import (
    Slot,
    bit,
    code,
    element,
    entry,
    foreign,
    key_of_seat,
    of_person,
    variable,
)
from tests.verify.scenario import NATION, identity_of
from tests.verify.scenario_cases import EAST, NORTH, SOUTH, WEST
from tests.verify.scenario_services import AGENCY, BUS, CLINIC
from tests.verify.services_lived import FIRST, HEALING, IN_SPRING, RIDING

PERSON = Finding.PERSON_DIFFERS


def _person(role: str) -> Slot:
    return of_person("Ledger", "_people", role)


def _of_person(number: int, role: str, field: str) -> Tampering:
    return bit("Ledger", _person(role), number, Told(PERSON, field=field, person=role))


PEOPLE = {
    "birth month of a person": _of_person(0, "elder", "birth_month"),
    "community of a person": _of_person(16, "elder", "community"),
    "quality of a person": _of_person(47, "elder", "quality"),
    "day on which decay begins": _of_person(56, "elder", "decay_from"),
    "tally that no view shows": _of_person(100, QUIET, "tally_1"),
    "unused bits of a person's slot": _of_person(255, "elder", "unused"),
    "points given in a year": _of_person(156, "giver", "given"),
    "how many overlays somebody has": _of_person(216, "elder", "overlays"),
    "that somebody left the quality layer": _of_person(220, "accused", "opted_out"),
    "that somebody is closed": _of_person(221, "accused", "credits"),
    "what somebody spent": _of_person(232, "patient", "credits"),
    "when somebody left": bit(
        "Ledger",
        of_person("Ledger", "leftAt", "leaver"),
        3,
        Told(PERSON, field="left_at", person="leaver"),
    ),
    "record of leaves": bit(
        "Ledger",
        of_person("Ledger", "_leaves", "teacher"),
        0,
        Told(Finding.LEAVE_DIFFERS, field="leaves", person="teacher"),
    ),
    "how often a rule was used": bit(
        "Ledger",
        of_person("Ledger", "_ruleTimes", "teacher", ASSEMBLY),
        0,
        Told(Finding.RULE_COUNT_DIFFERS, field=f"record of rule {ASSEMBLY}", person="teacher"),
    ),
    "points of an uplift": bit(
        "Ledger",
        of_person("Ledger", "_overlays", "rider", 0),
        8,
        Told(Finding.OVERLAY_DIFFERS, "overlay 0", "points", "rider"),
    ),
    "end of an uplift": bit(
        "Ledger",
        of_person("Ledger", "_overlays", "rider", 0),
        48,
        Told(Finding.OVERLAY_DIFFERS, "overlay 0", "until_day", "rider"),
    ),
    "points of a deduction": bit(
        "Ledger",
        of_person("Ledger", "_overlays", "accused", 0),
        9,
        Told(Finding.OVERLAY_DIFFERS, "overlay 0", "points", "accused"),
    ),
    "end of a deduction that is over": bit(
        "Ledger",
        of_person("Ledger", "_overlays", "reformed", 0),
        48,
        Told(Finding.OVERLAY_DIFFERS, "overlay 0", "until_day", "reformed"),
    ),
}


def _of_key(number: int, role: str, field: str) -> Tampering:
    told = Told(Finding.SIGNATORY_DIFFERS, field=field, person=role)
    return bit("Communities", of_person("Communities", "_signatories", role), number, told)


KEYS = {
    "key of a person": _of_key(0, "teacher", "controller"),
    "key for a person who has none": _of_key(0, "elder", "controller"),
    "number of a key's next act": _of_key(184, "teacher", "nonce"),
    "lowest order somebody can use": _of_key(216, "patient", "order_floor"),
    "orders somebody used": _of_key(255, "patient", "orders_seen"),
}


def _of_council(number: int, council: int, field: str) -> Tampering:
    told = Told(Finding.COUNCIL_DIFFERS, f"council {council}", field)
    return bit("Communities", entry("Communities", "_councils", council), number, told)


COUNCILS = {
    "members of a community": _of_council(8, SOUTH, "members"),
    "number of a council's next act": _of_council(40, SOUTH, "nonce"),
    "points used of a budget": _of_council(82, WEST, "used"),
    "day on which standing is full again": _of_council(113, EAST, "full_again_day"),
    "share index": _of_council(133, WEST, "share_index"),
    "chain of awards": _of_council(200, EAST, "chain"),
    "number of communities": bit(
        "Communities",
        variable("Communities", "communityCount"),
        3,
        Told(Finding.COUNCIL_DIFFERS, "", "communities"),
    ),
    "key of a seat": bit(
        "Communities",
        key_of_seat(NATION, 2),
        0,
        Told(Finding.SEAT_DIFFERS, f"seat 2 of council {NATION}", "controller"),
    ),
}
RULES = {
    "points of a rule": bit(
        "Ledger",
        entry("Ledger", "_rules", ASSEMBLY, 1),
        8,
        Told(Finding.RULE_DIFFERS, f"rule {ASSEMBLY} version 1", "points"),
    ),
    "versions of a rule": bit(
        "Ledger",
        entry("Ledger", "versionsOf", ASSEMBLY),
        2,
        Told(Finding.RULE_DIFFERS, f"rule {ASSEMBLY}", "versions"),
    ),
    "hash of the catalogue": bit(
        "Ledger",
        variable("Ledger", "catalogueHash"),
        0,
        Told(Finding.CATALOGUE_DIFFERS, field="catalogue_hash"),
    ),
    "points of an infraction": bit(
        "Cases",
        entry("Cases", "_catalogue", 1, 1, member=2),
        0,
        Told(Finding.INFRACTION_RULE_DIFFERS, "infraction rule 1 version 1", "points"),
    ),
    "hash of the catalogue of infractions": bit(
        "Cases",
        variable("Cases", "_catalogue"),
        0,
        Told(Finding.INFRACTIONS_DIFFER, field="infractions_hash"),
    ),
    "effect of a standard": bit(
        "Findings",
        entry("Findings", "_catalogue", 1, 1, member=2),
        0,
        Told(Finding.STANDARD_DIFFERS, "standard 1 version 1", "effect"),
    ),
    "hash of the standards": bit(
        "Findings",
        variable("Findings", "_catalogue"),
        0,
        Told(Finding.STANDARDS_DIFFER, field="standards_hash"),
    ),
}
CHARTER = {
    "genesis rate": bit(
        "Ledger",
        element(variable("Ledger", "_credits")),
        40,
        Told(Finding.RATE_DIFFERS, "rate from 2021-03-01 00:00:02 UTC", "millicredits a year"),
    ),
    "charter of the ledger": bit(
        "Ledger",
        entry("Ledger", "_charters", 0),
        0,
        Told(Finding.CHARTER_DIFFERS, "charter", "category_cap"),
    ),
    "latest charter of the ledger": bit(
        "Ledger",
        variable("Ledger", "_latest"),
        128,
        Told(Finding.AMENDMENT_DIFFERS, "amendment of the ledger", "from_day"),
    ),
    "parameters that an amendment brought": bit(
        "Assembly",
        variable("Assembly", "_charter"),
        114 + 2 * 19,
        Told(Finding.CHARTER_DIFFERS, "charter", "share_index_step"),
    ),
    "former parameters that nothing shows": bit(
        "Assembly",
        variable("Assembly", "_charter"),
        2 * 19,
        Told(Finding.AMENDMENT_DIFFERS, "charter of the assembly", "slot"),
    ),
    "amendment nobody endorsed": bit(
        "Cases",
        variable("Cases", "_charter"),
        228 + 15,
        Told(Finding.CHARTER_DIFFERS, "charter", "notice_days"),
    ),
    "endorsements of an amendment": bit(
        "Assembly",
        entry("Assembly", "_endorsements", "waiting amendment"),
        0,
        Told(Finding.AMENDMENT_DIFFERS, "amendment {waiting amendment}", "endorsements"),
    ),
}
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


# ---- what no log is about ------------------------------------------------------------------------

NOBODY = identity_of("somebody whom nobody enrolled")
FOREIGN = {
    "person nobody enrolled": foreign("Ledger", entry("Ledger", "_people", NOBODY)),
    "uplift nobody granted": foreign("Ledger", of_person("Ledger", "_overlays", QUIET, 0)),
    "count of awards nobody filed": foreign(
        "Ledger", of_person("Ledger", "_ruleTimes", QUIET, TEACHING)
    ),
    "key of nobody": foreign("Communities", entry("Communities", "_signatories", NOBODY)),
    "name that signatures are for": foreign(
        "Communities", variable("Communities", "_nameFallback")
    ),
    "second chance nobody asked for": foreign("Pool", entry("Pool", "secondChanceUsed", NOBODY)),
    "round of the beacon nobody submitted": foreign("Beacon", entry("Beacon", "_randomness", 1)),
    "panel nobody called": foreign("Panels", entry("Panels", "_panels", 99)),
    "record of accusations of nobody": foreign("Cases", entry("Cases", "_records", 1, NOBODY)),
    "volunteer who did not": foreign("Assembly", entry("Assembly", "_volunteers", 2, NOBODY)),
    "rating nobody gave": foreign("Services", entry("Services", "_ratings", FIRST, 2)),
    "mandate nobody granted": foreign("Findings", entry("Findings", "_mandates", 2)),
}


# ---- code ----------------------------------------------------------------------------------------


def _first_byte(before: bytes, _lived: Everything) -> bytes:
    return bytes([before[0] ^ 1]) + before[1:]


def _comment(before: bytes, _lived: Everything) -> bytes:
    return before[:-10] + bytes([before[-10] ^ 1]) + before[-9:]


def _last_instruction(before: bytes, _lived: Everything) -> bytes:
    """Let the contract end with another byte behind everything the compiler wrote."""
    return before + b"\0"


def _other_communities(before: bytes, lived: Everything) -> bytes:
    address = bytes.fromhex(lived.manifest.addresses["Communities"][2:])
    return before.replace(address, bytes(19) + b"\1")


def _other_genesis(before: bytes, lived: Everything) -> bytes:
    genesis = lived.chain.block(lived.target.first_block)["timestamp"]
    return before.replace(genesis.to_bytes(32), (genesis + 1).to_bytes(32))


def _nothing(_before: bytes, _lived: Everything) -> bytes:
    return b""


OTHER_CODE = Told(Finding.BYTECODE_DIFFERS, "Ledger", "keccak256 of the code")
CODE = {
    "instruction": code(_first_byte, OTHER_CODE),
    "hash of the comments": code(_comment, OTHER_CODE),
    "byte behind the code": code(_last_instruction, OTHER_CODE),
    "immutable address": code(
        _other_communities, Told(Finding.IMMUTABLE_DIFFERS, "Ledger", "COMMUNITIES")
    ),
    "immutable time of genesis": code(
        _other_genesis, Told(Finding.IMMUTABLE_DIFFERS, "Ledger", "GENESIS")
    ),
    "all of the code": code(_nothing, Told(Finding.NO_CODE, "Ledger at {Ledger}")),
}
GROUPS = (PEOPLE, KEYS, COUNCILS, RULES, CHARTER, POOL, CASES, SERVICES, FINDINGS, FOREIGN, CODE)
