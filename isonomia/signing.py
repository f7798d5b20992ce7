"""From an act to calldata that carries the signatures of those who decide it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from eth_account.messages import SignableMessage
from eth_account.signers.local import LocalAccount

from isonomia import typed_data
from isonomia.contracts import Contract
from isonomia.keys import SeatKey
from isonomia.spec.actions import (
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
    PersonAct,
)
from isonomia.typed_data import Domain

#: What the pool carries out; the communities carry out the rest.
ACTS_ON_POOL = (OpenRound, Nominate, Give, EnterRound)

CouncilAction = Enrol | BindControllers | FileAwards | OpenRound | Nominate

#: What is signed and what is called: the message, the function, and its arguments between the
#: head of the act and the signatures.
_Signable = tuple[SignableMessage, str, tuple[Any, ...]]


def signed_calldata(
    contract: Contract, domain: Domain, action: CouncilAction, keys: Mapping[int, SeatKey]
) -> bytes:
    """Return the call that carries out an act, signed by the seats its approvals name.

    Args:
        contract: the one called: the pool for `ACTS_ON_POOL`, otherwise the communities
        domain: where the signatures count
        action: the act
        keys: by seat of the acting council
    """
    head = (action.community, action.nonce, action.deadline)
    message, function, terms = _council_act(domain, action, head)
    signatures = {
        seat: typed_data.sign(message, keys[seat].account) for seat, _ in action.approvals
    }
    return contract.encode(function, head, *terms, typed_data.combine(signatures))


def signed_person_calldata(
    contract: Contract,
    domain: Domain,
    action: PersonAct,
    key: LocalAccount,
    new_key: LocalAccount | None = None,
) -> bytes:
    """Return the call that carries out an act of a person, signed by the keys given.

    Args:
        contract: the one called: the pool for `ACTS_ON_POOL`, otherwise the communities
        domain: where the signatures count
        action: the act; its signers are not looked at
        key: the person's
        new_key: the one that replaces it, when that is the act: it must sign too
    """
    message, function, terms = _person_act(domain, action)
    keys = [key] if new_key is None else [key, new_key]
    return contract.encode(
        function,
        action.identity,
        *terms,
        action.nonce,
        action.deadline,
        *(typed_data.sign(message, each) for each in keys),
    )


def _council_act(domain: Domain, action: CouncilAction, head: tuple[int, int, int]) -> _Signable:
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


def _person_act(domain: Domain, action: PersonAct) -> _Signable:
    who, tail = action.identity, (action.nonce, action.deadline)
    match action:
        case ChangeController():
            new = "0x" + action.new_controller.hex()
            message = typed_data.controller_change(domain, who, new, *tail)
            return message, "changeController", (new,)
        case DeclareLeave():
            message = typed_data.leave(domain, who, action.days_away, *tail)
            return message, "declareLeave", (action.days_away,)
        case EndLeave():
            return typed_data.leave_end(domain, who, *tail), "endLeave", ()
        case Give():
            message = typed_data.gift(domain, who, action.points, *tail)
            return message, "give", (action.points,)
        case EnterRound():
            message = typed_data.entry(domain, who, action.round, *tail)
            return message, "enter", (action.round,)
