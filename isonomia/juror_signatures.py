"""The signatures of jurors under every verdict and report, checked off chain.

Logs say which jurors signed. What they signed stands in the transaction that brought their votes,
where anybody can find it and recover the keys, whatever the contract or the node says.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from eth_account import Account
from eth_account.messages import SignableMessage
from eth_keys.exceptions import BadSignature

from isonomia import typed_data_cases
from isonomia.beacon_signatures import is_direct
from isonomia.calls import calls_in
from isonomia.contract_views import chunks
from isonomia.contracts import Contract, Deployment
from isonomia.divergence import Divergence, Finding, readable
from isonomia.event_logs import Place
from isonomia.log_acts import Act
from isonomia.spec import actions, events
from isonomia.spec.state import State
from isonomia.typed_data import SIGNATURE_LENGTH, Domain

TRANSACTIONS_PER_BATCH = 100
_OF_WALLET = 0


@dataclass(frozen=True, slots=True)
class Voted:
    """One decision of a panel.

    Attributes:
        panel: its number
        decision: the event that says what was decided
        signed: identity of each juror that signed, in order, and the key that was in force
        place: where it was logged
    """

    panel: int
    decision: events.VerdictGiven | events.FindingDecided | events.AuditRecorded
    signed: tuple[tuple[bytes, bytes], ...]
    place: Place

    def message(self, domain: Domain) -> SignableMessage:
        """Return what each juror must have signed."""
        match self.decision:
            case events.VerdictGiven(number, panel, outcome, reasons_hash):
                return typed_data_cases.verdict(domain, number, panel, outcome, reasons_hash)
            case events.FindingDecided(number, panel, outcome, reasons_hash):
                return typed_data_cases.verdict(domain, number, panel, outcome, reasons_hash)
            case events.AuditRecorded() as told:
                report = (told.community, told.year, told.panel, told.share_index)
                return typed_data_cases.audit(domain, *report, told.report_hash)

    @property
    def subject(self) -> str:
        """What was decided, in words."""
        match self.decision:
            case events.VerdictGiven(number):
                return f"verdict of panel {self.panel} on case {readable(number)}"
            case events.FindingDecided(number):
                return f"verdict of panel {self.panel} on finding {readable(number)}"
            case events.AuditRecorded() as told:
                return f"report of panel {self.panel} on community {told.community}"


def voted(act: Act, action: actions.Action, state: State) -> Voted | None:
    """Return the decision of a panel that an act is, or None when it is something else.

    Args:
        act: its logs
        action: of the specification, with the keys in force
        state: in which the panel is seated
    """
    if not isinstance(action, actions.GiveVerdict | actions.JudgeFinding | actions.RecordAudit):
        return None
    told = act.logs[0].event
    jurors = state.panels[told.panel].jurors
    keys = tuple((jurors[juror], key) for juror, key in action.votes if key is not None)
    return Voted(told.panel, told, keys, act.place)


@dataclass(slots=True)
class JurorSignatures:
    """The check of all decisions of panels on one deployment.

    Attributes:
        deployment: where they were brought
        decisions: in the order of the chain
        checked: how many signatures of keys were right
        unseen: panels for which one could not be looked at: the node does not give the transaction,
            or a juror signs with a wallet that is a contract, which alone can say whether it did
    """

    deployment: Deployment
    decisions: Sequence[Voted]
    checked: int = 0
    unseen: list[int] = field(default_factory=list)

    def each(self) -> Iterator[list[Divergence]]:
        """Check one decision after the other; hand out what is wrong with each, mostly nothing."""
        for some in chunks(self.decisions, TRANSACTIONS_PER_BATCH):
            asked = [("eth_getTransactionByHash", (one.place.transaction,)) for one in some]
            for decision, sent in zip(some, self.deployment.chain.batch(asked), strict=True):
                yield list(self._decision(decision, sent or {}))

    def _decision(self, decision: Voted, sent: Mapping[str, Any]) -> Iterator[Divergence]:
        data = bytes.fromhex(sent.get("input", "0x")[2:])
        contract, function = self._brought_to(decision)
        votes = [_pieces(decision, call) for call in calls_in(contract, function, data)]
        votes = [pieces for pieces in votes if pieces]
        if not votes:
            if is_direct(contract, sent):
                yield _divergence(decision, "votes", "those of the jurors logged", "none of them")
            else:
                self.unseen.append(decision.panel)
            return
        message = decision.message(self.deployment.domain)
        # The same decision may stand in a transaction more than once; one of them was carried out.
        pieces = min(votes, key=lambda one: len(list(_wrong(decision, one, message))))
        wrong = list(_wrong(decision, pieces, message))
        wallets = sum(is_of_wallet(piece) for piece in pieces)
        if wallets:
            self.unseen.append(decision.panel)
        self.checked += len(pieces) - wallets - len(wrong)
        yield from wrong[:1]

    def _brought_to(self, decision: Voted) -> tuple[Contract, str]:
        """Return the contract and the function that take a decision."""
        match decision.decision:
            case events.VerdictGiven():
                return self.deployment.cases, "giveVerdict"
            case events.FindingDecided():
                return self.deployment.findings, "giveVerdict"
            case events.AuditRecorded():
                return self.deployment.assembly, "recordAudit"


def _pieces(decision: Voted, arguments: tuple[Any, ...]) -> list[bytes]:
    """Return the signatures of the jurors logged from a call's arguments; none when they differ."""
    *_, (signers, signatures) = arguments
    pieces = [
        signatures[at * SIGNATURE_LENGTH : (at + 1) * SIGNATURE_LENGTH]
        for at in range(len(decision.signed))
    ]
    is_whole = signers == decision.decision.signers and pieces
    return pieces if is_whole and len(pieces[-1]) == SIGNATURE_LENGTH else []


def _wrong(
    decision: Voted, pieces: Sequence[bytes], message: SignableMessage
) -> Iterator[Divergence]:
    """Hand out each juror who, by these signatures, did not sign with their key."""
    for (juror, key), piece in zip(decision.signed, pieces, strict=True):
        found = key if is_of_wallet(piece) else signer_of(message, piece)
        if found != key:
            signer = "no signature" if found is None else readable(found)
            yield _divergence(decision, "signer", readable(key), signer, readable(juror))


def _divergence(
    decision: Voted, field_name: str, expected: str, found: str, person: str | None = None
) -> Divergence:
    return Divergence(
        Finding.JUROR_SIGNATURE_WRONG,
        subject=decision.subject,
        person=person,
        field=field_name,
        expected=expected,
        found=found,
        block=decision.place.block,
        transaction=decision.place.transaction,
    )


def is_of_wallet(signature: bytes) -> bool:
    """Return whether a signature is for a contract to judge."""
    return signature[-1] == _OF_WALLET


def signer_of(message: SignableMessage, signature: bytes) -> bytes | None:
    """Return the address whose key signed, or None when no key did."""
    try:
        address = Account.recover_message(message, signature=signature)
    except (BadSignature, ValueError):
        return None
    return bytes.fromhex(address[2:])
