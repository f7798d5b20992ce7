"""The part of a state that logs since a block are about, beside everything that is small.

Where a checkpoint says that all agreed at a block, this is what has to be compared again: people,
cases, panels, batches and rounds of the beacon that a later log is about, with everything that is
kept of them; and as a whole rules, rates, councils, organisations, offers and rounds of the
lottery.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping
from dataclasses import replace
from typing import Any, TypeVar

from isonomia.event_logs import Place
from isonomia.replay import Traces
from isonomia.spec.state import State

K = TypeVar("K")
V = TypeVar("V")


def touched_since(state: State, traces: Traces, block: int) -> State:
    """Return a state of what logs after ``block`` are about; the records are shared.

    Of what is numbered from 1 on, the last one is always there: its number tells how many there
    are.
    """
    cases = _chosen(state.cases, _after(traces.cases, block))
    findings = _chosen(state.findings, _after(traces.findings, block))
    panels = _after(traces.panels, block) | {max(state.panels, default=0)}
    panels |= {case.panel for case in cases.values()}
    panels |= {finding.panel for finding in findings.values()}
    batches = _after(traces.batches, block) | {max(state.batches, default=0)}
    offers = _after(traces.offers, block)
    # What a case is at a time follows from when its person left, too.
    people = _after(traces.people, block) | {case.identity for case in cases.values()}

    def of_people(table: Mapping[K, V], who: Callable[[K], bytes]) -> dict[K, V]:
        return {key: value for key, value in table.items() if who(key) in people}

    return replace(
        state,
        people=_chosen(state.people, people),
        leaves=_chosen(state.leaves, people),
        rule_times=of_people(state.rule_times, _first),
        signatories=_chosen(state.signatories, people),
        overlays=_chosen(state.overlays, people),
        left_at=_chosen(state.left_at, people),
        accusations=_chosen(state.accusations, people),
        challenges=_chosen(state.challenges, people),
        last_filed=of_people(state.last_filed, _last),
        places=of_people(state.places, _last),
        volunteers=of_people(state.volunteers, _last),
        cases=cases,
        findings=findings,
        panels=_chosen(state.panels, panels),
        randomness=_chosen(state.randomness, _after(traces.beacon, block)),
        batches=_chosen(state.batches, batches),
        refunded={redeemed for redeemed in state.refunded if redeemed[0] in batches},
        ratings={key: value for key, value in state.ratings.items() if key[0] in batches},
        statements={key: value for key, value in state.statements.items() if key[0] in offers},
    )


def _after(places: Mapping[K, Place], block: int) -> set[K]:
    return {key for key, place in places.items() if place.block > block}


def _chosen(table: Mapping[K, V], keys: Container[K]) -> dict[K, V]:
    return {key: table[key] for key in table if key in keys}


def _first(key: tuple[Any, ...]) -> Any:
    return key[0]


def _last(key: tuple[Any, ...]) -> Any:
    return key[-1]
