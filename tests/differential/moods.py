"""Of which mind a random case is: how often each kind of action is tried in it."""

from __future__ import annotations

import random
from typing import Any

from isonomia.spec import actions
from isonomia.spec.state import State
from tests.differential.assembly_intent import ASSEMBLY, is_assembly_act_due
from tests.differential.case_intent import CASES, is_case_act_due
from tests.differential.finding_intent import FINDINGS, is_finding_act_due
from tests.differential.intent import INTENTS, Scene
from tests.differential.lottery_intent import LOTTERY, awaited_rounds
from tests.differential.service_intent import SERVICES, is_service_act_due

Weights = dict[type[Any], float]

_LOTTERY_NAMES = tuple(kind.__name__ for kind in LOTTERY if kind is not actions.VerifyRound)
#: No case is of one mind only.
_SELDOM: Weights = {
    **dict.fromkeys(LOTTERY, 1),
    actions.Give: 3,
    actions.OpenRound: 2,
    actions.EnterRound: 2,
    **dict.fromkeys((*CASES, *ASSEMBLY), 0.5),
    **dict.fromkeys((*SERVICES, *FINDINGS), 0.3),
    actions.Redeem: 1,
}


def _mood(*usual: float, **kinds: float) -> Weights:
    """Return the weights of the kinds in `INTENTS`, in their order, and of others by name."""
    named = {getattr(actions, name): weight for name, weight in kinds.items()}
    return {**dict(zip(INTENTS, usual, strict=True)), **_SELDOM, **named}


MOODS = {
    "enrolling": _mood(30, 20, 12, 4, 3, 10, 5, 4),
    "earning": _mood(3, 3, 70, 4, 3, 4, 4, 3),
    "travelling": _mood(3, 4, 20, 3, 3, 8, 35, 28),
    "restless": _mood(1, 2, 6, 1, 1, 3, 44, 42),
    "governing": _mood(5, 4, 20, 28, 25, 10, 3, 2),
}
DRAWING = _mood(
    *(4, 6, 8, 2, 1, 3, 2, 2),
    Give=8,
    OpenRound=14,
    Nominate=22,
    EnterRound=24,
    Freeze=10,
    VerifyRound=8,
    Settle=18,
    CloseRound=8,
    Accredit=2,
    OpenOffer=5,
    Redeem=14,
    Refund=5,
)
#: The beginning of cases in which lots are drawn: without gifts there are no prizes.
GIVING: Weights = {
    **dict.fromkeys((*INTENTS, *LOTTERY), 1),
    actions.BindControllers: 3,
    actions.FileAwards: 50,
    actions.Give: 40,
}
JUDGING = _mood(
    *(5, 7, 12, 1, 0.5, 4, 0.5, 0.5),
    **dict.fromkeys(_LOTTERY_NAMES, 0.3),
    Move=2,
    OptOut=4,
    OptIn=4,
    PublishInfractions=4,
    FileInfractions=10,
    FileRecovery=6,
    FileClosing=8,
    Withdraw=5,
    CertifyRemedies=13,
    Challenge=12,
    Appeal=26,
    Review=14,
    Alive=8,
    VerifyRound=6,
    SeatPanel=9,
    GiveVerdict=26,
    CarryOut=18,
)
ASSEMBLING = _mood(
    *(14, 16, 5, 1, 0.5, 2, 0.5, 0.5),
    **dict.fromkeys(_LOTTERY_NAMES, 0.3),
    Move=5,
    FileClosing=3,
    CarryOut=3,
    OpenAudit=4,
    RecordAudit=20,
    SeatPanel=6,
    VerifyRound=6,
    OpenRenewal=6,
    Volunteer=30,
    FreezeRenewal=6,
    FillSeats=12,
    Endorse=16,
)
TRADING = _mood(
    *(8, 10, 12, 0.5, 0.5, 6, 0.5, 0.5),
    **dict.fromkeys(_LOTTERY_NAMES, 0.3),
    OptOut=1,
    FileInfractions=3,
    FileClosing=6,
    CarryOut=8,
    Accredit=6,
    RenewAccreditation=8,
    OfferKey=8,
    AcceptKey=8,
    OpenOffer=16,
    AnnouncePrice=8,
    CloseOffer=5,
    Redeem=60,
    Refund=16,
    Rate=24,
    CancelOrder=10,
    FileFinding=3,
    CarryOutFindings=6,
)
FINDING = _mood(
    *(3, 3, 3, 0.3, 0.3, 2, 0.3, 0.3),
    **dict.fromkeys(_LOTTERY_NAMES, 0.2),
    FileClosing=2,
    CarryOut=2,
    VerifyRound=8,
    SeatPanel=12,
    Accredit=3,
    OfferKey=2,
    AcceptKey=2,
    OpenOffer=4,
    Redeem=8,
    PublishStandards=10,
    FileFinding=22,
    GrantMandate=8,
    FileReading=18,
    AppealFinding=26,
    ReviewFinding=18,
    JudgeFinding=34,
    WithdrawFinding=12,
    CertifyRemedyOf=16,
    CarryOutFindings=24,
)
#: What is done when nothing is due: there are no volunteers without grown-ups who have a key.
_FILING = (actions.FileInfractions, actions.FileInfractions, actions.FileAwards)
_OFFERING = (actions.Accredit, *(actions.OpenOffer,) * 3)
_FINDING_FIRST = (actions.FileFinding, actions.FileFinding, actions.Accredit)
_BEGINNINGS = {
    **dict.fromkeys(SERVICES, _OFFERING),
    **dict.fromkeys(FINDINGS, _FINDING_FIRST),
    **dict.fromkeys((actions.FileFinding, actions.GrantMandate), (actions.Accredit,)),
    actions.OpenOffer: (actions.Accredit,),
    actions.Volunteer: (actions.Enrol, actions.BindControllers),
    actions.RecordAudit: (actions.OpenAudit,),
}
#: People volunteer, and organisations offer, whatever waits in the meantime.
_NEVER_PUT_OFF = (actions.Volunteer, *SERVICES)
#: How often the moods that need more than people are chosen, where they can lead to anything.
_DRAWING_TIMES, _COURT_TIMES, _TRADING_TIMES = 9, 15, 6
#: Seats enough for a panel of eleven besides those of one council and of a first panel.
_SEATS_FOR_PANELS = 22


def mood_of(rng: random.Random, state: State) -> Weights:
    """Return a mood in which something comes of what is tried."""
    charter = state.charter
    can_give = 0 < charter.gift_cap <= charter.annual_cap - charter.usable_quality
    times = _COURT_TIMES if len(state.seats) >= _SEATS_FOR_PANELS else 1
    often = -(-3 * times // 4)
    choices = [*MOODS.values(), *[JUDGING] * times, *[ASSEMBLING] * often, *[FINDING] * often]
    choices += [TRADING] * _TRADING_TIMES
    return rng.choice(choices + [DRAWING] * _DRAWING_TIMES * can_give)


def in_court_instead(rng: random.Random, scene: Scene, kind: type[Any]) -> type[Any]:
    """Return what had better be done when there is nothing for which such an act comes next."""
    if _is_due(scene, kind):
        return kind
    order = (
        actions.GiveVerdict,
        actions.JudgeFinding,
        actions.RecordAudit,
        actions.FillSeats,
        actions.SeatPanel,
        actions.VerifyRound,
    )
    due = [one for one in order if _is_due(scene, one)]
    if kind in _NEVER_PUT_OFF or not due:
        return rng.choice(_BEGINNINGS.get(kind, _FILING))
    return due[0]


def _is_due(scene: Scene, kind: type[Any]) -> bool:
    if kind is actions.VerifyRound:
        return bool(awaited_rounds(scene.state))
    return (
        is_case_act_due(scene, kind)
        and is_assembly_act_due(scene, kind)
        and is_service_act_due(scene, kind)
        and is_finding_act_due(scene, kind)
    )
