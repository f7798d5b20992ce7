"""Whatever logs and views agree on, what is proved must be it.

Here the state, the codes or the header that a verifier holds are edited in place of the node; every
way in which a node can forge its answers is tried in `tests/tamper`.
"""

from __future__ import annotations

import dataclasses

import pytest

from isonomia.chain import Chain
from isonomia.divergence import Divergence, Finding
from isonomia.history import Header
from isonomia.proofs.checking import ProofCheck
from isonomia.spec.keccak import keccak256
from isonomia.spec.state import State
from isonomia.verify import Artifacts
from tests.verify.proving import rebuilt
from tests.verify.scenario import Scenario, identity_of


def proved(
    scenario: Scenario,
    compiled: Artifacts,
    state: State,
    pinned: Header,
    codes: dict[str, bytes],
) -> list[Divergence]:
    check = ProofCheck(Chain(scenario.dev.url), scenario.manifest.addresses, pinned, codes)
    return list(check.divergences(state, compiled))


@pytest.mark.req("Y2")
def test_proofs__views_that_lie__the_proof_does_not(
    lived_on_anvil: Scenario, compiled: Artifacts
) -> None:
    """Whatever logs and views agree on, what is stored must be it: here one person's quality."""
    state, pinned, codes = rebuilt(lived_on_anvil)
    assert proved(lived_on_anvil, compiled, state, pinned, codes) == []
    elder = identity_of("elder")
    better = dataclasses.replace(state.people[elder], quality=state.people[elder].quality + 1)
    state.people[elder] = better
    (found,) = proved(lived_on_anvil, compiled, state, pinned, codes)
    assert found.finding is Finding.PROVEN_STORAGE_DIFFERS
    assert found.person == "0x" + elder.hex()
    assert found.subject == f"Ledger._people[0x{elder.hex()}]"


@pytest.mark.req("Y2")
def test_proofs__code_shown_is_not_the_proved__is_found_out(
    lived_on_anvil: Scenario, compiled: Artifacts
) -> None:
    state, pinned, codes = rebuilt(lived_on_anvil)
    honest_code = codes["Assembly"]
    codes["Assembly"] = keccak256(b"other code")
    (found,) = proved(lived_on_anvil, compiled, state, pinned, codes)
    assert found.finding is Finding.PROVEN_CODE_DIFFERS
    assert found.expected == "0x" + honest_code.hex()
    assert found.subject.startswith("Assembly at 0x")


@pytest.mark.req("Y2")
def test_proofs__no_account_there__is_found_out(
    lived_on_anvil: Scenario, compiled: Artifacts
) -> None:
    state, pinned, codes = rebuilt(lived_on_anvil)
    addresses = lived_on_anvil.manifest.addresses | {"Beacon": "0x" + "ab" * 20}
    check = ProofCheck(lived_on_anvil.chain, addresses, pinned, codes)
    (found,) = check.divergences(state, compiled)
    assert found.finding is Finding.PROVEN_CODE_DIFFERS
    assert found.expected == "no account"


@pytest.mark.req("Y2")
def test_proofs__time_told_before_is_not_the_headers__is_found_out(
    lived_on_anvil: Scenario, compiled: Artifacts
) -> None:
    state, pinned, codes = rebuilt(lived_on_anvil)
    other = pinned._replace(time=pinned.time + 1)
    (found,) = proved(lived_on_anvil, compiled, state, other, codes)
    assert (found.finding, found.field) == (Finding.HEADER_DIFFERS, "timestamp")
