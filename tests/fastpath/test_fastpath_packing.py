"""Packed tables read like the dictionaries they stand for.

```
table
├── reads, counts, copies and compares as a dictionary of its records
├── dict() of it, and a deep copy → the records, never whole numbers
├── pop, popitem and setdefault → the records too
├── a record that does not fit → kept as it is
└── a copy → independent
state with packed tables
├── equal to the plain one, both ways round, and so is its digest
└── copied → equal and independent; the specification acts on it as on the plain one
```
"""

from __future__ import annotations

import copy
from dataclasses import replace
from typing import Any

import pytest

from isonomia.fastpath.packing import PackedPeople, PackedSignatories, PackedTable
from isonomia.fastpath.terms import Terms
from isonomia.spec import actions, views
from isonomia.spec.state import Person, Signatory
from isonomia.spec.transition import apply
from tests.fastpath.histories import FOREVER, PEOPLE, Everyday

pytestmark = [pytest.mark.offline, pytest.mark.req("Y2", "A4")]

AWARDED, SEATED, ABSENT = (bytes([n]) * 32 for n in (1, 2, 3))
PERSON = Person(
    birth_month=24_000,
    community=2,
    quality=1_000,
    decay_from=20_000,
    leave_until=20_100,
    tally_year=3,
    tallies=(1, 2, 3, 4, 5, 6, 250),
    given=255,
    seat_community=2**24 - 1,
    seat_index=255,
    last_act_day=19_999,
    overlays=8,
    opted_out=True,
    closed=True,
    spent=2**32 - 1,
)
SIGNATORY = Signatory(b"\xff" * 20, 20_000, nonce=7, order_floor=2**24 - 1, orders_seen=0xFFFF)
TABLES = [
    (PackedPeople, PERSON, replace(PERSON, spent=2**32)),
    (PackedSignatories, SIGNATORY, replace(SIGNATORY, nonce=2**32)),
    (PackedSignatories, SIGNATORY, replace(SIGNATORY, controller=b"\xff" * 19)),
]


@pytest.mark.parametrize(("kind", "fits", "does_not"), TABLES)
def test_packed_table__read_in_every_way__gives_records(
    kind: type[PackedTable[Any]], fits: Any, does_not: Any
) -> None:
    records = {AWARDED: fits, SEATED: does_not}
    table = kind(records)
    assert table == records
    assert records == table
    assert (table != records) is False
    assert dict(table) == records
    assert {**table} == records
    assert list(table.items()) == list(records.items())
    assert list(table.values()) == [fits, does_not]
    assert [table[AWARDED], table.get(SEATED), table.get(ABSENT)] == [fits, does_not, None]
    assert (len(table), AWARDED in table, ABSENT in table) == (2, True, False)
    assert repr(table) == repr(records)
    assert copy.deepcopy(table) == records
    assert table != {AWARDED: fits}
    assert table != {AWARDED: fits, SEATED: fits}


@pytest.mark.parametrize(("kind", "fits", "does_not"), TABLES)
def test_packed_table__stored__is_a_whole_number_where_it_fits(
    kind: type[PackedTable[Any]], fits: Any, does_not: Any
) -> None:
    table = kind({AWARDED: fits, SEATED: does_not})
    assert isinstance(table.stored(AWARDED), int)
    assert table.stored(SEATED) == does_not
    table.store({ABSENT: table.stored(AWARDED)})
    assert table[ABSENT] == fits


@pytest.mark.parametrize(("kind", "fits", "does_not"), TABLES)
def test_packed_table__copied__is_independent(
    kind: type[PackedTable[Any]], fits: Any, does_not: Any
) -> None:
    table = kind({AWARDED: fits})
    copied = table.copy()
    copied[SEATED] = does_not
    assert table == {AWARDED: fits}
    assert isinstance(copied, kind)


@pytest.mark.parametrize(("kind", "fits", "does_not"), TABLES)
def test_packed_table__taken_from__gives_records(
    kind: type[PackedTable[Any]], fits: Any, does_not: Any
) -> None:
    table = kind({AWARDED: fits})
    assert table.setdefault(AWARDED, does_not) == fits
    assert table.setdefault(SEATED, does_not) == does_not
    assert (table.pop(AWARDED), table.pop(ABSENT, None)) == (fits, None)
    assert table.popitem() == (SEATED, does_not)
    assert len(table) == 0


def test_state__with_packed_tables__is_equal_and_acts_the_same() -> None:
    life = Everyday()
    plain = life.lived().state
    packed = plain.copy()
    Terms(packed)
    assert isinstance(packed.people, PackedPeople)
    assert packed == plain
    assert plain == packed
    assert views.digest(packed) == views.digest(plain)
    known = plain.signatories[PEOPLE[0]]
    leave = actions.DeclareLeave(PEOPLE[0], 5, known.nonce, FOREVER, known.controller)
    after, announced = apply(packed, leave, life.now)
    assert (after, announced) == apply(plain, leave, life.now)
    assert packed == plain
    assert after != plain
