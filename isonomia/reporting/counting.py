"""What happened in a stretch of time, counted act by act: spending, cases, the lottery."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from isonomia.replay import Step
from isonomia.reporting.spans import Kind, Span
from isonomia.spec import actions, events
from isonomia.spec.case_table import case_id
from isonomia.spec.state import NO_STATEMENT, CaseKey, State, Statement

#: Kind and tier of a service.
Service = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Spending:
    """What was redeemed and refunded with one kind of service at one tier, in millicredits.

    Attributes:
        turnover: of the stretch of time
        redeemers: how many people redeemed
        refunded: how many people were refunded
    """

    turnover: Statement
    redeemers: int
    refunded: int


@dataclass(slots=True)
class SpendingCount:
    """Takes turnover from the specification's statements, and notes who stands behind it."""

    _before: dict[Service, Statement] = field(default_factory=dict)
    _redeemers: dict[Service, set[bytes]] = field(default_factory=lambda: defaultdict(set))
    _refunded: dict[Service, set[bytes]] = field(default_factory=lambda: defaultdict(set))

    def begin(self, state: State) -> None:
        """Note what was turned over before."""
        self._before = _turnover(state)

    def count(self, step: Step, state: State) -> None:
        """Look at one act within the stretch of time."""
        for event, _ in step.act.logs:
            match event:
                case events.Redeemed():
                    self._redeemers[_service(state, event.offer)].add(event.identity)
                case events.Refunded():
                    self._refunded[_service(state, event.offer)].add(event.identity)

    def figures(self, state: State) -> dict[Service, Spending]:
        """Return what was turned over since the beginning, by kind and tier."""
        after = _turnover(state)
        return {
            service: Spending(
                _less(after[service], self._before.get(service, NO_STATEMENT)),
                len(self._redeemers[service]),
                len(self._refunded[service]),
            )
            for service in sorted(self._redeemers.keys() | self._refunded.keys())
        }


def _service(state: State, offer: int) -> Service:
    return state.offers[offer].kind, state.offers[offer].tier


def _turnover(state: State) -> dict[Service, Statement]:
    found: dict[Service, Statement] = {}
    for (number, _), part in state.statements.items():
        service = _service(state, number)
        found[service] = found.get(service, NO_STATEMENT) + part
    return found


def _less(after: Statement, before: Statement) -> Statement:
    return Statement(
        after.redemptions - before.redemptions,
        after.redeemed - before.redeemed,
        after.refunds - before.refunds,
        after.refunded - before.refunded,
    )


class Tally(NamedTuple):
    """How often something happened, and to how many people."""

    times: int
    people: int


@dataclass(frozen=True, slots=True)
class CommunityCases:
    """What became of cases that one community's council filed, or of awards it filed.

    Attributes:
        filed: cases filed, challenges of its awards among them
        appealed: appeals against its cases, second ones among them
        overturned: decisions of its council that a panel, or the living, overturned
    """

    filed: Tally
    appealed: Tally
    overturned: Tally


@dataclass(slots=True)
class CaseCount:
    """Counts cases about people by the community that answers for them."""

    #: (what happened, community) -> about whom, once each time
    _about: dict[tuple[str, int], list[bytes]] = field(default_factory=lambda: defaultdict(list))

    def count(self, step: Step, state: State) -> None:
        """Look at one act within the stretch of time."""
        action = step.action
        if isinstance(action, actions.Appeal):
            key = CaseKey(action.kind, action.identity, action.matter)
            self._about["appealed", state.cases[case_id(key)].community].append(action.identity)
        subject = getattr(action, "identity", b"")
        for event, _ in step.act.logs:
            match event:
                case events.CaseFiled():
                    self._about["filed", event.community].append(event.identity)
                case events.AwardReversed():
                    # An act can carry out several challenges: each lowers a standing right after.
                    subject = event.identity
                case events.StandingLowered() if subject:
                    self._about["overturned", event.community].append(subject)

    def figures(self, state: State) -> dict[int, CommunityCases]:
        """Return the cases by community, those without any included."""
        return {
            community: CommunityCases(
                *(self._tally(what, community) for what in ("filed", "appealed", "overturned"))
            )
            for community in state.councils
        }

    def _tally(self, what: str, community: int) -> Tally:
        about = self._about.get((what, community), ())
        return Tally(len(about), len(set(about)))


class Flow(NamedTuple):
    """Points that went one way, and the gifts, rounds or lots that moved them."""

    points: int
    acts: int


@dataclass(frozen=True, slots=True)
class Flows:
    """What became of points of the lottery's pool.

    Attributes:
        given: by people
        reserved: for prizes of rounds that were opened
        granted: won, as uplifts
        forfeited: won by somebody who can take none, and free again
        returned: set free by the end of rounds, since nobody drew a lot for them
        givers: how many people gave
    """

    given: Flow
    reserved: Flow
    granted: Flow
    forfeited: Flow
    returned: Flow
    givers: int


@dataclass(slots=True)
class FlowCount:
    """Counts points of the pool; of a report on a round, those of that round and all gifts."""

    span: Span
    _points: Counter[type] = field(default_factory=Counter)
    _acts: Counter[type] = field(default_factory=Counter)
    _givers: set[bytes] = field(default_factory=set)

    def count(self, step: Step, state: State) -> None:
        """Look at one act within the stretch of time."""
        for event, _ in step.act.logs:
            match event:
                case events.PointsGiven():
                    self._givers.add(event.identity)
                    self._add(event, event.points)
                case events.RoundOpened() if self._is_meant(event.round):
                    self._add(event, event.prizes * event.points)
                case events.PrizeWon() | events.PrizeForfeited() if self._is_meant(event.round):
                    self._add(event, state.rounds[event.round].points)
                case events.RoundClosed() if self._is_meant(event.round):
                    self._add(event, event.returned)

    def figures(self) -> Flows:
        """Return what flowed."""
        return Flows(
            self._flow(events.PointsGiven),
            self._flow(events.RoundOpened),
            self._flow(events.PrizeWon),
            self._flow(events.PrizeForfeited),
            self._flow(events.RoundClosed),
            len(self._givers),
        )

    def _is_meant(self, number: int) -> bool:
        return self.span.kind is not Kind.ROUND or number == self.span.number

    def _add(self, event: events.Event, points: int) -> None:
        self._points[type(event)] += points
        self._acts[type(event)] += 1

    def _flow(self, kind: type) -> Flow:
        return Flow(self._points[kind], self._acts[kind])


@dataclass(frozen=True, slots=True)
class RoundTerms:
    """What a report on a round says of it first."""

    kind: int
    prizes: int
    points: int
    entrants: int
    closed: bool


def terms_of(span: Span, state: State) -> RoundTerms | None:
    """Return the terms of the round that a report is about; None when it is about none."""
    if span.kind is not Kind.ROUND:
        return None
    found = state.rounds[span.number]
    return RoundTerms(found.kind, found.prizes, found.points, found.entrants, found.closed)


def about_communities(cases: Mapping[int, CommunityCases]) -> dict[int, CommunityCases]:
    """Leave out the communities about which there is nothing to tell."""
    return {number: one for number, one in cases.items() if one.filed.times or _answered(one)}


def _answered(one: CommunityCases) -> bool:
    return bool(one.appealed.times or one.overturned.times)
