"""What communities answer for: award budgets, standing that falls and heals, and audits."""

from __future__ import annotations

from dataclasses import replace

from isonomia.spec.actions import OpenAudit, RecordAudit
from isonomia.spec.calendar import DAY
from isonomia.spec.draft import Draft
from isonomia.spec.events import AuditOpened, AuditRecorded, ShareIndexSet, StandingLowered
from isonomia.spec.panels import FIRST_PANEL, convene, panel_of, require_majority
from isonomia.spec.refusals import Refusal
from isonomia.spec.state import Audit, Charter, Council

FULL_STANDING = 1_000
#: Standing never falls below 200, because it is full again after so many days at the latest.
MOST_DAYS_TO_HEAL = 800
LEAST_SHARE_INDEX = 500
MOST_SHARE_INDEX = 1_500
#: Share index and standing are both in thousandths.
MILLIONTHS = 1_000_000
MOST_BUDGET = 2**31 - 1


def standing_on(council: Council, day: int) -> int:
    """Return a community's standing on ``day``, in thousandths."""
    return FULL_STANDING - max(0, council.full_again - day)


def budget_on(charter: Charter, council: Council, day: int) -> int:
    """Return the points a community can award in the quarter, by what holds on ``day``."""
    weight = council.share_index * standing_on(council, day)
    points = charter.budget_per_member * council.members * weight // MILLIONTHS
    return min(points, MOST_BUDGET)


def used_in(council: Council, quarter: int) -> int:
    """Return the points a community awarded in its latest quarter."""
    return council.used if council.quarter == quarter else 0


def use_budget(draft: Draft, community: int, points: int) -> None:
    """Take the points of a batch from what is left of the community's budget of the quarter."""
    council = draft.councils[community]
    used = used_in(council, draft.quarter)
    left = max(0, budget_on(draft.charter, council, draft.today) - used)
    if points > left:
        raise Refusal("BudgetExceeded", community, points, left)
    draft.councils[community] = replace(council, quarter=draft.quarter, used=used + points)


def lower_standing(draft: Draft, community: int) -> None:
    """Let a community's standing fall, because a decision of its council was overturned."""
    council = draft.councils[community]
    longest = draft.today + MOST_DAYS_TO_HEAL
    heals = max(council.full_again, draft.today) + draft.charter.standing_loss
    full_again = min(heals, longest)
    draft.councils[community] = replace(council, full_again=full_again)
    draft.events.append(StandingLowered(community, full_again))


def open_audit(draft: Draft, action: OpenAudit) -> None:
    """Call a panel of outsiders to audit a community, once in an allocation year."""
    community = action.community
    if draft.councils.get(community) is None:
        raise Refusal("UnknownCommunity", community)
    audit = draft.audits.get(community)
    if audit is not None and audit.recorded and audit.year == draft.year:
        raise Refusal("AuditedAlready", community, draft.year)
    if audit is not None and _is_running(draft, audit):
        raise Refusal("AuditRunning", community, audit.until)
    panel = convene(draft, FIRST_PANEL, community, ())
    until = draft.now + draft.charter.verdict_days * DAY
    draft.audits[community] = Audit(draft.year, panel, until)
    draft.events.append(AuditOpened(community, draft.year, panel))


def record_audit(draft: Draft, action: RecordAudit) -> None:
    """Set a community's share index, a bounded step from where it is."""
    community, index = action.community, action.share_index
    audit = draft.audits.get(community)
    if audit is None or not _is_running(draft, audit):
        raise Refusal("NoAudit", community)
    council = draft.councils[community]
    least = max(LEAST_SHARE_INDEX, council.share_index - draft.charter.share_index_step)
    most = min(MOST_SHARE_INDEX, council.share_index + draft.charter.share_index_step)
    if not least <= index <= most:
        raise Refusal("ShareIndexOutOfBounds", index, least, most)
    require_majority(draft, audit.panel, action.identities, action.votes)

    draft.audits[community] = replace(audit, recorded=True)
    draft.councils[community] = replace(council, share_index=index)
    report, signers = action.report_hash, action.signers
    draft.events.append(AuditRecorded(community, audit.year, audit.panel, index, report, signers))
    draft.events.append(ShareIndexSet(community, index, report))


def _is_running(draft: Draft, audit: Audit) -> bool:
    """Return whether an audit can still be recorded."""
    too_small = panel_of(draft, audit.panel).is_too_small
    return not audit.recorded and draft.now < audit.until and not too_small
