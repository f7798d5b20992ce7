"""Signatures that stand in transactions, not in logs: of the beacon, of jurors, of sensors."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple, Protocol

from isonomia.beacon import Network
from isonomia.beacon_signatures import BeaconSignatures
from isonomia.contracts import Deployment
from isonomia.divergence import Divergence
from isonomia.event_logs import Place
from isonomia.juror_signatures import JurorSignatures, Voted
from isonomia.reading_signatures import ReadingSignatures, Reported

#: Called with (what is being done, steps done, steps in all).
Progress = Callable[[str, int, int], None]


class Seen(NamedTuple):
    """Signatures of one kind: how many were right, and which could not be had.

    What could not be had is told by round of the beacon, panel or mandate.
    """

    checked: int = 0
    unseen: tuple[int, ...] = ()


class _Check(Protocol):
    checked: int
    unseen: list[int]


class SignatureChecks:
    """The checks of one verification.

    Attributes:
        beacon: of the network, on rounds of the beacon
        jurors: on verdicts and reports
        sensors: on readings
    """

    def __init__(self, deployment: Deployment, on_progress: Progress) -> None:
        self._deployment = deployment
        self._tell = on_progress
        self.beacon = self.jurors = self.sensors = Seen()

    def of_beacon(
        self, network: Network, randomness: Mapping[int, bytes], places: Mapping[int, Place]
    ) -> list[Divergence]:
        """Check the signature of each round; return what is wrong.

        Args:
            network: whose signatures they must be
            randomness: round -> what was stored
            places: round -> where it was logged
        """
        check = BeaconSignatures(self._deployment, network, randomness, places)
        wrong, self.beacon = self._run("the beacon", check, check.rounds(), len(randomness))
        return wrong

    def of_jurors(self, decisions: Sequence[Voted]) -> list[Divergence]:
        """Check the signatures under decisions of panels; return what is wrong."""
        check = JurorSignatures(self._deployment, decisions)
        wrong, self.jurors = self._run("jurors", check, check.each(), len(decisions))
        return wrong

    def of_sensors(self, readings: Sequence[Reported]) -> list[Divergence]:
        """Check the signatures under readings; return what is wrong."""
        check = ReadingSignatures(self._deployment, readings)
        wrong, self.sensors = self._run("sensors", check, check.each(), len(readings))
        return wrong

    def _run(
        self, whose: str, check: _Check, each: Iterable[list[Divergence]], total: int
    ) -> tuple[list[Divergence], Seen]:
        wrong: list[Divergence] = []
        for done, divergences in enumerate(each, 1):
            wrong += divergences
            self._tell(f"checking signatures of {whose}", done, total)
        return wrong, Seen(check.checked, tuple(dict.fromkeys(check.unseen)))
