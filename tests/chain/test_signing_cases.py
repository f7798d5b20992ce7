"""Acts of due process, signed and encoded, are carried out by the contracts.

act
├── of a council, a person, jurors or anybody -> carried out, with its event
└── signed for another case, panel or key     -> refused
"""

from __future__ import annotations

import pytest

from isonomia.spec.actions import (
    Alive,
    AwardProof,
    CaseKey,
    CertifyRemedies,
    Challenge,
    Endorse,
    FileClosing,
    FileRecovery,
    FillSeats,
    FreezeRenewal,
    InfractionText,
    Move,
    OpenAudit,
    OpenRenewal,
    OptIn,
    OptOut,
    PublishInfractions,
    Review,
    Volunteer,
    Withdraw,
)
from isonomia.spec.case_state import CaseState
from tests.support.calls import Receipt, refused
from tests.support.docket import Docket, address
from tests.support.roles import (
    ADULT_MONTH,
    ATTACKER_KEY,
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
)
from tests.support.world import World

pytestmark = pytest.mark.req("P5", "P6", "Q5", "Q6", "D3", "D4", "D5", "D7", "D8", "D9")

UPHELD, REJECTED = 1, 2
CHALLENGE, RECOVERY, CLOSING = 2, 3, 4
NOTICE_DAYS = 14
MAJORITY_OF_FIVE = (0, 2, 4)


@pytest.fixture
def docket(world: World) -> Docket:
    return Docket(world)


def names(receipt: Receipt) -> list[str]:
    return [name for name, _ in receipt.events]


def state(docket: Docket, key: CaseKey) -> CaseState:
    return CaseState(docket.state(key))


# ---- infractions, through all their life ---------------------------------------------------------


def test_infraction__unappealed__is_carried_out_and_ended_by_its_remedy(docket: Docket) -> None:
    key = docket.accuse()
    assert state(docket, key) == CaseState.NOTICE
    docket.pass_days(NOTICE_DAYS)
    assert names(docket.carry_out(key)) == ["OverlaySet", "CaseMoved"]
    receipt = docket.by_council(
        TOWN,
        lambda *head: CertifyRemedies(*head, EVIDENCE_HASH, (CITIZEN,), (key.matter,)),
    )
    assert names(receipt) == ["CouncilActed", "OverlaySet", "RemedyCertified", "CaseMoved"]
    assert state(docket, key) == CaseState.ENDED


@pytest.mark.parametrize(
    ("outcome", "after"), [(UPHELD, CaseState.UPHELD), (REJECTED, CaseState.DISMISSED)]
)
def test_verdict__three_of_five__decides(docket: Docket, outcome: int, after: CaseState) -> None:
    key = docket.accuse()
    panel = docket.appeal(key)
    docket.seat(panel)
    receipt = docket.verdict(key, panel, outcome, MAJORITY_OF_FIVE)
    assert names(receipt)[:2] == ["VerdictGiven", "CaseMoved"]
    assert ("StandingLowered" in names(receipt)) == (outcome == REJECTED)
    assert state(docket, key) == after


def test_verdict__of_another_cases_panel__is_refused(docket: Docket) -> None:
    first = docket.accuse()
    docket.seat(docket.appeal(first))
    second = docket.accuse(rule=FRAUD)
    other = docket.appeal(second)
    docket.seat(other)
    with refused("WrongList", 1):
        docket.verdict(first, other, REJECTED, MAJORITY_OF_FIVE)


def test_appeal__second__calls_eleven_without_the_first_five(docket: Docket) -> None:
    key = docket.accuse()
    first = docket.appeal(key)
    docket.seat(first)
    docket.verdict(key, first, UPHELD, MAJORITY_OF_FIVE)
    second = docket.appeal(key, former_panel=docket.lists[first])
    assert docket.world.panels.call("panelOf", second).size == 11
    # Of the six seats of the two other communities, five sat before: the panel is too small.
    assert len(docket.seat(second)) == 1
    assert state(docket, key) == CaseState.LAPSED


def test_review__of_a_deduction__is_decided_by_five(docket: Docket) -> None:
    key = docket.accuse()
    docket.pass_days(NOTICE_DAYS)
    docket.carry_out(key)
    receipt = docket.by_person(
        CITIZEN, CITIZEN_KEY, lambda *tail: Review(CITIZEN, key.matter, 6, *tail)
    )
    assert names(receipt) == ["PersonActed", "PanelConvened", "CaseMoved"]
    panel = docket.convened(receipt, [CITIZEN])
    docket.seat(panel)
    assert "OverlaySet" in names(docket.verdict(key, panel, REJECTED, MAJORITY_OF_FIVE))
    assert state(docket, key) == CaseState.ENDED


def test_withdraw__by_the_council_that_filed__ends_it(docket: Docket) -> None:
    key = docket.accuse()
    parts = (key.kind, key.identity, key.matter)
    assert names(docket.by_council(TOWN, lambda *head: Withdraw(*head, *parts))) == [
        "CouncilActed",
        "CaseMoved",
    ]
    assert state(docket, key) == CaseState.WITHDRAWN


def test_publish_infractions__root__adds_versions(docket: Docket) -> None:
    rule = InfractionText(SABOTAGE, 50, 1_000, 365, docket.world.today + 31, hash_of("milder"))
    receipt = docket.by_council(
        NATION, lambda *head: PublishInfractions(*head, INFRACTIONS_HASH, (rule,))
    )
    assert names(receipt) == ["CouncilActed", "InfractionPublished", "InfractionsPublished"]


# ---- other kinds of cases ------------------------------------------------------------------------


def test_challenge__of_an_award__is_filed(docket: Docket) -> None:
    world = docket.world
    nonce, before = world.town.nonce(), world.communities.call("council", TOWN).chain
    filed = world.town.award(COUNCIL_WORK, 1, EVIDENCE_HASH, [CITIZEN], [world.today])
    world.town.enrol([STRANGER], [ADULT_MONTH])
    world.town.bind([STRANGER], [NEW_KEY.address])
    batch = (TOWN, nonce, COUNCIL_WORK, 1, EVIDENCE_HASH, (CITIZEN,))
    proof = AwardProof(*batch, filed.time, before, ())
    receipt = docket.by_person(
        STRANGER, NEW_KEY, lambda *tail: Challenge(proof, 0, STRANGER, 1, *tail)
    )
    assert names(receipt) == ["PersonActed", "PanelConvened", "CaseFiled", "CaseMoved"]
    key = CaseKey(CHALLENGE, CITIZEN, TOWN << 104 | nonce << 40)
    assert state(docket, key) == CaseState.FIRST_PANEL


def test_recovery__uncontested__gives_the_person_the_new_key(docket: Docket) -> None:
    new = address(NEW_KEY)
    receipt = docket.by_council(
        TOWN,
        lambda *head: FileRecovery(*head, CITIZEN, new, EVIDENCE_HASH, new),
        new_key=NEW_KEY,
    )
    assert names(receipt) == ["CouncilActed", "CaseFiled"]
    key = CaseKey(RECOVERY, CITIZEN, int.from_bytes(new) << 40 | receipt.time)
    docket.pass_days(NOTICE_DAYS)
    assert names(docket.carry_out(key)) == ["ControllerRecovered", "CaseMoved"]
    assert docket.world.communities.call("signatory", CITIZEN).controller == NEW_KEY.address


def test_recovery__accepted_by_another_key__is_refused(docket: Docket) -> None:
    new = address(NEW_KEY)
    with refused("NewControllerDeclined", CITIZEN, NEW_KEY.address):
        docket.by_council(
            TOWN,
            lambda *head: FileRecovery(*head, CITIZEN, new, EVIDENCE_HASH, new),
            new_key=ATTACKER_KEY,
        )


def test_closing__of_somebody_alive__is_undone_by_them(docket: Docket) -> None:
    receipt = docket.by_council(TOWN, lambda *head: FileClosing(*head, CITIZEN, EVIDENCE_HASH))
    key = CaseKey(CLOSING, CITIZEN, receipt.time)
    docket.pass_days(NOTICE_DAYS)
    assert names(docket.carry_out(key)) == ["Closed", "CaseMoved"]
    assert docket.world.ledger.call("creditsOf", CITIZEN) == 0
    receipt = docket.by_person(
        CITIZEN, CITIZEN_KEY, lambda *tail: Alive(CITIZEN, key.matter, *tail)
    )
    assert names(receipt) == ["PersonActed", "CaseMoved", "Reopened", "StandingLowered"]
    assert docket.world.ledger.call("creditsOf", CITIZEN) > 0


# ---- people's lives ------------------------------------------------------------------------------


def test_lives__moving_leaving_and_coming_back__are_carried_out(docket: Docket) -> None:
    acts = {
        "Moved": lambda *tail: Move(CITIZEN, VILLAGE, *tail),
        "QualityLeft": lambda *tail: OptOut(CITIZEN, *tail),
        "QualityRejoined": lambda *tail: OptIn(CITIZEN, *tail),
    }
    for event, make in acts.items():
        assert names(docket.by_person(CITIZEN, CITIZEN_KEY, make)) == ["PersonActed", event]
    assert docket.world.ledger.call("communityOf", CITIZEN) == VILLAGE


# ---- communities ---------------------------------------------------------------------------------


def test_audit__by_outsiders__sets_the_share_index(docket: Docket) -> None:
    receipt = docket.by_anybody(OpenAudit(TOWN))
    [opened] = [values for name, values in receipt.events if name == "AuditOpened"]
    docket.lists[opened["panel"]] = ()
    docket.seat(opened["panel"])
    audit = (opened["year"], opened["panel"])
    recorded = docket.record_audit(TOWN, 950, audit, MAJORITY_OF_FIVE)
    assert names(recorded) == ["AuditRecorded", "ShareIndexSet"]
    assert docket.world.communities.call("council", TOWN).shareIndex == 950


def test_renewal__of_a_council__gives_a_volunteer_the_first_seat(docket: Docket) -> None:
    world = docket.world
    docket.pass_days(TERMS["termDays"])
    assert names(docket.by_anybody(OpenRenewal(TOWN))) == ["RenewalOpened"]
    receipt = docket.by_person(CITIZEN, CITIZEN_KEY, lambda *tail: Volunteer(CITIZEN, 1, *tail))
    assert names(receipt) == ["PersonActed", "Volunteered"]
    docket.pass_days(TERMS["volunteerDays"])
    assert names(docket.by_anybody(FreezeRenewal(1))) == ["RenewalFrozen"]
    world.verify_round(world.assembly.call("renewalOf", 1).beaconRound)
    filled = docket.by_anybody(FillSeats(1, (CITIZEN,)))
    assert names(filled) == ["SeatLeft", "SeatTaken", "RenewalEnded"]
    assert world.communities.call("seatAt", TOWN, 0) == (CITIZEN, CITIZEN_KEY.address)


def test_amendment__two_of_three_communities__holds_from_its_day_on(docket: Docket) -> None:
    world = docket.world
    values = tuple((TERMS | {"shareIndexStep": 50}).values())
    day = world.today + 31
    for community, events in (
        (TOWN, ["CouncilActed", "AmendmentEndorsed"]),
        (
            VILLAGE,
            ["CouncilActed", "AmendmentEndorsed", "AmendmentPassed", "CharterAmended"],
        ),
    ):
        receipt = docket.by_council(community, lambda *head: Endorse(*head, 4, values, day))
        assert names(receipt) == events
    assert world.assembly.call("charter").shareIndexStep == 100
    docket.pass_days(31)
    assert world.assembly.call("charter").shareIndexStep == 50
