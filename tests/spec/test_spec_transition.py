"""The step itself: pure or in place, all or nothing, and how states compare.

```
apply
├── leaves the state it was given alone
└── gives what execute gives
execute
├── refused half-way: nothing changed
├── a fault half-way: nothing changed
├── something that is no action: a mistake of the caller
└── reads and writes only what the action touches
digest
├── equal states, however reached: equal
├── any field different: different
└── known values of the canonical form
person_word
├── each field stands where the rules say
└── a value too large: OverflowError, nothing spills over
```
"""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

import pytest

from isonomia.spec import catalogue, events, settlement, transition, views
from isonomia.spec.actions import CloseRound, PublishRules
from isonomia.spec.canonical import encode
from isonomia.spec.keccak import keccak256
from isonomia.spec.refusals import Refusal
from isonomia.spec.state import (
    Addresses,
    Amendment,
    Audit,
    BeaconClock,
    Case,
    CaseState,
    Effect,
    Finding,
    FoundingSeat,
    InfractionVersion,
    Leave,
    Mandate,
    Offer,
    Organisation,
    Overlay,
    Panel,
    Person,
    PoolAccount,
    RateStep,
    Rating,
    Renewal,
    Round,
    RuleTimes,
    Seat,
    Signatory,
    StandardVersion,
    Statement,
    YearCount,
)
from tests.spec.services.market import market
from tests.spec.worlds import GENESIS, identity, key, text, world

pytestmark = [pytest.mark.offline, pytest.mark.req("Y1")]


# ---- apply and execute ---------------------------------------------------------------------------


def test_apply__accepted__leaves_its_input_alone_and_agrees_with_execute() -> None:
    here = world().with_citizen()
    action = here.award(20)
    before, copy = views.digest(here.state), here.state.copy()
    after, found = transition.apply(here.state, action, GENESIS)
    assert views.digest(here.state) == before
    assert transition.execute(copy, action, GENESIS) == found
    assert copy == after != here.state


def test_apply__refused__leaves_its_input_alone() -> None:
    here = world().with_citizen()
    before = here.state.copy()
    with pytest.raises(Refusal):
        transition.apply(here.state, here.award(20, 99), GENESIS)
    assert here.state == before


def test_execute__fault_half_way__leaves_nothing_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    here = world()
    before = here.state.copy()
    action = PublishRules(*here.act(1), b"\xcb" * 32, (text(9, day=18_292), text(9, day=18_293)))

    def fail(*_: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(catalogue, "CataloguePublished", fail)
    with pytest.raises(ZeroDivisionError):
        here.do(action)
    assert here.state == before


def test_execute__something_else__is_a_mistake_of_the_caller() -> None:
    no_action: Any = object()
    with pytest.raises(KeyError):
        transition.execute(world().state, no_action, GENESIS)


class Watched(dict[Any, Any]):
    """A table that can be asked, but not walked or copied."""

    def __iter__(self) -> Any:
        raise AssertionError("walked")

    keys = values = items = copy = __iter__


class WatchedSet(set[Any]):
    """A set that can be asked, but not walked or copied."""

    def __iter__(self) -> Any:
        raise AssertionError("walked")

    copy = union = __or__ = __iter__


def test_execute__population__is_neither_copied_nor_walked() -> None:
    here = world().with_citizen()
    here.state.people = Watched(here.state.people)
    here.state.signatories = Watched(here.state.signatories)
    here.do(here.award(20))
    here.do(here.leave(20, 5))
    assert here.state.people[identity(20)].quality == 10


@pytest.mark.req("L2")
def test_execute__entrants_and_lots__are_neither_copied_nor_walked() -> None:
    here = world(members_per_nomination=1).with_points(1_000)
    here.do(here.open(prizes=2))
    here.do(here.nominate(6))
    here.do(here.nominate(9, community=3))
    here.decide()
    settlements = here.settle(0), here.settle(1)
    state = here.state
    for name in ("overlays", "rounds", "places", "nominations", "randomness"):
        setattr(state, name, Watched(getattr(state, name)))
    state.settled_lots, state.second_chances = WatchedSet(), WatchedSet()
    for action in (*settlements, CloseRound(1), here.open(), here.nominate(6, round=2)):
        here.do(action)
    assert len(state.settled_lots) == 2


@pytest.mark.req("V2")
def test_execute__redemptions__are_neither_copied_nor_walked() -> None:
    here = market()
    state = here.state
    for name in ("people", "signatories", "offers", "organisations", "batches", "statements"):
        setattr(state, name, Watched(getattr(state, name)))
    state.refunded = WatchedSet()
    here.do(here.redeem(here.order(), here.order(21)))
    here.do(here.refund())
    here.do(here.rate(5, index=1))
    assert state.people[identity(21)].spent == 1_000


@pytest.mark.req("L4")
def test_execute__settlement_refused_or_failing_half_way__leaves_nothing_behind(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    here = world(members_per_nomination=1).with_points(1_000)
    here.do(here.open(prizes=2))
    here.do(here.nominate(6))
    here.do(here.nominate(9, community=3))
    here.decide()
    action = here.settle(0, 1)
    wrong = replace(action, winners=(action.winners[0], identity(99)))
    entrant = views.drawn(here.state, 1, 1)
    here.refuse(wrong, "WrongWinner", 1, 1, entrant)
    before = here.state.copy()

    def fail(*values: Any) -> Any:
        if values[1] == 1:
            raise ZeroDivisionError
        return events.PrizeWon(*values)

    monkeypatch.setattr(settlement, "PrizeWon", fail)
    with pytest.raises(ZeroDivisionError):
        here.do(action)
    assert here.state == before


def test_copy__every_table__is_another_object() -> None:
    state = world().state
    copy = state.copy()
    assert copy == state
    for field in fields(state):
        if isinstance(getattr(state, field.name), dict | set):
            assert getattr(copy, field.name) is not getattr(state, field.name)


def test_copy__changed_later__leaves_the_original_alone() -> None:
    here = world().with_citizen()
    before = views.digest(here.state)
    copy = replace(here, state=here.state.copy())
    copy.do(copy.award(20, rule=2))
    copy.do(copy.leave(20, 5))
    copy.do(copy.change(20, 30))
    copy.do(PublishRules(*copy.act(1), b"\xcb" * 32, (text(1, day=18_292),)))
    assert views.digest(here.state) == before


@pytest.mark.parametrize(
    ("value", "shown"),
    [(7, "7"), (b"\x01\xff", "0x01ff"), ("points", "points")],
)
def test_refusal__as_text__reads_like_the_solidity_error(value: Any, shown: str) -> None:
    assert str(Refusal("Named", value, value)) == f"Named({shown}, {shown})"


# ---- digest --------------------------------------------------------------------------------------


def test_digest__same_state_in_another_order__is_the_same() -> None:
    one, other = world(), world()
    one.do(one.enrol(20, 21))
    other.do(other.enrol(21, 20))
    assert one.state == other.state
    assert views.digest(one.state) == views.digest(other.state)


@pytest.mark.parametrize(
    "changes",
    [
        {"charter_hash": b""},
        {"genesis": 1},
        {"rate_steps": (RateStep(GENESIS, 1),)},
        {"catalogue_hash": b""},
        {"people": {}},
        {"leaves": {identity(4): (Leave(1, 1),)}},
        {"rule_times": {(identity(4), 1): RuleTimes(0, 0)}},
        {"rules": {}},
        {"signatories": {identity(4): Signatory(key(4), 0, 1)}},
        {"councils": {}},
        {"seats": {(2, 0): Seat(identity(4), key(5))}},
        {"beacon": BeaconClock(0, 4)},
        {"overlays": {identity(4): (Overlay(1, 1, 1, 2, 1_000, 1),)}},
        {"pool": PoolAccount(1, 1)},
        {"rounds": {1: Round(1, 1, 1, 1_000, 1, GENESIS)}},
        {"places": {(1, identity(4)): 0}},
        {"nominations": {(1, 2): 1}},
        {"settled_lots": {(1, 0)}},
        {"second_chances": {identity(4)}},
        {"randomness": {1: bytes(32)}},
        {"addresses": Addresses(key(1), key(2))},
        {"left_at": {identity(4): GENESIS}},
        {"infractions_hash": b"\1"},
        {"infractions": {1: (InfractionVersion(1, 0, 365, 1, 2, 90, b""),)}},
        {"cases": {bytes(32): Case(4, identity(4), 1, 2, 1, 1, 1, 14, 30, 30)}},
        {"accusations": {identity(4): YearCount(0, 1)}},
        {"challenges": {identity(4): YearCount(0, 1)}},
        {"last_filed": {(3, identity(4)): GENESIS}},
        {"panels": {1: Panel(2, 5, 1, (identity(4),))}},
        {"audits": {2: Audit(0, 1, GENESIS)}},
        {"renewals": {1: Renewal(2, GENESIS)}},
        {"latest_renewals": {2: 1}},
        {"volunteers": {(1, identity(4)): 0}},
        {"first_terms_end": 1},
        {"terms": {2: 1}},
        {"endorsements": {bytes(32): frozenset({2})}},
        {"waiting": {1: Amendment((1,), 2)}},
        {"signatories": {identity(4): Signatory(key(4), 0, 0, 1)}},
        {"signatories": {identity(4): Signatory(key(4), 0, 0, 0, 1)}},
        {"organisations": {1: Organisation(key(1), 1, 1, 1, 1, b"")}},
        {"organisation_keys": {key(1): 1}},
        {"offers": {1: Offer(1, 1, 0, 1, 1, 2, 0, b"")}},
        {"batches": {1: bytes(32)}},
        {"refunded": {(1, 0)}},
        {"ratings": {(1, 0): Rating(5, 1)}},
        {"rating_counts": {1: (0, 0, 0, 0, 1)}},
        {"statements": {(1, 0): Statement(1, 1)}},
        {"standards_hash": b"\1"},
        {"standards": {1: (StandardVersion(1, 30, 1, 2, 90, b""),)}},
        {"findings": {bytes(32): Finding(1, 1, 1, 1, 1, 1, 1, 1, 14, 30, 30)}},
        {"mandates": {1: Mandate(1, 1, 1, 1, 2, 1, b"", (key(1),))}},
        {"effects": {1: (Effect(1, 1, 1, 1),)}},
        {"finding_counts": {(1, 2): YearCount(0, 1)}},
    ],
)
def test_digest__any_field_different__is_different(changes: dict[str, Any]) -> None:
    state = world().state
    assert views.digest(replace(state, **changes)) != views.digest(state)
    assert replace(state, **changes) != state


@pytest.mark.parametrize(
    ("value", "form"),
    [
        (0, b"i0;"),
        (-31, b"i-31;"),
        (b"ab", b"b2:ab"),
        ("ü", b"sb2:\xc3\xbc"),
        ((1, (2,)), b"t2:i1;t1:i2;"),
        ({2: b"", 10: b"x"}, b"d2:i10;b1:xi2;b0:"),
        ({(2, b""), (1, b"x")}, b"e2:t2:i1;b1:xt2:i2;b0:"),
        (Leave(3, 4), b"rsb5:Leavei3;i4;"),
        (None, b"n"),
        (frozenset({2}), b"e1:i2;"),
        (CaseState.RIPE, b"i2;"),
    ],
)
def test_encode__value__has_its_canonical_form(value: Any, form: bytes) -> None:
    assert encode(value) == form


@pytest.mark.parametrize("value", [1.0, [1], Leave])
def test_encode__anything_else__is_refused(value: Any) -> None:
    with pytest.raises(TypeError, match="no canonical form"):
        encode(value)


def test_keccak__of_nothing__is_the_evms() -> None:
    assert keccak256(b"").hex() == (
        "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470"
    )


# ---- person_word ---------------------------------------------------------------------------------


def test_word__every_field__stands_where_the_rules_say() -> None:
    person = Person(
        birth_month=0b1000000000000001,
        community=0b100000000000000000000011,
        quality=0b1000000101,
        decay_from=0b10000000000000000111,
        leave_until=0b10000000000000001001,
        tally_year=0b1000001011,
        tallies=(0x91, 0x92, 0x93, 0x94, 0x95, 0x96, 0x97),
        given=0b10001101,
        seat_community=0b100000000000000000001111,
        seat_index=0b10010001,
        last_act_day=0b10000000000000010011,
        overlays=0b1001,
        closed=True,
        spent=0xF1F2F3F4,
    )
    bits = (
        "11110001111100101111001111110100"
        "10"
        "1001"
        "10000000000000010011"
        "10010001"
        "100000000000000000001111"
        "10001101"
        "10010111100101101001010110010100100100111001001010010001"
        "1000001011"
        "10000000000000001001"
        "10000000000000000111"
        "1000000101"
        "100000000000000000000011"
        "1000000000000001"
    )
    assert len(bits) == 254
    assert views.person_word(person) == int(bits, 2)
    opted_out = replace(person, closed=False, opted_out=True)
    assert views.person_word(opted_out) == int(bits[:32] + "01" + bits[34:], 2)


def test_overlay_word__every_field__stands_where_the_rules_say() -> None:
    overlay = Overlay(
        kind=0x01,
        points=0x0203,
        from_day=0x040506,
        until_day=0x070809,
        amount=0x0A0B0C0D0E,
        cause=0x1011121314151617,
    )
    word = 0x1011121314151617_0A0B0C0D0E_070809_040506_0203_01
    assert views.overlay_word(overlay) == word


@pytest.mark.parametrize(
    ("field", "bits"),
    [
        ("kind", 8),
        ("points", 16),
        ("from_day", 24),
        ("until_day", 24),
        ("amount", 40),
        ("cause", 64),
    ],
)
def test_overlay_word__value_too_large_for_its_field__does_not_spill_over(
    field: str, bits: int
) -> None:
    nothing = Overlay(0, 0, 0, 0, 0, 0)
    assert views.overlay_word(replace(nothing, **{field: 2**bits - 1})).bit_count() == bits
    with pytest.raises(OverflowError, match="does not fit"):
        views.overlay_word(replace(nothing, **{field: 2**bits}))


@pytest.mark.parametrize(
    ("field", "most"),
    [
        ("birth_month", 65_535),
        ("community", 16_777_215),
        ("quality", 1_023),
        ("decay_from", 1_048_575),
        ("leave_until", 1_048_575),
        ("tally_year", 1_023),
        ("given", 255),
        ("seat_community", 16_777_215),
        ("seat_index", 255),
        ("last_act_day", 1_048_575),
        ("overlays", 15),
        ("spent", 4_294_967_295),
    ],
)
def test_word__value_too_large_for_its_field__does_not_spill_over(field: str, most: int) -> None:
    def word(value: int) -> int:
        values: dict[str, Any] = {field: value}
        return views.person_word(replace(Person(0, 0), **values))

    assert word(most).bit_count() == most.bit_length()
    for value in (most + 1, -1):
        with pytest.raises(OverflowError, match="does not fit"):
            word(value)


def test_word__tally_too_large__does_not_spill_over() -> None:
    with pytest.raises(OverflowError, match="256 does not fit 8 bits at bit 108"):
        views.person_word(Person(0, 0, tallies=(0, 256, 0, 0, 0, 0, 0)))


def test_founding_seat__key__is_the_same_as_text_or_bytes() -> None:
    as_text = FoundingSeat(identity(1), 0, "0x" + key(1).hex(), 1)
    assert as_text.key == replace(as_text, controller=key(1)).key == key(1)
