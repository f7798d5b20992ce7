"""What was changed about spending, organisations or findings is found and named.

storage   spent | orders used | root | refund | rating | counts | organisation | key | offer
          | statement | finding | record | effect | mandate
logs      left out | told twice | edited: amount, source, nonce, root, refund, stars, price,
          suspension, reading, verdict
views     statement | offer | price | ratings | organisation | finding | effect | standard | mandate
"""

from __future__ import annotations

import copy
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from isonomia import build
from isonomia.divergence import Finding
from isonomia.event_logs import snake_case
from isonomia.replay import Replay
from isonomia.spec import actions, events
from isonomia.spec.keccak import keccak256
from isonomia.spec.state import FindingKey, StandardEffect
from isonomia.spec.views import commended, finding_id, statement
from isonomia.verify import Artifacts, verify
from tests.verify.lying_node import about_logs
from tests.verify.scenario import identity_of
from tests.verify.scenario_cases import NORTH
from tests.verify.scenario_services import AGENCY, BUS, CLINIC, REFUSED, ServiceScenario
from tests.verify.services_lived import FIRST, HEALING, IN_SPRING, RIDING
from tests.verify.test_verify_cases import about_calls_of, word
from tests.verify.test_verify_lies import (
    Logs,
    edited,
    found_out,
    places,
    verdict_of,
    without,
    without_transaction_of,
)
from tests.verify.test_verify_lottery import about_view, last_bit
from tests.verify.test_verify_tampering import Tampering, entry, require_found, slot_of

PATIENT = identity_of("patient")
SIGNATORY = entry("Communities", "_signatories", PATIENT)
STORAGE = {
    "what somebody spent": Tampering(
        "Ledger",
        entry("Ledger", "_people", PATIENT),
        232,
        Finding.PERSON_DIFFERS,
        "patient",
        "credits",
    ),
    "the lowest order somebody can use": Tampering(
        "Communities", SIGNATORY, 216, Finding.SIGNATORY_DIFFERS, "patient", "order_floor"
    ),
    "the orders somebody used": Tampering(
        "Communities", SIGNATORY, 255, Finding.SIGNATORY_DIFFERS, "patient", "orders_seen"
    ),
    "the root of a batch": Tampering(
        "Services",
        entry("Services", "rootOf", FIRST),
        5,
        Finding.BATCH_DIFFERS,
        field="root",
        subject="batch 1",
    ),
    "the number of batches": Tampering(
        "Services", lambda: slot_of("Services", "batchCount"), 4, Finding.BATCH_DIFFERS
    ),
    "that a redemption was refunded": Tampering(
        "Services",
        entry("Services", "_refunded", FIRST, 0),
        1,
        Finding.REFUND_DIFFERS,
        field="redemption 1 refunded",
        subject="batch 1",
    ),
    "that one was refunded that was not": Tampering(
        "Services",
        entry("Services", "_refunded", IN_SPRING, 0),
        0,
        Finding.REFUND_DIFFERS,
        field="redemption 0 refunded",
    ),
    "a rating": Tampering(
        "Services",
        entry("Services", "_ratings", FIRST, 0),
        0,
        Finding.RATING_DIFFERS,
        field="stars of redemption 0",
        subject="batch 1",
    ),
    "how often an offer was rated": Tampering(
        "Services",
        entry("Services", "_counts", HEALING),
        48,
        Finding.RATING_DIFFERS,
        field="ratings with 2 stars",
        subject="offer 1",
    ),
    "until when an organisation is accredited": Tampering(
        "Services",
        entry("Services", "_organisations", CLINIC),
        160,
        Finding.ORGANISATION_DIFFERS,
        field="until_day",
        subject="organisation 1",
    ),
    "until when an organisation is suspended": Tampering(
        "Services",
        entry("Services", "_organisations", AGENCY),
        184,
        Finding.ORGANISATION_DIFFERS,
        field="suspended_until",
        subject="organisation 3",
    ),
    "the number of offers": Tampering(
        "Services", lambda: slot_of("Services", "offerCount"), 9, Finding.OFFER_DIFFERS
    ),
    "the price of an offer": Tampering(
        "Services",
        entry("Services", "_offers", HEALING),
        48,
        Finding.OFFER_DIFFERS,
        field="price",
        subject="offer 1",
    ),
    "the unused bits of an offer": Tampering(
        "Services",
        entry("Services", "_offers", RIDING),
        255,
        Finding.OFFER_DIFFERS,
        field="unused",
        subject="offer 3",
    ),
    "a total of a statement": Tampering(
        "Services",
        entry("Services", "_statements", HEALING, 0),
        50,
        Finding.STATEMENT_DIFFERS,
        field="redeemed",
        subject="offer 1 in quarter 0",
    ),
    "how often a community filed findings": Tampering(
        "Findings",
        entry("Findings", "_records", AGENCY, NORTH),
        0,
        Finding.FINDING_DIFFERS,
        subject="organisation 3",
    ),
    "the end of an effect": Tampering(
        "Findings",
        lambda: int.from_bytes(keccak256(entry("Findings", "_effects", AGENCY)().to_bytes(32))),
        33,
        Finding.EFFECT_DIFFERS,
        field="until_day",
        subject="effect 0 on organisation 3",
    ),
    "the limit of a mandate": Tampering(
        "Findings",
        lambda: entry("Findings", "_mandates", 1)() + 2,
        2,
        Finding.MANDATE_DIFFERS,
        field="limit",
        subject="mandate 1",
    ),
}


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


@pytest.mark.req("Y2", "V2", "V3", "V5")
@pytest.mark.parametrize("what", STORAGE)
def test_verify__one_bit_of_services_changed__is_found_and_named(
    served_on_anvil: ServiceScenario, compiled: Artifacts, what: str
) -> None:
    require_found(served_on_anvil, compiled, STORAGE[what])


@pytest.mark.req("Y2", "V5")
@pytest.mark.parametrize(
    ("bit", "field"), [(0, "stage"), (48, "since"), (176, "version"), (255, "unused")]
)
def test_verify__one_bit_of_a_finding_changed__names_finding_and_organisation(
    served_on_anvil: ServiceScenario, compiled: Artifacts, bit: int, field: str
) -> None:
    key: FindingKey = served_on_anvil.refused
    number = finding_id(key)
    tampering = Tampering(
        "Findings",
        entry("Findings", "_findings", number),
        bit,
        Finding.FINDING_DIFFERS,
        field=field,
        subject=f"finding 0x{number.hex()} about organisation {CLINIC}",
    )
    assert (key.organisation, key.standard) == (CLINIC, REFUSED)
    require_found(served_on_anvil, compiled, tampering)


# ---- logs ----------------------------------------------------------------------------------------


def field_of(event: str, name: str, change: Callable[[int], int]) -> Callable[[Any], None]:
    """Return an edit of one field in an event's data, wherever the contract puts it."""
    declared = next(
        entry
        for contract in ("Services", "Findings")
        for entry in build.load(contract)["abi"]
        if entry["type"] == "event" and entry["name"] == event
    )
    in_data = [snake_case(one["name"]) for one in declared["inputs"] if not one["indexed"]]
    return word(in_data.index(name), change)


def changed(
    event: str, which: int, name: str, change: Callable[[int], int]
) -> Callable[[Logs], Logs]:
    return edited(event, which, field_of(event, name, change))


def told_twice(name: str) -> Callable[[Logs], Logs]:
    """Tell the first log of a kind once more, as if it stood in the next place of its block."""

    def change(logs: Logs) -> Logs:
        at = places(logs, name)[0]
        again = copy.deepcopy(logs[at])
        again["logIndex"] = hex(int(again["logIndex"], 16) + 1)
        return [*logs[: at + 1], again, *logs[at + 1 :]]

    return change


LIES: dict[str, tuple[Callable[[Logs], Logs], Finding, str]] = {
    "a redemption hidden": (without("Redeemed", 0), Finding.EVENT_DIFFERS, "redemptions"),
    "the last batch hidden": (
        without_transaction_of("BatchRedeemed", -1),
        Finding.PERSON_DIFFERS,
        "credits",
    ),
    "the first batch hidden": (
        without_transaction_of("BatchRedeemed", 0),
        Finding.EVENT_DIFFERS,
        "batch",
    ),
    "the end of a batch hidden": (without("BatchRedeemed", 0), Finding.UNFINISHED_ACT, ""),
    "an amount edited": (
        changed("Redeemed", 0, "amount", lambda amount: amount + 1_000),
        Finding.REFUSED_BY_SPECIFICATION,
        "AmountDiffers",
    ),
    "more redeemed than was, at the right price": (
        changed("Redeemed", 0, "quantity", lambda quantity: quantity + 1),
        Finding.REFUSED_BY_SPECIFICATION,
        "AmountDiffers",
    ),
    "a portion that was not used": (
        changed("Redeemed", 1, "source", lambda _: 1),
        Finding.REFUSED_BY_SPECIFICATION,
        "PortionNotInForce",
    ),
    "another order used": (
        changed("Redeemed", -1, "nonce", lambda nonce: nonce + 1),
        Finding.SIGNATORY_DIFFERS,
        "orders_seen",
    ),
    "an order used twice": (
        changed("Redeemed", -2, "nonce", lambda _: 0),
        Finding.REFUSED_BY_SPECIFICATION,
        "OrderUsed",
    ),
    "a root edited": (
        changed("BatchRedeemed", 0, "root", lambda root: root ^ 1),
        Finding.EVENT_DIFFERS,
        "root",
    ),
    "a refund hidden": (
        without_transaction_of("Refunded", 0),
        Finding.PERSON_DIFFERS,
        "credits",
    ),
    "a refund told twice": (
        told_twice("Refunded"),
        Finding.REFUSED_BY_SPECIFICATION,
        "RefundedAlready",
    ),
    "a refund of what was never redeemed": (
        changed("Refunded", 0, "index", lambda index: index + 7),
        Finding.MISSING_ACT,
        "redemption 8 of batch 1",
    ),
    "a portion that was not restored": (
        without("OverlaySet", 2),
        Finding.EVENT_DIFFERS,
        "OverlaySet",
    ),
    "stars edited": (
        changed("Rated", 1, "stars", lambda stars: stars + 1),
        Finding.RATING_DIFFERS,
        "stars of redemption 0",
    ),
    "a rating hidden": (without_transaction_of("Rated", 0), Finding.MISSING_ACT, "WrongNonce"),
    "a price edited": (
        changed("PriceAnnounced", 0, "price", lambda price: price + 1),
        Finding.REFUSED_BY_SPECIFICATION,
        "AmountDiffers",
    ),
    "an Essential offer hidden": (
        without("OfferOpened", 0),
        Finding.REFUSED_BY_SPECIFICATION,
        "EssentialOfferMissing",
    ),
    "an organisation hidden": (
        without_transaction_of("OrganisationAccredited", -1),
        Finding.REFUSED_BY_SPECIFICATION,
        "OrganisationUnknown",
    ),
    "a suspension edited": (
        changed("SuspensionSet", 0, "until_day", lambda day: day - 1),
        Finding.EVENT_DIFFERS,
        "until_day",
    ),
    "a reading within the limit": (
        changed("FindingFiled", 0, "value", lambda _: 50),
        Finding.REFUSED_BY_SPECIFICATION,
        "WithinLimit",
    ),
    "another value read": (
        changed("FindingFiled", 0, "value", lambda value: value + 1),
        Finding.READING_SIGNATURE_WRONG,
        "value",
    ),
    "other evidence of a reading": (
        changed("FindingFiled", 0, "evidence_hash", lambda evidence: evidence ^ 1),
        Finding.READING_SIGNATURE_WRONG,
        "evidence_hash",
    ),
    "a verdict on a finding turned over": (
        changed("FindingDecided", 0, "outcome", lambda outcome: 3 - outcome),
        Finding.EVENT_DIFFERS,
        "stage",
    ),
    "other reasons of a verdict on a finding": (
        changed("FindingDecided", 0, "reasons_hash", lambda reasons: reasons ^ 1),
        Finding.JUROR_SIGNATURE_WRONG,
        "signer",
    ),
    "a finding of sensors hidden": (
        without_transaction_of("FindingFiled", 0),
        Finding.MISSING_ACT,
        "the filing of finding",
    ),
}


@pytest.mark.req("Y2", "V2", "V3", "V4", "V5")
@pytest.mark.parametrize("what", LIES)
def test_verify__node_that_lies_about_services__is_found_out(
    served_on_anvil: ServiceScenario, compiled: Artifacts, what: str
) -> None:
    change, finding, about = LIES[what]
    found_out(served_on_anvil, compiled, about_logs(change), finding, about)


# ---- views ---------------------------------------------------------------------------------------


@pytest.mark.req("Y2", "V1", "V3", "V4", "V5")
@pytest.mark.parametrize(
    ("contract", "function", "finding", "field"),
    [
        ("Communities", "ordersOf", Finding.SIGNATORY_DIFFERS, "orders_seen"),
        ("Services", "organisation", Finding.ORGANISATION_DIFFERS, "text_hash"),
        ("Services", "organisationOf", Finding.ORGANISATION_DIFFERS, "organisation"),
        ("Services", "offer", Finding.OFFER_DIFFERS, "text_hash"),
        ("Services", "priceOf", Finding.OFFER_DIFFERS, "price today"),
        ("Services", "ratingsOf", Finding.RATING_DIFFERS, "ratings with 5 stars"),
        ("Services", "statementOf", Finding.STATEMENT_DIFFERS, "refunded"),
        ("Services", "currentQuarter", Finding.STATEMENT_DIFFERS, "currentQuarter"),
        ("Findings", "standardsHash", Finding.STANDARDS_DIFFER, "standards_hash"),
        ("Findings", "standardVersion", Finding.STANDARD_DIFFERS, "text_hash"),
        ("Findings", "mandateCount", Finding.MANDATE_DIFFERS, "mandates"),
        ("Findings", "mandate", Finding.MANDATE_DIFFERS, "signers"),
        ("Findings", "findingOf", Finding.FINDING_DIFFERS, "place"),
        ("Findings", "stateOf", Finding.FINDING_DIFFERS, "state"),
        ("Findings", "effectsOf", Finding.EFFECT_DIFFERS, "standard"),
        (
            "Findings",
            "findingsThisYear",
            Finding.FINDING_DIFFERS,
            "findings of community 3 this year",
        ),
    ],
)
def test_verify__node_that_lies_about_a_view_of_services__is_found_out(
    served_on_anvil: ServiceScenario,
    compiled: Artifacts,
    contract: str,
    function: str,
    finding: Finding,
    field: str,
) -> None:
    lie = about_view(contract, function, last_bit)
    found = found_out(served_on_anvil, compiled, lie, finding)
    assert found.field == field, found.sentence()


# ---- transactions --------------------------------------------------------------------------------


@pytest.mark.req("Y2", "V5")
def test_verify__reading_withheld__is_told_and_no_divergence(
    served_on_anvil: ServiceScenario, compiled: Artifacts
) -> None:
    lie = about_calls_of("Findings", "fileReading", lambda _: None)
    verdict = verdict_of(served_on_anvil, compiled, lie)
    assert verdict.agrees
    assert (verdict.sensors, verdict.unseen_sensors) == (0, (1,))
    assert verdict.as_dict()["sensor_signatures_unseen"] == [1]


@pytest.mark.req("Y2", "V5")
def test_verify__signature_of_a_sensor_changed__says_that_too_few_signed(
    served_on_anvil: ServiceScenario, compiled: Artifacts
) -> None:
    def change(sent: dict[str, Any]) -> dict[str, Any]:
        """Turn over a bit of the first signature's r, which follows signers and length."""
        data = sent["input"]
        at = data.rindex(f"{65 * 2:064x}") + 64
        return sent | {"input": data[:at] + f"{int(data[at], 16) ^ 1:x}" + data[at + 1 :]}

    lie = about_calls_of("Findings", "fileReading", change)
    found = verdict_of(served_on_anvil, compiled, lie).divergence
    assert found is not None
    assert found.finding is Finding.READING_SIGNATURE_WRONG
    assert (found.subject, found.field) == ("reading under mandate 1", "signatures")
    assert (found.expected, found.found) == ("2", "1")
