"""What the pool, the beacon, the panels and the assembly must store, by the specification."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

from isonomia.build import Artifact
from isonomia.proofs.places import Layout, Slot
from isonomia.spec.keccak import keccak256
from isonomia.spec.state import SECOND_CHANCE, Audit, State

LOTS_PER_WORD = 256
_NO_AUDIT = Audit(year=0, panel=0, until=0)


def beacon_slots(state: State, artifact: Artifact) -> Iterator[Slot]:
    """Return the slots of the beacon."""
    rounds = Layout("Beacon", artifact).variable("_randomness")
    for number, randomness in state.randomness.items():
        yield rounds.at(number).holds(randomness)


def pool_slots(state: State, artifact: Artifact) -> Iterator[Slot]:
    """Return the slots of the pool, all but its charter."""
    layout = Layout("Pool", artifact)
    yield from layout.variable("_account").holds_struct(dataclasses.asdict(state.pool))
    yield layout.variable("roundCount").holds(len(state.rounds))
    rounds = layout.variable("_rounds")
    for number, drawn in state.rounds.items():
        yield from rounds.at(number).holds_struct(dataclasses.asdict(drawn))
    places = layout.variable("_places")
    for (number, identity), place in state.places.items():
        yield places.at(number, identity).holds(place + 1)._replace(person=identity)
    yield from _lots(state, layout)
    nominations = layout.variable("_nominations")
    for (number, community), count in state.nominations.items():
        yield nominations.at(number, community).holds(count)
    second = layout.variable("secondChanceUsed")
    for identity in _asked_again(state):
        yield second.at(identity).holds(identity in state.second_chances)


def panel_slots(state: State, artifact: Artifact) -> Iterator[Slot]:
    """Return the slots of the panels."""
    layout = Layout("Panels", artifact)
    yield layout.variable("panelCount").holds(max(state.panels, default=0))
    panels = layout.variable("_panels")
    for number, panel in state.panels.items():
        yield from panels.at(number).holds_struct(
            {
                "community": panel.community,
                "size": panel.size,
                "beacon_round": panel.beacon_round,
                "seated": panel.seated or 0,
                "is_seated": panel.seated is not None,
                "list_hash": keccak256(b"".join(panel.list)),
            }
        )


def assembly_slots(state: State, artifact: Artifact) -> Iterator[Slot]:
    """Return the slots of the assembly, all but its charter."""
    layout = Layout("Assembly", artifact)
    audits, terms, renewals = map(layout.variable, ("_audits", "_terms", "_renewals"))
    for community in state.councils:
        audit = dataclasses.asdict(state.audits.get(community, _NO_AUDIT))
        audit["is_recorded"] = audit.pop("recorded")
        yield from audits.at(community).holds_struct(audit)
        term = {
            "renewal": state.latest_renewals.get(community, 0),
            "end_day": state.terms.get(community, 0),
        }
        yield from terms.at(community).holds_struct(term)
    yield layout.variable("renewalCount").holds(len(state.renewals))
    for number, renewal in state.renewals.items():
        values = dataclasses.asdict(renewal)
        values |= {"walked": values.pop("next_lot"), "is_over": values.pop("over")}
        yield from renewals.at(number).holds_struct(values)
    volunteers = layout.variable("_volunteers")
    for (number, identity), place in state.volunteers.items():
        yield volunteers.at(number, identity).holds(place + 1)._replace(person=identity)
    yield from _endorsements(state, layout)


def _endorsements(state: State, layout: Layout) -> Iterator[Slot]:
    endorsements = layout.variable("_endorsements")
    for amendment, by in state.endorsements.items():
        place = endorsements.at(amendment)
        yield place.member("count").holds(len(by))
        for community in state.councils:
            yield place.member("by").at(community).holds(community in by)


def _lots(state: State, layout: Layout) -> Iterator[Slot]:
    """A storage word holds a bit for each of 256 lots."""
    words = {
        (number, word): 0
        for number, drawn in state.rounds.items()
        for word in range(-(-drawn.prizes // LOTS_PER_WORD))
    }
    for number, lot in state.settled_lots:
        words[number, lot // LOTS_PER_WORD] |= 1 << lot % LOTS_PER_WORD
    settled = layout.variable("_settled")
    for (number, place), word in words.items():
        yield settled.at(number).member("_data").at(place).holds(word)


def _asked_again(state: State) -> dict[bytes, None]:
    """Return everybody who ever asked for a second chance."""
    return dict.fromkeys(
        identity for number, identity in state.places if state.rounds[number].kind == SECOND_CHANCE
    )
