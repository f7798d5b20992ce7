"""S4: no penalty before notice and appeal.

Whoever tries to punish early is refused, and until a case is carried out every slot that holds
something about the accused stays as it was, bit by bit, at every step of the longest way.

```
case
├── infraction, recovery, challenge, closing: nothing of the person moves before it is carried out
├── carrying out: refused in the last second of notice, while a panel sits, after it said no
├── appeal: possible in the last second of notice, and it stops everything
└── deductions: made by carrying out alone, and by the cases alone
```
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from isonomia import build
from isonomia.spec.calendar import DAY
from isonomia.spec.case_state import CaseKey
from tests.differential.court import REJECTED, UPHELD, Court
from tests.differential.stage import VILLAGE
from tests.harness.chain import Refused
from tests.harness.keys import key_addresses
from tests.safeguards.town import Record, citizens, record_of, refusal_of_carrying_out
from tests.support.artifacts import acts_of

pytestmark = pytest.mark.req("S4", "D3", "D4")

NEW_KEY = key_addresses()[-1]


def files(court: Court, kind: str, accused: bytes, neighbour: bytes) -> CaseKey:
    """Have a case of a kind filed about somebody."""
    if kind == "infraction":
        return court.accuse(accused)
    if kind == "recovery":
        return court.recover(accused, NEW_KEY)
    if kind == "closing":
        return court.close(accused)
    return court.challenge(court.award(accused), neighbour)


def longest_way(court: Court, key: CaseKey, kind: str) -> Iterator[str]:
    """Walk a case to the point where it may be carried out, telling each step."""
    yield "filed"
    if kind == "closing":
        court.wait()
        return
    if kind != "challenge":
        court.must(court.appealing(key))
        yield "appealed"
    court.seat(court.case(key).panel)
    yield "first panel seated"
    court.must(court.verdict(key, UPHELD))
    yield "upheld by five"
    court.must(court.appealing(key))
    yield "appealed again"
    court.seat(court.case(key).panel)
    yield "second panel seated"
    court.must(court.verdict(key, UPHELD))
    yield "upheld by eleven"


def lasting(record: Record) -> tuple[object, ...]:
    """Return a record without what grows by itself: credits, and the person's own acts."""
    return (record.word, record.overlays, record.quality, record.controller, record.lapse_day)


@pytest.mark.parametrize("kind", ["infraction", "recovery", "challenge", "closing"])
def test_person__at_every_step_before_carrying_out__is_as_before(kind):
    court = Court()
    accused, neighbour = citizens(court, "accused", "neighbour")
    if kind == "challenge":
        # The award itself raises quality; what counts is that the challenge does not.
        key = files(court, kind, accused, neighbour)
        before = lasting(record_of(court, accused))
    else:
        before = lasting(record_of(court, accused))
        key = files(court, kind, accused, neighbour)
    steps = []
    for step in longest_way(court, key, kind):
        assert lasting(record_of(court, accused)) == before, step
        steps.append(step)
    court.carry_out(key)
    after = lasting(record_of(court, accused))
    assert after != before
    assert len(steps) == {"closing": 1, "challenge": 6}.get(kind, 7)


def test_carrying_out__in_the_last_second_of_notice__is_refused():
    court = Court()
    (accused,) = citizens(court, "accused")
    key = court.accuse(accused)
    court.now += 14 * DAY - 1
    assert refusal_of_carrying_out(court, key) == "WrongState"
    court.now += 1
    assert refusal_of_carrying_out(court, key) == "accepted"


def test_appeal__in_the_last_second_of_notice__stops_everything():
    court = Court()
    (accused,) = citizens(court, "accused")
    key = court.accuse(accused)
    court.now += 14 * DAY - 1
    court.must(court.appealing(key))
    court.now += 1
    assert refusal_of_carrying_out(court, key) == "WrongState"
    court.seat(court.case(key).panel)
    assert refusal_of_carrying_out(court, key) == "WrongState"
    court.must(court.verdict(key, UPHELD))
    court.now += 14 * DAY - 1
    assert refusal_of_carrying_out(court, key) == "WrongState"
    assert record_of(court, accused).quality == 500


@pytest.mark.parametrize("panels", [1, 2])
def test_carrying_out__what_a_panel_rejected__is_refused_for_ever(panels):
    court = Court()
    (accused,) = citizens(court, "accused")
    key = court.accuse(accused)
    for outcome in (UPHELD,) * (panels - 1) + (REJECTED,):
        court.must(court.appealing(key))
        court.decide(key, outcome)
    for _ in range(20):
        assert refusal_of_carrying_out(court, key) == "WrongState"
        court.wait(30)


def test_filing_again__the_same_act_under_the_same_rule__is_refused_for_ever():
    court = Court()
    (accused,) = citizens(court, "accused")
    key = court.accuse(accused)
    court.must(court.withdrawal(key))
    assert court.play(court.accusation(court.case(key).community, accused)) == "CaseExists"


@pytest.mark.parametrize("index", [0, 1, 2])
def test_deduction__by_a_key_of_the_accusing_council_itself__is_refused(index):
    court = Court()
    (accused,) = citizens(court, "accused")
    sender = court.state.seats[VILLAGE, index].controller
    with pytest.raises(Refused) as refusal:
        court.chain.transact("Ledger", "deduct", accused, 1, 0, 2**19, 1, sender=sender)
    assert (refusal.value.name, refusal.value.values) == ("Unauthorised", (sender,))


def test_functions__that_mention_deductions__stand_in_the_ledger_alone():
    named = {
        (contract, name)
        for contract in build.DEPLOYED
        for name in acts_of(contract)
        if "educt" in name
    }
    assert named == {("Ledger", "deduct"), ("Ledger", "endDeduction")}
