"""Amendments: two thirds of the communities change parameters, with notice and within bounds."""

from __future__ import annotations

from isonomia.spec.actions import Endorse
from isonomia.spec.approvals import use_approval
from isonomia.spec.bounds import charter_bounds, require_bounded
from isonomia.spec.charters import OF_TARGET, amended
from isonomia.spec.draft import Draft
from isonomia.spec.events import AmendmentEndorsed, AmendmentPassed, CharterAmended
from isonomia.spec.keccak import keccak256
from isonomia.spec.refusals import Refusal
from isonomia.spec.state import Amendment, Target

MOST_NOTICE_DAYS = 730
#: Where abi.encode puts the list of values: behind target, offset and first day.
_VALUES_OFFSET = 96


def endorse(draft: Draft, action: Endorse) -> None:
    """Count a community for an amendment, which passes with two thirds of all."""
    target, values, from_day = action.target, action.values, action.from_day
    use_approval(draft, action)
    if target not in set(Target):
        raise Refusal("TargetUnknown", target)
    _require_deployable(draft, target, values)
    least = draft.today + draft.charter.amendment_notice_days
    most = draft.today + MOST_NOTICE_DAYS
    if not least <= from_day <= most:
        raise Refusal("AmendmentDayOutOfBounds", from_day, least, most)
    waiting = draft.waiting.get(target)
    if waiting is not None and draft.today < waiting.from_day:
        raise Refusal("AmendmentPending", target, waiting.from_day)
    number = amendment_id(target, values, from_day)
    supporters = draft.endorsements.get(number) or frozenset()
    if action.community in supporters:
        raise Refusal("AlreadyEndorsed", action.community, number)

    supporters |= {action.community}
    draft.endorsements[number] = supporters
    draft.events.append(AmendmentEndorsed(number, action.community, len(supporters)))
    if len(supporters) * 3 >= len(draft.councils) * 2:
        _pass(draft, number, target, Amendment(values, from_day))


def amendment_id(target: int, values: tuple[int, ...], from_day: int) -> bytes:
    """Return the number of an amendment, 32 bytes.

    Raises:
        OverflowError: when a value does not fit 256 bits
    """
    words = (target, _VALUES_OFFSET, from_day, len(values), *values)
    return keccak256(b"".join(word.to_bytes(32, "big") for word in words))


def _require_deployable(draft: Draft, target: int, values: tuple[int, ...]) -> None:
    """Refuse values that could not have been deployed, or that would change the past."""
    part = OF_TARGET[Target(target)]
    expected = part.stop - part.start
    if len(values) != expected:
        raise Refusal("LengthMismatch", expected, len(values))
    former = draft.charter.genesis_rate
    bounds = charter_bounds(amended(draft.charter, target, values))[part]
    require_bounded(
        tuple(
            (name, value, former, former) if name == "genesisRate" else (name, value, least, most)
            for name, value, least, most in bounds
        )
    )


def _pass(draft: Draft, number: bytes, target: int, amendment: Amendment) -> None:
    former = draft.waiting.get(target)
    if former is not None:
        draft.deployed_charter = amended(draft.deployed_charter, target, former.values)
    draft.waiting[target] = amendment
    values, from_day = amendment.values, amendment.from_day
    draft.events.append(AmendmentPassed(number, target, from_day, values))
    draft.events.append(CharterAmended(values, from_day))
