"""What the ledger and the communities must store, by the specification."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

from isonomia.build import Artifact
from isonomia.packed_words import COUNCIL_FIELDS, RULE_FIELDS, pack_leaves, pack_rule_times
from isonomia.proofs.places import Layout, Slot, pack
from isonomia.spec import views
from isonomia.spec.charters import OF_TARGET
from isonomia.spec.state import Charter, State, Target

_CHARTER_NAMES = tuple(entry.name for entry in dataclasses.fields(Charter))


def ledger_slots(state: State, artifact: Artifact, number: int) -> Iterator[Slot]:
    """Return the slots of the ledger.

    Args:
        state: by the specification
        artifact: of the contract
        number: of the charter that passed last, as the contract counts them
    """
    layout = Layout("Ledger", artifact)
    yield from _charters(state, layout, number)
    yield from _rates(state, layout)
    yield from _rules(state, layout)
    yield from _people(state, layout)


def community_slots(state: State, artifact: Artifact) -> Iterator[Slot]:
    """Return the slots of the communities."""
    layout = Layout("Communities", artifact)
    yield layout.variable("communityCount").holds(len(state.councils))
    councils = layout.variable("_councils")
    for number, council in state.councils.items():
        values = dataclasses.asdict(council)
        yield from councils.at(number).holds_struct(
            {"word": pack(COUNCIL_FIELDS, values), **values}
        )
    for (community, index), seat in state.seats.items():
        place = councils.at(community).member("seat").at(index)
        yield from place.holds_struct(dataclasses.asdict(seat))
    signatories = layout.variable("_signatories")
    for identity in state.people:
        place = signatories.at(identity)
        signatory = state.signatories.get(identity)
        if signatory is None:
            yield place.holds(0)
        else:
            yield from place.holds_struct(dataclasses.asdict(signatory))


def _charters(state: State, layout: Layout, number: int) -> Iterator[Slot]:
    """The charter that passed last and, while that waits for its day, the one before."""
    waiting = state.waiting.get(Target.LEDGER)
    deployed = dataclasses.astuple(state.charter)[OF_TARGET[Target.LEDGER]]
    names = _CHARTER_NAMES[OF_TARGET[Target.LEDGER]]
    charters = layout.variable("_charters")
    latest = layout.variable("_latest")
    half = 128
    yield latest.holds(number | (waiting.from_day << half if waiting else 0))
    if waiting:
        yield from charters.at(number).holds_struct(dict(zip(names, waiting.values, strict=True)))
        number -= 1
    yield from charters.at(number).holds_struct(dict(zip(names, deployed, strict=True)))


def _rates(state: State, layout: Layout) -> Iterator[Slot]:
    steps = layout.variable("_credits").member("steps")
    yield steps.holds(len(state.rate_steps))
    accrued, before = 0, state.rate_steps[0]
    for index, step in enumerate(state.rate_steps):
        accrued += before.rate * (step.starts_at - before.starts_at)
        yield from steps.at(index).holds_struct(dataclasses.asdict(step) | {"accrued": accrued})
        before = step


def _rules(state: State, layout: Layout) -> Iterator[Slot]:
    yield layout.variable("catalogueHash").holds(state.catalogue_hash)
    counts, words, texts = map(layout.variable, ("versionsOf", "_rules", "_ruleTexts"))
    for rule, versions in state.rules.items():
        yield counts.at(rule).holds(len(versions))
        for number, version in enumerate(versions, 1):
            yield words.at(rule, number).holds(pack(RULE_FIELDS, dataclasses.asdict(version)))
            yield texts.at(rule, number).holds(version.text_hash)


def _people(state: State, layout: Layout) -> Iterator[Slot]:
    people, leaves, overlays = map(layout.variable, ("_people", "_leaves", "_overlays"))
    for identity, person in state.people.items():
        yield people.at(identity).holds(views.person_word(person))
    for identity, taken in state.leaves.items():
        yield leaves.at(identity).holds(pack_leaves(taken))
    times = layout.variable("_ruleTimes")
    for (identity, rule), counted in state.rule_times.items():
        yield times.at(identity, rule).holds(pack_rule_times(counted))
    for identity, ever in state.overlays.items():
        for index, overlay in enumerate(ever):
            yield overlays.at(identity, index).holds(views.overlay_word(overlay))
    left = layout.variable("leftAt")
    for identity, time in state.left_at.items():
        yield left.at(identity).holds(time)
