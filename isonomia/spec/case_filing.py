"""How cases begin: infractions, challenges, recoveries of keys and closings."""

from __future__ import annotations

from typing import TypeVar

from isonomia.spec.actions import (
    AwardProof,
    Challenge,
    CouncilAct,
    FileClosing,
    FileInfractions,
    FileRecovery,
)
from isonomia.spec.approvals import key_in_force, use_approval, use_consent
from isonomia.spec.calendar import DAY, YEAR
from isonomia.spec.case_table import case_id
from isonomia.spec.chains import chain_with
from isonomia.spec.courses import MOST_GROUND_OF_APPEAL, require_ground
from isonomia.spec.draft import Draft, Table
from isonomia.spec.events import CaseFiled, CaseMoved
from isonomia.spec.panels import FIRST_PANEL, convene
from isonomia.spec.people import (
    majority_day,
    member,
    person_of,
    require_controller,
    require_impartial,
    require_same_length,
    require_takes_part,
)
from isonomia.spec.refusals import Refusal
from isonomia.spec.state import Case, CaseKey, CaseKind, InfractionVersion, Stage, YearCount
from isonomia.spec.versions import require_in_time, version_numbered

K = TypeVar("K")

#: Days between two recoveries, or two closings, filed about one person.
DAYS_BETWEEN = 90


def file_infractions(draft: Draft, action: FileInfractions) -> None:
    """Open a case about each person; nothing about them changes by it."""
    use_approval(draft, action)
    require_same_length(action.identities, action.act_days)
    if not action.identities:
        raise Refusal("NothingToDo")
    version = version_numbered(draft.infractions.get(action.rule) or (), action.version)
    for index in range(len(action.identities)):
        _accuse_one(draft, action, version, index)


def challenge(draft: Draft, action: Challenge) -> None:
    """Open a case about one award and call its panel at once."""
    proof, challenger = action.proof, action.challenger
    use_consent(draft, challenger, action.nonce, action.deadline, action.signer)
    council = draft.councils.get(proof.community)
    if council is None or council.chain != chain_with(proof):
        raise Refusal("AwardNotFiled", proof.community, proof.nonce)
    if action.line >= len(proof.identities):
        raise Refusal("LineUnknown", action.line, len(proof.identities))
    identity = proof.identities[action.line]
    if challenger == identity:
        raise Refusal("OwnAward", identity)
    require_ground(action.ground, MOST_GROUND_OF_APPEAL)
    matter = proof.community << 104 | proof.nonce << 40 | action.line
    key = CaseKey(CaseKind.CHALLENGE, identity, matter)
    number = _require_new(draft, 0, key)
    _require_challengeable(draft, number, proof, identity)
    limit = draft.charter.challenges_per_year
    if not count_in_year(draft, draft.challenges, challenger, limit):
        raise Refusal("TooManyChallenges", challenger, limit)

    panel = convene(draft, FIRST_PANEL, proof.community, (identity, challenger))
    stage, ground = Stage.FIRST_PANEL, action.ground
    detail = _detail_of(draft, proof)
    _open(draft, key, proof.community, challenger, detail, stage, panel, ground)
    draft.events.append(CaseMoved(number, stage, panel, ground))


def file_recovery(draft: Draft, action: FileRecovery) -> None:
    """Propose a new key; the old one has the notice to contest it."""
    identity, key = action.identity, action.new_controller
    use_approval(draft, action)
    _require_own_member(draft, action, identity)
    if draft.signatories.get(identity) is None:
        raise Refusal("NoController", identity)
    require_controller(identity, key)
    if action.new_signer != key:
        raise Refusal("NewControllerDeclined", identity, key)
    _require_spaced(draft, CaseKind.RECOVERY, identity)
    matter = int.from_bytes(key, "big") << 40 | draft.now
    about = CaseKey(CaseKind.RECOVERY, identity, matter)
    _open(draft, about, action.community, action.evidence_hash)


def file_closing(draft: Draft, action: FileClosing) -> None:
    """Propose to close the account of somebody who has died."""
    identity = action.identity
    use_approval(draft, action)
    _require_own_member(draft, action, identity)
    if person_of(draft, identity).closed:
        raise Refusal("IsClosed", identity)
    _require_spaced(draft, CaseKind.CLOSING, identity)
    about = CaseKey(CaseKind.CLOSING, identity, draft.now)
    _open(draft, about, action.community, action.evidence_hash)


def count_in_year(draft: Draft, table: Table[K, YearCount], key: K, limit: int) -> bool:
    """Count one more in this allocation year, unless there are as many as the limit."""
    count = table.get(key)
    times = count.times if count is not None and count.year == draft.year else 0
    if times >= limit:
        return False
    table[key] = YearCount(draft.year, times + 1)
    return True


def _accuse_one(
    draft: Draft, action: FileInfractions, version: InfractionVersion | None, index: int
) -> None:
    identity, act_day = action.identities[index], action.act_days[index]
    person = member(draft, index, identity, action.community)
    require_takes_part(index, identity, person)
    require_impartial(action, index, identity, person)
    if key_in_force(draft, identity) is None:
        raise Refusal("CannotAppeal", index, identity)
    require_in_time(draft, version, index, action.rule, action.version, act_day)
    if act_day < majority_day(person, draft.charter):
        raise Refusal("ActOfMinor", index, identity, act_day)
    key = CaseKey(CaseKind.INFRACTION, identity, action.rule << 24 | act_day)
    _require_new(draft, index, key)
    limit = draft.charter.accusations_per_year
    if not count_in_year(draft, draft.accusations, identity, limit):
        raise Refusal("TooManyAccusations", index, identity, limit)
    _open(draft, key, action.community, action.evidence_hash, action.version)


def _open(
    draft: Draft,
    key: CaseKey,
    community: int,
    evidence_hash: bytes,
    detail: int = 0,
    stage: Stage = Stage.NOTICE,
    panel: int = 0,
    ground: int = 0,
) -> None:
    """Keep a new case, with the deadlines of the charter in force."""
    number, charter = case_id(key), draft.charter
    draft.cases[number] = Case(
        kind=key.kind,
        identity=key.identity,
        matter=key.matter,
        community=community,
        stage=stage,
        filed_at=draft.now,
        since=draft.now,
        notice_days=charter.notice_days,
        ripe_days=charter.ripe_days,
        verdict_days=charter.verdict_days,
        detail=detail,
        panel=panel,
        ground=ground,
    )
    draft.events.append(
        CaseFiled(number, key.identity, key.kind, key.matter, community, detail, evidence_hash)
    )


def _require_new(draft: Draft, index: int, key: CaseKey) -> bytes:
    """Return the number of a case that was never opened."""
    number = case_id(key)
    if draft.cases.get(number) is not None:
        raise Refusal("CaseExists", index, number)
    return number


def _require_challengeable(draft: Draft, number: bytes, proof: AwardProof, identity: bytes) -> None:
    """Refuse a challenge that comes too late, or about points forgotten by leaving."""
    until = proof.filed_at + draft.charter.challenge_days * DAY
    if draft.now >= until:
        raise Refusal("ChallengeTooLate", number, until)
    require_takes_part(0, identity, person_of(draft, identity))
    left_at = draft.left_at.get(identity)
    if left_at is not None and left_at >= proof.filed_at:
        raise Refusal("TakesNoPart", 0, identity)


def _detail_of(draft: Draft, proof: AwardProof) -> int:
    version = draft.rules[proof.rule][proof.version - 1]
    year = (proof.filed_at - draft.genesis) // YEAR
    return version.points | version.category << 8 | year << 11


def _require_own_member(draft: Draft, act: CouncilAct, identity: bytes) -> None:
    person = member(draft, 0, identity, act.community)
    require_impartial(act, 0, identity, person)


def _require_spaced(draft: Draft, kind: CaseKind, identity: bytes) -> None:
    """Refuse a second case of a kind about a person within 90 days, and note this one."""
    latest = draft.last_filed.get((kind, identity))
    if latest is not None and draft.now < latest + DAYS_BETWEEN * DAY:
        raise Refusal("TooSoon", identity, latest + DAYS_BETWEEN * DAY)
    draft.last_filed[kind, identity] = draft.now
