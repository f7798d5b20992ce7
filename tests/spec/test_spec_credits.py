"""Credits and their rate, calculated by hand.

```
entitlement
├── before the birth: 0
├── born after, at or before genesis: the integral over the rates, rounded down once
└── before genesis: TimeBeforeGenesis
announceRate
├── not the next year: RateYearNotNext
├── announced before: RateAlreadyAnnounced
├── too late: RateNoticeTooShort
└── rate
    ├── the formula within the change limit
    ├── further up or down: the limit
    └── never above 10,000,000 nor below 100,000
```
"""

from __future__ import annotations

import pytest

from isonomia.spec import events, views
from isonomia.spec.actions import AnnounceRate
from isonomia.spec.credits import accrued
from isonomia.spec.presets import generous, minimal
from isonomia.spec.refusals import Refusal
from isonomia.spec.state import RateStep
from tests.spec.worlds import DAY, EVIDENCE, GENESIS, YEAR, World, identity, world

pytestmark = [pytest.mark.offline]

JANUARY_1970 = 23_640
#: The rate is 1,000,000 plus the dividend.
FOLLOWS = {"rate_per_dividend": 1_000_000}


def announce(here: World, year: int, dividend: int = 0) -> AnnounceRate:
    return AnnounceRate(*here.act(1), year, dividend, EVIDENCE)


# ---- entitlement ---------------------------------------------------------------------------------


@pytest.mark.req("C1")
@pytest.mark.parametrize(
    ("seconds_after_genesis", "millicredits"),
    [
        # 1,577,836,800 s since 1970 are 10,800 s short of 50 years: 342.238 millicredits.
        (0, 49_999_657),
        (10_800, 50_000_000),
        (10_800 + 31_556_952, 51_000_000),
        # A millicredit takes 31.556952 s.
        (10_800 + 31, 50_000_000),
        (10_800 + 32, 50_000_001),
    ],
)
def test_entitlement__born_at_the_epoch__is_the_rate_times_the_years(
    seconds_after_genesis: int, millicredits: int
) -> None:
    state = world().state
    assert views.entitlement(state, JANUARY_1970, GENESIS + seconds_after_genesis) == millicredits


@pytest.mark.req("C1")
def test_entitlement__born_before_the_epoch__counts_from_then() -> None:
    # January 1969 began 365 days earlier: 31,536,000 s are 999,336.0936... millicredits.
    state = world().state
    assert views.entitlement(state, 23_628, GENESIS + 10_800) == 50_999_336


@pytest.mark.req("C1")
def test_entitlement__born_after_genesis__counts_from_the_first_second_of_the_month() -> None:
    state = world().state
    february = 1_580_515_200
    assert views.entitlement(state, 24_241, february - 1) == 0
    assert views.entitlement(state, 24_241, february) == 0
    assert views.entitlement(state, 24_241, february + 31) == 0
    assert views.entitlement(state, 24_241, february + 32) == 1
    assert views.entitlement(state, 24_241, february + 31_556_952) == 1_000_000


@pytest.mark.req("C1", "C2")
def test_entitlement__across_rate_steps__adds_each_rate_for_its_time() -> None:
    here = world(**FOLLOWS)
    here.do(announce(here, 1, 50_000))
    here.now = GENESIS + YEAR
    here.do(announce(here, 2, 20_000))
    assert here.state.rate_steps == (
        RateStep(1_577_836_800, 1_000_000),
        RateStep(1_609_393_752, 1_050_000),
        RateStep(1_640_950_704, 1_020_000),
    )
    # 49,999,657.76 at genesis, and a year at 1,000,000, one at 1,050,000, one at 1,020,000.
    assert views.entitlement(here.state, JANUARY_1970, 1_609_393_752) == 50_999_657
    assert views.entitlement(here.state, JANUARY_1970, 1_640_950_704) == 52_049_657
    assert views.entitlement(here.state, JANUARY_1970, 1_672_507_656) == 53_069_657


@pytest.mark.req("C1", "C2")
def test_entitlement__born_between_rate_steps__gets_only_what_came_after() -> None:
    here = world(**FOLLOWS)
    here.do(announce(here, 1, 50_000))
    # March 2021 began inside year 1, and January 2021 just 65,448 s after the step.
    assert views.entitlement(here.state, 24_254, 1_614_556_800 + 31_556_952) == 1_050_000
    assert views.entitlement(here.state, 24_252, 1_609_459_200 + 31_556_952) == 1_050_000
    # December 2020 (1,606,780,800) has 2,612,952 s at 1,000,000 and the rest at 1,050,000:
    # 1,050,000 - 50,000 * 2,612,952 / 31,556,952 = 1,045,859.94.
    assert views.entitlement(here.state, 24_251, 1_606_780_800 + 31_556_952) == 1_045_859


@pytest.mark.req("C1")
def test_entitlement__first_and_last_month_of_the_calendar__count() -> None:
    state = world().state
    # January of year 1 began 62,135,596,800 s before 1970, April 5461 began 110,173,132,800 after.
    assert views.entitlement(state, 12, GENESIS + 10_800) == 2_018_998_678
    assert views.entitlement(state, 65_535, 110_173_132_800 + 31_556_952) == 1_000_000
    assert views.entitlement(state, 65_536, 110_173_132_800 + 2 * 31_556_952) == 0


@pytest.mark.req("C1")
def test_entitlement__a_second_short_of_a_millicredit__is_rounded_down() -> None:
    lowest = (RateStep(0, 1),)
    assert accrued(lowest, 0, 31_556_951) == 0
    assert accrued(lowest, 0, 31_556_952) == 1


@pytest.mark.req("C1")
@pytest.mark.parametrize("month", [0, 11, 65_536])
def test_entitlement__month_outside_the_calendar__is_nothing(month: int) -> None:
    assert views.entitlement(world().state, month, GENESIS) == 0


@pytest.mark.req("C1")
def test_views__time_before_genesis__is_refused() -> None:
    state = world().state
    for ask in (
        lambda: views.entitlement(state, JANUARY_1970, GENESIS - 1),
        lambda: views.credits(state, identity(4), GENESIS - 1),
        lambda: views.rate_at(state, GENESIS - 1),
        lambda: views.year_at(state, GENESIS - 1),
        lambda: views.earned(state, identity(4), 1, GENESIS - 1),
    ):
        with pytest.raises(Refusal) as refusal:
            ask()
        assert refusal.value.name == "TimeBeforeGenesis"
        assert refusal.value.values == (1_577_836_799, 1_577_836_800)


@pytest.mark.req("C1")
def test_credits__person__has_the_entitlement_of_their_month() -> None:
    # January 1980: 1,262,304,000 s, 25,920 more than 40 years; 821.37 millicredits.
    assert views.credits(world().state, identity(4), GENESIS) == 40_000_821


@pytest.mark.req("C1")
def test_credits__nobody__is_refused() -> None:
    with pytest.raises(Refusal) as refusal:
        views.credits(world().state, identity(99), GENESIS)
    assert (refusal.value.name, refusal.value.values) == ("NotEnrolled", (identity(99),))


# ---- announceRate --------------------------------------------------------------------------------


@pytest.mark.req("C2")
def test_announce__next_year__takes_effect_with_its_first_second() -> None:
    here = world(**FOLLOWS)
    assert here.do(announce(here, 1, 50_000)) == [
        events.CouncilActed(1, 0, 0b11),
        events.RateAnnounced(1, 1_609_393_752, 1_050_000, 1_050_000, 50_000, EVIDENCE),
    ]
    assert views.rate_at(here.state, 1_609_393_751) == 1_000_000
    assert views.rate_at(here.state, 1_609_393_752) == 1_050_000
    assert views.year_at(here.state, 1_609_393_751) == 0
    assert views.year_at(here.state, 1_609_393_752) == 1


@pytest.mark.req("C2")
@pytest.mark.parametrize(("now", "year", "following"), [(0, 0, 1), (0, 2, 1), (YEAR, 1, 2)])
def test_announce__year_not_the_next__is_refused(now: int, year: int, following: int) -> None:
    here = world()
    here.now += now
    here.refuse(announce(here, year), "RateYearNotNext", year, following)


@pytest.mark.req("C2")
def test_announce__again_in_the_same_year__is_refused() -> None:
    here = world()
    here.do(announce(here, 1))
    here.refuse(announce(here, 1), "RateAlreadyAnnounced", 1)
    here.now = GENESIS + YEAR - 1
    here.refuse(announce(here, 1), "RateAlreadyAnnounced", 1)


@pytest.mark.req("C2")
def test_announce__less_than_the_notice__is_refused() -> None:
    here = world()
    here.now = GENESIS + YEAR - 30 * DAY + 1
    here.refuse(announce(here, 1), "RateNoticeTooShort", 1_609_393_752, 1_609_393_753)
    here.now -= 1
    here.do(announce(here, 1))


@pytest.mark.req("C2")
def test_announce__year_left_out__keeps_the_latest_rate() -> None:
    here = world(**FOLLOWS)
    here.do(announce(here, 1, 100_000))
    here.now = GENESIS + 3 * YEAR
    here.do(announce(here, 4, 300_000))
    assert views.rate_at(here.state, GENESIS + 3 * YEAR) == 1_100_000
    assert views.rate_at(here.state, GENESIS + 4 * YEAR) == 1_210_000


@pytest.mark.req("C2")
@pytest.mark.parametrize(
    ("dividend", "unbounded", "rate"),
    [
        (0, 1_000_000, 1_000_000),
        (99_999, 1_099_999, 1_099_999),
        (100_000, 1_100_000, 1_100_000),
        (100_001, 1_100_001, 1_100_000),
        (2**128 - 1, 2**128 + 999_999, 1_100_000),
        (2**256 - 1, 2**128 + 999_999, 1_100_000),
    ],
)
def test_announce__rate_above_the_change_limit__is_held_to_it(
    dividend: int, unbounded: int, rate: int
) -> None:
    here = world(**FOLLOWS)
    announced = here.do(announce(here, 1, dividend))[1]
    assert (announced.unbounded_rate, announced.rate) == (unbounded, rate)
    assert announced.dividend_per_head == dividend


@pytest.mark.req("C2")
@pytest.mark.parametrize(("base", "rate"), [(899_999, 900_000), (900_001, 900_001), (0, 900_000)])
def test_announce__rate_below_the_change_limit__is_held_to_it(base: int, rate: int) -> None:
    here = world(rate_base=base)
    announced = here.do(announce(here, 1, 2**256 - 1))[1]
    assert (announced.unbounded_rate, announced.rate) == (base, rate)


@pytest.mark.req("C2")
def test_announce__dividend__is_counted_in_millionths_and_rounded_down() -> None:
    here = world(rate_per_dividend=1)
    assert here.do(announce(here, 1, 1_999_999))[1].rate == 1_000_001


@pytest.mark.req("C2")
def test_announce__change_limit__is_rounded_down() -> None:
    # 15 % of 100,003 are 15,000.45.
    here = world(genesis_rate=100_003, rate_change_limit=1_500)
    assert here.do(announce(here, 1))[1].rate == 115_003


@pytest.mark.req("C2")
def test_announce__no_change_allowed__keeps_the_rate() -> None:
    here = world(rate_change_limit=0, **FOLLOWS)
    assert here.do(announce(here, 1, 500))[1].rate == 1_000_000


@pytest.mark.req("C2")
def test_announce__lowest_rate__is_100_000() -> None:
    # 120,000 less a quarter would be 90,000.
    here = world(minimal())
    assert here.do(announce(here, 1))[1].rate == 100_000
    here.now = GENESIS + YEAR
    assert here.do(announce(here, 2))[1].rate == 100_000


@pytest.mark.req("C2")
def test_announce__highest_rate__is_10_000_000() -> None:
    here = world(generous())
    assert here.do(announce(here, 1, 2**256 - 1))[1].rate == 10_000_000
