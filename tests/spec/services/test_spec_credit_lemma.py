"""Nothing but a redemption the person signed, and closing, lowers credits (C3).

```
any accepted step of random lives
├── what a person has spent changes by their own orders and refunds, to the millicredit
├── what they are entitled to does not change
├── credits fall by a redemption they signed or by closing, never otherwise
└── nobody spends more than they are entitled to
time alone ── credits never fall
source ── what is spent is written in one module, and the rates in one
every kind of act is accepted in the long life, so that it can be seen to spare credits
```
"""

from __future__ import annotations

import ast
import random
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from isonomia import build
from isonomia.spec import views
from isonomia.spec.actions import (
    Action,
    Alive,
    AnnounceRate,
    CarryOut,
    Redeem,
    Refund,
)
from isonomia.spec.calendar import first_second
from isonomia.spec.credits import accrued
from isonomia.spec.refusals import Refusal
from isonomia.spec.state import CaseKind, State
from tests.spec.case_invariants import Taken
from tests.spec.courts import values_of
from tests.spec.services.market import Market, deduction, market, uplift
from tests.spec.test_spec_case_properties import KINDS as OF_CASES
from tests.spec.test_spec_case_properties import makers as case_makers
from tests.spec.test_spec_case_properties import needs, seat_all
from tests.spec.worlds import DAY, EVIDENCE, identity

pytestmark = [pytest.mark.offline, pytest.mark.req("C3", "S1", "S2")]

PEOPLE = (20, 21, 6)
OF_SERVICES = (
    "essential", "essential", "enhanced", "portion", "batch", "refund", "refund", "rate", "cancel",
    "give", "leave", "dividend", "amend", "renew", "price",
)  # fmt: skip
KINDS = (*OF_CASES, *OF_SERVICES)
SEED = 20_260_101
LIVES = 100
STEPS = 60


@dataclass(frozen=True)
class Try:
    """One thing tried, after so many days; the numbers mean something else for each kind."""

    kind: str
    days: int
    who: int
    which: int


TRIES = st.builds(
    Try,
    kind=st.sampled_from(KINDS),
    days=st.sampled_from([0, 0, 0, 1, 14, 30, 91]),
    who=st.integers(0, 2),
    which=st.integers(0, 5),
)


# ---- lives ---------------------------------------------------------------------------------------


def start() -> Market:
    """Return a world in which three people have quality, uplifts and deductions."""
    here = market(notice_days=14, ripe_days=30, accusations_per_year=12)
    for number in PEOPLE:
        here.with_quality(number, 800)
        here.with_overlays(uplift(days=900), deduction(50, 5_000, days=400), number=number)
    return here


def makers(here: Market, who: int, which: int) -> dict[str, Callable[[], Action]]:
    """Return how each kind of thing is tried by a person or with their order."""
    done = [entry for batch in here.redeemed.values() for entry in batch]
    place = (done[which % len(done)].batch, done[which % len(done)].index) if done else (0, 0)
    charter = views.charter_on(here.state, here.today)
    target = 1 + which % 5
    orders = here.order(who, quantity=1 + which), here.order(PEOPLE[which % 3], nonce=which)
    return {
        "essential": lambda: here.redeem(here.order(who, quantity=1 + which * 2_000)),
        "enhanced": lambda: here.redeem(here.order(who, 2 + which % 2, 1 + which)),
        "portion": lambda: here.redeem(here.order(who, 3, portion=1 + which % 2)),
        "batch": lambda: here.redeem(*orders),
        "refund": lambda: here.refund(*place),
        "rate": lambda: here.rate(which, *place),
        "cancel": lambda: here.cancel(which, who),
        "give": lambda: here.give(who, which),
        "leave": lambda: here.leave(who, 1 + which),
        "dividend": lambda: AnnounceRate(
            *here.act(1), views.year_at(here.state, here.now) + 1, which * 10**6, EVIDENCE
        ),
        "amend": lambda: here.endorse(
            2 + which, target, values_of(charter, target), here.today + 30
        ),
        "renew": lambda: here.renew(0b111, here.today + 1_826),
        "price": lambda: here.announce(900 + which, here.today + 30),
    }


def lived(life: Iterator[Try] | list[Try]) -> Iterator[tuple[Try, Taken]]:
    """Live a life, yielding every step that was accepted."""
    here = start()
    for thing in life:
        here.now += thing.days * DAY
        who = PEOPLE[thing.who]
        if thing.kind in OF_CASES and not needs(here, thing.kind):
            continue
        known = case_makers if thing.kind in OF_CASES else makers
        panels = len(here.state.panels)
        try:
            action = known(here, who, thing.which)[thing.kind]()
        except (KeyError, Refusal):
            # A verdict without a panel, or a refund without a redemption, cannot even be written.
            continue
        before = here.state.copy()
        try:
            here.do(action)
        except Refusal:
            continue
        yield thing, Taken(before, action, here.now, here.state.copy())
        if len(here.state.panels) > panels:
            seat_all(here)


# ---- the lemma -----------------------------------------------------------------------------------


def entitled(state: State, who: bytes, now: int) -> int:
    return accrued(state.rate_steps, first_second(state.people[who].birth_month), now)


def taken_by(action: Action, who: bytes) -> int:
    """Return the millicredits an accepted action takes from a person; negative for a refund."""
    if isinstance(action, Redeem):
        return sum(order.amount for order in action.orders if order.identity == who)
    if isinstance(action, Refund) and action.redemption.identity == who:
        return -action.redemption.amount
    return 0


def may_close(action: Action, who: bytes) -> bool:
    """Return whether an action can close or reopen a person."""
    if isinstance(action, CarryOut):
        return any(key.kind == CaseKind.CLOSING and key.identity == who for key in action.cases)
    return isinstance(action, Alive) and action.identity == who


def check(step: Taken) -> None:
    """Check that a step took no credits but those a person ordered."""
    before, after, now = step.before, step.after, step.now
    for who, person in before.people.items():
        now_spent = after.people[who].spent
        assert now_spent - person.spent == taken_by(step.action, who)
        assert entitled(after, who, now) == entitled(before, who, now)
        assert 0 <= now_spent <= entitled(after, who, now)
        if not may_close(step.action, who):
            fell = views.credits(before, who, now) - views.credits(after, who, now)
            assert fell == (0 if person.closed else taken_by(step.action, who))
            assert after.people[who].closed == person.closed


@given(st.lists(TRIES, min_size=5, max_size=25))
@settings(max_examples=80, deadline=None)
def test_credits__any_life__fall_by_nothing_but_redemptions(life: list[Try]) -> None:
    for _, step in lived(life):
        check(step)


def test_credits__long_life__meets_every_kind_of_act() -> None:
    print(f"seed {SEED}")
    chance = random.Random(SEED)
    accepted: Counter[str] = Counter()
    for _ in range(LIVES):
        life = [
            Try(
                chance.choice(KINDS),
                chance.choice([0, 0, 0, 0, 1, 14]),
                chance.randrange(3),
                chance.randrange(6),
            )
            for _ in range(STEPS)
        ]
        for thing, step in lived(life):
            check(step)
            accepted[thing.kind] += 1
    print(dict(accepted))
    assert set(accepted) == set(KINDS)


@given(st.lists(TRIES, min_size=1, max_size=12), st.integers(0, 10**9))
@settings(max_examples=30, deadline=None)
def test_credits__time_alone__never_lowers_them(life: list[Try], later: int) -> None:
    steps = list(lived(life))
    if not steps:
        return
    last = steps[-1][1]
    for who in map(identity, PEOPLE):
        today = views.credits(last.after, who, last.now)
        assert views.credits(last.after, who, last.now + later) >= today


# ---- the source ----------------------------------------------------------------------------------


def writers_of(field: str) -> set[str]:
    """Return the modules that replace a field of a record, or set it on a draft."""
    found = set()
    for source in (build.ROOT / "isonomia" / "spec").glob("*.py"):
        for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
            replaced = isinstance(node, ast.keyword) and node.arg == field
            stored = isinstance(node, ast.Attribute) and node.attr == field
            if replaced or (stored and isinstance(node.ctx, ast.Store)):
                found.add(source.stem)
    return found


def test_source__what_is_spent__is_written_by_spending_and_restoring_alone() -> None:
    assert writers_of("spent") == {"spending"}


def test_source__rates__are_written_by_their_announcement_alone() -> None:
    assert writers_of("rate_steps") == {"credits", "draft", "transition"}
