"""How much gas acts take, and so how many lines fit into one.

Measured on Ganache and Anvil, which agree; a test keeps the figures true to the contracts.
"""

from __future__ import annotations

from dataclasses import dataclass

from isonomia.plan import Action, Limits
from isonomia.plan_acts import CouncilAction
from isonomia.services.orders import MOST_ORDERS
from isonomia.spec.actions import (
    BindControllers,
    CertifyRemedies,
    Enrol,
    FileAwards,
    FileInfractions,
    Nominate,
    Redeem,
)
from isonomia.spec.state import State

#: What one transaction may use at the most on any chain since EIP-7825.
MOST_GAS_PER_TRANSACTION = 2**24
#: Larger acts save less than 2 % of gas, and cost more when one has to be sent again.
MOST_LINES = 200

_FIXED = 40_000
_PER_SIGNATURE = 8_000


@dataclass(frozen=True, slots=True)
class Gas:
    """Gas of one line of an act, and what acts of this kind take besides the usual."""

    per_line: int
    besides: int = 0

    def of(self, lines: int, signatures: int) -> int:
        """Return what an act takes."""
        fixed = _FIXED + self.besides + _PER_SIGNATURE * signatures
        return fixed + self.per_line * lines

    def most_lines(self, gas: int, signatures: int) -> int:
        """Return how many lines `gas` suffices for, at least one."""
        return max(1, (gas - self.of(0, signatures)) // self.per_line)


ENROLMENT = Gas(25_700)
BINDING = Gas(30_900)
AWARD = Gas(8_800)
#: A rule with a yearly limit counts in a slot of its own, which is fresh the first time.
LIMITED_AWARD = Gas(31_400)
#: The pool asks the communities, and a round's first entrant and a community's first nomination
#: in it each write a fresh slot.
NOMINATION = Gas(27_500, besides=57_000)
#: A case is fresh slots of its own, and so is a person's first accusation in a year.
INFRACTION = Gas(55_800, besides=9_000)
REMEDY = Gas(22_300, besides=2_000)
#: The root of the batch and the statement of the quarter are fresh slots, once also the counter.
REDEMPTION = Gas(24_000, besides=76_000)
#: Another offer in the same batch: its own words, and its statement.
ANOTHER_OFFER = 34_000
#: An order that names a portion writes its overlay and announces it.
PORTION = 9_000


def gas_of(action: Action, state: State) -> int:
    """Return what an act takes at the most, when nothing it writes was written before."""
    if isinstance(action, Redeem):
        offers = len({order.offer for order in action.orders})
        portions = sum(order.portion != 0 for order in action.orders)
        besides = (offers - 1) * ANOTHER_OFFER + portions * PORTION
        return REDEMPTION.of(len(action.orders), 0) + besides
    return _kind_of(action, state).of(len(action.identities), len(action.approvals))


def gas_limit(action: Action, state: State) -> int:
    """Return the gas to allow a transaction: with a margin, as what is not used is not paid."""
    return min(_with_margin(gas_of(action, state)), MOST_GAS_PER_TRANSACTION)


def limits(
    block_gas: int, signatures: int, valid_seconds: int, most_lines: int = MOST_LINES
) -> Limits:
    """Return how many lines acts may have: four fifths of a block's gas are filled at the most.

    Args:
        block_gas: gas limit of the chain's blocks
        signatures: most that any council needs
        valid_seconds: from filing to deadline
        most_lines: never more than these
    """
    available = _without_margin(min(block_gas * 4 // 5, MOST_GAS_PER_TRANSACTION))
    kinds = (ENROLMENT, BINDING, AWARD, LIMITED_AWARD, NOMINATION, INFRACTION, REMEDY)
    enrolments, bindings, awards, limited, nominations, infractions, remedies = (
        min(kind.most_lines(available, signatures), most_lines) for kind in kinds
    )
    dearest = Gas(REDEMPTION.per_line + ANOTHER_OFFER + PORTION, REDEMPTION.besides)
    return Limits(
        enrolments=enrolments,
        bindings=bindings,
        awards=awards,
        limited_awards=limited,
        nominations=nominations,
        infractions=infractions,
        remedies=remedies,
        valid_seconds=valid_seconds,
        redemptions=min(dearest.most_lines(available, 0), most_lines, MOST_ORDERS),
    )


def _kind_of(action: CouncilAction, state: State) -> Gas:
    match action:
        case Enrol():
            return ENROLMENT
        case BindControllers():
            return BINDING
        case FileAwards():
            version = state.rules[action.rule][action.version - 1]
            return LIMITED_AWARD if version.yearly_limit else AWARD
        case Nominate():
            return NOMINATION
        case FileInfractions():
            return INFRACTION
        case CertifyRemedies():
            return REMEDY


def _with_margin(gas: int) -> int:
    return gas * 6 // 5 + 20_000


def _without_margin(gas: int) -> int:
    return (gas - 20_000) * 5 // 6
