"""Ways in which acts in cases can be wrong: each takes the fields and spoils them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from isonomia.spec import actions
from isonomia.spec.calendar import DAY
from isonomia.spec.case_state import Case, CaseKey, CaseKind, Panel
from isonomia.spec.case_table import CaseAct, next_stage
from isonomia.spec.courses import state_at
from isonomia.spec.overlays import is_in_force
from isonomia.spec.state import Person
from tests.differential.case_intent import (
    GROUNDS,
    acting,
    allowing,
    is_deducted,
    is_ready,
    key_fields,
    majority_day,
)
from tests.differential.flaws import (
    STRANGER,
    UNKNOWN,
    declined,
    longer_list,
    not_the_root,
    outsider,
    own_case,
    zero_key,
)
from tests.differential.intent import FOREVER, Fields, Scene, council_fields, person_fields
from tests.harness.keys import key_addresses, wallet_addresses


def _person_instead(scene: Scene, fields: Fields, fitting: list[bytes]) -> None:
    """Have somebody else do it, of those that fit."""
    if fitting:
        fields.update(person_fields(scene, scene.rng.choice(fitting)))


def _case_instead(scene: Scene, fields: Fields, fitting: list[Case]) -> None:
    """Do it about another case, of those that fit, signed by who signs in that one."""
    if not fitting:
        return
    case = scene.rng.choice(fitting)
    named = key_fields(case)
    if "signer" in fields:
        fields.update(person_fields(scene, case.identity))
    elif "approvals" in fields:
        fields.update(council_fields(scene, case.community, absent={case.identity}))
    fields.update({name: named[name] for name in named if name in fields})


# ----------------------------------------------------------------------------------------- people


def nowhere(scene: Scene, fields: Fields) -> None:
    """A community that does not exist."""
    fields["community"] = scene.rng.choice((0, len(scene.state.councils) + 1, 2**24, FOREVER))


def at_home(scene: Scene, fields: Fields) -> None:
    """The community somebody belongs to."""
    person = scene.state.people.get(fields["identity"])
    fields["community"] = 1 if person is None else person.community


def shut(scene: Scene, fields: Fields) -> None:
    """Somebody who is closed."""
    _person_instead(scene, fields, acting(scene, lambda person: person.closed))


def out_already(scene: Scene, fields: Fields) -> None:
    """Somebody who has opted out."""
    _person_instead(scene, fields, acting(scene, lambda person: person.opted_out))


def in_quality(scene: Scene, fields: Fields) -> None:
    """Somebody who has not opted out."""
    _person_instead(scene, fields, acting(scene, lambda person: person.takes_part))


def takes_no_part(scene: Scene, fields: Fields) -> None:
    """Somebody who is closed or has opted out, in an act of a person or of a council."""
    outside = [one for one, person in scene.state.people.items() if not person.takes_part]
    if "signer" in fields:
        _person_instead(scene, fields, [one for one in outside if one in scene.state.signatories])
    elif outside and fields["identities"]:
        identity = scene.rng.choice(outside)
        fields.update(council_fields(scene, scene.state.people[identity].community, {identity}))
        fields["identities"] = (identity, *fields["identities"][1:])


# -------------------------------------------------------------------------------- filing of cases


def bad_infraction(scene: Scene, fields: Fields) -> None:
    """An infraction rule with a value outside its bounds, or on the edge of them."""
    if not fields["infractions"]:
        return
    name, values = scene.rng.choice(
        (
            ("rule", (0, 2**32, FOREVER)),
            ("points", (301, 2**16, FOREVER)),
            ("amount", (1, 999, 2**40, FOREVER)),
            ("sunset_days", (0, 364, 1_827, FOREVER)),
            ("from_day", (2**24 - 1, 2**24 - 2, FOREVER)),
        )
    )
    texts = fields["infractions"]
    fields["infractions"] = (
        *texts[:-1],
        replace(texts[-1], **{name: scene.rng.choice(values)}),
    )


def hasty_infraction(scene: Scene, fields: Fields) -> None:
    """An infraction rule without notice, out of order, or twice in one act."""
    if not fields["infractions"]:
        return
    text = fields["infractions"][-1]
    earliest = scene.today + scene.charter.rule_notice_days
    days = [earliest - 1, earliest, scene.today, text.from_day]
    known = scene.state.infractions.get(text.rule)
    days += [known[-1].from_day] * 4 if known else []
    again = replace(text, from_day=scene.rng.choice(days))
    fields["infractions"] = (*fields["infractions"], again)


def nobody(scene: Scene, fields: Fields) -> None:
    """No lines at all."""
    for name in ("identities", "act_days", "matters"):
        if name in fields:
            fields[name] = ()


def unlike_lists(scene: Scene, fields: Fields) -> None:
    """One matter too many, or too few."""
    matters = fields["matters"]
    fields["matters"] = scene.rng.choice((matters[:-1], (*matters, 7)))


def wrong_day(scene: Scene, fields: Fields) -> None:
    """A day outside one of the limits, or on the edge of it."""
    today, filing = scene.today, scene.charter.filing_days
    near = (today + 1, today - filing, today - filing - 1, 0, 2**24, FOREVER)
    days = (max(0, scene.rng.choice(near)), *fields["act_days"][1:])
    fields["act_days"] = days[: len(fields["act_days"])]


def wrong_version(scene: Scene, fields: Fields) -> None:
    """Another version of the infraction rule, or none."""
    versions = len(scene.state.infractions.get(fields["rule"], ()))
    fields["version"] = scene.rng.choice((0, versions, versions + 1, max(1, versions - 1), FOREVER))
    if scene.rng.random() < 0.3:
        fields["rule"] = scene.rng.choice((0, 2**32 - 2, 2**32))


def without_key(scene: Scene, fields: Fields) -> None:
    """A member who cannot appeal: without a key, or with a guardian's that has lapsed."""
    able = set(acting(scene, lambda person: True))
    _accuse_instead(scene, fields, lambda one, person: person.takes_part and one not in able)


def minor_then(scene: Scene, fields: Fields) -> None:
    """Somebody who came of age after the day of the act, or a child."""
    able = set(acting(scene, lambda person: person.takes_part))
    since = scene.today - scene.charter.filing_days

    def was_minor(identity: bytes, person: Person) -> bool:
        return identity in able and majority_day(scene, person) > since + 1

    identity = _accuse_instead(scene, fields, was_minor)
    if identity is not None:
        day = majority_day(scene, scene.state.people[identity]) - scene.rng.choice((0, 1, 1, 1))
        fields["act_days"] = (min(day, scene.today),)


def _accuse_instead(
    scene: Scene, fields: Fields, fits: Callable[[bytes, Person], bool]
) -> bytes | None:
    """Accuse somebody else alone, of those that fit, under any rule in force today."""
    fitting = [one for one, person in scene.state.people.items() if fits(one, person)]
    if not fitting:
        return None
    identity = scene.rng.choice(fitting)
    fields.update(council_fields(scene, scene.state.people[identity].community, {identity}))
    fields.update(identities=(identity,), act_days=(scene.today,))
    return identity


def again(scene: Scene, fields: Fields) -> None:
    """A line that was filed before, or twice in one act."""
    known = [
        case
        for case in scene.state.cases.values()
        if case.kind == CaseKind.INFRACTION and scene.state.people[case.identity].takes_part
    ]
    if known and scene.rng.random() < 0.6:
        case = scene.rng.choice(known)
        home = scene.state.people[case.identity].community
        fields.update(council_fields(scene, home, absent={case.identity}))
        fields.update(rule=case.matter >> 24, version=case.detail)
        fields.update(identities=(case.identity,), act_days=(case.matter % 2**24,))
    else:
        fields["identities"] += fields["identities"][:1]
        fields["act_days"] += fields["act_days"][:1]


def over_and_over(scene: Scene, fields: Fields) -> None:
    """One person more often than a year allows, for as many days before."""
    times = scene.charter.accusations_per_year + 1
    fields["identities"] = fields["identities"][:1] * times
    fields["act_days"] = tuple(max(0, scene.today - later) for later in range(times))


def outsider_alone(scene: Scene, fields: Fields) -> None:
    """Somebody of another community, or nobody."""
    people, community = scene.state.people, fields["community"]
    others = [one for one, person in people.items() if person.community != community]
    fields["identity"] = scene.rng.choice((UNKNOWN, *others))


def own_seat(scene: Scene, fields: Fields) -> None:
    """The holder of a seat that signs."""
    community = fields["community"]
    for seat, _ in fields["approvals"]:
        known = scene.state.seats.get((community, seat))
        if known and scene.state.people[known.identity].community == community:
            fields["identity"] = known.identity


def unbound(scene: Scene, fields: Fields) -> None:
    """Somebody without a key."""
    people, signatories = scene.state.people, scene.state.signatories
    keyless = [one for one in people if one not in signatories]
    if keyless:
        fields["identity"] = scene.rng.choice(keyless)
        home = people[fields["identity"]].community
        fields.update(council_fields(scene, home, absent={fields["identity"]}))


def too_soon(scene: Scene, fields: Fields) -> None:
    """Somebody about whom the same was filed not long ago."""
    kind = CaseKind.RECOVERY if "new_signer" in fields else CaseKind.CLOSING
    recent = [one for filed, one in scene.state.last_filed if filed == kind]
    if recent:
        fields["identity"] = scene.rng.choice(recent)
        home = scene.state.people[fields["identity"]].community
        fields.update(council_fields(scene, home, absent={fields["identity"]}))


def closed_already(scene: Scene, fields: Fields) -> None:
    """Somebody who is closed."""
    people = scene.state.people
    closed = [one for one, person in people.items() if person.closed]
    if closed:
        fields["identity"] = scene.rng.choice(closed)
        home = people[fields["identity"]].community
        fields.update(council_fields(scene, home, absent={fields["identity"]}))


# ------------------------------------------------------------------------------------- challenges


def unproved(scene: Scene, fields: Fields) -> None:
    """A batch that was never filed so, or a proof that misses something."""
    proof = fields["proof"]
    changes = (
        {"community": scene.rng.choice((0, len(scene.state.councils) + 1, 2**24))},
        {"nonce": proof.nonce + 1},
        {"rule": proof.rule + 1},
        {"version": proof.version + 1},
        {"evidence_hash": UNKNOWN},
        {"identities": (*proof.identities, UNKNOWN)},
        {"filed_at": proof.filed_at + 1},
        {"before": b"\x01" * 14},
        {"later": proof.later[:-1] or (UNKNOWN,)},
    )
    fields["proof"] = replace(proof, **scene.rng.choice(changes))


def no_such_line(scene: Scene, fields: Fields) -> None:
    """A line beyond the batch."""
    lines = len(fields["proof"].identities)
    fields["line"] = scene.rng.choice((lines, lines + 1, FOREVER))


def own_award(scene: Scene, fields: Fields) -> None:
    """The person awarded challenges it."""
    person = person_fields(scene, fields["proof"].identities[fields["line"]])
    fields["challenger"] = person.pop("identity")
    fields.update(person)


def other_batch(scene: Scene, fields: Fields) -> None:
    """Any batch at all: an old one, one challenged before, or of somebody who has left."""
    proofs = [proof for proof in scene.batches.proofs() if proof.identities]
    if proofs:
        proof = scene.rng.choice(proofs)
        fields.update(proof=scene.batches.whole(proof), line=0)


def batch_of_outsider(scene: Scene, fields: Fields) -> None:
    """A batch not too old of somebody who takes no part, or has since left and come back."""
    oldest = scene.now - scene.charter.challenge_days * DAY
    people, left_at = scene.state.people, scene.state.left_at
    fitting = [
        (proof, line)
        for proof in scene.batches.proofs()
        for line, one in enumerate(proof.identities)
        if proof.filed_at > oldest and (not people[one].takes_part or one in left_at)
    ]
    if fitting:
        proof, line = scene.rng.choice(fitting)
        fields.update(proof=scene.batches.whole(proof), line=line)


def eager_challenger(scene: Scene, fields: Fields) -> None:
    """Somebody who challenged before: perhaps as often as a year allows."""
    eager = list(scene.state.challenges)
    if eager:
        person = person_fields(scene, scene.rng.choice(eager))
        fields["challenger"] = person.pop("identity")
        fields.update(person)


# -------------------------------------------------------------------------------- cases under way


def bad_ground(scene: Scene, fields: Fields) -> None:
    """A ground that does not exist; a review knows one more."""
    fields["ground"] = scene.rng.choice((0, GROUNDS + 1, GROUNDS + 2, FOREVER))


def unknown_case(scene: Scene, fields: Fields) -> None:
    """A case that nobody filed."""
    if "matters" in fields:
        fields["matters"] = tuple(matter + 1 for matter in fields["matters"])
    else:
        fields["matter"] = scene.rng.choice((0, fields["matter"] ^ 1, FOREVER))


def other_case(scene: Scene, fields: Fields) -> None:
    """Any other case."""
    _case_instead(scene, fields, list(scene.state.cases.values()))


def case_of_lapsed(scene: Scene, fields: Fields) -> None:
    """A case about somebody who has no key in force, or none at all."""
    able = set(acting(scene, lambda person: True))
    cases = [case for case in scene.state.cases.values() if case.identity not in able]
    closings = [case for case in cases if case.kind == CaseKind.CLOSING]
    _case_instead(scene, fields, cases if "kind" in fields else closings)


def wrong_state(scene: Scene, fields: Fields, act: CaseAct) -> None:
    """A case of a kind that knows the act, in a state that does not allow it."""
    fitting = [
        case
        for case in scene.state.cases.values()
        if next_stage(case.kind, state_at(scene.state, case, scene.now), act) is None
        and ("kind" in fields or case.kind == _KIND_OF.get(act, case.kind))
    ]
    _case_instead(scene, fields, fitting)


_KIND_OF = {CaseAct.REVIEW: CaseKind.INFRACTION, CaseAct.ALIVE: CaseKind.CLOSING}


def not_appealable(scene: Scene, fields: Fields) -> None:
    """A case that has no appeal now."""
    wrong_state(scene, fields, CaseAct.APPEAL)


def not_reviewable(scene: Scene, fields: Fields) -> None:
    """An infraction that has no review now."""
    wrong_state(scene, fields, CaseAct.REVIEW)


def no_closing(scene: Scene, fields: Fields) -> None:
    """A closing that nobody needs to answer any more."""
    wrong_state(scene, fields, CaseAct.ALIVE)


def not_withdrawable(scene: Scene, fields: Fields) -> None:
    """A case that is over, or a challenge."""
    wrong_state(scene, fields, CaseAct.WITHDRAW)


def other_filer(scene: Scene, fields: Fields) -> None:
    """A council that did not file the case."""
    others = [one for one in scene.state.councils if one != fields["community"]]
    fields.update(council_fields(scene, scene.rng.choice(others)))


def cases_of_others(scene: Scene, fields: Fields) -> None:
    """Remedies of cases for which none can be certified."""
    cases = [one for one in scene.state.cases.values() if one.kind == CaseKind.INFRACTION]
    if cases:
        case = scene.rng.choice(cases)
        fields.update(council_fields(scene, case.community, absent={case.identity}))
        fields.update(identities=(case.identity,), matters=(case.matter,))


def remedy_of_own(scene: Scene, fields: Fields) -> None:
    """A remedy certified by the seat of the person who owes it."""
    people = scene.state.people
    own = [
        case
        for case in scene.state.cases.values()
        if case.kind == CaseKind.INFRACTION
        and people[case.identity].seat_community == case.community
    ]
    if own:
        case = scene.rng.choice(own)
        seats = scene.state.councils[case.community].seats
        everybody = tuple(
            (index, scene.state.seats[case.community, index].controller) for index in range(seats)
        )
        fields.update(council_fields(scene, case.community), approvals=everybody)
        fields.update(identities=(case.identity,), matters=(case.matter,))


def wrong_former(scene: Scene, fields: Fields) -> None:
    """A second appeal with another list than the first panel's."""
    former = fields["former_panel"]
    fields["former_panel"] = former[:-1] or (UNKNOWN,)


def reviewed(scene: Scene, fields: Fields) -> None:
    """A deduction that was looked at before."""
    _case_instead(
        scene, fields, [case for case in allowing(scene, CaseAct.REVIEW) if case.reviewed]
    )


def ended(scene: Scene, fields: Fields) -> None:
    """A deduction that is no longer in force, and was never looked at."""
    cases = allowing(scene, CaseAct.REVIEW)
    _case_instead(
        scene, fields, [one for one in cases if not one.reviewed and not is_deducted(scene, one)]
    )


# ----------------------------------------------------------------------------------------- panels


def no_such_panel(scene: Scene, fields: Fields) -> None:
    """A panel that was never convened."""
    fields["panel"] = scene.rng.choice((0, len(scene.state.panels) + 1, FOREVER))


def seated(scene: Scene, fields: Fields) -> None:
    """A panel that is seated."""
    _panel_instead(scene, fields, lambda panel: panel.seated is not None)


def pending(scene: Scene, fields: Fields) -> None:
    """A panel whose beacon round is not verified."""
    _panel_instead(scene, fields, lambda panel: panel.seated is None and not is_ready(scene, panel))


def _panel_instead(scene: Scene, fields: Fields, fits: Callable[[Panel], bool]) -> None:
    fitting = [number for number, panel in scene.state.panels.items() if fits(panel)]
    if fitting:
        fields["panel"] = scene.rng.choice(fitting)
        fields["identities"] = scene.state.panels[fields["panel"]].list


def wrong_list(scene: Scene, fields: Fields) -> None:
    """Somebody left out of the list, or one too many."""
    listed = fields["identities"]
    fields["identities"] = scene.rng.choice((listed[:-1] or (UNKNOWN,), (*listed, UNKNOWN)))


def odd_outcome(scene: Scene, fields: Fields) -> None:
    """Neither upheld nor rejected."""
    fields["outcome"] = scene.rng.choice((0, 3, FOREVER))


def unseated(scene: Scene, fields: Fields) -> None:
    """The verdict of a panel that was not drawn."""
    panels = scene.state.panels
    cases = [one for one in allowing(scene, CaseAct.UPHOLD) if panels[one.panel].seated is None]
    if cases:
        case = scene.rng.choice(cases)
        fields.update(key_fields(case), identities=panels[case.panel].list, votes=())


def no_such_juror(scene: Scene, fields: Fields) -> None:
    """A bit beyond the jurors."""
    votes = fields["votes"]
    taken = [juror for juror, _ in votes]
    index = scene.rng.choice((11, 12, 255))
    if not taken or index > max(taken):
        fields["votes"] = (*votes, (index, STRANGER))


def vote_missing(scene: Scene, fields: Fields) -> None:
    """More bits than signatures; behind a wallet's, whose bytes follow, none counts as missing."""
    votes = fields["votes"]
    if votes:
        kept = votes[: scene.rng.randrange(len(votes))]
        if not any(signer in wallet_addresses() for _, signer in kept):
            fields["votes"] = (*kept, *((juror, None) for juror, _ in votes[len(kept) :]))


def vote_forged(scene: Scene, fields: Fields) -> None:
    """One juror's vote is by somebody else."""
    votes = fields["votes"]
    if votes:
        index = scene.rng.randrange(len(votes))
        signer = scene.rng.choice((STRANGER, scene.rng.choice(key_addresses())))
        fields["votes"] = (*votes[:index], (votes[index][0], signer), *votes[index + 1 :])


def all_vote(scene: Scene, fields: Fields) -> None:
    """All jurors, also those that share a key."""
    number = _panel_with(scene, fields["identities"])
    if number is not None:
        jurors = enumerate(scene.state.panels[number].jurors)
        signatories = scene.state.signatories
        fields["votes"] = tuple((index, signatories[one].controller) for index, one in jurors)


def _panel_with(scene: Scene, listed: tuple[bytes, ...]) -> int | None:
    panels = scene.state.panels.items()
    return next((number for number, one in panels if one.seated and one.list == listed), None)


def few_votes(scene: Scene, fields: Fields) -> None:
    """Less than a majority, sometimes nobody."""
    fields["votes"] = fields["votes"][: scene.rng.choice((0, 1, 2))]


# ------------------------------------------------------------------------------------ carrying out


def unknown_line(scene: Scene, fields: Fields) -> None:
    """A case that nobody filed among the others."""
    unknown = CaseKey(scene.rng.choice((0, 1, 4)), scene.subject(), scene.rng.randrange(99))
    fields["cases"] = scene.rng.choice(((unknown,), (*fields["cases"], unknown)))


def unripe(scene: Scene, fields: Fields) -> None:
    """A case in any state, or one twice in one act."""
    cases = [case.key for case in scene.state.cases.values()]
    if cases:
        key = scene.rng.choice((*fields["cases"], scene.rng.choice(cases)))
        fields["cases"] = (*fields["cases"], key)


def against_closed(scene: Scene, fields: Fields) -> None:
    """A ripe case about somebody who is closed."""
    people = scene.state.people
    ripe = allowing(scene, CaseAct.CARRY_OUT)
    shut_ones = [case.key for case in ripe if people[case.identity].closed]
    if shut_ones:
        fields["cases"] = (scene.rng.choice(shut_ones),)


def without_room(scene: Scene, fields: Fields) -> None:
    """All ripe cases about the person who has the most overlays."""
    ripe = allowing(scene, CaseAct.CARRY_OUT)
    overlays = scene.state.overlays

    def in_force(case: Case) -> int:
        found = overlays.get(case.identity, ())
        return sum(is_in_force(overlay, scene.today) for overlay in found)

    if ripe:
        fullest = max(ripe, key=in_force)
        fields["cases"] = tuple(one.key for one in ripe if one.identity == fullest.identity)


_ONE_MEMBER = (outsider_alone, own_seat, own_seat, unbound, too_soon, too_soon)
VOTE_FLAWS = (
    wrong_list,
    no_such_juror,
    vote_missing,
    vote_forged,
    all_vote,
    all_vote,
    all_vote,
    few_votes,
)

CASE_FLAWS = {
    actions.Move: (nowhere, at_home, shut, shut),
    actions.OptOut: (shut, shut, out_already),
    actions.OptIn: (shut, shut, in_quality),
    actions.PublishInfractions: (
        not_the_root,
        bad_infraction,
        bad_infraction,
        hasty_infraction,
        hasty_infraction,
    ),
    actions.FileInfractions: (
        longer_list,
        nobody,
        outsider,
        takes_no_part,
        takes_no_part,
        own_case,
        own_case,
        without_key,
        without_key,
        wrong_day,
        wrong_version,
        wrong_version,
        minor_then,
        minor_then,
        minor_then,
        again,
        again,
        over_and_over,
        over_and_over,
    ),
    actions.FileRecovery: (*_ONE_MEMBER, zero_key, declined),
    actions.FileClosing: (*_ONE_MEMBER, closed_already, closed_already),
    actions.Withdraw: (unknown_case, not_withdrawable, not_withdrawable, other_filer),
    actions.CertifyRemedies: (
        unlike_lists,
        nobody,
        unknown_case,
        cases_of_others,
        cases_of_others,
        other_filer,
        remedy_of_own,
        remedy_of_own,
    ),
    actions.Challenge: (
        unproved,
        unproved,
        no_such_line,
        own_award,
        bad_ground,
        other_batch,
        other_batch,
        batch_of_outsider,
        batch_of_outsider,
        eager_challenger,
        eager_challenger,
    ),
    actions.Appeal: (
        unknown_case,
        not_appealable,
        bad_ground,
        wrong_former,
        wrong_former,
        case_of_lapsed,
        case_of_lapsed,
    ),
    actions.Review: (
        unknown_case,
        not_reviewable,
        not_reviewable,
        bad_ground,
        reviewed,
        reviewed,
        ended,
        ended,
        ended,
    ),
    actions.Alive: (unknown_case, no_closing, no_closing, case_of_lapsed, case_of_lapsed),
    actions.SeatPanel: (no_such_panel, seated, pending, wrong_list),
    actions.GiveVerdict: (unknown_case, other_case, odd_outcome, unseated, *VOTE_FLAWS),
    actions.CarryOut: (
        unknown_line,
        unripe,
        unripe,
        against_closed,
        against_closed,
        without_room,
        without_room,
    ),
}


#: What cases and leaving add to acts that are not about them.
MORE_FLAWS = {
    actions.FileAwards: (takes_no_part, takes_no_part),
    actions.Give: (takes_no_part, takes_no_part),
    actions.Nominate: (takes_no_part, takes_no_part),
    actions.EnterRound: (takes_no_part, takes_no_part, takes_no_part),
}
