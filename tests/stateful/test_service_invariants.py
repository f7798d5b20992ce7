"""Every invariant of services holds for honest steps, and fails for a step that breaks it.

```
invariants
├── honest steps of every kind: all hold
├── one thing doctored: the invariant about it fails
├── the probe for Essential: nothing of it stays, and it meets what an order would meet
└── a contract with a fault planted in its storage: the invariant about it fails
```
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from isonomia.spec import actions
from isonomia.spec.actions_services import AnnouncePrice, CloseOffer
from isonomia.spec.calendar import DAY, day_of
from isonomia.spec.events_services import PriceAnnounced, Redeemed, Refunded
from tests.stateful.service_invariants import SERVICE_INVARIANTS
from tests.stateful.service_moment import (
    ACCEPTED,
    Moment,
    ServiceStep,
    Watcher,
    answer_to,
    lowest_unset,
    orders_of_everybody,
)
from tests.stateful.service_town import ServiceTown

pytestmark = pytest.mark.req("V1", "V2", "V3", "V4", "V5", "C3", "C4", "S1", "S10")

BASIS, ABOVE = 1, 2
SUSPENSION_WORD = 1 | 0xFFFFFF << 32 | 1 << 56


class Recorder:
    """Carries acts out one after the other and keeps the step of each under a name."""

    def __init__(self) -> None:
        self.town = ServiceTown()
        self.watcher = Watcher(self.town)
        self.steps: dict[str, ServiceStep] = {}

    def act(self, name: str, action: Any) -> None:
        """Try an act and keep its step."""
        before = self.watcher.look()
        outcome = self.town.players.play(action, self.town.now)
        announced = outcome if isinstance(outcome, list) else None
        if announced is not None:
            self.town.note(announced)
        log = tuple(self.town.log)
        after = self.watcher.look()
        self.steps[name] = ServiceStep(self.town, before, after, action, announced, log)


@pytest.fixture(scope="module")
def steps() -> dict[str, ServiceStep]:
    """One step of each kind that an invariant is doctored on, and a refused one."""
    record = Recorder()
    town = record.town
    buyer, winner = town.citizens[:2]
    orders = town.order(buyer, BASIS), town.order(winner, ABOVE, portion=1)
    record.act("redeem", town.redeeming(*orders))
    record.act("refused", town.redeeming(*orders))
    lines = town.redemptions()
    record.act("rate", town.rating(lines, 4))
    record.act("refund", town.refunding(lines, 1))
    today, provider = day_of(town.now), town.provider_of(BASIS)
    record.act("announce", AnnouncePrice(ABOVE, 7_000, today + 30, provider))
    record.act("close", CloseOffer(ABOVE, today + 100, provider))
    record.act("find", town.finding_about(1))
    (finding,) = town.findings_under_way()
    town.wait()
    record.act("carry out", actions.CarryOutFindings((finding.key,)))
    return record.steps


# ------------------------------------------------------------------------------ doctoring


def after(step: ServiceStep, **changes: Any) -> ServiceStep:
    return replace(step, after=replace(step.after, **changes))


def person(step: ServiceStep, number: int, **changes: Callable[[Any], Any]) -> ServiceStep:
    """Change some of what is kept of one citizen after the step."""
    identity = step.town.citizens[number]
    was = step.after.people[identity]
    now = replace(was, **{name: change(getattr(was, name)) for name, change in changes.items()})
    return after(step, people={**step.after.people, identity: now})


def offer(step: ServiceStep, number: int, **changes: Any) -> ServiceStep:
    now = replace(step.after.offers[number], **changes)
    return after(step, offers={**step.after.offers, number: now})


def organisation_in(moment: Moment, **changes: Any) -> Moment:
    return replace(
        moment,
        organisations={**moment.organisations, 1: replace(moment.organisations[1], **changes)},
    )


def organisation(step: ServiceStep, **changes: Any) -> ServiceStep:
    return replace(step, after=organisation_in(step.after, **changes))


def announced(step: ServiceStep, kind: type[Any], **changes: Any) -> ServiceStep:
    """Change the events of one kind, those that the act announced."""
    return replace(
        step,
        announced=[
            replace(event, **changes) if isinstance(event, kind) else event
            for event in step.announced or ()
        ],
    )


def logged(step: ServiceStep, kind: type[Any], later: int = 0, **changes: Any) -> ServiceStep:
    """Change the events of one kind in the log, and move them by some seconds."""
    return replace(
        step,
        log=tuple(
            (time + later, replace(event, **changes)) if isinstance(event, kind) else (time, event)
            for time, event in step.log
        ),
    )


def twice(step: ServiceStep, kind: type[Any]) -> ServiceStep:
    """Log every event of one kind a second time."""
    return replace(step, log=step.log + tuple(step.logged(kind)))


def signed_by_somebody(step: ServiceStep) -> ServiceStep:
    orders = tuple(replace(order, signer=b"\x01" * 20) for order in step.action.orders)
    return replace(step, action=replace(step.action, orders=orders))


def while_suspended(step: ServiceStep) -> ServiceStep:
    return replace(step, before=organisation_in(step.before, effects=(SUSPENSION_WORD,)))


Doctor = Callable[[ServiceStep], ServiceStep]
DOCTORED: list[tuple[int, str, str, Doctor]] = [
    (1, "credits too many", "redeem", lambda s: person(s, 0, credits=lambda n: n + 1)),
    (1, "not spent", "redeem", lambda s: person(s, 0, slot=lambda w: w - (1 << 222))),
    (1, "credits of the closed", "find", lambda s: person(s, 0, slot=lambda w: w | 1 << 221)),
    (2, "of somebody else", "redeem", lambda s: person(s, 3, slot=lambda w: w + (1 << 222))),
    (2, "by a rating", "rate", lambda s: person(s, 0, slot=lambda w: w + (1 << 222))),
    (2, "another's key", "redeem", signed_by_somebody),
    (3, "refused", "refused", lambda s: person(s, 0, signatory=lambda w: w ^ 1)),
    (4, "without a basis", "find", lambda s: offer(s, ABOVE, basis=0)),
    (4, "another kind", "find", lambda s: offer(s, BASIS, kind=9)),
    (4, "not Essential", "find", lambda s: offer(s, BASIS, tier=1, basis=1)),
    (4, "basis over", "redeem", lambda s: offer(s, BASIS, until_day=s.after.today)),
    (5, "refused Essential", "carry out", lambda s: after(s, essential="ProviderSuspended")),
    (6, "twice", "redeem", lambda s: twice(s, Redeemed)),
    (6, "forgotten", "redeem", lambda s: person(s, 0, signatory=lambda w: w & ~(1 << 240))),
    (6, "never used", "redeem", lambda s: person(s, 3, signatory=lambda w: w | 1 << 245)),
    (6, "window moved", "redeem", lambda s: person(s, 3, signatory=lambda w: w + (1 << 216))),
    (7, "not counted", "redeem", lambda s: after(s, statements={})),
    (7, "another quarter", "refund", lambda s: logged(s, Refunded, later=100 * DAY)),
    (7, "another sum", "redeem", lambda s: logged(s, Redeemed, amount=1)),
    (8, "more than sold", "rate", lambda s: offer(s, BASIS, ratings=(1, 0, 0, 1, 0))),
    (8, "other stars", "rate", lambda s: offer(s, BASIS, ratings=(0, 0, 0, 0, 1))),
    (9, "above the prize", "find", lambda s: person(s, 1, overlays=lambda o: (o[0] + (1 << 72),))),
    (9, "not taken", "redeem", lambda s: person(s, 1, overlays=lambda o: (o[0] + (1 << 72),))),
    (9, "too much", "find", lambda s: person(s, 1, overlays=lambda o: (o[0] - (50_000 << 72),))),
    (10, "not suspended", "carry out", lambda s: organisation(s, suspended_until=0)),
    (10, "for longer", "carry out", lambda s: organisation(s, suspended_until=10**6)),
    (10, "without effect", "carry out", lambda s: organisation(s, effects=())),
    (11, "a slot", "carry out", lambda s: person(s, 2, slot=lambda w: w ^ 1 << 40)),
    (11, "an uplift", "find", lambda s: person(s, 1, overlays=lambda _: ())),
    (12, "dearer", "redeem", lambda s: announced(s, Redeemed, amount=5_001)),
    (12, "price", "find", lambda s: offer(s, ABOVE, price=7_000)),
    (13, "closed today", "close", lambda s: offer(s, ABOVE, until_day=s.after.today)),
    (13, "closed by nobody", "find", lambda s: offer(s, ABOVE, until_day=s.after.today + 60)),
    (13, "at once", "announce", lambda s: announced(s, PriceAnnounced, from_day=s.after.today)),
    (13, "price", "announce", lambda s: offer(s, ABOVE, price=7_000)),
    (14, "twice", "refund", lambda s: twice(s, Refunded)),
    (14, "not kept", "refund", lambda s: after(s, refunded=frozenset())),
    (14, "another sum", "refund", lambda s: logged(s, Refunded, amount=4_999)),
    (14, "to another", "refund", lambda s: logged(s, Refunded, identity=s.town.citizens[0])),
    (14, "too late", "refund", lambda s: logged(s, Refunded, later=30 * DAY)),
    (15, "another's key", "find", lambda s: organisation(s, named=2)),
    (16, "while suspended", "redeem", while_suspended),
]


def test_service_invariants__are_numbered__one_by_one():
    numbers = [int(check.__name__.split("_")[1]) for check in SERVICE_INVARIANTS]
    assert numbers == list(range(1, len(SERVICE_INVARIANTS) + 1))
    assert {number for number, *_ in DOCTORED} == set(numbers)


def test_service_invariants__honest_steps__hold(steps):
    for name, step in steps.items():
        assert step.accepted == (name != "refused"), name
        assert step.after.essential == ACCEPTED
        for check in SERVICE_INVARIANTS:
            check(step)


@pytest.mark.parametrize(
    ("number", "name", "doctor"),
    [pytest.param(*case[::2], case[3], id=f"{case[0]} {case[1]}") for case in DOCTORED],
)
def test_service_invariant__doctored_step__fails(steps, number, name, doctor):
    check = SERVICE_INVARIANTS[number - 1]
    check(steps[name])
    with pytest.raises(AssertionError):
        check(doctor(steps[name]))


# ------------------------------------------------------------------------------ on the bytecode


def test_probe__of_essential_orders__leaves_nothing_behind():
    town = ServiceTown()
    watcher = Watcher(town)
    first = watcher.look()
    assert first.essential == ACCEPTED
    assert len(orders_of_everybody(town, first, BASIS)) == len(town.citizens)
    assert watcher.look() == first
    assert town.asks("Services", "batchCount") == 0


def test_probe__of_an_offer_above_essential__is_refused():
    """Of those who order, some have no quality at all."""
    town = ServiceTown()
    orders = orders_of_everybody(town, Watcher(town).look(), ABOVE)
    assert answer_to(town, town.redeeming(*orders)) == "QualityTooLow"


def test_service_invariants__faults_planted_in_the_storage__fail():
    """What an act before this one wrote wrongly is found by whatever step comes next."""
    record = Recorder()
    town = record.town
    thief, reader = town.citizens[0], town.citizens[2]
    people = record.watcher.look().people
    town.chain.store_in_mapping(
        "Ledger", "_people", thief, value=people[thief].slot + (5_000 << 222)
    )
    town.chain.store_in_mapping(
        "Communities", "_signatories", reader, value=people[reader].signatory | 1 << 240
    )
    seen = record.watcher.look()
    step = ServiceStep(town, seen, seen, None, [], tuple(town.log))
    failing = [
        number for number, check in enumerate(SERVICE_INVARIANTS, start=1) if not holds(check, step)
    ]
    assert failing == [1, 6]


def holds(check: Callable[[ServiceStep], None], step: ServiceStep) -> bool:
    """Return whether a step keeps an invariant."""
    try:
        check(step)
    except AssertionError:
        return False
    return True


@pytest.mark.parametrize(("bits", "position"), [(0, 0), (1, 1), (0b1011, 2), (0xFFFF, 16)])
def test_lowest_unset__bits__is_the_first_nonce_not_used(bits, position):
    assert lowest_unset(bits) == position
