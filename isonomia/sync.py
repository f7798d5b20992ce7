"""The part of the specification's state that a set of lines touches, read from the contracts.

The lottery's part is read by `isonomia.lottery.reading`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from isonomia.contract_views import ContractViews, Question, chunks
from isonomia.errors import IsonomiaError
from isonomia.packed_words import unpack_overlay, unpack_person
from isonomia.spec.calendar import YEAR
from isonomia.spec.state import (
    CATEGORIES,
    Addresses,
    BeaconClock,
    CaseKey,
    Charter,
    Council,
    Overlay,
    Person,
    RateStep,
    RuleTimes,
    RuleVersion,
    Seat,
    Signatory,
    State,
)
from isonomia.sync_cases import read_cases

PEOPLE_PER_CALL = 1_000


def person_from_word(word: int) -> Person:
    """Return the person whose slot holds `word`."""
    fields = unpack_person(word)
    del fields["unused"]
    tallies = tuple(fields.pop(f"tally_{category}") for category in range(1, CATEGORIES + 1))
    flags = {name: bool(fields.pop(name)) for name in ("opted_out", "closed")}
    return Person(**fields, tallies=tallies, opted_out=flags["opted_out"], closed=flags["closed"])


def overlay_from_word(word: int) -> Overlay:
    """Return the overlay whose slot holds `word`."""
    fields = unpack_overlay(word)
    del fields["unused"]
    return Overlay(**fields)


def read_state(
    views: ContractViews,
    identities: Sequence[bytes],
    signatories: Sequence[bytes],
    awards: Collection[tuple[bytes, int]],
    cases: Collection[CaseKey] = (),
) -> State:
    """Read what enrolling, binding, awarding, and filing and remedying infractions depend on.

    All at one block. Rates and leaves are left out: no act of a council reads them, except as they
    stand in the person's slot. So is an amendment that waits for its day: the parameters are those
    in force now.

    Args:
        views: the contracts at the block
        identities: people looked up, whether enrolled or not
        signatories: people whose keys are looked up
        awards: (identity, rule) pairs of the contributions
        cases: infractions to be filed or remedied, whether they were filed before or not

    Raises:
        IsonomiaError: when the deployment has no communities, so that it is not complete
    """
    state = _charter_state(views)
    _read_councils(views, state)
    _read_rules(views, state, sorted({rule for _, rule in awards}))
    state.people = read_people(views, identities)
    state.overlays = read_overlays(views, state.people)
    keys = views.ask([Question(views.communities, "signatory", (who,)) for who in signatories])
    state.signatories = {
        who: Signatory(_address(key.controller), key.lapseDay, key.nonce)
        for who, key in zip(signatories, keys, strict=True)
        if int(key.controller, 16)
    }
    _read_rule_times(views, state, awards)
    if cases:
        read_cases(views, state, cases)
    return state


def read_people(views: ContractViews, identities: Sequence[bytes]) -> dict[bytes, Person]:
    """Return those who are enrolled, by identity."""
    people: dict[bytes, Person] = {}
    parts = list(chunks(identities, PEOPLE_PER_CALL))
    questions = [Question(views.ledger, "rawPeople", (part,)) for part in parts]
    for part, words in zip(parts, views.ask(questions), strict=True):
        people |= {
            identity: person_from_word(word)
            for identity, word in zip(part, words, strict=True)
            if word
        }
    return people


def read_overlays(
    views: ContractViews, people: Mapping[bytes, Person]
) -> dict[bytes, tuple[Overlay, ...]]:
    """Return the overlays of those people who have had any, by identity."""
    marked = [identity for identity, person in people.items() if person.overlays]
    found = views.ask([Question(views.ledger, "rawOverlays", (who,)) for who in marked])
    return {
        identity: tuple(map(overlay_from_word, words))
        for identity, words in zip(marked, found, strict=True)
    }


def _charter_state(views: ContractViews) -> State:
    charter_hash, genesis, *clock = views.ask(
        [
            Question(views.ledger, "CHARTER_HASH"),
            Question(views.ledger, "GENESIS"),
            Question(views.beacon, "GENESIS"),
            Question(views.beacon, "PERIOD"),
        ]
    )
    charter = _charter(views)
    steps = (RateStep(genesis, charter.genesis_rate),)
    addresses = Addresses(
        _address(views.panels.address),
        _address(views.assembly.address),
    )
    clock_of_beacon = BeaconClock(*clock)
    return State(charter, charter_hash, genesis, steps, clock_of_beacon, addresses=addresses)


def _charter(views: ContractViews) -> Charter:
    """Return the parameters in force, which stand in six contracts in the order of the rules."""
    parts = views.ask(
        [
            Question(views.ledger, "charter"),
            *(
                Question(views.communities, name)
                for name in ("MAJORITY_YEARS", "BUDGET_PER_MEMBER", "STANDING_LOSS")
            ),
            *(
                Question(contract, "charter")
                for contract in (views.pool, views.cases, views.assembly, views.services)
            ),
        ]
    )
    ledger, majority, budget, loss, *later = parts
    values = (*ledger, majority, budget, loss, *(value for part in later for value in part))
    return Charter(*values)


def _read_councils(views: ContractViews, state: State) -> None:
    [count] = views.ask([Question(views.communities, "communityCount")])
    if not count:
        raise IsonomiaError("the deployment has no communities: finish it with `isonomia deploy`")
    numbers = range(1, count + 1)
    councils = views.ask([Question(views.communities, "council", (n,)) for n in numbers])
    first_seats = views.ask([Question(views.communities, "firstSeatOf", (n,)) for n in numbers])
    state.councils = {
        n: Council(*(*council, first_seat))
        for n, council, first_seat in zip(numbers, councils, first_seats, strict=True)
    }
    places = [(n, i) for n, council in state.councils.items() for i in range(council.seats)]
    seats = views.ask([Question(views.communities, "seatAt", place) for place in places])
    state.seats = {
        place: Seat(identity, _address(controller))
        for place, (identity, controller) in zip(places, seats, strict=True)
    }


def _read_rules(views: ContractViews, state: State, rules: Sequence[int]) -> None:
    counts = views.ask([Question(views.ledger, "versionsOf", (rule,)) for rule in rules])
    wanted = [
        (rule, version)
        for rule, count in zip(rules, counts, strict=True)
        for version in range(1, count + 1)
    ]
    found = views.ask([Question(views.ledger, "ruleVersion", pair) for pair in wanted])
    for (rule, _), version in zip(wanted, found, strict=True):
        state.rules[rule] = (*state.rules.get(rule, ()), RuleVersion(*version))


def _read_rule_times(
    views: ContractViews, state: State, awards: Collection[tuple[bytes, int]]
) -> None:
    """Counts of this allocation year; those of earlier years read as none, here as on chain."""
    year = (views.clock() - state.genesis) // YEAR
    counted = [
        (identity, rule)
        for identity, rule in sorted(awards)
        if any(version.yearly_limit for version in state.rules.get(rule, ()))
        and identity in state.people
        and state.people[identity].tally_year == year
    ]
    times = views.ask([Question(views.ledger, "timesThisYear", pair) for pair in counted])
    state.rule_times = {
        pair: RuleTimes(year, count) for pair, count in zip(counted, times, strict=True) if count
    }


def _address(text: str) -> bytes:
    return bytes.fromhex(text[2:])
