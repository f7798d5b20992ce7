"""Figures from states of the specification are those that paper gives.

quality   fading | a deduction | enrolled within | nobody but the founders
credits   a year at one rate | born within | enrolled late | closed
spending  redeemed | refunded later | before and after the time
lottery   gift | won | forfeited | returned | another round
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from isonomia.reporting.counting import Flow
from isonomia.reporting.quality import CLASSES, NOWHERE, class_of
from isonomia.reporting.spans import Kind, Span
from isonomia.spec.actions import CloseRound
from isonomia.spec.calendar import QUARTER, YEAR
from isonomia.spec.state import DEDUCTION, NOMINATED, Overlay, Statement
from tests.report.periods import Lived, span_of_world
from tests.spec.services.market import OTHER_KEY, market
from tests.spec.worlds import DAY, GENESIS, JANUARY_2020, TODAY, World, identity, world

pytestmark = [pytest.mark.offline, pytest.mark.req("A4", "Y1")]

#: Days from the day of genesis to that of the end of the first quarter.
QUARTER_DAYS = QUARTER // DAY
RATE = 1_000_000
FOUNDERS = 9


def peopled(*numbers: int, month: int = 23_760) -> World:
    """Return a world with more members of community 2."""
    here = world()
    here.do(here.enrol(*numbers, month=month))
    return here


@pytest.mark.parametrize(
    ("quality", "where"), [(0, 0), (1, 1), (99, 1), (100, 2), (799, 8), (800, 9), (1_000, 10)]
)
def test_class_of__points__are_zero_or_their_hundred(quality: int, where: int) -> None:
    assert class_of(quality) == where


def test_quality__a_quarter_passes__fades_by_its_days_and_rows_add_up() -> None:
    here = peopled(20, 21, 22, 23)
    here.with_quality(20, 300).with_quality(21, 300).with_quality(22, 95).with_quality(23, 89)
    period = Lived(here)
    here.at(TODAY + 10)
    period.do(here.enrol(30, 31))
    found = period.end().quality
    # 91 days pass: 300 becomes 209, 95 becomes 4, 89 nothing; the founders never had any.
    assert QUARTER_DAYS == 91
    assert found.began == (FOUNDERS, 2, 0, 0, 2, *(0,) * (CLASSES - 5))
    assert found.ended == (FOUNDERS + 3, 1, 0, 2, *(0,) * (CLASSES - 4))
    assert found.moves == {(0, 0): 9, (1, 1): 1, (1, 0): 1, (4, 3): 2, (NOWHERE, 0): 2}
    for where, people in enumerate(found.began):
        assert sum(n for (start, _), n in found.moves.items() if start == where) == people
    for where, people in enumerate(found.ended):
        assert sum(n for (_, end), n in found.moves.items() if end == where) == people
    assert found.people == 15


def test_quality__gini_over_time__is_that_of_each_day() -> None:
    here = peopled(20, 21)
    here.with_quality(20, 300).with_quality(21, 100)
    looks = Lived(here).end().quality.looks
    assert [look.time for look in looks] == [GENESIS + QUARTER * k // 12 for k in range(13)]
    # 11 people, 9 without any: the differences are 9 * 300 + 9 * 100 + 200, both ways.
    first = 2 * (9 * 300 + 9 * 100 + 200) * 1_000 / (2 * 11 * 400)
    assert looks[0].gini == round(first) == 864
    # On the last day 209 and 9 are left.
    last = 2 * (9 * 209 + 9 * 9 + 200) * 1_000 / (2 * 11 * 218)
    assert looks[-1].gini == round(last) == 902
    assert {look.people for look in looks} == {11}
    assert {look.with_points for look in looks} == {2}


def test_quality__deduction_on_all_of_it__counts_while_it_is_in_force() -> None:
    here = peopled(20).with_quality(20, 500)
    cut = Overlay(DEDUCTION, 250, TODAY, TODAY + 30, 0, 1)
    here.state.overlays[identity(20)] = (cut,)
    found = Lived(here).end().quality
    # 500 less 250 at first; at the end the deduction is over and 91 days have passed.
    assert found.moves[class_of(250), class_of(409)] == 1


def test_quality__founders_alone__are_counted() -> None:
    found = Lived(world()).end().quality
    assert found.began == found.ended == (FOUNDERS, *(0,) * (CLASSES - 1))
    assert found.looks[-1].gini is None


def test_accrued__a_year_at_one_rate__is_the_rate_for_everybody() -> None:
    here = peopled(20, 21)
    period = Lived(here, span_of_world(Kind.YEAR))
    here.at(TODAY + 300)
    # Enrolled late, yet they received for the whole year.
    period.do(here.enrol(30))
    found = period.end().quality
    assert found.accrued[0] == (FOUNDERS + 3) * RATE
    assert sum(found.accrued) == found.accrued[0]
    assert found.rates == (RATE, RATE)


def test_accrued__born_within_the_year__is_the_rate_for_the_rest_of_it() -> None:
    here = world()
    period = Lived(here, span_of_world(Kind.YEAR))
    here.at(TODAY + 200)
    # July began 182 days after the first of January.
    period.do(here.enrol(30, month=JANUARY_2020 + 6))
    seconds = YEAR - 182 * DAY
    assert period.end().quality.accrued[0] == FOUNDERS * RATE + RATE * seconds // YEAR


def test_accrued__account_closed__is_left_out_and_counted_as_gone() -> None:
    here = peopled(20)
    period = Lived(here)
    here.state.people[identity(21)] = replace(here.state.people[identity(20)])
    period.do(here.award(20))
    here.state.people[identity(20)] = replace(here.state.people[identity(20)], closed=True)
    found = period.end().quality
    assert found.moves[0, NOWHERE] == 1
    assert sum(found.accrued) == found.people * (RATE // 4)


def test_spending__redeemed_and_refunded__counts_within_the_time_alone() -> None:
    here = market()
    before = here.redeem(here.order(offer=1))
    here.do(before)
    period = Lived(here, span_of_world(Kind.QUARTER, 1))
    here.now = GENESIS + QUARTER
    period.do(here.redeem(here.order(offer=1)))
    period.do(here.redeem(here.order(offer=4), by=OTHER_KEY))
    period.do(here.redeem(here.order(offer=1, quantity=3)))
    here.at(here.today + 2)
    period.do(here.refund(batch=4))
    here.now = GENESIS + 2 * QUARTER
    found = period.end().spending
    # Offer 1 costs 1,000 a unit: one and three units, and the three are refunded.
    assert found[1, 0].turnover == Statement(3, 1_000 + 700 + 3_000, 1, 3_000)
    assert (found[1, 0].redeemers, found[1, 0].refunded) == (1, 1)
    assert set(found) == {(1, 0)}


def drawn_round(period: Lived, *, prizes: int, entrants: tuple[int, ...]) -> None:
    """Open a round, take people in, and draw; 10 points a prize."""
    here = period.here
    number = len(here.state.rounds) + 1
    period.do(here.open(NOMINATED, prizes=prizes))
    if entrants:
        period.do(here.nominate(*entrants, round=number))
    here.decide(number)


def test_lottery__round_with_fewer_entrants_than_prizes__returns_the_rest() -> None:
    here = world(members_per_nomination=1).with_citizen(20).with_citizen(21).with_points(100)
    here.with_quality(20, 900)
    period = Lived(here)
    period.do(here.give(20, 60))
    drawn_round(period, prizes=3, entrants=(20, 21))
    leaver = here.winner(0)
    here.state.people[leaver] = replace(here.state.people[leaver], opted_out=True)
    period.do(here.settle())
    period.do(CloseRound(1))
    flows = period.end().flows
    assert flows.given == Flow(60, 1)
    assert flows.givers == 1
    assert flows.reserved == Flow(30, 1)
    assert flows.granted == Flow(10, 1)
    assert flows.forfeited == Flow(10, 1)
    assert flows.returned == Flow(10, 1)


def test_lottery__report_on_a_round__leaves_other_rounds_out() -> None:
    here = world(members_per_nomination=1).with_citizen(20).with_points(100)
    until = GENESIS + 30 * DAY
    period = Lived(here, Span(Kind.ROUND, 2, GENESIS, until, until))
    drawn_round(period, prizes=2, entrants=(20,))
    drawn_round(period, prizes=1, entrants=(20,))
    period.do(here.settle(round=1))
    found = period.end()
    assert found.flows.reserved == Flow(10, 1)
    assert found.flows.granted == Flow(0, 0)
    assert found.round is not None
    assert (found.round.prizes, found.round.entrants, found.round.closed) == (1, 1, False)


def test_figures__acts_after_the_last_second__are_not_counted() -> None:
    here = peopled(20)
    now = GENESIS + 10 * DAY
    period = Lived(here, span_of_world(now=now))
    here.now = now
    period.do(here.enrol(30))
    inside = period.end().quality
    assert inside.people == FOUNDERS + 2
    assert Counter(look.people for look in inside.looks[:-1]) == {
        FOUNDERS + 1: len(inside.looks) - 1
    }
