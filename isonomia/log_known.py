"""What the logs of an act leave unsaid, from the state right before it and from earlier acts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from isonomia.batches import Batches
from isonomia.divergence import Diverged, Divergence, Finding, readable
from isonomia.log_acts import Act
from isonomia.proposals import Proposal
from isonomia.redeemed import RedeemedBatches
from isonomia.spec import actions
from isonomia.spec.approvals import has_lapsed
from isonomia.spec.calendar import day_of
from isonomia.spec.state import Case, Panel, State
from isonomia.spec.state import Finding as FindingAbout

_NO_PANEL = Panel(community=0, size=0, beacon_round=0, list=())


class Carried(NamedTuple):
    """What every act of a council carries, in the order of `actions.CouncilAct`."""

    community: int
    nonce: int
    deadline: int
    approvals: actions.Approvals


class Known(NamedTuple):
    """What is known right before an act.

    Attributes:
        state: of the specification
        batches: of awards, filed so far
        proposals: amendment -> what it says
        redeemed: batches of redemptions so far
    """

    state: State
    batches: Batches
    proposals: Mapping[bytes, Proposal]
    redeemed: RedeemedBatches

    def approvals(self, signers: int, community: int) -> actions.Approvals:
        """Return who signed for the seats of a bitmap: the key in force, None for no such seat."""
        seats = [(index, self.state.seats.get((community, index))) for index in _bits(signers)]
        return tuple((index, seat.controller if seat else None) for index, seat in seats)

    def votes(self, signers: int, panel: Panel, time: int) -> actions.Approvals:
        """Return who signed for the jurors of a bitmap: the key in force, None where none is."""
        jurors = dict(enumerate(panel.jurors))
        return tuple(
            (index, self._key_in_force(jurors.get(index), time)) for index in _bits(signers)
        )

    def panel(self, number: int) -> Panel:
        """Return a panel, or one of nobody when there is no such number."""
        return self.state.panels.get(number, _NO_PANEL)

    def case(self, case_id: bytes, act: Act) -> Case:
        """Return the case that an act is about.

        Raises:
            Diverged: no log before told of it.
        """
        case = self.state.cases.get(case_id)
        if case is None:
            raise untold(act, f"the filing of case {readable(case_id)}")
        return case

    def finding(self, number: bytes, act: Act) -> FindingAbout:
        """Return the finding about an organisation that an act is about.

        Raises:
            Diverged: no log before told of it.
        """
        finding = self.state.findings.get(number)
        if finding is None:
            raise untold(act, f"the filing of finding {readable(number)}")
        return finding

    def redemption(
        self, batch: int, index: int, act: Act
    ) -> tuple[actions.Redemption, tuple[bytes, ...]]:
        """Return the redemption that an act is about, and what proves it.

        Raises:
            Diverged: no log before told of it.
        """
        redemption = self.redeemed.redemption(batch, index)
        if redemption is None:
            raise untold(act, f"redemption {index} of batch {batch}")
        return redemption, self.redeemed.proof(batch, index)

    def readings(self, mandate: int) -> actions.Approvals:
        """Return approvals of a reading: logs do not say which signers signed, but enough did."""
        found = self.state.mandates.get(mandate)
        return tuple(enumerate(found.signers[: found.threshold])) if found else ()

    def _key_in_force(self, identity: bytes | None, time: int) -> bytes | None:
        signatory = None if identity is None else self.state.signatories.get(identity)
        if signatory is None or has_lapsed(signatory, day_of(time)):
            return None
        return signatory.controller


def untold(act: Act, what: str, finding: Finding = Finding.MISSING_ACT) -> Diverged:
    """Return what to raise when an act needs something that could not be had."""
    name = type(act.logs[-1].event).__name__
    return Diverged(
        Divergence(
            finding,
            subject=name,
            expected=what,
            found="nothing",
            block=act.place.block,
            transaction=act.place.transaction,
        )
    )


def only(events: tuple[Any, ...]) -> Any:
    """Return the one event there is."""
    (event,) = events
    return event


def _bits(bitmap: int) -> list[int]:
    return [index for index in range(bitmap.bit_length()) if bitmap >> index & 1]
