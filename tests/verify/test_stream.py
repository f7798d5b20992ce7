"""A stream of logs from nodes that limp: everything arrives, once, in order, and not too early.

answers   at once | busy | hangs | hangs up | no JSON | too many results | range too long | never
ranges    halved | grown again | of a node that is only busy: as they are
window    no more answers wait than may | closed before its end | a range with too many logs
"""

from __future__ import annotations

import random
import threading
from collections.abc import Iterator
from itertools import pairwise

import pytest

from isonomia import log_stream
from isonomia.chain import ChainError
from isonomia.log_stream import LogChunk, read_header, stream
from tests.verify.limping_node import Gait, Limp, Span, Watched, limping_node
from tests.verify.scenario import Scenario

TOO_MANY = (-32005, "query returned more than 10000 results")
TOO_LONG = (-32600, "block range too large")
TOO_BIG = (-32602, "Log response size exceeded. You can make eth_getLogs requests with up to 2K")
ODD = (-32000, "context deadline reached")
TOO_OFTEN = (-32005, "daily request count exceeded, request rate limited")


@pytest.fixture(autouse=True)
def short_ranges_and_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log_stream, "FIRST_BLOCKS", 4)
    monkeypatch.setattr(log_stream, "MOST_BLOCKS", 16)
    monkeypatch.setattr(log_stream, "FIRST_PAUSE", 0.001)
    monkeypatch.setattr(log_stream, "TIMEOUT", 0.5)


def streamed(scenario: Scenario, url: str) -> Iterator[LogChunk]:
    target, pinned = scenario.target, read_header(scenario.chain, "latest")
    return stream(url, target.addresses, target.from_block, pinned)


def require_everything(scenario: Scenario, chunks: list[LogChunk]) -> None:
    target, last = scenario.target, scenario.chain.block()["number"]
    ends = [(chunk.first, chunk.last) for chunk in chunks]
    assert ends[0][0] == target.from_block
    assert ends[-1][1] == last
    assert all(later[0] == before[1] + 1 for before, later in pairwise(ends))
    expected = scenario.chain.logs(list(target.addresses.values()), target.from_block, last)
    assert [log for chunk in chunks for log in chunk.logs] == expected
    for chunk in chunks:
        assert set(chunk.headers) == {int(log["blockNumber"], 16) for log in chunk.logs}
        for number, header in chunk.headers.items():
            assert header == read_header(scenario.chain, number)


def lengths(watched: Watched) -> list[int]:
    return [last - first + 1 for first, last in watched.spans]


def now_and_then(limp: Limp | tuple[int, str]) -> Gait:
    return lambda _span, before: limp if before % 3 == 1 else None


@pytest.mark.req("Y2")
@pytest.mark.parametrize(
    "limp",
    [Limp.BUSY, Limp.HANGS, Limp.HANGS_UP, Limp.NO_JSON, TOO_MANY, TOO_LONG, TOO_BIG, ODD],
    ids=str,
)
def test_stream__node_fails_now_and_then__everything_arrives_in_order(
    lived_on_anvil: Scenario, limp: Limp | tuple[int, str]
) -> None:
    with limping_node(lived_on_anvil.dev.url, now_and_then(limp)) as watched:
        require_everything(lived_on_anvil, list(streamed(lived_on_anvil, watched.url)))
        assert len(watched.spans) > 3


@pytest.mark.req("Y2")
def test_stream__node_fails_in_every_way_at_random__everything_arrives_in_order(
    lived_on_anvil: Scenario,
) -> None:
    seed = random.randrange(2**32)
    print(f"seed {seed}")
    chance = random.Random(seed)
    ways = [Limp.BUSY, Limp.HANGS_UP, Limp.NO_JSON, TOO_MANY, TOO_LONG, TOO_BIG, TOO_OFTEN]

    def gait(span: Span, _before: int) -> Limp | tuple[int, str] | None:
        if span[1] - span[0] > 2:
            return TOO_LONG
        return chance.choice(ways) if chance.random() < 0.4 else None

    with limping_node(lived_on_anvil.dev.url, gait) as watched:
        require_everything(lived_on_anvil, list(streamed(lived_on_anvil, watched.url)))


@pytest.mark.req("Y2")
def test_stream__range_refused__is_halved_and_grows_again(
    lived_on_anvil: Scenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log_stream, "AHEAD", 1)

    def gait(_span: Span, before: int) -> tuple[int, str] | None:
        return None if before else TOO_MANY

    with limping_node(lived_on_anvil.dev.url, gait) as watched:
        chunks = list(streamed(lived_on_anvil, watched.url))
    require_everything(lived_on_anvil, chunks)
    assert lengths(watched)[:9] == [4, 2, 2, 3, 4, 5, 6, 7, 8]


@pytest.mark.req("Y2")
def test_stream__honest_node__ranges_grow_up_to_the_longest(
    lived_on_anvil: Scenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log_stream, "AHEAD", 1)
    with limping_node(lived_on_anvil.dev.url) as watched:
        require_everything(lived_on_anvil, list(streamed(lived_on_anvil, watched.url)))
    assert lengths(watched)[:-1] == [4, 8, 16, 16, 16]


@pytest.mark.req("Y2")
@pytest.mark.parametrize("limp", [Limp.BUSY, TOO_OFTEN], ids=str)
def test_stream__node_that_is_only_busy__is_asked_the_same_again(
    lived_on_anvil: Scenario, limp: Limp | tuple[int, str]
) -> None:
    seen = set[Span]()

    def gait(span: Span, _before: int) -> Limp | tuple[int, str] | None:
        fresh = span not in seen
        seen.add(span)
        return limp if fresh else None

    with limping_node(lived_on_anvil.dev.url, gait) as watched:
        require_everything(lived_on_anvil, list(streamed(lived_on_anvil, watched.url)))
    assert len(watched.spans) == 2 * len(seen)
    assert min(lengths(watched)[:-2]) >= 4


@pytest.mark.req("Y2")
def test_stream__ranges_with_many_logs__get_shorter_by_themselves(
    lived_on_anvil: Scenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log_stream, "MOST_LOGS", 4)
    with limping_node(lived_on_anvil.dev.url) as watched:
        chunks = list(streamed(lived_on_anvil, watched.url))
    require_everything(lived_on_anvil, chunks)
    assert min(lengths(watched)) < 4
    assert len(watched.spans) == len(chunks)


@pytest.mark.req("Y2")
def test_stream__nobody_takes_the_chunks__node_is_not_asked_for_more(
    lived_on_anvil: Scenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log_stream, "MOST_BLOCKS", 2)
    with limping_node(lived_on_anvil.dev.url) as watched:
        chunks = streamed(lived_on_anvil, watched.url)
        next(chunks)
        assert watched.wait_for(log_stream.AHEAD, seconds=20)
        assert not watched.wait_for(log_stream.AHEAD + 1, seconds=0.3)
        next(chunks)
        assert watched.wait_for(log_stream.AHEAD + 1, seconds=20)
        chunks.close()


@pytest.mark.req("Y2")
def test_stream__closed_while_the_node_is_busy__ends_at_once(
    lived_on_anvil: Scenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log_stream, "FIRST_PAUSE", 60.0)
    threads = set(threading.enumerate())

    begin = lived_on_anvil.target.from_block

    def gait(span: Span, _before: int) -> Limp | None:
        return None if span[0] == begin else Limp.BUSY

    with limping_node(lived_on_anvil.dev.url, gait) as watched:
        chunks = streamed(lived_on_anvil, watched.url)
        next(chunks)
        assert watched.wait_for(3, seconds=20)
        chunks.close()
        left = {one.name for one in set(threading.enumerate()) - threads}
    assert not any(name.startswith("ThreadPoolExecutor") for name in left)


@pytest.mark.req("Y2")
@pytest.mark.parametrize("limp", [Limp.BUSY, Limp.HANGS_UP, Limp.NO_JSON], ids=str)
def test_stream__node_never_answers__says_so(
    lived_on_anvil: Scenario, limp: Limp, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log_stream, "ATTEMPTS", 3)
    with (
        limping_node(lived_on_anvil.dev.url, lambda _span, _before: limp) as watched,
        pytest.raises(ChainError, match=r"No answer|no JSON"),
    ):
        list(streamed(lived_on_anvil, watched.url))


@pytest.mark.req("Y2")
def test_stream__nobody_at_the_address__is_not_asked_for_less(
    lived_on_anvil: Scenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log_stream, "ATTEMPTS", 3)
    with pytest.raises(ChainError, match="Check the address"):
        list(streamed(lived_on_anvil, "http://127.0.0.1:1"))


@pytest.mark.req("Y2")
def test_stream__progress__counts_blocks_handed_out(lived_on_anvil: Scenario) -> None:
    target, pinned = lived_on_anvil.target, read_header(lived_on_anvil.chain, "latest")
    told: list[Span] = []
    chunks = stream(
        lived_on_anvil.dev.url,
        target.addresses,
        target.from_block,
        pinned,
        lambda done, total: told.append((done, total)),
    )
    taken = [chunk.last - target.from_block + 1 for chunk in chunks]
    assert told == [(done, pinned.number - target.from_block + 1) for done in taken]
    assert told[-1][0] == told[-1][1]
