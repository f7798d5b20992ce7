"""S10: no personal data, no list of people by quality.

What is kept about a person is a hash, a month and numbers; nothing can be read about anybody
without knowing their hash, except who sits on a council.
"""

import re

import pytest
import typer
from typer.core import TyperGroup

from isonomia import build
from isonomia.cli import app
from tests.support.artifacts import abi_entries, leaves, views_of

pytestmark = pytest.mark.req("S10", "P1")

#: Text of any length, where it is no text about people.
SIGNATURES = {"signatures", "signature", "acceptance"}
#: 14 bytes of a chain of hashes.
HASHES_IN = {"before"}
#: Organisations have public names, which only logs keep.
NAMES = {("Services", "name")}
DOMAIN_NAMES = {"_nameFallback", "_versionFallback"}

#: Views that answer with 32 bytes that could be an identity. Seats are public offices.
HASHES = {
    ("Beacon", "randomnessOf", "randomness"),
    ("Pool", "roundOf", "entrantsHash"),
    ("Ledger", "CHARTER_HASH", ""),
    ("Ledger", "catalogueHash", ""),
    ("Ledger", "ruleVersion", "textHash"),
    ("Communities", "seatAt", "identity"),
    ("Communities", "seatNumber", "identity"),
    ("Communities", "digestOf", ""),
    ("Communities", "eip712Domain", "salt"),
    ("Panels", "panelOf", "listHash"),
    ("Cases", "idOf", ""),
    ("Cases", "infractionsHash", ""),
    ("Cases", "infractionVersion", "textHash"),
    ("Services", "organisation", "textHash"),
    ("Services", "offer", "textHash"),
    ("Services", "rootOf", "root"),
    ("Findings", "idOf", ""),
    ("Findings", "standardsHash", ""),
    ("Findings", "standardVersion", "textHash"),
    ("Findings", "mandate", "measureHash"),
}
#: Views that answer with lists: one entry for each identity the caller named, all about one whom
#: the caller named, or no people at all.
LISTS = {
    ("Ledger", "look"): ["bytes32[]"],
    ("Ledger", "rawPeople"): ["bytes32[]"],
    ("Ledger", "overlaysOf"): ["bytes32"],
    ("Ledger", "rawOverlays"): ["bytes32"],
    ("Communities", "eip712Domain"): [],
    ("Services", "ratingsOf"): ["uint256"],
    ("Findings", "effectsOf"): ["uint256"],
    ("Ledger", "spend"): ["bytes32[]", "uint256[]", "uint256[]", "uint256[]"],
}
#: Storage that is counted through rather than looked up, none of it people by quality.
ARRAYS = {
    "Beacon": set(),
    "Ledger": {"struct Credits.Step[]"},
    "Communities": {"struct Seat[256]"},
    "Pool": set(),
    "Panels": set(),
    "Cases": set(),
    "Assembly": set(),
    "Services": {"uint48[5]"},
    "Findings": {"address[]", "uint256[]"},
}

#: All that events say about a person, by name of the parameter.
SAID_OF_PEOPLE = {
    *("identity", "community", "birthMonth", "seatIndex", "word", "fromDay", "untilDay"),
    *("controller", "lapseDay", "nonce", "points", "index", "overlay", "round", "entrant", "lot"),
    *("caseId", "kind", "matter", "detail", "evidenceHash", "renewal"),
    *("orderNonce", "offer", "batch", "quantity", "amount", "source", "stars"),
}

#: What logs can be searched by together with a person.
INDEXED_BESIDE_PEOPLE = {"identity", "community", "round", "renewal", "batch", "caseId"}
LISTING = re.compile("list|rank|top|best|worst|sort|search|people", re.IGNORECASE)


@pytest.mark.parametrize("contract", build.DEPLOYED)
def test_storage__every_variable__holds_no_text(contract):
    layout = build.load(contract)["storageLayout"]
    texts = {"t_string_storage", "t_bytes_storage"}
    variables = {v["label"] for v in layout["storage"] if v["type"] in texts}
    assert variables <= DOMAIN_NAMES
    members = [m for kind in layout["types"].values() for m in kind.get("members", [])]
    assert [m["label"] for m in members if m["type"] in texts] == []


@pytest.mark.parametrize("contract", build.DEPLOYED)
def test_events__every_parameter__holds_no_text_but_names_of_organisations(contract):
    parameters = [p for event in abi_entries(contract, "event") for p in event["inputs"]]
    texts = {(contract, p["name"]) for p in parameters if p["type"] in ("string", "bytes")}
    assert texts == {known for known in NAMES if known[0] == contract}


@pytest.mark.parametrize("contract", build.DEPLOYED)
def test_events__about_a_person__say_only_what_is_known(contract):
    said = {
        parameter["name"]
        for event in abi_entries(contract, "event")
        if any(parameter["name"] == "identity" for parameter in event["inputs"])
        for parameter in event["inputs"]
    }
    assert said <= SAID_OF_PEOPLE


@pytest.mark.parametrize("contract", build.DEPLOYED)
def test_events__about_a_person__are_no_index_by_what_people_need_or_reach(contract):
    """Whatever is indexed beside an identity makes a list of people of it: nobody's offers are."""
    beside = {
        parameter["name"]
        for event in abi_entries(contract, "event")
        if any(parameter["name"] == "identity" for parameter in event["inputs"])
        for parameter in event["inputs"]
        if parameter["indexed"]
    }
    assert beside <= INDEXED_BESIDE_PEOPLE


def test_commands__that_list__list_organisations_and_numbers_of_cases_but_no_people():
    """Commands about people take one identity each; there is none that sorts, ranks or finds."""
    commands = dict(_commands(typer.main.get_command(app), ()))
    assert {name for name in commands if LISTING.search(name)} == {"org list", "case list"}
    options = {
        parameter.name
        for name, command in commands.items()
        if name.startswith("org ")
        for parameter in command.params
    }
    assert options.isdisjoint({"identity", "person", "quality"})


def _commands(command, path):
    """Yield the name of every command with what it is."""
    if not isinstance(command, TyperGroup):
        yield " ".join(path), command
        return
    context = typer.Context(command)
    for name in command.list_commands(context):
        yield from _commands(command.get_command(context, name), (*path, name))


@pytest.mark.parametrize("contract", build.DEPLOYED)
def test_functions__every_input__takes_no_text_but_signatures_and_names_of_organisations(contract):
    texts = {
        parameter["name"]
        for function in abi_entries(contract, "function")
        for parameter in leaves(function["inputs"])
        if parameter["type"].startswith(("string", "bytes")) and parameter["type"][:7] != "bytes32"
    }
    names = {name for where, name in NAMES if where == contract}
    assert texts <= SIGNATURES | HASHES_IN | names


@pytest.mark.parametrize("contract", build.DEPLOYED)
def test_views__every_answer__no_identity_but_of_a_seat(contract):
    answers = {
        (contract, function["name"], parameter["name"])
        for function in abi_entries(contract, "function")
        if function["name"] in views_of(contract)
        for parameter in leaves(function["outputs"])
        if parameter["type"].startswith("bytes32")
    }
    assert answers == {known for known in HASHES if known[0] == contract}


@pytest.mark.parametrize("contract", build.DEPLOYED)
def test_views__answering_with_lists__only_about_identities_named_by_the_caller(contract):
    lists = {
        (contract, function["name"]): [parameter["type"] for parameter in function["inputs"]]
        for function in abi_entries(contract, "function")
        if any("[" in parameter["type"] for parameter in function["outputs"])
    }
    assert lists == {key: inputs for key, inputs in LISTS.items() if key[0] == contract}


@pytest.mark.parametrize("contract", build.DEPLOYED)
def test_storage__every_list__is_no_list_of_people(contract):
    types = build.load(contract)["storageLayout"]["types"]
    arrays = {kind["label"] for name, kind in types.items() if name.startswith("t_array")}
    assert arrays == ARRAYS[contract]
