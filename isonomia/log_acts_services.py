"""Acts of organisations, and about them, among the logs of one transaction."""

from __future__ import annotations

from collections.abc import Callable

from isonomia.event_logs import EventLog
from isonomia.log_reader import LogReader
from isonomia.spec import events
from isonomia.spec.state import Stage

#: Says of a finding, by its number, whether it suspends an organisation now.
Suspends = Callable[[bytes], bool]

_SINGLE_ACTS = (
    events.KeyOffered,
    events.KeyChanged,
    events.OfferOpened,
    events.PriceAnnounced,
    events.OfferClosing,
)
_SINGLE_ACTS_OF_COUNCILS = (
    events.OrganisationAccredited,
    events.AccreditationRenewed,
    events.MandateGranted,
)
_CARRIED_OUT = (Stage.CARRIED_OUT, Stage.ENDED)
#: Of a finding that a council filed itself.
_NO_MANDATE = 0


class ServiceReader(LogReader):
    """Reads redemptions, and what organisations and those who hold them to account do."""

    def __init__(self, logs: tuple[EventLog, ...], suspends: Suspends) -> None:
        super().__init__(logs)
        self._suspends = suspends

    def _reads_service_act(self) -> bool:
        """Move past one act that nobody but organisations, jurors or signers signed."""
        if self._may(*_SINGLE_ACTS):
            return True
        if self._sees_batch():
            self._run(events.OverlaySet)
            self._run(events.Redeemed)
            self._must(events.BatchRedeemed)
        elif self._sees_refund():
            self._may(events.OverlaySet)
            self._must(events.Refunded)
        elif self._may(events.FindingDecided):
            self._finding_decided()
        elif self._sees_panel_of_finding():
            self._must(events.PanelConvened)
            self._must(events.FindingMoved)
        elif self._sees_effect():
            while self._sees_effect():
                self._may(events.SuspensionSet)
                self._must(events.FindingMoved)
        else:
            return self._may(events.FindingFiled)
        return True

    def _reads_service_act_of_council(self) -> bool:
        """Move past what an act of a council did to organisations, when it did anything."""
        event = self._next()
        if isinstance(event, events.FindingFiled):
            # Signers of a mandate may file one in the same transaction.
            self.at += event.mandate == _NO_MANDATE
            return True
        if isinstance(event, events.FindingMoved) and event.stage == Stage.WITHDRAWN:
            self.at += 1
            return True
        if self._sees_after(events.SuspensionSet, events.RemedyAccepted):
            self._may(events.SuspensionSet)
            self._must(events.RemedyAccepted)
            self._must(events.FindingMoved)
            return True
        return self._may(*_SINGLE_ACTS_OF_COUNCILS)

    def _finding_decided(self) -> None:
        moved = self._must(events.FindingMoved)
        self._may(events.StandingLowered)
        # A suspension set by another act of the same transaction looks the same: only what the
        # finding did until now can tell.
        if moved.stage == Stage.ENDED and self._suspends(moved.finding):
            self._must(events.SuspensionSet)

    def _sees_batch(self) -> bool:
        return self._sees_behind(events.OverlaySet, events.Redeemed, events.BatchRedeemed)

    def _sees_refund(self) -> bool:
        return self._sees_after(events.OverlaySet, events.Refunded)

    def _sees_panel_of_finding(self) -> bool:
        return self._sees(events.PanelConvened) and isinstance(self._next(1), events.FindingMoved)

    def _sees_effect(self) -> bool:
        """Return whether a finding that is carried out is next, with the suspension it changed."""
        event = self._next(self._sees(events.SuspensionSet))
        return isinstance(event, events.FindingMoved) and event.stage in _CARRIED_OUT
