"""What both sides say when asked the same thing at the same moment."""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from isonomia.spec import views
from isonomia.spec.refusals import Refusal
from isonomia.spec.state import CATEGORIES, Council, Signatory, State
from tests.differential import case_views, lottery_views, service_views
from tests.differential.lottery_views import Asked, as_fields, given_in
from tests.harness.chain import Refused, abi_of
from tests.harness.world import World

NOBODY = b"\xee" * 32
_WORD = 32
#: Which contracts each contract knows.
_WIRING = {
    "Ledger": ("Communities", "Pool", "Cases", "Assembly", "Services", "Findings"),
    "Communities": ("Ledger", "Pool", "Cases", "Assembly", "Services", "Findings"),
    "Pool": ("Ledger", "Communities", "Beacon"),
    "Panels": ("Ledger", "Communities", "Beacon"),
    "Cases": ("Ledger", "Communities", "Panels"),
    "Assembly": ("Ledger", "Communities", "Panels", "Beacon", "Pool", "Cases"),
    "Services": ("Ledger", "Communities", "Assembly", "Findings"),
    "Findings": ("Ledger", "Communities", "Panels", "Cases", "Services"),
}
#: Characters of an answer that a message shows.
_TOLD = 600
_HEAD = _WORD.to_bytes(_WORD, "big")
_NO_COUNCIL = Council(0, 0, 0, 0, 0, share_index=0)
_NO_SIGNATORY = Signatory(bytes(20), 0, 0)


class Divergence(AssertionError):  # noqa: N818  (the name says what was found)
    """The specification and the bytecode differ: where, and what each of them says."""

    def __init__(self, where: str, specification: Any, bytecode: Any) -> None:
        super().__init__(
            f"{where}: the specification says {specification}, the bytecode {bytecode}"
        )
        self.where = where


def require_equal(where: str, specification: Any, bytecode: Any) -> None:
    """Raise `Divergence` when the two differ; of two lists it names the first entry that does."""
    if specification == bytecode:
        return
    if isinstance(specification, list) and isinstance(bytecode, list):
        for index, pair in enumerate(itertools.zip_longest(specification, bytecode)):
            require_equal(f"{where}, event {index}", *pair)
    raise Divergence(where, specification, bytecode)


class Comparison:
    """Compares one world with one state, which `execute` changes in place."""

    def __init__(self, world: World, state: State) -> None:
        self.world = world
        self.state = state
        self._words: dict[bytes, tuple[object, int]] = {}
        self._calls: dict[tuple[Any, ...], bytes] = {}
        self._asked: list[_Asked] = []

    def glance(self, subjects: Iterable[bytes], action: Any = None) -> None:
        """Compare every person's view and slot, every council, and the pool's account.

        Of the `subjects` also who signs for them and their overlays; and whatever the latest
        `action` was about: a round, cases, a panel, an audit, a renewal.
        """
        people = (*self.state.people, NOBODY)
        self._compare("Ledger", "rawPeople", (people,), self._raw_words(people))
        self._compare("Ledger", "look", (people,), self._looks(people))
        for community in range(len(self.state.councils) + 2):
            council = self.state.councils.get(community, _NO_COUNCIL)
            expected = (
                council.parent,
                council.seats,
                council.threshold,
                council.members,
                council.nonce,
                council.chain.ljust(_WORD, b"\0"),
                council.quarter,
                council.used,
                council.share_index,
                council.full_again,
            )
            self._compare("Communities", "council", (community,), _words(expected))
        for identity in (*subjects, NOBODY):
            self._signatory(identity)
        round_ = getattr(action, "round", None)
        self._ask_all(lottery_views.at_a_glance(self.state, subjects, round_))
        self._ask_all(case_views.at_a_glance(self.state, self.world.chain.time, action))
        self._ask_all(service_views.at_a_glance(self.state, self.world.chain.time, action))
        self._answer()

    def inspect(self, rng: random.Random) -> None:
        """Compare every view there is, with random arguments where any argument will do."""
        self._rules()
        self._constants()
        for identity in (*self.state.people, NOBODY):
            self._signatory(identity)
            self._person(identity, rng.randint(1, CATEGORIES), rng.choice(list(self.state.rules)))
        for community, index in (*self.state.seats, (0, 0), (1, 255)):
            self._seat(community, index)
        for _ in range(4):
            self._credits(rng)
        self._ask_all(lottery_views.in_full(self.state, self.world.chain.time, rng))
        self._ask_all(case_views.in_full(self.state, self.world.chain.time, rng))
        self._ask_all(service_views.in_full(self.state, self.world.chain.time, rng))
        self._answer()

    def _raw_words(self, people: tuple[bytes, ...]) -> bytes:
        return _HEAD + _words((len(people), *map(self._word, people)))

    def _word(self, identity: bytes) -> int:
        """Return the slot of a person; records are immutable, so the same one has the same word."""
        person = self.state.people.get(identity)
        if person is None:
            return 0
        known, word = self._words.get(identity, (None, 0))
        if known is not person:
            word = views.person_word(person)
            self._words[identity] = person, word
        return word

    def _looks(self, people: tuple[bytes, ...]) -> bytes:
        now = self.world.chain.time
        fields = [len(people)]
        for identity in people:
            person = self.state.people.get(identity)
            if person is None:
                fields += (0, 0, 0, 0, 0, 0)
                continue
            fields += (
                person.community,
                person.birth_month,
                views.credits(self.state, identity, now),
                views.quality(self.state, identity, now),
                views.tier(self.state, identity, now),
                person.spent,
            )
        return _HEAD + _words(fields)

    def _signatory(self, identity: bytes) -> None:
        known = self.state.signatories.get(identity, _NO_SIGNATORY)
        expected = known.controller, known.lapse_day, known.nonce
        self._compare("Communities", "signatory", (identity,), _words(expected))

    def _person(self, identity: bytes, category: int, rule: int) -> None:
        state, now = self.state, self.world.chain.time
        person = state.people.get(identity)
        times = state.rule_times.get((identity, rule))
        this_year = times is not None and times.year == views.year_at(state, now)
        self._ask("isEnrolled", person is not None, identity)
        self._ask("communityOf", 0 if person is None else person.community, identity)
        self._ask("timesThisYear", times.times if this_year else 0, identity, rule)
        expected: dict[str, Callable[[], Any]] = {
            "birthMonthOf": lambda: person.birth_month,
            "creditsOf": lambda: views.credits(state, identity, now),
            "baseQualityOf": lambda: views.base_quality(state, identity, now),
            "qualityOf": lambda: views.quality(state, identity, now),
            "tierOf": lambda: views.tier(state, identity, now),
            "decayOf": lambda: (person.decay_from, person.leave_until),
            "givenThisYear": lambda: given_in(person, views.year_at(state, now)),
            "seatOf": lambda: (person.seat_community, person.seat_index),
        }
        for function, answer in expected.items():
            if person is None:
                self._refused("Ledger", function, Refusal("NotEnrolled", identity), identity)
            else:
                self._ask(function, answer(), identity)
        if person is not None:
            earned = views.earned(state, identity, category, now)
            self._ask("earnedThisYear", earned, identity, category)

    def _seat(self, community: int, index: int) -> None:
        seat = self.state.seats.get((community, index))
        expected = (bytes(32), bytes(20)) if seat is None else (seat.identity, seat.controller)
        self._compare("Communities", "seatAt", (community, index), _words(expected))

    def _rules(self) -> None:
        self._ask("catalogueHash", self.state.catalogue_hash)
        for rule, versions in self.state.rules.items():
            self._ask("versionsOf", len(versions), rule)
            for number, known in enumerate(versions, start=1):
                fields = tuple(getattr(known, name) for name in known.__slots__)
                self._ask("ruleVersion", fields, rule, number)
            for number in (0, len(versions) + 1):
                self._ask("ruleVersion", (0,) * 9 + (bytes(32),), rule, number)

    def _constants(self) -> None:
        state, chain = self.state, self.world.chain
        self._ask("GENESIS", state.genesis)
        self._ask("CHARTER_HASH", state.charter_hash)
        self._compare("Communities", "communityCount", (), _words([len(state.councils)]))
        majority = state.charter.majority_years
        self._compare("Communities", "MAJORITY_YEARS", (), _words([majority]))
        for contract, known in _WIRING.items():
            for other in known:
                place = chain.addresses[other]
                self._compare(contract, other.upper(), (), _words([place]))

    def _credits(self, rng: random.Random) -> None:
        state = self.state
        steps = [step.starts_at for step in state.rate_steps]
        time = rng.choice(steps) + rng.choice((-1, 0, 1, rng.randrange(10**9)))
        month = rng.choice((0, 11, 12, 2**16 - 1, 2**16, rng.randrange(2**16)))
        questions = (
            ("entitlement", views.entitlement, (month, time)),
            ("rateAt", views.rate_at, (time,)),
            ("yearAt", views.year_at, (time,)),
        )
        for function, answer, arguments in questions:
            try:
                expected = answer(state, *arguments)
            except Refusal as refusal:
                self._refused("Ledger", function, refusal, *arguments)
            else:
                self._ask(function, expected, *arguments)

    def _ask_all(self, questions: Iterable[Asked]) -> None:
        for contract, function, arguments, expected in questions:
            if isinstance(expected, Refusal):
                self._refused(contract, function, expected, *arguments)
            elif isinstance(expected, list):
                entries = [word for entry in expected for word in as_fields(entry)]
                answer = _HEAD + _words((len(expected), *entries))
                self._compare(contract, function, arguments, answer)
            else:
                self._compare(contract, function, arguments, _words(as_fields(expected)))

    def _ask(self, function: str, expected: Any, *arguments: Any) -> None:
        self._compare("Ledger", function, arguments, _words(as_fields(expected)))

    def _refused(self, contract: str, function: str, refusal: Refusal, *arguments: Any) -> None:
        try:
            found: Any = self.world.view(contract, function, *arguments)
        except Refused as error:
            found = error.name, error.values
        require_equal(f"{function}{arguments}", (refusal.name, refusal.values), found)

    def _compare(
        self, contract: str, function: str, arguments: tuple[Any, ...], expected: bytes
    ) -> None:
        key = contract, function, *arguments
        data = self._calls.get(key)
        if data is None:
            data = self._calls[key] = abi_of(contract).call(function, *arguments)
        self._asked.append(_Asked(contract, function, arguments, data, expected))

    def _answer(self) -> None:
        """Ask everything in one go and compare the answers.

        They are compared as bytes: decoding every one would take most of the time there is.
        """
        asked, self._asked = self._asked, []
        try:
            answers = self.world.chain.views_raw([(one.contract, one.data) for one in asked])
        except Refused as refusal:
            raise Divergence("views", "they have answers", refusal) from refusal
        for one, found in zip(asked, answers, strict=True):
            if found != one.expected:
                read = abi_of(one.contract).answer
                raise Divergence(
                    f"{one.function}{one.arguments}",
                    read(one.function, one.expected),
                    read(one.function, found),
                )


@dataclass(slots=True)
class _Asked:
    """One question to a contract, and the answer the specification expects."""

    contract: str
    function: str
    arguments: tuple[Any, ...]
    data: bytes
    expected: bytes


def _words(values: Iterable[int | bytes]) -> bytes:
    """Return values as the ABI encodes those that take one word each."""
    return b"".join(
        value.to_bytes(_WORD, "big") if isinstance(value, int) else value.rjust(_WORD, b"\0")
        for value in values
    )
