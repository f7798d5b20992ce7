"""Verify with proofs through a proxy that lies, and what several modules of tests do with it."""

from __future__ import annotations

import copy
import gzip
import json
from collections.abc import Callable
from typing import Any

from isonomia.chain import Chain
from isonomia.divergence import Divergence, Finding
from isonomia.history import Header, fetch, read_header
from isonomia.proofs.checking import Wanted
from isonomia.replay import Replay
from isonomia.spec.keccak import keccak256
from isonomia.spec.state import State
from isonomia.target import read_target
from isonomia.verify import Artifacts, Verdict, verify
from tests.verify.lying_node import Lie, honest, lying_node
from tests.verify.scenario import Scenario
from tests.verify.scenario_cases import CaseScenario
from tests.verify.scenario_services import ServiceScenario

Answer = dict[str, Any]
Lived = Scenario | CaseScenario | ServiceScenario


def judge(
    scenario: Lived,
    compiled: Artifacts,
    lie: Lie = honest,
    proofs: Wanted = Wanted.DEMANDED,
    **options: Any,
) -> Verdict:
    with lying_node(scenario.dev.url, lie) as url:
        return verify(
            url, scenario.manifest, compile_sources=lambda: compiled, proofs=proofs, **options
        )


def found_out(
    scenario: Scenario, compiled: Artifacts, lie: Lie, finding: Finding, field: str
) -> Divergence:
    """Return the first divergence, which must be of that name and about that field."""
    found = judge(scenario, compiled, lie).divergence
    assert found is not None
    assert found.finding is finding, found.sentence()
    assert found.field is not None
    assert found.field.startswith(field), found.sentence()
    return found


def about_proofs(scenario: Scenario, name: str, change: Callable[[Answer], Any]) -> Lie:
    """Return a lie about the proofs of one contract: of its account, where no slots are asked."""
    address = scenario.manifest.addresses[name].lower()

    def lie(method: str, parameters: list[Any], result: Any) -> Any:
        if method == "eth_getProof" and parameters[0].lower() == address:
            return change(copy.deepcopy(result))
        return result

    return lie


def about_slot(scenario: Scenario, change: Callable[[Answer], Any]) -> Lie:
    """Return a lie about the first slot of the ledger that is asked for and not empty."""

    def changed(answer: Answer) -> Answer:
        filled = [one for one in answer["storageProof"] if int(one["value"], 16)]
        if filled:
            change(filled[0])
        return answer

    return about_proofs(scenario, "Ledger", changed)


def one_digit(text: str) -> str:
    return text[:-1] + f"{int(text[-1], 16) ^ 1:x}"


def rebuilt(scenario: Lived) -> tuple[State, Header, dict[str, bytes]]:
    """Return the state, the block it is of, and the hashes of the contracts' code."""
    target = read_target(scenario.manifest)
    pinned = read_header(Chain(scenario.dev.url), "latest")
    replay = Replay(
        fetch(scenario.dev.url, target.addresses, target.from_block, pinned), target.founding
    )
    for _ in replay.steps():
        pass
    codes = {
        name: keccak256(scenario.chain.code(at)) for name, at in scenario.manifest.addresses.items()
    }
    return replay.state, pinned, codes


def in_use(scenario: Lived) -> dict[str, set[int]]:
    """Return the slots of each contract that are not empty; only Anvil tells."""
    dumped = bytes.fromhex(scenario.chain.call("anvil_dumpState")[2:])
    accounts = json.loads(gzip.decompress(dumped))["accounts"]
    return {
        name: {int(slot, 16) for slot, word in _storage(accounts, address) if int(word, 16)}
        for name, address in scenario.manifest.addresses.items()
    }


def _storage(accounts: dict[str, Any], address: str) -> list[tuple[str, str]]:
    return list(accounts[address.lower()]["storage"].items())
