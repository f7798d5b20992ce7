"""What panels do alike about people and about organisations: being drawn, and deciding."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path

from eth_utils.crypto import keccak

from isonomia.commands import options
from isonomia.commands.signing_options import Way
from isonomia.due_process.case_keys import OUTCOMES
from isonomia.due_process.cases import Panel
from isonomia.due_process.panels import Draws
from isonomia.due_process.signed_act import SignedAct


class Outcome(StrEnum):
    """What a panel can decide."""

    upheld = "upheld"
    rejected = "rejected"


def draw_jurors(work: Way, panel: Panel) -> None:
    """Bring the panel's beacon round and draw its jurors, so far as that is still to be done."""
    draws = Draws(work.found.deployment, work.found.manifest, work.payer(), say=options.say)
    draws.seat(panel.number, panel.barred)


def unsigned_verdict(
    work: Way,
    act: str,
    number: bytes,
    panel: Panel,
    outcome: Outcome,
    reasons: Path,
    beside: Mapping[str, object],
) -> SignedAct:
    """Return what the jurors of a panel are to sign.

    Args:
        work: how the command brings it away
        act: name of the act
        number: of the case or finding
        panel: with its jurors
        outcome: that was decided
        reasons: file of the published reasons; its hash is signed too
        beside: what the contract needs beside what is signed
    """
    values = {
        "caseId": number,
        "panel": panel.number,
        "outcome": OUTCOMES[outcome.value],
        "reasonsHash": keccak(options.content(reasons)),
    }
    shown = {**beside, "identities": panel.whole, "size": panel.view.size}
    return work.desk.unnumbered(act, values, shown)
