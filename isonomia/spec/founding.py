"""Genesis: the ledger, the communities that it obeys, then what these and their people use."""

from __future__ import annotations

from dataclasses import replace

from isonomia.spec.approvals import ROOT
from isonomia.spec.bounds import (
    require_bounded_communities,
    require_bounded_target,
)
from isonomia.spec.catalogue import publish_all
from isonomia.spec.draft import Draft
from isonomia.spec.events import CommunityFounded
from isonomia.spec.infraction_rules import publish_all_infractions
from isonomia.spec.people import bind, enrol_one, person_of, take_seat
from isonomia.spec.refusals import Refusal
from isonomia.spec.standards import publish_all_standards
from isonomia.spec.state import (
    Charter,
    Council,
    FoundingCommunity,
    InfractionText,
    RuleText,
    StandardText,
    Target,
)

LEAST_THRESHOLD = 2
MOST_SEATS = 255


def found_ledger(
    draft: Draft, charter: Charter, rules: tuple[RuleText, ...], catalogue_hash: bytes
) -> None:
    """Check the charter and publish the genesis rules, in force from today."""
    require_bounded_target(charter, Target.LEDGER)
    today = draft.today
    from_today = tuple(replace(text, from_day=today) for text in rules)
    publish_all(draft, from_today, catalogue_hash, earliest=today)


def found_communities(
    draft: Draft, charter: Charter, communities: tuple[FoundingCommunity, ...]
) -> None:
    """Check the charter of the communities, found them and fill their seats."""
    require_bounded_communities(charter)
    first_seat = 0
    for community, founding in enumerate(communities, start=1):
        _found(draft, community, founding, first_seat)
        first_seat += len(founding.seats)
    for community, founding in enumerate(communities, start=1):
        _fill_seats(draft, community, founding)


def found_pool(charter: Charter) -> None:
    """Check the charter of the pool."""
    require_bounded_target(charter, Target.POOL)


def found_cases(
    draft: Draft, charter: Charter, texts: tuple[InfractionText, ...], infractions_hash: bytes
) -> None:
    """Check the charter of the cases and publish the infraction rules, in force from today."""
    require_bounded_target(charter, Target.CASES)
    from_today = tuple(replace(text, from_day=draft.today) for text in texts)
    publish_all_infractions(draft, from_today, infractions_hash, earliest=draft.today)


def found_assembly(charter: Charter) -> None:
    """Check the charter of the assembly."""
    require_bounded_target(charter, Target.ASSEMBLY)


def found_services(charter: Charter) -> None:
    """Check the charter of the services."""
    require_bounded_target(charter, Target.SERVICES)


def found_findings(draft: Draft, texts: tuple[StandardText, ...], standards_hash: bytes) -> None:
    """Publish the genesis standards, in force from today."""
    from_today = tuple(replace(text, from_day=draft.today) for text in texts)
    publish_all_standards(draft, from_today, standards_hash, earliest=draft.today)


def _found(draft: Draft, community: int, founding: FoundingCommunity, first_seat: int) -> None:
    parent, threshold, seats = founding.parent, founding.threshold, len(founding.seats)
    founded = parent == 0 if community == ROOT else 1 <= parent < community
    if not founded:
        raise Refusal("ParentNotFounded", community, parent)
    if seats > MOST_SEATS:
        raise Refusal("TooManySeats", community, seats)
    if not LEAST_THRESHOLD <= threshold <= seats or 3 * threshold < 2 * seats:
        raise Refusal("ThresholdOutOfBounds", community, threshold, seats)
    draft.councils[community] = Council(
        parent, seats, threshold, members=0, nonce=0, first_seat=first_seat
    )
    draft.events.append(CommunityFounded(community, parent, seats, threshold))


def _fill_seats(draft: Draft, community: int, founding: FoundingCommunity) -> None:
    for index, seat in enumerate(founding.seats):
        if draft.councils.get(seat.home) is None:
            raise Refusal("UnknownCommunity", seat.home)
        enrol_one(draft, 0, seat.home, seat.identity, seat.birth_month)
        person = person_of(draft, seat.identity)
        if bind(draft, seat.identity, person, seat.key) != 0:
            raise Refusal("SeatOfMinor", community, seat.identity)
        take_seat(draft, seat.identity, community, index, seat.key)
