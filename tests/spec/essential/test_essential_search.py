"""Whatever happened, who is not closed, has the credits and signs has their Essential order.

```
search ── breadth first through a closed world on the preset `minimal`, in which a citizen earns,
│         gives, is accused, deducted, closed, reopened, moves, leaves, orders and is refunded, and
│         their community and their provider are held to account
├── every move, to a depth; some moves at a time, until there is nothing new
├── in every world: 1 millicredit and all there is are accepted at Essential, one more is not
└── worlds taken for one go on alike; everything that could matter happens in some world
mutants ── a specification that looks at anything else at Essential is caught, by the shortest way
```

`ISONOMIA_DEEP=1` goes deeper.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from isonomia.spec import redemptions, spending, views
from isonomia.spec.draft import Draft
from isonomia.spec.overlays import balance_quality, is_in_force
from isonomia.spec.refusals import Refusal
from isonomia.spec.spending import ESSENTIAL, spend
from isonomia.spec.state import DEDUCTION, CaseState, Overlay, Person
from tests.spec.essential.lives import (
    ESSENTIAL_OFFER,
    MOVES,
    ORGANISATION,
    PERSON,
    Life,
    beginnings,
    canonical,
    with_uplift,
)
from tests.spec.essential.search import WAIT, Found, following, search

pytestmark = [pytest.mark.offline, pytest.mark.req("S3"), pytest.mark.req("V2")]

DEEP = os.environ.get("ISONOMIA_DEEP", "") not in ("", "0")
DAYS = (0, 14, 28, 42) if DEEP else (0, 14, 28)
#: How many moves from the beginning every move is tried.
DEPTH = 6 if DEEP else 4
OPEN = {CaseState.NOTICE, CaseState.RIPE, CaseState.UPHELD}

OPTING = ("opt out", "opt in")
ACCUSED = ("accuse, whole balance", "accuse, portion", "deduct")
#: Moves that are tried together until there is nothing new.
THEMES: dict[str, tuple[str, ...]] = {
    "cases": (*ACCUSED, "case upheld", "case rejected", "remedy", *OPTING, "order essential"),
    "closing": ("file closing", "close", "alive", *ACCUSED[1:], *OPTING, "order essential"),
    "findings": (
        "file finding", "suspend", "finding upheld", "finding rejected", "finding remedied",
        "order essential", "order enhanced",
    ),
    "quality": (
        "award", "give", *OPTING, "move", "order essential", "order enhanced, portion", "refund",
    ),
}  # fmt: skip


def starts() -> tuple[Life, ...]:
    """Return a citizen of no quality, and one of more than Enhanced who won a prize."""
    poor, rich = beginnings()
    return poor, with_uplift(rich)


# ---- the promise ---------------------------------------------------------------------------------


def features(here: Life) -> set[str]:
    """Return what is special about a world."""
    state, day = here.state, here.today
    person = state.people[PERSON]
    deductions = [
        overlay
        for overlay in state.overlays.get(PERSON, ())
        if overlay.kind == DEDUCTION and is_in_force(overlay, day)
    ]
    quality = views.quality(state, PERSON, here.now)
    what = {
        "no quality": quality == 0,
        "quality": quality >= 200,
        "whole balance deducted": any(overlay.amount == 0 for overlay in deductions),
        "portion deducted": any(overlay.amount != 0 for overlay in deductions),
        "case open": any(here.state_of(case) in OPEN for case in state.cases.values()),
        "opted out": person.opted_out,
        "closed": person.closed,
        "suspended": day < state.organisations[ORGANISATION].suspended_until,
        "standing lowered": views.standing(state, person.community, here.now) < 1_000,
        "spent": here.spent > 0,
    }
    return {feature for feature, is_so in what.items() if is_so}


@dataclass
class Served:
    """The promise; counts how many worlds were special in which way."""

    met: Counter[str] = field(default_factory=Counter)

    def __call__(self, here: Life) -> str | None:
        """Return what is wrong with a world in which an Essential order goes otherwise."""
        special = features(here)
        self.met.update(special)
        owned = here.owned
        expected = {1: None, owned: None, owned + 1: ("CreditsTooFew", 0, PERSON, owned, owned + 1)}
        for amount, refusal in expected.items():
            if "closed" in special:
                refusal = ("SpenderClosed", 0, PERSON)
            answer = answered(here, amount)
            if answer != refusal:
                return f"order of {amount} at Essential, {sorted(special)}: {answer}"
        return None


def answered(here: Life, amount: int) -> tuple[object, ...] | None:
    """Return how an Essential order of so many millicredits is refused; ``None`` if it is not."""
    there = here.copy()
    try:
        there.do(there.order(ESSENTIAL_OFFER, amount))
    except Refusal as refusal:
        return (refusal.name, *refusal.values)
    return None


def reported(found: Found) -> Found:
    print(f"{found.worlds} worlds, {found.depth} moves deep, {sum(found.taken.values())} steps")
    assert found.broken is None, (found.way, found.broken)
    return found


def test_essential__every_move_to_a_depth__is_served_in_every_world() -> None:
    promise = Served()
    found = reported(search(starts(), promise, days=DAYS, most_depth=DEPTH))
    assert set(found.taken) == {*MOVES, WAIT}
    everything = {
        "no quality", "quality", "whole balance deducted", "portion deducted", "case open",
        "opted out", "closed", "suspended", "standing lowered", "spent",
    }  # fmt: skip
    assert set(promise.met) == everything


@pytest.mark.parametrize("theme", THEMES)
def test_essential__moves_of_a_theme_until_nothing_is_new__is_served(theme: str) -> None:
    moves = THEMES[theme]
    found = reported(search(starts(), Served(), days=DAYS, moves=moves))
    assert found.exhausted
    assert set(found.taken) == {*moves, WAIT}


def test_worlds__taken_for_one__go_on_alike() -> None:
    found = search(starts(), lambda _: None, days=DAYS, most_depth=3, keep_merged=60)
    assert len(found.merged) == 60
    for one, two in found.merged:
        ways_on = [
            {(move, canonical(there)) for move, there in following(here, DAYS)}
            for here in (one, two)
        ]
        assert ways_on[0] == ways_on[1]


# ---- mutants -------------------------------------------------------------------------------------

Flaw = Callable[[Draft], bool]


def has_no_quality(draft: Draft) -> bool:
    overlays = draft.overlays.get(PERSON) or ()
    return balance_quality(draft.people[PERSON], overlays, draft.today) == 0


def deductions_of(draft: Draft) -> list[Overlay]:
    return [
        overlay
        for overlay in draft.overlays.get(PERSON) or ()
        if overlay.kind == DEDUCTION and is_in_force(overlay, draft.today)
    ]


def has_deduction(draft: Draft) -> bool:
    return bool(deductions_of(draft))


def has_open_case(draft: Draft) -> bool:
    return draft.accusations.get(PERSON) is not None and not has_deduction(draft)


def has_opted_out(draft: Draft) -> bool:
    return draft.people[PERSON].opted_out


def is_in_fallen_community(draft: Draft) -> bool:
    return draft.councils[draft.people[PERSON].community].full_again > draft.today


def is_with_suspended_provider(draft: Draft) -> bool:
    return draft.today < draft.organisations[ORGANISATION].suspended_until


FLAWS: dict[Flaw, tuple[str, ...]] = {
    has_no_quality: ("opt out",),
    has_opted_out: ("opt out",),
    has_open_case: ("accuse, whole balance",),
    has_deduction: ("accuse, whole balance", WAIT, "deduct"),
    is_in_fallen_community: ("accuse, whole balance", "case rejected"),
    is_with_suspended_provider: ("file finding", WAIT, "suspend"),
}


@pytest.mark.parametrize("flaw", FLAWS, ids=lambda flaw: flaw.__name__)
def test_mutant__that_refuses_essential__is_caught_by_the_shortest_way(
    monkeypatch: pytest.MonkeyPatch, flaw: Flaw
) -> None:
    def mutant(
        draft: Draft, index: int, identity: bytes, amount: int, portion: int, tier: int
    ) -> int:
        if tier == ESSENTIAL and flaw(draft):
            raise Refusal("QualityTooLow", index, identity, 0, 1)
        return spend(draft, index, identity, amount, portion, tier)

    monkeypatch.setattr(redemptions, "spend", mutant)
    found = search(starts()[1:], Served(), days=DAYS, most_depth=3)
    assert found.broken is not None
    assert "QualityTooLow" in found.broken
    assert found.way == FLAWS[flaw]


def test_mutant__that_withholds_what_is_deducted__is_caught(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def mutant(
        draft: Draft, index: int, identity: bytes, amount: int, portion: int, tier: int
    ) -> int:
        withheld = sum(overlay.amount for overlay in deductions_of(draft))
        credits = spending.available(draft, index, identity, tier, portion, draft.now)
        if amount > credits - withheld:
            raise Refusal("CreditsTooFew", index, identity, credits - withheld, amount)
        return spend(draft, index, identity, amount, portion, tier)

    monkeypatch.setattr(redemptions, "spend", mutant)
    found = search(starts()[1:], Served(), days=DAYS, most_depth=3)
    assert found.broken is not None
    assert found.way == ("accuse, portion", WAIT, "deduct")


def test_essential__quality_that_cannot_be_read__is_served(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def unreadable(person: Person, overlays: tuple[Overlay, ...], day: int) -> int:
        raise AssertionError((person, overlays, day))

    monkeypatch.setattr(spending, "balance_quality", unreadable)
    here = starts()[1]
    assert here.state.people[PERSON].quality > 0
    assert answered(here, 1) is None
    with pytest.raises(AssertionError):
        here.do(here.order(ESSENTIAL_OFFER + 1, 1))
