"""Which seats of which council signed an act."""

from __future__ import annotations

from dataclasses import dataclass

from isonomia.divergence import readable
from isonomia.log_acts import Act
from isonomia.spec import events
from isonomia.spec.state import State
from isonomia.target import Target


@dataclass(frozen=True, slots=True)
class Signer:
    """A seat that signed, and who held it."""

    seat: int
    identity: str


@dataclass(frozen=True, slots=True)
class Approval:
    """Which seats of which council signed, out of how many."""

    community: int
    community_name: str
    signers: tuple[Signer, ...]
    seats: int
    threshold: int


def approval_of(act: Act | None, target: Target, state: State) -> Approval | None:
    """Return which council signed an act, or None for genesis and all that others did."""
    head = act.head if act else None
    if not isinstance(head, events.CouncilActed | events.AwardsFiled):
        return None
    council = state.councils[head.community]
    return Approval(
        community=head.community,
        community_name=target.community_names[head.community],
        signers=tuple(
            Signer(index, readable(state.seats[head.community, index].identity))
            for index in range(council.seats)
            if head.signers >> index & 1
        ),
        seats=council.seats,
        threshold=council.threshold,
    )
