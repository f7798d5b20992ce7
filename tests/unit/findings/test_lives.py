"""Findings carried through whole lives on nodes, signed by the messages of the package.

Every refusal and every state is tried in tests/forge.
"""

import pytest

from tests.support.calls import event, refused
from tests.support.roles import (
    ACCESSIBILITY,
    EMISSIONS,
    EVIDENCE_HASH,
    FIRST_TWO,
    NATION,
    SUSPENSION,
    TOWN,
    Standard,
    hash_of,
)
from tests.unit.findings.conftest import LIMIT, ORGANISATION, PROVIDER_KEY, SENSOR_KEYS

pytestmark = pytest.mark.req("V4", "V5", "S10")

FOR_IT, AGAINST_IT = 1, 2
RIPE, DISMISSED, WITHDRAWN, CARRIED_OUT, ENDED = 2, 6, 8, 9, 12
SUNSET_DAYS = 180


def test_finding__not_appealed__suspends_until_the_remedy(audit):
    key = audit.find()
    audit.docket.pass_days(14)
    until_day = audit.world.today + SUNSET_DAYS
    number = audit.number(key)
    assert audit.carry_out(key).events == [
        event("SuspensionSet", organisation=ORGANISATION, untilDay=until_day),
        event("FindingMoved", finding=number, stage=8, panel=0, ground=0),
    ]
    assert audit.suspended_until() == until_day
    cause = int.from_bytes(number[-8:])
    word = EMISSIONS | until_day << 32 | SUSPENSION << 56 | cause << 64
    assert audit.findings.call("effectsOf", ORGANISATION) == [word]
    nonce = audit.world.nation.nonce()
    assert audit.certify(key).events == [
        event("CouncilActed", community=NATION, nonce=nonce, signers=FIRST_TWO),
        event("SuspensionSet", organisation=ORGANISATION, untilDay=0),
        event("RemedyAccepted", finding=number, evidenceHash=EVIDENCE_HASH),
        event("FindingMoved", finding=number, stage=10, panel=0, ground=0),
    ]
    assert audit.state(key) == ENDED


def test_finding__rejected_by_a_panel__costs_the_auditor_its_standing(audit):
    key = audit.find()
    receipt = audit.decide(key, audit.appeal(key), AGAINST_IT)
    number = audit.number(key)
    assert receipt.events == [
        event(
            "FindingDecided",
            finding=number,
            panel=1,
            outcome=AGAINST_IT,
            reasonsHash=EVIDENCE_HASH,
            signers=0b111,
        ),
        event("FindingMoved", finding=number, stage=6, panel=1, ground=1),
        event("StandingLowered", community=NATION, fullAgainDay=audit.world.today + 100),
    ]
    assert audit.state(key) == DISMISSED
    assert audit.world.communities.call("standingOf", TOWN) == 1_000


def test_finding__upheld_and_then_reviewed__ends_by_the_panel_of_the_review(audit):
    key = audit.find()
    audit.decide(key, audit.appeal(key), FOR_IT)
    audit.docket.pass_days(14)
    audit.carry_out(key)
    assert audit.state(key) == CARRIED_OUT
    audit.decide(key, audit.review(key), AGAINST_IT)
    assert audit.state(key) == ENDED
    assert audit.suspended_until() == 0
    assert audit.findings.call("findingOf", audit.number(key)).reviewed


def test_finding__withdrawn__is_told(audit):
    key = audit.find(ACCESSIBILITY)
    nonce = audit.world.nation.nonce()
    assert audit.withdraw(key).events == [
        event("CouncilActed", community=NATION, nonce=nonce, signers=FIRST_TWO),
        event("FindingMoved", finding=audit.number(key), stage=7, panel=0, ground=0),
    ]
    assert audit.state(key) == WITHDRAWN


def test_reading__above_the_limit_of_its_mandate__files_a_finding(audit):
    nonce, until_day = audit.world.nation.nonce(), audit.world.today + 100
    signers = tuple(key.address for key in SENSOR_KEYS)
    assert audit.grant().events == [
        event("CouncilActed", community=NATION, nonce=nonce, signers=FIRST_TWO),
        event(
            "MandateGranted",
            mandate=1,
            organisation=ORGANISATION,
            community=NATION,
            standard=EMISSIONS,
            limit=LIMIT,
            threshold=2,
            untilDay=until_day,
            measureHash=hash_of("measure"),
            signers=signers,
        ),
    ]
    assert audit.findings.call("mandateCount") == 1
    assert audit.findings.call("mandate", 1).signers == list(signers)
    with refused("WithinLimit", LIMIT, LIMIT):
        audit.read(LIMIT)
    with refused("TooFewSignatures", 1, 2, 1):
        audit.read(LIMIT + 1, [2])
    receipt = audit.read(LIMIT + 1, [0, 2])
    [(name, values)] = receipt.events
    assert (name, values["mandate"], values["value"]) == ("FindingFiled", 1, LIMIT + 1)
    assert audit.findings.call("findingsThisYear", ORGANISATION, NATION) == 1
    audit.docket.pass_days(14)
    key = (ORGANISATION, EMISSIONS, values["day"])
    assert audit.state(key) == RIPE


def test_standard__published__follows_the_former_version(audit):
    from_day = audit.world.today + 30
    text = Standard(EMISSIONS, SUSPENSION, 30, from_day, hash_of("stricter"))
    nonce = audit.world.nation.nonce()
    assert audit.publish(text).events == [
        event("CouncilActed", community=NATION, nonce=nonce, signers=FIRST_TWO),
        event(
            "StandardPublished",
            standard=EMISSIONS,
            version=2,
            effect=SUSPENSION,
            sunsetDays=30,
            fromDay=from_day,
            textHash=hash_of("stricter"),
        ),
        event("StandardsPublished", standardsHash=hash_of("new standards")),
    ]
    assert audit.findings.call("standardVersion", EMISSIONS, 1).untilDay == from_day


def test_appeal__of_anybody_else__refused(audit):
    key = audit.find()
    attacker = audit.world.attacker
    with refused("NotTheOrganisation", ORGANISATION, attacker):
        audit.findings.send("appeal", key, 1, [], audit.world.now + 9, b"", sender=attacker)
    assert PROVIDER_KEY.address == audit.world.services.call("organisation", ORGANISATION).key
