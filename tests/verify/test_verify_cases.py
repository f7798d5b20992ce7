"""What was changed about cases, panels, communities' accounts or terms is found and named.

storage   case | record | council | flags | deduction | panel | audit | term | renewal | volunteer
          | endorsement | charter that waits
logs      left out | edited: filing, panel, juror, verdict, reasons, signers, evidence, amendment
views     case | state | panel | audit | term | standing | budget | infraction rule
jurors    transaction withheld | signature changed | another verdict signed
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from isonomia.divergence import Divergence, Finding
from isonomia.spec.state import CaseKind, Target
from isonomia.spec.views import case_id
from isonomia.verify import Artifacts, verify
from tests.verify.cases_lived import AMENDED
from tests.verify.lying_node import Lie, about_logs
from tests.verify.scenario import NATION, identity_of
from tests.verify.scenario_cases import EAST, NORTH, SOUTH, WEST, CaseScenario
from tests.verify.test_verify_lies import (
    edited,
    found_out,
    one_digit,
    verdict_of,
    without,
    without_transaction_of,
)
from tests.verify.test_verify_lottery import about_view, last_bit, selector
from tests.verify.test_verify_tampering import Tampering, entry, require_found, slot_of

OPTED_OUT_BIT, CLOSED_BIT = 220, 221
ACCUSED = entry("Ledger", "_people", identity_of("accused"))
EAST_COUNCIL = entry("Communities", "_councils", EAST)
STORAGE = {
    "that somebody left the quality layer": Tampering(
        "Ledger", ACCUSED, OPTED_OUT_BIT, Finding.PERSON_DIFFERS, "accused", "opted_out"
    ),
    "that somebody is closed": Tampering(
        "Ledger", ACCUSED, CLOSED_BIT, Finding.PERSON_DIFFERS, "accused", "credits"
    ),
    "when somebody left": Tampering(
        "Ledger",
        entry("Ledger", "leftAt", identity_of("leaver")),
        3,
        Finding.PERSON_DIFFERS,
        "leaver",
        "left_at",
    ),
    "the points of a deduction": Tampering(
        "Ledger",
        entry("Ledger", "_overlays", identity_of("accused"), 0),
        9,
        Finding.OVERLAY_DIFFERS,
        "accused",
        "points",
        "overlay 0",
    ),
    "the end of a deduction that is over": Tampering(
        "Ledger",
        entry("Ledger", "_overlays", identity_of("reformed"), 0),
        48,
        Finding.OVERLAY_DIFFERS,
        "reformed",
        "until_day",
    ),
    "the points used of a budget": Tampering(
        "Communities", EAST_COUNCIL, 82, Finding.COUNCIL_DIFFERS, field="used", subject="council 2"
    ),
    "the day on which standing is full again": Tampering(
        "Communities", EAST_COUNCIL, 113, Finding.COUNCIL_DIFFERS, field="full_again_day"
    ),
    "the share index": Tampering(
        "Communities",
        entry("Communities", "_councils", WEST),
        133,
        Finding.COUNCIL_DIFFERS,
        field="share_index",
        subject="council 3",
    ),
    "the chain of awards": Tampering(
        "Communities", EAST_COUNCIL, 200, Finding.COUNCIL_DIFFERS, field="chain"
    ),
    "the number of panels": Tampering(
        "Panels", lambda: slot_of("Panels", "panelCount"), 3, Finding.PANEL_DIFFERS, field="panels"
    ),
    "the beacon round of a panel": Tampering(
        "Panels",
        entry("Panels", "_panels", 2),
        32,
        Finding.PANEL_DIFFERS,
        field="beacon_round",
        subject="panel 2",
    ),
    "the unused bits of a panel": Tampering(
        "Panels", entry("Panels", "_panels", 2), 255, Finding.PANEL_DIFFERS, field="unused"
    ),
    "who sits on a panel": Tampering(
        "Panels",
        lambda: entry("Panels", "_panels", 3)() + 1,
        7,
        Finding.PANEL_DIFFERS,
        field="list_hash",
        subject="panel 3",
    ),
    "that an audit is recorded": Tampering(
        "Assembly",
        entry("Assembly", "_audits", WEST),
        136,
        Finding.AUDIT_DIFFERS,
        field="is_recorded",
        subject="audit of community 3",
    ),
    "the end of a term": Tampering(
        "Assembly",
        entry("Assembly", "_terms", EAST),
        64,
        Finding.RENEWAL_DIFFERS,
        field="end_day",
        subject="term of council 2",
    ),
    "the latest renewal of a council": Tampering(
        "Assembly", entry("Assembly", "_terms", NORTH), 1, Finding.RENEWAL_DIFFERS, field="renewal"
    ),
    "the seats filled in a renewal": Tampering(
        "Assembly",
        entry("Assembly", "_renewals", 1),
        193,
        Finding.RENEWAL_DIFFERS,
        field="filled",
        subject="renewal 1",
    ),
    "the number of a volunteer": Tampering(
        "Assembly",
        entry("Assembly", "_volunteers", 1, identity_of("guest")),
        2,
        Finding.VOLUNTEER_DIFFERS,
        "guest",
        "place",
        "renewal 1",
    ),
    "parameters that an amendment brought": Tampering(
        "Assembly",
        lambda: slot_of("Assembly", "_charter"),
        114 + 2 * 19,
        Finding.CHARTER_DIFFERS,
        field="share_index_step",
    ),
    "former parameters that nothing shows": Tampering(
        "Assembly",
        lambda: slot_of("Assembly", "_charter"),
        2 * 19,
        Finding.AMENDMENT_DIFFERS,
        field="slot",
        subject="charter of the assembly",
    ),
    "an amendment nobody endorsed": Tampering(
        "Cases",
        lambda: slot_of("Cases", "_charter"),
        228 + 15,
        Finding.CHARTER_DIFFERS,
        field="notice_days",
    ),
    "the latest charter of the ledger": Tampering(
        "Ledger", lambda: slot_of("Ledger", "_latest"), 128, Finding.AMENDMENT_DIFFERS
    ),
    "the times somebody was accused": Tampering(
        "Cases",
        entry("Cases", "_records", CaseKind.INFRACTION, identity_of("innocent")),
        1,
        Finding.CASE_COUNT_DIFFERS,
        "innocent",
        "record of kind 1",
    ),
    "when a closing was filed last": Tampering(
        "Cases",
        entry("Cases", "_records", CaseKind.CLOSING, identity_of("survivor")),
        4,
        Finding.CASE_COUNT_DIFFERS,
        "survivor",
        "record of kind 4",
    ),
}


@pytest.mark.req("D2", "D4", "D5", "D6", "D7", "D8", "P5", "P6")
def test_verify__everything_of_due_process__agrees_on_either_chain(
    tried: CaseScenario, compiled: Artifacts
) -> None:
    verdict = verify(tried.dev.url, tried.manifest, compile_sources=lambda: compiled)
    assert verdict.divergence is None, verdict.divergence.sentence()
    assert verdict.jurors == 23
    assert verdict.unseen_jurors == ()
    assert verdict.as_dict()["juror_signatures"] == verdict.jurors


@pytest.mark.req("Y2", "D6", "D9")
@pytest.mark.parametrize("what", STORAGE)
def test_verify__one_bit_of_due_process_changed__is_found_and_named(
    tried_on_anvil: CaseScenario, compiled: Artifacts, what: str
) -> None:
    require_found(tried_on_anvil, compiled, STORAGE[what])


@pytest.mark.req("Y2", "D3")
@pytest.mark.parametrize(
    ("bit", "field"),
    [(0, "stage"), (4, "ground"), (48, "since"), (152, "notice_days"), (255, "unused")],
)
def test_verify__one_bit_of_a_case_changed__names_case_and_person(
    tried_on_anvil: CaseScenario, compiled: Artifacts, bit: int, field: str
) -> None:
    number = case_id(tried_on_anvil.disputed)
    tampering = Tampering(
        "Cases",
        entry("Cases", "_cases", number),
        bit,
        Finding.CASE_DIFFERS,
        "awarded",
        field,
        f"case 0x{number.hex()}",
    )
    require_found(tried_on_anvil, compiled, tampering)


# ---- logs ----------------------------------------------------------------------------------------


def word(position: int, change: Callable[[int], int]) -> Callable[[dict[str, Any]], None]:
    """Return an edit of one word of a log's data."""

    def edit(log: dict[str, Any]) -> None:
        start = 2 + 64 * position
        value = change(int(log["data"][start : start + 64], 16))
        log["data"] = f"{log['data'][:start]}{value:064x}{log['data'][start + 64 :]}"

    return edit


def other_juror(log: dict[str, Any]) -> None:
    log["data"] = log["data"][: 2 + 64 * 2] + identity_of("accused").hex() + log["data"][194:]


def fewer_jurors(log: dict[str, Any]) -> None:
    log["data"] = log["data"][:2] + f"{32:064x}{0:064x}"


OUTCOME, REASONS, SIGNERS = 1, 2, 3
LIES: dict[str, tuple[Callable[..., Any], Finding, str]] = {
    "a case hidden": (
        without_transaction_of("CaseFiled", 0),
        Finding.MISSING_ACT,
        "WrongNonce",
    ),
    "one accused person of many hidden": (
        without("CaseFiled", 1),
        Finding.MISSING_ACT,
        "the filing of case",
    ),
    "the accused edited": (
        edited("CaseFiled", 0, lambda log: log["topics"].__setitem__(1, "0x" + "77" * 32)),
        Finding.EVENT_DIFFERS,
        "case_id",
    ),
    "the day of an act edited": (
        edited("CaseFiled", 0, word(1, lambda matter: matter + 10)),
        Finding.REFUSED_BY_SPECIFICATION,
        "ActInFuture",
    ),
    "an appeal hidden": (
        without_transaction_of("CaseMoved", 1),
        Finding.EVENT_DIFFERS,
        "panel",
    ),
    "a panel never convened": (without("PanelConvened", 1), Finding.UNFINISHED_ACT, ""),
    "a panel that was never drawn": (
        without("PanelSeated", 0),
        Finding.REFUSED_BY_SPECIFICATION,
        "NotSeated",
    ),
    "a juror exchanged": (edited("PanelSeated", 0, other_juror), Finding.EVENT_DIFFERS, "jurors"),
    "no jurors": (edited("PanelSeated", 0, fewer_jurors), Finding.EVENT_DIFFERS, "jurors"),
    "a verdict turned over": (
        edited("VerdictGiven", 0, word(OUTCOME, lambda outcome: 3 - outcome)),
        Finding.EVENT_DIFFERS,
        "stage",
    ),
    "a verdict hidden": (
        without_transaction_of("VerdictGiven", 0),
        Finding.REFUSED_BY_SPECIFICATION,
        "WrongState",
    ),
    "a verdict of too few": (
        edited("VerdictGiven", 0, word(SIGNERS, lambda _: 3)),
        Finding.REFUSED_BY_SPECIFICATION,
        "TooFewSignatures",
    ),
    "a verdict of a juror who is none": (
        edited("VerdictGiven", 0, word(SIGNERS, lambda signers: signers | 1 << 5)),
        Finding.REFUSED_BY_SPECIFICATION,
        "NotAJuror",
    ),
    "a verdict of others": (
        edited("VerdictGiven", 0, word(SIGNERS, lambda _: 0b10110)),
        Finding.JUROR_SIGNATURE_WRONG,
        "votes",
    ),
    "other reasons": (
        edited("VerdictGiven", 0, word(REASONS, lambda reasons: reasons ^ 1)),
        Finding.JUROR_SIGNATURE_WRONG,
        "signer",
    ),
    "standing that did not fall": (
        without("StandingLowered", 0),
        Finding.EVENT_DIFFERS,
        "number of logs",
    ),
    "a deduction hidden": (without("OverlaySet", 0), Finding.EVENT_DIFFERS, "OverlaySet"),
    "a remedy hidden": (
        without("RemedyCertified", 0),
        Finding.REFUSED_BY_SPECIFICATION,
        "WrongState",
    ),
    "an award not reversed": (without("AwardReversed", 0), Finding.STRAY_LOG, ""),
    "evidence of an award exchanged": (
        edited("AwardsFiled", 0, one_digit),
        Finding.COUNCIL_DIFFERS,
        "chain",
    ),
    "a sign of life hidden": (
        without_transaction_of("Reopened", 0),
        Finding.EVENT_DIFFERS,
        "full_again_day",
    ),
    "a move hidden": (without_transaction_of("Moved", 0), Finding.COUNCIL_DIFFERS, "members"),
    "a share index edited": (
        edited("AuditRecorded", 0, word(2, lambda index: index + 1)),
        Finding.EVENT_DIFFERS,
        "share_index",
    ),
    "an endorsement hidden": (
        without_transaction_of("AmendmentEndorsed", 0),
        Finding.EVENT_DIFFERS,
        "endorsements",
    ),
    "an amendment edited": (
        edited("AmendmentPassed", 0, word(1, lambda day: day + 1)),
        Finding.EVENT_DIFFERS,
        "amendment",
    ),
    "a volunteer hidden": (
        without_transaction_of("Volunteered", 0),
        Finding.EVENT_DIFFERS,
        "entrant",
    ),
    "a seat given to somebody else": (
        edited(
            "SeatTaken",
            -1,
            lambda log: log["topics"].__setitem__(1, "0x" + identity_of("accused").hex()),
        ),
        Finding.REFUSED_BY_SPECIFICATION,
        "WrongWinner",
    ),
    "the end of a renewal hidden": (
        without("RenewalEnded", 0),
        Finding.RENEWAL_DIFFERS,
        "is_over",
    ),
}


@pytest.mark.req("Y2", "D3", "D4", "D5")
@pytest.mark.parametrize("what", LIES)
def test_verify__node_that_lies_about_due_process__is_found_out(
    tried_on_anvil: CaseScenario, compiled: Artifacts, what: str
) -> None:
    change, finding, about = LIES[what]
    found_out(tried_on_anvil, compiled, about_logs(change), finding, about)


# ---- views ---------------------------------------------------------------------------------------


@pytest.mark.req("Y2", "D6", "D7")
@pytest.mark.parametrize(
    ("contract", "function", "finding", "field"),
    [
        ("Cases", "caseOf", Finding.CASE_DIFFERS, "overlay"),
        ("Cases", "stateOf", Finding.CASE_DIFFERS, "state"),
        ("Cases", "infractionVersion", Finding.INFRACTION_RULE_DIFFERS, "text_hash"),
        ("Cases", "infractionVersionsOf", Finding.INFRACTION_RULE_DIFFERS, "versions"),
        ("Cases", "infractionsHash", Finding.INFRACTIONS_DIFFER, "infractions_hash"),
        ("Cases", "accusationsThisYear", Finding.CASE_COUNT_DIFFERS, "accusations this year"),
        ("Cases", "amendmentDay", Finding.AMENDMENT_DIFFERS, "from_day"),
        ("Panels", "panelOf", Finding.PANEL_DIFFERS, "is_seated"),
        ("Assembly", "auditOf", Finding.AUDIT_DIFFERS, "is_recorded"),
        ("Assembly", "termEndOf", Finding.RENEWAL_DIFFERS, "term_end"),
        ("Assembly", "renewalOf", Finding.RENEWAL_DIFFERS, "is_over"),
        ("Assembly", "endorsementsOf", Finding.AMENDMENT_DIFFERS, "endorsements"),
        ("Communities", "standingOf", Finding.COUNCIL_DIFFERS, "standing"),
        ("Communities", "budgetOf", Finding.COUNCIL_DIFFERS, "left of the budget"),
        ("Communities", "totalSeats", Finding.COUNCIL_DIFFERS, "seats of all"),
    ],
)
def test_verify__node_that_lies_about_a_view_of_due_process__is_found_out(
    tried_on_anvil: CaseScenario,
    compiled: Artifacts,
    contract: str,
    function: str,
    finding: Finding,
    field: str,
) -> None:
    lie = about_view(contract, function, last_bit)
    found = found_out(tried_on_anvil, compiled, lie, finding)
    assert found.field == field, found.sentence()


# ---- transactions --------------------------------------------------------------------------------


def about_calls_of(contract: str, function: str, change: Callable[[Any], Any]) -> Lie:
    """Return a lie about the transactions that carry calls of one function."""
    asked = selector(contract, function)[2:]

    def lie(method: str, _parameters: list[Any], result: Any) -> Any:
        told = method == "eth_getTransactionByHash" and asked in result["input"]
        return change(result) if told else result

    return lie


@pytest.mark.req("Y2", "D4")
def test_verify__votes_withheld__are_told_and_no_divergence(
    tried_on_anvil: CaseScenario, compiled: Artifacts
) -> None:
    lie = about_calls_of("Cases", "giveVerdict", lambda _: None)
    verdict = verdict_of(tried_on_anvil, compiled, lie)
    assert verdict.agrees
    assert verdict.jurors == 3
    assert len(verdict.unseen_jurors) == 5
    assert verdict.as_dict()["juror_signatures_unseen"] == list(verdict.unseen_jurors)


@pytest.mark.req("Y2", "D4")
def test_verify__signature_of_a_juror_changed__names_the_juror(
    tried_on_anvil: CaseScenario, compiled: Artifacts
) -> None:
    def change(sent: dict[str, Any]) -> dict[str, Any]:
        """Turn over a bit of the first signature's r, which follows signers and length."""
        data = sent["input"]
        at = data.rindex(f"{65 * 3:064x}") + 64
        return sent | {"input": data[:at] + f"{int(data[at], 16) ^ 1:x}" + data[at + 1 :]}

    lie = about_calls_of("Assembly", "recordAudit", change)
    found = verdict_of(tried_on_anvil, compiled, lie).divergence
    assert found is not None
    assert found.finding is Finding.JUROR_SIGNATURE_WRONG
    assert found.subject.endswith(f"on community {WEST}")
    assert found.person in {f"0x{who.hex()}" for who in tried_on_anvil.roles}
    assert found.expected != found.found


@pytest.mark.req("Y2", "D9")
def test_verify__endorsement_withheld__says_what_could_not_be_had(
    tried_on_anvil: CaseScenario, compiled: Artifacts
) -> None:
    lie = about_calls_of("Assembly", "endorse", lambda _: None)
    found: Divergence | None = verdict_of(tried_on_anvil, compiled, lie).divergence
    assert found is not None
    assert found.finding is Finding.AMENDMENT_UNSEEN
    assert "the transaction that endorsed 0x" in str(found.expected)


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
