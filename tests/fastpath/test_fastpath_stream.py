"""Fed chunk by chunk: what is known when, and going on where another replay stopped.

```
chunks
├── before all constructors have logged → nothing is known, and asking says so
├── that end before → the plain replay's divergence
├── with acts between the constructors → carried out once founded
├── steps → the acts that the plain specification carried out, in order, in the state when given
└── a council that endorsed what no log tells → the reader is asked, with the transaction's logs
going on
├── from any chunk on → the same as without a stop
└── addresses in mixed case → still the fast path
```
"""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from isonomia.divergence import Divergence, Finding
from isonomia.fastpath.replay import FastReplay
from isonomia.spec import actions, events
from tests.fastpath.both_ways import Rebuilt, fast, plainly
from tests.fastpath.histories import Everyday, of_vector
from tests.support.raw_logs import ADDRESSES, RawChain

pytestmark = [pytest.mark.offline, pytest.mark.req("Y2", "A4")]


@pytest.fixture(scope="module")
def everyday() -> RawChain:
    return Everyday().lived()


def fed(chain: RawChain, chunks: int, blocks: int = 1) -> FastReplay:
    """Return a replay that got the first chunks only."""
    replay = FastReplay(chain.founding, ADDRESSES, lambda _logs: chain.proposals)
    for _, chunk in zip(range(chunks), chain.chunks(blocks), strict=False):
        for _ in replay.feed(chunk):
            pass
    return replay


def test_feed__not_all_constructors__nothing_is_known() -> None:
    founding, *_ = _delayed()
    chain = RawChain(**founding)
    replay = fed(chain, chunks=2)
    assert not replay.is_founded
    assert (replay.acts, replay.logs) == (0, 0)
    with pytest.raises(RuntimeError, match="feed more"):
        _ = replay.state


def test_finish__logs_end_before_the_constructors_do__is_the_plain_divergence(
    everyday: RawChain,
) -> None:
    some = everyday.logs[:4]
    found = fast(everyday, some)
    assert isinstance(found, Divergence)
    assert found.finding == Finding.GENESIS_DIFFERS
    assert found == plainly(everyday, some)


def test_finish__no_logs__is_the_plain_divergence(everyday: RawChain) -> None:
    assert fast(everyday, []) == plainly(everyday, [])


def test_feed__acts_between_the_constructors__are_carried_out() -> None:
    founding, act, now = _delayed()
    between = RawChain(**founding)
    between.act(act, now)
    *rest, first, second = between.logs
    moved = [first | {"blockNumber": "0x2", "logIndex": "0x50"}]
    moved.append(second | {"blockNumber": "0x2", "logIndex": "0x51"})
    at = next(n for n, log in enumerate(rest) if int(log["blockNumber"], 16) == 3)
    logs = rest[:at] + moved + rest[at:]
    expected = plainly(between, logs)
    assert isinstance(expected, Rebuilt)
    assert expected.acts == 1
    assert fast(between, logs, blocks=1) == expected


def _delayed() -> tuple[dict[str, Any], actions.Enrol, int]:
    """Return a founding in which cases come a day later, and an act of a council before them."""
    life = Everyday()
    known = life.chain.founding._asdict()
    founding = {name: value for name, value in known.items() if name != "addresses"}
    now = life.now
    founding |= {"now": now, "founded_at": now, "cases_at": now + 60, "findings_at": now + 120}
    chain = RawChain(**founding)
    council = chain.state.councils[1]
    approvals = tuple((index, chain.state.seats[1, index].controller) for index in (0, 1))
    enrol = actions.Enrol(1, council.nonce, 2**64, approvals, (b"\x77" * 32,), (24_000,))
    return founding, enrol, now + 120


def test_feed__steps__are_the_plain_acts_in_order(everyday: RawChain) -> None:
    replay = FastReplay(everyday.founding, ADDRESSES)
    kinds = []
    for chunk in everyday.chunks(2):
        for step in replay.feed(chunk):
            kinds.append(type(step.action).__name__)
            if isinstance(step.action, actions.OpenOffer):
                assert len(replay.state.offers) == kinds.count("OpenOffer")
    assert kinds == ["Accredit", "OpenOffer", "OpenOffer", "Give", "OpenRound"]
    assert replay.acts == len(kinds) + sum(replay.carried.values())


def test_feed__endorsed__asks_the_reader_with_the_transaction() -> None:
    chain, asked = of_vector("amendments"), list[Any]()

    def read(logs: Any) -> Any:
        asked.append([type(event) for event, _ in logs])
        return chain.proposals

    replay = FastReplay(chain.founding, ADDRESSES, read)
    for chunk in chain.chunks():
        for _ in replay.feed(chunk):
            pass
    assert replay.finish() == chain.state
    assert asked
    assert all(events.AmendmentEndorsed in kinds for kinds in asked)


@pytest.mark.parametrize("stop", [1, 4, 9])
def test_going_on__after_some_chunks__comes_to_the_same(everyday: RawChain, stop: int) -> None:
    first = fed(everyday, chunks=stop)
    counts = {"acts": first.acts, "logs": first.logs}
    replay = FastReplay.going_on(first.carrier, everyday.founding, ADDRESSES, **counts)
    for number, chunk in enumerate(everyday.chunks(1)):
        if number >= stop:
            for _ in replay.feed(chunk):
                pass
    assert replay.finish() == everyday.state
    assert replay.traces == fed(everyday, chunks=100).traces
    assert replay.logs == len(everyday.logs)


def test_fast_replay__addresses_in_mixed_case__stays_fast(everyday: RawChain) -> None:
    carried, plain = Counter[str](), Counter[str]()
    mixed = [log | {"address": "0x" + log["address"][2:].upper()} for log in everyday.logs]
    assert fast(everyday, mixed, carried=carried) == fast(everyday, carried=plain)
    assert carried == plain
