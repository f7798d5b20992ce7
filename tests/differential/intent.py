"""Random actions that mean to succeed.

They look at the state as somebody would who knows the rules: who may sign, what is still free under
the caps, which days a rule covers. Some fail all the same, and others are spoilt by `flaws`.
Fields are kept in dictionaries until a flaw had its chance.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import Any

from isonomia.spec import actions
from isonomia.spec.approvals import has_lapsed
from isonomia.spec.awards import tallies_in
from isonomia.spec.calendar import DAY, day_of, first_day
from isonomia.spec.charters import charter_on
from isonomia.spec.quality import quality_on
from isonomia.spec.state import Charter, Person, RuleVersion, State
from tests.differential.batches import Batches
from tests.differential.founding import RULE_IDS, month_of, random_rule
from tests.differential.receipts import Receipts
from tests.harness.keys import key_addresses, wallet_addresses

ROOT = 1
MONTHS = 12
FOREVER = 2**256 - 1
MOST_PEOPLE = 40

Fields = dict[str, Any]


@dataclass
class Scene:
    """What one random action is made from.

    `favourites` get most of the attention, so that caps, ceilings and records fill up; `former`
    holds the keys a person once had, `batches` what proves the awards filed, `receipts` what
    proves each redemption, and `proposals` the amendments that somebody endorsed: target, values
    and first day.
    """

    rng: random.Random
    state: State
    now: int
    favourites: list[bytes]
    former: dict[bytes, list[bytes]] = field(default_factory=dict)
    batches: Batches = field(default_factory=Batches)
    proposals: list[tuple[int, tuple[int, ...], int]] = field(default_factory=list)
    receipts: Receipts = field(default_factory=Receipts)

    @property
    def charter(self) -> Charter:
        """Return the parameters in force."""
        return charter_on(self.state, self.today)

    @property
    def today(self) -> int:
        """Return the day of the action."""
        return day_of(self.now)

    def members(self, community: int) -> list[bytes]:
        """Return the people enrolled in a community."""
        people = self.state.people
        return [identity for identity, person in people.items() if person.community == community]

    def subject(self) -> bytes:
        """Return somebody, mostly one of the favourites."""
        if self.rng.random() < 0.7:
            return self.rng.choice(self.favourites)
        return self.rng.choice(list(self.state.people))

    def some_key(self) -> bytes:
        """Return the address of a key or of a wallet."""
        return self.rng.choice(wallet_addresses() if self.rng.random() < 0.15 else key_addresses())

    def some_sender(self) -> bytes:
        """Return who sends a transaction that anybody can send."""
        return self.rng.choice(key_addresses())

    def deadline(self) -> int:
        """Return a deadline that is still in time."""
        return self.rng.choice((self.now, self.now + 1, self.now + DAY, FOREVER))


def council_fields(scene: Scene, community: int, absent: set[bytes] = frozenset()) -> Fields:
    """Return what every act of a council carries, signed by enough of the seats not `absent`."""
    council = scene.state.councils[community]
    seats = [(index, scene.state.seats[community, index]) for index in range(council.seats)]
    scene.rng.shuffle(seats)
    seats.sort(key=lambda entry: entry[1].identity in absent)
    wanted = scene.rng.choice((council.threshold, council.threshold, council.seats))
    signing: dict[bytes, int] = {}
    for index, seat in seats:
        if len(signing) < wanted:
            signing.setdefault(seat.controller, index)
    return {
        "community": community,
        "nonce": council.nonce,
        "deadline": scene.deadline(),
        "approvals": tuple(sorted((index, signer) for signer, index in signing.items())),
    }


def person_fields(scene: Scene, identity: bytes) -> Fields:
    """Return what every act of a person carries, signed by the right key."""
    signatory = scene.state.signatories.get(identity)
    return {
        "identity": identity,
        "nonce": 0 if signatory is None else signatory.nonce,
        "deadline": scene.deadline(),
        "signer": None if signatory is None else signatory.controller,
    }


def enrol(scene: Scene) -> Fields:
    """Return an enrolment of a few people of every age."""
    rng = scene.rng
    community = rng.choice(list(scene.state.councils))
    count = rng.choice((0, 1, 1, 2, 3)) if len(scene.state.people) < MOST_PEOPLE else 0
    return {
        **council_fields(scene, community),
        "identities": tuple(rng.randbytes(32) for _ in range(count)),
        "birth_months": tuple(random_birth_month(scene) for _ in range(count)),
    }


def random_birth_month(scene: Scene) -> int:
    """Return a month in which somebody enrolled now can have been born."""
    rng, month = scene.rng, month_of(scene.now)
    majority = month - scene.charter.majority_years * MONTHS
    return rng.choice(
        (
            month,
            month,
            month - rng.randrange(3),
            majority,
            majority + rng.randrange(4),
            majority - rng.randrange(60 * MONTHS),
            majority - rng.randrange(60 * MONTHS),
            month - rng.randrange(129 * MONTHS),
        )
    )


def bind(scene: Scene) -> Fields:
    """Return a binding of keys to people of one community who have none in force."""
    rng, state = scene.rng, scene.state
    keyless = [identity for identity in state.people if _keyless(scene, identity)]
    communities = [state.people[identity].community for identity in keyless]
    community = rng.choice(communities or list(state.councils))
    free = [identity for identity in keyless if state.people[identity].community == community]
    chosen = rng.sample(free, min(len(free), rng.randrange(1, 4)))
    return {
        **council_fields(scene, community),
        "identities": tuple(chosen),
        "controllers": tuple(scene.some_key() for _ in chosen),
    }


def _keyless(scene: Scene, identity: bytes) -> bool:
    signatory = scene.state.signatories.get(identity)
    return signatory is None or has_lapsed(signatory, scene.today)


def award(scene: Scene) -> Fields:
    """Return awards to one or more people of a community under a rule they have room for."""
    rng, state = scene.rng, scene.state
    first = scene.subject()
    community = state.people[first].community
    others = [other for other in scene.members(community) if other != first]
    subjects = [first, *rng.sample(others, min(len(others), rng.choice((0, 0, 0, 1, 3))))]
    rule, number = fitting_rule(scene, first)
    version = version_of(state, rule, number)
    return {
        **council_fields(scene, community, absent=set(subjects)),
        "rule": rule,
        "version": number,
        "evidence_hash": rng.randbytes(32),
        "identities": tuple(subjects),
        "act_days": tuple(_act_day(scene, version, state.people[one]) for one in subjects),
    }


def version_of(state: State, rule: int, number: int) -> RuleVersion | None:
    """Return a version of a rule, if there is one."""
    versions = state.rules.get(rule, ())
    return versions[number - 1] if 1 <= number <= len(versions) else None


def fitting_rule(scene: Scene, identity: bytes) -> tuple[int, int]:
    """Return a rule and its version, one under whose caps the person has room when there is one."""
    versions = [
        (rule, number, version)
        for rule, known in scene.state.rules.items()
        for number, version in enumerate(known, start=1)
    ]
    scene.rng.shuffle(versions)
    if scene.rng.random() < 0.8:
        person = scene.state.people[identity]
        for rule, number, version in versions:
            if _has_room(scene, person, version):
                return rule, number
    return versions[0][0], versions[0][1]


def _has_room(scene: Scene, person: Person, version: RuleVersion) -> bool:
    first, last = _act_days(scene, version, person)
    year = (scene.now - scene.state.genesis) // 31_556_952
    tallies = tallies_in(person, year)
    return (
        version.points > 0
        and first <= last
        and tallies[version.category - 1] + version.points <= version.category_cap
        and sum(tallies) + version.points <= version.annual_cap
        and quality_on(person, scene.today) + version.points <= 1_000
    )


def _act_days(scene: Scene, version: RuleVersion, person: Person) -> tuple[int, int]:
    first = max(
        version.from_day, scene.today - version.filing_days, first_day(person.birth_month), 0
    )
    return first, min(scene.today, version.until_day - 1)


def _act_day(scene: Scene, version: RuleVersion | None, person: Person) -> int:
    if version is None:
        return scene.today
    first, last = _act_days(scene, version, person)
    if first > last:
        return scene.today
    return scene.rng.choice((first, last, last, scene.rng.randint(first, last)))


def publish(scene: Scene) -> Fields:
    """Return new rules and new versions of old ones."""
    rng, state = scene.rng, scene.state
    rules = []
    for rule in rng.sample(RULE_IDS, rng.choice((0, 1, 1, 2))):
        earliest = scene.today + scene.charter.rule_notice_days
        if rule in state.rules:
            earliest = max(earliest, state.rules[rule][-1].from_day + 1)
        rules.append(random_rule(rng, rule, scene.charter, earliest + rng.choice((0, 0, 1, 20))))
    return {
        **council_fields(scene, ROOT),
        "catalogue_hash": rng.randbytes(32),
        "rules": tuple(rules),
    }


def rate(scene: Scene) -> Fields:
    """Return an announcement of next year's rate."""
    rng, state = scene.rng, scene.state
    fitting = state.rate_steps[-1].rate * 10**6 // max(1, scene.charter.rate_per_dividend)
    dividends = (0, 1, fitting, fitting + rng.randrange(fitting + 1), 2**128, FOREVER)
    return {
        **council_fields(scene, ROOT),
        "year": (scene.now - state.genesis) // 31_556_952 + 1,
        "dividend_per_head": rng.choice(dividends),
        "source_hash": rng.randbytes(32),
    }


def change(scene: Scene) -> Fields:
    """Return a change of somebody's key, sometimes to one that another person has."""
    rng, state = scene.rng, scene.state
    others = [signatory.controller for signatory in state.signatories.values()]
    key = rng.choice((scene.some_key(), scene.some_key(), rng.choice(others)))
    identity = rng.choice(list(state.signatories))
    return {**person_fields(scene, identity), "new_controller": key, "new_signer": key}


def leave(scene: Scene) -> Fields:
    """Return a declaration of leave, short more often than long."""
    rng, charter = scene.rng, scene.charter
    days = rng.choice((1, 1, 2, rng.randint(1, charter.leave_days), charter.leave_days))
    return {**person_fields(scene, scene.subject()), "days_away": days}


def end(scene: Scene) -> Fields:
    """Return an early end of a leave, of somebody who is away when there is one."""
    away = [
        identity
        for identity, person in scene.state.people.items()
        if person.leave_until > scene.today
    ]
    return person_fields(scene, scene.rng.choice(away or [scene.subject()]))


INTENTS = {
    actions.Enrol: enrol,
    actions.BindControllers: bind,
    actions.FileAwards: award,
    actions.PublishRules: publish,
    actions.AnnounceRate: rate,
    actions.ChangeController: change,
    actions.DeclareLeave: leave,
    actions.EndLeave: end,
}
