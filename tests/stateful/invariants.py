"""What holds at every moment, and what no step may do, as a numbered list.

Each is a function of the step: it knows the snapshot before, what was tried and what came of it,
and the snapshot after. They are about what the contracts show, not about the specification, and
each is proven to be able to fail in `test_invariants.py`.

States
     1  quality lies within 0 and 1,000
     2  the tier is the quality's
     3  a person's view and slot agree, and nothing else is in the slot
     4  a community counts the people enrolled in it
     5  people born in the same month hold the same credits
     6  the points of a year stay within the caps of the charter
     7  a seat is held by the person who says so, and their key signs for it
     8  no council decides with fewer than two seats or two thirds
     9  the rate lies within 100 and 10,000 credits a year

Transitions
    10  nobody's credits fall
    11  nobody disappears, moves, gets older or younger, or loses their seat
    12  a refused act changes nothing
    13  one accepted act uses up one nonce, of the one who acted, and no other
    14  only the subjects of an act change
    15  quality changes only by awards, gifts and their points, and by a point a day at most
    16  decay is never brought forward, except by ending a leave, and then by the days not taken
    17  keys change only by a binding where none was in force, or by their holder
    18  published versions never change, except that the latest one ends when the next is published
    19  what was once true of the past stays true: rates and entitlements
    20  no approval is used twice
    21  every act was signed by enough seats, none twice, none in their own case
    22  a guardian's key does nothing from its lapse day on
    23  the catalogue changes only by the root council

Those of the lottery, from 24 on, stand in `lottery_invariants`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from isonomia.spec import actions, events
from isonomia.spec.state import DEVELOPMENT_BEACON, BeaconClock, Charter
from tests.differential.playing import subjects_of
from tests.stateful.snapshot import Snapshot

ROOT = 1
#: What an accepted act without a nonce meets when it is tried again. Lots that were settled are
#: passed over, so that settling again is allowed and does nothing.
AGAIN = {
    actions.Freeze: "AlreadyFrozen",
    actions.VerifyRound: "RoundAlreadyVerified",
    actions.CloseRound: "RoundOver",
    actions.Settle: "",
}
NO_END = 2**24 - 1


@dataclass(frozen=True)
class Step:
    """One act that was tried: `announced` is None when it was refused.

    `replayed` is the name of the refusal that the same act met when it was sent once more.
    """

    charter: Charter
    before: Snapshot
    after: Snapshot
    action: Any
    announced: list[Any] | None
    replayed: str = ""
    clock: BeaconClock = DEVELOPMENT_BEACON

    @property
    def accepted(self) -> bool:
        """Whether the act was carried out."""
        return self.announced is not None

    @property
    def subjects(self) -> set[bytes]:
        """Whom the act is about."""
        return set(subjects_of(self.action))

    @property
    def actor(self) -> int | bytes | None:
        """The community or the person whose act it is; None when it is anybody's."""
        if isinstance(self.action, actions.CouncilAct):
            return self.action.community
        return getattr(self.action, "identity", None)

    def announced_as(self, kind: type[Any]) -> list[Any]:
        """Return the events of one kind."""
        return [event for event in self.announced or () if isinstance(event, kind)]

    def pairs(self) -> list[tuple[bytes, Any, Any]]:
        """Return everybody who was there before, as they were and as they are."""
        return [
            (identity, person, self.after.people[identity])
            for identity, person in self.before.people.items()
        ]


INVARIANTS: list[Callable[[Step], None]] = []


def numbered(check: Callable[[Step], None]) -> Callable[[Step], None]:
    """Add an invariant to the list."""
    INVARIANTS.append(check)
    return check


# ---------------------------------------------------------------------------------------- states


@numbered
def invariant_01_quality_lies_within_its_bounds(step: Step) -> None:
    for person in step.after.people.values():
        assert 0 <= person.quality <= 1_000
        assert person.quality <= person.stored_quality <= 1_000


@numbered
def invariant_02_the_tier_is_the_qualitys(step: Step) -> None:
    for person in step.after.people.values():
        assert person.tier == min(person.quality // 200, 4)


@numbered
def invariant_03_view_and_slot_agree(step: Step) -> None:
    for person in step.after.people.values():
        assert person.bits(0, 16) == person.birth_month
        assert person.bits(16, 24) == person.community
        assert person.bits(220, 36) == 0, "nobody left or was closed in these histories"
        faded = max(0, step.after.today - person.decay_from)
        assert person.quality == max(0, person.stored_quality - faded)


@numbered
def invariant_04_a_community_counts_its_people(step: Step) -> None:
    enrolled = Counter(person.community for person in step.after.people.values())
    counted = {community: seen.members for community, seen in step.after.councils.items()}
    assert counted == {community: enrolled[community] for community in counted}
    assert sum(enrolled.values()) == sum(counted.values())


@numbered
def invariant_05_same_month_same_credits(step: Step) -> None:
    credits: dict[int, int] = {}
    for person in step.after.people.values():
        assert credits.setdefault(person.birth_month, person.credits) == person.credits


@numbered
def invariant_06_points_stay_within_the_caps(step: Step) -> None:
    for person in step.after.people.values():
        assert max(person.tallies) <= step.charter.category_cap
        assert sum(person.tallies) <= step.charter.annual_cap


@numbered
def invariant_07_a_seat_has_its_holders_key(step: Step) -> None:
    for seat, (identity, controller) in step.after.seats.items():
        holder = step.after.people[identity]
        assert holder.seat == seat
        assert controller == holder.controller
    seated = [person.seat for person in step.after.people.values() if person.seat[0] != 0]
    assert sorted(seated) == sorted(step.after.seats)


@numbered
def invariant_08_no_council_is_smaller_than_two_thirds(step: Step) -> None:
    for council in step.after.councils.values():
        assert 2 <= council.threshold <= council.seats
        assert 3 * council.threshold >= 2 * council.seats


@numbered
def invariant_09_the_rate_lies_within_its_bounds(step: Step) -> None:
    assert 100_000 <= step.after.rate <= 10_000_000


# ----------------------------------------------------------------------------------- transitions


@numbered
def invariant_10_nobodys_credits_fall(step: Step) -> None:
    for _, was, is_now in step.pairs():
        assert is_now.credits >= was.credits


@numbered
def invariant_11_nobody_disappears_or_moves(step: Step) -> None:
    for _, was, is_now in step.pairs():
        assert is_now.community == was.community
        assert is_now.birth_month == was.birth_month
        assert is_now.seat == was.seat


@numbered
def invariant_12_a_refused_act_changes_nothing(step: Step) -> None:
    if step.accepted:
        return
    for _, was, is_now in step.pairs():
        assert is_now.word == was.word
        assert (is_now.controller, is_now.lapse_day, is_now.nonce) == (
            was.controller,
            was.lapse_day,
            was.nonce,
        )
    for name in (
        *("councils", "seats", "rules", "catalogue_hash"),
        *("account", "rounds", "places", "overlays", "second_chances"),
    ):
        assert getattr(step.after, name) == getattr(step.before, name)
    assert step.after.people.keys() == step.before.people.keys()


@numbered
def invariant_13_one_act_uses_up_one_nonce(step: Step) -> None:
    used: Counter[Any] = Counter()
    for identity, was, is_now in step.pairs():
        used[identity] = is_now.nonce - was.nonce
    for community, council in step.before.councils.items():
        used[community] = step.after.councils[community].nonce - council.nonce
    signed = step.accepted and step.actor is not None
    assert {who: count for who, count in used.items() if count} == (
        {step.actor: 1} if signed else {}
    )


@numbered
def invariant_14_only_the_subjects_change(step: Step) -> None:
    for identity, was, is_now in step.pairs():
        if identity not in step.subjects:
            assert is_now.word == was.word
            assert (is_now.controller, is_now.lapse_day) == (was.controller, was.lapse_day)
    newcomers = step.after.people.keys() - step.before.people.keys()
    assert newcomers <= step.subjects
    assert not newcomers or isinstance(step.action, actions.Enrol)


@numbered
def invariant_15_quality_changes_by_awards_and_gifts(step: Step) -> None:
    changed: Counter[bytes] = Counter()
    if isinstance(step.action, actions.FileAwards) and step.accepted:
        points = step.after.rules[step.action.rule, step.action.version][1]
        for identity in step.action.identities:
            changed[identity] += points
    for gift in step.announced_as(events.PointsGiven):
        changed[gift.identity] -= gift.points
    days = step.after.today - step.before.today
    for identity, was, is_now in step.pairs():
        assert is_now.quality <= was.quality + changed[identity]
        assert is_now.quality >= max(0, was.quality - days) + changed[identity]


@numbered
def invariant_16_decay_is_never_brought_forward(step: Step) -> None:
    for identity, was, is_now in step.pairs():
        given_back = 0
        ended = isinstance(step.action, actions.EndLeave) and step.accepted
        if ended and identity == step.action.identity:
            given_back = was.leave_until - step.after.today
        assert is_now.decay_from >= was.decay_from - given_back
        assert is_now.leave_until >= was.leave_until - given_back


@numbered
def invariant_17_keys_change_only_by_their_holders(step: Step) -> None:
    for identity, was, is_now in step.pairs():
        if is_now.controller == was.controller and is_now.lapse_day == was.lapse_day:
            continue
        bound = isinstance(step.action, actions.BindControllers)
        lapsed = was.lapse_day != 0 and step.after.today >= was.lapse_day
        changed = isinstance(step.action, actions.ChangeController)
        assert identity in step.subjects
        assert (bound and (was.controller == bytes(20) or lapsed)) or (
            changed and step.action.signer == was.controller and not lapsed
        )
        assert is_now.controller != bytes(20)


@numbered
def invariant_18_published_versions_never_change(step: Step) -> None:
    for (rule, version), was in step.before.rules.items():
        is_now = step.after.rules[rule, version]
        assert is_now[:4] + is_now[5:] == was[:4] + was[5:]
        following = step.after.rules.get((rule, version + 1))
        assert is_now[4] == (NO_END if following is None else following[3])


@numbered
def invariant_19_the_past_stays_as_it_was(step: Step) -> None:
    for question, answer in step.before.history.items():
        assert step.after.history[question] == answer


@numbered
def invariant_20_no_approval_is_used_twice(step: Step) -> None:
    again = AGAIN.get(type(step.action), "WrongNonce")
    assert step.replayed == (again if step.accepted else "")


@numbered
def invariant_21_enough_seats_signed_none_in_their_own_case(step: Step) -> None:
    if not (step.accepted and isinstance(step.action, actions.CouncilAct)):
        return
    council = step.before.councils[step.action.community]
    signers = [signer for _, signer in step.action.approvals]
    assert len(set(signers)) == len(signers) >= council.threshold
    for seat, signer in step.action.approvals:
        identity, controller = step.before.seats[step.action.community, seat]
        assert controller == signer
        if isinstance(step.action, actions.FileAwards | actions.Nominate):
            assert identity not in step.action.identities


@numbered
def invariant_22_a_lapsed_guardian_does_nothing(step: Step) -> None:
    if step.accepted and hasattr(step.action, "identity"):
        was = step.before.people[step.action.identity]
        assert was.lapse_day == 0 or step.after.today < was.lapse_day
        assert step.action.signer == was.controller


@numbered
def invariant_23_only_the_root_changes_the_catalogue(step: Step) -> None:
    published = step.after.rules.keys() - step.before.rules.keys()
    if published or step.after.catalogue_hash != step.before.catalogue_hash:
        assert isinstance(step.action, actions.PublishRules)
        assert step.action.community == ROOT
    for event in step.announced or ():
        if isinstance(event, events.RulePublished):
            assert event.from_day >= step.after.today + step.charter.rule_notice_days
