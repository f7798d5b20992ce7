"""What changes in a person's life: moving, opting out and in, closing and reopening."""

from __future__ import annotations

from dataclasses import replace

from isonomia.spec.actions import Move, OptIn, OptOut
from isonomia.spec.approvals import use_consent
from isonomia.spec.draft import Draft
from isonomia.spec.events import Closed, Moved, QualityLeft, QualityRejoined, Reopened
from isonomia.spec.people import person_of
from isonomia.spec.refusals import Refusal
from isonomia.spec.state import Person
from isonomia.spec.words import person_word


def move(draft: Draft, action: Move) -> None:
    """Let a person belong to another community; a seat is kept until its term ends."""
    identity, community = action.identity, action.community
    use_consent(draft, identity, action.nonce, action.deadline, action.signer)
    if draft.councils.get(community) is None:
        raise Refusal("UnknownCommunity", community)
    person = _open_person(draft, identity)
    if person.community == community:
        raise Refusal("AlreadyMember", identity, community)
    _count(draft, person.community, -1)
    _count(draft, community, 1)
    draft.people[identity] = replace(person, community=community)
    draft.events.append(Moved(identity, community))


def opt_out(draft: Draft, action: OptOut) -> None:
    """Forget a person's quality and overlays, and note when they left."""
    identity = action.identity
    use_consent(draft, identity, action.nonce, action.deadline, action.signer)
    person = _open_person(draft, identity)
    if person.opted_out:
        raise Refusal("AlreadyOptedOut", identity)
    left = replace(person, quality=0, overlays=0, opted_out=True)
    draft.people[identity] = left
    draft.overlays[identity] = ()
    draft.left_at[identity] = draft.now
    draft.events.append(QualityLeft(identity, person_word(left)))


def opt_in(draft: Draft, action: OptIn) -> None:
    """Let a person earn quality again, from 0."""
    identity = action.identity
    use_consent(draft, identity, action.nonce, action.deadline, action.signer)
    person = _open_person(draft, identity)
    if not person.opted_out:
        raise Refusal("NotOptedOut", identity)
    back = replace(person, opted_out=False)
    draft.people[identity] = back
    draft.events.append(QualityRejoined(identity, person_word(back)))


def close(draft: Draft, identity: bytes) -> None:
    """Close a person's account, and count one member less."""
    person = _open_person(draft, identity)
    draft.people[identity] = replace(person, closed=True)
    _count(draft, person.community, -1)
    draft.events.append(Closed(identity))


def reopen(draft: Draft, identity: bytes) -> None:
    """Give a closed person everything back, and count them as a member again."""
    person = person_of(draft, identity)
    draft.people[identity] = replace(person, closed=False)
    _count(draft, person.community, 1)
    draft.events.append(Reopened(identity))


def _open_person(draft: Draft, identity: bytes) -> Person:
    person = person_of(draft, identity)
    if person.closed:
        raise Refusal("IsClosed", identity)
    return person


def _count(draft: Draft, community: int, change: int) -> None:
    council = draft.councils[community]
    draft.councils[community] = replace(council, members=council.members + change)
