"""How quality fades, and how leave pauses it."""

from __future__ import annotations

from dataclasses import replace

from isonomia.spec.actions import DeclareLeave, EndLeave
from isonomia.spec.approvals import use_consent
from isonomia.spec.draft import Draft
from isonomia.spec.events import LeaveDeclared, LeaveEnded
from isonomia.spec.people import person_of
from isonomia.spec.refusals import Refusal
from isonomia.spec.state import Leave, Person

CEILING = 1_000
POINTS_PER_TIER = 200
HIGHEST_TIER = 4
LEAVES_KEPT = 8


def quality_on(person: Person, day: int) -> int:
    """Return the points a person has on ``day``: one less for each day after decay began."""
    faded = max(0, day - person.decay_from)
    return max(0, person.quality - faded)


def tier_of(quality: int) -> int:
    """Return the tier that so many points reach, 0 Essential to 4 Exceptional."""
    return min(quality // POINTS_PER_TIER, HIGHEST_TIER)


def declare_leave(draft: Draft, action: DeclareLeave) -> None:
    """Pause decay from today for so many days."""
    identity, days_away, today = action.identity, action.days_away, draft.today
    use_consent(draft, identity, action.nonce, action.deadline, action.signer)
    person = person_of(draft, identity)
    if days_away == 0:
        raise Refusal("LeaveEmpty", identity)
    if person.leave_until > today:
        raise Refusal("LeaveRunning", identity, person.leave_until)
    earlier = draft.leaves.get(identity) or ()
    _require_leave_left(draft, identity, earlier, days_away)

    draft.leaves[identity] = (*earlier, Leave(today, days_away))[-LEAVES_KEPT:]
    draft.people[identity] = replace(
        person,
        quality=quality_on(person, today),
        decay_from=max(person.decay_from, today) + days_away,
        leave_until=today + days_away,
    )
    draft.events.append(LeaveDeclared(identity, today, today + days_away))


def end_leave(draft: Draft, action: EndLeave) -> None:
    """End a running leave today; the days not taken can be taken later."""
    identity, today = action.identity, draft.today
    use_consent(draft, identity, action.nonce, action.deadline, action.signer)
    person = person_of(draft, identity)
    if person.leave_until <= today:
        raise Refusal("LeaveNotRunning", identity)

    *earlier, running = draft.leaves[identity]
    draft.leaves[identity] = (*earlier, Leave(running.start, today - running.start))
    draft.people[identity] = replace(
        person,
        decay_from=person.decay_from - (person.leave_until - today),
        leave_until=today,
    )
    draft.events.append(LeaveEnded(identity, today))


def _require_leave_left(
    draft: Draft, identity: bytes, earlier: tuple[Leave, ...], days_away: int
) -> None:
    """Refuse more leave than the rolling window that ends with this leave has left."""
    window_start = max(0, draft.today + days_away - draft.charter.leave_window_days)
    taken = sum(max(0, leave.end - max(leave.start, window_start)) for leave in earlier)
    available = max(0, draft.charter.leave_days - taken)
    if days_away > available:
        raise Refusal("LeaveExhausted", identity, days_away, available)
    if len(earlier) == LEAVES_KEPT and earlier[0].end > window_start:
        raise Refusal("TooManyLeaves", identity, earlier[0].end)
