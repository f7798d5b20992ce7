"""What is stored is proved against a block hash: what is honest passes, who cannot prove says so.

honest    people and lottery | due process | services, on either chain | an earlier block
| left out
complete  no slot of any contract is in use that is not among those proved
node      no proofs | no proofs where they are demanded | not so many at once
"""

from __future__ import annotations

import json
from typing import Any

import pytest

from isonomia import build
from isonomia.commands.verify import show
from isonomia.errors import IsonomiaError
from isonomia.proofs.checking import Wanted
from isonomia.proofs.expected import ExpectedStorage
from isonomia.proofs.places import Layout
from isonomia.verify import Artifacts
from tests.tamper.storage import storage_at
from tests.verify.lying_node import Refuse, about_logs
from tests.verify.proving import Lived, in_use, judge, rebuilt
from tests.verify.scenario import Scenario
from tests.verify.scenario_cases import CaseScenario
from tests.verify.scenario_services import ServiceScenario

# ---- the twin ------------------------------------------------------------------------------------


def require_proved(scenario: Lived, compiled: Artifacts, least: int) -> None:
    verdict = judge(scenario, compiled)
    assert verdict.divergence is None
    block = scenario.chain.block(verdict.pinned.number)
    assert verdict.proven.state_root == bytes.fromhex(block["stateRoot"][2:])
    assert verdict.proven.accounts == len(build.DEPLOYED)
    assert verdict.proven.slots >= least
    assert verdict.as_dict()["proofs"] == {
        "status": "checked",
        "state_root": block["stateRoot"],
        "accounts": len(build.DEPLOYED),
        "slots": verdict.proven.slots,
        "complete": scenario.dev.kind == "ganache",
        "since": None,
        "refused": None,
    }


@pytest.mark.req("Y2")
def test_proofs__honest_node__prove_people_and_lottery(
    lived: Scenario, compiled: Artifacts
) -> None:
    require_proved(lived, compiled, 150)


@pytest.mark.req("Y2")
def test_proofs__honest_node__prove_due_process(tried: CaseScenario, compiled: Artifacts) -> None:
    require_proved(tried, compiled, 250)


@pytest.mark.req("Y2")
def test_proofs__honest_node__prove_services(served: ServiceScenario, compiled: Artifacts) -> None:
    require_proved(served, compiled, 250)


@pytest.mark.req("Y2")
def test_proofs__earlier_block__prove_what_was_there(lived: Scenario, compiled: Artifacts) -> None:
    block = lived.target.first_block + len(build.DEPLOYED) - 1
    verdict = judge(lived, compiled, block=block)
    assert verdict.divergence is None
    assert verdict.pinned.number == block
    assert 0 < verdict.proven.slots < judge(lived, compiled).proven.slots


@pytest.mark.req("Y2")
def test_proofs__left_out__nothing_is_asked(lived_on_anvil: Scenario, compiled: Artifacts) -> None:
    def lie(method: str, _parameters: list[Any], result: Any) -> Any:
        assert method != "eth_getProof"
        return result

    verdict = judge(lived_on_anvil, compiled, lie, Wanted.LEFT_OUT)
    assert verdict.agrees
    assert verdict.as_dict()["proofs"]["status"] == "left out"


# ---- nothing is left out -------------------------------------------------------------------------


def require_complete(scenario: Lived, compiled: Artifacts) -> None:
    """A slot that nothing proves could be set behind everybody's back."""
    state, _, _ = rebuilt(scenario)
    slot = Layout("Ledger", compiled["Ledger"]).variable("_latest").slot
    latest = storage_at(scenario.chain, scenario.manifest.addresses["Ledger"], slot)
    expected = ExpectedStorage(state, compiled, latest)
    used = in_use(scenario)
    for name in build.DEPLOYED:
        filled = {one.number for one in expected.of(name) if one.word}
        assert used[name] == filled, name


@pytest.mark.req("Y2")
def test_expected_storage__people_and_lottery__is_every_slot_in_use(
    lived_on_anvil: Scenario, compiled: Artifacts
) -> None:
    require_complete(lived_on_anvil, compiled)


@pytest.mark.req("Y2")
def test_expected_storage__due_process__is_every_slot_in_use(
    tried_on_anvil: CaseScenario, compiled: Artifacts
) -> None:
    require_complete(tried_on_anvil, compiled)


@pytest.mark.req("Y2")
def test_expected_storage__services__is_every_slot_in_use(
    served_on_anvil: ServiceScenario, compiled: Artifacts
) -> None:
    require_complete(served_on_anvil, compiled)


# ---- nodes that cannot ---------------------------------------------------------------------------


def without_proofs(method: str, _parameters: list[Any], result: Any) -> Any:
    if method == "eth_getProof":
        raise Refuse(-32000, "missing trie node")
    return result


@pytest.mark.req("Y2")
def test_proofs__pruned_node__says_what_is_not_proved(
    lived_on_anvil: Scenario, compiled: Artifacts, capsys: pytest.CaptureFixture[str]
) -> None:
    verdict = judge(lived_on_anvil, compiled, without_proofs, Wanted.IF_POSSIBLE)
    assert verdict.agrees
    told = json.loads(json.dumps(verdict.as_dict()))["proofs"]
    assert (told["status"], told["slots"]) == ("refused", 0)
    assert "missing trie node" in told["refused"]
    show(verdict)
    shown = " ".join(capsys.readouterr().out.split())
    assert "against the block's hash: The node does not prove what is stored at block" in shown
    assert "archive node" in shown


@pytest.mark.req("Y2")
def test_proofs__pruned_node_where_they_are_demanded__is_an_error(
    lived_on_anvil: Scenario, compiled: Artifacts
) -> None:
    with pytest.raises(IsonomiaError, match="it says: missing trie node"):
        judge(lived_on_anvil, compiled, without_proofs)


@pytest.mark.req("Y2")
def test_verify__node_without_the_state_of_the_block__says_so(
    lived_on_anvil: Scenario, compiled: Artifacts
) -> None:
    def lie(method: str, _parameters: list[Any], result: Any) -> Any:
        if method in ("eth_getCode", "eth_call", "eth_getStorageAt", "eth_getProof"):
            raise Refuse(-32000, "missing trie node")
        return result

    with pytest.raises(IsonomiaError, match=r"says: missing trie node.* ask an archive node"):
        judge(lived_on_anvil, compiled, lie, Wanted.IF_POSSIBLE)


@pytest.mark.req("Y2")
def test_proofs__something_before_them_wrong__were_not_reached(
    lived_on_anvil: Scenario, compiled: Artifacts
) -> None:
    unknown = about_logs(lambda logs: [log | {"topics": ["0x" + "77" * 32]} for log in logs])
    verdict = judge(lived_on_anvil, compiled, unknown)
    assert not verdict.agrees
    assert verdict.as_dict()["proofs"]["status"] == "not reached"


@pytest.mark.req("Y2")
def test_proofs__not_so_many_at_once__asks_for_fewer(
    lived_on_anvil: Scenario, compiled: Artifacts
) -> None:
    most = []

    def lie(method: str, parameters: list[Any], result: Any) -> Any:
        if method == "eth_getProof":
            if len(parameters[1]) > 16:
                raise Refuse(-32005, "too many storage slots")
            most.append(len(parameters[1]))
        return result

    told: list[tuple[int, int]] = []

    def progress(stage: str, done: int, total: int) -> None:
        if stage == "checking proofs":
            told.append((done, total))

    verdict = judge(lived_on_anvil, compiled, lie, on_progress=progress)
    assert verdict.agrees
    assert sum(most) == verdict.proven.slots
    assert told[-1] == (verdict.proven.slots, verdict.proven.slots)
    assert told == sorted(told)
