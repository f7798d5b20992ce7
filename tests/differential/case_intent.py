"""Random acts in cases that mean to succeed, and those of people who move, leave or come back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from isonomia.spec import actions
from isonomia.spec.calendar import DAY, first_day
from isonomia.spec.case_filing import DAYS_BETWEEN
from isonomia.spec.case_state import Case, CaseKey, CaseKind, CaseState, Outcome, Panel
from isonomia.spec.case_table import CaseAct, case_id, next_stage
from isonomia.spec.courses import state_at
from isonomia.spec.deductions import cause_of
from isonomia.spec.state import DEDUCTION, Person
from tests.differential.founding import INFRACTION_RULE_IDS, MONTHS, random_infraction
from tests.differential.intent import ROOT, Fields, Scene, council_fields, person_fields

GROUNDS = 5
#: Lines of a batch about one person, one for each day: enough to fill all overlays and one more.
MANY_DAYS = 9

# ----------------------------------------------------------------------------------------- people


def acting(scene: Scene, fits: Callable[[Person], bool]) -> list[bytes]:
    """Return the people of a kind who have a key that is in force."""
    people, today = scene.state.people, scene.today
    return [
        identity
        for identity, known in scene.state.signatories.items()
        if (not known.lapse_day or today < known.lapse_day) and fits(people[identity])
    ]


def one_of(scene: Scene, fitting: Sequence[bytes]) -> bytes:
    """Return one of those that fit, mostly a favourite; anybody with a key when none does."""
    preferred = [identity for identity in scene.favourites if identity in fitting]
    if preferred and scene.rng.random() < 0.6:
        return scene.rng.choice(preferred)
    return scene.rng.choice(fitting or list(scene.state.signatories))


def majority_day(scene: Scene, person: Person) -> int:
    """Return the day on which somebody comes of age."""
    return first_day(person.birth_month + scene.charter.majority_years * MONTHS)


def move(scene: Scene) -> Fields:
    """Return somebody's move into another community."""
    identity = one_of(scene, acting(scene, lambda person: not person.closed))
    home = scene.state.people[identity].community
    others = [community for community in scene.state.councils if community != home]
    return {**person_fields(scene, identity), "community": scene.rng.choice(others)}


def opt_out(scene: Scene) -> Fields:
    """Return the leaving of somebody, of one about whom a case is open when there is one."""
    inside = acting(scene, lambda person: person.takes_part)
    accused = {case.identity for case in scene.state.cases.values()}
    return person_fields(scene, one_of(scene, [one for one in inside if one in accused] or inside))


def opt_in(scene: Scene) -> Fields:
    """Return the coming back of somebody."""
    outside = acting(scene, lambda person: person.opted_out and not person.closed)
    return person_fields(scene, one_of(scene, outside))


# -------------------------------------------------------------------------------- filing of cases


def publish_infractions(scene: Scene) -> Fields:
    """Return new infraction rules and new versions of old ones."""
    rng, known = scene.rng, scene.state.infractions
    texts = []
    for rule in rng.sample(INFRACTION_RULE_IDS, rng.choice((0, 1, 1, 2))):
        earliest = scene.today + scene.charter.rule_notice_days
        if rule in known:
            earliest = max(earliest, known[rule][-1].from_day + 1)
        texts.append(random_infraction(rng, rule, earliest + rng.choice((0, 0, 1, 20))))
    return {
        **council_fields(scene, ROOT),
        "infractions_hash": rng.randbytes(32),
        "infractions": tuple(texts),
    }


def accuse(scene: Scene) -> Fields:
    """Return an accusation of one or more members, or of one for many days."""
    rng, state = scene.rng, scene.state
    able = acting(scene, lambda person: person.takes_part and _days(scene, person) != [])
    first = one_of(scene, able)
    rule, version, days = rng.choice(_days(scene, state.people[first]) or [(1, 1, [scene.today])])
    chosen = [(first, rng.choice(days))]
    if rng.random() < 0.25:
        chosen = [(first, day) for day in rng.sample(days, min(len(days), MANY_DAYS))]
    elif rng.random() < 0.4:
        community = state.people[first].community
        others = [one for one in able if state.people[one].community == community]
        chosen += [(one, scene.today) for one in rng.sample(others, min(2, len(others)))]
    identities, act_days = zip(*dict.fromkeys(chosen), strict=True)
    return {
        **council_fields(scene, state.people[first].community, absent=set(identities)),
        "rule": rule,
        "version": version,
        "evidence_hash": rng.randbytes(32),
        "identities": identities,
        "act_days": act_days,
    }


def _days(scene: Scene, person: Person) -> list[tuple[int, int, list[int]]]:
    """Return rules, versions and days of acts for which somebody can be accused."""
    found = []
    for rule, versions in scene.state.infractions.items():
        for number, version in enumerate(versions, start=1):
            first = max(
                version.from_day, scene.today - version.filing_days, majority_day(scene, person)
            )
            last = min(scene.today, version.until_day - 1)
            if version.points and first <= last:
                found.append((rule, number, list(range(max(first, last - 20), last + 1))))
    return found


def recover(scene: Scene) -> Fields:
    """Return the filing of a new key for somebody."""
    spaced = [one for one in scene.state.signatories if _is_spaced(scene, CaseKind.RECOVERY, one)]
    identity = one_of(scene, spaced)
    key = scene.some_key()
    community = scene.state.people[identity].community
    return {
        **council_fields(scene, community, absent={identity}),
        "identity": identity,
        "new_controller": key,
        "evidence_hash": scene.rng.randbytes(32),
        "new_signer": key,
    }


def close(scene: Scene) -> Fields:
    """Return the filing of somebody's closing, often of one who is about to be closed already."""
    people = scene.state.people
    spaced = [
        one
        for one, person in people.items()
        if not person.closed and _is_spaced(scene, CaseKind.CLOSING, one)
    ]
    about_to_be = {case.identity for case in allowing(scene, CaseAct.ALIVE)}
    again = [one for one in spaced if one in about_to_be]
    answering = [case.identity for case in allowing(scene, CaseAct.APPEAL)]
    accused = [one for one in spaced if one in answering]
    identity = one_of(scene, scene.rng.choice((again, accused, spaced)) or spaced)
    return {
        **council_fields(scene, people[identity].community, absent={identity}),
        "identity": identity,
        "evidence_hash": scene.rng.randbytes(32),
    }


def _is_spaced(scene: Scene, kind: CaseKind, identity: bytes) -> bool:
    latest = scene.state.last_filed.get((kind, identity))
    return latest is None or scene.now >= latest + DAYS_BETWEEN * DAY


def challenge(scene: Scene) -> Fields:
    """Return a challenge of an award, while there is one that can be challenged."""
    rng, state = scene.rng, scene.state
    proof, line = challengeable(scene)
    others = acting(scene, lambda person: not person.closed)
    challenger = one_of(scene, [one for one in others if one != proof.identities[line]])
    fields = person_fields(scene, challenger)
    return {
        "proof": scene.batches.whole(proof) if proof in scene.batches.proofs() else proof,
        "line": line,
        "challenger": fields.pop("identity"),
        "ground": rng.randint(1, GROUNDS),
        **fields,
        "signer": state.signatories[challenger].controller,
    }


def challengeable(scene: Scene) -> tuple[actions.AwardProof, int]:
    """Return an award that can still be challenged; else any, or one that nobody made."""
    until = scene.now - scene.charter.challenge_days * DAY
    known = [proof for proof in scene.batches.proofs() if proof.identities]
    fresh = [
        (proof, line)
        for proof in known
        if proof.filed_at > until
        for line, identity in enumerate(proof.identities)
        if scene.state.people[identity].takes_part
        and case_id(challenge_key(proof, line)) not in scene.state.cases
    ]
    if fresh:
        return scene.rng.choice(fresh)
    if known:
        proof = scene.rng.choice(known)
        return proof, scene.rng.randrange(len(proof.identities))
    nobody = (scene.subject(),)
    return actions.AwardProof(1, 0, 1, 1, bytes(32), nobody, scene.now, bytes(14), ()), 0


def challenge_key(proof: actions.AwardProof, line: int) -> CaseKey:
    """Return what a challenge of a line is about."""
    matter = proof.community << 104 | proof.nonce << 40 | line
    return CaseKey(CaseKind.CHALLENGE, proof.identities[line], matter)


# -------------------------------------------------------------------------------- cases under way


def allowing(scene: Scene, act: CaseAct) -> list[Case]:
    """Return the cases in whose state an act comes next."""
    return [
        case
        for case in scene.state.cases.values()
        if next_stage(case.kind, state_at(scene.state, case, scene.now), act) is not None
    ]


def some_case(scene: Scene, fitting: Sequence[Case]) -> Case:
    """Return one of the cases that fit; else any, or one that nobody filed."""
    known = fitting or list(scene.state.cases.values())
    if known:
        return scene.rng.choice(known)
    return Case(1, scene.subject(), 1 << 24 | scene.today, 1, 1, scene.now, scene.now, 14, 30, 30)


def withdraw(scene: Scene) -> Fields:
    """Return a council's withdrawal of a case it filed."""
    case = some_case(scene, allowing(scene, CaseAct.WITHDRAW))
    return {**council_fields(scene, case.community), **key_fields(case)}


def key_fields(case: Case) -> Fields:
    """Return what names a case."""
    return {"kind": case.kind, "identity": case.identity, "matter": case.matter}


def certify(scene: Scene) -> Fields:
    """Return a council's word that the remedies of one or more cases are done."""
    rng = scene.rng
    fitting = allowing(scene, CaseAct.REMEDY)
    first = some_case(scene, fitting)
    chosen = {case_id(first.key): first}
    for case in fitting:
        if case.community == first.community and rng.random() < 0.3:
            chosen[case_id(case.key)] = case
    identities = tuple(case.identity for case in chosen.values())
    return {
        **council_fields(scene, first.community, absent=set(identities)),
        "evidence_hash": rng.randbytes(32),
        "identities": identities,
        "matters": tuple(case.matter for case in chosen.values()),
    }


def appeal(scene: Scene) -> Fields:
    """Return the appeal of somebody about whom a case is open, more often a second one."""
    fitting = allowing(scene, CaseAct.APPEAL)
    upheld = [one for one in fitting if state_at(scene.state, one, scene.now) == CaseState.UPHELD]
    case = some_case(scene, upheld or fitting)
    former = scene.state.panels[case.panel].list if case in upheld else ()
    return {
        **person_fields(scene, case.identity),
        **key_fields(case),
        "ground": scene.rng.randint(1, GROUNDS),
        "former_panel": former,
    }


def is_deducted(scene: Scene, case: Case) -> bool:
    """Return whether the deduction that a case made is in force."""
    overlays = scene.state.overlays.get(case.identity, ())
    if case.overlay >= len(overlays):
        return False
    overlay = overlays[case.overlay]
    return (
        overlay.kind == DEDUCTION
        and overlay.cause == cause_of(case_id(case.key))
        and scene.today < overlay.until_day
    )


def review(scene: Scene) -> Fields:
    """Return a call for the review of a deduction in force."""
    fitting = [
        case
        for case in allowing(scene, CaseAct.REVIEW)
        if not case.reviewed and is_deducted(scene, case)
    ]
    case = some_case(scene, fitting)
    return {
        **person_fields(scene, case.identity),
        "matter": case.matter,
        "ground": scene.rng.randint(1, GROUNDS + 1),
    }


def alive(scene: Scene) -> Fields:
    """Return the sign of life of somebody who is, or is about to be, closed."""
    fitting = [case for case in allowing(scene, CaseAct.ALIVE) if is_bound(scene, case.identity)]
    case = some_case(scene, fitting)
    return {**person_fields(scene, case.identity), "matter": case.matter}


def is_bound(scene: Scene, identity: bytes) -> bool:
    """Return whether somebody has a key."""
    return identity in scene.state.signatories


# ----------------------------------------------------------------------------------------- panels


def seat_panel(scene: Scene) -> Fields:
    """Return the drawing of a panel whose beacon round is verified, mostly one still needed."""
    panels = scene.state.panels
    ready = [number for number, panel in panels.items() if is_ready(scene, panel)]
    number = scene.rng.choice(ready or list(panels) or [1])
    barred = panels[number].list if number in panels else ()
    return {"panel": number, "identities": barred}


def is_ready(scene: Scene, panel: Panel) -> bool:
    """Return whether a panel can be drawn now."""
    return panel.seated is None and panel.beacon_round in scene.state.randomness


def decidable(scene: Scene) -> list[Case]:
    """Return the cases whose panel is at work and seated."""
    panels = scene.state.panels
    return [case for case in allowing(scene, CaseAct.UPHOLD) if panels[case.panel].seated]


def verdict(scene: Scene) -> Fields:
    """Return the verdict of a bare majority or of all jurors, upheld more often than not."""
    case = some_case(scene, decidable(scene))
    panel = scene.state.panels.get(case.panel)
    return {
        **key_fields(case),
        "outcome": scene.rng.choice((Outcome.UPHELD, Outcome.UPHELD, Outcome.REJECTED)).value,
        "reasons_hash": scene.rng.randbytes(32),
        "identities": () if panel is None else panel.list,
        "votes": votes_of(scene, panel),
    }


def votes_of(scene: Scene, panel: Panel | None) -> tuple[tuple[int, bytes], ...]:
    """Return the votes of jurors with different keys, a bare majority or as many as there are."""
    if panel is None:
        return ()
    wanted = scene.rng.choice((panel.size // 2 + 1, panel.size // 2 + 1, panel.size))
    keys: dict[bytes, int] = {}
    jurors = list(enumerate(panel.jurors))
    scene.rng.shuffle(jurors)
    for index, juror in jurors:
        if len(keys) < wanted:
            keys.setdefault(scene.state.signatories[juror].controller, index)
    return tuple(sorted((index, key) for key, index in keys.items()))


def carry_out(scene: Scene) -> Fields:
    """Return the carrying out of one ripe or released case, or of several."""
    rng = scene.rng
    ripe = allowing(scene, CaseAct.CARRY_OUT)
    fitting = [case for case in ripe if not _can_be_doubled(scene, case)]
    fitting = ripe if rng.random() < 0.3 else fitting or ripe
    closings = [case for case in fitting if case.kind == CaseKind.CLOSING]
    chosen = [some_case(scene, closings if closings and rng.random() < 0.3 else fitting)]
    if fitting and rng.random() < 0.4:
        chosen = _of_one_person(fitting) if rng.random() < 0.5 else rng.sample(fitting, 1)
    return {"cases": tuple(case.key for case in chosen)}


def _can_be_doubled(scene: Scene, case: Case) -> bool:
    """Return whether a closing will still be ripe when the person's next one can be filed."""
    days = case.notice_days + case.ripe_days
    is_early = scene.now < case.filed_at + DAYS_BETWEEN * DAY
    return case.kind == CaseKind.CLOSING and days > DAYS_BETWEEN and is_early


def _of_one_person(fitting: Iterable[Case]) -> list[Case]:
    """Return all cases about the person about whom there are most."""
    by_person: dict[bytes, list[Case]] = {}
    for case in fitting:
        by_person.setdefault(case.identity, []).append(case)
    return max(by_person.values(), key=len)


CASES: dict[type[Any], Callable[[Scene], Fields]] = {
    actions.Move: move,
    actions.OptOut: opt_out,
    actions.OptIn: opt_in,
    actions.PublishInfractions: publish_infractions,
    actions.FileInfractions: accuse,
    actions.FileRecovery: recover,
    actions.FileClosing: close,
    actions.Withdraw: withdraw,
    actions.CertifyRemedies: certify,
    actions.Challenge: challenge,
    actions.Appeal: appeal,
    actions.Review: review,
    actions.Alive: alive,
    actions.SeatPanel: seat_panel,
    actions.GiveVerdict: verdict,
    actions.CarryOut: carry_out,
}


def is_case_act_due(scene: Scene, kind: type[Any]) -> bool:
    """Return whether there is something for which such an act comes next."""
    due: dict[type[Any], Callable[[], Iterable[Any]]] = {
        actions.Challenge: lambda: scene.batches.proofs(),
        actions.Withdraw: lambda: allowing(scene, CaseAct.WITHDRAW),
        actions.CertifyRemedies: lambda: allowing(scene, CaseAct.REMEDY),
        actions.Appeal: lambda: allowing(scene, CaseAct.APPEAL),
        actions.Review: lambda: allowing(scene, CaseAct.REVIEW),
        actions.Alive: lambda: allowing(scene, CaseAct.ALIVE),
        actions.GiveVerdict: lambda: decidable(scene),
        actions.CarryOut: lambda: allowing(scene, CaseAct.CARRY_OUT),
        actions.SeatPanel: lambda: (
            one for one in scene.state.panels.values() if is_ready(scene, one)
        ),
    }
    return kind not in due or any(True for _ in due[kind]())
