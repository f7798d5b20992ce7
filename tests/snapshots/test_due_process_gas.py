"""Gas of every act of due process, as committed beside this file."""

from __future__ import annotations

from typing import Any

import pytest

from isonomia.gas import INFRACTION as INFRACTION_GAS
from isonomia.gas import REMEDY as REMEDY_GAS
from isonomia.gas import Gas as GasFigure
from isonomia.spec.actions import (
    Alive,
    AwardProof,
    CaseKey,
    CertifyRemedies,
    Challenge,
    Endorse,
    FileClosing,
    FileInfractions,
    FileRecovery,
    FillSeats,
    FreezeRenewal,
    InfractionText,
    OpenAudit,
    OpenRenewal,
    PublishInfractions,
    Review,
    Volunteer,
    Withdraw,
)
from tests.support.artifacts import acts_of
from tests.support.calls import Receipt
from tests.support.docket import INFRACTION, Docket, address
from tests.support.roles import (
    ADULT_MONTH,
    CITIZEN,
    CITIZEN_KEY,
    COUNCIL_WORK,
    EVIDENCE_HASH,
    FRAUD,
    INFRACTIONS_HASH,
    NATION,
    NEW_KEY,
    SABOTAGE,
    STRANGER,
    TERMS,
    TOWN,
    VILLAGE,
    hash_of,
    key_of,
)
from tests.support.world import World

pytestmark = pytest.mark.req("D2", "D3", "D4", "D5", "S13")

BATCHES = (1, 10, 100)
NOTICE_DAYS = 14
MAJORITY_OF_FIVE = (0, 1, 2)
CHALLENGE, RECOVERY, CLOSING = 2, 3, 4
UPHELD, REJECTED = 1, 2
#: Only other contracts of the deployment call these.
FOR_OFFICES = {"convene", "amend"}

Gas = dict[str, int]


def test_gas__each_act_of_due_process__as_committed_on_every_chain(
    world: World, snapshot: Any
) -> None:
    """Whole transactions; councils with two signatures of keys, panels of five with three."""
    docket = Docket(world)
    gas: Gas = {}
    gas |= panels_gas(docket)
    gas |= batches_gas(docket)
    gas |= other_cases_gas(docket)
    gas |= communities_gas(docket)
    acts = acts_of("Cases") | acts_of("Panels") | acts_of("Assembly")
    assert {name.split(",")[0] for name in gas} == acts - FOR_OFFICES
    snapshot("due_process_gas", gas)
    for count in BATCHES:
        require_true(INFRACTION_GAS, count, gas[f"fileInfractions, batch of {count}"])
        require_true(REMEDY_GAS, count, gas[f"certifyRemedies, batch of {count}"])


def require_true(figure: GasFigure, lines: int, used: int) -> None:
    """Check that what acts are planned with is never below what they take, and little above."""
    assert used <= figure.of(lines, signatures=2) <= used * 1.05


def panels_gas(docket: Docket) -> Gas:
    """Measure two appeals against an infraction, and a review of another."""
    key = docket.accuse()
    gas = {}
    first = docket.appeal(key)
    gas["appeal, first"] = docket.latest.gas
    docket.seat(first)
    gas["seat, panel of 5"] = docket.latest.gas
    gas["giveVerdict, upheld by 3 of 5"] = docket.verdict(key, first, UPHELD, MAJORITY_OF_FIVE).gas
    docket.appeal(key, former_panel=docket.lists[first])
    gas["appeal, second"] = docket.latest.gas
    other = docket.accuse(rule=FRAUD)
    docket.pass_days(NOTICE_DAYS)
    gas["carryOut, 1 deduction"] = docket.carry_out(other).gas
    receipt = docket.by_person(
        CITIZEN, CITIZEN_KEY, lambda *tail: Review(CITIZEN, other.matter, 6, *tail)
    )
    gas["review"] = receipt.gas
    panel = docket.convened(receipt, [CITIZEN])
    docket.seat(panel)
    rejected = docket.verdict(other, panel, REJECTED, MAJORITY_OF_FIVE)
    gas["giveVerdict, rejected by 3 of 5"] = rejected.gas
    return gas


def batches_gas(docket: Docket) -> Gas:
    """Measure filing, carrying out and remedying infractions of many people."""
    gas = {}
    for count in BATCHES:
        people = enrolled(docket, count)
        day = docket.world.today
        filed = docket.by_council(VILLAGE, infractions(people, day))
        gas[f"fileInfractions, batch of {count}"] = filed.gas
        docket.pass_days(NOTICE_DAYS)
        matters = (SABOTAGE << 24 | day,) * count
        keys = [CaseKey(INFRACTION, who, matters[0]) for who in people]
        gas[f"carryOut, batch of {count}"] = docket.carry_out(*keys).gas
        remedied = docket.by_council(VILLAGE, remedies(people, matters))
        gas[f"certifyRemedies, batch of {count}"] = remedied.gas
    return gas


def enrolled(docket: Docket, count: int) -> tuple[bytes, ...]:
    people = tuple(hash_of(f"accused {i} of {count}") for i in range(count))
    keys = [key_of(f"accused {i} of {count}").address for i in range(count)]
    docket.world.village.enrol(people, [ADULT_MONTH] * count)
    docket.world.village.bind(people, keys)
    return people


def infractions(people: tuple[bytes, ...], day: int) -> Any:
    days = (day,) * len(people)
    return lambda *head: FileInfractions(*head, SABOTAGE, 1, EVIDENCE_HASH, people, days)


def remedies(people: tuple[bytes, ...], matters: tuple[int, ...]) -> Any:
    return lambda *head: CertifyRemedies(*head, EVIDENCE_HASH, people, matters)


def other_cases_gas(docket: Docket) -> Gas:
    """Measure challenge, recovery, closing, withdrawal and publication."""
    world = docket.world
    gas = {"challenge": challenged(docket).gas}
    new = address(NEW_KEY)
    recovery = docket.by_council(
        TOWN,
        lambda *head: FileRecovery(*head, CITIZEN, new, EVIDENCE_HASH, new),
        new_key=NEW_KEY,
    )
    gas["fileRecovery"] = recovery.gas
    closing = docket.by_council(TOWN, lambda *head: FileClosing(*head, STRANGER, EVIDENCE_HASH))
    gas["fileClosing"] = closing.gas
    matter = closing.time
    key = int.from_bytes(new) << 40 | recovery.time
    docket.pass_days(NOTICE_DAYS)
    gas["carryOut, 1 closing"] = docket.carry_out(CaseKey(CLOSING, STRANGER, matter)).gas
    alive = docket.by_person(
        STRANGER, key_of("stranger"), lambda *tail: Alive(STRANGER, matter, *tail)
    )
    gas["alive"] = alive.gas
    withdrawn = docket.by_council(TOWN, lambda *head: Withdraw(*head, RECOVERY, CITIZEN, key))
    gas["withdraw"] = withdrawn.gas
    rule = InfractionText(SABOTAGE, 50, 1_000, 365, world.today + 31, hash_of("milder"))
    published = docket.by_council(
        NATION, lambda *head: PublishInfractions(*head, INFRACTIONS_HASH, (rule,))
    )
    gas["publishInfractions, 1 rule"] = published.gas
    return gas


def challenged(docket: Docket) -> Receipt:
    """Let a stranger challenge an award to the citizen."""
    world = docket.world
    world.town.enrol([STRANGER], [ADULT_MONTH])
    world.town.bind([STRANGER], [key_of("stranger").address])
    nonce, before = world.town.nonce(), world.communities.call("council", TOWN).chain
    filed = world.town.award(COUNCIL_WORK, 1, EVIDENCE_HASH, [CITIZEN], [world.today])
    batch = (TOWN, nonce, COUNCIL_WORK, 1, EVIDENCE_HASH, (CITIZEN,))
    proof = AwardProof(*batch, filed.time, before, ())
    return docket.by_person(
        STRANGER, key_of("stranger"), lambda *tail: Challenge(proof, 0, STRANGER, 1, *tail)
    )


def communities_gas(docket: Docket) -> Gas:
    """Measure an audit, an amendment and the renewal of a council."""
    world = docket.world
    opened = docket.by_anybody(OpenAudit(TOWN))
    gas = {"openAudit": opened.gas}
    panel = docket.convened(opened, [])
    docket.seat(panel)
    year = world.assembly.call("auditOf", TOWN).year
    recorded = docket.record_audit(TOWN, 950, (year, panel), MAJORITY_OF_FIVE)
    gas["recordAudit"] = recorded.gas
    values, day = tuple(TERMS.values()), world.today + 31
    for community, what in ((TOWN, "first of 3"), (VILLAGE, "second of 3, which passes")):
        endorsed = docket.by_council(community, lambda *head: Endorse(*head, 4, values, day))
        gas[f"endorse, {what}"] = endorsed.gas
    docket.pass_days(TERMS["termDays"])
    gas["openRenewal"] = docket.by_anybody(OpenRenewal(TOWN)).gas
    volunteered = docket.by_person(CITIZEN, CITIZEN_KEY, lambda *tail: Volunteer(CITIZEN, 1, *tail))
    gas["volunteer"] = volunteered.gas
    docket.pass_days(TERMS["volunteerDays"])
    gas["freezeRenewal"] = docket.by_anybody(FreezeRenewal(1)).gas
    world.verify_round(world.assembly.call("renewalOf", 1).beaconRound)
    gas["fillSeats, 1 seat"] = docket.by_anybody(FillSeats(1, (CITIZEN,))).gas
    return gas
