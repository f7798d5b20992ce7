"""Everything a report on a stretch of time shows, from one replay of the logs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from isonomia.chain import Block, Chain
from isonomia.history import Header, History, fetch, read_header
from isonomia.replay import Replay, Step
from isonomia.reporting.attempts import Refused, Reverted, refused_lines, reverted
from isonomia.reporting.counting import (
    CaseCount,
    CommunityCases,
    FlowCount,
    Flows,
    RoundTerms,
    Service,
    Spending,
    SpendingCount,
    terms_of,
)
from isonomia.reporting.quality import QualityCount, QualityFigures
from isonomia.reporting.spans import Kind, Moment, Span, live_through, span_of
from isonomia.spec.state import State
from isonomia.target import Target

#: Told what is being done, and how much of how much of it is.
Progress = Callable[[str, int, int], None]
_LOGS_PER_TELLING = 1_000


@dataclass(frozen=True, slots=True)
class Figures:
    """What a report is made of: whole numbers, before anything is hidden.

    Attributes:
        span: what it is about
        pinned: last block looked at
        round: terms of the round; None of a year or a quarter
        quality: from the first look to the last
        spending: by kind and tier, those with any turnover
        cases: by community, all of them
        flows: of the lottery's pool
        reverted: transactions
        refused: lines by the name of the refusal; None when no receipts were given
    """

    span: Span
    pinned: Header
    round: RoundTerms | None
    quality: QualityFigures
    spending: Mapping[Service, Spending]
    cases: Mapping[int, CommunityCases]
    flows: Flows
    reverted: Reverted
    refused: Mapping[str, Refused] | None

    def with_refused(self, receipts: Iterable[Path]) -> Figures:
        """Return the same, with the lines that receipts files tell were refused."""
        return replace(self, refused=refused_lines(receipts))


class PeriodCount:
    """Counts while the acts are carried out."""

    def __init__(self, span: Span) -> None:
        self._span = span
        self._moments = span.moments()
        self._quality = QualityCount()
        self._spending = SpendingCount()
        self._cases = CaseCount()
        self._flows = FlowCount(span)
        self._looks = 0

    @property
    def moments(self) -> list[Moment]:
        """When to look at everybody, in order."""
        return self._moments

    def at(self, moment: Moment, state: State) -> None:
        """Look at everybody; the moments come in order, the last one last."""
        if self._looks == 0:
            self._spending.begin(state)
        self._looks += 1
        self._quality.at(moment, state, last=self._looks == len(self._moments))
        if self._looks == len(self._moments):
            self._ended = (
                terms_of(self._span, state),
                self._spending.figures(state),
                self._cases.figures(state),
            )

    def count(self, step: Step, state: State) -> None:
        """Look at one act; the state is the one right after."""
        if self._span.contains(step.act.time):
            self._spending.count(step, state)
            self._cases.count(step, state)
            self._flows.count(step, state)

    def figures(
        self, pinned: Header, reverted: Reverted, refused: Mapping[str, Refused] | None
    ) -> Figures:
        """Return the figures; the last moment must have been told."""
        terms, spending, cases = self._ended
        return Figures(
            span=self._span,
            pinned=pinned,
            round=terms,
            quality=self._quality.figures(),
            spending=spending,
            cases=cases,
            flows=self._flows.figures(),
            reverted=reverted,
            refused=refused,
        )


def collect(
    url: str,
    target: Target,
    kind: Kind,
    number: int,
    *,
    block: Block = "latest",
    receipts: Iterable[Path] = (),
    with_reverted: bool | None = None,
    on_progress: Progress = lambda _stage, _done, _total: None,
) -> Figures:
    """Read the logs, carry them out once, and count.

    Args:
        url: of a node
        target: the deployment
        kind: what to report on
        number: which year, quarter or round
        block: where to stop
        receipts: receipts.json files of `isonomia allocate`
        with_reverted: whether to look for reverted transactions; None where that is quick
        on_progress: told what is being done

    Raises:
        Diverged: the logs are not what the specification gives.
        IsonomiaError: what to report on has not begun, or a receipts file is none.
    """
    files = tuple(receipts)
    refused = refused_lines(files) if files else None
    pinned = read_header(Chain(url), block)
    history = fetch(
        url,
        target.addresses,
        target.from_block,
        pinned,
        lambda done, total: on_progress("reading logs", done, total),
    )
    count, span = _counted(history, target, kind, number, on_progress)
    failed = reverted(
        url,
        history,
        span,
        wanted=with_reverted,
        on_progress=lambda done, total: on_progress("looking at blocks", done, total),
    )
    return count.figures(pinned, failed, refused)


def _counted(
    history: History, target: Target, kind: Kind, number: int, on_progress: Progress
) -> tuple[PeriodCount, Span]:
    """Carry out all acts once, counting those within the span."""
    replay = Replay(history, target.founding)
    span = span_of(kind, number, history, replay.state.genesis)
    period, logs, done = PeriodCount(span), len(history.logs), len(replay.founding)

    def count(step: Step, state: State) -> None:
        nonlocal done
        period.count(step, state)
        before, done = done, done + len(step.act.logs)
        if done == logs or before // _LOGS_PER_TELLING != done // _LOGS_PER_TELLING:
            on_progress("carrying out acts", done, logs)

    live_through(replay, history, period.moments, period.at, count)
    return period, span
