"""What the safeguards of due process look at: everything a chain keeps about a person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from isonomia.spec.actions import CarryOut
from isonomia.spec.case_state import CaseKey
from tests.differential.court import Court
from tests.differential.stage import VILLAGE


@dataclass(frozen=True)
class Record:
    """Everything the contracts keep about one person, as they keep it.

    `nonce` counts the acts the person signed; nobody else moves it.
    """

    word: int
    overlays: tuple[int, ...]
    credits: int
    quality: int
    tier: int
    controller: bytes
    lapse_day: int
    nonce: int

    @property
    def rights(self) -> tuple[Any, ...]:
        """Return all but the count of the person's own acts."""
        return (
            self.word,
            self.overlays,
            self.credits,
            self.quality,
            self.tier,
            self.controller,
            self.lapse_day,
        )


def record_of(court: Court, identity: bytes) -> Record:
    """Return what the bytecode says about a person at the court's time."""
    controller, lapse_day, nonce = court.asks("Communities", "signatory", identity)
    return Record(
        word=court.asks("Ledger", "rawPeople", [identity])[0],
        overlays=court.asks("Ledger", "rawOverlays", identity),
        credits=court.asks("Ledger", "creditsOf", identity),
        quality=court.asks("Ledger", "qualityOf", identity),
        tier=court.asks("Ledger", "tierOf", identity),
        controller=controller,
        lapse_day=lapse_day,
        nonce=nonce,
    )


def citizens(court: Court, *roles: str, quality: int = 500) -> list[bytes]:
    """Enrol people of one community who all have the same quality."""
    people = court.enrol(VILLAGE, *roles)
    for identity in people:
        court.put(identity, quality=quality)
    return people


def refusal_of_carrying_out(court: Court, key: CaseKey) -> str:
    """Try to carry a case out, and return the refusal's name or "accepted"."""
    return court.play(CarryOut((key,)))
