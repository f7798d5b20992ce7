"""Ways in which acts on the assembly can be wrong: each takes the fields and spoils them."""

from __future__ import annotations

from collections.abc import Callable

from isonomia.spec import actions
from isonomia.spec.amendments import amendment_id
from isonomia.spec.case_state import Renewal, Target
from tests.differential.assembly_intent import (
    LATEST_AMENDMENT,
    candidates,
    is_below,
    is_running,
    is_taking,
    is_waiting,
    random_values,
    share_index_bounds,
    some_renewal,
)
from tests.differential.case_flaws import VOTE_FLAWS, nowhere
from tests.differential.case_intent import acting
from tests.differential.intent import FOREVER, Fields, Scene, council_fields, person_fields

# ----------------------------------------------------------------------------------------- audits


def audited(scene: Scene, fields: Fields) -> None:
    """A community that has had an audit, or has one open."""
    if scene.state.audits:
        fields["community"] = scene.rng.choice(list(scene.state.audits))


def far_index(scene: Scene, fields: Fields) -> None:
    """A share index outside the step, or on the edge of it."""
    if fields["community"] in scene.state.councils:
        least, most = share_index_bounds(scene, fields["community"])
        fields["share_index"] = scene.rng.choice((least - 1, most + 1, least, most, 0, FOREVER))


def without_audit(scene: Scene, fields: Fields) -> None:
    """A community without an audit that can be recorded."""
    audits = scene.state.audits
    without = [
        one
        for one in scene.state.councils
        if one not in audits or not is_running(scene, audits[one])
    ]
    fields["community"] = scene.rng.choice((0, len(scene.state.councils) + 1, *without))


def auditors_not_drawn(scene: Scene, fields: Fields) -> None:
    """An audit whose panel is not drawn."""
    state = scene.state
    early = [
        community
        for community, audit in state.audits.items()
        if is_running(scene, audit) and state.panels[audit.panel].seated is None
    ]
    if early:
        community = scene.rng.choice(early)
        index = state.councils[community].share_index
        fields.update(community=community, share_index=index, votes=())


# --------------------------------------------------------------------------------------- renewals


def any_council(scene: Scene, fields: Fields) -> None:
    """Any council, whatever its term; one that is being renewed when there is one."""
    running = [one.community for one in scene.state.renewals.values() if not one.over]
    fields["community"] = scene.rng.choice(running or list(scene.state.councils))


def no_such_renewal(scene: Scene, fields: Fields) -> None:
    """A renewal that was never opened."""
    fields["renewal"] = scene.rng.choice((0, len(scene.state.renewals) + 1, FOREVER))


def _renewal_instead(scene: Scene, fields: Fields, fits: Callable[[Renewal], bool]) -> None:
    fields["renewal"] = some_renewal(scene, fits)


def no_longer_taking(scene: Scene, fields: Fields) -> None:
    """A renewal for which nobody can volunteer any more."""
    _renewal_instead(scene, fields, lambda known: not is_taking(scene, known))


def still_taking(scene: Scene, fields: Fields) -> None:
    """A renewal for which people can still volunteer."""
    _renewal_instead(scene, fields, lambda known: is_taking(scene, known))


def frozen(scene: Scene, fields: Fields) -> None:
    """A renewal that has its beacon round."""
    _renewal_instead(scene, fields, lambda known: known.beacon_round > 0)


def not_frozen(scene: Scene, fields: Fields) -> None:
    """A renewal without a beacon round."""
    _renewal_instead(scene, fields, lambda known: not known.beacon_round)


def over(scene: Scene, fields: Fields) -> None:
    """A renewal that is over."""
    _renewal_instead(scene, fields, lambda known: known.over)


def undecided(scene: Scene, fields: Fields) -> None:
    """A renewal whose beacon round is not verified."""
    known = scene.state.randomness
    _renewal_instead(
        scene, fields, lambda one: one.beacon_round > 0 and one.beacon_round not in known
    )


def one_too_many(scene: Scene, fields: Fields) -> None:
    """A lot for which there is no volunteer, or no seat left."""
    fields["identities"] = (*fields["identities"], scene.subject())


def wrong_volunteer(scene: Scene, fields: Fields) -> None:
    """A lot goes to somebody else."""
    identities = list(fields["identities"])
    if identities:
        identities[scene.rng.randrange(len(identities))] = scene.subject()
        fields["identities"] = tuple(identities)


def _volunteer_instead(scene: Scene, fields: Fields, fitting: list[bytes]) -> None:
    taking = {number for number, one in scene.state.renewals.items() if is_taking(scene, one)}
    if taking and fields["renewal"] not in taking:
        fields["renewal"] = scene.rng.choice(sorted(taking))
    if fitting:
        fields.update(person_fields(scene, scene.rng.choice(fitting)))


def from_elsewhere(scene: Scene, fields: Fields) -> None:
    """Somebody who belongs neither to the community nor below it."""
    able = candidates(scene, 0, lambda person: True)
    inside = candidates(scene, fields["renewal"], lambda person: True)
    _volunteer_instead(scene, fields, [one for one in able if one not in inside])


def shut(scene: Scene, fields: Fields) -> None:
    """Somebody who is closed."""
    _volunteer_instead(
        scene, fields, candidates(scene, fields["renewal"], lambda person: person.closed)
    )


def child(scene: Scene, fields: Fields) -> None:
    """Somebody for whom a guardian signs."""
    state = scene.state
    renewal = state.renewals.get(fields["renewal"])
    minors = [
        one
        for one in acting(scene, lambda _: True)
        if state.signatories[one].lapse_day
        and (renewal is None or is_below(scene, state.people[one].community, renewal.community))
    ]
    _volunteer_instead(scene, fields, minors)


def seated(scene: Scene, fields: Fields) -> None:
    """Somebody who holds a seat."""
    holders = acting(scene, lambda person: person.seat_community > 0 and not person.closed)
    _volunteer_instead(scene, fields, holders)


def in_already(scene: Scene, fields: Fields) -> None:
    """Somebody who has volunteered."""
    entered = [one for number, one in scene.state.volunteers if number == fields["renewal"]]
    _volunteer_instead(scene, fields, entered)


# ------------------------------------------------------------------------------------- amendments


def no_such_target(scene: Scene, fields: Fields) -> None:
    """A target that does not exist."""
    fields["target"] = scene.rng.choice((0, len(Target) + 1, FOREVER))


def odd_length(scene: Scene, fields: Fields) -> None:
    """A parameter too few, or too many."""
    values = fields["values"]
    fields["values"] = scene.rng.choice((values[:-1], (*values, 1), ()))


def odd_value(scene: Scene, fields: Fields) -> None:
    """A parameter outside its bounds, or any at all."""
    values = list(fields["values"])
    index = scene.rng.randrange(len(values))
    values[index] = scene.rng.choice((0, values[index] + 1, 2**19, 2**32, FOREVER))
    fields["values"] = tuple(values)


def odd_day(scene: Scene, fields: Fields) -> None:
    """Too early, too late, or on the edge of either."""
    least = scene.today + scene.charter.amendment_notice_days
    most = scene.today + LATEST_AMENDMENT
    fields["from_day"] = scene.rng.choice((least - 1, most + 1, least, most, 0, FOREVER))


def waiting(scene: Scene, fields: Fields) -> None:
    """A target for which an amendment waits for its day."""
    targets = [target for target in Target if is_waiting(scene, target)]
    if targets:
        target = scene.rng.choice(targets)
        fields.update(target=int(target), values=random_values(scene, target))


def endorsed(scene: Scene, fields: Fields) -> None:
    """An amendment that the community supports already."""
    for target, values, from_day in reversed(scene.proposals):
        if not is_waiting(scene, target) and from_day > scene.today:
            number = amendment_id(target, values, from_day)
            supporters = sorted(scene.state.endorsements.get(number, ()))
            if supporters:
                fields.update(council_fields(scene, scene.rng.choice(supporters)))
                fields.update(target=int(target), values=values, from_day=from_day)
                return


ASSEMBLY_FLAWS = {
    actions.OpenAudit: (nowhere, audited, audited),
    actions.RecordAudit: (
        far_index,
        far_index,
        without_audit,
        auditors_not_drawn,
        auditors_not_drawn,
        *VOTE_FLAWS,
    ),
    actions.OpenRenewal: (nowhere, any_council, any_council),
    actions.Volunteer: (
        no_such_renewal,
        no_longer_taking,
        from_elsewhere,
        from_elsewhere,
        shut,
        shut,
        child,
        child,
        seated,
        in_already,
    ),
    actions.FreezeRenewal: (no_such_renewal, still_taking, frozen),
    actions.FillSeats: (
        no_such_renewal,
        not_frozen,
        over,
        undecided,
        one_too_many,
        one_too_many,
        wrong_volunteer,
        wrong_volunteer,
    ),
    actions.Endorse: (
        no_such_target,
        odd_length,
        odd_value,
        odd_value,
        odd_day,
        waiting,
        waiting,
        endorsed,
        endorsed,
    ),
}
