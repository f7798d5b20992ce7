"""The figures of services: what was redeemed, what is offered, and what was found of whom.

Sums over all people; organisations are told one by one, people never.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from isonomia import words
from isonomia.case_figures import OPEN_STATES
from isonomia.replay import Step
from isonomia.spec import events, views
from isonomia.spec.calendar import day_of
from isonomia.spec.effects import lasts
from isonomia.spec.state import (
    NO_RATINGS,
    NO_STATEMENT,
    CaseState,
    StandardEffect,
    State,
    Statement,
)

_SPARED = (CaseState.DISMISSED, CaseState.LAPSED, CaseState.WITHDRAWN)
_DONE = (CaseState.CARRIED_OUT, CaseState.REVIEW, CaseState.RELEASED)


@dataclass(frozen=True, slots=True)
class ServiceFigures:
    """What one kind of service at one tier turned over, in millicredits."""

    kind: int
    tier: int
    turnover: Statement


@dataclass(frozen=True, slots=True)
class OfferFigures:
    """Offers of one kind.

    Attributes:
        essential: open today, Essential
        above: open today, above Essential
        ratings: how many rated any offer of the kind with 1, 2, 3, 4 and 5 stars
    """

    kind: int
    essential: int
    above: int
    ratings: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class OrganisationFigures:
    """One organisation that is suspended or commended; the days are 0 when it is not."""

    number: int
    name: str
    form: int
    suspended_until: int
    commended_until: int


@dataclass(frozen=True, slots=True)
class FindingFigures:
    """What became of findings with one effect.

    Attributes:
        opened: not decided yet
        spared: dismissed, lapsed or withdrawn
        done: carried out; their effect may be over
        ended: ended early, by a remedy or a review
    """

    effect: StandardEffect
    filed: int
    opened: int
    spared: int
    done: int
    ended: int


@dataclass(frozen=True, slots=True)
class ServicesFigures:
    """Everything a report shows of services.

    Attributes:
        services: by kind and tier, those with any turnover
        months: (month, tier) -> millicredits redeemed
        offers: by kind, those with any offer ever
        forms: form -> organisations accredited today
        listed: organisations that are suspended or commended today
        findings: by effect
        filed: (month, effect) -> findings filed
        readings: findings filed by sensors
    """

    services: tuple[ServiceFigures, ...]
    months: Mapping[tuple[int, int], int]
    offers: tuple[OfferFigures, ...]
    forms: Mapping[int, int]
    listed: tuple[OrganisationFigures, ...]
    findings: tuple[FindingFigures, ...]
    filed: Mapping[tuple[int, StandardEffect], int]
    readings: int

    @property
    def turnover(self) -> Statement:
        """All services together."""
        return sum((one.turnover for one in self.services), NO_STATEMENT)


@dataclass(slots=True)
class ServiceCount:
    """Counts while the acts are carried out."""

    _months: Counter[tuple[int, int]] = field(default_factory=Counter)
    _filed: Counter[tuple[int, StandardEffect]] = field(default_factory=Counter)
    _names: dict[int, str] = field(default_factory=dict)
    _readings: int = 0

    def count(self, step: Step, state: State) -> None:
        """Look at one act; the state is the one right after."""
        for event, _ in step.act.logs:
            match event:
                case events.Redeemed():
                    tier = state.offers[event.offer].tier
                    self._months[_month(step), tier] += event.amount
                case events.OrganisationAccredited():
                    self._names[event.organisation] = event.name
                case events.FindingFiled():
                    effect = state.standards[event.standard][event.version - 1].effect
                    self._filed[_month(step), StandardEffect(effect)] += 1
                    self._readings += event.mandate != 0

    def figures(self, state: State, time: int) -> ServicesFigures:
        """Return the figures at the end."""
        today = day_of(time)
        accredited = [one for one in state.organisations.values() if today < one.until_day]
        listed = (self._listed(state, number, today) for number in state.organisations)
        return ServicesFigures(
            services=_services(state),
            months=self._months,
            offers=_offers(state, today),
            forms=Counter(one.form for one in accredited),
            listed=tuple(one for one in listed if one.suspended_until or one.commended_until),
            findings=_findings(state, time),
            filed=self._filed,
            readings=self._readings,
        )

    def _listed(self, state: State, number: int, today: int) -> OrganisationFigures:
        kept = state.organisations[number]
        commended = (
            effect.until_day
            for effect in state.effects.get(number, ())
            if effect.effect == StandardEffect.COMMENDATION and lasts(effect, today)
        )
        return OrganisationFigures(
            number,
            self._names[number],
            kept.form,
            kept.suspended_until if today < kept.suspended_until else 0,
            max(commended, default=0),
        )


def _month(step: Step) -> int:
    return words.month_of_day(day_of(step.act.time))


def _services(state: State) -> tuple[ServiceFigures, ...]:
    found: dict[tuple[int, int], Statement] = {}
    for (number, _), turnover in state.statements.items():
        service = (state.offers[number].kind, state.offers[number].tier)
        found[service] = found.get(service, NO_STATEMENT) + turnover
    return tuple(ServiceFigures(*service, found[service]) for service in sorted(found))


def _offers(state: State, today: int) -> tuple[OfferFigures, ...]:
    opened: Counter[tuple[int, bool]] = Counter()
    ratings: dict[int, tuple[int, ...]] = {}
    for number, offer in state.offers.items():
        opened[offer.kind, offer.tier == 0] += offer.is_open(today)
        counts = state.rating_counts.get(number, NO_RATINGS)
        former = ratings.get(offer.kind, NO_RATINGS)
        ratings[offer.kind] = tuple(a + b for a, b in zip(former, counts, strict=True))
    return tuple(
        OfferFigures(kind, opened[kind, True], opened[kind, False], ratings[kind])
        for kind in sorted(ratings)
    )


def _findings(state: State, time: int) -> tuple[FindingFigures, ...]:
    kinds = (StandardEffect.SUSPENSION, StandardEffect.COMMENDATION)
    states: dict[StandardEffect, Counter[CaseState]] = {kind: Counter() for kind in kinds}
    for finding in state.findings.values():
        version = state.standards[finding.standard][finding.version - 1]
        states[StandardEffect(version.effect)][views.finding_state(state, finding.key, time)] += 1
    return tuple(
        FindingFigures(
            kind,
            counted.total(),
            sum(counted[one] for one in OPEN_STATES),
            sum(counted[one] for one in _SPARED),
            sum(counted[one] for one in _DONE),
            counted[CaseState.ENDED],
        )
        for kind, counted in states.items()
    )
