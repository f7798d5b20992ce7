"""Random acts about organisations that mean to succeed: standards, mandates, findings."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from isonomia.spec import actions, views
from isonomia.spec.case_state import CaseState, Outcome
from isonomia.spec.case_table import CaseAct, next_stage
from isonomia.spec.courses import state_at
from isonomia.spec.effects import lasts, name_of
from isonomia.spec.finding_state import Finding, FindingKey, Mandate
from isonomia.spec.findings import finding_id
from isonomia.spec.state import CaseKind
from tests.differential.case_intent import GROUNDS, votes_of
from tests.differential.founding import STANDARD_IDS, random_standard
from tests.differential.intent import FOREVER, ROOT, Fields, Scene, council_fields
from tests.differential.service_intent import key_of, some_organisation
from tests.harness.keys import key_addresses

MOST_SIGNERS, MANDATE_DAYS = 16, 366
_LIMITS = (0, 100, 100, 2**128, FOREVER - 1)

# --------------------------------------------------------------------------------------- filing


def publish_standards(scene: Scene) -> Fields:
    """Return new standards and new versions of old ones."""
    rng, known = scene.rng, scene.state.standards
    texts = []
    for standard in rng.sample(STANDARD_IDS, rng.choice((0, 1, 1, 2))):
        earliest = scene.today + scene.charter.rule_notice_days
        if standard in known:
            earliest = max(earliest, known[standard][-1].from_day + 1)
        texts.append(random_standard(rng, standard, earliest + rng.choice((0, 0, 1, 20))))
    return {
        **council_fields(scene, ROOT),
        "standards_hash": rng.randbytes(32),
        "standards": tuple(texts),
    }


def coverage(scene: Scene, only: int | None = None) -> list[tuple[int, int, list[int]]]:
    """Return standards, versions and the days on which something can be found under them."""
    found = []
    for standard, versions in scene.state.standards.items():
        for number, version in enumerate(versions, start=1):
            first = max(0, version.from_day, scene.today - version.filing_days)
            last = min(scene.today, version.until_day - 1)
            if not version.is_retired and first <= last and only in (None, standard):
                days = list(range(max(first, last - 20), last + 1))
                found.append((standard, number, days))
    return found


def other_council(scene: Scene, organisation: int) -> int:
    """Return a community other than the organisation's, with some of the year's findings left."""
    state, limit = scene.state, scene.charter.accusations_per_year
    known = state.organisations.get(organisation)
    others = [one for one in state.councils if known is None or one != known.community]
    free = [
        one
        for one in others
        if views.findings_this_year(state, organisation, one, scene.now) < limit
    ]
    concentrated = free[:1] if scene.rng.random() < 0.5 else free
    return scene.rng.choice(concentrated or others)


def file_finding(scene: Scene) -> Fields:
    """Return a finding that was not filed before, about an organisation of another community."""
    rng = scene.rng
    organisation = some_organisation(scene, lambda _: True)
    standard, version, days = rng.choice(coverage(scene) or [(1, 1, [scene.today])])
    return {
        **council_fields(scene, other_council(scene, organisation)),
        "organisation": organisation,
        "standard": standard,
        "version": version,
        "day": rng.choice(_new(scene, organisation, standard, days) or days),
        "evidence_hash": rng.randbytes(32),
    }


def _new(scene: Scene, organisation: int, standard: int, days: Sequence[int]) -> list[int]:
    known = scene.state.findings
    return [day for day in days if finding_id(FindingKey(organisation, standard, day)) not in known]


def grant_mandate(scene: Scene) -> Fields:
    """Return a mandate of a few signers, whose keys may also be people's."""
    rng = scene.rng
    organisation = some_organisation(scene, lambda _: True)
    signers = {scene.some_key() for _ in range(rng.choice((2, 3, 3, 4, MOST_SIGNERS)))}
    signers |= set(rng.sample(key_addresses(), 2))
    keys = tuple(sorted(signers)[:MOST_SIGNERS])
    standard, _, _ = rng.choice(coverage(scene) or [(1, 1, [])])
    return {
        **council_fields(scene, other_council(scene, organisation)),
        "organisation": organisation,
        "standard": standard,
        "limit": rng.choice(_LIMITS),
        "threshold": rng.randint(max(2, -(-2 * len(keys) // 3)), len(keys)),
        "until_day": scene.today + rng.choice((1, 30, MANDATE_DAYS, MANDATE_DAYS)),
        "measure_hash": rng.randbytes(32),
        "keys": keys,
    }


def some_mandate(scene: Scene, fits: Callable[[Mandate], bool]) -> int:
    """Return a mandate that fits, else any; 1 when there is none."""
    known = scene.state.mandates
    fitting = [number for number, one in known.items() if fits(one)]
    return scene.rng.choice(fitting or list(known) or [1])


def readable(scene: Scene, known: Mandate) -> bool:
    """Return whether a reading under a mandate could open a finding today."""
    limit = scene.charter.accusations_per_year
    filed = views.findings_this_year(scene.state, known.organisation, known.community, scene.now)
    return scene.today < known.until_day and bool(coverage(scene, known.standard)) and filed < limit


def file_reading(scene: Scene) -> Fields:
    """Return a reading above the limit, signed by as many signers as are needed or by all."""
    rng = scene.rng
    number = some_mandate(scene, lambda one: readable(scene, one))
    return reading_of(scene, number, scene.state.mandates.get(number), rng.random() < 0.5)


def reading_of(scene: Scene, number: int, known: Mandate | None, everybody: bool) -> Fields:
    """Return a reading above a mandate's limit."""
    rng = scene.rng
    only = None if known is None else known.standard
    standard, version, days = rng.choice(coverage(scene, only) or [(1, 1, [scene.today])])
    limit, votes = 0, ()
    if known is not None:
        days = _new(scene, known.organisation, standard, days) or days
        count = len(known.signers) if everybody else known.threshold
        chosen = sorted(rng.sample(range(len(known.signers)), count))
        limit, votes = known.limit, tuple((index, known.signers[index]) for index in chosen)
    return {
        "mandate": number,
        "version": version,
        "value": rng.choice((limit + 1, rng.randint(limit + 1, FOREVER))),
        "day": rng.choice(days),
        "evidence_hash": rng.randbytes(32),
        "votes": votes,
    }


# ------------------------------------------------------------------------------ findings under way


def allowing(scene: Scene, act: CaseAct) -> list[Finding]:
    """Return the findings in whose state an act comes next."""
    return [one for one in scene.state.findings.values() if allows(scene, one, act)]


def allows(scene: Scene, finding: Finding, act: CaseAct) -> bool:
    """Return whether an act comes next in a finding's state."""
    state = state_at(scene.state, finding, scene.now)
    return next_stage(CaseKind.INFRACTION, state, act) is not None


def some_finding(scene: Scene, fitting: Sequence[Finding]) -> Finding:
    """Return one of the findings that fit; else any, or one that nobody filed."""
    known = fitting or list(scene.state.findings.values())
    if known:
        return scene.rng.choice(known)
    organisation = some_organisation(scene, lambda _: True)
    about = (organisation, 1, scene.today, 1, ROOT, 1)
    return Finding(*about, scene.now, scene.now, 14, 30, 30)


def key_fields(finding: Finding) -> Fields:
    """Return what names a finding."""
    return {
        "organisation": finding.organisation,
        "standard": finding.standard,
        "day": finding.day,
    }


def organisation_fields(scene: Scene, organisation: int) -> Fields:
    """Return what an answer of an organisation carries, which its key signed or sends."""
    key, another = key_of(scene, organisation), scene.some_sender()
    signer, sender = scene.rng.choice(((key, another), (key, another), (None, key), (key, key)))
    return {"deadline": scene.deadline(), "signer": signer, "sender": sender}


def appeal(scene: Scene) -> Fields:
    """Return the appeal of an organisation, more often a second one."""
    fitting = allowing(scene, CaseAct.APPEAL)
    upheld = [one for one in fitting if state_at(scene.state, one, scene.now) == CaseState.UPHELD]
    finding = some_finding(scene, upheld or fitting)
    former = scene.state.panels[finding.panel].list if finding in upheld else ()
    return {
        **key_fields(finding),
        "ground": scene.rng.randint(1, GROUNDS),
        "former_panel": former,
        **organisation_fields(scene, finding.organisation),
    }


def is_effective(scene: Scene, finding: Finding) -> bool:
    """Return whether the effect of a finding that was carried out lasts."""
    effects = scene.state.effects.get(finding.organisation, ())
    name = name_of(finding_id(finding.key))
    return any(one.finding == name and lasts(one, scene.today) for one in effects)


def review(scene: Scene) -> Fields:
    """Return an organisation's call for the review of an effect that lasts."""
    fitting = [
        one
        for one in allowing(scene, CaseAct.REVIEW)
        if not one.reviewed and is_effective(scene, one)
    ]
    finding = some_finding(scene, fitting)
    return {
        **key_fields(finding),
        "ground": scene.rng.randint(1, GROUNDS + 1),
        **organisation_fields(scene, finding.organisation),
    }


def decidable(scene: Scene) -> list[Finding]:
    """Return the findings whose panel is at work and seated."""
    panels = scene.state.panels
    return [one for one in allowing(scene, CaseAct.UPHOLD) if panels[one.panel].seated]


def judge(scene: Scene) -> Fields:
    """Return the verdict of a bare majority or of all jurors, upheld more often than not."""
    finding = some_finding(scene, decidable(scene))
    panel = scene.state.panels.get(finding.panel)
    return {
        **key_fields(finding),
        "outcome": scene.rng.choice((Outcome.UPHELD, Outcome.UPHELD, Outcome.REJECTED)).value,
        "reasons_hash": scene.rng.randbytes(32),
        "identities": () if panel is None else panel.list,
        "votes": votes_of(scene, panel),
    }


def withdraw(scene: Scene) -> Fields:
    """Return a council's withdrawal of a finding it filed."""
    finding = some_finding(scene, allowing(scene, CaseAct.WITHDRAW))
    return {**council_fields(scene, finding.community), **key_fields(finding)}


def certify(scene: Scene) -> Fields:
    """Return the word of the council that filed that a remedy is done."""
    finding = some_finding(scene, allowing(scene, CaseAct.REMEDY))
    return {
        **council_fields(scene, finding.community),
        **key_fields(finding),
        "evidence_hash": scene.rng.randbytes(32),
    }


def carry_out(scene: Scene) -> Fields:
    """Return the carrying out of one ripe or released finding, or of all of them."""
    fitting = allowing(scene, CaseAct.CARRY_OUT)
    chosen = [some_finding(scene, fitting)]
    if fitting and scene.rng.random() < 0.3:
        chosen = [one for one in fitting if one.organisation == chosen[0].organisation]
    return {"findings": tuple(one.key for one in chosen)}


FINDINGS: dict[type[Any], Callable[[Scene], Fields]] = {
    actions.PublishStandards: publish_standards,
    actions.FileFinding: file_finding,
    actions.GrantMandate: grant_mandate,
    actions.FileReading: file_reading,
    actions.AppealFinding: appeal,
    actions.ReviewFinding: review,
    actions.JudgeFinding: judge,
    actions.WithdrawFinding: withdraw,
    actions.CertifyRemedyOf: certify,
    actions.CarryOutFindings: carry_out,
}


def is_finding_act_due(scene: Scene, kind: type[Any]) -> bool:
    """Return whether there is something for which such an act comes next."""
    known = scene.state.organisations
    due: dict[type[Any], Callable[[], Iterable[Any]]] = {
        actions.FileFinding: lambda: known,
        actions.GrantMandate: lambda: known,
        actions.FileReading: lambda: (
            one for one in scene.state.mandates.values() if readable(scene, one)
        ),
        actions.AppealFinding: lambda: allowing(scene, CaseAct.APPEAL),
        actions.ReviewFinding: lambda: allowing(scene, CaseAct.REVIEW),
        actions.JudgeFinding: lambda: decidable(scene),
        actions.WithdrawFinding: lambda: allowing(scene, CaseAct.WITHDRAW),
        actions.CertifyRemedyOf: lambda: allowing(scene, CaseAct.REMEDY),
        actions.CarryOutFindings: lambda: allowing(scene, CaseAct.CARRY_OUT),
    }
    return kind not in due or any(True for _ in due[kind]())
