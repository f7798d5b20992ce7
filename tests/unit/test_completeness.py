"""Every function, error and event of the contracts is met by the tests beside this file.

A test names a function when it calls it, an error in `refused(...)`, an event in `event(...)` or by
its name among a receipt's events. The tests of the beacon have a folder of their own. Those of
panels, cases, assembly, services and findings are written for Foundry, branch by branch, and count
here too; on nodes they are carried through whole lives here, in `tests/chain` and in
`tests/due_process`.
"""

import re
from pathlib import Path

import pytest

from isonomia import build
from tests.support.artifacts import abi_entries

pytestmark = pytest.mark.req("Y1")

FOLDER = Path(__file__).parent
#: Reached with Foundry alone: the code that creates so many seats is longer than chains accept.
FOUNDRY_ONLY = {"TooManySeats"}
#: Libraries' own errors and events, which no call of ours reaches.
LIBRARIES = {
    *("InvalidShortString", "StringTooLong", "EIP712DomainChanged"),
    *("AddressEmptyCode", "FailedCall", "InsufficientBalance", "LotOutOfRange", "PrecompileFailed"),
}
#: Acts of councils and people are called through `tests.support.acts`, under Python names.
WORDS = {
    "bindControllers": "bind",
    "announceRate": "announce_rate",
    "publishRules": "publish_rules",
    "fileAwards": "award",
    "changeController": "change_controller",
    "declareLeave": "declare_leave",
    "endLeave": "end_leave",
    "move": "move",
    "optOut": "opt_out",
    "optIn": "opt_in",
    "enrol": "enrol",
    "openRound": "open_round",
    "nominate": "nominate",
    "give": "give",
    "cancelOrder": "cancel_order",
    "enter": "enter",
}


#: How tests in Solidity name them.
IN_SOLIDITY = {
    "function": r"\.{name}\(",
    "error": r"\b{name}\.selector",
    "event": r"\b{name}(\(|\.selector)",
}
IN_FOUNDRY = {"Panels", "Cases", "Assembly", "Services", "Findings"}


def sources_of(contract):
    folder = FOLDER.parent / "beacon" if contract == "Beacon" else FOLDER / contract.lower()
    return "\n".join(path.read_text() for path in sorted(folder.glob("*.py")))


def missing(contract, kind, pattern):
    names = {entry["name"] for entry in abi_entries(contract, kind)} - FOUNDRY_ONLY - LIBRARIES
    sources = sources_of(contract)
    missed = {name for name in names if not re.search(pattern.format(name=name), sources)}
    if contract not in IN_FOUNDRY:
        return missed
    paths = (FOLDER.parent / "forge").glob(f"{contract}*.sol")
    in_solidity = "\n".join(path.read_text() for path in paths)
    written = IN_SOLIDITY[kind]
    return {name for name in missed if not re.search(written.format(name=name), in_solidity)}


@pytest.mark.parametrize("contract", build.DEPLOYED)
def test_functions__of_each_contract__called_by_a_test(contract):
    not_by_name = missing(contract, "function", r'"{name}"')
    sources = sources_of(contract)
    uncalled = {name for name in not_by_name if f".{WORDS.get(name, name)}(" not in sources}
    assert uncalled == set()


@pytest.mark.parametrize("contract", build.DEPLOYED)
def test_errors__of_each_contract__provoked_by_a_test(contract):
    assert missing(contract, "error", r'refuse[sd]\(\s*"{name}"') == set()


@pytest.mark.parametrize("contract", build.DEPLOYED)
def test_events__of_each_contract__checked_by_a_test(contract):
    assert missing(contract, "event", r'\(\s*"{name}"') == set()
