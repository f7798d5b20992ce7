"""How findings begin: a council files one, or signers it mandated report a value above a limit."""

from __future__ import annotations

from isonomia.spec.actions import Approvals, CouncilAct, FileFinding, FileReading, GrantMandate
from isonomia.spec.approvals import use_approval
from isonomia.spec.bounds import require_bounded_mandate
from isonomia.spec.case_filing import count_in_year
from isonomia.spec.draft import Draft
from isonomia.spec.events import FindingFiled, MandateGranted
from isonomia.spec.findings import finding_id
from isonomia.spec.organisations import organisation_of
from isonomia.spec.refusals import Refusal
from isonomia.spec.state import Finding, FindingKey, Mandate, Stage
from isonomia.spec.versions import require_in_time, version_numbered

#: Of a finding that no mandate led to, in its event.
NO_MANDATE = 0
NO_VALUE = 0
NO_KEY_BELOW = bytes(20)


def file_finding(draft: Draft, action: FileFinding) -> None:
    """Open a finding about an organisation of another community."""
    _use_approval_of_another(draft, action, action.organisation)
    key = FindingKey(action.organisation, action.standard, action.day)
    measured = (NO_MANDATE, NO_VALUE, action.evidence_hash)
    _open(draft, key, action.version, action.community, measured)


def grant_mandate(draft: Draft, action: GrantMandate) -> None:
    """Let keys report one measure of an organisation of another community."""
    _use_approval_of_another(draft, action, action.organisation)
    require_bounded_mandate(action, draft.today)
    below = NO_KEY_BELOW
    for index, key in enumerate(action.keys):
        if key <= below:
            raise Refusal("SignersOutOfOrder", index)
        below = key
    terms = (action.standard, action.limit, action.threshold, action.until_day)
    measure = (action.measure_hash, action.keys)
    number = len(draft.mandates) + 1
    draft.mandates[number] = Mandate(action.organisation, action.community, *terms, *measure)
    draft.events.append(
        MandateGranted(number, action.organisation, action.community, *terms, *measure)
    )


def file_reading(draft: Draft, action: FileReading) -> None:
    """Open a finding by a reading that enough signers of a mandate agree on."""
    mandate = draft.mandates.get(action.mandate)
    if mandate is None:
        raise Refusal("MandateUnknown", action.mandate)
    if draft.today >= mandate.until_day:
        raise Refusal("MandateOver", action.mandate, mandate.until_day)
    _require_readings(action.mandate, mandate, action.votes)
    if action.value <= mandate.limit:
        raise Refusal("WithinLimit", action.value, mandate.limit)
    key = FindingKey(mandate.organisation, mandate.standard, action.day)
    measured = (action.mandate, action.value, action.evidence_hash)
    _open(draft, key, action.version, mandate.community, measured)


def _use_approval_of_another(draft: Draft, act: CouncilAct, organisation: int) -> None:
    """Check a council's approval, and that the organisation belongs to another community."""
    found = organisation_of(draft, organisation)
    use_approval(draft, act)
    if found.community == act.community:
        raise Refusal("OwnOrganisation", organisation, act.community)


def _require_readings(number: int, mandate: Mandate, votes: Approvals) -> None:
    """Refuse unless enough signers of a mandate signed, each with their own key."""
    for index, signer in votes:
        if index >= len(mandate.signers):
            raise Refusal("NotASigner", number, index)
        if signer is None:
            raise Refusal("SignatureMissing", number, index)
        if signer != mandate.signers[index]:
            raise Refusal("InvalidReading", number, index, mandate.signers[index])
    if len(votes) < mandate.threshold:
        raise Refusal("TooFewSignatures", number, mandate.threshold, len(votes))


def _open(
    draft: Draft, key: FindingKey, version: int, community: int, measured: tuple[int, int, bytes]
) -> None:
    """Check what is checked of every finding, and keep it with the deadlines in force.

    ``measured`` is the mandate, the value and the hash of the evidence.
    """
    number, charter = finding_id(key), draft.charter
    found = version_numbered(draft.standards.get(key.standard) or (), version)
    require_in_time(draft, found, 0, key.standard, version, key.day)
    if draft.findings.get(number) is not None:
        raise Refusal("FindingExists", number)
    limit, counted = charter.accusations_per_year, (key.organisation, community)
    if not count_in_year(draft, draft.finding_counts, counted, limit):
        raise Refusal("TooManyFindings", key.organisation, community, limit)
    draft.findings[number] = Finding(
        organisation=key.organisation,
        standard=key.standard,
        day=key.day,
        version=version,
        community=community,
        stage=Stage.NOTICE,
        filed_at=draft.now,
        since=draft.now,
        notice_days=charter.notice_days,
        ripe_days=charter.ripe_days,
        verdict_days=charter.verdict_days,
    )
    draft.events.append(
        FindingFiled(number, key.organisation, community, key.standard, version, key.day, *measured)
    )
