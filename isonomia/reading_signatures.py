"""The signatures of sensors under every reading that filed a finding, checked off chain.

Logs say what was reported and under which mandate. Who signed it stands in the transaction that
brought the reading, where anybody can recover the keys, whatever the contract or the node says.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from isonomia import typed_data_services
from isonomia.beacon_signatures import is_direct
from isonomia.calls import calls_in
from isonomia.contract_views import chunks
from isonomia.contracts import Deployment
from isonomia.divergence import Divergence, Finding, readable
from isonomia.event_logs import Place
from isonomia.juror_signatures import TRANSACTIONS_PER_BATCH, is_of_wallet, signer_of
from isonomia.log_acts import Act
from isonomia.spec import actions
from isonomia.spec.state import Mandate, State
from isonomia.typed_data import SIGNATURE_LENGTH

_Call = tuple[Any, ...]
#: What `Reported.terms` are, in their order.
_TERMS = ("mandate", "version", "value", "day", "evidence_hash")


@dataclass(frozen=True, slots=True)
class Reported:
    """One reading: what was reported, the mandate it was reported under, and where it was logged.

    `terms` are the mandate's number, version, value, day and hash of the evidence.
    """

    terms: tuple[int, int, int, int, bytes]
    mandate: Mandate
    place: Place


def reported(act: Act, action: actions.Action, state: State) -> Reported | None:
    """Return the reading that an act is, or None when it is something else."""
    if not isinstance(action, actions.FileReading):
        return None
    terms = (action.mandate, action.version, action.value, action.day, action.evidence_hash)
    return Reported(terms, state.mandates[action.mandate], act.place)


@dataclass(slots=True)
class ReadingSignatures:
    """The check of all readings on one deployment.

    Attributes:
        deployment: where they were brought
        readings: in the order of the chain
        checked: how many signatures of keys were right
        unseen: mandates under which a reading could not be looked at: the node does not give the
            transaction, or a signer is a contract, which alone can say whether it signed
    """

    deployment: Deployment
    readings: Sequence[Reported]
    checked: int = 0
    unseen: list[int] = field(default_factory=list)

    def each(self) -> Iterator[list[Divergence]]:
        """Check one reading after the other; hand out what is wrong with each, mostly nothing."""
        for some in chunks(self.readings, TRANSACTIONS_PER_BATCH):
            asked = [("eth_getTransactionByHash", (one.place.transaction,)) for one in some]
            for reading, sent in zip(some, self.deployment.chain.batch(asked), strict=True):
                yield list(self._reading(reading, sent or {}))

    def _reading(self, reading: Reported, sent: Mapping[str, Any]) -> Iterator[Divergence]:
        findings = self.deployment.findings
        data = bytes.fromhex(sent.get("input", "0x")[2:])
        brought = list(calls_in(findings, "fileReading", data))
        calls = [call for call in brought if call[:-1] == reading.terms]
        if not calls:
            if is_direct(findings, sent):
                yield _otherwise(reading, brought)
            else:
                self.unseen.append(reading.terms[0])
            return
        # The same reading may stand in a transaction more than once; one of them filed it.
        right, wallets = max(self._signed(reading, call) for call in calls)
        self.checked += right
        if wallets:
            self.unseen.append(reading.terms[0])
        elif right < reading.mandate.threshold:
            needed = str(reading.mandate.threshold)
            yield _divergence(reading, "signatures", needed, str(right))

    def _signed(self, reading: Reported, call: _Call) -> tuple[int, int]:
        """Return how many signers of the mandate signed, and how many more are contracts."""
        signers, signatures = call[-1]
        message = typed_data_services.reading(self.deployment.domain, *reading.terms)
        named = [key for at, key in enumerate(reading.mandate.signers) if signers >> at & 1]
        pieces = [
            signatures[at : at + SIGNATURE_LENGTH]
            for at in range(0, len(named) * SIGNATURE_LENGTH, SIGNATURE_LENGTH)
        ]
        whole = [(key, piece) for key, piece in zip(named, pieces, strict=True) if piece]
        wallets = sum(is_of_wallet(piece) for _, piece in whole)
        return sum(signer_of(message, piece) == key for key, piece in whole), wallets


def _otherwise(reading: Reported, brought: Sequence[_Call]) -> Divergence:
    """Return in what the transaction brought another reading than the one that was logged."""
    if not brought:
        return _divergence(reading, "reading", "one", "none")
    terms = zip(_TERMS, reading.terms, brought[0], strict=False)
    name, logged, sent = next(term for term in terms if term[1] != term[2])
    return _divergence(reading, name, readable(logged), readable(sent))


def _divergence(reading: Reported, name: str, expected: str, found: str) -> Divergence:
    return Divergence(
        Finding.READING_SIGNATURE_WRONG,
        subject=f"reading under mandate {reading.terms[0]}",
        field=name,
        expected=expected,
        found=found,
        block=reading.place.block,
        transaction=reading.place.transaction,
    )
