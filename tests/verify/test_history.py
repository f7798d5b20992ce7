"""From logs to acts: decoding, grouping, and asking a node that is slow to answer.

decode    every event | unknown | misshapen
acts      one in a transaction | several | one of nobody
fetch     many ranges | a node that refuses long ranges | one that refuses for a while
"""

from __future__ import annotations

import warnings
from collections import Counter
from typing import Any

import pytest

from isonomia import build, event_logs, history, log_stream
from isonomia.chain import RpcError
from isonomia.divergence import Diverged
from isonomia.history import fetch, read_header
from isonomia.replay import Replay
from isonomia.spec import actions, events
from tests.verify.lying_node import Refuse, lying_node
from tests.verify.scenario import NORTH, SOUTH, Scenario

with warnings.catch_warnings():
    # web3 imports a part of websockets that is deprecated.
    warnings.simplefilter("ignore", DeprecationWarning)
    from web3 import Web3
    from web3.logs import DISCARD


def raw_logs(scenario: Scenario) -> list[dict[str, Any]]:
    last = scenario.chain.block()["number"]
    return scenario.chain.logs(list(scenario.manifest.addresses.values()), 0, last)


def fetched(scenario: Scenario, url: str | None = None) -> history.History:
    target = scenario.target
    pinned = read_header(scenario.chain, "latest")
    return fetch(url or scenario.dev.url, target.addresses, target.first_block, pinned)


def plain(value: Any) -> Any:
    """Write bytes, addresses and lists of either decoder alike."""
    if isinstance(value, list | tuple):
        return tuple(plain(one) for one in value)
    if isinstance(value, str) and value.startswith("0x"):
        return bytes.fromhex(value[2:])
    return bytes(value) if isinstance(value, bytes) else value


@pytest.mark.req("Y2")
def test_decode__every_log_of_the_scenario__is_what_web3_decodes(lived: Scenario) -> None:
    require_decoded_as_by_web3(lived)


@pytest.mark.req("Y2")
def test_decode__every_log_of_due_process__is_what_web3_decodes(tried: Scenario) -> None:
    require_decoded_as_by_web3(tried)


@pytest.mark.req("Y2")
def test_decode__every_log_of_services__is_what_web3_decodes(served: Scenario) -> None:
    require_decoded_as_by_web3(served)


def require_decoded_as_by_web3(lived: Scenario) -> None:
    web3 = Web3(Web3.HTTPProvider(lived.dev.url))
    found = [
        (log.place.log_index, type(log.event).__name__, values_of(log.event))
        for log in fetched(lived).logs
    ]
    expected = []
    transactions = dict.fromkeys(log["transactionHash"] for log in raw_logs(lived))
    contracts = {
        name: web3.eth.contract(lived.manifest.addresses[name], abi=build.load(name)["abi"])
        for name in build.DEPLOYED
    }
    for transaction in transactions:
        receipt = web3.eth.get_transaction_receipt(transaction)
        decoded = [
            log
            for contract in contracts.values()
            for event in contract.events
            for log in event().process_receipt(receipt, errors=DISCARD)
            if log["address"] == contract.address
        ]
        expected += [
            (log["logIndex"], log["event"], [plain(log["args"][name]) for name in log["args"]])
            for log in sorted(decoded, key=lambda log: log["logIndex"])
        ]
    assert [(at, name) for at, name, _ in found] == [(at, name) for at, name, _ in expected]
    for (_, name, values), (_, _, others) in zip(found, expected, strict=True):
        assert sorted(map(str, values)) == sorted(map(str, others)), name


@pytest.mark.req("Y2")
def test_decode__scenarios_together__hold_every_event_there_is(
    lived_on_anvil: Scenario, tried_on_anvil: Scenario, served_on_anvil: Scenario
) -> None:
    logged = {
        type(log.event).__name__
        for scenario in (lived_on_anvil, tried_on_anvil, served_on_anvil)
        for log in fetched(scenario).logs
    }
    declared = {
        layout.event_class.__name__
        for name in build.DEPLOYED
        for layout in event_logs.layouts(name).values()
    }
    assert declared - logged == set()


@pytest.mark.req("Y2", "V1")
@pytest.mark.parametrize(
    ("held", "read"), [(b"\xff\xfeA", "??A"), ("Küche".encode(), "Küche"), (b"", "")]
)
def test_decode__name_that_is_no_text__is_read_and_stays_as_long(held: bytes, read: str) -> None:
    log = accredited(held)
    found = event_logs.decode(log, event_logs.layouts("Services")).event
    assert found.name == read
    assert len(found.name.encode()) == len(held)


@pytest.mark.req("Y2", "V1")
def test_decode__name_with_something_behind_its_end__is_malformed() -> None:
    log = accredited(b"A")
    log["data"] = log["data"][:-2] + "01"
    with pytest.raises(Diverged, match="MalformedLog"):
        event_logs.decode(log, event_logs.layouts("Services"))


def accredited(name: bytes) -> dict[str, Any]:
    """Return the log of an accreditation under a name of any bytes."""
    layouts = event_logs.layouts("Services")
    topic = next(
        topic for topic, one in layouts.items() if one.event_class is events.OrganisationAccredited
    )
    words = [1, 1, 7, 20_000, 9, 32 * 6, len(name)]
    padded = name.ljust(-(-len(name) // 32) * 32, b"\0")
    return {
        "topics": [topic, f"0x{1:064x}", f"0x{2:064x}"],
        "data": "0x" + "".join(f"{word:064x}" for word in words) + padded.hex(),
        "blockNumber": "0x1",
        "logIndex": "0x0",
        "transactionHash": "0x" + "11" * 32,
    }


def values_of(event: Any) -> list[Any]:
    return [getattr(event, name) for name in event.__dataclass_fields__]


@pytest.mark.req("Y1")
def test_acts__scenario__are_the_actions_that_were_sent(lived: Scenario) -> None:
    replay = Replay(fetched(lived), lived.target.founding)
    kinds = Counter(type(step.action) for step in replay.steps())
    assert kinds == {
        actions.Enrol: 5,
        actions.BindControllers: 2,
        actions.FileAwards: 23,
        actions.PublishRules: 1,
        actions.AnnounceRate: 2,
        actions.ChangeController: 2,
        actions.DeclareLeave: 2,
        actions.EndLeave: 1,
        actions.Give: 2,
        actions.OpenRound: 3,
        actions.Nominate: 2,
        actions.EnterRound: 3,
        actions.Freeze: 3,
        actions.VerifyRound: len(replay.state.randomness),
        actions.Settle: 4,
        actions.CloseRound: 1,
    }


@pytest.mark.req("Y1", "P3")
def test_acts__several_in_one_transaction__are_told_apart(lived: Scenario) -> None:
    replay = Replay(fetched(lived), lived.target.founding)
    steps = list(replay.steps())
    by_transaction = Counter(step.act.place.transaction for step in steps)
    ((transaction, number),) = by_transaction.most_common(1)
    assert number == 5
    together = [step for step in steps if step.act.place.transaction == transaction]
    assert [type(step.action) for step in together] == [
        actions.DeclareLeave,
        actions.AnnounceRate,
        actions.Enrol,
        actions.Enrol,
        actions.FileAwards,
    ]
    of_nobody = together[3].action
    assert isinstance(of_nobody, actions.Enrol)
    assert (of_nobody.community, of_nobody.identities) == (SOUTH, ())
    awarded = together[4].act
    assert isinstance(awarded.head, events.AwardsFiled)
    assert [type(effect) for effect in awarded.effects] == [events.Awarded]
    assert awarded.head.community == NORTH


@pytest.mark.req("Y2")
def test_fetch__blocks_in_many_ranges__gives_the_same_logs(
    lived_on_anvil: Scenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_once = fetched(lived_on_anvil)
    monkeypatch.setattr(log_stream, "MOST_BLOCKS", 3)
    monkeypatch.setattr(log_stream, "HEADERS_PER_BATCH", 2)
    progress: list[tuple[int, int]] = []
    target = lived_on_anvil.target
    in_parts = fetch(
        lived_on_anvil.dev.url,
        target.addresses,
        target.first_block,
        at_once.pinned,
        lambda done, total: progress.append((done, total)),
    )
    assert in_parts == at_once
    assert len(progress) > 5
    assert progress[-1][0] == progress[-1][1]
    assert progress == sorted(progress)


@pytest.mark.req("Y2")
def test_fetch__node_that_refuses_long_ranges__is_asked_for_shorter_ones(
    lived_on_anvil: Scenario,
) -> None:
    def lie(method: str, parameters: list[Any], result: Any) -> Any:
        if method == "eth_getLogs":
            wanted = parameters[0]
            if int(wanted["toBlock"], 16) - int(wanted["fromBlock"], 16) > 2:
                raise Refuse(-32005, "query returned more than 10000 results")
        return result

    with lying_node(lived_on_anvil.dev.url, lie) as url:
        assert fetched(lived_on_anvil, url).logs == fetched(lived_on_anvil).logs


@pytest.mark.req("Y2")
def test_fetch__node_that_is_busy_for_a_while__is_asked_again(
    lived_on_anvil: Scenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log_stream, "FIRST_PAUSE", 0.001)
    refused = 0

    def lie(method: str, _parameters: list[Any], result: Any) -> Any:
        nonlocal refused
        if method == "eth_getLogs" and refused < 8:
            refused += 1
            raise Refuse(-32005, "rate limit exceeded")
        return result

    with lying_node(lived_on_anvil.dev.url, lie) as url:
        assert fetched(lived_on_anvil, url).logs == fetched(lived_on_anvil).logs
    assert refused == 8


@pytest.mark.req("Y2")
def test_fetch__node_that_never_answers__says_so(
    lived_on_anvil: Scenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log_stream, "FIRST_PAUSE", 0.001)

    def lie(method: str, _parameters: list[Any], result: Any) -> Any:
        if method == "eth_getLogs":
            raise Refuse(-32005, "rate limit exceeded")
        return result

    with (
        lying_node(lived_on_anvil.dev.url, lie) as url,
        pytest.raises(RpcError, match="rate limit"),
    ):
        fetched(lived_on_anvil, url)
