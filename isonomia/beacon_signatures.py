"""The network's signature of every verified round of the beacon, checked off chain.

The contract keeps only the hash of a signature. The signature itself stands in the transaction that
submitted it, where anybody can find it and check it against the network's key, whatever the
contract or the node says.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from isonomia import words
from isonomia.beacon import BeaconError, Network, verify
from isonomia.contract_views import chunks
from isonomia.contracts import Contract, Deployment
from isonomia.divergence import Divergence, Finding, readable
from isonomia.event_logs import Place
from isonomia.spec.beacon import Point, randomness

TRANSACTIONS_PER_BATCH = 100
_WORD = 32


@dataclass(slots=True)
class BeaconSignatures:
    """The check of all rounds verified on one deployment.

    Attributes:
        deployment: where they were verified
        network: whose signatures they must be
        randomness: round -> what was stored
        places: round -> where it was logged
        checked: how many signatures were right
        unseen: rounds whose signature could not be had: the node does not give the transaction, or
            it was made by another contract on the way
    """

    deployment: Deployment
    network: Network
    randomness: Mapping[int, bytes]
    places: Mapping[int, Place]
    checked: int = 0
    unseen: list[int] = field(default_factory=list)

    def rounds(self) -> Iterator[list[Divergence]]:
        """Check one round after the other; hand out what is wrong with each, mostly nothing."""
        for some in chunks(self.randomness, TRANSACTIONS_PER_BATCH):
            asked = [("eth_getTransactionByHash", (self.places[n].transaction,)) for n in some]
            for number, sent in zip(some, self.deployment.chain.batch(asked), strict=True):
                yield list(self._round(number, sent or {}))

    def _round(self, number: int, sent: Mapping[str, Any]) -> Iterator[Divergence]:
        stored = self.randomness[number]
        data = bytes.fromhex(sent.get("input", "0x")[2:])
        submitted = list(submitted_signatures(self.deployment.beacon, number, data))
        signature = next((one for one in submitted if randomness(one) == stored), None)
        if signature is None:
            if is_direct(self.deployment.beacon, sent):
                hashes = [readable(randomness(one)) for one in submitted]
                yield self._wrong(number, readable(stored), words.listed(hashes) or "none")
            else:
                self.unseen.append(number)
            return
        try:
            verify(self.network.public_key, number, signature)
        except BeaconError as error:
            yield self._wrong(number, f"the signature of {self.network.name}", str(error))
        else:
            self.checked += 1

    def _wrong(self, number: int, expected: str, found: str) -> Divergence:
        place = self.places[number]
        return Divergence(
            Finding.BEACON_SIGNATURE_WRONG,
            subject=f"beacon round {number}",
            expected=expected,
            found=found,
            block=place.block,
            transaction=place.transaction,
        )


def submitted_signatures(beacon: Contract, number: int, data: bytes) -> Iterator[Point]:
    """Return the signatures of a round that a transaction's data carry, wherever they stand."""
    call = beacon.functions["submit"].selector + number.to_bytes(_WORD)
    at = data.find(call)
    while at >= 0:
        start = at + len(call)
        x, y = data[start : start + _WORD], data[start + _WORD : start + 2 * _WORD]
        if len(y) == _WORD:
            yield int.from_bytes(x), int.from_bytes(y)
        at = data.find(call, at + 1)


def is_direct(contract: Contract, sent: Mapping[str, Any]) -> bool:
    """Whether a transaction calls a contract itself."""
    return str(sent.get("to")).lower() == contract.address.lower()
