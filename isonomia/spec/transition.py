"""The whole of it: a state, an action and a time give a new state and events, or a refusal."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from isonomia.spec.accountability import open_audit, record_audit
from isonomia.spec.actions import (
    AcceptKey,
    Accredit,
    Action,
    Alive,
    AnnouncePrice,
    AnnounceRate,
    Appeal,
    AppealFinding,
    BindControllers,
    CancelOrder,
    CarryOut,
    CarryOutFindings,
    CertifyRemedies,
    CertifyRemedyOf,
    Challenge,
    ChangeController,
    CloseOffer,
    CloseRound,
    DeclareLeave,
    EndLeave,
    Endorse,
    Enrol,
    EnterRound,
    FileAwards,
    FileClosing,
    FileFinding,
    FileInfractions,
    FileReading,
    FileRecovery,
    FillSeats,
    Freeze,
    FreezeRenewal,
    Give,
    GiveVerdict,
    GrantMandate,
    JudgeFinding,
    Move,
    Nominate,
    OfferKey,
    OpenAudit,
    OpenOffer,
    OpenRenewal,
    OpenRound,
    OptIn,
    OptOut,
    PublishInfractions,
    PublishRules,
    PublishStandards,
    Rate,
    RecordAudit,
    Redeem,
    Refund,
    RenewAccreditation,
    Review,
    ReviewFinding,
    SeatPanel,
    Settle,
    VerifyRound,
    Volunteer,
    Withdraw,
    WithdrawFinding,
)
from isonomia.spec.amendments import endorse
from isonomia.spec.awards import file_awards
from isonomia.spec.calendar import day_of
from isonomia.spec.carrying_out import carry_out, certify_remedies
from isonomia.spec.case_filing import challenge, file_closing, file_infractions, file_recovery
from isonomia.spec.cases import alive, appeal, give_verdict, review, withdraw
from isonomia.spec.catalogue import publish_rules
from isonomia.spec.credits import announce_rate
from isonomia.spec.draft import Draft
from isonomia.spec.events import Event
from isonomia.spec.finding_filing import file_finding, file_reading, grant_mandate
from isonomia.spec.findings import (
    appeal_finding,
    carry_out_findings,
    certify_remedy_of,
    judge_finding,
    review_finding,
    withdraw_finding,
)
from isonomia.spec.founding import (
    found_assembly,
    found_cases,
    found_communities,
    found_findings,
    found_ledger,
    found_pool,
    found_services,
)
from isonomia.spec.gifts import give
from isonomia.spec.infraction_rules import publish_infractions
from isonomia.spec.lives import move, opt_in, opt_out
from isonomia.spec.offers import announce_price, close_offer, open_offer
from isonomia.spec.orders import cancel_order
from isonomia.spec.organisations import accept_key, accredit, offer_key, renew_accreditation
from isonomia.spec.panels import seat_panel
from isonomia.spec.people import bind_controllers, change_controller, enrol
from isonomia.spec.quality import declare_leave, end_leave
from isonomia.spec.redemptions import rate, redeem, refund
from isonomia.spec.renewals import fill_seats, freeze_renewal, open_renewal, volunteer
from isonomia.spec.rounds import enter_round, freeze, nominate, open_round
from isonomia.spec.settlement import close_round, settle, verify_round
from isonomia.spec.standards import publish_standards
from isonomia.spec.state import (
    DEVELOPMENT_BEACON,
    UNDEPLOYED,
    Addresses,
    BeaconClock,
    Charter,
    FoundingCommunity,
    InfractionText,
    RateStep,
    RuleText,
    StandardText,
    State,
)

_RULES: dict[type[Any], Callable[[Draft, Any], None]] = {
    Enrol: enrol,
    BindControllers: bind_controllers,
    FileAwards: file_awards,
    PublishRules: publish_rules,
    AnnounceRate: announce_rate,
    ChangeController: change_controller,
    DeclareLeave: declare_leave,
    EndLeave: end_leave,
    Give: give,
    OpenRound: open_round,
    Nominate: nominate,
    EnterRound: enter_round,
    Freeze: freeze,
    VerifyRound: verify_round,
    Settle: settle,
    CloseRound: close_round,
    PublishInfractions: publish_infractions,
    FileInfractions: file_infractions,
    FileRecovery: file_recovery,
    FileClosing: file_closing,
    Withdraw: withdraw,
    CertifyRemedies: certify_remedies,
    Endorse: endorse,
    Move: move,
    OptOut: opt_out,
    OptIn: opt_in,
    Challenge: challenge,
    Appeal: appeal,
    Review: review,
    Alive: alive,
    Volunteer: volunteer,
    GiveVerdict: give_verdict,
    RecordAudit: record_audit,
    SeatPanel: seat_panel,
    CarryOut: carry_out,
    OpenAudit: open_audit,
    OpenRenewal: open_renewal,
    FreezeRenewal: freeze_renewal,
    FillSeats: fill_seats,
    Accredit: accredit,
    RenewAccreditation: renew_accreditation,
    OfferKey: offer_key,
    AcceptKey: accept_key,
    OpenOffer: open_offer,
    AnnouncePrice: announce_price,
    CloseOffer: close_offer,
    Redeem: redeem,
    Refund: refund,
    Rate: rate,
    CancelOrder: cancel_order,
    PublishStandards: publish_standards,
    FileFinding: file_finding,
    GrantMandate: grant_mandate,
    FileReading: file_reading,
    AppealFinding: appeal_finding,
    ReviewFinding: review_finding,
    JudgeFinding: judge_finding,
    WithdrawFinding: withdraw_finding,
    CertifyRemedyOf: certify_remedy_of,
    CarryOutFindings: carry_out_findings,
}


def genesis(
    charter: Charter,
    communities: tuple[FoundingCommunity, ...],
    rules: tuple[RuleText, ...],
    catalogue_hash: bytes,
    now: int,
    charter_hash: bytes = b"",
    *,
    founded_at: int | None = None,
    cases_at: int | None = None,
    beacon: BeaconClock = DEVELOPMENT_BEACON,
    infractions: tuple[InfractionText, ...] = (),
    infractions_hash: bytes = bytes(32),
    findings_at: int | None = None,
    standards: tuple[StandardText, ...] = (),
    standards_hash: bytes = bytes(32),
    addresses: Addresses = UNDEPLOYED,
) -> tuple[State, list[Event]]:
    """Return the first state and what its making announced.

    Args:
        charter: the parameters
        communities: in the order of their ids; the root first
        rules: genesis rules; their first day is set to the day of ``now``
        catalogue_hash: of the file that holds the rules' texts
        now: genesis, the block time of the ledger's deployment, in seconds
        charter_hash: of the charter file
        founded_at: block time of the communities' deployment when that is a later block
        cases_at: block time of the cases' deployment when that is later than ``founded_at``
        beacon: start and period of the network whose rounds decide what is drawn by lot
        infractions: genesis rules of infractions; their first day is set to that of ``cases_at``
        infractions_hash: of the file that holds their texts
        findings_at: block time of the findings' deployment when that is later than ``cases_at``
        standards: genesis standards; their first day is set to that of ``findings_at``
        standards_hash: of the file that holds their texts
        addresses: of the contracts whose addresses decide draws

    Raises:
        Refusal: when the charter, a rule, a community or a seat breaks the rules
    """
    state = State(
        charter=charter,
        charter_hash=charter_hash,
        genesis=now,
        rate_steps=(RateStep(now, charter.genesis_rate),),
        beacon=beacon,
        addresses=addresses,
        first_terms_end=day_of(now) + charter.term_days,
    )
    ledger = Draft(state, now)
    found_ledger(ledger, charter, tuple(rules), catalogue_hash)
    events = ledger.keep()
    founding = Draft(state, now if founded_at is None else founded_at)
    found_communities(founding, charter, tuple(communities))
    events += founding.keep()
    found_pool(charter)
    cases = Draft(state, founding.now if cases_at is None else cases_at)
    found_cases(cases, charter, tuple(infractions), infractions_hash)
    found_assembly(charter)
    found_services(charter)
    events += cases.keep()
    findings = Draft(state, cases.now if findings_at is None else findings_at)
    found_findings(findings, tuple(standards), standards_hash)
    return state, events + findings.keep()


def apply(state: State, action: Action, now: int) -> tuple[State, list[Event]]:
    """Return the state after an action at ``now`` seconds, and its events; ``state`` is untouched.

    Raises:
        Refusal: when the rules do not allow the action
    """
    after = state.copy()
    events = execute(after, action, now)
    return after, events


def execute(state: State, action: Action, now: int) -> list[Event]:
    """Carry out an action at ``now`` seconds on the state itself, wholly or not at all.

    The cost depends on the action alone, not on how many people there are.

    Raises:
        Refusal: when the rules do not allow the action; the state is untouched
    """
    draft = Draft(state, now)
    _RULES[type(action)](draft, action)
    return draft.keep()
