"""The acts of cases, panels, terms and amendments as calls, signed by those they name."""

from __future__ import annotations

from typing import Any

from isonomia.spec import actions
from tests.harness import digests
from tests.harness.calls import Call, Signing, by_council, prepare
from tests.harness.chain import Refused
from tests.harness.keys import keccak, signature_of, signatures_of

_INFRACTION_TEXT = ("rule", "points", "amount", "sunset_days", "from_day", "text_hash")
_INFRACTION, _CHALLENGE, _RECOVERY, _CLOSING = 1, 2, 3, 4
_PANEL_OF_CASE = 3
_NOBODY = bytes(32)


def infraction_tuple(text: actions.InfractionText) -> tuple[Any, ...]:
    """Return an infraction rule in the order of the Solidity struct."""
    return tuple(getattr(text, name) for name in _INFRACTION_TEXT)


def number_of(kind: int, identity: bytes, matter: int) -> bytes:
    """Return the number of a case, 32 bytes."""
    return keccak(kind.to_bytes(32, "big") + identity + matter.to_bytes(32, "big"))


# ------------------------------------------------------------------------------ lives


@prepare.register
def _move(action: actions.Move, signing: Signing) -> Call:
    members = action.identity, action.community, action.nonce, action.deadline
    return _signed(action.signer, signing, "move", digests.MOVE, members)


@prepare.register
def _opt_out(action: actions.OptOut, signing: Signing) -> Call:
    members = action.identity, action.nonce, action.deadline
    return _signed(action.signer, signing, "optOut", digests.OPT_OUT, members)


@prepare.register
def _opt_in(action: actions.OptIn, signing: Signing) -> Call:
    members = action.identity, action.nonce, action.deadline
    return _signed(action.signer, signing, "optIn", digests.OPT_IN, members)


# ------------------------------------------------------------------------------ councils on cases


@prepare.register
def _publish(action: actions.PublishInfractions, signing: Signing) -> Call:
    members = action.infractions_hash, [infraction_tuple(text) for text in action.infractions]
    kind = digests.INFRACTION_RULES
    return _council(action, signing, "publishInfractions", kind, members, *members)


@prepare.register
def _accuse(action: actions.FileInfractions, signing: Signing) -> Call:
    batch = (
        action.rule,
        action.version,
        action.evidence_hash,
        list(action.identities),
        list(action.act_days),
    )
    return _council(action, signing, "fileInfractions", digests.INFRACTIONS, batch, batch)


@prepare.register
def _recover(action: actions.FileRecovery, signing: Signing) -> Call:
    members = action.identity, action.new_controller, action.evidence_hash
    call = _council(action, signing, "fileRecovery", digests.RECOVERY, members, *members)
    act = action.community, action.nonce, action.deadline
    digest = digests.digest(signing.domain, digests.RECOVERY, *act, *members)
    acceptance = signature_of(action.new_signer, digest)
    return Call(call.function, (*call.arguments, acceptance), call.sender, call.contract)


@prepare.register
def _close(action: actions.FileClosing, signing: Signing) -> Call:
    members = action.identity, action.evidence_hash
    return _council(action, signing, "fileClosing", digests.CLOSING, members, *members)


@prepare.register
def _withdraw(action: actions.Withdraw, signing: Signing) -> Call:
    key = action.kind, action.identity, action.matter
    members = (number_of(*key),)
    return _council(action, signing, "withdraw", digests.WITHDRAWAL, members, key)


@prepare.register
def _remedy(action: actions.CertifyRemedies, signing: Signing) -> Call:
    pairs = zip(action.identities, action.matters, strict=False)
    ids = [number_of(_INFRACTION, identity, matter) for identity, matter in pairs]
    members = action.evidence_hash, ids
    lists = action.evidence_hash, list(action.identities), list(action.matters)
    return _council(action, signing, "certifyRemedies", digests.REMEDIES, members, *lists)


# ------------------------------------------------------------------------------ persons on cases


@prepare.register
def _challenge(action: actions.Challenge, signing: Signing) -> Call:
    proof = action.proof
    known = action.line < len(proof.identities)
    subject = proof.identities[action.line] if known else _NOBODY
    matter = proof.community << 104 | proof.nonce << 40 | action.line
    members = (
        number_of(_CHALLENGE, subject, matter % 2**256),
        action.challenger,
        action.ground,
        action.nonce,
        action.deadline,
    )
    digest = digests.digest(signing.domain, digests.CHALLENGE, *members)
    shown = (
        proof.community,
        proof.nonce,
        proof.rule,
        proof.version,
        proof.evidence_hash,
        list(proof.identities),
        proof.filed_at,
        proof.before,
        list(proof.later),
    )
    signature = signature_of(action.signer, digest)
    return _of_cases("challenge", shown, action.line, *members[1:], signature)


@prepare.register
def _appeal(action: actions.Appeal, signing: Signing) -> Call:
    key = action.kind, action.identity, action.matter
    members = number_of(*key), action.ground, action.nonce, action.deadline
    digest = digests.digest(signing.domain, digests.APPEAL, *members)
    signature = signature_of(action.signer, digest)
    former = list(action.former_panel)
    return _of_cases("appeal", key, action.ground, former, *members[2:], signature)


@prepare.register
def _review(action: actions.Review, signing: Signing) -> Call:
    key = _INFRACTION, action.identity, action.matter
    members = number_of(*key), action.ground, action.nonce, action.deadline
    digest = digests.digest(signing.domain, digests.REVIEW, *members)
    return _of_cases("review", key, *members[1:], signature_of(action.signer, digest))


@prepare.register
def _alive(action: actions.Alive, signing: Signing) -> Call:
    key = _CLOSING, action.identity, action.matter
    members = number_of(*key), action.nonce, action.deadline
    digest = digests.digest(signing.domain, digests.ALIVE, *members)
    return _of_cases("alive", key, *members[1:], signature_of(action.signer, digest))


# ------------------------------------------------------------------------------ panels


@prepare.register
def _seat(action: actions.SeatPanel, _: Signing) -> Call:
    return Call("seat", (action.panel, list(action.identities)), contract="Panels")


@prepare.register
def _verdict(action: actions.GiveVerdict, signing: Signing) -> Call:
    key = action.kind, action.identity, action.matter
    case = number_of(*key)
    try:
        panel = signing.ask("Cases", "caseOf", case)[_PANEL_OF_CASE]
    except Refused:
        panel = 0
    members = case, panel, action.outcome, action.reasons_hash
    digest = digests.digest(signing.domain, digests.VERDICT, *members)
    votes = _votes(action, digest)
    return _of_cases(
        "giveVerdict", key, action.outcome, action.reasons_hash, list(action.identities), votes
    )


@prepare.register
def _carry_out(action: actions.CarryOut, _: Signing) -> Call:
    keys = [(key.kind, key.identity, key.matter) for key in action.cases]
    return _of_cases("carryOut", keys)


# ------------------------------------------------------------------------------ assembly


@prepare.register
def _open_audit(action: actions.OpenAudit, _: Signing) -> Call:
    return _of_assembly("openAudit", action.community)


@prepare.register
def _record_audit(action: actions.RecordAudit, signing: Signing) -> Call:
    panel, year = signing.ask("Assembly", "auditOf", action.community)[:2]
    members = action.community, year, panel, action.share_index, action.report_hash
    votes = _votes(action, digests.digest(signing.domain, digests.AUDIT, *members))
    shown = action.share_index, action.report_hash, list(action.identities)
    return _of_assembly("recordAudit", action.community, *shown, votes)


@prepare.register
def _open_renewal(action: actions.OpenRenewal, _: Signing) -> Call:
    return _of_assembly("openRenewal", action.community)


@prepare.register
def _volunteer(action: actions.Volunteer, signing: Signing) -> Call:
    members = action.identity, action.renewal, action.nonce, action.deadline
    kind = digests.VOLUNTEERING
    return _signed(action.signer, signing, "volunteer", kind, members, contract="Assembly")


@prepare.register
def _freeze_renewal(action: actions.FreezeRenewal, _: Signing) -> Call:
    return _of_assembly("freezeRenewal", action.renewal)


@prepare.register
def _fill(action: actions.FillSeats, _: Signing) -> Call:
    return _of_assembly("fillSeats", action.renewal, list(action.identities))


@prepare.register
def _endorse(action: actions.Endorse, signing: Signing) -> Call:
    members = action.target, list(action.values), action.from_day
    kind = digests.ENDORSEMENT
    return by_council(action, signing, "endorse", kind, members, *members, contract="Assembly")


# ------------------------------------------------------------------------------ shared


def _signed(
    signer: bytes | None,
    signing: Signing,
    function: str,
    kind: str,
    members: tuple[Any, ...],
    contract: str = "Communities",
) -> Call:
    digest = digests.digest(signing.domain, kind, *members)
    return Call(function, (*members, signature_of(signer, digest)), contract=contract)


def _council(
    action: Any, signing: Signing, function: str, kind: str, members: tuple[Any, ...], *call: Any
) -> Call:
    return by_council(action, signing, function, kind, members, *call, contract="Cases")


def _votes(action: Any, digest: bytes) -> tuple[int, bytes]:
    signers = [signer for _, signer in action.votes if signer is not None]
    return action.signers, signatures_of(signers, digest)


def _of_cases(function: str, *arguments: Any) -> Call:
    return Call(function, arguments, contract="Cases")


def _of_assembly(function: str, *arguments: Any) -> Call:
    return Call(function, arguments, contract="Assembly")
