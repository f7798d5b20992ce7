"""The world of `courts`, with standards and organisations that are held to them.

Organisations 1 and 2 belong to community 3 and have the keys 81 and 82; findings are filed by
community 2 unless said otherwise. Standard 1 suspends for 365 days, 2 commends for 365, 3 suspends
for 30 and 4 for 730.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from isonomia.spec import presets, transition, views
from isonomia.spec.actions import (
    Accredit,
    AppealFinding,
    CarryOutFindings,
    CertifyRemedyOf,
    FileFinding,
    FileReading,
    GrantMandate,
    JudgeFinding,
    PublishStandards,
    ReviewFinding,
    WithdrawFinding,
)
from isonomia.spec.state import (
    CaseState,
    Charter,
    Finding,
    FindingKey,
    Outcome,
    StandardEffect,
    StandardText,
)
from tests.spec.courts import REASONS, Court, communities
from tests.spec.worlds import CATALOGUE, CHARTER_HASH, EVIDENCE, GENESIS, NEVER, RULES, key

STANDARDS_HASH = b"\x5d" * 32
MEASURE = b"\x3e" * 32
NAME = "Waterworks"
PUBLIC = 3
ORGANISATION = 1
OTHER_ORGANISATION = 2
KEY_OF = {ORGANISATION: 81, OTHER_ORGANISATION: 82}
HOME = 3
FILER = 2
STRANGER = key(99)
#: Keys of the signers of mandates.
SENSORS = (91, 92, 93)
SUSPENSION, COMMENDATION = StandardEffect.SUSPENSION, StandardEffect.COMMENDATION
FindingIds = tuple[int, int, int]


def standard(
    number: int, effect: int = SUSPENSION, sunset: int = 365, day: int = 0
) -> StandardText:
    """Return the line of a standard."""
    return StandardText(number, effect, sunset, day, number.to_bytes(32, "big"))


STANDARDS = (
    standard(1),
    standard(2, COMMENDATION),
    standard(3, sunset=30),
    standard(4, sunset=730),
)


@dataclass
class Inspection(Court):
    """A world that also knows the acts of findings; by default about the one filed last."""

    @property
    def finding(self) -> Finding:
        """The finding filed last."""
        return list(self.state.findings.values())[-1]

    @property
    def finding_number(self) -> bytes:
        """The number of the finding filed last."""
        return list(self.state.findings)[-1]

    def state_of_finding(self, finding: Finding | None = None) -> CaseState:
        """Return what a finding is now."""
        return views.finding_state(self.state, (finding or self.finding).key, self.now)

    def file(
        self,
        standard: int = 1,
        *,
        version: int = 1,
        day: int | None = None,
        community: int = FILER,
        organisation: int = ORGANISATION,
    ) -> FileFinding:
        day = self.today if day is None else day
        return FileFinding(*self.act(community), organisation, standard, version, day, EVIDENCE)

    def grant(
        self,
        *,
        keys: Sequence[int] = SENSORS,
        threshold: int = 2,
        days: int = 366,
        limit: int = 1_000,
        standard: int = 1,
        community: int = FILER,
        organisation: int = ORGANISATION,
    ) -> GrantMandate:
        terms = (standard, limit, threshold, self.today + days, MEASURE, tuple(map(self.key, keys)))
        return GrantMandate(*self.act(community), organisation, *terms)

    def reading(
        self,
        value: int = 1_001,
        *,
        mandate: int = 1,
        version: int = 1,
        day: int | None = None,
        signers: Sequence[int] = (0, 1),
    ) -> FileReading:
        """Return a reading, signed by some of the mandate's signers."""
        day = self.today if day is None else day
        granted = self.state.mandates.get(mandate)
        sensors = granted.signers if granted else tuple(map(self.key, SENSORS))
        votes = tuple((signer, sensors[signer]) for signer in signers)
        return FileReading(mandate, version, value, day, EVIDENCE, votes)

    def appeal_finding(self, finding: Finding | None = None, ground: int = 1) -> AppealFinding:
        finding = finding or self.finding
        panel = self.state.panels[finding.panel].list if finding.panel else ()
        signed = (NEVER, self.key_of(finding), STRANGER)
        return AppealFinding(*ids_of(finding), ground, panel, *signed)

    def review_finding(self, finding: Finding | None = None, ground: int = 6) -> ReviewFinding:
        finding = finding or self.finding
        return ReviewFinding(*ids_of(finding), ground, NEVER, self.key_of(finding), STRANGER)

    def judge(
        self,
        outcome: int = Outcome.UPHELD,
        finding: Finding | None = None,
        jurors: int | None = None,
    ) -> JudgeFinding:
        """Return a verdict signed by the first jurors, by default just enough of them."""
        finding = finding or self.finding
        if not finding.panel:
            return JudgeFinding(*ids_of(finding), outcome, REASONS, (), ())
        panel = self.state.panels[finding.panel]
        votes = self.votes(finding.panel, panel.size // 2 + 1 if jurors is None else jurors)
        return JudgeFinding(*ids_of(finding), outcome, REASONS, panel.list, votes)

    def withdraw_finding(
        self, finding: Finding | None = None, community: int = FILER
    ) -> WithdrawFinding:
        return WithdrawFinding(*self.act(community), *ids_of(finding or self.finding))

    def remedy(self, finding: Finding | None = None, community: int = FILER) -> CertifyRemedyOf:
        about = ids_of(finding or self.finding)
        return CertifyRemedyOf(*self.act(community), *about, EVIDENCE)

    def carry_findings(self, *findings: Finding) -> CarryOutFindings:
        return CarryOutFindings(tuple(finding.key for finding in findings or (self.finding,)))

    def publish_standards(self, *texts: StandardText, community: int = 1) -> PublishStandards:
        return PublishStandards(*self.act(community), REASONS, texts)

    def seat_for(self, finding: Finding | None = None) -> None:
        """Seat the panel of a finding."""
        self.seat((finding or self.finding).panel)

    def key_of(self, finding: Finding) -> bytes:
        """Return the key of the organisation that a finding is about."""
        return self.state.organisations[finding.organisation].key

    def accredit(self, community: int, number: int, days: int = 1_000) -> Accredit:
        """Return the accreditation of a public body for all kinds, with a key."""
        terms = (PUBLIC, 2**12 - 1, self.key(number), self.today + days, EVIDENCE, NAME)
        return Accredit(*self.act(community), *terms)

    def carried_out(self, standard: int = 1, *, organisation: int = ORGANISATION) -> Finding:
        """File a finding, let its notice pass and carry it out; return it as it stands then."""
        self.do(self.file(standard, organisation=organisation))
        self.wait(self.finding.notice_days)
        self.do(self.carry_findings())
        return self.finding

    def suspended_until(self, organisation: int = ORGANISATION) -> int:
        return views.organisation_suspended_until(self.state, organisation)


def inspection(charter: Charter | None = None, /, **changes: int) -> Inspection:
    """Return a world at genesis, of the pilot's charter with some values changed."""
    charter = charter or replace(presets.pilot(), budget_per_member=1_000)
    state, _ = transition.genesis(
        replace(charter, **changes),
        communities(),
        RULES,
        CATALOGUE,
        GENESIS,
        CHARTER_HASH,
        standards=STANDARDS,
        standards_hash=STANDARDS_HASH,
    )
    here = Inspection(state)
    for number in KEY_OF.values():
        here.do(here.accredit(HOME, number, days=charter.accreditation_days))
    return here


def ids_of(finding: Finding) -> FindingIds:
    """Return organisation, standard and day of a finding."""
    return finding.organisation, finding.standard, finding.day


def key_about(standard: int, day: int, organisation: int = ORGANISATION) -> FindingKey:
    """Return what a finding would be about."""
    return FindingKey(organisation, standard, day)
