"""Councils and communities as the chain tells them: seats, terms, renewals, budgets, audits."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from isonomia import words
from isonomia.contract_views import ContractViews, Question
from isonomia.due_process.case_logs import CaseLogs
from isonomia.errors import IsonomiaError
from isonomia.spec.calendar import DAY


class CouncilError(IsonomiaError):
    """Something about a council that a person can mend, or has to wait for."""


@dataclass(frozen=True)
class Community:
    """A community at one block.

    Attributes:
        number: its id
        council: see `ICommunities.CouncilView`
        standing: in thousandths
        budget: points it can award in this quarter
        left: what is left of them
        term_end: the day its council's term ends
        audit: the latest; see `IAssembly.AuditView`
    """

    number: int
    council: Any
    standing: int
    budget: int
    left: int
    term_end: int
    audit: Any


def read_community(views: ContractViews, number: int) -> Community:
    """Return a community. Raises `CouncilError` when there is none of that number."""
    communities, assembly = views.communities, views.deployment.assembly
    [count] = views.ask([Question(communities, "communityCount")])
    if not 1 <= number <= count:
        raise CouncilError(f"there is no community {number}: they are numbered 1 to {count}")
    council, standing, budget, term_end, audit = views.ask(
        [
            Question(communities, "council", (number,)),
            Question(communities, "standingOf", (number,)),
            Question(communities, "budgetOf", (number,)),
            Question(assembly, "termEndOf", (number,)),
            Question(assembly, "auditOf", (number,)),
        ]
    )
    whole, left = budget
    return Community(number, council, standing, whole, left, term_end, audit)


def told_community(found: Community, name: str, now: int) -> Iterator[tuple[str, str]]:
    """Tell a community, by what and how much."""
    council = found.council
    yield "community", f"{found.number}, {name}"
    yield "parent", str(council.parent or "none: it is the root")
    yield "members", f"{council.members:,}"
    yield "seats", f"{council.seats}, of which {council.threshold} must sign"
    yield "next number", f"{council.nonce}"
    yield "budget", f"{found.left:,} of {found.budget:,} points are left in this quarter"
    yield "standing", _told_standing(found, now)
    yield "share index", f"{council.shareIndex} thousandths; {_told_audit(found, now)}"
    yield "term", f"ends on {words.day(found.term_end)}"


def _told_standing(found: Community, now: int) -> str:
    if found.standing == 1_000:
        return "1000 thousandths, full"
    again = words.day(found.council.fullAgainDay)
    return f"{found.standing} thousandths, full again on {again} ({words.day(now // DAY)} is today)"


def _told_audit(found: Community, now: int) -> str:
    audit = found.audit
    if not audit.panel:
        return "no audit yet"
    if audit.isRecorded:
        return f"audited in year {audit.year} by panel {audit.panel}"
    if now < audit.until:
        return f"panel {audit.panel} audits it until {words.second(audit.until)}"
    return f"the audit of year {audit.year} came to nothing"


# ---- renewals ------------------------------------------------------------------------------------


def read_renewals(views: ContractViews) -> dict[int, Any]:
    """Return all renewals by number; see `IAssembly.RenewalView`."""
    assembly = views.deployment.assembly
    [count] = views.ask([Question(assembly, "renewalCount")])
    numbers = range(1, count + 1)
    found = views.ask([Question(assembly, "renewalOf", (number,)) for number in numbers])
    return dict(zip(numbers, found, strict=True))


def read_renewal(views: ContractViews, number: int) -> Any:
    """Return one renewal. Raises `CouncilError` when there is none of that number."""
    renewals = read_renewals(views)
    if number not in renewals:
        known = f"the last one is {len(renewals)}" if renewals else "none was opened yet"
        raise CouncilError(f"there is no renewal {number}: {known}")
    return renewals[number]


def told_renewal(number: int, renewal: Any, now: int) -> str:
    """Tell how far a renewal has come, and what is to be done."""
    begin = f"renewal {number} of community {renewal.community}"
    volunteers = words.count(renewal.entrants, "volunteer")
    if renewal.isOver:
        return f"{begin}: over, {words.count(renewal.filled, 'seat')} filled"
    if now < renewal.entriesUntil:
        until = words.second(renewal.entriesUntil)
        return (
            f"{begin}: {volunteers}; until {until} `isonomia council volunteer {number} IDENTITY "
            "--key FILE`"
        )
    if not renewal.beaconRound:
        return f"{begin}: {volunteers}, entries are over: `isonomia council freeze {number}`"
    return (
        f"{begin}: {volunteers}, beacon round {renewal.beaconRound} decides, "
        f"{words.count(renewal.walked, 'lot')} walked: `isonomia council fill {number}`"
    )


def next_winners(logs: CaseLogs, number: int, most: int) -> list[bytes]:
    """Return on whom the next lots of a renewal fall, at most so many.

    Raises `CouncilError` when it is not frozen, over, or its beacon round not verified.
    """
    views = logs.views
    renewal = read_renewal(views, number)
    if renewal.isOver:
        raise CouncilError(f"renewal {number} is over: nothing is left to fill")
    if not renewal.beaconRound:
        raise CouncilError(f"renewal {number} is not frozen: `isonomia council freeze {number}`")
    entered = logs.find("Assembly", ["Volunteered"], number)
    people = {told.event.entrant: told.event.identity for told in entered}
    last = min(renewal.walked + most, renewal.entrants)
    lots = range(renewal.walked, last)
    drawn = views.ask([Question(views.deployment.assembly, "drawn", (number, lot)) for lot in lots])
    return [people[entrant] for entrant in drawn]
