"""From an act to calldata that carries the signatures of those who decide it."""

from __future__ import annotations

from collections.abc import Mapping

from eth_account.signers.local import LocalAccount

from isonomia import signing_cases, typed_data
from isonomia.contracts import Contract, Deployment
from isonomia.keys import SeatKey
from isonomia.signing_cases import CaseCouncilAction, CasePersonAction, Signable
from isonomia.spec.actions import (
    Action,
    BindControllers,
    ChangeController,
    DeclareLeave,
    EndLeave,
    Enrol,
    EnterRound,
    FileAwards,
    Give,
    Nominate,
    OpenRound,
    Redeem,
)
from isonomia.typed_data import Domain

#: What the pool carries out.
ACTS_ON_POOL = (OpenRound, Nominate, Give, EnterRound)

#: What a person does about themselves, besides what has to do with cases and terms.
OwnAction = ChangeController | DeclareLeave | EndLeave | Give | EnterRound

CouncilAction = Enrol | BindControllers | FileAwards | OpenRound | Nominate | CaseCouncilAction


def contract_of(deployment: Deployment, action: Action) -> Contract:
    """Return the contract that carries an act out."""
    if isinstance(action, ACTS_ON_POOL):
        return deployment.pool
    if isinstance(action, Redeem):
        return deployment.services
    if isinstance(action, signing_cases.ACTS_ON_CASES):
        return deployment.cases
    if isinstance(action, signing_cases.ACTS_ON_ASSEMBLY):
        return deployment.assembly
    if isinstance(action, signing_cases.ACTS_ON_PANELS):
        return deployment.panels
    return deployment.communities


def signed_calldata(
    contract: Contract,
    domain: Domain,
    action: CouncilAction,
    keys: Mapping[int, SeatKey],
    new_key: LocalAccount | None = None,
) -> bytes:
    """Return the call that carries out an act, signed by the seats its approvals name.

    Args:
        contract: the one called, as `contract_of` tells it
        domain: where the signatures count
        action: the act
        keys: by seat of the acting council
        new_key: of a recovery the person's new key, which must sign too
    """
    head = (action.community, action.nonce, action.deadline)
    message, function, terms = _council_act(domain, action, head)
    signatures = {
        seat: typed_data.sign(message, keys[seat].account) for seat, _ in action.approvals
    }
    accepted = () if new_key is None else (typed_data.sign(message, new_key),)
    return contract.encode(function, head, *terms, typed_data.combine(signatures), *accepted)


def signed_person_calldata(
    contract: Contract,
    domain: Domain,
    action: OwnAction | CasePersonAction,
    key: LocalAccount,
    new_key: LocalAccount | None = None,
) -> bytes:
    """Return the call that carries out an act of a person, signed by the keys given.

    Args:
        contract: the one called, as `contract_of` tells it
        domain: where the signatures count
        action: the act; its signers are not looked at
        key: the person's
        new_key: the one that replaces it, when that is the act: it must sign too
    """
    message, function, terms = _person_act(domain, action)
    keys = [key] if new_key is None else [key, new_key]
    return contract.encode(
        function,
        *terms,
        action.nonce,
        action.deadline,
        *(typed_data.sign(message, each) for each in keys),
    )


def _council_act(domain: Domain, action: CouncilAction, head: tuple[int, int, int]) -> Signable:
    match action:
        case Enrol():
            lists = (action.identities, action.birth_months)
            return typed_data.enrolment(domain, *head, *lists), "enrol", lists
        case BindControllers():
            controllers = ["0x" + controller.hex() for controller in action.controllers]
            bound = (action.identities, controllers)
            return typed_data.binding(domain, *head, *bound), "bindControllers", bound
        case FileAwards():
            rule = (action.rule, action.version, action.evidence_hash)
            people = (action.identities, action.act_days)
            message = typed_data.awards(domain, *(*head, *rule, *people))
            return message, "fileAwards", ((*rule, *people),)
        case OpenRound():
            prize = (action.points, action.amount, action.days_long)
            terms = (action.kind, action.prizes, *prize, action.entries_until)
            return typed_data.round_opening(domain, *head, *terms), "openRound", (terms,)
        case Nominate():
            named = (action.round, action.identities)
            return typed_data.nomination(domain, *head, *named), "nominate", named
        case _:
            return signing_cases.council_act(domain, action)


def _person_act(domain: Domain, action: OwnAction | CasePersonAction) -> Signable:
    """Return what a person signs; the arguments are all those before the nonce."""
    tail = (action.nonce, action.deadline)
    match action:
        case ChangeController():
            change = (action.identity, "0x" + action.new_controller.hex())
            message = typed_data.controller_change(domain, *change, *tail)
            return message, "changeController", change
        case DeclareLeave():
            away = (action.identity, action.days_away)
            return typed_data.leave(domain, *away, *tail), "declareLeave", away
        case EndLeave():
            who = (action.identity,)
            return typed_data.leave_end(domain, *who, *tail), "endLeave", who
        case Give():
            given = (action.identity, action.points)
            return typed_data.gift(domain, *given, *tail), "give", given
        case EnterRound():
            entry = (action.identity, action.round)
            return typed_data.entry(domain, *entry, *tail), "enter", entry
        case _:
            return signing_cases.person_act(domain, action)
