"""What each act costs by which somebody could be worn down, and what answering it costs.

docs/threat-model.md shows these figures; `tests/griefing/test_threat_model.py` keeps them equal.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from isonomia.spec.actions import (
    Alive,
    AwardProof,
    CaseKey,
    Challenge,
    FileClosing,
    FileInfractions,
    FileRecovery,
    Move,
    OpenAudit,
    OpenRenewal,
    OptIn,
    OptOut,
    Review,
    SeatPanel,
    Volunteer,
    Withdraw,
)
from isonomia.spec.chains import link_of
from tests.support.calls import Receipt
from tests.support.docket import Docket, address
from tests.support.roles import (
    ADULT_MONTH,
    CITIZEN,
    CITIZEN_KEY,
    COUNCIL_WORK,
    DAILY_VOTE,
    EVIDENCE_HASH,
    FRAUD,
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

INFRACTION, RECOVERY = 1, 3
UPHELD, REJECTED = 1, 2
THREE = (0, 1, 2)
BATCHES_BETWEEN = 20

Gas = dict[str, int]


def test_gas__of_wearing_people_down_and_of_answering__as_committed_on_every_chain(
    world: World, snapshot: Any
) -> None:
    """Whole transactions, whoever pays for them; councils with two signatures of keys."""
    docket = Docket(world)
    world.town.enrol([STRANGER], [ADULT_MONTH])
    world.town.bind([STRANGER], [key_of("stranger").address])
    gas = accusations_gas(docket)
    gas |= deductions_gas(docket)
    gas |= keys_and_closings_gas(docket)
    gas |= challenges_gas(docket)
    gas |= lives_gas(docket)
    gas |= communities_gas(docket)
    snapshot("griefing_gas", gas)


def accusations_gas(docket: Docket) -> Gas:
    """Measure an accusation, two appeals, and a panel that finds too few jurors."""
    key = docket.accuse()
    gas = {"accuse one person": docket.latest.gas}
    first = docket.appeal(key)
    gas["appeal"] = docket.latest.gas
    waiting = docket.world.panels.call("panelOf", first).beaconRound
    gas["publish a round of the beacon"] = docket.world.verify_round(waiting).gas
    seated = docket.by_anybody(SeatPanel(first, docket.lists[first]))
    [jurors] = [values["jurors"] for name, values in seated.events if name == "PanelSeated"]
    docket.lists[first] += tuple(jurors)
    gas["draw a panel of 5"] = seated.gas
    gas["uphold by 3 of 5"] = docket.verdict(key, first, UPHELD, THREE).gas
    second = docket.appeal(key, former_panel=docket.lists[first])
    gas["appeal again"] = docket.latest.gas
    docket.seat(second)
    gas["draw a panel that finds too few"] = docket.latest.gas
    return gas


def deductions_gas(docket: Docket) -> Gas:
    """Measure a review that ends a deduction, and an accusation withdrawn before it is heard."""
    key = docket.accuse(rule=FRAUD)
    docket.pass_days(14)
    gas = {"carry a deduction out": docket.carry_out(key).gas}
    asked = docket.by_person(
        CITIZEN, CITIZEN_KEY, lambda *tail: Review(CITIZEN, key.matter, 6, *tail)
    )
    gas["ask for a review"] = asked.gas
    panel = docket.convened(asked, [CITIZEN])
    docket.seat(panel)
    gas["reject by 3 of 5"] = docket.verdict(key, panel, REJECTED, THREE).gas
    other = docket.accuse()
    withdrawn = docket.by_council(
        TOWN, lambda *head: Withdraw(*head, INFRACTION, CITIZEN, other.matter)
    )
    gas["withdraw"] = withdrawn.gas
    people = tuple(hash_of(f"accused {index}") for index in range(10))
    keys = [key_of(f"accused {index}").address for index in range(10)]
    docket.world.village.enrol(people, [ADULT_MONTH] * 10)
    docket.world.village.bind(people, keys)
    days = (docket.world.today,) * 10
    filed = docket.by_council(
        VILLAGE,
        lambda *head: FileInfractions(*head, SABOTAGE, 1, EVIDENCE_HASH, people, days),
    )
    gas["accuse ten people at once"] = filed.gas
    return gas


def keys_and_closings_gas(docket: Docket) -> Gas:
    """Measure a recovery and its veto, a closing and the sign of life."""
    new = address(NEW_KEY)
    filed = docket.by_council(
        TOWN, lambda *head: FileRecovery(*head, CITIZEN, new, EVIDENCE_HASH, new), new_key=NEW_KEY
    )
    gas = {"file a recovery": filed.gas}
    matter = int.from_bytes(new, "big") << 40 | filed.time
    docket.appeal(CaseKey(RECOVERY, CITIZEN, matter))
    gas["veto a recovery"] = docket.latest.gas
    closing = docket.by_council(TOWN, lambda *head: FileClosing(*head, STRANGER, EVIDENCE_HASH))
    gas["file a closing"] = closing.gas
    alive = docket.by_person(
        STRANGER, key_of("stranger"), lambda *tail: Alive(STRANGER, closing.time, *tail)
    )
    gas["show life"] = alive.gas
    return gas


def challenges_gas(docket: Docket) -> Gas:
    """Measure challenges of the latest award, and of one under many later batches.

    The first one is not counted: it alone writes slots of the challenger that were empty.
    """
    gas = {}
    for between in (0, 0, BATCHES_BETWEEN):
        proof = awarded(docket, COUNCIL_WORK)
        links = tuple(
            link(awarded(docket, DAILY_VOTE, hash_of(f"voter {between} {index}")))
            for index in range(between)
        )
        buried = replace(proof, later=links)
        challenged = docket.by_person(
            STRANGER,
            key_of("stranger"),
            lambda *tail, proof=buried: Challenge(proof, 0, STRANGER, 1, *tail),
        )
        what = f"an award under {between} later batches" if between else "the latest award"
        gas[f"challenge {what}"] = challenged.gas
        docket.pass_days(366)
    world = docket.world
    smallest = world.town.award(COUNCIL_WORK, 1, EVIDENCE_HASH, [CITIZEN], [world.today])
    return gas | {"file a batch of one": smallest.gas}


def awarded(docket: Docket, rule: int, person: bytes = CITIZEN) -> AwardProof:
    """Award somebody of the town, enrolled before if need be, and return the proof."""
    world = docket.world
    if person != CITIZEN:
        world.town.enrol([person], [ADULT_MONTH])
    nonce, before = world.town.nonce(), world.communities.call("council", TOWN).chain
    filed: Receipt = world.town.award(rule, 1, EVIDENCE_HASH, [person], [world.today])
    return AwardProof(TOWN, nonce, rule, 1, EVIDENCE_HASH, (person,), filed.time, before, ())


def link(proof: AwardProof) -> bytes:
    """Return the link of a batch."""
    batch = (proof.nonce, proof.rule, proof.version, proof.evidence_hash)
    return link_of(*batch, proof.identities, proof.filed_at)


def lives_gas(docket: Docket) -> Gas:
    """Measure the ways by which somebody might try to escape."""
    key = key_of("stranger")
    moved = docket.by_person(STRANGER, key, lambda *tail: Move(STRANGER, VILLAGE, *tail))
    left = docket.by_person(STRANGER, key, lambda *tail: OptOut(STRANGER, *tail))
    back = docket.by_person(STRANGER, key, lambda *tail: OptIn(STRANGER, *tail))
    return {"move": moved.gas, "opt out": left.gas, "opt in": back.gas}


def communities_gas(docket: Docket) -> Gas:
    """Measure calling auditors, and padding a community and its volunteers."""
    gas = {"call auditors": docket.by_anybody(OpenAudit(TOWN)).gas}
    invented = hash_of("invented member")
    gas["enrol an invented member"] = docket.world.village.enrol([invented], [ADULT_MONTH]).gas
    docket.pass_days(TERMS["termDays"])
    gas["open a renewal"] = docket.by_anybody(OpenRenewal(VILLAGE)).gas
    entered = docket.by_person(
        STRANGER, key_of("stranger"), lambda *tail: Volunteer(STRANGER, 1, *tail)
    )
    gas["volunteer"] = entered.gas
    return gas
