"""Tamperings with logs that change nothing else: only receipts and their header tell of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from isonomia.divergence import Finding
from tests.tamper.catalogue import Kind, Tampering, Told, through
from tests.tamper.lies import one_more
from tests.tamper.logs import (
    Change,
    changed,
    doubled,
    flipped,
    moved,
    moved_transaction_of,
    swapped,
)
from tests.tamper.node_lies import about_block
from tests.verify.lying_node import Lie, about_logs

DIFFER = Finding.RECEIPTS_DIFFER


def lie(change: Change, told: Told) -> Tampering:
    """Return the tampering of a node that changes logs, before who asks for receipts."""
    return proved(about_logs(change), told)


def proved(told_otherwise: Lie, told: Told) -> Tampering:
    """Return the tampering of a node that lies to who asks for receipts."""
    return Tampering(
        Kind.RECEIPTS, through(lambda _lived: told_otherwise), told, {"receipts": True}
    )


def of_block(number: int, expected: int, found: int) -> Told:
    """Return what is told where a block has another number of logs."""
    counts = {"expected": str(expected), "found": str(found)}
    return Told(DIFFER, f"block {number}", "number of logs", **counts)


def _about_receipts(change: Callable[[list[Any]], None]) -> Lie:
    def told(method: str, _parameters: list[Any], result: Any) -> Any:
        if method == "eth_getBlockReceipts":
            change(result)
        return result

    return told


def _used_more_gas(receipts: list[Any]) -> None:
    for receipt in receipts:
        receipt["cumulativeGasUsed"] = hex(int(receipt["cumulativeGasUsed"], 16) + 1)


CASES = {
    "offered key doubled": lie(doubled("KeyOffered", 0), of_block(33, 1, 2)),
    "closing of an offer doubled": lie(doubled("OfferClosing", 0), of_block(32, 1, 2)),
    "announced price moved": lie(moved("PriceAnnounced", 0), of_block(32, 1, 2)),
    "cancelled order moved": lie(moved_transaction_of("OrderCancelled", 0), of_block(46, 5, 7)),
    "move moved": lie(moved_transaction_of("Moved", 0), of_block(160, 4, 6)),
    "jurors moved": lie(moved("PanelSeated", 2), of_block(139, 1, 2)),
    "enrolments exchanged": lie(swapped("Enrolled", 42), Told(DIFFER, "log 2", "topics")),
    "accusations exchanged": lie(swapped("CaseFiled", 1), Told(DIFFER, "log 1", "topics")),
    "evidence of a case edited": lie(
        flipped("CaseFiled", 0, "evidence_hash"), Told(DIFFER, "log 1", "data")
    ),
    "source of a rate edited": lie(
        flipped("RateAnnounced", 0, "source_hash"), Told(DIFFER, "log 1", "data")
    ),
    "evidence of a remedy edited": lie(
        flipped("RemedyAccepted", 0, "evidence_hash"), Told(DIFFER, "log 2", "data")
    ),
    "report of an audit edited": lie(
        changed("VerdictGiven", 0, "reasons_hash", one_more), Told(DIFFER, "log 0", "data")
    ),
    "receipts edited": proved(
        _about_receipts(_used_more_gas), Told(DIFFER, "block 2", "receiptsRoot")
    ),
    "root of receipts edited": proved(
        about_block(92, lambda block: block | {"receiptsRoot": "0x" + "77" * 32}),
        Told(Finding.HEADER_DIFFERS, "", "hash"),
    ),
}
GROUPS = (CASES,)
