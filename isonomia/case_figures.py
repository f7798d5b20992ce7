"""The figures of due process: what was brought, what became of it, and what communities answer for.

Sums over many people, like all figures of a report; communities are told one by one, people never.
"""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from isonomia import words
from isonomia.replay import Step
from isonomia.spec import events, views
from isonomia.spec.calendar import DAY, day_of
from isonomia.spec.overlays import is_in_force
from isonomia.spec.state import DEDUCTION, CaseKind, CaseState, Outcome, Stage, State
from isonomia.target import Target

#: What a case is at the end, as far as a reader of sums needs to know.
OPEN_STATES = frozenset(
    {
        CaseState.NOTICE,
        CaseState.RIPE,
        CaseState.FIRST_PANEL,
        CaseState.UPHELD,
        CaseState.SECOND_PANEL,
    }
)
#: Stages that decide a case; the days until then are counted.
_DECIDED = frozenset({Stage.DISMISSED, Stage.WITHDRAWN, Stage.CARRIED_OUT})


@dataclass(frozen=True, slots=True)
class KindFigures:
    """Cases of one kind.

    Attributes:
        filed: in all
        states: state at the pinned block -> cases
        median_days: from filing to dismissal, withdrawal or being carried out; None without any
        longest_days: likewise
    """

    kind: CaseKind
    filed: int
    states: Mapping[CaseState, int]
    median_days: int | None
    longest_days: int | None


@dataclass(frozen=True, slots=True)
class CommunityFigures:
    """What one community answers for.

    Attributes:
        standing: in thousandths
        share_index: in thousandths
        budget: points it can award this quarter
        left: of these points
        term_end: day on which its council's term ends
        overturned: decisions of its council that panels or the living overturned
    """

    number: int
    name: str
    standing: int
    share_index: int
    budget: int
    left: int
    term_end: int
    overturned: int


@dataclass(frozen=True, slots=True)
class CaseFigures:
    """What became of cases, and what communities hold each other to.

    Attributes:
        kinds: by kind
        months: (month of the filing, kind) -> cases
        verdicts: (stage in which the panel sat, outcome) -> verdicts
        panels: convened
        too_small: panels for whom too few jurors were found
        deductions: in force at the end
        remedies: certified
        communities: one by one
        audits: recorded
        renewals: of councils, over
        seats: filled by lot
        amendments: passed
    """

    kinds: tuple[KindFigures, ...]
    months: Mapping[tuple[int, CaseKind], int]
    verdicts: Mapping[tuple[Stage, Outcome], int]
    panels: int
    too_small: int
    deductions: int
    remedies: int
    communities: tuple[CommunityFigures, ...]
    audits: int
    renewals: int
    seats: int
    amendments: int


@dataclass(slots=True)
class CaseCount:
    """Counts while the acts are carried out."""

    _months: Counter[tuple[int, CaseKind]] = field(default_factory=Counter)
    _verdicts: Counter[tuple[Stage, Outcome]] = field(default_factory=Counter)
    _events: Counter[type] = field(default_factory=Counter)
    _overturned: Counter[int] = field(default_factory=Counter)
    _stages: dict[bytes, Stage] = field(default_factory=dict)
    _days: dict[CaseKind, list[int]] = field(default_factory=dict)

    def count(self, step: Step, state: State) -> None:
        """Look at one act; the state is the one right after."""
        for event, _ in step.act.logs:
            self._events[type(event)] += 1
            match event:
                case events.CaseFiled():
                    month = words.month_of_day(day_of(step.act.time))
                    self._months[month, CaseKind(event.kind)] += 1
                    self._stages[event.case_id] = Stage.NOTICE
                case events.VerdictGiven():
                    self._verdicts[self._stages[event.case_id], Outcome(event.outcome)] += 1
                case events.StandingLowered():
                    self._overturned[event.community] += 1
                case events.CaseMoved():
                    self._move(event, step.act.time, state)

    def figures(self, state: State, time: int, target: Target) -> CaseFigures:
        """Return the figures at the end."""
        today = day_of(time)
        in_force = [
            overlay
            for overlays in state.overlays.values()
            for overlay in overlays
            if overlay.kind == DEDUCTION and is_in_force(overlay, today)
        ]
        return CaseFigures(
            kinds=self._kinds(state, time),
            months=self._months,
            verdicts=self._verdicts,
            panels=len(state.panels),
            too_small=sum(panel.is_too_small for panel in state.panels.values()),
            deductions=len(in_force),
            remedies=self._events[events.RemedyCertified],
            communities=tuple(
                self._community(state, time, number, target.community_names[number])
                for number in state.councils
            ),
            audits=self._events[events.AuditRecorded],
            renewals=self._events[events.RenewalEnded],
            seats=sum(renewal.filled for renewal in state.renewals.values()),
            amendments=self._events[events.AmendmentPassed],
        )

    def _move(self, event: events.CaseMoved, time: int, state: State) -> None:
        stage, case = Stage(event.stage), state.cases[event.case_id]
        # A review ends with the stage that it began with: only the first decision counts.
        is_first = self._stages[event.case_id] <= Stage.FINAL
        self._stages[event.case_id] = stage
        if stage in _DECIDED and is_first:
            days = (time - case.filed_at) // DAY
            self._days.setdefault(CaseKind(case.kind), []).append(days)

    def _kinds(self, state: State, time: int) -> tuple[KindFigures, ...]:
        states: dict[CaseKind, Counter[CaseState]] = {kind: Counter() for kind in CaseKind}
        for case in state.cases.values():
            states[CaseKind(case.kind)][views.case_state(state, case.key, time)] += 1
        return tuple(
            KindFigures(
                kind,
                counted.total(),
                counted,
                statistics.median_low(days) if (days := self._days.get(kind)) else None,
                max(days) if days else None,
            )
            for kind, counted in states.items()
        )

    def _community(self, state: State, time: int, number: int, name: str) -> CommunityFigures:
        budget, left = views.budget(state, number, time)
        return CommunityFigures(
            number,
            name,
            views.standing(state, number, time),
            state.councils[number].share_index,
            budget,
            left,
            views.term_ends_on(state, number),
            self._overturned[number],
        )
