"""What holds of cases whatever happens: random lives, and every way of one case.

```
any accepted step
├── cases walk by the rows of the table; panels too small and leaving are all that lapses them
├── only a ripe case carried out lowers quality, changes a key or closes anybody unasked
├── credits change by closing and reopening alone; every deduction ends within five years
└── members are counted right; standing between 200 and 1,000
after any step ── silence from then on ends every case for the person
refused ── the state is untouched
every way of one infraction, to the end, under the smallest charter: the same
```
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from isonomia.spec import presets, transition, views
from isonomia.spec.actions import Action
from isonomia.spec.case_table import CaseAct
from isonomia.spec.refusals import Refusal
from isonomia.spec.state import Case, CaseState, Outcome
from tests.spec.case_invariants import Taken, act_of, check, check_silence
from tests.spec.courts import Court, court
from tests.spec.test_spec_case_table import attempt
from tests.spec.worlds import DAY

pytestmark = [pytest.mark.offline, pytest.mark.req("D5"), pytest.mark.req("S9")]

PEOPLE = (20, 21, 6)


@dataclass(frozen=True)
class Try:
    """One thing tried, after so many days; the numbers mean something else for each kind."""

    kind: str
    days: int
    who: int
    which: int


KINDS = (
    "accuse", "accuse", "award", "challenge", "recovery", "closing", "appeal", "appeal", "uphold",
    "uphold", "reject", "carry", "carry", "withdraw", "review", "remedy", "alive", "out", "in",
    "move",
)  # fmt: skip
TRIES = st.builds(
    Try,
    kind=st.sampled_from(KINDS),
    days=st.sampled_from([0, 0, 0, 1, 13, 14, 15, 30, 91, 400]),
    who=st.integers(0, 2),
    which=st.integers(0, 5),
)
LIVES = st.lists(TRIES, min_size=5, max_size=30)


def makers(here: Court, who: int, which: int) -> dict[str, Callable[[], Action]]:
    """Return how each kind of thing is tried by, or about, a person and in some case."""
    cases = list(here.state.cases.values())
    community = here.state.people[who.to_bytes(32, "big")].community

    def case() -> Case:
        return cases[-1 - which % len(cases)]

    return {
        "accuse": lambda: here.accuse(who, rule=1 + which % 3, community=community),
        "award": lambda: here.award(who, rule=1 + which % 3, community=community),
        "challenge": lambda: here.challenge(1 + which, batch=-1),
        "recovery": lambda: here.recovery(who, 40 + which, community),
        "closing": lambda: here.closing(who, community),
        "appeal": lambda: here.appeal(case(), 1 + which),
        "uphold": lambda: here.verdict(Outcome.UPHELD, case()),
        "reject": lambda: here.verdict(Outcome.REJECTED, case()),
        "carry": lambda: here.carry(case()),
        "withdraw": lambda: here.withdraw(case(), case().community),
        "review": lambda: here.review(case()),
        "remedy": lambda: here.remedies(case(), community=case().community),
        "alive": lambda: here.alive(case()),
        "out": lambda: here.opt_out(who),
        "in": lambda: here.opt_in(who),
        "move": lambda: here.move(who, 2 + which % 2),
    }


def needs(here: Court, kind: str) -> bool:
    """Return whether something can be tried at all yet."""
    if kind == "challenge":
        return bool(here.filed)
    free = ("accuse", "award", "recovery", "closing", "out", "in", "move")
    return kind in free or bool(here.state.cases)


def seat_all(here: Court) -> None:
    """Seat every panel that waits for it."""
    for number, panel in list(here.state.panels.items()):
        if panel.seated is None:
            here.seat(number)


def lived(life: list[Try]) -> Iterator[Taken]:
    """Live a life, yielding every step that was accepted."""
    here = court(notice_days=14, ripe_days=30, accusations_per_year=12)
    for person in PEOPLE:
        here.with_quality(person, 600)
    for thing in life:
        here.now += thing.days * DAY
        if not needs(here, thing.kind):
            continue
        who = PEOPLE[thing.who]
        panels = len(here.state.panels)
        try:
            action = makers(here, who, thing.which)[thing.kind]()
        except KeyError:
            # A verdict without a panel cannot even be written.
            continue
        before = here.state.copy()
        try:
            here.do(action)
        except Refusal:
            assert here.state == before
            continue
        yield Taken(before, action, here.now, here.state.copy())
        if len(here.state.panels) > panels:
            seat_all(here)


@given(LIVES)
@settings(max_examples=120, deadline=None)
def test_life__any_step__keeps_what_is_promised(life: list[Try]) -> None:
    last: Taken | None = None
    for last in lived(life):
        check(last)
    if last is not None:
        check_silence(last.after, last.now)


# ---- every way of one case -----------------------------------------------------------------------

#: Days until the next deadline, or to the second before it.
JUMPS = (13, 14, 7)
WAYS_ON = (
    "appeal", "uphold", "reject", "carry", "withdraw", "review", "remedies", "opt_out",
)  # fmt: skip
DEEP = 7


def tried(here: Court, way: str) -> Any:
    """Return the action of one way on, or nothing when it cannot even be written."""
    if way in ("uphold", "reject"):
        if not here.case.panel or here.state.panels[here.case.panel].seated is None:
            return None
        return here.verdict(Outcome.UPHELD if way == "uphold" else Outcome.REJECTED)
    if way == "opt_out":
        return here.opt_out(20)
    return getattr(here, way)()


def branches(here: Court) -> Iterator[tuple[Court, Taken | None]]:
    """Yield every world one act or one jump of time away."""
    for days in JUMPS:
        yield replace(here, now=here.now + days * DAY), None
    for way in WAYS_ON:
        action = tried(here, way)
        if action is None:
            continue
        try:
            after, _ = transition.apply(here.state, action, here.now)
        except Refusal:
            continue
        there = replace(here, state=after.copy())
        seat_all(there)
        yield there, Taken(here.state, action, here.now, after)


def test_infraction__every_way_to_the_depth_of_seven__keeps_what_is_promised() -> None:
    start = court(replace(presets.minimal(), budget_per_member=1_000)).with_quality(20, 600)
    start.do(start.accuse(20))
    waiting, seen = [start], {(views.digest(start.state), start.now)}
    states, acts = {start.state_of()}, set()
    for _ in range(DEEP):
        following = []
        for here in waiting:
            for there, step in branches(here):
                mark = (views.digest(there.state), there.now)
                if step is not None:
                    check(step)
                    acts.add(act_of(step.action))
                if mark not in seen:
                    seen.add(mark)
                    check_silence(there.state, there.now)
                    states.add(there.state_of())
                    following.append(there)
        waiting = following
    assert states == set(CaseState) - {CaseState.NONE}
    assert len(acts) == 8
    print(f"{len(seen)} worlds")


# ---- two people ----------------------------------------------------------------------------------


@pytest.mark.req("S5")
@given(LIVES)
@settings(max_examples=40, deadline=None)
def test_life__of_others__never_touches_somebody_in_no_step(life: list[Try]) -> None:
    bystander = (21).to_bytes(32, "big")
    for step in lived([thing for thing in life if thing.who != 1]):
        named = {getattr(step.action, name, None) for name in ("identity", "challenger")}
        if bystander in named or any(
            case.identity == bystander for case in step.after.cases.values()
        ):
            return
        assert step.after.people[bystander] == step.before.people[bystander]
        assert step.after.overlays.get(bystander) == step.before.overlays.get(bystander)
        assert step.after.signatories[bystander] == step.before.signatories[bystander]


def test_attempt__of_every_act__is_one_of_the_table() -> None:
    here = court()
    here.do(here.accuse(20))
    for act in CaseAct:
        if act not in (CaseAct.FILE, CaseAct.CHALLENGE):
            assert act_of(attempt(here, act)) == act
