"""Tamperings with blocks and transactions, told by a node in front of an honest one."""

from __future__ import annotations

from typing import Any

from isonomia.beacon import DevelopmentBeacon
from isonomia.divergence import Finding
from isonomia.spec.beacon import randomness
from tests.tamper.catalogue import Kind, Tampering, Told, through
from tests.tamper.everything import UNBOUND_ROUND
from tests.tamper.logs import name_of
from tests.tamper.node_lies import (
    about_block,
    about_calls_of,
    another_chain,
    another_clock,
    another_history_later,
    first_signature,
    last_bit,
    selector,
)
from tests.verify.lying_node import Lie

#: A block in which somebody was awarded something.
BLOCK = 92


def about(kind: Kind, lie: Lie, told: Told) -> Tampering:
    """Return the tampering of a node that lies; the lie must remember nothing."""
    return Tampering(kind, through(lambda _lived: lie), told)


BLOCKS = {
    "chain": about(Kind.BLOCKS, another_chain, Told(Finding.WRONG_CHAIN, "", "chain_id")),
    "clock of views": about(Kind.BLOCKS, another_clock, Told(Finding.CLOCK_DIFFERS)),
    "history told otherwise later": Tampering(
        Kind.BLOCKS,
        through(lambda _lived: another_history_later()),
        Told(Finding.CHAIN_REORGANISED, found="0x" + "44" * 32),
    ),
    "hash of a block": about(
        Kind.BLOCKS,
        about_block(BLOCK, lambda block: block | {"hash": "0x" + "66" * 32}),
        Told(Finding.LOG_OF_ANOTHER_BLOCK, "log 0", expected="0x" + "66" * 32),
    ),
    "time of a block": about(
        Kind.BLOCKS,
        about_block(129, lambda block: block | {"timestamp": hex(int(block["timestamp"], 16) + 1)}),
        Told(Finding.CASE_DIFFERS, "case {case of accused}", "filed_at", "accused"),
    ),
}


def _invented_randomness() -> Lie:
    """Return a lie in which logs, views and transaction agree: only the network's key tells."""
    forged = DevelopmentBeacon().sign(UNBOUND_ROUND + 1)
    number = f"{UNBOUND_ROUND:064x}"
    submit, asks = selector("Beacon", "submit"), selector("Beacon", "randomnessOf")
    invented = "0x" + randomness(forged).hex()

    def lie(method: str, parameters: list[Any], result: Any) -> Any:
        if method == "eth_getLogs":
            for log in result:
                if name_of(log) == "RoundVerified" and log["topics"][1] == "0x" + number:
                    log["data"] = invented
        elif method == "eth_call" and parameters[0]["data"] == asks + number:
            return invented
        elif method == "eth_getTransactionByHash" and result["input"].startswith(submit + number):
            x, y = forged
            return result | {"input": f"{submit}{number}{x:064x}{y:064x}"}
        return result

    return lie


UNBOUND = f"beacon round {UNBOUND_ROUND}"
TRANSACTIONS = {
    "signature of the beacon": about(
        Kind.TRANSACTIONS,
        about_calls_of("Beacon", "submit", lambda sent: sent | {"input": last_bit(sent["input"])}),
        Told(Finding.BEACON_SIGNATURE_WRONG, UNBOUND),
    ),
    "randomness the network never signed": Tampering(
        Kind.TRANSACTIONS,
        through(lambda _lived: _invented_randomness()),
        Told(
            Finding.BEACON_SIGNATURE_WRONG,
            UNBOUND,
            found=f"not the network's signature of round {UNBOUND_ROUND}",
        ),
    ),
    "signature of an auditor": about(
        Kind.TRANSACTIONS,
        about_calls_of("Assembly", "recordAudit", first_signature(65 * 3)),
        Told(
            Finding.JUROR_SIGNATURE_WRONG, "report of panel 8 on community 3", "signer", "seat 1/0"
        ),
    ),
    "signature of a juror": about(
        Kind.TRANSACTIONS,
        about_calls_of("Cases", "giveVerdict", first_signature(65 * 5)),
        Told(
            Finding.JUROR_SIGNATURE_WRONG,
            "verdict of panel 6 on case {case of innocent}",
            "signer",
            "seat 1/0",
        ),
    ),
    "signature of a sensor": about(
        Kind.TRANSACTIONS,
        about_calls_of("Findings", "fileReading", first_signature(65 * 2)),
        Told(
            Finding.READING_SIGNATURE_WRONG,
            "reading under mandate 1",
            "signatures",
            expected="2",
            found="1",
        ),
    ),
    "endorsement withheld": about(
        Kind.TRANSACTIONS,
        about_calls_of("Assembly", "endorse", lambda _: None),
        Told(
            Finding.AMENDMENT_UNSEEN,
            "AmendmentEndorsed",
            expected="the transaction that endorsed {waiting amendment}",
        ),
    ),
}
GROUPS = (BLOCKS, TRANSACTIONS)
