"""How credits accrue, and how the rate changes."""

from __future__ import annotations

from isonomia.spec.actions import AnnounceRate
from isonomia.spec.approvals import require_root, use_approval
from isonomia.spec.bounds import LEAST_RATE, MOST_RATE
from isonomia.spec.calendar import DAY, YEAR
from isonomia.spec.draft import Draft
from isonomia.spec.events import RateAnnounced
from isonomia.spec.refusals import Refusal
from isonomia.spec.state import Charter, RateStep

MOST_DIVIDEND = 2**128 - 1
DIVIDEND_UNIT = 1_000_000
CHANGE_UNIT = 10_000


def accrued(steps: tuple[RateStep, ...], birth: int, time: int) -> int:
    """Return the millicredits of somebody born at second ``birth``, at second ``time``.

    The first rate also held before its step. Rounded down once, at the end.
    """
    total = 0
    until = time
    for step in reversed(steps[1:]):
        since = max(step.starts_at, birth)
        if since < until:
            total += step.rate * (until - since)
            until = since
    total += steps[0].rate * max(0, until - birth)
    return total // YEAR


def rate_in_force(steps: tuple[RateStep, ...], time: int) -> int:
    """Return the annual rate at ``time``, at or after genesis."""
    return next(step.rate for step in reversed(steps) if step.starts_at <= time)


def announce_rate(draft: Draft, action: AnnounceRate) -> None:
    """Set the rate of the next allocation year, within the bounds on its change."""
    require_root(action)
    use_approval(draft, action)
    following = draft.year + 1
    if action.year != following:
        raise Refusal("RateYearNotNext", action.year, following)
    starts_at = draft.genesis + action.year * YEAR
    latest = draft.rate_steps[-1]
    if latest.starts_at == starts_at:
        raise Refusal("RateAlreadyAnnounced", action.year)
    earliest = draft.now + draft.charter.rate_notice_days * DAY
    if starts_at < earliest:
        raise Refusal("RateNoticeTooShort", starts_at, earliest)

    unbounded = unbounded_rate(draft.charter, action.dividend_per_head)
    rate = bounded_rate(draft.charter, latest.rate, unbounded)
    draft.rate_steps = (*draft.rate_steps, RateStep(starts_at, rate))
    draft.events.append(
        RateAnnounced(
            action.year,
            starts_at,
            rate,
            unbounded,
            action.dividend_per_head,
            action.source_hash,
        )
    )


def unbounded_rate(charter: Charter, dividend_per_head: int) -> int:
    """Return the rate the formula gives for a dividend."""
    counted = min(dividend_per_head, MOST_DIVIDEND)
    return charter.rate_base + charter.rate_per_dividend * counted // DIVIDEND_UNIT


def bounded_rate(charter: Charter, latest: int, unbounded: int) -> int:
    """Return the rate as near to ``unbounded`` as the bounds on change and size allow."""
    limit = latest * charter.rate_change_limit // CHANGE_UNIT
    most = min(latest + limit, MOST_RATE)
    least = max(latest - limit, LEAST_RATE)
    return max(least, min(unbounded, most))
