"""The tables of events in docs/protocol.md, made from the ABIs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from isonomia import build
from isonomia.event_logs import NEVER_EMITTED, event_topic
from isonomia.spec import events

#: What the fields of events hold, by name.
FIELDS = {
    "round": "number of a round of the lottery, from 1; in `RoundVerified` of the beacon",
    "randomness": "of that round of the beacon",
    "identity": "the person",
    "word": "the person's word right after, as stored",
    "catalogueHash": "keccak256 of the file that holds the texts",
    "values": "all parameters of the target, in the order of the charter",
    "fromDay": "first day on which it holds",
    "community": "number of a community, from 1",
    "birthMonth": "month",
    "untilDay": "first day on which it no longer holds",
    "index": "in `OverlaySet` of the overlay, 0 to 7; else of the redemption in its batch, from 0",
    "overlay": "the overlay's word, as stored",
    "year": "allocation year, from 0",
    "startsAt": "second",
    "rate": "millicredits a year",
    "unboundedRate": "millicredits a year before the limits, up to 2^256 - 1",
    "dividendPerHead": "as the source document says",
    "sourceHash": "keccak256 of the source document",
    "rule": "number of a rule; awards and infractions number theirs each on their own",
    "version": "of the rule or standard, from 1",
    "category": "1 to 7",
    "points": "points of quality",
    "yearlyLimit": "awards a person and year, 0 for no limit",
    "textHash": "keccak256 of the text",
    "seatIndex": "from 0",
    "nonce": "of the act: council's, person's or, in `Redeemed`, order's",
    "signers": "bit i is set when seat or juror i signed; in `MandateGranted` the keys",
    "evidenceHash": "keccak256 of what was submitted; in `CaseFiled` of kind 2 the challenger",
    "parent": "number of the community above, 0 for the root",
    "seats": "how many",
    "threshold": "how many must sign",
    "controller": "the key",
    "lapseDay": "first day on which the key can do nothing, 0 for never",
    "orderNonce": "nonce of the order",
    "shareIndex": "thousandths",
    "reportHash": "keccak256 of the auditors' report",
    "fullAgainDay": "first day on which standing is full",
    "entrant": "number of the entrant or volunteer, from 0",
    "lot": "from 0",
    "returned": "points that are free again",
    "entrants": "how many",
    "entrantsHash": "running hash over all of them",
    "beaconRound": "round of the beacon that decides",
    "kind": "of a round 1 or 2, of a case 1 to 4, of a service 1 to 12",
    "prizes": "how many",
    "amount": "millicredits; in `InfractionPublished` 0 for the whole balance",
    "daysLong": "days a prize lasts",
    "entriesUntil": "first second at which nobody comes in",
    "panel": "number of a panel, from 1; 0 for none",
    "size": "how many jurors are sought",
    "listHash": "keccak256 of the identities that may not sit, one after the other",
    "jurors": "identities, in order",
    "caseId": "number of the case",
    "matter": "of the case, packed by kind",
    "detail": "of the case, packed by kind",
    "stage": "number of the stage that was reached",
    "ground": "of the latest appeal or review, 0 for none",
    "sunsetDays": "days",
    "infractionsHash": "keccak256 of the file that holds the texts",
    "outcome": "1 upheld, 2 rejected",
    "reasonsHash": "keccak256 of the reasons",
    "amendment": "number of the amendment",
    "endorsements": "how many communities support it now",
    "target": "1 ledger, 2 pool, 3 cases, 4 assembly, 5 services",
    "renewal": "number of a renewal, from 1",
    "filled": "seats filled",
    "organisation": "number of an organisation, from 1",
    "kinds": "bit kind - 1 is set for each kind of service it may serve",
    "batch": "number of a batch of redemptions, from 1",
    "redemptions": "how many",
    "root": "Merkle root of the batch",
    "key": "address that speaks for the organisation, or may",
    "offer": "number of an offer, from 1",
    "tier": "0 to 4",
    "price": "millicredits a unit",
    "basis": "number of the Essential offer it rests on, 0 for none",
    "form": "1 non-profit, 2 for-profit, 3 public",
    "name": "text in UTF-8",
    "stars": "1 to 5",
    "quantity": "units",
    "source": "0 for the base, else portion + cause * 2^8",
    "finding": "number of the finding",
    "standard": "number of a standard",
    "day": "day of what was found",
    "mandate": "number of a mandate, from 1; in `FindingFiled` 0 when a council filed it",
    "value": "that was measured; 0 when a council filed it",
    "limit": "above which a value can be reported",
    "measureHash": "keccak256 of how it is measured",
    "effect": "0 retired, 1 suspension, 2 commendation",
    "standardsHash": "keccak256 of the file that holds the texts",
}

Abi = Mapping[str, Any]


def event_tables() -> str:
    """Return a table of events for each contract."""
    return "\n\n".join(_table(contract) for contract in build.DEPLOYED)


def field_table() -> str:
    """Return the table of what the fields hold.

    Raises:
        ValueError: a field without words, or words without a field
    """
    used = {
        field["name"] for name in build.DEPLOYED for e in emitted(name) for field in e["inputs"]
    }
    if used != set(FIELDS):
        raise ValueError(f"words are wanting, or too many, for {sorted(used ^ set(FIELDS))}")
    lines = [f"| `{name}` | {words} |" for name, words in sorted(FIELDS.items())]
    return "\n".join(("| field | holds |", "|---|---|", *lines))


def emitted(contract: str) -> Iterator[Abi]:
    """Return the ABI entries of the events that a contract emits, by name."""
    entries = (entry for entry in build.load(contract)["abi"] if entry["type"] == "event")
    for entry in sorted(entries, key=lambda entry: str(entry["name"])):
        if entry["name"] not in NEVER_EMITTED:
            yield entry


def _table(contract: str) -> str:
    lines = [
        f"| `{_declaration(entry)}` | `{event_topic(entry)}` | {_says(entry)} |"
        for entry in emitted(contract)
    ]
    head = (f"### {contract}", "", "| event | topic 0 | says |", "|---|---|---|")
    return "\n".join((*head, *lines))


def _declaration(entry: Abi) -> str:
    fields = (
        f"{field['type']}{' indexed' if field['indexed'] else ''} {field['name']}"
        for field in entry["inputs"]
    )
    return f"{entry['name']}({', '.join(fields)})"


def _says(entry: Abi) -> str:
    documented = getattr(events, entry["name"]).__doc__ or ""
    return str(documented.split("\n\n")[0].replace("``", "`")).rstrip(".")
