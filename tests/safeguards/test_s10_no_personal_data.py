"""S10: no personal data, no list of people by quality.

What is kept about a person is a hash, a month and numbers; nothing can be read about anybody
without knowing their hash, except who sits on a council.
"""

import pytest

from isonomia import build
from tests.support.artifacts import abi_entries, leaves, views_of

pytestmark = pytest.mark.req("S10", "P1")

#: Text of any length, where it is no text about people.
SIGNATURES = {"signatures", "signature", "acceptance"}
#: 14 bytes of a chain of hashes.
HASHES_IN = {"before"}
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
}
#: Views that answer with lists: one entry for each identity the caller named, all about one whom
#: the caller named, or no people at all.
LISTS = {
    ("Ledger", "look"): ["bytes32[]"],
    ("Ledger", "rawPeople"): ["bytes32[]"],
    ("Ledger", "overlaysOf"): ["bytes32"],
    ("Ledger", "rawOverlays"): ["bytes32"],
    ("Communities", "eip712Domain"): [],
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
}

#: All that events say about a person, by name of the parameter.
SAID_OF_PEOPLE = {
    *("identity", "community", "birthMonth", "seatIndex", "word", "fromDay", "untilDay"),
    *("controller", "lapseDay", "nonce", "points", "index", "overlay", "round", "entrant", "lot"),
    *("caseId", "kind", "matter", "detail", "evidenceHash", "renewal"),
}


@pytest.mark.parametrize("contract", build.DEPLOYED)
def test_storage__every_variable__holds_no_text(contract):
    layout = build.load(contract)["storageLayout"]
    texts = {"t_string_storage", "t_bytes_storage"}
    variables = {v["label"] for v in layout["storage"] if v["type"] in texts}
    assert variables <= DOMAIN_NAMES
    members = [m for kind in layout["types"].values() for m in kind.get("members", [])]
    assert [m["label"] for m in members if m["type"] in texts] == []


@pytest.mark.parametrize("contract", build.DEPLOYED)
def test_events__every_parameter__holds_no_text(contract):
    parameters = [p for event in abi_entries(contract, "event") for p in event["inputs"]]
    assert [p["name"] for p in parameters if p["type"] in ("string", "bytes")] == []


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
def test_functions__every_input__takes_no_text_but_signatures(contract):
    texts = {
        parameter["name"]
        for function in abi_entries(contract, "function")
        for parameter in leaves(function["inputs"])
        if parameter["type"].startswith(("string", "bytes")) and parameter["type"][:7] != "bytes32"
    }
    assert texts <= SIGNATURES | HASHES_IN


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
