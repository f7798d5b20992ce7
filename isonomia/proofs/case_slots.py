"""What the cases and the findings must store, by the specification."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from typing import Any

from isonomia.build import Artifact
from isonomia.packed_words import (
    CASE_FIELDS,
    INFRACTION_FIELDS,
    STANDARD_FIELDS,
    Fields,
    pack_year_count,
)
from isonomia.proofs.places import Layout, Place, Slot, pack
from isonomia.spec import views
from isonomia.spec.state import CaseKind, State


def case_slots(state: State, artifact: Artifact) -> Iterator[Slot]:
    """Return the slots of the cases, all but their charter."""
    layout = Layout("Cases", artifact)
    catalogue = layout.variable("_catalogue")
    yield from _catalogue(catalogue, state.infractions_hash, state.infractions, INFRACTION_FIELDS)
    cases, records = layout.variable("_cases"), layout.variable("_records")
    for number, case in state.cases.items():
        word = pack(CASE_FIELDS, dataclasses.asdict(case))
        yield cases.at(number).holds(word)._replace(person=case.identity)
    counted = {CaseKind.INFRACTION: state.accusations, CaseKind.CHALLENGE: state.challenges}
    for kind, counts in counted.items():
        for identity, count in counts.items():
            yield records.at(int(kind), identity).holds(pack_year_count(count))
    for (kind_filed, identity), time in state.last_filed.items():
        yield records.at(int(kind_filed), identity).holds(time)


def finding_slots(state: State, artifact: Artifact) -> Iterator[Slot]:
    """Return the slots of the findings."""
    layout = Layout("Findings", artifact)
    catalogue = layout.variable("_catalogue")
    yield from _catalogue(catalogue, state.standards_hash, state.standards, STANDARD_FIELDS)
    findings = layout.variable("_findings")
    for number, finding in state.findings.items():
        values = dataclasses.asdict(finding)
        values |= {"detail": values["version"], "overlay": values["place"]}
        yield findings.at(number).holds(pack(CASE_FIELDS, values))
    effects = layout.variable("_effects")
    for organisation in state.organisations:
        words = [views.effect_word(one) for one in state.effects.get(organisation, ())]
        yield from effects.at(organisation).member("words").holds_list(words)
    records = layout.variable("_records")
    for pair, count in state.finding_counts.items():
        yield records.at(*pair).holds(pack_year_count(count))
    yield from _mandates(state, layout)


def _mandates(state: State, layout: Layout) -> Iterator[Slot]:
    yield layout.variable("mandateCount").holds(len(state.mandates))
    mandates = layout.variable("_mandates")
    for number, mandate in state.mandates.items():
        values = dataclasses.asdict(mandate)
        signers = values.pop("signers")
        yield from mandates.at(number).holds_struct(values)
        yield from mandates.at(number).member("signers").holds_list(signers)


def _catalogue(
    catalogue: Place, published: bytes, rules: Mapping[int, tuple[Any, ...]], fields: Fields
) -> Iterator[Slot]:
    """A published catalogue: its hash, and of each rule every version with the hash of its text."""
    yield catalogue.member("hash").holds(published)
    counts, words, texts = map(catalogue.member, ("versions", "words", "texts"))
    for rule, versions in rules.items():
        yield counts.at(rule).holds(len(versions))
        for number, version in enumerate(versions, 1):
            yield words.at(rule, number).holds(pack(fields, dataclasses.asdict(version)))
            yield texts.at(rule, number).holds(version.text_hash)
