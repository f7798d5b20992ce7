"""S8: no single key changes anyone's state; no upgrade.

An attacker who holds the key of one seat, and relays whatever they like, tries every function.
"""

import re

import pytest

from isonomia import build, typed_data
from isonomia.devchain import development_accounts
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
NO_POWER = {("Pool", "freeze"), ("Pool", "settle")}
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
}

#: Acts of the communities that only the pool may ask for.
GATE_CALLS = {
    "approve": (f"0x{1:040x}", (NATION, 0, GENESIS + DAY), bytes(32), (0, b"")),
    "consent": (CITIZEN, 0, GENESIS + DAY, bytes(32), b""),
}
#: Acts that need no signature, because nothing in them is left to decide.
OF_ANYBODY = {"Pool": {"freeze", "settle", "close"}, "Beacon": {"submit"}}

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
    of_pool = acts_of("Pool") - OF_ANYBODY["Pool"]
    assert of_pool | acts_of("Communities") == signed | GATE_CALLS.keys()
    assert of_pool <= signed
    assert acts_of("Beacon") == OF_ANYBODY["Beacon"]


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


@pytest.mark.parametrize("contract", ["Communities", "Pool"])
def test_communities_and_pool__their_code__calls_but_runs_no_code_of_others(contract):
    assert outside_instructions(contract) == {"CALL", "STATICCALL"}


@pytest.mark.parametrize("contract", build.DEPLOYED)
def test_storage__of_the_contract__has_no_single_address(contract):
    """An address kept on its own would be somebody special; the wiring is immutable code."""
    variables = build.load(contract)["storageLayout"]["storage"]
    assert [
        v["label"] for v in variables if v["type"].startswith(("t_address", "t_contract"))
    ] == []
