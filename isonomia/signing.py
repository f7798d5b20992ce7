"""From a planned act to calldata that carries the signatures of its seats."""

from __future__ import annotations

from collections.abc import Mapping

from eth_account.messages import SignableMessage

from isonomia import typed_data
from isonomia.contracts import Contract
from isonomia.keys import SeatKey
from isonomia.plan import Action
from isonomia.spec.actions import Enrol, FileAwards
from isonomia.typed_data import Domain


def signed_calldata(
    communities: Contract, domain: Domain, action: Action, keys: Mapping[int, SeatKey]
) -> bytes:
    """Return the call that carries out an act, signed by the seats its approvals name.

    Args:
        communities: the contract called
        domain: where the signatures count
        action: the act
        keys: by seat of the acting council
    """
    message = _message(domain, action)
    signatures = {
        seat: typed_data.sign(message, keys[seat].account) for seat, _ in action.approvals
    }
    approval = typed_data.combine(signatures)
    head = (action.community, action.nonce, action.deadline)
    if isinstance(action, Enrol):
        return communities.encode("enrol", head, action.identities, action.birth_months, approval)
    if isinstance(action, FileAwards):
        batch = (
            action.rule,
            action.version,
            action.evidence_hash,
            action.identities,
            action.act_days,
        )
        return communities.encode("fileAwards", head, batch, approval)
    return communities.encode(
        "bindControllers", head, action.identities, action.controllers, approval
    )


def _message(domain: Domain, action: Action) -> SignableMessage:
    head = (domain, action.community, action.nonce, action.deadline)
    if isinstance(action, Enrol):
        return typed_data.enrolment(*head, action.identities, action.birth_months)
    if isinstance(action, FileAwards):
        return typed_data.awards(
            *head,
            action.rule,
            action.version,
            action.evidence_hash,
            action.identities,
            action.act_days,
        )
    controllers = ["0x" + controller.hex() for controller in action.controllers]
    return typed_data.binding(*head, action.identities, controllers)
