"""What a report is about has a beginning and an end, and says when it is not over.

kind     year | quarter | round
time     over | running | not begun | round not opened
moments  over | running | no time at all
"""

from __future__ import annotations

import pytest

from isonomia.errors import IsonomiaError
from isonomia.event_logs import EventLog, Place
from isonomia.history import Header, History
from isonomia.reporting.spans import Kind, Moment, Span, span_of
from isonomia.spec import events
from isonomia.spec.calendar import QUARTER, YEAR
from isonomia.spec.state import NOMINATED
from tests.spec.worlds import GENESIS

pytestmark = [pytest.mark.offline, pytest.mark.req("A4")]

OPENED = events.RoundOpened(1, NOMINATED, 1, 10, 1_000, 5, GENESIS + 900)


def history(now: int, *logs: tuple[events.Event, int]) -> History:
    """Return a history that ends at a second, with logs at seconds."""
    headers = {block: Header(block, time, "0x") for block, (_, time) in enumerate(logs)}
    listed = tuple(
        EventLog(event, Place(block, 0, f"0x{block}")) for block, (event, _) in enumerate(logs)
    )
    return History(listed, headers, Header(99, now, "0x"))


@pytest.mark.parametrize(
    ("kind", "number", "length"), [(Kind.YEAR, 2, YEAR), (Kind.QUARTER, 5, QUARTER)]
)
def test_span_of__last_second__is_not_over_and_the_next_is(
    kind: Kind, number: int, length: int
) -> None:
    since = GENESIS + number * length
    running = span_of(kind, number, history(since + length - 1), GENESIS)
    assert (running.since, running.until, running.is_over) == (since, since + length, False)
    assert running.end == since + length - 1
    assert running.contains(since + length - 1)
    over = span_of(kind, number, history(since + length), GENESIS)
    assert over.is_over
    assert over.end == since + length
    assert not over.contains(since + length)


def test_span_of__first_second__has_begun() -> None:
    span = span_of(Kind.YEAR, 1, history(GENESIS + YEAR), GENESIS)
    assert span.contains(GENESIS + YEAR)
    assert not span.contains(GENESIS + YEAR - 1)


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (Kind.YEAR, "Year 1 begins on 2020-12-31: give one from 0 to 0, the running one"),
        (Kind.QUARTER, "Quarter 1 begins on 2020-04-01: give one from 0 to 0, the running one"),
    ],
)
def test_span_of__not_begun__says_when_and_what_to_give(kind: Kind, words: str) -> None:
    with pytest.raises(IsonomiaError) as error:
        span_of(kind, 1, history(GENESIS + QUARTER - 1), GENESIS)
    assert str(error.value) == words


def test_span_of__round__lasts_from_its_opening_through_its_end() -> None:
    closed = events.RoundClosed(1, 0)
    logs = (OPENED, GENESIS + 50), (closed, GENESIS + 80)
    span = span_of(Kind.ROUND, 1, history(GENESIS + 100, *logs), GENESIS)
    assert (span.since, span.until, span.is_over) == (GENESIS + 50, GENESIS + 81, True)
    running = span_of(Kind.ROUND, 1, history(GENESIS + 100, logs[0]), GENESIS)
    assert (running.until, running.is_over, running.end) == (None, False, GENESIS + 100)
    assert running.contains(GENESIS + 100)


@pytest.mark.parametrize(
    ("logs", "remedy"),
    [((), "none was opened yet"), (((OPENED, GENESIS),), "give one from 1 to 1")],
)
def test_span_of__round_not_opened__says_which_there_are(
    logs: tuple[tuple[events.Event, int], ...], remedy: str
) -> None:
    with pytest.raises(IsonomiaError, match=f"Round 2 .* was not opened: {remedy}"):
        span_of(Kind.ROUND, 2, history(GENESIS + 1, *logs), GENESIS)


def test_moments__span_that_is_over__are_thirteen_a_twelfth_apart() -> None:
    moments = Span(Kind.YEAR, 0, 0, 1_200, 5_000).moments()
    assert moments == [Moment(time, time) for time in range(0, 1_201, 100)]


def test_moments__running_span__end_with_the_last_block_and_all_its_acts() -> None:
    moments = Span(Kind.YEAR, 0, 0, 1_200, 250).moments()
    assert moments == [Moment(0, 0), Moment(100, 100), Moment(200, 200), Moment(250, 251)]


def test_moments__no_time_passed__are_the_beginning_and_the_end() -> None:
    assert Span(Kind.YEAR, 0, 7, 1_200, 7).moments() == [Moment(7, 7), Moment(7, 8)]
