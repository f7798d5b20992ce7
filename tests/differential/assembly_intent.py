"""Random acts on the assembly that mean to succeed: audits, renewals of councils, amendments."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import fields, replace
from typing import Any

from isonomia.spec import actions, views
from isonomia.spec.bounds import charter_bounds
from isonomia.spec.case_state import Audit, Renewal, Target
from isonomia.spec.charters import OF_TARGET
from isonomia.spec.refusals import Refusal
from isonomia.spec.renewals import term_end
from isonomia.spec.state import Charter, Person
from tests.differential.case_intent import acting, one_of, votes_of
from tests.differential.intent import Fields, Scene, council_fields, person_fields

NAMES = tuple(entry.name for entry in fields(Charter))
GENESIS_RATE = NAMES.index("genesis_rate")
LATEST_AMENDMENT = 730


def community_of(scene: Scene, fitting: Sequence[int]) -> int:
    """Return one of the communities that fit; any when none does."""
    return scene.rng.choice(fitting or list(scene.state.councils))


# ----------------------------------------------------------------------------------------- audits


def is_running(scene: Scene, audit: Audit) -> bool:
    """Return whether an audit can still be recorded, as far as its time tells."""
    return not audit.recorded and scene.now < audit.until


def open_audit(scene: Scene) -> Fields:
    """Return the opening of an audit of a community that has none this year."""
    year = views.year_at(scene.state, scene.now)
    audits = scene.state.audits
    free = [
        one
        for one in scene.state.councils
        if one not in audits or (not is_running(scene, audits[one]) and (audits[one].year < year))
    ]
    return {"community": community_of(scene, free)}


def recordable(scene: Scene) -> list[int]:
    """Return the communities whose auditors are drawn and can still decide."""
    panels = scene.state.panels
    return [
        community
        for community, audit in scene.state.audits.items()
        if is_running(scene, audit) and panels[audit.panel].seated
    ]


def record_audit(scene: Scene) -> Fields:
    """Return the record of a share index within the step that is allowed."""
    rng = scene.rng
    community = community_of(scene, recordable(scene) or list(scene.state.audits))
    audit = scene.state.audits.get(community)
    panel = None if audit is None else scene.state.panels[audit.panel]
    least, most = share_index_bounds(scene, community)
    return {
        "community": community,
        "share_index": rng.choice((least, most, most, rng.randint(least, most))),
        "report_hash": rng.randbytes(32),
        "identities": () if panel is None else panel.list,
        "votes": votes_of(scene, panel),
    }


def share_index_bounds(scene: Scene, community: int) -> tuple[int, int]:
    """Return the least and the most that an audit can set."""
    council, step = scene.state.councils[community], scene.charter.share_index_step
    return max(500, council.share_index - step), min(1_500, council.share_index + step)


# --------------------------------------------------------------------------------------- renewals


def renewable(scene: Scene) -> list[int]:
    """Return the communities whose council's term is about to end, and that wait for nothing."""
    state, volunteer_days = scene.state, scene.charter.volunteer_days
    return [
        community
        for community in state.councils
        if scene.today >= term_end(state, community) - volunteer_days
        and (
            community not in state.latest_renewals
            or state.renewals[state.latest_renewals[community]].over
        )
    ]


def open_renewal(scene: Scene) -> Fields:
    """Return the opening of a renewal that is due."""
    return {"community": community_of(scene, renewable(scene))}


def some_renewal(scene: Scene, fits: Callable[[Renewal], bool]) -> int:
    """Return a renewal that fits, else any; 1 when there is none."""
    renewals = scene.state.renewals
    fitting = [number for number, known in renewals.items() if fits(known)]
    return scene.rng.choice(fitting or list(renewals) or [1])


def is_taking(scene: Scene, known: Renewal) -> bool:
    """Return whether people can still volunteer."""
    return scene.now < known.entries_until


def volunteer(scene: Scene) -> Fields:
    """Return somebody who volunteers and can: a grown-up member without a seat."""
    number = scene.rng.choice(_wanting(scene) or [len(scene.state.renewals)])
    identity = one_of(scene, candidates(scene, number, lambda person: not person.closed))
    return {**person_fields(scene, identity), "renewal": number}


def _wanting(scene: Scene) -> list[int]:
    """Return the renewals for which there is somebody who can volunteer now."""
    taking = [number for number, one in scene.state.renewals.items() if is_taking(scene, one)]
    return [one for one in taking if candidates(scene, one, lambda person: not person.closed)]


def candidates(scene: Scene, number: int, fits: Callable[[Person], bool]) -> list[bytes]:
    """Return who can volunteer in a renewal, of the people of a kind."""
    state = scene.state
    renewal = state.renewals.get(number)
    return [
        one
        for one in acting(scene, fits)
        if state.people[one].seat_community == 0
        and not state.signatories[one].lapse_day
        and (number, one) not in state.volunteers
        and (renewal is None or is_below(scene, state.people[one].community, renewal.community))
    ]


def is_below(scene: Scene, community: int, ancestor: int) -> bool:
    """Return whether a community is another one, or lies below it."""
    while community not in (ancestor, 0):
        community = scene.state.councils[community].parent
    return community == ancestor


def freeze_renewal(scene: Scene) -> Fields:
    """Return the freezing of a renewal whose days to volunteer are over."""
    return {"renewal": some_renewal(scene, lambda known: _is_freezable(scene, known))}


def _is_freezable(scene: Scene, known: Renewal) -> bool:
    return not known.beacon_round and not is_taking(scene, known)


def is_fillable(scene: Scene, known: Renewal) -> bool:
    """Return whether seats of a renewal can be filled now."""
    return not known.over and known.beacon_round in scene.state.randomness


def fill_seats(scene: Scene) -> Fields:
    """Return the next lots of a renewal: some, or as many as surely have seats."""
    state = scene.state
    number = some_renewal(scene, lambda known: is_fillable(scene, known))
    known = state.renewals.get(number)
    if known is None:
        return {"renewal": number, "identities": ()}
    seats = state.councils[known.community].seats - known.filled
    left = min(seats, known.entrants - known.next_lot)
    count = scene.rng.choice((left, left, scene.rng.randint(0, left)))
    lots = range(known.next_lot, known.next_lot + count)
    return {"renewal": number, "identities": tuple(on_lot(scene, number, lot) for lot in lots)}


def on_lot(scene: Scene, number: int, lot: int) -> bytes:
    """Return the volunteer on whom a lot falls; anybody when nobody knows."""
    try:
        drawn = views.volunteer_on(scene.state, number, lot)
    except Refusal:
        return scene.subject()
    volunteers = scene.state.volunteers.items()
    return next(one for (renewal, one), place in volunteers if (renewal, place) == (number, drawn))


# ------------------------------------------------------------------------------------- amendments


def endorse(scene: Scene) -> Fields:
    """Return the support of an amendment that others support already, or of a new one."""
    rng = scene.rng
    open_ones = [proposal for proposal in scene.proposals if supporters_left(scene, proposal)]
    if open_ones and rng.random() < 0.85:
        target, values, from_day = rng.choice(open_ones[-3:])
        community = rng.choice(supporters_left(scene, (target, values, from_day)))
    else:
        target = rng.choice([one for one in Target if not is_waiting(scene, one)] or [*Target])
        values, community = random_values(scene, target), community_of(scene, ())
        notice = scene.charter.amendment_notice_days
        days = (notice + 5, notice + 20, rng.randint(notice, LATEST_AMENDMENT))
        from_day = scene.today + rng.choice(days)
    return {
        **council_fields(scene, community),
        "target": int(target),
        "values": values,
        "from_day": from_day,
    }


def is_waiting(scene: Scene, target: int) -> bool:
    """Return whether an amendment of a target has passed and waits for its day."""
    amendment = scene.state.waiting.get(target)
    return amendment is not None and scene.today < amendment.from_day


def supporters_left(scene: Scene, proposal: tuple[int, tuple[int, ...], int]) -> list[int]:
    """Return the communities that can still support an amendment."""
    target, _, from_day = proposal
    earliest = scene.today + scene.charter.amendment_notice_days
    if is_waiting(scene, target) or from_day < earliest:
        return []
    supporters = scene.state.endorsements.get(views.amendment_id(*proposal), frozenset())
    return [community for community in scene.state.councils if community not in supporters]


def random_values(scene: Scene, target: int) -> tuple[int, ...]:
    """Return all parameters of a target, a few of them changed within their bounds."""
    rng, part = scene.rng, OF_TARGET[Target(target)]
    charter = scene.charter
    for _ in range(rng.choice((1, 1, 3, 8))):
        index = rng.randrange(part.start, part.stop)
        if index == GENESIS_RATE:
            continue
        _, _, least, most = charter_bounds(charter)[index]
        value = rng.choice((least, most, rng.randint(least, most)))
        changed = replace(charter, **{NAMES[index]: value})
        bounds = charter_bounds(changed)[part]
        if all(low <= found <= high for _, found, low, high in bounds):
            charter = changed
    return tuple(getattr(charter, name) for name in NAMES[part])


ASSEMBLY: dict[type[Any], Callable[[Scene], Fields]] = {
    actions.OpenAudit: open_audit,
    actions.RecordAudit: record_audit,
    actions.OpenRenewal: open_renewal,
    actions.Volunteer: volunteer,
    actions.FreezeRenewal: freeze_renewal,
    actions.FillSeats: fill_seats,
    actions.Endorse: endorse,
}


def is_assembly_act_due(scene: Scene, kind: type[Any]) -> bool:
    """Return whether there is something for which such an act comes next."""
    renewals = scene.state.renewals.values()
    due: dict[type[Any], Callable[[], bool]] = {
        actions.RecordAudit: lambda: bool(recordable(scene)),
        actions.OpenRenewal: lambda: bool(renewable(scene)),
        actions.Volunteer: lambda: bool(_wanting(scene)),
        actions.FreezeRenewal: lambda: any(_is_freezable(scene, known) for known in renewals),
        actions.FillSeats: lambda: any(is_fillable(scene, known) for known in renewals),
    }
    return kind not in due or due[kind]()
