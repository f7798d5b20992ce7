"""Settling: every lot once, in as many transactions as it takes, however often it is run.

settle
├── twice -> nothing sent the second time
├── in batches -> as many transactions as asked
├── the node dies between two batches -> the next run settles the others
├── somebody settles lots meanwhile -> passed over
└── figures of gas -> never below what a lot really takes
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from isonomia import chain as chain_module
from isonomia.gas import MOST_GAS_PER_TRANSACTION
from isonomia.lottery.drawing import (
    GAS_OF_SETTLEMENT,
    GAS_PER_LOT,
    Draws,
    lots_that_fit,
    open_lots,
)
from tests.chain.front import difficult_front
from tests.lottery.town import GIFT, Town

SEND = "eth_sendRawTransaction"


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Repeat requests quickly."""
    monkeypatch.setattr(chain_module, "BACK_OFF", (0.01, 0.01))


def before_each_sending(then: Callable[[int], Any]) -> Callable[[Any], Any]:
    """Return a mood that asks `then` with the number of each transaction, from 1."""
    sent = 0

    def mood(request: Any) -> Any:
        nonlocal sent
        if not isinstance(request, dict) or request["method"] != SEND:
            return None
        sent += 1
        return then(sent)

    return mood


def open_ones(town: Town) -> list[int]:
    return open_lots(town.desk.views(), 1, 3)


@pytest.mark.req("L4")
def test_settle__twice__nothing_is_sent_the_second_time(town: Town):
    town.drawn()
    town.done("round", "settle", 1, *town.transcripts)
    block, first = town.chain.block()["number"], town.transcript.read_bytes()
    said = town.done("round", "settle", 1, *town.transcripts)
    assert "0 lots settled now, none is open" in said
    assert town.chain.block()["number"] == block
    assert town.transcript.read_bytes() == first
    assert town.account() == (2 * GIFT, 100, 0, 300)


@pytest.mark.req("L4")
def test_settle__node_dies_between_two_batches__next_run_settles_the_others(town: Town):
    town.drawn()
    with difficult_front(
        town.node.url, before_each_sending(lambda number: 503 if number > 1 else None)
    ) as url:
        there = Town(town.node, town.manifest, town.folder, url)
        result = there.run("round", "settle", 1, *town.transcripts, "--most-lots", 1)
    assert result.exit_code == 1
    assert "Settled lots 0 to 0" in result.output
    assert "HTTP status 503" in result.output
    assert open_ones(town) == [1, 2]
    assert "3 lots, 1 settled" in town.done("round", "audit", town.transcript)

    said = town.done("round", "settle", 1, *town.transcripts, "--most-lots", 1)
    assert "Settled lots 1 to 1\nSettled lots 2 to 2" in said
    assert open_ones(town) == []
    assert town.account() == (2 * GIFT, 100, 0, 300)
    assert "3 settled" in town.done("round", "audit", town.transcript)


@pytest.mark.req("L4")
def test_settle__somebody_settles_a_lot_meanwhile__passed_over(town: Town):
    town.drawn()
    winners = town.read_transcript()["draw"]["winners"]
    identity = bytes.fromhex(winners[1]["identity"][2:])

    def interfere(number: int) -> None:
        if number == 1:
            town.desk.deployment.send(
                town.node.accounts[7], town.deployment.pool, "settle", 1, [1], [identity]
            )

    with difficult_front(town.node.url, before_each_sending(interfere)) as url:
        there = Town(town.node, town.manifest, town.folder, url)
        there.done("round", "settle", 1, *town.transcripts)
    assert town.round().settled == 3
    assert town.account() == (2 * GIFT, 100, 0, 300)
    assert "CONFIRMED" in town.done("round", "audit", town.transcript)


@pytest.mark.req("L4")
@pytest.mark.parametrize("kind", ["nominated", "second-chance"])
def test_settle__gas_of_one_and_of_three_lots__never_above_and_not_far_below_the_figures(
    town: Town, kind: str
):
    town.drawn(kind)
    drawn = Draws(town.desk, town.manifest).read(1)
    winners = [drawn.story.identities[entrant] for entrant in drawn.drawing.entrants]
    snapshot = town.node.snapshot()
    three = town.desk.send("settle", 1, [0, 1, 2], winners)["gasUsed"]
    town.node.revert(snapshot)
    one = town.desk.send("settle", 1, [0], winners[:1])["gasUsed"]
    for lots, used in ((1, one), (3, three)):
        assert used <= GAS_OF_SETTLEMENT + lots * GAS_PER_LOT <= used * 1.6


@pytest.mark.req("L4")
@pytest.mark.parametrize("block_gas", [10**5, 10**6, 30 * 10**6, 10**9])
def test_lots_that_fit__gas_of_a_block__bounds_them(block_gas: int):
    lots = lots_that_fit(block_gas)
    assert lots >= 1
    needed = GAS_OF_SETTLEMENT + lots * GAS_PER_LOT
    if lots > 1:
        assert needed < min(block_gas, MOST_GAS_PER_TRANSACTION)
    assert needed + GAS_PER_LOT > min(block_gas * 4 // 5, MOST_GAS_PER_TRANSACTION) * 9 // 10
