"""Tamperings with storage: people, keys, councils, rules and the charter."""

from __future__ import annotations

from isonomia.divergence import Finding
from tests.tamper.catalogue import Tampering, Told
from tests.tamper.everything import (
    ASSEMBLY,
    QUIET,
)
from tests.tamper.storage import (
    Slot,
    bit,
    element,
    entry,
    key_of_seat,
    of_person,
    variable,
)
from tests.verify.scenario import NATION
from tests.verify.scenario_cases import EAST, SOUTH, WEST

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


GROUPS = (PEOPLE, KEYS, COUNCILS, RULES, CHARTER)
