"""S8: no single key changes anyone's state; no upgrade.

An attacker who holds the key of one seat, and relays whatever they like, tries every function.
"""

import contextlib
import re
from dataclasses import replace

import pytest

from isonomia import build, typed_data
from isonomia.devchain import development_accounts
from isonomia.spec import actions
from tests.differential.agora import Agora
from tests.differential.court import Court
from tests.harness.keys import key_addresses
from tests.safeguards.answers import ACTS
from tests.safeguards.service_answers import SERVICE_ACTS
from tests.support.artifacts import abi_entries, acts_of, outside_instructions
from tests.support.calls import refused
from tests.support.roles import (
    ADULT_MONTH,
    ATTACKER_KEY,
    CATALOGUE_HASH,
    CITIZEN,
    CITIZEN_KEY,
    COUNCIL_WORK,
    DAY,
    EVIDENCE_HASH,
    GENESIS,
    GENESIS_DAY,
    NATION,
    NOMINATED,
    SOURCE_HASH,
    STRANGER,
    TOWN,
    Rule,
    Terms,
    hash_of,
    seat_identity,
    seat_key,
)

pytestmark = pytest.mark.req("S8", "D8", "D2")

POWER = re.compile(
    "owner|admin|govern|guardian|pause|freeze|halt|stop|kill|destroy|upgrade|proxy|implement|"
    "migrate|initiali|setter|^set|grant|revoke|role|minter|blacklist|block|ban|override|emergency",
    re.IGNORECASE,
)
#: What anybody may do to a round when its time has come; nothing in it is left to choose.
NO_POWER = {
    ("Pool", "freeze"),
    ("Pool", "settle"),
    ("Assembly", "freezeRenewal"),
    # Only the assembly can, and only what a majority of auditors signed, within bounds.
    ("Communities", "setShareIndex"),
    # Only the findings can, and only what passed through notice and appeal.
    ("Services", "setSuspension"),
    # Keys that may bring a finding, which is decided like every other.
    ("Findings", "grantMandate"),
    ("Findings", "MandateGranted"),
}
#: Acts that an organisation sends with its key, and who is refused otherwise.
SENT_BY_ORGANISATIONS = {
    **dict.fromkeys(
        ("offerKey", "acceptKey", "openOffer", "announcePrice", "closeOffer"), "NotTheOrganisation"
    ),
    **dict.fromkeys(("redeem", "refund"), "NotTheProvider"),
}
#: Acts about services and organisations that stand on signatures.
SIGNED_ABOUT_SERVICES = [
    name
    for name in SERVICE_ACTS
    if name not in SENT_BY_ORGANISATIONS and not name.startswith("carryOut")
]
#: Acts of due process that stand on signatures, councils', jurors' or a person's.
SIGNED_ANSWERS = [
    name
    for name in ACTS
    if not name.startswith(("carryOut", "open", "freeze", "fill")) and name != "seat"
]
TERMS = Terms(NOMINATED, 1, 100, 500_000, 365, GENESIS + 10 * DAY)
RULE = Rule(COUNCIL_WORK, 1, 250, 0, GENESIS_DAY + 60, hash_of("text"))

LEDGER_CALLS = {
    "enrol": (TOWN, [STRANGER], [ADULT_MONTH]),
    "takeSeat": (CITIZEN, TOWN, 0),
    "publishRules": ([RULE], CATALOGUE_HASH),
    "award": ([CITIZEN], [GENESIS_DAY], TOWN, 0, COUNCIL_WORK, 1),
    "declareLeave": (CITIZEN, 1),
    "endLeave": (CITIZEN,),
    "announceRate": (1, 0, SOURCE_HASH),
    "give": (CITIZEN, 1),
    "uplift": (CITIZEN, 1, 500_000, 365, 1),
    "move": (CITIZEN, NATION),
    "optOut": (CITIZEN,),
    "optIn": (CITIZEN,),
    "close": (CITIZEN,),
    "reopen": (CITIZEN,),
    "leaveSeat": (seat_identity(TOWN, 0),),
    "deduct": (CITIZEN, 300, 0, GENESIS_DAY + 1_826, 1),
    "endDeduction": (CITIZEN, 0, 1),
    "reverseAward": (CITIZEN, 1, 100, 0),
    "amend": ([1] * 14, GENESIS_DAY + 30),
    "spend": ([CITIZEN], [1], [0], [0]),
    "restore": (CITIZEN, 1, 0),
}

#: Acts of the communities that only other contracts of the suite may ask for.
GATE_CALLS = {
    "recover": (CITIZEN, ATTACKER_KEY.address),
    "close": (CITIZEN,),
    "reopen": (CITIZEN,),
    "lowerStanding": (TOWN,),
    "seat": (TOWN, 0, CITIZEN),
    "setShareIndex": (TOWN, 1_500, bytes(32)),
    "approve": (f"0x{1:040x}", (NATION, 0, GENESIS + DAY), bytes(32), (0, b"")),
    "consent": (CITIZEN, 0, GENESIS + DAY, bytes(32), b""),
    "acceptOrders": ([(CITIZEN, 1, 1, 1, 0, 0, GENESIS + DAY)], b""),
}
#: The same of the others.
OTHER_GATE_CALLS = [
    ("Pool", "amend", ([1] * 5, GENESIS_DAY + 30)),
    ("Cases", "amend", ([14] * 6, GENESIS_DAY + 30)),
    ("Assembly", "amend", ([180] * 4, GENESIS_DAY + 30)),
    ("Panels", "convene", (5, TOWN, [CITIZEN])),
    ("Services", "amend", ([30] * 3, GENESIS_DAY + 30)),
    ("Services", "setSuspension", (1, GENESIS_DAY + 30)),
]
#: Acts that need no signature, because nothing in them is left to decide.
OF_ANYBODY = {
    "Pool": {"freeze", "settle", "close"},
    "Beacon": {"submit"},
    "Panels": {"seat"},
    "Cases": {"carryOut"},
    "Assembly": {"openAudit", "openRenewal", "freezeRenewal", "fillSeats"},
    "Findings": {"carryOut"},
    "Services": set(SENT_BY_ORGANISATIONS),
}

COUNCIL_ACTS = {
    "enrol": (TOWN, lambda council, how: council.enrol([STRANGER], [ADULT_MONTH], **how)),
    "bindControllers": (TOWN, lambda council, how: council.bind([CITIZEN], [TOWN_KEY], **how)),
    "announceRate": (NATION, lambda council, how: council.announce_rate(1, 0, SOURCE_HASH, **how)),
    "publishRules": (
        NATION,
        lambda council, how: council.publish_rules(CATALOGUE_HASH, [RULE], **how),
    ),
    "fileAwards": (
        TOWN,
        lambda council, how: council.award(
            COUNCIL_WORK, 1, EVIDENCE_HASH, [CITIZEN], [GENESIS_DAY], **how
        ),
    ),
    "openRound": (NATION, lambda council, how: council.open_round(TERMS, **how)),
    "nominate": (TOWN, lambda council, how: council.nominate(1, [CITIZEN], **how)),
}
TOWN_KEY = seat_key(TOWN, 0).address

PERSON_ACTS = {
    "changeController": lambda person: person.change_controller(ATTACKER_KEY.address, ATTACKER_KEY),
    "declareLeave": lambda person: person.declare_leave(1),
    "endLeave": lambda person: person.end_leave(),
    "give": lambda person: person.give(1),
    "enter": lambda person: person.enter(1),
}


def test_acts__tried_below__are_all_there_are():
    assert acts_of("Ledger") == LEDGER_CALLS.keys()
    signed = COUNCIL_ACTS.keys() | PERSON_ACTS.keys()
    gated = {(contract, name) for contract, name, _ in OTHER_GATE_CALLS}
    others = {
        name
        for contract in OF_ANYBODY
        for name in acts_of(contract) - OF_ANYBODY[contract]
        if (contract, name) not in gated
    }
    answered = {name.split(",")[0] for name in (*SIGNED_ANSWERS, *SIGNED_ABOUT_SERVICES)}
    of_communities = acts_of("Communities") - GATE_CALLS.keys()
    assert of_communities | others == signed | answered


@pytest.mark.parametrize("name", LEDGER_CALLS)
@pytest.mark.parametrize("role", ["attacker", "deployer", "relayer"])
def test_ledger__called_by_any_account__refused(world, name, role):
    account = getattr(world, role)
    with refused("Unauthorised", account):
        world.ledger.send(name, *LEDGER_CALLS[name], sender=account)


@pytest.mark.parametrize("name", GATE_CALLS)
@pytest.mark.parametrize("role", ["attacker", "deployer", "relayer"])
def test_communities__asked_for_approval_by_any_account__refused(world, name, role):
    account = getattr(world, role)
    with refused("Unauthorised", account):
        world.communities.send(name, *GATE_CALLS[name], sender=account)


@pytest.mark.parametrize(("contract", "name", "arguments"), OTHER_GATE_CALLS)
@pytest.mark.parametrize("role", ["attacker", "deployer", "relayer"])
def test_offices__asked_by_any_account_for_what_only_they_ask__refused(
    world, contract, name, arguments, role
):
    account = getattr(world, role)
    with refused("Unauthorised", account):
        getattr(world, contract.lower()).send(name, *arguments, sender=account)


@pytest.mark.parametrize("name", SIGNED_ANSWERS)
def test_due_process__signed_by_one_key_too_few_or_by_another__refused(name):
    court = Court()
    preparing = ACTS[name](court)
    next(preparing)
    prepared = []
    court.must = prepared.append
    assert next(preparing, None) is None
    (action,) = prepared
    attacker = key_addresses()[-2]
    if isinstance(action, actions.CouncilAct):
        alone = replace(action, approvals=action.approvals[:1])
        assert court.play(alone) == "TooFewSignatures"
        doubled = ((0, action.approvals[0][1]), (1, action.approvals[0][1]))
        assert court.play(replace(action, approvals=doubled)) == "InvalidSeatSignature"
    elif hasattr(action, "votes"):
        assert court.play(replace(action, votes=action.votes[:1])) == "TooFewSignatures"
        votes = tuple((juror, action.votes[0][1]) for juror in range(3))
        assert court.play(replace(action, votes=votes)) == "InvalidJurorSignature"
    else:
        assert court.play(replace(action, signer=attacker)) == "InvalidSignature"
    assert court.play(action) == "accepted"


@pytest.mark.parametrize("name", SIGNED_ABOUT_SERVICES)
def test_services__signed_by_one_key_too_few_or_by_another__refused(name):
    agora, action = prepared(name)
    attacker = key_addresses()[-2]
    if isinstance(action, actions.CouncilAct):
        alone = replace(action, approvals=action.approvals[:1])
        assert agora.play(alone) == "TooFewSignatures"
        doubled = ((0, action.approvals[0][1]), (1, action.approvals[0][1]))
        assert agora.play(replace(action, approvals=doubled)) == "InvalidSeatSignature"
    elif hasattr(action, "votes"):
        assert agora.play(replace(action, votes=action.votes[:1])) == "TooFewSignatures"
        votes = tuple((index, attacker) for index, _ in action.votes)
        refusals = {"InvalidJurorSignature", "InvalidReading"}
        assert agora.play(replace(action, votes=votes)) in refusals
    else:
        refusals = {"InvalidSignature", "NotTheOrganisation"}
        assert agora.play(replace(action, signer=attacker)) in refusals
    assert agora.play(action) == "accepted"


@pytest.mark.parametrize("name", SENT_BY_ORGANISATIONS)
def test_organisations__their_acts_sent_by_another_key__refused(name):
    agora, action = prepared(name)
    attacker = key_addresses()[-2]
    assert agora.play(replace(action, sender=attacker)) == SENT_BY_ORGANISATIONS[name]
    assert agora.play(action) == "accepted"


def prepared(name):
    """Return where an act about services can be tried, and the act."""
    agora = Agora()
    preparing = SERVICE_ACTS[name](agora)
    next(preparing)
    held = []
    agora.must, must = held.append, agora.must
    with contextlib.suppress(StopIteration):
        next(preparing)
    agora.must = must
    (action,) = held
    return agora, action


@pytest.mark.parametrize("name", COUNCIL_ACTS)
def test_council__one_key_signs_once__refused(world, name):
    community, act = COUNCIL_ACTS[name]
    with refused("TooFewSignatures", community, 2, 1):
        act(world.council(community), {"seats": (0,), "sender": world.attacker})


@pytest.mark.parametrize("name", COUNCIL_ACTS)
def test_council__one_key_signs_for_two_seats__refused(world, name):
    community, act = COUNCIL_ACTS[name]
    key = seat_key(community, 0)
    with refused("InvalidSeatSignature", community, 1, seat_key(community, 1).address):
        act(world.council(community), {"keys": {1: key}, "sender": world.attacker})


@pytest.mark.parametrize("name", COUNCIL_ACTS)
def test_council__one_key_sends_signs_and_sends_again__refused(world, name):
    """A seat that sends the transaction need not sign; that must not make it two seats."""
    community, act = COUNCIL_ACTS[name]
    key = development_accounts()[9]
    councillor = world.person(seat_identity(community, 0), seat_key(community, 0))
    councillor.change_controller(key.address, key)
    sent_by_it = bytes(64) + b"\x01"
    how = {"approval": lambda message: (0b11, sent_by_it + typed_data.sign(message, key))}
    with refused("InvalidSeatSignature", community, 1, seat_key(community, 1).address):
        act(world.council(community), how | {"sender": key.address})
    with refused("InvalidSeatSignature", community, 1, seat_key(community, 1).address):
        act(world.council(community), {"approval": (0b11, sent_by_it * 2), "sender": key.address})


@pytest.mark.parametrize("name", COUNCIL_ACTS)
def test_council__no_key_at_all__refused(world, name):
    community, act = COUNCIL_ACTS[name]
    with refused("TooFewSignatures", community, 2, 0):
        act(world.council(community), {"approval": (0, b""), "sender": world.deployer})


@pytest.mark.parametrize("name", PERSON_ACTS)
@pytest.mark.parametrize("key", [ATTACKER_KEY, seat_key(TOWN, 0), seat_key(NATION, 0)])
def test_person__signed_by_anybody_else__refused(world, name, key):
    if name == "endLeave":
        world.citizen.declare_leave(10)
    with refused("InvalidSignature", CITIZEN, CITIZEN_KEY.address):
        PERSON_ACTS[name](world.person(CITIZEN, key))


def test_person__key_that_both_accepts_and_replaces__refused(world):
    with refused("InvalidSignature", CITIZEN, CITIZEN_KEY.address):
        world.citizen.change_controller(
            ATTACKER_KEY.address,
            ATTACKER_KEY,
            signature=lambda message: typed_data.sign(message, ATTACKER_KEY),
        )


# ---- nothing to seize ----------------------------------------------------------------------------


@pytest.mark.parametrize("contract", build.DEPLOYED)
def test_names__functions_and_events__none_sounds_like_power(contract):
    names = [
        entry["name"] for kind in ("function", "event") for entry in abi_entries(contract, kind)
    ]
    sounding = {(contract, name) for name in names if POWER.search(name)}
    assert sounding == {known for known in NO_POWER if known[0] == contract}


def test_ledger__its_code__reaches_nothing_outside():
    assert outside_instructions("Ledger") == set()


def test_beacon__its_code__asks_precompiled_contracts_alone():
    assert outside_instructions("Beacon") == {"STATICCALL"}


@pytest.mark.parametrize(
    "contract", ["Communities", "Pool", "Cases", "Assembly", "Services", "Findings"]
)
def test_offices__their_code__calls_but_runs_no_code_of_others(contract):
    assert outside_instructions(contract) == {"CALL", "STATICCALL"}


def test_panels__their_code__asks_but_changes_nothing_elsewhere():
    assert outside_instructions("Panels") == {"STATICCALL"}


@pytest.mark.parametrize("contract", build.DEPLOYED)
def test_storage__of_the_contract__has_no_single_address(contract):
    """An address kept on its own would be somebody special; the wiring is immutable code."""
    variables = build.load(contract)["storageLayout"]["storage"]
    assert [
        v["label"] for v in variables if v["type"].startswith(("t_address", "t_contract"))
    ] == []
