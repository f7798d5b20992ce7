"""What a verifier sees of due process where nothing was tampered with.

honest    everything agrees on either chain | the amendment is in force
jurors    transaction withheld
"""

from __future__ import annotations

import pytest

from isonomia.proofs.checking import Wanted
from isonomia.spec.state import Target
from isonomia.verify import Artifacts, verify
from tests.tamper.node_lies import about_calls_of
from tests.verify.cases_lived import AMENDED
from tests.verify.proving import judge
from tests.verify.scenario import NATION
from tests.verify.scenario_cases import SOUTH, CaseScenario


@pytest.mark.req("D2", "D4", "D5", "D6", "D7", "D8", "P5", "P6")
def test_verify__everything_of_due_process__agrees_on_either_chain(
    tried: CaseScenario, compiled: Artifacts
) -> None:
    verdict = verify(tried.dev.url, tried.manifest, compile_sources=lambda: compiled)
    assert verdict.divergence is None, verdict.divergence.sentence()
    assert verdict.jurors == 23
    assert verdict.unseen_jurors == ()
    assert verdict.as_dict()["juror_signatures"] == verdict.jurors


@pytest.mark.req("Y2", "D4")
def test_verify__votes_withheld__are_told_and_no_divergence(
    tried_on_anvil: CaseScenario, compiled: Artifacts
) -> None:
    lie = about_calls_of("Cases", "giveVerdict", lambda _: None)
    verdict = judge(tried_on_anvil, compiled, lie, Wanted.LEFT_OUT)
    assert verdict.agrees
    assert verdict.jurors == 3
    assert len(verdict.unseen_jurors) == 5
    assert verdict.as_dict()["juror_signatures_unseen"] == list(verdict.unseen_jurors)


@pytest.mark.req("Y2", "D9")
def test_verify__scenario__amendment_is_in_force_and_the_other_one_counted(
    tried_on_anvil: CaseScenario,
) -> None:
    deployment = tried_on_anvil.deployment
    assert tuple(deployment.call(deployment.assembly, "charter")) == AMENDED
    proposal = next(
        proposal
        for proposal in tried_on_anvil._history().proposals.values()
        if proposal.target == Target.CASES
    )
    supports = [
        deployment.call(deployment.assembly, "hasEndorsed", proposal.amendment, community)
        for community in (NATION, SOUTH)
    ]
    assert supports == [False, True]
