"""The transitions of cases as data: what is not here is refused.

`docs/due-process.md` shows this table, and `isonomia.spec.cases` walks by it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from isonomia.spec.case_state import CaseKey, CaseKind, CaseState, Stage
from isonomia.spec.keccak import keccak256


class CaseAct(StrEnum):
    """What can be done in a case."""

    FILE = "file"
    CHALLENGE = "challenge"
    APPEAL = "appeal"
    UPHOLD = "verdict: upheld"
    REJECT = "verdict: rejected"
    CARRY_OUT = "carry out"
    WITHDRAW = "withdraw"
    ALIVE = "alive"
    REVIEW = "review, once"
    REMEDY = "remedy"


@dataclass(frozen=True, slots=True)
class Transition:
    """One row: in this state, those may do this in cases of those kinds, and it leads there."""

    state: CaseState
    act: CaseAct
    who: str
    kinds: tuple[CaseKind, ...]
    next: CaseState


_INFRACTION, _CHALLENGE = CaseKind.INFRACTION, CaseKind.CHALLENGE
_RECOVERY, _CLOSING = CaseKind.RECOVERY, CaseKind.CLOSING
_FILED = (_INFRACTION, _RECOVERY, _CLOSING)
_HEARD = (_INFRACTION, _CHALLENGE, _RECOVERY)

PERSON = "the person"
ANYBODY = "anybody"
COUNCIL = "council, k of n"
FILER = "the council that filed"
THREE_OF_FIVE = "3 of 5 jurors"
SIX_OF_ELEVEN = "6 of 11 jurors"

_S, _A = CaseState, CaseAct

TRANSITIONS: tuple[Transition, ...] = (
    Transition(_S.NONE, _A.FILE, COUNCIL, _FILED, _S.NOTICE),
    Transition(_S.NONE, _A.CHALLENGE, "any other person", (_CHALLENGE,), _S.FIRST_PANEL),
    Transition(_S.NOTICE, _A.APPEAL, PERSON, (_INFRACTION, _RECOVERY), _S.FIRST_PANEL),
    Transition(_S.UPHELD, _A.APPEAL, PERSON, _HEARD, _S.SECOND_PANEL),
    Transition(_S.FIRST_PANEL, _A.UPHOLD, THREE_OF_FIVE, _HEARD, _S.UPHELD),
    Transition(_S.FIRST_PANEL, _A.REJECT, THREE_OF_FIVE, _HEARD, _S.DISMISSED),
    Transition(_S.SECOND_PANEL, _A.UPHOLD, SIX_OF_ELEVEN, _HEARD, _S.RIPE),
    Transition(_S.SECOND_PANEL, _A.REJECT, SIX_OF_ELEVEN, _HEARD, _S.DISMISSED),
    Transition(_S.RIPE, _A.CARRY_OUT, ANYBODY, tuple(CaseKind), _S.CARRIED_OUT),
    Transition(_S.NOTICE, _A.WITHDRAW, FILER, _FILED, _S.WITHDRAWN),
    Transition(_S.RIPE, _A.WITHDRAW, FILER, _FILED, _S.WITHDRAWN),
    Transition(_S.FIRST_PANEL, _A.WITHDRAW, FILER, _FILED, _S.WITHDRAWN),
    Transition(_S.UPHELD, _A.WITHDRAW, FILER, _FILED, _S.WITHDRAWN),
    Transition(_S.SECOND_PANEL, _A.WITHDRAW, FILER, _FILED, _S.WITHDRAWN),
    Transition(_S.NOTICE, _A.ALIVE, PERSON, (_CLOSING,), _S.DISMISSED),
    Transition(_S.RIPE, _A.ALIVE, PERSON, (_CLOSING,), _S.DISMISSED),
    Transition(_S.CARRIED_OUT, _A.ALIVE, PERSON, (_CLOSING,), _S.ENDED),
    Transition(_S.CARRIED_OUT, _A.REVIEW, PERSON, (_INFRACTION,), _S.REVIEW),
    Transition(_S.REVIEW, _A.UPHOLD, THREE_OF_FIVE, (_INFRACTION,), _S.CARRIED_OUT),
    Transition(_S.REVIEW, _A.REJECT, THREE_OF_FIVE, (_INFRACTION,), _S.ENDED),
    Transition(_S.RELEASED, _A.CARRY_OUT, ANYBODY, (_INFRACTION,), _S.ENDED),
    Transition(_S.CARRIED_OUT, _A.REMEDY, FILER, (_INFRACTION,), _S.ENDED),
    Transition(_S.REVIEW, _A.REMEDY, FILER, (_INFRACTION,), _S.ENDED),
    Transition(_S.RELEASED, _A.REMEDY, FILER, (_INFRACTION,), _S.ENDED),
)

#: The stage that an act begins when it leads to a state.
STAGE_OF: dict[CaseState, Stage] = {
    _S.NOTICE: Stage.NOTICE,
    _S.FIRST_PANEL: Stage.FIRST_PANEL,
    _S.UPHELD: Stage.UPHELD,
    _S.SECOND_PANEL: Stage.SECOND_PANEL,
    _S.RIPE: Stage.FINAL,
    _S.DISMISSED: Stage.DISMISSED,
    _S.WITHDRAWN: Stage.WITHDRAWN,
    _S.CARRIED_OUT: Stage.CARRIED_OUT,
    _S.REVIEW: Stage.REVIEW,
    _S.ENDED: Stage.ENDED,
}

_NEXT = {
    (kind, row.state, row.act): STAGE_OF[row.next] for row in TRANSITIONS for kind in row.kinds
}


def next_stage(kind: int, state: int, act: CaseAct) -> Stage | None:
    """Return the stage an act leads to; ``None`` when a case of this kind and state allows none."""
    return _NEXT.get((CaseKind(kind), CaseState(state), act))


def case_id(key: CaseKey) -> bytes:
    """Return the number of a case, 32 bytes.

    Raises:
        OverflowError: when kind or matter does not fit 256 bits
    """
    kind, matter = (value.to_bytes(32, "big") for value in (key.kind, key.matter))
    return keccak256(kind + key.identity + matter)
