"""Who has to sign before anything is even looked at."""

from __future__ import annotations

from dataclasses import replace

from isonomia.spec.actions import CouncilAct
from isonomia.spec.draft import Draft
from isonomia.spec.events import CouncilActed, PersonActed
from isonomia.spec.refusals import Refusal
from isonomia.spec.state import Signatory

ROOT = 1


def require_root(act: CouncilAct) -> None:
    """Refuse any council but the root's."""
    if act.community != ROOT:
        raise Refusal("NotTheRoot", act.community)


def use_approval(draft: Draft, act: CouncilAct) -> None:
    """Check a council's approval, use up its nonce and announce that it acted."""
    require_approval(draft, act)
    draft.events.append(CouncilActed(act.community, act.nonce, act.signers))


def require_approval(draft: Draft, act: CouncilAct) -> None:
    """Check that k of n seats signed, and use up the council's nonce."""
    council = draft.councils.get(act.community)
    if council is None:
        raise Refusal("UnknownCommunity", act.community)
    if draft.now > act.deadline:
        raise Refusal("DeadlinePassed", act.deadline, draft.now)
    if act.nonce != council.nonce:
        raise Refusal("WrongNonce", council.nonce, act.nonce)
    found = _seats_that_signed(draft, act)
    if found < council.threshold:
        raise Refusal("TooFewSignatures", act.community, council.threshold, found)
    draft.councils[act.community] = replace(council, nonce=council.nonce + 1)


def _seats_that_signed(draft: Draft, act: CouncilAct) -> int:
    """Return how many seats signed, or refuse the first that did not do so properly."""
    keys: set[bytes] = set()
    for index, signer in act.approvals:
        seat = draft.seats.get((act.community, index))
        if seat is None:
            raise Refusal("NotASeat", act.community, index)
        if signer is None:
            raise Refusal("SignatureMissing", act.community, index)
        if signer != seat.controller:
            raise Refusal("InvalidSeatSignature", act.community, index, seat.controller)
        if signer in keys:
            raise Refusal("SharedController", act.community, index, seat.controller)
        keys.add(signer)
    return len(keys)


def use_consent(
    draft: Draft, identity: bytes, nonce: int, deadline: int, signer: bytes | None
) -> None:
    """Check a person's own approval, use up their nonce and announce that they acted."""
    signatory = draft.signatories.get(identity)
    if signatory is None:
        raise Refusal("NoController", identity)
    if draft.now > deadline:
        raise Refusal("DeadlinePassed", deadline, draft.now)
    if nonce != signatory.nonce:
        raise Refusal("WrongNonce", signatory.nonce, nonce)
    if has_lapsed(signatory, draft.today):
        raise Refusal("ControllerLapsed", identity, signatory.lapse_day)
    if signer != signatory.controller:
        raise Refusal("InvalidSignature", identity, signatory.controller)
    draft.signatories[identity] = replace(signatory, nonce=signatory.nonce + 1)
    draft.events.append(PersonActed(identity, nonce))


def key_in_force(draft: Draft, identity: bytes) -> Signatory | None:
    """Return who can sign for a person today; ``None`` without a key, or with a lapsed one."""
    signatory = draft.signatories.get(identity)
    return None if signatory is None or has_lapsed(signatory, draft.today) else signatory


def has_lapsed(signatory: Signatory, today: int) -> bool:
    """Return whether a guardian's key has lost its power by ``today``."""
    return signatory.lapse_day != 0 and today >= signatory.lapse_day
