"""Gas, size, storage layout and ABI as committed beside this file; every change is a decision.

`pytest tests/snapshots --update-snapshots` writes the files anew.
"""

import pytest

from isonomia import build
from tests.support.artifacts import abi_entries, acts_of
from tests.support.roles import (
    ADULT_MONTH,
    CATALOGUE_HASH,
    CITIZEN,
    COUNCIL_WORK,
    EVIDENCE_HASH,
    GENESIS_DAY,
    NEW_KEY,
    SCIENCE,
    SECOND_CHANCE,
    SOURCE_HASH,
    VILLAGE,
    Rule,
    hash_of,
    key_of,
)

pytestmark = pytest.mark.req("C1", "Q1", "S8")

LARGEST_CONTRACT = 24_576

BATCHES = (1, 10, 100)
#: What the other contracts call; measured as parts of their acts.
FOR_OFFICES = {
    *("approve", "consent", "recover", "close", "reopen", "lowerStanding"),
    *("seat", "setShareIndex", "acceptOrders"),
}
NEWCOMER = hash_of("newcomer")
RULE = Rule(9, 5, 25, 4, GENESIS_DAY + 40, hash_of("text"))


def people(count):
    return [hash_of(f"person {i} of {count}") for i in range(count)]


def test_gas__each_function__as_committed_on_every_chain(world, snapshot):
    """Whole transactions; first acts of a council or person, with two signatures of keys."""
    gas = {}
    for count in BATCHES:
        identities = people(count)
        keys = [key_of(f"person {i}").address for i in range(count)]
        days = [GENESIS_DAY] * count
        act = {
            "enrol": world.village.enrol(identities, [ADULT_MONTH] * count),
            "bindControllers": world.village.bind(identities, keys),
            "fileAwards": world.village.award(COUNCIL_WORK, 1, EVIDENCE_HASH, identities, days),
            "fileAwards, second": world.village.award(SCIENCE, 1, EVIDENCE_HASH, identities, days),
        }
        gas |= {f"{name}, batch of {count}": receipt.gas for name, receipt in act.items()}
    gas |= {
        "announceRate": world.nation.announce_rate(1, 5, SOURCE_HASH).gas,
        "publishRules, 1 rule": world.nation.publish_rules(CATALOGUE_HASH, [RULE]).gas,
        "declareLeave": world.citizen.declare_leave(10).gas,
        "endLeave": world.citizen.end_leave().gas,
        "changeController": world.citizen.change_controller(NEW_KEY.address, NEW_KEY).gas,
    }
    citizen = world.person(CITIZEN, NEW_KEY)
    gas |= {
        "move": citizen.move(VILLAGE).gas,
        "optOut": citizen.opt_out().gas,
        "optIn": citizen.opt_in().gas,
        "cancelOrder": citizen.cancel_order(0).gas,
    }
    assert measured(gas) == acts_of("Communities") - FOR_OFFICES
    assert world.ledger.call("isEnrolled", CITIZEN)
    snapshot("gas", gas)


def test_gas__each_step_of_the_lottery__as_committed_on_every_chain(generous_world, snapshot):
    """Whole transactions, with two signatures of keys where a council acts."""
    world = generous_world
    world.raise_quality([CITIZEN])
    gas = {"give": world.citizen.give(200).gas}
    nominated = world.terms(prizes=3, points=50)
    gas["openRound"] = world.nation.open_round(nominated).gas
    for count in BATCHES:
        identities = people(count)
        world.village.enrol(identities, [ADULT_MONTH] * count)
        gas[f"nominate, batch of {count}"] = world.village.nominate(1, identities).gas
    world.nation.open_round(world.terms(kind=SECOND_CHANCE, prizes=1, points=50))
    world.town.enrol([NEWCOMER], [ADULT_MONTH])
    world.town.bind([NEWCOMER], [NEW_KEY.address])
    gas["enter"] = world.person(NEWCOMER, NEW_KEY).enter(2).gas
    world.set_time(nominated.entries_until)
    gas["freeze"] = world.pool.send("freeze", 1).gas
    gas["submit"] = world.verify_round(world.pool.call("roundOf", 1).beaconRound).gas
    entrants = [identity for count in BATCHES for identity in people(count)]
    for lots in ([0], [1, 2]):
        winners = [entrants[world.pool.call("drawn", 1, lot)] for lot in lots]
        receipt = world.pool.send("settle", 1, lots, winners)
        assert [name for name, _ in receipt.events].count("PrizeWon") == len(lots)
        gas[f"settle, lots: {len(lots)}"] = receipt.gas
    gas["close"] = world.pool.send("close", 1).gas
    assert measured(gas) == (acts_of("Pool") | acts_of("Beacon")) - {"amend"}
    snapshot("lottery_gas", gas)


def measured(gas):
    return {name.split(",")[0] for name in gas}


@pytest.mark.parametrize("contract", build.DEPLOYED)
def test_size__of_each_contract__within_what_chains_accept(contract):
    assert size_of(contract) < LARGEST_CONTRACT


def test_size__of_each_contract__as_committed(snapshot):
    snapshot("size", {contract: size_of(contract) for contract in build.DEPLOYED})


def test_storage__of_each_contract__as_committed(snapshot):
    snapshot("storage", {contract: storage_of(contract) for contract in build.DEPLOYED})


def test_abi__of_each_contract__as_committed(snapshot):
    snapshot("abi", {contract: abi_of(contract) for contract in build.DEPLOYED})


def size_of(contract):
    return len(bytes.fromhex(build.load(contract)["deployedBytecode"][2:]))


def storage_of(contract):
    """Slots of the variables, and of the members of each struct within it."""
    layout = build.load(contract)["storageLayout"]
    kinds = layout["types"]

    def described(variables):
        return [
            f"{v['slot']}+{v['offset']} {v['label']}: {kinds[v['type']]['label']}"
            for v in variables
        ]

    structs = {
        kind["label"]: described(kind["members"]) for kind in kinds.values() if "members" in kind
    }
    return {"variables": described(layout["storage"]), "structs": dict(sorted(structs.items()))}


def abi_of(contract):
    kinds = ("constructor", "function", "event", "error")
    return {kind: sorted(map(signature_of, abi_entries(contract, kind))) for kind in kinds}


def signature_of(entry):
    def written(parameters):
        words = [
            " ".join(
                filter(
                    None,
                    (
                        type_of(parameter),
                        "indexed" if parameter.get("indexed") else "",
                        parameter["name"],
                    ),
                )
            )
            for parameter in parameters
        ]
        return f"({', '.join(words)})"

    signature = entry.get("name", "") + written(entry["inputs"])
    if entry["type"] in ("function", "constructor"):
        signature += f" {entry['stateMutability']}"
    return signature + (f" returns {written(entry['outputs'])}" if entry.get("outputs") else "")


def type_of(parameter):
    if "components" not in parameter:
        return parameter["type"]
    members = ", ".join(f"{type_of(c)} {c['name']}" for c in parameter["components"])
    return f"({members}){parameter['type'].removeprefix('tuple')}"
