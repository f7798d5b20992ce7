"""The JSON-RPC client.

address of the node
├── not one                                    -> refused at once
└── one
    ├── nobody answers                         -> an error that says so, after a few attempts
    ├── busy for a while                       -> answered in the end
    ├── answers with something else than JSON  -> an error that says so
    └── answers
        ├── with an error                      -> `RpcError`; a revert is decoded
        ├── a batch                            -> results in the order asked
        └── logs, but of few blocks at a time  -> all logs, in order
"""

from __future__ import annotations

import pytest
from eth_account import Account

from isonomia import chain as chain_module
from isonomia.chain import Chain, ChainError, RpcError, _revert_data
from isonomia.contracts import transact
from isonomia.devchain import DevChain
from isonomia.errors import RefusedError
from tests.chain.front import difficult_front
from tests.support.roles import CITIZEN, STRANGER
from tests.support.world import World

pytestmark = pytest.mark.req("A1", "A2", "Y2")


@pytest.mark.parametrize("url", ["", "127.0.0.1:8545", "ftp://127.0.0.1", "http://", "node"])
def test_chain__url_of_no_node__is_refused(url: str) -> None:
    with pytest.raises(ChainError, match="not the address of a node"):
        Chain(url)


def test_chain__access_token_in_url__is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chain_module, "BACK_OFF", ())
    chain = Chain("http://user:secret@127.0.0.1:9/v3/token")
    with pytest.raises(ChainError, match=r"127\.0\.0\.1:9") as failure:
        chain.call("eth_chainId")
    assert "secret" not in str(failure.value)
    assert "token" not in str(failure.value)


def test_call__nobody_answers__says_so_after_some_attempts(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pauses: list[float] = []
    monkeypatch.setattr(chain_module.time, "sleep", pauses.append)
    with pytest.raises(ChainError, match="Check the address, and that the node runs"):
        Chain("http://127.0.0.1:9").call("eth_chainId")
    assert pauses == list(chain_module.BACK_OFF)


def test_call__node_busy_for_a_while__is_answered(
    devchain: DevChain, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chain_module.time, "sleep", lambda _: None)
    statuses = iter([429, 503])
    with difficult_front(devchain.url, lambda _: next(statuses, None)) as url:
        assert Chain(url).chain_id == devchain.chain.chain_id


def test_call__web_page_instead_of_node__says_so(devchain: DevChain) -> None:
    with (
        difficult_front(devchain.url, lambda _: 404) as url,
        pytest.raises(ChainError, match="HTTP status 404 and no JSON"),
    ):
        Chain(url).call("eth_chainId")


def test_call__unknown_method__raises_the_nodes_error(devchain: DevChain) -> None:
    with pytest.raises(RpcError) as failure:
        devchain.chain.call("eth_noSuchMethod")
    assert failure.value.as_refusal() is None


def test_batch__several_calls__answers_in_the_order_asked(devchain: DevChain) -> None:
    devchain.chain.call("evm_mine")
    calls = [("eth_getBlockByNumber", (hex(n), False)) for n in (1, 0, 1)]
    numbers = [int(block["number"], 16) for block in devchain.chain.batch(calls)]
    assert numbers == [1, 0, 1]


def test_batch__one_fails__raises_or_stands_in_its_place(devchain: DevChain) -> None:
    calls = [("eth_chainId", ()), ("eth_noSuchMethod", ()), ("eth_chainId", ())]
    with pytest.raises(RpcError):
        devchain.chain.batch(calls)
    first, second, third = devchain.chain.batch(calls, keep_errors=True)
    assert isinstance(second, RpcError)
    assert int(first, 16) == int(third, 16) == devchain.chain.chain_id


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ({"jsonrpc": "2.0", "id": None, "result": "0x1"}, "did not answer a batch with a list"),
        ({"jsonrpc": "2.0", "error": "batches are not allowed"}, "batches are not allowed"),
        ([{"jsonrpc": "2.0", "id": -1, "result": "0x1"}], "left out an answer"),
    ],
)
def test_batch__node_that_answers_it_otherwise__says_so(
    devchain: DevChain, answer: object, words: str
) -> None:
    with (
        difficult_front(devchain.url, lambda _: answer) as url,
        pytest.raises((ChainError, RpcError), match=words),
    ):
        Chain(url).batch([("eth_chainId", ())])


def test_call__answer_that_is_a_list__says_so(devchain: DevChain) -> None:
    with (
        difficult_front(devchain.url, lambda _: [1]) as url,
        pytest.raises(ChainError, match="did not answer eth_chainId as a node does"),
    ):
        Chain(url).call("eth_chainId")


def test_batch__nothing__asks_nothing() -> None:
    assert Chain("http://127.0.0.1:9").batch([]) == []


def test_block__missing__says_which(devchain: DevChain) -> None:
    with pytest.raises(ChainError, match="no block 99999"):
        devchain.chain.block(99_999)


def test_is_development__ganache_and_anvil__are(devchain: DevChain) -> None:
    assert devchain.chain.is_development()


def test_is_development__another_client__is_not(devchain: DevChain) -> None:
    def geth(request: dict[str, object]) -> dict[str, object] | None:
        if request["method"] != "web3_clientVersion":
            return None
        return {"jsonrpc": "2.0", "id": request["id"], "result": "Geth/v1.16.0/linux-amd64"}

    with difficult_front(devchain.url, geth) as url:
        assert not Chain(url).is_development()


def test_eth_call__reverting_view__raises_refusal_with_name_and_values(world: World) -> None:
    data = world.ledger.contract.encode("birthMonthOf", STRANGER)
    with pytest.raises(RefusedError) as refused:
        world.chain.eth_call(world.ledger.address, data)
    assert (refused.value.name, refused.value.values) == ("NotEnrolled", (STRANGER,))


def test_transact__would_revert__raises_refusal_and_sends_nothing(world: World) -> None:
    account = Account.from_key(b"\1" * 32)
    data = world.ledger.contract.encode("endLeave", CITIZEN)
    with pytest.raises(RefusedError) as refused:
        transact(world.chain, account, world.ledger.address, data)
    assert (refused.value.name, refused.value.values) == (
        "Unauthorised",
        (account.address.lower(),),
    )
    assert world.chain.nonce(account.address) == 0


def test_fees__node_without_an_opinion_on_tips__offers_the_usual_one(devchain: DevChain) -> None:
    def silent(request: list[dict[str, object]] | dict[str, object]) -> object:
        if not isinstance(request, list):
            return None
        block = devchain.chain.call("eth_getBlockByNumber", "latest", False)
        no_method = {"code": -32601, "message": "no such method"}
        return [
            {"jsonrpc": "2.0", "id": request[0]["id"], "result": block},
            {"jsonrpc": "2.0", "id": request[1]["id"], "error": no_method},
        ]

    with difficult_front(devchain.url, silent) as url:
        fees = Chain(url).fees()
    assert fees["maxPriorityFeePerGas"] == chain_module.USUAL_TIP
    assert fees["maxFeePerGas"] == 2 * devchain.chain.base_fee() + chain_module.USUAL_TIP


def test_base_fee__chain_without_one__says_so(devchain: DevChain) -> None:
    def old(request: dict[str, object]) -> dict[str, object]:
        block = devchain.chain.call("eth_getBlockByNumber", "latest", False)
        del block["baseFeePerGas"]
        return {"jsonrpc": "2.0", "id": request["id"], "result": block}

    with (
        difficult_front(devchain.url, old) as url,
        pytest.raises(ChainError, match="has no base fee"),
    ):
        Chain(url).base_fee()


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ("0x1234", b"\x12\x34"),
        ({"result": "0x1234", "reason": None}, b"\x12\x34"),
        ({"data": "0x1234", "hash": "0x00"}, b"\x12\x34"),
        ({"data": {"result": "0x1234"}}, None),
        ("Reverted", None),
        (None, None),
        ({}, None),
    ],
)
def test_revert_data__in_the_shapes_nodes_use__is_found(data: object, expected: bytes) -> None:
    assert _revert_data(data) == expected


def test_logs__node_takes_few_blocks__are_complete_and_in_order(world: World) -> None:
    for _ in range(5):
        world.chain.call("evm_mine")
    last = world.chain.block()["number"]
    addresses = [world.ledger.address, world.communities.address]
    asked: list[int] = []

    def stingy(request: dict[str, object]) -> dict[str, object] | None:
        if request["method"] != "eth_getLogs":
            return None
        wanted = request["params"][0]
        length = int(wanted["toBlock"], 16) - int(wanted["fromBlock"], 16) + 1
        asked.append(length)
        if length <= 2:
            return None
        error = {"code": -32005, "message": "block range too wide"}
        return {"jsonrpc": "2.0", "id": request["id"], "error": error}

    expected = world.chain.logs(addresses, 0, last)
    with difficult_front(world.chain.url, stingy) as url:
        found = Chain(url).logs(addresses, 0, last)
    assert found == expected
    assert len(expected) > 10
    assert max(asked) > 2


def test_logs__node_refuses_even_one_block__raises_its_error(world: World) -> None:
    def refusing(request: dict[str, object]) -> dict[str, object] | None:
        if request["method"] != "eth_getLogs":
            return None
        return {"jsonrpc": "2.0", "id": request["id"], "error": {"code": 1, "message": "never"}}

    with (
        difficult_front(world.chain.url, refusing) as url,
        pytest.raises(RpcError, match="never"),
    ):
        Chain(url).logs([world.ledger.address], 0, 3)


def test_wait__transaction_nobody_sent__gives_up_and_says_so(devchain: DevChain) -> None:
    with pytest.raises(ChainError, match="not mined within 0 seconds"):
        devchain.chain.wait("0x" + "12" * 32, timeout=0)


def test_wait__right_after_sending__returns_the_receipt(devchain: DevChain) -> None:
    chain, sender = devchain.chain, devchain.accounts[0]
    for _ in range(20):
        receipt = transact(chain, sender, devchain.accounts[1].address, b"")
        assert receipt["status"] == 1
        assert chain.block(receipt["blockNumber"])["hash"] == receipt["blockHash"]
