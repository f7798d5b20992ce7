"""What a verifier sees of services and findings where nothing was tampered with.

honest    everything agrees and every act is told | state | acts in one transaction told apart
sensors   transaction withheld
"""

from __future__ import annotations

from collections import Counter

import pytest

from isonomia.proofs.checking import Wanted
from isonomia.replay import Replay
from isonomia.spec import actions, events
from isonomia.spec.state import StandardEffect
from isonomia.spec.views import commended, statement
from isonomia.verify import Artifacts, verify
from tests.tamper.node_lies import about_calls_of
from tests.verify.proving import judge
from tests.verify.scenario_services import AGENCY, BUS, CLINIC, ServiceScenario


@pytest.mark.req("Y2", "V2", "V3", "V4", "V5")
def test_verify__services_and_findings__agree_and_every_act_is_told(
    served: ServiceScenario, compiled: Artifacts
) -> None:
    verdict = verify(served.dev.url, served.manifest, compile_sources=lambda: compiled)
    assert verdict.divergence is None
    assert (verdict.jurors, verdict.sensors) == (6, 2)
    replay = Replay(served._history(), served.target.founding)
    kinds = Counter(type(step.action) for step in replay.steps())
    told = {kind: number for kind, number in kinds.items() if kind in EXPECTED}
    assert told == EXPECTED


EXPECTED = {
    actions.Accredit: 4,
    actions.RenewAccreditation: 1,
    actions.OfferKey: 1,
    actions.AcceptKey: 1,
    actions.OpenOffer: 7,
    actions.AnnouncePrice: 2,
    actions.CloseOffer: 1,
    actions.Redeem: 6,
    actions.Refund: 3,
    actions.Rate: 3,
    actions.CancelOrder: 1,
    actions.PublishStandards: 1,
    actions.FileFinding: 6,
    actions.GrantMandate: 1,
    actions.FileReading: 1,
    actions.AppealFinding: 1,
    actions.ReviewFinding: 2,
    actions.JudgeFinding: 2,
    actions.WithdrawFinding: 1,
    actions.CertifyRemedyOf: 1,
    actions.CarryOutFindings: 4,
}


@pytest.mark.req("V3", "V5")
def test_replay__scenario__ends_in_the_state_that_was_lived(
    served_on_anvil: ServiceScenario,
) -> None:
    state = Replay(served_on_anvil._history(), served_on_anvil.target.founding).finish()
    of_clinic = statement(state, CLINIC, 0)
    assert {service: part.redemptions for service, part in of_clinic.items()} == {
        (3, 0): 2,
        (3, 1): 1,
    }
    assert [part.refunded for part in of_clinic.values()] == [0, 10_000]
    assert state.organisations[AGENCY].suspended_until > served_on_anvil.today
    assert state.organisations[BUS].suspended_until == 0
    assert commended(state, CLINIC, served_on_anvil.today)
    (effect,) = state.effects[AGENCY]
    assert effect.effect == StandardEffect.SUSPENSION


@pytest.mark.req("Y1", "V5")
def test_acts__verdict_and_carrying_out_in_one_transaction__share_no_suspension(
    served_on_anvil: ServiceScenario,
) -> None:
    replay = Replay(served_on_anvil._history(), served_on_anvil.target.founding)
    steps = list(replay.steps())
    judged = next(
        at
        for at, step in enumerate(steps)
        if isinstance(step.action, actions.JudgeFinding) and step.action.organisation == BUS
    )
    ended, begun = steps[judged].act, steps[judged + 1].act
    assert ended.place.transaction == begun.place.transaction
    assert [type(log.event) for log in ended.logs] == [
        events.FindingDecided,
        events.FindingMoved,
        events.StandingLowered,
        events.SuspensionSet,
    ]
    assert [type(log.event) for log in begun.logs] == [events.SuspensionSet, events.FindingMoved]


@pytest.mark.req("Y1", "V2")
def test_acts__batches_of_an_organisation_that_is_a_contract__are_told_apart(
    served_on_anvil: ServiceScenario,
) -> None:
    replay = Replay(served_on_anvil._history(), served_on_anvil.target.founding)
    by_transaction: dict[str, list[type]] = {}
    for step in replay.steps():
        by_transaction.setdefault(step.act.place.transaction, []).append(type(step.action))
    assert [actions.Redeem, actions.Redeem, actions.AnnouncePrice] in by_transaction.values()
    assert [actions.Refund, actions.Redeem] in by_transaction.values()


@pytest.mark.req("Y2", "V5")
def test_verify__reading_withheld__is_told_and_no_divergence(
    served_on_anvil: ServiceScenario, compiled: Artifacts
) -> None:
    lie = about_calls_of("Findings", "fileReading", lambda _: None)
    verdict = judge(served_on_anvil, compiled, lie, Wanted.LEFT_OUT)
    assert verdict.agrees
    assert (verdict.sensors, verdict.unseen_sensors) == (0, (1,))
    assert verdict.as_dict()["sensor_signatures_unseen"] == [1]
