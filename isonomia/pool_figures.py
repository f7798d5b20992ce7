"""The figures of gifts and the lottery: sums over many people, like all figures of a report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from isonomia import words
from isonomia.replay import Step
from isonomia.spec import events, views
from isonomia.spec.calendar import day_of
from isonomia.spec.state import UPLIFT, PoolAccount, State

_COUNTED = (
    events.PointsGiven,
    events.PrizeWon,
    events.PrizeForfeited,
    events.RoundOpened,
    events.RoundClosed,
)


@dataclass(frozen=True, slots=True)
class PoolFigures:
    """What became of gifts.

    Attributes:
        account: points given, free, reserved and granted at the end
        months: month of an act on the pool -> the account after the last act of that month
        gifts: how many
        rounds: kind -> rounds opened
        ended: rounds that were closed
        won: lots that gave an uplift
        forfeited: lots that fell on somebody who can take none
        uplifts: in force at the end
        lifted: millicredits they cover together
    """

    account: PoolAccount
    months: Mapping[int, PoolAccount]
    gifts: int
    rounds: Mapping[int, int]
    ended: int
    won: int
    forfeited: int
    uplifts: int
    lifted: int


@dataclass(slots=True)
class PoolCount:
    """Counts while the acts are carried out."""

    _months: dict[int, PoolAccount] = field(default_factory=dict)
    _events: Counter[type] = field(default_factory=Counter)

    def count(self, step: Step, state: State) -> None:
        """Look at one act; the state is the one right after."""
        concerned = [type(log.event) for log in step.act.logs if isinstance(log.event, _COUNTED)]
        if concerned:
            self._events.update(concerned)
            self._months[words.month_of_day(day_of(step.act.time))] = state.pool

    def figures(self, state: State, time: int) -> PoolFigures:
        """Return the figures at the end."""
        in_force = [
            overlay
            for identity in state.overlays
            for _, overlay in views.overlays_in_force(state, identity, time)
            if overlay.kind == UPLIFT
        ]
        return PoolFigures(
            account=state.pool,
            months=self._months,
            gifts=self._events[events.PointsGiven],
            rounds=Counter(opened.kind for opened in state.rounds.values()),
            ended=self._events[events.RoundClosed],
            won=self._events[events.PrizeWon],
            forfeited=self._events[events.PrizeForfeited],
            uplifts=len(in_force),
            lifted=sum(overlay.amount for overlay in in_force),
        )
