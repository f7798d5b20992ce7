"""Enrolment, keys and seats."""

from __future__ import annotations

from dataclasses import replace

from isonomia.spec.actions import BindControllers, ChangeController, CouncilAct, Enrol
from isonomia.spec.approvals import has_lapsed, use_approval, use_consent
from isonomia.spec.calendar import (
    FIRST_MONTH,
    LAST_MONTH,
    MONTHS_PER_YEAR,
    YEAR,
    first_day,
    first_second,
)
from isonomia.spec.draft import Draft
from isonomia.spec.events import ControllerBound, ControllerChanged, Enrolled, SeatTaken
from isonomia.spec.refusals import Refusal
from isonomia.spec.state import Charter, Person, Seat, Signatory

#: Nobody alive is older; it keeps a slip of the pen from granting centuries of credits.
LONGEST_LIFE = 130 * YEAR
NO_IDENTITY = bytes(32)
NO_ADDRESS = bytes(20)


def enrol(draft: Draft, action: Enrol) -> None:
    """Enrol people into the council's community; one refused line refuses all."""
    use_approval(draft, action)
    require_same_length(action.identities, action.birth_months)
    for index, identity in enumerate(action.identities):
        enrol_one(draft, index, action.community, identity, action.birth_months[index])


def bind_controllers(draft: Draft, action: BindControllers) -> None:
    """Bind keys to people of the community who have none in force."""
    use_approval(draft, action)
    require_same_length(action.identities, action.controllers)
    for index, identity in enumerate(action.identities):
        person = member(draft, index, identity, action.community)
        signatory = draft.signatories.get(identity)
        if signatory is not None and not has_lapsed(signatory, draft.today):
            raise Refusal("ControllerAlreadyBound", index, identity, signatory.controller)
        bind(draft, identity, person, action.controllers[index])


def change_controller(draft: Draft, action: ChangeController) -> None:
    """Replace a person's key; for a person with a seat, the new key signs for it too."""
    identity, key = action.identity, action.new_controller
    use_consent(draft, identity, action.nonce, action.deadline, action.signer)
    require_controller(identity, key)
    if action.new_signer != key:
        raise Refusal("NewControllerDeclined", identity, key)
    lapse_day = replace_controller(draft, identity, key)
    draft.events.append(ControllerChanged(identity, key, lapse_day))


def enrol_one(draft: Draft, index: int, community: int, identity: bytes, birth_month: int) -> None:
    """Add one person, born in ``birth_month``, to a community that exists."""
    if identity == NO_IDENTITY:
        raise Refusal("ZeroIdentity", index)
    if draft.people.get(identity) is not None:
        raise Refusal("AlreadyEnrolled", index, identity)
    _require_plausible_birth(draft, index, identity, birth_month)
    draft.people[identity] = Person(birth_month, community)
    council = draft.councils[community]
    draft.councils[community] = replace(council, members=council.members + 1)
    draft.events.append(Enrolled(identity, community, birth_month))


def bind(draft: Draft, identity: bytes, person: Person, controller: bytes) -> int:
    """Bind a key to a person and return its lapse day, 0 for their own."""
    require_controller(identity, controller)
    lapse_day = set_controller(draft, identity, person, controller)
    draft.events.append(ControllerBound(identity, controller, lapse_day))
    return lapse_day


def take_seat(draft: Draft, identity: bytes, community: int, index: int, key: bytes) -> None:
    """Give a seat of a council to a person."""
    person = person_of(draft, identity)
    draft.people[identity] = replace(person, seat_community=community, seat_index=index)
    draft.seats[community, index] = Seat(identity, key)
    draft.events.append(SeatTaken(identity, community, index))


def replace_controller(draft: Draft, identity: bytes, key: bytes) -> int:
    """Replace a person's key, which then signs for their seat too; return its lapse day."""
    person = person_of(draft, identity)
    if person.seat_community != 0:
        draft.seats[person.seat_community, person.seat_index] = Seat(identity, key)
    return set_controller(draft, identity, person, key)


def set_controller(draft: Draft, identity: bytes, person: Person, controller: bytes) -> int:
    """Note who signs for a person; return the lapse day, 0 for an adult's own key."""
    majority = majority_day(person, draft.charter)
    lapse_day = majority if draft.today < majority else 0
    former = draft.signatories.get(identity)
    draft.signatories[identity] = (
        Signatory(controller, lapse_day, nonce=0)
        if former is None
        else replace(former, controller=controller, lapse_day=lapse_day)
    )
    return lapse_day


def majority_day(person: Person, charter: Charter) -> int:
    """Return the first day on which a person is of age."""
    return first_day(person.birth_month + MONTHS_PER_YEAR * charter.majority_years)


def require_controller(identity: bytes, controller: bytes) -> None:
    """Refuse the zero address."""
    if controller == NO_ADDRESS:
        raise Refusal("ZeroController", identity)


def require_same_length(one: tuple[object, ...], other: tuple[object, ...]) -> None:
    """Refuse lists that belong together and differ in length."""
    if len(one) != len(other):
        raise Refusal("LengthMismatch", len(one), len(other))


def member(draft: Draft, index: int, identity: bytes, community: int) -> Person:
    """Return a person of the community, or refuse the line ``index``."""
    person = draft.people.get(identity)
    if person is None or person.community != community:
        raise Refusal("NotAMember", index, identity, community)
    return person


def is_within(draft: Draft, community: int, ancestor: int) -> bool:
    """Return whether a community is another one, or lies below it."""
    while community not in (ancestor, 0):
        community = draft.councils[community].parent
    return community == ancestor


def require_takes_part(index: int, identity: bytes, person: Person) -> None:
    """Refuse the line of somebody who is closed or has opted out of the quality layer."""
    if not person.takes_part:
        raise Refusal("TakesNoPart", index, identity)


def require_impartial(act: CouncilAct, index: int, identity: bytes, person: Person) -> None:
    """Refuse the line of somebody who signed the act: nobody signs in a case about themselves."""
    sits_here = person.seat_community == act.community
    if sits_here and act.signers >> person.seat_index & 1:
        raise Refusal("SignsOwnCase", index, identity)


def person_of(draft: Draft, identity: bytes) -> Person:
    """Return an enrolled person."""
    person = draft.people.get(identity)
    if person is None:
        raise Refusal("NotEnrolled", identity)
    return person


def _require_plausible_birth(draft: Draft, index: int, identity: bytes, birth_month: int) -> None:
    if birth_month > LAST_MONTH:
        raise Refusal("BirthInFuture", index, identity, birth_month)
    if birth_month < FIRST_MONTH:
        raise Refusal("BirthTooLongAgo", index, identity, birth_month)
    birth = first_second(birth_month)
    if birth > draft.now:
        raise Refusal("BirthInFuture", index, identity, birth_month)
    if birth < draft.now - LONGEST_LIFE:
        raise Refusal("BirthTooLongAgo", index, identity, birth_month)
