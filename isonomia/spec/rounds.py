"""Rounds of the lottery, from their opening to the freeze of their entrants."""

from __future__ import annotations

from dataclasses import replace

from isonomia.spec.actions import EnterRound, Freeze, Nominate, OpenRound
from isonomia.spec.approvals import require_root, use_approval, use_consent
from isonomia.spec.beacon import first_round_from
from isonomia.spec.bounds import require_bounded_round
from isonomia.spec.draft import Draft
from isonomia.spec.events import Entered, RoundFrozen, RoundOpened
from isonomia.spec.keccak import keccak256
from isonomia.spec.people import member, person_of, require_impartial, require_takes_part
from isonomia.spec.quality import quality_on
from isonomia.spec.refusals import Refusal
from isonomia.spec.state import NOMINATED, SECOND_CHANCE, Round, State

#: Seconds beside a whole period of the beacon between a freeze and the round it binds.
BINDING_MARGIN = 60


def open_round(draft: Draft, action: OpenRound) -> None:
    """Open a round and reserve the points of all its prizes."""
    require_root(action)
    use_approval(draft, action)
    require_bounded_round(draft.charter, action, draft.now)
    needed = action.prizes * action.points
    if needed > draft.pool.free:
        raise Refusal("PoolTooSmall", needed, draft.pool.free)

    number = len(draft.rounds) + 1
    terms = (action.kind, action.prizes, action.points, action.amount)
    draft.rounds[number] = Round(*terms, action.days_long, action.entries_until)
    draft.pool = replace(
        draft.pool, free=draft.pool.free - needed, reserved=draft.pool.reserved + needed
    )
    draft.events.append(RoundOpened(number, *terms, action.days_long, action.entries_until))


def nominate(draft: Draft, action: Nominate) -> None:
    """Put members of the council's own community into a round, within its quota."""
    use_approval(draft, action)
    _require_entries(draft, action.round, NOMINATED)
    if not action.identities:
        raise Refusal("NothingToDo")
    number, community = action.round, action.community
    nominations = (draft.nominations.get((number, community)) or 0) + len(action.identities)
    members = draft.councils[community].members
    quota = max(1, members // draft.charter.members_per_nomination)
    if nominations > quota:
        raise Refusal("QuotaReached", number, community, quota)

    for index, identity in enumerate(action.identities):
        person = member(draft, index, identity, community)
        require_takes_part(index, identity, person)
        require_impartial(action, index, identity, person)
        _take_in(draft, index, number, identity)
    draft.nominations[number, community] = nominations


def enter_round(draft: Draft, action: EnterRound) -> None:
    """Take in somebody who asks for a second chance."""
    identity, limit = action.identity, draft.charter.second_chance_below
    use_consent(draft, identity, action.nonce, action.deadline, action.signer)
    _require_entries(draft, action.round, SECOND_CHANCE)
    person = person_of(draft, identity)
    require_takes_part(0, identity, person)
    quality = quality_on(person, draft.today)
    if quality >= limit:
        raise Refusal("QualityTooHigh", identity, quality, limit)
    if identity in draft.second_chances:
        raise Refusal("SecondChanceUsed", identity)
    _take_in(draft, 0, action.round, identity)


def freeze(draft: Draft, action: Freeze) -> None:
    """Fix the entrants and bind the first round of the beacon that nobody can know yet."""
    found = round_of(draft, action.round)
    if draft.now < found.entries_until:
        raise Refusal("EntriesOpen", action.round, found.entries_until)
    if found.beacon_round != 0:
        raise Refusal("AlreadyFrozen", action.round)
    beacon_round = round_bound_at(draft.now, draft.beacon.genesis, draft.beacon.period)
    draft.rounds[action.round] = replace(found, beacon_round=beacon_round)
    draft.events.append(
        RoundFrozen(action.round, found.entrants, found.entrants_hash, beacon_round)
    )


def round_bound_at(time: int, genesis: int, period: int) -> int:
    """Return the round of the beacon that a freeze at ``time`` binds; all in seconds."""
    return first_round_from(time + period + BINDING_MARGIN, genesis, period)


def hash_with(entrants_hash: bytes, identity: bytes) -> bytes:
    """Return the entrants' hash once somebody has come in."""
    return keccak256(entrants_hash + identity)


def round_of(known: Draft | State, number: int) -> Round:
    """Return a round that was opened."""
    found = known.rounds.get(number)
    if found is None:
        raise Refusal("RoundUnknown", number)
    return found


def _require_entries(draft: Draft, number: int, kind: int) -> None:
    """Refuse a round that is of another kind, or no longer open to entrants."""
    found = round_of(draft, number)
    if found.kind != kind:
        raise Refusal("RoundOfOtherKind", number, found.kind)
    if draft.now >= found.entries_until:
        raise Refusal("EntriesClosed", number, found.entries_until)


def _take_in(draft: Draft, index: int, number: int, identity: bytes) -> None:
    """Make a person the next entrant of a round."""
    if draft.places.get((number, identity)) is not None:
        raise Refusal("AlreadyEntered", index, number, identity)
    found = draft.rounds[number]
    draft.places[number, identity] = found.entrants
    draft.rounds[number] = replace(
        found,
        entrants=found.entrants + 1,
        entrants_hash=hash_with(found.entrants_hash, identity),
    )
    draft.events.append(Entered(number, identity, found.entrants))
